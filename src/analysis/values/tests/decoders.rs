//! Code that makes texts at run time, and tables that initialisers fill.

use super::fixture::midlet;

/// Decodes its argument with a key of one byte.
const DECODER: &str = "
    class app/D
    method static decode(Ljava/lang/String;I)Ljava/lang/String;
    aload 0
    invokevirtual java/lang/String.toCharArray()[C
    astore 2
    iconst 0
    istore 3
    HEAD:
    iload 3
    aload 2
    arraylength
    if_icmpge END
    aload 2
    iload 3
    aload 2
    iload 3
    caload
    iload 1
    ixor
    i2c
    castore
    iinc 3 1
    goto HEAD
    END:
    new java/lang/String
    dup
    aload 2
    invokespecial java/lang/String.<init>([C)V
    areturn";

/// The text that the decoder makes `text` of.
fn hidden(text: &str, key: u8) -> String {
    text.bytes().map(|b| char::from(b ^ key)).collect()
}

#[test]
fn a_decoder_is_run() {
    let (first, second) = (hidden("sms://7132", 5), hidden("http://example.com/", 9));
    let case = midlet(
        &format!(
            "ldc \"{first}\"
            iconst 5
            invokestatic app/D.decode(Ljava/lang/String;I)Ljava/lang/String;
            sink
            ldc \"{second}\"
            iconst 9
            invokestatic app/D.decode(Ljava/lang/String;I)Ljava/lang/String;
            sink"
        ),
        DECODER,
    );
    let seen = case.seen();
    assert_eq!(seen[0].0, r#""sms://7132""#);
    assert_eq!(seen[1].0, r#""http://example.com/""#);
    assert!(seen.iter().all(|(_, origin)| origin.decoded));
}

#[test]
fn a_decoder_is_run_on_what_a_helper_passes() {
    let text = hidden("sms://7132", 5);
    let case = midlet(
        &format!("ldc \"{text}\"\n invokestatic app/M.send(Ljava/lang/String;)V"),
        &format!(
            "method static send(Ljava/lang/String;)V
            aload 0
            iconst 5
            invokestatic app/D.decode(Ljava/lang/String;I)Ljava/lang/String;
            sink
            return
            {DECODER}"
        ),
    );
    assert_eq!(case.sinks(), [r#""sms://7132""#]);
    assert!(case.seen()[0].1.decoded);
}

#[test]
fn a_decoder_that_appends_characters_is_run() {
    let text: String = hidden("7132", 1).chars().rev().collect();
    let case = midlet(
        &format!("ldc {text}\n invokestatic app/D.decode(Ljava/lang/String;)Ljava/lang/String;\n sink"),
        "class app/D
        method static decode(Ljava/lang/String;)Ljava/lang/String;
        buffer
        astore 1
        aload 0
        invokevirtual java/lang/String.length()I
        iconst 1
        isub
        istore 2
        HEAD:
        iload 2
        iflt END
        aload 1
        aload 0
        iload 2
        invokevirtual java/lang/String.charAt(I)C
        iconst 1
        ixor
        i2c
        appendc
        pop
        iinc 2 -1
        goto HEAD
        END:
        aload 1
        text
        areturn",
    );
    let seen = case.seen();
    assert_eq!(seen[0].0, r#""7132""#);
    assert!(seen[0].1.decoded);
}

#[test]
fn a_decoder_of_something_unknown_gives_something_unknown() {
    let case = midlet(
        "unknown
        invokestatic java/lang/String.valueOf(I)Ljava/lang/String;
        iconst 5
        invokestatic app/D.decode(Ljava/lang/String;I)Ljava/lang/String;
        sink",
        DECODER,
    );
    let seen = case.sinks();
    assert!(seen[0] == "*" || seen[0] == r#""{System.currentTimeMillis}""#, "{seen:?}");
}

#[test]
fn tables_of_the_initialiser_are_looked_up() {
    let case = midlet(
        "getstatic app/T.URLS [Ljava/lang/String;
        iconst 1
        aaload
        sink
        getstatic app/T.URLS [Ljava/lang/String;
        unknown
        aaload
        sink
        getstatic app/T.KEY [B
        sink
        getstatic app/T.PORT I
        sinki
        getstatic app/T.NONE Ljava/lang/String;
        sink",
        "class app/T
        field static URLS [Ljava/lang/String;
        field static KEY [B
        field static PORT I
        field static NONE Ljava/lang/String;
        method static <clinit>()V
        iconst 2
        anewarray java/lang/String
        dup
        iconst 0
        ldc sms://1
        aastore
        dup
        iconst 1
        ldc sms://2
        aastore
        putstatic app/T.URLS [Ljava/lang/String;
        iconst 2
        newarray 8
        dup
        iconst 1
        iconst -1
        bastore
        putstatic app/T.KEY [B
        iconst 5000
        putstatic app/T.PORT I
        return",
    );
    let expected = [r#""sms://2""#, r#""sms://1"|"sms://2""#, r#""hex:00ff""#, "5000", "null"];
    assert_eq!(case.sinks(), expected);
}

#[test]
fn an_initialiser_may_decode_its_table() {
    let text = hidden("sms://7132", 5);
    let case = midlet(
        "getstatic app/T.URL Ljava/lang/String;\n sink",
        &format!(
            "class app/T
            field static URL Ljava/lang/String;
            method static <clinit>()V
            ldc \"{text}\"
            iconst 5
            invokestatic app/D.decode(Ljava/lang/String;I)Ljava/lang/String;
            putstatic app/T.URL Ljava/lang/String;
            return
            {DECODER}"
        ),
    );
    let seen = case.seen();
    assert_eq!(seen[0].0, r#""sms://7132""#);
    assert!(seen[0].1.decoded);
}

#[test]
fn a_decoder_with_a_key_table_is_run() {
    let key = [3u8, 7, 1];
    let text: String = "sms://7132".bytes().enumerate().map(|(n, b)| char::from(b ^ key[n % 3])).collect();
    let case = midlet(
        &format!("ldc \"{text}\"\n invokestatic app/D.decode(Ljava/lang/String;)Ljava/lang/String;\n sink"),
        "class app/D
        field static KEY [B
        method static <clinit>()V
        iconst 3
        newarray 8
        dup
        iconst 0
        iconst 3
        bastore
        dup
        iconst 1
        iconst 7
        bastore
        dup
        iconst 2
        iconst 1
        bastore
        putstatic app/D.KEY [B
        return
        method static decode(Ljava/lang/String;)Ljava/lang/String;
        aload 0
        invokevirtual java/lang/String.getBytes()[B
        astore 1
        iconst 0
        istore 2
        HEAD:
        iload 2
        aload 1
        arraylength
        if_icmpge END
        aload 1
        iload 2
        dup2
        baload
        getstatic app/D.KEY [B
        iload 2
        getstatic app/D.KEY [B
        arraylength
        irem
        baload
        ixor
        i2b
        bastore
        iinc 2 1
        goto HEAD
        END:
        new java/lang/String
        dup
        aload 1
        invokespecial java/lang/String.<init>([B)V
        areturn",
    );
    let seen = case.seen();
    assert_eq!(seen[0].0, r#""sms://7132""#);
    assert!(seen[0].1.decoded);
}
