//! What branches test, and what is stored to fields: read off the instructions just before, within one basic block.

use super::flow_graph::{FlowGraph, When, spend};
use crate::analysis::graph::{CallGraph, Site};
use crate::program::{Code, Insn, MethodId, Op, Program};
use std::rc::Rc;

/// How many instructions deep an expression is followed.
const DEPTH: u32 = 8;

/// Where a tested value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A field, by its index in [`Program::fields`], and the instruction that reads it.
    Field(u32, Site),
    /// `GameCanvas.getKeyStates`: not 0 only while the user presses a key, or has since the last call.
    KeyStates,
}

/// A value as far as the instructions show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// int, short, char, byte or boolean
    Int(i32),
    /// the null reference
    Null,
    /// what a source has
    Read(Source),
    /// the bits of what a source has
    Masked(Source, i32),
    /// anything
    Unknown,
}

/// When a way from a block is taken, as a question to one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// What is asked.
    pub source: Source,
    /// Bits that count, of an int.
    mask: Option<i32>,
    check: Check,
    /// Whether the way is taken when the check holds, or when it does not.
    holds: bool,
}

/// A way from a block that depends on a source: block, number of the way, what must be so for it to be taken.
pub type WayTest = (u32, u32, Test);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Check {
    Less(i32),
    Equal(i32),
    Greater(i32),
    OneOf(Rc<[i32]>),
    Null,
}

impl Test {
    /// Whether the way may be taken when the source has the value.
    pub fn passes(&self, value: Value) -> bool {
        let holds = match (value, &self.check) {
            (Value::Null, Check::Null) => true,
            (Value::Int(value), check) => {
                let value = self.mask.map_or(value, |mask| value & mask);
                match check {
                    Check::Less(than) => value < *than,
                    Check::Equal(to) => value == *to,
                    Check::Greater(than) => value > *than,
                    Check::OneOf(keys) => keys.contains(&value),
                    Check::Null => return true,
                }
            }
            _ => return true,
        };
        holds == self.holds
    }

    /// The same question to what the source was copied from.
    pub fn about(&self, source: Source) -> Test {
        Test { source, ..self.clone() }
    }
}

/// Reads the instructions of one method.
pub struct Reader<'a> {
    pub program: &'a Program,
    pub graph: &'a CallGraph,
    /// The field that each member reference means.
    pub fields: &'a [Option<u32>],
    method: MethodId,
    insns: &'a [Insn],
    flow: &'a FlowGraph,
    /// Local variables that hold the arguments.
    arguments: u32,
}

impl<'a> Reader<'a> {
    /// A reader of the method with that code.
    pub fn new(
        (program, graph): (&'a Program, &'a CallGraph),
        fields: &'a [Option<u32>],
        method: MethodId,
        (code, flow): (&'a Code, &'a FlowGraph),
    ) -> Self {
        let descriptor = program.symbols.text(program.method(method).descriptor);
        Reader { program, graph, fields, method, insns: program.insns(code), flow, arguments: cells(descriptor) + 1 }
    }

    /// The ways from the blocks of the method that depend on a source, sorted.
    pub fn tests(&self, steps: &mut u64) -> Vec<WayTest> {
        let mut found = Vec::new();
        for (block, range) in self.flow.blocks.iter().enumerate() {
            let block = block as u32;
            let last = range.end - 1;
            let insn = self.insns[last as usize];
            if insn.op != Op::Switch && !(Op::IfEq..=Op::IfNonNull).contains(&insn.op) {
                continue;
            }
            if spend(steps, 1).is_none() {
                return Vec::new();
            }
            let Some((source, mask, check, holds)) = self.condition(insn, last, steps) else { continue };
            for (nth, successor) in self.flow.successors(block).iter().enumerate() {
                let (check, holds) = match successor.when {
                    When::Taken => (check.clone(), holds),
                    When::NotTaken => (check.clone(), !holds),
                    When::Case(key) => (Check::Equal(key), true),
                    When::Default => (check.clone(), false),
                    When::Always | When::Thrown => continue,
                };
                found.push((block, nth as u32, Test { source, mask, check, holds }));
            }
        }
        found
    }

