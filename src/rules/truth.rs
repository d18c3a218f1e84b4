//! Three-valued tests of one fact: a value that is not known makes a test neither true nor false.

use super::model::{
    AlternativeTest, IntTest, Known, Matcher, PlacePart, Predicate, Quantifier, Target, Test, TextTest,
};
use super::number;
use crate::facts::{Alternative, Fact, FieldValue, Kind, Part, Place, Str, Value, dotted};
use std::borrow::Cow;

/// What is known of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// it does not hold
    False,
    /// it may hold
    Unknown,
    /// it holds
    True,
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        if known { Truth::True } else { Truth::False }
    }
}

impl Truth {
    /// Both hold.
    pub fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    /// One holds.
    pub fn or(self, other: Truth) -> Truth {
        self.max(other)
    }

    /// It does not hold; of the unknown, neither can be said.
    pub fn not(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }
}

/// Whether the fact is as the matcher wants it. The kind must agree.
pub fn matches(matcher: &Matcher, fact: &Fact) -> Truth {
    let mut truth = Truth::True;
    for predicate in &matcher.predicates {
        truth = truth.and(holds(predicate, fact));
        if truth == Truth::False {
            break;
        }
    }
    truth
}

/// Whether the fact is a call that no entry point leads to.
pub fn is_unreached(fact: &Fact) -> bool {
    fact.kind == Kind::Call && fact.bool("reached") == Some(false)
}

/// Whether the field is a list that says nothing by being empty: what sets off a call of which it is not known whether it is
/// reached.
fn is_open(fact: &Fact, field: usize) -> bool {
    let name = fact.kind.info().fields.get(field).map_or("", |f| f.name);
    let empty = || !matches!(fact.field(field), Some(FieldValue::Texts(list)) if !list.is_empty());
    fact.kind == Kind::Call && matches!(name, "triggers" | "via") && empty() && fact.bool("reached").is_none()
}

/// Whether a field has something in it: a list some element, anything else a content.
fn is_present(content: Option<&FieldValue>) -> bool {
    content.is_some_and(|c| !matches!(c, FieldValue::Texts(list) if list.is_empty()))
}

/// The parts of the fact that leave a matcher undecided, by name.
pub fn undecided(matcher: &Matcher, fact: &Fact) -> Vec<String> {
    let open = matcher.predicates.iter().filter(|p| holds(p, fact) == Truth::Unknown);
    open.map(|p| match &p.target {
        Target::Field(f) => fact.kind.info().fields.get(*f as usize).map_or(String::new(), |f| f.name.to_string()),
        Target::Arg(name) => name.clone(),
        Target::At(_) => "the place".to_string(),
    })
    .collect()
}

fn holds(predicate: &Predicate, fact: &Fact) -> Truth {
    match &predicate.target {
        Target::At(part) => match (place_part(&fact.place, *part), &predicate.test) {
            (Some(text), Test::Text(test)) => text_is(test, &text).into(),
            (Some(_), Test::Variable(_)) => Truth::True,
            _ => Truth::False,
        },
        Target::Arg(name) => match (fact.arg(name), &predicate.test) {
            (Some(value), test) => value_test(test, value),
            (None, Test::Present(present)) => (!present).into(),
            (None, _) => Truth::Unknown,
        },
        Target::Field(field) if is_open(fact, *field as usize) => Truth::Unknown,
        Target::Field(field) => match (fact.field(*field as usize), &predicate.test) {
            (content, Test::Present(present)) => (is_present(content) == *present).into(),
            (None, _) => Truth::Unknown,
            (Some(FieldValue::Text(t)), Test::Text(test)) => text_is(test, t).into(),
            (Some(FieldValue::Token(t)), Test::Text(test)) => text_is(test, t).into(),
            (Some(FieldValue::Int(i)), Test::Int(test)) => int_is(test, *i).into(),
            (Some(FieldValue::Bool(b)), Test::Bool(wanted)) => (b == wanted).into(),
            (Some(FieldValue::Texts(list)), Test::Texts { quantifier, test }) => match quantifier {
                Quantifier::Any => list.iter().any(|t| text_is(test, t)).into(),
                Quantifier::All => (!list.is_empty() && list.iter().all(|t| text_is(test, t))).into(),
            },
            (Some(FieldValue::Value(value)), test) => value_test(test, value),
            (Some(_), Test::Variable(_)) => Truth::True,
            (Some(_), _) => Truth::False,
        },
    }
}

