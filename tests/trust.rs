//! What is stated of signatures: every state, from descriptors made of the test material in `tests/data/trust`, from
//! the signed samples, and from damaged certificates.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mexelint::bundle::{self, File, Input, UnpackMemory};
use mexelint::facts::{BundlePairing, Facts, Kind, SignatureState};
use mexelint::limits::Limits;
use mexelint::trust::{self, Trust};
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

/// What stage 2 says of a bundle: its result, and its facts in text form.
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
    let trust = trust::examine(&bundle, limits, &mut facts);
    assert!(facts.iter().any(|fact| fact.kind == Kind::Signature), "nothing was stated");
    (trust, facts.iter().map(|fact| fact.to_text()).collect())
}

fn examine(jad: &str, jar: Option<&[u8]>) -> (Trust, Vec<String>) {
    examine_within(&Limits::default(), Some(jad), jar)
}

/// Asserts the facts about a signed descriptor over `jar`, and the state that the result carries.
#[track_caller]
fn expect(jad: &str, jar: Option<&[u8]>, state: SignatureState, facts: &[String]) {
    let (trust, stated) = examine(jad, jar);
    assert_eq!(stated, facts);
    assert_eq!(trust, Trust { signed: true, state });
}

#[test]
fn nothing_signed_is_said_once() {
    let none = ["signature none state=absent at=bundle"];
    for (jad, jar) in [(Some("MIDlet-Name: A\n"), Some(SUITE)), (None, Some(SUITE)), (Some(""), None)] {
        let (trust, facts) = examine_within(&Limits::default(), jad, jar);
        assert_eq!(facts, none);
        assert_eq!(trust, Trust { signed: false, state: SignatureState::Absent });
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
        &[format!("signature midp state=matches-certificate {SIGNER} at=jad:1")],
    );
}

#[test]
fn a_changed_jar_or_another_key_breaks_it() {
    let jad = signed(LEAF_SIGNATURE, &[("1-1", LEAF)]);
    let broken = [format!("signature midp state=broken {SIGNER} ota=909 at=jad:1")];
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
        &[format!("signature midp state=broken {other} ota=909 at=jad:1")],
    );
}

#[test]
fn a_key_that_is_not_rsa_cannot_have_made_it() {
    let ec = signer("ec", None, "sha1WithRSAEncryption");
    expect(
        &signed(LEAF_SIGNATURE, &[("1-1", EC)]),
        Some(SUITE),
        SignatureState::Broken,
        &[format!(
            "signature midp state=broken {ec} ota=909 detail=\"the key is not RSA but id-ecPublicKey\" at=jad:1"
        )],
    );
}

#[test]
fn weak_keys_are_described() {
    let rsa1024 = signer("rsa1024", Some(1024), "md5WithRSAEncryption");
    expect(
        &signed(RSA1024_SIGNATURE, &[("1-1", RSA1024)]),
        Some(SUITE),
        SignatureState::MatchesCertificate,
        &[format!(
            "signature midp state=matches-certificate {rsa1024} detail=\"the public exponent of the key is 3\" at=jad:1"
        )],
    );
    let rsa512 = signer("rsa512", Some(512), "sha1WithRSAEncryption");
    expect(
        &signed(RSA512_SIGNATURE, &[("1-1", RSA512)]),
        Some(SUITE),
        SignatureState::NotChecked,
        &[format!("signature midp state=not-checked {rsa512} detail=\"the key is shorter than 1024 bits\" at=jad:1")],
    );
}

#[test]
fn without_a_jar_there_is_nothing_to_check() {
    expect(
        &signed(LEAF_SIGNATURE, &[("1-1", LEAF)]),
        None,
        SignatureState::NotChecked,
        &[format!("signature midp state=not-checked {SIGNER} detail=\"there is no JAR\" at=jad:1")],
    );
}

#[test]
fn unreadable_signatures_say_why() {
    let short = LEAF_SIGNATURE.strip_suffix("==").expect("256 bytes end in ==");
    let masked = format!("{}{}", '\u{80}', &LEAF_SIGNATURE[1..]);
    let lenient = format!("{}{}", char::from(LEAF_SIGNATURE.as_bytes()[0] | 0x80), &LEAF_SIGNATURE[1..]);
    let shown = u32::from(LEAF_SIGNATURE.as_bytes()[0] | 0x80);
    let cases = [
        ("", "the signature: its Base64 is empty".to_string()),
        (short, "the signature: its Base64 has 342 characters, no multiple of 4".into()),
        (RSA1024_SIGNATURE, "the signature has 128 bytes where the key makes 256".into()),
        (&masked, "the signature: its Base64 holds U+0080 at character 1, outside the alphabet".into()),
        (
            &lenient,
            format!(
                "the signature: its Base64 holds U+{shown:04X} at character 1, outside the alphabet \
                 (phoneME reads it all the same)"
            ),
        ),
    ];
    for (signature, why) in cases {
        expect(
            &signed(signature, &[("1-1", LEAF)]),
            Some(SUITE),
            SignatureState::Unreadable,
            &[format!("signature midp state=unreadable {SIGNER} ota=909 detail=\"{why}\" at=jad:1")],
        );
    }
}

