//! Whole programs: limits, duplicates, hierarchies and the names that devices keep to themselves.

use super::*;
use mexelint::program::hierarchy::{Hierarchy, Resolved};
use mexelint::program::load::{ClassSource, load};
use mexelint::program::platform::Platform;
use mexelint::program::system_packages::state_links;
use mexelint::program::{ClassId, Sym};

fn class(name: &str, superclass: &str, make: impl FnOnce(&mut Builder)) -> (String, Vec<u8>) {
    let mut builder = Builder::new();
    builder.this = builder.class(name);
    builder.superclass = builder.class(superclass);
    make(&mut builder);
    (format!("{name}.class"), builder.build())
}

fn load_all(classes: &[(String, Vec<u8>)], limits: &Limits) -> (Program, Vec<String>) {
    let (mut program, mut facts) = (Program::default(), Facts::new(1_000));
    let sources = classes.iter().zip(0..).map(|((name, bytes), entry)| ClassSource {
        entry,
        name,
        bytes,
        library: name.starts_with("lib/"),
    });
    load(sources, &mut program, &mut ReaderScratch::default(), limits, &mut facts);
    state_links(&program, Platform::builtin(), limits, &mut facts);
    let facts = facts.into_sorted();
    let facts = facts.iter().map(|f| f.to_text()).filter(|f| !f.starts_with("class ")).collect();
    (program, facts)
}

fn caller(b: &mut Builder, class: &str, name: &str, descriptor: &str) {
    let index = b.member(10, class, name, descriptor);
    let code = [&[0xb8][..], &index.to_be_bytes(), &[0xb1]].concat();
    b.body(&format!("call-{}", name.trim_matches(['<', '>'])), &code);
}

const MIDLET: &str = "javax/microedition/midlet/MIDlet";

#[test]
fn own_classes_are_resolved_through_the_hierarchy() {
    let (program, facts) = load_all(
        &[
            class("Base", MIDLET, |b| b.body("helper", &[0xb1])),
            class("App", "Base", |b| {
                caller(b, "App", "platformRequest", "(Ljava/lang/String;)Z");
                caller(b, "App", "helper", "()V");
                caller(b, "App", "<init>", "()V");
                caller(b, "[LApp;", "hashCode", "()I");
                caller(b, "Gone", "m", "()V");
            }),
        ],
        &Limits::default(),
    );
    assert_eq!(facts, [""; 0]);
    let platform = Platform::builtin();
    let mut hierarchy = Hierarchy::new(&program, &Limits::default());
    let mut resolve = |name: &str| {
        let index = program.members.iter().position(|m| program.symbols.text(m.name) == name).unwrap();
        hierarchy.resolve_method(&program, platform, index as u32)
    };
    assert_eq!(resolve("platformRequest"), Resolved::Platform(MIDLET));
    assert_eq!(resolve("helper"), Resolved::Application(program.methods_of(ClassId(0)).next().unwrap()));
    assert_eq!(resolve("<init>"), Resolved::Unknown, "constructors are not inherited");
    assert_eq!(resolve("hashCode"), Resolved::Platform("java/lang/Object"));
    assert_eq!(resolve("m"), Resolved::Unknown);
    assert_eq!(resolve("helper"), Resolved::Application(program.methods_of(ClassId(0)).next().unwrap()), "kept");

    let sym = |name: &str| program.symbols.find(name).unwrap();
    assert_eq!(hierarchy.is_subtype(&program, platform, sym("App"), MIDLET), Some(true));
    assert_eq!(hierarchy.is_subtype(&program, platform, sym("App"), "java/lang/Runnable"), Some(false));
    assert_eq!(hierarchy.is_subtype(&program, platform, sym("Gone"), MIDLET), None);
    let above = hierarchy.supertypes(&program, platform, sym("App"));
    assert_eq!((above.names, above.complete), (vec!["Base", MIDLET, "java/lang/Object"], true));
}

#[test]
fn a_copy_of_a_platform_class_does_not_hide_the_platform() {
    let request = "(Ljava/lang/String;)Z";
    let (program, facts) = load_all(
        &[
            class(MIDLET, "java/lang/Object", |b| b.method(0x401, "platformRequest", request, &[])),
            class("App", MIDLET, |b| caller(b, "App", "platformRequest", request)),
        ],
        &Limits::default(),
    );
    let mut hierarchy = Hierarchy::new(&program, &Limits::default());
    assert_eq!(hierarchy.resolve_method(&program, Platform::builtin(), 0), Resolved::Platform(MIDLET));
    assert_eq!(facts.len(), 1, "{facts:?}");
    assert!(facts[0].starts_with("classfile system-package rule=C16 detail="), "{facts:?}");
    assert!(facts[0].ends_with("at=class:javax.microedition.midlet.MIDlet"), "{facts:?}");
    assert!(facts[0].contains("kvm: javax (packages below)"), "{facts:?}");
}

