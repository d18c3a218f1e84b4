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

#[cfg(test)]
mod build;
#[cfg(test)]
mod tests;

pub use inflate::{InflateBudget, ReadOutcome, Unreadable};
pub use second::second_opinion;
pub use sniff::{Content, Sniffed, describe_entries, sniff};

use crate::facts::{self, ArchiveWhat as What, Fact, Facts, Place, Str};
use crate::limits::{self, Limits};
use directory::Directory;
use raw::{CentralHeader, EndRecord, LocalHeader};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

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

/// Finds all entries and states what is odd about the structure of the file.
fn read_structure<'a>(bytes: &'a [u8], limits: &Limits, report: &mut Report<'_>) -> Vec<Entry<'a>> {
    if bytes.is_empty() {
        report.whole(plain(What::Empty));
        return Vec::new();
    }
    let most = usize::try_from(limits.entries).unwrap_or(usize::MAX);
    let mut found = Found {
        bytes,
        most,
        name_bytes: limits.name_bytes,
        cut: false,
        end: None,
        entries: Vec::new(),
        spans: Vec::new(),
    };
    let primary = directory::primary(bytes, most);
    if let Some(primary) = &primary {
        found.end = primary.end;
        found.add_directory(primary, Origin::Central, report);
        check_end(bytes, primary, &found.entries, report);
        for other in other_directories(bytes, primary, &found, report) {
            found.add_directory(&other, Origin::OtherCentral, report);
        }
    }
    layout::settle(&mut found, primary.is_some(), limits, report);
    if primary.is_none() {
        if found.entries.is_empty() {
            report.whole(facts::Archive { length: Some(int(bytes.len())), ..plain(What::NotAZip) });
            return Vec::new();
        }
        report.whole(plain(What::NoCentralDirectory));
    }
    if primary.as_ref().is_none_or(|p| p.end.is_none()) {
        report.whole(plain(What::NoEndRecord));
    }
    layout::remains(&found, report);
    if found.cut {
        let seen = primary.and_then(|p| p.end).map(|e| e.entries).filter(|&n| n > limits.entries);
        let place = Place::Archive { offset: None };
        report.limit(limits::reached(limits, "entries", seen, "further entries are not read", place));
    }
    found.entries
}

/// What has been found so far: the entries, and which bytes of the file they and the other records take.
struct Found<'a> {
    bytes: &'a [u8],
    most: usize,
    name_bytes: u64,
    cut: bool,
    /// The end record that most devices use.
    end: Option<EndRecord>,
    entries: Vec<Entry<'a>>,
    spans: Vec<Span>,
}

/// Bytes of the file that are accounted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    start: usize,
    end: usize,
    /// The entry whose they are; `None` for directories and end records.
    entry: Option<usize>,
    /// A descriptor should follow.
    described: bool,
}

impl<'a> Found<'a> {
    /// Adds an entry unless there are too many.
    fn push(&mut self, entry: Entry<'a>) -> Option<usize> {
        if self.entries.len() >= self.most {
            self.cut = true;
            return None;
        }
        self.entries.push(entry);
        Some(self.entries.len() - 1)
    }

    fn decode(&self, name: &[u8]) -> Str {
        names::decode(name, usize::try_from(self.name_bytes).unwrap_or(usize::MAX))
    }

