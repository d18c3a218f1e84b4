//! Finds the central directory as readers do: from the end record at the tail of the file, or, when that lies or is
//! missing, from the headers themselves.

use super::raw::{self, CENTRAL, CentralHeader, END, EndRecord};
use memchr::memmem;

/// How far from the end of the file readers look for the end record: its 22 bytes and the longest comment.
const TAIL_BYTES: usize = raw::END_BYTES + 0xffff;
/// End records looked at; a file with more is read by its local headers where the directory says nothing.
pub const END_RECORDS: usize = 16;

/// A central directory, as found.
#[derive(Debug)]
pub struct Directory<'a> {
    /// The end record that led to it.
    pub end: Option<EndRecord>,
    /// Where its first header starts.
    pub start: usize,
    /// Where the first byte after its last header is.
    pub finish: usize,
    /// What must be added to claimed offsets: the bytes before the archive, negative when the front is missing.
    pub base: i64,
    /// Its headers, in file order.
    pub headers: Vec<CentralHeader<'a>>,
    /// There were more headers than `most`.
    pub cut: bool,
}

/// The directory that most devices use; at most `most` headers. An end record whose comment ends where the file ends goes
/// before one that does not (CLDC-HI demands it), one that leads to headers before one that does not, a later one before an
/// earlier one.
pub fn primary(bytes: &[u8], most: usize) -> Option<Directory<'_>> {
    let tail = bytes.len().saturating_sub(TAIL_BYTES);
    let near = end_records(bytes, tail, bytes.len());
    if let Some(directory) = best(bytes, &near, most) {
        return Some(directory);
    }
    let far = end_records(bytes, 0, bytes.len());
    if far.len() > near.len()
        && let Some(directory) = best(bytes, &far, most)
    {
        return Some(directory);
    }
    let last = far.first().copied();
    let limit = last.map_or(bytes.len(), |end| end.first);
    if let Some(start) = longest_chain(bytes, limit) {
        let mut found = walk(bytes, start, limit, most);
        found.base = 0;
        found.end = last;
        return Some(found);
    }
    let end = last?;
    let base = signed_difference(end.first, end.size.saturating_add(end.start));
    Some(Directory { end: Some(end), start: end.first, finish: end.first, base, headers: Vec::new(), cut: false })
}

/// The directory that `end` names, if headers stand where it says.
pub fn named_by<'a>(bytes: &'a [u8], end: &EndRecord, most: usize) -> Option<Directory<'a>> {
    // Devices count back from the end record (so a prefix does no harm); desktop tools fall back to the offset.
    let back = usize::try_from(end.size).ok().and_then(|size| end.first.checked_sub(size));
    let claimed = usize::try_from(end.start).ok();
    let start = [back, claimed].into_iter().flatten().find(|&s| s < end.first && raw::signed(bytes, s, CENTRAL))?;
    let mut found = walk(bytes, start, end.first, most);
    found.base = signed_difference(start, end.start);
    found.end = Some(*end);
    (!found.headers.is_empty()).then_some(found)
}

/// The end records in `from..to`, last first; at most [`END_RECORDS`].
pub fn end_records(bytes: &[u8], from: usize, to: usize) -> Vec<EndRecord> {
    memmem::rfind_iter(&bytes[from..to], END)
        .filter_map(|at| raw::end_record(bytes, from + at))
        .take(END_RECORDS)
        .collect()
}

fn best<'a>(bytes: &'a [u8], ends: &[EndRecord], most: usize) -> Option<Directory<'a>> {
    let (fitting, others): (Vec<_>, Vec<_>) = ends.iter().partition(|e| e.claimed_end() == bytes.len());
    fitting.into_iter().chain(others).find_map(|end| named_by(bytes, end, most))
}

/// The headers that follow each other from `start`, none of them starting at or after `limit`.
fn walk(bytes: &[u8], start: usize, limit: usize, most: usize) -> Directory<'_> {
    let mut headers = Vec::new();
    let mut at = start;
    let mut cut = false;
    while at < limit
        && let Some(header) = raw::central_header(bytes, at)
    {
        if headers.len() == most {
            cut = true;
            break;
        }
        at = header.next;
        headers.push(header);
    }
    Directory { end: None, start, finish: at, base: 0, headers, cut }
}

/// Where the longest run of central headers before `limit` starts. Each byte is looked at once.
fn longest_chain(bytes: &[u8], limit: usize) -> Option<usize> {
    let mut best = None;
    let mut from = 0;
    while let Some(hit) = bytes.get(from..limit).and_then(|rest| memmem::find(rest, CENTRAL)) {
        let start = from + hit;
        let mut at = start;
        let mut length = 0usize;
        while at < limit
            && let Some(header) = raw::central_header(bytes, at).filter(|h| !h.name.is_empty())
        {
            at = header.next;
            length += 1;
        }
        if length > 0 && best.is_none_or(|(most, _)| length >= most) {
            best = Some((length, start));
        }
        from = at.max(start + CENTRAL.len());
    }
    best.map(|(_, start)| start)
}

fn signed_difference(found: usize, claimed: u64) -> i64 {
    i64::try_from(found).unwrap_or(i64::MAX).saturating_sub(i64::try_from(claimed).unwrap_or(i64::MAX))
}
