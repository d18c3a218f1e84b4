//! Lays the checked tables out as the binary index; `src/program/platform/layout.rs` says what stands where.

use super::callbacks::Callbacks;
use super::calls::{Calls, Operand};
use super::entries::Entry;
use super::flows::{Condition, Flows};
use super::layout::*;
use super::tables::Tables;
use std::collections::HashMap;

/// The three files of the index.
pub struct Compiled {
    pub words: Vec<u8>,
    pub names: String,
    pub prose: String,
}

/// Texts laid end to end, equal ones once.
#[derive(Default)]
struct Pool {
    text: String,
    offsets: Vec<u32>,
    numbers: HashMap<String, u32>,
}

impl Pool {
    fn add(&mut self, text: &str) -> u32 {
        if let Some(&n) = self.numbers.get(text) {
            return n;
        }
        let n = self.offsets.len() as u32;
        self.offsets.push(self.text.len() as u32);
        self.text.push_str(text);
        self.numbers.insert(text.into(), n);
        n
    }

    fn optional(&mut self, text: Option<&str>) -> u32 {
        text.map_or(NONE, |t| self.add(t))
    }

    fn finish(mut self) -> (String, Vec<u32>) {
        self.offsets.push(self.text.len() as u32);
        (self.text, self.offsets)
    }
}

#[derive(Default)]
struct Lists(Vec<u32>);

impl Lists {
    /// Start and length of the stored list.
    fn add(&mut self, items: impl IntoIterator<Item = u32>) -> [u32; 2] {
        let start = self.0.len() as u32;
        self.0.extend(items);
        [start, self.0.len() as u32 - start]
    }
}

/// An open-addressing table of the numbers 0.. by hash, at most half full.
fn slots(hashes: impl ExactSizeIterator<Item = u32>) -> Vec<u32> {
    let size = (hashes.len() * 2).next_power_of_two().max(2);
    let mut slots = vec![NONE; size];
    for (n, hash) in hashes.enumerate() {
        let mut at = hash as usize & (size - 1);
        while slots[at] != NONE {
            at = (at + 1) & (size - 1);
        }
        slots[at] = n as u32;
    }
    slots
}

/// Writes the index.
pub fn write(t: &Tables, c: &Calls, callbacks: &Callbacks, flows: &Flows, entries: &[Entry]) -> Compiled {
    let mut names = Pool::default();
    let mut prose = Pool::default();
    let mut lists = Lists::default();
    let mut sections: Vec<Vec<u32>> = vec![Vec::new(); SECTIONS];

    for (n, a) in t.apis.iter().enumerate() {
        sections[APIS].extend([
            names.add(&a.id),
            prose.add(&a.title),
            names.add(&a.jsr),
            a.family,
            u32::from(a.members),
            prose.add(&a.note),
            prose.add(&a.source),
            a.confidence,
        ]);
        sections[API_SETS].extend(a.set);
        for name in &a.names {
            sections[API_NAMES].extend([names.add(name), n as u32]);
        }
    }

    for class in &t.classes {
        let flags = (INTERFACE * u32::from(class.interface)) | (OPEN * u32::from(class.open));
        let flags = flags | (LISTED * u32::from(class.listed)) | (class.confidence << CONFIDENCE_SHIFT);
        let superclass = (!class.superclass.is_empty()).then_some(class.superclass.as_str());
        let interfaces = lists.add(class.interfaces.iter().map(|i| names.add(i)));
        let also_in = lists.add(class.also_in.iter().map(|&a| a as u32));
        let ancestors = lists.add(class.ancestors.iter().map(|&a| a as u32));
        sections[CLASSES].extend([names.add(&class.name), hash(HASH_START, &class.name), flags, class.api as u32]);
        sections[CLASSES].push(names.optional(superclass));
        sections[CLASSES].extend(interfaces.into_iter().chain(also_in).chain(ancestors));
        sections[CLASSES].extend([class.members.start as u32, class.members.len() as u32, prose.add(&class.source)]);
    }
    sections[CLASS_SLOTS] = slots(t.classes.iter().map(|c| hash(HASH_START, &c.name)));

    for m in &t.members {
        let flags = (STATIC * u32::from(m.is_static)) | (PROTECTED * u32::from(m.protected));
        sections[MEMBERS].extend([
            m.class as u32,
            names.add(&m.name),
            names.add(&m.descriptor),
            flags | (m.confidence << CONFIDENCE_SHIFT),
            m.api as u32,
            m.since as u32,
            prose.add(&m.source),
        ]);
    }
    sections[MEMBER_SLOTS] =
        slots(t.members.iter().map(|m| member_hash(&t.classes[m.class].name, &m.name, &m.descriptor)));

    for p in &t.packages {
        let row = [names.add(&p.name), p.api as u32, prose.add(&p.note), prose.add(&p.source), p.confidence];
        sections[PACKAGES].extend(row);
    }
    sections[PACKAGE_SLOTS] = slots(t.packages.iter().map(|p| hash(HASH_START, &p.name)));

    for r in &t.restricted {
        let row = [names.add(&r.name), r.rule, r.effect, names.add(&r.who), prose.add(&r.source), r.confidence];
        sections[RESTRICTED].extend(row);
    }
    sections[RESTRICTED_SLOTS] = first_slots(&t.restricted.iter().map(|r| r.name.as_str()).collect::<Vec<_>>());

    for p in &t.permissions {
        sections[PERMISSIONS].extend([
            names.add(&p.name),
            names.add(&p.jsr),
            p.form,
            names.add(&p.group),
            names.add(&p.group_jtwi),
            prose.add(&p.meaning),
            prose.add(&p.source),
            p.confidence,
        ]);
    }

    write_calls(c, &mut sections, &mut names, &mut prose, &mut lists);
    write_callbacks(callbacks, &mut sections, &mut names, &mut prose);
    write_flows(flows, &mut sections, &mut names, &mut prose, &mut lists);

    for e in entries {
        let methods: Vec<u32> =
            e.methods.iter().flat_map(|(n, d)| [names.add(n), names.optional(d.as_deref())]).collect();
        let by = [&e.class, &e.extends, &e.manifest].map(|name| names.optional(name.as_deref()));
        sections[ENTRIES].extend(by.into_iter().chain(lists.add(methods)));
        sections[ENTRIES].extend([e.flags, e.trigger, prose.add(&e.source), e.confidence]);
    }

    sections[LISTS] = lists.0;
    let (names, offsets) = names.finish();
    sections[NAMES] = offsets;
    let (prose, offsets) = prose.finish();
    sections[PROSE] = offsets;

    let mut words = Vec::new();
    let mut at = SECTIONS * 2;
    for (section, width) in sections.iter().zip(WIDTH) {
        assert_eq!(section.len() % width, 0, "a section does not have whole records");
        words.extend([at as u32, (section.len() / width) as u32]);
        at += section.len();
    }
    words.extend(sections.into_iter().flatten());
    Compiled { words: words.into_iter().flat_map(u32::to_le_bytes).collect(), names, prose }
}

