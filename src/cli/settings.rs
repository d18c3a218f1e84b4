//! The arguments that decide how bundles are analysed, and the settings that come of them and of the configuration.

use super::error::Error;
use super::inputs::{Inputs, read_file, tell};
use super::terminal::Terminal;
use super::{platform, roots, rules};
use mexelint::analysis::{DevicePolicy, Selection, WantedScreens};
use mexelint::config::{Config, discover, suggestion};
use mexelint::corpus::{Collection, Job, Planned, looks_like_jar};
use mexelint::limits::{LIMITS, Limits};
use mexelint::policy::date;
use mexelint::report::Report;
use mexelint::rules::RuleSet;
use mexelint::trust::Anchors;
use mexelint::{Analyzer, Library, Settings};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Largest configuration or baseline.
const TEXT_BYTES: u64 = 64 << 20;

/// How to look.
#[derive(clap::Args)]
pub(super) struct AnalysisArgs {
    /// JAR with code that the device or a vendor provides: resolved and analysed, not reported on
    #[arg(long, value_name = "JAR")]
    library: Vec<PathBuf>,

    /// Folder of tables that describe the platform, adding to the one built in or taking its place
    ///
    /// `docs/platforms.md` says how to write one, and `mexelint platform lint` looks it over.
    #[arg(long, value_name = "DIR")]
    platform: Option<PathBuf>,

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

    /// Time at which certificates must be valid, such as 2009-06-30 [default: that of --now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,

    /// Policy of the device that permissions are judged by: msa, full, jtwi, midp20, midp21, symbian-msa, s60, att,
    /// motorola; or the table of actions of MExE: mexe-r98, mexe-r99, mexe-rel4, mexe-rel5
    #[arg(long, value_name = "POLICY", default_value_t, value_parser = <DevicePolicy as std::str::FromStr>::from_str)]
    pub(super) device_policy: DevicePolicy,

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
    /// The roots that are trusted, and the time at which certificates must be valid.
    pub anchors: Anchors,
    /// Path of the platform folder.
    pub platform: Option<String>,
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
        let now = self.now.as_deref().map_or_else(|| Ok(clock()), moment)?;
        let at = self.at.as_deref().map_or(Ok(now), moment)?;
        let anchors = Anchors { roots: roots::read(&config, config_path.as_deref(), &limits)?, at: Some(at) };
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Prepared {
            config,
            config_path,
            limits,
            now,
            anchors,
            platform: self.platform.as_ref().map(|path| path.to_string_lossy().into_owned()),
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
    pub(super) fn open(
        &self,
        inputs: &Inputs,
        selection: Selection,
        screens: WantedScreens,
        terminal: &Terminal,
    ) -> Result<(Prepared, Analyzer, Collection), Error> {
        let catalogue = rules::catalogue(RuleSet::builtin());
        let ids: Vec<&str> = catalogue.keys().map(String::as_str).collect();
        let prepared = Prepared { screens, ..self.prepare(&ids)? };
        let analyzer = self.analyzer(&prepared, true, selection)?;
        let collection = inputs.collect(&prepared.limits)?;
        tell(&collection, terminal);
        Ok((prepared, analyzer, collection))
    }

    /// Builds the analysis.
    pub(super) fn analyzer(
        &self,
        prepared: &Prepared,
        keep_facts: bool,
        selection: Selection,
    ) -> Result<Analyzer, Error> {
        let mut libraries = Vec::with_capacity(self.library.len());
        for path in &self.library {
            let bytes = read_file(path, prepared.limits.jar_bytes)?;
            if !looks_like_jar(&bytes) {
                let message = format!("--library: {} is not a JAR", path.display());
                return Err(Error::usage(message, "give the JAR of the class files"));
            }
            libraries.push(Library { path: path.to_string_lossy().into_owned(), bytes });
        }
        let platform = self.platform.as_deref().map(platform::load).transpose()?;
        let settings = Settings {
            platform: platform.map(Arc::new),
            limits: prepared.limits.clone(),
            now: prepared.now,
            anchors: prepared.anchors.clone(),
            device_policy: self.device_policy,
            second_opinion: prepared.second_opinion,
            libraries,
            keep_facts,
            screens: prepared.screens,
            selection,
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

/// A time that an argument names.
fn moment(text: &str) -> Result<i64, Error> {
    date::parse(text).ok_or_else(|| {
        let help = "write 2026-11-23, 2026-11-23T20:00:00Z or seconds since 1970";
        Error::usage(format!("{text:?} is no time"), help)
    })
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
