//! Interprets the code of one method on symbolic values, along the control flow and to a fixpoint, to learn what the
//! arguments of its calls can be. Only what can be known inside the method is known here: parameters, fields and the
//! results of the application's own methods are unknown.

use super::signature::{Kind, Signature};
use super::strings::{self, TextOp};
use super::terms::{ELSEWHERE, EMPTY, LOST, NULL, Term, TermId, Terms, UNKNOWN};
use crate::program::{Code, Insn, Op, Program, Sym};
use std::collections::BTreeSet;

/// What the interpreter has to know of a member that is called.
#[derive(Clone, Debug, Default)]
pub struct Callee {
    /// Parameters and result; `None` when the descriptor is malformed.
    pub signature: Option<Signature>,
    /// What it does to text.
    pub text: Option<TextOp>,
    /// The result is known by this argument (0 = receiver): a connection by its URL.
    pub made_from: Option<usize>,
    /// From now on the receiver is known by this argument: a message by its address.
    pub sets: Option<usize>,
    /// What the result is called when nothing better is known, such as `TextField.getString`; `None` for methods of the
    /// application.
    pub source: Option<Box<str>>,
    /// The result is an object, not a text or a number.
    pub object: bool,
    /// The result is an object for which `sets` of another method can change what it is known by.
    pub settable: bool,
}

/// A call as it is reached: the receiver (when there is one) and the arguments.
#[derive(Debug)]
pub struct Call<'a> {
    /// Index of the instruction within the method.
    pub insn: u32,
    /// Index of `Program::members`.
    pub member: u32,
    /// Receiver; `None` for a static method.
    pub receiver: Option<TermId>,
    /// Arguments from left to right.
    pub args: &'a [TermId],
}

/// Why a method could not be interpreted to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The code does not keep to the rules of the stack, or jumps nowhere.
    Malformed,
    /// The step limit was reached.
    Budget,
}

/// After this many changes of a block's entry state its values are widened.
const JOINS_BEFORE_WIDENING: u32 = 4;

/// Cells (slots, buffers and stack of all blocks) above which a method is not interpreted; a method of 64 KB with 200
/// slots and a thousand blocks stays below.
const MAX_CELLS: usize = 4 << 20;

/// Reused from method to method.
#[derive(Debug, Default)]
pub struct Interpreter {
    /// First instruction of each block.
    starts: Vec<u32>,
    /// Block that starts at an instruction, plus one; 0 for none.
    block_at: Vec<u32>,
    /// Buffer number of a `new StringBuffer` at an instruction, plus one.
    buffer_at: Vec<u32>,
    /// Entry state of each block: slots, buffer contents, stack. Empty while it is not reached.
    entry: Vec<Vec<TermId>>,
    joins: Vec<u32>,
    state: Vec<TermId>,
    handler_state: Vec<TermId>,
    args: Vec<TermId>,
    todo: BTreeSet<u32>,
}

struct Run<'a> {
    program: &'a Program,
    code: &'a Code,
    insns: &'a [Insn],
    callees: &'a [Callee],
    terms: &'a mut Terms,
    steps: &'a mut u64,
    visit: &'a mut dyn FnMut(&Terms, &Call<'_>),
    /// The entry states are final: calls are given to `visit`, and states are no longer joined.
    visiting: bool,
    /// Number of slots. A state is one cell that is never used (so that no state is empty), the slots, the contents of
    /// the buffers, and the stack.
    slots: usize,
    /// Where the stack begins in a state.
    base: usize,
    max_stack: usize,
}

