//! Calls of containers, and of methods that copy between arrays.

use super::Engine;
use super::heap::{Obj, summary};
use super::invoke::Given;
use super::library;
use super::machine::{Frame, Run, State, Stop};
use super::members::Native;
use super::term::{NONE, NULL, Operation, Term, UNKNOWN, Val};

impl<'a> Engine<'a> {
    /// A call of a container, a stream, or a method that copies between arrays.
    pub(super) fn container_call(
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

    pub(super) fn put(&mut self, state: &mut State, id: u32, obj: Obj) {
        if let Some(old) = state.heap.get_mut(id) {
            *old = obj;
        }
        state.dirty = true;
    }

    /// A container that is not followed here: in a field, for example.
    pub(super) fn outside_container(
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
    pub(super) fn array_copy(&mut self, run: &mut Run, state: &mut State, operands: &[Val]) -> Given {
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
    pub(super) fn blur_copy(&mut self, run: &mut Run, state: &mut State, operands: &[Val]) {
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
}
