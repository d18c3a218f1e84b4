//! The graph as text: each screen with what stands on it, what it leads to and what it sets off.

use super::{Cause, Event, ScreenGraph, short};
use crate::facts::escape::visible;
use crate::report::Report;
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, report: &Report, graph: &ScreenGraph<'_>, first: bool) -> io::Result<()> {
    if !first {
        writeln!(out)?;
    }
    let reasons = report.status.reasons().join("; ");
    let parted = if reasons.is_empty() { "" } else { ": " };
    writeln!(out, "# {}: {}{parted}{}", visible(&report.name), report.status.as_str(), visible(&reasons))?;
    for node in &graph.nodes {
        write!(out, "\n{}", visible(node.id))?;
        let Some(screen) = &node.screen else {
            writeln!(out)?;
            write_ways(out, graph, node.id)?;
            continue;
        };
        write!(out, " ({}", screen.kind)?;
        if !screen.class.ends_with(node.id.split('#').next().unwrap_or("")) {
            write!(out, ", {}", visible(screen.class))?;
        }
        write!(out, ")")?;
        if let Some(title) = screen.title {
            write!(out, " {}", quoted(title))?;
        }
        let never = if screen.shown { "" } else { ", never shown" };
        writeln!(out, "{never}, made at {}", visible(&screen.place.to_string()))?;
        for text in screen.texts {
            writeln!(out, "  text {}", quoted(text))?;
        }
        for (constraints, label) in &screen.fields {
            writeln!(out, "  field {} ({constraints})", quoted(label))?;
        }
        for (kind, label) in &screen.commands {
            writeln!(out, "  command {} ({kind})", quoted(label))?;
        }
        write_ways(out, graph, node.id)?;
    }
    Ok(())
}

fn write_ways(out: &mut dyn Write, graph: &ScreenGraph<'_>, id: &str) -> io::Result<()> {
    let ways: Vec<_> = graph.transitions.iter().filter(|way| way.from == id).collect();
    // The screens that one call shows are said in one line.
    for ways in ways.chunk_by(|a, b| a.cause == b.cause && a.place == b.place) {
        let Some(way) = ways.first() else { continue };
        let one_of = if way.one_of > 1 { "one of " } else { "" };
        let targets: Vec<_> = ways.iter().map(|way| visible(way.to).into_owned()).collect();
        let place = way.place.to_string();
        writeln!(out, "  {} -> {one_of}{} at {}", words(&way.cause), targets.join(", "), visible(&place))?;
    }
    for event in graph.events.iter().filter(|event| event.screen == id) {
        write_event(out, event)?;
    }
    Ok(())
}

fn write_event(out: &mut dyn Write, event: &Event<'_>) -> io::Result<()> {
    write!(out, "  {} !! {}", words(&event.cause), event.api)?;
    for (name, value) in &event.args {
        write!(out, " {name}={}", visible(&short(value, VALUE)))?;
    }
    write!(out, " at {}", visible(event.call))?;
    let place = event.place.to_string();
    if place != event.call {
        write!(out, " from {}", visible(&place))?;
    }
    if event.gated == Some(true) {
        write!(out, ", only once the user agreed")?;
    }
    if !event.shows.is_empty() {
        let shows: Vec<_> = event.shows.iter().map(|id| visible(id).into_owned()).collect();
        write!(out, ", shows {}", shows.join(" "))?;
    }
    writeln!(out)
}

fn words(cause: &Cause<'_>) -> String {
    cause.words(quoted)
}

/// Characters of an argument that are shown.
const VALUE: usize = 160;

/// The text in quotes, in which nothing acts.
fn quoted(text: &str) -> String {
    format!("\"{}\"", visible(text).replace('"', "\\\""))
}
