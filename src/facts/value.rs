//! Symbolic values: what an argument can be, as a set of alternatives made of known text and named unknown pieces.

use super::Str;

/// What a value can be. `complete` is false when there may be alternatives besides the listed ones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value {
    /// The alternatives, sorted, each once.
    pub alternatives: Vec<Alternative>,
    /// Whether these are all.
    pub complete: bool,
}

/// One thing that a value can be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alternative {
    /// the null reference
    Null,
    /// an integer (also boolean, char, short, byte, long)
    Int(i64),
    /// text, or anything else that is known only by where it came from
    Text(Vec<Part>),
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Known text.
    Literal(Str),
    /// An unknown piece, by its source, such as `TextField.getString`; `?` when even that is unknown.
    Source(Str),
}

impl Value {
    /// Nothing is known.
    pub fn unknown() -> Self {
        Value { alternatives: Vec::new(), complete: false }
    }

    /// Exactly this text.
    pub fn text(text: &str) -> Self {
        Value::one(Alternative::literal(text))
    }

    /// Exactly this integer.
    pub fn int(int: i64) -> Self {
        Value::one(Alternative::Int(int))
    }

    /// Exactly this alternative.
    pub fn one(alternative: Alternative) -> Self {
        Value { alternatives: vec![alternative], complete: true }
    }

    /// These alternatives and, unless `complete`, perhaps others.
    pub fn of(mut alternatives: Vec<Alternative>, complete: bool) -> Self {
        alternatives.sort();
        alternatives.dedup();
        Value { alternatives, complete }
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        self.alternatives.is_empty() && !self.complete
    }
}

impl Alternative {
    /// Known text.
    pub fn literal(text: &str) -> Self {
        Alternative::Text(vec![Part::Literal(text.into())])
    }

    /// A value known only by its source.
    pub fn source(source: &str) -> Self {
        Alternative::Text(vec![Part::Source(source.into())])
    }

    /// The text when all of it is known.
    pub fn known_text(&self) -> Option<&str> {
        match self {
            Alternative::Text(parts) => match parts.as_slice() {
                [] => Some(""),
                [Part::Literal(t)] => Some(t),
                _ => None,
            },
            _ => None,
        }
    }

    /// The known text that it starts with, up to the first unknown piece.
    pub fn known_prefix(&self) -> &str {
        match self {
            Alternative::Text(parts) => match parts.first() {
                Some(Part::Literal(t)) => t,
                _ => "",
            },
            _ => "",
        }
    }
}
