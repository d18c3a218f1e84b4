//! Interprets the code of a method on symbolic values. As long as every condition is known, one path is followed as a
//! device would, loops included; where one is not known, the states of both sides are kept apart until control flow
//! meets again, and joined there to a fixpoint.

use super::Engine;
use super::heap::{Heap, Obj, either};
use super::table::Table;
use super::term::{NONE, NULL, Term, Terms, UNKNOWN, Val};
use crate::analysis::graph::Site;
use crate::analysis::signature::Signature;
use crate::program::hash::Seed;
use crate::program::{Code, Insn, Method, MethodId, Op, Program};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// Why a method could not be interpreted to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The code does not keep to the rules of the stack, or jumps nowhere.
    Malformed,
    /// A step limit was reached.
    Budget,
}

/// Basic blocks of a method.
#[derive(Debug)]
pub struct Flow {
    starts: Vec<u32>,
    /// Slots that each operand of the method takes, receiver first.
    slots: Vec<usize>,
}

impl Flow {
    /// Finds the basic blocks of a method.
    pub fn of(program: &Program, method: &Method, code: &Code) -> Flow {
        let insns = program.insns(code);
        let mut starts = vec![0];
        for (index, insn) in insns.iter().enumerate() {
            let next = index as u32 + 1;
            if insn.op.is_branch() {
                starts.extend([insn.a, next]);
            } else if insn.op == Op::Switch {
                if let Some(switch) = program.switches.get(insn.a as usize) {
                    starts.push(switch.default);
                    starts.extend(program.cases_of(switch).iter().map(|(_, target)| *target));
                }
                starts.push(next);
            } else if insn.op.ends_flow() {
                starts.push(next);
            }
        }
        for handler in program.handlers_of(code) {
            starts.extend([handler.start, handler.end, handler.target]);
        }
        starts.sort_unstable();
        starts.dedup();
        starts.truncate(starts.partition_point(|start| (*start as usize) < insns.len()));
        starts.shrink_to_fit();
        let signature = Signature::parse(program.symbols.text(method.descriptor));
        let receiver = (method.access & super::STATIC == 0).then_some(1);
        let params = signature.into_iter().flat_map(|s| s.params);
        Flow { starts, slots: receiver.into_iter().chain(params.map(|k| k.cells())).collect() }
    }

    fn block(&self, insn: u32) -> Result<u32, Stop> {
        self.starts.binary_search(&insn).map(|block| block as u32).map_err(|_| Stop::Malformed)
    }
}

/// After this many changes of a block's entry state its values are widened.
const JOINS_BEFORE_WIDENING: u8 = 4;

/// How often a path may come to a block before it is joined with the others that came there.
const VISITS_BEFORE_JOINING: u32 = 96;

/// Elements of all arrays and containers within one value that is taken out of the heap.
const LARGEST_FROZEN: usize = 8_192;

/// Steps of a run once a condition was not known.
const SPLIT_FUEL: u64 = 8_000;

/// Cells (slots, stack and objects of all blocks) above which a method is not interpreted.
const MAX_CELLS: usize = 2 << 20;

/// What is remembered of a method while it is interpreted, as it is seen from outside.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Receiver and arguments of each call, by instruction; several when they differ.
    pub calls: Table<Vec<Box<[Val]>>>,
    /// What is stored to fields and arrays, by instruction: object, index, value.
    pub stores: Table<(Val, Val, Val)>,
    /// What it returns.
    pub returned: Option<Val>,
    /// Static fields when it is left.
    pub statics: Table<Val>,
    /// Some condition depends on a parameter, so that more is known when that is.
    pub depends: bool,
    /// It was not interpreted to the end.
    pub cut: bool,
    /// Objects of several rounds of a loop were not told apart.
    pub blurred: bool,
    /// Values stored that hold objects made here, as they are; by instruction.
    pub late: Table<Val>,
}

/// Different arguments of one call that are kept apart.
const TUPLES: usize = 12;

