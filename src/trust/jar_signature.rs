//! JAR signatures (META-INF/*.SF with a signature block): whether there are any. MIDP does not know them; for classmark 2
//! they are the signature.

use super::{Signature, Trust};
use crate::bundle::archive::Archive;
use crate::facts::{self, Facts, Place, SignatureScheme, SignatureState};
use std::collections::BTreeMap;

/// Types of signature blocks.
const BLOCKS: &[&str] = &["RSA", "DSA", "EC"];

/// What there is of one signer.
#[derive(Default)]
struct Parts<'a> {
    file: Option<&'a str>,
    block: Option<&'a str>,
}

/// States one fact a signer.
pub(super) fn examine(archive: &Archive<'_>, trust: &mut Trust, facts: &mut Facts) {
    let mut signers: BTreeMap<String, Parts<'_>> = BTreeMap::new();
    for entry in archive.entries() {
        let Some((folder, name)) = entry.name.rsplit_once('/') else { continue };
        let Some((signer, extension)) = name.rsplit_once('.') else { continue };
        if !folder.eq_ignore_ascii_case("META-INF") {
            continue;
        }
        let extension = extension.to_ascii_uppercase();
        if extension == "SF" {
            signers.entry(signer.to_ascii_uppercase()).or_default().file = Some(&entry.name);
        } else if BLOCKS.contains(&extension.as_str()) {
            signers.entry(signer.to_ascii_uppercase()).or_default().block = Some(&entry.name);
        }
    }
    for parts in signers.values() {
        let (state, entry, detail) = match (parts.file, parts.block) {
            (Some(file), Some(block)) => {
                (SignatureState::NotChecked, file, format!("signed by {block}; MIDP does not look at it"))
            }
            (Some(file), None) => (SignatureState::NoCertificate, file, "no signature block beside it".to_string()),
            (None, Some(block)) => (SignatureState::Unreadable, block, "no signature file (.SF) beside it".to_string()),
            (None, None) => continue,
        };
        let scheme = SignatureScheme::Jar;
        let fact = facts::Signature {
            scheme,
            state,
            subject: None,
            issuer: None,
            key_bits: None,
            algorithm: None,
            not_before: None,
            not_after: None,
            ota: None,
            detail: Some(detail.into()),
        };
        facts.push(fact.at(Place::entry(entry)));
        trust.signatures.push(Signature { scheme, state, path: None });
    }
}
