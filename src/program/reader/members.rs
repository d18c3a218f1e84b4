//! Fields and methods.

use super::cursor::Cursor;
use super::defects::{Defect, Site};
use super::*;
use crate::program::{Field, FieldConstant, Method, MethodId};
use std::collections::BTreeSet;

impl ClassReader<'_, '_> {
    /// Reads the fields; `false` when the file ends before they do.
    pub(super) fn read_fields(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let first = self.program.fields.len() as u32;
        let complete = self.read_each_field(cursor);
        let fields = first..self.program.fields.len() as u32;
        let pairs = self.program.fields[first as usize..].iter().map(|f| (f.name, f.descriptor));
        if let Some((count, at)) = repeated(pairs, &mut self.scratch.sorted) {
            let field = &self.program.fields[first as usize + at];
            let defect = Defect::new(What::DuplicateMember, "field", Site::Field(field.name, field.descriptor));
            self.scratch.defects.add(defect.count(count));
        }
        self.program.classes[self.class.0 as usize].fields = fields;
        complete
    }

    fn read_each_field(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let Some(count) = cursor.u2() else { return false };
        for _ in 0..count {
            let Some((access, name, descriptor)) = self.read_member_head(cursor) else { return false };
            let known = self.utf8_sym(name).zip(self.utf8_sym(descriptor));
            let site = known.map_or(Site::Class, |(name, descriptor)| Site::Field(name, descriptor));
            match known {
                Some((name, descriptor)) => {
                    self.check_field(name, descriptor, access);
                    let class = self.class;
                    self.program.fields.push(Field { class, name, descriptor, access, constant: None });
                }
                None => self.defect(What::BadMember, "a field without name or descriptor", Site::Class),
            }
            let Some(attributes) = cursor.u2() else { return false };
            for _ in 0..attributes {
                let Some((attribute, range)) = self.attribute(cursor, site) else { return false };
                if attribute == b"ConstantValue" && known.is_some() {
                    self.read_constant_value(range, site);
                }
            }
        }
        true
    }

    fn read_constant_value(&mut self, range: std::ops::Range<usize>, site: Site) {
        let pool = &self.scratch.pool;
        let index = Cursor::new(&self.bytes[..range.end], range.start).u2().unwrap_or(0);
        let tag = pool.tag(index);
        let constant = match tag {
            tag::INTEGER => pool.four_bytes(self.bytes, index, tag).map(|v| FieldConstant::Int(v as i32)),
            tag::FLOAT => pool.four_bytes(self.bytes, index, tag).map(FieldConstant::Float),
            tag::LONG => pool.eight_bytes(self.bytes, index, tag).map(|v| FieldConstant::Long(v as i64)),
            tag::DOUBLE => pool.eight_bytes(self.bytes, index, tag).map(FieldConstant::Double),
            tag::STRING => match pool.one(self.bytes, index, tag) {
                Some(text) => self.utf8_sym(text).map(FieldConstant::String),
                None => None,
            },
            _ => None,
        };
        let Some(field) = self.program.fields.last_mut() else { return };
        let fits = matches!(
            (self.program.symbols.bytes(field.descriptor), &constant),
            (b"I" | b"S" | b"C" | b"B" | b"Z", Some(FieldConstant::Int(_)))
                | (b"J", Some(FieldConstant::Long(_)))
                | (b"F", Some(FieldConstant::Float(_)))
                | (b"D", Some(FieldConstant::Double(_)))
                | (b"Ljava/lang/String;", Some(FieldConstant::String(_)))
        );
        if field.constant.is_some() {
            self.defect(What::DuplicateAttribute, "ConstantValue", site);
            return;
        }
        field.constant = constant;
        if !fits {
            self.defect(What::BadAttribute, "a ConstantValue that does not fit its field", site);
        }
    }

    fn check_field(&mut self, name: Sym, descriptor: Sym, access: u16) {
        let site = Site::Field(name, descriptor);
        let symbols = &self.program.symbols;
        let float = names::has_float(symbols.bytes(descriptor));
        if !names::is_field_name(symbols.bytes(name)) {
            self.defect(What::IllegalName, "field name", site);
        }
        if !names::is_field_descriptor(self.program.symbols.bytes(descriptor)) {
            self.defect(What::BadMember, "illegal field descriptor", site);
        } else if float {
            self.floating(site, 1);
        }
        if !is_one_access(access) || access & ACC_FINAL != 0 && access & ACC_VOLATILE != 0 {
            let defect = Defect::new(What::BadFlags, "field flags that contradict each other", site);
            self.scratch.defects.add(defect.number(access.into()));
        }
    }

    /// Reads the methods; `false` when the file ends before they do. Sets `cut` when the limit of instructions left
    /// code unread.
    pub(super) fn read_methods(&mut self, cursor: &mut Cursor<'_>, class_access: u16, cut: &mut bool) -> bool {
        let first = self.program.methods.len() as u32;
        let complete = self.read_each_method(cursor, class_access, cut);
        let methods = first..self.program.methods.len() as u32;
        let pairs = self.program.methods[first as usize..].iter().map(|m| (m.name, m.descriptor));
        if let Some((count, at)) = repeated(pairs, &mut self.scratch.sorted) {
            let site = Site::Method(MethodId(first + at as u32));
            self.scratch.defects.add(Defect::new(What::DuplicateMember, "method", site).count(count));
        }
        self.program.classes[self.class.0 as usize].methods = methods;
        complete
    }

