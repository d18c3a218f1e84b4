//! What `signature` facts say: every state, from descriptors made of the test material in `tests/data/trust`, from the
//! signed samples, and from damaged certificates. Outcomes are the matter of `trust_suites.rs`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mexelint::bundle::{self, File, Input, UnpackMemory};
use mexelint::facts::{BundlePairing, Facts, Kind, SignatureState};
use mexelint::limits::Limits;
use mexelint::trust::{self, Anchors, Trust};
use proptest::prelude::*;
use std::path::Path;

const SUITE: &[u8] = include_bytes!("data/trust/suite.jar");
const LEAF: &str = include_str!("../samples/keys/leaf.pem");
const ROOT: &str = include_str!("../samples/keys/root.pem");
const LEAF_AGAIN: &str = include_str!("data/trust/leaf-again.pem");
const OTHER: &str = include_str!("data/trust/other.pem");
const RSA1024: &str = include_str!("data/trust/rsa1024.pem");
const RSA512: &str = include_str!("data/trust/rsa512.pem");
const EC: &str = include_str!("data/trust/ec.pem");
const LEAF_SIGNATURE: &str = include_str!("data/trust/leaf.sig");
const RSA1024_SIGNATURE: &str = include_str!("data/trust/rsa1024.sig");
const RSA512_SIGNATURE: &str = include_str!("data/trust/rsa512.sig");

/// The fields that a fact has from the certificate of the samples.
const SIGNER: &str = "subject=\"CN=mexelint TEST signer (do not trust),O=mexelint samples\" \
    issuer=\"CN=mexelint TEST root (do not trust),O=mexelint samples\" key_bits=2048 algorithm=sha1WithRSAEncryption \
    not_before=2005-01-01T00:00:00Z not_after=2035-01-01T00:00:00Z";

/// What is said of a signature that does not fit.
const OTHER_BYTES: &str = "detail=\"the signature does not fit: other bytes, or another key\"";

/// The same for a certificate of `tests/data/trust`.
fn signer(name: &str, key_bits: Option<u32>, algorithm: &str) -> String {
    let key_bits = key_bits.map_or(String::new(), |bits| format!("key_bits={bits} "));
    format!(
        "subject=\"CN=mexelint TEST {name} (do not trust)\" \
         issuer=\"CN=mexelint TEST root (do not trust),O=mexelint samples\" {key_bits}algorithm={algorithm} \
         not_before=2005-01-01T00:00:00Z not_after=2035-01-01T00:00:00Z"
    )
}

/// The Base64 of a PEM file on one line.
fn one_line(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("-----")).collect()
}

/// A descriptor with a signature on line 1 and a certificate (in PEM) for each path number.
fn signed(signature: &str, certificates: &[(&str, &str)]) -> String {
    let mut jad = format!("MIDlet-Jar-RSA-SHA1: {signature}\n");
    for (number, pem) in certificates {
        jad.push_str(&format!("MIDlet-Certificate-{number}: {}\n", one_line(pem)));
    }
    jad
}

/// What stage 2 says of a bundle: its result, and its `signature` and `limit` facts in text form.
fn examine_within(limits: &Limits, jad: Option<&str>, jar: Option<&[u8]>) -> (Trust, Vec<String>) {
    let input = Input {
        name: "test",
        jad: jad.map(|jad| File { path: "test.jad", bytes: jad.as_bytes() }),
        jar: jar.map(|bytes| File { path: "test.jar", bytes }),
        pairing: BundlePairing::Explicit,
        origin: None,
    };
    let bundle = bundle::unpack(&input, UnpackMemory::default(), limits, &mut Facts::new(1_000));
    let mut facts = Facts::new(1_000);
    let trust = trust::examine(&bundle, &Anchors::default(), limits, &mut facts);
    let stated = facts.iter().filter(|fact| matches!(fact.kind, Kind::Signature | Kind::Limit));
    let stated: Vec<String> = stated.map(|fact| fact.to_text()).collect();
    assert!(stated.iter().any(|fact| fact.starts_with("signature")), "nothing was stated");
    (trust, stated)
}

