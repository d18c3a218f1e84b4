//! The reasoning of stage 2, step by step, in words: what was looked at, and how it went.

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepResult {
    /// It is as it must be.
    Holds,
    /// It is not.
    Fails,
    /// It can't be said.
    Open,
    /// Nothing hangs on it.
    Note,
}

impl StepResult {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            StepResult::Holds => "holds",
            StepResult::Fails => "fails",
            StepResult::Open => "open",
            StepResult::Note => "note",
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How deep it stands below the step that it belongs to, from 0.
    pub depth: u8,
    /// How it went.
    pub result: StepResult,
    /// What was looked at, and what was seen.
    pub text: String,
}

/// Collects the steps.
#[derive(Debug, Default)]
pub(super) struct Steps {
    list: Vec<Step>,
}

impl Steps {
    pub(super) fn push(&mut self, depth: u8, result: StepResult, text: impl Into<String>) {
        self.list.push(Step { depth, result, text: text.into() });
    }

    pub(super) fn note(&mut self, depth: u8, text: impl Into<String>) {
        self.push(depth, StepResult::Note, text);
    }

    pub(super) fn into_list(self) -> Vec<Step> {
        self.list
    }
}
