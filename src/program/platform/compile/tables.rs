//! Reads and checks the API, package, class, member, restriction and permission tables.

use super::layout::{CONFIDENCES, FAMILIES, PERMISSION_FORMS, RESTRICTION_EFFECTS, RESTRICTION_RULES, SET_WORDS};
use super::settings::Settings;
use super::{Errors, line_at, token};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApiFile {
    api: Vec<Spanned<ApiDef>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApiDef {
    id: String,
    title: String,
    #[serde(default)]
    jsr: String,
    family: String,
    #[serde(default)]
    contains: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default = "yes")]
    members: bool,
    #[serde(default)]
    note: String,
    source: String,
    confidence: String,
}

fn yes() -> bool {
    true
}

pub struct Api {
    pub id: String,
    pub title: String,
    pub jsr: String,
    pub family: u32,
    pub members: bool,
    pub note: String,
    pub source: String,
    pub confidence: u32,
    /// Names in descriptors, lower case.
    pub names: Vec<String>,
    /// Itself and what it contains, transitively.
    pub set: [u32; SET_WORDS],
}

pub struct Package {
    pub name: String,
    pub api: usize,
    pub note: String,
    pub source: String,
    pub confidence: u32,
}

pub struct Class {
    pub name: String,
    pub interface: bool,
    pub api: usize,
    pub also_in: Vec<usize>,
    pub superclass: String,
    pub interfaces: Vec<String>,
    pub source: String,
    pub confidence: u32,
    /// Superclasses from the nearest, then interfaces, each once: the order in which a VM looks for a member.
    pub ancestors: Vec<usize>,
    /// Only named as a supertype.
    pub implied: bool,
    /// Some ancestor is not in the table.
    pub open: bool,
    /// Members of it and of all ancestors are listed.
    pub listed: bool,
    pub members: std::ops::Range<usize>,
}

pub struct Member {
    pub class: usize,
    pub name: String,
    pub descriptor: String,
    pub is_static: bool,
    pub protected: bool,
    pub api: usize,
    /// The earliest API in which a reference through this class resolves: that of an overridden member, perhaps.
    pub since: usize,
    pub source: String,
    pub confidence: u32,
}

pub struct Restriction {
    pub name: String,
    pub rule: u32,
    pub effect: u32,
    pub who: String,
    pub source: String,
    pub confidence: u32,
}

pub struct Permission {
    pub name: String,
    pub jsr: String,
    pub form: u32,
    pub group: String,
    pub group_jtwi: String,
    pub meaning: String,
    pub source: String,
    pub confidence: u32,
}

#[derive(Default)]
pub struct Tables {
    pub apis: Vec<Api>,
    pub packages: Vec<Package>,
    pub classes: Vec<Class>,
    pub members: Vec<Member>,
    pub restricted: Vec<Restriction>,
    pub permissions: Vec<Permission>,
    pub class_numbers: HashMap<String, usize>,
    pub permission_numbers: HashMap<String, usize>,
}

/// Reads all tables.
pub fn read(settings: &[Settings], errors: &mut Errors) -> Tables {
    let mut t = Tables::default();
    let apis = read_apis(settings, &mut t, errors);
    read_packages(&mut t, &apis, errors);
    read_classes(settings, &mut t, &apis, errors);
    read_members(&mut t, &apis, errors);
    link(&mut t);
    read_restricted(&mut t, errors);
    read_permissions(&mut t, errors);
    t
}

impl Tables {
    /// The class of that name.
    pub fn class(&self, name: &str) -> Option<&Class> {
        self.class_numbers.get(name).map(|&n| &self.classes[n])
    }

    /// The methods of a class that an entry speaks of, by name and descriptor (`None` = any of that name). Each is given
    /// by name, or by name and descriptor. Unlisted ones must be said to be so in the platform compiled in; elsewhere
    /// what the tables don't list is taken as given.
    pub fn methods(
        &self,
        (file, line): (&str, usize),
        class: &str,
        methods: &[String],
        unlisted: bool,
        errors: &mut Errors,
    ) -> Vec<(String, Option<String>)> {
        let known = self.class(class);
        if class.contains('.') {
            errors.advise(file, line, format!("{class} has dots"), "write class names with slashes: java/lang/Thread");
        }
        if known.is_none() && !unlisted && errors.strict() {
            errors.add(file, line, format!("{class} is not in classes.tsv"));
            return Vec::new();
        }
        let members = known.map_or(&[][..], |c| &self.members[c.members.clone()]);
        let whole = known.is_some_and(|c| c.listed);
        let mut out = Vec::new();
        for method in methods {
            let Some((name, descriptor)) = split_method((file, line), method, errors) else { continue };
            let found: Vec<_> = members
                .iter()
                .filter(|m| m.name == name && m.descriptor.starts_with('('))
                .filter(|m| descriptor.as_ref().is_none_or(|d| *d == m.descriptor))
                .map(|m| (m.name.clone(), Some(m.descriptor.clone())))
                .collect();
            let demanded = if errors.strict() { true } else { whole && !name.starts_with('<') && name != "*" };
            match (found.is_empty(), unlisted) {
                (true, false) if demanded => {
                    errors.add(file, line, format!("{class}.{method} is not in members.tsv"));
                }
                (true, _) => out.push((name, descriptor)),
                (false, true) => {
                    errors.add(file, line, format!("{class}.{method} is listed: `unlisted` is wrong"));
                }
                (false, false) => out.extend(found),
            }
        }
        out
    }
}