fn examine(jad: &str, jar: Option<&[u8]>) -> (Trust, Vec<String>) {
    examine_within(&Limits::default(), Some(jad), jar)
}

/// Asserts the facts about a signed descriptor over `jar`, and the state that the result carries.
#[track_caller]
fn expect(jad: &str, jar: Option<&[u8]>, state: SignatureState, facts: &[String]) {
    let (trust, stated) = examine(jad, jar);
    assert_eq!(stated, facts);
    assert_eq!((trust.signed, trust.state), (true, state));
}

#[test]
fn nothing_signed_is_said_once() {
    let none = ["signature none state=absent at=bundle"];
    for (jad, jar) in [(Some("MIDlet-Name: A\n"), Some(SUITE)), (None, Some(SUITE)), (Some(""), None)] {
        let (trust, facts) = examine_within(&Limits::default(), jad, jar);
        assert_eq!(facts, none);
        assert_eq!((trust.signed, trust.state), (false, SignatureState::Absent));
    }
    let (trust, facts) = examine(&signed("", &[("1-1", LEAF)]).replace("MIDlet-Jar-RSA-SHA1", "X"), Some(SUITE));
    assert_eq!(facts, none, "certificates without a signature sign nothing");
    assert!(!trust.signed);
}

#[test]
fn a_signature_that_agrees() {
    expect(
        &signed(LEAF_SIGNATURE, &[("1-1", LEAF), ("1-2", ROOT)]),
        Some(SUITE),
        SignatureState::MatchesCertificate,
        &[format!("signature midp state=matches-certificate {SIGNER} path=1 hash=SHA-1 at=jad:1")],
    );
}

#[test]
fn a_changed_jar_or_another_key_breaks_it() {
    let jad = signed(LEAF_SIGNATURE, &[("1-1", LEAF)]);
    let broken = [format!("signature midp state=broken {SIGNER} ota=909 {OTHER_BYTES} path=1 hash=SHA-1 at=jad:1")];
    for position in [0, SUITE.len() / 2, SUITE.len() - 1] {
        let mut jar = SUITE.to_vec();
        jar[position] ^= 1;
        expect(&jad, Some(&jar), SignatureState::Broken, &broken);
    }
    let longer = [SUITE, b"\0"].concat();
    expect(&jad, Some(&longer), SignatureState::Broken, &broken);
    let other = signer("other", Some(2048), "sha256WithRSAEncryption");
    expect(
        &signed(LEAF_SIGNATURE, &[("1-1", OTHER)]),
        Some(SUITE),
        SignatureState::Broken,
        &[format!("signature midp state=broken {other} ota=909 {OTHER_BYTES} path=1 hash=SHA-1 at=jad:1")],
    );
}

#[test]
fn a_key_that_is_not_rsa_cannot_have_made_it() {
    let ec = signer("ec", Some(256), "sha1WithRSAEncryption");
    expect(
        &signed(LEAF_SIGNATURE, &[("1-1", EC)]),
        Some(SUITE),
        SignatureState::Broken,
        &[format!("signature midp state=broken {ec} ota=909 {OTHER_BYTES} path=1 hash=SHA-1 at=jad:1")],
    );
}

#[test]
fn short_keys_are_checked_too() {
    for (name, bits, algorithm, signature, pem) in [
        ("rsa1024", 1024, "md5WithRSAEncryption", RSA1024_SIGNATURE, RSA1024),
        ("rsa512", 512, "sha1WithRSAEncryption", RSA512_SIGNATURE, RSA512),
    ] {
        let signer = signer(name, Some(bits), algorithm);
        expect(
            &signed(signature, &[("1-1", pem)]),
            Some(SUITE),
            SignatureState::MatchesCertificate,
            &[format!("signature midp state=matches-certificate {signer} path=1 hash=SHA-1 at=jad:1")],
        );
    }
}