/// A part of a place as text; `None` when the place has none.
pub fn place_part(place: &Place, part: PlacePart) -> Option<Cow<'_, str>> {
    match part {
        PlacePart::In => Some(Cow::Borrowed(match place {
            Place::Bundle => "bundle",
            Place::Jad { .. } => "jad",
            Place::Manifest { .. } => "manifest",
            Place::Archive { .. } => "archive",
            Place::Entry { .. } => "entry",
            Place::Class { .. } => "class",
            Place::Field { .. } => "field",
            Place::Method { .. } => "method",
        })),
        PlacePart::Class => place.class().map(|c| Cow::Owned(dotted(c))),
        PlacePart::Method => match place {
            Place::Method { name, .. } => Some(Cow::Borrowed(name)),
            _ => None,
        },
        PlacePart::Signature => signature(place).map(Cow::Owned),
        PlacePart::Entry => match place {
            Place::Entry { name } => Some(Cow::Borrowed(name)),
            _ => None,
        },
    }
}

/// Class, name and descriptor of the method of a place.
pub fn signature(place: &Place) -> Option<String> {
    match place {
        Place::Method { class, name, descriptor, .. } => Some(format!("{}.{name}{descriptor}", dotted(class))),
        _ => None,
    }
}

/// What an incomplete value can be besides its alternatives: nothing is known of it, and that for sure.
fn open_end_is(test: &AlternativeTest) -> Truth {
    if test.known.is_empty() {
        return Truth::Unknown;
    }
    alternative_is(test, &Alternative::Text(vec![Part::Source("?".into())]))
}

fn value_test(test: &Test, value: &Value) -> Truth {
    match test {
        Test::Value { quantifier: Quantifier::Any, test } => {
            let best = value.alternatives.iter().map(|a| alternative_is(test, a)).max().unwrap_or(Truth::False);
            if value.complete { best } else { best.or(open_end_is(test)) }
        }
        Test::Value { quantifier: Quantifier::All, test } => {
            // A value with no alternative at all belongs to code that never runs: nothing can be said of all of them.
            let worst = value.alternatives.iter().map(|a| alternative_is(test, a)).min();
            let worst = worst.unwrap_or(if value.complete { Truth::False } else { Truth::Unknown });
            if value.complete { worst } else { worst.and(Truth::Unknown) }
        }
        Test::Present(present) => Truth::from(*present),
        Test::Variable(_) if value.is_unknown() => Truth::Unknown,
        Test::Variable(_) => Truth::True,
        _ => Truth::False,
    }
}

fn int_is(test: &IntTest, int: i64) -> bool {
    (test.equals.is_empty() || test.equals.contains(&int))
        && test.min.is_none_or(|min| int >= min)
        && test.max.is_none_or(|max| int <= max)
        && !test.not.contains(&int)
}

fn is_free(test: &IntTest) -> bool {
    test.equals.is_empty() && test.min.is_none() && test.max.is_none() && test.not.is_empty()
}

fn text_is(test: &TextTest, text: &str) -> bool {
    (test.equals.is_empty() || test.equals.iter().any(|w| w == text))
        && (test.prefix.is_empty() || test.prefix.iter().any(|w| text.starts_with(w.as_str())))
        && (test.suffix.is_empty() || test.suffix.iter().any(|w| text.ends_with(w.as_str())))
        && (test.contains.is_empty() || test.contains.iter().any(|w| text.contains(w.as_str())))
        && (test.regex.is_empty() || test.regex.iter().any(|p| p.is_match(text)))
        && test.not.as_ref().is_none_or(|not| !text_is(not, text))
}

