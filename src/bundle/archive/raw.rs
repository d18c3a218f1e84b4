//! The records of a ZIP file, read field by field with no trust in any length (PKWARE APPNOTE 6.3.10, sections 4.3.7 to
//! 4.3.16).

/// Signature of a local file header.
pub const LOCAL: &[u8; 4] = b"PK\x03\x04";
/// Signature of a central directory header.
pub const CENTRAL: &[u8; 4] = b"PK\x01\x02";
/// Signature of the end of central directory record.
pub const END: &[u8; 4] = b"PK\x05\x06";
/// Signature of the ZIP64 end of central directory record.
const END64: &[u8; 4] = b"PK\x06\x06";
/// Signature of the ZIP64 end of central directory locator.
const LOCATOR64: &[u8; 4] = b"PK\x06\x07";
/// Signature that may stand before a data descriptor.
pub const DESCRIPTOR: &[u8; 4] = b"PK\x07\x08";

/// Fixed part of a local file header, in bytes.
pub const LOCAL_BYTES: usize = 30;
/// Fixed part of an end of central directory record, in bytes.
pub const END_BYTES: usize = 22;
const CENTRAL_BYTES: usize = 46;
const LOCATOR64_BYTES: usize = 20;
const END64_BYTES: usize = 56;

/// Compression method 0: the bytes as they are.
pub const STORED: u16 = 0;
/// Compression method 8: deflate.
pub const DEFLATED: u16 = 8;

/// Flag bit 0: the entry is encrypted.
pub const ENCRYPTED: u16 = 1;
/// Flag bit 3: CRC and sizes follow the data in a descriptor.
pub const DESCRIBED: u16 = 1 << 3;
/// Flag bit 6: strong encryption.
pub const STRONG: u16 = 1 << 6;
/// Flag bit 11: the name is UTF-8.
pub const UTF8: u16 = 1 << 11;
/// Flag bit 13: parts of the local header are masked.
pub const MASKED: u16 = 1 << 13;

const FULL32: u64 = 0xffff_ffff;

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

/// Little-endian 16 bits at an offset.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

/// Little-endian 32 bits at an offset.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

/// Little-endian 64 bits at an offset.
pub fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    array(bytes, at).map(u64::from_le_bytes)
}

/// Whether the four bytes of a signature stand at an offset.
pub fn signed(bytes: &[u8], at: usize, signature: &[u8; 4]) -> bool {
    array(bytes, at).as_ref() == Some(signature)
}

/// The part of `bytes` from `at` that is there, up to `length` bytes.
fn clipped(bytes: &[u8], at: usize, length: usize) -> &[u8] {
    let from = at.min(bytes.len());
    &bytes[from..from.saturating_add(length).min(bytes.len())]
}

/// A local file header.
#[derive(Clone, Copy, Debug)]
pub struct LocalHeader<'a> {
    /// Where it starts.
    pub offset: usize,
    /// General purpose flags.
    pub flags: u16,
    /// Compression method.
    pub method: u16,
    /// CRC-32; 0 when it follows in a descriptor.
    pub crc: u32,
    /// Claimed bytes of data; 0 when they follow in a descriptor.
    pub compressed: u64,
    /// Claimed inflated bytes; 0 when they follow in a descriptor.
    pub size: u64,
    /// Name, cut where the file ends.
    pub name: &'a [u8],
    /// Where the data start; never past the end of the file.
    pub data: usize,
    /// The sizes came from a ZIP64 extra field.
    pub zip64: bool,
}

