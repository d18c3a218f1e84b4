//! X.509 certificates of a JAD: what is read of one, and the RSA check with its key.

use crate::facts::Str;
use ring::signature::{RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY as RSA_SHA1, RsaPublicKeyComponents};
use x509_cert::der::asn1::{ObjectIdentifier, UintRef};
use x509_cert::der::oid::db::{DB, rfc5912::RSA_ENCRYPTION};
use x509_cert::der::{Decode, Reader, SliceReader};

/// What is read of a certificate. Names are in the form of RFC 4514, dates in that of RFC 3339.
#[derive(Clone, Debug)]
pub(super) struct Certificate {
    pub(super) subject: Str,
    pub(super) issuer: Str,
    pub(super) not_before: Str,
    pub(super) not_after: Str,
    /// Algorithm that the issuer signed it with: its name, or the OID when it has none.
    pub(super) algorithm: Str,
    pub(super) key: Key,
}

/// The public key of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// An RSA key (PKCS #1 `RSAPublicKey`).
    Rsa(RsaKey),
    /// A key of another algorithm, by name or OID.
    Other(Str),
    /// It says that it is RSA, and is not DER.
    Unreadable,
}

/// An RSA public key, big-endian without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RsaKey {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

/// How a signature stands to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// It is the signature of these bytes under this key.
    Matches,
    /// It is not.
    Differs,
    /// The key is of a form that cannot be used here; why.
    Unusable(&'static str),
}

impl Certificate {
    /// Reads the DER form. The error is a clause that continues "the certificate …".
    pub(super) fn parse(der: &[u8]) -> Result<Certificate, String> {
        let certificate =
            x509_cert::Certificate::from_der(der).map_err(|error| format!("is not read as X.509 in DER: {error}"))?;
        let tbs = certificate.tbs_certificate();
        let validity = tbs.validity();
        let key = tbs.subject_public_key_info();
        Ok(Certificate {
            subject: tbs.subject().to_string().into(),
            issuer: tbs.issuer().to_string().into(),
            not_before: validity.not_before.to_date_time().to_string().into(),
            not_after: validity.not_after.to_date_time().to_string().into(),
            algorithm: algorithm_name(&certificate.signature_algorithm().oid),
            key: if key.algorithm.oid == RSA_ENCRYPTION {
                key.subject_public_key.as_bytes().and_then(RsaKey::parse).map_or(Key::Unreadable, Key::Rsa)
            } else {
                Key::Other(algorithm_name(&key.algorithm.oid))
            },
        })
    }
}

fn algorithm_name(oid: &ObjectIdentifier) -> Str {
    DB.by_oid(oid).map_or_else(|| oid.to_string().into(), Str::from)
}

impl RsaKey {
    /// Reads the PKCS #1 form.
    fn parse(der: &[u8]) -> Option<RsaKey> {
        let mut reader = SliceReader::new(der).ok()?;
        let key = reader
            .sequence(|numbers| {
                let modulus = UintRef::decode(numbers)?.as_bytes().to_vec();
                let exponent = UintRef::decode(numbers)?.as_bytes().to_vec();
                Ok::<_, x509_cert::der::Error>(RsaKey { modulus, exponent })
            })
            .ok()?;
        reader.finish().ok()?;
        Some(key)
    }

    /// Size of the modulus in bits.
    pub(super) fn bits(&self) -> usize {
        let zeros = self.modulus.first().map_or(0, |first| first.leading_zeros() as usize);
        self.modulus.len() * 8 - zeros
    }

    /// Size of a signature in bytes.
    pub(super) fn signature_bytes(&self) -> usize {
        self.modulus.len()
    }

    /// The public exponent, when it is small enough to be one that is in use.
    pub(super) fn exponent(&self) -> Option<u64> {
        (self.exponent.len() <= 8).then(|| self.exponent.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)))
    }

    /// Checks an RSASSA-PKCS1-v1_5 signature with SHA-1 over `message`.
    pub(super) fn check(&self, message: &[u8], signature: &[u8]) -> Agreement {
        if let Some(why) = self.unusable() {
            return Agreement::Unusable(why);
        }
        let key = RsaPublicKeyComponents { n: &self.modulus, e: &self.exponent };
        match key.verify(&RSA_SHA1, message, signature) {
            Ok(()) => Agreement::Matches,
            Err(_) => Agreement::Differs,
        }
    }

    /// Why `ring` would refuse the key: it answers a refused key and a wrong signature alike.
    fn unusable(&self) -> Option<&'static str> {
        // ring rounds the modulus up to whole bytes for the lower bound.
        if self.modulus.len() < 1024 / 8 {
            return Some("the key is shorter than 1024 bits");
        }
        if self.bits() > 8192 {
            return Some("the key is longer than 8192 bits");
        }
        if self.modulus.last().is_none_or(|last| last % 2 == 0) {
            return Some("the modulus of the key is even");
        }
        match self.exponent() {
            Some(e) if (3..1 << 33).contains(&e) && e % 2 == 1 => None,
            _ => Some("the public exponent of the key is even, 1, or over 33 bits"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_ring_refuses_are_not_called_a_mismatch() {
        let check = |modulus: Vec<u8>, exponent: &[u8]| {
            let signature = vec![1; modulus.len()];
            RsaKey { modulus, exponent: exponent.to_vec() }.check(b"message", &signature)
        };
        let exponent = Agreement::Unusable("the public exponent of the key is even, 1, or over 33 bits");
        assert_eq!(check(vec![0xff; 127], &[3]), Agreement::Unusable("the key is shorter than 1024 bits"));
        assert_eq!(check(vec![0xff; 1025], &[3]), Agreement::Unusable("the key is longer than 8192 bits"));
        assert_eq!(check(vec![0xfe; 128], &[3]), Agreement::Unusable("the modulus of the key is even"));
        for odd in [&[1][..], &[4], &[2, 0, 0, 0, 1], &[1; 9], &[]] {
            assert_eq!(check(vec![0xff; 128], odd), exponent, "{odd:?}");
        }
        for bytes in [128, 1024] {
            for good in [&[3][..], &[1, 0, 1], &[1, 0xff, 0xff, 0xff, 0xff]] {
                assert_eq!(check(vec![0xff; bytes], good), Agreement::Differs);
            }
        }
    }

    #[test]
    fn rsa_keys_are_read_to_the_end() {
        let key = [0x30, 0x07, 0x02, 0x02, 0x00, 0x81, 0x02, 0x01, 0x03];
        let read = RsaKey::parse(&key).expect("a key");
        assert_eq!((read.bits(), read.signature_bytes(), read.exponent()), (8, 1, Some(3)));
        assert_eq!(RsaKey::parse(&[&key[..], &[0]].concat()), None, "surplus after the sequence");
        assert_eq!(RsaKey::parse(&key[..8]), None, "cut");
        assert_eq!(RsaKey::parse(&[0x30, 0x06, 0x02, 0x01, 0x81, 0x02, 0x01, 0x03]), None, "negative modulus");
    }
}
