//! The call graph by the class hierarchy alone, for what is left when the budget is used up.

use super::members::Target;
use super::solver::Solver;
use super::types::{Dispatch, STATIC};
use super::{EdgeKind, Site};
use crate::limits::Limits;
use crate::program::platform::{How, Via};
use crate::program::{MethodId, Op, Sym};

/// Completes a call graph.
pub struct Fallback {
    /// Edges that it may still add.
    left: u64,
    done: Vec<bool>,
}

impl Fallback {
    pub fn new(limits: &Limits) -> Self {
        Fallback { left: limits.call_graph_steps, done: Vec::new() }
    }

    /// Adds the edges that the hierarchy allows to all methods that are met, and to those met on the way, apart from the
    /// `settled` ones. A call goes to every class below the one that it names.
    pub fn complete(&mut self, solver: &mut Solver<'_>, settled: &[bool]) {
        self.done.resize(solver.seen().len(), false);
        for (done, settled) in self.done.iter_mut().zip(settled) {
            *done |= settled;
        }
        let mut found = true;
        while found {
            found = false;
            for index in 0..self.done.len() {
                let method = MethodId(index as u32);
                if solver.is_seen(method) && !std::mem::replace(&mut self.done[index], true) {
                    found = true;
                    self.read(solver, method);
                }
            }
        }
    }

    fn edge(&mut self, solver: &mut Solver<'_>, site: Site, kind: EdgeKind, method: MethodId) {
        if let Some(left) = self.left.checked_sub(1) {
            self.left = left;
            solver.edge(site, kind, method);
        }
    }

    fn read(&mut self, solver: &mut Solver<'_>, method: MethodId) {
        let program = solver.program;
        let Some(code) = program.method(method).code.as_ref() else { return };
        for (index, insn) in program.insns(code).iter().enumerate() {
            let site = Site { method, insn: index as u32 };
            match insn.op {
                Op::New => self.allocate(solver, site, Sym(insn.a)),
                Op::GetStatic | Op::PutStatic => {
                    let Solver { members, hierarchy, types, .. } = &mut *solver;
                    let field = members.field(insn.a, hierarchy, types).and_then(|field| field.declared);
                    if let Some(field) = field {
                        solver.initialise(site, program.fields[field as usize].class);
                    }
                }
                op if op.is_invoke() => self.invoke(solver, site, op, insn.a),
                _ => {}
            }
        }
    }

    /// An object is made: the platform may call whatever its class implements for it.
    fn allocate(&mut self, solver: &mut Solver<'_>, site: Site, class: Sym) {
        let ty = solver.types.of_sym(class);
        let Some(own) = solver.types.own_class(ty) else { return };
        solver.initialise(site, own);
        for overridden in solver.overrides(ty).iter() {
            let kind = match overridden.how {
                Some(How::Lifecycle(_)) => continue,
                Some(How::Event(trigger)) => EdgeKind::Registers(trigger),
                Some(How::Starts(via)) => EdgeKind::Starts(via),
                Some(How::CallsBack) | None => EdgeKind::CallsBack,
            };
            self.edge(solver, site, kind, overridden.method);
        }
        if let Some(run) = solver.hooks.run
            && let Dispatch::Own(method) = solver.types.dispatch(ty, run)
        {
            let thread = solver.types.named("java/lang/Thread");
            let runnable = solver.types.named("java/lang/Runnable");
            if solver.types.is_subtype(ty, thread, true) || solver.types.is_subtype(ty, runnable, true) {
                self.edge(solver, site, EdgeKind::Starts(Via::Thread), method);
            }
        }
    }

    fn invoke(&mut self, solver: &mut Solver<'_>, site: Site, op: Op, member: u32) {
        let program = solver.program;
        let Some(reference) = program.members.get(member as usize) else { return };
        let target = solver.member(member).target;
        match (op, target) {
            (_, Target::Nothing) => {}
            (Op::InvokeStatic | Op::InvokeSpecial, Target::Own(method))
                if (program.method(method).access & STATIC != 0) == (op == Op::InvokeStatic) =>
            {
                self.edge(solver, site, EdgeKind::Call, method);
                if op == Op::InvokeStatic {
                    solver.initialise(site, program.method(method).class);
                }
            }
            (Op::InvokeVirtual | Op::InvokeInterface, _) => {
                let ty = solver.types.of_sym(reference.class);
                for &method in solver.types.by_hierarchy(ty, (reference.name, reference.descriptor)).iter() {
                    self.edge(solver, site, EdgeKind::Call, method);
                }
            }
            _ => {}
        }
        if matches!(target, Target::Elsewhere(_)) {
            let reflection = solver.reflection;
            for &name in reflection.get(&site).map_or(&[][..], Vec::as_slice) {
                let ty = solver.types.of_sym(name);
                for (_, method) in solver.static_initialisers(ty) {
                    self.edge(solver, site, EdgeKind::Reflects, method);
                }
                let constructor = solver.types.own_class(ty).and_then(|c| solver.types.method_of(c, "<init>", "()V"));
                if let Some(method) = constructor {
                    self.edge(solver, site, EdgeKind::Reflects, method);
                }
            }
        }
    }
}
