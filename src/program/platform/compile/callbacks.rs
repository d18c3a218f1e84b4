//! Reads and checks the callbacks and registrations, and expands them to the members that they speak of.

use super::layout::{CONFIDENCES, HOW_SHIFT, TRIGGERS, VIAS};
use super::settings::Settings;
use super::tables::Tables;
use super::{Errors, line_at, token};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// Ways in which the platform calls application code, by their number in the index.
const HOWS: [&str; 4] = ["lifecycle", "event", "starts", "calls-back"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// For entries that give none.
    source: Option<String>,
    confidence: Option<String>,
    #[serde(default)]
    callback: Vec<Spanned<CallbackDef>>,
    #[serde(default)]
    registration: Vec<Spanned<RegistrationDef>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallbackDef {
    class: String,
    /// With a descriptor, or all of that name; an unlisted one always with.
    methods: Vec<String>,
    how: String,
    #[serde(default)]
    trigger: Option<String>,
    #[serde(default)]
    via: Option<String>,
    /// The class, or the members named, are not in the tables.
    #[serde(default)]
    unlisted: bool,
    source: Option<String>,
    confidence: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegistrationDef {
    class: String,
    /// With a descriptor, or all of that name.
    methods: Vec<String>,
    argument: u32,
    interface: String,
    /// Names of the callbacks that run; all of the interface, if none is given.
    #[serde(default)]
    callbacks: Vec<String>,
    #[serde(default)]
    how: Option<String>,
    #[serde(default)]
    trigger: Option<String>,
    #[serde(default)]
    via: Option<String>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    repeats: bool,
    /// The declared type of the argument says nothing of the interface, but its subclasses may implement it.
    #[serde(default)]
    mixed_in: bool,
    #[serde(default)]
    unlisted: bool,
    source: Option<String>,
    confidence: Option<String>,
}

pub struct Callback {
    pub how: u32,
    pub source: String,
    pub confidence: u32,
}

pub struct Registration {
    pub argument: u32,
    pub interface: String,
    pub callback: Option<String>,
    pub how: Option<u32>,
    pub after: Option<String>,
    pub repeats: bool,
    pub source: String,
    pub confidence: u32,
}

/// What the files say, in the order of the index.
#[derive(Default)]
pub struct Callbacks {
    /// By interface or class, name and descriptor.
    pub callbacks: BTreeMap<(String, String, String), Callback>,
    /// By class, name and descriptor (`None` = any).
    pub registrations: BTreeMap<(String, String, Option<String>), Vec<Registration>>,
}

struct Reader<'a, 'l> {
    tables: &'a Tables,
    errors: &'a mut Errors<'l>,
}

/// Reads `callbacks/*.toml`.
pub fn read(settings: &[Settings], tables: &Tables, errors: &mut Errors) -> Callbacks {
    let mut reader = Reader { tables, errors };
    let mut out = Callbacks::default();
    let mut registrations = Vec::new();
    for (layer, settings) in settings.iter().enumerate() {
        reader.errors.layer = layer;
        for (path, text) in reader.errors.layer().below("callbacks") {
            let Some(file) = reader.errors.parse::<File>(path, text) else { continue };
            let source = file.source.unwrap_or_else(|| settings.source.clone());
            let confidence = file.confidence.unwrap_or_else(|| settings.confidence.clone());
            for def in file.callback {
                let line = line_at(text, def.span().start);
                reader.callback(path, line, (&source, &confidence), def.into_inner(), &mut out);
            }
            for def in file.registration {
                let line = line_at(text, def.span().start);
                registrations.push((layer, path, line, source.clone(), confidence.clone(), def.into_inner()));
            }
        }
    }
    // Registrations name callbacks of any file.
    for (layer, path, line, source, confidence, def) in registrations {
        reader.errors.layer = layer;
        reader.registration(path, line, (&source, &confidence), def, &mut out);
    }
    out
}

impl Reader<'_, '_> {
    fn callback(
        &mut self,
        file: &str,
        line: usize,
        (source, confidence): (&String, &String),
        def: CallbackDef,
        out: &mut Callbacks,
    ) {
        let how = self.how(file, line, &def.how, def.trigger.as_deref(), def.via.as_deref());
        let source = def.source.unwrap_or_else(|| source.clone());
        let confidence = def.confidence.as_ref().unwrap_or(confidence);
        let confidence = token(&CONFIDENCES, confidence, file, line, self.errors);
        for (name, descriptor) in self.tables.methods((file, line), &def.class, &def.methods, def.unlisted, self.errors)
        {
            let Some(descriptor) = descriptor else {
                let what = format!("{}.{name} is not listed and needs a descriptor", def.class);
                self.errors.add(file, line, what);
                continue;
            };
            let key = (def.class.clone(), name, descriptor);
            if out.callbacks.contains_key(&key) {
                self.errors.add(file, line, format!("{}.{}{} is a callback already", key.0, key.1, key.2));
            }
            out.callbacks.insert(key, Callback { how, source: source.clone(), confidence });
        }
    }

    fn registration(
        &mut self,
        file: &str,
        line: usize,
        (source, confidence): (&String, &String),
        def: RegistrationDef,
        out: &mut Callbacks,
    ) {
        let how = match def.how.as_deref() {
            Some(how) => Some(self.how(file, line, how, def.trigger.as_deref(), def.via.as_deref())),
            None if def.trigger.is_some() || def.via.is_some() => {
                self.errors.add(file, line, "`trigger` and `via` go with `how`");
                None
            }
            None => None,
        };
        let known = self.callback_names(&def.interface, out);
        if known.is_empty() {
            self.errors.add(file, line, format!("{} has no callbacks", def.interface));
        }
        for name in &def.callbacks {
            if !known.contains(name) {
                self.errors.add(file, line, format!("{}.{name} is no callback", def.interface));
            }
        }
        let confidence = def.confidence.as_ref().unwrap_or(confidence);
        let confidence = token(&CONFIDENCES, confidence, file, line, self.errors);
        for (name, descriptor) in self.tables.methods((file, line), &def.class, &def.methods, def.unlisted, self.errors)
        {
            self.check_argument(file, line, &def, &name, descriptor.as_deref());
            let rows = out.registrations.entry((def.class.clone(), name.clone(), descriptor)).or_default();
            let only: Vec<Option<String>> = match def.callbacks.is_empty() {
                true => vec![None],
                false => def.callbacks.iter().cloned().map(Some).collect(),
            };
            for callback in only {
                let same = |r: &&Registration| {
                    (r.argument, &r.interface, &r.callback) == (def.argument, &def.interface, &callback)
                };
                if rows.iter().find(same).is_some() {
                    let what = format!("{}.{name} registers {} already", def.class, def.interface);
                    self.errors.add(file, line, what);
                }
                rows.push(Registration {
                    argument: def.argument,
                    interface: def.interface.clone(),
                    callback,
                    how,
                    after: def.after.clone(),
                    repeats: def.repeats,
                    source: def.source.clone().unwrap_or_else(|| source.clone()),
                    confidence,
                });
            }
        }
    }

    /// The word `how` of the index.
    fn how(&mut self, file: &str, line: usize, how: &str, trigger: Option<&str>, via: Option<&str>) -> u32 {
        let number = token(&HOWS, how, file, line, self.errors);
        let (wants_trigger, wants_via) = (number < 2, HOWS[number as usize] == "starts");
        if wants_trigger != trigger.is_some() {
            self.errors.add(file, line, "`trigger` goes with lifecycle and event, and only with them");
        }
        if wants_via != via.is_some() {
            self.errors.add(file, line, "`via` goes with starts, and only with it");
        }
        let low = match (trigger, via) {
            (Some(t), _) => token(&TRIGGERS, t, file, line, self.errors),
            (None, Some(v)) => token(&VIAS, v, file, line, self.errors),
            (None, None) => 0,
        };
        number << HOW_SHIFT | low
    }

    /// Names of the callbacks that an object of the interface has, inherited ones included.
    fn callback_names(&self, interface: &str, out: &Callbacks) -> BTreeSet<String> {
        let t = self.tables;
        let ancestors = t.class_numbers.get(interface).map_or(&[][..], |&n| &t.classes[n].ancestors);
        let ancestors = ancestors.iter().map(|&a| t.classes[a].name.as_str()).filter(|&a| a != "java/lang/Object");
        let classes = ancestors.chain([interface]);
        let of = |class: &str| {
            let first = (class.to_string(), String::new(), String::new());
            let class = class.to_string();
            out.callbacks
                .range(first..)
                .take_while(move |((c, ..), _)| *c == class)
                .map(|((_, name, _), _)| name.clone())
        };
        classes.flat_map(of).collect()
    }

    /// The object handed over must be one that can have the callbacks.
    fn check_argument(&mut self, file: &str, line: usize, def: &RegistrationDef, name: &str, descriptor: Option<&str>) {
        let t = self.tables;
        let Some(descriptor) = descriptor else { return };
        let declared = match def.argument.checked_sub(1) {
            None => {
                let is_static = t.class_numbers.get(&def.class).is_some_and(|&n| {
                    let members = &t.members[t.classes[n].members.clone()];
                    members.iter().any(|m| m.name == name && m.descriptor == descriptor && m.is_static)
                });
                if is_static {
                    self.errors.add(file, line, format!("{name}{descriptor} is static and has no receiver"));
                }
                def.class.as_str()
            }
            Some(n) => match arguments(descriptor).nth(n as usize) {
                Some(declared) => declared,
                None => {
                    self.errors.add(file, line, format!("{name}{descriptor} has no argument {}", def.argument));
                    return;
                }
            },
        };
        let element = declared.trim_start_matches('[');
        let class = element.strip_prefix('L').and_then(|c| c.strip_suffix(';')).unwrap_or(element);
        let is_a = |class: &str, ancestor: &str| {
            class == ancestor
                || t.class_numbers
                    .get(class)
                    .is_some_and(|&n| t.classes[n].ancestors.iter().any(|&a| t.classes[a].name == ancestor))
        };
        // What is not in the tables cannot be judged.
        let known = |class: &str| t.class_numbers.contains_key(class);
        let open = |class: &str| t.class_numbers.get(class).is_none_or(|&n| t.classes[n].open);
        let related = is_a(class, &def.interface) || is_a(&def.interface, class) || class == "java/lang/Object";
        let primitive = !known(class) && class.len() == 1;
        let related = related || def.mixed_in;
        if primitive || (!related && !open(class) && !open(&def.interface)) {
            let what = format!("argument {} of {name}{descriptor} is no {}", def.argument, def.interface);
            self.errors.add(file, line, what);
        }
    }
}

/// The types of the arguments of a method descriptor.
fn arguments(descriptor: &str) -> impl Iterator<Item = &str> {
    let mut rest = descriptor.strip_prefix('(').unwrap_or("");
    std::iter::from_fn(move || {
        let start = rest.find(|c| c != '[')?;
        let end = match rest.as_bytes()[start] {
            b')' => return None,
            b'L' => rest.find(';')? + 1,
            _ => start + 1,
        };
        let (argument, after) = rest.split_at(end);
        rest = after;
        Some(argument)
    })
}
