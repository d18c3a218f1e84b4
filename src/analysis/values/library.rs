//! What methods of the library give for values that are known: `String`, `Integer`, `Math` and the like (CLDC 1.1 API).
//! Strings are UTF-16, as on the device.

use super::term::{EMPTY, NONE, NULL, Operation, Term, Terms, UNKNOWN, Val};
use crate::analysis::signature::Kind;
use crate::program::Op;

/// A method without side effects whose result follows from its operands (receiver first).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Function {
    Same,
    Concat,
    Trim,
    Lower,
    Upper,
    Substring,
    Replace,
    CharAt,
    StringLength,
    IndexOf,
    LastIndexOf,
    StartsWith,
    EndsWith,
    Equals,
    EqualsIgnoreCase,
    CompareTo,
    HashCode,
    ToCharArray,
    GetBytes,
    /// `new String(char[])` and `new String(byte[])` with offset, length and encoding where given; also `valueOf`.
    TextOfArray,
    ParseInt,
    ParseShort,
    ParseByte,
    ParseLong,
    ToRadix(u32),
    Abs,
    Min,
    Max,
    CharLower,
    CharUpper,
    Digit,
    IsDigit,
    /// The number in an `Integer`, `Character`, `Boolean` …
    IntValue,
    LongValue,
    ClassName,
}

impl Function {
    /// The function that a platform method is; `None` for the others. `ValueOf` is [`Operation::ToText`].
    pub fn of(class: &str, name: &str, descriptor: &str) -> Option<Operation> {
        use Function::*;
        let array = descriptor.starts_with("([");
        let function = match (class, name) {
            ("java/lang/String", "concat") => Concat,
            ("java/lang/String", "valueOf" | "copyValueOf") if array => TextOfArray,
            ("java/lang/String", "valueOf") => return Some(Operation::ToText(first_kind(descriptor)?)),
            ("java/lang/String", "toString" | "intern") => Same,
            ("java/lang/String", "trim") => Trim,
            ("java/lang/String", "toLowerCase") => Lower,
            ("java/lang/String", "toUpperCase") => Upper,
            ("java/lang/String", "substring") => Substring,
            ("java/lang/String", "replace") if descriptor.starts_with("(CC)") => Replace,
            ("java/lang/String", "charAt") => CharAt,
            ("java/lang/String", "length") => StringLength,
            ("java/lang/String", "indexOf") => IndexOf,
            ("java/lang/String", "lastIndexOf") => LastIndexOf,
            ("java/lang/String", "startsWith") => StartsWith,
            ("java/lang/String", "endsWith") => EndsWith,
            ("java/lang/String" | "java/lang/Integer" | "java/lang/Character" | "java/lang/Boolean", "equals") => {
                Equals
            }
            ("java/lang/String", "equalsIgnoreCase") => EqualsIgnoreCase,
            ("java/lang/String", "compareTo") => CompareTo,
            ("java/lang/String" | "java/lang/Integer", "hashCode") => HashCode,
            ("java/lang/String", "toCharArray") => ToCharArray,
            ("java/lang/String", "getBytes") if !descriptor.starts_with("(II") => GetBytes,
            ("java/lang/Integer", "parseInt") => ParseInt,
            ("java/lang/Short", "parseShort") => ParseShort,
            ("java/lang/Byte", "parseByte") => ParseByte,
            ("java/lang/Long", "parseLong") => ParseLong,
            ("java/lang/Integer", "valueOf") if descriptor.starts_with("(Ljava/lang/String;") => ParseInt,
            (
                "java/lang/Integer"
                | "java/lang/Character"
                | "java/lang/Boolean"
                | "java/lang/Short"
                | "java/lang/Byte",
                "valueOf",
            ) => Same,
            ("java/lang/Integer" | "java/lang/Long", "toString")
                if descriptor.starts_with("(I)") || descriptor.starts_with("(J)") =>
            {
                return Some(Operation::ToText(first_kind(descriptor)?));
            }
            ("java/lang/Integer" | "java/lang/Long", "toString")
                if descriptor.starts_with("(II)") || descriptor.starts_with("(JI)") =>
            {
                ToRadix(0)
            }
            ("java/lang/Integer", "toHexString") => ToRadix(16),
            ("java/lang/Integer", "toBinaryString") => ToRadix(2),
            ("java/lang/Integer", "toOctalString") => ToRadix(8),
            ("java/lang/Integer", "toString") => return Some(Operation::ToText(Kind::Int)),
            ("java/lang/Character", "toString") => return Some(Operation::ToText(Kind::Char)),
            ("java/lang/Boolean", "toString") => return Some(Operation::ToText(Kind::Bool)),
            ("java/lang/Integer" | "java/lang/Short" | "java/lang/Byte", "intValue" | "shortValue" | "byteValue")
            | ("java/lang/Character", "charValue")
            | ("java/lang/Boolean", "booleanValue") => IntValue,
            ("java/lang/Integer" | "java/lang/Long", "longValue") => LongValue,
            ("java/lang/Math", "abs") if descriptor == "(I)I" => Abs,
            ("java/lang/Math", "min") if descriptor == "(II)I" => Min,
            ("java/lang/Math", "max") if descriptor == "(II)I" => Max,
            ("java/lang/Character", "toLowerCase") => CharLower,
            ("java/lang/Character", "toUpperCase") => CharUpper,
            ("java/lang/Character", "digit") => Digit,
            ("java/lang/Character", "isDigit") => IsDigit,
            ("java/lang/Class", "getName") => ClassName,
            _ => return None,
        };
        Some(Operation::Library(function))
    }

