//! mexelint: static analysis of MExE executables (MIDlet suites and signed Java JARs).

#![forbid(unsafe_code)]

pub mod bundle;
pub mod facts;
pub mod limits;
pub mod program;
pub mod report;
pub mod rules;
