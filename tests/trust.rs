//! What the signing data of a bundle say: each state of a signature, the certificates that come along, what stands alone.
//! Certificates and signatures are test material made by `tests/data/signing/make.sh`.

use mexelint::bundle::{self, File, Input, UnpackMemory};
use mexelint::facts::{BundlePairing, Fact, Facts, Kind, SignatureScheme, SignatureState};
use mexelint::limits::Limits;
use mexelint::trust::{self, Key, Trust};
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

const JAR: &[u8] = include_bytes!("data/signing/app.jar");
const MATERIAL: &str = include_str!("data/signing/material.tsv");

fn material(name: &str) -> &'static str {
    MATERIAL
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .find(|(key, _)| *key == name)
        .map_or_else(|| panic!("no {name}"), |(_, value)| value)
}

/// A JAD; `{name}` in an attribute stands for test material.
fn jad(attributes: &[&str]) -> String {
    let mut jad = format!(
        "MIDlet-Name: App\nMIDlet-Version: 1.0\nMIDlet-Vendor: mexelint\nMIDlet-Jar-URL: app.jar\nMIDlet-Jar-Size: {}\n",
        JAR.len()
    );
    for attribute in attributes {
        match attribute.split_once('{').and_then(|(start, rest)| Some((start, rest.split_once('}')?))) {
            Some((start, (name, end))) => jad.push_str(&format!("{start}{}{end}\n", material(name))),
            None => jad.push_str(&format!("{attribute}\n")),
        }
    }
    jad
}

fn examine(jad: Option<&str>, jar: Option<&[u8]>, limits: &Limits) -> (Trust, Vec<Fact>) {
    let input = Input {
        name: "app",
        jad: jad.map(|jad| File { path: "app.jad", bytes: jad.as_bytes() }),
        jar: jar.map(|bytes| File { path: "app.jar", bytes }),
        pairing: BundlePairing::Explicit,
        origin: None,
    };
    let bundle = bundle::unpack(&input, UnpackMemory::default(), limits, &mut Facts::new(1_000));
    let mut facts = Facts::new(1_000);
    let trust = trust::examine(&bundle, limits, &mut facts);
    (trust, facts.into_sorted())
}

/// Each fact in short: place, scheme and state, or the departure and its attribute; status; detail.
fn lines(attributes: &[&str], jar: &[u8]) -> Vec<String> {
    let (_, facts) = examine(Some(&jad(attributes)), Some(jar), &Limits::default());
    facts.iter().map(line).collect()
}

fn line(fact: &Fact) -> String {
    let ota = fact.int("ota").map_or("-".to_string(), |code| code.to_string());
    let what = match fact.kind {
        Kind::Signature => [fact.text("scheme"), fact.text("state")],
        Kind::Descriptor => [fact.text("what"), fact.text("attribute")],
        _ => [Some(fact.kind.info().name), fact.text("name")],
    };
    let [first, second] = what.map(|text| text.unwrap_or("-").to_string());
    format!("{} {first} {second} {ota} {}", fact.place, fact.text("detail").unwrap_or("-"))
}

const SIGNER: &str = "MIDlet-Certificate-1-1: {certificate-signer}";
const SIGNATURE: &str = "MIDlet-Jar-RSA-SHA1: {signature-signer}";

#[test]
fn a_good_signature_says_who_signed() {
    let (trust, facts) = examine(Some(&jad(&[SIGNER, SIGNATURE])), Some(JAR), &Limits::default());
    let expected = format!(
        "signature midp state=matches-certificate subject=\"CN=TEST signer,O=mexelint tests\" \
         issuer=\"CN=TEST root,O=mexelint tests\" key_bits=2048 algorithm=sha1WithRSAEncryption \
         not_before={} not_after={} at=jad:7",
        material("not-before"),
        material("not-after")
    );
    let expected = Fact::parse(&expected).expect("a fact");
    assert_eq!(facts, [expected]);
    assert!(trust.signed);
    assert_eq!(trust.signatures.len(), 1);
    assert_eq!(trust.signatures[0].state, SignatureState::MatchesCertificate);
    assert_eq!(trust.paths.len(), 1);
}

#[test]
fn no_signature() {
    for (jad_text, jar) in [(Some(jad(&[])), Some(JAR)), (None, Some(JAR)), (Some(jad(&[])), None)] {
        let (trust, facts) = examine(jad_text.as_deref(), jar, &Limits::default());
        assert_eq!(facts.iter().map(Fact::to_text).collect::<Vec<_>>(), ["signature none state=absent at=bundle"]);
        assert!(!trust.signed);
    }
}

