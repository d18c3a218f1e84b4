//! Formats, streams and colour.

use super::harness::{Folder, finish, jar};
use serde_json::Value as Json;
use std::process::Stdio;

#[test]
fn several_outputs_are_written_in_one_run() {
    let folder = Folder::new();
    folder.sample("horoscope");
    let outputs = [
        "--output",
        "sarif=a.sarif",
        "--output",
        "json=b.json",
        "--output",
        "jsonl=c.jsonl",
        "--output",
        "human=d.txt",
    ];
    let run = folder.run(&[&["check", "horoscope.jad", "--quiet"][..], &outputs].concat());
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (1, "", ""));
    let json = |name: &str| serde_json::from_str::<Json>(&folder.read(name)).unwrap();
    assert_eq!(json("a.sarif")["version"], "2.1.0");
    assert_eq!(json("b.json")["bundles"][0]["name"], "horoscope.jad");
    assert_eq!(folder.read("c.jsonl").lines().count(), 1);
    assert!(folder.read("d.txt").contains("1 bundle: 1 analysed\n"));
}

#[test]
fn a_cut_of_the_sarif_log_is_told() {
    let folder = Folder::new();
    folder.sample("horoscope");
    let run = folder.run(&["check", "horoscope.jad", "--format", "sarif", "--limit", "sarif-results=0"]);
    assert_eq!(run.json()["runs"][0]["results"], Json::Array(vec![]));
    assert!(run.err.contains("results are not in the SARIF log: the limit sarif-results is 0"), "{}", run.err);
    assert_eq!(run.code, 1);
}

#[test]
fn hostile_text_acts_in_no_format() {
    let folder = Folder::new();
    folder.write("evil\u{1b}[2J.jar", jar("Ev\u{202e}il\u{1b}[31m\u{9b}8m\u{7f}"));
    for (format, shown) in [
        ("human", "Ev\\u{202e}il\\u{1b}[31m\\u{9b}8m\\u{7f}"),
        ("json", "Ev\\u202eil\\u001b[31m\\u009b8m\\u007f"),
        ("jsonl", "Ev\\u202eil\\u001b[31m\\u009b8m\\u007f"),
        ("sarif", "evil%1B%5B2J.jar"),
    ] {
        let run = folder.run(&["check", ".", "--format", format, "--facts"]);
        let acts = |c: &char| matches!(c, '\u{1b}' | '\u{202e}' | '\u{9b}' | '\u{7f}');
        assert_eq!(run.out.chars().chain(run.err.chars()).find(acts), None, "{format}: {run:?}");
        assert!(run.out.contains(shown), "{format}: {}", run.out);
    }
    for format in ["text", "json", "jsonl"] {
        let run = folder.run(&["facts", ".", "--format", format]);
        assert!(!run.out.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7f}']), "{format}: {run:?}");
        assert!(run.out.contains("202e"), "{format}");
    }
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let folder = Folder::new();
    folder.write("a.jar", jar("A"));
    let coloured = |args: &[&str], variables: &[(&str, &str)]| {
        let run = finish(folder.command(&[&["check", "a.jar"], args].concat()).envs(variables.iter().copied()));
        run.out.contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn a_reader_that_goes_away_is_no_panic_and_costs_no_file() {
    let folder = Folder::new();
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/bundles");
    let run = |args: &[&str]| {
        let mut command = folder.command(&[&["check", samples], args].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(&["--format", "human"]), (Some(141), String::new()));
    let (code, err) = run(&["--format", "human", "--output", "jsonl=all.jsonl"]);
    assert_eq!((code, err.as_str()), (Some(3), ""));
    let jads = std::fs::read_dir(samples).unwrap().count();
    assert!(folder.read("all.jsonl").lines().count() >= jads);
}

#[test]
fn the_help_teaches() {
    let folder = Folder::new();
    insta::assert_snapshot!("help", folder.run(&["--help"]).out);
    insta::assert_snapshot!("help-check", folder.run(&["check", "--help"]).out);
}
