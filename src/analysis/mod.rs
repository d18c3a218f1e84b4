//! Stage 4. In: bundle, trust and program. Out: facts about what the code asks of the platform.

mod callees;
mod calls;
pub mod graph;
mod instructions;
mod interpret;
mod inventory;
mod invoke;
mod midlets;
mod permissions;
mod signature;
mod strings;
mod terms;
#[cfg(test)]
mod tests;
pub mod triggers;

pub use midlets::MidletClass;

use crate::facts::{Fact, Facts, Kind, Place, Str};
use crate::limits::Limits;
use crate::program::Program;
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;

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
    /// The static push registrations.
    pub pushes: Vec<PushUrl>,
    /// A JAD was given.
    pub has_jad: bool,
}

/// The connection of a static push registration.
#[derive(Clone, Debug)]
pub struct PushUrl {
    /// URL as written.
    pub connection: Str,
    /// Where it stands.
    pub place: Place,
}

/// States `call`, `api` and `permission` facts about the application's own classes, and `descriptor` facts about MIDlets
/// that can't be started.
pub fn analyse(
    declarations: &Declarations<'_>,
    program: &Program,
    hierarchy: &mut Hierarchy,
    platform: &Platform,
    limits: &Limits,
    facts: &mut Facts,
) {
    midlets::state_midlets(&declarations.midlets, program, hierarchy, platform, facts);
    let (callees, members) = callees::look_up(program, hierarchy, platform);
    let found = calls::state_calls(program, &callees, &members, limits, facts);
    inventory::state_apis(program, hierarchy, platform, declarations, &found.loaded, limits, facts);
    let missing_code =
        |f: &Fact| f.kind == Kind::Classfile && matches!(f.text("what"), Some("superclass-missing" | "unreadable"));
    let whole = !found.loads_unknown && !facts.iter().any(missing_code);
    permissions::state_permissions(found.needs, declarations, whole, platform, facts);
}
