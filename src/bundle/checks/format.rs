//! The text of a JAD or manifest: encoding, line ends, lines that are no attributes, duplicates, hidden characters.

use super::{Basis, Checks, Confidence, Descriptor, Fill, MIDP, Place, What, departure, known};
use crate::bundle::attributes::{Attribute, Attributes, Oddity, OddityKind};
use crate::facts::Str;
use crate::limits;
use std::collections::BTreeMap;

/// Implementations whose readers of JADs and manifests were compared.
const READERS: Basis =
    Basis("phoneME JadProperties and ManifestProperties; Symbian JRT javainstaller; matos checkers", Confidence::High);
const JAR_SPECIFICATION: Basis = Basis("JAR file specification", Confidence::Medium);
const SPOOFING: Basis = Basis("CVE-2005-2343", Confidence::High);
/// Blanks in a row that push what follows out of an installer's view.
const BLANK_RUN: usize = 8;

impl Checks<'_, '_, '_> {
    /// Checks the text of both files.
    pub(super) fn formats(&mut self) {
        let bundle = self.bundle;
        for (file, attributes) in bundle.files() {
            let has = |what| attributes.oddities.iter().any(|oddity| oddity.what == what);
            let form = Form {
                unicode: !has(OddityKind::NotUtf8),
                one_line: file == Descriptor::Jad && has(OddityKind::LoneCr) && !has(OddityKind::MixedLineEnds),
            };
            let mut long_lines = 0;
            let mut before: Option<&Oddity> = None;
            for oddity in &attributes.oddities {
                let continues = before.is_some_and(|b| b.what == oddity.what && b.line + 1 == oddity.line);
                before = Some(oddity);
                match oddity.what {
                    // Of lines that follow each other the first is enough.
                    OddityKind::ContinuationInJad | OddityKind::StrayContinuation if continues => {}
                    OddityKind::LongLine if long_lines > 0 => {}
                    OddityKind::LongLine => {
                        long_lines = attributes.oddities.iter().filter(|o| o.what == OddityKind::LongLine).count();
                        let detail = match long_lines {
                            1 => "more than 72 bytes".to_string(),
                            n => format!("more than 72 bytes, and {} lines after it too", n - 1),
                        };
                        let fact = departure(What::OverLong, file.token()).because(&detail, JAR_SPECIFICATION);
                        self.state(fact, file.line(oddity.line));
                    }
                    _ => self.oddity(file, oddity, form),
                }
            }
            if file == Descriptor::Jad {
                self.empty_line(attributes);
            }
            self.duplicates(file, attributes);
            for attribute in &attributes.list {
                self.characters(file, attribute, form);
            }
        }
    }

    /// An empty line before the last attribute of a JAD, which ends a section for some readers.
    fn empty_line(&mut self, jad: &Attributes) {
        let last = jad.list.last().map_or(0, |attribute| attribute.line);
        let text = jad.text.replace("\r\n", "\n");
        let empty = (1..last).zip(text.split(['\n', '\r'])).find(|(_, line)| line.trim().is_empty());
        if let Some((line, _)) = empty {
            let fact = departure(What::BadLine, Descriptor::Jad.token());
            let detail = "an empty line: readers differ in whether they read what is after it";
            self.state(fact.because(detail, Basis("memory", Confidence::Low)), Descriptor::Jad.line(line));
        }
    }

    fn oddity(&mut self, file: Descriptor, oddity: &Oddity, form: Form) {
        let jad = file == Descriptor::Jad;
        let invalid = file.invalid();
        let (what, ota, detail) = match oddity.what {
            OddityKind::Utf8Bom => {
                (What::OddEncoding, None, "UTF-8 with byte order mark, which some take for part of the first name")
            }
            OddityKind::Utf16Bom => (What::OddEncoding, None, "UTF-16 with byte order mark; Symbian takes it"),
            OddityKind::Utf16NoBom => (What::OddEncoding, None, "UTF-16 without byte order mark"),
            OddityKind::NotUtf8 => (What::OddEncoding, None, "not UTF-8, read as ISO 8859-1"),
            OddityKind::LoneCr if form.one_line => {
                (What::OddLineEnds, Some(906), "CR alone ends lines for Symbian; phoneME drops it and sees one line")
            }
            OddityKind::LoneCr if jad => {
                (What::OddLineEnds, None, "CR alone ends lines for Symbian; phoneME drops it and joins the lines")
            }
            OddityKind::LoneCr => (What::OddLineEnds, None, "CR alone: legal in a manifest, not read by all"),
            OddityKind::MixedLineEnds => (What::OddLineEnds, None, "lines end in different ways"),
            OddityKind::NoFinalLineEnd => {
                (What::OddLineEnds, None, "the last line has no end: old java.util.jar loses it")
            }
            OddityKind::DroppedByte => {
                (What::ControlCharacter, None, "NUL or 0x1A, which phoneME drops and others keep or stop at")
            }
            OddityKind::ContinuationInJad => {
                (What::ContinuationInJad, Some(906), "Symbian joins it to the line before; MIDP knows none in a JAD")
            }
            OddityKind::StrayContinuation => (What::BadLine, invalid, "starts with a blank and continues nothing"),
            OddityKind::NoColon => (What::BadLine, invalid, "no colon"),
            OddityKind::EqualsSign => {
                (What::BadLine, invalid, "no colon; readers of Java properties take `=` for the separator")
            }
            OddityKind::CommentLine => {
                (What::BadLine, invalid, "no colon; readers of Java properties take it for a comment")
            }
            OddityKind::BadName => (What::BadName, invalid, "a name has no controls and no separators"),
            OddityKind::BlankBeforeColon => (What::BadName, invalid, "blank before the colon"),
            OddityKind::ValueCut => {
                let fact = limits::reached(self.limits, "attribute-chars", None, &oddity.text, file.line(oddity.line));
                self.facts.push(fact);
                (What::OverLong, None, "longer than Symbian takes; the rest is left out")
            }
            OddityKind::LongLine => return,
        };
        let mut fact = departure(what, file.token()).ota(ota).because(detail, READERS);
        match oddity.what {
            OddityKind::BadName | OddityKind::BlankBeforeColon | OddityKind::ValueCut => {
                fact = fact.named(&oddity.text)
            }
            _ if !oddity.text.is_empty() => fact = fact.value(&oddity.text),
            _ => {}
        }
        let whole = if jad { Place::Jad { line: None } } else { Place::Manifest { line: None } };
        self.state(fact, if oddity.line == 0 { whole } else { file.line(oddity.line) });
    }

    /// Names that stand twice in a section, or twice in different cases.
    fn duplicates(&mut self, file: Descriptor, attributes: &Attributes) {
        let mut spelt: BTreeMap<(Option<&str>, String), &Attribute> = BTreeMap::new();
        let mut exact: BTreeMap<(Option<&str>, &str), &Attribute> = BTreeMap::new();
        for attribute in &attributes.list {
            let section = attribute.section.as_deref();
            if section.is_some() && &*attribute.name == "Name" {
                continue;
            }
            if let Some(before) = exact.insert((section, &attribute.name), attribute) {
                let same = before.value == attribute.value;
                let detail = format!(
                    "also in line {}{}; phoneME and Symbian take the last",
                    before.line,
                    if same { ", with the same value" } else { "" }
                );
                let basis =
                    Basis("phoneME; Symbian JRT javainstaller; java.util.jar; matos checkers", Confidence::High);
                let fact = departure(What::Duplicate, file.token()).of(attribute).other(&before.value);
                self.state(fact.because(&detail, basis), file.line(attribute.line));
                continue;
            }
            match spelt.insert((section, attribute.name.to_ascii_lowercase()), attribute) {
                // Names of the table are compared with it, see `values`.
                Some(before) if before.name != attribute.name && known::near_miss(&attribute.name).is_none() => {
                    let detail = format!("line {} writes it in another case: two attributes for devices", before.line);
                    let fact = departure(What::CaseVariant, file.token()).of(attribute).other(&before.name);
                    self.state(fact.because(&detail, MIDP), file.line(attribute.line));
                }
                _ => {}
            }
        }
    }

    /// Characters that are not seen, or change what is seen.
    fn characters(&mut self, file: Descriptor, attribute: &Attribute, form: Form) {
        if self.said_of_jad(file, attribute) {
            return;
        }
        let place = file.line(attribute.line);
        let text = &attribute.value;
        let shown = known::attribute(&attribute.name).is_some_and(|known| known.shown);
        // In one-byte encodings other than ISO 8859-1 the second range of controls holds letters.
        let control = |c: char| c.is_control() && (c != '\t' || shown) && (c.is_ascii() || form.unicode);
        if let Some(c) = text.chars().find(|c| control(*c)) {
            let fact = departure(What::ControlCharacter, file.token()).of(attribute).other(&code_point(c));
            self.state(fact.because("", MIDP), place.clone());
        }
        let (marks, joiners) = (text.chars().any(is_right_to_left), text.chars().any(joins));
        if let Some(c) = text.chars().find(|c| changes_direction(*c) && !(marks && is_mark(*c))) {
            let fact = departure(What::BidiCharacter, file.token()).of(attribute).other(&code_point(c));
            self.state(fact.because("reorders what is shown", SPOOFING), place.clone());
        } else if let Some(c) = text.chars().find(|c| is_invisible(*c) && !(joiners && is_joiner(*c))) {
            let fact = departure(What::BidiCharacter, file.token()).of(attribute).other(&code_point(c));
            self.state(fact.because("not seen", SPOOFING), place.clone());
        }
        if shown && blank_run(text) > BLANK_RUN {
            let detail = format!("{} blanks in a row push the rest out of view", blank_run(text));
            let fact = departure(What::ControlCharacter, file.token()).of(attribute);
            self.state(fact.because(&detail, SPOOFING), place.clone());
        }
        if file == Descriptor::Jad {
            let detail = if text.ends_with('\\') {
                "ends in a backslash: readers of Java properties join the next line"
            } else if has_escape(text) {
                "readers of Java properties decode the \\u escape"
            } else {
                return;
            };
            let fact = departure(What::BadLine, file.token()).of(attribute);
            self.state(fact.because(detail, Basis("matos checkers", Confidence::High)), place);
        }
    }
}

/// What is to be known of a file before its characters are judged.
#[derive(Clone, Copy)]
struct Form {
    /// It is in Unicode.
    unicode: bool,
    /// A JAD whose lines all end in CR alone.
    one_line: bool,
}

/// Hebrew, Arabic and the scripts between, with their presentation forms; not the mark among them.
fn is_right_to_left(c: char) -> bool {
    !is_mark(c) && matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Scripts whose spelling uses joiners: those from right to left, and the Indic ones.
fn joins(c: char) -> bool {
    is_right_to_left(c) || matches!(c, '\u{900}'..='\u{dff}')
}

/// Directional marks, usual in texts that run from right to left.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn code_point(c: char) -> Str {
    format!("U+{:04X}", u32::from(c)).into()
}

fn changes_direction(c: char) -> bool {
    is_mark(c) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// The most blanks in a row.
fn blank_run(text: &str) -> usize {
    let mut most = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c.is_whitespace() { run + 1 } else { 0 };
        most = most.max(run);
    }
    most
}

fn has_escape(text: &str) -> bool {
    text.match_indices("\\u").any(|(at, _)| {
        let digits = text.as_bytes().get(at + 2..at + 6);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}
