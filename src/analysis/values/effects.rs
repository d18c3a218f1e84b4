//! What a method, and all that it calls, may write to.

use super::members::{Member, Native};
use crate::analysis::graph::{CallGraph, EdgeKind};
use crate::program::{MethodId, Op, Program};

/// What may be written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// elements of arrays
    pub arrays: bool,
    /// string buffers, `Vector`, `Hashtable`
    pub containers: bool,
    /// fields
    pub fields: bool,
    /// what objects of the platform are known by
    pub setters: bool,
    /// how far a stream was read
    pub streams: bool,
}

impl Effects {
    /// Either of both.
    pub fn or(self, other: Effects) -> Effects {
        Effects {
            arrays: self.arrays || other.arrays,
            containers: self.containers || other.containers,
            fields: self.fields || other.fields,
            setters: self.setters || other.setters,
            streams: self.streams || other.streams,
        }
    }
}

/// The effects of all methods.
#[derive(Debug, Default)]
pub struct AllEffects(Vec<Effects>);

impl AllEffects {
    /// Looks at every method, then carries what it found to the callers until nothing changes.
    pub fn of_program(program: &Program, graph: &CallGraph, members: &[Member<'_>]) -> Self {
        let mut all: Vec<Effects> = program.methods.iter().map(|_| Effects::default()).collect();
        let mut todo = Vec::new();
        for (index, method) in program.methods.iter().enumerate() {
            let Some(code) = &method.code else { continue };
            let effects = &mut all[index];
            for insn in program.insns(code) {
                match insn.op {
                    Op::PutField | Op::PutStatic => effects.fields = true,
                    op if (Op::IntArrayStore..=Op::ShortArrayStore).contains(&op) => effects.arrays = true,
                    op if op.is_invoke() => {
                        let member = &members[insn.a as usize];
                        effects.setters |= member.sets.is_some();
                        effects.arrays |= member.fills || matches!(member.native, Native::ArrayCopy | Native::GetChars);
                        effects.containers |= writes_container(member.native);
                        effects.streams |= reads_stream(member.native);
                    }
                    _ => {}
                }
            }
            if *effects != Effects::default() {
                todo.push(MethodId(index as u32));
            }
        }
        while let Some(method) = todo.pop() {
            let effects = all[method.0 as usize];
            for edge in graph.callers(method) {
                if !matches!(edge.kind, EdgeKind::Call | EdgeKind::CallsBack) {
                    continue;
                }
                let caller = &mut all[edge.site.method.0 as usize];
                let joined = caller.or(effects);
                if joined != *caller {
                    *caller = joined;
                    todo.push(edge.site.method);
                }
            }
        }
        AllEffects(all)
    }

    /// Those of one method.
    pub fn of(&self, method: MethodId) -> Effects {
        self.0.get(method.0 as usize).copied().unwrap_or_default()
    }
}

fn writes_container(native: Native) -> bool {
    use Native::*;
    matches!(
        native,
        Append
            | AppendArray
            | Insert
            | SetLength
            | Reverse
            | SetCharAt
            | DeleteCharAt
            | Delete
            | BufferChange
            | ListAdd
            | ListInsert
            | ListSet
            | ListPop
            | ListClear
            | ListRemove
            | TablePut
            | TableChange
            | Write
            | WriteAll
    )
}

fn reads_stream(native: Native) -> bool {
    use Native::*;
    matches!(native, Read | ReadInto | ReadFully | ReadText | ReadNumber(_) | Skip)
}
