//! Conditions on arguments, judged over symbolic values in three-valued logic.

use super::index::Index;
use super::layout::{NEGATED, OPERATORS, TESTS, UNLESS};
use crate::facts::{Alternative, Part, Value};
use std::ops::Range;

/// The answer to a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    No,
    Unknown,
    Yes,
}

use Truth::{No, Unknown, Yes};

impl From<bool> for Truth {
    fn from(b: bool) -> Self {
        if b { Yes } else { No }
    }
}

impl Truth {
    fn not(self) -> Truth {
        match self {
            Yes => No,
            No => Yes,
            Unknown => Unknown,
        }
    }

    fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    fn or(self, other: Truth) -> Truth {
        self.max(other)
    }
}

/// What an argument of a call is.
pub(super) enum Actual<'a> {
    /// The method called does not have it.
    Absent,
    /// Nothing is known of it.
    Unknown,
    /// What is known of it.
    Known(&'a Value),
}

/// Whether all tests of a range (sorted by argument) hold for some alternative of every argument.
pub(super) fn judge<'a>(index: &Index, tests: Range<u32>, actual: &dyn Fn(&str) -> Actual<'a>) -> Truth {
    let mut truth = Yes;
    let mut start = tests.start;
    while start < tests.end {
        let argument = index.field(TESTS, start, 0);
        let end = (start..tests.end).find(|&t| index.field(TESTS, t, 0) != argument).unwrap_or(tests.end);
        let one = match actual(index.name(argument)) {
            Actual::Absent => all(index, start..end, &|test| Truth::from(operator(index, test) == "absent")),
            Actual::Unknown => alternative(index, start..end, &anything()),
            Actual::Known(value) => {
                let rest = if value.complete { No } else { alternative(index, start..end, &anything()) };
                value.alternatives.iter().fold(rest, |truth, a| truth.or(alternative(index, start..end, a)))
            }
        };
        truth = truth.and(one);
        start = end;
    }
    truth
}

fn anything() -> Alternative {
    Alternative::source("?")
}

fn operator(index: &Index, test: u32) -> &'static str {
    OPERATORS[index.field(TESTS, test, 2) as usize]
}

fn all(index: &Index, tests: Range<u32>, holds: &dyn Fn(u32) -> Truth) -> Truth {
    let mut truth = Yes;
    let mut unless = None;
    for test in tests {
        let flags = index.field(TESTS, test, 1);
        let plain = holds(test);
        let one = if flags & NEGATED != 0 { plain.not() } else { plain };
        if flags & UNLESS != 0 {
            unless = Some(one.and(unless.unwrap_or(Yes)));
        } else {
            truth = truth.and(one);
        }
    }
    // An `unless` speaks of the exception: it counts only when it surely holds.
    if unless == Some(Yes) { No } else { truth }
}

fn alternative(index: &Index, tests: Range<u32>, alternative: &Alternative) -> Truth {
    all(index, tests, &|test| {
        let texts = index.list(TESTS, test, 3).map(|n| index.name(n));
        let ints = index.list(TESTS, test, 3).map(|n| i64::from(n.cast_signed()));
        // A list of integers is never read as names: the operator says which of the two it is.
        holds(operator(index, test), texts, ints, alternative)
    })
}

