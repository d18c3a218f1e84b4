//! Follows cells of the heap along the control flow of a method, past what does not touch them.

use super::access::holders;
use super::body::{Body, Constant, Definition, Value, site};
use super::cells::{Alias, Cell, Key, Root};
use super::solver::{Carrier, Fact, FactId, FrameId, Reason, Solver};
use crate::analysis::graph::EdgeKind;
use crate::program::Op;
use crate::program::platform::{Flow, FlowRole};
use std::rc::Rc;

impl Solver<'_, '_, '_> {
    /// Follows a cell to the end of a block; `false` when the limit was reached.
    pub(super) fn walk(&mut self, fact: FactId, from: u32) -> bool {
        let Fact { frame, carrier: Carrier::Cell(cell, _), .. } = self.facts[fact as usize] else { return true };
        let Some(body) = self.objects.body(self.frames[frame as usize].method) else { return true };
        if from as usize >= body.insns(self.program).len() {
            return true;
        }
        let block = body.block_of(from);
        if !body.live[block as usize] {
            return true;
        }
        let end = body.end(block);
        if !self.spend(1 + u64::from(end - from) / 4) {
            return false;
        }
        if from == body.starts[block as usize] {
            for handler in body.handlers(block) {
                self.go(fact, body.starts[*handler as usize]);
            }
            if let Root::Value(value) = cell.root
                && body.definition(value) == Definition::Meeting(block)
            {
                self.detach(fact, frame, &body, cell, value, from);
                return true;
            }
        }
        for at in from..end {
            if !self.pass(fact, frame, &body, cell, at) {
                return true;
            }
        }
        for successor in body.successors(block) {
            self.go(fact, body.starts[*successor as usize]);
        }
        true
    }

    /// The value by which a cell is known becomes another object: from now on it is one of its objects.
    pub(super) fn detach(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, cell: Cell, value: Value, at: u32) {
        let set = self.objects.of_value(body, value);
        if set != 0 {
            let cell = Cell { root: Root::Set(set), ..cell };
            self.add_cell(frame, body, cell, at, Reason::Step { from: fact, at, leaves: false });
        }
    }

    /// What an instruction does with a cell; `false` when the cell does not go on.
    pub(super) fn pass(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, cell: Cell, at: u32) -> bool {
        let insn = body.insns(self.program)[at as usize];
        let result = Body::result(at);
        if cell.root == Root::Value(result) {
            self.detach(fact, frame, body, cell, result, at);
            return false;
        }
        let operands = body.operands(at);
        let step = Reason::Step { from: fact, at, leaves: false };
        match insn.op {
            Op::GetField | Op::GetStatic => {
                if let Some(field) = self.members[insn.a as usize].field
                    && cell.key == Key::Field(field)
                    && (insn.op == Op::GetStatic || self.objects.alias(body, cell.root, operands[0]) != Alias::No)
                {
                    self.add(frame, Carrier::Value(result), step);
                }
            }
            Op::PutField | Op::PutStatic => {
                if let Some(field) = self.members[insn.a as usize].field
                    && cell.key == Key::Field(field)
                {
                    return !(insn.op == Op::PutStatic
                        || self.objects.alias(body, cell.root, operands[0]) == Alias::Must);
                }
            }
            op if (Op::IntArrayLoad..=Op::ShortArrayLoad).contains(&op) && self.meets_element(body, cell, operands) => {
                self.add(frame, Carrier::Value(result), step);
            }
            op if (Op::IntArrayStore..=Op::ShortArrayStore).contains(&op) => {
                let Key::Element(Some(known)) = cell.key else { return true };
                let overwritten = body.constant(operands[1]) == Some(known)
                    && self.objects.alias(body, cell.root, operands[0]) == Alias::Must;
                return !overwritten;
            }
            Op::MonitorExit => self.publish(fact, body, cell, at),
            Op::Return | Op::RefReturn | Op::IntReturn | Op::LongReturn | Op::FloatReturn | Op::DoubleReturn => {
                self.leave(fact, at);
            }
            Op::Throw if body.handlers(body.block_of(at)).is_empty() => self.leave(fact, at),
            op if op.is_invoke() => return self.pass_call(fact, frame, body, cell, at),
            _ => {}
        }
        true
    }

    pub(super) fn meets_element(&mut self, body: &Rc<Body>, cell: Cell, operands: &[Value]) -> bool {
        cell.key.meets(Key::Element(body.constant(operands[1])))
            && self.objects.alias(body, cell.root, operands[0]) != Alias::No
    }

    /// A cell arrives at a call.
    pub(super) fn pass_call(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, cell: Cell, at: u32) -> bool {
        let insn = body.insns(self.program)[at as usize];
        let members = self.members;
        let member = &members[insn.a as usize];
        let here = site(body.method, at);
        let graph = self.graph;
        let targets = graph.targets(here);
        let shift = u32::from(insn.op == Op::InvokeStatic);
        let mut goes_on = true;
        let set = self.set_of(body, cell.root);
        let holder = self.holder(set, cell);
        let operands = body.operands(at);
        let mut aliases: Vec<(u32, Alias)> = Vec::new();
        let is_element = matches!(cell.key, Key::Element(_));
        if cell.root != Root::Static && (member.external && is_element || !targets.is_empty()) {
            for (nth, value) in operands.iter().enumerate() {
                let alias = self.objects.alias(body, cell.root, *value);
                if alias != Alias::No {
                    aliases.push((nth as u32 + shift, alias));
                }
            }
        }
        if !targets.is_empty() && !self.sites.is_dead(here) {
            let hidden = self.is_hidden(body, cell.root);
            let sanitised = member.flows.iter().any(|f| f.role == FlowRole::Sanitiser);
            for target in targets.iter().filter(|_| !sanitised) {
                let reads = self.accesses.reads(*target, cell.key, holder);
                let writes = self.accesses.writes(*target, cell.key, holder);
                if !reads && !writes {
                    continue;
                }
                let mut must = false;
                for (position, alias) in &aliases {
                    let given = Cell { root: Root::Given(*position), key: cell.key };
                    let sure = *alias == Alias::Must && writes && targets.len() == 1;
                    must |= self.enter_cell(*target, given, fact, at, sure, true) && sure;
                }
                if cell.root == Root::Static {
                    let sure = writes && targets.len() == 1;
                    must |= self.enter_cell(*target, cell, fact, at, sure, true) && sure;
                } else if !hidden && set != 0 {
                    self.enter_cell(*target, Cell { root: Root::Outer(set), key: cell.key }, fact, at, false, false);
                }
                goes_on &= !must;
            }
        }
        self.pass_other_edges(fact, body, cell, at);
        if member.external && is_element && !aliases.is_empty() && !self.is_own(body, at, targets) {
            for (position, alias) in &aliases {
                self.through_platform(fact, frame, body, at, (*position, true), Some(cell.key));
                if *alias == Alias::Must {
                    let clears = |f: &Flow| {
                        f.role == FlowRole::Sanitiser
                            && f.to.is_some_and(|to| to.is_content() && to.position() == Some(*position))
                    };
                    let cleared = member.flows.iter().find(|f| clears(f)).copied();
                    goes_on &= !cleared.is_some_and(|f| self.holds_here(body, at, &f));
                    // What is put under a key that is known replaces what was there.
                    goes_on &= !self.replaces(body, at, *position, cell.key);
                }
            }
        }
        if member.external && self.sites.is_meeting_point(insn.a) {
            self.publish(fact, body, cell, at);
        }
        goes_on
    }

    /// Whether a call puts something under the very key of the content.
    pub(super) fn replaces(&self, body: &Body, at: u32, position: u32, key: Key) -> bool {
        let insn = body.insns(self.program)[at as usize];
        let Key::Element(Some(known)) = key else { return false };
        self.members[insn.a as usize].flows.iter().any(|f| {
            f.role == FlowRole::Propagator
                && f.to.is_some_and(|to| to.is_content() && to.position() == Some(position))
                && f.key.and_then(|n| body.constant(self.argument(body, at, insn, n))) == Some(known)
        })
    }

    /// Whether the constant arguments of a call meet the test of a model.
    pub(super) fn holds_here(&self, body: &Body, at: u32, model: &Flow) -> bool {
        let Some(test) = model.when else { return true };
        let insn = body.insns(self.program)[at as usize];
        match body.constant(self.argument(body, at, insn, test.argument)) {
            Some(Constant::Int(int)) => test.number(int.into()),
            Some(Constant::Text(text)) => test.text(self.program.symbols.text(text)),
            None => false,
        }
    }

    /// Methods that the instruction runs in another way than by calling them.
    pub(super) fn pass_other_edges(&mut self, fact: FactId, body: &Rc<Body>, cell: Cell, at: u32) {
        let graph = self.graph;
        let edges = graph.outgoing(body.method);
        let first = edges.partition_point(|edge| edge.insn < at);
        for edge in edges[first..].iter().take_while(|edge| edge.insn == at) {
            let set = self.set_of(body, cell.root);
            let root = match (cell.root, edge.kind) {
                (_, EdgeKind::Call | EdgeKind::Registers(_)) => continue,
                (Root::Static, _) => Root::Static,
                _ if set == 0 => continue,
                (_, EdgeKind::Starts(_)) => Root::Set(set),
                _ => Root::Outer(set),
            };
            let holder = self.holder(set, cell);
            if !self.accesses.reads(edge.target, cell.key, holder) {
                continue;
            }
            let cell = Cell { root, ..cell };
            if let Root::Set(_) = root {
                self.publish(fact, body, cell, at);
            } else {
                self.enter_cell(edge.target, cell, fact, at, false, false);
            }
        }
    }

    /// The kinds of objects that a cell may belong to.
    pub(super) fn holder(&self, set: u32, cell: Cell) -> u16 {
        if cell.root == Root::Static || set == 0 { holders::ALL } else { self.objects.kinds(set) }
    }

    /// The objects of a root.
    pub(super) fn set_of(&mut self, body: &Body, root: Root) -> u32 {
        match root {
            Root::Static => 0,
            Root::Value(value) => self.objects.of_value(body, value),
            Root::Given(position) => self.objects.of_value(body, body.parameter(position)),
            Root::Set(set) | Root::Outer(set) => set,
        }
    }

    /// Whether only the method itself can have the object.
    pub(super) fn is_hidden(&mut self, body: &Body, root: Root) -> bool {
        let Root::Value(value) = root else { return matches!(root, Root::Given(_)) };
        let origins = self.objects.origins(body, value);
        !origins.is_empty()
            && origins.iter().all(|origin| self.is_new(body, *origin))
            && !origins.iter().any(|origin| self.objects.escapes(body, *origin))
    }

    /// Whether the value is an object that is made there, or that the platform gives.
    pub(super) fn is_new(&mut self, body: &Body, value: Value) -> bool {
        let Definition::Insn(insn) = body.definition(value) else { return false };
        let insn = body.insns(self.program)[insn as usize];
        (insn.op.is_invoke() && self.members[insn.a as usize].external) || self.objects.is_fresh(body, value)
    }
}
