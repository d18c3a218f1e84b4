//! Public keys of certificates, and whether a signature is theirs. Sizes are capped before any arithmetic.

use super::hash::Hash;
use super::rsa_padding::{self, Padding};
use crate::facts::Str;
use crate::limits::Limits;
use der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use der::oid::db::DB;
use der::oid::db::rfc5912::{ID_DSA, ID_EC_PUBLIC_KEY, RSA_ENCRYPTION, SECP_256_R_1, SECP_384_R_1};
use der::{Decode, Reader, SliceReader};
use dsa::BoxedUint;
use dsa::signature::hazmat::PrehashVerifier;
use ring::signature as ring_signature;
use rsa::traits::PublicKeyParts;
use x509_cert::spki::der::referenced::OwnedToRef;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

/// The public key of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// RSA (PKCS #1 `RSAPublicKey`)
    Rsa(RsaKey),
    /// DSA (FIPS 186)
    Dsa(DsaKey),
    /// on an elliptic curve, uncompressed or compressed point
    Ec(EcKey),
    /// of another algorithm, by name or OID
    Other(Str),
    /// it names one of these algorithms, and can't be read; why
    Unreadable(&'static str),
}

/// An RSA public key, big-endian without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RsaKey {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

/// A DSA public key with its parameters, big-endian without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DsaKey {
    p: Vec<u8>,
    q: Vec<u8>,
    g: Vec<u8>,
    y: Vec<u8>,
}

/// A point of a named curve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EcKey {
    curve: ObjectIdentifier,
    point: Vec<u8>,
}

/// How a signature stands to a key and a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// It is the signature of these bytes under this key.
    Matches,
    /// It is not.
    Differs,
    /// It is not, yet a verifier that is lax with the padding takes it; how it was made.
    Forged(String),
    /// It has another length than signatures of this key: how many bytes they have.
    Length(usize),
    /// The key is of a form, or the algorithm one, that cannot be used here; why.
    Unusable(String),
}

/// The families of signature algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// RSASSA-PKCS1-v1_5
    Rsa,
    /// DSA
    Dsa,
    /// ECDSA
    Ec,
}

/// Signature algorithms by OID: RFC 3279, RFC 5758, and those of the OIW that early tools wrote.
const ALGORITHMS: [(&str, Family, Hash); 18] = [
    ("1.2.840.113549.1.1.2", Family::Rsa, Hash::Md2),
    ("1.2.840.113549.1.1.4", Family::Rsa, Hash::Md5),
    ("1.2.840.113549.1.1.5", Family::Rsa, Hash::Sha1),
    ("1.2.840.113549.1.1.14", Family::Rsa, Hash::Sha224),
    ("1.2.840.113549.1.1.11", Family::Rsa, Hash::Sha256),
    ("1.2.840.113549.1.1.12", Family::Rsa, Hash::Sha384),
    ("1.2.840.113549.1.1.13", Family::Rsa, Hash::Sha512),
    ("1.3.14.3.2.29", Family::Rsa, Hash::Sha1),
    ("1.2.840.10040.4.3", Family::Dsa, Hash::Sha1),
    ("1.3.14.3.2.27", Family::Dsa, Hash::Sha1),
    ("2.16.840.1.101.3.4.3.1", Family::Dsa, Hash::Sha224),
    ("2.16.840.1.101.3.4.3.2", Family::Dsa, Hash::Sha256),
    ("2.16.840.1.101.3.4.3.3", Family::Dsa, Hash::Sha384),
    ("1.2.840.10045.4.1", Family::Ec, Hash::Sha1),
    ("1.2.840.10045.4.3.1", Family::Ec, Hash::Sha224),
    ("1.2.840.10045.4.3.2", Family::Ec, Hash::Sha256),
    ("1.2.840.10045.4.3.3", Family::Ec, Hash::Sha384),
    ("1.2.840.10045.4.3.4", Family::Ec, Hash::Sha512),
];

/// Family and hash of a signature algorithm.
pub(super) fn signature_algorithm(oid: &ObjectIdentifier) -> Option<(Family, Hash)> {
    let row = ALGORITHMS.iter().find(|row| oid == &ObjectIdentifier::new_unwrap(row.0))?;
    Some((row.1, row.2))
}

