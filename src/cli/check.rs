//! `mexelint check`: analyse bundles and report what is wrong with them.

use super::error::Error;
use super::inputs::{Inputs, tell};
use super::output::{Format, Outputs, Target};
use super::settings::{AnalysisArgs, Prepared, read_text};
use super::terminal::Terminal;
use super::{Outcome, rules};
use mexelint::policy::{Baseline, BaselineWriter, Enforcer, FailOn, Policy, Subject};
use mexelint::report::{Header, LeftOut, Report, Summary};
use mexelint::rules::{Persona, RuleSet, Severity};
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

/// Analyse suites and report what is wrong with them
///
/// Every input ends as `analysed`, `partial`, `skipped` or `failed`, with the reason, in every format. One that can't be
/// read, is no JAR, or makes mexelint itself fail never costs the others.
#[derive(clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    #[command(flatten)]
    inputs: Inputs,

    /// Format on standard output [default: human]
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    format: Option<Format>,

    /// Also write a report to a file; may be given several times
    #[arg(long, value_name = "FORMAT=FILE", help_heading = "Output")]
    output: Vec<Target>,

    /// List findings from this severity on; the others are counted. Does not change the exit code
    #[arg(long, value_name = "SEVERITY", default_value = "info", help_heading = "Output")]
    min_severity: Severity,

    /// Put all facts into JSON and JSONL
    #[arg(long, help_heading = "Output")]
    facts: bool,

    /// Exit with 1 when there is a finding of this severity or worse: info, low, medium, high, critical or none
    /// [default: medium]
    #[arg(long, value_name = "SEVERITY", help_heading = "Verdict")]
    fail_on: Option<FailOn>,

    /// Which rules are in force: regular; pedantic (every departure from the letter); auditor (every place of interest)
    /// [default: regular]
    #[arg(long, value_name = "PERSONA", help_heading = "Verdict")]
    persona: Option<Persona>,

    /// Do not exit with 3 when some input could not be analysed fully
    #[arg(long, help_heading = "Verdict")]
    partial_ok: bool,

    /// Findings in this file are known: they are counted, not listed
    #[arg(long, value_name = "FILE", help_heading = "Verdict")]
    baseline: Option<PathBuf>,

    /// Write all findings in force to a baseline; they count as known from now on, so the exit code is 0 or 3
    #[arg(long, value_name = "FILE", conflicts_with = "baseline", help_heading = "Verdict")]
    write_baseline: Option<PathBuf>,

    #[command(flatten, next_help_heading = "Analysis")]
    analysis: AnalysisArgs,

    /// Panic before the bundle of that name is analysed, to prove that the others are unharmed
    #[cfg(feature = "fault-injection")]
    #[arg(long, value_name = "NAME", hide = true)]
    inject_panic: Option<String>,
}

const AFTER_HELP: &str = "\
Examples:
  mexelint check game.jad                          the JAD and the JAR that it names
  mexelint check game.jad build/game.jar           a JAD and a JAR that belong together
  mexelint check suites/ --format jsonl            a folder, one JSON line a suite
  find . -name '*.jar' -print0 | mexelint check --files-from -
  mexelint check game.jar --output sarif=game.sarif --output json=game.json
  mexelint check suites/ --write-baseline known.json && mexelint check suites/ --baseline known.json";

/// Runs the command.
pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    let catalogue = rules::catalogue(RuleSet::builtin());
    let ids: Vec<&str> = catalogue.keys().map(String::as_str).collect();
    let prepared = args.analysis.prepare(&ids)?;
    let policy = args.policy(&prepared)?;
    let header = args.header(&prepared, &policy);
    let analyzer = args.analysis.analyzer(&prepared, args.facts, Default::default())?;
    let mut baseline = args.write_baseline.as_ref().map(BaselineFile::create).transpose()?;
    let mut outputs = Outputs::open(args.format, &args.output, &header, &catalogue, terminal)?;
    let collection = args.inputs.collect(&prepared.limits)?;
    // People see the notes in the report itself; a machine's reader gets them on standard error too.
    if args.format.is_some_and(|format| format != Format::Human) {
        tell(&collection, terminal);
    }

    let mut enforcer = Enforcer::new(&policy);
    let mut summary = Summary { notes: collection.notes, ..Summary::default() };
    outputs.begin()?;
    let progress = terminal.progress(collection.bundles.len());
    prepared.run(&analyzer, &args.inputs, args.before(), &collection.bundles, |mut report| {
        progress.inc(1);
        judge(&mut report, &mut enforcer, baseline.as_mut());
        summary.add(&report, header.min_severity);
        progress.suspend(|| outputs.bundle(&report))
    })?;
    progress.finish_and_clear();
    summary.notes.extend(enforcer.remarks());
    outputs.end(&summary)?;
    let limit = prepared.limits.sarif_results;
    let results = summary.findings() - summary.hidden + summary.suppressed + summary.baselined;
    if outputs.has(Format::Sarif) && results > limit {
        let left_out = results - limit;
        terminal.note(&format!("{left_out} results are not in the SARIF log: the limit sarif-results is {limit}"));
    }
    if let Some(baseline) = baseline {
        baseline.finish()?;
    }
    Ok(outcome(&summary, header.fail_on, args.partial_ok))
}

