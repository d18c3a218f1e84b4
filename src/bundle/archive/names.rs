//! Entry names: how they are decoded, what is odd in one, and which of them some reader takes for the same.

use super::{Entry, Report, anomaly, raw};
use crate::facts::{Archive as Anomaly, ArchiveWhat as What, Place, Str};
use std::borrow::Cow;

/// Upper half of code page 437, the encoding of names without flag bit 11 (APPNOTE appendix D).
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The name as text: UTF-8 when it is valid UTF-8, whatever flag bit 11 says, otherwise code page 437. At most `most`
/// bytes of it are decoded.
pub fn decode(name: &[u8], most: usize) -> Str {
    let mut kept = &name[..name.len().min(most)];
    match std::str::from_utf8(kept) {
        Ok(text) => return text.into(),
        // A character cut in two by the limit is dropped; anything else wrong makes the name code page 437.
        Err(e) if kept.len() < name.len() && e.error_len().is_none() => kept = &kept[..e.valid_up_to()],
        Err(_) => {
            let table: Vec<char> = CP437.chars().collect();
            let decoded = |&b: &u8| if b < 0x80 { char::from(b) } else { table[usize::from(b - 0x80)] };
            return kept.iter().map(decoded).collect::<String>().into();
        }
    }
    String::from_utf8_lossy(kept).into()
}

/// States what is odd in the name of one entry.
pub fn check(entry: &Entry<'_>, most: usize, report: &mut Report<'_>) {
    let name = entry.raw_name;
    let mut state = |what, length: Option<usize>, detail: &str| {
        let length = length.and_then(|n| i64::try_from(n).ok());
        let detail = (!detail.is_empty()).then(|| detail.into());
        report.push(Anomaly { length, detail, ..anomaly(what, entry) }, Place::Entry { name: entry.name.clone() });
    };
    if name.len() > most {
        state(What::OverLongName, Some(name.len()), "");
    }
    if name.is_ascii() {
        // Nothing to decode.
    } else if std::str::from_utf8(name).is_err() {
        let detail = if entry.flags & raw::UTF8 != 0 { "flag bit 11 says UTF-8" } else { "read as code page 437" };
        state(What::NotUtf8Name, None, detail);
    }
    // One look decides for nearly every name.
    if !name.iter().any(|&b| matches!(b, 0..=0x1f | 0x7f | b'\\' | b':' | b'.')) && name.first() != Some(&b'/') {
        return;
    }
    let drive = name.len() > 1 && name[0].is_ascii_alphabetic() && name[1] == b':';
    if drive || matches!(name.first(), Some(b'/' | b'\\')) {
        state(What::AbsoluteName, None, "");
    }
    if name.split(|b| matches!(b, b'/' | b'\\')).any(|part| part == b"..") {
        state(What::ParentName, None, "");
    }
    if name.contains(&0) {
        state(What::NulInName, None, "");
    }
    if name.iter().any(|&b| matches!(b, 1..=0x1f | 0x7f)) {
        state(What::ControlInName, None, "");
    }
    if name.contains(&b'\\') {
        state(What::BackslashName, None, "");
    }
}

/// The name with `/` for `\`, without empty and `.` parts.
fn unified(name: &[u8]) -> Cow<'_, [u8]> {
    let plain = !name.contains(&b'\\')
        && name.first() != Some(&b'/')
        && name.last() != Some(&b'/')
        && !name.starts_with(b"./")
        && !name.windows(2).any(|w| w == b"//")
        && !name.windows(3).any(|w| w == b"/./");
    if plain {
        return Cow::Borrowed(name);
    }
    let mut out = Vec::with_capacity(name.len());
    for part in name.split(|b| matches!(b, b'/' | b'\\')).filter(|p| !p.is_empty() && *p != b".") {
        if !out.is_empty() {
            out.push(b'/');
        }
        out.extend_from_slice(part);
    }
    Cow::Owned(out)
}

/// States every pair of neighbours among the names that are equal, or equal but for separators, or but for ASCII case.
pub fn clashes(entries: &[Entry<'_>], report: &mut Report<'_>) {
    let mut keys: Vec<_> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let unified = unified(entry.raw_name);
            (unified.to_ascii_lowercase(), unified, entry.raw_name, index)
        })
        .collect();
    keys.sort_unstable();
    for pair in keys.windows(2) {
        let ((fold, unified, name, first), (fold2, unified2, name2, second)) = (&pair[0], &pair[1]);
        if fold != fold2 {
            continue;
        }
        let (one, two) = (&entries[*first], &entries[*second]);
        let what = if name == name2 {
            // Both views of one local header: the header facts say it.
            if one.local_offset.is_some() && one.local_offset == two.local_offset && one.origin != two.origin {
                continue;
            }
            What::DuplicateName
        } else if unified == unified2 {
            What::SeparatorClash
        } else {
            What::CaseClash
        };
        let same = one.crc.is_some() && (one.crc, one.declared) == (two.crc, two.declared);
        report.push(
            Anomaly {
                other: Some(one.name.clone()),
                offset: two.local_offset.and_then(|o| i64::try_from(o).ok()),
                detail: (what == What::DuplicateName)
                    .then(|| if same { "the copies claim the same CRC and size" } else { "the copies differ" }.into()),
                ..anomaly(what, two)
            },
            Place::Entry { name: two.name.clone() },
        );
    }
}
