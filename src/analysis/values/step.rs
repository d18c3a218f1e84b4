//! What each instruction does to the symbolic state.

use super::Engine;
use super::heap::{Obj, summary};
use super::library;
use super::machine::{Frame, Next, Run, State, Stop, is_null, same};
use super::term::{NONE, NULL, Operation, UNKNOWN, Val};
use crate::analysis::signature::{self, Kind};
use crate::program::{Insn, Op, Sym};

/// Elements of an array whose content is followed.
const LONGEST_ARRAY: i32 = 65_536;

/// The same while not everything is known, and the array may be followed many times over.
const LONGEST_SHORT_ARRAY: i32 = 4_096;

impl<'a> Engine<'a> {
    pub(super) fn pop(&self, frame: &Frame<'_>, state: &mut State) -> Result<Val, Stop> {
        if state.vals.len() <= frame.slots { Err(Stop::Malformed) } else { state.vals.pop().ok_or(Stop::Malformed) }
    }

    fn drop_cells(&self, frame: &Frame<'_>, state: &mut State, cells: usize) -> Result<(), Stop> {
        let left = state.vals.len().checked_sub(cells).filter(|left| *left >= frame.slots).ok_or(Stop::Malformed)?;
        state.vals.truncate(left);
        Ok(())
    }

    /// Pops a value of two cells.
    fn pop_wide(&self, frame: &Frame<'_>, state: &mut State) -> Result<Val, Stop> {
        self.pop(frame, state)?;
        self.pop(frame, state)
    }

    fn pop_kind(&self, frame: &Frame<'_>, state: &mut State, kind: Kind) -> Result<Val, Stop> {
        if kind.cells() == 2 { self.pop_wide(frame, state) } else { self.pop(frame, state) }
    }

    pub(super) fn push_kind(&self, state: &mut State, kind: Kind, val: Val) {
        state.vals.push(val);
        if kind.cells() == 2 {
            state.vals.push(UNKNOWN);
        }
    }

    /// Copies the top `count` cells below the `under` cells beneath them.
    fn dup(&self, frame: &Frame<'_>, state: &mut State, count: usize, under: usize) -> Result<(), Stop> {
        let top = state.vals.len();
        let from = top.checked_sub(count + under).filter(|from| *from >= frame.slots).ok_or(Stop::Malformed)?;
        state.vals.extend_from_within(top - count..top);
        state.vals[from..].rotate_right(count);
        Ok(())
    }

    fn slot(&self, frame: &Frame<'_>, state: &State, slot: u32) -> Result<Val, Stop> {
        let slot = slot as usize;
        if slot < frame.slots { Ok(state.vals[slot]) } else { Err(Stop::Malformed) }
    }

    fn set_slot(&self, frame: &Frame<'_>, state: &mut State, slot: u32, val: Val) -> Result<(), Stop> {
        let slot = slot as usize;
        if slot >= frame.slots {
            return Err(Stop::Malformed);
        }
        if state.vals[slot] != val {
            state.vals[slot] = val;
            state.dirty = true;
        }
        Ok(())
    }

