//! Walks a TOML document with the place of every key and value at hand, and reports keys that nobody asked for.

use super::Reader;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with its place.
#[derive(Clone)]
pub(super) struct Item<'t> {
    /// Path from the top, such as `match.send.args`.
    pub path: String,
    /// Place of the key, or of the value when it has none.
    pub key_span: Range<usize>,
    /// Place of the value.
    pub span: Range<usize>,
    value: &'t DeValue<'t>,
}

/// A table whose keys are taken one by one.
pub(super) struct Table<'t> {
    path: String,
    span: Range<usize>,
    entries: Vec<(String, Item<'t>)>,
    asked: Vec<&'static str>,
}

impl<'t> Table<'t> {
    pub fn new(path: &str, table: &'t DeTable<'t>, span: Range<usize>) -> Self {
        let mut entries: Vec<_> = table
            .iter()
            .map(|(key, value)| {
                let name = key.get_ref().to_string();
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                (name, Item { path, key_span: key.span(), span: value.span(), value: value.get_ref() })
            })
            .collect();
        // Order of the text, for people; the map sorts by name.
        entries.sort_by_key(|(_, item)| item.key_span.start);
        Table { path: path.to_string(), span, entries, asked: Vec::new() }
    }

    /// Where to point when something is missing: the first line of the table.
    pub fn head_span(&self) -> Range<usize> {
        if self.path.is_empty() { 0..0 } else { self.span.clone() }
    }

    /// Takes a key when it is there.
    pub fn take(&mut self, r: &mut Reader<'_>, key: &'static str) -> Option<Item<'t>> {
        self.asked.push(key);
        let item = self.take_any(key)?;
        r.spans.insert(item.path.clone(), item.span.clone());
        Some(item)
    }

    /// Takes a key whose name is not fixed.
    pub fn take_any(&mut self, key: &str) -> Option<Item<'t>> {
        let index = self.entries.iter().position(|(name, _)| name == key)?;
        Some(self.entries.remove(index).1)
    }

    /// Takes a key that must be there.
    pub fn required(&mut self, r: &mut Reader<'_>, key: &'static str) -> Option<Item<'t>> {
        let item = self.take(r, key);
        if item.is_none() {
            r.problem(self.head_span(), format!("`{key}` is missing"), "");
        }
        item
    }

    /// Takes a text that must be there and not be empty.
    pub fn required_text(&mut self, r: &mut Reader<'_>, key: &'static str) -> String {
        let Some(item) = self.required(r, key) else { return String::new() };
        let text = item.text(r).unwrap_or_default();
        if text.trim().is_empty() {
            r.problem(item.span, format!("`{key}` is empty"), "");
        }
        text
    }

    /// How many keys are left.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// All that is left.
    pub fn drain(&mut self) -> Vec<(String, Item<'t>)> {
        std::mem::take(&mut self.entries)
    }

    /// Reports what is left as unknown.
    pub fn finish(&mut self, r: &mut Reader<'_>) {
        for (name, item) in self.drain() {
            let help = format!("known here: {}", self.asked.join(", "));
            r.problem(item.key_span, format!("unknown key `{name}`"), help);
        }
    }
}

impl<'t> Item<'t> {
    fn wrong_type(&self, r: &mut Reader<'_>, wanted: &str) {
        r.problem(self.span.clone(), format!("{wanted} expected, not {}", article(self.value.type_str())), "");
    }

    /// The text, if it is one.
    pub fn plain_text(&self) -> Option<String> {
        self.value.as_str().map(str::to_string)
    }

    pub fn text(&self, r: &mut Reader<'_>) -> Option<String> {
        let text = self.plain_text();
        if text.is_none() {
            self.wrong_type(r, "a text");
        }
        text
    }

    /// The integer, if it is one.
    pub fn plain_int(&self) -> Option<i64> {
        let int = self.value.as_integer()?;
        i64::from_str_radix(int.as_str(), int.radix()).ok()
    }

    pub fn int(&self, r: &mut Reader<'_>) -> Option<i64> {
        let int = self.plain_int();
        if int.is_none() {
            self.wrong_type(r, "an integer");
        }
        int
    }

    /// The bool, if it is one.
    pub fn plain_bool(&self) -> Option<bool> {
        self.value.as_bool()
    }

    pub fn bool(&self, r: &mut Reader<'_>) -> Option<bool> {
        let bool = self.value.as_bool();
        if bool.is_none() {
            self.wrong_type(r, "true or false");
        }
        bool
    }

    pub fn is_table(&self) -> bool {
        self.value.is_table()
    }

    pub fn table(&self, r: &mut Reader<'_>) -> Option<Table<'t>> {
        match self.value.as_table() {
            Some(table) => Some(Table::new(&self.path, table, self.span.clone())),
            None => {
                self.wrong_type(r, "a table");
                None
            }
        }
    }

    /// The elements of a list, or the one thing that stands for a list of one.
    pub fn one_or_more(&self) -> Vec<Item<'t>> {
        match self.value.as_array() {
            Some(array) => array.iter().map(|e| self.element(e)).collect(),
            None => vec![self.clone()],
        }
    }

    pub fn list(&self, r: &mut Reader<'_>) -> Vec<Item<'t>> {
        if self.value.as_array().is_none() {
            self.wrong_type(r, "a list");
            return vec![];
        }
        self.one_or_more()
    }

    fn element(&self, e: &'t Spanned<DeValue<'t>>) -> Item<'t> {
        Item { path: self.path.clone(), key_span: e.span(), span: e.span(), value: e.get_ref() }
    }

    /// One text or a list of texts.
    pub fn texts(&self, r: &mut Reader<'_>) -> Vec<String> {
        self.one_or_more().iter().filter_map(|e| e.text(r)).collect()
    }

    /// One integer or a list of integers.
    pub fn ints(&self, r: &mut Reader<'_>) -> Vec<i64> {
        self.one_or_more().iter().filter_map(|e| e.int(r)).collect()
    }

    /// A word that names a variant.
    pub fn word<T: FromStr<Err = String>>(&self, r: &mut Reader<'_>) -> Option<T> {
        let text = self.text(r)?;
        match text.parse() {
            Ok(word) => Some(word),
            Err(message) => {
                r.problem(self.span.clone(), message, "");
                None
            }
        }
    }

    /// One of these words.
    pub fn choice<T: Copy>(&self, r: &mut Reader<'_>, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(r)?;
        let found = words.iter().find(|(w, _)| *w == text).map(|(_, t)| *t);
        if found.is_none() {
            let known: Vec<_> = words.iter().map(|(w, _)| *w).collect();
            r.problem(self.span.clone(), format!("`{text}` is none of {}", known.join(", ")), "");
        }
        found
    }

    /// One of these words, or a list of them.
    pub fn choices<T: Copy>(&self, r: &mut Reader<'_>, words: &[(&str, T)]) -> Vec<T> {
        self.one_or_more().iter().filter_map(|e| e.choice(r, words)).collect()
    }

    /// The place of a part of a text on one line, which is one quote behind the start.
    pub fn inside(&self, part: &Range<usize>) -> Range<usize> {
        let start = self.span.start + 1 + part.start;
        start..(self.span.start + 1 + part.end).min(self.span.end)
    }
}

fn article(ty: &str) -> String {
    let an = ty.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {ty}", if an { "an" } else { "a" })
}
