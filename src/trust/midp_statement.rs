//! What is stated of the MIDP signatures of a JAD: facts, and the reasoning in words.

use super::certificate::NoCertificate;
use super::key::Key;
use super::midp::{CERTIFICATE, NO_SIGNER, Path, SIGNATURE, Suite, Unread};
use super::outcome::{AUTHENTICATION_FAILURE, Outcome, PHONEME, SPECIFICATION, SYMBIAN};
use super::path::{Judge, Judged, Verdict};
use super::statement::{self, certificate_fact, describe, fault_fact, signature_fact, signing, unsaid};
use super::steps::{StepResult, Steps};
use crate::facts::{
    CertificateRole, Facts, OutcomeScheme, Place, SignatureScheme, SignatureState, SigningScheme, SigningWhat as What,
    Str,
};
use crate::limits;

/// States everything about the signatures of a JAD, and gives the outcome by the specification.
pub(super) fn state(suite: &Suite<'_>, judge: &Judge<'_>, facts: &mut Facts, steps: &mut Steps) -> Outcome {
    let outcome = suite.outcome(judge, &SPECIFICATION);
    facts.push(outcome.fact(OutcomeScheme::Midp, SPECIFICATION.devices));
    if !suite.signed() {
        steps.note(
            0,
            format!("MIDP signing: there is no {SIGNATURE} in a JAD, so a device installs the suite as untrusted"),
        );
        steps.note(0, format!("MIDP outcome: {outcome}"));
        return outcome;
    }
    let statement = Statement { suite, judge };
    statement.signatures(facts, steps);
    statement.keys(facts, steps);
    for reading in [&PHONEME, &SYMBIAN] {
        let other = suite.outcome(judge, reading);
        if other != outcome {
            steps.note(0, format!("{} answers otherwise: {other}", reading.devices.as_str()));
            facts.push(other.fact(OutcomeScheme::Midp, reading.devices));
        }
    }
    steps.note(0, format!("MIDP outcome: {outcome}"));
    outcome
}

struct Statement<'s, 'a> {
    suite: &'s Suite<'a>,
    judge: &'s Judge<'s>,
}

impl Statement<'_, '_> {
    fn signatures(&self, facts: &mut Facts, steps: &mut Steps) {
        let suite = self.suite;
        let first = suite.jad.get(SIGNATURE).or_else(|| suite.paths.first().map(|path| path.attribute));
        if let Some(attribute) = first {
            steps.note(0, format!("MIDP signing: {} stands in the JAD, line {}", attribute.name, attribute.line));
        }
        if suite.tried().next().is_none() && !suite.cut {
            let scheme =
                if suite.jad.get(SIGNATURE).is_some() { SignatureScheme::Midp } else { SignatureScheme::Midp3 };
            let mut fact = unsaid(scheme, SignatureState::NoCertificate);
            fact.ota = Some(AUTHENTICATION_FAILURE);
            fact.detail = Some(NO_SIGNER.into());
            facts.push(fact.at(Place::Jad { line: first.map(|attribute| attribute.line) }));
            steps.push(1, StepResult::Fails, NO_SIGNER);
        }
        let mut decided = false;
        for path in &suite.paths {
            let judged = path.judge(self.judge, &SPECIFICATION);
            self.path(path, &judged, decided, facts, steps);
            decided |= path.tried && matches!(judged.verdict, Verdict::Valid(_));
        }
        if let Some(name) = &suite.mismatch {
            steps.push(
                1,
                StepResult::Fails,
                format!("{name} differs in JAD and manifest: a signed suite is refused (905)"),
            );
        }
        if suite.cut {
            let seen = suite.jad.main().filter(|a| a.name.starts_with(CERTIFICATE)).count() as u64;
            let place = Place::Jad { line: first.map(|attribute| attribute.line) };
            facts.push(limits::reached(
                self.judge.limits,
                "certificates",
                Some(seen),
                "the rest was not examined",
                place,
            ));
        }
    }

