//! The value of every argument of every call.

use super::{Known, own_methods};
use crate::analysis::graph::Site;
use crate::facts::{self, Facts, dotted_member};
use crate::program::Op;

/// States one `argument` fact for each argument of each call that is ever made, the receiver included.
pub fn state(known: &mut Known<'_, '_>, facts: &mut Facts) {
    let program = known.program;
    for (method, insns) in own_methods(program) {
        for (index, insn) in insns.iter().enumerate().filter(|(_, insn)| insn.op.is_invoke()) {
            if facts.stopped() {
                return;
            }
            let site = Site { method, insn: index as u32 };
            // What `invokedynamic` was turned into is no call of the application's.
            if known.graph.targets(site).iter().any(|target| program.is_made(*target)) && insn.op == Op::InvokeStatic {
                continue;
            }
            let Some(operands) = known.engine.arguments(site, u64::MAX) else { continue };
            let member = program.members[insn.a as usize];
            let text = |sym| program.symbols.text(sym);
            let target = dotted_member(text(member.class), text(member.name), text(member.descriptor));
            let first = i64::from(insn.op == Op::InvokeStatic);
            for (n, operand) in operands.into_iter().enumerate() {
                let fact = facts::Argument {
                    position: n as i64 + first,
                    value: known.engine.terms().value(operand),
                    target: target.as_str().into(),
                    reached: known.graph.is_reached(method),
                };
                facts.push(fact.at(program.place(method, Some(site.insn))));
            }
        }
    }
}
