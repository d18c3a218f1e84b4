//! Follows one method under what is known of its arguments: which of the instructions that matter it can come to, and with
//! which operands. Branches on the command, the key or the chosen element are decided; of any other, both ways are followed.

mod answers;

use super::known::{Choice, Known, PlatformCommand, Store, Tested, equal_ints};
use super::parts::Parts;
use crate::analysis::graph::stack::plain_effect;
use crate::analysis::graph::{CallGraph, ObjectId, Site};
use crate::analysis::signature::Signature;
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;
use crate::program::platform::screens::Role;
use crate::program::{Code, Insn, MethodId, Op, Program};
use std::collections::{BTreeMap, BTreeSet};

/// What a method does under what is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The instructions that matter which it can come to, with what is known of their operands (receiver first), in order.
    pub points: Vec<(u32, Box<[Known]>)>,
    /// What it tells apart.
    pub tests: BTreeSet<Tested>,
}

/// What all methods are followed with.
pub struct Around<'a> {
    /// The code.
    pub program: &'a Program,
    /// Which objects instructions work on.
    pub graph: &'a CallGraph,
    /// What calls of member references do.
    pub roles: &'a [Vec<(Role, u32)>],
    /// Commands and lists.
    pub parts: &'a Parts,
    /// The classes of the application.
    pub hierarchy: &'a Hierarchy,
    /// Those of the platform.
    pub platform: &'a Platform,
    /// The list that is shown, and which element is chosen.
    pub chosen: Option<(ObjectId, Choice)>,
}

/// Fields whose values are kept while a method is followed.
const MOST_FIELDS: usize = 32;

/// Access flag of static methods.
const STATIC: u16 = 0x0008;

/// A method that is followed.
struct Run<'r, 'a> {
    around: &'r Around<'a>,
    store: &'r mut Store,
    method: MethodId,
    code: &'a Code,
    insns: &'a [Insn],
    matters: &'r [bool],
    leaders: Vec<bool>,
    /// Fields that the method writes, by the member reference; each has a cell behind the local variables.
    fields: Vec<u32>,
    /// Local variables and fields: where the stack begins.
    base: usize,
    entries: BTreeMap<u32, Vec<Known>>,
    pending: BTreeSet<u32>,
    state: Vec<Known>,
    steps: &'r mut u64,
    /// What was found, once states no longer change.
    outcome: Option<Outcome>,
}

/// Follows a method. In: what is known of receiver and parameters (none when it is empty), which instructions matter. Out:
/// what it does; `None` when its code breaks the rules of the stack, uses subroutines, or the steps are spent.
pub fn follow(
    around: &Around<'_>,
    store: &mut Store,
    (method, known): (MethodId, &[Known]),
    matters: &[bool],
    steps: &mut u64,
) -> Option<Outcome> {
    let program = around.program;
    let code = program.method(method).code.as_ref()?;
    let mut run = Run {
        around,
        store,
        method,
        code,
        insns: program.insns(code),
        matters,
        leaders: Vec::new(),
        fields: Vec::new(),
        base: 0,
        entries: BTreeMap::new(),
        pending: BTreeSet::new(),
        state: Vec::new(),
        steps,
        outcome: None,
    };
    run.find_leaders();
    run.find_fields();
    let start = run.start(known)?;
    run.join(0, start)?;
    while let Some(at) = run.pending.pop_first() {
        run.block(at)?;
    }
    run.outcome = Some(Outcome::default());
    let starts: Vec<u32> = run.entries.keys().copied().collect();
    for at in starts {
        run.block(at)?;
    }
    let mut outcome = run.outcome?;
    outcome.points.sort();
    outcome.points.dedup_by_key(|(at, _)| *at);
    Some(outcome)
}

