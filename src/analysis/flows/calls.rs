//! Enters methods, and comes back from them to the calls that brought the data in.

use super::access::holders;
use super::body::{Body, Definition, NONE};
use super::cells::{Cell, Root};
use super::solver::{Carrier, Entry, Fact, FactId, Frame, FrameId, Incoming, Reason, Solver};
use crate::analysis::graph::EdgeKind;
use crate::program::{MethodId, Op};
use std::rc::Rc;

impl Solver<'_, '_, '_> {
    pub(super) fn enter(&mut self, target: MethodId, entry: Entry, fact: FactId, at: u32, by_value: bool) {
        let Some(callee) = self.objects.body(target) else { return };
        let frame = self.frame(target, entry);
        self.come_in(frame, &callee, Incoming { fact, at, must: false, returns: true, by_value });
    }

    /// Enters a method with a cell; whether it can be gone through.
    pub(super) fn enter_cell(
        &mut self,
        target: MethodId,
        cell: Cell,
        fact: FactId,
        at: u32,
        must: bool,
        returns: bool,
    ) -> bool {
        let Some(callee) = self.objects.body(target) else { return false };
        let frame = self.frame(target, Entry::Cell(cell));
        let by_value = cell.is_handed();
        self.come_in(frame, &callee, Incoming { fact, at, must, returns, by_value });
        true
    }

    pub(super) fn come_in(&mut self, frame: FrameId, callee: &Rc<Body>, incoming: Incoming) {
        if !self.entered.insert((frame, incoming.fact, incoming.at)) {
            return;
        }
        let first = self.frames[frame as usize].incoming.is_empty();
        self.frames[frame as usize].incoming.push(incoming);
        if first {
            match self.frames[frame as usize].entry {
                Entry::Source(_) | Entry::Heap => {}
                Entry::Parameter(position) => {
                    let value = callee.parameter(position);
                    if value != NONE {
                        self.add(frame, Carrier::Value(value), Reason::Entry);
                    }
                }
                Entry::Cell(cell) => self.add_cell(frame, callee, cell, 0, Reason::Entry),
            }
            return;
        }
        for n in 0..self.frames[frame as usize].exits.len() {
            let (exit, back) = self.frames[frame as usize].exits[n];
            self.come_back(frame, exit, back, incoming);
        }
    }

    /// A fact holds where a frame is left.
    pub(super) fn leave(&mut self, fact: FactId, at: u32) {
        let frame = self.facts[fact as usize].frame;
        if !self.left_at.insert((fact, at)) {
            return;
        }
        self.frames[frame as usize].exits.push((fact, at));
        let method = self.frames[frame as usize].method;
        let Some(body) = self.objects.body(method) else { return };
        if let Carrier::Cell(cell, _) = self.facts[fact as usize].carrier
            && self.is_started[method.0 as usize]
        {
            self.publish(fact, &body, cell, at);
        }
        if let Entry::Source(_) | Entry::Heap = self.frames[frame as usize].entry {
            self.rise(fact, at);
            return;
        }
        for n in 0..self.frames[frame as usize].incoming.len() {
            let incoming = self.frames[frame as usize].incoming[n];
            self.come_back(frame, fact, at, incoming);
        }
    }

    /// Data that arose in a method goes to all its callers.
    pub(super) fn rise(&mut self, fact: FactId, back: u32) {
        let Fact { frame, .. } = self.facts[fact as usize];
        let Frame { method, entry, .. } = self.frames[frame as usize];
        let graph = self.graph;
        for edge in graph.callers(method) {
            if matches!(edge.kind, EdgeKind::Starts(_) | EdgeKind::Registers(_)) || !graph.is_reached(edge.site.method)
            {
                continue;
            }
            if let Entry::Source(source) = entry
                && self.only_for.get(&(source, method)).is_some_and(|callers| !callers.contains(&edge.site))
            {
                continue;
            }
            let Some(caller) = self.objects.body(edge.site.method) else { continue };
            if !caller.live[caller.block_of(edge.site.insn) as usize] || self.sites.is_dead(edge.site) {
                continue;
            }
            let above = self.frame(edge.site.method, entry);
            let is_call = edge.kind == EdgeKind::Call;
            for (carrier, by_value) in self.seen_by_caller(fact, back, &caller, edge.site.insn, is_call) {
                self.add_carrier(above, &caller, carrier, Reason::Risen { callee: fact, back, by_value });
            }
        }
    }

    pub(super) fn come_back(&mut self, frame: FrameId, exit: FactId, back: u32, incoming: Incoming) {
        let above = self.facts[incoming.fact as usize].frame;
        let Some(caller) = self.objects.body(self.frames[above as usize].method) else { return };
        let is_entry = match (self.facts[exit as usize].carrier, self.frames[frame as usize].entry) {
            (Carrier::Cell(cell, _), Entry::Cell(entry)) => cell == entry,
            _ => false,
        };
        if is_entry {
            if incoming.must {
                self.start_walk(incoming.fact, &caller, incoming.at + 1);
            }
            return;
        }
        for (carrier, by_value) in self.seen_by_caller(exit, back, &caller, incoming.at, incoming.returns) {
            let reason = Reason::Return { from: incoming.fact, callee: exit, at: incoming.at, back, by_value };
            self.add_carrier(above, &caller, carrier, reason);
        }
    }

    pub(super) fn add_carrier(&mut self, frame: FrameId, body: &Rc<Body>, carrier: Carrier, reason: Reason) {
        match carrier {
            Carrier::Value(_) | Carrier::Shared(_) => {
                self.add(frame, carrier, reason);
            }
            Carrier::Cell(cell, at) => self.add_cell(frame, body, cell, at, reason),
        }
    }

    /// What a fact that holds where a method is left is in its caller; with whether it is in what the method returns.
    pub(super) fn seen_by_caller(
        &mut self,
        exit: FactId,
        back: u32,
        caller: &Rc<Body>,
        at: u32,
        is_call: bool,
    ) -> Vec<(Carrier, bool)> {
        let Fact { frame, carrier, .. } = self.facts[exit as usize];
        let method = self.frames[frame as usize].method;
        let Some(body) = self.objects.body(method) else { return Vec::new() };
        let next = at + 1;
        let Carrier::Cell(cell, _) = carrier else {
            return if is_call { vec![(Carrier::Value(Body::result(at)), true)] } else { Vec::new() };
        };
        let insn = caller.insns(self.program)[at as usize];
        let mut found = Vec::new();
        let mut push = |root: Root, by_value: bool| {
            let seen = (Carrier::Cell(Cell { root, key: cell.key }, next), by_value);
            if !found.contains(&seen) {
                found.push(seen);
            }
        };
        match cell.root {
            Root::Static => push(Root::Static, false),
            Root::Set(set) | Root::Outer(set) => push(Root::Set(set), false),
            Root::Given(position) => {
                let value = self.argument(caller, at, insn, position);
                if is_call && value != NONE {
                    push(Root::Value(value), false);
                }
            }
            Root::Value(value) => {
                let origins = self.objects.origins(&body, value);
                let back_insn = body.insns(self.program)[back as usize];
                let returned = if back_insn.op == Op::RefReturn { body.operands(back)[0] } else { NONE };
                let returns = returned != NONE
                    && (returned == value || self.objects.origins(&body, returned).iter().any(|o| origins.contains(o)));
                if returns && is_call {
                    push(Root::Value(Body::result(at)), true);
                }
                let mut others = origins.is_empty();
                for origin in origins.iter() {
                    match body.definition(*origin) {
                        Definition::Parameter(position) if is_call && insn.op.is_invoke() => {
                            let value = self.argument(caller, at, insn, position);
                            if value != NONE {
                                push(Root::Value(value), false);
                            }
                        }
                        Definition::Parameter(_) => others = true,
                        _ => others |= !self.is_hidden(&body, Root::Value(*origin)),
                    }
                }
                if others {
                    let set = self.objects.of_value(&body, value);
                    if set != 0 {
                        push(Root::Set(set), false);
                    }
                }
            }
        }
        found
    }

    /// Other threads of control, and what the platform runs later, find the cell as it is now.
    pub(super) fn publish(&mut self, fact: FactId, body: &Rc<Body>, cell: Cell, at: u32) {
        if self.is_hidden(body, cell.root) && !matches!(cell.root, Root::Given(_)) {
            return;
        }
        let set = self.set_of(body, cell.root);
        let root = if cell.root == Root::Static { Root::Static } else { Root::Set(set) };
        if root == Root::Set(0) {
            return;
        }
        let cell = Cell { root, ..cell };
        if root != Root::Static {
            let frame = self.facts[fact as usize].frame;
            let reason = Reason::Step { from: fact, at, leaves: false };
            return self.add_cell(frame, body, cell, at, reason);
        }
        for n in 0..self.started.len() {
            let method = self.started[n];
            if self.accesses.reads(method, cell.key, holders::ALL) {
                self.enter_cell(method, cell, fact, at, false, false);
            }
        }
    }
}
