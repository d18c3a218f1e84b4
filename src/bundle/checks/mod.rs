//! Where the JAD or the manifest departs from what devices expect, as `descriptor` facts with the OTA status that a
//! device would answer, the document that the check comes from, and how sure that is.

mod agreement;
mod format;
mod presence;
mod signing;
mod suite;
mod syntax;
mod values;

use super::attributes::Attribute;
use super::known::{self, Known};
use super::{Bundle, Descriptor, MANIFEST};
use crate::facts::{self, DescriptorConfidence as Confidence, DescriptorFile, DescriptorWhat as What, Facts, Place};
use crate::limits::{self, Limits};
use std::collections::BTreeMap;

/// Runs all checks on a bundle. What is no MIDlet suite is not held to MIDP: one fact says that it is none.
pub fn check(bundle: &Bundle<'_>, limits: &Limits, facts: &mut Facts) {
    let mut checks = Checks { bundle, limits, facts, signed: bundle.claims_signature(), stated: BTreeMap::new() };
    let unknown = bundle.manifest.is_none() && bundle.manifest_entry.is_some();
    if !bundle.is_suite() && !unknown {
        checks.not_a_suite();
        checks.manifest_twice();
        checks.count_the_rest();
        return;
    }
    // What is decisive comes first: the limit cuts what comes last.
    checks.manifest_itself();
    checks.manifest_twice();
    checks.presence();
    checks.agreement();
    checks.signing();
    checks.suite();
    checks.values();
    checks.formats();
    checks.count_the_rest();
}

/// The checks at work on one bundle.
struct Checks<'b, 'a, 'f> {
    bundle: &'b Bundle<'a>,
    limits: &'f Limits,
    facts: &'f mut Facts,
    /// The suite claims to be signed: other rules hold (MIDP 2.1, PKITrust).
    signed: bool,
    /// How many departures of each kind there are, stated or not.
    stated: BTreeMap<&'static str, u64>,
}

