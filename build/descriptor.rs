//! Checks the tables of descriptor attributes and OTA status codes and generates the Rust tables that `bundle::known`
//! holds.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::{fmt::Write, fs, path::Path};

const ATTRIBUTES: &str = "rules/platform/midp/attributes.toml";
const OTA: &str = "rules/platform/midp/ota.tsv";
const PERMISSIONS: &str = "rules/platform/midp/permissions.tsv";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    configurations: Vec<String>,
    profiles: Vec<String>,
    push_schemes: Vec<String>,
    reserved: Vec<String>,
    attribute: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    family: String,
    file: String,
    syntax: String,
    #[serde(default)]
    required: String,
    required_number: Option<u32>,
    #[serde(default)]
    missing: [u16; 2],
    #[serde(default)]
    bad: [u16; 2],
    max: Option<u32>,
    #[serde(default)]
    long: [u16; 2],
    #[serde(rename = "match")]
    matching: String,
    #[serde(default)]
    in_manifest_too: bool,
    #[serde(default)]
    shown: bool,
    #[serde(default)]
    test_switch: bool,
    #[serde(default)]
    harmless_elsewhere: bool,
    #[serde(default)]
    devices: String,
    #[serde(default)]
    note: String,
    source: String,
    confidence: String,
}

const FAMILIES: &[&str] = &["midp", "midp3", "jsr211", "jsr229", "java", "sun", "nokia", "vendor"];
const FILES: &[&str] = &["both", "jad", "manifest"];
const REQUIRED: &[&str] = &["", "each", "either", "jad", "manifest"];
const MATCHING: &[&str] = &["identity", "signed", "stated", "never"];
const CONFIDENCES: &[&str] = &["high", "medium", "low"];
const SYNTAXES: &[&str] = &[
    "text",
    "required-text",
    "opaque",
    "version",
    "jar-url",
    "url",
    "http-url",
    "notify",
    "size",
    "integer",
    "midlet",
    "push",
    "profiles",
    "configuration",
    "environment",
    "icon",
    "permissions",
    "permissions-opt",
    "class-permission",
    "manifest-version",
    "yes-no",
    "handler",
    "handler-id",
    "handler-access",
    "handler-locale",
    "pay-version",
    "list",
    "date",
    "pay-cache",
    "pay-info",
    "orientation",
    "hexadecimal",
    "base64",
];

/// Reads the tables below `root` and writes `descriptor.rs` to `out`.
pub fn generate(root: &Path, out: &Path) {
    for file in [ATTRIBUTES, OTA, PERMISSIONS] {
        println!("cargo::rerun-if-changed={file}");
    }
    let read = |file: &str| fs::read_to_string(root.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    let tables: Tables = toml::from_str(&read(ATTRIBUTES)).unwrap_or_else(|e| panic!("{ATTRIBUTES}: {e}"));
    let mut text = String::new();
    let codes = render_ota(&read(OTA), &mut text);
    render_attributes(&tables, &codes, &mut text);
    render_words("CONFIGURATIONS", "Configurations known to devices.", &tables.configurations, &mut text);
    render_words("PROFILES", "Profiles known to devices.", &tables.profiles, &mut text);
    render_words("PUSH_SCHEMES", "Schemes of static push registrations.", &tables.push_schemes, &mut text);
    render_words("RESERVED", "Starts of names that only the standards may define.", &tables.reserved, &mut text);
    let permissions = read(PERMISSIONS);
    let names: BTreeSet<String> =
        permissions.lines().skip(1).filter_map(|line| line.split('\t').next()).map(String::from).collect();
    assert!(names.len() > 50, "{PERMISSIONS}: few names");
    let names: Vec<String> = names.into_iter().collect();
    render_words("PERMISSIONS", "Names of permissions, sorted.", &names, &mut text);
    fs::write(out.join("descriptor.rs"), text).expect("OUT_DIR is writable");
}

fn render_words(name: &str, doc: &str, words: &[String], text: &mut String) {
    let _ = writeln!(text, "/// {doc}\npub static {name}: &[&str] = &{words:?};");
}

fn render_ota(table: &str, text: &mut String) -> BTreeSet<u16> {
    let mut codes = BTreeSet::new();
    let _ = writeln!(text, "/// The status codes, ascending.\npub static OTA: &[OtaStatus] = &[");
    for (number, line) in table.lines().enumerate().skip(1) {
        let [code, meaning, when, source, confidence] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{OTA}:{}: five columns wanted", number + 1);
        };
        let code: u16 = code.parse().unwrap_or_else(|e| panic!("{OTA}:{}: {e}", number + 1));
        assert!(codes.last().is_none_or(|last| *last < code), "{OTA}:{}: codes must ascend", number + 1);
        assert!(CONFIDENCES.contains(&confidence), "{OTA}:{}: confidence {confidence}", number + 1);
        codes.insert(code);
        let confidence = camel(confidence);
        let _ = writeln!(
            text,
            "    OtaStatus {{ code: {code}, meaning: {meaning:?}, when: {when:?}, source: {source:?}, confidence: Confidence::{confidence} }},"
        );
    }
    let _ = writeln!(text, "];");
    codes
}

