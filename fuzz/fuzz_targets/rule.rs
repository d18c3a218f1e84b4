//! Reads arbitrary text as a rule file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mexelint::rules::RuleFile;

fuzz_target!(|text: &str| {
    let _ = RuleFile::parse("rule.toml", text);
});
