//! Reads the code of a method into values, along the control flow.

use super::body::{Body, Constant, Malformed, NONE, Value};
use crate::analysis::signature::{Kind, Signature};
use crate::analysis::values::Member;
use crate::program::platform::FlowRole;
use crate::program::{Code, FieldConstant, Insn, MethodId, Op, Program, Sym};

/// Slots and stack cells of all blocks above which a method is passed over.
const MAX_CELLS: usize = 1 << 21;

/// Simulates stack and locals.
pub(super) struct Reader<'p> {
    program: &'p Program,
    members: &'p [Member<'p>],
    insns: &'p [Insn],
    pub(super) body: Body,
    base: usize,
    max: usize,
    /// Block that starts at an instruction, plus one; 0 for none.
    block_at: Vec<u32>,
    /// For each block the depth of its stack plus one, 0 while it is not reached; then the slots and the stack.
    entry: Vec<Value>,
    pending: Vec<bool>,
    state: Vec<Value>,
    returns: Vec<u32>,
    emitting: bool,
    block: usize,
    /// Operands of the instruction that is read.
    taken: Vec<Value>,
    /// What was stored to fields in the block, until a call may change it: object, field, value.
    stored: Vec<(Value, u32, Value)>,
}

impl<'p> Reader<'p> {
    pub(super) fn new(
        program: &'p Program,
        members: &'p [Member<'p>],
        method: MethodId,
        code: &'p Code,
        insns: &'p [Insn],
    ) -> Result<Self, Malformed> {
        let base = usize::from(code.max_locals);
        let max = base + usize::from(code.max_stack);
        let mut block_at = vec![0; insns.len() + 1];
        let mut returns = Vec::new();
        let mut mark = |index: u32| {
            if let Some(slot) = block_at.get_mut(index as usize) {
                *slot = 1;
            }
        };
        mark(0);
        for (index, insn) in insns.iter().enumerate() {
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
        for handler in program.handlers_of(code) {
            mark(handler.start);
            mark(handler.end);
            mark(handler.target);
        }
        let mut starts = Vec::new();
        for (index, slot) in block_at[..insns.len()].iter_mut().enumerate() {
            if *slot != 0 {
                starts.push(index as u32);
                *slot = starts.len() as u32;
            }
        }
        block_at[insns.len()] = 0;
        let blocks = starts.len();
        if blocks == 0 || blocks.saturating_mul(max + 1) > MAX_CELLS {
            return Err(Malformed);
        }
        let first_parameter = 1 + insns.len() as u32;
        let caught = first_parameter + base as u32;
        let meetings = caught + blocks as u32;
        let mut handlers = vec![Vec::new(); blocks];
        for (block, covering) in handlers.iter_mut().enumerate() {
            let at = starts[block];
            for handler in program.handlers_of(code).iter().filter(|h| h.start <= at && at < h.end) {
                if let Some(target) = block_at.get(handler.target as usize).and_then(|b: &u32| b.checked_sub(1))
                    && !covering.contains(&target)
                {
                    covering.push(target);
                }
            }
        }
        let declared = program.method(method);
        let signature = Signature::parse(program.symbols.text(declared.descriptor)).ok_or(Malformed)?;
        let is_static = declared.access & 0x0008 != 0;
        let mut parameters = vec![if is_static { NONE } else { first_parameter }];
        let mut slot = u32::from(!is_static);
        for kind in &signature.params {
            parameters.push(first_parameter + slot);
            slot += kind.cells() as u32;
        }
        if slot as usize > base {
            return Err(Malformed);
        }
        let mut entry = vec![NONE; blocks * (max + 1)];
        entry[0] = 1;
        for value in parameters.iter().filter(|v| **v != NONE) {
            entry[1 + (value - first_parameter) as usize] = *value;
        }
        let mut pending = vec![false; blocks];
        pending[0] = true;
        let body = Body {
            method,
            live: vec![false; blocks],
            insns: code.insns.clone(),
            operands: Vec::new(),
            operand_starts: Vec::with_capacity(insns.len() + 1),
            uses: Vec::new(),
            meets: Vec::new(),
            met: Vec::new(),
            successors: vec![Vec::new(); blocks],
            handlers,
            constants: vec![None; insns.len()],
            parameters,
            first_parameter,
            caught,
            meetings,
            width: max as u32,
            starts,
        };
        let state = Vec::with_capacity(max);
        let taken = Vec::new();
        Ok(Reader {
            program,
            members,
            insns,
            body,
            base,
            max,
            block_at,
            entry,
            pending,
            state,
            returns,
            emitting: false,
            block: 0,
            taken,
            stored: Vec::new(),
        })
    }

    /// Finds the states at the starts of all blocks. Each cell changes at most twice and each constant once, so this ends.
    pub(super) fn follow_flow(&mut self) -> Result<(), Malformed> {
        let mut again = true;
        while again {
            again = false;
            for block in 0..self.body.starts.len() {
                if std::mem::take(&mut self.pending[block]) {
                    again = true;
                    self.run_block(block)?;
                }
            }
        }
        Ok(())
    }

    /// Notes operands, uses and meetings, now that the states are known.
    pub(super) fn emit(&mut self) -> Result<(), Malformed> {
        self.emitting = true;
        for value in self.body.parameters.clone().into_iter().filter(|v| *v != NONE) {
            let slot = (value - self.body.first_parameter) as usize;
            let meeting = self.body.meetings + slot as u32;
            if self.entry[1 + slot] == meeting {
                self.body.meets.push((value, meeting));
            }
        }
        for block in 0..self.body.starts.len() {
            self.body.live[block] = self.entry[block * (self.max + 1)] != 0;
            if self.body.live[block] {
                self.run_block(block)?;
            } else {
                for _ in self.body.starts[block]..self.body.end(block as u32) {
                    self.body.operand_starts.push(self.body.operands.len() as u32);
                }
            }
        }
        self.body.operand_starts.push(self.body.operands.len() as u32);
        Ok(())
    }

    fn run_block(&mut self, block: usize) -> Result<(), Malformed> {
        let (start, end) = (self.body.starts[block], self.body.end(block as u32));
        let from = block * (self.max + 1);
        let depth = self.entry[from] as usize - 1;
        self.state.clear();
        self.state.extend_from_slice(&self.entry[from + 1..from + 1 + self.base + depth]);
        self.block = block;
        self.stored.clear();
        self.enter_handlers(None)?;
        let mut ended = false;
        for index in start..end {
            let insn = self.insns[index as usize];
            self.taken.clear();
            self.step(index, insn)?;
            if self.state.len() > self.max {
                return Err(Malformed);
            }
            if self.emitting {
                self.body.operand_starts.push(self.body.operands.len() as u32);
                for (nth, value) in self.taken.iter().enumerate().filter(|(_, v)| **v != NONE) {
                    self.body.uses.push((*value, index, nth as u32));
                }
                self.body.operands.extend_from_slice(&self.taken);
            }
            ended = insn.op.ends_flow() || matches!(insn.op, Op::Bad | Op::Jsr);
            match insn.op {
                Op::Switch => self.switch(insn)?,
                Op::Ret => {
                    for n in 0..self.returns.len() {
                        self.join(self.returns[n])?;
                    }
                }
                op if op.is_branch() => match self.holds(insn) {
                    Some(false) => {}
                    Some(true) => {
                        self.join(insn.a)?;
                        ended = true;
                    }
                    None => self.join(insn.a)?,
                },
                _ => {}
            }
            // What follows in the block is never run.
            if ended && index + 1 < end {
                return Err(Malformed);
            }
        }
        if ended { Ok(()) } else { self.join(end) }
    }

    /// Whether a conditional branch is always or never taken.
    fn holds(&self, insn: Insn) -> Option<bool> {
        let int = |n: usize| match self.body.constant(*self.taken.get(n)?) {
            Some(Constant::Int(int)) => Some(int),
            _ => None,
        };
        Some(match insn.op {
            Op::IfEq => int(0)? == 0,
            Op::IfNe => int(0)? != 0,
            Op::IfLt => int(0)? < 0,
            Op::IfGe => int(0)? >= 0,
            Op::IfGt => int(0)? > 0,
            Op::IfLe => int(0)? <= 0,
            Op::IfIntEq => int(0)? == int(1)?,
            Op::IfIntNe => int(0)? != int(1)?,
            Op::IfIntLt => int(0)? < int(1)?,
            Op::IfIntGe => int(0)? >= int(1)?,
            Op::IfIntGt => int(0)? > int(1)?,
            Op::IfIntLe => int(0)? <= int(1)?,
            _ => return None,
        })
    }

    fn switch(&mut self, insn: Insn) -> Result<(), Malformed> {
        let program = self.program;
        let switch = program.switches.get(insn.a as usize).ok_or(Malformed)?;
        let cases = program.cases_of(switch);
        if let Some(Constant::Int(key)) = self.taken.first().and_then(|v| self.body.constant(*v)) {
            let target = cases.iter().find(|(k, _)| *k == key).map_or(switch.default, |(_, target)| *target);
            return self.join(target);
        }
        let mut targets: Vec<u32> = cases.iter().map(|(_, target)| *target).collect();
        targets.push(switch.default);
        targets.sort_unstable();
        targets.dedup();
        targets.into_iter().try_for_each(|target| self.join(target))
    }

    /// Joins the slots, or one of them, into the handlers that cover the block.
    fn enter_handlers(&mut self, slot: Option<usize>) -> Result<(), Malformed> {
        for n in 0..self.body.handlers[self.block].len() {
            let block = self.body.handlers[self.block][n] as usize;
            if self.base >= self.max {
                return Err(Malformed);
            }
            self.arrive(block, 1)?;
            self.join_cell(block, self.base, self.body.caught + block as u32);
            match slot {
                Some(slot) => self.join_cell(block, slot, self.state[slot]),
                None => (0..self.base).for_each(|slot| self.join_cell(block, slot, self.state[slot])),
            }
        }
        Ok(())
    }

    /// A block is reached with a stack of this depth.
    fn arrive(&mut self, block: usize, depth: usize) -> Result<(), Malformed> {
        let entry = &mut self.entry[block * (self.max + 1)];
        if *entry == 0 && !self.emitting {
            *entry = depth as u32 + 1;
            self.pending[block] = true;
        } else if *entry != depth as u32 + 1 {
            return Err(Malformed);
        }
        Ok(())
    }

    /// Joins the state into the block that starts at an instruction. A target that is none is passed over.
    fn join(&mut self, target: u32) -> Result<(), Malformed> {
        let Some(block) = self.block_at.get(target as usize).and_then(|b| b.checked_sub(1)) else { return Ok(()) };
        if self.emitting {
            self.body.successors[self.block].push(block);
        }
        let block = block as usize;
        self.arrive(block, self.state.len() - self.base)?;
        for cell in 0..self.state.len() {
            self.join_cell(block, cell, self.state[cell]);
        }
        Ok(())
    }

    fn join_cell(&mut self, block: usize, cell: usize, value: Value) {
        if value == NONE {
            return;
        }
        let meeting = self.body.meetings + (block * self.max + cell) as u32;
        let entry = &mut self.entry[block * (self.max + 1) + 1 + cell];
        if self.emitting {
            if *entry == meeting && value != meeting {
                self.body.meets.push((value, meeting));
            }
        } else if *entry != value && *entry != meeting {
            *entry = if *entry == NONE { value } else { meeting };
            self.pending[block] = true;
        }
    }

    fn push(&mut self, value: Value) {
        self.state.push(value);
    }

    fn pop(&mut self) -> Result<Value, Malformed> {
        if self.state.len() <= self.base {
            return Err(Malformed);
        }
        self.state.pop().ok_or(Malformed)
    }

    /// Takes an operand of so many cells; the first cell holds the value.
    fn take(&mut self, cells: usize) -> Result<Value, Malformed> {
        let mut value = NONE;
        for _ in 0..cells {
            value = self.pop()?;
        }
        Ok(value)
    }

    /// Copies the top `count` cells below the `under` cells beneath them.
    fn dup(&mut self, count: usize, under: usize) -> Result<(), Malformed> {
        let top = self.state.len();
        let from = top.checked_sub(count + under).filter(|from| *from >= self.base).ok_or(Malformed)?;
        self.state.extend_from_within(top - count..top);
        self.state[from..].rotate_right(count);
        Ok(())
    }

    fn store(&mut self, slot: usize, value: Value, cells: usize) -> Result<(), Malformed> {
        if slot + cells > self.base {
            return Err(Malformed);
        }
        self.state[slot] = value;
        if cells == 2 {
            self.state[slot + 1] = NONE;
        }
        if value != NONE { self.enter_handlers(Some(slot)) } else { Ok(()) }
    }

    fn load(&mut self, slot: u32, cells: usize) -> Result<(), Malformed> {
        let value = *self.state[..self.base].get(slot as usize).ok_or(Malformed)?;
        self.push(value);
        (1..cells).for_each(|_| self.push(NONE));
        Ok(())
    }

    fn give(&mut self, index: u32, cells: usize) {
        self.push(Body::result(index));
        (1..cells).for_each(|_| self.push(NONE));
    }

    fn set_constant(&mut self, index: u32, constant: Option<Constant>) {
        let known = &mut self.body.constants[index as usize];
        if *known == constant || self.emitting {
            return;
        }
        // What was once taken for a constant and is none: all that was concluded from it is looked at again.
        let first = known.is_none() && constant.is_some();
        *known = constant;
        if !first {
            let reached = |block: usize| self.entry[block * (self.max + 1)] != 0;
            for block in 0..self.pending.len() {
                self.pending[block] |= reached(block);
            }
        }
    }

    fn step(&mut self, index: u32, insn: Insn) -> Result<(), Malformed> {
        use Op::*;
        match insn.op {
            IntConst => {
                self.set_constant(index, Some(Constant::Int(insn.a.cast_signed())));
                self.give(index, 1);
            }
            StringConst => {
                self.set_constant(index, Some(Constant::Text(Sym(insn.a))));
                self.give(index, 1);
            }
            NullConst => self.push(NONE),
            RefLoad | IntLoad | FloatLoad => self.load(insn.a, 1)?,
            LongLoad | DoubleLoad => self.load(insn.a, 2)?,
            RefStore | IntStore | FloatStore => {
                let value = self.pop()?;
                self.store(insn.a as usize, value, 1)?;
            }
            LongStore | DoubleStore => {
                let value = self.take(2)?;
                self.store(insn.a as usize, value, 2)?;
            }
            IntInc => {
                let old = *self.state[..self.base].get(insn.a as usize).ok_or(Malformed)?;
                self.taken.push(old);
                let constant = match self.body.constant(old) {
                    Some(Constant::Int(n)) => Some(Constant::Int(n.wrapping_add(insn.b.cast_signed()))),
                    _ => None,
                };
                self.set_constant(index, constant);
                self.store(insn.a as usize, Body::result(index), 1)?;
            }
            Dup => self.dup(1, 0)?,
            DupX1 => self.dup(1, 1)?,
            DupX2 => self.dup(1, 2)?,
            Dup2 => self.dup(2, 0)?,
            Dup2X1 => self.dup(2, 1)?,
            Dup2X2 => self.dup(2, 2)?,
            Swap => {
                let (a, b) = (self.pop()?, self.pop()?);
                self.push(a);
                self.push(b);
            }
            CheckCast | Nop => {}
            New => self.give(index, 1),
            NewArray | NewRefArray | NewMultiArray => {
                let dimensions = if insn.op == NewMultiArray { insn.b as usize } else { 1 };
                self.take(dimensions)?;
                self.give(index, 1);
            }
            GetStatic | PutStatic | GetField | PutField => self.field(index, insn)?,
            op if (IntArrayLoad..=ShortArrayLoad).contains(&op) => {
                let at = self.pop()?;
                let base = self.pop()?;
                self.taken.extend([base, at]);
                self.give(index, if matches!(op, LongArrayLoad | DoubleArrayLoad) { 2 } else { 1 });
            }
            op if (IntArrayStore..=ShortArrayStore).contains(&op) => {
                let value = self.take(if matches!(op, LongArrayStore | DoubleArrayStore) { 2 } else { 1 })?;
                let at = self.pop()?;
                let base = self.pop()?;
                self.taken.extend([base, at, value]);
            }
            InvokeVirtual | InvokeSpecial | InvokeStatic | InvokeInterface => self.invoke(index, insn)?,
            InvokeDynamic => {
                let call = self.program.dynamic_calls.get(insn.a as usize).ok_or(Malformed)?;
                let signature = Signature::parse(self.program.symbols.text(call.descriptor)).ok_or(Malformed)?;
                self.arguments(&signature.params)?;
                if let Some(kind) = signature.result {
                    self.give(index, kind.cells());
                }
            }
            Throw | RefReturn | IntReturn | FloatReturn | IfNull | IfNonNull | IfEq | IfNe | IfLt | IfGe | IfGt
            | IfLe | Switch => {
                let value = self.pop()?;
                self.taken.push(value);
            }
            LongReturn | DoubleReturn => {
                let value = self.take(2)?;
                self.taken.push(value);
            }
            IfIntEq | IfIntNe | IfIntLt | IfIntGe | IfIntGt | IfIntLe => {
                let right = self.pop()?;
                let left = self.pop()?;
                self.taken.extend([left, right]);
            }
            op => self.compute(index, op)?,
        }
        Ok(())
    }

    /// Arithmetic, conversions, comparisons, and what only moves the stack.
    fn compute(&mut self, index: u32, op: Op) -> Result<(), Malformed> {
        let (popped, pushed) = crate::analysis::graph::plain_effect(op);
        let Some(cells) = operand_cells(op) else {
            self.take(popped)?;
            match pushed {
                0 => {}
                _ => self.give(index, pushed),
            }
            return Ok(());
        };
        let mut values = [NONE; 2];
        for (n, cells) in cells.iter().enumerate().rev() {
            values[n] = self.take(*cells)?;
        }
        self.taken.extend(&values[..cells.len()]);
        let int = |n: usize| match self.body.constant(values[n]) {
            Some(Constant::Int(int)) => Some(int),
            _ => None,
        };
        let constant = int(0).and_then(|a| if cells.len() == 1 { unary(op, a) } else { binary(op, a, int(1)?) });
        self.set_constant(index, constant.map(Constant::Int));
        self.give(index, pushed);
        Ok(())
    }

    fn field(&mut self, index: u32, insn: Insn) -> Result<(), Malformed> {
        let reference = self.program.members.get(insn.a as usize).ok_or(Malformed)?;
        let cells = match self.program.symbols.text(reference.descriptor) {
            "J" | "D" => 2,
            d if d.starts_with('(') => return Err(Malformed),
            _ => 1,
        };
        let value = match insn.op {
            Op::PutField | Op::PutStatic => Some(self.take(cells)?),
            _ => None,
        };
        let mut base = NONE;
        if matches!(insn.op, Op::GetField | Op::PutField) {
            base = self.pop()?;
            self.taken.push(base);
        }
        let named = self.members[insn.a as usize].field;
        match value {
            Some(value) => {
                self.taken.push(value);
                if let Some(field) = named {
                    self.stored.retain(|(_, known, _)| *known != field);
                    self.stored.push((base, field, value));
                }
            }
            None => {
                // What was stored there just before.
                let stored = self.stored.iter().find(|(b, f, v)| *b == base && Some(*f) == named && *v != NONE);
                if let Some((.., value)) = stored.copied() {
                    self.push(value);
                    (1..cells).for_each(|_| self.push(NONE));
                    return Ok(());
                }
                let field = self.members[insn.a as usize].field.map(|f| &self.program.fields[f as usize]);
                if let Some(FieldConstant::Int(int)) = field.and_then(|f| f.constant) {
                    self.set_constant(index, Some(Constant::Int(int)));
                }
                self.give(index, cells);
            }
        }
        Ok(())
    }

    fn arguments(&mut self, params: &[Kind]) -> Result<(), Malformed> {
        let first = self.taken.len();
        for kind in params.iter().rev() {
            let value = self.take(kind.cells())?;
            self.taken.push(value);
        }
        self.taken[first..].reverse();
        Ok(())
    }

    fn invoke(&mut self, index: u32, insn: Insn) -> Result<(), Malformed> {
        let member = self.members.get(insn.a as usize).ok_or(Malformed)?;
        let signature = member.signature.as_ref().ok_or(Malformed)?;
        self.arguments(&signature.params)?;
        if !member.external {
            self.stored.clear();
        }
        let receiver = insn.op != Op::InvokeStatic;
        if receiver {
            let this = self.pop()?;
            self.taken.insert(0, this);
        }
        let same = member.flows.iter().find(|f| f.role == FlowRole::Propagator && f.same.is_some());
        let position = same.and_then(|f| f.same?.position()).and_then(|p| p.checked_sub(u32::from(!receiver)));
        let same = position.and_then(|p| self.taken.get(p as usize).copied()).filter(|v| *v != NONE);
        match (signature.result, same) {
            (Some(_), Some(same)) => self.push(same),
            (Some(kind), None) => self.give(index, kind.cells()),
            // A wrapper is, for the data, what it is made around.
            (None, Some(same)) => {
                let made = self.taken[0];
                for slot in 0..self.state.len() {
                    if made != NONE && self.state[slot] == made {
                        self.state[slot] = same;
                        if slot < self.base {
                            self.enter_handlers(Some(slot))?;
                        }
                    }
                }
            }
            (None, None) => {}
        }
        Ok(())
    }
}

