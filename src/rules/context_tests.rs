//! Tests of what rules say of how a call is reached.

use super::model::Body;
use super::tests::{HEAD, error, facts, file, set};
use super::truth::{Truth, matches};
use super::*;
use crate::facts::Fact;
use crate::limits::Limits;

/// Severity and confidence of each finding, with its place and message.
fn judged(rest: &str, texts: &[&str]) -> Vec<String> {
    let rest = format!("{HEAD}{rest}").replace("severity = 'low'", "severity = 'critical'");
    let mut rules = RuleSet::empty();
    rules.add(vec![RuleFile::parse("f/r.toml", &rest).unwrap()]).unwrap();
    let (findings, _) = rules.evaluate(&facts(texts), &Limits::default());
    findings.iter().map(|f| format!("{} {} {} {}", f.severity, f.confidence, f.place, f.message)).collect()
}

#[test]
fn calls_are_told_apart_by_what_sets_them_off() {
    let truth = |test: &str, fields: &str| {
        let file = file(&format!("[match.a]\ncall = 'c'\n{test}\n"));
        let Body::Match(body) = &file.rule.body else { unreachable!() };
        matches(&body.matchers[0], &Fact::parse(&format!("call c {fields}")).unwrap())
    };
    use Truth::{False, True, Unknown};
    for (test, fields, expected) in [
        ("trigger = 'push'", "reached=true triggers=[launch,push]", True),
        ("trigger = ['alarm', 'push']", "reached=true triggers=[push]", True),
        ("trigger = 'push'", "reached=true triggers=[user]", False),
        ("trigger = 'push'", "reached=false triggers=[]", False),
        ("trigger = 'push'", "triggers=[]", Unknown),
        ("trigger = 'push'", "", Unknown),
        ("trigger = 'push'", "triggers=[push]", True),
        ("trigger = { not = 'user' }", "reached=true triggers=[launch,user]", True),
        ("trigger = { not = 'user' }", "reached=true triggers=[user]", False),
        ("trigger = { not = 'user' }", "", Unknown),
        ("trigger = { all = 'user' }", "reached=true triggers=[user]", True),
        ("trigger = { all = 'user' }", "reached=true triggers=[launch,user]", False),
        ("trigger = { present = false }", "reached=false", True),
        ("trigger = { present = false }", "", Unknown),
        ("trigger = 'unattended'", "unattended=true", True),
        ("trigger = 'unattended'", "unattended=false", False),
        ("trigger = 'unattended'", "", Unknown),
        ("via = 'thread'", "reached=true via=[serial,thread]", True),
        ("via = 'timer'", "reached=true via=[]", False),
        ("via = 'timer'", "", Unknown),
        ("loop = true", "loop=true", True),
        ("loop = true", "loop=false", False),
        ("loop = false", "", Unknown),
        ("gated = true", "gated=true", True),
        ("gated = false", "", Unknown),
        ("unattended = true", "unattended=true", True),
        ("unattended = false", "", Unknown),
        ("reached = true", "reached=true", True),
        ("reached = true", "", Unknown),
        ("reached = false", "reached=false", True),
        ("reached = false", "", Unknown),
        ("reached = 'any'", "reached=false", True),
        ("reached = 'any'", "", True),
        ("reached = { present = true }", "", False),
        ("decoded = 'url'", "decoded=[url]", True),
        ("decoded = 'url'", "decoded=[body]", False),
        ("decoded = { present = true }", "decoded=[body]", True),
        ("decoded = { present = true }", "decoded=[]", False),
        ("decoded = { present = false }", "decoded=[]", True),
        ("properties = 'Number'", "properties=[Number]", True),
        ("properties = { prefix = 'MIDlet-' }", "properties=[Number]", False),
        ("properties = { present = true }", "properties=[Number]", True),
    ] {
        assert_eq!(truth(test, fields), expected, "{test} of {fields}");
    }
}

#[test]
fn words_of_the_context_are_checked() {
    let (message, at) = error("[match.a]\ncall = 'x'\ntrigger = 'pusch'");
    assert_eq!(message, "`pusch` is none of launch, push, alarm, network, peer, user");
    assert_eq!(at, "'pusch'");
    assert_eq!(error("[match.a]\ncall = 'x'\nvia = { not = 'x' }").0, "`x` is none of serial, thread, timer");
    assert_eq!(error("[match.a]\nfact = 'push'\ntrigger = 'push'").0, "`push` has no field `trigger`");
    assert_eq!(error("[match.a]\ncall = 'x'\nreached = 'some'").0, "`reached` is true, false or \"any\"");
}