/// The local file header at `offset`, when its signature and fixed part are there.
pub fn local_header(bytes: &[u8], offset: usize) -> Option<LocalHeader<'_>> {
    if !signed(bytes, offset, LOCAL) {
        return None;
    }
    let head = bytes.get(offset..offset + LOCAL_BYTES)?;
    let name_bytes = usize::from(u16_at(head, 26)?);
    let extra_bytes = usize::from(u16_at(head, 28)?);
    let extra = clipped(bytes, offset + LOCAL_BYTES + name_bytes, extra_bytes);
    let mut compressed = u64::from(u32_at(head, 18)?);
    let mut size = u64::from(u32_at(head, 22)?);
    let zip64 = widen(extra, [&mut size, &mut compressed, &mut 0]);
    Some(LocalHeader {
        offset,
        flags: u16_at(head, 6)?,
        method: u16_at(head, 8)?,
        crc: u32_at(head, 14)?,
        compressed,
        size,
        name: clipped(bytes, offset + LOCAL_BYTES, name_bytes),
        data: (offset + LOCAL_BYTES + name_bytes + extra_bytes).min(bytes.len()),
        zip64,
    })
}

/// A central directory header.
#[derive(Clone, Copy, Debug)]
pub struct CentralHeader<'a> {
    /// General purpose flags.
    pub flags: u16,
    /// Compression method.
    pub method: u16,
    /// CRC-32.
    pub crc: u32,
    /// Claimed bytes of data.
    pub compressed: u64,
    /// Claimed inflated bytes.
    pub size: u64,
    /// Name.
    pub name: &'a [u8],
    /// Number of the disk that the entry is said to be on.
    pub disk: u16,
    /// Claimed offset of the local header.
    pub local: u64,
    /// Where the next header would start; never past the end of the file.
    pub next: usize,
    /// Sizes or offset came from a ZIP64 extra field.
    pub zip64: bool,
}

/// The central directory header at `offset`, when its signature, fixed part and name are there.
pub fn central_header(bytes: &[u8], offset: usize) -> Option<CentralHeader<'_>> {
    if !signed(bytes, offset, CENTRAL) {
        return None;
    }
    let head = bytes.get(offset..offset + CENTRAL_BYTES)?;
    let name_bytes = usize::from(u16_at(head, 28)?);
    let extra_bytes = usize::from(u16_at(head, 30)?);
    let comment_bytes = usize::from(u16_at(head, 32)?);
    let name = bytes.get(offset + CENTRAL_BYTES..offset + CENTRAL_BYTES + name_bytes)?;
    let mut compressed = u64::from(u32_at(head, 20)?);
    let mut size = u64::from(u32_at(head, 24)?);
    let mut local = u64::from(u32_at(head, 42)?);
    let extra = clipped(bytes, offset + CENTRAL_BYTES + name_bytes, extra_bytes);
    let zip64 = widen(extra, [&mut size, &mut compressed, &mut local]);
    Some(CentralHeader {
        flags: u16_at(head, 8)?,
        method: u16_at(head, 10)?,
        crc: u32_at(head, 16)?,
        compressed,
        size,
        name,
        disk: u16_at(head, 34)?,
        local,
        next: (offset + CENTRAL_BYTES + name_bytes + extra_bytes + comment_bytes).min(bytes.len()),
        zip64,
    })
}

/// Replaces the saturated ones of `values` by those of the ZIP64 extra field (APPNOTE 4.5.3), in their fixed order.
fn widen(extra: &[u8], values: [&mut u64; 3]) -> bool {
    if values.iter().all(|v| **v != FULL32) {
        return false;
    }
    let mut at = 0;
    while let (Some(id), Some(length)) = (u16_at(extra, at), u16_at(extra, at + 2)) {
        let body = clipped(extra, at + 4, usize::from(length));
        at += 4 + usize::from(length);
        if id != 1 {
            continue;
        }
        let mut from = 0;
        let mut found = false;
        for value in values {
            if *value == FULL32
                && let Some(wide) = u64_at(body, from)
            {
                *value = wide;
                from += 8;
                found = true;
            }
        }
        return found;
    }
    false
}

