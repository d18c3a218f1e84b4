//! Propagates objects along the constraints, and finds the methods that run on the way.

use super::members::{Member, Members, Target};
use super::types::{Dispatch, Origin, TypeId, Types};
use super::{EdgeKind, Entry, Inputs, Object, ObjectId, Reflection, Site};
use crate::analysis::growth::push;
use crate::limits::StopFlag;
use crate::program::hash::Seed;
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::{How, Platform, Via};
use crate::program::{ClassId, MethodId, Op, Program, Sym};
use std::collections::{HashMap, HashSet, VecDeque};
use std::num::NonZeroU32;

/// A variable: something that holds references.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(pub u32);

/// Holds nothing and takes nothing: null, a primitive value, a result that is dropped.
pub const NOTHING: Node = Node(0);

/// The variable for objects that the platform was given.
const GIVEN: Node = Node(1);

/// A field for the solver: of objects by its declaration, or the elements of an array or container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldKey(pub u32);

/// The elements of an array, what is in a container, the `Runnable` of a thread.
pub const ELEMENT: FieldKey = FieldKey(u32::MAX);

/// Variables for fields of single objects; above it a field that was not met in an object yet is one variable for all
/// objects.
const OBJECT_FIELDS: usize = 1 << 17;

/// Sets up to this size are searched one by one, larger ones have a bit map as well.
const SMALL: usize = 64;

/// What else is to be done for each object that reaches a variable.
#[derive(Clone, Copy, Debug)]
pub enum Use {
    /// Its field goes to a variable.
    Load(FieldKey, Node),
    /// A variable goes to its field.
    Store(FieldKey, Node),
    /// A method is called on it.
    Receive(u32),
    /// It is given to a platform method as this one of its references.
    Give(u32, u32),
    /// A platform method that works on its elements is called on it.
    Contain(u32),
    /// Its `run` is called in a thread started by the call.
    Run(u32),
}

#[derive(Default)]
struct Variable {
    /// In the order of arrival.
    objects: Vec<u32>,
    bits: Box<[u64]>,
    /// How many of the objects were passed on.
    done: u32,
    queued: bool,
    /// Variables that get the objects.
    out: Chain,
    /// What else is done for each.
    uses: Chain,
}

/// A list within [`Links`].
#[derive(Clone, Copy, Default)]
struct Chain {
    first: Option<Link>,
    last: Option<Link>,
}

/// A number of an item of [`Links`], plus one.
type Link = NonZeroU32;

/// Many short lists in one, which only grow.
struct Links<T>(Vec<(T, Option<Link>)>);

impl<T: Copy> Links<T> {
    /// Adds to the end of a list.
    fn push(&mut self, chain: &mut Chain, item: T) {
        push(&mut self.0, (item, None));
        let new = Link::new(self.0.len() as u32);
        match chain.last {
            Some(last) => self.0[last.get() as usize - 1].1 = new,
            None => chain.first = new,
        }
        chain.last = new;
    }

    fn get(&self, link: Link) -> (T, Option<Link>) {
        self.0[link.get() as usize - 1]
    }
}

impl Variable {
    /// Adds an object; `false` when it is there.
    fn insert(&mut self, object: u32) -> bool {
        if self.bits.is_empty() {
            if self.objects.contains(&object) {
                return false;
            }
            self.objects.push(object);
            if self.objects.len() > SMALL {
                let all = std::mem::take(&mut self.objects);
                all.iter().for_each(|object| {
                    self.mark(*object);
                });
                self.objects = all;
            }
            return true;
        }
        let new = self.mark(object);
        if new {
            self.objects.push(object);
        }
        new
    }

    /// Sets the bit of an object; `false` when it is set.
    fn mark(&mut self, object: u32) -> bool {
        let (word, bit) = (object as usize / 64, 1u64 << (object % 64));
        if word >= self.bits.len() {
            let mut bits = std::mem::take(&mut self.bits).into_vec();
            bits.resize(word + 1 + word / 8, 0);
            self.bits = bits.into_boxed_slice();
        }
        let new = self.bits[word] & bit == 0;
        self.bits[word] |= bit;
        new
    }
}

/// An object with what the solver has to know of it.
#[derive(Clone, Copy, Debug)]
struct Known {
    object: Object,
    ty: TypeId,
    /// Stands for objects of all classes below its type too.
    open: bool,
}