/// Family of a key algorithm, as CMS puts it where a signature algorithm belongs.
pub(super) fn key_family(oid: &ObjectIdentifier) -> Option<Family> {
    match *oid {
        RSA_ENCRYPTION => Some(Family::Rsa),
        ID_DSA => Some(Family::Dsa),
        ID_EC_PUBLIC_KEY => Some(Family::Ec),
        _ => None,
    }
}

/// The name of an algorithm, or its OID when it has none.
pub(super) fn algorithm_name(oid: &ObjectIdentifier) -> Str {
    DB.by_oid(oid).map_or_else(|| oid.to_string().into(), Str::from)
}

impl Key {
    /// Reads the key of a certificate.
    pub(super) fn of(info: &SubjectPublicKeyInfoOwned) -> Key {
        let Some(bits) = info.subject_public_key.as_bytes() else {
            return Key::Unreadable("it does not end at a byte");
        };
        match info.algorithm.oid {
            RSA_ENCRYPTION => RsaKey::parse(bits).map_or(Key::Unreadable("it is not PKCS #1 in DER"), Key::Rsa),
            ID_DSA => DsaKey::parse(&info.algorithm, bits),
            ID_EC_PUBLIC_KEY => match info.algorithm.owned_to_ref().parameters_oid() {
                Ok(curve) => Key::Ec(EcKey { curve, point: bits.to_vec() }),
                Err(_) => Key::Unreadable("its curve is not named"),
            },
            other => Key::Other(algorithm_name(&other)),
        }
    }

    /// Algorithm, with the curve.
    pub(super) fn name(&self) -> Str {
        match self {
            Key::Rsa(_) => "RSA".into(),
            Key::Dsa(_) => "DSA".into(),
            Key::Ec(key) => format!("EC {}", key.curve_name()).into(),
            Key::Other(name) => name.clone(),
            Key::Unreadable(_) => "unreadable".into(),
        }
    }

    /// Size in bits, when it is known.
    pub(super) fn bits(&self) -> Option<usize> {
        match self {
            Key::Rsa(key) => Some(bits(&key.modulus)),
            Key::Dsa(key) => Some(bits(&key.p)),
            Key::Ec(key) => match key.curve {
                SECP_256_R_1 => Some(256),
                SECP_384_R_1 => Some(384),
                _ => None,
            },
            Key::Other(_) | Key::Unreadable(_) => None,
        }
    }

    /// The public exponent of an RSA key, when it is small enough to be one that is in use.
    pub(super) fn exponent(&self) -> Option<u64> {
        match self {
            Key::Rsa(key) => key.exponent(),
            _ => None,
        }
    }

    /// Whether `signature` is that of `message` under this key, with the hash and family of algorithms named.
    pub(super) fn check(
        &self,
        (family, hash): (Family, Hash),
        message: &[u8],
        signature: &[u8],
        limits: &Limits,
    ) -> Agreement {
        match (self, family) {
            (Key::Rsa(key), Family::Rsa) => key.check(hash, message, signature, limits),
            (Key::Dsa(key), Family::Dsa) => key.check(hash, message, signature, limits),
            (Key::Ec(key), Family::Ec) => key.check(hash, message, signature),
            (Key::Unreadable(why), _) => Agreement::Unusable(format!("the key can't be read: {why}")),
            (Key::Other(name), _) => Agreement::Unusable(format!("keys of {name} can't be used here")),
            _ => Agreement::Differs,
        }
    }
}

/// Bits of a big-endian number without leading zeros.
fn bits(number: &[u8]) -> usize {
    number.len() * 8 - number.first().map_or(0, |first| first.leading_zeros() as usize)
}

fn within(number: &[u8], most: u64) -> bool {
    u64::try_from(bits(number)).is_ok_and(|bits| bits <= most)
}

impl RsaKey {
    /// Reads the PKCS #1 form.
    fn parse(der: &[u8]) -> Option<RsaKey> {
        let mut reader = SliceReader::new(der).ok()?;
        let key = reader
            .sequence(|numbers| {
                let modulus = UintRef::decode(numbers)?.as_bytes().to_vec();
                let exponent = UintRef::decode(numbers)?.as_bytes().to_vec();
                Ok::<_, der::Error>(RsaKey { modulus, exponent })
            })
            .ok()?;
        reader.finish().ok()?;
        Some(key)
    }

