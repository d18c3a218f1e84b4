//! What the tables must say, and how they are looked up.

use super::*;

fn api(name: &str) -> ApiId {
    Platform::builtin().api_named(name).unwrap_or_else(|| panic!("no API {name}")).id
}

/// Declaring class and API of a reference that must be found.
fn found(class: &str, member: &str, descriptor: &str) -> (&'static str, &'static str) {
    let p = Platform::builtin();
    match p.resolve(class, member, descriptor) {
        Resolution::Found { class, api, .. } => (p.class_info(class).name, p.api(api).name),
        other => panic!("{class}.{member}{descriptor}: {other:?}"),
    }
}

#[test]
fn members_are_found_with_the_api_that_has_them() {
    assert_eq!(found("java/lang/String", "length", "()I"), ("java/lang/String", "CLDC-1.0"));
    assert_eq!(found("java/lang/String", "intern", "()Ljava/lang/String;"), ("java/lang/String", "CLDC-1.1"));
    assert_eq!(found("java/lang/Math", "PI", "D"), ("java/lang/Math", "CLDC-1.1"));
    assert_eq!(found("java/lang/Math", "abs", "(I)I"), ("java/lang/Math", "CLDC-1.0"));
    assert_eq!(found("java/lang/Math", "abs", "(D)D"), ("java/lang/Math", "CLDC-1.1"));
    let midlet = "javax/microedition/midlet/MIDlet";
    assert_eq!(found(midlet, "platformRequest", "(Ljava/lang/String;)Z"), (midlet, "MIDP-2.0"));
    assert_eq!(found(midlet, "notifyDestroyed", "()V"), (midlet, "MIDP-1.0"));
    let nokia = "com/nokia/mid/ui/FullCanvas";
    assert_eq!(found(nokia, "<init>", "()V"), (nokia, "Nokia-UI-1.0"));
}

#[test]
fn members_are_inherited_as_in_a_vm() {
    let set_title = ("setTitle", "(Ljava/lang/String;)V");
    assert_eq!(
        found("javax/microedition/lcdui/Form", set_title.0, set_title.1),
        ("javax/microedition/lcdui/Screen", "MIDP-1.0")
    );
    // The row of List is of MIDP 2.0, but it overrides what Screen has had since MIDP 1.0.
    assert_eq!(
        found("javax/microedition/lcdui/List", set_title.0, set_title.1),
        ("javax/microedition/lcdui/List", "MIDP-1.0")
    );
    assert_eq!(
        found("javax/microedition/lcdui/Displayable", set_title.0, set_title.1),
        ("javax/microedition/lcdui/Displayable", "MIDP-2.0")
    );
    // From an interface of an interface, from Object through an interface, and of an array.
    assert_eq!(
        found("javax/microedition/io/HttpConnection", "close", "()V"),
        ("javax/microedition/io/Connection", "CLDC-1.0")
    );
    assert_eq!(found("java/util/Enumeration", "hashCode", "()I").0, "java/lang/Object");
    assert_eq!(found("[[I", "getClass", "()Ljava/lang/Class;").0, "java/lang/Object");
}

#[test]
fn constructors_are_not_inherited() {
    let p = Platform::builtin();
    let none = p.resolve("javax/microedition/lcdui/Form", "<init>", "()V");
    assert!(matches!(none, Resolution::NoSuchMember { .. }), "{none:?}");
}

#[test]
fn what_is_not_there_is_told_apart() {
    let p = Platform::builtin();
    let string = p.class("java/lang/String").unwrap();
    assert!(matches!(
        p.resolve("java/lang/String", "isEmpty", "()Z"),
        Resolution::NoSuchMember { class } if class == string
    ));
    assert!(matches!(p.resolve("java/lang/StringBuilder", "length", "()I"), Resolution::NoSuchClass));
    assert!(matches!(
        p.resolve("net/rim/device/api/system/DeviceInfo", "getDeviceId", "()I"),
        Resolution::ClassOnly { .. }
    ));
    assert!(p.class("").is_none());
    assert!(p.class("javax/microedition/midlet/MIDle").is_none());
}
