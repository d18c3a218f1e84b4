//! Facts that are stated only when asked for (`mexelint facts --select`): every edge of the call graph, the value of every
//! argument, and which objects local variables may hold. They are for scripts that measure or use the engine; rules don't
//! see them otherwise.

mod arguments;
mod edges;
mod locals;
mod spot;

pub use spot::Spot;

use super::graph::CallGraph;
use super::values::{Engine, Member};
use crate::facts::{Facts, Place};
use crate::limits::{self, Limits};
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;
use crate::program::{Insn, MethodId, Program};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// `edge` facts.
    pub edges: bool,
    /// `argument` facts.
    pub arguments: bool,
    /// `points-to` facts.
    pub points_to: bool,
    /// `alias` facts: whether these two may hold the same object.
    pub alias: Vec<(Spot, Spot)>,
}

impl Selection {
    /// Whether the call graph has to keep what local variables hold.
    pub fn needs_locals(&self) -> bool {
        self.points_to || !self.alias.is_empty()
    }
}

/// What the facts are made from.
pub struct Known<'a, 'e> {
    pub program: &'a Program,
    pub platform: &'a Platform,
    pub hierarchy: &'a Hierarchy,
    pub graph: &'a CallGraph,
    pub members: &'a [Member<'a>],
    pub engine: &'e mut Engine<'a>,
    pub limits: &'a Limits,
}

/// States what is selected.
pub fn state(selection: &Selection, known: &mut Known<'_, '_>, facts: &mut Facts) {
    if selection.edges {
        edges::state(known, facts);
    }
    if selection.arguments {
        arguments::state(known, facts);
    }
    if selection.needs_locals() && known.graph.steps_cut() {
        let detail = "which objects local variables hold is not known";
        facts.push(limits::reached(known.limits, "call-graph-steps", None, detail, Place::Bundle));
    }
    if selection.points_to {
        locals::state_points_to(known, facts);
    }
    for (a, b) in &selection.alias {
        locals::state_alias(known, a, b, facts);
    }
}

/// The methods with code of the application's own class files, in code order.
fn own_methods(program: &Program) -> impl Iterator<Item = (MethodId, &[Insn])> {
    let ids = (0..program.methods.len() as u32).map(MethodId);
    ids.filter(|id| !program.class_at(program.method(*id).class).library && !program.is_made(*id))
        .filter_map(|id| Some((id, program.insns(program.method(id).code.as_ref()?))))
}
