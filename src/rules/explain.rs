//! What `mexelint explain ID` says: the rule, why it matters, and the parts of the framework it stands on.

use super::framework::{Framework, Requirement, Weakness};
use super::model::{Prose, Rule};
use super::ruleset::RuleSet;
use std::fmt::Write;

/// All that is known of a rule.
#[derive(Debug)]
pub struct Explanation<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Why, fix, false positives, tests.
    pub prose: &'a Prose,
    /// The weaknesses it shows, each with the requirements that it touches.
    pub weaknesses: Vec<(&'a Weakness, Vec<&'a Requirement>)>,
}

/// The explanation of a rule; `None` when there is no rule of that id.
pub fn explain<'a>(rules: &'a RuleSet, framework: &'a Framework, id: &str) -> Option<Explanation<'a>> {
    let rule = rules.rule(id)?;
    let weaknesses = rule.weaknesses.iter().filter_map(|w| framework.weakness(w));
    Some(Explanation {
        rule,
        prose: rules.prose(id)?,
        weaknesses: weaknesses.map(|w| (w, framework.requirements_of(w))).collect(),
    })
}

impl Explanation<'_> {
    /// The explanation as plain text, lines as long as they come.
    pub fn to_text(&self) -> String {
        let rule = self.rule;
        let mut out = format!("{}: {}\n", rule.id, rule.title);
        let w = &mut out;
        let _ = writeln!(
            w,
            "severity {}, confidence {}, persona {}, family {}, since {}",
            rule.severity, rule.confidence, rule.persona, rule.family, rule.since
        );
        let mut section = |title: &str, text: &str| {
            if !text.is_empty() {
                let _ = write!(out, "\n{title}\n{}\n", indented(text));
            }
        };
        section("Why", &self.prose.why);
        section("Fix", &self.prose.fix);
        section("When it is wrong", &self.prose.false_positives);
        if !self.weaknesses.is_empty() {
            out.push_str("\nWeaknesses\n");
        }
        for (weakness, requirements) in &self.weaknesses {
            let _ = writeln!(out, "  {} {} ({} confidence)", weakness.id, weakness.title, weakness.confidence);
            for r in requirements {
                let _ = writeln!(
                    out,
                    "    {} [{}; {}; {} confidence] {}",
                    r.id, r.clause, r.releases, r.confidence, r.text
                );
            }
        }
        if !rule.cwe.is_empty() {
            let list: Vec<_> = rule.cwe.iter().map(|n| format!("CWE-{n}")).collect();
            let _ = write!(out, "\nSee also\n  {}\n", list.join(", "));
        }
        if !self.prose.tests.is_empty() {
            out.push_str("\nExamples\n");
        }
        for case in &self.prose.tests {
            for fact in &case.facts {
                let _ = writeln!(out, "  {fact}");
            }
            let places: Vec<_> = case.expect.iter().map(|e| e.at.as_str()).collect();
            let verdict =
                if places.is_empty() { "no finding".to_string() } else { format!("finding at {}", places.join(", ")) };
            let _ = writeln!(out, "    -> {verdict}");
        }
        out
    }
}

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| if line.is_empty() { String::new() } else { format!("  {line}") })
        .collect::<Vec<_>>()
        .join("\n")
}
