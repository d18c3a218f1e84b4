//! Follows values: along their uses within a method, into calls, and through methods of the platform.

use super::body::{Body, Constant, NONE, site};
use super::cells::{Cell, Key, Root};
use super::solver::{Carrier, Entry, Fact, FactId, FrameId, Hit, Reason, Solver};
use crate::program::platform::{Flow, FlowRole, Location};
use crate::program::{Insn, MethodId, Op};
use std::rc::Rc;

impl Solver<'_, '_, '_> {
    pub(super) fn follow_value(&mut self, fact: FactId) {
        let Fact { frame, carrier: Carrier::Value(value), .. } = self.facts[fact as usize] else { return };
        let Some(body) = self.objects.body(self.frames[frame as usize].method) else { return };
        for meeting in body.meetings_of(value) {
            self.add(frame, Carrier::Value(meeting), Reason::Step { from: fact, at: 0, leaves: false });
        }
        for (at, nth) in body.uses(value) {
            self.use_value(fact, frame, &body, at, nth);
        }
    }

    pub(super) fn use_value(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, at: u32, nth: u32) {
        let insn = body.insns(self.program)[at as usize];
        let operands = body.operands(at);
        let step = Reason::Step { from: fact, at, leaves: false };
        let stored = Reason::Step { from: fact, at, leaves: true };
        match insn.op {
            Op::PutStatic => {
                if let Some(field) = self.members[insn.a as usize].field {
                    self.add_cell(frame, body, Cell { root: Root::Static, key: Key::Field(field) }, at + 1, stored);
                }
            }
            Op::PutField if nth == 1 => {
                if let Some(field) = self.members[insn.a as usize].field
                    && operands[0] != NONE
                {
                    let cell = Cell { root: Root::Value(operands[0]), key: Key::Field(field) };
                    self.add_cell(frame, body, cell, at + 1, stored);
                }
            }
            Op::PutField => {}
            op if (Op::IntArrayLoad..=Op::ShortArrayLoad).contains(&op) => {
                // A table looked up by the data: its text in another code.
                if nth == 1 && op != Op::RefArrayLoad {
                    self.add(frame, Carrier::Value(Body::result(at)), step);
                }
            }
            op if (Op::IntArrayStore..=Op::ShortArrayStore).contains(&op) => {
                if nth == 2 && operands[0] != NONE {
                    let key = Key::Element(body.constant(operands[1]));
                    self.add_cell(frame, body, Cell { root: Root::Value(operands[0]), key }, at + 1, stored);
                }
            }
            Op::RefReturn | Op::IntReturn | Op::LongReturn | Op::FloatReturn | Op::DoubleReturn => self.leave(fact, at),
            Op::InvokeDynamic => {
                if self.is_concatenation(insn) {
                    self.add(frame, Carrier::Value(Body::result(at)), step);
                }
            }
            op if op.is_invoke() => self.hand_value(fact, frame, body, at, nth),
            // Conditions, lengths, types, locks: nothing of the data goes on.
            Op::GetField | Op::Throw | Op::Switch => {}
            op if op.is_branch() => {}
            _ => {
                self.add(frame, Carrier::Value(Body::result(at)), step);
            }
        }
    }

    pub(super) fn is_concatenation(&self, insn: Insn) -> bool {
        let call = self.program.dynamic_calls.get(insn.a as usize);
        call.is_some_and(|call| self.program.symbols.text(call.name).starts_with("makeConcat"))
    }

    pub(super) fn hand_value(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, at: u32, nth: u32) {
        let insn = body.insns(self.program)[at as usize];
        let members = self.members;
        let member = &members[insn.a as usize];
        let position = nth + u32::from(insn.op == Op::InvokeStatic);
        let graph = self.graph;
        let targets = graph.targets(site(body.method, at));
        if !targets.is_empty() && self.sites.is_dead(site(body.method, at)) {
            return;
        }
        if !member.flows.iter().any(|f| f.role == FlowRole::Sanitiser) {
            for target in targets {
                self.enter(*target, Entry::Parameter(position), fact, at, true);
            }
        }
        if member.external && !self.is_own(body, at, targets) {
            self.through_platform(fact, frame, body, at, (position, false), None);
        }
    }

    /// Whether the receiver is an object of the application, whose methods say what the call does.
    pub(super) fn is_own(&self, body: &Body, at: u32, targets: &[MethodId]) -> bool {
        let objects = || self.graph.base_objects(site(body.method, at));
        !targets.is_empty()
            && objects().is_some_and(|all| !all.is_empty() && all.iter().all(|o| self.graph.class_of(*o).is_some()))
    }

    /// What a method of the platform does with data in a place; `key` is the part of the content that carries it.
    pub(super) fn through_platform(
        &mut self,
        fact: FactId,
        frame: FrameId,
        body: &Rc<Body>,
        at: u32,
        (position, content): (u32, bool),
        key: Option<Key>,
    ) {
        let insn = body.insns(self.program)[at as usize];
        let members = self.members;
        let member = &members[insn.a as usize];
        let here = site(body.method, at);
        for (number, model) in member.flows.iter().enumerate() {
            let meets =
                |place: &Location| place.position() == Some(position) && (place.is_content() == content || !content);
            match model.role {
                FlowRole::Sink
                    if model.from().any(|place| place.position() == Some(position))
                        && self.sinks.contains(&(here, number as u32))
                        && self.hit_before.insert((fact, here, number as u32)) =>
                {
                    self.hits.push(Hit { fact, site: here, model: number as u32 });
                }
                FlowRole::Propagator if model.from().any(|place| meets(&place)) => {
                    let asked = model.key.map(|n| self.argument(body, at, insn, n));
                    let asked = asked.and_then(|value| body.constant(value));
                    if let (Some(key), Some(_)) = (key, asked)
                        && !key.meets(Key::Element(asked))
                    {
                        continue;
                    }
                    // What is put in under a key stays there; what is taken out is whole.
                    let kept = if content { None } else { asked };
                    self.carry(fact, frame, body, at, *model, kept);
                }
                _ => {}
            }
        }
        let gives = |f: &Flow| matches!(f.role, FlowRole::Propagator | FlowRole::Sanitiser | FlowRole::Source);
        if !member.flows.iter().any(gives) {
            self.through_unknown(fact, frame, body, at, position);
        }
    }

    /// Data goes to the place that a propagator names.
    pub(super) fn carry(
        &mut self,
        fact: FactId,
        frame: FrameId,
        body: &Rc<Body>,
        at: u32,
        model: Flow,
        key: Option<Constant>,
    ) {
        let Some(to) = model.to else { return };
        let value = self.place(body, at, to);
        if value == NONE {
            return;
        }
        if to.is_content() {
            let cell = Cell { root: Root::Value(value), key: Key::Element(key) };
            self.add_cell(frame, body, cell, at + 1, Reason::Step { from: fact, at, leaves: true });
        } else {
            self.add(frame, Carrier::Value(value), Reason::Step { from: fact, at, leaves: false });
        }
    }

    /// A method of the platform of which nothing is said: its text or array has what its references have, and what it makes
    /// holds that.
    pub(super) fn through_unknown(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, at: u32, position: u32) {
        let insn = body.insns(self.program)[at as usize];
        let descriptor = self.program.symbols.text(self.program.members[insn.a as usize].descriptor);
        let declared = crate::analysis::signature::parameters(descriptor).nth((position as usize).wrapping_sub(1));
        if declared.is_some_and(|d| !d.starts_with(['L', '['])) {
            return;
        }
        let step = |leaves| Reason::Step { from: fact, at, leaves };
        if self.program.symbols.text(self.program.members[insn.a as usize].name) == "<init>" {
            let made = body.operands(at)[0];
            if position > 0 && made != NONE {
                let cell = Cell { root: Root::Value(made), key: Key::ALL };
                self.add_cell(frame, body, cell, at + 1, step(true));
            }
            return;
        }
        match descriptor.rsplit(')').next() {
            Some("Ljava/lang/String;") => {
                self.add(frame, Carrier::Value(Body::result(at)), step(false));
            }
            Some(result) if result.starts_with('[') => {
                let cell = Cell { root: Root::Value(Body::result(at)), key: Key::ALL };
                self.add_cell(frame, body, cell, at + 1, step(true));
            }
            _ => {}
        }
    }
}
