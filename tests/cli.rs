//! The command line as users meet it: inputs, verdicts, outputs, settings and the smaller commands.

#[path = "cli/commands.rs"]
mod commands;
#[path = "cli/harness.rs"]
mod harness;
#[path = "cli/inputs.rs"]
mod inputs;
#[path = "cli/outputs.rs"]
mod outputs;
#[path = "cli/settings.rs"]
mod settings;
#[path = "cli/trust.rs"]
mod trust;
#[path = "cli/verdict.rs"]
mod verdict;
