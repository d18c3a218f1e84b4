//! What is stated about classes that the code names, and what they make run.

use crate::analysis::graph::assembler::assemble;
use crate::analysis::{Declarations, MidletClass, Surroundings, analyse};
use crate::facts::{Fact, Facts, Kind, Place};
use crate::limits::Limits;
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;

const START: &str = "class app/M extends javax/microedition/midlet/MIDlet
    field static name Ljava/lang/String;
    field static class$0 Ljava/lang/Class;
    method <init>()V
    return
    method startApp()V\n";
const FOR_NAME: &str = "invokestatic java/lang/Class.forName(Ljava/lang/String;)Ljava/lang/Class;\n";
const NEW_INSTANCE: &str = "invokevirtual java/lang/Class.newInstance()Ljava/lang/Object;\n";

/// What is stated about a program whose MIDlets are `app.M` and, if it has one, `app.N`.
fn facts(text: &str, limits: &Limits) -> Vec<Fact> {
    let program = assemble(text);
    let declared = |n: u32, class: &str| MidletClass { n, class: class.into(), place: Place::Bundle };
    let midlets = vec![declared(1, "app.M"), declared(2, "app.N")];
    let declarations = Declarations { midlets, ..Declarations::default() };
    let property = |name: &str| if name == "Plugin" { vec!["app.P".to_string()] } else { Vec::new() };
    let surroundings = Surroundings { property: &property, resource: &|_| None };
    let mut facts = Facts::new(1_000);
    let mut hierarchy = Hierarchy::new(&program, limits);
    analyse(
        &declarations,
        surroundings,
        &program,
        &mut hierarchy,
        Platform::builtin(),
        (limits, &Default::default()),
        &mut facts,
    );
    facts.into_sorted()
}

/// Those of a kind, as text.
fn of_kind(facts: &[Fact], kind: Kind) -> Vec<String> {
    facts.iter().filter(|fact| fact.kind == kind).map(Fact::to_text).collect()
}

/// The `reflection` facts about a MIDlet whose `startApp` is this; there are the classes `app.P` and `app.Q`.
fn reflection(code: &str) -> Vec<String> {
    let classes = "class app/P
        method static <clinit>()V
        return
        method <init>()V
        return
        class app/Q extends app/P
        method <init>()V
        return";
    of_kind(&facts(&format!("{START}{code}\nreturn\n{classes}"), &Limits::default()), Kind::Reflection)
}

#[test]
fn an_instance_runs_initialisers_and_the_constructor() {
    assert_eq!(
        reflection(&format!("ldc app.Q\n{FOR_NAME}{NEW_INSTANCE}pop")),
        ["reflection \"app.Q\" standing=own use=instantiated \
          edges=[app.P.<clinit>()V,app.Q.<init>()V] at=app.M.startApp()V@1"]
    );
}

#[test]
fn a_test_runs_the_initialiser_only() {
    assert_eq!(
        reflection(&format!("ldc app.P\n{FOR_NAME}pop")),
        ["reflection \"app.P\" standing=own use=tested edges=[app.P.<clinit>()V] at=app.M.startApp()V@1"]
    );
}

/// Whether the same class is instantiated elsewhere does not matter.
#[test]
fn each_call_has_the_use_of_its_own_result() {
    let found = reflection(&format!("ldc app.P\n{FOR_NAME}pop\nldc app.P\n{FOR_NAME}{NEW_INSTANCE}pop"));
    let uses: Vec<_> = found.iter().map(|f| f.split(" use=").nth(1).unwrap().split(' ').next().unwrap()).collect();
    assert_eq!(uses, ["tested", "instantiated"]);
    assert!(found[0].ends_with("edges=[app.P.<clinit>()V] at=app.M.startApp()V@1"), "{}", found[0]);
    assert!(found[1].ends_with("edges=[app.P.<clinit>()V,app.P.<init>()V] at=app.M.startApp()V@4"), "{}", found[1]);
}

