//! Symbolic values while a method is interpreted: hash-consed terms, so that equal values are equal numbers and a join
//! is cheap.

use crate::facts::{Alternative, Part, Value};
use crate::limits::Limits;
use crate::program::hash::Seed;
use std::collections::HashMap;

/// A symbolic value by its number in [`Terms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(u32);

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// Nothing is known.
    Unknown,
    /// The content of a buffer that others may change at any time: nothing is known, and never will be.
    Lost,
    /// The null reference.
    Null,
    /// An int, short, char, byte, boolean or long.
    Int(i64),
    /// Known text.
    Text(Box<str>),
    /// What a named source gave, such as `TextField.getString`.
    Source(Box<str>),
    /// Text made of pieces: texts, sources and unknowns; no two known texts side by side.
    Concat(Box<[TermId]>),
    /// One of these; sorted, flat, each once.
    Union(Box<[TermId]>),
    /// A string buffer that this method made; its content is kept in the state under this number.
    Buffer(u32),
    /// An object that this method got or made at the instruction of that number ([`ELSEWHERE`] when it no longer matters
    /// where), and the value that it is known by: a connection by its URL, a message by its address, else its source.
    Object(u32, TermId),
}

/// The place of an object that is not told apart from others like it.
pub const ELSEWHERE: u32 = u32::MAX;
/// Nothing is known.
pub const UNKNOWN: TermId = TermId(0);
/// The null reference.
pub const NULL: TermId = TermId(1);
/// The empty text.
pub const EMPTY: TermId = TermId(2);
/// The content of a buffer that others may change at any time.
pub const LOST: TermId = TermId(3);

/// The terms of one bundle.
#[derive(Debug)]
pub struct Terms {
    list: Vec<Term>,
    numbers: HashMap<Term, TermId, Seed>,
    alternatives: usize,
    chars: usize,
}

impl Terms {
    /// No terms but the constants. The limits bound how many alternatives a term has and how long a text gets.
    pub fn new(limits: &Limits) -> Self {
        let mut terms = Terms {
            list: Vec::new(),
            numbers: HashMap::default(),
            alternatives: usize::try_from(limits.alternatives).unwrap_or(usize::MAX),
            chars: usize::try_from(limits.alternative_chars).unwrap_or(usize::MAX),
        };
        for constant in [Term::Unknown, Term::Null, Term::Text("".into()), Term::Lost] {
            terms.intern(constant);
        }
        terms
    }

    /// The term of that number.
    pub fn get(&self, id: TermId) -> &Term {
        &self.list[id.0 as usize]
    }

    fn intern(&mut self, term: Term) -> TermId {
        if let Some(&id) = self.numbers.get(&term) {
            return id;
        }
        let id = TermId(self.list.len() as u32);
        self.list.push(term.clone());
        self.numbers.insert(term, id);
        id
    }

    /// An integer.
    pub fn int(&mut self, int: i64) -> TermId {
        self.intern(Term::Int(int))
    }

    /// Known text; cut to an unknown rest when it is over-long.
    pub fn text(&mut self, text: &str) -> TermId {
        match text.char_indices().nth(self.chars) {
            None => self.intern(Term::Text(text.into())),
            Some((end, _)) => {
                let head = self.intern(Term::Text(text[..end].into()));
                self.intern(Term::Concat([head, UNKNOWN].into()))
            }
        }
    }

    /// What a named source gave.
    pub fn source(&mut self, name: &str) -> TermId {
        self.intern(Term::Source(name.into()))
    }

    /// A string buffer that this method made.
    pub fn buffer(&mut self, number: u32) -> TermId {
        self.intern(Term::Buffer(number))
    }

    /// An object got or made at an instruction, known by a value.
    pub fn object(&mut self, at: u32, known_by: TermId) -> TermId {
        match self.get(known_by) {
            Term::Object(_, inner) => self.intern(Term::Object(at, *inner)),
            _ => self.intern(Term::Object(at, known_by)),
        }
    }

    /// An integer that is known for sure.
    pub fn known_int(&self, id: TermId) -> Option<i64> {
        match self.get(id) {
            Term::Int(int) => Some(*int),
            _ => None,
        }
    }