/// Name and descriptor of a method as tables give it.
pub fn split_method(
    (file, line): (&str, usize),
    method: &str,
    errors: &mut Errors,
) -> Option<(String, Option<String>)> {
    let Some(at) = method.find('(') else { return Some((method.into(), None)) };
    let (name, descriptor) = method.split_at(at);
    if let Some(wrong) = wrong_descriptor(descriptor) {
        let help = "write it as in class files: (Ljava/lang/String;I[B)V; `javap -s` prints them";
        errors.advise(file, line, format!("{method}: {wrong}"), help);
        return None;
    }
    Some((name.into(), Some(descriptor.into())))
}

/// What is wrong with a method descriptor.
fn wrong_descriptor(descriptor: &str) -> Option<&'static str> {
    let mut rest = descriptor.strip_prefix('(')?;
    let mut result = false;
    loop {
        if let Some(after) = rest.strip_prefix(')').filter(|_| !result) {
            (rest, result) = (after, true);
        }
        let element = rest.trim_start_matches('[');
        let Some(first) = element.chars().next() else { return Some("the descriptor ends too early") };
        rest = match first {
            'L' => match element.split_once(';') {
                Some((name, _)) if name.len() < 2 || name.contains(['(', ')', '.', '[']) => {
                    return Some("the descriptor has no class name where one must be");
                }
                Some((_, after)) => after,
                None => return Some("a class name in the descriptor does not end with a semicolon"),
            },
            'B' | 'C' | 'D' | 'F' | 'I' | 'J' | 'S' | 'Z' => &element[1..],
            'V' if result && element.len() == rest.len() => &element[1..],
            _ => return Some("the descriptor has something that is no type"),
        };
        if result {
            return (!rest.is_empty()).then_some("something follows the result in the descriptor");
        }
    }
}

/// Reads `apis.toml`; a folder has besides an API of its own name.
fn read_apis(settings: &[Settings], t: &mut Tables, errors: &mut Errors) -> HashMap<String, usize> {
    const FILE: &str = "apis.toml";
    let mut numbers = HashMap::new();
    let mut names = HashMap::new();
    let mut contains = Vec::new();
    for (layer, settings) in settings.iter().enumerate() {
        errors.layer = layer;
        if let Some(text) = errors.layer().text(FILE)
            && let Some(file) = errors.parse::<ApiFile>(FILE, text)
        {
            for def in file.api {
                let line = line_at(text, def.span().start);
                let def = def.into_inner();
                let n = t.apis.len();
                if numbers.insert(def.id.clone(), n).is_some() {
                    errors.add(FILE, line, format!("API {} stands twice", def.id));
                }
                let family = token(&FAMILIES, &def.family, FILE, line, errors);
                let mut declared: Vec<String> = def.names.iter().map(|n| n.to_lowercase()).collect();
                if family <= 1 {
                    declared.push(def.id.to_lowercase());
                }
                for name in &declared {
                    if names.insert(name.clone(), n).is_some() {
                        errors.add(FILE, line, format!("the name {name} stands twice"));
                    }
                }
                contains.push((layer, line, def.contains));
                t.apis.push(Api {
                    id: def.id,
                    title: def.title,
                    jsr: def.jsr,
                    family,
                    members: def.members,
                    note: def.note,
                    confidence: token(&CONFIDENCES, &def.confidence, FILE, line, errors),
                    source: def.source,
                    names: declared,
                    set: [0; SET_WORDS],
                });
            }
        }
        if !errors.strict() && !numbers.contains_key(&settings.name) {
            numbers.insert(settings.name.clone(), t.apis.len());
            contains.push((layer, 1, Vec::new()));
            t.apis.push(Api {
                id: settings.name.clone(),
                title: settings.title.clone(),
                jsr: String::new(),
                family: LIBRARY,
                members: false,
                note: String::new(),
                confidence: CONFIDENCES.iter().position(|c| *c == settings.confidence).unwrap_or(0) as u32,
                source: settings.source.clone(),
                names: Vec::new(),
                set: [0; SET_WORDS],
            });
        }
    }
    if t.apis.len() > SET_WORDS * 32 {
        errors.add(FILE, 1, "more APIs than an API set has room for");
    }
    let contains: Vec<Vec<usize>> = contains
        .into_iter()
        .map(|(layer, line, ids)| {
            errors.layer = layer;
            let known = ids.into_iter().filter_map(|id| {
                let n = numbers.get(&id).copied();
                if n.is_none() {
                    errors.add(FILE, line, format!("no API is called {id}"));
                }
                n
            });
            known.collect()
        })
        .collect();
    for n in 0..t.apis.len().min(SET_WORDS * 32) {
        let mut open = vec![n];
        while let Some(next) = open.pop() {
            let set = &mut t.apis[n].set;
            if set[next / 32] & (1 << (next % 32)) == 0 {
                set[next / 32] |= 1 << (next % 32);
                open.extend(&contains[next]);
            }
        }
    }
    numbers
}