/// An invocation in a method that was read.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    pub site: Site,
    pub op: Op,
    /// Index of [`Program::members`].
    pub member: u32,
    /// Where its references begin in the arguments of all calls: the receiver, then the parameters that are references.
    pub args: u32,
    /// Gets the result.
    pub result: Node,
    /// Gets what is thrown.
    pub thrown: Node,
}

/// What a slot holds in a stretch of instructions.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub method: MethodId,
    pub from: u32,
    pub until: u32,
    pub slot: u16,
    pub node: Node,
}

/// An edge as it is found.
pub type RawEdge = (Site, EdgeKind, MethodId);

pub struct Solver<'p> {
    pub program: &'p Program,
    pub types: Types<'p>,
    pub members: Members<'p>,
    pub hierarchy: &'p mut Hierarchy,
    pub platform: &'p Platform,
    pub hooks: super::hooks::Hooks,
    pub reflection: &'p Reflection,
    variables: Vec<Variable>,
    /// Variables that get the objects of another, those that a cast to the type lets through.
    flows: Links<(Node, TypeId)>,
    uses: Links<Use>,
    objects: Vec<Known>,
    object_index: HashMap<Object, ObjectId, Seed>,
    fields: HashMap<(u32, FieldKey), Node, Seed>,
    /// First variable of each method: references among the parameters, result, exceptions; 0 when it has none yet.
    method_nodes: Vec<Node>,
    pub calls: Vec<Call>,
    pub args: Vec<Node>,
    /// By member reference, what the table says that a call of it registers.
    pub registered: HashMap<u32, Vec<super::hooks::Registered>, Seed>,
    /// (call, method) that are linked.
    linked: HashSet<(u32, MethodId), Seed>,
    called_back: HashSet<MethodId, Seed>,
    queue: VecDeque<Node>,
    /// Methods found and not yet read.
    unread: VecDeque<MethodId>,
    seen: Vec<bool>,
    pub edges: Vec<RawEdge>,
    pub entries: Vec<Entry>,
    /// Variables of receivers and bases.
    pub bases: Vec<(Site, Node)>,
    /// Variables of other operands, see [`super::CallGraph::operand_objects`].
    pub operands: Vec<(Site, u32, Node)>,
    /// Local variables, when they are kept.
    pub locals: Vec<Held>,
    pub keep_locals: bool,
    given: Node,
    /// Variables below it no longer change.
    frozen: u32,
    /// The reached part is finished. What is read from now on gets what its parameters declare, not what is handed over.
    settled: bool,
    steps: u64,
    pub cut: bool,
    stop: &'p StopFlag,
    scratch: super::extract::Scratch,
}

impl<'p> Solver<'p> {
    pub fn new(inputs: &Inputs<'p>, hierarchy: &'p mut Hierarchy) -> Self {
        let Inputs { program, platform, reflection, limits, stop, .. } = *inputs;
        let mut types = Types::new(program, platform, limits.hierarchy_depth, limits.call_graph_steps.max(1));
        let hooks = super::hooks::Hooks::new(platform, &mut types);
        let mut solver = Solver {
            program,
            types,
            members: Members::new(program),
            hierarchy,
            platform,
            hooks,
            reflection,
            variables: Vec::new(),
            flows: Links(Vec::new()),
            uses: Links(Vec::new()),
            objects: Vec::new(),
            object_index: HashMap::default(),
            fields: HashMap::default(),
            method_nodes: vec![NOTHING; program.methods.len()],
            calls: Vec::new(),
            args: Vec::new(),
            registered: HashMap::default(),
            linked: HashSet::default(),
            called_back: HashSet::default(),
            queue: VecDeque::new(),
            unread: VecDeque::new(),
            seen: vec![false; program.methods.len()],
            edges: Vec::new(),
            entries: Vec::new(),
            bases: Vec::new(),
            operands: Vec::new(),
            locals: Vec::new(),
            keep_locals: inputs.locals,
            given: GIVEN,
            frozen: 1,
            settled: false,
            steps: limits.call_graph_steps,
            cut: false,
            stop,
            scratch: Default::default(),
        };
        solver.node();
        solver.node();
        solver
    }

    /// A new variable.
    pub fn node(&mut self) -> Node {
        push(&mut self.variables, Variable::default());
        Node(self.variables.len() as u32 - 1)
    }

    fn variable(&self, node: Node) -> &Variable {
        &self.variables[node.0 as usize]
    }

