//! The class-file reader: lenient, bounded, one pass. Every error is local to one constant, attribute, member or
//! method; what a device would not load as it stands becomes a `classfile` fact. In: bytes. Out: a class in the program.
//!
//! Nothing is allocated from a claimed length, nothing recurses, and what VMs skip by length is skipped by length:
//! annotations and debug attributes can hold anything.

mod bootstraps;
mod code;
mod cursor;
mod defects;
mod members;
mod names;
mod opcodes;
mod pool;
mod tame;

pub use pool::{Pool, PoolError, tag};
pub use tame::check_tame;

use super::{Class, ClassId, MemberRef, Oddity, Program, Sym, Symbols};
use crate::facts::{Classfile, ClassfileWhat as What, Facts, Place};
use crate::limits::Limits;
use cursor::Cursor;
use defects::{Defect, Defects, Site};

/// Memory that is used again from class to class.
#[derive(Debug, Default)]
pub struct ReaderScratch {
    pool: Pool,
    /// By constant index: the symbol of a Utf8 or Class constant plus one; 0 when not asked for yet.
    syms: Vec<u32>,
    /// By constant index: the number of a member reference or dynamic call plus one; 0 when not asked for yet, and
    /// [`BROKEN`].
    members: Vec<u32>,
    /// By bytecode offset: index of the instruction that starts there, or [`code::NO_INSN`].
    insn_at: Vec<u16>,
    /// Branches of the method, as indexes into [`Program::code`].
    branches: Vec<u32>,
    /// How many instructions of the method work on float or double, and where the first is.
    floats: (u32, u16),
    /// Names and descriptors of the fields or methods.
    sorted: Vec<(Sym, Sym)>,
    defects: Defects,
    /// The limits of CLDC devices don't hold: classes are for another platform.
    pub(super) any_java: bool,
}

/// A member reference that cannot be used.
const BROKEN: u32 = u32::MAX;

const ACC_PRIVATE: u16 = 0x0002;
const ACC_PROTECTED: u16 = 0x0004;
const ACC_PUBLIC: u16 = 0x0001;
const ACC_STATIC: u16 = 0x0008;
const ACC_FINAL: u16 = 0x0010;
const ACC_SYNCHRONIZED: u16 = 0x0020;
const ACC_VOLATILE: u16 = 0x0040;
const ACC_NATIVE: u16 = 0x0100;
const ACC_INTERFACE: u16 = 0x0200;
const ACC_ABSTRACT: u16 = 0x0400;
const ACC_STRICT: u16 = 0x0800;
const ACC_SYNTHETIC: u16 = 0x1000;
const ACC_ANNOTATION: u16 = 0x2000;
const ACC_ENUM: u16 = 0x4000;
const ACC_MODULE: u16 = 0x8000;

/// The major versions that CLDC VMs take (C02).
const CLDC_MAJORS: std::ops::RangeInclusive<u16> = 45..=48;
/// Symbian refuses class files above this many bytes (C24).
const DEVICE_CLASS_BYTES: usize = 1_024_000;
/// An attribute that no VM knows and that is longer than this can carry something (ARC-23).
const CARRIER_BYTES: usize = 1_024;

/// Reads one class file into the program.
///
/// `entry` and `entry_name` say which archive entry the bytes come from; the class of a library is read without
/// stating facts. `None` when the header cannot be read (no magic, a broken constant pool, no usable name): the fact is
/// then at the entry. Otherwise the class is there with all members that could be read.
#[allow(clippy::too_many_arguments, reason = "the tables are the caller's, to be used from class to class")]
pub fn read_class(
    bytes: &[u8],
    entry: u32,
    entry_name: &str,
    library: bool,
    program: &mut Program,
    scratch: &mut ReaderScratch,
    limits: &Limits,
    facts: &mut Facts,
) -> Option<ClassId> {
    scratch.defects.clear();
    let header = match read_header(bytes, &mut scratch.pool) {
        Ok(header) => header,
        Err(fault) => {
            if !library {
                facts.push(fault.at(Place::entry(entry_name)));
            }
            return None;
        }
    };
    scratch.syms.clear();
    scratch.syms.resize(scratch.pool.len(), 0);
    scratch.members.clear();
    scratch.members.resize(scratch.pool.len(), 0);
    let class = ClassId(program.classes.len() as u32);
    let mut reader = ClassReader { bytes, program, scratch, limits, class, major: header.major, minor: header.minor };
    let Some(name) = reader.class_sym(header.this_class) else {
        if !library {
            facts.push(fault(What::Unreadable, "this_class names no class", None).at(Place::entry(entry_name)));
        }
        return None;
    };
    let cut = reader.read(name, &header, entry, library);
    if !library {
        reader.check_header(&header, entry_name);
        let ClassReader { program, scratch, .. } = reader;
        scratch.defects.state(program, class, !scratch.any_java, facts);
        if cut {
            let class = program.symbols.text(name).into();
            let seen = program.code.len() as u64;
            facts.push(crate::limits::reached(limits, "instructions", Some(seen), "", Place::Class { class }));
        }
    }
    Some(class)
}

