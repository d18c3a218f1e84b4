//! What is the same for every bundle of a run, and what is counted over them.

use super::{LeftOut, Report, Status};
use crate::limits::Limits;
use crate::policy::FailOn;
use crate::rules::{Persona, Severity};
use std::collections::BTreeMap;

/// The settings that a result depends on, and those that decide what is shown.
#[derive(Clone, Debug)]
pub struct Header {
    /// The time of the run, in seconds since 1970.
    pub now: i64,
    /// For whom rules speak.
    pub persona: Persona,
    /// From which severity on the run fails.
    pub fail_on: FailOn,
    /// Findings below are counted but not shown.
    pub min_severity: Severity,
    /// The cut-offs.
    pub limits: Limits,
    /// A strict reader looked at everything too.
    pub second_opinion: bool,
    /// Time at which certificates must be valid, in seconds since 1970.
    pub at: Option<i64>,
    /// Files of the roots that are trusted, each with its domain.
    pub roots: Vec<String>,
    /// The policy that permissions are judged by.
    pub device_policy: String,
    /// Path of the platform folder.
    pub platform: Option<String>,
    /// Paths of the libraries.
    pub libraries: Vec<String>,
    /// URL that the descriptors came from.
    pub origin: Option<String>,
    /// The configuration in force.
    pub config: Option<String>,
    /// The baseline in force.
    pub baseline: Option<String>,
    /// All facts are shown.
    pub facts: bool,
}

/// What an output needs to know of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// One clause on what it finds.
    pub title: String,
    /// Its family.
    pub family: String,
    /// How bad, unless the configuration says otherwise.
    pub severity: Severity,
    /// Why it matters.
    pub why: String,
    /// How to mend it.
    pub fix: String,
    /// Weaknesses of the framework.
    pub weaknesses: Vec<String>,
    /// Numbers of the Common Weakness Enumeration.
    pub cwe: Vec<u32>,
}

/// The rules by id.
pub type Catalogue = BTreeMap<String, RuleInfo>;

/// Counts over a run. Whatever is not shown is counted here, so that nothing disappears silently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Bundles by status: analysed, partial, skipped, failed.
    pub statuses: [u64; 4],
    /// Findings in force by severity, lowest first.
    pub severities: [u64; 5],
    /// Findings in force that are below the severity to be shown.
    pub hidden: u64,
    /// Findings that the configuration suppresses.
    pub suppressed: u64,
    /// Findings that the baseline knows.
    pub baselined: u64,
    /// Findings of rules that are not in force.
    pub left_out: LeftOut,
    /// The worst finding in force.
    pub worst: Option<Severity>,
    /// What is to be said of the run as a whole, one sentence each.
    pub notes: Vec<String>,
}

impl Summary {
    /// Counts one bundle. `min_severity` is the lowest that is shown.
    pub fn add(&mut self, report: &Report, min_severity: Severity) {
        let status = match report.status {
            Status::Analysed => 0,
            Status::Partial(_) => 1,
            Status::Skipped(_) => 2,
            Status::Failed(_) => 3,
        };
        self.statuses[status] += 1;
        for finding in &report.findings {
            self.severities[finding.severity as usize] += 1;
            self.hidden += u64::from(finding.severity < min_severity);
            self.worst = self.worst.max(Some(finding.severity));
        }
        self.suppressed += report.suppressed.len() as u64;
        self.baselined += report.baselined.len() as u64;
        self.left_out.disabled += report.left_out.disabled;
        self.left_out.persona += report.left_out.persona;
    }

    /// Number of bundles.
    pub fn bundles(&self) -> u64 {
        self.statuses.iter().sum()
    }

    /// Number of findings in force.
    pub fn findings(&self) -> u64 {
        self.severities.iter().sum()
    }

    /// Whether every bundle was analysed fully.
    pub fn complete(&self) -> bool {
        self.statuses[1..].iter().all(|count| *count == 0)
    }
}

/// The words for [`Summary::statuses`].
pub const STATUSES: [&str; 4] = ["analysed", "partial", "skipped", "failed"];
