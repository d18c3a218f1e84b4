//! What calls of platform methods do to objects: containers, threads, class objects, registrations.

use super::hooks::Registered;
use super::members::Target;
use super::solver::{ELEMENT, NOTHING, Node, Solver, Use};
use super::types::{OBJECT, Origin, PUBLIC, STATIC, TypeId};
use super::{EdgeKind, Object, ObjectId, Site};
use crate::program::platform::{How, Registration, Via};
use crate::program::{Op, Sym};

/// What a platform method does with the objects that it is given, apart from what the table of registrations says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// nothing that matters here
    Plain,
    /// gives its receiver back
    Identity,
    /// of a class whose objects contain others
    Container,
    /// makes a thread, perhaps of a `Runnable`
    NewThread,
    /// starts a thread
    StartThread,
    /// `Class.forName`
    ForName,
    /// `Class.newInstance`
    NewInstance,
    /// `Object.getClass`
    GetClass,
    /// `System.arraycopy`
    ArrayCopy,
    /// what the propagators of the platform's tables say
    Described,
}

impl Model {
    /// Whether the tables of a platform may say something else.
    pub fn is_default(self) -> bool {
        matches!(self, Model::Plain | Model::Identity | Model::Container)
    }
}

impl Model {
    /// The model of a method of the class `declaring`, by a reference to `class`.
    pub fn of(declaring: &str, name: &str, descriptor: &str, class: &str) -> Model {
        match (declaring, name) {
            ("java/lang/Object", "getClass") => Model::GetClass,
            ("java/lang/Object", "clone") if class.starts_with('[') => Model::Identity,
            ("java/lang/StringBuffer" | "java/lang/StringBuilder", "append" | "insert" | "reverse" | "delete")
            | ("java/lang/StringBuffer" | "java/lang/StringBuilder", "deleteCharAt" | "replace") => Model::Identity,
            ("java/lang/Class", "forName") => Model::ForName,
            ("java/lang/Class", "newInstance") => Model::NewInstance,
            ("java/lang/System", "arraycopy") => Model::ArrayCopy,
            ("java/lang/Thread", "<init>") => Model::NewThread,
            ("java/lang/Thread", "start") if descriptor == "()V" => Model::StartThread,
            ("java/util/Timer" | "java/util/TimerTask" | "java/util/Date" | "java/util/Calendar", _)
            | ("java/util/TimeZone" | "java/util/Random", _) => Model::Plain,
            _ if declaring.starts_with("java/util/") || declaring.starts_with("java/lang/ref/") => Model::Container,
            _ => Model::Plain,
        }
    }
}

/// Types of which the platform hands back objects that it was given, and not such as it makes.
fn is_handed_back(name: &str) -> bool {
    name.starts_with("javax/microedition/lcdui/")
        || name.starts_with("com/nokia/mid/ui/")
        || matches!(name, "java/lang/Thread" | "javax/microedition/midlet/MIDlet")
}

/// Classes whose methods get objects only to keep or compare them.
fn keeps_only(class: &str) -> bool {
    class.starts_with("java/")
}

impl<'p> Solver<'p> {
    /// A call runs a method of the platform: what it does whatever its receiver is.
    pub fn call_platform(&mut self, index: u32, references: u32) {
        let call = self.calls[index as usize];
        let member = self.member(call.member);
        let Target::Elsewhere(class) = member.target else { return };
        let descriptor = self.program.members[call.member as usize].descriptor;
        let signature = self.members.signature(&mut self.types, descriptor);
        let receiver = usize::from(call.op != Op::InvokeStatic);
        let arg = |solver: &Self, n: usize| {
            solver.args.get(call.args as usize + n).copied().filter(|_| n < references as usize).unwrap_or(NOTHING)
        };
        let name = self.types.name(class);
        for (n, reference) in signature.references.iter().enumerate() {
            if !self.types.is_data(reference.ty) {
                let from = arg(self, receiver + n);
                self.hand_over(from);
                self.use_each(from, Use::Give(index, (receiver + n) as u32));
            }
        }
        if receiver == 1 {
            let this = arg(self, 0);
            let class_of_library = keeps_only(name) && name != "java/lang/Thread";
            if !class_of_library {
                self.hand_over(this);
            }
            if !self.registrations(index, 0).is_empty() {
                self.use_each(this, Use::Give(index, 0));
            }
        }
        match member.model {
            Model::Plain => {}
            Model::Identity => return self.flow(arg(self, 0), call.result, None),
            Model::Container | Model::NewThread | Model::StartThread | Model::GetClass | Model::NewInstance
                if receiver == 1 =>
            {
                self.use_each(arg(self, 0), Use::Contain(index));
                if member.model == Model::GetClass || signature.result.is_some_and(|r| r.ty == OBJECT) {
                    return;
                }
            }
            // Helpers such as those of java.util.Collections.
            Model::Container | Model::NewThread | Model::StartThread | Model::GetClass | Model::NewInstance => {}
            Model::ForName => return self.for_name(index),
            Model::Described => return self.describe(index, &signature, references),
            Model::ArrayCopy => {
                let between = self.node();
                self.use_each(arg(self, 0), Use::Load(ELEMENT, between));
                self.use_each(arg(self, 1), Use::Store(ELEMENT, between));
            }
        }
        if let Some(result) = signature.result.filter(|result| !result.opaque)
            && call.result != NOTHING
        {
            let object = self.object(Object::Platform(call.site), result.ty, false);
            self.add(call.result, object);
            if is_handed_back(self.types.name(result.ty)) {
                self.hand_back(call.result, result.ty);
            }
        }
    }

