//! The facts of the whole-program analysis about ten samples, word for word: calls, what sets them off, how they are
//! reached, and classes looked for by name. Each was compared with `samples/src`.

use mexelint::corpus::{Collection, Item, Job, collect, run};
use mexelint::facts::{Fact, Kind};
use mexelint::limits::Limits;
use mexelint::{Analyzer, Settings};
use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Samples that between them show addresses built in four ways, encrypted text, class names, helpers, fields, app
/// properties, push, loops, code that nothing reaches and a server that decides.
const SHOWN: [&str; 10] = [
    "autoreply",
    "class-literal",
    "dormant",
    "gadget",
    "horoscope",
    "luckywheel",
    "puzzle",
    "ringtones",
    "simtool",
    "vendorsms",
];

fn bundles(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/bundles").join(name)
}

/// Name, status and facts of each bundle of a folder.
fn analysed(folder: &Path, threads: usize) -> Vec<(String, String, Vec<Fact>)> {
    let limits = Limits::default();
    let analyzer = Analyzer::new(Settings { keep_facts: true, ..Settings::default() });
    let Collection { bundles, .. } = collect(vec![Item::Path(folder.to_path_buf())], &limits);
    let job = Job { analyzer: &analyzer, limits: &limits, threads, origin: None, before: None };
    let mut all = Vec::new();
    run(&job, &bundles, |report| {
        let name = Path::new(&report.name).file_name().unwrap().to_string_lossy().into_owned();
        all.push((name, format!("{:?}", report.status), report.facts));
        ControlFlow::Continue(())
    })
    .unwrap();
    all
}

#[test]
fn the_facts_of_ten_samples() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/facts");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for sample in SHOWN {
            let [(name, status, facts)] = <[_; 1]>::try_from(analysed(&bundles(sample), 1)).unwrap();
            let mut text = format!("# {name}: {status}\n");
            for kind in [Kind::EntryPoint, Kind::Reflection, Kind::Call, Kind::Reach] {
                text.push('\n');
                for fact in facts.iter().filter(|fact| fact.kind == kind) {
                    writeln!(text, "{}", fact.to_text()).unwrap();
                }
            }
            insta::assert_snapshot!(sample, text);
        }
    });
}

#[test]
fn the_number_of_threads_does_not_change_a_fact() {
    let one = analysed(&bundles(""), 1);
    let four = analysed(&bundles(""), 4);
    assert!(one.len() >= 51, "{}", one.len());
    assert!(one.iter().map(|(_, _, facts)| facts.len()).sum::<usize>() > 1_000);
    for (one, four) in one.iter().zip(&four) {
        assert!(one == four, "{} differs", one.0);
    }
    assert_eq!(one.len(), four.len());
}
