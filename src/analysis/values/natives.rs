//! Calls of the library that are known by heart.

use super::Engine;
use super::heap::{Buffer, Obj};
use super::invoke::Given;
use super::library::{self, Function, Thrown};
use super::machine::{Frame, Run, State, Stop};
use super::members::Native;
use super::term::{EMPTY, NONE, Operation, Term, UNKNOWN, Val};
use crate::analysis::signature::{Kind, Signature};

impl<'a> Engine<'a> {
    /// A call of a method that is known by heart.
    pub(super) fn library_call(
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
        let needs_receiver = !matches!(native, Pure(_) | ForName | ArrayCopy);
        if operands.is_empty() || (is_static && needs_receiver) {
            return Ok(Given::Other);
        }
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
                    Err(Thrown) => Given::ThrowsSome,
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
                let known =
                    self.terms.known_text(text).is_some() || matches!(self.terms.get(text), Some(Term::Concat(_)));
                if known || self.terms.is_open(text) {
                    Given::Perhaps(self.as_text(text, Kind::Ref))
                } else {
                    Given::Other
                }
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

    /// The class object of an object, known by its name.
    pub(super) fn class_of(&mut self, frame: &Frame<'a>, index: u32, state: &State, this: Val) -> Val {
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

    /// A call of a string buffer. What is written to one of several buffers may be in each.
    pub(super) fn buffer_call(
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