    /// As what the table says that the call registers its nth value (0 for the receiver).
    fn registrations(&mut self, index: u32, position: u32) -> Vec<Registered> {
        let member = self.calls[index as usize].member;
        if !self.registered.contains_key(&member) {
            let rows = self.look_up_registrations(member);
            self.registered.insert(member, rows);
        }
        let rows = self.registered.get(&member).map_or(&[][..], Vec::as_slice);
        rows.iter().filter(|row| row.argument == position).copied().collect()
    }

    fn look_up_registrations(&mut self, member: u32) -> Vec<Registered> {
        let found = self.member(member);
        let Target::Elsewhere(class) = found.target else { return Vec::new() };
        if matches!(found.model, Model::NewThread | Model::StartThread) {
            return Vec::new();
        }
        let reference = self.program.members[member as usize];
        let (name, descriptor) =
            (self.program.symbols.text(reference.name), self.program.symbols.text(reference.descriptor));
        let rows = self.platform.registrations(self.types.name(class), name, descriptor);
        let mut found = Vec::new();
        for Registration { argument, interface, callback, how, .. } in rows {
            // A name that is not in the program is that of none of its methods.
            let only = callback.map(|name| self.program.symbols.find(name).unwrap_or(Sym(u32::MAX)));
            let interface = self.types.named(interface);
            found.push(Registered { argument, interface, only, how });
        }
        found
    }

    /// An object is given to a platform method, as the nth reference of the call.
    pub fn give(&mut self, index: u32, nth: u32, object: ObjectId) {
        let ty = self.type_of(object);
        // A thread of the platform may have been given a `Runnable` of the application.
        let is_thread = self.types.name(ty) == "java/lang/Thread";
        if self.types.own_class(ty).is_none() && !is_thread {
            return;
        }
        let call = self.calls[index as usize];
        let reference = self.program.members[call.member as usize];
        let receiver = u32::from(call.op != Op::InvokeStatic);
        let signature = self.members.signature(&mut self.types, reference.descriptor);
        let declared = nth.checked_sub(receiver).and_then(|n| signature.references.get(n as usize)).copied();
        let rows = self.registrations(index, declared.map_or(0, |d| d.position));
        let kind = |how: How| match how {
            How::Lifecycle(_) => None,
            How::Event(trigger) => Some(EdgeKind::Registers(trigger)),
            How::Starts(via) => Some(EdgeKind::Starts(via)),
            How::CallsBack => Some(EdgeKind::CallsBack),
        };
        for row in &rows {
            for hook in self.hooks.registered(row, &mut self.types) {
                let Some(kind) = kind(hook.how) else { continue };
                let own = self.call_back(call.site, object, hook.selector, kind, call.thrown);
                if !own && is_thread && Some(hook.selector) == self.hooks.run {
                    let runnable = self.field_of(object, ELEMENT);
                    self.use_each(runnable, Use::Run(index));
                }
            }
        }
        let Some(declared) = declared.filter(|_| rows.is_empty() && !is_thread) else { return };
        if !self.platform.runs_midlets() && self.types.origin(declared.ty) == Origin::Missing {
            return self.call_back_all(call.site, object, declared.ty, call.thrown);
        }
        let member = self.member(call.member);
        let class = match member.target {
            Target::Elsewhere(class) => self.types.name(class),
            _ => return,
        };
        if member.model != Model::Plain || (declared.ty == OBJECT && keeps_only(class)) {
            return;
        }
        // What the table does not list: an object that implements what the platform can call is a listener.
        for overridden in self.overrides(ty).iter() {
            let visible = self.types.is_subtype(overridden.declared, declared.ty, true)
                || self.types.is_subtype(declared.ty, overridden.declared, true);
            let kind = match overridden.how {
                Some(how) => kind(how),
                None if declared.ty != OBJECT => Some(EdgeKind::CallsBack),
                None => None,
            };
            if let (true, Some(kind)) = (visible, kind) {
                let method = self.program.method(overridden.method);
                self.call_back(call.site, object, (method.name, method.descriptor), kind, call.thrown);
            }
        }
    }

