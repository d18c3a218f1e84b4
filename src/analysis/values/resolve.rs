//! Puts in what a value still leaves open: parameters by the calls that lead to a method, fields by what is stored to
//! them, results of calls. Only what somebody asks for is looked up, each thing once; what depends on itself is worked
//! out in rounds until it no longer changes, and widened when that takes too long.

use super::Engine;
use super::heap::{Heap, Obj};
use super::library::{self, Thrown};
use super::machine::{Frame, Record, Run, State};
use super::term::{EMPTY, NONE, NULL, Operation, OriginInfo, Term, UNKNOWN, Val};
use crate::analysis::graph::{EdgeKind, Object, Site};
use crate::program::{FieldConstant, MethodId, Op, Sym};
use std::rc::Rc;

/// Something that is worked out once for the whole program.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// What a field read gives; for one of the receiver's, which is the object made there, when that is known.
    Field(Site, Option<Site>),
    /// What a static field is that only the class's initialiser writes.
    Constant(u32),
    /// What a method returns for these operands.
    Returned(MethodId, Box<[Val]>),
    /// What comes out of a container or array that is known by its objects only.
    Elements(Site),
    /// The operands of the calls that lead to a method, as far as these parameters are asked for.
    Contexts(MethodId, u64),
}

/// What is known of a question so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// a value
    Val(Val),
    /// operands of calls
    Contexts(Contexts),
}

/// A question with its answer.
#[derive(Debug)]
pub struct Entry {
    pub question: Question,
    answer: Answer,
    /// Nothing that the answer rests on has changed since it was worked out.
    stable: bool,
    in_progress: bool,
    /// How often the answer has changed.
    pub changes: u32,
    pub evals: u32,
    pub cost: u64,
    /// Questions whose answers rest on this one.
    dependents: Vec<u32>,
}

/// Operands that take the place of the parameters of a method.
#[derive(Clone, Copy)]
struct Framing<'o> {
    method: MethodId,
    operands: &'o [Val],
    /// Tells it from all others.
    number: u32,
}

/// Operands of the calls that lead to a method.
pub type Contexts = Rc<[Box<[Val]>]>;

/// Objects of a field read for which the calls on others are left out.
const FEW_OBJECTS: usize = 8;

/// Values with operands put in that are remembered.
const MOST_FRAMED: usize = 50_000;

/// Calls of one method whose arguments are kept apart.
const MOST_CONTEXTS: usize = 24;

/// Contexts for which a method is interpreted once more, to see what a call in it is given.
const MOST_REPEATS: usize = 24;

/// Changes of an answer after which it is widened, and those after which it is given up.
const CHANGES: (u32, u32) = (3, 6);

/// Values within values that are followed.
const DEEPEST: u32 = 120;

/// Steps of a method that is run on known values to see what it gives: enough for DES over a kilobyte.
const DECODING_FUEL: u64 = 3_000_000;

/// Steps of a method that is run once more because not everything is known of it.
const REPEAT_FUEL: u64 = 12_000;

/// Steps in which the first look at a method follows paths as they come.
const SUMMARY_FUEL: u64 = 6_000;

/// The same for an initialiser of a class, which fills tables.
const INITIALISER_FUEL: u64 = 300_000;

impl<'a> Engine<'a> {
    /// Receiver and arguments of a call, each with all that it can be; empty when the call is never made. Only those of
    /// `wanted` (from bit 0 on) are worked out.
    pub fn arguments(&mut self, site: Site, wanted: u64) -> Vec<Val> {
        let record = self.summary(site.method);
        let Some(tuples) = record.calls.get(&site.insn) else {
            return Vec::new();
        };
        let is_wanted = |n: usize| wanted & 1 << n.min(63) != 0;
        let tuples: Vec<Box<[Val]>> = tuples
            .iter()
            .map(|tuple| tuple.iter().enumerate().map(|(n, v)| if is_wanted(n) { *v } else { UNKNOWN }).collect())
            .collect();
        let mut all = self.close_tuples(&tuples, site.method);
        let vague = |engine: &Self, v: Val| {
            engine.terms.has_unknown(v)
                || record.blurred
                || (record.depends && engine.terms.alternatives_of(v).len() > 1)
        };
        let telling = self.insn(site).map_or(0, |insn| {
            let shift = u32::from(insn.op == Op::InvokeStatic);
            self.members[insn.a as usize].telling >> shift
        });
        let is_telling = |n: usize| is_wanted(n) && telling & 1 << n.min(63) != 0;
        if all.iter().enumerate().any(|(n, v)| is_telling(n) && vague(self, *v))
            && let Some(again) = self.repeat(site)
        {
            for (old, new) in all.iter_mut().zip(again) {
                if new != UNKNOWN && (!self.terms.has_unknown(new) || self.terms.has_unknown(*old)) {
                    *old = new;
                }
            }
        }
        if record.cut {
            all.iter_mut().for_each(|val| *val = self.terms.union(*val, UNKNOWN));
        }
        all
    }

    fn close_tuples(&mut self, tuples: &[Box<[Val]>], method: MethodId) -> Vec<Val> {
        let mut all = vec![NONE; tuples.first().map_or(0, |t| t.len())];
        for tuple in tuples {
            let open = tuple.iter().fold(0, |all, v| all | self.terms.params(*v));
            let contexts = if open != 0 { self.contexts(method, open) } else { Rc::from([Box::default()]) };
            for context in contexts.iter() {
                let framing = self.framing(method, context);
                let closed: Vec<Val> = tuple.iter().map(|v| self.close(*v, Some(framing))).collect();
                if closed.contains(&NONE) {
                    continue;
                }
                for (old, new) in all.iter_mut().zip(closed) {
                    *old = self.terms.union(*old, new);
                }
            }
        }
        all
    }

