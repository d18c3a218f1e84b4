//! mexelint: static analysis of MExE executables (MIDlet suites and signed Java JARs).
//!
//! Data goes one way: bytes → [`bundle`] → [`trust`] / [`program`] → [`analysis`] → [`facts`] → [`rules`] → findings.
//! [`Analyzer`] runs these stages on one bundle.

#![forbid(unsafe_code)]

pub mod analysis;
pub mod bundle;
pub mod config;
pub mod corpus;
pub mod facts;
pub mod limits;
pub mod policy;
pub mod program;
pub mod report;
pub mod rules;
pub mod trust;

use analysis::{Declarations, DevicePolicy, MidletClass, PushUrl, Selection, Standing, Surroundings, WantedScreens};
use bundle::attributes::Attributes;
use bundle::resources::Resources;
use bundle::{Bundle, File, Input, UnpackMemory, archive};
use facts::{BundlePairing, Fact, Facts, GrantDomain, Kind, Place};
use limits::{Limits, StopFlag};
use program::hierarchy::Hierarchy;
use program::load::{ClassSource, Loader};
use program::platform::Platform;
use program::reader::ReaderScratch;
use program::{ClassId, Program, second_reader, system_packages};
use report::{FileInfo, Report, Status, Suite};
use rules::RuleSet;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use trust::{Domain, Outcome, Trust};

/// What the analysis depends on besides the bundle. Equal settings and bytes give equal reports.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The cut-offs.
    pub limits: Limits,
    /// The platform that applications run on; `None` is the one compiled in.
    pub platform: Option<Arc<Platform>>,
    /// Facts that are stated only when asked for.
    pub selection: Selection,
    /// Code that is resolved and analysed but not reported on.
    pub libraries: Vec<Library>,
    /// Ask the strict readers too and state where they disagree.
    pub second_opinion: bool,
    /// The time of the run, in seconds since 1970; part of every report.
    pub now: i64,
    /// The roots that are trusted, and the time at which certificates must be valid.
    pub anchors: trust::Anchors,
    /// The rules by which permissions are judged.
    pub device_policy: DevicePolicy,
    /// Keep all facts in the report.
    pub keep_facts: bool,
    /// When the graph of screens is worked out.
    pub screens: WantedScreens,
}

/// A JAR that applications link against.
#[derive(Clone, Debug)]
pub struct Library {
    /// Path as given by the user.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Runs the stages on one bundle after the other. Built once, shared by threads.
#[derive(Debug)]
pub struct Analyzer {
    settings: Settings,
    /// Class files of the libraries.
    libraries: Vec<Vec<u8>>,
    rules: &'static RuleSet,
}

/// Memory that is reused from bundle to bundle; one a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Raised from outside when the work on the bundle must end.
    pub stop: StopFlag,
    unpack: UnpackMemory,
    program: Program,
    reader: ReaderScratch,
}

