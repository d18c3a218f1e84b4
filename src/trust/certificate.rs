//! X.509 certificates (RFC 5280; WAP-211 for the profile of phones): what is read of one. DER is read to the letter; the
//! BER that old tools wrote is read too, and said.

use super::hash::{Hash, Worth};
use super::key::{self, Agreement, Family, Key};
use super::wtls;
use crate::bundle::hex;
use crate::facts::Str;
use crate::limits::Limits;
use der::asn1::{AnyRef, ObjectIdentifier};
use der::oid::AssociatedOid;
use der::oid::db::rfc5280::{
    ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_CERTIFICATE_POLICIES, ID_CE_ISSUER_ALT_NAME, ID_CE_SUBJECT_ALT_NAME,
    ID_CE_SUBJECT_KEY_IDENTIFIER,
};
use der::{Decode, Encode, Reader, SliceReader};
use x509_cert::certificate::{CertificateInner, Raw, Version};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

/// What is read of a certificate.
#[derive(Clone, Debug)]
pub(super) struct Certificate {
    /// RFC 4514.
    pub(super) subject: Str,
    /// RFC 4514.
    pub(super) issuer: Str,
    /// Hexadecimal.
    pub(super) serial: Str,
    /// 1, 2 or 3.
    pub(super) version: u8,
    pub(super) not_before: Moment,
    pub(super) not_after: Moment,
    /// Algorithm that the issuer signed it with: its name, or the OID when it has none.
    pub(super) algorithm: Str,
    /// The same, when it is one that can be checked.
    pub(super) signed_with: Option<(Family, Hash)>,
    /// The signed and the unsigned field name the same algorithm.
    pub(super) same_algorithm: bool,
    pub(super) key: Key,
    pub(super) extensions: Extensions,
    /// Hexadecimal SHA-256 of it.
    pub(super) sha256: Str,
    /// It is BER, not DER.
    pub(super) ber: bool,
    /// Bytes behind its end.
    pub(super) surplus: usize,
    /// Issuer and serial number in DER, as CMS names a signer.
    pub(super) identity: (Vec<u8>, Vec<u8>),
    /// Subject in DER.
    subject_der: Vec<u8>,
    /// The bytes under the issuer's signature.
    signed: Vec<u8>,
    signature: Vec<u8>,
}

/// A point in time of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Seconds since 1970.
    pub(super) seconds: i64,
    /// RFC 3339.
    pub(super) text: Str,
}

/// The extensions that decide about a path.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions {
    /// basicConstraints: it is of a certification authority.
    pub(super) ca: bool,
    /// basicConstraints: certificates of authorities allowed below it.
    pub(super) path_length: Option<u64>,
    pub(super) key_usage: Option<KeyUsage>,
    /// Purposes, and whether they are critical.
    pub(super) purposes: Option<(Vec<ObjectIdentifier>, bool)>,
    /// Subject key identifier.
    pub(super) key_identifier: Option<Vec<u8>>,
    /// Critical extensions that nothing here handles, by name or OID.
    pub(super) unknown: Vec<Str>,
    /// The critical extensions of Nokia that bind a suite to single devices (Symbian JRT).
    pub(super) device_bound: bool,
    /// Extensions of a known kind that can't be read, by name.
    pub(super) broken: Vec<Str>,
}

/// What bytes that should be a certificate are instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoCertificate {
    /// A WTLS certificate (WAP-261): names of subject and issuer.
    Wtls(String),
    /// It has the outline of a certificate, and the crate can't read it: a device might; a clause that continues "the
    /// certificate …".
    NotRead(String),
    /// No certificate at all; a clause that continues "the certificate …".
    Garbage(String),
    /// Longer than the limit.
    TooLong(usize),
}

impl std::fmt::Display for NoCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NoCertificate::Wtls(names) => {
                write!(f, "is a WTLS certificate ({names}), for the gateway of a WAP browser, not for code")
            }
            NoCertificate::NotRead(why) | NoCertificate::Garbage(why) => f.write_str(why),
            NoCertificate::TooLong(bytes) => write!(f, "has {bytes} bytes, above the limit certificate-bytes"),
        }
    }
}

/// The arc under which the critical extensions of Nokia's developer certificates stand (Symbian JRT; signing.md 1.6).
const NOKIA_EXTENSIONS: &str = "1.3.6.1.4.1.94.1.49.1.";

/// Extensions that may be critical and ask nothing of a path of this kind: names and key identifiers are only compared,
/// and any policy is acceptable.
const HARMLESS: [ObjectIdentifier; 5] = [
    ID_CE_AUTHORITY_KEY_IDENTIFIER,
    ID_CE_SUBJECT_KEY_IDENTIFIER,
    ID_CE_SUBJECT_ALT_NAME,
    ID_CE_ISSUER_ALT_NAME,
    ID_CE_CERTIFICATE_POLICIES,
];

