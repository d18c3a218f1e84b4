//! Checks the tables under `rules/platform` and compiles them to the binary index that `program::platform` reads.

#[path = "platform/callbacks.rs"]
mod callbacks;
#[path = "platform/calls.rs"]
mod calls;
#[path = "platform/flows.rs"]
mod flows;
#[path = "platform/index.rs"]
mod index;
#[path = "../src/program/platform/layout.rs"]
mod layout;
#[path = "platform/tables.rs"]
mod tables;

use std::{fmt::Display, fs, path::Path};

/// The platform compiled in.
const PLATFORM: &str = "rules/platform/midp";

/// Reads the tables below `root` and writes `platform.bin`, `platform-names.txt` and `platform-prose.txt` to `out`.
pub fn generate(root: &Path, out: &Path) {
    println!("cargo::rerun-if-changed={PLATFORM}");
    println!("cargo::rerun-if-changed=src/program/platform/layout.rs");
    let index = compile(root).unwrap_or_else(|e| panic!("{} errors in the platform tables\n{}", e.len(), e.join("\n")));
    fs::write(out.join("platform.bin"), index.words).expect("OUT_DIR is writable");
    fs::write(out.join("platform-names.txt"), index.names).expect("OUT_DIR is writable");
    fs::write(out.join("platform-prose.txt"), index.prose).expect("OUT_DIR is writable");
}

/// The index of the tables below `root`, or all that is wrong with them, each with file and line.
pub fn compile(root: &Path) -> Result<index::Index, Vec<String>> {
    let mut errors = Errors::default();
    let tables = tables::read(root, &mut errors);
    let calls = calls::read(root, &tables, &mut errors);
    let callbacks = callbacks::read(root, &tables, &mut errors);
    let flows = flows::read(root, &tables, &calls, &mut errors);
    if errors.0.is_empty() { Ok(index::write(&tables, &calls, &callbacks, &flows)) } else { Err(errors.0) }
}

/// What is wrong with the tables, all of it, with file and line.
#[derive(Default)]
struct Errors(Vec<String>);

impl Errors {
    fn add(&mut self, file: &str, line: usize, what: impl Display) {
        self.0.push(format!("{PLATFORM}/{file}:{line}: {what}"));
    }
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
