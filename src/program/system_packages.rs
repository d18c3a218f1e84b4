//! What only the whole program and the platform model together show: hierarchies that no VM links, and names that
//! devices keep to themselves (cldc-limits C16).

use super::platform::{Platform, Restriction, RestrictionEffect, RestrictionRule};
use super::{Class, MADE, Program, Sym};
use crate::facts::{Classfile, ClassfileWhat as What, Facts, Place, Str, dotted};
use crate::limits::Limits;
use std::collections::{BTreeMap, BTreeSet};

const ACC_FINAL: u16 = 0x0010;
const ACC_INTERFACE: u16 = 0x0200;

/// States the facts about the application's own classes: superclass cycles, superclasses that are missing, final or
/// interfaces, classes in system packages, references to internal packages.
pub fn state_links(program: &Program, platform: &Platform, limits: &Limits, facts: &mut Facts) {
    for class in program.classes.iter().filter(|c| !c.library && c.entry != MADE) {
        let checker = Checker { program, platform, class };
        checker.check_superclass(limits, facts);
        checker.check_definition(facts);
    }
    check_references(program, platform, facts);
}

struct Checker<'p> {
    program: &'p Program,
    platform: &'p Platform,
    class: &'p Class,
}

impl Checker<'_> {
    fn place(&self) -> Place {
        Place::Class { class: self.program.symbols.text(self.class.name).into() }
    }

    fn own(&self, class: Sym) -> Option<&Class> {
        self.program.class(class).map(|id| self.program.class_at(id))
    }

    fn check_superclass(&self, limits: &Limits, facts: &mut Facts) {
        let Some(superclass) = self.class.superclass else { return };
        let name = self.program.symbols.text(superclass);
        let detail = |text: &str| Some(Str::from(format!("{text}: {}", dotted(name))));
        match (self.own(superclass), self.platform.class(name)) {
            (Some(above), _) if above.access & ACC_INTERFACE != 0 => {
                let detail = detail("the superclass is an interface");
                facts.push(Classfile { detail, ..about(What::SuperclassFinal) }.at(self.place()));
            }
            (Some(above), _) if above.access & ACC_FINAL != 0 => {
                let detail = detail("the superclass is final");
                facts.push(Classfile { detail, ..about(What::SuperclassFinal) }.at(self.place()));
            }
            (Some(_), _) => {}
            (None, Some(id)) if self.platform.class_info(id).is_interface => {
                let detail = detail("the superclass is an interface");
                facts.push(Classfile { detail, ..about(What::SuperclassFinal) }.at(self.place()));
            }
            (None, Some(_)) => {}
            // Folders of tables need not name every class.
            (None, None) if !self.platform.runs_midlets() => {}
            (None, None) => {
                let detail = detail("neither in the suite nor in the platform tables");
                facts.push(Classfile { detail, ..about(What::SuperclassMissing) }.at(self.place()));
            }
        }
        let mut above = Some(superclass);
        let mut steps = 0;
        while let Some(class) = above.and_then(|sym| self.own(sym)) {
            if class.name == self.class.name {
                facts.push(Classfile { number: Some(steps + 1), ..about(What::SuperclassCycle) }.at(self.place()));
                return;
            }
            steps += 1;
            if steps as u64 > limits.hierarchy_depth {
                let limit = Some(limits.hierarchy_depth as i64);
                facts.push(Classfile { limit, ..about(What::TooDeep) }.at(self.place()));
                return;
            }
            above = class.superclass;
        }
    }

    fn check_definition(&self, facts: &mut Facts) {
        let name = self.program.symbols.text(self.class.name);
        let families: BTreeSet<String> = self.platform.restricted(name).map(|r| family(&r)).collect();
        if !families.is_empty() {
            let detail = Some(families.into_iter().collect::<Vec<_>>().join("; ").into());
            facts.push(Classfile { rule: Some("C16".into()), detail, ..about(What::SystemPackage) }.at(self.place()));
        }
    }
}

/// One fact for each class and restricted name that it refers to.
fn check_references(program: &Program, platform: &Platform, facts: &mut Facts) {
    // Most classes refer to the same few names, so each is looked up once.
    let mut hidden: BTreeMap<Sym, Option<(&str, String)>> = BTreeMap::new();
    let mut at = 0;
    while at < program.class_refs.len() {
        let (class, _) = program.class_refs[at];
        let refs = &program.class_refs[at..];
        let refs = &refs[..refs.partition_point(|(c, _)| *c <= class)];
        at += refs.len();
        if program.class_at(class).library {
            continue;
        }
        let mut found: BTreeMap<&str, (Sym, String, i64)> = BTreeMap::new();
        for &(_, referred) in refs {
            let restricted = hidden.entry(referred).or_insert_with(|| hidden_name(platform, program, referred));
            if let Some((name, families)) = restricted {
                found.entry(*name).and_modify(|f| f.2 += 1).or_insert((referred, families.clone(), 1));
            }
        }
        for (referred, families, count) in found.into_values() {
            let fact = Classfile {
                rule: Some("C16".into()),
                member: Some(dotted(program.symbols.text(referred)).into()),
                count: (count > 1).then_some(count),
                detail: Some(families.into()),
                ..about(What::RestrictedPackage)
            };
            let class = program.symbols.text(program.class_at(class).name).into();
            facts.push(fact.at(Place::Class { class }));
        }
    }
}

/// The restricted name that a reference falls under, and on which devices.
fn hidden_name<'p>(platform: &'p Platform, program: &Program, referred: Sym) -> Option<(&'p str, String)> {
    let text = program.symbols.text(referred);
    let name = match text.trim_start_matches('[') {
        plain if plain.len() == text.len() => plain,
        element => element.strip_prefix('L')?.strip_suffix(';')?,
    };
    let mut first = None;
    let mut families = BTreeSet::new();
    for restriction in platform.restricted(name).filter(|r| r.effect == RestrictionEffect::MayNotReference) {
        first.get_or_insert(restriction.name);
        families.insert(family(&restriction));
    }
    Some((first?, families.into_iter().collect::<Vec<_>>().join("; ")))
}

/// The devices of a restriction and how they compare names.
fn family(restriction: &Restriction<'_>) -> String {
    let rule = match restriction.rule {
        RestrictionRule::Prefix => "and below",
        RestrictionRule::ExactPackage => "this package only",
        RestrictionRule::Subpackages => "packages below",
        RestrictionRule::NamePrefix => "names that start so",
    };
    format!("{}: {} ({rule})", restriction.who, dotted(restriction.name))
}

fn about(what: What) -> Classfile {
    Classfile { what, rule: None, member: None, number: None, limit: None, count: None, detail: None }
}
