//! Exit codes, and what decides them.

use super::harness::{Folder, jar};

const RULE: &str = "sms-to-short-code";

/// How often the rule is listed under `findings`, `suppressed` and `baselined`.
fn counts(run: &super::harness::Run) -> [usize; 3] {
    let json = run.json();
    ["findings", "suppressed", "baselined"].map(|list| {
        let all = json["bundles"].as_array().unwrap().iter().flat_map(|b| b[list].as_array().unwrap());
        all.filter(|finding| finding["rule"] == RULE).count()
    })
}

#[test]
fn the_exit_code_says_what_was_found_in_every_format() {
    let folder = Folder::new();
    folder.sample("horoscope").write("bad.jar", "text");
    for format in ["human", "json", "jsonl", "sarif"] {
        let code = |args: &[&str]| folder.run(&[&["check", "--format", format], args].concat()).code;
        assert_eq!(code(&["horoscope.jad"]), 1, "{format}");
        assert_eq!(code(&["horoscope.jad", "--fail-on", "high"]), 1, "{format}");
        assert_eq!(code(&["horoscope.jad", "--fail-on", "none"]), 0, "{format}");
        assert_eq!(code(&["horoscope.jad", "--min-severity", "critical"]), 1, "{format}");
        assert_eq!(code(&["horoscope.jad", "bad.jar"]), 3, "{format}");
        assert_eq!(code(&["horoscope.jad", "bad.jar", "--partial-ok"]), 1, "{format}");
        // What is no archive has a finding of its own, of medium severity.
        assert_eq!(code(&["bad.jar", "--partial-ok"]), 1, "{format}");
        assert_eq!(code(&["bad.jar", "--partial-ok", "--fail-on", "high"]), 0, "{format}");
    }
}

#[test]
fn wrong_usage_is_told_with_what_to_do() {
    let folder = Folder::new();
    folder.write("a.jar", jar("A"));
    for (args, said) in [
        (&["check"][..], "required arguments were not provided"),
        (&["check", "a.jar", "--fail-on", "worst"], "none of info, low, medium, high, critical, none"),
        (&["check", "a.jar", "--limit", "entrys=1"], "did you mean `entries`?"),
        (&["check", "a.jar", "--limit", "entries"], "write --limit NAME=VALUE"),
        (&["check", "a.jar", "--limit", "entries=-1"], "is no whole number"),
        (&["check", "a.jar", "--now", "soon"], "\"soon\" is no time"),
        (&["check", "a.jar", "--library", "none.jar"], "none.jar could not be read: no such file"),
        (&["check", "a.jar", "--output", "sarif"], "write FORMAT=FILE"),
        (&["check", "a.jar", "--output", "pdf=x"], "none of human, json, jsonl, sarif"),
        (&["check", "a.jar", "--output", "json=x", "--output", "sarif=x"], "x is named twice"),
        (&["check", "a.jar", "--output", "json=no/such/x.json"], "no/such/x.json could not be written"),
        (&["check", "a.jar", "--config", "none.toml"], "none.toml could not be read"),
        (&["check", "a.jar", "--threads", "0"], "0 is not in 1..=1024"),
        (&["explain", "sms-to-short-cod"], "did you mean `sms-to-short-code`?"),
        (&["chek"], "unrecognized subcommand"),
    ] {
        let run = folder.run(args);
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
        assert_eq!(run.out, "", "{args:?}");
    }
}

#[test]
fn what_is_not_listed_is_counted() {
    let folder = Folder::new();
    folder.sample("horoscope");
    let run = folder.run(&["check", "horoscope.jad", "--min-severity", "critical", "--format", "json"]);
    assert_eq!(counts(&run), [1, 0, 0]);
    let json = run.json();
    let listed = json["bundles"][0]["findings"].as_array().unwrap();
    assert!(listed.iter().all(|finding| finding["severity"] == "critical"));
    assert_eq!(json["summary"]["findings"]["critical"].as_u64(), Some(listed.len() as u64));
    let below: u64 =
        ["info", "low", "medium", "high"].iter().map(|s| json["summary"]["findings"][s].as_u64().unwrap()).sum();
    assert!(below >= 1);
    assert_eq!(json["summary"]["hidden"].as_u64(), Some(below));
    let human = folder.run(&["check", "horoscope.jad", "--min-severity", "critical"]);
    assert!(human.out.contains("below --min-severity critical"), "{}", human.out);
}