/// Whether a text asks for nothing.
fn asks_nothing(test: &TextTest) -> bool {
    test.equals.is_empty()
        && test.prefix.is_empty()
        && test.suffix.is_empty()
        && test.contains.is_empty()
        && test.regex.is_empty()
        && test.not.is_none()
}

/// The same as [`text_is`] for a text of which only some pieces are known.
fn parts_are(test: &TextTest, parts: &[Part]) -> Truth {
    let first = match parts.first() {
        Some(Part::Literal(t)) => &**t,
        _ => "",
    };
    let last = match parts.last() {
        Some(Part::Literal(t)) => &**t,
        _ => "",
    };
    let one_of = |words: &[String], truth: &dyn Fn(&str) -> Truth| {
        if words.is_empty() { Truth::True } else { words.iter().map(|w| truth(w)).max().unwrap_or(Truth::False) }
    };
    let may = |possible: bool| if possible { Truth::Unknown } else { Truth::False };
    let literals = || parts.iter().filter_map(|p| if let Part::Literal(t) = p { Some(&**t) } else { None });
    let equals = one_of(&test.equals, &|w| {
        let known: usize = literals().map(str::len).sum();
        may(w.len() >= known && w.starts_with(first) && w.ends_with(last))
    });
    let prefix = one_of(&test.prefix, &|w| if first.starts_with(w) { Truth::True } else { may(w.starts_with(first)) });
    let suffix = one_of(&test.suffix, &|w| if last.ends_with(w) { Truth::True } else { may(w.ends_with(last)) });
    let contains = one_of(&test.contains, &|w| {
        if literals().any(|t| t.contains(w)) { Truth::True } else { Truth::Unknown }
    });
    let regex = may(!test.regex.is_empty());
    let regex = if test.regex.is_empty() { Truth::True } else { regex };
    let not = test.not.as_ref().map_or(Truth::True, |not| parts_are(not, parts).not());
    equals.and(prefix).and(suffix).and(contains).and(regex).and(not)
}

fn alternative_is(test: &AlternativeTest, alternative: &Alternative) -> Truth {
    let mut truth = match alternative {
        Alternative::Null => {
            let free =
                asks_nothing(&test.text) && is_free(&test.int) && asks_no_address(test) && test.source.is_empty();
            Truth::from(free && test.null != Some(false) && test.known.iter().all(|k| *k == Known::Full))
        }
        Alternative::Int(i) => {
            let free = asks_nothing(&test.text) && asks_no_address(test) && test.source.is_empty();
            let known = test.known.is_empty() || test.known.contains(&Known::Full);
            Truth::from(free && known && int_is(&test.int, *i) && test.null != Some(true))
        }
        Alternative::Text(parts) => match alternative.known_text() {
            Some(text) => full_is(test, text),
            None => partial_is(test, alternative, parts),
        },
    };
    if let Some(not) = &test.not {
        truth = truth.and(alternative_is(not, alternative).not());
    }
    truth
}

fn asks_no_address(test: &AlternativeTest) -> bool {
    test.scheme.is_empty() && test.host.is_none() && test.port.is_none() && test.number.is_empty()
}

fn full_is(test: &AlternativeTest, text: &str) -> Truth {
    let known = test.known.is_empty() || test.known.contains(&Known::Full);
    if !known || !test.source.is_empty() || test.null == Some(true) || !is_free(&test.int) || !text_is(&test.text, text)
    {
        return Truth::False;
    }
    if asks_no_address(test) {
        return Truth::True;
    }
    let url = Url::read(text, true);
    let scheme = test.scheme.is_empty() || url.scheme.as_deref().is_some_and(|s| test.scheme.iter().any(|w| w == s));
    let host = test.host.as_ref().is_none_or(|t| url.host.is_some_and(|h| text_is(t, &h.to_ascii_lowercase())));
    let port = test.port.as_ref().is_none_or(|t| url.port.is_some_and(|p| int_is(t, p)));
    let number = test.number.is_empty()
        || number::part(text).is_some_and(|n| number::classes(n).iter().any(|c| test.number.contains(c)));
    (scheme && host && port && number).into()
}