impl Run<'_, '_> {
    fn find_leaders(&mut self) {
        let program = self.around.program;
        let mut leaders = vec![false; self.insns.len() + 1];
        let mut mark = |at: u32| {
            if let Some(leader) = leaders.get_mut(at as usize) {
                *leader = true;
            }
        };
        for (at, insn) in self.insns.iter().enumerate() {
            if insn.op == Op::Switch {
                if let Some(switch) = program.switches.get(insn.a as usize) {
                    mark(switch.default);
                    program.cases_of(switch).iter().for_each(|(_, target)| mark(*target));
                }
            } else if insn.op.is_branch() {
                mark(insn.a);
            }
            if insn.op.is_branch() || insn.op.ends_flow() {
                mark(at as u32 + 1);
            }
        }
        for handler in program.handlers_of(self.code) {
            [handler.start, handler.end, handler.target].into_iter().for_each(&mut mark);
        }
        self.leaders = leaders;
    }

    fn find_fields(&mut self) {
        let writes = self.insns.iter().filter(|insn| matches!(insn.op, Op::PutField | Op::PutStatic));
        let mut fields: Vec<u32> = writes.map(|insn| insn.a).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.truncate(MOST_FIELDS);
        self.base = usize::from(self.code.max_locals) + fields.len();
        self.fields = fields;
    }

    /// The cell of a field.
    fn cell(&self, member: u32) -> Option<usize> {
        self.fields.binary_search(&member).ok().map(|n| usize::from(self.code.max_locals) + n)
    }

    /// Whether a receiver is the object that the method works on.
    fn is_this(&self, receiver: Known) -> bool {
        let first = self.state.first().copied();
        matches!(receiver, Known::This | Known::Objects(_)) && first == Some(receiver)
    }

    /// A field is written: what was known of those of its name no longer holds.
    fn forget(&mut self, member: u32) {
        let program = self.around.program;
        let Some(written) = program.members.get(member as usize) else { return };
        for n in 0..self.fields.len() {
            let other = program.members.get(self.fields[n] as usize);
            if other.is_some_and(|m| (m.name, m.descriptor) == (written.name, written.descriptor)) {
                self.state[usize::from(self.code.max_locals) + n] = Known::Unknown;
            }
        }
    }

    /// The state at the start of the method.
    fn start(&self, known: &[Known]) -> Option<Vec<Known>> {
        let program = self.around.program;
        let method = program.method(self.method);
        let signature = Signature::parse(program.symbols.text(method.descriptor))?;
        let receiver = usize::from(method.access & STATIC == 0);
        let mut state = vec![Known::Unknown; self.base];
        if receiver == 1 && !self.insns.iter().any(|insn| insn.op == Op::RefStore && insn.a == 0) {
            // Overwritten below where more is known of it.
            *state.first_mut()? = Known::This;
        }
        let widths = std::iter::repeat_n(1, receiver).chain(signature.params.iter().map(|p| p.cells()));
        let mut slot = 0;
        for (n, width) in widths.enumerate() {
            if let Some(known) = known.get(n).filter(|known| **known != Known::Unknown) {
                *state.get_mut(slot)? = *known;
            }
            slot += width;
        }
        Some(state)
    }

    fn join(&mut self, at: u32, state: Vec<Known>) -> Option<()> {
        if at as usize >= self.insns.len() {
            return Some(());
        }
        *self.steps = self.steps.checked_sub(1)?;
        match self.entries.get_mut(&at) {
            None => {
                self.entries.insert(at, state);
                self.pending.insert(at);
            }
            Some(known) if known.len() != state.len() => return None,
            Some(known) => {
                let mut changed = false;
                for (old, new) in known.iter_mut().zip(state) {
                    if *old != new && *old != Known::Unknown {
                        *old = Known::Unknown;
                        changed = true;
                    }
                }
                if changed {
                    self.pending.insert(at);
                }
            }
        }
        Some(())
    }

    fn go(&mut self, at: u32) -> Option<()> {
        // Once states are settled, joining them again changes nothing.
        if self.outcome.is_some() { Some(()) } else { self.join(at, self.state.clone()) }
    }

