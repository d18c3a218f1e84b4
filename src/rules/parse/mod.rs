//! Reads a rule file: TOML in, a checked [`Rule`] with its prose out, or problems that each point at their place in the
//! text. Shared with the build script.

mod predicate;
mod table;
mod template;

use super::condition;
use super::model::{
    Body, Case, CombineBody, Condition, Effect, Expected, FindingTest, Group, MatchBody, Matcher, Predicate, Prose,
    Rule, Same, Target, Test,
};
use super::words::Persona;
use std::collections::BTreeMap;
use std::ops::Range;
use table::{Item, Table};

/// The kinds of facts and their fields, as the schema lists them.
pub struct KindWords<'a> {
    /// Name of the kind.
    pub name: &'a str,
    /// Its fields, in schema order.
    pub fields: Vec<FieldWords<'a>>,
}

/// A field of a kind.
pub struct FieldWords<'a> {
    /// Name of the field.
    pub name: &'a str,
    /// Type as the schema writes it, such as `text`.
    pub ty: &'a str,
    /// It is the head.
    pub head: bool,
    /// The words allowed, for type `token`.
    pub tokens: Vec<&'a str>,
}

/// Something wrong with a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// What would be right; may be empty.
    pub help: String,
    /// Where, in bytes of the text.
    pub span: Range<usize>,
}

/// A rule file that was read.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The rule.
    pub rule: Rule,
    /// Its prose and tests.
    pub prose: Prose,
    /// Where each key stands, such as `match.send.args.address`, for messages about it.
    pub spans: BTreeMap<String, Range<usize>>,
}

/// State while one file is read.
struct Reader<'v> {
    kinds: &'v [KindWords<'v>],
    problems: Vec<Problem>,
    spans: BTreeMap<String, Range<usize>>,
    variables: Vec<String>,
}

impl Reader<'_> {
    fn problem(&mut self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem { message: message.into(), help: help.into(), span });
    }

    /// The index of a variable; it is new when not seen before.
    fn variable(&mut self, name: &str) -> u8 {
        let index = self.variables.iter().position(|v| v == name).unwrap_or_else(|| {
            self.variables.push(name.to_string());
            self.variables.len() - 1
        });
        u8::try_from(index).unwrap_or(u8::MAX)
    }
}

