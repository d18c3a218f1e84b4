//! Reads arbitrary bytes as a JAD and as a manifest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mexelint::bundle::attributes::{Attributes, Source};
use mexelint::limits::Limits;

fuzz_target!(|bytes: &[u8]| {
    for source in [Source::Jad, Source::Manifest] {
        let read = Attributes::parse(bytes, source, &Limits::default());
        for attribute in read.main() {
            assert!(read.get(&attribute.name).is_some());
        }
    }
});