struct Header {
    minor: u16,
    major: u16,
    access: u16,
    this_class: u16,
    superclass: u16,
    /// Where the interfaces start.
    interfaces: usize,
}

fn fault(what: What, detail: &str, number: Option<u32>) -> Classfile {
    Classfile {
        what,
        rule: None,
        member: None,
        number: number.map(Into::into),
        limit: None,
        count: None,
        detail: Some(detail.into()),
    }
}

fn read_header(bytes: &[u8], pool: &mut Pool) -> Result<Header, Classfile> {
    let truncated = || fault(What::Truncated, "the file ends within its header", None);
    let mut cursor = Cursor::new(bytes, 0);
    if cursor.u4().ok_or_else(truncated)? != 0xcafe_babe {
        let mut unreadable = fault(What::Unreadable, "not a class file: its magic number is missing", None);
        unreadable.rule = Some("C01".into());
        return Err(unreadable);
    }
    let minor = cursor.u2().ok_or_else(truncated)?;
    let major = cursor.u2().ok_or_else(truncated)?;
    pool.scan(bytes).map_err(|error| match error {
        PoolError::Truncated { index } => {
            fault(What::Truncated, "the file ends within its constant pool", Some(index.into()))
        }
        PoolError::Tag { tag, .. } => {
            let mut unreadable = fault(What::Unreadable, "a constant of an unknown kind", Some(tag.into()));
            unreadable.rule = Some("C03".into());
            unreadable
        }
    })?;
    let mut cursor = Cursor::new(bytes, pool.end());
    Ok(Header {
        minor,
        major,
        access: cursor.u2().ok_or_else(truncated)?,
        this_class: cursor.u2().ok_or_else(truncated)?,
        superclass: cursor.u2().ok_or_else(truncated)?,
        interfaces: cursor.at(),
    })
}

/// The reader of one class.
struct ClassReader<'a, 's> {
    bytes: &'a [u8],
    program: &'s mut Program,
    scratch: &'s mut ReaderScratch,
    limits: &'s Limits,
    class: ClassId,
    major: u16,
    minor: u16,
}

impl ClassReader<'_, '_> {
    /// Reads everything after the constant pool. Says whether the limit of instructions cut it short.
    fn read(&mut self, name: Sym, header: &Header, entry: u32, library: bool) -> bool {
        let superclass = match header.superclass {
            0 => None,
            index => self.class_sym(index),
        };
        // A module has none (JVMS 4.1).
        let may_lack = header.access & ACC_MODULE != 0 || self.program.symbols.bytes(name) == b"java/lang/Object";
        if superclass.is_none() && !may_lack {
            self.defect(What::BadConstant, "no superclass", Site::Class);
        }
        let interfaces = self.program.interfaces.len() as u32;
        self.program.classes.push(Class {
            name,
            superclass,
            interfaces: interfaces..interfaces,
            access: header.access,
            major: header.major,
            minor: header.minor,
            fields: 0..0,
            methods: 0..0,
            entry,
            library,
        });
        self.check_constants();
        let mut cursor = Cursor::new(self.bytes, header.interfaces);
        let mut cut = false;
        let complete = self.read_interfaces(&mut cursor)
            && self.read_fields(&mut cursor)
            && self.read_methods(&mut cursor, header.access, &mut cut)
            && self.read_attributes(&mut cursor);
        if !complete {
            self.defect(What::Truncated, "the file ends within its members or attributes", Site::Class);
        } else if cursor.left() > 0 {
            let trailing = Defect::new(What::TrailingBytes, "", Site::Class).number(cursor.left() as u32);
            self.scratch.defects.add(trailing);
        }
        cut
    }

