//! Reads and checks the kinds and the call models, and expands them to the members that they speak of.

use super::layout::{CONFIDENCES, NEGATED, OPERATORS, UNLESS, argument_count};
use super::settings::Settings;
use super::tables::Tables;
use super::{Errors, line_at, token};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::{Spanned, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    kind: Vec<Spanned<KindDef>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindDef {
    kind: String,
    doc: String,
    /// Whether a method is interpreted once more for each of its callers when the first look leaves an argument open.
    #[serde(default = "yes")]
    second_look: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallFile {
    /// For entries that give none.
    source: Option<String>,
    confidence: Option<String>,
    #[serde(default)]
    set: Vec<Spanned<SetDef>>,
    #[serde(default)]
    call: Vec<Spanned<CallDef>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetDef {
    name: String,
    permission: Vec<Spanned<NeedDef>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallDef {
    kind: String,
    class: String,
    methods: Vec<String>,
    #[serde(default)]
    args: BTreeMap<String, Positions>,
    /// Arguments that only the longer ones of the methods have.
    #[serde(default)]
    optional: BTreeMap<String, Positions>,
    returns: Option<String>,
    sets: Option<String>,
    /// The class, or the members named, are not in the tables.
    #[serde(default)]
    unlisted: bool,
    #[serde(default)]
    permission_sets: Vec<String>,
    #[serde(default)]
    permission: Vec<Spanned<NeedDef>>,
    #[serde(default)]
    note: String,
    source: Option<String>,
    confidence: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Positions {
    One(u32),
    Several(Vec<u32>),
}

type Tests = BTreeMap<String, BTreeMap<String, Value>>;

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct NeedDef {
    names: Vec<String>,
    #[serde(default)]
    when: Tests,
    #[serde(default)]
    unless: Tests,
    /// Never sure, since devices differ or more than the arguments decides.
    #[serde(default)]
    maybe: bool,
    #[serde(default)]
    note: String,
    source: Option<String>,
    confidence: Option<String>,
}

pub struct Kind {
    pub name: String,
    pub doc: String,
    pub second_look: bool,
    pub args: BTreeSet<String>,
}

pub struct Argument {
    pub name: String,
    pub position: u32,
    pub optional: bool,
}

pub struct Call {
    pub kind: usize,
    pub class: String,
    pub args: Vec<Argument>,
    pub returns: Option<String>,
    pub sets: Option<String>,
    pub needs: Vec<Need>,
    pub note: String,
    pub source: String,
    pub confidence: u32,
}

#[derive(Clone)]
pub struct Need {
    pub permissions: Vec<usize>,
    pub tests: Vec<Test>,
    pub maybe: bool,
    pub note: String,
    pub source: String,
    pub confidence: u32,
}

#[derive(Clone)]
pub struct Test {
    pub argument: String,
    pub flags: u32,
    pub operator: u32,
    pub operand: Vec<Operand>,
}

#[derive(Clone)]
pub enum Operand {
    Int(i32),
    Text(String),
}

/// Class, name and descriptor that models are looked up by; `None` = any.
pub type Key = (String, Option<String>, Option<String>);

#[derive(Default)]
pub struct Calls {
    pub kinds: Vec<Kind>,
    pub calls: Vec<Call>,
    pub keys: BTreeMap<Key, Vec<usize>>,
    /// Models of whole packages.
    pub packages: Vec<(String, usize)>,
}

/// Reads `kinds.toml` and `calls/*.toml`.
pub fn read(settings: &[Settings], tables: &Tables, errors: &mut Errors) -> Calls {
    let mut out = Calls::default();
    let lines = read_kinds(&mut out, errors);
    let mut reader = Reader { tables, errors, sets: BTreeMap::new() };
    let mut parsed = Vec::new();
    for (layer, settings) in settings.iter().enumerate() {
        reader.errors.layer = layer;
        for (name, text) in reader.errors.layer().below("calls") {
            let Some(mut file) = reader.errors.parse::<CallFile>(name, text) else { continue };
            file.source.get_or_insert_with(|| settings.source.clone());
            file.confidence.get_or_insert_with(|| settings.confidence.clone());
            let sets = std::mem::take(&mut file.set);
            reader.sets(name, text, &file, sets);
            parsed.push((layer, name, text, file));
        }
    }
    for (layer, name, text, mut file) in parsed {
        reader.errors.layer = layer;
        for def in std::mem::take(&mut file.call) {
            let line = line_at(text, def.span().start);
            reader.call(name, line, text, &file, def.into_inner(), &mut out);
        }
    }
    for (kind, (layer, line)) in out.kinds.iter().zip(lines) {
        errors.layer = layer;
        if !out.calls.iter().any(|c| out.kinds[c.kind].name == kind.name) {
            errors.add("kinds.toml", line, format!("no call is of the kind {}", kind.name));
        }
    }
    out
}

/// Reads the kinds; the layer and line of each.
fn read_kinds(out: &mut Calls, errors: &mut Errors) -> Vec<(usize, usize)> {
    const FILE: &str = "kinds.toml";
    let mut kinds: Vec<(Kind, usize, usize)> = Vec::new();
    for layer in 0..errors.layers.len() {
        errors.layer = layer;
        let Some(text) = errors.layer().text(FILE) else { continue };
        let Some(file) = errors.parse::<KindFile>(FILE, text) else { continue };
        let mut before = String::new();
        for def in file.kind {
            let line = line_at(text, def.span().start);
            let def = def.into_inner();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
            if !def.kind.contains('.') || !def.kind.chars().all(plain) {
                errors.add(FILE, line, format!("`{}` is not dotted kebab-case", def.kind));
            }
            if before >= def.kind {
                errors.add(FILE, line, format!("{} is out of order or stands twice", def.kind));
            }
            if layer > 0 && kinds.iter().any(|(kind, other, _)| *other < layer && kind.name == def.kind) {
                errors.add(FILE, line, format!("the platform that this one adds to has the kind {} already", def.kind));
            }
            before.clone_from(&def.kind);
            kinds.push((
                Kind { name: def.kind, doc: def.doc, second_look: def.second_look, args: BTreeSet::new() },
                layer,
                line,
            ));
        }
    }
    kinds.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    let (kinds, lines) = kinds.into_iter().map(|(kind, layer, line)| (kind, (layer, line))).unzip();
    out.kinds = kinds;
    lines
}

struct Reader<'a, 'l> {
    tables: &'a Tables,
    errors: &'a mut Errors<'l>,
    sets: BTreeMap<String, Vec<Need>>,
}

impl Reader<'_, '_> {
    fn sets(&mut self, name: &str, text: &str, file: &CallFile, sets: Vec<Spanned<SetDef>>) {
        for set in sets {
            let line = line_at(text, set.span().start);
            let set = set.into_inner();
            let needs = set.permission.into_iter().map(|n| self.need(name, text, file, n)).collect();
            if self.sets.insert(set.name.clone(), needs).is_some() {
                self.errors.add(name, line, format!("the permission set {} stands twice", set.name));
            }
        }
    }

    fn call(&mut self, name: &str, line: usize, text: &str, file: &CallFile, def: CallDef, out: &mut Calls) {
        let Ok(kind) = out.kinds.binary_search_by(|k| k.name.as_str().cmp(&def.kind)) else {
            self.errors.add(name, line, format!("the kind {} is not in kinds.toml", def.kind));
            return;
        };
        let mut args = Vec::new();
        for (optional, map) in [(false, def.args), (true, def.optional)] {
            for (arg, positions) in map {
                let positions = match positions {
                    Positions::One(p) => vec![p],
                    Positions::Several(p) => p,
                };
                if args.iter().any(|a: &Argument| a.name == arg) {
                    self.errors.add(name, line, format!("the argument {arg} stands twice"));
                }
                args.extend(positions.into_iter().map(|position| Argument { name: arg.clone(), position, optional }));
            }
        }
        let named = |arg: &String| args.iter().any(|a| &a.name == arg);
        let mut needs = Vec::new();
        for set in &def.permission_sets {
            match self.sets.get(set) {
                Some(set) => needs.extend(set.iter().cloned()),
                None => self.errors.add(name, line, format!("no permission set is called {set}")),
            }
        }
        needs.extend(def.permission.into_iter().map(|n| self.need(name, text, file, n)));
        let tested = needs.iter().flat_map(|n| &n.tests).filter(|t| OPERATORS[t.operator as usize] != "absent");
        for arg in tested.map(|t| &t.argument).chain(&def.returns).chain(&def.sets) {
            if !named(arg) {
                self.errors.add(name, line, format!("{arg} is no argument of {}", def.kind));
            }
        }
        out.kinds[kind].args.extend(args.iter().map(|a| a.name.clone()));
        let call = out.calls.len();
        let confidence = def.confidence.as_ref().or(file.confidence.as_ref()).map_or("", String::as_str);
        out.calls.push(Call {
            kind,
            class: def.class.clone(),
            args,
            returns: def.returns,
            sets: def.sets,
            needs,
            note: def.note,
            source: def.source.or_else(|| file.source.clone()).unwrap_or_default(),
            confidence: token(&CONFIDENCES, confidence, name, line, self.errors),
        });
        if let Some(package) = def.class.strip_suffix("/*") {
            if def.methods != ["*"] {
                self.errors.add(name, line, "a model of a package speaks of all methods, [\"*\"]");
            }
            if out.packages.iter().any(|(p, _)| p == package) {
                self.errors.add(name, line, format!("{package} has a model already"));
            }
            out.packages.push((package.into(), call));
            return;
        }
        for (method, descriptor) in
            self.tables.methods((name, line), &def.class, &def.methods, def.unlisted, self.errors)
        {
            self.check_positions(name, line, &out.calls[call], &method, descriptor.as_deref());
            let method = (method != "*").then_some(method);
            let at = format!("{}.{}", def.class, method.as_deref().unwrap_or("*"));
            let calls = out.keys.entry((def.class.clone(), method, descriptor)).or_default();
            if calls.iter().any(|&c| out.calls[c].kind == kind) {
                self.errors.add(name, line, format!("{at} has a model of the kind {} already", def.kind));
            }
            calls.push(call);
        }
    }

    fn check_positions(&mut self, file: &str, line: usize, call: &Call, method: &str, descriptor: Option<&str>) {
        let Some(descriptor) = descriptor else { return };
        let count = argument_count(descriptor);
        let t = self.tables;
        let is_static = t.class_numbers.get(&call.class).is_some_and(|&n| {
            let members = &t.members[t.classes[n].members.clone()];
            members.iter().any(|m| m.name == method && m.descriptor == descriptor && m.is_static)
        });
        for arg in &call.args {
            if arg.position > count && !arg.optional {
                let what = format!("{method}{descriptor} has no argument {}: {}", arg.position, arg.name);
                self.errors.add(file, line, what);
            }
            if arg.position == 0 && is_static {
                self.errors.add(file, line, format!("{method}{descriptor} is static and has no receiver"));
            }
        }
    }

    fn need(&mut self, file: &str, text: &str, defaults: &CallFile, def: Spanned<NeedDef>) -> Need {
        let line = line_at(text, def.span().start);
        let def = def.into_inner();
        let permissions = def
            .names
            .iter()
            .filter_map(|p| {
                let n = self.tables.permission_numbers.get(p).copied();
                if n.is_none() {
                    self.errors.add(file, line, format!("no permission is called {p}"));
                }
                n
            })
            .collect();
        let mut tests = Vec::new();
        for (flags, group) in [(0, &def.when), (UNLESS, &def.unless)] {
            for (argument, conditions) in group {
                for (word, operand) in conditions {
                    match test(argument, flags, word, operand) {
                        Ok(several) => tests.extend(several),
                        Err(what) => self.errors.add(file, line, what),
                    }
                }
            }
        }
        tests.sort_by(|a, b| a.argument.cmp(&b.argument));
        let confidence = def.confidence.as_ref().or(defaults.confidence.as_ref()).map_or("", String::as_str);
        Need {
            permissions,
            tests,
            maybe: def.maybe,
            note: def.note,
            source: def.source.or_else(|| defaults.source.clone()).unwrap_or_default(),
            confidence: token(&CONFIDENCES, confidence, file, line, self.errors),
        }
    }
}

/// One condition of the tables as tests of the index.
fn test(argument: &str, flags: u32, word: &str, value: &Value) -> Result<Vec<Test>, String> {
    let (word, negated) = match word.strip_prefix("not-") {
        Some(word) => (word, NEGATED),
        None => (word, 0),
    };
    let make = |operator: &str, negated: u32, operand: Vec<Operand>| {
        let operator = OPERATORS.iter().position(|&o| o == operator).expect("an operator of the layout") as u32;
        Test { argument: argument.into(), flags: flags | negated, operator, operand }
    };
    let wrong = || format!("{argument}.{word}: {value} can't be its operand");
    let items: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    let texts = || -> Result<Vec<Operand>, String> {
        items.iter().map(|v| v.as_str().map(|s| Operand::Text(s.into())).ok_or_else(wrong)).collect()
    };
    let lower = || -> Result<Vec<Operand>, String> {
        items.iter().map(|v| v.as_str().map(|s| Operand::Text(s.to_ascii_lowercase())).ok_or_else(wrong)).collect()
    };
    let flag = |on: bool| if on == (negated == 0) { 0 } else { NEGATED };
    Ok(match word {
        "scheme" | "prefix" | "suffix" | "contains" => vec![make(word, negated, lower()?)],
        "param" => {
            let operand = lower()?;
            if operand.iter().any(|o| matches!(o, Operand::Text(t) if !t.contains('='))) {
                return Err(wrong());
            }
            vec![make(word, negated, operand)]
        }
        "host" => match value.as_str() {
            Some("empty") => vec![make("host-empty", negated, vec![])],
            Some("localhost") => vec![make("host-localhost", negated, vec![])],
            Some("nonempty") if negated == 0 => vec![make("host-empty", NEGATED, vec![])],
            Some("remote") if negated == 0 => {
                vec![make("host-empty", NEGATED, vec![]), make("host-localhost", NEGATED, vec![])]
            }
            _ => return Err(wrong()),
        },
        "equals" if items.iter().all(|v| v.is_str()) => vec![make("equals-text", negated, texts()?)],
        "equals" => {
            let ints = items.iter().map(|v| match v {
                Value::Boolean(b) => Ok(Operand::Int(i32::from(*b))),
                Value::Integer(i) => i32::try_from(*i).map(Operand::Int).map_err(|_| wrong()),
                _ => Err(wrong()),
            });
            vec![make("equals-int", negated, ints.collect::<Result<_, _>>()?)]
        }
        "null" | "constant" | "absent" => {
            let on = value.as_bool().ok_or_else(wrong)?;
            vec![make(word, flag(on), vec![])]
        }
        _ => return Err(format!("`{word}` is no condition")),
    })
}
