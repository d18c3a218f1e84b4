//! Puts in what a value still leaves open: parameters by the calls that lead to a method, fields by what is stored to
//! them, results of calls. Only what somebody asks for is looked up, each thing once; what depends on itself is worked
//! out in rounds until it no longer changes, and widened when that takes too long.

use super::Engine;
use super::heap::{Heap, Obj};
use super::library::{self, Thrown};
use super::machine::Record;
use super::solver::Question;
use super::term::{Alternatives, EMPTY, NONE, NULL, Operation, OriginInfo, Term, UNKNOWN, Val};
use crate::analysis::graph::{Object, Site};
use crate::program::{MethodId, Op};
use std::rc::Rc;

/// Operands that take the place of the parameters of a method.
#[derive(Clone, Copy)]
pub(super) struct Framing<'o> {
    method: MethodId,
    operands: &'o [Val],
    /// Tells it from all others.
    number: u32,
}

/// Values with everything put in that are remembered.
const MOST_FRAMED: usize = 7_000;

/// Results of operations that are remembered.
const MOST_APPLIED: usize = 7_000;

/// Values within values that are followed.
pub(super) const DEEPEST: u32 = 120;

impl<'a> Engine<'a> {
    /// Receiver and arguments of a call, each with all that it can be; `None` when the call is never made. Only those of
    /// `wanted` (from bit 0 on) are worked out.
    pub fn arguments(&mut self, site: Site, wanted: u64) -> Option<Vec<Val>> {
        let record = self.summary(site.method);
        let tuples = record.calls.get(site.insn)?;
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
        Some(all)
    }

    /// Whether a call of the application's own code, or one that means something, is made at all: whether its method gets
    /// that far.
    pub fn is_made(&mut self, site: Site) -> bool {
        let record = self.summary(site.method);
        record.cut || record.calls.get(site.insn).is_some()
    }

    pub(super) fn close_tuples(&mut self, tuples: &[Box<[Val]>], method: MethodId) -> Vec<Val> {
        let mut all = vec![NONE; tuples.first().map_or(0, |t| t.len())];
        for tuple in tuples {
            let contexts = self.contexts_of(method, tuple);
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
    pub(super) fn repeat(&mut self, site: Site) -> Option<Vec<Val>> {
        let mask = !u64::from(self.has_receiver(site.method));
        let contexts = self.contexts(site.method, mask);
        if contexts.len() as u64 > self.limits.calling_contexts {
            return None;
        }
        let mut all: Option<Vec<Val>> = None;
        for context in contexts.iter() {
            let record = self.repeated(site.method, context);
            if record.cut {
                return None;
            }
            let Some(tuples) = record.calls.get(site.insn) else { continue };
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

    pub(super) fn repeated(&mut self, method: MethodId, context: &[Val]) -> Rc<Record> {
        let key = (method, Box::from(context));
        if let Some(known) = self.repeats.get(&key) {
            return known.clone();
        }
        let (operands, heap) = self.materialise(method, context);
        let record = Rc::new(self.run_whole(method, &operands, heap, self.limits.repeat_steps, true));
        self.repeats.insert(key, record.clone());
        record
    }

    /// Arrays among the operands become objects that can be written to.
    pub(super) fn materialise(&mut self, method: MethodId, operands: &[Val]) -> (Vec<Val>, Heap) {
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
        let receiver = usize::from(self.has_receiver(method));
        let operands: Vec<Val> = (0..self.operand_count(method))
            .map(|n| self.terms.intern(if n < receiver { Term::This(method) } else { Term::Param(method, n as u16) }))
            .collect();
        let initialiser = self.program.symbols.text(info.name) == "<clinit>";
        let fuel = if initialiser { self.limits.initialiser_steps } else { self.limits.path_steps };
        let record = Rc::new(self.run_whole(method, &operands, Heap::default(), fuel, false));
        self.summaries[method.0 as usize] = Some(record.clone());
        record
    }

    pub(super) fn has_receiver(&self, method: MethodId) -> bool {
        self.program.method(method).access & super::STATIC == 0
    }

    /// Receiver and parameters.
    pub(super) fn operand_count(&self, method: MethodId) -> usize {
        usize::from(self.has_receiver(method)) + self.parameter_count(method)
    }

    pub(super) fn parameter_count(&self, method: MethodId) -> usize {
        let descriptor = self.program.symbols.text(self.program.method(method).descriptor);
        crate::analysis::signature::Signature::parse(descriptor).map_or(0, |s| s.params.len())
    }

    /// The value with everything put in that can be.
    pub(super) fn settle(&mut self, val: Val) -> Val {
        self.close(val, None)
    }

    /// The same with the parameters of a method replaced by operands.
    pub(super) fn close(&mut self, val: Val, frame: Option<Framing<'_>>) -> Val {
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
                None => {
                    if self.settled.len() > MOST_FRAMED {
                        self.settled.clear();
                    }
                    self.settled.insert((asker, val), (epoch, closed))
                }
            };
        }
        self.depth -= 1;
        closed
    }

    pub(super) fn framing<'o>(&mut self, method: MethodId, operands: &'o [Val]) -> Framing<'o> {
        if self.framed.len() > MOST_FRAMED {
            self.framed.clear();
        }
        self.framings += 1;
        Framing { method, operands, number: self.framings }
    }