    /// Everything about one path.
    fn path(&self, path: &Path<'_>, judged: &Judged, decided: bool, facts: &mut Facts, steps: &mut Steps) {
        let place = Place::jad(path.attribute.line);
        let scheme = scheme(path.scheme);
        let n: Str = path.n.to_string().into();
        let count = path.certificates.len();
        steps.note(1, format!("certification path {n}: {count} certificate{}", if count == 1 { "" } else { "s" }));
        if !path.tried {
            steps.note(2, "devices do not come to it: a number before it is missing, or they look for the other form");
        } else if decided {
            steps.note(2, "not needed: an earlier path is valid");
        }
        self.certificates(path, facts, steps);
        for fault in &judged.faults {
            let at = path.certificates.get(fault.index);
            let place = at.map_or(place.clone(), |(line, _)| Place::jad(*line));
            let subject = at.and_then(|(_, read)| Some(read.as_ref().ok()?.subject.clone()));
            let position = if at.is_some() { format!("{n}-{}", fault.index + 1) } else { format!("{n}-root") };
            let mut fact = fault_fact(fault, scheme, position.into(), subject);
            fact.ota = (fault.fatal && path.tried).then_some(AUTHENTICATION_FAILURE);
            facts.push(fact.at(place));
            let result = if fault.fatal { StepResult::Fails } else { StepResult::Note };
            steps.push(2, result, fault.detail.as_str());
        }
        if !path.certificates.is_empty() && !judged.faults.iter().any(|fault| fault.fatal) {
            let dates = if self.judge.at.is_some() { "dates" } else { "(dates are not judged)" };
            let text = format!(
                "{dates}, signatures, basicConstraints, path length, usage, critical extensions: nothing is wrong"
            );
            steps.push(2, StepResult::Holds, text);
        }
        self.end(path, judged, facts, steps);
        self.signature(path, judged, facts, steps);
    }

    fn certificates(&self, path: &Path<'_>, facts: &mut Facts, steps: &mut Steps) {
        for (m, (line, read)) in (1..).zip(&path.certificates) {
            let position = format!("{}-{m}", path.n);
            let place = Place::jad(*line);
            match read {
                Ok(certificate) => {
                    let role = if m == 1 { CertificateRole::Signer } else { CertificateRole::Issuer };
                    steps.note(2, format!("{CERTIFICATE}{position}: {}", describe(certificate)));
                    facts.push(certificate_fact(certificate, role, position, None, place));
                }
                Err(why) => {
                    let what = match why {
                        Unread::Base64(_) => What::Base64Leniency,
                        Unread::Other(NoCertificate::Wtls(_)) => What::WtlsCertificate,
                        Unread::Other(_) => What::CertificateUnreadable,
                    };
                    let mut fact = signing(what, scheme(path.scheme), format!("{CERTIFICATE}{position} {why}"));
                    fact.path = Some(position.clone().into());
                    fact.fatal = true;
                    fact.ota = path.tried.then_some(AUTHENTICATION_FAILURE);
                    facts.push(fact.at(place));
                    steps.push(2, StepResult::Fails, format!("{CERTIFICATE}{position} {why}"));
                }
            }
        }
    }

    /// Where the path leads.
    fn end(&self, path: &Path<'_>, judged: &Judged, facts: &mut Facts, steps: &mut Steps) {
        match &judged.verdict {
            Verdict::Valid(root) => {
                let root = self.judge.roots.get(*root);
                let (certificate, info) = (&root.certificate, Some(&root.info));
                let place = Place::jad(path.attribute.line);
                facts.push(certificate_fact(
                    certificate,
                    CertificateRole::Root,
                    info.map_or("", |i| &i.file),
                    info,
                    place,
                ));
                let domain = root.info.domain.as_str();
                let owner = root.info.owner.as_deref().map_or(String::new(), |owner| format!(" of {owner}"));
                steps.push(
                    2,
                    StepResult::Holds,
                    format!("it leads to the {domain} root{owner} {}", certificate.subject),
                );
            }
            Verdict::Invalid(why) => steps.push(2, StepResult::Fails, format!("the path is not valid: {why}")),
            Verdict::NoRoot(name) => {
                steps.push(2, StepResult::Fails, format!("none of the roots given has the key of {name}"));
            }
            Verdict::RootMissing(name) => {
                steps.push(2, StepResult::Open, format!("no root was given; the path ends at {name}"));
            }
            Verdict::Unknown(why) => steps.push(2, StepResult::Open, format!("it can't be told: {why}")),
        }
    }