    /// Whether what the result tells is text cut or changed, so that an unknown text stays known by its source.
    fn of_text(self) -> bool {
        use Function::*;
        matches!(
            self,
            Same | Trim | Lower | Upper | Substring | Replace | Concat | TextOfArray | ToCharArray | GetBytes
        )
    }
}

fn first_kind(descriptor: &str) -> Option<Kind> {
    crate::analysis::signature::field(descriptor.strip_prefix('(')?).map(|(kind, _)| kind)
}

/// The result for operands that are no unions and not open. What can't be worked out is known by the sources of the
/// operands. `Err` when the device throws.
pub fn evaluate(terms: &mut Terms, function: Function, operands: &[Val]) -> Result<Val, Thrown> {
    use Function::*;
    let at = |n: usize| operands.get(n).copied().unwrap_or(UNKNOWN);
    let needs_text = matches!(function, Concat | StartsWith | EndsWith | CompareTo) && at(1) == NULL;
    if needs_text || (at(0) == NULL && function != Equals) {
        return Err(Thrown);
    }
    let made = match terms.get(at(0)) {
        Some(Term::Made(_, known_by)) => *known_by,
        _ => at(0),
    };
    let origin = terms.origin(at(0));
    let text = terms.known_text(at(0)).map(<[u16]>::to_vec);
    let other = terms.known_text(at(1)).map(<[u16]>::to_vec);
    let int = |n: usize| match at(n) {
        Val::Int(i) => Some(i),
        _ => None,
    };
    let bool = |b: bool| Ok(Val::Int(i32::from(b)));
    match (function, text.as_deref()) {
        (Same, _) => return Ok(at(0)),
        (ClassName, _) => return Ok(made),
        (Concat, _) => return Ok(terms.concat(at(0), at(1))),
        (Trim, Some(t)) => {
            let start = t.iter().take_while(|u| **u <= 32).count();
            let end = t.len() - t[start..].iter().rev().take_while(|u| **u <= 32).count();
            return Ok(terms.text_from(&t[start..end], origin));
        }
        (Trim, None) => {
            if let Some(Term::Concat(pieces)) = terms.get(at(0)) {
                let pieces = pieces.to_vec();
                return Ok(trimmed(terms, pieces));
            }
        }
        (Lower | Upper | Replace, _) => {
            let change = |u: u16| match (function, int(1), int(2)) {
                (Replace, Some(old), Some(new)) if i32::from(u) == old => new as u16,
                (Lower, ..) => one_unit(u, char::to_lowercase),
                (Upper, ..) => one_unit(u, char::to_uppercase),
                _ => u,
            };
            if function != Replace || (int(1).is_some() && int(2).is_some()) {
                return Ok(each_text(terms, at(0), change));
            }
        }
        (Substring, Some([])) if int(1).is_none_or(|i| i == 0) => return Ok(EMPTY),
        (Substring, Some(t)) => {
            if let Some(start) = int(1)
                && let Some(end) = if operands.len() > 2 { int(2) } else { i32::try_from(t.len()).ok() }
            {
                let (start, end) =
                    (usize::try_from(start).map_err(|_| Thrown)?, usize::try_from(end).map_err(|_| Thrown)?);
                return Ok(terms.text_from(t.get(start..end).ok_or(Thrown)?, origin));
            }
        }
        (Substring, None) => {
            if let Some(Term::Concat(pieces)) = terms.get(at(0))
                && let (Some(start), 2) = (int(1), operands.len())
                && let Some(head) = terms.known_text(pieces[0])
                && let Some(rest) = usize::try_from(start).ok().and_then(|s| head.get(s..))
            {
                let (rest, pieces) = (rest.to_vec(), pieces.to_vec());
                let head = terms.text(&rest);
                return Ok(pieces[1..].iter().fold(head, |all, piece| terms.concat(all, *piece)));
            }
            if let Some(Term::Concat(pieces)) = terms.get(at(0))
                && let (Some(start), Some(end)) = (int(1), int(2))
                && let Some(head) = terms.known_text(pieces[0])
                && let (Ok(start), Ok(end)) = (usize::try_from(start), usize::try_from(end))
                && let Some(part) = head.get(start..end)
            {
                let part = part.to_vec();
                return Ok(terms.text(&part));
            }
        }
        (CharAt, Some(t)) => {
            if let Some(i) = int(1) {
                let unit = usize::try_from(i).ok().and_then(|i| t.get(i)).ok_or(Thrown)?;
                return Ok(Val::Int(i32::from(*unit)));
            }
            // Some character of a known text.
            let mut units = t.to_vec();
            units.sort_unstable();
            units.dedup();
            if units.len() <= 64 && !units.is_empty() {
                return Ok(units.iter().fold(NONE, |all, u| terms.union(all, Val::Int(i32::from(*u)))));
            }
        }
        (CharAt, None) => {
            if let Some(Term::Concat(pieces)) = terms.get(at(0))
                && let Some(head) = terms.known_text(pieces[0])
                && let Some(unit) = int(1).and_then(|i| usize::try_from(i).ok()).and_then(|i| head.get(i))
            {
                return Ok(Val::Int(i32::from(*unit)));
            }
        }
        (StringLength, Some(t)) => return Ok(Val::Int(t.len() as i32)),
        (IndexOf | LastIndexOf, Some(t)) => {
            let needle = match (int(1), &other) {
                (Some(unit), _) => match u16::try_from(unit) {
                    Ok(unit) => Some(vec![unit]),
                    Err(_) => return Ok(Val::Int(-1)),
                },
                (None, Some(text)) => Some(text.clone()),
                _ => None,
            };
            let from = if operands.len() > 2 { int(2) } else { Some(if function == IndexOf { 0 } else { i32::MAX }) };
            if let (Some(needle), Some(from)) = (needle, from) {
                return Ok(Val::Int(find(t, &needle, from, function == LastIndexOf)));
            }
        }
        (StartsWith, Some(t)) => {
            if let (Some(other), Some(from)) = (&other, if operands.len() > 2 { int(2) } else { Some(0) }) {
                let rest = usize::try_from(from).ok().and_then(|from| t.get(from..));
                return bool(rest.is_some_and(|rest| rest.starts_with(other)));
            }
        }
        (StartsWith, None) => {
            if let Some(Term::Concat(pieces)) = terms.get(at(0))
                && let (Some(head), Some(other)) = (terms.known_text(pieces[0]), &other)
                && operands.len() == 2
                && head.len() >= other.len()
            {
                return bool(head.starts_with(other));
            }
        }
        (EndsWith, Some(t)) => {
            if let Some(other) = &other {
                return bool(t.ends_with(other));
            }
        }
        (Equals, _) => match (at(0), at(1)) {
            (_, NULL) => return bool(false),
            (Val::Int(a), Val::Int(b)) => return bool(a == b),
            _ => {
                if let (Some(t), Some(other)) = (&text, &other) {
                    return bool(t == other);
                }
            }
        },
        (EqualsIgnoreCase, Some(t)) => {
            if let Some(other) = &other {
                let lower = |t: &[u16]| t.iter().map(|u| one_unit(*u, char::to_lowercase)).collect::<Vec<_>>();
                return bool(lower(t) == lower(other));
            }
        }
        (CompareTo, Some(t)) => {
            if let Some(other) = &other {
                let differing = t.iter().zip(other).find(|(a, b)| a != b);
                return Ok(Val::Int(match differing {
                    Some((a, b)) => i32::from(*a) - i32::from(*b),
                    None => t.len() as i32 - other.len() as i32,
                }));
            }
        }
        (HashCode, Some(t)) => {
            return Ok(Val::Int(t.iter().fold(0i32, |h, u| h.wrapping_mul(31).wrapping_add(i32::from(*u)))));
        }
        (HashCode, None) => {
            if let Some(i) = int(0) {
                return Ok(Val::Int(i));
            }
        }
        (ToCharArray, Some(t)) => {
            let elements: Vec<Val> = t.iter().map(|u| Val::Int(i32::from(*u))).collect();
            return Ok(terms.intern(Term::Array(None, elements.into())));
        }
        (GetBytes, Some(t)) => {
            if let Some(bytes) = encode(t, other.as_deref()) {
                let elements: Vec<Val> = bytes.iter().map(|b| Val::Int(i32::from(*b as i8))).collect();
                return Ok(terms.intern(Term::Array(None, elements.into())));
            }
        }
        (TextOfArray, _) => return text_of_array(terms, operands),
        (ParseInt | ParseShort | ParseByte | ParseLong, Some(t)) => {
            if let Some(radix) = if operands.len() > 1 { int(1) } else { Some(10) } {
                let text = String::from_utf16(t).map_err(|_| Thrown)?;
                if text.starts_with('+') {
                    return Err(Thrown);
                }
                let number = u32::try_from(radix).ok().filter(|r| (2..=36).contains(r)).ok_or(Thrown)?;
                let long = i64::from_str_radix(&text, number).map_err(|_| Thrown)?;
                return match function {
                    ParseInt => i32::try_from(long).map(Val::Int).map_err(|_| Thrown),
                    ParseShort => i16::try_from(long).map(|i| Val::Int(i.into())).map_err(|_| Thrown),
                    ParseByte => i8::try_from(long).map(|i| Val::Int(i.into())).map_err(|_| Thrown),
                    _ => Ok(terms.long(long)),
                };
            }
        }
        (ToRadix(radix), _) => {
            let radix = match (radix, int(1)) {
                (0, Some(radix @ 2..=36)) => radix as u32,
                (0, Some(_)) => 10,
                (0, None) => 0,
                _ => radix,
            };
            let number = match (at(0), function) {
                (Val::Int(i), ToRadix(0)) => Some(i64::from(i)),
                (Val::Int(i), _) => Some(i64::from(i as u32)),
                (val, _) => match terms.get(val) {
                    Some(Term::Long(long)) => Some(*long),
                    _ => None,
                },
            };
            if let (Some(number), 2..=36) = (number, radix) {
                return Ok(terms.str(&to_radix(number, radix)));
            }
        }
        (Abs, _) => {
            if let Some(i) = int(0) {
                return Ok(Val::Int(i.wrapping_abs()));
            }
        }
        (Min | Max, _) => {
            if let (Some(a), Some(b)) = (int(0), int(1)) {
                return Ok(Val::Int(if function == Min { a.min(b) } else { a.max(b) }));
            }
        }
        (CharLower | CharUpper, _) => {
            if let Some(i) = int(0).and_then(|i| u16::try_from(i).ok()) {
                let unit = if function == CharLower {
                    one_unit(i, char::to_lowercase)
                } else {
                    one_unit(i, char::to_uppercase)
                };
                return Ok(Val::Int(i32::from(unit)));
            }
        }
        (Digit, _) => {
            if let (Some(c), Some(radix @ 2..=36)) = (int(0), int(1)) {
                let digit = u32::try_from(c).ok().and_then(char::from_u32).and_then(|c| c.to_digit(radix as u32));
                return Ok(Val::Int(digit.map_or(-1, |d| d as i32)));
            }
        }
        (IsDigit, _) => {
            if let Some(c) = int(0) {
                return bool((48..58).contains(&c));
            }
        }
        (IntValue, _) => return Ok(at(0)),
        (LongValue, _) => {
            return Ok(match at(0) {
                Val::Int(i) => terms.long(i64::from(i)),
                other => other,
            });
        }
        _ => {}
    }
    // Where to cut says nothing of what is left.
    let telling = if function.of_text() || function == CharAt { &operands[..operands.len().min(1)] } else { operands };
    Ok(from_sources(terms, telling))
}

