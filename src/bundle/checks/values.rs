//! Each attribute by its row of the table: its name, its file, its value.

use super::{Basis, Checks, Confidence, Descriptor, Fill, MIDP, What, clauses, departure, known, syntax};
use crate::bundle::attributes::Attribute;
use crate::bundle::known::{Family, Known, Required, Where};

/// Longest name of an attribute that Symbian takes.
const SYMBIAN_NAME: usize = 512;
const SYMBIAN: Basis = Basis("Symbian JRT javainstaller", Confidence::High);

impl Checks<'_, '_, '_> {
    /// Checks every attribute of both files by itself.
    pub(super) fn values(&mut self) {
        let bundle = self.bundle;
        let midp3 = bundle.profiles().contains(&"MIDP-3.0");
        for (file, attributes) in bundle.files() {
            for attribute in &attributes.list {
                let length = attribute.name.chars().count();
                if length > SYMBIAN_NAME {
                    let fact = departure(What::OverLong, file.token()).named(&attribute.name);
                    let detail = format!("a name of {length} characters; Symbian takes {SYMBIAN_NAME}");
                    self.state(fact.because(&detail, SYMBIAN), file.line(attribute.line));
                }
                match known::attribute(&attribute.name) {
                    Some(known) => self.by_row(known, file, attribute, midp3),
                    None => self.unknown(file, attribute),
                }
            }
        }
        let first = bundle.manifest.as_ref().and_then(|manifest| manifest.list.first());
        if let Some(version) = bundle.manifest.as_ref().and_then(|manifest| manifest.get("Manifest-Version"))
            && let Some(known) = known::attribute("Manifest-Version")
            && !first.is_some_and(|first| std::ptr::eq(first, version))
        {
            let fact = departure(What::BadValue, Descriptor::Manifest.token()).of(version);
            let detail = clauses("not in the first line", known.devices);
            self.state(fact.because(&detail, known), Descriptor::Manifest.line(version.line));
        }
    }

    fn unknown(&mut self, file: Descriptor, attribute: &Attribute) {
        let place = file.line(attribute.line);
        if let Some((known, spelt)) = known::near_miss(&attribute.name) {
            // Names of Java SE are compared without case by those who read them.
            if known.family != Family::Java {
                let fact = departure(What::CaseVariant, file.token()).of(attribute).other(&spelt);
                let detail = "devices compare names with case and don't take it for that one";
                self.state(fact.because(detail, MIDP), place);
            }
        } else if known::RESERVED.iter().any(|start| attribute.name.starts_with(start)) {
            let fact = departure(What::UnknownReserved, file.token()).of(attribute);
            self.state(fact.because("no standard or vendor known here defines it", MIDP), place);
        }
    }

    fn by_row(&mut self, known: &'static Known, file: Descriptor, attribute: &Attribute, midp3: bool) {
        let place = file.line(attribute.line);
        let fact = |what| departure(what, file.token()).of(attribute);
        let elsewhere = match (known.file, file) {
            (Where::Jad, Descriptor::Manifest) => Some(What::IgnoredInManifest),
            (Where::Manifest, Descriptor::Jad) => Some(What::IgnoredInJad),
            _ => None,
        };
        if let Some(what) = elsewhere {
            if !known.harmless_elsewhere {
                self.state(fact(what).because(known.note, known), place);
            }
            return;
        }
        if known.test_switch {
            self.state(fact(What::TestSwitch).because(known.note, known), place.clone());
        }
        if known.family == Family::Midp3 && !midp3 {
            let ota = (known.confidence != Confidence::Low).then_some(906);
            let detail = "Symbian refuses it in a suite of MIDP 2, others pass over it";
            self.state(fact(What::Midp3Attribute).ota(ota).because(detail, known), place.clone());
        }
        if let Some(section) = &attribute.section
            && known.family != Family::Java
        {
            let detail = if section.is_empty() {
                "after an empty line: phoneME reads it, java.util.jar doesn't".to_string()
            } else {
                format!("in the section of {section}: phoneME reads it as a main attribute, java.util.jar doesn't")
            };
            let basis = Basis("phoneME ManifestProperties; matos checkers", Confidence::High);
            let mut fact = fact(What::OutsideMainSection).because(&detail, basis);
            let main = self.bundle.manifest.as_ref().and_then(|manifest| manifest.get(&attribute.name));
            if let Some(main) = main.filter(|main| main.value != attribute.value) {
                fact = fact.other(&main.value);
            }
            self.state(fact, place.clone());
        }
        if attribute.value.is_empty() {
            let codes = if known.required == Required::No { known.bad } else { known.missing };
            if known.required != Required::No || !syntax::may_be_empty(known.syntax) {
                self.state(fact(What::EmptyAttribute).ota(file.status(codes)).because(known.devices, known), place);
            }
            return;
        }
        let said = self.said_of_jad(file, attribute);
        for problem in syntax::problems(known.syntax, &attribute.value) {
            let ota = if problem.refused { file.status(known.bad) } else { None };
            if said && ota.is_none_or(|code| code == 908) {
                continue;
            }
            let detail = clauses(&problem.detail, known.devices);
            let mut fact = fact(problem.what).ota(ota).because(&detail, known);
            fact.other = problem.other.as_deref().map(Into::into);
            self.state(fact, place.clone());
        }
        let length = attribute.value.chars().count();
        if let Some(max) = known.max.filter(|max| length > *max as usize && !said) {
            let detail = format!("{length} characters, more than {max}");
            self.state(fact(What::OverLong).ota(file.status(known.long)).because(&detail, known), place);
        }
    }
}
