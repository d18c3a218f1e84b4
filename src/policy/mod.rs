//! Stage 6. In: the findings of one bundle. Out: the same findings, each in force, suppressed, known from the baseline or
//! left out, and a verdict. Bound to rule ids, places and fingerprints, never to message text.

mod baseline;
pub mod date;
mod pattern;
mod suppress;

pub use baseline::{Baseline, BaselineError, BaselineWriter};
pub use pattern::Pattern;
pub use suppress::{Standing, Suppression};

use crate::rules::{Finding, Persona, Severity};
use std::collections::BTreeMap;

/// Lowest severity that makes a run fail unless set otherwise: what matters by itself or together with others.
pub const DEFAULT_FAIL_ON: Severity = Severity::Medium;

/// From which severity on a finding makes the run fail; `None` when none does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailOn(pub Option<Severity>);

impl Default for FailOn {
    fn default() -> Self {
        FailOn(Some(DEFAULT_FAIL_ON))
    }
}

impl FailOn {
    /// The word used on the command line and in outputs.
    pub fn as_str(self) -> &'static str {
        self.0.map_or("none", Severity::as_str)
    }

    /// Whether a finding of that severity makes the run fail.
    pub fn covers(self, severity: Severity) -> bool {
        self.0.is_some_and(|least| severity >= least)
    }
}

impl std::str::FromStr for FailOn {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        if word == "none" {
            Ok(FailOn(None))
        } else {
            word.parse().map(|s| FailOn(Some(s))).map_err(|e: String| e + ", none")
        }
    }
}

/// What the configuration says of one rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleOverride {
    /// Off, or on whatever the persona.
    pub enabled: Option<bool>,
    /// In place of the severity of the rule.
    pub severity: Option<Severity>,
}

/// What is to be done with findings.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Rules for more demanding personas are not in force.
    pub persona: Persona,
    /// Exceptions by rule id.
    pub rules: BTreeMap<String, RuleOverride>,
    /// Findings that are accepted, and why.
    pub suppressions: Vec<Suppression>,
    /// Findings that were there before.
    pub baseline: Option<Baseline>,
    /// The time that expiry dates are compared with, in seconds since 1970.
    pub now: i64,
}

/// Which bundle findings belong to.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Name under which the bundle is reported.
    pub input: &'a str,
    /// MIDlet-Name, where there is one.
    pub suite: Option<&'a str>,
    /// MIDlet-Vendor, where there is one.
    pub vendor: Option<&'a str>,
}

impl Subject<'_> {
    /// What a baseline files the bundle under: vendor and name of the suite, so that it survives a new version; the file
    /// name when the suite does not say.
    pub fn key(&self) -> String {
        match (self.vendor, self.suite) {
            (Some(vendor), Some(suite)) => format!("{vendor}/{suite}"),
            _ => self.input.rsplit(['/', '\\']).next().unwrap_or(self.input).to_string(),
        }
    }
}

/// The findings of one bundle, sorted out.
#[derive(Debug, Default)]
pub struct Judged {
    /// In force.
    pub findings: Vec<Finding>,
    /// Accepted, with the reason.
    pub suppressed: Vec<(Finding, String)>,
    /// Known from the baseline.
    pub baselined: Vec<Finding>,
    /// Number of findings of rules that are turned off.
    pub disabled: u64,
    /// Number of findings for more demanding personas.
    pub persona: u64,
}

/// A policy at work over one run. Bundles must come in the order of the report, since a baseline counts.
#[derive(Debug)]
pub struct Enforcer<'a> {
    policy: &'a Policy,
    used: Vec<u64>,
    left: Option<Baseline>,
}

impl<'a> Enforcer<'a> {
    /// Starts a run.
    pub fn new(policy: &'a Policy) -> Self {
        Enforcer { policy, used: vec![0; policy.suppressions.len()], left: policy.baseline.clone() }
    }

    /// Sorts out the findings of one bundle.
    pub fn judge(&mut self, subject: &Subject<'_>, findings: Vec<Finding>) -> Judged {
        let mut judged = Judged::default();
        let key = subject.key();
        for mut finding in findings {
            let rule = self.policy.rules.get(&*finding.rule).copied().unwrap_or_default();
            match rule.enabled {
                Some(false) => {
                    judged.disabled += 1;
                    continue;
                }
                None if finding.persona > self.policy.persona => {
                    judged.persona += 1;
                    continue;
                }
                _ => {}
            }
            finding.severity = rule.severity.unwrap_or(finding.severity);
            let suppressing = self
                .policy
                .suppressions
                .iter()
                .position(|s| s.standing(self.policy.now) == Standing::InForce && s.matches(subject, &finding));
            if let Some(index) = suppressing {
                self.used[index] += 1;
                judged.suppressed.push((finding, self.policy.suppressions[index].reason.clone()));
            } else if self.left.as_mut().is_some_and(|left| left.take(&key, &finding)) {
                judged.baselined.push(finding);
            } else {
                judged.findings.push(finding);
            }
        }
        // A changed severity may have changed the order: worst first, then as the rules gave them.
        judged.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        judged
    }