    /// Counts work; `false` when the budget is used up.
    pub fn step(&mut self, steps: u64) -> bool {
        match self.steps.checked_sub(steps) {
            Some(left) if !self.cut => {
                // The flag is shared between threads: not looked at for each step.
                if left >> 12 != self.steps >> 12 && self.stop.is_raised() {
                    self.cut = true;
                }
                self.steps = left;
            }
            _ => self.cut = true,
        }
        !self.cut
    }

    /// The object that is this, made on first sight.
    pub fn object(&mut self, object: Object, ty: TypeId, open: bool) -> ObjectId {
        if let Some(&known) = self.object_index.get(&object) {
            return known;
        }
        let id = ObjectId(self.objects.len() as u32);
        self.objects.push(Known { object, ty, open });
        self.object_index.insert(object, id);
        id
    }

    /// The name of the class whose class object this is.
    pub fn class_named(&self, object: ObjectId) -> Option<Sym> {
        match self.objects[object.0 as usize].object {
            Object::Class(name) => Some(name),
            _ => None,
        }
    }

    pub fn type_of(&self, object: ObjectId) -> TypeId {
        self.objects[object.0 as usize].ty
    }

    /// Puts an object into a variable.
    pub fn add(&mut self, node: Node, object: ObjectId) {
        if node.0 < self.frozen {
            return;
        }
        let variable = &mut self.variables[node.0 as usize];
        if variable.insert(object.0) && !variable.queued {
            variable.queued = true;
            self.queue.push_back(node);
        }
    }

    /// Lets the objects of one variable flow into another, those that a cast to `filter` lets through.
    pub fn flow(&mut self, from: Node, to: Node, filter: Option<TypeId>) {
        if from == to || from == NOTHING || to.0 < self.frozen {
            return;
        }
        let filter = filter.unwrap_or(super::types::OBJECT);
        let done = self.variable(from).done as usize;
        for at in 0..done {
            let object = self.variable(from).objects[at];
            self.pass(object, to, filter);
        }
        if from.0 >= self.frozen {
            self.flows.push(&mut self.variables[from.0 as usize].out, (to, filter));
        }
    }

    /// Lets an object flow into a variable unless a cast to `target` keeps it back.
    fn pass(&mut self, object: u32, to: Node, target: TypeId) {
        if !self.step(1) {
            return;
        }
        let known = self.objects[object as usize];
        let exact = !known.open && known.object.is_exact();
        // An open object may be of a class of the application below the target.
        let through = target == super::types::OBJECT
            || self.types.passes(known.ty, exact, target)
            || (known.open && self.types.is_subtype(target, known.ty, true));
        if through {
            self.add(to, ObjectId(object));
        }
    }

    /// Does something for each object that is or will be in a variable.
    pub fn use_each(&mut self, node: Node, what: Use) {
        if node == NOTHING {
            return;
        }
        let done = self.variable(node).done as usize;
        for at in 0..done {
            let object = self.variable(node).objects[at];
            self.apply(what, ObjectId(object));
        }
        if node.0 >= self.frozen {
            self.uses.push(&mut self.variables[node.0 as usize].uses, what);
        }
    }

    /// Runs until nothing changes or the budget is used up.
    pub fn solve(&mut self) {
        while !self.cut {
            if let Some(method) = self.unread.pop_front() {
                self.read(method);
            } else if let Some(node) = self.queue.pop_front() {
                self.propagate(node);
            } else {
                break;
            }
        }
    }

    fn read(&mut self, method: MethodId) {
        let mut scratch = std::mem::take(&mut self.scratch);
        super::extract::read(self, method, &mut scratch);
        self.scratch = scratch;
    }

    fn propagate(&mut self, node: Node) {
        let at = node.0 as usize;
        let variable = &mut self.variables[at];
        variable.queued = false;
        let from = variable.done as usize;
        variable.done = variable.objects.len() as u32;
        let to = variable.done as usize;
        let (mut flow, uses) = (variable.out.first, variable.uses);
        while let Some(link) = flow {
            let ((into, filter), next) = self.flows.get(link);
            for n in from..to {
                self.pass(self.variables[at].objects[n], into, filter);
            }
            flow = next;
        }
        let mut each = uses.first;
        while let Some(link) = each {
            let (what, next) = self.uses.get(link);
            for n in from..to {
                self.apply(what, ObjectId(self.variables[at].objects[n]));
            }
            // Uses that are added meanwhile have seen these objects.
            each = next.filter(|_| Some(link) != uses.last);
        }
    }

