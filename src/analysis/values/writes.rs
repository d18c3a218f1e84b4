//! What is put into arrays and containers by other methods than the one that makes them.

use super::Engine;
use super::term::{NONE, NULL, Term, UNKNOWN, Val};
use crate::analysis::graph::{Object, Site};
use crate::program::Op;

/// Places that write to an array of numbers, beyond which it may hold any.
const MOST_NUMBER_WRITERS: usize = 3;

impl<'a> Engine<'a> {
    /// Arrays and containers with what other methods than the one that made them put in.
    pub(super) fn with_writes(&mut self, reader: Site, val: Val) -> Val {
        let mut all = NONE;
        for one in self.terms.alternatives_of(val) {
            let changed = match self.terms.get(one).cloned() {
                Some(Term::Array(Some(site), elements)) => {
                    let numbers = elements.first().is_some_and(|e| matches!(e, Val::Int(_)));
                    if numbers && self.writers(reader, site).len() > MOST_NUMBER_WRITERS {
                        UNKNOWN
                    } else {
                        let writes = self.writes_to(reader, site);
                        if writes.is_empty() { one } else { self.written(site, &elements, &writes) }
                    }
                }
                Some(Term::List(site, elements)) => {
                    let writes = self.writes_to(reader, site);
                    if writes.is_empty() {
                        one
                    } else {
                        let mut elements = elements.to_vec();
                        elements.extend(writes.iter().map(|(_, val)| *val));
                        self.terms.intern(Term::List(site, elements.into()))
                    }
                }
                Some(Term::Map(site, pairs)) => {
                    let writes = self.writes_to(reader, site);
                    let mut pairs = pairs.to_vec();
                    pairs.extend(writes.iter().flat_map(|(key, val)| [*key, *val]));
                    self.terms.intern(Term::Map(site, pairs.into()))
                }
                _ => one,
            };
            all = self.terms.union(all, changed);
        }
        all
    }

    /// An array with the values that were written to it elsewhere.
    pub(super) fn written(&mut self, site: Site, elements: &[Val], writes: &[(Val, Val)]) -> Val {
        let mut elements = elements.to_vec();
        for (at, val) in writes {
            let indexes = self.terms.alternatives_of(*at);
            for (i, element) in elements.iter_mut().enumerate() {
                let here = Val::Int(i as i32);
                let hit = indexes.iter().any(|index| *index == here || !matches!(index, Val::Int(_)));
                if hit {
                    // What the array was made with is not there any more when it is read.
                    let blank = matches!(*element, NULL | Val::Int(0));
                    *element = if blank { *val } else { self.terms.union(*element, *val) };
                }
            }
        }
        self.terms.intern(Term::Array(Some(site), elements.into()))
    }

    /// The places in methods other than the one that made an object that put something into it.
    fn writers(&self, reader: Site, made: Site) -> Vec<Site> {
        let sites = self.writes.get(&made).map_or(&[][..], |sites| sites);
        sites.iter().copied().filter(|s| s.method != made.method && self.can_matter(*s, reader)).collect()
    }

    /// What methods other than the one that made an object put into it: index or key, and value.
    pub(super) fn writes_to(&mut self, reader: Site, made: Site) -> Vec<(Val, Val)> {
        let mut all = Vec::new();
        for site in self.writers(reader, made) {
            all.extend(self.write_at(site));
            if all.len() as u64 > self.limits.calling_contexts {
                return vec![(UNKNOWN, UNKNOWN)];
            }
        }
        all
    }

    /// What an instruction puts into an array or container: index or key, and value.
    pub(super) fn write_at(&mut self, site: Site) -> Vec<(Val, Val)> {
        let record = self.summary(site.method);
        let tuples: Vec<(Val, Val)> = match (record.stores.get(site.insn), record.calls.get(site.insn)) {
            (Some(&(_, at, val)), _) => vec![(at, val)],
            (None, Some(tuples)) => tuples
                .iter()
                .map(|tuple| match tuple.as_ref() {
                    [_, key, val] if !matches!(val, Val::Int(_)) => (*key, *val),
                    [_, val, ..] => (UNKNOWN, *val),
                    _ => (UNKNOWN, UNKNOWN),
                })
                .collect(),
            (None, None) if record.cut => vec![(UNKNOWN, UNKNOWN)],
            (None, None) => Vec::new(),
        };
        let mut all = Vec::new();
        for (at, val) in tuples {
            if self.terms.has_param(at) || self.terms.has_param(val) {
                let mask = self.terms.params(at) | self.terms.params(val);
                for context in self.contexts(site.method, mask).iter() {
                    let framing = self.framing(site.method, context);
                    all.push((self.close(at, Some(framing)), self.close(val, Some(framing))));
                }
            } else {
                all.push((self.settle(at), self.settle(val)));
            }
        }
        all.retain(|(at, val)| *at != NONE && *val != NONE);
        all
    }

    /// What may come out of a container or array of which only the objects are known that it may be.
    pub(super) fn put_in(&mut self, site: Site) -> Val {
        let Some(objects) = self.graph.base_objects(site) else { return UNKNOWN };
        let number = self.insn(site).is_some_and(|insn| insn.op != Op::RefArrayLoad && !insn.op.is_invoke());
        let mut all = NONE;
        for object in objects {
            let Object::Allocated(made) = *self.graph.object(*object) else { return UNKNOWN };
            let sites = self.writes.get(&made).cloned().unwrap_or_default();
            for write in sites.iter() {
                if !self.can_matter(*write, site) {
                    continue;
                }
                for (_, val) in self.write_at(*write) {
                    all = self.terms.union(all, val);
                }
                if number && self.terms.has_unknown(all) {
                    return UNKNOWN;
                }
            }
        }
        if all == NONE { UNKNOWN } else { all }
    }
}
