//! The class reader against `cafebabe` over real class files: those of the samples, and of every JAR below the folder
//! that `MEXELINT_REAL_JARS` names. Where both read a class they must read the same.

use mexelint::facts::Facts;
use mexelint::limits::Limits;
use mexelint::program::Program;
use mexelint::program::reader::{ReaderScratch, check_tame, read_class};
use mexelint::program::second_reader::{Opinion, second_opinion};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

#[derive(Default)]
struct Tally {
    jars: usize,
    agree: usize,
    not_asked: BTreeMap<&'static str, usize>,
    refused: BTreeMap<String, usize>,
    differ: Vec<String>,
    unread: Vec<String>,
}

fn compare_jar(path: &Path, tally: &mut Tally) {
    let Ok(file) = std::fs::File::open(path) else { return };
    let Ok(mut archive) = zip::ZipArchive::new(file) else { return };
    tally.jars += 1;
    let mut program = Program::default();
    let mut scratch = ReaderScratch::default();
    let limits = Limits::default();
    for index in 0..archive.len() {
        let Ok(entry) = archive.by_index(index) else { continue };
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let mut bytes = Vec::new();
        if !name.ends_with(".class") || entry.take(limits.class_bytes).read_to_end(&mut bytes).is_err() {
            continue;
        }
        let at = format!("{} {name}", path.display());
        let mut facts = Facts::new(1_000);
        program.clear();
        let Some(class) = read_class(&bytes, 0, &name, false, &mut program, &mut scratch, &limits, &mut facts) else {
            if check_tame(&bytes).is_ok() && cafebabe::parse_class(&bytes).is_ok() {
                tally.unread.push(at);
            }
            continue;
        };
        match second_opinion(&bytes, &program, class) {
            Opinion::Agrees => tally.agree += 1,
            Opinion::NotAsked(reason) => *tally.not_asked.entry(reason).or_default() += 1,
            Opinion::Refuses(reason) => *tally.refused.entry(reason).or_default() += 1,
            Opinion::Differs(difference) => tally.differ.push(format!("{at}: {difference}")),
        }
    }
}

fn compare_folder(folder: &Path) {
    let mut tally = Tally::default();
    let mut jars: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .flatten()
        .map(walkdir::DirEntry::into_path)
        .filter(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("jar")))
        .collect();
    jars.sort();
    for jar in jars {
        compare_jar(&jar, &mut tally);
    }
    eprintln!("{}: {} JARs, {} classes agree", folder.display(), tally.jars, tally.agree);
    for (reason, count) in &tally.not_asked {
        eprintln!("{count} classes not given to the second reader: {reason}");
    }
    for (reason, count) in &tally.refused {
        eprintln!("{count} classes refused by the second reader: {reason}");
    }
    tally.differ.truncate(40);
    assert!(tally.differ.is_empty(), "read otherwise:\n{}", tally.differ.join("\n"));
    assert!(tally.unread.is_empty(), "only the second reader reads:\n{}", tally.unread.join("\n"));
    assert!(tally.agree > 0, "no class in {}", folder.display());
}

#[test]
fn sample_classes_are_read_as_the_second_reader_does() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/bundles");
    if !samples.is_dir() {
        eprintln!("no samples in this checkout");
        return;
    }
    compare_folder(&samples);
}

#[test]
fn real_classes_are_read_as_the_second_reader_does() {
    let Some(folder) = std::env::var_os("MEXELINT_REAL_JARS") else {
        eprintln!("MEXELINT_REAL_JARS is not set");
        return;
    };
    compare_folder(Path::new(&folder));
}
