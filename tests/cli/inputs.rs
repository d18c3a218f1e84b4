//! What is taken, what belongs together, and what can't be used.

use super::harness::{Folder, jad, jar};

fn owned(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    rows.iter().map(|(a, b, c)| (a.to_string(), b.to_string(), c.to_string())).collect()
}

/// Name and JAR of each bundle.
fn pairs(run: &super::harness::Run) -> Vec<(String, Option<String>)> {
    let json = run.json();
    let text = |value: &serde_json::Value| value.as_str().map(str::to_string);
    let bundles = json["bundles"].as_array().unwrap();
    bundles.iter().map(|b| (text(&b["name"]).unwrap(), text(&b["jar"]["path"]))).collect()
}

fn pair(name: &str, jar: &str) -> (String, Option<String>) {
    (name.to_string(), (!jar.is_empty()).then(|| jar.to_string()))
}

#[test]
fn in_a_folder_jads_find_their_jars_by_url_then_by_stem() {
    let folder = Folder::new();
    folder
        .write("s/a.jad", jad("http://example.com/get/x%201.jar?id=7"))
        .write("s/x 1.jar", jar("A"))
        .write("s/a.jar", jar("not the one that the URL names"))
        .write("s/b.jad", jad("elsewhere.jar"))
        .write("s/B.JAR", jar("B"))
        .write("s/c.jad", jad("c.jar"))
        .write("s/deep/c.jar", jar("C of another folder"))
        .write("s/readme.txt", "x");
    let run = folder.run(&["check", "s", "--format", "json"]);
    assert_eq!(
        pairs(&run),
        [
            pair("s/a.jad", "s/x 1.jar"),
            pair("s/a.jar", "s/a.jar"),
            pair("s/b.jad", "s/B.JAR"),
            pair("s/c.jad", ""),
            pair("s/deep/c.jar", "s/deep/c.jar"),
        ]
    );
    let json = run.json();
    let note = "MIDlet-Jar-URL ends in \"elsewhere.jar\", which is not in the folder of the JAD; the JAR was found by its stem";
    assert_eq!(json["bundles"][2]["notes"][0], note);
    let statuses = run.statuses();
    assert_eq!(statuses[3].1, "partial");
    assert_eq!(statuses[3].2, "there is no JAR: only the descriptor was looked at");
    assert_eq!(
        json["bundles"][3]["notes"][0],
        "MIDlet-Jar-URL ends in \"c.jar\", which is not in the folder of the JAD"
    );
    assert_eq!(json["summary"]["notes"][0], "s: 1 other file left alone (neither *.jar nor *.jad)");
    assert!(run.err.contains("note: s: 1 other file left alone"), "{}", run.err);
    assert_eq!(run.code, 3);
}

#[test]
fn one_jar_with_several_jads_is_several_bundles() {
    let folder = Folder::new();
    folder.write("one.jad", jad("x.jar")).write("two.jad", jad("x.jar")).write("x.jar", jar("X"));
    let run = folder.run(&["check", ".", "--format", "json"]);
    assert_eq!(pairs(&run), [pair("./one.jad", "./x.jar"), pair("./two.jad", "./x.jar")]);
}

#[test]
fn a_jad_that_is_named_brings_its_jar_and_neither_counts_twice() {
    let folder = Folder::new();
    folder.write("a.jad", jad("x.jar")).write("x.jar", jar("X"));
    for args in [&["check", "a.jad"][..], &["check", "a.jad", "x.jar"], &["check", "./x.jar", "a.jad", "x.jar"]] {
        let run = folder.run(&[args, &["--format", "json"]].concat());
        let found = pairs(&run);
        assert_eq!(found.len(), 1, "{args:?}: {found:?}");
        assert!(found[0].1.as_deref().unwrap().ends_with("x.jar"));
    }
}

