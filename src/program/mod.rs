//! Stage 3: what the class files and the platform are made of.

pub mod platform;
