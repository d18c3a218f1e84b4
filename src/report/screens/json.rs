//! The graph as JSON: one document for a run.

use super::{Cause, SCREENS_SCHEMA, ScreenGraph};
use crate::facts::Str;
use crate::facts::safe_json::write_compact;
use crate::report::Report;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    write!(
        out,
        "{{\"schema\":\"{SCREENS_SCHEMA}\",\n\"tool\":{{\"name\":\"mexelint\",\"version\":\"{version}\"}},\n\"bundles\":["
    )
}

pub(super) fn write(out: &mut dyn Write, report: &Report, graph: &ScreenGraph<'_>, first: bool) -> io::Result<()> {
    out.write_all(if first { b"\n" } else { b",\n" })?;
    let pair = |(kind, label): &(_, _)| (*kind, *label);
    let bundle = Bundle {
        name: &report.name,
        status: report.status.as_str(),
        reasons: report.status.reasons(),
        screens: graph
            .nodes
            .iter()
            .filter_map(|node| {
                let screen = node.screen.as_ref()?;
                Some(JsonScreen {
                    id: node.id,
                    kind: screen.kind,
                    class: screen.class,
                    title: screen.title,
                    texts: plain(screen.texts),
                    fields: screen.fields.iter().map(pair).map(JsonField::of).collect(),
                    commands: screen
                        .commands
                        .iter()
                        .map(pair)
                        .map(|(kind, label)| JsonCommand { kind, label })
                        .collect(),
                    shown: screen.shown,
                    place: screen.place.to_string(),
                })
            })
            .collect(),
        transitions: graph
            .transitions
            .iter()
            .map(|way| JsonTransition {
                from: way.from,
                to: way.to,
                cause: JsonCause::of(&way.cause),
                one_of: way.one_of,
                place: way.place.to_string(),
            })
            .collect(),
        events: graph
            .events
            .iter()
            .map(|event| JsonEvent {
                screen: event.screen,
                cause: JsonCause::of(&event.cause),
                api: event.api,
                target: event.target,
                args: event.args.iter().map(|(name, value)| (*name, value.as_str())).collect(),
                before: plain(event.before),
                shows: plain(event.shows),
                gated: event.gated,
                call: event.call,
                place: event.place.to_string(),
            })
            .collect(),
    };
    write_compact(out, &bundle)
}

fn plain(texts: &[Str]) -> Vec<&str> {
    texts.iter().map(|text| &**text).collect()
}

pub(super) fn end(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n]}}")
}

#[derive(Serialize)]
struct Bundle<'a> {
    name: &'a str,
    status: &'static str,
    reasons: &'a [String],
    screens: Vec<JsonScreen<'a>>,
    transitions: Vec<JsonTransition<'a>>,
    events: Vec<JsonEvent<'a>>,
}

#[derive(Serialize)]
struct JsonScreen<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    class: &'a str,
    title: Option<&'a str>,
    texts: Vec<&'a str>,
    fields: Vec<JsonField<'a>>,
    commands: Vec<JsonCommand<'a>>,
    shown: bool,
    place: String,
}

#[derive(Serialize)]
struct JsonField<'a> {
    constraints: Vec<&'a str>,
    label: &'a str,
}

impl<'a> JsonField<'a> {
    fn of((constraints, label): (&'a str, &'a str)) -> Self {
        JsonField { constraints: constraints.split(',').collect(), label }
    }
}

#[derive(Serialize)]
struct JsonCommand<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    label: &'a str,
}

#[derive(Serialize)]
struct JsonCause<'a> {
    by: &'a str,
    label: Option<&'a str>,
    element: Option<&'a str>,
    via: Vec<&'a str>,
}

impl<'a> JsonCause<'a> {
    fn of(cause: &Cause<'a>) -> Self {
        JsonCause { by: cause.by, label: cause.label, element: cause.element, via: plain(cause.via) }
    }
}

#[derive(Serialize)]
struct JsonTransition<'a> {
    from: &'a str,
    to: &'a str,
    #[serde(flatten)]
    cause: JsonCause<'a>,
    one_of: i64,
    place: String,
}

#[derive(Serialize)]
struct JsonEvent<'a> {
    screen: &'a str,
    #[serde(flatten)]
    cause: JsonCause<'a>,
    api: &'a str,
    target: Option<&'a str>,
    args: BTreeMap<&'a str, &'a str>,
    before: Vec<&'a str>,
    shows: Vec<&'a str>,
    gated: Option<bool>,
    call: &'a str,
    place: String,
}
