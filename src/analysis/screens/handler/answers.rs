//! What tests and calls give while a method is followed.

use super::super::known::{Choice, Done, GAME_KEYS, Known, Tested};
use super::{Around, Run};
use crate::analysis::graph::{Object, ObjectId, Site};
use crate::program::platform::screens::Role;
use crate::program::{Insn, Sym};

impl Run<'_, '_> {
    /// Whether two references are the same, or their texts are; each with the objects that the call graph knows it may be.
    pub(super) fn same(&mut self, sides: [(Known, Option<&[ObjectId]>); 2]) -> Option<bool> {
        let graph = self.around.graph;
        match (sides[0].0, sides[1].0) {
            (Known::Unknown | Known::This, Known::Unknown | Known::This) => return None,
            (Known::Null, Known::Null) => return Some(true),
            (Known::Null, Known::Unknown) | (Known::Unknown, Known::Null) => return None,
            (Known::Null, _) | (_, Known::Null) => return Some(false),
            (Known::Text(a), Known::Text(b)) => return Some(a == b),
            (Known::Own(a), Known::Own(b)) => return Some(a == b),
            (Known::Done(Done::AnyElement), Known::Text(text)) | (Known::Text(text), Known::Done(Done::AnyElement)) => {
                self.tested(Some(Tested::Element(text)));
                return None;
            }
            (Known::Done(Done::OtherElement), Known::Text(_)) | (Known::Text(_), Known::Done(Done::OtherElement)) => {
                return Some(false);
            }
            _ => {}
        }
        let made = |object: &ObjectId| matches!(graph.object(*object), Object::Allocated(_) | Object::Reflected { .. });
        let known = |(known, by_graph): (Known, Option<&[ObjectId]>)| -> Option<Vec<ObjectId>> {
            let objects = match known {
                Known::Objects(set) => self.store.set_of(set),
                Known::Own(_) => &[],
                Known::Unknown | Known::This => by_graph?,
                _ => return None,
            };
            objects.iter().all(made).then(|| objects.to_vec())
        };
        let (left, right) = (known(sides[0])?, known(sides[1])?);
        if !left.iter().any(|object| right.contains(object)) {
            return Some(false);
        }
        let one = left.len() == 1 && right.len() == 1 && self.around.parts.is_one(left[0]);
        one.then_some(true)
    }

    /// Whether objects are of a class, when all are or none is.
    pub(super) fn is_a(&self, set: u32, class: Sym) -> Option<bool> {
        let Around { program, parts, hierarchy, platform, .. } = *self.around;
        let wanted = program.symbols.text(class);
        let mut all = self.store.set_of(set).iter().map(|object| {
            let class = parts.screens[parts.screen_of(*object)?].class_name;
            hierarchy.is_subtype(program, platform, class, wanted)
        });
        let first = all.next()??;
        all.all(|one| one == Some(first)).then_some(first)
    }

    /// What a call gives.
    pub(super) fn result(&mut self, site: Site, insn: Insn, operands: &[Known]) -> Known {
        let program = self.around.program;
        let Some(member) = program.members.get(insn.a as usize) else { return Known::Unknown };
        if matches!(program.symbols.text(member.name), "equals" | "equalsIgnoreCase")
            && let [left, right] = *operands
            && self.around.graph.targets(site).is_empty()
        {
            let (base, argument) = (self.around.graph.base_objects(site), self.around.graph.operand_objects(site, 1));
            let same = self.same([(left, base), (right, argument)]);
            return same.map_or(Known::Unknown, |same| Known::Int(i32::from(same)));
        }
        let roles = self.around.roles.get(insn.a as usize).map_or(&[][..], Vec::as_slice);
        for (role, argument) in roles {
            let operand = operands.get(*argument as usize).copied().unwrap_or(Known::Unknown);
            match role {
                Role::GetLabel | Role::GetType => {
                    let Some(command) = self.the_one(site, operand) else { continue };
                    let parts = self.around.parts;
                    return match role {
                        Role::GetLabel => {
                            let label = parts.command_label(command);
                            label.map_or(Known::Unknown, |label| Known::Text(self.store.text(label)))
                        }
                        _ => parts.command_type(command).map_or(Known::Unknown, Known::Int),
                    };
                }
                Role::SelectedIndex => {
                    let Some((list, choice)) = self.around.chosen else { continue };
                    if self.the_one(site, operand) != Some(list) {
                        continue;
                    }
                    return match choice {
                        Choice::Any => Known::Done(Done::AnyIndex),
                        Choice::Index(index, _) => Known::Int(index),
                        Choice::Element(_) => Known::Unknown,
                        Choice::Other => Known::Done(Done::OtherIndex),
                    };
                }
                Role::ElementText => {
                    let Some((list, choice)) = self.around.chosen else { continue };
                    if operands.first().and_then(|receiver| self.the_one(site, *receiver)) != Some(list) {
                        continue;
                    }
                    return match (choice, operand) {
                        (Choice::Any, Known::Done(Done::AnyIndex)) => Known::Done(Done::AnyElement),
                        (Choice::Index(at, Some(text)), Known::Int(index)) if at == index => Known::Text(text),
                        // The index is whatever that of the element is.
                        (Choice::Element(text), Known::Unknown) => Known::Text(text),
                        (Choice::Other, Known::Done(Done::OtherIndex)) => Known::Done(Done::OtherElement),
                        _ => Known::Unknown,
                    };
                }
                Role::GameAction => {
                    return match operand {
                        Known::Done(Done::AnyKey) => Known::Done(Done::AnyAction),
                        Known::Done(Done::OtherKey) => Known::Done(Done::OtherAction),
                        Known::Done(Done::KeyOf(action)) => Known::Int(action),
                        Known::Int(key) if !GAME_KEYS.contains(&key) => Known::Int(0),
                        _ => Known::Unknown,
                    };
                }
                _ => {}
            }
        }
        Known::Unknown
    }

    /// The one object that the receiver of a call is, when it is one.
    pub(super) fn the_one(&self, site: Site, known: Known) -> Option<ObjectId> {
        let objects = match known {
            Known::Objects(set) => self.store.set_of(set),
            Known::Unknown => self.around.graph.base_objects(site)?,
            _ => return None,
        };
        if let [one] = objects { Some(*one) } else { None }
    }
}
