//! Opens arbitrary bytes as an archive and reads every entry: nothing past the limits, no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mexelint::bundle::archive::{Archive, InflateBudget, describe_entries};
use mexelint::facts::Facts;
use mexelint::limits::Limits;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { entry_bytes: 1 << 16, inflated_bytes: 1 << 20, ..Limits::default() };
    let mut facts = Facts::new(10_000);
    let archive = Archive::open(bytes, &limits, &mut facts);
    let mut budget = InflateBudget::new(&limits);
    let mut out = Vec::new();
    for index in 0..archive.entries().len() {
        archive.read(index, &mut budget, &mut out, &limits, &mut facts);
        assert!(out.len() as u64 <= limits.entry_bytes);
    }
    describe_entries(&archive, &[], &mut budget, &limits, &mut facts);
});
