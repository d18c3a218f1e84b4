//! What every member reference of the program stands for on the platform, looked up once a bundle.

use super::interpret::Callee;
use super::signature::Signature;
use super::strings::TextOp;
use crate::facts::dotted_member;
use crate::program::Program;
use crate::program::hierarchy::{Hierarchy, Resolved};
use crate::program::platform::{CallModel, Platform};

/// A member reference, looked up.
#[derive(Debug, Default)]
pub struct Member<'p> {
    /// Meanings that the platform model gives to a call of it.
    pub models: Vec<CallModel<'p>>,
    /// The platform member as shown in facts: `class.name(descriptor)`, with the platform class that the reference
    /// leads to. Empty when the member is no platform method with a meaning.
    pub target: String,
}

/// Looks up every member of `program`; both lists are indexed as `Program::members`.
pub fn look_up<'p>(
    program: &Program,
    hierarchy: &mut Hierarchy,
    platform: &'p Platform,
) -> (Vec<Callee>, Vec<Member<'p>>) {
    let mut callees = Vec::with_capacity(program.members.len());
    let mut members = Vec::with_capacity(program.members.len());
    for index in 0..program.members.len() {
        let (callee, member) = look_up_one(program, hierarchy, platform, index as u32);
        callees.push(callee);
        members.push(member);
    }
    (callees, members)
}

fn look_up_one<'p>(
    program: &Program,
    hierarchy: &mut Hierarchy,
    platform: &'p Platform,
    index: u32,
) -> (Callee, Member<'p>) {
    let member = program.members[index as usize];
    let text = |sym| program.symbols.text(sym);
    let (name, descriptor) = (text(member.name), text(member.descriptor));
    if !descriptor.starts_with('(') {
        return Default::default();
    }
    let mut callee = Callee { signature: Signature::parse(descriptor), ..Callee::default() };
    let class = match hierarchy.resolve_method(program, platform, index) {
        Resolved::Application(_) | Resolved::Field(_) => return (callee, Member::default()),
        Resolved::Platform(class) => class,
        Resolved::Unknown => text(member.class),
    };
    callee.text = TextOp::of(class, name, descriptor);
    let models: Vec<CallModel<'p>> = platform.call_models(class, name, descriptor).collect();
    let position = |wanted: &str, model: &CallModel<'p>| {
        model.args().find(|a| a.name == wanted).and_then(|a| usize::try_from(a.position).ok())
    };
    callee.made_from = models.iter().find_map(|m| position(m.returns()?, m));
    callee.sets = models.iter().find_map(|m| position(m.sets()?, m));
    callee.source = Some(format!("{}.{name}", class.rsplit('/').next().unwrap_or(class)).into());
    let result = descriptor.rsplit(')').next().unwrap_or("");
    callee.object = result.starts_with(['L', '[']) && result != "Ljava/lang/String;";
    callee.settable = callee.object && settable(platform, result);
    let target = if models.is_empty() { String::new() } else { dotted_member(class, name, descriptor) };
    (callee, Member { models, target })
}

/// Whether some method of the class can change what its objects are known by.
fn settable(platform: &Platform, descriptor: &str) -> bool {
    let Some(class) = descriptor.strip_prefix('L').and_then(|d| d.strip_suffix(';')) else { return false };
    let Some(class) = platform.class(class) else { return false };
    let info = platform.class_info(class);
    let classes = std::iter::once(class).chain(info.ancestors());
    classes.flat_map(|c| platform.class_info(c).members().collect::<Vec<_>>()).any(|m| {
        m.descriptor.starts_with('(')
            && platform.call_models(info.name, m.name, m.descriptor).any(|model| model.sets().is_some())
    })
}
