//! Interprets the code of one method on symbolic values, along the control flow and to a fixpoint, to learn what the
//! arguments of its calls can be. Only what can be known inside the method is known here: parameters, fields and the
//! results of the application's own methods are unknown.

use super::signature::Signature;
use super::strings::TextOp;
use super::terms::{TermId, Terms, UNKNOWN};
use crate::program::{Code, Insn, Op, Program, Sym};
use std::collections::BTreeSet;

/// What the interpreter has to know of a member that is called.
#[derive(Clone, Debug, Default)]
pub struct Callee {
    /// Parameters and result; `None` when the descriptor is malformed.
    pub signature: Option<Signature>,
    /// What it does to text.
    pub text: Option<TextOp>,
    /// The result is known by this argument (0 = receiver): a connection by its URL.
    pub made_from: Option<usize>,
    /// From now on the receiver is known by this argument: a message by its address.
    pub sets: Option<usize>,
    /// What the result is called when nothing better is known, such as `TextField.getString`; `None` for methods of the
    /// application.
    pub source: Option<Box<str>>,
    /// The result is an object, not a text or a number.
    pub object: bool,
    /// The result is an object for which `sets` of another method can change what it is known by.
    pub settable: bool,
}

/// A call as it is reached: the receiver (when there is one) and the arguments.
#[derive(Debug)]
pub struct Call<'a> {
    /// Index of the instruction within the method.
    pub insn: u32,
    /// Index of `Program::members`.
    pub member: u32,
    /// Receiver; `None` for a static method.
    pub receiver: Option<TermId>,
    /// Arguments from left to right.
    pub args: &'a [TermId],
}

/// Why a method could not be interpreted to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The code does not keep to the rules of the stack, or jumps nowhere.
    Malformed,
    /// The step limit was reached.
    Budget,
}

/// After this many changes of a block's entry state its values are widened.
const JOINS_BEFORE_WIDENING: u32 = 4;

/// Cells (slots, buffers and stack of all blocks) above which a method is not interpreted; a method of 64 KB with 200
/// slots and a thousand blocks stays below.
const MAX_CELLS: usize = 4 << 20;

/// Reused from method to method.
#[derive(Debug, Default)]
pub struct Interpreter {
    /// First instruction of each block.
    starts: Vec<u32>,
    /// Block that starts at an instruction, plus one; 0 for none.
    block_at: Vec<u32>,
    /// Buffer number of a `new StringBuffer` at an instruction, plus one.
    pub(super) buffer_at: Vec<u32>,
    /// Entry state of each block: slots, buffer contents, stack. Empty while it is not reached.
    entry: Vec<Vec<TermId>>,
    joins: Vec<u32>,
    state: Vec<TermId>,
    handler_state: Vec<TermId>,
    pub(super) args: Vec<TermId>,
    todo: BTreeSet<u32>,
}

pub(super) struct Run<'a> {
    pub(super) program: &'a Program,
    pub(super) code: &'a Code,
    pub(super) insns: &'a [Insn],
    pub(super) callees: &'a [Callee],
    pub(super) terms: &'a mut Terms,
    pub(super) steps: &'a mut u64,
    pub(super) visit: &'a mut dyn FnMut(&Terms, &Call<'_>),
    /// The entry states are final: calls are given to `visit`, and states are no longer joined.
    pub(super) visiting: bool,
    /// Number of slots. A state is one cell that is never used (so that no state is empty), the slots, the contents of
    /// the buffers, and the stack.
    pub(super) slots: usize,
    /// Where the stack begins in a state.
    pub(super) base: usize,
    pub(super) max_stack: usize,
}