    /// Adds the entries of a directory that are not there yet, and the bytes that it takes.
    fn add_directory(&mut self, directory: &Directory<'a>, origin: Origin, report: &mut Report<'_>) {
        let bytes = self.bytes;
        self.cut |= directory.cut;
        if directory.finish > directory.start {
            self.spans.push(Span { start: directory.start, end: directory.finish, entry: None, described: false });
        }
        if let Some(end) = &directory.end {
            let finish = end.offset + raw::END_BYTES;
            self.spans.push(Span { start: end.first, end: finish, entry: None, described: false });
        }
        let known: HashSet<(Option<u64>, &[u8])> = match origin {
            Origin::Central => HashSet::new(),
            _ => self.entries.iter().map(|e| (e.local_offset, e.raw_name)).collect(),
        };
        for header in &directory.headers {
            let local = resolve(bytes, header, directory.base);
            if !known.is_empty() && known.contains(&(local.map(|l| l.offset as u64), header.name)) {
                continue;
            }
            let available = local.map_or(0, |l| bytes.len() - l.data);
            let compressed = header.compressed.min(available as u64);
            let entry = Entry {
                name: self.decode(header.name),
                raw_name: header.name,
                origin,
                in_central: true,
                local_offset: local.map(|l| l.offset as u64),
                method: header.method,
                flags: header.flags,
                crc: Some(header.crc),
                compressed,
                declared: Some(header.size),
                cut: local.is_some() && header.compressed > compressed,
                data: local.map_or(0, |l| l.data),
            };
            let Some(index) = self.push(entry) else { return };
            let Some(local) = local else {
                let entry = &self.entries[index];
                let claimed = Some(int(header.local));
                report.push(facts::Archive { central: claimed, ..anomaly(What::CentralOnly, entry) }, entry.place());
                continue;
            };
            if self.entries[index].cut {
                let entry = &self.entries[index];
                let fact = facts::Archive {
                    local: Some(int(entry.compressed)),
                    central: Some(int(header.compressed)),
                    offset: Some(int(local.offset)),
                    ..anomaly(What::TruncatedEntry, entry)
                };
                report.push(fact, entry.place());
            }
            let end = local.data + usize::try_from(compressed).unwrap_or(0);
            let described = (local.flags | header.flags) & raw::DESCRIBED != 0;
            self.spans.push(Span { start: local.offset, end, entry: Some(index), described });
            if compare_headers(&self.entries[index], header, &local, report) {
                self.add_local_view(index, &local);
            }
        }
    }

    /// The entry as readers see it that go by the local header.
    fn add_local_view(&mut self, index: usize, local: &LocalHeader<'a>) {
        let central = &self.entries[index];
        let follows = local.flags & raw::DESCRIBED != 0 && local.compressed == 0;
        let claimed = if follows { central.compressed } else { local.compressed };
        let compressed = claimed.min((self.bytes.len() - local.data) as u64);
        let view = Entry {
            name: self.decode(local.name),
            raw_name: local.name,
            origin: Origin::Local,
            in_central: false,
            local_offset: Some(local.offset as u64),
            method: local.method,
            flags: local.flags,
            crc: if follows { central.crc } else { Some(local.crc) },
            compressed,
            declared: if follows { central.declared } else { Some(local.size) },
            cut: claimed > compressed,
            data: local.data,
        };
        self.push(view);
    }
}

/// The local header that a central header names: with the base of its directory, or without.
fn resolve<'a>(bytes: &'a [u8], header: &CentralHeader<'a>, base: i64) -> Option<LocalHeader<'a>> {
    let claimed = i64::try_from(header.local).ok()?;
    [claimed.checked_add(base)?, claimed]
        .into_iter()
        .filter_map(|offset| usize::try_from(offset).ok())
        .find_map(|offset| raw::local_header(bytes, offset))
}

/// States every field in which the two headers of an entry contradict each other; `true` when a reader that goes by the
/// local header would see another name or other bytes. Zeros before a descriptor are no contradiction.
fn compare_headers(
    entry: &Entry<'_>,
    central: &CentralHeader<'_>,
    local: &LocalHeader<'_>,
    report: &mut Report<'_>,
) -> bool {
    let mut other_view = false;
    let mut differs = |field: &str, here: u64, there: u64, other: Option<Str>| {
        let fact = facts::Archive {
            field: Some(field.into()),
            local: other.is_none().then(|| int(here)),
            central: other.is_none().then(|| int(there)),
            other,
            offset: Some(int(local.offset)),
            ..anomaly(What::HeaderDiffers, entry)
        };
        report.push(fact, entry.place());
    };
    if local.name != central.name {
        let name = names::decode(local.name, local.name.len().min(0x400));
        differs("name", 0, 0, Some(name));
        other_view = true;
    }
    if local.method != central.method {
        differs("method", local.method.into(), central.method.into(), None);
        other_view = true;
    }
    let telling = raw::ENCRYPTED | raw::STRONG | raw::MASKED;
    if (local.flags ^ central.flags) & telling != 0 {
        differs("flags", local.flags.into(), central.flags.into(), None);
        other_view = true;
    }
    let described = local.flags & raw::DESCRIBED != 0;
    for (field, here, there) in [
        ("crc", u64::from(local.crc), u64::from(central.crc)),
        ("compressed", local.compressed, central.compressed),
        ("size", local.size, central.size),
    ] {
        if here != there && !(described && here == 0) {
            differs(field, here, there, None);
            other_view |= field != "crc";
        }
    }
    if local.zip64 || central.zip64 {
        report.push(anomaly(What::Zip64, entry), entry.place());
    }
    if central.disk != 0 {
        let fact = facts::Archive {
            field: Some("entry disk".into()),
            central: Some(central.disk.into()),
            ..anomaly(What::DiskNumbers, entry)
        };
        report.push(fact, entry.place());
    }
    other_view
}