/// An end of central directory record, with the ZIP64 record before it where there is one.
#[derive(Clone, Copy, Debug)]
pub struct EndRecord {
    /// Where the record starts.
    pub offset: usize,
    /// Where the first of the ending records starts: this one, or the ZIP64 record before it.
    pub first: usize,
    /// Number of this disk.
    pub disk: u16,
    /// Number of the disk where the directory starts.
    pub directory_disk: u16,
    /// Claimed entries on this disk.
    pub disk_entries: u64,
    /// Claimed entries.
    pub entries: u64,
    /// Claimed bytes of the directory.
    pub size: u64,
    /// Claimed offset of the directory.
    pub start: u64,
    /// Claimed bytes of the comment.
    pub comment: usize,
    /// There is a ZIP64 record.
    pub zip64: bool,
}

impl EndRecord {
    /// Where record and comment end by their claim; may be past the end of the file.
    pub fn claimed_end(&self) -> usize {
        self.offset + END_BYTES + self.comment
    }
}

/// The end record at `offset`, when its signature and fixed part are there.
pub fn end_record(bytes: &[u8], offset: usize) -> Option<EndRecord> {
    if !signed(bytes, offset, END) {
        return None;
    }
    let head = bytes.get(offset..offset + END_BYTES)?;
    let mut end = EndRecord {
        offset,
        first: offset,
        disk: u16_at(head, 4)?,
        directory_disk: u16_at(head, 6)?,
        disk_entries: u64::from(u16_at(head, 8)?),
        entries: u64::from(u16_at(head, 10)?),
        size: u64::from(u32_at(head, 12)?),
        start: u64::from(u32_at(head, 16)?),
        comment: usize::from(u16_at(head, 20)?),
        zip64: false,
    };
    if let Some(locator) = offset.checked_sub(LOCATOR64_BYTES)
        && signed(bytes, locator, LOCATOR64)
    {
        end.zip64 = true;
        end.first = locator;
        // The claimed offset is off by any prefix; the record then stands right before its locator.
        let claimed = u64_at(bytes, locator + 8).and_then(|o| usize::try_from(o).ok());
        let before = locator.checked_sub(END64_BYTES);
        let place = [before, claimed].into_iter().flatten().find(|&o| o < locator && signed(bytes, o, END64));
        if let Some(at) = place
            && let Some(wide) = bytes.get(at..at.saturating_add(END64_BYTES))
        {
            end.first = at;
            let fields = [
                (&mut end.disk_entries, 24, 0xffff),
                (&mut end.entries, 32, 0xffff),
                (&mut end.size, 40, FULL32),
                (&mut end.start, 48, FULL32),
            ];
            for (narrow, from, full) in fields {
                if *narrow == full {
                    *narrow = u64_at(wide, from)?;
                }
            }
        }
    }
    Some(end)
}

/// CRC and sizes after the data of an entry (APPNOTE 4.3.9), in any of the four forms in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// CRC-32.
    pub crc: u32,
    /// Bytes of data.
    pub compressed: u64,
    /// Inflated bytes.
    pub size: u64,
    /// Bytes of the descriptor itself.
    pub length: usize,
}

/// The forms that the bytes at `at` can be read as: with the signature when it is there, then without; sizes of 32 bits,
/// then of 64.
pub fn descriptors(bytes: &[u8], at: usize) -> impl Iterator<Item = Descriptor> + '_ {
    let signature = signed(bytes, at, DESCRIPTOR).then_some(4);
    signature.into_iter().chain([0]).flat_map(move |skip| [(skip, false), (skip, true)]).filter_map(
        move |(skip, wide)| {
            let from = at + skip;
            let crc = u32_at(bytes, from)?;
            let (compressed, size, length) = if wide {
                (u64_at(bytes, from + 4)?, u64_at(bytes, from + 12)?, skip + 20)
            } else {
                (u64::from(u32_at(bytes, from + 4)?), u64::from(u32_at(bytes, from + 8)?), skip + 12)
            };
            Some(Descriptor { crc, compressed, size, length })
        },
    )
}