    /// What a branch asks: it is taken when the check gives the last.
    fn condition(&self, insn: Insn, at: u32, steps: &mut u64) -> Option<(Source, Option<i32>, Check, bool)> {
        let (right, start) = self.before(at, DEPTH, steps)?;
        let of = |value: Value| match value {
            Value::Read(source) => Some((source, None)),
            Value::Masked(source, mask) => Some((source, Some(mask))),
            _ => None,
        };
        // A comparison with the operands exchanged.
        let (value, constant, exchanged) = match insn.op {
            Op::IfIntEq | Op::IfIntNe | Op::IfIntLt | Op::IfIntGe | Op::IfIntGt | Op::IfIntLe => {
                let (left, _) = self.before(start, DEPTH, steps)?;
                match (left, right) {
                    (left, Value::Int(constant)) => (left, constant, false),
                    (Value::Int(constant), right) => (right, constant, true),
                    _ => return None,
                }
            }
            Op::IfRefEq | Op::IfRefNe => {
                let (left, _) = self.before(start, DEPTH, steps)?;
                match (left, right) {
                    (left, Value::Null) => (left, 0, false),
                    (Value::Null, right) => (right, 0, false),
                    _ => return None,
                }
            }
            _ => (right, 0, false),
        };
        let (source, mask) = of(value)?;
        let less = |exchanged: bool| if exchanged { Check::Greater(constant) } else { Check::Less(constant) };
        let (check, holds) = match insn.op {
            Op::IfEq | Op::IfIntEq => (Check::Equal(constant), true),
            Op::IfNe | Op::IfIntNe => (Check::Equal(constant), false),
            Op::IfLt | Op::IfIntLt => (less(exchanged), true),
            Op::IfGe | Op::IfIntGe => (less(exchanged), false),
            Op::IfGt | Op::IfIntGt => (less(!exchanged), true),
            Op::IfLe | Op::IfIntLe => (less(!exchanged), false),
            Op::IfNull | Op::IfRefEq => (Check::Null, true),
            Op::IfNonNull | Op::IfRefNe => (Check::Null, false),
            Op::Switch => {
                let cases = self.program.cases_of(&self.program.switches[insn.a as usize]);
                (Check::OneOf(cases.iter().map(|&(key, _)| key).collect()), true)
            }
            _ => return None,
        };
        Some((source, mask, check, holds))
    }

    /// The value that a store instruction puts into the field.
    pub fn stored(&self, at: u32, steps: &mut u64) -> Value {
        self.before(at, DEPTH, steps).map_or(Value::Unknown, |(value, _)| value)
    }

    /// The value on top of the stack before the instruction, and where the instructions that make it begin.
    fn before(&self, end: u32, depth: u32, steps: &mut u64) -> Option<(Value, u32)> {
        let floor = self.flow.blocks[*self.flow.block_of.get(end as usize)? as usize].start;
        if depth == 0 || end <= floor {
            return None;
        }
        spend(steps, 1)?;
        let at = end - 1;
        let insn = self.insns[at as usize];
        let site = Site { method: self.method, insn: at };
        Some(match insn.op {
            Op::IntConst => (Value::Int(insn.a.cast_signed()), at),
            Op::NullConst => (Value::Null, at),
            Op::GetStatic => (self.field(insn.a, site)?, at),
            Op::GetField => (self.field(insn.a, site)?, self.receiver(at, depth)?),
            Op::IntLoad | Op::RefLoad => (self.local(insn, at, depth, steps).unwrap_or(Value::Unknown), at),
            Op::CheckCast => self.before(at, depth - 1, steps)?,
            Op::Dup | Op::DupX1 => (self.before(at, depth - 1, steps)?.0, at),
            // a = b = VALUE leaves a copy behind.
            Op::PutStatic | Op::PutField
                if matches!(self.insns[at.checked_sub(1)? as usize].op, Op::Dup | Op::DupX1) =>
            {
                (self.before(at - 1, depth - 1, steps)?.0, at)
            }
            Op::IntAnd => {
                let (right, start) = self.before(at, depth - 1, steps)?;
                let (left, start) = self.before(start, depth - 1, steps)?;
                match (left, right) {
                    (Value::Read(source), Value::Int(mask)) | (Value::Int(mask), Value::Read(source)) => {
                        (Value::Masked(source, mask), start)
                    }
                    _ => (Value::Unknown, start),
                }
            }
            op if op.is_invoke() => self.result(insn, site, depth)?,
            _ => return None,
        })
    }

