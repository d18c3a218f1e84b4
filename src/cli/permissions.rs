//! `mexelint permissions`: the smallest right `MIDlet-Permissions` and `MIDlet-Permissions-Opt` of a suite.

use super::Outcome;
use super::error::Error;
use super::inputs::Inputs;
use super::settings::AnalysisArgs;
use super::terminal::Terminal;
use mexelint::facts::escape::visible;
use mexelint::facts::safe_json::write_compact;
use mexelint::facts::{Fact, Kind};
use mexelint::report::{Report, Status};
use serde::Serialize;
use std::io::{self, Write};

/// Print the smallest right MIDlet-Permissions lines of a suite
///
/// A permission that the code needs stays required or optional as the suite declares it; one that it does not declare
/// becomes required. One that is declared and needed only by calls whose arguments are not known is kept, and explained.
/// In a manifest, lines over 72 bytes must be continued on the next line after a blank.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  mexelint permissions game.jad\n  mexelint permissions game.jar --format lines")]
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
    /// the lines, and what differs from those of the suite
    Text,
    /// only the lines, to paste
    Lines,
    /// one JSON line a bundle
    Json,
}

/// What a suite should declare, and how that differs from what it does.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Advice {
    required: Vec<String>,
    optional: Vec<String>,
    missing: Vec<String>,
    not_applicable: Vec<String>,
    unused: Vec<String>,
    undetermined: Vec<String>,
}

#[derive(Serialize)]
struct JsonBundle<'a> {
    name: &'a str,
    status: &'static str,
    reasons: &'a [String],
    #[serde(flatten)]
    advice: Advice,
}

impl Advice {
    /// From the `permission` facts of a bundle.
    fn of(facts: &[Fact]) -> Self {
        let mut advice = Advice::default();
        for fact in facts.iter().filter(|fact| fact.kind == Kind::Permission) {
            let name = fact.text("name").unwrap_or_default().to_string();
            let list = match fact.text("standing") {
                Some("missing") => Some(&mut advice.missing),
                Some("not-applicable") => Some(&mut advice.not_applicable),
                Some("unused") => Some(&mut advice.unused),
                Some("undetermined") => Some(&mut advice.undetermined),
                _ => None,
            };
            if let Some(list) = list {
                list.push(name.clone());
            }
            match (fact.text("standing"), fact.text("declared")) {
                (Some("unused" | "not-applicable"), _) => {}
                (_, Some("optional")) => advice.optional.push(name),
                (Some("undetermined"), Some("none")) => {}
                _ => advice.required.push(name),
            }
        }
        let lists = [
            &mut advice.required,
            &mut advice.optional,
            &mut advice.missing,
            &mut advice.not_applicable,
            &mut advice.unused,
            &mut advice.undetermined,
        ];
        for list in lists {
            list.sort();
            list.dedup();
        }
        advice
    }

    /// The attributes, one line each; none when nothing is to be declared.
    fn lines(&self) -> Vec<String> {
        let line = |name: &str, list: &[String]| (!list.is_empty()).then(|| format!("{name}: {}", list.join(", ")));
        let lines = [line("MIDlet-Permissions", &self.required), line("MIDlet-Permissions-Opt", &self.optional)];
        lines.into_iter().flatten().collect()
    }
}

/// Runs the command.
pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    let (prepared, analyzer, collection) =
        args.analysis.open(&args.inputs, Default::default(), Default::default(), terminal)?;
    let several = collection.bundles.len() > 1;
    let mut out = terminal.stdout();
    let mut complete = true;
    prepared.run(&analyzer, &args.inputs, None, &collection.bundles, |report| {
        complete &= report.status == Status::Analysed;
        if args.format == Format::Lines {
            terminal.not_analysed(&report);
        }
        args.write(&mut out, &report, several)?;
        Ok(())
    })?;
    Ok(if complete { Outcome::Clean } else { Outcome::Incomplete })
}

impl Args {
    fn write(&self, out: &mut dyn Write, report: &Report, several: bool) -> io::Result<()> {
        let advice = Advice::of(&report.facts);
        let reasons = report.status.reasons();
        if self.format == Format::Json {
            let (name, status) = (report.name.as_str(), report.status.as_str());
            write_compact(out, &JsonBundle { name, status, reasons, advice })?;
            writeln!(out)?;
            return out.flush();
        }
        if several || self.format == Format::Text {
            writeln!(out, "# {}: {}", visible(&report.name), report.status.as_str())?;
        }
        let known = !matches!(report.status, Status::Skipped(_) | Status::Failed(_));
        for line in advice.lines() {
            writeln!(out, "{}", visible(&line))?;
        }
        if self.format == Format::Text {
            for reason in reasons {
                writeln!(out, "# because: {}", visible(reason))?;
            }
            if known && advice.lines().is_empty() && advice.not_applicable.is_empty() {
                writeln!(out, "# no permission is needed")?;
            }
            let remarks = [
                (&advice.missing, "needed and not declared so far"),
                (&advice.not_applicable, "needed, but a suite of MIDP 1.0 declares no permissions: the user is asked"),
                (&advice.unused, "declared and not needed: left out"),
                (
                    &advice.undetermined,
                    "perhaps needed, by a call whose arguments are not known or by code that was not seen: kept as declared",
                ),
            ];
            for (list, what) in remarks {
                for name in list {
                    writeln!(out, "# {}: {what}", visible(name))?;
                }
            }
        }
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_hold_what_is_needed_and_what_may_be() {
        let facts: Vec<Fact> = [
            "permission p.both needed=true declared=required standing=matched calls=1",
            "permission p.opt needed=true declared=optional standing=matched calls=1",
            "permission p.new needed=true declared=none standing=missing calls=2",
            "permission p.old needed=false declared=required standing=unused calls=0",
            "permission p.may needed=false declared=optional standing=undetermined calls=0",
        ]
        .iter()
        .map(|text| Fact::parse(text).unwrap())
        .collect();
        let advice = Advice::of(&facts);
        assert_eq!(advice.lines(), ["MIDlet-Permissions: p.both, p.new", "MIDlet-Permissions-Opt: p.may, p.opt"]);
        assert_eq!((advice.missing, advice.unused), (vec!["p.new".to_string()], vec!["p.old".to_string()]));
        assert_eq!(Advice::of(&[]).lines(), Vec::<String>::new());
    }
}
