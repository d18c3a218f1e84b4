//! States the graph of screens as facts.

use super::links::{By, Given, Link, Node, What};
use super::parts::{Parts, Screen, ScreenKind, TextRole, member_at, plain};
use crate::analysis::graph::{Site, Via};
use crate::analysis::values::{Engine, Member, Val};
use crate::facts::{
    self, Alternative, Fact, Facts, ScreenEventBy, ScreenTextRole, ScreenType, Str, TransitionBy, Value,
};
use crate::program::{Op, Program};
use std::collections::{BTreeMap, BTreeSet};

/// What is stated.
pub struct Statement<'s> {
    pub program: &'s Program,
    /// What member references mean.
    pub members: &'s [Member<'s>],
    pub parts: &'s Parts,
    pub links: &'s BTreeSet<Link>,
    /// The calls that are events, with their facts.
    pub events: &'s BTreeMap<Site, Vec<Fact>>,
}

/// A way, before it is stated: from, to, by, label, element.
type Way = (Node, Node, By, Option<Str>, Option<Str>);

impl Statement<'_> {
    /// States screens, texts, transitions and events.
    pub fn state(&self, engine: &mut Engine<'_>, facts: &mut Facts) {
        let shown = self.state_transitions(facts);
        for (n, screen) in self.parts.screens.iter().enumerate() {
            self.state_screen(screen, shown.contains(&n), facts);
        }
        self.state_events(engine, facts);
    }

    fn state_screen(&self, screen: &Screen, shown: bool, facts: &mut Facts) {
        let texts = |wanted: fn(TextRole) -> bool| -> Vec<Str> {
            let texts = screen.texts.iter().filter(|text| wanted(text.role)).map(|text| plain(&text.value));
            let mut seen = BTreeSet::new();
            texts.filter(|text| !text.is_empty() && seen.insert(text.clone())).collect()
        };
        let titles = texts(|role| role == TextRole::Title);
        let fields = screen.fields.iter().map(|field| format!("{} {}", field.constraints, field.label).into());
        let of_items = screen.items.iter().flat_map(|item| self.parts.commands_of_item(*item));
        let commands = screen.commands.iter().copied().chain(of_items).map(|command| {
            let label = self.parts.command(command).and_then(|c| c.label.as_ref()).map_or("{?}".into(), plain);
            format!("{} {label}", purpose(self.parts.command_type(command))).into()
        });
        let mut commands: Vec<Str> = commands.collect();
        if screen.other_commands {
            commands.push("unknown {?}".into());
        }
        let fact = facts::Screen {
            id: screen.id.clone(),
            type_: kind_word(screen.kind),
            class: screen.class.clone(),
            title: (!titles.is_empty()).then(|| titles.join(" | ").into()),
            texts: texts(|role| !matches!(role, TextRole::Title | TextRole::Command)),
            fields: fields.collect(),
            commands,
            shown,
        };
        facts.push(fact.at(screen.place.clone()));
        for text in &screen.texts {
            let empty = text.value.alternatives.iter().all(|one| *one == Alternative::Null);
            if empty && text.value.complete && text.role != TextRole::Progress {
                continue;
            }
            let value = if text.role == TextRole::Progress { Value::text("") } else { text.value.clone() };
            let fact = facts::ScreenText {
                screen: screen.id.clone(),
                role: role_word(text.role),
                target: text.target.clone(),
                text: value,
            };
            facts.push(fact.at(text.place.clone()));
        }
    }

    /// States the transitions. Out: the screens that are shown.
    fn state_transitions(&self, facts: &mut Facts) -> BTreeSet<usize> {
        let mut shown = BTreeSet::new();
        let mut ways: BTreeMap<(Way, Site, BTreeSet<Via>), i64> = BTreeMap::new();
        for link in self.links {
            let site = link.deed.site;
            let mut add = |way: Way, via: &BTreeSet<Via>, count: usize| {
                let known = ways.entry((way, site, via.clone())).or_default();
                *known = (*known).max(count as i64);
            };
            let (targets, alerts) = match &link.deed.what {
                What::Show(targets) => (targets, &[][..]),
                What::ShowNext { alerts, next } => (next, alerts.as_slice()),
                What::Event { .. } => continue,
            };
            let from: Vec<(Node, By)> = match alerts {
                [] => vec![(link.from, link.by)],
                _ => alerts.iter().map(|alert| (*alert, By::Dismiss)).collect(),
            };
            let named = alerts.is_empty();
            for (from, by) in from {
                for to in targets {
                    if let (Node::Screen(screen), true) = (*to, link.from != Node::NotReached) {
                        shown.insert(screen);
                    }
                    let (label, element) =
                        if named { (link.label.clone(), link.element.clone()) } else { (None, None) };
                    let via = if named { link.deed.via.clone() } else { BTreeSet::new() };
                    add((from, *to, by, label, element), &via, targets.len());
                    // An alert without commands gives way to the screen before it.
                    if named && self.goes_back(*to) && matches!(link.from, Node::Screen(_)) && link.from != *to {
                        let follows = self.has_next(site);
                        if !follows {
                            add((*to, link.from, By::Dismiss, None, None), &BTreeSet::new(), 1);
                        }
                    }
                }
            }
        }
        for (((from, to, by, label, element), site, via), one_of) in ways {
            let fact = facts::Transition {
                from: self.id(from),
                to: self.id(to),
                by: transition_by(by),
                label,
                element,
                via: via_words(&via),
                one_of,
            };
            facts.push(fact.at(self.program.place(site.method, Some(site.insn))));
        }
        shown
    }

    fn goes_back(&self, node: Node) -> bool {
        let Node::Screen(screen) = node else { return false };
        let screen = &self.parts.screens[screen];
        screen.kind == ScreenKind::Alert && screen.commands.is_empty() && !screen.other_commands
    }

    /// Whether the call says what follows the alert.
    fn has_next(&self, site: Site) -> bool {
        self.links.iter().any(|l| l.deed.site == site && matches!(l.deed.what, What::ShowNext { .. }))
    }

    /// The arguments of an event, as the `call` fact has them; where the method that makes the call is given known texts, those
    /// that follow from them.
    fn arguments(
        &self,
        call: &Fact,
        site: Site,
        (given, entered): (&[Option<Given>], Option<Site>),
        engine: &mut Engine<'_>,
    ) -> Vec<(Str, Value)> {
        let mut args = match call.get("args") {
            Some(facts::FieldValue::Args(args)) => args.clone(),
            _ => return Vec::new(),
        };
        let single = |value: &Value| value.complete && value.alternatives.len() == 1;
        if (given.is_empty() && entered.is_none()) || args.iter().all(|(_, value)| single(value)) {
            return args;
        }
        let code = self.program.method(site.method).code.as_ref();
        let insn = code.and_then(|code| self.program.insns(code).get(site.insn as usize));
        let Some(insn) = insn.filter(|insn| insn.op.is_invoke()) else { return args };
        let models = &self.members[insn.a as usize].models;
        let Some(model) = models.iter().find(|model| Some(model.kind().name) == call.text("api")) else { return args };
        let given: Vec<_> = given
            .iter()
            .map(|given| {
                given.as_ref().map(|given| match given {
                    Given::Int(int) => Val::Int(*int),
                    Given::Text(text) => engine.text(text),
                })
            })
            .collect();
        let Some(operands) = engine.arguments_given(site, u64::MAX, (&given, entered)) else { return args };
        let shift = u32::from(insn.op == Op::InvokeStatic);
        for (name, value) in args.iter_mut().filter(|(_, value)| !single(value)) {
            let operand = model.args().find(|arg| arg.name == &**name).and_then(|arg| arg.position.checked_sub(shift));
            if let Some(val) = operand.and_then(|n| operands.get(n as usize)) {
                let narrowed = engine.terms().value(*val);
                if narrowed.complete {
                    *value = narrowed;
                }
            }
        }
        args
    }

    fn state_events(&self, engine: &mut Engine<'_>, facts: &mut Facts) {
        type Cause<'l> = (Node, By, &'l Option<Str>, &'l Option<Str>);
        let mut shows: BTreeMap<Cause<'_>, BTreeSet<Node>> = BTreeMap::new();
        let cause = |link: &'_ Link| -> (Node, By) { (link.from, link.by) };
        for link in self.links {
            let shown: Vec<Node> = match &link.deed.what {
                What::Show(targets) => targets.clone(),
                What::ShowNext { .. } | What::Event { .. } => continue,
            };
            let (from, by) = cause(link);
            shows.entry((from, by, &link.label, &link.element)).or_default().extend(shown);
        }
        let mut stated = BTreeSet::new();
        for link in self.links {
            let What::Event { given, entered } = &link.deed.what else { continue };
            let (from, by) = cause(link);
            let deed = &link.deed;
            if !stated.insert((from, by, &link.label, &link.element, deed.site, &deed.via, given, entered)) {
                continue;
            }
            // What is shown whatever is chosen is shown then, too.
            let kinds = [(&link.label, &link.element), (&link.label, &None), (&None, &None)];
            let nodes: BTreeSet<Node> = kinds
                .iter()
                .filter_map(|(label, element)| shows.get(&(from, by, *label, *element)))
                .flatten()
                .copied()
                .collect();
            let before = match from {
                Node::Screen(screen) => self.before(&self.parts.screens[screen]),
                _ => Vec::new(),
            };
            for call in self.events.get(&deed.site).into_iter().flatten() {
                let args = self.arguments(call, deed.site, (given, *entered), engine);
                let fact = facts::ScreenEvent {
                    screen: self.id(from),
                    by: event_by(by),
                    label: link.label.clone(),
                    element: link.element.clone(),
                    via: via_words(&deed.via),
                    api: call.text("api").unwrap_or("").into(),
                    target: call.text("target").map(Str::from),
                    call: call.place.to_string().into(),
                    step: member_at(self.program, deed.root),
                    args,
                    before: before.clone(),
                    shows: nodes.iter().map(|node| self.id(*node)).collect(),
                    gated: call.bool("gated"),
                };
                facts.push(fact.at(self.program.place(deed.root.method, Some(deed.root.insn))));
            }
        }
    }

    fn before(&self, screen: &Screen) -> Vec<Str> {
        let texts = screen.texts.iter().filter(|text| text.role != TextRole::Command);
        let mut seen = BTreeSet::new();
        let texts = texts.map(|text| plain(&text.value)).filter(|text| !text.is_empty());
        texts.filter(|text| seen.insert(text.clone())).collect()
    }

    fn id(&self, node: Node) -> Str {
        match node {
            Node::Screen(screen) => self.parts.screens[screen].id.clone(),
            Node::Start => "(start)".into(),
            Node::Push => "(push)".into(),
            Node::Alarm => "(alarm)".into(),
            Node::Network => "(network)".into(),
            Node::Peer => "(peer)".into(),
            Node::Unknown => "(unknown)".into(),
            Node::NotReached => "(not reached)".into(),
            Node::Background => "(background)".into(),
        }
    }
}

