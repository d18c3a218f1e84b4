//! Attributes of a signed suite that stand in the JAD alone: whoever passes the suite on writes them (MIDP 2.1, PKITrust;
//! signing.md P18). They are ranked by what hangs on them.

use crate::facts::{self, Fact, Facts, FieldValue, Kind, Place, Str, UnsignedAttributeUse as Use};
use std::collections::BTreeMap;

/// Attributes that the installer uses, by prefix.
const INSTALLED: [&str; 5] =
    ["MIDlet-Install-Notify", "MIDlet-Delete-", "MicroEdition-Handler-", "MIDlet-Info-URL", "MIDlet-Update-"];

/// States an `unsigned-attribute` fact for each `descriptor` fact that says `jad-only`.
pub(super) fn state_attributes(facts: &mut Facts) {
    let alone: Vec<(Str, Str, Place)> = facts
        .iter()
        .filter(|fact| fact.kind == Kind::Descriptor && fact.text("what") == Some("jad-only"))
        .filter_map(|fact| {
            Some((fact.text("attribute")?.into(), fact.text("value").unwrap_or("").into(), fact.place.clone()))
        })
        .collect();
    if alone.is_empty() {
        return;
    }
    let readers = readers(facts);
    let mut rows: Vec<(Use, Str, Str, Place)> =
        alone.into_iter().map(|(name, value, place)| (use_of(&name, &readers), name, value, place)).collect();
    rows.sort();
    let mut rank = 0;
    let mut last = None;
    for (use_, name, value, place) in rows {
        if last != Some(use_) {
            rank += 1;
            last = Some(use_);
        }
        let readers = readers.get(&name).cloned().unwrap_or_default();
        facts.push(facts::UnsignedAttribute { name, use_, rank, readers, value }.at(place));
    }
}

/// Places of calls by the attribute that they read, or whose value gets into their arguments.
fn readers(facts: &Facts) -> BTreeMap<Str, Vec<Str>> {
    let mut readers: BTreeMap<Str, Vec<Str>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.kind == Kind::Call) {
        let mut names: Vec<Str> = match fact.get("properties") {
            Some(FieldValue::Texts(names)) => names.clone(),
            _ => Vec::new(),
        };
        if fact.text("api") == Some("midlet.get-app-property") {
            names.extend(keys(fact));
        }
        names.sort();
        names.dedup();
        for name in names {
            let places = readers.entry(name).or_default();
            let place: Str = fact.place.to_string().into();
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    readers
}

/// The names that a call of `getAppProperty` may ask for, as far as they are known whole.
fn keys(fact: &Fact) -> Vec<Str> {
    let key = fact.arg("key");
    let texts = key.map(|value| value.alternatives.iter().filter_map(|alternative| alternative.known_text()));
    texts.into_iter().flatten().map(Str::from).collect()
}

fn use_of(name: &str, readers: &BTreeMap<Str, Vec<Str>>) -> Use {
    let numbered =
        |prefix: &str| name.strip_prefix(prefix).is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
    if numbered("MIDlet-") {
        Use::Starts
    } else if name.starts_with("MIDlet-Push-") {
        Use::Pushes
    } else if name.starts_with("MIDlet-Permission") {
        Use::Permits
    } else if INSTALLED.iter().any(|prefix| name.starts_with(prefix)) {
        Use::Installs
    } else if readers.contains_key(name) {
        Use::Read
    } else {
        Use::None
    }
}
