//! MIDP signing (MIDP 2.1, trusted MIDlet suites using X.509 PKI): `MIDlet-Jar-RSA-SHA1` over all bytes of the JAR and
//! the certification paths `MIDlet-Certificate-<n>-<m>`, both in the JAD.

use super::certificate::{Agreement, Certificate, Key, RsaKey};
use super::{encoded, unsaid};
use crate::bundle::attributes::{Attribute, Attributes, attribute_number};
use crate::facts::{self, Facts, Place, SignatureScheme, SignatureState, Str};
use crate::limits::{self, Limits};

/// Name of the signature attribute.
pub(super) const SIGNATURE: &str = "MIDlet-Jar-RSA-SHA1";
const CERTIFICATE: &str = "MIDlet-Certificate-";
/// OTA status of a JAD or suite that is refused for its signature or certificates.
const AUTHENTICATION_FAILURE: i64 = 909;
/// Public exponents below make lax checks of the padding forgeable (signing.md P08).
const SAFE_EXPONENT: u64 = 65_537;

/// States the signature of the JAD: one fact for each signer's certificate that differs. Gives the state under the path
/// that a device tries first.
pub(super) fn examine(
    jad: &Attributes,
    signature: &Attribute,
    jar: Option<&[u8]>,
    limits: &Limits,
    facts: &mut Facts,
) -> SignatureState {
    let mut check = Check {
        jad,
        place: Place::jad(signature.line),
        signature: encoded::decode(&signature.value),
        jar,
        left: limits.certificates,
        cut: false,
        leaves: Vec::new(),
        agreements: Vec::new(),
    };
    let paths = paths(jad);
    let mut first = None;
    if paths.first() != Some(&1) {
        let mut fact = unsaid(SignatureScheme::Midp, SignatureState::NoCertificate);
        fact.ota = Some(AUTHENTICATION_FAILURE);
        fact.detail = Some("there is no MIDlet-Certificate-1-1".into());
        first = Some(fact.state);
        facts.push(fact.at(check.place.clone()));
    }
    for (index, n) in paths.iter().enumerate() {
        // Devices count up from 1 and stop at the first number that is missing.
        let tried = *n as usize == index + 1;
        let Some((state, fact)) = check.path(*n, tried) else { break };
        first.get_or_insert(state);
        if let Some(fact) = fact {
            facts.push(fact.at(check.place.clone()));
        }
    }
    if check.cut {
        let seen = jad.main().filter(|a| a.name.starts_with(CERTIFICATE)).count() as u64;
        facts.push(limits::reached(
            limits,
            "certificates",
            Some(seen),
            "the rest was not examined",
            check.place.clone(),
        ));
    }
    first.unwrap_or_else(|| {
        let mut fact = unsaid(SignatureScheme::Midp, SignatureState::NotChecked);
        fact.detail = Some("no certificate was examined".into());
        facts.push(fact.at(check.place));
        SignatureState::NotChecked
    })
}

/// States every `MIDlet-Jar-RSA-SHA1-<n>` of MIDP 3 (JSR 271); `false` when there is none.
pub(super) fn state_numbered(jad: &Attributes, limits: &Limits, facts: &mut Facts) -> bool {
    let numbers = jad.numbers(&format!("{SIGNATURE}-"));
    let cut = usize::try_from(limits.certificates).unwrap_or(usize::MAX);
    for n in numbers.iter().take(cut) {
        let mut fact = unsaid(SignatureScheme::Midp3, SignatureState::NotChecked);
        fact.detail = Some(format!("signature {n}: numbered signatures are not verified").into());
        let line = jad.get(&format!("{SIGNATURE}-{n}")).map(|attribute| attribute.line);
        facts.push(fact.at(Place::Jad { line }));
    }
    if numbers.len() > cut {
        let seen = Some(numbers.len() as u64);
        let detail = "the remaining numbered signatures were not stated";
        facts.push(limits::reached(limits, "certificates", seen, detail, Place::Jad { line: None }));
    }
    !numbers.is_empty()
}

/// The numbers n of all certification paths that have a signer's certificate, ascending.
fn paths(jad: &Attributes) -> Vec<u32> {
    let path = |attribute: &Attribute| match attribute.name.strip_prefix(CERTIFICATE)?.split_once('-')? {
        (n, "1") => attribute_number(n),
        _ => None,
    };
    let mut paths: Vec<u32> = jad.main().filter_map(path).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// The check of one signature against all certification paths.
struct Check<'a> {
    jad: &'a Attributes,
    place: Place,
    signature: Result<Vec<u8>, String>,
    jar: Option<&'a [u8]>,
    /// Certificates that may still be examined.
    left: u64,
    /// Some were not.
    cut: bool,
    /// The signers' certificates seen: as written, their path, what they say.
    leaves: Vec<(Str, u32, Option<Certificate>, SignatureState)>,
    /// What each key gave: hashing the JAR once a key is enough.
    agreements: Vec<(RsaKey, Agreement)>,
}

/// What is said of the signature under one path.
#[derive(Default)]
struct Remarks {
    clauses: Vec<String>,
    refused: bool,
}

