//! What is known of values while a callback is followed for one command, key or element of a list.

use crate::analysis::graph::ObjectId;
use crate::facts::Str;
use std::collections::BTreeMap;

/// What is known of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// nothing
    Unknown,
    /// the object that the method works on, of which nothing else is known
    This,
    /// the null reference
    Null,
    /// an int, boolean, char, short or byte
    Int(i32),
    /// a text, by its number in [`Store`]
    Text(u32),
    /// one of these objects, by the number of the set in [`Store`]
    Objects(u32),
    /// a command that the platform makes
    Own(PlatformCommand),
    /// what the user did
    Done(Done),
}

/// Commands that lists and alerts have of themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlatformCommand {
    /// List.SELECT_COMMAND
    Select,
    /// Alert.DISMISS_COMMAND
    Dismiss,
}

/// What the user pressed or chose. `Any` stands for whatever it is, while it is looked for what the code tells apart; `Other` for
/// none of what it tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Done {
    /// a key code
    AnyKey,
    /// a key code
    OtherKey,
    /// the code of a key with this game action
    KeyOf(i32),
    /// the game action of a key
    AnyAction,
    /// the game action of a key
    OtherAction,
    /// the index of the element chosen
    AnyIndex,
    /// the index of the element chosen
    OtherIndex,
    /// the text of the element chosen
    AnyElement,
    /// the text of the element chosen
    OtherElement,
}

/// What code tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tested {
    /// a key code
    Key(i32),
    /// a game action
    Action(i32),
    /// the index of an element
    Index(i32),
    /// the text of an element, by its number in [`Store`]
    Element(u32),
}

/// The element of the list that is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Choice {
    /// any
    Any,
    /// the one at this index, with this text when it is known
    Index(i32, Option<u32>),
    /// the one with this text, wherever it stands
    Element(u32),
    /// none of those that the code tells apart
    Other,
}

/// Codes of keys that also have a game action on most devices: arrows, the middle key, 2, 4, 5, 6 and 8.
pub const GAME_KEYS: [i32; 10] = [-5, -4, -3, -2, -1, 50, 52, 53, 54, 56];

/// Texts and sets of objects, each once.
#[derive(Debug, Default)]
pub struct Store {
    texts: Vec<Str>,
    text_ids: BTreeMap<Str, u32>,
    sets: Vec<Box<[ObjectId]>>,
    set_ids: BTreeMap<Box<[ObjectId]>, u32>,
}

impl Store {
    /// The number of a text.
    pub fn text(&mut self, text: &str) -> u32 {
        if let Some(known) = self.text_ids.get(text) {
            return *known;
        }
        let id = self.texts.len() as u32;
        let text: Str = text.into();
        self.texts.push(text.clone());
        self.text_ids.insert(text, id);
        id
    }

    /// The text of that number.
    pub fn text_of(&self, id: u32) -> &Str {
        &self.texts[id as usize]
    }

    /// The number of a sorted set of objects.
    pub fn set(&mut self, objects: &[ObjectId]) -> u32 {
        if let Some(known) = self.set_ids.get(objects) {
            return *known;
        }
        let id = self.sets.len() as u32;
        self.sets.push(objects.into());
        self.set_ids.insert(objects.into(), id);
        id
    }

    /// The set of that number.
    pub fn set_of(&self, id: u32) -> &[ObjectId] {
        &self.sets[id as usize]
    }
}

/// What an int compared with a number tells: whether they are equal, as far as it is known, and what was told apart.
pub fn equal_ints(a: Known, b: Known) -> (Option<bool>, Option<Tested>) {
    let (done, int) = match (a, b) {
        (Known::Int(a), Known::Int(b)) => return (Some(a == b), None),
        (Known::Done(done), Known::Int(int)) | (Known::Int(int), Known::Done(done)) => (done, int),
        _ => return (None, None),
    };
    match done {
        Done::AnyKey => (None, Some(Tested::Key(int))),
        Done::AnyAction => (None, Some(Tested::Action(int))),
        Done::AnyIndex => (None, Some(Tested::Index(int))),
        Done::OtherKey | Done::OtherAction | Done::OtherIndex => (Some(false), None),
        // A soft key has no game action.
        Done::KeyOf(_) if !GAME_KEYS.contains(&int) => (Some(false), None),
        Done::KeyOf(_) | Done::AnyElement | Done::OtherElement => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_did_is_told_apart_by_what_it_is_compared_with() {
        use Known::{Int, Unknown};
        let done = Known::Done;
        assert_eq!(equal_ints(Int(3), Int(3)), (Some(true), None));
        assert_eq!(equal_ints(Int(3), Unknown), (None, None));
        assert_eq!(equal_ints(done(Done::AnyKey), Int(-5)), (None, Some(Tested::Key(-5))));
        assert_eq!(equal_ints(Int(8), done(Done::AnyAction)), (None, Some(Tested::Action(8))));
        assert_eq!(equal_ints(done(Done::OtherIndex), Int(0)), (Some(false), None));
        assert_eq!(equal_ints(done(Done::KeyOf(8)), Int(-5)), (None, None));
        assert_eq!(equal_ints(done(Done::KeyOf(8)), Int(-7)), (Some(false), None));
    }

    #[test]
    fn equal_texts_and_sets_have_one_number() {
        let mut store = Store::default();
        let (a, b) = (store.text("Send"), store.text("Exit"));
        assert_eq!((store.text("Send"), a == b, &**store.text_of(b)), (a, false, "Exit"));
        let set = store.set(&[ObjectId(1), ObjectId(4)]);
        assert_eq!(store.set(&[ObjectId(1), ObjectId(4)]), set);
        assert_eq!(store.set_of(set), [ObjectId(1), ObjectId(4)]);
    }
}
