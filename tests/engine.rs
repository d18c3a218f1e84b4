//! Runs the analysis over the micro-suite of `tests/engine` and compares every expectation that stands in its sources.

#[path = "engine/expectations.rs"]
mod expectations;
#[path = "engine/flows.rs"]
mod flows;

use expectations::{Case, Expectation, Group, Item, What, areas, cases};
use mexelint::bundle::{File, Input};
use mexelint::facts::{BundlePairing, Fact, FieldValue, Kind, Place};
use mexelint::report::Status;
use mexelint::{Analyzer, Scratch, Settings};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// Cases that the engine does not meet yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    #[serde(default)]
    case: Vec<Open>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    id: String,
    reason: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/engine")
}

fn all_cases() -> Vec<(String, Vec<Case>)> {
    let src = root().join("src");
    areas(&src).into_iter().map(|area| (area.clone(), cases(&src, &area))).collect()
}

/// What the analysis states about the bundle of an area.
fn facts(area: &str) -> Vec<Fact> {
    let path = |suffix: &str| root().join("bundles").join(format!("{area}.{suffix}"));
    let (jar, jad) = (fs::read(path("jar")).unwrap(), fs::read(path("jad")).ok());
    let (jar_name, jad_name) = (format!("{area}.jar"), format!("{area}.jad"));
    let input = Input {
        name: area,
        jad: jad.as_ref().map(|bytes| File { path: &jad_name, bytes }),
        jar: Some(File { path: &jar_name, bytes: &jar }),
        pairing: if jad.is_some() { BundlePairing::Url } else { BundlePairing::Single },
        origin: None,
    };
    let settings = Settings { keep_facts: true, ..Settings::default() };
    let report = Analyzer::new(settings).analyze(&input, &mut Scratch::default());
    assert!(matches!(report.status, Status::Analysed), "{area}: {:?}", report.status);
    report.facts
}

#[test]
fn every_case_is_met_or_stands_on_the_list() {
    let list = fs::read_to_string(root().join("known.toml")).unwrap();
    let known: Known = toml::from_str(&list).unwrap();
    let mut listed = BTreeSet::new();
    for open in &known.case {
        assert!(open.reason.len() > 10, "{}: why is it not met?", open.id);
        assert!(listed.insert(open.id.as_str()), "{} is listed twice", open.id);
    }
    let mut failed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for (area, cases) in all_cases() {
        let facts = facts(&area);
        failed.extend(flow_differences(&area, &cases, &facts));
        for case in cases {
            let differences = differences(&case, &facts);
            if !differences.is_empty() {
                failed.entry(case.id.clone()).or_default().extend(differences);
            }
            ids.insert(case.id);
        }
    }
    let mut out = String::new();
    for (id, differences) in failed.iter().filter(|(id, _)| !listed.contains(id.as_str())) {
        out.push_str(&format!("\n{id}\n  {}", differences.join("\n  ")));
    }
    let open = failed.keys().filter(|id| !listed.contains(id.as_str())).count();
    let met: Vec<_> = listed.iter().filter(|id| !failed.contains_key(**id)).collect();
    let gone: Vec<_> = met.iter().filter(|id| !ids.contains::<str>(id)).collect();
    assert!(gone.is_empty(), "known.toml lists what is no case: {gone:?}");
    assert!(open == 0 && met.is_empty(), "{open} of {} cases differ:{out}\nlisted, but met: {met:?}", ids.len());
}

/// What is missing or surplus among the flows of an area; none where the area is about something else.
fn flow_differences(area: &str, cases: &[Case], facts: &[Fact]) -> BTreeMap<String, Vec<String>> {
    if cases.iter().all(|case| case.group != Group::Flow) {
        return BTreeMap::new();
    }
    let jar = fs::read(root().join("bundles").join(format!("{area}.jar"))).unwrap();
    flows::differences(cases, facts, &flows::Lines::read(&jar))
}