#[test]
fn unreadable_certificates_say_why() {
    let jad = signed(LEAF_SIGNATURE, &[]);
    let der = STANDARD.decode(one_line(LEAF)).expect("a certificate");
    let surplus = STANDARD.encode([&der[..], &[0]].concat());
    let huge = STANDARD.encode([0x30, 0x84, 0x0f, 0xff, 0xff, 0xff, 0x30, 0x84, 0x0f, 0xff, 0xff, 0x00]);
    for (value, why) in [
        ("MII=MII=", "its Base64 has padding in the middle, at character 4 (phoneME reads it all the same)"),
        (&surplus, "is not read as X.509 in DER: "),
        (&huge, "is not read as X.509 in DER: "),
        ("AAAA", "is not read as X.509 in DER: "),
    ] {
        let (trust, facts) = examine(&format!("{jad}MIDlet-Certificate-1-1: {value}\n"), Some(SUITE));
        assert_eq!(trust, Trust { signed: true, state: SignatureState::Unreadable });
        let head = format!("signature midp state=unreadable ota=909 detail=\"MIDlet-Certificate-1-1: {why}");
        assert!(facts.len() == 1 && facts[0].starts_with(&head), "{facts:?}");
    }
    let broken_issuer = format!("{}MIDlet-Certificate-1-2: AAA\n", signed(LEAF_SIGNATURE, &[("1-1", LEAF)]));
    expect(
        &broken_issuer,
        Some(SUITE),
        SignatureState::MatchesCertificate,
        &[format!(
            "signature midp state=matches-certificate {SIGNER} ota=909 \
             detail=\"MIDlet-Certificate-1-2: its Base64 has 3 characters, no multiple of 4\" at=jad:1"
        )],
    );
}

#[test]
fn every_path_is_stated_once() {
    let again = SIGNER
        .replace("TEST signer (do not trust),O=mexelint samples", "TEST leaf-again (do not trust)")
        .replace("TEST root (do not trust),O=mexelint samples", "TEST leaf-again (do not trust)");
    let other = signer("other", Some(2048), "sha256WithRSAEncryption");
    expect(
        &signed(LEAF_SIGNATURE, &[("3-1", OTHER), ("2-1", LEAF_AGAIN), ("1-1", LEAF), ("4-1", LEAF), ("6-1", OTHER)]),
        Some(SUITE),
        SignatureState::MatchesCertificate,
        &[
            format!("signature midp state=matches-certificate {SIGNER} at=jad:1"),
            format!("signature midp state=matches-certificate {again} detail=\"path 2\" at=jad:1"),
            format!(
                "signature midp state=broken {other} ota=909 \
                 detail=\"path 3; its key is not that of path 1\" at=jad:1"
            ),
        ],
    );
}

#[test]
fn paths_behind_a_gap_are_not_tried() {
    let gap = "path 2, behind a gap in the numbers: devices do not come to it";
    expect(
        &signed(LEAF_SIGNATURE, &[("2-1", LEAF), ("1-2", ROOT)]),
        Some(SUITE),
        SignatureState::NoCertificate,
        &[
            "signature midp state=no-certificate ota=909 detail=\"there is no MIDlet-Certificate-1-1\" at=jad:1".into(),
            format!("signature midp state=matches-certificate {SIGNER} detail=\"{gap}\" at=jad:1"),
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
            format!("signature midp state=matches-certificate {SIGNER} at=jad:1"),
            "limit certificates value=2 seen=3 detail=\"the rest was not examined\" at=jad:1".into(),
        ]
    );
}

#[test]
fn numbered_signatures_are_named() {
    let (trust, facts) = examine("MIDlet-Name: A\nMIDlet-Jar-RSA-SHA1-2: AAAA\n", Some(SUITE));
    assert_eq!(
        facts,
        ["signature midp3 state=not-checked detail=\"signature 2: numbered signatures are not verified\" at=jad:2"]
    );
    assert!(!trust.signed);
}

#[test]
fn jar_signatures_are_named() {
    let entries =
        ["META-INF/MANIFEST.MF", "META-INF/A.SF", "meta-inf/a.dsa", "META-INF/B.SF", "META-INF/C.EC", "x/D.SF"];
    let jar = jar_of(&entries);
    let (trust, facts) = examine_within(&Limits::default(), None, Some(&jar));
    let fact = |detail: &str, entry: &str| {
        format!("signature jar state=not-checked detail=\"{detail}\" at=entry:META-INF/{entry}")
    };
    assert_eq!(
        facts,
        [
            fact("signature block meta-inf/a.dsa; JAR signatures are not verified", "A.SF"),
            fact("signature file without a signature block", "B.SF"),
            fact("signature block without a signature file", "C.EC"),
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
        assert_eq!(facts, [format!("signature midp state=matches-certificate {SIGNER} at=jad:{line}")], "{name}");
        assert_eq!(trust, Trust { signed: true, state: SignatureState::MatchesCertificate });
    }
    let (line, (trust, facts)) = state("forecast-tampered");
    assert_eq!(facts, [format!("signature midp state=broken {SIGNER} ota=909 at=jad:{line}")]);
    assert_eq!(trust, Trust { signed: true, state: SignatureState::Broken });
    let (_, (trust, facts)) = state("forecast-jar-signed");
    let detail = "signature block META-INF/TEST.RSA; JAR signatures are not verified";
    assert_eq!(facts, [format!("signature jar state=not-checked detail=\"{detail}\" at=entry:META-INF/TEST.SF")]);
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
        prop_assert_eq!(trust, Trust { signed: true, state: SignatureState::Unreadable });
        prop_assert_eq!(facts.len(), 1);
    }
}
