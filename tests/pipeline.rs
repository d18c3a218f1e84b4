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

/// The facts of a kind about a sample, as text.
fn of_kind(settings: Settings, name: &str, kind: Kind) -> Vec<String> {
    let bytes = sample(&format!("{name}/{name}.jar"));
    let report = Analyzer::new(settings).analyze(&jar(&bytes), &mut Scratch::default());
    report.facts.iter().filter(|fact| fact.kind == kind).map(Fact::to_text).collect()
}

#[test]
fn classes_looked_for_by_name_are_stated_with_what_they_make_run() {
    let reflection = |name: &str| of_kind(keeping(), name, Kind::Reflection);
    let command = "(Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V";
    assert_eq!(
        reflection("luckywheel"),
        [format!(
            "reflection \"com.example.luckywheel.Prize\" standing=own use=instantiated \
             edges=[com.example.luckywheel.Prize.<clinit>()V,com.example.luckywheel.Prize.<init>()V] \
             at=com.example.luckywheel.LuckyWheelMIDlet.commandAction{command}@57:40"
        )]
    );
    let channel = |vendor: &str, place: &str| {
        format!(
            "reflection \"com.example.vendorsms.{vendor}Channel\" standing=own use=instantiated \
             edges=[com.example.vendorsms.{vendor}Channel.<init>()V] at=com.example.vendorsms.VendorSmsMIDlet.{place}"
        )
    };
    assert_eq!(
        reflection("vendorsms"),
        [
            "reflection \"com.nokia.mid.sound.Sound\"|\"com.samsung.util.SMS\"|\"com.siemens.mp.gsm.SMS\" standing=platform \
             use=tested edges=[] at=com.example.vendorsms.VendorSmsMIDlet.has(Ljava/lang/String;)Z@1:63"
                .to_string(),
            channel("Siemens", "run()V@12:45"),
            channel("Samsung", "run()V@35:47"),
        ]
    );
    assert_eq!(
        reflection("gadget"),
        ["reflection \"{InputStream.read}\" standing=unresolved use=instantiated edges=[] \
          at=com.example.gadget.Orders.obey(Ljava/lang/String;)V@79:59"]
    );
    // Class constants, not names.
    assert_eq!(reflection("class-literal"), [""; 0]);
}

#[test]
fn code_that_only_a_name_leads_to_is_reached() {
    let sends = |rounds: u64| {
        let mut settings = keeping();
        assert!(settings.limits.set("reflection-rounds", rounds));
        let calls = of_kind(settings, "luckywheel", Kind::Reach);
        calls.into_iter().filter(|fact| fact.starts_with("reach message.send ")).collect::<Vec<_>>()
    };
    assert_eq!(sends(0), [""; 0]);
    let command = "(Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V";
    assert_eq!(
        sends(1),
        [format!(
            "reach message.send trigger=user via=[thread] \
             chain=[com.example.luckywheel.LuckyWheelMIDlet.commandAction{command},com.example.luckywheel.Prize.run()V] \
             at=com.example.luckywheel.Prize.run()V@40:18"
        )]
    );
}