/// Kinds of data and kinds of sinks that a case must show.
const SOURCES_SHOWN: [&str; 17] = [
    "contact",
    "calendar",
    "message",
    "file",
    "location",
    "subscriber-id",
    "device-id",
    "typed-text",
    "password",
    "recording",
    "picture",
    "server-text",
    "push-data",
    "barcode",
    "nfc",
    "bluetooth",
    "record",
];
const SINKS_SHOWN: [&str; 12] = [
    "network",
    "tls",
    "message-address",
    "message-body",
    "platform-request",
    "call",
    "record-store-shared",
    "file",
    "file-name",
    "log",
    "class-name",
    "push-registration",
];

#[test]
fn every_flow_is_told_whole() {
    let all = all_cases();
    let cases = || all.iter().flat_map(|(_, cases)| cases).filter(|case| case.group == Group::Flow);
    let mistakes: Vec<String> = cases().flat_map(flows::mistakes).collect();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    let (mut sources, mut sinks) = (BTreeSet::new(), BTreeSet::new());
    for expectation in cases().flat_map(|case| &case.expectations) {
        if let What::Flow { source, sink, .. } = &expectation.what {
            sources.insert(source.as_str());
            sinks.insert(sink.as_str());
        }
    }
    assert_eq!(sources, SOURCES_SHOWN.into(), "kinds of data with a flow");
    assert_eq!(sinks, SINKS_SHOWN.into(), "kinds of sinks with a flow");
}

#[test]
fn the_suite_is_as_large_as_it_should_be() {
    let all = all_cases();
    let cases: Vec<&Case> = all.iter().flat_map(|(_, cases)| cases).collect();
    let count = |group: Group| cases.iter().filter(|case| case.group == group).count();
    let (values, graph) = (count(Group::Value), count(Group::Graph));
    assert!(values >= 95 && graph >= 50, "{values} value cases, {graph} graph cases");
    let negative =
        |flow: bool| cases.iter().filter(|case| case.negative && (case.group == Group::Flow) == flow).count();
    assert!(negative(false) >= 20, "{} negative cases", negative(false));
    let flows = count(Group::Flow);
    assert!(flows >= 75 && negative(true) >= 28, "{flows} flow cases, {} of them negative", negative(true));
    let shown: BTreeSet<u32> = cases.iter().flat_map(|case| case.limits.iter().copied()).collect();
    assert_eq!(shown, LIMITS_SHOWN.into(), "limits of MATOS with a case");
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len(), "an id stands twice");
    assert!(cases.iter().all(|case| !case.expectations.is_empty()), "a case expects nothing");
}

/// Limits of MATOS that a case can show; the others are told in README.md.
const LIMITS_SHOWN: [u32; 12] = [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13];

/// The table of README.md names each case, and no other.
#[test]
fn the_table_of_phrases_names_every_case() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let ids: BTreeSet<String> = all_cases().into_iter().flat_map(|(_, cases)| cases).map(|case| case.id).collect();
    let (_, tables) = text.split_once("## What has a case").unwrap();
    let rows = tables.lines().filter(|line| line.starts_with("| "));
    let named: BTreeSet<String> = rows
        .flat_map(|row| row.split('`').skip(1).step_by(2))
        .filter(|n| n.contains('/'))
        .map(str::to_string)
        .collect();
    let missing: Vec<_> = ids.difference(&named).collect();
    let unknown: Vec<_> = named.difference(&ids).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "not in the table: {missing:#?}\nno case: {unknown:#?}");
}

