//! Bytecode: decoded once, front to back, with a second small pass for branch targets.

use super::cursor::Cursor;
use super::defects::{Defect, Site};
use super::opcodes::{Form, SHAPES, Shape};
use super::*;
use crate::program::{Code, DynamicCall, Handler, Insn, MethodId, NO_TARGET, Op, StackMapKind, Switch};
use std::ops::Range;

/// No instruction starts at the offset.
pub(super) const NO_INSN: u16 = u16::MAX;

/// Bytecode that is decoded of one method: offsets have 16 bits (JVMS 4.7.3).
const CODE_BYTES: usize = 65_535;
/// KVM refuses methods of 0x7fff bytes and more (C14).
const KVM_CODE_BYTES: usize = 0x7ffe;
/// KVM refuses methods whose stack and locals take more than this (C15).
const KVM_FRAME: u32 = 512;
/// How often decoding takes up again, at a branch target, behind bytes that are no instruction.
const RESUMES: u32 = 64;

/// What came of one instruction.
enum Step {
    /// It is whole; the next one starts there.
    Next(usize),
    /// It cannot be decoded; where it ends is unknown.
    Lost,
    /// The code ends within it.
    Cut,
}

/// What a `Code` attribute says before the bytecode.
struct Frame {
    max_stack: u16,
    max_locals: u16,
    code: Range<usize>,
}

impl ClassReader<'_, '_> {
    /// Reads a `Code` attribute. `false` when the limit of instructions forbids it.
    pub(super) fn read_code(&mut self, range: Range<usize>, id: MethodId) -> bool {
        if self.program.code.len() as u64 >= self.limits.instructions {
            return false;
        }
        let site = Site::Method(id);
        let Some(frame) = self.read_frame(&range, site) else {
            self.defect(What::BadCode, "the code attribute ends within its head", site);
            self.defect(What::CodeLost, "no code of the method could be read", site);
            return true;
        };
        self.check_frame(&frame, id);
        let mut cursor = Cursor::new(&self.bytes[..range.end], frame.code.end);
        let claimed = cursor.u2().map(|count| usize::from(count) * 8);
        if claimed.is_none_or(|length| cursor.left() < length) {
            self.defect(What::BadCode, "the code attribute ends within its handlers", site);
        }
        let handler_bytes = cursor.at()..cursor.at() + claimed.unwrap_or(0).min(cursor.left() / 8 * 8);
        cursor.skip(handler_bytes.len());
        let decoded = frame.code.start..frame.code.end.min(frame.code.start + CODE_BYTES);
        let code_bytes = &self.bytes[decoded.clone()];
        let insns = self.decode(code_bytes, &handler_bytes, id);
        let handlers = self.read_handlers(handler_bytes, &insns, id);
        let mut code = Code {
            insns,
            handlers,
            lines: 0..0,
            max_stack: frame.max_stack,
            max_locals: frame.max_locals,
            bytes: frame.code.len() as u32,
            stack_map: StackMapKind::None,
            offset: frame.code.start as u32,
            stack_map_bytes: 0..0,
        };
        self.read_code_attributes(&mut cursor, &mut code, site);
        self.check_map(&code, id);
        self.program.methods[id.0 as usize].code = Some(code);
        true
    }

