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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_ranked_by_what_hangs_on_them() {
        let mut facts = Facts::new(20);
        for text in [
            "descriptor jad-only attribute=Colour value=red file=jad at=jad:3",
            "descriptor jad-only attribute=Number value=7132 file=jad at=jad:4",
            "descriptor jad-only attribute=MIDlet-Push-2 value=\"sms://:1, a.B, *\" file=jad at=jad:5",
            "descriptor jad-only attribute=MIDlet-3 value=\"X,,a.B\" file=jad at=jad:6",
            "descriptor jad-only attribute=MIDlet-Install-Notify value=http://example.com/ file=jad at=jad:7",
            "descriptor jad-only attribute=Text value=x file=jad at=jad:8",
            "descriptor mismatch attribute=Other value=x file=jad at=jad:9",
            "call message.send properties=[Number] at=A.m()V@9",
            "call midlet.get-app-property key=\"Text\"|\"Number\" at=A.m()V@3",
        ] {
            facts.push(Fact::parse(text).unwrap());
        }
        state_attributes(&mut facts);
        let stated: Vec<String> = facts
            .iter()
            .filter(|fact| fact.kind == Kind::UnsignedAttribute)
            .map(|fact| {
                let readers = match fact.get("readers") {
                    Some(FieldValue::Texts(readers)) => readers.join(" "),
                    _ => String::new(),
                };
                let text = |field: &str| fact.text(field).unwrap_or_default();
                format!("{} {} {} {readers}", fact.int("rank").unwrap(), text("use"), text("name"))
            })
            .collect();
        assert_eq!(
            stated,
            [
                "1 starts MIDlet-3 ",
                "2 pushes MIDlet-Push-2 ",
                "3 installs MIDlet-Install-Notify ",
                "4 read Number A.m()V@9 A.m()V@3",
                "4 read Text A.m()V@3",
                "5 none Colour ",
            ]
        );
    }
}
