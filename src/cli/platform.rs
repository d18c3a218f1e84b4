//! `mexelint platform`: check the folders that describe platforms.

use super::Outcome;
use super::error::Error;
use super::terminal::Terminal;
use clap::Subcommand;
use mexelint::facts::escape::visible;
use mexelint::program::platform::Platform;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Check a folder that describes a platform
#[derive(clap::Args)]
#[command(after_help = "Example:\n  mexelint platform lint examples/platforms/java-se/platform")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Look over the tables of folders, and say how much stands in them
    Lint {
        /// Folders with a platform.toml
        #[arg(required = true, value_name = "DIR")]
        folders: Vec<PathBuf>,
    },
}

/// The platform of a folder.
pub(super) fn load(folder: &Path) -> Result<Platform, Error> {
    Platform::load(folder).map_err(Error::Platform)
}

/// Runs the command.
pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    let Command::Lint { folders } = &args.command;
    let mut outcome = Outcome::Clean;
    let mut out = terminal.stdout();
    for folder in folders {
        match Platform::load(folder) {
            Ok(platform) => {
                let folder = folder.to_string_lossy();
                let rows = [
                    ("classes", platform.classes().len()),
                    ("entries", platform.entries().len()),
                    ("callbacks", platform.callbacks().count()),
                    ("registrations", platform.all_registrations().count()),
                    ("models of data flow", platform.all_flows().count()),
                    ("kinds of calls", platform.kinds().len()),
                    ("permissions", platform.permissions().len()),
                ];
                let rows: Vec<String> = rows.iter().map(|(what, count)| format!("{count} {what}")).collect();
                let with = if platform.runs_midlets() { ", with those built in" } else { "" };
                writeln!(out, "{}: no mistakes; {}{with}", visible(&folder), rows.join(", "))?;
            }
            Err(errors) => {
                outcome = Outcome::Findings;
                errors.iter().for_each(|error| terminal.diagnostic(error));
            }
        }
    }
    out.flush()?;
    Ok(outcome)
}