impl Certificate {
    /// Reads DER, or else BER.
    pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Result<Certificate, NoCertificate> {
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.certificate_bytes {
            return Err(NoCertificate::TooLong(bytes.len()));
        }
        let (whole, surplus) = first_element(bytes);
        match CertificateInner::<Raw>::from_der(whole) {
            Ok(read) => match signed_part(whole) {
                Some(signed) => Ok(Certificate::of(&read, whole, signed.to_vec(), surplus, false)),
                None => Err(NoCertificate::NotRead("has no signed part".into())),
            },
            Err(error) => {
                let ber = CertificateInner::<Raw>::from_ber(bytes).ok().and_then(|read| {
                    let signed = read.tbs_certificate().to_der().ok()?;
                    Some(Certificate::of(&read, &read.to_der().ok()?, signed, 0, true))
                });
                ber.ok_or_else(|| no_certificate(bytes, &error))
            }
        }
    }

    fn of(read: &CertificateInner<Raw>, whole: &[u8], signed: Vec<u8>, surplus: usize, ber: bool) -> Certificate {
        let tbs = read.tbs_certificate();
        let validity = tbs.validity();
        let moment = |time: x509_cert::time::Time| Moment {
            seconds: i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX),
            text: time.to_date_time().to_string().into(),
        };
        let algorithm = read.signature_algorithm();
        Certificate {
            subject: tbs.subject().to_string().into(),
            issuer: tbs.issuer().to_string().into(),
            serial: hex(tbs.serial_number().as_bytes()).into(),
            version: match tbs.version() {
                Version::V1 => 1,
                Version::V2 => 2,
                Version::V3 => 3,
            },
            not_before: moment(validity.not_before),
            not_after: moment(validity.not_after),
            algorithm: key::algorithm_name(&algorithm.oid),
            signed_with: key::signature_algorithm(&algorithm.oid),
            same_algorithm: algorithm.oid == tbs.signature().oid,
            key: Key::of(tbs.subject_public_key_info()),
            extensions: Extensions::of(tbs.extensions().map_or(&[][..], |list| &list[..])),
            sha256: hex(&Hash::Sha256.of(whole)).into(),
            ber,
            surplus,
            identity: (tbs.issuer().to_der().unwrap_or_default(), tbs.serial_number().as_bytes().to_vec()),
            subject_der: tbs.subject().to_der().unwrap_or_default(),
            signed,
            signature: read.signature().as_bytes().unwrap_or_default().to_vec(),
        }
    }

    /// Subject and issuer are the same name.
    pub(super) fn self_issued(&self) -> bool {
        self.is_named_by(self)
    }

    /// The issuer's name in it is the subject of `issuer`, letter case and runs of blanks aside (RFC 5280, 7.1).
    pub(super) fn is_named_by(&self, issuer: &Certificate) -> bool {
        self.identity.0 == issuer.subject_der || plain_name(&self.issuer) == plain_name(&issuer.subject)
    }

    /// Whether the key of `issuer` made the signature in it.
    pub(super) fn signed_by(&self, issuer: &Certificate, limits: &Limits) -> Agreement {
        match self.signed_with {
            Some(algorithm) => issuer.key.check(algorithm, &self.signed, &self.signature, limits),
            None => Agreement::Unusable(format!("signatures with {} can't be checked here", self.algorithm)),
        }
    }

    /// What the hash that its issuer signed is worth.
    pub(super) fn hash_worth(&self) -> Option<Worth> {
        self.signed_with.map(|(_, hash)| hash.worth())
    }
}

