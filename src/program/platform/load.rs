//! Platform folders given at run time: in, the folder of text tables; out, a [`Platform`] or what is wrong, with the place.

use super::compile::{self, Layer, Mode, Problem};
use super::index::Index;
use super::{Origin, Platform};
use flate2::read::DeflateDecoder;
use miette::{Diagnostic, LabeledSpan, NamedSource};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;

/// Largest table of a folder, in bytes. Also the most that is read of the tables compiled in.
const TABLE_BYTES: u64 = 64 << 20;

/// Name of the tables compiled in, as shown in messages.
const BUILTIN: &str = "built-in midp";

/// The tables compiled in, as texts, for folders that add to them.
static TABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/platform-tables.bin"));

/// What is wrong with one file of a platform folder, and where.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{path}: {message}")]
pub struct PlatformError {
    /// Path of the file.
    pub path: String,
    /// What is wrong, all of it.
    pub message: String,
    #[help]
    help: Option<String>,
    #[source_code]
    text: NamedSource<String>,
    #[label(collection)]
    labels: Vec<LabeledSpan>,
}

impl PlatformError {
    fn unreadable(folder: &Path, error: &io::Error) -> Self {
        let path = folder.display().to_string();
        PlatformError {
            message: format!("the platform folder can't be read: {error}"),
            help: Some("give a folder with a platform.toml; `docs/platforms.md` says what stands in it".into()),
            text: NamedSource::new(&path, String::new()),
            labels: Vec::new(),
            path,
        }
    }

    /// The problems of one file as one error.
    fn of_file(path: String, text: &str, problems: &[&Problem]) -> Self {
        let message = match problems {
            [one] => one.message.clone(),
            many => format!("{} problems", many.len()),
        };
        let mut helps: Vec<&str> = problems.iter().map(|p| p.help.as_str()).filter(|h| !h.is_empty()).collect();
        helps.dedup();
        let label = |p: &&Problem| LabeledSpan::new_with_span(Some(p.message.clone()), p.span.clone());
        PlatformError {
            message,
            help: (!helps.is_empty()).then(|| helps.join("\n")),
            labels: if text.is_empty() { Vec::new() } else { problems.iter().map(label).collect() },
            text: NamedSource::new(&path, text.to_string()),
            path,
        }
    }
}

impl Platform {
    /// The platform that a folder describes: by itself, or laid over the one compiled in, as its `platform.toml` says.
    ///
    /// # Errors
    /// All that is wrong with the folder, one error a file.
    pub fn load(folder: &Path) -> Result<Platform, Vec<PlatformError>> {
        let name = folder.display().to_string();
        let layer = Layer::read(folder, &name, read_table).map_err(|e| vec![PlatformError::unreadable(folder, &e)])?;
        let mode = compile::mode(&layer);
        let layers = match mode {
            Mode::Add => vec![builtin().map_err(|e| vec![PlatformError::unreadable(folder, &e)])?, layer],
            Mode::Replace => vec![layer],
        };
        let compiled = compile::compile(&layers).map_err(|problems| errors(&layers, &problems))?;
        let origin = match mode {
            Mode::Add => Origin::Added,
            Mode::Replace => Origin::Replaced,
        };
        let index = Index::new(compiled.words, compiled.names, compiled.prose);
        Ok(Platform { index, origin })
    }
}

/// The tables compiled in.
fn builtin() -> io::Result<Layer> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(TABLES).take(TABLE_BYTES).read_to_end(&mut bytes)?;
    let files: BTreeMap<String, String> = postcard::from_bytes(&bytes).map_err(io::Error::other)?;
    Ok(Layer::new(BUILTIN, files).builtin())
}

fn read_table(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let told = |e: io::Error| io::Error::new(e.kind(), format!("{}: {e}", path.display()));
    let read = std::fs::File::open(path).and_then(|file| file.take(TABLE_BYTES + 1).read_to_string(&mut text));
    read.map_err(told)?;
    if text.len() as u64 > TABLE_BYTES {
        return Err(told(io::Error::other(format!("more than {TABLE_BYTES} bytes"))));
    }
    Ok(text)
}

/// One error a file, in the order of the folders and paths.
fn errors(layers: &[Layer], problems: &[Problem]) -> Vec<PlatformError> {
    let mut by_file: BTreeMap<(usize, &str), Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        let layer = layers.iter().position(|l| l.name == problem.folder).unwrap_or(0);
        by_file.entry((layer, &problem.file)).or_default().push(problem);
    }
    let error = |((layer, file), mut problems): ((usize, &str), Vec<&Problem>)| {
        problems.sort_by_key(|p| (p.span.start, p.span.end));
        problems.dedup();
        let text = layers[layer].files.get(file).map_or("", String::as_str);
        PlatformError::of_file(format!("{}/{file}", layers[layer].name), text, &problems)
    };
    by_file.into_iter().map(error).collect()
}
