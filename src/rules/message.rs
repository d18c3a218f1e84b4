//! Fills the message of a rule with what was seen.

use super::model::{FieldOf, Piece, Template};
use crate::facts::{Alternative, Fact, FieldValue, Value};

/// Characters of one value shown in a message.
const SHOWN: usize = 160;
/// Alternatives and list elements shown.
const LISTED: usize = 5;
/// Marks that stand around what depends on the number of facts until it is known. No text from a bundle can hold them, since
/// [`clean`] takes them out.
const COUNT: char = '\u{fdd0}';
const MORE: char = '\u{fdd1}';
/// Text that is shown for one fact only, up to `END`; then what is shown for several.
const ONE: char = '\u{fdd2}';
const SEVERAL: char = '\u{fdd3}';
const END: char = '\u{fdd4}';

/// The message for a primary fact; `others` has the matched facts of the other matchers.
pub(super) fn render(template: &Template, fact: &Fact, others: &[Option<&Fact>]) -> String {
    let mut out = String::new();
    // At the top level a part that is not known is said to be so.
    for piece in &template.0 {
        push(&mut out, piece, fact, others, true);
    }
    out
}

fn push(out: &mut String, piece: &Piece, fact: &Fact, others: &[Option<&Fact>], say_unknown: bool) -> bool {
    match piece {
        Piece::Text(text) => out.push_str(text),
        Piece::Count => out.push(COUNT),
        Piece::More => out.push(MORE),
        Piece::Counted(one, several) => {
            out.extend([COUNT, ' ', ONE]);
            out.push_str(one);
            out.push(SEVERAL);
            out.push_str(several);
            out.push(END);
        }
        Piece::Optional(alternatives) => {
            let said = |pieces: &Vec<Piece>| {
                let mut inner = String::new();
                pieces.iter().all(|p| push(&mut inner, p, fact, others, false)).then_some(inner)
            };
            match alternatives.iter().find_map(said) {
                Some(inner) if inner.contains(MORE) => {
                    out.extend([ONE, SEVERAL]);
                    out.push_str(&inner);
                    out.push(END);
                }
                Some(inner) => out.push_str(&inner),
                None => {}
            }
        }
        Piece::Field(of, field) => {
            let fact = match of {
                None => Some(fact),
                Some(m) => others.get(*m as usize).copied().flatten(),
            };
            let shown = fact.and_then(|fact| match field {
                FieldOf::Place => Some(fact.place.to_string()),
                FieldOf::Named(name) => shown(fact, name),
            });
            match shown {
                Some(text) => out.push_str(&clean(&text)),
                None if say_unknown => out.push_str("(unknown)"),
                None => return false,
            }
        }
    }
    true
}

fn shown(fact: &Fact, name: &str) -> Option<String> {
    match fact.get(name) {
        Some(FieldValue::Bool(b)) => Some(b.to_string()),
        Some(FieldValue::Int(i)) => Some(i.to_string()),
        Some(FieldValue::Text(t)) => Some(t.to_string()),
        Some(FieldValue::Token(t)) => Some(words(t)),
        Some(FieldValue::Texts(list)) if list.is_empty() => None,
        Some(FieldValue::Texts(list)) => {
            let words: Vec<_> = list.iter().take(LISTED).map(|t| t.to_string()).collect();
            let more = list.len().saturating_sub(LISTED);
            Some(words.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() })
        }
        Some(FieldValue::Value(value)) => value_shown(value),
        Some(FieldValue::Args(_)) => None,
        None => fact.arg(name).and_then(value_shown),
    }
}

/// An alternative as people see it; the empty text would not be seen.
fn alternative_shown(alternative: &Alternative) -> String {
    match alternative.known_text() {
        Some("") => "\"\"".to_string(),
        _ => alternative.to_text(),
    }
}

fn value_shown(value: &Value) -> Option<String> {
    if value.alternatives.is_empty() {
        return None;
    }
    let words: Vec<_> = value.alternatives.iter().take(LISTED).map(alternative_shown).collect();
    let more = value.alternatives.len() > LISTED || !value.complete;
    Some(words.join(" or ") + if more { " or others" } else { "" })
}

/// A token as people write it: `zip` is ZIP, `header-differs` is "header differs".
fn words(token: &str) -> String {
    let word = |word: &str| match word {
        "jad" | "jar" | "zip" | "zip64" | "crc" | "elf" | "pe" | "dex" | "sis" | "png" | "gif" | "jpeg" | "midp"
        | "nul" => word.to_uppercase(),
        "midp3" => "MIDP 3".into(),
        "pkcs12" => "PKCS #12".into(),
        "utf8" => "UTF-8".into(),
        _ => word.into(),
    };
    token.split('-').map(word).collect::<Vec<_>>().join(" ")
}

/// The text without what stands for the count, and not too long.
fn clean(text: &str) -> String {
    let mut out: String = text.chars().filter(|c| !(COUNT..=END).contains(c)).take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out
}

/// Fills in how many facts the finding stands for.
pub(super) fn finish(message: &mut String, count: u64) {
    if !message.contains(|c| (COUNT..=END).contains(&c)) {
        return;
    }
    let mut out = String::with_capacity(message.len());
    let mut skip = false;
    for c in message.chars() {
        match c {
            ONE => skip = count > 1,
            SEVERAL => skip = count <= 1,
            END => skip = false,
            _ if skip => {}
            COUNT => out.push_str(&count.to_string()),
            MORE => out.push_str(&count.saturating_sub(1).to_string()),
            c => out.push(c),
        }
    }
    *message = out;
}