    /// One instruction.
    pub(super) fn step(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
    ) -> Result<Next, Stop> {
        let insn = frame.insns[index as usize];
        match insn.op {
            Op::NullConst => state.vals.push(NULL),
            Op::IntConst => state.vals.push(Val::Int(insn.a as i32)),
            Op::LongConst => {
                let val = self.terms.long((u64::from(insn.b) << 32 | u64::from(insn.a)) as i64);
                self.push_kind(state, Kind::Long, val);
            }
            Op::StringConst => {
                let val = self.constant(Sym(insn.a));
                state.vals.push(val);
            }
            Op::ClassConst => {
                let name = self.program.symbols.text(Sym(insn.a)).replace('/', ".");
                let name = self.terms.str(&name);
                let val = self.terms.made(frame.site(index), name);
                state.vals.push(val);
            }
            Op::IntLoad | Op::FloatLoad | Op::RefLoad => state.vals.push(self.slot(frame, state, insn.a)?),
            Op::LongLoad | Op::DoubleLoad => {
                let val = self.slot(frame, state, insn.a)?;
                self.push_kind(state, Kind::Long, val);
            }
            Op::IntStore | Op::FloatStore | Op::RefStore => {
                let val = self.pop(frame, state)?;
                self.set_slot(frame, state, insn.a, val)?;
            }
            Op::LongStore | Op::DoubleStore => {
                let val = self.pop_wide(frame, state)?;
                self.set_slot(frame, state, insn.a, val)?;
                self.set_slot(frame, state, insn.a.saturating_add(1), UNKNOWN)?;
            }
            Op::IntInc => {
                let old = self.slot(frame, state, insn.a)?;
                let new = match old {
                    Val::Int(i) => Val::Int(i.wrapping_add(insn.b as i32)),
                    _ => {
                        self.operate(Operation::Arithmetic(Op::IntAdd), &[old, Val::Int(insn.b as i32)]).unwrap_or(NONE)
                    }
                };
                self.set_slot(frame, state, insn.a, new)?;
            }
            Op::Dup => self.dup(frame, state, 1, 0)?,
            Op::DupX1 => self.dup(frame, state, 1, 1)?,
            Op::DupX2 => self.dup(frame, state, 1, 2)?,
            Op::Dup2 => self.dup(frame, state, 2, 0)?,
            Op::Dup2X1 => self.dup(frame, state, 2, 1)?,
            Op::Dup2X2 => self.dup(frame, state, 2, 2)?,
            Op::Swap => {
                let (a, b) = (self.pop(frame, state)?, self.pop(frame, state)?);
                state.vals.extend([a, b]);
            }
            Op::IntNeg | Op::IntToByte | Op::IntToChar | Op::IntToShort => {
                let val = self.pop(frame, state)?;
                let val = self.operate(Operation::Arithmetic(insn.op), &[val]).unwrap_or(UNKNOWN);
                state.vals.push(val);
            }
            Op::IntToLong => {
                let val = self.pop(frame, state)?;
                let val = self.operate(Operation::Arithmetic(insn.op), &[val]).unwrap_or(UNKNOWN);
                self.push_kind(state, Kind::Long, val);
            }
            Op::LongToInt | Op::LongNeg => {
                let val = self.pop_wide(frame, state)?;
                let val = self.operate(Operation::Arithmetic(insn.op), &[val]).unwrap_or(UNKNOWN);
                self.push_kind(state, if insn.op == Op::LongNeg { Kind::Long } else { Kind::Int }, val);
            }
            op if (Op::IntAdd..=Op::LongXor).contains(&op) || op == Op::LongCmp => {
                return self.arithmetic(run, frame, index, op, state);
            }
            Op::IfEq | Op::IfNe | Op::IfLt | Op::IfGe | Op::IfGt | Op::IfLe | Op::IfNull | Op::IfNonNull => {
                let val = self.pop(frame, state)?;
                let right = if matches!(insn.op, Op::IfNull | Op::IfNonNull) { NULL } else { Val::Int(0) };
                return self.branch(run, frame, index, insn, (val, right), state);
            }
            Op::IfIntEq
            | Op::IfIntNe
            | Op::IfIntLt
            | Op::IfIntGe
            | Op::IfIntGt
            | Op::IfIntLe
            | Op::IfRefEq
            | Op::IfRefNe => {
                let (right, left) = (self.pop(frame, state)?, self.pop(frame, state)?);
                return self.branch(run, frame, index, insn, (left, right), state);
            }
            Op::Goto => return Ok(Next::Goto(insn.a)),
            Op::Jsr => {
                // The return address is the number of the next instruction.
                state.vals.push(Val::Int(index as i32 + 1));
                return Ok(Next::Goto(insn.a));
            }
            Op::Ret => {
                let to = self.slot(frame, state, insn.a)?;
                let targets: Vec<u32> = self
                    .terms
                    .alternatives_of(to)
                    .iter()
                    .filter_map(|t| if let Val::Int(i) = t { u32::try_from(*i).ok() } else { None })
                    .collect();
                return Ok(if let [one] = targets.as_slice() { Next::Goto(*one) } else { Next::Fork(targets) });
            }
            Op::Switch => {
                let val = self.pop(frame, state)?;
                return self.switch(frame, insn, val);
            }
            Op::IntReturn | Op::FloatReturn | Op::RefReturn => {
                let val = self.pop(frame, state)?;
                self.leave(frame, val, state);
                return Ok(Next::End);
            }
            Op::LongReturn | Op::DoubleReturn => {
                let val = self.pop_wide(frame, state)?;
                self.leave(frame, val, state);
                return Ok(Next::End);
            }
            Op::Return => {
                self.leave(frame, NONE, state);
                return Ok(Next::End);
            }
            Op::GetStatic | Op::GetField => return self.get_field(run, frame, index, insn, state),
            Op::PutStatic | Op::PutField => return self.put_field(run, frame, index, insn, state),
            Op::InvokeVirtual | Op::InvokeSpecial | Op::InvokeStatic | Op::InvokeInterface => {
                return self.invoke(run, frame, index, insn, state);
            }
            Op::InvokeDynamic => {
                let call = self.program.dynamic_calls.get(insn.a as usize).ok_or(Stop::Malformed)?;
                let descriptor = self.program.symbols.text(call.descriptor);
                let signature = signature::Signature::parse(descriptor).ok_or(Stop::Malformed)?;
                self.drop_cells(frame, state, signature.cells())?;
                if let Some(kind) = signature.result {
                    self.push_kind(state, kind, UNKNOWN);
                }
                self.may_throw(run, frame, index, state)?;
            }
            Op::New => {
                let obj = self.new_object(Sym(insn.a));
                let val = self.make(run, frame, index, state, obj);
                state.vals.push(val);
            }
            Op::NewArray | Op::NewRefArray => {
                let length = self.pop(frame, state)?;
                let zero = if insn.op == Op::NewRefArray {
                    NULL
                } else {
                    // 6 float, 7 double, 11 long (JVMS table 6.5.newarray-A)
                    match insn.a {
                        6 | 7 => UNKNOWN,
                        11 => self.terms.long(0),
                        _ => Val::Int(0),
                    }
                };
                let longest = if run.eager || frame.sure { LONGEST_ARRAY } else { LONGEST_SHORT_ARRAY };
                let obj = match length {
                    Val::Int(n) if n < 0 => {
                        return self.throws(
                            run,
                            frame,
                            index,
                            state,
                            (UNKNOWN, Some("java/lang/NegativeArraySizeException")),
                        );
                    }
                    Val::Int(n) if n <= longest => Obj::Array(vec![zero; n as usize]),
                    _ => Obj::Bag(NONE),
                };
                let val = self.make(run, frame, index, state, obj);
                state.vals.push(val);
            }
            Op::NewMultiArray => {
                let mut lengths = Vec::new();
                for _ in 0..insn.b {
                    lengths.push(self.pop(frame, state)?);
                }
                lengths.reverse();
                let val = match (lengths.as_slice(), self.program.symbols.text(Sym(insn.a))) {
                    ([Val::Int(outer @ 0..=256), Val::Int(inner @ 0..=256)], descriptor) => {
                        let zero = match descriptor.as_bytes().get(2) {
                            Some(b'L' | b'[') => NULL,
                            Some(b'F' | b'D' | b'J') => UNKNOWN,
                            _ => Val::Int(0),
                        };
                        let rows: Vec<Val> = (0..*outer)
                            .map(|_| self.make(run, frame, index, state, Obj::Array(vec![zero; *inner as usize])))
                            .collect();
                        self.make(run, frame, index, state, Obj::Array(rows))
                    }
                    _ => self.make(run, frame, index, state, Obj::Bag(NONE)),
                };
                state.vals.push(val);
            }
            Op::ArrayLength => {
                let array = self.pop(frame, state)?;
                let length = match self.content(state, array) {
                    Some(Obj::Array(vals)) => Val::Int(vals.len() as i32),
                    _ if array == NULL => {
                        return self.throws(
                            run,
                            frame,
                            index,
                            state,
                            (UNKNOWN, Some("java/lang/NullPointerException")),
                        );
                    }
                    _ => {
                        self.may_throw(run, frame, index, state)?;
                        let array = self.plain(state, array);
                        self.operate(Operation::Length, &[array]).unwrap_or(UNKNOWN)
                    }
                };
                state.vals.push(length);
            }
            op if (Op::IntArrayLoad..=Op::ShortArrayLoad).contains(&op) => {
                let (at, array) = (self.pop(frame, state)?, self.pop(frame, state)?);
                let wide = matches!(op, Op::LongArrayLoad | Op::DoubleArrayLoad);
                return match self.element(run, frame, index, state, array, at)? {
                    Some(val) => {
                        self.push_kind(state, if wide { Kind::Long } else { Kind::Int }, val);
                        Ok(Next::On)
                    }
                    None => self.throws(
                        run,
                        frame,
                        index,
                        state,
                        (UNKNOWN, Some("java/lang/ArrayIndexOutOfBoundsException")),
                    ),
                };
            }
            op if (Op::IntArrayStore..=Op::ShortArrayStore).contains(&op) => {
                let wide = matches!(op, Op::LongArrayStore | Op::DoubleArrayStore);
                let val = self.pop_kind(frame, state, if wide { Kind::Long } else { Kind::Int })?;
                let val = match (op, val) {
                    (Op::ByteArrayStore, Val::Int(i)) => Val::Int(i32::from(i as i8)),
                    (Op::CharArrayStore, Val::Int(i)) => Val::Int(i32::from(i as u16)),
                    (Op::ShortArrayStore, Val::Int(i)) => Val::Int(i32::from(i as i16)),
                    _ => val,
                };
                let (at, array) = (self.pop(frame, state)?, self.pop(frame, state)?);
                return self.set_element(run, frame, index, state, (array, at, val));
            }
            Op::CheckCast => {
                if state.vals.len() <= frame.slots {
                    return Err(Stop::Malformed);
                }
            }
            Op::InstanceOf => {
                let val = self.pop(frame, state)?;
                state.vals.push(if val == NULL { Val::Int(0) } else { UNKNOWN });
            }
            Op::Throw => {
                let exception = self.pop(frame, state)?;
                let class = match self.content(state, exception) {
                    Some(Obj::Object(class, _) | Obj::Fresh(class)) => Some(*class),
                    _ => None,
                };
                let class = class.map(|sym| self.program.symbols.text(sym));
                return self.throws(run, frame, index, state, (exception, class));
            }
            Op::MonitorEnter | Op::MonitorExit | Op::Pop => self.drop_cells(frame, state, 1)?,
            Op::Pop2 => self.drop_cells(frame, state, 2)?,
            Op::Nop => {}
            Op::Bad => return Ok(Next::End),
            op => {
                let (popped, pushed) = plain_effect(op);
                self.drop_cells(frame, state, popped)?;
                let length = state.vals.len() + pushed;
                state.vals.resize(length, UNKNOWN);
            }
        }
        Ok(Next::On)
    }

