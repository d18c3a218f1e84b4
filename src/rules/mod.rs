//! Stage 5. In: facts. Out: findings. Rules are data under `rules/detections`; nothing here reads the bundle.

mod combine;
mod condition;
#[cfg(test)]
mod context_tests;
mod engine;
mod explain;
mod finding;
mod fingerprint;
pub mod framework;
pub mod lint;
mod message;
pub mod model;
mod number;
mod parse;
mod pattern;
mod ruleset;
mod testing;
#[cfg(test)]
mod tests;
mod truth;
mod words;

pub use explain::{Explanation, explain};
pub use finding::{Finding, Related};
pub use framework::Framework;
pub use model::Rule;
pub use ruleset::{RuleError, RuleFile, RuleSet};
pub use testing::{TestResult, run_tests};
pub use words::{Confidence, Persona, Severity};
