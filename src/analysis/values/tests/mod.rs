//! The value engine: its parts by themselves, methods by themselves, and whole programs, all written by hand.

mod containers;
mod decoders;
pub(in crate::analysis) mod fixture;
mod heap;
mod library;
mod machine;
mod objects;
mod programs;
mod regressions;
mod term;
