//! Signature blocks of JARs (CMS `SignedData`, RFC 5652): certificates and signers, as raw as they were signed. DER is read
//! as it stands; BER is read too, and said.

use crate::bundle::hex;
use crate::facts::Str;
use crate::limits::Limits;
use crate::trust::certificate::Certificate;
use crate::trust::hash::Hash;
use crate::trust::key::{self, Agreement, Family};
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{AnyRef, GeneralizedTime, ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Reader, SliceReader, Tag};
use x509_cert::attr::Attributes;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
const TIMESTAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

/// A block, read.
#[derive(Debug)]
pub(in crate::trust) struct Block {
    /// Certificates that came along, in the order of the file.
    pub(in crate::trust) certificates: Vec<Certificate>,
    /// Certificates that can't be read: why.
    pub(in crate::trust) unread: Vec<String>,
    /// Who signed.
    pub(in crate::trust) signers: Vec<Signer>,
    /// Bytes behind the structure.
    pub(in crate::trust) surplus: usize,
    /// It is BER, not DER.
    pub(in crate::trust) ber: bool,
    /// Type of what is signed.
    content_type: ObjectIdentifier,
    /// What is signed, when it is inside.
    content: Option<Vec<u8>>,
}

/// One signer of a block.
#[derive(Debug)]
pub(in crate::trust) struct Signer {
    /// Which certificate is its.
    identifier: Identifier,
    /// Hash over the content; its OID when it is not known.
    hash: Result<Hash, Str>,
    /// Algorithm of the signature; its name when it is not known.
    algorithm: Result<(Family, Hash), Str>,
    /// What is signed in place of the content: the signed attributes as a SET.
    attributes: Option<SignedAttributes>,
    signature: Vec<u8>,
    /// A timestamp token over the signature.
    timestamp: Option<Vec<u8>>,
}

#[derive(Debug)]
enum Identifier {
    /// Issuer and serial number in DER.
    IssuerAndSerial(Vec<u8>, Vec<u8>),
    KeyIdentifier(Vec<u8>),
}

#[derive(Debug)]
struct SignedAttributes {
    /// As they were hashed: with the tag of a SET.
    der: Vec<u8>,
    content_type: Option<ObjectIdentifier>,
    message_digest: Option<Vec<u8>>,
    signing_time: bool,
}

/// What came of checking one signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::trust) enum Checked {
    /// The signature agrees so with the key.
    Signature(Agreement),
    /// The signed attributes that there must be are missing.
    AttributesMissing(&'static str),
    /// A signed attribute says something else.
    AttributeDiffers(&'static str),
}

/// A timestamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::trust) struct Timestamp {
    /// RFC 3339.
    pub(in crate::trust) time: Str,
    /// Subject of who made it.
    pub(in crate::trust) by: Str,
}

impl Block {
    /// Reads a block. The error is a clause that continues "the block …".
    pub(in crate::trust) fn parse(bytes: &[u8], limits: &Limits) -> Result<Block, String> {
        match Block::walk(bytes, limits) {
            Ok(block) => Ok(block),
            Err(error) => {
                let again = || {
                    let info = ContentInfo::from_ber(bytes).ok()?;
                    let data: SignedData = info.content.decode_as_encoding(der::EncodingRules::Ber).ok()?;
                    let content = der::Any::encode_from(&data).ok()?;
                    ContentInfo { content_type: info.content_type, content }.to_der().ok()
                };
                let der = again().ok_or_else(|| format!("can't be read as CMS: {error}"))?;
                let block = Block::walk(&der, limits).map_err(|error| format!("can't be read as CMS: {error}"))?;
                Ok(Block { ber: true, ..block })
            }
        }
    }

    /// Reads DER. Certificates and signed attributes are taken as bytes: made anew, they could differ from what was signed.
    fn walk(bytes: &[u8], limits: &Limits) -> Result<Block, der::Error> {
        let mut reader = SliceReader::new(bytes)?;
        let info = AnyRef::decode(&mut reader)?;
        let surplus = usize::try_from(reader.remaining_len())?;
        let mut info = children(info, Tag::Sequence)?.into_iter();
        let content_type: ObjectIdentifier = next(&mut info)?.decode_as()?;
        let content = next(&mut info)?;
        if content_type != SIGNED_DATA {
            return Err(der::ErrorKind::OidUnknown { oid: content_type }.into());
        }
        let data = AnyRef::from_der(content.value())?;
        let mut parts = children(data, Tag::Sequence)?.into_iter().skip(2);
        let encapsulated = children(next(&mut parts)?, Tag::Sequence)?;
        let mut block = Block {
            certificates: Vec::new(),
            unread: Vec::new(),
            signers: Vec::new(),
            surplus,
            ber: false,
            content_type: encapsulated.first().ok_or(der::ErrorKind::Failed)?.decode_as()?,
            content: encapsulated.get(1).and_then(|content| {
                let inner = AnyRef::from_der(content.value()).ok()?;
                Some(inner.decode_as::<&OctetStringRef>().ok()?.as_bytes().to_vec())
            }),
        };
        for part in parts {
            match part.header().tag() {
                Tag::ContextSpecific { number, .. } if number.value() == 0 => {
                    for certificate in elements(part.value())? {
                        match Certificate::parse(&certificate.to_der()?, limits) {
                            Ok(certificate) => block.certificates.push(certificate),
                            Err(why) => block.unread.push(why.to_string()),
                        }
                        if block.certificates.len() as u64 > limits.certificates {
                            block.unread.push("and those behind it are above the limit certificates".into());
                            break;
                        }
                    }
                }
                Tag::Set => {
                    for signer in elements(part.value())?.into_iter().take(limit(limits.certificates)) {
                        block.signers.push(Signer::read(signer)?);
                    }
                }
                _ => {}
            }
        }
        Ok(block)
    }

