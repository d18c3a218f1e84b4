//! Every check of descriptors: what is stated, about which attribute, with which OTA status, at which line. Each case is a
//! sound suite with a few lines changed.

#[path = "descriptor/table.rs"]
mod table;

use mexelint::bundle::{self, File, Input, UnpackMemory};
use mexelint::facts::{BundlePairing, Fact, Facts, Kind};
use mexelint::limits::Limits;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

const JAD: &[&str] = &[
    "MIDlet-Name: App",
    "MIDlet-Version: 1.0",
    "MIDlet-Vendor: Acme",
    "MIDlet-Jar-URL: http://example.com/app.jar",
    "MIDlet-Jar-Size: {size}",
];
const MANIFEST: &[&str] = &[
    "Manifest-Version: 1.0",
    "MIDlet-Name: App",
    "MIDlet-Version: 1.0",
    "MIDlet-Vendor: Acme",
    "MIDlet-1: App, /icon.png, a.App",
    "MicroEdition-Configuration: CLDC-1.0",
    "MicroEdition-Profile: MIDP-2.0",
];
const SIGNED: &str = "MIDlet-Jar-RSA-SHA1: AAAA\nMIDlet-Certificate-1-1: AAAA";

/// The lines of a file with changes: `-Name` takes the attribute out, `+text` adds a line as it is, `Name: value` replaces
/// the attribute where it stands or is added at the end.
fn edit(lines: &[&str], changes: &[&str]) -> String {
    let mut lines: Vec<String> = lines.iter().map(|line| line.to_string()).collect();
    for change in changes {
        if let Some(name) = change.strip_prefix('-') {
            let before = lines.len();
            lines.retain(|line| line.split(':').next() != Some(name));
            assert!(lines.len() < before, "no {name} to take out");
        } else if let Some(line) = change.strip_prefix('+') {
            lines.push(line.to_string());
        } else {
            let name = change.split(':').next();
            match lines.iter_mut().find(|line| line.split(':').next() == name) {
                Some(line) => *line = change.to_string(),
                None => lines.push(change.to_string()),
            }
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn jar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a new entry");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

const CLASS: &[u8] = b"\xca\xfe\xba\xbe\0\0\0\x2f\0\x03\x07\0\x02\x01\0\x05a/App\0\x21\0\x01\0\0\0\0\0\0\0\0\0\0";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

/// A JAR with this manifest, the class of the MIDlet, its icon, and a text.
fn jar_with(manifest: &[u8]) -> Vec<u8> {
    jar(&[
        ("META-INF/MANIFEST.MF", manifest),
        ("a/App.class", CLASS),
        ("a/Text.class", b"hello"),
        ("icon.png", PNG),
        ("text.txt", b"hello"),
    ])
}

fn facts(jad: Option<&[u8]>, jar: Option<&[u8]>, origin: Option<&str>, limits: &Limits) -> Vec<Fact> {
    let file = |path, bytes| File { path, bytes };
    let input = Input {
        name: "app",
        jad: jad.map(|bytes| file("app.jad", bytes)),
        jar: jar.map(|bytes| file("app.jar", bytes)),
        pairing: BundlePairing::Explicit,
        origin,
    };
    let mut facts = Facts::new(200_000);
    bundle::unpack(&input, UnpackMemory::default(), limits, &mut facts);
    facts.into_sorted()
}

fn descriptor(jad: Option<&[u8]>, jar: Option<&[u8]>) -> Vec<Fact> {
    let facts = facts(jad, jar, None, &Limits::default());
    let facts: Vec<Fact> = facts.into_iter().filter(|fact| fact.kind == Kind::Descriptor).collect();
    for fact in &facts {
        assert!(fact.text("source").is_some_and(|source| !source.is_empty()), "no source: {}", fact.to_text());
        assert!(fact.text("confidence").is_some(), "no confidence: {}", fact.to_text());
    }
    facts
}

/// Place, kind, attribute, status, and what it disagrees with.
fn line(fact: &Fact) -> String {
    let ota = fact.int("ota").map_or("-".to_string(), |code| code.to_string());
    let attribute = fact.text("attribute").unwrap_or("-");
    let other = fact.text("other").map(|other| format!(" !{other}")).unwrap_or_default();
    format!("{} {} {attribute} {ota}{other}", fact.place, fact.text("what").unwrap_or(""))
}

fn lines(facts: &[Fact]) -> Vec<String> {
    facts.iter().map(line).collect()
}

/// Changes of the JAD, changes of the manifest, and the facts that follow.
type Case = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

fn suite(jad: &[&str], manifest: &[&str]) -> Vec<Fact> {
    let jar = jar_with(edit(MANIFEST, manifest).as_bytes());
    let jad = edit(JAD, jad).replace("{size}", &jar.len().to_string());
    descriptor(Some(jad.as_bytes()), Some(&jar))
}

fn run(cases: &[Case]) {
    for (jad, manifest, expected) in cases {
        assert_eq!(lines(&suite(jad, manifest)), *expected, "{jad:?} {manifest:?}");
    }
}

#[test]
fn a_sound_suite_gives_none() {
    run(&[(&[], &[], &[])]);
}

#[test]
fn missing_attributes() {
    run(&[
        (&["-MIDlet-Name"], &[], &["jad missing-attribute MIDlet-Name 906"]),
        (&["-MIDlet-Version"], &[], &["jad missing-attribute MIDlet-Version 906"]),
        (&["-MIDlet-Vendor"], &[], &["jad missing-attribute MIDlet-Vendor 906"]),
        (&["-MIDlet-Jar-URL"], &[], &["jad missing-attribute MIDlet-Jar-URL 906"]),
        (&["-MIDlet-Jar-Size"], &[], &["jad missing-attribute MIDlet-Jar-Size 906"]),
        (&[], &["-MIDlet-Name"], &["manifest missing-attribute MIDlet-Name 907"]),
        (&[], &["-MIDlet-Version"], &["manifest missing-attribute MIDlet-Version 907"]),
        (&[], &["-MIDlet-Vendor"], &["manifest missing-attribute MIDlet-Vendor 907"]),
        (&[], &["-MIDlet-1"], &["manifest missing-attribute MIDlet-1 907"]),
        (&[], &["-MicroEdition-Profile"], &["manifest missing-attribute MicroEdition-Profile 907"]),
        (&[], &["-MicroEdition-Configuration"], &["manifest missing-attribute MicroEdition-Configuration 907"]),
        (&[], &["-Manifest-Version"], &["manifest missing-attribute Manifest-Version -"]),
        // In one of the two is enough, but for MIDP 1.0.
        (&["MIDlet-1: App, , a.App"], &["-MIDlet-1"], &[]),
        (&["MicroEdition-Profile: MIDP-2.1"], &["-MicroEdition-Profile"], &[]),
        (
            &["MicroEdition-Profile: MIDP-1.0", "MIDlet-1: App, , a.App"],
            &["-MicroEdition-Profile", "-MIDlet-1"],
            &["manifest missing-attribute MIDlet-1 907", "manifest missing-attribute MicroEdition-Profile 907"],
        ),
        (&["MIDlet-Name:"], &[], &["jad:1 empty-attribute MIDlet-Name 906", "jad:1 mismatch MIDlet-Name 905 !App"]),
        (&["MIDlet-Jar-URL: "], &[], &["jad:4 empty-attribute MIDlet-Jar-URL 906"]),
        (&[], &["MicroEdition-Profile:"], &["manifest:7 empty-attribute MicroEdition-Profile 907"]),
    ]);
}

#[test]
fn versions() {
    for (version, good) in [
        ("1.0", true),
        ("1.0.0", true),
        ("99.99.99", true),
        ("1", false),
        ("1.0.0.0", false),
        ("100.0", false),
        ("-1.0", false),
        ("1.x", false),
        ("1.0 beta", false),
    ] {
        let change = format!("MIDlet-Version: {version}");
        let expected: &[&str] = match good {
            true => &[],
            false => &["jad:2 bad-value MIDlet-Version 906", "manifest:3 bad-value MIDlet-Version 907"],
        };
        assert_eq!(lines(&suite(&[&change], &[&change])), expected, "{version}");
    }
}

#[test]
fn addresses() {
    run(&[
        (&["MIDlet-Jar-URL: app.jar"], &[], &[]),
        (&["MIDlet-Jar-URL: /games/app.jar?id=7"], &[], &[]),
        (&["MIDlet-Jar-URL: https://example.com/app.jar"], &[], &[]),
        (&["MIDlet-Jar-URL: ftp://example.com/app.jar"], &[], &["jad:4 bad-value MIDlet-Jar-URL - !ftp"]),
        (&["MIDlet-Jar-URL: http://me:pw@example.com/a.jar"], &[], &["jad:4 bad-value MIDlet-Jar-URL -"]),
        (&["MIDlet-Jar-URL: my app.jar"], &[], &["jad:4 bad-value MIDlet-Jar-URL -"]),
        (&["MIDlet-Jar-URL: http:///app.jar"], &[], &["jad:4 bad-value MIDlet-Jar-URL 906"]),
        (&["MIDlet-Jar-URL: http://[1/app.jar"], &[], &["jad:4 bad-value MIDlet-Jar-URL 906"]),
        (&["MIDlet-Jar-URL: a<b>.jar"], &[], &["jad:4 bad-value MIDlet-Jar-URL 906"]),
        (&["MIDlet-Info-URL: http://example.com/"], &[], &[]),
        (&["MIDlet-Info-URL: a|b"], &[], &["jad:6 bad-value MIDlet-Info-URL -"]),
        (&["MIDlet-Install-Notify: http://example.com/i"], &[], &[]),
        (&["MIDlet-Install-Notify: mailto:a@example.com"], &[], &["jad:6 bad-value MIDlet-Install-Notify - !mailto"]),
        (&["MIDlet-Delete-Notify: /gone"], &[], &["jad:6 bad-value MIDlet-Delete-Notify 906"]),
    ]);
    let long = format!("MIDlet-Install-Notify: http://example.com/{}", "x".repeat(238));
    assert_eq!(lines(&suite(&[&long], &[])), ["jad:6 over-long MIDlet-Install-Notify 906"]);
    assert_eq!(lines(&suite(&[&long[..long.len() - 1]], &[])), [""; 0]);
}

#[test]
fn sizes() {
    for (value, expected) in [
        ("0", vec!["jad:5 bad-value MIDlet-Jar-Size 906"]),
        ("+5", vec!["jad:5 bad-value MIDlet-Jar-Size 906"]),
        ("5 bytes", vec!["jad:5 bad-value MIDlet-Jar-Size 906"]),
        ("-5", vec!["jad:5 bad-value MIDlet-Jar-Size 906"]),
        ("5", vec![]),
    ] {
        let facts = suite(&[&format!("MIDlet-Jar-Size: {value}")], &[]);
        let bad: Vec<String> = facts.iter().filter(|fact| fact.text("what") == Some("bad-value")).map(line).collect();
        assert_eq!(bad, expected, "{value}");
    }
    let jar = jar_with(edit(MANIFEST, &[]).as_bytes());
    for (claimed, detail) in
        [(jar.len() - 3, "the JAR is 3 bytes longer"), (jar.len() + 7, "the JAR is 7 bytes shorter")]
    {
        let jad = edit(JAD, &[]).replace("{size}", &claimed.to_string());
        let facts = descriptor(Some(jad.as_bytes()), Some(&jar));
        assert_eq!(lines(&facts), [format!("jad:5 size-mismatch MIDlet-Jar-Size 904 !{}", jar.len())]);
        assert_eq!(facts[0].text("detail"), Some(detail));
        assert_eq!(facts[0].text("value"), Some(claimed.to_string().as_str()));
    }
    run(&[
        (&["MIDlet-Data-Size: 1024"], &[], &[]),
        (&["MIDlet-Data-Size: 1k"], &[], &["jad:6 bad-value MIDlet-Data-Size 906"]),
        (&[], &["MIDlet-Data-Size: many"], &["manifest:8 bad-value MIDlet-Data-Size 907"]),
    ]);
}

#[test]
fn midlets() {
    run(&[
        (&[], &["MIDlet-1: App, , a.App"], &[]),
        (&[], &["MIDlet-1: App, a.App"], &["manifest:5 bad-value MIDlet-1 907"]),
        (&[], &["MIDlet-1: App, /icon.png,"], &["manifest:5 bad-value MIDlet-1 907"]),
        (&[], &["MIDlet-1: , , a.App"], &["manifest:5 bad-value MIDlet-1 907"]),
        (&[], &["MIDlet-1: App, , a.App, x"], &["manifest:5 bad-value MIDlet-1 907"]),
        (&[], &["MIDlet-1: App, , a.App.class"], &["manifest:5 bad-value MIDlet-1 907"]),
        (&[], &["MIDlet-1: App, icon.png, a.App"], &["manifest:5 bad-value MIDlet-1 -"]),
        (
            &["MIDlet-1:"],
            &[],
            &["jad:6 empty-attribute MIDlet-1 906", "jad:6 mismatch MIDlet-1 - !App, /icon.png, a.App"],
        ),
        (&["MIDlet-2: B, , a.B"], &[], &["jad:6 class-missing MIDlet-2 907 !a/B.class"]),
        (&[], &["MIDlet-1: App, , a.APP"], &["manifest:5 class-missing MIDlet-1 907 !a/APP.class"]),
        (&[], &["MIDlet-1: App, , a.Text"], &["manifest:5 class-missing MIDlet-1 907 !a/Text.class"]),
        (&[], &["MIDlet-1: App, , a/App"], &["manifest:5 bad-value MIDlet-1 907"]),
        (&[], &["MIDlet-3: C, , a.App"], &["manifest:8 number-gap MIDlet-3 - !MIDlet-2"]),
        (
            &["MIDlet-01: C, , a.App", "MIDlet-0: C, , a.App"],
            &[],
            &["jad:6 unknown-reserved MIDlet-01 -", "jad:7 unknown-reserved MIDlet-0 -"],
        ),
        (&[], &["MIDlet-1: App, /icon2.png, a.App"], &["manifest:5 icon-missing MIDlet-1 - !/icon2.png"]),
        (&[], &["MIDlet-1: App, /text.txt, a.App"], &["manifest:5 icon-not-png MIDlet-1 - !/text.txt"]),
        (&["MIDlet-Icon: /icon.png"], &[], &[]),
        (&["MIDlet-Icon: icon.png"], &[], &["jad:6 bad-value MIDlet-Icon -"]),
        (&["MIDlet-Icon: /none.png"], &[], &["jad:6 icon-missing MIDlet-Icon - !/none.png"]),
    ]);
}

#[test]
fn environment() {
    run(&[
        (&[], &["MicroEdition-Profile: MIDP-2.0 JTWI-1.0"], &[]),
        (&[], &["MicroEdition-Profile: MIDP-9.0"], &["manifest:7 unsupported-environment MicroEdition-Profile 908"]),
        (
            &[],
            &["MicroEdition-Profile: midp-2.0"],
            &["manifest:7 unsupported-environment MicroEdition-Profile 908 !MIDP-2.0"],
        ),
        (&[], &["MicroEdition-Profile: MIDP2"], &["manifest:7 bad-value MicroEdition-Profile 908 !MIDP2"]),
        (
            &[],
            &["MicroEdition-Configuration: CLDC-1.0 CLDC-1.1"],
            &["manifest:6 bad-value MicroEdition-Configuration 908"],
        ),
        (&["Runtime-Execution-Environment: MIDP.CLDC"], &[], &[]),
        (
            &["Runtime-Execution-Environment: MIDP.CDC"],
            &[],
            &["jad:6 unsupported-environment Runtime-Execution-Environment 908"],
        ),
    ]);
}

#[test]
fn agreement() {
    run(&[
        (&["MIDlet-Name: Other"], &[], &["jad:1 mismatch MIDlet-Name 905 !App"]),
        (&["MIDlet-Version: 1.0.0"], &[], &["jad:2 mismatch MIDlet-Version 905 !1.0"]),
        (&["MIDlet-Vendor: ACME"], &[], &["jad:3 mismatch MIDlet-Vendor 905 !Acme"]),
        // The JAD wins in a suite that is not signed.
        (&["MIDlet-Description: a"], &["MIDlet-Description: b"], &[]),
        (
            &["MIDlet-1: App, /icon.png, a.App2"],
            &[],
            &["jad:6 class-missing MIDlet-1 907 !a/App2.class", "jad:6 mismatch MIDlet-1 - !App, /icon.png, a.App"],
        ),
        (&["MIDlet-1: App,/icon.png,a.App"], &[], &[]),
        (
            &[SIGNED, "MIDlet-Description: a", "x-key: 1"],
            &["MIDlet-Description: b", "x-key: 2"],
            &["jad:8 mismatch MIDlet-Description 905 !b", "jad:9 mismatch x-key 905 !2"],
        ),
        (
            &[SIGNED, "x-server: http://example.com", "MIDlet-Permissions: javax.microedition.io.Connector.http"],
            &[],
            &["jad:8 jad-only x-server -", "jad:9 jad-only MIDlet-Permissions 905"],
        ),
        (&[SIGNED, "MIDlet-Heap-Size-1: 4096"], &[], &["jad:8 jad-only MIDlet-Heap-Size-1 905"]),
        (&["x-server: http://example.com"], &[], &[]),
    ]);
    let facts = suite(&["MIDlet-Version: 1.0.0"], &[]);
    assert_eq!(facts[0].text("detail"), Some("manifest line 3; equal as numbers, but text is compared"));
    let facts = suite(&["MIDlet-Vendor: ACME"], &[]);
    assert_eq!(facts[0].text("detail"), Some("manifest line 4; differs in case only, which Symbian passes over"));
}

#[test]
fn push_registrations() {
    let allowed = "MIDlet-Permissions: javax.microedition.io.PushRegistry";
    run(&[
        (&["MIDlet-Push-1: sms://:5000, a.App, *"], &[], &[]),
        (&["MIDlet-Push-1: sms://:5000, a.App"], &[], &["jad:6 bad-value MIDlet-Push-1 906"]),
        (&[], &["MIDlet-Push-1: sms://:5000, a.App, "], &["manifest:8 bad-value MIDlet-Push-1 907"]),
        (&["MIDlet-Push-1: sms://:5000, a.App, *, x"], &[], &["jad:6 bad-value MIDlet-Push-1 906"]),
        (&["MIDlet-Push-1: 5000, a.App, *"], &[], &["jad:6 bad-value MIDlet-Push-1 906"]),
        (&["MIDlet-Push-1: sms://:5000, a.B, *"], &[], &["jad:6 push-class-undeclared MIDlet-Push-1 911 !a.B"]),
        (&["MIDlet-Push-1: gopher://:70, a.App, *"], &[], &["jad:6 bad-value MIDlet-Push-1 911 !gopher"]),
        (&["MIDlet-Push-2: sms://:5000, a.App, *"], &[], &["jad:6 number-gap MIDlet-Push-2 - !MIDlet-Push-1"]),
    ]);
    let push = "MIDlet-Push-1: sms://:5000, a.App, *";
    assert_eq!(lines(&suite(&[SIGNED], &[push])), ["manifest:8 missing-attribute MIDlet-Permissions 910"]);
    assert_eq!(lines(&suite(&[SIGNED], &[push, allowed])), [""; 0]);
}

#[test]
fn permissions() {
    run(&[
        (&["MIDlet-Permissions: javax.microedition.io.Connector.http"], &[], &[]),
        (&["MIDlet-Permissions: "], &[], &["jad:6 empty-attribute MIDlet-Permissions 906"]),
        (
            &["MIDlet-Permissions: javax.microedition.io.Connector.http,"],
            &[],
            &["jad:6 bad-value MIDlet-Permissions 906"],
        ),
        (&[], &["MIDlet-Permissions-Opt: ,"], &["manifest:8 bad-value MIDlet-Permissions-Opt 907"]),
        (&["MIDlet-Permissions: com.example.Fly"], &[], &["jad:6 permission-unknown MIDlet-Permissions -"]),
        (
            &[SIGNED],
            &["MIDlet-Permissions: com.example.Fly", "MIDlet-Permissions-Opt: com.example.Dive"],
            &[
                "manifest:8 permission-unknown MIDlet-Permissions 910",
                "manifest:9 permission-unknown MIDlet-Permissions-Opt -",
            ],
        ),
        (
            &["MIDlet-Permissions: javax.microedition.io.connector.http"],
            &[],
            &["jad:6 permission-unknown MIDlet-Permissions - !javax.microedition.io.Connector.http"],
        ),
        (
            &["MIDlet-Permissions: javax.microedition.io.Connector.http, javax.microedition.io.Connector.http"],
            &[],
            &["jad:6 permission-duplicate MIDlet-Permissions -"],
        ),
        (
            &[
                "MIDlet-Permissions: javax.microedition.io.Connector.http",
                "MIDlet-Permissions-Opt: javax.microedition.io.Connector.http",
            ],
            &[],
            &["jad:7 permission-duplicate MIDlet-Permissions-Opt -"],
        ),
        // Same names in another order are the same; other names are not.
        (
            &["MIDlet-Permissions: javax.microedition.io.Connector.http, javax.microedition.io.PushRegistry"],
            &["MIDlet-Permissions: javax.microedition.io.PushRegistry,", "+ javax.microedition.io.Connector.http"],
            &[],
        ),
        (
            &["MIDlet-Permissions: javax.microedition.io.Connector.http"],
            &["MIDlet-Permissions: javax.microedition.io.PushRegistry"],
            &["jad:6 mismatch MIDlet-Permissions - !javax.microedition.io.PushRegistry"],
        ),
    ]);
}

#[test]
fn content_handlers() {
    run(&[
        (&[], &["MicroEdition-Handler-1: a.App, text/x, .x, open, "], &[]),
        (&[], &["MicroEdition-Handler-1: , text/x"], &["manifest:8 bad-value MicroEdition-Handler-1 907"]),
        (&["MicroEdition-Handler-1: a.App,a,b,c,d,e"], &[], &["jad:6 bad-value MicroEdition-Handler-1 906"]),
        (
            &[],
            &["MicroEdition-Handler-1: a.B, text/x"],
            &["manifest:8 handler-class-undeclared MicroEdition-Handler-1 939 !a.B"],
        ),
        (&[], &["MicroEdition-Handler-1: a.App, text/x, .x, open new, en", "MicroEdition-Handler-1-en: Open New"], &[]),
        (
            &[],
            &["MicroEdition-Handler-1: a.App, text/x, .x, open new, en fr", "MicroEdition-Handler-1-en: Open"],
            &[
                "manifest:8 missing-attribute MicroEdition-Handler-1-fr 939",
                "manifest:9 bad-value MicroEdition-Handler-1-en 939 !2 actions",
            ],
        ),
        (
            &[],
            &[
                "MicroEdition-Handler-1: a.App, text/x",
                "MicroEdition-Handler-2: a.App, text/y",
                "MicroEdition-Handler-1-ID: com.example.x",
                "MicroEdition-Handler-2-ID: com.example.xy",
            ],
            &["manifest:11 bad-value MicroEdition-Handler-2-ID 938 !com.example.x"],
        ),
        (
            &[],
            &[
                "MicroEdition-Handler-1: a.App, text/x",
                "MicroEdition-Handler-2: a.App, text/y",
                "MicroEdition-Handler-3: a.App, text/z",
                "MicroEdition-Handler-4: a.App, text/u",
                "MicroEdition-Handler-1-ID: a.b",
                "MicroEdition-Handler-2-ID: a",
                "MicroEdition-Handler-3-ID: a.c",
                "MicroEdition-Handler-4-ID: a.b",
            ],
            // Not only of its neighbour may an ID be a prefix.
            &[
                "manifest:12 bad-value MicroEdition-Handler-1-ID 938 !a",
                "manifest:14 bad-value MicroEdition-Handler-3-ID 938 !a",
                "manifest:15 bad-value MicroEdition-Handler-4-ID 938 !a",
            ],
        ),
        (
            &[],
            &["MicroEdition-Handler-1: a.App, text/x", "MicroEdition-Handler-1-ID: two words"],
            &["manifest:9 bad-value MicroEdition-Handler-1-ID 939"],
        ),
        (
            &[],
            &["MicroEdition-Handler-1: a.App, text/x, .x, open new, en", "MicroEdition-Handler-1-en: Open It, New"],
            &[],
        ),
        (
            &[],
            &["MicroEdition-Handler-1: a.App, text/x", "MicroEdition-Handler-1-Access: com.a,com.b"],
            &["manifest:9 bad-value MicroEdition-Handler-1-Access 939"],
        ),
        (
            &[],
            &["MicroEdition-Handler-2: a.App, text/x"],
            &["manifest:8 number-gap MicroEdition-Handler-2 - !MicroEdition-Handler-1"],
        ),
        (
            &[SIGNED],
            &["MicroEdition-Handler-1: a.App, text/x"],
            &["manifest:8 missing-attribute MIDlet-Permissions 910"],
        ),
    ]);
}

#[test]
fn attributes_of_other_standards_and_vendors() {
    run(&[
        (&["Nokia-MIDlet-Category: Game", "FlipInsensitive: True", "x-own: 1"], &[], &[]),
        (&["MIDlet-Heap-Size-1: 4k"], &[], &["jad:6 bad-value MIDlet-Heap-Size-1 -"]),
        (&["MIDlet-No-Exit-1: maybe"], &[], &["jad:6 bad-value MIDlet-No-Exit-1 -"]),
        (&["MIDlet-Launch-Power-On-1: yes"], &[], &[]),
        (&["Nokia-MIDlet-App-Orientation: upside-down"], &[], &["jad:6 bad-value Nokia-MIDlet-App-Orientation -"]),
        (&["Nokia-MIDlet-UID-1: 0xE123"], &[], &[]),
        (&["Nokia-MIDlet-UID-1: none"], &[], &["jad:6 bad-value Nokia-MIDlet-UID-1 -"]),
        (&["Nokia-MIDlet-Install-Debug: 1"], &[], &["jad:6 test-switch Nokia-MIDlet-Install-Debug -"]),
        (&[], &["Pay-Debug-DemoMode: yes"], &["manifest:8 test-switch Pay-Debug-DemoMode -"]),
        (&["Pay-Version: 1.0"], &[], &["jad:6 ignored-in-jad Pay-Version -"]),
        (&[], &["Pay-Version: one"], &["manifest:8 bad-value Pay-Version 907"]),
        (&[], &["Pay-Adapters: PPSMS,,X-CCARD"], &["manifest:8 bad-value Pay-Adapters 907"]),
        (&[], &["Pay-Update-Date: 2004-11-15 02:00Z", "Pay-Cache: no", "Pay-Feature-0: 1"], &[]),
        (&[], &["Pay-Update-Stamp: yesterday"], &["manifest:8 bad-value Pay-Update-Stamp 907"]),
        (&[], &["Pay-Update-URL: prices.txt"], &["manifest:8 bad-value Pay-Update-URL 907"]),
        (&[], &["Pay-Cache: perhaps"], &["manifest:8 bad-value Pay-Cache 907"]),
        (&[], &["Pay-Feature-1: first"], &["manifest:8 bad-value Pay-Feature-1 907"]),
        (&[], &["Pay-SMS1-Info: PPSMS, EUR, 7132"], &[]),
        (&[], &["Pay-Providers: SMS1", "Pay-SMS1-Info: PPSMS, EUR, 7132"], &[]),
        (
            &[],
            &["Pay-Providers: SMS1, SMS2"],
            &["manifest:8 missing-attribute Pay-SMS1-Info 907", "manifest:8 missing-attribute Pay-SMS2-Info 907"],
        ),
        (&[], &["Pay-SMS1-Info: PPSMS, euro"], &["manifest:8 bad-value Pay-SMS1-Info 907"]),
        (&["MIDlet-Permission-1: java.io.X"], &[], &["jad:6 midp3-attribute MIDlet-Permission-1 906"]),
        (&["LIBlet-Name: lib"], &[], &["jad:6 midp3-attribute LIBlet-Name -"]),
        (&["MIDlet-Permission-1: java.io.X"], &["MicroEdition-Profile: MIDP-3.0"], &[]),
        (&["MIDlet-Permission-1: /"], &["MicroEdition-Profile: MIDP-3.0"], &["jad:6 bad-value MIDlet-Permission-1 -"]),
        (&["MIDlet-Colour: red"], &[], &["jad:6 unknown-reserved MIDlet-Colour -"]),
        (&["MicroEdition-Colour: red"], &[], &["jad:6 unknown-reserved MicroEdition-Colour -"]),
        (&[], &["MIDlet-Jar-URL: app.jar"], &[]),
        (&[], &["MIDlet-Jar-Size: 1"], &[]),
        (&[], &["MIDlet-Jar-RSA-SHA1: AAAA"], &["manifest:8 ignored-in-manifest MIDlet-Jar-RSA-SHA1 -"]),
        (&[], &["MIDlet-Certificate-1-1: AA"], &["manifest:8 ignored-in-manifest MIDlet-Certificate-1-1 -"]),
        (&["Manifest-Version: 1.0", "Created-By: me"], &[], &[]),
        (&[], &["Manifest-Version: 2.0"], &["manifest:1 bad-value Manifest-Version -"]),
        (&[], &["-Manifest-Version", "+Manifest-Version: 1.0"], &["manifest:7 bad-value Manifest-Version -"]),
    ]);
}

#[test]
fn names_that_readers_take_differently() {
    run(&[
        (&["midlet-name: Other"], &[], &["jad:6 case-variant midlet-name - !MIDlet-Name"]),
        (
            &["-MIDlet-Vendor", "Midlet-Vendor: Acme"],
            &[],
            &["jad missing-attribute MIDlet-Vendor 906", "jad:5 case-variant Midlet-Vendor - !MIDlet-Vendor"],
        ),
        (&["x-key: 1", "X-Key: 2"], &[], &["jad:7 case-variant X-Key - !x-key"]),
        (&["x-key: 1", "+x-key: 2"], &[], &["jad:7 duplicate x-key - !1"]),
        (&[], &["+MIDlet-Name: App"], &["manifest:8 duplicate MIDlet-Name - !App"]),
        (&["MIDlet-Name : App"], &[], &["jad:6 bad-name MIDlet-Name  906", "jad:6 duplicate MIDlet-Name - !App"]),
        (&["x/key: 1"], &[], &["jad:6 bad-name x/key 906"]),
        (&["$key+: 1"], &[], &[]),
        (&[], &["x=key: 1"], &["manifest:8 bad-name x=key 907"]),
        (&[], &["+", "+MIDlet-Icon: /icon.png"], &["manifest:9 outside-main-section MIDlet-Icon -"]),
        (
            &[],
            &["+", "+Name: a/App.class", "+MIDlet-Vendor: Evil", "+SHA1-Digest: AAAA"],
            &["manifest:10 outside-main-section MIDlet-Vendor - !Acme"],
        ),
        // What stands in a later section only is read by phoneME, so that it is not missing.
        (&[], &["-MIDlet-1", "+", "+MIDlet-1: App, , a.App"], &["manifest:8 outside-main-section MIDlet-1 -"]),
    ]);
    let facts = suite(&["x-key: 1", "+x-key: 1"], &[]);
    assert_eq!(facts[0].text("detail"), Some("also in line 6, with the same value; phoneME and Symbian take the last"));
}

#[test]
fn lines_that_are_none() {
    run(&[
        (&["+nonsense"], &[], &["jad:6 bad-line - 906"]),
        (&["+key=value"], &[], &["jad:6 bad-line - 906"]),
        (&["+# comment"], &[], &["jad:6 bad-line - 906"]),
        (&["+ "], &[], &[]),
        (&["x-key: one", "+ two"], &[], &["jad:7 continuation-in-jad - 906"]),
        (&["+", "+ two"], &[], &["jad:7 bad-line - 906"]),
        (&[], &["+nonsense"], &["manifest:8 bad-line - 907"]),
        (&[], &["x-key: one", "+ two"], &[]),
        (&["x-key: a\\"], &[], &["jad:6 bad-line x-key -"]),
        (&["x-key: \\u0041"], &[], &["jad:6 bad-line x-key -"]),
        (&["x-key: a\\b\\u00"], &[], &[]),
        (&[], &["x-key: a\\"], &[]),
    ]);
    let equals = suite(&["+key=value"], &[]);
    assert_eq!(equals[0].text("value"), Some("key=value"));
    assert_eq!(equals[0].text("detail"), Some("no colon; readers of Java properties take `=` for the separator"));
}

#[test]
fn characters() {
    run(&[
        (&["x-key: a\u{1b}[2Jb"], &[], &["jad:6 control-character x-key - !U+001B"]),
        (&["x-key: a\u{85}b"], &[], &["jad:6 control-character x-key - !U+0085"]),
        (&["x-key: a\tb"], &[], &[]),
        (&["x-key: a\0b"], &[], &["jad:6 control-character - -"]),
        (&["x-key: a\u{1a}"], &[], &["jad:6 control-character - -"]),
        (&["x-key: \u{202e}gpj"], &[], &["jad:6 bidi-character x-key - !U+202E"]),
        (&["x-key: a\u{200b}b"], &[], &["jad:6 bidi-character x-key - !U+200B"]),
        (&["x-key: שלום"], &[], &[]),
        (&["x-key: שלום\u{200f}!"], &[], &[]),
        (&["x-key: שלום\u{202e}!"], &[], &["jad:6 bidi-character x-key - !U+202E"]),
        (&["x-key: a\u{200f}!"], &[], &["jad:6 bidi-character x-key - !U+200F"]),
        (&["x-key: hello\u{61c}!"], &[], &["jad:6 bidi-character x-key - !U+061C"]),
        (&["x-key: \u{646}\u{645}\u{6cc}\u{200c}\u{62f}"], &[], &[]),
        (&["x-key: a\u{202e}"], &["x-key: a\u{202e}"], &["jad:6 bidi-character x-key - !U+202E"]),
        (&["MIDlet-Description: a\tb"], &[], &["jad:6 control-character MIDlet-Description - !U+0009"]),
        (&["MIDlet-Description: a         b"], &[], &["jad:6 control-character MIDlet-Description -"]),
        (&["x-key: a         b"], &[], &[]),
    ]);
    let name = format!("MIDlet-Name: {}", "n".repeat(65));
    assert_eq!(lines(&suite(&[&name], &[&name])), ["jad:1 over-long MIDlet-Name -", "manifest:2 over-long - -"]);
    let long = format!("x-key: {}", "x".repeat(70));
    assert_eq!(lines(&suite(&[], &[&long, "y-key: 1"])), ["manifest:8 over-long - -"]);
}

#[test]
fn encodings_and_line_ends() {
    let utf16 = |text: &str, bom: &[u8], unit: fn(u16) -> [u8; 2]| {
        bom.iter().copied().chain(text.encode_utf16().flat_map(unit)).collect::<Vec<u8>>()
    };
    let jar = jar_with(edit(MANIFEST, &[]).as_bytes());
    let text = edit(JAD, &["x-key: café"]).replace("{size}", &jar.len().to_string());
    let cases: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("UTF-8", text.clone().into_bytes(), &[]),
        ("UTF-8 with mark", [b"\xef\xbb\xbf", text.as_bytes()].concat(), &["jad odd-encoding - -"]),
        ("UTF-16 little-endian", utf16(&text, b"\xff\xfe", u16::to_le_bytes), &["jad odd-encoding - -"]),
        ("UTF-16 big-endian", utf16(&text, b"\xfe\xff", u16::to_be_bytes), &["jad odd-encoding - -"]),
        ("UTF-16 without mark", utf16(&text, b"", u16::to_be_bytes), &["jad odd-encoding - -"]),
        ("Latin-1", text.chars().map(|c| c as u8).collect(), &["jad:6 odd-encoding - -"]),
        ("CRLF", text.replace('\n', "\r\n").into_bytes(), &[]),
        ("CR", text.replace('\n', "\r").into_bytes(), &["jad odd-line-ends - 906"]),
        ("mixed", text.replacen('\n', "\r\n", 2).into_bytes(), &["jad odd-line-ends - -"]),
        ("no last line end", text.trim_end().to_string().into_bytes(), &[]),
        // Halves of characters of another encoding are no controls.
        ("GBK", [text.as_bytes(), b"y-key: \xb2\x81\xd6\n"].concat(), &["jad:7 odd-encoding - -"]),
        (
            "GBK with a control",
            [text.as_bytes(), b"y-key: \xb2\x81\x07\n"].concat(),
            &["jad:7 control-character y-key - !U+0007", "jad:7 odd-encoding - -"],
        ),
    ];
    for (name, jad, expected) in cases {
        assert_eq!(lines(&descriptor(Some(&jad), Some(&jar))), expected, "{name}");
    }
    let manifest = edit(MANIFEST, &[]);
    for (name, manifest, expected) in [
        ("CR", manifest.replace('\n', "\r"), vec!["manifest odd-line-ends - -"]),
        ("CRLF", manifest.replace('\n', "\r\n"), vec![]),
        ("no last line end", manifest.trim_end().to_string(), vec!["manifest:7 odd-line-ends - -"]),
    ] {
        assert_eq!(lines(&descriptor(None, Some(&jar_with(manifest.as_bytes())))), expected, "{name}");
    }
}

#[test]
fn manifests_that_are_not_where_they_should_be() {
    let manifest = edit(MANIFEST, &[]);
    let with = |names: &[&str]| {
        let mut entries: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, manifest.as_bytes())).collect();
        entries.extend([("a/App.class", CLASS), ("icon.png", PNG)]);
        let jar = jar(&entries);
        let jad = edit(JAD, &["MIDlet-1: App, , a.App"]).replace("{size}", &jar.len().to_string());
        lines(&descriptor(Some(jad.as_bytes()), Some(&jar)))
    };
    assert_eq!(with(&["META-INF/MANIFEST.MF"]), ["jad:6 mismatch MIDlet-1 - !App, /icon.png, a.App"]);
    assert_eq!(with(&[]), ["archive manifest-missing - 907"]);
    assert_eq!(
        with(&["meta-inf/manifest.mf"]),
        [
            "jad:6 mismatch MIDlet-1 - !App, /icon.png, a.App",
            "entry:meta-inf/manifest.mf case-variant - - !META-INF/MANIFEST.MF"
        ]
    );
    assert_eq!(
        with(&["META-INF/MANIFEST.MF", "META-INF/manifest.mf"])[1..],
        ["entry:META-INF/manifest.mf manifest-duplicate - - !META-INF/MANIFEST.MF"]
    );
}

