//! What calls do to screens: the table `rules/platform/midp/screens.toml`. In: a platform method. Out: the roles of a call of
//! it, and which kinds of calls are events that a reviewer wants to see on a screen.

use super::Platform;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// What a call does to a displayable, an item or a command, or tells of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// shows the displayable that it is given
    Show,
    /// shows it once the alert that goes first is dismissed
    ShowNext,
    /// shows the displayable that has the item
    ShowItem,
    /// gives the receiver a title
    Title,
    /// gives the receiver a ticker, an object
    Ticker,
    /// gives the receiver a text that is shown
    Text,
    /// gives the receiver, an item, a label
    Label,
    /// gives the receiver an element to choose from
    Element,
    /// gives the receiver all elements of an array to choose from
    Elements,
    /// puts an element among those that are there, or in place of one
    ElementChanged,
    /// says how many elements of the list can be chosen, and how
    ChoiceType,
    /// says what may be typed
    Constraints,
    /// makes or moves a bar
    Progress,
    /// puts an item on the receiver
    Item,
    /// puts the items of an array on the receiver
    Items,
    /// gives the receiver, a displayable or an item, a command
    Command,
    /// says which command chooses an element of the list
    SelectCommand,
    /// gives the receiver, a command, its label
    CommandLabel,
    /// says what the receiver, a command, is for
    CommandType,
    /// registers what is told of commands of the receiver, a displayable
    Listener,
    /// registers what is told of commands of the receiver, an item
    ItemListener,
    /// registers what is told of changes of items of the receiver
    StateListener,
    /// tells the label of a command
    GetLabel,
    /// tells what a command is for
    GetType,
    /// tells which element of the receiver is chosen
    SelectedIndex,
    /// tells the text of an element of the receiver
    ElementText,
    /// draws a text
    Drawn,
    /// tells the game action of a key
    GameAction,
}

/// A row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    role: Role,
    class: String,
    methods: Vec<String>,
    argument: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    source: String,
    confidence: String,
    charges: BTreeSet<String>,
    events: BTreeSet<String>,
    part: Vec<Row>,
}

/// What a method of one name does.
#[derive(Debug)]
struct Meaning {
    class: String,
    /// Where only one of several is meant.
    descriptor: Option<String>,
    role: Role,
    argument: u32,
}

/// The table, by the name of the method.
#[derive(Debug)]
pub struct ScreenModel {
    charges: BTreeSet<String>,
    events: BTreeSet<String>,
    methods: BTreeMap<String, Vec<Meaning>>,
}

const TEXT: &str = include_str!("../../../rules/platform/midp/screens.toml");

