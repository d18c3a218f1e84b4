//! Names and descriptors of one bundle, each once, by number.

use super::hash::Seed;

/// A name, descriptor or string constant of the bundle, by its number in [`Symbols`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sym(pub u32);

/// The interner of one bundle. Equality is that of the bytes in the class file (modified UTF-8), so that two invalid
/// constants that look alike stay apart; the text is a lossy view of them.
#[derive(Debug, Default)]
pub struct Symbols {
    text: String,
    spans: Vec<Span>,
    /// Bytes of those symbols whose text is not just their bytes.
    raw: Vec<u8>,
    raw_spans: Vec<(u32, u32)>,
    /// Open addressing with linear probing; a power of two long, at most three quarters full.
    table: Vec<Slot>,
    seed: Seed,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    end: u32,
    /// Index into `raw_spans`, or [`SAME`].
    raw: u32,
}

/// The text of the symbol is its bytes.
const SAME: u32 = u32::MAX;

/// Slots of the table kept from bundle to bundle.
const KEPT_SLOTS: usize = 1 << 16;

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    /// Number of the symbol plus one; 0 for a free slot.
    sym: u32,
}

impl Symbols {
    /// The symbol for these modified UTF-8 bytes.
    pub fn intern_bytes(&mut self, bytes: &[u8]) -> Sym {
        if self.spans.len() * 4 >= self.table.len() * 3 {
            self.grow();
        }
        let hash = self.seed.hash(bytes);
        let slot = match self.probe(hash, bytes) {
            Ok(sym) => return sym,
            Err(slot) => slot,
        };
        let start = self.text.len() as u32;
        let raw = match std::str::from_utf8(bytes) {
            Ok(text) => {
                self.text.push_str(text);
                SAME
            }
            Err(_) => {
                decode_modified_utf8(bytes, &mut self.text);
                let at = self.raw.len() as u32;
                self.raw.extend_from_slice(bytes);
                self.raw_spans.push((at, self.raw.len() as u32));
                self.raw_spans.len() as u32 - 1
            }
        };
        self.spans.push(Span { start, end: self.text.len() as u32, raw });
        self.table[slot] = Slot { hash, sym: self.spans.len() as u32 };
        Sym(self.spans.len() as u32 - 1)
    }

    /// The symbol for a text.
    pub fn intern(&mut self, text: &str) -> Sym {
        if is_plain(text) {
            return self.intern_bytes(text.as_bytes());
        }
        self.intern_bytes(&encode_modified_utf8(text))
    }

    /// The symbol for a text if it occurs in the bundle.
    pub fn find(&self, text: &str) -> Option<Sym> {
        if self.table.is_empty() {
            return None;
        }
        let encoded;
        let bytes = if is_plain(text) {
            text.as_bytes()
        } else {
            encoded = encode_modified_utf8(text);
            &encoded
        };
        self.probe(self.seed.hash(bytes), bytes).ok()
    }

    /// The text of a symbol; unpaired surrogates and invalid bytes stand as U+FFFD.
    pub fn text(&self, sym: Sym) -> &str {
        let span = self.spans[sym.0 as usize];
        &self.text[span.start as usize..span.end as usize]
    }

    /// The bytes of a symbol as in the class file (modified UTF-8).
    pub fn bytes(&self, sym: Sym) -> &[u8] {
        let span = self.spans[sym.0 as usize];
        if span.raw == SAME {
            return &self.text.as_bytes()[span.start as usize..span.end as usize];
        }
        let (start, end) = self.raw_spans[span.raw as usize];
        &self.raw[start as usize..end as usize]
    }

    /// The text of a symbol as a device has it: UTF-16, unpaired surrogates as they are.
    pub fn utf16(&self, sym: Sym) -> Vec<u16> {
        modified_utf16(self.bytes(sym))
    }

    /// How many symbols there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Forgets everything but keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.spans.clear();
        self.raw.clear();
        self.raw_spans.clear();
        // Wiping the table of one huge bundle before each small one would cost more than a new one.
        self.table.truncate(KEPT_SLOTS);
        self.table.fill(Slot::default());
    }

    /// The symbol with these bytes, or the free slot where it belongs. The table has at least one free slot.
    fn probe(&self, hash: u32, bytes: &[u8]) -> Result<Sym, usize> {
        let mask = self.table.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.table[at];
            if slot.sym == 0 {
                return Err(at);
            }
            if slot.hash == hash && self.bytes(Sym(slot.sym - 1)) == bytes {
                return Ok(Sym(slot.sym - 1));
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let len = (self.table.len() * 2).max(1024);
        let old = std::mem::replace(&mut self.table, vec![Slot::default(); len]);
        for slot in old.into_iter().filter(|s| s.sym != 0) {
            let mut at = slot.hash as usize & (len - 1);
            while self.table[at].sym != 0 {
                at = (at + 1) & (len - 1);
            }
            self.table[at] = slot;
        }
    }
}