#[test]
fn every_state_of_a_signature() {
    let mut altered = JAR.to_vec();
    altered[50] ^= 1;
    for (attributes, jar, expected) in [
        (
            vec![SIGNER, SIGNATURE],
            &altered[..],
            vec!["jad:7 midp broken 909 it does not fit the JAR and the signer's key; Symbian answers 910"],
        ),
        // Another digest, another key, another length.
        (
            vec![SIGNER, "MIDlet-Jar-RSA-SHA1: {signature-sha256}"],
            JAR,
            vec!["jad:7 midp broken 909 it does not fit the JAR and the signer's key; Symbian answers 910"],
        ),
        (
            vec!["MIDlet-Certificate-1-1: {certificate-root}", SIGNATURE],
            JAR,
            vec!["jad:7 midp broken 909 it does not fit the JAR and the signer's key; Symbian answers 910"],
        ),
        (
            vec![SIGNER, "MIDlet-Jar-RSA-SHA1: {signature-other}"],
            JAR,
            vec!["jad:7 midp broken 909 the signature has 128 bytes and the key 256; Symbian answers 910"],
        ),
        (
            vec!["MIDlet-Certificate-1-1: {certificate-other}", "MIDlet-Jar-RSA-SHA1: {signature-other}"],
            JAR,
            vec!["jad:7 midp matches-certificate - -"],
        ),
        (
            vec!["MIDlet-Certificate-1-1: {certificate-cube}", "MIDlet-Jar-RSA-SHA1: {signature-cube}"],
            JAR,
            vec!["jad:7 midp matches-certificate - -"],
        ),
        (
            vec!["MIDlet-Certificate-1-1: {certificate-short}", "MIDlet-Jar-RSA-SHA1: {signature-short}"],
            JAR,
            vec!["jad:7 midp not-checked - an RSA key of 512 bits"],
        ),
        (
            vec!["MIDlet-Certificate-1-1: {certificate-curve}", SIGNATURE],
            JAR,
            vec!["jad:7 midp not-checked - the key of the signer is not RSA"],
        ),
        (
            vec![SIGNATURE],
            JAR,
            vec![
                "jad:6 signature-without-certificate MIDlet-Jar-RSA-SHA1 909 no certificate of the signer",
                "jad:6 midp no-certificate 909 no certificate of the signer",
            ],
        ),
        (vec![SIGNER, "MIDlet-Jar-RSA-SHA1: ?"], JAR, vec!["jad:7 midp unreadable 909 not Base64"]),
        (vec![SIGNER, "MIDlet-Jar-RSA-SHA1:"], JAR, vec!["jad:7 midp unreadable 909 empty"]),
        (
            vec!["MIDlet-Certificate-1-1: ?", SIGNATURE],
            JAR,
            vec![
                "jad:6 bad-value MIDlet-Certificate-1-1 909 not Base64",
                "jad:7 midp unreadable 909 no signer's certificate can be read",
            ],
        ),
    ] {
        assert_eq!(lines(&attributes, jar), expected, "{attributes:?}");
    }
}

#[test]
fn leniencies_are_said() {
    let signature = material("signature-signer");
    let (start, end) = signature.split_at(40);
    for (text, detail) in [
        (format!("{start} {end}"), "blanks within Base64"),
        (format!("{start}*{end}"), "characters outside the Base64 alphabet"),
        (signature.trim_end_matches('=').to_string(), "wrong padding or left-over bits"),
    ] {
        let attribute = format!("MIDlet-Jar-RSA-SHA1: {text}");
        assert_eq!(lines(&[SIGNER, &attribute], JAR), [format!("jad:7 midp matches-certificate - {detail}")]);
    }
    // Bytes after a certificate, and what is none.
    let certificate = |bytes: &[u8]| {
        use base64::Engine;
        format!("MIDlet-Certificate-1-1: {}", base64::engine::general_purpose::STANDARD.encode(bytes))
    };
    let mut der = {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.decode(material("certificate-signer")).expect("Base64")
    };
    let good = der.len();
    der.extend_from_slice(b"abc");
    assert_eq!(
        lines(&[&certificate(&der), SIGNATURE], JAR),
        [
            "jad:6 bad-value MIDlet-Certificate-1-1 - 3 bytes after the certificate",
            "jad:7 midp matches-certificate - -"
        ]
    );
    let cut = lines(&[&certificate(&der[..good - 1]), SIGNATURE], JAR);
    assert!(cut[0].starts_with("jad:6 bad-value MIDlet-Certificate-1-1 909 no X.509 certificate: "), "{cut:?}");
    assert_eq!(cut[1], "jad:7 midp unreadable 909 no signer's certificate can be read");
}

