//! How well the values are known on which most judgements rest: the main argument of each reached sink, counted by how much
//! of it is known. In: facts. Out: a table, as text or JSON.

use super::json::TOOL;
use crate::facts::safe_json::write_compact;
use crate::facts::{Alternative, Fact, Kind, Part, Value};
use serde::Serialize;
use std::io::{self, Write};

/// Name and version of the JSON shape.
pub const VALUES_SCHEMA: &str = "mexelint-values/v1-draft";

/// A sink: its name, the kinds of calls that it stands for, and the argument that matters.
struct Sink {
    name: &'static str,
    calls: &'static [&'static str],
    arg: &'static str,
}

/// The sinks, in the order of the table.
const SINKS: [Sink; 7] = [
    Sink { name: "Connector.open", calls: &["connection.open"], arg: "url" },
    Sink { name: "message address", calls: &["message.create", "message.send", "message.set-address"], arg: "address" },
    Sink { name: "platformRequest", calls: &["midlet.platform-request"], arg: "url" },
    Sink { name: "forName", calls: &["code.load-class"], arg: "name" },
    Sink { name: "getProperty", calls: &["system.get-property"], arg: "key" },
    Sink { name: "openRecordStore", calls: &["rms.open", "rms.open-foreign"], arg: "name" },
    Sink { name: "registerConnection", calls: &["push.register"], arg: "connection" },
];

/// How much of a value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Knowledge {
    /// all of every alternative, and these are all
    Full,
    /// every alternative fully or by a named source
    Source,
    /// some alternative is a known text with an unknown piece; of the others at least the source is known
    Prefix,
    /// nothing of some alternative, or there may be others
    Unknown,
}

impl Knowledge {
    /// What is known of a value. A source called `?` is no source.
    pub fn of(value: &Value) -> Self {
        let worst = value.alternatives.iter().map(Self::of_alternative).max();
        worst.filter(|_| value.complete).unwrap_or(Knowledge::Unknown)
    }

    fn of_alternative(alternative: &Alternative) -> Self {
        let Alternative::Text(parts) = alternative else { return Knowledge::Full };
        let text = parts.iter().any(|p| matches!(p, Part::Literal(t) if !t.is_empty()));
        let named = |p: &Part| matches!(p, Part::Source(s) if &**s != "?");
        let literal = |p: &Part| matches!(p, Part::Literal(_));
        if parts.iter().all(literal) {
            Knowledge::Full
        } else if text {
            Knowledge::Prefix
        } else if parts.iter().all(|p| named(p) || literal(p)) {
            Knowledge::Source
        } else {
            Knowledge::Unknown
        }
    }
}

/// Calls by how much is known of their main argument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// See [`Knowledge::Full`].
    pub full: u64,
    /// See [`Knowledge::Prefix`].
    pub prefix: u64,
    /// See [`Knowledge::Source`].
    pub source: u64,
    /// See [`Knowledge::Unknown`].
    pub unknown: u64,
}

impl Counts {
    /// All of them.
    pub fn calls(&self) -> u64 {
        self.full + self.prefix + self.source + self.unknown
    }

    fn count(&mut self, knowledge: Knowledge) {
        match knowledge {
            Knowledge::Full => self.full += 1,
            Knowledge::Source => self.source += 1,
            Knowledge::Prefix => self.prefix += 1,
            Knowledge::Unknown => self.unknown += 1,
        }
    }

    fn columns(&self) -> [u64; 4] {
        [self.full, self.prefix, self.source, self.unknown]
    }
}

/// The counts over any number of bundles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueSummary {
    bundles: u64,
    not_reached: u64,
    sinks: [Counts; SINKS.len()],
}

impl ValueSummary {
    /// Counts the facts of one bundle. Calls that nothing reaches are counted apart; one of which that is not known counts
    /// as reached.
    pub fn add(&mut self, facts: &[Fact]) {
        self.bundles += 1;
        for fact in facts.iter().filter(|f| f.kind == Kind::Call) {
            let Some(api) = fact.text("api") else { continue };
            let Some(index) = SINKS.iter().position(|s| s.calls.contains(&api)) else { continue };
            // A form of the call without the argument, such as a message to where the connection leads, says nothing of it.
            let Some(value) = fact.arg(SINKS[index].arg) else { continue };
            if fact.bool("reached") == Some(false) {
                self.not_reached += 1;
            } else {
                self.sinks[index].count(Knowledge::of(value));
            }
        }
    }

