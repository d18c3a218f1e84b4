//! Text for people: bundles one after the other, findings worst first and grouped by rule, a summary at the end. All text
//! from a bundle is escaped.

use super::context::{Chain, Context};
use super::lines::shown_line;
use super::{Catalogue, FileInfo, Header, Renderer, Report, STATUSES, Status, Summary};
use crate::facts::escape::visible;
use crate::facts::{Place, dotted_member};
use crate::rules::{Finding, Severity};
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::io::{self, Write};

/// Writes for people.
#[derive(Debug)]
pub struct Human<'a> {
    header: &'a Header,
    catalogue: &'a Catalogue,
    paint: Paint,
}

impl<'a> Human<'a> {
    /// Text with or without colour.
    pub fn new(header: &'a Header, catalogue: &'a Catalogue, colour: bool) -> Self {
        Human { header, catalogue, paint: Paint(colour) }
    }
}

/// Colours, when there are to be any.
#[derive(Clone, Copy, Debug)]
pub struct Paint(pub bool);

impl Paint {
    fn with(self, code: &str, text: impl fmt::Display) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
    }

    /// For headings.
    pub fn bold(self, text: impl fmt::Display) -> String {
        self.with("1", text)
    }

    /// For what matters less.
    pub fn dim(self, text: impl fmt::Display) -> String {
        self.with("2", text)
    }

    /// In the colour of a severity.
    pub fn severity(self, severity: Severity, text: impl fmt::Display) -> String {
        let code = match severity {
            Severity::Critical => "1;35",
            Severity::High => "1;31",
            Severity::Medium => "1;33",
            Severity::Low => "1;36",
            Severity::Info => "1;34",
        };
        self.with(code, text)
    }

    fn status(self, status: &Status) -> String {
        let code = match status {
            Status::Analysed => "32",
            Status::Partial(_) | Status::Skipped(_) => "33",
            Status::Failed(_) => "31",
        };
        self.with(code, status.as_str())
    }
}

/// `1 finding`, `2 findings`.
pub fn counted(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A place as people look for it: `a.B.m()V @17, line 5`, `jad line 3`.
pub fn shown_place(place: &Place) -> String {
    match place {
        Place::Method { class, name, descriptor, pc: Some(pc), line } => {
            let method = dotted_member(class, name, descriptor);
            let line = line.map(|line| format!(", line {line}")).unwrap_or_default();
            format!("{method} @{pc}{line}")
        }
        Place::Jad { line: Some(line) } => format!("JAD, line {line}"),
        Place::Jad { line: None } => "JAD".into(),
        Place::Manifest { line: Some(line) } => format!("manifest, line {line}"),
        Place::Manifest { line: None } => "manifest".into(),
        Place::Archive { offset: Some(offset) } => format!("JAR, byte {offset}"),
        Place::Archive { offset: None } => "JAR".into(),
        Place::Entry { name } => format!("entry {}", visible(name)),
        Place::Class { .. } => place.to_string().replacen("class:", "class ", 1),
        Place::Bundle | Place::Field { .. } | Place::Method { pc: None, .. } => place.to_string(),
    }
}

impl Renderer for Human<'_> {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn bundle(&mut self, out: &mut dyn Write, report: &Report) -> io::Result<()> {
        self.heading(out, report)?;
        let shown: Vec<&Finding> = report.findings.iter().filter(|f| f.severity >= self.header.min_severity).collect();
        for group in shown.chunk_by(|a, b| a.rule == b.rule && a.severity == b.severity) {
            self.group(out, report, group)?;
        }
        writeln!(out)
    }

    fn end(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        for note in &summary.notes {
            writeln!(out, "{} {}", self.paint.bold("note:"), visible(note))?;
        }
        let list = |words: &mut dyn Iterator<Item = (&str, u64)>| {
            let parts: Vec<String> = words.filter(|(_, n)| *n > 0).map(|(word, n)| format!("{n} {word}")).collect();
            if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
        };
        let statuses = list(&mut STATUSES.into_iter().zip(summary.statuses));
        writeln!(out, "{}{statuses}", self.paint.bold(counted(summary.bundles(), "bundle")))?;
        let severities = Severity::ALL.iter().map(|s| s.as_str()).zip(summary.severities);
        let severities = list(&mut severities.rev());
        writeln!(out, "{}{severities}", self.paint.bold(counted(summary.findings(), "finding")))?;
        let mut apart = Vec::new();
        let mut tell = |number: u64, what: String| {
            if number > 0 {
                apart.push(format!("{number} {what}"));
            }
        };
        tell(summary.hidden, format!("below --min-severity {}", self.header.min_severity));
        tell(summary.suppressed, "suppressed".into());
        tell(summary.baselined, "known from the baseline".into());
        tell(summary.left_out.disabled, "of rules turned off".into());
        tell(summary.left_out.persona, format!("not for persona {} (see --persona)", self.header.persona));
        if !apart.is_empty() {
            writeln!(out, "not listed: {}", apart.join(", "))?;
        }
        Ok(())
    }
}