/// Reads the text of a rule file. All problems are given, in the order of the text.
pub fn parse(text: &str, kinds: &[KindWords<'_>]) -> Result<Parsed, Vec<Problem>> {
    let document = match toml::de::DeTable::parse(text) {
        Ok(document) => document,
        Err(e) => {
            let span = e.span().unwrap_or(0..0);
            return Err(vec![Problem { message: e.message().to_string(), help: String::new(), span }]);
        }
    };
    let mut reader = Reader { kinds, problems: Vec::new(), spans: BTreeMap::new(), variables: Vec::new() };
    let span = document.span();
    let mut top = Table::new("", document.get_ref(), span);
    let (rule, prose) = read_rule(&mut reader, &mut top);
    if reader.problems.is_empty() {
        Ok(Parsed { rule, prose, spans: reader.spans })
    } else {
        reader.problems.sort_by_key(|p| (p.span.start, p.span.end));
        Err(reader.problems)
    }
}

fn read_rule(r: &mut Reader<'_>, top: &mut Table<'_>) -> (Rule, Prose) {
    let id = top.required_text(r, "id");
    let title = top.required_text(r, "title");
    let family = top.required_text(r, "family");
    let severity = top.required(r, "severity").and_then(|item| item.word(r));
    let confidence = top.required(r, "confidence").and_then(|item| item.word(r));
    let persona = top.take(r, "persona").map_or(Some(Persona::Regular), |item| item.word(r));
    let weaknesses = top.required(r, "weaknesses").map_or(vec![], |item| item.texts(r));
    let cwe = top.required(r, "cwe").map_or(vec![], |item| item.ints(r));
    let cwe = cwe.into_iter().filter_map(|n| u32::try_from(n).ok()).collect();
    let since = top.required_text(r, "since");
    let why = top.required_text(r, "why");
    let fix = top.required_text(r, "fix");
    let false_positives = top.take(r, "false_positives").and_then(|item| item.text(r)).unwrap_or_default();
    let tests = read_tests(r, top);
    let body = match (top.take(r, "match"), top.take(r, "combine")) {
        (Some(matchers), None) => read_match(r, top, &matchers, &title).map(Body::Match),
        (None, Some(combine)) => read_combine(r, &combine).map(Body::Combine),
        (Some(_), Some(combine)) => {
            r.problem(combine.span, "a rule has either `match` or `combine`", "make two rules of it");
            None
        }
        (None, None) => {
            r.problem(top.head_span(), "a rule needs a `[match.NAME]` table or a `[combine]` table", "");
            None
        }
    };
    if body.is_none() {
        for key in ["condition", "primary", "unknown", "group", "message"] {
            top.take(r, key);
        }
    }
    top.finish(r);
    let (Some(severity), Some(confidence), Some(persona), Some(body)) = (severity, confidence, persona, body) else {
        if r.problems.is_empty() {
            r.problem(top.head_span(), "the rule is not complete", "");
        }
        return (empty_rule(), Prose::default());
    };
    let rule = Rule { id, title, family, severity, confidence, persona, weaknesses, cwe, since, body };
    (
        rule,
        Prose { why: why.trim().into(), fix: fix.trim().into(), false_positives: false_positives.trim().into(), tests },
    )
}

/// Stands in for a rule with problems; never leaves this module.
fn empty_rule() -> Rule {
    Rule {
        id: String::new(),
        title: String::new(),
        family: String::new(),
        severity: super::words::Severity::Info,
        confidence: super::words::Confidence::Low,
        persona: Persona::Regular,
        weaknesses: vec![],
        cwe: vec![],
        since: String::new(),
        body: Body::Combine(CombineBody {
            target: FindingTest::default(),
            with: FindingTest::default(),
            same: Same::Bundle,
            effect: Effect::Raise,
            message: String::new(),
        }),
    }
}

fn read_match(r: &mut Reader<'_>, top: &mut Table<'_>, matchers: &Item<'_>, title: &str) -> Option<MatchBody> {
    let mut tables = matchers.table(r)?;
    let mut list: Vec<Matcher> = Vec::new();
    let problems = r.problems.len();
    for (name, item) in tables.drain() {
        r.spans.insert(format!("match.{name}"), item.key_span.clone());
        if name.is_empty() || matches!(name.as_str(), "and" | "or" | "not" | "count" | "at") {
            r.problem(item.key_span.clone(), format!("a matcher can't be called `{name}`"), "");
        }
        if let Some(matcher) = predicate::read_matcher(r, &name, &item) {
            list.push(matcher);
        }
    }
    if r.problems.len() > problems {
        // What else could be said rests on the matchers.
        return None;
    }
    if list.is_empty() || list.len() > 32 {
        r.problem(matchers.key_span.clone(), "a rule has 1 to 32 matchers", "");
        return None;
    }
    let index = |name: &str| list.iter().position(|m| m.name == name).map(|i| i as u8);
    let condition = match top.take(r, "condition") {
        Some(item) => {
            let text = item.text(r)?;
            match condition::parse(&text, &index) {
                Ok(condition) => condition,
                Err((message, at)) => {
                    let span = item.inside(&at);
                    let help = "a condition is made of matcher names, and, or, not, count(name) >= n, parentheses";
                    r.problem(span, message, help);
                    return None;
                }
            }
        }
        None if list.len() == 1 => Condition::Matcher(0),
        None => Condition::And((0..list.len() as u8).map(Condition::Matcher).collect()),
    };
    let primary = match top.take(r, "primary") {
        None => vec![0],
        Some(item) => {
            let mut primary = Vec::new();
            for name in item.texts(r) {
                match index(&name) {
                    Some(i) => primary.push(i),
                    None => r.problem(item.span.clone(), format!("no matcher is called `{name}`"), ""),
                }
            }
            if primary.is_empty() {
                r.problem(item.span.clone(), "`primary` names at least one matcher", "");
            }
            primary
        }
    };
    check_variables(r, &list, &primary, &condition);
    let report_unknown = match top.take(r, "unknown") {
        None => false,
        Some(item) => item.choice(r, &[("ignore", false), ("report", true)]).unwrap_or_default(),
    };
    let groups =
        [("bundle", Group::Bundle), ("class", Group::Class), ("method", Group::Method), ("message", Group::Message)];
    let group = top.take(r, "group").map_or(Some(Group::No), |item| item.choice(r, &groups)).unwrap_or(Group::No);
    let message = template::read(r, top, title, &list, &primary);
    Some(MatchBody {
        matchers: list,
        condition,
        primary,
        report_unknown,
        group,
        message,
        variables: r.variables.clone(),
    })
}

/// Every variable of another matcher must be bound by each primary one: joins are then stars and never explode.
fn check_variables(r: &mut Reader<'_>, list: &[Matcher], primary: &[u8], condition: &Condition) {
    let variables = |m: &Matcher| -> Vec<u8> {
        m.predicates.iter().filter_map(|p| if let Test::Variable(v) = p.test { Some(v) } else { None }).collect()
    };
    for matcher in list {
        for v in variables(matcher) {
            let unbound = primary.iter().filter_map(|i| list.get(*i as usize)).find(|p| !variables(p).contains(&v));
            if let Some(unbound) = unbound {
                let name = r.variables[v as usize].clone();
                let span = r.spans[&format!("match.{}", matcher.name)].clone();
                let help = format!("give a field of `{}` the value \"${name}\", too", unbound.name);
                r.problem(span, format!("`${name}` is not bound by the primary matcher `{}`", unbound.name), help);
            }
        }
    }
    if !r.problems.is_empty() {
        return;
    }
    for (v, name) in r.variables.clone().into_iter().enumerate() {
        let users: Vec<usize> =
            (0..list.len()).filter(|m| variables(&list[*m]).iter().any(|x| *x as usize == v)).collect();
        // In a counted matcher a variable joins its own facts.
        if users.len() == 1 && !counts(condition, users[0] as u8) {
            let span = r.spans[&format!("match.{}", list[users[0]].name)].clone();
            r.problem(span, format!("`${name}` stands in one matcher only and joins nothing"), "");
        }
    }
}

/// Whether the condition counts the facts of a matcher.
fn counts(condition: &Condition, matcher: u8) -> bool {
    match condition {
        Condition::Matcher(_) => false,
        Condition::Count(m, ..) => *m == matcher,
        Condition::Not(inner) => counts(inner, matcher),
        Condition::And(list) | Condition::Or(list) => list.iter().any(|c| counts(c, matcher)),
    }
}

fn read_combine(r: &mut Reader<'_>, item: &Item<'_>) -> Option<CombineBody> {
    let mut table = item.table(r)?;
    let target = table.required(r, "target").and_then(|item| read_finding_test(r, &item));
    let with = table.required(r, "with").and_then(|item| read_finding_test(r, &item));
    let sames = [("bundle", Same::Bundle), ("class", Same::Class), ("method", Same::Method)];
    let same = table.take(r, "same").map_or(Some(Same::Bundle), |item| item.choice(r, &sames));
    let effects = [("raise", Effect::Raise), ("lower", Effect::Lower), ("finding", Effect::Finding)];
    let effect = table.required(r, "effect").and_then(|item| item.choice(r, &effects));
    let message = table.required_text(r, "message");
    table.finish(r);
    Some(CombineBody { target: target?, with: with?, same: same?, effect: effect?, message })
}

fn read_finding_test(r: &mut Reader<'_>, item: &Item<'_>) -> Option<FindingTest> {
    let mut table = item.table(r)?;
    let mut list = |key| table.take(r, key).map_or(vec![], |item| item.texts(r));
    let mut test = FindingTest {
        rules: list("rules"),
        families: list("families"),
        weaknesses: list("weaknesses"),
        min_severity: None,
    };
    if let Some(item) = table.take(r, "min_severity") {
        test.min_severity = item.word(r);
    }
    if test.rules.is_empty() && test.families.is_empty() && test.weaknesses.is_empty() {
        r.problem(item.span.clone(), "names no rule, family or weakness", "for example families = [\"charging\"]");
    }
    table.finish(r);
    Some(test)
}

fn read_tests(r: &mut Reader<'_>, top: &mut Table<'_>) -> Vec<Case> {
    let Some(item) = top.take(r, "test") else { return vec![] };
    let mut cases = Vec::new();
    for (number, case) in item.list(r).into_iter().enumerate() {
        r.spans.insert(format!("test.{number}"), case.span.clone());
        let Some(mut table) = case.table(r) else { continue };
        let facts = table.required(r, "facts").map_or(vec![], |item| item.texts(r));
        let mut expect = Vec::new();
        for item in table.required(r, "expect").map_or(vec![], |item| item.list(r)) {
            if let Some(at) = item.plain_text() {
                expect.push(Expected { at, ..Expected::default() });
            } else if let Some(mut table) = item.table(r) {
                expect.push(Expected {
                    at: table.required_text(r, "at"),
                    severity: table.take(r, "severity").and_then(|item| item.word(r)),
                    confidence: table.take(r, "confidence").and_then(|item| item.word(r)),
                    message: table.take(r, "message").and_then(|item| item.text(r)),
                });
                table.finish(r);
            }
        }
        table.finish(r);
        cases.push(Case { facts, expect });
    }
    cases
}

/// A predicate on the head of a kind, for those who index by it.
pub fn head_words(matcher: &Matcher, head: Option<u8>) -> Option<&[String]> {
    matcher.predicates.iter().find_map(|p| match p {
        Predicate { target: Target::Field(f), test: Test::Text(t) } if Some(*f) == head && !t.equals.is_empty() => {
            Some(t.equals.as_slice())
        }
        _ => None,
    })
}
