//! `mexelint facts`: what was seen, without any judgement.

use super::Outcome;
use super::error::Error;
use super::inputs::Inputs;
use super::settings::AnalysisArgs;
use super::terminal::Terminal;
use mexelint::analysis::select::Spot;
use mexelint::analysis::{Selection, WantedScreens};
use mexelint::facts::escape::visible;
use mexelint::facts::safe_json::write_compact;
use mexelint::facts::{Fact, KINDS, Kind};
use mexelint::report::flows::FlowSummary;
use mexelint::report::schema::FACTS_SCHEMA;
use mexelint::report::values::ValueSummary;
use mexelint::report::{Report, Status};
use serde::Serialize;
use std::io::{self, Write};

/// Print the facts that the rules judge, with their places
///
/// The text form is the one that rule tests are written in. `--summary values` prints instead, over all inputs, how well the
/// main argument of each reached Connector.open, message address, platformRequest, forName, getProperty, openRecordStore
/// and registerConnection is known: full (all of every alternative), prefix (known text with an unknown piece), source (a
/// platform call, a resource or an app property), or unknown. `--summary flows` prints how often data of each kind gets to
/// sinks of each kind.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  mexelint facts game.jar --kind call\n  mexelint facts --summary values suites/\n  mexelint facts --summary flows suites/\n  mexelint facts app.jar --select edges,args --format jsonl\n  mexelint facts suites/ --format jsonl | jq -r 'select(.fact.kind == \"permission\") | .fact.name'"
)]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,

    /// Format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,

    /// Only facts of this kind; may be given several times
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Vec<Kind>,

    /// Compute and print these, and nothing else unless --kind says so; for scripts
    ///
    /// `edges`: every call edge. `args`: the value of every argument of every call. `alias`: the objects that each
    /// local variable may hold. `flows`: the data flows, which are always computed.
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',', conflicts_with = "summary")]
    select: Vec<Select>,

    /// Say whether two local variables may hold the same object; may be given several times
    ///
    /// A place is CLASS.METHOD(DESCRIPTOR)@PC:SLOT, such as 'app.Main.run(Ljava/lang/String;)V@12:1': what the variable
    /// holds before the instruction runs.
    #[arg(long, num_args = 2, value_names = ["PLACE", "PLACE"], conflicts_with = "summary")]
    alias: Vec<Spot>,

    /// Print counts over all inputs instead of the facts
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with = "kind")]
    summary: Option<Summary>,

    #[command(flatten, next_help_heading = "Analysis")]
    analysis: AnalysisArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// one fact a line, as in rule tests
    Text,
    /// one JSON document (`mexelint schema facts`)
    Json,
    /// one JSON line a fact
    Jsonl,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Select {
    /// `edge` facts
    Edges,
    /// `argument` facts
    Args,
    /// `points-to` facts
    Alias,
    /// `flow` facts
    Flows,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Summary {
    /// how well the arguments of reached calls are known (text or `mexelint schema values`)
    Values,
    /// confirmed flows of data, by kind of data and of sink (text or `mexelint schema flows`)
    Flows,
}

fn kind(name: &str) -> Result<Kind, String> {
    Kind::by_name(name).ok_or_else(|| {
        let names: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
        format!("the kinds are {}", names.join(", "))
    })
}

#[derive(Serialize)]
struct JsonBundle<'a> {
    name: &'a str,
    status: &'static str,
    reasons: &'a [String],
    facts: Vec<&'a Fact>,
}

#[derive(Serialize)]
struct JsonLine<'a> {
    bundle: &'a str,
    fact: &'a Fact,
}

