//! The text form of facts: `kind [head] name=content … at=place`, one fact a line. What [`print()`] writes, [`parse()`]
//! reads back. Symbolic values are alternatives joined by `|`: quoted text with unknown pieces in braces, integers,
//! `null`, and a final `*` when there may be others. Literal braces in them are escaped.

use super::{Alternative, Fact, FieldInfo, FieldType, FieldValue, Kind, Part, Place, Str, Value, escape, place};
use std::fmt::Write;
use thiserror::Error;

/// Why a text is not a fact. `offset` is in bytes from the start of the text.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{message} (at byte {offset})")]
pub struct ParseError {
    /// what is wrong and what would be right
    pub message: String,
    /// where
    pub offset: usize,
}

/// Writes a fact.
pub(super) fn print(fact: &Fact) -> String {
    let info = fact.kind.info();
    let mut out = info.name.to_string();
    if let Some(index) = info.fields.iter().position(|f| f.head)
        && let Some(head) = fact.field(index)
    {
        out.push(' ');
        print_content(&mut out, head);
    }
    for (index, field) in info.fields.iter().enumerate().filter(|(_, f)| !f.head) {
        match fact.field(index) {
            None => {}
            Some(FieldValue::Args(args)) => {
                for (name, value) in args {
                    let _ = write!(out, " {name}=");
                    print_value(&mut out, value);
                }
            }
            Some(content) => {
                let _ = write!(out, " {}=", field.name);
                print_content(&mut out, content);
            }
        }
    }
    out.push_str(" at=");
    print_text(&mut out, &fact.place.to_string());
    out
}

fn print_content(out: &mut String, content: &FieldValue) {
    match content {
        FieldValue::Bool(b) => {
            let _ = write!(out, "{b}");
        }
        FieldValue::Int(i) => {
            let _ = write!(out, "{i}");
        }
        FieldValue::Text(t) => print_text(out, t),
        FieldValue::Token(t) => out.push_str(t),
        FieldValue::Texts(texts) => {
            out.push('[');
            for (i, text) in texts.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                print_text(out, text);
            }
            out.push(']');
        }
        FieldValue::Value(value) => print_value(out, value),
        FieldValue::Args(_) => unreachable!("args are printed by name"),
    }
}

/// Whether a text can stand without quotes.
fn is_bare(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'.' | b'_' | b'-' | b'/' | b':' | b'$' | b'<' | b'>' | b'(' | b')' | b';' | b'@' | b'+')
        })
}

fn print_text(out: &mut String, text: &str) {
    // A lone opening bracket starts a list, so descriptors with arrays are quoted.
    if is_bare(text) {
        out.push_str(text);
    } else {
        out.push('"');
        push_escaped(out, text, &['"']);
        out.push('"');
    }
}

/// Appends a text with a backslash before itself and what else has a meaning where it stands.
fn push_escaped(out: &mut String, text: &str, meant: &[char]) {
    for c in text.chars() {
        if c == '\\' || meant.contains(&c) {
            out.push('\\');
            out.push(c);
        } else {
            escape::push_visible(out, c);
        }
    }
}

fn print_value(out: &mut String, value: &Value) {
    let mut first = true;
    for alternative in &value.alternatives {
        if !std::mem::take(&mut first) {
            out.push('|');
        }
        print_alternative(out, alternative);
    }
    if !value.complete {
        out.push_str(if first { "*" } else { "|*" });
    } else if first {
        out.push_str("none");
    }
}

fn print_alternative(out: &mut String, alternative: &Alternative) {
    match alternative {
        Alternative::Null => out.push_str("null"),
        Alternative::Int(i) => {
            let _ = write!(out, "{i}");
        }
        Alternative::Text(parts) => {
            out.push('"');
            print_parts(out, parts, &['"', '{', '}']);
            out.push('"');
        }
    }
}

fn print_parts(out: &mut String, parts: &[Part], meant: &[char]) {
    for part in parts {
        match part {
            Part::Literal(text) => push_escaped(out, text, meant),
            Part::Source(source) => {
                out.push('{');
                push_escaped(out, source, meant);
                out.push('}');
            }
        }
    }
}

