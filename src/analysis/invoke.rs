//! Calls, and the buffers and objects whose state they change.

use super::interpret::{Call, Callee, Interpreter, Run, Stop};
use super::signature::{Kind, Signature};
use super::strings::{self, TextOp};
use super::terms::{ELSEWHERE, EMPTY, LOST, Term, TermId, Terms, UNKNOWN};
use crate::program::{Insn, Op};

impl Run<'_> {
    pub(super) fn buffer_cell(&self, number: usize) -> usize {
        1 + self.slots + number
    }

    /// Puts other values wherever the state holds, or may hold, one for which `f` gives another.
    pub(super) fn replace(&mut self, state: &mut [TermId], f: impl Fn(TermId, &mut Terms) -> Option<TermId>) {
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
    pub(super) fn escape(&mut self, state: &mut [TermId], value: TermId) -> bool {
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

    pub(super) fn invoke(
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
    pub(super) fn hand_over(&mut self, state: &mut [TermId], value: TermId) -> bool {
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