#[test]
fn a_call_that_nothing_reaches_makes_a_lesser_finding() {
    let rule = "[match.a]\ncall = 'x'\n";
    let call = "call x reached=false at=A.m()V@1";
    assert_eq!(judged(rule, &[call]), ["medium medium A.m()V@1 t; present but not reached"]);
    assert_eq!(judged(rule, &["call x reached=true at=A.m()V@1"]), ["critical high A.m()V@1 t"]);
    assert_eq!(judged(rule, &["call x at=A.m()V@1"]), ["critical high A.m()V@1 t"]);
    assert_eq!(judged(&format!("{rule}reached = false"), &[call]), ["critical high A.m()V@1 t"]);
    assert_eq!(judged(&format!("{rule}reached = 'any'"), &[call]), ["critical high A.m()V@1 t"]);
    assert!(judged(&format!("{rule}reached = true"), &[call]).is_empty());
    let unknown = format!("unknown = 'report'\n{rule}args.v = 1");
    assert_eq!(
        judged(&unknown, &[call]),
        ["medium low A.m()V@1 t; present but not reached; not certain, because v could not be determined"]
    );
    let low = set(rule).evaluate(&facts(&[call]), &Limits::default()).0;
    assert_eq!((low[0].severity, low[0].unreached), (Severity::Info, true));
}

#[test]
fn what_nothing_reaches_neither_makes_nor_takes_away_a_finding_in_reached_code() {
    let both = "condition = 'a and b'\n[match.a]\ncall = 'x'\n[match.b]\ncall = 'y'\n";
    let a = "call x reached=true at=A.m()V@1";
    assert_eq!(
        judged(both, &[a, "call y reached=false at=A.m()V@2"]),
        ["medium medium A.m()V@1 t; rests on code that is present but not reached"]
    );
    assert_eq!(
        judged(both, &[a, "call y reached=false at=A.m()V@2", "call y reached=true at=A.m()V@3"]),
        ["critical high A.m()V@1 t"]
    );
    let guarded = both.replace("a and b", "a and not b");
    assert_eq!(judged(&guarded, &[a, "call y reached=false at=A.m()V@2"]), ["critical high A.m()V@1 t"]);
    assert!(judged(&guarded, &[a, "call y reached=true at=A.m()V@2"]).is_empty());
    assert!(judged(&guarded, &["call x reached=false at=A.m()V@1", "call y reached=false at=A.m()V@2"]).is_empty());
    let grouped = "group = 'bundle'\nmessage = '{count}'\n[match.a]\ncall = 'x'\n";
    let three = ["call x reached=false at=A.m()V@1", "call x at=A.m()V@2", "call x reached=true at=A.m()V@3"];
    assert_eq!(
        judged(grouped, &three),
        ["critical high A.m()V@2 2", "medium medium A.m()V@1 1; present but not reached"]
    );
}

#[test]
fn a_fingerprint_says_whether_the_call_is_reached_and_nothing_else_of_its_context() {
    let print = |fields: &str| {
        let texts = [&*format!("call x v=1 {fields} at=A.m()V@1")];
        let (findings, _) = set("[match.a]\ncall = 'x'\n").evaluate(&facts(&texts), &Limits::default());
        findings[0].fingerprint.clone()
    };
    let plain = print("");
    assert_eq!(print("reached=true triggers=[user] via=[thread] loop=true gated=true unattended=false"), plain);
    assert_eq!(print("decoded=[v] properties=[P]"), plain);
    assert_ne!(print("reached=false"), plain);
}

#[test]
fn the_evidence_of_a_call_says_how_it_is_reached() {
    let all = facts(&[
        "reach x trigger=user chain=[A.m()V] at=A.m()V@1",
        "call x reached=true triggers=[launch,user] at=A.m()V@1",
        "reach x trigger=launch chain=[A.n()V,A.m()V] at=A.m()V@1",
        "reach y trigger=launch chain=[A.m()V] at=A.m()V@1",
        "reach x trigger=launch chain=[A.m()V] at=A.m()V@2",
    ]);
    let (findings, _) = set("[match.a]\ncall = 'x'\n").evaluate(&all, &Limits::default());
    assert_eq!(findings[0].evidence, [all[1].clone(), all[0].clone(), all[2].clone()]);
}

#[test]
fn a_finding_of_its_own_keeps_how_its_target_is_reached() {
    let plain = |id: &str| {
        let text = HEAD.replace("id = 'r'", &format!("id = '{id}'"));
        RuleFile::parse("f/x.toml", &format!("{text}[match.a]\ncall = '{id}'\n")).unwrap()
    };
    let combine = "[combine]\ntarget = { rules = 'x' }\nwith = { rules = 'y' }\neffect = 'finding'\nmessage = 'm'\n";
    let mut rules = RuleSet::empty();
    rules.add(vec![plain("x"), plain("y"), file(combine)]).unwrap();
    let all = facts(&[
        "call x reached=true triggers=[user] at=A.m()V@1",
        "reach x trigger=user chain=[A.m()V] at=A.m()V@1",
        "call y reached=true triggers=[user] at=A.m()V@2",
        "reach y trigger=user chain=[A.m()V] at=A.m()V@2",
    ]);
    let (findings, _) = rules.evaluate(&all, &Limits::default());
    let own = findings.iter().find(|f| &*f.rule == "r").unwrap();
    assert_eq!(own.evidence, all[..3]);
}