    /// Follows the instructions from a leader up to the next.
    fn block(&mut self, start: u32) -> Option<()> {
        self.state = self.entries.get(&start)?.clone();
        self.enter_handlers(start)?;
        let mut at = start;
        loop {
            let insn = *self.insns.get(at as usize)?;
            *self.steps = self.steps.checked_sub(1)?;
            if self.matters.get(at as usize) == Some(&true) && !insn.op.is_invoke() {
                self.found(at, Box::default());
            }
            match insn.op {
                Op::Goto => return self.go(insn.a),
                Op::Switch => return self.switch(insn),
                Op::Jsr | Op::Ret | Op::Bad => return None,
                op if op.is_branch() => {
                    let taken = self.branch(at, insn)?;
                    if taken != Some(false) {
                        self.go(insn.a)?;
                    }
                    return if taken == Some(true) { Some(()) } else { self.go(at + 1) };
                }
                op if op.ends_flow() => return Some(()),
                _ => self.step(at, insn)?,
            }
            if matches!(insn.op, Op::IntStore | Op::RefStore | Op::IntInc) {
                self.enter_handlers(start)?;
            }
            at += 1;
            if at as usize >= self.insns.len() {
                return Some(());
            }
            if self.leaders[at as usize] {
                return self.go(at);
            }
        }
    }

    fn enter_handlers(&mut self, block: u32) -> Option<()> {
        let program = self.around.program;
        if self.outcome.is_some() {
            return Some(());
        }
        for handler in program.handlers_of(self.code) {
            if handler.start <= block && block < handler.end {
                let mut state = self.state[..self.base].to_vec();
                // Where between the writes to fields an exception comes from is not followed.
                state[usize::from(self.code.max_locals)..].fill(Known::Unknown);
                state.push(Known::Unknown);
                self.join(handler.target, state)?;
            }
        }
        Some(())
    }

    fn found(&mut self, at: u32, operands: Box<[Known]>) {
        if let Some(outcome) = &mut self.outcome {
            outcome.points.push((at, operands));
        }
    }

    fn tested(&mut self, tested: Option<Tested>) {
        if let Some(outcome) = &mut self.outcome {
            outcome.tests.extend(tested);
        }
    }

    fn pop(&mut self) -> Option<Known> {
        if self.state.len() > self.base { self.state.pop() } else { None }
    }

    fn drop(&mut self, cells: usize) -> Option<()> {
        let left = self.state.len().checked_sub(cells).filter(|left| *left >= self.base)?;
        self.state.truncate(left);
        Some(())
    }

    fn push(&mut self, known: Known) -> Option<()> {
        let most = self.base + usize::from(self.code.max_stack);
        (self.state.len() < most).then(|| self.state.push(known))
    }

    fn switch(&mut self, insn: Insn) -> Option<()> {
        let program = self.around.program;
        let value = self.pop()?;
        let switch = program.switches.get(insn.a as usize)?;
        let cases = program.cases_of(switch);
        let mut only = None;
        for (key, target) in cases {
            let (equal, tested) = equal_ints(value, Known::Int(*key));
            self.tested(tested);
            match equal {
                Some(true) => only = Some(*target),
                Some(false) => {}
                None => self.go(*target)?,
            }
        }
        match only {
            Some(target) => self.go(target),
            None => self.go(switch.default),
        }
    }

    /// Whether the branch is taken.
    fn branch(&mut self, at: u32, insn: Insn) -> Option<Option<bool>> {
        let site = Site { method: self.method, insn: at };
        Some(match insn.op {
            Op::IfNull | Op::IfNonNull => {
                let null = match self.pop()? {
                    Known::Null => Some(true),
                    Known::Text(_) | Known::Objects(_) | Known::Own(_) | Known::Done(_) => Some(false),
                    _ => None,
                };
                null.map(|null| null == (insn.op == Op::IfNull))
            }
            Op::IfRefEq | Op::IfRefNe => {
                let (right, left) = (self.pop()?, self.pop()?);
                let sides = [
                    (left, self.around.graph.operand_objects(site, 0)),
                    (right, self.around.graph.operand_objects(site, 1)),
                ];
                let equal = self.same(sides);
                equal.map(|equal| equal == (insn.op == Op::IfRefEq))
            }
            op => {
                let right = if op >= Op::IfIntEq { self.pop()? } else { Known::Int(0) };
                let left = self.pop()?;
                let (equal, tested) = equal_ints(left, right);
                let ordered = |holds: fn(&i32, &i32) -> bool| match (left, right) {
                    (Known::Int(a), Known::Int(b)) => Some(holds(&a, &b)),
                    _ => None,
                };
                match op {
                    Op::IfEq | Op::IfIntEq | Op::IfNe | Op::IfIntNe => {
                        self.tested(tested);
                        equal.map(|equal| equal == matches!(op, Op::IfEq | Op::IfIntEq))
                    }
                    Op::IfLt | Op::IfIntLt => ordered(i32::lt),
                    Op::IfGe | Op::IfIntGe => ordered(i32::ge),
                    Op::IfGt | Op::IfIntGt => ordered(i32::gt),
                    _ => ordered(i32::le),
                }
            }
        })
    }

