//! Symbolic values: hash-consed terms, so that equal values are equal numbers, a join is cheap, and what depends on a
//! parameter, a field or a call can be put in later.

use crate::analysis::graph::Site;
use crate::analysis::growth::push;
use crate::facts::{Alternative, Part, Value};
use crate::limits::Limits;
use crate::program::hash::Seed;
use crate::program::{MethodId, Op};
use hashbrown::HashTable;
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;
use std::ops::Deref;
use std::rc::Rc;

/// A value while code is interpreted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Val {
    /// An int, short, char, byte or boolean.
    Int(i32),
    /// An object whose content is followed, by its number in the heap.
    Ref(u32),
    /// Anything else, by its number in [`Terms`].
    Term(u32),
}

/// Nothing is known.
pub const UNKNOWN: Val = Val::Term(0);
/// The null reference.
pub const NULL: Val = Val::Term(1);
/// The empty text.
pub const EMPTY: Val = Val::Term(2);
/// No value at all: what comes of code that is never reached.
pub const NONE: Val = Val::Term(3);

/// Where a text comes from besides constants of the class files; 0 is nowhere else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Origin(u32);

/// What an [`Origin`] stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OriginInfo {
    /// Put together or decoded character by character.
    pub decoded: bool,
    /// App properties whose value it holds, sorted.
    pub properties: Vec<Box<str>>,
    /// Characters at its end that were added one by one, while these are too few to call it decoded.
    pub singles: usize,
}

/// An operation whose result is worked out when its operands are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// What a method of the library gives; see [`super::library`].
    Library(super::library::Function),
    /// The text that `append` or `valueOf` makes of a value of that kind.
    ToText(crate::analysis::signature::Kind),
    /// An arithmetic instruction.
    Arithmetic(Op),
    /// The element of an array: array, index.
    Element(Site),
    /// The length of an array.
    Length,
    /// The result of a call of the application's own code at that site: receiver, arguments.
    Call(Site),
    /// The attribute of the descriptor: key.
    Property,
    /// What the platform method of that member reference gives for a key, by its name and the key.
    Keyed(u32),
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// Nothing is known.
    Unknown,
    /// The null reference.
    Null,
    /// No value at all.
    None,
    /// A long.
    Long(i64),
    /// Known text, as UTF-16.
    Text(Rc<[u16]>, Origin),
    /// What a named source gave, such as `TextField.getString`.
    Source(Rc<str>),
    /// Text made of pieces: texts, sources and unknowns; no two known texts of one origin side by side.
    Concat(Rc<[Val]>),
    /// One of these; sorted, flat, each once.
    Union(Rc<[Val]>),
    /// An operation on values that are not known yet.
    Apply(Operation, Rc<[Val]>),
    /// A parameter of a method, by its place among receiver and arguments.
    Param(MethodId, u16),
    /// The receiver of a method. Which object it is, the call graph knows.
    This(MethodId),
    /// What the field read at that site gives; whether it is one of the receiver's.
    Load(Site, bool),
    /// An array with its elements, as it was left; the site that made it, when that is known.
    Array(Option<Site>, Rc<[Val]>),
    /// A `Vector` with its elements, as it was left.
    List(Site, Rc<[Val]>),
    /// A `Hashtable` with its keys and values in turns, as it was left.
    Map(Site, Rc<[Val]>),
    /// An object of the platform, got at a site, and the value that it is known by: a connection by its URL.
    Made(Site, Val),
    /// An object of the application, by the site that made it.
    Object(Site),
}

/// The alternatives of a value, sorted; a list, and an iterator over what is left of it.
#[derive(Clone, Debug)]
pub struct Alternatives(Members, usize);

#[derive(Clone, Debug)]
enum Members {
    None,
    One([Val; 1]),
    Many(Rc<[Val]>),
}

impl Alternatives {
    /// The value itself.
    pub fn one(val: Val) -> Self {
        Alternatives(Members::One([val]), 0)
    }
}

impl Deref for Alternatives {
    type Target = [Val];

    fn deref(&self) -> &[Val] {
        let all: &[Val] = match &self.0 {
            Members::None => &[],
            Members::One(one) => one,
            Members::Many(all) => all,
        };
        all.get(self.1..).unwrap_or(&[])
    }
}

