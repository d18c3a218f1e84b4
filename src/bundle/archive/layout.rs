//! Which bytes of the file belong to what: descriptors after the data, overlaps, entries that no directory names, and
//! bytes that nothing accounts for.

use super::inflate::{End, InflateBudget};
use super::raw::{self, LocalHeader};
use super::structure::{Found, Span};
use super::{Entry, Origin, Report, anomaly, int, plain, sniff};
use crate::facts::{Archive as Anomaly, ArchiveWhat as What, EntryContent, Place};
use crate::limits::Limits;
use memchr::memmem;
use std::ops::Range;

/// The parts of a file of `length` bytes that no span covers. Sorts the spans.
pub fn free(length: usize, spans: &mut [Span]) -> Vec<Range<usize>> {
    spans.sort_unstable();
    let mut free = Vec::new();
    let mut at = 0;
    for span in spans.iter() {
        if span.start > at {
            free.push(at..span.start);
        }
        at = at.max(span.end);
    }
    if at < length {
        free.push(at..length);
    }
    free
}

/// Accounts for the descriptors, adds the entries that only local headers show, and states overlaps.
pub fn settle(found: &mut Found<'_>, directory: bool, limits: &Limits, report: &mut Report<'_>) {
    found.spans.sort_unstable();
    for i in 0..found.spans.len() {
        let span = found.spans[i];
        let Some(index) = span.entry else { continue };
        let next = found.spans.get(i + 1).map_or(found.bytes.len(), |s| s.start);
        let entry = &found.entries[index];
        if entry.cut {
            found.spans[i].end = next.max(entry.data);
        } else if span.described && span.end <= next {
            found.spans[i].end += described_bytes(found.bytes, entry, span.end, next, report);
        }
    }
    let mut scan = Scan { budget: InflateBudget::new(limits), directory };
    for region in free(found.bytes.len(), &mut found.spans.clone()) {
        scan.region(found, region, report);
    }
    found.spans.sort_unstable();
    overlaps(found, report);
}

/// Bytes of the descriptor at `at`, which has to end at or before `next`; states one that contradicts the entry.
fn described_bytes(bytes: &[u8], entry: &Entry<'_>, at: usize, next: usize, report: &mut Report<'_>) -> usize {
    let room = next - at;
    let fits = || raw::descriptors(bytes, at).filter(|d| d.length <= room);
    let agrees = |d: &raw::Descriptor| {
        Some(d.crc) == entry.crc && d.compressed == entry.compressed && Some(d.size) == entry.declared
    };
    if let Some(descriptor) = fits().find(agrees) {
        return descriptor.length;
    }
    // None agrees: the one that fills the room, or else a signed one, is taken for what was meant.
    let signed = raw::signed(bytes, at, raw::DESCRIPTOR);
    let Some(found) = fits().find(|d| d.length == room).or_else(|| fits().find(|_| signed)) else {
        return 0;
    };
    for (field, here, there) in [
        ("crc", u64::from(found.crc), entry.crc.map(u64::from)),
        ("compressed", found.compressed, Some(entry.compressed)),
        ("size", found.size, entry.declared),
    ] {
        if there.is_some_and(|there| here != there) {
            let fact = Anomaly {
                field: Some(field.into()),
                local: Some(int(here)),
                central: there.map(int),
                offset: Some(int(at)),
                ..anomaly(What::DescriptorDiffers, entry)
            };
            report.push(fact, entry.place());
        }
    }
    found.length
}

/// States every span that starts before an earlier one has ended. The spans are sorted.
fn overlaps(found: &Found<'_>, report: &mut Report<'_>) {
    let mut far: Option<Span> = None;
    for span in &found.spans {
        if let Some(holder) = far
            && span.start < holder.end
        {
            let length = holder.end.min(span.end) - span.start;
            // Records have no name: the fact is then about the entry that meets them.
            let (entry, other) = if span.entry.is_some() { (span.entry, holder.entry) } else { (holder.entry, None) };
            if let Some(entry) = entry {
                let entry = &found.entries[entry];
                let fact = Anomaly {
                    other: other.map(|o| found.entries[o].name.clone()),
                    offset: Some(int(span.start)),
                    length: Some(int(length)),
                    detail: other.is_none().then(|| "with the central directory or the end record".into()),
                    ..anomaly(What::Overlap, entry)
                };
                report.push(fact, entry.place());
            }
        }
        if far.is_none_or(|holder| span.end > holder.end) {
            far = Some(*span);
        }
    }
}

/// States the bytes that nothing accounts for.
pub fn remains(found: &Found<'_>, report: &mut Report<'_>) {
    let comment = found.end.map_or(0..0, |end| end.offset + raw::END_BYTES..end.claimed_end());
    let length = found.bytes.len();
    for region in free(length, &mut found.spans.clone()) {
        let start = if comment.contains(&region.start) { comment.end } else { region.start };
        if start >= region.end {
            continue;
        }
        let bytes = &found.bytes[start..region.end];
        let what = if start == 0 {
            What::PrefixData
        } else if region.end == length && found.end.is_none_or(|end| start > end.offset) {
            What::TrailingData
        } else {
            What::GapData
        };
        let detail = if bytes.iter().all(|&b| b == 0) {
            Some("zeros".into())
        } else {
            match sniff("", bytes).content {
                EntryContent::Other | EntryContent::Empty => None,
                content => Some(format!("its first bytes look like: {}", content.as_str()).into()),
            }
        };
        report.at(start, Anomaly { length: Some(int(bytes.len())), detail, ..plain(what) });
    }
}