#[test]
fn each_standing_is_a_fact_with_its_names() {
    let code = format!(
        "aload 0
        invokevirtual java/lang/Object.hashCode()I
        switch OWN 1 PLATFORM 2 MISSING 3 NULL 4 ARRAY 5 OUTSIDE
        OWN:
        ldc app.P
        goto LOAD
        PLATFORM:
        ldc com.nokia.mid.ui.FullCanvas
        goto LOAD
        MISSING:
        ldc com.example.Gone
        goto LOAD
        NULL:
        aconst_null
        goto LOAD
        ARRAY:
        ldc [Lapp.Q;
        goto LOAD
        OUTSIDE:
        ldc plugin
        invokestatic java/lang/System.getProperty(Ljava/lang/String;)Ljava/lang/String;
        LOAD:
        {FOR_NAME}pop"
    );
    assert_eq!(
        reflection(&code),
        [
            "reflection \"[Lapp.Q;\"|\"app.P\" standing=own use=tested edges=[app.P.<clinit>()V] at=app.M.startApp()V@15",
            "reflection \"com.example.Gone\" standing=missing use=tested edges=[] at=app.M.startApp()V@15",
            "reflection \"com.nokia.mid.ui.FullCanvas\" standing=platform use=tested edges=[] at=app.M.startApp()V@15",
            "reflection \"{System.getProperty(\\\"plugin\\\")}\" standing=unresolved use=tested edges=[] \
             at=app.M.startApp()V@15",
        ]
    );
}

#[test]
fn names_come_from_app_properties() {
    let property = "invokevirtual app/M.getAppProperty(Ljava/lang/String;)Ljava/lang/String;";
    assert_eq!(
        reflection(&format!("aload 0\nldc Plugin\n{property}\n{FOR_NAME}{NEW_INSTANCE}pop")),
        ["reflection \"app.P\" standing=own use=instantiated \
          edges=[app.P.<clinit>()V,app.P.<init>()V] at=app.M.startApp()V@3"]
    );
}

/// As `class$` of javac, and as other compilers put it in place.
#[test]
fn class_literals_are_told_from_tests() {
    let caught = |error: &str| {
        format!(
            "FROM:\n{FOR_NAME}TO:\nareturn\nCAUGHT:\npop\nnew java/lang/{error}\ndup
            invokespecial java/lang/{error}.<init>()V\nathrow\ncatch FROM TO CAUGHT java/lang/ClassNotFoundException\n"
        )
    };
    let method = "(Ljava/lang/String;)Ljava/lang/Class;";
    let helper = |name: &str, error: &str| {
        let body = caught(error);
        let call = format!("ldc app.P\ninvokestatic app/M.{name}{method}\nputstatic app/M.class$0 Ljava/lang/Class;\n");
        let found = reflection(&format!("{call}return\nmethod static {name}{method}\naload 0\n{body}method rest()V"));
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].clone()
    };
    let fact = |r#use: &str, method: &str| {
        format!(
            "reflection \"app.P\" standing=own use={use} edges=[app.P.<clinit>()V] \
             at=app.M.{method}(Ljava/lang/String;)Ljava/lang/Class;@1"
        )
    };
    assert_eq!(helper("class$", "NoClassDefFoundError"), fact("literal", "class$"));
    assert_eq!(helper("class$", "RuntimeException"), fact("literal", "class$"));
    assert_eq!(helper("a", "NoClassDefFoundError"), fact("literal", "a"));
    assert_eq!(helper("a", "RuntimeException"), fact("tested", "a"));
}

/// A chain of classes each of which names the next by what it gives a helper.
fn chain(limits: &Limits) -> Vec<Fact> {
    let load = "invokestatic app/M.load(Ljava/lang/String;)V";
    let mut text = format!(
        "{START}ldc app.C1\n{load}\nreturn
        method static load(Ljava/lang/String;)V\naload 0\n{FOR_NAME}{NEW_INSTANCE}pop\nreturn\n"
    );
    for n in 1..=6 {
        text.push_str(&format!("class app/C{n}\nmethod <init>()V\nldc app.C{}\n{load}\nreturn\n", n + 1));
    }
    facts(&text, limits)
}

#[test]
fn what_is_loaded_loads_more_up_to_the_limit() {
    let loaded = |found: &[Fact]| -> Vec<String> {
        let own = found.iter().find(|fact| fact.kind == Kind::Reflection && fact.text("standing") == Some("own"));
        let Some(facts_value) = own.and_then(|fact| fact.get("edges")) else { return Vec::new() };
        let crate::facts::FieldValue::Texts(edges) = facts_value else { panic!("{facts_value:?}") };
        edges.iter().map(|edge| edge.to_string()).collect()
    };
    let constructors = |last: u32| (1..=last).map(|n| format!("app.C{n}.<init>()V")).collect::<Vec<_>>();
    let cut = |rounds: u32| {
        format!(
            "limit reflection-rounds value={rounds} detail=\"classes that the code names were not followed any further\" \
             at=app.M.load(Ljava/lang/String;)V@1"
        )
    };
    for rounds in [0, 1, 4] {
        let found = chain(&Limits { reflection_rounds: rounds, ..Limits::default() });
        assert_eq!(loaded(&found), constructors(rounds as u32));
        assert_eq!(of_kind(&found, Kind::Limit), [cut(rounds as u32)]);
    }
    let found = chain(&Limits { reflection_rounds: 6, ..Limits::default() });
    assert_eq!(loaded(&found), constructors(6));
    assert_eq!(of_kind(&found, Kind::Limit), [""; 0]);
    let last = "reflection \"app.C7\" standing=missing use=instantiated edges=[] at=app.M.load(Ljava/lang/String;)V@1";
    assert!(of_kind(&found, Kind::Reflection).contains(&last.to_string()), "{:?}", of_kind(&found, Kind::Reflection));
}

