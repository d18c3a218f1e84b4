//! Every edge of the call graph.

use super::{Known, own_methods};
use crate::analysis::graph::EdgeKind;
use crate::facts::{self, EdgeHow, EdgeStanding, Facts, dotted_member};
use crate::program::hierarchy::Resolved;
use crate::program::platform::Via;
use crate::program::{Insn, MADE, MethodId, Op};
use std::collections::BTreeSet;

/// A target: how it is run, its name, whose it is.
type Target = (EdgeHow, String, EdgeStanding);

/// States one `edge` fact for each instruction and method that it may run. A method that was made for an `invokedynamic`
/// call site is passed over: the edge leads to what it calls.
pub fn state(known: &mut Known<'_, '_>, facts: &mut Facts) {
    let (program, graph) = (known.program, known.graph);
    for (method, insns) in own_methods(program) {
        let outgoing = graph.outgoing(method);
        let mut found: BTreeSet<(u32, Target)> = BTreeSet::new();
        for edge in outgoing {
            found.extend(through(known, edge.kind, edge.target).into_iter().map(|target| (edge.insn, target)));
        }
        for (index, insn) in insns.iter().enumerate() {
            if let Some((name, standing)) = declared(known, *insn) {
                found.insert((index as u32, (EdgeHow::Call, name, standing)));
            }
        }
        let reached = graph.is_reached(method);
        for (insn, (how, target, standing)) in found {
            if facts.stopped() {
                return;
            }
            let fact = facts::Edge { how, target: target.into(), standing, reached };
            facts.push(fact.at(program.place(method, Some(insn))));
        }
    }
}

/// The method itself, or what a method that was made runs.
fn through(known: &Known<'_, '_>, kind: EdgeKind, target: MethodId) -> Vec<Target> {
    let program = known.program;
    let to = |kind: EdgeKind, target| (how(kind), name_of(known, target), standing_of(known, target));
    if !program.is_made(target) {
        return vec![to(kind, target)];
    }
    let made = program.method(target);
    let is_constructor = program.symbols.text(made.name) == "<init>";
    let Some(code) = made.code.as_ref().filter(|_| made.access & STATIC == 0 && !is_constructor) else {
        return Vec::new();
    };
    let own = known.graph.outgoing(target).iter().filter(|edge| !program.is_made(edge.target));
    let own = own.map(|edge| to(if edge.kind == EdgeKind::Call { kind } else { edge.kind }, edge.target));
    let named = program.insns(code).iter().filter_map(|insn| declared(known, *insn));
    own.chain(named.map(|(name, standing)| (how(kind), name, standing))).collect()
}

const STATIC: u16 = 0x0008;

/// What an instruction names that is no method of the class files at hand.
fn declared(known: &Known<'_, '_>, insn: Insn) -> Option<(String, EdgeStanding)> {
    let program = known.program;
    let text = |sym| program.symbols.text(sym);
    if insn.op == Op::InvokeDynamic {
        let call = program.dynamic_calls.get(insn.a as usize)?;
        return Some((format!("{}{}", text(call.name), text(call.descriptor)), EdgeStanding::Unknown));
    }
    if !insn.op.is_invoke() {
        return None;
    }
    let member = program.members[insn.a as usize];
    let (class, standing) = match known.hierarchy.resolved_method(program, known.platform, insn.a) {
        Resolved::Application(_) | Resolved::Field(_) => return None,
        Resolved::Platform(class) => (class, EdgeStanding::Platform),
        Resolved::Unknown if known.platform.class(text(member.class)).is_some() => {
            (text(member.class), EdgeStanding::Platform)
        }
        Resolved::Unknown => (text(member.class), EdgeStanding::Unknown),
    };
    Some((dotted_member(class, text(member.name), text(member.descriptor)), standing))
}

fn name_of(known: &Known<'_, '_>, method: MethodId) -> String {
    let program = known.program;
    let (text, of) = (|sym| program.symbols.text(sym), program.method(method));
    dotted_member(text(program.class_at(of.class).name), text(of.name), text(of.descriptor))
}

fn standing_of(known: &Known<'_, '_>, method: MethodId) -> EdgeStanding {
    let class = known.program.class_at(known.program.method(method).class);
    debug_assert_ne!(class.entry, MADE);
    if class.library { EdgeStanding::Library } else { EdgeStanding::Own }
}

fn how(kind: EdgeKind) -> EdgeHow {
    match kind {
        EdgeKind::Call => EdgeHow::Call,
        EdgeKind::Starts(Via::Thread) => EdgeHow::Thread,
        EdgeKind::Starts(Via::Timer) => EdgeHow::Timer,
        EdgeKind::Starts(Via::Serial) => EdgeHow::Serial,
        EdgeKind::Registers(_) => EdgeHow::Registers,
        EdgeKind::Initialises => EdgeHow::Initialises,
        EdgeKind::Reflects => EdgeHow::Reflects,
        EdgeKind::CallsBack => EdgeHow::CallsBack,
    }
}
