//! What a device would make of the signing data, in one word, and the readings of the rules that differ.

use super::roots::Domain;
use crate::facts::{self, Fact, OutcomeDevices, OutcomeResult, OutcomeScheme, Place, Str};
use std::fmt;

/// What a device would make of the signing data. [`fmt::Display`] gives the word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Authenticated: the domain, and whom the root belongs to as configured.
    Trusted(Domain, Option<Str>),
    /// Nothing to authenticate: it may run, as untrusted code.
    Untrusted(Option<Str>),
    /// Refused: the OTA status code, when there is one for it, and why.
    Rejected(Option<i64>, Str),
    /// It hangs on roots of these names, and none was given.
    RootMissing(Vec<Str>),
    /// It hangs on something that mexelint can't check; what.
    Undetermined(Str),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Trusted(domain, _) => write!(f, "trusted({})", domain.as_str()),
            Outcome::Untrusted(_) => f.write_str("untrusted"),
            Outcome::Rejected(Some(ota), reason) => write!(f, "rejected({ota}, {reason})"),
            Outcome::Rejected(None, reason) => write!(f, "rejected({reason})"),
            Outcome::RootMissing(roots) => write!(f, "undetermined(root missing: {})", roots.join("; ")),
            Outcome::Undetermined(reason) => write!(f, "undetermined({reason})"),
        }
    }
}

impl Outcome {
    /// The domain, when it is trusted.
    pub fn domain(&self) -> Option<Domain> {
        match self {
            Outcome::Trusted(domain, _) => Some(*domain),
            _ => None,
        }
    }

    /// The word without what is in brackets.
    pub fn result(&self) -> OutcomeResult {
        match self {
            Outcome::Trusted(..) => OutcomeResult::Trusted,
            Outcome::Untrusted(_) => OutcomeResult::Untrusted,
            Outcome::Rejected(..) => OutcomeResult::Rejected,
            Outcome::RootMissing(_) | Outcome::Undetermined(_) => OutcomeResult::Undetermined,
        }
    }

    /// The fact that says it.
    pub(super) fn fact(&self, scheme: OutcomeScheme, devices: OutcomeDevices) -> Fact {
        let (mut owner, mut ota, mut reason, mut roots) = (None, None, None, Vec::new());
        match self {
            Outcome::Trusted(_, of) => owner = of.clone(),
            Outcome::Untrusted(why) => reason = why.clone(),
            Outcome::Rejected(code, why) => (ota, reason) = (*code, Some(why.clone())),
            Outcome::RootMissing(names) => roots = names.clone(),
            Outcome::Undetermined(why) => reason = Some(why.clone()),
        }
        facts::Outcome {
            word: self.to_string().into(),
            scheme,
            devices,
            result: self.result(),
            domain: self.domain().map(Domain::token),
            owner,
            ota,
            reason,
            roots,
        }
        .at(Place::Bundle)
    }
}

/// How a family of devices reads the rules, where they differ (signing.md 1.5, 1.6 and its sources).
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) devices: OutcomeDevices,
    /// Status for a signature that does not fit a good path.
    pub(super) bad_signature: i64,
    /// Purposes in a critical extendedKeyUsage that sign code, besides `id-kp-codeSigning`.
    pub(super) purposes: &'static [&'static str],
    /// It knows the extensions that bind a suite to single devices, so that the answer hangs on the device.
    pub(super) knows_device_bound: bool,
    /// It knows the numbered signatures of MIDP 3.
    pub(super) knows_midp3: bool,
    /// It reads Base64 that RFC 4648 does not allow.
    pub(super) lenient_base64: bool,
    /// It compares the values of JAD and manifest without regard to letter case.
    pub(super) ignores_case: bool,
    /// It refuses a signed suite for some attributes that stand in the JAD alone.
    pub(super) refuses_jad_only: bool,
    /// A root without a protection domain makes the suite untrusted; else it is refused (910).
    pub(super) no_domain_is_untrusted: bool,
}

/// MIDP 2.1 and MIDP 3.0 to the letter.
pub(super) static SPECIFICATION: Reading = Reading {
    devices: OutcomeDevices::Specification,
    bad_signature: AUTHENTICATION_FAILURE,
    purposes: &[],
    knows_device_bound: false,
    knows_midp3: true,
    lenient_base64: false,
    ignores_case: false,
    refuses_jad_only: false,
    no_domain_is_untrusted: false,
};

/// phoneME (VerifierImpl, Installer).
pub(super) static PHONEME: Reading = Reading {
    devices: OutcomeDevices::Phoneme,
    knows_midp3: false,
    lenient_base64: true,
    refuses_jad_only: true,
    no_domain_is_untrusted: true,
    ..SPECIFICATION
};

/// Symbian (JRT, midpauthenticationmodule).
pub(super) static SYMBIAN: Reading = Reading {
    devices: OutcomeDevices::Symbian,
    bad_signature: AUTHORIZATION_FAILURE,
    purposes: &["1.3.6.1.4.1.94.1.49.1.2.2.3"],
    knows_device_bound: true,
    ignores_case: true,
    ..SPECIFICATION
};

/// OTA status of a suite that is refused for its signature or certificates.
pub(super) const AUTHENTICATION_FAILURE: i64 = 909;
/// OTA status of a suite that is refused for what it may not do.
pub(super) const AUTHORIZATION_FAILURE: i64 = 910;
/// OTA status of a suite whose JAD and manifest differ.
pub(super) const ATTRIBUTE_MISMATCH: i64 = 905;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words() {
        let word = |outcome: Outcome| outcome.to_string();
        assert_eq!(word(Outcome::Trusted(Domain::ThirdParty, None)), "trusted(third-party)");
        assert_eq!(word(Outcome::Untrusted(None)), "untrusted");
        assert_eq!(word(Outcome::Rejected(Some(909), "expired".into())), "rejected(909, expired)");
        assert_eq!(word(Outcome::Rejected(None, "changed".into())), "rejected(changed)");
        let roots = vec!["CN=A".into(), "CN=B".into()];
        assert_eq!(word(Outcome::RootMissing(roots)), "undetermined(root missing: CN=A; CN=B)");
        assert_eq!(word(Outcome::Undetermined("no JAR".into())), "undetermined(no JAR)");
    }
}