    /// The signature under this path.
    fn signature(&self, path: &Path<'_>, judged: &Judged, facts: &mut Facts, steps: &mut Steps) {
        let place = Place::jad(path.attribute.line);
        let state = path.state();
        let mut clauses: Vec<String> = Vec::new();
        let length = path.signature.as_ref().map_or(0, Vec::len);
        let clause = match &path.agreement {
            Ok(agreement) => {
                if let Some(what) = statement::mismatch(agreement) {
                    let mut fact = signing(what, scheme(path.scheme), statement::clause(agreement, length));
                    fact.path = Some(path.n.to_string().into());
                    fact.fatal = what != What::KeyUnusable;
                    fact.ota = (fact.fatal && path.tried).then_some(AUTHENTICATION_FAILURE);
                    facts.push(fact.at(place.clone()));
                }
                statement::clause(agreement, length)
            }
            Err(why) => why.to_string(),
        };
        let result = match state {
            SignatureState::MatchesCertificate => StepResult::Holds,
            SignatureState::NotChecked => StepResult::Open,
            _ => StepResult::Fails,
        };
        steps.push(2, result, format!("{}: {clause}", path.attribute.name));
        if path.signature.is_err() {
            let mut fact = signing(What::Base64Leniency, scheme(path.scheme), clause.as_str());
            fact.fatal = true;
            fact.ota = path.tried.then_some(AUTHENTICATION_FAILURE);
            facts.push(fact.at(place.clone()));
        }
        if !path.tried {
            clauses.push("devices do not come to this path".into());
        }
        if state != SignatureState::MatchesCertificate {
            clauses.push(clause);
        }
        if let Verdict::Invalid(why) = &judged.verdict {
            clauses.push(why.clone());
        }
        clauses.dedup();
        let refused = !matches!(state, SignatureState::MatchesCertificate | SignatureState::NotChecked)
            || matches!(judged.verdict, Verdict::Invalid(_));
        let mut fact = signature_fact(path.scheme, state, path.signer());
        fact.path = Some(path.n.to_string().into());
        fact.hash = Some("SHA-1".into());
        fact.ota = (refused && path.tried).then_some(AUTHENTICATION_FAILURE);
        fact.detail = (!clauses.is_empty()).then(|| clauses.join("; ").into());
        facts.push(fact.at(place));
    }

    /// Signers of several paths: there is one signature, so all keys must be equal.
    fn keys(&self, facts: &mut Facts, steps: &mut Steps) {
        let mut signers = self
            .suite
            .paths
            .iter()
            .filter(|path| path.scheme == SignatureScheme::Midp)
            .filter_map(|path| Some((path, path.signer()?)));
        let Some((first, key)) = signers.next().map(|(path, signer)| (path, signer.key.clone())) else { return };
        for (path, signer) in
            signers.filter(|(_, signer)| signer.key != key && !matches!(signer.key, Key::Unreadable(_)))
        {
            let detail = format!("the signer of path {} has another key than that of path {}", path.n, first.n);
            steps.push(1, StepResult::Fails, detail.as_str());
            let mut fact = signing(What::OtherKey, SigningScheme::Midp, detail);
            fact.path = Some(path.n.to_string().into());
            fact.subject = Some(signer.subject.clone());
            let line = path.certificates.first().map(|(line, _)| *line);
            facts.push(fact.at(Place::Jad { line }));
        }
    }
}

fn scheme(scheme: SignatureScheme) -> SigningScheme {
    match scheme {
        SignatureScheme::Midp3 => SigningScheme::Midp3,
        SignatureScheme::Jar => SigningScheme::Jar,
        SignatureScheme::Midp | SignatureScheme::None => SigningScheme::Midp,
    }
}
