//! Which signing attributes the JAD has, and whether devices get to them. What they hold is looked at in `trust`.

use super::{Basis, Checks, Confidence, Descriptor, Fill, What, departure};
use crate::bundle::attributes::{Attribute, Attributes, attribute_number};
use std::collections::BTreeMap;

const PKI: Basis = Basis("MIDP 2.1 PKITrust.html; phoneME VerifierImpl; Symbian JRT javainstaller", Confidence::High);
const SIGNATURE: &str = "MIDlet-Jar-RSA-SHA1";

impl Checks<'_, '_, '_> {
    /// Certificates without signature, signatures without certificate, certificates behind a gap in the numbers.
    pub(super) fn signing(&mut self) {
        let Some(jad) = &self.bundle.jad else { return };
        let paths = certificates(jad);
        let numbered = jad.numbers(&format!("{SIGNATURE}-"));
        let signatures = numbered.into_iter().filter_map(|n| Some((n, jad.get(&format!("{SIGNATURE}-{n}"))?)));
        let signatures: Vec<(u32, &Attribute)> =
            jad.get(SIGNATURE).map(|a| (1, a)).into_iter().chain(signatures).collect();
        if signatures.is_empty() {
            if let Some(first) = paths.values().flat_map(BTreeMap::values).min_by_key(|attribute| attribute.line) {
                let detail = "no signature: devices pass over the certificates and take the suite as untrusted";
                self.orphan(first, None, detail);
            }
            return;
        }
        for (n, signature) in signatures {
            if !paths.get(&n).is_some_and(|path| path.contains_key(&1)) {
                let fact = departure(What::SignatureWithoutCertificate, Descriptor::Jad.token()).named(&signature.name);
                let fact = fact.other(&format!("MIDlet-Certificate-{n}-1")).ota(Some(909));
                self.state(fact.because("no certificate of the signer", PKI), Descriptor::Jad.line(signature.line));
            }
        }
        // Devices stop at the first gap: what is after it is one departure.
        let unseen = "devices stop at the missing one: this and what follows is not seen";
        for (expected, (&n, path)) in (1..).zip(&paths) {
            if n != expected {
                if let Some(first) = path.values().next() {
                    self.orphan(first, Some(format!("MIDlet-Certificate-{expected}-1")), unseen);
                }
                break;
            }
            if let Some((missing, (_, first))) = (1..).zip(path).find(|(expected, (m, _))| expected != *m) {
                self.orphan(first, Some(format!("MIDlet-Certificate-{n}-{missing}")), unseen);
            }
        }
    }

    fn orphan(&mut self, attribute: &Attribute, missing: Option<String>, detail: &str) {
        let mut fact = departure(What::OrphanCertificate, Descriptor::Jad.token()).named(&attribute.name);
        fact.other = missing.map(Into::into);
        self.state(fact.because(detail, PKI), Descriptor::Jad.line(attribute.line));
    }
}

/// The certificates by path n and position m, of each name the one that counts.
fn certificates(jad: &Attributes) -> BTreeMap<u32, BTreeMap<u32, &Attribute>> {
    let mut paths: BTreeMap<u32, BTreeMap<u32, &Attribute>> = BTreeMap::new();
    for attribute in jad.main() {
        let numbers = attribute.name.strip_prefix("MIDlet-Certificate-").and_then(|rest| rest.split_once('-'));
        if let Some((n, m)) = numbers.and_then(|(n, m)| Some((attribute_number(n)?, attribute_number(m)?))) {
            // Of duplicates the last counts, as in `Attributes::get`.
            paths.entry(n).or_default().insert(m, attribute);
        }
    }
    paths
}
