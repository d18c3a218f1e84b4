//! Names and descriptors of one bundle, each once, by number.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A name, descriptor or string constant of the bundle, by its number in [`Symbols`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sym(pub u32);

/// The interner of one bundle. Equality is that of the bytes in the class file (modified UTF-8), so that two invalid
/// constants that look alike stay apart; the text is a lossy view of them.
#[derive(Debug, Default)]
pub struct Symbols {
    text: String,
    spans: Vec<(u32, u32)>,
    by_bytes: HashMap<Box<[u8]>, Sym, BuildHasherDefault<Fx>>,
}

impl Symbols {
    /// The symbol for these modified UTF-8 bytes.
    pub fn intern_bytes(&mut self, bytes: &[u8]) -> Sym {
        if let Some(&sym) = self.by_bytes.get(bytes) {
            return sym;
        }
        let start = self.text.len() as u32;
        decode_modified_utf8(bytes, &mut self.text);
        let sym = Sym(self.spans.len() as u32);
        self.spans.push((start, self.text.len() as u32));
        self.by_bytes.insert(bytes.into(), sym);
        sym
    }

    /// The symbol for a text.
    pub fn intern(&mut self, text: &str) -> Sym {
        if text.bytes().all(|b| b != 0 && b < 0x80) {
            return self.intern_bytes(text.as_bytes());
        }
        self.intern_bytes(&encode_modified_utf8(text))
    }

    /// The symbol for a text if it occurs in the bundle.
    pub fn find(&self, text: &str) -> Option<Sym> {
        if text.bytes().all(|b| b != 0 && b < 0x80) {
            return self.by_bytes.get(text.as_bytes()).copied();
        }
        self.by_bytes.get(encode_modified_utf8(text).as_slice()).copied()
    }

    /// The text of a symbol; unpaired surrogates and invalid bytes stand as U+FFFD.
    pub fn text(&self, sym: Sym) -> &str {
        let (start, end) = self.spans[sym.0 as usize];
        &self.text[start as usize..end as usize]
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
        self.by_bytes.clear();
    }
}

/// Appends modified UTF-8 (JVMS 4.4.7) as text: C0 80 is NUL, surrogate pairs of three bytes each are joined, what is
/// neither becomes U+FFFD.
fn decode_modified_utf8(bytes: &[u8], out: &mut String) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        out.push_str(text);
        return;
    }
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
    out.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
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

/// A fast hash for short names. Not keyed: the tables are bounded by the class limits, and results never depend on
/// their order.
#[derive(Default)]
pub struct Fx(u64);

impl Hasher for Fx {
    fn finish(&self) -> u64 {
        // The table takes the upper bits, the multiplications below fill the upper ones only slowly.
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            self.write_u64(u64::from_le_bytes(*chunk));
        }
        for &byte in rest {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0xf135_7aea_2e62_a9c5);
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
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
        let face = symbols.intern("\u{1f600}");
        assert_eq!(symbols.intern_bytes(b"\xed\xa0\xbd\xed\xb8\x80"), face);
        assert_ne!(symbols.intern_bytes(b"\xff"), symbols.intern_bytes(b"\xfe"), "different bytes, same lossy text");
    }
}