    /// A text that is known for sure.
    pub fn known_text(&self, id: TermId) -> Option<&str> {
        match self.get(id) {
            Term::Text(text) => Some(text),
            _ => None,
        }
    }

    /// One text after the other: of alternatives each after each, and when these are too many, what they all start with.
    pub fn concat(&mut self, left: TermId, right: TermId) -> TermId {
        let (lefts, rights) = (self.alternatives_of(left), self.alternatives_of(right));
        if lefts.len().saturating_mul(rights.len()) > self.alternatives {
            let start = self.widen_all(&lefts);
            return self.concat_one(start, UNKNOWN);
        }
        let mut joined: Option<TermId> = None;
        for &left in &lefts {
            for &right in &rights {
                let text = self.concat_one(left, right);
                joined = Some(joined.map_or(text, |joined| self.union(joined, text)));
            }
        }
        joined.unwrap_or(UNKNOWN)
    }

    /// Concatenation of two terms that are no unions.
    fn concat_one(&mut self, left: TermId, right: TermId) -> TermId {
        if left == EMPTY {
            return right;
        }
        if right == EMPTY {
            return left;
        }
        let pieces = |id: TermId| match self.get(id) {
            Term::Concat(pieces) => pieces.to_vec(),
            _ => vec![id],
        };
        let (mut all, right) = (pieces(left), pieces(right));
        let (last, first) = (all[all.len() - 1], right[0]);
        let text = match (self.get(last), self.get(first)) {
            (Term::Text(a), Term::Text(b)) => Some(format!("{a}{b}")),
            _ => None,
        };
        if let Some(text) = text {
            all.pop();
            let text = self.text(&text);
            match self.get(text) {
                Term::Concat(cut) => all.extend_from_slice(cut),
                _ => all.push(text),
            }
        } else if (last, first) != (UNKNOWN, UNKNOWN) {
            // Two unknown pieces side by side say no more than one.
            all.push(first);
        }
        all.extend_from_slice(&right[1..]);
        if all.len() > self.alternatives {
            all.truncate(self.alternatives);
            all.push(UNKNOWN);
        }
        match all.as_slice() {
            [one] => *one,
            _ => self.intern(Term::Concat(all.into())),
        }
    }

    /// Either of the two.
    pub fn union(&mut self, a: TermId, b: TermId) -> TermId {
        if a == b {
            return a;
        }
        if a == LOST || b == LOST {
            return LOST;
        }
        let mut all: Vec<TermId> = Vec::new();
        for id in [a, b] {
            match self.get(id) {
                Term::Union(members) => all.extend_from_slice(members),
                _ => all.push(id),
            }
        }
        all.sort_unstable();
        all.dedup();
        self.drop_covered(&mut all);
        match all.as_slice() {
            [one] => *one,
            _ if all.len() > self.alternatives => self.widen_all(&all),
            _ => self.intern(Term::Union(all.into())),
        }
    }

    /// Drops the texts that a text with an unknown rest among them covers: `"id=x"` beside `"id={?}"`.
    fn drop_covered(&self, all: &mut Vec<TermId>) {
        let open = |id: &TermId| match self.get(*id) {
            Term::Concat(pieces) => match (pieces.as_ref(), self.get(pieces[0])) {
                ([_, UNKNOWN], Term::Text(start)) => Some((*id, start)),
                _ => None,
            },
            _ => None,
        };
        let open: Vec<(TermId, &Box<str>)> = all.iter().filter_map(open).collect();
        if open.is_empty() {
            return;
        }
        let start = |id: TermId| match self.get(id) {
            Term::Text(text) => Some(text),
            Term::Concat(pieces) => match self.get(pieces[0]) {
                Term::Text(text) => Some(text),
                _ => None,
            },
            _ => None,
        };
        all.retain(|id| {
            !open.iter().any(|(by, known)| by != id && start(*id).is_some_and(|t| t.starts_with(&***known)))
        });
    }

