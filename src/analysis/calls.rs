//! The calls that mean something to the platform model, with what their arguments can be.

use super::graph::{Site, Trigger, Via};
use super::triggers::{Reached, Triggers};
use super::values::{Engine, Member, OriginInfo, Val};
use crate::facts::{self, Alternative, Facts, Place, ReachTrigger, Str, Value};
use crate::limits::{self, Limits};
use crate::program::platform::{CallModel, Certainty};
use crate::program::{Insn, MethodId, Op, Program};
use std::collections::BTreeMap;

/// How often a permission is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Calls and push registrations that need it whatever else happens.
    pub sure: u32,
    /// Those that need it for some value of an argument that is not known.
    pub perhaps: u32,
    /// The first that needs it for sure.
    pub first: Option<Place>,
}

impl Need {
    /// Counts a call or a push registration.
    pub fn add(&mut self, certainty: Certainty, place: &Place) {
        match certainty {
            Certainty::Yes => {
                self.sure += 1;
                self.first.get_or_insert_with(|| place.clone());
            }
            Certainty::Unknown => self.perhaps += 1,
        }
    }
}

/// What the calls of the application tell beyond their facts.
#[derive(Debug, Default)]
pub struct Found {
    /// Permissions that calls need.
    pub needs: BTreeMap<Str, Need>,
    /// Class names given to `Class.forName`, in internal form.
    pub loaded: Vec<(Str, Place)>,
    /// Some call of `Class.forName` may load a class whose name is not known.
    pub loads_unknown: bool,
}

/// States one `call` fact for every call with a meaning in the application's own classes.
pub fn state_calls(
    program: &Program,
    members: &[Member<'_>],
    engine: &mut Engine<'_>,
    triggers: &mut Triggers<'_>,
    limits: &Limits,
    facts: &mut Facts,
) -> Found {
    let mut found = Found::default();
    let mut names = Names { program, shown: vec![None; program.methods.len()] };
    for (site, insn) in calls_with_meaning(program, members) {
        if facts.stopped() {
            return found;
        }
        let member = &members[insn.a as usize];
        let is_static = insn.op == Op::InvokeStatic;
        let positions = member.models.iter().flat_map(|model| model.args()).map(|arg| arg.position);
        let wanted =
            positions.fold(0, |all, at| all | at.checked_sub(u32::from(is_static)).map_or(0, |n| 1 << n.min(63)));
        let operands = engine.arguments(site, wanted);
        let reached = if operands.is_none() { Reached::default() } else { triggers.of(site) };
        let operands = operands.unwrap_or_default();
        let call = Call { member, is_static, operands, reached };
        let place = program.place(site.method, Some(site.insn));
        state(&call, &place, engine, &mut found, facts);
        state_ways(&call, &place, &mut names, facts);
    }
    if triggers.is_cut() {
        let detail = "some loops and gates were not looked for";
        facts.push(limits::reached(limits, "trigger-steps", None, detail, Place::Bundle));
    }
    if let Some((method, whole)) = engine.cut() {
        let name = if whole { "value-steps" } else { "value-steps-per-instruction" };
        facts.push(limits::reached(
            limits,
            name,
            None,
            "not all values of arguments were worked out",
            program.place(method, None),
        ));
    }
    found
}

/// The calls of members with a meaning in the application's own classes, in code order.
pub fn calls_with_meaning<'p>(
    program: &'p Program,
    members: &'p [Member<'_>],
) -> impl Iterator<Item = (Site, Insn)> + use<'p> {
    let classes = program.classes.iter().filter(|c| !c.library);
    let methods = classes.flat_map(|class| class.methods.clone().map(MethodId));
    let coded = methods.filter_map(|method| Some((method, program.method(method).code.as_ref()?)));
    coded.flat_map(move |(method, code)| {
        let insns = program.insns(code).iter().enumerate();
        insns
            .filter(|(_, insn)| insn.op.is_invoke() && !members[insn.a as usize].models.is_empty())
            .map(move |(index, insn)| (Site { method, insn: index as u32 }, *insn))
    })
}

/// A call with what its operands can be.
struct Call<'m, 'p> {
    member: &'m Member<'p>,
    is_static: bool,
    /// Receiver first; empty when the call is never made.
    operands: Vec<Val>,
    reached: Reached,
}

impl Call<'_, '_> {
    /// The operand of a position of the platform model: 0 is the receiver.
    fn operand(&self, position: u32) -> Option<Option<Val>> {
        let index = position.checked_sub(u32::from(self.is_static))?;
        let count = self.member.signature.as_ref().map_or(0, |s| s.params.len()) + usize::from(!self.is_static);
        ((index as usize) < count).then(|| self.operands.get(index as usize).copied())
    }
}