impl Alternative {
    /// The alternative as reports show it: text without outer quotes, unknown pieces in braces, literal braces escaped.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        match self {
            Alternative::Text(parts) => print_parts(&mut out, parts, &['{', '}']),
            other => print_alternative(&mut out, other),
        }
        out
    }
}

impl Value {
    /// The value in the text form of facts.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        print_value(&mut out, self);
        out
    }
}

/// Reads a fact.
pub(super) fn parse(text: &str) -> Result<Fact, ParseError> {
    let mut p = Parser { text, at: 0 };
    p.blanks();
    let start = p.at;
    let word = p.word();
    let kind = Kind::by_name(word).ok_or_else(|| p.error_at(start, format!("no kind of fact is called `{word}`")))?;
    let fields = kind.info().fields;
    let mut content: Vec<Option<FieldValue>> = vec![None; fields.len()];
    let mut place = None;
    let mut args: Vec<(Str, Value)> = Vec::new();
    loop {
        p.blanks();
        if p.rest().is_empty() {
            break;
        }
        let start = p.at;
        if let Some(name) = p.name_before_equals() {
            if name == "at" {
                let at = p.at;
                let text = p.text_content()?;
                let parsed = place::parse(&text).ok_or_else(|| p.error_at(at, format!("`{text}` is no place")))?;
                if place.replace(parsed).is_some() {
                    return Err(p.error_at(start, "`at` stands twice".into()));
                }
            } else if let Some(index) = fields.iter().position(|f| f.name == name && f.ty != FieldType::Args) {
                let read = p.content(&fields[index])?;
                if content[index].replace(read).is_some() {
                    return Err(p.error_at(start, format!("`{name}` stands twice")));
                }
            } else if fields.iter().any(|f| f.ty == FieldType::Args) {
                args.push((name.into(), p.value()?));
            } else {
                let known: Vec<_> = fields.iter().map(|f| f.name).collect();
                return Err(p.error_at(start, format!("`{word}` has no field `{name}`; it has {}", known.join(", "))));
            }
        } else {
            let index = fields
                .iter()
                .position(|f| f.head)
                .ok_or_else(|| p.error_at(start, format!("`{word}` takes only fields of the form name=content")))?;
            let read = p.content(&fields[index])?;
            if content[index].replace(read).is_some() {
                return Err(p.error_at(start, "a second content without a name".into()));
            }
        }
    }
    if let Some(index) = fields.iter().position(|f| f.ty == FieldType::Args) {
        content[index] = Some(FieldValue::Args(args));
    }
    Ok(Fact::new(kind, place.unwrap_or(Place::Bundle), content))
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn error_at(&self, offset: usize, message: String) -> ParseError {
        ParseError { message, offset }
    }

    fn error(&self, message: impl Into<String>) -> ParseError {
        self.error_at(self.at, message.into())
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.rest().starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Consumes `name=` when it stands here.
    fn name_before_equals(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))?;
        if end > 0 && rest[end..].starts_with('=') {
            self.at += end + 1;
            Some(&rest[..end])
        } else {
            None
        }
    }

    fn content(&mut self, field: &FieldInfo) -> Result<FieldValue, ParseError> {
        let start = self.at;
        Ok(match field.ty {
            FieldType::Bool => match self.bare() {
                "true" => FieldValue::Bool(true),
                "false" => FieldValue::Bool(false),
                other => return Err(self.error_at(start, format!("`{}` is true or false, not `{other}`", field.name))),
            },
            FieldType::Int => FieldValue::Int(self.int()?),
            FieldType::Text => FieldValue::Text(self.text_content()?.into()),
            FieldType::Token => {
                let word = self.bare();
                match field.tokens.iter().find(|t| **t == word) {
                    Some(token) => FieldValue::Token(token),
                    None => {
                        let known = field.tokens.join(", ");
                        return Err(self.error_at(start, format!("`{}` is one of {known}; not `{word}`", field.name)));
                    }
                }
            }
            FieldType::Texts => {
                if !self.eat('[') {
                    return Err(self.error("a list starts with ["));
                }
                let mut texts = Vec::new();
                while !self.eat(']') {
                    if !texts.is_empty() && !self.eat(',') {
                        return Err(self.error("`,` or `]` expected"));
                    }
                    texts.push(Str::from(self.text_content()?));
                }
                FieldValue::Texts(texts)
            }
            FieldType::Value => FieldValue::Value(self.value()?),
            FieldType::Args => unreachable!("args are read by name"),
        })
    }

    fn bare(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '|' | '"')).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn int(&mut self) -> Result<i64, ParseError> {
        let start = self.at;
        let word = self.bare();
        word.parse().map_err(|_| self.error_at(start, format!("`{word}` is not an integer")))
    }

    /// A bare word or a quoted text.
    fn text_content(&mut self) -> Result<String, ParseError> {
        if !self.eat('"') {
            let start = self.at;
            let word = self.bare();
            if word.is_empty() {
                return Err(self.error_at(start, "a word or a quoted text expected".into()));
            }
            return Ok(word.to_string());
        }
        let mut out = String::new();
        loop {
            match self.quoted_char()? {
                QuotedChar::Plain('"') => return Ok(out),
                QuotedChar::Plain(c) | QuotedChar::Escaped(c) => out.push(c),
            }
        }
    }

    fn value(&mut self) -> Result<Value, ParseError> {
        let mut alternatives = Vec::new();
        loop {
            if self.eat('*') {
                return Ok(Value::of(alternatives, false));
            }
            if self.eat('"') {
                alternatives.push(self.quoted_parts()?);
            } else if let Some(after) = self.rest().strip_prefix("null") {
                self.at = self.text.len() - after.len();
                alternatives.push(Alternative::Null);
            } else if let Some(after) = self.rest().strip_prefix("none") {
                self.at = self.text.len() - after.len();
            } else {
                alternatives.push(Alternative::Int(self.int().map_err(|e| ParseError {
                    message: format!("{}; a value is \"text\", an integer, null or *", e.message),
                    ..e
                })?));
            }
            if !self.eat('|') {
                return Ok(Value::of(alternatives, true));
            }
        }
    }

    /// The inside of a quoted symbolic text, up to and with the closing quote.
    fn quoted_parts(&mut self) -> Result<Alternative, ParseError> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut source: Option<String> = None;
        loop {
            let at = self.at;
            let c = self.quoted_char()?;
            match (c, source.as_mut()) {
                (QuotedChar::Plain('"'), None) => {
                    if !literal.is_empty() {
                        parts.push(Part::Literal(literal.into()));
                    }
                    return Ok(Alternative::Text(parts));
                }
                (QuotedChar::Plain('"'), Some(_)) => return Err(self.error_at(at, "`}` is missing".into())),
                (QuotedChar::Plain('{'), None) => {
                    if !literal.is_empty() {
                        parts.push(Part::Literal(std::mem::take(&mut literal).into()));
                    }
                    source = Some(String::new());
                }
                (QuotedChar::Plain('}'), Some(name)) => {
                    parts.push(Part::Source(std::mem::take(name).into()));
                    source = None;
                }
                (QuotedChar::Plain('{' | '}'), _) => {
                    return Err(self.error_at(at, "a literal brace is written \\{ or \\}".into()));
                }
                (QuotedChar::Plain(c) | QuotedChar::Escaped(c), Some(name)) => name.push(c),
                (QuotedChar::Plain(c) | QuotedChar::Escaped(c), None) => literal.push(c),
            }
        }
    }

    fn quoted_char(&mut self) -> Result<QuotedChar, ParseError> {
        let start = self.at;
        let mut chars = self.rest().chars();
        let c = chars.next().ok_or_else(|| self.error("the closing quote is missing"))?;
        self.at += c.len_utf8();
        if c != '\\' {
            return Ok(QuotedChar::Plain(c));
        }
        let escaped = chars.next().ok_or_else(|| self.error("nothing follows the backslash"))?;
        self.at += escaped.len_utf8();
        Ok(QuotedChar::Escaped(match escaped {
            '"' | '\\' | '{' | '}' => escaped,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let code = self.rest().strip_prefix('{').and_then(|r| r.split_once('}')).map(|(code, _)| code);
                let c = code.and_then(|c| u32::from_str_radix(c, 16).ok()).and_then(char::from_u32);
                let c =
                    c.ok_or_else(|| self.error_at(start, "\\u takes a code point in braces, as in \\u{202e}".into()))?;
                self.at += code.map_or(0, str::len) + 2;
                c
            }
            other => return Err(self.error_at(start, format!("\\{other} is no escape"))),
        }))
    }
}

