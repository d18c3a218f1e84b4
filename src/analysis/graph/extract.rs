//! Reads a method into constraints: which references each instruction can see, along the control flow.
//!
//! A value is named by what defines it: an instruction, a parameter, a caught exception, or the meeting of several of
//! these in a slot at the start of a block. Code that does not keep to the rules of the stack is read without regard to
//! the control flow, with one variable for all that the method holds.

use super::members::Signature;
use super::solver::{Call, ELEMENT, NOTHING, Node, Solver, Use};
use super::types::{Origin, TypeId};
use super::{Object, Site};
use crate::analysis::growth;
use crate::program::{Code, Insn, MethodId, Op, Sym};
use std::rc::Rc;

/// A value by number; see [`Layout`].
type Value = u32;

/// Null, a primitive value, a string, or nothing that is known.
const NONE: Value = 0;
/// Everything that a method holds, when its code can't be followed.
const ANY: Value = 1;
/// The result of the first instruction.
const FIRST_RESULT: Value = 2;

/// Slots of all blocks above which a method is read without regard to the control flow.
const MAX_CELLS: usize = 1 << 21;

/// The numbers of values: results by instruction, parameters by slot, caught exceptions by block, meetings by block and
/// cell.
#[derive(Clone, Copy, Debug, Default)]
struct Layout {
    parameters: u32,
    caught: u32,
    meetings: u32,
    /// Slots and stack cells of a block.
    width: u32,
}

/// Code that breaks the rules of the stack.
struct Malformed;

/// Reused from method to method.
#[derive(Debug, Default)]
pub struct Scratch {
    /// First instruction of each block.
    starts: Vec<u32>,
    /// Block that starts at an instruction, plus one; 0 for none.
    block_at: Vec<u32>,
    /// For each block the depth of its stack plus one, 0 while it is not reached; then the slots and the stack.
    entry: Vec<Value>,
    pending: Vec<bool>,
    /// Slots, then the stack.
    state: Vec<Value>,
    /// The variables of values that are used.
    nodes: Vec<Node>,
    /// Where subroutines go back to.
    returns: Vec<u32>,
    /// (meeting, what flows into it)
    inputs: Vec<(Value, Value)>,
    /// Meetings that are used and whose inputs are not connected yet.
    used: Vec<Value>,
    /// Where exceptions of a block go.
    thrown: Vec<Node>,
    /// For each slot since which instruction it holds the value, when that is kept.
    held: Vec<(u32, Value)>,
    /// Classes whose initialisation the method causes.
    initialised: Vec<TypeId>,
}

struct Reader<'a, 'p> {
    solver: &'a mut Solver<'p>,
    scratch: &'a mut Scratch,
    method: MethodId,
    code: &'p Code,
    insns: &'p [Insn],
    layout: Layout,
    base: usize,
    max: usize,
    /// Constraints are made, and states are no longer joined.
    emitting: bool,
    /// Without regard to the control flow.
    flat: bool,
    block: usize,
    result: Node,
    thrown: Node,
}

/// Makes the constraints of a method.
pub fn read<'p>(solver: &mut Solver<'p>, method: MethodId, scratch: &mut Scratch) {
    let program = solver.program;
    let Some(code) = program.method(method).code.as_ref() else { return };
    let insns = program.insns(code);
    let (result, thrown) = solver.results(method);
    let base = usize::from(code.max_locals);
    let mut reader = Reader {
        solver,
        scratch,
        method,
        code,
        insns,
        layout: Layout::default(),
        base,
        max: base + usize::from(code.max_stack),
        emitting: false,
        flat: false,
        block: 0,
        result,
        thrown,
    };
    reader.run();
}

