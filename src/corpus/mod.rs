//! Inputs in bulk. In: paths, lists and standard input. Out: bundles in a fixed order, each analysed apart from the
//! others, with memory that does not grow with their number.

mod collect;
pub mod isolate;
mod pair;
mod read;
mod run;
mod walk;

pub use collect::{Collection, Item, Planned, Source, collect, read_list};
pub use pair::looks_like_jar;
pub use read::{Refusal, bounded};
pub use run::{Before, Job, run};
