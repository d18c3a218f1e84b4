//! What fields hold: what all the code that may write to the same object stores there.

use super::Engine;
use super::contexts::FEW_OBJECTS;
use super::heap::{Buffer, Heap, Obj};
use super::machine::{Frame, Record, Run, State};
use super::resolve::thawed;
use super::solver::Question;
use super::term::{NONE, NULL, Operation, Term, UNKNOWN, Val};
use crate::analysis::graph::{Object, ObjectId, Site};
use crate::program::{ClassId, FieldConstant, MethodId, Op};

/// Places that write a number to a field, beyond which it may be any.
const MOST_NUMBER_STORES: usize = 8;

impl<'a> Engine<'a> {
    /// What is stored to the field that is read at a site, by all the code that may write to the same object.
    pub(super) fn stored(&mut self, site: Site, this: Option<Site>) -> Val {
        let Some(insn) = self.insn(site) else { return UNKNOWN };
        let Some(field) = self.members[insn.a as usize].field else { return UNKNOWN };
        let objects = if insn.op == Op::GetField { self.graph.base_objects(site) } else { None };
        let stores = self.stores.get(&field).cloned().unwrap_or_default();
        let number = self.is_number(field);
        if number && stores.len() > MOST_NUMBER_STORES {
            return UNKNOWN;
        }
        let mut found: Vec<(MethodId, Val, Val)> = Vec::new();
        for store in stores.iter() {
            if !self.can_matter(*store, site) {
                continue;
            }
            let others = if insn.op == Op::GetField { self.graph.base_objects(*store) } else { None };
            if let (Some(mine), Some(theirs)) = (objects, others)
                && !meet(mine, theirs)
            {
                continue;
            }
            if let (Some(this), Some(theirs)) = (this, others)
                && !self.are_made_at(theirs, this)
            {
                continue;
            }
            let record = self.summary(store.method);
            match record.stores.get(store.insn) {
                Some(&(base, _, val)) => found.push((store.method, base, val)),
                None if record.cut => found.push((store.method, UNKNOWN, UNKNOWN)),
                None => {}
            }
        }
        if found.is_empty() {
            return self.default_of(field);
        }
        let grows = self.growing.contains(&field);
        if number && found.iter().any(|(.., val)| self.terms.has_unknown(*val) || self.counts_on(*val, field)) {
            return UNKNOWN;
        }
        let mut all = NONE;
        for (method, base, val) in found {
            let mut val = self.in_contexts(method, val, (base, objects, this));
            if grows && val != NULL {
                val = self.terms.concat(val, UNKNOWN);
            }
            all = self.terms.union(all, val);
            if number && self.terms.has_unknown(all) {
                return UNKNOWN;
            }
        }
        self.with_writes(site, all)
    }

    /// Whether what a place writes can be read at another: code that nothing reaches adds nothing to code that is reached.
    pub(super) fn can_matter(&self, writer: Site, reader: Site) -> bool {
        !self.graph.is_reached(reader.method) || self.graph.is_reached(writer.method)
    }

    /// Whether one of these objects is made at a site.
    fn are_made_at(&self, objects: &[ObjectId], site: Site) -> bool {
        objects.iter().any(|o| matches!(self.graph.object(*o), Object::Allocated(made) if *made == site))
    }

    /// Whether a field holds a string buffer.
    pub(super) fn holds_buffer(&self, field: u32) -> bool {
        let descriptor = self.program.symbols.text(self.program.fields[field as usize].descriptor);
        matches!(descriptor, "Ljava/lang/StringBuffer;" | "Ljava/lang/StringBuilder;")
    }

    /// Whether a field holds a number.
    pub(super) fn is_number(&self, field: u32) -> bool {
        let descriptor = self.program.symbols.text(self.program.fields[field as usize].descriptor);
        !descriptor.starts_with(['L', '['])
    }

    /// Whether a number stored to a field is worked out from what the field held before: then it can be any.
    pub(super) fn counts_on(&self, val: Val, field: u32) -> bool {
        /// Terms looked at.
        const MOST: usize = 32;
        let mut queue = vec![val];
        let mut at = 0;
        while let Some(&val) = queue.get(at) {
            at += 1;
            match self.terms.get(val) {
                Some(Term::Apply(Operation::Arithmetic(_), vals)) | Some(Term::Union(vals)) => {
                    queue.extend(vals.iter().copied())
                }
                Some(Term::Load(site, _))
                    if at > 1
                        && self.insn(*site).is_some_and(|insn| self.members[insn.a as usize].field == Some(field)) =>
                {
                    return true;
                }
                _ => {}
            }
            if queue.len() > MOST {
                return true;
            }
        }
        false
    }

    /// A value of a method for all the calls that lead to it; where `base` is the receiver, only for those on `objects`.
    pub(super) fn in_contexts(
        &mut self,
        method: MethodId,
        val: Val,
        (base, objects, one): (Val, Option<&[ObjectId]>, Option<Site>),
    ) -> Val {
        if !self.terms.has_param(val) {
            return self.settle(val);
        }
        let on_this = matches!(self.terms.get(base), Some(Term::This(_)))
            && (one.is_some() || objects.is_some_and(|o| o.len() <= FEW_OBJECTS));
        let mask = self.terms.params(val) | u64::from(on_this);
        let contexts = self.contexts(method, mask);
        let mut all = NONE;
        for context in contexts.iter() {
            if on_this && let (Some(objects), Some(this)) = (objects, context.first()) {
                let alternatives = self.terms.alternatives_of(*this);
                let sites: Option<Vec<Site>> = alternatives
                    .iter()
                    .map(|v| if let Some(Term::Object(site)) = self.terms.get(*v) { Some(*site) } else { None })
                    .collect();
                if let (Some(sites), Some(one)) = (&sites, one)
                    && !sites.contains(&one)
                {
                    continue;
                }
                if let Some(sites) = sites
                    && !sites.iter().any(|site| self.are_made_at(objects, *site))
                    && objects.iter().all(|o| matches!(self.graph.object(*o), Object::Allocated(_)))
                {
                    continue;
                }
            }
            let framing = self.framing(method, context);
            let closed = self.close(val, Some(framing));
            all = self.terms.union(all, closed);
        }
        all
    }