#[test]
fn one_jad_and_one_jar_that_are_named_belong_together() {
    let folder = Folder::new();
    folder.write("a.jad", jad("x.jar")).write("build/y.jar", jar("Y"));
    let run = folder.run(&["check", "a.jad", "build/y.jar", "--format", "json", "--facts"]);
    assert_eq!(pairs(&run), [pair("a.jad", "build/y.jar")]);
    let json = run.json();
    assert_eq!(json["bundles"][0]["notes"][0], "MIDlet-Jar-URL ends in \"x.jar\"; the JAR is the one that was named");
    let facts = json["bundles"][0]["facts"].as_array().unwrap();
    assert!(facts.iter().any(|fact| fact["kind"] == "bundle" && fact["pairing"] == "explicit"));
}

#[test]
fn a_named_jar_stands_alone_when_the_jad_has_its_own() {
    let folder = Folder::new();
    folder
        .write("a.jad", jad("a.jar"))
        .write("a.jar", jar("A"))
        .write("b.jar", jar("B"))
        .write("new/a.jar", jar("New"));
    let run = folder.run(&["check", "a.jad", "b.jar", "--format", "json"]);
    assert_eq!(pairs(&run), [pair("a.jad", "a.jar"), pair("b.jar", "b.jar")]);
    let run = folder.run(&["check", "a.jad", "new/a.jar", "--format", "json"]);
    assert_eq!(pairs(&run), [pair("a.jad", "new/a.jar")]);
}

#[test]
fn content_decides_over_the_name_of_a_file_that_is_named() {
    let folder = Folder::new();
    folder
        .write("app.zip", jar("Z"))
        .write("app.txt", jad("app.zip"))
        .write("notes.txt", "hello")
        .write("really.jad", jar("J"));
    let run = folder.run(&["check", "app.zip", "notes.txt", "really.jad", "--format", "json"]);
    assert_eq!(pairs(&run)[0], pair("app.zip", "app.zip"));
    assert_eq!(pairs(&run)[2], pair("really.jad", "really.jad"));
    let failed = ("notes.txt".into(), "failed".into(), "neither a JAR nor a JAD, by name and by content".into());
    assert_eq!(run.statuses()[1], failed);
    let run = folder.run(&["check", "app.txt", "--format", "json"]);
    assert_eq!(pairs(&run), [pair("app.txt", "app.zip")]);
}

#[test]
fn standard_input_is_told_by_its_content() {
    let folder = Folder::new();
    let run = folder.run_with_input(&["check", "-", "--format", "json"], &jar("In"));
    assert_eq!(pairs(&run), [pair("-", "-")]);
    assert_eq!(run.json()["bundles"][0]["suite"]["name"], "In");
    let run = folder.run_with_input(&["check", "-", "--format", "json"], jad("x.jar").as_bytes());
    assert_eq!(pairs(&run), [pair("-", "")]);
    assert_eq!(run.statuses()[0].1, "partial");
    let run = folder.run_with_input(&["check", "-", "--format", "json"], b"hello");
    assert_eq!(run.statuses(), owned(&[("-", "failed", "neither a JAR nor a JAD, by content")]));
    let run = folder.run_with_input(&["check", "-", "--format", "json"], b"");
    assert_eq!(run.statuses(), owned(&[("-", "failed", "nothing came in")]));
    let run = folder.run_with_input(
        &["check", "-", "--limit", "jar-bytes=20", "--limit", "jad-bytes=20", "--format", "json"],
        &jar("In"),
    );
    assert_eq!(run.statuses()[0].1, "skipped");
    assert_eq!(run.code, 3);
}

#[test]
fn lists_of_paths_are_lines_or_end_in_nul() {
    let folder = Folder::new();
    folder.write("a.jar", jar("A")).write("b c.jar", jar("B"));
    let expected = [pair("a.jar", "a.jar"), pair("b c.jar", "b c.jar")];
    folder.write("list", "a.jar\r\n\nb c.jar\n");
    assert_eq!(pairs(&folder.run(&["check", "--files-from", "list", "--format", "json"])), expected);
    let run = folder.run_with_input(&["check", "--files-from", "-", "--format", "json"], b"a.jar\0b c.jar\0");
    assert_eq!(pairs(&run), expected);
    let run = folder.run_with_input(&["check", "-", "--files-from", "-"], b"");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("standard input (-) can be used once"), "{}", run.err);
    let run = folder.run_with_input(&["check", "--files-from", "-"], b"\n");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("- names no input"), "{}", run.err);
}

