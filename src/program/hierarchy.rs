//! Who extends whom, over the application, its libraries and the platform. In: the program and the platform model.
//! Out: supertypes, and the class or method that a reference means.
//!
//! A class that both the suite and the platform have is the platform's: devices search system classes first
//! (cldc-limits C17), and a suite must not hide a platform call behind a copy of the platform's class.

use super::hash::Seed;
use super::platform::{self, Platform, Resolution};
use super::{ClassId, MethodId, Program, Sym};
use crate::limits::Limits;
use std::collections::HashMap;

/// What a member reference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved<'p> {
    /// A method of the application or of a library.
    Application(MethodId),
    /// A field of the application or of a library, by its index in [`Program::fields`].
    Field(u32),
    /// A member of the platform, by the internal name of the class that declares it. When the tables have no such
    /// member, the platform class where the search ended.
    Platform(&'p str),
    /// Some class on the way is neither in the bundle nor in the tables, or no class has such a member.
    Unknown,
}

#[derive(Clone, Copy, Debug)]
enum Known {
    NotAsked,
    Method(MethodId),
    Field(u32),
    Platform(platform::ClassId),
    Unknown,
}

/// The hierarchy of one program. Answers are kept, so it must not outlive the program's content.
#[derive(Debug)]
pub struct Hierarchy {
    declared: HashMap<(ClassId, Sym, Sym), u32, Seed>,
    members: Vec<Known>,
    depth: usize,
}

/// The supertypes of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supertypes<'p> {
    /// Internal names, nearest first, superclass before interfaces; the class itself is not among them.
    pub names: Vec<&'p str>,
    /// Whether these are all; not when a class is missing or the limit cut the walk.
    pub complete: bool,
}

/// A class on the way up.
#[derive(Clone, Copy)]
enum Class {
    Own(ClassId),
    Platform(platform::ClassId),
    Missing,
}

impl Hierarchy {
    /// The hierarchy of a program whose index is built.
    pub fn new(program: &Program, limits: &Limits) -> Self {
        let mut declared = HashMap::with_capacity_and_hasher(program.methods.len(), Seed::default());
        for (i, method) in program.methods.iter().enumerate() {
            declared.entry((method.class, method.name, method.descriptor)).or_insert(i as u32);
        }
        for (i, field) in program.fields.iter().enumerate() {
            declared.entry((field.class, field.name, field.descriptor)).or_insert(i as u32);
        }
        Hierarchy {
            declared,
            members: vec![Known::NotAsked; program.members.len()],
            depth: usize::try_from(limits.hierarchy_depth).unwrap_or(usize::MAX),
        }
    }

    /// All supertypes of a class, those of the platform included; at most as many as the limit `hierarchy-depth`.
    pub fn supertypes<'p>(&self, program: &'p Program, platform: &'p Platform, class: Sym) -> Supertypes<'p> {
        let mut found = Supertypes { names: Vec::new(), complete: true };
        let mut queue = vec![program.symbols.text(class)];
        let mut at = 0;
        while at < queue.len() {
            let name = queue[at];
            let above: Vec<&str> = match find(program, platform, name) {
                Class::Own(id) => above(program, id).map(|s| program.symbols.text(s)).take(self.depth).collect(),
                Class::Platform(id) => {
                    let info = platform.class_info(id);
                    info.superclass.into_iter().chain(info.interfaces()).collect()
                }
                Class::Missing => {
                    found.complete = false;
                    Vec::new()
                }
            };
            for name in above {
                if queue.contains(&name) {
                    continue;
                }
                if queue.len() > self.depth {
                    found.complete = false;
                    break;
                }
                queue.push(name);
            }
            at += 1;
        }
        found.names = queue.split_off(1);
        found
    }

    /// Whether a class is `ancestor` (internal name) or extends or implements it. `None` when a class on the way is
    /// missing or the way is too long. An array is an Object and nothing else.
    pub fn is_subtype(&self, program: &Program, platform: &Platform, class: Sym, ancestor: &str) -> Option<bool> {
        let name = program.symbols.text(class);
        if name == ancestor || ancestor == "java/lang/Object" {
            return Some(true);
        }
        if name.starts_with('[') {
            return Some(false);
        }
        let mut complete = true;
        let mut queue = vec![class];
        let mut at = 0;
        while at < queue.len() {
            let name = program.symbols.text(queue[at]);
            if name == ancestor {
                return Some(true);
            }
            match find(program, platform, name) {
                Class::Own(id) => complete &= enqueue(&mut queue, above(program, id), self.depth),
                Class::Platform(_) => match platform.is_subclass(name, ancestor) {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => complete = false,
                },
                Class::Missing => complete = false,
            }
            at += 1;
        }
        complete.then_some(false)
    }