#[test]
fn what_is_no_suite_is_said_once() {
    let library = jar(&[("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\nMain-Class: a.B\n"), ("a/B.class", CLASS)]);
    assert_eq!(lines(&descriptor(None, Some(&library))), ["manifest not-a-suite - -"]);
    // However odd its manifest is: that of a library is not held to MIDP.
    let odd =
        b"Manifest-Version : 1.0\nnonsense\nkey=value\nA/B: 1\nBundle-Name: \xe9\n\nName: x\nA: 1\nA: 2\nlast: \x07";
    assert_eq!(lines(&descriptor(None, Some(&jar_with(odd)))), ["manifest not-a-suite - -"]);
    let twice = jar(&[("META-INF/MANIFEST.MF", b"A: 1\n"), ("META-INF/manifest.mf", b"A: 1\n")]);
    assert_eq!(
        lines(&descriptor(None, Some(&twice))),
        ["manifest not-a-suite - -", "entry:META-INF/manifest.mf manifest-duplicate - - !META-INF/MANIFEST.MF"]
    );
    // Of a manifest that can't be inflated nobody knows what it says.
    let mut lost = table::stored(&[("META-INF/MANIFEST.MF", b"\xff\xff\xff\xff\xff"), ("a/B.class", CLASS)]);
    let method = |at: usize, jar: &mut Vec<u8>| jar[at..at + 2].copy_from_slice(&8u16.to_le_bytes());
    let directory = lost.windows(4).position(|w| w == b"PK\x01\x02").expect("a directory");
    method(8, &mut lost);
    method(directory + 10, &mut lost);
    assert_eq!(lines(&descriptor(None, Some(&lost))), ["entry:META-INF/MANIFEST.MF manifest-missing - 907"]);
    // One attribute of MIDP makes it one.
    let meant = jar_with(b"MicroEdition-Profile: MIDP-2.0\n");
    assert_eq!(lines(&descriptor(None, Some(&meant))).len(), 6);
    let bare = jar(&[("a/B.class", CLASS)]);
    assert_eq!(lines(&descriptor(None, Some(&bare))), ["archive not-a-suite - -"]);
    // With a descriptor it is meant as one.
    let jad = edit(JAD, &["MIDlet-Jar-Size: 1"]);
    assert!(lines(&descriptor(Some(jad.as_bytes()), Some(&library))).len() > 5);
}

