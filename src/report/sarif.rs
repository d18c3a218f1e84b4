//! SARIF 2.1.0 (OASIS): one run, one result a finding, one notification for each input that was not analysed fully.

use super::context::Context;
use super::{Catalogue, FileInfo, Header, Renderer, Report, Status, Summary, json::TOOL};
use crate::facts::safe_json::write_pretty;
use crate::facts::{Place, dotted, dotted_member, escape::visible};
use crate::rules::{Finding, Severity};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

const SCHEMA_URL: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Key of our fingerprint among `partialFingerprints`; its version changes when the way it is made does.
const FINGERPRINT: &str = "mexelint/v1";

/// Collects a run, up to `sarif-results` results; the rest is counted.
#[derive(Debug)]
pub struct Sarif<'a> {
    header: &'a Header,
    rules: Vec<Json>,
    rule_index: BTreeMap<String, usize>,
    artifacts: Vec<Json>,
    artifact_index: BTreeMap<String, usize>,
    results: Vec<Json>,
    left_out: u64,
    notifications: Vec<Json>,
    failed: bool,
}

impl<'a> Sarif<'a> {
    /// An empty log with all rules of the catalogue.
    pub fn new(header: &'a Header, catalogue: &Catalogue) -> Self {
        let rules = catalogue.iter().map(|(id, rule)| {
            let mut tags = vec![json!("security"), json!(rule.family)];
            tags.extend(rule.cwe.iter().map(|cwe| json!(format!("external/cwe/cwe-{cwe:03}"))));
            json!({
                "id": id,
                "name": id,
                "shortDescription": { "text": rule.title },
                "fullDescription": { "text": non_empty(&rule.why, &rule.title) },
                "help": { "text": non_empty(&rule.fix, &format!("mexelint explain {id}")) },
                "defaultConfiguration": { "level": level(rule.severity) },
                "properties": {
                    "tags": tags,
                    "security-severity": security_severity(rule.severity),
                    "weaknesses": rule.weaknesses,
                },
            })
        });
        Sarif {
            header,
            rules: rules.collect(),
            rule_index: catalogue.keys().cloned().zip(0..).collect(),
            artifacts: Vec::new(),
            artifact_index: BTreeMap::new(),
            results: Vec::new(),
            left_out: 0,
            notifications: Vec::new(),
            failed: false,
        }
    }

    /// The index of a rule; one that the catalogue does not have is added.
    fn rule(&mut self, finding: &Finding) -> usize {
        if let Some(index) = self.rule_index.get(&*finding.rule) {
            return *index;
        }
        self.rules.push(json!({ "id": &*finding.rule, "shortDescription": { "text": &*finding.title } }));
        self.rule_index.insert(finding.rule.to_string(), self.rules.len() - 1);
        self.rules.len() - 1
    }

    /// The index and URI of a file. `inside` is the path of an entry of it.
    fn artifact(&mut self, file: &FileInfo, inside: Option<&str>) -> (usize, String) {
        let mut uri = uri(&file.path);
        let mut artifact = json!({
            "location": { "uri": uri },
            "length": file.size,
            "hashes": { "sha-256": file.sha256 },
        });
        if let Some(inside) = inside {
            let (parent, _) = self.artifact(file, None);
            uri = format!("{uri}!/{}", self::uri(inside));
            artifact = json!({ "location": { "uri": uri }, "parentIndex": parent });
        }
        if let Some(index) = self.artifact_index.get(&uri) {
            return (*index, uri);
        }
        self.artifacts.push(artifact);
        self.artifact_index.insert(uri.clone(), self.artifacts.len() - 1);
        (self.artifacts.len() - 1, uri)
    }

