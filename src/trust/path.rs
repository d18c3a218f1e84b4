//! Certification paths: from the certificate of a signer to one of the roots given (RFC 5280, 6.1, as far as the profile
//! of phones goes: signing.md 1.2). Nothing is believed that no signature proves; roots are found by key.

use super::certificate::Certificate;
use super::hash::Worth;
use super::key::{Agreement, Key};
use super::outcome::Reading;
use super::roots::Roots;
use crate::facts::{SigningWhat as What, Str};
use crate::limits::Limits;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// What the judgement of paths rests on.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) roots: &'a Roots,
    /// Signatures in certificates that were checked.
    pub(super) known: &'a Known,
    /// Time at which dates must hold, seconds since 1970; `None`: dates are not judged.
    pub(super) at: Option<i64>,
    pub(super) purpose: Purpose,
    pub(super) limits: &'a Limits,
}

/// Who signed which certificate: each pair is checked once, however many paths lead through it.
#[derive(Debug, Default)]
pub(super) struct Known {
    pairs: RefCell<BTreeMap<(Str, Str), Agreement>>,
    /// Checks with keys that came with the bundle.
    checks: Cell<u64>,
    /// The limit was reached.
    cut: Cell<bool>,
}

impl Known {
    /// Whether the key of `issuer` made the signature in `certificate`. Checks with the keys of roots are not counted: the
    /// user chose them.
    fn signed_by(&self, certificate: &Certificate, issuer: &Certificate, is_root: bool, limits: &Limits) -> Agreement {
        let pair = (certificate.sha256.clone(), issuer.sha256.clone());
        let mut pairs = self.pairs.borrow_mut();
        if let Some(agreement) = pairs.get(&pair) {
            return agreement.clone();
        }
        if !is_root {
            if self.checks.get() >= limits.certificate_checks {
                self.cut.set(true);
                return Agreement::Unusable("the limit certificate-checks was reached".into());
            }
            self.checks.set(self.checks.get() + 1);
        }
        let agreement = certificate.signed_by(issuer, limits);
        pairs.insert(pair, agreement.clone());
        agreement
    }

    /// Whether some were not checked because of the limit.
    pub(super) fn is_cut(&self) -> bool {
        self.cut.get()
    }
}

/// What the signer's certificate must be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// MIDlet suites: the purposes count when the extension is critical (MIDP 2.1, javax.microedition.pki).
    Midp,
    /// Signed JARs: the purposes count whenever they are there (Java SE).
    Jar,
}

/// One thing about a certificate of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) what: What,
    /// Index in the path; the number of certificates stands for the root.
    pub(super) index: usize,
    /// The path does not count.
    pub(super) fatal: bool,
    pub(super) detail: String,
}

/// What a path is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It leads to the root of that index.
    Valid(usize),
    /// It is broken whatever roots there are; why.
    Invalid(String),
    /// It is in order as far as it goes, and none of the roots given continues it: the name that it asks for.
    NoRoot(Str),
    /// The same, and no root was given.
    RootMissing(Str),
    /// Something in it can't be checked; what.
    Unknown(String),
}

/// A path, judged.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) faults: Vec<Fault>,
}

/// `id-kp-codeSigning` and `anyExtendedKeyUsage` (RFC 5280, 4.2.1.12).
const CODE_SIGNING: [&str; 2] = ["1.3.6.1.5.5.7.3.3", "2.5.29.37.0"];
/// Public exponents below make lax checks of the padding forgeable (signing.md P08).
const SAFE_EXPONENT: u64 = 65_537;
/// RSA and DSA keys below can be broken with rented computers.
const WEAK_BITS: usize = 1_024;
/// What is asked for today.
const GOOD_BITS: usize = 2_048;

