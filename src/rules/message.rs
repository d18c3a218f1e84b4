//! Fills the message of a rule with what was seen.

use super::finding::Finding;
use super::model::{FieldOf, Piece, Template};
use crate::facts::{Fact, FieldValue, Value};

/// Characters of one value shown in a message.
const SHOWN: usize = 160;
/// Alternatives and list elements shown.
const LISTED: usize = 5;
/// Stands for the count until it is known; no text from a bundle can hold it, since [`clean`] takes it out.
const COUNT: char = '\u{10ffff}';

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
        Piece::Count => out.extend([COUNT, '1', COUNT]),
        Piece::Optional(pieces) => {
            let mut inner = String::new();
            if pieces.iter().all(|p| push(&mut inner, p, fact, others, false)) {
                out.push_str(&inner);
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
        Some(FieldValue::Token(t)) => Some((*t).to_string()),
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

fn value_shown(value: &Value) -> Option<String> {
    if value.alternatives.is_empty() {
        return None;
    }
    let words: Vec<_> = value.alternatives.iter().take(LISTED).map(|a| a.to_text()).collect();
    let more = value.alternatives.len() > LISTED || !value.complete;
    Some(words.join(" or ") + if more { " or others" } else { "" })
}

/// The text without what stands for the count, and not too long.
fn clean(text: &str) -> String {
    let mut out: String = text.chars().filter(|c| *c != COUNT).take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out
}

/// One more fact in the group of this message.
pub(super) fn count_up(message: &mut String) {
    let Some((before, rest)) = message.split_once(COUNT) else { return };
    let Some((count, after)) = rest.split_once(COUNT) else { return };
    let next = count.parse::<u64>().unwrap_or(0) + 1;
    *message = format!("{before}{COUNT}{next}{COUNT}{after}");
}

/// Makes the count plain text.
pub(super) fn finish(finding: &mut Finding) {
    if finding.message.contains(COUNT) {
        finding.message.retain(|c| c != COUNT);
    }
}
