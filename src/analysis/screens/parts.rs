//! What screens are made of: each displayable by its abstract object, with all that it may ever show, and its commands.

use crate::analysis::graph::{ObjectId, Site};
use crate::facts::{Alternative, Part, Place, Str, Value, dotted_member};
use crate::program::platform::screens::Role;
use crate::program::{Program, Sym};
use std::collections::{BTreeMap, BTreeSet};

/// What sort of displayable it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScreenKind {
    /// Form
    Form,
    /// List
    List,
    /// TextBox
    TextBox,
    /// Alert
    Alert,
    /// GameCanvas
    GameCanvas,
    /// a canvas of a vendor that fills the screen
    FullCanvas,
    /// Canvas
    Canvas,
    /// any other
    Other,
}

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextRole {
    /// the title of the screen
    Title,
    /// what runs along the screen
    Ticker,
    /// a text
    Text,
    /// the label of an item
    Label,
    /// an element to choose from
    Element,
    /// a bar that shows progress
    Progress,
    /// drawn by a canvas
    Drawn,
    /// the label of a command
    Command,
}

/// Something that stands on a screen, and the call that puts it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What it is for.
    pub role: TextRole,
    /// What it says.
    pub value: Value,
    /// The call.
    pub place: Place,
    /// The member called there.
    pub target: Option<Str>,
}

/// What the user may type into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its label, as facts show it.
    pub label: Str,
    /// Words for the constraints, such as `numeric,password`.
    pub constraints: Str,
}

/// A command.
#[derive(Clone, Debug, Default)]
pub struct Command {
    /// Its label.
    pub label: Option<Value>,
    /// What it is for, a constant of `Command`.
    pub purpose: Option<Value>,
    /// Only one object is made there at a time.
    pub one: bool,
    /// Where it is made.
    pub place: Option<Place>,
}

/// An item of a form.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// What stands on it.
    pub texts: Vec<Text>,
    /// Its labels, which are among the texts.
    pub labels: Vec<Value>,
    /// What may be typed into it, as constants of `TextField`.
    pub constraints: Option<i64>,
    /// The user can type into it.
    pub is_field: bool,
    /// Its commands.
    pub commands: BTreeSet<ObjectId>,
}

/// A displayable.
#[derive(Clone, Debug)]
pub struct Screen {
    /// The object.
    pub object: ObjectId,
    /// What it is called in facts.
    pub id: Str,
    /// What sort it is.
    pub kind: ScreenKind,
    /// Its class, with dots.
    pub class: Str,
    /// The same as it stands in the class file.
    pub class_name: Sym,
    /// Where it is made.
    pub place: Place,
    /// All that may stand on it, in the order of the code, the title first.
    pub texts: Vec<Text>,
    /// What may be typed into.
    pub fields: Vec<Field>,
    /// Its commands, in the order in which they are added.
    pub commands: Vec<ObjectId>,
    /// It also has commands that are not known.
    pub other_commands: bool,
    /// The commands that choose an element of the list, when it is not the list's own.
    pub select: BTreeSet<ObjectId>,
    /// A list whose elements are chosen with the list's own command.
    pub implicit: bool,
    /// The elements in their order, when it is known.
    pub elements: Option<Vec<Option<Str>>>,
    /// Its items.
    pub items: BTreeSet<ObjectId>,
    /// Only one object is made there at a time.
    pub one: bool,
}

/// A call that does something to a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The call.
    pub site: Site,
    /// What it does.
    pub role: Role,
    /// Which argument says it.
    pub argument: u32,
}

/// All screens, items and commands.
#[derive(Debug, Default)]
pub struct Parts {
    /// The displayables, in the order of their names.
    pub screens: Vec<Screen>,
    by_object: BTreeMap<ObjectId, usize>,
    commands: BTreeMap<ObjectId, Command>,
    items: BTreeMap<ObjectId, Item>,
}

impl Parts {
    /// These screens, items and commands.
    pub fn new(screens: Vec<Screen>, items: BTreeMap<ObjectId, Item>, commands: BTreeMap<ObjectId, Command>) -> Self {
        let by_object = screens.iter().enumerate().map(|(n, screen)| (screen.object, n)).collect();
        Parts { screens, by_object, commands, items }
    }