#[test]
fn lonely_files_are_checked_as_far_as_they_go() {
    let jad = edit(JAD, &["MIDlet-Jar-Size: 1000", "MIDlet-Push-1: sms://:1, a.App, *"]);
    assert_eq!(lines(&descriptor(Some(jad.as_bytes()), None)), [""; 0]);
    let jar = jar_with(edit(MANIFEST, &["-MIDlet-Vendor"]).as_bytes());
    assert_eq!(lines(&descriptor(None, Some(&jar))), ["manifest missing-attribute MIDlet-Vendor 907"]);
}

#[test]
fn the_jar_comes_from_another_host() {
    let jar = jar_with(edit(MANIFEST, &[]).as_bytes());
    let jad = edit(JAD, &[]).replace("{size}", &jar.len().to_string());
    let lines_from = |origin| {
        let facts = facts(Some(jad.as_bytes()), Some(&jar), Some(origin), &Limits::default());
        facts.iter().filter(|fact| fact.kind == Kind::Descriptor).map(line).collect::<Vec<_>>()
    };
    assert_eq!(lines_from("http://EXAMPLE.com/app.jad"), [""; 0]);
    assert_eq!(
        lines_from("http://example.net/app.jad"),
        ["jad:4 mismatch MIDlet-Jar-URL - !http://example.net/app.jad"]
    );
}

