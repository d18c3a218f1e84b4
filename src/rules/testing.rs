//! Runs the tests that rules carry: facts in, findings out.

use super::model::Body;
use super::model::{Case, Effect, Expected};
use super::ruleset::RuleSet;
use crate::facts::Fact;
use crate::limits::Limits;

/// How one test of a rule went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// Id of the rule.
    pub rule: String,
    /// Number of the test in its file, from 1.
    pub number: usize,
    /// What went wrong; `None` when the test passed.
    pub failure: Option<String>,
}

/// Runs every test of every rule, in the order of the rules. A test sees only the findings of its own rule, or those that
/// its rule raised or lowered.
pub fn run_tests(rules: &RuleSet) -> Vec<TestResult> {
    let mut results = Vec::new();
    for (at, rule) in rules.rules().iter().enumerate() {
        let Some(prose) = rules.prose(&rule.id) else { continue };
        for (number, case) in prose.tests.iter().enumerate() {
            let failure = run(rules, at as u32, case).err();
            results.push(TestResult { rule: rule.id.clone(), number: number + 1, failure });
        }
    }
    results
}

fn run(rules: &RuleSet, rule: u32, case: &Case) -> Result<(), String> {
    let facts: Result<Vec<Fact>, String> =
        case.facts.iter().map(|text| Fact::parse(text).map_err(|e| format!("fact `{text}`: {e}"))).collect();
    let mut facts = facts?;
    facts.sort();
    facts.dedup();
    let changes = match &rules.rules()[rule as usize].body {
        Body::Combine(body) => body.effect != Effect::Finding,
        Body::Match(_) => false,
    };
    let (drafts, _) = rules.drafts(&facts, &Limits::default());
    let mine = drafts.iter().filter(|d| if changes { d.changed_by.contains(&rule) } else { d.rule == rule });
    let found: Vec<Expected> = mine
        .map(|d| Expected {
            at: d.finding.place.to_string(),
            severity: Some(d.finding.severity),
            confidence: Some(d.finding.confidence),
            message: Some(d.finding.message.clone()),
        })
        .collect();
    let same = found.len() == case.expect.len() && found.iter().zip(&case.expect).all(|(f, e)| agrees(f, e));
    if same { Ok(()) } else { Err(format!("expected {}; found {}", list(&case.expect), list(&found))) }
}

fn agrees(found: &Expected, expected: &Expected) -> bool {
    found.at == expected.at
        && (expected.severity.is_none() || found.severity == expected.severity)
        && (expected.confidence.is_none() || found.confidence == expected.confidence)
        && (expected.message.is_none() || found.message == expected.message)
}

fn list(findings: &[Expected]) -> String {
    if findings.is_empty() {
        return "nothing".into();
    }
    let one = |e: &Expected| {
        let mut out = e.at.clone();
        for word in [e.severity.map(|s| s.to_string()), e.confidence.map(|c| c.to_string())].into_iter().flatten() {
            out.push(' ');
            out.push_str(&word);
        }
        if let Some(message) = &e.message {
            out.push_str(&format!(" `{message}`"));
        }
        out
    };
    findings.iter().map(one).collect::<Vec<_>>().join(", ")
}
