//! The MIDP signature: `MIDlet-Jar-RSA-SHA1` and `MIDlet-Certificate-<n>-<m>` in the JAD (MIDP 2.1, PKITrust).

use super::base64;
use super::certificate::{Certificate, Key};
use super::{Signature, Trust};
use crate::bundle::Descriptor;
use crate::bundle::attributes::{Attribute, Attributes, attribute_number};
use crate::bundle::checks::{Basis, Fill, departure};
use crate::facts::{self, DescriptorConfidence as Confidence, DescriptorFile, DescriptorWhat as What, Facts};
use crate::facts::{SignatureScheme as Scheme, SignatureState as State};
use crate::limits::{self, Limits};
use ring::signature::{RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, RsaPublicKeyComponents};
use std::collections::BTreeMap;

const PKI: Basis = Basis("MIDP 2.1 PKITrust.html; phoneME VerifierImpl; Symbian JRT javainstaller", Confidence::High);
const SIGNATURE: &str = "MIDlet-Jar-RSA-SHA1";

/// The certificates of a JAD by path and position, of each name the one that counts.
type Numbered<'a> = BTreeMap<u32, BTreeMap<u32, &'a Attribute>>;

/// One certification path as far as a device would follow it.
#[derive(Debug)]
pub struct Path {
    /// Its number.
    pub n: u32,
    /// Its certificates from the signer's upwards; `None` for one that can't be read.
    pub certificates: Vec<Option<Certificate>>,
}

/// States what the signing attributes of the JAD say. `jar` has the bytes that are signed.
pub(super) fn examine(jad: &Attributes, jar: Option<&[u8]>, limits: &Limits, trust: &mut Trust, facts: &mut Facts) {
    let numbered = certificates(jad);
    trust.paths = paths(&numbered, facts);
    let single = jad.get(SIGNATURE);
    let many: Vec<(u32, &Attribute)> = jad
        .numbers("MIDlet-Jar-RSA-SHA1-")
        .into_iter()
        .filter_map(|n| Some((n, jad.get(&format!("MIDlet-Jar-RSA-SHA1-{n}"))?)))
        .collect();
    trust.signed = single.is_some();
    let mut verifier = Verifier { jar, left: limits.signature_checks, cut: false };
    if single.is_none() && many.is_empty() {
        if let Some(first) = numbered.values().flat_map(BTreeMap::values).min_by_key(|a| a.line) {
            let detail = "no signature: devices pass over the certificates and take the suite as untrusted";
            let fact = departure(What::OrphanCertificate, DescriptorFile::Jad).named(&first.name).because(detail, PKI);
            facts.push(fact.at(Descriptor::Jad.line(first.line)));
        }
    } else {
        orphans(&numbered, facts);
    }
    if let Some(attribute) = single {
        same_key(&trust.paths, &numbered, facts);
        let paths: Vec<&Path> = trust.paths.iter().collect();
        let verdict = judge(attribute, &paths, &mut verifier);
        trust.signatures.push(verdict.state(Scheme::Midp, None, attribute, facts));
    }
    for (n, attribute) in many {
        let paths: Vec<&Path> = trust.paths.iter().filter(|path| path.n == n).collect();
        let verdict = judge(attribute, &paths, &mut verifier);
        trust.signatures.push(verdict.state(Scheme::Midp3, Some(n), attribute, facts));
    }
    if verifier.cut {
        let detail = "further signatures are not checked";
        facts.push(limits::reached(limits, "signature-checks", None, detail, crate::facts::Place::Jad { line: None }));
    }
}

/// Checks signatures over one JAR, as many as the limit allows: each hashes all of it.
struct Verifier<'a> {
    jar: Option<&'a [u8]>,
    left: u64,
    cut: bool,
}

fn certificates(jad: &Attributes) -> Numbered<'_> {
    let mut numbered = Numbered::new();
    for attribute in jad.main() {
        let numbers = attribute.name.strip_prefix("MIDlet-Certificate-").and_then(|rest| rest.split_once('-'));
        let Some((n, m)) = numbers.and_then(|(n, m)| Some((attribute_number(n)?, attribute_number(m)?))) else {
            continue;
        };
        // Of duplicates the last counts, as in `Attributes::get`.
        numbered.entry(n).or_default().insert(m, attribute);
    }
    numbered
}

