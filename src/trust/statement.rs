//! The facts and words for certificates, keys and signatures, the same for MIDP and JAR signing.

use super::certificate::Certificate;
use super::key::Agreement;
use super::path::Fault;
use super::roots::RootInfo;
use crate::facts::{
    self, CertificateRole, Fact, Place, SignatureScheme, SignatureState, SigningScheme, SigningWhat, Str,
};

/// A fact about a signature of whose signer nothing is known.
pub(super) fn unsaid(scheme: SignatureScheme, state: SignatureState) -> facts::Signature {
    facts::Signature {
        scheme,
        state,
        subject: None,
        issuer: None,
        key_bits: None,
        algorithm: None,
        not_before: None,
        not_after: None,
        ota: None,
        detail: None,
        path: None,
        hash: None,
    }
}

/// A fact about a signature of this signer.
pub(super) fn signature_fact(
    scheme: SignatureScheme,
    state: SignatureState,
    signer: Option<&Certificate>,
) -> facts::Signature {
    let Some(signer) = signer else { return unsaid(scheme, state) };
    facts::Signature {
        subject: Some(signer.subject.clone()),
        issuer: Some(signer.issuer.clone()),
        key_bits: bits(signer),
        algorithm: Some(signer.algorithm.clone()),
        not_before: Some(signer.not_before.text.clone()),
        not_after: Some(signer.not_after.text.clone()),
        ..unsaid(scheme, state)
    }
}

fn bits(certificate: &Certificate) -> Option<i64> {
    certificate.key.bits().and_then(|bits| i64::try_from(bits).ok())
}

/// A fact about a certificate; `path` says where it stands.
pub(super) fn certificate_fact(
    certificate: &Certificate,
    role: CertificateRole,
    path: impl Into<Str>,
    root: Option<&RootInfo>,
    place: Place,
) -> Fact {
    facts::Certificate {
        subject: certificate.subject.clone(),
        role,
        path: path.into(),
        issuer: certificate.issuer.clone(),
        serial: certificate.serial.clone(),
        version: i64::from(certificate.version),
        algorithm: certificate.algorithm.clone(),
        key: certificate.key.name(),
        key_bits: bits(certificate),
        exponent: certificate.key.exponent().and_then(|e| i64::try_from(e).ok()),
        not_before: certificate.not_before.text.clone(),
        not_after: certificate.not_after.text.clone(),
        ca: certificate.extensions.ca,
        self_issued: certificate.self_issued(),
        sha256: certificate.sha256.clone(),
        domain: root.map(|root| root.domain.of_certificate()),
        owner: root.and_then(|root| root.owner.as_deref().map(Str::from)),
    }
    .at(place)
}

/// A fact about the signing data with nothing said but what it is.
pub(super) fn signing(what: SigningWhat, scheme: SigningScheme, detail: impl Into<Str>) -> facts::Signing {
    facts::Signing { what, scheme, path: None, subject: None, fatal: false, ota: None, detail: detail.into() }
}

/// The fact for a fault of a path.
pub(super) fn fault_fact(fault: &Fault, scheme: SigningScheme, path: Str, subject: Option<Str>) -> facts::Signing {
    facts::Signing {
        path: Some(path),
        subject,
        fatal: fault.fatal,
        ..signing(fault.what, scheme, fault.detail.as_str())
    }
}

/// A certificate in one line of words.
pub(super) fn describe(certificate: &Certificate) -> String {
    let Certificate { subject, issuer, not_before, not_after, algorithm, version, .. } = certificate;
    let bits = certificate.key.bits().map_or(String::new(), |bits| format!(", {bits} bits"));
    let exponent = certificate.key.exponent().map_or(String::new(), |e| format!(", e = {e}"));
    format!(
        "{subject}; issued by {issuer}; version {version}, {}{bits}{exponent}; signed with {algorithm}; valid {} to {}",
        certificate.key.name(),
        not_before.text,
        not_after.text,
    )
}

/// How a signature stands to a key, as a clause.
pub(super) fn clause(agreement: &Agreement, length: usize) -> String {
    match agreement {
        Agreement::Matches => "the signature fits".into(),
        Agreement::Differs => "the signature does not fit: other bytes, or another key".into(),
        Agreement::Forged(how) => format!("the signature is forged: {how}"),
        Agreement::Length(due) => format!("the signature has {length} bytes where the key makes {due}"),
        Agreement::Unusable(why) => format!("the signature can't be checked: {why}"),
    }
}

/// What is wrong with a signature, as the kind of a fact; `None` when nothing is known to be.
pub(super) fn mismatch(agreement: &Agreement) -> Option<SigningWhat> {
    match agreement {
        Agreement::Matches => None,
        Agreement::Differs => Some(SigningWhat::SignatureMismatch),
        Agreement::Forged(_) => Some(SigningWhat::ForgedPadding),
        Agreement::Length(_) => Some(SigningWhat::SignatureLength),
        Agreement::Unusable(_) => Some(SigningWhat::KeyUnusable),
    }
}

/// The state of a signature that stands so to its certificate.
pub(super) fn state(agreement: &Agreement) -> SignatureState {
    match agreement {
        Agreement::Matches => SignatureState::MatchesCertificate,
        Agreement::Differs | Agreement::Forged(_) => SignatureState::Broken,
        Agreement::Length(_) => SignatureState::Unreadable,
        Agreement::Unusable(_) => SignatureState::NotChecked,
    }
}
