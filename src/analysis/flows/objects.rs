//! Which objects a value may be, and whether two values may be the same one.

use super::access::{holder_of, holders};
use super::body::{Body, Definition, NONE, Value, site};
use super::cells::{Alias, Root, SetId};
use crate::analysis::graph::{CallGraph, ObjectId, Site};
use crate::analysis::values::Member;
use crate::program::hash::Seed;
use crate::program::platform::FlowRole;
use crate::program::{MethodId, Op, Program};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// Values looked at to find what a meeting can be.
const MOST_ORIGINS: usize = 64;

/// Calls followed to see whether an object is kept by somebody, or is new.
const DEEPEST: u32 = 6;

/// Answers about objects; each is worked out once.
pub struct Objects<'a> {
    program: &'a Program,
    graph: &'a CallGraph,
    members: &'a [Member<'a>],
    bodies: Vec<Option<Option<Rc<Body>>>>,
    numbers: HashMap<Rc<[ObjectId]>, SetId, Seed>,
    sets: Vec<Rc<[ObjectId]>>,
    kinds: Vec<u16>,
    meeting: HashMap<(SetId, SetId), bool, Seed>,
    of_values: HashMap<(MethodId, Value), SetId, Seed>,
    origins: HashMap<(MethodId, Value), Rc<[Value]>, Seed>,
    escaped: HashMap<(MethodId, Value), bool, Seed>,
    fresh: HashMap<MethodId, bool, Seed>,
    returns: HashMap<MethodId, Option<Rc<[u32]>>, Seed>,
    wrapped: Rc<Wrapped>,
}

/// Wrappers, with what they are made around.
pub type Wrapped = BTreeMap<ObjectId, Vec<ObjectId>>;

/// Finds the objects that are, for the data, what they are made around: streams around streams.
pub fn find_wrapped(program: &Program, graph: &CallGraph, members: &[Member<'_>]) -> Wrapped {
    let wraps = |member: &Member<'_>| {
        let same = member.flows.iter().find_map(|f| f.same.filter(|_| f.role == FlowRole::Propagator));
        same.and_then(|place| place.position()).filter(|p| *p > 0)
    };
    let positions: Vec<Option<u32>> = members.iter().map(wraps).collect();
    let mut wrapped = Wrapped::new();
    for (index, method) in program.methods.iter().enumerate() {
        let id = MethodId(index as u32);
        let Some(code) = method.code.as_ref().filter(|_| graph.is_reached(id)) else { continue };
        for (at, insn) in program.insns(code).iter().enumerate().filter(|(_, insn)| insn.op == Op::InvokeSpecial) {
            let Some(position) = positions.get(insn.a as usize).copied().flatten() else { continue };
            let at = site(id, at as u32);
            let inner = graph.operand_objects(at, position).unwrap_or_default();
            for outer in graph.base_objects(at).unwrap_or_default() {
                wrapped.entry(*outer).or_default().extend(inner);
            }
        }
    }
    wrapped.values_mut().for_each(|inner| {
        inner.sort_unstable();
        inner.dedup();
    });
    wrapped
}

/// The objects, and those that they are made around; sorted.
pub fn unwrap_objects(wrapped: &Wrapped, mut objects: Vec<ObjectId>) -> Vec<ObjectId> {
    let mut at = 0;
    while at < objects.len() {
        for inner in wrapped.get(&objects[at]).into_iter().flatten() {
            if !objects.contains(inner) {
                objects.push(*inner);
            }
        }
        at += 1;
    }
    objects.sort_unstable();
    objects.dedup();
    objects
}

