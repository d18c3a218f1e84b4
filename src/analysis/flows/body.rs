//! A method as flows are followed through it: each value named by what defines it, with the instructions that use it.
//!
//! A value is the result of an instruction, a parameter, a caught exception, or the meeting of several values in one slot
//! at the start of a block. Casts, and calls that give back an object that they were given, define nothing new. Branches
//! whose condition is constant within the method are followed on one side only.

use super::reader::Reader;
use crate::analysis::graph::Site;
use crate::analysis::values::Member;
use crate::program::{Insn, MethodId, Program, Sym};
use std::ops::Range;

/// A value by number.
pub type Value = u32;

/// Nothing that can carry data, or the second half of a long or double.
pub const NONE: Value = 0;

/// Code that does not keep to the rules of the stack.
#[derive(Debug)]
pub struct Malformed;

/// What a constant instruction gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Constant {
    /// int
    Int(i32),
    /// String
    Text(Sym),
}

/// How a value comes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Definition {
    /// nothing
    None,
    /// the result of that instruction
    Insn(u32),
    /// a parameter by its position, 0 for the receiver; for a static method from 1
    Parameter(u32),
    /// what is caught at the start of that block
    Caught(u32),
    /// the meeting of several values at the start of that block
    Meeting(u32),
}

/// A method in that form.
#[derive(Debug)]
pub struct Body {
    /// The method.
    pub method: MethodId,
    /// First instruction of each block.
    pub starts: Vec<u32>,
    /// Whether some path leads to the block.
    pub live: Vec<bool>,
    pub(super) insns: Range<u32>,
    pub(super) operands: Vec<Value>,
    pub(super) operand_starts: Vec<u32>,
    /// (value, instruction, which operand), sorted.
    pub(super) uses: Vec<(Value, u32, u32)>,
    /// (value, meeting that it flows into), sorted.
    pub(super) meets: Vec<(Value, Value)>,
    /// The same, by meeting.
    pub(super) met: Vec<(Value, Value)>,
    pub(super) successors: Vec<Vec<u32>>,
    pub(super) handlers: Vec<Vec<u32>>,
    pub(super) constants: Vec<Option<Constant>>,
    /// Value of each parameter by position; position 0 is [`NONE`] for a static method.
    pub(super) parameters: Vec<Value>,
    pub(super) first_parameter: u32,
    pub(super) caught: u32,
    pub(super) meetings: u32,
    pub(super) width: u32,
}

impl Body {
    /// Reads a method that has code.
    pub fn of(program: &Program, members: &[Member<'_>], method: MethodId) -> Result<Body, Malformed> {
        let code = program.method(method).code.as_ref().ok_or(Malformed)?;
        let insns = program.insns(code);
        let mut reader = Reader::new(program, members, method, code, insns)?;
        reader.follow_flow()?;
        reader.emit()?;
        let mut body = reader.body;
        body.uses.sort_unstable();
        body.meets.sort_unstable();
        body.meets.dedup();
        body.met = body.meets.iter().map(|(value, meeting)| (*meeting, *value)).collect();
        body.met.sort_unstable();
        Ok(body)
    }

    /// The instructions.
    pub fn insns<'p>(&self, program: &'p Program) -> &'p [Insn] {
        &program.code[self.insns.start as usize..self.insns.end as usize]
    }

    /// What an instruction works on: the receiver or base first, then index or arguments, then what is stored.
    pub fn operands(&self, insn: u32) -> &[Value] {
        let at = insn as usize;
        &self.operands[self.operand_starts[at] as usize..self.operand_starts[at + 1] as usize]
    }

    /// Where a value is used: instruction, and which operand.
    pub fn uses(&self, value: Value) -> impl Iterator<Item = (u32, u32)> + use<'_> {
        let first = self.uses.partition_point(|(v, ..)| *v < value);
        self.uses[first..].iter().take_while(move |(v, ..)| *v == value).map(|(_, insn, nth)| (*insn, *nth))
    }

    /// The meetings that a value flows into.
    pub fn meetings_of(&self, value: Value) -> impl Iterator<Item = Value> + use<'_> {
        let first = self.meets.partition_point(|(v, _)| *v < value);
        self.meets[first..].iter().take_while(move |(v, _)| *v == value).map(|(_, meeting)| *meeting)
    }

    /// The values that a meeting can be, other meetings among them.
    pub fn inputs_of(&self, meeting: Value) -> impl Iterator<Item = Value> + use<'_> {
        let first = self.met.partition_point(|(m, _)| *m < meeting);
        self.met[first..].iter().take_while(move |(m, _)| *m == meeting).map(|(_, value)| *value)
    }

    /// The value of a parameter by its position, 0 for the receiver.
    pub fn parameter(&self, position: u32) -> Value {
        self.parameters.get(position as usize).copied().unwrap_or(NONE)
    }

    /// Where control goes after the end of a block.
    pub fn successors(&self, block: u32) -> &[u32] {
        &self.successors[block as usize]
    }

    /// The handlers that cover a block.
    pub fn handlers(&self, block: u32) -> &[u32] {
        &self.handlers[block as usize]
    }

    /// The block of an instruction.
    pub fn block_of(&self, insn: u32) -> u32 {
        self.starts.partition_point(|start| *start <= insn) as u32 - 1
    }

    /// The first instruction after a block.
    pub fn end(&self, block: u32) -> u32 {
        self.starts.get(block as usize + 1).copied().unwrap_or(self.insns.len() as u32)
    }

    /// The value that an instruction gives.
    pub fn result(insn: u32) -> Value {
        insn + 1
    }

    /// How a value comes to be.
    pub fn definition(&self, value: Value) -> Definition {
        if value == NONE {
            Definition::None
        } else if value < self.first_parameter {
            Definition::Insn(value - 1)
        } else if value < self.caught {
            let position = self.parameters.iter().position(|v| *v == value);
            position.map_or(Definition::None, |n| Definition::Parameter(n as u32))
        } else if value < self.meetings {
            Definition::Caught(value - self.caught)
        } else {
            Definition::Meeting((value - self.meetings) / self.width.max(1))
        }
    }

    /// What is known of a value that is a constant.
    pub fn constant(&self, value: Value) -> Option<Constant> {
        match self.definition(value) {
            Definition::Insn(insn) => self.constants[insn as usize],
            _ => None,
        }
    }
}

/// The place of an instruction.
pub fn site(method: MethodId, insn: u32) -> Site {
    Site { method, insn }
}
