//! What the tables must say, and how they are looked up.

use super::*;
use crate::facts::{Alternative, Part, Value};

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

#[test]
fn the_tables_are_complete() {
    let p = Platform::builtin();
    assert_eq!(p.classes().len(), 3339);
    assert_eq!(p.classes().map(|c| c.members().count()).sum::<usize>(), 8826);
    assert_eq!(Platform::builtin().index.count(PACKAGES), 479);
    assert_eq!(p.apis().len(), 125);
    assert_eq!(p.permissions().len(), 148);
    assert_eq!(p.restrictions().len(), 332);
    let sizes = Platform::builtin().index.sizes();
    for (what, bytes) in [("words", sizes[0]), ("names", sizes[1]), ("prose", sizes[2])] {
        assert!(bytes < 1_000_000, "{what}: {bytes} bytes");
    }
}

#[test]
fn classes_say_where_they_belong() {
    let p = Platform::builtin();
    let class = |name: &str| p.class_info(p.class(name).unwrap_or_else(|| panic!("no class {name}")));
    let http = class("javax/microedition/io/HttpConnection");
    assert!(http.is_interface);
    assert_eq!(http.api, api("MIDP-1.0"));
    assert_eq!(http.interfaces().collect::<Vec<_>>(), ["javax/microedition/io/ContentConnection"]);
    assert_eq!(http.confidence, Confidence::High);
    let form = class("javax/microedition/lcdui/Form");
    assert_eq!(form.superclass, Some("javax/microedition/lcdui/Screen"));
    assert!(!form.is_interface);
    // The audio part of MMAPI is in MIDP 2.0, too: a device with either of the two has it.
    let player = class("javax/microedition/media/Player");
    assert_eq!(player.api, api("MIDP-2.0"));
    assert_eq!(player.also_in().collect::<Vec<_>>(), [api("JSR135")]);
    for name in [
        "Control",
        "Controllable",
        "Manager",
        "MediaException",
        "PlayerListener",
        "control/ToneControl",
        "control/VolumeControl",
    ] {
        let shared = class(&format!("javax/microedition/media/{name}"));
        assert_eq!(shared.api, api("MIDP-2.0"), "{name}");
        assert_eq!(shared.also_in().collect::<Vec<_>>(), [api("JSR135")], "{name}");
    }
    assert_eq!(class("com/sonyericsson/ui/UIActivityMenu").api, api("Sony-Ericsson"));
    assert!(class("java/lang/Object").superclass.is_none());
}

#[test]
fn packages_match_on_their_boundary() {
    let p = Platform::builtin();
    let package = |class: &str| p.package(class).map(|p| p.name);
    assert_eq!(package("com/nokia/mid/ui/Anything"), Some("com/nokia/mid/ui"));
    assert_eq!(package("com/nokia/mid/unheard/of/Class"), Some("com/nokia/mid"));
    assert_eq!(package("javax/microedition/lcdui/game/Sprite"), Some("javax/microedition/lcdui/game"));
    assert_eq!(package("com/nokiax/A"), None);
    assert_eq!(package("A"), None);
    assert_eq!(package(""), None);
    let file = p.package("javax/microedition/io/file/FileConnection").unwrap();
    assert_eq!(p.api(file.api).name, "JSR75-FC");
}

#[test]
fn subclasses_are_known_through_interfaces() {
    let p = Platform::builtin();
    let sub = |a: &str, b: &str| p.is_subclass(a, b);
    assert_eq!(sub("javax/microedition/lcdui/Form", "javax/microedition/lcdui/Displayable"), Some(true));
    assert_eq!(sub("javax/microedition/io/HttpConnection", "javax/microedition/io/Connection"), Some(true));
    assert_eq!(sub("javax/microedition/lcdui/Form", "javax/microedition/lcdui/Canvas"), Some(false));
    assert_eq!(sub("own/Class", "own/Class"), Some(true));
    assert_eq!(sub("own/Class", "java/lang/Object"), None);
}