    /// The file of a place, a region where it has lines, and the class or member.
    fn location(&mut self, report: &Report, place: &Place) -> Json {
        let file = match place {
            Place::Jad { .. } => report.jad.as_ref(),
            Place::Bundle => report.jad.as_ref().or(report.jar.as_ref()),
            _ => report.jar.as_ref(),
        };
        let file = file.or(report.jad.as_ref());
        let mut location = Map::new();
        if let Some(file) = file {
            let inside = match place {
                Place::Manifest { .. } => Some("META-INF/MANIFEST.MF"),
                Place::Entry { name } => Some(&**name),
                _ => None,
            };
            let (index, uri) = self.artifact(file, inside);
            let mut physical = json!({ "artifactLocation": { "uri": uri, "index": index } });
            match place {
                Place::Jad { line: Some(line) } | Place::Manifest { line: Some(line) } => {
                    physical["region"] = json!({ "startLine": (*line).max(1) });
                }
                Place::Archive { offset: Some(offset) } => physical["region"] = json!({ "byteOffset": offset }),
                _ => {}
            }
            location.insert("physicalLocation".into(), physical);
        }
        if let Some(logical) = logical(place) {
            location.insert("logicalLocations".into(), json!([logical]));
        }
        Json::Object(location)
    }

    fn result(&mut self, report: &Report, finding: &Finding, suppression: Option<Json>, state: Option<&str>) {
        if self.results.len() as u64 >= self.header.limits.sarif_results {
            self.left_out += 1;
            return;
        }
        let rule = self.rule(finding);
        let location = self.location(report, &finding.place);
        let mut result = json!({
            "ruleId": &*finding.rule,
            "ruleIndex": rule,
            "level": level(finding.severity),
            "message": { "text": visible(&finding.message) },
            "locations": [location],
            "partialFingerprints": { FINGERPRINT: finding.fingerprint },
            "properties": {
                "severity": finding.severity.as_str(),
                "confidence": finding.confidence.as_str(),
                "security-severity": security_severity(finding.severity),
                "bundle": visible(&report.name),
            },
        });
        if finding.unreached {
            result["properties"]["unreached"] = json!(true);
        }
        if let Some(context) = Context::of(finding) {
            result["properties"]["context"] = shown_context(&context);
            if !context.chains.is_empty() {
                result["codeFlows"] = code_flows(&context);
            }
        }
        if !finding.related.is_empty() {
            let related: Vec<Json> = finding
                .related
                .iter()
                .map(|related| {
                    let mut location = self.location(report, &related.place);
                    location["message"] = json!({ "text": visible(&related.label) });
                    location
                })
                .collect();
            result["relatedLocations"] = json!(related);
        }
        if let Some(suppression) = suppression {
            result["suppressions"] = json!([suppression]);
        }
        if let Some(state) = state {
            result["baselineState"] = json!(state);
        }
        self.results.push(result);
    }

    fn notify(&mut self, level: &str, text: String, file: Option<&str>) {
        let mut notification = json!({ "level": level, "message": { "text": visible(&text) } });
        if let Some(file) = file {
            notification["locations"] = json!([{ "physicalLocation": { "artifactLocation": { "uri": uri(file) } } }]);
        }
        self.notifications.push(notification);
    }
}

impl Renderer for Sarif<'_> {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn bundle(&mut self, _: &mut dyn Write, report: &Report) -> io::Result<()> {
        for file in [&report.jad, &report.jar].into_iter().flatten() {
            self.artifact(file, None);
        }
        let reasons = report.status.reasons().join("; ");
        match report.status {
            Status::Analysed => {}
            Status::Partial(_) => self.notify("warning", format!("partial: {reasons}"), Some(&report.name)),
            Status::Skipped(_) => self.notify("warning", format!("skipped: {reasons}"), Some(&report.name)),
            Status::Failed(_) => {
                self.failed = true;
                self.notify("error", format!("failed: {reasons}"), Some(&report.name));
            }
        }
        for note in &report.notes {
            self.notify("note", note.clone(), Some(&report.name));
        }
        let compared = self.header.baseline.is_some();
        for finding in report.findings.iter().filter(|f| f.severity >= self.header.min_severity) {
            self.result(report, finding, None, compared.then_some("new"));
        }
        for (finding, reason) in &report.suppressed {
            let suppression = json!({ "kind": "external", "status": "accepted", "justification": reason });
            self.result(report, finding, Some(suppression), None);
        }
        for finding in &report.baselined {
            self.result(report, finding, None, Some("unchanged"));
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        for note in &summary.notes {
            self.notify("note", note.clone(), None);
        }
        if self.left_out > 0 {
            let text = format!(
                "{} results were left out after the limit sarif-results of {}; the JSON output has them all",
                self.left_out, self.header.limits.sarif_results
            );
            self.notify("warning", text, None);
        }
        let take = std::mem::take::<Vec<Json>>;
        let log = json!({
            "$schema": SCHEMA_URL,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": TOOL.name,
                    "version": TOOL.version,
                    "semanticVersion": TOOL.version,
                    "rules": take(&mut self.rules),
                }},
                "invocations": [{
                    "executionSuccessful": !self.failed,
                    "toolExecutionNotifications": take(&mut self.notifications),
                }],
                "artifacts": take(&mut self.artifacts),
                "results": take(&mut self.results),
                "columnKind": "unicodeCodePoints",
                "properties": { "now": crate::policy::date::rfc3339(self.header.now) },
            }],
        });
        write_pretty(out, &log)
    }
}

