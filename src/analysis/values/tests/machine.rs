//! Methods by themselves, written as instructions: control flow, the stack, arithmetic, malformed code.

use super::fixture::{midlet, program, sinks};

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
fn the_step_limit_of_an_instruction_ends_the_work_on_its_method() {
    let more = "class app/H\n method static other()V\n ldc b\n sink\n return";
    let mut case = midlet("invokestatic app/H.other()V\n HEAD:\n ldc a\n sink\n goto HEAD", more);
    case.limits.value_steps_per_instruction = 0;
    assert_eq!(case.cut(), Some(false));
    assert_eq!(case.sinks(), [r#""a"|*"#, r#""b""#]);
}