fn via_words(via: &BTreeSet<Via>) -> Vec<Str> {
    let mut words: Vec<Str> = via
        .iter()
        .map(|via| match via {
            Via::Thread => "thread".into(),
            Via::Timer => "timer".into(),
            Via::Serial => "serial".into(),
        })
        .collect();
    words.sort();
    words
}

fn kind_word(kind: ScreenKind) -> ScreenType {
    match kind {
        ScreenKind::Form => ScreenType::Form,
        ScreenKind::List => ScreenType::List,
        ScreenKind::TextBox => ScreenType::TextBox,
        ScreenKind::Alert => ScreenType::Alert,
        ScreenKind::Canvas => ScreenType::Canvas,
        ScreenKind::GameCanvas => ScreenType::GameCanvas,
        ScreenKind::FullCanvas => ScreenType::FullCanvas,
        ScreenKind::Other => ScreenType::Other,
    }
}

fn role_word(role: TextRole) -> ScreenTextRole {
    match role {
        TextRole::Title => ScreenTextRole::Title,
        TextRole::Ticker => ScreenTextRole::Ticker,
        TextRole::Text => ScreenTextRole::Text,
        TextRole::Label => ScreenTextRole::Label,
        TextRole::Element => ScreenTextRole::Element,
        TextRole::Progress => ScreenTextRole::Progress,
        TextRole::Drawn => ScreenTextRole::Drawn,
        TextRole::Command => ScreenTextRole::Command,
    }
}

macro_rules! by_words {
    ($($name:ident -> $token:ident;)+) => {$(
        fn $name(by: By) -> $token {
            match by {
                By::Start => $token::Start,
                By::Command => $token::Command,
                By::Select => $token::Select,
                By::ItemCommand => $token::ItemCommand,
                By::ItemState => $token::ItemState,
                By::Key => $token::Key,
                By::Pointer => $token::Pointer,
                By::Shown => $token::Shown,
                By::Dismiss => $token::Dismiss,
                By::Callback => $token::Callback,
                By::Unknown => $token::Unknown,
            }
        }
    )+};
}
by_words! {
    transition_by -> TransitionBy;
    event_by -> ScreenEventBy;
}

/// The word for what a command is for (MIDP 2.0 Command).
fn purpose(purpose: Option<i32>) -> &'static str {
    match purpose {
        Some(1) => "screen",
        Some(2) => "back",
        Some(3) => "cancel",
        Some(4) => "ok",
        Some(5) => "help",
        Some(6) => "stop",
        Some(7) => "exit",
        Some(8) => "item",
        _ => "unknown",
    }
}
