//! The tolerant ZIP reader against the strict `zip` crate, on whole files: the samples, and the JARs below the folder that
//! `MEXELINT_REAL_JARS` names, if it is set.

use mexelint::bundle::archive::{Archive, InflateBudget, Origin, ReadOutcome};
use mexelint::facts::Facts;
use mexelint::limits::Limits;
use std::io::{Cursor, Read};
use std::path::Path;

/// Compares all entries of one file, if the strict reader takes it; how many were compared.
fn compare(path: &Path, bytes: &[u8]) -> usize {
    let limits = Limits::default();
    let mut facts = Facts::new(10_000);
    let archive = Archive::open(bytes, &limits, &mut facts);
    let Ok(mut strict) = zip::ZipArchive::new(Cursor::new(bytes)) else { return 0 };
    let mut budget = InflateBudget::new(&limits);
    let mut out = Vec::new();
    let mut compared = 0;
    for index in 0..strict.len() {
        let (name, content) = {
            let Ok(mut entry) = strict.by_index(index) else { continue };
            let mut content = Vec::new();
            if entry.by_ref().take(limits.entry_bytes).read_to_end(&mut content).is_err() {
                continue;
            }
            (entry.name_raw().to_vec(), content)
        };
        // The strict reader keeps the last of several entries of one name.
        let same = |e: &mexelint::bundle::archive::Entry<'_>| e.origin == Origin::Central && e.raw_name == name;
        let own = archive.entries().iter().rposition(same);
        let own = own.unwrap_or_else(|| panic!("{}: {} is missing", path.display(), name.escape_ascii()));
        let outcome = archive.read(own, &mut budget, &mut out, &limits, &mut facts);
        assert_eq!(outcome, ReadOutcome::Complete, "{}: {}", path.display(), name.escape_ascii());
        assert!(out == content, "{}: {} differs", path.display(), name.escape_ascii());
        compared += 1;
    }
    compared
}

fn compare_all(folder: &Path) -> usize {
    let jars = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    jars.filter(|e| e.path().extension().is_some_and(|x| x.eq_ignore_ascii_case("jar")))
        .map(|e| compare(e.path(), &std::fs::read(e.path()).expect("the JAR is readable")))
        .sum()
}

#[test]
fn samples_read_as_the_strict_reader_reads_them() {
    let compared = compare_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"));
    assert!(compared > 12, "only {compared} entries were compared");
}

#[test]
#[ignore = "needs MEXELINT_REAL_JARS, a folder of JARs"]
fn real_jars_read_as_the_strict_reader_reads_them() {
    let folder = std::env::var_os("MEXELINT_REAL_JARS").expect("MEXELINT_REAL_JARS names a folder");
    assert!(compare_all(Path::new(&folder)) > 0);
}
