//! Which objects local variables may hold.

use super::{Known, Spot, own_methods};
use crate::analysis::graph::{Local, Object, ObjectId, Site};
use crate::facts::{self, AliasAnswer, Facts, Place, Str, dotted, dotted_member};
use crate::program::MethodId;

/// States one `points-to` fact for each local variable and each stretch of instructions in which it holds the same
/// references.
pub fn state_points_to(known: &Known<'_, '_>, facts: &mut Facts) {
    let (program, graph) = (known.program, known.graph);
    for (method, insns) in own_methods(program) {
        for local in graph.locals(method) {
            if facts.stopped() {
                return;
            }
            let end = program.method(method).code.as_ref().map_or(0, |code| code.bytes);
            let until = insns.get(local.until as usize).map_or(end, |insn| insn.pc.into());
            let fact = facts::PointsTo {
                slot: local.slot.into(),
                until: until.into(),
                objects: names(known, graph.objects_of(local)),
                reached: graph.is_reached(method),
            };
            facts.push(fact.at(program.place(method, Some(local.from))));
        }
    }
}

/// States whether two local variables may hold the same object.
pub fn state_alias(known: &Known<'_, '_>, a: &Spot, b: &Spot, facts: &mut Facts) {
    let (first, second) = (find(known, a), find(known, b));
    let sets = [first, second].map(|spot| spot.and_then(|(_, _, local)| local).map(|l| known.graph.objects_of(l)));
    let (answer, common) = match sets {
        [Some(x), Some(y)] if !x.is_empty() && !y.is_empty() => {
            let common: Vec<ObjectId> = x.iter().filter(|object| y.contains(object)).copied().collect();
            let open = |set: &[ObjectId]| set.iter().any(|o| is_open(known.graph.object(*o)));
            let answer = match common.is_empty() {
                false => AliasAnswer::May,
                true if open(x) && open(y) => AliasAnswer::Perhaps,
                true => AliasAnswer::No,
            };
            (answer, names(known, &common))
        }
        _ => (AliasAnswer::Unknown, Vec::new()),
    };
    let place = first.map_or(Place::Bundle, |(method, insn, _)| known.program.place(method, Some(insn)));
    let fact =
        facts::Alias { answer, a: a.to_string().as_str().into(), b: b.to_string().as_str().into(), objects: common };
    facts.push(fact.at(place));
}

/// Whether the platform may give the same object under another name.
fn is_open(object: &Object) -> bool {
    matches!(object, Object::Platform(_) | Object::Parameter { .. })
}

/// The method and instruction of a place, and what its variable holds there; `None` when there is no such instruction.
fn find<'a>(known: &Known<'a, '_>, spot: &Spot) -> Option<(MethodId, u32, Option<&'a Local>)> {
    let program = known.program;
    let class = program.class(program.symbols.find(&spot.class)?)?;
    let is = |sym, text: &str| program.symbols.text(sym) == text;
    let method = program.methods_of(class).find(|id| {
        let method = program.method(*id);
        is(method.name, &spot.method) && is(method.descriptor, &spot.descriptor)
    })?;
    let insns = program.insns(program.method(method).code.as_ref()?);
    let insn = insns.iter().position(|insn| u32::from(insn.pc) == spot.pc)? as u32;
    let holds = |local: &&Local| u32::from(local.slot) == spot.slot && (local.from..local.until).contains(&insn);
    Some((method, insn, known.graph.locals(method).iter().find(holds)))
}

fn names(known: &Known<'_, '_>, objects: &[ObjectId]) -> Vec<Str> {
    let mut names: Vec<Str> = objects.iter().map(|o| name(known, known.graph.object(*o)).into()).collect();
    names.sort();
    names
}

/// The name of an object: what stands for it, and the place where that is; the same in every run.
fn name(known: &Known<'_, '_>, object: &Object) -> String {
    let program = known.program;
    let text = |sym| program.symbols.text(sym);
    let method = |id: MethodId| {
        let of = program.method(id);
        dotted_member(text(program.class_at(of.class).name), text(of.name), text(of.descriptor))
    };
    let at = |site: Site| {
        // The object of a lambda is made by the `invokedynamic` instruction.
        let linked = program.is_made(site.method).then(|| known.graph.callers(site.method).first()).flatten();
        let site = linked.map_or(site, |edge| edge.site);
        let code = program.method(site.method).code.as_ref();
        let pc = code.and_then(|code| program.insns(code).get(site.insn as usize)).map_or(0, |insn| insn.pc);
        format!("{}@{pc}", method(site.method))
    };
    match *object {
        Object::Allocated(site) => format!("new:{}", at(site)),
        Object::Inner { site, depth } => format!("new:{}#{depth}", at(site)),
        Object::Platform(site) => format!("platform:{}", at(site)),
        Object::Parameter { method: id, position } => format!("parameter:{}#{position}", method(id)),
        Object::Entry(class) => format!("entry:{}", dotted(text(program.class_at(class).name))),
        Object::Class(class) => format!("class:{}", dotted(text(class))),
        Object::Reflected { site, class } => format!("reflected:{}:{}", dotted(text(class)), at(site)),
    }
}
