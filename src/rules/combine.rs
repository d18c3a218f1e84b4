//! The second stratum: rules over findings. They see only findings of the first stratum, so that their order is of no
//! consequence; a finding moves by one step of severity at most.

use super::engine::{Draft, RESTS_ON_UNREACHED, when_unreached};
use super::finding::Related;
use super::fingerprint::scope;
use super::model::{Body, CombineBody, Effect, FindingTest, Rule, Same};
use crate::facts::{Fact, Kind, Place};
use std::collections::{HashMap, HashSet};

/// Applies every combination of `rules` to the findings.
pub(super) fn apply(rules: &[Rule], drafts: &mut Vec<Draft>) {
    let mut changes: Vec<Change> = Vec::new();
    let mut added = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let Body::Combine(body) = &rule.body else { continue };
        for (target, with) in pairs(rules, body, drafts) {
            match body.effect {
                Effect::Raise => changes.push(Change { target, with, step: 1, rule: number as u32 }),
                Effect::Lower => changes.push(Change { target, with, step: -1, rule: number as u32 }),
                Effect::Finding => added.push(own(number as u32, rule, body, &drafts[target], &drafts[with])),
            }
        }
    }
    let mut steps: HashMap<usize, i32> = HashMap::new();
    for change in &changes {
        *steps.entry(change.target).or_default() += change.step;
    }
    for change in changes {
        // Where combinations cancel each other, nothing changed and nothing is said.
        let sum = steps[&change.target].signum();
        if sum != change.step {
            continue;
        }
        let (Body::Combine(body), place) =
            (&rules[change.rule as usize].body, drafts[change.with].finding.place.clone())
        else {
            continue;
        };
        let draft = &mut drafts[change.target];
        draft.finding.severity = draft.base.stepped(sum);
        draft.finding.related.push(Related { label: body.message.as_str().into(), place });
        draft.changed_by.push(change.rule);
    }
    drafts.extend(added);
}

struct Change {
    target: usize,
    with: usize,
    step: i32,
    rule: u32,
}

fn is(rules: &[Rule], test: &FindingTest, draft: &Draft) -> bool {
    let rule = &rules[draft.rule as usize];
    (test.rules.is_empty() || test.rules.contains(&rule.id))
        && (test.families.is_empty() || test.families.contains(&rule.family))
        && (test.weaknesses.is_empty() || test.weaknesses.iter().any(|w| rule.weaknesses.contains(w)))
        && test.min_severity.is_none_or(|min| draft.base >= min)
}

fn near(same: Same, place: &Place) -> Option<String> {
    match same {
        Same::Bundle => Some(String::new()),
        Same::Class => place.class().map(str::to_string),
        Same::Method => matches!(place, Place::Method { .. }).then(|| scope(place)),
    }
}

/// Each target with the first other finding near it; for an own finding only the first target of a neighbourhood.
fn pairs(rules: &[Rule], body: &CombineBody, drafts: &[Draft]) -> Vec<(usize, usize)> {
    let mut partners: HashMap<String, Vec<usize>> = HashMap::new();
    // Those that are reached come first: a target takes the first that is another finding than itself.
    for unreached in [false, true] {
        let with = drafts.iter().enumerate().filter(|(_, d)| d.finding.unreached == unreached);
        for (at, draft) in with.filter(|(_, d)| is(rules, &body.with, d)) {
            if let Some(key) = near(body.same, &draft.finding.place) {
                let list = partners.entry(key).or_default();
                // Two are enough: one of them is another finding than the target.
                if list.len() < 2 {
                    list.push(at);
                }
            }
        }
    }
    // What nothing reaches does not make worse, or less bad, what is reached.
    let counts = |target: &Draft, with: usize| {
        body.effect == Effect::Finding || target.finding.unreached || !drafts[with].finding.unreached
    };
    let mut pairs = Vec::new();
    let mut done = HashSet::new();
    for (at, draft) in drafts.iter().enumerate().filter(|(_, d)| is(rules, &body.target, d)) {
        let Some(key) = near(body.same, &draft.finding.place) else { continue };
        let Some(with) = partners.get(&key).and_then(|list| list.iter().find(|w| **w != at)) else { continue };
        if !counts(draft, *with) {
            continue;
        }
        if body.effect != Effect::Finding || done.insert(key) {
            pairs.push((at, *with));
        }
    }
    pairs
}

fn own(number: u32, rule: &Rule, body: &CombineBody, target: &Draft, with: &Draft) -> Draft {
    let (a, b) = (&target.finding, &with.finding);
    let mut finding = a.clone();
    finding.rule = rule.id.as_str().into();
    finding.title = rule.title.as_str().into();
    finding.family = rule.family.as_str().into();
    finding.unreached = a.unreached || b.unreached;
    finding.severity = if finding.unreached { when_unreached(rule.severity) } else { rule.severity };
    // Where something is not reached, that one already is less sure.
    finding.confidence = rule.confidence.min(a.confidence).min(b.confidence);
    finding.persona = rule.persona;
    finding.message = body.message.clone();
    if finding.unreached {
        finding.message.push_str(RESTS_ON_UNREACHED);
    }
    finding.related = vec![Related { label: b.title.clone(), place: b.place.clone() }];
    // The first fact of the target, and how it is reached.
    let here = |fact: &Fact| fact.kind == Kind::Reach && fact.place == a.place;
    finding.evidence =
        a.evidence.iter().enumerate().filter(|(n, f)| *n == 0 || here(f)).map(|(_, f)| f.clone()).collect();
    finding.evidence.extend(b.evidence.iter().take(1).cloned());
    finding.weaknesses = rule.weaknesses.iter().map(|w| w.as_str().into()).collect();
    finding.cwe = rule.cwe.clone();
    let mut identity = near(body.same, &a.place).unwrap_or_default();
    if finding.unreached {
        identity.push_str("\nnot reached");
    }
    Draft { rule: number, base: finding.severity, finding, identity, count: 1, changed_by: Vec::new() }
}
