//! Checks the tables under `rules/platform` and compiles them to the binary index that `program::platform` reads.

// Which of two folders counts is asked at run time only.
#[allow(dead_code, unused_imports)]
#[path = "../src/program/platform/compile/mod.rs"]
mod compile;
#[path = "../src/program/platform/layout.rs"]
mod layout;

use compile::{Compiled, Layer};
use flate2::{Compression, write::DeflateEncoder};
use std::{fs, io::Write, path::Path};

/// The platform compiled in.
const PLATFORM: &str = "rules/platform/midp";

/// Reads the tables below `root` and writes `platform.bin`, `platform-names.txt` and `platform-prose.txt` to `out`, and the
/// tables themselves to `platform-tables.bin`, for folders that add to them.
pub fn generate(root: &Path, out: &Path) {
    println!("cargo::rerun-if-changed={PLATFORM}");
    println!("cargo::rerun-if-changed=src/program/platform/layout.rs");
    println!("cargo::rerun-if-changed=src/program/platform/compile");
    let index = compile(root).unwrap_or_else(|e| panic!("{} errors in the platform tables\n{}", e.len(), e.join("\n")));
    let tables = postcard::to_extend(&layer(root).files, Vec::new()).expect("texts can be written");
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::best());
    deflated.write_all(&tables).expect("memory takes everything");
    fs::write(out.join("platform-tables.bin"), deflated.finish().expect("memory takes everything"))
        .expect("OUT_DIR is writable");
    fs::write(out.join("platform.bin"), index.words).expect("OUT_DIR is writable");
    fs::write(out.join("platform-names.txt"), index.names).expect("OUT_DIR is writable");
    fs::write(out.join("platform-prose.txt"), index.prose).expect("OUT_DIR is writable");
}

/// The index of the tables below `root`, or all that is wrong with them, each with file and line.
pub fn compile(root: &Path) -> Result<Compiled, Vec<String>> {
    compile::compile(&[layer(root)]).map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

fn layer(root: &Path) -> Layer {
    let read = |file: &Path| fs::read_to_string(file);
    let layer = Layer::read(&root.join(PLATFORM), PLATFORM, read).unwrap_or_else(|e| panic!("{PLATFORM}: {e}"));
    layer.builtin()
}
