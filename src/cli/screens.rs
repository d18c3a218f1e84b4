//! `mexelint screens`: what the user sees before and after something happens.

use super::Outcome;
use super::error::Error;
use super::inputs::Inputs;
use super::settings::AnalysisArgs;
use super::terminal::Terminal;
use mexelint::analysis::WantedScreens;
use mexelint::report::Status;
use mexelint::report::screens::{self, ScreensRenderer};
use std::io::Write;

/// Print the screens of a suite as a graph: what stands on them, what leads from one to another, and what each sets off
///
/// A screen is a Form, List, TextBox, Alert or Canvas by the instruction that makes it. An event is a call that needs a
/// permission, costs money or leaves the suite; it stands at the screen and the command, key or element of a list that
/// sets it off. What the suite does without the user stands at (start), (push) and the like, what can't be told at (unknown).
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  mexelint screens game.jad\n  mexelint screens game.jar --format dot | dot -Tsvg > game.svg\n  mexelint screens game.jar --format json | jq '.bundles[].events[] | select(.api == \"message.send\") | .before'"
)]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,

    /// Format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,

    #[command(flatten, next_help_heading = "Analysis")]
    analysis: AnalysisArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// for people
    Text,
    /// Graphviz: one digraph a bundle
    Dot,
    /// Mermaid: one flow chart a bundle
    Mermaid,
    /// one JSON document (`mexelint schema screens`)
    Json,
}

/// Runs the command.
pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    let wanted = WantedScreens::Always;
    let (prepared, analyzer, collection) = args.analysis.open(&args.inputs, Default::default(), wanted, terminal)?;
    let mut renderer = ScreensRenderer::new(match args.format {
        Format::Text => screens::Format::Text,
        Format::Dot => screens::Format::Dot,
        Format::Mermaid => screens::Format::Mermaid,
        Format::Json => screens::Format::Json,
    });
    let mut out = terminal.stdout();
    renderer.begin(&mut out)?;
    let mut complete = true;
    prepared.run(&analyzer, &args.inputs, None, &collection.bundles, |report| {
        complete &= report.status == Status::Analysed;
        if matches!(args.format, Format::Dot | Format::Mermaid) {
            terminal.not_analysed(&report);
        }
        renderer.bundle(&mut out, &report)?;
        Ok(())
    })?;
    renderer.end(&mut out)?;
    out.flush()?;
    Ok(if complete { Outcome::Clean } else { Outcome::Incomplete })
}
