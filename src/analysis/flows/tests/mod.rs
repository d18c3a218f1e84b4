//! Small programs, each with the flows that must and must not be found.

use super::state_flows;
use crate::analysis::graph::{CallGraph, EntryClass, Inputs, Reflection, Trigger};
use crate::analysis::values::tests::fixture::{Case, midlet, with_fields};
use crate::analysis::values::{Engine, Surroundings, look_up};
use crate::facts::{Facts, FieldValue, Kind};
use crate::limits::StopFlag;
use crate::program::hierarchy::Hierarchy;
use crate::program::platform::Platform;

mod programs;

const FIELD: &str = "app/M.field Ljavax/microedition/lcdui/TextField;";
const TYPED: &str = "invokevirtual javax/microedition/lcdui/TextField.getString()Ljava/lang/String;";
const OPEN: &str =
    "invokestatic javax/microedition/io/Connector.open(Ljava/lang/String;)Ljavax/microedition/io/Connection;";

/// The instructions of a body, in which `typed` pushes what the user typed, `url` opens the text on the stack as the end of
/// a clear-text URL.
fn expand(body: &str) -> String {
    let line = |line: &str| match line.trim() {
        "typed" => format!("getstatic {FIELD}\n{TYPED}"),
        "url" => format!("buffer\nldc \"http://h/?q=\"\nappend\nswap\nappend\ntext\n{OPEN}\npop"),
        other => other.to_string(),
    };
    body.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A MIDlet with a text field, the body of `startApp` and more.
fn case(body: &str, more: &str) -> Case {
    let fields = "field static field Ljavax/microedition/lcdui/TextField;";
    let made = "new javax/microedition/lcdui/TextField\ndup\naconst_null\naconst_null\niconst 5\niconst 0\n\
                invokespecial javax/microedition/lcdui/TextField.<init>(Ljava/lang/String;Ljava/lang/String;II)V";
    let body = format!("{made}\nputstatic {FIELD}\n{body}");
    with_fields(fields, &expand(&body), &expand(more))
}

/// The facts of a kind that the stage states.
fn stated(case: &Case, kind: Kind) -> Vec<String> {
    let (program, platform) = (&case.program, Platform::builtin());
    let mut hierarchy = Hierarchy::new(program, &case.limits);
    let members = look_up(program, &mut hierarchy, platform);
    let start = program.symbols.find("app/M").and_then(|sym| program.class(sym));
    let entries: Vec<EntryClass> =
        start.map(|class| EntryClass { class, trigger: Trigger::Launch }).into_iter().collect();
    let inputs = Inputs {
        program,
        platform,
        manifest: &[],
        locals: false,
        entries: &entries,
        reflection: &Reflection::new(),
        limits: &case.limits,
        stop: &StopFlag::default(),
    };
    let graph = CallGraph::build(&inputs, &mut hierarchy);
    let surroundings = Surroundings { property: &|_| Vec::new(), resource: &|_| None };
    let mut engine = Engine::new(program, (&hierarchy, platform), &graph, &members, &case.limits, surroundings);
    let mut facts = Facts::new(1_000);
    state_flows(program, platform, &graph, &members, &mut engine, &case.limits, &mut facts);
    facts.iter().filter(|f| f.kind == kind).map(|f| f.to_text()).collect()
}

/// The flows: kind of data, kind of sink, and the path by names of methods.
fn flows(case: &Case) -> Vec<String> {
    let facts = stated(case, Kind::Flow);
    facts
        .iter()
        .map(|text| {
            let fact = crate::facts::Fact::parse(text).unwrap();
            let Some(FieldValue::Texts(path)) = fact.get("path") else { panic!("no path: {text}") };
            let names: Vec<&str> =
                path.iter().filter_map(|p| p.split('(').next()).map(|p| p.trim_start_matches("app.")).collect();
            format!("{} {} {}", fact.text("source").unwrap(), fact.text("sink").unwrap(), names.join(">"))
        })
        .collect()
}

#[test]
fn a_flow_names_source_sink_and_way() {
    let facts = stated(&case("typed\nurl", ""), Kind::Flow);
    let expected = "flow typed-text origin=app.M.startApp()V@9 \
         api=javax.microedition.lcdui.TextField.getString()Ljava/lang/String; sink=network \
         target=javax.microedition.io.Connector.open(Ljava/lang/String;)Ljavax/microedition/io/Connection; argument=url \
         path=[app.M.startApp()V@18] at=app.M.startApp()V@18";
    assert_eq!(facts, [expected]);
}

#[test]
fn the_limit_of_steps_is_said_and_what_was_found_is_kept() {
    let mut case = case("typed\nurl", "");
    case.limits.flow_steps = 0;
    assert_eq!(flows(&case), [""; 0]);
    let limits = stated(&case, Kind::Limit);
    assert!(limits[0].starts_with("limit flow-steps value=0 detail="), "{limits:?}");
}

#[test]
fn nothing_is_done_without_a_source_or_a_sink() {
    assert_eq!(
        flows(&midlet(
            "ldc \"http://h/\"\ninvokestatic javax/microedition/io/Connector.open(Ljava/lang/String;)Ljavax/microedition/io/Connection;\npop",
            ""
        )),
        [""; 0]
    );
    assert_eq!(flows(&case("typed\npop", "")), [""; 0]);
}
