//! Programs for the tests of the engine, in the text of [`assembler`], with all instructions and some shorthands.
//!
//! Besides what the assembler knows there are `ldc TEXT` with any text, in quotes or not, the mnemonics of [`operation`], and:
//! `sink`, `sinki`, `sinkj` (hands a reference, int or long to a method that does nothing, whose argument is asked for),
//! `buffer` (makes a `StringBuffer`), `append`, `appendi`, `appendc` (a `String`, int or char), `text` (`toString`),
//! `unknown` (an int of which nothing is known but its source).

use super::super::term::OriginInfo;
use super::super::{Engine, Surroundings, look_up};
use crate::analysis::graph::assembler::{assemble, find};
use crate::analysis::graph::{CallGraph, EntryClass, Inputs, Reflection, Site, Trigger};
use crate::limits::{Limits, StopFlag};
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;
use crate::program::{Insn, MethodId, Op, Program};

/// Instructions that the assembler does not know are stood in for by one that it does, with an operand from here on.
const FIRST_STAND_IN: u32 = 1_000_000;

/// An instruction that the assembler does not know, or a text that is no single word.
enum Extra {
    Insn(Op, u32, u32),
    Text(String),
}

/// A program, and what is around it.
pub struct Case {
    /// The code.
    pub program: Program,
    /// Limits of the analysis.
    pub limits: Limits,
    /// App properties: name and value.
    pub properties: Vec<(&'static str, &'static str)>,
    /// Files of the JAR: path and content.
    pub resources: Vec<(&'static str, &'static [u8])>,
}

/// What every program has: the sink, and a MIDlet that it is started with.
const FRAME: &str = "
    class app/Sink
    method static take(Ljava/lang/Object;)V
    return
    method static take(I)V
    return
    method static take(J)V
    return
";

/// A MIDlet with the given body of `startApp`, which returns at its end, and what follows in `more`.
pub fn midlet(start: &str, more: &str) -> Case {
    with_fields("", start, more)
}

/// The same with fields of the MIDlet.
pub fn with_fields(fields: &str, start: &str, more: &str) -> Case {
    program(&format!(
        "class app/M extends javax/microedition/midlet/MIDlet
         {fields}
         method <init>()V
         aload 0
         invokespecial javax/microedition/midlet/MIDlet.<init>()V
         return
         method startApp()V
         {start}
         return
         {more}"
    ))
}

/// What `startApp` of this body hands to sinks, as shown in facts, in code order.
pub fn sinks(start: &str) -> Vec<String> {
    midlet(start, "").sinks()
}

/// Any program; it is started with `app/M`.
pub fn program(text: &str) -> Case {
    let mut extras = Vec::new();
    let lines: Vec<String> =
        text.lines().flat_map(|line| expand(line.trim())).map(|line| translate(&line, &mut extras)).collect();
    let mut program = assemble(&format!("{}\n{FRAME}", lines.join("\n")));
    for index in 0..program.code.len() {
        let insn = program.code[index];
        let stand_in = if insn.op == Op::IfEq { insn.b } else { insn.a };
        let Some(extra) = stand_in.checked_sub(FIRST_STAND_IN).filter(|_| matches!(insn.op, Op::Pop | Op::IfEq)) else {
            continue;
        };
        program.code[index] = match &extras[extra as usize] {
            Extra::Insn(op, ..) if insn.op == Op::IfEq => Insn { op: *op, pc: insn.pc, a: insn.a, b: 0 },
            Extra::Insn(op, a, b) => Insn { op: *op, pc: insn.pc, a: *a, b: *b },
            Extra::Text(text) => {
                let sym = program.symbols.intern(text);
                Insn { op: Op::StringConst, pc: insn.pc, a: sym.0, b: 0 }
            }
        };
    }
    Case { program, limits: Limits::default(), properties: Vec::new(), resources: Vec::new() }
}