    fn apply(&mut self, what: Use, object: ObjectId) {
        if !self.step(1) {
            return;
        }
        match what {
            Use::Load(field, to) => {
                let from = self.field_of(object, field);
                self.flow(from, to, None);
            }
            Use::Store(field, from) => {
                let to = self.field_of(object, field);
                self.flow(from, to, None);
            }
            Use::Receive(call) => self.receive(call, object),
            Use::Give(call, reference) => self.give(call, reference, object),
            Use::Contain(call) => self.contain(call, object),
            Use::Run(call) => {
                if let Some(selector) = self.hooks.run {
                    let site = self.calls[call as usize].site;
                    self.call_back(site, object, selector, EdgeKind::Starts(Via::Thread), NOTHING);
                }
            }
        }
    }

    /// The variable for a field of an object.
    pub fn field_of(&mut self, object: ObjectId, field: FieldKey) -> Node {
        if let Some(&known) = self.fields.get(&(object.0, field)) {
            return known;
        }
        if self.fields.len() >= OBJECT_FIELDS {
            return self.shared_field(field);
        }
        let node = self.node();
        self.fields.insert((object.0, field), node);
        node
    }

    /// The variable for a static field, or for a field of all objects.
    pub fn shared_field(&mut self, field: FieldKey) -> Node {
        if let Some(&known) = self.fields.get(&(u32::MAX, field)) {
            return known;
        }
        let node = self.node();
        self.fields.insert((u32::MAX, field), node);
        node
    }

    /// The first variable of a method, followed by those of its other reference parameters, of its result and of what
    /// it throws.
    fn method_node(&mut self, method: MethodId) -> Node {
        let known = self.method_nodes[method.0 as usize];
        if known != NOTHING {
            return known;
        }
        let declared = self.program.method(method);
        let references = self.members.signature(&mut self.types, declared.descriptor).references.len();
        let receiver = usize::from(declared.access & super::types::STATIC == 0);
        let first = self.node();
        for _ in 0..receiver + references + 1 {
            self.node();
        }
        self.method_nodes[method.0 as usize] = first;
        first
    }

    /// The variable of the nth reference that a method is given, the receiver included.
    pub fn parameter(&mut self, method: MethodId, n: usize) -> Node {
        Node(self.method_node(method).0 + n as u32)
    }

    /// The variables of the result and of what is thrown.
    pub fn results(&mut self, method: MethodId) -> (Node, Node) {
        let first = self.method_node(method).0;
        let given = self.references(method) as u32;
        (Node(first + given), Node(first + given + 1))
    }

    /// How many references a method is given, the receiver included.
    pub fn references(&mut self, method: MethodId) -> usize {
        let declared = self.program.method(method);
        let references = self.members.signature(&mut self.types, declared.descriptor).references.len();
        references + usize::from(declared.access & super::types::STATIC == 0)
    }

    /// Something runs the method.
    pub fn reach(&mut self, method: MethodId) {
        if !std::mem::replace(&mut self.seen[method.0 as usize], true) {
            self.unread.push_back(method);
        }
    }

    pub fn is_seen(&self, method: MethodId) -> bool {
        self.seen[method.0 as usize]
    }

    /// The instruction runs the method.
    pub fn edge(&mut self, site: Site, kind: EdgeKind, method: MethodId) {
        push(&mut self.edges, (site, kind, method));
        self.reach(method);
    }

    pub fn member(&mut self, member: u32) -> Member {
        self.members.look_up(member, self.hierarchy, &mut self.types)
    }

