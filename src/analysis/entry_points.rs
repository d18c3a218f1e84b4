//! The methods that the platform calls by itself.

use super::calls::calls_with_meaning;
use super::graph::{CallGraph, EdgeKind, EntryClass, Site, Trigger};
use super::reflection::own;
use super::values::{Engine, Member};
use crate::facts::{self, Alternative, EntryPointTrigger, Facts};
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::{Platform, Resolution};
use crate::program::{ClassId, MethodId, Op, Program, Sym};
use std::collections::BTreeMap;

/// Adds the MIDlets that reached code registers for push connections and alarms. Gives the first call that has a new one.
///
/// A device takes the classes of `MIDlet-<n>` attributes only (MIDP 2.1, `PushRegistry.registerConnection`): where the
/// name is not known, it may be that of any of them.
pub fn add_registered(
    program: &Program,
    members: &[Member<'_>],
    graph: &CallGraph,
    engine: &mut Engine<'_>,
    entries: &mut Vec<EntryClass>,
) -> Option<Site> {
    let mut declared: Vec<ClassId> = entries.iter().map(|entry| entry.class).collect();
    declared.dedup();
    let mut first = None;
    for (site, insn) in calls_with_meaning(program, members).filter(|(site, _)| graph.is_reached(site.method)) {
        for model in &members[insn.a as usize].models {
            let trigger = match model.kind().name {
                "push.register" => Trigger::Push,
                "push.alarm" => Trigger::Alarm,
                _ => continue,
            };
            let Some(name) = model.args().find(|arg| arg.name == "midlet") else { continue };
            let Some(at) = name.position.checked_sub(u32::from(insn.op == Op::InvokeStatic)) else { continue };
            let operands = engine.arguments(site, 1 << at.min(63)).unwrap_or_default();
            let Some(value) = operands.get(at as usize).map(|val| engine.terms().value(*val)) else { continue };
            let known: Vec<ClassId> = (value.alternatives.iter().filter_map(Alternative::known_text))
                .filter_map(|name| program.class(own(program, name)?))
                .collect();
            let open = |a: &Alternative| *a != Alternative::Null && a.known_text().is_none();
            let any = !value.complete || value.alternatives.iter().any(open);
            for class in declared.iter().copied().filter(|class| any || known.contains(class)) {
                if let Err(at) = entries.binary_search(&EntryClass { class, trigger }) {
                    entries.insert(at, EntryClass { class, trigger });
                    first.get_or_insert(site);
                }
            }
        }
    }
    first
}

/// States one `entry-point` fact for each method of the application that the platform calls by itself, and each trigger:
/// those of the classes that it starts, and the callbacks that reached code registers.
pub fn state_entry_points(
    program: &Program,
    hierarchy: &Hierarchy,
    platform: &Platform,
    graph: &CallGraph,
    facts: &mut Facts,
) {
    let mut found: BTreeMap<(MethodId, Trigger), (String, bool)> = BTreeMap::new();
    for entry in graph.entries() {
        let known = found.entry((entry.method, entry.trigger));
        let (_, undeclared) = known.or_insert_with(|| (facts::dotted(&entry.interface), entry.undeclared));
        // A method that a declared MIDlet inherits as well is no method of an undeclared one only.
        *undeclared &= entry.undeclared;
    }
    for index in 0..program.methods.len() as u32 {
        let method = MethodId(index);
        if !graph.is_reached(method) {
            continue;
        }
        for edge in graph.callers(method) {
            if let EdgeKind::Registers(trigger) = edge.kind {
                let declared = || (declaring(program, hierarchy, platform, method), false);
                found.entry((method, trigger)).or_insert_with(declared);
            }
        }
    }
    let library = |method: MethodId| program.class_at(program.method(method).class).library;
    for ((method, trigger), (interface, undeclared)) in found.into_iter().filter(|((m, _), _)| !library(*m)) {
        let fact = facts::EntryPoint { trigger: word(trigger), interface: interface.into(), undeclared };
        facts.push(fact.at(program.place(method, None)));
    }
}

/// Class or interface of the platform that declares a method, with dots. Where the method's own class has none above it,
/// that of the first class that inherits the method; empty when there is none.
fn declaring(program: &Program, hierarchy: &Hierarchy, platform: &Platform, method: MethodId) -> String {
    let info = program.method(method);
    let (name, descriptor) = (program.symbols.text(info.name), program.symbols.text(info.descriptor));
    let above = |class: Sym| {
        hierarchy.supertypes(program, platform, class).names.into_iter().find_map(|ancestor| {
            // The application's class of that name would be loaded.
            let own = program.symbols.find(ancestor).is_some_and(|sym| program.class(sym).is_some());
            match platform.resolve(ancestor, name, descriptor) {
                Resolution::Found { class, .. } if !own => Some(facts::dotted(platform.class_info(class).name)),
                _ => None,
            }
        })
    };
    let class = program.class_at(info.class).name;
    let below = || {
        let inherits =
            |other: Sym| hierarchy.is_subtype(program, platform, other, program.symbols.text(class)) == Some(true);
        let all = (0..program.classes.len() as u32).map(|n| program.class_at(ClassId(n)).name);
        all.filter(|other| inherits(*other)).find_map(above)
    };
    above(class).or_else(below).unwrap_or_default()
}

fn word(trigger: Trigger) -> EntryPointTrigger {
    match trigger {
        Trigger::Launch => EntryPointTrigger::Launch,
        Trigger::Push => EntryPointTrigger::Push,
        Trigger::Alarm => EntryPointTrigger::Alarm,
        Trigger::Network => EntryPointTrigger::Network,
        Trigger::Peer => EntryPointTrigger::Peer,
        Trigger::User => EntryPointTrigger::User,
    }
}
