//! The tolerant ZIP reader: what any phone could read of a JAR is an entry, whatever is odd about it is a fact.
//!
//! In: the bytes of a JAR. Out: an [`Archive`] with every entry that some reader could see, and `archive` and `entry`
//! facts. Opening never fails. Nothing is allocated from a claimed length, no data are inflated twice without being
//! counted, and every loop is bounded by the file or by [`Limits`].

mod directory;
mod inflate;
mod layout;
mod names;
mod raw;
mod second;
mod sniff;
mod structure;

#[cfg(test)]
mod build;
#[cfg(test)]
mod tests;

pub use inflate::{InflateBudget, ReadOutcome, Unreadable};
pub use second::second_opinion;
pub use sniff::{Content, Sniffed, describe_entries, sniff};

use crate::facts::{self, ArchiveWhat as What, Fact, Facts, Place, Str};
use crate::limits::{self, Limits};
use std::sync::atomic::{AtomicU64, Ordering};
use structure::read_structure;

/// An opened JAR: every entry that any reader could see.
#[derive(Debug)]
pub struct Archive<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry<'a>>,
    /// Indices of the entries, by name and then by order.
    by_name: Vec<usize>,
    /// Anomalies stated so far, also those above the limit.
    stated: AtomicU64,
}

/// Where an entry was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// In the central directory that most devices use.
    Central,
    /// Only in another central directory, which some readers use instead.
    OtherCentral,
    /// Only in a local header: readers that go through the file from its start see it (or see it thus).
    Local,
}

/// One entry as one reader sees it.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Name; UTF-8 when it is valid UTF-8, else decoded as code page 437. Hostile text is kept as it is; a name over
    /// `limits.name_bytes` is cut.
    pub name: Str,
    /// Name as written.
    pub raw_name: &'a [u8],
    /// Where it was found.
    pub origin: Origin,
    /// A central directory names it.
    pub in_central: bool,
    /// Offset of its local header in the JAR; `None` when there is no such header.
    pub local_offset: Option<u64>,
    /// Compression method: 0 is stored, 8 deflated.
    pub method: u16,
    /// General purpose flags.
    pub flags: u16,
    /// Claimed CRC-32 of the inflated data; `None` when nothing claims one.
    pub crc: Option<u32>,
    /// Bytes really available for it in the file.
    pub compressed: u64,
    /// Claimed inflated size; `None` when nothing claims one.
    pub declared: Option<u64>,
    /// It claims more bytes than the file holds.
    pub cut: bool,
    /// Where its data start.
    data: usize,
}

impl Entry<'_> {
    /// Whether the name is that of a directory.
    pub fn is_directory(&self) -> bool {
        self.raw_name.last() == Some(&b'/')
    }

    /// Deflate can't inflate by more than 1,032 times: the claimed size is a lie without a look at the data.
    fn impossible_size(&self) -> bool {
        self.declared.is_some_and(|size| size > inflate::most_inflated(self.compressed))
    }

    /// By its claims it inflates as only a bomb does.
    fn claims_bomb(&self, limits: &Limits) -> bool {
        !self.impossible_size() && self.declared.is_some_and(|size| is_bomb(size, self.compressed, limits))
    }

    fn place(&self) -> Place {
        Place::Entry { name: self.name.clone() }
    }
}

/// A fact about an entry, with nothing in it but the name.
fn anomaly(what: What, entry: &Entry<'_>) -> facts::Archive {
    facts::Archive { entry: Some(entry.name.clone()), ..plain(what) }
}

/// A fact with nothing in it.
fn plain(what: What) -> facts::Archive {
    facts::Archive {
        what,
        entry: None,
        other: None,
        field: None,
        local: None,
        central: None,
        offset: None,
        length: None,
        detail: None,
    }
}

fn int(n: impl TryInto<i64>) -> i64 {
    n.try_into().unwrap_or(i64::MAX)
}

fn is_bomb(size: u64, compressed: u64, limits: &Limits) -> bool {
    size > limits.bomb_floor && size / compressed.max(1) > limits.bomb_ratio
}

/// States anomalies up to `limits.archive_facts` and counts the others.
struct Report<'f> {
    facts: &'f mut Facts,
    stated: &'f AtomicU64,
    limits: &'f Limits,
    /// The one limit fact waits for the end, so that it can tell how many there were.
    opening: bool,
}

