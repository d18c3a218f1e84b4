//! What the signatures of a JAR cover, entry by entry.

use super::{Reader, Section, SignedJar, is_signing_data};
use crate::facts::{CoverageState, Str};
use crate::trust::hash::Worth;
use std::collections::BTreeMap;

/// One entry, or one name that the manifest lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Coverage {
    pub(super) name: Str,
    pub(super) state: CoverageState,
    /// Names of the signers that cover it.
    pub(super) signers: Vec<Str>,
    /// Hashes that the manifest has for it, as written.
    pub(super) hashes: Vec<Str>,
    /// Entries of this name.
    pub(super) copies: usize,
    /// Its copies don't hold the same.
    pub(super) copies_differ: bool,
}

/// Compares all entries, as many as the limit allows; gives their number when there are more.
pub(super) fn compare(jar: &SignedJar<'_>, reader: &mut Reader<'_>) -> (Vec<Coverage>, Option<u64>) {
    let mut copies: BTreeMap<&Str, Vec<usize>> = BTreeMap::new();
    for (index, entry) in jar.archive.entries().iter().enumerate() {
        if !entry.is_directory() && !is_signing_data(&entry.name) {
            copies.entry(&entry.name).or_default().push(index);
        }
    }
    let seen = copies.len() as u64;
    let most = reader.limits.signed_entries;
    let mut list: Vec<Coverage> = Vec::new();
    for (name, copies) in copies.iter().take(usize::try_from(most).unwrap_or(usize::MAX)) {
        if reader.stop.is_raised() {
            break;
        }
        list.push(entry(jar, name, copies, reader));
    }
    if let Some(manifest) = &jar.manifest {
        for name in manifest.entries.keys() {
            let there = copies.contains_key(&Str::from(name.as_str())) || is_signing_data(name) || name.ends_with('/');
            if !there && !manifest.digests(name).is_empty() {
                let name: Str = name.as_str().into();
                let (signers, _) = signers(jar, &name);
                let hashes = hashes(jar, &name);
                let state = CoverageState::Missing;
                list.push(Coverage { name, state, signers, hashes, copies: 0, copies_differ: false });
            }
        }
    }
    (list, (seen > most).then_some(seen))
}

/// The signers that list an entry with the section that the manifest has, and whether some list another section.
fn signers(jar: &SignedJar<'_>, name: &str) -> (Vec<Str>, Other) {
    let (mut signers, mut other) = (Vec::new(), Other::default());
    for signer in &jar.signers {
        match signer.listed.sections.get(name) {
            Some(Section::Signed) if signer.holds() => signers.push(signer.name.as_str().into()),
            Some(Section::BrokenHash) => other.broken_hash = true,
            // Java SE refuses the JAR for one signer who signed another section, whoever else signed this one.
            Some(Section::Changed) => other.changed = true,
            _ => {}
        }
    }
    (signers, other)
}

/// What signers say of an entry whom it does not make signed.
#[derive(Default)]
struct Other {
    changed: bool,
    broken_hash: bool,
}

fn hashes(jar: &SignedJar<'_>, name: &str) -> Vec<Str> {
    let digests = jar.manifest.as_ref().map_or_else(Vec::new, |manifest| manifest.digests(name));
    digests.iter().map(|digest| digest.name.as_str().into()).collect()
}

/// One entry with all its copies: a verifier and a loader may pick different ones.
fn entry(jar: &SignedJar<'_>, name: &Str, copies: &[usize], reader: &mut Reader<'_>) -> Coverage {
    let digests = jar.manifest.as_ref().map_or_else(Vec::new, |manifest| manifest.digests(name));
    let (signers, other) = signers(jar, name);
    let known = digests.iter().any(|digest| digest.hash.is_some());
    let good = digests.iter().filter_map(|digest| digest.hash).any(|hash| hash.worth() != Worth::Broken);
    let listed = !signers.is_empty() || other.changed || other.broken_hash;
    let (mut differs, mut fits, mut unread) = (false, false, false);
    if known && listed {
        for copy in copies {
            match reader.load(*copy) {
                Err(_) => unread = true,
                Ok(()) if digests.iter().all(|digest| digest.fits(&reader.buffer) != Some(false)) => fits = true,
                Ok(()) => differs = true,
            }
        }
    }
    let state = if !known || !listed {
        CoverageState::Unsigned
    } else if differs {
        CoverageState::Mismatch
    } else if unread {
        CoverageState::Unreadable
    } else if other.changed {
        CoverageState::SectionMismatch
    } else if signers.is_empty() || !good {
        CoverageState::BrokenHash
    } else {
        CoverageState::Signed
    };
    let hashes = digests.iter().map(|digest| digest.name.as_str().into()).collect();
    Coverage { name: name.clone(), state, signers, hashes, copies: copies.len(), copies_differ: fits && differs }
}
