//! `cases.txt` changes a right suite and lists every fact that follows: place, kind, attribute, status, what it disagrees
//! with. With `MEXELINT_UPDATE=1` the facts are written anew; read the difference before you keep it.

use super::{descriptor, line};
use mexelint::bundle::known;
use mexelint::facts::Kind;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const CASES: &str = include_str!("cases.txt");

/// A suite under change.
struct Suite {
    jad: Option<Vec<String>>,
    manifest: Option<Vec<String>>,
    jar: bool,
    ends: String,
    ended_manifest: bool,
    encoding: String,
    manifest_name: String,
    also: Vec<String>,
}

/// A suite that is right in every respect.
fn right() -> Suite {
    let lines = |text: &str| Some(text.lines().map(str::to_string).collect());
    let common = "MIDlet-Name: Hello\nMIDlet-Version: 1.0\nMIDlet-Vendor: Example\n";
    let more = "MIDlet-1: Hello, /icon.png, hello.Hello\nMicroEdition-Profile: MIDP-2.0\nMicroEdition-Configuration: CLDC-1.0\n";
    Suite {
        jad: lines(&format!("{common}MIDlet-Jar-URL: hello.jar\nMIDlet-Jar-Size: {{size}}\n{more}")),
        manifest: lines(&format!("Manifest-Version: 1.0\n{common}{more}")),
        jar: true,
        ends: "\n".to_string(),
        ended_manifest: true,
        encoding: String::new(),
        manifest_name: "META-INF/MANIFEST.MF".to_string(),
        also: Vec::new(),
    }
}

/// Replaces `\u{…}`, `\r`, `\n` and runs such as `{x80}`.
fn expand(text: &str) -> String {
    let mut out = text.replace("\\r", "\r").replace("\\n", "\n");
    while let Some((head, (code, tail))) = out.split_once("\\u{").and_then(|(h, rest)| Some((h, rest.split_once('}')?)))
    {
        let c = u32::from_str_radix(code, 16).ok().and_then(char::from_u32).expect("a code point");
        out = format!("{head}{c}{tail}");
    }
    while let Some((head, (count, tail))) = out.split_once("{x").and_then(|(h, rest)| Some((h, rest.split_once('}')?)))
    {
        out = format!("{head}{}{tail}", "x".repeat(count.parse().expect("a count")));
    }
    out
}

/// `-Name` takes an attribute away, `+line` appends a line as it is, `Name: value` sets an attribute.
fn edit(lines: &mut Vec<String>, change: &str) {
    if let Some(name) = change.strip_prefix('-') {
        let before = lines.len();
        lines.retain(|line| line.split(':').next() != Some(name));
        assert!(lines.len() < before, "{name} is not there");
    } else if let Some(line) = change.strip_prefix('+') {
        lines.push(expand(line));
    } else {
        let line = expand(change);
        let name = line.split(':').next().expect("a name").to_string();
        match lines.iter_mut().find(|l| l.split(':').next() == Some(&name)) {
            Some(old) => *old = line,
            None => lines.push(line),
        }
    }
}

impl Suite {
    fn change(&mut self, directive: &str) {
        let (word, rest) = directive.split_once(' ').unwrap_or((directive, ""));
        match word {
            "jad" => edit(self.jad.as_mut().expect("a JAD"), rest),
            "manifest" => edit(self.manifest.as_mut().expect("a manifest"), rest),
            "first-jad" => self.jad.as_mut().expect("a JAD").insert(0, rest[1..].to_string()),
            "signed" => {
                edit(self.jad.as_mut().expect("a JAD"), "MIDlet-Jar-RSA-SHA1: AAAA");
                edit(self.jad.as_mut().expect("a JAD"), "MIDlet-Certificate-1-1: MIIB");
            }
            "ends" => self.ends = expand(rest),
            "unended" => self.ended_manifest = false,
            "encode" => self.encoding = rest.to_string(),
            "no-jad" => self.jad = None,
            "no-jar" => self.jar = false,
            "no-manifest" => self.manifest = None,
            "manifest-name" => self.manifest_name = rest.to_string(),
            "also" => self.also.push(rest.to_string()),
            other => panic!("unknown directive {other}"),
        }
    }

    fn archive(&self) -> Vec<u8> {
        let mut manifest = self.manifest.as_ref().map(|lines| lines.join("\n") + "\n");
        if let Some(text) = manifest.as_mut().filter(|_| !self.ended_manifest) {
            text.pop();
        }
        let mut entries: Vec<(&str, &[u8])> = vec![
            ("hello/Hello.class", b"\xca\xfe\xba\xbe\0\0\0\x2f\0\x02\x01\0\0"),
            ("hello/Fake.class", b"not a class"),
            ("icon.png", super::PNG),
            ("text.txt", b"text"),
        ];
        entries.extend(manifest.as_ref().map(|text| (self.manifest_name.as_str(), text.as_bytes())));
        entries.extend(self.also.iter().map(|name| (name.as_str(), &b"A: 1\n"[..])));
        stored(&entries)
    }

    fn facts(&self) -> Vec<String> {
        let jar = self.archive();
        let jad = self.jad.as_ref().map(|lines| {
            let text: String = lines.iter().map(|line| format!("{line}{}", self.ends)).collect();
            let text = text.replace("{size}", &jar.len().to_string());
            let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
            match self.encoding.as_str() {
                "utf8-bom" => format!("\u{feff}{text}").into_bytes(),
                "utf16-bom" => utf16(&format!("\u{feff}{text}")),
                "utf16" => utf16(&text),
                "latin1" => text.chars().map(|c| u8::try_from(c).expect("Latin-1")).collect(),
                _ => text.into_bytes(),
            }
        });
        let facts = descriptor(jad.as_deref(), self.jar.then_some(&jar[..]));
        for fact in &facts {
            let code = fact.int("ota").map(|code| u16::try_from(code).expect("a status code"));
            assert!(code.is_none_or(|code| known::ota(code).is_some()), "{}", fact.to_text());
        }
        facts.iter().map(line).collect()
    }
}

/// A JAR whose size depends on nothing but its entries.
pub fn stored(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default());
    for (name, bytes) in entries {
        zip.start_file(*name, options).expect("a new entry");
        zip.write_all(bytes).expect("memory is writable");
    }
    zip.finish().expect("memory is writable").into_inner()
}

#[test]
fn every_fault_is_stated_at_its_line() {
    let mut found = String::new();
    for case in CASES.split("== ").skip(1) {
        let mut suite = right();
        found += &format!("== {}\n", case.lines().next().expect("a label"));
        for directive in case.lines().skip(1).filter(|line| !line.starts_with("=> ")) {
            suite.change(directive);
            found += &format!("{directive}\n");
        }
        for fact in suite.facts() {
            found += &format!("=> {fact}\n");
        }
    }
    if std::env::var_os("MEXELINT_UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/descriptor/cases.txt");
        std::fs::write(path, &found).expect("the table can be written");
        return;
    }
    for (case, expected) in found.split("== ").zip(CASES.split("== ")) {
        assert_eq!(case, expected);
    }
}

#[test]
fn every_kind_of_fault_has_a_case() {
    let field = Kind::Descriptor.field("what").expect("the schema has it");
    for what in Kind::Descriptor.info().fields[field].tokens {
        // Whether a class is a MIDlet only the hierarchy tells; how many are too many, the limits.
        if !matches!(*what, "class-not-midlet" | "too-many") {
            let named = |line: &str| line.starts_with("=> ") && line.split(' ').nth(2) == Some(what);
            assert!(CASES.lines().any(named), "{what}");
        }
    }
}