    /// An operation on two numbers.
    fn arithmetic(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        op: Op,
        state: &mut State,
    ) -> Result<Next, Stop> {
        use Op::*;
        let (right, left, kind) = match op {
            IntAdd | IntSub | IntMul | IntDiv | IntRem | IntShl | IntShr | IntUshr | IntAnd | IntOr | IntXor => {
                let (right, left) = (self.pop(frame, state)?, self.pop(frame, state)?);
                (right, left, Kind::Int)
            }
            LongShl | LongShr | LongUshr => {
                let (right, left) = (self.pop(frame, state)?, self.pop_wide(frame, state)?);
                (right, left, Kind::Long)
            }
            LongAdd | LongSub | LongMul | LongDiv | LongRem | LongAnd | LongOr | LongXor | LongCmp => {
                let (right, left) = (self.pop_wide(frame, state)?, self.pop_wide(frame, state)?);
                (right, left, if op == LongCmp { Kind::Int } else { Kind::Long })
            }
            _ => {
                let (popped, pushed) = plain_effect(op);
                self.drop_cells(frame, state, popped)?;
                let length = state.vals.len() + pushed;
                state.vals.resize(length, UNKNOWN);
                return Ok(Next::On);
            }
        };
        let divides = matches!(op, IntDiv | IntRem | LongDiv | LongRem);
        match self.operate(Operation::Arithmetic(op), &[left, right]) {
            Ok(val) => {
                if divides && !matches!(right, Val::Int(_)) {
                    self.may_throw(run, frame, index, state)?;
                }
                self.push_kind(state, kind, val);
                Ok(Next::On)
            }
            Err(library::Thrown) => {
                self.throws(run, frame, index, state, (UNKNOWN, Some("java/lang/ArithmeticException")))
            }
        }
    }

