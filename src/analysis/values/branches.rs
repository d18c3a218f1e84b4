//! Conditions: whether they hold, and what they tell where they may go either way.

use super::Engine;
use super::machine::{Frame, Next, Run, State, Stop, is_null, same};
use super::term::{NONE, Val};
use crate::program::{Insn, Op};

impl<'a> Engine<'a> {
    /// A conditional branch on two values.
    pub(super) fn branch(
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
            for &r in rights.iter() {
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
    pub(super) fn refine(
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
            return Ok(Next::Either(index + 1, insn.a));
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
        state.vals[slot] = sides[1];
        self.join(run, frame, insn.a, &state.vals, &state.heap)?;
        state.vals[slot] = sides[0];
        self.join(run, frame, index + 1, &state.vals, &state.heap)?;
        Ok(Next::End)
    }

    /// Whether a condition holds.
    pub(super) fn holds(&self, op: Op, left: Val, right: Val) -> Option<bool> {
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

    pub(super) fn switch(&mut self, frame: &mut Frame<'a>, insn: Insn, val: Val) -> Result<Next, Stop> {
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
}
