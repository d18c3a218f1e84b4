//! Writes ZIP files byte by byte, with any lie that a test asks for.

use super::raw;

/// The fields that local and central header share.
#[derive(Clone)]
pub struct Header {
    pub name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub compressed: u32,
    pub size: u32,
    pub extra: Vec<u8>,
}

/// One entry; change its fields to make it lie.
#[derive(Clone)]
pub struct Item {
    pub local: Option<Header>,
    pub central: Option<Header>,
    pub data: Vec<u8>,
    pub descriptor: Vec<u8>,
    /// Claimed offset of the local header, when not the true one.
    pub offset: Option<u32>,
    pub disk: u16,
}

/// Deflates with a real encoder.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = libdeflater::Compressor::new(libdeflater::CompressionLvl::default());
    let mut out = vec![0; encoder.deflate_compress_bound(bytes.len())];
    let length = encoder.deflate_compress(bytes, &mut out).expect("the bound suffices");
    out.truncate(length);
    out
}

fn item(name: &[u8], method: u16, data: Vec<u8>, content: &[u8]) -> Item {
    let header = Header {
        name: name.to_vec(),
        flags: 0,
        method,
        crc: crc32fast::hash(content),
        compressed: data.len() as u32,
        size: content.len() as u32,
        extra: Vec::new(),
    };
    Item { local: Some(header.clone()), central: Some(header), data, descriptor: Vec::new(), offset: None, disk: 0 }
}

/// A stored entry.
pub fn stored(name: &str, content: &[u8]) -> Item {
    item(name.as_bytes(), raw::STORED, content.to_vec(), content)
}

/// A deflated entry.
pub fn deflated(name: &str, content: &[u8]) -> Item {
    item(name.as_bytes(), raw::DEFLATED, deflate(content), content)
}

impl Item {
    /// Changes both headers.
    pub fn both(mut self, change: impl Fn(&mut Header)) -> Self {
        self.local.iter_mut().chain(&mut self.central).for_each(change);
        self
    }

    /// Changes the local header.
    pub fn local(mut self, change: impl Fn(&mut Header)) -> Self {
        self.local.iter_mut().for_each(change);
        self
    }

    /// Changes the central header.
    pub fn central(mut self, change: impl Fn(&mut Header)) -> Self {
        self.central.iter_mut().for_each(change);
        self
    }

    /// Leaves it out of the directory.
    pub fn unlisted(mut self) -> Self {
        self.central = None;
        self
    }

    /// Moves CRC and sizes behind the data, as streaming writers do.
    pub fn described(mut self, signature: bool, wide: bool) -> Self {
        let header = self.local.clone().expect("there is a local header");
        if signature {
            self.descriptor.extend_from_slice(raw::DESCRIPTOR);
        }
        self.descriptor.extend_from_slice(&header.crc.to_le_bytes());
        for value in [header.compressed, header.size] {
            self.descriptor.extend_from_slice(&value.to_le_bytes());
            if wide {
                self.descriptor.extend_from_slice(&[0; 4]);
            }
        }
        self.both(|h| h.flags |= raw::DESCRIBED).local(|h| (h.crc, h.compressed, h.size) = (0, 0, 0))
    }
}

/// The end record; change its fields to make it lie.
pub struct End {
    pub disk: u16,
    pub directory_disk: u16,
    pub disk_entries: u16,
    pub entries: u16,
    pub size: u32,
    pub start: u32,
    pub comment: Vec<u8>,
    pub comment_length: Option<u16>,
    /// Bytes between the directory and the end record.
    pub before: Vec<u8>,
}

/// A ZIP file in the making.
#[derive(Default)]
pub struct Zip {
    out: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

fn put(out: &mut Vec<u8>, halves: &[u16]) {
    halves.iter().for_each(|h| out.extend_from_slice(&h.to_le_bytes()));
}

fn put_sizes(out: &mut Vec<u8>, header: &Header) {
    for value in [header.crc, header.compressed, header.size] {
        out.extend_from_slice(&value.to_le_bytes());
    }
    put(out, &[header.name.len() as u16, header.extra.len() as u16]);
}

impl Zip {
    /// Nothing yet.
    pub fn new() -> Self {
        Zip::default()
    }

    /// Puts bytes that belong to nothing.
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.out.extend_from_slice(bytes);
        self
    }

    /// Puts an entry.
    pub fn add(mut self, item: Item) -> Self {
        let offset = item.offset.unwrap_or(self.out.len() as u32);
        if let Some(header) = &item.local {
            self.out.extend_from_slice(raw::LOCAL);
            put(&mut self.out, &[20, header.flags, header.method, 0, 0x21]);
            put_sizes(&mut self.out, header);
            self.out.extend_from_slice(&header.name);
            self.out.extend_from_slice(&header.extra);
            self.out.extend_from_slice(&item.data);
            self.out.extend_from_slice(&item.descriptor);
        }
        if let Some(header) = &item.central {
            let out = &mut self.directory;
            out.extend_from_slice(raw::CENTRAL);
            put(out, &[20, 20, header.flags, header.method, 0, 0x21]);
            put_sizes(out, header);
            put(out, &[0, item.disk, 0, 0, 0]);
            out.extend_from_slice(&offset.to_le_bytes());
            out.extend_from_slice(&header.name);
            out.extend_from_slice(&header.extra);
            self.count += 1;
        }
        self
    }

    /// The file without directory and end record.
    pub fn locals(self) -> Vec<u8> {
        self.out
    }

    /// The file without end record.
    pub fn without_end(mut self) -> Vec<u8> {
        self.out.append(&mut self.directory);
        self.out
    }

    /// The honest file.
    pub fn finish(self) -> Vec<u8> {
        self.finish_with(|_| {})
    }

    /// The file with a changed end record.
    pub fn finish_with(mut self, change: impl FnOnce(&mut End)) -> Vec<u8> {
        let mut end = End {
            disk: 0,
            directory_disk: 0,
            disk_entries: self.count,
            entries: self.count,
            size: self.directory.len() as u32,
            start: self.out.len() as u32,
            comment: Vec::new(),
            comment_length: None,
            before: Vec::new(),
        };
        change(&mut end);
        let out = &mut self.out;
        out.append(&mut self.directory);
        out.extend_from_slice(&end.before);
        out.extend_from_slice(raw::END);
        put(out, &[end.disk, end.directory_disk, end.disk_entries, end.entries]);
        out.extend_from_slice(&end.size.to_le_bytes());
        out.extend_from_slice(&end.start.to_le_bytes());
        put(out, &[end.comment_length.unwrap_or(end.comment.len() as u16)]);
        out.extend_from_slice(&end.comment);
        self.out
    }
}
