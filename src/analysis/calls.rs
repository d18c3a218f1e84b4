//! The calls that mean something to the platform model, with what their arguments can be.

use super::callees::Member;
use super::interpret::{Call, Callee, Interpreter, Stop};
use super::terms::Terms;
use crate::facts::{self, Alternative, Facts, Place, Str, Value};
use crate::limits::{self, Limits};
use crate::program::platform::{CallModel, Certainty};
use crate::program::{Code, MethodId, Program};
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
    callees: &[Callee],
    members: &[Member<'_>],
    limits: &Limits,
    facts: &mut Facts,
) -> Found {
    let mut found = Found::default();
    let mut interpreter = Interpreter::default();
    let mut budget = limits.value_steps;
    let mut cut: Option<Place> = None;
    for class in program.classes.iter().filter(|c| !c.library) {
        for method in class.methods.clone().map(MethodId) {
            let Some(code) = &program.method(method).code else { continue };
            if facts.stopped() {
                return found;
            }
            let insns = program.insns(code);
            if !insns.iter().any(|i| i.op.is_invoke() && !members[i.a as usize].models.is_empty()) {
                continue;
            }
            let allowed = (insns.len() as u64).saturating_mul(limits.value_steps_per_instruction).min(budget);
            let mut steps = allowed;
            let mut terms = Terms::new(limits);
            let mut seen = Vec::new();
            let result = interpreter.run(program, code, callees, &mut terms, &mut steps, &mut |terms, call| {
                if !members[call.member as usize].models.is_empty() {
                    seen.push(call.insn);
                    let at = program.place(method, Some(call.insn));
                    state(
                        &members[call.member as usize],
                        at,
                        &|position| argument(terms, call, position),
                        &mut found,
                        facts,
                    );
                }
            });
            budget -= allowed - steps;
            if let Err(stop) = result {
                if stop == Stop::Budget {
                    cut.get_or_insert_with(|| program.place(method, None));
                }
                state_rest(program, method, code, members, &seen, &mut found, facts);
            }
        }
    }
    if let Some(place) = cut {
        let name = if budget == 0 { "value-steps" } else { "value-steps-per-instruction" };
        facts.push(limits::reached(
            limits,
            name,
            None,
            "the arguments of calls in this method were not followed",
            place,
        ));
    }
    found
}

/// The value of an argument by its position: 0 is the receiver.
fn argument(terms: &Terms, call: &Call<'_>, position: u32) -> Option<Value> {
    let term = match position.checked_sub(1) {
        None => call.receiver,
        Some(n) => call.args.get(n as usize).copied(),
    };
    term.map(|term| terms.value(term))
}

/// States the calls of a method that could not be interpreted, with nothing known of the arguments. `seen` are the
/// instructions that were stated already, in code order.
fn state_rest(
    program: &Program,
    method: MethodId,
    code: &Code,
    members: &[Member<'_>],
    seen: &[u32],
    found: &mut Found,
    facts: &mut Facts,
) {
    for (index, insn) in program.insns(code).iter().enumerate() {
        let index = index as u32;
        if insn.op.is_invoke() && !members[insn.a as usize].models.is_empty() && seen.binary_search(&index).is_err() {
            let place = program.place(method, Some(index));
            state(&members[insn.a as usize], place, &|_| Some(Value::unknown()), found, facts);
        }
    }
}

/// States a call, once for each meaning of the member.
fn state(
    member: &Member<'_>,
    place: Place,
    argument: &dyn Fn(u32) -> Option<Value>,
    found: &mut Found,
    facts: &mut Facts,
) {
    for model in &member.models {
        let args = arguments(model, argument);
        let known = |name: &str| args.iter().find(|(n, _)| &**n == name).map(|(_, v)| v).filter(|v| !v.is_unknown());
        let mut permissions = Vec::new();
        for needed in model.permissions(&known) {
            let name = Str::from(needed.permission.name);
            found.needs.entry(name.clone()).or_default().add(needed.certainty, &place);
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
        let call = facts::Call {
            api: model.kind().name.into(),
            target: (!member.target.is_empty()).then(|| member.target.as_str().into()),
            args,
            permissions,
            ..facts::Call::default()
        };
        facts.push(call.at(place.clone()));
    }
}

/// The arguments by name. Where a name has several positions, the first that is known counts.
fn arguments(model: &CallModel<'_>, argument: &dyn Fn(u32) -> Option<Value>) -> Vec<(Str, Value)> {
    let mut args: Vec<(Str, Value)> = Vec::new();
    for arg in model.args() {
        let Some(value) = argument(arg.position) else { continue };
        match args.iter_mut().find(|(name, _)| &**name == arg.name) {
            None => args.push((arg.name.into(), value)),
            Some((_, known)) if known.is_unknown() => *known = value,
            Some(_) => {}
        }
    }
    args.sort();
    args
}
