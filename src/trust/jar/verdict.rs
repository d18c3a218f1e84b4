//! What a classmark 2 device makes of a signed JAR as an executable (TS 23.057; mexe-security.md 4.2): its domain is that of
//! a root, integrity failures are refused, and one unsigned entry makes all of it untrusted.

use super::{Checked, SignedJar, SignerFiles, SignerRead};
use crate::facts::{CoverageState, Str};
use crate::trust::key::Agreement;
use crate::trust::outcome::Outcome;
use crate::trust::path::{Judge, Verdict};
use crate::trust::roots::Domain;
use crate::trust::statement;

/// What one signer is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// Its signature is right and its path leads to this root.
    Trusted(usize),
    /// Its signature or its path is wrong; why.
    Rejected(String),
    /// No root given continues its path.
    NoRoot(Str),
    /// The same, and none was given.
    RootMissing(Str),
    /// Something can't be checked; what.
    Unknown(String),
}

/// What the files of one signer are worth: the worst of its signers.
pub(super) fn worth(files: &SignerFiles) -> Worth {
    let name = &files.name;
    let read = match &files.read {
        Ok(read) => read,
        Err(why) if files.file.is_some() && files.block.is_some() => {
            return Worth::Unknown(format!("the block of {name} {why}"));
        }
        Err(_) => return Worth::NoRoot("no signer: the block or the signature file is missing".into()),
    };
    if files.listed.main == Some(false) {
        return Worth::Rejected(format!("the main section of the manifest is not the one that {name} signed"));
    }
    let mut worst: Option<Worth> = None;
    for signer in &read.signers {
        let worth = of_signer(name, signer);
        if worst.as_ref().is_none_or(|worst| rank(&worth) > rank(worst)) {
            worst = Some(worth);
        }
    }
    worst.unwrap_or_else(|| Worth::Rejected(format!("the block of {name} names no signer")))
}

fn rank(worth: &Worth) -> u8 {
    match worth {
        Worth::Trusted(_) => 0,
        Worth::RootMissing(_) => 1,
        Worth::NoRoot(_) => 2,
        Worth::Unknown(_) => 3,
        Worth::Rejected(_) => 4,
    }
}

fn of_signer(files: &str, signer: &SignerRead) -> Worth {
    let (Some(checked), Some((_, judged))) = (&signer.checked, &signer.path) else {
        return Worth::Rejected(format!("the block of {files} lacks the certificate of its signer"));
    };
    match checked {
        Checked::Signature(Agreement::Matches) => {}
        Checked::Signature(Agreement::Unusable(why)) => return Worth::Unknown(format!("{files}: {why}")),
        Checked::Signature(other) => return Worth::Rejected(format!("{files}: {}", statement::clause(other, 0))),
        Checked::AttributesMissing(which) => {
            return Worth::Rejected(format!("{files}: the signed attribute {which} is missing"));
        }
        Checked::AttributeDiffers(which) => {
            return Worth::Rejected(format!("{files}: the signed attribute {which} is not that of the signature file"));
        }
    }
    match &judged.verdict {
        Verdict::Valid(root) => Worth::Trusted(*root),
        Verdict::Invalid(why) => Worth::Rejected(format!("{files}: {why}")),
        Verdict::NoRoot(name) => Worth::NoRoot(format!("there is no root {name}").into()),
        Verdict::RootMissing(name) => Worth::RootMissing(name.clone()),
        Verdict::Unknown(why) => Worth::Unknown(format!("{files}: {why}")),
    }
}

