//! What `java.lang.String` and `StringBuffer` do, on symbolic values (CLDC 1.1 API; `StringBuilder` alike).

use super::signature::Kind;
use super::terms::{EMPTY, NULL, Term, TermId, Terms, UNKNOWN};

/// A method whose effect on text is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOp {
    /// new StringBuffer() or (int)
    BufferNew,
    /// new StringBuffer(String)
    BufferOf,
    /// StringBuffer.append
    Append,
    /// StringBuffer.insert
    Insert,
    /// StringBuffer.toString
    BufferToString,
    /// StringBuffer.setLength
    SetLength,
    /// StringBuffer.reverse
    Reverse,
    /// another StringBuffer method that changes the content
    BufferChange,
    /// a StringBuffer method that only reads
    BufferRead,
    /// new String(String)
    StringOf,
    /// String.concat
    Concat,
    /// String.valueOf, Integer.toString(int) and the like: static, one argument
    ValueOf,
    /// toString() or intern() of a String
    Same,
    /// String.trim
    Trim,
    /// String.toLowerCase
    Lower,
    /// String.toUpperCase
    Upper,
    /// String.substring(int)
    From,
    /// String.substring(int, int)
    Substring,
    /// String.replace(char, char)
    Replace,
}

impl TextOp {
    /// The operation that a platform method stands for.
    pub fn of(class: &str, name: &str, descriptor: &str) -> Option<TextOp> {
        Some(match (class, name, descriptor) {
            ("java/lang/StringBuffer" | "java/lang/StringBuilder", _, _) => match (name, descriptor) {
                ("<init>", "()V" | "(I)V") => TextOp::BufferNew,
                ("<init>", "(Ljava/lang/String;)V") => TextOp::BufferOf,
                ("append", d) if d.starts_with("([C") => TextOp::BufferChange,
                ("append", _) => TextOp::Append,
                ("insert", d) if d.starts_with("(I[C") => TextOp::BufferChange,
                ("insert", _) => TextOp::Insert,
                ("toString", _) => TextOp::BufferToString,
                ("setLength", _) => TextOp::SetLength,
                ("reverse", _) => TextOp::Reverse,
                ("length" | "capacity" | "charAt" | "getChars" | "ensureCapacity", _) => TextOp::BufferRead,
                _ => TextOp::BufferChange,
            },
            ("java/lang/String", "<init>", "(Ljava/lang/String;)V") => TextOp::StringOf,
            ("java/lang/String", "concat", _) => TextOp::Concat,
            ("java/lang/String", "valueOf", d) if !d.starts_with("([C") => TextOp::ValueOf,
            ("java/lang/Integer", "toString", "(I)Ljava/lang/String;")
            | ("java/lang/Long", "toString", "(J)Ljava/lang/String;") => TextOp::ValueOf,
            ("java/lang/String", "toString" | "intern", _) => TextOp::Same,
            ("java/lang/String", "trim", _) => TextOp::Trim,
            ("java/lang/String", "toLowerCase", "()Ljava/lang/String;") => TextOp::Lower,
            ("java/lang/String", "toUpperCase", "()Ljava/lang/String;") => TextOp::Upper,
            ("java/lang/String", "substring", "(I)Ljava/lang/String;") => TextOp::From,
            ("java/lang/String", "substring", "(II)Ljava/lang/String;") => TextOp::Substring,
            ("java/lang/String", "replace", "(CC)Ljava/lang/String;") => TextOp::Replace,
            _ => return None,
        })
    }
}

/// A value as the text that `append` or `valueOf` makes of it.
pub fn to_text(terms: &mut Terms, value: TermId, kind: Kind) -> TermId {
    terms.map(value, |terms, value| match (terms.get(value), kind) {
        (Term::Int(0), Kind::Bool) => terms.text("false"),
        (Term::Int(_), Kind::Bool) => terms.text("true"),
        (Term::Int(unit), Kind::Char) => {
            match u32::try_from(*unit).ok().and_then(char::from_u32) {
                Some(c) => terms.text(c.encode_utf8(&mut [0; 4])),
                // Half of a surrogate pair: the text is then not known.
                None => UNKNOWN,
            }
        }
        (Term::Int(int), Kind::Int | Kind::Long) => {
            let text = int.to_string();
            terms.text(&text)
        }
        (Term::Null, Kind::Ref) => terms.text("null"),
        (Term::Text(_) | Term::Source(_) | Term::Concat(_), _) => value,
        (Term::Object(_, known_by), Kind::Ref) if matches!(terms.get(*known_by), Term::Source(_)) => *known_by,
        _ => UNKNOWN,
    })
}

/// The text that a String method gives; `args` holds the receiver first.
pub fn apply(terms: &mut Terms, op: TextOp, args: &[TermId], kind: Kind) -> TermId {
    let arg = |n: usize| args.get(n).copied().unwrap_or(UNKNOWN);
    match op {
        TextOp::StringOf => arg(1),
        TextOp::Same => arg(0),
        TextOp::ValueOf => to_text(terms, arg(0), kind),
        TextOp::Concat => {
            let right = arg(1);
            terms.map(arg(0), |terms, left| terms.concat(left, right))
        }
        TextOp::Trim => on_text(terms, arg(0), |text| Some(text.trim_matches(|c| c <= ' ').to_string())),
        TextOp::Lower => on_text(terms, arg(0), |text| Some(text.to_lowercase())),
        TextOp::Upper => on_text(terms, arg(0), |text| Some(text.to_uppercase())),
        TextOp::From | TextOp::Substring => {
            let start = terms.known_int(arg(1));
            let end = if op == TextOp::From { Some(None) } else { terms.known_int(arg(2)).map(Some) };
            let (Some(start), Some(end)) = (start, end) else { return UNKNOWN };
            on_text(terms, arg(0), |text| substring(text, start, end))
        }
        TextOp::Replace => {
            let unit =
                |terms: &Terms, id| terms.known_int(id).and_then(|i| u32::try_from(i).ok()).and_then(char::from_u32);
            let (Some(old), Some(new)) = (unit(terms, arg(1)), unit(terms, arg(2))) else { return UNKNOWN };
            on_text(terms, arg(0), |text| Some(text.chars().map(|c| if c == old { new } else { c }).collect()))
        }
        _ => UNKNOWN,
    }
}