#[test]
fn limits_are_stated() {
    let limits = Limits { attribute_chars: 10, ..Limits::default() };
    let facts = facts(Some(b"x-key: 12345678901\n"), None, None, &limits);
    let texts: Vec<String> = facts.iter().filter(|fact| fact.kind == Kind::Limit).map(Fact::to_text).collect();
    assert_eq!(texts, ["limit attribute-chars value=10 detail=x-key at=jad:1"]);
}

#[test]
fn signing_attributes_that_devices_do_not_get_to() {
    let unseen = Some("devices stop at the missing one: this and what follows is not seen");
    let with =
        |attributes: &[&str]| {
            let facts = suite(attributes, &[]);
            assert!(facts.iter().all(|fact| fact.text("other").is_none()
                || fact.text("detail") == unseen
                || fact.int("ota") == Some(909)));
            lines(&facts)
        };
    let signature = "+MIDlet-Jar-RSA-SHA1: AAAA";
    let certificate = |n: u32, m: u32| format!("MIDlet-Certificate-{n}-{m}: AAAA");
    assert_eq!(with(&[signature, &certificate(1, 1), &certificate(1, 2), &certificate(2, 1)]), [""; 0]);
    assert_eq!(with(&[&certificate(1, 1), &certificate(1, 2)]), ["jad:6 orphan-certificate MIDlet-Certificate-1-1 -"]);
    assert_eq!(
        with(&[signature]),
        ["jad:6 signature-without-certificate MIDlet-Jar-RSA-SHA1 909 !MIDlet-Certificate-1-1"]
    );
    assert_eq!(
        with(&[signature, &certificate(1, 1), &certificate(1, 3)]),
        ["jad:8 orphan-certificate MIDlet-Certificate-1-3 - !MIDlet-Certificate-1-2"]
    );
    assert_eq!(
        with(&[signature, &certificate(1, 1), &certificate(3, 1)]),
        ["jad:8 orphan-certificate MIDlet-Certificate-3-1 - !MIDlet-Certificate-2-1"]
    );
    // MIDP 3 numbers its signatures.
    let midp3 = "MicroEdition-Profile: MIDP-3.0";
    assert_eq!(
        lines(&suite(&[&certificate(1, 1), "+MIDlet-Jar-RSA-SHA1-2: AAAA"], &[midp3])),
        ["jad:7 signature-without-certificate MIDlet-Jar-RSA-SHA1-2 909 !MIDlet-Certificate-2-1"]
    );
}

