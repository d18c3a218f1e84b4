//! Checks the tables of security policies (`rules/platform/midp/policies`) and generates the Rust tables that
//! `analysis::policies` holds.

use std::collections::BTreeSet;
use std::{fmt::Write, fs, path::Path};

const FOLDER: &str = "rules/platform/midp/policies";
const DOMAINS: &[&str] = &["operator", "manufacturer", "third-party", "untrusted"];
const MODES: &[&str] = &["no", "oneshot", "session", "blanket", "allowed"];
const CELLS: &[&str] = &["yes", "user", "no", "open"];
const RELEASES: &[&str] = &["R98", "R99", "Rel-4", "Rel-5"];
const CONFIDENCES: &[&str] = &["high", "medium", "low"];

/// Reads the tables below `root` and writes `policies.rs` to `out`.
pub fn generate(root: &Path, out: &Path) {
    println!("cargo::rerun-if-changed={FOLDER}");
    let mut errors = Vec::new();
    let text = render(root, &mut errors);
    assert!(errors.is_empty(), "{} errors in the policies\n{}", errors.len(), errors.join("\n"));
    fs::write(out.join("policies.rs"), text).expect("OUT_DIR is writable");
}

/// One table: its rows with their line numbers.
struct Table {
    file: &'static str,
    header: &'static [&'static str],
    rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    fn read(root: &Path, file: &'static str, header: &'static [&'static str], errors: &mut Vec<String>) -> Table {
        let path = root.join(FOLDER).join(file);
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let mut lines = text.lines().enumerate();
        if lines.next().map(|(_, line)| line.split('\t').collect::<Vec<_>>()).as_deref() != Some(header) {
            errors.push(format!("{FOLDER}/{file}:1: the columns are {}", header.join(", ")));
        }
        let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
        for (index, line) in lines {
            let row: Vec<String> = line.split('\t').map(str::to_string).collect();
            if row.len() == header.len() {
                rows.push((index + 1, row));
            } else {
                errors.push(format!("{FOLDER}/{file}:{}: {} columns", index + 1, row.len()));
            }
        }
        let table = Table { file, header, rows };
        table.words("confidence", CONFIDENCES, errors);
        for (line, row) in &table.rows {
            if table.cell(row, "source").is_empty() {
                errors.push(format!("{FOLDER}/{file}:{line}: no source"));
            }
        }
        table
    }

    fn cell<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        let at = self.header.iter().position(|name| *name == column).expect("a column of the header");
        &row[at]
    }

    /// Every cell of a column must be one of the words.
    fn words(&self, column: &str, words: &[&str], errors: &mut Vec<String>) {
        for (line, row) in &self.rows {
            let word = self.cell(row, column);
            if !words.contains(&word) {
                errors.push(format!("{FOLDER}/{}:{line}: `{word}` is none of {}", self.file, words.join(", ")));
            }
        }
    }
}

fn camel(word: &str) -> String {
    word.split('-').map(|w| w[..1].to_uppercase() + &w[1..]).collect()
}