#[test]
fn paths_orphans_and_gaps() {
    for (attributes, expected) in [
        (
            vec![SIGNER, "MIDlet-Certificate-1-2: {certificate-root}", SIGNATURE],
            vec!["jad:8 midp matches-certificate - -"],
        ),
        (
            vec![SIGNER, "MIDlet-Certificate-1-3: {certificate-root}", SIGNATURE],
            vec![
                "jad:7 orphan-certificate MIDlet-Certificate-1-3 - devices stop at the missing one and don't see this",
                "jad:8 midp matches-certificate - -",
            ],
        ),
        (
            vec![SIGNER, "MIDlet-Certificate-3-1: {certificate-signer}", SIGNATURE],
            vec![
                "jad:7 orphan-certificate MIDlet-Certificate-3-1 - devices stop at the missing one and don't see this",
                "jad:8 midp matches-certificate - -",
            ],
        ),
        (
            vec!["MIDlet-Certificate-2-1: {certificate-signer}", SIGNATURE],
            vec![
                "jad:6 orphan-certificate MIDlet-Certificate-2-1 - devices stop at the missing one and don't see this",
                "jad:7 signature-without-certificate MIDlet-Jar-RSA-SHA1 909 no certificate of the signer",
                "jad:7 midp no-certificate 909 no certificate of the signer",
            ],
        ),
        // The second path has the key that fits.
        (
            vec![
                "MIDlet-Certificate-1-1: {certificate-root}",
                "MIDlet-Certificate-2-1: {certificate-signer}",
                SIGNATURE,
            ],
            vec![
                "jad:7 mismatch MIDlet-Certificate-2-1 - another key: one signature can't fit both paths",
                "jad:8 midp matches-certificate - path 2",
            ],
        ),
        (
            vec![SIGNER],
            vec![
                "bundle none absent - -",
                "jad:6 orphan-certificate MIDlet-Certificate-1-1 - no signature: devices pass over the certificates \
                 and take the suite as untrusted",
            ],
        ),
        // The last of duplicates counts.
        (
            vec!["MIDlet-Certificate-1-1: {certificate-root}", SIGNER, SIGNATURE],
            vec!["jad:8 midp matches-certificate - -"],
        ),
        (
            vec![SIGNER, "MIDlet-Jar-RSA-SHA1-1: {signature-signer}", "MIDlet-Jar-RSA-SHA1-2: {signature-signer}"],
            vec![
                "jad:7 midp3 matches-certificate - -",
                "jad:8 signature-without-certificate MIDlet-Jar-RSA-SHA1-2 909 no certificate of the signer",
                "jad:8 midp3 no-certificate 909 no certificate of the signer",
            ],
        ),
    ] {
        assert_eq!(lines(&attributes, JAR), expected, "{attributes:?}");
    }
    let (trust, facts) = examine(Some(&jad(&["MIDlet-Certificate-1-2: AA", SIGNATURE])), Some(JAR), &Limits::default());
    assert!(trust.signed && trust.paths.is_empty());
    let orphan = facts.iter().find(|fact| fact.text("what") == Some("orphan-certificate")).expect("stated");
    assert_eq!(orphan.text("other"), Some("MIDlet-Certificate-1-1"));
}

#[test]
fn a_signature_without_a_jar_is_not_checked() {
    let (trust, facts) = examine(Some(&jad(&[SIGNER, SIGNATURE])), None, &Limits::default());
    assert_eq!(facts.iter().map(line).collect::<Vec<_>>(), ["jad:7 midp not-checked - no JAR"]);
    assert!(trust.signed);
}

#[test]
fn signing_data_in_the_manifest_is_no_signature() {
    let manifest = format!("Manifest-Version: 1.0\nMIDlet-Jar-RSA-SHA1: {}\n", material("signature-signer"));
    let jar = archive(&[("META-INF/MANIFEST.MF", manifest.as_bytes())]);
    assert_eq!(lines(&[], &jar), ["bundle none absent - -"]);
}