impl Record {
    pub(super) fn call(&mut self, insn: u32, operands: Box<[Val]>, terms: &mut Terms) {
        let seen = self.calls.get_or_insert(insn, Vec::new());
        if seen.contains(&operands) {
            return;
        }
        if seen.len() < TUPLES {
            seen.reserve_exact(1);
            seen.push(operands);
            return;
        }
        let Some(first) = seen.first_mut() else { return };
        for (old, new) in first.iter_mut().zip(operands.iter()) {
            *old = terms.union(*old, *new);
        }
    }

    /// Gives back the memory that is not used.
    pub(super) fn shrink(&mut self) {
        self.calls.shrink();
        self.stores.shrink();
        self.statics.shrink();
    }

    pub(super) fn store(&mut self, insn: u32, base: Val, index: Val, val: Val, terms: &mut Terms) {
        let slot = self.stores.get_or_insert(insn, (NONE, NONE, NONE));
        *slot = (terms.union(slot.0, base), terms.union(slot.1, index), terms.union(slot.2, val));
    }
}

/// One run from a method down into those that it calls.
#[derive(Debug)]
pub struct Run {
    /// Steps left in which paths are followed as they come.
    pub fuel: u64,
    /// Calls are followed and fields looked up at once, so that conditions on them are known.
    pub eager: bool,
    numbers: HashMap<(u32, Site), u32, Seed>,
    ids: HashMap<(u32, u32), u32, Seed>,
    paths: HashMap<(u32, Site), u32, Seed>,
    /// Objects of several rounds of a loop were not told apart.
    pub(super) blurred: bool,
    /// Methods that are being followed, one called by the other.
    pub(super) within: Vec<MethodId>,
    /// Objects that were there before.
    given: u32,
}

impl Run {
    /// A run with that much fuel, from a heap with that many objects on.
    pub fn new(fuel: u64, eager: bool, given: u32) -> Self {
        Run {
            fuel,
            eager,
            given,
            numbers: HashMap::default(),
            ids: HashMap::default(),
            paths: HashMap::default(),
            within: Vec::new(),
            blurred: false,
        }
    }

    pub(super) fn path(&mut self, from: u32, site: Site) -> u32 {
        let next = self.paths.len() as u32 + 1;
        *self.paths.entry((from, site)).or_insert(next)
    }

    fn place(&mut self, path: u32, site: Site) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry((path, site)).or_insert(next)
    }

    fn id(&mut self, place: u32, count: u32) -> u32 {
        let next = self.given + self.ids.len() as u32;
        *self.ids.entry((place, count)).or_insert(next)
    }
}

/// Slots and operand stack, and the heap.
#[derive(Clone, Debug)]
pub struct State {
    /// Slots, then the stack.
    pub vals: Vec<Val>,
    /// Objects.
    pub heap: Heap,
    /// Something changed since the handlers last saw it.
    pub dirty: bool,
}

/// How a method is left.
#[derive(Clone, Debug)]
pub struct Exit {
    /// What it returns; [`NONE`] when it returns nothing or never.
    pub val: Val,
    /// The heap when it returns; `None` when it never does.
    pub heap: Option<Heap>,
    /// It may throw.
    pub throws: bool,
}

/// Where control goes after an instruction.
pub(super) enum Next {
    /// to the next instruction
    On,
    /// to that instruction
    Goto(u32),
    /// to one of these two
    Either(u32, u32),
    /// to one of these
    Fork(Vec<u32>),
    /// nowhere: returned, thrown
    End,
}

/// A basic block of a method that is interpreted.
#[derive(Clone, Debug, Default)]
struct Block {
    /// What was found where it starts.
    entry: Option<State>,
    /// How often that has changed.
    joins: u8,
    /// How often it was run.
    visits: u32,
}

