//! Stage 3. In: the class entries of a bundle and of its libraries. Out: a [`Program`] in compact, index-based form, and
//! facts about every class file that a CLDC device would not load as it stands.

mod dynamic;
pub mod hash;
pub mod hierarchy;
pub mod load;
mod op;
pub mod platform;
pub mod reader;
pub mod second_reader;
pub mod symbols;
pub mod system_packages;

pub use op::{Insn, NO_TARGET, Op};
pub use symbols::{Sym, Symbols};

use crate::facts::Place;
use hash::Seed;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// A class by its index in [`Program::classes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// A method by its index in [`Program::methods`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MethodId(pub u32);

/// The code of one bundle. All tables are flat; ranges index into them. Owned and reused from bundle to bundle.
#[derive(Debug, Default)]
pub struct Program {
    /// Names, descriptors and string constants.
    pub symbols: Symbols,
    /// Classes in the order of the archive, those of libraries last. Of classes with one name all copies are here;
    /// [`Program::class`] gives the one that is loaded.
    pub classes: Vec<Class>,
    /// Methods, those of one class together and in class-file order.
    pub methods: Vec<Method>,
    /// Fields, those of one class together and in class-file order.
    pub fields: Vec<Field>,
    /// Instructions, those of one method together.
    pub code: Vec<Insn>,
    /// Exception handlers, those of one method together, in table order.
    pub handlers: Vec<Handler>,
    /// (instruction index within the method, source line), those of one method together, sorted.
    pub lines: Vec<(u32, u32)>,
    /// Switch tables.
    pub switches: Vec<Switch>,
    /// (key, target instruction index) of the switches, those of one switch together, in table order.
    pub cases: Vec<(i32, u32)>,
    /// References to fields and methods, each once.
    pub members: Vec<MemberRef>,
    /// invokedynamic call sites; those whose bootstrap is the JDK's are calls of ordinary methods in the code.
    pub dynamic_calls: Vec<DynamicCall>,
    /// What the bootstrap methods are given, those of one class together.
    pub bootstrap_arguments: Vec<BootstrapArgument>,
    /// Interfaces of the classes, those of one class together.
    pub interfaces: Vec<Sym>,
    /// Every class that a constant pool names (`CONSTANT_Class`), with the class whose pool it is; sorted, each pair once.
    pub class_refs: Vec<(ClassId, Sym)>,
    index: Vec<Option<ClassId>>,
    member_index: HashMap<MemberRef, (u32, Oddity), Seed>,
}

/// A class.
#[derive(Clone, Debug)]
pub struct Class {
    /// Internal name.
    pub name: Sym,
    /// Superclass; `None` for `java/lang/Object` and for a broken reference.
    pub superclass: Option<Sym>,
    /// Range of [`Program::interfaces`].
    pub interfaces: Range<u32>,
    /// Access flags (JVMS table 4.1-B).
    pub access: u16,
    /// Class file major version.
    pub major: u16,
    /// Class file minor version.
    pub minor: u16,
    /// Range of [`Program::fields`].
    pub fields: Range<u32>,
    /// Range of [`Program::methods`].
    pub methods: Range<u32>,
    /// Index of the archive entry it was read from (of the library's archive for a library class); [`MADE`] for none.
    pub entry: u32,
    /// From a library: resolved and analysed, not reported on.
    pub library: bool,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Class that declares it.
    pub class: ClassId,
    /// Name.
    pub name: Sym,
    /// Descriptor.
    pub descriptor: Sym,
    /// Access flags (JVMS table 4.5-A).
    pub access: u16,
    /// Value of a `ConstantValue` attribute.
    pub constant: Option<FieldConstant>,
}

/// The value of a `ConstantValue` attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldConstant {
    /// int, short, char, byte, boolean
    Int(i32),
    /// long
    Long(i64),
    /// float, as bits
    Float(u32),
    /// double, as bits
    Double(u64),
    /// String
    String(Sym),
}