/// Looks for local headers where no directory accounts for the bytes.
struct Scan {
    budget: InflateBudget,
    /// There is a directory that could have named them.
    directory: bool,
}

/// How far the data of a local header reach.
struct Extent {
    compressed: usize,
    crc: Option<u32>,
    declared: Option<u64>,
    cut: bool,
    /// Where the next header may be.
    end: usize,
}

impl Scan {
    fn region(&mut self, found: &mut Found<'_>, region: Range<usize>, report: &mut Report<'_>) {
        let bytes = found.bytes;
        let mut at = region.start;
        while let Some(hit) = bytes.get(at..region.end).and_then(|rest| memmem::find(rest, raw::LOCAL)) {
            let offset = at + hit;
            at = offset + raw::LOCAL.len();
            let Some(header) = raw::local_header(bytes, offset) else { break };
            if header.name.is_empty() || offset + raw::LOCAL_BYTES + header.name.len() > region.end {
                continue;
            }
            let extent = self.extent(bytes, &header, region.end);
            let entry = Entry {
                name: found.decode(header.name),
                raw_name: header.name,
                origin: Origin::Local,
                in_central: false,
                local_offset: Some(offset as u64),
                method: header.method,
                flags: header.flags,
                crc: extent.crc,
                compressed: extent.compressed as u64,
                declared: extent.declared,
                cut: extent.cut,
                data: header.data,
            };
            let place = Place::Entry { name: entry.name.clone() };
            let stated = Anomaly { offset: Some(int(offset)), ..anomaly(What::LocalOnly, &entry) };
            let truncated = Anomaly {
                local: Some(int(extent.compressed)),
                central: Some(int(header.compressed)),
                offset: Some(int(offset)),
                ..anomaly(What::TruncatedEntry, &entry)
            };
            let Some(index) = found.push(entry) else { return };
            if self.directory {
                report.push(stated, place.clone());
            }
            if extent.cut {
                report.push(truncated, place);
            }
            found.spans.push(Span { start: offset, end: extent.end, entry: Some(index), described: false });
            at = extent.end;
        }
    }

    /// How far the data reach, by the header when it says so, else by the stream, the descriptor or the next header.
    fn extent(&mut self, bytes: &[u8], header: &LocalHeader<'_>, limit: usize) -> Extent {
        let data = header.data;
        let described = header.flags & raw::DESCRIBED != 0;
        let available = bytes.len() - data;
        if !described || header.compressed != 0 {
            let claimed = usize::try_from(header.compressed).unwrap_or(usize::MAX);
            let compressed = claimed.min(available);
            let mut extent = Extent {
                compressed,
                crc: Some(header.crc),
                declared: Some(header.size),
                cut: claimed > available,
                end: data + compressed,
            };
            if extent.cut {
                extent.end = match self.measure(header, &bytes[data..limit.max(data)]) {
                    Some((End::Stream, eaten, _)) => data + eaten,
                    Some((End::Input, ..)) | None => limit.max(data),
                    Some(_) => data,
                };
            } else if described {
                let agrees = |d: &raw::Descriptor| d.compressed == header.compressed && d.crc == header.crc;
                extent.end += raw::descriptors(bytes, extent.end).find(agrees).map_or(0, |d| d.length);
            }
            return extent;
        }
        let limit = limit.max(data);
        let body = &bytes[data..limit];
        let unknown =
            |length: usize| Extent { compressed: length, crc: None, declared: None, cut: false, end: data + length };
        match self.measure(header, body) {
            Some((End::Stream, eaten, produced)) => {
                let agrees = |d: &raw::Descriptor| d.compressed == eaten as u64 && d.size == produced;
                let descriptor = raw::descriptors(bytes, data + eaten).find(agrees);
                Extent {
                    crc: descriptor.map(|d| d.crc),
                    declared: Some(produced),
                    end: data + eaten + descriptor.map_or(0, |d| d.length),
                    ..unknown(eaten)
                }
            }
            Some((End::Input, ..)) => unknown(body.len()),
            Some(_) => unknown(memmem::find(body, raw::LOCAL).unwrap_or(body.len())),
            None => self.stored_extent(bytes, data, body).unwrap_or_else(|| unknown(body.len())),
        }
    }

    /// Runs the inflater over the data of an entry that is not stored: how it ended, bytes eaten, bytes made.
    fn measure(&mut self, header: &LocalHeader<'_>, body: &[u8]) -> Option<(End, usize, u64)> {
        (header.method != raw::STORED).then(|| self.budget.measure(body))
    }

    /// Stored data of unknown length end where a descriptor counts exactly the bytes before it, or at the next header.
    fn stored_extent(&mut self, bytes: &[u8], data: usize, body: &[u8]) -> Option<Extent> {
        let next = memmem::find(body, raw::LOCAL);
        if !self.budget.spend(body.len() as u64) {
            return next.map(|length| Extent {
                compressed: length,
                crc: None,
                declared: None,
                cut: false,
                end: data + length,
            });
        }
        for length in memmem::find_iter(body, raw::DESCRIPTOR) {
            let counts = |d: &raw::Descriptor| d.compressed == length as u64 && d.size == length as u64;
            if let Some(d) = raw::descriptors(bytes, data + length).find(counts) {
                let end = data + length + d.length;
                let size = Some(d.size);
                return Some(Extent { compressed: length, crc: Some(d.crc), declared: size, cut: false, end });
            }
        }
        next.map(|length| Extent { compressed: length, crc: None, declared: None, cut: false, end: data + length })
    }
}