    /// The certificate of a signer, found by what names it and not by its place (signing.md P12).
    pub(in crate::trust) fn certificate_of(&self, signer: &Signer) -> Option<&Certificate> {
        self.certificates.iter().find(|certificate| match &signer.identifier {
            Identifier::IssuerAndSerial(issuer, serial) => {
                certificate.identity.0 == *issuer && certificate.identity.1 == *serial
            }
            Identifier::KeyIdentifier(identifier) => certificate.extensions.key_identifier.as_ref() == Some(identifier),
        })
    }

    /// Checks what a signer signed over `content`.
    pub(in crate::trust) fn check(
        &self,
        signer: &Signer,
        certificate: &Certificate,
        content: &[u8],
        limits: &Limits,
    ) -> Checked {
        let hash = match &signer.hash {
            Ok(hash) => *hash,
            Err(oid) => return unusable(format!("the hash {oid} is not known")),
        };
        let algorithm = match &signer.algorithm {
            Ok(algorithm) => *algorithm,
            Err(name) => return unusable(format!("signatures with {name} can't be checked here")),
        };
        let Some(attributes) = &signer.attributes else {
            if algorithm.1 != hash {
                return unusable("it names two hashes".into());
            }
            return Checked::Signature(certificate.key.check(algorithm, content, &signer.signature, limits));
        };
        match (&attributes.content_type, &attributes.message_digest) {
            (None, _) => return Checked::AttributesMissing("contentType"),
            (_, None) => return Checked::AttributesMissing("messageDigest"),
            (Some(kind), _) if *kind != self.content_type => return Checked::AttributeDiffers("contentType"),
            (_, Some(digest)) if *digest != hash.of(content) => return Checked::AttributeDiffers("messageDigest"),
            _ => {}
        }
        Checked::Signature(certificate.key.check(algorithm, &attributes.der, &signer.signature, limits))
    }
}

fn unusable(why: String) -> Checked {
    Checked::Signature(Agreement::Unusable(why))
}

