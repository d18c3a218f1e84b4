//! Answers questions about the whole program, each once: a question whose answer rests on itself is worked out again until
//! it no longer changes, and widened when that takes too long (the top-down solver of Le Charlier and Van Hentenryck).

use super::Engine;
use super::contexts::Contexts;
use super::resolve::DEEPEST;
use super::term::{NONE, UNKNOWN, Val};
use crate::analysis::graph::Site;
use crate::program::MethodId;
use std::rc::Rc;

/// Something that is worked out once for the whole program.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// What a field read gives; for one of the receiver's, which is the object made there, when that is known.
    Field(Site, Option<Site>),
    /// What a static field is that only the class's initialiser writes.
    Constant(u32),
    /// What a method returns for these operands.
    Returned(MethodId, Box<[Val]>),
    /// What comes out of a container or array that is known by its objects only.
    Elements(Site),
    /// The operands of the calls that lead to a method, as far as these parameters are asked for.
    Contexts(MethodId, u64),
}

/// What is known of a question so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// a value
    Val(Val),
    /// operands of calls
    Contexts(Contexts),
}

/// A question with its answer.
#[derive(Debug)]
pub struct Entry {
    question: Question,
    answer: Answer,
    /// Nothing that the answer rests on has changed since it was worked out.
    stable: bool,
    in_progress: bool,
    /// How often the answer has changed.
    changes: u32,
    /// Questions whose answers rest on this one.
    dependents: Vec<u32>,
}

/// Changes of an answer after which it is widened, and those after which it is given up.
const CHANGES: (u32, u32) = (3, 12);

impl<'a> Engine<'a> {
    /// The answer to a question, which must be one for a value.
    pub(super) fn ask(&mut self, question: Question) -> Val {
        match self.answer(question) {
            Answer::Val(val) => val,
            Answer::Contexts(_) => UNKNOWN,
        }
    }

    /// The answer to a question; while it is being worked out, what is known so far. Whoever asks is told when the
    /// answer changes (the top-down solver of Le Charlier and Van Hentenryck).
    pub(super) fn answer(&mut self, question: Question) -> Answer {
        let id = match self.questions.get(&question) {
            Some(&id) => id,
            None => {
                let id = self.entries.len() as u32;
                self.questions.insert(question.clone(), id);
                let answer = match question {
                    Question::Contexts(..) => Answer::Contexts(Rc::from([])),
                    _ => Answer::Val(NONE),
                };
                let entry =
                    Entry { question, answer, stable: false, in_progress: false, changes: 0, dependents: Vec::new() };
                self.entries.push(entry);
                id
            }
        };
        self.solve(id);
        if let Some(&asker) = self.asking.last() {
            let dependents = &mut self.entries[id as usize].dependents;
            if dependents.last() != Some(&asker) && !dependents.contains(&asker) {
                dependents.push(asker);
            }
        }
        self.entries[id as usize].answer.clone()
    }

    pub(super) fn solve(&mut self, id: u32) {
        loop {
            if self.entries[id as usize].stable || self.entries[id as usize].in_progress {
                return;
            }
            let Some(left) = self.steps.checked_sub(40).filter(|_| self.depth <= DEEPEST) else {
                self.entries[id as usize].answer = self.no_answer(id);
                return;
            };
            self.steps = left;
            let entry = &mut self.entries[id as usize];
            entry.stable = true;
            entry.in_progress = true;
            let question = entry.question.clone();
            self.depth += 1;
            self.asking.push(id);
            let new = match &question {
                Question::Field(site, this) => Answer::Val(self.stored(*site, *this)),
                Question::Constant(field) => Answer::Val(self.initialised(*field)),
                Question::Returned(method, operands) => Answer::Val(self.returned(*method, operands)),
                Question::Elements(site) => Answer::Val(self.put_in(*site)),
                Question::Contexts(method, mask) => Answer::Contexts(self.collect_contexts(*method, *mask)),
            };
            self.asking.pop();
            self.depth -= 1;
            self.entries[id as usize].in_progress = false;

            let joined = self.joined(id, new);
            let entry = &mut self.entries[id as usize];
            if joined != entry.answer {
                entry.answer = joined;
                entry.changes += 1;
                self.epoch += 1;
                self.destabilise(id);
            }
        }
    }

    /// The new answer together with the one before, widened when it has changed often.
    pub(super) fn joined(&mut self, id: u32, new: Answer) -> Answer {
        let entry = &self.entries[id as usize];
        let (old, changes) = (entry.answer.clone(), entry.changes);
        match (old, new) {
            (Answer::Val(old), Answer::Val(new)) => {
                let union = self.terms.union(old, new);
                Answer::Val(if union == old || changes < CHANGES.0 {
                    union
                } else if changes < CHANGES.1 {
                    self.terms.widen(old, union)
                } else {
                    UNKNOWN
                })
            }
            (Answer::Contexts(old), Answer::Contexts(new)) => {
                if changes == 0 || *old == *new {
                    return Answer::Contexts(new);
                }
                let mut all = old.to_vec();
                let known = all.len();
                all.extend(new.iter().filter(|c| !old.contains(c)).cloned());
                if all.len() == known {
                    return Answer::Contexts(old);
                }
                Answer::Contexts(if changes < CHANGES.0 && all.len() as u64 <= self.limits.calling_contexts {
                    all.into()
                } else if changes < CHANGES.1 {
                    self.merge_contexts(&all, changes > CHANGES.0)
                } else {
                    let merged = self.merge_contexts(&all, true);
                    let same = merged.iter().zip(old.iter()).all(|(a, b)| a == b);
                    if same { merged } else { merged.iter().map(|c| vec![UNKNOWN; c.len()].into()).collect() }
                })
            }
            (_, new) => new,
        }
    }

    /// Whatever rests on the answer is to be worked out again.
    pub(super) fn destabilise(&mut self, id: u32) {
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            for dependent in std::mem::take(&mut self.entries[id as usize].dependents) {
                let entry = &mut self.entries[dependent as usize];
                if entry.stable {
                    entry.stable = false;
                    todo.push(dependent);
                }
            }
        }
    }

    /// What is said of a question that is not worked out.
    pub(super) fn no_answer(&self, id: u32) -> Answer {
        match &self.entries[id as usize].question {
            Question::Contexts(method, _) => Answer::Contexts(self.open_context(*method)),
            _ => Answer::Val(UNKNOWN),
        }
    }
}
