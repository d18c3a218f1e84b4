//! The calls that give data and those that it must not reach, with what their arguments say about the kind.

use super::body::{Body, Constant, Definition, site};
use super::objects::{Wrapped, find_wrapped, insn_at, unwrap_objects};
use crate::analysis::graph::{CallGraph, EdgeKind, Object, ObjectId, Site};
use crate::analysis::values::{Engine, Member};
use crate::facts::{Alternative, Part, Value, dotted_member};
use crate::program::hash::Seed;
use crate::program::platform::{Flow, FlowRole, FlowTest, Location, Platform};
use crate::program::{MethodId, Op, Program};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// A place where data comes from.
#[derive(Clone, Debug)]
pub struct SourceSite<'p> {
    /// The call; for a callback the start of the method that is called.
    pub site: Site,
    /// Where the data appears.
    pub to: Location,
    /// The kind of data.
    pub kind: &'p str,
    /// The platform's method, as facts show it.
    pub api: String,
    /// It is a parameter of a method that the platform calls.
    pub callback: bool,
    /// It gives such data for these calls of its method alone; `None` for all.
    pub callers: Option<Vec<Site>>,
}

/// Methods of the platform at which other threads may take their turn, so that they see what is on the heap.
const MEETING_POINTS: [(&str, &str); 5] = [
    ("java/lang/Object", "wait"),
    ("java/lang/Object", "notify"),
    ("java/lang/Object", "notifyAll"),
    ("java/lang/Thread", "sleep"),
    ("java/lang/Thread", "yield"),
];

/// Answers about calls; each is worked out once.
pub struct Sites<'a, 'e> {
    program: &'a Program,
    platform: &'a Platform,
    graph: &'a CallGraph,
    members: &'a [Member<'a>],
    engine: &'e mut Engine<'a>,
    wrapped: Rc<Wrapped>,
    dead: HashMap<Site, bool, Seed>,
    bodies: HashMap<MethodId, Option<Rc<Body>>, Seed>,
    meeting_points: Vec<bool>,
}

