//! Stage 7. In: what the other stages found about each bundle. Out: text in one of the formats; one renderer a file.

use crate::facts::Fact;
use crate::rules::Finding;

/// Everything there is to say about one bundle.
#[derive(Clone, Debug)]
pub struct Report {
    /// Name of the input: the path of the JAD, else of the JAR.
    pub name: String,
    /// The descriptor, when one was given.
    pub jad: Option<FileInfo>,
    /// The JAR, when one was given.
    pub jar: Option<FileInfo>,
    /// The suite as it names itself.
    pub suite: Option<Suite>,
    /// How far the work got.
    pub status: Status,
    /// All facts, sorted.
    pub facts: Vec<Fact>,
    /// Findings in force, worst first, then by rule and place.
    pub findings: Vec<Finding>,
    /// Findings that the configuration suppresses, each with the reason given there.
    pub suppressed: Vec<(Finding, String)>,
    /// Findings that the baseline knows.
    pub baselined: Vec<Finding>,
}

/// A file that a report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// Path as given by the user.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// The text as decoded, for a JAD (and for the JAR: of its manifest), so that a line of it can be shown.
    pub text: Option<String>,
}

/// What a suite says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    /// MIDlet-Name
    pub name: String,
    /// MIDlet-Version
    pub version: String,
    /// MIDlet-Vendor
    pub vendor: String,
}

/// How far the work on one bundle got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// everything was looked at
    Analysed,
    /// something was left out, for these reasons
    Partial(Vec<String>),
    /// nothing was looked at, on purpose, for this reason
    Skipped(String),
    /// nothing could be looked at, for this reason
    Failed(String),
}

impl Status {
    /// The word used in outputs.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Status::Analysed => "analysed",
            Status::Partial(_) => "partial",
            Status::Skipped(_) => "skipped",
            Status::Failed(_) => "failed",
        }
    }

    /// Why it is not `analysed`.
    pub fn reasons(&self) -> &[String] {
        match self {
            Status::Analysed => &[],
            Status::Partial(reasons) => reasons,
            Status::Skipped(reason) | Status::Failed(reason) => std::slice::from_ref(reason),
        }
    }
}
