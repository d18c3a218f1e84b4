//! The command line. One file a subcommand; only here is anything printed, and only here are the clock and the
//! environment read.

mod check;
mod completions;
mod error;
mod explain;
mod facts;
mod inputs;
mod limits;
mod output;
mod permissions;
mod platform;
mod roots;
mod rules;
mod schema;
mod screens;
mod settings;
mod terminal;
mod trust;

use clap::{Parser, Subcommand};
use error::Error;
use std::process::ExitCode;
use terminal::{ColorChoice, Terminal};

/// How a command ended. Errors apart, this decides the exit code, in every output format alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing to object to.
    Clean,
    /// Findings at or above `--fail-on`; or, for `rules`, something to mend.
    Findings,
    /// Some input could not be analysed fully.
    Incomplete,
    /// Nobody reads the output any more.
    BrokenPipe,
}

impl Outcome {
    /// The exit code; wrong usage has 2.
    fn code(self) -> u8 {
        match self {
            Outcome::Clean => 0,
            Outcome::Findings => 1,
            Outcome::Incomplete => 3,
            // What a shell gives a program that SIGPIPE ended.
            Outcome::BrokenPipe => 141,
        }
    }
}

/// Exit code for wrong usage, a wrong configuration and output that can't be written.
const WRONG_USAGE: u8 = 2;

/// Vets MIDlet suites (JAR + JAD) before they reach a handset.
///
/// mexelint reads the descriptor, the archive and the bytecode of each suite and says what is wrong with it, where, and
/// how to mend it. It never runs any of it and needs no network.
#[derive(Parser)]
#[command(name = "mexelint", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to use colour
    ///
    /// `auto` uses it on a terminal, unless NO_COLOR is set; CLICOLOR_FORCE=1 asks for it everywhere.
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    color: ColorChoice,

    /// Print no notes, no progress and no report for people; the exit code and the outputs asked for remain
    #[arg(long, short, global = true)]
    quiet: bool,
}

const AFTER_HELP: &str = "\
Examples:
  mexelint check game.jad                   the JAD and the JAR that it names
  mexelint check suites/ --fail-on high     every suite in a folder, for CI
  mexelint check game.jar --output sarif=game.sarif
  mexelint facts game.jar --kind call       what the code calls, with which arguments
  mexelint screens game.jad                 what stands on the screen before something happens
  mexelint permissions game.jad             the smallest right MIDlet-Permissions
  mexelint trust game.jad                   what its signatures are worth, step by step
  mexelint explain RULE                     what a finding means and how to mend it

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 wrong usage or configuration, 3 some input could not be
analysed fully (3 wins over 1; --partial-ok turns it off).";

#[derive(Subcommand)]
enum Command {
    Check(Box<check::Args>),
    Facts(facts::Args),
    Permissions(permissions::Args),
    Trust(trust::Args),
    Screens(screens::Args),
    Platform(platform::Args),
    Rules(rules::Args),
    Explain(explain::Args),
    Limits(limits::Args),
    Schema(schema::Args),
    Completions(completions::Args),
}

/// Runs the command line of this process.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.color, cli.quiet);
    let outcome = match &cli.command {
        Command::Check(args) => check::run(args, &terminal),
        Command::Facts(args) => facts::run(args, &terminal),
        Command::Permissions(args) => permissions::run(args, &terminal),
        Command::Trust(args) => trust::run(args, &terminal),
        Command::Screens(args) => screens::run(args, &terminal),
        Command::Platform(args) => platform::run(args, &terminal),
        Command::Rules(args) => rules::run(args, &terminal),
        Command::Explain(args) => explain::run(args, &terminal),
        Command::Limits(args) => limits::run(args, &terminal),
        Command::Schema(args) => schema::run(args, &terminal),
        Command::Completions(args) => completions::run(args, &terminal),
    };
    match outcome {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(Error::BrokenPipe) => ExitCode::from(Outcome::BrokenPipe.code()),
        Err(error) => {
            error.diagnostics().for_each(|diagnostic| terminal.diagnostic(diagnostic));
            ExitCode::from(WRONG_USAGE)
        }
    }
}

/// The parser, for completions and tests.
fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_consistent() {
        super::command().debug_assert();
    }
}