    /// The counts of each sink by name, in the order of the table.
    pub fn sinks(&self) -> impl Iterator<Item = (&'static str, Counts)> + '_ {
        SINKS.iter().map(|s| s.name).zip(self.sinks)
    }

    /// The counts over all sinks.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        for counts in &self.sinks {
            total.full += counts.full;
            total.prefix += counts.prefix;
            total.source += counts.source;
            total.unknown += counts.unknown;
        }
        total
    }

    /// Writes the table for people: counts, and below the shares of all.
    pub fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        let noun = |n: u64, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        writeln!(
            out,
            "What is known of the main argument of reached calls, in {}; {} that nothing reaches left out.\n",
            noun(self.bundles, "bundle"),
            noun(self.not_reached, "call")
        )?;
        let head = ["full", "prefix", "source", "unknown"].map(|h| format!("{h:>16}")).concat();
        writeln!(out, "{:<20}{:>8}{head}", "", "calls")?;
        for (name, counts) in self.sinks().chain([("all", self.total())]) {
            let cell = |n: u64| format!("{:>16}", format!("{n} ({})", percent(n, counts.calls())));
            writeln!(out, "{name:<20}{:>8}{}", counts.calls(), counts.columns().map(cell).concat())?;
        }
        Ok(())
    }

    /// Writes one JSON document with counts and shares (of 1; 0 where there is no call).
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let document = Document {
            schema: VALUES_SCHEMA,
            tool: TOOL,
            bundles: self.bundles,
            not_reached: self.not_reached,
            sinks: self.sinks().map(|(name, counts)| Row::of(name, counts)).collect(),
            total: Row::of("all", self.total()),
        };
        write_compact(out, &document)?;
        writeln!(out)
    }
}

/// `12.3 %`, rounded to the nearest tenth, halves up; in integers, so that it is the same everywhere.
fn percent(part: u64, whole: u64) -> String {
    let tenths = if whole == 0 { 0 } else { (part * 2000 + whole) / (2 * whole) };
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    tool: super::json::Tool,
    bundles: u64,
    not_reached: u64,
    sinks: Vec<Row>,
    total: Row,
}

#[derive(Serialize)]
struct Row {
    sink: &'static str,
    calls: u64,
    full: u64,
    prefix: u64,
    source: u64,
    unknown: u64,
    shares: Shares,
}

#[derive(Serialize)]
struct Shares {
    full: f64,
    prefix: f64,
    source: f64,
    unknown: f64,
}