impl ScreenModel {
    /// The table compiled in, read when first asked for.
    pub fn builtin() -> &'static ScreenModel {
        static MODEL: OnceLock<ScreenModel> = OnceLock::new();
        // A test reads the same text: only a table that is broken at build time could fail here.
        MODEL.get_or_init(|| ScreenModel::parse(TEXT).unwrap_or_else(|_| ScreenModel::empty()))
    }

    fn empty() -> Self {
        ScreenModel { charges: BTreeSet::new(), events: BTreeSet::new(), methods: BTreeMap::new() }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let table: Table = toml::from_str(text).map_err(|e| e.to_string())?;
        if table.source.is_empty() || !super::CONFIDENCES.contains(&table.confidence.as_str()) {
            return Err("source or confidence is missing".into());
        }
        let mut methods: BTreeMap<String, Vec<Meaning>> = BTreeMap::new();
        for row in table.part {
            for method in &row.methods {
                let at = method.find('(').unwrap_or(method.len());
                let (name, descriptor) = method.split_at(at);
                let descriptor = (!descriptor.is_empty()).then(|| descriptor.to_string());
                methods.entry(name.to_string()).or_default().push(Meaning {
                    class: row.class.clone(),
                    descriptor,
                    role: row.role,
                    argument: row.argument,
                });
            }
        }
        Ok(ScreenModel { charges: table.charges, events: table.events, methods })
    }

    /// Whether calls of that kind cost money, so that rules ask what stands on the screen before them.
    pub fn is_charge(&self, kind: &str) -> bool {
        self.charges.contains(kind)
    }

    /// Whether calls of that kind are events, whatever permission they need.
    pub fn is_event(&self, kind: &str) -> bool {
        self.events.contains(kind)
    }

    /// Whether some method of that name has a role.
    pub fn knows(&self, method: &str) -> bool {
        self.methods.contains_key(method)
    }

    /// What a call of the method does, each with the argument that says it (0 for the receiver); `class` is the platform
    /// class that declares the method. A constructor is that of its own class alone.
    pub fn roles(&self, platform: &Platform, class: &str, method: &str, descriptor: &str) -> Vec<(Role, u32)> {
        let Some(rows) = self.methods.get(method) else { return Vec::new() };
        let fits = |declares: &str| {
            class == declares || method != "<init>" && platform.is_subclass(class, declares) == Some(true)
        };
        let mut roles: Vec<(Role, u32)> = rows
            .iter()
            .filter(|row| row.descriptor.as_deref().is_none_or(|d| d == descriptor) && fits(&row.class))
            .map(|row| (row.role, row.argument))
            .collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::platform::Resolution;

    fn parameters(descriptor: &str) -> usize {
        let (list, _) = descriptor[1..].split_once(')').unwrap();
        let (mut count, mut in_name) = (0, false);
        for c in list.chars() {
            count += usize::from(!in_name && c != '[');
            in_name = if in_name { c != ';' } else { c == 'L' };
        }
        count
    }

    #[test]
    fn every_row_names_a_method_of_the_platform_and_an_argument_of_it() {
        let model = ScreenModel::parse(TEXT).unwrap();
        let platform = Platform::builtin();
        for (name, rows) in &model.methods {
            for Meaning { class, descriptor, role, argument } in rows {
                let known = platform.class(class).unwrap_or_else(|| panic!("{class}"));
                let members = platform.class_info(known).members();
                let meant: Vec<_> = members
                    .filter(|m| m.name == name && descriptor.as_deref().is_none_or(|d| d == m.descriptor))
                    .collect();
                assert!(!meant.is_empty(), "{class}.{name} {descriptor:?}");
                for member in meant {
                    let count = parameters(member.descriptor);
                    assert!(*argument as usize <= count, "{role:?}: {class}.{name}{}", member.descriptor);
                }
            }
        }
    }

    #[test]
    fn every_event_is_a_kind_of_call() {
        let model = ScreenModel::builtin();
        let platform = Platform::builtin();
        assert!(model.charges.is_subset(&model.events));
        assert!(model.events.iter().all(|kind| platform.kind(kind).is_some()));
        assert!(model.is_event("message.send") && !model.is_event("ui.show"));
    }

    #[test]
    fn a_method_has_the_roles_of_its_ancestors_but_not_their_constructors() {
        let (model, platform) = (ScreenModel::builtin(), Platform::builtin());
        let roles = |class: &str, name: &str, descriptor: &str| {
            model.roles(platform, &format!("javax/microedition/lcdui/{class}"), name, descriptor)
        };
        assert_eq!(roles("List", "setTitle", "(Ljava/lang/String;)V"), [(Role::Title, 1)]);
        assert_eq!(
            roles("List", "append", "(Ljava/lang/String;Ljavax/microedition/lcdui/Image;)I"),
            [(Role::Element, 1)]
        );
        assert_eq!(roles("Form", "append", "(Ljava/lang/String;)I"), [(Role::Text, 1)]);
        assert_eq!(roles("Displayable", "<init>", "()V"), []);
        let show = "(Ljavax/microedition/lcdui/Alert;Ljavax/microedition/lcdui/Displayable;)V";
        assert_eq!(roles("Display", "setCurrent", show), [(Role::Show, 1), (Role::ShowNext, 2)]);
        assert!(matches!(
            platform.resolve("javax/microedition/lcdui/List", "setTitle", "(Ljava/lang/String;)V"),
            Resolution::Found { .. }
        ));
    }
}