#[test]
fn declared_names_bring_what_they_contain() {
    let p = Platform::builtin();
    let declared = p.declared("CLDC-1.1", "MIDP-2.1 JTWI-1.0");
    for name in ["CLDC-1.0", "CLDC-1.1", "MIDP-1.0", "MIDP-2.0", "MIDP-2.1", "JTWI-1.0", "JSR120"] {
        assert!(declared.contains(api(name)), "{name}");
    }
    for name in ["CLDC-1.1.1", "MIDP-3.0", "JSR135", "JSR205", "JSR75-FC"] {
        assert!(!declared.contains(api(name)), "{name}");
    }
    assert!(declared.unknown.is_empty());

    let msa = p.declared("CLDC-1.1", "MSA-1.0");
    for name in ["JSR75-PIM", "JSR82", "JSR135", "JSR205", "JSR120", "JSR179", "JSR229", "MIDP-2.1"] {
        assert!(msa.contains(api(name)), "{name}");
    }
    assert!(!msa.contains(api("JSR177-PKI")));

    let odd = p.declared(" CLDC-9.9\t", "midp-1.0 MIDP-2,0");
    assert_eq!(odd.unknown, ["CLDC-9.9".into(), "MIDP-2,0".into()]);
    assert!(odd.contains(api("MIDP-1.0")) && !odd.contains(api("MIDP-2.0")));
    assert!(p.declared("", "").is_empty());

    // MMAPI brings the classes that it shares with MIDP 2.0, and nothing else of that.
    let mut with_mmapi = p.declared("CLDC-1.0", "MIDP-1.0");
    let player = p.class_info(p.class("javax/microedition/media/Player").unwrap());
    let sprite = p.class_info(p.class("javax/microedition/lcdui/game/Sprite").unwrap());
    assert!(!with_mmapi.has_class(&player));
    with_mmapi.set = Platform::builtin().api_set(api("JSR135"));
    assert!(with_mmapi.has_class(&player) && !with_mmapi.has_class(&sprite));
}

#[test]
fn restrictions_are_prefixes_or_exact_as_the_device_has_it() {
    let p = Platform::builtin();
    let who = |class: &str, effect: RestrictionEffect| {
        let mut who: Vec<&str> = p.restricted(class).filter(|r| r.effect == effect).map(|r| r.who).collect();
        who.sort_unstable();
        who.dedup();
        who
    };
    let define = RestrictionEffect::MayNotDefine;
    let refer = RestrictionEffect::MayNotReference;
    // KVM takes prefixes, CLDC-HI the exact package.
    assert_eq!(who("java/lang/Evil", define), ["cldc-hi", "kvm", "midp-text"]);
    assert_eq!(who("java/lang/foo/Evil", define), ["kvm", "midp-text"]);
    assert_eq!(who("javax/microedition/lcdui/Evil", define), ["cldc-hi", "kvm", "midp-text"]);
    // KVM does not match a class directly in `java` or `javax`.
    assert_eq!(who("java/Evil", define), ["midp-text"]);
    assert_eq!(who("javax/Evil", define), [""; 0]);
    // Hidden packages of CLDC-HI may not even be named, exact again.
    assert_eq!(who("com/sun/cldchi/jvm/JVM", refer), ["cldc-hi"]);
    assert_eq!(who("com/sun/cldchi/jvm/sub/JVM", refer), [""; 0]);
    // Symbian: prefixes, with and without a package boundary.
    assert_eq!(who("com/nokia/mj/impl/rt/A", refer), ["symbian-jrt"]);
    assert_eq!(who("com/nokia/mj/implementation/A", refer), [""; 0]);
    assert_eq!(who("java/security/PermissionCollection", refer), ["symbian-jrt"]);
    assert_eq!(who("org/w3c/dom/sub/A", define), ["symbian-jrt"]);
    assert_eq!(who("org/w3c/dom/sub/A", refer), [""; 0]);
    assert_eq!(who("own/Class", define), [""; 0]);
    assert_eq!(who("Class", define), [""; 0]);
}

#[test]
fn permissions_have_their_function_groups() {
    let p = Platform::builtin();
    let http = p.permission("javax.microedition.io.Connector.http").unwrap();
    assert_eq!((http.group, http.group_jtwi, http.jsr), ("Net Access", "Net Access", "118"));
    let socket = p.permission("javax.microedition.io.Connector.socket").unwrap();
    assert_eq!((socket.group, socket.group_jtwi), ("Low Level Net Access", "Net Access"));
    assert_eq!(socket.form, PermissionForm::Midp);
    assert!(p.permission("javax.microedition.io.Connector.HTTP").is_none());
    // Permission classes of MIDP 3 and CDC are no names for MIDlet-Permissions of MIDP 2.
    let push = p.permission("javax.microedition.io.PushRegistryPermission").unwrap();
    assert_eq!(push.form, PermissionForm::Class);
    let classes: Vec<_> = p.permissions().filter(|p| p.name.ends_with("Permission")).collect();
    assert!(classes.len() > 10);
    assert!(classes.iter().all(|p| p.form == PermissionForm::Class), "{classes:?}");
    let names: Vec<&str> = p.permissions().map(|p| p.name).collect();
    assert!(names.iter().all(|n| p.permission(n).is_some_and(|found| found.name == *n)));
}