/// The device throws an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thrown;

/// What is left of a result that can't be worked out: the sources that its operands come from.
pub fn from_sources(terms: &mut Terms, operands: &[Val]) -> Val {
    let mut found = NONE;
    for operand in operands {
        let mut queue = vec![*operand];
        let mut steps = 0;
        while let Some(val) = queue.pop() {
            steps += 1;
            if steps > 64 {
                return UNKNOWN;
            }
            match terms.get(val) {
                Some(Term::Source(_)) => found = terms.union(found, val),
                Some(Term::Made(_, known_by)) => queue.push(*known_by),
                Some(Term::Concat(vals) | Term::Union(vals)) => queue.extend(vals.iter().copied()),
                Some(Term::Array(_, vals)) if vals.len() <= 16 => queue.extend(vals.iter().copied()),
                Some(Term::Unknown | Term::Param(..) | Term::Load(..) | Term::Apply(..)) => return UNKNOWN,
                _ => {}
            }
        }
    }
    if found == NONE { UNKNOWN } else { found }
}

/// A letter whose other case is one unit, too; else the unit itself.
fn one_unit<I: Iterator<Item = char>>(unit: u16, case: impl Fn(char) -> I) -> u16 {
    let Some(c) = char::from_u32(u32::from(unit)) else { return unit };
    let mut changed = case(c);
    match (changed.next(), changed.next()) {
        (Some(c), None) => u16::try_from(u32::from(c)).unwrap_or(unit),
        _ => unit,
    }
}

