//! Calls: of the application's own methods, of the library that is known by heart, and of the rest of the platform.

use super::Engine;
use super::effects::Effects;
use super::heap::{Buffer, Obj};
use super::machine::{Frame, Next, Record, Run, State, Stop};
use super::members::Native;
use super::term::{NONE, NULL, Operation, Term, UNKNOWN, Val};
use crate::analysis::signature::{Kind, Signature};
use crate::program::{Insn, MethodId, Op};

/// What a call gives: a value, nothing that is known here, or an exception.
pub(super) enum Given {
    /// this value
    Val(Val),
    /// this value, or an exception
    Perhaps(Val),
    /// an exception of that class
    Throws(&'static str),
    /// an exception of a class that is not told here
    ThrowsSome,
    /// not a case that is known by heart
    Other,
}

/// Steps of one call that is followed while not all of its arguments are known.
const CALL_FUEL: u64 = 4_000;

/// Targets of one call that are followed.
const MOST_TARGETS: usize = 4;

impl<'a> Engine<'a> {
    pub(super) fn invoke(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        insn: Insn,
        state: &mut State,
    ) -> Result<Next, Stop> {
        let members = self.members;
        let member = members.get(insn.a as usize).ok_or(Stop::Malformed)?;
        let signature = member.signature.as_ref().ok_or(Stop::Malformed)?;
        let below =
            state.vals.len().checked_sub(signature.cells()).filter(|b| *b >= frame.slots).ok_or(Stop::Malformed)?;
        let is_static = insn.op == Op::InvokeStatic;
        let below = if is_static {
            below
        } else {
            below.checked_sub(1).filter(|b| *b >= frame.slots).ok_or(Stop::Malformed)?
        };
        let mut operands: Vec<Val> = Vec::with_capacity(signature.params.len() + 1);
        let mut at = below;
        let receiver = (!is_static).then_some(Kind::Ref);
        for kind in receiver.iter().chain(&signature.params) {
            operands.push(state.vals[at]);
            at += kind.cells();
        }
        state.vals.truncate(below);
        if operands.contains(&NONE) {
            return Ok(Next::End);
        }
        let site = frame.site(index);
        let graph = self.graph;
        let targets = graph.targets(site);
        if frame.record.is_some()
            && (self.record_all
                || !targets.is_empty()
                || !member.models.is_empty()
                || member.asked
                || self.is_interesting(member.native))
        {
            let shown: Box<[Val]> = operands.iter().map(|o| self.plain(state, *o)).collect();
            if let Some(record) = &mut frame.record {
                record.call(index, shown, &mut self.terms);
            }
        }
        if !is_static && operands[0] == NULL {
            return self.throws(run, frame, index, state, (UNKNOWN, Some("java/lang/NullPointerException")));
        }
        let result = if targets.is_empty() {
            let given = self.library_call(run, frame, index, state, (member.native, signature), (&operands, is_static));
            match given? {
                Given::Val(val) => val,
                Given::Perhaps(val) => {
                    self.may_throw(run, frame, index, state)?;
                    val
                }
                Given::ThrowsSome => return self.throws(run, frame, index, state, (UNKNOWN, None)),
                Given::Throws(class) => return self.throws(run, frame, index, state, (UNKNOWN, Some(class))),
                Given::Other => {
                    let val = self.platform_call(run, frame, index, insn, state, (&operands, is_static));
                    self.may_throw(run, frame, index, state)?;
                    val
                }
            }
        } else {
            match self.own_call(run, frame, index, state, (&operands, signature, targets), member.mutable)? {
                Some(val) => val,
                None => return Ok(Next::End),
            }
        };
        if let Some(kind) = signature.result {
            self.push_kind(state, kind, result);
        }
        Ok(Next::On)
    }

    /// Whether the resolution asks for the arguments of such calls.
    pub(super) fn is_interesting(&self, native: Native) -> bool {
        use Native::*;
        matches!(native, ListAdd | ListInsert | ListSet | TablePut | ArrayCopy | ForName)
    }