/// Expected values are written as facts print them, or no fact could ever be equal.
#[test]
fn expected_values_are_in_the_form_of_facts() {
    let mut wrong = Vec::new();
    for case in all_cases().iter().flat_map(|(_, cases)| cases) {
        for expectation in &case.expectations {
            for item in &expectation.items {
                let Item::Named(name, content) = item else { continue };
                let written = match &expectation.what {
                    What::Call { .. } if !is_field(name) => Some(format!("call x argument={content}")),
                    What::Fact { kind, .. } if kind == "reflection" && name == "class" => {
                        Some(format!("reflection {content}"))
                    }
                    _ => None,
                };
                let Some(written) = written else { continue };
                match Fact::parse(&written) {
                    Ok(fact) if fact.to_text().starts_with(&format!("{written} ")) => {}
                    other => wrong.push(format!("{}:{}: {content}: {other:?}", expectation.file, expectation.line)),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Names of items that are not arguments of the call.
fn is_field(name: &str) -> bool {
    matches!(name, "triggers" | "via" | "decoded" | "properties" | "permissions")
        || name.starts_with("chain.")
        || name.starts_with("via.")
}

/// Everything about a case that is not as expected.
fn differences(case: &Case, facts: &[Fact]) -> Vec<String> {
    let mut out = Vec::new();
    for expectation in &case.expectations {
        let at = format!("{}:{}", expectation.file, expectation.line);
        match &expectation.what {
            What::Call { .. } => {
                let calls = calls(expectation, facts);
                // Where one line holds several calls, or one call was compiled twice, each may have its own expectation.
                let here = |other: &&Expectation| {
                    other.line == expectation.line
                        && other.file == expectation.file
                        && matches!(other.what, What::Call { .. })
                };
                let beside: Vec<_> = case.expectations.iter().filter(here).collect();
                if calls.is_empty() {
                    out.push(format!("{at}: there is no such call: {:?}", expectation.items));
                }
                let wrong = |call: &Fact| wrong_items(expectation, call, facts);
                if !calls.is_empty() && calls.iter().all(|call| !wrong(call).is_empty()) {
                    out.extend(calls.iter().flat_map(|call| wrong(call)).map(|wrong| format!("{at}: {wrong}")));
                } else {
                    for call in calls.iter().filter(|call| {
                        beside.iter().all(|other| {
                            let about = self::calls(other, facts).contains(call);
                            !about || !wrong_items(other, call, facts).is_empty()
                        })
                    }) {
                        out.extend(wrong(call).iter().map(|wrong| format!("{at}: {wrong}")));
                    }
                }
            }
            What::Fact { kind, absent } => {
                let kind = Kind::by_name(kind).unwrap_or_else(|| panic!("{at}: no kind of fact is called {kind}"));
                let near: Vec<&Fact> = facts.iter().filter(|f| f.kind == kind && stands(expectation, f)).collect();
                let met = near.iter().any(|fact| wrong_items(expectation, fact, facts).is_empty());
                if met == *absent {
                    let seen: Vec<_> = near.iter().map(|fact| fact.to_text()).collect();
                    out.push(format!("{at}: {:?} {:?}, but there is {seen:?}", expectation.what, expectation.items));
                }
            }
            // Compared by area, so that surplus ones are seen, too.
            What::Flow { .. } | What::NoFlow { .. } => {}
        }
    }
    out
}

/// The `call` facts that an expectation is about.
fn calls<'f>(expectation: &Expectation, facts: &'f [Fact]) -> Vec<&'f Fact> {
    let What::Call { api } = &expectation.what else { return Vec::new() };
    let about = |fact: &&Fact| {
        fact.kind == Kind::Call
            && at_line(expectation, &fact.place)
            && match api {
                Some(api) => fact.text("api") == Some(api),
                None => expectation.items.iter().all(|item| match item {
                    Item::Named(name, _) => is_field(name) || fact.arg(name).is_some(),
                    _ => true,
                }),
            }
    };
    facts.iter().filter(about).collect()
}

fn at_line(expectation: &Expectation, place: &Place) -> bool {
    let Place::Method { class, line, .. } = place else { return false };
    let outer = class.split('$').next().unwrap_or(class);
    *line == Some(expectation.line) && outer == expectation.class
}

/// Whether a fact that is no call stands where it is expected: at the line, or at the method of `at=Class.method`.
fn stands(expectation: &Expectation, fact: &Fact) -> bool {
    let at = expectation.items.iter().find_map(|item| match item {
        Item::Named(name, content) if name == "at" => Some(content),
        _ => None,
    });
    match (at, &fact.place) {
        (Some(at), Place::Method { class, name, .. }) => format!("{}.{name}", simple(class, '/')) == *at,
        (Some(_), _) => false,
        (None, place) => at_line(expectation, place),
    }
}

/// The items of an expectation that a fact does not have, each with what it has.
fn wrong_items(expectation: &Expectation, fact: &Fact, facts: &[Fact]) -> Vec<String> {
    let mut out = Vec::new();
    for item in &expectation.items {
        let (name, wanted, found) = match item {
            Item::Named(name, _) if name == "at" => continue,
            Item::Named(name, content) => (name.as_str(), content.clone(), content_of(name, fact, facts)),
            Item::Flag(name, yes) if name == "unreached" => {
                ("reached", (!yes).to_string(), content_of("reached", fact, facts))
            }
            Item::Flag(name, yes) => (name.as_str(), yes.to_string(), content_of(name, fact, facts)),
            Item::Head(wanted) => {
                let head = fact.kind.info().fields.iter().position(|field| field.head);
                let found = head.and_then(|index| fact.field(index)).map(printed).unwrap_or_default();
                ("head", wanted.clone(), found)
            }
        };
        // The order of these tells nothing.
        let sorted = |list: &str| -> Vec<String> {
            let mut words: Vec<String> = list.split(',').map(str::to_string).collect();
            words.sort();
            words
        };
        let is_set = matches!(name, "triggers" | "via" | "edges" | "decoded" | "properties");
        if wanted != found && !(is_set && sorted(&wanted) == sorted(&found)) {
            out.push(format!("{name}={wanted} expected, {found} found"));
        }
    }
    out
}

/// What a fact says under a name, in the form of expectations.
fn content_of(name: &str, fact: &Fact, facts: &[Fact]) -> String {
    if let Some(value) = fact.arg(name) {
        return value.to_text();
    }
    if let Some((field, trigger)) = name.split_once('.') {
        let field = if field == "via" { "via" } else { "chain" };
        let api = fact.text("api");
        let same = |reach: &&Fact| {
            reach.kind == Kind::Reach
                && reach.place == fact.place
                && reach.text("api") == api
                && reach.text("trigger") == Some(trigger)
        };
        let reach = facts.iter().find(same);
        let content = reach.and_then(|reach| reach.get(field));
        return match content {
            Some(FieldValue::Texts(texts)) if field == "chain" => {
                texts.iter().map(|method| simple(without_descriptor(method), '.')).collect::<Vec<_>>().join(">")
            }
            Some(content) => printed(content),
            None => "nothing".to_string(),
        };
    }
    fact.get(name).map_or("nothing".to_string(), printed)
}

fn printed(content: &FieldValue) -> String {
    match content {
        FieldValue::Bool(b) => b.to_string(),
        FieldValue::Int(i) => i.to_string(),
        FieldValue::Text(t) => t.to_string(),
        FieldValue::Token(t) => t.to_string(),
        FieldValue::Value(value) => value.to_text(),
        FieldValue::Texts(texts) if texts.is_empty() => "none".to_string(),
        FieldValue::Texts(texts) => {
            texts.iter().map(|text| simple(without_descriptor(text), '.')).collect::<Vec<_>>().join(",")
        }
        FieldValue::Args(_) => "arguments".to_string(),
    }
}

fn without_descriptor(method: &str) -> &str {
    method.split('(').next().unwrap_or(method)
}

/// The name without its package: `a.B.m` and `a/B` lose `a`.
fn simple(name: &str, separator: char) -> &str {
    if separator == '/' {
        return name.rsplit('/').next().unwrap_or(name);
    }
    // A package is what stands before the first part that starts with a capital letter.
    let mut at = 0;
    for part in name.split(separator) {
        if part.starts_with(|c: char| c.is_uppercase()) {
            return &name[at..];
        }
        at += part.len() + 1;
    }
    name
}
