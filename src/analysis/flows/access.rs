//! Which fields, and elements of which kinds of objects, a method and all that it calls read and write: data that a method
//! does not touch goes past the call.

use super::cells::Key;
use crate::analysis::graph::{CallGraph, EdgeKind, Object};
use crate::analysis::values::Member;
use crate::program::{MethodId, Op, Program};

/// Kinds of objects that hold data, one bit each.
pub mod holders {
    /// `boolean[]` and `byte[]`
    pub const BYTES: u16 = 1;
    /// `char[]`
    pub const CHARS: u16 = 1 << 1;
    /// other arrays of primitive values
    pub const NUMBERS: u16 = 1 << 2;
    /// arrays of references
    pub const REFERENCES: u16 = 1 << 3;
    /// `StringBuffer`, `StringBuilder`
    pub const BUFFER: u16 = 1 << 4;
    /// classes of `java.util`
    pub const CONTAINER: u16 = 1 << 5;
    /// classes of `java.io`
    pub const STREAM: u16 = 1 << 6;
    /// anything else
    pub const OTHER: u16 = 1 << 7;
    /// all of them
    pub const ALL: u16 = (1 << 8) - 1;
}

/// What every method reads and writes, calls included.
pub struct Accesses {
    words: usize,
    /// For each method a bit for each field, first those read, then those written.
    bits: Vec<u64>,
    read: Vec<u16>,
    written: Vec<u16>,
}

/// The kind of the objects that a descriptor stands for; 0 for what holds no data.
pub fn holder(descriptor: &str) -> u16 {
    match descriptor {
        "[B" | "[Z" => holders::BYTES,
        "[C" => holders::CHARS,
        "Ljava/lang/StringBuffer;" | "Ljava/lang/StringBuilder;" => holders::BUFFER,
        "Ljava/lang/String;" => 0,
        "Ljava/lang/Object;" => holders::ALL,
        d if d.starts_with("[L") || d.starts_with("[[") => holders::REFERENCES,
        d if d.starts_with('[') => holders::NUMBERS,
        d if d.starts_with("Ljava/util/") => holders::CONTAINER,
        d if d.starts_with("Ljava/io/") => holders::STREAM,
        d if d.starts_with('L') => holders::OTHER,
        _ => 0,
    }
}

fn holder_of_class(name: &str) -> u16 {
    if name.starts_with('[') { holder(name) } else { holder(&format!("L{name};")) }
}

/// The kind of an object.
pub fn holder_of(program: &Program, object: &Object) -> u16 {
    let insn = |site: &crate::analysis::graph::Site| {
        let code = program.method(site.method).code.as_ref()?;
        program.insns(code).get(site.insn as usize).copied()
    };
    match object {
        Object::Allocated(site) => match insn(site) {
            Some(insn) => match insn.op {
                Op::New => holder_of_class(program.symbols.text(crate::program::Sym(insn.a))),
                Op::NewArray if matches!(insn.a, 4 | 8) => holders::BYTES,
                Op::NewArray if insn.a == 5 => holders::CHARS,
                Op::NewArray => holders::NUMBERS,
                _ => holders::ALL,
            },
            None => holders::ALL,
        },
        Object::Platform(site) => match insn(site) {
            Some(insn) if insn.op.is_invoke() => {
                let descriptor = program.symbols.text(program.members[insn.a as usize].descriptor);
                holder(descriptor.rsplit(')').next().unwrap_or(""))
            }
            _ => holders::ALL,
        },
        _ => holders::ALL,
    }
}

impl Accesses {
    /// Reads all methods, and adds to each what the methods that it calls do.
    pub fn of(program: &Program, graph: &CallGraph, members: &[Member<'_>]) -> Accesses {
        let methods = program.methods.len();
        let words = program.fields.len().div_ceil(64).max(1);
        let mut all =
            Accesses { words, bits: vec![0; methods * words * 2], read: vec![0; methods], written: vec![0; methods] };
        for method in 0..methods {
            all.read_method(program, members, method);
        }
        all.close(graph, methods);
        all
    }

    fn read_method(&mut self, program: &Program, members: &[Member<'_>], method: usize) {
        let Some(code) = &program.methods[method].code else { return };
        for insn in program.insns(code) {
            match insn.op {
                Op::GetField | Op::GetStatic | Op::PutField | Op::PutStatic => {
                    if let Some(field) = members[insn.a as usize].field {
                        let written = usize::from(matches!(insn.op, Op::PutField | Op::PutStatic));
                        let at = (method * 2 + written) * self.words + field as usize / 64;
                        self.bits[at] |= 1 << (field % 64);
                    }
                }
                op if (Op::IntArrayLoad..=Op::ShortArrayStore).contains(&op) => {
                    let holder = match op {
                        Op::ByteArrayLoad | Op::ByteArrayStore => holders::BYTES,
                        Op::CharArrayLoad | Op::CharArrayStore => holders::CHARS,
                        Op::RefArrayLoad | Op::RefArrayStore => holders::REFERENCES,
                        _ => holders::NUMBERS,
                    };
                    let kind = if op >= Op::IntArrayStore { &mut self.written } else { &mut self.read };
                    kind[method] |= holder;
                }
                op if op.is_invoke() && members[insn.a as usize].external => {
                    let reference = program.members[insn.a as usize];
                    let descriptor = program.symbols.text(reference.descriptor);
                    let given =
                        crate::analysis::signature::parameters(descriptor).map(holder).fold(0, |all, h| all | h);
                    let holder = given | holder_of_class(program.symbols.text(reference.class));
                    self.read[method] |= holder;
                    self.written[method] |= holder;
                }
                _ => {}
            }
        }
    }

    /// Adds what callees do to their callers until nothing changes.
    fn close(&mut self, graph: &CallGraph, methods: usize) {
        let mut queue: Vec<usize> = (0..methods).rev().collect();
        let mut queued = vec![true; methods];
        let width = self.words * 2;
        while let Some(callee) = queue.pop() {
            queued[callee] = false;
            for edge in graph.callers(MethodId(callee as u32)) {
                let caller = edge.site.method.0 as usize;
                if caller == callee || matches!(edge.kind, EdgeKind::Starts(_) | EdgeKind::Registers(_)) {
                    continue;
                }
                let mut changed = false;
                for word in 0..width {
                    let (from, to) = (self.bits[callee * width + word], &mut self.bits[caller * width + word]);
                    changed |= from & !*to != 0;
                    *to |= from;
                }
                for kind in [&mut self.read, &mut self.written] {
                    changed |= kind[callee] & !kind[caller] != 0;
                    kind[caller] |= kind[callee];
                }
                if changed && !queued[caller] {
                    queued[caller] = true;
                    queue.push(caller);
                }
            }
        }
    }

    fn touches(&self, method: MethodId, key: Key, holder: u16, written: bool) -> bool {
        let method = method.0 as usize;
        match key {
            Key::Field(field) => {
                let at = (method * 2 + usize::from(written)) * self.words + field as usize / 64;
                self.bits[at] & 1 << (field % 64) != 0
            }
            Key::Element(_) => (if written { &self.written } else { &self.read })[method] & holder != 0,
        }
    }

    /// Whether the method, or one that it calls, may read there. `holder` is the kind of the object.
    pub fn reads(&self, method: MethodId, key: Key, holder: u16) -> bool {
        self.touches(method, key, holder, false)
    }

    /// Whether the method, or one that it calls, may write there.
    pub fn writes(&self, method: MethodId, key: Key, holder: u16) -> bool {
        self.touches(method, key, holder, true)
    }
}
