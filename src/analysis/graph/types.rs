//! Types by number: what is a subtype of what, and which method an object of a type runs.

use crate::program::hash::Seed;
use crate::program::platform::{self, Platform};
use crate::program::{ClassId, MethodId, Program, Sym};
use std::collections::HashMap;
use std::rc::Rc;

/// A class or array type by its number in [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// Any object; the first number given.
pub const OBJECT: TypeId = TypeId(0);

/// Name and descriptor of a method.
pub type Selector = (Sym, Sym);

/// Where a type is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// by the application or a library
    Own(ClassId),
    /// by the platform
    Platform(platform::ClassId),
    /// an array of values of the type
    Array(TypeId),
    /// an array of primitive values
    Primitives,
    /// nowhere
    Missing,
}

/// What an invocation on an object runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dispatch {
    /// a method of the application
    Own(MethodId),
    /// a method of the platform, or none that is known
    Elsewhere,
}

struct Info<'p> {
    name: &'p str,
    origin: Origin,
    above: Option<Rc<Above>>,
}

/// The supertypes of a type.
pub struct Above {
    /// All of them and the type itself, nearest first.
    pub types: Vec<TypeId>,
    /// Sorted.
    sorted: Vec<TypeId>,
    /// Whether these are all.
    pub complete: bool,
}

impl Above {
    /// Whether the type is among them.
    pub fn contains(&self, ty: TypeId) -> bool {
        self.sorted.binary_search(&ty).is_ok()
    }
}

/// The types met so far.
pub struct Types<'p> {
    pub program: &'p Program,
    pub platform: &'p Platform,
    depth: usize,
    info: Vec<Info<'p>>,
    index: HashMap<&'p str, TypeId, Seed>,
    arrays: HashMap<TypeId, TypeId, Seed>,
    by_sym: Vec<Option<TypeId>>,
    /// Methods by the class that declares them; of equal ones the first.
    declared: HashMap<(ClassId, Selector), MethodId, Seed>,
    dispatch: HashMap<(TypeId, Selector), Dispatch, Seed>,
    subtypes: HashMap<(TypeId, TypeId), bool, Seed>,
    below: Option<HashMap<TypeId, Vec<TypeId>, Seed>>,
    by_hierarchy: HashMap<(TypeId, Selector), Rc<[MethodId]>, Seed>,
    /// Classes that [`Types::by_hierarchy`] may still look at.
    left: u64,
}

pub const STATIC: u16 = 0x0008;
pub const ABSTRACT: u16 = 0x0400;
pub const INTERFACE: u16 = 0x0200;
pub const PRIVATE: u16 = 0x0002;
pub const PUBLIC: u16 = 0x0001;

impl<'p> Types<'p> {
    /// Supertypes of one type are followed up to `depth` of them; `budget` is the number of classes that may be looked at
    /// for calls that go wherever the hierarchy allows.
    pub fn new(program: &'p Program, platform: &'p Platform, depth: u64, budget: u64) -> Self {
        let mut declared = HashMap::with_capacity_and_hasher(program.methods.len(), Seed::default());
        for (index, method) in program.methods.iter().enumerate() {
            let key = (method.class, (method.name, method.descriptor));
            declared.entry(key).or_insert(MethodId(index as u32));
        }
        let mut types = Types {
            program,
            platform,
            depth: usize::try_from(depth).unwrap_or(usize::MAX),
            info: Vec::new(),
            index: HashMap::default(),
            arrays: HashMap::default(),
            by_sym: vec![None; program.symbols.len()],
            declared,
            dispatch: HashMap::default(),
            subtypes: HashMap::default(),
            below: None,
            by_hierarchy: HashMap::default(),
            left: budget,
        };
        types.named("java/lang/Object");
        types
    }

    /// The type with this internal name or array descriptor.
    pub fn named(&mut self, name: &'p str) -> TypeId {
        if let Some(&known) = self.index.get(name) {
            return known;
        }
        let inner = name.strip_prefix('[');
        let origin = if inner.is_some_and(|inner| inner.len() == 1) {
            Origin::Primitives
        } else if let Some(inner) = inner {
            return self.array_named(name, inner);
        } else if let Some(id) = self.platform.class(name) {
            Origin::Platform(id)
        } else {
            let own = self.program.symbols.find(name).and_then(|sym| self.program.class(sym));
            own.map_or(Origin::Missing, Origin::Own)
        };
        let id = self.push(name, origin);
        self.index.insert(name, id);
        id
    }

    fn push(&mut self, name: &'p str, origin: Origin) -> TypeId {
        self.info.push(Info { name, origin, above: None });
        TypeId(self.info.len() as u32 - 1)
    }

    fn array_named(&mut self, name: &'p str, inner: &'p str) -> TypeId {
        let element = inner.trim_start_matches('[');
        let primitive = element.len() == 1;
        let mut ty = match primitive {
            true => self.named(&name[name.len() - 2..]),
            false => self.of_descriptor(element),
        };
        for _ in usize::from(primitive)..name.len() - element.len() {
            ty = self.array_of(ty);
        }
        self.index.insert(name, ty);
        ty
    }

