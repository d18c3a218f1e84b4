//! Calls of streams over known bytes, and of those that collect bytes.

use super::Engine;
use super::heap::Obj;
use super::invoke::Given;
use super::library;
use super::machine::State;
use super::members::Native;
use super::term::{Term, UNKNOWN, Val};
use std::rc::Rc;

impl<'a> Engine<'a> {
    /// A call of a stream over known bytes, or of one that collects them.
    pub(super) fn stream_call(
        &mut self,
        state: &mut State,
        id: u32,
        native: Native,
        obj: Obj,
        operands: &[Val],
    ) -> Given {
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
}
