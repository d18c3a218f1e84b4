//! The arguments that decide how bundles are analysed, and the settings that come of them and of the configuration.

use super::error::Error;
use super::inputs::{Inputs, read_file, tell};
use super::rules;
use super::terminal::Terminal;
use mexelint::analysis::WantedScreens;
use mexelint::config::{Config, discover, suggestion};
use mexelint::corpus::{Collection, Job, Planned, looks_like_jar};
use mexelint::limits::{LIMITS, Limits};
use mexelint::policy::date;
use mexelint::report::Report;
use mexelint::rules::RuleSet;
use mexelint::{Analyzer, Library, Settings};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// Largest configuration or baseline.
const TEXT_BYTES: u64 = 64 << 20;

/// How to look.
#[derive(clap::Args)]
pub(super) struct AnalysisArgs {
    /// JAR with code that the device or a vendor provides: resolved and analysed, not reported on
    #[arg(long, value_name = "JAR")]
    library: Vec<PathBuf>,

    /// Also read everything with strict readers, and say where they differ
    #[arg(long)]
    second_opinion: bool,

    /// Change a limit (`mexelint limits` lists them)
    #[arg(long, value_name = "NAME=VALUE")]
    limit: Vec<String>,

    /// Number of bundles analysed at once; the result does not depend on it [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Time that the expiry of suppressions is checked against, such as 2026-11-23 [default: now]
    #[arg(long, value_name = "TIME")]
    now: Option<String>,

    /// Settings from this file [default: the nearest mexelint.toml, from the working folder upwards]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Read no configuration
    #[arg(long)]
    no_config: bool,
}

/// Everything that is settled before the first input is read.
pub(super) struct Prepared {
    /// What the configuration says.
    pub config: Config,
    /// Its path as found.
    pub config_path: Option<String>,
    /// The cut-offs in force.
    pub limits: Limits,
    /// Seconds since 1970.
    pub now: i64,
    /// Paths of the libraries.
    pub libraries: Vec<String>,
    /// Strict readers look too.
    pub second_opinion: bool,
    /// When screens are worked out.
    pub screens: WantedScreens,
    /// Number of workers.
    pub threads: usize,
}

impl AnalysisArgs {
    /// Reads the configuration and checks the arguments. `rules` are the ids that there are.
    pub(super) fn prepare(&self, rules: &[&str]) -> Result<Prepared, Error> {
        let (config, config_path) = self.configuration(rules)?;
        let mut limits = Limits::default();
        config.set_limits(&mut limits);
        for setting in &self.limit {
            set_limit(&mut limits, setting)?;
        }
        let now = match &self.now {
            Some(text) => date::parse(text).ok_or_else(|| {
                Error::usage(
                    format!("{text:?} is no time"),
                    "write 2026-11-23, 2026-11-23T20:00:00Z or seconds since 1970",
                )
            })?,
            None => clock(),
        };
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Prepared {
            config,
            config_path,
            limits,
            now,
            libraries: self.library.iter().map(|path| path.to_string_lossy().into_owned()).collect(),
            second_opinion: self.second_opinion,
            screens: WantedScreens::default(),
            threads: self.threads.map_or_else(cores, usize::from),
        })
    }

    fn configuration(&self, rules: &[&str]) -> Result<(Config, Option<String>), Error> {
        let path = match &self.config {
            Some(path) => Some(path.clone()),
            None if self.no_config => None,
            None => std::env::current_dir().ok().and_then(|folder| discover(&folder)),
        };
        let Some(path) = path else { return Ok((Config::default(), None)) };
        let name = path.to_string_lossy().into_owned();
        let text = read_text(&path)?;
        Ok((Config::parse(&name, &text, rules)?, Some(name)))
    }

    /// Everything that a command needs which shows facts: the settings, the analysis with all facts kept, and the inputs.
    pub(super) fn open(&self, inputs: &Inputs, terminal: &Terminal) -> Result<(Prepared, Analyzer, Collection), Error> {
        self.open_with(inputs, terminal, WantedScreens::default())
    }

    /// The same, and when screens are worked out.
    pub(super) fn open_with(
        &self,
        inputs: &Inputs,
        terminal: &Terminal,
        screens: WantedScreens,
    ) -> Result<(Prepared, Analyzer, Collection), Error> {
        let catalogue = rules::catalogue(RuleSet::builtin());
        let ids: Vec<&str> = catalogue.keys().map(String::as_str).collect();
        let prepared = Prepared { screens, ..self.prepare(&ids)? };
        let analyzer = self.analyzer(&prepared, true)?;
        let collection = inputs.collect(&prepared.limits)?;
        tell(&collection, terminal);
        Ok((prepared, analyzer, collection))
    }

    /// Builds the analysis.
    pub(super) fn analyzer(&self, prepared: &Prepared, keep_facts: bool) -> Result<Analyzer, Error> {
        let mut libraries = Vec::with_capacity(self.library.len());
        for path in &self.library {
            let bytes = read_file(path, prepared.limits.jar_bytes)?;
            if !looks_like_jar(&bytes) {
                let message = format!("--library: {} is not a JAR", path.display());
                return Err(Error::usage(message, "give the JAR of the class files"));
            }
            libraries.push(Library { path: path.to_string_lossy().into_owned(), bytes });
        }
        let settings = Settings {
            limits: prepared.limits.clone(),
            now: prepared.now,
            second_opinion: prepared.second_opinion,
            libraries,
            keep_facts,
            screens: prepared.screens,
        };
        Ok(Analyzer::new(settings))
    }
}

impl Prepared {
    /// Analyses the bundles and hands each report to `deliver`, in order, until it fails.
    pub(super) fn run(
        &self,
        analyzer: &Analyzer,
        inputs: &Inputs,
        before: Option<mexelint::corpus::Before>,
        bundles: &[Planned],
        mut deliver: impl FnMut(Report) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let origin = inputs.origin_url.as_deref();
        let job = Job { analyzer, limits: &self.limits, threads: self.threads, origin, before };
        let mut outcome = Ok(());
        let deliver = |report| {
            outcome = deliver(report);
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        mexelint::corpus::run(&job, bundles, deliver)
            .map_err(|error| Error::usage(format!("no worker could be started: {error}"), "try --threads 1"))?;
        outcome
    }
}

/// Text of a file that a setting names.
pub(super) fn read_text(path: &std::path::Path) -> Result<String, Error> {
    let bytes = read_file(path, TEXT_BYTES)?;
    String::from_utf8(bytes).map_err(|_| Error::usage(format!("{} is not UTF-8 text", path.display()), ""))
}

fn set_limit(limits: &mut Limits, setting: &str) -> Result<(), Error> {
    let Some((name, value)) = setting.split_once('=') else {
        return Err(Error::usage(format!("--limit {setting}: no value"), "write --limit NAME=VALUE"));
    };
    let Ok(number) = value.parse() else {
        return Err(Error::usage(format!("--limit {setting}: {value:?} is no whole number"), ""));
    };
    if !limits.set(name, number) {
        let help = suggestion(name, LIMITS.iter().map(|info| info.name), "`mexelint limits` lists them");
        return Err(Error::usage(format!("there is no limit {name:?}"), help.unwrap_or_default()));
    }
    Ok(())
}

/// The clock of this machine; read once a run.
fn clock() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map(|d| d.as_secs());
    since.ok().and_then(|seconds| i64::try_from(seconds).ok()).unwrap_or(0)
}