    /// An object is given to a platform method as one of a type that no table lists: any of its public methods may run.
    fn call_back_all(&mut self, site: Site, object: ObjectId, declared: TypeId, thrown: Node) {
        let ty = self.type_of(object);
        let Some(class) = self.types.own_class(ty) else { return };
        let methods = self.program.class_at(class).methods.len() as u64;
        if !self.types.is_subtype(ty, declared, true) || !self.step(methods) {
            return;
        }
        for id in self.program.methods_of(class) {
            let method = self.program.method(id);
            if method.access & (PUBLIC | STATIC) == PUBLIC && self.program.symbols.text(method.name) != "<init>" {
                self.call_back(site, object, (method.name, method.descriptor), EdgeKind::CallsBack, thrown);
            }
        }
    }

    /// A platform method that works on the elements of its receiver is called on an object.
    pub fn contain(&mut self, index: u32, object: ObjectId) {
        let call = self.calls[index as usize];
        let reference = self.program.members[call.member as usize];
        let signature = self.members.signature(&mut self.types, reference.descriptor);
        let model = self.member(call.member).model;
        match model {
            Model::GetClass => return self.class_of(object, call.result),
            Model::NewInstance => return self.new_instance(index, object),
            Model::StartThread => {
                let run = self.hooks.run;
                let own = run.is_some_and(|selector| {
                    self.call_back(call.site, object, selector, EdgeKind::Starts(Via::Thread), NOTHING)
                });
                if !own {
                    let runnable = self.field_of(object, ELEMENT);
                    self.use_each(runnable, Use::Run(index));
                }
                return;
            }
            _ => {}
        }
        let elements = self.field_of(object, ELEMENT);
        for (n, parameter) in signature.references.iter().enumerate() {
            if self.types.is_data(parameter.ty) {
                continue;
            }
            let from = self.args[call.args as usize + 1 + n];
            if self.types.is_array(parameter.ty) {
                // copyInto, toArray
                self.use_each(from, Use::Store(ELEMENT, elements));
            } else {
                self.flow(from, elements, None);
            }
        }
        let Some(result) = signature.result.filter(|_| model == Model::Container && call.result != NOTHING) else {
            return;
        };
        if result.ty == OBJECT {
            self.flow(elements, call.result, None);
        } else if !result.opaque {
            // An enumeration, a view or an array of the same elements.
            let view = self.object(Object::Platform(call.site), result.ty, false);
            let inner = self.field_of(view, ELEMENT);
            self.flow(elements, inner, None);
        }
    }

    /// The class object of an object.
    fn class_of(&mut self, object: ObjectId, to: Node) {
        let ty = self.type_of(object);
        if let Origin::Own(class) = self.types.origin(ty) {
            let name = self.program.class_at(class).name;
            let object = self.class_object(name);
            self.add(to, object);
        }
    }

    /// The class object of that name.
    pub fn class_object(&mut self, name: Sym) -> ObjectId {
        let ty = self.types.named("java/lang/Class");
        self.object(Object::Class(name), ty, false)
    }

    fn for_name(&mut self, index: u32) {
        let call = self.calls[index as usize];
        let reflection = self.reflection;
        // Whatever class it is: tells which call gave it.
        let class = self.types.named("java/lang/Class");
        let given = self.object(Object::Platform(call.site), class, false);
        if call.result != NOTHING {
            self.add(call.result, given);
        }
        for &name in reflection.get(&call.site).map_or(&[][..], Vec::as_slice) {
            let object = self.class_object(name);
            if call.result != NOTHING {
                self.add(call.result, object);
            }
            let ty = self.types.of_sym(name);
            for (_, method) in self.static_initialisers(ty) {
                self.edge(call.site, EdgeKind::Reflects, method);
            }
        }
    }

    fn new_instance(&mut self, index: u32, object: ObjectId) {
        let call = self.calls[index as usize];
        let Some(name) = self.class_named(object) else { return };
        let ty = self.types.of_sym(name);
        let Some(class) = self.types.own_class(ty) else {
            let made = self.object(Object::Reflected { site: call.site, class: name }, ty, false);
            return self.add(call.result, made);
        };
        for (_, method) in self.static_initialisers(ty) {
            self.edge(call.site, EdgeKind::Reflects, method);
        }
        let made = self.object(Object::Reflected { site: call.site, class: name }, ty, false);
        self.add(call.result, made);
        if let Some(constructor) = self.types.method_of(class, "<init>", "()V") {
            self.edge(call.site, EdgeKind::Reflects, constructor);
            let this = self.parameter(constructor, 0);
            self.add(this, made);
            let thrown = self.results(constructor).1;
            self.flow(thrown, call.thrown, None);
        }
        self.instantiate(made, call.site);
    }
}
