//! Reads the binary platform index in place: nothing is parsed or built when it is opened.

use super::layout::{HASH_START, LISTS, NAMES, NONE, PROSE, WIDTH, hash};

static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/platform.bin"));
static NAME_TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/platform-names.txt"));
static PROSE_TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/platform-prose.txt"));

/// Bytes of the index, of the names and of the prose.
#[cfg(test)]
pub(super) fn sizes() -> [usize; 3] {
    [WORDS.len(), NAME_TEXT.len(), PROSE_TEXT.len()]
}

fn word(at: usize) -> u32 {
    let at = at * 4;
    u32::from_le_bytes([WORDS[at], WORDS[at + 1], WORDS[at + 2], WORDS[at + 3]])
}

/// Number of records of a section.
pub(super) fn count(section: usize) -> usize {
    word(section * 2 + 1) as usize
}

/// One word of a record.
pub(super) fn field(section: usize, record: u32, field: usize) -> u32 {
    word(word(section * 2) as usize + record as usize * WIDTH[section] + field)
}

/// The list whose start and length stand at `at` and `at + 1` of a record.
pub(super) fn list(section: usize, record: u32, at: usize) -> impl ExactSizeIterator<Item = u32> + Clone {
    let start = field(section, record, at);
    let length = field(section, record, at + 1);
    (0..length).map(move |i| list_word(start + i))
}

/// One word of the list storage.
pub(super) fn list_word(at: u32) -> u32 {
    field(LISTS, at, 0)
}

/// The range of records whose start and length stand at `at` and `at + 1` of a record.
pub(super) fn range(section: usize, record: u32, at: usize) -> std::ops::Range<u32> {
    let start = field(section, record, at);
    start..start + field(section, record, at + 1)
}

/// A name; empty for [`NONE`].
pub(super) fn name(number: u32) -> &'static str {
    text(NAMES, NAME_TEXT, number)
}

/// A name, unless it is [`NONE`].
pub(super) fn optional_name(number: u32) -> Option<&'static str> {
    (number != NONE).then(|| name(number))
}

/// A piece of prose.
pub(super) fn prose(number: u32) -> &'static str {
    text(PROSE, PROSE_TEXT, number)
}

fn text(section: usize, text: &'static str, number: u32) -> &'static str {
    if number == NONE {
        return "";
    }
    &text[field(section, number, 0) as usize..field(section, number + 1, 0) as usize]
}

/// The record that `is` accepts among those that `hash` leads to in a table of slots.
pub(super) fn find(slots: usize, hash: u32, is: impl Fn(u32) -> bool) -> Option<u32> {
    let mask = count(slots) - 1;
    let mut at = hash as usize & mask;
    // The tables are at most half full, so that an empty slot ends every search.
    loop {
        match field(slots, at as u32, 0) {
            NONE => return None,
            record if is(record) => return Some(record),
            _ => at = (at + 1) & mask,
        }
    }
}

/// The record named `wanted` of a section whose first word is a name.
pub(super) fn find_name(slots: usize, section: usize, wanted: &str) -> Option<u32> {
    find(slots, hash(HASH_START, wanted), |record| name(field(section, record, 0)) == wanted)
}

/// The record named `wanted` of a section that is sorted by its first word, a name.
pub(super) fn search(section: usize, wanted: &str) -> Option<u32> {
    let (mut low, mut high) = (0, count(section) as u32);
    while low < high {
        let middle = low + (high - low) / 2;
        match name(field(section, middle, 0)).cmp(wanted) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return Some(middle),
        }
    }
    None
}