#[test]
fn cycles_and_long_chains_end() {
    let limits = Limits { hierarchy_depth: 20, ..Limits::default() };
    let mut classes = vec![class("A", "B", |b| caller(b, "A", "m", "()V")), class("B", "A", |_| {})];
    classes.extend((0..30).map(|i| class(&format!("C{i}"), &format!("C{}", i + 1), |_| {})));
    classes.push(class("C30", "java/lang/Object", |_| {}));
    let (program, facts) = load_all(&classes, &limits);
    let with = |what: &str| facts.iter().filter(|f| f.contains(what)).cloned().collect::<Vec<_>>();
    assert_eq!(
        with("superclass-cycle"),
        ["classfile superclass-cycle number=2 at=class:A", "classfile superclass-cycle number=2 at=class:B"]
    );
    assert_eq!(with("too-deep").len(), 10);
    assert_eq!(with("too-deep")[0], "classfile too-deep limit=20 at=class:C0");
    assert_eq!(facts.len(), 12);
    let mut hierarchy = Hierarchy::new(&program, &limits);
    let platform = Platform::builtin();
    assert_eq!(hierarchy.resolve_method(&program, platform, 0), Resolved::Unknown);
    let sym = |name: &str| program.symbols.find(name).unwrap();
    assert_eq!(hierarchy.is_subtype(&program, platform, sym("C0"), MIDLET), None);
    assert_eq!(hierarchy.is_subtype(&program, platform, sym("C25"), MIDLET), Some(false));
    assert!(!hierarchy.supertypes(&program, platform, sym("C0")).complete);
}

#[test]
fn links_that_no_vm_makes_are_stated() {
    let (_, facts) = load_all(
        &[
            class("Sealed", "java/lang/Object", |b| b.access = 0x31),
            class("Heir", "Sealed", |_| {}),
            class("Odd", "java/lang/Runnable", |_| {}),
            class("Orphan", "vendor/Gone", |_| {}),
            class("Nosy", "java/lang/Object", |b| {
                b.class("com/sun/midp/security/SecurityToken");
                b.class("[Lcom/sun/midp/security/Permissions;");
            }),
            class("lib/Nosy", "vendor/Gone", |b| _ = b.class("com/sun/midp/security/SecurityToken")),
        ],
        &Limits::default(),
    );
    let starts = [
        "classfile superclass-final detail=\"the superclass is final: Sealed\" at=class:Heir",
        "classfile restricted-package rule=C16 member=",
        "classfile superclass-final detail=\"the superclass is an interface: java.lang.Runnable\" at=class:Odd",
        "classfile superclass-missing detail=\"neither in the suite nor in the platform tables: vendor.Gone\" at=class:Orphan",
    ];
    assert_eq!(facts.len(), starts.len(), "{facts:?}");
    for (fact, start) in facts.iter().zip(starts) {
        assert!(fact.starts_with(start), "{facts:?}");
    }
    assert!(facts[1].contains(" count=2 ") && facts[1].ends_with("at=class:Nosy"), "{facts:?}");
}

#[test]
fn limits_leave_out_and_say_so() {
    let classes: Vec<_> =
        (0..4).map(|i| class(&format!("C{i}"), "java/lang/Object", |b| b.body("m", &[0; 50]))).collect();
    let (program, facts) = load_all(&classes, &Limits { classes: 2, ..Limits::default() });
    assert_eq!(program.classes.len(), 2);
    assert_eq!(facts, ["limit classes value=2 detail=\"this and further classes not read\" at=entry:C2.class"]);

    let (program, facts) = load_all(&classes, &Limits { instructions: 60, ..Limits::default() });
    assert_eq!((program.classes.len(), program.code.len()), (2, 100));
    assert_eq!(facts, ["limit instructions value=60 seen=100 detail=\"further code not read\" at=entry:C1.class"]);

    let (program, facts) = load_all(&classes, &Limits { class_bytes: 10, ..Limits::default() });
    assert_eq!((program.classes.len(), facts.len()), (0, 4));
    assert!(facts[0].starts_with("limit class-bytes value=10 seen="), "{facts:?}");
}

#[test]
fn the_first_of_two_classes_is_the_one_that_is_loaded() {
    let mut second = class("A", "java/lang/Object", |b| b.body("second", &[0xb1]));
    second.0 = "copy/A.class".into();
    let library = class("lib/A", "java/lang/Object", |b| b.this = b.class("A"));
    let first = class("A", "java/lang/Object", |b| b.body("first", &[0xb1]));
    let (program, facts) = load_all(&[first, second, library], &Limits::default());
    assert_eq!(
        facts,
        [
            "classfile duplicate-class detail=\"read again from copy/A.class\" at=class:A",
            "classfile name-differs-from-path rule=C25 detail=\"read from: copy/A.class\" at=class:A",
        ]
    );
    let name: Sym = program.symbols.find("A").unwrap();
    assert_eq!(program.class(name), Some(ClassId(0)));
    assert_eq!(program.classes.len(), 3);
    assert!(program.classes[2].library);
}
