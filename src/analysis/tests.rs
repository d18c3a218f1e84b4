//! The interpreter on small methods, written as instructions.

use super::interpret::{Callee, Interpreter, Stop};
use super::signature::Signature;
use super::strings::TextOp;
use super::terms::Terms;
use crate::limits::Limits;
use crate::program::{Code, Handler, Insn, MemberRef, NO_TARGET, Op, Program, StackMapKind, Switch};

/// A method under construction.
struct Method {
    program: Program,
    insns: Vec<Insn>,
    handlers: Vec<Handler>,
    sources: Vec<(u32, &'static str)>,
    handles: Vec<(u32, usize)>,
    setters: Vec<u32>,
}

impl Method {
    fn new() -> Self {
        let mut program = Program::default();
        program.symbols.intern("");
        Method {
            program,
            insns: Vec::new(),
            handlers: Vec::new(),
            sources: Vec::new(),
            handles: Vec::new(),
            setters: Vec::new(),
        }
    }

    fn op(&mut self, op: Op, a: u32) -> &mut Self {
        let pc = self.insns.len() as u16;
        self.insns.push(Insn { op, pc, a, b: 0 });
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        let sym = self.program.symbols.intern(text).0;
        self.op(Op::StringConst, sym)
    }

    fn new_buffer(&mut self) -> &mut Self {
        let sym = self.program.symbols.intern("java/lang/StringBuffer").0;
        self.op(Op::New, sym).op(Op::Dup, 0);
        self.call(Op::InvokeSpecial, "java/lang/StringBuffer", "<init>", "()V")
    }

    fn append(&mut self) -> &mut Self {
        self.call(Op::InvokeVirtual, "java/lang/StringBuffer", "append", "(Ljava/lang/String;)Ljava/lang/StringBuffer;")
    }

    fn append_int(&mut self) -> &mut Self {
        self.call(Op::InvokeVirtual, "java/lang/StringBuffer", "append", "(I)Ljava/lang/StringBuffer;")
    }

    fn finish(&mut self) -> &mut Self {
        self.call(Op::InvokeVirtual, "java/lang/StringBuffer", "toString", "()Ljava/lang/String;")
    }

    fn sink(&mut self) -> &mut Self {
        self.call(Op::InvokeStatic, "p/Sink", "take", "(Ljava/lang/Object;)V")
    }

    fn int_sink(&mut self) -> &mut Self {
        self.call(Op::InvokeStatic, "p/Sink", "take", "(I)V")
    }

    fn source(&mut self, name: &'static str) -> &mut Self {
        self.call(Op::InvokeStatic, "p/Source", name, "()Ljava/lang/String;");
        let member = self.insns.last().map_or(0, |i| i.a);
        self.sources.push((member, name));
        self
    }

    /// An object made from the text on the stack.
    fn open(&mut self) -> &mut Self {
        self.call(Op::InvokeStatic, "p/Connector", "open", "(Ljava/lang/String;)Lp/Connection;");
        let member = self.insns.last().map_or(0, |i| i.a);
        self.handles.push((member, 1));
        self.sources.push((member, "Connector.open"));
        self
    }

    /// A message whose address can be set.
    fn message(&mut self) -> &mut Self {
        self.call(Op::InvokeStatic, "p/Connection", "newMessage", "()Lp/Message;");
        let member = self.insns.last().map_or(0, |i| i.a);
        self.sources.push((member, "MessageConnection.newMessage"));
        self
    }

    fn set_address(&mut self) -> &mut Self {
        self.call(Op::InvokeVirtual, "p/Message", "setAddress", "(Ljava/lang/String;)V");
        let member = self.insns.last().map_or(0, |i| i.a);
        self.setters.push(member);
        self.sources.push((member, "Message.setAddress"));
        self
    }

