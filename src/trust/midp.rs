//! MIDP signing (MIDP 2.1, trusted MIDlet suites using X.509 PKI; MIDP 3.0): the signature over all bytes of the JAR and
//! the certification paths, both in the JAD. Paths are tried in the order of their numbers up to the first gap; the first
//! one that is valid decides.

use super::certificate::{Certificate, NoCertificate};
use super::encoded::{self, Departure};
use super::hash::Hash;
use super::key::{Agreement, Family, Key};
use super::outcome::{ATTRIBUTE_MISMATCH, AUTHENTICATION_FAILURE, AUTHORIZATION_FAILURE, Outcome, Reading};
use super::path::{Judge, Judged, Verdict};
use super::roots::Domain;
use super::statement;
use crate::bundle::attributes::{Attribute, Attributes, attribute_number};
use crate::facts::{SignatureScheme, SignatureState, Str};
use crate::limits::Limits;

/// Name of the signature attribute.
pub(super) const SIGNATURE: &str = "MIDlet-Jar-RSA-SHA1";
pub(super) const CERTIFICATE: &str = "MIDlet-Certificate-";
/// Said of a signature without the first certificate of the first path.
pub(super) const NO_SIGNER: &str = "there is no MIDlet-Certificate-1-1";
/// The one algorithm of MIDP.
const RSA_SHA1: (Family, Hash) = (Family::Rsa, Hash::Sha1);

/// The signing data of a JAD, read.
pub(super) struct Suite<'a> {
    pub(super) jad: &'a Attributes,
    pub(super) jar: Option<&'a [u8]>,
    /// Signatures with their paths, by number; those of MIDP 3 last when both forms are there.
    pub(super) paths: Vec<Path<'a>>,
    /// Certificates were left out because of the limit.
    pub(super) cut: bool,
    /// An attribute that JAD and manifest give different values, which a signed suite must not.
    pub(super) mismatch: Option<Str>,
    /// The same, of those that differ in more than letter case.
    pub(super) mismatch_beyond_case: Option<Str>,
    /// An attribute of the JAD that phoneME wants in the manifest of a signed suite.
    pub(super) jad_only: Option<Str>,
}

/// A signature with one certification path.
pub(super) struct Path<'a> {
    pub(super) n: u32,
    pub(super) scheme: SignatureScheme,
    /// Devices come to it: it is of the form that they look for, and no number before it is missing.
    pub(super) tried: bool,
    pub(super) attribute: &'a Attribute,
    pub(super) signature: Result<Vec<u8>, Departure>,
    /// The certificates up to the first gap, with their lines.
    pub(super) certificates: Vec<(u32, Result<Certificate, Unread>)>,
    /// How the signature stands to the certificate of the signer; why that can't be said.
    pub(super) agreement: Result<Agreement, Str>,
}

/// Why a certificate attribute holds no certificate.
pub(super) enum Unread {
    Base64(Departure),
    Other(NoCertificate),
}

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unread::Base64(departure) => write!(f, "its Base64 {departure}"),
            Unread::Other(why) => why.fmt(f),
        }
    }
}