impl Analyzer {
    /// An analyser with these settings. Libraries are opened once, here.
    pub fn new(settings: Settings) -> Self {
        let mut libraries = Vec::new();
        for library in &settings.libraries {
            let file = File { path: &library.path, bytes: &library.bytes };
            let input =
                Input { name: file.path, jad: None, jar: Some(file), pairing: BundlePairing::Single, origin: None };
            let bundle = bundle::unpack(&input, UnpackMemory::default(), &settings.limits, &mut Facts::new(0));
            libraries.extend(bundle.classes.iter().map(|class| bundle.class_bytes(class).to_vec()));
        }
        Analyzer { settings, libraries, rules: RuleSet::builtin() }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The platform that applications run on.
    pub fn platform(&self) -> &Platform {
        self.settings.platform.as_deref().unwrap_or(Platform::builtin())
    }

    /// Looks at one bundle. How far that went is the report's status; no input makes it an error.
    pub fn analyze(&self, input: &Input<'_>, scratch: &mut Scratch) -> Report {
        let limits = &self.settings.limits;
        let platform = self.platform();
        let room = usize::try_from(limits.facts).unwrap_or(usize::MAX);
        let mut facts = Facts::new(room).until(scratch.stop.clone());
        let bundle = bundle::open(input, std::mem::take(&mut scratch.unpack), limits, &mut facts);
        if platform.runs_midlets() {
            bundle::check(&bundle, limits, &mut facts);
        }
        let trust = trust::examine(&bundle, &self.settings.anchors, limits, &mut facts);
        self.load(&bundle, scratch, &mut facts);
        let program = &scratch.program;
        system_packages::state_links(program, platform, limits, &mut facts);
        let mut hierarchy = Hierarchy::new(program, limits);
        let resources = Resources::new(&bundle, limits);
        let property = |name: &str| app_property(&bundle, name);
        let resource = |path: &str| resources.read(path);
        let surroundings = Surroundings { property: &property, resource: &resource };
        // Permissions of MIDP are a matter of MIDlets.
        let standing =
            if platform.runs_midlets() { standing(&trust, self.settings.device_policy) } else { Standing::default() };
        let declared = Declarations { screens: self.settings.screens, standing, ..declarations(&bundle, platform) };
        let bounds = (limits, &self.settings.selection);
        analysis::analyse(&declared, surroundings, program, &mut hierarchy, platform, bounds, &mut facts);
        if self.settings.second_opinion {
            second_opinion(&bundle, program, &mut facts);
        }
        let dropped = facts.dropped();
        let mut facts = facts.into_sorted();
        if dropped > 0 {
            let seen = limits.facts.saturating_add(dropped as u64);
            facts.push(limits::reached(limits, "facts", Some(seen), "the rest was dropped", Place::Bundle));
            facts.sort();
        }
        let mut report = Report::new(input.name, status(&bundle, &facts));
        report.trust = Some(trust);
        report.jad = input.jad.map(|file| {
            let sha256 = bundle::hex(&Sha256::digest(file.bytes));
            file_info(&file, sha256, bundle.jad.as_ref())
        });
        report.jar = input.jar.map(|file| {
            let sha256 = bundle.jar_sha256.clone().unwrap_or_default();
            file_info(&file, sha256, bundle.manifest.as_ref())
        });
        report.suite = suite(&bundle);
        let (findings, cut) = self.rules.evaluate(&facts, limits);
        report.findings = findings;
        if cut {
            report.add_gaps(vec!["a limit of the rules (findings, rule-pairs) was reached".into()]);
        }
        if self.settings.keep_facts {
            report.facts = facts;
        }
        scratch.unpack = bundle.into_memory();
        report
    }

    /// Loads the bundle's class files and the libraries.
    fn load(&self, bundle: &Bundle<'_>, scratch: &mut Scratch, facts: &mut Facts) {
        let entries = bundle.archive.as_ref().map_or(&[][..], |archive| archive.entries());
        let mut loader = Loader::new(&mut scratch.program, &mut scratch.reader, &self.settings.limits, facts);
        if !self.platform().runs_midlets() {
            loader = loader.for_any_java();
        }
        for class in &bundle.classes {
            let (entry, name) = (class.entry as u32, &entries[class.entry].name);
            loader.add(ClassSource { entry, name, bytes: bundle.class_bytes(class), library: false });
        }
        for bytes in &self.libraries {
            loader.add(ClassSource { entry: 0, name: "", bytes, library: true });
        }
        loader.finish();
    }
}

/// What the suite declares, in the form that the analysis takes.
pub fn declarations<'b>(bundle: &'b Bundle<'_>, platform: &Platform) -> Declarations<'b> {
    let mut attributes: Vec<&str> = platform.entries().filter_map(|entry| entry.manifest).collect();
    attributes.sort_unstable();
    attributes.dedup();
    let named =
        attributes.into_iter().filter_map(|name| Some((name.into(), bundle.attribute(name)?.1.value.trim().into())));
    Declarations {
        configuration: bundle.value("MicroEdition-Configuration"),
        profiles: bundle.value("MicroEdition-Profile"),
        required: bundle.list("MIDlet-Permissions"),
        optional: bundle.list("MIDlet-Permissions-Opt"),
        named: named.collect(),
        midlets: bundle
            .midlets()
            .into_iter()
            .map(|midlet| MidletClass { n: midlet.n, class: midlet.class, place: midlet.place })
            .collect(),
        pushes: bundle
            .pushes()
            .into_iter()
            .map(|push| PushUrl { connection: push.connection, class: push.class, place: push.place })
            .collect(),
        has_jad: bundle.jad.is_some(),
        standing: Standing::default(),
        screens: WantedScreens::default(),
    }
}

/// The domain that the analysis judges permissions by: without a root, that of third parties, which most signed suites are
/// in. A suite that no device installs has none.
fn standing(trust: &Trust, policy: DevicePolicy) -> Standing {
    let domain = match &trust.midp {
        Outcome::Trusted(Domain::Operator, _) => Some((GrantDomain::Operator, false)),
        Outcome::Trusted(Domain::Manufacturer, _) => Some((GrantDomain::Manufacturer, false)),
        Outcome::Trusted(Domain::ThirdParty, _) => Some((GrantDomain::ThirdParty, false)),
        Outcome::Untrusted(_) => Some((GrantDomain::Untrusted, false)),
        Outcome::RootMissing(_) | Outcome::Undetermined(_) => Some((GrantDomain::ThirdParty, true)),
        Outcome::Trusted(Domain::Administrator, _) | Outcome::Rejected(..) => None,
    };
    Standing { domain, policy }
}

/// What `MIDlet.getAppProperty` may give: the value of the JAD, or else that of the manifest.
fn app_property(bundle: &Bundle<'_>, name: &str) -> Vec<String> {
    bundle.attribute(name).map(|(_, attribute)| attribute.value.to_string()).into_iter().collect()
}

/// Asks the strict readers about the archive and about every class that the lenient one has read.
fn second_opinion(bundle: &Bundle<'_>, program: &Program, facts: &mut Facts) {
    if let Some(archive) = &bundle.archive {
        archive::second_opinion(archive.bytes(), archive, facts);
    }
    for (index, class) in program.classes.iter().enumerate().filter(|(_, class)| !class.library) {
        if facts.stopped() {
            return;
        }
        if let Ok(at) = bundle.classes.binary_search_by_key(&(class.entry as usize), |file| file.entry) {
            second_reader::state_second_opinion(
                bundle.class_bytes(&bundle.classes[at]),
                program,
                ClassId(index as u32),
                facts,
            );
        }
    }
}

/// How far the work got, from what was given and from the facts that say that something was left out.
fn status(bundle: &Bundle<'_>, facts: &[Fact]) -> Status {
    if let Some(archive) = &bundle.archive
        && archive.entries().is_empty()
    {
        let empty = archive.bytes().is_empty();
        return Status::Failed(if empty { "the JAR is an empty file" } else { "the JAR is not a ZIP archive" }.into());
    }
    let mut reasons = Vec::new();
    if bundle.archive.is_none() {
        reasons.push("there is no JAR: only the descriptor was looked at".to_string());
    }
    for fact in facts.iter().filter(|fact| fact.kind == Kind::Limit) {
        let (name, detail) = (fact.text("name").unwrap_or(""), fact.text("detail").unwrap_or(""));
        let value = fact.int("value").unwrap_or(0);
        reasons.push(format!("limit {name} = {value} at {}: {detail}", fact.place));
    }
    if let Some(archive) = &bundle.archive {
        for &(entry, how) in &bundle.losses {
            reasons.push(format!("{} was {how}", archive.entries()[entry].name));
        }
    }
    let lost = |fact: &&Fact| {
        fact.kind == Kind::Classfile && matches!(fact.text("what"), Some("unreadable" | "truncated" | "code-lost"))
    };
    let mut broken = facts.iter().filter(lost);
    if let Some(first) = broken.next() {
        let detail = first.text("detail").unwrap_or("broken");
        let more = match broken.count() {
            0 => String::new(),
            n => format!(", and {n} more like it"),
        };
        reasons.push(format!("{} was not read whole: {detail}{more}", first.place));
    }
    if reasons.is_empty() { Status::Analysed } else { Status::Partial(reasons) }
}

/// What the suite says of itself, when it says anything.
fn suite(bundle: &Bundle<'_>) -> Option<Suite> {
    let value = |name| bundle.value(name).to_string();
    let suite = Suite { name: value("MIDlet-Name"), version: value("MIDlet-Version"), vendor: value("MIDlet-Vendor") };
    bundle.is_suite().then_some(suite)
}

fn file_info(file: &File<'_>, sha256: String, attributes: Option<&Attributes>) -> FileInfo {
    let text = attributes.map(|attributes| attributes.text.clone());
    FileInfo { path: file.path.to_string(), size: file.bytes.len() as u64, sha256, text }
}
