//! Which method runs which: a call graph that grows with the objects that reach the receivers (points-to analysis by
//! allocation site, without regard to the calling context).
//!
//! In: the program, the platform's classes and callbacks, the classes that the descriptor starts, and the class names
//! found for `Class.forName` so far. Out: a [`CallGraph`].
//!
//! Objects are told apart by the instruction that makes them, their fields by object and declaration; above 131,072 of
//! these pairs a pair not met before shares one variable with all other objects that have the field. An array has one
//! element, and so has a container of `java.util`. A result of the platform is one object for each call; it is of no
//! class of the application, except where the platform hands back what it was given (containers, displayables, items,
//! layers, threads). A listener that is given to a method of which the table of registrations says nothing is taken to
//! be registered there.

#[cfg(test)]
pub(in crate::analysis) mod assembler;
mod described;
mod entries;
mod extract;
mod fallback;
mod hooks;
mod members;
mod models;
mod solver;
pub(in crate::analysis) mod stack;
#[cfg(test)]
mod tests;
mod types;

pub use crate::program::platform::{Trigger, Via};
pub use stack::plain_effect;

use crate::limits::{Limits, StopFlag};
use crate::program::hash::Seed;
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;
use crate::program::{ClassId, MethodId, Program, Sym};
use solver::{Findings, Solver};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// An instruction of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    /// The method.
    pub method: MethodId,
    /// Index of the instruction within the method's code.
    pub insn: u32,
}

/// A class that the platform starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryClass {
    /// The class.
    pub class: ClassId,
    /// What starts it; a class that several things start is given once for each.
    pub trigger: Trigger,
}

/// Where the platform starts application code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The method that it runs.
    pub method: MethodId,
    /// What makes it run the method.
    pub trigger: Trigger,
    /// Class or interface of the platform that declares the method (with slashes); for a constructor or static
    /// initialiser that which makes the class an entry, empty when there is none.
    pub interface: Box<str>,
    /// The descriptor should name the class, and does not.
    pub undeclared: bool,
}

/// How an instruction makes a method run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// It calls the method; the arguments are those of the instruction.
    Call,
    /// The platform runs the method later, in another thread of control (`Thread.start`, `Timer.schedule`,
    /// `Display.callSerially`).
    Starts(Via),
    /// It registers or makes an object, and the platform calls the method when something happens.
    Registers(Trigger),
    /// It runs the static initialiser of the class first.
    Initialises,
    /// It loads or instantiates a class by name.
    Reflects,
    /// The platform calls the method at once, in the same thread (`Vector.contains` calls `equals`).
    CallsBack,
}

/// An incoming edge of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// The instruction.
    pub site: Site,
    /// How it makes the method run.
    pub kind: EdgeKind,
}

/// An outgoing edge of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Outgoing {
    /// Index of the instruction within the method's code.
    pub insn: u32,
    /// How it makes the target run.
    pub kind: EdgeKind,
    /// The method that runs.
    pub target: MethodId,
}

/// An abstract object by its number, see [`CallGraph::object`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u32);

/// What an abstract object stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// The objects and arrays that a `new`, `newarray`, `anewarray` or `multianewarray` makes.
    Allocated(Site),
    /// The arrays within those that a `multianewarray` makes.
    Inner {
        /// The instruction.
        site: Site,
        /// How deep, from 1.
        depth: u32,
    },
    /// What a platform method called there, or a static field of the platform read there, gives.
    Platform(Site),
    /// What the platform gives a method that it calls; for a method that is not reached whatever it is given.
    Parameter {
        /// The method.
        method: MethodId,
        /// Which parameter, from 1; 0 is the receiver.
        position: u32,
    },
    /// The instance of a class that the platform starts.
    Entry(ClassId),
    /// The class object of that name.
    Class(Sym),
    /// The instances that a `Class.newInstance` makes of a class.
    Reflected {
        /// The call.
        site: Site,
        /// Name of the class.
        class: Sym,
    },
}

