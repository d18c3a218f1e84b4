//! Reads the cases and their expectations from the sources of the micro-suite. The grammar is told in README.md.

use std::fs;
use std::path::Path;

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// what an argument can be
    Value,
    /// call graph, triggers and reflection
    Graph,
    /// data flows
    Flow,
}

/// One case: what is expected from a `//#` line to the next.
#[derive(Debug)]
pub struct Case {
    /// `area/name`
    pub id: String,
    pub group: Group,
    /// Shows that something does not resolve, is not reached or is not unattended.
    pub negative: bool,
    /// Number of the limit of MATOS that it shows not to be one here.
    pub limits: Vec<u32>,
    /// Source file below `src/`, and the line of `//#`.
    pub file: String,
    pub line: u32,
    /// Calls that give data, by the name that expectations of the case use.
    pub origins: Vec<Origin>,
    pub expectations: Vec<Expectation>,
}

/// `//@`: a call that gives data.
#[derive(Debug)]
pub struct Origin {
    pub name: String,
    /// Class and method of the platform, such as `TextField.getString`.
    pub api: String,
    /// Class of the file, in internal form.
    pub class: String,
    pub line: u32,
}

/// One annotation.
#[derive(Debug)]
pub struct Expectation {
    /// Source file below `src/`, for messages.
    pub file: String,
    /// Class of the file, in internal form; nested classes are in the same file.
    pub class: String,
    /// Line that it is about, from 1.
    pub line: u32,
    pub what: What,
    pub items: Vec<Item>,
}

#[derive(Debug)]
pub enum What {
    /// `//=`: calls at the line, of this kind when it is given.
    Call { api: Option<String> },
    /// `//!`: a fact of a kind, there or nowhere.
    Fact { kind: String, absent: bool },
    /// `//! flow`: data of a kind that goes from an origin to a kind of sink at the line.
    Flow { source: String, origin: String, sink: String },
    /// `//! no flow`: no data of the kind gets to that kind of sink at the line.
    NoFlow { source: String, sink: String },
}

/// `name=content`, `name` or `!name`; the first word behind the kind of a fact is its head.
#[derive(Debug)]
pub enum Item {
    Named(String, String),
    Flag(String, bool),
    Head(String),
}

/// Words that are flags of `call` facts; any other first word is the kind of the call.
const FLAGS: [&str; 5] = ["reached", "unreached", "loop", "gated", "unattended"];

/// Areas whose cases are about the graph unless they say otherwise.
const GRAPH_AREAS: [&str; 7] = ["callbacks", "callgraph", "gates", "loops", "reflection", "threads", "triggers"];

/// Names of the areas, sorted.
pub fn areas(src: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(src).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The cases of an area, in the order of files and lines.
pub fn cases(src: &Path, area: &str) -> Vec<Case> {
    let mut files: Vec<_> = fs::read_dir(src.join(area)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let mark = match path.extension().and_then(|e| e.to_str()) {
            Some("java") => "//",
            Some("j") => ";",
            _ => continue,
        };
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let file = format!("{area}/{}", path.file_name().unwrap().to_str().unwrap());
        let from = cases.len();
        for (number, annotation) in annotations(&text, mark) {
            let place = (file.as_str(), format!("{area}/{stem}"), number);
            read(annotation, area, place, from, &mut cases);
        }
    }
    cases
}

/// The annotations of a file with the line that each is about: its own, or, where it stands alone, the next with code.
fn annotations<'t>(text: &'t str, mark: &str) -> Vec<(u32, &'t str)> {
    let mut found: Vec<(u32, &str)> = Vec::new();
    let mut waiting: Vec<&str> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index as u32 + 1;
        let starts = starts(line, mark);
        let code = line[..starts.first().copied().unwrap_or(line.len())].trim();
        let comment = code.is_empty() || code.starts_with(mark);
        if !comment {
            found.extend(waiting.drain(..).map(|annotation| (number, annotation)));
        }
        for (nth, &start) in starts.iter().enumerate() {
            let end = starts.get(nth + 1).copied().unwrap_or(line.len());
            let annotation = line[start + mark.len()..end].trim();
            match comment && !annotation.starts_with('#') {
                true => waiting.push(annotation),
                false => found.push((number, annotation)),
            }
        }
    }
    assert!(waiting.is_empty(), "nothing follows {waiting:?}");
    found
}