    /// The operands of a call when the method is interpreted once more for each of its contexts.
    fn repeat(&mut self, site: Site) -> Option<Vec<Val>> {
        let mask = u64::MAX & !u64::from(self.has_receiver(site.method));
        let contexts = self.contexts(site.method, mask);
        if contexts.len() > MOST_REPEATS {
            return None;
        }
        let mut all: Option<Vec<Val>> = None;
        for context in contexts.iter() {
            let record = self.repeated(site.method, context);
            if record.cut {
                return None;
            }
            let Some(tuples) = record.calls.get(&site.insn) else { continue };
            for tuple in tuples.clone() {
                let closed: Vec<Val> = tuple.iter().map(|v| self.settle(*v)).collect();
                all = Some(match all {
                    None => closed,
                    Some(old) => old.into_iter().zip(closed).map(|(a, b)| self.terms.union(a, b)).collect(),
                });
            }
        }
        all
    }

    fn repeated(&mut self, method: MethodId, context: &[Val]) -> Rc<Record> {
        let key = (method, Box::from(context));
        if let Some(known) = self.repeats.get(&key) {
            return known.clone();
        }
        let (operands, heap) = self.materialise(method, context);
        self.counters[6] += 1;
        let record = Rc::new(self.run_whole(method, &operands, heap, REPEAT_FUEL, true));
        self.repeats.insert(key, record.clone());
        record
    }

    /// Arrays among the operands become objects that can be written to.
    fn materialise(&mut self, method: MethodId, operands: &[Val]) -> (Vec<Val>, Heap) {
        let mut heap = Heap::default();
        let receiver = self.has_receiver(method);
        let vals = operands
            .iter()
            .enumerate()
            .map(|(n, val)| match self.terms.get(*val) {
                _ if n == 0 && receiver => self.terms.intern(Term::This(method)),
                Some(term) => match thawed(term) {
                    Some((site, obj)) => {
                        let id = heap.len();
                        heap.put(id, super::heap::Cell { site: site.unwrap_or(Site { method, insn: 0 }), obj });
                        Val::Ref(id)
                    }
                    None => *val,
                },
                None => *val,
            })
            .collect();
        (vals, heap)
    }

    /// What the method does, seen by itself: with its parameters, fields and calls left open.
    pub(super) fn summary(&mut self, method: MethodId) -> Rc<Record> {
        if let Some(known) = &self.summaries[method.0 as usize] {
            return known.clone();
        }
        let info = self.program.method(method);
        let receiver = usize::from(info.access & super::STATIC == 0);
        let count = receiver + self.parameter_count(method);
        let operands: Vec<Val> = (0..count)
            .map(|n| self.terms.intern(if n < receiver { Term::This(method) } else { Term::Param(method, n as u16) }))
            .collect();
        let initialiser = self.program.symbols.text(info.name) == "<clinit>";
        let fuel = if initialiser { INITIALISER_FUEL } else { SUMMARY_FUEL };
        let record = Rc::new(self.run_whole(method, &operands, Heap::default(), fuel, false));
        self.summaries[method.0 as usize] = Some(record.clone());
        record
    }

    fn has_receiver(&self, method: MethodId) -> bool {
        self.program.method(method).access & super::STATIC == 0
    }

    fn parameter_count(&self, method: MethodId) -> usize {
        let descriptor = self.program.symbols.text(self.program.method(method).descriptor);
        crate::analysis::signature::Signature::parse(descriptor).map_or(0, |s| s.params.len())
    }

    /// The value with everything put in that can be.
    pub(super) fn settle(&mut self, val: Val) -> Val {
        self.close(val, None)
    }

    /// The same with the parameters of a method replaced by operands.
    fn close(&mut self, val: Val, frame: Option<Framing<'_>>) -> Val {
        if !self.terms.is_open(val) {
            return val;
        }
        let Some(left) = self.steps.checked_sub(8) else {
            return UNKNOWN;
        };
        self.steps = left;
        let by_itself = frame.is_none() || !(self.terms.has_param(val) || self.terms.has_this(val));
        let asker = self.asking.last().copied().unwrap_or(u32::MAX);
        if by_itself
            && let Some(&(epoch, known)) = self.settled.get(&(asker, val))
            && epoch == self.epoch
        {
            return known;
        }
        let framed = frame.filter(|_| !by_itself).map(|framing| (framing.number, val));
        if let Some(key) = framed
            && let Some(&(epoch, known)) = self.framed.get(&key)
            && epoch == self.epoch
        {
            return known;
        }
        if self.depth > DEEPEST {
            return UNKNOWN;
        }
        self.depth += 1;
        let epoch = self.epoch;
        let closed = self.close_term(val, frame);
        if self.epoch == epoch {
            match framed {
                Some(key) => self.framed.insert(key, (epoch, closed)),
                None => self.settled.insert((asker, val), (epoch, closed)),
            };
        }
        self.depth -= 1;
        closed
    }