/// A method.
#[derive(Clone, Debug)]
pub struct Method {
    /// Class that declares it.
    pub class: ClassId,
    /// Name.
    pub name: Sym,
    /// Descriptor.
    pub descriptor: Sym,
    /// Access flags (JVMS table 4.6-A).
    pub access: u16,
    /// Its code; `None` when it has none or none that could be read.
    pub code: Option<Code>,
}

/// The code of a method.
#[derive(Clone, Debug)]
pub struct Code {
    /// Range of [`Program::code`].
    pub insns: Range<u32>,
    /// Range of [`Program::handlers`].
    pub handlers: Range<u32>,
    /// Range of [`Program::lines`].
    pub lines: Range<u32>,
    /// Declared operand stack depth.
    pub max_stack: u16,
    /// Declared number of local variables.
    pub max_locals: u16,
    /// Bytes of bytecode.
    pub bytes: u32,
    /// Which type map it carries.
    pub stack_map: StackMapKind,
    /// Where the bytecode starts in the class file.
    pub offset: u32,
    /// Where the content of the type map lies in the class file: of the `StackMap` when there are both, of the first
    /// when there are several; empty when there is none. With the class file (by [`Class::entry`]) and a
    /// [`reader::Pool`] of it a verifier has all it needs.
    pub stack_map_bytes: Range<u32>,
}

/// Which type map a method carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StackMapKind {
    /// none
    None,
    /// CLDC `StackMap`
    Cldc,
    /// `StackMapTable` of version 50
    Table,
    /// both
    Both,
}

/// An exception handler; the indexes are instruction indexes within the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    /// First instruction covered; [`NO_TARGET`] when the bytes name no instruction.
    pub start: u32,
    /// First instruction no longer covered.
    pub end: u32,
    /// First instruction of the handler.
    pub target: u32,
    /// Class caught; `None` for all.
    pub catch: Option<Sym>,
}

/// A switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Target instruction when no case applies.
    pub default: u32,
    /// Range of [`Program::cases`].
    pub cases: Range<u32>,
}

/// A reference to a field or method, as written: not yet resolved through the hierarchy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MemberRef {
    /// Class named in the reference (or array descriptor).
    pub class: Sym,
    /// Name.
    pub name: Sym,
    /// Descriptor: of a method when it starts with `(`.
    pub descriptor: Sym,
    /// Whether it is an interface method reference.
    pub interface: bool,
}

/// What a class that holds a member reference is to be told about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Oddity {
    None,
    IllegalName,
    /// A `valueOf` that newer compilers call to box a primitive.
    Boxing,
}

/// [`Class::entry`] of a class that was made for `invokedynamic` call sites.
pub const MADE: u32 = u32::MAX;

/// A constant that a bootstrap method is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BootstrapArgument {
    /// String
    Text(Sym),
    /// Integer
    Int(i32),
    /// Class
    Class(Sym),
    /// MethodType: its descriptor
    MethodType(Sym),
    /// MethodHandle
    Handle {
        /// Kind of the handle (JVMS table 5.4.3.5-A).
        kind: u8,
        /// Index of [`Program::members`].
        member: u32,
    },
    /// anything else
    Other,
}

/// An invokedynamic call site, by its constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DynamicCall {
    /// The class whose constant it is.
    pub class: ClassId,
    /// Name.
    pub name: Sym,
    /// Descriptor.
    pub descriptor: Sym,
    /// Index into the class's bootstrap methods.
    pub bootstrap: u16,
    /// The bootstrap method, by its index in [`Program::members`]; `None` when there is none that could be read.
    pub method: Option<u32>,
    /// What it is given: a range of [`Program::bootstrap_arguments`].
    pub arguments: Range<u32>,
}

impl Program {
    /// The class of that name that is loaded: of several copies the first in the archive, of the application before
    /// the libraries.
    pub fn class(&self, name: Sym) -> Option<ClassId> {
        self.index.get(name.0 as usize).copied().flatten()
    }