    /// Starts following an invocation; gives the class whose initialiser it runs first.
    pub fn follow(&mut self, call: Call, references: u32) -> Option<ClassId> {
        let member = self.member(call.member);
        let index = self.calls.len() as u32;
        push(&mut self.calls, call);
        let receiver = self.args.get(call.args as usize).copied().filter(|_| references > 0).unwrap_or(NOTHING);
        match (call.op, member.target) {
            (Op::InvokeStatic | Op::InvokeSpecial, Target::Own(method)) => {
                let is_static = self.program.method(method).access & super::types::STATIC != 0;
                if is_static == (call.op == Op::InvokeStatic) {
                    self.link(index, method);
                    if !is_static && !self.settled {
                        let this = self.parameter(method, 0);
                        self.flow(receiver, this, None);
                    }
                    return is_static.then(|| self.program.method(method).class);
                }
            }
            // Private methods are not overridden (JVMS 5.4.6).
            (Op::InvokeVirtual | Op::InvokeInterface, Target::Own(method))
                if self.program.method(method).access & (super::types::PRIVATE | super::types::STATIC)
                    == super::types::PRIVATE =>
            {
                self.link(index, method);
                if !self.settled {
                    let this = self.parameter(method, 0);
                    self.flow(receiver, this, None);
                }
            }
            (Op::InvokeVirtual | Op::InvokeInterface, Target::Own(_)) => {
                self.use_each(receiver, Use::Receive(index));
            }
            (_, Target::Elsewhere(_)) => {
                self.call_platform(index, references);
                if matches!(call.op, Op::InvokeVirtual | Op::InvokeInterface) {
                    self.use_each(receiver, Use::Receive(index));
                }
            }
            _ => {}
        }
        None
    }

    /// An object is the receiver of a call that looks for the method in its class.
    fn receive(&mut self, index: u32, object: ObjectId) {
        let call = self.calls[index as usize];
        let selector = self.program.members[call.member as usize];
        let selector = (selector.name, selector.descriptor);
        let known = self.objects[object.0 as usize];
        if known.open {
            let targets = self.types.by_hierarchy(known.ty, selector);
            for &target in targets.iter() {
                self.link(index, target);
                self.be_receiver(target, object);
            }
        } else if let Dispatch::Own(target) = self.types.dispatch(known.ty, selector)
            && known.object.is_exact()
        {
            self.link(index, target);
            self.be_receiver(target, object);
        }
    }

    /// An object is the receiver of a method.
    fn be_receiver(&mut self, method: MethodId, object: ObjectId) {
        if !self.settled {
            let this = self.parameter(method, 0);
            self.add(this, object);
        }
    }

    /// Connects a call with a method that it runs, apart from the receiver.
    fn link(&mut self, index: u32, method: MethodId) {
        if !self.linked.insert((index, method)) {
            return;
        }
        let call = self.calls[index as usize];
        self.edge(call.site, EdgeKind::Call, method);
        let receiver = usize::from(call.op != Op::InvokeStatic);
        let parameters = if self.settled { 0..0 } else { receiver..self.references(method) };
        for n in parameters {
            let to = self.parameter(method, n);
            self.flow(self.args[call.args as usize + n], to, None);
        }
        let (result, thrown) = self.results(method);
        self.flow(result, call.result, None);
        self.flow(thrown, call.thrown, None);
    }

    /// The platform calls a method of an object, because of an instruction.
    pub fn call_back(
        &mut self,
        site: Site,
        object: ObjectId,
        selector: (Sym, Sym),
        kind: EdgeKind,
        thrown: Node,
    ) -> bool {
        let known = self.objects[object.0 as usize];
        if !known.open && !known.object.is_exact() {
            return false;
        }
        let targets = match known.open {
            true => self.types.by_hierarchy(known.ty, selector),
            false => match self.types.dispatch(known.ty, selector) {
                Dispatch::Own(method) => [method].into(),
                Dispatch::Elsewhere => return false,
            },
        };
        for &method in targets.iter() {
            self.edge(site, kind, method);
            self.run_from_platform(method, Some(object));
            let throws = self.results(method).1;
            self.flow(throws, thrown, None);
        }
        !targets.is_empty()
    }

    /// The platform runs a method, and gives it objects of its own or such as it was given before.
    pub fn run_from_platform(&mut self, method: MethodId, this: Option<ObjectId>) {
        self.reach(method);
        if let Some(object) = this {
            self.be_receiver(method, object);
        }
        if self.settled || !self.called_back.insert(method) {
            return;
        }
        let declared = self.program.method(method);
        let signature = self.members.signature(&mut self.types, declared.descriptor);
        let receiver = usize::from(declared.access & super::types::STATIC == 0);
        for (n, reference) in signature.references.iter().enumerate() {
            let to = self.parameter(method, receiver + n);
            let object = Object::Parameter { method, position: reference.position };
            if !reference.opaque {
                let object = self.object(object, reference.ty, false);
                self.add(to, object);
                self.flow(self.given, to, Some(reference.ty));
            }
        }
        let result = self.results(method).0;
        self.flow(result, self.given, None);
    }