/// States a call, once for each meaning of the member.
fn state(call: &Call<'_, '_>, place: &Place, engine: &Engine<'_>, found: &mut Found, facts: &mut Facts) {
    let (member, reached) = (call.member, &call.reached);
    for model in &member.models {
        let (args, origins) = arguments(model, call, engine);
        let known = |name: &str| args.iter().find(|(n, _)| &**n == name).map(|(_, v)| v).filter(|v| !v.is_unknown());
        let mut permissions = Vec::new();
        for needed in model.permissions(&known) {
            let name = Str::from(needed.permission.name);
            found.needs.entry(name.clone()).or_default().add(needed.certainty, place);
            if needed.certainty == Certainty::Yes {
                permissions.push(name);
            }
        }
        if model.kind().name == "code.load-class" {
            for value in args.iter().filter(|(name, _)| &**name == "name").map(|(_, value)| value) {
                found.loads_unknown |= !value.complete;
                for alternative in &value.alternatives {
                    match alternative.known_text() {
                        Some(name) => found.loaded.push((name.replace('.', "/").into(), place.clone())),
                        None => found.loads_unknown |= *alternative != Alternative::Null,
                    }
                }
            }
        }
        let fact = facts::Call {
            api: model.kind().name.into(),
            target: (!member.target.is_empty()).then(|| member.target.as_ref().into()),
            args,
            permissions,
            reached: Some(reached.reached),
            triggers: reached.ways.iter().map(|way| trigger_word(way.trigger).as_str().into()).collect(),
            via: via_words(reached.ways.iter().flat_map(|way| &way.via)),
            loop_: reached.reached.then_some(reached.in_loop),
            gated: reached.reached.then_some(reached.gated),
            unattended: Some(reached.unattended),
            decoded: origins.iter().filter(|(_, o)| o.decoded).map(|(name, _)| name.clone()).collect(),
            properties: properties(&origins),
        };
        facts.push(fact.at(place.clone()));
    }
}

/// Where the texts of arguments come from, by the names of these.
type Origins = Vec<(Str, OriginInfo)>;

/// The arguments by name, and where their texts come from. Where a name has several positions, the first that is known
/// counts.
fn arguments(model: &CallModel<'_>, call: &Call<'_, '_>, engine: &Engine<'_>) -> (Vec<(Str, Value)>, Origins) {
    let mut args: Vec<(Str, Value, OriginInfo)> = Vec::new();
    for arg in model.args() {
        let Some(operand) = call.operand(arg.position) else { continue };
        let mut origin = OriginInfo::default();
        let value = match operand {
            Some(val) => {
                engine.terms().origins_in(val, &mut origin);
                engine.terms().value(val)
            }
            None => Value::unknown(),
        };
        match args.iter_mut().find(|(name, ..)| &**name == arg.name) {
            None => args.push((arg.name.into(), value, origin)),
            Some(known) if known.1.is_unknown() => (known.1, known.2) = (value, origin),
            Some(_) => {}
        }
    }
    args.sort_by(|a, b| a.0.cmp(&b.0));
    let origins = args.iter().map(|(name, _, origin)| (name.clone(), origin.clone())).collect();
    (args.into_iter().map(|(name, value, _)| (name, value)).collect(), origins)
}

/// The app properties whose values stand in the arguments, sorted.
fn properties(origins: &[(Str, OriginInfo)]) -> Vec<Str> {
    let mut names: Vec<Str> = origins.iter().flat_map(|(_, o)| &o.properties).map(|p| Str::from(&**p)).collect();
    names.sort();
    names.dedup();
    names
}

/// Names of methods as facts show them, each made once.
struct Names<'p> {
    program: &'p Program,
    shown: Vec<Option<Str>>,
}

impl Names<'_> {
    fn of(&mut self, id: MethodId) -> Str {
        let program = self.program;
        let make = || {
            let method = program.method(id);
            let text = |sym| program.symbols.text(sym);
            let class = text(program.class_at(method.class).name);
            facts::dotted_member(class, text(method.name), text(method.descriptor)).into()
        };
        self.shown[id.0 as usize].get_or_insert_with(make).clone()
    }
}

/// States one `reach` fact for each meaning of a call and each trigger that reaches it.
fn state_ways(call: &Call<'_, '_>, place: &Place, names: &mut Names<'_>, facts: &mut Facts) {
    for model in &call.member.models {
        for way in &call.reached.ways {
            let fact = facts::Reach {
                api: model.kind().name.into(),
                trigger: trigger_word(way.trigger),
                via: way.via.iter().map(|via| via_word(*via).into()).collect(),
                chain: way.chain.iter().map(|method| names.of(*method)).collect(),
            };
            facts.push(fact.at(place.clone()));
        }
    }
}

fn trigger_word(trigger: Trigger) -> ReachTrigger {
    match trigger {
        Trigger::Launch => ReachTrigger::Launch,
        Trigger::Push => ReachTrigger::Push,
        Trigger::Alarm => ReachTrigger::Alarm,
        Trigger::Network => ReachTrigger::Network,
        Trigger::Peer => ReachTrigger::Peer,
        Trigger::User => ReachTrigger::User,
    }
}

fn via_word(via: Via) -> &'static str {
    match via {
        Via::Thread => "thread",
        Via::Timer => "timer",
        Via::Serial => "serial",
    }
}

fn via_words<'v>(via: impl Iterator<Item = &'v Via>) -> Vec<Str> {
    let mut words: Vec<Str> = via.map(|via| via_word(*via).into()).collect();
    words.sort();
    words.dedup();
    words
}