fn limit(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

impl Signer {
    fn read(element: AnyRef<'_>) -> Result<Signer, der::Error> {
        let info = SignerInfo::from_der(&element.to_der()?)?;
        let identifier = match &info.sid {
            SignerIdentifier::IssuerAndSerialNumber(sid) => {
                Identifier::IssuerAndSerial(sid.issuer.to_der()?, sid.serial_number.as_bytes().to_vec())
            }
            SignerIdentifier::SubjectKeyIdentifier(sid) => Identifier::KeyIdentifier(sid.0.as_bytes().to_vec()),
        };
        let hash = Hash::by_oid(&info.digest_alg.oid).ok_or_else(|| key::algorithm_name(&info.digest_alg.oid));
        let oid = &info.signature_algorithm.oid;
        // A key algorithm alone takes the hash from the field beside it.
        let algorithm = key::signature_algorithm(oid)
            .or_else(|| Some((key::key_family(oid)?, hash.clone().ok()?)))
            .ok_or_else(|| key::algorithm_name(oid));
        let attributes = match &info.signed_attrs {
            Some(attributes) => Some(SignedAttributes {
                der: raw_attributes(element)?,
                content_type: attribute(attributes, CONTENT_TYPE).and_then(|value| value.decode_as().ok()),
                message_digest: attribute(attributes, MESSAGE_DIGEST)
                    .and_then(|value| Some(value.decode_as::<&OctetStringRef>().ok()?.as_bytes().to_vec())),
                signing_time: attribute(attributes, SIGNING_TIME).is_some(),
            }),
            None => None,
        };
        let timestamp = info.unsigned_attrs.as_ref().and_then(|attributes| attribute(attributes, TIMESTAMP));
        Ok(Signer {
            identifier,
            hash,
            algorithm,
            attributes,
            signature: info.signature.as_bytes().to_vec(),
            timestamp: timestamp.and_then(|token| token.to_der().ok()),
        })
    }

    /// The signer as the block names it.
    pub(in crate::trust) fn name(&self) -> String {
        match &self.identifier {
            Identifier::IssuerAndSerial(issuer, serial) => {
                let name = x509_cert::name::Name::from_der(issuer).map_or("?".into(), |name| name.to_string());
                format!("number {} of {name}", hex(serial))
            }
            Identifier::KeyIdentifier(identifier) => format!("key {}", hex(identifier)),
        }
    }

    /// It is named by its key, as CMS allows and PKCS #7, which the JAR file specification asks for, does not.
    pub(in crate::trust) fn named_by_key(&self) -> bool {
        matches!(self.identifier, Identifier::KeyIdentifier(_))
    }

    /// Hash over what is signed.
    pub(in crate::trust) fn hash(&self) -> Option<Hash> {
        self.hash.clone().ok()
    }

    /// It states a time of its own, which proves nothing.
    pub(in crate::trust) fn states_time(&self) -> bool {
        self.attributes.as_ref().is_some_and(|attributes| attributes.signing_time)
    }

    /// Reads the timestamp (RFC 3161): the token must be over this signature, and signed by the certificate in it. Whom
    /// that certificate belongs to is not judged. The error is a clause that continues "the timestamp …".
    pub(in crate::trust) fn timestamp(&self, limits: &Limits) -> Option<Result<Timestamp, String>> {
        let token = self.timestamp.as_ref()?;
        Some(self.read_timestamp(token, limits))
    }

    fn read_timestamp(&self, token: &[u8], limits: &Limits) -> Result<Timestamp, String> {
        let block = Block::parse(token, limits)?;
        let content = block.content.as_deref().ok_or("has no content")?;
        let read = || {
            let mut fields = children(AnyRef::from_der(content)?, Tag::Sequence)?.into_iter().skip(2);
            let imprint = children(next(&mut fields)?, Tag::Sequence)?;
            let time = fields.nth(1).ok_or(der::ErrorKind::Failed)?;
            let [algorithm, value, ..] = &imprint[..] else { return Err(der::ErrorKind::Failed.into()) };
            let oid: ObjectIdentifier =
                children(*algorithm, Tag::Sequence)?.first().ok_or(der::ErrorKind::Failed)?.decode_as()?;
            let value = value.decode_as::<&OctetStringRef>()?.as_bytes().to_vec();
            Ok::<_, der::Error>((Hash::by_oid(&oid), value, whole_seconds(time)?))
        };
        let (hash, value, time) = read().map_err(|error| format!("can't be read: {error}"))?;
        let hash = hash.ok_or("is over a hash that is not known")?;
        if value != hash.of(&self.signature) {
            return Err("is over another signature".into());
        }
        let signer = block.signers.first().ok_or("is not signed")?;
        let certificate = block.certificate_of(signer).ok_or("came without the certificate of who made it")?;
        match block.check(signer, certificate, content, limits) {
            Checked::Signature(Agreement::Matches) => {
                Ok(Timestamp { time: time.to_date_time().to_string().into(), by: certificate.subject.clone() })
            }
            _ => Err("is not signed by the certificate that it names".into()),
        }
    }
}

/// A GeneralizedTime without its fraction of a second, which DER has and the crate does not take.
fn whole_seconds(time: AnyRef<'_>) -> Result<GeneralizedTime, der::Error> {
    let digits = time.value().get(..14).ok_or(der::ErrorKind::Failed)?;
    GeneralizedTime::from_der(&[&[0x18, 15], digits, b"Z"].concat())
}

/// The signed attributes with the tag of a SET, as RFC 5652 (5.4) has them hashed.
fn raw_attributes(signer: AnyRef<'_>) -> Result<Vec<u8>, der::Error> {
    let constructed = |part: &AnyRef<'_>| matches!(part.header().tag(), Tag::ContextSpecific { constructed: true, number } if number.value() == 0);
    let part = elements(signer.value())?.into_iter().find(constructed).ok_or(der::ErrorKind::Failed)?;
    AnyRef::new(Tag::Set, part.value())?.to_der()
}

/// The first value of an attribute.
fn attribute(attributes: &Attributes, oid: ObjectIdentifier) -> Option<&der::Any> {
    attributes.iter().find(|attribute| attribute.oid == oid).and_then(|attribute| attribute.values.get(0))
}

/// The elements inside of an element of that tag.
fn children<'a>(element: AnyRef<'a>, tag: Tag) -> Result<Vec<AnyRef<'a>>, der::Error> {
    element.header().tag().assert_eq(tag)?;
    elements(element.value())
}

/// Elements that stand one behind the other.
fn elements(bytes: &[u8]) -> Result<Vec<AnyRef<'_>>, der::Error> {
    let mut reader = SliceReader::new(bytes)?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        elements.push(AnyRef::decode(&mut reader)?);
    }
    Ok(elements)
}

fn next<'a>(elements: &mut impl Iterator<Item = AnyRef<'a>>) -> Result<AnyRef<'a>, der::Error> {
    elements.next().ok_or_else(|| der::ErrorKind::Failed.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_block() {
        let limits = Limits::default();
        for bytes in [&b""[..], b"MIDlet", &[0x30, 0x80], &[0x30, 0x03, 0x06, 0x01, 0x00]] {
            assert!(Block::parse(bytes, &limits).unwrap_err().starts_with("can't be read as CMS"), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Block::parse(&bytes, &Limits::default());
        }
    }
}