/// A method while it is interpreted.
pub(super) struct Frame<'a> {
    pub method: MethodId,
    pub code: &'a Code,
    pub insns: &'a [Insn],
    pub slots: usize,
    pub max_stack: usize,
    pub path: u32,
    pub depth: u32,
    pub exit: Exit,
    pub record: Option<Record>,
    pub sure: bool,
    flow: Rc<Flow>,
    blocks: Vec<Block>,
    todo: BTreeSet<u32>,
    /// Memory for the values that a handler sees.
    thrown: Vec<Val>,
    steps: u64,
    recent_only: bool,
}

impl Frame<'_> {
    pub(super) fn site(&self, insn: u32) -> Site {
        Site { method: self.method, insn }
    }
}

impl<'a> Engine<'a> {
    /// Interprets a method with these operands (receiver first; a long or double is one) from that heap on. With `record`
    /// what it does is remembered.
    pub(super) fn execute(
        &mut self,
        run: &mut Run,
        method: MethodId,
        operands: &[Val],
        heap: Heap,
        (path, depth): (u32, u32),
        record: Option<Record>,
    ) -> (Exit, Option<Record>) {
        let program = self.program;
        let none = Exit { val: UNKNOWN, heap: None, throws: true };
        let Some(code) = &program.method(method).code else { return (none, record) };
        let insns = program.insns(code);
        let slots = usize::from(code.max_locals);
        let flow = self.flow(method, code);
        let blocks = flow.starts.len();
        if insns.is_empty()
            || u64::from(depth) > self.limits.followed_calls
            || blocks * (slots + usize::from(code.max_stack)) > MAX_CELLS
        {
            return (none, record.map(|r| Record { cut: true, ..r }));
        }
        let mut vals = vec![UNKNOWN; slots];
        let mut slot = 0;
        for (n, operand) in operands.iter().enumerate() {
            if let Some(cell) = vals.get_mut(slot) {
                *cell = *operand;
            }
            slot += flow.slots.get(n).copied().unwrap_or(1);
        }
        let mut frame = Frame {
            method,
            code,
            insns,
            slots,
            max_stack: usize::from(code.max_stack),
            path,
            depth,
            exit: Exit { val: NONE, heap: None, throws: false },
            record,
            sure: true,
            flow,
            blocks: vec![Block::default(); blocks],
            thrown: Vec::new(),
            todo: BTreeSet::new(),
            steps: (insns.len() as u64).saturating_mul(self.limits.value_steps_per_instruction),
            recent_only: false,
        };
        run.within.push(method);
        let mut result = self.trace(run, &mut frame, 0, State { vals, heap, dirty: true });
        while let (Ok(()), Some(block)) = (result, frame.todo.pop_first()) {
            frame.sure = false;
            if let Some(state) = frame.blocks[block as usize].entry.clone() {
                result = self.trace(run, &mut frame, block, state);
            }
        }
        run.within.pop();
        if let Err(stop) = result {
            frame.exit.val = UNKNOWN;
            frame.exit.throws = true;
            if stop == Stop::Budget {
                self.cut.get_or_insert(method);
            }
            if let Some(record) = &mut frame.record {
                record.cut = true;
            }
        }
        (frame.exit, frame.record)
    }

    /// Follows one path from the start of a block to where it ends, forks, or meets another.
    fn trace(&mut self, run: &mut Run, frame: &mut Frame<'a>, block: u32, mut state: State) -> Result<(), Stop> {
        let flow = frame.flow.clone();
        let mut block = block;
        loop {
            let start = flow.starts[block as usize];
            let end = flow.starts.get(block as usize + 1).copied().unwrap_or(frame.insns.len() as u32);
            frame.blocks[block as usize].visits += 1;
            state.dirty = true;
            let mut next = Next::On;
            let mut index = start;
            while index < end {
                if run.fuel > 0 {
                    run.fuel -= 1;
                } else {
                    frame.steps = frame.steps.checked_sub(1).ok_or(Stop::Budget)?;
                }
                self.steps = self.steps.checked_sub(1).ok_or(Stop::Budget)?;
                next = self.step(run, frame, index, &mut state)?;
                if state.vals.len() > frame.slots + frame.max_stack {
                    return Err(Stop::Malformed);
                }
                if !matches!(next, Next::On) {
                    break;
                }
                index += 1;
            }
            let target = match next {
                Next::End => return Ok(()),
                Next::Fork(targets) => {
                    self.split(run, frame);
                    for target in targets {
                        self.join(run, frame, target, &state.vals, &state.heap)?;
                    }
                    return Ok(());
                }
                Next::Either(one, other) => {
                    self.split(run, frame);
                    self.join(run, frame, one, &state.vals, &state.heap)?;
                    return self.join(run, frame, other, &state.vals, &state.heap);
                }
                Next::On if end as usize == frame.insns.len() => return Err(Stop::Malformed),
                Next::On => end,
                Next::Goto(target) => target,
            };
            let to = flow.block(target)?;
            let straight = run.fuel > 0 && (frame.sure || frame.blocks[to as usize].visits < VISITS_BEFORE_JOINING);
            if !straight {
                return self.join(run, frame, target, &state.vals, &state.heap);
            }
            block = to;
        }
    }

