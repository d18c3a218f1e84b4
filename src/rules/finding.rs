//! What rules find.

use super::words::{Confidence, Persona, Severity};
use crate::facts::{Fact, Place, Str};

/// One finding: a rule, the place, and the facts that it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Id of the rule.
    pub rule: Str,
    /// Title of the rule, a clause such as "sends a text message to a short number".
    pub title: Str,
    /// Family of the rule, such as `charging`.
    pub family: Str,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// For whom.
    pub persona: Persona,
    /// It rests on a call that is present but not reached, which the rule did not ask for: severity and confidence are then
    /// lower than the rule says.
    pub unreached: bool,
    /// What was seen here, one sentence with the values of this bundle in it. Raw: to be escaped by every output.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Other places that belong to it, with what each is.
    pub related: Vec<Related>,
    /// The facts it rests on, the one of `place` first; when that is a call, with how it is reached (facts of kind `reach`).
    pub evidence: Vec<Fact>,
    /// Weaknesses of the framework that it shows, such as `CHG-01`.
    pub weaknesses: Vec<Str>,
    /// Numbers of the Common Weakness Enumeration.
    pub cwe: Vec<u32>,
    /// Stable over renumbering of code: from rule, class and method, normalised fact, and ordinal. 32 hexadecimal digits.
    pub fingerprint: String,
}

/// A further place of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// What it is, such as "the connection is opened here".
    pub label: Str,
    /// Where.
    pub place: Place,
}