    /// The type of arrays of values of the type.
    pub fn array_of(&mut self, element: TypeId) -> TypeId {
        if let Some(&known) = self.arrays.get(&element) {
            return known;
        }
        let id = self.push("[", Origin::Array(element));
        self.arrays.insert(element, id);
        id
    }

    pub fn is_array(&self, ty: TypeId) -> bool {
        matches!(self.origin(ty), Origin::Array(_) | Origin::Primitives)
    }

    /// Whether the type is a string or an array of primitive values, which the platform never calls.
    pub fn is_data(&self, ty: TypeId) -> bool {
        self.origin(ty) == Origin::Primitives || self.name(ty) == "java/lang/String"
    }

    /// The type named by a symbol.
    pub fn of_sym(&mut self, sym: Sym) -> TypeId {
        match self.by_sym.get(sym.0 as usize) {
            Some(Some(known)) => *known,
            _ => {
                let id = self.named(self.program.symbols.text(sym));
                if let Some(slot) = self.by_sym.get_mut(sym.0 as usize) {
                    *slot = Some(id);
                }
                id
            }
        }
    }

    /// The type of values with this field descriptor, which is that of an object or array.
    pub fn of_descriptor(&mut self, descriptor: &'p str) -> TypeId {
        let name = descriptor.strip_prefix('L').and_then(|d| d.strip_suffix(';'));
        self.named(name.unwrap_or(descriptor))
    }

