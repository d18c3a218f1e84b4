//! Names findings so that they keep their name when code is renumbered, and puts them in order.

use super::engine::Draft;
use super::truth::signature;
use crate::facts::{Fact, Kind, Place, dotted};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write;

/// Fields that tell where or how something is said, and not what it is.
const LEFT_OUT: [&str; 4] = ["offset", "detail", "source", "confidence"];

/// Fields of a call that tell how it is reached and how its arguments came to be. They change with code elsewhere.
const CONTEXT: [&str; 8] = ["reached", "triggers", "via", "loop", "gated", "unattended", "decoded", "properties"];

/// A place without positions: no line, offset or pc.
pub(super) fn scope(place: &Place) -> String {
    match place {
        Place::Bundle => "bundle".into(),
        Place::Jad { .. } => "jad".into(),
        Place::Manifest { .. } => "manifest".into(),
        Place::Archive { .. } => "archive".into(),
        Place::Entry { name } => format!("entry:{name}"),
        Place::Class { class } => format!("class:{}", dotted(class)),
        Place::Field { class, name, descriptor } => format!("{}.{name}:{descriptor}", dotted(class)),
        Place::Method { .. } => signature(place).unwrap_or_default(),
    }
}

/// A fact without positions and without the context of a call.
pub(super) fn normalised(fact: &Fact) -> String {
    let info = fact.kind.info();
    let mut out = info.name.to_string();
    let left_out = |name| LEFT_OUT.contains(&name) || (fact.kind == Kind::Call && CONTEXT.contains(&name));
    for (index, field) in info.fields.iter().enumerate().filter(|(_, f)| !left_out(f.name)) {
        if let Some(json) = fact.field(index).and_then(|content| serde_json::to_string(content).ok()) {
            let _ = write!(out, "\n{}={json}", field.name);
        }
    }
    out
}

/// Sorts the findings, worst first, then by rule and place; keeps `limit` of them and gives each its fingerprint. Says
/// whether some were dropped.
pub(super) fn finish(drafts: &mut Vec<Draft>, limit: u64) -> bool {
    drafts.sort_by(|a, b| {
        let (x, y) = (&a.finding, &b.finding);
        (y.severity, &x.rule, &x.place, &x.message, &a.identity).cmp(&(
            x.severity,
            &y.rule,
            &y.place,
            &y.message,
            &b.identity,
        ))
    });
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let cut = drafts.len() > limit;
    drafts.truncate(limit);
    let mut seen: HashMap<(u32, String), u32> = HashMap::new();
    for draft in drafts.iter_mut() {
        let ordinal = seen.entry((draft.rule, draft.identity.clone())).or_default();
        draft.finding.fingerprint = digest(&[&draft.finding.rule, &draft.identity, &ordinal.to_string()]);
        *ordinal += 1;
    }
    cut
}

/// The 128 first bits of the SHA-256 of the parts, in hexadecimal digits.
fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(16).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