/// Runs the command.
pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    if let Some(what) = args.summary {
        return summarise(what, args, terminal);
    }
    let of_screens =
        |kind: &Kind| matches!(kind, Kind::Screen | Kind::ScreenText | Kind::Transition | Kind::ScreenEvent);
    let screens = match args.kind.iter().any(of_screens) {
        true => WantedScreens::Always,
        false => WantedScreens::default(),
    };
    let (prepared, analyzer, collection) = args.analysis.open(&args.inputs, args.selection(), screens, terminal)?;
    let mut out = terminal.stdout();
    if args.format == Format::Json {
        let version = env!("CARGO_PKG_VERSION");
        write!(
            out,
            "{{\"schema\":\"{FACTS_SCHEMA}\",\n\"tool\":{{\"name\":\"mexelint\",\"version\":\"{version}\"}},\n\"bundles\":["
        )?;
    }
    let mut complete = true;
    let mut first = true;
    prepared.run(&analyzer, &args.inputs, None, &collection.bundles, |report| {
        complete &= report.status == Status::Analysed;
        if args.format == Format::Jsonl {
            terminal.not_analysed(&report);
        }
        args.write(&mut out, &report, std::mem::take(&mut first))?;
        Ok(())
    })?;
    if args.format == Format::Json {
        writeln!(out, "\n]}}")?;
    }
    out.flush()?;
    Ok(if complete { Outcome::Clean } else { Outcome::Incomplete })
}

/// Counts over all inputs. The two JSON formats are one here: it is a single line.
fn summarise(what: Summary, args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    let (prepared, analyzer, collection) =
        args.analysis.open(&args.inputs, args.selection(), WantedScreens::default(), terminal)?;
    let mut complete = true;
    let (mut values, mut flows) = (ValueSummary::default(), FlowSummary::default());
    let progress = terminal.progress(collection.bundles.len());
    prepared.run(&analyzer, &args.inputs, None, &collection.bundles, |report| {
        progress.inc(1);
        complete &= report.status == Status::Analysed;
        progress.suspend(|| terminal.not_analysed(&report));
        if matches!(report.status, Status::Analysed | Status::Partial(_)) {
            match what {
                Summary::Values => values.add(&report.facts),
                Summary::Flows => flows.add(&report.facts),
            }
        }
        Ok(())
    })?;
    progress.finish_and_clear();
    let mut out = terminal.stdout();
    match (what, args.format) {
        (Summary::Values, Format::Text) => values.write_text(&mut out)?,
        (Summary::Values, _) => values.write_json(&mut out)?,
        (Summary::Flows, Format::Text) => flows.write_text(&mut out)?,
        (Summary::Flows, _) => flows.write_json(&mut out)?,
    }
    out.flush()?;
    Ok(if complete { Outcome::Clean } else { Outcome::Incomplete })
}

impl Args {
    /// What is to be computed beyond what always is.
    fn selection(&self) -> Selection {
        let has = |what| self.select.contains(&what);
        Selection {
            edges: has(Select::Edges),
            arguments: has(Select::Args),
            points_to: has(Select::Alias),
            alias: self.alias.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect(),
        }
    }

    /// The kinds to print; all, if there is none.
    fn kinds(&self) -> Vec<Kind> {
        let selected = self.select.iter().map(|what| match what {
            Select::Edges => Kind::Edge,
            Select::Args => Kind::Argument,
            Select::Alias => Kind::PointsTo,
            Select::Flows => Kind::Flow,
        });
        let asked = (!self.alias.is_empty()).then_some(Kind::Alias);
        self.kind.iter().copied().chain(selected).chain(asked).collect()
    }

    fn write(&self, out: &mut dyn Write, report: &Report, first: bool) -> io::Result<()> {
        let kinds = self.kinds();
        let facts = report.facts.iter().filter(|fact| kinds.is_empty() || kinds.contains(&fact.kind));
        match self.format {
            Format::Text => {
                write!(out, "# {}: {}", visible(&report.name), report.status.as_str())?;
                let reasons = report.status.reasons().join("; ");
                writeln!(out, "{}{}", if reasons.is_empty() { "" } else { ": " }, visible(&reasons))?;
                for fact in facts {
                    writeln!(out, "{}", fact.to_text())?;
                }
            }
            Format::Json => {
                out.write_all(if first { b"\n" } else { b",\n" })?;
                let bundle = JsonBundle {
                    name: &report.name,
                    status: report.status.as_str(),
                    reasons: report.status.reasons(),
                    facts: facts.collect(),
                };
                write_compact(out, &bundle)?;
            }
            Format::Jsonl => {
                for fact in facts {
                    write_compact(out, &JsonLine { bundle: &report.name, fact })?;
                    writeln!(out)?;
                }
            }
        }
        out.flush()
    }
}
