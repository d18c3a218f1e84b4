//! Every cut-off of mexelint, named, with its unit and its reason. A cut is never silent: it becomes a `limit` fact and
//! the bundle ends as `partial`. Each can be set in `mexelint.toml` (`[limits]`) or with `--limit NAME=VALUE`.

use crate::facts::{self, Fact, Place};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

macro_rules! limits {
    ($($(#[doc = $reason:literal])+ $field:ident: $name:literal, $unit:literal = $default:expr;)+) => {
        /// The cut-offs in force; [`Limits::default`] gives those of the documentation.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $reason])+ pub $field: u64,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Limits { $($field: $default,)+ }
            }
        }

        /// Name, unit, default and reason of every limit, in the order of the stages.
        pub static LIMITS: &[LimitInfo] = &[
            $(LimitInfo { name: $name, unit: $unit, default: $default, reason: concat!($($reason),+) },)+
        ];

        impl Limits {
            /// The value of the limit of that name.
            pub fn get(&self, name: &str) -> Option<u64> {
                match name {
                    $($name => Some(self.$field),)+
                    _ => None,
                }
            }

            /// Sets the limit of that name; `false` when there is none.
            pub fn set(&mut self, name: &str, value: u64) -> bool {
                match name {
                    $($name => self.$field = value,)+
                    _ => return false,
                }
                true
            }
        }
    };
}

/// What is to be known of one limit.
#[derive(Debug)]
pub struct LimitInfo {
    /// Name as used in the configuration and in `limit` facts.
    pub name: &'static str,
    /// Unit of the value.
    pub unit: &'static str,
    /// Value unless set otherwise.
    pub default: u64,
    /// Why it is there.
    pub reason: &'static str,
}