    fn read_interfaces(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let Some(count) = cursor.u2() else { return false };
        for _ in 0..count {
            let Some(index) = cursor.u2() else { return false };
            match self.class_sym(index) {
                Some(interface) => self.program.interfaces.push(interface),
                None => self.defect(What::BadConstant, "an interface that is no class", Site::Class),
            }
            self.program.classes[self.class.0 as usize].interfaces.end = self.program.interfaces.len() as u32;
        }
        true
    }

    /// The attributes of the class: only the bootstrap methods are needed, all else is skipped by length.
    fn read_attributes(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let Some(count) = cursor.u2() else { return false };
        let mut bootstraps = None;
        for _ in 0..count {
            match self.attribute(cursor, Site::Class) {
                Some((b"BootstrapMethods", range)) => bootstraps = Some(range),
                Some(_) => {}
                None => return false,
            }
        }
        if let Some(range) = bootstraps {
            self.read_bootstraps(range);
        }
        true
    }

    /// The next attribute: its name and where its content lies; the cursor is then behind it. `None` when the file
    /// ends before the attribute does.
    fn attribute(&mut self, cursor: &mut Cursor<'_>, site: Site) -> Option<(&[u8], std::ops::Range<usize>)> {
        let name = cursor.u2()?;
        let length = cursor.u4()? as usize;
        let start = cursor.at();
        if !cursor.skip(length) {
            return None;
        }
        let range = start..start + length;
        let Some(name) = self.scratch.pool.utf8(self.bytes, name) else {
            self.defect(What::BadAttribute, "its name is no Utf8 constant", site);
            return Some((b"", range));
        };
        if length > CARRIER_BYTES && !is_known_attribute(name) {
            let name = self.program.symbols.intern_bytes(name);
            let defect = Defect::new(What::UnknownAttribute, "", site).name(name);
            self.scratch.defects.add(defect.number(length as u32).limit(CARRIER_BYTES as u32));
        }
        Some((name, range))
    }

    /// References between constants, and the classes that the pool names.
    fn check_constants(&mut self) {
        let first_ref = self.program.class_refs.len();
        for index in 1..self.scratch.pool.len() {
            let index = index as u16;
            let pool = &self.scratch.pool;
            let sound = match pool.tag(index) {
                tag::UTF8 => {
                    if !pool.utf8(self.bytes, index).is_some_and(pool::is_modified_utf8) {
                        self.bad_constant("text that is not modified UTF-8", index);
                    }
                    continue;
                }
                tag::CLASS => {
                    self.check_class_reference(index);
                    continue;
                }
                tag::STRING => pool.one(self.bytes, index, tag::STRING).is_some_and(|text| pool.tag(text) == tag::UTF8),
                tag @ (tag::FIELD | tag::METHOD | tag::INTERFACE_METHOD) => pool
                    .two(self.bytes, index, tag)
                    .is_some_and(|(class, name)| pool.tag(class) == tag::CLASS && pool.tag(name) == tag::NAME_AND_TYPE),
                tag::NAME_AND_TYPE => pool.name_and_type(self.bytes, index).is_some(),
                tag @ tag::METHOD_HANDLE.. => {
                    let defect =
                        Defect::new(What::BadConstant, "a constant of a kind that CLDC VMs refuse", Site::Class);
                    self.scratch.defects.add(defect.rule("C03").number(tag.into()).limit(tag::NAME_AND_TYPE.into()));
                    continue;
                }
                _ => continue,
            };
            if !sound {
                self.bad_constant("a reference to a constant that is missing or of another kind", index);
            }
        }
        let refs = &mut self.program.class_refs[first_ref..];
        refs.sort_unstable();
        let mut kept = first_ref;
        for i in first_ref..self.program.class_refs.len() {
            if kept == first_ref || self.program.class_refs[kept - 1] != self.program.class_refs[i] {
                self.program.class_refs[kept] = self.program.class_refs[i];
                kept += 1;
            }
        }
        self.program.class_refs.truncate(kept);
    }

