//! `mexelint schema`: the JSON schemas of what mexelint writes.

use super::Outcome;
use super::error::Error;
use super::terminal::Terminal;
use mexelint::facts::safe_json::write_pretty;
use mexelint::report::schema;
use std::io::Write;

/// Print the JSON schema (draft 2020-12) of an output
#[derive(clap::Args)]
pub(super) struct Args {
    /// Which one
    #[arg(value_enum)]
    what: What,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum What {
    /// `check --format json`, and a line of `--format jsonl`
    Report,
    /// `facts --format json`, and a line of `--format jsonl`
    Facts,
    /// `facts --summary values --format json`
    Values,
    /// `screens --format json`
    Screens,
    /// `facts --summary flows --format json`
    Flows,
}

/// Runs the command.
pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    let schema = match args.what {
        What::Report => schema::report(),
        What::Facts => schema::facts(),
        What::Values => schema::values(),
        What::Screens => schema::screens(),
        What::Flows => schema::flows(),
    };
    let mut out = terminal.stdout();
    write_pretty(&mut out, &schema)?;
    out.flush()?;
    Ok(Outcome::Clean)
}
