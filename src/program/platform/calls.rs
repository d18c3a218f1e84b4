//! Call models: what a call into the platform means, what its arguments are called, and which permissions it needs.

use super::condition::{self, Actual, Truth};
use super::index::Index;
use super::layout::*;
use super::{Confidence, KindInfo, PermissionInfo, permission};
use crate::facts::Value;

/// The meaning of a call of one method.
#[derive(Clone, Copy, Debug)]
pub struct CallModel<'a> {
    index: &'a Index,
    number: u32,
    /// Arguments that the method called has; optional ones beyond that are absent.
    arguments: u32,
}

/// An argument by the name that rules use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argument<'a> {
    /// Its name.
    pub name: &'a str,
    /// 0 = the receiver (the new object, for a constructor), 1.. = arguments by position, whatever their width.
    pub position: u32,
}

/// How sure it is that a call needs a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// The arguments are not known well enough.
    Unknown,
    /// It needs it, at least for one of the values that the arguments can have.
    Yes,
}

/// A permission that a call needs or may need.
#[derive(Clone, Copy, Debug)]
pub struct PermissionMatch<'a> {
    /// The permission.
    pub permission: PermissionInfo<'a>,
    /// How sure it is.
    pub certainty: Certainty,
    /// What else is to be known, such as when the device asks.
    pub note: &'a str,
    /// Where it is from.
    pub source: &'a str,
    /// How sure the source is.
    pub confidence: Confidence,
}

impl<'a> CallModel<'a> {
    /// The kind, such as `message.send`.
    pub fn kind(&self) -> KindInfo<'a> {
        KindInfo::read(self.index, self.index.field(CALLS, self.number, 0))
    }

    /// The class that carries the model, with slashes; that of a whole package ends in `/*`.
    pub fn class(&self) -> &'a str {
        self.index.name(self.index.field(CALLS, self.number, 1))
    }

    /// The arguments that the method called has, by name. A name may come more than once: then the first position whose
    /// value is known counts (the address of a message, or else that of its connection).
    pub fn args(&self) -> impl Iterator<Item = Argument<'a>> + use<'a> {
        let (start, length) = (self.index.field(CALLS, self.number, 2), self.index.field(CALLS, self.number, 3));
        let (index, arguments) = (self.index, self.arguments);
        let all = (0..length).map(move |n| start + n * 3);
        all.map(move |at| Argument { name: index.name(index.list_word(at)), position: index.list_word(at + 1) })
            .filter(move |a| a.position <= arguments)
    }

    /// The argument that the result is known by, if any: a connection by its URL, so that later calls on it show it.
    pub fn returns(&self) -> Option<&'a str> {
        self.index.optional_name(self.index.field(CALLS, self.number, 4))
    }

    /// The argument that the receiver is known by from this call on, if any: a message by the address set.
    pub fn sets(&self) -> Option<&'a str> {
        self.index.optional_name(self.index.field(CALLS, self.number, 5))
    }

    /// What else is to be known.
    pub fn note(&self) -> &'a str {
        self.index.prose(self.index.field(CALLS, self.number, 8))
    }

    /// Where the model is from.
    pub fn source(&self) -> &'a str {
        self.index.prose(self.index.field(CALLS, self.number, 9))
    }

    /// How sure the source is.
    pub fn confidence(&self) -> Confidence {
        Confidence::from_word(self.index.field(CALLS, self.number, 10))
    }

    /// Every permission that some call of this model needs, whatever the arguments; sorted by name.
    pub fn possible_permissions(&self) -> Vec<PermissionInfo<'a>> {
        let mut numbers: Vec<u32> =
            self.index.range(CALLS, self.number, 6).flat_map(|need| self.index.list(NEEDS, need, 0)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().map(|p| permission(self.index, p)).collect()
    }

    /// The permissions that a call with these arguments needs or may need, each once, sorted by name. `arg` gives the
    /// value of an argument by its name, `None` when nothing is known of it. With an unknown URL every candidate comes
    /// back as [`Certainty::Unknown`]: none of them is claimed.
    pub fn permissions<'v>(&self, arg: &dyn Fn(&str) -> Option<&'v Value>) -> Vec<PermissionMatch<'a>> {
        let actual = |name: &str| match arg(name) {
            _ if !self.args().any(|a| a.name == name) => Actual::Absent,
            Some(value) => Actual::Known(value),
            None => Actual::Unknown,
        };
        let mut found: Vec<(u32, Certainty, u32)> = Vec::new();
        for need in self.index.range(CALLS, self.number, 6) {
            let certainty = match condition::judge(self.index, self.index.range(NEEDS, need, 2), &actual) {
                Truth::No => continue,
                Truth::Unknown => Certainty::Unknown,
                Truth::Yes if self.index.field(NEEDS, need, 7) != 0 => Certainty::Unknown,
                Truth::Yes => Certainty::Yes,
            };
            found.extend(self.index.list(NEEDS, need, 0).map(|p| (p, certainty, need)));
        }
        // Of several reasons for one permission the surest counts, then the first of the table.
        found.sort_by_key(|&(p, certainty, need)| (p, std::cmp::Reverse(certainty), need));
        found.dedup_by_key(|&mut (p, ..)| p);
        let read = |(p, certainty, need)| PermissionMatch {
            permission: permission(self.index, p),
            certainty,
            note: self.index.prose(self.index.field(NEEDS, need, 4)),
            source: self.index.prose(self.index.field(NEEDS, need, 5)),
            confidence: Confidence::from_word(self.index.field(NEEDS, need, 6)),
        };
        found.into_iter().map(read).collect()
    }
}

/// The models of a call; see [`super::Platform::call_models`].
pub(super) fn find_models<'a>(
    index: &'a Index,
    class: &str,
    member: &str,
    descriptor: &str,
) -> impl Iterator<Item = CallModel<'a>> + use<'a> {
    let class = if class.starts_with('[') { "java/lang/Object" } else { class };
    let member_hash = hash(HASH_START, member);
    let hashes = [hash(member_hash, descriptor), member_hash, HASH_START];
    let of = |class: &str, class_hash: u32| {
        hashes.into_iter().find_map(|h| {
            index.find(CALL_SLOTS, join(class_hash, h), |key| {
                index.name(index.field(CALL_KEYS, key, 0)) == class
                    && index.optional_name(index.field(CALL_KEYS, key, 1)).is_none_or(|n| n == member)
                    && index.optional_name(index.field(CALL_KEYS, key, 2)).is_none_or(|d| d == descriptor)
            })
        })
    };
    let mut key = of(class, hash(HASH_START, class));
    if key.is_none()
        && !member.starts_with('<')
        && let Some(known) = index.find_name(CLASS_SLOTS, CLASSES, class)
    {
        key = index
            .list(CLASSES, known, 9)
            .find_map(|a| of(index.name(index.field(CLASSES, a, 0)), index.field(CLASSES, a, 1)));
    }
    let package = match key {
        Some(_) => None,
        None => package_model(index, class),
    };
    let arguments = argument_count(descriptor);
    key.into_iter().flat_map(|key| index.list(CALL_KEYS, key, 3)).chain(package).map(move |number| CallModel {
        index,
        number,
        arguments,
    })
}

/// The model of the package that the class is in or below.
fn package_model(index: &Index, class: &str) -> Option<u32> {
    let below = |prefix: &str| class.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
    (0..index.count(PACKAGE_CALLS) as u32)
        .find(|&n| below(index.name(index.field(PACKAGE_CALLS, n, 0))))
        .map(|n| index.field(PACKAGE_CALLS, n, 1))
}