    /// A conditional branch on two values.
    fn branch(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        insn: Insn,
        (left, right): (Val, Val),
        state: &mut State,
    ) -> Result<Next, Stop> {
        if let Some(holds) = self.holds(insn.op, left, right) {
            return Ok(if holds { Next::Goto(insn.a) } else { Next::On });
        }
        let lefts = self.terms.alternatives_of(left);
        let rights = self.terms.alternatives_of(right);
        let mut outcomes = [false, false];
        for &l in lefts.iter().take(64) {
            for &r in &rights {
                match self.holds(insn.op, l, r) {
                    Some(holds) => outcomes[usize::from(holds)] = true,
                    None => outcomes = [true, true],
                }
            }
        }
        let depends = self.terms.is_open(left) || self.terms.is_open(right);
        match outcomes {
            [false, true] => Ok(Next::Goto(insn.a)),
            [true, false] => Ok(Next::On),
            [false, false] => Ok(Next::End),
            [true, true] => {
                if depends && let Some(record) = &mut frame.record {
                    record.depends = true;
                }
                self.refine(run, frame, index, insn, (left, right), state)
            }
        }
    }

    /// Both ways are open: what the condition tells of the variable that was compared is noted on each.
    fn refine(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        insn: Insn,
        (left, right): (Val, Val),
        state: &mut State,
    ) -> Result<Next, Stop> {
        let single = matches!(insn.op, Op::IfEq | Op::IfNe | Op::IfNull | Op::IfNonNull);
        let pair = matches!(insn.op, Op::IfIntEq | Op::IfIntNe);
        let back = if single { 1 } else { 2 };
        let load = index.checked_sub(back).map(|at| frame.insns[at as usize]);
        let slot = load.filter(|load| matches!(load.op, Op::IntLoad | Op::RefLoad)).map(|load| load.a as usize);
        let Some(slot) = slot.filter(|s| (single || pair) && state.vals.get(*s) == Some(&left)) else {
            return Ok(Next::Fork(vec![index + 1, insn.a]));
        };
        let mut sides = [NONE, NONE];
        for l in self.terms.alternatives_of(left) {
            match self.holds(insn.op, l, right) {
                Some(holds) => sides[usize::from(holds)] = self.terms.union(sides[usize::from(holds)], l),
                None => sides = [self.terms.union(sides[0], l), self.terms.union(sides[1], l)],
            }
        }
        let equal = usize::from(matches!(insn.op, Op::IfEq | Op::IfIntEq | Op::IfNull));
        if pair && matches!(right, Val::Int(_)) {
            sides[equal] = right;
        }
        self.split(run, frame);
        let mut other = state.clone();
        other.vals[slot] = sides[1];
        state.vals[slot] = sides[0];
        self.join(run, frame, insn.a, &other)?;
        self.join(run, frame, index + 1, state)?;
        Ok(Next::End)
    }

