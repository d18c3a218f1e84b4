//! What the callbacks of each screen do: which screens they show and which events they set off, by the command, key or element that
//! it takes. Each callback is followed once for each of these, through the methods that it calls and the threads that it starts.

use super::handler::{Around, Outcome, follow};
use super::known::{Choice, Done, Known, PlatformCommand, Store, Tested};
use super::links::{By, Deed, Given, Link, Node, What, action_name, apart, key_name, node_of};
use super::parts::{Parts, ScreenKind, Use, plain};
use crate::analysis::graph::{CallGraph, EdgeKind, Object, ObjectId, Outgoing, Site, Trigger};
use crate::facts::{Str, Value};
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;
use crate::program::platform::screens::Role;
use crate::program::{ClassId, MethodId, Program, Sym};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// Receiver and parameters of a method; empty when nothing is known of them.
type Env = Box<[Known]>;

/// A method, what it is given, and the element of which list is chosen.
type Question = (MethodId, Env, Option<(ObjectId, Choice)>);

/// Objects of an argument above which they are not handed on to the method that is called.
const FEW: usize = 4;

/// Constants that keys are told apart by, above which they are not.
const MOST_KEYS: usize = 64;

/// Follows callbacks.
pub struct Runs<'r, 'a> {
    pub program: &'a Program,
    pub graph: &'a CallGraph,
    pub roles: &'a [Vec<(Role, u32)>],
    pub parts: &'r Parts,
    pub classes: (&'a Hierarchy, &'a Platform),
    pub steps: &'r mut u64,
    /// Calls that are events.
    pub events: &'r BTreeSet<Site>,
    /// The methods that make these.
    acting: BTreeSet<MethodId>,
    store: Store,
    leading: Vec<bool>,
    matters: BTreeMap<MethodId, Rc<[bool]>>,
    outcomes: BTreeMap<Question, Rc<Outcome>>,
    links: BTreeSet<Link>,
    /// Deeds that some callback was seen to do.
    done: BTreeSet<Site>,
}

