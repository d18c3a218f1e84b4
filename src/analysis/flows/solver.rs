//! Carries data forward from its sources: values along their uses, cells of the heap along the control flow, both through
//! calls by what holds at the entry of the method called.
//!
//! A *frame* is a method with one thing that holds when it is entered. What a frame finds out holds for every call with
//! that entry, so that a helper is gone through once for each kind of use, and what it gives back goes to the calls that
//! gave it the data, and to no others. Data that arises in a method starts a frame of its own, which goes back to all
//! callers; what arises from the common heap shares one frame in each method, whose facts know all that led to them.

use super::access::Accesses;
use super::body::{Body, NONE, Value};
use super::cells::{Cell, Key, Root};
use super::objects::Objects;
use super::readers::Readers;
use super::sites::{Sites, SourceSite};
use crate::analysis::graph::{CallGraph, EdgeKind, Site};
use crate::analysis::values::Member;
use crate::limits::{Limits, StopFlag};
use crate::program::hash::Seed;
use crate::program::platform::Location;
use crate::program::{Insn, MethodId, Op, Program};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// A frame by its number.
pub type FrameId = u32;
/// Something that holds in a frame, by its number.
pub type FactId = u32;

/// What holds when a frame is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// nothing: the data of that source arises in the method or in one that it calls
    Source(u32),
    /// the parameter in this position carries data
    Parameter(u32),
    /// the cell carries data
    Cell(Cell),
    /// nothing: the method, or one that it calls, reads the common heap
    Heap,
}

/// Something that carries data in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carrier {
    /// a value
    Value(Value),
    /// a cell, from that instruction on
    Cell(Cell, u32),
    /// a cell of the common heap, where a call of the platform reads it
    Shared(u32),
}

/// Why it carries data.
#[derive(Clone, Copy, Debug)]
pub enum Reason {
    /// it is what holds when the frame is entered
    Entry,
    /// it is what the source gives
    Source,
    /// it is read from that cell of the common heap
    Shared(u32),
    /// the fact before, at that instruction; with `leaves` the data goes to the heap there
    Step { from: FactId, at: u32, leaves: bool },
    /// the fact before was handed to a call there, and the fact of the callee's frame is what came back
    Return { from: FactId, callee: FactId, at: u32, back: u32, by_value: bool },
    /// a fact of a callee's frame whose data arose there
    Risen { callee: FactId, back: u32, by_value: bool },
}

/// A fact.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    /// The frame.
    pub frame: FrameId,
    /// What carries data.
    pub carrier: Carrier,
    /// Why; for a fact that comes from the common heap the first of several, see [`Solver::other_reasons`].
    pub reason: Reason,
}

/// How a frame is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Incoming {
    /// What the caller has.
    pub fact: FactId,
    /// The instruction that runs the method.
    pub at: u32,
    /// The caller goes on with its cell only when the callee leaves it.
    pub(super) must: bool,
    /// What comes back goes to the caller.
    pub(super) returns: bool,
    /// The data is in what the call hands over.
    pub by_value: bool,
}

/// A frame.
#[derive(Debug)]
pub struct Frame {
    /// The method.
    pub method: MethodId,
    /// What holds at its entry.
    pub entry: Entry,
    /// How it is entered.
    pub incoming: Vec<Incoming>,
    /// What holds when it is left: the fact and the instruction.
    pub(super) exits: Vec<(FactId, u32)>,
}

/// A cell of the common heap: of objects that several parts of the program hold. When it was written does not count.
#[derive(Debug)]
pub struct Shared {
    /// The cell.
    pub cell: Cell,
    /// The facts by which it carries data.
    pub written: Vec<FactId>,
}

/// Data arrived at a sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hit {
    /// The fact that arrived.
    pub fact: FactId,
    /// The call.
    pub site: Site,
    /// The model, by its place among those of the member called.
    pub model: u32,
}

/// The propagation.
pub struct Solver<'a, 's, 'e> {
    pub(super) program: &'a Program,
    pub(super) graph: &'a CallGraph,
    pub(super) members: &'a [Member<'a>],
    pub(super) accesses: Accesses,
    pub(super) readers: Readers,
    pub(super) objects: Objects<'a>,
    pub(super) sites: &'s mut Sites<'a, 'e>,
    /// The frames.
    pub frames: Vec<Frame>,
    pub(super) frame_numbers: HashMap<(MethodId, Entry), FrameId, Seed>,
    /// The facts.
    pub facts: Vec<Fact>,
    pub(super) fact_numbers: HashMap<(FrameId, Carrier), FactId, Seed>,
    /// The common heap.
    pub heap: Vec<Shared>,
    pub(super) heap_numbers: HashMap<Cell, u32, Seed>,
    /// Further reasons of facts that come from the common heap; each with the one before it for the same fact.
    others: Vec<(Reason, u32)>,
    /// For each fact the last of its further reasons, counted from 1; 0 for none.
    last_other: Vec<u32>,
    pub(super) visited: HashSet<(FactId, u32), Seed>,
    /// Where facts leave their frames.
    pub(super) left_at: HashSet<(FactId, u32), Seed>,
    pub(super) entered: HashSet<(FrameId, FactId, u32), Seed>,
    pub(super) values: VecDeque<FactId>,
    /// Cells of the common heap that were not read yet.
    pub(super) unread: VecDeque<u32>,
    /// Cells to be followed from an instruction on.
    pub(super) walks: VecDeque<(FactId, u32)>,
    /// The sinks reached, in the order in which they were.
    pub hits: Vec<Hit>,
    pub(super) hit_before: HashSet<(FactId, Site, u32), Seed>,
    pub(super) sinks: HashSet<(Site, u32), Seed>,
    /// The calls that make a source of a call in the method called.
    pub(super) only_for: HashMap<(u32, MethodId), Vec<Site>, Seed>,
    /// Methods that the platform runs.
    pub(super) started: Vec<MethodId>,
    pub(super) is_started: Vec<bool>,
    pub(super) left: u64,
    whole: u64,
    pub(super) stop: StopFlag,
}

