//! Attributes of a JAD or manifest, with their lines: decoding and line structure as lenient as the most lenient device
//! (Symbian JRT takes BOMs, UTF-16, lone CR and continuation lines; phoneME drops CR and 0x1A anywhere), every leniency
//! kept as an [`Oddity`].

use crate::facts::Str;
use crate::limits::Limits;
use std::collections::{BTreeMap, HashMap};

/// Which of the two files is read: they differ in what is legal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Descriptor: no continuation lines, no sections.
    Jad,
    /// Manifest: lines of 72 bytes, continued by a line that starts with a blank; sections parted by empty lines.
    Manifest,
}

/// One attribute as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Name as written, without blanks around it.
    pub name: Str,
    /// Value, continuation lines joined, without blanks around it.
    pub value: Str,
    /// Line of the name, from 1.
    pub line: u32,
    /// `None` in the main section; else the value of the `Name` attribute that heads the section (empty without one).
    pub section: Option<Str>,
}

/// The attributes of one file.
#[derive(Clone, Debug, Default)]
pub struct Attributes {
    /// In the order of the file.
    pub list: Vec<Attribute>,
    /// The file as text, as it was decoded.
    pub text: String,
    /// How the file departs from the format.
    pub oddities: Vec<Oddity>,
    /// More attributes than the limit were left out.
    pub cut: bool,
    /// The last attribute of each name in the main section.
    winners: HashMap<Str, usize>,
    /// The last attribute of each name in the other sections.
    stray: HashMap<Str, usize>,
}

/// A departure from the format of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// What it is.
    pub what: OddityKind,
    /// Line, from 1; 0 when it is about the whole file.
    pub line: u32,
    /// The text it is about, when that helps.
    pub text: Str,
}

/// What departs from the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OddityKind {
    /// a UTF-8 byte order mark
    Utf8Bom,
    /// UTF-16 with a byte order mark
    Utf16Bom,
    /// UTF-16 without a byte order mark
    Utf16NoBom,
    /// bytes that are no UTF-8, read as ISO 8859-1
    NotUtf8,
    /// lines that end in a lone CR
    LoneCr,
    /// lines that end in different ways
    MixedLineEnds,
    /// the last line has no end
    NoFinalLineEnd,
    /// a NUL or 0x1A that some devices drop
    DroppedByte,
    /// a continuation line in a JAD
    ContinuationInJad,
    /// a continuation line with nothing to continue
    StrayContinuation,
    /// a line without a colon
    NoColon,
    /// a line that Java properties readers take for `name=value`
    EqualsSign,
    /// a line that Java properties readers take for a comment
    CommentLine,
    /// a name with characters that no name may have
    BadName,
    /// blanks before the colon
    BlankBeforeColon,
    /// a manifest line of more than 72 bytes
    LongLine,
    /// a value cut at the limit
    ValueCut,
}

/// Bytes of a manifest line without its end (JAR file specification).
const MANIFEST_LINE_BYTES: usize = 72;

impl Attributes {
    /// Reads a file. Never fails: what is no attribute is an oddity.
    pub fn parse(bytes: &[u8], source: Source, limits: &Limits) -> Attributes {
        let mut parser = Parser {
            source,
            limits,
            out: Attributes::default(),
            pending: None,
            section: None,
            after_empty: false,
            counts: BTreeMap::new(),
        };
        let text = parser.decode(bytes);
        parser.lines(&text);
        parser.finish_attribute();
        parser.out.text = text;
        parser.out
    }

    /// The value that counts: of the main section, exact name, the last of duplicates (phoneME, Symbian).
    pub fn get(&self, name: &str) -> Option<&Attribute> {
        self.winners.get(name).map(|index| &self.list[*index])
    }

    /// The value of a reader that takes all sections for one, as phoneME does; that of the main section when there is one.
    pub fn anywhere(&self, name: &str) -> Option<&Attribute> {
        self.get(name).or_else(|| self.stray.get(name).map(|index| &self.list[*index]))
    }