    /// A call of the application's own code; `None` when it never comes back.
    pub(super) fn own_call(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        (operands, signature, targets): (&[Val], &Signature, &[MethodId]),
        mutable: bool,
    ) -> Result<Option<Val>, Stop> {
        let site = frame.site(index);
        let followed = operands.iter().any(|o| self.terms.has_ref(*o));
        let known = !operands.is_empty() && operands.iter().all(|o| self.is_plain(*o));
        let sure = frame.sure && operands.iter().all(|o| !self.terms.is_open(*o) && !self.terms.has_unknown(*o));
        let wanted = run.eager || followed || mutable || (known && signature.result.is_some_and(|k| k != Kind::Ref));
        let again = !known && !sure && targets.iter().any(|t| run.within.contains(t));
        let wanted = wanted && !again;
        if wanted && targets.len() <= MOST_TARGETS && run.fuel > 0 && !self.is_heavy(targets, known || sure) {
            let path = run.path(frame.path, site);
            let mut joined: Option<(Val, super::heap::Heap)> = None;
            let mut throws = false;
            let mut gave_up = false;
            for target in targets {
                let spare = if known || sure { 0 } else { run.fuel.saturating_sub(CALL_FUEL) };
                run.fuel -= spare;
                let (exit, record) =
                    self.execute(run, *target, operands, state.heap.clone(), (path, frame.depth + 1), None);
                debug_assert!(record.is_none());
                let ran_dry = run.fuel == 0;
                run.fuel += spare;
                throws |= exit.throws;
                if ran_dry {
                    *self.heavy.entry(*target).or_default() += 1;
                    gave_up = true;
                    break;
                }
                let Some(heap) = exit.heap else { continue };
                joined = Some(match joined {
                    None => (exit.val, heap),
                    Some((val, mut all)) => {
                        all.join(&heap, &mut self.terms, false);
                        (self.terms.union(val, exit.val), all)
                    }
                });
            }
            if !gave_up {
                let Some((val, heap)) = joined else {
                    if throws {
                        state.dirty = true;
                        self.may_throw(run, frame, index, state)?;
                    }
                    return Ok(None);
                };
                state.heap = heap;
                state.dirty = true;
                if throws {
                    self.may_throw(run, frame, index, state)?;
                }
                return Ok(Some(val));
            }
        }
        let shown: Vec<Val> = operands.iter().map(|o| self.plain(state, *o)).collect();
        self.hand_over(state, operands, targets);
        self.may_throw(run, frame, index, state)?;
        Ok(Some(match signature.result {
            Some(_) => {
                let later = self.terms.apply(Operation::Call(site), &shown);
                let val = if run.eager { self.settle(later) } else { later };
                match self.terms.get(val).and_then(super::resolve::thawed) {
                    // What comes back can be written to.
                    Some((_, obj)) => self.make(run, frame, index, state, obj),
                    None => val,
                }
            }
            None => UNKNOWN,
        }))
    }

    /// Whether following these methods took too long before.
    pub(super) fn is_heavy(&self, targets: &[MethodId], known: bool) -> bool {
        let most = if known { 8 } else { 2 };
        targets.iter().any(|t| self.heavy.get(t).is_some_and(|n| *n >= most))
    }

    /// Whether a value is known and no object.
    pub(super) fn is_plain(&self, val: Val) -> bool {
        matches!(val, Val::Int(_))
            || matches!(self.terms.get(val), Some(Term::Text(..) | Term::Long(_) | Term::Null | Term::Array(..)))
    }

    /// What a call of these methods may write to.
    fn effects_of(&self, targets: &[MethodId]) -> Effects {
        targets.iter().fold(Effects::default(), |all, target| all.or(self.effects.of(*target)))
    }

    /// Code that is not followed got hold of these objects: what it may write to is no longer known.
    pub(super) fn hand_over(&mut self, state: &mut State, operands: &[Val], targets: &[MethodId]) {
        let effects = self.effects_of(targets);
        if effects == Effects::default() {
            return;
        }
        let kept = state.heap.kept(&self.terms);
        for operand in operands.iter().chain(&kept) {
            for one in self.terms.alternatives_of(*operand) {
                let Val::Ref(id) = one else { continue };
                let Some(obj) = state.heap.get_mut(id) else { continue };
                match obj {
                    Obj::Array(_) | Obj::Bag(_) if effects.arrays => *obj = Obj::Bag(UNKNOWN),
                    Obj::List(_) | Obj::Table(_) if effects.containers => *obj = Obj::Bag(UNKNOWN),
                    Obj::Buffer(_) if effects.containers => *obj = Obj::Buffer(Buffer::of(UNKNOWN)),
                    Obj::Object(_, fields) if effects.fields => {
                        fields.iter_mut().for_each(|(_, val)| *val = UNKNOWN);
                    }
                    Obj::Input(_, _, known_by) if effects.streams => *obj = Obj::Made(*known_by),
                    Obj::Made(known_by) if effects.setters => {
                        let open = self.terms.union(*known_by, UNKNOWN);
                        *known_by = open;
                    }
                    _ => continue,
                }
                state.dirty = true;
            }
        }
        if effects.fields {
            state.heap.forget_fields();
        }
    }

