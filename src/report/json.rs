//! JSON: one document for a run, or one line a bundle. The shape is `v1-draft`, apart from the model inside so that the
//! model can change, and described by [`super::schema`].

use super::context::Context;
use super::{FileInfo, Header, JsonTrust, Renderer, Report, STATUSES, Suite, Summary};
use crate::facts::safe_json::write_compact;
use crate::facts::{Fact, Place, Str};
use crate::limits::LIMITS;
use crate::policy::date::rfc3339;
use crate::rules::{Finding, Severity};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Name and version of the shape.
pub const SCHEMA: &str = "mexelint-report/v1-draft";

/// The program that wrote an output.
#[derive(Serialize)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

pub(super) const TOOL: Tool = Tool { name: "mexelint", version: env!("CARGO_PKG_VERSION") };

#[derive(Serialize)]
struct Settings<'a> {
    now: String,
    persona: &'static str,
    fail_on: &'static str,
    min_severity: &'static str,
    second_opinion: bool,
    at: Option<String>,
    roots: &'a [String],
    device_policy: &'a str,
    platform: Option<&'a str>,
    libraries: &'a [String],
    origin: Option<&'a str>,
    config: Option<&'a str>,
    baseline: Option<&'a str>,
    limits: BTreeMap<&'static str, u64>,
}

impl<'a> Settings<'a> {
    fn of(header: &'a Header) -> Self {
        Settings {
            now: rfc3339(header.now),
            persona: header.persona.as_str(),
            fail_on: header.fail_on.as_str(),
            min_severity: header.min_severity.as_str(),
            second_opinion: header.second_opinion,
            at: header.at.map(rfc3339),
            roots: &header.roots,
            device_policy: &header.device_policy,
            platform: header.platform.as_deref(),
            libraries: &header.libraries,
            origin: header.origin.as_deref(),
            config: header.config.as_deref(),
            baseline: header.baseline.as_deref(),
            limits: LIMITS.iter().filter_map(|l| Some((l.name, header.limits.get(l.name)?))).collect(),
        }
    }
}

#[derive(Serialize)]
struct JsonFile<'a> {
    path: &'a str,
    size: u64,
    sha256: &'a str,
}

impl<'a> JsonFile<'a> {
    fn of(file: &'a FileInfo) -> Self {
        JsonFile { path: &file.path, size: file.size, sha256: &file.sha256 }
    }
}

#[derive(Serialize)]
struct JsonSuite<'a> {
    name: &'a str,
    version: &'a str,
    vendor: &'a str,
}

impl<'a> JsonSuite<'a> {
    fn of(suite: &'a Suite) -> Self {
        JsonSuite { name: &suite.name, version: &suite.version, vendor: &suite.vendor }
    }
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: &'a str,
    title: &'a str,
    family: &'a str,
    severity: &'static str,
    confidence: &'static str,
    persona: &'static str,
    message: &'a str,
    place: &'a Place,
    related: Vec<JsonRelated<'a>>,
    evidence: &'a [Fact],
    /// The call is present but not reached.
    unreached: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<Context<'a>>,
    weaknesses: Vec<&'a str>,
    cwe: &'a [u32],
    fingerprint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    label: &'a str,
    place: &'a Place,
}

impl<'a> JsonFinding<'a> {
    fn of(finding: &'a Finding, reason: Option<&'a str>) -> Self {
        let text = |text: &'a Str| &**text;
        JsonFinding {
            rule: &finding.rule,
            title: &finding.title,
            family: &finding.family,
            severity: finding.severity.as_str(),
            confidence: finding.confidence.as_str(),
            persona: finding.persona.as_str(),
            message: &finding.message,
            place: &finding.place,
            related: finding.related.iter().map(|r| JsonRelated { label: &r.label, place: &r.place }).collect(),
            evidence: &finding.evidence,
            unreached: finding.unreached,
            context: Context::of(finding),
            weaknesses: finding.weaknesses.iter().map(text).collect(),
            cwe: &finding.cwe,
            fingerprint: &finding.fingerprint,
            reason,
        }
    }
}

