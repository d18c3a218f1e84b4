//! What each instruction does to the symbolic state.

use super::interpret::{Interpreter, Run, Stop};
use super::signature::{self, Kind, Signature};
use super::terms::{ELSEWHERE, EMPTY, NULL, TermId, UNKNOWN};
use crate::program::{Insn, Op, Sym};

impl Run<'_> {
    pub(super) fn pop(&self, state: &mut Vec<TermId>) -> Result<TermId, Stop> {
        if state.len() <= self.base { Err(Stop::Malformed) } else { state.pop().ok_or(Stop::Malformed) }
    }

    pub(super) fn drop(&self, state: &mut Vec<TermId>, cells: usize) -> Result<(), Stop> {
        let left = state.len().checked_sub(cells).filter(|left| *left >= self.base).ok_or(Stop::Malformed)?;
        state.truncate(left);
        Ok(())
    }

    /// Pops a value of two cells.
    pub(super) fn pop_wide(&self, state: &mut Vec<TermId>) -> Result<TermId, Stop> {
        self.pop(state)?;
        self.pop(state)
    }

    pub(super) fn push_kind(&self, state: &mut Vec<TermId>, kind: Kind, value: TermId) {
        state.push(value);
        if kind.cells() == 2 {
            state.push(UNKNOWN);
        }
    }

    /// Copies the top `count` cells below the `under` cells beneath them.
    pub(super) fn dup(&self, state: &mut Vec<TermId>, count: usize, under: usize) -> Result<(), Stop> {
        let top = state.len();
        let from = top.checked_sub(count + under).filter(|from| *from >= self.base).ok_or(Stop::Malformed)?;
        state.extend_from_within(top - count..top);
        state[from..].rotate_right(count);
        Ok(())
    }

    /// One instruction; `true` when it changed a slot, a buffer or what an object is known by.
    pub(super) fn step(
        &mut self,
        interpreter: &mut Interpreter,
        index: u32,
        insn: Insn,
        state: &mut Vec<TermId>,
    ) -> Result<bool, Stop> {
        let slot = insn.a as usize;
        match insn.op {
            Op::NullConst => state.push(NULL),
            Op::IntConst => state.push(self.terms.int(i64::from(insn.a as i32))),
            Op::LongConst => {
                let long = (u64::from(insn.b) << 32 | u64::from(insn.a)) as i64;
                let term = self.terms.int(long);
                self.push_kind(state, Kind::Long, term);
            }
            Op::StringConst => {
                let text = self.program.symbols.text(Sym(insn.a));
                state.push(self.terms.text(text));
            }
            Op::ClassConst => {
                let name = self.terms.text(&self.program.symbols.text(Sym(insn.a)).replace('/', "."));
                state.push(self.terms.object(ELSEWHERE, name));
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
                let (old, by) = (self.slot(state, slot)?, insn.b as i32);
                let new = self.map_int(old, |i| i64::from((i as i32).wrapping_add(by)));
                *self.slot_mut(state, slot)? = new;
                return Ok(true);
            }
            Op::RefArrayStore => {
                let value = self.pop(state)?;
                self.drop(state, 2)?;
                return Ok(self.escape(state, value) | self.hand_over(state, value));
            }
            Op::Dup => self.dup(state, 1, 0)?,
            Op::DupX1 => self.dup(state, 1, 1)?,
            Op::DupX2 => self.dup(state, 1, 2)?,
            Op::Dup2 => self.dup(state, 2, 0)?,
            Op::Dup2X1 => self.dup(state, 2, 1)?,
            Op::Dup2X2 => self.dup(state, 2, 2)?,
            Op::Swap => {
                let (a, b) = (self.pop(state)?, self.pop(state)?);
                state.extend([a, b]);
            }
            Op::IntNeg | Op::IntToByte | Op::IntToChar | Op::IntToShort => {
                let value = self.pop(state)?;
                state.push(self.map_int(value, |i| match insn.op {
                    Op::IntNeg => i64::from((i as i32).wrapping_neg()),
                    Op::IntToByte => i64::from(i as i8),
                    Op::IntToChar => i64::from(i as u16),
                    _ => i64::from(i as i16),
                }));
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
            Op::GetStatic | Op::GetField => {
                self.drop(state, usize::from(insn.op == Op::GetField))?;
                let kind = self.field_kind(insn)?;
                self.push_kind(state, kind, UNKNOWN);
            }
            Op::PutStatic | Op::PutField => {
                let kind = self.field_kind(insn)?;
                let value = if kind.cells() == 2 { self.pop_wide(state)? } else { self.pop(state)? };
                self.drop(state, usize::from(insn.op == Op::PutField))?;
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
            Op::New => return Ok(self.make(interpreter, index, state)),
            Op::NewMultiArray => {
                self.drop(state, insn.b as usize)?;
                state.push(UNKNOWN);
            }
            Op::CheckCast if state.len() <= self.base => return Err(Stop::Malformed),
            op if op >= Op::IntAdd && op <= Op::LongXor => self.arithmetic(op, state)?,
            op => {
                let (popped, pushed) = plain_effect(op);
                self.drop(state, popped)?;
                state.resize(state.len() + pushed, UNKNOWN);
            }
        }
        Ok(false)
    }

    /// An operation on two numbers: known when both are.
    fn arithmetic(&mut self, op: Op, state: &mut Vec<TermId>) -> Result<(), Stop> {
        if let Some(fold) = int_fold(op) {
            let (right, left) = (self.pop(state)?, self.pop(state)?);
            let known = self.terms.known_int(left).zip(self.terms.known_int(right));
            let result = known.and_then(|(a, b)| fold(a as i32, b as i32));
            state.push(result.map_or(UNKNOWN, |i| self.terms.int(i64::from(i))));
        } else if let Some(fold) = long_fold(op) {
            let (right, left) = (self.pop_wide(state)?, self.pop_wide(state)?);
            let known = self.terms.known_int(left).zip(self.terms.known_int(right));
            let result = known.map_or(UNKNOWN, |(a, b)| self.terms.int(fold(a, b)));
            self.push_kind(state, Kind::Long, result);
        } else {
            let (popped, pushed) = plain_effect(op);
            self.drop(state, popped)?;
            state.resize(state.len() + pushed, UNKNOWN);
        }
        Ok(())
    }

    /// `new`: a buffer or string that is followed, else an unknown object.
    fn make(&mut self, interpreter: &Interpreter, index: u32, state: &mut Vec<TermId>) -> bool {
        match interpreter.buffer_at[index as usize] {
            0 => {
                state.push(UNKNOWN);
                false
            }
            number => {
                let term = self.terms.buffer(number - 1);
                // What an earlier round of a loop made here is another object, and no longer followed.
                self.replace(state, |id, _| (id == term).then_some(UNKNOWN));
                state[self.buffer_cell(number as usize - 1)] = EMPTY;
                state.push(term);
                true
            }
        }
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
        let (kind, rest) = signature::field(self.program.symbols.text(member.descriptor)).ok_or(Stop::Malformed)?;
        if rest.is_empty() { Ok(kind) } else { Err(Stop::Malformed) }
    }
}

/// Cells that an operation takes from the stack, and unknown ones that it puts there: for those whose result is never
/// known.
fn plain_effect(op: Op) -> (usize, usize) {
    match op {
        Op::FloatConst | Op::OtherConst | Op::Jsr => (0, 1),
        Op::DoubleConst => (0, 2),
        Op::Pop
        | Op::IfEq
        | Op::IfNe
        | Op::IfLt
        | Op::IfGe
        | Op::IfGt
        | Op::IfLe
        | Op::IfNull
        | Op::IfNonNull
        | Op::MonitorEnter
        | Op::MonitorExit
        | Op::Switch
        | Op::IntReturn
        | Op::FloatReturn
        | Op::RefReturn
        | Op::Throw => (1, 0),
        Op::Pop2
        | Op::LongReturn
        | Op::DoubleReturn
        | Op::IfIntEq
        | Op::IfIntNe
        | Op::IfIntLt
        | Op::IfIntGe
        | Op::IfIntGt
        | Op::IfIntLe
        | Op::IfRefEq
        | Op::IfRefNe => (2, 0),
        Op::FloatNeg
        | Op::IntToFloat
        | Op::FloatToInt
        | Op::NewArray
        | Op::NewRefArray
        | Op::ArrayLength
        | Op::InstanceOf => (1, 1),
        Op::IntToDouble | Op::FloatToLong | Op::FloatToDouble => (1, 2),
        Op::IntArrayLoad
        | Op::FloatArrayLoad
        | Op::RefArrayLoad
        | Op::ByteArrayLoad
        | Op::CharArrayLoad
        | Op::ShortArrayLoad
        | Op::FloatAdd
        | Op::FloatSub
        | Op::FloatMul
        | Op::FloatDiv
        | Op::FloatRem
        | Op::FloatCmpL
        | Op::FloatCmpG
        | Op::LongToFloat
        | Op::DoubleToInt
        | Op::DoubleToFloat => (2, 1),
        Op::LongArrayLoad | Op::DoubleArrayLoad | Op::LongNeg | Op::DoubleNeg | Op::LongToDouble | Op::DoubleToLong => {
            (2, 2)
        }
        Op::IntArrayStore | Op::FloatArrayStore | Op::ByteArrayStore | Op::CharArrayStore | Op::ShortArrayStore => {
            (3, 0)
        }
        Op::LongShl | Op::LongShr | Op::LongUshr => (3, 2),
        Op::LongArrayStore | Op::DoubleArrayStore => (4, 0),
        Op::LongCmp | Op::DoubleCmpL | Op::DoubleCmpG => (4, 1),
        Op::LongDiv
        | Op::LongRem
        | Op::LongAnd
        | Op::LongOr
        | Op::LongXor
        | Op::DoubleAdd
        | Op::DoubleSub
        | Op::DoubleMul
        | Op::DoubleDiv
        | Op::DoubleRem => (4, 2),
        // nop, goto, return, ret, checkcast, what can't be decoded, and what `step` handles itself
        _ => (0, 0),
    }
}

/// An int operation on known values; `None` as result where the device throws.
fn int_fold(op: Op) -> Option<fn(i32, i32) -> Option<i32>> {
    Some(match op {
        Op::IntAdd => |a, b| Some(a.wrapping_add(b)),
        Op::IntSub => |a, b| Some(a.wrapping_sub(b)),
        Op::IntMul => |a, b| Some(a.wrapping_mul(b)),
        Op::IntDiv => |a, b| (b != 0).then(|| a.wrapping_div(b)),
        Op::IntRem => |a, b| (b != 0).then(|| a.wrapping_rem(b)),
        Op::IntShl => |a, b| Some(a.wrapping_shl(b as u32)),
        Op::IntShr => |a, b| Some(a.wrapping_shr(b as u32)),
        Op::IntUshr => |a, b| Some((a as u32).wrapping_shr(b as u32) as i32),
        Op::IntAnd => |a, b| Some(a & b),
        Op::IntOr => |a, b| Some(a | b),
        Op::IntXor => |a, b| Some(a ^ b),
        _ => return None,
    })
}

/// A long operation on known values.
fn long_fold(op: Op) -> Option<fn(i64, i64) -> i64> {
    Some(match op {
        Op::LongAdd => i64::wrapping_add,
        Op::LongSub => i64::wrapping_sub,
        Op::LongMul => i64::wrapping_mul,
        _ => return None,
    })
}