impl Iterator for Alternatives {
    type Item = Val;

    fn next(&mut self) -> Option<Val> {
        let next = self.first().copied()?;
        self.1 += 1;
        Some(next)
    }
}

/// Unions that are remembered.
const MOST_UNIONS: usize = 14_000;

const OPEN: u8 = 1;
const HAS_UNKNOWN: u8 = 2;
const HAS_REF: u8 = 4;
const HAS_THIS: u8 = 8;
const HAS_HOLE: u8 = 16;

/// Parts the names of sources whose texts were mixed.
const MIXED: &str = " + ";

/// Known texts that are kept beside those that are widened.
const MOST_TEXTS: usize = 8;

/// Sources that are named when their texts were mixed.
const MOST_MIXED: usize = 3;

/// Known start and known end of a text.
type Ends<'t> = (&'t [u16], &'t [u16]);

/// The terms of one bundle.
#[derive(Debug)]
pub struct Terms {
    list: Vec<Term>,
    flags: Vec<u8>,
    /// Which parameters of the method are in each term, from bit 0 on; the last bit stands for all further ones.
    params: Vec<u64>,
    /// The numbers of the terms by their hash.
    numbers: HashTable<u32>,
    seed: Seed,
    origins: Vec<OriginInfo>,
    /// Unions of two values that were asked for.
    unions: HashMap<(Val, Val), Val, Seed>,
    alternatives: usize,
    numbers_kept: usize,
    patterns_kept: usize,
    chars: usize,
}

impl Terms {
    /// No terms but the constants. The limits bound how many alternatives a term has and how long a text gets.
    pub fn new(limits: &Limits) -> Self {
        let mut terms = Terms {
            list: Vec::new(),
            flags: Vec::new(),
            params: Vec::new(),
            numbers: HashTable::new(),
            seed: Seed::default(),
            origins: vec![OriginInfo::default()],
            unions: HashMap::default(),
            alternatives: usize::try_from(limits.alternatives).unwrap_or(usize::MAX),
            numbers_kept: usize::try_from(limits.number_alternatives).unwrap_or(usize::MAX),
            patterns_kept: usize::try_from(limits.open_alternatives).unwrap_or(usize::MAX),
            chars: usize::try_from(limits.alternative_chars).unwrap_or(usize::MAX),
        };
        for constant in [Term::Unknown, Term::Null, Term::Text(Rc::from([]), Origin(0)), Term::None] {
            terms.intern(constant);
        }
        terms
    }

    /// The term of a value that is one.
    pub fn get(&self, val: Val) -> Option<&Term> {
        match val {
            Val::Term(id) => self.list.get(id as usize),
            _ => None,
        }
    }

    /// The number of a term.
    pub fn intern(&mut self, term: Term) -> Val {
        let hash = self.seed.hash_one(&term);
        if let Some(id) = self.numbers.find(hash, |id| self.list[*id as usize] == term) {
            return Val::Term(*id);
        }
        let id = self.list.len() as u32;
        let (flags, params) = (self.flags_of(&term), self.params_of(&term));
        push(&mut self.flags, flags);
        push(&mut self.params, params);
        push(&mut self.list, term);
        self.numbers.insert_unique(hash, id, |id| self.seed.hash_one(&self.list[*id as usize]));
        Val::Term(id)
    }

    fn flags_of(&self, term: &Term) -> u8 {
        let all = |vals: &[Val]| vals.iter().fold(0, |flags, val| flags | self.flags(*val));
        match term {
            Term::Unknown => HAS_UNKNOWN,
            Term::Param(..) => OPEN,
            Term::Load(_, of_this) => OPEN | if *of_this { HAS_THIS } else { 0 },
            Term::Apply(_, vals) => OPEN | all(vals),
            Term::Concat(vals) | Term::Union(vals) => all(vals),
            Term::Array(_, vals) | Term::List(_, vals) | Term::Map(_, vals) => match all(vals) {
                flags if flags & HAS_UNKNOWN != 0 => flags & !HAS_UNKNOWN | HAS_HOLE,
                flags => flags,
            },
            Term::Made(_, val) => self.flags(*val),
            _ => 0,
        }
    }