impl<'a> Objects<'a> {
    /// Makes ready.
    pub fn new(program: &'a Program, graph: &'a CallGraph, members: &'a [Member<'a>], wrapped: Rc<Wrapped>) -> Self {
        let mut objects = Objects {
            program,
            graph,
            members,
            bodies: (0..program.methods.len()).map(|_| None).collect(),
            numbers: HashMap::default(),
            sets: Vec::new(),
            kinds: Vec::new(),
            meeting: HashMap::default(),
            of_values: HashMap::default(),
            origins: HashMap::default(),
            escaped: HashMap::default(),
            fresh: HashMap::default(),
            returns: HashMap::default(),
            wrapped,
        };
        // The empty set is 0.
        objects.intern(Vec::new());
        objects
    }

    /// A method in the form in which flows are followed; `None` when it has no code that can be read.
    pub fn body(&mut self, method: MethodId) -> Option<Rc<Body>> {
        let known = &mut self.bodies[method.0 as usize];
        known.get_or_insert_with(|| Body::of(self.program, self.members, method).ok().map(Rc::new)).clone()
    }

    /// The number of a set; wrappers stand for what is in them, too.
    pub fn intern(&mut self, objects: Vec<ObjectId>) -> SetId {
        let objects = unwrap_objects(&self.wrapped, objects);
        let objects: Rc<[ObjectId]> = objects.into();
        if let Some(known) = self.numbers.get(&objects) {
            return *known;
        }
        let id = self.sets.len() as SetId;
        let kind = objects.iter().map(|o| holder_of(self.program, self.graph.object(*o))).fold(0, |all, h| all | h);
        self.numbers.insert(objects.clone(), id);
        self.sets.push(objects);
        self.kinds.push(kind);
        id
    }

    /// The kinds of the objects of a set, see [`holders`].
    pub fn kinds(&self, set: SetId) -> u16 {
        match self.kinds[set as usize] {
            0 => holders::ALL,
            kinds => kinds,
        }
    }

    /// Whether two sets have an object in common.
    pub fn meet(&mut self, a: SetId, b: SetId) -> bool {
        if a == b {
            return !self.sets[a as usize].is_empty();
        }
        let key = (a.min(b), a.max(b));
        if let Some(known) = self.meeting.get(&key) {
            return *known;
        }
        let (left, right) = (&self.sets[a as usize], &self.sets[b as usize]);
        let (few, many) = if left.len() < right.len() { (left, right) } else { (right, left) };
        let found = few.iter().any(|o| many.binary_search(o).is_ok());
        self.meeting.insert(key, found);
        found
    }

    /// The objects that a value may be, as far as some use of it tells.
    pub fn of_value(&mut self, body: &Body, value: Value) -> SetId {
        let key = (body.method, value);
        if let Some(known) = self.of_values.get(&key) {
            return *known;
        }
        let insns = body.insns(self.program);
        let mut found: Vec<ObjectId> = Vec::new();
        for (insn, nth) in body.uses(value) {
            let at = site(body.method, insn);
            let Insn { op, is_static, .. } = Insn::of(insns[insn as usize]);
            let objects = match nth {
                0 if !is_static => self.graph.base_objects(at),
                _ if op.is_invoke() => self.graph.operand_objects(at, nth + u32::from(is_static)),
                _ => None,
            };
            for object in objects.unwrap_or_default() {
                if !found.contains(object) {
                    found.push(*object);
                }
            }
            if found.len() > 4_096 {
                break;
            }
        }
        let set = self.intern(found);
        self.of_values.insert(key, set);
        set
    }

    /// What a value can be, meetings taken apart; empty when that is too much.
    pub fn origins(&mut self, body: &Body, value: Value) -> Rc<[Value]> {
        let key = (body.method, value);
        if let Some(known) = self.origins.get(&key) {
            return known.clone();
        }
        let mut found = vec![value];
        let mut copies: Vec<Value> = Vec::new();
        let mut at = 0;
        while at < found.len() && found.len() <= MOST_ORIGINS {
            let from: Vec<Value> = match body.definition(found[at]) {
                Definition::Meeting(_) => body.inputs_of(found[at]).collect(),
                Definition::Insn(insn) => self.given_back(body, insn),
                _ => Vec::new(),
            };
            if !from.is_empty() && !matches!(body.definition(found[at]), Definition::Meeting(_)) {
                copies.push(found[at]);
            }
            for input in from {
                if !found.contains(&input) {
                    found.push(input);
                }
            }
            at += 1;
        }
        if found.len() > MOST_ORIGINS {
            found.clear();
        }
        found.retain(|v| *v != NONE && !copies.contains(v) && !matches!(body.definition(*v), Definition::Meeting(_)));
        let found: Rc<[Value]> = found.into();
        self.origins.insert(key, found.clone());
        found
    }

    /// The arguments of a call of which it gives one back, when it gives back nothing else.
    fn given_back(&mut self, body: &Body, insn: u32) -> Vec<Value> {
        let called = body.insns(self.program)[insn as usize];
        let graph = self.graph;
        if !called.op.is_invoke() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for target in graph.targets(site(body.method, insn)) {
            let Some(positions) = self.returned_parameters(*target) else { return Vec::new() };
            for position in positions.iter() {
                let nth = position.checked_sub(u32::from(called.op == Op::InvokeStatic));
                let operand = nth.and_then(|n| body.operands(insn).get(n as usize).copied()).unwrap_or(NONE);
                found.push(operand);
            }
        }
        found
    }

    /// The parameters of which a method returns one; `None` when it may return something else.
    fn returned_parameters(&mut self, method: MethodId) -> Option<Rc<[u32]>> {
        if let Some(known) = self.returns.get(&method) {
            return known.clone();
        }
        // A method that returns what it itself returns is not seen through.
        self.returns.insert(method, None);
        let body = self.body(method)?;
        let mut found: Vec<u32> = Vec::new();
        for value in self.returned(&body) {
            // A parameter that is returned as it is; anything else is too deep to look into here.
            let Definition::Parameter(position) = body.definition(value) else { return None };
            found.push(position);
        }
        found.sort_unstable();
        found.dedup();
        let found: Option<Rc<[u32]>> = (!found.is_empty()).then(|| found.into());
        self.returns.insert(method, found.clone());
        found
    }

    /// Whether the value is an object that is made where the value is defined.
    pub fn is_fresh(&mut self, body: &Body, value: Value) -> bool {
        self.is_fresh_at(body, value, 0)
    }

    fn is_fresh_at(&mut self, body: &Body, value: Value, depth: u32) -> bool {
        let Definition::Insn(insn) = body.definition(value) else { return false };
        let op = body.insns(self.program)[insn as usize].op;
        match op {
            Op::New | Op::NewArray | Op::NewRefArray | Op::NewMultiArray => true,
            op if op.is_invoke() => {
                let graph = self.graph;
                let targets = graph.targets(site(body.method, insn));
                !targets.is_empty() && targets.iter().all(|target| self.returns_fresh(*target, depth))
            }
            _ => false,
        }
    }

    /// Whether all that the method returns is made in it.
    fn returns_fresh(&mut self, method: MethodId, depth: u32) -> bool {
        if let Some(known) = self.fresh.get(&method) {
            return *known;
        }
        if depth >= DEEPEST {
            return false;
        }
        // A method that returns what it itself returns makes nothing.
        self.fresh.insert(method, false);
        let Some(body) = self.body(method) else { return false };
        let mut all = true;
        for value in self.returned(&body) {
            let origins = self.origins(&body, value);
            all &= !origins.is_empty() && origins.iter().all(|o| self.is_fresh_at(&body, *o, depth + 1));
        }
        self.fresh.insert(method, all);
        all
    }

    /// The values that the method returns.
    pub fn returned(&self, body: &Body) -> Vec<Value> {
        let insns = body.insns(self.program);
        let returns = insns.iter().enumerate().filter(|(_, insn)| insn.op == Op::RefReturn);
        returns.filter_map(|(at, _)| body.operands(at as u32).first().copied()).filter(|v| *v != NONE).collect()
    }

    /// Whether somebody else may hold the object that the value is, now or later.
    pub fn escapes(&mut self, body: &Body, value: Value) -> bool {
        self.escapes_from(body, value, 0)
    }

    fn escapes_from(&mut self, body: &Body, value: Value, depth: u32) -> bool {
        let key = (body.method, value);
        if let Some(known) = self.escaped.get(&key) {
            return *known;
        }
        if depth >= DEEPEST {
            return true;
        }
        // Until the contrary is known, and where the code calls itself.
        self.escaped.insert(key, true);
        let mut values = vec![value];
        let mut at = 0;
        let mut escapes = false;
        while at < values.len() && !escapes {
            let value = values[at];
            at += 1;
            for meeting in body.meetings_of(value) {
                if !values.contains(&meeting) {
                    values.push(meeting);
                }
            }
            for (insn, nth) in body.uses(value).collect::<Vec<_>>() {
                match self.gives_back(body, insn, nth) {
                    Alias::No => {}
                    Alias::Must if values.contains(&Body::result(insn)) => {}
                    Alias::Must => values.push(Body::result(insn)),
                    Alias::May => escapes = true,
                }
                escapes |= self.keeps(body, insn, nth, depth);
            }
            escapes |= values.len() > MOST_ORIGINS;
        }
        self.escaped.insert(key, escapes);
        escapes
    }

    /// Where the object that a value is first gets out of its method: stored, returned or handed over.
    pub fn way_out(&mut self, body: &Body, value: Value) -> Option<u32> {
        let mut uses: Vec<(u32, u32)> = body.uses(value).collect();
        uses.extend(body.meetings_of(value).flat_map(|meeting| body.uses(meeting)).collect::<Vec<_>>());
        uses.sort_unstable();
        let returns = |at: u32| body.insns(self.program)[at as usize].op == Op::RefReturn;
        let returned: Vec<bool> = uses.iter().map(|(at, _)| returns(*at)).collect();
        uses.into_iter()
            .zip(returned)
            .find(|((at, nth), returned)| *returned || self.keeps(body, *at, *nth, 0))
            .map(|((at, _), _)| at)
    }

    /// Whether a call of the application gives back its nth operand: always an argument, or perhaps this one.
    fn gives_back(&mut self, body: &Body, at: u32, nth: u32) -> Alias {
        let insn = Insn::of(body.insns(self.program)[at as usize]);
        if !insn.op.is_invoke() {
            return Alias::No;
        }
        let graph = self.graph;
        let mut found = Alias::No;
        for target in graph.targets(site(body.method, at)) {
            let position = nth + u32::from(insn.is_static);
            match self.returned_parameters(*target) {
                Some(positions) if positions.contains(&position) => found = found.max(Alias::Must),
                Some(_) => {}
                None => {
                    let Some(callee) = self.body(*target) else { return Alias::May };
                    let parameter = callee.parameter(position);
                    for value in self.returned(&callee) {
                        if value == parameter || self.origins(&callee, value).contains(&parameter) {
                            return Alias::May;
                        }
                    }
                }
            }
        }
        found
    }

    /// Whether an instruction hands its nth operand on to where others find it.
    fn keeps(&mut self, body: &Body, at: u32, nth: u32, depth: u32) -> bool {
        let insn = Insn::of(body.insns(self.program)[at as usize]);
        let operands = body.operands(at).len() as u32;
        match insn.op {
            Op::PutField | Op::RefArrayStore => nth + 1 == operands,
            Op::PutStatic | Op::Throw | Op::InvokeDynamic => true,
            // Who gets it is seen where the method is called.
            Op::RefReturn => false,
            op if op.is_invoke() => {
                let graph = self.graph;
                let targets = graph.targets(site(body.method, at));
                let position = nth + u32::from(insn.is_static);
                for target in targets {
                    let Some(callee) = self.body(*target) else { return true };
                    let parameter = callee.parameter(position);
                    if self.escapes_from(&callee, parameter, depth + 1) {
                        return true;
                    }
                }
                let member = &self.members[insn.a as usize];
                let kept = |f: &crate::program::platform::Flow| {
                    f.from().any(|from| from.position() == Some(position) && !from.is_content())
                        || f.same.is_some_and(|s| s.position() == Some(position) && position > 0)
                };
                member.external
                    && (position > 0 || self.is_started(body, at))
                    && (member.flows.is_empty() || member.flows.iter().any(kept))
            }
            _ => false,
        }
    }

    /// Whether the platform goes on to use the receiver of the call: a thread that is started.
    fn is_started(&self, body: &Body, at: u32) -> bool {
        self.graph.outgoing(body.method).iter().any(|edge| edge.insn == at)
    }

    /// Whether the object of a root may be that of a value of the same method.
    pub fn alias(&mut self, body: &Body, root: Root, value: Value) -> Alias {
        if value == NONE {
            return Alias::No;
        }
        match root {
            Root::Static => Alias::No,
            Root::Value(own) if own == value => Alias::Must,
            Root::Value(own) => self.alias_values(body, own, value),
            Root::Given(position) => {
                let parameter = body.parameter(position);
                if parameter == value {
                    Alias::Must
                } else if self.origins(body, value).contains(&parameter) {
                    Alias::May
                } else {
                    Alias::No
                }
            }
            Root::Set(set) => {
                let other = self.of_value(body, value);
                if self.meet(set, other) { Alias::May } else { Alias::No }
            }
            Root::Outer(set) => {
                let origins = self.origins(body, value);
                let mut found = origins.is_empty();
                for origin in origins.iter() {
                    let is_parameter = matches!(body.definition(*origin), Definition::Parameter(_));
                    found |= !is_parameter && !self.is_fresh(body, *origin);
                }
                let other = self.of_value(body, value);
                if found && self.meet(set, other) { Alias::May } else { Alias::No }
            }
        }
    }

    fn alias_values(&mut self, body: &Body, a: Value, b: Value) -> Alias {
        let (left, right) = (self.origins(body, a), self.origins(body, b));
        if left.is_empty() || right.is_empty() || left.iter().any(|o| right.contains(o)) {
            return Alias::May;
        }
        let (set_a, set_b) = (self.of_value(body, a), self.of_value(body, b));
        if !self.meet(set_a, set_b) {
            return Alias::No;
        }
        for l in left.iter() {
            for r in right.iter() {
                let (new_l, new_r) = (self.is_fresh(body, *l), self.is_fresh(body, *r));
                let apart = new_l && (new_r || !self.escapes(body, *l)) || new_r && !self.escapes(body, *r);
                if !apart {
                    return Alias::May;
                }
            }
        }
        Alias::No
    }
}

/// An instruction, as far as it matters here.
struct Insn {
    op: Op,
    a: u32,
    is_static: bool,
}

impl Insn {
    fn of(insn: crate::program::Insn) -> Insn {
        let is_static = matches!(insn.op, Op::InvokeStatic | Op::PutStatic | Op::GetStatic);
        Insn { op: insn.op, a: insn.a, is_static }
    }
}

/// The instruction at a site.
pub fn insn_at(program: &Program, at: Site) -> Option<crate::program::Insn> {
    let code = program.method(at.method).code.as_ref()?;
    program.insns(code).get(at.insn as usize).copied()
}
