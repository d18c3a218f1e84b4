//! The graph in the language of Graphviz.

use super::{ScreenGraph, edge_words, event_lines, lines};
use crate::facts::escape::visible;
use crate::report::Report;
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, report: &Report, graph: &ScreenGraph<'_>) -> io::Result<()> {
    writeln!(out, "digraph \"{}\" {{", escaped(&report.name))?;
    writeln!(out, "  node [shape=box, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];")?;
    for (n, node) in graph.nodes.iter().enumerate() {
        let style = match &node.screen {
            None => ", shape=ellipse",
            Some(screen) if !screen.shown => ", style=dashed",
            Some(_) => "",
        };
        writeln!(out, "  n{n} [label=\"{}\"{style}];", label(&lines(node)))?;
    }
    for way in &graph.transitions {
        let (from, to) = (graph.number(way.from), graph.number(way.to));
        let style = if way.one_of > 1 { ", style=dashed" } else { "" };
        writeln!(out, "  n{from} -> n{to} [label=\"{}\"{style}];", escaped(&edge_words(&way.cause, way.one_of)))?;
    }
    for (n, event) in graph.events.iter().enumerate() {
        writeln!(out, "  e{n} [shape=octagon, color=red, label=\"{}\"];", label(&event_lines(event)))?;
        let from = graph.number(event.screen);
        writeln!(out, "  n{from} -> e{n} [color=red, label=\"{}\"];", escaped(&edge_words(&event.cause, 1)))?;
    }
    writeln!(out, "}}")
}

/// Lines of a label, each set to the left.
fn label(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{}\\l", escaped(line))).collect()
}

/// A text in a quoted string, in which nothing acts: neither on a terminal nor in the language.
fn escaped(text: &str) -> String {
    visible(text).replace('\\', "\\\\").replace('"', "\\\"")
}