impl Interpreter {
    /// Interprets `code` and gives every call that is reached to `visit`, in code order. `callees` is indexed as
    /// `Program::members`. `steps` counts instructions down.
    pub fn run(
        &mut self,
        program: &Program,
        code: &Code,
        callees: &[Callee],
        terms: &mut Terms,
        steps: &mut u64,
        visit: &mut dyn FnMut(&Terms, &Call<'_>),
    ) -> Result<(), Stop> {
        let insns = program.insns(code);
        if insns.is_empty() {
            return Ok(());
        }
        let buffers = self.find_blocks(program, code, insns);
        let slots = usize::from(code.max_locals);
        let base = 1 + slots + buffers;
        let max_stack = usize::from(code.max_stack);
        if self.starts.len().saturating_mul(base + max_stack) > MAX_CELLS {
            return Err(Stop::Budget);
        }
        let mut run =
            Run { program, code, insns, callees, terms, steps, visit, visiting: false, slots, base, max_stack };
        self.entry.iter_mut().for_each(Vec::clear);
        self.entry.resize_with(self.starts.len().max(self.entry.len()), Vec::new);
        self.entry[0].resize(base, UNKNOWN);
        self.joins.clear();
        self.joins.resize(self.starts.len(), 0);
        self.todo.clear();
        self.todo.insert(0);
        while let Some(block) = self.todo.pop_first() {
            self.block(&mut run, block)?;
        }
        run.visiting = true;
        for block in 0..self.starts.len() as u32 {
            if !self.entry[block as usize].is_empty() {
                self.block(&mut run, block)?;
            }
        }
        Ok(())
    }

    /// Finds the basic blocks and the buffers made; gives the number of the latter.
    fn find_blocks(&mut self, program: &Program, code: &Code, insns: &[Insn]) -> usize {
        self.block_at.clear();
        self.block_at.resize(insns.len() + 1, 0);
        self.buffer_at.clear();
        self.buffer_at.resize(insns.len(), 0);
        let mut buffers = 0;
        let mut mark = |index: u32| {
            if let Some(slot) = self.block_at.get_mut(index as usize) {
                *slot = 1;
            }
        };
        mark(0);
        for (index, insn) in insns.iter().enumerate() {
            if insn.op.is_branch() {
                mark(insn.a);
                mark(index as u32 + 1);
            } else if insn.op == Op::Switch {
                if let Some(switch) = program.switches.get(insn.a as usize) {
                    mark(switch.default);
                    program.cases_of(switch).iter().for_each(|(_, target)| mark(*target));
                }
                mark(index as u32 + 1);
            } else if insn.op.ends_flow() {
                mark(index as u32 + 1);
            } else if insn.op == Op::New {
                let class = program.symbols.text(Sym(insn.a));
                if matches!(class, "java/lang/StringBuffer" | "java/lang/StringBuilder" | "java/lang/String") {
                    buffers += 1;
                    self.buffer_at[index] = buffers;
                }
            }
        }
        for handler in program.handlers_of(code) {
            mark(handler.start);
            mark(handler.end);
            mark(handler.target);
        }
        self.starts.clear();
        for (index, slot) in self.block_at[..insns.len()].iter_mut().enumerate() {
            if *slot != 0 {
                self.starts.push(index as u32);
                *slot = self.starts.len() as u32;
            }
        }
        self.block_at[insns.len()] = 0;
        buffers as usize
    }

    /// Runs one block from its entry state and joins the states at its end into the blocks that follow.
    fn block(&mut self, run: &mut Run<'_>, block: u32) -> Result<(), Stop> {
        let start = self.starts[block as usize];
        let end = self.starts.get(block as usize + 1).copied().unwrap_or(run.insns.len() as u32);
        let mut state = std::mem::take(&mut self.state);
        state.clear();
        state.extend_from_slice(&self.entry[block as usize]);
        let result = self.run_insns(run, start, end, &mut state);
        self.state = state;
        result
    }

    fn run_insns(&mut self, run: &mut Run<'_>, start: u32, end: u32, state: &mut Vec<TermId>) -> Result<(), Stop> {
        self.enter_handlers(run, start, state)?;
        for index in start..end {
            *run.steps = run.steps.checked_sub(1).ok_or(Stop::Budget)?;
            let insn = run.insns[index as usize];
            let changed = run.step(self, index, insn, state)?;
            if state.len() > run.base + run.max_stack {
                return Err(Stop::Malformed);
            }
            if changed {
                self.enter_handlers(run, index, state)?;
            }
            if insn.op.is_branch() {
                self.join(run, insn.a, state)?;
            } else if insn.op == Op::Switch {
                let switch = run.program.switches.get(insn.a as usize).ok_or(Stop::Malformed)?;
                let mut targets: Vec<u32> = run.program.cases_of(switch).iter().map(|(_, target)| *target).collect();
                targets.push(switch.default);
                targets.sort_unstable();
                targets.dedup();
                for target in targets {
                    self.join(run, target, state)?;
                }
            }
            if insn.op.ends_flow() || insn.op == Op::Bad {
                return Ok(());
            }
            if insn.op == Op::Jsr {
                // After the subroutine the return address is gone from the stack; what it stored is not followed.
                state.pop();
                state[..run.base].fill(UNKNOWN);
            }
        }
        if end as usize == run.insns.len() {
            return Err(Stop::Malformed);
        }
        self.join(run, end, state)
    }

    /// Joins the slots into the handlers that cover an instruction.
    fn enter_handlers(&mut self, run: &mut Run<'_>, index: u32, state: &[TermId]) -> Result<(), Stop> {
        if run.visiting {
            return Ok(());
        }
        for handler in run.program.handlers_of(run.code) {
            if handler.start <= index && index < handler.end {
                let mut entry = std::mem::take(&mut self.handler_state);
                entry.clear();
                entry.extend_from_slice(&state[..run.base]);
                entry.push(UNKNOWN);
                let joined = self.join(run, handler.target, &entry);
                self.handler_state = entry;
                joined?;
            }
        }
        Ok(())
    }

    /// Joins a state into the entry of the block that starts at `target`.
    fn join(&mut self, run: &mut Run<'_>, target: u32, state: &[TermId]) -> Result<(), Stop> {
        if run.visiting {
            return Ok(());
        }
        let block = match self.block_at.get(target as usize) {
            Some(&block) if block > 0 => block - 1,
            _ => return Err(Stop::Malformed),
        };
        let entry = &mut self.entry[block as usize];
        if entry.is_empty() {
            entry.extend_from_slice(state);
            self.todo.insert(block);
            return Ok(());
        }
        if entry.len() != state.len() {
            return Err(Stop::Malformed);
        }
        let widen = self.joins[block as usize] > JOINS_BEFORE_WIDENING;
        let mut changed = false;
        for (old, new) in entry.iter_mut().zip(state) {
            if *old == *new {
                continue;
            }
            let union = run.terms.union(*old, *new);
            let joined = if widen && union != *old { run.terms.widen(*old, *new) } else { union };
            changed |= joined != *old;
            *old = joined;
        }
        if changed {
            self.joins[block as usize] += 1;
            self.todo.insert(block);
        }
        Ok(())
    }
}

impl Run<'_> {
    fn pop(&self, state: &mut Vec<TermId>) -> Result<TermId, Stop> {
        if state.len() <= self.base { Err(Stop::Malformed) } else { state.pop().ok_or(Stop::Malformed) }
    }

