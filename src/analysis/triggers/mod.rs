//! What sets a place in the code off, and by which way.
//!
//! In: the program, its call graph and the platform's callbacks. Out, for any instruction asked about: the triggers that
//! reach it, each with the shortest chain of methods and the threads of control on it; whether it runs in a loop; and
//! whether it is *user-gated* or *unattended*.
//!
//! A chain begins where the platform starts application code or calls it back. A thread, timer or `callSerially` goes on
//! with the trigger of the place that starts it. A callback begins a chain of its own, if a place that registers it is
//! reached.
//!
//! A *gate* is a way from a branch that is only taken for values of a field which nobody but the user brings about: its
//! initial value does not let it pass, and each store of a value that does stands in code that only the user sets off, or
//! that is itself behind a gate. A place is gated on a trigger when no chain of that trigger comes to it but through a gate.

mod conditions;
mod flow_graph;
mod gates;
#[cfg(test)]
mod tests;

use crate::analysis::graph::{CallGraph, EdgeKind, Site};
use crate::limits::Limits;
use crate::program::hash::Seed;
use crate::program::hierarchy::{Hierarchy, Resolved};
use crate::program::platform::{Platform, Trigger, Via};
use crate::program::{Code, MethodId, Op, Program};
use flow_graph::cyclic;
use gates::{Memory, ROUNDS, TRIGGERS, bit};
use std::collections::{HashMap, HashSet, VecDeque};

/// How a place is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Some entry point or callback leads to it.
    pub reached: bool,
    /// One for each trigger, in their order.
    pub ways: Vec<Way>,
    /// It lies on a cycle of its method, a call on some way to it does, it is within a recursion or called from one, or a
    /// timer repeats it. Static initialisers run once.
    pub in_loop: bool,
    /// Something else than the user reaches it, but only through gates.
    pub gated: bool,
    /// Something else than the user reaches it without passing a gate.
    pub unattended: bool,
}

/// How one trigger reaches a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What sets it off.
    pub trigger: Trigger,
    /// The threads of control that are started on the chain, in its order.
    pub via: Vec<Via>,
    /// The methods from the entry point or callback to that of the place: of the shortest chains the first in order. That
    /// of a way which is not gated does not pass a gate.
    pub chain: Vec<MethodId>,
    /// It only leads there through gates; never said of the user.
    pub gated: bool,
}

/// A step of a chain.
#[derive(Clone, Copy, Debug)]
struct Step {
    kind: EdgeKind,
    site: Site,
    target: MethodId,
}

/// By which step a trigger first reaches a method.
#[derive(Clone, Copy, Debug)]
enum First {
    /// by none
    Never,
    /// a chain begins there
    Begins,
    /// by this one
    After(Step),
}

/// Answers how places are reached. What was worked out for one place serves the next.
pub struct Triggers<'a> {
    program: &'a Program,
    graph: &'a CallGraph,
    /// By method, the triggers that reach it, as bits.
    triggers: Vec<u8>,
    /// By method, the triggers whose chains begin there.
    sources: Vec<u8>,
    /// By trigger and method.
    trees: [Vec<First>; 6],
    /// The field of the program that each member reference means.
    fields: Vec<Option<u32>>,
    /// Calls that start a timer with a period.
    repeating: HashSet<Site, Seed>,
    /// By method, whether it is within a recursion; worked out when first asked.
    recursive: Option<Vec<bool>>,
    looped: HashMap<MethodId, bool, Seed>,
    memory: Memory,
    steps: u64,
}