/// Whether UTF-8 and modified UTF-8 of the text are the same.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b != 0 && b < 0x80)
}

/// Appends modified UTF-8 (JVMS 4.4.7) as text: C0 80 is NUL, surrogate pairs of three bytes each are joined, what is
/// neither becomes U+FFFD.
fn decode_modified_utf8(bytes: &[u8], out: &mut String) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        out.push_str(text);
        return;
    }
    out.extend(char::decode_utf16(modified_utf16(bytes)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

/// Modified UTF-8 as UTF-16, unpaired surrogates as they are; bytes that are neither stand as U+FFFD.
fn modified_utf16(bytes: &[u8]) -> Vec<u16> {
    let mut units: Vec<u16> = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let at = |n: usize| bytes.get(i + n).copied().filter(|b| b & 0xc0 == 0x80).map(|b| u16::from(b & 0x3f));
        let lead = u16::from(bytes[i]);
        let (unit, eaten) = match (bytes[i], at(1), at(2)) {
            (b, ..) if b < 0x80 => (lead, 1),
            (b, Some(x), _) if b & 0xe0 == 0xc0 => ((lead & 0x1f) << 6 | x, 2),
            (b, Some(x), Some(y)) if b & 0xf0 == 0xe0 => ((lead & 0x0f) << 12 | x << 6 | y, 3),
            _ => (0xfffd, 1),
        };
        units.push(unit);
        i += eaten;
    }
    units
}

/// A text as modified UTF-8.
fn encode_modified_utf8(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for unit in text.encode_utf16() {
        match unit {
            1..=0x7f => out.push(unit as u8),
            0 | 0x80..=0x7ff => out.extend([0xc0 | (unit >> 6) as u8, 0x80 | (unit & 0x3f) as u8]),
            _ => {
                out.extend([0xe0 | (unit >> 12) as u8, 0x80 | (unit >> 6 & 0x3f) as u8, 0x80 | (unit & 0x3f) as u8]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_interned_once() {
        let mut symbols = Symbols::default();
        let a = symbols.intern("a/B");
        assert_eq!(symbols.intern_bytes(b"a/B"), a);
        assert_ne!(symbols.intern("a/C"), a);
        assert_eq!(symbols.text(a), "a/B");
        assert_eq!(symbols.find("a/B"), Some(a));
        assert_eq!(symbols.find("a/D"), None);
    }

    #[test]
    fn modified_utf8_is_read_as_text() {
        let mut symbols = Symbols::default();
        let text = |symbols: &mut Symbols, bytes: &[u8]| {
            let sym = symbols.intern_bytes(bytes);
            symbols.text(sym).to_string()
        };
        assert_eq!(text(&mut symbols, b"a\xc0\x80b"), "a\0b");
        assert_eq!(text(&mut symbols, "Ж€".as_bytes()), "Ж€");
        assert_eq!(text(&mut symbols, b"\xed\xa0\xbd\xed\xb8\x80"), "\u{1f600}");
        assert_eq!(text(&mut symbols, b"\xed\xa0\xbdx"), "\u{fffd}x");
        assert_eq!(text(&mut symbols, b"\xff"), "\u{fffd}");
        let odd = symbols.intern_bytes(b"a\xc0\x80b");
        assert_eq!(symbols.bytes(odd), b"a\xc0\x80b");
        let face = symbols.intern("\u{1f600}");
        assert_eq!(symbols.intern_bytes(b"\xed\xa0\xbd\xed\xb8\x80"), face);
        assert_ne!(symbols.intern_bytes(b"\xff"), symbols.intern_bytes(b"\xfe"), "different bytes, same lossy text");
    }

    #[test]
    fn symbols_survive_growth_and_clearing() {
        let mut symbols = Symbols::default();
        let syms: Vec<Sym> = (0..5_000).map(|i| symbols.intern(&format!("name{i}"))).collect();
        for (i, sym) in syms.iter().enumerate() {
            assert_eq!(symbols.find(&format!("name{i}")), Some(*sym));
            assert_eq!(symbols.text(*sym), format!("name{i}"));
        }
        symbols.clear();
        assert_eq!(symbols.find("name1"), None);
        assert_eq!(symbols.intern("name1"), Sym(0));
    }
}
