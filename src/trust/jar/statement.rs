//! What is stated of a signed JAR: facts, and the reasoning in words.

use super::block::Checked;
use super::verdict::{self, Worth};
use super::{SignedJar, SignerFiles, SignerRead};
use crate::facts::{
    self, CertificateRole, CoverageState, Facts, OutcomeDevices, OutcomeScheme, Place, SignatureScheme, SignatureState,
    SigningScheme, SigningWhat as What, Str,
};
use crate::limits;
use crate::trust::key::Agreement;
use crate::trust::outcome::Outcome;
use crate::trust::path::{Judge, Verdict};
use crate::trust::statement::{self, certificate_fact, clause, describe, fault_fact, signature_fact, signing, unsaid};
use crate::trust::steps::{StepResult, Steps};

/// Signer names that Java SE makes: up to eight of these.
fn usual_name(name: &str) -> bool {
    name.len() <= 8 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

/// States everything about a signed JAR.
pub(super) fn state(jar: &SignedJar<'_>, judge: &Judge<'_>, outcome: &Outcome, facts: &mut Facts, steps: &mut Steps) {
    let count = jar.signers.len();
    steps.note(0, format!("JAR signing: {count} signer{} in META-INF", if count == 1 { "" } else { "s" }));
    let mut statement = Statement { jar, judge, facts, steps };
    statement.limits();
    for files in &jar.signers {
        statement.signer(files);
    }
    if count > 1 {
        let names: Vec<&str> = jar.signers.iter().map(|files| files.name.as_str()).collect();
        statement.whole(What::SeveralSigners, false, format!("there are several signers: {}", names.join(", ")));
    }
    statement.manifest();
    statement.coverage();
    facts.push(outcome.fact(OutcomeScheme::Jar, OutcomeDevices::Specification));
    steps.note(0, format!("JAR outcome: {outcome}"));
}

struct Statement<'s, 'a> {
    jar: &'s SignedJar<'a>,
    judge: &'s Judge<'s>,
    facts: &'s mut Facts,
    steps: &'s mut Steps,
}

impl Statement<'_, '_> {
    fn limits(&mut self) {
        let cuts = [
            (self.jar.cut_signers, "certificates", "the remaining signers of the JAR were not stated"),
            (self.jar.cut, "signed-entries", "the digests of the remaining entries were not compared"),
        ];
        for (seen, name, detail) in cuts {
            if seen.is_some() {
                let fact = limits::reached(self.judge.limits, name, seen, detail, Place::Archive { offset: None });
                self.facts.push(fact);
            }
        }
    }

    /// Something about all of the JAR.
    fn whole(&mut self, what: What, fatal: bool, detail: String) {
        self.steps.push(1, if fatal { StepResult::Fails } else { StepResult::Note }, detail.as_str());
        let mut fact = signing(what, SigningScheme::Jar, detail);
        fact.fatal = fatal;
        self.facts.push(fact.at(Place::Archive { offset: None }));
    }

    /// Something about the files of one signer.
    fn of(&mut self, files: &SignerFiles, depth: u8, what: What, fatal: bool, detail: impl Into<String>) {
        let detail = detail.into();
        self.steps.push(depth, if fatal { StepResult::Fails } else { StepResult::Note }, detail.as_str());
        let mut fact = signing(what, SigningScheme::Jar, detail);
        fact.path = Some(files.name.as_str().into());
        fact.fatal = fatal;
        self.facts.push(fact.at(self.place(files)));
    }

    fn place(&self, files: &SignerFiles) -> Place {
        let name = self.jar.entry_name(files.file).or(self.jar.entry_name(files.block));
        name.map_or(Place::Bundle, |name| Place::entry(name))
    }

    fn signer(&mut self, files: &SignerFiles) {
        let name = &files.name;
        self.steps.note(1, format!("signer {name}"));
        if !usual_name(name) {
            self.of(files, 2, What::SignerName, false, format!("the name {name} is none that Java SE gives"));
        }
        match &files.read {
            Err(why) => {
                let what = match (files.file, files.block) {
                    (None, _) => What::NoSignatureFile,
                    (_, None) => What::NoBlock,
                    _ => What::BlockUnreadable,
                };
                self.of(files, 2, what, true, format!("the block {why}"));
                let state =
                    if what == What::BlockUnreadable { SignatureState::Unreadable } else { SignatureState::NotChecked };
                let mut fact = unsaid(SignatureScheme::Jar, state);
                fact.path = Some(name.as_str().into());
                fact.detail = Some(match what {
                    What::NoSignatureFile => "signature block without a signature file".into(),
                    What::NoBlock => "signature file without a signature block".into(),
                    _ => format!("the block {why}").into(),
                });
                self.facts.push(fact.at(self.place(files)));
            }
            Ok(read) => {
                if read.block.ber {
                    self.of(files, 2, What::BlockBer, false, "the block is BER, not DER");
                }
                if read.block.surplus > 0 {
                    let detail = format!("{} bytes stand behind the block", read.block.surplus);
                    self.of(files, 2, What::TrailingData, false, detail);
                }
                for why in &read.block.unread {
                    self.of(files, 2, What::CertificateUnreadable, false, format!("a certificate in the block {why}"));
                }
                if read.signers.is_empty() {
                    self.of(files, 2, What::NoSigner, true, "the block names no signer");
                    let mut fact = unsaid(SignatureScheme::Jar, SignatureState::NoCertificate);
                    fact.path = Some(name.as_str().into());
                    fact.detail = Some("the block names no signer".into());
                    self.facts.push(fact.at(self.place(files)));
                }
                for signer in &read.signers {
                    self.block_signer(files, signer);
                }
                self.spare(files, &read.block.certificates, &read.signers);
            }
        }
        self.listed(files);
        match verdict::worth(files) {
            Worth::Trusted(root) => {
                let root = self.judge.roots.get(root);
                let (certificate, domain) = (&root.certificate, root.info.domain.as_str());
                let text = format!("it leads to the {domain} root {}", certificate.subject);
                self.steps.push(2, StepResult::Holds, text);
                let place = self.place(files);
                let info = Some(&root.info);
                let fact = certificate_fact(certificate, CertificateRole::Root, root.info.file.as_str(), info, place);
                self.facts.push(fact);
            }
            Worth::Rejected(why) => self.steps.push(2, StepResult::Fails, why),
            Worth::NoRoot(why) => self.steps.push(2, StepResult::Fails, why.to_string()),
            Worth::RootMissing(name) => {
                self.steps.push(2, StepResult::Open, format!("no root was given; the path ends at {name}"));
            }
            Worth::Unknown(why) => self.steps.push(2, StepResult::Open, why),
        }
    }

    /// One signer of a block.
    fn block_signer(&mut self, files: &SignerFiles, signer: &SignerRead) {
        let place = self.place(files);
        let Some((chain, judged)) = &signer.path else {
            let detail = format!("the certificate of the signer, {}, is not in the block", signer.name);
            self.of(files, 2, What::SignerCertificateMissing, true, detail.as_str());
            let mut fact = unsaid(SignatureScheme::Jar, SignatureState::NoCertificate);
            fact.path = Some(files.name.as_str().into());
            fact.detail = Some(detail.into());
            self.facts.push(fact.at(place));
            return;
        };
        for (index, certificate) in chain.iter().enumerate() {
            let role = if index == 0 { CertificateRole::Signer } else { CertificateRole::Issuer };
            self.steps.note(2, describe(certificate));
            self.facts.push(certificate_fact(certificate, role, files.name.as_str(), None, place.clone()));
        }
        for fault in &judged.faults {
            let subject = chain.get(fault.index).map(|certificate| certificate.subject.clone());
            let result = if fault.fatal { StepResult::Fails } else { StepResult::Note };
            self.steps.push(2, result, fault.detail.as_str());
            let fact = fault_fact(fault, SigningScheme::Jar, files.name.as_str().into(), subject);
            self.facts.push(fact.at(place.clone()));
        }
        let (state, text) = match &signer.checked {
            Some(Checked::Signature(agreement)) => {
                if let Some(what) = statement::mismatch(agreement) {
                    self.of(files, 2, what, what != What::KeyUnusable, clause(agreement, 0));
                } else {
                    self.steps.push(2, StepResult::Holds, "the signature of the signature file fits");
                }
                (statement::state(agreement), (*agreement != Agreement::Matches).then(|| clause(agreement, 0)))
            }
            Some(Checked::AttributesMissing(which)) => {
                let detail = format!("the signed attribute {which} is missing");
                self.of(files, 2, What::AttributesMissing, true, detail.as_str());
                (SignatureState::Broken, Some(detail))
            }
            Some(Checked::AttributeDiffers(which)) => {
                let detail = format!("the signed attribute {which} is not that of the signature file");
                self.of(files, 2, What::AttributeMismatch, true, detail.as_str());
                (SignatureState::Broken, Some(detail))
            }
            None => (SignatureState::NotChecked, None),
        };
        self.times(files, signer);
        let mut clauses: Vec<String> = text.into_iter().collect();
        if let Verdict::Invalid(why) = &judged.verdict {
            clauses.push(why.clone());
        }
        let mut fact = signature_fact(SignatureScheme::Jar, state, chain.first());
        fact.path = Some(files.name.as_str().into());
        fact.hash = signer.hash.map(|hash| hash.name().into());
        fact.detail = (!clauses.is_empty()).then(|| clauses.join("; ").into());
        self.facts.push(fact.at(place));
    }

    /// Timestamps are read and said; validity is judged at the time of the settings.
    fn times(&mut self, files: &SignerFiles, signer: &SignerRead) {
        match &signer.timestamp {
            Some(Ok(stamp)) => {
                let detail = format!("{} says that it was signed before {}", stamp.by, stamp.time);
                self.of(files, 2, What::Timestamp, false, detail);
            }
            Some(Err(why)) => self.of(files, 2, What::TimestampBad, false, format!("the timestamp {why}")),
            None if signer.states_time => {
                self.steps.note(2, "the signer states a time itself, which proves nothing");
            }
            None => {}
        }
    }

    /// Certificates that came along and are on no path.
    fn spare(
        &mut self,
        files: &SignerFiles,
        certificates: &[crate::trust::certificate::Certificate],
        signers: &[SignerRead],
    ) {
        for certificate in certificates {
            let used = signers.iter().any(|signer| {
                signer.path.as_ref().is_some_and(|(chain, _)| chain.iter().any(|on| on.sha256 == certificate.sha256))
            });
            if !used {
                let place = self.place(files);
                self.facts.push(certificate_fact(
                    certificate,
                    CertificateRole::Spare,
                    files.name.as_str(),
                    None,
                    place,
                ));
            }
        }
    }

    /// How the signature file stands to the manifest.
    fn listed(&mut self, files: &SignerFiles) {
        let listed = &files.listed;
        match (listed.whole, listed.main) {
            (Some(true), _) => {
                self.steps.push(2, StepResult::Holds, "the manifest is, as a whole, the one that was signed")
            }
            (Some(false), _) => {
                let detail = "the manifest was changed after signing: its sections are compared one by one";
                self.of(files, 2, What::ManifestChanged, false, detail);
            }
            (None, _) if files.file.is_some() => {
                self.steps.note(2, "the signature file has no digest of the whole manifest: sections are compared");
            }
            _ => {}
        }
        match listed.main {
            Some(false) => {
                let detail = "the main section of the manifest is not the one that was signed";
                self.of(files, 2, What::MainAttributesMismatch, true, detail);
            }
            Some(true) => {
                self.steps.push(2, StepResult::Holds, "the main section of the manifest is the one that was signed")
            }
            None => {}
        }
        if listed.broken_hash {
            let detail = "the signature file has no digests but MD2 or MD5";
            self.of(files, 2, What::BrokenHash, true, detail);
        }
    }

    /// The form of the manifest.
    fn manifest(&mut self) {
        let Some(manifest) = &self.jar.manifest else {
            self.whole(What::UnreadEntry, true, "there is no manifest that can be read".into());
            return;
        };
        let oddities = manifest.oddities;
        let forms = [
            (oddities.long_line, What::LongLine, "has more than 72 bytes"),
            (oddities.lone_cr, What::LoneCr, "ends in CR alone"),
            (oddities.no_final_newline, What::NoFinalNewline, "is the last one and has no end: readers drop it"),
            (oddities.duplicate, What::DuplicateSection, "starts a section whose name an earlier one has"),
        ];
        for (line, what, text) in forms {
            if let Some(line) = line {
                let detail = format!("line {line} of the manifest {text}");
                self.steps.note(1, detail.as_str());
                self.facts.push(signing(what, SigningScheme::Jar, detail).at(Place::manifest(line)));
            }
        }
    }

    /// The entries.
    fn coverage(&mut self) {
        for entry in &self.jar.coverage {
            let fact = facts::Coverage {
                entry: entry.name.clone(),
                state: entry.state,
                signers: entry.signers.clone(),
                hashes: entry.hashes.clone(),
                copies: entry.copies as i64,
            };
            self.facts.push(fact.at(Place::entry(&entry.name)));
            if entry.copies_differ {
                let detail = format!(
                    "{} copies of {} don't hold the same: verifier and loader may pick different ones",
                    entry.copies, entry.name
                );
                let mut fact = signing(What::CopiesDiffer, SigningScheme::Jar, detail);
                fact.fatal = true;
                self.facts.push(fact.at(Place::entry(&entry.name)));
            }
        }
        let words = [
            (CoverageState::Signed, StepResult::Holds, "signed and unchanged"),
            (CoverageState::Unsigned, StepResult::Fails, "not signed"),
            (CoverageState::Mismatch, StepResult::Fails, "not what was signed"),
            (CoverageState::SectionMismatch, StepResult::Fails, "with a changed section in the manifest"),
            (CoverageState::Missing, StepResult::Note, "listed in the manifest and missing"),
            (CoverageState::BrokenHash, StepResult::Fails, "with no digest but MD2 or MD5"),
            (CoverageState::Unreadable, StepResult::Open, "not readable"),
        ];
        for (state, result, text) in words {
            let names: Vec<&Str> =
                self.jar.coverage.iter().filter(|entry| entry.state == state).map(|entry| &entry.name).collect();
            if let Some(first) = names.first() {
                let more = if names.len() > 1 { ", …" } else { "" };
                let text = format!("{} of {} entries {text}: {first}{more}", names.len(), self.jar.coverage.len());
                self.steps.push(1, result, text);
            }
        }
    }
}