/// The outcome for the executable.
pub(super) fn outcome(jar: &SignedJar<'_>, judge: &Judge<'_>) -> Outcome {
    let worths: Vec<(&SignerFiles, Worth)> = jar.signers.iter().map(|files| (files, worth(files))).collect();
    let integrity = worths.iter().find_map(|(files, worth)| match worth {
        Worth::Rejected(why) if !files.holds() => Some(why.clone()),
        _ => None,
    });
    if let Some(why) = integrity.or_else(|| changed(jar)) {
        return Outcome::Rejected(None, why.into());
    }
    if jar.signers.iter().all(|files| files.file.is_none() || files.block.is_none()) {
        return Outcome::Untrusted(Some("there is no signature file with its block".into()));
    }
    // What can't be read or checked may be good for others: the JAR does not pass for an unsigned one.
    let open = worths.iter().find_map(|(files, worth)| match worth {
        Worth::Unknown(why) if !files.holds() => Some(why),
        _ => None,
    });
    if let Some(why) = open {
        return Outcome::Undetermined(why.as_str().into());
    }
    if jar.cut.is_some() || jar.cut_signers.is_some() {
        return Outcome::Undetermined("a limit was reached".into());
    }
    let count = |states: &[CoverageState]| jar.coverage.iter().filter(|entry| states.contains(&entry.state)).count();
    if let Some(entry) = jar.coverage.iter().find(|entry| entry.state == CoverageState::Unreadable) {
        return Outcome::Undetermined(format!("{} can't be read", entry.name).into());
    }
    let bare = [CoverageState::Unsigned, CoverageState::BrokenHash];
    if let Some(entry) = jar.coverage.iter().find(|entry| bare.contains(&entry.state)) {
        let how = if entry.state == CoverageState::Unsigned { "is not signed" } else { "has no digest but MD2 or MD5" };
        let more = match count(&bare) - 1 {
            0 => String::new(),
            n => format!(", and {n} more"),
        };
        return Outcome::Untrusted(Some(format!("{} {how}{more}", entry.name).into()));
    }
    by_signers(jar, judge, &worths)
}

/// Why the content is not what was signed.
fn changed(jar: &SignedJar<'_>) -> Option<String> {
    jar.coverage.iter().find_map(|entry| match entry.state {
        CoverageState::Mismatch if entry.copies_differ => {
            Some(format!("a copy of {} is not what was signed", entry.name))
        }
        CoverageState::Mismatch => Some(format!("{} is not what was signed", entry.name)),
        CoverageState::SectionMismatch => Some(format!("the section of {} in the manifest was changed", entry.name)),
        _ => None,
    })
}

/// Everything is signed: by whom decides.
fn by_signers(jar: &SignedJar<'_>, judge: &Judge<'_>, worths: &[(&SignerFiles, Worth)]) -> Outcome {
    let covers_all = |accept: &dyn Fn(&Worth) -> bool| {
        jar.coverage.iter().filter(|entry| entry.state == CoverageState::Signed).all(|entry| {
            worths.iter().any(|(files, worth)| accept(worth) && entry.signers.iter().any(|name| **name == *files.name))
        })
    };
    let domain = |worth: &Worth| match worth {
        Worth::Trusted(root) => Some(judge.roots.get(*root).info.domain),
        _ => None,
    };
    let whole: Vec<Domain> = [Domain::Operator, Domain::Manufacturer, Domain::ThirdParty]
        .into_iter()
        .filter(|wanted| worths.iter().any(|(_, worth)| domain(worth) == Some(*wanted)))
        .filter(|wanted| covers_all(&|worth| domain(worth) == Some(*wanted)))
        .collect();
    match whole[..] {
        [only] => {
            let owner = worths.iter().find_map(|(_, worth)| match worth {
                Worth::Trusted(root) if domain(worth) == Some(only) => judge.roots.get(*root).info.owner.clone(),
                _ => None,
            });
            return Outcome::Trusted(only, owner.map(Str::from));
        }
        [] => {}
        _ => return Outcome::Undetermined("signers of different domains cover all of it".into()),
    }
    if worths.iter().any(|(_, worth)| domain(worth).is_some()) && covers_all(&|worth| domain(worth).is_some()) {
        return Outcome::Untrusted(Some("its entries are of signers of different domains".into()));
    }
    let mut missing: Vec<Str> = Vec::new();
    let mut unrooted = None;
    for (_, worth) in worths {
        match worth {
            Worth::Rejected(why) => return Outcome::Rejected(None, why.as_str().into()),
            Worth::Unknown(why) => return Outcome::Undetermined(why.as_str().into()),
            Worth::RootMissing(name) if !missing.contains(name) => missing.push(name.clone()),
            Worth::NoRoot(why) => unrooted = Some(why.clone()),
            Worth::Trusted(root) if domain(worth) == Some(Domain::Administrator) => {
                let subject = &judge.roots.get(*root).certificate.subject;
                unrooted = Some(format!("the root {subject} stands for no domain of executables").into());
            }
            _ => {}
        }
    }
    if missing.is_empty() { Outcome::Untrusted(unrooted) } else { Outcome::RootMissing(missing) }
}
