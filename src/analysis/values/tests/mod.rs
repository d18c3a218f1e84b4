//! The value engine: its parts by themselves, and on whole programs written by hand.

mod fixture;
mod heap;
mod library;
mod machine;
mod open;
mod programs;
mod term;
