//! Methods by themselves: arrays, objects of the application, connections and messages.

use super::fixture::{midlet, sinks, with_fields};

#[test]
fn arrays_are_followed() {
    let start = "
        iconst 3
        newarray 8
        astore 1
        aload 1
        iconst 0
        iconst 49
        bastore
        aload 1
        iconst 2
        iconst 259
        bastore
        aload 1
        sink
        aload 1
        iconst 2
        baload
        sinki
        aload 1
        arraylength
        sinki
        iconst 2
        anewarray java/lang/String
        astore 2
        aload 2
        iconst 1
        ldc b
        aastore
        aload 2
        sink
        aload 2
        unknown
        aaload
        sink";
    let seen = sinks(start);
    assert_eq!(seen[..4], [r#""hex:310003""#, "3", "3", r#""[null, b]""#]);
    assert!(seen[4].contains(r#""b""#), "{seen:?}");
}

#[test]
fn an_index_outside_an_array_throws() {
    let start = "
        FROM:
        iconst 1
        newarray 8
        iconst 1
        baload
        sinki
        TO:
        return
        HANDLER:
        pop
        ldc outside
        sink
        catch FROM TO HANDLER java/lang/ArrayIndexOutOfBoundsException";
    assert_eq!(sinks(start), ["never", r#""outside""#]);
}

#[test]
fn arrays_of_arrays_and_of_longs() {
    let start = "
        iconst 2
        iconst 3
        multianewarray [[I 2
        astore 1
        aload 1
        iconst 1
        aaload
        iconst 2
        iconst 7
        iastore
        aload 1
        iconst 1
        aaload
        sink
        aload 1
        iconst 0
        aaload
        iconst 2
        iaload
        sinki
        iconst 1
        newarray 11
        astore 2
        aload 2
        iconst 0
        lconst 5
        lastore
        aload 2
        iconst 0
        laload
        sinkj";
    assert_eq!(sinks(start), [r#""hex:000007""#, "0", "5"]);
}

#[test]
fn an_array_that_goes_to_a_reader_is_filled_from_there() {
    let start = "
        iconst 4
        newarray 8
        astore 1
        ldc /x
        invokestatic app/M.open(Ljava/lang/String;)Ljava/io/InputStream;
        aload 1
        invokevirtual java/io/InputStream.read([B)I
        pop
        aload 1
        sink";
    let more = "
        method static open(Ljava/lang/String;)Ljava/io/InputStream;
        aload 0
        invokestatic javax/microedition/io/Connector.openInputStream(Ljava/lang/String;)Ljava/io/InputStream;
        areturn";
    assert_eq!(midlet(start, more).sinks(), [r#""{InputStream.read}""#]);
}

#[test]
fn arrays_are_copied() {
    let start = "
        ldc sms://7132
        invokevirtual java/lang/String.getBytes()[B
        astore 1
        iconst 4
        newarray 8
        astore 2
        aload 1
        iconst 6
        aload 2
        iconst 0
        iconst 4
        invokestatic java/lang/System.arraycopy(Ljava/lang/Object;ILjava/lang/Object;II)V
        new java/lang/String
        dup
        aload 2
        invokespecial java/lang/String.<init>([B)V
        sink";
    let case = midlet(start, "");
    let (shown, origin) = case.seen().remove(0);
    assert_eq!(shown, r#""7132""#);
    assert!(origin.decoded);
}

#[test]
fn objects_and_their_fields_are_followed() {
    let start = "
        new app/A
        dup
        ldc sms://
        invokespecial app/A.<init>(Ljava/lang/String;)V
        astore 1
        new app/A
        dup
        ldc http://
        invokespecial app/A.<init>(Ljava/lang/String;)V
        astore 2
        aload 1
        getfield app/A.url Ljava/lang/String;
        sink
        aload 2
        getfield app/A.url Ljava/lang/String;
        sink
        aload 1
        getfield app/A.count I
        sinki";
    let more = "
        class app/A
        field url Ljava/lang/String;
        field count I
        method <init>(Ljava/lang/String;)V
        aload 0
        invokespecial java/lang/Object.<init>()V
        aload 0
        aload 1
        putfield app/A.url Ljava/lang/String;
        return";
    assert_eq!(midlet(start, more).sinks(), [r#""sms://""#, r#""http://""#, "0"]);
}

#[test]
fn a_connection_shows_its_url() {
    let case = midlet(
        "ldc sms://7132
        invokestatic javax/microedition/io/Connector.open(Ljava/lang/String;)Ljavax/microedition/io/Connection;
        checkcast javax/wireless/messaging/MessageConnection
        sink",
        "",
    );
    assert_eq!(case.sinks(), [r#""sms://7132""#]);
    assert_eq!(case.arguments("app/M.startApp()V", 1), [r#""sms://7132""#]);
}

const NEW_MESSAGE: &str = "
    ldc sms://
    invokestatic javax/microedition/io/Connector.open(Ljava/lang/String;)Ljavax/microedition/io/Connection;
    checkcast javax/wireless/messaging/MessageConnection
    ldc text
    invokeinterface javax/wireless/messaging/MessageConnection.newMessage(Ljava/lang/String;)Ljavax/wireless/messaging/Message;
";

const SET_ADDRESS: &str = "invokeinterface javax/wireless/messaging/Message.setAddress(Ljava/lang/String;)V";

#[test]
fn two_messages_are_told_apart_by_the_addresses_set_last() {
    let start = format!(
        "{NEW_MESSAGE}
        astore 1
        {NEW_MESSAGE}
        astore 2
        aload 1
        ldc sms://0
        {SET_ADDRESS}
        aload 1
        ldc sms://1
        {SET_ADDRESS}
        aload 2
        ldc sms://2
        {SET_ADDRESS}
        aload 1
        sink
        aload 2
        sink"
    );
    assert_eq!(sinks(&start), [r#""sms://1""#, r#""sms://2""#]);
}

#[test]
fn a_message_handed_over_gets_another_address() {
    let start = format!(
        "{NEW_MESSAGE}
        astore 1
        aload 1
        ldc sms://1
        {SET_ADDRESS}
        aload 1
        invokestatic app/M.fill(Ljavax/wireless/messaging/Message;)V
        aload 1
        sink"
    );
    let fill = |body: &str| format!("method static fill(Ljavax/wireless/messaging/Message;)V\n {body}\n return");
    let set = fill(&format!("aload 0\n ldc sms://2\n {SET_ADDRESS}"));
    assert_eq!(midlet(&start, &set).sinks(), [r#""sms://2""#]);
    assert_eq!(midlet(&start, &fill("nop")).sinks(), [r#""sms://1""#]);
}

#[test]
fn a_field_of_the_receiver_is_known_after_it_was_written() {
    let case = with_fields(
        "field url Ljava/lang/String;",
        "aload 0
        ldc a
        putfield app/M.url Ljava/lang/String;
        aload 0
        getfield app/M.url Ljava/lang/String;
        sink
        aload 0
        ldc b
        putfield app/M.url Ljava/lang/String;
        aload 0
        getfield app/M.url Ljava/lang/String;
        sink",
        "",
    );
    assert_eq!(case.sinks(), [r#""a""#, r#""b""#]);
}

#[test]
fn a_field_that_one_path_writes_may_have_its_first_value() {
    let start = "
        new app/A
        dup
        invokespecial app/A.<init>()V
        astore 1
        unknown
        ifeq END
        aload 1
        ldc a
        putfield app/A.url Ljava/lang/String;
        END:
        aload 1
        getfield app/A.url Ljava/lang/String;
        sink";
    let more = "class app/A\n field url Ljava/lang/String;\n method <init>()V\n return";
    assert_eq!(midlet(start, more).sinks(), [r#"null|"a""#]);
}

#[test]
fn a_connection_to_one_of_several_urls_is_known_by_them() {
    let start = "
        unknown
        ifeq ELSE
        ldc sms://1
        goto OPEN
        ELSE:
        ldc sms://2
        OPEN:
        invokestatic javax/microedition/io/Connector.open(Ljava/lang/String;)Ljavax/microedition/io/Connection;
        sink";
    assert_eq!(sinks(start), [r#""sms://1"|"sms://2""#]);
}

#[test]
fn a_message_with_one_of_two_addresses_is_known_by_both() {
    let start = format!(
        "{NEW_MESSAGE}
        astore 1
        aload 1
        ldc sms://1
        {SET_ADDRESS}
        unknown
        ifeq END
        aload 1
        ldc sms://2
        {SET_ADDRESS}
        END:
        aload 1
        sink"
    );
    assert_eq!(sinks(&start), [r#""sms://1"|"sms://2""#]);
}

/// Ways that part and meet again, more than are followed one by one: from here on states are joined.
fn many_ways() -> String {
    (0..16).map(|n| format!("unknown\n ifeq WAY{n}\n nop\n WAY{n}:\n")).collect()
}

#[test]
fn a_message_with_one_of_two_addresses_is_known_by_both_once_ways_are_joined() {
    let start = format!(
        "{}
        {NEW_MESSAGE}
        astore 1
        aload 1
        ldc sms://1
        {SET_ADDRESS}
        unknown
        ifeq END
        aload 1
        ldc sms://2
        {SET_ADDRESS}
        END:
        aload 1
        sink",
        many_ways()
    );
    assert_eq!(sinks(&start), [r#""sms://1"|"sms://2""#]);
}

#[test]
fn a_connection_to_one_of_several_urls_is_known_by_them_once_ways_are_joined() {
    let start = format!(
        "{}
        unknown
        ifeq ELSE
        ldc sms://1
        goto OPEN
        ELSE:
        ldc sms://2
        OPEN:
        invokestatic javax/microedition/io/Connector.open(Ljava/lang/String;)Ljavax/microedition/io/Connection;
        sink",
        many_ways()
    );
    assert_eq!(sinks(&start), [r#""sms://1"|"sms://2""#]);
}

#[test]
fn a_field_that_one_path_writes_may_have_its_first_value_once_ways_are_joined() {
    let start = format!(
        "new app/A
        dup
        invokespecial app/A.<init>()V
        astore 1
        {}
        unknown
        ifeq END
        aload 1
        ldc a
        putfield app/A.url Ljava/lang/String;
        END:
        aload 1
        getfield app/A.url Ljava/lang/String;
        sink",
        many_ways()
    );
    let more = "class app/A\n field url Ljava/lang/String;\n method <init>()V\n return";
    assert_eq!(midlet(&start, more).sinks(), [r#"null|"a""#]);
}
