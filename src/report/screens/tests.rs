use super::*;
use crate::report::Status;

const FACTS: [&str; 5] = [
    r#"screen "Form#1" type=form class="javax.microedition.lcdui.Form" title="Free \u{202e}\"x\"" texts=["a | b"] fields=["numeric,password PIN"] commands=["ok Send"] shown=true at=A.m()V@1"#,
    r#"screen "Form#10" type=form class="javax.microedition.lcdui.Form" texts=[] fields=[] commands=[] shown=false at=A.m()V@2"#,
    r#"screen "Form#2" type=form class="javax.microedition.lcdui.Form" texts=[] fields=[] commands=[] shown=true at=A.m()V@3"#,
    r#"transition (start) to="Form#1" by=start label=startApp via=[] one_of=1 at=A.startApp()V@4"#,
    r#"screen-event "Form#1" by=command label=Send via=["thread"] api=message.send call="A.run()V@5" address="sms://7132" before=["Free"] shows=["Form#2"] at=A.commandAction()V@6"#,
];

fn report() -> Report {
    let mut report = Report::new("game", Status::Analysed);
    report.facts = FACTS.iter().map(|text| Fact::parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"))).collect();
    report
}

fn written(format: Format) -> String {
    let (mut renderer, mut out) = (ScreensRenderer::new(format), Vec::new());
    renderer.begin(&mut out).unwrap();
    renderer.bundle(&mut out, &report()).unwrap();
    renderer.end(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn screens_stand_in_the_order_of_their_numbers_behind_the_start() {
    let report = report();
    let graph = ScreenGraph::of(&report.facts);
    let ids: Vec<&str> = graph.nodes.iter().map(|node| node.id).collect();
    assert_eq!(ids, ["(start)", "Form#1", "Form#2", "Form#10"]);
}

#[test]
fn hostile_text_acts_in_no_format() {
    for format in [Format::Text, Format::Dot, Format::Mermaid, Format::Json] {
        let out = written(format);
        assert!(!out.contains('\u{202e}'), "{format:?}: {out}");
        assert!(!out.contains("\"x\"\""), "{format:?}: {out}");
    }
    let mermaid = written(Format::Mermaid);
    assert!(mermaid.contains("a #124; b") && mermaid.contains("#34;x#34;"), "{mermaid}");
    assert!(written(Format::Dot).contains(r#"Free \\u{202e}\"x\"\l"#));
}

#[test]
fn an_event_says_what_sets_it_off_and_what_is_shown() {
    let text = written(Format::Text);
    let event = r#"  command "Send", thread !! message.send address="sms://7132" at A.run()V@5 from A.commandAction()V@6, shows Form#2"#;
    assert!(text.lines().any(|line| line == event), "{text}");
    assert!(text.contains("Form#10 (form), never shown, made at A.m()V@2"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&written(Format::Json)).unwrap();
    let bundle = &json["bundles"][0];
    assert_eq!(bundle["events"][0]["args"]["address"], "\"sms://7132\"");
    assert_eq!(bundle["screens"][0]["fields"][0]["constraints"][1], "password");
    assert_eq!((&bundle["transitions"][0]["by"], &bundle["transitions"][0]["to"]), (&"start".into(), &"Form#1".into()));
}

#[test]
fn long_texts_are_cut_in_drawings_alone() {
    assert_eq!(short("abcdef", 4), "abc…");
    assert_eq!(short("abcd", 4), "abcd");
}
