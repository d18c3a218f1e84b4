//! What is wrong with one class file, gathered while it is read: one entry a kind, with its first place and a count.

use crate::facts::{Classfile, ClassfileWhat, Facts, Place, Str};
use crate::program::{ClassId, MethodId, Program, Sym};

/// Where in the class.
#[derive(Clone, Copy, Debug)]
pub(super) enum Site {
    Class,
    Field(Sym, Sym),
    Method(MethodId),
    /// at a bytecode offset
    Code(MethodId, u16),
}

/// One kind of defect; `what` and `clause` together say which.
#[derive(Clone, Copy, Debug)]
pub(super) struct Defect {
    what: ClassfileWhat,
    clause: &'static str,
    site: Site,
    rule: Option<&'static str>,
    number: Option<u32>,
    limit: Option<u32>,
    name: Option<Sym>,
    count: u32,
}

impl Defect {
    /// `clause` says in plain words what is wrong; it may be empty when `what` says it all.
    pub(super) fn new(what: ClassfileWhat, clause: &'static str, site: Site) -> Self {
        Defect { what, clause, site, rule: None, number: None, limit: None, name: None, count: 1 }
    }

    /// The limit of cldc-limits.md that is broken.
    pub(super) fn rule(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }

    pub(super) fn number(mut self, number: u32) -> Self {
        self.number = Some(number);
        self
    }

    pub(super) fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// What it is about, to follow the clause.
    pub(super) fn name(mut self, name: Sym) -> Self {
        self.name = Some(name);
        self
    }

    pub(super) fn count(mut self, count: u32) -> Self {
        self.count = count;
        self
    }
}

/// Limits of CLDC devices that are those of any VM.
const OF_ANY_VM: [&str; 2] = ["C14", "C25"];

/// The defects of one class.
#[derive(Debug, Default)]
pub(super) struct Defects {
    list: Vec<Defect>,
}

impl Defects {
    /// Adds a defect, or counts it when there is one of its kind.
    pub(super) fn add(&mut self, defect: Defect) {
        match self.list.iter_mut().find(|d| d.what == defect.what && d.clause == defect.clause) {
            Some(known) => known.count = known.count.saturating_add(defect.count),
            None => self.list.push(defect),
        }
    }

    pub(super) fn clear(&mut self) {
        self.list.clear();
    }

    /// States the defects of a class that is in the program; those against the limits of CLDC devices only where these
    /// hold.
    pub(super) fn state(&self, program: &Program, class: ClassId, cldc: bool, facts: &mut Facts) {
        let mut texts = Texts::default();
        let holds = |defect: &&Defect| cldc || defect.rule.is_none_or(|rule| OF_ANY_VM.contains(&rule));
        for defect in self.list.iter().filter(holds) {
            let class = texts.of(program, program.class_at(class).name);
            let place = match defect.site {
                Site::Class => Place::Class { class },
                Site::Field(name, descriptor) => {
                    Place::Field { class, name: texts.of(program, name), descriptor: texts.of(program, descriptor) }
                }
                Site::Method(id) => method_place(program, &mut texts, class, id, None),
                Site::Code(id, pc) => method_place(program, &mut texts, class, id, Some(pc)),
            };
            let member = match defect.site {
                Site::Method(id) | Site::Code(id, _) if matches!(place, Place::Class { .. }) => {
                    let method = program.method(id);
                    let text = |sym| program.symbols.text(sym);
                    Some(format!("{}{}", text(method.name), text(method.descriptor)).into())
                }
                _ => None,
            };
            let detail = match defect.name {
                Some(name) if defect.clause.is_empty() => Some(texts.of(program, name)),
                Some(name) => Some(format!("{}: {}", defect.clause, program.symbols.text(name)).into()),
                None => (!defect.clause.is_empty()).then(|| defect.clause.into()),
            };
            facts.push(
                Classfile {
                    what: defect.what,
                    rule: defect.rule.map(Into::into),
                    member,
                    number: defect.number.map(Into::into),
                    limit: defect.limit.map(Into::into),
                    count: (defect.count > 1).then(|| defect.count.into()),
                    detail,
                }
                .at(place),
            );
        }
    }
}

/// The place of a method; that of its class when the method has no descriptor that could be read back.
fn method_place(program: &Program, texts: &mut Texts, class: Str, id: MethodId, pc: Option<u16>) -> Place {
    let method = program.method(id);
    if !program.symbols.text(method.descriptor).starts_with('(') {
        return Place::Class { class };
    }
    let line = pc.zip(method.code.as_ref()).and_then(|(pc, code)| {
        let insn = program.insns(code).partition_point(|i| i.pc <= pc).checked_sub(1)?;
        program.line(code, insn as u32)
    });
    Place::Method {
        class,
        name: texts.of(program, method.name),
        descriptor: texts.of(program, method.descriptor),
        pc: pc.map(Into::into),
        line,
    }
}

/// Texts of one class's facts, each made once: a class name of 64 KB stands in many facts.
#[derive(Default)]
struct Texts {
    made: Vec<(Sym, Str)>,
}

impl Texts {
    fn of(&mut self, program: &Program, sym: Sym) -> Str {
        if let Some((_, text)) = self.made.iter().find(|(s, _)| *s == sym) {
            return text.clone();
        }
        let text: Str = program.symbols.text(sym).into();
        self.made.push((sym, text.clone()));
        text
    }
}
