//! What the propagators of a platform's tables say of the objects that a method is given: which it puts into a container,
//! takes out of one, or gives back.

use super::members::Signature;
use super::solver::{ELEMENT, NOTHING, Node, Solver, Use};
use super::{Object, ObjectId};
use crate::program::platform::{Flow, FlowRole, Location, Platform};

/// Whether the tables of a folder say what a method does with objects. For the platform compiled in the models of the call
/// graph say the same.
pub fn has_moves(platform: &Platform, class: &str, name: &str, descriptor: &str) -> bool {
    platform.has_folder() && platform.flows(class, name, descriptor).iter().any(|flow| is_move(flow))
}

fn is_move(flow: &Flow<'_>) -> bool {
    flow.role == FlowRole::Propagator
}

/// A call of a method that the tables describe.
struct Given {
    arguments: u32,
    references: u32,
    has_receiver: bool,
    result: Node,
}

impl<'p> Solver<'p> {
    /// A call runs a method that propagators describe.
    pub fn describe(&mut self, index: u32, signature: &Signature, references: u32) {
        let call = self.calls[index as usize];
        let reference = self.program.members[call.member as usize];
        let text = |sym| self.program.symbols.text(sym);
        let (name, descriptor) = (text(reference.name), text(reference.descriptor));
        let super::members::Target::Elsewhere(class) = self.member(call.member).target else { return };
        let rows = self.platform.flows(self.types.name(class), name, descriptor);
        let given = Given {
            arguments: call.args,
            references,
            has_receiver: call.op != crate::program::Op::InvokeStatic,
            result: call.result,
        };
        // What the platform makes itself, unless the very object is known.
        let mut made: Option<ObjectId> = None;
        let result = signature.result.filter(|result| !result.opaque && call.result != NOTHING);
        let same = rows.iter().any(|row| is_move(row) && row.same.is_some());
        if let Some(result) = result.filter(|_| !same) {
            let object = self.object(Object::Platform(call.site), result.ty, false);
            self.add(call.result, object);
            made = Some(object);
        }
        for row in rows.iter().filter(|row| is_move(row)) {
            if let Some(same) = row.same {
                let from = self.place(&given, signature, same);
                self.flow(from, given.result, None);
            }
            let Some(to) = row.to else { continue };
            let between = self.node();
            for from in row.from() {
                let node = self.place(&given, signature, from);
                match from.is_content() {
                    true => self.use_each(node, Use::Load(ELEMENT, between)),
                    false => self.flow(node, between, None),
                }
            }
            // A key may be given back like what is kept under it.
            if let Some(key) = row.key.filter(|_| to.is_content()) {
                let node = self.argument(&given, signature, key);
                self.flow(node, between, None);
            }
            match (to.position(), to.is_content()) {
                (None, is_content) => {
                    if given.result != NOTHING && !is_content {
                        self.flow(between, given.result, None);
                    }
                    // What is taken out may be a wrapper of what was put in, such as an entry of a map.
                    if let Some(made) = made {
                        let inner = self.field_of(made, ELEMENT);
                        self.flow(between, inner, None);
                    }
                }
                (Some(position), true) => {
                    let node = self.argument(&given, signature, position);
                    self.use_each(node, Use::Store(ELEMENT, between));
                }
                // An object that carries what another does: that is data, not an object.
                (Some(_), false) => {}
            }
        }
    }

    fn place(&self, given: &Given, signature: &Signature, place: Location) -> Node {
        place.position().map_or(given.result, |position| self.argument(given, signature, position))
    }

    /// The variable of the receiver (0) or of an argument, when it is a reference.
    fn argument(&self, given: &Given, signature: &Signature, position: u32) -> Node {
        let receiver = usize::from(given.has_receiver);
        let nth = match position {
            0 => given.has_receiver.then_some(0),
            _ => signature.references.iter().position(|r| r.position == position).map(|n| n + receiver),
        };
        let nth = nth.filter(|n| *n < given.references as usize);
        nth.and_then(|n| self.args.get(given.arguments as usize + n)).copied().unwrap_or(NOTHING)
    }
}
