//! Whether a class file can be handed to a strict, eager reader without harm. Such readers recurse on constants,
//! annotations and nested attributes and allocate what a switch claims (`cafebabe` 0.9: stack overflow from a chain of
//! constants or from nested annotations, 16 GB for 157 bytes), which no caller can catch.

use super::cursor::Cursor;
use super::opcodes::{Form, SHAPES};
use super::{Pool, tag};

/// Annotations nest and claim counts; within so many bytes neither can do harm.
const ANNOTATION_BYTES: usize = 32;

/// `Ok` when nothing in the class file is known to hurt a strict reader, else the reason for not handing it over.
pub fn check_tame(bytes: &[u8]) -> Result<(), &'static str> {
    let mut pool = Pool::default();
    pool.scan(bytes).map_err(|_| "the constant pool cannot be read")?;
    check_constants(bytes, &pool)?;
    let mut walk = Walk { bytes, pool: &pool, cursor: Cursor::new(bytes, pool.end()) };
    walk.class().ok_or("the file ends early")?
}

fn check_constants(bytes: &[u8], pool: &Pool) -> Result<(), &'static str> {
    let is = |index: u16, wanted: u8| pool.tag(index) == wanted;
    let one_is = |index, tag, wanted| pool.one(bytes, index, tag).is_some_and(|i| is(i, wanted));
    for index in 1..pool.len() {
        let index = index as u16;
        let sound = match pool.tag(index) {
            kind @ (tag::CLASS | tag::STRING | tag::METHOD_TYPE | tag::MODULE | tag::PACKAGE) => {
                one_is(index, kind, tag::UTF8)
            }
            kind @ (tag::FIELD | tag::METHOD | tag::INTERFACE_METHOD) => pool
                .two(bytes, index, kind)
                .is_some_and(|(class, name)| is(class, tag::CLASS) && is(name, tag::NAME_AND_TYPE)),
            kind @ (tag::DYNAMIC | tag::INVOKE_DYNAMIC) => {
                pool.two(bytes, index, kind).is_some_and(|(_, name)| is(name, tag::NAME_AND_TYPE))
            }
            tag::NAME_AND_TYPE => {
                let plain =
                    |text: &[u8]| std::str::from_utf8(text).is_ok_and(|t| t.chars().all(|c| c as u32 <= 0xffff));
                match pool.name_and_type(bytes, index) {
                    Some((name, descriptor)) if plain(name) && plain(descriptor) => true,
                    Some(_) => return Err("a member reference whose name is not plain UTF-8"),
                    None => false,
                }
            }
            tag::METHOD_HANDLE => return Err("method handles"),
            _ => true,
        };
        if !sound {
            return Err("a constant that refers to one of another kind");
        }
    }
    Ok(())
}

struct Walk<'a> {
    bytes: &'a [u8],
    pool: &'a Pool,
    cursor: Cursor<'a>,
}

type Tame = Result<(), &'static str>;

/// `None` when the file ends, an error when it is not tame.
impl Walk<'_> {
    fn class(&mut self) -> Option<Tame> {
        let mut skip = |n: usize| self.cursor.skip(n).then_some(());
        skip(6)?;
        let interfaces = self.cursor.u2()?;
        self.cursor.skip(usize::from(interfaces) * 2).then_some(())?;
        for methods in [false, true] {
            for _ in 0..self.cursor.u2()? {
                self.cursor.skip(6).then_some(())?;
                if let Err(reason) = self.attributes(methods)? {
                    return Some(Err(reason));
                }
            }
        }
        self.attributes(false)
    }

    fn attributes(&mut self, of_method: bool) -> Option<Tame> {
        let mut codes = 0;
        for _ in 0..self.cursor.u2()? {
            let name = self.cursor.u2()?;
            let length = self.cursor.u4()? as usize;
            let start = self.cursor.at();
            self.cursor.skip(length).then_some(())?;
            let tame = match self.pool.utf8(self.bytes, name) {
                Some(b"Code") if of_method && codes == 0 => {
                    codes += 1;
                    self.code(start, start + length)
                }
                name => self.leaf(name, length),
            };
            if tame.is_err() {
                return Some(tame);
            }
        }
        Some(Ok(()))
    }

    /// An attribute that must not hold further ones.
    fn leaf(&self, name: Option<&[u8]>, length: usize) -> Tame {
        match name {
            Some(b"Code" | b"Record") => Err("an attribute that holds attributes, where none is expected"),
            Some(name) if name.starts_with(b"Runtime") || name == b"AnnotationDefault" => match length {
                0..=ANNOTATION_BYTES => Ok(()),
                _ => Err("annotations"),
            },
            _ => Ok(()),
        }
    }

    fn code(&self, start: usize, end: usize) -> Tame {
        let short = "a code attribute that ends early";
        let mut cursor = Cursor::new(&self.bytes[..end], start);
        let length = (|| {
            cursor.u4()?;
            cursor.u4()
        })();
        let at = cursor.at();
        let length = length.ok_or(short)? as usize;
        if !cursor.skip(length) {
            return Err(short);
        }
        check_code(&self.bytes[at..at + length])?;
        let handlers = cursor.u2().ok_or(short)?;
        if !cursor.skip(usize::from(handlers) * 8) {
            return Err(short);
        }
        let mut inner = Walk { bytes: &self.bytes[..end], pool: self.pool, cursor };
        inner.attributes(false).ok_or(short)?
    }
}

/// Every instruction is known and no switch claims more than is there.
fn check_code(code: &[u8]) -> Tame {
    let mut pc = 0;
    while pc < code.len() {
        let operands = match SHAPES[usize::from(code[pc])].form {
            Form::Plain => 0,
            Form::Byte | Form::Ldc | Form::Slot | Form::NewArray => 1,
            Form::Short | Form::LdcW | Form::Ldc2 | Form::Increment | Form::Branch => 2,
            Form::Field | Form::Method | Form::Class => 2,
            Form::MultiArray => 3,
            Form::BranchW | Form::InterfaceMethod | Form::Dynamic => 4,
            Form::Wide => match code.get(pc + 1).map(|o| SHAPES[usize::from(*o)].form) {
                Some(Form::Increment) => 5,
                _ => 3,
            },
            form @ (Form::TableSwitch | Form::LookupSwitch) => {
                switch_bytes(code, pc, form).ok_or("a switch that claims more than the code holds")?
            }
            Form::Undefined => return Err("an undefined opcode"),
        };
        pc += 1 + operands;
    }
    Ok(())
}

/// Bytes of a switch behind its opcode; `None` when they are not there.
fn switch_bytes(code: &[u8], pc: usize, form: Form) -> Option<usize> {
    let mut cursor = Cursor::new(code, (pc + 4) & !3);
    cursor.u4()?;
    let (count, size) = match form {
        Form::TableSwitch => {
            let low = cursor.u4()? as i32;
            (i64::from(cursor.u4()? as i32) - i64::from(low) + 1, 4)
        }
        _ => (i64::from(cursor.u4()? as i32), 8),
    };
    let count = usize::try_from(count).ok().filter(|count| *count <= cursor.left() / size)?;
    cursor.skip(count * size).then(|| cursor.at() - pc - 1)
}