/// What is known of the call beside its chains, which are code flows.
fn shown_context(context: &Context<'_>) -> Json {
    let texts = |list: &[&str]| list.iter().map(|t| visible(t).into_owned()).collect::<Vec<_>>();
    let mut shown = Map::new();
    let lists = [
        ("triggers", &context.triggers),
        ("via", &context.via),
        ("decoded", &context.decoded),
        ("properties", &context.properties),
    ];
    for (name, list) in lists {
        if !list.is_empty() {
            shown.insert(name.into(), json!(texts(list)));
        }
    }
    let flags = [
        ("reached", context.reached),
        ("loop", context.in_loop),
        ("gated", context.gated),
        ("unattended", context.unattended),
    ];
    for (name, flag) in flags {
        if let Some(flag) = flag {
            shown.insert(name.into(), json!(flag));
        }
    }
    Json::Object(shown)
}

/// One code flow a trigger: the methods from the entry point to the call.
fn code_flows(context: &Context<'_>) -> Json {
    let flows = context.chains.iter().map(|chain| {
        let methods = chain.methods.iter().map(|method| {
            json!({ "location": { "logicalLocations": [{ "fullyQualifiedName": visible(method), "kind": "function" }] } })
        });
        let locations: Vec<Json> = methods.collect();
        json!({
            "message": { "text": format!("set off by {}", chain.trigger) },
            "threadFlows": [{ "locations": locations }],
        })
    });
    // A thread flow has at least one location.
    let flows = flows.filter(|flow| flow["threadFlows"][0]["locations"].as_array().is_some_and(|l| !l.is_empty()));
    Json::Array(flows.collect())
}

fn non_empty<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    let text = text.trim();
    if text.is_empty() { otherwise } else { text }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// The middle of the CVSS band of that name, which code-scanning services sort by.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Info => "0.0",
    }
}

/// The class or member of a place.
fn logical(place: &Place) -> Option<Json> {
    Some(match place {
        Place::Class { class } => json!({ "fullyQualifiedName": dotted(class), "kind": "type" }),
        Place::Field { name, descriptor, .. } => json!({
            "name": visible(name),
            "fullyQualifiedName": place.to_string(),
            "kind": "member",
            "properties": { "descriptor": visible(descriptor) },
        }),
        Place::Method { class, name, descriptor, pc, line } => {
            let mut properties = json!({ "descriptor": visible(descriptor) });
            if let Some(pc) = pc {
                properties["pc"] = json!(pc);
            }
            if let Some(line) = line {
                properties["line"] = json!(line);
            }
            json!({
                "name": visible(name),
                "fullyQualifiedName": dotted_member(class, name, descriptor),
                "kind": "function",
                "properties": properties,
            })
        }
        _ => return None,
    })
}

/// A path as a relative or absolute URI reference (RFC 3986).
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let path = path.strip_prefix("./").unwrap_or(path);
    for (index, byte) in path.bytes().enumerate() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'!'
            | b'$'
            | b'('
            | b')'
            | b'+'
            | b',' => {
                out.push(char::from(byte));
            }
            // A first segment such as `a:b` would be read as a scheme, and `//` as a host.
            b'/' if !(index > 0 && out.ends_with('/')) => out.push('/'),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    if path.starts_with('/') { format!("file://{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        for (path, expected) in [
            ("a/b c.jar", "a/b%20c.jar"),
            ("./a.jar", "a.jar"),
            ("/tmp/ü.jad", "file:///tmp/%C3%BC.jad"),
            ("a:b//c%.jar", "a%3Ab/%2Fc%25.jar"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
