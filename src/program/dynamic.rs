//! Writes out what `invokedynamic` does, where its bootstrap method is one of the JDK's: for a lambda or method reference
//! a class that implements the interface, for string concatenation a method that appends to a `StringBuilder`. The
//! instruction then calls a static method of the class made, so that no later stage need know of it. Other call sites stay
//! as they are: what they give is not known.
//!
//! The bootstraps are those of `java.lang.invoke.LambdaMetafactory` and `StringConcatFactory`, and for `toString` of
//! records that of `java.lang.runtime.ObjectMethods` (Java SE API).

use super::{BootstrapArgument, Class, ClassId, Code, Field, Insn, Method, Oddity, Op, Program, StackMapKind, Sym};
use super::{MADE, MemberRef};
use std::collections::HashMap;

const STATIC: u16 = 0x0008;
const PUBLIC: u16 = 0x0001;
const SYNTHETIC: u16 = 0x1000;
const FINAL: u16 = 0x0010;

/// `altMetafactory`: marker interfaces follow.
const FLAG_MARKERS: i32 = 2;
/// `altMetafactory`: further method types follow.
const FLAG_BRIDGES: i32 = 4;

const BUILDER: &str = "java/lang/StringBuilder";
const OBJECT: &str = "Ljava/lang/Object;";
const STRING: &str = "Ljava/lang/String;";

/// Writes out the call sites of a program. `most` bounds the instructions and bytes of recipes that are worked on; call
/// sites above it stay as they are.
pub fn write_out(program: &mut Program, most: u64) {
    if program.dynamic_calls.is_empty() {
        return;
    }
    let mut writer = Writer { names: HashMap::new(), left: most.saturating_sub(program.code.len() as u64), program };
    let calls = writer.program.dynamic_calls.len();
    let mut instead: Vec<Option<u32>> = vec![None; calls];
    let mut n = 0;
    while n < calls {
        // The calls of one class stand together: their concatenations go to one class.
        let host = writer.program.dynamic_calls[n].class;
        let end = (n..calls).find(|&m| writer.program.dynamic_calls[m].class != host).unwrap_or(calls);
        let mut strings: Vec<(usize, Body)> = Vec::new();
        for (call, instead) in instead.iter_mut().enumerate().take(end).skip(n) {
            match writer.write(call) {
                Some(Written::Object(member)) => *instead = Some(member),
                Some(Written::Text(body)) => strings.push((call, body)),
                None => {}
            }
        }
        writer.strings(host, strings, &mut instead);
        n = end;
    }
    for insn in program.code.iter_mut().filter(|insn| insn.op == Op::InvokeDynamic) {
        if let Some(member) = instead.get(insn.a as usize).copied().flatten() {
            *insn = Insn { op: Op::InvokeStatic, a: member, ..*insn };
        }
    }
}

/// Whether a call site that stays as it is gives nothing that matters: a comparison or hash of a record, the number of a
/// case of a `switch`.
pub fn is_harmless(program: &Program, call: u32) -> bool {
    let call = program.dynamic_calls.get(call as usize);
    let bootstrap = call.and_then(|call| program.members.get(call.method? as usize));
    bootstrap.is_some_and(|member| {
        matches!(
            program.symbols.text(member.class),
            "java/lang/runtime/ObjectMethods" | "java/lang/runtime/SwitchBootstraps"
        )
    })
}

/// What a call site was turned into.
enum Written {
    /// A call of this static method, by its member reference.
    Object(u32),
    /// A static method that is still to be put into a class.
    Text(Body),
}

/// A method that is being written.
#[derive(Default)]
struct Body {
    insns: Vec<Insn>,
    descriptor: String,
    locals: u16,
}

struct Writer<'p> {
    program: &'p mut Program,
    /// How many classes were made of a class, by the start of their names.
    names: HashMap<String, u32>,
    left: u64,
}

