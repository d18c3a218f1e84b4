//! Reads and checks the models of data flow (sources, sinks, propagators, sanitisers), and expands them to the members that
//! they speak of.

use super::calls::Calls;
use super::layout::{
    CONFIDENCES, FLOW_CALLBACK, FLOW_ROLES, PLACE_CONTENT, PLACE_RETURN, TEST_BITS, TEST_CONTAINS, TEST_EQUALS,
    TEST_NONE, argument_count,
};
use super::settings::Settings;
use super::tables::Tables;
use super::{Errors, line_at, token};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    about: About,
    /// What data is called by the scheme of the connection that it comes from or goes to.
    #[serde(default)]
    schemes: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default, rename = "source")]
    sources: Vec<Spanned<Def>>,
    #[serde(default)]
    sink: Vec<Spanned<Def>>,
    #[serde(default)]
    propagator: Vec<Spanned<Def>>,
    #[serde(default)]
    sanitiser: Vec<Spanned<Def>>,
}

/// What holds for entries that say nothing else.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    source: Option<String>,
    confidence: Option<String>,
}

/// One entry; which keys it may have depends on its role.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Def {
    class: Option<String>,
    /// With a descriptor, or all of that name; an unlisted one in any form.
    methods: Vec<String>,
    /// Sink: a kind of call of the calls tables, instead of class and methods.
    call: Option<String>,
    /// Source: the kind of data.
    data: Option<String>,
    /// Source: where the data appears.
    gives: Option<String>,
    /// Source: the application's method is called by the platform, and `gives` is its parameter.
    callback: bool,
    /// Sink: the kind of sink.
    sink: Option<String>,
    /// Sink: names of the calls tables, or numbers.
    arguments: Vec<Argument>,
    /// Sink: it matters for these kinds of data alone.
    only: Vec<String>,
    /// Source and sink: the table of schemes that tells the kind; without a scheme that is known `data` or `sink` stands.
    scheme: Option<String>,
    /// The argument whose URL tells the scheme.
    of: Option<u32>,
    /// Only for these values of an argument.
    when: Option<Test>,
    /// Only for a receiver that was made by a call with these values of an argument.
    made: Option<Test>,
    /// Source: only when the receiver is not what a call of that kind gives.
    #[serde(rename = "not-from")]
    not_from: Option<String>,
    /// Sink: only when a call of that kind, with these values of an argument, is made on the receiver.
    called: Option<Called>,
    /// Propagator: where data is taken from.
    from: Places,
    /// Propagator: where it appears then.
    to: Option<String>,
    /// Propagator: the argument that tells the elements of a container apart.
    key: Option<u32>,
    /// Propagator: the result, or the object that a constructor makes, is for the data the object in this place.
    same: Option<String>,
    /// Sanitiser: what is clean afterwards.
    clears: Option<String>,
    unlisted: bool,
    source: Option<String>,
    confidence: Option<String>,
}

/// One place or several, each a text or the number of an argument.
#[derive(Clone, Default, Deserialize)]
#[serde(from = "Written")]
struct Places(Vec<String>);

#[derive(Deserialize)]
#[serde(untagged, expecting = "a place, such as \"this\", \"return\", \"1\", \"this[]\", or a list of them")]
enum Written {
    One(Argument),
    Several(Vec<Argument>),
}