fn member_hash(class: &str, name: &str, descriptor: &str) -> u32 {
    join(hash(HASH_START, class), hash(hash(HASH_START, name), descriptor))
}

/// Like [`slots`], for rows of which several may have the same name: the number of the first one.
fn first_slots(names: &[&str]) -> Vec<u32> {
    first_slots_by(names, |name| hash(HASH_START, name))
}

/// Like [`slots`], for sorted rows of which several may have the same key: the number of the first one.
fn first_slots_by<K: PartialEq>(keys: &[K], hash: impl Fn(&K) -> u32) -> Vec<u32> {
    let firsts: Vec<usize> = (0..keys.len()).filter(|&i| i == 0 || keys[i - 1] != keys[i]).collect();
    let hashes: Vec<u32> = firsts.iter().map(|&i| hash(&keys[i])).collect();
    let table = slots(hashes.into_iter());
    table.into_iter().map(|n| if n == NONE { NONE } else { firsts[n as usize] as u32 }).collect()
}

fn write_calls(c: &Calls, sections: &mut [Vec<u32>], names: &mut Pool, prose: &mut Pool, lists: &mut Lists) {
    for kind in &c.kinds {
        let [start, length] = lists.add(kind.args.iter().map(|a| names.add(a)));
        let second_look = u32::from(kind.second_look);
        sections[KINDS].extend([names.add(&kind.name), prose.add(&kind.doc), start, length, second_look]);
    }
    for call in &c.calls {
        let first = sections[NEEDS].len() / WIDTH[NEEDS];
        for need in &call.needs {
            let tests = sections[TESTS].len() / WIDTH[TESTS];
            for test in &need.tests {
                let [start, length] = lists.add(test.operand.iter().map(|o| match o {
                    Operand::Int(i) => i.cast_unsigned(),
                    Operand::Text(t) => names.add(t),
                }));
                sections[TESTS].extend([names.add(&test.argument), test.flags, test.operator, start, length]);
            }
            let [start, length] = lists.add(need.permissions.iter().map(|&p| p as u32));
            sections[NEEDS].extend([start, length, tests as u32, need.tests.len() as u32]);
            sections[NEEDS].extend([
                prose.add(&need.note),
                prose.add(&need.source),
                need.confidence,
                u32::from(need.maybe),
            ]);
        }
        let args: Vec<u32> =
            call.args.iter().flat_map(|a| [names.add(&a.name), a.position, u32::from(a.optional)]).collect();
        let [start, _] = lists.add(args);
        sections[CALLS].extend([call.kind as u32, names.add(&call.class), start, call.args.len() as u32]);
        sections[CALLS].extend([names.optional(call.returns.as_deref()), names.optional(call.sets.as_deref())]);
        sections[CALLS].extend([first as u32, call.needs.len() as u32, prose.add(&call.note), prose.add(&call.source)]);
        sections[CALLS].push(call.confidence);
    }
    for ((class, name, descriptor), calls) in &c.keys {
        let [start, length] = lists.add(calls.iter().map(|&n| n as u32));
        let row = [names.add(class), names.optional(name.as_deref()), names.optional(descriptor.as_deref())];
        sections[CALL_KEYS].extend(row.into_iter().chain([start, length]));
    }
    let hashes = c.keys.keys().map(|(class, name, descriptor)| {
        member_hash(class, name.as_deref().unwrap_or(""), descriptor.as_deref().unwrap_or(""))
    });
    sections[CALL_SLOTS] = slots(hashes.collect::<Vec<_>>().into_iter());
    for (package, call) in &c.packages {
        sections[PACKAGE_CALLS].extend([names.add(package), *call as u32]);
    }
}