    /// Attributes of the main section.
    pub fn main(&self) -> impl DoubleEndedIterator<Item = &Attribute> {
        self.list.iter().filter(|a| a.section.is_none())
    }

    /// Numbers n for which `prefix` + n is an attribute, ascending, each once. Leading zeros and
    /// numbers over nine digits are no numbers.
    pub fn numbers(&self, prefix: &str) -> Vec<u32> {
        let mut numbers: Vec<u32> =
            self.list.iter().filter_map(|a| attribute_number(a.name.strip_prefix(prefix)?)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// The number that an attribute name ends in: decimal, from 1, no leading zero.
pub fn attribute_number(digits: &str) -> Option<u32> {
    let plain = !digits.is_empty() && digits.len() <= 9 && !digits.starts_with('0');
    (plain && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

struct Parser<'a> {
    source: Source,
    limits: &'a Limits,
    out: Attributes,
    /// The attribute that the next line may continue.
    pending: Option<Pending>,
    section: Option<Str>,
    after_empty: bool,
    counts: BTreeMap<OddityKind, u32>,
}

/// An attribute under construction.
struct Pending {
    name: Str,
    value: String,
    chars: u64,
    line: u32,
    section: Option<Str>,
}

/// Oddities of one kind that are kept; more say nothing new.
const ODDITIES_OF_A_KIND: u32 = 100;

impl Parser<'_> {
    fn oddity(&mut self, what: OddityKind, line: u32, text: &str) {
        let count = self.counts.entry(what).or_default();
        *count += 1;
        if *count <= ODDITIES_OF_A_KIND {
            self.out.oddities.push(Oddity { what, line, text: text.chars().take(200).collect::<String>().into() });
        }
    }

    fn decode(&mut self, bytes: &[u8]) -> String {
        if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
            self.oddity(OddityKind::Utf8Bom, 0, "");
            return self.decode_bytes(rest);
        }
        if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
            self.oddity(OddityKind::Utf16Bom, 0, "little-endian");
            return utf16(rest, u16::from_le_bytes);
        }
        if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
            self.oddity(OddityKind::Utf16Bom, 0, "big-endian");
            return utf16(rest, u16::from_be_bytes);
        }
        // Names are ASCII, so that every other byte at the start is NUL.
        let head = &bytes[..bytes.len().min(40)];
        let nul_at = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count() * 3 > head.len();
        match (nul_at(0), nul_at(1)) {
            (false, true) => {
                self.oddity(OddityKind::Utf16NoBom, 0, "little-endian");
                utf16(bytes, u16::from_le_bytes)
            }
            (true, false) => {
                self.oddity(OddityKind::Utf16NoBom, 0, "big-endian");
                utf16(bytes, u16::from_be_bytes)
            }
            _ => self.decode_bytes(bytes),
        }
    }