/// A row of a tab-separated table.
struct Row {
    layer: usize,
    line: usize,
    cells: Vec<String>,
}

/// Rows of a tab-separated table of all layers, sorted; in each layer they must be sorted and each stand once.
fn rows(file: &str, header: &[&str], key: usize, errors: &mut Errors) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    for layer in 0..errors.layers.len() {
        errors.layer = layer;
        let Some(text) = errors.layer().text(file) else { continue };
        let mut lines = text.lines().enumerate();
        if lines.next().is_none_or(|(_, l)| !l.split('\t').eq(header.iter().copied())) {
            errors.add(file, 1, format!("the header is not {}", header.join(", ")));
        }
        for (i, l) in lines {
            let cells: Vec<String> = l.split('\t').map(str::to_string).collect();
            if cells.len() != header.len() {
                errors.add(file, i + 1, format!("{} columns, not {}", cells.len(), header.len()));
                continue;
            }
            if let Some(before) = out.last().filter(|before| before.layer == layer)
                && before.cells[..key] >= cells[..key]
            {
                let how = if before.cells[..key] == cells[..key] { "stands twice" } else { "is out of order" };
                errors.add(file, i + 1, format!("{} {how}", cells[..key].join(" ")));
            }
            out.push(Row { layer, line: i + 1, cells });
        }
    }
    out.sort_by(|a, b| a.cells[..key].cmp(&b.cells[..key]));
    for pair in out.windows(2).filter(|pair| pair[0].layer < pair[1].layer) {
        if pair[0].cells[..key] == pair[1].cells[..key] {
            errors.layer = pair[1].layer;
            let what = format!("{} is in the platform that this one adds to", pair[1].cells[..key].join(" "));
            errors.advise(file, pair[1].line, what, ALREADY);
        }
    }
    out
}

/// What to do about a row that the platform below has.
const ALREADY: &str = "leave it out, or write mode = \"replace\" in platform.toml";

/// Number of the family `library`.
const LIBRARY: u32 = 4;

fn api(apis: &HashMap<String, usize>, id: &str, file: &str, line: usize, errors: &mut Errors) -> usize {
    apis.get(id).copied().unwrap_or_else(|| {
        errors.add(file, line, format!("no API is called {id}"));
        0
    })
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(',').filter(|s| !s.is_empty())
}