    fn read_each_method(&mut self, cursor: &mut Cursor<'_>, class_access: u16, cut: &mut bool) -> bool {
        let Some(count) = cursor.u2() else { return false };
        for _ in 0..count {
            let Some((access, name, descriptor)) = self.read_member_head(cursor) else { return false };
            let known = self.utf8_sym(name).zip(self.utf8_sym(descriptor));
            let id = MethodId(self.program.methods.len() as u32);
            let site = known.map_or(Site::Class, |_| Site::Method(id));
            match known {
                Some((name, descriptor)) => {
                    let class = self.class;
                    self.program.methods.push(Method { class, name, descriptor, access, code: None });
                    self.check_method(id, class_access);
                }
                None => self.defect(What::BadMember, "a method without name or descriptor", Site::Class),
            }
            let Some(attributes) = cursor.u2() else { return false };
            let mut code = None;
            for _ in 0..attributes {
                let Some((attribute, range)) = self.attribute(cursor, site) else {
                    // What was read whole before the end of the file is kept.
                    if let (Some(range), Some(_)) = (code, known) {
                        *cut |= !self.read_code(range, id);
                    }
                    return false;
                };
                if attribute == b"Code" {
                    if code.is_some() {
                        self.defect(What::DuplicateAttribute, "Code", site);
                    } else {
                        code = Some(range);
                    }
                }
            }
            if known.is_some() {
                self.check_body(id, code.is_some());
                if let Some(range) = code {
                    *cut |= !self.read_code(range, id);
                }
            }
        }
        true
    }

    fn check_body(&mut self, id: MethodId, has_code: bool) {
        let access = self.program.method(id).access;
        match (access & (ACC_ABSTRACT | ACC_NATIVE) != 0, has_code) {
            (true, true) => self.defect(What::BadCode, "code in an abstract or native method", Site::Method(id)),
            (false, false) => self.defect(What::BadCode, "no code in a method that needs it", Site::Method(id)),
            _ => {}
        }
    }

    fn check_method(&mut self, id: MethodId, class_access: u16) {
        let site = Site::Method(id);
        let method = self.program.method(id);
        let access = method.access;
        let symbols = &self.program.symbols;
        let (name, descriptor) = (symbols.bytes(method.name), symbols.bytes(method.descriptor));
        let is = |flag| access & flag != 0;
        let finalizer = name == b"finalize" && descriptor == b"()V";
        let legal_name = names::is_method_name(name);
        let legal_descriptor = names::parameter_slots(descriptor).is_some();
        let float = names::has_float(descriptor);
        let other_than = |allowed: u16| access & !allowed & 0x0fff & !ACC_SYNTHETIC != 0;
        let flags_ok = match name {
            b"<clinit>" => true,
            _ if class_access & ACC_INTERFACE != 0 => {
                is(ACC_PUBLIC) && is(ACC_ABSTRACT) && !other_than(ACC_PUBLIC | ACC_ABSTRACT | 0x00c0)
            }
            b"<init>" => {
                is_one_access(access) && !other_than(ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED | ACC_STRICT | 0x00c0)
            }
            _ => {
                let against_abstract =
                    ACC_FINAL | ACC_NATIVE | ACC_PRIVATE | ACC_STATIC | ACC_SYNCHRONIZED | ACC_STRICT;
                let strict_abstract = self.major == 45 && self.minor == 3 && is(ACC_STRICT);
                is_one_access(access) && (!is(ACC_ABSTRACT) || access & against_abstract == 0 || strict_abstract)
            }
        };
        if finalizer {
            let defect = Defect::new(What::Finalizer, if is(ACC_NATIVE) { "native" } else { "" }, site);
            self.scratch.defects.add(defect.rule("C08"));
        }
        if is(ACC_NATIVE) {
            self.scratch.defects.add(Defect::new(What::NativeMethod, "", site).rule("C09"));
        }
        if !legal_name {
            self.defect(What::IllegalName, "method name", site);
        }
        if !legal_descriptor {
            self.defect(What::BadMember, "illegal method descriptor", site);
        } else if float {
            self.floating(site, 1);
        }
        if !flags_ok {
            let defect = Defect::new(What::BadFlags, "method flags that contradict each other", site);
            self.scratch.defects.add(defect.rule("C23").number(access.into()));
        }
    }

    /// Floating point in a declaration or in code (C07).
    pub(super) fn floating(&mut self, site: Site, count: u32) {
        self.scratch.defects.add(Defect::new(What::FloatingPoint, "", site).rule("C07").count(count));
    }

    fn read_member_head(&mut self, cursor: &mut Cursor<'_>) -> Option<(u16, u16, u16)> {
        Some((cursor.u2()?, cursor.u2()?, cursor.u2()?))
    }
}

/// At most one of public, private and protected.
fn is_one_access(access: u16) -> bool {
    (access & (ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED)).count_ones() <= 1
}

/// How many members repeat an earlier one, and the position of the first that does.
fn repeated(members: impl Iterator<Item = (Sym, Sym)> + Clone, sorted: &mut Vec<(Sym, Sym)>) -> Option<(u32, usize)> {
    sorted.clear();
    sorted.extend(members.clone());
    sorted.sort_unstable();
    let count = sorted.windows(2).filter(|w| w[0] == w[1]).count() as u32;
    if count == 0 {
        return None;
    }
    let mut seen = BTreeSet::new();
    let mut members = members;
    members.position(|m| !seen.insert(m)).map(|first| (count, first))
}
