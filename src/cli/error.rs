//! What ends a command with exit code 2: said in one sentence, with what to do next.

use mexelint::config::ConfigError;
use mexelint::program::platform::PlatformError;
use miette::{Diagnostic, LabeledSpan, SourceCode};
use std::fmt;
use std::io;

/// Why a command could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The user's command line, or a file that it names.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// The configuration, with the place.
    #[error(transparent)]
    Config(#[from] Box<ConfigError>),
    /// Files of a platform folder, with the places.
    #[error("the platform folder has mistakes")]
    Platform(Vec<PlatformError>),
    /// An output could not be written.
    #[error("{0} could not be written: {1}")]
    Output(String, String),
    /// Nobody reads the output any more.
    #[error("the output was closed")]
    BrokenPipe,
}

impl Error {
    /// Wrong usage, with advice.
    pub(super) fn usage(message: impl fmt::Display, help: impl fmt::Display) -> Self {
        let help = help.to_string();
        Error::Usage { message: message.to_string(), help: (!help.is_empty()).then_some(help) }
    }

    /// What to tell: the error itself, or each of those that it is made of.
    pub(super) fn diagnostics(&self) -> Box<dyn Iterator<Item = &dyn Diagnostic> + '_> {
        match self {
            Error::Platform(errors) => Box::new(errors.iter().map(|error| error as &dyn Diagnostic)),
            one => Box::new(std::iter::once(one as &dyn Diagnostic)),
        }
    }

    /// Writing to `target` failed.
    pub(super) fn output(target: &str, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Error::BrokenPipe;
        }
        Error::Output(target.to_string(), error.to_string())
    }
}

/// Writing to standard output failed.
impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Error::output("standard output", &error)
    }
}

impl Diagnostic for Error {
    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        match self {
            Error::Usage { help, .. } => help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>),
            Error::Config(error) => error.help(),
            _ => None,
        }
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        match self {
            Error::Config(error) => error.source_code(),
            _ => None,
        }
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        match self {
            Error::Config(error) => error.labels(),
            _ => None,
        }
    }
}