impl<'a, 'e> Sites<'a, 'e> {
    /// Makes ready.
    pub fn new(
        program: &'a Program,
        platform: &'a Platform,
        graph: &'a CallGraph,
        members: &'a [Member<'a>],
        engine: &'e mut Engine<'a>,
    ) -> Self {
        let text = |sym| program.symbols.text(sym);
        let is_one = |member: &crate::program::MemberRef| {
            MEETING_POINTS.iter().any(|(class, name)| {
                text(member.name) == *name && (*class == "java/lang/Object" || text(member.class) == *class)
            })
        };
        Sites {
            program,
            platform,
            graph,
            members,
            engine,
            wrapped: Rc::new(find_wrapped(program, graph, members)),
            dead: HashMap::default(),
            bodies: HashMap::default(),
            meeting_points: program.members.iter().map(is_one).collect(),
        }
    }

    /// Wrappers, with what they are made around.
    pub fn wrapped(&self) -> Rc<Wrapped> {
        self.wrapped.clone()
    }

    /// Whether other threads may take their turn at a call of that member.
    pub fn is_meeting_point(&self, member: u32) -> bool {
        self.meeting_points[member as usize]
    }

    /// Whether a call is never made, as far as values tell. Only calls of the application's own code, and those with a
    /// meaning, are looked at by the engine of values.
    pub fn is_dead(&mut self, at: Site) -> bool {
        if let Some(known) = self.dead.get(&at) {
            return *known;
        }
        let seen = !self.graph.targets(at).is_empty()
            || insn_at(self.program, at).is_some_and(|insn| !self.members[insn.a as usize].models.is_empty());
        let dead = seen && !self.engine.is_made(at);
        self.dead.insert(at, dead);
        dead
    }

    /// The sources in reached code, in code order; parameters of callbacks first.
    pub fn sources(&mut self) -> Vec<SourceSite<'a>> {
        let mut found = Vec::new();
        let graph = self.graph;
        for entry in graph.entries() {
            let method = self.program.method(entry.method);
            let (name, descriptor) =
                (self.program.symbols.text(method.name), self.program.symbols.text(method.descriptor));
            for model in self.platform.flows(&entry.interface, name, descriptor) {
                let (Some(to), true) = (model.to, model.callback) else { continue };
                let api = dotted_member(&entry.interface, name, descriptor);
                let source = SourceSite {
                    site: site(entry.method, 0),
                    to,
                    kind: model.kind,
                    api,
                    callback: true,
                    callers: None,
                };
                if !found.iter().any(|s: &SourceSite<'_>| (s.site, s.kind) == (source.site, source.kind)) {
                    found.push(source);
                }
            }
        }
        for (at, member) in self.calls(FlowRole::Source) {
            let mut taken: Vec<Location> = Vec::new();
            for model in
                self.members[member as usize].flows.iter().filter(|m| m.role == FlowRole::Source && !m.callback)
            {
                let Some(to) = model.to.filter(|to| !taken.contains(to)) else { continue };
                if let Some(kind) = self.kind(at, model) {
                    taken.push(to);
                    let callers = self.callers(at, model);
                    let reference = self.program.members[member as usize];
                    let text = |sym| self.program.symbols.text(sym);
                    let api = dotted_member(model.class(), text(reference.name), text(reference.descriptor));
                    found.push(SourceSite { site: at, to, kind, api, callback: false, callers });
                }
            }
        }
        found
    }

    /// The sinks in reached code, by call and model (by its place among those of the member called), with their kinds.
    pub fn sinks(&mut self) -> BTreeMap<(Site, u32), &'a str> {
        let mut found = BTreeMap::new();
        let members = self.members;
        for (at, member) in self.calls(FlowRole::Sink) {
            let mut taken: Vec<&str> = Vec::new();
            let models = members[member as usize].flows.iter().enumerate().filter(|(_, m)| m.role == FlowRole::Sink);
            for (number, model) in models {
                // The first model of an argument that holds tells the kind.
                if taken.contains(&model.argument) {
                    continue;
                }
                if let Some(kind) = self.kind(at, model) {
                    taken.push(model.argument);
                    found.insert((at, number as u32), kind);
                }
            }
        }
        found
    }

    /// Reached calls of members that have a model of that role.
    fn calls(&self, role: FlowRole) -> Vec<(Site, u32)> {
        let wanted: Vec<bool> =
            self.members.iter().map(|m| m.flows.iter().any(|f| f.role == role && !f.callback)).collect();
        let mut found = Vec::new();
        for (index, method) in self.program.methods.iter().enumerate() {
            let id = MethodId(index as u32);
            let Some(code) = method.code.as_ref().filter(|_| self.graph.is_reached(id)) else { continue };
            let insns = self.program.insns(code).iter().enumerate();
            let calls = insns.filter(|(_, insn)| insn.op.is_invoke() && wanted[insn.a as usize]);
            found.extend(calls.map(|(at, insn)| (site(id, at as u32), insn.a)));
        }
        found
    }

    /// Where the argument that decides is a parameter of the method: the calls that hand over such a value.
    fn callers(&mut self, at: Site, model: &Flow) -> Option<Vec<Site>> {
        let test = model.when?;
        let insn = insn_at(self.program, at)?;
        let body = self.body(at.method)?;
        let nth = test.argument.checked_sub(u32::from(insn.op == Op::InvokeStatic))?;
        let Definition::Parameter(position) = body.definition(*body.operands(at.insn).get(nth as usize)?) else {
            return None;
        };
        let graph = self.graph;
        let calls = graph.callers(at.method).iter().filter(|edge| edge.kind == EdgeKind::Call).map(|edge| edge.site);
        let calls: Vec<Site> = calls.collect();
        Some(calls.into_iter().filter(|call| self.meets(*call, &test.of(position))).collect())
    }

    /// A platform's method as facts show it: with the class that declares it.
    pub fn api(&self, member: u32) -> String {
        let reference = self.program.members[member as usize];
        let known = &self.members[member as usize].target;
        if !known.is_empty() {
            return known.to_string();
        }
        let text = |sym| self.program.symbols.text(sym);
        dotted_member(text(reference.class), text(reference.name), text(reference.descriptor))
    }

    /// The kind of data or sink that a call is by a model; `None` when the model does not hold for it, or the call is never
    /// made.
    pub fn kind<'m>(&mut self, at: Site, model: &Flow<'m>) -> Option<&'m str> {
        if self.is_dead(at) {
            return None;
        }
        if let Some(test) = &model.when
            && !self.meets(at, test)
        {
            return None;
        }
        if let Some(test) = &model.made
            && !self.is_made_so(at, test)
        {
            return None;
        }
        if let Some(kind) = model.not_from
            && self.is_from(at, kind)
        {
            return None;
        }
        if let Some((kind, test)) = &model.called
            && !self.is_called_so(at, kind, test)
        {
            return None;
        }
        let kind = match model.by_scheme() {
            None => model.kind,
            Some((of, pairs)) => {
                let table: Vec<(&str, &str)> = pairs.collect();
                let mut kinds = self.kinds_by_scheme(at, of, &table);
                kinds.sort_unstable();
                match kinds.first() {
                    Some(kind) => kind,
                    None if model.kind == "none" => return None,
                    None => model.kind,
                }
            }
        };
        Some(kind)
    }

    /// The operand of a position, as the engine of values knows it.
    fn value(&mut self, at: Site, position: u32) -> Option<Value> {
        let insn = insn_at(self.program, at)?;
        let index = position.checked_sub(u32::from(insn.op == Op::InvokeStatic))?;
        let operands = self.engine.arguments(at, 1 << index.min(63))?;
        operands.get(index as usize).map(|val| self.engine.terms().value(*val))
    }

    fn body(&mut self, method: MethodId) -> Option<Rc<Body>> {
        let (program, members) = (self.program, self.members);
        let make = || Body::of(program, members, method).ok().map(Rc::new);
        self.bodies.entry(method).or_insert_with(make).clone()
    }

    /// Whether some value of an argument meets a test.
    fn meets(&mut self, at: Site, test: &FlowTest) -> bool {
        if let Some(value) = self.value(at, test.argument) {
            return value.alternatives.iter().any(|alternative| match alternative {
                Alternative::Null => false,
                Alternative::Int(int) => test.number(*int),
                Alternative::Text(parts) => parts.iter().any(|p| matches!(p, Part::Literal(t) if test.text(t))),
            });
        }
        // A call of which the engine of values keeps nothing.
        let Some(insn) = insn_at(self.program, at) else { return false };
        let Some(body) = self.body(at.method) else { return false };
        let index = test.argument.checked_sub(u32::from(insn.op == Op::InvokeStatic));
        let operand = index.and_then(|n| body.operands(at.insn).get(n as usize).copied());
        match operand.and_then(|value| body.constant(value)) {
            Some(Constant::Int(int)) => test.number(int.into()),
            Some(Constant::Text(text)) => test.text(self.program.symbols.text(text)),
            None => false,
        }
    }

    /// Whether the receiver was made by a call whose argument meets a test.
    fn is_made_so(&mut self, at: Site, test: &FlowTest) -> bool {
        let graph = self.graph;
        for object in graph.base_objects(at).unwrap_or_default() {
            let made = match graph.object(*object) {
                Object::Platform(made) => Some(*made),
                Object::Allocated(made) => self.constructor(*made, *object),
                _ => None,
            };
            if made.is_some_and(|made| self.meets(made, test)) {
                return true;
            }
        }
        false
    }

    /// Whether the receiver can only be what calls of that kind give.
    fn is_from(&self, at: Site, kind: &str) -> bool {
        let gives = |object: &ObjectId| match self.graph.object(*object) {
            Object::Platform(made) => insn_at(self.program, *made).is_some_and(|insn| {
                insn.op.is_invoke() && self.members[insn.a as usize].models.iter().any(|m| m.kind().name == kind)
            }),
            _ => false,
        };
        self.graph.base_objects(at).is_some_and(|objects| !objects.is_empty() && objects.iter().all(gives))
    }

    /// Whether a call of that kind with an argument that meets a test is made on the receiver, before or after.
    fn is_called_so(&mut self, at: Site, kind: &str, test: &FlowTest) -> bool {
        let graph = self.graph;
        let Some(objects) = graph.base_objects(at) else { return false };
        let members = self.members;
        let is_one = |insn: &crate::program::Insn| {
            insn.op.is_invoke() && members[insn.a as usize].models.iter().any(|m| m.kind().name == kind)
        };
        let program = self.program;
        for (index, method) in program.methods.iter().enumerate() {
            let id = MethodId(index as u32);
            let Some(code) = method.code.as_ref().filter(|_| graph.is_reached(id)) else { continue };
            for (n, _) in program.insns(code).iter().enumerate().filter(|(_, insn)| is_one(insn)) {
                let call = site(id, n as u32);
                let same = graph.base_objects(call).is_some_and(|others| others.iter().any(|o| objects.contains(o)));
                if same && self.meets(call, test) {
                    return true;
                }
            }
        }
        false
    }

    /// The call of a constructor on an object that is made at that site.
    fn constructor(&self, made: Site, object: ObjectId) -> Option<Site> {
        let code = self.program.method(made.method).code.as_ref()?;
        let insns = self.program.insns(code);
        let after = insns.iter().enumerate().skip(made.insn as usize + 1);
        let calls = after.filter(|(_, insn)| insn.op == Op::InvokeSpecial).map(|(n, _)| site(made.method, n as u32));
        calls.into_iter().find(|at| self.graph.base_objects(*at).is_some_and(|objects| objects == [object]))
    }

    /// The kinds that a table gives for the schemes of an argument: a URL, or a connection or stream that was made with one.
    fn kinds_by_scheme<'m>(&mut self, at: Site, of: u32, table: &[(&'m str, &'m str)]) -> Vec<&'m str> {
        let look_up = |name: &str| table.iter().find(|(scheme, _)| *scheme == name).map(|(_, kind)| *kind);
        let Some(insn) = insn_at(self.program, at) else { return Vec::new() };
        let descriptor = self.program.symbols.text(self.program.members[insn.a as usize].descriptor);
        let declared = crate::analysis::signature::parameters(descriptor).nth((of as usize).wrapping_sub(1));
        let mut kinds = Vec::new();
        if declared == Some("Ljava/lang/String;") {
            let value = self.value(at, of);
            for scheme in schemes(value.as_ref()) {
                let known = scheme.as_deref().and_then(look_up);
                let named = scheme.as_deref().is_some_and(|s| !s.starts_with('{'));
                kinds.extend(if named { known } else { known.or_else(|| look_up("?")) });
            }
            return kinds;
        }
        let graph = self.graph;
        let objects = match of {
            0 => graph.base_objects(at),
            _ => graph.operand_objects(at, of),
        };
        for object in unwrap_objects(&self.wrapped, objects.unwrap_or_default().to_vec()) {
            let Object::Platform(made) = graph.object(object) else { continue };
            let Some(insn) = insn_at(self.program, *made).filter(|insn| insn.op.is_invoke()) else { continue };
            for model in &self.members[insn.a as usize].models {
                let named = model.returns().and_then(|name| model.args().find(|arg| arg.name == name));
                let position = named.map_or(0, |arg| arg.position);
                let value = self.value(*made, position);
                for scheme in schemes(value.as_ref()) {
                    let known = scheme.as_deref().and_then(look_up);
                    let unknown = || look_up(model.kind().name).or_else(|| look_up("?"));
                    let named = scheme.as_deref().is_some_and(|s| !s.starts_with('{'));
                    kinds.extend(if named { known } else { known.or_else(unknown) });
                }
            }
        }
        kinds.dedup();
        kinds
    }
}

/// The schemes of the alternatives of a URL; `None` for one that is not known.
fn schemes(value: Option<&Value>) -> Vec<Option<String>> {
    let Some(value) = value else { return vec![None] };
    let scheme = |alternative: &Alternative| match alternative {
        Alternative::Text(parts) => match parts.first() {
            Some(Part::Literal(text)) => {
                let (scheme, _) = text.split_once(':')?;
                Some(scheme.trim().to_ascii_lowercase())
            }
            // Where the URL comes from may tell as much.
            Some(Part::Source(source)) => Some(format!("{{{source}}}")),
            None => None,
        },
        _ => None,
    };
    let mut found: Vec<Option<String>> = value.alternatives.iter().map(scheme).collect();
    if found.is_empty() {
        found.push(None);
    }
    found.sort();
    found.dedup();
    found
}
