//! Instructions that read and write arrays and fields, and that make objects.

use super::Engine;
use super::heap::{Obj, summary};
use super::library;
use super::machine::{Frame, Next, Run, State, Stop};
use super::term::{Alternatives, NONE, NULL, Operation, UNKNOWN, Val};
use crate::program::{Insn, Op, Sym};

impl<'a> Engine<'a> {
    /// An element of an array; `None` when the index lies outside for sure.
    pub(super) fn element(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        array: Val,
        at: Val,
    ) -> Result<Option<Val>, Stop> {
        if let (Some(Obj::Array(vals)), Val::Int(i)) = (self.content(state, array), at) {
            return Ok(usize::try_from(i).ok().and_then(|i| vals.get(i)).copied());
        }
        if array == NULL {
            return Ok(None);
        }
        self.may_throw(run, frame, index, state)?;
        let mut found = NONE;
        let mut certain = true;
        for one in self.terms.alternatives_of(array) {
            let val = match self.content(state, one).cloned() {
                Some(Obj::Array(vals)) => {
                    let picks: Vec<Val> = self
                        .terms
                        .alternatives_of(at)
                        .iter()
                        .map(|i| {
                            if let Val::Int(i) = i {
                                usize::try_from(*i).ok().and_then(|i| vals.get(i)).copied()
                            } else {
                                None
                            }
                        })
                        .collect::<Option<Vec<Val>>>()
                        .unwrap_or(vals);
                    self.terms.any_of(&picks)
                }
                Some(other) => match summary(&other, &mut self.terms) {
                    NONE => UNKNOWN,
                    val => val,
                },
                None => {
                    let at = self.plain(state, at);
                    match self.operate(Operation::Element(frame.site(index)), &[one, at]) {
                        Ok(val) => val,
                        Err(library::Thrown) => {
                            certain = false;
                            NONE
                        }
                    }
                }
            };
            found = self.terms.union(found, val);
        }
        if run.eager {
            found = self.settle(found);
        }
        Ok(if found == NONE && !certain { None } else { Some(found) })
    }

    pub(super) fn set_element(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        (array, at, val): (Val, Val, Val),
    ) -> Result<Next, Stop> {
        state.dirty = true;
        if frame.record.is_some() && !matches!(array, Val::Ref(_)) {
            let (place, shown) = (self.plain(state, at), self.plain(state, val));
            let base = if self.terms.has_ref(array) { UNKNOWN } else { array };
            if let Some(record) = &mut frame.record {
                record.store(index, base, place, shown, &mut self.terms);
            }
        }
        if let (Val::Ref(id), Val::Int(i)) = (array, at)
            && let Some(Obj::Array(vals)) = state.heap.get_mut(id)
        {
            match usize::try_from(i).ok().and_then(|i| vals.get_mut(i)) {
                Some(cell) => *cell = val,
                None => {
                    return self.throws(
                        run,
                        frame,
                        index,
                        state,
                        (UNKNOWN, Some("java/lang/ArrayIndexOutOfBoundsException")),
                    );
                }
            }
            return Ok(Next::On);
        }
        if !self.terms.has_ref(array) {
            // Which array it is shows only later, and then without what is written to it here.
            self.spoil(run, state, array);
        }
        let single = matches!(array, Val::Ref(_));
        for one in self.terms.alternatives_of(array) {
            let Val::Ref(id) = one else { continue };
            match state.heap.get_mut(id) {
                Some(Obj::Array(vals)) => {
                    let places: Option<Vec<usize>> = self
                        .terms
                        .alternatives_of(at)
                        .iter()
                        .map(|i| if let Val::Int(i) = i { usize::try_from(*i).ok() } else { None })
                        .collect();
                    match places {
                        Some(places) => {
                            for place in places {
                                if let Some(cell) = vals.get_mut(place) {
                                    *cell = self.terms.union(*cell, val);
                                }
                            }
                        }
                        // Somewhere: zeros and nulls of a new array say nothing then.
                        None => {
                            let blank = |v: &Val| matches!(v, Val::Int(0) | &NULL);
                            let kept: Vec<Val> = vals.iter().copied().filter(|v| !blank(v)).collect();
                            let old = self.terms.any_of(&kept);
                            let all = self.terms.union(old, val);
                            if let Some(obj) = state.heap.get_mut(id) {
                                *obj = Obj::Bag(all);
                            }
                        }
                    }
                }
                Some(Obj::Bag(old)) => *old = self.terms.union(*old, val),
                _ => {}
            }
        }
        if !single || !matches!(at, Val::Int(_)) {
            self.may_throw(run, frame, index, state)?;
        }
        Ok(Next::On)
    }

