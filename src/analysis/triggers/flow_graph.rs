//! Control flow within one method: basic blocks, where they lead, and which of them lie on a cycle.

use crate::program::{Code, Op, Program};
use std::ops::Range;

/// Blocks of a method by their index; the first is where the method begins.
pub struct FlowGraph {
    /// Instructions of each block.
    pub blocks: Vec<Range<u32>>,
    /// Block of each instruction.
    pub block_of: Vec<u32>,
    /// Where the successors of each block begin.
    starts: Vec<u32>,
    successors: Vec<Successor>,
    cyclic: Vec<bool>,
}

/// Where control goes from a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Successor {
    /// The next block.
    pub to: u32,
    /// On which condition.
    pub when: When,
}

/// When control goes that way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// always, or not by a comparison
    Always,
    /// the condition of the branch holds
    Taken,
    /// it does not
    NotTaken,
    /// the switch has this value
    Case(i32),
    /// no case of the switch has the value
    Default,
    /// an exception is thrown
    Thrown,
}

impl FlowGraph {
    /// The flow graph of a method. `steps` is what may be spent, and goes down; `None` when that is not enough.
    pub fn build(program: &Program, code: &Code, steps: &mut u64) -> Option<FlowGraph> {
        let insns = program.insns(code);
        let handlers = program.handlers_of(code);
        let count = insns.len();
        spend(steps, count + handlers.len())?;
        let mut leader = vec![false; count + 1];
        let mut lead = |at: u32| {
            if let Some(leader) = leader.get_mut(at as usize) {
                *leader = true;
            }
        };
        lead(0);
        for (at, insn) in insns.iter().enumerate() {
            if insn.op == Op::Switch {
                let switch = &program.switches[insn.a as usize];
                lead(switch.default);
                program.cases_of(switch).iter().for_each(|&(_, target)| lead(target));
                spend(steps, switch.cases.len())?;
            } else if insn.op.is_branch() {
                lead(insn.a);
            }
            if insn.op.ends_flow() || insn.op.is_branch() {
                lead(at as u32 + 1);
            }
        }
        for handler in handlers {
            [handler.start, handler.end, handler.target].into_iter().for_each(&mut lead);
        }
        let mut blocks: Vec<Range<u32>> = Vec::new();
        let mut block_of = Vec::with_capacity(count);
        for at in 0..count as u32 {
            match blocks.last_mut() {
                Some(last) if !leader[at as usize] => last.end = at + 1,
                _ => blocks.push(at..at + 1),
            }
            block_of.push(blocks.len() as u32 - 1);
        }
        let block = |at: u32| block_of.get(at as usize).copied();
        let mut caught: Vec<Vec<u32>> = vec![Vec::new(); blocks.len()];
        for handler in handlers {
            let (Some(first), Some(target)) = (block(handler.start), block(handler.target)) else { continue };
            let end = block(handler.end).unwrap_or(blocks.len() as u32).max(first);
            spend(steps, (end - first) as usize)?;
            for from in first..end {
                caught[from as usize].push(target);
            }
        }
        let mut starts = vec![0];
        let mut successors = Vec::new();
        for (n, range) in blocks.iter().enumerate() {
            let insn = insns[range.end as usize - 1];
            let mut go = |at: u32, when| successors.extend(block(at).map(|to| Successor { to, when }));
            match insn.op {
                Op::Goto => go(insn.a, When::Always),
                // The subroutine comes back to the instruction after the call.
                Op::Jsr => {
                    go(insn.a, When::Always);
                    go(range.end, When::Always);
                }
                Op::Switch => {
                    let switch = &program.switches[insn.a as usize];
                    program.cases_of(switch).iter().for_each(|&(key, target)| go(target, When::Case(key)));
                    go(switch.default, When::Default);
                }
                op if op.is_branch() => {
                    go(insn.a, When::Taken);
                    go(range.end, When::NotTaken);
                }
                op if op.ends_flow() => {}
                _ => go(range.end, When::Always),
            }
            let thrown = caught[n].iter().map(|&to| Successor { to, when: When::Thrown });
            successors.extend(thrown);
            starts.push(successors.len() as u32);
        }
        let mut graph = FlowGraph { blocks, block_of, starts, successors, cyclic: Vec::new() };
        // Without a way back there is no cycle.
        let back = |n: usize| graph.successors(n as u32).iter().any(|s| s.to as usize <= n);
        graph.cyclic = match (0..graph.blocks.len()).any(back) {
            true => cyclic(graph.blocks.len(), |n, nth| Some(graph.successors(n as u32).get(nth)?.to as usize)),
            false => vec![false; graph.blocks.len()],
        };
        spend(steps, graph.successors.len())?;
        Some(graph)
    }

    /// Where control goes from a block.
    pub fn successors(&self, block: u32) -> &[Successor] {
        &self.successors[self.successor_range(block)]
    }

    /// The numbers of the ways from a block.
    fn successor_range(&self, block: u32) -> Range<usize> {
        self.starts[block as usize] as usize..self.starts[block as usize + 1] as usize
    }

    /// Whether the instruction lies on a cycle.
    pub fn is_in_loop(&self, insn: u32) -> bool {
        self.block_of.get(insn as usize).is_some_and(|&block| self.cyclic[block as usize])
    }

    /// Which blocks the method can come to without going a way that `closed` names (by block and number of the way).
    pub fn reachable_without(&self, closed: &[(u32, u32)]) -> Vec<bool> {
        let mut reached = vec![false; self.blocks.len()];
        let mut open = Vec::new();
        if let Some(first) = reached.first_mut() {
            *first = true;
            open.push(0);
        }
        while let Some(block) = open.pop() {
            for (nth, successor) in self.successors(block).iter().enumerate() {
                if !reached[successor.to as usize] && closed.binary_search(&(block, nth as u32)).is_err() {
                    reached[successor.to as usize] = true;
                    open.push(successor.to);
                }
            }
        }
        reached
    }
}

/// Takes `cost` from what may be spent.
pub fn spend(steps: &mut u64, cost: usize) -> Option<()> {
    *steps = steps.checked_sub(cost as u64).or_else(|| {
        *steps = 0;
        None
    })?;
    Some(())
}

/// Which of the nodes `0..count` lie on a cycle; `successor(node, nth)` gives where the nth edge of a node leads. The
/// strongly connected components by Tarjan's algorithm, with a stack of its own.
pub fn cyclic(count: usize, successor: impl Fn(usize, usize) -> Option<usize>) -> Vec<bool> {
    const UNSEEN: u32 = u32::MAX;
    let mut index = vec![UNSEEN; count];
    let mut low = vec![0u32; count];
    let mut on_stack = vec![false; count];
    let mut on_cycle = vec![false; count];
    let mut stack = Vec::new();
    let mut next = 0;
    let mut visits: Vec<(usize, usize)> = Vec::new();
    for root in 0..count {
        if index[root] != UNSEEN {
            continue;
        }
        visits.push((root, 0));
        while let Some((node, nth)) = visits.last_mut() {
            let node = *node;
            if *nth == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(to) = successor(node, *nth) {
                *nth += 1;
                if to == node {
                    on_cycle[node] = true;
                } else if index[to] == UNSEEN {
                    visits.push((to, 0));
                } else if on_stack[to] {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            visits.pop();
            if let Some(&(above, _)) = visits.last() {
                low[above] = low[above].min(low[node]);
            }
            if low[node] == index[node] {
                let several = stack.last() != Some(&node);
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    on_cycle[member] |= several;
                    if member == node {
                        break;
                    }
                }
            }
        }
    }
    on_cycle
}
