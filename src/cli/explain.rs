//! `mexelint explain`: what a rule finds, why it matters and how to mend it.

use super::Outcome;
use super::error::Error;
use super::terminal::Terminal;
use mexelint::config::suggestion;
use mexelint::rules::{Framework, RuleSet, explain};
use std::io::Write;

/// Say what a rule finds, why it matters, how to mend it, and which requirements it touches
#[derive(clap::Args)]
#[command(after_help = "Example:\n  mexelint explain $(mexelint rules list --format jsonl | head -1 | jq -r .id)")]
pub(super) struct Args {
    /// Id of the rule, as reports show it
    #[arg(value_name = "RULE")]
    id: String,
}

/// Runs the command.
pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    let rules = RuleSet::builtin();
    let Some(explanation) = explain(rules, Framework::builtin(), &args.id) else {
        let ids = rules.rules().iter().map(|rule| rule.id.as_str());
        let help = suggestion(&args.id, ids, "`mexelint rules list` lists them");
        return Err(Error::usage(format!("there is no rule {:?}", args.id), help.unwrap_or_default()));
    };
    let mut out = terminal.stdout();
    write!(out, "{}", explanation.to_text())?;
    out.flush()?;
    Ok(Outcome::Clean)
}