    fn check_class_reference(&mut self, index: u16) {
        let Some(name) = self.scratch.pool.class_name(self.bytes, index) else {
            self.bad_constant("a reference to a constant that is missing or of another kind", index);
            return;
        };
        if let Some(sym) = self.class_sym(index) {
            self.program.class_refs.push((self.class, sym));
            if !names::is_class_reference(name) {
                let defect = Defect::new(What::IllegalName, "class reference", Site::Class).name(sym);
                self.scratch.defects.add(defect);
            }
            if is_newer_class(name) {
                self.newer(sym);
            }
        }
    }

    /// The checks that need only the header; facts of the application's classes only.
    fn check_header(&mut self, header: &Header, entry_name: &str) {
        if !CLDC_MAJORS.contains(&header.major) {
            let defect = Defect::new(What::BadVersion, "", Site::Class).rule("C02").number(header.major.into());
            self.scratch.defects.add(defect.limit((*CLDC_MAJORS.end()).into()));
        }
        if self.bytes.len() > DEVICE_CLASS_BYTES {
            let defect = Defect::new(What::OversizeClass, "", Site::Class).rule("C24");
            self.scratch.defects.add(defect.number(self.bytes.len() as u32).limit(DEVICE_CLASS_BYTES as u32));
        }
        let name = self.program.class_at(self.class).name;
        if !names::is_class_name(self.program.symbols.bytes(name)) {
            self.defect(What::IllegalName, "class name", Site::Class);
        }
        let path = entry_name.strip_suffix(".class");
        if path != Some(self.program.symbols.text(name)) {
            let entry = self.program.symbols.intern(entry_name);
            let defect = Defect::new(What::NameDiffersFromPath, "read from", Site::Class).rule("C25").name(entry);
            self.scratch.defects.add(defect);
        }
        let access = header.access;
        let is = |flag| access & flag != 0;
        if is(ACC_FINAL) && is(ACC_ABSTRACT) || is(ACC_INTERFACE) && !is(ACC_ABSTRACT) {
            let defect = Defect::new(What::BadFlags, "class flags that contradict each other", Site::Class);
            self.scratch.defects.add(defect.number(access.into()));
        }
        if is(ACC_ANNOTATION) || is(ACC_ENUM) {
            let defect = Defect::new(What::NewerLanguage, "an enum or annotation type", Site::Class).rule("C26");
            self.scratch.defects.add(defect);
        }
    }

    fn defect(&mut self, what: What, clause: &'static str, site: Site) {
        self.scratch.defects.add(Defect::new(what, clause, site));
    }

    fn bad_constant(&mut self, clause: &'static str, index: u16) {
        self.scratch.defects.add(Defect::new(What::BadConstant, clause, Site::Class).number(index.into()));
    }

    /// A class that only newer libraries than CLDC have (C26).
    fn newer(&mut self, class: Sym) {
        let defect = Defect::new(What::NewerLanguage, "refers to", Site::Class).rule("C26").name(class);
        self.scratch.defects.add(defect);
    }

    fn utf8_sym(&mut self, index: u16) -> Option<Sym> {
        let text = self.scratch.pool.utf8(self.bytes, index)?;
        let known = &mut self.scratch.syms[usize::from(index)];
        if *known == 0 {
            *known = self.program.symbols.intern_bytes(text).0 + 1;
        }
        Some(Sym(*known - 1))
    }

    fn class_sym(&mut self, index: u16) -> Option<Sym> {
        let name = self.scratch.pool.one(self.bytes, index, tag::CLASS)?;
        match self.scratch.syms[usize::from(index)] {
            0 => {
                let sym = self.utf8_sym(name)?;
                self.scratch.syms[usize::from(index)] = sym.0 + 1;
                Some(sym)
            }
            known => Some(Sym(known - 1)),
        }
    }

