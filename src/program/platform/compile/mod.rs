//! Checks the tables of a platform folder and compiles them to the binary index that the platform model reads. The build
//! script uses it for the platform compiled in, the library for folders given at run time; `docs/platform-tables.md` and
//! `docs/platforms.md` describe the tables.

mod callbacks;
mod calls;
mod entries;
mod flows;
mod index;
mod settings;
mod tables;

use super::layout;
pub use index::Compiled;
pub use settings::{Mode, mode};
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::io;
use std::ops::Range;
use std::path::Path;

/// Tables that stand in the folder itself. The last three are read elsewhere, for the built-in platform only.
const FILES: [&str; 12] = [
    "platform.toml",
    "apis.toml",
    "classes.toml",
    "classes.tsv",
    "kinds.toml",
    "members.tsv",
    "packages.tsv",
    "permissions.tsv",
    "restricted.tsv",
    "attributes.toml",
    "ota.tsv",
    "screens.toml",
];

/// Folders of TOML files.
const FOLDERS: [&str; 4] = ["calls", "callbacks", "entries", "flows"];

/// The text of one platform folder.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Path of the folder, as shown in messages.
    pub name: String,
    /// Text of each table by its path within the folder, such as `calls/url.toml`.
    pub files: BTreeMap<String, String>,
    /// What rows refer to must stand in the tables. In a folder of a user only what the tables have can be checked.
    strict: bool,
    /// Tables whose names nothing here knows.
    unknown: Vec<String>,
}

impl Layer {
    /// A folder of which the tables are at hand.
    pub fn new(name: &str, files: BTreeMap<String, String>) -> Layer {
        Layer { name: name.into(), files, strict: false, unknown: Vec::new() }
    }

    /// Reads a folder by `read`, which gives the text of a file. `name` is shown in messages.
    ///
    /// # Errors
    /// When the folder or a file can't be read.
    pub fn read(folder: &Path, name: &str, read: impl Fn(&Path) -> io::Result<String>) -> io::Result<Layer> {
        let mut layer = Layer::new(name, BTreeMap::new());
        for entry in folder.read_dir()? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            if path.is_dir() {
                if !FOLDERS.contains(&name.as_str()) {
                    continue;
                }
                for entry in path.read_dir()? {
                    let entry = entry?;
                    let file = entry.file_name().to_string_lossy().into_owned();
                    if file.ends_with(".toml") {
                        layer.files.insert(format!("{name}/{file}"), read(&entry.path())?);
                    }
                }
            } else if FILES.contains(&name.as_str()) {
                layer.files.insert(name, read(&path)?);
            } else if name.ends_with(".toml") || name.ends_with(".tsv") {
                layer.unknown.push(name);
            }
        }
        layer.unknown.sort();
        Ok(layer)
    }

    /// The same, as the layer of the platform compiled in.
    pub fn builtin(self) -> Layer {
        Layer { strict: true, ..self }
    }

    fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(String::as_str)
    }

    /// Path and text of the files of a folder, sorted.
    fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        let prefix = format!("{folder}/");
        self.files
            .iter()
            .filter(move |(name, _)| name.starts_with(&prefix))
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

/// Something wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the folder.
    pub folder: String,
    /// Path of the file within it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Bytes of the text that it is about.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it; may be empty.
    pub help: String,
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}:{}: {}", self.folder, self.file, self.line, self.message)
    }
}

/// The index of these folders laid over each other, or all that is wrong with them.
pub fn compile(layers: &[Layer]) -> Result<Compiled, Vec<Problem>> {
    let mut errors = Errors { layers, layer: 0, problems: Vec::new() };
    for (n, layer) in layers.iter().enumerate() {
        errors.layer = n;
        for file in &layer.unknown {
            let known = FILES[..9].join(", ");
            let help = format!("the tables are {known}, and *.toml in the folders {}", FOLDERS.join(", "));
            errors.advise(file, 1, "no table has this name", help);
        }
    }
    let settings: Vec<settings::Settings> = (0..layers.len()).map(|n| settings::read(n, &mut errors)).collect();
    let tables = tables::read(&settings, &mut errors);
    let calls = calls::read(&settings, &tables, &mut errors);
    let callbacks = callbacks::read(&settings, &tables, &mut errors);
    let flows = flows::read(&settings, &tables, &calls, &mut errors);
    let entries = entries::read(&settings, &tables, &mut errors);
    if errors.problems.is_empty() {
        Ok(index::write(&tables, &calls, &callbacks, &flows, &entries))
    } else {
        Err(errors.problems)
    }
}

/// What is wrong with the tables, all of it. Messages are about the layer that is set.
struct Errors<'a> {
    layers: &'a [Layer],
    layer: usize,
    problems: Vec<Problem>,
}

impl<'a> Errors<'a> {
    fn add(&mut self, file: &str, line: usize, what: impl Display) {
        self.advise(file, line, what, "");
    }

    /// The same, with what to do about it.
    fn advise(&mut self, file: &str, line: usize, what: impl Display, help: impl Display) {
        let message = what.to_string();
        let span = self.layer().text(file).map_or(0..0, |text| span_of(text, line, &message));
        self.add_at(file, span, message, help);
    }

    fn add_at(&mut self, file: &str, span: Range<usize>, what: impl Display, help: impl Display) {
        let layer = self.layer();
        let line = layer.text(file).map_or(1, |text| line_at(text, span.start));
        self.problems.push(Problem {
            folder: layer.name.clone(),
            file: file.into(),
            line,
            span,
            message: what.to_string(),
            help: help.to_string(),
        });
    }

    fn layer(&self) -> &'a Layer {
        &self.layers[self.layer]
    }

    /// Whether what rows refer to must stand in the tables.
    fn strict(&self) -> bool {
        self.layer().strict
    }

    /// Reads a TOML file; what can't be read is an error and `None`.
    fn parse<T: serde::de::DeserializeOwned>(&mut self, file: &str, text: &str) -> Option<T> {
        match toml::from_str(text) {
            Ok(read) => Some(read),
            Err(e) => {
                self.add_at(file, e.span().unwrap_or(0..0), e.message(), "");
                None
            }
        }
    }
}

/// The bytes of a text that a message is about: in the entry that starts in the line the longest quoted text that the
/// message names, or else the line.
fn span_of(text: &str, line: usize, message: &str) -> Range<usize> {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>().min(text.len());
    let rest = &text[start..];
    let whole = start..start + rest.lines().next().unwrap_or("").len();
    if !rest.starts_with("[[") {
        return whole;
    }
    let entry = &rest[..rest[2..].find("\n[").map_or(rest.len(), |end| end + 2)];
    let mut at = 0;
    let mut best: Option<Range<usize>> = None;
    for (n, piece) in entry.split('"').enumerate() {
        let found = at..at + piece.len();
        at = found.end + 1;
        let longer = best.as_ref().is_none_or(|best| best.len() < piece.len());
        if n % 2 == 1 && !piece.is_empty() && longer && message.contains(piece) {
            best = Some(found);
        }
    }
    best.map_or(whole, |found| start + found.start..start + found.end)
}

/// The line, from 1, of a byte offset.
fn line_at(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|&&b| b == b'\n').count() + 1
}

/// The number of `word` in `words`; an error and 0 when it is none of them.
fn token(words: &[&str], word: &str, file: &str, line: usize, errors: &mut Errors) -> u32 {
    match words.iter().position(|&w| w == word) {
        Some(i) => i as u32,
        None => {
            errors.add(file, line, format!("`{word}` is none of {}", words.join(", ")));
            0
        }
    }
}
