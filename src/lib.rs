//! mexelint: static analysis of MExE executables (MIDlet suites and signed Java JARs).

#![forbid(unsafe_code)]

pub mod bundle;
pub mod config;
pub mod corpus;
pub mod facts;
pub mod limits;
pub mod policy;
pub mod program;
pub mod report;
pub mod rules;

use limits::{Limits, StopFlag};
use report::{FileInfo, Report, Status};

/// What an analysis is told once.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The cut-offs.
    pub limits: Limits,
    /// The time that validity periods are checked against, in seconds since 1970.
    pub now: i64,
    /// Read every archive and class with a strict reader too.
    pub second_opinion: bool,
    /// Code that is resolved and analysed but not reported on.
    pub libraries: Vec<Library>,
    /// Keep all facts in the report.
    pub keep_facts: bool,
}

/// A JAR whose code belongs to the device or to a vendor.
#[derive(Clone, Debug)]
pub struct Library {
    /// Path as given by the user.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Why an analysis could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A library is no JAR.
    #[error("the library {0} is not a JAR")]
    Library(String),
}

/// Memory that is used again from bundle to bundle.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Raised from outside when the work on the bundle must end.
    pub stop: StopFlag,
}

/// The analysis, built once and shared by all threads.
#[derive(Debug)]
pub struct Analyzer {
    settings: Settings,
}

impl Analyzer {
    /// Sets up an analysis.
    pub fn new(settings: Settings) -> Result<Analyzer, SetupError> {
        match settings.libraries.iter().find(|library| !library.bytes.starts_with(b"PK")) {
            Some(library) => Err(SetupError::Library(library.path.clone())),
            None => Ok(Analyzer { settings }),
        }
    }

    /// Analyses one bundle. How it went is part of the report.
    pub fn analyze(&self, input: &bundle::Input<'_>, _scratch: &mut Scratch) -> Report {
        let mut report = Report::new(input.name, Status::Analysed);
        report.jad = input.jad.map(|f| {
            let text = String::from_utf8_lossy(f.bytes).into_owned();
            FileInfo { text: Some(text), ..FileInfo::of(f.path, f.bytes) }
        });
        report.jar = input.jar.map(|f| FileInfo::of(f.path, f.bytes));
        if let Some(jar) = input.jar
            && !jar.bytes.starts_with(b"PK")
        {
            report.status = Status::Failed("not a ZIP archive".into());
        }
        if self.settings.keep_facts {
            let place = facts::Place::Bundle;
            let bundle = facts::Bundle {
                jad: input.jad.is_some(),
                jar: input.jar.is_some(),
                pairing: input.pairing,
                jar_size: input.jar.map(|j| j.bytes.len() as i64),
                jar_sha256: report.jar.as_ref().map(|j| j.sha256.as_str().into()),
                origin: input.origin.map(Into::into),
            };
            report.facts.push(bundle.at(place));
        }
        report
    }
}
