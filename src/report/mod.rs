//! Stage 7. In: what the other stages found about each bundle. Out: text in one of the formats; one renderer a file.

pub mod context;
pub mod flows;
pub mod human;
pub mod json;
mod lines;
mod run;
pub mod sarif;
pub mod schema;
pub mod screens;
mod trust;
pub mod values;

pub use run::{Catalogue, Header, RuleInfo, STATUSES, Summary};
pub use trust::JsonTrust;

use crate::facts::Fact;
use crate::rules::Finding;
use crate::trust::Trust;
use std::io;

/// Writes a run in one format, bundle by bundle, so that memory does not grow with their number.
pub trait Renderer {
    /// Before the first bundle.
    fn begin(&mut self, out: &mut dyn io::Write) -> io::Result<()>;
    /// One bundle.
    fn bundle(&mut self, out: &mut dyn io::Write, report: &Report) -> io::Result<()>;
    /// After the last bundle.
    fn end(&mut self, out: &mut dyn io::Write, summary: &Summary) -> io::Result<()>;
}

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
    /// What a device would make of its signatures, when it was looked at.
    pub trust: Option<Trust>,
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
    /// Findings of rules that the configuration or the persona leaves out: not kept, only counted.
    pub left_out: LeftOut,
    /// What is worth saying of the input and does no harm, such as how its JAR was found.
    pub notes: Vec<String>,
}

/// How many findings were of rules that are not in force, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Turned off in the configuration.
    pub disabled: u64,
    /// For a more demanding persona than the one chosen.
    pub persona: u64,
}

impl Report {
    /// A report of that status with nothing in it.
    pub fn new(name: &str, status: Status) -> Self {
        Report {
            name: name.to_string(),
            jad: None,
            jar: None,
            suite: None,
            trust: None,
            status,
            facts: Vec::new(),
            findings: Vec::new(),
            suppressed: Vec::new(),
            baselined: Vec::new(),
            left_out: LeftOut::default(),
            notes: Vec::new(),
        }
    }

    /// Makes an analysed bundle `partial` for these reasons; one that already is gets them too. What was skipped or has
    /// failed stays so.
    pub fn add_gaps(&mut self, gaps: Vec<String>) {
        if gaps.is_empty() {
            return;
        }
        match &mut self.status {
            Status::Partial(reasons) => reasons.extend(gaps),
            Status::Analysed => self.status = Status::Partial(gaps),
            Status::Skipped(_) | Status::Failed(_) => {}
        }
    }
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