    fn params_of(&self, term: &Term) -> u64 {
        match term {
            Term::Param(_, n) => 1 << n.min(&63),
            Term::Concat(vals)
            | Term::Union(vals)
            | Term::Apply(_, vals)
            | Term::Array(_, vals)
            | Term::List(_, vals)
            | Term::Map(_, vals) => vals.iter().fold(0, |all, val| all | self.params(*val)),
            Term::Made(_, val) => self.params(*val),
            _ => 0,
        }
    }

    /// Which parameters of the method are in the value, from bit 0 on; the last bit stands for all further ones.
    pub fn params(&self, val: Val) -> u64 {
        match val {
            Val::Term(id) => self.params[id as usize],
            _ => 0,
        }
    }

    fn flags(&self, val: Val) -> u8 {
        match val {
            Val::Int(_) => 0,
            Val::Ref(_) => HAS_REF,
            Val::Term(id) => self.flags[id as usize],
        }
    }

    /// Whether something in the value is still to be put in: a parameter, a field, the result of a call.
    pub fn is_open(&self, val: Val) -> bool {
        self.flags(val) & OPEN != 0
    }

    /// Whether the value depends on which object the receiver is.
    pub fn has_this(&self, val: Val) -> bool {
        self.flags(val) & HAS_THIS != 0
    }

    /// Whether a parameter of a method is in the value.
    pub fn has_param(&self, val: Val) -> bool {
        self.params(val) != 0
    }

    /// Whether some piece of the value is not even known by its source.
    pub fn has_unknown(&self, val: Val) -> bool {
        self.flags(val) & HAS_UNKNOWN != 0
    }

    /// Whether an element of an array or container in the value is not known.
    pub fn has_hole(&self, val: Val) -> bool {
        self.flags(val) & HAS_HOLE != 0
    }

    /// Whether an object of the heap is in the value.
    pub fn has_ref(&self, val: Val) -> bool {
        self.flags(val) & HAS_REF != 0
    }

    /// A text of class files; what is over-long is cut to an unknown rest.
    pub fn text(&mut self, units: &[u16]) -> Val {
        self.text_from(units, Origin(0))
    }

    /// A text with its origin.
    pub fn text_from(&mut self, units: &[u16], origin: Origin) -> Val {
        if units.len() <= self.chars {
            let origin = if units.is_empty() { Origin(0) } else { origin };
            return self.intern(Term::Text(units.into(), origin));
        }
        let head = self.intern(Term::Text(units[..self.chars].into(), origin));
        self.intern(Term::Concat([head, UNKNOWN].into()))
    }

    /// A text.
    pub fn str(&mut self, text: &str) -> Val {
        let units: Vec<u16> = text.encode_utf16().collect();
        self.text(&units)
    }

    /// A long.
    pub fn long(&mut self, long: i64) -> Val {
        self.intern(Term::Long(long))
    }

    /// What a named source gave.
    pub fn source(&mut self, name: &str) -> Val {
        self.intern(Term::Source(name.into()))
    }

    /// An object of the platform, known by a value.
    pub fn made(&mut self, site: Site, known_by: Val) -> Val {
        match self.get(known_by) {
            Some(Term::Made(_, inner)) => {
                let inner = *inner;
                self.intern(Term::Made(site, inner))
            }
            _ => self.intern(Term::Made(site, known_by)),
        }
    }

    /// A text that is known for sure.
    pub fn known_text(&self, val: Val) -> Option<&[u16]> {
        match self.get(val)? {
            Term::Text(units, _) => Some(units),
            _ => None,
        }
    }

    /// The origin of a text.
    pub fn origin(&self, val: Val) -> Origin {
        match self.get(val) {
            Some(Term::Text(_, origin)) => *origin,
            _ => Origin(0),
        }
    }