    fn decode_bytes(&mut self, bytes: &[u8]) -> String {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_string(),
            Err(error) => {
                let line = 1 + bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count();
                self.oddity(OddityKind::NotUtf8, u32::try_from(line).unwrap_or(u32::MAX), "");
                bytes.iter().map(|b| char::from(*b)).collect()
            }
        }
    }

    fn lines(&mut self, text: &str) {
        let (mut lf, mut crlf, mut cr) = (0u32, 0u32, 0u32);
        let mut rest = text;
        let mut number = 0;
        while !rest.is_empty() {
            number += 1;
            let end = rest.find(['\r', '\n']).unwrap_or(rest.len());
            let line = &rest[..end];
            let after = &rest[end..];
            rest = if let Some(after) = after.strip_prefix("\r\n") {
                crlf += 1;
                after
            } else if let Some(after) = after.strip_prefix('\n') {
                lf += 1;
                after
            } else if let Some(after) = after.strip_prefix('\r') {
                cr += 1;
                after
            } else {
                if self.source == Source::Manifest {
                    self.oddity(OddityKind::NoFinalLineEnd, number, "");
                }
                after
            };
            self.line(line, number);
        }
        if cr > 0 {
            self.oddity(OddityKind::LoneCr, 0, "");
        }
        if [lf, crlf, cr].iter().filter(|n| **n > 0).count() > 1 {
            self.oddity(OddityKind::MixedLineEnds, 0, "");
        }
    }

    fn line(&mut self, raw: &str, number: u32) {
        if self.source == Source::Manifest && raw.len() > MANIFEST_LINE_BYTES {
            self.oddity(OddityKind::LongLine, number, raw);
        }
        let cleaned: String;
        let line = if raw.contains(['\0', '\u{1a}']) {
            self.oddity(OddityKind::DroppedByte, number, raw);
            cleaned = raw.replace(['\0', '\u{1a}'], "");
            &cleaned
        } else {
            raw
        };
        if line.trim().is_empty() {
            self.finish_attribute();
            self.after_empty = true;
            return;
        }
        if line.starts_with([' ', '\t']) {
            self.continuation(line, number);
            return;
        }
        let Some((name, value)) = line.split_once(':') else {
            let what = match line.chars().next() {
                Some('#' | '!') => OddityKind::CommentLine,
                _ if line.contains('=') => OddityKind::EqualsSign,
                _ => OddityKind::NoColon,
            };
            self.oddity(what, number, line);
            return;
        };
        let trimmed = name.trim_end();
        if trimmed.len() < name.len() {
            self.oddity(OddityKind::BlankBeforeColon, number, name);
        }
        if !is_name(trimmed) {
            self.oddity(OddityKind::BadName, number, trimmed);
        }
        let value = value.trim();
        self.finish_attribute();
        let after_empty = std::mem::take(&mut self.after_empty);
        if self.source == Source::Manifest && after_empty && !self.out.list.is_empty() {
            let heads = trimmed.eq_ignore_ascii_case("Name");
            self.section = Some(if heads { value.into() } else { "".into() });
        }
        let section = self.section.clone();
        let mut pending = Pending { name: trimmed.into(), value: String::new(), chars: 0, line: number, section };
        self.extend(&mut pending, value, number);
        self.pending = Some(pending);
    }

    fn continuation(&mut self, line: &str, number: u32) {
        match self.pending.take().filter(|_| !self.after_empty) {
            None => self.oddity(OddityKind::StrayContinuation, number, line),
            Some(mut pending) => {
                if self.source == Source::Jad {
                    self.oddity(OddityKind::ContinuationInJad, number, line);
                }
                self.extend(&mut pending, &line[1..], number);
                self.pending = Some(pending);
            }
        }
    }

    /// Adds text to the value, up to the limit.
    fn extend(&mut self, pending: &mut Pending, text: &str, line: u32) {
        for c in text.chars() {
            if pending.chars >= self.limits.attribute_chars {
                self.oddity(OddityKind::ValueCut, line, &pending.name.clone());
                return;
            }
            pending.value.push(c);
            pending.chars += 1;
        }
    }

    fn finish_attribute(&mut self) {
        let Some(Pending { name, value, line, mut section, .. }) = self.pending.take() else { return };
        let value: Str = value.trim_end().into();
        if section.is_some() && name.eq_ignore_ascii_case("Name") && self.section == section {
            // The name of a section may be continued over lines.
            section = Some(value.clone());
            self.section = section.clone();
        }
        if self.out.list.len() as u64 >= self.limits.attributes {
            self.out.cut = true;
            return;
        }
        let last = if section.is_none() { &mut self.out.winners } else { &mut self.out.stray };
        last.insert(name.clone(), self.out.list.len());
        self.out.list.push(Attribute { name, value, line, section });
    }
}

