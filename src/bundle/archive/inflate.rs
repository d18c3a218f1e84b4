//! Reads the data of entries: well-formed ones in one shot, everything else through a bounded stream that keeps what it
//! got and counts what it ate.

use super::{Archive, Entry, Report, anomaly, int, is_bomb, raw};
use crate::facts::{Archive as Anomaly, ArchiveWhat as What, Facts};
use crate::limits::{self, Limits};
use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

/// Bytes given to and taken from the streaming inflater at a time.
const STEP: usize = 64 << 10;
/// Header of a gzip member without name, time or comment (RFC 1952, 2.3.1).
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
/// Compressed bytes that may be spent on the first bytes of an entry: empty blocks could go on for ever.
const PEEK_INPUT: usize = 64 << 10;

/// What may still be inflated of one archive, and the working memory for it. One serves one archive; make a new one for
/// the next with [`InflateBudget::refill`], which keeps the memory.
pub struct InflateBudget {
    /// Inflated bytes that may still be handed out.
    left: u64,
    /// Bytes, in and out, that may still be touched: failing streams and empty blocks hand out nothing.
    work: u64,
    /// The fact that the budget is spent has been stated.
    told: bool,
    one_shot: libdeflater::Decompressor,
    stream: Decompress,
    /// A gzip member around the data.
    member: Vec<u8>,
    scratch: Vec<u8>,
}

/// What came of reading an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOutcome {
    /// The data are all there; claims about them (size, CRC) may be wrong, which is then a fact.
    Complete,
    /// A prefix is there: the stream broke or ended early, or a limit cut it.
    Truncated,
    /// Nothing is there.
    Unreadable(Unreadable),
}

/// Why nothing could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is no such entry, or no local header stands where the directory says.
    NoData,
    /// It is encrypted, and the bytes are not plain ones under a false flag.
    Encrypted,
    /// The method is neither stored nor deflated, and the bytes are neither under a false number.
    Method,
    /// The stream is broken from its start.
    Broken,
    /// The budget of the archive is spent.
    Budget,
}

/// How a stream ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// By its own end mark.
    Stream,
    /// The input was used up before the end mark.
    Input,
    /// It is no deflate stream from here on.
    Broken,
    /// More came out than was allowed.
    Full,
    /// The work budget is spent.
    Spent,
}

/// The most that deflate can make of so many bytes: 258 bytes for two bits, and a block header.
pub(super) fn most_inflated(compressed: u64) -> u64 {
    compressed.saturating_mul(1_032).saturating_add(258)
}

impl std::fmt::Debug for InflateBudget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InflateBudget").field("left", &self.left).field("work", &self.work).finish_non_exhaustive()
    }
}