/// A class file with one method without code.
fn class(access: u16, superclass: &str, method: (u16, &str, &str)) -> Vec<u8> {
    let mut bytes = b"\xca\xfe\xba\xbe\0\0\0\x2f\0\x07".to_vec();
    let utf8 = |bytes: &mut Vec<u8>, text: &str| {
        bytes.push(1);
        bytes.extend((text.len() as u16).to_be_bytes());
        bytes.extend(text.as_bytes());
    };
    bytes.extend([7, 0, 2]);
    utf8(&mut bytes, "a/App");
    bytes.extend([7, 0, 4]);
    for text in [superclass, method.1, method.2] {
        utf8(&mut bytes, text);
    }
    for number in [access, 1, 3, 0, 0, 1, method.0, 5, 6, 0, 0] {
        bytes.extend(number.to_be_bytes());
    }
    bytes
}

#[test]
fn midlets_that_no_device_can_start() {
    const MIDLET: &str = "javax/microedition/midlet/MIDlet";
    let constructor = (0x0001, "<init>", "()V");
    for (class, expected) in [
        (class(0x0021, MIDLET, constructor), None),
        (class(0x0021, "a/Missing", constructor), None),
        (class(0x0021, "java/lang/Object", constructor), Some("it does not extend javax.microedition.midlet.MIDlet")),
        (class(0x0421, MIDLET, constructor), Some("it is abstract")),
        (class(0x0021, MIDLET, (0x0002, "<init>", "()V")), Some("it has no public constructor without arguments")),
        (class(0x0021, MIDLET, (0x0001, "<init>", "(I)V")), Some("it has no public constructor without arguments")),
        (class(0x0021, MIDLET, (0x0001, "init", "()V")), Some("it has no public constructor without arguments")),
    ] {
        let manifest = edit(MANIFEST, &["MIDlet-1: App, , a.App"]);
        let jar = jar(&[("META-INF/MANIFEST.MF", manifest.as_bytes()), ("a/App.class", &class)]);
        let file = File { path: "app.jar", bytes: &jar };
        let input = Input { name: "app.jar", jad: None, jar: Some(file), pairing: BundlePairing::Single, origin: None };
        let analyzer = mexelint::Analyzer::new(mexelint::Settings { keep_facts: true, ..Default::default() });
        let report = analyzer.analyze(&input, &mut mexelint::Scratch::default());
        let found = report.facts.iter().find(|fact| fact.kind == Kind::Descriptor);
        assert_eq!(found.and_then(|fact| fact.text("detail")), expected);
        if let Some(fact) = found {
            assert_eq!(line(fact), "manifest:5 class-not-midlet MIDlet-1 907");
        }
    }
}