    /// Whether a condition holds.
    fn holds(&self, op: Op, left: Val, right: Val) -> Option<bool> {
        use Op::*;
        match op {
            IfNull => return is_null(&self.terms, left),
            IfNonNull => return is_null(&self.terms, left).map(|null| !null),
            IfRefEq => return same(&self.terms, left, right),
            IfRefNe => return same(&self.terms, left, right).map(|same| !same),
            _ => {}
        }
        let (Val::Int(l), Val::Int(r)) = (left, right) else { return None };
        Some(match op {
            IfEq | IfIntEq => l == r,
            IfNe | IfIntNe => l != r,
            IfLt | IfIntLt => l < r,
            IfGe | IfIntGe => l >= r,
            IfGt | IfIntGt => l > r,
            _ => l <= r,
        })
    }

    fn switch(&mut self, frame: &mut Frame<'a>, insn: Insn, val: Val) -> Result<Next, Stop> {
        let switch = self.program.switches.get(insn.a as usize).ok_or(Stop::Malformed)?;
        let cases = self.program.cases_of(switch);
        let mut targets = Vec::new();
        for alternative in self.terms.alternatives_of(val) {
            match alternative {
                Val::Int(int) => {
                    targets
                        .push(cases.iter().find(|(key, _)| *key == int).map_or(switch.default, |(_, target)| *target));
                }
                _ => {
                    targets.extend(cases.iter().map(|(_, target)| *target));
                    targets.push(switch.default);
                }
            }
        }
        targets.sort_unstable();
        targets.dedup();
        if targets.len() > 1
            && self.terms.is_open(val)
            && let Some(record) = &mut frame.record
        {
            record.depends = true;
        }
        Ok(match targets.as_slice() {
            [] => Next::End,
            [one] => Next::Goto(*one),
            _ => Next::Fork(targets),
        })
    }

