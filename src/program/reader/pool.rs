//! The constant pool, as places of the constants in the class file.

use super::cursor::Cursor;

/// Constant-pool tags (JVMS table 4.4-A).
pub mod tag {
    #![allow(missing_docs, reason = "the names are those of the JVMS")]
    pub const UTF8: u8 = 1;
    pub const INTEGER: u8 = 3;
    pub const FLOAT: u8 = 4;
    pub const LONG: u8 = 5;
    pub const DOUBLE: u8 = 6;
    pub const CLASS: u8 = 7;
    pub const STRING: u8 = 8;
    pub const FIELD: u8 = 9;
    pub const METHOD: u8 = 10;
    pub const INTERFACE_METHOD: u8 = 11;
    pub const NAME_AND_TYPE: u8 = 12;
    pub const METHOD_HANDLE: u8 = 15;
    pub const METHOD_TYPE: u8 = 16;
    pub const DYNAMIC: u8 = 17;
    pub const INVOKE_DYNAMIC: u8 = 18;
    pub const MODULE: u8 = 19;
    pub const PACKAGE: u8 = 20;
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// Where the constant's content starts, after the tag.
    at: u32,
    /// 0 for index 0 and for the second index of a long or double.
    tag: u8,
}

/// Why a constant pool could not be read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolError {
    /// A tag whose length nobody knows.
    Tag {
        /// index of the constant
        index: u16,
        /// the tag
        tag: u8,
    },
    /// The file ends within the pool.
    Truncated {
        /// index of the constant
        index: u16,
    },
}

/// The constant pool of one class file: where each constant lies. Every question about an index answers `None` when
/// the index names no such constant. Nothing is decoded or followed ahead of time.
#[derive(Debug, Default)]
pub struct Pool {
    slots: Vec<Slot>,
    end: usize,
}

impl Pool {
    /// Finds the constants of a class file; the memory of an earlier one is used again.
    pub fn scan(&mut self, bytes: &[u8]) -> Result<(), PoolError> {
        self.slots.clear();
        self.slots.push(Slot::default());
        self.end = bytes.len().min(8);
        let mut cursor = Cursor::new(bytes, 8);
        let truncated = |index| PoolError::Truncated { index };
        let count = cursor.u2().ok_or(truncated(0))?;
        let mut index = 1u16;
        while index < count {
            let tag = cursor.u1().ok_or(truncated(index))?;
            let at = cursor.at() as u32;
            let length = match tag {
                tag::UTF8 => usize::from(cursor.u2().ok_or(truncated(index))?),
                tag::INTEGER | tag::FLOAT => 4,
                tag::LONG | tag::DOUBLE => 8,
                tag::CLASS | tag::STRING | tag::METHOD_TYPE | tag::MODULE | tag::PACKAGE => 2,
                tag::FIELD | tag::METHOD | tag::INTERFACE_METHOD | tag::NAME_AND_TYPE => 4,
                tag::DYNAMIC | tag::INVOKE_DYNAMIC => 4,
                tag::METHOD_HANDLE => 3,
                tag => return Err(PoolError::Tag { index, tag }),
            };
            if !cursor.skip(length) {
                return Err(truncated(index));
            }
            self.slots.push(Slot { at, tag });
            index += 1;
            if matches!(tag, tag::LONG | tag::DOUBLE) && index < count {
                self.slots.push(Slot::default());
                index += 1;
            }
        }
        self.end = cursor.at();
        Ok(())
    }

    /// Where the access flags of the class start.
    pub fn end(&self) -> usize {
        self.end
    }

    /// Number of indexes, index 0 included.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is no constant.
    pub fn is_empty(&self) -> bool {
        self.slots.len() <= 1
    }

    /// The tag at an index; 0 when there is no constant.
    pub fn tag(&self, index: u16) -> u8 {
        self.slots.get(usize::from(index)).map_or(0, |s| s.tag)
    }

    /// The bytes of a Utf8 constant.
    pub fn utf8<'a>(&self, bytes: &'a [u8], index: u16) -> Option<&'a [u8]> {
        let slot = self.slots.get(usize::from(index)).filter(|s| s.tag == tag::UTF8)?;
        let at = slot.at as usize;
        let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
        bytes.get(at + 2..at + 2 + length)
    }

    /// The index held by a Class, String, MethodType, Module or Package constant.
    pub fn one(&self, bytes: &[u8], index: u16, tag: u8) -> Option<u16> {
        Some(u16::from_be_bytes(self.content(bytes, index, tag)?))
    }

    /// The two indexes held by a Fieldref, Methodref, InterfaceMethodref, NameAndType or InvokeDynamic constant.
    pub fn two(&self, bytes: &[u8], index: u16, tag: u8) -> Option<(u16, u16)> {
        let [a, b, c, d] = self.content(bytes, index, tag)?;
        Some((u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])))
    }

    /// Kind and reference of a MethodHandle constant.
    pub fn handle(&self, bytes: &[u8], index: u16) -> Option<(u8, u16)> {
        let [kind, a, b] = self.content(bytes, index, tag::METHOD_HANDLE)?;
        Some((kind, u16::from_be_bytes([a, b])))
    }

    /// The bits of an Integer or Float constant.
    pub fn four_bytes(&self, bytes: &[u8], index: u16, tag: u8) -> Option<u32> {
        Some(u32::from_be_bytes(self.content(bytes, index, tag)?))
    }

    /// The bits of a Long or Double constant.
    pub fn eight_bytes(&self, bytes: &[u8], index: u16, tag: u8) -> Option<u64> {
        Some(u64::from_be_bytes(self.content(bytes, index, tag)?))
    }

    /// The name of a Class constant: an internal name or an array descriptor.
    pub fn class_name<'a>(&self, bytes: &'a [u8], index: u16) -> Option<&'a [u8]> {
        self.utf8(bytes, self.one(bytes, index, tag::CLASS)?)
    }

    /// Name and descriptor of a NameAndType constant.
    pub fn name_and_type<'a>(&self, bytes: &'a [u8], index: u16) -> Option<(&'a [u8], &'a [u8])> {
        let (name, descriptor) = self.two(bytes, index, tag::NAME_AND_TYPE)?;
        Some((self.utf8(bytes, name)?, self.utf8(bytes, descriptor)?))
    }

    fn content<const N: usize>(&self, bytes: &[u8], index: u16, tag: u8) -> Option<[u8; N]> {
        let slot = self.slots.get(usize::from(index)).filter(|s| s.tag == tag)?;
        bytes.get(slot.at as usize..)?.first_chunk().copied()
    }
}

/// Whether the bytes are modified UTF-8 (JVMS 4.4.7): no zero byte, no four-byte form, no stray or missing
/// continuation. Overlong forms pass, as they do in most VMs.
pub(super) fn is_modified_utf8(bytes: &[u8]) -> bool {
    if bytes.iter().all(|b| b.wrapping_sub(1) < 0x7f) {
        return true;
    }
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [a, after @ ..] if a.wrapping_sub(1) < 0x7f => after,
            [a, b, after @ ..] if a & 0xe0 == 0xc0 && b & 0xc0 == 0x80 => after,
            [a, b, c, after @ ..] if a & 0xf0 == 0xe0 && b & 0xc0 == 0x80 && c & 0xc0 == 0x80 => after,
            _ => return false,
        };
    }
}