fn partial_is(test: &AlternativeTest, alternative: &Alternative, parts: &[Part]) -> Truth {
    let start = alternative.known_prefix();
    let literal = parts.iter().any(|p| matches!(p, Part::Literal(_)));
    let named = parts.iter().any(|p| matches!(p, Part::Source(s) if &**s != "?"));
    let open = parts.iter().any(|p| matches!(p, Part::Source(s) if &**s == "?"));
    let known = match (literal, named) {
        (true, _) => Known::Part,
        (false, true) => Known::Source,
        (false, false) => Known::None,
    };
    if !test.known.is_empty() && !test.known.contains(&known) {
        return Truth::False;
    }
    let mut truth = parts_are(&test.text, parts);
    if !test.source.is_empty() {
        let hit = |s: &str| test.source.iter().any(|w| is_source(w, s));
        let found = parts.iter().any(|p| matches!(p, Part::Source(s) if hit(s)));
        truth = truth.and(if found { Truth::True } else { unknown_if(open) });
    }
    if !is_free(&test.int) {
        // Text with a known piece is no integer; a value known by its source may be one.
        truth = truth.and(unknown_if(!literal));
    }
    if let Some(null) = test.null {
        truth = truth.and(if literal { Truth::from(!null) } else { Truth::Unknown });
    }
    if asks_no_address(test) {
        return truth;
    }
    let url = Url::read(start, false);
    if !test.scheme.is_empty() {
        let lower = start.to_ascii_lowercase();
        truth = truth.and(match &url.scheme {
            Some(s) => test.scheme.contains(s).into(),
            None => unknown_if(test.scheme.iter().any(|w| format!("{w}:").starts_with(&lower))),
        });
    }
    if let Some(host) = &test.host {
        truth = truth.and(match url.host {
            Some(h) => text_is(host, &h.to_ascii_lowercase()).into(),
            None => Truth::Unknown,
        });
    }
    if let Some(port) = &test.port {
        truth = truth.and(url.port.map_or(Truth::Unknown, |p| int_is(port, p).into()));
    }
    if !test.number.is_empty() {
        truth = truth.and(match &url.scheme {
            // Digits may follow, so the class is open until a port or a parameter ends the number.
            _ if number::part(start).is_some_and(|n| ends_inside(start, n)) => {
                let number = number::part(start).unwrap_or_default();
                number::classes(number).iter().any(|c| test.number.contains(c)).into()
            }
            Some(_) if number::part(start).is_none() => Truth::False,
            _ => Truth::Unknown,
        });
    }
    truth
}

fn unknown_if(possible: bool) -> Truth {
    if possible { Truth::Unknown } else { Truth::False }
}

/// Whether a piece comes from the source that a rule names. A source may say with what it was called, as in
/// `System.getProperty("IMEI")`, which the bare name takes, too.
fn is_source(word: &str, source: &str) -> bool {
    match word.strip_suffix('*') {
        Some(start) => source.starts_with(start),
        None => source.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('(')),
    }
}

/// Whether something follows the number within the known start of an address.
fn ends_inside(start: &str, number: &str) -> bool {
    !number.is_empty() && !start.ends_with(number)
}

/// The parts of a URL that are known for sure.
struct Url<'a> {
    scheme: Option<String>,
    host: Option<&'a str>,
    port: Option<i64>,
}