impl Human<'_> {
    /// The suite, its files, how far the work got and why.
    fn heading(&self, out: &mut dyn Write, report: &Report) -> io::Result<()> {
        let paint = self.paint;
        let files: Vec<_> =
            [&report.jad, &report.jar].into_iter().flatten().map(|file| visible(&file.path).into_owned()).collect();
        let files = if files.is_empty() { visible(&report.name).into_owned() } else { files.join(" + ") };
        write!(out, "{}", paint.bold(files))?;
        if let Some(suite) = &report.suite {
            let (name, version, vendor) = (visible(&suite.name), visible(&suite.version), visible(&suite.vendor));
            write!(out, "  {name} {version} by {vendor}")?;
        }
        let findings = match (&report.status, report.findings.len() as u64) {
            (Status::Analysed | Status::Partial(_), 0) => ", no findings".to_string(),
            (_, 0) => String::new(),
            (_, number) => format!(", {}", counted(number, "finding")),
        };
        writeln!(out, "\n  {}{findings}", paint.status(&report.status))?;
        for reason in report.status.reasons() {
            writeln!(out, "  because: {}", visible(reason))?;
        }
        if let Some(trust) = &report.trust {
            if trust.signed {
                writeln!(out, "  signature: {}", visible(&trust.midp.to_string()))?;
            }
            if let Some(jar) = &trust.jar {
                writeln!(out, "  signature of the JAR: {}", visible(&jar.to_string()))?;
            }
        }
        for note in &report.notes {
            writeln!(out, "  note: {}", visible(note))?;
        }
        let apart = [(report.suppressed.len(), "suppressed"), (report.baselined.len(), "known from the baseline")];
        for (number, what) in apart {
            if number > 0 {
                writeln!(out, "  {}", paint.dim(format!("{number} more {what}")))?;
            }
        }
        Ok(())
    }

    /// The findings of one rule.
    fn group(&self, out: &mut dyn Write, report: &Report, group: &[&Finding]) -> io::Result<()> {
        let Some(first) = group.first() else { return Ok(()) };
        let paint = self.paint;
        let severity = paint.severity(first.severity, first.severity);
        writeln!(out, "\n  {severity}  {}  {}", paint.bold(&*first.rule), visible(&first.title))?;
        for finding in group {
            match snippet(report, finding, paint.0) {
                Some(text) => {
                    for line in text.lines() {
                        writeln!(out, "  {}", line.trim_end())?;
                    }
                }
                None => {
                    let mark = paint.severity(finding.severity, mark(finding.severity));
                    writeln!(out, "    {mark} {}", visible(&finding.message))?;
                    writeln!(out, "      at {}", shown_place(&finding.place))?;
                }
            }
            for related in &finding.related {
                writeln!(out, "      {}: {}", visible(&related.label), shown_place(&related.place))?;
            }
            if let Some(context) = Context::of(finding) {
                for line in context_lines(&context) {
                    writeln!(out, "      {}", visible(&line))?;
                }
            }
            if finding.confidence != crate::rules::Confidence::High {
                writeln!(out, "      {}", paint.dim(format!("confidence {}", finding.confidence)))?;
            }
        }
        if let Some(rule) = self.catalogue.get(&*first.rule) {
            let mut lines = rule.fix.trim().lines();
            writeln!(out, "    fix: {}", lines.next().unwrap_or_default())?;
            for line in lines {
                writeln!(out, "         {line}")?;
            }
        }
        writeln!(out, "    {}", paint.dim(format!("more: mexelint explain {}", first.rule)))
    }
}

