//! Tests of the rule language: what matches, what is reported, what a file with errors says.

use super::model::{Body, Condition, Group, MatchBody, Test};
use super::truth::{Binding, Truth, is_unreached, matches};
use super::*;
use crate::facts::Fact;
use crate::limits::Limits;
use proptest::prelude::*;

pub(super) const HEAD: &str = "id = 'r'\ntitle = 't'\nfamily = 'f'\nseverity = 'low'\nconfidence = 'high'\nweaknesses = ['CHG-01']\n\
                    cwe = []\nsince = '0.1.0'\nwhy = 'W.'\nfix = 'F.'\n";

pub(super) fn file(rest: &str) -> RuleFile {
    RuleFile::parse("f/r.toml", &format!("{HEAD}{rest}")).unwrap_or_else(|e| panic!("{:?}", miette::Report::new(e)))
}

pub(super) fn set(rest: &str) -> RuleSet {
    let mut rules = RuleSet::empty();
    rules.add(vec![file(rest)]).unwrap();
    rules
}

pub(super) fn facts(texts: &[&str]) -> Vec<Fact> {
    texts.iter().map(|t| Fact::parse(t).unwrap()).collect()
}

/// Place, confidence and message of each finding.
fn found(rest: &str, texts: &[&str]) -> Vec<String> {
    let (findings, cut) = set(rest).evaluate(&facts(texts), &Limits::default());
    assert!(!cut);
    findings.iter().map(|f| format!("{} {} {}", f.place, f.confidence, f.message)).collect()
}

/// Message, and the text that the first label points at.
pub(super) fn error(rest: &str) -> (String, String) {
    let text = format!("{HEAD}{rest}");
    let error = RuleFile::parse("f/r.toml", &text).unwrap_err();
    let span = error.spans()[0].clone();
    (error.message.clone(), text[span].to_string())
}

#[test]
fn errors_point_at_the_word() {
    let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
    assert_eq!(error("colour = 1\n[match.a]\ncall = 'x'"), pair("unknown key `colour`", "colour"));
    assert_eq!(error("[match.a]\nfact = 'archve'"), pair("no kind of fact is called `archve`", "'archve'"));
    assert_eq!(error("[match.a]\nfact = 'push'\nfiltr = 'x'"), pair("`push` has no field `filtr`", "filtr"));
    assert_eq!(error("[match.a]\ncall = 'x'\nargs.u = { shceme = 'a' }"), pair("unknown key `shceme`", "shceme"));
    assert_eq!(error("condition = 'a and b'\n[match.a]\ncall = 'x'"), pair("no matcher is called `b`", "b"));
    assert_eq!(error("message = 'x {b.c}'\n[match.a]\ncall = 'x'"), pair("no matcher is called `b`", "b.c"));
    let (message, at) = error("[match.a]\nfact = 'entry'\ncontent = 'clas'");
    assert!(message.starts_with("`clas` is none of class, manifest, "), "{message}");
    assert_eq!(at, "'clas'");
    assert_eq!(error("[match.a]\ncall = { regex = '(' }").0, "not a regular expression");
    assert_eq!(error("[match.a]\ncall = 'x'\nargs.u = '$v'").0, "`$v` stands in one matcher only and joins nothing");
    let unbound = "[match.a]\ncall = 'x'\n[match.b]\ncall = 'y'\nargs.u = '$v'";
    assert_eq!(error(unbound).0, "`$v` is not bound by the primary matcher `a`");
}

#[test]
fn the_whole_error_is_shown_in_the_text() {
    let error = RuleFile::parse("f/r.toml", "id = 'r'\ntitel = 't'\n").unwrap_err();
    assert!(error.to_string().starts_with("f/r.toml: "));
    let mut out = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::none());
    handler.render_report(&mut out, &error).unwrap();
    assert!(out.contains("unknown key `titel`") && out.contains("2 | titel = 't'"), "{out}");
}

