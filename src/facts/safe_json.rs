//! JSON in which text from a bundle can't act: every hostile character is written as `\uXXXX`.

use super::escape::is_hostile;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use std::io::{self, Write};

/// A formatter that escapes hostile characters and leaves all else to another.
struct Safe<F>(F);

macro_rules! hand_on {
    ($($name:ident($($argument:ident: $ty:ty),*);)+) => {$(
        fn $name<W: ?Sized + Write>(&mut self, writer: &mut W $(, $argument: $ty)*) -> io::Result<()> {
            self.0.$name(writer $(, $argument)*)
        }
    )+};
}

impl<F: Formatter> Formatter for Safe<F> {
    hand_on! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hostile(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

/// Writes `value` on one line, without a line end.
pub fn write_compact(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Safe(CompactFormatter))).map_err(Into::into)
}

/// Writes `value` indented by two spaces, with a line end.
pub fn write_pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let formatter = Safe(PrettyFormatter::new());
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, formatter)).map_err(io::Error::from)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_written_as_escapes_and_read_back() {
        let text = "a\u{1b}[31m\u{202e}b\u{7f}\u{e0041}ü\"\n";
        let mut out = Vec::new();
        write_compact(&mut out, &[text]).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert_eq!(written, r#"["a\u001b[31m\u202eb\u007f\udb40\udc41ü\"\n"]"#);
        assert_eq!(serde_json::from_str::<Vec<String>>(&written).unwrap(), [text]);
    }

    #[test]
    fn the_indented_form_is_escaped_too() {
        let mut out = Vec::new();
        write_pretty(&mut out, &std::collections::BTreeMap::from([("\u{202e}", 1)])).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "{\n  \"\\u202e\": 1\n}\n");
    }
}
