//! What an entry is by its first bytes, and whether its name promises something else.

use super::raw::{u16_at, u32_at};
use super::{Archive, Entry, InflateBudget, anomaly, int};
use crate::facts::{self, ArchiveWhat as What, Facts};
use crate::limits::Limits;

/// What the first bytes of an entry say that it is.
pub use crate::facts::EntryContent as Content;

/// First bytes of an entry that sniffing looks at.
const SNIFFED: usize = 512;

/// What is known of the content of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// What it is.
    pub content: Content,
    /// A class, archive or program under a name that promises something else.
    pub hidden: bool,
    /// Inflated size when it is known; otherwise the claimed one is reported.
    pub size: Option<u64>,
}

impl Sniffed {
    /// What is known of an entry that was inflated to `bytes`.
    pub fn whole(name: &str, bytes: &[u8]) -> Self {
        Sniffed { size: Some(bytes.len() as u64), ..sniff(name, &bytes[..bytes.len().min(SNIFFED)]) }
    }
}

/// States one `entry` fact an entry, and the archive facts about nested archives. `known` has what the caller has learnt
/// by reading entries (by index; missing ones are looked at here, by inflating no more than their first bytes). Returns
/// what is now known of every entry.
pub fn describe_entries(
    archive: &Archive<'_>,
    known: &[Option<Sniffed>],
    budget: &mut InflateBudget,
    limits: &Limits,
    facts: &mut Facts,
) -> Vec<Sniffed> {
    let mut first = Vec::with_capacity(SNIFFED);
    let mut all = Vec::with_capacity(archive.entries().len());
    for (index, entry) in archive.entries().iter().enumerate() {
        let sniffed = known.get(index).copied().flatten().unwrap_or_else(|| {
            if !facts.stopped() && archive.peek(index, SNIFFED, budget, &mut first) {
                sniff(&entry.name, &first)
            } else {
                if budget.is_spent() {
                    budget.tell(entry, limits, facts);
                }
                Sniffed { content: Content::Unreadable, hidden: false, size: None }
            }
        });
        state(archive, entry, &sniffed, limits, facts);
        all.push(sniffed);
    }
    all
}

fn state(archive: &Archive<'_>, entry: &Entry<'_>, sniffed: &Sniffed, limits: &Limits, facts: &mut Facts) {
    if sniffed.size.is_none() && entry.impossible_size() && entry.method == super::raw::DEFLATED {
        let detail = Some("more than the data could inflate to".into());
        let fact = facts::Archive { central: entry.declared.map(int), detail, ..anomaly(What::SizeDiffers, entry) };
        archive.report(limits, facts).push(fact, entry.place());
    }
    if sniffed.content == Content::Zip {
        let fact = facts::Archive { length: Some(int(entry.compressed)), ..anomaly(What::NestedArchive, entry) };
        archive.report(limits, facts).push(fact, entry.place());
    }
    facts.push(
        facts::Entry {
            name: entry.name.clone(),
            content: sniffed.content,
            size: int(sniffed.size.or(entry.declared).unwrap_or(entry.compressed)),
            compressed: int(entry.compressed),
            hidden: sniffed.hidden,
        }
        .at(entry.place()),
    );
}

/// What an entry of this name is whose content starts with `bytes` (512 are enough).
pub fn sniff(name: &str, bytes: &[u8]) -> Sniffed {
    let content = match by_magic(bytes) {
        Some(content) => content,
        None if name.ends_with('/') => Content::Directory,
        None if bytes.is_empty() => Content::Empty,
        None if name.eq_ignore_ascii_case("META-INF/MANIFEST.MF") => Content::Manifest,
        None if in_meta_inf(name) && has_extension(name, &["sf"]) => Content::SignatureFile,
        None if is_text(bytes) => Content::Text,
        None => Content::Other,
    };
    let content = match content {
        Content::Other | Content::Certificate
            if in_meta_inf(name) && has_extension(name, &["rsa", "dsa", "ec"]) && bytes.first() == Some(&0x30) =>
        {
            Content::SignatureBlock
        }
        content => content,
    };
    let hidden = match content {
        Content::Class => !name.ends_with(".class"),
        Content::Zip => !has_extension(name, &["zip", "jar", "war", "ear", "apk", "wgz", "odt", "docx", "xlsx"]),
        Content::Dex => !has_extension(name, &["dex"]),
        Content::Elf => !has_extension(name, &["so", "elf", "o", "axf"]),
        Content::Pe => !has_extension(name, &["exe", "dll", "com", "sys"]),
        Content::MachO => !has_extension(name, &["dylib", "jnilib", "o"]),
        Content::Sis => !has_extension(name, &["sis", "sisx"]),
        _ => false,
    };
    Sniffed { content, hidden, size: None }
}

