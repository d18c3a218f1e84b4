//! What carries data, and what does not.

use super::{case, flows};

const START: &str = "typed-text network M.startApp";

/// The flows of a body of `startApp`.
fn of(body: &str) -> Vec<String> {
    flows(&case(body, ""))
}

#[test]
fn a_store_replaces_what_was_in_a_local() {
    assert_eq!(of("typed\nastore 1\naload 1\nurl"), [START]);
    assert_eq!(of("typed\nastore 1\nldc x\nastore 1\naload 1\nurl"), [""; 0]);
}

#[test]
fn elements_are_told_apart_by_constant_indices() {
    let array = "iconst 2\nanewarray java/lang/String\nastore 1\naload 1\niconst 0\ntyped\naastore";
    assert_eq!(of(&format!("{array}\naload 1\niconst 0\naaload\nurl")), [START]);
    assert_eq!(of(&format!("{array}\naload 1\niconst 1\naaload\nurl")), [""; 0]);
    assert_eq!(of(&format!("{array}\naload 1\nunknown\naaload\nurl")), [START]);
    let cleared = "aload 1\niconst 0\nldc x\naastore";
    assert_eq!(of(&format!("{array}\n{cleared}\naload 1\niconst 0\naaload\nurl")), [""; 0]);
}

#[test]
fn branches_that_constants_decide_are_not_followed() {
    let branch = |zero: u32| format!("ldc x\nastore 1\niconst {zero}\nifne END\ntyped\nastore 1\nEND:\naload 1\nurl");
    assert_eq!(of(&branch(0)), [START]);
    assert_eq!(of(&branch(1)), [""; 0]);
}

#[test]
fn numbers_parsed_and_lengths_carry_nothing_on() {
    let end = "invokestatic java/lang/String.valueOf(I)Ljava/lang/String;\nurl";
    let parsed = "typed\ninvokestatic java/lang/Integer.parseInt(Ljava/lang/String;)I";
    let length = "typed\ninvokevirtual java/lang/String.length()I";
    let first = "typed\niconst 0\ninvokevirtual java/lang/String.charAt(I)C";
    assert_eq!(of(&format!("{parsed}\n{end}")), [""; 0]);
    assert_eq!(of(&format!("{length}\n{end}")), [""; 0]);
    assert_eq!(of(&format!("{first}\niconst 7\nixor\n{end}")), [START]);
}

#[test]
fn a_helper_does_not_mix_its_callers() {
    let helper = "method static same(Ljava/lang/String;)Ljava/lang/String;\naload 0\nareturn";
    let call = "invokestatic app/M.same(Ljava/lang/String;)Ljava/lang/String;";
    assert_eq!(flows(&case(&format!("typed\n{call}\npop\nldc x\n{call}\nurl"), helper)), [""; 0]);
    let through = flows(&case(&format!("typed\n{call}\nurl\nldc x\n{call}\nurl"), helper));
    assert_eq!(through, ["typed-text network M.startApp>M.same>M.startApp"]);
}

const BOX: &str = "class app/Box
    field text Ljava/lang/String;
    method <init>()V
    return
    method set(Ljava/lang/String;)V
    aload 0
    aload 1
    putfield app/Box.text Ljava/lang/String;
    return
    method get()Ljava/lang/String;
    aload 0
    getfield app/Box.text Ljava/lang/String;
    areturn
    method static make()Lapp/Box;
    new app/Box
    dup
    invokespecial app/Box.<init>()V
    areturn";

#[test]
fn objects_of_one_factory_are_told_apart() {
    let make = |slot: u32| format!("invokestatic app/Box.make()Lapp/Box;\nastore {slot}");
    let set = "typed\ninvokevirtual app/Box.set(Ljava/lang/String;)V";
    let get = |slot: u32| format!("aload {slot}\ninvokevirtual app/Box.get()Ljava/lang/String;\nurl");
    let start = format!("{}\n{}\naload 1\n{set}", make(1), make(2));
    assert_eq!(flows(&case(&format!("{start}\n{}", get(2)), BOX)), [""; 0]);
    let own = flows(&case(&format!("{start}\n{}", get(1)), BOX));
    assert_eq!(own, ["typed-text network M.startApp>Box.set>Box.get>M.startApp"]);
    // What is stored last counts, in a method of its own, too.
    let cleared = format!("{start}\naload 1\nldc x\ninvokevirtual app/Box.set(Ljava/lang/String;)V\n{}", get(1));
    assert_eq!(flows(&case(&cleared, BOX)), [""; 0]);
}

#[test]
fn static_fields_reach_later_events() {
    let event = "method pauseApp()V\ngetstatic app/Box.kept Ljava/lang/String;\nurl\nreturn\n\
                 class app/Box\nfield static kept Ljava/lang/String;";
    let put = "typed\nputstatic app/Box.kept Ljava/lang/String;";
    assert_eq!(flows(&case(put, event)), ["typed-text network M.startApp>M.pauseApp"]);
    let cleared = format!("{put}\nldc x\nputstatic app/Box.kept Ljava/lang/String;");
    assert_eq!(flows(&case(&cleared, event)), [""; 0]);
}

#[test]
fn a_stream_around_a_stream_is_that_stream() {
    let bytes =
        "new java/io/ByteArrayOutputStream\ndup\ninvokespecial java/io/ByteArrayOutputStream.<init>()V\nastore 1";
    let data = "new java/io/DataOutputStream\ndup\naload 1\n\
                invokespecial java/io/DataOutputStream.<init>(Ljava/io/OutputStream;)V\nastore 2";
    let write = "aload 2\ntyped\ninvokevirtual java/io/DataOutputStream.writeUTF(Ljava/lang/String;)V";
    let read = "new java/lang/String\ndup\naload 1\ninvokevirtual java/io/ByteArrayOutputStream.toByteArray()[B\n\
                invokespecial java/lang/String.<init>([B)V\nurl";
    assert_eq!(of(&format!("{bytes}\n{data}\n{write}\n{read}")), [START]);
    let reset = "aload 1\ninvokevirtual java/io/ByteArrayOutputStream.reset()V";
    assert_eq!(of(&format!("{bytes}\n{data}\n{write}\n{reset}\n{read}")), [""; 0]);
}

#[test]
fn the_scheme_tells_where_a_text_goes() {
    let open =
        "invokestatic javax/microedition/io/Connector.open(Ljava/lang/String;)Ljavax/microedition/io/Connection;\npop";
    let to = |scheme: &str| format!("buffer\nldc {scheme}\nappend\ntyped\nappend\ntext\n{open}");
    assert_eq!(of(&to("https://h/")), ["typed-text tls M.startApp"]);
    assert_eq!(of(&to("sms://")), ["typed-text message-address M.startApp"]);
}