/// Whether a text may be an attribute name: MIDP 2.1 allows all but controls and the separators of RFC 2616.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_control() || " ()<>@,;:\\\"/[]?={}\t".contains(c))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text: String =
        char::decode_utf16(pairs.iter().map(|p| unit(*p))).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &[u8], source: Source) -> Attributes {
        Attributes::parse(bytes, source, &Limits::default())
    }

    fn list(attributes: &Attributes) -> Vec<(&str, &str, u32, Option<&str>)> {
        attributes.list.iter().map(|a| (&*a.name, &*a.value, a.line, a.section.as_deref())).collect()
    }

    fn oddities(attributes: &Attributes) -> Vec<(OddityKind, u32)> {
        attributes.oddities.iter().map(|o| (o.what, o.line)).collect()
    }

    #[test]
    fn a_plain_jad() {
        let jad = parse(b"MIDlet-Name: Hello \r\nMIDlet-Version:1.0\r\n", Source::Jad);
        assert_eq!(list(&jad), [("MIDlet-Name", "Hello", 1, None), ("MIDlet-Version", "1.0", 2, None)]);
        assert_eq!(oddities(&jad), []);
    }

    #[test]
    fn line_ends_of_every_kind() {
        for (end, odd) in [("\n", vec![]), ("\r\n", vec![]), ("\r", vec![(OddityKind::LoneCr, 0)])] {
            let jad = parse(format!("A: 1{end}B: 2{end}").as_bytes(), Source::Jad);
            assert_eq!(list(&jad), [("A", "1", 1, None), ("B", "2", 2, None)]);
            assert_eq!(oddities(&jad), odd, "{end:?}");
        }
        let mixed = parse(b"A: 1\nB: 2\r\n", Source::Jad);
        assert_eq!(oddities(&mixed), [(OddityKind::MixedLineEnds, 0)]);
    }

    #[test]
    fn encodings_of_every_kind() {
        let text = "MIDlet-Name: Прив\u{e9}т\nMIDlet-Vendor: x\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let le: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
        let be: Vec<u8> = units.iter().flat_map(|u| u.to_be_bytes()).collect();
        let with = |bom: &[u8], rest: &[u8]| [bom, rest].concat();
        for (bytes, odd) in [
            (text.as_bytes().to_vec(), vec![]),
            (with(b"\xef\xbb\xbf", text.as_bytes()), vec![(OddityKind::Utf8Bom, 0)]),
            (with(b"\xff\xfe", &le), vec![(OddityKind::Utf16Bom, 0)]),
            (with(b"\xfe\xff", &be), vec![(OddityKind::Utf16Bom, 0)]),
            (le.clone(), vec![(OddityKind::Utf16NoBom, 0)]),
            (be.clone(), vec![(OddityKind::Utf16NoBom, 0)]),
        ] {
            let jad = parse(&bytes, Source::Jad);
            assert_eq!(list(&jad), [("MIDlet-Name", "Прив\u{e9}т", 1, None), ("MIDlet-Vendor", "x", 2, None)]);
            assert_eq!(oddities(&jad), odd);
            assert_eq!(jad.text, text);
        }
        let latin = parse(b"A: 1\nMIDlet-Name: caf\xe9\n", Source::Jad);
        assert_eq!(list(&latin), [("A", "1", 1, None), ("MIDlet-Name", "caf\u{e9}", 2, None)]);
        assert_eq!(oddities(&latin), [(OddityKind::NotUtf8, 2)]);
    }

    #[test]
    fn continuation_lines_join() {
        let manifest = parse(b"A: one\n  two\n\tthree\nB: 2\n", Source::Manifest);
        assert_eq!(list(&manifest), [("A", "one twothree", 1, None), ("B", "2", 4, None)]);
        assert_eq!(oddities(&manifest), []);
        let jad = parse(b"A: one\n two\n", Source::Jad);
        assert_eq!(list(&jad), [("A", "onetwo", 1, None)]);
        assert_eq!(oddities(&jad), [(OddityKind::ContinuationInJad, 2)]);
        let stray = parse(b" x\nA: 1\n\n y\n", Source::Manifest);
        assert_eq!(list(&stray), [("A", "1", 2, None)]);
        assert_eq!(oddities(&stray), [(OddityKind::StrayContinuation, 1), (OddityKind::StrayContinuation, 4)]);
    }

    #[test]
    fn manifest_sections() {
        let manifest = parse(
            b"Manifest-Version: 1.0\nMIDlet-1: a\n\nName: x/y.cla\n ss\nSHA1-Digest: q\n\nMIDlet-2: b\n",
            Source::Manifest,
        );
        assert_eq!(
            list(&manifest),
            [
                ("Manifest-Version", "1.0", 1, None),
                ("MIDlet-1", "a", 2, None),
                ("Name", "x/y.class", 4, Some("x/y.class")),
                ("SHA1-Digest", "q", 6, Some("x/y.class")),
                ("MIDlet-2", "b", 8, Some("")),
            ]
        );
        assert_eq!(oddities(&manifest), []);
        assert_eq!(manifest.get("MIDlet-1").map(|a| a.line), Some(2));
        assert_eq!(manifest.get("MIDlet-2"), None);
        assert_eq!(manifest.anywhere("MIDlet-2").map(|a| a.line), Some(8));
        assert_eq!(manifest.numbers("MIDlet-"), [1, 2]);
        // A JAD has no sections: an empty line ends nothing.
        let jad = parse(b"A: 1\n\nB: 2\n", Source::Jad);
        assert_eq!(list(&jad), [("A", "1", 1, None), ("B", "2", 3, None)]);
        assert_eq!(oddities(&jad), []);
    }

    #[test]
    fn the_last_of_duplicates_counts() {
        let jad = parse(b"MIDlet-Name: a\nmidlet-name: c\nMIDlet-Name: b\n", Source::Jad);
        assert_eq!(jad.get("MIDlet-Name").map(|a| (&*a.value, a.line)), Some(("b", 3)));
        assert_eq!(jad.list.len(), 3);
    }

    #[test]
    fn lines_that_are_no_attributes() {
        let jad = parse(b"# comment\nnonsense\nA=1\nB : 2\nC/D: 3\nE\0: 4\x1a\n", Source::Jad);
        assert_eq!(list(&jad), [("B", "2", 4, None), ("C/D", "3", 5, None), ("E", "4", 6, None)]);
        assert_eq!(
            oddities(&jad),
            [
                (OddityKind::CommentLine, 1),
                (OddityKind::NoColon, 2),
                (OddityKind::EqualsSign, 3),
                (OddityKind::BlankBeforeColon, 4),
                (OddityKind::BadName, 5),
                (OddityKind::DroppedByte, 6),
            ]
        );
    }

    #[test]
    fn long_lines_and_missing_ends_in_manifests() {
        let manifest = parse(format!("A: {}\nB: 2", "x".repeat(70)).as_bytes(), Source::Manifest);
        assert_eq!(oddities(&manifest), [(OddityKind::LongLine, 1), (OddityKind::NoFinalLineEnd, 2)]);
        assert_eq!(list(&manifest)[1], ("B", "2", 2, None));
    }

    #[test]
    fn limits_cut_values_and_lists() {
        let limits = Limits { attribute_chars: 4, attributes: 2, ..Limits::default() };
        let jad = Attributes::parse(b"A: 12345\nB: 12\n 34\n 5\nC: 3\n", Source::Jad, &limits);
        assert_eq!(list(&jad), [("A", "1234", 1, None), ("B", "1234", 2, None)]);
        assert!(jad.cut);
        let cuts: Vec<u32> = jad.oddities.iter().filter(|o| o.what == OddityKind::ValueCut).map(|o| o.line).collect();
        assert_eq!(cuts, [1, 4]);
    }

    #[test]
    fn numbered_attributes() {
        let jad = parse(b"MIDlet-2: b\nMIDlet-1: a\nMIDlet-01: x\nMIDlet-Name: n\nMIDlet-4294967296: y\n", Source::Jad);
        assert_eq!(jad.numbers("MIDlet-"), [1, 2]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            for source in [Source::Jad, Source::Manifest] {
                let read = parse(&bytes, source);
                proptest::prop_assert!(read.list.iter().all(|a| a.line >= 1 && !a.name.contains(':')));
            }
        }
    }
}