impl Check<'_> {
    /// The certificate attribute n-m, when it is there and may still be examined.
    fn certificate(&mut self, n: u32, m: u32) -> Option<Str> {
        let attribute = self.jad.get(&format!("{CERTIFICATE}{n}-{m}"))?;
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Some(attribute.value.clone())
            }
            None => {
                self.cut = true;
                None
            }
        }
    }

    /// Examines path n; `None` when the limit is reached. `tried` says whether devices come to this path. There is no
    /// fact about a path that has nothing to add to an earlier one.
    fn path(&mut self, n: u32, tried: bool) -> Option<(SignatureState, Option<facts::Signature>)> {
        let value = self.certificate(n, 1)?;
        let mut remarks = Remarks::default();
        let seen = self.leaves.iter().find(|(written, ..)| *written == value);
        let repeated = seen.is_some();
        let (leaf, state) = match seen {
            Some((_, _, leaf, state)) => (leaf.clone(), *state),
            None => {
                let leaf =
                    read(&value).map_err(|why| remarks.clauses.push(format!("MIDlet-Certificate-{n}-1: {why}"))).ok();
                let state = self.agree(leaf.as_ref(), &mut remarks);
                if let Some(other) = leaf.as_ref().and_then(|leaf| self.other_key(leaf)) {
                    remarks.clauses.push(format!("its key is not that of path {other}"));
                }
                self.leaves.push((value, n, leaf.clone(), state));
                (leaf, state)
            }
        };
        self.issuers(n, &mut remarks);
        if repeated && remarks.clauses.is_empty() {
            return Some((state, None));
        }
        if n > 1 {
            let gap = if tried { "" } else { ", behind a gap in the numbers: devices do not come to it" };
            remarks.clauses.insert(0, format!("path {n}{gap}"));
        }
        let refused = remarks.refused || matches!(state, SignatureState::Broken | SignatureState::Unreadable);
        let mut fact = unsaid(SignatureScheme::Midp, state);
        if let Some(leaf) = leaf {
            if let Key::Rsa(key) = &leaf.key {
                fact.key_bits = Some(key.bits() as i64);
            }
            fact.subject = Some(leaf.subject);
            fact.issuer = Some(leaf.issuer);
            fact.algorithm = Some(leaf.algorithm);
            fact.not_before = Some(leaf.not_before);
            fact.not_after = Some(leaf.not_after);
        }
        fact.ota = (refused && tried).then_some(AUTHENTICATION_FAILURE);
        fact.detail = (!remarks.clauses.is_empty()).then(|| remarks.clauses.join("; ").into());
        Some((state, Some(fact)))
    }

    /// Reads the issuers' certificates of path n: a device refuses the suite for one that it cannot read.
    fn issuers(&mut self, n: u32, remarks: &mut Remarks) {
        let mut m = 2;
        while let Some(value) = self.certificate(n, m) {
            if let Err(why) = read(&value) {
                remarks.clauses.push(format!("MIDlet-Certificate-{n}-{m}: {why}"));
                remarks.refused = true;
            }
            m += 1;
        }
    }

    /// Whether the signature agrees with the certificate.
    fn agree(&mut self, leaf: Option<&Certificate>, remarks: &mut Remarks) -> SignatureState {
        let signature = match &self.signature {
            Ok(signature) => signature,
            Err(why) => {
                remarks.clauses.push(format!("the signature: its Base64 {why}"));
                return SignatureState::Unreadable;
            }
        };
        let mut remark = |clause: String| remarks.clauses.push(clause);
        let key = match leaf.map(|leaf| &leaf.key) {
            None => return SignatureState::Unreadable,
            Some(Key::Unreadable) => {
                remark("the key is not read as PKCS #1 in DER".into());
                return SignatureState::Unreadable;
            }
            Some(Key::Other(name)) => {
                remark(format!("the key is not RSA but {name}"));
                return SignatureState::Broken;
            }
            Some(Key::Rsa(key)) => key,
        };
        if signature.len() != key.signature_bytes() {
            let (has, needs) = (signature.len(), key.signature_bytes());
            remark(format!("the signature has {has} bytes where the key makes {needs}"));
            return SignatureState::Unreadable;
        }
        if let Some(e) = key.exponent().filter(|e| *e < SAFE_EXPONENT) {
            remark(format!("the public exponent of the key is {e}"));
        }
        let Some(jar) = self.jar else {
            remark("there is no JAR".into());
            return SignatureState::NotChecked;
        };
        let agreement = match self.agreements.iter().find(|(known, _)| known == key) {
            Some((_, agreement)) => *agreement,
            None => {
                let agreement = key.check(jar, signature);
                self.agreements.push((key.clone(), agreement));
                agreement
            }
        };
        match agreement {
            Agreement::Matches => SignatureState::MatchesCertificate,
            Agreement::Differs => SignatureState::Broken,
            Agreement::Unusable(why) => {
                remark(why.into());
                SignatureState::NotChecked
            }
        }
    }

    /// The first readable path, when its signer has another key: there is one signature, so all keys must be equal.
    fn other_key(&self, leaf: &Certificate) -> Option<u32> {
        let (_, n, first, _) = self.leaves.iter().find(|(_, _, leaf, _)| leaf.is_some())?;
        (first.as_ref()?.key != leaf.key).then_some(*n)
    }
}

/// Reads a certificate attribute. The error is a clause.
fn read(value: &str) -> Result<Certificate, String> {
    let der = encoded::decode(value).map_err(|why| format!("its Base64 {why}"))?;
    Certificate::parse(&der)
}