    fn exponent(&self) -> Option<u64> {
        (self.exponent.len() <= 8).then(|| self.exponent.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)))
    }

    /// Why no signature can be checked with the key.
    fn unusable(&self, limits: &Limits) -> Option<String> {
        if !within(&self.modulus, limits.rsa_bits) {
            return Some(format!("the key is longer than {} bits (limit rsa-bits)", limits.rsa_bits));
        }
        if self.modulus.last().is_none_or(|last| last % 2 == 0) || bits(&self.modulus) < 64 {
            return Some("the modulus of the key is even or tiny".into());
        }
        if !within(&self.exponent, limits.rsa_exponent_bits) {
            return Some(format!("the exponent is longer than {} bits", limits.rsa_exponent_bits));
        }
        match self.exponent() {
            Some(e) if e >= 3 && e % 2 == 1 => None,
            _ => Some("the public exponent of the key is even, 0 or 1".into()),
        }
    }

    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.2): the encoded message is made anew and compared as a whole. The exponentiation
    /// alone is that of a crate: a crate that compares too would not say how a forged padding looks.
    fn check(&self, hash: Hash, message: &[u8], signature: &[u8], limits: &Limits) -> Agreement {
        if let Some(why) = self.unusable(limits) {
            return Agreement::Unusable(why);
        }
        if signature.len() != self.modulus.len() {
            return Agreement::Length(self.modulus.len());
        }
        let Some(encoded) = self.open(signature, limits) else { return Agreement::Differs };
        match rsa_padding::compare(&encoded, hash, &hash.of(message)) {
            Padding::Exact => Agreement::Matches,
            Padding::TooShort => Agreement::Unusable("the key is too short for this hash".into()),
            Padding::Lax(how) => Agreement::Forged(how),
            Padding::Other => Agreement::Differs,
        }
    }

    /// The representative that the signature holds, as long as the modulus; `None` when the signature is out of range.
    fn open(&self, signature: &[u8], limits: &Limits) -> Option<Vec<u8>> {
        let modulus = BoxedUint::from_be_slice_vartime(&self.modulus);
        let number = BoxedUint::from_be_slice(signature, modulus.bits_precision()).ok()?;
        if number >= modulus {
            return None;
        }
        let exponent = BoxedUint::from_be_slice_vartime(&self.exponent);
        let most = usize::try_from(limits.rsa_bits).unwrap_or(usize::MAX);
        let key = rsa::PublicKey::new_with_size_limits(modulus, exponent, 0..=most).ok()?;
        let opened = rsa::hazmat::rsa_encrypt(&key, &number).ok()?.to_be_bytes();
        // Limbs are whole words: what stands before the length of the modulus is zero.
        let surplus = opened.len().checked_sub(key.size())?;
        Some(opened[surplus..].to_vec())
    }
}

impl DsaKey {
    /// Reads the parameters beside the algorithm, and the public number.
    fn parse(algorithm: &AlgorithmIdentifierOwned, bits: &[u8]) -> Key {
        let Some(parameters) = algorithm.parameters.as_ref().filter(|parameters| !parameters.is_null()) else {
            return Key::Unreadable("its parameters are those of the issuer, which mexelint doesn't follow");
        };
        let read = || {
            let y = UintRef::from_der(bits).ok()?.as_bytes().to_vec();
            AnyRef::from(parameters)
                .sequence(|numbers| {
                    let mut next = || Ok::<_, der::Error>(UintRef::decode(numbers)?.as_bytes().to_vec());
                    Ok::<_, der::Error>(DsaKey { p: next()?, q: next()?, g: next()?, y: y.clone() })
                })
                .ok()
        };
        read().map_or(Key::Unreadable("it is not that of RFC 3279"), Key::Dsa)
    }

    /// Why no signature can be checked with the key.
    fn unusable(&self, limits: &Limits) -> Option<String> {
        if !within(&self.p, limits.dsa_bits) {
            return Some(format!("the prime of the key is longer than {} bits (limit dsa-bits)", limits.dsa_bits));
        }
        let less = |one: &[u8], other: &[u8]| (one.len(), one) < (other.len(), other);
        let sizes = bits(&self.p) >= 512 && [160, 224, 256].contains(&bits(&self.q));
        if !sizes || !less(&self.q, &self.p) || !less(&self.g, &self.p) || !less(&self.y, &self.p) {
            return Some("the parameters of the key are none of DSA".into());
        }
        None
    }

