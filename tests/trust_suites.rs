//! The signed suites of `tests/trust`, each with its exact outcome and reason, and a comparison with `jarsigner` and
//! `openssl` where these are installed.

use mexelint::bundle::{self, File, Input, UnpackMemory};
use mexelint::facts::{BundlePairing, Fact, Facts, Kind};
use mexelint::limits::Limits;
use mexelint::policy::date;
use mexelint::trust::{self, Anchors, Domain, RootInfo, Roots, Trust};
use proptest::prelude::*;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "trust/oracle.rs"]
mod oracle;

const DOMAINS: [(&str, Domain); 6] = [
    ("operator", Domain::Operator),
    ("manufacturer", Domain::Manufacturer),
    ("third", Domain::ThirdParty),
    ("administrator", Domain::Administrator),
    ("namesake", Domain::ThirdParty),
    ("old-root", Domain::ThirdParty),
];
const ROOTS: [&str; 4] = ["operator", "manufacturer", "third", "administrator"];
const AT: &str = "2010-06-01";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    suite: String,
    roots: Option<Vec<String>>,
    at: Option<String>,
    /// Without its JAR.
    #[serde(default)]
    jad_only: bool,
    midp: Option<String>,
    jar: Option<String>,
    phoneme: Option<String>,
    symbian: Option<String>,
    #[serde(default)]
    signing: Vec<String>,
    #[serde(default)]
    coverage: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trust")
}

fn anchors(names: &[&str], at: &str) -> Anchors {
    let mut roots = Roots::default();
    for name in names {
        let domain = DOMAINS.iter().find(|(known, _)| known == name).expect(name).1;
        let file = folder().join("certificates").join(format!("{name}.pem"));
        let info = RootInfo { domain, owner: None, from: None, until: None, file: format!("{name}.pem") };
        roots.add(&fs::read(file).unwrap(), &info, &Limits::default()).unwrap();
    }
    Anchors { roots, at: Some(date::parse(at).expect(at)) }
}

/// What stage 2 says of a suite: its result and its facts.
fn examine(suite: &str, with_jar: bool, anchors: &Anchors) -> (Trust, Vec<Fact>) {
    examine_within(suite, with_jar, anchors, &Limits::default())
}

fn examine_within(suite: &str, with_jar: bool, anchors: &Anchors, limits: &Limits) -> (Trust, Vec<Fact>) {
    let read = |extension: &str| fs::read(folder().join("suites").join(format!("{suite}.{extension}"))).ok();
    let (jad, jar) = (read("jad"), read("jar").filter(|_| with_jar));
    let file = |bytes| File { path: suite, bytes };
    let input = Input {
        name: suite,
        jad: jad.as_deref().map(file),
        jar: jar.as_deref().map(file),
        pairing: BundlePairing::Explicit,
        origin: None,
    };
    assert!(input.jad.is_some() || input.jar.is_some(), "{suite} is not there");
    let mut facts = Facts::new(10_000);
    let bundle = bundle::unpack(&input, UnpackMemory::default(), limits, &mut facts);
    let trust = trust::examine(&bundle, anchors, limits, &mut facts);
    (trust, facts.into_sorted())
}

fn of_kind(facts: &[Fact], kind: Kind) -> impl Iterator<Item = &Fact> {
    facts.iter().filter(move |fact| fact.kind == kind)
}

/// The word for a family of devices, when it differs from that of the specification.
fn word(facts: &[Fact], devices: &str) -> Option<String> {
    of_kind(facts, Kind::Outcome)
        .find(|fact| fact.text("devices") == Some(devices))
        .and_then(|fact| fact.text("word"))
        .map(str::to_string)
}

fn signing(facts: &[Fact]) -> Vec<String> {
    let mut list: Vec<String> = of_kind(facts, Kind::Signing)
        .filter(|fact| fact.text("what") != Some("weak-hash"))
        .map(|fact| {
            let path = fact.text("path").map_or(String::new(), |path| format!(" {path}"));
            let fatal = if fact.bool("fatal") == Some(true) { "!" } else { "" };
            format!("{}{path}{fatal}", fact.text("what").unwrap_or_default())
        })
        .collect();
    list.sort();
    list
}

fn uncovered(facts: &[Fact]) -> Vec<String> {
    let mut list: Vec<String> = of_kind(facts, Kind::Coverage)
        .filter(|fact| fact.text("state") != Some("signed"))
        .map(|fact| format!("{} {}", fact.text("entry").unwrap_or_default(), fact.text("state").unwrap_or_default()))
        .collect();
    list.sort();
    list
}