fn render_attributes(tables: &Tables, codes: &BTreeSet<u16>, text: &mut String) {
    let mut names = BTreeSet::new();
    let _ = writeln!(
        text,
        "/// The attributes; the first whose pattern fits is meant.\npub static ATTRIBUTES: &[Known] = &["
    );
    for row in &tables.attribute {
        let name = &row.name;
        assert!(names.insert(name), "{ATTRIBUTES}: {name} stands twice");
        for (what, word, words) in [
            ("family", &row.family, FAMILIES),
            ("file", &row.file, FILES),
            ("required", &row.required, REQUIRED),
            ("match", &row.matching, MATCHING),
            ("syntax", &row.syntax, SYNTAXES),
            ("confidence", &row.confidence, CONFIDENCES),
        ] {
            assert!(words.contains(&word.as_str()), "{ATTRIBUTES}: {name}: {what} = `{word}`");
        }
        for code in row.missing.iter().chain(&row.bad).chain(&row.long).filter(|code| **code != 0) {
            assert!(codes.contains(code), "{ATTRIBUTES}: {name}: no status {code} in {OTA}");
        }
        assert!(!row.source.is_empty(), "{ATTRIBUTES}: {name}: no source");
        let _ = writeln!(
            text,
            "    Known {{ name: {name:?}, pieces: &[{}], family: Family::{}, file: Where::{}, syntax: Syntax::{}, \
             required: Required::{}, required_number: {:?}, missing: {:?}, bad: {:?}, max: {:?}, long: {:?}, \
             matching: Matching::{}, in_manifest_too: {}, shown: {}, test_switch: {}, harmless_elsewhere: {}, \
             devices: {:?}, note: {:?}, source: {:?}, confidence: Confidence::{} }},",
            pieces(name),
            camel(&row.family),
            camel(&row.file),
            camel(&row.syntax),
            if row.required.is_empty() { "No".to_string() } else { camel(&row.required) },
            row.required_number,
            row.missing,
            row.bad,
            row.max,
            row.long,
            camel(&row.matching),
            row.in_manifest_too,
            row.shown,
            row.test_switch,
            row.harmless_elsewhere,
            row.devices,
            row.note,
            row.source,
            camel(&row.confidence),
        );
    }
    let _ = writeln!(text, "];");
}

/// `MIDlet-Push-<n>` as the pieces to match one after the other.
fn pieces(pattern: &str) -> String {
    let mut out = Vec::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        if let Some((hole, after)) = rest.strip_prefix('<').and_then(|r| r.split_once('>')) {
            out.push(match hole {
                "n" | "m" => "Piece::Number".to_string(),
                "any" => "Piece::Any".to_string(),
                _ => panic!("{ATTRIBUTES}: {pattern}: <{hole}>"),
            });
            rest = after;
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            out.push(format!("Piece::Text({:?})", &rest[..end]));
            rest = &rest[end..];
        }
    }
    out.join(", ")
}

fn camel(word: &str) -> String {
    word.split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}
