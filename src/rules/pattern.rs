//! A regular expression that is compiled when it is first needed: most rules never get that far.

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Bytes that one compiled expression may take; rules need little.
const SIZE: usize = 1 << 20;

/// A regular expression as written, and compiled once needed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pattern {
    text: String,
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

fn compile(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text).size_limit(SIZE).build()
}

impl Pattern {
    /// The expression, checked. An error says what is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        let regex = compile(text).map_err(|e| e.to_string())?;
        Ok(Pattern { text: text.into(), compiled: OnceLock::from(Some(regex)) })
    }

    /// The expression as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is found in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled.get_or_init(|| compile(&self.text).ok()).as_ref().is_some_and(|r| r.is_match(text))
    }
}
