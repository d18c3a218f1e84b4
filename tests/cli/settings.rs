//! `mexelint.toml`: where it is found, and what is said of a wrong one.

use super::harness::{Folder, jar};

#[test]
fn the_nearest_file_upwards_is_used_unless_told_otherwise() {
    let folder = Folder::new();
    folder.write("mexelint.toml", "persona = \"auditor\"\n").write("a/b/x.jar", jar("X"));
    let run = |args: &[&str]| {
        let mut command = folder.command(&[&["check", "x.jar", "--format", "json"], args].concat());
        let run = super::harness::finish(command.current_dir(folder.path().join("a/b")));
        let settings = run.json()["settings"].clone();
        (settings["persona"].as_str().unwrap().to_string(), settings["config"].as_str().map(str::to_string))
    };
    assert_eq!(run(&[]), ("auditor".into(), Some("../../mexelint.toml".into())));
    assert_eq!(run(&["--no-config"]), ("regular".into(), None));
    assert_eq!(run(&["--persona", "pedantic"]).0, "pedantic");
    folder.write("other.toml", "persona = \"pedantic\"\n");
    assert_eq!(run(&["--config", "../../other.toml"]), ("pedantic".into(), Some("../../other.toml".into())));
}

#[test]
fn an_unknown_key_is_shown_in_its_place() {
    let folder = Folder::new();
    folder.write("a.jar", jar("A")).write("mexelint.toml", "persona = \"regular\"\nfail_on = \"high\"\n");
    let run = folder.run(&["check", "a.jar"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.err, @r#"
    × unknown key `fail_on`
     ╭─[mexelint.toml:2:1]
   1 │ persona = "regular"
   2 │ fail_on = "high"
     · ───┬───
     ·    ╰── not a key of this table
     ╰────
    help: did you mean `fail-on`?
    "#);
}

#[test]
fn an_unknown_rule_and_broken_toml_are_shown_in_their_place() {
    let folder = Folder::new();
    folder.write("a.jar", jar("A"));
    for (text, said) in [
        ("[rules.sms-to-short-cod]\nenabled = false\n", "did you mean `sms-to-short-code`?"),
        ("[limits]\nentries = \"many\"\n", "mexelint.toml:2:11"),
        ("persona = \n", "mexelint.toml:1:"),
        ("[[suppress]]\nrule = \"sms-to-short-code\"\n", "missing field `reason`"),
    ] {
        folder.write("mexelint.toml", text);
        let run = folder.run(&["check", "a.jar"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
        assert!(run.err.contains(said), "{text}: {}", run.err);
    }
}

#[test]
fn limits_come_from_the_file_and_then_from_the_command_line() {
    let folder = Folder::new();
    folder.write("a.jar", jar("A")).write("mexelint.toml", "[limits]\nentries = 7\nfacts = 8\n");
    let run = folder.run(&["check", "a.jar", "--format", "json", "--limit", "facts=9000"]);
    let limits = &run.json()["settings"]["limits"];
    assert_eq!((limits["entries"].as_u64(), limits["facts"].as_u64()), (Some(7), Some(9000)));
}
