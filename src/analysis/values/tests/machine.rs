//! Methods by themselves, written as instructions: what reaches a sink.

use super::fixture::{midlet, program, sinks, with_fields};

#[test]
fn a_literal_and_a_local() {
    assert_eq!(sinks("ldc sms://7132\n astore 1\n aload 1\n sink"), [r#""sms://7132""#]);
}

#[test]
fn a_concatenation_with_int_and_source() {
    let start = r#"
        buffer
        ldc http://h:
        append
        iconst 80
        appendi
        ldc /?at=
        append
        unknown
        appendi
        text
        sink"#;
    assert_eq!(sinks(start), [r#""http://h:80/?at={System.currentTimeMillis}""#]);
}

#[test]
fn branches_give_alternatives() {
    let start = "
        buffer
        astore 1
        aload 1
        ldc http://
        append
        pop
        unknown
        ifeq ELSE
        aload 1
        ldc a
        append
        pop
        goto END
        ELSE:
        aload 1
        ldc b
        append
        pop
        END:
        aload 1
        text
        sink";
    assert_eq!(sinks(start), [r#""http://a"|"http://b""#]);
}

#[test]
fn a_known_condition_leaves_one_branch() {
    for (condition, taken) in [
        ("iconst 1\n ifeq ELSE", "then"),
        ("iconst 0\n ifeq ELSE", "else"),
        ("iconst -1\n iflt ELSE", "else"),
        ("iconst 0\n ifge ELSE", "else"),
        ("iconst 0\n ifgt ELSE", "then"),
        ("iconst 0\n ifle ELSE", "else"),
        ("iconst 1\n iconst 2\n if_icmplt ELSE", "else"),
        ("iconst 1\n iconst 2\n if_icmpge ELSE", "then"),
        ("iconst 2\n iconst 2\n if_icmple ELSE", "else"),
        ("aconst_null\n ifnull ELSE", "else"),
        ("ldc x\n ifnull ELSE", "then"),
        ("buffer\n ifnonnull ELSE", "else"),
        ("buffer\n dup\n if_acmpeq ELSE", "else"),
        ("buffer\n buffer\n if_acmpeq ELSE", "then"),
        ("buffer\n aconst_null\n if_acmpne ELSE", "else"),
        ("aconst_null\n instanceof\n ifne ELSE", "then"),
    ] {
        let start = format!("{condition}\n ldc then\n sink\n return\n ELSE:\n ldc else\n sink");
        let expected = if taken == "then" { [r#""then""#, "never"] } else { ["never", r#""else""#] };
        assert_eq!(sinks(&start), expected, "{condition}");
    }
}

#[test]
fn a_condition_tells_what_was_compared() {
    let start = "
        unknown
        istore 1
        iload 1
        iconst 7
        if_icmpne OTHER
        iload 1
        sinki
        return
        OTHER:
        iload 1
        sinki";
    assert_eq!(sinks(start), ["7", r#""{System.currentTimeMillis}""#]);
}

#[test]
fn a_null_check_parts_the_alternatives() {
    let start = "
        aconst_null
        astore 1
        unknown
        ifeq CHECK
        ldc a
        astore 1
        CHECK:
        aload 1
        ifnull NULL
        aload 1
        sink
        return
        NULL:
        aload 1
        sink";
    assert_eq!(sinks(start), [r#""a""#, "null"]);
}

#[test]
fn a_loop_of_known_length_is_run() {
    let start = "
        buffer
        astore 1
        iconst 0
        istore 2
        HEAD:
        iload 2
        iconst 3
        if_icmpge END
        aload 1
        iload 2
        appendi
        pop
        iinc 2 1
        goto HEAD
        END:
        aload 1
        text
        sink
        iload 2
        sinki";
    assert_eq!(sinks(start), [r#""012""#, "3"]);
}

#[test]
fn a_loop_that_appends_keeps_the_start() {
    let start = "
        buffer
        astore 1
        aload 1
        ldc id=
        append
        pop
        HEAD:
        aload 1
        ldc x
        append
        pop
        unknown
        ifne HEAD
        aload 1
        text
        sink";
    let seen = sinks(start);
    assert!(seen[0].starts_with(r#""id=x"#) && seen[0].contains("{?}") && !seen[0].ends_with('*'), "{seen:?}");
}

#[test]
fn an_integer_that_counts_is_not_known_in_the_end() {
    let start = "
        iconst 0
        istore 1
        HEAD:
        iload 1
        sinki
        iinc 1 1
        unknown
        ifne HEAD";
    let seen = sinks(start);
    assert!(seen[0].starts_with("0|1|2") && seen[0].ends_with("|*"), "{seen:?}");
}

#[test]
fn arithmetic_on_constants_folds() {
    let start = "
        iconst 7
        iconst 3
        isub
        iconst 2
        ishl
        sinki
        lconst 4294967296
        lconst 2
        lmul
        sinkj
        lconst 4294967297
        l2i
        sinki
        iconst -1
        iconst 28
        iushr
        i2b
        sinki
        iconst 200
        i2b
        ineg
        sinki
        lconst 5
        lconst 6
        lcmp
        sinki";
    assert_eq!(sinks(start), ["16", "8589934592", "1", "15", "56", "-1"]);
}

#[test]
fn a_division_by_zero_throws() {
    let start = "
        FROM:
        iconst 1
        iconst 0
        idiv
        sinki
        TO:
        return
        HANDLER:
        pop
        ldc divided
        sink
        catch FROM TO HANDLER java/lang/ArithmeticException";
    assert_eq!(sinks(start), ["never", r#""divided""#]);
}

#[test]
fn wide_values_take_two_cells() {
    let start = "
        lconst 5
        dup2
        ladd
        l2i
        sinki
        ldc a
        lconst 1
        pop2
        sink
        lconst 7
        lstore 1
        lload 1
        lneg
        sinkj
        iconst 2
        i2l
        lstore 3
        lload 1
        lload 3
        lsub
        sinkj
        ldc a
        dconst
        dconst
        dadd
        d2i
        sinki
        sink";
    assert_eq!(sinks(start), ["10", r#""a""#, "-7", "5", "*", r#""a""#]);
}

#[test]
fn stack_shuffles_keep_order() {
    let start = "
        ldc a
        ldc b
        dup_x1
        sink
        sink
        sink
        ldc a
        ldc b
        ldc c
        dup_x2
        sink
        sink
        sink
        sink
        ldc a
        ldc b
        swap
        sink
        sink
        ldc a
        ldc b
        ldc c
        dup2_x1
        sink
        sink
        sink
        sink
        sink
        ldc a
        ldc b
        ldc c
        ldc d
        dup2_x2
        sink
        sink
        sink
        sink
        sink
        sink";
    assert_eq!(sinks(start).concat().replace('"', ""), "bab".to_owned() + "cbac" + "ab" + "cbacb" + "dcbadc");
}

#[test]
fn switches_reach_every_case() {
    let start = "
        unknown
        switch DEFAULT 1 ONE 2 TWO
        ONE:
        ldc a
        goto END
        TWO:
        ldc b
        goto END
        DEFAULT:
        ldc c
        END:
        sink";
    assert_eq!(sinks(start), [r#""a"|"b"|"c""#]);
}

#[test]
fn a_known_switch_reaches_one_case() {
    for (key, taken) in [(1, "a"), (-5, "b"), (7, "c")] {
        let start = format!(
            "iconst {key}
            switch DEFAULT 1 ONE -5 TWO
            ONE:
            ldc a
            goto END
            TWO:
            ldc b
            goto END
            DEFAULT:
            ldc c
            END:
            sink"
        );
        assert_eq!(sinks(&start), [format!("{taken:?}")], "{key}");
    }
}

#[test]
fn handlers_see_the_stores_before_the_exception() {
    let start = "
        ldc before
        astore 1
        FROM:
        invokestatic java/lang/Thread.yield()V
        ldc after
        astore 1
        invokestatic java/lang/Thread.yield()V
        TO:
        return
        HANDLER:
        pop
        aload 1
        sink
        catch FROM TO HANDLER any";
    assert_eq!(sinks(start), [r#""after"|"before""#]);
}

#[test]
fn what_is_thrown_goes_to_the_handler_for_it() {
    let start = "
        FROM:
        new java/lang/IllegalArgumentException
        dup
        ldc sms://7132
        invokespecial java/lang/IllegalArgumentException.<init>(Ljava/lang/String;)V
        athrow
        TO:
        WRONG:
        pop
        ldc wrong
        sink
        return
        RIGHT:
        invokevirtual java/lang/Throwable.getMessage()Ljava/lang/String;
        sink
        catch FROM TO WRONG java/io/IOException
        catch FROM TO RIGHT java/lang/RuntimeException";
    let seen = sinks(start);
    assert_eq!(seen[1], r#""sms://7132""#);
}

#[test]
fn subroutines_return_to_where_they_were_called() {
    let start = "
        ldc a
        astore 1
        jsr SUB
        aload 1
        sink
        ldc c
        astore 1
        jsr SUB
        aload 1
        sink
        return
        SUB:
        astore 2
        buffer
        aload 1
        append
        ldc !
        append
        text
        astore 1
        ret 2";
    assert_eq!(sinks(start), [r#""a!""#, r#""c!""#]);
}

#[test]
fn malformed_code_is_refused_and_nothing_is_known() {
    for (what, start) in [
        ("the stack is empty", "pop"),
        ("a slot that is none", "aload 9"),
        ("a slot that is none", "iinc 9 1"),
        ("a return address in a slot that is none", "ret 99"),
        ("too much on the stack", "aconst_null\n dup\n dup\n dup\n dup\n dup\n dup\n dup\n dup"),
        ("two cells of one", "aconst_null\n pop2"),
        ("too few arguments", "invokestatic app/Sink.take(Ljava/lang/Object;)V"),
    ] {
        let seen = sinks(&format!("ldc a\n sink\n {start}\n ldc b\n sink"));
        assert_eq!(seen[0], r#""a"|*"#, "{what}");
        assert!(seen[1..].iter().all(|s| s == "never"), "{what}: {seen:?}");
    }
}

#[test]
fn jumps_and_handlers_to_nowhere_do_no_harm() {
    use crate::program::{NO_TARGET, Op};
    for op in [Op::Goto, Op::IfEq, Op::Jsr] {
        let mut case = midlet("ldc a\n sink\n unknown\n ifeq END\n ldc b\n sink\n END:\n ldc c\n sink", "");
        let at = case.program.code.iter().position(|insn| insn.op == Op::IfEq).unwrap();
        case.program.code[at].op = op;
        case.program.code[at].a = NO_TARGET;
        let seen = case.sinks();
        assert!(seen[0].starts_with(r#""a""#), "{op:?}: {seen:?}");
    }
    let mut case = midlet("FROM:\n ldc a\n sink\n TO:\n catch FROM TO FROM any", "");
    for handler in &mut case.program.handlers {
        (handler.start, handler.end, handler.target) = (NO_TARGET, 1, NO_TARGET);
    }
    assert_eq!(case.sinks(), [r#""a""#]);
    case.program.handlers.iter_mut().for_each(|h| (h.start, h.end) = (0, NO_TARGET));
    let seen = case.sinks();
    assert!(seen[0].starts_with(r#""a""#), "{seen:?}");
    let mut case = midlet("iconst 1\n switch A 1 B\n A:\n ldc a\n sink\n B:\n ldc b\n sink", "");
    case.program.switches[0].default = NO_TARGET;
    case.program.cases.iter_mut().for_each(|(_, target)| *target = NO_TARGET);
    case.sinks();
}

#[test]
fn code_that_runs_off_its_end_is_malformed() {
    let case = program("class app/M\n method static run()V\n ldc a\n sink\n nop");
    assert_eq!(case.sinks(), [r#""a"|*"#]);
}

#[test]
fn the_step_limit_of_the_bundle_ends_the_work() {
    let mut case = midlet("HEAD:\n ldc a\n sink\n goto HEAD", "");
    assert_eq!(case.cut(), None);
    case.limits.value_steps = 3;
    assert_eq!(case.cut(), Some(true));
    assert!(case.sinks()[0].ends_with('*'), "{:?}", case.sinks());
}

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
        aconst_null
        astore 2
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
