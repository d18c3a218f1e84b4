//! The calls that lead to a method: what they give to its parameters.

use super::Engine;
use super::solver::{Answer, Question};
use super::term::{NONE, Term, UNKNOWN, Val};
use crate::analysis::graph::{EdgeKind, Object, Site};
use crate::program::{MethodId, Sym};
use std::rc::Rc;

/// Operands of the calls that lead to a method.
pub type Contexts = Rc<[Box<[Val]>]>;

/// Objects of a field read for which the calls on others are left out.
pub(super) const FEW_OBJECTS: usize = 8;

impl<'a> Engine<'a> {
    /// The operands of the calls that lead to a method: those that the application makes, and those of the platform. Only
    /// the parameters of `mask` are worked out.
    pub(super) fn contexts(&mut self, method: MethodId, mask: u64) -> Contexts {
        match self.answer(Question::Contexts(method, mask)) {
            Answer::Contexts(contexts) => contexts,
            Answer::Val(_) => self.open_context(method),
        }
    }

    /// The contexts of a method that tell what these values of it can be; one for all when they rest on no parameter.
    pub(super) fn contexts_of(&mut self, method: MethodId, vals: &[Val]) -> Contexts {
        match vals.iter().fold(0, |all, val| all | self.terms.params(*val)) {
            0 => Rc::from([Box::default()]),
            open => self.contexts(method, open),
        }
    }

    /// One context for all: each operand is one of those of the single ones, or what they have in common.
    pub(super) fn merge_contexts(&mut self, contexts: &[Box<[Val]>], widen: bool) -> Contexts {
        let Some((first, rest)) = contexts.split_first() else { return Rc::from([]) };
        let mut merged = first.clone();
        for context in rest {
            for (old, new) in merged.iter_mut().zip(context.iter()) {
                *old = self.terms.union(*old, *new);
            }
        }
        if widen {
            for val in merged.iter_mut() {
                let members = self.terms.alternatives_of(*val);
                let texts = members.iter().all(|v| self.terms.known_text(*v).is_some());
                if members.len() > 4 && !texts {
                    *val = members.iter().skip(1).fold(members[0], |all, v| self.terms.widen(all, *v));
                }
            }
        }
        Rc::from([merged])
    }

    /// Nothing is known of the operands.
    pub(super) fn open_context(&self, method: MethodId) -> Contexts {
        Rc::from([vec![UNKNOWN; self.operand_count(method)].into_boxed_slice()])
    }

    pub(super) fn collect_contexts(&mut self, method: MethodId, mask: u64) -> Contexts {
        let graph = self.graph;
        let reached = graph.is_reached(method);
        let receiver = self.has_receiver(method);
        let mut all: Vec<Box<[Val]>> = Vec::new();
        let mut platform = graph.entries().iter().any(|e| e.method == method);
        for edge in graph.callers(method) {
            if reached && !graph.is_reached(edge.site.method) {
                continue;
            }
            if edge.kind != EdgeKind::Call {
                platform = true;
                continue;
            }
            let record = self.summary(edge.site.method);
            let Some(tuples) = record.calls.get(edge.site.insn) else {
                if record.cut {
                    all.extend(self.open_context(method).iter().cloned());
                }
                continue;
            };
            for tuple in tuples.clone() {
                let tuple: Vec<Val> = tuple
                    .iter()
                    .enumerate()
                    .map(|(n, v)| match mask & 1 << n.min(63) {
                        0 => UNKNOWN,
                        _ if n == 0 && receiver && !matches!(self.terms.get(*v), Some(Term::Object(_))) => {
                            self.receivers(edge.site)
                        }
                        _ => *v,
                    })
                    .collect();
                let contexts = self.contexts_of(edge.site.method, &tuple);
                for context in contexts.iter() {
                    let framing = self.framing(edge.site.method, context);
                    let closed: Box<[Val]> = tuple.iter().map(|v| self.close(*v, Some(framing))).collect();
                    if !closed.contains(&NONE) && !all.contains(&closed) {
                        all.push(closed);
                    }
                    if all.len() as u64 > self.limits.calling_contexts {
                        all = self.merge_contexts(&all, false).to_vec();
                    }
                }
            }
        }
        if platform {
            all.push(self.platform_context(method));
        }
        if all.is_empty() && graph.callers(method).is_empty() {
            return self.open_context(method);
        }
        all.into()
    }

    /// The objects that a call may be made on, when they are few and made by the application.
    pub(super) fn receivers(&mut self, site: Site) -> Val {
        let graph = self.graph;
        let objects = graph.base_objects(site).filter(|objects| objects.len() <= FEW_OBJECTS).unwrap_or(&[]);
        let mut all = NONE;
        for object in objects {
            let Object::Allocated(made) = graph.object(*object) else { return UNKNOWN };
            let object = self.terms.intern(Term::Object(*made));
            all = self.terms.union(all, object);
        }
        if all == NONE { UNKNOWN } else { all }
    }

    /// What the platform gives to a method that it calls: values known by the name of the method.
    pub(super) fn platform_context(&mut self, method: MethodId) -> Box<[Val]> {
        let info = self.program.method(method);
        let name = self.program.symbols.text(info.name);
        let descriptor = self.program.symbols.text(info.descriptor);
        let class = self.program.class_at(info.class).name;
        let declaring = self.declaring(class, name, descriptor);
        let mut operands = Vec::new();
        if self.has_receiver(method) {
            operands.push(UNKNOWN);
        }
        for n in 1..=self.parameter_count(method) {
            operands.push(match &declaring {
                Some(simple) => self.terms.source(&format!("{simple}.{name}#{n}")),
                None => UNKNOWN,
            });
        }
        operands.into()
    }

    /// Simple name of the platform class or interface above a class that declares a method.
    pub(super) fn declaring(&self, class: Sym, name: &str, descriptor: &str) -> Option<String> {
        let mut queue = vec![class];
        let mut at = 0;
        while at < queue.len() && at < 64 {
            let text = self.program.symbols.text(queue[at]);
            match self.program.class(queue[at]).filter(|_| self.platform.class(text).is_none()) {
                Some(id) => {
                    let own = self.program.class_at(id);
                    queue.extend(own.superclass);
                    queue.extend(self.program.interfaces_of(own));
                }
                None => {
                    if let crate::program::platform::Resolution::Found { class, .. } =
                        self.platform.resolve(text, name, descriptor)
                    {
                        let full = self.platform.class_info(class).name;
                        return Some(full.rsplit('/').next().unwrap_or(full).to_string());
                    }
                }
            }
            at += 1;
        }
        None
    }
}
