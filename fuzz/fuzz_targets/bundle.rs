//! The whole way: arbitrary bytes as a JAR, and what follows the last `--JAD--` in them as its JAD.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mexelint::bundle::{File, Input};
use mexelint::facts::{BundlePairing, Fact};
use mexelint::{Analyzer, Scratch, Settings};
use std::sync::LazyLock;

const MARK: &[u8] = b"--JAD--";

static ANALYZER: LazyLock<Analyzer> =
    LazyLock::new(|| Analyzer::new(Settings { keep_facts: true, second_opinion: true, ..Settings::default() }));

fuzz_target!(|bytes: &[u8]| {
    let mark = bytes.windows(MARK.len()).rposition(|window| window == MARK);
    let (jar, jad) = match mark {
        Some(at) => (&bytes[..at], Some(&bytes[at + MARK.len()..])),
        None => (bytes, None),
    };
    let input = Input {
        name: "a.jar",
        jad: jad.map(|bytes| File { path: "a.jad", bytes }),
        jar: Some(File { path: "a.jar", bytes: jar }),
        pairing: BundlePairing::Explicit,
        origin: None,
    };
    let report = ANALYZER.analyze(&input, &mut Scratch::default());
    for fact in &report.facts {
        assert_eq!(Fact::parse(&fact.to_text()).as_ref(), Ok(fact));
    }
});
