//! Objects whose content is followed while a method is interpreted: arrays, buffers, containers, objects of the
//! application.

use super::library::SHORTEST_DECODED;
use super::term::{EMPTY, NONE, Origin, Terms, UNKNOWN, Val};
use crate::analysis::graph::Site;
use crate::program::Sym;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The content of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obj {
    /// Elements of an array.
    Array(Vec<Val>),
    /// An array of which only is known what may be in it.
    Bag(Val),
    /// A string buffer.
    Buffer(Buffer),
    /// An object of an application class and its fields, by their number in the program, sorted.
    Object(Sym, Vec<(u32, Val)>),
    /// Elements of a `Vector`.
    List(Vec<Val>),
    /// Keys and values of a `Hashtable`.
    Table(Vec<(Val, Val)>),
    /// An object of the platform, known by a value.
    Made(Val),
    /// A stream over known bytes, and where it stands; the value that it is known by.
    Input(Rc<[u8]>, usize, Val),
    /// What was written to a byte stream.
    Output(Vec<Val>),
    /// An object that its constructor has not run for yet.
    Fresh(Sym),
}

/// The content of a string buffer: a value, and known text after it that is still growing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buffer {
    head: Val,
    tail: Vec<u16>,
    /// Characters added one by one at the end.
    singles: usize,
    decoded: bool,
    /// Where the text at the end comes from.
    origin: Origin,
}

impl Buffer {
    /// A buffer that holds a value.
    pub fn of(head: Val) -> Self {
        Buffer { head, tail: Vec::new(), singles: 0, decoded: false, origin: Origin::default() }
    }

    /// The whole content.
    pub fn content(&self, terms: &mut Terms) -> Val {
        let text = self.text(terms);
        if self.singles > 0 && !self.decoded && self.head == EMPTY { terms.grown(text, self.singles) } else { text }
    }

    /// The same without a mark of characters added one by one.
    fn text(&self, terms: &mut Terms) -> Val {
        if self.tail.is_empty() {
            return self.head;
        }
        let mut tail = terms.text_from(&self.tail, self.origin);
        if self.decoded {
            tail = terms.decoded(tail);
        }
        terms.concat(self.head, tail)
    }

    /// Adds a character.
    pub fn push_unit(&mut self, unit: u16) {
        self.tail.push(unit);
        self.singles += 1;
        self.decoded |= self.singles >= SHORTEST_DECODED;
    }

    /// Adds a value that is text already.
    pub fn push(&mut self, terms: &mut Terms, text: Val) {
        if let (Some(units), Some(singles)) = (terms.known_text(text), terms.singles(text)) {
            // What was started elsewhere goes on here.
            self.singles = if self.tail.is_empty() && self.head == EMPTY { singles } else { 0 };
            self.tail.extend_from_slice(units);
            return;
        }
        let content = self.content(terms);
        *self = Buffer::of(terms.concat(content, text));
    }

    /// The text when it is known, and characters set one by one.
    pub fn known(&mut self, terms: &mut Terms) -> Option<&mut Vec<u16>> {
        if self.head != EMPTY {
            let content = self.content(terms);
            let units = terms.known_text(content)?.to_vec();
            self.origin = terms.origin(content);
            self.head = EMPTY;
            self.tail = units;
        }
        Some(&mut self.tail)
    }

    /// A character was changed in place.
    pub fn changed_one(&mut self) {
        self.singles += 1;
        self.decoded |= self.singles >= SHORTEST_DECODED;
    }

    /// The characters were put in another order.
    pub fn scrambled(&mut self) {
        self.decoded = true;
    }
}

/// An object with the site that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Where it was made.
    pub site: Site,
    /// What it holds.
    pub obj: Obj,
}

/// All objects that are followed, and what was written to fields of others. A copy shares everything until one of the
/// two is written to.
#[derive(Clone, Debug, Default)]
pub struct Heap(Rc<Content>);

#[derive(Clone, Debug, Default)]
struct Content {
    cells: Vec<Option<Rc<Cell>>>,
    /// How many objects each place has made, by its number in the run.
    counts: Vec<u32>,
    /// Fields of objects that are not followed, by field and object ([`NONE`] for static fields); sorted.
    outside: Vec<((u32, Val), Val)>,
}

impl Heap {
    /// Numbers up to this one are taken.
    pub fn len(&self) -> u32 {
        self.0.cells.len() as u32
    }

    /// The object of that number.
    pub fn get(&self, id: u32) -> Option<&Cell> {
        self.0.cells.get(id as usize)?.as_deref()
    }

    /// The content of the object, to be changed.
    pub fn get_mut(&mut self, id: u32) -> Option<&mut Obj> {
        self.get(id)?;
        let cell = Rc::make_mut(&mut self.0).cells.get_mut(id as usize)?.as_mut()?;
        Some(&mut Rc::make_mut(cell).obj)
    }