    /// Makes [`Program::class`] find the classes; to be called once all are there.
    pub(crate) fn build_index(&mut self) {
        self.index.clear();
        self.index.resize(self.symbols.len(), None);
        for (i, class) in self.classes.iter().enumerate() {
            self.index[class.name.0 as usize].get_or_insert(ClassId(i as u32));
        }
    }

    /// The number of a member reference and what is odd about it; `look` is asked once, and `None` keeps it out.
    pub(crate) fn intern_member(
        &mut self,
        member: MemberRef,
        look: impl FnOnce(&Symbols) -> Option<Oddity>,
    ) -> Option<(u32, Oddity)> {
        match self.member_index.entry(member) {
            Entry::Occupied(known) => Some(*known.get()),
            Entry::Vacant(free) => {
                let oddity = look(&self.symbols)?;
                self.members.push(member);
                Some(*free.insert((self.members.len() as u32 - 1, oddity)))
            }
        }
    }

    /// A class by its id.
    pub fn class_at(&self, id: ClassId) -> &Class {
        &self.classes[id.0 as usize]
    }

    /// Whether a method was made for `invokedynamic` call sites: no class file has it.
    pub fn is_made(&self, method: MethodId) -> bool {
        self.class_at(self.method(method).class).entry == MADE
    }

    /// A method by its id.
    pub fn method(&self, id: MethodId) -> &Method {
        &self.methods[id.0 as usize]
    }

    /// The methods of a class.
    pub fn methods_of(&self, class: ClassId) -> impl Iterator<Item = MethodId> + use<> {
        self.class_at(class).methods.clone().map(MethodId)
    }

    /// The instructions of a method's code.
    pub fn insns(&self, code: &Code) -> &[Insn] {
        &self.code[code.insns.start as usize..code.insns.end as usize]
    }

    /// The handlers of a method's code.
    pub fn handlers_of(&self, code: &Code) -> &[Handler] {
        &self.handlers[code.handlers.start as usize..code.handlers.end as usize]
    }

    /// The source line of an instruction (by its index within the method).
    pub fn line(&self, code: &Code, insn: u32) -> Option<u32> {
        let lines = &self.lines[code.lines.start as usize..code.lines.end as usize];
        let after = lines.partition_point(|(start, _)| *start <= insn);
        Some(lines[after.checked_sub(1)?].1)
    }

    /// The place of a method, or of one of its instructions (by its index within the method); that of its class when
    /// the method has no descriptor that could be read back.
    pub fn place(&self, method: MethodId, insn: Option<u32>) -> Place {
        let Method { class, name, descriptor, ref code, .. } = *self.method(method);
        if !self.symbols.text(descriptor).starts_with('(') {
            return Place::Class { class: self.symbols.text(self.class_at(class).name).into() };
        }
        let at = insn
            .zip(code.as_ref())
            .and_then(|(index, code)| Some((code, index, self.insns(code).get(index as usize)?)));
        Place::Method {
            class: self.symbols.text(self.class_at(class).name).into(),
            name: self.symbols.text(name).into(),
            descriptor: self.symbols.text(descriptor).into(),
            pc: at.map(|(.., insn)| insn.pc.into()),
            line: at.and_then(|(code, index, _)| self.line(code, index)),
        }
    }

    /// The cases of a switch.
    pub fn cases_of(&self, switch: &Switch) -> &[(i32, u32)] {
        &self.cases[switch.cases.start as usize..switch.cases.end as usize]
    }

    /// The interfaces named by a class.
    pub fn interfaces_of(&self, class: &Class) -> &[Sym] {
        &self.interfaces[class.interfaces.start as usize..class.interfaces.end as usize]
    }

    /// Forgets everything but keeps the memory.
    pub fn clear(&mut self) {
        self.symbols.clear();
        self.classes.clear();
        self.methods.clear();
        self.fields.clear();
        self.code.clear();
        self.handlers.clear();
        self.lines.clear();
        self.switches.clear();
        self.cases.clear();
        self.members.clear();
        self.dynamic_calls.clear();
        self.bootstrap_arguments.clear();
        self.interfaces.clear();
        self.class_refs.clear();
        self.index.clear();
        self.member_index.clear();
    }
}