    /// The origin of what is put together from two texts.
    pub fn both(&mut self, a: Origin, b: Origin) -> Origin {
        if a == b || b.0 == 0 {
            return a;
        }
        if a.0 == 0 {
            return b;
        }
        let (left, right) = (&self.origins[a.0 as usize], &self.origins[b.0 as usize]);
        let mut properties = left.properties.clone();
        properties.extend(right.properties.iter().cloned());
        properties.sort();
        properties.dedup();
        let info = OriginInfo { decoded: left.decoded || right.decoded, properties, singles: 0 };
        self.origin_of(info)
    }

    /// The number of an origin.
    pub fn origin_of(&mut self, info: OriginInfo) -> Origin {
        let known = self.origins.iter().position(|o| *o == info);
        Origin(known.unwrap_or_else(|| {
            self.origins.push(info);
            self.origins.len() - 1
        }) as u32)
    }

    /// The same text, marked as put together character by character.
    pub fn decoded(&mut self, val: Val) -> Val {
        let Some(Term::Text(units, origin)) = self.get(val) else { return val };
        let (units, mut info) = (units.clone(), self.origins[origin.0 as usize].clone());
        info.decoded = true;
        let origin = self.origin_of(info);
        self.text_from(&units, origin)
    }

    /// The same text, with characters added one by one at its end.
    pub fn grown(&mut self, val: Val, singles: usize) -> Val {
        match self.get(val) {
            Some(Term::Text(units, Origin(0))) => {
                let units = units.clone();
                let origin = self.origin_of(OriginInfo { singles, ..OriginInfo::default() });
                self.text_from(&units, origin)
            }
            _ => val,
        }
    }

    /// Characters at the end of a text that were added one by one; `None` when it has another origin besides.
    pub fn singles(&self, val: Val) -> Option<usize> {
        let info = &self.origins[self.origin(val).0 as usize];
        (!info.decoded && info.properties.is_empty()).then_some(info.singles)
    }

    /// Adds to `into` what the texts of a value come from.
    pub fn origins_in(&self, val: Val, into: &mut OriginInfo) {
        match self.get(val) {
            Some(Term::Text(_, origin)) => {
                let info = &self.origins[origin.0 as usize];
                into.decoded |= info.decoded;
                into.properties.extend(info.properties.iter().cloned());
            }
            Some(Term::Concat(vals) | Term::Union(vals) | Term::Array(_, vals)) => {
                vals.iter().for_each(|val| self.origins_in(*val, into));
            }
            Some(Term::Made(_, val)) => self.origins_in(*val, into),
            _ => {}
        }
    }

    /// An operation to be worked out later.
    pub fn apply(&mut self, operation: Operation, operands: &[Val]) -> Val {
        if operands.contains(&NONE) { NONE } else { self.intern(Term::Apply(operation, operands.into())) }
    }

    /// One text after the other: of alternatives each after each, and when these are too many, what they all start with.
    pub fn concat(&mut self, left: Val, right: Val) -> Val {
        if left == EMPTY {
            return right;
        }
        if right == EMPTY {
            return left;
        }
        if left == NONE || right == NONE {
            return NONE;
        }
        let (lefts, rights) = (self.alternatives_of(left), self.alternatives_of(right));
        if lefts.len().saturating_mul(rights.len()) > self.alternatives {
            let start = self.widen_all(&lefts);
            let end = self.widen_all(&rights);
            return self.concat_one(start, end);
        }
        let mut joined = Vec::with_capacity(lefts.len() * rights.len());
        for &left in lefts.iter() {
            for &right in rights.iter() {
                joined.push(self.concat_one(left, right));
            }
        }
        self.any_of(&joined)
    }

    fn pieces(&self, val: Val) -> Vec<Val> {
        match self.get(val) {
            Some(Term::Concat(pieces)) => pieces.to_vec(),
            _ => vec![val],
        }
    }