    /// The head of the attribute. Before version 45.3 its fields were narrower, for HotSpot; CLDC VMs read the wide
    /// form whatever the minor version says, so that comes first when it fits.
    fn read_frame(&mut self, range: &Range<usize>, site: Site) -> Option<Frame> {
        let content = &self.bytes[..range.end];
        let mut cursor = Cursor::new(content, range.start);
        let wide = (|| Some((cursor.u2()?, cursor.u2()?, cursor.u4()? as usize, cursor.at())))();
        let fits = |length: usize, at: usize| length > 0 && length.saturating_add(4) <= range.end - at;
        if self.major == 45 && self.minor < 3 && !wide.is_some_and(|(.., length, at)| fits(length, at)) {
            let mut cursor = Cursor::new(content, range.start);
            let narrow = (|| {
                let (stack, locals) = (cursor.u1()?.into(), cursor.u1()?.into());
                Some((stack, locals, usize::from(cursor.u2()?), cursor.at()))
            })();
            if let Some((max_stack, max_locals, length, at)) = narrow
                && fits(length, at)
            {
                self.defect(What::BadCode, "the short form of before version 45.3", site);
                return Some(Frame { max_stack, max_locals, code: at..at + length });
            }
        }
        let (max_stack, max_locals, length, at) = wide?;
        if length == 0 {
            self.defect(What::BadCode, "empty code", site);
        }
        let there = length.min(range.end - at);
        if there < length {
            let defect = Defect::new(What::BadCode, "the code is longer than its attribute", site);
            self.scratch.defects.add(defect.number(length as u32).limit(there as u32));
        }
        Some(Frame { max_stack, max_locals, code: at..at + there })
    }

    fn check_frame(&mut self, frame: &Frame, id: MethodId) {
        let site = Site::Method(id);
        if frame.code.len() > KVM_CODE_BYTES {
            let defect = Defect::new(What::OversizeCode, "", site).rule("C14").number(frame.code.len() as u32);
            self.scratch.defects.add(defect.limit(KVM_CODE_BYTES as u32));
        }
        let size = u32::from(frame.max_stack) + u32::from(frame.max_locals);
        if size > KVM_FRAME {
            let defect = Defect::new(What::OversizeFrame, "", site).rule("C15").number(size).limit(KVM_FRAME);
            self.scratch.defects.add(defect);
        }
        let method = self.program.method(id);
        let this = u32::from(method.access & ACC_STATIC == 0);
        let parameters = names::parameter_slots(self.program.symbols.bytes(method.descriptor)).unwrap_or(0) + this;
        if parameters > u32::from(frame.max_locals) {
            let defect = Defect::new(What::BadCode, "fewer locals than the parameters take", site);
            self.scratch.defects.add(defect.number(frame.max_locals.into()).limit(parameters));
        }
    }

    /// Decodes the bytecode and links its branches. Gives the range of [`Program::code`].
    fn decode(&mut self, code: &[u8], handlers: &Range<usize>, id: MethodId) -> Range<u32> {
        let first = self.program.code.len();
        let first_switch = self.program.switches.len();
        self.scratch.insn_at.clear();
        self.scratch.insn_at.resize(code.len(), NO_INSN);
        self.scratch.branches.clear();
        self.scratch.floats = (0, 0);
        let mut resumes = 0;
        let mut pc = 0;
        while pc < code.len() {
            let shape = &SHAPES[usize::from(code[pc])];
            self.scratch.insn_at[pc] = (self.program.code.len() - first) as u16;
            let mut insn = Insn { op: shape.op, pc: pc as u16, a: shape.a, b: shape.b };
            let step = match shape.form {
                Form::Plain => Step::Next(pc + 1),
                _ => self.operands(code, shape, &mut insn, id),
            };
            if shape.float {
                self.count_float(pc as u16);
            }
            match step {
                Step::Next(next) => {
                    self.program.code.push(insn);
                    pc = next;
                }
                Step::Lost | Step::Cut => {
                    self.program.code.push(Insn { op: Op::Bad, pc: pc as u16, a: code[pc].into(), b: 0 });
                    let cut = matches!(step, Step::Cut);
                    if cut {
                        self.defect(What::BadCode, "the code ends within an instruction", Site::Code(id, pc as u16));
                    }
                    resumes += 1;
                    let resume = self.next_target(pc, code.len(), first_switch, handlers);
                    let resume = resume.filter(|_| !cut && resumes <= RESUMES);
                    let lost = Defect::new(What::CodeLost, "bytes not decoded", Site::Code(id, pc as u16));
                    self.scratch.defects.add(lost.number((resume.unwrap_or(code.len()) - pc) as u32));
                    match resume {
                        Some(target) => pc = target,
                        None => break,
                    }
                }
            }
        }
        let (floats, first_float) = self.scratch.floats;
        if floats > 0 {
            self.floating(Site::Code(id, first_float), floats);
        }
        self.link(first, first_switch, id);
        first as u32..self.program.code.len() as u32
    }