/// Changes every unit of the known pieces of a text.
fn each_text(terms: &mut Terms, val: Val, change: impl Fn(u16) -> u16) -> Val {
    let pieces = match terms.get(val) {
        Some(Term::Concat(pieces)) => pieces.to_vec(),
        _ => vec![val],
    };
    pieces.into_iter().fold(EMPTY, |all, piece| {
        let new = match terms.get(piece) {
            Some(Term::Text(units, origin)) => {
                let (units, origin) = (units.iter().map(|u| change(*u)).collect::<Vec<_>>(), *origin);
                terms.text_from(&units, origin)
            }
            Some(Term::Source(_)) => piece,
            _ => UNKNOWN,
        };
        terms.concat(all, new)
    })
}

/// `String.indexOf` and `lastIndexOf`.
fn find(text: &[u16], needle: &[u16], from: i32, last: bool) -> i32 {
    let found = |at: usize| text.get(at..at + needle.len()) == Some(needle);
    let end = text.len().saturating_sub(needle.len());
    let position = if needle.len() > text.len() || (last && from < 0) {
        None
    } else if last {
        (0..=end.min(from as usize)).rev().find(|at| found(*at))
    } else {
        (usize::try_from(from).unwrap_or(0)..=end).find(|at| found(*at))
    };
    position.map_or(-1, |at| at as i32)
}

