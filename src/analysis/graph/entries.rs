//! Where the platform starts an application.

use super::callbacks::{How, Trigger};
use super::solver::Solver;
use super::types::{ABSTRACT, INTERFACE, PUBLIC, STATIC, TypeId};
use super::{Entry, EntryClass, Object};
use crate::program::{ClassId, MethodId};

const MIDLET: &str = "javax/microedition/midlet/MIDlet";

/// Starts with the classes that the descriptor names, and with the MIDlets that it does not name: public, concrete
/// classes with a public constructor without arguments that no declared MIDlet extends.
pub fn start(solver: &mut Solver<'_>, declared: &[EntryClass]) {
    let mut named: Vec<TypeId> = Vec::new();
    for entry in declared {
        let ty = solver.types.of_sym(solver.program.class_at(entry.class).name);
        named.extend(solver.types.above(ty).types.iter());
        start_class(solver, entry.class, entry.trigger, false);
    }
    let program = solver.program;
    let midlet = solver.types.named(MIDLET);
    for (index, class) in program.classes.iter().enumerate() {
        let id = ClassId(index as u32);
        let startable = class.access & (PUBLIC | ABSTRACT | INTERFACE) == PUBLIC && !class.library;
        if !startable || program.class(class.name) != Some(id) {
            continue;
        }
        let ty = solver.types.of_sym(class.name);
        let constructor = solver.types.method_of(id, "<init>", "()V");
        let public = constructor.is_some_and(|method| program.method(method).access & PUBLIC != 0);
        if public && !named.contains(&ty) && solver.types.is_subtype(ty, midlet, false) {
            start_class(solver, id, Trigger::Launch, true);
        }
    }
}

/// The platform makes an instance of a class and runs its lifecycle.
fn start_class(solver: &mut Solver<'_>, class: ClassId, trigger: Trigger, undeclared: bool) {
    let ty = solver.types.of_sym(solver.program.class_at(class).name);
    let object = solver.object(Object::Entry(class), ty, false);
    solver.know(object);
    let overrides = solver.overrides(ty);
    let lifecycle = overrides.iter().find(|o| matches!(o.how, Some(How::Lifecycle(_))));
    let interface = lifecycle.map_or("", |o| solver.types.name(o.declared));
    let entry = |solver: &mut Solver<'_>, method: MethodId, trigger: Trigger, interface: &str| {
        solver.entries.push(Entry { method, trigger, interface: interface.into(), undeclared });
        let this = (solver.program.method(method).access & STATIC == 0).then_some(object);
        solver.run_from_platform(method, this);
    };
    for (_, method) in solver.static_initialisers(ty) {
        entry(solver, method, trigger, interface);
    }
    if let Some(constructor) = solver.types.method_of(class, "<init>", "()V") {
        entry(solver, constructor, trigger, interface);
    }
    for overridden in overrides.iter() {
        let trigger = match overridden.how {
            // What starts the class starts its life.
            Some(How::Lifecycle(Trigger::Launch)) => trigger,
            Some(How::Lifecycle(other)) => other,
            Some(How::Event(event)) if overridden.of_class => event,
            _ => continue,
        };
        let declared = solver.types.name(overridden.declared);
        entry(solver, overridden.method, trigger, declared);
    }
}

/// Goes on with the methods that nothing leads to: anyone may call them, with whatever fits their descriptors.
pub fn start_unreached(solver: &mut Solver<'_>) {
    let program = solver.program;
    for index in 0..program.methods.len() {
        let id = MethodId(index as u32);
        let method = program.method(id);
        let class = program.class_at(method.class);
        if solver.is_seen(id) || class.library {
            continue;
        }
        solver.reach(id);
        let receiver = usize::from(method.access & STATIC == 0);
        if receiver == 1 {
            let ty = solver.types.of_sym(class.name);
            let object = solver.object(Object::Parameter { method: id, position: 0 }, ty, true);
            let to = solver.parameter(id, 0);
            solver.add(to, object);
        }
        let signature = solver.members.signature(&mut solver.types, method.descriptor);
        for (n, reference) in signature.references.iter().enumerate().filter(|(_, r)| !r.opaque) {
            let object = Object::Parameter { method: id, position: reference.position };
            let object = solver.object(object, reference.ty, true);
            let to = solver.parameter(id, receiver + n);
            solver.add(to, object);
        }
    }
}
