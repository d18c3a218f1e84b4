//! Where the platform starts an application.

use super::solver::Solver;
use super::types::{ABSTRACT, Dispatch, INTERFACE, Origin, PUBLIC, STATIC, TypeId};
use super::{Entry, EntryClass, Object, ObjectId};
use crate::program::platform::{EntryRule, How, Trigger};
use crate::program::{ClassId, MethodId};

/// Starts with the classes that the descriptor names, then with those that a rule of the platform speaks of. A lifecycle
/// rule is about public, concrete classes with a public constructor without arguments, apart from those that a class
/// which the descriptor names extends.
pub fn start(solver: &mut Solver<'_>, declared: &[EntryClass], manifest: &[(&str, ClassId)]) {
    let mut named: Vec<TypeId> = Vec::new();
    for entry in declared {
        let ty = solver.types.of_sym(solver.program.class_at(entry.class).name);
        named.extend(solver.types.above(ty).types.iter());
        start_class(solver, entry.class, entry.trigger, false);
    }
    let (program, platform) = (solver.program, solver.platform);
    for rule in platform.entries() {
        let supertype = rule.extends.map(|name| solver.types.named(name));
        for (index, class) in program.classes.iter().enumerate() {
            let id = ClassId(index as u32);
            let by_manifest = rule.manifest.is_none_or(|attribute| manifest.contains(&(attribute, id)));
            let spoken_of = !class.library && by_manifest && program.class(class.name) == Some(id);
            if !spoken_of || !rule.names_class(program.symbols.text(class.name)) {
                continue;
            }
            let ty = solver.types.of_sym(class.name);
            if supertype.is_some_and(|above| !solver.types.is_subtype(ty, above, false)) {
                continue;
            }
            if !rule.is_lifecycle() {
                start_methods(solver, id, &rule);
            } else if class.access & (PUBLIC | ABSTRACT | INTERFACE) == PUBLIC && !named.contains(&ty) {
                let constructor = solver.types.method_of(id, "<init>", "()V");
                if constructor.is_some_and(|method| program.method(method).access & PUBLIC != 0) {
                    start_class(solver, id, rule.trigger, rule.descriptor);
                }
            }
        }
    }
}

/// The platform runs the methods of a class that a rule speaks of, those of objects on one that it makes itself.
fn start_methods(solver: &mut Solver<'_>, class: ClassId, rule: &EntryRule<'_>) {
    let program = solver.program;
    let of = program.class_at(class);
    let ty = solver.types.of_sym(of.name);
    let mut found: Vec<MethodId> = Vec::new();
    for &above in &solver.types.above(ty).types {
        let Origin::Own(declaring) = solver.types.origin(above) else { continue };
        for id in program.methods_of(declaring) {
            let method = program.method(id);
            let (name, descriptor) = (program.symbols.text(method.name), program.symbols.text(method.descriptor));
            let is_static = method.access & STATIC != 0;
            let runs = match is_static {
                true => declaring == class,
                false => {
                    of.access & (ABSTRACT | INTERFACE) == 0
                        && solver.types.dispatch(ty, (method.name, method.descriptor)) == Dispatch::Own(id)
                }
            };
            if runs
                && method.code.is_some()
                && rule.names_method(name, descriptor, is_static, method.access & PUBLIC != 0)
            {
                found.push(id);
            }
        }
    }
    if found.is_empty() {
        return;
    }
    let interface = rule.extends.unwrap_or("");
    let entry = |solver: &mut Solver<'_>, method: MethodId, this: Option<ObjectId>| {
        let interface = interface.into();
        solver.entries.push(Entry { method, trigger: rule.trigger, interface, undeclared: false });
        // Before the platform gives objects of its own, which are of no class of the application.
        give_anything(solver, method);
        solver.run_from_platform(method, this);
    };
    for (_, method) in solver.static_initialisers(ty) {
        entry(solver, method, None);
    }
    let mut object = None;
    if found.iter().any(|method| program.method(*method).access & STATIC == 0) {
        let made = solver.object(Object::Entry(class), ty, false);
        solver.know(made);
        object = Some(made);
        let is_constructor = |id: &MethodId| program.symbols.text(program.method(*id).name) == "<init>";
        let mut constructors: Vec<MethodId> = program.methods_of(class).filter(is_constructor).collect();
        if let Some(plain) = solver.types.method_of(class, "<init>", "()V") {
            constructors = vec![plain];
        }
        for constructor in constructors {
            entry(solver, constructor, object);
        }
    }
    for method in found {
        entry(solver, method, object.filter(|_| program.method(method).access & STATIC == 0));
    }
}

/// The parameters of a method may be anything that their types allow.
fn give_anything(solver: &mut Solver<'_>, method: MethodId) {
    let declared = solver.program.method(method);
    let receiver = usize::from(declared.access & STATIC == 0);
    let signature = solver.members.signature(&mut solver.types, declared.descriptor);
    for (n, reference) in signature.references.iter().enumerate().filter(|(_, r)| !r.opaque) {
        let object = Object::Parameter { method, position: reference.position };
        let object = solver.object(object, reference.ty, true);
        let to = solver.parameter(method, receiver + n);
        solver.add(to, object);
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
        if method.access & STATIC == 0 {
            let ty = solver.types.of_sym(class.name);
            let object = solver.object(Object::Parameter { method: id, position: 0 }, ty, true);
            let to = solver.parameter(id, 0);
            solver.add(to, object);
        }
        give_anything(solver, id);
    }
}