    /// The content of the object that a value is for sure.
    pub(super) fn content<'s>(&self, state: &'s State, val: Val) -> Option<&'s Obj> {
        match val {
            Val::Ref(id) => state.heap.get(id).map(|cell| &cell.obj),
            _ => None,
        }
    }

    /// The value with what it refers to in its place.
    pub(super) fn plain(&mut self, state: &State, val: Val) -> Val {
        self.freeze(&state.heap, val)
    }

    /// An element of an array; `None` when the index lies outside for sure.
    fn element(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        array: Val,
        at: Val,
    ) -> Result<Option<Val>, Stop> {
        if let (Some(Obj::Array(vals)), Val::Int(i)) = (self.content(state, array), at) {
            return Ok(usize::try_from(i).ok().and_then(|i| vals.get(i)).copied());
        }
        if array == NULL {
            return Ok(None);
        }
        self.may_throw(run, frame, index, state)?;
        let mut found = NONE;
        let mut certain = true;
        for one in self.terms.alternatives_of(array) {
            let val = match self.content(state, one).cloned() {
                Some(Obj::Array(vals)) => {
                    let picks: Vec<Val> = self
                        .terms
                        .alternatives_of(at)
                        .iter()
                        .map(|i| {
                            if let Val::Int(i) = i {
                                usize::try_from(*i).ok().and_then(|i| vals.get(i)).copied()
                            } else {
                                None
                            }
                        })
                        .collect::<Option<Vec<Val>>>()
                        .unwrap_or(vals);
                    self.terms.any_of(&picks)
                }
                Some(other) => match summary(&other, &mut self.terms) {
                    NONE => UNKNOWN,
                    val => val,
                },
                None => {
                    let at = self.plain(state, at);
                    match self.operate(Operation::Element(frame.site(index)), &[one, at]) {
                        Ok(val) => val,
                        Err(library::Thrown) => {
                            certain = false;
                            NONE
                        }
                    }
                }
            };
            found = self.terms.union(found, val);
        }
        if run.eager {
            found = self.settle(found);
        }
        Ok(if found == NONE && !certain { None } else { Some(found) })
    }

    fn set_element(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        (array, at, val): (Val, Val, Val),
    ) -> Result<Next, Stop> {
        state.dirty = true;
        if frame.record.is_some() && !matches!(array, Val::Ref(_)) {
            let (base, place, shown) = (self.plain(state, array), self.plain(state, at), self.plain(state, val));
            if let Some(record) = &mut frame.record {
                record.store(index, base, place, shown, &mut self.terms);
            }
        }
        if let (Val::Ref(id), Val::Int(i)) = (array, at)
            && let Some(Obj::Array(vals)) = state.heap.get_mut(id)
        {
            match usize::try_from(i).ok().and_then(|i| vals.get_mut(i)) {
                Some(cell) => *cell = val,
                None => {
                    return self.throws(
                        run,
                        frame,
                        index,
                        state,
                        (UNKNOWN, Some("java/lang/ArrayIndexOutOfBoundsException")),
                    );
                }
            }
            return Ok(Next::On);
        }
        if !self.terms.has_ref(array) {
            // Which array it is shows only later, and then without what is written to it here.
            self.spoil(run, state, array);
        }
        let single = matches!(array, Val::Ref(_));
        for one in self.terms.alternatives_of(array) {
            let Val::Ref(id) = one else { continue };
            match state.heap.get_mut(id) {
                Some(Obj::Array(vals)) => {
                    let places: Option<Vec<usize>> = self
                        .terms
                        .alternatives_of(at)
                        .iter()
                        .map(|i| if let Val::Int(i) = i { usize::try_from(*i).ok() } else { None })
                        .collect();
                    match places {
                        Some(places) => {
                            for place in places {
                                if let Some(cell) = vals.get_mut(place) {
                                    *cell = self.terms.union(*cell, val);
                                }
                            }
                        }
                        // Somewhere: zeros and nulls of a new array say nothing then.
                        None => {
                            let blank = |v: &Val| matches!(v, Val::Int(0) | &NULL);
                            let kept: Vec<Val> = vals.iter().copied().filter(|v| !blank(v)).collect();
                            let old = self.terms.any_of(&kept);
                            let all = self.terms.union(old, val);
                            if let Some(obj) = state.heap.get_mut(id) {
                                *obj = Obj::Bag(all);
                            }
                        }
                    }
                }
                Some(Obj::Bag(old)) => *old = self.terms.union(*old, val),
                _ => {}
            }
        }
        if !single || !matches!(at, Val::Int(_)) {
            self.may_throw(run, frame, index, state)?;
        }
        Ok(Next::On)
    }

    fn get_field(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        insn: Insn,
        state: &mut State,
    ) -> Result<Next, Stop> {
        let base = if insn.op == Op::GetField { self.pop(frame, state)? } else { NONE };
        let kind = self.field_kind(insn)?;
        if base == NULL {
            return self.throws(run, frame, index, state, (UNKNOWN, Some("java/lang/NullPointerException")));
        }
        let Some(field) = self.members[insn.a as usize].field else {
            let member = self.program.members[insn.a as usize];
            let class = self.program.symbols.text(member.class);
            let name =
                format!("{}.{}", class.rsplit('/').next().unwrap_or(class), self.program.symbols.text(member.name));
            let val = self.terms.source(&name);
            self.push_kind(state, kind, val);
            return Ok(Next::On);
        };
        let mut found = NONE;
        let bases = if insn.op == Op::GetField { self.terms.alternatives_of(base) } else { vec![NONE] };
        for one in bases {
            let val = match self.content(state, one) {
                Some(Obj::Object(_, fields)) => match fields.binary_search_by_key(&field, |(f, _)| *f) {
                    Ok(at) => fields[at].1,
                    Err(_) => self.default_of(field),
                },
                _ => match state.heap.field(one, field) {
                    Some(val) => val,
                    None => self.load(run, frame, index, state, one, field),
                },
            };
            found = self.terms.union(found, val);
        }
        self.push_kind(state, kind, found);
        Ok(Next::On)
    }

    fn put_field(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        insn: Insn,
        state: &mut State,
    ) -> Result<Next, Stop> {
        let kind = self.field_kind(insn)?;
        let val = self.pop_kind(frame, state, kind)?;
        let base = if insn.op == Op::PutField { self.pop(frame, state)? } else { NONE };
        if base == NULL {
            return self.throws(run, frame, index, state, (UNKNOWN, Some("java/lang/NullPointerException")));
        }
        let Some(field) = self.members[insn.a as usize].field else { return Ok(Next::On) };
        state.dirty = true;
        if frame.record.is_some() {
            let (shown_base, shown) = (self.plain(state, base), self.plain(state, val));
            if let Some(record) = &mut frame.record {
                record.store(index, shown_base, NONE, shown, &mut self.terms);
                if self.terms.has_ref(val) {
                    let late = record.late.entry(index).or_insert(NONE);
                    *late = self.terms.union(*late, val);
                } else if let Some(late) = record.late.get_mut(&index) {
                    *late = self.terms.union(*late, val);
                }
            }
        }
        let bases = if insn.op == Op::PutField { self.terms.alternatives_of(base) } else { vec![NONE] };
        let single = bases.len() == 1;
        for one in bases {
            let followed = match one {
                Val::Ref(id) => state.heap.get_mut(id),
                _ => None,
            };
            match followed {
                Some(Obj::Object(_, fields)) => match fields.binary_search_by_key(&field, |(f, _)| *f) {
                    Ok(at) => {
                        let old = fields[at].1;
                        fields[at].1 = if single { val } else { self.terms.union(old, val) };
                    }
                    Err(at) => fields.insert(at, (field, val)),
                },
                _ => {
                    let val = if single { val } else { UNKNOWN };
                    state.heap.set_field(one, field, val);
                }
            }
        }
        Ok(Next::On)
    }

    fn field_kind(&self, insn: Insn) -> Result<Kind, Stop> {
        let member = self.program.members.get(insn.a as usize).ok_or(Stop::Malformed)?;
        let (kind, rest) = signature::field(self.program.symbols.text(member.descriptor)).ok_or(Stop::Malformed)?;
        if rest.is_empty() { Ok(kind) } else { Err(Stop::Malformed) }
    }

    fn new_object(&mut self, class: Sym) -> Obj {
        if self.program.class(class).is_some() {
            return Obj::Object(class, Vec::new());
        }
        match self.program.symbols.text(class) {
            "java/lang/StringBuffer" | "java/lang/StringBuilder" => {
                Obj::Buffer(super::heap::Buffer::of(super::term::EMPTY))
            }
            "java/util/Vector" | "java/util/Stack" => Obj::List(Vec::new()),
            "java/util/Hashtable" => Obj::Table(Vec::new()),
            "java/io/ByteArrayOutputStream" => Obj::Output(Vec::new()),
            _ => Obj::Fresh(class),
        }
    }

    /// The value of a string constant, exactly as in the class file.
    pub(super) fn constant(&mut self, sym: Sym) -> Val {
        if let Some(&known) = self.constants.get(&sym) {
            return known;
        }
        let units = modified_utf16(self.program.symbols.bytes(sym));
        let val = self.terms.text(&units);
        self.constants.insert(sym, val);
        val
    }

    /// An operation on values: at once when they are known, else later. `Err` when the device throws for all of them.
    pub(super) fn operate(&mut self, operation: Operation, operands: &[Val]) -> Result<Val, library::Thrown> {
        if let (Operation::Arithmetic(op), [Val::Int(_)] | [Val::Int(_), Val::Int(_)]) = (operation, operands) {
            return library::arithmetic(&mut self.terms, op, operands);
        }
        if operands.iter().any(|o| self.terms.is_open(*o)) {
            return Ok(self.terms.apply(operation, operands));
        }
        self.apply_closed(operation, operands)
    }
}