    fn call(&mut self, op: Op, class: &str, name: &str, descriptor: &str) -> &mut Self {
        let symbols = &mut self.program.symbols;
        let member = MemberRef {
            class: symbols.intern(class),
            name: symbols.intern(name),
            descriptor: symbols.intern(descriptor),
            interface: false,
        };
        let index = self.program.members.iter().position(|m| *m == member).unwrap_or_else(|| {
            self.program.members.push(member);
            self.program.members.len() - 1
        });
        self.op(op, index as u32)
    }

    /// The first argument of every call of `p.Sink.take`, in code order.
    fn sinks(&self) -> Result<Vec<String>, Stop> {
        let program = program_of(self);
        let code = Code {
            insns: 0..self.insns.len() as u32,
            handlers: 0..self.handlers.len() as u32,
            lines: 0..0,
            max_stack: 8,
            max_locals: 8,
            bytes: self.insns.len() as u32,
            stack_map: StackMapKind::None,
            offset: 0,
            stack_map_bytes: 0..0,
        };
        let text = |sym| program.symbols.text(sym);
        let callees: Vec<Callee> = program
            .members
            .iter()
            .enumerate()
            .map(|(index, m)| Callee {
                signature: Signature::parse(text(m.descriptor)),
                text: TextOp::of(text(m.class), text(m.name), text(m.descriptor)),
                object: !text(m.descriptor).ends_with("String;"),
                settable: text(m.name) == "newMessage",
                sets: self.setters.contains(&(index as u32)).then_some(1),
                made_from: self.handles.iter().find(|(i, _)| *i == index as u32).map(|(_, n)| *n),
                source: self.sources.iter().find(|(i, _)| *i == index as u32).map(|(_, n)| (*n).into()),
            })
            .collect();
        let mut seen = Vec::new();
        let mut terms = Terms::new(&Limits::default());
        let mut steps = 100_000;
        Interpreter::default().run(&program, &code, &callees, &mut terms, &mut steps, &mut |terms, call| {
            if text(program.members[call.member as usize].name) == "take" {
                seen.push(terms.value(call.args[0]).to_text());
            }
        })?;
        Ok(seen)
    }
}

/// The program with the instructions and handlers of the method in it.
fn program_of(method: &Method) -> Program {
    let mut program = Program::default();
    for index in 0..method.program.symbols.len() {
        program.symbols.intern(method.program.symbols.text(crate::program::Sym(index as u32)));
    }
    program.members.clone_from(&method.program.members);
    program.switches.clone_from(&method.program.switches);
    program.cases.clone_from(&method.program.cases);
    program.code.clone_from(&method.insns);
    program.handlers.clone_from(&method.handlers);
    program
}

#[test]
fn a_literal_and_a_local() {
    let mut m = Method::new();
    m.text("sms://7132").op(Op::RefStore, 1).op(Op::RefLoad, 1).sink().op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), [r#""sms://7132""#]);
}

#[test]
fn a_concatenation_with_int_and_source() {
    let mut m = Method::new();
    m.new_buffer().text("http://h:").append().op(Op::IntConst, 80).append_int().text("/?pw=").append();
    m.source("TextField.getString").append().finish().sink().op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), [r#""http://h:80/?pw={TextField.getString}""#]);
}

#[test]
fn branches_give_alternatives() {
    let mut m = Method::new();
    m.new_buffer().op(Op::RefStore, 1).op(Op::RefLoad, 1).text("http://").append().op(Op::Pop, 0);
    let branch = m.insns.len();
    m.op(Op::IntLoad, 0).op(Op::IfEq, 0);
    m.op(Op::RefLoad, 1).text("a").append().op(Op::Pop, 0).op(Op::Goto, 0);
    let else_at = m.insns.len() as u32;
    m.insns[branch + 1].a = else_at;
    m.op(Op::RefLoad, 1).text("b").append().op(Op::Pop, 0);
    let end = m.insns.len() as u32;
    m.insns[else_at as usize - 1].a = end;
    m.op(Op::RefLoad, 1).finish().sink().op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), [r#""http://a"|"http://b""#]);
}

#[test]
fn a_loop_that_appends_keeps_the_start() {
    let mut m = Method::new();
    m.new_buffer().op(Op::RefStore, 1).op(Op::RefLoad, 1).text("id=").append().op(Op::Pop, 0);
    let head = m.insns.len() as u32;
    m.op(Op::RefLoad, 1).text("x").append().op(Op::Pop, 0).op(Op::IntLoad, 0).op(Op::IfNe, head);
    m.op(Op::RefLoad, 1).finish().sink().op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), [r#""id={?}""#]);
}

#[test]
fn an_integer_that_counts_is_unknown() {
    let mut m = Method::new();
    m.op(Op::IntConst, 0).op(Op::IntStore, 1);
    let head = m.insns.len() as u32;
    m.op(Op::IntLoad, 1).int_sink().op(Op::IntInc, 1);
    let last = m.insns.len() - 1;
    m.insns[last].b = 1;
    m.op(Op::IntLoad, 0).op(Op::IfNe, head).op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), ["*"]);
}