impl Writer<'_> {
    fn text(&self, sym: Sym) -> &str {
        self.program.symbols.text(sym)
    }

    /// Counts work; `false` when there was enough.
    fn work(&mut self, steps: usize) -> bool {
        let left = self.left.checked_sub(steps as u64 + 1);
        self.left = left.unwrap_or(0);
        left.is_some()
    }

    fn write(&mut self, call: usize) -> Option<Written> {
        let call = self.program.dynamic_calls[call].clone();
        let bootstrap = self.program.members.get(call.method? as usize)?;
        let (class, name) = (bootstrap.class, bootstrap.name);
        if !self.work(call.arguments.len()) {
            return None;
        }
        let (class, name) = (self.text(class), self.text(name));
        let arguments =
            self.program.bootstrap_arguments[call.arguments.start as usize..call.arguments.end as usize].to_vec();
        let descriptor = self.text(call.descriptor).to_string();
        match (class, name) {
            ("java/lang/invoke/StringConcatFactory", "makeConcat") => {
                let recipe = vec![1; parts(&descriptor)?.0.len()];
                self.concatenation(&recipe, &[], &descriptor).map(Written::Text)
            }
            ("java/lang/invoke/StringConcatFactory", "makeConcatWithConstants") => {
                let (first, constants) = arguments.split_first()?;
                let BootstrapArgument::Text(recipe) = *first else { return None };
                let recipe = self.program.symbols.bytes(recipe).to_vec();
                self.concatenation(&recipe, constants, &descriptor).map(Written::Text)
            }
            ("java/lang/runtime/ObjectMethods", "bootstrap") if self.text(call.name) == "toString" => {
                self.record_text(&arguments, &descriptor).map(Written::Text)
            }
            ("java/lang/invoke/LambdaMetafactory", "metafactory" | "altMetafactory") => {
                let name = self.text(call.name).to_string();
                self.lambda(call.class, &name, &descriptor, &arguments).map(Written::Object)
            }
            _ => None,
        }
    }

    /// A method that concatenates its arguments as the recipe says: 1 stands for the next argument, 2 for the next
    /// constant, anything else for itself.
    fn concatenation(&mut self, recipe: &[u8], constants: &[BootstrapArgument], descriptor: &str) -> Option<Body> {
        let (parameters, result) = parts(descriptor)?;
        if result != STRING || !self.work(recipe.len() + parameters.len()) {
            return None;
        }
        let mut body = Body { descriptor: descriptor.into(), ..Body::default() };
        self.start_builder(&mut body);
        let (mut parameters, mut constants) = (parameters.into_iter(), constants.iter());
        let mut literal: Vec<u8> = Vec::new();
        for &byte in recipe.iter().chain(&[0]) {
            if byte > 2 {
                literal.push(byte);
                continue;
            }
            if !literal.is_empty() {
                let sym = self.program.symbols.intern_bytes(&literal);
                body.push(Op::StringConst, sym.0);
                self.append(&mut body, STRING);
                literal.clear();
            }
            match byte {
                1 => {
                    let ty = parameters.next()?;
                    body.load(body.locals, ty);
                    body.locals += cells(ty);
                    self.append(&mut body, ty);
                }
                2 => match *constants.next()? {
                    BootstrapArgument::Text(text) => {
                        body.push(Op::StringConst, text.0);
                        self.append(&mut body, STRING);
                    }
                    BootstrapArgument::Int(value) => {
                        body.push(Op::IntConst, value.cast_unsigned());
                        self.append(&mut body, "I");
                    }
                    _ => {
                        body.push(Op::OtherConst, 0);
                        self.append(&mut body, OBJECT);
                    }
                },
                _ => {}
            }
        }
        if parameters.next().is_some() {
            return None;
        }
        self.end_builder(&mut body);
        Some(body)
    }

    /// The text of a record: its name, then its components by name. Arguments: the class, the names, the getters.
    fn record_text(&mut self, arguments: &[BootstrapArgument], descriptor: &str) -> Option<Body> {
        let [BootstrapArgument::Class(record), BootstrapArgument::Text(names), getters @ ..] = arguments else {
            return None;
        };
        let (parameters, result) = parts(descriptor)?;
        let names = self.text(*names).to_string();
        if parameters.len() != 1 || result != STRING || !self.work(getters.len() * 6 + names.len()) {
            return None;
        }
        let mut body = Body { descriptor: descriptor.into(), locals: 1, ..Body::default() };
        self.start_builder(&mut body);
        let simple = self.text(*record).rsplit(['/', '$']).next().unwrap_or("").to_string();
        let mut names = names.split(';');
        for (n, getter) in getters.iter().enumerate() {
            let BootstrapArgument::Handle { kind: GET_FIELD, member } = *getter else { return None };
            let before = if n == 0 { format!("{simple}[") } else { ", ".into() };
            let text = self.program.symbols.intern(&format!("{before}{}=", names.next()?));
            body.push(Op::StringConst, text.0);
            self.append(&mut body, STRING);
            body.push(Op::RefLoad, 0);
            body.push(Op::GetField, member);
            let ty = self.text(self.program.members.get(member as usize)?.descriptor).to_string();
            self.append(&mut body, &ty);
        }
        let end = if getters.is_empty() { format!("{simple}[]") } else { "]".into() };
        let end = self.program.symbols.intern(&end);
        body.push(Op::StringConst, end.0);
        self.append(&mut body, STRING);
        self.end_builder(&mut body);
        Some(body)
    }

    fn start_builder(&mut self, body: &mut Body) {
        let class = self.program.symbols.intern(BUILDER);
        let constructor = self.member(BUILDER, "<init>", "()V", false);
        body.push(Op::New, class.0);
        body.push(Op::Dup, 0);
        body.push(Op::InvokeSpecial, constructor);
    }

    fn append(&mut self, body: &mut Body, ty: &str) {
        let taken = match ty {
            "B" | "S" => "I",
            "Z" | "C" | "I" | "J" | "F" | "D" | STRING => ty,
            _ => OBJECT,
        };
        let member = self.member(BUILDER, "append", &format!("({taken})L{BUILDER};"), false);
        body.push(Op::InvokeVirtual, member);
    }

    fn end_builder(&mut self, body: &mut Body) {
        let member = self.member(BUILDER, "toString", "()Ljava/lang/String;", false);
        body.push(Op::InvokeVirtual, member);
        body.push(Op::RefReturn, 0);
    }

    /// Puts the methods that make texts for a class into a class of their own.
    fn strings(&mut self, host: ClassId, bodies: Vec<(usize, Body)>, instead: &mut [Option<u32>]) {
        if bodies.is_empty() {
            return;
        }
        let name = self.class_name(host, "Text");
        let class = self.class(&name, &[]);
        for (n, (call, body)) in bodies.into_iter().enumerate() {
            let method = format!("concat{n}");
            instead[call] = Some(self.member(&name, &method, &body.descriptor, false));
            self.method(class, &method, STATIC, body);
        }
    }

    /// A class whose objects are what the call site gives: they keep the captured values and pass them, with the
    /// arguments of the interface method, to the implementation. Gives the method that makes them.
    fn lambda(&mut self, host: ClassId, name: &str, site: &str, arguments: &[BootstrapArgument]) -> Option<u32> {
        let [
            BootstrapArgument::MethodType(erased),
            BootstrapArgument::Handle { kind, member },
            BootstrapArgument::MethodType(exact),
            rest @ ..,
        ] = arguments
        else {
            return None;
        };
        let (erased, kind, member, exact) = (*erased, *kind, *member, *exact);
        let (captured, interface) = parts(site)?;
        let interface = class_of(interface)?.to_string();
        let erased = self.text(erased).to_string();
        let exact = self.text(exact).to_string();
        let (mut interfaces, mut bridges) = (vec![interface], Vec::new());
        self.further(rest, &mut interfaces, &mut bridges);
        let target = *self.program.members.get(member as usize)?;
        let implementation = Implementation {
            kind,
            member,
            class: self.text(target.class).to_string(),
            descriptor: self.text(target.descriptor).to_string(),
        };
        let size = 4 * (captured.len() + implementation.descriptor.len()) + 16;
        if !self.work(size * (1 + bridges.len())) {
            return None;
        }
        let class_name = self.class_name(host, "Lambda");
        let captures: Vec<(u32, &str)> = (captured.iter().enumerate())
            .map(|(n, ty)| (self.member(&class_name, &format!("captured{n}"), ty, false), *ty))
            .collect();
        let mut bodies = vec![self.forward(&erased, &exact, &captures, &implementation)?];
        for bridge in bridges.iter().filter(|bridge| **bridge != erased) {
            bodies.extend(self.forward(bridge, &exact, &captures, &implementation));
        }
        let class = self.class(&class_name, &interfaces);
        for (n, (_, ty)) in captures.iter().enumerate() {
            self.field(class, &format!("captured{n}"), ty);
        }
        let parameters: String = captured.concat();
        let constructor = self.member(&class_name, "<init>", &format!("({parameters})V"), false);
        let mut make = Body { descriptor: site.into(), ..Body::default() };
        let sym = self.program.symbols.intern(&class_name);
        make.push(Op::New, sym.0);
        make.push(Op::Dup, 0);
        let mut init = Body { descriptor: format!("({parameters})V"), locals: 1, ..Body::default() };
        let above = self.member("java/lang/Object", "<init>", "()V", false);
        init.push(Op::RefLoad, 0);
        init.push(Op::InvokeSpecial, above);
        for (field, ty) in &captures {
            make.load(make.locals, ty);
            make.locals += cells(ty);
            init.push(Op::RefLoad, 0);
            init.load(init.locals, ty);
            init.locals += cells(ty);
            init.push(Op::PutField, *field);
        }
        make.push(Op::InvokeSpecial, constructor);
        make.push(Op::RefReturn, 0);
        init.push(Op::Return, 0);
        self.method(class, "<init>", 0, init);
        self.method(class, "make", STATIC, make);
        for body in bodies {
            self.method(class, name, PUBLIC, body);
        }
        Some(self.member(&class_name, "make", site, false))
    }

    /// Marker interfaces and bridges of `altMetafactory`: flags, then each with its count.
    fn further(&self, rest: &[BootstrapArgument], interfaces: &mut Vec<String>, bridges: &mut Vec<String>) {
        let Some((BootstrapArgument::Int(flags), mut rest)) = rest.split_first() else { return };
        for flag in [FLAG_MARKERS, FLAG_BRIDGES] {
            if flags & flag == 0 {
                continue;
            }
            let Some((BootstrapArgument::Int(count), after)) = rest.split_first() else { return };
            let count = usize::try_from(*count).unwrap_or(0).min(after.len());
            for argument in &after[..count] {
                match *argument {
                    BootstrapArgument::Class(class) => interfaces.push(self.text(class).to_string()),
                    BootstrapArgument::MethodType(ty) => bridges.push(self.text(ty).to_string()),
                    _ => {}
                }
            }
            rest = &after[count..];
        }
    }

    /// The interface's method with this descriptor: hands what was captured and its own arguments to the implementation.
    /// `exact` are the types that the arguments really have. `None` when the numbers don't match.
    fn forward(
        &mut self,
        descriptor: &str,
        exact: &str,
        captures: &[(u32, &str)],
        implementation: &Implementation,
    ) -> Option<Body> {
        let ((given, result), (exact, _)) = (parts(descriptor)?, parts(exact)?);
        let (wanted, gives) = parts(&implementation.descriptor)?;
        let receiver = format!("L{};", implementation.class);
        let (op, makes) = match implementation.kind {
            INVOKE_VIRTUAL => (Op::InvokeVirtual, false),
            INVOKE_STATIC => (Op::InvokeStatic, false),
            INVOKE_SPECIAL => (Op::InvokeSpecial, false),
            NEW_INVOKE_SPECIAL => (Op::InvokeSpecial, true),
            INVOKE_INTERFACE => (Op::InvokeInterface, false),
            _ => return None,
        };
        let has_receiver = op != Op::InvokeStatic && !makes;
        let wanted: Vec<&str> = has_receiver.then_some(receiver.as_str()).into_iter().chain(wanted).collect();
        if wanted.len() != captures.len() + given.len() || exact.len() != given.len() {
            return None;
        }
        let mut body = Body { descriptor: descriptor.into(), locals: 1, ..Body::default() };
        if makes {
            let sym = self.program.symbols.intern(&implementation.class);
            body.push(Op::New, sym.0);
            body.push(Op::Dup, 0);
        }
        for (field, _) in captures {
            body.push(Op::RefLoad, 0);
            body.push(Op::GetField, *field);
        }
        let own = given.iter().zip(&exact).zip(&wanted[captures.len()..]);
        for ((ty, exact), wanted) in own {
            body.load(body.locals, ty);
            body.locals += cells(ty);
            if is_reference(ty) && is_reference(exact) && ty != exact {
                self.cast(&mut body, exact);
            }
            self.convert(&mut body, exact, wanted)?;
        }
        body.push(op, implementation.member);
        let gives = if makes { receiver.as_str() } else { gives };
        match (gives, result) {
            ("V", "V") => {}
            (gives, "V") => body.push(if cells(gives) == 2 { Op::Pop2 } else { Op::Pop }, 0),
            ("V", _) => return None,
            (gives, result) => self.convert(&mut body, gives, result)?,
        }
        body.push(return_op(result), 0);
        Some(body)
    }

    /// Turns a value of one type into one of another, as the linkage of method handles does.
    fn convert(&mut self, body: &mut Body, from: &str, to: &str) -> Option<()> {
        match (is_reference(from), is_reference(to)) {
            (true, true) => {}
            (false, true) => {
                let class = box_of(from)?;
                let member = self.member(class, "valueOf", &format!("({from})L{class};"), false);
                body.push(Op::InvokeStatic, member);
            }
            (true, false) => {
                // Number and Object are unboxed as what is wanted.
                let known = class_of(from).and_then(unboxed).unwrap_or(to);
                let class = box_of(known)?;
                if class_of(from) != Some(class) {
                    self.cast(body, &format!("L{class};"));
                }
                let name = format!("{}Value", primitive(known)?);
                let member = self.member(class, &name, &format!("(){known}"), false);
                body.push(Op::InvokeVirtual, member);
                widen(body, known, to);
            }
            (false, false) => widen(body, from, to),
        }
        Some(())
    }

    fn cast(&mut self, body: &mut Body, ty: &str) {
        let sym = self.program.symbols.intern(class_of(ty).unwrap_or(ty));
        body.push(Op::CheckCast, sym.0);
    }

    /// A name that no class has.
    fn class_name(&mut self, host: ClassId, what: &str) -> String {
        let start = format!("{}$${what}$", self.text(self.program.class_at(host).name));
        let next = self.names.entry(start.clone()).or_default();
        loop {
            *next += 1;
            let name = format!("{start}{next}");
            if self.program.symbols.find(&name).is_none() {
                return name;
            }
        }
    }

    fn member(&mut self, class: &str, name: &str, descriptor: &str, interface: bool) -> u32 {
        let symbols = &mut self.program.symbols;
        let member = MemberRef {
            class: symbols.intern(class),
            name: symbols.intern(name),
            descriptor: symbols.intern(descriptor),
            interface,
        };
        self.program.intern_member(member, |_| Some(Oddity::None)).map_or(u32::MAX, |(number, _)| number)
    }

    fn class(&mut self, name: &str, interfaces: &[String]) -> ClassId {
        let program = &mut *self.program;
        let first = program.interfaces.len() as u32;
        for interface in interfaces {
            let sym = program.symbols.intern(interface);
            program.interfaces.push(sym);
        }
        let (fields, methods) = (program.fields.len() as u32, program.methods.len() as u32);
        program.classes.push(Class {
            name: program.symbols.intern(name),
            superclass: Some(program.symbols.intern("java/lang/Object")),
            interfaces: first..program.interfaces.len() as u32,
            access: FINAL | SYNTHETIC,
            major: 0,
            minor: 0,
            fields: fields..fields,
            methods: methods..methods,
            entry: MADE,
            library: false,
        });
        ClassId(program.classes.len() as u32 - 1)
    }

    /// Adds a field to the class that was made last.
    fn field(&mut self, class: ClassId, name: &str, descriptor: &str) {
        let program = &mut *self.program;
        let (name, descriptor) = (program.symbols.intern(name), program.symbols.intern(descriptor));
        program.fields.push(Field { class, name, descriptor, access: FINAL | SYNTHETIC, constant: None });
        program.classes[class.0 as usize].fields.end = program.fields.len() as u32;
    }

    /// Adds a method to the class that was made last.
    fn method(&mut self, class: ClassId, name: &str, access: u16, body: Body) {
        let program = &mut *self.program;
        let start = program.code.len() as u32;
        program.code.extend(&body.insns);
        let (handlers, lines) = (program.handlers.len() as u32, program.lines.len() as u32);
        let code = Code {
            insns: start..program.code.len() as u32,
            handlers: handlers..handlers,
            lines: lines..lines,
            // No instruction leaves more than two cells more than there were.
            max_stack: u16::try_from(body.insns.len() * 2).unwrap_or(u16::MAX),
            max_locals: body.locals,
            bytes: 0,
            stack_map: StackMapKind::None,
            offset: 0,
            stack_map_bytes: 0..0,
        };
        program.methods.push(Method {
            class,
            name: program.symbols.intern(name),
            descriptor: program.symbols.intern(&body.descriptor),
            access: access | SYNTHETIC,
            code: Some(code),
        });
        program.classes[class.0 as usize].methods.end = program.methods.len() as u32;
    }
}