/// The content of a buffer after `insert(offset, value)`.
pub fn insert(terms: &mut Terms, content: TermId, offset: TermId, value: TermId) -> TermId {
    if terms.known_int(offset) == Some(0) {
        return terms.concat(value, content);
    }
    let (Some(offset), Some(value)) = (terms.known_int(offset), terms.known_text(value).map(str::to_string)) else {
        return UNKNOWN;
    };
    on_text(terms, content, |text| {
        let head = substring(text, 0, Some(offset))?;
        let tail = substring(text, offset, None)?;
        Some(head + &value + &tail)
    })
}

/// The content of a buffer after `setLength(length)`.
pub fn set_length(terms: &mut Terms, content: TermId, length: TermId) -> TermId {
    match terms.known_int(length) {
        Some(0) => EMPTY,
        Some(length) => on_text(terms, content, |text| substring(text, 0, Some(length))),
        None => UNKNOWN,
    }
}

/// The content of a buffer after `reverse()`.
pub fn reverse(terms: &mut Terms, content: TermId) -> TermId {
    on_text(terms, content, |text| Some(text.chars().rev().collect()))
}

/// Applies `f` to every alternative that is known text; what is not, or fails, becomes unknown.
fn on_text(terms: &mut Terms, value: TermId, f: impl Fn(&str) -> Option<String>) -> TermId {
    if value == NULL {
        return UNKNOWN;
    }
    terms.map(value, |terms, value| match terms.known_text(value).and_then(&f) {
        Some(text) => terms.text(&text),
        None => UNKNOWN,
    })
}

/// `String.substring` by UTF-16 units; `None` where the device would throw or a surrogate pair would be cut.
fn substring(text: &str, start: i64, end: Option<i64>) -> Option<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let start = usize::try_from(start).ok()?;
    let end = match end {
        Some(end) => usize::try_from(end).ok()?,
        None => units.len(),
    };
    String::from_utf16(units.get(start..end)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn run(op: TextOp, args: &[Term], kind: Kind) -> String {
        let mut terms = Terms::new(&Limits::default());
        let args: Vec<TermId> = args
            .iter()
            .map(|a| match a {
                Term::Int(i) => terms.int(*i),
                Term::Text(t) => terms.text(t),
                Term::Source(s) => terms.source(s),
                Term::Null => NULL,
                _ => UNKNOWN,
            })
            .collect();
        let result = apply(&mut terms, op, &args, kind);
        terms.value(result).to_text()
    }

    fn text(t: &str) -> Term {
        Term::Text(t.into())
    }

    #[test]
    fn string_methods_fold() {
        let r = Kind::Ref;
        assert_eq!(run(TextOp::Trim, &[text(" a b\t")], r), r#""a b""#);
        assert_eq!(run(TextOp::Lower, &[text("HTTP")], r), r#""http""#);
        assert_eq!(run(TextOp::Upper, &[text("sms")], r), r#""SMS""#);
        assert_eq!(run(TextOp::From, &[text("xsms:"), Term::Int(1)], r), r#""sms:""#);
        assert_eq!(run(TextOp::Substring, &[text("xsms:"), Term::Int(1), Term::Int(4)], r), r#""sms""#);
        assert_eq!(run(TextOp::Substring, &[text("abc"), Term::Int(1), Term::Int(4)], r), "*");
        assert_eq!(run(TextOp::Replace, &[text("7-1-3"), Term::Int(45), Term::Int(48)], r), r#""70103""#);
        assert_eq!(run(TextOp::Concat, &[text("a"), Term::Source("s".into())], r), r#""a{s}""#);
        assert_eq!(run(TextOp::Trim, &[Term::Source("s".into())], r), "*");
    }

    #[test]
    fn values_become_text() {
        assert_eq!(run(TextOp::ValueOf, &[Term::Int(-5)], Kind::Int), r#""-5""#);
        assert_eq!(run(TextOp::ValueOf, &[Term::Int(1)], Kind::Bool), r#""true""#);
        assert_eq!(run(TextOp::ValueOf, &[Term::Int(0x416)], Kind::Char), r#""Ж""#);
        assert_eq!(run(TextOp::ValueOf, &[Term::Int(0xd800)], Kind::Char), "*");
        assert_eq!(run(TextOp::ValueOf, &[Term::Null], Kind::Ref), r#""null""#);
    }

    #[test]
    fn buffer_content_changes() {
        let mut t = Terms::new(&Limits::default());
        let (content, value, zero, two) = (t.text("abcd"), t.text("X"), t.int(0), t.int(2));
        let show = |t: &Terms, id| t.value(id).to_text();
        let at0 = insert(&mut t, content, zero, value);
        let at2 = insert(&mut t, content, two, value);
        let cut = set_length(&mut t, content, two);
        let back = reverse(&mut t, content);
        assert_eq!(show(&t, at0), r#""Xabcd""#);
        assert_eq!(show(&t, at2), r#""abXcd""#);
        assert_eq!(show(&t, cut), r#""ab""#);
        assert_eq!(show(&t, back), r#""dcba""#);
        assert_eq!(set_length(&mut t, content, zero), EMPTY);
    }
}