    /// Puts an object there.
    pub fn put(&mut self, id: u32, cell: Cell) {
        let cells = &mut Rc::make_mut(&mut self.0).cells;
        if cells.len() <= id as usize {
            cells.resize(id as usize + 1, None);
        }
        cells[id as usize] = Some(Rc::new(cell));
    }

    /// How many objects the place has made so far; counts one more.
    pub fn count(&mut self, place: u32) -> u32 {
        let counts = &mut Rc::make_mut(&mut self.0).counts;
        if counts.len() <= place as usize {
            counts.resize(place as usize + 1, 0);
        }
        let count = &mut counts[place as usize];
        *count += 1;
        *count - 1
    }

    /// The last count is the one before again: the place makes one object over and over.
    pub fn uncount(&mut self, place: u32) {
        if let Some(count) = Rc::make_mut(&mut self.0).counts.get_mut(place as usize) {
            *count = count.saturating_sub(1);
        }
    }

    /// What is known of a field of an object that is not followed.
    pub fn field(&self, base: Val, field: u32) -> Option<Val> {
        let outside = &self.0.outside;
        let at = outside.binary_search_by_key(&(field, base), |(key, _)| *key).ok()?;
        Some(outside[at].1)
    }

    /// Static fields that were written to, and what is in them.
    pub fn statics(&self) -> Vec<(u32, Val)> {
        let statics = self.0.outside.iter().filter(|((_, base), _)| *base == NONE);
        statics.map(|((field, _), val)| (*field, *val)).collect()
    }

    /// Remembers what was written to a field; other objects may be the same one.
    pub fn set_field(&mut self, base: Val, field: u32, val: Val) {
        let outside = &mut Rc::make_mut(&mut self.0).outside;
        let from = outside.partition_point(|((f, _), _)| *f < field);
        let to = from + outside[from..].partition_point(|((f, _), _)| *f == field);
        outside.splice(from..to, [((field, base), val)]);
    }

    /// Objects that are followed and that fields of others hold, so that code that is not followed can get at them.
    pub fn kept(&self, terms: &Terms) -> Vec<Val> {
        let Content { cells, outside, .. } = &*self.0;
        let direct = outside.iter().map(|(_, val)| *val);
        let within = cells.iter().flatten().filter_map(|cell| match &cell.obj {
            Obj::Object(_, fields) => Some(fields.iter().map(|(_, val)| *val)),
            _ => None,
        });
        direct.chain(within.flatten()).filter(|val| terms.has_ref(*val)).collect()
    }

    /// Other code ran and may have written to fields.
    pub fn forget_fields(&mut self) {
        if !self.0.outside.is_empty() {
            Rc::make_mut(&mut self.0).outside.clear();
        }
    }

    /// Replaces a value wherever an object holds it.
    pub fn replace(&mut self, old: Val, new: Val, terms: &mut Terms) {
        let holds = |terms: &Terms, val: &Val| *val == old || (terms.has_ref(*val) && !matches!(val, Val::Ref(_)));
        let swap = |val: &mut Val, terms: &mut Terms| {
            if *val == old {
                *val = new;
            } else if holds(terms, val) {
                *val = terms.map(*val, |_, v| if v == old { new } else { v });
            }
        };
        if self.0.outside.iter().any(|(_, val)| *val == old) {
            Rc::make_mut(&mut self.0).outside.iter_mut().for_each(|(_, val)| swap(val, terms));
        }
        for id in 0..self.0.cells.len() {
            let Some(cell) = &self.0.cells[id] else { continue };
            let concerned = match &cell.obj {
                Obj::Array(vals) | Obj::List(vals) => vals.iter().any(|val| holds(terms, val)),
                Obj::Bag(val) | Obj::Made(val) => holds(terms, val),
                Obj::Object(_, fields) => fields.iter().any(|(_, val)| holds(terms, val)),
                Obj::Table(pairs) => pairs.iter().any(|(_, val)| holds(terms, val)),
                _ => false,
            };
            if !concerned {
                continue;
            }
            match self.get_mut(id as u32) {
                Some(Obj::Array(vals) | Obj::List(vals)) => vals.iter_mut().for_each(|val| swap(val, terms)),
                Some(Obj::Bag(val) | Obj::Made(val)) => swap(val, terms),
                Some(Obj::Object(_, fields)) => fields.iter_mut().for_each(|(_, val)| swap(val, terms)),
                Some(Obj::Table(pairs)) => pairs.iter_mut().for_each(|(_, val)| swap(val, terms)),
                _ => {}
            }
        }
    }

