//! Programs for tests, written as assembler text.
//!
//! A line is `class NAME [extends NAME] [implements NAME …]`, `abstract class …`, `interface …`, `field [static] NAME DESCRIPTOR`,
//! `method [static|abstract|private] NAME(…)…`, `LABEL:`, `catch FROM TO TARGET CLASS|any`, or an instruction such as
//! `aload 1`, `new app/A`, `invokevirtual app/A.run()V`, `getfield app/A.next Lapp/A;`, `switch DEFAULT 7 LABEL 8 LABEL`.

use crate::program::{Class, Code, Field, Handler, Insn, MemberRef, Method, Op, Program, StackMapKind, Switch};
use crate::program::{ClassId, MethodId};
use std::collections::HashMap;

/// The program of a text.
pub fn assemble(text: &str) -> Program {
    let mut program = Program::default();
    let mut body = Body::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or("");
        let rest: Vec<&str> = words.collect();
        if !body.take(&mut program, first, &rest) {
            body.finish(&mut program);
            declare(&mut program, &mut body, first, &rest);
        }
    }
    body.finish(&mut program);
    program.build_index();
    program
}

fn declare(program: &mut Program, body: &mut Body, first: &str, rest: &[&str]) {
    match first {
        "class" | "abstract" | "interface" | "hidden" => {
            let access = match first {
                "class" => 0x0001,
                "abstract" => 0x0401,
                "interface" => 0x0601,
                _ => 0x0000,
            };
            let rest = if rest[0] == "class" { &rest[1..] } else { rest };
            let after = |word: &str| rest.iter().position(|w| *w == word).map(|at| at + 1);
            let superclass = after("extends").map_or("java/lang/Object", |at| rest[at]);
            let interfaces = after("implements").map_or(&[][..], |at| &rest[at..]);
            let start = program.interfaces.len() as u32;
            for name in interfaces {
                let name = program.symbols.intern(name);
                program.interfaces.push(name);
            }
            let name = program.symbols.intern(rest[0]);
            let superclass = Some(program.symbols.intern(superclass));
            let (fields, methods) = (program.fields.len() as u32, program.methods.len() as u32);
            program.classes.push(Class {
                name,
                superclass,
                interfaces: start..program.interfaces.len() as u32,
                access,
                major: 45,
                minor: 3,
                fields: fields..fields,
                methods: methods..methods,
                entry: 0,
                library: false,
            });
        }
        "field" => {
            let access = if rest[0] == "static" { 0x0008 } else { 0 };
            let (name, descriptor) = (rest[rest.len() - 2], rest[rest.len() - 1]);
            let (name, descriptor) = (program.symbols.intern(name), program.symbols.intern(descriptor));
            let class = ClassId(program.classes.len() as u32 - 1);
            program.fields.push(Field { class, name, descriptor, access, constant: None });
            program.classes.last_mut().unwrap().fields.end += 1;
        }
        "method" => {
            let access = rest.iter().map(|word| match *word {
                "static" => 0x0008,
                "abstract" => 0x0400,
                "private" => 0x0002,
                _ => 0,
            });
            let access = 0x0001 | access.sum::<u16>();
            let (name, descriptor) = rest[rest.len() - 1].split_at(rest[rest.len() - 1].find('(').unwrap());
            let (name, descriptor) = (program.symbols.intern(name), program.symbols.intern(descriptor));
            let class = ClassId(program.classes.len() as u32 - 1);
            program.methods.push(Method { class, name, descriptor, access, code: None });
            program.classes.last_mut().unwrap().methods.end += 1;
            body.open = access & 0x0400 == 0;
        }
        _ => panic!("no instruction or declaration: {first}"),
    }
}

/// The method under construction.
#[derive(Default)]
struct Body {
    open: bool,
    insns: Vec<Insn>,
    labels: HashMap<String, u32>,
    jumps: Vec<(usize, String)>,
    /// The default of each switch, and its cases.
    switches: Vec<(usize, Vec<String>)>,
    handlers: Vec<[String; 4]>,
}

impl Body {
    /// Takes an instruction, label or handler; `false` for a declaration.
    fn take(&mut self, program: &mut Program, first: &str, rest: &[&str]) -> bool {
        if matches!(first, "class" | "abstract" | "interface" | "hidden" | "field" | "method") {
            return false;
        }
        if let Some(label) = first.strip_suffix(':') {
            self.labels.insert(label.to_string(), self.insns.len() as u32);
            return true;
        }
        if first == "catch" {
            self.handlers.push([0, 1, 2, 3].map(|n| rest[n].to_string()));
            return true;
        }
        let Some(op) = operation(first) else { return false };
        let mut a = 0;
        if op == Op::Switch {
            self.switches.push((self.insns.len(), rest.iter().map(|word| word.to_string()).collect()));
        } else if op.is_branch() {
            self.jumps.push((self.insns.len(), rest[0].to_string()));
        } else if op.is_invoke() {
            let (class, member) = rest[0].split_once('.').unwrap();
            let (name, descriptor) = member.split_at(member.find('(').unwrap());
            a = intern_member(program, class, name, descriptor);
        } else if (Op::GetStatic..=Op::PutField).contains(&op) {
            let (class, name) = rest[0].split_once('.').unwrap();
            a = intern_member(program, class, name, rest[1]);
        } else if let Some(operand) = rest.first() {
            a = operand.parse().unwrap_or_else(|_| program.symbols.intern(operand).0);
        }
        let b = rest.get(1).and_then(|b| b.parse().ok()).unwrap_or(0);
        self.insns.push(Insn { op, pc: self.insns.len() as u16, a, b });
        true
    }