    /// Concatenation of two values that are no unions.
    fn concat_one(&mut self, left: Val, right: Val) -> Val {
        if left == EMPTY {
            return right;
        }
        if right == EMPTY {
            return left;
        }
        let (mut all, right) = (self.pieces(left), self.pieces(right));
        let (last, first) = (all[all.len() - 1], right[0]);
        let text = match (self.get(last), self.get(first)) {
            (Some(Term::Text(a, from)), Some(Term::Text(b, and))) => {
                let (from, and) = (*from, *and);
                Some(([a.as_ref(), b.as_ref()].concat(), from, and))
            }
            _ => None,
        };
        if let Some((units, from, and)) = text {
            all.pop();
            let origin = self.both(from, and);
            let text = self.text_from(&units, origin);
            all.extend(self.pieces(text));
        } else if last != first || !matches!(self.get(first), Some(Term::Unknown | Term::Source(_))) {
            // Two pieces of one unknown kind side by side say no more than one.
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
    pub fn union(&mut self, a: Val, b: Val) -> Val {
        if a == b || b == NONE {
            return a;
        }
        if a == NONE {
            return b;
        }
        let key = (a.min(b), a.max(b));
        if let Some(&known) = self.unions.get(&key) {
            return known;
        }
        let mut all: Vec<Val> = Vec::new();
        for val in [a, b] {
            match self.get(val) {
                Some(Term::Union(members)) => all.extend_from_slice(members),
                _ => all.push(val),
            }
        }
        let union = self.union_of(all);
        if self.unions.len() >= MOST_UNIONS {
            self.unions.clear();
        }
        self.unions.insert(key, union);
        union
    }

    /// One of all these.
    pub fn any_of(&mut self, vals: &[Val]) -> Val {
        let mut all: Vec<Val> = Vec::with_capacity(vals.len());
        for (n, val) in vals.iter().enumerate() {
            if n > 0 && vals[n - 1] == *val {
                continue;
            }
            match self.get(*val) {
                Some(Term::None) => {}
                Some(Term::Union(members)) => all.extend_from_slice(members),
                _ => all.push(*val),
            }
        }
        if all.is_empty() { NONE } else { self.union_of(all) }
    }

    /// One of these, none of which is a union.
    fn union_of(&mut self, mut all: Vec<Val>) -> Val {
        all.sort_unstable();
        all.dedup();
        if all.len() > self.numbers_kept
            && all.iter().filter(|val| matches!(val, Val::Int(_))).count() > self.numbers_kept
        {
            return UNKNOWN;
        }
        let patterns = self.drop_covered(&mut all);
        match all.as_slice() {
            [one] => *one,
            _ if all.len() > self.alternatives || patterns > self.patterns_kept => self.widen_all(&all),
            _ => self.intern(Term::Union(all.into())),
        }
    }

    /// Known start and known end of a text with something unknown between; `None` for other values.
    fn pattern(&self, val: Val) -> Option<Ends<'_>> {
        let Term::Concat(pieces) = self.get(val)? else { return None };
        match pieces.as_ref() {
            [start, UNKNOWN] => Some((self.known_text(*start)?, &[])),
            [UNKNOWN, end] => Some((&[], self.known_text(*end)?)),
            [start, UNKNOWN, end] => Some((self.known_text(*start)?, self.known_text(*end)?)),
            _ => None,
        }
    }

    fn ends(&self, val: Val) -> Option<(&[u16], &[u16], usize)> {
        match self.get(val)? {
            Term::Text(units, _) => Some((units, units, units.len())),
            Term::Source(_) => Some((&[], &[], usize::MAX)),
            Term::Concat(pieces) => {
                let start = self.known_text(pieces[0]).unwrap_or(&[]);
                let end = self.known_text(pieces[pieces.len() - 1]).unwrap_or(&[]);
                Some((start, end, usize::MAX))
            }
            _ => None,
        }
    }

    /// Drops the texts that a text with an unknown middle or rest among them covers: `"id=x"` beside `"id={?}"`.
    /// Gives the number of such texts.
    fn drop_covered(&self, all: &mut Vec<Val>) -> usize {
        let open: Vec<(Val, Ends<'_>)> = all.iter().filter_map(|v| Some((*v, self.pattern(*v)?))).collect();
        if open.is_empty() {
            return 0;
        }
        all.retain(|val| {
            let Some((start, end, length)) = self.ends(*val) else { return true };
            let mine = self.pattern(*val);
            let covers = |(by, (from, to)): &(Val, Ends<'_>)| {
                // Of two that say the same one stays.
                let same = mine == Some((*from, *to));
                by != val
                    && (!same || by < val)
                    && length >= from.len() + to.len()
                    && start.starts_with(from)
                    && end.ends_with(to)
            };
            !open.iter().any(covers)
        });
        open.len()
    }

    /// What both have in common and nothing else, so that a loop that keeps building a value comes to an end: the text
    /// that all alternatives start with, an unknown middle, and the text that they end with.
    pub fn widen(&mut self, a: Val, b: Val) -> Val {
        if a == b || b == NONE {
            return a;
        }
        if a == NONE {
            return b;
        }
        self.widen_all(&[a, b])
    }

    /// Whether a text has pieces from sources, and none of which not even the source is known.
    fn is_from_sources(&self, val: Val) -> bool {
        let pieces = self.pieces(val);
        let source = |piece: &Val| matches!(self.get(*piece), Some(Term::Source(_)));
        pieces.iter().any(source) && pieces.iter().all(|piece| source(piece) || self.known_text(*piece).is_some())
    }

    fn widen_all(&mut self, all: &[Val]) -> Val {
        if let [one] = all {
            return *one;
        }
        let mut origin = Origin::default();
        let mut common: Option<(Vec<u16>, Vec<u16>)> = None;
        let mut shortest = usize::MAX;
        let mut members: Vec<Val> = all.iter().flat_map(|val| self.alternatives_of(*val)).collect();
        let nullable = members.contains(&NULL);
        members.retain(|member| *member != NULL);
        if let [one] = members.as_slice() {
            return if nullable { self.union(*one, NULL) } else { *one };
        }
        // Known texts stand beside those that come from sources.
        let (texts, rest): (Vec<Val>, Vec<Val>) =
            members.iter().partition(|member| self.known_text(**member).is_some());
        if !texts.is_empty() && !rest.is_empty() && rest.iter().all(|member| self.is_from_sources(*member)) {
            let texts = if texts.len() > MOST_TEXTS { self.widen_all(&texts) } else { self.any_of(&texts) };
            let rest = self.widen_all(&rest);
            let both = self.union(texts, rest);
            return if nullable { self.union(both, NULL) } else { both };
        }
        let mut sources = Some(BTreeSet::new());
        for val in members {
            for piece in self.pieces(val) {
                let and = self.origin(piece);
                origin = self.both(origin, and);
                match self.get(piece) {
                    Some(Term::Source(name)) => {
                        let names = name.split(MIXED).map(str::to_string);
                        sources.iter_mut().for_each(|all| all.extend(names.clone()));
                    }
                    Some(Term::Text(..)) => {}
                    _ => sources = None,
                }
            }
            let Some((start, end, length)) = self.ends(val) else { return UNKNOWN };
            shortest = shortest.min(length);
            common = Some(match common {
                None => (start.to_vec(), end.to_vec()),
                Some((mut from, mut to)) => {
                    let same = from.iter().zip(start).take_while(|(a, b)| a == b).count();
                    from.truncate(same);
                    let same = to.iter().rev().zip(end.iter().rev()).take_while(|(a, b)| a == b).count();
                    to.drain(..to.len() - same);
                    (from, to)
                }
            });
        }
        let Some((from, mut to)) = common else { return NONE };
        // Start and end may not overlap in the shortest of them.
        let room = shortest.saturating_sub(from.len()).min(to.len());
        to.drain(..to.len() - room);
        let (from, to) = (self.text_from(&from, origin), self.text_from(&to, origin));
        // Of a few sources that were mixed, the names are kept.
        let middle = match sources {
            Some(names) if (1..=MOST_MIXED).contains(&names.len()) => {
                let names: Vec<String> = names.into_iter().collect();
                self.source(&names.join(MIXED))
            }
            _ => UNKNOWN,
        };
        let open = self.concat_one(from, middle);
        let text = self.concat_one(open, to);
        if nullable { self.union(text, NULL) } else { text }
    }

    /// The alternatives of a value: itself, unless it is a union.
    pub fn alternatives_of(&self, val: Val) -> Alternatives {
        match self.get(val) {
            Some(Term::Union(members)) => Alternatives(Members::Many(members.clone()), 0),
            Some(Term::None) => Alternatives(Members::None, 0),
            _ => Alternatives::one(val),
        }
    }

    /// The elements of an array whose elements are followed.
    pub fn elements(&self, val: Val) -> Option<&[Val]> {
        match self.get(val) {
            Some(Term::Array(_, elements)) => Some(elements),
            _ => None,
        }
    }

    /// Applies `f` to every alternative and joins the results.
    pub fn map(&mut self, val: Val, mut f: impl FnMut(&mut Terms, Val) -> Val) -> Val {
        match self.get(val) {
            Some(Term::Union(members)) => {
                let members = members.clone();
                let results: Vec<Val> = members.iter().map(|member| f(self, *member)).collect();
                self.any_of(&results)
            }
            Some(Term::None) => NONE,
            _ => f(self, val),
        }
    }

    /// The value as it stands in a fact.
    pub fn value(&self, val: Val) -> Value {
        let mut complete = true;
        let mut alternatives = Vec::new();
        for member in self.alternatives_of(val) {
            match self.alternative(member) {
                Some(alternative) => alternatives.push(alternative),
                None => complete = false,
            }
        }
        if val == NONE {
            complete = false;
        }
        Value::of(alternatives, complete)
    }

    fn alternative(&self, val: Val) -> Option<Alternative> {
        Some(match val {
            Val::Int(int) => Alternative::Int(i64::from(int)),
            _ => match self.get(val)? {
                Term::Null => Alternative::Null,
                Term::Long(long) => Alternative::Int(*long),
                Term::Made(_, known_by) => return self.alternative(*known_by),
                Term::Array(_, elements) => {
                    let mut parts = vec![Part::Literal(self.array_text(elements)?.into())];
                    if elements.len() > self.chars / 2 {
                        parts.push(Part::Source("?".into()));
                    }
                    Alternative::Text(parts)
                }
                _ => Alternative::Text(
                    self.parts(val).filter(|parts| !matches!(parts.as_slice(), [Part::Source(s)] if &**s == "?"))?,
                ),
            },
        })
    }

    /// Bytes, shorts, chars and ints as `hex:310003` when they are bytes, else as a list; texts as a list.
    fn array_text(&self, elements: &[Val]) -> Option<String> {
        use std::fmt::Write;
        let shown = elements.len().min(self.chars / 2);
        let ints: Option<Vec<i32>> =
            elements[..shown].iter().map(|e| if let Val::Int(i) = e { Some(*i) } else { None }).collect();
        let mut text = String::new();
        if let Some(ints) = ints {
            if ints.iter().all(|i| (-128..256).contains(i)) {
                text.push_str("hex:");
                ints.iter().for_each(|i| {
                    let _ = write!(text, "{:02x}", *i as u8);
                });
                return Some(text);
            }
            let list: Vec<String> = ints.iter().map(i32::to_string).collect();
            return Some(format!("[{}]", list.join(", ")));
        }
        let texts: Option<Vec<String>> = elements[..shown]
            .iter()
            .map(|e| match self.get(*e) {
                Some(Term::Text(units, _)) => Some(String::from_utf16_lossy(units)),
                Some(Term::Null) => Some("null".to_string()),
                _ => None,
            })
            .collect();
        Some(format!("[{}]", texts?.join(", ")))
    }

    fn parts(&self, val: Val) -> Option<Vec<Part>> {
        let part = |val: Val| match self.get(val) {
            Some(Term::Text(units, _)) => Part::Literal(String::from_utf16_lossy(units).into()),
            Some(Term::Source(name)) => Part::Source((&**name).into()),
            Some(Term::Made(_, known_by)) => match self.get(*known_by) {
                Some(Term::Source(name)) => Part::Source((&**name).into()),
                _ => Part::Source("?".into()),
            },
            _ => Part::Source("?".into()),
        };
        let mut parts: Vec<Part> = Vec::new();
        for piece in self.pieces(val) {
            match (parts.last_mut(), part(piece)) {
                (Some(Part::Literal(before)), Part::Literal(text)) => *before = format!("{before}{text}").into(),
                (Some(Part::Source(before)), Part::Source(name)) if *before == name => {}
                (_, part) => parts.push(part),
            }
        }
        Some(parts)
    }
}
