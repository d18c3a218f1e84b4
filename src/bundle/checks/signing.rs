//! Whether the signing attributes of the JAD belong together (MIDP 2.1, PKITrust). What the signature is worth, the trust
//! stage says.

use super::{Basis, Checks, Confidence, Descriptor, Fill, What, departure};
use crate::bundle::attributes::{Attribute, Attributes, attribute_number};
use std::collections::BTreeMap;

const PKI: Basis = Basis("MIDP 2.1 PKITrust.html; phoneME VerifierImpl; Symbian JRT javainstaller", Confidence::High);

/// The certificates of a JAD by path and by place in it.
type Paths<'a> = BTreeMap<u32, BTreeMap<u32, &'a Attribute>>;

impl Checks<'_, '_, '_> {
    /// Looks for certificates that no device gets to and for signatures without the signer's certificate.
    pub(super) fn signing(&mut self) {
        let Some(jad) = &self.bundle.jad else { return };
        let paths = paths(jad);
        let mut signatures = Vec::new();
        signatures.extend(jad.get("MIDlet-Jar-RSA-SHA1").map(|signature| (1, signature)));
        for n in jad.numbers("MIDlet-Jar-RSA-SHA1-") {
            signatures.extend(jad.get(&format!("MIDlet-Jar-RSA-SHA1-{n}")).map(|signature| (n, signature)));
        }
        if signatures.is_empty() {
            let first = paths.values().flat_map(BTreeMap::values).min_by_key(|attribute| attribute.line);
            if let Some(first) = first {
                self.orphan(
                    first,
                    "no MIDlet-Jar-RSA-SHA1: devices pass over the certificates, the suite is untrusted",
                );
            }
            return;
        }
        for (expected, (n, path)) in (1..).zip(&paths) {
            let gap = (1..).zip(path).find(|(expected, (m, _))| expected != *m);
            if let (true, Some(first)) = (expected != *n, path.values().next()) {
                self.orphan(first, &format!("there is no path {expected}: devices stop there and never see this one"));
                break;
            }
            if let Some((missing, (_, attribute))) = gap {
                let detail = format!("MIDlet-Certificate-{n}-{missing} is missing: devices stop there");
                self.orphan(attribute, &detail);
            }
        }
        for (n, signature) in signatures {
            if !paths.get(&n).is_some_and(|path| path.contains_key(&1)) {
                let fact = departure(What::SignatureWithoutCertificate, Descriptor::Jad.token()).named(&signature.name);
                let detail = format!("there is no MIDlet-Certificate-{n}-1");
                self.state(fact.ota(Some(909)).because(&detail, PKI), Descriptor::Jad.line(signature.line));
            }
        }
    }

    fn orphan(&mut self, attribute: &Attribute, detail: &str) {
        let fact = departure(What::OrphanCertificate, Descriptor::Jad.token()).named(&attribute.name);
        self.state(fact.because(detail, PKI), Descriptor::Jad.line(attribute.line));
    }
}

fn paths(jad: &Attributes) -> Paths<'_> {
    let mut paths = Paths::new();
    for attribute in jad.main() {
        let numbers = attribute.name.strip_prefix("MIDlet-Certificate-").and_then(|rest| rest.split_once('-'));
        if let Some((Some(n), Some(m))) = numbers.map(|(n, m)| (attribute_number(n), attribute_number(m))) {
            paths.entry(n).or_default().insert(m, attribute);
        }
    }
    paths
}