    /// The nearest target behind `pc` that a branch, switch or handler names: where decoding goes on after bytes that
    /// are no instruction. A VM that does not verify would get there as well.
    fn next_target(&self, pc: usize, length: usize, first_switch: usize, handlers: &Range<usize>) -> Option<usize> {
        let branches = self.scratch.branches.iter().map(|i| self.program.code[*i as usize].a);
        let switches = &self.program.switches[first_switch..];
        let first_case = switches.first().map_or(self.program.cases.len(), |s| s.cases.start as usize);
        let cases = self.program.cases[first_case..].iter().map(|(_, target)| *target);
        let handlers = self.bytes[handlers.clone()].as_chunks::<8>().0;
        let handlers = handlers.iter().map(|h| u32::from(u16::from_be_bytes([h[4], h[5]])));
        branches
            .chain(switches.iter().map(|s| s.default))
            .chain(cases)
            .chain(handlers)
            .map(|target| target as usize)
            .filter(|target| *target > pc && *target < length)
            .min()
    }

    /// Reads the operands of the instruction at `insn.pc`. Branch targets stay byte offsets until [`Self::link`].
    fn operands(&mut self, code: &[u8], shape: &Shape, insn: &mut Insn, id: MethodId) -> Step {
        self.try_operands(code, shape, insn, id).unwrap_or(Step::Cut)
    }