impl<'r, 'a> Runs<'r, 'a> {
    /// Makes ready; `uses` are the calls that do something to screens.
    pub fn new(
        (program, graph, roles): (&'a Program, &'a CallGraph, &'a [Vec<(Role, u32)>]),
        classes: (&'a Hierarchy, &'a Platform),
        parts: &'r Parts,
        events: &'r BTreeSet<Site>,
        uses: &[Use],
        steps: &'r mut u64,
    ) -> Self {
        let shows = uses.iter().filter(|u| is_show(u.role)).map(|u| u.site);
        let mut leading = vec![false; program.methods.len()];
        let mut queue: Vec<MethodId> = shows.chain(events.iter().copied()).map(|site| site.method).collect();
        queue.iter().for_each(|method| leading[method.0 as usize] = true);
        while let Some(method) = queue.pop() {
            for edge in graph.callers(method).iter().filter(|edge| !matches!(edge.kind, EdgeKind::Registers(_))) {
                if !std::mem::replace(&mut leading[edge.site.method.0 as usize], true) {
                    queue.push(edge.site.method);
                }
            }
        }
        Runs {
            program,
            graph,
            roles,
            parts,
            classes,
            steps,
            events,
            acting: events.iter().map(|site| site.method).collect(),
            store: Store::default(),
            leading,
            matters: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            links: BTreeSet::new(),
            done: BTreeSet::new(),
        }
    }

    /// Follows all that the platform runs.
    pub fn all(mut self, uses: &[Use]) -> BTreeSet<Link> {
        let mut covered: BTreeSet<MethodId> = BTreeSet::new();
        let entries: BTreeSet<(MethodId, Trigger)> =
            self.graph.entries().iter().map(|entry| (entry.method, entry.trigger)).collect();
        for (method, trigger) in entries {
            covered.insert(method);
            self.plain_run((node_of(trigger), By::Start), Some(self.name_of(method)), method, &[]);
        }
        for (site, target, trigger) in self.registrations() {
            let roles = self.roles_at(site);
            let objects = |runs: &Self, position: u32| match position {
                0 => runs.graph.base_objects(site).unwrap_or(&[]).to_vec(),
                _ => runs.graph.operand_objects(site, position).unwrap_or(&[]).to_vec(),
            };
            for (role, argument) in roles {
                match role {
                    Role::Listener => {
                        let listeners = objects(&self, 1);
                        for object in objects(&self, 0) {
                            if self.listens(object, &listeners, target) {
                                covered.insert(target);
                                self.run_commands(object, target);
                            }
                        }
                    }
                    Role::StateListener => {
                        let listeners = objects(&self, 1);
                        for object in objects(&self, 0) {
                            let Some(screen) = self.parts.screen_of(object) else { continue };
                            if self.listens(object, &listeners, target) {
                                covered.insert(target);
                                let this = self.this(object, target);
                                self.plain_run((Node::Screen(screen), By::ItemState), None, target, &[this]);
                            }
                        }
                    }
                    Role::ItemListener => {
                        for item in objects(&self, 0) {
                            covered.insert(target);
                            self.run_item_commands(item, target);
                        }
                    }
                    Role::Show | Role::ShowNext => {
                        for object in objects(&self, argument) {
                            let Some(screen) = self.parts.screen_of(object) else { continue };
                            if self.runs(object, target) {
                                covered.insert(target);
                                self.run_event(Node::Screen(screen), object, target);
                            }
                        }
                    }
                    Role::Item | Role::ShowItem => {
                        for item in objects(&self, argument) {
                            if !self.runs(item, target) {
                                continue;
                            }
                            for screen in self.screens_with(item) {
                                covered.insert(target);
                                self.run_event(Node::Screen(screen), item, target);
                            }
                        }
                    }
                    _ => {}
                }
            }
            if !covered.contains(&target) && trigger != Trigger::User {
                covered.insert(target);
                self.plain_run((node_of(trigger), By::Callback), Some(self.name_of(target)), target, &[]);
            }
        }
        // What the user sets off on a screen that is not known.
        for (_, target, trigger) in self.registrations() {
            if covered.insert(target) {
                let from = if trigger == Trigger::User { Node::Unknown } else { node_of(trigger) };
                self.plain_run((from, By::Callback), Some(self.name_of(target)), target, &[]);
            }
        }
        self.add_rest(uses);
        self.links
    }

    /// What no callback was seen to do, so that nothing is dropped.
    fn add_rest(&mut self, uses: &[Use]) {
        let shows: BTreeSet<Site> = uses.iter().filter(|u| is_show(u.role)).map(|u| u.site).collect();
        let rest: Vec<Site> = shows.union(self.events).copied().filter(|site| !self.done.contains(site)).collect();
        for site in rest {
            let reached = self.graph.is_reached(site.method);
            let from = if reached { Node::Unknown } else { Node::NotReached };
            for what in self.whats(site, &[], (&[], None)) {
                let deed = Deed { root: site, site, via: BTreeSet::new(), what };
                self.links.insert(Link { from, by: By::Unknown, label: None, element: None, deed });
            }
        }
    }

    /// Where the platform is told to call something when something happens, with what it then runs.
    fn registrations(&self) -> Vec<(Site, MethodId, Trigger)> {
        let methods = (0..self.program.methods.len() as u32).map(MethodId).filter(|m| self.graph.is_reached(*m));
        let edges = methods.flat_map(|method| self.graph.outgoing(method).iter().map(move |out| (method, out)));
        let registers = edges.filter_map(|(method, out)| match out.kind {
            EdgeKind::Registers(trigger) if self.leading[out.target.0 as usize] => {
                Some((Site { method, insn: out.insn }, out.target, trigger))
            }
            _ => None,
        });
        registers.collect()
    }

    fn roles_at(&self, site: Site) -> Vec<(Role, u32)> {
        let insn = self.program.method(site.method).code.as_ref();
        let insn = insn.and_then(|code| self.program.insns(code).get(site.insn as usize));
        let invoke = insn.filter(|insn| insn.op.is_invoke());
        invoke.and_then(|insn| self.roles.get(insn.a as usize)).cloned().unwrap_or_default()
    }

    fn name_of(&self, method: MethodId) -> Str {
        self.program.symbols.text(self.program.method(method).name).into()
    }

    /// Whether the callback may be that of the listener of an object. An object that listens to itself runs its own.
    fn listens(&self, object: ObjectId, listeners: &[ObjectId], target: MethodId) -> bool {
        if self.parts.screen_of(object).is_none() {
            return false;
        }
        !listeners.contains(&object) || listeners.len() == 1 || self.runs(object, target)
    }

    /// Whether the method is what runs when one of its name is called on the object.
    fn runs(&self, object: ObjectId, target: MethodId) -> bool {
        let Some(class) = self.graph.class_of(object) else { return false };
        let wanted = self.program.method(target);
        self.find(class, wanted.name, wanted.descriptor) == Some(target)
    }

    fn find(&self, class: ClassId, name: Sym, descriptor: Sym) -> Option<MethodId> {
        let program = self.program;
        let mut at = Some(class);
        for _ in 0..MOST_CLASSES {
            let id = at?;
            let own = program.methods_of(id).find(|m| {
                let method = program.method(*m);
                method.name == name && method.descriptor == descriptor
            });
            if own.is_some() {
                return own;
            }
            at = program.class_at(id).superclass.and_then(|above| program.class(above));
        }
        None
    }

    fn screens_with(&self, item: ObjectId) -> Vec<usize> {
        let screens = self.parts.screens.iter().enumerate();
        screens.filter(|(_, screen)| screen.items.contains(&item)).map(|(n, _)| n).collect()
    }

    /// The receiver of a callback that an object may run on itself.
    fn this(&mut self, object: ObjectId, target: MethodId) -> Known {
        if self.runs(object, target) { Known::Objects(self.store.set(&[object])) } else { Known::Unknown }
    }

    /// `commandAction` of a screen, once for each command.
    fn run_commands(&mut self, object: ObjectId, target: MethodId) {
        let parts = self.parts;
        let Some(number) = parts.screen_of(object) else { return };
        let screen = &parts.screens[number];
        let this = self.this(object, target);
        let displayable = Known::Objects(self.store.set(&[object]));
        let mut commands: Vec<(By, Option<Str>, Known)> = Vec::new();
        for command in &screen.commands {
            let known = Known::Objects(self.store.set(&[*command]));
            commands.push((By::Command, Some(self.label_of(*command)), known));
        }
        if screen.kind == ScreenKind::List && screen.implicit {
            commands.push((By::Select, None, Known::Own(PlatformCommand::Select)));
        }
        if screen.kind == ScreenKind::Alert && screen.commands.is_empty() {
            commands.push((By::Dismiss, None, Known::Own(PlatformCommand::Dismiss)));
        }
        if screen.other_commands {
            commands.push((By::Command, None, Known::Unknown));
        }
        for (by, label, command) in commands {
            self.run_choices((Node::Screen(number), by), label, target, &[this, command, displayable]);
        }
    }

    fn label_of(&self, command: ObjectId) -> Str {
        let label = self.parts.command(command).and_then(|command| command.label.clone());
        plain(&label.unwrap_or_else(Value::unknown))
    }

    /// `commandAction` of an item, once for each screen that has it and each command.
    fn run_item_commands(&mut self, item: ObjectId, target: MethodId) {
        let mut screens: Vec<Node> = self.screens_with(item).into_iter().map(Node::Screen).collect();
        if screens.is_empty() {
            screens.push(Node::Unknown);
        }
        let commands: Vec<ObjectId> = self.parts.commands_of_item(item).collect();
        let given = Known::Objects(self.store.set(&[item]));
        for from in screens {
            for command in &commands {
                let known = Known::Objects(self.store.set(&[*command]));
                let label = self.label_of(*command);
                self.plain_run((from, By::ItemCommand), Some(label), target, &[Known::Unknown, known, given]);
            }
            if commands.is_empty() {
                self.plain_run((from, By::ItemCommand), None, target, &[Known::Unknown, Known::Unknown, given]);
            }
        }
    }

    /// A callback of a canvas or of an item that draws itself.
    fn run_event(&mut self, from: Node, object: ObjectId, target: MethodId) {
        let this = self.this(object, target);
        let name = self.name_of(target);
        match &*name {
            "keyPressed" | "keyReleased" | "keyRepeated" => self.run_keys(from, target, this),
            name if name.starts_with("pointer") => self.plain_run((from, By::Pointer), None, target, &[this]),
            _ => self.plain_run((from, By::Shown), Some(name.clone()), target, &[this]),
        }
    }

    fn plain_run(&mut self, (from, by): (Node, By), label: Option<Str>, method: MethodId, env: &[Known]) {
        let (deeds, _) = self.deeds(method, env, None);
        for deed in deeds {
            self.links.insert(Link { from, by, label: label.clone(), element: None, deed });
        }
    }

    /// A callback of a list: once for each element, if the code tells them apart.
    fn run_choices(&mut self, (from, by): (Node, By), label: Option<Str>, method: MethodId, env: &[Known]) {
        let parts = self.parts;
        let list = match from {
            Node::Screen(number) => Some(&parts.screens[number]).filter(|s| s.kind == ScreenKind::List),
            _ => None,
        };
        let Some(list) = list else { return self.plain_run((from, by), label, method, env) };
        let (deeds, tests) = self.deeds(method, env, Some((list.object, Choice::Any)));
        let mut choices: Vec<(Str, Choice)> = Vec::new();
        match &list.elements {
            _ if !tests.iter().any(|t| matches!(t, Tested::Index(_) | Tested::Element(_))) => {}
            Some(elements) => {
                for (n, text) in elements.iter().enumerate() {
                    let shown = text.clone().unwrap_or_else(|| format!("#{n}").into());
                    let text = text.as_ref().map(|text| self.store.text(text));
                    choices.push((shown, Choice::Index(n as i32, text)));
                }
            }
            None => {
                for test in tests.iter().take(MOST_KEYS) {
                    match *test {
                        Tested::Index(n) => choices.push((format!("#{n}").into(), Choice::Index(n, None))),
                        Tested::Element(text) => {
                            choices.push((self.store.text_of(text).clone(), Choice::Element(text)));
                        }
                        _ => {}
                    }
                }
                choices.push(("(any other)".into(), Choice::Other));
            }
        }
        let mut found = Vec::new();
        for (shown, choice) in choices {
            found.push((shown, self.deeds(method, env, Some((list.object, choice))).0));
        }
        if found.is_empty() {
            for deed in deeds {
                self.links.insert(Link { from, by, label: label.clone(), element: None, deed });
            }
        }
        for (element, deed) in apart(found) {
            self.links.insert(Link { from, by, label: label.clone(), element, deed });
        }
    }

    /// A callback that gets a key code: once for each key that the code tells apart, and once for the others.
    fn run_keys(&mut self, from: Node, method: MethodId, this: Known) {
        let (deeds, tests) = self.deeds(method, &[this, Known::Done(Done::AnyKey)], None);
        let mut keys: Vec<(Str, Known)> = Vec::new();
        if !deeds.is_empty() && tests.len() <= MOST_KEYS {
            for test in &tests {
                match *test {
                    Tested::Key(key) => keys.push((key_name(key), Known::Int(key))),
                    Tested::Action(action) => keys.push((action_name(action), Known::Done(Done::KeyOf(action)))),
                    _ => {}
                }
            }
        }
        let mut found = Vec::new();
        if !keys.is_empty() {
            keys.push(("any other key".into(), Known::Done(Done::OtherKey)));
        }
        for (name, key) in keys {
            found.push((name, self.deeds(method, &[this, key], None).0));
        }
        if found.is_empty() {
            for deed in deeds {
                self.links.insert(Link { from, by: By::Key, label: None, element: None, deed });
            }
        }
        for (label, deed) in apart(found) {
            self.links.insert(Link { from, by: By::Key, label, element: None, deed });
        }
    }

    /// What a callback does, under what is known of its receiver and parameters, and what it tells apart.
    fn deeds(
        &mut self,
        method: MethodId,
        env: &[Known],
        chosen: Option<(ObjectId, Choice)>,
    ) -> (BTreeSet<Deed>, BTreeSet<Tested>) {
        let (mut deeds, mut tests) = (BTreeSet::new(), BTreeSet::new());
        if !self.leading[method.0 as usize] {
            return (deeds, tests);
        }
        let first = (method, shortened(env), BTreeSet::new(), None);
        let mut seen = BTreeSet::from([first.clone()]);
        let mut queue = VecDeque::from([(first, None)]);
        let graph = self.graph;
        while let Some(((method, env, via, entered), root)) = queue.pop_front() {
            let outcome = self.outcome(method, env.clone(), chosen);
            tests.extend(outcome.tests.iter().copied());
            let outgoing = graph.outgoing(method);
            for (insn, operands) in &outcome.points {
                let site = Site { method, insn: *insn };
                let root = root.unwrap_or(site);
                for what in self.whats(site, operands, (&env, entered)) {
                    self.done.insert(site);
                    deeds.insert(Deed { root, site, via: via.clone(), what });
                }
                let from = outgoing.partition_point(|out| out.insn < *insn);
                for out in outgoing[from..].iter().take_while(|out| out.insn == *insn) {
                    if !self.goes_on(out) {
                        continue;
                    }
                    let mut via = via.clone();
                    let env = match out.kind {
                        EdgeKind::Call => self.env_of(site, out.target, operands),
                        EdgeKind::Starts(how) => {
                            via.insert(how);
                            Env::default()
                        }
                        _ => Env::default(),
                    };
                    // By which call a method is entered tells what its own events are given.
                    let tells = out.kind == EdgeKind::Call && self.acting.contains(&out.target);
                    let next = (out.target, env, via, tells.then_some(site));
                    let Some(left) = self.steps.checked_sub(1) else { break };
                    *self.steps = left;
                    if seen.insert(next.clone()) {
                        queue.push_back((next, Some(root)));
                    }
                }
            }
        }
        (deeds, tests)
    }

    /// Whether following an edge may lead to something that matters.
    fn goes_on(&self, out: &Outgoing) -> bool {
        self.leading[out.target.0 as usize] && !matches!(out.kind, EdgeKind::Registers(_))
    }

    /// What a method does; when it can't be followed, all that it holds.
    fn outcome(&mut self, method: MethodId, env: Env, chosen: Option<(ObjectId, Choice)>) -> Rc<Outcome> {
        let key = (method, env, chosen);
        if let Some(known) = self.outcomes.get(&key) {
            return known.clone();
        }
        let matters = self.matters(method);
        let (hierarchy, platform) = self.classes;
        let Runs { program, graph, roles, parts, .. } = *self;
        let around = Around { program, graph, roles, parts, hierarchy, platform, chosen };
        let found = follow(&around, &mut self.store, (method, &key.1), &matters, self.steps);
        let outcome = Rc::new(found.unwrap_or_else(|| {
            let all = matters.iter().enumerate().filter(|(_, matters)| **matters);
            Outcome { points: all.map(|(at, _)| (at as u32, Env::default())).collect(), tests: BTreeSet::new() }
        }));
        self.outcomes.insert(key, outcome.clone());
        outcome
    }

    /// By instruction of a method, whether it shows a screen, is an event, or leads to one.
    fn matters(&mut self, method: MethodId) -> Rc<[bool]> {
        if let Some(known) = self.matters.get(&method) {
            return known.clone();
        }
        let code = self.program.method(method).code.as_ref();
        let insns = code.map_or(&[][..], |code| self.program.insns(code));
        let mut matters = vec![false; insns.len()];
        for (at, insn) in insns.iter().enumerate().filter(|(_, insn)| insn.op.is_invoke()) {
            let shows = self.roles.get(insn.a as usize).is_some_and(|r| r.iter().any(|(role, _)| is_show(*role)));
            matters[at] = shows || self.events.contains(&Site { method, insn: at as u32 });
        }
        for out in self.graph.outgoing(method) {
            if self.goes_on(out)
                && let Some(slot) = matters.get_mut(out.insn as usize)
            {
                *slot = true;
            }
        }
        let matters: Rc<[bool]> = matters.into();
        self.matters.insert(method, matters.clone());
        matters
    }

    /// What a call hands on to the method that it leads to.
    fn env_of(&mut self, site: Site, target: MethodId, operands: &[Known]) -> Env {
        let method = self.program.method(target);
        let is_static = method.access & 0x0008 != 0;
        let mut env: Vec<Known> = operands.to_vec();
        for (n, known) in env.iter_mut().enumerate() {
            let objects = match *known {
                Known::Objects(set) => Some(self.store.set_of(set).to_vec()),
                Known::Unknown if n == 0 && !is_static => self.graph.base_objects(site).map(<[_]>::to_vec),
                Known::Unknown => {
                    let position = n as u32 + u32::from(is_static);
                    self.graph.operand_objects(site, position).map(<[_]>::to_vec)
                }
                _ => continue,
            };
            let Some(mut objects) = objects else { continue };
            if n == 0 && !is_static {
                objects.retain(|object| self.runs(*object, target) || self.graph.class_of(*object).is_none());
            }
            let few = !objects.is_empty() && objects.len() <= FEW;
            let all =
                few && objects.iter().all(|o| self.parts.screen_of(*o).is_some() || self.parts.command(*o).is_some());
            *known = if all { Known::Objects(self.store.set(&objects)) } else { Known::Unknown };
        }
        shortened(&env)
    }

    /// What a call does.
    fn whats(&self, site: Site, operands: &[Known], (env, entered): (&[Known], Option<Site>)) -> Vec<What> {
        let mut whats = Vec::new();
        if self.events.contains(&site) {
            let given = env.iter().map(|known| match *known {
                Known::Int(int) => Some(Given::Int(int)),
                Known::Text(text) => Some(Given::Text(self.store.text_of(text).clone())),
                _ => None,
            });
            let given: Vec<Option<Given>> = given.collect();
            let given = if given.iter().any(Option::is_some) { given } else { Vec::new() };
            whats.push(What::Event { given, entered });
        }
        let roles = self.roles_at(site);
        let operand = |argument: u32| operands.get(argument as usize).copied().unwrap_or(Known::Unknown);
        for (role, argument) in &roles {
            match role {
                Role::Show => whats.push(What::Show(self.shown(site, *argument, operand(*argument)))),
                Role::ShowNext => {
                    let alerts = roles.iter().find(|(role, _)| *role == Role::Show);
                    let alerts = alerts.map_or(Vec::new(), |(_, first)| self.shown(site, *first, operand(*first)));
                    whats.push(What::ShowNext { alerts, next: self.shown(site, *argument, operand(*argument)) });
                }
                Role::ShowItem => {
                    let items = self.graph.operand_objects(site, *argument).unwrap_or(&[]);
                    let screens: BTreeSet<usize> = items.iter().flat_map(|item| self.screens_with(*item)).collect();
                    let mut nodes: Vec<Node> = screens.into_iter().map(Node::Screen).collect();
                    if nodes.is_empty() {
                        nodes.push(Node::Unknown);
                    }
                    whats.push(What::Show(nodes));
                }
                _ => {}
            }
        }
        whats
    }

    /// What an argument shows.
    fn shown(&self, site: Site, position: u32, known: Known) -> Vec<Node> {
        let objects = match known {
            Known::Null => return vec![Node::Background],
            Known::Objects(set) => self.store.set_of(set),
            _ => self.graph.operand_objects(site, position).unwrap_or(&[]),
        };
        let mut nodes: BTreeSet<Node> = BTreeSet::new();
        for object in objects {
            match self.parts.screen_of(*object) {
                Some(screen) => drop(nodes.insert(Node::Screen(screen))),
                // What the display hands back is one of those that it was given.
                None if self.is_handed_back(*object) => {}
                None => drop(nodes.insert(Node::Unknown)),
            }
        }
        if nodes.is_empty() {
            nodes.insert(Node::Unknown);
        }
        nodes.into_iter().collect()
    }

    fn is_handed_back(&self, object: ObjectId) -> bool {
        let Object::Platform(site) = *self.graph.object(object) else { return false };
        let Some(code) = self.program.method(site.method).code.as_ref() else { return false };
        let Some(insn) = self.program.insns(code).get(site.insn as usize).filter(|i| i.op.is_invoke()) else {
            return false;
        };
        let class = self.program.members.get(insn.a as usize).map(|member| self.program.symbols.text(member.class));
        class.is_some_and(|class| class.starts_with("javax/microedition/lcdui/"))
    }
}

/// Superclasses that are looked at for a callback.
const MOST_CLASSES: usize = 32;

/// Whether a call of that role shows something.
pub fn is_show(role: Role) -> bool {
    matches!(role, Role::Show | Role::ShowNext | Role::ShowItem)
}

/// Nothing at all is said shortly.
fn shortened(env: &[Known]) -> Env {
    if env.iter().all(|known| *known == Known::Unknown) { Env::default() } else { env.into() }
}
