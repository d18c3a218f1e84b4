//! Which APIs the code refers to, and whether the suite declares them.

use super::Declarations;
use crate::facts::{self, ApiStanding, Facts, Place, Str, dotted, dotted_member};
use crate::limits::Limits;
use crate::program::hierarchy::{Hierarchy, Resolved};
use crate::program::platform::{ApiId, ClassInfo, Declared, Family, Platform, Resolution};
use crate::program::{MethodId, Op, Program};
use std::collections::{BTreeMap, BTreeSet};

/// One API as far as it is referred to.
struct Use {
    standing: ApiStanding,
    classes: BTreeSet<String>,
    members: BTreeSet<String>,
    first: Place,
    first_member: Option<String>,
    probed: bool,
}

/// Collects uses by API name.
struct Inventory<'p> {
    platform: &'p Platform,
    declared: Declared,
    uses: BTreeMap<(String, ApiStanding), Use>,
}

impl<'p> Inventory<'p> {
    fn standing(&self, api: ApiId) -> ApiStanding {
        if self.declared.contains(api) {
            return ApiStanding::Declared;
        }
        match self.platform.api(api).family {
            Family::Optional => ApiStanding::Optional,
            Family::Vendor => ApiStanding::Vendor,
            Family::Library => ApiStanding::Library,
            _ if self.declared.is_empty() => ApiStanding::Undetermined,
            _ => ApiStanding::Undeclared,
        }
    }

    /// The API that a class counts for: of those that have it, one that is declared, else the first.
    fn api_of(&self, class: &ClassInfo<'p>) -> ApiId {
        std::iter::once(class.api).chain(class.also_in()).find(|a| self.declared.contains(*a)).unwrap_or(class.api)
    }

    fn add(&mut self, api: Option<ApiId>, class: &str, member: Option<String>, place: &dyn Fn() -> Place) -> &mut Use {
        // Of vendors not every class is listed: the package tells.
        let api = api.or_else(|| {
            let package = self.platform.package(class)?;
            let family = self.platform.api(package.api).family;
            matches!(family, Family::Vendor | Family::Library).then_some(package.api)
        });
        let (name, standing) = match api {
            Some(api) => (self.platform.api(api).name.to_string(), self.standing(api)),
            None => {
                let package = class.rsplit_once('/').map_or("(default package)".into(), |(package, _)| dotted(package));
                (package, ApiStanding::Unknown)
            }
        };
        let used = self.uses.entry((name, standing)).or_insert_with(|| Use {
            standing,
            classes: BTreeSet::new(),
            members: BTreeSet::new(),
            first: place(),
            first_member: None,
            probed: false,
        });
        used.classes.insert(dotted(class));
        if used.first_member.is_none() {
            used.first_member.clone_from(&member);
        }
        used.members.extend(member);
        used
    }

    fn add_class(&mut self, class: &str, place: &dyn Fn() -> Place) -> &mut Use {
        let api = match self.platform.class(class) {
            Some(id) => Some(self.api_of(&self.platform.class_info(id))),
            None => None,
        };
        self.add(api, class, None, place)
    }

    fn add_member(&mut self, class: &str, name: &str, descriptor: &str, place: &dyn Fn() -> Place) {
        let member = dotted_member(class, name, descriptor);
        match self.platform.resolve(class, name, descriptor) {
            Resolution::Found { class: declaring, api, .. } => {
                let info = self.platform.class_info(declaring);
                let api = if api == info.api { self.api_of(&info) } else { api };
                self.add(Some(api), info.name, Some(member), place);
            }
            Resolution::ClassOnly { class: id } => {
                let api = self.api_of(&self.platform.class_info(id));
                self.add(Some(api), class, Some(member), place);
            }
            // A member that no known version of a known class has.
            Resolution::NoSuchMember { .. } | Resolution::NoSuchClass => {
                self.add(None, class, Some(member), place);
            }
        }
    }
}

/// States one `api` fact for each API that the application's own classes refer to. `loaded` are the classes that it
/// looks for by name.
pub fn state_apis(
    program: &Program,
    hierarchy: &mut Hierarchy,
    platform: &Platform,
    declarations: &Declarations<'_>,
    loaded: &[(Str, Place)],
    limits: &Limits,
    facts: &mut Facts,
) {
    let declared = platform.declared(declarations.configuration, declarations.profiles);
    let mut inventory = Inventory { platform, declared, uses: BTreeMap::new() };
    let is_own = |name: &str| program.symbols.find(name).is_some_and(|sym| program.class(sym).is_some());
    let mut seen_classes = vec![false; program.symbols.len()];
    for &(class, referred) in &program.class_refs {
        if program.class_at(class).library || std::mem::replace(&mut seen_classes[referred.0 as usize], true) {
            continue;
        }
        if let Some(name) = element_class(program.symbols.text(referred))
            && !is_own(name)
        {
            let at = program.class_at(class).name;
            inventory.add_class(name, &|| Place::Class { class: program.symbols.text(at).into() });
        }
    }
    let mut seen_members = vec![false; program.members.len()];
    for class in program.classes.iter().filter(|c| !c.library) {
        for method in class.methods.clone().map(MethodId) {
            let Some(code) = &program.method(method).code else { continue };
            for (index, insn) in program.insns(code).iter().enumerate() {
                let refers = insn.op.is_invoke()
                    || matches!(insn.op, Op::GetStatic | Op::PutStatic | Op::GetField | Op::PutField);
                if !refers || std::mem::replace(&mut seen_members[insn.a as usize], true) {
                    continue;
                }
                let member = program.members[insn.a as usize];
                let text = |sym| program.symbols.text(sym);
                let class = match hierarchy.resolve_member(program, platform, insn.a) {
                    Resolved::Application(_) | Resolved::Field(_) => continue,
                    Resolved::Platform(class) => class,
                    Resolved::Unknown => text(member.class),
                };
                let class = element_class(class).unwrap_or("java/lang/Object");
                let place = || program.place(method, Some(index as u32));
                inventory.add_member(class, text(member.name), text(member.descriptor), &place);
            }
        }
    }
    for (name, place) in loaded {
        if !is_own(name) && !inventory.uses.values().any(|u| u.classes.contains(&dotted(name))) {
            let used = inventory.add_class(name, &|| place.clone());
            used.probed = used.probed || (used.members.is_empty() && used.classes.len() == 1);
        }
    }
    for ((name, _), used) in inventory.uses {
        let listed = usize::try_from(limits.listed_classes).unwrap_or(usize::MAX);
        let fact = facts::Api {
            name: name.into(),
            standing: used.standing,
            count: (used.classes.len() + used.members.len()) as i64,
            member: used.first_member.map(Str::from),
            classes: used.classes.into_iter().take(listed).map(Str::from).collect(),
            probed: used.probed,
        };
        facts.push(fact.at(used.first));
    }
}

/// The class that a class reference is about: of an array its element class; `None` for an array of a primitive type.
fn element_class(name: &str) -> Option<&str> {
    match name.trim_start_matches('[') {
        plain if plain.len() == name.len() => Some(name),
        element => element.strip_prefix('L')?.strip_suffix(';'),
    }
}