    fn try_operands(&mut self, code: &[u8], shape: &Shape, insn: &mut Insn, id: MethodId) -> Option<Step> {
        let pc = usize::from(insn.pc);
        let site = Site::Code(id, insn.pc);
        let mut cursor = Cursor::new(code, pc + 1);
        match shape.form {
            Form::Plain => {}
            Form::Byte => insn.a = i32::from(cursor.u1()? as i8) as u32,
            Form::Short => insn.a = i32::from(cursor.u2()? as i16) as u32,
            Form::Slot => {
                insn.a = cursor.u1()?.into();
                self.check_subroutine(insn.op, site);
            }
            Form::Increment => {
                insn.a = cursor.u1()?.into();
                insn.b = i32::from(cursor.u1()? as i8) as u32;
            }
            Form::Branch | Form::BranchW => {
                let offset = match shape.form {
                    Form::Branch => i32::from(cursor.u2()? as i16),
                    _ => cursor.u4()? as i32,
                };
                insn.a = (pc as i32).wrapping_add(offset) as u32;
                self.scratch.branches.push(self.program.code.len() as u32);
                self.check_subroutine(insn.op, site);
            }
            Form::Ldc => {
                let index = cursor.u1()?.into();
                self.load_constant(index, insn, site);
            }
            Form::LdcW => {
                let index = cursor.u2()?;
                self.load_constant(index, insn, site);
            }
            Form::Ldc2 => {
                let index = cursor.u2()?;
                self.load_wide_constant(index, insn, site);
            }
            Form::Field => {
                let index = cursor.u2()?;
                match self.member(index, tag::FIELD) {
                    Some(member) => insn.a = member,
                    None => self.bad_operand(insn, code[pc], index, site),
                }
            }
            Form::Method => {
                let index = cursor.u2()?;
                match self.method_ref(index, tag::METHOD, site) {
                    Some(member) => insn.a = member,
                    None => self.bad_operand(insn, code[pc], index, site),
                }
            }
            Form::InterfaceMethod => {
                let (index, count, zero) = (cursor.u2()?, cursor.u1()?, cursor.u1()?);
                match self.method_ref(index, tag::INTERFACE_METHOD, site) {
                    Some(member) => {
                        insn.a = member;
                        let descriptor = self.program.members[member as usize].descriptor;
                        let slots = names::parameter_slots(self.program.symbols.bytes(descriptor));
                        if zero != 0 || slots.is_none_or(|s| s + 1 != u32::from(count)) {
                            self.defect(What::BadCode, "invokeinterface with a wrong count of arguments", site);
                        }
                    }
                    None => self.bad_operand(insn, code[pc], index, site),
                }
            }
            Form::Dynamic => {
                let (index, _zero) = (cursor.u2()?, cursor.u2()?);
                match self.dynamic_call(index) {
                    Some(call) => {
                        insn.a = call;
                        self.scratch.defects.add(Defect::new(What::Invokedynamic, "", site).rule("C26"));
                    }
                    None => return Some(self.illegal(code[pc], site)),
                }
            }
            Form::Class => {
                let index = cursor.u2()?;
                self.class_operand(index, insn, code[pc], site);
            }
            Form::MultiArray => {
                let (index, dimensions) = (cursor.u2()?, cursor.u1()?);
                self.class_operand(index, insn, code[pc], site);
                if insn.op == Op::NewMultiArray {
                    insn.b = dimensions.into();
                }
            }
            Form::NewArray => {
                insn.a = cursor.u1()?.into();
                match insn.a {
                    6 | 7 => self.count_float(insn.pc),
                    4 | 5 | 8..=11 => {}
                    _ => self.defect(What::BadCode, "newarray of an unknown type", site),
                }
            }
            Form::TableSwitch | Form::LookupSwitch => return self.switch(code, insn, shape.form, site),
            Form::Wide => {
                let opcode = cursor.u1()?;
                let widened = &SHAPES[usize::from(opcode)];
                insn.op = widened.op;
                match widened.form {
                    Form::Slot => {
                        insn.a = cursor.u2()?.into();
                        self.check_subroutine(insn.op, site);
                        if widened.float {
                            self.count_float(insn.pc);
                        }
                    }
                    Form::Increment => {
                        insn.a = cursor.u2()?.into();
                        insn.b = i32::from(cursor.u2()? as i16) as u32;
                    }
                    _ => {
                        self.defect(What::BadCode, "wide before an opcode that has no wide form", site);
                        return Some(Step::Lost);
                    }
                }
            }
            Form::Undefined => return Some(self.illegal(code[pc], site)),
        }
        Some(Step::Next(cursor.at()))
    }

    fn illegal(&mut self, opcode: u8, site: Site) -> Step {
        self.scratch.defects.add(Defect::new(What::IllegalOpcode, "", site).number(opcode.into()));
        Step::Lost
    }

    /// An instruction on float or double.
    fn count_float(&mut self, pc: u16) {
        let (count, first) = &mut self.scratch.floats;
        if *count == 0 {
            *first = pc;
        }
        *count += 1;
    }

    /// jsr and ret (C06).
    fn check_subroutine(&mut self, op: Op, site: Site) {
        if matches!(op, Op::Jsr | Op::Ret) {
            self.scratch.defects.add(Defect::new(What::Subroutine, "", site).rule("C06"));
        }
    }

    fn bad_operand(&mut self, insn: &mut Insn, opcode: u8, index: u16, site: Site) {
        *insn = Insn { op: Op::Bad, pc: insn.pc, a: opcode.into(), b: index.into() };
        let defect = Defect::new(What::BadCode, "an operand that names no usable constant", site);
        self.scratch.defects.add(defect.number(index.into()));
    }

    /// A method reference; `expected` is the kind that the instruction asks for, the other one is tolerated.
    fn method_ref(&mut self, index: u16, expected: u8, site: Site) -> Option<u32> {
        let tag = self.scratch.pool.tag(index);
        if !matches!(tag, tag::METHOD | tag::INTERFACE_METHOD) {
            return None;
        }
        // Since version 52 the static and private methods of interfaces are called so.
        if tag != expected && (expected == tag::INTERFACE_METHOD || self.major < 52) {
            self.defect(What::BadCode, "a call with the wrong kind of reference (class or interface)", site);
        }
        self.member(index, tag)
    }

