//! Loads the class files of a bundle and of its libraries into a [`Program`], within the limits.

use super::dynamic;
use super::hash::Seed;
use super::reader::{ReaderScratch, read_class};
use super::{Class, MethodId, Op, Program, Sym};
use crate::facts::{self, ClassfileWhat, Facts, Place, dotted};
use crate::limits::{self, Limits};
use std::collections::HashSet;

/// One class file.
#[derive(Clone, Copy, Debug)]
pub struct ClassSource<'a> {
    /// Index of the archive entry.
    pub entry: u32,
    /// Name of the archive entry.
    pub name: &'a str,
    /// Content.
    pub bytes: &'a [u8],
    /// From a library: resolved and analysed, not reported on.
    pub library: bool,
}

/// Takes class files one by one, so that the caller need not hold all of them: the application's in the order of the
/// archive, then those of the libraries. States `class`, `classfile` and `limit` facts.
#[derive(Debug)]
pub struct Loader<'a> {
    program: &'a mut Program,
    scratch: &'a mut ReaderScratch,
    limits: &'a Limits,
    facts: &'a mut Facts,
    names: HashSet<Sym, Seed>,
    full: bool,
}

impl<'a> Loader<'a> {
    /// Starts with an empty program.
    pub fn new(
        program: &'a mut Program,
        scratch: &'a mut ReaderScratch,
        limits: &'a Limits,
        facts: &'a mut Facts,
    ) -> Self {
        program.clear();
        scratch.any_java = false;
        Loader { program, scratch, limits, facts, names: HashSet::default(), full: false }
    }

    /// The classes are for another platform than CLDC, whose limits then say nothing.
    pub fn for_any_java(self) -> Self {
        self.scratch.any_java = true;
        self
    }

    /// Reads one class file. `false` when a limit is reached and no further class will be read.
    pub fn add(&mut self, source: ClassSource<'_>) -> bool {
        let place = || Place::entry(source.name);
        if self.full || self.facts.stopped() {
            return false;
        }
        if source.bytes.len() as u64 > self.limits.class_bytes {
            let seen = Some(source.bytes.len() as u64);
            self.facts.push(limits::reached(self.limits, "class-bytes", seen, "class not read", place()));
            return true;
        }
        if self.program.classes.len() as u64 >= self.limits.classes {
            self.full = true;
            self.facts.push(limits::reached(
                self.limits,
                "classes",
                None,
                "this and further classes not read",
                place(),
            ));
            return false;
        }
        let ClassSource { entry, name, bytes, library } = source;
        let read = read_class(bytes, entry, name, library, self.program, self.scratch, self.limits, self.facts);
        if let Some(id) = read
            && !library
        {
            let class = self.program.class_at(id).clone();
            self.facts.push(self.class_fact(&class, source.name));
            if !self.names.insert(class.name) {
                self.facts.push(
                    facts::Classfile {
                        what: ClassfileWhat::DuplicateClass,
                        rule: None,
                        member: None,
                        number: None,
                        limit: None,
                        count: None,
                        detail: Some(format!("read again from {}", source.name).into()),
                    }
                    .at(Place::Class { class: self.program.symbols.text(class.name).into() }),
                );
            }
        }
        if self.program.code.len() as u64 >= self.limits.instructions {
            self.full = true;
            let seen = Some(self.program.code.len() as u64);
            let detail = "further code not read";
            self.facts.push(limits::reached(self.limits, "instructions", seen, detail, place()));
        }
        !self.full
    }

    /// Writes out `invokedynamic` call sites and makes the classes findable by name.
    pub fn finish(self) {
        dynamic::write_out(self.program, self.limits.instructions);
        self.program.build_index();
        if self.scratch.any_java {
            state_unknown_bootstraps(self.program, self.facts);
        }
    }

    fn class_fact(&self, class: &Class, entry: &str) -> facts::Fact {
        let text = |sym: Sym| dotted(self.program.symbols.text(sym)).into();
        let methods = &self.program.methods[class.methods.start as usize..class.methods.end as usize];
        let instructions: usize = methods.iter().filter_map(|m| m.code.as_ref()).map(|c| c.insns.len()).sum();
        facts::Class {
            name: text(class.name),
            super_: class.superclass.map(text),
            interfaces: self.program.interfaces_of(class).iter().copied().map(text).collect(),
            major: class.major.into(),
            minor: class.minor.into(),
            entry: entry.into(),
            methods: methods.len() as i64,
            instructions: instructions as i64,
        }
        .at(Place::Class { class: self.program.symbols.text(class.name).into() })
    }
}

/// States for each class of the application the first `invokedynamic` of which nobody knows what it links.
fn state_unknown_bootstraps(program: &Program, facts: &mut Facts) {
    for class in program.classes.iter().filter(|class| !class.library) {
        let mut count = 0;
        let mut first = None;
        for id in class.methods.clone().map(MethodId) {
            let Some(code) = &program.method(id).code else { continue };
            for (index, insn) in program.insns(code).iter().enumerate() {
                if insn.op != Op::InvokeDynamic || dynamic::is_harmless(program, insn.a) {
                    continue;
                }
                count += 1;
                first.get_or_insert((id, index as u32, insn.a));
            }
        }
        let Some((id, index, call)) = first else { continue };
        let call = &program.dynamic_calls[call as usize];
        let bootstrap = call.method.and_then(|member| program.members.get(member as usize)).map(|member| {
            let text = |sym| program.symbols.text(sym);
            format!("by {}.{}", dotted(text(member.class)), text(member.name))
        });
        let fact = facts::Classfile {
            what: ClassfileWhat::UnknownBootstrap,
            rule: None,
            member: None,
            number: None,
            limit: None,
            count: (count > 1).then_some(count),
            detail: Some(bootstrap.unwrap_or_else(|| "by a bootstrap method that can't be read".into()).into()),
        };
        facts.push(fact.at(program.place(id, Some(index))));
    }
}

/// Loads all these class files; see [`Loader`].
pub fn load<'a>(
    classes: impl IntoIterator<Item = ClassSource<'a>>,
    program: &mut Program,
    scratch: &mut ReaderScratch,
    limits: &Limits,
    facts: &mut Facts,
) {
    let mut loader = Loader::new(program, scratch, limits, facts);
    for source in classes {
        if !loader.add(source) {
            break;
        }
    }
    loader.finish();
}