    /// A call of the platform that is not known by heart: the result is known by an argument, or by the name of the
    /// method; arrays that were given are filled from there.
    pub(super) fn platform_call(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        insn: Insn,
        state: &mut State,
        (operands, is_static): (&[Val], bool),
    ) -> Val {
        let member = &self.members[insn.a as usize];
        let arg = |position: u8| {
            let position = usize::from(position);
            if is_static { position.checked_sub(1).and_then(|n| operands.get(n)) } else { operands.get(position) }
                .copied()
        };
        let source = match member.source_key.and_then(arg) {
            Some(key) if !self.terms.has_ref(key) => self.operate(Operation::Keyed(insn.a), &[key]).unwrap_or(UNKNOWN),
            _ if member.source.is_empty() => UNKNOWN,
            _ => self.terms.source(&member.source),
        };
        if !matches!(member.native, Native::Nothing) {
            for operand in operands {
                for one in self.terms.alternatives_of(*operand) {
                    if let Val::Ref(id) = one
                        && let Some(obj @ (Obj::Array(_) | Obj::Bag(_))) = state.heap.get_mut(id)
                        && member.fills
                    {
                        *obj = Obj::Bag(source);
                        state.dirty = true;
                    }
                }
            }
        }
        if let (Some(this), Some(val)) = (arg(0).filter(|_| !is_static), member.sets.and_then(arg)) {
            let val = self.plain(state, val);
            self.set_known_by(state, this, val);
        }
        let made_from = member.made_from.and_then(arg).map(|val| self.plain(state, val));
        let known_by = match made_from {
            Some(val) if val != UNKNOWN => val,
            _ => source,
        };
        if let (Some(Val::Ref(id)), true) = (operands.first(), frame.insns[index as usize].op == Op::InvokeSpecial)
            && let Some(obj @ Obj::Fresh(_)) = state.heap.get_mut(*id)
        {
            // The constructor of an object of the platform.
            let val = match (member.sets.and_then(arg), made_from) {
                (Some(val), _) | (None, Some(val)) => val,
                _ => {
                    let class = member.source.rsplit_once('.').map_or("", |(class, _)| class);
                    self.terms.source(class)
                }
            };
            *obj = Obj::Made(val);
            let val = self.plain(state, val);
            if let Some(obj) = state.heap.get_mut(*id) {
                *obj = Obj::Made(val);
            }
            state.dirty = true;
            return UNKNOWN;
        }
        if !member.object {
            return known_by;
        }
        if member.settable {
            return self.make(run, frame, index, state, Obj::Made(known_by));
        }
        self.terms.made(frame.site(index), known_by)
    }

    /// From now on the objects that `this` may be are known by `val`.
    pub(super) fn set_known_by(&mut self, state: &mut State, this: Val, val: Val) {
        let objects = self.terms.alternatives_of(this);
        let single = objects.len() == 1;
        for object in objects {
            let Val::Ref(id) = object else { continue };
            if let Some(Obj::Made(known_by)) = state.heap.get_mut(id) {
                *known_by = if single { val } else { self.terms.union(*known_by, val) };
                state.dirty = true;
            }
        }
    }

    /// Interprets a method from its start, all by itself, and remembers what it does.
    pub(super) fn run_whole(
        &mut self,
        method: MethodId,
        operands: &[Val],
        heap: super::heap::Heap,
        fuel: u64,
        eager: bool,
    ) -> Record {
        let mut run = Run::new(fuel, eager, heap.len());
        self.runs += u32::from(eager);
        let (exit, record) = self.execute(&mut run, method, operands, heap, (0, 0), Some(Record::default()));
        self.runs -= u32::from(eager);
        let mut record = record.unwrap_or_default();
        record.returned = Some(exit.val);
        record.blurred = run.blurred;
        if let Some(heap) = exit.heap {
            self.freeze_stores(&mut record, &heap);
        }
        record.shrink();
        record
    }
}