    fn class_operand(&mut self, index: u16, insn: &mut Insn, opcode: u8, site: Site) {
        match self.class_sym(index) {
            Some(class) => insn.a = class.0,
            None => self.bad_operand(insn, opcode, index, site),
        }
    }

    fn dynamic_call(&mut self, index: u16) -> Option<u32> {
        let (bootstrap, name_and_type) = self.scratch.pool.two(self.bytes, index, tag::INVOKE_DYNAMIC)?;
        let known = self.scratch.members[usize::from(index)];
        if known != 0 {
            return Some(known - 1);
        }
        let (name, descriptor) = self.scratch.pool.two(self.bytes, name_and_type, tag::NAME_AND_TYPE)?;
        let (name, descriptor) = (self.utf8_sym(name)?, self.utf8_sym(descriptor)?);
        let call = DynamicCall { class: self.class, name, descriptor, bootstrap, method: None, arguments: 0..0 };
        self.program.dynamic_calls.push(call);
        self.scratch.members[usize::from(index)] = self.program.dynamic_calls.len() as u32;
        Some(self.program.dynamic_calls.len() as u32 - 1)
    }

    fn load_constant(&mut self, index: u16, insn: &mut Insn, site: Site) {
        let pool = &self.scratch.pool;
        let tag = pool.tag(index);
        let loaded = match tag {
            tag::INTEGER => pool.four_bytes(self.bytes, index, tag).map(|v| (Op::IntConst, v)),
            tag::FLOAT => pool.four_bytes(self.bytes, index, tag).map(|v| (Op::FloatConst, v)),
            tag::STRING => {
                let text = pool.one(self.bytes, index, tag);
                text.and_then(|text| self.utf8_sym(text)).map(|sym| (Op::StringConst, sym.0))
            }
            tag::CLASS => {
                if self.major < 49 {
                    let defect = Defect::new(What::NewerLanguage, "a class literal by ldc", site).rule("C26");
                    self.scratch.defects.add(defect);
                }
                self.class_sym(index).map(|sym| (Op::ClassConst, sym.0))
            }
            _ => None,
        };
        match loaded {
            Some((op, a)) => {
                (insn.op, insn.a) = (op, a);
                if op == Op::FloatConst {
                    self.count_float(insn.pc);
                }
            }
            None => self.other_constant(index, tag, insn, site),
        }
    }

    fn load_wide_constant(&mut self, index: u16, insn: &mut Insn, site: Site) {
        let pool = &self.scratch.pool;
        let tag = pool.tag(index);
        let op = if tag == tag::DOUBLE { Op::DoubleConst } else { Op::LongConst };
        match pool.eight_bytes(self.bytes, index, tag).filter(|_| matches!(tag, tag::LONG | tag::DOUBLE)) {
            Some(bits) => {
                *insn = Insn { op, pc: insn.pc, a: bits as u32, b: (bits >> 32) as u32 };
                if op == Op::DoubleConst {
                    self.count_float(insn.pc);
                }
            }
            None => {
                self.other_constant(index, tag, insn, site);
                insn.op = Op::OtherWideConst;
            }
        }
    }

    fn other_constant(&mut self, index: u16, tag: u8, insn: &mut Insn, site: Site) {
        *insn = Insn { op: Op::OtherConst, pc: insn.pc, a: index.into(), b: tag.into() };
        if !matches!(tag, tag::METHOD_HANDLE | tag::METHOD_TYPE | tag::DYNAMIC) {
            let defect = Defect::new(What::BadCode, "ldc of a constant that cannot be loaded so", site);
            self.scratch.defects.add(defect.number(index.into()));
        }
    }