/// `getBytes`: in the encoding named, or what devices use when none is named.
fn encode(text: &[u16], encoding: Option<&[u16]>) -> Option<Vec<u8>> {
    let name = encoding.map(|e| String::from_utf16_lossy(e).to_ascii_lowercase());
    match name.as_deref() {
        None | Some("iso-8859-1" | "iso8859_1" | "latin1") => {
            Some(text.iter().map(|u| u8::try_from(*u).unwrap_or(b'?')).collect())
        }
        Some("us-ascii" | "ascii") => {
            Some(text.iter().map(|u| u8::try_from(*u).ok().filter(u8::is_ascii).unwrap_or(b'?')).collect())
        }
        Some("utf-8" | "utf8") => {
            let chars = char::decode_utf16(text.iter().copied());
            Some(chars.map(|c| c.unwrap_or('?')).collect::<String>().into_bytes())
        }
        Some("utf-16") => Some([0xfe, 0xff].into_iter().chain(text.iter().flat_map(|u| u.to_be_bytes())).collect()),
        Some("utf-16be") => Some(text.iter().flat_map(|u| u.to_be_bytes()).collect()),
        _ => None,
    }
}

/// Text of bytes in the encoding named, or in what devices use when none is named.
pub fn decode(bytes: &[u8], encoding: Option<&[u16]>) -> Option<Vec<u16>> {
    let name = encoding.map(|e| String::from_utf16_lossy(e).to_ascii_lowercase());
    match name.as_deref() {
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.encode_utf16().collect()),
            Err(_) => Some(bytes.iter().map(|b| u16::from(*b)).collect()),
        },
        Some("us-ascii" | "ascii") => {
            Some(bytes.iter().map(|b| if b.is_ascii() { u16::from(*b) } else { 0xfffd }).collect())
        }
        Some("iso-8859-1" | "iso8859_1" | "latin1") => Some(bytes.iter().map(|b| u16::from(*b)).collect()),
        Some("utf-8" | "utf8") => Some(String::from_utf8_lossy(bytes).encode_utf16().collect()),
        Some("utf-16") => match bytes {
            [0xff, 0xfe, rest @ ..] => Some(rest.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect()),
            [0xfe, 0xff, rest @ ..] | rest => {
                Some(rest.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect())
            }
        },
        Some("utf-16be" | "ucs-2" | "iso-10646-ucs-2") => {
            Some(bytes.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect())
        }
        Some("utf-16le") => Some(bytes.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect()),
        _ => None,
    }
}