fn write_callbacks(c: &Callbacks, sections: &mut [Vec<u32>], names: &mut Pool, prose: &mut Pool) {
    for ((interface, name, descriptor), callback) in &c.callbacks {
        sections[CALLBACKS].extend([names.add(interface), names.add(name), names.add(descriptor), callback.how]);
        sections[CALLBACKS].extend([prose.add(&callback.source), callback.confidence]);
    }
    let interfaces: Vec<&str> = c.callbacks.keys().map(|(interface, ..)| interface.as_str()).collect();
    sections[CALLBACK_SLOTS] = first_slots(&interfaces);
    let mut keys = Vec::new();
    for (key, rows) in &c.registrations {
        let (class, name, descriptor) = key;
        for r in rows {
            keys.push(key);
            sections[REGISTRATIONS].extend([names.add(class), names.add(name), names.optional(descriptor.as_deref())]);
            sections[REGISTRATIONS].extend([
                r.argument,
                names.add(&r.interface),
                names.optional(r.callback.as_deref()),
            ]);
            sections[REGISTRATIONS].extend([r.how.unwrap_or(NONE), names.optional(r.after.as_deref())]);
            sections[REGISTRATIONS].extend([u32::from(r.repeats), prose.add(&r.source), r.confidence]);
        }
    }
    sections[REGISTRATION_SLOTS] = first_slots_by(&keys, |(class, name, descriptor)| {
        member_hash(class, name, descriptor.as_deref().unwrap_or(""))
    });
}

fn write_flows(f: &Flows, sections: &mut [Vec<u32>], names: &mut Pool, prose: &mut Pool, lists: &mut Lists) {
    let tables: Vec<[u32; 2]> = f
        .schemes
        .iter()
        .map(|table| {
            let pairs: Vec<u32> = table.iter().flat_map(|(s, k)| [names.add(s), names.add(k)]).collect();
            lists.add(pairs)
        })
        .collect();
    let mut keys = Vec::new();
    for (key, rows) in &f.flows {
        let (class, name, descriptor) = key;
        for r in rows {
            keys.push(key);
            let test = |condition: &Option<Condition>, names: &mut Pool, lists: &mut Lists| match condition {
                None => [TEST_NONE, 0, 0, 0],
                Some(c) => {
                    let operands: Vec<u32> =
                        c.texts.iter().map(|t| names.add(t)).chain(c.numbers.iter().copied()).collect();
                    let [start, length] = lists.add(operands);
                    [c.operator, c.argument, start, length]
                }
            };
            let (when, made) = (test(&r.when, names, lists), test(&r.made, names, lists));
            let from = lists.add(r.from.iter().copied());
            let schemes = r.schemes.map_or([0, 0], |n| tables[n as usize]);
            let called = test(&r.called.as_ref().map(|(_, condition)| condition.clone()), &mut *names, &mut *lists);
            let only = lists.add(r.only.iter().map(|kind| names.add(kind)));
            let row = &mut sections[FLOWS];
            row.extend([names.add(class), names.add(name), names.optional(descriptor.as_deref()), r.role]);
            row.extend(from);
            row.extend([r.to, r.key, r.same].map(|n| n.unwrap_or(NONE)));
            row.extend([names.add(&r.kind), names.add(&r.name)]);
            row.extend(schemes);
            row.push(r.flags);
            row.extend(when.into_iter().chain(made));
            row.extend([prose.add(&r.source), r.confidence]);
            row.extend(only);
            row.push(names.optional(r.not_from.as_deref()));
            row.push(names.optional(r.called.as_ref().map(|(kind, _)| kind.as_str())));
            row.extend(called);
        }
    }
    sections[FLOW_SLOTS] = first_slots_by(&keys, |(class, name, descriptor)| {
        member_hash(class, name, descriptor.as_deref().unwrap_or(""))
    });
}
