//! Goes back from a sink to the sources whose data reaches it, and notes the way.

use super::solver::{Entry, FactId, FrameId, Reason, Solver};
use crate::analysis::graph::Site;
use crate::program::hash::Seed;
use std::collections::{HashSet, VecDeque};
use std::rc::Rc;

/// Longest way that is noted.
const MOST_HOPS: usize = 200;

/// Places where data leaves a method, the last first.
#[derive(Debug)]
struct Hop {
    at: Site,
    next: Option<Rc<Hop>>,
}

/// A way back that is not at its end.
struct Trail {
    fact: FactId,
    /// The reason of the fact to go on with; `None` for the first.
    reason: Option<Reason>,
    hops: Option<Rc<Hop>>,
    length: usize,
}

/// The sources whose data arrives at a sink as one of the facts, each with the places where it leaves a method, in the order of
/// the data. The shortest way by methods entered comes first; each source stands once. `false` when the limit was reached.
pub fn sources_of(solver: &mut Solver<'_, '_, '_>, facts: &[FactId], sink: Site) -> (Vec<(u32, Vec<Site>)>, bool) {
    let mut found: Vec<(u32, Vec<Site>)> = Vec::new();
    let mut seen: HashSet<FrameId, Seed> = HashSet::default();
    let mut heap = HeapSeen::default();
    let last = Some(Rc::new(Hop { at: sink, next: None }));
    let start = |fact: &FactId| Trail { fact: *fact, reason: None, hops: last.clone(), length: 1 };
    let mut queue: VecDeque<Trail> = facts.iter().map(start).collect();
    while let Some(trail) = queue.pop_front() {
        if !solver.spend(1) {
            return (found, false);
        }
        // A frame is left behind once, whatever fact of it is on the way.
        let own = solver.facts[trail.fact as usize].frame;
        let done = match solver.frames[own as usize].entry {
            Entry::Source(source) => found.iter().any(|(known, _)| *known == source),
            Entry::Heap => false,
            Entry::Parameter(_) | Entry::Cell(_) => seen.contains(&own),
        };
        if done {
            continue;
        }
        let Some((frame, trail, start)) = to_entry(solver, trail, &mut heap, &mut queue) else { continue };
        match solver.frames[frame as usize].entry {
            Entry::Source(source) => {
                if !found.iter().any(|(known, _)| *known == source) {
                    let mut path = methods(solver, trail.hops.as_deref());
                    if let Some(left) = solver.left_by_object(start, path.first().copied()) {
                        path.insert(0, left);
                    }
                    found.push((source, path));
                }
            }
            Entry::Heap => {}
            Entry::Parameter(_) | Entry::Cell(_) => {
                seen.insert(frame);
                for incoming in &solver.frames[frame as usize].incoming {
                    let caller = solver.frames[solver.facts[incoming.fact as usize].frame as usize].method;
                    let mut before = trail.before(incoming.fact);
                    if incoming.by_value {
                        before.note(Site { method: caller, insn: incoming.at });
                    }
                    queue.push_back(before);
                }
            }
        }
    }
    (found, true)
}

/// What was gone back through of the common heap, once for each sink.
#[derive(Default)]
struct HeapSeen {
    facts: HashSet<FactId, Seed>,
    cells: HashSet<u32, Seed>,
}

impl Trail {
    /// The same way, that goes on with another fact.
    fn before(&self, fact: FactId) -> Trail {
        Trail { fact, reason: None, hops: self.hops.clone(), length: self.length }
    }

    fn note(&mut self, at: Site) {
        if self.length < MOST_HOPS {
            self.hops = Some(Rc::new(Hop { at, next: self.hops.take() }));
            self.length += 1;
        }
    }
}

/// Goes back to the entry of the frame, through the calls that gave something back; with the fact that stands there. What
/// comes from the common heap goes on in the queue: other reasons of a fact, and the facts that wrote the cell; `None` then.
fn to_entry(
    solver: &Solver<'_, '_, '_>,
    mut trail: Trail,
    heap: &mut HeapSeen,
    queue: &mut VecDeque<Trail>,
) -> Option<(FrameId, Trail, FactId)> {
    // Callers to go on with once the entry of the callee is reached, with the call.
    let mut open: Vec<(FactId, u32)> = Vec::new();
    loop {
        let fact = solver.facts[trail.fact as usize];
        let method = solver.frames[fact.frame as usize].method;
        let reason = match trail.reason.take() {
            Some(other) => other,
            None => {
                if solver.frames[fact.frame as usize].entry == Entry::Heap {
                    if !heap.facts.insert(trail.fact) {
                        return None;
                    }
                    let others = solver.other_reasons(trail.fact);
                    queue.extend(others.map(|other| Trail { reason: Some(other), ..trail.before(trail.fact) }));
                }
                fact.reason
            }
        };
        match reason {
            Reason::Shared(shared) => {
                if heap.cells.insert(shared) {
                    queue.extend(solver.heap[shared as usize].written.iter().map(|fact| trail.before(*fact)));
                }
                return None;
            }
            Reason::Entry => match open.pop() {
                Some((from, at)) => {
                    let entry = solver.frames[fact.frame as usize].entry;
                    let handed = match entry {
                        Entry::Cell(cell) => cell.is_handed(),
                        _ => true,
                    };
                    let caller = solver.frames[solver.facts[from as usize].frame as usize].method;
                    if handed {
                        trail.note(Site { method: caller, insn: at });
                    }
                    trail.fact = from;
                }
                None => {
                    let start = trail.fact;
                    return Some((fact.frame, trail, start));
                }
            },
            Reason::Source => {
                let start = trail.fact;
                return Some((fact.frame, trail, start));
            }
            Reason::Step { from, at, leaves } => {
                if leaves {
                    trail.note(Site { method, insn: at });
                }
                trail.fact = from;
            }
            Reason::Return { from, callee, at, back, by_value } => {
                if by_value {
                    let method = solver.frames[solver.facts[callee as usize].frame as usize].method;
                    trail.note(Site { method, insn: back });
                }
                open.push((from, at));
                trail.fact = callee;
            }
            Reason::Risen { callee, back, by_value } => {
                if by_value {
                    let method = solver.frames[solver.facts[callee as usize].frame as usize].method;
                    trail.note(Site { method, insn: back });
                }
                trail.fact = callee;
            }
        }
    }
}

/// Of places in one method side by side only the last counts: there the data leaves it. Methods that only a compiler knows
/// are left out.
fn methods(solver: &Solver<'_, '_, '_>, mut hop: Option<&Hop>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    while let Some(here) = hop {
        match sites.last_mut() {
            _ if solver.is_synthetic(here.at.method) => {}
            Some(last) if last.method == here.at.method => *last = here.at,
            _ => sites.push(here.at),
        }
        hop = here.next.as_deref();
    }
    sites
}