/// Each of these once made a fact a line, or looked at every pair.
fn floods() -> Vec<String> {
    let numbered = |prefix: &str, value: &str| (1..=9_990).rev().map(|n| format!("{prefix}{n}: {value}\n")).collect();
    vec![
        numbered("MIDlet-", "a, /b, c.D"),
        numbered("MIDlet-Push-", "sms://:1, x.Y, *"),
        numbered("MicroEdition-Handler-", "x.Y, a, b, c, d e f"),
        numbered("MIDlet-Certificate-1-", "?"),
        numbered("MIDlet-Unknown", "1"),
        "MIDlet-Name: a\n".repeat(10_000),
        format!("MIDlet-Permissions: {}\n", (0..6_000).map(|n| format!("p{n},")).collect::<String>()),
        format!("MIDlet-1: a\nPay-Providers: {}\n", (0..9_000).map(|n| format!("p{n},")).collect::<String>()),
        "MIDlet-1: a\n# x\n \nnothing\n".repeat(3_000),
    ]
}

#[test]
fn floods_end_in_few_facts_and_are_counted() {
    let limits = Limits::default();
    for text in floods() {
        let jar = table::stored(&[("META-INF/MANIFEST.MF", text.as_bytes())]);
        let facts = facts(Some(text.as_bytes()), Some(&jar), None, &limits);
        let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
        for fact in facts.iter().filter(|fact| fact.kind == Kind::Descriptor) {
            *kinds.entry(fact.text("what").expect("every fact has it")).or_default() += 1;
        }
        assert!(kinds.values().all(|count| *count <= limits.descriptor_facts), "{kinds:?}");
        let cut: Vec<&Fact> = facts.iter().filter(|fact| fact.text("name") == Some("descriptor-facts")).collect();
        assert!(!cut.is_empty(), "{kinds:?}");
        for limit in cut {
            let what = limit.text("detail").and_then(|detail| detail.split(' ').nth(5)).expect("the kind");
            assert_eq!(kinds.get(what), Some(&limits.descriptor_facts), "{what}");
            assert!(limit.int("seen").is_some_and(|seen| seen > limits.descriptor_facts as i64), "{what}");
        }
    }
}

