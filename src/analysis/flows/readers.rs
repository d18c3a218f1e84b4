//! Where cells of the common heap are read: which instructions look into which objects.

use super::body::site;
use super::cells::{Key, SetId};
use super::objects::Objects;
use crate::analysis::graph::{CallGraph, Site};
use crate::analysis::values::Member;
use crate::program::hash::Seed;
use crate::program::platform::FlowRole;
use crate::program::{MethodId, Op, Program};
use std::collections::HashMap;
use std::rc::Rc;

/// Instructions by the objects that they look into; for a call with the position of the object.
pub type BySet = Vec<(SetId, Vec<(Site, u32)>)>;

/// The instructions of reached code that read fields and elements.
pub struct Readers {
    fields: HashMap<u32, Rc<BySet>, Seed>,
    elements: Rc<BySet>,
    none: Rc<BySet>,
}

impl Readers {
    /// Finds them.
    pub fn of(program: &Program, graph: &CallGraph, members: &[Member<'_>], objects: &mut Objects<'_>) -> Readers {
        let reads: Vec<Vec<u32>> = members.iter().map(read_positions).collect();
        let mut fields: HashMap<u32, BySet, Seed> = HashMap::default();
        let mut elements = BySet::new();
        let mut element_at: HashMap<SetId, usize, Seed> = HashMap::default();
        for (index, method) in program.methods.iter().enumerate() {
            let id = MethodId(index as u32);
            let Some(code) = method.code.as_ref().filter(|_| graph.is_reached(id)) else { continue };
            for (at, insn) in program.insns(code).iter().enumerate() {
                let at = site(id, at as u32);
                let op = insn.op;
                if op == Op::GetField {
                    let Some(field) = members[insn.a as usize].field else { continue };
                    let Some(base) = graph.base_objects(at) else { continue };
                    let set = objects.intern(base.to_vec());
                    let by_set = fields.entry(field).or_default();
                    match by_set.iter_mut().find(|(known, _)| *known == set) {
                        Some((_, sites)) => sites.push((at, 0)),
                        None => by_set.push((set, vec![(at, 0)])),
                    }
                    continue;
                }
                let positions: &[u32] = match op {
                    op if (Op::IntArrayLoad..=Op::ShortArrayLoad).contains(&op) => &[0],
                    op if op.is_invoke() => &reads[insn.a as usize],
                    _ => continue,
                };
                for position in positions {
                    let base = match position {
                        0 => graph.base_objects(at),
                        n => graph.operand_objects(at, *n),
                    };
                    let Some(base) = base else { continue };
                    let set = objects.intern(base.to_vec());
                    let next = elements.len();
                    let slot = *element_at.entry(set).or_insert(next);
                    if slot == next {
                        elements.push((set, Vec::new()));
                    }
                    elements[slot].1.push((at, *position));
                }
            }
        }
        let fields = fields.into_iter().map(|(field, by_set)| (field, Rc::new(by_set))).collect();
        Readers { fields, elements: Rc::new(elements), none: Rc::default() }
    }

    /// The instructions that read such a part of some object.
    pub fn of_key(&self, key: Key) -> Rc<BySet> {
        match key {
            Key::Field(field) => self.fields.get(&field).unwrap_or(&self.none).clone(),
            Key::Element(_) => self.elements.clone(),
        }
    }
}

/// Positions of the objects that a method of the platform looks into.
fn read_positions(member: &Member<'_>) -> Vec<u32> {
    if !member.external {
        return Vec::new();
    }
    let mut found: Vec<u32> = Vec::new();
    for model in &member.flows {
        let reads = |place: &crate::program::platform::Location| {
            model.role == FlowRole::Sink || (model.role == FlowRole::Propagator && place.is_content())
        };
        found.extend(model.from().filter(reads).filter_map(|place| place.position()));
    }
    if member.flows.is_empty()
        && let Some(signature) = &member.signature
    {
        // A method of which nothing is said may look into all that it is given.
        found.extend(0..=signature.params.len() as u32);
    }
    found.sort_unstable();
    found.dedup();
    found
}