impl<'a, 's, 'e> Solver<'a, 's, 'e> {
    /// Makes ready.
    pub fn new(
        program: &'a Program,
        graph: &'a CallGraph,
        members: &'a [Member<'a>],
        sites: &'s mut Sites<'a, 'e>,
        limits: &Limits,
        stop: StopFlag,
    ) -> Self {
        let mut started: Vec<MethodId> = graph.entries().iter().map(|e| e.method).collect();
        for method in (0..program.methods.len() as u32).map(MethodId).filter(|m| graph.is_reached(*m)) {
            let runs = |kind| matches!(kind, EdgeKind::Starts(_) | EdgeKind::Registers(_));
            if graph.callers(method).iter().any(|edge| runs(edge.kind)) {
                started.push(method);
            }
        }
        started.sort_unstable();
        started.dedup();
        started.retain(|m| graph.is_reached(*m));
        let mut is_started = vec![false; program.methods.len()];
        started.iter().for_each(|m| is_started[m.0 as usize] = true);
        let mut objects = Objects::new(program, graph, members, sites.wrapped());
        Solver {
            program,
            graph,
            members,
            accesses: Accesses::of(program, graph, members),
            readers: Readers::of(program, graph, members, &mut objects),
            objects,
            sites,
            frames: Vec::new(),
            frame_numbers: HashMap::default(),
            facts: Vec::new(),
            fact_numbers: HashMap::default(),
            heap: Vec::new(),
            heap_numbers: HashMap::default(),
            others: Vec::new(),
            last_other: Vec::new(),
            visited: HashSet::default(),
            left_at: HashSet::default(),
            entered: HashSet::default(),
            values: VecDeque::new(),
            unread: VecDeque::new(),
            walks: VecDeque::new(),
            hits: Vec::new(),
            hit_before: HashSet::default(),
            sinks: HashSet::default(),
            only_for: HashMap::default(),
            started,
            is_started,
            left: limits.flow_steps,
            whole: limits.flow_steps,
            stop,
        }
    }

    /// Follows the data of all sources; `false` when the limit was reached before the end.
    pub fn run(&mut self, sources: &[SourceSite<'_>], sinks: &BTreeMap<(Site, u32), &str>) -> bool {
        self.sinks.extend(sinks.keys().copied());
        for (number, source) in sources.iter().enumerate() {
            if let Some(callers) = &source.callers {
                self.only_for.insert((number as u32, source.site.method), callers.clone());
            }
        }
        for (number, source) in sources.iter().enumerate() {
            self.seed(number as u32, source);
        }
        while !self.stop.is_raised() {
            if let Some(fact) = self.values.pop_front() {
                if !self.spend(1) {
                    return false;
                }
                self.follow_value(fact);
            } else if let Some(shared) = self.unread.pop_front() {
                if !self.read_heap(shared) {
                    return false;
                }
            } else if let Some((fact, from)) = self.walks.pop_front() {
                if !self.walk(fact, from) {
                    return false;
                }
            } else {
                return true;
            }
        }
        true
    }

    /// Whether a compiler made the method (JVMS table 4.6-A).
    pub fn is_synthetic(&self, method: MethodId) -> bool {
        self.program.method(method).access & 0x1000 != 0
    }

    /// Where data that a source puts into an object leaves the method of the source with that object, if the way (whose first
    /// place is given) does not start there.
    pub fn left_by_object(&mut self, start: FactId, first: Option<Site>) -> Option<Site> {
        let Fact { frame, carrier, .. } = self.facts[start as usize];
        let method = self.frames[frame as usize].method;
        let Carrier::Cell(Cell { root: Root::Value(value), .. }, at) = carrier else { return None };
        if first.is_none_or(|first| first.method == method) {
            return None;
        }
        let body = self.objects.body(method)?;
        let insn = self.objects.way_out(&body, value).unwrap_or(at.saturating_sub(1));
        Some(Site { method, insn })
    }

    /// Makes ready to go back from the sinks: a share of the limit is kept for that, so that what was found before it was
    /// reached is told.
    pub fn turn_back(&mut self) {
        self.left = self.whole / 4;
    }

    /// Takes steps off the limit; `false` when there are none left, or the work is to end.
    pub fn spend(&mut self, steps: u64) -> bool {
        let enough = self.left >= steps && !self.stop.is_raised();
        self.left = self.left.saturating_sub(steps);
        enough
    }

    pub(super) fn seed(&mut self, number: u32, source: &SourceSite<'_>) {
        let frame = self.frame(source.site.method, Entry::Source(number));
        let Some(body) = self.objects.body(source.site.method) else { return };
        let at = source.site.insn;
        if source.callback {
            let value = body.parameter(source.to.position().unwrap_or(0));
            self.arise(frame, &body, value, source.to.is_content(), 0);
            return;
        }
        if !body.live[body.block_of(at) as usize] {
            return;
        }
        let value = self.place(&body, at, source.to);
        self.arise(frame, &body, value, source.to.is_content(), at + 1);
    }

    pub(super) fn arise(&mut self, frame: FrameId, body: &Body, value: Value, content: bool, at: u32) {
        if value == NONE {
            return;
        }
        let carrier = match content {
            true => Carrier::Cell(Cell { root: Root::Value(value), key: Key::ALL }, at),
            false => Carrier::Value(value),
        };
        if let Some(fact) = self.add(frame, carrier, Reason::Source)
            && content
        {
            self.start_walk(fact, body, at);
        }
    }

    /// The value that is in a place of a call.
    pub(super) fn place(&self, body: &Body, at: u32, place: Location) -> Value {
        let insn = body.insns(self.program)[at as usize];
        match place.position() {
            None => Body::result(at),
            Some(position) => self.argument(body, at, insn, position),
        }
    }

    pub(super) fn argument(&self, body: &Body, at: u32, insn: Insn, position: u32) -> Value {
        let shift = u32::from(insn.op == Op::InvokeStatic);
        let index = position.checked_sub(shift);
        index.and_then(|n| body.operands(at).get(n as usize).copied()).unwrap_or(NONE)
    }

    pub(super) fn frame(&mut self, method: MethodId, entry: Entry) -> FrameId {
        let next = self.frames.len() as FrameId;
        let id = *self.frame_numbers.entry((method, entry)).or_insert(next);
        if id == next {
            self.frames.push(Frame { method, entry, incoming: Vec::new(), exits: Vec::new() });
        }
        id
    }

    /// The further reasons of a fact that comes from the common heap, the last first.
    pub fn other_reasons(&self, fact: FactId) -> impl Iterator<Item = Reason> + use<'_, 'a, 's, 'e> {
        let mut next = self.last_other[fact as usize];
        std::iter::from_fn(move || {
            let (reason, before) = self.others[next.checked_sub(1)? as usize];
            next = before;
            Some(reason)
        })
    }

    /// States a fact; `None` when it is known.
    pub(super) fn add(&mut self, frame: FrameId, carrier: Carrier, reason: Reason) -> Option<FactId> {
        let next = self.facts.len() as FactId;
        let id = *self.fact_numbers.entry((frame, carrier)).or_insert(next);
        if id != next {
            if self.frames[frame as usize].entry == Entry::Heap {
                self.others.push((reason, self.last_other[id as usize]));
                self.last_other[id as usize] = self.others.len() as u32;
            }
            return None;
        }
        self.facts.push(Fact { frame, carrier, reason });
        self.last_other.push(0);
        if let Carrier::Value(_) = carrier {
            self.values.push_back(id);
        }
        Some(id)
    }

    /// States that a cell carries data from an instruction on, and follows it.
    pub(super) fn add_cell(&mut self, frame: FrameId, body: &Body, cell: Cell, at: u32, reason: Reason) {
        if let Root::Set(_) = cell.root {
            if let Some(fact) = self.add(frame, Carrier::Cell(cell, 0), reason) {
                self.share(fact, cell);
            }
            return;
        }
        // A static field is one cell, wherever it was written.
        if cell.root == Root::Static {
            let carrier = Carrier::Cell(cell, 0);
            let fact = self.add(frame, carrier, reason).unwrap_or_else(|| self.fact_numbers[&(frame, carrier)]);
            return self.start_walk(fact, body, at);
        }
        if let Some(fact) = self.add(frame, Carrier::Cell(cell, at), reason) {
            self.start_walk(fact, body, at);
        }
    }

    /// Follows a cell from an instruction on, and into the handlers that cover the one before.
    pub(super) fn start_walk(&mut self, fact: FactId, body: &Body, at: u32) {
        let before = body.block_of(at.saturating_sub(1));
        if at > 0 {
            for handler in body.handlers(before) {
                self.go(fact, body.starts[*handler as usize]);
            }
        }
        self.go(fact, at);
    }

    pub(super) fn go(&mut self, fact: FactId, at: u32) {
        if self.visited.insert((fact, at)) {
            self.walks.push_back((fact, at));
        }
    }
}
