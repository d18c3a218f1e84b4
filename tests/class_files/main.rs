//! Broken and odd class files: each with the exact facts it must give and the members that must survive.

mod broken;
mod builder;
mod hostile;
mod program;

use builder::{Body, Builder, code_content, u2s};
use mexelint::facts::Facts;
use mexelint::limits::Limits;
use mexelint::program::reader::{ReaderScratch, read_class};
use mexelint::program::{NO_TARGET, Op, Program};
use std::fmt::Write;

/// What the reader makes of a class file `T.class`: facts, then members, then code.
fn show(name: &str, bytes: &[u8]) -> String {
    let mut facts = Facts::new(1_000);
    let mut program = Program::default();
    let (mut scratch, limits) = (ReaderScratch::default(), Limits::default());
    let class = read_class(bytes, 0, "T.class", false, &mut program, &mut scratch, &limits, &mut facts);
    let mut out = format!("== {name}\n");
    for fact in facts.into_sorted() {
        writeln!(out, "{}", fact.to_text()).unwrap();
    }
    let Some(class) = class else { return out + "   not read\n" };
    program_text(&program, class, &mut out);
    out
}

fn program_text(program: &Program, id: mexelint::program::ClassId, out: &mut String) {
    let text = |sym| program.symbols.text(sym);
    let class = program.class_at(id);
    let above: Vec<&str> = class.superclass.iter().chain(program.interfaces_of(class)).map(|s| text(*s)).collect();
    writeln!(out, "   class {} : {}", text(class.name), above.join(", ")).unwrap();
    for field in &program.fields[class.fields.start as usize..class.fields.end as usize] {
        let constant = field.constant.map(|c| format!(" = {c:?}")).unwrap_or_default();
        writeln!(out, "   {}:{}{constant}", text(field.name), text(field.descriptor)).unwrap();
    }
    for method in program.methods_of(id) {
        let method = program.method(method);
        write!(out, "   {}{}", text(method.name), text(method.descriptor)).unwrap();
        let Some(code) = &method.code else {
            writeln!(out, " no code").unwrap();
            continue;
        };
        let target = |n: u32| if n == NO_TARGET { "?".to_string() } else { format!("#{n}") };
        for insn in program.insns(code).iter().take(12) {
            write!(out, " | {}", op_name(insn.op)).unwrap();
            match insn.op {
                Op::Bad => write!(out, " {:#x} {}", insn.a, insn.b).unwrap(),
                op if op.is_branch() => write!(out, " {}", target(insn.a)).unwrap(),
                op if op.is_invoke() => write!(out, " {}", text(program.members[insn.a as usize].name)).unwrap(),
                Op::Switch => {
                    let switch = &program.switches[insn.a as usize];
                    let cases = program.cases_of(switch).iter();
                    let cases: Vec<_> = cases.map(|(key, to)| format!("{key}->{}", target(*to))).collect();
                    write!(out, " {} else {}", cases.join(" "), target(switch.default)).unwrap();
                }
                Op::IntConst | Op::IntInc => write!(out, " {} {}", insn.a as i32, insn.b as i32).unwrap(),
                _ => {}
            }
        }
        for h in program.handlers_of(code) {
            let [start, end, to] = [h.start, h.end, h.target].map(target);
            write!(out, " | catch {} {start}..{end} {to}", h.catch.map_or("all", text)).unwrap();
        }
        writeln!(out).unwrap();
    }
}

fn op_name(op: Op) -> String {
    format!("{op:?}")
}

/// Shows the cases of one group.
fn show_all(cases: Vec<(&str, Vec<u8>)>) -> String {
    cases.iter().map(|(name, bytes)| show(name, bytes)).collect::<Vec<_>>().join("\n")
}

/// A class with a field `x` and a method `ok` beside what the case adds, so that what survives shows.
fn case(name: &'static str, make: impl FnOnce(&mut Builder)) -> (&'static str, Vec<u8>) {
    let mut builder = Builder::new();
    builder.field(2, "x", "I", &[]);
    make(&mut builder);
    builder.body("ok", &[0x03, 0x3c, 0xb1]);
    (name, builder.build())
}

/// As [`case`], with the finished bytes to be spoilt.
fn spoilt(name: &'static str, spoil: impl FnOnce(&mut Vec<u8>)) -> (&'static str, Vec<u8>) {
    let (name, mut bytes) = case(name, |_| {});
    spoil(&mut bytes);
    (name, bytes)
}