/// Whether one test holds for one alternative. `texts` and `ints` read the operand as what the operator takes.
fn holds<'t>(
    operator: &str,
    texts: impl Iterator<Item = &'t str> + Clone,
    mut ints: impl Iterator<Item = i64>,
    alternative: &Alternative,
) -> Truth {
    let any = |f: &dyn Fn(&str) -> Truth| texts.clone().fold(No, |truth, text| truth.or(f(text)));
    match (operator, alternative) {
        ("absent", _) => No,
        ("constant", Alternative::Text(_)) => Truth::from(alternative.known_text().is_some()),
        ("constant", _) => Yes,
        ("null", Alternative::Null) => Yes,
        ("null", Alternative::Int(_)) => No,
        ("null", Alternative::Text(parts)) => {
            let source_only = matches!(parts.as_slice(), [Part::Source(_)]);
            if source_only { Unknown } else { No }
        }
        ("equals-int", Alternative::Int(i)) => Truth::from(ints.any(|n| n == *i)),
        ("equals-int", Alternative::Text(parts)) => {
            // A number is never a text: only a value known by its source alone may turn out to be one.
            if matches!(parts.as_slice(), [Part::Source(_)]) { Unknown } else { No }
        }
        (_, Alternative::Null | Alternative::Int(_)) => No,
        ("scheme", Alternative::Text(parts)) => any(&|scheme| {
            let rest = starts(parts, scheme);
            match rest {
                Start::Rest("") if alternative.known_text().is_some() => No,
                Start::Rest("") | Start::Open => Unknown,
                Start::Rest(rest) => Truth::from(rest.starts_with(':')),
                Start::Differs => No,
            }
        }),
        ("host-empty", Alternative::Text(parts)) => host(parts).map_or(No, |(host, open)| match host {
            "" if open => Unknown,
            host => Truth::from(host.is_empty()),
        }),
        ("host-localhost", Alternative::Text(parts)) => host(parts).map_or(No, |(host, open)| {
            const LOCAL: &str = "localhost";
            if !open {
                return Truth::from(host.eq_ignore_ascii_case(LOCAL));
            }
            let may = LOCAL.get(..host.len()).is_some_and(|l| l.eq_ignore_ascii_case(host));
            if may { Unknown } else { No }
        }),
        ("equals-text", Alternative::Text(parts)) => any(&|text| match alternative.known_text() {
            Some(known) => Truth::from(known == text),
            None => {
                let first = alternative.known_prefix();
                let last = last_literal(parts);
                let may = text.starts_with(first) && text.ends_with(last);
                if may { Unknown } else { No }
            }
        }),
        ("prefix", Alternative::Text(parts)) => any(&|prefix| match starts(parts, prefix) {
            Start::Rest(_) => Yes,
            Start::Open => Unknown,
            Start::Differs => No,
        }),
        ("suffix", Alternative::Text(_)) => any(&|suffix| ends(alternative, suffix)),
        ("contains", Alternative::Text(parts)) => any(&|text| {
            let literals = parts.iter().filter_map(|p| if let Part::Literal(t) = p { Some(t) } else { None });
            if literals.into_iter().any(|t| t.to_ascii_lowercase().contains(text)) {
                return Yes;
            }
            if alternative.known_text().is_some() { No } else { Unknown }
        }),
        ("param", Alternative::Text(parts)) => any(&|param| {
            let known = alternative.known_text().is_some();
            let found = parts.iter().enumerate().any(|(i, p)| match p {
                Part::Literal(t) => has_param(t, param, i + 1 == parts.len()),
                Part::Source(_) => false,
            });
            match (found, known) {
                (true, _) => Yes,
                (false, true) => No,
                (false, false) => open_param(parts, param),
            }
        }),
        (_, Alternative::Text(_)) => Unknown,
    }
}

enum Start<'a> {
    /// It starts so, and goes on with this known text.
    Rest(&'a str),
    /// An unknown piece comes before that can be told.
    Open,
    /// It starts otherwise.
    Differs,
}

/// Compares the start of a text, ASCII letters without case.
fn starts<'a>(parts: &'a [Part], prefix: &str) -> Start<'a> {
    let (first, open) = match parts {
        [Part::Literal(t)] => (&**t, false),
        [Part::Literal(t), ..] => (&**t, true),
        [] => ("", false),
        _ => ("", true),
    };
    match first.get(..prefix.len()) {
        Some(start) if start.eq_ignore_ascii_case(prefix) => Start::Rest(&first[prefix.len()..]),
        Some(_) => Start::Differs,
        None if open && prefix.get(..first.len()).is_some_and(|p| p.eq_ignore_ascii_case(first)) => Start::Open,
        None => Start::Differs,
    }
}

fn last_literal(parts: &[Part]) -> &str {
    match parts.last() {
        Some(Part::Literal(t)) => t,
        _ => "",
    }
}

