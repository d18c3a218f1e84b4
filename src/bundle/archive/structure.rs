//! From the bytes to the entries: the directory that devices use, those that other readers use, and the local headers;
//! with what each says of the other.

use super::directory::{self, Directory};
use super::raw::{self, CentralHeader, EndRecord, LocalHeader};
use super::{Entry, Origin, Report, anomaly, int, layout, names, plain};
use crate::facts::{self, ArchiveWhat as What, Place, Str};
use crate::limits::{self, Limits};
use std::collections::HashSet;

/// Finds all entries and states what is odd about the structure of the file.
pub fn read_structure<'a>(bytes: &'a [u8], limits: &Limits, report: &mut Report<'_>) -> Vec<Entry<'a>> {
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
pub struct Found<'a> {
    pub bytes: &'a [u8],
    pub most: usize,
    pub name_bytes: u64,
    pub cut: bool,
    /// The end record that most devices use.
    pub end: Option<EndRecord>,
    pub entries: Vec<Entry<'a>>,
    pub spans: Vec<Span>,
}

/// Bytes of the file that are accounted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    /// The entry whose they are; `None` for directories and end records.
    pub entry: Option<usize>,
    /// A descriptor should follow.
    pub described: bool,
}

impl<'a> Found<'a> {
    /// Adds an entry unless there are too many.
    pub fn push(&mut self, entry: Entry<'a>) -> Option<usize> {
        if self.entries.len() >= self.most {
            self.cut = true;
            return None;
        }
        self.entries.push(entry);
        Some(self.entries.len() - 1)
    }

    pub fn decode(&self, name: &[u8]) -> Str {
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
            // The inflated size claims something about the bytes, but does not choose them.
            other_view |= field == "compressed";
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
    if end.disk_entries != end.entries && end.disk_entries != found {
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
