//! Finds what screens are made of. In: the calls that make and fill displayables, items and commands. Out: [`Parts`].

use super::parts::{
    Command, Field, Item, Parts, Screen, ScreenKind, Text, TextRole, Use, constraint_words, member_at, one_text, plain,
};
use crate::analysis::graph::{CallGraph, EdgeKind, Object, ObjectId, Site};
use crate::analysis::values::Engine;
use crate::facts::{Alternative, Place, Str, Value, dotted};
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;
use crate::program::platform::screens::Role;
use crate::program::{MethodId, Op, Program, Sym};
use std::collections::{BTreeMap, BTreeSet};

/// The classes of displayables, the nearest first.
const SCREEN_CLASSES: [(&str, ScreenKind); 8] = [
    ("javax/microedition/lcdui/Form", ScreenKind::Form),
    ("javax/microedition/lcdui/List", ScreenKind::List),
    ("javax/microedition/lcdui/TextBox", ScreenKind::TextBox),
    ("javax/microedition/lcdui/Alert", ScreenKind::Alert),
    ("javax/microedition/lcdui/game/GameCanvas", ScreenKind::GameCanvas),
    ("com/nokia/mid/ui/FullCanvas", ScreenKind::FullCanvas),
    ("javax/microedition/lcdui/Canvas", ScreenKind::Canvas),
    ("javax/microedition/lcdui/Displayable", ScreenKind::Other),
];

/// What an object is on a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Screen(ScreenKind),
    Field,
    Item,
    Command,
    Ticker,
    None,
}

/// Steps that looking up one value counts as, besides those of the value analysis.
const VALUE_STEPS: u64 = 50;

/// Elements of a list that are told apart.
const MOST_ELEMENTS: usize = 64;

/// Finds the parts of all screens.
pub struct Finder<'f, 'a> {
    pub program: &'a Program,
    pub hierarchy: &'a Hierarchy,
    pub platform: &'a Platform,
    pub graph: &'a CallGraph,
    pub roles: &'a [Vec<(Role, u32)>],
    pub engine: &'f mut Engine<'a>,
    pub steps: &'f mut u64,
}

/// Everything that is gathered about screens before it is put together.
#[derive(Default)]
struct Gathered {
    sorts: BTreeMap<ObjectId, (Sort, Sym)>,
    screens: BTreeMap<ObjectId, Screen>,
    items: BTreeMap<ObjectId, Item>,
    commands: BTreeMap<ObjectId, Command>,
    tickers: BTreeMap<ObjectId, Vec<Text>>,
    /// What is put on a screen, in the order of the code.
    put: BTreeMap<ObjectId, Vec<Put>>,
    constraints: BTreeMap<ObjectId, i64>,
    /// By list, the elements that it is given, and whether their order is known.
    elements: BTreeMap<ObjectId, (Vec<Option<Str>>, bool)>,
    /// By list, whether its own command chooses.
    implicit: BTreeMap<ObjectId, bool>,
    one_title: BTreeMap<ObjectId, bool>,
}

enum Put {
    Text(Text),
    Item(ObjectId),
    Ticker(ObjectId),
}

impl Finder<'_, '_> {
    /// The parts of all screens, from the calls that do something to them.
    pub fn find(&mut self, uses: &[Use]) -> Parts {
        let mut found = Gathered { sorts: self.sorts(), ..Gathered::default() };
        for (object, (sort, class)) in &found.sorts {
            match sort {
                Sort::Screen(kind) => {
                    found.screens.insert(*object, self.screen(*object, *kind, *class));
                }
                Sort::Item | Sort::Field => {
                    found.items.insert(*object, Item { is_field: *sort == Sort::Field, ..Item::default() });
                }
                Sort::Command => {
                    let made = self.made(*object);
                    let place = made.map(|site| self.program.place(site.method, Some(site.insn)));
                    found.commands.insert(*object, Command { place, ..Command::default() });
                }
                Sort::Ticker => {
                    found.tickers.insert(*object, Vec::new());
                }
                Sort::None => {}
            }
        }
        for one in uses {
            self.take(one, &mut found);
        }
        let canvases: Vec<ObjectId> =
            found.screens.values().filter(|s| draws(s.kind)).map(|screen| screen.object).collect();
        for canvas in canvases {
            self.take_drawn(canvas, &mut found);
        }
        self.put_together(found)
    }