impl<'a> Triggers<'a> {
    /// Finds what reaches each method. Loops and gates are looked at when a place is asked about, up to the limit
    /// `trigger-steps` for all of them; when it is spent, no further gates or loops are found.
    pub fn compute(
        program: &'a Program,
        hierarchy: &mut Hierarchy,
        graph: &'a CallGraph,
        platform: &Platform,
        limits: &Limits,
    ) -> Self {
        let mut sources = vec![0u8; program.methods.len()];
        for entry in graph.entries() {
            sources[entry.method.0 as usize] |= bit(entry.trigger);
        }
        let mut repeating = HashSet::default();
        for n in 0..program.methods.len() as u32 {
            let method = MethodId(n);
            if !graph.is_reached(method) {
                continue;
            }
            for out in graph.outgoing(method) {
                match out.kind {
                    EdgeKind::Registers(trigger) => sources[out.target.0 as usize] |= bit(trigger),
                    EdgeKind::Starts(_) => {
                        let site = Site { method, insn: out.insn };
                        if repeats(program, hierarchy, platform, site) {
                            repeating.insert(site);
                        }
                    }
                    _ => {}
                }
            }
        }
        let fields = (0..program.members.len() as u32)
            .map(|member| {
                let descriptor = program.symbols.text(program.members[member as usize].descriptor);
                match !descriptor.starts_with('(') && !descriptor.is_empty() {
                    true => hierarchy.resolve_member(program, platform, member),
                    false => Resolved::Unknown,
                }
            })
            .map(|resolved| match resolved {
                Resolved::Field(field) => Some(field),
                _ => None,
            })
            .collect();
        let mut triggers = vec![0u8; program.methods.len()];
        let trees = TRIGGERS.map(|trigger| {
            let tree = tree(graph, &sources, trigger);
            for (method, first) in tree.iter().enumerate() {
                if !matches!(first, First::Never) {
                    triggers[method] |= bit(trigger);
                }
            }
            tree
        });
        Triggers {
            program,
            graph,
            triggers,
            sources,
            trees,
            fields,
            repeating,
            recursive: None,
            looped: HashMap::default(),
            memory: Memory::default(),
            steps: limits.trigger_steps,
        }
    }

    /// How the place is reached.
    pub fn of(&mut self, site: Site) -> Reached {
        let triggers = self.triggers.get(site.method.0 as usize).copied().unwrap_or(0);
        if triggers == 0 {
            return Reached::default();
        }
        let open = self.open_at(ROUNDS, site);
        let ways: Vec<Way> = TRIGGERS
            .into_iter()
            .filter(|&trigger| triggers & bit(trigger) != 0)
            .map(|trigger| self.way(trigger, site.method, trigger != Trigger::User && open & bit(trigger) == 0))
            .collect();
        let others = triggers & !bit(Trigger::User);
        Reached {
            reached: true,
            ways,
            in_loop: self.is_in_loop(site),
            gated: others != 0 && open == 0,
            unattended: open != 0,
        }
    }

    /// Whether the limit `trigger-steps` was reached, so that gates and loops may have been missed.
    pub fn is_cut(&self) -> bool {
        self.steps == 0
    }

    fn way(&mut self, trigger: Trigger, method: MethodId, gated: bool) -> Way {
        let mut steps = self.shortest(trigger, method);
        let passes = trigger != Trigger::User && !gated;
        if passes && steps.iter().any(|step| self.is_shut(ROUNDS, step.site)) {
            let (found, open) = self.search(ROUNDS, method, bit(trigger));
            // With the budget spent there is nothing better than the shortest.
            if found != 0 && !open.is_empty() {
                steps = open;
            }
        }
        let via = steps.iter().filter_map(|step| match step.kind {
            EdgeKind::Starts(via) => Some(via),
            _ => None,
        });
        let chain = steps.iter().map(|step| step.site.method).chain([method]).collect();
        Way { trigger, via: via.collect(), chain, gated }
    }

    /// The shortest chain from where the trigger sets code off to a method that it reaches.
    fn shortest(&self, trigger: Trigger, method: MethodId) -> Vec<Step> {
        let tree = &self.trees[trigger as usize];
        let mut steps = Vec::new();
        let mut at = method;
        while let First::After(step) = tree[at.0 as usize] {
            steps.push(step);
            at = step.site.method;
        }
        steps.reverse();
        steps
    }

    fn is_in_loop(&mut self, site: Site) -> bool {
        self.is_on_cycle(site) || self.is_called_in_loop(site.method)
    }

    /// Whether the instruction lies on a cycle of its method.
    fn is_on_cycle(&mut self, site: Site) -> bool {
        let program = self.program;
        let goes_back = program.method(site.method).code.as_ref().is_some_and(|code| goes_back(program, code));
        goes_back && self.flow(site.method).is_some_and(|flow| flow.is_in_loop(site.insn))
    }

