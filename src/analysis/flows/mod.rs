//! Which data reaches which sink: flows from calls that give private or foreign data to calls that hand it on or act on it.
//!
//! In: the program, the call graph with its objects, the values of arguments, and the models of data flow of the platform
//! (`rules/platform/*/flows/`). Out: a `flow` fact for each source, sink and argument, with the methods on the way.
//!
//! Only what is followed all the way is stated. Nothing is done where reached code has no source or no sink.

mod access;
mod body;
mod cells;
mod objects;
mod paths;
mod sites;
mod solver;
#[cfg(test)]
mod tests;

use super::graph::{CallGraph, Site};
use super::values::{Engine, Member};
use crate::facts::{self, Facts, Place, Str};
use crate::limits::{self, Limits};
use crate::program::Program;
use crate::program::platform::Platform;
use sites::Sites;
use solver::Solver;
use std::collections::BTreeMap;

/// States the flows.
pub fn state_flows<'a>(
    program: &'a Program,
    platform: &'a Platform,
    graph: &'a CallGraph,
    members: &'a [Member<'a>],
    engine: &mut Engine<'a>,
    limits: &Limits,
    facts: &mut Facts,
) {
    if facts.stopped() || graph.steps_cut() {
        return;
    }
    let mut sites = Sites::new(program, platform, graph, members, engine);
    if !sites.has_sinks() {
        return;
    }
    let sources = sites.sources();
    if sources.is_empty() {
        return;
    }
    let (hits, cut) = {
        let mut solver = Solver::new(program, graph, members, &mut sites, limits, facts.stop_flag());
        let whole = solver.run(&sources);
        let hits: Vec<_> =
            solver.hits.iter().map(|hit| (*hit, paths::sources_of(&solver, hit.fact, hit.site))).collect();
        (hits, !whole)
    };
    let mut found: BTreeMap<(Site, u32, &str), Vec<Site>> = BTreeMap::new();
    let mut kinds: BTreeMap<(Site, u32, &str), &str> = BTreeMap::new();
    for (hit, reached_by) in hits {
        let Some(insn) = objects::insn_at(program, hit.site) else { continue };
        let model = &members[insn.a as usize].flows[hit.model as usize];
        let Some(kind) = sites.kind(hit.site, model) else { continue };
        for (source, path) in reached_by {
            let key = (hit.site, source, model.argument);
            // The first model of an argument that holds tells the kind.
            kinds.entry(key).or_insert(kind);
            let known = found.entry(key).or_insert_with(|| path.clone());
            if path.len() < known.len() {
                *known = path;
            }
        }
    }
    for ((sink, number, argument), path) in found {
        let source = &sources[number as usize];
        let kind = kinds[&(sink, number, argument)];
        let Some(insn) = objects::insn_at(program, sink) else { continue };
        let fact = facts::Flow {
            source: source.kind.into(),
            origin: shown(program, source.site),
            api: source.api.as_str().into(),
            sink: kind.into(),
            target: sites.api(insn.a).into(),
            argument: argument.into(),
            path: path.into_iter().filter(|at| !program.is_made(at.method)).map(|at| shown(program, at)).collect(),
        };
        facts.push(fact.at(program.place(sink.method, Some(sink.insn))));
    }
    if cut {
        let detail = "some flows of data were not followed to their end";
        facts.push(limits::reached(limits, "flow-steps", None, detail, Place::Bundle));
    }
}

/// A place as `a.B.m(I)V@17`.
fn shown(program: &Program, at: Site) -> Str {
    let method = program.method(at.method);
    let text = |sym| program.symbols.text(sym);
    let name =
        facts::dotted_member(text(program.class_at(method.class).name), text(method.name), text(method.descriptor));
    let pc = objects::insn_at(program, at).map_or(0, |insn| insn.pc);
    format!("{name}@{pc}").into()
}
