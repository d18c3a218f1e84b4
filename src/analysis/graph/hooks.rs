//! The methods of an application class that the platform knows and may call.

use super::types::{Dispatch, OBJECT, Origin, PRIVATE, STATIC, Selector, TypeId, Types};
use crate::program::hash::Seed;
use crate::program::platform::Resolution;
use crate::program::platform::{How, Platform};
use crate::program::{MethodId, Sym};
use std::collections::HashMap;
use std::rc::Rc;

/// A callback of the platform's table that some method of the program has the name and descriptor of.
#[derive(Clone, Copy, Debug)]
pub struct Hook {
    pub interface: TypeId,
    pub selector: Selector,
    pub how: How,
}

/// A method of the platform that a class of the application implements or overrides.
#[derive(Clone, Copy, Debug)]
pub struct Override {
    /// Class or interface of the platform.
    pub declared: TypeId,
    /// What runs.
    pub method: MethodId,
    /// When, as far as the table says.
    pub how: Option<How>,
    /// Declared by a class, not by an interface, so that it counts once an object exists.
    pub of_class: bool,
}

/// What a call of a platform method registers.
#[derive(Clone, Copy, Debug)]
pub struct Registered {
    /// Which value: 0 for the receiver, arguments from 1.
    pub argument: u32,
    pub interface: TypeId,
    /// Only the callbacks of this name.
    pub only: Option<Sym>,
    /// How they are called, where it is not what the callback says.
    pub how: Option<How>,
}

/// The callbacks of the platform.
pub struct Hooks {
    hooks: Vec<Hook>,
    overrides: HashMap<TypeId, Rc<[Override]>, Seed>,
    /// `run()V`
    pub run: Option<Selector>,
}

impl Hooks {
    pub fn new<'p>(platform: &'p Platform, types: &mut Types<'p>) -> Self {
        let selector = |types: &Types<'p>, name: &str, descriptor: &str| -> Option<Selector> {
            Some((types.program.symbols.find(name)?, types.program.symbols.find(descriptor)?))
        };
        let mut hooks = Vec::new();
        for callback in platform.callbacks() {
            if let Some(selector) = selector(types, callback.name, callback.descriptor) {
                let interface = types.named(callback.interface);
                hooks.push(Hook { interface, selector, how: callback.how });
            }
        }
        Hooks { run: selector(types, "run", "()V"), hooks, overrides: HashMap::default() }
    }

    /// The callbacks that a registration leads to.
    pub fn registered(&self, row: &Registered, types: &mut Types<'_>) -> Vec<Hook> {
        let above = types.above(row.interface);
        let counts = |hook: &&Hook| {
            row.only.is_none_or(|name| hook.selector.0 == name)
                && (hook.interface == row.interface || (hook.interface != OBJECT && above.contains(hook.interface)))
        };
        let found: Vec<Hook> = self.hooks.iter().filter(counts).copied().collect();
        let how = |hook: Hook| Hook { how: row.how.unwrap_or(hook.how), ..hook };
        nearest(found, types).into_iter().map(how).collect()
    }

    /// Whether the overrides of a class were looked for before.
    pub fn knows(&self, ty: TypeId) -> bool {
        self.overrides.contains_key(&ty)
    }

    /// The methods of platform classes and interfaces that a class of the application has, in a fixed order.
    pub fn overrides(&mut self, ty: TypeId, types: &mut Types<'_>) -> Rc<[Override]> {
        if let Some(known) = self.overrides.get(&ty) {
            return known.clone();
        }
        let mut found = Vec::new();
        let above = types.above(ty);
        // Of a class whose supertypes are not all known, everything that looks like a callback may be one.
        let has = |ty: TypeId| ty != OBJECT && (above.contains(ty) || !above.complete);
        let hooks: Vec<Hook> = self.hooks.iter().filter(|hook| has(hook.interface)).copied().collect();
        for hook in nearest(hooks, types) {
            if let Dispatch::Own(method) = types.dispatch(ty, hook.selector) {
                let of_class = !types.is_interface(hook.interface);
                found.push(Override { declared: hook.interface, method, how: Some(hook.how), of_class });
            }
        }
        let platform: Vec<&str> = above
            .types
            .iter()
            .filter(|above| **above != OBJECT && matches!(types.origin(**above), Origin::Platform(_)))
            .map(|above| types.name(*above))
            .collect();
        for &own in above.types.iter().filter(|_| !platform.is_empty()) {
            let Origin::Own(class) = types.origin(own) else { continue };
            for id in types.program.methods_of(class) {
                let method = types.program.method(id);
                let (name, descriptor) =
                    (types.program.symbols.text(method.name), types.program.symbols.text(method.descriptor));
                if method.access & (STATIC | PRIVATE) != 0
                    || name.starts_with('<')
                    || types.dispatch(ty, (method.name, method.descriptor)) != Dispatch::Own(id)
                    || found.iter().any(|o: &Override| o.method == id && o.how.is_some())
                {
                    continue;
                }
                for declaring in &platform {
                    if let Resolution::Found { class, .. } = types.platform.resolve(declaring, name, descriptor)
                        && types.platform.class_info(class).name == *declaring
                    {
                        let declared = types.named(types.platform.class_info(class).name);
                        found.push(Override {
                            declared,
                            method: id,
                            how: None,
                            of_class: !types.is_interface(declared),
                        });
                    }
                }
            }
        }
        let found: Rc<[Override]> = found.into();
        self.overrides.insert(ty, found.clone());
        found
    }
}

/// Leaves out what a class or interface further down declares again: `TimerTask.run` is not that of any `Runnable`.
fn nearest(mut hooks: Vec<Hook>, types: &mut Types<'_>) -> Vec<Hook> {
    let all = hooks.clone();
    hooks.retain(|hook| {
        let below = |other: &Hook| other.selector == hook.selector && other.interface != hook.interface;
        !all.iter().any(|other| below(other) && types.is_subtype(other.interface, hook.interface, false))
    });
    hooks
}