/// What the counts mean for the exit code: incomplete wins over findings.
fn outcome(summary: &Summary, fail_on: FailOn, partial_ok: bool) -> Outcome {
    if !partial_ok && !summary.complete() {
        Outcome::Incomplete
    } else if summary.worst.is_some_and(|worst| fail_on.covers(worst)) {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}

/// Applies the policy to one report.
fn judge(report: &mut Report, enforcer: &mut Enforcer<'_>, baseline: Option<&mut BaselineFile>) {
    let suite = report.suite.clone();
    let subject = Subject {
        input: &report.name,
        suite: suite.as_ref().map(|suite| suite.name.as_str()),
        vendor: suite.as_ref().map(|suite| suite.vendor.as_str()),
    };
    let mut judged = enforcer.judge(&subject, std::mem::take(&mut report.findings));
    if let Some(baseline) = baseline {
        for finding in &judged.findings {
            baseline.writer.add(&subject, finding);
        }
        judged.baselined.append(&mut judged.findings);
    }
    report.findings = judged.findings;
    report.suppressed = judged.suppressed;
    report.baselined = judged.baselined;
    report.left_out = LeftOut { disabled: judged.disabled, persona: judged.persona };
}

/// A baseline that is being written.
struct BaselineFile {
    path: String,
    file: File,
    writer: BaselineWriter,
}

impl BaselineFile {
    fn create(path: &PathBuf) -> Result<Self, Error> {
        let name = path.to_string_lossy().into_owned();
        let file = File::create(path).map_err(|error| Error::output(&name, &error))?;
        Ok(BaselineFile { path: name, file, writer: BaselineWriter::default() })
    }

    fn finish(self) -> Result<(), Error> {
        let mut out = BufWriter::new(self.file);
        let written = self.writer.write(&mut out).and_then(|()| std::io::Write::flush(&mut out));
        written.map_err(|error| Error::output(&self.path, &error))
    }
}

impl Args {
    fn policy(&self, prepared: &Prepared) -> Result<Policy, Error> {
        let baseline = match &self.baseline {
            None => None,
            Some(path) => {
                let parsed = Baseline::parse(&read_text(path)?);
                let help = "write it anew with --write-baseline";
                Some(parsed.map_err(|error| Error::usage(format!("{}: {error}", path.display()), help))?)
            }
        };
        Ok(Policy {
            persona: self.persona.or(prepared.config.persona).unwrap_or(Persona::Regular),
            rules: prepared.config.rules.clone(),
            suppressions: prepared.config.suppressions.clone(),
            baseline,
            now: prepared.now,
        })
    }

    fn header(&self, prepared: &Prepared, policy: &Policy) -> Header {
        Header {
            now: prepared.now,
            persona: policy.persona,
            fail_on: self.fail_on.or(prepared.config.fail_on).unwrap_or_default(),
            min_severity: self.min_severity,
            limits: prepared.limits.clone(),
            second_opinion: prepared.second_opinion,
            at: prepared.anchors.at,
            roots: prepared.anchors.roots.files(),
            device_policy: self.analysis.device_policy.to_string(),
            platform: prepared.platform.clone(),
            libraries: prepared.libraries.clone(),
            origin: self.inputs.origin_url.clone(),
            config: prepared.config_path.clone(),
            baseline: self.baseline.as_ref().map(|path| path.to_string_lossy().into_owned()),
            facts: self.facts,
        }
    }

    /// What is to happen before each bundle.
    #[cfg(not(feature = "fault-injection"))]
    fn before(&self) -> Option<mexelint::corpus::Before> {
        None
    }

    /// What is to happen before each bundle: the panic that a test asked for.
    #[cfg(feature = "fault-injection")]
    fn before(&self) -> Option<mexelint::corpus::Before> {
        let victim = self.inject_panic.clone()?;
        Some(Box::new(move |name| assert!(!name.ends_with(&victim), "injected panic")))
    }
}