    fn step(&mut self, at: u32, insn: Insn) -> Option<()> {
        let program = self.around.program;
        let locals = u32::from(self.code.max_locals);
        let local = |slot: u32| (slot < locals).then_some(slot as usize);
        match insn.op {
            Op::NullConst => self.push(Known::Null),
            Op::IntConst => self.push(Known::Int(insn.a as i32)),
            Op::StringConst => {
                let text = self.store.text(program.symbols.text(crate::program::Sym(insn.a)));
                self.push(Known::Text(text))
            }
            Op::IntLoad | Op::RefLoad => self.push(self.state[local(insn.a)?]),
            Op::IntStore | Op::RefStore | Op::FloatStore => {
                let slot = local(insn.a)?;
                self.state[slot] = self.pop()?;
                Some(())
            }
            Op::LongStore | Op::DoubleStore => {
                let slot = local(insn.a + 1)?;
                self.drop(2)?;
                self.state[slot - 1..=slot].fill(Known::Unknown);
                Some(())
            }
            Op::IntInc => {
                let slot = local(insn.a)?;
                self.state[slot] = match self.state[slot] {
                    Known::Int(int) => Known::Int(int.wrapping_add(insn.b as i32)),
                    _ => Known::Unknown,
                };
                Some(())
            }
            Op::Dup => self.dup(1, 0),
            Op::DupX1 => self.dup(1, 1),
            Op::DupX2 => self.dup(1, 2),
            Op::Dup2 => self.dup(2, 0),
            Op::Dup2X1 => self.dup(2, 1),
            Op::Dup2X2 => self.dup(2, 2),
            Op::Swap => {
                let (top, below) = (self.pop()?, self.pop()?);
                self.push(top)?;
                self.push(below)
            }
            Op::IntAdd | Op::IntSub | Op::IntAnd | Op::IntMul => {
                let (right, left) = (self.pop()?, self.pop()?);
                self.push(match (insn.op, left, right) {
                    (Op::IntAdd, Known::Int(a), Known::Int(b)) => Known::Int(a.wrapping_add(b)),
                    (Op::IntSub, Known::Int(a), Known::Int(b)) => Known::Int(a.wrapping_sub(b)),
                    (Op::IntAnd, Known::Int(a), Known::Int(b)) => Known::Int(a & b),
                    (Op::IntMul, Known::Int(a), Known::Int(b)) => Known::Int(a.wrapping_mul(b)),
                    _ => Known::Unknown,
                })
            }
            Op::CheckCast => Some(()),
            Op::InstanceOf => {
                let known = self.pop()?;
                let is = match known {
                    Known::Null => Some(false),
                    Known::Objects(set) => self.is_a(set, crate::program::Sym(insn.a)),
                    _ => None,
                };
                self.push(is.map_or(Known::Unknown, |is| Known::Int(i32::from(is))))
            }
            Op::ClassConst | Op::New => self.push(Known::Unknown),
            Op::NewArray | Op::NewRefArray => {
                self.drop(1)?;
                self.push(Known::Unknown)
            }
            Op::NewMultiArray => {
                self.drop(insn.b as usize)?;
                self.push(Known::Unknown)
            }
            Op::GetStatic | Op::PutStatic | Op::GetField | Op::PutField => self.field(insn),
            op if (Op::IntArrayLoad..=Op::ShortArrayStore).contains(&op) => {
                let wide = |long, double| usize::from(op == long || op == double) + 1;
                if op < Op::IntArrayStore {
                    self.drop(2)?;
                    (0..wide(Op::LongArrayLoad, Op::DoubleArrayLoad)).try_for_each(|_| self.push(Known::Unknown))
                } else {
                    self.drop(2 + wide(Op::LongArrayStore, Op::DoubleArrayStore))
                }
            }
            op if op.is_invoke() => self.invoke(at, insn),
            Op::InvokeDynamic => {
                let call = program.dynamic_calls.get(insn.a as usize)?;
                let signature = Signature::parse(program.symbols.text(call.descriptor))?;
                self.drop(signature.cells())?;
                let cells = signature.result.map_or(0, |r| r.cells());
                (0..cells).try_for_each(|_| self.push(Known::Unknown))
            }
            op => {
                let (popped, pushed) = plain_effect(op);
                self.drop(popped)?;
                (0..pushed).try_for_each(|_| self.push(Known::Unknown))
            }
        }
    }

