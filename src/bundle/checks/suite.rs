//! What holds across attributes and entries: size of the JAR, classes and icons that must be there, numbering, push
//! registrations, content handlers, permissions.

use super::{Basis, Checks, Confidence, Descriptor, Fill, INSTALLER, MIDP, What, departure, known, syntax};
use crate::bundle::archive::Content;
use crate::bundle::attributes::Attribute;
use crate::bundle::known::Syntax;
use crate::facts::Str;
use std::collections::{BTreeMap, BTreeSet};

const HANDLERS: Basis = Basis("phoneME jsr211 package.html; matos checkers", Confidence::High);
const PUSH_PERMISSION: &str = "javax.microedition.io.PushRegistry";
const HANDLER_PERMISSION: &str = "javax.microedition.content.ContentHandler";

/// Locales of one content handler that are looked at; devices knew some forty languages.
const MOST_LOCALES: usize = 100;

/// Numbered attributes that devices read from 1 until one is missing.
const COUNTED: &[&str] =
    &["MIDlet-", "MIDlet-Push-", "MicroEdition-Handler-", "MIDlet-Permission-", "MIDlet-Permission-Opt-"];

/// Names of entries by their lower-case form; made when first needed, which is rare.
type Folded = Option<BTreeMap<String, Str>>;

