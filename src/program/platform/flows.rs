//! Models of data flow: which members give data that matters, where it must not go, what carries it on, and what ends it.

use super::index::Index;
use super::layout::*;
use super::{Confidence, Platform};

words! {
    /// What a model of data flow says of a member.
    FlowRole from FLOW_ROLES:
    /// it gives data that matters
    Source,
    /// an argument of it must be looked at
    Sink,
    /// it carries data from one place to another
    Propagator,
    /// it gives nothing of what it gets, or empties a place
    Sanitiser,
}

/// A place of a call: its receiver, its result, or an argument; the object itself or what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location(u32);

impl Location {
    /// The position of the receiver or argument: 0 = the receiver, 1.. by position, whatever their width. `None` for the
    /// result.
    pub fn position(self) -> Option<u32> {
        let base = self.0 & !PLACE_CONTENT;
        (base != PLACE_RETURN).then_some(base)
    }

    /// Whether it is what the object holds (the elements of an array or container, the text of a buffer, the bytes of a
    /// stream).
    pub fn is_content(self) -> bool {
        self.0 & PLACE_CONTENT != 0
    }
}

/// What a value is tested for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// The text contains one of the texts (which are in lower case), whatever the letter case.
    Contains,
    /// The number is one of the numbers.
    Equals,
    /// The number has some of the bits.
    Bits,
}

/// A test of an argument.
#[derive(Clone, Copy, Debug)]
pub struct FlowTest<'a> {
    index: &'a Index,
    /// Which argument: 0 = the receiver, 1.. by position.
    pub argument: u32,
    /// The test.
    pub operator: Operator,
    start: u32,
    length: u32,
}

impl<'a> FlowTest<'a> {
    fn read(index: &'a Index, row: u32, at: usize) -> Option<Self> {
        let operator = match index.field(FLOWS, row, at) {
            TEST_CONTAINS => Operator::Contains,
            TEST_EQUALS => Operator::Equals,
            TEST_BITS => Operator::Bits,
            TEST_NONE => return None,
            other => unreachable!("{other} is no test"),
        };
        let [argument, start, length] = [1, 2, 3].map(|n| index.field(FLOWS, row, at + n));
        Some(FlowTest { index, argument, operator, start, length })
    }

    /// The same test of another argument.
    pub fn of(self, argument: u32) -> Self {
        FlowTest { argument, ..self }
    }

    /// Whether a text meets it.
    pub fn text(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.operator == Operator::Contains && self.operands().any(|n| text.contains(self.index.name(n)))
    }

    /// Whether a number meets it.
    pub fn number(&self, number: i64) -> bool {
        match self.operator {
            Operator::Contains => false,
            Operator::Equals => self.operands().any(|n| i64::from(n.cast_signed()) == number),
            Operator::Bits => self.operands().any(|n| number & i64::from(n) != 0),
        }
    }

    fn operands(&self) -> impl Iterator<Item = u32> + use<'a> {
        let index = self.index;
        (self.start..self.start + self.length).map(move |at| index.list_word(at))
    }
}

/// What is known of the data flow of a member.
#[derive(Clone, Copy, Debug)]
pub struct Flow<'a> {
    index: &'a Index,
    number: u32,
    /// What it is.
    pub role: FlowRole,
    /// Source: where the data appears. Propagator: where it is carried to. Sanitiser: what is clean afterwards.
    pub to: Option<Location>,
    /// Propagator: the argument that tells the elements of a container apart.
    pub key: Option<u32>,
    /// Propagator: the result, or the object that a constructor makes, stands for the object in this place: a wrapped stream.
    pub same: Option<Location>,
    /// Kind of data, or kind of sink, where no scheme tells another.
    pub kind: &'a str,
    /// Sink: the argument by its name, or its number.
    pub argument: &'a str,
    /// The platform calls the method: the place is a parameter of it.
    pub callback: bool,
    /// Only for these values of an argument.
    pub when: Option<FlowTest<'a>>,
    /// Only for a receiver that was made by a call with these values of an argument.
    pub made: Option<FlowTest<'a>>,
    /// Source: not when the receiver is what a call of that kind gives.
    pub not_from: Option<&'a str>,
    /// Sink: only when a call of that kind with these values of an argument is made on the receiver.
    pub called: Option<(&'a str, FlowTest<'a>)>,
}

