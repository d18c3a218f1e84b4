//! The commands beside `check`.

use super::harness::Folder;
use serde_json::Value as Json;

fn schema(name: &str) -> Json {
    let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn facts_come_as_text_that_rule_tests_can_use() {
    let folder = Folder::new();
    folder.sample("horoscope");
    let run = folder.run(&["facts", "horoscope.jad", "--kind", "call"]);
    assert_eq!(run.code, 0);
    let mut lines = run.out.lines();
    assert_eq!(lines.next(), Some("# horoscope.jad: analysed"));
    let facts: Vec<_> = lines.map(|line| mexelint::facts::Fact::parse(line).unwrap()).collect();
    assert!(facts.iter().any(|fact| fact.text("api") == Some("message.send")));
    assert!(facts.iter().all(|fact| fact.kind == mexelint::facts::Kind::Call));
    let run = folder.run(&["facts", "horoscope.jad", "--kind", "cal"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("the kinds are bundle, attribute"), "{}", run.err);
}

#[test]
fn facts_come_as_json_of_the_published_shape() {
    let folder = Folder::new();
    folder.sample("horoscope").write("bad.jar", "text");
    let schema = schema("facts-v1-draft");
    let run = folder.run(&["facts", "horoscope.jad", "bad.jar", "--format", "json"]);
    assert_eq!(run.code, 3);
    jsonschema::validate(&schema, &run.json()).unwrap();
    assert_eq!(run.json()["bundles"][1]["status"], "failed");
    let mut line_schema = schema;
    line_schema["$ref"] = "#/$defs/line".into();
    for key in ["properties", "required", "additionalProperties", "type"] {
        line_schema.as_object_mut().unwrap().remove(key);
    }
    let validator = jsonschema::validator_for(&line_schema).unwrap();
    let run = folder.run(&["facts", "horoscope.jad", "bad.jar", "--format", "jsonl"]);
    assert!(run.out.lines().count() > 10);
    for line in run.out.lines() {
        validator.validate(&serde_json::from_str(line).unwrap()).unwrap();
    }
    assert!(run.err.contains("note: bad.jar: failed: "), "{}", run.err);
}

#[test]
fn how_well_values_are_known_is_counted_over_all_inputs() {
    let folder = Folder::new();
    folder.sample("horoscope").sample("busguide").write("bad.jar", "text");
    let run = folder.run(&["facts", "--summary", "values", "horoscope.jad", "busguide.jad"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let mut lines = run.out.lines();
    assert!(lines.next().unwrap().starts_with("What is known of the main argument of reached calls, in 2 bundles; "));
    let names: Vec<_> = lines.skip(2).map(|line| line[..20].trim_end()).collect();
    let sinks = ["Connector.open", "message address", "platformRequest", "forName", "getProperty", "openRecordStore"];
    assert_eq!(names[..6], sinks);
    assert_eq!(names[6..], ["registerConnection", "all"]);
    let run = folder.run(&["facts", "--summary", "values", "--format", "json", "horoscope.jad", "bad.jar"]);
    assert_eq!(run.code, 3);
    assert!(run.err.contains("note: bad.jar: failed: "), "{}", run.err);
    jsonschema::validate(&schema("values-v1-draft"), &run.json()).unwrap();
    let json = run.json();
    assert_eq!((json["bundles"].as_u64(), json["sinks"][0]["sink"].as_str()), (Some(1), Some("Connector.open")));
    assert_eq!((json["sinks"][2]["full"].as_u64(), json["sinks"][2]["calls"].as_u64()), (Some(1), Some(1)));
    let run = folder.run(&["facts", "--summary", "values", "--kind", "call", "horoscope.jad"]);
    assert_eq!(run.code, 2);
}

#[test]
fn flows_are_counted_by_kind_over_all_inputs() {
    let folder = Folder::new();
    folder.sample("contactsync").sample("busguide");
    let run = folder.run(&["facts", "--summary", "flows", "contactsync.jad", "busguide.jad"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with("Confirmed flows of data, in 2 bundles; 2 have some.\n"), "{}", run.out);
    assert!(run.out.contains(&format!("{:<16}{:<22}{:>8}{:>10}\n", "contact", "network", 2, 1)), "{}", run.out);
    let run = folder.run(&["facts", "--summary", "flows", "--format", "json", "contactsync.jad"]);
    jsonschema::validate(&schema("flows-v1-draft"), &run.json()).unwrap();
    assert_eq!(run.json()["kinds"][0]["flows"].as_u64(), Some(2));
}

#[test]
fn permissions_are_the_smallest_right_ones() {
    let folder = Folder::new();
    folder.sample("busguide");
    let lines = "MIDlet-Permissions: javax.microedition.io.Connector.https, javax.microedition.io.Connector.sms, \
                 javax.wireless.messaging.sms.send\n";
    let run = folder.run(&["permissions", "busguide.jad", "--format", "lines"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, lines, ""));
    let run = folder.run(&["permissions", "busguide.jad"]);
    assert!(run.out.contains(lines), "{}", run.out);
    assert!(run.out.contains("# javax.microedition.pim.ContactList.read: declared and not needed: left out\n"));
    assert!(run.out.contains("# javax.wireless.messaging.sms.send: needed and not declared so far\n"));
    let run = folder.run(&["permissions", "busguide.jad", "--format", "json"]);
    assert_eq!(run.json()["required"][2], "javax.wireless.messaging.sms.send");
}

#[test]
fn rules_are_listed_explained_and_tested() {
    let folder = Folder::new();
    let run = folder.run(&["rules", "list"]);
    assert!(
        run.out.lines().any(|line| line.starts_with("sms-to-short-code ") && line.contains(" high ")),
        "{}",
        run.out
    );
    let run = folder.run(&["rules", "list", "--format", "jsonl"]);
    assert!(run.out.lines().all(|line| serde_json::from_str::<Json>(line).unwrap()["id"].is_string()));
    let run = folder.run(&["rules", "test"]);
    assert_eq!(run.code, 0);
    assert!(run.out.ends_with(" passed, 0 failed\n"), "{}", run.out);
    let run = folder.run(&["explain", "sms-to-short-code"]);
    assert!(run.out.contains("\nWhy\n") && run.out.contains("CHG-01"), "{}", run.out);
}

#[test]
fn a_rule_file_with_a_typo_is_shown_in_its_place() {
    let folder = Folder::new();
    let rule = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/rules/detections/charging/sms-to-short-code.toml"
    ))
    .unwrap();
    folder
        .write("rules/charging/sms-to-short-code.toml", rule.replace("severity = \"high\"\n", "severty = \"high\"\n"));
    for args in [&["rules", "lint", "rules"][..], &["rules", "test", "rules"], &["rules", "list", "rules"]] {
        let run = folder.run(args);
        assert_eq!(run.code, 1, "{args:?}");
        assert!(run.err.contains("rules/charging/sms-to-short-code.toml:"), "{args:?}: {}", run.err);
        assert!(run.err.contains("unknown key `severty`"), "{args:?}: {}", run.err);
    }
}

#[test]
fn limits_are_listed_with_their_reasons() {
    let run = Folder::new().run(&["limits"]);
    let line = run.out.lines().find(|line| line.starts_with("deadline-ms ")).unwrap();
    assert!(line.contains(" 30000 milliseconds ") && line.contains("Backstop"), "{line}");
    assert_eq!(run.out.lines().count(), mexelint::limits::LIMITS.len());
}

#[test]
fn the_published_schemas_are_those_of_the_program() {
    let folder = Folder::new();
    for what in ["report", "facts", "values", "screens"] {
        let run = folder.run(&["schema", what]);
        let path = format!("{}/schemas/{what}-v1-draft.schema.json", env!("CARGO_MANIFEST_DIR"));
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(run.out == committed, "run `mexelint schema {what} > schemas/{what}-v1-draft.schema.json`");
    }
}

#[test]
fn completions_are_there_for_the_usual_shells() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = folder.run(&["completions", shell]);
        assert_eq!(run.code, 0, "{shell}");
        assert!(run.out.contains("permissions"), "{shell}");
    }
}