#[derive(Serialize)]
struct JsonBundle<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool: Option<Tool>,
    name: &'a str,
    status: &'static str,
    reasons: &'a [String],
    notes: &'a [String],
    jad: Option<JsonFile<'a>>,
    jar: Option<JsonFile<'a>>,
    suite: Option<JsonSuite<'a>>,
    trust: Option<JsonTrust>,
    findings: Vec<JsonFinding<'a>>,
    suppressed: Vec<JsonFinding<'a>>,
    baselined: Vec<JsonFinding<'a>>,
    left_out: JsonLeftOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    facts: Option<&'a [Fact]>,
}

#[derive(Serialize)]
struct JsonLeftOut {
    disabled: u64,
    persona: u64,
}

impl<'a> JsonBundle<'a> {
    fn of(header: &Header, report: &'a Report) -> Self {
        let shown = |finding: &&Finding| finding.severity >= header.min_severity;
        let plain = |finding| JsonFinding::of(finding, None);
        JsonBundle {
            schema: None,
            tool: None,
            name: &report.name,
            status: report.status.as_str(),
            reasons: report.status.reasons(),
            notes: &report.notes,
            jad: report.jad.as_ref().map(JsonFile::of),
            jar: report.jar.as_ref().map(JsonFile::of),
            suite: report.suite.as_ref().map(JsonSuite::of),
            trust: report.trust.as_ref().map(JsonTrust::of),
            findings: report.findings.iter().filter(shown).map(plain).collect(),
            suppressed: report.suppressed.iter().map(|(f, reason)| JsonFinding::of(f, Some(reason))).collect(),
            baselined: report.baselined.iter().map(plain).collect(),
            left_out: JsonLeftOut { disabled: report.left_out.disabled, persona: report.left_out.persona },
            facts: header.facts.then_some(&report.facts),
        }
    }
}

#[derive(Serialize)]
struct JsonSummary<'a> {
    bundles: BTreeMap<&'static str, u64>,
    findings: BTreeMap<&'static str, u64>,
    hidden: u64,
    suppressed: u64,
    baselined: u64,
    left_out: JsonLeftOut,
    notes: &'a [String],
}

impl<'a> JsonSummary<'a> {
    fn of(summary: &'a Summary) -> Self {
        JsonSummary {
            bundles: STATUSES.into_iter().zip(summary.statuses).collect(),
            findings: Severity::ALL.iter().map(|s| s.as_str()).zip(summary.severities).collect(),
            hidden: summary.hidden,
            suppressed: summary.suppressed,
            baselined: summary.baselined,
            left_out: JsonLeftOut { disabled: summary.left_out.disabled, persona: summary.left_out.persona },
            notes: &summary.notes,
        }
    }
}

/// One document: head, bundles one a line, summary. Written as it comes, so that its size is no matter.
#[derive(Debug)]
pub struct Document<'a> {
    header: &'a Header,
    any: bool,
}

impl<'a> Document<'a> {
    /// A document with that head.
    pub fn new(header: &'a Header) -> Self {
        Document { header, any: false }
    }
}

impl Renderer for Document<'_> {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"schema\":\"{SCHEMA}\",\n\"tool\":")?;
        write_compact(out, &TOOL)?;
        write!(out, ",\n\"settings\":")?;
        write_compact(out, &Settings::of(self.header))?;
        write!(out, ",\n\"bundles\":[")
    }

    fn bundle(&mut self, out: &mut dyn Write, report: &Report) -> io::Result<()> {
        out.write_all(if self.any { b",\n" } else { b"\n" })?;
        self.any = true;
        write_compact(out, &JsonBundle::of(self.header, report))
    }

    fn end(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        write!(out, "\n],\n\"summary\":")?;
        write_compact(out, &JsonSummary::of(summary))?;
        writeln!(out, "}}")
    }
}

/// One line a bundle, each whole in itself.
#[derive(Debug)]
pub struct Lines<'a> {
    header: &'a Header,
}

impl<'a> Lines<'a> {
    /// Lines under these settings.
    pub fn new(header: &'a Header) -> Self {
        Lines { header }
    }
}

impl Renderer for Lines<'_> {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn bundle(&mut self, out: &mut dyn Write, report: &Report) -> io::Result<()> {
        let bundle = JsonBundle { schema: Some(SCHEMA), tool: Some(TOOL), ..JsonBundle::of(self.header, report) };
        write_compact(out, &bundle)?;
        writeln!(out)
    }

    fn end(&mut self, _: &mut dyn Write, _: &Summary) -> io::Result<()> {
        Ok(())
    }
}
