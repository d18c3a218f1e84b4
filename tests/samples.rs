//! Runs the whole analysis over `samples/bundles`: what is reported, word for word, and whether that is what each
//! `sample.toml` says must be found and must not.

use mexelint::corpus::{Collection, Item, Job, collect, run};
use mexelint::facts::{Fact, FieldValue, Place, dotted, escape::visible};
use mexelint::limits::Limits;
use mexelint::report::{Report, Status};
use mexelint::rules::{Finding, Severity};
use mexelint::{Analyzer, Settings};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// 23 November 2026: between the dates of the certificates of the samples.
const NOW: i64 = 1_795_392_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    #[serde(default)]
    max_severity: Option<Severity>,
    #[serde(default)]
    expect: Vec<Claim>,
    #[serde(default)]
    must_not: Vec<Claim>,
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "shows")]
    _shows: String,
    #[serde(default, rename = "families")]
    _families: Vec<String>,
    #[serde(default, rename = "build")]
    _build: toml::Table,
}

/// A place and the weaknesses that are, or are not, to be reported there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    problem: String,
    #[serde(default)]
    weaknesses: Vec<String>,
    class: Option<String>,
    method: Option<String>,
    call: Option<String>,
    attribute: Option<String>,
    file: Option<String>,
    #[serde(default)]
    missing: bool,
    entry: Option<String>,
}

/// Expectations that no rule over the present facts can meet.
#[derive(Deserialize)]
struct Later {
    expect: Vec<Deferred>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deferred {
    sample: String,
    problem: String,
    /// The weaknesses that are not reported yet; others of the expectation are.
    weaknesses: BTreeSet<String>,
    needs: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The reports of a sample, by the stem of the descriptor.
fn reports(folder: &Path) -> Vec<(String, Report)> {
    let limits = Limits::default();
    let analyzer = Analyzer::new(Settings { now: NOW, ..Settings::default() });
    let Collection { bundles, .. } = collect(vec![Item::Path(folder.to_path_buf())], &limits);
    let job = Job { analyzer: &analyzer, limits: &limits, threads: 1, origin: None, before: None };
    let mut reports = Vec::new();
    run(&job, &bundles, |report| {
        let stem = Path::new(&report.name).file_stem().unwrap().to_string_lossy().into_owned();
        reports.push((stem, report));
        ControlFlow::Continue(())
    })
    .unwrap();
    reports
}

fn samples() -> Vec<String> {
    let folders = fs::read_dir(root().join("samples/bundles")).unwrap();
    let mut names: Vec<_> = folders.map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() >= 51, "{names:?}");
    names
}

fn text(report: &Report) -> String {
    let mut out = String::new();
    match &report.status {
        Status::Analysed => out.push_str("analysed\n"),
        Status::Partial(reasons) => {
            out.push_str("partial\n");
            reasons.iter().for_each(|reason| writeln!(out, "  {}", visible(reason)).unwrap());
        }
        Status::Skipped(reason) => writeln!(out, "skipped: {}", visible(reason)).unwrap(),
        Status::Failed(reason) => writeln!(out, "failed: {}", visible(reason)).unwrap(),
    }
    for finding in &report.findings {
        let Finding { severity, confidence, persona, rule, place, message, .. } = finding;
        let place = place.to_string();
        writeln!(
            out,
            "\n{severity}, {confidence} confidence, {persona}: {rule}\n  at {}\n  {}",
            visible(&place),
            visible(message)
        )
        .unwrap();
        for related in &finding.related {
            writeln!(out, "  {}: {}", related.label, visible(&related.place.to_string())).unwrap();
        }
    }
    out
}

#[test]
fn every_sample_has_its_findings() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/samples");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for sample in samples() {
            for (stem, report) in reports(&root().join("samples/bundles").join(&sample)) {
                assert!(!text(&report).contains("(unknown)"), "{}", text(&report));
                let name = if stem == sample { sample.clone() } else { format!("{sample}-{stem}") };
                insta::assert_snapshot!(name, text(&report));
            }
        }
    });
}

#[test]
fn clean_samples_stay_below_their_severity() {
    let mut clean = 0;
    for (name, sample) in described() {
        let Some(max) = sample.max_severity else { continue };
        clean += 1;
        for (_, report) in reports(&root().join("samples/bundles").join(&name)) {
            let above: Vec<_> = report.findings.iter().filter(|f| f.severity > max).collect();
            assert!(above.is_empty(), "{name}: {above:#?}");
            assert!(matches!(report.status, Status::Analysed), "{name}: {:?}", report.status);
        }
    }
    assert!(clean >= 7, "{clean}");
}

