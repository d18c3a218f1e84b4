//! Which places code set off without the user can come to: those that are not behind a *gate*, a way that a branch takes
//! only for values of a field that nobody but the user brings about.
//!
//! A place is behind gates when its method cannot come to it once they are closed: so it is after a wait for the user, and
//! where each of several gates leads to it, but not where an exception leads round. Tests of ints, booleans and references
//! count that are read from a field, also through a local variable, another field, a getter or a mask; tests of elements of
//! arrays and of what other methods give do not.

use super::conditions::{Reader, Source, Test, Value, WayTest};
use super::flow_graph::{FlowGraph, spend};
use super::{Step, Triggers};
use crate::analysis::graph::{EdgeKind, Site};
use crate::program::hash::Seed;
use crate::program::platform::Trigger;
use crate::program::{Field, FieldConstant, MethodId, Op, Program};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

/// Rounds of asking whether what opens a gate is itself behind one.
pub const ROUNDS: usize = 3;

/// All triggers, in order.
pub const TRIGGERS: [Trigger; 6] =
    [Trigger::Launch, Trigger::Push, Trigger::Alarm, Trigger::Network, Trigger::Peer, Trigger::User];

/// The bit of a trigger.
pub fn bit(trigger: Trigger) -> u8 {
    1 << trigger as u8
}

/// The bit of the user.
const USER: u8 = 1 << Trigger::User as u8;

/// What was worked out so far, by what it is about.
type Known<K, V> = HashMap<K, V, Seed>;

/// What was worked out so far.
#[derive(Default)]
pub struct Memory {
    flows: Known<MethodId, Option<Rc<FlowGraph>>>,
    tests: Known<MethodId, Rc<[WayTest]>>,
    /// By round: the blocks that a method can come to without passing a gate; `None` when it has none.
    free: [Known<MethodId, Option<Rc<[bool]>>>; ROUNDS + 1],
    /// By round: the triggers, other than the user, that come to a method without passing a gate.
    open: [Known<MethodId, u8>; ROUNDS + 1],
    /// Where fields are written by code that is reached.
    stores: Option<Known<u32, Rc<[Site]>>>,
    stored: Known<Site, Value>,
}