    fn check(&self, hash: Hash, message: &[u8], signature: &[u8], limits: &Limits) -> Agreement {
        if let Some(why) = self.unusable(limits) {
            return Agreement::Unusable(why);
        }
        let Some((r, s)) = two_numbers(signature) else { return Agreement::Differs };
        if r.len() > self.q.len() || s.len() > self.q.len() {
            return Agreement::Differs;
        }
        let whole = BoxedUint::from_be_slice_vartime(&self.p);
        let wide = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, whole.bits_precision()).ok();
        let narrow = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, (self.q.len() * 8) as u32).ok();
        let key = || {
            let components =
                dsa::Components::from_components_unchecked(whole.clone(), narrow(&self.q)?, wide(&self.g)?).ok()?;
            dsa::VerifyingKey::from_components(components, wide(&self.y)?).ok()
        };
        let Some(key) = key() else { return Agreement::Unusable("the key is none of DSA".into()) };
        let signature = || dsa::Signature::from_components(narrow(r)?, narrow(s)?);
        match signature() {
            Some(signature) if key.verify_prehash(&hash.of(message), &signature).is_ok() => Agreement::Matches,
            _ => Agreement::Differs,
        }
    }
}

/// r and s of a DSA or ECDSA signature.
fn two_numbers(signature: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut reader = SliceReader::new(signature).ok()?;
    let numbers = reader
        .sequence(|numbers| {
            Ok::<_, der::Error>((UintRef::decode(numbers)?.as_bytes(), UintRef::decode(numbers)?.as_bytes()))
        })
        .ok()?;
    reader.finish().ok()?;
    Some(numbers)
}

impl EcKey {
    fn curve_name(&self) -> Str {
        match self.curve {
            SECP_256_R_1 => "P-256".into(),
            SECP_384_R_1 => "P-384".into(),
            other => algorithm_name(&other),
        }
    }

    fn check(&self, hash: Hash, message: &[u8], signature: &[u8]) -> Agreement {
        let agrees = match (self.curve, hash) {
            (SECP_256_R_1, Hash::Sha256) => self.ring(&ring_signature::ECDSA_P256_SHA256_ASN1, message, signature),
            (SECP_256_R_1, Hash::Sha384) => self.ring(&ring_signature::ECDSA_P256_SHA384_ASN1, message, signature),
            (SECP_384_R_1, Hash::Sha256) => self.ring(&ring_signature::ECDSA_P384_SHA256_ASN1, message, signature),
            (SECP_384_R_1, Hash::Sha384) => self.ring(&ring_signature::ECDSA_P384_SHA384_ASN1, message, signature),
            (SECP_256_R_1, _) => p256::ecdsa::VerifyingKey::from_sec1_bytes(&self.point)
                .and_then(|key| key.verify_prehash(&hash.of(message), &p256::ecdsa::Signature::from_der(signature)?)),
            (SECP_384_R_1, Hash::Sha512) => p384::ecdsa::VerifyingKey::from_sec1_bytes(&self.point)
                .and_then(|key| key.verify_prehash(&hash.of(message), &p384::ecdsa::Signature::from_der(signature)?)),
            _ => {
                let (curve, hash) = (self.curve_name(), hash.name());
                return Agreement::Unusable(format!("{hash} with keys on {curve} can't be checked here"));
            }
        };
        if agrees.is_ok() { Agreement::Matches } else { Agreement::Differs }
    }

