//! Which JAR belongs to a JAD: a lenient look at `MIDlet-Jar-URL`, before anything is analysed.

use crate::bundle::attributes::{Attributes, Source};
use crate::limits::Limits;

/// The file name that the last `MIDlet-Jar-URL` of a JAD ends in, percent-decoded. `None` when there is no such attribute
/// or when the name could lead out of the folder of the JAD.
pub(super) fn jar_name(jad: &[u8], limits: &Limits) -> Option<String> {
    let attributes = Attributes::parse(jad, Source::Jad, limits);
    let same = |name: &str| name.eq_ignore_ascii_case("MIDlet-Jar-URL");
    let url = attributes.main().rev().find(|a| same(&a.name) && !a.value.is_empty());
    let path = url?.value.split(['?', '#']).next()?;
    let name = percent_decode(path.rsplit('/').next()?);
    let leaves = name.is_empty() || name == "." || name == ".." || name.contains(['/', '\\', '\0']);
    (!leaves).then_some(name)
}

/// Whether bytes without a known extension look like a descriptor: the first lines have an attribute of a suite.
pub(super) fn looks_like_jad(bytes: &[u8], limits: &Limits) -> bool {
    let head = &bytes[..bytes.len().min(64 << 10)];
    let attributes = Attributes::parse(head, Source::Jad, limits);
    attributes.main().any(|a| a.name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("MIDlet-")))
}

/// Whether bytes look like a ZIP archive: at the start, or, with data before the archive, by the record at its end.
pub fn looks_like_jar(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub((64 << 10) + 22)..];
    bytes.starts_with(b"PK\x03\x04") || memchr::memmem::find(tail, b"PK\x05\x06").is_some()
}

/// Undoes `%XX`; what is no such escape stays as it is.
fn percent_decode(text: &str) -> String {
    let hex = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if let [b'%', high, low, ..] = bytes[at..]
            && let (Some(high), Some(low)) = (hex(high), hex(low))
        {
            out.push(high << 4 | low);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(jad: &[u8]) -> Option<String> {
        jar_name(jad, &Limits::default())
    }

    #[test]
    fn the_last_segment_of_the_url_names_the_jar() {
        for (jad, name) in [
            ("MIDlet-Jar-URL: http://example.com/a/b%20c.jar?x=/y.jar\n", Some("b c.jar")),
            ("MIDlet-Name: a\r\nmidlet-jar-url : app.jar\r\n", Some("app.jar")),
            ("MIDlet-Jar-URL: a.jar\rMIDlet-Jar-URL: b.jar\r", Some("b.jar")),
            ("MIDlet-Jar-URL: 100%.jar\n", Some("100%.jar")),
            ("MIDlet-Jar-URL: http://example.com/..%2fetc\n", None),
            ("MIDlet-Jar-URL: ..\n", None),
            ("MIDlet-Name: a\n", None),
        ] {
            assert_eq!(name_of(jad.as_bytes()).as_deref(), name, "{jad:?}");
        }
    }

    #[test]
    fn utf_16_is_read_with_and_without_a_mark() {
        let units = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        let text = "MIDlet-Jar-URL: ü.jar\n";
        assert_eq!(name_of(&units(text)).as_deref(), Some("ü.jar"));
        assert_eq!(name_of(&units(&format!("\u{feff}{text}"))).as_deref(), Some("ü.jar"));
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(name_of(&little).as_deref(), Some("ü.jar"));
    }

    #[test]
    fn content_tells_a_jar_from_a_jad() {
        assert!(looks_like_jar(b"PK\x03\x04rest"));
        assert!(looks_like_jar(b"#!/bin/sh\nPK\x05\x06\0\0"));
        assert!(!looks_like_jar(b"MIDlet-Name: a"));
        assert!(looks_like_jad(b"X: y\nMIDlet-Name: a", &Limits::default()));
        assert!(!looks_like_jad(b"http://MIDlet", &Limits::default()));
    }
}