    pub(super) fn close_term(&mut self, val: Val, frame: Option<Framing<'_>>) -> Val {
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
                let closed: Rc<[Val]> = elements.iter().map(|e| self.close(*e, frame)).collect();
                self.terms.intern(Term::Array(site, closed))
            }
            Term::List(site, elements) => {
                let closed: Rc<[Val]> = elements.iter().map(|e| self.close(*e, frame)).collect();
                self.terms.intern(Term::List(site, closed))
            }
            Term::Map(site, elements) => {
                let closed: Rc<[Val]> = elements.iter().map(|e| self.close(*e, frame)).collect();
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
        // What the operation gives for the same operands again is the same, but for what is looked up in the program.
        let key = match (operation, operands) {
            (Operation::Element(_), _) => None,
            (_, &[one]) => Some((operation, one, NONE)),
            (_, &[one, other]) => Some((operation, one, other)),
            _ => None,
        };
        if let Some(key) = key
            && let Some(&known) = self.applied.get(&key)
        {
            return known;
        }
        let result = self.apply_to_each(operation, operands);
        if let Some(key) = key {
            if self.applied.len() >= MOST_APPLIED {
                self.applied.clear();
            }
            self.applied.insert(key, result);
        }
        result
    }

    /// The operation on each combination of the alternatives of its operands.
    fn apply_to_each(&mut self, operation: Operation, operands: &[Val]) -> Result<Val, Thrown> {
        let alternatives: Vec<Alternatives> = operands.iter().map(|o| self.terms.alternatives_of(*o)).collect();
        let most = if matches!(operation, Operation::Arithmetic(_)) { 32 } else { 64 };
        let count = alternatives.iter().fold(1, |all: usize, one| all.saturating_mul(one.len()));
        if count > most {
            // At which index says nothing of what is there.
            let telling = if matches!(operation, Operation::Element(_)) { &operands[..1] } else { operands };
            return Ok(library::from_sources(&mut self.terms, telling));
        }
        let (mut all, mut thrown) = (Vec::with_capacity(count), false);
        let mut combination: Vec<Val> = alternatives.iter().filter_map(|one| one.first().copied()).collect();
        for mut n in 0..count {
            for (val, some) in combination.iter_mut().zip(&alternatives).rev() {
                *val = some[n % some.len()];
                n /= some.len();
            }
            match self.apply_to(operation, &combination) {
                Ok(val) => all.push(val),
                Err(Thrown) => thrown = true,
            }
        }
        let all = if let [one] = all.as_slice() { *one } else { self.terms.any_of(&all) };
        if all == NONE && thrown { Err(Thrown) } else { Ok(all) }
    }