#[test]
fn what_must_be_found_is_found_or_stands_on_the_list() {
    let list = fs::read_to_string(root().join("tests/samples_later.toml")).unwrap();
    let later: Later = toml::from_str(&list).unwrap();
    let mut listed: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for entry in later.expect {
        assert!(entry.needs.len() > 10, "{}: why is it not found?", entry.problem);
        let before = listed.insert((entry.sample, entry.problem), entry.weaknesses);
        assert!(before.is_none(), "listed twice");
    }
    let mut open = BTreeMap::new();
    let mut wrong = Vec::new();
    for (name, sample) in described() {
        let reports = reports(&root().join("samples/bundles").join(&name));
        for claim in &sample.expect {
            let missing: BTreeSet<String> = claim
                .weaknesses
                .iter()
                .filter(|w| !reports.iter().any(|(_, r)| claim.shown(r, Some(w))))
                .cloned()
                .collect();
            let nowhere = claim.weaknesses.is_empty() && !reports.iter().any(|(_, r)| claim.shown(r, None));
            if !missing.is_empty() || nowhere {
                open.insert((name.clone(), claim.problem.clone()), missing);
            }
        }
        for claim in &sample.must_not {
            for (stem, report) in reports.iter().filter(|(stem, _)| claim.speaks_of(stem)) {
                for weakness in claim.weaknesses.iter().filter(|w| claim.shown(report, Some(w))) {
                    wrong.push(format!("{stem}: {weakness} is reported, but {}", claim.problem));
                }
            }
        }
    }
    let found_now: Vec<_> = listed.iter().filter(|(key, value)| open.get(*key) != Some(value)).collect();
    let lost: Vec<_> = open.iter().filter(|(key, value)| listed.get(*key) != Some(value)).collect();
    assert!(
        wrong.is_empty() && lost.is_empty() && found_now.is_empty(),
        "wrong: {wrong:#?}\nnot found: {lost:#?}\nlisted otherwise: {found_now:#?}"
    );
}

fn described() -> Vec<(String, Sample)> {
    let read = |name: String| {
        let path = root().join("samples/src").join(&name).join("sample.toml");
        let sample = toml::from_str(&fs::read_to_string(&path).unwrap());
        (name, sample.unwrap_or_else(|e| panic!("{}: {e}", path.display())))
    };
    samples().into_iter().map(read).collect()
}

impl Claim {
    /// In a folder with several descriptors, a claim may name the one that it is about.
    fn speaks_of(&self, stem: &str) -> bool {
        let named = self.problem.strip_prefix("with ").and_then(|rest| rest.split_once(".jad:"));
        named.is_none_or(|(name, _)| name == stem)
    }

    /// Whether a finding with the weakness stands at the place of the claim.
    fn shown(&self, report: &Report, weakness: Option<&str>) -> bool {
        report.findings.iter().any(|finding| {
            let about = weakness.is_none_or(|weakness| finding.weaknesses.iter().any(|w| **w == *weakness));
            about && finding.evidence.iter().any(|fact| self.is_at(fact, report) || self.is_on_chain(fact))
        })
    }

    fn is_at(&self, fact: &Fact, report: &Report) -> bool {
        if let Some(class) = &self.class {
            return fact.place.class().is_some_and(|c| dotted(c) == *class) && self.in_method(fact);
        }
        if let Some(attribute) = &self.attribute {
            return self.is_attribute(attribute, fact, report);
        }
        match &self.entry {
            Some(entry) => {
                let named = ["entry", "name"].iter().any(|field| fact.text(field) == Some(entry));
                named || matches!(&fact.place, Place::Entry { name } if **name == **entry)
            }
            None => matches!(fact.place, Place::Archive { .. }),
        }
    }

    /// Whether the chain that a fact gives goes through the place: from the method of the claim straight into the own
    /// method that it calls.
    fn is_on_chain(&self, fact: &Fact) -> bool {
        let (Some(class), Some(method), Some(call)) = (&self.class, &self.method, &self.call) else { return false };
        let index = fact.kind.info().fields.iter().position(|f| f.name == "chain");
        let Some(FieldValue::Texts(chain)) = index.and_then(|index| fact.field(index)) else { return false };
        let caller = format!("{class}.{method}");
        chain.windows(2).any(|pair| *pair[0] == *caller && pair[1].contains(&format!(".{call}(")))
    }

    /// Facts about a whole class count for each of its methods, those about calls only where the call is.
    fn in_method(&self, fact: &Fact) -> bool {
        let Some(method) = &self.method else { return true };
        let here = match &fact.place {
            Place::Method { name, descriptor, .. } => format!("{name}{descriptor}") == *method,
            _ => fact.text("member").is_some_and(|member| member.ends_with(method.as_str())),
        };
        let Some(call) = &self.call else { return here };
        let called = call.rsplit(['.', '/']).next().unwrap_or(call);
        let named = ["target", "member", "step"].into_iter().filter_map(|field| fact.text(field));
        let same = named.into_iter().any(|t| t.contains(&format!(".{called}(")));
        // One place stands for all of a class in facts about an API.
        same && (here || fact.kind.info().name == "api")
    }

    fn is_attribute(&self, attribute: &str, fact: &Fact, report: &Report) -> bool {
        let (file, line) = match &fact.place {
            Place::Jad { line } => ("jad", *line),
            Place::Manifest { line } => ("manifest", *line),
            _ => return false,
        };
        // What stands in neither file is missing in both, and stated for the one that should have it.
        if !self.missing && self.file.as_deref().is_some_and(|f| f != file) {
            return false;
        }
        // Facts about a whole file, such as its encoding, are about each of its attributes.
        if !self.missing && line.is_none() && fact.kind.info().name == "descriptor" && fact.text("attribute").is_none()
        {
            return true;
        }
        if ["attribute", "name"].iter().any(|field| fact.text(field) == Some(attribute)) {
            return true;
        }
        // Facts about what an attribute says, such as permissions, stand at its line.
        let info = if file == "jad" { &report.jad } else { &report.jar };
        let text = info.as_ref().and_then(|info| info.text.as_deref()).unwrap_or_default();
        let written = line.and_then(|line| text.lines().nth(line as usize - 1));
        !self.missing && written.is_some_and(|w| w.starts_with(&format!("{attribute}:")))
    }
}