    /// From here on there is more than one path, and following them all takes longer.
    pub(super) fn split(&mut self, run: &mut Run, frame: &mut Frame<'a>) {
        frame.sure = false;
        run.fuel = run.fuel.min(SPLIT_FUEL);
    }

    /// Joins a state into the entry of the block that starts at `target`.
    pub(super) fn join(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        target: u32,
        vals: &[Val],
        heap: &Heap,
    ) -> Result<(), Stop> {
        // Keeping a state costs what it holds.
        let cost = (vals.len() as u64 + u64::from(heap.len())) / 4;
        run.fuel = run.fuel.saturating_sub(cost);
        self.steps = self.steps.checked_sub(cost).ok_or(Stop::Budget)?;
        let block = frame.flow.block(target)?;
        let Block { entry, joins, .. } = &mut frame.blocks[block as usize];
        let widen = *joins > JOINS_BEFORE_WIDENING || (run.fuel == 0 && *joins > 1);
        let Some(entry) = entry else {
            *entry = Some(State { vals: vals.to_vec(), heap: heap.clone(), dirty: true });
            frame.todo.insert(block);
            return Ok(());
        };
        if entry.vals.len() != vals.len() {
            return Err(Stop::Malformed);
        }
        let mut changed = false;
        for (old, new) in entry.vals.iter_mut().zip(vals) {
            if *old != *new {
                let joined = either(&mut self.terms, *old, *new, widen);
                changed |= joined != *old;
                *old = joined;
            }
        }
        changed |= entry.heap.join(heap, &mut self.terms, widen);
        if changed {
            *joins = joins.saturating_add(1);
            frame.recent_only |= widen;
            frame.todo.insert(block);
        }
        Ok(())
    }

    /// The instruction may throw: the handlers that cover it see the state.
    pub(super) fn may_throw(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
    ) -> Result<(), Stop> {
        self.may_throw_this(run, frame, index, state, UNKNOWN)
    }

    fn may_throw_this(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        exception: Val,
    ) -> Result<(), Stop> {
        let handlers = self.program.handlers_of(frame.code);
        if !handlers.iter().any(|h| h.start <= index && index < h.end) {
            frame.exit.throws = true;
            return Ok(());
        }
        if !state.dirty {
            return Ok(());
        }
        state.dirty = false;
        for handler in handlers.iter().filter(|h| h.start <= index && index < h.end) {
            let mut vals = std::mem::take(&mut frame.thrown);
            vals.clear();
            vals.extend_from_slice(&state.vals[..frame.slots]);
            vals.push(exception);
            self.join(run, frame, handler.target, &vals, &state.heap)?;
            frame.thrown = vals;
            if handler.catch.is_none() {
                return Ok(());
            }
        }
        frame.exit.throws = true;
        Ok(())
    }

