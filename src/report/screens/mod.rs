//! The graph of screens, for reviewers: what stands on the screen before a chargeable or private event. In: the `screen`,
//! `transition` and `screen-event` facts of a bundle. Out: text, DOT, Mermaid or JSON; one file a format.

mod dot;
mod json;
mod mermaid;
#[cfg(test)]
mod tests;
mod text;

use super::Report;
use crate::facts::{Alternative, Fact, FieldValue, Kind, Place, Str};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Name and version of the JSON shape.
pub const SCREENS_SCHEMA: &str = "mexelint-screens/v1-draft";

/// A form of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// for people
    Text,
    /// a Graphviz digraph for each bundle
    Dot,
    /// a Mermaid flow chart for each bundle
    Mermaid,
    /// one document (`mexelint schema screens`)
    Json,
}

/// Writes graphs of one bundle after the other.
#[derive(Debug)]
pub struct ScreensRenderer {
    format: Format,
    bundles: usize,
}

impl ScreensRenderer {
    /// A renderer for that form.
    pub fn new(format: Format) -> Self {
        ScreensRenderer { format, bundles: 0 }
    }

    /// Writes what stands before the first bundle.
    pub fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.format == Format::Json { json::begin(out) } else { Ok(()) }
    }

    /// Writes the graph of a bundle.
    pub fn bundle(&mut self, out: &mut dyn Write, report: &Report) -> io::Result<()> {
        let graph = ScreenGraph::of(&report.facts);
        let first = self.bundles == 0;
        self.bundles += 1;
        match self.format {
            Format::Text => text::write(out, report, &graph, first),
            Format::Dot => dot::write(out, report, &graph),
            Format::Mermaid => mermaid::write(out, report, &graph),
            Format::Json => json::write(out, report, &graph, first),
        }
    }

    /// Writes what stands after the last bundle.
    pub fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.format == Format::Json { json::end(out) } else { Ok(()) }
    }
}

/// The graph of one bundle, as its facts state it.
#[derive(Clone, Debug, Default)]
pub struct ScreenGraph<'f> {
    /// What there is to go to and come from, in the order in which it is shown: what runs without a screen first.
    pub nodes: Vec<Node<'f>>,
    /// The transitions.
    pub transitions: Vec<Transition<'f>>,
    /// The events.
    pub events: Vec<Event<'f>>,
}

/// A screen, or what stands for none.
#[derive(Clone, Debug)]
pub struct Node<'f> {
    /// Its name.
    pub id: &'f str,
    /// The screen; `None` for `(start)`, `(unknown)` and the like.
    pub screen: Option<Screen<'f>>,
}

/// What a `screen` fact says.
#[derive(Clone, Debug)]
pub struct Screen<'f> {
    /// What sort of displayable it is.
    pub kind: &'f str,
    /// Its class.
    pub class: &'f str,
    /// Its title.
    pub title: Option<&'f str>,
    /// What else stands on it.
    pub texts: &'f [Str],
    /// What may be typed into: constraints and label.
    pub fields: Vec<(&'f str, &'f str)>,
    /// Its commands: type and label.
    pub commands: Vec<(&'f str, &'f str)>,
    /// Something shows it.
    pub shown: bool,
    /// Where it is made.
    pub place: &'f Place,
}

/// What sets something off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause<'f> {
    /// What sort of act.
    pub by: &'f str,
    /// Which one.
    pub label: Option<&'f str>,
    /// Which element of a list.
    pub element: Option<&'f str>,
    /// What is started on the way.
    pub via: &'f [Str],
}

/// What a `transition` fact says.
#[derive(Clone, Debug)]
pub struct Transition<'f> {
    /// Where it begins.
    pub from: &'f str,
    /// Where it ends.
    pub to: &'f str,
    /// What sets it off.
    pub cause: Cause<'f>,
    /// How many screens the call may show here.
    pub one_of: i64,
    /// The call.
    pub place: &'f Place,
}