    /// What each object is on a screen.
    fn sorts(&self) -> BTreeMap<ObjectId, (Sort, Sym)> {
        let mut known: BTreeMap<Sym, Sort> = BTreeMap::new();
        let mut sorts = BTreeMap::new();
        for object in self.graph.objects() {
            let class = match *self.graph.object(object) {
                Object::Allocated(site) => match self.insn(site) {
                    Some(insn) if insn.op == Op::New && self.graph.is_reached(site.method) => Sym(insn.a),
                    _ => continue,
                },
                Object::Reflected { class, .. } => class,
                _ => continue,
            };
            let sort = *known.entry(class).or_insert_with(|| self.sort(class));
            if sort != Sort::None {
                sorts.insert(object, (sort, class));
            }
        }
        sorts
    }

    fn sort(&self, class: Sym) -> Sort {
        let is = |name: &str| self.hierarchy.is_subtype(self.program, self.platform, class, name) == Some(true);
        let lcdui = |name: &str| is(&format!("javax/microedition/lcdui/{name}"));
        if let Some((_, kind)) = SCREEN_CLASSES.iter().find(|(name, _)| is(name)) {
            Sort::Screen(*kind)
        } else if lcdui("TextField") {
            Sort::Field
        } else if lcdui("Item") {
            Sort::Item
        } else if lcdui("Command") {
            Sort::Command
        } else if lcdui("Ticker") {
            Sort::Ticker
        } else {
            Sort::None
        }
    }

    fn insn(&self, site: Site) -> Option<crate::program::Insn> {
        let code = self.program.method(site.method).code.as_ref()?;
        self.program.insns(code).get(site.insn as usize).copied()
    }

    fn made(&self, object: ObjectId) -> Option<Site> {
        match *self.graph.object(object) {
            Object::Allocated(site) | Object::Reflected { site, .. } => Some(site),
            _ => None,
        }
    }

    fn screen(&self, object: ObjectId, kind: ScreenKind, class: Sym) -> Screen {
        let place = self.made(object).map_or(Place::Bundle, |site| self.program.place(site.method, Some(site.insn)));
        Screen {
            object,
            id: "".into(),
            kind,
            class: dotted(self.program.symbols.text(class)).into(),
            class_name: class,
            place,
            texts: Vec::new(),
            fields: Vec::new(),
            commands: Vec::new(),
            other_commands: false,
            select: BTreeSet::new(),
            implicit: false,
            elements: None,
            items: BTreeSet::new(),
            one: false,
        }
    }

    /// What an argument of a call on an object can be; `None` when the call is never made.
    fn value(&mut self, one: &Use, object: Option<ObjectId>) -> Option<(Value, Option<Vec<Value>>)> {
        let Some(left) = self.steps.checked_sub(VALUE_STEPS) else {
            *self.steps = 0;
            return Some((Value::unknown(), None));
        };
        *self.steps = left;
        let wanted = 1 << one.argument.min(63);
        let made = object.and_then(|object| match *self.graph.object(object) {
            Object::Allocated(site) if self.graph.class_of(object).is_some() => Some(site),
            _ => None,
        });
        let all = match made {
            Some(made) => self.engine.arguments_on(one.site, wanted, made)?,
            None => self.engine.arguments(one.site, wanted)?,
        };
        let val = all.get(one.argument as usize).copied()?;
        let terms = self.engine.terms();
        let elements = terms.elements(val).map(|all| all.iter().map(|one| terms.value(*one)).collect());
        Some((terms.value(val), elements))
    }