impl<'a> Url<'a> {
    /// Reads a URL, or the known start of one when not `whole`.
    fn read(text: &'a str, whole: bool) -> Self {
        let none = Url { scheme: None, host: None, port: None };
        let Some((scheme, rest)) = text.split_once(':') else { return none };
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(valid) {
            return none;
        }
        let mut url = Url { scheme: Some(scheme.to_ascii_lowercase()), ..none };
        let Some(rest) = rest.strip_prefix("//") else { return url };
        let end = rest.find(['/', '?', '#', ';']);
        if end.is_none() && !whole {
            return url;
        }
        let authority = &rest[..end.unwrap_or(rest.len())];
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (authority, None),
        };
        url.host = Some(host);
        url.port = port.and_then(|p| p.parse().ok());
        url
    }
}

/// What a variable is bound to.
#[derive(Clone, Debug, PartialEq)]
pub enum Binding<'f> {
    /// a plain text, or an integer as text
    Text(Cow<'f, str>),
    /// a symbolic value that is more than one known text
    Value(&'f Value),
    /// a list, which is the same as each text in it
    Texts(&'f [Str]),
    /// not known
    Unknown,
}

impl<'f> Binding<'f> {
    /// What the target of a variable is in this fact.
    pub fn of(target: &Target, fact: &'f Fact) -> Self {
        let value = |v: &'f Value| match v.alternatives.as_slice() {
            [one] if v.complete => match (one, one.known_text()) {
                (_, Some(text)) => Binding::Text(Cow::Borrowed(text)),
                (Alternative::Int(i), _) => Binding::Text(i.to_string().into()),
                _ => Binding::Value(v),
            },
            [] => Binding::Unknown,
            _ => Binding::Value(v),
        };
        match target {
            Target::At(part) => place_part(&fact.place, *part).map_or(Binding::Unknown, Binding::Text),
            Target::Arg(name) => fact.arg(name).map_or(Binding::Unknown, value),
            Target::Field(field) => match fact.field(*field as usize) {
                Some(FieldValue::Text(t)) => Binding::Text(Cow::Borrowed(t)),
                Some(FieldValue::Token(t)) => Binding::Text(Cow::Borrowed(t)),
                Some(FieldValue::Int(i)) => Binding::Text(i.to_string().into()),
                Some(FieldValue::Bool(b)) => Binding::Text(b.to_string().into()),
                Some(FieldValue::Value(v)) => value(v),
                Some(FieldValue::Texts(list)) => Binding::Texts(list),
                _ => Binding::Unknown,
            },
        }
    }

    /// Whether both are the same.
    pub fn same(&self, other: &Self) -> Truth {
        match (self, other) {
            (Binding::Text(a), Binding::Text(b)) => (a == b).into(),
            (Binding::Unknown, _) | (_, Binding::Unknown) => Truth::Unknown,
            (Binding::Texts(list), Binding::Text(text)) | (Binding::Text(text), Binding::Texts(list)) => {
                list.iter().any(|t| **t == **text).into()
            }
            (Binding::Texts(a), Binding::Texts(b)) => a.iter().any(|t| b.contains(t)).into(),
            (Binding::Texts(_), Binding::Value(_)) | (Binding::Value(_), Binding::Texts(_)) => Truth::Unknown,
            (Binding::Text(text), Binding::Value(v)) | (Binding::Value(v), Binding::Text(text)) => {
                let known = v.complete && v.alternatives.iter().all(|a| known_word(a).is_some());
                let hit = v.alternatives.iter().any(|a| known_word(a).is_some_and(|t| t == *text));
                unknown_if(hit || !known)
            }
            (Binding::Value(a), Binding::Value(b)) => {
                let known = |v: &Value| v.complete && v.alternatives.iter().all(|a| known_word(a).is_some());
                // Both lists are sorted, and short by the limit on alternatives.
                let hit = a.alternatives.iter().any(|x| b.alternatives.binary_search(x).is_ok());
                unknown_if(hit || !known(a) || !known(b))
            }
        }
    }
}

fn known_word(alternative: &Alternative) -> Option<Cow<'_, str>> {
    match alternative {
        Alternative::Int(i) => Some(i.to_string().into()),
        other => other.known_text().map(Cow::Borrowed),
    }
}