    /// What a method reference (by its index in [`Program::members`]) means.
    pub fn resolve_method<'p>(&mut self, program: &'p Program, platform: &'p Platform, member: u32) -> Resolved<'p> {
        self.resolve_member(program, platform, member)
    }

    /// What a field or method reference (by its index in [`Program::members`]) means: looked for in the class named
    /// there, its superclasses, then its interfaces. Constructors are not inherited; arrays have the members of Object.
    pub fn resolve_member<'p>(&mut self, program: &'p Program, platform: &'p Platform, member: u32) -> Resolved<'p> {
        let known = match self.members.get(member as usize) {
            Some(Known::NotAsked) => {
                let known = self.search(program, platform, member);
                self.members[member as usize] = known;
                known
            }
            Some(known) => *known,
            None => Known::Unknown,
        };
        Self::meant(known, platform)
    }

    /// The same, without remembering what is looked for the first time.
    pub fn resolved_method<'p>(&self, program: &'p Program, platform: &'p Platform, member: u32) -> Resolved<'p> {
        let known = match self.members.get(member as usize) {
            Some(Known::NotAsked) => self.search(program, platform, member),
            Some(known) => *known,
            None => Known::Unknown,
        };
        Self::meant(known, platform)
    }

    fn meant(known: Known, platform: &Platform) -> Resolved<'_> {
        match known {
            Known::Method(id) => Resolved::Application(id),
            Known::Field(index) => Resolved::Field(index),
            Known::Platform(class) => Resolved::Platform(platform.class_info(class).name),
            Known::NotAsked | Known::Unknown => Resolved::Unknown,
        }
    }

    fn search(&self, program: &Program, platform: &Platform, member: u32) -> Known {
        let member = program.members[member as usize];
        let symbols = &program.symbols;
        let (name, descriptor) = (symbols.text(member.name), symbols.text(member.descriptor));
        if symbols.text(member.class).starts_with('[') {
            return platform.class("java/lang/Object").map_or(Known::Unknown, Known::Platform);
        }
        let inherited = name != "<init>";
        let mut queue = vec![member.class];
        let (mut at, mut missing, mut ended) = (0, false, None);
        while at < queue.len() {
            let class = symbols.text(queue[at]);
            match find(program, platform, class) {
                Class::Own(id) => {
                    if let Some(&index) = self.declared.get(&(id, member.name, member.descriptor)) {
                        return match descriptor.starts_with('(') {
                            true => Known::Method(MethodId(index)),
                            false => Known::Field(index),
                        };
                    }
                    if inherited {
                        // Superclasses first: they go before the interfaces that wait.
                        let own = program.class_at(id);
                        let interfaces = program.interfaces_of(own).iter().copied();
                        if let Some(superclass) = own.superclass
                            && !queue.contains(&superclass)
                        {
                            queue.insert(at + 1, superclass);
                        }
                        missing |= !enqueue(&mut queue, interfaces, self.depth);
                    }
                }
                Class::Platform(id) => match platform.resolve(class, name, descriptor) {
                    Resolution::Found { class, .. } => return Known::Platform(class),
                    Resolution::ClassOnly { .. } | Resolution::NoSuchMember { .. } | Resolution::NoSuchClass => {
                        ended = ended.or(Some(id));
                    }
                },
                Class::Missing => missing = true,
            }
            at += 1;
        }
        match ended {
            Some(class) if !missing => Known::Platform(class),
            _ => Known::Unknown,
        }
    }
}

/// The superclass and the interfaces of a class of the bundle.
fn above(program: &Program, class: ClassId) -> impl Iterator<Item = Sym> {
    let class = program.class_at(class);
    class.superclass.into_iter().chain(program.interfaces_of(class).iter().copied())
}

/// Adds what is not there yet; `false` when the limit leaves some out.
fn enqueue(queue: &mut Vec<Sym>, classes: impl Iterator<Item = Sym>, depth: usize) -> bool {
    for class in classes {
        if queue.len() > depth {
            return false;
        }
        if !queue.contains(&class) {
            queue.push(class);
        }
    }
    true
}

fn find(program: &Program, platform: &Platform, name: &str) -> Class {
    if let Some(id) = platform.class(name) {
        return Class::Platform(id);
    }
    match program.symbols.find(name).and_then(|sym| program.class(sym)) {
        Some(id) => Class::Own(id),
        None => Class::Missing,
    }
}
