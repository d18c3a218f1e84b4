//! Reading big-endian numbers off a slice.

/// A place in a slice; every read says `None` at the end instead of going past it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Cursor { bytes, at: at.min(bytes.len()) }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Bytes that are left.
    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    pub(super) fn u1(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    pub(super) fn u2(&mut self) -> Option<u16> {
        let bytes = self.bytes[self.at..].first_chunk::<2>()?;
        self.at += 2;
        Some(u16::from_be_bytes(*bytes))
    }

    pub(super) fn u4(&mut self) -> Option<u32> {
        let bytes = self.bytes[self.at..].first_chunk::<4>()?;
        self.at += 4;
        Some(u32::from_be_bytes(*bytes))
    }

    /// Goes on by `n` bytes, at most to the end; whether there were as many.
    pub(super) fn skip(&mut self, n: usize) -> bool {
        let enough = n <= self.left();
        self.at += n.min(self.left());
        enough
    }
}
