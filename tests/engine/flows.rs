//! Compares the `flow` facts of an area with what its sources say: no flow may be missing, and none may be too many.

use crate::expectations::{Case, Expectation, Item, Origin, What};
use crate::{at_line, simple, without_descriptor};
use cafebabe::attributes::AttributeData;
use cafebabe::{ParseOptions, parse_class_with_options};
use mexelint::facts::{Fact, FieldValue, Place, dotted_member};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

/// What an expectation of a flow must say.
const ITEMS: [&str; 3] = ["to", "argument", "path"];

/// Source lines of the methods of a JAR, by the name that facts give a method.
pub struct Lines(BTreeMap<String, Vec<(u32, u32)>>);

impl Lines {
    pub fn read(jar: &[u8]) -> Lines {
        let mut archive = zip::ZipArchive::new(Cursor::new(jar)).unwrap();
        let mut methods = BTreeMap::new();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            if !entry.name().unwrap().ends_with(".class") {
                continue;
            }
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            let class = parse_class_with_options(&bytes, ParseOptions::default().parse_bytecode(false)).unwrap();
            for method in &class.methods {
                let code = method.attributes.iter().find_map(|attribute| match &attribute.data {
                    AttributeData::Code(code) => Some(code),
                    _ => None,
                });
                let mut lines = Vec::new();
                for attribute in code.iter().flat_map(|code| &code.attributes) {
                    if let AttributeData::LineNumberTable(table) = &attribute.data {
                        lines.extend(table.iter().map(|l| (u32::from(l.start_pc), u32::from(l.line_number))));
                    }
                }
                lines.sort();
                methods.insert(dotted_member(&class.this_class, &method.name, &method.descriptor.to_string()), lines);
            }
        }
        Lines(methods)
    }

    /// The line of `a.B.m(I)V@17`, or of the instruction before it that starts one.
    fn of(&self, place: &str) -> Option<u32> {
        let (method, pc) = place.rsplit_once('@')?;
        let pc: u32 = pc.parse().ok()?;
        self.0.get(method)?.iter().take_while(|(start, _)| *start <= pc).last().map(|(_, line)| *line)
    }
}

/// Everything about the flows of an area that is not as its cases expect, by the id of the case.
pub fn differences(cases: &[Case], facts: &[Fact], lines: &Lines) -> BTreeMap<String, Vec<String>> {
    let flows: Vec<&Fact> = facts.iter().filter(|fact| fact.kind.info().name == "flow").collect();
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut expected = BTreeSet::new();
    for case in cases {
        for expectation in &case.expectations {
            let at = format!("{}:{}", expectation.file, expectation.line);
            let here = || flows.iter().enumerate().filter(|(_, flow)| at_line(expectation, &flow.place));
            match &expectation.what {
                What::Flow { source, sink, .. } => {
                    let met: Vec<usize> = here()
                        .filter(|(_, flow)| wrong_items(case, expectation, flow, lines).is_empty())
                        .map(|(n, _)| n)
                        .collect();
                    if met.is_empty() {
                        let near = here().filter(|(_, flow)| goes(flow, source, sink));
                        let near: Vec<String> =
                            near.map(|(_, flow)| wrong_items(case, expectation, flow, lines).join("; ")).collect();
                        let near = if near.is_empty() { "there is none".to_string() } else { near.join(" / ") };
                        out.entry(case.id.clone()).or_default().push(format!("{at}: {source} -> {sink}: {near}"));
                    }
                    expected.extend(met);
                }
                What::NoFlow { source, sink } => {
                    for (_, flow) in here().filter(|(_, flow)| goes(flow, source, sink)) {
                        let surplus = format!("{at}: no {source} -> {sink} expected, but {}", flow.to_text());
                        out.entry(case.id.clone()).or_default().push(surplus);
                    }
                }
                _ => {}
            }
        }
    }
    let mut seen = BTreeSet::new();
    for (n, flow) in flows.iter().enumerate() {
        let id = case_above(cases, flow);
        let mut complain = |what: &str| {
            out.entry(id.clone()).or_default().push(format!("{what}: {}", flow.to_text()));
        };
        if !expected.contains(&n) {
            complain("not expected");
        }
        if !seen.insert((flow.text("origin"), &flow.place, flow.text("argument"))) {
            complain("stated twice");
        }
        for wrong in inconsistent(flow, lines) {
            complain(&wrong);
        }
    }
    out
}

/// Whether a flow is of these kinds.
fn goes(flow: &Fact, source: &str, sink: &str) -> bool {
    flow.text("source") == Some(source) && flow.text("sink") == Some(sink)
}