    fn take(&mut self, one: &Use, found: &mut Gathered) {
        let graph = self.graph;
        let receivers = graph.base_objects(one.site).unwrap_or(&[]);
        let given = graph.operand_objects(one.site, one.argument);
        let place = self.program.place(one.site.method, Some(one.site.insn));
        let target = member_at(self.program, one.site);
        for &object in receivers {
            let Some(&(sort, _)) = found.sorts.get(&object) else { continue };
            match one.role {
                Role::Title | Role::Text | Role::Label | Role::Element | Role::ElementChanged => {
                    let Some((value, _)) = self.value(one, Some(object)) else { continue };
                    let role = match one.role {
                        Role::Title => TextRole::Title,
                        Role::Text => TextRole::Text,
                        Role::Label => TextRole::Label,
                        _ => TextRole::Element,
                    };
                    if role == TextRole::Element {
                        let elements = found.elements.entry(object).or_insert_with(|| (Vec::new(), true));
                        let known = one_text(&value).map(Str::from);
                        elements.1 &= one.role == Role::Element && known.is_some();
                        elements.0.push(known);
                    }
                    if role == TextRole::Title {
                        *found.one_title.entry(object).or_insert(true) &= one_text(&value).is_some();
                    }
                    if role == TextRole::Label
                        && let Some(item) = found.items.get_mut(&object)
                    {
                        item.labels.push(value.clone());
                    }
                    found.add(object, sort, Text { role, value, place: place.clone(), target: target.clone() });
                }
                Role::Elements => {
                    let Some((value, elements)) = self.value(one, Some(object)) else { continue };
                    let list = found.elements.entry(object).or_insert_with(|| (Vec::new(), true));
                    list.1 &= elements.is_some() && list.0.is_empty();
                    let values = elements.unwrap_or_else(|| vec![value]);
                    for value in values.into_iter().take(MOST_ELEMENTS) {
                        let list = found.elements.entry(object).or_default();
                        list.0.push(one_text(&value).map(Str::from));
                        found.add(
                            object,
                            sort,
                            Text { role: TextRole::Element, value, place: place.clone(), target: target.clone() },
                        );
                    }
                }
                Role::Progress => {
                    found.add(
                        object,
                        sort,
                        Text {
                            role: TextRole::Progress,
                            value: Value::text(""),
                            place: place.clone(),
                            target: target.clone(),
                        },
                    );
                }
                Role::ChoiceType => {
                    let kind = self.value(one, Some(object)).map(|(value, _)| value);
                    let exact =
                        kind.is_some_and(|v| v.complete && !v.alternatives.contains(&Alternative::Int(IMPLICIT)));
                    let implicit = found.implicit.entry(object).or_insert(false);
                    *implicit |= !exact;
                }
                Role::Constraints => {
                    let Some((value, _)) = self.value(one, Some(object)) else { continue };
                    let bits = value.alternatives.iter().fold(0, |all, one| match one {
                        Alternative::Int(int) => all | int,
                        _ => all,
                    });
                    match found.items.get_mut(&object) {
                        Some(item) => item.constraints = Some(item.constraints.unwrap_or(0) | bits),
                        None => *found.constraints.entry(object).or_insert(0) |= bits,
                    }
                }
                Role::Item | Role::Items => {
                    let items = match one.role {
                        Role::Item => given.unwrap_or(&[]).to_vec(),
                        _ => self.stored_in(given.unwrap_or(&[])),
                    };
                    let items = items.into_iter().filter(|item| found.items.contains_key(item));
                    let items: Vec<ObjectId> = items.collect();
                    found.put.entry(object).or_default().extend(items.into_iter().map(Put::Item));
                }
                Role::Ticker => {
                    let tickers = given.unwrap_or(&[]).iter().filter(|t| found.tickers.contains_key(t));
                    let tickers: Vec<ObjectId> = tickers.copied().collect();
                    found.put.entry(object).or_default().extend(tickers.into_iter().map(Put::Ticker));
                }
                Role::Command | Role::SelectCommand => self.take_command(one, object, given, found),
                Role::CommandLabel => {
                    let value = self.value(one, Some(object)).map(|(value, _)| value);
                    if let Some(command) = found.commands.get_mut(&object) {
                        command.label = value;
                    }
                }
                Role::CommandType => {
                    let value = self.value(one, Some(object)).map(|(value, _)| value);
                    if let Some(command) = found.commands.get_mut(&object) {
                        command.purpose = value;
                    }
                }
                _ => {}
            }
        }
    }

    fn take_command(&self, one: &Use, object: ObjectId, given: Option<&[ObjectId]>, found: &mut Gathered) {
        let known: Vec<ObjectId> =
            given.unwrap_or(&[]).iter().copied().filter(|command| found.commands.contains_key(command)).collect();
        if let Some(item) = found.items.get_mut(&object) {
            item.commands.extend(&known);
        }
        let Some(screen) = found.screens.get_mut(&object) else { return };
        let of_platform = |object: &ObjectId| matches!(self.graph.object(*object), Object::Platform(_));
        screen.other_commands |= known.is_empty() && !given.unwrap_or(&[]).iter().any(of_platform);
        for command in known {
            if !screen.commands.contains(&command) {
                screen.commands.push(command);
            }
            if one.role == Role::SelectCommand {
                screen.select.insert(command);
            }
        }
    }