fn plain_name(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The bytes of the first element, and how many follow it; all bytes when the header is none of DER.
fn first_element(bytes: &[u8]) -> (&[u8], usize) {
    let end = || {
        let mut reader = SliceReader::new(bytes).ok()?;
        AnyRef::decode(&mut reader).ok()?;
        usize::try_from(reader.position()).ok()
    };
    match end() {
        Some(end) => (&bytes[..end], bytes.len() - end),
        None => (bytes, 0),
    }
}

/// The bytes of the first element inside of a sequence: those that the issuer signed, as they are.
fn signed_part(certificate: &[u8]) -> Option<&[u8]> {
    let outer = AnyRef::from_der(certificate).ok()?;
    let (first, _) = first_element(outer.value());
    Some(first)
}

fn no_certificate(bytes: &[u8], error: &der::Error) -> NoCertificate {
    if let Some(names) = wtls::recognise(bytes) {
        return NoCertificate::Wtls(names);
    }
    // SEQUENCE { SEQUENCE …: of definite or indefinite length.
    let body = match *bytes {
        [0x30, length, ..] if length < 0x80 => Some(2),
        [0x30, length, ..] if length <= 0x84 => Some(2 + usize::from(length & 0x7f)),
        _ => None,
    };
    let outline = body.and_then(|at| bytes.get(at)) == Some(&0x30);
    let whole = SliceReader::new(bytes).and_then(|mut reader| AnyRef::decode(&mut reader));
    if outline && matches!(whole.map_err(|error| error.kind()), Err(der::ErrorKind::Incomplete { .. })) {
        NoCertificate::Garbage("is cut".into())
    } else if outline {
        NoCertificate::NotRead(format!("can't be read as X.509: {error}"))
    } else {
        NoCertificate::Garbage(format!("is no X.509: {error}"))
    }
}

impl Extensions {
    fn of(list: &[x509_cert::ext::Extension]) -> Extensions {
        let mut read = Extensions::default();
        for extension in list {
            let value = extension.extn_value.as_bytes();
            let mut broken = || read.broken.push(key::algorithm_name(&extension.extn_id));
            match extension.extn_id {
                BasicConstraints::OID => match BasicConstraints::from_der(value) {
                    Ok(constraints) => {
                        read.ca = constraints.ca;
                        read.path_length = constraints.path_len_constraint.map(u64::from);
                    }
                    Err(_) => broken(),
                },
                KeyUsage::OID => match KeyUsage::from_der(value) {
                    Ok(usage) => read.key_usage = Some(usage),
                    Err(_) => broken(),
                },
                ExtendedKeyUsage::OID => match ExtendedKeyUsage::from_der(value) {
                    Ok(purposes) => read.purposes = Some((purposes.0, extension.critical)),
                    Err(_) => broken(),
                },
                ID_CE_SUBJECT_KEY_IDENTIFIER => {
                    read.key_identifier = x509_cert::ext::pkix::SubjectKeyIdentifier::from_der(value)
                        .ok()
                        .map(|identifier| identifier.0.as_bytes().to_vec());
                }
                other if !extension.critical || HARMLESS.contains(&other) => {}
                other if other.to_string().starts_with(NOKIA_EXTENSIONS) => read.device_bound = true,
                other => read.unknown.push(key::algorithm_name(&other)),
            }
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAF: &str = include_str!("../../samples/keys/leaf.pem");
    const ROOT: &str = include_str!("../../samples/keys/root.pem");

    fn der(pem: &str) -> Vec<u8> {
        der::pem::decode_vec(pem.as_bytes()).unwrap().1
    }

    fn parse(bytes: &[u8]) -> Result<Certificate, NoCertificate> {
        Certificate::parse(bytes, &Limits::default())
    }

    #[test]
    fn a_chain_of_two() {
        let (leaf, root) = (parse(&der(LEAF)).unwrap(), parse(&der(ROOT)).unwrap());
        assert_eq!(&*leaf.issuer, "CN=mexelint TEST root (do not trust),O=mexelint samples");
        assert!(leaf.is_named_by(&root) && root.self_issued() && !leaf.self_issued());
        assert_eq!(leaf.signed_by(&root, &Limits::default()), Agreement::Matches);
        assert_eq!(leaf.signed_by(&leaf, &Limits::default()), Agreement::Differs);
        assert!(root.extensions.ca && !leaf.extensions.ca);
        assert_eq!((leaf.version, leaf.surplus, leaf.ber), (3, 0, false));
    }

    #[test]
    fn what_is_no_certificate() {
        let good = der(LEAF);
        assert_eq!(parse(&[&good[..], &[0; 3]].concat()).unwrap().surplus, 3);
        assert_eq!(parse(&good[..good.len() - 1]).unwrap_err(), NoCertificate::Garbage("is cut".into()));
        let other = [&good[..4], &[0x30, 0x00], &good[6..]].concat();
        assert!(matches!(parse(&other), Err(NoCertificate::NotRead(_))), "it has the outline of one");
        assert!(matches!(parse(b"MIDlet"), Err(NoCertificate::Garbage(_))));
        assert!(matches!(parse(&[]), Err(NoCertificate::Garbage(_))));
        assert_eq!(parse(&[0x30; 40_000]).unwrap_err(), NoCertificate::TooLong(40_000));
    }

    #[test]
    fn ber_of_indefinite_length_is_read() {
        let good = der(LEAF);
        let (_, body) = good.split_at(4);
        let ber = [&[0x30, 0x80][..], body, &[0, 0]].concat();
        let read = parse(&ber).expect("BER");
        assert!(read.ber);
        assert_eq!(read.signed_by(&parse(&der(ROOT)).unwrap(), &Limits::default()), Agreement::Matches);
    }
}
