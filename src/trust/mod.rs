//! Stage 2. In: a bundle. Out: [`Trust`], what its signing data say when no roots are given, and the facts about it.
//! Nothing here says whom to trust.

mod base64;
mod certificate;
mod jad_signature;
mod jar_signature;

pub use certificate::{Certificate, Key};
pub use jad_signature::Path;

use crate::bundle::Bundle;
use crate::facts::{self, Facts, Place, SignatureScheme, SignatureState};
use crate::limits::Limits;

/// What the signing data of a bundle say.
#[derive(Debug, Default)]
pub struct Trust {
    /// It carries `MIDlet-Jar-RSA-SHA1`: a device takes it as trusted or refuses it, and the rules for signed suites hold.
    pub signed: bool,
    /// The signatures found.
    pub signatures: Vec<Signature>,
    /// The certification paths of the JAD, in the order in which a device tries them.
    pub paths: Vec<Path>,
}

/// One signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// How it is made.
    pub scheme: SignatureScheme,
    /// Whether it agrees with the certificate that came along.
    pub state: SignatureState,
    /// The path it belongs to, where each has its own (MIDP 3).
    pub path: Option<u32>,
}

/// Looks at all signing data of a bundle and states one fact a signature, or one that there is none.
pub fn examine(bundle: &Bundle<'_>, limits: &Limits, facts: &mut Facts) -> Trust {
    let mut trust = Trust::default();
    if let Some(jad) = &bundle.jad {
        jad_signature::examine(jad, bundle.input.jar.map(|jar| jar.bytes), limits, &mut trust, facts);
    }
    if let Some(archive) = &bundle.archive {
        jar_signature::examine(archive, &mut trust, facts);
    }
    if trust.signatures.is_empty() {
        let fact = facts::Signature {
            scheme: SignatureScheme::None,
            state: SignatureState::Absent,
            subject: None,
            issuer: None,
            key_bits: None,
            algorithm: None,
            not_before: None,
            not_after: None,
            ota: None,
            detail: None,
        };
        facts.push(fact.at(Place::Bundle));
    }
    trust
}