    /// The platform has an object.
    pub fn know(&mut self, object: ObjectId) {
        self.add(self.given, object);
    }

    /// Objects that the platform was given flow to a variable, those of the type.
    pub fn hand_back(&mut self, to: Node, ty: TypeId) {
        self.flow(self.given, to, Some(ty));
    }

    /// The platform gets the objects of a variable, and may hand them back elsewhere.
    pub fn hand_over(&mut self, from: Node) {
        self.flow(from, self.given, None);
    }

    /// An object was made by an instruction: the platform calls the methods that its class overrides.
    pub fn instantiate(&mut self, object: ObjectId, site: Site) {
        let ty = self.type_of(object);
        if self.types.own_class(ty).is_none() {
            return;
        }
        for overridden in self.overrides(ty).iter() {
            if let (Some(How::Event(trigger)), true) = (overridden.how, overridden.of_class) {
                self.edge(site, EdgeKind::Registers(trigger), overridden.method);
                self.run_from_platform(overridden.method, Some(object));
            }
        }
    }

    /// The methods of platform classes and interfaces that a class of the application has.
    pub fn overrides(&mut self, ty: TypeId) -> std::rc::Rc<[super::hooks::Override]> {
        if !self.hooks.knows(ty) {
            let above = self.types.above(ty);
            let own = above.types.iter().filter_map(|ty| self.types.own_class(*ty));
            let methods: usize = own.map(|class| self.program.class_at(class).methods.len()).sum();
            // What is cut short here is completed by the hierarchy, which asks again.
            self.step(methods as u64);
        }
        self.hooks.overrides(ty, &mut self.types)
    }

    /// An instruction runs the static initialisers of a class and of those above it, unless the class of the method
    /// that it is in is one of them.
    pub fn initialise(&mut self, site: Site, class: ClassId) {
        let within = self.program.class_at(self.program.method(site.method).class).name;
        let within = self.types.of_sym(within);
        let ty = self.types.of_sym(self.program.class_at(class).name);
        if self.types.own_class(ty) != Some(class) {
            return;
        }
        let done = self.types.above(within);
        self.static_initialisers(ty).into_iter().for_each(|(class, method)| {
            if !done.contains(class) {
                self.edge(site, EdgeKind::Initialises, method);
            }
        });
    }

    /// The static initialisers that run before a class is used.
    pub fn static_initialisers(&mut self, ty: TypeId) -> Vec<(TypeId, MethodId)> {
        let mut found = Vec::new();
        let of_class = !self.types.is_interface(ty);
        for &above in &self.types.above(ty).types {
            if let Origin::Own(class) = self.types.origin(above)
                && (above == ty
                    || !self.types.is_interface(above)
                    || (of_class && self.types.has_default_method(class)))
                && let Some(method) = self.types.method_of(class, "<clinit>", "()V")
            {
                found.push((above, method));
            }
        }
        found
    }

    /// From here on nothing changes of what is known; what is found from now on stays apart.
    pub fn freeze(&mut self) {
        self.frozen = self.variables.len() as u32;
        self.settled = true;
        let given = self.node();
        self.flow(self.given, given, None);
        self.given = given;
    }

    /// Methods in the order of the program that were met so far.
    pub fn seen(&self) -> &[bool] {
        &self.seen
    }

    /// What was found, without the rest.
    pub fn into_findings(self) -> Findings {
        let own = |known: &Known| self.types.own_class(known.ty);
        Findings {
            classes: self.objects.iter().map(own).collect(),
            objects: self.objects.iter().map(|known| known.object).collect(),
            sets: self.variables.into_iter().map(|variable| variable.objects).collect(),
            bases: self.bases,
            operands: self.operands,
            locals: self.locals,
            edges: self.edges,
            entries: self.entries,
            cut: self.cut || self.types.is_exhausted(),
        }
    }
}

/// What the solver found.
pub struct Findings {
    pub objects: Vec<Object>,
    /// The class of the application that each object is of.
    pub classes: Vec<Option<ClassId>>,
    /// The objects in each variable.
    pub sets: Vec<Vec<u32>>,
    pub bases: Vec<(Site, Node)>,
    pub operands: Vec<(Site, u32, Node)>,
    pub locals: Vec<Held>,
    pub edges: Vec<RawEdge>,
    pub entries: Vec<Entry>,
    pub cut: bool,
}