    fn field(&self, member: u32, site: Site) -> Option<Value> {
        Some(Value::Read(Source::Field((*self.fields.get(member as usize)?)?, site)))
    }

    /// Where the instructions begin that make the receiver which the instruction takes from the top of the stack.
    fn receiver(&self, end: u32, depth: u32) -> Option<u32> {
        let at = end.checked_sub(1)?;
        match self.insns[at as usize].op {
            Op::RefLoad | Op::GetStatic => Some(at),
            Op::GetField if depth > 0 => self.receiver(at, depth - 1),
            _ => None,
        }
    }

    /// What a local variable has: by the last store in the block, or the only one in the method.
    fn local(&self, load: Insn, at: u32, depth: u32, steps: &mut u64) -> Option<Value> {
        let floor = self.flow.blocks[self.flow.block_of[at as usize] as usize].start;
        let sets = |insn: &Insn| {
            insn.a == load.a && matches!(insn.op, Op::IntStore | Op::RefStore | Op::FloatStore | Op::IntInc)
                || (insn.a == load.a || insn.a.wrapping_add(1) == load.a)
                    && matches!(insn.op, Op::LongStore | Op::DoubleStore)
        };
        spend(steps, self.insns.len())?;
        let within = self.insns[floor as usize..at as usize].iter().rposition(sets).map(|n| floor + n as u32);
        let store = match within {
            Some(store) => store,
            None => {
                let mut all = (0..self.insns.len()).filter(|&n| sets(&self.insns[n]));
                let only = all.next().filter(|_| all.next().is_none() && load.a >= self.arguments)?;
                only as u32
            }
        };
        match self.insns[store as usize].op {
            Op::IntStore | Op::RefStore => self.before(store, depth - 1, steps).map(|(value, _)| value),
            _ => None,
        }
    }

    /// What a call without arguments gives: the field of a method that only reads one, or the state of the keys.
    fn result(&self, insn: Insn, site: Site, depth: u32) -> Option<(Value, u32)> {
        let member = self.program.members[insn.a as usize];
        let (name, descriptor) = (self.program.symbols.text(member.name), self.program.symbols.text(member.descriptor));
        if !descriptor.starts_with("()") {
            return None;
        }
        let start = match insn.op {
            Op::InvokeStatic => site.insn,
            _ => self.receiver(site.insn, depth)?,
        };
        let value = match self.graph.targets(site) {
            [] if name == "getKeyStates" && descriptor == "()I" => Value::Read(Source::KeyStates),
            &[getter] => {
                let insns = self.program.insns(self.program.method(getter).code.as_ref()?);
                let ops: Vec<Op> = insns.iter().take(4).map(|insn| insn.op).collect();
                let read = match ops[..] {
                    [Op::GetStatic, Op::IntReturn | Op::RefReturn] => 0,
                    [Op::RefLoad, Op::GetField, Op::IntReturn | Op::RefReturn] if insns[0].a == 0 => 1,
                    _ => return None,
                };
                self.field(insns[read].a, Site { method: getter, insn: read as u32 })?
            }
            _ => return None,
        };
        Some((value, start))
    }
}

/// Local variables that the arguments of a method descriptor take.
fn cells(descriptor: &str) -> u32 {
    let mut cells = 0;
    let mut rest = descriptor.strip_prefix('(').unwrap_or("");
    while let Some(first) = rest.chars().next().filter(|&c| c != ')') {
        let element = rest.trim_start_matches('[');
        let array = element.len() < rest.len();
        cells += if !array && matches!(first, 'J' | 'D') { 2 } else { 1 };
        let end = match element.as_bytes().first() {
            Some(b'L') => element.find(';').map_or(element.len(), |end| end + 1),
            Some(_) => element.chars().next().map_or(0, char::len_utf8),
            None => 0,
        };
        rest = &element[end..];
    }
    cells
}
