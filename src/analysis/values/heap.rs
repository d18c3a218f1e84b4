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

/// All objects that are followed, and what was written to fields of others.
#[derive(Clone, Debug, Default)]
pub struct Heap {
    cells: Vec<Option<Rc<Cell>>>,
    /// How many objects each place has made, by its number in the run.
    counts: Vec<u32>,
    /// Fields of objects that are not followed, by object ([`NONE`] for static fields) and field.
    outside: Rc<BTreeMap<(u32, Val), Val>>,
}

impl Heap {
    /// Numbers up to this one are taken.
    pub fn len(&self) -> u32 {
        self.cells.len() as u32
    }

    /// The object of that number.
    pub fn get(&self, id: u32) -> Option<&Cell> {
        self.cells.get(id as usize)?.as_deref()
    }

    /// The content of the object, to be changed.
    pub fn get_mut(&mut self, id: u32) -> Option<&mut Obj> {
        self.cells.get_mut(id as usize)?.as_mut().map(|cell| &mut Rc::make_mut(cell).obj)
    }

    /// Puts an object there.
    pub fn put(&mut self, id: u32, cell: Cell) {
        if self.cells.len() <= id as usize {
            self.cells.resize(id as usize + 1, None);
        }
        self.cells[id as usize] = Some(Rc::new(cell));
    }

    /// How many objects the place has made so far; counts one more.
    pub fn count(&mut self, place: u32) -> u32 {
        if self.counts.len() <= place as usize {
            self.counts.resize(place as usize + 1, 0);
        }
        let count = &mut self.counts[place as usize];
        *count += 1;
        *count - 1
    }

    /// The last count is the one before again: the place makes one object over and over.
    pub fn uncount(&mut self, place: u32) {
        if let Some(count) = self.counts.get_mut(place as usize) {
            *count = count.saturating_sub(1);
        }
    }

    /// What is known of a field of an object that is not followed.
    pub fn field(&self, base: Val, field: u32) -> Option<Val> {
        self.outside.get(&(field, base)).copied()
    }

    /// Static fields that were written to, and what is in them.
    pub fn statics(&self) -> Vec<(u32, Val)> {
        self.outside.iter().filter(|((_, base), _)| *base == NONE).map(|((field, _), val)| (*field, *val)).collect()
    }

    /// Remembers what was written to a field; other objects may be the same one.
    pub fn set_field(&mut self, base: Val, field: u32, val: Val) {
        let outside = Rc::make_mut(&mut self.outside);
        let others: Vec<Val> = outside
            .range((field, Val::Int(i32::MIN))..)
            .take_while(|((f, _), _)| *f == field)
            .map(|((_, b), _)| *b)
            .collect();
        for other in others {
            outside.remove(&(field, other));
        }
        outside.insert((field, base), val);
    }

    /// Objects that are followed and that fields of others hold, so that code that is not followed can get at them.
    pub fn kept(&self) -> Vec<Val> {
        let direct = self.outside.values().copied().filter(|val| !matches!(val, Val::Int(_)));
        let within = self.cells.iter().flatten().filter_map(|cell| match &cell.obj {
            Obj::Object(_, fields) => Some(fields.iter().map(|(_, val)| *val)),
            _ => None,
        });
        direct.chain(within.flatten()).collect()
    }

    /// Other code ran and may have written to fields.
    pub fn forget_fields(&mut self) {
        if !self.outside.is_empty() {
            self.outside = Rc::default();
        }
    }

    /// Replaces a value wherever an object holds it.
    pub fn replace(&mut self, old: Val, new: Val, terms: &mut Terms) {
        let mut swap = |val: &mut Val| {
            if *val == old {
                *val = new;
            } else if terms.has_ref(*val) && !matches!(val, Val::Ref(_)) {
                *val = terms.map(*val, |_, v| if v == old { new } else { v });
            }
        };
        if self.outside.values().any(|val| *val == old) {
            Rc::make_mut(&mut self.outside).values_mut().for_each(&mut swap);
        }
        for cell in self.cells.iter_mut().flatten() {
            let cell = Rc::make_mut(cell);
            match &mut cell.obj {
                Obj::Array(vals) | Obj::List(vals) => vals.iter_mut().for_each(&mut swap),
                Obj::Bag(val) | Obj::Made(val) => swap(val),
                Obj::Object(_, fields) => fields.iter_mut().for_each(|(_, val)| swap(val)),
                Obj::Table(pairs) => pairs.iter_mut().for_each(|(_, val)| swap(val)),
                _ => {}
            }
        }
    }

    /// Joins another heap into this one; whether this one changed.
    pub fn join(&mut self, other: &Heap, terms: &mut Terms, widen: bool) -> bool {
        let mut changed = false;
        if self.cells.len() < other.cells.len() {
            self.cells.resize(other.cells.len(), None);
        }
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
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
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine = (*mine).max(*theirs);
        }
        if !Rc::ptr_eq(&self.outside, &other.outside) && self.outside != other.outside {
            let mut both = BTreeMap::new();
            for (key, mine) in self.outside.iter() {
                if let Some(theirs) = other.outside.get(key) {
                    both.insert(*key, either(terms, *mine, *theirs, widen));
                }
            }
            if both != *self.outside {
                self.outside = Rc::new(both);
                changed = true;
            }
        }
        changed
    }
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