/// The permissions of the only model of a call, in words: `name` when sure, `?name` when not.
fn needs(class: &str, member: &str, descriptor: &str, args: &[(&str, Value)]) -> Vec<String> {
    let models: Vec<_> = Platform::builtin().call_models(class, member, descriptor).collect();
    let [model] = models.as_slice() else { panic!("{class}.{member}{descriptor}: {} models", models.len()) };
    let of = |name: &str| args.iter().find(|(n, _)| *n == name).map(|(_, v)| v);
    let sure = |m: &PermissionMatch<'_>| if m.certainty == Certainty::Yes { "" } else { "?" };
    model.permissions(&of).iter().map(|m| format!("{}{}", sure(m), m.permission.name)).collect()
}

/// Every row of the permission table that was read in implementations: the call has a model, and with such arguments it
/// surely needs these permissions and no others; those with `?` it may need. `*`: many perhaps, none surely.
#[test]
fn calls_need_the_permissions_that_implementations_ask_for() {
    let rows = include_str!("needs.tsv").lines().skip(1).map(|l| l.split('\t').collect::<Vec<_>>());
    let mut checked = 0;
    for row in rows {
        let [class, member, descriptor, args, expected] = row.as_slice() else { panic!("{row:?}") };
        let args: Vec<(&str, Value)> = args
            .split_whitespace()
            .map(|a| a.split_once('=').expect("name=value"))
            .map(|(name, v)| (name, v.parse().map_or_else(|_| Value::text(v), Value::int)))
            .collect();
        let found = needs(class, member, descriptor, &args);
        let sure: Vec<&str> = found.iter().map(String::as_str).filter(|f| !f.starts_with('?')).collect();
        if *expected == "*" {
            assert!(sure.is_empty() && found.len() > 5, "{row:?}: {found:?}");
        } else {
            let expected: Vec<&str> = expected.split(',').filter(|e| !e.is_empty()).collect();
            let expected_sure: Vec<&str> = expected.iter().copied().filter(|e| !e.starts_with('?')).collect();
            assert_eq!(sure, expected_sure, "{row:?}: {found:?}");
            assert!(expected.iter().all(|e| found.iter().any(|f| f == e)), "{row:?}: {found:?}");
        }
        checked += 1;
    }
    assert_eq!(checked, 467);
}