/// What of an expected flow another one at the same line is not.
fn wrong_items(case: &Case, expectation: &Expectation, flow: &Fact, lines: &Lines) -> Vec<String> {
    let What::Flow { source, origin, sink } = &expectation.what else { return Vec::new() };
    let origin = origin_of(case, origin);
    let from = flow.text("origin").unwrap_or_default();
    let class = method_of(from).rsplit_once('.').map(|(class, _)| class.replace('.', "/")).unwrap_or_default();
    let outer = class.split('$').next().unwrap_or_default();
    let text = |field: &str| flow.text(field).unwrap_or("nothing").to_string();
    let mut pairs = vec![
        ("source", source.clone(), text("source")),
        ("sink", sink.clone(), text("sink")),
        ("origin", format!("{}:{}", origin.class, origin.line), place(outer, lines.of(from))),
        ("api", origin.api.clone(), short(&text("api"))),
    ];
    for item in &expectation.items {
        let Item::Named(name, content) = item else { unreachable!("checked by `every_flow_is_told_whole`") };
        let found = match name.as_str() {
            "to" => short(&text("target")),
            "argument" => text("argument"),
            _ => path(flow).iter().map(|step| short(step)).collect::<Vec<_>>().join(">"),
        };
        pairs.push((name, content.clone(), found));
    }
    pairs.retain(|(_, wanted, found)| wanted != found);
    pairs.into_iter().map(|(name, wanted, found)| format!("{name}={wanted} expected, {found} found")).collect()
}

/// What in a flow contradicts itself or the code, whatever was expected.
fn inconsistent(flow: &Fact, lines: &Lines) -> Vec<String> {
    let path = path(flow);
    let mut out = Vec::new();
    let (Some(first), Some(last)) = (path.first(), path.last()) else { return vec!["no path".to_string()] };
    if method_of(first) != method_of(flow.text("origin").unwrap_or_default()) {
        out.push("path that does not start at the origin".to_string());
    }
    let Place::Method { class, name, descriptor, pc: Some(pc), .. } = &flow.place else {
        return vec!["no instruction as place".to_string()];
    };
    if *last != format!("{}@{pc}", dotted_member(class, name, descriptor)) {
        out.push("path that does not end at the sink".to_string());
    }
    out.extend(path.iter().filter(|step| lines.of(step).is_none()).map(|step| format!("no such instruction: {step}")));
    out
}

fn path(flow: &Fact) -> Vec<&str> {
    match flow.get("path") {
        Some(FieldValue::Texts(steps)) => steps.iter().map(|step| &**step).collect(),
        _ => Vec::new(),
    }
}

/// The case whose `//#` is the last one above the place of a flow.
fn case_above(cases: &[Case], flow: &Fact) -> String {
    let Place::Method { class, line: Some(line), .. } = &flow.place else { return flow.place.to_string() };
    let file = format!("{}.java", class.split('$').next().unwrap());
    let above = cases.iter().filter(|case| case.file == file && case.line <= *line).max_by_key(|case| case.line);
    above.map_or_else(|| flow.place.to_string(), |case| case.id.clone())
}

fn origin_of<'c>(case: &'c Case, name: &str) -> &'c Origin {
    let found = case.origins.iter().find(|origin| origin.name == name);
    found.unwrap_or_else(|| panic!("{}: no call is marked `//@ {name}`", case.id))
}

fn place(class: &str, line: Option<u32>) -> String {
    format!("{class}:{}", line.map_or("?".to_string(), |line| line.to_string()))
}

/// `a.B.m(I)V@17` without the instruction.
fn method_of(place: &str) -> &str {
    place.rsplit_once('@').map_or(place, |(method, _)| method)
}

/// `a.B.m(I)V@17` without package, descriptor and instruction.
fn short(method: &str) -> String {
    simple(without_descriptor(method), '.').to_string()
}

/// What is wrong with the cases themselves: an expectation that leaves something open, a call that is marked and not used,
/// a negative case without a flow beside it, which would be met by an engine that finds nothing.
pub fn mistakes(case: &Case) -> Vec<String> {
    let mut out = Vec::new();
    let (mut used, mut absent) = (BTreeSet::new(), false);
    for expectation in &case.expectations {
        let at = format!("{}:{}", expectation.file, expectation.line);
        let named = expectation.items.iter().map(|item| match item {
            Item::Named(name, _) => name.as_str(),
            Item::Flag(word, _) | Item::Head(word) => word.as_str(),
        });
        match &expectation.what {
            What::Flow { origin, .. } => {
                used.insert(origin_of(case, origin).name.as_str());
                if !named.eq(ITEMS) {
                    out.push(format!("{at}: a flow says {ITEMS:?}"));
                }
            }
            What::NoFlow { .. } => {
                absent = true;
                if named.count() > 0 {
                    out.push(format!("{at}: `no flow` says nothing but kinds"));
                }
            }
            _ => out.push(format!("{at}: no flow")),
        }
    }
    let unused = case.origins.iter().filter(|origin| !used.contains(origin.name.as_str()));
    out.extend(unused.map(|origin| format!("{}: `{}` is marked and not used", case.id, origin.name)));
    if used.is_empty() || case.negative != absent {
        out.push(format!("{}: negative is what has `no flow`, with a flow beside it", case.id));
    }
    out
}