fn ends(alternative: &Alternative, suffix: &str) -> Truth {
    let Alternative::Text(parts) = alternative else { return No };
    let last = last_literal(parts);
    if last.len() >= suffix.len() {
        let end = last.get(last.len() - suffix.len()..);
        return Truth::from(end.is_some_and(|e| e.eq_ignore_ascii_case(suffix)));
    }
    if alternative.known_text().is_some() {
        return No;
    }
    let end = suffix.get(suffix.len() - last.len()..);
    if end.is_some_and(|e| e.eq_ignore_ascii_case(last)) { Unknown } else { No }
}

/// The host of a URL as far as it is known, and whether an unknown piece goes on with it; `None` when it has no scheme.
/// Both `scheme://host:port` and `scheme:host` are taken, since `sip:` and `mms:` are written without slashes.
fn host(parts: &[Part]) -> Option<(&str, bool)> {
    let first = match parts.first() {
        Some(Part::Literal(t)) => &**t,
        Some(Part::Source(_)) => return Some(("", true)),
        None => return None,
    };
    let open = parts.len() > 1;
    let Some(colon) = first.find(':') else { return open.then_some(("", true)) };
    let rest = &first[colon + 1..];
    let rest = rest.strip_prefix("//").unwrap_or(if open && "//".starts_with(rest) { "" } else { rest });
    match rest.find([':', '/', ';', '?']) {
        Some(end) => Some((&rest[..end], false)),
        None => Some((rest, open)),
    }
}

/// Whether the text has the parameter `;name=value`. Unless the text `ends` here, the value must be seen to end.
fn has_param(text: &str, param: &str, ends: bool) -> bool {
    let text = text.to_ascii_lowercase();
    text.match_indices(param).any(|(at, _)| {
        let after = &text[at + param.len()..];
        text[..at].ends_with([';', '?', '&']) && (after.starts_with(';') || (after.is_empty() && ends))
    })
}