impl Judge<'_> {
    /// Judges a path that stands in order: the signer's certificate, then each the issuer of the one before.
    pub(super) fn in_order(&self, certificates: &[&Certificate], reading: &Reading) -> Judged {
        let most = usize::try_from(self.limits.path_length).unwrap_or(usize::MAX);
        let certificates = &certificates[..certificates.len().min(most)];
        let (linked, end) = self.linked(certificates);
        let mut first = None;
        for length in 1..=linked {
            let chain = &certificates[..length];
            let own = if length == 1 { self.roots.same_key(chain[0]) } else { Vec::new() };
            for root in own.into_iter().chain(self.root_signers(chain[length - 1])) {
                let faults = self.faults(chain, Some(root), reading);
                let verdict = match faults.iter().find(|fault| fault.fatal) {
                    None => return Judged { verdict: Verdict::Valid(root), faults },
                    Some(fault) => Verdict::Invalid(fault.detail.clone()),
                };
                first.get_or_insert(Judged { verdict, faults });
            }
        }
        first.unwrap_or_else(|| self.without_root(certificates, linked, end, reading))
    }

    fn signed_by(&self, certificate: &Certificate, issuer: &Certificate) -> Agreement {
        self.known.signed_by(certificate, issuer, false, self.limits)
    }

    fn signed_by_root(&self, certificate: &Certificate, root: &Certificate) -> Agreement {
        self.known.signed_by(certificate, root, true, self.limits)
    }

    /// The roots whose key made the signature in `certificate`, in the order in which they were given.
    fn root_signers(&self, certificate: &Certificate) -> Vec<usize> {
        let signed =
            |index: &usize| self.signed_by_root(certificate, &self.roots.get(*index).certificate) == Agreement::Matches;
        (0..self.roots.len()).filter(signed).collect()
    }

    /// How many certificates hang together, each signed by the next, and why the one after them does not belong.
    fn linked(&self, certificates: &[&Certificate]) -> (usize, End) {
        for (index, pair) in certificates.windows(2).enumerate() {
            let (child, issuer) = (pair[0], pair[1]);
            if !child.is_named_by(issuer) {
                return (index + 1, End::OtherName);
            }
            match self.signed_by(child, issuer) {
                Agreement::Matches => {}
                Agreement::Unusable(why) => return (index + 1, End::Unknown(why)),
                _ => return (index + 1, End::BadSignature),
            }
        }
        (certificates.len(), End::Whole)
    }

    /// The verdict on a path that no root continues.
    fn without_root(&self, certificates: &[&Certificate], linked: usize, end: End, reading: &Reading) -> Judged {
        let Some(last) = linked.checked_sub(1).map(|last| certificates[last]) else {
            let verdict = Verdict::Invalid("there is no certificate of the signer".into());
            return Judged { verdict, faults: Vec::new() };
        };
        // A root that came along is no more than the name of the one that the device must have: its dates don't count.
        let judged = if linked > 1 && last.self_issued() { linked - 1 } else { linked };
        let mut faults = self.faults(&certificates[..judged], None, reading);
        let number = linked;
        match &end {
            End::BadSignature => faults.push(Fault {
                what: What::BadCertificateSignature,
                index: number - 1,
                fatal: true,
                detail: format!(
                    "the signature in the certificate of {} is not that of its issuer {}",
                    last.subject, last.issuer
                ),
            }),
            End::OtherName => faults.push(Fault {
                what: What::IssuerMismatch,
                index: number - 1,
                fatal: false,
                detail: format!("the next certificate is not that of the issuer {}", last.issuer),
            }),
            End::Whole | End::Unknown(_) => {}
        }
        if linked > judged {
            let detail = format!("the self-issued certificate of {} came along; it proves nothing", last.subject);
            faults.push(Fault { what: What::RootIncluded, index: judged, fatal: false, detail });
        }
        let verdict = if let Some(fault) = faults.iter().find(|fault| fault.fatal) {
            Verdict::Invalid(fault.detail.clone())
        } else if let Some(why) = self.open_end(last, end) {
            Verdict::Unknown(why)
        } else if self.roots.is_empty() {
            Verdict::RootMissing(last.issuer.clone())
        } else {
            Verdict::NoRoot(last.issuer.clone())
        };
        Judged { verdict, faults }
    }

    /// Why it can't be said whether a root signed the last certificate.
    fn open_end(&self, last: &Certificate, end: End) -> Option<String> {
        if let End::Unknown(why) = end {
            return Some(format!("{}: {why}", last.subject));
        }
        let algorithm = || format!("{}: signatures with {} can't be checked here", last.subject, last.algorithm);
        if last.signed_with.is_none() {
            return Some(algorithm());
        }
        (0..self.roots.len()).map(|index| self.roots.get(index)).find_map(|root| {
            if !last.is_named_by(&root.certificate) {
                return None;
            }
            match self.signed_by_root(last, &root.certificate) {
                Agreement::Unusable(why) => Some(format!("root {}: {why}", root.certificate.subject)),
                _ => None,
            }
        })
    }

    /// Everything about the certificates of a chain, and about its root.
    fn faults(&self, chain: &[&Certificate], root: Option<usize>, reading: &Reading) -> Vec<Fault> {
        let mut faults = Faults { list: Vec::new(), index: 0 };
        for (index, certificate) in chain.iter().enumerate() {
            faults.index = index;
            self.state_form(certificate, &mut faults);
            self.state_dates(certificate, &mut faults);
            self.state_extensions(certificate, reading, &mut faults);
            self.state_strength(certificate, &mut faults);
            if index == 0 {
                self.state_signer(certificate, reading, &mut faults);
            } else {
                state_issuer(chain, index, certificate, &mut faults);
            }
            if index > 0 && certificate.self_issued() {
                let detail =
                    format!("the self-issued certificate of {} is in the path; it proves nothing", certificate.subject);
                faults.add(What::RootIncluded, false, detail);
            }
        }
        if let Some(root) = root {
            faults.index = chain.len();
            self.state_root(chain, root, &mut faults);
        }
        faults.list
    }

    fn state_form(&self, certificate: &Certificate, faults: &mut Faults) {
        let subject = &certificate.subject;
        if certificate.version == 1 {
            faults.add(What::Version1, false, format!("{subject} has a version 1 certificate, without extensions"));
        }
        if certificate.ber {
            faults.add(What::CertificateBer, false, format!("the certificate of {subject} is BER, not DER"));
        }
        if certificate.surplus > 0 {
            let detail = format!("{} bytes stand behind the certificate of {subject}", certificate.surplus);
            faults.add(What::TrailingData, false, detail);
        }
        if !certificate.same_algorithm {
            let detail = format!("the certificate of {subject} names two algorithms for one signature");
            faults.add(What::AlgorithmMismatch, true, detail);
        }
    }

    fn state_dates(&self, certificate: &Certificate, faults: &mut Faults) {
        let Some(at) = self.at else { return };
        let Certificate { subject, not_before, not_after, .. } = certificate;
        if at > not_after.seconds {
            faults.add(What::Expired, true, format!("the certificate of {subject} expired on {}", not_after.text));
        }
        if at < not_before.seconds {
            let detail = format!("the certificate of {subject} is not valid before {}", not_before.text);
            faults.add(What::NotYetValid, true, detail);
        }
    }

    fn state_extensions(&self, certificate: &Certificate, reading: &Reading, faults: &mut Faults) {
        let (subject, extensions) = (&certificate.subject, &certificate.extensions);
        for name in &extensions.broken {
            let detail = format!("the extension {name} of {subject} can't be read");
            faults.add(What::CertificateUnreadable, true, detail);
        }
        for name in &extensions.unknown {
            let detail = format!("{subject} has the critical extension {name}, which is not known");
            faults.add(What::CriticalExtension, true, detail);
        }
        if extensions.device_bound {
            let detail = format!("the certificate of {subject} is bound to single devices by extensions of Nokia");
            faults.add(What::DeviceBound, !reading.knows_device_bound, detail);
        }
    }

    fn state_strength(&self, certificate: &Certificate, faults: &mut Faults) {
        let (subject, algorithm) = (&certificate.subject, &certificate.algorithm);
        match certificate.hash_worth() {
            Some(Worth::Broken) => {
                faults.add(What::BrokenHash, false, format!("the certificate of {subject} is signed with {algorithm}"));
            }
            Some(Worth::Weak) => {
                faults.add(What::WeakHash, false, format!("the certificate of {subject} is signed with {algorithm}"));
            }
            _ => {}
        }
        if let (Key::Rsa(_) | Key::Dsa(_), Some(bits)) = (&certificate.key, certificate.key.bits())
            && bits < GOOD_BITS
        {
            let name = certificate.key.name();
            let how = if bits < WEAK_BITS { ", which can be broken" } else { "" };
            faults.add(What::WeakKey, false, format!("the {name} key of {subject} has {bits} bits{how}"));
        }
        if let Some(e) = certificate.key.exponent().filter(|e| *e < SAFE_EXPONENT) {
            let detail = format!(
                "the public exponent of {subject} is {e}: verifiers that are lax with the padding can be deceived"
            );
            faults.add(What::SmallExponent, false, detail);
        }
    }

    fn state_signer(&self, signer: &Certificate, reading: &Reading, faults: &mut Faults) {
        let (subject, extensions) = (&signer.subject, &signer.extensions);
        if extensions.key_usage.is_some_and(|usage| !usage.digital_signature()) {
            let detail = format!("the key usage of {subject} does not hold digitalSignature");
            faults.add(What::NoDigitalSignature, true, detail);
        }
        let Some((purposes, critical)) = &extensions.purposes else { return };
        let signs_code = purposes.iter().any(|purpose| {
            let purpose = purpose.to_string();
            CODE_SIGNING.contains(&&*purpose) || reading.purposes.contains(&&*purpose)
        });
        if !signs_code {
            let fatal = *critical || self.purpose == Purpose::Jar;
            let weight = if *critical { "critical " } else { "" };
            let detail = format!("the {weight}extended key usage of {subject} does not hold codeSigning");
            faults.add(What::NotForCode, fatal, detail);
        }
    }

    fn state_root(&self, chain: &[&Certificate], root: usize, faults: &mut Faults) {
        let root = self.roots.get(root);
        let certificate = &root.certificate;
        self.state_dates(certificate, faults);
        if let Some(at) = self.at {
            let outside =
                root.info.from.is_some_and(|from| at < from) || root.info.until.is_some_and(|until| at > until);
            if outside {
                let detail =
                    format!("the configuration does not let the root {} count at this time", certificate.subject);
                faults.add(What::RootValidity, true, detail);
            }
        }
        let last = chain[chain.len() - 1];
        if last.sha256 == certificate.sha256 || (chain.len() == 1 && last.key == certificate.key) {
            return;
        }
        if !last.is_named_by(certificate) {
            let detail =
                format!("{} names {} as issuer, the root is {}", last.subject, last.issuer, certificate.subject);
            faults.add(What::IssuerMismatch, true, detail);
        }
        // A root of version 1 has no extensions to look at; it was given as a root.
        if certificate.version == 3 {
            state_issuer(chain, chain.len(), certificate, faults);
        }
    }

    /// Finds a path through certificates in any order (a CMS bag): every way upwards by name and signature is tried, as
    /// many as the limit `path-length` allows to be long, until one leads to a root.
    pub(super) fn through_bag<'c>(
        &self,
        signer: &'c Certificate,
        bag: &'c [Certificate],
        reading: &Reading,
    ) -> (Vec<&'c Certificate>, Judged) {
        let mut best: Option<(Vec<&Certificate>, Judged)> = None;
        let mut open = vec![vec![signer]];
        // Each certificate of the bag may continue each path once; more paths than that lead nowhere new.
        let mut left = bag.len().saturating_mul(bag.len()).saturating_add(1).min(MOST_PATHS);
        while let Some(chain) = open.pop()
            && left > 0
        {
            left -= 1;
            let judged = self.in_order(&chain, reading);
            let done = matches!(judged.verdict, Verdict::Valid(_));
            let last = chain[chain.len() - 1];
            let long = chain.len() as u64 >= self.limits.path_length;
            if !done && !long && !last.self_issued() {
                for issuer in bag.iter().rev() {
                    if !chain.iter().any(|seen| seen.sha256 == issuer.sha256)
                        && last.is_named_by(issuer)
                        && self.signed_by(last, issuer) == Agreement::Matches
                    {
                        open.push([&chain[..], &[issuer]].concat());
                    }
                }
            }
            let better = best.as_ref().is_none_or(|(_, so_far)| rank(&judged.verdict) >= rank(&so_far.verdict));
            if better {
                best = Some((chain, judged));
            }
            if done {
                break;
            }
        }
        best.unwrap_or_else(|| (vec![signer], self.in_order(&[signer], reading)))
    }
}

