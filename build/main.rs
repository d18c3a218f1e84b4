//! Build script: turns the text tables of the repository into the Rust types and binary indexes compiled into mexelint.

#[path = "descriptor.rs"]
mod descriptor;
#[path = "facts.rs"]
mod facts;
#[path = "platform.rs"]
mod platform;
#[path = "policies.rs"]
mod policies;
#[path = "rules.rs"]
mod rules;
#[path = "../src/facts/schema.rs"]
mod schema;

use std::{env, path::Path};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let (root, out) = (Path::new(&root), Path::new(&out));
    println!("cargo::rerun-if-changed=build");
    facts::generate(root, out);
    descriptor::generate(root, out);
    platform::generate(root, out);
    policies::generate(root, out);
    rules::generate(root, out);
}