/// For a text with unknown pieces: whether it may have the parameter. A known other value of the same name says no.
fn open_param(parts: &[Part], param: &str) -> Truth {
    let (key, value) = param.split_once('=').unwrap_or((param, ""));
    for (i, part) in parts.iter().enumerate() {
        let Part::Literal(text) = part else { continue };
        let text = text.to_ascii_lowercase();
        let Some(at) = text.find(&format!(";{key}=")) else { continue };
        let given = &text[at + key.len() + 2..];
        let given = given.split(';').next().unwrap_or("");
        let ended = text[at + key.len() + 2..].contains(';') || i + 1 == parts.len();
        if given != value && (ended || !value.starts_with(given)) {
            return No;
        }
    }
    Unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of the form `known{unknown}known`.
    fn text(pattern: &str) -> Alternative {
        let parts = pattern.split_inclusive(['{', '}']).filter_map(|piece| match piece.strip_suffix('}') {
            Some(source) => Some(Part::Source(source.into())),
            None => Some(piece.trim_end_matches('{')).filter(|p| !p.is_empty()).map(|p| Part::Literal(p.into())),
        });
        Alternative::Text(parts.collect())
    }

    fn check(operator: &str, operand: &[&str], cases: &[(&str, Truth)]) {
        assert!(OPERATORS.contains(&operator));
        for (pattern, truth) in cases {
            let found = holds(operator, operand.iter().copied(), std::iter::empty(), &text(pattern));
            assert_eq!(found, *truth, "{operator} {operand:?} of {pattern}");
        }
        if operator != "constant" {
            let found = holds(operator, operand.iter().copied(), std::iter::empty(), &Alternative::Null);
            assert_eq!(found, Truth::from(operator == "null"), "{operator} of null");
        }
    }

    #[test]
    fn schemes_compare_without_case_up_to_the_colon() {
        check(
            "scheme",
            &["http"],
            &[
                ("http://h", Yes),
                ("HTTP:x", Yes),
                ("http", No),
                ("", No),
                ("https://h", No),
                ("httpx", No),
                ("{a}", Unknown),
                ("ht{a}", Unknown),
                ("http{a}", Unknown),
                ("https{a}", No),
                ("http:{a}", Yes),
                ("x{a}", No),
            ],
        );
        check("scheme", &["sip", "sips"], &[("sip:a", Yes), ("sips:a", Yes), ("sms:a", No), ("si{a}", Unknown)]);
    }

    #[test]
    fn hosts_end_at_port_path_or_parameter() {
        check(
            "host-empty",
            &[],
            &[
                ("socket://:80", Yes),
                ("socket://", Yes),
                ("sip:", Yes),
                ("socket://h:80", No),
                ("sip:a@b", No),
                ("noscheme", No),
                ("socket://{h}:80", Unknown),
                ("socket:/{h}", Unknown),
                ("{u}", Unknown),
                ("socket://:{port}", Yes),
                ("socket://h{x}", No),
            ],
        );
        check(
            "host-localhost",
            &[],
            &[
                ("btspp://localhost:1", Yes),
                ("btspp://LocalHost;a", Yes),
                ("btspp://localhos:1", No),
                ("btspp://0050:1", No),
                ("btspp://{h}:1", Unknown),
                ("btspp://local{h}", Unknown),
                ("btspp://localhost{h}", Unknown),
                ("btspp://0{h}", No),
            ],
        );
    }

    #[test]
    fn texts_compare_as_far_as_they_are_known() {
        check(
            "equals-text",
            &["abc"],
            &[("abc", Yes), ("ABC", No), ("a{x}", Unknown), ("{x}", Unknown), ("b{x}", No), ("a{x}d", No)],
        );
        check(
            "prefix",
            &["capture://audio"],
            &[
                ("Capture://AUDIO?x", Yes),
                ("capture://video", No),
                ("capture", No),
                ("capture{x}", Unknown),
                ("{x}", Unknown),
                ("captured{x}", No),
            ],
        );
        check(
            "suffix",
            &[".jad", ".jar"],
            &[
                ("http://h/a.JAD", Yes),
                ("a.txt", No),
                ("ad", No),
                ("{x}", Unknown),
                ("{x}.jar", Yes),
                ("{x}d", Unknown),
                ("{x}t", No),
                ("a.jad{x}", Unknown),
            ],
        );
        check(
            "contains",
            &["imsi"],
            &[("com.nokia.mid.IMSI", Yes), ("imei", No), ("imsi{x}", Yes), ("imei{x}", Unknown), ("{x}", Unknown)],
        );
    }

    #[test]
    fn parameters_are_whole() {
        check(
            "param",
            &["target=sat"],
            &[
                ("apdu:0;target=SAT", Yes),
                ("apdu:0;target=SAT;x=1", Yes),
                ("apdu:0;target=SATX", No),
                ("apdu:0;target=A0.0", No),
                ("apdu:0", No),
                ("apdu:0;target=A0{x}", No),
                ("apdu:0;target=SAT{x}", Unknown),
                ("apdu:0;target={x}", Unknown),
                ("apdu:{slot};target=SAT", Yes),
                ("apdu:{slot};target=A0.0", No),
                ("{x}", Unknown),
            ],
        );
    }

    #[test]
    fn a_source_alone_may_be_null_or_a_number() {
        check("null", &[], &[("a", No), ("a{x}", No), ("{x}", Unknown)]);
        check("constant", &[], &[("a", Yes), ("", Yes), ("a{x}", No), ("{x}", No)]);
        let equals = |a: &Alternative| holds("equals-int", std::iter::empty(), [1, 3].into_iter(), a);
        assert_eq!(equals(&Alternative::Int(3)), Yes);
        assert_eq!(equals(&Alternative::Int(2)), No);
        assert_eq!(equals(&Alternative::Null), No);
        assert_eq!(equals(&text("3")), No);
        assert_eq!(equals(&text("{x}")), Unknown);
        let null = |a: &Alternative| holds("null", std::iter::empty(), std::iter::empty(), a);
        assert_eq!(null(&Alternative::Null), Yes);
        assert_eq!(null(&Alternative::Int(0)), No);
    }
}