#[test]
fn every_suite_has_its_outcome() {
    let text = fs::read_to_string(folder().join("cases.toml")).unwrap();
    let cases: Cases = toml::from_str(&text).unwrap();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for case in &cases.case {
        seen.insert(case.suite.clone());
        let roots: Vec<&str> = match &case.roots {
            Some(roots) => roots.iter().map(String::as_str).collect(),
            None => ROOTS.to_vec(),
        };
        let at = case.at.as_deref().unwrap_or(AT);
        let (trust, facts) = examine(&case.suite, !case.jad_only, &anchors(&roots, at));
        let mut check = |what: &str, is: String, due: String| {
            if is != due {
                wrong.push(format!("{} with {roots:?} at {at}: {what}\n  is  {is}\n  due {due}", case.suite));
            }
        };
        if let Some(midp) = &case.midp {
            check("midp", trust.midp.to_string(), midp.clone());
        }
        check("jar", format!("{:?}", trust.jar.as_ref().map(ToString::to_string)), format!("{:?}", case.jar));
        check("phoneme", format!("{:?}", word(&facts, "phoneme")), format!("{:?}", case.phoneme));
        check("symbian", format!("{:?}", word(&facts, "symbian")), format!("{:?}", case.symbian));
        check("signing", format!("{:?}", signing(&facts)), format!("{:?}", case.signing));
        check("coverage", format!("{:?}", uncovered(&facts)), format!("{:?}", case.coverage));
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
    let stems: BTreeSet<String> = fs::read_dir(folder().join("suites"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(stems, seen, "suites and cases");
}

/// A broken signature, and a path that can't be valid, never end as untrusted, whatever roots there are.
#[test]
fn what_is_broken_is_never_untrusted() {
    for roots in [&[][..], &["third"], &["namesake"], &["administrator"], &ROOTS] {
        let anchors = anchors(roots, AT);
        for suite in
            ["altered-jar", "wrong-key", "e3-forged-behind", "e3-forged-padding", "damaged-certificate", "expired"]
        {
            let (trust, facts) = examine(suite, true, &anchors);
            assert!(trust.midp.to_string().starts_with("rejected("), "{suite} {roots:?}: {}", trust.midp);
            assert!(of_kind(&facts, Kind::Outcome).all(|fact| fact.text("result") == Some("rejected")), "{suite}");
        }
        for suite in
            ["jar-altered-entry", "jar-altered-file", "jar-main-section", "jar-refolded", "jar-duplicate-other"]
        {
            let jar = examine(suite, true, &anchors).0.jar.expect(suite).to_string();
            assert!(jar.starts_with("rejected("), "{suite} {roots:?}: {jar}");
        }
    }
}

/// A limit that is reached is said, and leaves the outcome open.
#[test]
fn a_limit_of_checks_is_said() {
    let limits = Limits { certificate_checks: 0, ..Limits::default() };
    let (trust, facts) = examine_within("intermediate", true, &anchors(&["third"], AT), &limits);
    assert!(trust.midp.to_string().starts_with("undetermined("), "{}", trust.midp);
    let limit = of_kind(&facts, Kind::Limit).next().and_then(|fact| fact.text("name")).map(str::to_string);
    assert_eq!(limit.as_deref(), Some("certificate-checks"));
}

/// Nothing of a suite that was changed anywhere passes as trusted.
#[test]
fn any_changed_byte_of_the_jar_is_seen() {
    let anchors = anchors(&["third"], AT);
    let read = |extension: &str| fs::read(folder().join("suites").join(format!("good.{extension}"))).unwrap();
    let (jad, jar) = (read("jad"), read("jar"));
    for at in (0..jar.len()).step_by(7) {
        let mut changed = jar.clone();
        changed[at] ^= 0x10;
        let input = Input {
            name: "good",
            jad: Some(File { path: "good.jad", bytes: &jad }),
            jar: Some(File { path: "good.jar", bytes: &changed }),
            pairing: BundlePairing::Explicit,
            origin: None,
        };
        let mut facts = Facts::new(10_000);
        let bundle = bundle::unpack(&input, UnpackMemory::default(), &Limits::default(), &mut facts);
        let trust = trust::examine(&bundle, &anchors, &Limits::default(), &mut facts);
        assert!(trust.midp.to_string().starts_with("rejected("), "byte {at}: {}", trust.midp);
    }
}

#[test]
fn dates_are_not_judged_without_a_time() {
    let anchors = Anchors { at: None, ..anchors(&["third"], AT) };
    assert_eq!(examine("expired", true, &anchors).0.midp.to_string(), "trusted(third-party)");
}

#[test]
fn a_root_counts_in_its_own_time_only() {
    let mut roots = Roots::default();
    let pem = fs::read(folder().join("certificates/third.pem")).unwrap();
    let days = |text: &str| date::parse(text);
    let info = RootInfo {
        domain: Domain::ThirdParty,
        owner: Some("Example".into()),
        from: days("2011-01-01"),
        until: days("2012-01-01"),
        file: "third.pem".into(),
    };
    roots.add(&pem, &info, &Limits::default()).unwrap();
    for (at, due) in [("2010-12-31", false), ("2011-06-01", true), ("2012-01-02", false)] {
        let anchors = Anchors { roots: roots.clone(), at: days(at) };
        let (trust, facts) = examine("good", true, &anchors);
        assert_eq!(trust.midp.domain().is_some(), due, "{at}: {}", trust.midp);
        assert_eq!(signing(&facts).contains(&"root-validity 1-root!".to_string()), !due, "{at}");
        if due {
            let fact = of_kind(&facts, Kind::Outcome).next().unwrap();
            assert_eq!(fact.text("owner"), Some("Example"));
        }
    }
}

/// The reasoning names what was looked at, in order.
#[test]
fn the_reasoning_of_a_good_suite() {
    let (trust, _) = examine("intermediate", true, &anchors(&["third"], AT));
    let lines: Vec<String> = trust
        .steps
        .iter()
        .map(|step| format!("{} {}{}", step.result.as_str(), "  ".repeat(step.depth.into()), step.text))
        .collect();
    let text = lines.join("\n");
    insta::assert_snapshot!(text);
}

/// A signed JAR with other bytes in its signing data, and what stage 2 makes of it.
fn changed_jar(edit: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Trust {
    let bytes = fs::read(folder().join("suites/jar-good.jar")).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut jar = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let (name, mut data) = (entry.name().unwrap().to_string(), Vec::new());
        std::io::Read::read_to_end(&mut entry, &mut data).unwrap();
        jar.start_file(&*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut jar, &edit(&name, data)).unwrap();
    }
    let jar = jar.finish().unwrap().into_inner();
    let file = Some(File { path: "a.jar", bytes: &jar });
    let input = Input { name: "a", jad: None, jar: file, pairing: BundlePairing::Single, origin: None };
    let mut facts = Facts::new(10_000);
    let bundle = bundle::unpack(&input, UnpackMemory::default(), &Limits::default(), &mut facts);
    trust::examine(&bundle, &anchors(&["third"], AT), &Limits::default(), &mut facts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any other byte in what is signed is seen: in an entry, in the sections of the manifest, in the signature file.
    #[test]
    fn a_changed_byte_of_a_signed_jar_is_seen(
        entry in prop::sample::select(vec!["a/A.class", "META-INF/TEST.SF"]),
        at in any::<prop::sample::Index>(),
        flip in 1..=u8::MAX,
    ) {
        let outcome = changed_jar(|name, mut data| {
            if name == entry {
                let at = at.index(data.len());
                data[at] ^= flip;
            }
            data
        });
        prop_assert!(outcome.jar.unwrap().to_string().starts_with("rejected("));
    }

    /// Damaged blocks end in an answer; none makes a JAR trusted whose signature file was changed.
    #[test]
    fn damaged_blocks_make_no_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in proptest::option::of(any::<prop::sample::Index>()),
        changed_file in any::<bool>(),
    ) {
        let outcome = changed_jar(|name, mut data| {
            if name == "META-INF/TEST.RSA" {
                for (index, byte) in &changes {
                    let at = index.index(data.len());
                    data[at] = *byte;
                }
                if let Some(cut) = cut {
                    data.truncate(cut.index(data.len()));
                }
            }
            if changed_file && name == "META-INF/TEST.SF" {
                data.extend(b"X: y\r\n\r\n");
            }
            data
        });
        let outcome = outcome.jar.unwrap();
        prop_assert!(!changed_file || outcome.domain().is_none(), "{}", outcome);
    }

    #[test]
    fn no_bytes_make_a_panic_of_a_file_of_roots(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        pem in any::<bool>(),
    ) {
        let text = format!("-----BEGIN CERTIFICATE-----\n{}\n", String::from_utf8_lossy(&bytes));
        let file = if pem { text.as_bytes() } else { &bytes[..] };
        let info =
            RootInfo { domain: Domain::ThirdParty, owner: None, from: None, until: None, file: "a".into() };
        prop_assert!(Roots::default().add(file, &info, &Limits::default()).is_err());
    }
}
