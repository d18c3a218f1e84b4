//! What the arguments of calls can be, over the whole program.
//!
//! Each method is interpreted once by itself, with its parameters, the fields it reads and the calls it makes left open
//! ([`machine`]); what a sink is given is then worked out on demand by putting in what callers pass, what is stored to
//! fields and what calls give ([`resolve`]). Methods that work on known values, such as decoders, are run.

mod branches;
mod containers;
mod contexts;
mod effects;
mod fields;
mod heap;
mod invoke;
mod library;
mod machine;
mod members;
mod memory;
mod narrowed;
mod natives;
mod resolve;
mod solver;
mod step;
mod streams;
mod table;
mod term;
#[cfg(test)]
pub(in crate::analysis) mod tests;
mod writes;

pub use members::{Member, look_up};
pub use term::{OriginInfo, Terms, Val};

use super::graph::{CallGraph, Object, Site};
use crate::limits::Limits;
use crate::program::hash::Seed;
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;
use crate::program::{MethodId, Op, Program, Sym};
use machine::{Flow, Record};
use members::Native;
use solver::{Entry, Question};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use term::Operation;

/// Access flag of static methods.
const STATIC: u16 = 0x0008;

/// What the code can ask of the bundle.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The values that an app property can have; none when the descriptor has no such attribute.
    pub property: &'a dyn Fn(&str) -> Vec<String>,
    /// The bytes of a short file of the JAR, by its path without a leading slash.
    pub resource: &'a dyn Fn(&str) -> Option<Vec<u8>>,
}

/// Works out values; one a bundle.
pub struct Engine<'a> {
    program: &'a Program,
    hierarchy: &'a Hierarchy,
    platform: &'a Platform,
    graph: &'a CallGraph,
    members: &'a [Member<'a>],
    limits: &'a Limits,
    surroundings: Surroundings<'a>,
    effects: effects::AllEffects,
    terms: Terms,
    steps: u64,
    /// The first method that was cut short.
    cut: Option<MethodId>,
    flows: Vec<Option<Rc<Flow>>>,
    constants: HashMap<Sym, Val, Seed>,
    summaries: Vec<Option<Rc<Record>>>,
    repeats: HashMap<(MethodId, Box<[Val]>), Rc<Record>, Seed>,
    heavy: HashMap<MethodId, u32, Seed>,
    /// Values with everything put in, by who asked, and when.
    settled: HashMap<(u32, Val), (u32, Val), Seed>,
    /// One of all elements of an array.
    unions: HashMap<Val, Val, Seed>,
    /// The same under operands, by the number of these.
    framed: HashMap<(u32, Val), (u32, Val), Seed>,
    framings: u32,
    /// What operations on closed operands gave.
    applied: HashMap<(Operation, Val, Val), Result<Val, library::Thrown>, Seed>,
    /// Field reads by field, objects (by where the call graph keeps them), and whether they are reached.
    reads: HashMap<(u32, usize, bool), Site, Seed>,
    questions: HashMap<Question, u32, Seed>,
    entries: Vec<Entry>,
    /// Questions that are being worked out, each for the one before.
    asking: Vec<u32>,
    /// Counts the changes of answers.
    epoch: u32,
    depth: u32,
    /// Elements that the value that is taken out of the heap may still have.
    freezing: usize,
    /// Eager runs that are going on, one within the other.
    runs: u32,
    /// Remember what every call is given, not only those that mean something. To be set before anything is asked.
    pub record_all: bool,
    /// Where each field is written.
    stores: BTreeMap<u32, Rc<Vec<Site>>>,
    /// Fields that hold string buffers to which methods that read the field add.
    growing: BTreeSet<u32>,
    /// Where the arrays and containers made at a site are written.
    writes: BTreeMap<Site, Rc<Vec<Site>>>,
    resources: HashMap<String, Option<Rc<[u8]>>, Seed>,
}