/// The document or implementation that a check comes from, and how sure that is.
#[derive(Clone, Copy)]
struct Basis(&'static str, Confidence);

const MIDP: Basis = Basis("MIDP 2.1 midlet/package.html", Confidence::High);
const INSTALLER: Basis = Basis("MIDP 2.1 midlet/package.html; phoneME Installer", Confidence::High);
/// Implementations whose ways to find the manifest were compared.
const READERS: Basis = Basis("phoneME Installer; Symbian JRT javainstaller", Confidence::High);
const MANIFEST_FILE: (DescriptorFile, Place) = (DescriptorFile::Manifest, Place::Manifest { line: None });
const JAR_FILE: (DescriptorFile, Place) = (DescriptorFile::Jar, Place::Archive { offset: None });

impl From<&Known> for Basis {
    fn from(known: &Known) -> Self {
        Basis(known.source, known.confidence)
    }
}

impl Descriptor {
    fn token(self) -> DescriptorFile {
        match self {
            Descriptor::Jad => DescriptorFile::Jad,
            Descriptor::Manifest => DescriptorFile::Manifest,
        }
    }

    /// The status for this file out of [JAD, manifest]; 0 is none.
    fn status(self, codes: [u16; 2]) -> Option<i64> {
        let code = codes[if self == Descriptor::Jad { 0 } else { 1 }];
        (code != 0).then_some(i64::from(code))
    }

    /// The status for text that is none: 906 for the JAD, 907 for the manifest.
    fn invalid(self) -> Option<i64> {
        self.status([906, 907])
    }
}

/// A fact with nothing in it yet.
fn departure(what: What, file: DescriptorFile) -> facts::Descriptor {
    facts::Descriptor {
        what,
        attribute: None,
        value: None,
        other: None,
        file,
        ota: None,
        detail: None,
        source: None,
        confidence: None,
    }
}

/// Fills a fact in, piece by piece.
trait Fill {
    fn of(self, attribute: &Attribute) -> Self;
    fn named(self, name: &str) -> Self;
    fn value(self, value: &str) -> Self;
    fn other(self, other: &str) -> Self;
    fn ota(self, code: Option<i64>) -> Self;
    fn because(self, detail: &str, basis: impl Into<Basis>) -> Self;
}

impl Fill for facts::Descriptor {
    /// Name and value of the attribute.
    fn of(mut self, attribute: &Attribute) -> Self {
        self.attribute = Some(attribute.name.clone());
        self.value = Some(attribute.value.clone());
        self
    }

    fn named(mut self, name: &str) -> Self {
        self.attribute = Some(name.into());
        self
    }

    fn value(mut self, value: &str) -> Self {
        self.value = Some(value.into());
        self
    }

    fn other(mut self, other: &str) -> Self {
        self.other = Some(other.into());
        self
    }

    fn ota(mut self, code: Option<i64>) -> Self {
        self.ota = code;
        self
    }

    fn because(mut self, detail: &str, basis: impl Into<Basis>) -> Self {
        let Basis(source, confidence) = basis.into();
        self.detail = (!detail.is_empty()).then(|| detail.into());
        self.source = Some(source.into());
        self.confidence = Some(confidence);
        self
    }
}

/// Two clauses as one text; either may be empty.
fn clauses(first: &str, second: &str) -> String {
    let parts: Vec<&str> = [first, second].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}

impl Checks<'_, '_, '_> {
    fn state(&mut self, fact: facts::Descriptor, place: Place) {
        let count = self.stated.entry(fact.what.as_str()).or_default();
        *count += 1;
        if *count <= self.limits.descriptor_facts {
            self.facts.push(fact.at(place));
        }
    }

    /// One fact for each kind of departure that the limit cut.
    fn count_the_rest(&mut self) {
        for (what, seen) in self.stated.iter().filter(|(_, seen)| **seen > self.limits.descriptor_facts) {
            let detail = format!("further departures of the kind {what} are not listed");
            self.facts.push(limits::reached(self.limits, "descriptor-facts", Some(*seen), &detail, Place::Bundle));
        }
    }

    /// A JAR without a JAD and without anything of MIDP in its manifest.
    fn not_a_suite(&mut self) {
        let entries = self.bundle.archive.as_ref().map_or(0, |archive| archive.entries().len());
        let (lacks, place) = match &self.bundle.manifest {
            _ if entries == 0 => return,
            Some(_) => ("the manifest has no attribute of MIDP", MANIFEST_FILE),
            None => ("no manifest", JAR_FILE),
        };
        self.state(departure(What::NotASuite, place.0).because(lacks, MIDP), place.1);
    }

    /// Whether this stands in the manifest and the JAD says the same, so that what is wrong with it was said there.
    fn said_of_jad(&self, file: Descriptor, attribute: &Attribute) -> bool {
        let jad = self.bundle.jad.as_ref().and_then(|jad| jad.get(&attribute.name));
        file == Descriptor::Manifest && jad.is_some_and(|jad| jad.value == attribute.value)
    }

    /// Whether there is a manifest, under its right name.
    fn manifest_itself(&mut self) {
        let bundle = self.bundle;
        let Some(archive) = bundle.archive.as_ref().filter(|archive| !archive.entries().is_empty()) else { return };
        let missing = departure(What::ManifestMissing, DescriptorFile::Jar).ota(Some(907));
        let Some(name) = bundle.manifest_entry.map(|entry| &archive.entries()[entry].name) else {
            self.state(missing.because("", READERS), JAR_FILE.1);
            return;
        };
        if bundle.manifest.is_none() {
            self.state(missing.because("it can't be read", READERS), Place::entry(name));
        } else if &**name != MANIFEST {
            let fact = departure(What::CaseVariant, DescriptorFile::Manifest).value(name).other(MANIFEST);
            let detail = "the manifest has a name in another case: Symbian takes it, phoneME answers 907";
            self.state(fact.because(detail, READERS), Place::entry(name));
        }
    }

    /// Whether there is more than one manifest. Also of what seems to be no suite: another one may make it a suite.
    fn manifest_twice(&mut self) {
        let bundle = self.bundle;
        let (Some(archive), Some(used)) = (&bundle.archive, bundle.manifest_entry) else { return };
        for (index, entry) in archive.entries().iter().enumerate() {
            if index != used && entry.name.eq_ignore_ascii_case(MANIFEST) {
                let fact = departure(What::ManifestDuplicate, DescriptorFile::Jar).value(&entry.name);
                let fact = fact.other(&archive.entries()[used].name);
                self.state(fact.because("readers differ in which one they take", READERS), Place::entry(&entry.name));
            }
        }
    }
}
