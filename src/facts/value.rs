//! Symbolic values: what an argument can be, as a set of alternatives made of known text and named unknown pieces.

use super::Str;

/// What a value can be. `complete` is false when there may be alternatives besides the listed ones; by default nothing is
/// known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value {
    /// The alternatives, sorted, each once. Their texts have no empty literals and no two side by side.
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
        alternatives.iter_mut().for_each(Alternative::join_literals);
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
    /// Known text. The empty text has no parts, so that equal texts are equal alternatives.
    pub fn literal(text: &str) -> Self {
        let part = (!text.is_empty()).then(|| Part::Literal(text.into()));
        Alternative::Text(part.into_iter().collect())
    }

    /// Leaves one form for each text: no empty literal, no two side by side.
    fn join_literals(&mut self) {
        let Alternative::Text(parts) = self else { return };
        parts.retain(|part| !matches!(part, Part::Literal(text) if text.is_empty()));
        if !parts.windows(2).any(|pair| matches!(pair, [Part::Literal(_), Part::Literal(_)])) {
            return;
        }
        let mut joined: Vec<Part> = Vec::with_capacity(parts.len());
        for part in parts.drain(..) {
            match (joined.last_mut(), part) {
                (Some(Part::Literal(before)), Part::Literal(text)) => *before = format!("{before}{text}").into(),
                (_, part) => joined.push(part),
            }
        }
        *parts = joined;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_one_alternative() {
        let text = |parts: &[Part]| Alternative::Text(parts.to_vec());
        let (literal, source) = (|t: &str| Part::Literal(t.into()), || Part::Source("A.b".into()));
        let split = text(&[literal("x"), literal(""), literal("y"), source(), literal("")]);
        let whole = text(&[literal("xy"), source()]);
        let value = Value::of(vec![split, text(&[literal("")]), whole.clone(), Alternative::literal("")], true);
        assert_eq!(value.alternatives, [text(&[]), whole]);
    }
}
