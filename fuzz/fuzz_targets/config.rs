//! Reads arbitrary text as a configuration.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mexelint::config::Config;

fuzz_target!(|text: &str| {
    let _ = Config::parse("mexelint.toml", text, &["sms-to-short-number"]);
});
