//! The rules in force: those compiled in, and those of folders that the user names.

use super::engine::{self, Draft, Index};
use super::finding::Finding;
use super::model::{Prose, Rule};
use super::parse::{self, FieldWords, KindWords, Parsed, Problem};
use crate::facts::{Fact, FieldType, KINDS};
use crate::limits::Limits;
use miette::{Diagnostic, LabeledSpan, NamedSource};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};
use thiserror::Error;

static RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.bin"));
static PROSE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/prose.bin"));

/// Bytes of one rule file; the largest of ours has a few thousand.
const FILE_BYTES: u64 = 1 << 20;

/// A rule file that can't be used, with the text and where in it.
#[derive(Debug, Error, Diagnostic)]
#[error("{path}: {message}")]
pub struct RuleError {
    /// Path of the file.
    pub path: String,
    /// What is wrong, all of it.
    pub message: String,
    #[help]
    help: Option<String>,
    #[source_code]
    text: Arc<NamedSource<String>>,
    #[label(collection)]
    labels: Vec<LabeledSpan>,
}

impl RuleError {
    pub(super) fn new(path: &str, text: &str, problems: &[Problem]) -> Self {
        let message = match problems {
            [one] => one.message.clone(),
            many => format!("{} problems", many.len()),
        };
        let helps: Vec<_> = problems.iter().map(|p| p.help.as_str()).filter(|h| !h.is_empty()).collect();
        let labels = problems.iter().map(|p| LabeledSpan::new_with_span(Some(p.message.clone()), span(&p.span, text)));
        RuleError {
            path: path.into(),
            message,
            help: (!helps.is_empty()).then(|| helps.join("\n")),
            text: Arc::new(NamedSource::new(path, text.to_string()).with_language("TOML")),
            labels: labels.collect(),
        }
    }

    fn unreadable(path: &Path, error: impl std::fmt::Display) -> Self {
        let message = format!("can't be read: {error}");
        RuleError {
            path: path.display().to_string(),
            message,
            help: None,
            text: Arc::new(NamedSource::new(path.display().to_string(), String::new())),
            labels: vec![],
        }
    }

    /// Where the problems are, in bytes of the file, in the order of the text.
    pub fn spans(&self) -> Vec<Range<usize>> {
        self.labels.iter().map(|l| l.offset()..l.offset() + l.len()).collect()
    }
}

fn span(range: &Range<usize>, text: &str) -> (usize, usize) {
    let start = range.start.min(text.len());
    (start, range.end.clamp(start, text.len()) - start)
}

/// A rule file in memory: the text, and what was read from it.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// Path as shown to people.
    pub path: String,
    /// The text.
    pub text: String,
    /// The rule.
    pub rule: Rule,
    /// Its prose and tests.
    pub prose: Prose,
    pub(super) spans: BTreeMap<String, Range<usize>>,
}

impl RuleFile {
    /// Reads the text of a rule file; `path` is for messages.
    pub fn parse(path: &str, text: &str) -> Result<RuleFile, RuleError> {
        match parse::parse(text, &vocabulary()) {
            Ok(Parsed { rule, prose, spans }) => {
                Ok(RuleFile { path: path.into(), text: text.into(), rule, prose, spans })
            }
            Err(problems) => Err(RuleError::new(path, text, &problems)),
        }
    }

    /// Reads every `.toml` file below a folder, sorted by path. All files with errors are given.
    pub fn read_folder(folder: &Path) -> Result<Vec<RuleFile>, Vec<RuleError>> {
        let (mut files, mut errors) = (Vec::new(), Vec::new());
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
            match entry {
                Ok(entry) if entry.file_type().is_file() && entry.path().extension().is_some_and(|e| e == "toml") => {
                    match Self::read(entry.path()) {
                        Ok(file) => files.push(file),
                        Err(e) => errors.push(e),
                    }
                }
                Ok(_) => {}
                Err(e) => errors.push(RuleError::unreadable(e.path().unwrap_or(folder), &e)),
            }
        }
        if errors.is_empty() { Ok(files) } else { Err(errors) }
    }

    fn read(path: &Path) -> Result<RuleFile, RuleError> {
        let size = std::fs::metadata(path).map_err(|e| RuleError::unreadable(path, e))?.len();
        if size > FILE_BYTES {
            return Err(RuleError::unreadable(path, format!("{size} bytes are more than a rule file may have")));
        }
        let text = std::fs::read_to_string(path).map_err(|e| RuleError::unreadable(path, e))?;
        Self::parse(&path.display().to_string(), &text)
    }
}