#[test]
fn a_limit_cuts_each_kind_by_itself() {
    let limits = Limits { descriptor_facts: 2, ..Limits::default() };
    let text = "a\nb\nc\nd\nx/1: 1\nx/2: 1\nx-1: a\x07\n";
    let facts = facts(Some(text.as_bytes()), None, None, &limits);
    let count = |what| facts.iter().filter(|fact| fact.text("what") == Some(what)).count();
    assert_eq!((count("bad-line"), count("bad-name"), count("control-character")), (2, 2, 1));
    let limits: Vec<String> = facts.iter().filter(|fact| fact.kind == Kind::Limit).map(Fact::to_text).collect();
    assert_eq!(
        limits,
        [
            "limit descriptor-facts value=2 seen=4 \
             detail=\"further departures of the kind bad-line are not listed\" at=bundle",
            "limit descriptor-facts value=2 seen=5 \
             detail=\"further departures of the kind missing-attribute are not listed\" at=bundle",
        ]
    );
}

#[test]
fn a_fact_says_it_all() {
    let facts = suite(&["MIDlet-Name: Other"], &[]);
    assert_eq!(
        facts[0].to_text(),
        "descriptor mismatch attribute=MIDlet-Name value=Other other=App file=jad ota=905 \
         detail=\"manifest line 2\" source=\"MIDP 2.1 midlet/package.html; phoneME Installer; Symbian JRT javainstaller\" \
         confidence=high at=jad:1"
    );
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_unpacked(jad in proptest::collection::vec(proptest::num::u8::ANY, 0..300),
                              manifest in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        let jar = jar_with(&manifest);
        facts(Some(&jad), Some(&jar), None, &Limits::default());
        facts(Some(&manifest), Some(&jad), None, &Limits::default());
    }

    #[test]
    fn any_attributes_are_checked(jad in text(), manifest in text()) {
        let jar = jar_with(manifest.as_bytes());
        for fact in facts(Some(jad.as_bytes()), Some(&jar), Some("http://example.com/"), &Limits::default()) {
            proptest::prop_assert_eq!(Fact::parse(&fact.to_text()), Ok(fact));
        }
    }
}

/// Lines made of names that are known and values that nearly are.
fn text() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::strategy::Strategy;
    let name = proptest::sample::select(vec![
        "MIDlet-Name",
        "MIDlet-Version",
        "MIDlet-1",
        "MIDlet-2",
        "MIDlet-Push-1",
        "MIDlet-Jar-URL",
        "MIDlet-Jar-Size",
        "MIDlet-Permissions",
        "MIDlet-Permissions-Opt",
        "MIDlet-Jar-RSA-SHA1",
        "MicroEdition-Profile",
        "Name",
        "MIDlet-Icon",
        "MicroEdition-Handler-1",
        "MicroEdition-Handler-1-ID",
        "MicroEdition-Handler-1-en",
        "Pay-a-Info",
        "midlet-1",
        "",
    ]);
    let line = (name, "[ :,./a-zé\u{202e}\t0-9-]{0,12}", proptest::sample::select(vec![": ", ":", " : ", "=", ""]));
    proptest::collection::vec(line, 0..12)
        .prop_map(|lines| lines.into_iter().map(|(name, value, colon)| format!("{name}{colon}{value}\n")).collect())
}
