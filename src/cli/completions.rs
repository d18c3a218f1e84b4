//! `mexelint completions`: a script that completes this command line.

use super::Outcome;
use super::error::Error;
use super::terminal::Terminal;
use clap_complete::Shell;
use std::io::Write;

/// Print a completion script for a shell
#[derive(clap::Args)]
#[command(after_help = "Example:\n  mexelint completions bash > ~/.local/share/bash-completion/completions/mexelint")]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    // The generator panics when it can't write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "mexelint", &mut script);
    let mut out = terminal.stdout();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Outcome::Clean)
}
