//! Findings that somebody has looked at and accepts, with a reason and, where wanted, an end.

use super::{Pattern, Subject, date::Date};
use crate::facts::dotted;
use crate::rules::Finding;
use std::fmt;

/// One `[[suppress]]` of the configuration. What is `None` fits everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppression {
    /// Rule id.
    pub rule: String,
    /// Place as shown in reports.
    pub place: Option<Pattern>,
    /// Class, with dots.
    pub class: Option<Pattern>,
    /// MIDlet-Name.
    pub suite: Option<Pattern>,
    /// MIDlet-Vendor.
    pub vendor: Option<Pattern>,
    /// Fingerprint of the finding.
    pub fingerprint: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// Last day on which it applies (UTC).
    pub expires: Option<Date>,
}

/// Whether a suppression still applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    InForce,
    /// Its last day is over.
    Expired(Date),
}

impl Suppression {
    /// Whether it still applies at `now`, in seconds since 1970.
    pub fn standing(&self, now: i64) -> Standing {
        match self.expires {
            Some(date) if now >= date.end() => Standing::Expired(date),
            _ => Standing::InForce,
        }
    }

    /// Whether it is about this finding.
    pub fn matches(&self, subject: &Subject<'_>, finding: &Finding) -> bool {
        let fits = |pattern: &Option<Pattern>, text: Option<&str>| match pattern {
            None => true,
            Some(pattern) => text.is_some_and(|text| pattern.matches(text)),
        };
        *self.rule == *finding.rule
            && self.fingerprint.as_deref().is_none_or(|f| f == finding.fingerprint)
            && fits(&self.suite, subject.suite)
            && fits(&self.vendor, subject.vendor)
            && fits(&self.place, Some(&finding.place.to_string()))
            && fits(&self.class, finding.place.class().map(dotted).as_deref())
    }
}

/// `rule (class a.*, suite Game)`
impl fmt::Display for Suppression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rule)?;
        let patterns =
            [("place", &self.place), ("class", &self.class), ("suite", &self.suite), ("vendor", &self.vendor)];
        let mut parts: Vec<String> =
            patterns.iter().filter_map(|(name, pattern)| Some(format!("{name} {}", pattern.as_ref()?))).collect();
        parts.extend(self.fingerprint.iter().map(|fingerprint| format!("fingerprint {fingerprint}")));
        if parts.is_empty() { Ok(()) } else { write!(f, " ({})", parts.join(", ")) }
    }
}