    /// A switch; its table is taken only when all of it is there.
    fn switch(&mut self, code: &[u8], insn: &mut Insn, form: Form, site: Site) -> Option<Step> {
        let pc = usize::from(insn.pc);
        let table = (pc + 4) & !3;
        let mut cursor = Cursor::new(code, table);
        let target = |offset: u32| (pc as u32).wrapping_add(offset);
        let default = target(cursor.u4()?);
        let (low, count, size) = match form {
            Form::TableSwitch => {
                let (low, high) = (cursor.u4()? as i32, cursor.u4()? as i32);
                (low, i64::from(high) - i64::from(low) + 1, 4)
            }
            _ => (0, i64::from(cursor.u4()? as i32), 8),
        };
        let count = match usize::try_from(count) {
            Ok(count) if count <= cursor.left() / size => count,
            _ => {
                self.defect(
                    What::BadCode,
                    "a switch table that is longer than the code or ends before it starts",
                    site,
                );
                return Some(Step::Lost);
            }
        };
        if code[pc + 1..table].iter().any(|b| *b != 0) {
            self.defect(What::BadCode, "switch padding that is not zero", site);
        }
        let first = self.program.cases.len() as u32;
        for i in 0..count {
            let key = if form == Form::TableSwitch { low.wrapping_add(i as i32) } else { cursor.u4()? as i32 };
            let case = (key, target(cursor.u4()?));
            let ascends = i == 0 || self.program.cases.last().is_none_or(|(before, _)| *before < key);
            self.program.cases.push(case);
            if !ascends {
                self.defect(What::BadCode, "switch keys that do not ascend", site);
            }
        }
        insn.a = self.program.switches.len() as u32;
        let cases = first..self.program.cases.len() as u32;
        self.program.switches.push(Switch { default, cases });
        Some(Step::Next(cursor.at()))
    }

    /// Turns the byte offsets of branches and switches into instruction indexes.
    fn link(&mut self, first: usize, first_switch: usize, id: MethodId) {
        for &branch in &self.scratch.branches {
            let insn = &mut self.program.code[branch as usize];
            let target = insn_at(&self.scratch.insn_at, insn.a);
            if target == NO_TARGET {
                self.scratch.defects.add(lost_branch(id, insn.pc));
            }
            insn.a = target;
        }
        if first_switch == self.program.switches.len() {
            return;
        }
        for i in first..self.program.code.len() {
            let insn = self.program.code[i];
            if insn.op != Op::Switch {
                continue;
            }
            let switch = &mut self.program.switches[insn.a as usize];
            switch.default = insn_at(&self.scratch.insn_at, switch.default);
            let mut whole = switch.default != NO_TARGET;
            for (_, target) in &mut self.program.cases[switch.cases.start as usize..switch.cases.end as usize] {
                *target = insn_at(&self.scratch.insn_at, *target);
                whole &= *target != NO_TARGET;
            }
            if !whole {
                self.scratch.defects.add(lost_branch(id, insn.pc));
            }
        }
    }

    fn read_handlers(&mut self, bytes: Range<usize>, insns: &Range<u32>, id: MethodId) -> Range<u32> {
        let first = self.program.handlers.len() as u32;
        let entries = self.bytes[bytes].as_chunks::<8>().0;
        for entry in entries {
            let number = |i: usize| u16::from_be_bytes([entry[i], entry[i + 1]]);
            let at = |pc: u16| insn_at(&self.scratch.insn_at, pc.into());
            let (start, target) = (at(number(0)), at(number(4)));
            let end = match usize::from(number(2)) {
                end if end == self.scratch.insn_at.len() => insns.len() as u32,
                _ => at(number(2)),
            };
            let catch = match number(6) {
                0 => None,
                index => {
                    let class = self.class_sym(index);
                    if class.is_none() {
                        self.defect(What::BadCode, "a handler of something that is no class", Site::Method(id));
                    }
                    class
                }
            };
            if start == NO_TARGET || end == NO_TARGET || target == NO_TARGET {
                self.defect(What::BadCode, "a handler whose bounds or target are no instruction", Site::Method(id));
            } else if start >= end {
                self.defect(What::BadCode, "a handler that covers nothing", Site::Method(id));
            }
            self.program.handlers.push(Handler { start, end, target, catch });
        }
        first..self.program.handlers.len() as u32
    }