    /// Joins another heap into this one; whether this one changed.
    pub fn join(&mut self, other: &Heap, terms: &mut Terms, widen: bool) -> bool {
        if Rc::ptr_eq(&self.0, &other.0) {
            return false;
        }
        let (mine, theirs) = (Rc::make_mut(&mut self.0), &*other.0);
        let mut changed = false;
        if mine.cells.len() < theirs.cells.len() {
            mine.cells.resize(theirs.cells.len(), None);
        }
        for (mine, theirs) in mine.cells.iter_mut().zip(&theirs.cells) {
            match (mine.as_mut(), theirs) {
                (_, None) => {}
                (None, Some(cell)) => {
                    *mine = Some(cell.clone());
                    changed = true;
                }
                (Some(mine), Some(theirs)) => {
                    if !Rc::ptr_eq(mine, theirs) && mine.obj != theirs.obj {
                        let joined = join_objects(&mine.obj, &theirs.obj, terms, widen);
                        if joined != mine.obj {
                            Rc::make_mut(mine).obj = joined;
                            changed = true;
                        }
                    }
                }
            }
        }
        if mine.counts.len() < theirs.counts.len() {
            mine.counts.resize(theirs.counts.len(), 0);
        }
        for (mine, theirs) in mine.counts.iter_mut().zip(&theirs.counts) {
            *mine = (*mine).max(*theirs);
        }
        changed | join_fields(&mut mine.outside, &theirs.outside, terms, widen)
    }
}

/// Keeps the fields that both know, with either value; whether the first list changed.
fn join_fields(
    mine: &mut Vec<((u32, Val), Val)>,
    theirs: &[((u32, Val), Val)],
    terms: &mut Terms,
    widen: bool,
) -> bool {
    let (before, mut changed) = (mine.len(), false);
    let mut rest = theirs;
    mine.retain_mut(|(key, val)| {
        while let [(other, _), after @ ..] = rest
            && other < key
        {
            rest = after;
        }
        let Some((_, other)) = rest.first().filter(|(other, _)| other == key) else { return false };
        if *val != *other {
            let joined = either(terms, *val, *other, widen);
            changed |= joined != *val;
            *val = joined;
        }
        true
    });
    changed | (mine.len() != before)
}

/// One of two values, at a place where control flow meets.
pub fn either(terms: &mut Terms, old: Val, new: Val, widen: bool) -> Val {
    let union = terms.union(old, new);
    if widen && union != old { terms.widen(old, new) } else { union }
}

fn join_objects(mine: &Obj, theirs: &Obj, terms: &mut Terms, widen: bool) -> Obj {
    let mut all = |a: &[Val], b: &[Val]| -> Vec<Val> {
        a.iter().zip(b).map(|(a, b)| if a == b { *a } else { either(terms, *a, *b, widen) }).collect()
    };
    match (mine, theirs) {
        (Obj::Array(a), Obj::Array(b)) if a.len() == b.len() => Obj::Array(all(a, b)),
        (Obj::List(a), Obj::List(b)) if a.len() == b.len() => Obj::List(all(a, b)),
        (Obj::Table(a), Obj::Table(b)) if a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0) => {
            let joined = a.iter().zip(b).map(|(a, b)| (a.0, either(terms, a.1, b.1, widen))).collect();
            Obj::Table(joined)
        }
        (Obj::Buffer(a), Obj::Buffer(b)) => {
            let (old, new) = (a.text(terms), b.text(terms));
            if old == new { mine.clone() } else { Obj::Buffer(Buffer::of(either(terms, old, new, widen))) }
        }
        (Obj::Object(class, a), Obj::Object(other, b)) if class == other => {
            let mut joined: BTreeMap<u32, Val> = a.iter().copied().collect();
            for (field, val) in b {
                let old = joined.get(field).copied();
                joined.insert(*field, old.map_or(*val, |old| either(terms, old, *val, widen)));
            }
            Obj::Object(*class, joined.into_iter().collect())
        }
        (Obj::Made(a), Obj::Made(b)) => Obj::Made(either(terms, *a, *b, widen)),
        (Obj::Fresh(_), other) | (other, Obj::Fresh(_)) => other.clone(),
        (Obj::Array(_) | Obj::List(_) | Obj::Bag(_) | Obj::Table(_) | Obj::Output(_), _) => {
            let (a, b) = (summary(mine, terms), summary(theirs, terms));
            Obj::Bag(either(terms, a, b, widen))
        }
        _ => Obj::Made(UNKNOWN),
    }
}

/// One value for all that an object may hold.
pub fn summary(obj: &Obj, terms: &mut Terms) -> Val {
    match obj {
        Obj::Array(vals) | Obj::List(vals) | Obj::Output(vals) => terms.any_of(vals),
        Obj::Table(pairs) => pairs.iter().fold(NONE, |all, (_, val)| terms.union(all, *val)),
        Obj::Bag(val) | Obj::Made(val) => *val,
        _ => UNKNOWN,
    }
}