impl Triggers<'_> {
    /// The flow graph of a method; `None` without code, and when the budget is spent.
    pub(super) fn flow(&mut self, method: MethodId) -> Option<Rc<FlowGraph>> {
        if let Some(known) = self.memory.flows.get(&method) {
            return known.clone();
        }
        let code = self.program.method(method).code.as_ref();
        let flow = code.and_then(|code| FlowGraph::build(self.program, code, &mut self.steps)).map(Rc::new);
        self.memory.flows.insert(method, flow.clone());
        flow
    }

    /// The triggers, other than the user, that come to the place without passing a gate.
    pub(super) fn open_at(&mut self, round: usize, site: Site) -> u8 {
        if round > 0 && self.is_shut(round, site) { 0 } else { self.open(round, site.method) }
    }

    /// Whether the place is behind gates of its own method.
    pub(super) fn is_shut(&mut self, round: usize, site: Site) -> bool {
        let free = match self.memory.free[round].get(&site.method) {
            Some(known) => known.clone(),
            None => {
                let free = self.free_blocks(round, site.method);
                self.memory.free[round].insert(site.method, free.clone());
                free
            }
        };
        let (Some(free), Some(flow)) = (free, self.flow(site.method)) else { return false };
        flow.block_of.get(site.insn as usize).is_some_and(|&block| !free[block as usize])
    }

    fn free_blocks(&mut self, round: usize, method: MethodId) -> Option<Rc<[bool]>> {
        let code = self.program.method(method).code.as_ref()?;
        let reads = |op: Op| matches!(op, Op::GetField | Op::GetStatic) || op.is_invoke();
        let tests = |op: Op| op == Op::Switch || (Op::IfEq..=Op::IfNonNull).contains(&op);
        let insns = self.program.insns(code);
        if !insns.iter().any(|i| reads(i.op)) || !insns.iter().any(|i| tests(i.op)) {
            return None;
        }
        let flow = self.flow(method)?;
        let tests = match self.memory.tests.get(&method) {
            Some(known) => known.clone(),
            None => {
                let whole = (self.program, self.graph);
                let reader = Reader::new(whole, &self.fields, method, (code, &flow));
                let tests: Rc<[_]> = reader.tests(&mut self.steps).into();
                self.memory.tests.insert(method, tests.clone());
                tests
            }
        };
        let mut closed = Vec::new();
        for (block, way, test) in tests.iter() {
            if self.is_gate(round, test) {
                closed.push((*block, *way));
            }
        }
        if closed.is_empty() || spend(&mut self.steps, flow.blocks.len()).is_none() {
            return None;
        }
        Some(flow.reachable_without(&closed).into())
    }

    /// Whether only the user brings about what makes the test pass: neither the initial value nor one that other code, or a
    /// constructor or static initialiser, stores.
    fn is_gate(&mut self, round: usize, test: &Test) -> bool {
        let Some(before) = round.checked_sub(1) else { return false };
        let (field, read) = match test.source {
            Source::KeyStates => return !test.passes(Value::Int(0)),
            Source::Field(field, read) => (field, read),
        };
        if test.passes(initial(&self.program.fields[field as usize], self.program)) {
            return false;
        }
        let mut by_user = false;
        for &site in self.stores(field).iter() {
            if spend(&mut self.steps, 1).is_none() {
                return false;
            }
            let value = self.stored(site);
            if !test.passes(value) || !self.may_alias(site, read) {
                continue;
            }
            match value {
                Value::Read(Source::KeyStates) if self.is_gate(round, &test.about(Source::KeyStates)) => by_user = true,
                Value::Read(source @ Source::Field(..)) if self.is_gate(before, &test.about(source)) => by_user = true,
                _ => {
                    let name = self.program.symbols.text(self.program.method(site.method).name);
                    if name.starts_with('<') || self.open_at(before, site) != 0 {
                        return false;
                    }
                    by_user = true;
                }
            }
        }
        by_user
    }

    /// Whether two instructions may work on the field of one object.
    fn may_alias(&self, store: Site, read: Site) -> bool {
        let (Some(stored), Some(read)) = (self.graph.base_objects(store), self.graph.base_objects(read)) else {
            return true;
        };
        stored.is_empty() || read.is_empty() || read.iter().any(|object| stored.binary_search(object).is_ok())
    }

    /// Where a field is written by code that is reached.
    fn stores(&mut self, field: u32) -> Rc<[Site]> {
        if self.memory.stores.is_none() {
            let mut found: HashMap<u32, Vec<Site>, Seed> = HashMap::default();
            for n in (0..self.program.methods.len() as u32).filter(|&n| self.triggers[n as usize] != 0) {
                let method = MethodId(n);
                let Some(code) = self.program.method(method).code.as_ref() else { continue };
                for (at, insn) in self.program.insns(code).iter().enumerate() {
                    if matches!(insn.op, Op::PutStatic | Op::PutField)
                        && let Some(&Some(field)) = self.fields.get(insn.a as usize)
                    {
                        found.entry(field).or_default().push(Site { method, insn: at as u32 });
                    }
                }
            }
            self.memory.stores = Some(found.into_iter().map(|(field, sites)| (field, sites.into())).collect());
        }
        let known = self.memory.stores.as_ref().and_then(|stores| stores.get(&field));
        known.cloned().unwrap_or_else(|| [].into())
    }

    /// What is stored at a place.
    fn stored(&mut self, site: Site) -> Value {
        if let Some(&known) = self.memory.stored.get(&site) {
            return known;
        }
        let code = self.program.method(site.method).code.as_ref();
        let value = match (code, self.flow(site.method)) {
            (Some(code), Some(flow)) => {
                let whole = (self.program, self.graph);
                Reader::new(whole, &self.fields, site.method, (code, &flow)).stored(site.insn, &mut self.steps)
            }
            _ => Value::Unknown,
        };
        self.memory.stored.insert(site, value);
        value
    }

    /// The triggers, other than the user, that come to the method without passing a gate.
    pub(super) fn open(&mut self, round: usize, method: MethodId) -> u8 {
        let others = self.triggers[method.0 as usize] & !USER;
        if round == 0 || others == 0 {
            return others;
        }
        if let Some(&known) = self.memory.open[round].get(&method) {
            return known;
        }
        let mut by_shortest = 0;
        for trigger in TRIGGERS.into_iter().filter(|&t| others & bit(t) != 0) {
            if !self.shortest(trigger, method).iter().any(|step| self.is_shut(round, step.site)) {
                by_shortest |= bit(trigger);
            }
        }
        let open = if by_shortest == others { others } else { self.search(round, method, others).0 };
        self.memory.open[round].insert(method, open);
        open
    }

    /// Goes back from the method along calls that are not behind a gate. In: the triggers to look for. Out: those found, and
    /// the shortest way on from the place where the last of them was found, as methods; the whole budget spent finds all.
    pub(super) fn search(&mut self, round: usize, method: MethodId, wanted: u8) -> (u8, Vec<Step>) {
        let mut towards: HashMap<MethodId, Option<Step>, Seed> = [(method, None)].into_iter().collect();
        let mut queue = VecDeque::from([method]);
        let (mut found, mut last) = (0, method);
        while let Some(at) = queue.pop_front() {
            let sources = self.sources[at.0 as usize] & wanted & !found;
            if sources != 0 {
                found |= sources;
                last = at;
            }
            if found == wanted {
                break;
            }
            for edge in self.graph.callers(at) {
                let caller = edge.site.method;
                if spend(&mut self.steps, 1).is_none() {
                    return (wanted, Vec::new());
                }
                if matches!(edge.kind, EdgeKind::Registers(_))
                    || self.triggers[caller.0 as usize] & wanted == 0
                    || towards.contains_key(&caller)
                    || self.is_shut(round, edge.site)
                {
                    continue;
                }
                towards.insert(caller, Some(Step { kind: edge.kind, site: edge.site, target: at }));
                queue.push_back(caller);
            }
        }
        let mut way = Vec::new();
        while let Some(Some(step)) = towards.get(&last) {
            way.push(*step);
            last = step.target;
        }
        (found, way)
    }
}

/// What a field has before anything is stored.
fn initial(field: &Field, program: &Program) -> Value {
    let descriptor = program.symbols.text(field.descriptor);
    match (&field.constant, descriptor.as_bytes().first()) {
        (Some(FieldConstant::Int(value)), _) => Value::Int(*value),
        (Some(_), _) => Value::Unknown,
        (None, Some(b'L' | b'[')) => Value::Null,
        (None, Some(b'Z' | b'B' | b'C' | b'S' | b'I')) => Value::Int(0),
        _ => Value::Unknown,
    }
}
