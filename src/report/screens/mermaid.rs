//! The graph as a Mermaid flow chart.

use super::{ScreenGraph, edge_words, event_lines, lines};
use crate::facts::escape::visible;
use crate::report::Report;
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, report: &Report, graph: &ScreenGraph<'_>) -> io::Result<()> {
    // A comment ends with its line, and `{}` in one would begin a directive.
    writeln!(out, "%% {}", visible(&report.name).replace(['{', '}'], "_"))?;
    writeln!(out, "flowchart TD")?;
    for (n, node) in graph.nodes.iter().enumerate() {
        let (open, close) = if node.screen.is_some() { ("[", "]") } else { ("([", "])") };
        writeln!(out, "  n{n}{open}\"{}\"{close}", label(&lines(node)))?;
    }
    for way in &graph.transitions {
        let (from, to) = (graph.number(way.from), graph.number(way.to));
        let arrow = if way.one_of > 1 { "-.->" } else { "-->" };
        writeln!(out, "  n{from} {arrow}|\"{}\"| n{to}", escaped(&edge_words(&way.cause, way.one_of)))?;
    }
    for (n, event) in graph.events.iter().enumerate() {
        writeln!(out, "  e{n}{{{{\"{}\"}}}}", label(&event_lines(event)))?;
        let from = graph.number(event.screen);
        writeln!(out, "  n{from} -->|\"{}\"| e{n}", escaped(&edge_words(&event.cause, 1)))?;
    }
    if !graph.events.is_empty() {
        writeln!(out, "  classDef event stroke:#c00")?;
        let events: Vec<String> = (0..graph.events.len()).map(|n| format!("e{n}")).collect();
        writeln!(out, "  class {} event", events.join(","))?;
    }
    Ok(())
}

fn label(lines: &[String]) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br/>")
}

/// A text in quotes, in which nothing acts: Mermaid takes `#…;` for a character, and much else for markup.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in visible(text).chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | ';' | '\\' | '*' | '_' | '~' | '|' | '%' | '$' | '{' | '}' => {
                out.push_str(&format!("#{};", c as u32));
            }
            c => out.push(c),
        }
    }
    out
}
