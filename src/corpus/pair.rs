//! Which JAR belongs to a JAD: a lenient look at `MIDlet-Jar-URL`, before anything is analysed.

/// The file name that the last `MIDlet-Jar-URL` of a JAD ends in, percent-decoded. `None` when there is no such attribute
/// or when the name could lead out of the folder of the JAD.
pub(super) fn jar_name(jad: &[u8]) -> Option<String> {
    let text = decode(jad);
    let mut url = None;
    for line in text.split(['\r', '\n']) {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.trim().eq_ignore_ascii_case("MIDlet-Jar-URL") && !value.trim().is_empty() {
            url = Some(value.trim());
        }
    }
    let path = url?.split(['?', '#']).next()?;
    let name = percent_decode(path.rsplit('/').next()?);
    let leaves = name.is_empty() || name == "." || name == ".." || name.contains(['/', '\\', '\0']);
    (!leaves).then_some(name)
}

/// Whether bytes without a known extension look like a descriptor.
pub(super) fn looks_like_jad(bytes: &[u8]) -> bool {
    decode(&bytes[..bytes.len().min(64 << 10)])
        .split(['\r', '\n'])
        .filter_map(|line| line.split_once(':'))
        .any(|(name, _)| name.trim_start_matches('\u{feff}').trim().to_ascii_lowercase().starts_with("midlet-"))
}

/// Whether bytes look like a ZIP archive: at the start, or, with data before the archive, by the record at its end.
pub(super) fn looks_like_jar(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub((64 << 10) + 22)..];
    bytes.starts_with(b"PK\x03\x04") || memchr::memmem::find(tail, b"PK\x05\x06").is_some()
}

/// The text of a JAD: UTF-8, or UTF-16 as a byte order mark or the zero bytes of ASCII letters show.
fn decode(bytes: &[u8]) -> String {
    let (big, body) = match bytes {
        [0xfe, 0xff, body @ ..] => (true, body),
        [0xff, 0xfe, body @ ..] => (false, body),
        [0, letter, ..] if *letter != 0 => (true, bytes),
        [letter, 0, ..] if *letter != 0 => (false, bytes),
        _ => return String::from_utf8_lossy(bytes).into_owned(),
    };
    let unit =
        |pair: &[u8]| if big { u16::from_be_bytes([pair[0], pair[1]]) } else { u16::from_le_bytes([pair[0], pair[1]]) };
    let units: Vec<u16> = body.chunks_exact(2).map(unit).collect();
    String::from_utf16_lossy(&units)
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
            assert_eq!(jar_name(jad.as_bytes()).as_deref(), name, "{jad:?}");
        }
    }

    #[test]
    fn utf_16_is_read_with_and_without_a_mark() {
        let units = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        let text = "MIDlet-Jar-URL: ü.jar\n";
        assert_eq!(jar_name(&units(text)).as_deref(), Some("ü.jar"));
        assert_eq!(jar_name(&units(&format!("\u{feff}{text}"))).as_deref(), Some("ü.jar"));
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(jar_name(&little).as_deref(), Some("ü.jar"));
    }

    #[test]
    fn content_tells_a_jar_from_a_jad() {
        assert!(looks_like_jar(b"PK\x03\x04rest"));
        assert!(looks_like_jar(b"#!/bin/sh\nPK\x05\x06\0\0"));
        assert!(!looks_like_jar(b"MIDlet-Name: a"));
        assert!(looks_like_jad(b"X: y\nMIDlet-Name: a"));
        assert!(!looks_like_jad(b"http://MIDlet"));
    }
}
