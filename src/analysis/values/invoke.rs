//! Calls: of the application's own methods, of the library that is known by heart, and of the rest of the platform.

use super::Engine;
use super::heap::{Buffer, Obj, summary};
use super::library::{self, Function, Thrown};
use super::machine::{Frame, Next, Record, Run, State, Stop};
use super::members::Native;
use super::term::{EMPTY, NONE, NULL, Operation, Term, UNKNOWN, Val};
use crate::analysis::signature::{Kind, Signature};
use crate::program::{Insn, MethodId, Op};
use std::rc::Rc;

/// What a call gives: a value, nothing that is known here, or an exception.
enum Given {
    /// this value
    Val(Val),
    /// this value, or an exception
    Perhaps(Val),
    /// an exception of that class
    Throws(&'static str),
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
        let mut operands: Vec<Val> = Vec::with_capacity(signature.params.len() + 1);
        let mut at = below;
        for kind in &signature.params {
            operands.push(state.vals[at]);
            at += kind.cells();
        }
        state.vals.truncate(below);
        let is_static = insn.op == Op::InvokeStatic;
        if !is_static {
            operands.insert(0, self.pop(frame, state)?);
        }
        if operands.contains(&NONE) {
            return Ok(Next::End);
        }
        let site = frame.site(index);
        let graph = self.graph;
        let targets = graph.targets(site);
        if frame.record.is_some()
            && (!targets.is_empty() || !member.models.is_empty() || self.is_interesting(member.native))
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
            let given = self.library_call(run, frame, index, state, member.native, signature, (&operands, is_static));
            match given? {
                Given::Val(val) => val,
                Given::Perhaps(val) => {
                    self.may_throw(run, frame, index, state)?;
                    val
                }
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
    fn is_interesting(&self, native: Native) -> bool {
        use Native::*;
        matches!(native, ListAdd | ListInsert | ListSet | TablePut | ArrayCopy)
    }

    /// A call of the application's own code; `None` when it never comes back.
    fn own_call(
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
    fn is_heavy(&self, targets: &[MethodId], known: bool) -> bool {
        let most = if known { 8 } else { 2 };
        targets.iter().any(|t| self.heavy.get(t).is_some_and(|n| *n >= most))
    }

    /// Whether a value is known and no object.
    fn is_plain(&self, val: Val) -> bool {
        matches!(val, Val::Int(_))
            || matches!(self.terms.get(val), Some(Term::Text(..) | Term::Long(_) | Term::Null | Term::Array(..)))
    }

    /// Code that is not followed got hold of these objects: what it may write to is no longer known.
    fn hand_over(&mut self, state: &mut State, operands: &[Val], targets: &[MethodId]) {
        let effects = targets.iter().fold(super::effects::Effects::default(), |all, t| all.or(self.effects.of(*t)));
        if effects.fields {
            state.heap.forget_fields();
        }
        for operand in operands {
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
                    Obj::Made(known_by) if effects.setters => {
                        let open = self.terms.union(*known_by, UNKNOWN);
                        *known_by = open;
                    }
                    _ => continue,
                }
                state.dirty = true;
            }
        }
    }

    /// A call of the platform that is not known by heart: the result is known by an argument, or by the name of the
    /// method; arrays that were given are filled from there.
    fn platform_call(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        insn: Insn,
        state: &mut State,
        (operands, is_static): (&[Val], bool),
    ) -> Val {
        let member = &self.members[insn.a as usize];
        let arg = |position: usize| {
            if is_static { position.checked_sub(1).and_then(|n| operands.get(n)) } else { operands.get(position) }
                .copied()
        };
        let key =
            member.source_key.and_then(arg).and_then(|key| self.terms.known_text(key)).map(String::from_utf16_lossy);
        let open_key = member.source_key.and_then(arg).filter(|key| self.terms.is_open(*key));
        let source = match (key, open_key) {
            (Some(key), _) => self.terms.source(&format!("{}(\"{key}\")", member.source)),
            (None, Some(key)) => self.terms.apply(Operation::Keyed(insn.a), &[key]),
            (None, None) if member.source.is_empty() => UNKNOWN,
            (None, None) => self.terms.source(&member.source),
        };
        if !matches!(member.native, Native::Nothing) {
            for operand in operands {
                for one in self.terms.alternatives_of(*operand) {
                    if let Val::Ref(id) = one
                        && let Some(obj @ (Obj::Array(_) | Obj::Bag(_))) = state.heap.get_mut(id)
                        && self.fills(member.native, &member.source)
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

    /// The class object of an object, known by its name.
    fn class_of(&mut self, frame: &Frame<'a>, index: u32, state: &State, this: Val) -> Val {
        let site = frame.site(index);
        let followed = match self.content(state, this) {
            Some(Obj::Object(class, _)) => Some(vec![*class]),
            _ => None,
        };
        let names = followed.or_else(|| {
            let objects = self.graph.base_objects(site)?;
            let class = |object: &crate::analysis::graph::ObjectId| {
                Some(self.program.class_at(self.graph.class_of(*object)?).name)
            };
            objects.iter().take(8).map(class).collect()
        });
        let Some(names) = names.filter(|names| names.len() < 8) else {
            return self.terms.made(site, UNKNOWN);
        };
        let mut all = NONE;
        for name in names {
            let name = self.terms.str(&self.program.symbols.text(name).replace('/', "."));
            let class = self.terms.made(site, name);
            all = self.terms.union(all, class);
        }
        all
    }

    /// Whether a method of the platform writes to arrays that it is given: those that read, get or copy.
    fn fills(&self, native: Native, source: &str) -> bool {
        let name = source.rsplit('.').next().unwrap_or("");
        matches!(native, Native::ReadInto | Native::ReadFully)
            || ["read", "get", "copy", "receive", "do", "update", "digest", "final"]
                .iter()
                .any(|verb| name.starts_with(verb))
    }

    /// From now on the objects that `this` may be are known by `val`.
    fn set_known_by(&mut self, state: &mut State, this: Val, val: Val) {
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

    /// A call of a method that is known by heart.
    fn library_call(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        native: Native,
        signature: &Signature,
        (operands, is_static): (&[Val], bool),
    ) -> Result<Given, Stop> {
        use Native::*;
        let this = operands.first().copied().unwrap_or(UNKNOWN);
        let arg = |n: usize| operands.get(n).copied().unwrap_or(UNKNOWN);
        let kind = signature.params.last().copied().unwrap_or(Kind::Ref);
        Ok(match native {
            None => Given::Other,
            Nothing => Given::Val(UNKNOWN),
            Pure(operation) => {
                let plain: Vec<Val> = operands.iter().map(|o| self.plain(state, *o)).collect();
                match self.operate(operation, &plain) {
                    Ok(val) => {
                        let val = if run.eager { self.settle(val) } else { val };
                        let sure = plain.iter().all(|o| self.is_plain(*o));
                        let val = match self.terms.get(val) {
                            // Arrays that a method makes can be written to afterwards.
                            Some(Term::Array(_, vals)) => {
                                let vals = vals.to_vec();
                                self.make(run, frame, index, state, Obj::Array(vals))
                            }
                            _ => val,
                        };
                        if sure { Given::Val(val) } else { Given::Perhaps(val) }
                    }
                    Err(Thrown) => Given::Throws("java/lang/RuntimeException"),
                }
            }
            BufferNew | BufferOf | Append | AppendArray | Insert | SetLength | Reverse | SetCharAt | DeleteCharAt
            | Delete | BufferChange | BufferText | BufferLength | BufferCharAt => {
                self.buffer_call(run, frame, index, state, (native, kind, operands))
            }
            ValueNew => {
                let plain: Vec<Val> = operands[1..].iter().map(|o| self.plain(state, *o)).collect();
                let array = signature.params.first() == Some(&Kind::Ref);
                let val = match plain.as_slice() {
                    [] => EMPTY,
                    [one] if !array || self.terms.known_text(*one).is_some() => *one,
                    [one] if !matches!(self.terms.get(*one), Some(Term::Array(..))) && !self.terms.is_open(*one) => {
                        library::from_sources(&mut self.terms, &[*one])
                    }
                    _ => self.operate(Operation::Library(Function::TextOfArray), &plain).unwrap_or(UNKNOWN),
                };
                self.replace(state, this, val);
                Given::Perhaps(UNKNOWN)
            }
            GetProperty => {
                let key = self.plain(state, arg(1));
                Given::Perhaps(self.operate(Operation::Property, &[key]).unwrap_or(UNKNOWN))
            }
            GetClass => {
                let val = self.class_of(frame, index, state, this);
                Given::Val(val)
            }
            ThrowableNew => {
                if let Val::Ref(id) = this
                    && let Some(obj @ Obj::Fresh(_)) = state.heap.get_mut(id)
                {
                    *obj = Obj::Made(arg(1));
                    state.dirty = true;
                }
                Given::Val(UNKNOWN)
            }
            ObjectText => {
                let text = self.plain(state, this);
                let known = self.terms.known_text(text).is_some() || matches!(self.terms.get(text), Some(Term::Concat(_)));
                if known || self.terms.is_open(text) { Given::Perhaps(self.as_text(text, Kind::Ref)) } else { Given::Other }
            }
            GetMessage => match self.content(state, this) {
                Some(Obj::Made(message)) => Given::Val(*message),
                _ => Given::Other,
            },
            ForName => {
                let name = self.plain(state, arg(0));
                Given::Perhaps(self.terms.made(frame.site(index), name))
            }
            ResourceOpen => {
                let name = self.plain(state, arg(1));
                let known_by = match self.terms.known_text(name) {
                    Some(units) => {
                        let text = String::from_utf16_lossy(units);
                        self.terms.source(&format!("resource {text}"))
                    }
                    _ => self.terms.source("Class.getResourceAsStream"),
                };
                let bytes = self
                    .terms
                    .known_text(name)
                    .map(String::from_utf16_lossy)
                    .and_then(|name| self.resource(frame.method, &name));
                let obj = match bytes {
                    Some(bytes) => Obj::Input(bytes, 0, known_by),
                    Option::None => Obj::Made(known_by),
                };
                Given::Perhaps(self.make(run, frame, index, state, obj))
            }
            _ => return self.container_call(run, frame, index, state, native, (operands, is_static)),
        })
    }

    /// A call of a string buffer. What is written to one of several buffers may be in each.
    fn buffer_call(
        &mut self,
        run: &mut Run,
        frame: &Frame<'a>,
        index: u32,
        state: &mut State,
        (native, kind, operands): (Native, Kind, &[Val]),
    ) -> Given {
        use Native::*;
        let mut this = operands[0];
        if self.terms.is_open(this)
            && !self.terms.has_ref(this)
            && !matches!(native, BufferText | BufferLength | BufferCharAt)
        {
            // A buffer from elsewhere: from here on it is followed, with what it holds left open.
            let content = self.as_text(this, Kind::Ref);
            let followed = self.make(run, frame, index, state, Obj::Buffer(Buffer::of(content)));
            self.replace(state, this, followed);
            this = followed;
        }
        let plain: Vec<Val> = operands[1..].iter().map(|o| self.plain(state, *o)).collect();
        let first = plain.first().copied().unwrap_or(UNKNOWN);
        if matches!(native, BufferText | BufferLength | BufferCharAt) {
            let text = self.plain(state, this);
            return match native {
                BufferText => Given::Val(self.as_text(text, Kind::Ref)),
                BufferLength => {
                    Given::Val(self.operate(Operation::Library(Function::StringLength), &[text]).unwrap_or(UNKNOWN))
                }
                _ => match self.operate(Operation::Library(Function::CharAt), &[text, first]) {
                    Ok(val) => Given::Perhaps(val),
                    Err(Thrown) => Given::Throws("java/lang/StringIndexOutOfBoundsException"),
                },
            };
        }
        let added = match native {
            Append | BufferOf => self.as_text(first, kind),
            AppendArray => self.operate(Operation::Library(Function::TextOfArray), &plain).unwrap_or(UNKNOWN),
            Insert => self.as_text(plain.get(1).copied().unwrap_or(UNKNOWN), kind),
            _ => UNKNOWN,
        };
        let objects = self.terms.alternatives_of(this);
        let single = objects.len() == 1;
        if objects.iter().any(|o| !matches!(o, Val::Ref(_))) {
            // A buffer from elsewhere: what it holds is known no longer.
            self.replace(state, this, UNKNOWN);
            return Given::Perhaps(UNKNOWN);
        }
        for object in objects {
            let Val::Ref(id) = object else { continue };
            let Some(Obj::Buffer(buffer)) = state.heap.get_mut(id) else { continue };
            let before = if single { NONE } else { buffer.content(&mut self.terms) };
            match (native, first) {
                (BufferNew, _) => *buffer = Buffer::of(EMPTY),
                (BufferOf, _) => *buffer = Buffer::of(added),
                (Append, Val::Int(unit)) if kind == Kind::Char => buffer.push_unit(unit as u16),
                (Append | AppendArray, _) => buffer.push(&mut self.terms, added),
                (SetLength, Val::Int(0)) => *buffer = Buffer::of(EMPTY),
                (Insert, Val::Int(0)) => {
                    let content = buffer.content(&mut self.terms);
                    *buffer = Buffer::of(self.terms.concat(added, content));
                }
                _ => {
                    let ints: Vec<Option<usize>> = plain
                        .iter()
                        .map(|p| if let Val::Int(i) = p { usize::try_from(*i).ok() } else { Option::None })
                        .collect();
                    let inserted = self.terms.known_text(added).map(<[u16]>::to_vec);
                    let content = buffer.content(&mut self.terms);
                    if !edit(buffer, &mut self.terms, native, &ints, inserted.as_deref(), &plain) {
                        *buffer = Buffer::of(library::from_sources(&mut self.terms, &[content, added]));
                    }
                }
            }
            if !single && let Some(Obj::Buffer(buffer)) = state.heap.get_mut(id) {
                let after = buffer.content(&mut self.terms);
                *buffer = Buffer::of(self.terms.union(before, after));
            }
            state.dirty = true;
        }
        Given::Val(this)
    }

    /// A value as the text that `append` or `valueOf` makes of it.
    pub(super) fn as_text(&mut self, val: Val, kind: Kind) -> Val {
        if kind == Kind::Ref && self.terms.known_text(val).is_some() {
            return val;
        }
        self.operate(Operation::ToText(kind), &[val]).unwrap_or(UNKNOWN)
    }

    /// A call of a container, a stream, or a method that copies between arrays.
    fn container_call(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        native: Native,
        (operands, _): (&[Val], bool),
    ) -> Result<Given, Stop> {
        use Native::*;
        let arg = |n: usize| operands.get(n).copied().unwrap_or(UNKNOWN);
        let this = arg(0);
        if native == ArrayCopy {
            return Ok(self.array_copy(run, state, operands));
        }
        if native == GetChars {
            let text = self.plain(state, this);
            let source = library::from_sources(&mut self.terms, &[text]);
            let units = self.terms.known_text(text).map(<[u16]>::to_vec);
            if let (Some(units), Val::Int(from), Val::Int(to), Val::Ref(id), Val::Int(at)) =
                (units, arg(1), arg(2), arg(3), arg(4))
                && let Some(Obj::Array(vals)) = state.heap.get_mut(id)
                && let (Ok(from), Ok(to), Ok(at)) = (usize::try_from(from), usize::try_from(to), usize::try_from(at))
                && let (Some(part), Some(cells)) =
                    (units.get(from..to), to.checked_sub(from).and_then(|n| vals.get_mut(at..at + n)))
            {
                cells.iter_mut().zip(part).for_each(|(cell, unit)| *cell = Val::Int(i32::from(*unit)));
            } else if let Val::Ref(id) = arg(3)
                && let Some(obj) = state.heap.get_mut(id)
            {
                *obj = Obj::Bag(source);
            } else {
                self.spoil(run, state, arg(3));
            }
            state.dirty = true;
            return Ok(Given::Perhaps(UNKNOWN));
        }
        let Val::Ref(id) = this else {
            return Ok(self.outside_container(run, frame, index, state, native, operands));
        };
        let Some(obj) = state.heap.get(id).map(|cell| cell.obj.clone()) else { return Ok(Given::Other) };
        let ints = |n: usize| if let Val::Int(i) = arg(n) { usize::try_from(i).ok() } else { Option::None };
        let position = |val: Val| if let Val::Int(i) = val { usize::try_from(i).ok() } else { Option::None };
        let out = "java/lang/ArrayIndexOutOfBoundsException";
        state.dirty = true;
        let given = match (native, obj) {
            (ListNew | TableNew | OutputNew, _) => Given::Val(UNKNOWN),
            (ListAdd, Obj::List(mut vals)) if vals.len() < 4_096 => {
                vals.push(arg(1));
                self.put(state, id, Obj::List(vals));
                Given::Val(arg(1))
            }
            (ListInsert, Obj::List(mut vals)) if ints(2).is_some_and(|i| i <= vals.len()) => {
                vals.insert(ints(2).unwrap_or(0), arg(1));
                self.put(state, id, Obj::List(vals));
                Given::Val(UNKNOWN)
            }
            (ListSet, Obj::List(mut vals)) if ints(2).is_some_and(|i| i < vals.len()) => {
                vals[ints(2).unwrap_or(0)] = arg(1);
                self.put(state, id, Obj::List(vals));
                Given::Val(UNKNOWN)
            }
            (ListGet, Obj::List(vals)) => match position(arg(1)) {
                Some(i) => vals.get(i).map_or(Given::Throws(out), |val| Given::Val(*val)),
                Option::None => Given::Perhaps(summary(&Obj::List(vals), &mut self.terms)),
            },
            (ListFirst, Obj::List(vals)) => {
                vals.first().map_or(Given::Throws("java/util/NoSuchElementException"), |v| Given::Val(*v))
            }
            (ListLast, Obj::List(vals)) => {
                vals.last().map_or(Given::Throws("java/util/NoSuchElementException"), |v| Given::Val(*v))
            }
            (ListPop, Obj::List(mut vals)) => match vals.pop() {
                Some(val) => {
                    self.put(state, id, Obj::List(vals));
                    Given::Val(val)
                }
                Option::None => Given::Throws("java/util/EmptyStackException"),
            },
            (ListSize, Obj::List(vals)) => Given::Val(Val::Int(vals.len() as i32)),
            (ListClear, Obj::List(_)) => {
                self.put(state, id, Obj::List(Vec::new()));
                Given::Val(UNKNOWN)
            }
            (ListRemove, Obj::List(mut vals)) if position(arg(1)).is_some_and(|i| i < vals.len()) => {
                vals.remove(position(arg(1)).unwrap_or(0));
                self.put(state, id, Obj::List(vals));
                Given::Val(UNKNOWN)
            }
            (ListIndexOf, _) => Given::Val(UNKNOWN),
            (TablePut, Obj::Table(mut pairs)) if pairs.len() < 1_024 => {
                let key = self.plain(state, arg(1));
                match pairs.iter_mut().find(|(k, _)| *k == key) {
                    Some(pair) => pair.1 = arg(2),
                    Option::None => pairs.push((key, arg(2))),
                }
                self.put(state, id, Obj::Table(pairs));
                Given::Val(UNKNOWN)
            }
            (TableGet, Obj::Table(pairs)) => {
                let key = self.plain(state, arg(1));
                let known = self.is_plain(key) && pairs.iter().all(|(k, _)| self.is_plain(*k));
                match pairs.iter().find(|(k, _)| *k == key) {
                    Some((_, val)) if known => Given::Val(*val),
                    Option::None if known => Given::Val(NULL),
                    _ => Given::Val(summary(&Obj::Table(pairs), &mut self.terms)),
                }
            }
            (TableSize, Obj::Table(pairs)) => Given::Val(Val::Int(pairs.len() as i32)),
            (Elements, obj @ (Obj::List(_) | Obj::Table(_))) => {
                let vals = match obj {
                    Obj::Table(pairs) => pairs.into_iter().map(|(_, val)| val).collect(),
                    Obj::List(vals) => vals,
                    _ => Vec::new(),
                };
                Given::Val(self.make(run, frame, index, state, Obj::List(vals)))
            }
            (Keys, Obj::Table(pairs)) => {
                let vals = pairs.into_iter().map(|(key, _)| key).collect();
                Given::Val(self.make(run, frame, index, state, Obj::List(vals)))
            }
            (NextElement, obj) => match summary(&obj, &mut self.terms) {
                NONE => Given::Throws("java/util/NoSuchElementException"),
                val => Given::Perhaps(val),
            },
            (TableChange | ListAdd | ListInsert | ListSet | TablePut | ListRemove, Obj::Bag(old)) => {
                let new = operands[1..].iter().fold(old, |all, val| self.terms.union(all, *val));
                self.put(state, id, Obj::Bag(new));
                Given::Perhaps(UNKNOWN)
            }
            (
                TableChange | ListAdd | ListInsert | ListSet | ListRemove | TablePut,
                obj @ (Obj::List(_) | Obj::Table(_)),
            ) => {
                let mut all = summary(&obj, &mut self.terms);
                for val in &operands[1..] {
                    all = self.terms.union(all, *val);
                }
                self.put(state, id, Obj::Bag(all));
                Given::Perhaps(UNKNOWN)
            }
            (ListGet | ListFirst | ListLast | ListPop | TableGet, Obj::Bag(val)) => {
                Given::Perhaps(if val == NONE { UNKNOWN } else { val })
            }
            (ListSize | TableSize, Obj::Bag(_)) => Given::Val(UNKNOWN),
            (native, obj) => self.stream_call(state, id, native, obj, operands),
        };
        Ok(given)
    }

    fn put(&mut self, state: &mut State, id: u32, obj: Obj) {
        if let Some(old) = state.heap.get_mut(id) {
            *old = obj;
        }
        state.dirty = true;
    }

    /// A container that is not followed here: in a field, for example.
    fn outside_container(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        native: Native,
        operands: &[Val],
    ) -> Given {
        use Native::*;
        let this = self.plain(state, operands[0]);
        match native {
            Elements if self.terms.is_open(this) => Given::Perhaps(this),
            ListGet | ListFirst | ListLast | ListPop | TableGet | NextElement => {
                let at = operands.get(1).map_or(UNKNOWN, |at| self.plain(state, *at));
                let later = self.terms.apply(Operation::Element(frame.site(index)), &[this, at]);
                Given::Perhaps(if run.eager { self.settle(later) } else { later })
            }
            ListAdd | ListInsert | ListSet | ListRemove | ListClear | TablePut | TableChange => {
                self.spoil(run, state, operands[0]);
                Given::Other
            }
            _ => Given::Other,
        }
    }

    /// `System.arraycopy`.
    fn array_copy(&mut self, run: &mut Run, state: &mut State, operands: &[Val]) -> Given {
        let [from, Val::Int(start), to, Val::Int(at), Val::Int(length)] = *operands else {
            self.blur_copy(run, state, operands);
            return Given::Perhaps(UNKNOWN);
        };
        let source = match self.content(state, from) {
            Some(Obj::Array(vals)) => Some(vals.clone()),
            _ => match self.terms.get(from) {
                Some(Term::Array(_, vals)) => Some(vals.to_vec()),
                _ => None,
            },
        };
        let span = |start: i32| {
            let start = usize::try_from(start).ok()?;
            Some(start..start.checked_add(usize::try_from(length).ok()?)?)
        };
        if let (Some(source), Val::Ref(id), Some(from), Some(at)) = (source, to, span(start), span(at))
            && let Some(Obj::Array(vals)) = state.heap.get_mut(id)
        {
            let (Some(part), Some(cells)) = (source.get(from), vals.get_mut(at)) else {
                return Given::Throws("java/lang/ArrayIndexOutOfBoundsException");
            };
            cells.copy_from_slice(part);
            state.dirty = true;
            return Given::Val(UNKNOWN);
        }
        self.blur_copy(run, state, operands);
        Given::Perhaps(UNKNOWN)
    }

    /// An array or container that is not followed is written to: what it holds is known no longer.
    pub(super) fn spoil(&mut self, run: &mut Run, state: &mut State, val: Val) {
        let changes = matches!(
            self.terms.get(val),
            Some(Term::Apply(..) | Term::Param(..) | Term::Array(..) | Term::List(..) | Term::Map(..))
        );
        if changes {
            run.blurred = true;
            self.replace(state, val, UNKNOWN);
        }
    }

    /// Elements were copied, but not known which.
    fn blur_copy(&mut self, run: &mut Run, state: &mut State, operands: &[Val]) {
        if let Some(to) = operands.get(2) {
            self.spoil(run, state, *to);
        }
        let from = operands.first().copied().unwrap_or(UNKNOWN);
        let added = match self.content(state, from).cloned() {
            Some(obj) => summary(&obj, &mut self.terms),
            None => library::from_sources(&mut self.terms, &[from]),
        };
        if let Some(Val::Ref(id)) = operands.get(2).copied()
            && let Some(obj) = state.heap.get(id).map(|cell| cell.obj.clone())
        {
            let blank = matches!(&obj, Obj::Array(vals) if vals.iter().all(|v| matches!(v, Val::Int(0) | &NULL)));
            let old = if blank { NONE } else { summary(&obj, &mut self.terms) };
            let all = self.terms.union(old, added);
            self.put(state, id, Obj::Bag(all));
        }
    }

    /// A call of a stream over known bytes, or of one that collects them.
    fn stream_call(&mut self, state: &mut State, id: u32, native: Native, obj: Obj, operands: &[Val]) -> Given {
        use Native::*;
        let arg = |n: usize| operands.get(n).copied().unwrap_or(UNKNOWN);
        match (native, obj) {
            (BytesInputNew, _) => {
                let array = self.plain(state, arg(1));
                let bytes = match self.terms.get(array) {
                    Some(Term::Array(_, vals)) if operands.len() == 2 => vals
                        .iter()
                        .map(|v| if let Val::Int(i) = v { Some(*i as u8) } else { Option::None })
                        .collect::<Option<Vec<u8>>>(),
                    _ => Option::None,
                };
                let source = library::from_sources(&mut self.terms, &[array]);
                let obj = match bytes {
                    Some(bytes) => Obj::Input(Rc::from(bytes), 0, source),
                    Option::None => Obj::Made(source),
                };
                self.put(state, id, obj);
                Given::Val(UNKNOWN)
            }
            (Wrap, _) => {
                let inner = self.content(state, arg(1)).cloned();
                let obj = match inner {
                    Some(inner @ (Obj::Input(..) | Obj::Output(_) | Obj::Made(_))) => inner,
                    _ => {
                        let inner = self.plain(state, arg(1));
                        Obj::Made(match self.terms.get(inner) {
                            Some(Term::Made(_, known_by)) => *known_by,
                            _ => inner,
                        })
                    }
                };
                // The wrapper and what is in it read and write the same bytes.
                if matches!(obj, Obj::Input(..) | Obj::Output(_)) {
                    self.replace(state, Val::Ref(id), arg(1));
                } else {
                    self.put(state, id, obj);
                }
                Given::Val(UNKNOWN)
            }
            (Read, Obj::Input(bytes, at, by)) => {
                let val = bytes.get(at).map_or(-1, |b| i32::from(*b));
                self.put(state, id, Obj::Input(bytes.clone(), (at + 1).min(bytes.len()), by));
                Given::Val(Val::Int(val))
            }
            (ReadNumber(how), Obj::Input(bytes, at, by)) => {
                let size = usize::from(how & 0x7f);
                let Some(part) = bytes.get(at..at + size) else { return Given::Throws("java/io/EOFException") };
                let number = part.iter().fold(0i32, |all, b| all << 8 | i32::from(*b));
                let number = match how {
                    0x81 => i32::from(number as i8),
                    0x82 => i32::from(number as i16),
                    _ => number,
                };
                self.put(state, id, Obj::Input(bytes.clone(), at + size, by));
                Given::Val(Val::Int(number))
            }
            (ReadText, Obj::Input(bytes, at, by)) => {
                let length = bytes.get(at..at + 2).map(|b| usize::from(b[0]) << 8 | usize::from(b[1]));
                let Some(part) = length.and_then(|n| bytes.get(at + 2..at + 2 + n)) else {
                    return Given::Throws("java/io/EOFException");
                };
                let text = self.terms.str(&String::from_utf8_lossy(part));
                self.put(state, id, Obj::Input(bytes.clone(), at + 2 + part.len(), by));
                Given::Val(text)
            }
            (ReadInto | ReadFully, Obj::Input(bytes, at, by)) => {
                let Val::Ref(array) = arg(1) else { return Given::Perhaps(UNKNOWN) };
                let Some(Obj::Array(vals)) = state.heap.get_mut(array) else { return Given::Perhaps(UNKNOWN) };
                let (start, length) = match (arg(2), arg(3), operands.len()) {
                    (_, _, 2) => (0, vals.len()),
                    (Val::Int(start), Val::Int(length), _) => (start.max(0) as usize, length.max(0) as usize),
                    _ => return Given::Perhaps(UNKNOWN),
                };
                let rest = bytes.get(at..).unwrap_or(&[]);
                let count = length.min(rest.len());
                if start + length > vals.len() || (native == ReadFully && count < length) {
                    return Given::Throws("java/io/EOFException");
                }
                for (cell, byte) in vals[start..].iter_mut().zip(&rest[..count]) {
                    *cell = Val::Int(i32::from(*byte as i8));
                }
                let ended = count == 0 && length > 0;
                self.put(state, id, Obj::Input(bytes.clone(), at + count, by));
                Given::Val(Val::Int(if ended { -1 } else { count as i32 }))
            }
            (Available, Obj::Input(bytes, at, _)) => Given::Val(Val::Int((bytes.len() - at) as i32)),
            (Skip, Obj::Input(bytes, at, by)) => {
                let skipped = match (arg(1), self.terms.get(arg(1))) {
                    (Val::Int(n), _) => i64::from(n),
                    (_, Some(Term::Long(n))) => *n,
                    _ => return Given::Perhaps(UNKNOWN),
                };
                let left = bytes.len() - at;
                let n = usize::try_from(skipped).unwrap_or(0).min(left);
                self.put(state, id, Obj::Input(bytes.clone(), at + n, by));
                Given::Perhaps(self.terms.long(n as i64))
            }
            (Read | ReadNumber(_) | ReadText, Obj::Made(known_by)) => {
                let source = library::from_sources(&mut self.terms, &[known_by]);
                // A resource is told by its name, a connection by what reads from it.
                let is_resource =
                    matches!(self.terms.get(source), Some(Term::Source(name)) if name.starts_with("resource "));
                if is_resource { Given::Perhaps(source) } else { Given::Other }
            }
            (Write, Obj::Output(mut vals)) if vals.len() < 4_096 => {
                vals.push(match arg(1) {
                    Val::Int(i) => Val::Int(i32::from(i as i8)),
                    other => other,
                });
                self.put(state, id, Obj::Output(vals));
                Given::Val(UNKNOWN)
            }
            (WriteAll, Obj::Output(mut vals)) => {
                let array = self.plain(state, arg(1));
                let part = match (self.terms.get(array), arg(2), arg(3), operands.len()) {
                    (Some(Term::Array(_, all)), _, _, 2) => Some(all.to_vec()),
                    (Some(Term::Array(_, all)), Val::Int(from), Val::Int(n), 4) => {
                        usize::try_from(from).ok().and_then(|f| all.get(f..f + n.max(0) as usize)).map(<[Val]>::to_vec)
                    }
                    _ => Option::None,
                };
                let obj = match part {
                    Some(part) if vals.len() + part.len() < 4_096 => {
                        vals.extend(part);
                        Obj::Output(vals)
                    }
                    _ => {
                        let source = library::from_sources(&mut self.terms, &[array]);
                        Obj::Bag(source)
                    }
                };
                self.put(state, id, obj);
                Given::Val(UNKNOWN)
            }
            (OutputBytes, Obj::Output(vals)) => {
                let known = Obj::Array(vals);
                let site = state.heap.get(id).map(|cell| cell.site);
                match site {
                    Some(site) => {
                        let Obj::Array(vals) = known else { return Given::Other };
                        Given::Val(self.terms.intern(Term::Array(Some(site), vals.into())))
                    }
                    Option::None => Given::Other,
                }
            }
            (OutputBytes, Obj::Bag(source)) => Given::Perhaps(source),
            _ => Given::Other,
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
        record
    }
}

/// Changes the known text of a buffer; `false` when text or positions are not known.
fn edit(
    buffer: &mut Buffer,
    terms: &mut super::term::Terms,
    native: Native,
    ints: &[Option<usize>],
    inserted: Option<&[u16]>,
    plain: &[Val],
) -> bool {
    let at = |n: usize| ints.get(n).copied().flatten();
    let Some(units) = buffer.known(terms) else { return false };
    let length = units.len();
    match native {
        Native::Reverse => {
            units.reverse();
            buffer.scrambled();
        }
        Native::SetLength => {
            let Some(to) = at(0).filter(|to| *to <= 1 << 16) else { return false };
            units.resize(to, 0);
        }
        Native::SetCharAt => {
            let (Some(i), Some(Val::Int(unit))) = (at(0).filter(|i| *i < length), plain.get(1)) else { return false };
            units[i] = *unit as u16;
            buffer.changed_one();
        }
        Native::DeleteCharAt => {
            let Some(i) = at(0).filter(|i| *i < length) else { return false };
            units.remove(i);
        }
        Native::Delete => {
            let (Some(from), Some(to)) = (at(0), at(1)) else { return false };
            let to = to.min(length);
            if from > to {
                return false;
            }
            units.drain(from..to);
        }
        Native::Insert => {
            let (Some(i), Some(text)) = (at(0).filter(|i| *i <= length), inserted) else { return false };
            units.splice(i..i, text.iter().copied());
        }
        _ => return false,
    }
    true
}