fn expand(line: &str) -> Vec<String> {
    let buffer = "java/lang/StringBuffer";
    let append = |kind: &str| vec![format!("invokevirtual {buffer}.append({kind})L{buffer};")];
    let sink = |kind: &str| vec![format!("invokestatic app/Sink.take({kind})V")];
    match line {
        "sink" => sink("Ljava/lang/Object;"),
        "sinki" => sink("I"),
        "sinkj" => sink("J"),
        "buffer" => vec![format!("new {buffer}"), "dup".into(), format!("invokespecial {buffer}.<init>()V")],
        "append" => append("Ljava/lang/String;"),
        "appendi" => append("I"),
        "appendc" => append("C"),
        "text" => vec![format!("invokevirtual {buffer}.toString()Ljava/lang/String;")],
        "unknown" => vec!["invokestatic java/lang/System.currentTimeMillis()J".into(), "l2i".into()],
        _ => vec![line.into()],
    }
}

fn translate(line: &str, extras: &mut Vec<Extra>) -> String {
    let mut stand_in = |extra| {
        extras.push(extra);
        FIRST_STAND_IN + extras.len() as u32 - 1
    };
    if let Some(text) = line.strip_prefix("ldc ") {
        let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        return format!("pop {}", stand_in(Extra::Text(quoted.unwrap_or(text).into())));
    }
    let mut words = line.split_whitespace();
    let Some((op, rest)) = words.next().and_then(|name| Some((operation(name)?, words.collect::<Vec<_>>()))) else {
        return line.into();
    };
    if op.is_branch() {
        return format!("ifeq {} {}", rest[0], stand_in(Extra::Insn(op, 0, 0)));
    }
    let number = |n: usize| rest.get(n).map_or(0, |word| word.parse::<i64>().unwrap());
    let (a, b) = match op {
        Op::IntConst | Op::IntInc => (number(0) as u32, number(1) as u32),
        // The low half, then the high one.
        Op::LongConst => (number(0) as u32, (number(0) >> 32) as u32),
        _ => (number(0) as u32, number(1) as u32),
    };
    format!("pop {}", stand_in(Extra::Insn(op, a, b)))
}

impl Case {
    /// What is handed to sinks, as shown in facts, in code order; `never` where the call is never made.
    pub fn sinks(&self) -> Vec<String> {
        self.seen().into_iter().map(|(shown, _)| shown).collect()
    }

    /// The same with where the texts come from.
    pub fn seen(&self) -> Vec<(String, OriginInfo)> {
        self.work(|engine, program| {
            calls_of_sinks(program)
                .into_iter()
                .map(|site| {
                    let mut origin = OriginInfo::default();
                    let shown = match engine.arguments(site, u64::MAX).unwrap_or_default().first() {
                        Some(val) => {
                            engine.terms().origins_in(*val, &mut origin);
                            engine.terms().value(*val).to_text()
                        }
                        None => "never".into(),
                    };
                    (shown, origin)
                })
                .collect()
        })
    }

    /// All arguments (receiver first) of the call at that instruction of a method, as shown in facts.
    pub fn arguments(&self, method: &str, insn: u32) -> Vec<String> {
        let site = Site { method: find(&self.program, method), insn };
        self.work(|engine, _| {
            let operands = engine.arguments(site, u64::MAX).unwrap_or_default();
            operands.iter().map(|val| engine.terms().value(*val).to_text()).collect()
        })
    }

    /// The limit that was reached first, if any: whether it was the one of the whole bundle.
    pub fn cut(&self) -> Option<bool> {
        self.work(|engine, program| {
            for site in calls_of_sinks(program) {
                engine.arguments(site, u64::MAX);
            }
            engine.cut().map(|(_, whole)| whole)
        })
    }