impl<'a> Flow<'a> {
    fn read(index: &'a Index, number: u32) -> Self {
        let place = |at: usize| Some(index.field(FLOWS, number, at)).filter(|n| *n != NONE);
        Flow {
            index,
            number,
            role: FlowRole::from_word(index.field(FLOWS, number, 3)),
            to: place(6).map(Location),
            key: place(7),
            same: place(8).map(Location),
            kind: index.name(index.field(FLOWS, number, 9)),
            argument: index.name(index.field(FLOWS, number, 10)),
            callback: index.field(FLOWS, number, 13) & FLOW_CALLBACK != 0,
            when: FlowTest::read(index, number, 14),
            made: FlowTest::read(index, number, 18),
            not_from: index.optional_name(index.field(FLOWS, number, 26)),
            called: index.optional_name(index.field(FLOWS, number, 27)).zip(FlowTest::read(index, number, 28)),
        }
    }

    /// Sink: the arguments looked at. Propagator: where data is taken from.
    pub fn from(&self) -> impl Iterator<Item = Location> + use<'a> {
        self.index.list(FLOWS, self.number, 4).map(Location)
    }

    /// The argument whose URL tells the kind, and the kinds by scheme; `None` where the kind is always the same.
    pub fn by_scheme(&self) -> Option<(u32, impl Iterator<Item = (&'a str, &'a str)> + use<'a>)> {
        let index = self.index;
        let (start, length) = (self.index.field(FLOWS, self.number, 11), self.index.field(FLOWS, self.number, 12));
        let pairs = (0..length / 2).map(move |n| start + n * 2);
        let pairs = pairs.map(|at| (index.name(index.list_word(at)), index.name(index.list_word(at + 1))));
        (length > 0).then(|| (self.key.unwrap_or(0), pairs))
    }

    /// Sink: whether that kind of data matters.
    pub fn takes(&self, kind: &str) -> bool {
        let mut only = self.index.list(FLOWS, self.number, 24).map(|n| self.index.name(n));
        only.len() == 0 || only.any(|k| k == kind)
    }

    /// The class whose entry it is, with slashes: that of the reference, or an ancestor.
    pub fn class(&self) -> &'a str {
        self.index.name(self.index.field(FLOWS, self.number, 0))
    }

    /// Where it is from.
    pub fn source(&self) -> &'a str {
        self.index.prose(self.index.field(FLOWS, self.number, 22))
    }

    /// How sure the source is.
    pub fn confidence(&self) -> Confidence {
        Confidence::from_word(self.index.field(FLOWS, self.number, 23))
    }
}

impl Platform {
    /// What is known of the data flow of a method. Looked for in `class` and then in its ancestors, constructors only in
    /// `class`; the nearest class that says something counts.
    pub fn flows(&self, class: &str, member: &str, descriptor: &str) -> Vec<Flow<'_>> {
        let member_hash = hash(HASH_START, member);
        let hashes = [hash(member_hash, descriptor), member_hash];
        let of = |class: &str, class_hash: u32| {
            hashes.into_iter().find_map(|h| {
                self.index.find(FLOW_SLOTS, join(class_hash, h), |n| {
                    self.index.name(self.index.field(FLOWS, n, 0)) == class
                        && self.index.name(self.index.field(FLOWS, n, 1)) == member
                        && self.index.optional_name(self.index.field(FLOWS, n, 2)).is_none_or(|d| d == descriptor)
                })
            })
        };
        let mut first = of(class, hash(HASH_START, class));
        if first.is_none()
            && !member.starts_with('<')
            && let Some(known) = self.index.find_name(CLASS_SLOTS, CLASSES, class)
        {
            first = self
                .index
                .list(CLASSES, known, 9)
                .find_map(|a| of(self.index.name(self.index.field(CLASSES, a, 0)), self.index.field(CLASSES, a, 1)));
        }
        let key = |n: u32| [0, 1, 2].map(|at| self.index.field(FLOWS, n, at));
        let Some(first) = first else { return Vec::new() };
        (first..self.index.count(FLOWS) as u32)
            .take_while(|&n| key(n) == key(first))
            .map(|n| Flow::read(&self.index, n))
            .collect()
    }

    /// Every model of data flow, sorted by class, name and descriptor.
    pub fn all_flows(&self) -> impl Iterator<Item = Flow<'_>> {
        (0..self.index.count(FLOWS) as u32).map(|n| Flow::read(&self.index, n))
    }
}