    /// Copies the top `count` cells below the `under` cells beneath them.
    fn dup(&mut self, count: usize, under: usize) -> Option<()> {
        let top = self.state.len();
        let from = top.checked_sub(count + under).filter(|from| *from >= self.base)?;
        self.state.extend_from_within(top - count..top);
        self.state[from..].rotate_right(count);
        Some(())
    }

    fn field(&mut self, insn: Insn) -> Option<()> {
        let program = self.around.program;
        let member = program.members.get(insn.a as usize)?;
        let text = |sym| program.symbols.text(sym);
        let cells = if matches!(text(member.descriptor), "J" | "D") { 2 } else { 1 };
        let mut stored = Known::Unknown;
        if matches!(insn.op, Op::PutField | Op::PutStatic) {
            self.drop(cells - 1)?;
            stored = self.pop()?;
        }
        let mut own = true;
        if matches!(insn.op, Op::PutField | Op::GetField) {
            let receiver = self.pop()?;
            own = self.is_this(receiver);
        }
        if matches!(insn.op, Op::PutField | Op::PutStatic) {
            self.forget(insn.a);
            if let (Some(cell), true, 1) = (self.cell(insn.a), own, cells) {
                self.state[cell] = stored;
            }
            return Some(());
        }
        let kept = self.cell(insn.a).filter(|_| own).map_or(Known::Unknown, |cell| self.state[cell]);
        let value = match (insn.op, text(member.name)) {
            (Op::GetStatic, "SELECT_COMMAND") => Known::Own(PlatformCommand::Select),
            (Op::GetStatic, "DISMISS_COMMAND") => Known::Own(PlatformCommand::Dismiss),
            _ => kept,
        };
        self.push(value)?;
        (1..cells).try_for_each(|_| self.push(Known::Unknown))
    }

    fn invoke(&mut self, at: u32, insn: Insn) -> Option<()> {
        let program = self.around.program;
        let member = program.members.get(insn.a as usize)?;
        let signature = Signature::parse(program.symbols.text(member.descriptor))?;
        let receiver = usize::from(insn.op != Op::InvokeStatic);
        let below = self.state.len().checked_sub(signature.cells() + receiver);
        let below = below.filter(|below| *below >= self.base)?;
        let mut operands = Vec::with_capacity(signature.params.len() + receiver);
        let mut cell = below;
        for width in std::iter::repeat_n(1, receiver).chain(signature.params.iter().map(|p| p.cells())) {
            operands.push(if width == 1 { self.state[cell] } else { Known::Unknown });
            cell += width;
        }
        self.state.truncate(below);
        for operand in &mut operands {
            if *operand == Known::This {
                *operand = Known::Unknown;
            }
        }
        let site = Site { method: self.method, insn: at };
        let result = self.result(site, insn, &operands);
        if !self.around.graph.targets(site).is_empty() {
            // What is called may write to them.
            self.state[usize::from(self.code.max_locals)..self.base].fill(Known::Unknown);
        }
        if self.matters.get(at as usize) == Some(&true) {
            self.found(at, operands.into());
        }
        let cells = signature.result.map_or(0, |r| r.cells());
        if cells > 0 {
            self.push(result)?;
        }
        (1..cells).try_for_each(|_| self.push(Known::Unknown))
    }
}