impl Object {
    /// Whether its class is known, not only a supertype.
    fn is_exact(self) -> bool {
        !matches!(self, Object::Platform(_) | Object::Parameter { .. })
    }
}

/// What a local variable holds in a stretch of instructions of one method.
#[derive(Clone, Debug)]
pub struct Local {
    /// Slot of the variable.
    pub slot: u16,
    /// Index of the first instruction before which it holds them.
    pub from: u32,
    /// Index of the first one after that before which it does not.
    pub until: u32,
    objects: Range<u32>,
}

/// Names found for reflection so far: for a `Class.forName` call the names (with slashes) of the classes that it may
/// load.
pub type Reflection = BTreeMap<Site, Vec<Sym>>;

/// What the call graph is made from.
#[derive(Clone, Copy)]
pub struct Inputs<'p> {
    /// The code.
    pub program: &'p Program,
    /// The classes of the platform, and what it calls.
    pub platform: &'p Platform,
    /// The classes that the descriptor starts.
    pub entries: &'p [EntryClass],
    /// The classes that attributes of the manifest name, by attribute.
    pub manifest: &'p [(&'p str, ClassId)],
    /// Class names found so far.
    pub reflection: &'p Reflection,
    /// Cut-offs: `call-graph-steps` and `hierarchy-depth`.
    pub limits: &'p Limits,
    /// Keep what local variables hold.
    pub locals: bool,
    /// Ends the work from outside.
    pub stop: &'p StopFlag,
}

/// Which method runs which, and which objects instructions work on.
#[derive(Debug)]
pub struct CallGraph {
    entries: Vec<Entry>,
    reached: Vec<bool>,
    /// Where the calls of each method begin in `calls`.
    call_starts: Vec<u32>,
    /// Calls by instruction, and where their targets begin; sorted within each method.
    calls: Vec<(u32, u32)>,
    call_targets: Vec<MethodId>,
    /// Where the incoming edges of each method begin.
    incoming_starts: Vec<u32>,
    incoming: Vec<Edge>,
    /// Where the outgoing edges of each method begin.
    outgoing_starts: Vec<u32>,
    outgoing: Vec<Outgoing>,
    /// Where the bases of each method begin.
    base_starts: Vec<u32>,
    /// Bases by instruction, and their objects among `sets`; sorted within each method.
    bases: Vec<(u32, Range<u32>)>,
    /// The same of other operands, sorted.
    operands: Vec<(Site, u32, Range<u32>)>,
    /// Where the local variables of each method begin.
    local_starts: Vec<u32>,
    locals: Vec<Local>,
    sets: Vec<ObjectId>,
    objects: Vec<Object>,
    classes: Vec<Option<ClassId>>,
    cut: bool,
}

