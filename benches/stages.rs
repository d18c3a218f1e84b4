//! Time of the whole analysis and of its first stages over the samples, or over the JARs of the folder that the
//! environment variable `MEXELINT_REAL_JARS` names. Beside it the floor: reading and inflating every class.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mexelint::bundle::archive::{Archive, InflateBudget};
use mexelint::bundle::{self, File, Input, UnpackMemory};
use mexelint::facts::{BundlePairing, Facts};
use mexelint::limits::Limits;
use mexelint::{Analyzer, Scratch, Settings};
use std::hint::black_box;
use std::path::{Path, PathBuf};

fn jars(folder: &Path) -> Vec<PathBuf> {
    let mut todo = vec![folder.to_path_buf()];
    let mut found = Vec::new();
    while let Some(folder) = todo.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("jar")) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn stages(criterion: &mut Criterion) {
    let folder = std::env::var_os("MEXELINT_REAL_JARS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/bundles"), PathBuf::from);
    let files: Vec<Vec<u8>> = jars(&folder).iter().filter_map(|path| std::fs::read(path).ok()).collect();
    let limits = Limits::default();
    let mut group = criterion.benchmark_group("stages");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(files.iter().map(|f| f.len() as u64).sum()));
    group.bench_function("floor: inflate every class", |bencher| {
        let (mut budget, mut out) = (InflateBudget::new(&limits), Vec::new());
        bencher.iter(|| {
            for bytes in &files {
                let mut facts = Facts::new(0);
                budget.refill(&limits);
                let archive = Archive::open(bytes, &limits, &mut facts);
                for (index, entry) in archive.entries().iter().enumerate() {
                    if bundle::ends_in_class(&entry.name) {
                        black_box(archive.read(index, &mut budget, &mut out, &limits, &mut facts));
                    }
                }
            }
        });
    });
    let input = |bytes| Input {
        name: "a.jar",
        jad: None,
        jar: Some(File { path: "a.jar", bytes }),
        pairing: BundlePairing::Single,
        origin: None,
    };
    group.bench_function("bundle", |bencher| {
        let mut memory = UnpackMemory::default();
        bencher.iter(|| {
            for bytes in &files {
                let mut facts = Facts::new(1 << 20);
                let bundle = bundle::unpack(&input(bytes), std::mem::take(&mut memory), &limits, &mut facts);
                memory = bundle.into_memory();
            }
        });
    });
    group.bench_function("everything", |bencher| {
        let (analyzer, mut scratch) = (Analyzer::new(Settings::default()), Scratch::default());
        bencher.iter(|| {
            for bytes in &files {
                black_box(analyzer.analyze(&input(bytes), &mut scratch));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
