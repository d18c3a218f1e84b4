//! mexelint: static analysis of MExE executables (MIDlet suites and signed Java JARs).

pub mod facts;