    /// The instruction throws for sure: control goes to the first handler for the exception (by its simple name; `None`
    /// when it is not known which).
    pub(super) fn throws(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        (exception, class): (Val, Option<&str>),
    ) -> Result<Next, Stop> {
        let Some(class) = class else {
            state.dirty = true;
            self.may_throw_this(run, frame, index, state, exception)?;
            return Ok(Next::End);
        };
        for handler in self.program.handlers_of(frame.code) {
            if handler.start <= index && index < handler.end {
                let caught = handler.catch.map(|sym| self.program.symbols.text(sym));
                if caught.is_none_or(|caught| self.catches(caught, class)) {
                    state.vals.truncate(frame.slots);
                    state.vals.push(exception);
                    frame.flow.block(handler.target)?;
                    return Ok(Next::Goto(handler.target));
                }
            }
        }
        frame.exit.throws = true;
        Ok(Next::End)
    }

    fn catches(&self, caught: &str, thrown: &str) -> bool {
        if matches!(caught, "java/lang/Throwable") || caught == thrown {
            return true;
        }
        match self.program.symbols.find(thrown).filter(|sym| self.program.class(*sym).is_some()) {
            Some(sym) => self.is_subtype(sym, caught) != Some(false),
            None => self.platform.is_subclass(thrown, caught) == Some(true),
        }
    }

    /// Makes an object at an instruction, and gives a reference to it. What an earlier round of a loop made there is
    /// another object; once the loop is joined, the earlier one is no longer followed.
    pub(super) fn make(&mut self, run: &mut Run, frame: &Frame<'a>, index: u32, state: &mut State, obj: Obj) -> Val {
        let site = frame.site(index);
        let place = run.place(frame.path, site);
        let mut count = state.heap.count(place);
        if frame.recent_only && count > 0 {
            state.heap.uncount(place);
            count -= 1;
            let old = Val::Ref(run.id(place, count));
            run.blurred = true;
            self.replace(state, old, UNKNOWN);
        }
        let id = run.id(place, count);
        state.heap.put(id, super::heap::Cell { site, obj });
        state.dirty = true;
        Val::Ref(id)
    }

    /// Replaces a value wherever the state holds it.
    pub(super) fn replace(&mut self, state: &mut State, old: Val, new: Val) {
        for val in &mut state.vals {
            if *val == old {
                *val = new;
            } else if self.terms.has_ref(*val) && !matches!(val, Val::Ref(_)) {
                *val = self.terms.map(*val, |_, v| if v == old { new } else { v });
            }
        }
        state.heap.replace(old, new, &mut self.terms);
        state.dirty = true;
    }

    /// Leaves the method.
    pub(super) fn leave(&mut self, frame: &mut Frame<'a>, val: Val, state: &State) {
        let shown = if frame.record.is_some() { self.freeze(&state.heap, val) } else { val };
        frame.exit.val = self.terms.union(frame.exit.val, shown);
        match &mut frame.exit.heap {
            Some(heap) => {
                heap.join(&state.heap, &mut self.terms, false);
            }
            None => frame.exit.heap = Some(state.heap.clone()),
        }
    }

    /// The value without references into the heap: what objects hold now takes their place.
    pub(super) fn freeze(&mut self, heap: &Heap, val: Val) -> Val {
        if !self.terms.has_ref(val) {
            return val;
        }
        self.freezing = LARGEST_FROZEN;
        let frozen = self.freeze_within(heap, val, 0);
        self.steps = self.steps.saturating_sub((LARGEST_FROZEN - self.freezing) as u64 / 8);
        frozen
    }

