//! The methods that the platform calls by itself.

use super::calls::calls_with_meaning;
use super::graph::{CallGraph, EdgeKind, EntryClass, Trigger};
use super::values::{Engine, Member};
use crate::facts::{self, EntryPointTrigger, Facts};
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::{Platform, Resolution};
use crate::program::{ClassId, MethodId, Op, Program, Sym};
use std::collections::BTreeMap;

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

/// Adds the MIDlet classes that reached code registers for push connections and alarms (JSR 118, PushRegistry) to those
/// that a device starts; whether there was a new one.
pub fn add_registered(
    program: &Program,
    members: &[Member<'_>],
    graph: &CallGraph,
    engine: &mut Engine<'_>,
    entries: &mut Vec<EntryClass>,
) -> bool {
    let before = entries.len();
    for (site, insn) in calls_with_meaning(program, members) {
        let registers = members[insn.a as usize].models.iter().find_map(|model| {
            let trigger = match model.kind().name {
                "push.register" => Trigger::Push,
                "push.alarm" => Trigger::Alarm,
                _ => return None,
            };
            Some((trigger, model.args().find(|arg| arg.name == "midlet")?.position))
        });
        let Some((trigger, position)) = registers.filter(|_| graph.is_reached(site.method)) else { continue };
        let Some(operand) = position.checked_sub(u32::from(insn.op == Op::InvokeStatic)) else { continue };
        let operands = engine.arguments(site, 1 << operand.min(63));
        let Some(named) = operands.get(operand as usize) else { continue };
        for alternative in engine.terms().value(*named).alternatives {
            let class = alternative.known_text().map(|name| name.replace('.', "/"));
            let class = class.and_then(|name| program.symbols.find(&name)).and_then(|sym| program.class(sym));
            let entry = class.map(|class| EntryClass { class, trigger });
            entries.extend(entry.filter(|entry| !entries.contains(entry)));
        }
    }
    entries.sort();
    entries.len() > before
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
