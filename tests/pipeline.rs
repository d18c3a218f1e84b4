//! The library's way through, as a program that embeds it sees it.

use mexelint::bundle::{File, Input};
use mexelint::facts::{BundlePairing, Fact, Kind};
use mexelint::report::Status;
use mexelint::{Analyzer, Library, Scratch, Settings};
use std::path::Path;

fn sample(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/bundles").join(path)).unwrap()
}

fn jar(bytes: &[u8]) -> Input<'_> {
    let file = File { path: "a.jar", bytes };
    Input { name: "a.jar", jad: None, jar: Some(file), pairing: BundlePairing::Single, origin: None }
}

fn keeping() -> Settings {
    Settings { keep_facts: true, ..Settings::default() }
}

fn count(facts: &[Fact], kind: Kind) -> usize {
    facts.iter().filter(|fact| fact.kind == kind).count()
}

#[test]
fn scratch_from_one_bundle_does_not_show_in_the_next() {
    let analyzer = Analyzer::new(keeping());
    let (one, two) = (sample("ringtones/ringtones.jar"), sample("puzzle/puzzle.jar"));
    let fresh = analyzer.analyze(&jar(&two), &mut Scratch::default());
    let mut scratch = Scratch::default();
    analyzer.analyze(&jar(&one), &mut scratch);
    let again = analyzer.analyze(&jar(&two), &mut scratch);
    assert_eq!(again.facts, fresh.facts);
    assert_eq!(again.findings, fresh.findings);
}

#[test]
fn a_raised_flag_ends_the_work() {
    let analyzer = Analyzer::new(keeping());
    let bytes = sample("ringtones/ringtones.jar");
    let mut scratch = Scratch::default();
    assert_eq!(count(&analyzer.analyze(&jar(&bytes), &mut scratch).facts, Kind::Class), 2);
    scratch.stop.raise();
    let stopped = analyzer.analyze(&jar(&bytes), &mut scratch);
    assert_eq!((count(&stopped.facts, Kind::Class), count(&stopped.facts, Kind::Call)), (0, 0));
    scratch.stop.lower();
    assert_eq!(count(&analyzer.analyze(&jar(&bytes), &mut scratch).facts, Kind::Class), 2);
}

#[test]
fn libraries_are_resolved_and_not_reported_on() {
    let bytes = sample("ringtones/ringtones.jar");
    let library = Library { path: "library.jar".into(), bytes: bytes.clone() };
    let alone = Analyzer::new(keeping()).analyze(&jar(&bytes), &mut Scratch::default());
    let other = sample("notepad/notepad.jar");
    let with = Analyzer::new(Settings { libraries: vec![library], ..keeping() });
    let report = with.analyze(&jar(&other), &mut Scratch::default());
    assert!(alone.facts.iter().any(|f| f.place.class().is_some_and(|c| c.contains("ringtones"))));
    assert!(!report.facts.iter().any(|f| f.place.class().is_some_and(|c| c.contains("ringtones"))));
    assert!(report.facts.iter().any(|f| f.kind == Kind::Call));
}

#[test]
fn limits_cut_and_say_so() {
    let bytes = sample("ringtones/ringtones.jar");
    for (name, value) in [("classes", 1), ("class-bytes", 100), ("facts", 5), ("instructions", 10), ("value-steps", 5)]
    {
        let mut settings = keeping();
        assert!(settings.limits.set(name, value));
        let report = Analyzer::new(settings).analyze(&jar(&bytes), &mut Scratch::default());
        let Status::Partial(reasons) = &report.status else { panic!("{name}: {:?}", report.status) };
        assert!(reasons.iter().any(|r| r.starts_with(&format!("limit {name} = {value} at "))), "{name}: {reasons:?}");
    }
}

#[test]
fn every_fact_of_the_samples_reads_back_from_its_text() {
    let analyzer = Analyzer::new(Settings { second_opinion: true, ..keeping() });
    let mut scratch = Scratch::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/bundles");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        let bytes = std::fs::read(path.join(format!("{name}.jar"))).unwrap();
        for fact in analyzer.analyze(&jar(&bytes), &mut scratch).facts {
            assert_eq!(Fact::parse(&fact.to_text()), Ok(fact.clone()), "{}", fact.to_text());
            seen += 1;
        }
    }
    assert!(seen > 1_000, "{seen}");
}
