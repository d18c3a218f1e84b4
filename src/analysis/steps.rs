//! The steps of this stage one by one, for measuring: in a single round, without what reflection adds.

pub use super::graph::CallGraph;
pub use super::triggers::Triggers;

use super::graph::{self, Reflection};
use super::values::{self, Engine, Surroundings};
use super::{Declarations, calls, entry_classes, manifest_classes};
use crate::facts::Facts;
use crate::limits::Limits;
use crate::program::Program;
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;

/// Which method runs which, from the MIDlets that the suite declares.
pub fn call_graph(
    declarations: &Declarations<'_>,
    program: &Program,
    hierarchy: &mut Hierarchy,
    platform: &Platform,
    limits: &Limits,
    facts: &Facts,
) -> CallGraph {
    let inputs = graph::Inputs {
        program,
        platform,
        entries: &entry_classes(declarations, program),
        manifest: &manifest_classes(declarations, program),
        reflection: &Reflection::new(),
        limits,
        locals: false,
        stop: &facts.stop_flag(),
    };
    CallGraph::build(&inputs, hierarchy)
}

/// Makes ready to tell what sets each call off.
pub fn triggers<'a>(
    program: &'a Program,
    hierarchy: &mut Hierarchy,
    graph: &'a CallGraph,
    platform: &Platform,
    limits: &Limits,
) -> Triggers<'a> {
    Triggers::compute(program, hierarchy, graph, platform, limits)
}

/// States each call that has a meaning, with its arguments and what sets it off.
pub fn calls(
    program: &Program,
    (hierarchy, platform): (&mut Hierarchy, &Platform),
    graph: &CallGraph,
    triggers: &mut Triggers<'_>,
    surroundings: Surroundings<'_>,
    limits: &Limits,
    facts: &mut Facts,
) {
    let members = values::look_up(program, hierarchy, platform);
    let mut engine = Engine::new(program, (&*hierarchy, platform), graph, &members, limits, surroundings);
    calls::state_calls(program, &members, &mut engine, triggers, limits, facts);
}