impl Checks<'_, '_, '_> {
    /// Checks what the attributes say together, and against the JAR.
    pub(super) fn suite(&mut self) {
        self.jar_size();
        self.jar_host();
        for prefix in COUNTED {
            self.gaps(prefix);
        }
        self.midlet_classes();
        self.icons();
        self.pushes();
        self.handlers();
        self.providers();
        for (file, _) in self.bundle.files() {
            self.permissions(file);
        }
    }

    fn jar_size(&mut self) {
        let (Some(jad), Some(jar)) = (&self.bundle.jad, self.bundle.input.jar) else { return };
        let Some(attribute) = jad.get("MIDlet-Jar-Size") else { return };
        let Ok(claimed) = attribute.value.parse::<u64>() else { return };
        let size = jar.bytes.len() as u64;
        if claimed != size {
            let detail = match size.checked_sub(claimed) {
                Some(more) => format!("the JAR is {more} bytes longer"),
                None => format!("the JAR is {} bytes shorter", claimed - size),
            };
            let fact = departure(What::SizeMismatch, Descriptor::Jad.token()).of(attribute).other(&size.to_string());
            let basis = Basis("OTA specification; phoneME Installer", Confidence::High);
            self.state(fact.ota(Some(904)).because(&detail, basis), Descriptor::Jad.line(attribute.line));
        }
    }

    /// A JAR from another host than the descriptor (known only when the origin is).
    fn jar_host(&mut self) {
        let Some(attribute) = self.bundle.jad.as_ref().and_then(|jad| jad.get("MIDlet-Jar-URL")) else { return };
        let Some(origin) = self.bundle.input.origin else { return };
        let (Some(host), Some(from)) = (syntax::host(&attribute.value), syntax::host(origin)) else { return };
        if host != from {
            let fact = departure(What::Mismatch, Descriptor::Jad.token()).of(attribute).other(origin);
            let fact = fact.because(&format!("the descriptor comes from {from}, the JAR from {host}"), MIDP);
            self.state(fact, Descriptor::Jad.line(attribute.line));
        }
    }

    /// Numbers that devices never get to, because one before is missing.
    fn gaps(&mut self, prefix: &str) {
        let mut expected = 1;
        for n in self.bundle.numbers(prefix) {
            if n != expected
                && let Some((file, attribute)) = self.bundle.attribute(&format!("{prefix}{n}"))
            {
                let (file, attribute) = (file, attribute.clone());
                let fact = departure(What::NumberGap, file.token()).of(&attribute);
                let fact = fact.other(&format!("{prefix}{expected}"));
                let detail = "devices count up and stop at the missing one: this and what follows is not seen";
                self.state(fact.because(detail, INSTALLER), file.line(attribute.line));
            }
            expected = n.saturating_add(1);
        }
    }

    /// States that a class is not in the JAR, if it is not.
    fn class_in_jar(&mut self, folded: &mut Folded, attribute: &Attribute, file: Descriptor, class: &str) {
        let Some(archive) = &self.bundle.archive else { return };
        if archive.entries().is_empty() || !syntax::is_class_name(class) {
            return;
        }
        let path = format!("{}.class", class.replace('.', "/"));
        let found = archive.find(&path).map(|entry| self.bundle.contents[entry].content);
        if found != Some(Content::Class) {
            let folded = folded.get_or_insert_with(|| {
                archive.entries().iter().map(|entry| (entry.name.to_ascii_lowercase(), entry.name.clone())).collect()
            });
            let detail = match (found, folded.get(&path.to_ascii_lowercase())) {
                (Some(content), _) => format!("the content of that entry is {}", content.as_str()),
                (None, Some(near)) => format!("there is {near}"),
                (None, None) => String::new(),
            };
            let fact = departure(What::ClassMissing, file.token()).of(attribute).other(&path).ota(Some(907));
            self.state(fact.because(&detail, INSTALLER), file.line(attribute.line));
        }
    }

    fn midlet_classes(&mut self) {
        let mut folded = None;
        for midlet in self.bundle.midlets() {
            let name = format!("MIDlet-{}", midlet.n);
            if let Some((file, attribute)) = self.bundle.attribute(&name) {
                let attribute = attribute.clone();
                self.class_in_jar(&mut folded, &attribute, file, &midlet.class);
            }
        }
    }

    fn icons(&mut self) {
        // Without a class the fields are shifted.
        let midlets = self.bundle.midlets().into_iter().filter(|midlet| !midlet.class.is_empty());
        let mut icons: Vec<(String, Str)> =
            midlets.map(|midlet| (format!("MIDlet-{}", midlet.n), midlet.icon)).collect();
        icons.push(("MIDlet-Icon".to_string(), self.bundle.value("MIDlet-Icon").into()));
        let Some(archive) = self.bundle.archive.as_ref().filter(|archive| !archive.entries().is_empty()) else {
            return;
        };
        for (name, icon) in icons.into_iter().filter(|(_, icon)| !icon.is_empty()) {
            let Some((file, attribute)) = self.bundle.attribute(&name) else { continue };
            let attribute = attribute.clone();
            let path = icon.strip_prefix('/').unwrap_or(&icon);
            let basis = Basis("MIDP 2.1 midlet/package.html; matos checkers", Confidence::High);
            let (what, detail) = match archive.find(path).map(|entry| self.bundle.contents[entry].content) {
                Some(Content::Png) => continue,
                None => (What::IconMissing, String::new()),
                Some(content) => (What::IconNotPng, format!("its content is {}", content.as_str())),
            };
            let fact = departure(what, file.token()).of(&attribute).other(&icon).because(&detail, basis);
            self.state(fact, file.line(attribute.line));
        }
    }

    /// The classes of the MIDlets; `None` when they can't be known: they may stand in the manifest, which is missing.
    fn declared_classes(&self) -> Option<BTreeSet<Str>> {
        self.bundle.manifest.as_ref()?;
        Some(self.bundle.midlets().into_iter().map(|midlet| midlet.class).collect())
    }

    fn pushes(&mut self) {
        let pushes = self.bundle.pushes();
        let classes = self.declared_classes();
        let undeclared = |class: &Str| !class.is_empty() && classes.as_ref().is_some_and(|all| !all.contains(class));
        for push in &pushes {
            let Some((file, attribute)) = self.bundle.attribute(&format!("MIDlet-Push-{}", push.n)) else { continue };
            let attribute = attribute.clone();
            let fact = |what| departure(what, file.token()).of(&attribute).ota(Some(911));
            let place = file.line(attribute.line);
            if undeclared(&push.class) {
                self.state(fact(What::PushClassUndeclared).other(&push.class).because("", INSTALLER), place.clone());
            }
            if let Some((scheme, _)) = push.connection.split_once(':')
                && !known::PUSH_SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme))
            {
                let fact = fact(What::BadValue).other(scheme).because("no scheme that devices push from", INSTALLER);
                self.state(fact, place);
            }
        }
        if let Some(first) = pushes.first() {
            self.needs_permission(&format!("MIDlet-Push-{}", first.n), PUSH_PERMISSION, INSTALLER);
        }
    }

    /// In a signed suite an attribute may need a permission, by its name or by that of its class (MIDP 3, with
    /// `Permission` at the end).
    fn needs_permission(&mut self, attribute: &str, permission: &str, basis: Basis) {
        let lists = ["MIDlet-Permissions", "MIDlet-Permissions-Opt"];
        let named = |list: &str| self.bundle.list(list).iter().any(|(name, _)| name.starts_with(permission));
        if !self.signed || lists.iter().any(|list| named(list)) {
            return;
        }
        let Some((file, line)) = self.bundle.attribute(attribute).map(|(file, a)| (file, a.line)) else { return };
        let fact = departure(What::MissingAttribute, file.token()).named(lists[0]).value(permission).ota(Some(910));
        self.state(fact.because(&format!("{attribute} needs it in a signed suite"), basis), file.line(line));
    }

    fn handlers(&mut self) {
        let handlers = self.bundle.handlers();
        let classes = self.declared_classes();
        let undeclared = |class: &Str| !class.is_empty() && classes.as_ref().is_some_and(|all| !all.contains(class));
        let mut ids: BTreeMap<Str, (Descriptor, Attribute)> = BTreeMap::new();
        for handler in &handlers {
            let prefix = format!("MicroEdition-Handler-{}", handler.n);
            let Some((file, attribute)) = self.bundle.attribute(&prefix) else { continue };
            let attribute = attribute.clone();
            if undeclared(&handler.class) {
                let fact = departure(What::HandlerClassUndeclared, file.token()).of(&attribute).other(&handler.class);
                self.state(fact.ota(Some(939)).because("", HANDLERS), file.line(attribute.line));
            }
            if !syntax::problems(Syntax::Handler, &attribute.value).is_empty() {
                continue;
            }
            let actions = handler.actions.len();
            for locale in handler.locales.iter().take(MOST_LOCALES) {
                let name = format!("{prefix}-{locale}");
                let fault = match self.bundle.attribute(&name) {
                    None => Some((file, attribute.line, departure(What::MissingAttribute, file.token()).named(&name))),
                    Some((file, names)) if names.value.split_whitespace().count() != actions => {
                        let fact = departure(What::BadValue, file.token()).of(names);
                        Some((file, names.line, fact.other(&format!("{actions} actions"))))
                    }
                    Some(_) => None,
                };
                if let Some((file, line, fact)) = fault {
                    let detail = "each locale needs a name for each action";
                    self.state(fact.ota(Some(939)).because(detail, HANDLERS), file.line(line));
                }
            }
            if let Some((file, access)) = self.bundle.attribute(&format!("{prefix}-Access"))
                && access.value.contains(',')
            {
                let fact = departure(What::BadValue, file.token()).of(access).ota(Some(939));
                let place = file.line(access.line);
                self.state(fact.because("the IDs are parted by blanks", HANDLERS), place);
            }
            if let Some((file, id)) = self.bundle.attribute(&format!("{prefix}-ID")) {
                ids.insert(id.value.clone(), (file, id.clone()));
            }
        }
        self.handler_ids(&ids);
        if let Some(first) = handlers.first() {
            self.needs_permission(&format!("MicroEdition-Handler-{}", first.n), HANDLER_PERMISSION, HANDLERS);
        }
    }

    /// No ID may be a prefix of another. In sorted order a prefix comes right before what it starts.
    fn handler_ids(&mut self, ids: &BTreeMap<Str, (Descriptor, Attribute)>) {
        for ((shorter, _), (longer, (file, attribute))) in ids.iter().zip(ids.iter().skip(1)) {
            if longer.starts_with(&**shorter) {
                let fact = departure(What::BadValue, file.token()).of(attribute).other(shorter).ota(Some(938));
                self.state(fact.because("another ID is a prefix of it", HANDLERS), file.line(attribute.line));
            }
        }
    }

    /// Each payment provider needs its data (JSR 229).
    fn providers(&mut self) {
        let bundle = self.bundle;
        let Some(manifest) = &bundle.manifest else { return };
        let Some(attribute) = manifest.anywhere("Pay-Providers") else { return };
        let mut seen = BTreeSet::new();
        for provider in attribute.value.split(',').map(str::trim).filter(|provider| !provider.is_empty()) {
            let name = format!("Pay-{provider}-Info");
            if seen.insert(provider) && manifest.anywhere(&name).is_none() {
                let fact = departure(What::MissingAttribute, Descriptor::Manifest.token()).named(&name).ota(Some(907));
                let basis = Basis("phonemefeaturedevices jsr229 PaymentInfo.java", Confidence::Medium);
                let place = Descriptor::Manifest.line(attribute.line);
                self.state(fact.because("Pay-Providers names this provider", basis), place);
            }
        }
    }

    fn permissions(&mut self, file: Descriptor) {
        let bundle = self.bundle;
        let Some((_, attributes)) = bundle.files().find(|(which, _)| *which == file) else { return };
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (list, required) in [("MIDlet-Permissions", true), ("MIDlet-Permissions-Opt", false)] {
            let Some(attribute) = attributes.anywhere(list).filter(|attribute| !attribute.value.is_empty()) else {
                continue;
            };
            let place = file.line(attribute.line);
            let basis = Basis("MIDP 2.1 Authorization.html; phoneME Installer", Confidence::High);
            let fact = |what, item: &str| departure(what, file.token()).named(list).value(item);
            if attribute.value.split(',').any(|item| item.trim().is_empty()) {
                let fact = departure(What::BadValue, file.token()).of(attribute).ota(file.invalid());
                self.state(fact.because("an empty item", basis), place.clone());
            }
            for item in attribute.value.split(',').map(str::trim).filter(|item| !item.is_empty()) {
                if let Some(before) = seen.insert(item, list) {
                    let detail = if before == list { "twice in the list" } else { "in both lists: counts as required" };
                    self.state(fact(What::PermissionDuplicate, item).because(detail, basis), place.clone());
                    continue;
                }
                if !known::is_permission(item) {
                    let near = known::permission_near_miss(item);
                    let detail = match (near.is_some(), required, self.signed) {
                        (true, ..) => "names are compared with case",
                        (_, true, true) => {
                            "not in the platform tables; a device that does not know it refuses the suite"
                        }
                        (_, true, false) => "not in the platform tables; not asked for in an unsigned suite",
                        (_, false, _) => "not in the platform tables; devices skip what they do not know",
                    };
                    let mut fact = fact(What::PermissionUnknown, item).because(detail, basis);
                    fact.other = near.map(Str::from);
                    self.state(fact.ota((required && self.signed).then_some(910)), place.clone());
                }
            }
        }
    }
}