impl Report<'_> {
    fn push(&mut self, anomaly: facts::Archive, place: Place) {
        let before = self.stated.fetch_add(1, Ordering::Relaxed);
        if before < self.limits.archive_facts {
            self.facts.push(anomaly.at(place));
        } else if before == self.limits.archive_facts && !self.opening {
            self.too_many(None);
        }
    }

    /// States that further anomalies are not listed.
    fn too_many(&mut self, seen: Option<u64>) {
        let detail = "further oddities of the archive are not listed";
        self.facts.push(limits::reached(self.limits, "archive-facts", seen, detail, Place::Archive { offset: None }));
    }

    /// States an anomaly at an offset of the file.
    fn at(&mut self, offset: usize, anomaly: facts::Archive) {
        let place = Place::Archive { offset: Some(offset as u64) };
        self.push(facts::Archive { offset: Some(int(offset)), ..anomaly }, place);
    }

    /// States an anomaly of the archive as a whole.
    fn whole(&mut self, anomaly: facts::Archive) {
        self.push(anomaly, Place::Archive { offset: None });
    }

    fn limit(&mut self, fact: Fact) {
        self.facts.push(fact);
    }
}

impl<'a> Archive<'a> {
    /// Opens the JAR `bytes`. Never fails and never panics: what is odd becomes facts. At most `limits.entries` entries
    /// are kept; anomalies above `limits.archive_facts` are counted in one `limit` fact.
    pub fn open(bytes: &'a [u8], limits: &Limits, facts: &mut Facts) -> Archive<'a> {
        let stated = AtomicU64::new(0);
        let mut report = Report { facts, stated: &stated, limits, opening: true };
        let entries = read_structure(bytes, limits, &mut report);
        for entry in &entries {
            check_header(entry, limits, &mut report);
            names::check(entry, usize::try_from(limits.name_bytes).unwrap_or(usize::MAX), &mut report);
        }
        if let Some(long) = entries.iter().find(|e| e.raw_name.len() as u64 > limits.name_bytes) {
            let seen = Some(long.raw_name.len() as u64);
            report.limit(limits::reached(limits, "name-bytes", seen, "the name was cut", long.place()));
        }
        names::clashes(&entries, &mut report);
        let seen = stated.load(Ordering::Relaxed);
        if seen > limits.archive_facts {
            report.too_many(Some(seen));
        }
        let mut by_name: Vec<usize> = (0..entries.len()).collect();
        by_name.sort_unstable_by(|&a, &b| (&entries[a].name, a).cmp(&(&entries[b].name, b)));
        Archive { bytes, entries, by_name, stated }
    }

    /// The bytes that were opened.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// All entries: those of the central directory in its order, then those of other directories, then those that only
    /// local headers show, by offset. Duplicates are all kept.
    pub fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }

    /// The entry that most devices load under this name: CLDC-HI takes the first match in the central directory
    /// (phoneME, `JarFileParser`). Only when the directory has none, one that other readers see.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.find_all(name).next()
    }

    /// All entries of this name, in the order of [`Archive::entries`].
    pub fn find_all(&self, name: &str) -> impl Iterator<Item = usize> {
        let from = self.by_name.partition_point(|&i| &*self.entries[i].name < name);
        self.by_name[from..].iter().copied().take_while(move |&i| &*self.entries[i].name == name)
    }

    /// The bytes of the file from where the data of an entry start, as many as are available for it.
    fn data(&self, entry: &Entry<'a>) -> Option<&'a [u8]> {
        entry.local_offset?;
        let length = usize::try_from(entry.compressed).ok()?;
        self.bytes.get(entry.data..entry.data.checked_add(length)?)
    }

    /// A report that goes on counting where opening ended.
    fn report<'f>(&'f self, limits: &'f Limits, facts: &'f mut Facts) -> Report<'f> {
        Report { facts, stated: &self.stated, limits, opening: false }
    }
}

/// States what the header of one entry alone tells.
fn check_header(entry: &Entry<'_>, limits: &Limits, report: &mut Report<'_>) {
    let mut state = |fact: facts::Archive| report.push(fact, entry.place());
    if entry.flags & (raw::ENCRYPTED | raw::STRONG | raw::MASKED) != 0 {
        let central = Some(i64::from(entry.flags));
        state(facts::Archive { field: Some("flags".into()), central, ..anomaly(What::Encrypted, entry) });
    }
    if !matches!(entry.method, raw::STORED | raw::DEFLATED) {
        let central = Some(i64::from(entry.method));
        state(facts::Archive { field: Some("method".into()), central, ..anomaly(What::UnknownMethod, entry) });
    }
    // An empty deflate stream has 2 bytes, or 5 as a stored block.
    if entry.is_directory() && (entry.compressed > 5 || entry.declared.is_some_and(|size| size > 0)) {
        state(facts::Archive { length: Some(int(entry.compressed)), ..anomaly(What::DirectoryWithData, entry) });
    }
    if entry.method == raw::STORED
        && !entry.cut
        && entry.local_offset.is_some()
        && entry.declared.is_some_and(|size| size != entry.compressed)
    {
        state(facts::Archive {
            local: Some(int(entry.compressed)),
            central: entry.declared.map(int),
            ..anomaly(What::SizeDiffers, entry)
        });
    }
    if entry.claims_bomb(limits) {
        state(facts::Archive {
            length: entry.declared.map(int),
            detail: Some("by its claimed size".into()),
            ..anomaly(What::Bomb, entry)
        });
    }
}
