//! Arbitrary bytes as a file of roots, as a certificate and signature in a JAD, and as the signature block of a JAR: an
//! answer each time, and never that the suite is trusted.
#![no_main]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use libfuzzer_sys::fuzz_target;
use mexelint::bundle::{self, File, Input, UnpackMemory};
use mexelint::facts::{BundlePairing, Facts};
use mexelint::limits::Limits;
use mexelint::trust::{Anchors, Domain, RootInfo, Roots, examine};
use std::io::Write;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let mut roots = Roots::default();
    let info = RootInfo { domain: Domain::ThirdParty, owner: None, from: None, until: None, file: "fuzz".into() };
    let _ = roots.add(bytes, &info, &limits);
    let encoded = STANDARD.encode(bytes);
    let jad = format!("MIDlet-Jar-RSA-SHA1: {encoded}\nMIDlet-Certificate-1-1: {encoded}\nMIDlet-Certificate-1-2: {encoded}\n");
    let mut jar = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["META-INF/MANIFEST.MF", "META-INF/A.SF", "META-INF/A.RSA", "a"] {
        let _ = jar.start_file(name, zip::write::SimpleFileOptions::default());
        let _ = jar.write_all(bytes);
    }
    let Ok(jar) = jar.finish().map(std::io::Cursor::into_inner) else { return };
    let input = Input {
        name: "fuzz",
        jad: Some(File { path: "a.jad", bytes: jad.as_bytes() }),
        jar: Some(File { path: "a.jar", bytes: &jar }),
        pairing: BundlePairing::Explicit,
        origin: None,
    };
    let mut facts = Facts::new(10_000);
    let bundle = bundle::unpack(&input, UnpackMemory::default(), &limits, &mut facts);
    let trust = examine(&bundle, &Anchors { roots, at: Some(0) }, &limits, &mut facts);
    assert!(trust.midp.domain().is_none());
    assert!(trust.jar.is_none_or(|outcome| outcome.domain().is_none()));
});
