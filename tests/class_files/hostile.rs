//! Anything at all: no bytes make the reader panic, and what it keeps is bounded by what it was given.

use super::*;
use mexelint::program::hierarchy::Hierarchy;
use mexelint::program::load::{ClassSource, load};
use mexelint::program::platform::Platform;
use mexelint::program::second_reader::second_opinion;
use mexelint::program::system_packages::state_links;
use proptest::prelude::*;

/// Reads and asks everything there is to ask; what is kept stays in proportion to the bytes.
fn survive(bytes: &[u8]) {
    let (mut facts, mut program) = (Facts::new(1_000), Program::default());
    let (mut scratch, limits) = (ReaderScratch::default(), Limits::default());
    let source = ClassSource { entry: 0, name: "T.class", bytes, library: false };
    load([source], &mut program, &mut scratch, &limits, &mut facts);
    assert!(program.code.len() <= bytes.len());
    assert!(program.methods.len() + program.fields.len() <= bytes.len() / 8);
    assert!(program.cases.len() <= bytes.len() / 4 && program.lines.len() <= bytes.len() / 4);
    assert!(program.handlers.len() <= bytes.len() / 8 && program.class_refs.len() <= bytes.len() / 3);
    assert!(facts.iter().count() < 200, "repeated defects are one fact");
    for insn in &program.code {
        assert!(!insn.op.is_branch() || insn.a == NO_TARGET || (insn.a as usize) < program.code.len());
    }
    let platform = Platform::builtin();
    let mut hierarchy = Hierarchy::new(&program, &limits);
    for member in 0..program.members.len() {
        hierarchy.resolve_member(&program, platform, member as u32);
    }
    state_links(&program, platform, &limits, &mut facts);
    for fact in facts.into_sorted() {
        assert_eq!(mexelint::facts::Fact::parse(&fact.to_text()), Ok(fact.clone()), "{}", fact.to_text());
    }
    if !program.classes.is_empty() {
        second_opinion(bytes, &program, mexelint::program::ClassId(0));
    }
}

/// A class with a bit of everything.
fn rich() -> Vec<u8> {
    let mut b = Builder::new();
    let text = b.string("sms://7132");
    let call = b.member(10, "U", "f", "(Ljava/lang/String;)V");
    let constant = b.attribute("ConstantValue", &u2s(&[text]));
    b.field(0x18, "s", "Ljava/lang/String;", &[constant]);
    let mut code = vec![0x12, text as u8, 0xb8];
    code.extend(call.to_be_bytes());
    code.extend([0x03, 0xab, 0, 0, 0, 0, 18, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 18, 0xc4, 0x84, 0, 1, 0, 1, 0xb1]);
    let attributes = vec![b.attribute("StackMap", &[0, 0]), b.attribute("LineNumberTable", &u2s(&[1, 0, 5]))];
    let code = b.code(Body { code: &code, handlers: &[[0, 2, 5, 0]], attributes, ..Body::default() });
    b.method(1, "m", "()V", &[code]);
    b.body("n", &[0xa7, 0, 3, 0xb1]);
    b.build()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survive(&bytes);
        let mut with_head = vec![0xca, 0xfe, 0xba, 0xbe, 0, 3, 0, 45];
        with_head.extend(&bytes);
        survive(&with_head);
    }

    #[test]
    fn any_code_is_survived(code in proptest::collection::vec(any::<u8>(), 0..300)) {
        let (_, bytes) = case("", |b| b.body("m", &code));
        survive(&bytes);
    }

    #[test]
    fn mutated_classes_are_survived(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..9),
        cut in proptest::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut bytes = rich();
        for (at, to) in changes {
            let at = at.index(bytes.len());
            bytes[at] = to;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        survive(&bytes);
    }
}

#[test]
fn the_eight_defects_of_the_strict_reader_are_out_of_reach() {
    let chain = case("", |b| {
        for _ in 0..60_000 {
            let before = b.next() - 1;
            b.raw(7, &u2s(&[before]));
        }
    });
    let nested: Vec<u8> = b"[\0\x01".iter().copied().cycle().take(180_000).collect();
    let annotations = case("", |b| b.class_attribute("RuntimeVisibleAnnotations", &nested));
    let in_code = case("", |b| {
        let attributes = vec![b.attribute("RuntimeInvisibleTypeAnnotations", &nested)];
        let code = b.code(Body { attributes, ..Body::default() });
        b.method(1, "m", "()V", &[code]);
    });
    let cycle = case("", |b| {
        let next = b.next();
        b.raw(12, &u2s(&[next, next]));
    });
    let enclosing = case("", |b| {
        let pair = [b.bytes(b"\xff"), b.utf8("()V")];
        let pair = b.raw(12, &u2s(&pair));
        let class = b.this;
        b.class_attribute("EnclosingMethod", &u2s(&[class, pair]));
    });
    let lookup = case("", |b| b.body("m", &[0xab, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]));
    let table = case("", |b| b.body("m", &[0xaa, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xfe]));
    let all = case("", |b| b.body("m", &[0xaa, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]));
    let code_in_code = case("", |b| {
        let inner = b.code(Body::default());
        let outer = b.code(Body { attributes: vec![inner], ..Body::default() });
        b.method(1, "m", "()V", &[outer]);
    });
    for (name, (_, bytes)) in [
        ("chain of constants", chain),
        ("nested annotations", annotations),
        ("nested annotations in code", in_code),
        ("cycle of constants", cycle),
        ("enclosing method with bad text", enclosing),
        ("lookupswitch", lookup),
        ("tableswitch", table),
        ("tableswitch of all integers", all),
        ("code in code", code_in_code),
    ] {
        assert!(mexelint::program::reader::check_tame(&bytes).is_err(), "{name}");
        survive(&bytes);
    }
    assert_eq!(mexelint::program::reader::check_tame(&rich()), Ok(()));
}
