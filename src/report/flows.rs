//! Which data gets where, over any number of bundles: confirmed flows by kind of data and kind of sink. In: facts. Out: a
//! table, as text or JSON.

use super::json::TOOL;
use crate::facts::safe_json::write_compact;
use crate::facts::{Fact, Kind};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Name and version of the JSON shape.
pub const FLOWS_SCHEMA: &str = "mexelint-flows/v1-draft";

/// Flows of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// `flow` facts.
    pub flows: u64,
    /// Bundles that have some.
    pub bundles: u64,
}

/// The counts over any number of bundles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowSummary {
    bundles: u64,
    with_flows: u64,
    kinds: BTreeMap<(String, String), Count>,
}

impl FlowSummary {
    /// Counts the facts of one bundle.
    pub fn add(&mut self, facts: &[Fact]) {
        self.bundles += 1;
        let mut here: BTreeMap<(String, String), u64> = BTreeMap::new();
        for fact in facts.iter().filter(|f| f.kind == Kind::Flow) {
            let (Some(source), Some(sink)) = (fact.text("source"), fact.text("sink")) else { continue };
            *here.entry((source.into(), sink.into())).or_default() += 1;
        }
        self.with_flows += u64::from(!here.is_empty());
        for (kind, flows) in here {
            let count = self.kinds.entry(kind).or_default();
            count.flows += flows;
            count.bundles += 1;
        }
    }

    /// The counts by kind of data and of sink, the most frequent kind of data first, then by name.
    pub fn rows(&self) -> Vec<(&str, &str, Count)> {
        let mut by_source: BTreeMap<&str, u64> = BTreeMap::new();
        for ((source, _), count) in &self.kinds {
            *by_source.entry(source).or_default() += count.flows;
        }
        let mut rows: Vec<(&str, &str, Count)> =
            self.kinds.iter().map(|((source, sink), count)| (source.as_str(), sink.as_str(), *count)).collect();
        rows.sort_by_key(|(source, sink, count)| {
            (u64::MAX - by_source[source], *source, u64::MAX - count.flows, *sink)
        });
        rows
    }

    /// Writes the table for people.
    pub fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        let noun = |n: u64| format!("{n} bundle{}", if n == 1 { "" } else { "s" });
        writeln!(out, "Confirmed flows of data, in {}; {} have some.\n", noun(self.bundles), self.with_flows)?;
        writeln!(out, "{:<16}{:<22}{:>8}{:>10}", "data", "gets to", "flows", "bundles")?;
        for (source, sink, count) in self.rows() {
            writeln!(out, "{source:<16}{sink:<22}{:>8}{:>10}", count.flows, count.bundles)?;
        }
        let flows: u64 = self.kinds.values().map(|count| count.flows).sum();
        writeln!(out, "{:<38}{flows:>8}{:>10}", "all", self.with_flows)
    }

    /// Writes one JSON document.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let row = |(source, sink, count): (&str, &str, Count)| Row {
            source: source.into(),
            sink: sink.into(),
            flows: count.flows,
            bundles: count.bundles,
        };
        let document = Document {
            schema: FLOWS_SCHEMA,
            tool: TOOL,
            bundles: self.bundles,
            with_flows: self.with_flows,
            kinds: self.rows().into_iter().map(row).collect(),
        };
        write_compact(out, &document)?;
        writeln!(out)
    }
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    tool: super::json::Tool,
    bundles: u64,
    with_flows: u64,
    kinds: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    source: String,
    sink: String,
    flows: u64,
    bundles: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(source: &str, sink: &str, at: u32) -> Fact {
        let rest = "api=a.B.c()V target=d.E.f()V argument=url path=[A.m()V@1]";
        Fact::parse(&format!("flow {source} origin=A.m()V@1 {rest} sink={sink} at=A.m()V@{at}")).unwrap()
    }

    fn summary() -> FlowSummary {
        let mut summary = FlowSummary::default();
        summary.add(&[fact("contact", "tls", 1), fact("contact", "network", 2), fact("contact", "network", 3)]);
        summary.add(&[fact("location", "network", 1), fact("contact", "network", 2)]);
        summary.add(&[Fact::parse("call ui.show at=A.m()V@7").unwrap()]);
        summary
    }

    #[test]
    fn flows_are_counted_by_both_kinds() {
        let count = |flows, bundles| Count { flows, bundles };
        let expected = [
            ("contact", "network", count(3, 2)),
            ("contact", "tls", count(1, 1)),
            ("location", "network", count(1, 1)),
        ];
        assert_eq!(summary().rows(), expected);
    }

    #[test]
    fn people_get_a_table() {
        let mut out = Vec::new();
        summary().write_text(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "Confirmed flows of data, in 3 bundles; 2 have some.");
        assert_eq!(lines[3], format!("{:<16}{:<22}{:>8}{:>10}", "contact", "network", 3, 2));
        assert_eq!(lines[6], format!("{:<38}{:>8}{:>10}", "all", 5, 2));
    }

    #[test]
    fn programs_get_the_same() {
        let mut out = Vec::new();
        summary().write_json(&mut out).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!((json["bundles"].as_u64(), json["with_flows"].as_u64()), (Some(3), Some(2)));
        assert_eq!((json["kinds"][0]["sink"].as_str(), json["kinds"][0]["flows"].as_u64()), (Some("network"), Some(3)));
    }
}
