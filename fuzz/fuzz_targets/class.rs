//! Reads arbitrary bytes as a class file, code included.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mexelint::facts::Facts;
use mexelint::limits::Limits;
use mexelint::program::Program;
use mexelint::program::load::{ClassSource, load};
use mexelint::program::reader::ReaderScratch;

fuzz_target!(|bytes: &[u8]| {
    let mut program = Program::default();
    let source = ClassSource { entry: 0, name: "A.class", bytes, library: false };
    load([source], &mut program, &mut ReaderScratch::default(), &Limits::default(), &mut Facts::new(10_000));
    // Every instruction takes at least one byte.
    assert!(program.code.len() <= bytes.len());
});
