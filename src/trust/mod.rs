//! Stage 2. In: an opened bundle, the roots that the user trusts, and a time. Out: facts about every signature,
//! certificate and certification path, and a [`Trust`]: what a device would make of it, and the reasoning step by step.
//!
//! No clock is read and no anchor is ever taken from the bundle. A broken signature is never untrusted: it is refused.

mod certificate;
mod encoded;
mod hash;
mod jar;
mod key;
mod midp;
mod midp_statement;
mod outcome;
mod path;
mod roots;
mod rsa_padding;
mod statement;
mod steps;
mod wtls;

pub use outcome::Outcome;
pub use roots::{Domain, RootError, RootInfo, Roots};
pub use steps::{Step, StepResult};

use crate::bundle::Bundle;
use crate::facts::{DescriptorWhat, Fact, Facts, Kind, Place, SignatureScheme, SignatureState, Str};
use crate::limits::{self, Limits};
use path::{Judge, Known, Purpose};
use steps::Steps;

/// What the user trusts, and when.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    /// The roots.
    pub roots: Roots,
    /// Time at which certificates must be valid, seconds since 1970; `None`: dates are stated and not judged.
    pub at: Option<i64>,
}

/// What stage 2 found out about a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// The JAD carries a signature: a device installs the suite as trusted or refuses it, and never falls back to
    /// untrusted (MIDP 2.1, trusted MIDlet suites using X.509 PKI).
    pub signed: bool,
    /// How that signature stands to the certificate of the path that a device tries first; `Absent` when `signed` is
    /// false.
    pub state: SignatureState,
    /// What a MIDP device makes of the suite, by the specification.
    pub midp: Outcome,
    /// What a classmark 2 device makes of the JAR as an executable signed in the way of Java SE; `None` without
    /// signature files.
    pub jar: Option<Outcome>,
    /// The reasoning.
    pub steps: Vec<Step>,
}

/// Looks at the signatures of a bundle and states everything about them.
pub fn examine(bundle: &Bundle<'_>, anchors: &Anchors, limits: &Limits, facts: &mut Facts) -> Trust {
    let mut steps = Steps::default();
    let known = Known::default();
    let judge = Judge { roots: &anchors.roots, known: &known, at: anchors.at, purpose: Purpose::Midp, limits };
    let empty = crate::bundle::attributes::Attributes::default();
    let jar = bundle.input.jar.map(|jar| jar.bytes);
    let mut suite = midp::Suite::read(bundle.jad.as_ref().unwrap_or(&empty), jar, limits);
    suite.mismatch = refused_attribute(facts, DescriptorWhat::Mismatch, &|_| true);
    suite.mismatch_beyond_case = refused_attribute(facts, DescriptorWhat::Mismatch, &|fact| {
        let lower = |field: &str| fact.text(field).map(str::to_lowercase);
        lower("value") != lower("other")
    });
    suite.jad_only = refused_attribute(facts, DescriptorWhat::JadOnly, &|_| true);
    let outcome = midp_statement::state(&suite, &judge, facts, &mut steps);
    let state = if suite.signed() {
        suite.tried().next().map_or(SignatureState::NoCertificate, midp::Path::state)
    } else {
        SignatureState::Absent
    };
    let executable = jar::examine(bundle, &judge, facts, &mut steps);
    if known.is_cut() {
        let detail = "the other signatures in certificates were not checked";
        facts.push(limits::reached(limits, "certificate-checks", None, detail, Place::Bundle));
    }
    if !suite.signed() && executable.is_none() {
        facts.push(statement::unsaid(SignatureScheme::None, SignatureState::Absent).at(Place::Bundle));
    }
    Trust { signed: suite.signed(), state, midp: outcome, jar: executable, steps: steps.into_list() }
}

/// The first attribute for which stage 1 says that a device refuses the suite with status 905, of those asked for.
fn refused_attribute(facts: &Facts, what: DescriptorWhat, wanted: &dyn Fn(&Fact) -> bool) -> Option<Str> {
    let refused = |fact: &&Fact| {
        fact.kind == Kind::Descriptor
            && fact.text("what") == Some(what.as_str())
            && fact.int("ota") == Some(outcome::ATTRIBUTE_MISMATCH)
            && wanted(fact)
    };
    facts.iter().find(refused).and_then(|fact| fact.text("attribute")).map(Str::from)
}
