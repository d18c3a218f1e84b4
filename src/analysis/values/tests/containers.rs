//! Methods by themselves: string buffers, containers, streams, app properties and resources.

use super::fixture::{midlet, sinks};

#[test]
fn a_buffer_that_was_handed_over_has_what_was_added_there() {
    let start = "
        buffer
        astore 1
        aload 1
        ldc a
        append
        pop
        aload 1
        invokestatic app/M.keep(Ljava/lang/StringBuffer;)V
        aload 1
        ldc b
        append
        text
        sink";
    let keep = "method static keep(Ljava/lang/StringBuffer;)V\n aload 0\n ldc -\n append\n pop\n return";
    assert_eq!(midlet(start, keep).sinks(), [r#""a-b""#]);
}

#[test]
fn a_buffer_of_an_earlier_round_is_not_mistaken_for_the_new_one() {
    // Slot 2 holds the buffer of the round before, with what was added to it after it got there.
    let start = r#"
        aconst_null
        astore 2
        HEAD:
        buffer
        ldc x
        append
        astore 1
        aload 2
        sink
        aload 1
        astore 2
        aload 1
        ldc y
        append
        pop
        unknown
        ifne HEAD"#;
    let seen = sinks(start);
    assert!(seen[0].starts_with(r#"null|"xy""#) && !seen[0].contains(r#""x""#), "{seen:?}");
}

#[test]
fn buffers_are_edited() {
    let start = r#"
        new java/lang/StringBuffer
        dup
        ldc 2317
        invokespecial java/lang/StringBuffer.<init>(Ljava/lang/String;)V
        astore 1
        aload 1
        invokevirtual java/lang/StringBuffer.reverse()Ljava/lang/StringBuffer;
        iconst 0
        ldc sms://
        invokevirtual java/lang/StringBuffer.insert(ILjava/lang/String;)Ljava/lang/StringBuffer;
        text
        sink
        aload 1
        iconst 6
        iconst 8
        invokevirtual java/lang/StringBuffer.delete(II)Ljava/lang/StringBuffer;
        text
        sink
        aload 1
        iconst 0
        invokevirtual java/lang/StringBuffer.deleteCharAt(I)Ljava/lang/StringBuffer;
        text
        sink
        aload 1
        iconst 0
        iconst 77
        invokevirtual java/lang/StringBuffer.setCharAt(IC)V
        aload 1
        text
        sink
        aload 1
        iconst 2
        invokevirtual java/lang/StringBuffer.setLength(I)V
        aload 1
        text
        sink
        aload 1
        iconst 1
        iconst 5
        invokevirtual java/lang/StringBuffer.insert(II)Ljava/lang/StringBuffer;
        text
        sink
        aload 1
        invokevirtual java/lang/StringBuffer.length()I
        sinki
        aload 1
        iconst 1
        invokevirtual java/lang/StringBuffer.charAt(I)C
        sinki"#;
    let expected =
        [r#""sms://7132""#, r#""sms://32""#, r#""ms://32""#, r#""Ms://32""#, r#""Ms""#, r#""M5s""#, "3", "53"];
    assert_eq!(sinks(start), expected);
}

#[test]
fn a_string_is_made_of_characters() {
    let start = "
        ldc 2317
        invokevirtual java/lang/String.toCharArray()[C
        astore 1
        aload 1
        iconst 0
        iconst 55
        castore
        new java/lang/String
        dup
        aload 1
        iconst 0
        iconst 3
        invokespecial java/lang/String.<init>([CII)V
        sink
        iconst 88
        invokestatic java/lang/String.valueOf(C)Ljava/lang/String;
        sink";
    assert_eq!(sinks(start), [r#""731""#, r#""X""#]);
}

#[test]
fn vectors_hold_what_is_put_in() {
    let start = "
        new java/util/Vector
        dup
        invokespecial java/util/Vector.<init>()V
        astore 1
        aload 1
        ldc a
        invokevirtual java/util/Vector.addElement(Ljava/lang/Object;)V
        aload 1
        ldc b
        invokevirtual java/util/Vector.addElement(Ljava/lang/Object;)V
        aload 1
        ldc c
        iconst 0
        invokevirtual java/util/Vector.insertElementAt(Ljava/lang/Object;I)V
        aload 1
        iconst 1
        invokevirtual java/util/Vector.elementAt(I)Ljava/lang/Object;
        sink
        aload 1
        invokevirtual java/util/Vector.lastElement()Ljava/lang/Object;
        sink
        aload 1
        invokevirtual java/util/Vector.firstElement()Ljava/lang/Object;
        sink
        aload 1
        invokevirtual java/util/Vector.size()I
        sinki
        aload 1
        unknown
        invokevirtual java/util/Vector.elementAt(I)Ljava/lang/Object;
        sink";
    assert_eq!(sinks(start), [r#""a""#, r#""b""#, r#""c""#, "3", r#""a"|"b"|"c""#]);
}

const PUT: &str = "invokevirtual java/util/Hashtable.put(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;\n pop";

const GET: &str = "invokevirtual java/util/Hashtable.get(Ljava/lang/Object;)Ljava/lang/Object;";

#[test]
fn hashtables_are_looked_up_by_key() {
    let start = format!(
        "new java/util/Hashtable
        dup
        invokespecial java/util/Hashtable.<init>()V
        astore 1
        aload 1
        ldc host
        ldc a
        {PUT}
        aload 1
        ldc port
        ldc 80
        {PUT}
        aload 1
        ldc host
        ldc b
        {PUT}
        aload 1
        ldc host
        {GET}
        sink
        aload 1
        ldc none
        {GET}
        sink
        aload 1
        invokevirtual java/util/Hashtable.size()I
        sinki"
    );
    assert_eq!(sinks(&start), [r#""b""#, "null", "2"]);
}

#[test]
fn bytes_are_read_from_a_stream_over_them() {
    let start = "
        new java/io/DataInputStream
        dup
        new java/io/ByteArrayInputStream
        dup
        ldc \"\u{1}AB\u{0}\u{2}hi\"
        invokevirtual java/lang/String.getBytes()[B
        invokespecial java/io/ByteArrayInputStream.<init>([B)V
        invokespecial java/io/DataInputStream.<init>(Ljava/io/InputStream;)V
        astore 1
        aload 1
        invokevirtual java/io/DataInputStream.readByte()B
        sinki
        aload 1
        invokevirtual java/io/DataInputStream.readShort()S
        sinki
        aload 1
        invokevirtual java/io/DataInputStream.readUTF()Ljava/lang/String;
        sink
        aload 1
        invokevirtual java/io/DataInputStream.read()I
        sinki";
    assert_eq!(sinks(start), ["1", "16706", r#""hi""#, "-1"]);
}

#[test]
fn bytes_written_come_out_again() {
    let start = "
        new java/io/ByteArrayOutputStream
        dup
        invokespecial java/io/ByteArrayOutputStream.<init>()V
        astore 1
        aload 1
        iconst 55
        invokevirtual java/io/ByteArrayOutputStream.write(I)V
        aload 1
        ldc xyz
        invokevirtual java/lang/String.getBytes()[B
        iconst 1
        iconst 2
        invokevirtual java/io/ByteArrayOutputStream.write([BII)V
        aload 1
        invokevirtual java/io/ByteArrayOutputStream.toByteArray()[B
        sink";
    assert_eq!(sinks(start), [r#""hex:37797a""#]);
}

const KEY: &str = "invokevirtual app/M.getAppProperty(Ljava/lang/String;)Ljava/lang/String;";

#[test]
fn app_properties_have_the_value_of_the_descriptor() {
    let mut case = midlet(
        &format!(
            "buffer
            ldc sms://
            append
            aload 0
            ldc Number
            {KEY}
            append
            text
            sink
            aload 0
            ldc Missing
            {KEY}
            sink
            aload 0
            ldc Two
            {KEY}
            sink
            aload 0
            unknown
            invokestatic java/lang/String.valueOf(I)Ljava/lang/String;
            {KEY}
            sink"
        ),
        "",
    );
    case.properties = vec![("Number", "7132"), ("Two", "a"), ("Two", "b")];
    let seen = case.seen();
    let shown: Vec<&str> = seen.iter().map(|(shown, _)| shown.as_str()).collect();
    let expected = [r#""sms://7132""#, r#""{property Missing}""#, r#""a"|"b""#, r#""{MIDlet.getAppProperty}""#];
    assert_eq!(shown, expected);
    assert_eq!(seen[0].1.properties, ["Number".into()]);
    assert!(!seen[0].1.decoded);
    assert!(seen[1].1.properties.is_empty());
}

const OPEN: &str = "invokevirtual java/lang/Class.getResourceAsStream(Ljava/lang/String;)Ljava/io/InputStream;";

#[test]
fn resources_have_the_content_of_the_jar() {
    let mut case = midlet(
        &format!(
            "aload 0
            invokevirtual java/lang/Object.getClass()Ljava/lang/Class;
            ldc /n.txt
            {OPEN}
            astore 1
            iconst 4
            newarray 8
            astore 2
            aload 1
            aload 2
            invokevirtual java/io/InputStream.read([B)I
            sinki
            new java/lang/String
            dup
            aload 2
            invokespecial java/lang/String.<init>([B)V
            sink
            aload 0
            invokevirtual java/lang/Object.getClass()Ljava/lang/Class;
            ldc rel.txt
            {OPEN}
            invokevirtual java/io/InputStream.read()I
            sinki
            aload 0
            invokevirtual java/lang/Object.getClass()Ljava/lang/Class;
            ldc /missing
            {OPEN}
            sink"
        ),
        "",
    );
    case.resources = vec![("n.txt", b"7132"), ("app/rel.txt", b"!")];
    assert_eq!(case.sinks(), ["4", r#""7132""#, "33", r#""{resource /missing}""#]);
}

#[test]
fn everything_can_be_appended() {
    let buffer = "java/lang/StringBuffer";
    let start = format!(
        "buffer
        iconst 1
        invokevirtual {buffer}.append(Z)L{buffer};
        lconst -5
        invokevirtual {buffer}.append(J)L{buffer};
        iconst 120
        appendc
        aconst_null
        append
        ldc yz
        invokevirtual {buffer}.append(Ljava/lang/Object;)L{buffer};
        ldc abc
        invokevirtual java/lang/String.toCharArray()[C
        iconst 1
        iconst 2
        invokevirtual {buffer}.append([CII)L{buffer};
        new java/lang/Integer
        dup
        iconst 7
        invokespecial java/lang/Integer.<init>(I)V
        invokevirtual {buffer}.append(Ljava/lang/Object;)L{buffer};
        text
        sink"
    );
    assert_eq!(sinks(&start), [r#""true-5xnullyzbc7""#]);
}

#[test]
fn a_stack_gives_the_last_first() {
    let start = "
        new java/util/Stack
        dup
        invokespecial java/util/Stack.<init>()V
        astore 1
        aload 1
        ldc a
        invokevirtual java/util/Stack.push(Ljava/lang/Object;)Ljava/lang/Object;
        pop
        aload 1
        ldc b
        invokevirtual java/util/Stack.push(Ljava/lang/Object;)Ljava/lang/Object;
        pop
        aload 1
        invokevirtual java/util/Stack.pop()Ljava/lang/Object;
        sink
        aload 1
        invokevirtual java/util/Stack.peek()Ljava/lang/Object;
        sink
        aload 1
        ldc c
        iconst 0
        invokevirtual java/util/Stack.setElementAt(Ljava/lang/Object;I)V
        aload 1
        invokevirtual java/util/Stack.elements()Ljava/util/Enumeration;
        invokeinterface java/util/Enumeration.nextElement()Ljava/lang/Object;
        sink";
    assert_eq!(sinks(start), [r#""b""#, r#""a""#, r#""c""#]);
}