    /// The number of the field or method that a constant refers to.
    fn member(&mut self, index: u16, tag: u8) -> Option<u32> {
        match self.scratch.members.get(usize::from(index)).copied()? {
            0 => {
                let member = self.read_member(index, tag);
                self.scratch.members[usize::from(index)] = member.map_or(BROKEN, |m| m + 1);
                member
            }
            BROKEN => None,
            known => Some(known - 1),
        }
    }

    fn read_member(&mut self, index: u16, tag: u8) -> Option<u32> {
        let (class, name_and_type) = self.scratch.pool.two(self.bytes, index, tag)?;
        let (name, descriptor) = self.scratch.pool.two(self.bytes, name_and_type, tag::NAME_AND_TYPE)?;
        let member = MemberRef {
            class: self.class_sym(class)?,
            name: self.utf8_sym(name)?,
            descriptor: self.utf8_sym(descriptor)?,
            interface: tag == tag::INTERFACE_METHOD,
        };
        let of_method = self.program.symbols.bytes(member.descriptor).first() == Some(&b'(');
        let known = if of_method == (tag == tag::FIELD) {
            None
        } else {
            self.program.intern_member(member, |symbols| look_at_member(member, tag, symbols))
        };
        let Some((number, oddity)) = known else {
            let defect = Defect::new(What::BadConstant, "illegal descriptor", Site::Class).name(member.descriptor);
            self.scratch.defects.add(defect.number(index.into()));
            return None;
        };
        match oddity {
            Oddity::None => {}
            Oddity::Boxing => self.newer(member.class),
            Oddity::IllegalName => {
                let defect = Defect::new(What::IllegalName, "member reference", Site::Class).name(member.name);
                self.scratch.defects.add(defect);
            }
        }
        Some(number)
    }
}

/// What is odd about a member reference; `None` when its descriptor is none.
fn look_at_member(member: MemberRef, tag: u8, symbols: &Symbols) -> Option<Oddity> {
    let (name, descriptor) = (symbols.bytes(member.name), symbols.bytes(member.descriptor));
    let (legal_name, legal_descriptor) = match tag {
        tag::FIELD => (names::is_field_name(name), names::is_field_descriptor(descriptor)),
        _ => (names::is_method_name(name), names::parameter_slots(descriptor).is_some()),
    };
    let boxing = name == b"valueOf" && descriptor.get(2) == Some(&b')') && is_box(symbols.bytes(member.class));
    match () {
        () if !legal_descriptor => None,
        () if !legal_name => Some(Oddity::IllegalName),
        () if boxing => Some(Oddity::Boxing),
        () => Some(Oddity::None),
    }
}

/// Classes that newer compilers use and CLDC lacks (C26).
fn is_newer_class(name: &[u8]) -> bool {
    let Some(rest) = name.strip_prefix(b"java/lang/") else { return false };
    matches!(rest, b"StringBuilder" | b"Iterable" | b"Enum" | b"Record" | b"AutoCloseable" | b"FunctionalInterface")
        || rest.starts_with(b"invoke/")
        || rest.starts_with(b"annotation/")
}

/// Classes with a `valueOf` that boxes a primitive since Java 5.
fn is_box(class: &[u8]) -> bool {
    class.strip_prefix(b"java/lang/").is_some_and(|name| {
        matches!(name, b"Integer" | b"Long" | b"Short" | b"Byte" | b"Character" | b"Boolean" | b"Float" | b"Double")
    })
}

/// Attributes that the JVMS or a common compiler defines.
fn is_known_attribute(name: &[u8]) -> bool {
    name.starts_with(b"Runtime")
        || name.starts_with(b"Module")
        || name.starts_with(b"LocalVariable")
        || matches!(
            name,
            b"Code"
                | b"Exceptions"
                | b"ConstantValue"
                | b"StackMap"
                | b"StackMapTable"
                | b"LineNumberTable"
                | b"CharacterRangeTable"
                | b"InnerClasses"
                | b"EnclosingMethod"
                | b"SourceFile"
                | b"SourceDebugExtension"
                | b"Signature"
                | b"Synthetic"
                | b"Deprecated"
                | b"AnnotationDefault"
                | b"BootstrapMethods"
                | b"MethodParameters"
                | b"NestHost"
                | b"NestMembers"
                | b"Record"
                | b"PermittedSubclasses"
                | b"Scala"
                | b"ScalaSig"
        )
}
