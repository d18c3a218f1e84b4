//! Base64 as JADs have it: strict first, then as lenient as devices are (phoneME asks for a length divisible by four and
//! little more; RFC 2045 passes over what is outside the alphabet).

use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

/// Decoded bytes, and what a strict decoder would not have taken.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The leniency used, in plain words; empty when none was.
    pub leniency: &'static str,
}

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes a value; the error says in plain words why nothing can be made of it.
pub fn decode(text: &str) -> Result<Decoded, &'static str> {
    if text.is_empty() {
        return Err("empty");
    }
    if let Ok(bytes) = STANDARD.decode(text) {
        return Ok(Decoded { bytes, leniency: "" });
    }
    let end = text.trim_end_matches(|c: char| c == '=' || c.is_whitespace()).len();
    let body = &text[..end];
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    let leniency = if body.contains('=') {
        "padding in the middle"
    } else if body.chars().any(|c| !inside(c) && !c.is_whitespace()) {
        "characters outside the Base64 alphabet"
    } else if body.contains(char::is_whitespace) {
        "blanks within Base64"
    } else {
        "wrong padding or left-over bits"
    };
    let kept: String = body.chars().filter(|c| inside(*c)).collect();
    match LENIENT.decode(&kept) {
        Ok(bytes) if !bytes.is_empty() => Ok(Decoded { bytes, leniency }),
        _ => Err("not Base64"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_and_why() {
        for (text, expected) in [
            ("aGVsbG8=", Ok(("hello", ""))),
            ("aGVsbG8", Ok(("hello", "wrong padding or left-over bits"))),
            ("aGVsbG8==", Ok(("hello", "wrong padding or left-over bits"))),
            ("aGVsbG9=", Ok(("hello", "wrong padding or left-over bits"))),
            ("aGVs bG8=", Ok(("hello", "blanks within Base64"))),
            ("aGVs-bG8=", Ok(("hello", "characters outside the Base64 alphabet"))),
            ("aGVs=bG8=", Ok(("hello", "padding in the middle"))),
            ("", Err("empty")),
            ("a", Err("not Base64")),
            ("====", Err("not Base64")),
            ("é", Err("not Base64")),
        ] {
            let decoded = decode(text).map(|d| (String::from_utf8(d.bytes).expect("text"), d.leniency));
            assert_eq!(decoded, expected.map(|(text, leniency)| (text.to_string(), leniency)), "{text}");
        }
    }
}