    fn finish(&mut self, program: &mut Program) {
        let body = std::mem::take(self);
        if !body.open {
            return;
        }
        let start = program.code.len() as u32;
        program.code.extend(&body.insns);
        for (at, label) in &body.jumps {
            program.code[start as usize + at].a = body.labels[label];
        }
        for (at, words) in &body.switches {
            program.code[start as usize + at].a = program.switches.len() as u32;
            let first = program.cases.len() as u32;
            program.cases.extend(words[1..].chunks(2).map(|case| (case[0].parse().unwrap(), body.labels[&case[1]])));
            let cases = first..program.cases.len() as u32;
            program.switches.push(Switch { default: body.labels[&words[0]], cases });
        }
        let first = program.handlers.len() as u32;
        for [from, to, target, class] in &body.handlers {
            let catch = (class != "any").then(|| program.symbols.intern(class));
            let [start, end, target] = [from, to, target].map(|label| body.labels[label]);
            program.handlers.push(Handler { start, end, target, catch });
        }
        program.methods.last_mut().unwrap().code = Some(Code {
            insns: start..program.code.len() as u32,
            handlers: first..program.handlers.len() as u32,
            lines: 0..0,
            max_stack: 8,
            max_locals: 8,
            bytes: body.insns.len() as u32,
            stack_map: StackMapKind::None,
            offset: 0,
            stack_map_bytes: 0..0,
        });
    }
}

fn intern_member(program: &mut Program, class: &str, name: &str, descriptor: &str) -> u32 {
    let symbols = &mut program.symbols;
    let member = MemberRef {
        class: symbols.intern(class),
        name: symbols.intern(name),
        descriptor: symbols.intern(descriptor),
        interface: false,
    };
    let known = program.members.iter().position(|m| *m == member);
    known.unwrap_or_else(|| {
        program.members.push(member);
        program.members.len() - 1
    }) as u32
}

fn operation(name: &str) -> Option<Op> {
    Some(match name {
        "aconst_null" => Op::NullConst,
        "iconst" => Op::IntConst,
        "lconst" => Op::LongConst,
        "ldc" => Op::StringConst,
        "aload" => Op::RefLoad,
        "astore" => Op::RefStore,
        "iload" => Op::IntLoad,
        "istore" => Op::IntStore,
        "aaload" => Op::RefArrayLoad,
        "aastore" => Op::RefArrayStore,
        "baload" => Op::ByteArrayLoad,
        "pop" => Op::Pop,
        "dup" => Op::Dup,
        "dup_x1" => Op::DupX1,
        "swap" => Op::Swap,
        "ifeq" => Op::IfEq,
        "ifne" => Op::IfNe,
        "ifnull" => Op::IfNull,
        "ifnonnull" => Op::IfNonNull,
        "if_icmpeq" => Op::IfIntEq,
        "if_icmpne" => Op::IfIntNe,
        "if_icmplt" => Op::IfIntLt,
        "if_icmpgt" => Op::IfIntGt,
        "iand" => Op::IntAnd,
        "switch" => Op::Switch,
        "ireturn" => Op::IntReturn,
        "goto" => Op::Goto,
        "jsr" => Op::Jsr,
        "ret" => Op::Ret,
        "areturn" => Op::RefReturn,
        "return" => Op::Return,
        "getstatic" => Op::GetStatic,
        "putstatic" => Op::PutStatic,
        "getfield" => Op::GetField,
        "putfield" => Op::PutField,
        "invokevirtual" => Op::InvokeVirtual,
        "invokespecial" => Op::InvokeSpecial,
        "invokestatic" => Op::InvokeStatic,
        "invokeinterface" => Op::InvokeInterface,
        "new" => Op::New,
        "newarray" => Op::NewArray,
        "anewarray" => Op::NewRefArray,
        "multianewarray" => Op::NewMultiArray,
        "athrow" => Op::Throw,
        "checkcast" => Op::CheckCast,
        _ => return None,
    })
}

/// `class.name(descriptor)` of a method.
pub fn shown(program: &Program, method: MethodId) -> String {
    let method = program.method(method);
    let text = |sym| program.symbols.text(sym);
    format!("{}.{}{}", text(program.class_at(method.class).name), text(method.name), text(method.descriptor))
}

/// The method shown as `class.name(descriptor)`.
pub fn find(program: &Program, name: &str) -> MethodId {
    let all = 0..program.methods.len() as u32;
    all.map(MethodId).find(|id| shown(program, *id) == name).unwrap_or_else(|| panic!("no method {name}"))
}