#[test]
fn an_unknown_value_neither_matches_nor_satisfies_not() {
    let rule = "condition = 'open and not http'\nprimary = 'open'\n[match.open]\ncall = 'o'\nat.signature = '$m'\n\
                [match.http]\ncall = 'o'\nat.signature = '$m'\nargs.url = { scheme = 'http' }\n";
    assert_eq!(found(rule, &["call o url=\"ftp://a\" at=A.m()V@1"]), ["A.m()V@1 high t"]);
    assert!(found(rule, &["call o url=* at=A.m()V@1"]).is_empty());
    assert!(found(rule, &["call o url=\"http://a\" at=A.m()V@1"]).is_empty());
    let reported = format!("unknown = 'report'\n{rule}");
    assert_eq!(
        found(&reported, &["call o url=* at=A.m()V@1"]),
        ["A.m()V@1 medium t; not certain, because http could not be determined"]
    );
    let value = "unknown = 'report'\n[match.open]\ncall = 'o'\nargs.url = { all = { scheme = 'http' } }\n";
    assert_eq!(
        found(value, &["call o url=\"http://a\"|* at=A.m()V@1", "call o url=\"http://b\" at=A.m()V@2"]),
        ["A.m()V@1 medium t; not certain, because url could not be determined", "A.m()V@2 high t"]
    );
}