enum QuotedChar {
    Plain(char),
    Escaped(char),
}

#[cfg(test)]
mod tests {
    use super::super::{Archive, ArchiveWhat, Call, Class};
    use super::*;

    fn code(pc: u32) -> Place {
        Place::Method { class: "A".into(), name: "m".into(), descriptor: "()V".into(), pc: Some(pc), line: None }
    }

    #[test]
    fn a_call_is_written_as_in_rule_tests() {
        let call = Call {
            api: "message.send".into(),
            args: vec![("address".into(), Value::text("sms://7132"))],
            ..Call::default()
        };
        let text = r#"call message.send address="sms://7132" permissions=[] triggers=[] via=[] decoded=[] properties=[] at=A.m()V@17"#;
        let mut expected = Fact::parse(text).unwrap();
        let fact = call.at(code(17));
        assert_eq!(fact.to_text(), text);
        assert_eq!(fact, expected);
        expected.place = Place::Bundle;
        assert_ne!(fact, expected);
    }

    #[test]
    fn values_read_back() {
        for text in [
            r#""http://h/?pw={TextField.getString}""#,
            r#""a\{b\}"|"c"|5|null"#,
            r#""\u{202e}\"\\"|*"#,
            "*",
            "none",
            "-3|7",
        ] {
            let mut p = Parser { text, at: 0 };
            let value = p.value().unwrap();
            assert_eq!(p.at, text.len());
            let again = value.to_text();
            assert_eq!(Parser { text: &again, at: 0 }.value().unwrap(), value, "{text} -> {again}");
        }
    }