/// Where annotations start in a line: at the comment mark followed by `#`, `=`, `!` or `@`.
fn starts(line: &str, mark: &str) -> Vec<usize> {
    line.match_indices(mark)
        .map(|(at, _)| at)
        .filter(|at| line[at + mark.len()..].starts_with(['#', '=', '!', '@']))
        .filter(|at| line[at + mark.len() + 1..].starts_with(' '))
        .collect()
}

fn read(annotation: &str, area: &str, (file, class, line): (&str, String, u32), from: usize, cases: &mut Vec<Case>) {
    let (sign, rest) = annotation.split_at(1);
    let mut words = words(rest);
    if sign == "#" {
        let group = match area {
            _ if area.starts_with("flow") => Group::Flow,
            _ if GRAPH_AREAS.contains(&area) => Group::Graph,
            _ => Group::Value,
        };
        let mut case = Case {
            id: format!("{area}/{}", words.remove(0)),
            group,
            negative: false,
            limits: Vec::new(),
            file: file.to_string(),
            line,
            origins: Vec::new(),
            expectations: Vec::new(),
        };
        for word in words {
            match (word.as_str(), word.strip_prefix("limit-").and_then(|n| n.parse().ok())) {
                ("graph", _) => case.group = Group::Graph,
                ("value", _) => case.group = Group::Value,
                ("negative", _) => case.negative = true,
                (_, Some(number)) => case.limits.push(number),
                _ => panic!("{file}:{line}: `{word}` says nothing about a case"),
            }
        }
        cases.push(case);
        return;
    }
    assert!(!words.is_empty(), "{file}:{line}: nothing is expected");
    assert!(cases.len() > from, "{file}:{line}: no //# stands above");
    let case = cases.last_mut().unwrap();
    if sign == "@" {
        let [name, api] = <[String; 2]>::try_from(words).unwrap_or_else(|_| panic!("{file}:{line}: name and method"));
        case.origins.push(Origin { name, api, class, line });
        return;
    }
    let first = words[0].clone();
    let what = if sign == "=" {
        let api =
            (!first.contains('=') && !first.starts_with('!') && !FLAGS.contains(&first.as_str())).then_some(first);
        What::Call { api }
    } else {
        let absent = first == "no";
        let kind = words[usize::from(absent)].clone();
        words.drain(..usize::from(absent));
        if kind == "flow" {
            let what = flow(&words, absent).unwrap_or_else(|| panic!("{file}:{line}: `kind@origin -> kind` expected"));
            let items = words.split_off(4).into_iter().map(|word| item(word, false)).collect();
            case.expectations.push(Expectation { file: file.to_string(), class, line, what, items });
            return;
        }
        What::Fact { kind, absent }
    };
    if !matches!(what, What::Call { api: None }) {
        words.remove(0);
    }
    let head = matches!(what, What::Fact { .. });
    let items = words.into_iter().map(|word| item(word, head)).collect();
    case.expectations.push(Expectation { file: file.to_string(), class, line, what, items });
}

/// What `flow SOURCE@ORIGIN -> SINK` or `no flow SOURCE -> SINK` says; `words` start with `flow`.
fn flow(words: &[String], absent: bool) -> Option<What> {
    let [_, from, arrow, sink, ..] = words else { return None };
    let sink = sink.clone();
    match (from.split_once('@'), absent) {
        _ if arrow != "->" => None,
        (Some((source, origin)), false) => Some(What::Flow { source: source.into(), origin: origin.into(), sink }),
        (None, true) => Some(What::NoFlow { source: from.clone(), sink }),
        _ => None,
    }
}

fn item(word: String, may_be_head: bool) -> Item {
    if let Some((name, content)) = word.split_once('=').filter(|(name, _)| !name.contains('"')) {
        return Item::Named(name.to_string(), content.to_string());
    }
    match word.strip_prefix('!') {
        Some(flag) => Item::Flag(flag.to_string(), false),
        None if may_be_head && word != "undeclared" => Item::Head(word),
        None => Item::Flag(word, true),
    }
}

/// Words between blanks; a blank within quotes is none.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut escaped) = (Vec::new(), String::new(), false, false);
    for c in text.chars() {
        if c == ' ' && !quoted {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        word.push(c);
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}
