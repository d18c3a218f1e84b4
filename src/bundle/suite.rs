//! What the descriptor declares, taken apart: MIDlets, push registrations, content handlers, environment.

use super::Bundle;
use super::known::RESERVED;
use crate::facts::{Place, Str};

/// A `MIDlet-<n>` attribute, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MidletEntry {
    /// Its number.
    pub n: u32,
    /// Name shown to the user.
    pub name: Str,
    /// Icon path, empty when there is none.
    pub icon: Str,
    /// Class name as written.
    pub class: Str,
    /// Where it stands.
    pub place: Place,
}

/// A `MIDlet-Push-<n>` attribute, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushEntry {
    /// Its number.
    pub n: u32,
    /// Connection URL.
    pub connection: Str,
    /// MIDlet class started.
    pub class: Str,
    /// Allowed sender.
    pub filter: Str,
    /// Where it stands.
    pub place: Place,
}

/// A `MicroEdition-Handler-<n>` attribute (JSR 211), taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandlerEntry {
    /// Its number.
    pub n: u32,
    /// MIDlet class started.
    pub class: Str,
    /// Types handled.
    pub types: Vec<Str>,
    /// Suffixes handled.
    pub suffixes: Vec<Str>,
    /// Actions handled.
    pub actions: Vec<Str>,
    /// Locales for which the actions have names.
    pub locales: Vec<Str>,
    /// Where it stands.
    pub place: Place,
}

impl Bundle<'_> {
    /// Whether this is meant as a MIDlet suite: a JAD is given, or the manifest has an attribute of MIDP in any section.
    pub fn is_suite(&self) -> bool {
        let starts = |name: &str, with: &str| name.get(..with.len()).is_some_and(|s| s.eq_ignore_ascii_case(with));
        let of_midlets = |name: &str| RESERVED.iter().any(|reserved| starts(name, reserved));
        self.jad.is_some() || self.manifest.as_ref().is_some_and(|m| m.list.iter().any(|a| of_midlets(&a.name)))
    }

    /// Whether the suite claims to be signed: the JAD has a signature (MIDP 2.1, PKITrust). Says nothing of its worth.
    pub fn claims_signature(&self) -> bool {
        self.jad.as_ref().is_some_and(|jad| jad.get("MIDlet-Jar-RSA-SHA1").is_some())
    }

    /// The declared profiles, such as MIDP-2.0.
    pub fn profiles(&self) -> Vec<&str> {
        self.value("MicroEdition-Profile").split_whitespace().collect()
    }

    /// Numbers of the attributes `prefix<n>` in either file, ascending.
    pub fn numbers(&self, prefix: &str) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.files().flat_map(|(_, attributes)| attributes.numbers(prefix)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The MIDlets, by number; gaps in the numbers are skipped.
    pub fn midlets(&self) -> Vec<MidletEntry> {
        let entry = |n: u32| {
            let (file, attribute) = self.attribute(&format!("MIDlet-{n}"))?;
            let [name, icon, class] = three_fields(&attribute.value);
            Some(MidletEntry { n, name, icon, class, place: file.line(attribute.line) })
        };
        self.numbers("MIDlet-").into_iter().filter_map(entry).collect()
    }

    /// The static push registrations, by number; gaps in the numbers are skipped.
    pub fn pushes(&self) -> Vec<PushEntry> {
        let entry = |n: u32| {
            let (file, attribute) = self.attribute(&format!("MIDlet-Push-{n}"))?;
            let [connection, class, filter] = three_fields(&attribute.value);
            Some(PushEntry { n, connection, class, filter, place: file.line(attribute.line) })
        };
        self.numbers("MIDlet-Push-").into_iter().filter_map(entry).collect()
    }

    /// The items of a comma-separated list such as MIDlet-Permissions, without empty ones, with their place.
    pub fn list(&self, name: &str) -> Vec<(Str, Place)> {
        let Some((file, attribute)) = self.attribute(name) else { return Vec::new() };
        let items = attribute.value.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(|item| (item.into(), file.line(attribute.line))).collect()
    }

    /// The content handlers, by number; gaps in the numbers are skipped.
    pub fn handlers(&self) -> Vec<HandlerEntry> {
        let entry = |n: u32| {
            let (file, attribute) = self.attribute(&format!("MicroEdition-Handler-{n}"))?;
            let mut fields = attribute.value.split(',');
            let class = fields.next().unwrap_or("").trim().into();
            let mut words = || fields.next().unwrap_or("").split_whitespace().map(Str::from).collect();
            let (types, suffixes, actions, locales) = (words(), words(), words(), words());
            Some(HandlerEntry { n, class, types, suffixes, actions, locales, place: file.line(attribute.line) })
        };
        self.numbers("MicroEdition-Handler-").into_iter().filter_map(entry).collect()
    }
}

/// The three comma-separated fields of `MIDlet-<n>` and `MIDlet-Push-<n>`; what is missing is empty, and a further comma
/// belongs to the last.
fn three_fields(value: &str) -> [Str; 3] {
    let mut fields = value.splitn(3, ',').map(|field| Str::from(field.trim()));
    std::array::from_fn(|_| fields.next().unwrap_or_default())
}
