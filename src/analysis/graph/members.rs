//! What member references and descriptors mean to the solver, looked up once each.

use super::models::Model;
use super::solver::FieldKey;
use super::types::{TypeId, Types};
use crate::analysis::signature::{Kind, Signature as Kinds, field};
use crate::program::hash::Seed;
use crate::program::hierarchy::{Hierarchy, Resolved};
use crate::program::{MethodId, Program, Sym};
use std::collections::HashMap;
use std::rc::Rc;

/// A parameter that is a reference.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Which parameter it is, from 1.
    pub position: u32,
    /// Its slot, counted from that of the first parameter.
    pub slot: u32,
    pub ty: TypeId,
    /// A string: its identity says nothing.
    pub opaque: bool,
}

/// A method descriptor.
#[derive(Debug, Default)]
pub struct Signature {
    /// Stack cells of all parameters.
    pub cells: usize,
    /// Stack cells of the result.
    pub result_cells: usize,
    pub references: Vec<Reference>,
    /// The result, when it is a reference; its position is 0.
    pub result: Option<Reference>,
    /// It could be read.
    pub valid: bool,
}

/// What a method reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// a method of the application or of a library
    Own(MethodId),
    /// a method of this class of the platform, or of one that is missing
    Elsewhere(TypeId),
    /// nothing that can be called
    Nothing,
}

/// A method reference.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub target: Target,
    pub model: Model,
}

/// The references of a program.
pub struct Members<'p> {
    program: &'p Program,
    members: Vec<Option<Member>>,
    signatures: HashMap<Sym, Rc<Signature>, Seed>,
}

impl<'p> Members<'p> {
    pub fn new(program: &'p Program) -> Self {
        Members { program, members: vec![None; program.members.len()], signatures: HashMap::default() }
    }

    /// What a method reference means.
    pub fn look_up(&mut self, member: u32, hierarchy: &mut Hierarchy, types: &mut Types<'p>) -> Member {
        if let Some(Some(known)) = self.members.get(member as usize) {
            return *known;
        }
        let found = self.search(member, hierarchy, types);
        if let Some(slot) = self.members.get_mut(member as usize) {
            *slot = Some(found);
        }
        found
    }

    fn search(&self, member: u32, hierarchy: &mut Hierarchy, types: &mut Types<'p>) -> Member {
        let nothing = Member { target: Target::Nothing, model: Model::Plain };
        let program = self.program;
        let Some(reference) = program.members.get(member as usize) else { return nothing };
        let (name, descriptor) = (program.symbols.text(reference.name), program.symbols.text(reference.descriptor));
        if !descriptor.starts_with('(') {
            return nothing;
        }
        let class = match hierarchy.resolve_method(program, types.platform, member) {
            Resolved::Application(method) => return Member { target: Target::Own(method), model: Model::Plain },
            Resolved::Field(_) => return nothing,
            Resolved::Platform(class) => types.named(class),
            Resolved::Unknown => types.of_sym(reference.class),
        };
        let model = Model::of(types.name(class), name, descriptor, program.symbols.text(reference.class));
        let described = || super::described::has_moves(types.platform, types.name(class), name, descriptor);
        let model = if model.is_default() && described() { Model::Described } else { model };
        Member { target: Target::Elsewhere(class), model }
    }

    /// A method descriptor, taken apart.
    pub fn signature(&mut self, types: &mut Types<'p>, descriptor: Sym) -> Rc<Signature> {
        if let Some(known) = self.signatures.get(&descriptor) {
            return known.clone();
        }
        let signature = Rc::new(parse(self.program.symbols.text(descriptor), types));
        self.signatures.insert(descriptor, signature.clone());
        signature
    }

    /// The field that a reference means, and whether it holds references; `None` when it is malformed.
    pub fn field(&self, member: u32, hierarchy: &mut Hierarchy, types: &Types<'p>) -> Option<FieldRef> {
        let reference = self.program.members.get(member as usize)?;
        let (kind, rest) = field(self.program.symbols.text(reference.descriptor))?;
        if !rest.is_empty() {
            return None;
        }
        let resolved = hierarchy.resolve_member(self.program, types.platform, member);
        let (key, declared) = match resolved {
            Resolved::Field(index) => (index, Some(index)),
            // One that is not declared in the bundle: known by the reference.
            _ => (self.program.fields.len() as u32 + member, None),
        };
        Some(FieldRef { key: FieldKey(key), cells: kind.cells(), reference: kind == Kind::Ref, declared })
    }
}

/// What a field reference means.
#[derive(Clone, Copy, Debug)]
pub struct FieldRef {
    pub key: FieldKey,
    /// Stack cells of its value.
    pub cells: usize,
    /// Whether it holds an object or array.
    pub reference: bool,
    /// Index of [`Program::fields`].
    pub declared: Option<u32>,
}

fn parse<'p>(descriptor: &'p str, types: &mut Types<'p>) -> Signature {
    let Some(kinds) = Kinds::parse(descriptor) else { return Signature::default() };
    let mut rest = &descriptor[1..];
    let mut references = Vec::new();
    let mut slot = 0;
    for (n, kind) in kinds.params.iter().enumerate() {
        let after = field(rest).map_or("", |(_, after)| after);
        if *kind == Kind::Ref {
            references.push(reference(n as u32 + 1, slot, &rest[..rest.len() - after.len()], types));
        }
        slot += kind.cells() as u32;
        rest = after;
    }
    let result = rest.strip_prefix(')').filter(|_| kinds.result == Some(Kind::Ref));
    Signature {
        cells: kinds.cells(),
        result_cells: kinds.result.map_or(0, Kind::cells),
        references,
        result: result.map(|descriptor| reference(0, 0, descriptor, types)),
        valid: true,
    }
}

fn reference<'p>(position: u32, slot: u32, descriptor: &'p str, types: &mut Types<'p>) -> Reference {
    Reference { position, slot, ty: types.of_descriptor(descriptor), opaque: descriptor == "Ljava/lang/String;" }
}
