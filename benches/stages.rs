//! Time of each stage over the samples and the bundles of the engine's micro-suite, or over the JARs of the folder that
//! the environment variable `MEXELINT_REAL_JARS` names. Beside it the floor: reading and inflating every class.
//! `cargo bench --bench stages -- --test` runs everything once.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use mexelint::analysis::{Declarations, Surroundings, steps};
use mexelint::bundle::Bundle;
use mexelint::bundle::archive::{Archive, InflateBudget};
use mexelint::bundle::resources::Resources;
use mexelint::bundle::{self, File, Input, UnpackMemory};
use mexelint::facts::{BundlePairing, Facts};
use mexelint::limits::Limits;
use mexelint::program::Program;
use mexelint::program::hierarchy::Hierarchy;
use mexelint::program::load::{ClassSource, Loader};
use mexelint::program::platform::Platform;
use mexelint::program::reader::ReaderScratch;
use mexelint::rules::RuleSet;
use mexelint::{Analyzer, Scratch, Settings, declarations};
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

/// A bundle, unpacked.
fn unpacked<'b>(bytes: &'b [u8], limits: &Limits) -> Bundle<'b> {
    bundle::unpack(&input(bytes), UnpackMemory::default(), limits, &mut Facts::new(1 << 20))
}

fn input(bytes: &[u8]) -> Input<'_> {
    let jar = Some(File { path: "a.jar", bytes });
    Input { name: "a.jar", jad: None, jar, pairing: BundlePairing::Single, origin: None }
}

/// Reads the class files of a bundle.
fn load(bundle: &Bundle<'_>, program: &mut Program, reader: &mut ReaderScratch, limits: &Limits) {
    let entries = bundle.archive.as_ref().map_or(&[][..], |archive| archive.entries());
    let mut facts = Facts::new(1 << 20);
    let mut loader = Loader::new(program, reader, limits, &mut facts);
    for class in &bundle.classes {
        let (entry, name) = (class.entry as u32, &entries[class.entry].name);
        loader.add(ClassSource { entry, name, bytes: bundle.class_bytes(class), library: false });
    }
    loader.finish();
}

/// A bundle with its code, for the steps of the analysis.
struct Loaded<'b> {
    bundle: &'b Bundle<'b>,
    declarations: Declarations<'b>,
    program: Program,
}

fn stages(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = match std::env::var_os("MEXELINT_REAL_JARS") {
        Some(folder) => vec![PathBuf::from(folder)],
        None => vec![root.join("samples/bundles"), root.join("tests/engine/bundles")],
    };
    let paths = folders.iter().flat_map(|folder| jars(folder));
    let files: Vec<Vec<u8>> = paths.filter_map(|path| std::fs::read(path).ok()).collect();
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
    let bundles: Vec<Bundle<'_>> = files.iter().map(|bytes| unpacked(bytes, &limits)).collect();
    group.bench_function("load", |bencher| {
        let (mut program, mut reader) = (Program::default(), ReaderScratch::default());
        bencher.iter(|| {
            for bundle in &bundles {
                load(bundle, &mut program, &mut reader, &limits);
                black_box(&program);
            }
        });
    });
    let platform = Platform::builtin();
    let all: Vec<Loaded<'_>> = bundles
        .iter()
        .map(|bundle| {
            let mut program = Program::default();
            load(bundle, &mut program, &mut ReaderScratch::default(), &limits);
            Loaded { bundle, declarations: declarations(bundle, Platform::builtin()), program }
        })
        .collect();
    let graph = |loaded: &Loaded<'_>, hierarchy: &mut Hierarchy| {
        steps::call_graph(&loaded.declarations, &loaded.program, hierarchy, platform, &limits, &Facts::new(0))
    };
    group.bench_function("call graph", |bencher| {
        bencher.iter(|| {
            for loaded in &all {
                black_box(graph(loaded, &mut Hierarchy::new(&loaded.program, &limits)));
            }
        });
    });
    let graphs: Vec<_> = all.iter().map(|one| graph(one, &mut Hierarchy::new(&one.program, &limits))).collect();
    let triggers = |index: usize, hierarchy: &mut Hierarchy| {
        steps::triggers(&all[index].program, hierarchy, &graphs[index], platform, &limits)
    };
    group.bench_function("triggers", |bencher| {
        bencher.iter(|| {
            for (index, loaded) in all.iter().enumerate() {
                black_box(triggers(index, &mut Hierarchy::new(&loaded.program, &limits)));
            }
        });
    });
    group.bench_function("values and facts", |bencher| {
        let prepare = || {
            let ready = all.iter().enumerate().map(|(index, loaded)| {
                let mut hierarchy = Hierarchy::new(&loaded.program, &limits);
                let triggers = triggers(index, &mut hierarchy);
                (hierarchy, triggers)
            });
            ready.collect::<Vec<_>>()
        };
        let measure = |ready: Vec<_>| {
            for ((loaded, graph), (mut hierarchy, mut triggers)) in all.iter().zip(&graphs).zip(ready) {
                let resources = Resources::new(loaded.bundle, &limits);
                let property = |name: &str| {
                    loaded.bundle.attribute(name).map(|(_, one)| one.value.to_string()).into_iter().collect()
                };
                let surroundings = Surroundings { property: &property, resource: &|path| resources.read(path) };
                let mut facts = Facts::new(1 << 20);
                let around = (&mut hierarchy, platform);
                steps::calls(&loaded.program, around, graph, &mut triggers, surroundings, &limits, &mut facts);
                black_box(facts);
            }
        };
        bencher.iter_batched(prepare, measure, BatchSize::PerIteration);
    });
    let rules = RuleSet::builtin();
    let keeping = Analyzer::new(Settings { keep_facts: true, ..Settings::default() });
    let stated: Vec<_> =
        files.iter().map(|bytes| keeping.analyze(&input(bytes), &mut Scratch::default()).facts).collect();
    group.bench_function("rules", |bencher| {
        bencher.iter(|| {
            for facts in &stated {
                black_box(rules.evaluate(facts, &limits));
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