/// Reads the paths that a device would try: n from 1 without a gap, and in each m from 1 without a gap.
fn paths(numbered: &Numbered<'_>, facts: &mut Facts) -> Vec<Path> {
    let counted = (1..).map_while(|n| Some((n, numbered.get(&n).filter(|path| path.contains_key(&1))?)));
    let mut paths = Vec::new();
    for (n, path) in counted {
        let attributes = (1..).map_while(|m| path.get(&m));
        paths.push(Path { n, certificates: attributes.map(|attribute| certificate(attribute, facts)).collect() });
    }
    paths
}

/// Reads one certificate and states what is wrong with its encoding.
fn certificate(attribute: &Attribute, facts: &mut Facts) -> Option<Certificate> {
    let read = || {
        let decoded = base64::decode(&attribute.value).map_err(String::from)?;
        let certificate =
            Certificate::read(&decoded.bytes).map_err(|error| format!("no X.509 certificate: {error}"))?;
        let leniency = match certificate.surplus {
            0 => decoded.leniency.to_string(),
            surplus => format!("{surplus} bytes after the certificate"),
        };
        Ok::<_, String>((certificate, leniency))
    };
    let (certificate, fault, ota) = match read() {
        Ok((certificate, leniency)) => (Some(certificate), leniency, None),
        Err(fault) => (None, fault, Some(909)),
    };
    if !fault.is_empty() {
        let fact = departure(What::BadValue, DescriptorFile::Jad).named(&attribute.name).ota(ota);
        facts.push(fact.because(&fault, PKI).at(Descriptor::Jad.line(attribute.line)));
    }
    certificate
}

/// States the certificates that no device gets to, because one before is missing: the first after each gap.
fn orphans(numbered: &Numbered<'_>, facts: &mut Facts) {
    let mut state = |attribute: &Attribute, missing: String| {
        let detail = "devices stop at the missing one and don't see this";
        let fact = departure(What::OrphanCertificate, DescriptorFile::Jad).named(&attribute.name).other(&missing);
        facts.push(fact.because(detail, PKI).at(Descriptor::Jad.line(attribute.line)));
    };
    let mut expected_n = 1;
    for (&n, path) in numbered {
        if n != expected_n
            && let Some(first) = path.values().next()
        {
            state(first, format!("MIDlet-Certificate-{expected_n}-1"));
        }
        expected_n = n.saturating_add(1);
        let mut expected_m = 1;
        for (&m, attribute) in path {
            if m != expected_m {
                state(attribute, format!("MIDlet-Certificate-{n}-{expected_m}"));
            }
            expected_m = m.saturating_add(1);
        }
    }
}

/// There is one signature, so that the signer's certificate of every path must hold the same key.
fn same_key(paths: &[Path], numbered: &Numbered<'_>, facts: &mut Facts) {
    let key = |path: &Path| path.certificates.first().cloned().flatten().map(|certificate| certificate.key);
    let mut keys = paths.iter().filter_map(|path| Some((path.n, key(path)?)));
    let Some((first, expected)) = keys.next() else { return };
    for (n, _) in keys.filter(|(_, key)| *key != expected) {
        if let Some(attribute) = numbered.get(&n).and_then(|path| path.get(&1)) {
            let fact = departure(What::Mismatch, DescriptorFile::Jad).named(&attribute.name);
            let fact = fact.other(&format!("MIDlet-Certificate-{first}-1"));
            let fact = fact.because("another key: one signature can't fit both paths", PKI);
            facts.push(fact.at(Descriptor::Jad.line(attribute.line)));
        }
    }
}

/// What came of one signature.
struct Verdict<'a> {
    state: State,
    signer: Option<&'a Certificate>,
    detail: String,
}

