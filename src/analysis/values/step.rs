//! What each instruction does to the symbolic state.

use super::Engine;
use super::heap::Obj;
use super::library;
use super::machine::{Frame, Next, Run, State, Stop};
use super::term::{NONE, NULL, Operation, UNKNOWN, Val};
use crate::analysis::signature::{self, Kind};
use crate::program::{Op, Sym};

/// The same while not everything is known, and the array may be followed many times over.
const LONGEST_SHORT_ARRAY: i32 = 4_096;

impl<'a> Engine<'a> {
    pub(super) fn pop(&self, frame: &Frame<'_>, state: &mut State) -> Result<Val, Stop> {
        if state.vals.len() <= frame.slots { Err(Stop::Malformed) } else { state.vals.pop().ok_or(Stop::Malformed) }
    }

    pub(super) fn drop_cells(&self, frame: &Frame<'_>, state: &mut State, cells: usize) -> Result<(), Stop> {
        let left = state.vals.len().checked_sub(cells).filter(|left| *left >= frame.slots).ok_or(Stop::Malformed)?;
        state.vals.truncate(left);
        Ok(())
    }

    /// Pops a value of two cells.
    pub(super) fn pop_wide(&self, frame: &Frame<'_>, state: &mut State) -> Result<Val, Stop> {
        self.pop(frame, state)?;
        self.pop(frame, state)
    }

    pub(super) fn pop_kind(&self, frame: &Frame<'_>, state: &mut State, kind: Kind) -> Result<Val, Stop> {
        if kind.cells() == 2 { self.pop_wide(frame, state) } else { self.pop(frame, state) }
    }

    pub(super) fn push_kind(&self, state: &mut State, kind: Kind, val: Val) {
        state.vals.push(val);
        if kind.cells() == 2 {
            state.vals.push(UNKNOWN);
        }
    }

    /// Copies the top `count` cells below the `under` cells beneath them.
    pub(super) fn dup(&self, frame: &Frame<'_>, state: &mut State, count: usize, under: usize) -> Result<(), Stop> {
        let top = state.vals.len();
        let from = top.checked_sub(count + under).filter(|from| *from >= frame.slots).ok_or(Stop::Malformed)?;
        state.vals.extend_from_within(top - count..top);
        state.vals[from..].rotate_right(count);
        Ok(())
    }

    pub(super) fn slot(&self, frame: &Frame<'_>, state: &State, slot: u32) -> Result<Val, Stop> {
        let slot = slot as usize;
        if slot < frame.slots { Ok(state.vals[slot]) } else { Err(Stop::Malformed) }
    }

    pub(super) fn set_slot(&self, frame: &Frame<'_>, state: &mut State, slot: u32, val: Val) -> Result<(), Stop> {
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
                let longest = i32::try_from(self.limits.array_elements).unwrap_or(i32::MAX);
                let longest = if run.eager || frame.sure { longest } else { longest.min(LONGEST_SHORT_ARRAY) };
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
    pub(super) fn arithmetic(
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

    /// The value of a string constant, exactly as in the class file.
    pub(super) fn constant(&mut self, sym: Sym) -> Val {
        if let Some(&known) = self.constants.get(&sym) {
            return known;
        }
        let units = self.program.symbols.utf16(sym);
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

/// Cells that an operation takes from the stack, and unknown ones that it puts there: for those whose result is never
/// known.
fn plain_effect(op: Op) -> (usize, usize) {
    match op {
        Op::FloatConst | Op::OtherConst => (0, 1),
        Op::DoubleConst | Op::OtherWideConst => (0, 2),
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
