//! Attributes that must be there, by file and by declared profile.

use super::{Checks, Descriptor, Fill, Place, What, clauses, departure, known};
use crate::bundle::attributes::Attributes;
use crate::bundle::known::{Known, Required};

impl Checks<'_, '_, '_> {
    /// Looks for every mandatory attribute. What can't be known, because a file is missing, is not stated.
    pub(super) fn presence(&mut self) {
        for known in known::ATTRIBUTES.iter().filter(|known| known.required != Required::No) {
            let name = match known.required_number {
                Some(n) => known.name.replace("<n>", &n.to_string()),
                None => known.name.to_string(),
            };
            let bundle = self.bundle;
            let (jad, manifest) = (bundle.jad.as_ref(), bundle.manifest.as_ref());
            let has = |attributes: Option<&Attributes>| attributes.is_some_and(|a| a.anywhere(&name).is_some());
            match known.required {
                Required::No => {}
                Required::Jad => self.demand(known, &name, Descriptor::Jad, jad),
                Required::Manifest => self.demand(known, &name, Descriptor::Manifest, manifest),
                Required::Each => {
                    self.demand(known, &name, Descriptor::Jad, jad);
                    self.demand(known, &name, Descriptor::Manifest, manifest);
                }
                Required::Either if has(jad) => {
                    let midp1 = bundle.profiles().iter().all(|profile| *profile == "MIDP-1.0");
                    if manifest.is_some() && !has(manifest) && midp1 && !bundle.profiles().is_empty() {
                        let detail = "MIDP 1.0 wants it in the manifest, MIDP 2 in one of the two";
                        self.missing(known, &name, Descriptor::Manifest, detail);
                    }
                }
                Required::Either => self.demand(known, &name, Descriptor::Manifest, manifest),
            }
        }
    }

    fn demand(&mut self, known: &Known, name: &str, file: Descriptor, attributes: Option<&Attributes>) {
        let Some(attributes) = attributes else { return };
        if attributes.anywhere(name).is_none() {
            let near = attributes.list.iter().find(|a| a.name.eq_ignore_ascii_case(name));
            let near = near.map(|a| format!("line {} has {}", a.line, a.name)).unwrap_or_default();
            self.missing(known, name, file, &clauses(&near, known.devices));
        }
    }

    fn missing(&mut self, known: &Known, name: &str, file: Descriptor, detail: &str) {
        let place = match file {
            Descriptor::Jad => Place::Jad { line: None },
            Descriptor::Manifest => Place::Manifest { line: None },
        };
        let fact = departure(What::MissingAttribute, file.token()).named(name).ota(file.status(known.missing));
        self.state(fact.because(detail, known), place);
    }
}