/// Compares a signature with the signers' certificates of the paths, in their order.
fn judge<'a>(attribute: &Attribute, paths: &[&'a Path], verifier: &mut Verifier<'_>) -> Verdict<'a> {
    let signers: Vec<(u32, &Certificate)> =
        paths.iter().filter_map(|path| Some((path.n, path.certificates.first()?.as_ref()?))).collect();
    let signer = signers.first().map(|(_, certificate)| *certificate);
    let decoded = match base64::decode(&attribute.value) {
        Ok(decoded) => decoded,
        Err(fault) => return Verdict { state: State::Unreadable, signer, detail: fault.into() },
    };
    let with = |state, signer, why: &str| {
        let parts: Vec<&str> = [why, decoded.leniency].into_iter().filter(|part| !part.is_empty()).collect();
        Verdict { state, signer, detail: parts.join("; ") }
    };
    if paths.is_empty() {
        return with(State::NoCertificate, None, "no certificate of the signer");
    }
    if verifier.jar.is_none() {
        return with(State::NotChecked, signer, "no JAR");
    }
    let mut unchecked = None;
    let mut broken = None;
    for (n, certificate) in &signers {
        match verifier.verify(&certificate.key, &decoded.bytes) {
            Ok(()) if paths.len() > 1 => {
                return with(State::MatchesCertificate, Some(certificate), &format!("path {n}"));
            }
            Ok(()) => return with(State::MatchesCertificate, Some(certificate), ""),
            Err(Fault::NotChecked(why)) => unchecked = unchecked.or(Some((*certificate, why))),
            Err(Fault::Broken(why)) => broken = broken.or(Some((*certificate, why))),
        }
    }
    match (unchecked, broken) {
        (Some((certificate, why)), _) => with(State::NotChecked, Some(certificate), &why),
        (None, Some((certificate, why))) => with(State::Broken, Some(certificate), &why),
        (None, None) => with(State::Unreadable, None, "no signer's certificate can be read"),
    }
}

/// Why a signature is not confirmed.
enum Fault {
    /// it does not fit
    Broken(String),
    /// it can't be told
    NotChecked(String),
}

impl Verifier<'_> {
    /// RSASSA-PKCS1-v1_5 with SHA-1 over the whole JAR.
    fn verify(&mut self, key: &Key, signature: &[u8]) -> Result<(), Fault> {
        let Key::Rsa { modulus, exponent } = key else {
            return Err(Fault::NotChecked("the key of the signer is not RSA".into()));
        };
        if signature.len() != modulus.len() {
            let (have, want) = (signature.len(), modulus.len());
            return Err(Fault::Broken(format!("the signature has {have} bytes and the key {want}")));
        }
        // What `ring` takes: 1024 to 8192 bits, an odd exponent from 3 to 2^33.
        let bits = key.bits().unwrap_or(0);
        if !(1017..=8192).contains(&bits) {
            return Err(Fault::NotChecked(format!("an RSA key of {bits} bits")));
        }
        let value = exponent.iter().try_fold(0u64, |value, byte| {
            value.checked_mul(256).map(|value| value | u64::from(*byte)).filter(|value| *value < 1 << 33)
        });
        if !value.is_some_and(|value| value >= 3 && value % 2 == 1) {
            return Err(Fault::NotChecked("an RSA key with an odd public exponent out of range or an even one".into()));
        }
        let Some(jar) = self.jar else { return Err(Fault::NotChecked("no JAR".into())) };
        let Some(left) = self.left.checked_sub(1) else {
            self.cut = true;
            return Err(Fault::NotChecked("too many signatures".into()));
        };
        self.left = left;
        RsaPublicKeyComponents { n: modulus, e: exponent }
            .verify(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, jar, signature)
            .map_err(|_| Fault::Broken("it does not fit the JAR and the signer's key".into()))
    }
}

impl Verdict<'_> {
    fn state(self, scheme: Scheme, path: Option<u32>, attribute: &Attribute, facts: &mut Facts) -> Signature {
        let place = Descriptor::Jad.line(attribute.line);
        if self.state == State::NoCertificate {
            let fact = departure(What::SignatureWithoutCertificate, DescriptorFile::Jad).named(&attribute.name);
            facts.push(fact.ota(Some(909)).because(&self.detail, PKI).at(place.clone()));
        }
        let refused = matches!(self.state, State::Broken | State::Unreadable | State::NoCertificate);
        let mut detail = self.detail;
        if self.state == State::Broken {
            detail.push_str("; Symbian answers 910");
        }
        let text = |get: fn(&Certificate) -> &String| self.signer.map(|signer| get(signer).as_str().into());
        let fact = facts::Signature {
            scheme,
            state: self.state,
            subject: text(|signer| &signer.subject),
            issuer: text(|signer| &signer.issuer),
            key_bits: self.signer.and_then(|signer| signer.key.bits()).map(i64::from),
            algorithm: text(|signer| &signer.algorithm),
            not_before: text(|signer| &signer.not_before),
            not_after: text(|signer| &signer.not_after),
            ota: refused.then_some(909),
            detail: (!detail.is_empty()).then(|| detail.into()),
        };
        facts.push(fact.at(place));
        Signature { scheme, state: self.state, path }
    }
}
