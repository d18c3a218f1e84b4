//! Where a fact or a finding is.

use super::{Str, escape};
use std::fmt;

/// A place in a bundle. Class names are kept in internal form (with slashes) and shown with dots.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The bundle as a whole.
    Bundle,
    /// The JAD, at a line (from 1) when it is about one.
    Jad {
        /// line, from 1
        line: Option<u32>,
    },
    /// The manifest, at a line (from 1) when it is about one.
    Manifest {
        /// line, from 1
        line: Option<u32>,
    },
    /// The JAR as a file, at a byte offset when it is about one.
    Archive {
        /// byte offset in the JAR
        offset: Option<u64>,
    },
    /// An entry of the JAR.
    Entry {
        /// entry name
        name: Str,
    },
    /// A class.
    Class {
        /// internal class name
        class: Str,
    },
    /// A field.
    Field {
        /// internal class name
        class: Str,
        /// field name
        name: Str,
        /// field descriptor
        descriptor: Str,
    },
    /// A method, or an instruction of it.
    Method {
        /// internal class name
        class: Str,
        /// method name
        name: Str,
        /// method descriptor
        descriptor: Str,
        /// bytecode offset of the instruction
        pc: Option<u32>,
        /// source line, when the class has a line table
        line: Option<u32>,
    },
}

impl Place {
    /// The JAD at a line.
    pub fn jad(line: u32) -> Self {
        Place::Jad { line: Some(line) }
    }

    /// The manifest at a line.
    pub fn manifest(line: u32) -> Self {
        Place::Manifest { line: Some(line) }
    }

    /// An entry of the JAR.
    pub fn entry(name: &str) -> Self {
        Place::Entry { name: name.into() }
    }

    /// The class that the place is in, in internal form.
    pub fn class(&self) -> Option<&str> {
        match self {
            Place::Class { class } | Place::Field { class, .. } | Place::Method { class, .. } => Some(class),
            _ => None,
        }
    }
}

/// A class name in internal form with dots for slashes. A dot or a backslash in the name itself (no compiler writes
/// one) is escaped, so that the result can be read back.
pub fn dotted(internal: &str) -> String {
    let mut out = String::with_capacity(internal.len());
    for c in internal.chars() {
        match c {
            '/' => out.push('.'),
            '.' => out.push_str("\\u{2e}"),
            '\\' => out.push_str("\\u{5c}"),
            '(' | ':' | '@' => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => escape::push_visible(&mut out, c),
        }
    }
    out
}

/// A method as facts name it: `a.B.m(I)V`.
pub fn dotted_member(class: &str, name: &str, descriptor: &str) -> String {
    let (open, rest) = descriptor.split_at(usize::from(descriptor.starts_with('(')));
    format!("{}.{}{open}{}", dotted(class), member(name), member(rest))
}

/// The inverse of [`dotted`]: a class name with dots in internal form.
pub fn slashed(dotted: &str) -> String {
    unescape_with(dotted, |c| if c == '.' { '/' } else { c })
}

/// The form that reports show and that rule tests use: `jad:12`, `entry:res/a.png`, `a.B.m()V@17`, `a.B.m()V@17:5`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbered = |f: &mut fmt::Formatter<'_>, what: &str, line: &Option<u32>| match line {
            Some(line) => write!(f, "{what}:{line}"),
            None => f.write_str(what),
        };
        match self {
            Place::Bundle => f.write_str("bundle"),
            Place::Jad { line } => numbered(f, "jad", line),
            Place::Manifest { line } => numbered(f, "manifest", line),
            Place::Archive { offset: Some(offset) } => write!(f, "archive@{offset}"),
            Place::Archive { offset: None } => f.write_str("archive"),
            Place::Entry { name } => write!(f, "entry:{}", entry(name)),
            Place::Class { class } => write!(f, "class:{}", dotted(class)),
            Place::Field { class, name, descriptor } => {
                write!(f, "{}.{}:{}", dotted(class), member(name), member(descriptor))
            }
            Place::Method { class, name, descriptor, pc, line } => {
                f.write_str(&dotted_member(class, name, descriptor))?;
                if let Some(pc) = pc {
                    write!(f, "@{pc}")?;
                }
                if let (Some(_), Some(line)) = (pc, line) {
                    write!(f, ":{line}")?;
                }
                Ok(())
            }
        }
    }
}

/// An entry name with the backslashes escaped that would read as the start of an escape.
fn entry(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('n' | 'r' | 't' | 'u')) => out.push_str("\\u{5c}"),
            _ => escape::push_visible(&mut out, c),
        }
    }
    out
}

