//! The Base64 of signatures and certificates in a JAD: read by RFC 4648 to the letter; for what is not, says what some
//! device would do with it all the same.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// How a text departs from RFC 4648: a clause that continues "its Base64 …".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Departure {
    clause: String,
    /// phoneME reads it all the same.
    pub(super) lenient: bool,
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.clause)?;
        f.write_str(if self.lenient { " (phoneME reads it all the same)" } else { "" })
    }
}

/// Decodes an attribute value.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, Departure> {
    if text.is_empty() {
        return Err(Departure { clause: "is empty".into(), lenient: false });
    }
    STANDARD.decode(text).map_err(|_| Departure { clause: departure(text), lenient: read_by_phoneme(text) })
}
/// Where a text first departs from RFC 4648. Characters are counted from 1.
fn departure(text: &str) -> String {
    let length = text.chars().count();
    let data = text.trim_end_matches('=').chars().count();
    let odd = text.chars().take(data).enumerate().find(|(_, c)| !in_alphabet(*c));
    match odd {
        Some((at, '=')) => format!("has padding in the middle, at character {}", at + 1),
        Some((at, c)) => format!("holds U+{:04X} at character {}, outside the alphabet", u32::from(c), at + 1),
        None if !length.is_multiple_of(4) => format!("has {length} characters, no multiple of 4"),
        None if length - data > 2 => "has more padding than two characters".into(),
        None => "ends in bits that belong to no byte".into(),
    }
}

fn in_alphabet(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '+' || c == '/'
}

/// Whether phoneME's decoder takes the text: it masks characters to 7 bits, lets `=` stand anywhere and asks only for a
/// length that is a multiple of 4 (signing.md P19).
fn read_by_phoneme(text: &str) -> bool {
    let masked = |c: char| char::from((u32::from(c) & 0x7f) as u8);
    text.chars().count().is_multiple_of(4) && text.chars().all(|c| in_alphabet(masked(c)) || masked(c) == '=')
}

#[cfg(test)]
mod tests {
    use super::decode;

    fn why(text: &str) -> String {
        decode(text).expect_err(text).to_string()
    }

    #[test]
    fn takes_what_rfc_4648_allows_and_nothing_else() {
        assert_eq!(decode("TUlEUA==").unwrap(), b"MIDP");
        assert_eq!(why(""), "is empty");
        assert_eq!(why("TUlE UA="), "holds U+0020 at character 5, outside the alphabet");
        assert_eq!(why("TUlEUA"), "has 6 characters, no multiple of 4");
        assert_eq!(why("TUlEU==="), "has more padding than two characters (phoneME reads it all the same)");
        assert_eq!(why("TUlE_A=="), "holds U+005F at character 5, outside the alphabet");
    }

    #[test]
    fn names_what_phoneme_tolerates() {
        assert_eq!(why("TUk=TUlE"), "has padding in the middle, at character 4 (phoneME reads it all the same)");
        assert_eq!(
            why("\u{d4}UlEUA=="),
            "holds U+00D4 at character 1, outside the alphabet (phoneME reads it all the same)"
        );
        assert_eq!(why("TUlEUB=="), "ends in bits that belong to no byte (phoneME reads it all the same)");
    }
}
