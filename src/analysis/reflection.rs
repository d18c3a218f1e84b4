//! Classes that the code looks for by name: which they are, what is done with them, and what runs because of them.

#[cfg(test)]
mod tests;

use super::graph::{CallGraph, EdgeKind, Object, Outgoing, Reflection, Site};
use super::values::Engine;
use crate::facts::{self, Alternative, Facts, ReflectionStanding, ReflectionUse, Str, Value};
use crate::limits::{self, Limits};
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;
use crate::program::{MethodId, Op, Program, Sym};

/// Instructions at the start of an exception handler in which that of a class literal makes its error.
const HANDLER_START: usize = 3;

/// The calls of `Class.forName` and `Class.newInstance`, in code order.
#[derive(Debug, Default)]
pub struct Lookups {
    names: Vec<Site>,
    instances: Vec<Site>,
}

impl Lookups {
    /// Finds the calls of a program, in reached and unreached code, its libraries included.
    pub fn find(program: &Program) -> Self {
        let mut found = Lookups::default();
        let Some(class) = program.symbols.find("java/lang/Class") else { return found };
        let (for_name, new_instance) = (program.symbols.find("forName"), program.symbols.find("newInstance"));
        if for_name.is_none() {
            return found;
        }
        for (index, method) in program.methods.iter().enumerate() {
            let Some(code) = &method.code else { continue };
            for (at, insn) in program.insns(code).iter().enumerate().filter(|(_, insn)| insn.op.is_invoke()) {
                let member = &program.members[insn.a as usize];
                if member.class != class {
                    continue;
                }
                let site = Site { method: MethodId(index as u32), insn: at as u32 };
                if Some(member.name) == for_name {
                    found.names.push(site);
                } else if Some(member.name) == new_instance {
                    found.instances.push(site);
                }
            }
        }
        found
    }

    /// What each call of `Class.forName` may look for.
    pub fn looked_for(&self, engine: &mut Engine<'_>) -> Vec<(Site, Value)> {
        let name = |engine: &mut Engine<'_>, site: Site| match engine.arguments(site, 1).unwrap_or_default().first() {
            Some(val) => engine.terms().value(*val),
            None => Value::unknown(),
        };
        self.names.iter().map(|site| (*site, name(engine, *site))).collect()
    }
}

/// Adds the classes of the program that were looked for to those that are known already. Gives the first call that has
/// a new one.
pub fn add_found(program: &Program, looked_for: &[(Site, Value)], known: &mut Reflection) -> Option<Site> {
    let mut first = None;
    for (site, value) in looked_for {
        for sym in value.alternatives.iter().filter_map(Alternative::known_text).filter_map(|n| own(program, n)) {
            let names = known.entry(*site).or_default();
            if let Err(at) = names.binary_search(&sym) {
                names.insert(at, sym);
                first.get_or_insert(*site);
            }
        }
        known.retain(|_, names| !names.is_empty());
    }
    first
}

/// The class of the program of that name, as `Class.forName` takes it: with dots.
pub fn own(program: &Program, name: &str) -> Option<Sym> {
    program.symbols.find(&name.replace('.', "/")).filter(|sym| program.class(*sym).is_some())
}

/// What the facts about reflection are made from.
pub struct Statement<'a> {
    /// The code.
    pub program: &'a Program,
    /// Its classes and their supertypes.
    pub hierarchy: &'a Hierarchy,
    /// The classes of the platform.
    pub platform: &'a Platform,
    /// The finished call graph.
    pub graph: &'a CallGraph,
}

