//! Stage 4. In: bundle, trust and program. Out: facts about what the code asks of the platform.

mod calls;
mod entry_points;
mod flows;
mod grants;
mod graph;
mod growth;
mod inventory;
mod midlets;
mod permissions;
mod policies;
mod reflection;
mod screens;
pub mod select;
mod signature;
pub mod steps;
mod triggers;
mod unsigned;
mod values;

pub use grants::Standing;
pub use midlets::MidletClass;
pub use policies::{DevicePolicy, Release};
pub use screens::Wanted as WantedScreens;
pub use values::Surroundings;

use crate::facts::{Fact, Facts, Kind, Place, Str};
use crate::limits::Limits;
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;
use crate::program::{ClassId, Program};
use calls::Found;
use graph::{CallGraph, EntryClass, Reflection, Trigger};
use reflection::Lookups;
pub use select::Selection;
use values::Engine;

/// What the suite declares, as a device would read it.
#[derive(Clone, Debug, Default)]
pub struct Declarations<'a> {
    /// MicroEdition-Configuration
    pub configuration: &'a str,
    /// MicroEdition-Profile
    pub profiles: &'a str,
    /// Items of MIDlet-Permissions, with their places.
    pub required: Vec<(Str, Place)>,
    /// Items of MIDlet-Permissions-Opt, with their places.
    pub optional: Vec<(Str, Place)>,
    /// The MIDlets.
    pub midlets: Vec<MidletClass>,
    /// Classes that attributes of the manifest name, with dots, by attribute: those that the platform asks for.
    pub named: Vec<(Str, Str)>,
    /// The static push registrations.
    pub pushes: Vec<PushUrl>,
    /// A JAD was given.
    pub has_jad: bool,
    /// The domain of the suite, and the policy of the device.
    pub standing: Standing,
    /// When the screens are worked out.
    pub screens: WantedScreens,
}

/// The connection of a static push registration.
#[derive(Clone, Debug)]
pub struct PushUrl {
    /// URL as written.
    pub connection: Str,
    /// Name of the MIDlet class that it starts, with dots.
    pub class: Str,
    /// Where it stands.
    pub place: Place,
}

/// States what the application's own classes do (`call`, `reach`, `flow`, `entry-point`, `reflection`, `api` and `permission`
/// facts), and `descriptor` facts about MIDlets that can't be started.
pub fn analyse(
    declarations: &Declarations<'_>,
    surroundings: Surroundings<'_>,
    program: &Program,
    hierarchy: &mut Hierarchy,
    platform: &Platform,
    (limits, selection): (&Limits, &Selection),
    facts: &mut Facts,
) {
    if platform.runs_midlets() {
        midlets::state_midlets(&declarations.midlets, program, hierarchy, platform, facts);
    }
    let code = Code { declarations, surroundings, program, platform, limits, selection };
    let found = code.state_calls(hierarchy, facts);
    inventory::state_apis(program, hierarchy, platform, declarations, &found.loaded, limits, facts);
    let missing_code =
        |f: &Fact| f.kind == Kind::Classfile && matches!(f.text("what"), Some("superclass-missing" | "unreadable"));
    let whole = !found.loads_unknown && !facts.iter().any(missing_code);
    permissions::state_permissions(found.needs, declarations, whole, platform, facts);
    unsigned::state_attributes(facts);
}

/// What the analysis of the code rests on.
struct Code<'a> {
    declarations: &'a Declarations<'a>,
    surroundings: Surroundings<'a>,
    program: &'a Program,
    platform: &'a Platform,
    limits: &'a Limits,
    selection: &'a Selection,
}

impl Code<'_> {
    /// Builds the call graph, anew as long as the code turns out to load further classes of its own by name or to register
    /// further MIDlets of its own to be started, and states what it does.
    fn state_calls(&self, hierarchy: &mut Hierarchy, facts: &mut Facts) -> Found {
        let Code { program, platform, limits, .. } = *self;
        let mut members = values::look_up(program, hierarchy, platform);
        let roles = screens::Roles::look_up(program, hierarchy, platform, (&mut members, self.declarations.screens));
        let mut entries = entry_classes(self.declarations, program);
        let manifest = manifest_classes(self.declarations, program);
        let lookups = Lookups::find(program);
        let mut loaded = Reflection::new();
        let mut round = 0;
        loop {
            let inputs = graph::Inputs {
                program,
                platform,
                entries: &entries,
                manifest: &manifest,
                reflection: &loaded,
                limits,
                locals: self.selection.needs_locals(),
                stop: &facts.stop_flag(),
            };
            let graph = CallGraph::build(&inputs, hierarchy);
            let mut triggers = triggers::Triggers::compute(program, hierarchy, &graph, platform, limits);
            let around = (&*hierarchy, platform);
            let mut engine = Engine::new(program, around, &graph, &members, limits, self.surroundings);
            engine.record_all = self.selection.arguments;
            let looked_for = lookups.looked_for(&mut engine);
            let named = reflection::add_found(program, &looked_for, &mut loaded);
            let started = entry_points::add_registered(program, &members, &graph, &mut engine, &mut entries);
            if let Some(first) = named.or(started)
                && !facts.stopped()
            {
                if round < limits.reflection_rounds {
                    round += 1;
                    continue;
                }
                reflection::state_cut(program, first, limits, facts);
            }
            entry_points::state_entry_points(program, hierarchy, platform, &graph, facts);
            let statement = reflection::Statement { program, hierarchy, platform, graph: &graph };
            statement.state(&lookups, &looked_for, facts);
            let found = calls::state_calls(program, &members, &mut engine, &mut triggers, limits, facts);
            let inputs = screens::Inputs {
                program,
                hierarchy,
                platform,
                graph: &graph,
                members: &members,
                roles: &roles,
                limits,
            };
            screens::state_screens(&inputs, self.declarations.screens, &mut engine, facts);
            flows::state_flows(program, platform, &graph, &members, &mut engine, limits, facts);
            if *self.selection != Selection::default() {
                let around: &Hierarchy = hierarchy;
                let known = &mut select::Known {
                    program,
                    platform,
                    hierarchy: around,
                    graph: &graph,
                    members: &members,
                    engine: &mut engine,
                    limits,
                };
                select::state(self.selection, known, facts);
            }
            return found;
        }
    }
}

/// The class of the program with that name, which has dots.
fn class_named(name: &str, program: &Program) -> Option<ClassId> {
    program.symbols.find(&name.replace('.', "/")).and_then(|sym| program.class(sym))
}

/// The classes that attributes of the manifest name, by attribute.
fn manifest_classes<'d>(declarations: &'d Declarations<'_>, program: &Program) -> Vec<(&'d str, ClassId)> {
    let named = declarations.named.iter();
    named.filter_map(|(attribute, class)| Some((&**attribute, class_named(class, program)?))).collect()
}

/// The classes that the descriptor makes a device start.
fn entry_classes(declarations: &Declarations<'_>, program: &Program) -> Vec<EntryClass> {
    let class = |name: &str| class_named(name, program);
    let launched = declarations
        .midlets
        .iter()
        .filter_map(|m| Some(EntryClass { class: class(&m.class)?, trigger: Trigger::Launch }));
    let pushed =
        declarations.pushes.iter().filter_map(|p| Some(EntryClass { class: class(&p.class)?, trigger: Trigger::Push }));
    let mut entries: Vec<EntryClass> = launched.chain(pushed).collect();
    entries.sort();
    entries.dedup();
    entries
}
