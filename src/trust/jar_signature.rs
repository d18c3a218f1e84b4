//! JAR signing (JAR file specification; MExE classmark 2): finds the signature files and blocks under META-INF. MIDP
//! devices pay them no heed.

use super::unsaid;
use crate::facts::{Facts, Place, SignatureScheme, SignatureState, Str};
use crate::limits::{self, Limits};
use std::collections::BTreeMap;

const FOLDER: &str = "META-INF/";
const FILE: &str = "SF";
const BLOCKS: [&str; 3] = ["RSA", "DSA", "EC"];

/// What belongs to one signer: names are compared without case.
#[derive(Default)]
struct Signer<'a> {
    file: Option<&'a Str>,
    block: Option<&'a Str>,
}

/// States every signer of the JAR, given the names of its entries; `false` when there is none.
pub(super) fn state<'a>(names: impl Iterator<Item = &'a Str>, limits: &Limits, facts: &mut Facts) -> bool {
    let mut signers: BTreeMap<String, Signer<'a>> = BTreeMap::new();
    for name in names {
        let Some((stem, extension)) = in_folder(name).and_then(|file| file.rsplit_once('.')) else { continue };
        let is_file = extension.eq_ignore_ascii_case(FILE);
        if is_file || BLOCKS.iter().any(|block| extension.eq_ignore_ascii_case(block)) {
            let signer = signers.entry(stem.to_ascii_uppercase()).or_default();
            if is_file { &mut signer.file } else { &mut signer.block }.get_or_insert(name);
        }
    }
    let cut = usize::try_from(limits.certificates).unwrap_or(usize::MAX);
    for signer in signers.values().take(cut) {
        let Some(entry) = signer.file.or(signer.block) else { continue };
        let mut fact = unsaid(SignatureScheme::Jar, SignatureState::NotChecked);
        let detail = match (signer.file, signer.block) {
            (Some(_), Some(block)) => format!("signature block {block}; JAR signatures are not verified"),
            (Some(_), None) => "signature file without a signature block".into(),
            _ => "signature block without a signature file".into(),
        };
        fact.detail = Some(detail.into());
        facts.push(fact.at(Place::entry(entry)));
    }
    if signers.len() > cut {
        let seen = Some(signers.len() as u64);
        let detail = "the remaining signers of the JAR were not stated";
        facts.push(limits::reached(limits, "certificates", seen, detail, Place::Archive { offset: None }));
    }
    !signers.is_empty()
}

/// The name within META-INF of an entry that is directly in it.
fn in_folder(name: &str) -> Option<&str> {
    let (folder, file) = name.split_at_checked(FOLDER.len())?;
    (folder.eq_ignore_ascii_case(FOLDER) && !file.contains('/')).then_some(file)
}