fn read_packages(t: &mut Tables, apis: &HashMap<String, usize>, errors: &mut Errors) {
    const FILE: &str = "packages.tsv";
    for Row { layer, line, cells: row } in rows(FILE, &["package", "api", "note", "source", "confidence"], 1, errors) {
        errors.layer = layer;
        t.packages.push(Package {
            name: row[0].clone(),
            api: api(apis, &row[1], FILE, line, errors),
            note: row[2].clone(),
            source: row[3].clone(),
            confidence: token(&CONFIDENCES, &row[4], FILE, line, errors),
        });
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassFile {
    #[serde(default)]
    class: Vec<Spanned<ClassDef>>,
    source: Option<String>,
    confidence: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassDef {
    name: String,
    #[serde(default = "object")]
    extends: String,
    #[serde(default)]
    implements: Vec<String>,
    #[serde(default)]
    interface: bool,
}

fn object() -> String {
    "java/lang/Object".into()
}

/// Reads `classes.tsv` and `classes.toml`, which names only what a class extends and implements.
fn read_classes(settings: &[Settings], t: &mut Tables, apis: &HashMap<String, usize>, errors: &mut Errors) {
    const FILE: &str = "classes.tsv";
    const SHORT: &str = "classes.toml";
    let header = ["class", "kind", "api", "also_in", "superclass", "interfaces", "source", "confidence"];
    // Supertypes that rows of folders name.
    let mut mentioned: Vec<String> = Vec::new();
    for Row { layer, line, cells: row } in rows(FILE, &header, 1, errors) {
        errors.layer = layer;
        let also_in = list(&row[3]).map(|id| api(apis, id, FILE, line, errors)).collect();
        t.classes.push(Class {
            name: row[0].clone(),
            interface: token(&["class", "interface"], &row[1], FILE, line, errors) == 1,
            api: api(apis, &row[2], FILE, line, errors),
            also_in,
            superclass: row[4].clone(),
            interfaces: list(&row[5]).map(str::to_string).collect(),
            source: row[6].clone(),
            confidence: token(&CONFIDENCES, &row[7], FILE, line, errors),
            ancestors: Vec::new(),
            implied: false,
            open: false,
            listed: false,
            members: 0..0,
        });
        if !errors.strict() {
            mentioned.extend(list(&row[5]).chain([row[4].as_str()]).map(str::to_string));
        }
        let package = row[0].rsplit_once('/').map_or("", |(p, _)| p);
        if errors.strict() && t.packages.binary_search_by(|p| p.name.as_str().cmp(package)).is_err() {
            errors.add(FILE, line, format!("the package of {} is not in packages.tsv", row[0]));
        }
    }
    let mut names: HashSet<String> = t.classes.iter().map(|c| c.name.clone()).collect();
    for (layer, settings) in settings.iter().enumerate() {
        errors.layer = layer;
        let Some(text) = errors.layer().text(SHORT) else { continue };
        let Some(file) = errors.parse::<ClassFile>(SHORT, text) else { continue };
        let confidence = file.confidence.as_ref().unwrap_or(&settings.confidence);
        let confidence = token(&CONFIDENCES, confidence, SHORT, 1, errors);
        for def in file.class {
            let line = line_at(text, def.span().start);
            let def = def.into_inner();
            for name in [&def.name, &def.extends].into_iter().chain(&def.implements) {
                if name.contains('.') {
                    let help = "write class names with slashes: java/lang/Thread";
                    errors.advise(SHORT, line, format!("{name} has dots"), help);
                }
            }
            mentioned.extend(def.implements.iter().chain([&def.extends]).cloned());
            if !names.insert(def.name.clone()) {
                let help = "leave one of the two out; with mode = \"add\" the classes built in are there, too";
                errors.advise(SHORT, line, format!("{} is a class already", def.name), help);
            }
            t.classes.push(Class {
                superclass: if def.name == object() { String::new() } else { def.extends },
                name: def.name,
                interface: def.interface,
                api: apis.get(&settings.name).copied().unwrap_or(0),
                also_in: Vec::new(),
                interfaces: def.implements,
                source: file.source.clone().unwrap_or_else(|| settings.source.clone()),
                confidence,
                ancestors: Vec::new(),
                implied: false,
                open: false,
                listed: false,
                members: 0..0,
            });
        }
    }
    // What rows extend and implement is there even if no row is about it: its own supertypes are not known then.
    let last = settings.last().filter(|_| !errors.strict());
    mentioned.extend(last.map(|_| object()));
    for name in mentioned {
        if let Some(settings) = last
            && !name.is_empty()
            && names.insert(name.clone())
        {
            t.classes.push(Class {
                superclass: if name == object() { String::new() } else { object() },
                implied: name != object(),
                name,
                interface: false,
                api: apis.get(&settings.name).copied().unwrap_or(0),
                also_in: Vec::new(),
                interfaces: Vec::new(),
                source: settings.source.clone(),
                confidence: 0,
                ancestors: Vec::new(),
                open: false,
                listed: false,
                members: 0..0,
            });
        }
    }
    t.classes.sort_by(|a, b| a.name.cmp(&b.name));
    t.class_numbers = t.classes.iter().enumerate().map(|(n, c)| (c.name.clone(), n)).collect();
}

fn read_members(t: &mut Tables, apis: &HashMap<String, usize>, errors: &mut Errors) {
    const FILE: &str = "members.tsv";
    let header = ["class", "name", "descriptor", "access", "api", "source", "confidence"];
    for Row { layer, line, cells: row } in rows(FILE, &header, 3, errors) {
        errors.layer = layer;
        let Some(&class) = t.class_numbers.get(&row[0]) else {
            errors.add(FILE, line, format!("{} is not in classes.tsv", row[0]));
            continue;
        };
        let api = api(apis, &row[4], FILE, line, errors);
        if !t.apis[api].members {
            errors.add(FILE, line, format!("the members of {} are said not to be listed", row[4]));
        }
        let access = token(&["public", "public static", "protected", "protected static"], &row[3], FILE, line, errors);
        let n = t.members.len();
        let range = &mut t.classes[class].members;
        *range = if range.start == range.end { n..n + 1 } else { range.start..n + 1 };
        t.members.push(Member {
            class,
            name: row[1].clone(),
            descriptor: row[2].clone(),
            is_static: access % 2 == 1,
            protected: access >= 2,
            api,
            since: api,
            source: row[5].clone(),
            confidence: token(&CONFIDENCES, &row[6], FILE, line, errors),
        });
    }
}

/// Lists the ancestors of every class and finds the earliest API of every member.
fn link(t: &mut Tables) {
    for n in 0..t.classes.len() {
        let mut order: Vec<usize> = Vec::new();
        let mut open = false;
        let mut above = Some(n);
        while let Some(c) = above {
            if order.contains(&c) {
                break;
            }
            order.push(c);
            let name = &t.classes[c].superclass;
            above = t.class_numbers.get(name).copied();
            open |= above.is_none() && !name.is_empty();
        }
        let mut next = 0;
        while next < order.len() {
            for name in &t.classes[order[next]].interfaces {
                match t.class_numbers.get(name) {
                    Some(&i) if !order.contains(&i) => order.push(i),
                    Some(_) => {}
                    None => open = true,
                }
            }
            next += 1;
        }
        open |= order.iter().any(|&c| t.classes[c].implied);
        let listed = !open && order.iter().all(|&c| t.apis[t.classes[c].api].members);
        let class = &mut t.classes[n];
        class.ancestors = order.split_off(1);
        class.open = open;
        class.listed = listed;
    }
    let rows: BTreeMap<(usize, &str, &str), usize> =
        t.members.iter().map(|m| ((m.class, m.name.as_str(), m.descriptor.as_str()), m.api)).collect();
    let since: Vec<usize> = t
        .members
        .iter()
        .map(|m| {
            let mut since = m.api;
            if m.name != "<init>" {
                for &a in &t.classes[m.class].ancestors {
                    if let Some(&api) = rows.get(&(a, m.name.as_str(), m.descriptor.as_str()))
                        && t.apis[since].set[api / 32] & (1 << (api % 32)) != 0
                    {
                        since = api;
                    }
                }
            }
            since
        })
        .collect();
    for (m, since) in t.members.iter_mut().zip(since) {
        m.since = since;
    }
}

fn read_restricted(t: &mut Tables, errors: &mut Errors) {
    const FILE: &str = "restricted.tsv";
    for Row { layer, line, cells: row } in
        rows(FILE, &["name", "rule", "effect", "who", "source", "confidence"], 4, errors)
    {
        errors.layer = layer;
        t.restricted.push(Restriction {
            name: row[0].clone(),
            rule: token(&RESTRICTION_RULES, &row[1], FILE, line, errors),
            effect: token(&RESTRICTION_EFFECTS, &row[2], FILE, line, errors),
            who: row[3].clone(),
            source: row[4].clone(),
            confidence: token(&CONFIDENCES, &row[5], FILE, line, errors),
        });
    }
    t.restricted.sort_by(|a, b| (a.rule == 3, &a.name).cmp(&(b.rule == 3, &b.name)));
}

fn read_permissions(t: &mut Tables, errors: &mut Errors) {
    const FILE: &str = "permissions.tsv";
    let header = ["permission", "jsr_or_vendor", "form", "group", "group_jtwi", "meaning", "source", "confidence"];
    for Row { layer, line, cells: row } in rows(FILE, &header, 1, errors) {
        errors.layer = layer;
        t.permission_numbers.insert(row[0].clone(), t.permissions.len());
        t.permissions.push(Permission {
            name: row[0].clone(),
            jsr: row[1].clone(),
            form: token(&PERMISSION_FORMS, &row[2], FILE, line, errors),
            group: row[3].clone(),
            group_jtwi: row[4].clone(),
            meaning: row[5].clone(),
            source: row[6].clone(),
            confidence: token(&CONFIDENCES, &row[7], FILE, line, errors),
        });
    }
}
