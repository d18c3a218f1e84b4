//! The hashes of signatures, certificates and manifests: their names and OIDs, what they are still worth, and their values.

use der::Encode;
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use md2::Digest as _;
use x509_cert::spki::AlgorithmIdentifierRef;

/// A hash that signing data of phones use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hash {
    /// RFC 1319
    Md2,
    /// RFC 1321
    Md5,
    /// FIPS 180
    Sha1,
    /// FIPS 180
    Sha224,
    /// FIPS 180
    Sha256,
    /// FIPS 180
    Sha384,
    /// FIPS 180
    Sha512,
}

/// What a hash is worth against somebody who wants two texts with one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// Collisions are made in seconds.
    Broken,
    /// Collisions have been made.
    Weak,
    /// None is known.
    Good,
}

/// Hash, OID, name, and the names that manifests use for it (JAR file specification; JDK 1.1 wrote `SHA`).
const HASHES: [(Hash, &str, &str, &[&str]); 7] = [
    (Hash::Md2, "1.2.840.113549.2.2", "MD2", &["MD2"]),
    (Hash::Md5, "1.2.840.113549.2.5", "MD5", &["MD5"]),
    (Hash::Sha1, "1.3.14.3.2.26", "SHA-1", &["SHA", "SHA1", "SHA-1"]),
    (Hash::Sha224, "2.16.840.1.101.3.4.2.4", "SHA-224", &["SHA224", "SHA-224"]),
    (Hash::Sha256, "2.16.840.1.101.3.4.2.1", "SHA-256", &["SHA256", "SHA-256"]),
    (Hash::Sha384, "2.16.840.1.101.3.4.2.2", "SHA-384", &["SHA384", "SHA-384"]),
    (Hash::Sha512, "2.16.840.1.101.3.4.2.3", "SHA-512", &["SHA512", "SHA-512"]),
];

impl Hash {
    fn row(self) -> &'static (Hash, &'static str, &'static str, &'static [&'static str]) {
        &HASHES[self as usize]
    }

    /// Its usual name.
    pub(super) fn name(self) -> &'static str {
        self.row().2
    }

    /// The hash of that OID.
    pub(super) fn by_oid(oid: &ObjectIdentifier) -> Option<Hash> {
        HASHES.iter().find(|row| oid == &ObjectIdentifier::new_unwrap(row.1)).map(|row| row.0)
    }

    /// The hash that a manifest calls so, in any case: `SHA`, `SHA1` and `SHA-1` are one.
    pub(super) fn by_manifest_name(name: &str) -> Option<Hash> {
        HASHES.iter().find(|row| row.3.iter().any(|alias| alias.eq_ignore_ascii_case(name))).map(|row| row.0)
    }

    /// What it is worth.
    pub(super) fn worth(self) -> Worth {
        match self {
            Hash::Md2 | Hash::Md5 => Worth::Broken,
            Hash::Sha1 => Worth::Weak,
            _ => Worth::Good,
        }
    }

    /// Its value over some bytes.
    pub(super) fn of(self, bytes: &[u8]) -> Vec<u8> {
        let ring = |algorithm| ring::digest::digest(algorithm, bytes).as_ref().to_vec();
        match self {
            Hash::Md2 => md2::Md2::digest(bytes).to_vec(),
            Hash::Md5 => md5::Md5::digest(bytes).to_vec(),
            Hash::Sha1 => ring(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY),
            Hash::Sha224 => sha2::Sha224::digest(bytes).to_vec(),
            Hash::Sha256 => ring(&ring::digest::SHA256),
            Hash::Sha384 => ring(&ring::digest::SHA384),
            Hash::Sha512 => ring(&ring::digest::SHA512),
        }
    }

    /// The DER of the `DigestInfo` for a value of this hash (RFC 8017, 9.2), with NULL as parameters; `None` when the
    /// value is too long to be one.
    pub(super) fn digest_info(self, value: &[u8]) -> Option<Vec<u8>> {
        DigestInfo {
            algorithm: AlgorithmIdentifierRef {
                oid: ObjectIdentifier::new_unwrap(self.row().1),
                parameters: Some(AnyRef::NULL),
            },
            digest: OctetStringRef::new(value).ok()?,
        }
        .to_der()
        .ok()
    }
}

/// RFC 8017, A.2.4.
#[derive(der::Sequence)]
struct DigestInfo<'a> {
    algorithm: AlgorithmIdentifierRef<'a>,
    digest: &'a OctetStringRef,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::hex;

    #[test]
    fn values_of_the_empty_text() {
        let value = |hash: Hash| hex(&hash.of(b""));
        assert_eq!(value(Hash::Md2), "8350e5a3e24c153df2275c9f80692773");
        assert_eq!(value(Hash::Md5), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(value(Hash::Sha1), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(value(Hash::Sha224), "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f");
        assert!(value(Hash::Sha256).starts_with("e3b0c44298fc1c14"));
        assert!(value(Hash::Sha384).starts_with("38b060a751ac9638"));
        assert!(value(Hash::Sha512).starts_with("cf83e1357eefb8bd"));
    }

    #[test]
    fn aliases_are_one_hash() {
        for name in ["SHA", "sha1", "Sha-1"] {
            assert_eq!(Hash::by_manifest_name(name), Some(Hash::Sha1), "{name}");
        }
        assert_eq!(Hash::by_manifest_name("SHA-256"), Some(Hash::Sha256));
        assert_eq!(Hash::by_manifest_name("RIPEMD160"), None);
        for (index, row) in HASHES.iter().enumerate() {
            assert_eq!(row.0 as usize, index);
            assert_eq!(Hash::by_oid(&ObjectIdentifier::new_unwrap(row.1)), Some(row.0));
        }
    }

    #[test]
    fn the_digest_info_is_that_of_rfc_8017() {
        let info = Hash::Sha1.digest_info(&[0xaa; 20]).unwrap();
        assert_eq!(hex(&info[..15]), "3021300906052b0e03021a05000414");
        assert_eq!(info.len(), 35);
        assert_eq!(hex(&Hash::Md2.digest_info(&[0; 16]).unwrap()[..18]), "3020300c06082a864886f70d020205000410");
    }
}