#[test]
fn values_are_tested_alternative_by_alternative() {
    let truth = |test: &str, value: &str| {
        let file = file(&format!("[match.a]\ncall = 'c'\nargs.v = {test}\n"));
        let Body::Match(body) = &file.rule.body else { unreachable!() };
        matches(&body.matchers[0], &Fact::parse(&format!("call c v={value}")).unwrap())
    };
    use Truth::{False, True, Unknown};
    for (test, value, expected) in [
        ("{ scheme = 'sms' }", r#""sms://1""#, True),
        ("{ scheme = 'sms' }", r#""SMS:1""#, True),
        ("{ scheme = 'sms' }", r#""s{?}""#, Unknown),
        ("{ scheme = 'sms' }", r#""h{?}""#, False),
        ("{ scheme = 'sms' }", r#""sms:{?}""#, True),
        ("{ host = 'example.com' }", r#""http://u@EXAMPLE.com:80/{?}""#, True),
        ("{ host = 'example.com' }", r#""http://example.com{?}""#, Unknown),
        ("{ port = { min = 1024 } }", r#""socket://:5000""#, True),
        ("{ number = 'short' }", r#""sms://7132:1""#, True),
        ("{ number = 'short' }", r#""sms://71{?}""#, Unknown),
        ("{ number = 'short' }", r#""sms://71{?}"|"sms://7132""#, True),
        ("{ number = 'short' }", r#""http://7132""#, False),
        ("{ all = { number = 'short' } }", r#""sms://7132"|"sms://0612345678""#, False),
        ("{ all = { number = 'short' } }", r#""sms://7132"|*"#, Unknown),
        ("{ known = 'full' }", r#""a{b}""#, False),
        ("{ known = 'part' }", r#""a{b}""#, True),
        ("{ known = 'source' }", r#""{b.c}""#, True),
        ("{ known = 'none' }", r#""{?}""#, True),
        ("{ source = 'b.*' }", r#""a{b.c}""#, True),
        ("{ source = 'b.*' }", r#""\{b.c\}""#, False),
        ("{ source = 'b.c' }", r#""a{b.c(\"x\")}""#, True),
        ("{ source = 'b.c' }", r#""a{b.cd}""#, False),
        ("{ source = 'x' }", r#""a{?}""#, Unknown),
        ("{ prefix = 'ab' }", r#""a{?}""#, Unknown),
        ("{ prefix = 'ab' }", r#""x{?}""#, False),
        ("{ suffix = '.jad' }", r#""{?}.jad""#, True),
        ("{ contains = 'pw=' }", r#""http://h/?pw={?}""#, True),
        ("{ not = { contains = 'x' } }", r#""a{?}""#, Unknown),
        ("{ min = 2, max = 3 }", "1|3", True),
        ("{ all = { min = 2 } }", "1|3", False),
        ("5", "5", True),
        ("true", "1", True),
        ("{ null = true }", "null", True),
        ("{ null = true }", r#""{a.b}""#, Unknown),
        ("{ null = false }", "null", False),
        ("'x'", "*", Unknown),
        ("'x'", "none", False),
    ] {
        assert_eq!(truth(test, value), expected, "{test} of {value}");
    }
}

#[test]
fn variables_join_facts_of_the_same_method_and_value() {
    let rule = "primary = 'b'\nmessage = '{v} opened at {a.at}'\n[match.a]\ncall = 'x'\nargs.v = '$v'\nat.class = '$c'\n\
                [match.b]\ncall = 'y'\nargs.v = '$v'\nat.class = '$c'\n";
    let all = [
        "call x v=\"1\" at=A.m()V@1",
        "call y v=\"1\" at=A.n()V@2",
        "call y v=\"2\" at=A.n()V@3",
        "call y v=\"1\" at=B.n()V@4",
        "call y v=* at=A.n()V@5",
    ];
    assert_eq!(found(rule, &all), ["A.n()V@2 high 1 opened at A.m()V@1"]);
    let (findings, _) = set(rule).evaluate(&facts(&all), &Limits::default());
    assert_eq!(findings[0].related, [Related { label: "a".into(), place: facts(&all)[0].place.clone() }]);
    assert_eq!(findings[0].evidence, [facts(&all)[1].clone(), facts(&all)[0].clone()]);
}

#[test]
fn a_limit_on_pairs_or_findings_cuts_and_says_so() {
    let rule = "[match.a]\ncall = 'x'\nat.class = '$c'\n[match.b]\ncall = 'y'\nat.class = '$c'\n";
    let all = facts(&["call x at=A.m()V@1", "call x at=A.m()V@2", "call y at=A.m()V@3"]);
    let limits = |name, value| {
        let mut limits = Limits::default();
        assert!(limits.set(name, value));
        limits
    };
    let run = |limits| {
        let (findings, cut) = set(rule).evaluate(&all, &limits);
        (findings.len(), cut)
    };
    assert_eq!(run(Limits::default()), (2, false));
    assert_eq!(run(limits("findings", 1)), (1, true));
    assert!(run(limits("rule-pairs", 1)).1);
}

#[test]
fn fingerprints_survive_renumbering_and_tell_equal_facts_apart() {
    let prints = |texts: &[&str]| -> Vec<String> {
        let (findings, _) = set("[match.a]\ncall = 'x'\n").evaluate(&facts(texts), &Limits::default());
        findings.into_iter().map(|f| f.fingerprint).collect()
    };
    let before = prints(&["call x v=1 at=A.m()V@1:10", "call x v=1 at=A.m()V@5:11"]);
    let after = prints(&["call x v=1 at=A.m()V@3:20", "call x v=1 at=A.m()V@9"]);
    assert_eq!(before, after);
    assert_ne!(before[0], before[1]);
    assert!(before.iter().all(|f| f.len() == 32 && f.bytes().all(|b| b.is_ascii_hexdigit())));
    assert_ne!(prints(&["call x v=2 at=A.m()V@1"])[0], before[0]);
    assert_ne!(prints(&["call x v=1 at=A.n()V@1"])[0], before[0]);
}

#[test]
fn lints_name_what_is_wrong() {
    let codes = |rest: &str| -> Vec<&'static str> {
        let apis = lint::ApiKinds::from([("c".to_string(), vec!["v".to_string()])]);
        let tests = "\n[[test]]\nfacts = []\nexpect = []\n[[test]]\nfacts = []\nexpect = ['bundle']\n";
        let files = [file(&format!("{rest}{tests}"))];
        lint::lint(&files, Framework::builtin(), Some(&apis)).into_iter().map(|l| l.code).collect()
    };
    assert!(codes("[match.a]\ncall = 'c'\nargs.v = 1").is_empty());
    assert_eq!(codes("[match.a]\ncall = 'd'"), ["unknown-call"]);
    assert_eq!(codes("[match.a]\ncall = 'c'\nargs.w = 1"), ["unknown-argument"]);
    assert_eq!(codes("message = 'is {v}'\n[match.a]\ncall = 'c'"), ["hole-in-message"]);
    assert_eq!(codes("message = 'is {other}'\n[match.a]\nfact = 'archive'\nwhat = 'bomb'"), ["hole-in-message"]);
    assert!(codes("message = 'is {v}'\n[match.a]\ncall = 'c'\nargs.v = 1").is_empty());
    assert!(codes("message = 'is [{v}|unknown] {api}'\n[match.a]\ncall = 'c'").is_empty());
    assert_eq!(codes("[match.a]\ncall = 'c'\nargs.v = { regex = 'x' }"), ["unanchored-regex"]);
    assert_eq!(codes("[match.a]\ncall = 'c'\nargs.v = { regex = '^.*$' }"), ["always-matches"]);
    assert_eq!(codes("[match.a]\ncall = 'c'\nargs.v = { scheme = 'HTTP' }"), ["never-matches"]);
    assert_eq!(codes("[match.a]\ncall = 'c'\nargs.v = { min = 2, prefix = 'x' }"), ["never-matches"]);
    assert_eq!(codes("[match.a]\nfact = 'class'\nmajor = { min = 5, max = 4 }"), ["never-matches"]);
    assert_eq!(codes("[match.a]\ncall = 'c'\nreached = false\ntrigger = 'user'"), ["never-matches"]);
    assert_eq!(codes("[match.a]\ncall = 'c'\nunattended = true\ngated = true"), ["never-matches"]);
    assert!(codes("[match.a]\ncall = 'c'\nreached = false\ndecoded = { present = true }").is_empty());
    assert_eq!(codes("condition = 'a and not a'\n[match.a]\ncall = 'c'")[0], "never-matches");
    assert_eq!(codes("condition = 'a'\n[match.a]\ncall = 'c'\n[match.b]\ncall = 'c'"), ["unused-matcher"]);
    let bare = file("[match.a]\ncall = 'c'");
    let lints = lint::lint(&[bare.clone(), bare.clone()], Framework::builtin(), None);
    let codes: Vec<_> = lints.iter().map(|l| l.code).collect();
    assert!(codes.contains(&"duplicate-id") && codes.contains(&"no-firing-test") && codes.contains(&"no-silent-test"));
    let text = HEAD.replace("'t'", "'The title.'").replace("CHG-01", "CHG-99").replace("id = 'r'", "id = 'R'");
    let odd = RuleFile::parse("g/r.toml", &format!("{text}[match.a]\ncall = 'c'")).unwrap();
    let codes: Vec<_> = lint::lint(&[odd], Framework::builtin(), None).into_iter().map(|l| l.code).collect();
    for code in ["id-style", "id-differs-from-file", "family-differs-from-folder", "title-style", "unknown-weakness"] {
        assert!(codes.contains(&code), "{code} of {codes:?}");
    }
}

#[test]
fn a_rule_of_a_folder_takes_the_place_of_a_built_in_one() {
    let mut rules = RuleSet::builtin().clone();
    let count = rules.rules().len();
    let id = rules.rules()[0].id.clone();
    let text = HEAD.replace("id = 'r'", &format!("id = '{id}'"));
    let mine = RuleFile::parse("f/x.toml", &format!("{text}[match.a]\ncall = 'x'")).unwrap();
    assert!(rules.add(vec![mine.clone(), mine.clone()]).is_err());
    rules.add(vec![mine]).unwrap();
    assert_eq!((rules.rules().len(), rules.rule(&id).unwrap().title.as_str()), (count, "t"));
    assert_eq!(rules.prose(&id).unwrap().why, "W.");
    rules.retain(|r| r.id == id);
    assert_eq!(rules.rules().len(), 1);
}

#[test]
fn every_built_in_pattern_compiles() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/detections");
    // Reading checks each pattern, which the build script does not.
    assert!(RuleFile::read_folder(&folder).is_ok());
}

/// The plain meaning of a rule: first of the facts without calls that nothing reaches, then of all.
fn naive(body: &MatchBody, facts: &[Fact]) -> Vec<String> {
    let reached = naive_of(body, facts, &|m, f| !m.asks_reached && is_unreached(f));
    let mut out = reached.clone();
    let new = |place: &String| !reached.contains(place);
    out.extend(
        naive_of(body, facts, &|_, _| false).into_iter().filter(new).map(|place| format!("{place} not reached")),
    );
    out.sort();
    out
}

/// For every primary fact, look at all facts again for every matcher, but for those that are `hidden` from it.
fn naive_of(body: &MatchBody, facts: &[Fact], hidden: &dyn Fn(&model::Matcher, &Fact) -> bool) -> Vec<String> {
    assert_eq!(body.group, Group::No);
    let kind = |m: &model::Matcher, f: &Fact| f.kind as u8 == m.kind && !hidden(m, f);
    let mut out = Vec::new();
    for primary in &body.primary {
        let p = &body.matchers[*primary as usize];
        for fact in facts.iter().filter(|f| kind(p, f)) {
            let agrees = |m: &model::Matcher, other: &Fact| {
                let mut truth = if kind(m, other) { matches(m, other) } else { Truth::False };
                for q in &m.predicates {
                    let Test::Variable(v) = q.test else { continue };
                    let here = p.predicates.iter().find(|x| matches!(x.test, Test::Variable(w) if w == v)).unwrap();
                    truth = truth.and(Binding::of(&here.target, fact).same(&Binding::of(&q.target, other)));
                }
                truth
            };
            fn holds(c: &Condition, primary: u8, own: Truth, all: &dyn Fn(u8) -> Vec<Truth>) -> Truth {
                match c {
                    Condition::Matcher(m) if *m == primary => own,
                    Condition::Matcher(m) => all(*m).into_iter().max().unwrap_or(Truth::False),
                    Condition::Count(m, _, n) => {
                        let all = all(*m);
                        let sure = all.iter().filter(|t| **t == Truth::True).count() as u32;
                        let most = all.iter().filter(|t| **t != Truth::False).count() as u32;
                        if sure >= *n { Truth::True } else { if most >= *n { Truth::Unknown } else { Truth::False } }
                    }
                    Condition::Not(c) => holds(c, primary, own, all).not(),
                    Condition::And(l) => l.iter().map(|c| holds(c, primary, own, all)).min().unwrap(),
                    Condition::Or(l) => l.iter().map(|c| holds(c, primary, own, all)).max().unwrap(),
                }
            }
            let own = matches(p, fact);
            let all = |m: u8| facts.iter().map(|o| agrees(&body.matchers[m as usize], o)).collect::<Vec<_>>();
            let truth = own.and(holds(&body.condition, *primary, own, &all));
            if truth == Truth::True || (truth == Truth::Unknown && body.report_unknown) {
                out.push(fact.place.to_string());
            }
        }
    }
    out
}

proptest! {
    #[test]
    fn the_fast_matcher_agrees_with_the_naive_one(
        facts in prop::collection::vec((0..3_usize, 0..5_usize, 0..3_usize, 0..3_usize, 0..3_usize), 0..12),
        condition in prop::sample::select(vec![
            "a", "a and b", "a and not b", "a or b", "a and (b or not c)", "count(a) >= 2", "count(b) >= 2 and a", "not c and a",
        ]),
        report in any::<bool>(),
        context in prop::sample::select(vec!["", "reached = 'any'", "reached = false", "trigger = 'user'", "trigger = { not = 'user' }"]),
    ) {
        let rule = format!(
            "condition = '{condition}'\nprimary = 'a'\nunknown = '{}'\n[match.a]\ncall = ['x', 'y']\nargs.v = '$v'\n\
             at.class = '$c'\n[match.b]\ncall = 'y'\n{context}\nargs.v = '$v'\n[match.c]\ncall = {{ prefix = 'z' }}\nat.class = '$c'\n\
             args.v = {{ equals = '1' }}\n",
            if report { "report" } else { "ignore" },
        );
        let facts: Vec<Fact> = facts
            .iter()
            .enumerate()
            .map(|(n, (api, value, class, method, reached))| {
                let value = ["\"1\"", "\"2\"", "\"1\"|\"2\"", "*", "\"1{s}\""][*value];
                let (api, class, method) = (["x", "y", "z"][*api], ["A", "B", "C"][*class], ["m", "n", "o"][*method]);
                let reached = ["", "reached=true triggers=[user]", "reached=false"][*reached];
                Fact::parse(&format!("call {api} v={value} {reached} at={class}.{method}()V@{n}")).unwrap()
            })
            .collect();
        let file = file(&rule);
        let Body::Match(body) = &file.rule.body else { unreachable!() };
        let expected = naive(body, &facts);
        let mut rules = RuleSet::empty();
        rules.add(vec![file.clone()]).unwrap();
        let (findings, _) = rules.evaluate(&facts, &Limits::default());
        let place = |f: &Finding| format!("{}{}", f.place, if f.unreached { " not reached" } else { "" });
        let mut places: Vec<_> = findings.iter().map(place).collect();
        places.sort();
        prop_assert_eq!(places, expected);
    }
}

/// Combinations over the findings of two plain rules, `x` and `y`.
fn combined(combine: &str, texts: &[&str]) -> Vec<String> {
    let plain = |id: &str| {
        let text = HEAD.replace("id = 'r'", &format!("id = '{id}'"));
        RuleFile::parse("f/x.toml", &format!("{text}[match.a]\ncall = '{id}'\n")).unwrap()
    };
    let mut files = vec![plain("x"), plain("y")];
    for (n, table) in combine.split("---").enumerate() {
        let text = HEAD.replace("id = 'r'", &format!("id = 'c{n}'"));
        files.push(RuleFile::parse("f/c.toml", &format!("{text}[combine]\n{table}")).unwrap());
    }
    let mut rules = RuleSet::empty();
    rules.add(files).unwrap();
    let (findings, _) = rules.evaluate(&facts(texts), &Limits::default());
    findings.iter().map(|f| format!("{} {} {} {}", f.rule, f.place, f.severity, f.related.len())).collect()
}

#[test]
fn combinations_move_a_finding_by_one_step_and_cancel_each_other() {
    let raise = "target = { rules = 'x' }\nwith = { rules = 'y' }\nsame = 'class'\neffect = 'raise'\nmessage = 'm'\n";
    let lower = raise.replace("raise", "lower");
    let both = ["call x at=A.m()V@1", "call y at=A.n()V@2"];
    assert_eq!(combined(raise, &both), ["x A.m()V@1 medium 1", "y A.n()V@2 low 0"]);
    assert_eq!(combined(&format!("{raise}---{raise}"), &both), ["x A.m()V@1 medium 2", "y A.n()V@2 low 0"]);
    assert_eq!(combined(&format!("{raise}---{lower}"), &both), ["x A.m()V@1 low 0", "y A.n()V@2 low 0"]);
    assert_eq!(combined(&lower, &both), ["y A.n()V@2 low 0", "x A.m()V@1 info 1"]);
    assert_eq!(combined(raise, &["call x at=A.m()V@1", "call y at=B.n()V@2"])[0], "x A.m()V@1 low 0");
    assert_eq!(combined(raise, &["call x at=A.m()V@1"]), ["x A.m()V@1 low 0"]);
    // Code that nothing reaches does not raise what is reached; it does raise what is not reached either.
    let dead = "call y reached=false at=A.n()V@2";
    assert_eq!(combined(raise, &["call x reached=true at=A.m()V@1", dead])[0], "x A.m()V@1 low 0");
    assert_eq!(combined(raise, &["call x reached=false at=A.m()V@1", dead])[0], "x A.m()V@1 low 1");
    let finding = raise.replace("raise", "finding");
    assert_eq!(combined(&finding, &["call x reached=true at=A.m()V@1", dead])[1], "c0 A.m()V@1 info 1");
    let own = raise.replace("raise", "finding").replace("class", "bundle");
    let twice = ["call x at=A.m()V@1", "call x at=A.m()V@3", "call y at=B.n()V@2"];
    assert_eq!(combined(&own, &twice)[0], "c0 A.m()V@1 low 1");
    assert_eq!(combined(&own, &twice).len(), 4);
}

#[test]
fn groups_and_messages_show_what_was_seen() {
    let rule = "group = 'class'\nmessage = '{count} of {v}[, and {w}] \\\\[x\\\\]'\n[match.a]\ncall = 'x'\n";
    let all = ["call x v=\"a{s}\"|5 at=A.m()V@1", "call x v=1 at=A.n()V@2", "call x w=2 at=B.m()V@1"];
    assert_eq!(
        found(&rule.replace("\\\\", "\\"), &all),
        ["A.m()V@1 high 2 of 5 or a{s} [x]", "B.m()V@1 high 1 of (unknown), and 2 [x]"]
    );
}

#[test]
fn messages_count_in_words_and_choose_what_is_known() {
    let rule = "group = 'class'\nmessage = '{count:place has|places have} [{v}|{w}|something][ and {more} more]'\n[match.a]\ncall = 'x'\n";
    let all = [
        "call x w=1 at=A.m()V@1",
        "call x at=B.m()V@1",
        "call x v=\"\u{fdd1}\" at=B.n()V@1",
        "call x v=2 w=3 at=C.m()V@1",
    ];
    assert_eq!(
        found(rule, &all),
        [
            "A.m()V@1 high 1 place has 1",
            "B.m()V@1 high 2 places have something and 1 more",
            "C.m()V@1 high 1 place has 2"
        ]
    );
}

#[test]
fn alternatives_that_the_primary_fact_meets_are_not_related() {
    let rule = "condition = 'a or b'\nprimary = ['a', 'b']\n[match.a]\ncall = 'x'\n[match.b]\ncall = 'y'\n";
    let (findings, _) = set(rule).evaluate(&facts(&["call x at=A.m()V@1", "call y at=B.m()V@2"]), &Limits::default());
    assert_eq!(findings.len(), 2);
    assert!(findings.iter().all(|f| f.related.is_empty() && f.evidence.len() == 1), "{findings:#?}");
}

#[test]
fn a_fact_that_two_primary_matchers_want_is_one_finding() {
    let rule = "condition = 'a or b'\nprimary = ['a', 'b']\n[match.a]\ncall = 'x'\nloop = true\n[match.b]\ncall = 'x'\nvia = 'timer'\n";
    let all = [
        "call x reached=true loop=true via=[timer] at=A.m()V@1",
        "call x reached=true loop=false via=[timer] at=A.m()V@2",
        "call x reached=true loop=true via=[] at=A.m()V@3",
    ];
    assert_eq!(found(rule, &all), ["A.m()V@1 high t", "A.m()V@2 high t", "A.m()V@3 high t"]);
}

#[test]
fn a_list_is_joined_with_each_of_its_texts() {
    let rule = "condition = 'c and p'\n[match.c]\nfact = 'call'\npermissions = '$p'\n[match.p]\nfact = 'permission'\nname = '$p'\n";
    let permission = "permission p.b needed=true declared=none standing=missing calls=1 at=bundle";
    let call = |list: &str, pc: u8| format!("call x permissions=[{list}] at=A.m()V@{pc}");
    let all = [permission, &call("p.a,p.b", 1), &call("p.a", 2), &call("", 3)];
    let places: Vec<_> = found(rule, &all).into_iter().map(|f| f.split(' ').next().unwrap().to_string()).collect();
    assert_eq!(places, ["A.m()V@1"]);
}

#[test]
fn an_explanation_is_whole() {
    let mut rules = RuleSet::empty();
    let text = "[match.a]\ncall = 'x'\n[[test]]\nfacts = ['call x at=A.m()V@1']\nexpect = ['A.m()V@1']\n";
    rules.add(vec![file(text)]).unwrap();
    let text = explain(&rules, Framework::builtin(), "r").unwrap().to_text();
    assert!(text.starts_with(
        "r: t\nseverity low, confidence high, persona regular, family f, since 0.1.0\n\nWhy\n  W.\n\nFix\n  F.\n\nWeaknesses\n  \
         CHG-01 SMS to a constant short code (high confidence)\n    "
    ));
    assert!(text.contains(" [22.057 11.2; "), "{text}");
    assert!(text.ends_with("\nExamples\n  call x at=A.m()V@1\n    -> finding at A.m()V@1\n"), "{text}");
    assert!(explain(&rules, Framework::builtin(), "s").is_none());
}
