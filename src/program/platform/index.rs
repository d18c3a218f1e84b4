//! Reads the binary platform index in place: nothing is parsed or built when the one compiled in is opened.

use super::layout::{HASH_START, LISTS, NAMES, NONE, PROSE, WIDTH, hash};
use std::borrow::Cow;

/// The three files of an index: those compiled in, or those made of a folder at run time.
#[derive(Clone)]
pub(super) struct Index {
    words: Cow<'static, [u8]>,
    names: Cow<'static, str>,
    prose: Cow<'static, str>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("words", &(self.words.len() / 4)).finish_non_exhaustive()
    }
}

impl Index {
    pub(super) const BUILTIN: Index = Index {
        words: Cow::Borrowed(include_bytes!(concat!(env!("OUT_DIR"), "/platform.bin"))),
        names: Cow::Borrowed(include_str!(concat!(env!("OUT_DIR"), "/platform-names.txt"))),
        prose: Cow::Borrowed(include_str!(concat!(env!("OUT_DIR"), "/platform-prose.txt"))),
    };

    pub(super) fn new(words: Vec<u8>, names: String, prose: String) -> Self {
        Index { words: words.into(), names: names.into(), prose: prose.into() }
    }

    /// Bytes of the index, of the names and of the prose.
    #[cfg(test)]
    pub(super) fn sizes(&self) -> [usize; 3] {
        [self.words.len(), self.names.len(), self.prose.len()]
    }

    fn word(&self, at: usize) -> u32 {
        let at = at * 4;
        let w = &self.words;
        u32::from_le_bytes([w[at], w[at + 1], w[at + 2], w[at + 3]])
    }

    /// Number of records of a section.
    pub(super) fn count(&self, section: usize) -> usize {
        self.word(section * 2 + 1) as usize
    }

    /// One word of a record.
    pub(super) fn field(&self, section: usize, record: u32, field: usize) -> u32 {
        self.word(self.word(section * 2) as usize + record as usize * WIDTH[section] + field)
    }

    /// The list whose start and length stand at `at` and `at + 1` of a record.
    pub(super) fn list(
        &self,
        section: usize,
        record: u32,
        at: usize,
    ) -> impl ExactSizeIterator<Item = u32> + Clone + use<'_> {
        let start = self.field(section, record, at);
        let length = self.field(section, record, at + 1);
        (0..length).map(move |i| self.list_word(start + i))
    }

    /// One word of the list storage.
    pub(super) fn list_word(&self, at: u32) -> u32 {
        self.field(LISTS, at, 0)
    }

    /// The range of records whose start and length stand at `at` and `at + 1` of a record.
    pub(super) fn range(&self, section: usize, record: u32, at: usize) -> std::ops::Range<u32> {
        let start = self.field(section, record, at);
        start..start + self.field(section, record, at + 1)
    }

    /// A name; empty for [`NONE`].
    pub(super) fn name(&self, number: u32) -> &str {
        self.text(NAMES, &self.names, number)
    }

    /// A name, unless it is [`NONE`].
    pub(super) fn optional_name(&self, number: u32) -> Option<&str> {
        (number != NONE).then(|| self.name(number))
    }

    /// A piece of prose.
    pub(super) fn prose(&self, number: u32) -> &str {
        self.text(PROSE, &self.prose, number)
    }

    fn text<'a>(&self, section: usize, text: &'a str, number: u32) -> &'a str {
        if number == NONE {
            return "";
        }
        &text[self.field(section, number, 0) as usize..self.field(section, number + 1, 0) as usize]
    }

    /// The record that `is` accepts among those that `hash` leads to in a table of slots.
    pub(super) fn find(&self, slots: usize, hash: u32, is: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.count(slots) - 1;
        let mut at = hash as usize & mask;
        // The tables are at most half full, so that an empty slot ends every search.
        loop {
            match self.field(slots, at as u32, 0) {
                NONE => return None,
                record if is(record) => return Some(record),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The record named `wanted` of a section whose first word is a name.
    pub(super) fn find_name(&self, slots: usize, section: usize, wanted: &str) -> Option<u32> {
        self.find(slots, hash(HASH_START, wanted), |record| self.name(self.field(section, record, 0)) == wanted)
    }

    /// The record named `wanted` of a section that is sorted by its first word, a name.
    pub(super) fn search(&self, section: usize, wanted: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.count(section) as u32);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.name(self.field(section, middle, 0)).cmp(wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}