/// Only the call of a class that is loaded by name registers the listener.
#[test]
fn callbacks_of_loaded_classes_are_entry_points() {
    let text = format!(
        "{START}ldc app.P\n{FOR_NAME}{NEW_INSTANCE}pop\nreturn
        class app/P implements javax/microedition/lcdui/CommandListener
        method <init>()V
        new javax/microedition/lcdui/Form
        aload 0
        invokevirtual javax/microedition/lcdui/Form.setCommandListener(Ljavax/microedition/lcdui/CommandListener;)V
        return
        method commandAction(Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V
        return"
    );
    let user = "entry-point user interface=javax.microedition.lcdui.CommandListener undeclared=false at=app.P.commandAction\
                (Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V";
    let launch = |method: &str| {
        format!("entry-point launch interface=javax.microedition.midlet.MIDlet undeclared=false at=app.M.{method}()V")
    };
    let found = |rounds| {
        let limits = Limits { reflection_rounds: rounds, ..Limits::default() };
        of_kind(&facts(&text, &limits), Kind::EntryPoint)
    };
    assert_eq!(found(0), [launch("<init>"), launch("startApp")]);
    assert_eq!(found(1), [launch("<init>"), launch("startApp"), user.to_string()]);
}

/// A listener whose method stands in a class above the one that implements the interface.
#[test]
fn an_inherited_callback_names_its_interface() {
    let text = format!(
        "{START}new javax/microedition/lcdui/Form
        new app/P
        invokevirtual javax/microedition/lcdui/Form.setCommandListener(Ljavax/microedition/lcdui/CommandListener;)V
        return
        class app/B
        method commandAction(Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V
        return
        class app/P extends app/B implements javax/microedition/lcdui/CommandListener
        method <init>()V
        return"
    );
    let found = of_kind(&facts(&text, &Limits::default()), Kind::EntryPoint);
    let user: Vec<_> = found.iter().filter(|fact| fact.starts_with("entry-point user")).collect();
    assert_eq!(
        user,
        ["entry-point user interface=javax.microedition.lcdui.CommandListener undeclared=false at=app.B.commandAction\
          (Ljavax/microedition/lcdui/Command;Ljavax/microedition/lcdui/Displayable;)V"]
    );
}

/// The entry points of `app.M`, which registers a name, and `app.N`, other than for their launch.
fn started(name: &str, register: &str, from: &str) -> Vec<String> {
    let call = format!("ldc sms://:50001\n{name}\nldc *\ninvokestatic javax/microedition/io/PushRegistry.{register}\n");
    let alarm = format!("{name}\nlconst 0\ninvokestatic javax/microedition/io/PushRegistry.{register}\n");
    let call = if register.starts_with("registerAlarm") { alarm } else { call };
    let text = format!(
        "class app/M extends javax/microedition/midlet/MIDlet\nmethod <init>()V\nreturn\nmethod {from}()V\n{call}return
        class app/N extends javax/microedition/midlet/MIDlet\nmethod <init>()V\nreturn\nmethod startApp()V\nreturn
        class app/P\nmethod <init>()V\nreturn"
    );
    let found = of_kind(&facts(&text, &Limits::default()), Kind::EntryPoint);
    let short = |fact: &String| {
        let trigger = fact.strip_prefix("entry-point ")?.split(' ').next()?;
        let (_, at) = fact.split_once(" at=")?;
        (trigger != "launch").then(|| format!("{trigger} {at}"))
    };
    found.iter().filter_map(short).collect()
}

#[test]
fn midlets_that_reached_code_registers_are_started_by_it() {
    let connection = "registerConnection(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)V";
    let alarm = "registerAlarm(Ljava/lang/String;J)J";
    let get = "invokestatic java/lang/System.getProperty(Ljava/lang/String;)Ljava/lang/String;";
    let nothing: [&str; 0] = [];
    assert_eq!(started("ldc app.N", connection, "startApp"), ["push app.N.<init>()V", "push app.N.startApp()V"]);
    assert_eq!(started("ldc app.N", alarm, "startApp"), ["alarm app.N.<init>()V", "alarm app.N.startApp()V"]);
    // No MIDlet of the descriptor; nothing calls the registration.
    assert_eq!(started("ldc app.P", connection, "startApp"), nothing);
    assert_eq!(started("ldc app.N", connection, "unused"), nothing);
    assert_eq!(started("aconst_null", connection, "startApp"), nothing);
    // It can be any of them.
    let any = ["push app.M.<init>()V", "push app.M.startApp()V", "push app.N.<init>()V", "push app.N.startApp()V"];
    assert_eq!(started(&format!("ldc key\n{get}"), connection, "startApp"), any);
}