/// `new String(char[] or byte[], …)`: array, then offset and length, then the encoding, where given. Bytes are negative or
/// the encoding is named; a char array never holds a negative number.
fn text_of_array(terms: &mut Terms, operands: &[Val]) -> Result<Val, Thrown> {
    // new String(String) is a copy.
    if let ([one], Some(Term::Text(..) | Term::Concat(_))) = (operands, terms.get(operands[0])) {
        return Ok(*one);
    }
    let Some(Term::Array(_, elements)) = terms.get(operands[0]) else {
        return Ok(from_sources(terms, operands));
    };
    let rest = &operands[1..];
    let (range, encoding) = match rest {
        [Val::Int(offset), Val::Int(length), more @ ..] => (Some((*offset, *length)), more.first().copied()),
        [_, _, ..] => return Ok(from_sources(terms, operands)),
        [one] => (None, Some(*one)),
        [] => (None, None),
    };
    let (offset, length) = match range {
        Some((offset, length)) => {
            (usize::try_from(offset).map_err(|_| Thrown)?, usize::try_from(length).map_err(|_| Thrown)?)
        }
        None => (0, elements.len()),
    };
    let end = offset.checked_add(length).ok_or(Thrown)?;
    let part = elements.get(offset..end).ok_or(Thrown)?.to_vec();
    let bytes: Option<Vec<i32>> = part.iter().map(|e| if let Val::Int(i) = e { Some(*i) } else { None }).collect();
    let Some(ints) = bytes else {
        let negative = part.iter().any(|e| matches!(e, Val::Int(i) if *i < 0));
        return Ok(if negative || encoding.is_some() {
            from_sources(terms, &part)
        } else {
            partly_known(terms, &part)
        });
    };
    let is_bytes = encoding.is_some() || ints.iter().any(|i| *i < 0);
    let units = if is_bytes {
        let bytes: Vec<u8> = ints.iter().map(|i| *i as u8).collect();
        let name = encoding.and_then(|e| terms.known_text(e).map(<[u16]>::to_vec));
        decode(&bytes, name.as_deref())
    } else {
        Some(ints.iter().map(|i| *i as u16).collect())
    };
    let Some(units) = units else { return Ok(UNKNOWN) };
    let text = terms.text(&units);
    Ok(if units.len() >= SHORTEST_DECODED { terms.decoded(text) } else { text })
}

