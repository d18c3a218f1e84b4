//! What the user sees before and after something happens. In: the program, its call graph, the values of arguments, the calls
//! that are events. Out: `screen`, `screen-text`, `transition` and `screen-event` facts, a graph.
//!
//! A screen is a displayable by its abstract object: what one instruction makes. [`find`] finds what stands on it. [`runs`]
//! follows each callback once for each command, key or element ([`handler`]), and so tells what hangs on which.

mod find;
mod handler;
mod known;
mod links;
mod parts;
mod runs;
mod state;

use super::graph::CallGraph;
use super::values::{Engine, Member};
use crate::facts::{Fact, Facts, Kind, Place};
use crate::limits::{self, Limits};
use crate::program::hierarchy::{Hierarchy, Resolved};
use crate::program::platform::Platform;
use crate::program::platform::screens::{Role, ScreenModel};
use crate::program::{MethodId, Program};
use find::Finder;
use parts::Use;
use runs::Runs;
use std::collections::{BTreeMap, BTreeSet};

/// When the screens are worked out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// When the suite does something on which a rule about screens rests.
    #[default]
    BeforeCharges,
    /// Always.
    Always,
}

/// What calls of each member reference do to screens; the list is indexed as `Program::members`.
#[derive(Debug)]
pub struct Roles(Vec<Vec<(Role, u32)>>);

impl Roles {
    /// Looks up every member of `program`, and makes the values of those that fill screens be kept; none when no screens are
    /// wanted.
    pub fn look_up(
        program: &Program,
        hierarchy: &mut Hierarchy,
        platform: &Platform,
        (members, wanted): (&mut [Member<'_>], Wanted),
    ) -> Roles {
        let model = ScreenModel::builtin();
        let charges = |member: &Member<'_>| member.models.iter().any(|m| model.is_charge(m.kind().name));
        if wanted == Wanted::BeforeCharges && !members.iter().any(charges) {
            return Roles(Vec::new());
        }
        let text = |sym| program.symbols.text(sym);
        let one = |(index, member): (usize, &crate::program::MemberRef)| {
            if !model.knows(text(member.name)) {
                return Vec::new();
            }
            match hierarchy.resolve_method(program, platform, index as u32) {
                Resolved::Platform(class) => model.roles(platform, class, text(member.name), text(member.descriptor)),
                _ => Vec::new(),
            }
        };
        let roles: Vec<Vec<(Role, u32)>> = program.members.iter().enumerate().map(one).collect();
        for (member, roles) in members.iter_mut().zip(&roles) {
            member.asked = !roles.is_empty();
        }
        Roles(roles)
    }
}

/// What screens are worked out from.
pub struct Inputs<'a> {
    /// The code.
    pub program: &'a Program,
    /// Its classes.
    pub hierarchy: &'a Hierarchy,
    /// Those of the platform.
    pub platform: &'a Platform,
    /// Which method runs which, and which objects instructions work on.
    pub graph: &'a CallGraph,
    /// What member references mean.
    pub members: &'a [Member<'a>],
    /// What calls do to screens.
    pub roles: &'a Roles,
    /// The cut-offs; `screen-steps` counts here.
    pub limits: &'a Limits,
}

/// States the graph of screens. The `call` facts must have been stated.
pub fn state_screens<'a>(inputs: &Inputs<'a>, wanted: Wanted, engine: &mut Engine<'a>, facts: &mut Facts) {
    let Inputs { program, graph, limits, .. } = *inputs;
    let model = ScreenModel::builtin();
    let charges = |fact: &Fact| fact.text("api").is_some_and(|api| model.is_charge(api));
    if wanted == Wanted::BeforeCharges && !facts.iter().any(|f| f.kind == Kind::Call && charges(f)) {
        return;
    }
    let events = events(program, facts);
    let uses = uses(inputs);
    let mut steps = limits.screen_steps;
    let cut_before = engine.cut();
    let mut finder = Finder {
        program,
        hierarchy: inputs.hierarchy,
        platform: inputs.platform,
        graph,
        roles: &inputs.roles.0,
        engine,
        steps: &mut steps,
    };
    let parts = finder.find(&uses);
    let sites: BTreeSet<_> = events.keys().copied().collect();
    let runs = Runs::new(
        (program, graph, &inputs.roles.0),
        (inputs.hierarchy, inputs.platform),
        &parts,
        &sites,
        &uses,
        &mut steps,
    );
    let links = runs.all(&uses);
    state::Statement { program, members: inputs.members, parts: &parts, links: &links, events: &events }
        .state(engine, facts);
    if steps == 0 {
        let detail = "not all screens were followed";
        facts.push(limits::reached(limits, "screen-steps", None, detail, Place::Bundle));
    }
    if let (None, Some((method, whole))) = (cut_before, engine.cut()) {
        let name = if whole { "value-steps" } else { "value-steps-per-instruction" };
        let detail = "not all texts of screens were worked out";
        facts.push(limits::reached(limits, name, None, detail, program.place(method, None)));
    }
}

/// The calls that are events, each with its facts.
fn events(program: &Program, facts: &Facts) -> BTreeMap<super::graph::Site, Vec<Fact>> {
    let model = ScreenModel::builtin();
    let mut by_place: BTreeMap<&Place, Vec<&Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.kind == Kind::Call) {
        let needs = matches!(fact.get("permissions"), Some(crate::facts::FieldValue::Texts(list)) if !list.is_empty());
        if needs || fact.text("api").is_some_and(|api| model.is_event(api)) {
            by_place.entry(&fact.place).or_default().push(fact);
        }
    }
    let mut found = BTreeMap::new();
    if by_place.is_empty() {
        return found;
    }
    for (site, _) in invokes(program) {
        if let Some(facts) = by_place.get(&program.place(site.method, Some(site.insn))) {
            found.insert(site, facts.iter().map(|fact| (*fact).clone()).collect());
        }
    }
    found
}

/// All calls in the application's own classes, with the member that they name.
fn invokes(program: &Program) -> impl Iterator<Item = (super::graph::Site, u32)> + '_ {
    let classes = program.classes.iter().filter(|class| !class.library);
    let methods = classes.flat_map(|class| class.methods.clone().map(MethodId));
    let coded = methods.filter_map(|method| Some((method, program.method(method).code.as_ref()?)));
    coded.flat_map(|(method, code)| {
        let insns = program.insns(code).iter().enumerate().filter(|(_, insn)| insn.op.is_invoke());
        insns.map(move |(at, insn)| (super::graph::Site { method, insn: at as u32 }, insn.a))
    })
}

/// The calls that do something to screens, in the order of the code: of code that is reached all, else those that show one.
fn uses(inputs: &Inputs<'_>) -> Vec<Use> {
    let mut found = Vec::new();
    for (site, member) in invokes(inputs.program) {
        let reached = inputs.graph.is_reached(site.method);
        let roles = inputs.roles.0.get(member as usize).map_or(&[][..], Vec::as_slice);
        let uses = roles.iter().map(|&(role, argument)| Use { site, role, argument });
        found.extend(uses.filter(|one| reached || runs::is_show(one.role)));
    }
    found
}