    /// What is stored in arrays.
    fn stored_in(&mut self, arrays: &[ObjectId]) -> Vec<ObjectId> {
        let mut found = BTreeSet::new();
        for (n, method) in self.program.methods.iter().enumerate() {
            let id = MethodId(n as u32);
            let Some(code) = method.code.as_ref().filter(|_| self.graph.is_reached(id)) else { continue };
            let Some(left) = self.steps.checked_sub(1 + code_length(self.program, code) / 16) else { break };
            *self.steps = left;
            for (at, insn) in self.program.insns(code).iter().enumerate() {
                let site = Site { method: id, insn: at as u32 };
                if insn.op == Op::RefArrayStore
                    && self.graph.base_objects(site).is_some_and(|all| all.iter().any(|o| arrays.contains(o)))
                {
                    found.extend(self.graph.operand_objects(site, 2).unwrap_or(&[]));
                }
            }
        }
        found.into_iter().collect()
    }

    /// What a canvas draws: in `paint` and whatever that calls, and in its own methods.
    fn take_drawn(&mut self, canvas: ObjectId, found: &mut Gathered) {
        let Some(class) = self.graph.class_of(canvas) else { return };
        let program = self.program;
        let mut methods: BTreeSet<MethodId> = BTreeSet::new();
        let mut queue: Vec<MethodId> = Vec::new();
        let mut at = Some(class);
        for _ in 0..MOST_CLASSES {
            let Some(id) = at else { break };
            for method in program.methods_of(id) {
                if !self.graph.is_reached(method) {
                    continue;
                }
                methods.insert(method);
                if program.symbols.text(program.method(method).name) == "paint" {
                    queue.push(method);
                }
            }
            at = program.class_at(id).superclass.and_then(|above| program.class(above));
        }
        let mut seen: BTreeSet<MethodId> = queue.iter().copied().collect();
        while let Some(method) = queue.pop() {
            for out in self.graph.outgoing(method) {
                if out.kind == EdgeKind::Call && seen.insert(out.target) {
                    queue.push(out.target);
                }
            }
        }
        methods.extend(seen);
        let mut drawn: Vec<Text> = Vec::new();
        for method in methods {
            let Some(code) = program.method(method).code.as_ref() else { continue };
            for (at, insn) in program.insns(code).iter().enumerate().filter(|(_, insn)| insn.op.is_invoke()) {
                let roles = self.roles.get(insn.a as usize).map_or(&[][..], Vec::as_slice);
                for (role, argument) in roles.iter().filter(|(role, _)| *role == Role::Drawn) {
                    let site = Site { method, insn: at as u32 };
                    let one = Use { site, role: *role, argument: *argument };
                    if drawn.len() >= MOST_ELEMENTS {
                        break;
                    }
                    if let Some((value, _)) = self.value(&one, None)
                        && !drawn.iter().any(|text| text.value == value)
                    {
                        drawn.push(Text {
                            role: TextRole::Drawn,
                            value,
                            place: program.place(method, Some(at as u32)),
                            target: member_at(program, site),
                        });
                    }
                }
            }
        }
        found.put.entry(canvas).or_default().extend(drawn.into_iter().map(Put::Text));
    }