/// States what the end record says that is not so.
fn check_end(bytes: &[u8], directory: &Directory<'_>, entries: &[Entry<'_>], report: &mut Report<'_>) {
    let Some(end) = &directory.end else { return };
    let mut state = |what, field: &str, found: i64, claimed: u64| {
        let fact = facts::Archive {
            field: Some(field.into()),
            local: Some(found),
            central: Some(int(claimed)),
            ..plain(what)
        };
        report.at(end.offset, fact);
    };
    let found = directory.headers.len() as u64;
    if !directory.cut {
        if end.entries != found {
            state(What::EndRecordDiffers, "entries", int(found), end.entries);
        }
        let length = directory.finish - directory.start;
        if end.size != length as u64 {
            state(What::EndRecordDiffers, "size", int(length), end.size);
        }
    }
    // A base that leads to local headers tells of a prefix; any other is a lie about the offset.
    let prefixed = directory.base > 0
        && directory.headers.first().zip(entries.first()).is_some_and(|(header, entry)| {
            entry.local_offset.is_some_and(|o| int(o) == int(header.local).saturating_add(directory.base))
        });
    if int(end.start) != int(directory.start) && !prefixed {
        state(What::EndRecordDiffers, "offset", int(directory.start), end.start);
    }
    if end.claimed_end() > bytes.len() {
        let held = bytes.len() - end.offset - raw::END_BYTES;
        state(What::EndRecordDiffers, "comment length", int(held), end.comment as u64);
    }
    for (field, value) in [("disk", end.disk), ("directory disk", end.directory_disk)] {
        if value != 0 {
            state(What::DiskNumbers, field, 0, value.into());
        }
    }
    if end.disk_entries != end.entries {
        state(What::DiskNumbers, "entries on disk", int(found), end.disk_entries);
    }
    if end.zip64 {
        report.at(end.first, plain(What::Zip64));
    }
    let after = bytes.len() - end.offset - raw::END_BYTES;
    if end.comment > 0 && after > 0 {
        let length = Some(int(end.comment.min(after)));
        report.at(end.offset + raw::END_BYTES, facts::Archive { length, ..plain(What::Comment) });
    }
}

/// The directories of end records that stand outside of everything that the primary directory accounts for.
fn other_directories<'a>(
    bytes: &'a [u8],
    primary: &Directory<'a>,
    found: &Found<'a>,
    report: &mut Report<'_>,
) -> Vec<Directory<'a>> {
    let mut others = Vec::new();
    for region in layout::free(bytes.len(), &mut found.spans.clone()) {
        for end in directory::end_records(bytes, region.start, region.end) {
            if others.len() == directory::END_RECORDS {
                return others;
            }
            let other = directory::named_by(bytes, &end, found.most);
            let fact = facts::Archive {
                local: Some(int(other.as_ref().map_or(0, |d| d.headers.len()))),
                central: Some(int(end.entries)),
                detail: Some("a reader that takes this end record sees another directory".into()),
                ..plain(What::SeveralEndRecords)
            };
            report.at(end.offset, fact);
            others.push(other.filter(|d| d.start != primary.start).unwrap_or(Directory {
                end: Some(end),
                start: end.first,
                finish: end.first,
                base: 0,
                headers: Vec::new(),
                cut: false,
            }));
        }
    }
    others
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
    if entry.method == raw::STORED && !entry.cut && entry.declared.is_some_and(|size| size != entry.compressed) {
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