/// What a `screen-event` fact says.
#[derive(Clone, Debug)]
pub struct Event<'f> {
    /// Where the user is.
    pub screen: &'f str,
    /// What sets it off.
    pub cause: Cause<'f>,
    /// The kind of call.
    pub api: &'f str,
    /// The member called.
    pub target: Option<&'f str>,
    /// The place of the call.
    pub call: &'f str,
    /// Its arguments, in the text form.
    pub args: Vec<(&'f str, String)>,
    /// What stands on the screen.
    pub before: &'f [Str],
    /// The screens that the same callback shows.
    pub shows: &'f [Str],
    /// User-gated.
    pub gated: Option<bool>,
    /// The instruction of the callback from which it comes.
    pub place: &'f Place,
}

fn texts<'f>(fact: &'f Fact, field: &str) -> &'f [Str] {
    match fact.get(field) {
        Some(FieldValue::Texts(texts)) => texts,
        _ => &[],
    }
}

fn pairs<'f>(fact: &'f Fact, field: &str) -> Vec<(&'f str, &'f str)> {
    texts(fact, field).iter().map(|text| text.split_once(' ').unwrap_or((text, ""))).collect()
}

impl<'f> Cause<'f> {
    fn of(fact: &'f Fact) -> Self {
        Cause {
            by: fact.text("by").unwrap_or(""),
            label: fact.text("label"),
            element: fact.text("element"),
            via: texts(fact, "via"),
        }
    }

    /// In words, as `command "Send", thread`.
    fn words(&self, quoted: impl Fn(&str) -> String) -> String {
        let mut words = self.by.to_string();
        for part in [self.label, self.element].into_iter().flatten() {
            words.push(' ');
            words.push_str(&quoted(part));
        }
        for via in self.via {
            words.push_str(", ");
            words.push_str(via);
        }
        words
    }
}

impl<'f> ScreenGraph<'f> {
    /// The graph that the facts of a bundle tell of.
    pub fn of(facts: &'f [Fact]) -> Self {
        let mut graph = ScreenGraph::default();
        let mut screens = Vec::new();
        for fact in facts {
            let text = |field: &str| fact.text(field).unwrap_or("");
            match fact.kind {
                Kind::Screen => screens.push((
                    text_of(fact, "id"),
                    Screen {
                        kind: text_of(fact, "type"),
                        class: text_of(fact, "class"),
                        title: fact.text("title"),
                        texts: texts(fact, "texts"),
                        fields: pairs(fact, "fields"),
                        commands: pairs(fact, "commands"),
                        shown: fact.bool("shown") == Some(true),
                        place: &fact.place,
                    },
                )),
                Kind::Transition => graph.transitions.push(Transition {
                    from: text_of(fact, "from"),
                    to: text_of(fact, "to"),
                    cause: Cause::of(fact),
                    one_of: fact.int("one_of").unwrap_or(1),
                    place: &fact.place,
                }),
                Kind::ScreenEvent => graph.events.push(Event {
                    screen: text_of(fact, "screen"),
                    cause: Cause::of(fact),
                    api: text_of(fact, "api"),
                    target: fact.text("target"),
                    call: text_of(fact, "call"),
                    args: args(fact),
                    before: texts(fact, "before"),
                    shows: texts(fact, "shows"),
                    gated: fact.bool("gated").filter(|_| text("screen").starts_with('(')),
                    place: &fact.place,
                }),
                _ => {}
            }
        }
        graph
            .transitions
            .sort_by(|a, b| (a.from, a.cause, a.place, natural(a.to)).cmp(&(b.from, b.cause, b.place, natural(b.to))));
        graph.events.sort_by(|a, b| (a.screen, a.cause, a.api, a.call).cmp(&(b.screen, b.cause, b.api, b.call)));
        screens.sort_by_key(|(id, _)| natural(id));
        let known: BTreeSet<&str> = screens.iter().map(|(id, _)| *id).collect();
        let ends = graph.transitions.iter().flat_map(|way| [way.from, way.to]);
        let others: BTreeSet<&str> =
            ends.chain(graph.events.iter().map(|event| event.screen)).filter(|id| !known.contains(id)).collect();
        let mut others: Vec<&str> = others.into_iter().collect();
        others.sort_by_key(|id| (SPECIAL.iter().position(|known| known == id).unwrap_or(SPECIAL.len()), *id));
        let (first, last): (Vec<&str>, Vec<&str>) = others.into_iter().partition(|id| !LAST.contains(id));
        let plain = |id| Node { id, screen: None };
        graph.nodes.extend(first.into_iter().map(plain));
        graph.nodes.extend(screens.into_iter().map(|(id, screen)| Node { id, screen: Some(screen) }));
        graph.nodes.extend(last.into_iter().map(plain));
        graph
    }