fn by_magic(bytes: &[u8]) -> Option<Content> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let has = |at: usize, magic: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(magic));
    let content = match *bytes.first()? {
        0xca if starts(b"\xca\xfe\xba\xbe") && is_class(bytes) => Content::Class,
        // A fat Mach-O has the same magic; the next word counts its architectures.
        0xca if starts(b"\xca\xfe\xba\xbe\0\0\0") && bytes.get(7).is_some_and(|n| (1..45).contains(n)) => {
            Content::MachO
        }
        0xce | 0xcf if has(1, b"\xfa\xed\xfe") => Content::MachO,
        0xfe if starts(b"\xfe\xed\xfa\xce") || starts(b"\xfe\xed\xfa\xcf") => Content::MachO,
        b'P' if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") => Content::Zip,
        b'd' if starts(b"dex\n") => Content::Dex,
        0x7f if starts(b"\x7fELF") => Content::Elf,
        b'M' if starts(b"MZ") && is_pe(bytes) => Content::Pe,
        // Symbian: SISX by its first UID, the older format by its third.
        0x7a if starts(b"\x7a\x1a\x20\x10") => Content::Sis,
        _ if has(8, b"\x19\x04\x00\x10") => Content::Sis,
        0x89 if starts(b"\x89PNG\r\n\x1a\n") => Content::Png,
        b'G' if starts(b"GIF87a") || starts(b"GIF89a") => Content::Gif,
        0xff if starts(b"\xff\xd8\xff") => Content::Jpeg,
        b'-' if starts(b"-----BEGIN ") => return pem(bytes),
        0x30 => return der(bytes),
        _ if is_audio(bytes) => Content::Audio,
        _ => return None,
    };
    Some(content)
}

/// Magic and a header that a class can have: known major version, a constant, a known tag.
fn is_class(bytes: &[u8]) -> bool {
    let big = |at| u16_at(bytes, at).map(u16::swap_bytes);
    big(6).is_some_and(|major| (45..=80).contains(&major))
        && big(8).is_some_and(|count| count > 1)
        && bytes.get(10).is_some_and(|tag| matches!(tag, 1 | 3..=12 | 15..=20))
}

/// `MZ`, and a new header where the old one points (or beyond what is seen, within reason).
fn is_pe(bytes: &[u8]) -> bool {
    let Some(at) = u32_at(bytes, 0x3c).and_then(|at| usize::try_from(at).ok()) else { return false };
    match bytes.get(at..at.saturating_add(2)) {
        Some(magic) => matches!(magic, b"PE" | b"NE" | b"LE"),
        None => (SNIFFED - 1..0x1000).contains(&at) && bytes.len() == SNIFFED,
    }
}

fn is_audio(bytes: &[u8]) -> bool {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let form = bytes.get(8..12);
    [&b"MThd"[..], b"#!AMR", b"ID3", b"OggS", b"MMMD", b"XMF_", b".snd", b"BEGIN:IMELODY", b"\x02\x4a\x3a"]
        .iter()
        .any(|magic| starts(magic))
        || (starts(b"RIFF") && matches!(form, Some(b"WAVE" | b"RMID")))
        || (starts(b"FORM") && matches!(form, Some(b"AIFF" | b"AIFC")))
        // MPEG audio layer 3, or AAC in ADTS: sync word, then a bit rate and a sampling rate that exist.
        || matches!(bytes, [0xff, 0xfa | 0xfb | 0xf2 | 0xf3, rates, ..] if rates >> 4 != 0xf && rates >> 2 & 3 != 3)
        || matches!(bytes, [0xff, 0xf1 | 0xf9, rates, ..] if rates >> 2 & 0xf < 13)
}

fn pem(bytes: &[u8]) -> Option<Content> {
    let line = bytes.split(|&b| b == b'\n').next()?;
    let has = |what: &[u8]| line.windows(what.len()).any(|w| w == what);
    if has(b"PRIVATE KEY-----") {
        Some(Content::PrivateKey)
    } else if has(b"CERTIFICATE-----") {
        Some(Content::Certificate)
    } else {
        None
    }
}

/// A DER sequence, told apart by what it starts with (RFC 5280, 5958, 7292, 8017).
fn der(bytes: &[u8]) -> Option<Content> {
    let body = der_body(bytes)?;
    match body {
        // version 3, then a content info
        [2, 1, 3, 0x30, ..] => Some(Content::Pkcs12),
        // version 0 or 1, then an algorithm (PKCS #8); version 0, then a modulus (PKCS #1)
        [2, 1, 0 | 1, 0x30, ..] => Some(Content::PrivateKey),
        [2, 1, 0, 2, 0x81 | 0x82 | 0x40..=0x7f, ..] => Some(Content::PrivateKey),
        // certificate: body with version 2 or 3, or with a serial number and an algorithm
        [0x30, ..] => match der_body(body)? {
            [0xa0, 3, 2, 1, 1 | 2, ..] => Some(Content::Certificate),
            [2, length @ 1..=20, rest @ ..] if rest.get(usize::from(*length)) == Some(&0x30) => {
                Some(Content::Certificate)
            }
            _ => None,
        },
        _ => None,
    }
}

/// What follows tag and length.
fn der_body(bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [0x30, 0x82, _, _, body @ ..] | [0x30, 0x81, _, body @ ..] | [0x30, 0..=0x7f, body @ ..] => Some(body),
        _ => None,
    }
}

/// Text in UTF-8, in UTF-16 with its mark, or in a one-byte encoding that is mostly ASCII.
fn is_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return bytes.len() > 2 && bytes.len().is_multiple_of(2);
    }
    if bytes.iter().any(|&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a) || b == 0x7f) {
        return false;
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(e) if e.error_len().is_none() && bytes.len() >= SNIFFED => true,
        Err(_) => bytes.iter().filter(|b| b.is_ascii()).count() * 10 >= bytes.len() * 7,
    }
}

fn in_meta_inf(name: &str) -> bool {
    name.get(..9).is_some_and(|dir| dir.eq_ignore_ascii_case("META-INF/"))
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, e)| extensions.iter().any(|x| e.eq_ignore_ascii_case(x)))
}
