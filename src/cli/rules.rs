//! `mexelint rules`: look at the rules, check them, run their tests.

use super::Outcome;
use super::error::Error;
use super::terminal::Terminal;
use clap::Subcommand;
use mexelint::facts::safe_json::write_compact;
use mexelint::program::platform::Platform;
use mexelint::report::{Catalogue, RuleInfo};
use mexelint::rules::{Framework, RuleError, RuleFile, RuleSet, lint, run_tests};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// List the rules, check rule files, run their tests
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the built-in rules, or those of a folder
    List {
        /// Folder of rule files
        folder: Option<PathBuf>,
        /// Format
        #[arg(long, value_enum, default_value_t = ListFormat::Text, value_name = "FORMAT")]
        format: ListFormat,
    },
    /// Look over rule files: unknown names, matchers that can't match, missing tests, wording
    Lint {
        /// Rule files, or folders of them
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Run the tests that the built-in rules, or those of a folder, carry
    Test {
        /// Folder of rule files
        folder: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ListFormat {
    /// a table
    Text,
    /// one JSON line a rule
    Jsonl,
}

/// Runs the command.
pub(super) fn run(args: &Args, terminal: &Terminal) -> Result<Outcome, Error> {
    match &args.command {
        Command::List { folder, format } => match rule_set(folder.as_deref(), terminal)? {
            Some(rules) => list(&rules, *format, terminal),
            None => Ok(Outcome::Findings),
        },
        Command::Lint { paths } => lint_files(paths, terminal),
        Command::Test { folder } => match rule_set(folder.as_deref(), terminal)? {
            Some(rules) => test(&rules, terminal),
            None => Ok(Outcome::Findings),
        },
    }
}

/// What the outputs need to know of the built-in rules.
pub(super) fn catalogue(rules: &RuleSet) -> Catalogue {
    let info = |rule: &mexelint::rules::Rule| {
        let prose = rules.prose(&rule.id);
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        RuleInfo {
            title: rule.title.clone(),
            family: rule.family.clone(),
            severity: rule.severity,
            why: text(prose.map(|prose| &prose.why)),
            fix: text(prose.map(|prose| &prose.fix)),
            weaknesses: rule.weaknesses.clone(),
            cwe: rule.cwe.clone(),
        }
    };
    rules.rules().iter().map(|rule| (rule.id.clone(), info(rule))).collect()
}

/// The rules of a folder, else the built-in ones; `None`, and the errors told, when files are broken.
fn rule_set(folder: Option<&Path>, terminal: &Terminal) -> Result<Option<RuleSet>, Error> {
    let Some(folder) = folder else { return Ok(Some(RuleSet::builtin().clone())) };
    if !folder.is_dir() {
        return Err(Error::usage(format!("{} is no folder", folder.display()), "give a folder of rule files"));
    }
    match RuleSet::load_dir(folder) {
        Ok(rules) => Ok(Some(rules)),
        Err(errors) => {
            tell(&errors, terminal);
            Ok(None)
        }
    }
}

fn tell(errors: &[RuleError], terminal: &Terminal) {
    for error in errors {
        terminal.diagnostic(error);
    }
}

#[derive(Serialize)]
struct JsonRule<'a> {
    id: &'a str,
    title: &'a str,
    family: &'a str,
    severity: &'static str,
    confidence: &'static str,
    persona: &'static str,
    weaknesses: &'a [String],
    cwe: &'a [u32],
    since: &'a str,
}

fn list(rules: &RuleSet, format: ListFormat, terminal: &Terminal) -> Result<Outcome, Error> {
    let mut out = terminal.stdout();
    let widest = rules.rules().iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for rule in rules.rules() {
        if format == ListFormat::Jsonl {
            let json = JsonRule {
                id: &rule.id,
                title: &rule.title,
                family: &rule.family,
                severity: rule.severity.as_str(),
                confidence: rule.confidence.as_str(),
                persona: rule.persona.as_str(),
                weaknesses: &rule.weaknesses,
                cwe: &rule.cwe,
                since: &rule.since,
            };
            write_compact(&mut out, &json)?;
            writeln!(out)?;
        } else {
            let (severity, persona) = (rule.severity, rule.persona);
            writeln!(out, "{:widest$}  {severity:8}  {persona:8}  {:12}  {}", rule.id, rule.family, rule.title)?;
        }
    }
    out.flush()?;
    Ok(Outcome::Clean)
}

fn lint_files(paths: &[PathBuf], terminal: &Terminal) -> Result<Outcome, Error> {
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        match RuleFile::read_folder(path) {
            Ok(mut read) => files.append(&mut read),
            Err(mut broken) => errors.append(&mut broken),
        }
    }
    tell(&errors, terminal);
    let lints = lint::lint(&files, Framework::builtin(), Some(&api_kinds()));
    for lint in &lints {
        if let Some(file) = files.iter().find(|file| file.path == lint.path) {
            terminal.diagnostic(&lint.error(file));
        }
    }
    let mut out = terminal.stdout();
    writeln!(out, "{} rules read, {} files broken, {} lints", files.len(), errors.len(), lints.len())?;
    out.flush()?;
    Ok(if errors.is_empty() && lints.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

/// The kinds of calls that the platform model knows, with the names of their arguments.
fn api_kinds() -> lint::ApiKinds {
    let platform = Platform::builtin();
    platform.kinds().map(|kind| (kind.name.to_string(), kind.args().map(str::to_string).collect())).collect()
}

fn test(rules: &RuleSet, terminal: &Terminal) -> Result<Outcome, Error> {
    let results = run_tests(rules);
    let mut out = terminal.stdout();
    let mut failed = 0;
    for result in &results {
        if let Some(failure) = &result.failure {
            failed += 1;
            writeln!(out, "{} test {}: {failure}", result.rule, result.number)?;
        }
    }
    writeln!(out, "{} passed, {failed} failed", results.len() - failed)?;
    out.flush()?;
    Ok(if failed == 0 { Outcome::Clean } else { Outcome::Findings })
}