/// Methods of a chain that are shown: of a longer one the first and the last.
const CHAIN: usize = 6;

/// How a call is reached and how its values came to be. Raw.
fn context_lines(context: &Context<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(context.set_off().map(|words| format!("set off by: {words}")));
    lines.extend(context.chains.iter().map(chain_line));
    if !context.decoded.is_empty() {
        lines.push(format!("decoded at run time: {}", context.decoded.join(", ")));
    }
    if !context.properties.is_empty() {
        lines.push(format!("from the descriptor: {}", context.properties.join(", ")));
    }
    lines
}

/// `from launch: A.startApp()V > A.run()V (thread) …`
fn chain_line(chain: &Chain<'_>) -> String {
    let mut methods = chain.methods.clone();
    let cut = format!("({} more)", methods.len().saturating_sub(CHAIN - 1));
    if methods.len() > CHAIN {
        let half = CHAIN / 2;
        methods.splice(half..methods.len() - (CHAIN - 1 - half), [cut.as_str()]);
    }
    let via = if chain.via.is_empty() { String::new() } else { format!(" ({})", chain.via.join(", ")) };
    format!("from {}{via}: {}", chain.trigger, methods.join(" > "))
}

/// The sign that miette gives this severity.
fn mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "×",
        Severity::Medium => "⚠",
        Severity::Low | Severity::Info => "☞",
    }
}

/// The line of a JAD or manifest with the finding's message; `None` for other places and when the text is not at hand.
fn snippet(report: &Report, finding: &Finding, colour: bool) -> Option<String> {
    let (file, name, line): (&FileInfo, String, u32) = match finding.place {
        Place::Jad { line: Some(line) } => {
            let jad = report.jad.as_ref()?;
            (jad, jad.path.clone(), line)
        }
        Place::Manifest { line: Some(line) } => {
            let jar = report.jar.as_ref()?;
            (jar, format!("{}!/META-INF/MANIFEST.MF", jar.path), line)
        }
        _ => return None,
    };
    let text = shown_line(file.text.as_deref()?, line)?;
    // Only this line is shown; empty ones before it give it its number.
    let mut source = "\n".repeat(line as usize - 1);
    let label = LabeledSpan::new(None, source.len(), text.len());
    source.push_str(&text);
    let shown = Shown {
        message: visible(&finding.message).into_owned(),
        severity: match finding.severity {
            Severity::Critical | Severity::High => miette::Severity::Error,
            Severity::Medium => miette::Severity::Warning,
            Severity::Low | Severity::Info => miette::Severity::Advice,
        },
        source: NamedSource::new(visible(&name), source),
        label,
    };
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler =
        GraphicalReportHandler::new_themed(theme).with_links(false).with_wrap_lines(false).with_context_lines(0);
    let mut text = String::new();
    handler.render_report(&mut text, &shown).ok()?;
    Some(text)
}

/// A finding as miette wants it.
#[derive(Debug)]
struct Shown {
    message: String,
    severity: miette::Severity,
    source: NamedSource<String>,
    label: LabeledSpan,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}