#[test]
fn without_a_jar_there_is_nothing_to_check() {
    expect(
        &signed(LEAF_SIGNATURE, &[("1-1", LEAF)]),
        None,
        SignatureState::NotChecked,
        &[format!(
            "signature midp state=not-checked {SIGNER} detail=\"there is no JAR to check the signature with\" path=1 hash=SHA-1 at=jad:1"
        )],
    );
}

#[test]
fn unreadable_signatures_say_why() {
    let short = LEAF_SIGNATURE.strip_suffix("==").expect("256 bytes end in ==");
    let masked = format!("{}{}", '\u{80}', &LEAF_SIGNATURE[1..]);
    let lenient = format!("{}{}", char::from(LEAF_SIGNATURE.as_bytes()[0] | 0x80), &LEAF_SIGNATURE[1..]);
    let shown = u32::from(LEAF_SIGNATURE.as_bytes()[0] | 0x80);
    let cases = [
        ("", "the Base64 of the signature is empty".to_string()),
        (short, "the Base64 of the signature has 342 characters, no multiple of 4".into()),
        (RSA1024_SIGNATURE, "the signature has 128 bytes where the key makes 256".into()),
        (&masked, "the Base64 of the signature holds U+0080 at character 1, outside the alphabet".into()),
        (
            &lenient,
            format!(
                "the Base64 of the signature holds U+{shown:04X} at character 1, outside the alphabet \
                 (phoneME reads it all the same)"
            ),
        ),
    ];
    for (signature, why) in cases {
        expect(
            &signed(signature, &[("1-1", LEAF)]),
            Some(SUITE),
            SignatureState::Unreadable,
            &[format!("signature midp state=unreadable {SIGNER} ota=909 detail=\"{why}\" path=1 hash=SHA-1 at=jad:1")],
        );
    }
}

#[test]
fn unreadable_certificates_say_why() {
    let jad = signed(LEAF_SIGNATURE, &[]);
    let der = STANDARD.decode(one_line(LEAF)).expect("a certificate");
    let cut = STANDARD.encode(&der[..der.len() - 1]);
    let huge = STANDARD.encode([0x30, 0x84, 0x0f, 0xff, 0xff, 0xff, 0x30, 0x84, 0x0f, 0xff, 0xff, 0x00]);
    for (value, why) in [
        ("MII=MII=", ": its Base64 has padding in the middle, at character 4 (phoneME reads it all the same)"),
        (&cut, " is cut"),
        (&huge, " is cut"),
        ("AAAA", " is no X.509: "),
    ] {
        let (trust, facts) = examine(&format!("{jad}MIDlet-Certificate-1-1: {value}\n"), Some(SUITE));
        assert_eq!((trust.signed, trust.state), (true, SignatureState::Unreadable));
        let said = trust.midp.to_string();
        assert!(said.starts_with(&format!("rejected(909, MIDlet-Certificate-1-1{why}")), "{said}");
        assert!(facts.len() == 1 && facts[0].contains(&format!("MIDlet-Certificate-1-1{why}")), "{facts:?}");
    }
    let broken_issuer = format!("{}MIDlet-Certificate-1-2: AAA\n", signed(LEAF_SIGNATURE, &[("1-1", LEAF)]));
    let why = "MIDlet-Certificate-1-2: its Base64 has 3 characters, no multiple of 4";
    expect(
        &broken_issuer,
        Some(SUITE),
        SignatureState::MatchesCertificate,
        &[format!(
            "signature midp state=matches-certificate {SIGNER} ota=909 detail=\"{why}\" path=1 hash=SHA-1 at=jad:1"
        )],
    );
}

