//! What a certificate says: read with `x509-cert`, without the checks of a profile, since old certificates break them.

use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::asn1::UintRef;
use x509_cert::der::{Decode, Reader, SliceReader};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

/// A certificate, as far as it is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Subject, RFC 4514.
    pub subject: String,
    /// Issuer, RFC 4514.
    pub issuer: String,
    /// Start of validity, RFC 3339.
    pub not_before: String,
    /// End of validity, RFC 3339.
    pub not_after: String,
    /// Signature algorithm by name, or its OID.
    pub algorithm: String,
    /// The public key.
    pub key: Key,
    /// Bytes after the end of the certificate.
    pub surplus: usize,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// RSA: modulus and exponent, big-endian, without leading zeros.
    Rsa {
        /// modulus
        modulus: Vec<u8>,
        /// public exponent
        exponent: Vec<u8>,
    },
    /// Another algorithm, by OID.
    Other(String),
}

const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";

/// Names of signature algorithms (PKCS #1, RFC 3279, RFC 5758).
const ALGORITHMS: &[(&str, &str)] = &[
    ("1.2.840.113549.1.1.2", "md2WithRSAEncryption"),
    ("1.2.840.113549.1.1.3", "md4WithRSAEncryption"),
    ("1.2.840.113549.1.1.4", "md5WithRSAEncryption"),
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption"),
    ("1.2.840.113549.1.1.13", "sha512WithRSAEncryption"),
    ("1.2.840.10040.4.3", "dsaWithSHA1"),
    ("1.2.840.10045.4.1", "ecdsaWithSHA1"),
    ("1.2.840.10045.4.3.2", "ecdsaWithSHA256"),
];

impl Certificate {
    /// Reads one DER certificate; what follows it is counted.
    pub fn read(bytes: &[u8]) -> Result<Certificate, String> {
        let mut reader = SliceReader::new(bytes).map_err(|error| error.to_string())?;
        let read = CertificateInner::<Raw>::decode(&mut reader).map_err(|error| error.to_string())?;
        let certificate = read.tbs_certificate();
        let oid = read.signature_algorithm().oid.to_string();
        let name = ALGORITHMS.iter().find(|(known, _)| *known == oid).map(|(_, name)| name.to_string());
        Ok(Certificate {
            subject: certificate.subject().to_string(),
            issuer: certificate.issuer().to_string(),
            not_before: certificate.validity().not_before.to_date_time().to_string(),
            not_after: certificate.validity().not_after.to_date_time().to_string(),
            algorithm: name.unwrap_or(oid),
            key: Key::read(certificate.subject_public_key_info()),
            surplus: usize::try_from(reader.remaining_len()).unwrap_or(usize::MAX),
        })
    }
}

impl Key {
    fn read(info: &SubjectPublicKeyInfoOwned) -> Key {
        let oid = info.algorithm.oid.to_string();
        if oid != RSA_ENCRYPTION {
            return Key::Other(oid);
        }
        let parts = || {
            let mut reader = SliceReader::new(info.subject_public_key.raw_bytes())?;
            reader.sequence(|inner| Ok::<_, x509_cert::der::Error>((UintRef::decode(inner)?, UintRef::decode(inner)?)))
        };
        match parts() {
            Ok((modulus, exponent)) => {
                Key::Rsa { modulus: modulus.as_bytes().to_vec(), exponent: exponent.as_bytes().to_vec() }
            }
            Err(_) => Key::Other(oid),
        }
    }

    /// Bits of an RSA modulus.
    pub fn bits(&self) -> Option<u32> {
        match self {
            Key::Rsa { modulus, .. } => {
                let length = u32::try_from(modulus.len()).ok()?;
                Some((length * 8).saturating_sub(modulus.first().map_or(0, |first| first.leading_zeros())))
            }
            Key::Other(_) => None,
        }
    }
}
