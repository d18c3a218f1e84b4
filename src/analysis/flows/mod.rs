//! Which data reaches which sink: flows from calls that give private or foreign data to calls that hand it on or act on it.
//!
//! In: the program, the call graph with its objects, the values of arguments, and the models of data flow of the platform
//! (`rules/platform/*/flows/`). Out: a `flow` fact for each source, sink and argument, with the methods on the way.
//!
//! Only what is followed all the way is stated. Nothing is done where reached code has no source or no sink.

mod access;
mod body;
mod calls;
mod cells;
mod heap;
mod objects;
mod paths;
mod reader;
mod readers;
mod sites;
mod solver;
#[cfg(test)]
mod tests;
mod values;
mod walk;

use super::graph::{CallGraph, Site};
use super::values::{Engine, Member};
use crate::facts::{self, Facts, Place, Str};
use crate::limits::{self, Limits};
use crate::program::Program;
use crate::program::platform::{Flow, Platform};
use sites::Sites;
use solver::{FactId, Solver};
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
    let sinks = sites.sinks();
    if sinks.is_empty() {
        return;
    }
    let model = |site: Site, number: u32| {
        let insn = objects::insn_at(program, site)?;
        members[insn.a as usize].flows.get(number as usize)
    };
    let models: Vec<&Flow> = sinks.keys().filter_map(|(site, number)| model(*site, *number)).collect();
    let mut sources = sites.sources();
    sources.retain(|source| models.iter().any(|model| model.takes(source.kind)));
    if sources.is_empty() {
        return;
    }
    let mut solver = Solver::new(program, graph, members, &mut sites, limits, facts.stop_flag());
    let mut whole = solver.run(&sources, &sinks);
    solver.turn_back();
    let mut arrived: BTreeMap<(Site, u32), Vec<FactId>> = BTreeMap::new();
    for hit in &solver.hits {
        arrived.entry((hit.site, hit.model)).or_default().push(hit.fact);
    }
    let mut found: BTreeMap<(Site, u32, &str), (&str, Vec<Site>)> = BTreeMap::new();
    for ((site, number), arrived) in arrived {
        let Some(model) = model(site, number) else { continue };
        let Some(kind) = sinks.get(&(site, number)) else { continue };
        let (reached_by, complete) = paths::sources_of(&mut solver, &arrived, site);
        whole &= complete;
        for (source, path) in reached_by.into_iter().filter(|(source, _)| model.takes(sources[*source as usize].kind)) {
            found.entry((site, source, model.argument)).or_insert((kind, path));
        }
    }
    for ((sink, number, argument), (kind, path)) in found {
        let source = &sources[number as usize];
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
    if !whole {
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