    fn drop(&self, state: &mut Vec<TermId>, cells: usize) -> Result<(), Stop> {
        let left = state.len().checked_sub(cells).filter(|left| *left >= self.base).ok_or(Stop::Malformed)?;
        state.truncate(left);
        Ok(())
    }

    /// Pops a value of two cells.
    fn pop_wide(&self, state: &mut Vec<TermId>) -> Result<TermId, Stop> {
        self.pop(state)?;
        self.pop(state)
    }

    fn push_kind(&self, state: &mut Vec<TermId>, kind: Kind, value: TermId) {
        state.push(value);
        if kind.cells() == 2 {
            state.push(UNKNOWN);
        }
    }

    /// Copies the top `count` cells below the `under` cells beneath them.
    fn dup(&self, state: &mut Vec<TermId>, count: usize, under: usize) -> Result<(), Stop> {
        let top = state.len();
        let from = top.checked_sub(count + under).filter(|from| *from >= self.base).ok_or(Stop::Malformed)?;
        state.extend_from_within(top - count..top);
        state[from..].rotate_right(count);
        Ok(())
    }

    /// One instruction; `true` when it changed a slot or a buffer.
    fn step(
        &mut self,
        interpreter: &mut Interpreter,
        index: u32,
        insn: Insn,
        state: &mut Vec<TermId>,
    ) -> Result<bool, Stop> {
        let slot = insn.a as usize;
        match insn.op {
            Op::Nop | Op::Goto | Op::Return | Op::Ret => {}
            Op::NullConst => state.push(NULL),
            Op::IntConst => state.push(self.terms.int(i64::from(insn.a as i32))),
            Op::LongConst => {
                let long = (u64::from(insn.b) << 32 | u64::from(insn.a)) as i64;
                let term = self.terms.int(long);
                self.push_kind(state, Kind::Long, term);
            }
            Op::FloatConst => state.push(UNKNOWN),
            Op::DoubleConst => self.push_kind(state, Kind::Double, UNKNOWN),
            Op::StringConst => {
                let text = self.program.symbols.text(Sym(insn.a));
                state.push(self.terms.text(text));
            }
            Op::ClassConst => {
                let name = self.terms.text(&self.program.symbols.text(Sym(insn.a)).replace('/', "."));
                state.push(self.terms.object(ELSEWHERE, name));
            }
            Op::OtherConst => {
                // A dynamic constant may take two cells; javac's target for phones never has one.
                state.push(UNKNOWN);
            }
            Op::IntLoad | Op::FloatLoad | Op::RefLoad => state.push(self.slot(state, slot)?),
            Op::LongLoad | Op::DoubleLoad => {
                let value = self.slot(state, slot)?;
                self.push_kind(state, Kind::Long, value);
            }
            Op::IntStore | Op::FloatStore | Op::RefStore => {
                let value = self.pop(state)?;
                *self.slot_mut(state, slot)? = value;
                return Ok(true);
            }
            Op::LongStore | Op::DoubleStore => {
                let value = self.pop_wide(state)?;
                *self.slot_mut(state, slot)? = value;
                *self.slot_mut(state, slot + 1)? = UNKNOWN;
                return Ok(true);
            }
            Op::IntInc => {
                let old = self.slot(state, slot)?;
                let by = i64::from(insn.b as i32);
                let new = self.map_int(old, |i| i64::from((i as i32).wrapping_add(by as i32)));
                *self.slot_mut(state, slot)? = new;
                return Ok(true);
            }
            Op::IntArrayLoad
            | Op::FloatArrayLoad
            | Op::RefArrayLoad
            | Op::ByteArrayLoad
            | Op::CharArrayLoad
            | Op::ShortArrayLoad => {
                self.drop(state, 2)?;
                state.push(UNKNOWN);
            }
            Op::LongArrayLoad | Op::DoubleArrayLoad => {
                self.drop(state, 2)?;
                self.push_kind(state, Kind::Long, UNKNOWN);
            }
            Op::IntArrayStore
            | Op::FloatArrayStore
            | Op::RefArrayStore
            | Op::ByteArrayStore
            | Op::CharArrayStore
            | Op::ShortArrayStore => {
                let value = self.pop(state)?;
                self.drop(state, 2)?;
                return Ok(self.escape(state, value) | self.hand_over(state, value));
            }
            Op::LongArrayStore | Op::DoubleArrayStore => self.drop(state, 4)?,
            Op::Pop | Op::IfEq | Op::IfNe | Op::IfLt | Op::IfGe | Op::IfGt | Op::IfLe | Op::IfNull | Op::IfNonNull => {
                self.drop(state, 1)?
            }
            Op::MonitorEnter
            | Op::MonitorExit
            | Op::Switch
            | Op::IntReturn
            | Op::FloatReturn
            | Op::RefReturn
            | Op::Throw => {
                self.drop(state, 1)?;
            }
            Op::Pop2 | Op::LongReturn | Op::DoubleReturn => self.drop(state, 2)?,
            Op::IfIntEq
            | Op::IfIntNe
            | Op::IfIntLt
            | Op::IfIntGe
            | Op::IfIntGt
            | Op::IfIntLe
            | Op::IfRefEq
            | Op::IfRefNe => {
                self.drop(state, 2)?;
            }
            Op::Dup => self.dup(state, 1, 0)?,
            Op::DupX1 => self.dup(state, 1, 1)?,
            Op::DupX2 => self.dup(state, 1, 2)?,
            Op::Dup2 => self.dup(state, 2, 0)?,
            Op::Dup2X1 => self.dup(state, 2, 1)?,
            Op::Dup2X2 => self.dup(state, 2, 2)?,
            Op::Swap => {
                let (a, b) = (self.pop(state)?, self.pop(state)?);
                state.push(a);
                state.push(b);
            }
            Op::IntAdd
            | Op::IntSub
            | Op::IntMul
            | Op::IntDiv
            | Op::IntRem
            | Op::IntShl
            | Op::IntShr
            | Op::IntUshr
            | Op::IntAnd
            | Op::IntOr
            | Op::IntXor => {
                let (right, left) = (self.pop(state)?, self.pop(state)?);
                let result = match (self.terms.known_int(left), self.terms.known_int(right)) {
                    (Some(a), Some(b)) => int_op(insn.op, a as i32, b as i32).map(|i| self.terms.int(i64::from(i))),
                    _ => None,
                };
                state.push(result.unwrap_or(UNKNOWN));
            }
            Op::LongAdd | Op::LongSub | Op::LongMul => {
                let (right, left) = (self.pop_wide(state)?, self.pop_wide(state)?);
                let result = match (self.terms.known_int(left), self.terms.known_int(right)) {
                    (Some(a), Some(b)) => Some(match insn.op {
                        Op::LongAdd => a.wrapping_add(b),
                        Op::LongSub => a.wrapping_sub(b),
                        _ => a.wrapping_mul(b),
                    }),
                    _ => None,
                };
                let result = result.map_or(UNKNOWN, |i| self.terms.int(i));
                self.push_kind(state, Kind::Long, result);
            }
            Op::LongDiv
            | Op::LongRem
            | Op::LongAnd
            | Op::LongOr
            | Op::LongXor
            | Op::DoubleAdd
            | Op::DoubleSub
            | Op::DoubleMul
            | Op::DoubleDiv
            | Op::DoubleRem => {
                self.drop(state, 4)?;
                self.push_kind(state, Kind::Long, UNKNOWN);
            }
            Op::LongShl | Op::LongShr | Op::LongUshr => {
                self.drop(state, 3)?;
                self.push_kind(state, Kind::Long, UNKNOWN);
            }
            Op::FloatAdd
            | Op::FloatSub
            | Op::FloatMul
            | Op::FloatDiv
            | Op::FloatRem
            | Op::FloatCmpL
            | Op::FloatCmpG => {
                self.drop(state, 2)?;
                state.push(UNKNOWN);
            }
            Op::LongCmp | Op::DoubleCmpL | Op::DoubleCmpG => {
                self.drop(state, 4)?;
                state.push(UNKNOWN);
            }
            Op::IntNeg => {
                let value = self.pop(state)?;
                state.push(self.map_int(value, |i| i64::from((i as i32).wrapping_neg())));
            }
            Op::IntToByte => {
                let value = self.pop(state)?;
                state.push(self.map_int(value, |i| i64::from(i as i8)));
            }
            Op::IntToChar => {
                let value = self.pop(state)?;
                state.push(self.map_int(value, |i| i64::from(i as u16)));
            }
            Op::IntToShort => {
                let value = self.pop(state)?;
                state.push(self.map_int(value, |i| i64::from(i as i16)));
            }
            Op::FloatNeg => {
                self.drop(state, 1)?;
                state.push(UNKNOWN);
            }
            Op::LongNeg | Op::DoubleNeg | Op::LongToDouble | Op::DoubleToLong => {
                self.drop(state, 2)?;
                self.push_kind(state, Kind::Long, UNKNOWN);
            }
            Op::IntToLong => {
                let value = self.pop(state)?;
                let value = self.map_int(value, |i| i);
                self.push_kind(state, Kind::Long, value);
            }
            Op::LongToInt => {
                let value = self.pop_wide(state)?;
                state.push(self.map_int(value, |i| i64::from(i as i32)));
            }
            Op::IntToFloat | Op::FloatToInt => {
                self.drop(state, 1)?;
                state.push(UNKNOWN);
            }
            Op::IntToDouble | Op::FloatToLong | Op::FloatToDouble => {
                self.drop(state, 1)?;
                self.push_kind(state, Kind::Double, UNKNOWN);
            }
            Op::LongToFloat | Op::DoubleToInt | Op::DoubleToFloat => {
                self.drop(state, 2)?;
                state.push(UNKNOWN);
            }
            Op::Jsr => state.push(UNKNOWN),
            Op::GetStatic | Op::GetField => {
                if insn.op == Op::GetField {
                    self.drop(state, 1)?;
                }
                let kind = self.field_kind(insn)?;
                self.push_kind(state, kind, UNKNOWN);
            }
            Op::PutStatic | Op::PutField => {
                let kind = self.field_kind(insn)?;
                let value = if kind.cells() == 2 { self.pop_wide(state)? } else { self.pop(state)? };
                if insn.op == Op::PutField {
                    self.drop(state, 1)?;
                }
                return Ok(self.escape(state, value) | self.hand_over(state, value));
            }
            Op::InvokeVirtual | Op::InvokeSpecial | Op::InvokeStatic | Op::InvokeInterface => {
                return self.invoke(interpreter, index, insn, state);
            }
            Op::InvokeDynamic => {
                let call = self.program.dynamic_calls.get(insn.a as usize).ok_or(Stop::Malformed)?;
                let signature = Signature::parse(self.program.symbols.text(call.descriptor)).ok_or(Stop::Malformed)?;
                for _ in 0..signature.cells() {
                    let value = self.pop(state)?;
                    self.escape(state, value);
                }
                if let Some(kind) = signature.result {
                    self.push_kind(state, kind, UNKNOWN);
                }
                return Ok(true);
            }
            Op::New => match interpreter.buffer_at[index as usize] {
                0 => state.push(UNKNOWN),
                number => {
                    let term = self.terms.buffer(number - 1);
                    // What an earlier round of a loop made here is another object, and no longer followed.
                    self.replace(state, |id, _| (id == term).then_some(UNKNOWN));
                    state[self.buffer_cell(number as usize - 1)] = EMPTY;
                    state.push(term);
                    return Ok(true);
                }
            },
            Op::NewArray | Op::NewRefArray | Op::ArrayLength | Op::InstanceOf => {
                self.drop(state, 1)?;
                state.push(UNKNOWN);
            }
            Op::NewMultiArray => {
                self.drop(state, insn.b as usize)?;
                state.push(UNKNOWN);
            }
            Op::CheckCast => {
                if state.len() <= self.base {
                    return Err(Stop::Malformed);
                }
            }
            Op::Bad => {}
        }
        Ok(false)
    }