    #[test]
    fn people_see_quotes_as_they_are() {
        let source = Part::Source(r#"System.getProperty("IMEI")"#.into());
        let alternative = Alternative::Text(vec![Part::Literal(r#"a"{\"#.into()), source]);
        assert_eq!(alternative.to_text(), r#"a"\{\\{System.getProperty("IMEI")}"#);
        assert_eq!(Value::one(alternative).to_text(), r#""a\"\{\\{System.getProperty(\"IMEI\")}""#);
    }

    #[test]
    fn known_texts_read_back_as_they_were_built() {
        for literal in ["", "a", "{}", "\u{0}\u{fffd}\u{1b}\n", "*", "null", "7"] {
            let value = Value::text(literal);
            let text = value.to_text();
            assert_eq!(Parser { text: &text, at: 0 }.value().unwrap(), value, "{text}");
        }
    }

    #[test]
    fn crafted_text_cannot_pose_as_a_source() {
        let crafted = Value::text("{TextField.getString}");
        assert_eq!(crafted.to_text(), r#""\{TextField.getString\}""#);
        let honest = Value::one(Alternative::source("TextField.getString"));
        assert_eq!(honest.to_text(), r#""{TextField.getString}""#);
    }

    #[test]
    fn facts_of_other_kinds_read_back() {
        let class = Class {
            name: "a.B".into(),
            super_: Some("java.lang.Object".into()),
            interfaces: vec!["x y".into(), "c.D".into()],
            major: 47,
            minor: 0,
            entry: "a/B.class".into(),
            methods: 2,
            instructions: 9,
        }
        .at(Place::Class { class: "a/B".into() });
        let archive = Archive {
            what: ArchiveWhat::DuplicateName,
            entry: Some("a b\u{0}".into()),
            other: None,
            field: None,
            local: None,
            central: None,
            offset: Some(4),
            length: None,
            detail: Some("two".into()),
        }
        .at(Place::entry("a b\u{0}"));
        for fact in [class, archive] {
            assert_eq!(Fact::parse(&fact.to_text()).unwrap(), fact, "{}", fact.to_text());
        }
    }

    #[test]
    fn errors_say_where_and_what() {
        let error = |text| Fact::parse(text).unwrap_err().to_string();
        assert_eq!(error("clal x"), "no kind of fact is called `clal` (at byte 0)");
        assert!(error("archive duplicate-nam").starts_with("`what` is one of not-a-zip, empty,"));
        assert_eq!(error("call x a=\"b at=A.m()V"), "the closing quote is missing (at byte 21)");
        assert_eq!(error("call x at=nowhere"), "`nowhere` is no place (at byte 10)");
    }
}