impl CallGraph {
    /// Builds the call graph. Methods that no entry leads to are read once the reached part is finished: what they are
    /// given is one object for each parameter, of whatever class the declared type allows. Nothing of that changes what is
    /// known of the reached part.
    pub fn build<'p>(inputs: &Inputs<'p>, hierarchy: &'p mut Hierarchy) -> CallGraph {
        let mut solver = Solver::new(inputs, hierarchy);
        entries::start(&mut solver, inputs.entries, inputs.manifest);
        solver.solve();
        let mut by_hierarchy = fallback::Fallback::new(inputs.limits);
        if solver.cut {
            by_hierarchy.complete(&mut solver, &[]);
        }
        let reached = solver.seen().to_vec();
        let settled = if solver.cut { Vec::new() } else { reached.clone() };
        solver.freeze();
        entries::start_unreached(&mut solver);
        solver.solve();
        if solver.cut {
            by_hierarchy.complete(&mut solver, &settled);
        }
        Self::assemble(solver.into_findings(), reached)
    }

    fn assemble(mut findings: Findings, reached: Vec<bool>) -> CallGraph {
        let methods = reached.len();
        let is_reached = |method: MethodId| reached[method.0 as usize];
        let mut edges = std::mem::take(&mut findings.edges);
        edges.sort_unstable();
        edges.dedup();
        let (mut calls, mut call_targets): (Vec<(u32, u32)>, Vec<MethodId>) = Default::default();
        let (mut call_starts, mut last_call) = (vec![0; methods + 1], None);
        let (mut outgoing, mut outgoing_starts) = (Vec::with_capacity(edges.len()), vec![0; methods + 1]);
        let mut into: Vec<(MethodId, Edge)> = Vec::with_capacity(edges.len());
        for &(site, kind, target) in &edges {
            if kind == EdgeKind::Call {
                if last_call != Some(site) {
                    calls.push((site.insn, call_targets.len() as u32));
                    call_starts[site.method.0 as usize + 1] = calls.len() as u32;
                    last_call = Some(site);
                }
                call_targets.push(target);
            }
            outgoing.push(Outgoing { insn: site.insn, kind, target });
            outgoing_starts[site.method.0 as usize + 1] = outgoing.len() as u32;
            if is_reached(site.method) || !is_reached(target) {
                into.push((target, Edge { site, kind }));
            }
        }
        into.sort_unstable();
        let mut incoming_starts = vec![0; methods + 1];
        for (n, (target, _)) in into.iter().enumerate() {
            incoming_starts[target.0 as usize + 1] = n as u32 + 1;
        }
        for starts in [&mut call_starts, &mut outgoing_starts, &mut incoming_starts] {
            fill(starts);
        }
        findings.entries.sort_unstable();
        findings.entries.dedup();
        let mut graph = CallGraph {
            entries: findings.entries,
            reached,
            call_starts,
            calls,
            call_targets,
            incoming_starts,
            incoming: into.into_iter().map(|(_, edge)| edge).collect(),
            outgoing_starts,
            outgoing,
            base_starts: vec![0; methods + 1],
            bases: Vec::new(),
            operands: Vec::new(),
            local_starts: vec![0; methods + 1],
            locals: Vec::new(),
            sets: Vec::new(),
            objects: findings.objects,
            classes: findings.classes,
            cut: findings.cut,
        };
        // What is known of objects is incomplete once the budget is used up.
        if !graph.cut {
            graph.keep_objects(findings.bases, findings.operands, findings.locals, findings.sets);
        }
        graph
    }

    /// Keeps the objects of each base and operand; equal sets are kept once.
    fn keep_objects(
        &mut self,
        mut bases: Vec<(Site, solver::Node)>,
        mut operands: Vec<(Site, u32, solver::Node)>,
        mut locals: Vec<solver::Held>,
        mut sets: Vec<Vec<u32>>,
    ) {
        bases.sort_unstable();
        bases.dedup_by_key(|(site, _)| *site);
        operands.sort_unstable();
        operands.dedup_by_key(|(site, position, _)| (*site, *position));
        let mut kept: HashMap<Vec<u32>, Range<u32>, Seed> = HashMap::default();
        let mut by_node: Vec<Option<Range<u32>>> = vec![None; sets.len()];
        let mut keep = |node: solver::Node| {
            let known = &mut by_node[node.0 as usize];
            if known.is_none() {
                let mut objects = std::mem::take(&mut sets[node.0 as usize]);
                objects.sort_unstable();
                let start = self.sets.len() as u32;
                let range = kept.entry(objects).or_insert_with_key(|objects| {
                    self.sets.extend(objects.iter().map(|object| ObjectId(*object)));
                    start..self.sets.len() as u32
                });
                *known = Some(range.clone());
            }
            known.clone().filter(|range| !range.is_empty())
        };
        for (site, node) in bases {
            if let Some(range) = keep(node) {
                self.bases.push((site.insn, range));
                self.base_starts[site.method.0 as usize + 1] = self.bases.len() as u32;
            }
        }
        let kept = operands.into_iter().filter_map(|(site, position, node)| Some((site, position, keep(node)?)));
        self.operands = kept.collect();
        fill(&mut self.base_starts);
        locals.sort_unstable_by_key(|held| (held.method, held.from, held.slot));
        for solver::Held { method, from, until, slot, node } in locals {
            let objects = keep(node).unwrap_or_default();
            self.locals.push(Local { slot, from, until, objects });
            self.local_starts[method.0 as usize + 1] = self.locals.len() as u32;
        }
        fill(&mut self.local_starts);
    }

    /// What the local variables of a method hold, by instruction and slot; empty unless it was asked to be kept.
    pub fn locals(&self, method: MethodId) -> &[Local] {
        &self.locals[of_method(&self.local_starts, method)]
    }

    /// The objects that a local variable may hold, sorted; none when nothing is known of them.
    pub fn objects_of(&self, local: &Local) -> &[ObjectId] {
        &self.sets[local.objects.start as usize..local.objects.end as usize]
    }

    /// Methods of the application that the invoke there may run, sorted.
    pub fn targets(&self, site: Site) -> &[MethodId] {
        let calls = of_method(&self.call_starts, site.method);
        let Ok(at) = self.calls[calls.clone()].binary_search_by_key(&site.insn, |(at, _)| *at) else { return &[] };
        let at = calls.start + at;
        let end = self.calls.get(at + 1).map_or(self.call_targets.len(), |(_, start)| *start as usize);
        &self.call_targets[self.calls[at].1 as usize..end]
    }

    /// Incoming edges, sorted. Those of a reached method come from reached methods only.
    pub fn callers(&self, method: MethodId) -> &[Edge] {
        &self.incoming[of_method(&self.incoming_starts, method)]
    }

    /// Outgoing edges, sorted.
    pub fn outgoing(&self, method: MethodId) -> &[Outgoing] {
        &self.outgoing[of_method(&self.outgoing_starts, method)]
    }

    /// Where the platform starts the application, sorted.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether some entry leads to the method.
    pub fn is_reached(&self, method: MethodId) -> bool {
        self.reached[method.0 as usize]
    }

    /// The objects that the base of a field or array access, or the receiver of an invoke, may be; sorted. `None` when
    /// none is known, as for strings, for null and for exceptions of the platform.
    pub fn base_objects(&self, site: Site) -> Option<&[ObjectId]> {
        let bases = &self.bases[of_method(&self.base_starts, site.method)];
        let range = &bases[bases.binary_search_by_key(&site.insn, |(at, _)| *at).ok()?].1;
        Some(&self.sets[range.start as usize..range.end as usize])
    }

    /// The objects that an operand may be, sorted: of an invoke the argument at that position, from 1; of a comparison of
    /// references the left side (0) or the right (1); of a store to an array of references what is stored (2). `None` when
    /// none is known.
    pub fn operand_objects(&self, site: Site, position: u32) -> Option<&[ObjectId]> {
        let wanted = (site, position);
        let at = self.operands.binary_search_by_key(&wanted, |(site, position, _)| (*site, *position)).ok()?;
        let range = &self.operands[at].2;
        Some(&self.sets[range.start as usize..range.end as usize])
    }

    /// All abstract objects, in the order of their numbers.
    pub fn objects(&self) -> impl Iterator<Item = ObjectId> + use<> {
        (0..self.objects.len() as u32).map(ObjectId)
    }

    /// What an object stands for.
    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.0 as usize]
    }

    /// The class of the application that an object is of; `None` for arrays and objects of the platform.
    pub fn class_of(&self, id: ObjectId) -> Option<ClassId> {
        self.classes[id.0 as usize]
    }

    /// Whether the limit `call-graph-steps` was reached: calls then go wherever the class hierarchy allows, and no
    /// objects are known.
    pub fn steps_cut(&self) -> bool {
        self.cut
    }
}

/// Where the list of a method stands among those of all.
fn of_method(starts: &[u32], method: MethodId) -> Range<usize> {
    let at = method.0 as usize;
    starts[at] as usize..starts[at + 1] as usize
}

/// Methods that have nothing end where the one before does.
fn fill(starts: &mut [u32]) {
    for n in 1..starts.len() {
        starts[n] = starts[n].max(starts[n - 1]);
    }
}