#[test]
fn arithmetic_on_constants_folds() {
    let mut m = Method::new();
    m.op(Op::IntConst, 7).op(Op::IntConst, 3).op(Op::IntSub, 0).op(Op::IntConst, 2).op(Op::IntShl, 0).int_sink();
    m.op(Op::IntConst, 1).op(Op::IntConst, 0).op(Op::IntDiv, 0).int_sink().op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), ["16", "*"]);
}

#[test]
fn a_connection_shows_its_url() {
    let mut m = Method::new();
    m.text("sms://7132").open().op(Op::CheckCast, 0).sink().op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), [r#""sms://7132""#]);
}

#[test]
fn a_message_is_known_by_the_address_set_last() {
    let mut m = Method::new();
    m.message().op(Op::RefStore, 1).op(Op::RefLoad, 1).sink();
    m.op(Op::RefLoad, 1).text("sms://7132").set_address().op(Op::RefLoad, 1).sink().op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), [r#""{MessageConnection.newMessage}""#, r#""sms://7132""#]);
}

#[test]
fn two_messages_are_told_apart() {
    let mut m = Method::new();
    m.message().op(Op::RefStore, 1).message().op(Op::RefStore, 2);
    m.op(Op::RefLoad, 1).text("sms://1").set_address().op(Op::RefLoad, 2).text("sms://2").set_address();
    m.op(Op::RefLoad, 1).sink().op(Op::RefLoad, 2).sink().op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), [r#""sms://1""#, r#""sms://2""#]);
}

#[test]
fn a_message_handed_over_may_get_another_address() {
    let mut m = Method::new();
    m.message().op(Op::RefStore, 1).op(Op::RefLoad, 1).text("sms://1").set_address();
    m.op(Op::RefLoad, 1).call(Op::InvokeStatic, "app/X", "fill", "(Lp/Message;)V");
    m.op(Op::RefLoad, 1).sink().op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), [r#""sms://1"|*"#]);
}

#[test]
fn a_buffer_that_was_handed_over_is_no_longer_known() {
    let mut m = Method::new();
    m.new_buffer().op(Op::RefStore, 1).op(Op::RefLoad, 1).text("a").append().op(Op::Pop, 0);
    m.op(Op::RefLoad, 1).call(Op::InvokeStatic, "app/X", "keep", "(Ljava/lang/StringBuffer;)V");
    m.op(Op::RefLoad, 1).text("b").append().finish().sink().op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), ["*"]);
}

#[test]
fn a_buffer_of_an_earlier_round_is_not_mistaken_for_the_new_one() {
    let mut m = Method::new();
    m.op(Op::NullConst, 0).op(Op::RefStore, 2);
    let head = m.insns.len() as u32;
    // 2 = 1; 1 = new StringBuffer("x" …): slot 2 holds the buffer of the round before.
    m.new_buffer().text("x").append().op(Op::RefStore, 1);
    m.op(Op::RefLoad, 2)
        .sink()
        .op(Op::RefLoad, 1)
        .op(Op::RefStore, 2)
        .op(Op::RefLoad, 1)
        .text("y")
        .append()
        .op(Op::Pop, 0);
    m.op(Op::IntLoad, 0).op(Op::IfNe, head).op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), ["null|*"]);
}

