//! The graph of screens before it is stated: what leads where, and what sets it off.

use crate::analysis::graph::{Site, Trigger, Via};
use crate::facts::Str;
use std::collections::BTreeSet;

/// Where a way begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A screen, by its number in `Parts`.
    Screen(usize),
    /// The launch of the suite.
    Start,
    /// A push connection.
    Push,
    /// An alarm.
    Alarm,
    /// Something that comes over the network.
    Network,
    /// Another device nearby.
    Peer,
    /// Which screen it is can't be told.
    Unknown,
    /// Nothing leads there.
    NotReached,
    /// No screen: the suite goes to the background.
    Background,
}

/// What sets a callback off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// a method of the life cycle
    Start,
    /// a command of the screen
    Command,
    /// the choice of an element of a list
    Select,
    /// a command of an item
    ItemCommand,
    /// a change of an item
    ItemState,
    /// a key
    Key,
    /// the pointer
    Pointer,
    /// the screen itself: it is painted, shown, hidden or resized
    Shown,
    /// the end of an alert
    Dismiss,
    /// any other callback
    Callback,
    /// it is not known
    Unknown,
}

/// Something that code does, and the way to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deed {
    /// The instruction of the callback from which it comes.
    pub root: Site,
    /// The call that does it.
    pub site: Site,
    /// What was started on the way.
    pub via: BTreeSet<Via>,
    /// What it does.
    pub what: What,
}

/// What code does that matters for screens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It shows one of these.
    Show(Vec<Node>),
    /// It shows one of `next` once one of `alerts` is dismissed.
    ShowNext {
        /// what goes first
        alerts: Vec<Node>,
        /// what follows
        next: Vec<Node>,
    },
    /// It makes a call that is an event.
    Event {
        /// What the method that makes it is given, as far as it is a known text or number: receiver first.
        given: Vec<Option<Given>>,
        /// The call that leads to that method.
        entered: Option<Site>,
    },
}

/// A known argument.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Given {
    /// an int
    Int(i32),
    /// a text
    Text(Str),
}

/// A deed, and what sets it off.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The screen on which it happens.
    pub from: Node,
    /// What sets it off.
    pub by: By,
    /// Which command, key or method, when it can be told.
    pub label: Option<Str>,
    /// Which element is chosen, when that decides.
    pub element: Option<Str>,
    /// What it does.
    pub deed: Deed,
}

/// What is done whatever is chosen, without a name; and the rest, each with what was chosen.
pub fn apart(found: Vec<(Str, BTreeSet<Deed>)>) -> Vec<(Option<Str>, Deed)> {
    let Some((_, first)) = found.first() else { return Vec::new() };
    let always: BTreeSet<Deed> =
        first.iter().filter(|deed| found.iter().all(|(_, deeds)| deeds.contains(*deed))).cloned().collect();
    let single = found.iter().flat_map(|(name, deeds)| {
        let rest = deeds.iter().filter(|deed| !always.contains(*deed));
        rest.map(move |deed| (Some(name.clone()), deed.clone()))
    });
    let mut all: Vec<(Option<Str>, Deed)> = single.collect();
    all.extend(always.iter().map(|deed| (None, deed.clone())));
    all
}

/// The node on which what a trigger sets off hangs, where no screen is known.
pub fn node_of(trigger: Trigger) -> Node {
    match trigger {
        Trigger::Launch => Node::Start,
        Trigger::Push => Node::Push,
        Trigger::Alarm => Node::Alarm,
        Trigger::Network => Node::Network,
        Trigger::Peer => Node::Peer,
        Trigger::User => Node::Unknown,
    }
}

/// The name of a key by its code (MIDP 2.0 Canvas).
pub fn key_name(code: i32) -> Str {
    match u8::try_from(code) {
        Ok(c @ (b'0'..=b'9' | b'*' | b'#')) => (c as char).to_string().into(),
        _ => code.to_string().into(),
    }
}

/// The name of a game action (MIDP 2.0 Canvas).
pub fn action_name(action: i32) -> Str {
    match action {
        1 => "UP".into(),
        2 => "LEFT".into(),
        5 => "RIGHT".into(),
        6 => "DOWN".into(),
        8 => "FIRE".into(),
        9 => "GAME_A".into(),
        10 => "GAME_B".into(),
        11 => "GAME_C".into(),
        12 => "GAME_D".into(),
        _ => format!("game action {action}").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::MethodId;

    #[test]
    fn keys_have_the_names_of_the_canvas() {
        assert_eq!((&*key_name(53), &*key_name(35), &*key_name(-6)), ("5", "#", "-6"));
        assert_eq!((&*action_name(8), &*action_name(3)), ("FIRE", "game action 3"));
    }

    #[test]
    fn what_every_choice_does_is_said_once() {
        let site = |insn| Site { method: MethodId(0), insn };
        let deed = |insn| Deed {
            root: site(insn),
            site: site(insn),
            via: BTreeSet::new(),
            what: What::Event { given: Vec::new(), entered: None },
        };
        let found = vec![("a".into(), BTreeSet::from([deed(1), deed(2)])), ("b".into(), BTreeSet::from([deed(1)]))];
        assert_eq!(apart(found), [(Some("a".into()), deed(2)), (None, deed(1))]);
        assert_eq!(apart(Vec::new()), []);
    }
}