impl Interpreter {
    /// Interprets `code` and gives every call that is reached to `visit`, in code order. `callees` is indexed as
    /// `Program::members`. `steps` counts instructions down.
    pub fn run(
        &mut self,
        program: &Program,
        code: &Code,
        callees: &[Callee],
        terms: &mut Terms,
        steps: &mut u64,
        visit: &mut dyn FnMut(&Terms, &Call<'_>),
    ) -> Result<(), Stop> {
        let insns = program.insns(code);
        if insns.is_empty() {
            return Ok(());
        }
        let buffers = self.find_blocks(program, code, insns);
        let slots = usize::from(code.max_locals);
        let base = 1 + slots + buffers;
        let max_stack = usize::from(code.max_stack);
        if self.starts.len().saturating_mul(base + max_stack) > MAX_CELLS {
            return Err(Stop::Budget);
        }
        let mut run =
            Run { program, code, insns, callees, terms, steps, visit, visiting: false, slots, base, max_stack };
        self.entry.iter_mut().for_each(Vec::clear);
        self.entry.resize_with(self.starts.len().max(self.entry.len()), Vec::new);
        self.entry[0].resize(base, UNKNOWN);
        self.joins.clear();
        self.joins.resize(self.starts.len(), 0);
        self.todo.clear();
        self.todo.insert(0);
        while let Some(block) = self.todo.pop_first() {
            self.block(&mut run, block)?;
        }
        run.visiting = true;
        for block in 0..self.starts.len() as u32 {
            if !self.entry[block as usize].is_empty() {
                self.block(&mut run, block)?;
            }
        }
        Ok(())
    }

    /// Finds the basic blocks and the buffers made; gives the number of the latter.
    fn find_blocks(&mut self, program: &Program, code: &Code, insns: &[Insn]) -> usize {
        self.block_at.clear();
        self.block_at.resize(insns.len() + 1, 0);
        self.buffer_at.clear();
        self.buffer_at.resize(insns.len(), 0);
        let mut buffers = 0;
        let mut mark = |index: u32| {
            if let Some(slot) = self.block_at.get_mut(index as usize) {
                *slot = 1;
            }
        };
        mark(0);
        for (index, insn) in insns.iter().enumerate() {
            if insn.op.is_branch() {
                mark(insn.a);
                mark(index as u32 + 1);
            } else if insn.op == Op::Switch {
                if let Some(switch) = program.switches.get(insn.a as usize) {
                    mark(switch.default);
                    program.cases_of(switch).iter().for_each(|(_, target)| mark(*target));
                }
                mark(index as u32 + 1);
            } else if insn.op.ends_flow() {
                mark(index as u32 + 1);
            } else if insn.op == Op::New {
                let class = program.symbols.text(Sym(insn.a));
                if matches!(class, "java/lang/StringBuffer" | "java/lang/StringBuilder" | "java/lang/String") {
                    buffers += 1;
                    self.buffer_at[index] = buffers;
                }
            }
        }
        for handler in program.handlers_of(code) {
            mark(handler.start);
            mark(handler.end);
            mark(handler.target);
        }
        self.starts.clear();
        for (index, slot) in self.block_at[..insns.len()].iter_mut().enumerate() {
            if *slot != 0 {
                self.starts.push(index as u32);
                *slot = self.starts.len() as u32;
            }
        }
        self.block_at[insns.len()] = 0;
        buffers as usize
    }

    /// Runs one block from its entry state and joins the states at its end into the blocks that follow.
    fn block(&mut self, run: &mut Run<'_>, block: u32) -> Result<(), Stop> {
        let start = self.starts[block as usize];
        let end = self.starts.get(block as usize + 1).copied().unwrap_or(run.insns.len() as u32);
        let mut state = std::mem::take(&mut self.state);
        state.clear();
        state.extend_from_slice(&self.entry[block as usize]);
        let result = self.run_insns(run, start, end, &mut state);
        self.state = state;
        result
    }

    fn run_insns(&mut self, run: &mut Run<'_>, start: u32, end: u32, state: &mut Vec<TermId>) -> Result<(), Stop> {
        self.enter_handlers(run, start, state)?;
        for index in start..end {
            *run.steps = run.steps.checked_sub(1).ok_or(Stop::Budget)?;
            let insn = run.insns[index as usize];
            let changed = run.step(self, index, insn, state)?;
            if state.len() > run.base + run.max_stack {
                return Err(Stop::Malformed);
            }
            if changed {
                self.enter_handlers(run, index, state)?;
            }
            if insn.op.is_branch() {
                self.join(run, insn.a, state)?;
            } else if insn.op == Op::Switch {
                let switch = run.program.switches.get(insn.a as usize).ok_or(Stop::Malformed)?;
                let mut targets: Vec<u32> = run.program.cases_of(switch).iter().map(|(_, target)| *target).collect();
                targets.push(switch.default);
                targets.sort_unstable();
                targets.dedup();
                for target in targets {
                    self.join(run, target, state)?;
                }
            }
            if insn.op.ends_flow() || insn.op == Op::Bad {
                return Ok(());
            }
            if insn.op == Op::Jsr {
                // After the subroutine the return address is gone from the stack; what it stored is not followed.
                state.pop();
                state[..run.base].fill(UNKNOWN);
            }
        }
        if end as usize == run.insns.len() {
            return Err(Stop::Malformed);
        }
        self.join(run, end, state)
    }

    /// Joins the slots into the handlers that cover an instruction.
    fn enter_handlers(&mut self, run: &mut Run<'_>, index: u32, state: &[TermId]) -> Result<(), Stop> {
        if run.visiting {
            return Ok(());
        }
        for handler in run.program.handlers_of(run.code) {
            if handler.start <= index && index < handler.end {
                let mut entry = std::mem::take(&mut self.handler_state);
                entry.clear();
                entry.extend_from_slice(&state[..run.base]);
                entry.push(UNKNOWN);
                let joined = self.join(run, handler.target, &entry);
                self.handler_state = entry;
                joined?;
            }
        }
        Ok(())
    }

    /// Joins a state into the entry of the block that starts at `target`.
    fn join(&mut self, run: &mut Run<'_>, target: u32, state: &[TermId]) -> Result<(), Stop> {
        if run.visiting {
            return Ok(());
        }
        let block = match self.block_at.get(target as usize) {
            Some(&block) if block > 0 => block - 1,
            _ => return Err(Stop::Malformed),
        };
        let entry = &mut self.entry[block as usize];
        if entry.is_empty() {
            entry.extend_from_slice(state);
            self.todo.insert(block);
            return Ok(());
        }
        if entry.len() != state.len() {
            return Err(Stop::Malformed);
        }
        let widen = self.joins[block as usize] > JOINS_BEFORE_WIDENING;
        let mut changed = false;
        for (old, new) in entry.iter_mut().zip(state) {
            if *old == *new {
                continue;
            }
            let union = run.terms.union(*old, *new);
            let joined = if widen && union != *old { run.terms.widen(*old, *new) } else { union };
            changed |= joined != *old;
            *old = joined;
        }
        if changed {
            self.joins[block as usize] += 1;
            self.todo.insert(block);
        }
        Ok(())
    }
}