/// Fewer characters put together one by one are no hidden text.
pub const SHORTEST_DECODED: usize = 4;

/// A text known in part without the blanks at its ends, as far as these are known.
fn trimmed(terms: &mut Terms, mut pieces: Vec<Val>) -> Val {
    let last = pieces.len() - 1;
    for (at, from_start) in [(0, true), (last, false)] {
        if let Some(Term::Text(units, origin)) = terms.get(pieces[at]) {
            let (units, origin) = (units.clone(), *origin);
            let blank = |u: &&u16| **u <= 32;
            let part = if from_start {
                &units[units.iter().take_while(blank).count()..]
            } else {
                &units[..units.len() - units.iter().rev().take_while(blank).count()]
            };
            pieces[at] = terms.text_from(part, origin);
        }
    }
    pieces.into_iter().fold(EMPTY, |all, piece| terms.concat(all, piece))
}

/// A text of characters some of which are not known.
fn partly_known(terms: &mut Terms, chars: &[Val]) -> Val {
    chars.iter().fold(EMPTY, |all, c| {
        let piece = to_text(terms, *c, Kind::Char);
        terms.concat(all, piece)
    })
}

fn to_radix(number: i64, radix: u32) -> String {
    let mut digits = Vec::new();
    let mut rest = number.unsigned_abs();
    loop {
        digits.push(char::from_digit((rest % u64::from(radix)) as u32, radix).unwrap_or('0'));
        rest /= u64::from(radix);
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        digits.push('-');
    }
    digits.iter().rev().collect()
}

/// A value, no union and not open, as the text that `append` or `valueOf` makes of it.
pub fn to_text(terms: &mut Terms, val: Val, kind: Kind) -> Val {
    match (val, kind) {
        (Val::Int(0), Kind::Bool) => terms.str("false"),
        (Val::Int(_), Kind::Bool) => terms.str("true"),
        (Val::Int(unit), Kind::Char) => terms.text(&[unit as u16]),
        (Val::Int(int), _) => terms.str(&int.to_string()),
        _ => match terms.get(val) {
            Some(Term::Long(long)) => {
                let text = long.to_string();
                terms.str(&text)
            }
            Some(Term::Null) => terms.str("null"),
            Some(Term::Text(..) | Term::Source(_) | Term::Concat(_)) => val,
            Some(Term::Made(_, known_by)) if matches!(terms.get(*known_by), Some(Term::Source(_))) => *known_by,
            _ => UNKNOWN,
        },
    }
}