impl<'a> Engine<'a> {
    /// Makes ready to work out values of this program.
    pub fn new(
        program: &'a Program,
        (hierarchy, platform): (&'a Hierarchy, &'a Platform),
        graph: &'a CallGraph,
        members: &'a [Member<'a>],
        limits: &'a Limits,
        surroundings: Surroundings<'a>,
    ) -> Self {
        let mut engine = Engine {
            program,
            hierarchy,
            platform,
            graph,
            members,
            limits,
            surroundings,
            effects: effects::AllEffects::of_program(program, graph, members),
            terms: Terms::new(limits),
            steps: limits.value_steps,
            cut: None,
            flows: vec![None; program.methods.len()],
            constants: HashMap::default(),
            summaries: vec![None; program.methods.len()],
            repeats: HashMap::default(),
            heavy: HashMap::default(),
            settled: HashMap::default(),
            unions: HashMap::default(),
            framed: HashMap::default(),
            framings: 0,
            applied: HashMap::default(),
            reads: HashMap::default(),
            questions: HashMap::default(),
            entries: Vec::new(),
            asking: Vec::new(),
            epoch: 0,
            depth: 0,
            freezing: 0,
            runs: 0,
            record_all: false,
            stores: BTreeMap::new(),
            growing: BTreeSet::new(),
            writes: BTreeMap::new(),
            resources: HashMap::default(),
        };
        engine.find_stores();
        engine
    }

    /// The terms that values are made of.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// A known text as a value.
    pub fn text(&mut self, text: &str) -> Val {
        self.terms.str(text)
    }

    /// The first method that a limit cut short, and whether it was the limit of the whole bundle.
    pub fn cut(&self) -> Option<(MethodId, bool)> {
        self.cut.map(|method| (method, self.steps == 0))
    }

    /// Finds where fields, arrays and containers are written.
    fn find_stores(&mut self) {
        let mut stores: BTreeMap<u32, Vec<Site>> = BTreeMap::new();
        let mut writes: BTreeMap<Site, Vec<Site>> = BTreeMap::new();
        for (index, method) in self.program.methods.iter().enumerate() {
            let Some(code) = &method.code else { continue };
            let (mut buffers, mut grows) = (Vec::new(), false);
            for (at, insn) in self.program.insns(code).iter().enumerate() {
                let site = Site { method: MethodId(index as u32), insn: at as u32 };
                let writes_to = match insn.op {
                    Op::PutField | Op::PutStatic => {
                        if let Some(field) = self.members[insn.a as usize].field {
                            stores.entry(field).or_default().push(site);
                        }
                        continue;
                    }
                    Op::GetField | Op::GetStatic => {
                        buffers.extend(self.members[insn.a as usize].field.filter(|field| self.holds_buffer(*field)));
                        continue;
                    }
                    op if op.is_invoke() && self.members[insn.a as usize].native.changes_buffer() => {
                        grows = true;
                        continue;
                    }
                    op if (Op::IntArrayStore..=Op::ShortArrayStore).contains(&op) => true,
                    op if op.is_invoke() => matches!(
                        self.members[insn.a as usize].native,
                        Native::ListAdd | Native::ListInsert | Native::ListSet | Native::TablePut
                    ),
                    _ => false,
                };
                if writes_to && let Some(objects) = self.graph.base_objects(site) {
                    for object in objects {
                        if let Object::Allocated(made) = self.graph.object(*object) {
                            writes.entry(*made).or_default().push(site);
                        }
                    }
                }
            }
            if grows {
                self.growing.extend(buffers);
            }
        }
        self.stores = stores.into_iter().map(|(field, sites)| (field, Rc::new(sites))).collect();
        self.writes = writes.into_iter().map(|(site, sites)| (site, Rc::new(sites))).collect();
    }

    fn is_subtype(&self, class: Sym, ancestor: &str) -> Option<bool> {
        self.hierarchy.is_subtype(self.program, self.platform, class, ancestor)
    }
}
