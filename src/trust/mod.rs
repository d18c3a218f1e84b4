//! Stage 2. In: an opened bundle. Out: a `signature` fact for each signature that the bundle carries (or one that says
//! there is none), and a [`Trust`]. Without roots, only agreement of signature and certificate can be stated: nothing
//! here says whom to trust, no clock is read, and dates of validity are stated, not judged.

mod certificate;
mod encoded;
mod jad_signature;
mod jar_signature;

use crate::bundle::Bundle;
use crate::facts::{self, Facts, Place, SignatureScheme, SignatureState};
use crate::limits::Limits;

/// What later stages need to know of the signing of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trust {
    /// The JAD carries `MIDlet-Jar-RSA-SHA1`: a MIDP 2 device installs the suite as trusted or refuses it, and never
    /// falls back to untrusted (MIDP 2.1, trusted MIDlet suites using X.509 PKI).
    pub signed: bool,
    /// How that signature stands to the certificate of the path that a device tries first; `Absent` when `signed` is
    /// false.
    pub state: SignatureState,
}

/// Looks at the signatures of a bundle and states each: `MIDlet-Jar-RSA-SHA1` of the JAD, its numbered form of MIDP 3,
/// and the signature files of the JAR.
pub fn examine(bundle: &Bundle<'_>, limits: &Limits, facts: &mut Facts) -> Trust {
    let mut found = false;
    let mut state = SignatureState::Absent;
    if let Some(jad) = &bundle.jad {
        let jar = bundle.input.jar.map(|jar| jar.bytes);
        if let Some(signature) = jad.get(jad_signature::SIGNATURE) {
            state = jad_signature::examine(jad, signature, jar, limits, facts);
            found = true;
        }
        found |= jad_signature::state_numbered(jad, limits, facts);
    }
    if let Some(archive) = &bundle.archive {
        found |= jar_signature::state(archive.entries().iter().map(|entry| &entry.name), limits, facts);
    }
    if !found {
        facts.push(unsaid(SignatureScheme::None, SignatureState::Absent).at(Place::Bundle));
    }
    Trust { signed: state != SignatureState::Absent, state }
}

/// A fact about a signature of whose signer nothing is known.
fn unsaid(scheme: SignatureScheme, state: SignatureState) -> facts::Signature {
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
    }
}