    /// What both have in common and nothing else, so that a loop that keeps building a value comes to an end: the text
    /// that all alternatives start with and an unknown rest.
    pub fn widen(&mut self, a: TermId, b: TermId) -> TermId {
        if a == b {
            return a;
        }
        if a == LOST || b == LOST {
            return LOST;
        }
        self.widen_all(&[a, b])
    }

    fn widen_all(&mut self, all: &[TermId]) -> TermId {
        let mut prefix: Option<String> = None;
        for id in all.iter().flat_map(|id| self.alternatives_of(*id)) {
            let first = match self.get(id) {
                Term::Concat(pieces) => pieces[0],
                _ => id,
            };
            let Term::Text(text) = self.get(first) else { return UNKNOWN };
            prefix = Some(match prefix {
                None => text.to_string(),
                Some(known) => {
                    let same = known.chars().zip(text.chars()).take_while(|(a, b)| a == b);
                    known[..same.map(|(a, _)| a.len_utf8()).sum()].to_string()
                }
            });
        }
        match prefix {
            Some(prefix) if !prefix.is_empty() => {
                let prefix = self.text(&prefix);
                self.concat(prefix, UNKNOWN)
            }
            _ => UNKNOWN,
        }
    }

    /// The alternatives of a term: itself, unless it is a union.
    pub fn alternatives_of(&self, id: TermId) -> Vec<TermId> {
        match self.get(id) {
            Term::Union(members) => members.to_vec(),
            _ => vec![id],
        }
    }

    /// Applies `f` to every alternative and joins the results.
    pub fn map(&mut self, id: TermId, mut f: impl FnMut(&mut Terms, TermId) -> TermId) -> TermId {
        match self.get(id) {
            Term::Union(members) => {
                let members = members.clone();
                let first = f(self, members[0]);
                members[1..].iter().fold(first, |joined, member| {
                    let result = f(self, *member);
                    self.union(joined, result)
                })
            }
            _ => f(self, id),
        }
    }

    /// The term as it stands in a fact.
    pub fn value(&self, id: TermId) -> Value {
        let mut complete = true;
        let mut alternatives = Vec::new();
        for member in self.alternatives_of(id) {
            match self.get(member) {
                Term::Unknown | Term::Lost | Term::Buffer(_) => complete = false,
                Term::Null => alternatives.push(Alternative::Null),
                Term::Int(int) => alternatives.push(Alternative::Int(*int)),
                Term::Object(_, known_by) => {
                    let inner = self.value(*known_by);
                    complete &= inner.complete;
                    alternatives.extend(inner.alternatives);
                }
                Term::Text(_) | Term::Source(_) => alternatives.push(Alternative::Text(self.parts(&[member]))),
                Term::Concat(pieces) => alternatives.push(Alternative::Text(self.parts(pieces))),
                Term::Union(_) => unreachable!("unions are flat"),
            }
        }
        if alternatives.len() > self.alternatives {
            alternatives.truncate(self.alternatives);
            complete = false;
        }
        Value::of(alternatives, complete)
    }

    fn parts(&self, pieces: &[TermId]) -> Vec<Part> {
        let piece = |id: &TermId| match self.get(*id) {
            Term::Text(text) if text.is_empty() => None,
            Term::Text(text) => Some(Part::Literal(text.as_ref().into())),
            Term::Source(name) => Some(Part::Source(name.as_ref().into())),
            _ => Some(Part::Source("?".into())),
        };
        pieces.iter().filter_map(piece).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        Terms::new(&Limits { alternatives: 8, alternative_chars: 20, ..Limits::default() })
    }

