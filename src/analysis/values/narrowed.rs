//! What the arguments of a call can be when more is known of the calls that lead to it than that they are made: the object that
//! the method works on, or some of what the method is given.

use super::Engine;
use super::term::{NONE, Term, UNKNOWN, Val};
use crate::analysis::graph::{EdgeKind, Object, Site};
use crate::program::MethodId;

/// Constructors that call each other on one object, and other methods that do, which are followed.
const DEEPEST: u32 = 8;

impl<'a> Engine<'a> {
    /// As [`Engine::arguments`], for a call that the method makes on the object that it is itself called on: only by the calls
    /// that lead to it with the object made at `made`. Of any other call this tells what that does.
    pub fn arguments_on(&mut self, site: Site, wanted: u64, made: Site) -> Option<Vec<Val>> {
        let record = self.summary(site.method);
        let tuples = record.calls.get(site.insn)?.clone();
        if record.cut || !tuples.iter().all(|tuple| self.is_this(tuple.first(), site.method)) {
            return self.arguments(site, wanted);
        }
        let tuples = masked(&tuples, wanted);
        let mask = tuples.iter().flatten().fold(1, |all, val| all | self.terms.params(*val));
        let contexts = self.contexts_on(site.method, mask, made, 0);
        self.close_in(&tuples, site.method, &contexts).or_else(|| self.arguments(site, wanted))
    }

    /// As [`Engine::arguments`], only by the calls that give the method these receiver and parameters, where they are known,
    /// and by the call `entered` alone, where that is.
    pub fn arguments_given(
        &mut self,
        site: Site,
        wanted: u64,
        (given, entered): (&[Option<Val>], Option<Site>),
    ) -> Option<Vec<Val>> {
        let record = self.summary(site.method);
        let tuples = masked(record.calls.get(site.insn)?, wanted);
        if record.cut {
            return self.arguments(site, wanted);
        }
        let known = (0u64..64).zip(given).filter(|(_, val)| val.is_some()).fold(0, |all, (n, _)| all | 1 << n);
        let mask = tuples.iter().flatten().fold(known, |all, val| all | self.terms.params(*val));
        let mut contexts = Vec::new();
        let all = match entered {
            Some(entered) => self.contexts_from(entered, mask),
            None => self.contexts(site.method, mask).to_vec(),
        };
        for mut context in all {
            let fits = context.iter_mut().zip(given).all(|(val, given)| {
                let Some(given) = *given else { return true };
                let fits = self.terms.has_unknown(*val) || self.terms.alternatives_of(*val).contains(&given);
                *val = given;
                fits
            });
            if fits {
                contexts.push(context);
            }
        }
        self.close_in(&tuples, site.method, &contexts).or_else(|| self.arguments(site, wanted))
    }

    /// What one call gives to the method that it leads to.
    fn contexts_from(&mut self, call: Site, mask: u64) -> Vec<Box<[Val]>> {
        let record = self.summary(call.method);
        let tuples = masked(record.calls.get(call.insn).map_or(&[], Vec::as_slice), mask);
        let mut found: Vec<Box<[Val]>> = Vec::new();
        for tuple in tuples {
            for context in self.contexts_of(call.method, &tuple).iter() {
                let framing = self.framing(call.method, context);
                let closed: Box<[Val]> = tuple.iter().map(|v| self.close(*v, Some(framing))).collect();
                if !closed.contains(&NONE) && !found.contains(&closed) {
                    found.push(closed);
                }
            }
        }
        found
    }

    fn is_this(&self, val: Option<&Val>, method: MethodId) -> bool {
        val.is_some_and(|val| self.terms.get(*val) == Some(&Term::This(method)))
    }

    /// The operands with what the contexts give put in, all together; `None` when there is nothing.
    fn close_in(&mut self, tuples: &[Vec<Val>], method: MethodId, contexts: &[Box<[Val]>]) -> Option<Vec<Val>> {
        let mut all: Option<Vec<Val>> = None;
        for tuple in tuples {
            for context in contexts {
                let framing = self.framing(method, context);
                let closed: Vec<Val> = tuple.iter().map(|v| self.close(*v, Some(framing))).collect();
                all = Some(match all {
                    None => closed,
                    Some(old) => old.into_iter().zip(closed).map(|(a, b)| self.terms.union(a, b)).collect(),
                });
            }
        }
        all
    }

    /// What the calls give that lead to the method on the object made at `made`. A method that calls another on its own
    /// object is asked likewise, up to a depth of [`DEEPEST`].
    fn contexts_on(&mut self, method: MethodId, mask: u64, made: Site, depth: u32) -> Vec<Box<[Val]>> {
        let graph = self.graph;
        let object = self.terms.intern(Term::Object(made));
        let mut found: Vec<Box<[Val]>> = Vec::new();
        for edge in graph.callers(method).iter().filter(|edge| edge.kind == EdgeKind::Call) {
            let made_there = |one: &crate::analysis::graph::ObjectId| *graph.object(*one) == Object::Allocated(made);
            if !graph.base_objects(edge.site).is_some_and(|objects| objects.iter().any(made_there)) {
                continue;
            }
            let record = self.summary(edge.site.method);
            for tuple in record.calls.get(edge.site.insn).cloned().unwrap_or_default() {
                let same = self.is_this(tuple.first(), edge.site.method);
                if let Some(Term::Object(other)) = tuple.first().and_then(|this| self.terms.get(*this))
                    && *other != made
                {
                    continue;
                }
                let tuple = masked(&[tuple], mask & !1).remove(0);
                let contexts = if same && depth < DEEPEST {
                    let mask = tuple.iter().fold(1, |all, val| all | self.terms.params(*val));
                    self.contexts_on(edge.site.method, mask, made, depth + 1)
                } else {
                    self.contexts_of(edge.site.method, &tuple).to_vec()
                };
                for context in contexts {
                    let framing = self.framing(edge.site.method, &context);
                    let mut closed: Vec<Val> = tuple.iter().map(|v| self.close(*v, Some(framing))).collect();
                    if closed.contains(&NONE) {
                        continue;
                    }
                    if let Some(this) = closed.first_mut() {
                        *this = object;
                    }
                    let closed = closed.into_boxed_slice();
                    if found.len() as u64 <= self.limits.calling_contexts && !found.contains(&closed) {
                        found.push(closed);
                    }
                }
            }
        }
        if found.len() as u64 > self.limits.calling_contexts {
            found = vec![self.open_context(method).first().cloned().unwrap_or_default()];
        }
        found
    }
}

/// The operands that are wanted; nothing is asked of the others.
fn masked(tuples: &[Box<[Val]>], wanted: u64) -> Vec<Vec<Val>> {
    let is_wanted = |n: usize| wanted & 1 << n.min(63) != 0;
    let one = |tuple: &[Val]| tuple.iter().enumerate().map(|(n, v)| if is_wanted(n) { *v } else { UNKNOWN }).collect();
    tuples.iter().map(|tuple| one(tuple)).collect()
}