    fn freeze_within(&mut self, heap: &Heap, val: Val, depth: u32) -> Val {
        /// Objects within objects.
        const DEEPEST: u32 = 5;
        /// Elements of a frozen array or container.
        const LONGEST: usize = 2_048;
        let Val::Ref(id) = val else {
            if !self.terms.has_ref(val) {
                return val;
            }
            let (members, concat) = match self.terms.get(val) {
                Some(Term::Union(members)) => (members.clone(), false),
                Some(Term::Concat(pieces)) => (pieces.clone(), true),
                Some(Term::Made(site, known_by)) => {
                    let (site, known_by) = (*site, *known_by);
                    let known_by = self.freeze_within(heap, known_by, depth + 1);
                    return self.terms.map(known_by, |terms, one| terms.made(site, one));
                }
                _ => return UNKNOWN,
            };
            let mut all = if concat { super::term::EMPTY } else { NONE };
            for member in members.iter().copied() {
                let frozen = self.freeze_within(heap, member, depth);
                all = if concat { self.terms.concat(all, frozen) } else { self.terms.union(all, frozen) };
            }
            return all;
        };
        let Some(cell) = heap.get(id) else { return UNKNOWN };
        let site = cell.site;
        let size = match &cell.obj {
            Obj::Array(vals) | Obj::List(vals) => vals.len(),
            Obj::Table(pairs) => pairs.len(),
            _ => 1,
        };
        let Some(left) = self.freezing.checked_sub(size).filter(|_| depth <= DEEPEST) else {
            return UNKNOWN;
        };
        self.freezing = left;
        match &cell.obj {
            Obj::Array(vals) | Obj::List(vals) => {
                if vals.len() > LONGEST {
                    return super::library::from_sources(&mut self.terms, vals.get(..16).unwrap_or(&[]));
                }
                let is_array = matches!(cell.obj, Obj::Array(_));
                let frozen: Vec<Val> = vals.iter().map(|v| self.freeze_within(heap, *v, depth + 1)).collect();
                let term =
                    if is_array { Term::Array(Some(site), frozen.into()) } else { Term::List(site, frozen.into()) };
                self.terms.intern(term)
            }
            Obj::Table(pairs) => {
                let mut frozen = Vec::new();
                for (key, val) in pairs.iter().take(LONGEST) {
                    frozen.push(self.freeze_within(heap, *key, depth + 1));
                    frozen.push(self.freeze_within(heap, *val, depth + 1));
                }
                self.terms.intern(Term::Map(site, frozen.into()))
            }
            Obj::Bag(val) => {
                let inner = self.freeze_within(heap, *val, depth + 1);
                super::library::from_sources(&mut self.terms, &[inner])
            }
            Obj::Buffer(buffer) => {
                let content = buffer.content(&mut self.terms);
                self.freeze_within(heap, content, depth + 1)
            }
            Obj::Object(..) => self.terms.intern(Term::Object(site)),
            Obj::Made(val) | Obj::Input(_, _, val) => {
                let known_by = self.freeze_within(heap, *val, depth + 1);
                self.terms.map(known_by, |terms, one| terms.made(site, one))
            }
            Obj::Output(_) => self.terms.made(site, UNKNOWN),
            Obj::Fresh(_) => UNKNOWN,
        }
    }

    /// The basic blocks of a method.
    fn flow(&mut self, method: MethodId, code: &Code) -> Rc<Flow> {
        let program = self.program;
        let flow = &mut self.flows[method.0 as usize];
        flow.get_or_insert_with(|| Rc::new(Flow::of(program, program.method(method), code))).clone()
    }
}

/// Whether two references are the same, as far as that can be told.
pub(super) fn same(terms: &Terms, a: Val, b: Val) -> Option<bool> {
    match (a, b) {
        (Val::Int(a), Val::Int(b)) => Some(a == b),
        (NULL, NULL) => Some(true),
        (Val::Ref(a), Val::Ref(b)) => Some(a == b),
        (NULL, other) | (other, NULL) => is_null(terms, other),
        _ => None,
    }
}

/// Whether a reference is null.
pub(super) fn is_null(terms: &Terms, val: Val) -> Option<bool> {
    match val {
        Val::Ref(_) => Some(false),
        NULL => Some(true),
        _ => match terms.get(val)? {
            Term::Text(..)
            | Term::Concat(_)
            | Term::Array(..)
            | Term::List(..)
            | Term::Map(..)
            | Term::Object(_)
            | Term::This(_) => Some(false),
            Term::Union(members) => {
                let first = is_null(terms, members[0])?;
                members.iter().all(|m| is_null(terms, *m) == Some(first)).then_some(first)
            }
            _ => None,
        },
    }
}