    pub(super) fn get_field(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        insn: Insn,
        state: &mut State,
    ) -> Result<Next, Stop> {
        let base = if insn.op == Op::GetField { self.pop(frame, state)? } else { NONE };
        let kind = self.members.get(insn.a as usize).and_then(|member| member.kind).ok_or(Stop::Malformed)?;
        if base == NULL {
            return self.throws(run, frame, index, state, (UNKNOWN, Some("java/lang/NullPointerException")));
        }
        let Some(field) = self.members[insn.a as usize].field else {
            let member = self.program.members[insn.a as usize];
            let class = self.program.symbols.text(member.class);
            let name =
                format!("{}.{}", class.rsplit('/').next().unwrap_or(class), self.program.symbols.text(member.name));
            let val = self.terms.source(&name);
            self.push_kind(state, kind, val);
            return Ok(Next::On);
        };
        let mut found = NONE;
        let bases = if insn.op == Op::GetField { self.terms.alternatives_of(base) } else { Alternatives::one(NONE) };
        for one in bases {
            let val = match self.content(state, one) {
                Some(Obj::Object(_, fields)) => match fields.binary_search_by_key(&field, |(f, _)| *f) {
                    Ok(at) => fields[at].1,
                    Err(_) => self.default_of(field),
                },
                _ => match state.heap.field(one, field) {
                    Some(val) => val,
                    None => self.load(run, frame, index, state, one, field),
                },
            };
            found = self.terms.union(found, val);
        }
        self.push_kind(state, kind, found);
        Ok(Next::On)
    }

    pub(super) fn put_field(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        insn: Insn,
        state: &mut State,
    ) -> Result<Next, Stop> {
        let kind = self.members.get(insn.a as usize).and_then(|member| member.kind).ok_or(Stop::Malformed)?;
        let val = self.pop_kind(frame, state, kind)?;
        let base = if insn.op == Op::PutField { self.pop(frame, state)? } else { NONE };
        if base == NULL {
            return self.throws(run, frame, index, state, (UNKNOWN, Some("java/lang/NullPointerException")));
        }
        let Some(field) = self.members[insn.a as usize].field else { return Ok(Next::On) };
        state.dirty = true;
        if frame.record.is_some() {
            let shown = self.plain(state, val);
            let shown_base = if self.terms.has_ref(base) { UNKNOWN } else { base };
            if let Some(record) = &mut frame.record {
                record.store(index, shown_base, NONE, shown, &mut self.terms);
                if self.terms.has_ref(val) {
                    let late = record.late.get_or_insert(index, NONE);
                    *late = self.terms.union(*late, val);
                } else if let Some(late) = record.late.get_mut(index) {
                    *late = self.terms.union(*late, val);
                }
            }
        }
        let bases = if insn.op == Op::PutField { self.terms.alternatives_of(base) } else { Alternatives::one(NONE) };
        let single = bases.len() == 1;
        for one in bases {
            let followed = match one {
                Val::Ref(id) => state.heap.get_mut(id),
                _ => None,
            };
            match followed {
                Some(Obj::Object(_, fields)) => match fields.binary_search_by_key(&field, |(f, _)| *f) {
                    Ok(at) => {
                        let old = fields[at].1;
                        fields[at].1 = if single { val } else { self.terms.union(old, val) };
                    }
                    Err(at) => fields.insert(at, (field, val)),
                },
                _ => {
                    let val = if single { val } else { UNKNOWN };
                    state.heap.set_field(one, field, val);
                }
            }
        }
        Ok(Next::On)
    }

    pub(super) fn new_object(&mut self, class: Sym) -> Obj {
        if self.program.class(class).is_some() {
            return Obj::Object(class, Vec::new());
        }
        match self.program.symbols.text(class) {
            "java/lang/StringBuffer" | "java/lang/StringBuilder" => {
                Obj::Buffer(super::heap::Buffer::of(super::term::EMPTY))
            }
            "java/util/Vector" | "java/util/Stack" => Obj::List(Vec::new()),
            "java/util/Hashtable" => Obj::Table(Vec::new()),
            "java/io/ByteArrayOutputStream" => Obj::Output(Vec::new()),
            _ => Obj::Fresh(class),
        }
    }
}