/// The method that a lambda or method reference stands for.
struct Implementation {
    kind: u8,
    member: u32,
    class: String,
    descriptor: String,
}

/// Kinds of method handles (JVMS table 5.4.3.5-A).
const GET_FIELD: u8 = 1;
const INVOKE_VIRTUAL: u8 = 5;
const INVOKE_STATIC: u8 = 6;
const INVOKE_SPECIAL: u8 = 7;
const NEW_INVOKE_SPECIAL: u8 = 8;
const INVOKE_INTERFACE: u8 = 9;

impl Body {
    fn push(&mut self, op: Op, a: u32) {
        let pc = u16::try_from(self.insns.len()).unwrap_or(u16::MAX);
        self.insns.push(Insn { op, pc, a, b: 0 });
    }

    fn load(&mut self, slot: u16, ty: &str) {
        let op = match ty {
            "J" => Op::LongLoad,
            "F" => Op::FloatLoad,
            "D" => Op::DoubleLoad,
            "Z" | "B" | "C" | "S" | "I" => Op::IntLoad,
            _ => Op::RefLoad,
        };
        self.push(op, slot.into());
    }
}

/// Types of the parameters and of the result; `None` when the descriptor is malformed.
fn parts(descriptor: &str) -> Option<(Vec<&str>, &str)> {
    let (parameters, result) = descriptor.strip_prefix('(')?.split_once(')')?;
    let mut types = Vec::new();
    let mut rest = parameters;
    while !rest.is_empty() {
        let element = rest.trim_start_matches('[');
        let after = match element.chars().next()? {
            'L' => element.split_once(';')?.1,
            'B' | 'C' | 'D' | 'F' | 'I' | 'J' | 'S' | 'Z' => &element[1..],
            _ => return None,
        };
        types.push(&rest[..rest.len() - after.len()]);
        rest = after;
    }
    (types.len() <= 255).then_some((types, result))
}

