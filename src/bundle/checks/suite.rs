//! What holds across attributes and entries: size of the JAR, classes and icons that must be there, numbering, push
//! registrations, content handlers, permissions.

use super::{Basis, Checks, Confidence, Descriptor, Fill, INSTALLER, MIDP, What, departure, known, syntax};
use crate::bundle::archive::Content;
use crate::bundle::attributes::Attribute;
use crate::bundle::known::Syntax;
use crate::facts::Str;
use std::collections::{BTreeMap, BTreeSet};

const HANDLERS: Basis = Basis("phoneME jsr211 package.html; matos checkers", Confidence::High);
const PAYMENT: Basis = Basis("phonemefeaturedevices jsr229 PaymentInfo.java", Confidence::Medium);
const PUSH_PERMISSION: &str = "javax.microedition.io.PushRegistry";
const HANDLER_PERMISSION: &str = "javax.microedition.content.ContentHandler";

/// Numbered attributes that devices read from 1 until one is missing.
const COUNTED: &[&str] =
    &["MIDlet-", "MIDlet-Push-", "MicroEdition-Handler-", "MIDlet-Permission-", "MIDlet-Permission-Opt-"];

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
        let midlets = self.bundle.midlets();
        // MIDlets may stand in the manifest: without it nothing is known of who is none.
        let midlets: Option<BTreeSet<&str>> =
            self.bundle.manifest.is_some().then(|| midlets.iter().map(|midlet| &*midlet.class).collect());
        self.pushes(midlets.as_ref());
        self.handlers(midlets.as_ref());
        self.providers();
        for (file, _) in self.bundle.files() {
            self.permissions(file);
        }
    }

    fn jar_size(&mut self) {
        let (Some(jad), Some(jar)) = (&self.bundle.jad, self.bundle.input.jar) else { return };
        let Some(attribute) = jad.get("MIDlet-Jar-Size") else { return };
        if !syntax::problems(Syntax::Size, &attribute.value).is_empty() {
            return;
        }
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

    /// The first number that devices never get to, because one before is missing.
    fn gaps(&mut self, prefix: &str) {
        let numbers = self.bundle.numbers(prefix);
        let Some((missing, n)) = (1..).zip(numbers).find(|(expected, n)| expected != n) else { return };
        // That there is no first MIDlet is stated as a missing attribute.
        if missing == 1 && prefix == "MIDlet-" && self.bundle.manifest.is_some() {
            return;
        }
        if let Some((file, attribute)) = self.bundle.attribute(&format!("{prefix}{n}")) {
            let fact = departure(What::NumberGap, file.token()).of(attribute).other(&format!("{prefix}{missing}"));
            let detail = "devices count up and stop at the missing one: this and what follows is not seen";
            let place = file.line(attribute.line);
            self.state(fact.because(detail, INSTALLER), place);
        }
    }

    /// States of every MIDlet whose class is not in the JAR that it is not.
    fn midlet_classes(&mut self) {
        let bundle = self.bundle;
        let Some(archive) = bundle.archive.as_ref().filter(|archive| !archive.entries().is_empty()) else { return };
        // Names without case; made only when a class is missing.
        let mut folded: Option<BTreeMap<String, &Str>> = None;
        for midlet in bundle.midlets() {
            let Some((file, attribute)) = bundle.attribute(&format!("MIDlet-{}", midlet.n)) else { continue };
            if !syntax::is_class_name(&midlet.class) || midlet.class.ends_with(".class") {
                continue;
            }
            let path = format!("{}.class", midlet.class.replace('.', "/"));
            let detail = match archive.find(&path).map(|entry| bundle.contents[entry].content) {
                // What can't be inflated is stated with the archive.
                Some(Content::Class | Content::Unreadable) => continue,
                Some(content) => format!("the content of that entry is {}", content.as_str()),
                None => {
                    let names = || archive.entries().iter().map(|e| (e.name.to_ascii_lowercase(), &e.name)).collect();
                    let near = folded.get_or_insert_with(names).get(&path.to_ascii_lowercase());
                    near.map(|name| format!("there is {name}")).unwrap_or_default()
                }
            };
            let fact = departure(What::ClassMissing, file.token()).of(attribute).other(&path).ota(Some(907));
            self.state(fact.because(&detail, INSTALLER), file.line(attribute.line));
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

    fn pushes(&mut self, midlets: Option<&BTreeSet<&str>>) {
        let pushes = self.bundle.pushes();
        for push in &pushes {
            let Some((file, attribute)) = self.bundle.attribute(&format!("MIDlet-Push-{}", push.n)) else { continue };
            let attribute = attribute.clone();
            let fact = |what| departure(what, file.token()).of(&attribute).ota(Some(911));
            let place = file.line(attribute.line);
            if !push.class.is_empty() && midlets.is_some_and(|midlets| !midlets.contains(&*push.class)) {
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

    fn handlers(&mut self, midlets: Option<&BTreeSet<&str>>) {
        let handlers = self.bundle.handlers();
        let mut ids: Vec<(Descriptor, &Attribute)> = Vec::new();
        for handler in &handlers {
            let prefix = format!("MicroEdition-Handler-{}", handler.n);
            let Some((file, attribute)) = self.bundle.attribute(&prefix) else { continue };
            let attribute = attribute.clone();
            if !handler.class.is_empty() && midlets.is_some_and(|midlets| !midlets.contains(&*handler.class)) {
                let fact = departure(What::HandlerClassUndeclared, file.token()).of(&attribute).other(&handler.class);
                self.state(fact.ota(Some(939)).because("", HANDLERS), file.line(attribute.line));
            }
            if !syntax::problems(Syntax::Handler, &attribute.value).is_empty() {
                continue;
            }
            let actions = handler.actions.len();
            for locale in BTreeSet::from_iter(&handler.locales) {
                let name = format!("{prefix}-{locale}");
                let fault = match self.bundle.attribute(&name) {
                    None => Some((file, attribute.line, departure(What::MissingAttribute, file.token()).named(&name))),
                    // Names hold blanks where commas part them.
                    Some((file, names))
                        if names.value.split(',').count() != actions
                            && names.value.split_whitespace().count() != actions =>
                    {
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
            let id = self.bundle.attribute(&format!("{prefix}-ID"));
            ids.extend(id.filter(|(_, id)| !id.value.is_empty()));
        }
        self.handler_ids(ids);
        if let Some(first) = handlers.first() {
            self.needs_permission(&format!("MicroEdition-Handler-{}", first.n), HANDLER_PERMISSION, HANDLERS);
        }
    }

    /// No ID may be another or a prefix of it. In sorted order all that a prefix starts comes right after it.
    fn handler_ids(&mut self, mut ids: Vec<(Descriptor, &Attribute)>) {
        ids.sort_by_key(|(_, id)| (&id.value, &id.name));
        let mut prefix: Option<&Attribute> = None;
        for (file, id) in ids {
            match prefix.filter(|prefix| id.value.starts_with(&*prefix.value)) {
                Some(prefix) => {
                    let fact = departure(What::BadValue, file.token()).of(id).other(&prefix.value).ota(Some(938));
                    let detail = format!("the ID {} is the same or a prefix of it", prefix.name);
                    self.state(fact.because(&detail, HANDLERS), file.line(id.line));
                }
                None => prefix = Some(id),
            }
        }
    }

    /// Every payment provider has its data (JSR 229).
    fn providers(&mut self) {
        let Some(manifest) = &self.bundle.manifest else { return };
        let Some(attribute) = manifest.anywhere("Pay-Providers") else { return };
        let providers: BTreeSet<&str> = attribute.value.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
        for provider in providers {
            let name = format!("Pay-{provider}-Info");
            if manifest.anywhere(&name).is_none() {
                let fact = departure(What::MissingAttribute, Descriptor::Manifest.token()).named(&name).ota(Some(907));
                let place = Descriptor::Manifest.line(attribute.line);
                self.state(fact.because("Pay-Providers names this provider", PAYMENT), place);
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
            let said = self.said_of_jad(file, attribute);
            for item in attribute.value.split(',').map(str::trim).filter(|item| !item.is_empty()) {
                let before = seen.insert(item, list);
                if said {
                    continue;
                }
                if let Some(before) = before {
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