#[test]
fn every_path_is_stated() {
    let again = SIGNER
        .replace("TEST signer (do not trust),O=mexelint samples", "TEST leaf-again (do not trust)")
        .replace("TEST root (do not trust),O=mexelint samples", "TEST leaf-again (do not trust)");
    let other = signer("other", Some(2048), "sha256WithRSAEncryption");
    expect(
        &signed(LEAF_SIGNATURE, &[("3-1", OTHER), ("2-1", LEAF_AGAIN), ("1-1", LEAF)]),
        Some(SUITE),
        SignatureState::MatchesCertificate,
        &[
            format!("signature midp state=matches-certificate {SIGNER} path=1 hash=SHA-1 at=jad:1"),
            format!("signature midp state=matches-certificate {again} path=2 hash=SHA-1 at=jad:1"),
            format!("signature midp state=broken {other} ota=909 {OTHER_BYTES} path=3 hash=SHA-1 at=jad:1"),
        ],
    );
}

#[test]
fn paths_behind_a_gap_are_not_tried() {
    let gap = "devices do not come to this path";
    expect(
        &signed(LEAF_SIGNATURE, &[("2-1", LEAF), ("1-2", ROOT)]),
        Some(SUITE),
        SignatureState::NoCertificate,
        &[
            "signature midp state=no-certificate ota=909 detail=\"there is no MIDlet-Certificate-1-1\" at=jad:1".into(),
            format!("signature midp state=matches-certificate {SIGNER} detail=\"{gap}\" path=2 hash=SHA-1 at=jad:1"),
        ],
    );
}

#[test]
fn the_number_of_certificates_is_bounded() {
    let limits = Limits { certificates: 2, ..Limits::default() };
    let jad = signed(LEAF_SIGNATURE, &[("1-1", LEAF), ("1-2", ROOT), ("2-1", OTHER)]);
    let (_, facts) = examine_within(&limits, Some(&jad), Some(SUITE));
    assert_eq!(
        facts,
        [
            format!("signature midp state=matches-certificate {SIGNER} path=1 hash=SHA-1 at=jad:1"),
            "limit certificates value=2 seen=3 detail=\"the rest was not examined\" at=jad:1".into(),
        ]
    );
}

#[test]
fn numbered_signatures_are_those_of_midp_3() {
    let jad = signed(LEAF_SIGNATURE, &[("1-1", LEAF)]).replace("SHA1:", "SHA1-1:");
    let (trust, facts) = examine(&jad, Some(SUITE));
    assert_eq!(facts, [format!("signature midp3 state=matches-certificate {SIGNER} path=1 hash=SHA-1 at=jad:1")]);
    assert!(trust.signed);
    let (trust, facts) = examine("MIDlet-Name: A\nMIDlet-Jar-RSA-SHA1-2: AAAA\n", Some(SUITE));
    assert_eq!(trust.midp.to_string(), "rejected(909, there is no MIDlet-Certificate-1-1)");
    assert_eq!(facts.len(), 2, "{facts:?}");
}

#[test]
fn signature_files_of_a_jar_are_paired() {
    let entries =
        ["META-INF/MANIFEST.MF", "META-INF/A.SF", "meta-inf/a.dsa", "META-INF/B.SF", "META-INF/C.EC", "x/D.SF"];
    let (trust, facts) = examine_within(&Limits::default(), None, Some(&jar_of(&entries)));
    let fact = |state: &str, detail: &str, signer: &str, entry: &str| {
        format!("signature jar state={state} detail=\"{detail}\" path={signer} at=entry:META-INF/{entry}")
    };
    assert!(
        facts[0].starts_with("signature jar state=unreadable detail=\"the block can't be read as CMS"),
        "{facts:?}"
    );
    assert_eq!(
        facts[1..],
        [
            fact("not-checked", "signature file without a signature block", "B", "B.SF"),
            fact("not-checked", "signature block without a signature file", "C", "C.EC"),
        ]
    );
    assert!(!trust.signed);
}

/// A JAR with empty entries.
fn jar_of(names: &[&str]) -> Vec<u8> {
    let mut jar = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in names {
        jar.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
    }
    jar.finish().expect("a JAR").into_inner()
}