    fn read_code_attributes(&mut self, cursor: &mut Cursor<'_>, code: &mut Code, site: Site) {
        let first_line = self.program.lines.len();
        let mut maps = (0u32, 0u32);
        let count = cursor.u2();
        let mut complete = count.is_some();
        for _ in 0..count.unwrap_or(0) {
            let Some((name, range)) = self.attribute(cursor, site) else {
                complete = false;
                break;
            };
            let map = match name {
                b"StackMap" => {
                    maps.0 += 1;
                    maps.0 == 1
                }
                b"StackMapTable" => {
                    maps.1 += 1;
                    maps.0 == 0 && maps.1 == 1
                }
                b"LineNumberTable" => {
                    self.read_lines(range);
                    continue;
                }
                _ => continue,
            };
            if map {
                code.stack_map_bytes = range.start as u32..range.end as u32;
            }
        }
        if !complete {
            self.defect(What::BadCode, "the code attribute ends within its attributes", site);
        } else if cursor.left() > 0 {
            self.defect(What::BadCode, "the code attribute is longer than its content", site);
        }
        if maps.0 > 1 {
            let defect = Defect::new(What::DuplicateAttribute, "StackMap", site).rule("C04");
            self.scratch.defects.add(defect.count(maps.0 - 1));
        }
        code.stack_map = match maps {
            (0, 0) => StackMapKind::None,
            (_, 0) => StackMapKind::Cldc,
            (0, _) => StackMapKind::Table,
            _ => StackMapKind::Both,
        };
        let lines = &mut self.program.lines[first_line..];
        if !lines.is_sorted_by_key(|l| l.0) {
            lines.sort_by_key(|l| l.0);
        }
        code.lines = first_line as u32..self.program.lines.len() as u32;
    }

    /// A line table; what does not fit is left out, for no VM looks at it.
    fn read_lines(&mut self, range: Range<usize>) {
        let Some((count, entries)) = self.bytes[range].split_first_chunk::<2>() else { return };
        let count = usize::from(u16::from_be_bytes(*count));
        for entry in entries.as_chunks::<4>().0.iter().take(count) {
            let insn = insn_at(&self.scratch.insn_at, u16::from_be_bytes([entry[0], entry[1]]).into());
            if insn != NO_TARGET {
                self.program.lines.push((insn, u16::from_be_bytes([entry[2], entry[3]]).into()));
            }
        }
    }

    /// Whether the type map that a CLDC verifier needs is there (C04, C05).
    fn check_map(&mut self, code: &Code, id: MethodId) {
        let has_switch = || self.program.insns(code).iter().any(|i| i.op == Op::Switch);
        let needs_map = !self.scratch.branches.is_empty() || !code.handlers.is_empty() || has_switch();
        let defect = match code.stack_map {
            StackMapKind::None if needs_map => Defect::new(What::NotPreverified, "", Site::Method(id)).rule("C04"),
            StackMapKind::Table => Defect::new(What::StackMapTableOnly, "", Site::Method(id)).rule("C05"),
            _ => return,
        };
        self.scratch.defects.add(defect);
    }
}

fn lost_branch(id: MethodId, pc: u16) -> Defect {
    Defect::new(What::BadCode, "a branch to where no instruction starts", Site::Code(id, pc))
}

/// The index of the instruction that starts at an offset, or [`NO_TARGET`].
fn insn_at(map: &[u16], pc: u32) -> u32 {
    match map.get(pc as usize) {
        Some(&index) if index != NO_INSN => index.into(),
        _ => NO_TARGET,
    }
}