#[test]
fn jar_signatures_are_found() {
    for (names, expected) in [
        (
            &["META-INF/A.SF", "META-INF/A.RSA"][..],
            &["entry:META-INF/A.SF jar not-checked - signed by META-INF/A.RSA; MIDP does not look at it"][..],
        ),
        (
            &["META-INF/a.sf", "meta-inf/A.dsa", "META-INF/B.SF", "META-INF/B.EC"],
            &[
                "entry:META-INF/B.SF jar not-checked - signed by META-INF/B.EC; MIDP does not look at it",
                "entry:META-INF/a.sf jar not-checked - signed by meta-inf/A.dsa; MIDP does not look at it",
            ],
        ),
        (&["META-INF/A.SF"], &["entry:META-INF/A.SF jar no-certificate - no signature block beside it"]),
        (&["META-INF/A.RSA"], &["entry:META-INF/A.RSA jar unreadable - no signature file (.SF) beside it"]),
        (&["META-INF/x/A.SF", "A.SF", "META-INF/A.SFX"], &["bundle none absent - -"]),
    ] {
        let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &b"x"[..])).collect();
        assert_eq!(lines(&[], &archive(&entries)), expected, "{names:?}");
    }
    let (trust, _) = examine(None, Some(&archive(&[("META-INF/A.SF", b"x")])), &Limits::default());
    assert_eq!(trust.signatures[0].scheme, SignatureScheme::Jar);
    assert!(!trust.signed, "only the JAD makes a MIDlet suite a signed one");
}

#[test]
fn signatures_are_checked_up_to_the_limit() {
    let limits = Limits { signature_checks: 1, ..Limits::default() };
    let attributes =
        ["MIDlet-Certificate-1-1: {certificate-root}", "MIDlet-Certificate-2-1: {certificate-signer}", SIGNATURE];
    let (_, facts) = examine(Some(&jad(&attributes)), Some(JAR), &limits);
    let lines: Vec<String> = facts.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "jad limit signature-checks - further signatures are not checked",
            "jad:7 mismatch MIDlet-Certificate-2-1 - another key: one signature can't fit both paths",
            "jad:8 midp not-checked - too many signatures",
        ]
    );
}

#[test]
fn keys_are_read() {
    let attributes = [
        "MIDlet-Certificate-1-1: {certificate-cube}",
        "MIDlet-Certificate-1-2: {certificate-curve}",
        "MIDlet-Certificate-1-3: {certificate-other}",
    ];
    let (trust, _) = examine(Some(&jad(&attributes)), Some(JAR), &Limits::default());
    let [path] = &trust.paths[..] else { panic!("one path") };
    let read: Vec<_> = path.certificates.iter().flatten().map(|c| (c.key.bits(), c.algorithm.as_str())).collect();
    assert_eq!(
        read,
        [
            (Some(1024), "sha256WithRSAEncryption"),
            (None, "sha1WithRSAEncryption"),
            (Some(1024), "md5WithRSAEncryption")
        ]
    );
    let exponent = path.certificates[0].as_ref().map(|certificate| certificate.key.clone());
    assert!(matches!(exponent, Some(Key::Rsa { exponent, .. }) if exponent == [3]));
    let curve = path.certificates[1].as_ref().map(|certificate| certificate.key.clone());
    assert_eq!(curve, Some(Key::Other("1.2.840.10045.2.1".into())));
}

proptest::proptest! {
    #[test]
    fn any_certificate_is_taken(at in 0usize..700, byte in proptest::num::u8::ANY, text in "[ -z]{0,40}") {
        use base64::Engine;
        let engine = base64::engine::general_purpose::STANDARD;
        let mut der = engine.decode(material("certificate-signer")).expect("Base64");
        let at = at % der.len();
        der[at] = byte;
        let certificate = format!("MIDlet-Certificate-1-1: {}", engine.encode(&der));
        let other = format!("MIDlet-Certificate-1-2: {text}");
        let (trust, facts) = examine(Some(&jad(&[&certificate, &other, SIGNATURE])), Some(JAR), &Limits::default());
        proptest::prop_assert!(trust.signed);
        proptest::prop_assert_eq!(facts.iter().filter(|fact| fact.kind == Kind::Signature).count(), 1);
    }
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a new entry");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}
