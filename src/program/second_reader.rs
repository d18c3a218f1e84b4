//! The second reader: what the strict crate `cafebabe` says of a class file that the first reader has read. The oracle
//! of the tests, and a second opinion on demand; no result depends on it.

use super::reader::check_tame;
use super::{ClassId, Code, Op, Program};
use crate::facts::{Classfile, ClassfileWhat as What, Facts, Place};
use cafebabe::attributes::{AttributeData, AttributeInfo, CodeData};
use cafebabe::bytecode::Opcode;
use cafebabe::constant_pool::MemberRef;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the second reader says of a class file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opinion {
    /// The same members, instructions and calls.
    Agrees,
    /// It was not asked, for this reason: the class file could hurt it.
    NotAsked(&'static str),
    /// It does not read the class file, with its own words.
    Refuses(String),
    /// It reads something else: the first difference, its reading second.
    Differs(String),
}

/// Asks the second reader about a class that the first has read from `bytes`.
pub fn second_opinion(bytes: &[u8], program: &Program, class: ClassId) -> Opinion {
    if let Err(reason) = check_tame(bytes) {
        return Opinion::NotAsked(reason);
    }
    let read = || match cafebabe::parse_class(bytes) {
        Ok(parsed) => match compare(program, class, &parsed) {
            Ok(()) => Opinion::Agrees,
            Err(difference) => Opinion::Differs(difference),
        },
        Err(reason) => Opinion::Refuses(reason.to_string()),
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Opinion::Refuses("it panicked".into()))
}

/// States what the second reader says unless it agrees.
pub fn state_second_opinion(bytes: &[u8], program: &Program, class: ClassId, facts: &mut Facts) {
    let (what, detail) = match second_opinion(bytes, program, class) {
        Opinion::Agrees => return,
        Opinion::NotAsked(reason) => (What::SecondReaderRefuses, format!("not handed over: {reason}")),
        Opinion::Refuses(reason) => (What::SecondReaderRefuses, reason),
        Opinion::Differs(difference) => (What::SecondReaderDiffers, difference),
    };
    let name = program.symbols.text(program.class_at(class).name);
    facts.push(
        Classfile {
            what,
            rule: None,
            member: None,
            number: None,
            limit: None,
            count: None,
            detail: Some(detail.into()),
        }
        .at(Place::Class { class: name.into() }),
    );
}

fn compare(program: &Program, class: ClassId, other: &cafebabe::ClassFile<'_>) -> Result<(), String> {
    let own = program.class_at(class);
    let text = |sym| program.symbols.text(sym);
    differ("name", text(own.name), &other.this_class)?;
    differ("superclass", own.superclass.map(text), other.super_class.as_deref())?;
    differ("access flags", own.access, other.access_flags.bits())?;
    differ("versions", (own.major, own.minor), (other.major_version, other.minor_version))?;
    let interfaces: Vec<&str> = program.interfaces_of(own).iter().map(|i| text(*i)).collect();
    differ("interfaces", interfaces, other.interfaces.iter().map(|i| &**i).collect())?;
    let fields = &program.fields[own.fields.start as usize..own.fields.end as usize];
    differ("number of fields", fields.len(), other.fields.len())?;
    for (field, other) in fields.iter().zip(&other.fields) {
        let descriptor = other.descriptor.to_string();
        let ours = (text(field.name), text(field.descriptor), field.access);
        differ("field", ours, (&*other.name, &*descriptor, other.access_flags.bits()))?;
    }
    differ("number of methods", own.methods.len(), other.methods.len())?;
    for (id, other) in program.methods_of(class).zip(&other.methods) {
        let method = program.method(id);
        let descriptor = other.descriptor.to_string();
        let ours = (text(method.name), text(method.descriptor), method.access);
        differ("method", ours, (&*other.name, &*descriptor, other.access_flags.bits()))?;
        let code = code_of(&other.attributes);
        differ("presence of code", method.code.is_some(), code.is_some())?;
        if let (Some(own), Some(other)) = (&method.code, code) {
            compare_code(program, format_args!("{}{descriptor}", text(method.name)), own, other)?;
        }
    }
    Ok(())
}

fn compare_code(program: &Program, at: impl std::fmt::Display, own: &Code, other: &CodeData<'_>) -> Result<(), String> {
    let Some(bytecode) = &other.bytecode else { return Ok(()) };
    let insns = program.insns(own);
    differ(format_args!("frame of {at}"), (own.max_stack, own.max_locals), (other.max_stack, other.max_locals))?;
    differ(format_args!("number of handlers in {at}"), own.handlers.len(), other.exception_table.len())?;
    differ(format_args!("number of instructions in {at}"), insns.len(), bytecode.opcodes.len())?;
    for (insn, (offset, opcode)) in insns.iter().zip(&bytecode.opcodes) {
        let pc = insn.pc;
        differ(format_args!("offset of an instruction in {at}"), usize::from(pc), *offset)?;
        let call = match opcode {
            Opcode::Invokevirtual(member) => Some((Op::InvokeVirtual, member)),
            Opcode::Invokespecial(member) => Some((Op::InvokeSpecial, member)),
            Opcode::Invokestatic(member) => Some((Op::InvokeStatic, member)),
            Opcode::Invokeinterface(member, _) => Some((Op::InvokeInterface, member)),
            _ => None,
        };
        differ(format_args!("whether {at}@{pc} calls"), insn.op.is_invoke(), call.is_some())?;
        if let Some((op, member)) = call {
            differ(format_args!("call of {at}@{pc}"), insn.op, op)?;
            compare_member(program, format_args!("target of {at}@{pc}"), insn.a, member)?;
        }
    }
    Ok(())
}

fn compare_member(
    program: &Program,
    at: impl std::fmt::Display,
    index: u32,
    other: &MemberRef<'_>,
) -> Result<(), String> {
    let member = program.members[index as usize];
    let text = |sym| program.symbols.text(sym);
    let ours = (text(member.class), text(member.name), text(member.descriptor));
    differ(at, ours, (&*other.class_name, &*other.name_and_type.name, &*other.name_and_type.descriptor))
}

fn code_of<'c, 'a>(attributes: &'c [AttributeInfo<'a>]) -> Option<&'c CodeData<'a>> {
    attributes.iter().find_map(|a| match &a.data {
        AttributeData::Code(code) => Some(code),
        _ => None,
    })
}

fn differ<T: PartialEq + std::fmt::Debug>(what: impl std::fmt::Display, own: T, other: T) -> Result<(), String> {
    if own == other { Ok(()) } else { Err(format!("{what}: {own:?} and {other:?}")) }
}