impl InflateBudget {
    /// A full budget: `limits.inflated_bytes` inflated bytes.
    pub fn new(limits: &Limits) -> Self {
        InflateBudget {
            left: limits.inflated_bytes,
            work: limits.inflated_bytes.saturating_mul(2),
            told: false,
            one_shot: libdeflater::Decompressor::new(),
            stream: Decompress::new(false),
            member: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// Fills the budget again, for the next archive.
    pub fn refill(&mut self, limits: &Limits) {
        self.left = limits.inflated_bytes;
        self.work = limits.inflated_bytes.saturating_mul(2);
        self.told = false;
    }

    /// Inflated bytes that may still be handed out.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// States once that the budget is spent.
    pub(super) fn tell(&mut self, entry: &Entry<'_>, limits: &Limits, facts: &mut Facts) {
        if !std::mem::replace(&mut self.told, true) {
            let detail = "further entries are not read";
            facts.push(limits::reached(limits, "inflated-bytes", None, detail, entry.place()));
        }
    }

    /// Whether nothing more can be inflated, not even for sniffing.
    pub(super) fn is_spent(&self) -> bool {
        self.work == 0
    }

    /// Takes from the work budget; `false` when it is spent.
    pub(super) fn spend(&mut self, bytes: u64) -> bool {
        let enough = self.work >= bytes;
        self.work = self.work.saturating_sub(bytes);
        enough
    }

    /// How far a stream goes: how it ended, bytes eaten, bytes made. Keeps nothing.
    pub(super) fn measure(&mut self, data: &[u8]) -> (End, usize, u64) {
        self.stream.reset(false);
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.resize(STEP, 0);
        let end = loop {
            match self.step(data, &mut scratch) {
                Some(end) => break end,
                None => continue,
            }
        };
        self.scratch = scratch;
        (end, self.stream.total_in() as usize, self.stream.total_out())
    }

    /// Inflates at most `most` bytes to the end of `out`: how it ended and bytes eaten.
    fn inflate(&mut self, data: &[u8], most: u64, out: &mut Vec<u8>) -> (End, usize) {
        self.stream.reset(false);
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(usize::MAX - STEP - 1);
        let end = loop {
            let from = out.len();
            // One byte more than allowed tells a full entry from one that goes on.
            out.resize(from + STEP.min(most + 1 - from), 0);
            let before = self.stream.total_out();
            let end = self.step(data, &mut out[from..]);
            out.truncate(from + (self.stream.total_out() - before) as usize);
            if out.len() > most {
                out.truncate(most);
                break End::Full;
            }
            if let Some(end) = end {
                break end;
            }
        };
        (end, self.stream.total_in() as usize)
    }

    /// One step of the stream; `None` when it goes on.
    fn step(&mut self, data: &[u8], out: &mut [u8]) -> Option<End> {
        let (before_in, before_out) = (self.stream.total_in(), self.stream.total_out());
        let from = before_in as usize;
        let input = &data[from..data.len().min(from + STEP)];
        let status = self.stream.decompress(input, out, FlushDecompress::None);
        let moved = self.stream.total_in() - before_in + self.stream.total_out() - before_out;
        match status {
            Err(_) => Some(End::Broken),
            Ok(Status::StreamEnd) => Some(End::Stream),
            Ok(_) if moved == 0 => Some(End::Input),
            Ok(_) if !self.spend(moved) => Some(End::Spent),
            Ok(_) => None,
        }
    }

    /// Inflates a well-formed entry in one shot: true only when the stream ends exactly where the data end, and size and
    /// CRC are as claimed. The check is that of a gzip member, whose trailer has to follow the stream at once.
    fn whole(&mut self, data: &[u8], crc: u32, size: u64, out: &mut Vec<u8>) -> bool {
        let (Ok(length), Ok(size32)) = (usize::try_from(size), u32::try_from(size)) else { return false };
        if size == 0 {
            return crc == 0 && data == [3, 0];
        }
        if !self.spend((data.len() as u64).saturating_add(size)) {
            return false;
        }
        let mut trailer = [0; 8];
        trailer[..4].copy_from_slice(&crc.to_le_bytes());
        trailer[4..].copy_from_slice(&size32.to_le_bytes());
        self.member.clear();
        self.member.extend_from_slice(&GZIP_HEADER);
        self.member.extend_from_slice(data);
        self.member.extend_from_slice(&trailer);
        // A copy of the trailer inside the data could hide bytes after the stream.
        if memmem::find(&self.member[GZIP_HEADER.len()..], &trailer) != Some(data.len()) {
            return false;
        }
        out.resize(length, 0);
        let done = self.one_shot.gzip_decompress(&self.member, out) == Ok(length);
        if !done {
            out.clear();
        }
        done
    }
}

impl<'a> Archive<'a> {
    /// Reads entry `index` into `out` (cleared first) and states what is wrong with its data. At most `limits.entry_bytes`
    /// bytes come out, and over all entries what `budget` allows. On [`ReadOutcome::Unreadable`] `out` is empty.
    ///
    /// Flags and methods may lie: data that are said to be encrypted or of an unknown method are read if they are plain or
    /// deflated and their CRC is right.
    pub fn read(
        &self,
        index: usize,
        budget: &mut InflateBudget,
        out: &mut Vec<u8>,
        limits: &Limits,
        facts: &mut Facts,
    ) -> ReadOutcome {
        out.clear();
        let Some(entry) = self.entries.get(index) else { return ReadOutcome::Unreadable(Unreadable::NoData) };
        let Some(data) = self.data(entry) else { return ReadOutcome::Unreadable(Unreadable::NoData) };
        let encrypted = entry.flags & (raw::ENCRYPTED | raw::STRONG) != 0;
        if !encrypted
            && entry.method == raw::DEFLATED
            && let (Some(crc), Some(size), false) = (entry.crc, entry.declared, entry.cut)
            && size <= limits.entry_bytes.min(budget.left).min(most_inflated(entry.compressed))
            && budget.whole(data, crc, size, out)
        {
            budget.left -= size;
            return ReadOutcome::Complete;
        }
        if (budget.left == 0 || budget.work == 0) && !data.is_empty() {
            budget.tell(entry, limits, facts);
            return ReadOutcome::Unreadable(Unreadable::Budget);
        }
        let most = limits.entry_bytes.min(budget.left);
        let outcome = if encrypted || !matches!(entry.method, raw::STORED | raw::DEFLATED) {
            read_false_claim(entry, data, budget, most, out)
        } else {
            let mut report = self.report(limits, facts);
            read_odd(entry, data, budget, most, out, limits, &mut report)
        };
        budget.left -= out.len() as u64;
        outcome
    }

    /// The first up to `n` bytes of entry `index`, into `out` (cleared first); `false` when none can be had. Costs no more
    /// than 64 KiB of compressed data, which count against the budget, and states
    /// nothing.
    pub fn peek(&self, index: usize, n: usize, budget: &mut InflateBudget, out: &mut Vec<u8>) -> bool {
        out.clear();
        let Some((entry, data)) = self.entries.get(index).and_then(|e| Some((e, self.data(e)?))) else { return false };
        if budget.is_spent() {
            return false;
        }
        if entry.method == raw::STORED {
            out.extend_from_slice(&data[..data.len().min(n)]);
            return true;
        }
        let input = &data[..data.len().min(PEEK_INPUT)];
        budget.stream.reset(false);
        out.resize(n, 0);
        // `Finish` makes the inflater write straight into `out`, instead of filling its 32 KiB window first.
        let end = budget.stream.decompress(input, out, FlushDecompress::Finish);
        out.truncate(budget.stream.total_out() as usize);
        budget.spend(budget.stream.total_in() + budget.stream.total_out());
        end.is_ok() || !out.is_empty()
    }
}

/// Data under a flag or method that phones may ignore: kept only if the CRC proves that they were read rightly.
fn read_false_claim(
    entry: &Entry<'_>,
    data: &[u8],
    budget: &mut InflateBudget,
    most: u64,
    out: &mut Vec<u8>,
) -> ReadOutcome {
    let proven = |out: &[u8]| entry.crc == Some(crc32fast::hash(out)) && (!out.is_empty() || entry.declared == Some(0));
    let (end, _) = budget.inflate(data, most, out);
    if end == End::Stream && proven(out) {
        return ReadOutcome::Complete;
    }
    out.clear();
    if data.len() as u64 <= most && budget.spend(data.len() as u64) && proven(data) {
        out.extend_from_slice(data);
        return ReadOutcome::Complete;
    }
    let encrypted = entry.flags & (raw::ENCRYPTED | raw::STRONG) != 0;
    ReadOutcome::Unreadable(if encrypted { Unreadable::Encrypted } else { Unreadable::Method })
}

/// Reads what is stored, or what the one-shot inflater did not take, and states why that was so.
fn read_odd(
    entry: &Entry<'_>,
    data: &[u8],
    budget: &mut InflateBudget,
    most: u64,
    out: &mut Vec<u8>,
    limits: &Limits,
    report: &mut Report<'_>,
) -> ReadOutcome {
    let mut state = |what, fact: Anomaly| report.push(Anomaly { what, ..fact }, entry.place());
    let empty = || anomaly(What::BrokenStream, entry);
    let (end, eaten) = if entry.method == raw::STORED {
        let keep = data.len().min(usize::try_from(most).unwrap_or(usize::MAX));
        if !budget.spend(keep as u64) {
            (End::Spent, 0)
        } else {
            out.extend_from_slice(&data[..keep]);
            let end = if keep < data.len() {
                End::Full
            } else if entry.cut {
                End::Input
            } else {
                End::Stream
            };
            (end, keep)
        }
    } else {
        budget.inflate(data, most, out)
    };
    let made = Some(int(out.len()));
    if !entry.claims_bomb(limits) && is_bomb(out.len() as u64, eaten as u64, limits) {
        state(What::Bomb, Anomaly { length: made, central: entry.declared.map(int), ..empty() });
    }
    match end {
        End::Stream => {
            if entry.method != raw::STORED && entry.declared.is_some_and(|size| size != out.len() as u64) {
                state(What::SizeDiffers, Anomaly { local: made, central: entry.declared.map(int), ..empty() });
            }
            if eaten < data.len() && !entry.cut {
                let length = Some(int(data.len() - eaten));
                state(What::BytesAfterStream, Anomaly { offset: Some(int(entry.data + eaten)), length, ..empty() });
            }
            let crc = crc32fast::hash(out);
            if let Some(claimed) = entry.crc.filter(|&claimed| claimed != crc) {
                state(What::CrcDiffers, Anomaly { local: Some(crc.into()), central: Some(claimed.into()), ..empty() });
            }
            ReadOutcome::Complete
        }
        End::Input | End::Broken => {
            if entry.method != raw::STORED {
                let detail = match end {
                    End::Input if entry.cut => "the file ends within the stream",
                    End::Input => "the data end within the stream",
                    _ => "no deflate stream from here on",
                };
                let offset = Some(int(entry.data + eaten));
                state(What::BrokenStream, Anomaly { length: made, offset, detail: Some(detail.into()), ..empty() });
            }
            if out.is_empty() && !data.is_empty() {
                ReadOutcome::Unreadable(Unreadable::Broken)
            } else {
                ReadOutcome::Truncated
            }
        }
        End::Full | End::Spent => {
            let whole = end == End::Spent || most < limits.entry_bytes;
            if !(whole && budget.told) {
                budget.told |= whole;
                let name = if whole { "inflated-bytes" } else { "entry-bytes" };
                let seen = entry.declared.filter(|&size| !whole && size > limits.entry_bytes);
                report.limit(limits::reached(limits, name, seen, "the entry was cut", entry.place()));
            }
            if out.is_empty() { ReadOutcome::Unreadable(Unreadable::Budget) } else { ReadOutcome::Truncated }
        }
    }
}