limits! {
    /// Largest JAR read into memory; the largest public MIDlet has 2.6 MB.
    jar_bytes: "jar-bytes", "bytes" = 64 << 20;
    /// Largest JAD read into memory; devices take some tens of kilobytes.
    jad_bytes: "jad-bytes", "bytes" = 1 << 20;
    /// Entries of one archive; public MIDlets have up to 1,106.
    entries: "entries", "entries" = 20_000;
    /// Inflated bytes of one entry; the largest seen has 0.9 MB.
    entry_bytes: "entry-bytes", "bytes" = 16 << 20;
    /// Inflated bytes of all entries of one archive that are read.
    inflated_bytes: "inflated-bytes", "bytes" = 256 << 20;
    /// Inflated to compressed size above which a large entry is called a bomb; an image reached 181.
    bomb_ratio: "bomb-ratio", "times" = 200;
    /// Inflated size below which the ratio says nothing.
    bomb_floor: "bomb-floor", "bytes" = 1 << 20;
    /// Bytes of an entry name.
    name_bytes: "name-bytes", "bytes" = 1_024;
    /// Archive anomalies stated one by one; the rest is counted.
    archive_facts: "archive-facts", "facts" = 1_000;
    /// Departures of one kind in the descriptor and manifest of one bundle stated one by one; the rest is counted.
    descriptor_facts: "descriptor-facts", "facts" = 200;
    /// Attributes of one JAD or manifest.
    attributes: "attributes", "attributes" = 10_000;
    /// Characters of one attribute value; Symbian allows 65,536.
    attribute_chars: "attribute-chars", "characters" = 65_536;
    /// Certificates of one JAD that are examined, and signers of one JAR that are stated. The most seen
    /// is four; each new key means hashing the JAR once more.
    certificates: "certificates", "certificates" = 16;
    /// Bytes of one certificate, as DER; devices must take 1,500.
    certificate_bytes: "certificate-bytes", "bytes" = 32 << 10;
    /// Signatures in certificates that are checked in one bundle: each certificate with each that came
    /// along and may have issued it.
    certificate_checks: "certificate-checks", "checks" = 500;
    /// Bits of an RSA modulus that signatures are checked with; beyond, the signature is not checked.
    rsa_bits: "rsa-bits", "bits" = 8_192;
    /// Bits of the public exponent of an RSA key; time grows with them.
    rsa_exponent_bits: "rsa-exponent-bits", "bits" = 33;
    /// Bits of the prime of a DSA key; time grows with its third power.
    dsa_bits: "dsa-bits", "bits" = 3_072;
    /// Bytes of a signature block or signature file in META-INF.
    signature_block_bytes: "signature-block-bytes", "bytes" = 1 << 20;
    /// Entries of one signed JAR whose digests are compared; each is inflated once more.
    signed_entries: "signed-entries", "entries" = 20_000;
    /// Certificates followed from a signer to a root.
    path_length: "path-length", "certificates" = 16;
    /// Roots read from the configuration.
    roots: "roots", "certificates" = 1_000;
    /// Bytes of one class file.
    class_bytes: "class-bytes", "bytes" = 4 << 20;
    /// Classes of one bundle, libraries included.
    classes: "classes", "classes" = 20_000;
    /// Instructions of one bundle, libraries included.
    instructions: "instructions", "instructions" = 20_000_000;
    /// Superclasses followed upwards.
    hierarchy_depth: "hierarchy-depth", "classes" = 256;
    /// Steps of the value analysis in one method, as a multiple of its instructions.
    value_steps_per_instruction: "value-steps-per-instruction", "steps" = 64;
    /// Steps of the value analysis in one bundle.
    value_steps: "value-steps", "steps" = 50_000_000;
    /// Steps of the call graph in one bundle: an instruction read, or an object passed from one variable to another. The
    /// rest of the calls then go wherever the class hierarchy allows.
    call_graph_steps: "call-graph-steps", "steps" = 20_000_000;
    /// Times that the call graph is built and values are worked out anew because the code loads further classes of its own
    /// by name, or registers MIDlets of its own for push and alarms. A name made by a class that is loaded by name takes a
    /// round more; the steps are counted in each round.
    reflection_rounds: "reflection-rounds", "rounds" = 4;
    /// Bytes of a file of the JAR that code is followed through while it reads it.
    resource_bytes: "resource-bytes", "bytes" = 4 << 10;
    /// Steps in one bundle of the search for what sets calls off: an instruction of a flow graph, a call gone back, a store
    /// looked at. Gates and loops not found by then are not stated.
    trigger_steps: "trigger-steps", "steps" = 20_000_000;
    /// Steps in one bundle of finding out what stands on screens and what their commands do: an instruction followed for one
    /// command, a text looked up. The rest of what code does is then on no screen that is known.
    screen_steps: "screen-steps", "steps" = 4_000_000;
    /// Steps in one bundle of following data from its sources to its sinks: a use of a value, or four instructions that a
    /// cell of the heap goes past. A quarter more is kept for the ways back. Flows not found by then are not stated.
    flow_steps: "flow-steps", "steps" = 1_500_000;
    /// Alternatives kept of one value.
    alternatives: "alternatives", "alternatives" = 64;
    /// Numbers among the alternatives of one value; with more it may be any.
    number_alternatives: "number-alternatives", "alternatives" = 24;
    /// Texts with an unknown piece among the alternatives of one value; more are made one, of what they have in common.
    open_alternatives: "open-alternatives", "alternatives" = 16;
    /// Calls of one method whose arguments are kept apart, and for which it is looked at once more. With more of them
    /// each parameter is any of what all give.
    calling_contexts: "calling-contexts", "calls" = 24;
    /// Calls followed one within the other; what lies deeper is looked at by itself.
    followed_calls: "followed-calls", "calls" = 24;
    /// Elements of an array that is followed.
    array_elements: "array-elements", "elements" = 65_536;
    /// Steps of the first look at a method in which each path is followed by itself; then paths are joined.
    path_steps: "path-steps", "steps" = 3_000;
    /// The same for the static initialiser of a class, which fills tables.
    initialiser_steps: "initialiser-steps", "steps" = 300_000;
    /// The same when a method is looked at once more for one caller.
    repeat_steps: "repeat-steps", "steps" = 12_000;
    /// Steps of a method that is run on known values, such as a decoder: enough for DES over a kilobyte.
    decoding_steps: "decoding-steps", "steps" = 3_000_000;
    /// Characters kept of one alternative.
    alternative_chars: "alternative-chars", "characters" = 4_096;
    /// Classes listed in one `api` fact.
    listed_classes: "listed-classes", "classes" = 20;
    /// Facts of one bundle.
    facts: "facts", "facts" = 200_000;
    /// Pairs of facts that rules compare in one bundle.
    rule_pairs: "rule-pairs", "pairs" = 20_000_000;
    /// Findings of one bundle.
    findings: "findings", "findings" = 10_000;
    /// Results of one SARIF log; GitHub refuses more.
    sarif_results: "sarif-results", "results" = 25_000;
    /// Backstop for one bundle: step limits must end it long before. A bundle cut by it has failed.
    deadline_ms: "deadline-ms", "milliseconds" = 30_000;
}

/// The fact that the limit `name` (of [`LIMITS`]) cut the work short. `seen` is what was met, where it is known.
pub fn reached(limits: &Limits, name: &'static str, seen: Option<u64>, detail: &str, place: Place) -> Fact {
    debug_assert!(LIMITS.iter().any(|l| l.name == name), "{name} is no limit");
    let int = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    facts::Limit {
        name: name.into(),
        value: int(limits.get(name).unwrap_or(0)),
        seen: seen.map(int),
        detail: (!detail.is_empty()).then(|| detail.into()),
    }
    .at(place)
}

/// Tells the work on one bundle, from outside, to end at once: raised when `deadline-ms` is over. Long loops look at it
/// and return what they have; the result is thrown away, since it depends on the machine.
#[derive(Clone, Debug, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Tells the work to end.
    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Makes ready for the next bundle.
    pub fn lower(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether the work is to end.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_can_be_read_and_set_by_name() {
        let mut limits = Limits::default();
        for info in LIMITS {
            assert_eq!(limits.get(info.name), Some(info.default), "{}", info.name);
            assert!(limits.set(info.name, info.default + 1));
            assert_eq!(limits.get(info.name), Some(info.default + 1), "{}", info.name);
            assert!(!info.reason.trim().is_empty());
        }
        assert!(!limits.set("no-such-limit", 1));
    }
}
