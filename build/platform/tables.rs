//! Reads and checks the API, package, class, member, restriction and permission tables.

use super::layout::{CONFIDENCES, FAMILIES, PERMISSION_FORMS, RESTRICTION_EFFECTS, RESTRICTION_RULES, SET_WORDS};
use super::{Errors, PLATFORM, line_at, token};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::{fs, path::Path};
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

/// Reads all tables below `root`.
pub fn read(root: &Path, errors: &mut Errors) -> Tables {
    let dir = root.join(PLATFORM);
    let mut t = Tables::default();
    let apis = read_apis(&dir, &mut t, errors);
    read_packages(&dir, &mut t, &apis, errors);
    read_classes(&dir, &mut t, &apis, errors);
    read_members(&dir, &mut t, &apis, errors);
    link(&mut t);
    read_restricted(&dir, &mut t, errors);
    read_permissions(&dir, &mut t, errors);
    t
}

fn read_apis(dir: &Path, t: &mut Tables, errors: &mut Errors) -> HashMap<String, usize> {
    const FILE: &str = "apis.toml";
    let text = fs::read_to_string(dir.join(FILE)).expect("apis.toml is readable");
    let file: ApiFile = toml::from_str(&text).unwrap_or_else(|e| panic!("{PLATFORM}/{FILE}: {e}"));
    let mut numbers = HashMap::new();
    let mut names = HashMap::new();
    let mut contains = Vec::new();
    for def in file.api {
        let line = line_at(&text, def.span().start);
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
        contains.push((line, def.contains));
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
    if t.apis.len() > SET_WORDS * 32 {
        errors.add(FILE, 1, "more APIs than an API set has room for");
    }
    let contains: Vec<Vec<usize>> = contains
        .into_iter()
        .map(|(line, ids)| {
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

/// Rows of a tab-separated table with the given header, each with its line; they must be sorted and each stand once.
fn rows(dir: &Path, file: &str, header: &[&str], key: usize, errors: &mut Errors) -> Vec<(usize, Vec<String>)> {
    let text = fs::read_to_string(dir.join(file)).unwrap_or_else(|e| panic!("{PLATFORM}/{file}: {e}"));
    let mut lines = text.lines().enumerate();
    if lines.next().is_none_or(|(_, l)| !l.split('\t').eq(header.iter().copied())) {
        errors.add(file, 1, format!("the header is not {}", header.join(", ")));
    }
    let mut out: Vec<(usize, Vec<String>)> = Vec::new();
    for (i, l) in lines {
        let row: Vec<String> = l.split('\t').map(str::to_string).collect();
        if row.len() != header.len() {
            errors.add(file, i + 1, format!("{} columns, not {}", row.len(), header.len()));
            continue;
        }
        if let Some((_, before)) = out.last()
            && before[..key] >= row[..key]
        {
            let how = if before[..key] == row[..key] { "stands twice" } else { "is out of order" };
            errors.add(file, i + 1, format!("{} {how}", row[..key].join(" ")));
        }
        out.push((i + 1, row));
    }
    out
}

fn api(apis: &HashMap<String, usize>, id: &str, file: &str, line: usize, errors: &mut Errors) -> usize {
    apis.get(id).copied().unwrap_or_else(|| {
        errors.add(file, line, format!("no API is called {id}"));
        0
    })
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(',').filter(|s| !s.is_empty())
}

fn read_packages(dir: &Path, t: &mut Tables, apis: &HashMap<String, usize>, errors: &mut Errors) {
    const FILE: &str = "packages.tsv";
    for (line, row) in rows(dir, FILE, &["package", "api", "note", "source", "confidence"], 1, errors) {
        t.packages.push(Package {
            name: row[0].clone(),
            api: api(apis, &row[1], FILE, line, errors),
            note: row[2].clone(),
            source: row[3].clone(),
            confidence: token(&CONFIDENCES, &row[4], FILE, line, errors),
        });
    }
}

fn read_classes(dir: &Path, t: &mut Tables, apis: &HashMap<String, usize>, errors: &mut Errors) {
    const FILE: &str = "classes.tsv";
    let header = ["class", "kind", "api", "also_in", "superclass", "interfaces", "source", "confidence"];
    for (line, row) in rows(dir, FILE, &header, 1, errors) {
        let also_in = list(&row[3]).map(|id| api(apis, id, FILE, line, errors)).collect();
        t.class_numbers.insert(row[0].clone(), t.classes.len());
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
            open: false,
            listed: false,
            members: 0..0,
        });
        let package = row[0].rsplit_once('/').map_or("", |(p, _)| p);
        if t.packages.binary_search_by(|p| p.name.as_str().cmp(package)).is_err() {
            errors.add(FILE, line, format!("the package of {} is not in packages.tsv", row[0]));
        }
    }
}

fn read_members(dir: &Path, t: &mut Tables, apis: &HashMap<String, usize>, errors: &mut Errors) {
    const FILE: &str = "members.tsv";
    let header = ["class", "name", "descriptor", "access", "api", "source", "confidence"];
    for (line, row) in rows(dir, FILE, &header, 3, errors) {
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

fn read_restricted(dir: &Path, t: &mut Tables, errors: &mut Errors) {
    const FILE: &str = "restricted.tsv";
    for (line, row) in rows(dir, FILE, &["name", "rule", "effect", "who", "source", "confidence"], 4, errors) {
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

fn read_permissions(dir: &Path, t: &mut Tables, errors: &mut Errors) {
    const FILE: &str = "permissions.tsv";
    let header = ["permission", "jsr_or_vendor", "form", "group", "group_jtwi", "meaning", "source", "confidence"];
    for (line, row) in rows(dir, FILE, &header, 1, errors) {
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
