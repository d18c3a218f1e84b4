//! The cases, in groups; what each must give stands in the snapshots.

use super::*;

const ANY_FRAME: (u16, u16) = (4, 8);

fn code_case(name: &'static str, code: &'static [u8]) -> (&'static str, Vec<u8>) {
    case(name, |b| {
        let (stack, locals) = ANY_FRAME;
        let map = b.attribute("StackMap", &[0, 0]);
        let code = b.code(Body { stack, locals, code, attributes: vec![map], ..Body::default() });
        b.method(1, "m", "()V", &[code]);
    })
}

#[test]
fn headers() {
    let shown = show_all(vec![
        case("sound", |_| {}),
        ("empty file", vec![]),
        ("no magic", b"PK\x03\x04 and more".to_vec()),
        ("magic only", vec![0xca, 0xfe, 0xba, 0xbe]),
        ("header only", vec![0xca, 0xfe, 0xba, 0xbe, 0, 3, 0, 45]),
        spoilt("Mach-O fat binary", |bytes| bytes.splice(4..10, [0, 0, 0, 2, 0, 7]).for_each(drop)),
        spoilt("version 49", |bytes| bytes[7] = 49),
        spoilt("version 44", |bytes| bytes[7] = 44),
        spoilt("version 255.255", |bytes| bytes.splice(4..8, [255; 4]).for_each(drop)),
        spoilt("trailing bytes", |bytes| bytes.extend(b"hidden")),
        spoilt("ends in the last attribute count", |bytes| bytes.truncate(bytes.len() - 1)),
        spoilt("ends in the last method", |bytes| bytes.truncate(bytes.len() - 12)),
        spoilt("ends in the constant pool", |bytes| bytes.truncate(30)),
        case("no superclass", |b| b.superclass = 0),
        case("superclass is no class", |b| b.superclass = 1),
        case("interface is no class", |b| {
            let good = b.class("java/lang/Runnable");
            b.interfaces = vec![1, good, 999];
        }),
        case("this_class is no class", |b| b.this = 1),
        case("name differs from path", |b| b.this = b.class("p/Other")),
        case("illegal class name", |b| b.this = b.class("a//b")),
        case("array as class name", |b| b.this = b.class("[I")),
        case("interface that is not abstract", |b| b.access = 0x0200),
        case("final and abstract", |b| b.access = 0x0431),
        case("enum", |b| b.access = 0x4031),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn constants() {
    let shown = show_all(vec![
        case("unknown tag", |b| _ = b.raw(2, &[0, 0])),
        case("class names itself", |b| {
            let next = b.next();
            b.raw(7, &u2s(&[next]));
        }),
        case("chain of classes", |b| {
            for _ in 0..100 {
                let before = b.next() - 1;
                b.raw(7, &u2s(&[before]));
            }
        }),
        case("cycle of names and types", |b| {
            let next = b.next();
            b.raw(12, &u2s(&[next + 1, next + 1]));
            b.raw(12, &u2s(&[next, next]));
        }),
        case("string of nothing, unused", |b| _ = b.raw(8, &[0xff, 0xff])),
        case("text not modified UTF-8", |b| _ = b.bytes(b"a\xffb")),
        case("text with a zero byte", |b| _ = b.bytes(b"a\0b")),
        case("four-byte UTF-8", |b| _ = b.bytes("\u{1f600}".as_bytes())),
        case("unpaired surrogate is allowed", |b| _ = b.bytes(b"\xed\xa0\xbd")),
        case("method handle", |b| _ = b.raw(15, &[6, 0, 1])),
        case("module", |b| _ = b.raw(19, &[0, 1])),
        case("array reference that is no descriptor", |b| _ = b.class("[Lx")),
        case("StringBuilder and Iterable", |b| {
            b.class("java/lang/StringBuilder");
            b.class("java/lang/Iterable");
        }),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn members() {
    let shown = show_all(vec![
        case("field without name", |b| b.raw_field([0, 999, 1], &[])),
        case("method without descriptor", |b| b.raw_method([0, 1, 2], &[])),
        case("illegal field name", |b| b.field(0, "a.b", "I", &[])),
        case("illegal method names", |b| {
            b.method(0x100, "<x>", "()V", &[]);
            b.method(0x100, "a/b", "()V", &[]);
        }),
        case("keyword as name is legal", |b| b.field(0, "if", "I", &[])),
        case("illegal field descriptor", |b| b.field(0, "y", "Q", &[])),
        case("illegal method descriptor", |b| b.method(0x401, "y", "(Q)V", &[])),
        case("method with the descriptor of a field", |b| {
            let code = b.code(Body::default());
            b.method(1, "y", "I", &[code]);
        }),
        case("duplicate fields", |b| (0..3).for_each(|_| b.field(0, "y", "I", &[]))),
        case("duplicate methods", |b| (0..2).for_each(|_| b.body("y", &[0xb1]))),
        case("same name, other type", |b| {
            b.field(0, "x", "J", &[]);
            b.method(0x101, "ok", "()I", &[]);
        }),
        case("private and public field", |b| b.field(3, "y", "I", &[])),
        case("final and volatile field", |b| b.field(0x50, "y", "I", &[])),
        case("abstract and private method", |b| b.method(0x402, "y", "()V", &[])),
        case("static constructor", |b| {
            let code = b.code(Body::default());
            b.method(9, "<init>", "()V", &[code]);
        }),
        case("native methods", |b| {
            b.method(0x101, "n", "()V", &[]);
            b.method(0x101, "o", "()V", &[]);
        }),
        case("finalizers", |b| {
            b.body("finalize", &[0xb1]);
            b.method(1, "finalize", "(I)V", &[]);
        }),
        case("private native finalizer", |b| b.method(0x102, "finalize", "()V", &[])),
        case("abstract with code", |b| {
            let code = b.code(Body::default());
            b.method(0x401, "y", "()V", &[code]);
        }),
        case("no code", |b| b.method(1, "y", "()V", &[])),
        case("interface with a default method", |b| b.access = 0x0601),
        case("float field", |b| b.field(0, "f", "F", &[])),
        case("double parameter", |b| b.method(0x401, "f", "([D)V", &[])),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn attributes() {
    let constant = |b: &mut Builder, index: u16| b.attribute("ConstantValue", &u2s(&[index]));
    let shown = show_all(vec![
        case("constants of fields", |b| {
            let five = b.raw(3, &[0, 0, 0, 5]);
            let text = b.string("sms://7132");
            let long = b.raw(5, &[0, 0, 0, 1, 0, 0, 0, 2]);
            for (name, descriptor, index) in [("i", "I", five), ("s", "Ljava/lang/String;", text), ("j", "J", long)] {
                let attribute = constant(b, index);
                b.field(0x18, name, descriptor, &[attribute]);
            }
        }),
        case("constant of another type", |b| {
            let five = b.raw(3, &[0, 0, 0, 5]);
            let attribute = constant(b, five);
            b.field(0x18, "s", "Ljava/lang/String;", &[attribute]);
        }),
        case("constant that is missing", |b| {
            let attribute = constant(b, 999);
            b.field(0x18, "i", "I", &[attribute]);
        }),
        case("two constants", |b| {
            let (five, six) = (b.raw(3, &[0, 0, 0, 5]), b.raw(3, &[0, 0, 0, 6]));
            let attributes = [constant(b, five), constant(b, six)];
            b.field(0x18, "i", "I", &attributes);
        }),
        case("attribute name is no text", |b| {
            let mut attribute = b.attribute("X", &[1, 2, 3]);
            attribute[..2].copy_from_slice(&[0, 2]);
            b.field(0, "y", "I", &[attribute]);
        }),
        case("garbage in debug attributes", |b| {
            let garbage = ["LineNumberTable", "LocalVariableTable", "LocalVariableTypeTable", "CharacterRangeTable"];
            let attributes = garbage.map(|name| b.attribute(name, &[255; 7])).to_vec();
            let code = b.code(Body { attributes, ..Body::default() });
            b.method(1, "m", "()V", &[code]);
            b.class_attribute("SourceFile", &[]);
            b.class_attribute("InnerClasses", &[255, 255, 1]);
            b.class_attribute("EnclosingMethod", &[255; 4]);
        }),
        case("annotations are not read", |b| {
            let nested: Vec<u8> = b"[\0\x01".iter().copied().cycle().take(60_000).collect();
            b.class_attribute("RuntimeVisibleAnnotations", &nested);
        }),
        case("carrier attribute", |b| {
            b.class_attribute("stash", &[7; 2_000]);
            b.class_attribute("small", &[7; 1_024]);
        }),
        case("two code attributes", |b| {
            let codes = [b.code(Body::default()), b.code(Body { code: &[0, 0, 0xb1], ..Body::default() })];
            b.method(1, "m", "()V", &codes);
        }),
        case("two stack maps", |b| {
            let attributes = vec![b.attribute("StackMap", &[0, 0]), b.attribute("StackMap", &[0, 0])];
            let code = b.code(Body { attributes, ..Body::default() });
            b.method(1, "m", "()V", &[code]);
        }),
        case("StackMapTable only", |b| {
            let attributes = vec![b.attribute("StackMapTable", &[0, 0])];
            let code = b.code(Body { code: &[0xa7, 0, 3, 0xb1], attributes, ..Body::default() });
            b.method(1, "m", "()V", &[code]);
        }),
        case("attribute longer than the file", |b| {
            let mut code = b.code(Body::default());
            code[2..6].copy_from_slice(&u32::MAX.to_be_bytes());
            b.method(1, "m", "()V", &[code]);
        }),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn code_attributes() {
    let short = |b: &mut Builder, content: &[u8]| {
        let code = b.attribute("Code", content);
        b.method(1, "m", "()V", &[code]);
    };
    let shown = show_all(vec![
        case("code attribute ends in its head", |b| short(b, &[0, 1, 0, 1, 0])),
        case("code longer than its attribute", |b| short(b, &[0, 1, 0, 1, 0x7f, 0xff, 0xff, 0xff, 0, 0xb1])),
        case("code without handlers and attributes", |b| short(b, &[0, 1, 0, 1, 0, 0, 0, 1, 0xb1])),
        case("code attribute with more behind it", |b| short(b, &[0, 1, 0, 1, 0, 0, 0, 1, 0xb1, 0, 0, 0, 0, 7])),
        case("more handlers than there are", |b| short(b, &[0, 1, 0, 1, 0, 0, 0, 1, 0xb1, 255, 255, 0, 0])),
        case("empty code", |b| b.body("m", &[])),
        case("short form before 45.3", |b| {
            b.version = (45, 0);
            short(b, &[1, 1, 0, 2, 0, 0xb1, 0, 0, 0, 0]);
        }),
        case("long form in version 45.0", |b| b.version = (45, 0)),
        case("oversize code", |b| b.body("m", &[0; 32_767])),
        case("largest code that KVM takes", |b| b.body("m", &[0; 32_766])),
        case("code of 70,000 bytes", |b| b.body("m", &[0; 70_000])),
        case("oversize frame", |b| {
            let code = b.code(Body { stack: 500, locals: 13, ..Body::default() });
            b.method(1, "m", "()V", &[code]);
        }),
        case("largest frame that KVM takes", |b| {
            let code = b.code(Body { stack: 500, locals: 12, ..Body::default() });
            b.method(1, "m", "()V", &[code]);
        }),
        case("parameters do not fit the locals", |b| {
            let code = b.code(Body { locals: 3, ..Body::default() });
            b.method(1, "m", "(JI)V", &[code]);
        }),
        case("handlers", |b| {
            let thrown = b.class("java/io/IOException");
            let map = vec![b.attribute("StackMap", &[0, 0])];
            let handlers = &[[0, 2, 2, thrown], [0, 3, 2, 0], [1, 1, 2, 0], [0, 9, 2, 0], [0, 2, 9, 0], [0, 2, 2, 1]];
            let code = b.code(Body { code: &[0, 0, 0xb1], handlers, attributes: map, ..Body::default() });
            b.method(1, "m", "()V", &[code]);
        }),
        case("not preverified", |b| {
            b.body("branch", &[0xa7, 0, 3, 0xb1]);
            b.body("other", &[0xa7, 0, 3, 0xb1]);
            let code = b.code(Body { handlers: &[[0, 1, 0, 0]], ..Body::default() });
            b.method(1, "handler", "()V", &[code]);
        }),
        case("line numbers", |b| {
            let lines = b.attribute("LineNumberTable", &u2s(&[3, 2, 12, 0, 10, 77, 99]));
            let code = &[0, 0, 0xcb];
            let code = b.code(Body { code, attributes: vec![lines], ..Body::default() });
            b.method(1, "m", "()V", &[code]);
        }),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn instructions() {
    let shown = show_all(vec![
        code_case("illegal opcode", &[0, 203, 0, 0xb1]),
        code_case("illegal opcode that a branch jumps over", &[0xa7, 0, 4, 203, 0x04, 0xb1]),
        code_case("invokedynamic of no such constant", &[0xba, 0, 1, 0, 0, 0xb1]),
        code_case("ends within an operand", &[0x04, 0x11, 1]),
        code_case("branches to nowhere", &[0xa7, 0x7f, 0xff, 0xa7, 0xff, 0x00, 0xa7, 0, 1, 0xb1]),
        code_case("wide branches", &[0xc8, 0, 0, 0, 5, 0xb1, 0xc8, 0x7f, 0xff, 0xff, 0xff]),
        code_case("subroutine", &[0xa8, 0, 3, 0xc9, 0, 0, 0, 5, 0x4c, 0xa9, 1]),
        code_case("wide forms", &[0xc4, 0x15, 1, 0, 0xc4, 0x84, 1, 2, 0xff, 0xfe, 0xc4, 0xa9, 0, 1]),
        code_case("wide of nop", &[0xc4, 0, 0, 0, 0xb1]),
        code_case("wide at the end", &[0, 0xc4]),
        code_case(
            "tableswitch",
            &[0x03, 0xaa, 0, 0, 0, 0, 0, 23, 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0, 23, 0, 0, 0, 1, 0xb1],
        ),
        code_case("tableswitch 0..2^31-2", &[0xaa, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xfe, 0xb1]),
        code_case(
            "tableswitch of all integers",
            &[0xaa, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xb1],
        ),
        code_case("tableswitch low above high", &[0xaa, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 3, 0xb1]),
        code_case("lookupswitch of 2^31-1 pairs", &[0xab, 0, 0, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xb1]),
        code_case("lookupswitch of -1 pairs", &[0xab, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xb1]),
        code_case(
            "lookupswitch out of order, odd padding",
            &[0xab, 0, 9, 0, 0, 0, 0, 28, 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0, 28, 0, 0, 0, 3, 0, 0, 0, 28, 0xb1],
        ),
        code_case("newarray of type 3", &[0x04, 0xbc, 3, 0x57, 0xb1]),
        code_case("floats", &[0x0c, 0x57, 0x0f, 0x58, 0xc4, 0x17, 0, 1, 0x04, 0xbc, 6, 0xb1]),
        code_case("field operand that is a class", &[0xb2, 0, 2, 0x57, 0xb1]),
        code_case("call of index 0", &[0xb8, 0, 0, 0xb8, 0xff, 0xff, 0xb1]),
        code_case("new of a text", &[0xbb, 0, 1, 0x57, 0xb1]),
        code_case("ldc of a text", &[0x12, 1, 0x57, 0x14, 0, 2, 0x58, 0xb1]),
        code_case("ldc of a class", &[0x12, 2, 0x57, 0xb1]),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn references() {
    let call = |b: &mut Builder, opcode: u8, index: u16, more: &[u8]| {
        let mut code = vec![opcode];
        code.extend(index.to_be_bytes());
        code.extend(more);
        code.push(0xb1);
        let code = b.code(Body { code: &code, ..Body::default() });
        b.method(1, "m", "()V", &[code]);
    };
    let shown = show_all(vec![
        case("call through an interface", |b| {
            let index = b.member(11, "I", "f", "(JI)V");
            call(b, 0xb9, index, &[4, 0]);
        }),
        case("wrong count and fourth byte", |b| {
            let index = b.member(11, "I", "f", "(JI)V");
            call(b, 0xb9, index, &[3, 1]);
        }),
        case("interface call of a class method", |b| {
            let index = b.member(10, "I", "f", "()V");
            call(b, 0xb9, index, &[1, 0]);
        }),
        case("virtual call of an interface method", |b| {
            let index = b.member(11, "I", "f", "()V");
            call(b, 0xb6, index, &[]);
        }),
        case("static call of a field", |b| {
            let index = b.member(9, "I", "f", "I");
            call(b, 0xb8, index, &[]);
        }),
        case("field that is a method", |b| {
            let index = b.member(10, "I", "f", "()V");
            call(b, 0xb2, index, &[]);
        }),
        case("field reference with a method descriptor", |b| {
            let method = b.member(10, "I", "f", "()V");
            let index = b.member(9, "I", "f", "()V");
            call(b, 0xb8, method, &[]);
            call(b, 0xb2, index, &[]);
        }),
        case("illegal descriptor", |b| {
            let index = b.member(10, "I", "f", "(Q)V");
            call(b, 0xb8, index, &[]);
        }),
        case("illegal name", |b| {
            let index = b.member(10, "I", "a.b", "()V");
            call(b, 0xb8, index, &[]);
        }),
        case("boxing", |b| {
            let index = b.member(10, "java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;");
            call(b, 0xb8, index, &[]);
        }),
        case("Integer.valueOf of CLDC", |b| {
            let index = b.member(10, "java/lang/Integer", "valueOf", "(Ljava/lang/String;)Ljava/lang/Integer;");
            call(b, 0xb8, index, &[]);
        }),
        case("clone of an array", |b| {
            let index = b.member(10, "[I", "clone", "()Ljava/lang/Object;");
            call(b, 0xb6, index, &[]);
        }),
        case("invokedynamic", |b| {
            b.version = (51, 0);
            let pair = [b.utf8("run"), b.utf8("()Ljava/lang/Runnable;")];
            let pair = b.raw(12, &u2s(&pair));
            let index = b.raw(18, &u2s(&[0, pair]));
            call(b, 0xba, index, &[0, 0]);
        }),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn a_code_attribute_is_cut_at_every_byte() {
    let code = [0x03, 0x99, 0, 4, 0x11, 1, 2, 0xb1];
    let whole = code_content(&Body { code: &code, handlers: &[[0, 1, 0, 0]], ..Body::default() });
    for length in 0..whole.len() {
        let (_, bytes) = case("", |b| {
            let code = b.attribute("Code", &whole[..length]);
            b.method(1, "m", "()V", &[code]);
        });
        let shown = show("", &bytes);
        assert!(
            shown.contains("\n   x:I\n") && shown.contains("   ok()V | IntConst 0 0 | IntStore | Return\n"),
            "{shown}"
        );
    }
}
