//! Places on the heap that can hold data: a field or the elements of an object, as one method sees it.

use super::body::{Constant, Value};

/// Objects of the points-to graph, by the number that [`super::objects::Objects`] gives them.
pub type SetId = u32;

/// Which object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// none: a static field
    Static,
    /// the one that the value is now
    Value(Value),
    /// the one that the caller hands over in this position, as it was when the method was entered
    Given(u32),
    /// any of these
    Set(SetId),
    /// any of these, reached by another way than the parameters
    Outer(SetId),
}

/// Which part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// a field of the application, static or not, by its index in the program
    Field(u32),
    /// what an array, container, buffer or stream holds: all of it, or the element of that index or key
    Element(Option<Constant>),
}

impl Key {
    /// All that the object holds.
    pub const ALL: Key = Key::Element(None);

    /// Whether both may be the same part.
    pub fn meets(self, other: Key) -> bool {
        match (self, other) {
            (Key::Element(a), Key::Element(b)) => a.is_none() || b.is_none() || a == b,
            _ => self == other,
        }
    }
}

/// A field or the elements of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The object.
    pub root: Root,
    /// The part of it.
    pub key: Key,
}

impl Cell {
    /// Whether a call that enters a method with it hands the data over: what an array, buffer or container holds goes with
    /// it, and a field of an object does not.
    pub fn is_handed(self) -> bool {
        matches!(self.root, Root::Given(_)) && matches!(self.key, Key::Element(_))
    }
}

/// How two names of objects go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alias {
    /// never the same
    No,
    /// perhaps the same
    May,
    /// always the same
    Must,
}
