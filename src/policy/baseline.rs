//! Findings that were there before: a file that counts them by suite, rule and fingerprint, so that a second one of a
//! kind still shows.

use super::Subject;
use crate::facts::safe_json::write_pretty;
use crate::rules::Finding;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;

const FORMAT: &str = "mexelint-baseline";
const VERSION: u32 = 1;

/// Suite, then rule, then fingerprint, then how many.
type Counts = BTreeMap<String, BTreeMap<String, BTreeMap<String, u64>>>;

/// The findings that a baseline still allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    counts: Counts,
}

/// Why a baseline can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Not the JSON we write.
    #[error("this is no baseline of mexelint: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Another kind of file.
    #[error("this is no baseline of mexelint: its format is {0:?}, not {FORMAT:?}")]
    Format(String),
    /// Written by a later version.
    #[error("this baseline has version {0}; this mexelint reads version {VERSION}")]
    Version(u32),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    version: u32,
    suites: Counts,
}

impl Baseline {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Baseline, BaselineError> {
        let file: File = serde_json::from_str(text)?;
        if file.format != FORMAT {
            return Err(BaselineError::Format(file.format));
        }
        if file.version != VERSION {
            return Err(BaselineError::Version(file.version));
        }
        Ok(Baseline { counts: file.suites })
    }

    /// Uses up one place of that finding; `false` when there is none left.
    pub(super) fn take(&mut self, suite: &str, finding: &Finding) -> bool {
        let count = self
            .counts
            .get_mut(suite)
            .and_then(|rules| rules.get_mut(&*finding.rule))
            .and_then(|fingerprints| fingerprints.get_mut(&finding.fingerprint));
        match count {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// How many findings it still allows.
    pub(super) fn remaining(&self) -> u64 {
        self.counts.values().flat_map(BTreeMap::values).flat_map(BTreeMap::values).sum()
    }
}

/// Collects findings for a new baseline.
#[derive(Debug, Default)]
pub struct BaselineWriter {
    counts: Counts,
}

impl BaselineWriter {
    /// Adds one finding.
    pub fn add(&mut self, subject: &Subject<'_>, finding: &Finding) {
        let rules = self.counts.entry(subject.key()).or_default();
        *rules.entry(finding.rule.to_string()).or_default().entry(finding.fingerprint.clone()).or_default() += 1;
    }

    /// Writes the file.
    pub fn write(self, out: &mut dyn io::Write) -> io::Result<()> {
        write_pretty(out, &File { format: FORMAT.into(), version: VERSION, suites: self.counts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_baseline_is_told_apart() {
        let error = |text: &str| Baseline::parse(text).unwrap_err().to_string();
        assert!(error("{").starts_with("this is no baseline of mexelint: EOF"));
        assert_eq!(
            error(r#"{"format":"x","version":1,"suites":{}}"#),
            r#"this is no baseline of mexelint: its format is "x", not "mexelint-baseline""#
        );
        assert_eq!(
            error(r#"{"format":"mexelint-baseline","version":2,"suites":{}}"#),
            "this baseline has version 2; this mexelint reads version 1"
        );
    }
}
