//! How much memory the analysis of one suite holds at most: no more than 4 MiB and twenty times the bytes of its class
//! files. Reads the suites of `samples/` and of the micro-suite, and those of the folder that `MEXELINT_CORPUS` names.

use mexelint::bundle::{File, Input};
use mexelint::facts::BundlePairing;
use mexelint::{Analyzer, Scratch, Settings};
use peak_alloc::PeakAlloc;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn jars(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            jars(&path, into);
        } else if path.extension().is_some_and(|e| e == "jar") {
            into.push(path);
        }
    }
}

/// Bytes of the class files once inflated; `None` when the strict reader does not open the archive.
fn class_bytes(jar: &[u8]) -> Option<u64> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(jar)).ok()?;
    let mut all = 0;
    for n in 0..archive.len() {
        let mut entry = archive.by_index(n).ok()?;
        if entry.name().is_ok_and(|name| name.ends_with(".class")) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).ok()?;
            all += bytes.len() as u64;
        }
    }
    Some(all)
}

#[test]
fn live_memory_is_bounded_by_the_code_of_the_suite() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    jars(&root.join("samples"), &mut paths);
    jars(&root.join("tests/engine/bundles"), &mut paths);
    if let Some(corpus) = std::env::var_os("MEXELINT_CORPUS") {
        jars(Path::new(&corpus), &mut paths);
    }
    let analyzer = Analyzer::new(Settings { keep_facts: false, ..Settings::default() });
    let (mut seen, mut worst, mut over) = (0, (0.0, 0, 0, PathBuf::new()), Vec::new());
    for path in paths {
        let bytes = fs::read(&path).unwrap();
        let Some(code) = class_bytes(&bytes) else { continue };
        let name = path.to_string_lossy();
        let jar = Some(File { path: &name, bytes: &bytes });
        let input = Input { name: &name, jad: None, jar, pairing: BundlePairing::Single, origin: None };
        // Patterns of rules are compiled once a process.
        analyzer.analyze(&input, &mut Scratch::default());
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        analyzer.analyze(&input, &mut Scratch::default());
        let live = (MEMORY.peak_usage() - before) as u64;
        let bound = (4 << 20) + 20 * code;
        let share = live as f64 / bound as f64;
        if share > worst.0 {
            worst = (share, live, code, path.clone());
        }
        if live > bound {
            over.push(format!("{}: {live} bytes live, {code} bytes of class files", path.display()));
        }
        seen += 1;
    }
    println!("{seen} suites; nearest to the bound: {worst:?}");
    assert!(over.is_empty(), "over the bound:\n{}", over.join("\n"));
    assert!(seen > 60, "only {seen} suites were looked at");
}