impl Statement<'_> {
    /// States one `reflection` fact for each call of `Class.forName` in the application's own classes and each standing
    /// of the names that it looks for.
    pub fn state(&self, lookups: &Lookups, looked_for: &[(Site, Value)], facts: &mut Facts) {
        let program = self.program;
        let is_library = |site: Site| program.class_at(program.method(site.method).class).library;
        for (site, value) in looked_for.iter().filter(|(site, _)| !is_library(*site)) {
            let instances = self.instances(lookups, *site);
            let use_ = if !instances.is_empty() {
                ReflectionUse::Instantiated
            } else if self.is_literal(*site) {
                ReflectionUse::Literal
            } else {
                ReflectionUse::Tested
            };
            for (standing, class) in self.by_standing(value) {
                let fact = facts::Reflection { edges: self.edges(*site, &instances, &class), class, standing, use_ };
                facts.push(fact.at(program.place(site.method, Some(site.insn))));
            }
        }
    }

    /// The alternatives of a name, by their standing. What is not known for sure to be all that there is, is unresolved
    /// as well; null is no name.
    fn by_standing(&self, value: &Value) -> Vec<(ReflectionStanding, Value)> {
        use ReflectionStanding::{Missing, Own, Platform, Unresolved};
        let standing = |alternative: &Alternative| match alternative {
            Alternative::Null => None,
            other => Some(other.known_text().map_or(Unresolved, |name| self.standing(name))),
        };
        let with = |wanted: ReflectionStanding| -> Vec<Alternative> {
            value.alternatives.iter().filter(|a| standing(a) == Some(wanted)).cloned().collect()
        };
        let mut all = Vec::new();
        for wanted in [Own, Platform, Missing, Unresolved] {
            let (names, complete) = (with(wanted), wanted != Unresolved || value.complete);
            if !names.is_empty() || !complete {
                all.push((wanted, Value::of(names, complete)));
            }
        }
        all
    }

    /// Whose class it is. A class of a library stands beside those of the platform; an array has the standing of its
    /// elements.
    fn standing(&self, name: &str) -> ReflectionStanding {
        let elements = name.trim_start_matches('[');
        let name = match elements.strip_prefix('L').and_then(|e| e.strip_suffix(';')) {
            _ if elements.len() == name.len() => name,
            Some(class) => class,
            None => return ReflectionStanding::Platform,
        };
        match own(self.program, name).and_then(|sym| self.program.class(sym)) {
            Some(class) if !self.program.class_at(class).library => ReflectionStanding::Own,
            Some(_) => ReflectionStanding::Platform,
            None if self.platform.class(&name.replace('.', "/")).is_some() => ReflectionStanding::Platform,
            None => ReflectionStanding::Missing,
        }
    }

    /// The calls of `newInstance` that get the class which the call of `forName` gives. Those that are not reached do
    /// not count for a call that is.
    fn instances(&self, lookups: &Lookups, site: Site) -> Vec<Site> {
        let graph = self.graph;
        let gets = |instance: &Site| match graph.steps_cut() {
            // No objects are known.
            true => instance.method == site.method,
            false => (graph.base_objects(*instance).into_iter().flatten())
                .any(|object| *graph.object(*object) == Object::Platform(site)),
        };
        let counts = |instance: &Site| graph.is_reached(instance.method) || !graph.is_reached(site.method);
        lookups.instances.iter().filter(|instance| counts(instance) && gets(instance)).copied().collect()
    }

    /// Whether compilers make a class literal this way: in a method `class$` of its own, or else in place; a class that is
    /// not there becomes a `NoClassDefFoundError`.
    fn is_literal(&self, site: Site) -> bool {
        let (program, text) = (self.program, |sym| self.program.symbols.text(sym));
        let method = program.method(site.method);
        let is_helper = text(method.name).starts_with("class$")
            && text(method.descriptor) == "(Ljava/lang/String;)Ljava/lang/Class;";
        let Some(code) = method.code.as_ref().filter(|_| !is_helper) else { return is_helper };
        let insns = program.insns(code);
        program.handlers_of(code).iter().filter(|h| h.start <= site.insn && site.insn < h.end).any(|handler| {
            let caught = insns.iter().skip(handler.target as usize).take(HANDLER_START);
            let mut made = caught.filter(|insn| insn.op == Op::New);
            made.any(|insn| text(Sym(insn.a)) == "java/lang/NoClassDefFoundError")
        })
    }

    /// Static initialisers that the call runs, and those and the constructors that run when instances are made of what
    /// it gives; sorted.
    fn edges(&self, site: Site, instances: &[Site], class: &Value) -> Vec<Str> {
        let program = self.program;
        let names = class.alternatives.iter().filter_map(Alternative::known_text);
        let classes: Vec<Sym> = names.filter_map(|name| own(program, name)).collect();
        if classes.is_empty() {
            return Vec::new();
        }
        let text = |sym: Sym| program.symbols.text(sym);
        // An instance may be made of the results of several calls.
        let is_ours = |method: MethodId| {
            let declared = program.class_at(program.method(method).class).name;
            let initialises = text(program.method(method).name) == "<clinit>";
            let above = |class: &Sym| {
                let below = self.hierarchy.is_subtype(program, self.platform, *class, text(declared));
                initialises && below == Some(true)
            };
            classes.iter().any(|class| *class == declared || above(class))
        };
        let reflects = |site: &Site| -> Vec<MethodId> {
            let outgoing: &[Outgoing] = self.graph.outgoing(site.method);
            let here = outgoing.iter().filter(|o| o.insn == site.insn && o.kind == EdgeKind::Reflects);
            here.map(|o| o.target).filter(|target| is_ours(*target)).collect()
        };
        let mut targets: Vec<MethodId> = std::iter::once(&site).chain(instances).flat_map(reflects).collect();
        targets.sort();
        targets.dedup();
        let mut shown: Vec<Str> = (targets.into_iter())
            .map(|target| {
                let method = program.method(target);
                let class = text(program.class_at(method.class).name);
                facts::dotted_member(class, text(method.name), text(method.descriptor)).into()
            })
            .collect();
        shown.sort();
        shown
    }
}

/// States that classes found by name in the last round were not followed, with the first call that names one.
pub fn state_cut(program: &Program, first: Site, limits: &Limits, facts: &mut Facts) {
    let detail = "classes that the code names were not followed any further";
    let place = program.place(first.method, Some(first.insn));
    facts.push(limits::reached(limits, "reflection-rounds", None, detail, place));
}