    fn put_together(&self, found: Gathered) -> Parts {
        let Gathered { screens, mut items, mut commands, tickers, mut put, constraints, .. } = found;
        for (object, command) in &mut commands {
            let label = command.label.as_ref().and_then(one_text).is_some();
            command.one = label || self.is_made_once(*object);
        }
        for item in items.values_mut() {
            item.texts.sort_by_key(|text| text.role != TextRole::Label);
        }
        let mut all: Vec<Screen> = Vec::new();
        for (object, mut screen) in screens {
            let titled = found.one_title.get(&object) == Some(&true);
            screen.one = titled || self.is_made_once(object);
            for one in put.remove(&object).unwrap_or_default() {
                match one {
                    Put::Text(text) => screen.texts.push(text),
                    Put::Ticker(ticker) => {
                        let texts = tickers.get(&ticker).into_iter().flatten().cloned();
                        screen.texts.extend(texts.map(|text| Text { role: TextRole::Ticker, ..text }));
                    }
                    Put::Item(id) => {
                        let Some(item) = items.get(&id).filter(|_| screen.items.insert(id)) else { continue };
                        screen.texts.extend(item.texts.iter().cloned());
                        if item.is_field {
                            let labels: Vec<Str> = item.labels.iter().map(plain).collect();
                            screen.fields.push(Field {
                                label: labels.join(" | ").into(),
                                constraints: constraint_words(item.constraints.unwrap_or(0)),
                            });
                        }
                    }
                }
            }
            screen.texts.sort_by_key(|text| match text.role {
                TextRole::Title => 0,
                TextRole::Ticker => 1,
                _ => 2,
            });
            if screen.kind == ScreenKind::TextBox {
                let titles = screen.texts.iter().filter(|text| text.role == TextRole::Title);
                let titles: Vec<Str> = titles.map(|text| plain(&text.value)).collect();
                screen.fields.push(Field {
                    label: titles.join(" | ").into(),
                    constraints: constraint_words(constraints.get(&object).copied().unwrap_or(0)),
                });
            }
            for command in &screen.commands {
                let command = &commands[command];
                let value = command.label.clone().unwrap_or_else(Value::unknown);
                let place = command.place.clone().unwrap_or(Place::Bundle);
                screen.texts.push(Text { role: TextRole::Command, value, place, target: None });
            }
            if screen.kind == ScreenKind::List {
                screen.implicit = found.implicit.get(&object).copied().unwrap_or(true) && screen.select.is_empty();
                let elements = found.elements.get(&object);
                let ordered = |(list, ordered): &&(Vec<Option<Str>>, bool)| *ordered && list.len() <= MOST_ELEMENTS;
                screen.elements = elements.filter(ordered).map(|(list, _)| list.clone());
            }
            all.push(screen);
        }
        self.name(&mut all);
        Parts::new(all, items, commands)
    }

    /// Whether the method that makes the object runs for one caller at most, so that there is one such object at a time.
    fn is_made_once(&self, object: ObjectId) -> bool {
        self.made(object).is_some_and(|site| self.graph.callers(site.method).len() <= 1)
    }

    /// Names the screens: by the class, with a number where several are of one class of the application, and always where it
    /// is one of the platform.
    fn name(&self, screens: &mut [Screen]) {
        let site = |screen: &Screen| self.made(screen.object);
        screens.sort_by(|a, b| (&a.class, site(a), a.object).cmp(&(&b.class, site(b), b.object)));
        let mut counts: BTreeMap<Str, usize> = BTreeMap::new();
        for screen in screens.iter() {
            *counts.entry(base_name(self.graph.class_of(screen.object).is_some(), &screen.class)).or_default() += 1;
        }
        let mut numbers: BTreeMap<Str, usize> = BTreeMap::new();
        for screen in screens.iter_mut() {
            let own = self.graph.class_of(screen.object).is_some();
            let name = base_name(own, &screen.class);
            let number = numbers.entry(name.clone()).or_default();
            *number += 1;
            // A name of an own class that looks like a numbered one is numbered itself.
            let alone = own && counts[&name] == 1 && !name.contains('#');
            screen.id = if alone { name } else { format!("{name}#{number}").into() };
        }
    }
}

/// The code's instructions.
fn code_length(program: &Program, code: &crate::program::Code) -> u64 {
    program.insns(code).len() as u64
}

/// Superclasses that are looked at for what a canvas draws.
const MOST_CLASSES: usize = 32;

/// Choice.IMPLICIT
const IMPLICIT: i64 = 3;

fn base_name(own: bool, class: &Str) -> Str {
    if own { class.clone() } else { class.rsplit('.').next().unwrap_or(class).into() }
}

fn draws(kind: ScreenKind) -> bool {
    matches!(kind, ScreenKind::Canvas | ScreenKind::GameCanvas | ScreenKind::FullCanvas | ScreenKind::Other)
}

impl Gathered {
    /// Adds a text to a screen, an item or a ticker; what is there already is not added again.
    fn add(&mut self, object: ObjectId, sort: Sort, text: Text) {
        let same = |other: &Text| other.role == text.role && other.value == text.value;
        match sort {
            Sort::Screen(_) => {
                let put = self.put.entry(object).or_default();
                if !put.iter().any(|one| matches!(one, Put::Text(other) if same(other))) {
                    put.push(Put::Text(text));
                }
            }
            Sort::Item | Sort::Field => {
                if let Some(item) = self.items.get_mut(&object)
                    && !item.texts.iter().any(same)
                {
                    item.texts.push(text);
                }
            }
            Sort::Ticker => {
                if let Some(texts) = self.tickers.get_mut(&object)
                    && !texts.iter().any(same)
                {
                    texts.push(text);
                }
            }
            Sort::Command | Sort::None => {}
        }
    }
}