    fn framing<'o>(&mut self, method: MethodId, operands: &'o [Val]) -> Framing<'o> {
        if self.framed.len() > MOST_FRAMED {
            self.framed.clear();
        }
        self.framings += 1;
        Framing { method, operands, number: self.framings }
    }

    #[inline(never)]
    fn close_term(&mut self, val: Val, frame: Option<Framing<'_>>) -> Val {
        self.counters[7] += 1;
        let Some(term) = self.terms.get(val) else { return val };
        match term.clone() {
            Term::Param(method, n) => match frame {
                Some(framing) if framing.method == method => {
                    framing.operands.get(usize::from(n)).copied().unwrap_or(UNKNOWN)
                }
                _ => {
                    let contexts = self.contexts(method, 1 << n.min(63));
                    let mut all = NONE;
                    for context in contexts.iter() {
                        all = self.terms.union(all, context.get(usize::from(n)).copied().unwrap_or(UNKNOWN));
                    }
                    all
                }
            },
            Term::Load(site, of_this) => {
                let this = frame.filter(|framing| of_this && framing.method == site.method).and_then(|framing| {
                    match self.terms.get(*framing.operands.first()?) {
                        Some(Term::Object(made)) => Some(*made),
                        _ => None,
                    }
                });
                self.ask(Question::Field(site, this))
            }
            Term::Concat(pieces) => pieces.iter().fold(EMPTY, |all, piece| {
                let closed = self.close(*piece, frame);
                self.terms.concat(all, closed)
            }),
            Term::Union(members) => members.iter().fold(NONE, |all, member| {
                let closed = self.close(*member, frame);
                self.terms.union(all, closed)
            }),
            Term::Made(site, known_by) => {
                let closed = self.close(known_by, frame);
                if closed == NONE { NONE } else { self.terms.map(closed, |terms, one| terms.made(site, one)) }
            }
            Term::Array(site, elements) => {
                let closed: Box<[Val]> = elements.iter().map(|e| self.close(*e, frame)).collect();
                self.terms.intern(Term::Array(site, closed))
            }
            Term::List(site, elements) => {
                let closed: Box<[Val]> = elements.iter().map(|e| self.close(*e, frame)).collect();
                self.terms.intern(Term::List(site, closed))
            }
            Term::Map(site, elements) => {
                let closed: Box<[Val]> = elements.iter().map(|e| self.close(*e, frame)).collect();
                self.terms.intern(Term::Map(site, closed))
            }
            Term::Apply(operation, operands) => {
                let mask = if let Operation::Call(site) = operation { self.asked_for(site) } else { u64::MAX };
                let needed = |n: usize| mask & 1 << n.min(63) != 0;
                let closed: Vec<Val> = operands
                    .iter()
                    .enumerate()
                    .map(|(n, o)| if needed(n) { self.close(*o, frame) } else { UNKNOWN })
                    .collect();
                if closed.contains(&NONE) {
                    return NONE;
                }
                self.apply_closed(operation, &closed).unwrap_or(NONE)
            }
            _ => val,
        }
    }

    /// An operation on values that leave nothing open; unions are taken apart.
    pub(super) fn apply_closed(&mut self, operation: Operation, operands: &[Val]) -> Result<Val, Thrown> {
        if let Operation::Call(site) = operation {
            return Ok(self.called(site, operands));
        }
        let mut combinations: Vec<Vec<Val>> = vec![Vec::new()];
        for operand in operands {
            let alternatives = self.terms.alternatives_of(*operand);
            let most = if matches!(operation, Operation::Arithmetic(_)) { 32 } else { 64 };
            if combinations.len() * alternatives.len() > most {
                return Ok(library::from_sources(&mut self.terms, operands));
            }
            combinations = combinations
                .iter()
                .flat_map(|head| alternatives.iter().map(move |one| head.iter().copied().chain([*one]).collect()))
                .collect();
        }
        let (mut all, mut thrown) = (Vec::new(), false);
        for combination in &combinations {
            let result = match operation {
                Operation::Library(function) => {
                    let plain: Vec<Val> = combination.iter().map(|v| self.known_by(*v)).collect();
                    library::evaluate(&mut self.terms, function, &plain)
                }
                Operation::ToText(kind) => Ok(library::to_text(&mut self.terms, combination[0], kind)),
                Operation::Arithmetic(op) => library::arithmetic(&mut self.terms, op, combination),
                Operation::Element(site) => self.element_of(site, combination),
                Operation::Length => match self.terms.get(combination[0]) {
                    Some(Term::Array(_, elements)) => Ok(Val::Int(elements.len() as i32)),
                    _ => Ok(library::from_sources(&mut self.terms, combination)),
                },
                Operation::Property => Ok(self.property(combination[0])),
                Operation::Keyed(member) => Ok(self.keyed(member, combination[0])),
                Operation::Call(_) => Ok(UNKNOWN),
            };
            match result {
                Ok(val) => all.push(val),
                Err(Thrown) => thrown = true,
            }
        }
        let all = self.terms.any_of(&all);
        if all == NONE && thrown { Err(Thrown) } else { Ok(all) }
    }

    /// An object of the platform that stands for a text, as that text.
    fn known_by(&self, val: Val) -> Val {
        match self.terms.get(val) {
            Some(Term::Made(_, known_by)) => *known_by,
            _ => val,
        }
    }

    /// An element of an array or a container.
    fn element_of(&mut self, site: Site, operands: &[Val]) -> Result<Val, Thrown> {
        let at = operands.get(1).copied().unwrap_or(UNKNOWN);
        match self.terms.get(operands[0]).cloned() {
            Some(Term::Array(_, elements) | Term::List(_, elements)) => match at {
                Val::Int(i) => usize::try_from(i).ok().and_then(|i| elements.get(i)).copied().ok_or(Thrown),
                _ => {
                    let all = match self.unions.get(&operands[0]) {
                        Some(known) => *known,
                        None => {
                            let some: Vec<Val> = elements.iter().copied().filter(|e| *e != NULL).collect();
                            let all = self.terms.any_of(&some);
                            self.unions.insert(operands[0], all);
                            all
                        }
                    };
                    Ok(if all == NONE { UNKNOWN } else { all })
                }
            },
            Some(Term::Map(_, pairs)) => {
                let known = |v: &Val| self.terms.known_text(*v).is_some() || matches!(v, Val::Int(_));
                let sure = known(&at) && pairs.iter().step_by(2).all(known);
                let mut all = NONE;
                for pair in pairs.chunks_exact(2).filter(|pair| !sure || pair[0] == at) {
                    all = self.terms.union(all, pair[1]);
                }
                Ok(if all == NONE { NULL } else { all })
            }
            Some(Term::Source(_)) => Ok(operands[0]),
            Some(Term::Made(_, known_by)) if matches!(self.terms.get(known_by), Some(Term::Source(_))) => Ok(known_by),
            Some(Term::Null) => Err(Thrown),
            _ => {
                let known = self.graph.base_objects(site).map_or(0, |o| o.as_ptr() as usize);
                let site = match known {
                    0 => return Ok(self.named_by(site)),
                    _ => *self.reads.entry((u32::MAX, known, self.graph.is_reached(site.method))).or_insert(site),
                };
                Ok(match self.ask(Question::Elements(site)) {
                    UNKNOWN => self.named_by(site),
                    val => val,
                })
            }
        }
    }

    /// What a call of the platform gives when nothing better is known.
    fn named_by(&mut self, site: Site) -> Val {
        match self.insn(site) {
            Some(insn) if insn.op.is_invoke() && !self.members[insn.a as usize].source.is_empty() => {
                let members = self.members;
                self.terms.source(&members[insn.a as usize].source)
            }
            _ => UNKNOWN,
        }
    }

    /// What a platform method gives for a key.
    fn keyed(&mut self, member: u32, key: Val) -> Val {
        let source = &self.members[member as usize].source;
        match self.terms.known_text(key).map(String::from_utf16_lossy) {
            Some(key) => self.terms.source(&format!("{source}(\"{key}\")")),
            None => self.terms.source(source),
        }
    }

    /// The attribute of the descriptor.
    fn property(&mut self, key: Val) -> Val {
        let Some(key) = self.terms.known_text(key).map(String::from_utf16_lossy) else {
            return self.terms.source("MIDlet.getAppProperty");
        };
        let values = (self.surroundings.property)(&key);
        if values.is_empty() {
            return self.terms.source(&format!("property {key}"));
        }
        let info = OriginInfo { properties: vec![key.into()], ..OriginInfo::default() };
        let origin = self.terms.origin_of(info);
        values.iter().fold(NONE, |all, value| {
            let units: Vec<u16> = value.encode_utf16().collect();
            let text = self.terms.text_from(&units, origin);
            self.terms.union(all, text)
        })
    }

    /// The bytes of a file of the JAR, when it is short enough to be read byte by byte.
    pub(super) fn resource(&mut self, method: MethodId, name: &str) -> Option<Rc<[u8]>> {
        let path = match name.strip_prefix('/') {
            Some(path) => path.to_string(),
            None => {
                let class = self.program.symbols.text(self.program.class_at(self.program.method(method).class).name);
                match class.rsplit_once('/') {
                    Some((package, _)) => format!("{package}/{name}"),
                    None => name.to_string(),
                }
            }
        };
        let resource = self.surroundings.resource;
        self.resources.entry(path.clone()).or_insert_with(|| resource(&path).map(Rc::from)).clone()
    }

    /// Which operands decide what a call gives, from bit 0 on.
    fn asked_for(&mut self, site: Site) -> u64 {
        let graph = self.graph;
        graph.targets(site).iter().fold(0, |all, target| {
            let record = self.summary(*target);
            let val = record.returned.unwrap_or(UNKNOWN);
            let receiver = u64::from(self.has_receiver(*target));
            all | if self.is_settled_by(&record, val) { self.terms.params(val) } else { u64::MAX & !receiver }
        })
    }

    /// Whether putting in parameters tells all that can be known of a value of the method.
    fn is_settled_by(&self, record: &Record, val: Val) -> bool {
        let branches = record.depends && self.terms.alternatives_of(val).len() > 1;
        !record.cut && !record.blurred && !self.terms.has_unknown(val) && !self.terms.has_hole(val) && !branches
    }

    /// What a call of the application's own code gives.
    fn called(&mut self, site: Site, operands: &[Val]) -> Val {
        let graph = self.graph;
        let mut all = NONE;
        for &target in graph.targets(site) {
            if self.program.method(target).code.is_none() {
                all = self.terms.union(all, UNKNOWN);
                continue;
            }
            let mut operands: Box<[Val]> = operands.into();
            if let (Some(this), true) = (operands.first_mut(), self.has_receiver(target))
                && !matches!(self.terms.get(*this), Some(Term::Object(_)))
            {
                *this = match self.graph.base_objects(site) {
                    Some([one]) => match self.graph.object(*one) {
                        Object::Allocated(made) => self.terms.intern(Term::Object(*made)),
                        _ => UNKNOWN,
                    },
                    _ => UNKNOWN,
                };
            }
            let val = self.ask(Question::Returned(target, operands));
            all = self.terms.union(all, val);
        }
        all
    }

    /// The answer to a question, which must be one for a value.
    fn ask(&mut self, question: Question) -> Val {
        match self.answer(question) {
            Answer::Val(val) => val,
            Answer::Contexts(_) => UNKNOWN,
        }
    }

    /// The answer to a question; while it is being worked out, what is known so far. Whoever asks is told when the
    /// answer changes (the top-down solver of Le Charlier and Van Hentenryck).
    fn answer(&mut self, question: Question) -> Answer {
        let id = match self.questions.get(&question) {
            Some(&id) => id,
            None => {
                let id = self.entries.len() as u32;
                self.questions.insert(question.clone(), id);
                let answer = match question {
                    Question::Contexts(..) => Answer::Contexts(Rc::from([])),
                    _ => Answer::Val(NONE),
                };
                let entry = Entry {
                    question,
                    answer,
                    stable: false,
                    in_progress: false,
                    changes: 0,
                    evals: 0,
                    cost: 0,
                    dependents: Vec::new(),
                };
                self.entries.push(entry);
                id
            }
        };
        self.solve(id);
        if let Some(&asker) = self.asking.last() {
            let dependents = &mut self.entries[id as usize].dependents;
            if dependents.last() != Some(&asker) && !dependents.contains(&asker) {
                dependents.push(asker);
            }
        }
        self.entries[id as usize].answer.clone()
    }

    fn solve(&mut self, id: u32) {
        loop {
            if self.entries[id as usize].stable || self.entries[id as usize].in_progress {
                return;
            }
            let Some(left) = self.steps.checked_sub(40).filter(|_| self.depth <= DEEPEST) else {
                self.entries[id as usize].answer = self.no_answer(id);
                return;
            };
            self.steps = left;
            let entry = &mut self.entries[id as usize];
            entry.stable = true;
            entry.in_progress = true;
            let question = entry.question.clone();
            self.depth += 1;
            self.counters[match &question {
                Question::Field(..) => 0,
                Question::Constant(_) => 1,
                Question::Returned(..) => 2,
                Question::Elements(_) => 3,
                Question::Contexts(..) => 4,
            }] += 1;
            self.asking.push(id);
            let new = match &question {
                Question::Field(site, this) => Answer::Val(self.stored(*site, *this)),
                Question::Constant(field) => Answer::Val(self.initialised(*field)),
                Question::Returned(method, operands) => Answer::Val(self.returned(*method, operands)),
                Question::Elements(site) => Answer::Val(self.put_in(*site)),
                Question::Contexts(method, mask) => Answer::Contexts(self.collect_contexts(*method, *mask)),
            };
            self.asking.pop();
            self.depth -= 1;
            self.entries[id as usize].in_progress = false;
            self.entries[id as usize].evals += 1;
            self.entries[id as usize].cost += left - self.steps;
            let joined = self.joined(id, new);
            let entry = &mut self.entries[id as usize];
            if joined != entry.answer {
                entry.answer = joined;
                entry.changes += 1;
                self.epoch += 1;
                self.destabilise(id);
            }
        }
    }

    /// The new answer together with the one before, widened when it has changed often.
    fn joined(&mut self, id: u32, new: Answer) -> Answer {
        let entry = &self.entries[id as usize];
        let (old, changes) = (entry.answer.clone(), entry.changes);
        match (old, new) {
            (Answer::Val(old), Answer::Val(new)) => {
                let union = self.terms.union(old, new);
                Answer::Val(if union == old || changes < CHANGES.0 {
                    union
                } else if changes < CHANGES.1 {
                    self.terms.widen(old, union)
                } else {
                    UNKNOWN
                })
            }
            (Answer::Contexts(old), Answer::Contexts(new)) => {
                if changes == 0 || *old == *new {
                    return Answer::Contexts(new);
                }
                let mut all = old.to_vec();
                let known = all.len();
                all.extend(new.iter().filter(|c| !old.contains(c)).cloned());
                if all.len() == known {
                    return Answer::Contexts(old);
                }
                Answer::Contexts(if changes < CHANGES.0 && all.len() <= MOST_CONTEXTS {
                    all.into()
                } else if changes < CHANGES.1 {
                    self.merge_contexts(&all, changes > CHANGES.0)
                } else {
                    let merged = self.merge_contexts(&all, true);
                    let same = merged.iter().zip(old.iter()).all(|(a, b)| a == b);
                    if same { merged } else { merged.iter().map(|c| vec![UNKNOWN; c.len()].into()).collect() }
                })
            }
            (_, new) => new,
        }
    }

    /// Whatever rests on the answer is to be worked out again.
    fn destabilise(&mut self, id: u32) {
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            for dependent in std::mem::take(&mut self.entries[id as usize].dependents) {
                let entry = &mut self.entries[dependent as usize];
                if entry.stable {
                    entry.stable = false;
                    todo.push(dependent);
                }
            }
        }
    }

    /// What is said of a question that is not worked out.
    fn no_answer(&self, id: u32) -> Answer {
        match &self.entries[id as usize].question {
            Question::Contexts(method, _) => Answer::Contexts(self.open_context(*method)),
            _ => Answer::Val(UNKNOWN),
        }
    }

    /// What a method returns for these operands.
    fn returned(&mut self, method: MethodId, operands: &[Val]) -> Val {
        let record = self.summary(method);
        let val = record.returned.unwrap_or(UNKNOWN);
        if self.is_settled_by(&record, val) {
            let framing = self.framing(method, operands);
            return self.close(val, Some(framing));
        }
        let receiver = usize::from(self.has_receiver(method));
        let known = operands.iter().skip(receiver).all(|o| !self.terms.has_unknown(*o));
        let tries = *self.heavy.get(&method).unwrap_or(&0);
        if tries > 24 || self.runs > 1 || self.depth > DEEPEST / 2 {
            let framing = self.framing(method, operands);
            return self.close(val, Some(framing));
        }
        let (vals, heap) = self.materialise(method, operands);
        let fuel = if known { DECODING_FUEL } else { REPEAT_FUEL };
        self.counters[5] += 1;
        let again = self.run_whole(method, &vals, heap, fuel.min(self.steps), true);
        if again.cut {
            *self.heavy.entry(method).or_default() += 4;
            let framing = self.framing(method, operands);
            return self.close(val, Some(framing));
        }
        let val = again.returned.unwrap_or(UNKNOWN);
        self.settle(val)
    }

    fn insn(&self, site: Site) -> Option<crate::program::Insn> {
        let code = self.program.method(site.method).code.as_ref()?;
        self.program.insns(code).get(site.insn as usize).copied()
    }

    /// What is stored to the field that is read at a site, by all the code that may write to the same object.
    fn stored(&mut self, site: Site, this: Option<Site>) -> Val {
        let Some(insn) = self.insn(site) else { return UNKNOWN };
        let Some(field) = self.members[insn.a as usize].field else { return UNKNOWN };
        let objects = if insn.op == Op::GetField { self.graph.base_objects(site) } else { None };
        let stores = self.stores.get(&field).cloned().unwrap_or_default();
        let reached = self.graph.is_reached(site.method);
        let mut found: Vec<(MethodId, Val, Val)> = Vec::new();
        for store in stores.iter() {
            if reached && !self.graph.is_reached(store.method) {
                continue;
            }
            let others = if insn.op == Op::GetField { self.graph.base_objects(*store) } else { None };
            if let (Some(mine), Some(theirs)) = (objects, others)
                && !meet(mine, theirs)
            {
                continue;
            }
            if let (Some(this), Some(theirs)) = (this, others)
                && !theirs.iter().any(|o| matches!(self.graph.object(*o), Object::Allocated(made) if *made == this))
            {
                continue;
            }
            let record = self.summary(store.method);
            match record.stores.get(&store.insn) {
                Some(&(base, _, val)) => found.push((store.method, base, val)),
                None if record.cut => found.push((store.method, UNKNOWN, UNKNOWN)),
                None => {}
            }
        }
        if found.is_empty() {
            return self.default_of(field);
        }
        let grows = self.growing.contains(&field);
        let number = self.is_number(field);
        if number && found.iter().any(|(.., val)| self.terms.has_unknown(*val) || self.counts_on(*val, field)) {
            return UNKNOWN;
        }
        let mut all = NONE;
        for (method, base, val) in found {
            let mut val = self.in_contexts(method, val, (base, objects, this));
            if grows && val != NULL {
                val = self.terms.concat(val, UNKNOWN);
            }
            all = self.terms.union(all, val);
            if number && self.terms.has_unknown(all) {
                return UNKNOWN;
            }
        }
        self.with_writes(site, all)
    }

    /// Whether a field holds a string buffer.
    pub(super) fn holds_buffer(&self, field: u32) -> bool {
        let descriptor = self.program.symbols.text(self.program.fields[field as usize].descriptor);
        matches!(descriptor, "Ljava/lang/StringBuffer;" | "Ljava/lang/StringBuilder;")
    }

    /// Whether a field holds a number.
    fn is_number(&self, field: u32) -> bool {
        let descriptor = self.program.symbols.text(self.program.fields[field as usize].descriptor);
        !descriptor.starts_with(['L', '['])
    }

    /// Whether a number stored to a field is worked out from what the field held before: then it can be any.
    fn counts_on(&self, val: Val, field: u32) -> bool {
        /// Terms looked at.
        const MOST: usize = 32;
        let mut queue = vec![val];
        let mut at = 0;
        while let Some(&val) = queue.get(at) {
            at += 1;
            match self.terms.get(val) {
                Some(Term::Apply(Operation::Arithmetic(_), vals)) | Some(Term::Union(vals)) => {
                    queue.extend(vals.iter().copied())
                }
                Some(Term::Load(site, _)) if at > 1 => {
                    if self.insn(*site).is_some_and(|insn| self.members[insn.a as usize].field == Some(field)) {
                        return true;
                    }
                }
                _ => {}
            }
            if queue.len() > MOST {
                return true;
            }
        }
        false
    }

    /// A value of a method for all the calls that lead to it; where `base` is the receiver, only for those on `objects`.
    fn in_contexts(
        &mut self,
        method: MethodId,
        val: Val,
        (base, objects, one): (Val, Option<&[crate::analysis::graph::ObjectId]>, Option<Site>),
    ) -> Val {
        if !self.terms.has_param(val) {
            return self.settle(val);
        }
        let on_this = matches!(self.terms.get(base), Some(Term::This(_)))
            && (one.is_some() || objects.is_some_and(|o| o.len() <= FEW_OBJECTS));
        let mask = self.terms.params(val) | u64::from(on_this);
        let contexts = self.contexts(method, mask);
        let mut all = NONE;
        for context in contexts.iter() {
            if on_this && let (Some(objects), Some(this)) = (objects, context.first()) {
                let alternatives = self.terms.alternatives_of(*this);
                let sites: Option<Vec<Site>> = alternatives
                    .iter()
                    .map(|v| if let Some(Term::Object(site)) = self.terms.get(*v) { Some(*site) } else { None })
                    .collect();
                let is_one = |site: &Site| {
                    objects.iter().any(|o| matches!(self.graph.object(*o), Object::Allocated(at) if at == site))
                };
                if let (Some(sites), Some(one)) = (&sites, one)
                    && !sites.contains(&one)
                {
                    continue;
                }
                if let Some(sites) = sites
                    && !sites.iter().any(is_one)
                    && objects.iter().all(|o| matches!(self.graph.object(*o), Object::Allocated(_)))
                {
                    continue;
                }
            }
            let framing = self.framing(method, context);
            let closed = self.close(val, Some(framing));
            all = self.terms.union(all, closed);
        }
        all
    }

    /// The value of a field before anything is stored.
    pub(super) fn default_of(&mut self, field: u32) -> Val {
        let info = &self.program.fields[field as usize];
        match info.constant {
            Some(FieldConstant::Int(int)) => Val::Int(int),
            Some(FieldConstant::Long(long)) => self.terms.long(long),
            Some(FieldConstant::String(sym)) => self.constant(sym),
            Some(_) => UNKNOWN,
            None => match self.program.symbols.text(info.descriptor).as_bytes().first() {
                Some(b'L' | b'[') => NULL,
                Some(b'J') => self.terms.long(0),
                Some(b'F' | b'D') => UNKNOWN,
                _ => Val::Int(0),
            },
        }
    }

    /// A field of an object that is not followed, as the interpreter meets it.
    pub(super) fn load(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        base: Val,
        field: u32,
    ) -> Val {
        let site = frame.site(index);
        let constant = base == NONE && self.is_constant(field);
        let val = if constant {
            let class = self.program.fields[field as usize].class;
            if self.initialiser(class) == Some(frame.method) {
                return self.default_of(field);
            }
            self.ask(Question::Constant(field))
        } else {
            let is_this = matches!(self.terms.get(base), Some(Term::This(_)));
            let site = if is_this { site } else { self.same_read(site, field, base == NONE) };
            let of_this = site.method == frame.method
                && matches!(self.terms.get(base), Some(Term::This(own)) if *own == frame.method);
            let val = self.terms.intern(Term::Load(site, of_this));
            if !run.eager {
                if self.holds_buffer(field) {
                    // Each read gives the same buffer.
                    state.heap.set_field(base, field, val);
                }
                return val;
            }
            self.settle(val)
        };
        if run.eager && self.holds_buffer(field) && self.terms.known_text(val).is_some() {
            let copy = self.make(run, frame, index, state, Obj::Buffer(super::heap::Buffer::of(val)));
            state.heap.set_field(base, field, copy);
            return copy;
        }
        if run.eager
            && let Some((_, obj)) = self.terms.get(val).and_then(thawed)
        {
            let copy = self.make(run, frame, index, state, obj);
            state.heap.set_field(base, field, copy);
            return copy;
        }
        if val == NONE { UNKNOWN } else { val }
    }

    /// The first read of the same field of the same objects that was met.
    fn same_read(&mut self, site: Site, field: u32, is_static: bool) -> Site {
        let objects = if is_static { None } else { self.graph.base_objects(site) };
        let known = objects.map_or(0, |o| o.as_ptr() as usize);
        if !is_static && known == 0 {
            return site;
        }
        *self.reads.entry((field, known, self.graph.is_reached(site.method))).or_insert(site)
    }

    /// Whether a static field is written to by the initialiser of its class and nowhere else.
    fn is_constant(&self, field: u32) -> bool {
        let initialiser = self.initialiser(self.program.fields[field as usize].class);
        self.stores.get(&field).is_none_or(|stores| stores.iter().all(|s| Some(s.method) == initialiser))
    }

    fn initialiser(&self, class: crate::program::ClassId) -> Option<MethodId> {
        self.program.methods_of(class).find(|m| self.program.symbols.text(self.program.method(*m).name) == "<clinit>")
    }

    /// What the initialiser leaves in a static field.
    fn initialised(&mut self, field: u32) -> Val {
        let class = self.program.fields[field as usize].class;
        let Some(initialiser) = self.initialiser(class).filter(|_| self.stores.contains_key(&field)) else {
            return self.default_of(field);
        };
        let record = self.summary(initialiser);
        let val = match record.statics.get(&field) {
            Some(val) => *val,
            None => {
                let stores = self.stores.get(&field).cloned().unwrap_or_default();
                let mut all = NONE;
                for store in stores.iter() {
                    let val = record.stores.get(&store.insn).map_or(UNKNOWN, |(_, _, val)| *val);
                    all = self.terms.union(all, val);
                }
                all
            }
        };
        let mut val = self.settle(val);
        if self.growing.contains(&field) && val != NULL {
            val = self.terms.concat(val, UNKNOWN);
        }
        self.with_writes(Site { method: initialiser, insn: 0 }, val)
    }

    /// Arrays and containers with what other methods than the one that made them put in.
    fn with_writes(&mut self, reader: Site, val: Val) -> Val {
        let mut all = NONE;
        for one in self.terms.alternatives_of(val) {
            let changed = match self.terms.get(one).cloned() {
                Some(Term::Array(Some(site), elements)) => {
                    let writes = self.writes_to(reader, site);
                    if writes.is_empty() { one } else { self.written(site, &elements, &writes) }
                }
                Some(Term::List(site, elements)) => {
                    let writes = self.writes_to(reader, site);
                    if writes.is_empty() {
                        one
                    } else {
                        let mut elements = elements.to_vec();
                        elements.extend(writes.iter().map(|(_, val)| *val));
                        self.terms.intern(Term::List(site, elements.into()))
                    }
                }
                Some(Term::Map(site, pairs)) => {
                    let writes = self.writes_to(reader, site);
                    let mut pairs = pairs.to_vec();
                    pairs.extend(writes.iter().flat_map(|(key, val)| [*key, *val]));
                    self.terms.intern(Term::Map(site, pairs.into()))
                }
                _ => one,
            };
            all = self.terms.union(all, changed);
        }
        all
    }

    /// An array with the values that were written to it elsewhere.
    fn written(&mut self, site: Site, elements: &[Val], writes: &[(Val, Val)]) -> Val {
        let mut elements = elements.to_vec();
        for (at, val) in writes {
            let indexes = self.terms.alternatives_of(*at);
            for (i, element) in elements.iter_mut().enumerate() {
                let here = Val::Int(i as i32);
                let hit = indexes.iter().any(|index| *index == here || !matches!(index, Val::Int(_)));
                if hit {
                    // What the array was made with is not there any more when it is read.
                    let blank = matches!(*element, NULL | Val::Int(0));
                    *element = if blank { *val } else { self.terms.union(*element, *val) };
                }
            }
        }
        self.terms.intern(Term::Array(Some(site), elements.into()))
    }

    /// What methods other than the one that made an object put into it: index or key, and value.
    fn writes_to(&mut self, reader: Site, made: Site) -> Vec<(Val, Val)> {
        let reached = self.graph.is_reached(reader.method);
        let sites = self.writes.get(&made).cloned().unwrap_or_default();
        let mut all = Vec::new();
        for site in sites.iter().filter(|s| s.method != made.method && (!reached || self.graph.is_reached(s.method))) {
            all.extend(self.write_at(*site));
            if all.len() > MOST_CONTEXTS {
                return vec![(UNKNOWN, UNKNOWN)];
            }
        }
        all
    }

    /// What an instruction puts into an array or container: index or key, and value.
    fn write_at(&mut self, site: Site) -> Vec<(Val, Val)> {
        let record = self.summary(site.method);
        let tuples: Vec<(Val, Val)> = match (record.stores.get(&site.insn), record.calls.get(&site.insn)) {
            (Some(&(_, at, val)), _) => vec![(at, val)],
            (None, Some(tuples)) => tuples
                .iter()
                .map(|tuple| match tuple.as_ref() {
                    [_, key, val] if !matches!(val, Val::Int(_)) => (*key, *val),
                    [_, val, ..] => (UNKNOWN, *val),
                    _ => (UNKNOWN, UNKNOWN),
                })
                .collect(),
            (None, None) if record.cut => vec![(UNKNOWN, UNKNOWN)],
            (None, None) => Vec::new(),
        };
        let mut all = Vec::new();
        for (at, val) in tuples {
            if self.terms.has_param(at) || self.terms.has_param(val) {
                let mask = self.terms.params(at) | self.terms.params(val);
                for context in self.contexts(site.method, mask).iter() {
                    let framing = self.framing(site.method, context);
                    all.push((self.close(at, Some(framing)), self.close(val, Some(framing))));
                }
            } else {
                all.push((self.settle(at), self.settle(val)));
            }
        }
        all.retain(|(at, val)| *at != NONE && *val != NONE);
        all
    }

    /// What may come out of a container or array of which only the objects are known that it may be.
    fn put_in(&mut self, site: Site) -> Val {
        let Some(objects) = self.graph.base_objects(site) else { return UNKNOWN };
        let reached = self.graph.is_reached(site.method);
        let number = self.insn(site).is_some_and(|insn| insn.op != Op::RefArrayLoad && !insn.op.is_invoke());
        let mut all = NONE;
        for object in objects {
            let Object::Allocated(made) = *self.graph.object(*object) else { return UNKNOWN };
            let sites = self.writes.get(&made).cloned().unwrap_or_default();
            for write in sites.iter().filter(|s| !reached || self.graph.is_reached(s.method)) {
                for (_, val) in self.write_at(*write) {
                    all = self.terms.union(all, val);
                }
                if number && self.terms.has_unknown(all) {
                    return UNKNOWN;
                }
            }
        }
        if all == NONE { UNKNOWN } else { all }
    }

    /// The operands of the calls that lead to a method: those that the application makes, and those of the platform. Only
    /// the parameters of `mask` are worked out.
    fn contexts(&mut self, method: MethodId, mask: u64) -> Contexts {
        match self.answer(Question::Contexts(method, mask)) {
            Answer::Contexts(contexts) => contexts,
            Answer::Val(_) => self.open_context(method),
        }
    }

    /// One context for all: each operand is one of those of the single ones, or what they have in common.
    fn merge_contexts(&mut self, contexts: &[Box<[Val]>], widen: bool) -> Contexts {
        let Some((first, rest)) = contexts.split_first() else { return Rc::from([]) };
        let mut merged = first.clone();
        for context in rest {
            for (old, new) in merged.iter_mut().zip(context.iter()) {
                *old = self.terms.union(*old, *new);
            }
        }
        if widen {
            for val in merged.iter_mut() {
                let members = self.terms.alternatives_of(*val);
                let texts = members.iter().all(|v| self.terms.known_text(*v).is_some());
                if members.len() > 4 && !texts {
                    *val = members.iter().skip(1).fold(members[0], |all, v| self.terms.widen(all, *v));
                }
            }
        }
        Rc::from([merged])
    }

    /// Nothing is known of the operands.
    fn open_context(&self, method: MethodId) -> Contexts {
        let receiver = usize::from(self.program.method(method).access & super::STATIC == 0);
        Rc::from([vec![UNKNOWN; receiver + self.parameter_count(method)].into_boxed_slice()])
    }

    fn collect_contexts(&mut self, method: MethodId, mask: u64) -> Contexts {
        let graph = self.graph;
        let reached = graph.is_reached(method);
        let receiver = self.has_receiver(method);
        let mut all: Vec<Box<[Val]>> = Vec::new();
        let mut platform = graph.entries().iter().any(|e| e.method == method);
        for edge in graph.callers(method) {
            if reached && !graph.is_reached(edge.site.method) {
                continue;
            }
            if edge.kind != EdgeKind::Call {
                platform = true;
                continue;
            }
            let record = self.summary(edge.site.method);
            let Some(tuples) = record.calls.get(&edge.site.insn) else {
                if record.cut {
                    all.extend(self.open_context(method).iter().cloned());
                }
                continue;
            };
            for tuple in tuples.clone() {
                let tuple: Vec<Val> = tuple
                    .iter()
                    .enumerate()
                    .map(|(n, v)| match mask & 1 << n.min(63) {
                        0 => UNKNOWN,
                        _ if n == 0 && receiver && !matches!(self.terms.get(*v), Some(Term::Object(_))) => {
                            self.receivers(edge.site)
                        }
                        _ => *v,
                    })
                    .collect();
                let open = tuple.iter().fold(0, |all, v| all | self.terms.params(*v));
                let contexts =
                    if open != 0 { self.contexts(edge.site.method, open) } else { Rc::from([Box::default()]) };
                for context in contexts.iter() {
                    let framing = self.framing(edge.site.method, context);
                    let closed: Box<[Val]> = tuple.iter().map(|v| self.close(*v, Some(framing))).collect();
                    if !closed.contains(&NONE) && !all.contains(&closed) {
                        all.push(closed);
                    }
                    if all.len() > MOST_CONTEXTS {
                        all = self.merge_contexts(&all, false).to_vec();
                    }
                }
            }
        }
        if platform {
            all.push(self.platform_context(method));
        }
        if all.is_empty() && graph.callers(method).is_empty() {
            return self.open_context(method);
        }
        all.into()
    }

    /// The objects that a call may be made on, when they are few and made by the application.
    fn receivers(&mut self, site: Site) -> Val {
        let graph = self.graph;
        let objects = graph.base_objects(site).filter(|objects| objects.len() <= FEW_OBJECTS).unwrap_or(&[]);
        let mut all = NONE;
        for object in objects {
            let Object::Allocated(made) = graph.object(*object) else { return UNKNOWN };
            let object = self.terms.intern(Term::Object(*made));
            all = self.terms.union(all, object);
        }
        if all == NONE { UNKNOWN } else { all }
    }

    /// What the platform gives to a method that it calls: values known by the name of the method.
    fn platform_context(&mut self, method: MethodId) -> Box<[Val]> {
        let info = self.program.method(method);
        let receiver = info.access & super::STATIC == 0;
        let name = self.program.symbols.text(info.name);
        let descriptor = self.program.symbols.text(info.descriptor);
        let class = self.program.class_at(info.class).name;
        let declaring = self.declaring(class, name, descriptor);
        let mut operands = Vec::new();
        if receiver {
            operands.push(UNKNOWN);
        }
        for n in 1..=self.parameter_count(method) {
            operands.push(match &declaring {
                Some(simple) => self.terms.source(&format!("{simple}.{name}#{n}")),
                None => UNKNOWN,
            });
        }
        operands.into()
    }

    /// Simple name of the platform class or interface above a class that declares a method.
    fn declaring(&self, class: Sym, name: &str, descriptor: &str) -> Option<String> {
        let mut queue = vec![class];
        let mut at = 0;
        while at < queue.len() && at < 64 {
            let text = self.program.symbols.text(queue[at]);
            match self.program.class(queue[at]).filter(|_| self.platform.class(text).is_none()) {
                Some(id) => {
                    let own = self.program.class_at(id);
                    queue.extend(own.superclass);
                    queue.extend(self.program.interfaces_of(own));
                }
                None => {
                    if let crate::program::platform::Resolution::Found { class, .. } =
                        self.platform.resolve(text, name, descriptor)
                    {
                        let full = self.platform.class_info(class).name;
                        return Some(full.rsplit('/').next().unwrap_or(full).to_string());
                    }
                }
            }
            at += 1;
        }
        None
    }

    /// Values of fields that hold objects made here are taken as they are when the method is left.
    pub(super) fn freeze_stores(&mut self, record: &mut Record, heap: &Heap) {
        for (insn, raw) in std::mem::take(&mut record.late) {
            let frozen = self.freeze(heap, raw);
            if let Some(store) = record.stores.get_mut(&insn) {
                store.2 = frozen;
            }
        }
        for (field, val) in heap.statics() {
            let frozen = self.freeze(heap, val);
            record.statics.insert(field, frozen);
        }
    }
}

/// An array or container as an object that can be written to, and the site that made it.
pub(super) fn thawed(term: &Term) -> Option<(Option<Site>, Obj)> {
    Some(match term {
        Term::Array(site, elements) => (*site, Obj::Array(elements.to_vec())),
        Term::List(site, elements) => (Some(*site), Obj::List(elements.to_vec())),
        Term::Map(site, pairs) => {
            (Some(*site), Obj::Table(pairs.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()))
        }
        _ => return None,
    })
}

/// Whether two sorted lists have something in common.
fn meet<T: Ord>(a: &[T], b: &[T]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.iter().any(|one| long.binary_search(one).is_ok())
}