impl Row {
    fn of(sink: &'static str, counts: Counts) -> Self {
        let Counts { full, prefix, source, unknown } = counts;
        let calls = counts.calls();
        let share = |n: u64| if calls == 0 { 0.0 } else { n as f64 / calls as f64 };
        let shares =
            Shares { full: share(full), prefix: share(prefix), source: share(source), unknown: share(unknown) };
        Row { sink, calls, full, prefix, source, unknown, shares }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(texts: &[&str]) -> ValueSummary {
        let facts: Vec<_> = texts.iter().map(|t| Fact::parse(t).unwrap()).collect();
        let mut summary = ValueSummary::default();
        summary.add(&facts);
        summary
    }

    #[test]
    fn the_least_known_alternative_decides() {
        use Knowledge::{Full, Prefix, Source, Unknown};
        for (value, expected) in [
            (r#""http://a/""#, Full),
            (r#""""#, Full),
            (r#""a"|"b"|null|5"#, Full),
            (r#""a"|*"#, Unknown),
            ("*", Unknown),
            ("none", Unknown),
            (r#""{?}""#, Unknown),
            (r#""a"|"{?}""#, Unknown),
            (r#""a"|"b{x.y}""#, Prefix),
            (r#""http://{?}""#, Prefix),
            (r#""{?}.png""#, Prefix),
            (r#""{x.y}"|"b{x.y}""#, Prefix),
            (r#""{x.y}""#, Source),
            (r#""{x.y}{property Number}""#, Source),
            (r#""a"|"{resource /a.txt}""#, Source),
            (r#""{x.y}{?}""#, Unknown),
            (r#""\{x.y\}""#, Full),
        ] {
            let fact = Fact::parse(&format!("call connection.open url={value}")).unwrap();
            assert_eq!(Knowledge::of(fact.arg("url").unwrap()), expected, "{value}");
        }
    }

    #[test]
    fn reached_sinks_are_counted_by_their_main_argument() {
        let summary = summary(&[
            r#"call connection.open url="http://a/" reached=true at=A.m()V@1"#,
            r#"call connection.open url="http://{?}" at=A.m()V@2"#,
            r#"call connection.open url=* reached=false at=A.m()V@3"#,
            r#"call message.create type="text" reached=true at=A.m()V@4"#,
            r#"call message.set-address address="{Message.getAddress}" message=* reached=true at=A.m()V@5"#,
            r#"call rms.open-foreign name=* vendor="a" reached=true at=A.m()V@6"#,
            r#"call ui.show reached=true at=A.m()V@7"#,
        ]);
        let counts = |full, prefix, source, unknown| Counts { full, prefix, source, unknown };
        let expected = [
            ("Connector.open", counts(1, 1, 0, 0)),
            ("message address", counts(0, 0, 1, 0)),
            ("platformRequest", counts(0, 0, 0, 0)),
            ("forName", counts(0, 0, 0, 0)),
            ("getProperty", counts(0, 0, 0, 0)),
            ("openRecordStore", counts(0, 0, 0, 1)),
            ("registerConnection", counts(0, 0, 0, 0)),
        ];
        assert_eq!(summary.sinks().collect::<Vec<_>>(), expected);
        assert_eq!((summary.total(), summary.not_reached, summary.bundles), (counts(1, 1, 1, 1), 1, 1));
    }

    #[test]
    fn each_sink_is_found_by_a_kind_and_an_argument_of_the_platform_model() {
        let platform = crate::program::platform::Platform::builtin();
        for sink in SINKS {
            for call in sink.calls {
                let kind = platform.kinds().find(|k| k.name == *call).unwrap_or_else(|| panic!("{call}"));
                assert!(kind.args().any(|a| a == sink.arg), "{call} has no {}", sink.arg);
            }
        }
    }

    #[test]
    fn shares_add_up_and_are_rounded_to_tenths() {
        assert_eq!((percent(1, 3), percent(2, 3), percent(0, 0)), ("33.3 %".into(), "66.7 %".into(), "0.0 %".into()));
        assert_eq!((percent(7, 7), percent(1, 2000)), ("100.0 %".into(), "0.1 %".into()));
        let mut out = Vec::new();
        let text = [r#"call code.load-class name="a" at=A.m()V@1"#, "call code.load-class name=* at=A.m()V@2"];
        summary(&text).write_json(&mut out).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(json["schema"], VALUES_SCHEMA);
        assert_eq!(json["sinks"][3]["sink"], "forName");
        assert_eq!(json["sinks"][3]["shares"]["unknown"], 0.5);
        assert_eq!((json["total"]["calls"].as_u64(), json["total"]["full"].as_u64()), (Some(2), Some(1)));
    }

    #[test]
    fn people_get_a_table() {
        let mut out = Vec::new();
        let text = [r#"call connection.open url="a" at=A.m()V@1"#, "call connection.open url=* at=A.m()V@2"];
        summary(&text).write_text(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines[0],
            "What is known of the main argument of reached calls, in 1 bundle; 0 calls that nothing reaches left out."
        );
        let row = |name: &str, counts: [&str; 4]| {
            format!("{name:<20}{:>8}{}", 2, counts.map(|c| format!("{c:>16}")).concat())
        };
        let counts = ["1 (50.0 %)", "0 (0.0 %)", "0 (0.0 %)", "1 (50.0 %)"];
        assert_eq!(lines[3], row("Connector.open", counts));
        assert_eq!(lines[10], row("all", counts));
        assert_eq!(lines.len(), 11);
    }
}
