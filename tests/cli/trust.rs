//! `mexelint trust`: roots from the configuration, the chosen time, and the reasoning in words.

use super::harness::Folder;
use std::path::Path;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trust").join(name)).unwrap()
}

/// A folder with a suite and the root of third parties.
fn folder(suite: &str) -> Folder {
    let folder = Folder::new();
    for extension in ["jad", "jar"] {
        folder.write(&format!("{suite}.{extension}"), file(&format!("suites/{suite}.{extension}")));
    }
    folder.write("roots/third.pem", file("certificates/third.pem"));
    folder
}

const ROOTS: &str = "[[root]]\nfile = \"roots\"\ndomain = \"third-party\"\nowner = \"Example CA\"\n";

#[test]
fn the_reasoning_is_printed_step_by_step() {
    let folder = folder("two-paths");
    folder.write("mexelint.toml", ROOTS);
    let run = folder.run(&["trust", "two-paths.jad", "--at", "2010-06-01"]);
    assert_eq!(run.code, 0, "{run:?}");
    insta::assert_snapshot!(run.out);
}

#[test]
fn the_outcome_stands_in_json_of_both_commands() {
    let folder = folder("good");
    folder.write("mexelint.toml", ROOTS);
    let run = folder.run(&["trust", "good.jad", "--at", "2010-06-01", "--format", "json"]);
    let json = run.json();
    assert_eq!(json["trust"]["midp"], "trusted(third-party)");
    assert_eq!(json["at"], "2010-06-01T00:00:00Z");
    let check = folder.run(&["check", "good.jad", "--at", "2010-06-01", "--format", "json"]).json();
    assert_eq!(check["bundles"][0]["trust"]["midp"], "trusted(third-party)");
    assert_eq!(check["settings"]["roots"][0], "roots/third.pem (third-party)");
    assert_eq!(check["settings"]["device_policy"], "msa");
}

#[test]
fn without_roots_the_missing_one_is_named() {
    let folder = folder("good");
    let run = folder.run(&["trust", "good.jad", "--at", "2010-06-01", "--format", "json"]);
    let due = "undetermined(root missing: CN=TEST third-party root (do not trust),O=mexelint samples)";
    assert_eq!(run.json()["trust"]["midp"], due);
    let check = folder.run(&["check", "good.jad", "--at", "2010-06-01", "--color", "never"]);
    assert!(check.out.contains(&format!("  signature: {due}")), "{}", check.out);
}

#[test]
fn roots_that_can_not_be_used_are_an_error() {
    let folder = folder("good");
    for (config, said) in [
        ("[[root]]\nfile = \"none.pem\"\ndomain = \"operator\"\n", "none.pem could not be read"),
        (
            "[[root]]\nfile = \"good.jad\"\ndomain = \"operator\"\n",
            "the root good.jad can't be used: certificate 1 in it is no X.509",
        ),
        ("[[root]]\nfile = \"empty\"\ndomain = \"operator\"\n", "the folder empty holds no root"),
        ("[[root]]\nfile = \"roots\"\ndomain = \"op\"\n", "`op` is none of operator"),
    ] {
        folder.write("empty/note.txt", "").write("mexelint.toml", config);
        let run = folder.run(&["trust", "good.jad"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{config}");
        assert!(run.err.contains(said), "{config}: {}", run.err);
    }
}

#[test]
fn permissions_are_judged_by_the_policy_named() {
    let folder = folder("good");
    let run = folder.run(&["facts", "good.jad", "--device-policy", "nokia"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("the policies are msa, full, jtwi"), "{}", run.err);
}
