//! `mexelint limits`: every cut-off, its value and its reason.

use super::Outcome;
use super::error::Error;
use super::terminal::Terminal;
use mexelint::limits::LIMITS;
use std::io::Write;

/// List every limit with its default and its reason
///
/// A limit that cuts the work short makes the bundle `partial` and is named in the report. Change one with
/// `--limit NAME=VALUE` or under `[limits]` in mexelint.toml.
#[derive(clap::Args)]
pub(super) struct Args {}

/// Runs the command.
pub(super) fn run(_: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    let mut out = terminal.stdout();
    let widest = LIMITS.iter().map(|limit| limit.name.len()).max().unwrap_or(0);
    for limit in LIMITS {
        writeln!(out, "{:widest$}  {:>11} {:12} {}", limit.name, limit.default, limit.unit, limit.reason.trim())?;
    }
    out.flush()?;
    Ok(Outcome::Clean)
}