impl<'a> Suite<'a> {
    /// Reads the signatures and certificates of a JAD; no paths when it has no signature.
    pub(super) fn read(jad: &'a Attributes, jar: Option<&'a [u8]>, limits: &Limits) -> Suite<'a> {
        let mut suite = Suite {
            jad,
            jar,
            paths: Vec::new(),
            cut: false,
            mismatch: None,
            mismatch_beyond_case: None,
            jad_only: None,
        };
        let mut reader = Reader { jad, limits, left: limits.certificates, cut: false };
        if let Some(signature) = jad.get(SIGNATURE) {
            for (index, n) in paths(jad).into_iter().enumerate() {
                let tried = n as usize == index + 1;
                suite.paths.extend(reader.path(n, SignatureScheme::Midp, tried, signature));
            }
        }
        let midp = jad.get(SIGNATURE).is_some();
        for (index, n) in jad.numbers(&format!("{SIGNATURE}-")).into_iter().enumerate() {
            if let Some(signature) = jad.get(&format!("{SIGNATURE}-{n}")) {
                let tried = !midp && n as usize == index + 1;
                suite.paths.extend(reader.path(n, SignatureScheme::Midp3, tried, signature));
            }
        }
        suite.cut = reader.cut;
        suite.agree(limits);
        suite
    }

    /// The JAD has a signature attribute, for MIDP 2 or MIDP 3 devices.
    pub(super) fn signed(&self) -> bool {
        self.jad.get(SIGNATURE).is_some() || !self.paths.is_empty()
    }

    /// Checks each signature; hashing the JAR once for each key and signature is enough.
    fn agree(&mut self, limits: &Limits) {
        let mut known: Vec<(Key, Vec<u8>, Agreement)> = Vec::new();
        for path in &mut self.paths {
            let signer = path.certificates.first().and_then(|(_, certificate)| certificate.as_ref().ok());
            path.agreement = match (signer, &path.signature, self.jar) {
                (_, Err(departure), _) => Err(format!("the Base64 of the signature {departure}").into()),
                (None, ..) => Err("there is no certificate of the signer to check the signature with".into()),
                (Some(signer), Ok(signature), jar) => {
                    if let Key::Dsa(_) | Key::Ec(_) | Key::Other(_) = signer.key {
                        Ok(Agreement::Differs)
                    } else if let Some(jar) = jar {
                        let seen = known.iter().find(|(key, bytes, _)| *key == signer.key && bytes == signature);
                        Ok(match seen {
                            Some((.., agreement)) => agreement.clone(),
                            None => {
                                let agreement = signer.key.check(RSA_SHA1, jar, signature, limits);
                                known.push((signer.key.clone(), signature.clone(), agreement.clone()));
                                agreement
                            }
                        })
                    } else {
                        Err("there is no JAR to check the signature with".into())
                    }
                }
            };
        }
    }

    /// The paths that devices try, in order.
    pub(super) fn tried(&self) -> impl Iterator<Item = &Path<'a>> {
        self.paths.iter().filter(|path| path.tried)
    }

    /// What a device makes of the suite that reads the rules so.
    pub(super) fn outcome(&self, judge: &Judge<'_>, reading: &Reading) -> Outcome {
        if !self.signed() {
            return Outcome::Untrusted(Some("the JAD has no signature".into()));
        }
        let midp3 = self.jad.get(SIGNATURE).is_none();
        if midp3 && !reading.knows_midp3 {
            return Outcome::Untrusted(Some("numbered signatures are those of MIDP 3".into()));
        }
        if self.tried().next().is_none() && !self.cut {
            return Outcome::Rejected(Some(AUTHENTICATION_FAILURE), NO_SIGNER.into());
        }
        let mut refused: Option<Str> = None;
        let mut open: Vec<(&Path<'_>, Verdict)> = Vec::new();
        for path in self.tried() {
            if reading.lenient_base64
                && let Some(departure) = path.departures().find(|departure| departure.lenient)
            {
                return Outcome::Undetermined(format!("the Base64 of path {} {departure}", path.n).into());
            }
            let why: Str = match path.judge(judge, reading).verdict {
                Verdict::Valid(root) => return self.decided(path, judge, root, reading),
                Verdict::Invalid(why) => why.into(),
                Verdict::NoRoot(name) => format!("there is no root {name}").into(),
                verdict => {
                    open.push((path, verdict));
                    continue;
                }
            };
            refused.get_or_insert(why);
        }
        if self.cut {
            return Outcome::Undetermined("there are more certificates than the limit certificates allows".into());
        }
        if open.is_empty() {
            let why = refused.unwrap_or_else(|| "no path is valid".into());
            return Outcome::Rejected(Some(AUTHENTICATION_FAILURE), why);
        }
        self.undecided(&open, reading)
    }

    /// No root decided: refused all the same when no root could help.
    fn undecided(&self, open: &[(&Path<'_>, Verdict)], reading: &Reading) -> Outcome {
        let broken: Vec<Str> = open.iter().filter_map(|(path, _)| path.broken()).collect();
        if let (Some(why), true) = (broken.first(), broken.len() == open.len()) {
            return Outcome::Rejected(Some(reading.bad_signature), why.clone());
        }
        if let Some(why) = self.attributes(reading) {
            return Outcome::Rejected(Some(ATTRIBUTE_MISMATCH), why);
        }
        let mut roots: Vec<Str> = Vec::new();
        for (path, verdict) in open {
            match (verdict, &path.agreement) {
                (Verdict::RootMissing(name), Ok(Agreement::Matches)) if !roots.contains(name) => {
                    roots.push(name.clone());
                }
                (Verdict::Unknown(why), _) => return Outcome::Undetermined(why.as_str().into()),
                (_, Ok(Agreement::Unusable(why))) => {
                    return Outcome::Undetermined(format!("the signature can't be checked: {why}").into());
                }
                (_, Err(why)) => return Outcome::Undetermined(why.clone()),
                _ => {}
            }
        }
        Outcome::RootMissing(roots)
    }

    /// The path leads to a root: its signer's key and the attributes decide.
    fn decided(&self, path: &Path<'_>, judge: &Judge<'_>, root: usize, reading: &Reading) -> Outcome {
        if let Some(why) = path.broken() {
            return Outcome::Rejected(Some(reading.bad_signature), why);
        }
        match &path.agreement {
            Ok(Agreement::Matches) => {}
            Ok(other) => return Outcome::Undetermined(statement::clause(other, 0).into()),
            Err(why) => return Outcome::Undetermined(why.clone()),
        }
        let root = judge.roots.get(root);
        if root.info.domain == Domain::Administrator {
            let why: Str = format!("the root {} stands for no protection domain", root.certificate.subject).into();
            return if reading.no_domain_is_untrusted {
                Outcome::Untrusted(Some(why))
            } else {
                Outcome::Rejected(Some(AUTHORIZATION_FAILURE), why)
            };
        }
        match self.attributes(reading) {
            Some(why) => Outcome::Rejected(Some(ATTRIBUTE_MISMATCH), why),
            None => Outcome::Trusted(root.info.domain, root.info.owner.as_deref().map(Str::from)),
        }
    }

    /// Why the attributes of the JAD have the suite refused.
    fn attributes(&self, reading: &Reading) -> Option<Str> {
        let mismatch = if reading.ignores_case { &self.mismatch_beyond_case } else { &self.mismatch };
        if let Some(name) = mismatch {
            return Some(format!("{name} differs in JAD and manifest").into());
        }
        let name = self.jad_only.as_ref().filter(|_| reading.refuses_jad_only)?;
        Some(format!("{name} stands in the JAD alone").into())
    }
}

impl Path<'_> {
    /// The certificate of the signer, when it can be read.
    pub(super) fn signer(&self) -> Option<&Certificate> {
        self.certificates.first()?.1.as_ref().ok()
    }

    /// The certificates that can be read, from the signer's up to the first that can't.
    pub(super) fn readable(&self) -> Vec<&Certificate> {
        self.certificates.iter().map_while(|(_, certificate)| certificate.as_ref().ok()).collect()
    }

    /// Judges the path. A certificate that can't be read spoils all of it, wherever it stands.
    pub(super) fn judge(&self, judge: &Judge<'_>, reading: &Reading) -> Judged {
        let mut judged = judge.in_order(&self.readable(), reading);
        let unread = (1..).zip(&self.certificates).find_map(|(m, (_, read))| Some((m, read.as_ref().err()?)));
        if let Some((m, why)) = unread {
            let joint = if matches!(why, Unread::Base64(_)) { ":" } else { "" };
            let reason = format!("{CERTIFICATE}{}-{m}{joint} {why}", self.n);
            judged.verdict = match why {
                Unread::Other(NoCertificate::NotRead(_) | NoCertificate::TooLong(_)) => Verdict::Unknown(reason),
                _ => Verdict::Invalid(reason),
            };
        }
        judged
    }

    /// Why the signature can't be right, whatever the path is worth.
    fn broken(&self) -> Option<Str> {
        match (&self.signature, &self.agreement) {
            (Err(departure), _) => Some(format!("the Base64 of the signature {departure}").into()),
            (_, Ok(Agreement::Matches | Agreement::Unusable(_)) | Err(_)) => None,
            (Ok(signature), Ok(other)) => Some(match self.signer().map(|signer| &signer.key) {
                Some(Key::Rsa(_)) | None => statement::clause(other, signature.len()).into(),
                Some(key) => format!("the key of the signer is not RSA but {}", key.name()).into(),
            }),
        }
    }

    /// Departures from RFC 4648 in the signature and the certificates.
    pub(super) fn departures(&self) -> impl Iterator<Item = &Departure> {
        let certificates = self.certificates.iter().filter_map(|(_, read)| match read {
            Err(Unread::Base64(departure)) => Some(departure),
            _ => None,
        });
        self.signature.as_ref().err().into_iter().chain(certificates)
    }

    /// How the signature stands to the certificate that came along.
    pub(super) fn state(&self) -> SignatureState {
        match (&self.signature, &self.agreement) {
            (Err(_), _) => SignatureState::Unreadable,
            _ if self.certificates.is_empty() => SignatureState::NoCertificate,
            _ if self.signer().is_none_or(|signer| matches!(signer.key, Key::Unreadable(_))) => {
                SignatureState::Unreadable
            }
            (_, Ok(agreement)) => statement::state(agreement),
            (_, Err(_)) => SignatureState::NotChecked,
        }
    }
}

/// Reads certificate attributes, as many as the limit allows.
struct Reader<'a, 'l> {
    jad: &'a Attributes,
    limits: &'l Limits,
    left: u64,
    cut: bool,
}

impl<'a> Reader<'a, '_> {
    /// Reads path n; `None` when the limit leaves nothing of it.
    fn path(&mut self, n: u32, scheme: SignatureScheme, tried: bool, attribute: &'a Attribute) -> Option<Path<'a>> {
        let mut certificates = Vec::new();
        for m in 1.. {
            let Some(attribute) = self.jad.get(&format!("{CERTIFICATE}{n}-{m}")) else { break };
            let Some(left) = self.left.checked_sub(1) else {
                self.cut = true;
                break;
            };
            self.left = left;
            let read = encoded::decode(&attribute.value)
                .map_err(Unread::Base64)
                .and_then(|der| Certificate::parse(&der, self.limits).map_err(Unread::Other));
            certificates.push((attribute.line, read));
        }
        if self.cut && certificates.is_empty() {
            return None;
        }
        Some(Path {
            n,
            scheme,
            tried: tried && !certificates.is_empty(),
            attribute,
            signature: encoded::decode(&attribute.value),
            certificates,
            agreement: Err("nothing was checked".into()),
        })
    }
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
