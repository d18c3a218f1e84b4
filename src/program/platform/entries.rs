//! Entries: which methods of which classes of the application the platform runs by itself.

use super::index::Index;
use super::layout::*;
use super::{Confidence, Platform, Trigger};

/// A rule that says which methods of which classes are entry points. What it does not say allows anything.
#[derive(Clone, Copy, Debug)]
pub struct EntryRule<'a> {
    index: &'a Index,
    number: u32,
    /// Pattern of class names, with slashes; `*` stands for any text.
    pub class: Option<&'a str>,
    /// A class or interface that the class extends or implements, at any distance, with slashes.
    pub extends: Option<&'a str>,
    /// The manifest attribute that names the class.
    pub manifest: Option<&'a str>,
    /// What makes the platform run them.
    pub trigger: Trigger,
    /// The descriptor should name such classes; those that it does not name are started all the same.
    pub descriptor: bool,
    flags: u32,
}

impl<'a> EntryRule<'a> {
    fn read(index: &'a Index, number: u32) -> Self {
        let name = |at: usize| index.optional_name(index.field(ENTRIES, number, at));
        let flags = index.field(ENTRIES, number, 5);
        EntryRule {
            index,
            number,
            class: name(0),
            extends: name(1),
            manifest: name(2),
            trigger: Trigger::from_word(index.field(ENTRIES, number, 6)),
            descriptor: flags & ENTRY_DESCRIPTOR != 0,
            flags,
        }
    }

    /// Name pattern and descriptor (`None` = any) of the methods.
    fn methods(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> + use<'a> {
        let index = self.index;
        let (start, length) = (index.field(ENTRIES, self.number, 3), index.field(ENTRIES, self.number, 4));
        let pairs = (0..length / 2).map(move |n| start + n * 2);
        pairs.map(move |at| (index.name(index.list_word(at)), index.optional_name(index.list_word(at + 1))))
    }

    /// Whether it names no methods: the platform makes an object of the class and runs its lifecycle callbacks.
    pub fn is_lifecycle(&self) -> bool {
        self.index.field(ENTRIES, self.number, 4) == 0
    }

    /// Whether the rule speaks of a class, as far as its name tells.
    pub fn names_class(&self, internal: &str) -> bool {
        self.class.is_none_or(|pattern| matches(pattern, internal))
    }

    /// Whether the rule speaks of a method of its classes.
    pub fn names_method(&self, name: &str, descriptor: &str, is_static: bool, is_public: bool) -> bool {
        let kind = if is_static { ENTRY_INSTANCE } else { ENTRY_STATIC };
        self.flags & kind == 0
            && (is_public || self.flags & ENTRY_ANY_ACCESS != 0)
            && !name.starts_with('<')
            && self.methods().any(|(n, d)| matches(n, name) && d.is_none_or(|d| d == descriptor))
    }

    /// Where it is from.
    pub fn source(&self) -> &'a str {
        self.index.prose(self.index.field(ENTRIES, self.number, 7))
    }

    /// How sure the source is.
    pub fn confidence(&self) -> Confidence {
        Confidence::from_word(self.index.field(ENTRIES, self.number, 8))
    }
}

impl Platform {
    /// The rules for entry points, in the order of the tables.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = EntryRule<'_>> {
        (0..self.index.count(ENTRIES)).map(|n| EntryRule::read(&self.index, n as u32))
    }
}

/// Whether a text is as a pattern says, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let mut rest = rest;
    while let Some((piece, after)) = rest.split_once('*') {
        // The first place is the best: what follows has the most text left.
        let Some(at) = text.find(piece) else { return false };
        (text, rest) = (&text[at + piece.len()..], after);
    }
    text.ends_with(rest)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, yes, no) in [
            ("main", &["main"][..], &["main2", "Main", ""][..]),
            ("*", &["", "a", "a/b"], &[]),
            ("test*", &["test", "testA"], &["atest", "tes"]),
            ("*Main", &["Main", "a/Main", "a/b/XMain"], &["Main2", "a/main"]),
            ("a/*/Test*", &["a/b/Test", "a/b/c/TestX"], &["a/Test", "b/b/Test"]),
            ("a*a", &["aa", "aba"], &["a"]),
            ("a*b*b", &["abb", "axbxb"], &["ab", "abx"]),
        ] {
            yes.iter().for_each(|text| assert!(matches(pattern, text), "{pattern} {text}"));
            no.iter().for_each(|text| assert!(!matches(pattern, text), "{pattern} {text}"));
        }
    }
}