    fn ring(
        &self,
        algorithm: &'static dyn ring_signature::VerificationAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), dsa::signature::Error> {
        let key = ring_signature::UnparsedPublicKey::new(algorithm, &self.point);
        key.verify(message, signature).map_err(|_| dsa::signature::Error::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RSA_SHA1: (Family, Hash) = (Family::Rsa, Hash::Sha1);

    fn rsa(modulus: Vec<u8>, exponent: &[u8]) -> Key {
        Key::Rsa(RsaKey { modulus, exponent: exponent.to_vec() })
    }

    fn unusable(key: &Key, algorithm: (Family, Hash), signature: &[u8]) -> String {
        match key.check(algorithm, b"message", signature, &Limits::default()) {
            Agreement::Unusable(why) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn rsa_keys_that_can_not_be_used_are_not_called_a_mismatch() {
        let why = |modulus: Vec<u8>, exponent: &[u8]| unusable(&rsa(modulus, exponent), RSA_SHA1, &[1; 128]);
        assert_eq!(why(vec![0xff; 1025], &[3]), "the key is longer than 8192 bits (limit rsa-bits)");
        assert_eq!(why(vec![0xfe; 128], &[3]), "the modulus of the key is even or tiny");
        assert_eq!(why(vec![0xff; 4], &[3]), "the modulus of the key is even or tiny");
        assert_eq!(why(vec![0xff; 128], &[2, 0, 0, 0, 1]), "the exponent is longer than 33 bits");
        for bad in [&[1][..], &[4], &[]] {
            assert_eq!(why(vec![0xff; 128], bad), "the public exponent of the key is even, 0 or 1", "{bad:?}");
        }
        for good in [&[3][..], &[1, 0, 1], &[1, 0xff, 0xff, 0xff, 0xff]] {
            let key = rsa(vec![0xff; 128], good);
            assert_eq!(key.check(RSA_SHA1, b"", &[1; 128], &Limits::default()), Agreement::Differs);
            assert_eq!(key.check(RSA_SHA1, b"", &[1; 127], &Limits::default()), Agreement::Length(128));
        }
        let above = rsa([vec![0x81], vec![0xff; 127]].concat(), &[3]);
        assert_eq!(above.check(RSA_SHA1, b"", &[0xff; 128], &Limits::default()), Agreement::Differs, "out of range");
    }

    #[test]
    fn rsa_keys_are_read_to_the_end() {
        let key = [0x30, 0x07, 0x02, 0x02, 0x00, 0x81, 0x02, 0x01, 0x03];
        assert_eq!(RsaKey::parse(&key), Some(RsaKey { modulus: vec![0x81], exponent: vec![3] }));
        assert_eq!(RsaKey::parse(&[&key[..], &[0]].concat()), None, "surplus after the sequence");
        assert_eq!(RsaKey::parse(&key[..8]), None, "cut");
        assert_eq!(RsaKey::parse(&[0x30, 0x06, 0x02, 0x01, 0x81, 0x02, 0x01, 0x03]), None, "negative modulus");
    }

    #[test]
    fn every_algorithm_is_found() {
        for (oid, family, hash) in ALGORITHMS {
            assert_eq!(signature_algorithm(&ObjectIdentifier::new_unwrap(oid)), Some((family, hash)));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Hostile numbers end in an answer, not in a panic of the arithmetic below.
        #[test]
        fn any_dsa_numbers(
            p in prop::collection::vec(any::<u8>(), 64..140),
            q in prop::sample::select(vec![20usize, 28, 32]),
            seed in prop::collection::vec(any::<u8>(), 32..33),
            y in prop::collection::vec(any::<u8>(), 1..140),
            r in prop::collection::vec(any::<u8>(), 1..21),
            s in prop::collection::vec(any::<u8>(), 1..21),
        ) {
            let strip = |bytes: &[u8]| bytes.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
            let mut q = seed[..q].to_vec();
            q[0] |= 0x80;
            let key = Key::Dsa(DsaKey { p: strip(&p), q, g: vec![2], y: strip(&y) });
            let number = |bytes: &[u8]| [&[2, bytes.len() as u8 + 1, 0][..], bytes].concat();
            let body = [number(&[&[0x7f], &r[..]].concat()), number(&s)].concat();
            let signature = [&[0x30, body.len() as u8][..], &body].concat();
            let agreement = key.check((Family::Dsa, Hash::Sha1), b"message", &signature, &Limits::default());
            prop_assert_ne!(agreement, Agreement::Matches);
        }

        #[test]
        fn any_rsa_numbers(
            modulus in prop::collection::vec(any::<u8>(), 8..80),
            exponent in prop::collection::vec(any::<u8>(), 0..6),
            signature in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let agreement = rsa(modulus, &exponent).check(RSA_SHA1, b"message", &signature, &Limits::default());
            prop_assert_ne!(agreement, Agreement::Matches);
        }
    }
}
