//! The common heap: cells of objects that several parts of the program hold, read wherever somebody looks into them.

use super::body::Body;
use super::cells::{Cell, Key, Root};
use super::solver::{Carrier, Entry, FactId, Reason, Shared, Solver};
use crate::analysis::graph::Site;
use crate::program::Op;

impl Solver<'_, '_, '_> {
    /// A cell is on the common heap.
    pub(super) fn share(&mut self, fact: FactId, cell: Cell) {
        let next = self.heap.len() as u32;
        let id = *self.heap_numbers.entry(cell).or_insert(next);
        if id == next {
            self.heap.push(Shared { cell, written: Vec::new() });
            self.unread.push_back(id);
        }
        self.heap[id as usize].written.push(fact);
    }

    /// Finds what reads a cell of the common heap; `false` when the limit was reached.
    pub(super) fn read_heap(&mut self, shared: u32) -> bool {
        let cell = self.heap[shared as usize].cell;
        let Root::Set(set) = cell.root else { return true };
        let readers = self.readers.of_key(cell.key);
        for (other, sites) in readers.iter() {
            if !self.spend(1) {
                return false;
            }
            if !self.objects.meet(set, *other) {
                continue;
            }
            for (at, position) in sites {
                if !self.spend(1) {
                    return false;
                }
                self.read_at(shared, cell, *at, *position);
            }
        }
        true
    }

    /// An instruction reads a cell of the common heap: as its base, or as the argument in a position.
    pub(super) fn read_at(&mut self, shared: u32, cell: Cell, at: Site, position: u32) {
        let Some(body) = self.objects.body(at.method) else { return };
        if !body.live[body.block_of(at.insn) as usize] {
            return;
        }
        let insn = body.insns(self.program)[at.insn as usize];
        if !insn.op.is_invoke() {
            let is_array = insn.op != Op::GetField;
            if is_array && !cell.key.meets(Key::Element(body.constant(body.operands(at.insn)[1]))) {
                return;
            }
            let frame = self.frame(at.method, Entry::Heap);
            self.add(frame, Carrier::Value(Body::result(at.insn)), Reason::Shared(shared));
            return;
        }
        let members = self.members;
        let graph = self.graph;
        if members[insn.a as usize].external && !self.is_own(&body, at.insn, graph.targets(at)) {
            let frame = self.frame(at.method, Entry::Heap);
            let carrier = Carrier::Shared(shared);
            let fact = match self.fact_numbers.get(&(frame, carrier)) {
                Some(known) => Some(*known),
                None => self.add(frame, carrier, Reason::Shared(shared)),
            };
            let Some(fact) = fact else { return };
            self.through_platform(fact, frame, &body, at.insn, (position, true), Some(cell.key));
        }
    }
}