fn render(root: &Path, errors: &mut Vec<String>) -> String {
    let policies =
        Table::read(root, "policies.tsv", &["policy", "title", "groups", "closed", "source", "confidence"], errors);
    policies.words("groups", &["msa", "jtwi"], errors);
    policies.words("closed", &["yes", "no"], errors);
    let names: Vec<&str> = policies.rows.iter().map(|(_, row)| policies.cell(row, "policy")).collect();
    let grants = Table::read(
        root,
        "grants.tsv",
        &["policy", "domain", "group", "default", "highest", "note", "source", "confidence"],
        errors,
    );
    grants.words("policy", &names, errors);
    grants.words("domain", DOMAINS, errors);
    grants.words("default", MODES, errors);
    grants.words("highest", MODES, errors);
    let mut seen = BTreeSet::new();
    for (line, row) in &grants.rows {
        let rank = |column: &str| MODES.iter().position(|mode| *mode == grants.cell(row, column));
        if rank("highest") < rank("default") {
            errors.push(format!("{FOLDER}/grants.tsv:{line}: the highest mode is below the default"));
        }
        if !seen.insert(row[..3].to_vec()) {
            errors.push(format!("{FOLDER}/grants.tsv:{line}: stands twice"));
        }
    }
    let aliases = Table::read(root, "aliases.tsv", &["policy", "group", "is", "source", "confidence"], errors);
    aliases.words("policy", &names, errors);
    let members = Table::read(root, "members.tsv", &["policy", "permission", "group", "source", "confidence"], errors);
    members.words("policy", &names, errors);
    let exclusions =
        Table::read(root, "exclusions.tsv", &["policies", "one", "other", "effect", "source", "confidence"], errors);
    exclusions.words("effect", &["refused", "warned"], errors);
    for (line, row) in &exclusions.rows {
        if let Some(name) = exclusions.cell(row, "policies").split(' ').find(|name| !names.contains(name)) {
            errors.push(format!("{FOLDER}/exclusions.tsv:{line}: there is no policy {name}"));
        }
    }
    let mut out = String::from("/// All policies.\npub static POLICIES: &[Policy] = &[\n");
    for (_, row) in &policies.rows {
        let cell = |column: &str| policies.cell(row, column);
        let name = cell("policy");
        let _ = write!(
            out,
            "    Policy {{ name: {name:?}, title: {:?}, jtwi_groups: {}, closed: {}, source: {:?}, confidence: {:?},\n        grants: &[",
            cell("title"),
            cell("groups") == "jtwi",
            cell("closed") == "yes",
            cell("source"),
            cell("confidence"),
        );
        for (_, row) in grants.rows.iter().filter(|(_, row)| row[0] == name) {
            let cell = |column: &str| grants.cell(row, column);
            let _ = write!(
                out,
                "\n            Grant {{ domain: GrantDomain::{}, group: {:?}, default: Mode::{}, highest: Mode::{}, note: {:?}, source: {:?}, confidence: GrantConfidence::{} }},",
                camel(cell("domain")),
                cell("group"),
                camel(cell("default")),
                camel(cell("highest")),
                cell("note"),
                cell("source"),
                camel(cell("confidence")),
            );
        }
        let _ = write!(out, "\n        ],\n        aliases: &[");
        for (_, row) in aliases.rows.iter().filter(|(_, row)| row[0] == name) {
            let _ = write!(out, "({:?}, {:?}), ", aliases.cell(row, "group"), aliases.cell(row, "is"));
        }
        let _ = write!(out, "],\n        members: &[");
        for (_, row) in members.rows.iter().filter(|(_, row)| row[0] == name) {
            let _ = write!(out, "({:?}, {:?}), ", members.cell(row, "permission"), members.cell(row, "group"));
        }
        let _ = write!(out, "],\n        exclusions: &[");
        for (_, row) in exclusions.rows.iter().filter(|(_, row)| row[0].split(' ').any(|p| p == name)) {
            let cell = |column: &str| exclusions.cell(row, column);
            let groups =
                |column: &str| cell(column).split('|').map(|g| format!("{g:?}")).collect::<Vec<_>>().join(", ");
            let _ = write!(
                out,
                "\n            Exclusion {{ one: &[{}], other: &[{}], effect: CombinationEffect::{}, source: {:?}, confidence: CombinationConfidence::{} }},",
                groups("one"),
                groups("other"),
                camel(cell("effect")),
                cell("source"),
                camel(cell("confidence")),
            );
        }
        out.push_str("\n        ],\n    },\n");
    }
    out.push_str("];\n\n");
    actions(root, &mut out, errors);
    out
}

/// The table of actions of MExE.
fn actions(root: &Path, out: &mut String, errors: &mut Vec<String>) {
    let table = Table::read(
        root,
        "mexe.tsv",
        &[
            "action",
            "title",
            "from",
            "operator",
            "manufacturer",
            "third-party",
            "untrusted",
            "kinds",
            "note",
            "source",
            "confidence",
        ],
        errors,
    );
    table.words("from", RELEASES, errors);
    for domain in DOMAINS {
        table.words(domain, CELLS, errors);
    }
    let kinds = fs::read_to_string(root.join("rules/platform/midp/kinds.toml")).expect("kinds.toml is readable");
    out.push_str("/// All actions of MExE.\npub static ACTIONS: &[Action] = &[\n");
    for (line, row) in &table.rows {
        let cell = |column: &str| table.cell(row, column);
        for kind in cell("kinds").split_whitespace() {
            if !kinds.contains(&format!("kind = {kind:?}\n")) {
                errors.push(format!("{FOLDER}/mexe.tsv:{line}: there is no kind {kind}"));
            }
        }
        let list = cell("kinds").split_whitespace().map(|k| format!("{k:?}")).collect::<Vec<_>>().join(", ");
        let cells = DOMAINS.iter().map(|d| format!("ActionCell::{}", camel(cell(d)))).collect::<Vec<_>>().join(", ");
        let release = RELEASES.iter().position(|r| *r == cell("from")).unwrap_or(0);
        let _ = writeln!(
            out,
            "    Action {{ name: {:?}, title: {:?}, from: Release::ALL[{release}], cells: [{cells}], kinds: &[{list}], note: {:?}, source: {:?}, confidence: ActionConfidence::{} }},",
            cell("action"),
            cell("title"),
            cell("note"),
            cell("source"),
            camel(cell("confidence")),
        );
    }
    out.push_str("];\n");
}