/// Cells of the operands of arithmetic and conversions, through which data goes; `None` for other operations.
fn operand_cells(op: Op) -> Option<&'static [usize]> {
    use Op::*;
    Some(match op {
        IntAdd | IntSub | IntMul | IntDiv | IntRem | IntShl | IntShr | IntUshr | IntAnd | IntOr | IntXor | FloatAdd
        | FloatSub | FloatMul | FloatDiv | FloatRem => &[1, 1],
        LongAdd | LongSub | LongMul | LongDiv | LongRem | LongAnd | LongOr | LongXor | DoubleAdd | DoubleSub
        | DoubleMul | DoubleDiv | DoubleRem => &[2, 2],
        LongShl | LongShr | LongUshr => &[2, 1],
        IntNeg | FloatNeg | IntToLong | IntToFloat | IntToDouble | FloatToInt | FloatToLong | FloatToDouble
        | IntToByte | IntToChar | IntToShort => &[1],
        LongNeg | DoubleNeg | LongToInt | LongToFloat | LongToDouble | DoubleToInt | DoubleToLong | DoubleToFloat => {
            &[2]
        }
        _ => return None,
    })
}

fn unary(op: Op, a: i32) -> Option<i32> {
    Some(match op {
        Op::IntNeg => a.wrapping_neg(),
        Op::IntToByte => i32::from(a as i8),
        Op::IntToChar => i32::from(a as u16),
        Op::IntToShort => i32::from(a as i16),
        _ => return None,
    })
}

fn binary(op: Op, a: i32, b: i32) -> Option<i32> {
    Some(match op {
        Op::IntAdd => a.wrapping_add(b),
        Op::IntSub => a.wrapping_sub(b),
        Op::IntMul => a.wrapping_mul(b),
        Op::IntDiv if b != 0 => a.wrapping_div(b),
        Op::IntRem if b != 0 => a.wrapping_rem(b),
        Op::IntShl => a.wrapping_shl(b.cast_unsigned()),
        Op::IntShr => a.wrapping_shr(b.cast_unsigned()),
        Op::IntUshr => a.cast_unsigned().wrapping_shr(b.cast_unsigned()).cast_signed(),
        Op::IntAnd => a & b,
        Op::IntOr => a | b,
        Op::IntXor => a ^ b,
        _ => return None,
    })
}
