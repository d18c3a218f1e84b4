//! Reads arbitrary text as a fact; what is read is written and read back as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mexelint::facts::Fact;

fuzz_target!(|text: &str| {
    if let Ok(fact) = Fact::parse(text) {
        assert_eq!(Fact::parse(&fact.to_text()).as_ref(), Ok(&fact));
    }
});