#[test]
fn a_baseline_knows_what_was_there_before() {
    let folder = Folder::new();
    folder.sample("horoscope").sample("dormant");
    let written = folder.run(&["check", "horoscope.jad", "--write-baseline", "known.json", "--format", "json"]);
    assert_eq!((written.code, counts(&written)), (0, [0, 0, 1]));
    assert!(folder.read("known.json").starts_with("{\n  \"format\": \"mexelint-baseline\",\n  \"version\": 1,\n"));

    let again = folder.run(&["check", "horoscope.jad", "--baseline", "known.json", "--format", "json"]);
    assert_eq!((again.code, counts(&again)), (0, [0, 0, 1]));
    let other = folder.run(&["check", "dormant.jad", "--baseline", "known.json", "--format", "json"]);
    assert_eq!(other.code, 1);
    assert_eq!(counts(&other)[2], 0);
    let notes = other.json()["summary"]["notes"].to_string();
    assert!(notes.contains("of the baseline are gone"), "{notes}");

    folder.write("bad.json", "{\"format\":\"x\",\"version\":1,\"suites\":{}}");
    let bad = folder.run(&["check", "horoscope.jad", "--baseline", "bad.json"]);
    assert_eq!(bad.code, 2);
    assert!(bad.err.contains("bad.json: this is no baseline of mexelint"), "{}", bad.err);
    assert!(bad.err.contains("write it anew with --write-baseline"), "{}", bad.err);
}

#[test]
fn suppressions_need_a_reason_and_end_when_they_expire() {
    let folder = Folder::new();
    folder.sample("horoscope");
    let run = |settings: &str| {
        folder.write("mexelint.toml", settings);
        folder.run(&["check", "horoscope.jad", "--format", "json", "--now", "2026-06-15", "--fail-on", "high"])
    };
    let suppress = |more: &str| format!("[[suppress]]\nrule = \"{RULE}\"\nreason = \"test number\"\n{more}\n");

    let used = run(&suppress("class = \"com.example.horoscope.*\"\nsuite = \"Horoscope\"\nexpires = 2026-06-15"));
    assert_eq!(counts(&used), [0, 1, 0]);
    assert_eq!(used.json()["bundles"][0]["suppressed"][0]["reason"], "test number");

    let expired = run(&suppress("expires = 2026-06-14"));
    assert_eq!((expired.code, counts(&expired)), (1, [1, 0, 0]));
    let said = format!("the suppression of {RULE} expired on 2026-06-14 and no longer applies");
    assert_eq!(expired.json()["summary"]["notes"][0], said.as_str());

    let unused = run(&suppress("class = \"com.other.*\""));
    assert_eq!(counts(&unused), [1, 0, 0]);
    let said = format!("the suppression of {RULE} (class com.other.*) matched nothing in this run");
    assert_eq!(unused.json()["summary"]["notes"][0], said.as_str());
}

#[test]
fn rules_can_be_turned_off_and_weighed_anew() {
    let folder = Folder::new();
    folder.sample("horoscope").write("mexelint.toml", format!("[rules.{RULE}]\nenabled = false\n"));
    let off = folder.run(&["check", "horoscope.jad", "--format", "json"]);
    assert_eq!(counts(&off), [0, 0, 0]);
    assert_eq!(off.json()["summary"]["left_out"]["disabled"], 1);
    folder.write("mexelint.toml", format!("fail-on = \"critical\"\n[rules.{RULE}]\nseverity = \"critical\"\n"));
    let on = folder.run(&["check", "horoscope.jad", "--format", "json"]);
    assert_eq!((on.code, counts(&on)), (1, [1, 0, 0]));
    assert_eq!(on.json()["bundles"][0]["findings"][0]["severity"], "critical");
}
