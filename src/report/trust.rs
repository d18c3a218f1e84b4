//! The outcome of stage 2 in JSON.

use crate::trust::Trust;
use serde::Serialize;

/// What a device would make of the signatures of a bundle.
#[derive(Debug, Serialize)]
pub struct JsonTrust {
    /// The word for MIDP signing.
    midp: String,
    /// The word for Java SE signing; absent without signature files.
    #[serde(skip_serializing_if = "Option::is_none")]
    jar: Option<String>,
}

impl JsonTrust {
    /// From what stage 2 found out.
    pub fn of(trust: &Trust) -> JsonTrust {
        JsonTrust { midp: trust.midp.to_string(), jar: trust.jar.as_ref().map(ToString::to_string) }
    }
}
