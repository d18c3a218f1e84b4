//! Whether JAD and manifest agree, and what a signed suite has in its JAD alone (MIDP 2.1, PKITrust: the JAD is not under
//! the signature).

use super::{Basis, Checks, Confidence, Descriptor, Fill, INSTALLER, What, clauses, departure, known, syntax};
use crate::bundle::attributes::Attribute;
use crate::bundle::known::{Known, Matching, Syntax, Where};

impl Checks<'_, '_, '_> {
    /// Compares the two files.
    pub(super) fn agreement(&mut self) {
        let bundle = self.bundle;
        let (Some(jad), Some(manifest)) = (&bundle.jad, &bundle.manifest) else { return };
        for attribute in jad.main() {
            let last = jad.get(&attribute.name).is_some_and(|last| std::ptr::eq(last, attribute));
            let known = known::attribute(&attribute.name);
            if !last || known.is_some_and(|known| known.matching == Matching::Never) {
                continue;
            }
            match manifest.anywhere(&attribute.name) {
                Some(other) if other.value == attribute.value => {}
                Some(other) => self.mismatch(known, attribute, other),
                None if self.signed => self.jad_only(known, attribute),
                None => {}
            }
        }
    }

    fn mismatch(&mut self, known: Option<&Known>, attribute: &Attribute, other: &Attribute) {
        let matching = known.map_or(Matching::Signed, |known| known.matching);
        let refused = self.signed || matching == Matching::Identity;
        if !refused && (matching != Matching::Stated || same_items(known, &attribute.value, &other.value)) {
            return;
        }
        let versions = (syntax::version(&attribute.value), syntax::version(&other.value));
        let detail = if refused && attribute.value.to_lowercase() == other.value.to_lowercase() {
            "differs in case only, which Symbian passes over"
        } else if matching == Matching::Identity && versions.0.is_some() && versions.0 == versions.1 {
            "equal as numbers, but text is compared"
        } else if refused {
            ""
        } else {
            "not signed: the value of the JAD counts"
        };
        let place = format!("manifest line {}", other.line);
        let fact = departure(What::Mismatch, Descriptor::Jad.token()).of(attribute).other(&other.value);
        let basis = known.filter(|known| known.matching == Matching::Identity).map_or(INSTALLER, Basis::from);
        let fact = fact.ota(refused.then_some(905)).because(&clauses(&place, detail), basis);
        self.state(fact, Descriptor::Jad.line(attribute.line));
    }

    fn jad_only(&mut self, known: Option<&Known>, attribute: &Attribute) {
        // What belongs into the JAD only is not meant to be signed.
        if known.is_some_and(|known| known.file != Where::Both) {
            return;
        }
        let demanded = known.is_some_and(|known| known.in_manifest_too);
        let detail = if demanded {
            "phoneME wants it in the manifest of a signed suite too"
        } else {
            "not under the signature: whoever holds the JAR can write it"
        };
        let basis = Basis("MIDP 2.1 midlet/package.html; MIDP 2.1 PKITrust.html; phoneME Installer", Confidence::High);
        let fact = departure(What::JadOnly, Descriptor::Jad.token()).of(attribute);
        let fact = fact.ota(demanded.then_some(905)).because(detail, basis);
        self.state(fact, Descriptor::Jad.line(attribute.line));
    }
}

/// Whether two comma-separated values hold the same, blanks around the items aside; in lists of permissions in any order.
fn same_items(known: Option<&Known>, one: &str, other: &str) -> bool {
    let any_order = known.is_some_and(|k| matches!(k.syntax, Syntax::Permissions | Syntax::PermissionsOpt));
    let items = |text: &str| {
        let mut items: Vec<String> = text.split(',').map(|item| item.trim().to_string()).collect();
        if any_order {
            items.sort_unstable();
        }
        items
    };
    items(one) == items(other)
}