    /// The operation on values that are no unions.
    fn apply_to(&mut self, operation: Operation, operands: &[Val]) -> Result<Val, Thrown> {
        match operation {
            Operation::Library(function) => {
                let plain: Vec<Val> = operands.iter().map(|v| self.known_by(*v)).collect();
                library::evaluate(&mut self.terms, function, &plain)
            }
            Operation::ToText(kind) => Ok(library::to_text(&mut self.terms, operands[0], kind)),
            Operation::Arithmetic(op) => library::arithmetic(&mut self.terms, op, operands),
            Operation::Element(site) => self.element_of(site, operands),
            Operation::Length => match self.terms.get(operands[0]) {
                Some(Term::Array(_, elements)) => Ok(Val::Int(elements.len() as i32)),
                _ => Ok(library::from_sources(&mut self.terms, operands)),
            },
            Operation::Property => Ok(self.property(operands[0])),
            Operation::Keyed(member) => Ok(self.keyed(member, operands[0])),
            Operation::Call(_) => Ok(UNKNOWN),
        }
    }

    /// An object of the platform that stands for a text, as that text.
    pub(super) fn known_by(&self, val: Val) -> Val {
        match self.terms.get(val) {
            Some(Term::Made(_, known_by)) => *known_by,
            _ => val,
        }
    }

    /// An element of an array or a container.
    pub(super) fn element_of(&mut self, site: Site, operands: &[Val]) -> Result<Val, Thrown> {
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
    pub(super) fn named_by(&mut self, site: Site) -> Val {
        match self.insn(site) {
            Some(insn) if insn.op.is_invoke() && !self.members[insn.a as usize].source.is_empty() => {
                let members = self.members;
                self.terms.source(&members[insn.a as usize].source)
            }
            _ => UNKNOWN,
        }
    }

    /// What a platform method gives for a key.
    pub(super) fn keyed(&mut self, member: u32, key: Val) -> Val {
        let source = &self.members[member as usize].source;
        match self.terms.known_text(key).map(String::from_utf16_lossy) {
            Some(key) => self.terms.source(&format!("{source}(\"{key}\")")),
            None => self.terms.source(source),
        }
    }

    /// The attribute of the descriptor.
    pub(super) fn property(&mut self, key: Val) -> Val {
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
    pub(super) fn asked_for(&mut self, site: Site) -> u64 {
        let graph = self.graph;
        graph.targets(site).iter().fold(0, |all, target| {
            let record = self.summary(*target);
            let val = record.returned.unwrap_or(UNKNOWN);
            let receiver = u64::from(self.has_receiver(*target));
            all | if self.is_settled_by(&record, val) { self.terms.params(val) } else { !receiver }
        })
    }

    /// Whether putting in parameters tells all that can be known of a value of the method.
    pub(super) fn is_settled_by(&self, record: &Record, val: Val) -> bool {
        let branches = record.depends && self.terms.alternatives_of(val).len() > 1;
        !record.cut && !record.blurred && !self.terms.has_unknown(val) && !self.terms.has_hole(val) && !branches
    }

    /// What a call of the application's own code gives.
    pub(super) fn called(&mut self, site: Site, operands: &[Val]) -> Val {
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

    /// What a method returns for these operands.
    pub(super) fn returned(&mut self, method: MethodId, operands: &[Val]) -> Val {
        let record = self.summary(method);
        let val = record.returned.unwrap_or(UNKNOWN);
        let tries = *self.heavy.get(&method).unwrap_or(&0);
        let may_run = tries <= 24 && self.runs <= 1 && self.depth <= DEEPEST / 2;
        if may_run
            && !self.is_settled_by(&record, val)
            && let Some(val) = self.run_on(method, operands)
        {
            return self.settle(val);
        }
        let framing = self.framing(method, operands);
        self.close(val, Some(framing))
    }

    /// What a method returns when it is run on these operands; `None` when that takes too long.
    fn run_on(&mut self, method: MethodId, operands: &[Val]) -> Option<Val> {
        let receiver = usize::from(self.has_receiver(method));
        let known = operands.iter().skip(receiver).all(|o| !self.terms.has_unknown(*o));
        let (vals, heap) = self.materialise(method, operands);
        let fuel = if known { self.limits.decoding_steps } else { self.limits.repeat_steps };
        let record = self.run_whole(method, &vals, heap, fuel.min(self.steps), true);
        if record.cut {
            *self.heavy.entry(method).or_default() += 4;
            return None;
        }
        Some(record.returned.unwrap_or(UNKNOWN))
    }

    pub(super) fn insn(&self, site: Site) -> Option<crate::program::Insn> {
        let code = self.program.method(site.method).code.as_ref()?;
        self.program.insns(code).get(site.insn as usize).copied()
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