impl<'p> Reader<'_, 'p> {
    fn run(&mut self) {
        if !self.solver.step(self.insns.len() as u64 + 1) {
            return;
        }
        self.find_blocks();
        let blocks = self.scratch.starts.len();
        let cells = blocks.saturating_mul(self.max + 1);
        self.scratch.initialised.clear();
        self.scratch.inputs.clear();
        self.scratch.used.clear();
        self.flat = cells > MAX_CELLS || self.prepare(blocks).is_err();
        if !self.flat {
            self.flat = self.follow_flow(blocks).is_err();
        }
        if self.solver.cut {
            return;
        }
        self.emitting = true;
        self.scratch.nodes.clear();
        if self.flat {
            return self.emit_flat();
        }
        let values = self.layout.meetings as usize + blocks * self.layout.width as usize;
        self.scratch.nodes.resize(values, NOTHING);
        self.scratch.thrown.clear();
        self.scratch.thrown.resize(blocks, NOTHING);
        let (mut slot, mut n) = (0, 0);
        for value in self.parameters() {
            if value {
                self.scratch.nodes[self.layout.parameters as usize + slot] = self.solver.parameter(self.method, n);
                let meeting = self.layout.meetings + slot as u32;
                if self.scratch.entry[1 + slot] == meeting {
                    // The code jumps back to its start.
                    self.scratch.inputs.push((meeting, self.layout.parameters + slot as u32));
                }
                n += 1;
            }
            slot += 1;
        }
        for block in 0..blocks {
            if self.scratch.entry[block * (self.max + 1)] != 0 && self.run_block(block).is_err() {
                break;
            }
        }
        self.connect_meetings();
    }

    /// For each slot at the start whether a reference is handed over in it.
    fn parameters(&mut self) -> Vec<bool> {
        let declared = self.solver.program.method(self.method);
        let signature = self.solver.members.signature(&mut self.solver.types, declared.descriptor);
        let receiver = usize::from(declared.access & super::types::STATIC == 0);
        let mut slots = vec![false; receiver + signature.cells];
        slots[..receiver].fill(true);
        for reference in &signature.references {
            slots[receiver + reference.slot as usize] = true;
        }
        slots
    }

    fn find_blocks(&mut self) {
        let program = self.solver.program;
        let Scratch { starts, block_at, returns, .. } = &mut *self.scratch;
        block_at.clear();
        block_at.resize(self.insns.len() + 1, 0);
        returns.clear();
        let mut mark = |index: u32| {
            if let Some(slot) = block_at.get_mut(index as usize) {
                *slot = 1;
            }
        };
        mark(0);
        for (index, insn) in self.insns.iter().enumerate() {
            let next = index as u32 + 1;
            if insn.op.is_branch() {
                mark(insn.a);
                mark(next);
                if insn.op == Op::Jsr {
                    returns.push(next);
                }
            } else if insn.op == Op::Switch {
                if let Some(switch) = program.switches.get(insn.a as usize) {
                    mark(switch.default);
                    program.cases_of(switch).iter().for_each(|(_, target)| mark(*target));
                }
                mark(next);
            } else if insn.op.ends_flow() {
                mark(next);
            }
        }
        for handler in program.handlers_of(self.code) {
            mark(handler.start);
            mark(handler.end);
            mark(handler.target);
        }
        starts.clear();
        for (index, slot) in block_at[..self.insns.len()].iter_mut().enumerate() {
            if *slot != 0 {
                starts.push(index as u32);
                *slot = starts.len() as u32;
            }
        }
        block_at[self.insns.len()] = 0;
    }

    /// Sets up the numbers of values and the state at the start.
    fn prepare(&mut self, blocks: usize) -> Result<(), Malformed> {
        let parameters = FIRST_RESULT + self.insns.len() as u32;
        let caught = parameters + self.base as u32;
        let meetings = caught + blocks as u32;
        self.layout = Layout { parameters, caught, meetings, width: self.max as u32 };
        let given = self.parameters();
        let Scratch { entry, pending, .. } = &mut *self.scratch;
        entry.clear();
        entry.resize(blocks * (self.max + 1), NONE);
        pending.clear();
        pending.resize(blocks, false);
        if blocks == 0 || given.len() > self.base {
            return Err(Malformed);
        }
        entry[0] = 1;
        pending[0] = true;
        for (slot, _) in given.iter().enumerate().filter(|(_, reference)| **reference) {
            entry[1 + slot] = parameters + slot as u32;
        }
        Ok(())
    }

    /// Finds the states at the starts of all blocks. Each cell changes at most twice, so this ends.
    fn follow_flow(&mut self, blocks: usize) -> Result<(), Malformed> {
        let mut again = true;
        while again {
            again = false;
            for block in 0..blocks {
                if std::mem::take(&mut self.scratch.pending[block]) {
                    again = true;
                    self.run_block(block)?;
                }
            }
        }
        Ok(())
    }

    fn run_block(&mut self, block: usize) -> Result<(), Malformed> {
        let start = self.scratch.starts[block];
        let end = self.scratch.starts.get(block + 1).copied().unwrap_or(self.insns.len() as u32);
        let from = block * (self.max + 1);
        let depth = self.scratch.entry[from] as usize - 1;
        let Scratch { entry, state, .. } = &mut *self.scratch;
        state.clear();
        state.extend_from_slice(&entry[from + 1..from + 1 + self.base + depth]);
        self.block = block;
        if !self.solver.step(u64::from(end - start)) {
            return Err(Malformed);
        }
        self.enter_handlers(None)?;
        let keep = self.emitting && self.solver.keep_locals;
        if keep {
            self.scratch.held.clear();
            self.scratch.held.extend(self.scratch.state[..self.base].iter().map(|value| (start, *value)));
        }
        for index in start..end {
            let insn = self.insns[index as usize];
            self.step(index, insn)?;
            if keep {
                self.keep_locals(index + 1, index + 1 == end);
            }
            if self.scratch.state.len() > self.max {
                return Err(Malformed);
            }
            if insn.op.is_branch() {
                self.join(insn.a)?;
            } else if insn.op == Op::Switch {
                let program = self.solver.program;
                let Some(switch) = program.switches.get(insn.a as usize) else { return Err(Malformed) };
                let mut targets: Vec<u32> = program.cases_of(switch).iter().map(|(_, target)| *target).collect();
                targets.push(switch.default);
                targets.sort_unstable();
                targets.dedup();
                for target in targets {
                    self.join(target)?;
                }
            } else if insn.op == Op::Ret {
                for n in 0..self.scratch.returns.len() {
                    self.join(self.scratch.returns[n])?;
                }
            }
            if insn.op.ends_flow() || matches!(insn.op, Op::Bad | Op::Jsr) {
                return Ok(());
            }
        }
        self.join(end)
    }

    /// Keeps what the slots held before this instruction, where they don't any more or the block ends.
    fn keep_locals(&mut self, until: u32, ends: bool) {
        for slot in 0..self.base {
            let ((from, value), now) = (self.scratch.held[slot], self.scratch.state[slot]);
            if value == now && !ends {
                continue;
            }
            self.scratch.held[slot] = (until, now);
            if value != NONE {
                let node = self.node(value);
                self.solver.locals.push(super::solver::Held {
                    method: self.method,
                    from,
                    until,
                    slot: slot as u16,
                    node,
                });
            }
        }
    }

    /// Joins the slots, or one of them, into the handlers that cover the block.
    fn enter_handlers(&mut self, slot: Option<usize>) -> Result<(), Malformed> {
        let program = self.solver.program;
        let at = self.scratch.starts[self.block];
        if !self.solver.step(self.code.handlers.len() as u64) {
            return Err(Malformed);
        }
        for handler in program.handlers_of(self.code) {
            if handler.start > at || at >= handler.end {
                continue;
            }
            let Some(block) = self.block_at(handler.target) else { continue };
            let caught = self.layout.caught + block as u32;
            if self.base >= self.max {
                return Err(Malformed);
            }
            if !self.emitting {
                self.arrive(block, 1)?;
                self.join_cell(block, self.base, caught);
            }
            match slot {
                Some(slot) => self.join_cell(block, slot, self.scratch.state[slot]),
                None => (0..self.base).for_each(|slot| self.join_cell(block, slot, self.scratch.state[slot])),
            }
        }
        Ok(())
    }

    fn block_at(&self, index: u32) -> Option<usize> {
        self.scratch.block_at.get(index as usize)?.checked_sub(1).map(|block| block as usize)
    }

    /// A block is reached with a stack of this depth.
    fn arrive(&mut self, block: usize, depth: usize) -> Result<(), Malformed> {
        let entry = &mut self.scratch.entry[block * (self.max + 1)];
        if *entry == 0 {
            *entry = depth as u32 + 1;
            self.scratch.pending[block] = true;
        } else if *entry != depth as u32 + 1 {
            return Err(Malformed);
        }
        Ok(())
    }

    /// Joins the state into the block that starts at an instruction. A target that is none is passed over.
    fn join(&mut self, target: u32) -> Result<(), Malformed> {
        let Some(block) = self.block_at(target) else { return Ok(()) };
        if !self.solver.step(1 + self.scratch.state.len() as u64 / 8) {
            return Err(Malformed);
        }
        if !self.emitting {
            self.arrive(block, self.scratch.state.len() - self.base)?;
        }
        for cell in 0..self.scratch.state.len() {
            self.join_cell(block, cell, self.scratch.state[cell]);
        }
        Ok(())
    }

    fn join_cell(&mut self, block: usize, cell: usize, value: Value) {
        if value == NONE {
            return;
        }
        let meeting = self.layout.meetings + (block * self.max + cell) as u32;
        let entry = &mut self.scratch.entry[block * (self.max + 1) + 1 + cell];
        if self.emitting {
            if *entry == meeting && value != meeting {
                self.scratch.inputs.push((meeting, value));
            }
        } else if *entry != value && *entry != meeting {
            *entry = if *entry == NONE { value } else { meeting };
            self.scratch.pending[block] = true;
        }
    }

    /// The variable of a value.
    fn node(&mut self, value: Value) -> Node {
        if value == NONE {
            return NOTHING;
        }
        if self.flat {
            return self.scratch.nodes[0];
        }
        let known = self.scratch.nodes[value as usize];
        if known != NOTHING {
            return known;
        }
        let node = self.solver.node();
        self.scratch.nodes[value as usize] = node;
        if value >= self.layout.meetings {
            self.scratch.used.push(value);
        }
        node
    }

    /// Connects what flows into the meetings that are used.
    fn connect_meetings(&mut self) {
        let mut inputs = std::mem::take(&mut self.scratch.inputs);
        inputs.sort_unstable();
        inputs.dedup();
        while let Some(meeting) = self.scratch.used.pop() {
            let to = self.node(meeting);
            let first = inputs.partition_point(|(at, _)| *at < meeting);
            for &(_, value) in inputs[first..].iter().take_while(|(at, _)| *at == meeting) {
                let from = self.node(value);
                self.solver.flow(from, to, None);
            }
        }
        self.scratch.inputs = inputs;
    }

    /// Where an exception thrown in the current block goes.
    fn thrown(&mut self) -> Node {
        if self.flat {
            return self.scratch.nodes[0];
        }
        let known = self.scratch.thrown[self.block];
        if known != NOTHING {
            return known;
        }
        let program = self.solver.program;
        let at = self.scratch.starts[self.block];
        let covering = |handler: &&crate::program::Handler| handler.start <= at && at < handler.end;
        let mut node = NOTHING;
        let mut caught = false;
        for handler in program.handlers_of(self.code).iter().filter(covering) {
            let Some(block) = self.block_at(handler.target) else { continue };
            if node == NOTHING {
                node = self.solver.node();
            }
            let filter = handler.catch.map(|sym| self.solver.types.of_sym(sym));
            let to = self.node(self.layout.caught + block as u32);
            self.solver.flow(node, to, filter);
            if handler.catch.is_none_or(|sym| program.symbols.text(sym) == "java/lang/Throwable") {
                caught = true;
                break;
            }
        }
        if node == NOTHING {
            node = self.thrown;
        } else if !caught {
            self.solver.flow(node, self.thrown, None);
        }
        self.scratch.thrown[self.block] = node;
        node
    }

    /// Makes the constraints of all instructions with one variable for all values.
    fn emit_flat(&mut self) {
        let any = self.solver.node();
        self.scratch.nodes.push(any);
        for n in 0..self.solver.references(self.method) {
            let from = self.solver.parameter(self.method, n);
            self.solver.flow(from, any, None);
        }
        self.solver.flow(any, self.thrown, None);
        for (index, insn) in self.insns.iter().enumerate() {
            // An instruction whose operands make no sense does nothing.
            let _ = self.step(index as u32, *insn);
        }
    }

    fn push(&mut self, value: Value) {
        if !self.flat {
            self.scratch.state.push(value);
        }
    }

    fn pop(&mut self) -> Result<Value, Malformed> {
        if self.flat {
            return Ok(ANY);
        }
        if self.scratch.state.len() <= self.base {
            return Err(Malformed);
        }
        self.scratch.state.pop().ok_or(Malformed)
    }

    fn drop(&mut self, cells: usize) -> Result<(), Malformed> {
        if self.flat {
            return Ok(());
        }
        let left = self.scratch.state.len().checked_sub(cells).filter(|left| *left >= self.base);
        self.scratch.state.truncate(left.ok_or(Malformed)?);
        Ok(())
    }

    /// Copies the top `count` cells below the `under` cells beneath them.
    fn dup(&mut self, count: usize, under: usize) -> Result<(), Malformed> {
        if self.flat {
            return Ok(());
        }
        let state = &mut self.scratch.state;
        let top = state.len();
        let from = top.checked_sub(count + under).filter(|from| *from >= self.base).ok_or(Malformed)?;
        state.extend_from_within(top - count..top);
        state[from..].rotate_right(count);
        Ok(())
    }

    fn store(&mut self, slot: usize, value: Value) -> Result<(), Malformed> {
        if self.flat {
            return Ok(());
        }
        if slot >= self.base {
            return Err(Malformed);
        }
        self.scratch.state[slot] = value;
        if value != NONE {
            self.enter_handlers(Some(slot))?;
        }
        Ok(())
    }

    fn site(&self, insn: u32) -> Site {
        Site { method: self.method, insn }
    }

    /// Notes which objects an instruction works on.
    fn base_of(&mut self, insn: u32, value: Value) -> Node {
        let node = self.node(value);
        if node != NOTHING {
            let site = self.site(insn);
            growth::push(&mut self.solver.bases, (site, node));
        }
        node
    }

    /// Notes which objects an operand of an instruction may be.
    fn operand_of(&mut self, insn: u32, position: u32, value: Value) {
        let node = self.node(value);
        if node != NOTHING {
            let site = self.site(insn);
            self.solver.operands.push((site, position, node));
        }
    }

    fn step(&mut self, index: u32, insn: Insn) -> Result<(), Malformed> {
        let result = FIRST_RESULT + index;
        match insn.op {
            Op::RefLoad => {
                let value = match self.flat {
                    true => ANY,
                    false if (insn.a as usize) < self.base => self.scratch.state[insn.a as usize],
                    false => return Err(Malformed),
                };
                self.push(value);
            }
            Op::RefStore => {
                let value = self.pop()?;
                self.store(insn.a as usize, value)?;
            }
            Op::IntStore | Op::FloatStore => {
                self.pop()?;
                self.store(insn.a as usize, NONE)?;
            }
            Op::LongStore | Op::DoubleStore => {
                self.drop(2)?;
                self.store(insn.a as usize, NONE)?;
                self.store(insn.a as usize + 1, NONE)?;
            }
            Op::Dup => self.dup(1, 0)?,
            Op::DupX1 => self.dup(1, 1)?,
            Op::DupX2 => self.dup(1, 2)?,
            Op::Dup2 => self.dup(2, 0)?,
            Op::Dup2X1 => self.dup(2, 1)?,
            Op::Dup2X2 => self.dup(2, 2)?,
            Op::Swap => {
                let (a, b) = (self.pop()?, self.pop()?);
                self.push(a);
                self.push(b);
            }
            Op::CheckCast => self.cast(result, Sym(insn.a))?,
            Op::New | Op::NewArray | Op::NewRefArray | Op::NewMultiArray => {
                let dimensions = match insn.op {
                    Op::New => 0,
                    Op::NewMultiArray => insn.b as usize,
                    _ => 1,
                };
                self.drop(dimensions)?;
                if self.emitting {
                    self.allocate(index, insn, result);
                }
                self.push(result);
            }
            Op::ClassConst => {
                if self.emitting {
                    let object = self.solver.class_object(Sym(insn.a));
                    let to = self.node(result);
                    self.solver.add(to, object);
                }
                self.push(result);
            }
            Op::GetStatic | Op::PutStatic | Op::GetField | Op::PutField => self.field(index, insn)?,
            Op::RefArrayLoad => {
                self.pop()?;
                let base = self.pop()?;
                if self.emitting {
                    let base = self.base_of(index, base);
                    let to = self.node(result);
                    self.solver.use_each(base, Use::Load(ELEMENT, to));
                }
                self.push(result);
            }
            Op::RefArrayStore => {
                let value = self.pop()?;
                self.pop()?;
                let base = self.pop()?;
                if self.emitting {
                    let base = self.base_of(index, base);
                    self.operand_of(index, 2, value);
                    let from = self.node(value);
                    if from != NOTHING {
                        self.solver.use_each(base, Use::Store(ELEMENT, from));
                    }
                }
            }
            op if (Op::IntArrayLoad..=Op::ShortArrayStore).contains(&op) => {
                // What is stored lies above the index, and that above the array.
                let value = match op {
                    Op::LongArrayStore | Op::DoubleArrayStore => 2,
                    _ => usize::from(op >= Op::IntArrayStore),
                };
                self.drop(value + 1)?;
                let base = self.pop()?;
                if self.emitting {
                    self.base_of(index, base);
                }
                let loaded = match op {
                    Op::LongArrayLoad | Op::DoubleArrayLoad => 2,
                    _ => usize::from(op < Op::IntArrayStore),
                };
                (0..loaded).for_each(|_| self.push(NONE));
            }
            Op::InvokeVirtual | Op::InvokeSpecial | Op::InvokeStatic | Op::InvokeInterface => {
                self.invoke(index, insn)?;
            }
            Op::InvokeDynamic => self.invoke_dynamic(insn)?,
            Op::IfRefEq | Op::IfRefNe => {
                let (right, left) = (self.pop()?, self.pop()?);
                if self.emitting {
                    self.operand_of(index, 0, left);
                    self.operand_of(index, 1, right);
                }
            }
            Op::Throw => {
                let value = self.pop()?;
                if self.emitting {
                    let (from, to) = (self.node(value), self.thrown());
                    self.solver.flow(from, to, None);
                }
            }
            Op::RefReturn => {
                let value = self.pop()?;
                if self.emitting {
                    let from = self.node(value);
                    self.solver.flow(from, self.result, None);
                }
            }
            op => {
                let (popped, pushed) = super::stack::plain_effect(op);
                self.drop(popped)?;
                (0..pushed).for_each(|_| self.push(NONE));
            }
        }
        Ok(())
    }

    fn cast(&mut self, result: Value, target: Sym) -> Result<(), Malformed> {
        let value = self.pop()?;
        if value == NONE || self.solver.program.symbols.text(target) == "java/lang/String" {
            self.push(NONE);
            return Ok(());
        }
        if self.emitting {
            let ty = self.solver.types.of_sym(target);
            let (from, to) = (self.node(value), self.node(result));
            self.solver.flow(from, to, Some(ty));
        }
        self.push(result);
        Ok(())
    }

    fn allocate(&mut self, index: u32, insn: Insn, result: Value) {
        let site = self.site(index);
        let types = &mut self.solver.types;
        let ty = match insn.op {
            Op::NewArray => types.named(match insn.a {
                4 => "[Z",
                5 => "[C",
                6 => "[F",
                7 => "[D",
                8 => "[B",
                9 => "[S",
                10 => "[I",
                _ => "[J",
            }),
            Op::NewRefArray => {
                let element = types.of_sym(Sym(insn.a));
                types.array_of(element)
            }
            _ => types.of_sym(Sym(insn.a)),
        };
        let object = self.solver.object(Object::Allocated(site), ty, false);
        let to = self.node(result);
        self.solver.add(to, object);
        if insn.op == Op::New {
            self.initialise(index, ty);
            self.solver.instantiate(object, site);
        }
        // The arrays within an array of several dimensions.
        let (mut outer, mut ty) = (object, ty);
        for depth in 1..insn.b {
            let (Op::NewMultiArray, Origin::Array(inner)) = (insn.op, self.solver.types.origin(ty)) else { break };
            let object = self.solver.object(Object::Inner { site, depth }, inner, false);
            let elements = self.solver.field_of(outer, ELEMENT);
            self.solver.add(elements, object);
            (outer, ty) = (object, inner);
        }
    }

    /// The first instruction of the method that needs a class runs its initialiser.
    fn initialise(&mut self, index: u32, ty: TypeId) {
        if let Some(class) = self.solver.types.own_class(ty)
            && !self.scratch.initialised.contains(&ty)
        {
            self.scratch.initialised.push(ty);
            let site = self.site(index);
            self.solver.initialise(site, class);
        }
    }

    fn field(&mut self, index: u32, insn: Insn) -> Result<(), Malformed> {
        let Solver { members, hierarchy, types, .. } = &mut *self.solver;
        let field = members.field(insn.a, hierarchy, types).ok_or(Malformed)?;
        let store = matches!(insn.op, Op::PutField | Op::PutStatic);
        let is_static = matches!(insn.op, Op::GetStatic | Op::PutStatic);
        let mut value = NONE;
        if store {
            self.drop(field.cells - 1)?;
            value = self.pop()?;
        }
        let base = if is_static { NONE } else { self.pop()? };
        let result = if field.reference { FIRST_RESULT + index } else { NONE };
        if self.emitting {
            if let Some(declared) = field.declared.filter(|_| is_static) {
                let class = self.solver.program.fields[declared as usize].class;
                let ty = self.solver.types.of_sym(self.solver.program.class_at(class).name);
                self.initialise(index, ty);
            }
            let base = self.base_of(index, base);
            match (store, is_static) {
                _ if !field.reference => {}
                (true, true) => {
                    let from = self.node(value);
                    if from != NOTHING {
                        let to = self.solver.shared_field(field.key);
                        self.solver.flow(from, to, None);
                    }
                }
                (true, false) => {
                    let from = self.node(value);
                    if from != NOTHING {
                        self.solver.use_each(base, Use::Store(field.key, from));
                    }
                }
                (false, true) => {
                    let to = self.node(result);
                    let from = self.solver.shared_field(field.key);
                    self.solver.flow(from, to, None);
                    if field.declared.is_none() {
                        self.platform_constant(index, insn, to);
                    }
                }
                (false, false) => {
                    let to = self.node(result);
                    self.solver.use_each(base, Use::Load(field.key, to));
                }
            }
        }
        if !store {
            self.push(result);
            (1..field.cells).for_each(|_| self.push(NONE));
        }
        Ok(())
    }

    /// What a static field of the platform holds.
    fn platform_constant(&mut self, index: u32, insn: Insn, to: Node) {
        let program = self.solver.program;
        let descriptor = program.symbols.text(program.members[insn.a as usize].descriptor);
        let ty = self.solver.types.of_descriptor(descriptor);
        let object = self.solver.object(Object::Platform(self.site(index)), ty, false);
        self.solver.add(to, object);
    }

    fn invoke(&mut self, index: u32, insn: Insn) -> Result<(), Malformed> {
        let program = self.solver.program;
        let reference = program.members.get(insn.a as usize).ok_or(Malformed)?;
        let signature = self.signature(reference.descriptor)?;
        let receiver = insn.op != Op::InvokeStatic;
        let args = self.solver.args.len() as u32;
        if self.emitting {
            let below = self.scratch.state.len().checked_sub(signature.cells + usize::from(receiver));
            let below = below.filter(|below| self.flat || *below >= self.base);
            let below = if self.flat { 0 } else { below.ok_or(Malformed)? };
            let at = |reader: &Self, cell: usize| if reader.flat { ANY } else { reader.scratch.state[below + cell] };
            if receiver {
                let this = at(self, 0);
                let this = self.base_of(index, this);
                self.solver.args.push(this);
            }
            for parameter in &signature.references {
                let value = at(self, usize::from(receiver) + parameter.slot as usize);
                let node = self.node(value);
                self.solver.args.push(node);
                self.operand_of(index, parameter.position, value);
            }
        }
        self.drop(signature.cells + usize::from(receiver))?;
        let value = match signature.result {
            Some(result) if !result.opaque => FIRST_RESULT + index,
            _ => NONE,
        };
        if self.emitting {
            let call = Call {
                site: self.site(index),
                op: insn.op,
                member: insn.a,
                args,
                result: self.node(value),
                thrown: self.thrown(),
            };
            let references = self.solver.args.len() as u32 - args;
            if let Some(class) = self.solver.follow(call, references) {
                let ty = self.solver.types.of_sym(program.class_at(class).name);
                self.initialise(index, ty);
            }
        }
        if signature.result_cells > 0 {
            self.push(value);
            (1..signature.result_cells).for_each(|_| self.push(NONE));
        }
        Ok(())
    }

    fn signature(&mut self, descriptor: Sym) -> Result<Rc<Signature>, Malformed> {
        let Solver { members, types, .. } = &mut *self.solver;
        let signature = members.signature(types, descriptor);
        if signature.valid { Ok(signature) } else { Err(Malformed) }
    }

    /// The site is linked by the platform; what it makes is not known here, and what it is given may be called.
    fn invoke_dynamic(&mut self, insn: Insn) -> Result<(), Malformed> {
        let call = self.solver.program.dynamic_calls.get(insn.a as usize).ok_or(Malformed)?;
        let signature = self.signature(call.descriptor)?;
        for _ in 0..signature.cells {
            let value = self.pop()?;
            if self.emitting {
                let from = self.node(value);
                self.solver.hand_over(from);
            }
        }
        (0..signature.result_cells).for_each(|_| self.push(NONE));
        Ok(())
    }
}