/// Every call that the older operator tool reports on has a model that names the same arguments.
#[test]
fn calls_worth_observing_have_models() {
    let p = Platform::builtin();
    let mut missing = Vec::new();
    for row in include_str!("observed.tsv").lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let model = p.call_models(cells[0], cells[1], cells[2]).next().unwrap_or_else(|| panic!("no model: {row}"));
        let positions: Vec<u32> = model.args().map(|a| a.position).collect();
        for position in cells[3].split(',').filter(|c| !c.is_empty()) {
            if !positions.contains(&position.parse().unwrap()) {
                missing.push(format!("{row}: only {positions:?}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

const OPEN1: &str = "(Ljava/lang/String;)Ljavax/microedition/io/Connection;";
const CONNECTOR: &str = "javax/microedition/io/Connector";

#[test]
fn an_unknown_url_claims_nothing() {
    let p = "javax.microedition.io.Connector.";
    let found = needs(CONNECTOR, "open", OPEN1, &[]);
    assert!(found.iter().all(|f| f.starts_with('?')) && found.len() == 31, "{} {found:?}", found.len());
    let found = needs(CONNECTOR, "open", OPEN1, &[("url", Value::unknown())]);
    assert!(found.iter().all(|f| f.starts_with('?')));
    // Several alternatives: each is needed by some run; others only if there may be more alternatives.
    let two = vec![Alternative::literal("http://a"), Alternative::literal("sms://7132")];
    let found = needs(CONNECTOR, "open", OPEN1, &[("url", Value::of(two.clone(), true))]);
    assert_eq!(found, [format!("{p}http"), format!("{p}sms")]);
    let found = needs(CONNECTOR, "open", OPEN1, &[("url", Value::of(two, false))]);
    let sure: Vec<_> = found.iter().filter(|f| !f.starts_with('?')).collect();
    assert_eq!(sure, [&format!("{p}http"), &format!("{p}sms")]);
    assert!(found.contains(&format!("?{p}file.read")));
}

#[test]
fn a_host_that_is_not_known_means_a_client_surely_and_a_server_perhaps() {
    let p = "javax.microedition.io.Connector.";
    let url = Alternative::Text(vec![Part::Literal("socket://".into()), Part::Source("?".into())]);
    let found = needs(CONNECTOR, "open", OPEN1, &[("url", Value::one(url))]);
    assert_eq!(found, [format!("?{p}serversocket"), format!("{p}socket")]);
    assert_eq!(needs(CONNECTOR, "open", OPEN1, &[("url", Value::text("foo://x"))]), [""; 0]);
    assert_eq!(needs(CONNECTOR, "open", OPEN1, &[("url", Value::one(Alternative::Null))]), [""; 0]);
}

#[test]
fn an_argument_that_the_method_lacks_is_absent() {
    let open3 = "(Ljava/lang/String;IZ)Ljavax/microedition/io/Connection;";
    let model = |descriptor| Platform::builtin().call_models(CONNECTOR, "open", descriptor).next().unwrap();
    let args = |m: CallModel<'static>| m.args().map(|a| (a.name, a.position)).collect::<Vec<_>>();
    assert_eq!(args(model(OPEN1)), [("url", 1)]);
    assert_eq!(args(model(open3)), [("url", 1), ("mode", 2), ("timeouts", 3)]);
    let file = ("url", Value::text("file:///a"));
    let p = "javax.microedition.io.Connector.file.";
    assert_eq!(needs(CONNECTOR, "open", OPEN1, std::slice::from_ref(&file)), [format!("{p}read"), format!("{p}write")]);
    assert_eq!(needs(CONNECTOR, "open", open3, &[file.clone(), ("mode", Value::int(1))]), [format!("{p}read")]);
    assert_eq!(needs(CONNECTOR, "open", open3, &[file]), [format!("?{p}read"), format!("?{p}write")]);
}

#[test]
fn models_come_from_the_nearest_class_that_has_one() {
    let p = Platform::builtin();
    let kinds = |class: &str, member: &str, descriptor: &str| {
        p.call_models(class, member, descriptor).map(|m| m.kind().name).collect::<Vec<_>>()
    };
    let stream = "()Ljava/io/InputStream;";
    assert_eq!(kinds("javax/microedition/io/HttpConnection", "openInputStream", stream), ["connection.read"]);
    assert_eq!(kinds("javax/microedition/io/file/FileConnection", "openInputStream", stream), ["file.read"]);
    assert_eq!(kinds("javax/microedition/pim/ContactList", "items", "()Ljava/util/Enumeration;"), ["pim.read-items"]);
    assert_eq!(kinds("javax/microedition/io/HttpConnection", "getType", "()Ljava/lang/String;"), [""; 0]);
    assert_eq!(kinds("com/vodafone/util/Any", "what", "()V"), ["vendor.vodafone"]);
    assert_eq!(kinds("com/vodafonex/Any", "what", "()V"), [""; 0]);
    assert_eq!(kinds("own/Class", "open", OPEN1), [""; 0]);
}

#[test]
fn models_say_what_results_and_receivers_are_known_by() {
    let p = Platform::builtin();
    let open = p.call_models(CONNECTOR, "open", OPEN1).next().unwrap();
    assert_eq!((open.returns(), open.sets()), (Some("url"), None));
    let message = "javax/wireless/messaging/Message";
    let set = p.call_models(message, "setAddress", "(Ljava/lang/String;)V").next().unwrap();
    assert_eq!((set.kind().name, set.returns(), set.sets()), ("message.set-address", None, Some("address")));
    // The address of a message, or else that of its connection.
    let connection = "javax/wireless/messaging/MessageConnection";
    let send = p.call_models(connection, "send", "(Ljavax/wireless/messaging/Message;)V").next().unwrap();
    let address: Vec<u32> = send.args().filter(|a| a.name == "address").map(|a| a.position).collect();
    assert_eq!(address, [1, 0]);
    assert_eq!(send.confidence(), Confidence::High);
    assert!(!send.source().is_empty());
    let possible: Vec<&str> = send.possible_permissions().iter().map(|p| p.name).collect();
    assert_eq!(possible, ["javax.wireless.messaging.mms.send", "javax.wireless.messaging.sms.send"]);
}

/// The kinds and the arguments by position of calls that are easily taken for others.
#[test]
fn calls_have_the_meaning_that_their_class_gives_them() {
    let p = Platform::builtin();
    let say = |class: &str, member: &str, descriptor: &str| {
        let models: Vec<_> = p.call_models(class, member, descriptor).collect();
        let [model] = models.as_slice() else { panic!("{class}.{member}{descriptor}: {} models", models.len()) };
        let args: Vec<_> = model.args().map(|a| format!("{}={}", a.name, a.position)).collect();
        format!("{} {}", model.kind().name, args.join(" "))
    };
    // Cutting a file short keeps it; the vendors' file connections are those of JSR 75 before it was final.
    for class in [
        "javax/microedition/io/file/FileConnection",
        "com/motorola/io/FileConnection",
        "com/motorola/io/file/FileConnection",
        "com/siemens/mp/io/file/FileConnection",
    ] {
        assert_eq!(say(class, "truncate", "(J)V"), "file.write file=0 offset=1");
        assert_eq!(say(class, "delete", "()V"), "file.delete file=0");
        assert_eq!(say(class, "list", "()Ljava/util/Enumeration;"), "file.list file=0");
        assert_eq!(say(class, "create", "()V"), "file.create file=0");
        assert_eq!(say(class, "openInputStream", "()Ljava/io/InputStream;"), "file.read file=0");
        assert_eq!(say(class, "openOutputStream", "()Ljava/io/OutputStream;"), "file.write file=0");
        assert_eq!(say(class, "rename", "(Ljava/lang/String;)V"), "file.rename file=0 name=1");
    }
    // Motorola's has results where JSR 75 has exceptions, and members of its own.
    assert_eq!(say("com/motorola/io/FileConnection", "delete", "()Z"), "file.delete file=0");
    assert_eq!(say("com/motorola/io/FileConnection", "list", "()[Ljava/lang/String;"), "file.list file=0");
    assert_eq!(say("com/motorola/io/FileConnection", "close", "()V"), "file.vendor file=0");
    assert_eq!(say("com/siemens/mp/io/File", "truncate", "(II)V"), "file.write file=1 offset=2");
    assert_eq!(say("com/siemens/mp/io/File", "delete", "(Ljava/lang/String;)I"), "file.delete file=1");

    let store = "javax/microedition/rms/RecordStore";
    let records = "javax/microedition/rms/RecordEnumeration";
    let enumerate = "(Ljavax/microedition/rms/RecordFilter;Ljavax/microedition/rms/RecordComparator;Z)\
                     Ljavax/microedition/rms/RecordEnumeration;";
    assert_eq!(say(store, "enumerateRecords", enumerate), "rms.enumerate comparator=2 filter=1 store=0 updated=3");
    assert_eq!(p.call_models(store, "enumerateRecords", enumerate).next().unwrap().returns(), Some("store"));
    assert_eq!(say(records, "nextRecord", "()[B"), "rms.read store=0");
    assert_eq!(say(records, "previousRecord", "()[B"), "rms.read store=0");
    assert_eq!(say(store, "deleteRecord", "(I)V"), "rms.delete-record id=1 store=0");

    let accept = "(Ljavax/obex/ServerRequestHandler;)Ljavax/microedition/io/Connection;";
    assert_eq!(say("javax/obex/SessionNotifier", "acceptAndOpen", accept), "obex.receive handler=1 session=0");
    let multipart = "javax/wireless/messaging/MultipartMessage";
    let part = "(Ljava/lang/String;)Ljavax/wireless/messaging/MessagePart;";
    assert_eq!(say(multipart, "getMessagePart", part), "message.read-body id=1 message=0");
    let parts = "()[Ljavax/wireless/messaging/MessagePart;";
    assert_eq!(say(multipart, "getMessageParts", parts), "message.read-body message=0");

    let sm = "com/samsung/util/SM";
    let new = "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)V";
    assert_eq!(say(sm, "<init>", new), "message.create address=1 body=3 callback=2 message=0");
    assert_eq!(say(sm, "setCallbackAddress", "(Ljava/lang/String;)V"), "message.set-callback callback=1 message=0");
}

#[test]
fn kinds_are_documented_with_their_arguments() {
    let p = Platform::builtin();
    let kind = p.kind("connection.open").unwrap();
    assert_eq!(kind.args().collect::<Vec<_>>(), ["connection", "mode", "timeouts", "url"]);
    assert!(p.kinds().all(|k| k.doc.ends_with('.') && p.kind(k.name).is_some()));
    assert!(p.kind("connection.opened").is_none());
}