    /// Internal name; of an array only that it is one.
    pub fn name(&self, ty: TypeId) -> &'p str {
        self.info[ty.0 as usize].name
    }

    pub fn origin(&self, ty: TypeId) -> Origin {
        self.info[ty.0 as usize].origin
    }

    /// The class of the application that the type is.
    pub fn own_class(&self, ty: TypeId) -> Option<ClassId> {
        match self.origin(ty) {
            Origin::Own(class) => Some(class),
            _ => None,
        }
    }

    pub fn is_interface(&self, ty: TypeId) -> bool {
        match self.origin(ty) {
            Origin::Own(class) => self.program.class_at(class).access & INTERFACE != 0,
            Origin::Platform(class) => self.platform.class_info(class).is_interface,
            _ => false,
        }
    }

    /// Whether the interface has a method that is neither abstract nor static: then it is initialised before a class that
    /// implements it (JVMS 17, 5.5).
    pub fn has_default_method(&self, interface: ClassId) -> bool {
        let mut methods = self.program.methods_of(interface);
        methods.any(|id| self.program.method(id).access & (ABSTRACT | STATIC) == 0)
    }

    /// The type and all its supertypes.
    pub fn above(&mut self, ty: TypeId) -> Rc<Above> {
        if let Some(known) = &self.info[ty.0 as usize].above {
            return known.clone();
        }
        let (mut types, mut complete, mut at) = (vec![ty], true, 0);
        while at < types.len() {
            let next: Vec<TypeId> = match self.origin(types[at]) {
                Origin::Own(id) => {
                    let program = self.program;
                    let class = program.class_at(id);
                    let above = class.superclass.into_iter().chain(program.interfaces_of(class).iter().copied());
                    above.take(self.depth + 1).map(|sym| self.of_sym(sym)).collect()
                }
                Origin::Platform(id) => {
                    let info = self.platform.class_info(id);
                    complete &= self.platform.is_subclass(info.name, "").is_some();
                    let names: Vec<&'p str> = info.ancestors().map(|a| self.platform.class_info(a).name).collect();
                    names.into_iter().map(|name| self.named(name)).collect()
                }
                Origin::Array(_) | Origin::Primitives => Vec::new(),
                Origin::Missing => {
                    complete = false;
                    Vec::new()
                }
            };
            for ty in next {
                if types.contains(&ty) {
                    continue;
                }
                if types.len() > self.depth {
                    complete = false;
                    break;
                }
                types.push(ty);
            }
            at += 1;
        }
        if !types.contains(&OBJECT) {
            types.push(OBJECT);
        }
        let mut sorted = types.clone();
        sorted.sort_unstable();
        let above = Rc::new(Above { types, sorted, complete });
        self.info[ty.0 as usize].above = Some(above.clone());
        above
    }

    /// Whether `ty` is `target` or below it; where a class on the way is missing, `open`.
    pub fn is_subtype(&mut self, ty: TypeId, target: TypeId, open: bool) -> bool {
        if ty == target || target == OBJECT {
            return true;
        }
        let (mut ty, mut target) = (ty, target);
        while let (Origin::Array(from), Origin::Array(to)) = (self.origin(ty), self.origin(target)) {
            (ty, target) = (from, to);
        }
        if ty == target {
            return true;
        }
        if self.is_array(ty) || self.is_array(target) {
            let name = self.name(target);
            return self.is_array(ty)
                && matches!(name, "java/lang/Object" | "java/lang/Cloneable" | "java/io/Serializable");
        }
        if let Some(&known) = self.subtypes.get(&(ty, target)) {
            return known;
        }
        let above = self.above(ty);
        let answer = above.contains(target) || (open && !above.complete);
        if open {
            self.subtypes.insert((ty, target), answer);
        }
        answer
    }

    /// What an object of exactly this type runs.
    pub fn dispatch(&mut self, ty: TypeId, selector: Selector) -> Dispatch {
        if !matches!(self.origin(ty), Origin::Own(_)) {
            return Dispatch::Elsewhere;
        }
        if let Some(&known) = self.dispatch.get(&(ty, selector)) {
            return known;
        }
        let answer = self.search(ty, selector);
        self.dispatch.insert((ty, selector), answer);
        answer
    }

    fn search(&mut self, ty: TypeId, selector: Selector) -> Dispatch {
        let mut at = ty;
        for _ in 0..=self.depth {
            let Origin::Own(class) = self.origin(at) else { break };
            if let Some(method) = self.declared(class, selector) {
                return Dispatch::Own(method);
            }
            let Some(superclass) = self.program.class_at(class).superclass else { break };
            at = self.of_sym(superclass);
        }
        // Default methods of interfaces (version 52); one that an interface further down overrides does not run.
        let above = self.above(ty);
        let mut best: Option<(TypeId, MethodId)> = None;
        for &at in &above.types {
            if let Origin::Own(class) = self.origin(at)
                && self.program.class_at(class).access & INTERFACE != 0
                && let Some(method) = self.declared(class, selector)
                && best.is_none_or(|(below, _)| self.is_subtype(at, below, false))
            {
                best = Some((at, method));
            }
        }
        best.map_or(Dispatch::Elsewhere, |(_, method)| Dispatch::Own(method))
    }

    /// The instance method that a class itself declares and that can run.
    fn declared(&self, class: ClassId, selector: Selector) -> Option<MethodId> {
        let method = *self.declared.get(&(class, selector))?;
        (self.program.method(method).access & (STATIC | ABSTRACT) == 0).then_some(method)
    }

    /// The method that a class itself declares under this name and descriptor.
    pub fn method_of(&self, class: ClassId, name: &str, descriptor: &str) -> Option<MethodId> {
        let selector = (self.program.symbols.find(name)?, self.program.symbols.find(descriptor)?);
        self.declared.get(&(class, selector)).copied()
    }

    /// Methods that an object of the type or of any concrete class below it may run, sorted; none once the budget is used
    /// up.
    pub fn by_hierarchy(&mut self, ty: TypeId, selector: Selector) -> Rc<[MethodId]> {
        if let Some(known) = self.by_hierarchy.get(&(ty, selector)) {
            return known.clone();
        }
        let mut targets = Vec::new();
        let below = self.concrete_below(ty);
        let Some(left) = self.left.checked_sub(below.len() as u64 + 1) else {
            self.left = 0;
            return Rc::new([]);
        };
        self.left = left;
        for class in below {
            if let Dispatch::Own(method) = self.dispatch(class, selector) {
                targets.push(method);
            }
        }
        targets.sort_unstable();
        targets.dedup();
        let targets: Rc<[MethodId]> = targets.into();
        self.by_hierarchy.insert((ty, selector), targets.clone());
        targets
    }

    /// Whether the budget for the hierarchy is used up.
    pub fn is_exhausted(&self) -> bool {
        self.left == 0
    }

    /// The concrete classes of the application that are the type or below it.
    fn concrete_below(&mut self, ty: TypeId) -> Vec<TypeId> {
        if self.below.is_none() {
            let mut below: HashMap<TypeId, Vec<TypeId>, Seed> = HashMap::default();
            for class in &self.program.classes {
                if class.access & (ABSTRACT | INTERFACE) != 0 {
                    continue;
                }
                let id = self.of_sym(class.name);
                if !matches!(self.origin(id), Origin::Own(_)) {
                    continue;
                }
                for &above in &self.above(id).types {
                    let list = below.entry(above).or_default();
                    if list.last() != Some(&id) {
                        list.push(id);
                    }
                }
            }
            self.below = Some(below);
        }
        self.below.as_ref().and_then(|below| below.get(&ty)).cloned().unwrap_or_default()
    }

    /// Whether a cast to `target` lets an object through. `exact` says that the type is the object's class and no
    /// supertype of it, as for objects that the platform made.
    pub fn passes(&mut self, ty: TypeId, exact: bool, target: TypeId) -> bool {
        if self.is_subtype(ty, target, true) {
            return true;
        }
        if exact {
            return false;
        }
        // The platform makes no objects of the application's own classes.
        match self.origin(target) {
            Origin::Own(_) => false,
            Origin::Missing => true,
            _ => self.is_subtype(target, ty, false) || self.is_interface(ty) || self.is_interface(target),
        }
    }
}
