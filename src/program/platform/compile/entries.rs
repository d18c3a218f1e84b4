//! Reads and checks the entries: which methods of which classes the platform runs by itself.

use super::layout::{CONFIDENCES, ENTRY_ANY_ACCESS, ENTRY_DESCRIPTOR, ENTRY_INSTANCE, ENTRY_STATIC, TRIGGERS};
use super::settings::Settings;
use super::tables::{Tables, split_method};
use super::{Errors, line_at, token};
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// For entries that give none.
    source: Option<String>,
    confidence: Option<String>,
    #[serde(default)]
    entry: Vec<Spanned<Def>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Def {
    /// Name of the class; `*` stands for any text.
    class: Option<String>,
    /// A class or interface that it extends or implements, at any distance.
    extends: Option<String>,
    /// The same.
    implements: Option<String>,
    /// The manifest attribute that names the class.
    manifest: Option<String>,
    /// With a descriptor, or all of that name; `*` in a name stands for any text. None: the platform makes an object of
    /// the class and runs its lifecycle callbacks.
    #[serde(default)]
    methods: Vec<String>,
    /// Only static methods, or only those of objects.
    #[serde(rename = "static")]
    is_static: Option<bool>,
    /// Only public methods.
    #[serde(default = "yes")]
    public: bool,
    /// The descriptor should name such a class.
    #[serde(default)]
    descriptor: bool,
    trigger: String,
    source: Option<String>,
    confidence: Option<String>,
}

fn yes() -> bool {
    true
}

/// An entry, as it stands in the index.
pub struct Entry {
    pub class: Option<String>,
    pub extends: Option<String>,
    pub manifest: Option<String>,
    /// Name, descriptor.
    pub methods: Vec<(String, Option<String>)>,
    pub flags: u32,
    pub trigger: u32,
    pub source: String,
    pub confidence: u32,
}

/// Reads `entries/*.toml`.
pub fn read(settings: &[Settings], tables: &Tables, errors: &mut Errors) -> Vec<Entry> {
    let mut out = Vec::new();
    for (layer, settings) in settings.iter().enumerate() {
        errors.layer = layer;
        for (path, text) in errors.layer().below("entries") {
            let Some(file) = errors.parse::<File>(path, text) else { continue };
            let source = file.source.as_ref().unwrap_or(&settings.source);
            let confidence = file.confidence.as_ref().unwrap_or(&settings.confidence);
            for def in file.entry {
                let line = line_at(text, def.span().start);
                out.push(entry((path, line), def.into_inner(), (source, confidence), tables, errors));
            }
        }
    }
    out
}

fn entry(
    (file, line): (&str, usize),
    def: Def,
    (source, confidence): (&str, &str),
    tables: &Tables,
    errors: &mut Errors,
) -> Entry {
    let trigger = token(&TRIGGERS, &def.trigger, file, line, errors);
    let confidence = def.confidence.as_deref().unwrap_or(confidence);
    let confidence = token(&CONFIDENCES, confidence, file, line, errors);
    if def.extends.is_some() && def.implements.is_some() {
        let help = "write an entry for each of the two";
        errors.advise(file, line, "`extends` and `implements` mean the same here: give one", help);
    }
    let extends = def.extends.or(def.implements);
    if def.class.is_none() && extends.is_none() && def.manifest.is_none() {
        let help = "give `class`, `extends`, `implements` or `manifest`; class = \"*\" is every class";
        errors.advise(file, line, "the entry says of no class", help);
    }
    for name in [&def.class, &extends].into_iter().flatten().filter(|name| name.contains('.')) {
        errors.advise(file, line, format!("{name} has dots"), "write class names with slashes: java/lang/Thread");
    }
    if let Some(extends) = &extends
        && errors.strict()
        && tables.class(extends).is_none()
    {
        errors.add(file, line, format!("{extends} is not in classes.tsv"));
    }
    if def.methods.is_empty() && (def.is_static.is_some() || !def.public) {
        let help = "give `methods`; without them the platform makes an object and runs its lifecycle callbacks";
        errors.advise(file, line, "`static` and `public` speak of methods, and there are none", help);
    }
    let mut methods = Vec::new();
    for method in &def.methods {
        methods.extend(split_method((file, line), method, errors));
    }
    let flags = match def.is_static {
        Some(true) => ENTRY_STATIC,
        Some(false) => ENTRY_INSTANCE,
        None => 0,
    };
    let flags = flags | if def.public { 0 } else { ENTRY_ANY_ACCESS };
    Entry {
        class: def.class,
        extends,
        manifest: def.manifest,
        methods,
        flags: flags | if def.descriptor { ENTRY_DESCRIPTOR } else { 0 },
        trigger,
        source: def.source.unwrap_or_else(|| source.into()),
        confidence,
    }
}