    /// Whether the method is within a recursion, or some way to it leads through one, through a cycle, or a timer with a
    /// period.
    fn is_called_in_loop(&mut self, method: MethodId) -> bool {
        if let Some(&known) = self.looped.get(&method) {
            return known;
        }
        let recursive = self.recursive.take().unwrap_or_else(|| recursive(self.program, self.graph));
        let mut seen: HashSet<MethodId, Seed> = [method].into_iter().collect();
        let mut queue = VecDeque::from([method]);
        let mut found = false;
        'search: while let Some(at) = queue.pop_front() {
            if recursive[at.0 as usize] || self.looped.get(&at) == Some(&true) {
                found = true;
                break;
            }
            if self.looped.contains_key(&at) {
                continue;
            }
            for edge in self.graph.callers(at) {
                let caller = edge.site.method;
                if !goes_on(edge.kind) || self.triggers[caller.0 as usize] == 0 {
                    continue;
                }
                if flow_graph::spend(&mut self.steps, 1).is_none() {
                    break 'search;
                }
                if self.repeating.contains(&edge.site) || self.is_on_cycle(edge.site) {
                    found = true;
                    break 'search;
                }
                if seen.insert(caller) {
                    queue.push_back(caller);
                }
            }
        }
        self.recursive = Some(recursive);
        match found {
            true => drop(self.looped.insert(method, true)),
            false => self.looped.extend(seen.into_iter().map(|method| (method, false))),
        }
        found
    }
}

/// The first step to each method that the trigger reaches, breadth first.
fn tree(graph: &CallGraph, sources: &[u8], trigger: Trigger) -> Vec<First> {
    let begins = (0..sources.len() as u32).map(MethodId).filter(|m| sources[m.0 as usize] & bit(trigger) != 0);
    let mut queue: VecDeque<MethodId> = begins.collect();
    let mut tree = vec![First::Never; sources.len()];
    queue.iter().for_each(|method| tree[method.0 as usize] = First::Begins);
    while let Some(method) = queue.pop_front() {
        for out in graph.outgoing(method) {
            let first = &mut tree[out.target.0 as usize];
            if matches!(first, First::Never) && !matches!(out.kind, EdgeKind::Registers(_)) {
                let site = Site { method, insn: out.insn };
                *first = First::After(Step { kind: out.kind, site, target: out.target });
                queue.push_back(out.target);
            }
        }
    }
    tree
}

/// Whether the target runs as often as the place that leads to it.
fn goes_on(kind: EdgeKind) -> bool {
    !matches!(kind, EdgeKind::Registers(_) | EdgeKind::Initialises)
}

/// By method, whether it is within a recursion.
fn recursive(program: &Program, graph: &CallGraph) -> Vec<bool> {
    let (mut starts, mut targets) = (vec![0], Vec::new());
    for method in (0..program.methods.len() as u32).map(MethodId) {
        if graph.is_reached(method) {
            let out = graph.outgoing(method).iter().filter(|out| goes_on(out.kind));
            targets.extend(out.map(|out| out.target.0 as usize));
        }
        starts.push(targets.len());
    }
    cyclic(starts.len() - 1, |method, nth| targets[starts[method]..starts[method + 1]].get(nth).copied())
}

/// Whether control may go back to an instruction at or before the one it leaves.
fn goes_back(program: &Program, code: &Code) -> bool {
    let back = program.insns(code).iter().enumerate().any(|(at, insn)| match insn.op {
        Op::Switch => {
            let switch = &program.switches[insn.a as usize];
            switch.default <= at as u32 || program.cases_of(switch).iter().any(|&(_, target)| target <= at as u32)
        }
        op => op.is_branch() && insn.a <= at as u32,
    });
    back || program.handlers_of(code).iter().any(|handler| handler.target < handler.end)
}

/// Whether the call makes the platform run something again and again.
fn repeats(program: &Program, hierarchy: &mut Hierarchy, platform: &Platform, site: Site) -> bool {
    let Some(code) = &program.method(site.method).code else { return false };
    let Some(insn) = program.insns(code).get(site.insn as usize).filter(|insn| insn.op.is_invoke()) else {
        return false;
    };
    let member = program.members[insn.a as usize];
    let class = match hierarchy.resolve_method(program, platform, insn.a) {
        Resolved::Platform(class) => class,
        _ => program.symbols.text(member.class),
    };
    let (name, descriptor) = (program.symbols.text(member.name), program.symbols.text(member.descriptor));
    platform.registrations(class, name, descriptor).any(|registration| registration.repeats)
}