    /// The number of the screen that an object is.
    pub fn screen_of(&self, object: ObjectId) -> Option<usize> {
        self.by_object.get(&object).copied()
    }

    /// The label of a command, when it can only be one.
    pub fn command_label(&self, command: ObjectId) -> Option<&str> {
        one_text(self.commands.get(&command)?.label.as_ref()?)
    }

    /// The purpose of a command, when it can only be one.
    pub fn command_type(&self, command: ObjectId) -> Option<i32> {
        match self.commands.get(&command)?.purpose.as_ref()? {
            Value { alternatives, complete: true } => match alternatives.as_slice() {
                [Alternative::Int(purpose)] => i32::try_from(*purpose).ok(),
                _ => None,
            },
            _ => None,
        }
    }

    /// A command.
    pub fn command(&self, command: ObjectId) -> Option<&Command> {
        self.commands.get(&command)
    }

    /// The commands of an item.
    pub fn commands_of_item(&self, item: ObjectId) -> impl Iterator<Item = ObjectId> + '_ {
        self.items.get(&item).into_iter().flat_map(|item| item.commands.iter().copied())
    }

    /// Whether the object stands for one at a time, so that two references to it are the same.
    pub fn is_one(&self, object: ObjectId) -> bool {
        match (self.screen_of(object), self.commands.get(&object)) {
            (Some(screen), _) => self.screens[screen].one,
            (None, Some(command)) => command.one,
            (None, None) => false,
        }
    }
}

/// The text of a value that can be nothing else.
pub fn one_text(value: &Value) -> Option<&str> {
    match value.alternatives.as_slice() {
        [one] if value.complete => one.known_text(),
        _ => None,
    }
}

/// The member that a call names, as facts show it.
pub fn member_at(program: &Program, site: Site) -> Option<Str> {
    let code = program.method(site.method).code.as_ref()?;
    let insn = program.insns(code).get(site.insn as usize).filter(|insn| insn.op.is_invoke())?;
    let member = program.members.get(insn.a as usize)?;
    let text = |sym| program.symbols.text(sym);
    Some(dotted_member(text(member.class), text(member.name), text(member.descriptor)).into())
}

/// Words for the constraints of a text field (MIDP 2.0 TextField).
pub fn constraint_words(bits: i64) -> Str {
    let mut words = vec![match bits & 0xffff {
        0 => "any",
        1 => "email",
        2 => "numeric",
        3 => "phone",
        4 => "url",
        5 => "decimal",
        _ => "unknown",
    }];
    let flags =
        [(0x1_0000, "password"), (0x2_0000, "uneditable"), (0x4_0000, "sensitive"), (0x8_0000, "non-predictive")];
    words.extend(flags.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, word)| *word));
    words.join(",").into()
}

/// A value as people read it: the alternatives, with the names of unknown pieces in braces.
pub fn plain(value: &Value) -> Str {
    let mut shown: Vec<String> = Vec::new();
    for alternative in &value.alternatives {
        shown.push(match alternative {
            Alternative::Null => continue,
            Alternative::Int(int) => int.to_string(),
            Alternative::Text(parts) => parts
                .iter()
                .map(|part| match part {
                    Part::Literal(text) => text.replace('\\', "\\\\").replace('{', "\\{").replace('}', "\\}"),
                    Part::Source(source) => format!("{{{source}}}"),
                })
                .collect(),
        });
    }
    shown.retain(|text| !text.is_empty());
    if !value.complete {
        shown.push("{?}".to_string());
    }
    shown.join(" | ").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_have_words() {
        assert_eq!(&*constraint_words(0), "any");
        assert_eq!(&*constraint_words(0x1_0002), "numeric,password");
        assert_eq!(&*constraint_words(0x6_0003), "phone,uneditable,sensitive");
    }

    #[test]
    fn unknown_pieces_can_not_be_mistaken_for_text() {
        let parts = vec![Part::Literal("{a} costs ".into()), Part::Source("TextField.getString".into())];
        let value = Value::of(vec![Alternative::Text(parts), Alternative::literal("b")], false);
        assert_eq!(&*plain(&value), r"b | \{a\} costs {TextField.getString} | {?}");
        assert_eq!(&*plain(&Value::unknown()), "{?}");
        assert_eq!(&*plain(&Value::one(Alternative::Null)), "");
    }
}