/// Paths through one bag of certificates that are tried.
const MOST_PATHS: usize = 256;

/// A valid path before one that breaks on the way to a root, before one that ends without a root.
fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Valid(_) => 3,
        Verdict::Unknown(_) => 2,
        Verdict::Invalid(_) => 1,
        Verdict::NoRoot(_) | Verdict::RootMissing(_) => 0,
    }
}

/// Why the next certificate of a path does not belong to it.
#[derive(Clone, Debug)]
enum End {
    Whole,
    OtherName,
    BadSignature,
    Unknown(String),
}

struct Faults {
    list: Vec<Fault>,
    index: usize,
}

impl Faults {
    fn add(&mut self, what: What, fatal: bool, detail: String) {
        self.list.push(Fault { what, index: self.index, fatal, detail });
    }
}

/// What a certificate must have to sign others; `index` is its place above the signer's.
fn state_issuer(chain: &[&Certificate], index: usize, certificate: &Certificate, faults: &mut Faults) {
    let (subject, extensions) = (&certificate.subject, &certificate.extensions);
    if !extensions.ca {
        let detail = format!("{subject} signed a certificate and is no certification authority (basicConstraints)");
        faults.add(What::NotACa, true, detail);
    }
    if extensions.key_usage.is_some_and(|usage| !usage.key_cert_sign()) {
        let detail = format!("the key usage of {subject} does not hold keyCertSign");
        faults.add(What::NoCertSign, true, detail);
    }
    let below = chain[1..index].iter().filter(|certificate| !certificate.self_issued()).count() as u64;
    if let Some(most) = extensions.path_length.filter(|most| below > *most) {
        let detail = format!("{subject} allows {most} authorities below it, and there are {below}");
        faults.add(What::PathTooLong, true, detail);
    }
}