#[test]
fn the_signed_samples_are_what_they_claim() {
    let state = |name: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/bundles").join(name);
        let jad = std::fs::read_to_string(folder.join(name).with_extension("jad")).expect("a descriptor");
        let jar = std::fs::read(folder.join(name).with_extension("jar")).expect("a JAR");
        let line = 1 + jad.lines().take_while(|line| !line.starts_with("MIDlet-Jar-RSA-SHA1:")).count();
        (line, examine(&jad, Some(&jar)))
    };
    for name in ["forecast-signed", "subscribe-signed"] {
        let (line, (trust, facts)) = state(name);
        let due = format!("signature midp state=matches-certificate {SIGNER} path=1 hash=SHA-1 at=jad:{line}");
        assert_eq!(facts, [due], "{name}");
        assert_eq!((trust.signed, trust.state), (true, SignatureState::MatchesCertificate));
    }
    let (line, (trust, facts)) = state("forecast-tampered");
    let due = format!("signature midp state=broken {SIGNER} ota=909 {OTHER_BYTES} path=1 hash=SHA-1 at=jad:{line}");
    assert_eq!(facts, [due]);
    assert_eq!((trust.signed, trust.state), (true, SignatureState::Broken));
    let (_, (trust, facts)) = state("forecast-jar-signed");
    let due =
        format!("signature jar state=matches-certificate {SIGNER} path=TEST hash=SHA-1 at=entry:META-INF/TEST.SF");
    assert_eq!(facts, [due]);
    assert!(!trust.signed);
}

/// The signature with one attribute of the certificates as given.
fn state_with(certificate: &[u8], signature: &[u8]) -> SignatureState {
    let (certificate, signature) = (STANDARD.encode(certificate), STANDARD.encode(signature));
    let jad = format!("MIDlet-Jar-RSA-SHA1: {signature}\nMIDlet-Certificate-1-1: {certificate}\n");
    examine(&jad, Some(SUITE)).0.state
}

proptest! {
    #[test]
    fn no_certificate_bytes_make_a_panic(der in proptest::collection::vec(any::<u8>(), 0..600)) {
        let signature = STANDARD.decode(LEAF_SIGNATURE).expect("a signature");
        prop_assert_eq!(state_with(&der, &signature), SignatureState::Unreadable);
    }

    #[test]
    fn damaged_certificates_make_no_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in proptest::option::of(any::<prop::sample::Index>()),
        pem in prop::sample::select(vec![LEAF, OTHER, RSA1024, RSA512, EC]),
    ) {
        let mut der = STANDARD.decode(one_line(pem)).expect("a certificate");
        for (index, byte) in changes {
            let at = index.index(der.len());
            der[at] = byte;
        }
        if let Some(cut) = cut {
            der.truncate(cut.index(der.len()));
        }
        let signature = STANDARD.decode(LEAF_SIGNATURE).expect("a signature");
        let state = state_with(&der, &signature);
        prop_assert_ne!(state, SignatureState::Absent);
        prop_assert_ne!(state, SignatureState::NoCertificate);
        if pem != LEAF {
            prop_assert_ne!(state, SignatureState::MatchesCertificate);
        }
    }

    #[test]
    fn a_damaged_signature_never_agrees(index in any::<prop::sample::Index>(), flip in 1..=u8::MAX) {
        let certificate = STANDARD.decode(one_line(LEAF)).expect("a certificate");
        let mut signature = STANDARD.decode(LEAF_SIGNATURE).expect("a signature");
        let at = index.index(signature.len());
        signature[at] ^= flip;
        prop_assert_eq!(state_with(&certificate, &signature), SignatureState::Broken);
    }

    #[test]
    fn no_text_makes_a_panic(signature in "\\PC{0,80}", certificate in "[A-Za-z0-9+/=\u{80}-\u{ff} ]{0,200}") {
        let jad = format!("MIDlet-Jar-RSA-SHA1: {signature}\nMIDlet-Certificate-1-1: {certificate}\n");
        let (trust, facts) = examine(&jad, Some(SUITE));
        prop_assert_eq!((trust.signed, trust.state), (true, SignatureState::Unreadable));
        prop_assert_eq!(facts.len(), 1);
    }
}