#[test]
fn bad_inputs_are_told_and_cost_no_other() {
    let folder = Folder::new();
    let good = jar("Good");
    folder
        .write("a-text.jar", "this is text")
        .write("b-empty.jar", "")
        .write("c-truncated.jar", &good[..good.len() / 2])
        .write("d-folder.jar/inner.jar", jar("Inner"))
        .write("e-good.jar", &good)
        .write("f-big.jar", vec![b'P'; 100_000])
        .write("g-big.jad", vec![b'x'; 100_000]);
    let limits = ["--limit", "jar-bytes=99999", "--limit", "jad-bytes=99999"];
    let run = folder.run(&[&["check", ".", "--format", "json", "no-such.jar"][..], &limits].concat());
    let statuses = run.statuses();
    let brief: Vec<_> = statuses.iter().map(|(name, status, _)| (name.as_str(), status.as_str())).collect();
    assert_eq!(
        brief,
        [
            ("./a-text.jar", "failed"),
            ("./b-empty.jar", "failed"),
            ("./c-truncated.jar", statuses[2].1.as_str()),
            ("./d-folder.jar/inner.jar", "analysed"),
            ("./e-good.jar", "analysed"),
            ("./f-big.jar", "skipped"),
            ("./g-big.jad", "skipped"),
            ("no-such.jar", "failed"),
        ]
    );
    assert_ne!(statuses[2].1, "analysed");
    assert_eq!(statuses[7].2, "no such file or directory");
    let size =
        |name| format!("100000 bytes, more than the limit {name} of 99999 bytes; raise it with --limit {name}=BYTES");
    assert_eq!((&statuses[5].2, &statuses[6].2), (&size("jar-bytes"), &size("jad-bytes")));
    assert!(statuses.iter().all(|(_, status, reasons)| (status == "analysed") == reasons.is_empty()));
    let notes = run.json()["summary"]["notes"].to_string();
    assert!(notes.contains("./d-folder.jar: is a folder, in spite of its name; what is in it was taken"), "{notes}");
    assert_eq!(run.code, 3);
}

#[test]
fn a_folder_without_bundles_is_not_a_success() {
    let folder = Folder::new();
    folder.write("s/readme.txt", "x");
    let run = folder.run(&["check", "s", "--format", "json"]);
    let reason = "no *.jar or *.jad in this folder; 1 other file left alone";
    assert_eq!((run.statuses(), run.code), (owned(&[("s", "skipped", reason)]), 3));
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.write("a.jar", jar("A")).write("b.jar", jar("B"));
    let path = folder.path().join("a.jar");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).unwrap();
    if std::fs::read(&path).is_ok() {
        // The superuser reads everything: a link to nowhere is the next best thing.
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("nowhere", &path).unwrap();
    }
    let statuses = folder.run(&["check", ".", "--format", "json"]).statuses();
    assert_eq!(statuses[0].1, "failed");
    assert!(["permission denied", "no such file or directory"].contains(&statuses[0].2.as_str()), "{statuses:?}");
    assert_eq!(statuses[1].1, "analysed");
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_files_and_not_to_folders() {
    let folder = Folder::new();
    folder.write("s/a.jar", jar("A")).write("far.jar", jar("Far"));
    std::os::unix::fs::symlink("..", folder.path().join("s/loop")).unwrap();
    std::os::unix::fs::symlink("../far.jar", folder.path().join("s/link.jar")).unwrap();
    let run = folder.run(&["check", "s", "--format", "json"]);
    assert_eq!(pairs(&run), [pair("s/a.jar", "s/a.jar"), pair("s/link.jar", "s/link.jar")]);
    assert_eq!(run.json()["summary"]["notes"][0], "s: 1 link to a folder not followed");
}

#[test]
fn the_number_of_threads_does_not_show() {
    let folder = Folder::new();
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/bundles");
    for format in ["human", "json", "jsonl", "sarif"] {
        let run =
            |threads| folder.run(&["check", samples, "--threads", threads, "--format", format, "--now", "2026-01-01"]);
        let (one, five) = (run("1"), run("5"));
        assert!(one.out.len() > 1_000);
        assert!(one.out == five.out, "{format} differs");
        assert_eq!(one.code, five.code);
    }
}
