//! Carries data forward from its sources: values along their uses, cells of the heap along the control flow, both through
//! calls by what holds at the entry of the method called.
//!
//! A *frame* is a method with one thing that holds when it is entered. What a frame finds out holds for every call with
//! that entry, so that a helper is gone through once for each kind of use, and what it gives back goes to the calls that
//! gave it the data, and to no others. Data that arises in a method starts a frame of its own, which goes back to all
//! callers.

use super::access::{Accesses, holders};
use super::body::{Body, Constant, Definition, NONE, Value, site};
use super::cells::{Alias, Cell, Key, Root};
use super::objects::Objects;
use super::readers::Readers;
use super::sites::{Sites, SourceSite};
use crate::analysis::graph::{CallGraph, EdgeKind, Site};
use crate::analysis::values::Member;
use crate::limits::{Limits, StopFlag};
use crate::program::hash::Seed;
use crate::program::platform::{Flow, FlowRole, Location};
use crate::program::{Insn, MethodId, Op, Program};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::rc::Rc;

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
    /// nothing: the method, or one that it calls, reads that cell of the common heap
    Heap(u32),
}

/// Something that carries data in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Carrier {
    /// a value
    Value(Value),
    /// a cell, from that instruction on
    Cell(Cell, u32),
}

/// Why it carries data.
#[derive(Clone, Copy, Debug)]
pub enum Reason {
    /// it is what holds when the frame is entered
    Entry,
    /// it is what the source gives, or what the common heap holds
    Source,
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
    /// Why.
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
    must: bool,
    /// What comes back goes to the caller.
    returns: bool,
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
    exits: Vec<(FactId, u32)>,
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
    program: &'a Program,
    graph: &'a CallGraph,
    members: &'a [Member<'a>],
    accesses: Accesses,
    readers: Readers,
    objects: Objects<'a>,
    sites: &'s mut Sites<'a, 'e>,
    /// The frames.
    pub frames: Vec<Frame>,
    frame_numbers: HashMap<(MethodId, Entry), FrameId, Seed>,
    /// The facts.
    pub facts: Vec<Fact>,
    fact_numbers: HashMap<(FrameId, Carrier), FactId, Seed>,
    /// The common heap.
    pub heap: Vec<Shared>,
    heap_numbers: HashMap<Cell, u32, Seed>,
    visited: HashSet<(FactId, u32), Seed>,
    entered: HashSet<(FrameId, FactId, u32), Seed>,
    values: VecDeque<FactId>,
    /// Cells of the common heap that were not read yet.
    unread: VecDeque<u32>,
    /// Cells to be followed from an instruction on.
    walks: VecDeque<(FactId, u32)>,
    /// The sinks reached, in the order in which they were.
    pub hits: Vec<Hit>,
    hit_before: HashSet<(FactId, Site, u32), Seed>,
    sinks: HashSet<(Site, u32), Seed>,
    /// The calls that make a source of a call in the method called.
    only_for: HashMap<(u32, MethodId), Vec<Site>, Seed>,
    /// Methods that the platform runs.
    started: Vec<MethodId>,
    is_started: Vec<bool>,
    left: u64,
    stop: StopFlag,
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
            visited: HashSet::default(),
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

    /// Takes steps off the limit; `false` when there are none left, or the work is to end.
    pub fn spend(&mut self, steps: u64) -> bool {
        let enough = self.left >= steps && !self.stop.is_raised();
        self.left = self.left.saturating_sub(steps);
        enough
    }

    fn seed(&mut self, number: u32, source: &SourceSite<'_>) {
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

    fn arise(&mut self, frame: FrameId, body: &Body, value: Value, content: bool, at: u32) {
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
    fn place(&self, body: &Body, at: u32, place: Location) -> Value {
        let insn = body.insns(self.program)[at as usize];
        match place.position() {
            None => Body::result(at),
            Some(position) => self.argument(body, at, insn, position),
        }
    }

    fn argument(&self, body: &Body, at: u32, insn: Insn, position: u32) -> Value {
        let shift = u32::from(insn.op == Op::InvokeStatic);
        let index = position.checked_sub(shift);
        index.and_then(|n| body.operands(at).get(n as usize).copied()).unwrap_or(NONE)
    }

    fn frame(&mut self, method: MethodId, entry: Entry) -> FrameId {
        let next = self.frames.len() as FrameId;
        let id = *self.frame_numbers.entry((method, entry)).or_insert(next);
        if id == next {
            self.frames.push(Frame { method, entry, incoming: Vec::new(), exits: Vec::new() });
        }
        id
    }

    /// States a fact; `None` when it is known.
    fn add(&mut self, frame: FrameId, carrier: Carrier, reason: Reason) -> Option<FactId> {
        let next = self.facts.len() as FactId;
        let id = *self.fact_numbers.entry((frame, carrier)).or_insert(next);
        if id != next {
            return None;
        }
        self.facts.push(Fact { frame, carrier, reason });
        if let Carrier::Value(_) = carrier {
            self.values.push_back(id);
        }
        Some(id)
    }

    /// States that a cell carries data from an instruction on, and follows it.
    fn add_cell(&mut self, frame: FrameId, body: &Body, cell: Cell, at: u32, reason: Reason) {
        if let Root::Set(_) = cell.root {
            if let Some(fact) = self.add(frame, Carrier::Cell(cell, 0), reason) {
                self.share(fact, cell);
            }
            return;
        }
        if let Some(fact) = self.add(frame, Carrier::Cell(cell, at), reason) {
            self.start_walk(fact, body, at);
        }
    }

    /// A cell is on the common heap.
    fn share(&mut self, fact: FactId, cell: Cell) {
        let next = self.heap.len() as u32;
        let id = *self.heap_numbers.entry(cell).or_insert(next);
        if id == next {
            self.heap.push(Shared { cell, written: Vec::new() });
            self.unread.push_back(id);
        }
        self.heap[id as usize].written.push(fact);
    }

    /// Finds what reads a cell of the common heap; `false` when the limit was reached.
    fn read_heap(&mut self, shared: u32) -> bool {
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
    fn read_at(&mut self, shared: u32, cell: Cell, at: Site, position: u32) {
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
            let frame = self.frame(at.method, Entry::Heap(shared));
            self.add(frame, Carrier::Value(Body::result(at.insn)), Reason::Source);
            return;
        }
        let members = self.members;
        let graph = self.graph;
        if members[insn.a as usize].external && !self.is_own(&body, at.insn, graph.targets(at)) {
            let frame = self.frame(at.method, Entry::Heap(shared));
            let fact = match self.add(frame, Carrier::Cell(cell, 0), Reason::Source) {
                Some(fact) => fact,
                None => self.fact_numbers[&(frame, Carrier::Cell(cell, 0))],
            };
            self.through_platform(fact, frame, &body, at.insn, (position, true), Some(cell.key));
        }
    }

    /// Follows a cell from an instruction on, and into the handlers that cover the one before.
    fn start_walk(&mut self, fact: FactId, body: &Body, at: u32) {
        let before = body.block_of(at.saturating_sub(1));
        if at > 0 {
            for handler in body.handlers(before) {
                self.go(fact, body.starts[*handler as usize]);
            }
        }
        self.go(fact, at);
    }

    fn go(&mut self, fact: FactId, at: u32) {
        if self.visited.insert((fact, at)) {
            self.walks.push_back((fact, at));
        }
    }

    // ------------------------------------------------------------------------------------------------------- values

    fn follow_value(&mut self, fact: FactId) {
        let Fact { frame, carrier: Carrier::Value(value), .. } = self.facts[fact as usize] else { return };
        let Some(body) = self.objects.body(self.frames[frame as usize].method) else { return };
        for meeting in body.meetings_of(value) {
            self.add(frame, Carrier::Value(meeting), Reason::Step { from: fact, at: 0, leaves: false });
        }
        for (at, nth) in body.uses(value) {
            self.use_value(fact, frame, &body, at, nth);
        }
    }

    fn use_value(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, at: u32, nth: u32) {
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

    fn is_concatenation(&self, insn: Insn) -> bool {
        let call = self.program.dynamic_calls.get(insn.a as usize);
        call.is_some_and(|call| self.program.symbols.text(call.name).starts_with("makeConcat"))
    }

    fn hand_value(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, at: u32, nth: u32) {
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
    fn is_own(&self, body: &Body, at: u32, targets: &[MethodId]) -> bool {
        let objects = || self.graph.base_objects(site(body.method, at));
        !targets.is_empty()
            && objects().is_some_and(|all| !all.is_empty() && all.iter().all(|o| self.graph.class_of(*o).is_some()))
    }

    /// What a method of the platform does with data in a place; `key` is the part of the content that carries it.
    fn through_platform(
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
    fn carry(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, at: u32, model: Flow, key: Option<Constant>) {
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
    fn through_unknown(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, at: u32, position: u32) {
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

    // -------------------------------------------------------------------------------------------------------- cells

    /// Follows a cell to the end of a block; `false` when the limit was reached.
    fn walk(&mut self, fact: FactId, from: u32) -> bool {
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
    fn detach(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, cell: Cell, value: Value, at: u32) {
        let set = self.objects.of_value(body, value);
        if set != 0 {
            let cell = Cell { root: Root::Set(set), ..cell };
            self.add_cell(frame, body, cell, at, Reason::Step { from: fact, at, leaves: false });
        }
    }

    /// What an instruction does with a cell; `false` when the cell does not go on.
    fn pass(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, cell: Cell, at: u32) -> bool {
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

    fn meets_element(&mut self, body: &Rc<Body>, cell: Cell, operands: &[Value]) -> bool {
        cell.key.meets(Key::Element(body.constant(operands[1])))
            && self.objects.alias(body, cell.root, operands[0]) != Alias::No
    }

    /// A cell arrives at a call.
    fn pass_call(&mut self, fact: FactId, frame: FrameId, body: &Rc<Body>, cell: Cell, at: u32) -> bool {
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
    fn replaces(&self, body: &Body, at: u32, position: u32, key: Key) -> bool {
        let insn = body.insns(self.program)[at as usize];
        let Key::Element(Some(known)) = key else { return false };
        self.members[insn.a as usize].flows.iter().any(|f| {
            f.role == FlowRole::Propagator
                && f.to.is_some_and(|to| to.is_content() && to.position() == Some(position))
                && f.key.and_then(|n| body.constant(self.argument(body, at, insn, n))) == Some(known)
        })
    }

    /// Whether the constant arguments of a call meet the test of a model.
    fn holds_here(&self, body: &Body, at: u32, model: &Flow) -> bool {
        let Some(test) = model.when else { return true };
        let insn = body.insns(self.program)[at as usize];
        match body.constant(self.argument(body, at, insn, test.argument)) {
            Some(Constant::Int(int)) => test.number(int.into()),
            Some(Constant::Text(text)) => test.text(self.program.symbols.text(text)),
            None => false,
        }
    }

    /// Methods that the instruction runs in another way than by calling them.
    fn pass_other_edges(&mut self, fact: FactId, body: &Rc<Body>, cell: Cell, at: u32) {
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
    fn holder(&self, set: u32, cell: Cell) -> u16 {
        if cell.root == Root::Static || set == 0 { holders::ALL } else { self.objects.kinds(set) }
    }

    /// The objects of a root.
    fn set_of(&mut self, body: &Body, root: Root) -> u32 {
        match root {
            Root::Static => 0,
            Root::Value(value) => self.objects.of_value(body, value),
            Root::Given(position) => self.objects.of_value(body, body.parameter(position)),
            Root::Set(set) | Root::Outer(set) => set,
        }
    }

    /// Whether only the method itself can have the object.
    fn is_hidden(&mut self, body: &Body, root: Root) -> bool {
        let Root::Value(value) = root else { return matches!(root, Root::Given(_)) };
        let origins = self.objects.origins(body, value);
        !origins.is_empty()
            && origins.iter().all(|origin| self.is_new(body, *origin))
            && !origins.iter().any(|origin| self.objects.escapes(body, *origin))
    }

    /// Whether the value is an object that is made there, or that the platform gives.
    fn is_new(&mut self, body: &Body, value: Value) -> bool {
        let Definition::Insn(insn) = body.definition(value) else { return false };
        let insn = body.insns(self.program)[insn as usize];
        (insn.op.is_invoke() && self.members[insn.a as usize].external) || self.objects.is_fresh(body, value)
    }

    // -------------------------------------------------------------------------------------------------------- calls

    fn enter(&mut self, target: MethodId, entry: Entry, fact: FactId, at: u32, by_value: bool) {
        let Some(callee) = self.objects.body(target) else { return };
        let frame = self.frame(target, entry);
        self.come_in(frame, &callee, Incoming { fact, at, must: false, returns: true, by_value });
    }

    /// Enters a method with a cell; whether it can be gone through.
    fn enter_cell(&mut self, target: MethodId, cell: Cell, fact: FactId, at: u32, must: bool, returns: bool) -> bool {
        let Some(callee) = self.objects.body(target) else { return false };
        let frame = self.frame(target, Entry::Cell(cell));
        let by_value = cell.is_handed();
        self.come_in(frame, &callee, Incoming { fact, at, must, returns, by_value });
        true
    }

    fn come_in(&mut self, frame: FrameId, callee: &Rc<Body>, incoming: Incoming) {
        if !self.entered.insert((frame, incoming.fact, incoming.at)) {
            return;
        }
        let first = self.frames[frame as usize].incoming.is_empty();
        self.frames[frame as usize].incoming.push(incoming);
        if first {
            match self.frames[frame as usize].entry {
                Entry::Source(_) | Entry::Heap(_) => {}
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
    fn leave(&mut self, fact: FactId, at: u32) {
        let frame = self.facts[fact as usize].frame;
        if self.frames[frame as usize].exits.iter().any(|(known, back)| *known == fact && *back == at) {
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
        if let Entry::Source(_) | Entry::Heap(_) = self.frames[frame as usize].entry {
            self.rise(fact, at);
            return;
        }
        for n in 0..self.frames[frame as usize].incoming.len() {
            let incoming = self.frames[frame as usize].incoming[n];
            self.come_back(frame, fact, at, incoming);
        }
    }

    /// Data that arose in a method goes to all its callers.
    fn rise(&mut self, fact: FactId, back: u32) {
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

    fn come_back(&mut self, frame: FrameId, exit: FactId, back: u32, incoming: Incoming) {
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

    fn add_carrier(&mut self, frame: FrameId, body: &Rc<Body>, carrier: Carrier, reason: Reason) {
        match carrier {
            Carrier::Value(_) => {
                self.add(frame, carrier, reason);
            }
            Carrier::Cell(cell, at) => self.add_cell(frame, body, cell, at, reason),
        }
    }

    /// What a fact that holds where a method is left is in its caller; with whether it is in what the method returns.
    fn seen_by_caller(
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
    fn publish(&mut self, fact: FactId, body: &Rc<Body>, cell: Cell, at: u32) {
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