fn is_reference(ty: &str) -> bool {
    ty.starts_with(['L', '['])
}

/// The name of the class in its descriptor.
fn class_of(ty: &str) -> Option<&str> {
    ty.strip_prefix('L')?.strip_suffix(';')
}

fn cells(ty: &str) -> u16 {
    if matches!(ty, "J" | "D") { 2 } else { 1 }
}

/// Primitive types: descriptor, word, class of the objects that hold one.
const PRIMITIVES: [(&str, &str, &str); 8] = [
    ("Z", "boolean", "java/lang/Boolean"),
    ("B", "byte", "java/lang/Byte"),
    ("C", "char", "java/lang/Character"),
    ("S", "short", "java/lang/Short"),
    ("I", "int", "java/lang/Integer"),
    ("J", "long", "java/lang/Long"),
    ("F", "float", "java/lang/Float"),
    ("D", "double", "java/lang/Double"),
];

fn box_of(ty: &str) -> Option<&'static str> {
    PRIMITIVES.iter().find(|p| p.0 == ty).map(|p| p.2)
}

fn primitive(ty: &str) -> Option<&'static str> {
    PRIMITIVES.iter().find(|p| p.0 == ty).map(|p| p.1)
}

fn unboxed(class: &str) -> Option<&'static str> {
    PRIMITIVES.iter().find(|p| p.2 == class).map(|p| p.0)
}

/// Primitive widening; values of up to 32 bits are one kind.
fn widen(body: &mut Body, from: &str, to: &str) {
    let op = match (from, to) {
        ("B" | "C" | "S" | "I", "J") => Op::IntToLong,
        ("B" | "C" | "S" | "I", "F") => Op::IntToFloat,
        ("B" | "C" | "S" | "I", "D") => Op::IntToDouble,
        ("J", "F") => Op::LongToFloat,
        ("J", "D") => Op::LongToDouble,
        ("F", "D") => Op::FloatToDouble,
        _ => return,
    };
    body.push(op, 0);
}

fn return_op(ty: &str) -> Op {
    match ty {
        "V" => Op::Return,
        "J" => Op::LongReturn,
        "F" => Op::FloatReturn,
        "D" => Op::DoubleReturn,
        "Z" | "B" | "C" | "S" | "I" => Op::IntReturn,
        _ => Op::RefReturn,
    }
}