    fn slot(&self, state: &[TermId], slot: usize) -> Result<TermId, Stop> {
        if slot < self.slots { Ok(state[1 + slot]) } else { Err(Stop::Malformed) }
    }

    fn slot_mut<'s>(&self, state: &'s mut [TermId], slot: usize) -> Result<&'s mut TermId, Stop> {
        if slot < self.slots { Ok(&mut state[1 + slot]) } else { Err(Stop::Malformed) }
    }

    fn map_int(&mut self, value: TermId, f: impl Fn(i64) -> i64) -> TermId {
        self.terms.map(value, |terms, value| match terms.known_int(value) {
            Some(int) => terms.int(f(int)),
            None => UNKNOWN,
        })
    }

    fn field_kind(&self, insn: Insn) -> Result<Kind, Stop> {
        let member = self.program.members.get(insn.a as usize).ok_or(Stop::Malformed)?;
        let (kind, rest) =
            super::signature::field(self.program.symbols.text(member.descriptor)).ok_or(Stop::Malformed)?;
        if rest.is_empty() { Ok(kind) } else { Err(Stop::Malformed) }
    }

    fn buffer_cell(&self, number: usize) -> usize {
        1 + self.slots + number
    }

    /// Puts other values wherever the state holds, or may hold, one for which `f` gives another.
    fn replace(&mut self, state: &mut [TermId], f: impl Fn(TermId, &mut Terms) -> Option<TermId>) {
        for cell in state {
            *cell = self.terms.map(*cell, |terms, id| f(id, terms).unwrap_or(id));
        }
    }

    /// The objects got at an instruction are no longer told apart, since it gives another one.
    fn detach(&mut self, state: &mut [TermId], at: u32) {
        self.replace(state, |id, terms| match *terms.get(id) {
            Term::Object(place, known_by) if place == at => Some(terms.object(ELSEWHERE, known_by)),
            _ => None,
        });
    }

    /// From now on the objects that `this` may be are known by `value`.
    fn set(&mut self, state: &mut [TermId], this: TermId, value: TermId) -> bool {
        let objects = self.terms.alternatives_of(this);
        let single = objects.len() == 1;
        for object in objects {
            let Term::Object(at, known_by) = *self.terms.get(object) else { continue };
            if at == ELSEWHERE {
                continue;
            }
            let value = if single { value } else { self.terms.union(known_by, value) };
            self.replace(state, |id, terms| (id == object).then(|| terms.object(at, value)));
        }
        true
    }

    /// Forgets for good the content of the buffers that a value may be, since others can now change them at any time.
    fn escape(&mut self, state: &mut [TermId], value: TermId) -> bool {
        let numbers = self.buffers(value);
        for number in &numbers {
            state[self.buffer_cell(*number)] = LOST;
        }
        !numbers.is_empty()
    }

    /// The buffers that a value may be.
    fn buffers(&self, value: TermId) -> Vec<usize> {
        let number = |id: TermId| match self.terms.get(id) {
            Term::Buffer(number) => Some(*number as usize),
            _ => None,
        };
        match self.terms.get(value) {
            Term::Union(members) => members.iter().filter_map(|m| number(*m)).collect(),
            _ => number(value).into_iter().collect(),
        }
    }

    fn invoke(
        &mut self,
        interpreter: &mut Interpreter,
        index: u32,
        insn: Insn,
        state: &mut Vec<TermId>,
    ) -> Result<bool, Stop> {
        let callee = self.callees.get(insn.a as usize).ok_or(Stop::Malformed)?;
        let signature = callee.signature.as_ref().ok_or(Stop::Malformed)?;
        let below = state.len().checked_sub(signature.cells()).filter(|b| *b >= self.base).ok_or(Stop::Malformed)?;
        let mut args = std::mem::take(&mut interpreter.args);
        args.clear();
        let mut at = below;
        for kind in &signature.params {
            args.push(state[at]);
            at += kind.cells();
        }
        state.truncate(below);
        let receiver = if insn.op == Op::InvokeStatic { None } else { Some(self.pop(state)?) };
        if self.visiting {
            let shown: Vec<TermId> = args.iter().map(|arg| self.content(state, *arg)).collect();
            let receiver = receiver.map(|r| self.content(state, r));
            (self.visit)(self.terms, &Call { insn: index, member: insn.a, receiver, args: &shown });
        }
        let (result, changed) = match callee.text {
            Some(op) => self.text_call(op, signature, receiver, &args, state),
            None => self.other_call(callee, index, receiver, &args, state),
        };
        interpreter.args = args;
        if let Some(kind) = signature.result {
            self.push_kind(state, kind, result);
        }
        Ok(changed)
    }

    /// A call of a method that does not work on text: its result, and whether something in the state changed.
    fn other_call(
        &mut self,
        callee: &Callee,
        index: u32,
        receiver: Option<TermId>,
        args: &[TermId],
        state: &mut [TermId],
    ) -> (TermId, bool) {
        let mut changed = false;
        for value in args.iter().copied().chain(receiver) {
            changed |= self.escape(state, value);
            if callee.source.is_none() {
                changed |= self.hand_over(state, value);
            }
        }
        let arg = |n: usize| match n.checked_sub(1) {
            None => receiver,
            Some(n) => args.get(n).copied(),
        };
        if let (Some(this), Some(value)) = (receiver, callee.sets.and_then(arg)) {
            let value = self.content(state, value);
            changed |= self.set(state, this, value);
        }
        let known_by = match (callee.made_from.and_then(arg), &callee.source) {
            (Some(value), Some(source)) => match self.content(state, value) {
                UNKNOWN => self.terms.source(source),
                value => value,
            },
            (None, Some(source)) => self.terms.source(source),
            (_, None) => return (UNKNOWN, changed),
        };
        if !callee.object {
            return (known_by, changed);
        }
        if !callee.settable {
            return (self.terms.object(ELSEWHERE, known_by), changed);
        }
        self.detach(state, index);
        (self.terms.object(index, known_by), true)
    }

    /// An object went to the application's own code, which may set what it is known by.
    fn hand_over(&mut self, state: &mut [TermId], value: TermId) -> bool {
        let mut changed = false;
        for object in self.terms.alternatives_of(value) {
            if let Term::Object(at, known_by) = *self.terms.get(object)
                && at != ELSEWHERE
            {
                let open = self.terms.union(known_by, UNKNOWN);
                let open = self.terms.object(at, open);
                changed |= open != object;
                self.replace(state, |id, _| (id == object).then_some(open));
            }
        }
        changed
    }

    /// A value with the buffers in it replaced by the text that they hold.
    fn content(&mut self, state: &[TermId], value: TermId) -> TermId {
        if self.buffers(value).is_empty() {
            return value;
        }
        let first = self.buffer_cell(0);
        self.terms.map(value, |terms, value| match terms.get(value) {
            Term::Buffer(number) => match state[first + *number as usize] {
                LOST => UNKNOWN,
                content => content,
            },
            _ => value,
        })
    }

    /// A call of a method that works on text: its result, and whether a buffer changed.
    fn text_call(
        &mut self,
        op: TextOp,
        signature: &Signature,
        receiver: Option<TermId>,
        args: &[TermId],
        state: &mut [TermId],
    ) -> (TermId, bool) {
        let kind = signature.params.last().copied().unwrap_or(Kind::Ref);
        let this = receiver.unwrap_or(UNKNOWN);
        let args: Vec<TermId> = args.iter().map(|arg| self.content(state, *arg)).collect();
        let arg = |n: usize| args.get(n).copied().unwrap_or(UNKNOWN);
        match op {
            TextOp::BufferToString => (self.content(state, this), false),
            TextOp::BufferRead => (UNKNOWN, false),
            TextOp::StringOf => {
                // A string does not change: from here on it is its text.
                let text = arg(0);
                self.replace(state, |id, _| (id == this).then_some(text));
                (UNKNOWN, true)
            }
            TextOp::BufferNew
            | TextOp::BufferOf
            | TextOp::Append
            | TextOp::Insert
            | TextOp::SetLength
            | TextOp::Reverse
            | TextOp::BufferChange => {
                let buffers = self.buffers(this);
                for &number in &buffers {
                    let old = state[self.buffer_cell(number)];
                    if old == LOST {
                        continue;
                    }
                    let new = match op {
                        TextOp::BufferNew => EMPTY,
                        TextOp::BufferOf => arg(0),
                        TextOp::Append => {
                            let text = strings::to_text(self.terms, arg(0), kind);
                            self.terms.concat(old, text)
                        }
                        TextOp::Insert => {
                            let text = strings::to_text(self.terms, arg(1), kind);
                            strings::insert(self.terms, old, arg(0), text)
                        }
                        TextOp::SetLength => strings::set_length(self.terms, old, arg(0)),
                        TextOp::Reverse => strings::reverse(self.terms, old),
                        _ => UNKNOWN,
                    };
                    // Which of several buffers it is decides whether this one changes.
                    let new = if buffers.len() == 1 { new } else { self.terms.union(old, new) };
                    state[self.buffer_cell(number)] = new;
                }
                (this, !buffers.is_empty())
            }
            _ => {
                let mut all: Vec<TermId> = receiver.map(|r| self.content(state, r)).into_iter().collect();
                all.extend(&args);
                (strings::apply(self.terms, op, &all, kind), false)
            }
        }
    }
}

fn int_op(op: Op, a: i32, b: i32) -> Option<i32> {
    Some(match op {
        Op::IntAdd => a.wrapping_add(b),
        Op::IntSub => a.wrapping_sub(b),
        Op::IntMul => a.wrapping_mul(b),
        Op::IntDiv => return if b == 0 { None } else { Some(a.wrapping_div(b)) },
        Op::IntRem => return if b == 0 { None } else { Some(a.wrapping_rem(b)) },
        Op::IntShl => a.wrapping_shl(b as u32),
        Op::IntShr => a.wrapping_shr(b as u32),
        Op::IntUshr => (a as u32).wrapping_shr(b as u32) as i32,
        Op::IntAnd => a & b,
        Op::IntOr => a | b,
        Op::IntXor => a ^ b,
        _ => return None,
    })
}