    /// The number of a node.
    fn number(&self, id: &str) -> usize {
        self.nodes.iter().position(|node| node.id == id).unwrap_or(0)
    }
}

/// What is no screen, in the order in which it is shown.
const SPECIAL: [&str; 8] =
    ["(start)", "(push)", "(alarm)", "(network)", "(peer)", "(unknown)", "(background)", "(not reached)"];

/// What stands behind the screens.
const LAST: [&str; 3] = ["(unknown)", "(background)", "(not reached)"];

/// `Form#10` after `Form#9`.
fn natural(id: &str) -> (&str, u64) {
    match id.rsplit_once('#') {
        Some((name, number)) => (name, number.parse().unwrap_or(0)),
        None => (id, 0),
    }
}

fn text_of<'f>(fact: &'f Fact, field: &str) -> &'f str {
    fact.text(field).unwrap_or("")
}

/// The arguments in the text form; those of which nothing is known are left out.
fn args(fact: &Fact) -> Vec<(&str, String)> {
    let Some(FieldValue::Args(args)) = fact.get("args") else { return Vec::new() };
    let only_null = |value: &crate::facts::Value| value.alternatives == [Alternative::Null];
    let known = args.iter().filter(|(_, value)| !value.is_unknown() && !only_null(value));
    // A connection and a message are known by the address that stands before them.
    let mut shown: Vec<(&str, String)> = Vec::new();
    for (name, value) in known {
        let value = value.to_text();
        if !shown.iter().any(|(_, other)| *other == value && value.starts_with('"')) {
            shown.push((name, value));
        }
    }
    shown
}

/// The beginning of a text, for a node of a drawing.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let mut short: String = text.chars().take(most - 1).collect();
    short.push('…');
    short
}

/// Characters of a line in a drawing.
const LINE: usize = 60;

/// Lines of texts in a node of a drawing.
const LINES: usize = 8;

/// What a drawing shows in the node of a screen, line by line.
fn lines(node: &Node<'_>) -> Vec<String> {
    let Some(screen) = &node.screen else { return vec![node.id.to_string()] };
    let mut lines = vec![format!("{} ({})", node.id, screen.kind)];
    lines.extend(screen.title.map(|title| short(title, LINE)));
    lines.extend(screen.texts.iter().take(LINES).map(|text| format!("· {}", short(text, LINE))));
    if screen.texts.len() > LINES {
        lines.push(format!("· and {} more", screen.texts.len() - LINES));
    }
    lines.extend(screen.fields.iter().map(|(constraints, label)| format!("[{}] {constraints}", short(label, LINE))));
    lines.extend(screen.commands.iter().map(|(kind, label)| format!("<{}> {kind}", short(label, LINE))));
    if !screen.shown {
        lines.push("never shown".to_string());
    }
    lines
}

/// What a drawing shows in the node of an event.
fn event_lines(event: &Event<'_>) -> Vec<String> {
    let mut lines = vec![event.api.to_string()];
    lines.extend(event.args.iter().map(|(name, value)| short(&format!("{name}={value}"), LINE)));
    lines
}

/// The words on an edge.
fn edge_words(cause: &Cause<'_>, one_of: i64) -> String {
    let mut words = cause.words(|part| format!("\"{}\"", short(part, LINE)));
    if one_of > 1 {
        words.push_str(&format!(", one of {one_of}"));
    }
    words
}
