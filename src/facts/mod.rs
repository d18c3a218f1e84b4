//! The facts that every stage states: typed, placed, in one schema. In: what a stage saw. Out: [`Fact`]s that can be
//! printed, read back, turned into JSON and matched by rules. Nothing here judges.

pub mod escape;
mod json;
mod place;
pub mod safe_json;
mod text;
mod value;

pub use json::json_schema;
pub use place::{Place, dotted, dotted_member, slashed};
pub use text::ParseError;
pub use value::{Alternative, Part, Value};

use crate::limits::StopFlag;
use std::sync::Arc;

/// A piece of text owned by a fact; cheap to copy, since a class name stands in many facts.
pub type Str = Arc<str>;

/// What the schema says of one kind.
#[derive(Debug)]
pub struct KindInfo {
    /// The kind itself.
    pub kind: Kind,
    /// Its name as written in facts and rules.
    pub name: &'static str,
    /// The stage that states it.
    pub stage: &'static str,
    /// What it says.
    pub doc: &'static str,
    /// Its fields, in text-form order.
    pub fields: &'static [FieldInfo],
}

/// What the schema says of one field.
#[derive(Debug)]
pub struct FieldInfo {
    /// Its name as written in facts and rules.
    pub name: &'static str,
    /// Its type.
    pub ty: FieldType,
    /// Written without its name in the text form.
    pub head: bool,
    /// May be unknown or not apply.
    pub optional: bool,
    /// The words allowed, for [`FieldType::Token`].
    pub tokens: &'static [&'static str],
    /// What it says.
    pub doc: &'static str,
}

/// The types that a field can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// true or false
    Bool,
    /// a signed 64-bit integer
    Int,
    /// text
    Text,
    /// a list of texts
    Texts,
    /// one of the words that the schema lists
    Token,
    /// a symbolic value
    Value,
    /// symbolic values by name
    Args,
}

impl Kind {
    /// What the schema says of this kind.
    pub fn info(self) -> &'static KindInfo {
        &KINDS[self as usize]
    }

    /// The kind of that name.
    pub fn by_name(name: &str) -> Option<Kind> {
        KINDS.iter().find(|k| k.name == name).map(|k| k.kind)
    }

    /// Index of a field in this kind.
    pub fn field(self, name: &str) -> Option<usize> {
        self.info().fields.iter().position(|f| f.name == name)
    }
}

/// The content of a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldValue {
    /// true or false
    Bool(bool),
    /// a signed 64-bit integer
    Int(i64),
    /// text
    Text(Str),
    /// a list of texts
    Texts(Vec<Str>),
    /// one of the words that the schema lists
    Token(&'static str),
    /// a symbolic value
    Value(Value),
    /// symbolic values by name
    Args(Vec<(Str, Value)>),
}

macro_rules! field_from {
    ($($ty:ty => $variant:ident),*) => {$(
        impl From<$ty> for FieldValue {
            fn from(content: $ty) -> Self { FieldValue::$variant(content) }
        }
    )*};
}
field_from!(bool => Bool, i64 => Int, Str => Text, Vec<Str> => Texts, Value => Value, Vec<(Str, Value)> => Args);

/// One thing that a stage saw, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What kind of thing.
    pub kind: Kind,
    /// Where.
    pub place: Place,
    fields: Vec<Option<FieldValue>>,
}

impl Fact {
    /// A fact from its fields in schema order.
    fn new(kind: Kind, place: Place, fields: Vec<Option<FieldValue>>) -> Self {
        debug_assert_eq!(fields.len(), kind.info().fields.len());
        Fact { kind, place, fields }
    }

    /// The content of a field by its index in the schema; `None` when unknown.
    pub fn field(&self, index: usize) -> Option<&FieldValue> {
        self.fields.get(index)?.as_ref()
    }

    /// The content of a field by name; `None` when unknown or when the kind has no such field.
    pub fn get(&self, name: &str) -> Option<&FieldValue> {
        self.field(self.kind.field(name)?)
    }

    /// A text or token field as text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            FieldValue::Text(t) => Some(t),
            FieldValue::Token(t) => Some(t),
            _ => None,
        }
    }

    /// An integer field.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            FieldValue::Int(i) => Some(*i),
            _ => None,
        }
    }

    /// A bool field.
    pub fn bool(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            FieldValue::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The argument of that name of a call.
    pub fn arg(&self, name: &str) -> Option<&Value> {
        self.fields.iter().flatten().find_map(|f| match f {
            FieldValue::Args(args) => args.iter().find(|(n, _)| &**n == name).map(|(_, v)| v),
            _ => None,
        })
    }

    /// The text form, such as `call message.send address="sms://7132" at=A.m()V@17`.
    pub fn to_text(&self) -> String {
        text::print(self)
    }

    /// Reads the text form. Fields may be left out (they are then unknown); `at` may be too (then the whole bundle).
    pub fn parse(text: &str) -> Result<Fact, ParseError> {
        text::parse(text)
    }
}

/// Facts are listed by place first, so that a reader walks through the bundle once.
impl Ord for Fact {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (&self.place, self.kind, &self.fields).cmp(&(&other.place, other.kind, &other.fields))
    }
}

impl PartialOrd for Fact {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Collects facts up to a limit; past it, only counts. Every stage has it in hand, so it also passes on the word that
/// the work on the bundle must end.
#[derive(Debug, Default)]
pub struct Facts {
    list: Vec<Fact>,
    limit: usize,
    dropped: usize,
    stop: StopFlag,
}

impl Facts {
    /// An empty collection that keeps at most `limit` facts.
    pub fn new(limit: usize) -> Self {
        Facts { list: Vec::new(), limit, dropped: 0, stop: StopFlag::default() }
    }

    /// The same collection, told to end by `stop`.
    pub fn until(self, stop: StopFlag) -> Self {
        Facts { stop, ..self }
    }

    /// The flag that tells the work to end.
    pub fn stop_flag(&self) -> StopFlag {
        self.stop.clone()
    }

    /// Whether the work on the bundle must end: asked by every loop that can take long. What was found by then will be
    /// thrown away.
    pub fn stopped(&self) -> bool {
        self.stop.is_raised()
    }

    /// Adds a fact, or counts it when there is no room.
    pub fn push(&mut self, fact: Fact) {
        if self.list.len() < self.limit {
            self.list.push(fact);
        } else {
            self.dropped += 1;
        }
    }

    /// How many facts found no room.
    pub fn dropped(&self) -> usize {
        self.dropped
    }

    /// The facts so far, in the order in which they were stated.
    pub fn iter(&self) -> std::slice::Iter<'_, Fact> {
        self.list.iter()
    }

    /// The facts, sorted; equal ones once.
    pub fn into_sorted(mut self) -> Vec<Fact> {
        self.list.sort();
        self.list.dedup();
        self.list
    }
}

include!(concat!(env!("OUT_DIR"), "/facts.rs"));
