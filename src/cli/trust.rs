//! `mexelint trust`: what a device would make of the signatures of a suite, with the whole reasoning.

use super::Outcome;
use super::error::Error;
use super::inputs::Inputs;
use super::settings::AnalysisArgs;
use super::terminal::Terminal;
use mexelint::facts::escape::visible;
use mexelint::facts::safe_json::write_compact;
use mexelint::facts::{Fact, Kind};
use mexelint::policy::date::rfc3339;
use mexelint::report::{JsonTrust, Report, Status};
use mexelint::trust::StepResult;
use serde::Serialize;
use std::io::{self, Write};

/// Print what a device would make of the signatures of a suite, and why
///
/// Roots stand in mexelint.toml: [[root]] file = "…", domain = "operator" (manufacturer, third-party, administrator).
/// Certificates must be valid at the time of --at. Behind the signatures stands what the domain of the suite may do by the
/// policy of the device (--device-policy). The words are trusted(DOMAIN), untrusted, rejected(OTA STATUS, reason)
/// and undetermined(what is missing).
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  mexelint trust game.jad\n  mexelint trust game.jad --at 2009-06-30")]
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
    /// the reasoning, step by step
    Text,
    /// one JSON line a bundle
    Json,
}

#[derive(Serialize)]
struct JsonBundle<'a> {
    name: &'a str,
    status: &'static str,
    reasons: &'a [String],
    at: Option<String>,
    trust: Option<JsonTrust>,
    steps: Vec<JsonStep<'a>>,
    facts: Vec<&'a Fact>,
}

#[derive(Serialize)]
struct JsonStep<'a> {
    depth: u8,
    result: &'static str,
    text: &'a str,
}

/// Kinds of facts that are about signing and what hangs on it.
const KINDS: [Kind; 9] = [
    Kind::Signature,
    Kind::Certificate,
    Kind::Signing,
    Kind::Coverage,
    Kind::Outcome,
    Kind::Grant,
    Kind::Combination,
    Kind::Action,
    Kind::UnsignedAttribute,
];

/// Runs the command.
pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    let (prepared, analyzer, collection) =
        args.analysis.open(&args.inputs, Default::default(), Default::default(), terminal)?;
    let mut out = terminal.stdout();
    let mut complete = true;
    let at = prepared.anchors.at;
    prepared.run(&analyzer, &args.inputs, None, &collection.bundles, |report| {
        complete &= report.status == Status::Analysed;
        args.write(&mut out, &report, at)?;
        Ok(())
    })?;
    Ok(if complete { Outcome::Clean } else { Outcome::Incomplete })
}

impl Args {
    fn write(&self, out: &mut dyn Write, report: &Report, at: Option<i64>) -> io::Result<()> {
        let steps = report.trust.iter().flat_map(|trust| &trust.steps);
        if self.format == Format::Json {
            let bundle = JsonBundle {
                name: &report.name,
                status: report.status.as_str(),
                reasons: report.status.reasons(),
                at: at.map(rfc3339),
                trust: report.trust.as_ref().map(JsonTrust::of),
                steps: steps
                    .map(|step| JsonStep { depth: step.depth, result: step.result.as_str(), text: &step.text })
                    .collect(),
                facts: report.facts.iter().filter(|fact| KINDS.contains(&fact.kind)).collect(),
            };
            write_compact(out, &bundle)?;
            writeln!(out)?;
            return out.flush();
        }
        writeln!(out, "# {}: {}", visible(&report.name), report.status.as_str())?;
        for reason in report.status.reasons() {
            writeln!(out, "# because: {}", visible(reason))?;
        }
        if let Some(at) = at {
            writeln!(out, "# certificates must be valid on {}", rfc3339(at))?;
        }
        for step in steps {
            let mark = match step.result {
                StepResult::Holds => "+",
                StepResult::Fails => "-",
                StepResult::Open => "?",
                StepResult::Note => " ",
            };
            let indent = "  ".repeat(usize::from(step.depth));
            writeln!(out, "{mark} {indent}{}", visible(&step.text))?;
        }
        for fact in &report.facts {
            if let Some((mark, text)) = consequence(fact) {
                writeln!(out, "{mark} {}", visible(&text))?;
            }
        }
        out.flush()
    }
}

/// What follows from the domain, in words.
fn consequence(fact: &Fact) -> Option<(&'static str, String)> {
    let text = |field: &str| fact.text(field).unwrap_or("?");
    let name = text("name");
    let domain = || {
        let assumed = if fact.bool("assumed") == Some(true) { ", assumed" } else { "" };
        format!("{} domain{assumed}, policy {}", text("domain"), text("policy"))
    };
    Some(match fact.kind {
        Kind::Grant => {
            let (mark, how) = match text("standing") {
                "granted" => ("+", format!("granted: {}, at most {}", text("default"), text("highest"))),
                "undeclared" => ("-", "needed and not declared: not granted".to_string()),
                "beyond-domain" => ("-", "not in the domain".into()),
                "never-grantable" => ("-", "never granted, whatever the user answers".into()),
                "ignored" => (
                    " ",
                    format!(
                        "declared, which nobody reads of an untrusted suite: {}, at most {}",
                        text("default"),
                        text("highest")
                    ),
                ),
                "unknown-permission" => ("-", "no known permission".into()),
                _ => ("?", "the policy does not say".into()),
            };
            let ota = fact.int("ota").map_or(String::new(), |ota| format!(" ({ota})"));
            (mark, format!("{name} ({}): {how}{ota}", domain()))
        }
        Kind::Combination => {
            let (one, other) = (text("one"), text("other"));
            ("-", format!("{one} and {other} can both be given for good ({}): {}", domain(), text("effect")))
        }
        Kind::Action => (if text("cell") == "no" { "-" } else { " " }, format!("{name}: {}", text("detail"))),
        Kind::UnsignedAttribute => {
            (" ", format!("{name} = {} stands in the JAD alone: {}", text("value"), text("use")))
        }
        _ => return None,
    })
}
