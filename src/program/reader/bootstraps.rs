//! The bootstrap methods of a class (JVMS 4.7.23), for the `invokedynamic` call sites that were found in its code.

use super::{ClassReader, Cursor, tag};
use crate::program::BootstrapArgument;
use std::ops::Range;

impl ClassReader<'_, '_> {
    /// Reads the attribute and tells the call sites of the class their bootstrap method and what that is given. What can't
    /// be read stays unknown.
    pub(super) fn read_bootstraps(&mut self, attribute: Range<usize>) {
        let first = self.program.dynamic_calls.partition_point(|call| call.class < self.class);
        if first == self.program.dynamic_calls.len() {
            return;
        }
        let Some(content) = self.bytes.get(attribute) else { return };
        let mut cursor = Cursor::new(content, 0);
        let mut methods: Vec<(Option<u32>, Range<u32>)> = Vec::new();
        let Some(count) = cursor.u2() else { return };
        for _ in 0..count {
            let (Some(handle), Some(arguments)) = (cursor.u2(), cursor.u2()) else { break };
            let start = self.program.bootstrap_arguments.len() as u32;
            for _ in 0..arguments {
                let Some(index) = cursor.u2() else { break };
                let argument = self.bootstrap_argument(index).unwrap_or(BootstrapArgument::Other);
                self.program.bootstrap_arguments.push(argument);
            }
            let method = self.handle(handle).map(|(_, member)| member);
            methods.push((method, start..self.program.bootstrap_arguments.len() as u32));
        }
        for call in &mut self.program.dynamic_calls[first..] {
            if let Some((method, arguments)) = methods.get(usize::from(call.bootstrap)) {
                (call.method, call.arguments) = (*method, arguments.clone());
            }
        }
    }

    fn bootstrap_argument(&mut self, index: u16) -> Option<BootstrapArgument> {
        let pool = &self.scratch.pool;
        Some(match pool.tag(index) {
            tag::STRING => {
                let text = pool.one(self.bytes, index, tag::STRING)?;
                BootstrapArgument::Text(self.utf8_sym(text)?)
            }
            tag::INTEGER => BootstrapArgument::Int(pool.four_bytes(self.bytes, index, tag::INTEGER)?.cast_signed()),
            tag::CLASS => BootstrapArgument::Class(self.class_sym(index)?),
            tag::METHOD_TYPE => {
                let descriptor = pool.one(self.bytes, index, tag::METHOD_TYPE)?;
                BootstrapArgument::MethodType(self.utf8_sym(descriptor)?)
            }
            tag::METHOD_HANDLE => {
                let (kind, member) = self.handle(index)?;
                BootstrapArgument::Handle { kind, member }
            }
            _ => return None,
        })
    }

    /// Kind and member of a method handle.
    fn handle(&mut self, index: u16) -> Option<(u8, u32)> {
        let (kind, reference) = self.scratch.pool.handle(self.bytes, index)?;
        let tag = self.scratch.pool.tag(reference);
        matches!(tag, tag::FIELD | tag::METHOD | tag::INTERFACE_METHOD)
            .then(|| self.member(reference, tag))
            .flatten()
            .map(|member| (kind, member))
    }
}