    fn work<R>(&self, ask: impl FnOnce(&mut Engine<'_>, &Program) -> R) -> R {
        let (program, platform) = (&self.program, Platform::builtin());
        let mut hierarchy = Hierarchy::new(program, &self.limits);
        let members = look_up(program, &mut hierarchy, platform);
        let start = program.symbols.find("app/M").and_then(|sym| program.class(sym));
        let entries: Vec<EntryClass> =
            start.map(|class| EntryClass { class, trigger: Trigger::Launch }).into_iter().collect();
        let inputs = Inputs {
            program,
            platform,
            entries: &entries,
            manifest: &[],
            reflection: &Reflection::new(),
            limits: &self.limits,
            locals: false,
            stop: &StopFlag::default(),
        };
        let graph = CallGraph::build(&inputs, &mut hierarchy);
        let property = |name: &str| {
            let found = self.properties.iter().filter(|(n, _)| *n == name);
            found.map(|(_, value)| value.to_string()).collect()
        };
        let resource =
            |path: &str| self.resources.iter().find(|(p, _)| *p == path).map(|(_, content)| content.to_vec());
        let surroundings = Surroundings { property: &property, resource: &resource };
        let mut engine = Engine::new(program, (&hierarchy, platform), &graph, &members, &self.limits, surroundings);
        ask(&mut engine, program)
    }
}

/// The calls of `app.Sink.take`, by method and instruction.
fn calls_of_sinks(program: &Program) -> Vec<Site> {
    let mut sites = Vec::new();
    for (method, info) in program.methods.iter().enumerate() {
        let Some(code) = &info.code else { continue };
        for (at, insn) in program.insns(code).iter().enumerate() {
            let is_sink = |member: u32| program.symbols.text(program.members[member as usize].class) == "app/Sink";
            if insn.op.is_invoke() && is_sink(insn.a) {
                sites.push(Site { method: MethodId(method as u32), insn: at as u32 });
            }
        }
    }
    sites
}

/// Instructions that the assembler has no name for, or whose operands it does not read whole.
fn operation(name: &str) -> Option<Op> {
    Some(match name {
        "nop" => Op::Nop,
        "bad" => Op::Bad,
        "iconst" => Op::IntConst,
        "lconst" => Op::LongConst,
        "fconst" => Op::FloatConst,
        "dconst" => Op::DoubleConst,
        "lload" => Op::LongLoad,
        "lstore" => Op::LongStore,
        "fload" => Op::FloatLoad,
        "dload" => Op::DoubleLoad,
        "fstore" => Op::FloatStore,
        "dstore" => Op::DoubleStore,
        "iaload" => Op::IntArrayLoad,
        "laload" => Op::LongArrayLoad,
        "caload" => Op::CharArrayLoad,
        "saload" => Op::ShortArrayLoad,
        "iastore" => Op::IntArrayStore,
        "lastore" => Op::LongArrayStore,
        "bastore" => Op::ByteArrayStore,
        "castore" => Op::CharArrayStore,
        "sastore" => Op::ShortArrayStore,
        "pop2" => Op::Pop2,
        "dup_x2" => Op::DupX2,
        "dup2" => Op::Dup2,
        "dup2_x1" => Op::Dup2X1,
        "dup2_x2" => Op::Dup2X2,
        "iadd" => Op::IntAdd,
        "isub" => Op::IntSub,
        "imul" => Op::IntMul,
        "idiv" => Op::IntDiv,
        "irem" => Op::IntRem,
        "ineg" => Op::IntNeg,
        "ishl" => Op::IntShl,
        "ishr" => Op::IntShr,
        "iushr" => Op::IntUshr,
        "ior" => Op::IntOr,
        "ixor" => Op::IntXor,
        "ladd" => Op::LongAdd,
        "lsub" => Op::LongSub,
        "lmul" => Op::LongMul,
        "ldiv" => Op::LongDiv,
        "lrem" => Op::LongRem,
        "lneg" => Op::LongNeg,
        "lshl" => Op::LongShl,
        "lshr" => Op::LongShr,
        "lushr" => Op::LongUshr,
        "lxor" => Op::LongXor,
        "lcmp" => Op::LongCmp,
        "dadd" => Op::DoubleAdd,
        "iinc" => Op::IntInc,
        "i2l" => Op::IntToLong,
        "i2d" => Op::IntToDouble,
        "l2i" => Op::LongToInt,
        "d2i" => Op::DoubleToInt,
        "i2b" => Op::IntToByte,
        "i2c" => Op::IntToChar,
        "i2s" => Op::IntToShort,
        "instanceof" => Op::InstanceOf,
        "arraylength" => Op::ArrayLength,
        "monitorenter" => Op::MonitorEnter,
        "monitorexit" => Op::MonitorExit,
        "lreturn" => Op::LongReturn,
        "iflt" => Op::IfLt,
        "ifge" => Op::IfGe,
        "ifgt" => Op::IfGt,
        "ifle" => Op::IfLe,
        "if_icmpge" => Op::IfIntGe,
        "if_icmple" => Op::IfIntLe,
        "if_acmpeq" => Op::IfRefEq,
        "if_acmpne" => Op::IfRefNe,
        _ => return None,
    })
}