/// An arithmetic instruction on operands that are no unions. `Err` for a division by zero.
pub fn arithmetic(terms: &mut Terms, op: Op, operands: &[Val]) -> Result<Val, Thrown> {
    if let [Val::Int(a)] = *operands {
        return Ok(match op {
            Op::IntNeg => Val::Int(a.wrapping_neg()),
            Op::IntToByte => Val::Int(i32::from(a as i8)),
            Op::IntToChar => Val::Int(i32::from(a as u16)),
            Op::IntToShort => Val::Int(i32::from(a as i16)),
            Op::IntToLong => terms.long(i64::from(a)),
            _ => UNKNOWN,
        });
    }
    if let [Val::Int(a), Val::Int(b)] = *operands
        && let Some(result) = int_fold(op, a, b)
    {
        return result.map(Val::Int).ok_or(Thrown);
    }
    let long = |terms: &Terms, val: Val| match (val, terms.get(val)) {
        (Val::Int(i), _) => Some(i64::from(i)),
        (_, Some(Term::Long(long))) => Some(*long),
        _ => None,
    };
    let longs: Option<Vec<i64>> = operands.iter().map(|o| long(terms, *o)).collect();
    match (longs.as_deref(), op) {
        (Some([a]), Op::LongToInt) => Ok(Val::Int(*a as i32)),
        (Some([a]), Op::LongNeg) => Ok(terms.long(a.wrapping_neg())),
        (Some([a, b]), Op::LongCmp) => Ok(Val::Int(a.cmp(b) as i32)),
        (Some([a, b]), _) => {
            let (a, b) = (*a, *b);
            let result = match op {
                Op::LongAdd => a.wrapping_add(b),
                Op::LongSub => a.wrapping_sub(b),
                Op::LongMul => a.wrapping_mul(b),
                Op::LongDiv => a.checked_div(b).ok_or(Thrown).or(if b == 0 { Err(Thrown) } else { Ok(a) })?,
                Op::LongRem if b == 0 => return Err(Thrown),
                Op::LongRem => a.wrapping_rem(b),
                Op::LongShl => a.wrapping_shl(b as u32),
                Op::LongShr => a.wrapping_shr(b as u32),
                Op::LongUshr => (a as u64).wrapping_shr(b as u32) as i64,
                Op::LongAnd => a & b,
                Op::LongOr => a | b,
                Op::LongXor => a ^ b,
                _ => return Ok(UNKNOWN),
            };
            Ok(terms.long(result))
        }
        _ => Ok(from_sources(terms, operands)),
    }
}

/// An int operation; `Some(None)` where the device throws, `None` when it is none.
fn int_fold(op: Op, a: i32, b: i32) -> Option<Option<i32>> {
    Some(match op {
        Op::IntAdd => Some(a.wrapping_add(b)),
        Op::IntSub => Some(a.wrapping_sub(b)),
        Op::IntMul => Some(a.wrapping_mul(b)),
        Op::IntDiv => (b != 0).then(|| a.wrapping_div(b)),
        Op::IntRem => (b != 0).then(|| a.wrapping_rem(b)),
        Op::IntShl => Some(a.wrapping_shl(b as u32)),
        Op::IntShr => Some(a.wrapping_shr(b as u32)),
        Op::IntUshr => Some((a as u32).wrapping_shr(b as u32) as i32),
        Op::IntAnd => Some(a & b),
        Op::IntOr => Some(a | b),
        Op::IntXor => Some(a ^ b),
        _ => return None,
    })
}