#[test]
fn handlers_see_the_stores_before_the_exception() {
    let mut m = Method::new();
    m.text("before").op(Op::RefStore, 1); // 0, 1
    m.text("after").op(Op::RefStore, 1); // 2, 3: covered
    m.op(Op::Return, 0); // 4
    m.op(Op::RefStore, 2).op(Op::RefLoad, 1).sink().op(Op::Return, 0); // 5: handler
    m.handlers.push(Handler { start: 2, end: 4, target: 5, catch: None });
    assert_eq!(m.sinks().unwrap(), [r#""after"|"before""#]);
}

#[test]
fn switches_reach_every_case() {
    let mut m = Method::new();
    m.op(Op::IntLoad, 0).op(Op::Switch, 0); // 0, 1
    m.text("a").op(Op::Goto, 5); // 2, 3
    m.text("b"); // 4
    m.sink().op(Op::Return, 0); // 5, 6
    m.program.switches.push(Switch { default: 4, cases: 0..1 });
    m.program.cases.push((1, 2));
    assert_eq!(m.sinks().unwrap(), [r#""a"|"b""#]);
}

#[test]
fn wide_values_take_two_cells() {
    let mut m = Method::new();
    m.op(Op::LongConst, 5).op(Op::Dup2, 0).op(Op::LongAdd, 0).op(Op::LongToInt, 0).int_sink();
    m.text("a").op(Op::LongConst, 1).op(Op::Pop2, 0).sink().op(Op::Return, 0);
    assert_eq!(m.sinks().unwrap(), ["10", r#""a""#]);
}

#[test]
fn stack_shuffles_keep_order() {
    let mut m = Method::new();
    m.text("a").text("b").op(Op::DupX1, 0).sink().sink().sink();
    m.text("a").text("b").text("c").op(Op::DupX2, 0).sink().sink().sink().sink();
    m.text("a").text("b").op(Op::Swap, 0).sink().sink().op(Op::Return, 0);
    let expected = ["b", "a", "b", "c", "b", "a", "c", "a", "b"].map(|t| format!("\"{t}\""));
    assert_eq!(m.sinks().unwrap(), expected);
}

#[test]
fn malformed_code_is_refused() {
    let refused = |build: &dyn Fn(&mut Method)| {
        let mut m = Method::new();
        build(&mut m);
        assert_eq!(m.sinks(), Err(Stop::Malformed));
    };
    refused(&|m| {
        m.op(Op::Pop, 0).op(Op::Return, 0);
    });
    refused(&|m| {
        m.op(Op::RefLoad, 99).op(Op::Return, 0);
    });
    refused(&|m| {
        m.op(Op::Nop, 0);
    });
    refused(&|m| {
        m.op(Op::Goto, NO_TARGET);
    });
    refused(&|m| {
        for _ in 0..20 {
            m.op(Op::NullConst, 0);
        }
        m.op(Op::Return, 0);
    });
}

#[test]
fn the_step_limit_ends_the_work() {
    let mut m = Method::new();
    m.op(Op::Nop, 0).op(Op::Return, 0);
    let program = program_of(&m);
    let code = Code {
        insns: 0..2,
        handlers: 0..0,
        lines: 0..0,
        max_stack: 1,
        max_locals: 1,
        bytes: 2,
        stack_map: StackMapKind::None,
        offset: 0,
        stack_map_bytes: 0..0,
    };
    let mut terms = Terms::new(&Limits::default());
    let result = Interpreter::default().run(&program, &code, &[], &mut terms, &mut 3, &mut |_, _| {});
    assert_eq!(result, Err(Stop::Budget));
}