/// The kinds of facts as rule files name them.
pub(super) fn vocabulary() -> Vec<KindWords<'static>> {
    let ty = |ty| match ty {
        FieldType::Bool => "bool",
        FieldType::Int => "int",
        FieldType::Text => "text",
        FieldType::Texts => "texts",
        FieldType::Token => "token",
        FieldType::Value => "value",
        FieldType::Args => "args",
    };
    KINDS
        .iter()
        .map(|kind| KindWords {
            name: kind.name,
            fields: kind
                .fields
                .iter()
                .map(|f| FieldWords { name: f.name, ty: ty(f.ty), head: f.head, tokens: f.tokens.to_vec() })
                .collect(),
        })
        .collect()
}

/// The rules in force. Cheap to share between threads; matching needs no mutation.
#[derive(Clone, Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    origin: Vec<Origin>,
    index: Index,
}

/// Where the prose of a rule is.
#[derive(Clone, Debug)]
enum Origin {
    /// In the blob, at this position.
    Builtin(usize),
    /// Read from a file at run time.
    File(PathBuf, Box<Prose>),
}

impl RuleSet {
    /// No rules.
    pub fn empty() -> RuleSet {
        RuleSet { rules: Vec::new(), origin: Vec::new(), index: Index::new(&[]) }
    }

    /// The rules compiled in.
    pub fn builtin() -> &'static RuleSet {
        static SET: LazyLock<RuleSet> = LazyLock::new(|| {
            // The blob is written by the build script of this very build, and a test reads it.
            let rules: Vec<Rule> = postcard::from_bytes(RULES).unwrap_or_default();
            let index = Index::new(&rules);
            RuleSet { origin: (0..rules.len()).map(Origin::Builtin).collect(), rules, index }
        });
        &SET
    }

    /// The rules of a folder, and no others.
    pub fn load_dir(folder: &Path) -> Result<RuleSet, Vec<RuleError>> {
        let mut set = RuleSet::empty();
        set.add(RuleFile::read_folder(folder)?)?;
        Ok(set)
    }

    /// Adds rules. One with the id of a rule already there takes its place; two of the same id among `files` are an error.
    pub fn add(&mut self, files: Vec<RuleFile>) -> Result<(), Vec<RuleError>> {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        let mut errors = Vec::new();
        for file in &files {
            if let Some(other) = seen.insert(file.rule.id.clone(), file.path.clone()) {
                let message = format!("the id `{}` is also that of {other}", file.rule.id);
                let span = file.spans.get("id").cloned().unwrap_or_default();
                errors.push(RuleError::new(&file.path, &file.text, &[Problem { message, help: String::new(), span }]));
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        for file in files {
            let origin = Origin::File(file.path.into(), Box::new(file.prose));
            match self.rules.iter().position(|r| r.id == file.rule.id) {
                Some(at) => {
                    self.rules[at] = file.rule;
                    self.origin[at] = origin;
                }
                None => {
                    self.rules.push(file.rule);
                    self.origin.push(origin);
                }
            }
        }
        self.index = Index::new(&self.rules);
        Ok(())
    }

    /// Keeps the rules that `keep` wants.
    pub fn retain(&mut self, keep: impl Fn(&Rule) -> bool) {
        let kept: Vec<bool> = self.rules.iter().map(keep).collect();
        let mut at = kept.iter();
        self.rules.retain(|_| at.next().copied().unwrap_or(true));
        let mut at = kept.iter();
        self.origin.retain(|_| at.next().copied().unwrap_or(true));
        self.index = Index::new(&self.rules);
    }

    /// All rules: the built-in ones by family and id, then those added.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of that id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == id)
    }

    /// The prose and the tests of the rule of that id.
    pub fn prose(&self, id: &str) -> Option<&Prose> {
        static BUILTIN: OnceLock<Vec<Prose>> = OnceLock::new();
        match &self.origin[self.rules.iter().position(|r| r.id == id)?] {
            Origin::File(_, prose) => Some(prose),
            Origin::Builtin(at) => BUILTIN.get_or_init(|| postcard::from_bytes(PROSE).unwrap_or_default()).get(*at),
        }
    }

    /// The file that the rule of that id was read from; `None` for a built-in one.
    pub fn file(&self, id: &str) -> Option<&Path> {
        match &self.origin[self.rules.iter().position(|r| r.id == id)?] {
            Origin::File(path, _) => Some(path),
            Origin::Builtin(_) => None,
        }
    }

    /// What the rules find in these facts of one bundle (sorted, as the stages hand them over): findings, worst first,
    /// then by rule and place. Also says whether a limit (`findings`, `rule-pairs`) cut the work.
    pub fn evaluate(&self, facts: &[Fact], limits: &Limits) -> (Vec<Finding>, bool) {
        let (drafts, cut) = self.drafts(facts, limits);
        (drafts.into_iter().map(|d| d.finding).collect(), cut)
    }

    pub(super) fn drafts(&self, facts: &[Fact], limits: &Limits) -> (Vec<Draft>, bool) {
        engine::evaluate(&self.rules, &self.index, facts, limits)
    }
}