impl From<Written> for Places {
    fn from(written: Written) -> Self {
        let text = |place: Argument| match place {
            Argument::Position(n) => n.to_string(),
            Argument::Name(name) => name,
        };
        match written {
            Written::One(place) => Places(vec![text(place)]),
            Written::Several(places) => Places(places.into_iter().map(text).collect()),
        }
    }
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Argument {
    Position(u32),
    Name(String),
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    argument: u32,
    #[serde(default)]
    contains: Vec<String>,
    #[serde(default)]
    equals: Vec<i64>,
    #[serde(default)]
    bits: Option<u32>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Called {
    call: String,
    argument: u32,
    equals: Vec<i64>,
}

/// What a value is tested for.
#[derive(Clone, PartialEq, Eq)]
pub struct Condition {
    pub argument: u32,
    pub operator: u32,
    pub texts: Vec<String>,
    pub numbers: Vec<u32>,
}

/// A model of one member.
#[derive(Clone)]
pub struct Flow {
    pub role: u32,
    /// Sources: none. Sinks: the arguments. Propagators: places.
    pub from: Vec<u32>,
    /// Sources, propagators and sanitisers: a place.
    pub to: Option<u32>,
    /// Propagators: the argument that is the key. Sources and sinks: the argument whose URL decides.
    pub key: Option<u32>,
    /// Propagators: the place that holds the same data as the result or the new object.
    pub same: Option<u32>,
    /// Kind of data or of sink.
    pub kind: String,
    /// Sinks: name of the argument.
    pub name: String,
    /// Number of the table of schemes.
    pub schemes: Option<u32>,
    pub flags: u32,
    /// Sinks: the kinds of data that matter; all, if none is given.
    pub only: Vec<String>,
    pub when: Option<Condition>,
    pub made: Option<Condition>,
    /// Sources: not for a receiver that a call of that kind gives.
    pub not_from: Option<String>,
    /// Sinks: a kind of call that must be made on the receiver.
    pub called: Option<(String, Condition)>,
    pub source: String,
    pub confidence: u32,
}

/// What the files say, in the order of the index.
#[derive(Default)]
pub struct Flows {
    /// Tables of schemes: (scheme, kind).
    pub schemes: Vec<Vec<(String, String)>>,
    /// By class, name and descriptor (`None` = any); the models of one member in the order of the files.
    pub flows: BTreeMap<(String, String, Option<String>), Vec<Flow>>,
}

struct Reader<'a, 'l> {
    tables: &'a Tables,
    calls: &'a Calls,
    errors: &'a mut Errors<'l>,
    names: Vec<String>,
    out: Flows,
}

/// Reads `flows/*.toml`.
pub fn read(settings: &[Settings], tables: &Tables, calls: &Calls, errors: &mut Errors) -> Flows {
    let mut reader = Reader { tables, calls, errors, names: Vec::new(), out: Flows::default() };
    let mut files = Vec::new();
    for (layer, settings) in settings.iter().enumerate() {
        reader.errors.layer = layer;
        for (path, text) in reader.errors.layer().below("flows") {
            let Some(mut file) = reader.errors.parse::<File>(path, text) else { continue };
            file.about.source.get_or_insert_with(|| settings.source.clone());
            file.about.confidence.get_or_insert_with(|| settings.confidence.clone());
            for (name, table) in &file.schemes {
                reader.names.push(name.clone());
                reader.out.schemes.push(table.iter().map(|(s, k)| (s.clone(), k.clone())).collect());
            }
            files.push((layer, path, text, file));
        }
    }
    // Tables of schemes are named by any file.
    for (layer, path, text, mut file) in files {
        reader.errors.layer = layer;
        let roles = [&mut file.sources, &mut file.sink, &mut file.propagator, &mut file.sanitiser].map(std::mem::take);
        for (role, defs) in roles.into_iter().enumerate() {
            for def in defs {
                let line = line_at(text, def.span().start);
                reader.entry((path, line), role as u32, &file, def.into_inner());
            }
        }
    }
    reader.out
}

impl Reader<'_, '_> {
    fn entry(&mut self, (file, line): (&str, usize), role: u32, defaults: &File, def: Def) {
        let confidence = def.confidence.as_ref().or(defaults.about.confidence.as_ref()).map_or("", String::as_str);
        let confidence = token(&CONFIDENCES, confidence, file, line, self.errors);
        let mut place = |text: &Option<String>| {
            let found = text.as_deref().map(place);
            if found == Some(None) {
                let help = "a place is \"this\", \"return\" or the number of an argument, with [] for what is in it";
                self.errors.advise(file, line, format!("`{}` is no place", text.as_deref().unwrap_or("")), help);
            }
            found.flatten()
        };
        let to = match FLOW_ROLES[role as usize] {
            "source" => place(&def.gives),
            "sanitiser" => place(&def.clears),
            _ => place(&def.to),
        };
        let same = place(&def.same);
        let from = def.from.0.iter().filter_map(|text| place(&Some(text.clone()))).collect();
        let schemes = def.scheme.as_ref().and_then(|name| {
            let found = self.names.iter().position(|known| known == name);
            if found.is_none() {
                self.errors.add(file, line, format!("there is no table of schemes `{name}`"));
            }
            found.map(|n| n as u32)
        });
        let flow = Flow {
            role,
            from,
            to,
            key: def.key.or(def.of),
            same,
            kind: def.data.clone().or_else(|| def.sink.clone()).unwrap_or_default(),
            name: String::new(),
            schemes,
            flags: if def.callback { FLOW_CALLBACK } else { 0 },
            only: def.only.clone(),
            when: def.when.as_ref().map(condition),
            made: def.made.as_ref().map(condition),
            not_from: def.not_from.clone(),
            called: def.called.as_ref().map(|c| {
                let numbers = c.equals.iter().map(|n| *n as u32).collect();
                let test = Condition { argument: c.argument, operator: TEST_EQUALS, texts: Vec::new(), numbers };
                (c.call.clone(), test)
            }),
            source: def.source.clone().or_else(|| defaults.about.source.clone()).unwrap_or_default(),
            confidence,
        };
        self.check((file, line), &def, &flow);
        if FLOW_ROLES[role as usize] == "sink" {
            self.sink((file, line), &def, &flow)
        } else {
            self.add((file, line), &def, &flow, None)
        }
    }

    /// Keys that a role must have, and those that it may not.
    fn check(&mut self, (file, line): (&str, usize), def: &Def, flow: &Flow) {
        let role = FLOW_ROLES[flow.role as usize];
        let has = [
            ("data", def.data.is_some(), "source"),
            ("gives", def.gives.is_some(), "source"),
            ("sink", def.sink.is_some(), "sink"),
            ("arguments", !def.arguments.is_empty(), "sink"),
            ("from", !def.from.0.is_empty(), "propagator"),
            ("to", def.to.is_some(), "propagator"),
            ("key", def.key.is_some(), "propagator"),
            ("same", def.same.is_some(), "propagator"),
            ("clears", def.clears.is_some(), "sanitiser"),
            ("call", def.call.is_some(), "sink"),
            ("only", !def.only.is_empty(), "sink"),
        ];
        for (key, given, of) in has {
            if given && of != role {
                self.errors.add(file, line, format!("`{key}` does not go with a {role}"));
            }
        }
        let wrong = match role {
            "source" => def.data.is_none() || def.gives.is_none(),
            "sink" => def.sink.is_none() || def.arguments.is_empty(),
            "propagator" => (def.from.0.is_empty() || def.to.is_none()) && def.same.is_none(),
            _ => false,
        };
        if wrong {
            let help = match role {
                "source" => {
                    "give `data`, the kind of data, and `gives`, the place where it appears, such as \"return\""
                }
                "sink" => "give `sink`, the kind of sink, and `arguments`, such as [1]",
                _ => "give `from` and `to`, such as from = 1 and to = \"this[]\", or `same`, such as \"this\"",
            };
            self.errors.advise(file, line, format!("a key that every {role} must have is missing"), help);
        }
        for kind in def.not_from.iter().chain(def.called.as_ref().map(|c| &c.call)) {
            if !self.calls.kinds.iter().any(|k| k.name == *kind) {
                self.errors.add(file, line, format!("there is no kind of call `{kind}`"));
            }
        }
        if def.scheme.is_some() != def.of.is_some() {
            self.errors.add(file, line, "`scheme` and `of` go together");
        }
    }

    fn sink(&mut self, (file, line): (&str, usize), def: &Def, flow: &Flow) {
        let Some(kind) = &def.call else {
            for argument in &def.arguments {
                match argument {
                    Argument::Position(n) => {
                        self.add((file, line), def, &Flow { from: vec![*n], ..flow.clone() }, Some(*n));
                    }
                    Argument::Name(name) => {
                        self.errors.add(file, line, format!("`{name}` is a name of the calls tables: give `call`"));
                    }
                }
            }
            return;
        };
        if !self.calls.kinds.iter().any(|k| k.name == *kind) {
            self.errors.add(file, line, format!("there is no kind of call `{kind}`"));
        }
        let mut found = false;
        for ((class, name, descriptor), numbers) in &self.calls.keys {
            let Some(name) = name else { continue };
            for call in numbers.iter().map(|&n| &self.calls.calls[n]) {
                if self.calls.kinds[call.kind].name != *kind {
                    continue;
                }
                for argument in &def.arguments {
                    let Argument::Name(wanted) = argument else { continue };
                    let positions = call.args.iter().filter(|a| a.name == *wanted && a.position > 0);
                    for position in positions.map(|a| a.position) {
                        if descriptor.as_ref().is_some_and(|d| position > argument_count(d)) {
                            continue;
                        }
                        found = true;
                        let key = (class.clone(), name.clone(), descriptor.clone());
                        let flow = Flow { from: vec![position], name: wanted.clone(), ..flow.clone() };
                        self.out.flows.entry(key).or_default().push(flow);
                    }
                }
            }
        }
        if !found {
            self.errors.add(file, line, format!("no call of the kind `{kind}` has such an argument"));
        }
    }

    /// An argument by the name that the calls tables give it, or else by its number.
    fn argument_name(&self, (class, name, descriptor): &(String, String, Option<String>), position: u32) -> String {
        let keys = [descriptor.clone(), None].map(|d| (class.clone(), Some(name.clone()), d));
        let calls = keys.iter().filter_map(|key| self.calls.keys.get(key)).flatten().map(|&n| &self.calls.calls[n]);
        // A name with several positions says nothing of one of them.
        let once = |call: &super::calls::Call, name: &str| call.args.iter().filter(|a| a.name == name).count() == 1;
        let named = calls
            .filter_map(|call| call.args.iter().find(|arg| arg.position == position && once(call, &arg.name)))
            .next();
        named.map_or_else(|| position.to_string(), |arg| arg.name.clone())
    }

    fn add(&mut self, (file, line): (&str, usize), def: &Def, flow: &Flow, argument: Option<u32>) {
        let Some(class) = &def.class else {
            self.errors.add(file, line, "`class` is missing");
            return;
        };
        let methods = self.tables.methods((file, line), class, &def.methods, def.unlisted, self.errors);
        for (name, descriptor) in methods {
            let highest = flow.from.iter().chain(&flow.to).map(|p| p & !PLACE_CONTENT).filter(|p| *p != PLACE_RETURN);
            let highest = highest.chain(flow.key).chain(argument).max().unwrap_or(0);
            if descriptor.as_ref().is_some_and(|d| highest > argument_count(d)) {
                continue;
            }
            let mut flow = flow.clone();
            let key = (class.clone(), name, descriptor);
            if let Some(position) = argument {
                flow.name = self.argument_name(&key, position);
            }
            self.out.flows.entry(key).or_default().push(flow);
        }
    }
}

fn condition(test: &Test) -> Condition {
    let (operator, numbers) = match (&test.contains[..], &test.equals[..], test.bits) {
        ([_, ..], ..) => (TEST_CONTAINS, Vec::new()),
        (_, [_, ..], _) => (TEST_EQUALS, test.equals.iter().map(|n| *n as u32).collect()),
        (.., Some(bits)) => (TEST_BITS, vec![bits]),
        _ => (TEST_NONE, Vec::new()),
    };
    let texts = test.contains.iter().map(|t| t.to_lowercase()).collect();
    Condition { argument: test.argument, operator, texts, numbers }
}

/// A place: `this`, `return`, or the number of an argument, with `[]` for what is in it.
fn place(text: &str) -> Option<u32> {
    let (base, content) = match text.strip_suffix("[]") {
        Some(base) => (base, PLACE_CONTENT),
        None => (text, 0),
    };
    let base = match base {
        "this" => 0,
        "return" => PLACE_RETURN,
        number => number.parse().ok().filter(|n| (1..=255).contains(n))?,
    };
    Some(base | content)
}