    /// The value of a field before anything is stored.
    pub(super) fn default_of(&mut self, field: u32) -> Val {
        let info = &self.program.fields[field as usize];
        match info.constant {
            Some(FieldConstant::Int(int)) => Val::Int(int),
            Some(FieldConstant::Long(long)) => self.terms.long(long),
            Some(FieldConstant::String(sym)) => self.constant(sym),
            Some(_) => UNKNOWN,
            None => match self.program.symbols.text(info.descriptor).as_bytes().first() {
                Some(b'L' | b'[') => NULL,
                Some(b'J') => self.terms.long(0),
                Some(b'F' | b'D') => UNKNOWN,
                _ => Val::Int(0),
            },
        }
    }

    /// A field of an object that is not followed, as the interpreter meets it.
    pub(super) fn load(
        &mut self,
        run: &mut Run,
        frame: &mut Frame<'a>,
        index: u32,
        state: &mut State,
        base: Val,
        field: u32,
    ) -> Val {
        let site = frame.site(index);
        let constant = base == NONE && self.is_constant(field);
        let val = if constant {
            let class = self.program.fields[field as usize].class;
            if self.initialiser(class) == Some(frame.method) {
                return self.default_of(field);
            }
            self.ask(Question::Constant(field))
        } else {
            let is_this = matches!(self.terms.get(base), Some(Term::This(_)));
            let site = if is_this { site } else { self.same_read(site, field, base == NONE) };
            let of_this = site.method == frame.method
                && matches!(self.terms.get(base), Some(Term::This(own)) if *own == frame.method);
            let val = self.terms.intern(Term::Load(site, of_this));
            if !run.eager {
                if self.holds_buffer(field) {
                    // Each read gives the same buffer.
                    state.heap.set_field(base, field, val);
                }
                return val;
            }
            self.settle(val)
        };
        if run.eager && self.holds_buffer(field) && self.terms.known_text(val).is_some() {
            let copy = self.make(run, frame, index, state, Obj::Buffer(Buffer::of(val)));
            state.heap.set_field(base, field, copy);
            return copy;
        }
        if run.eager
            && let Some((_, obj)) = self.terms.get(val).and_then(thawed)
        {
            let copy = self.make(run, frame, index, state, obj);
            state.heap.set_field(base, field, copy);
            return copy;
        }
        if val == NONE { UNKNOWN } else { val }
    }

    /// The first read of the same field of the same objects that was met.
    pub(super) fn same_read(&mut self, site: Site, field: u32, is_static: bool) -> Site {
        let objects = if is_static { None } else { self.graph.base_objects(site) };
        let known = objects.map_or(0, |o| o.as_ptr() as usize);
        if !is_static && known == 0 {
            return site;
        }
        *self.reads.entry((field, known, self.graph.is_reached(site.method))).or_insert(site)
    }

    /// Whether a static field is written to by the initialiser of its class and nowhere else.
    pub(super) fn is_constant(&self, field: u32) -> bool {
        let initialiser = self.initialiser(self.program.fields[field as usize].class);
        self.stores.get(&field).is_none_or(|stores| stores.iter().all(|s| Some(s.method) == initialiser))
    }

    pub(super) fn initialiser(&self, class: ClassId) -> Option<MethodId> {
        self.program.methods_of(class).find(|m| self.program.symbols.text(self.program.method(*m).name) == "<clinit>")
    }

    /// What the initialiser leaves in a static field.
    pub(super) fn initialised(&mut self, field: u32) -> Val {
        let class = self.program.fields[field as usize].class;
        let Some(initialiser) = self.initialiser(class).filter(|_| self.stores.contains_key(&field)) else {
            return self.default_of(field);
        };
        let record = self.summary(initialiser);
        let val = match record.statics.get(field) {
            Some(val) => *val,
            None => {
                let stores = self.stores.get(&field).cloned().unwrap_or_default();
                let mut all = NONE;
                for store in stores.iter() {
                    let val = record.stores.get(store.insn).map_or(UNKNOWN, |(_, _, val)| *val);
                    all = self.terms.union(all, val);
                }
                all
            }
        };
        let mut val = self.settle(val);
        if self.growing.contains(&field) && val != NULL {
            val = self.terms.concat(val, UNKNOWN);
        }
        self.with_writes(Site { method: initialiser, insn: 0 }, val)
    }

    /// Values of fields that hold objects made here are taken as they are when the method is left.
    pub(super) fn freeze_stores(&mut self, record: &mut Record, heap: &Heap) {
        for (insn, raw) in record.late.take() {
            let frozen = self.freeze(heap, raw);
            if let Some(store) = record.stores.get_mut(insn) {
                store.2 = frozen;
            }
        }
        for (field, val) in heap.statics() {
            let frozen = self.freeze(heap, val);
            record.statics.insert(field, frozen);
        }
    }
}

/// Whether two sorted lists have something in common.
fn meet<T: Ord>(a: &[T], b: &[T]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.iter().any(|one| long.binary_search(one).is_ok())
}