/// A member name with the characters escaped that would make the printed place ambiguous.
fn member(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '.' | '(' | ':' | '@' | '\\' => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => escape::push_visible(&mut out, c),
        }
    }
    out
}

/// Reads the printed form.
pub(super) fn parse(text: &str) -> Option<Place> {
    let number = |rest: &str| rest.parse().ok();
    match text {
        "bundle" => return Some(Place::Bundle),
        "jad" => return Some(Place::Jad { line: None }),
        "manifest" => return Some(Place::Manifest { line: None }),
        "archive" => return Some(Place::Archive { offset: None }),
        _ => {}
    }
    if let Some(line) = text.strip_prefix("jad:") {
        return Some(Place::Jad { line: Some(number(line)?) });
    }
    if let Some(line) = text.strip_prefix("manifest:") {
        return Some(Place::Manifest { line: Some(number(line)?) });
    }
    if let Some(offset) = text.strip_prefix("archive@") {
        return Some(Place::Archive { offset: Some(offset.parse().ok()?) });
    }
    if let Some(name) = text.strip_prefix("entry:") {
        return Some(Place::Entry { name: unescape(name).into() });
    }
    if let Some(class) = text.strip_prefix("class:") {
        return Some(Place::Class { class: slashed(class).into() });
    }
    let (head, tail) = match text.find('(') {
        Some(open) => text.split_at(open),
        None => {
            let (name, descriptor) = text.split_once(':')?;
            let (class, name) = name.rsplit_once('.')?;
            return Some(Place::Field {
                class: slashed(class).into(),
                name: unescape(name).into(),
                descriptor: unescape(descriptor).into(),
            });
        }
    };
    let (class, name) = head.rsplit_once('.')?;
    let (descriptor, pc, line) = match tail.rsplit_once('@') {
        None => (tail, None, None),
        Some((descriptor, at)) => match at.split_once(':') {
            None => (descriptor, Some(number(at)?), None),
            Some((pc, line)) => (descriptor, Some(number(pc)?), Some(number(line)?)),
        },
    };
    Some(Place::Method {
        class: slashed(class).into(),
        name: unescape(name).into(),
        descriptor: unescape(descriptor).into(),
        pc,
        line,
    })
}

/// Undoes the escapes of [`escape::visible`], [`entry`] and [`member`].
fn unescape(text: &str) -> String {
    unescape_with(text, |c| c)
}

/// Undoes escapes; characters that are not escaped go through `plain`.
fn unescape_with(text: &str, plain: impl Fn(char) -> char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match read_escape(rest) {
            Some((escaped, after)) => {
                out.push(escaped);
                rest = after;
            }
            None => {
                out.push(plain(c));
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// The character that an escape at the start of `text` stands for, and what follows it.
fn read_escape(text: &str) -> Option<(char, &str)> {
    let after = text.strip_prefix('\\')?;
    if let Some(rest) = after.strip_prefix("u{") {
        let (code, rest) = rest.split_once('}')?;
        return Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, rest));
    }
    let short = after.chars().next()?;
    let c = match short {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => return None,
    };
    Some((c, &after[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_places_read_back() {
        let method = |name: &str, pc, line| Place::Method {
            class: "a/b/C".into(),
            name: name.into(),
            descriptor: "(Ljava/lang/String;I)V".into(),
            pc,
            line,
        };
        for place in [
            Place::Bundle,
            Place::Jad { line: None },
            Place::jad(3),
            Place::manifest(12),
            Place::Archive { offset: Some(77) },
            Place::entry("a b/\u{202e}x.png"),
            Place::entry("dir\\new\\u{41}\\x\n"),
            Place::Class { class: "a/B$1".into() },
            Place::Class { class: "odd.name\\x/B".into() },
            Place::Class { class: "a/\r\n\t\u{1}B".into() },
            Place::Field { class: "a/B".into(), name: "f".into(), descriptor: "[I".into() },
            method("m", None, None),
            method("<init>", Some(17), None),
            method("we.ird(@:", Some(0), Some(5)),
            Place::Field { class: "a(:@b".into(), name: "f".into(), descriptor: "Lc(@d:e;".into() },
            Place::Method {
                class: "a(:@b".into(),
                name: "m".into(),
                descriptor: "(Lc(@5;)V".into(),
                pc: None,
                line: None,
            },
        ] {
            assert_eq!(parse(&place.to_string()), Some(place.clone()), "{place}");
        }
    }

    #[test]
    fn places_are_shown_with_dots() {
        let place = Place::Method {
            class: "a/B".into(),
            name: "m".into(),
            descriptor: "()V".into(),
            pc: Some(17),
            line: Some(5),
        };
        assert_eq!(place.to_string(), "a.B.m()V@17:5");
    }
}