/// Modified UTF-8 (JVMS 4.4.7) as UTF-16, unpaired surrogates as they are; bytes that are neither stand as U+FFFD.
fn modified_utf16(bytes: &[u8]) -> Vec<u16> {
    let mut units = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let at = |n: usize| bytes.get(i + n).copied().filter(|b| b & 0xc0 == 0x80).map(|b| u16::from(b & 0x3f));
        let lead = u16::from(bytes[i]);
        let (unit, eaten) = match (bytes[i], at(1), at(2)) {
            (b, ..) if b < 0x80 => (lead, 1),
            (b, Some(x), _) if b & 0xe0 == 0xc0 => ((lead & 0x1f) << 6 | x, 2),
            (b, Some(x), Some(y)) if b & 0xf0 == 0xe0 => ((lead & 0x0f) << 12 | x << 6 | y, 3),
            _ => (0xfffd, 1),
        };
        units.push(unit);
        i += eaten;
    }
    units
}

/// Cells that an operation takes from the stack, and unknown ones that it puts there: for those whose result is never
/// known.
fn plain_effect(op: Op) -> (usize, usize) {
    match op {
        Op::FloatConst | Op::OtherConst => (0, 1),
        Op::DoubleConst => (0, 2),
        Op::FloatNeg | Op::IntToFloat | Op::FloatToInt => (1, 1),
        Op::IntToDouble | Op::FloatToLong | Op::FloatToDouble => (1, 2),
        Op::FloatAdd
        | Op::FloatSub
        | Op::FloatMul
        | Op::FloatDiv
        | Op::FloatRem
        | Op::FloatCmpL
        | Op::FloatCmpG
        | Op::LongToFloat
        | Op::DoubleToInt
        | Op::DoubleToFloat => (2, 1),
        Op::DoubleNeg | Op::LongToDouble | Op::DoubleToLong => (2, 2),
        Op::DoubleCmpL | Op::DoubleCmpG => (4, 1),
        Op::DoubleAdd | Op::DoubleSub | Op::DoubleMul | Op::DoubleDiv | Op::DoubleRem => (4, 2),
        _ => (0, 0),
    }
}