    #[test]
    fn known_texts_join() {
        let mut t = terms();
        let (a, b) = (t.text("sms://"), t.text("7132"));
        let c = t.concat(a, b);
        assert_eq!(t.value(c).to_text(), r#""sms://7132""#);
        assert_eq!(t.concat(a, EMPTY), a);
        assert_eq!(t.concat(EMPTY, a), a);
    }

    #[test]
    fn unknown_pieces_keep_their_source() {
        let mut t = terms();
        let (a, s, b) = (t.text("http://h/?pw="), t.source("TextField.getString"), t.text("&x"));
        let c = t.concat(a, s);
        let c = t.concat(c, b);
        assert_eq!(t.value(c).to_text(), r#""http://h/?pw={TextField.getString}&x""#);
        let c = t.concat(a, UNKNOWN);
        let c = t.concat(c, UNKNOWN);
        assert_eq!(t.value(c).to_text(), r#""http://h/?pw={?}""#);
    }

    #[test]
    fn alternatives_multiply_up_to_the_limit() {
        let mut t = terms();
        let digits: Vec<_> = (0..3).map(|i| t.text(&i.to_string())).collect();
        let any = digits.iter().fold(digits[0], |a, b| t.union(a, *b));
        let two = t.concat(any, any);
        assert_eq!(t.value(two).to_text(), "*", "nine are too many");
        let a1 = t.text("a1");
        let a2 = t.text("a2");
        let as_ = t.union(a1, a2);
        let six = t.concat(as_, any);
        assert_eq!(t.value(six).to_text(), r#""a10"|"a11"|"a12"|"a20"|"a21"|"a22""#);
        let cut = t.concat(six, as_);
        assert_eq!(t.value(cut).to_text(), r#""a{?}""#);
        let a = t.text("a");
        let one = t.concat(a, any);
        assert_eq!(t.value(one).to_text(), r#""a0"|"a1"|"a2""#);
    }

    #[test]
    fn a_union_with_something_unknown_is_open() {
        let mut t = terms();
        let (a, five) = (t.text("a"), t.int(5));
        let u = t.union(a, UNKNOWN);
        assert_eq!(t.value(u).to_text(), r#""a"|*"#);
        let u = t.union(five, NULL);
        assert_eq!(t.value(u).to_text(), "null|5");
        assert_eq!(t.value(UNKNOWN).to_text(), "*");
    }

    #[test]
    fn widening_keeps_the_common_start() {
        let mut t = terms();
        let (a, b, five) = (t.text("http://a"), t.text("http://b"), t.int(5));
        let w = t.widen(a, b);
        assert_eq!(t.value(w).to_text(), r#""http://{?}""#);
        assert_eq!(t.widen(w, a), w);
        assert_eq!(t.widen(a, five), UNKNOWN);
        let many: Vec<_> = (0..9).map(|i| t.text(&format!("x{i}"))).collect();
        let u = many.iter().fold(many[0], |u, m| t.union(u, *m));
        assert_eq!(t.value(u).to_text(), r#""x{?}""#);
    }

    #[test]
    fn a_text_with_an_unknown_rest_covers_those_that_start_like_it() {
        let mut t = terms();
        let (id, idx, other) = (t.text("id="), t.text("id=x"), t.text("name="));
        let open = t.concat(id, UNKNOWN);
        let both = t.union(idx, other);
        let all = t.union(both, open);
        assert_eq!(t.value(all).to_text(), r#""id={?}"|"name=""#);
        assert_eq!(t.union(open, id), open);
    }

    #[test]
    fn over_long_text_is_cut() {
        let mut t = terms();
        let long = t.text(&"x".repeat(30));
        assert_eq!(t.value(long).to_text(), format!(r#""{}{{?}}""#, "x".repeat(20)));
        let (a, b) = (t.text("aaaaaaaaaaaaaaa"), t.text("bbbbbbbbbb"));
        let c = t.concat(a, b);
        assert_eq!(t.value(c).to_text(), r#""aaaaaaaaaaaaaaabbbbb{?}""#);
    }

    #[test]
    fn an_object_shows_what_it_is_known_by() {
        let mut t = terms();
        let url = t.text("sms://7132");
        let connection = t.object(4, url);
        assert_eq!(t.value(connection).to_text(), r#""sms://7132""#);
        assert_eq!(t.object(5, connection), t.object(5, url));
        let other = t.object(5, UNKNOWN);
        assert_ne!(other, connection);
        assert_eq!(t.value(other).to_text(), "*");
        let a = t.text("a");
        let c = t.concat(a, connection);
        assert_eq!(t.value(c).to_text(), r#""a{?}""#);
    }
}