    /// What is to be said of the suppressions after the run, one sentence each.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        for (suppression, used) in self.policy.suppressions.iter().zip(&self.used) {
            match suppression.standing(self.policy.now) {
                Standing::Expired(date) => {
                    remarks.push(format!("the suppression of {suppression} expired on {date} and no longer applies"));
                }
                Standing::InForce if *used == 0 => {
                    remarks.push(format!("the suppression of {suppression} matched nothing in this run"));
                }
                Standing::InForce => {}
            }
        }
        let gone = self.left.as_ref().map_or(0, Baseline::remaining);
        if gone > 0 {
            remarks.push(format!("{gone} findings of the baseline are gone; write it anew to forget them"));
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Place;
    use crate::rules::Confidence;

    pub(super) fn finding(rule: &str, class: &str, severity: Severity) -> Finding {
        Finding {
            rule: rule.into(),
            title: "does a thing".into(),
            family: "test".into(),
            severity,
            confidence: Confidence::High,
            persona: Persona::Regular,
            unreached: false,
            message: "it does".into(),
            place: Place::Method {
                class: class.into(),
                name: "m".into(),
                descriptor: "()V".into(),
                pc: Some(3),
                line: None,
            },
            related: vec![],
            evidence: vec![],
            weaknesses: vec![],
            cwe: vec![],
            fingerprint: format!("{rule}-{class}"),
        }
    }

    fn policy() -> Policy {
        Policy {
            persona: Persona::Regular,
            rules: BTreeMap::new(),
            suppressions: vec![],
            baseline: None,
            now: date::Date { year: 2026, month: 6, day: 15 }.start(),
        }
    }

    const SUBJECT: Subject<'static> = Subject { input: "a/b.jar", suite: Some("Game"), vendor: Some("Maker") };

    #[test]
    fn a_rule_can_be_turned_off_on_and_weighed_anew() {
        let mut policy = policy();
        let rule = |enabled, severity| RuleOverride { enabled, severity };
        policy.rules.insert("off".into(), rule(Some(false), None));
        policy.rules.insert("on".into(), rule(Some(true), None));
        policy.rules.insert("heavy".into(), rule(None, Some(Severity::Critical)));
        let mut auditor = finding("on", "A", Severity::Low);
        auditor.persona = Persona::Auditor;
        let mut left_out = finding("other", "A", Severity::Low);
        left_out.persona = Persona::Pedantic;
        let all = vec![
            finding("off", "A", Severity::High),
            auditor,
            left_out,
            finding("plain", "A", Severity::High),
            finding("heavy", "A", Severity::Info),
        ];
        let judged = Enforcer::new(&policy).judge(&SUBJECT, all);
        let got: Vec<_> = judged.findings.iter().map(|f| (&*f.rule, f.severity)).collect();
        assert_eq!(got, [("heavy", Severity::Critical), ("plain", Severity::High), ("on", Severity::Low)]);
        assert_eq!((judged.disabled, judged.persona), (1, 1));
    }

    #[test]
    fn suppressions_apply_until_they_expire_and_unused_ones_are_told() {
        let mut policy = policy();
        let day = |day| Some(date::Date { year: 2026, month: 6, day });
        let suppress = |rule: &str, class: Option<&str>, expires| Suppression {
            rule: rule.into(),
            class: class.map(Pattern::new),
            reason: "known".into(),
            expires,
            ..Suppression::default()
        };
        policy.suppressions =
            vec![suppress("a", Some("x.*"), day(15)), suppress("b", None, day(14)), suppress("c", Some("x.B"), None)];
        let mut enforcer = Enforcer::new(&policy);
        let all = vec![
            finding("a", "x/A", Severity::High),
            finding("a", "y/A", Severity::High),
            finding("b", "x/A", Severity::High),
        ];
        let judged = enforcer.judge(&SUBJECT, all);
        assert_eq!(judged.suppressed.len(), 1);
        assert_eq!(judged.suppressed[0].0.fingerprint, "a-x/A");
        assert_eq!(judged.suppressed[0].1, "known");
        assert_eq!(judged.findings.len(), 2);
        assert_eq!(
            enforcer.remarks(),
            [
                "the suppression of b expired on 2026-06-14 and no longer applies",
                "the suppression of c (class x.B) matched nothing in this run",
            ]
        );
    }

    #[test]
    fn a_baseline_lets_no_second_one_of_a_kind_through() {
        let one = finding("a", "A", Severity::High);
        let mut writer = BaselineWriter::default();
        writer.add(&SUBJECT, &one);
        let mut file = Vec::new();
        writer.write(&mut file).unwrap();
        let mut policy = policy();
        policy.baseline = Some(Baseline::parse(&String::from_utf8(file).unwrap()).unwrap());
        let mut enforcer = Enforcer::new(&policy);
        let judged = enforcer.judge(&SUBJECT, vec![one.clone(), one.clone()]);
        assert_eq!((judged.baselined.len(), judged.findings.len()), (1, 1));
        let elsewhere = Subject { suite: Some("Other"), ..SUBJECT };
        assert_eq!(enforcer.judge(&elsewhere, vec![one]).findings.len(), 1);
        assert!(enforcer.remarks().is_empty());
    }

    #[test]
    fn the_words_of_fail_on_read_back() {
        for word in ["none", "info", "critical"] {
            assert_eq!(word.parse::<FailOn>().unwrap().as_str(), word);
        }
        assert!("bad".parse::<FailOn>().unwrap_err().ends_with("critical, none"));
        assert!(FailOn::default().covers(Severity::High) && !FailOn::default().covers(Severity::Low));
        assert!(!FailOn(None).covers(Severity::Critical));
    }
}
