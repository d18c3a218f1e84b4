//! A panic inside one bundle ends that bundle and nothing else, in a program built as a release is.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the program under `release-check`, which takes all from `release` but the optimisation, with the feature that
/// lets a test ask for a panic.
fn build() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = root.join("target/fault-injection");
    let arguments = ["build", "--quiet", "--locked", "--profile", "release-check", "--features", "fault-injection"];
    let status =
        Command::new(env!("CARGO")).args(arguments).arg("--target-dir").arg(&target).current_dir(root).status();
    assert!(status.unwrap().success());
    target.join("release-check/mexelint")
}

#[test]
#[ignore = "builds the program once more, for minutes; .ci/run does it"]
fn a_panic_in_one_bundle_costs_no_other() {
    let program = build();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/bundles");
    let statuses = |extra: &[&str]| {
        let run = Command::new(&program)
            .args(["check", ".", "--format", "json", "--now", "2026-01-01"])
            .args(extra)
            .current_dir(&samples)
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&run.stderr), "");
        let json: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        (run.status.code(), json["bundles"].as_array().unwrap().clone())
    };
    let (_, sound) = statuses(&[]);
    for threads in ["1", "4"] {
        let (code, hit) = statuses(&["--inject-panic", "horoscope.jad", "--threads", threads]);
        assert_eq!((code, hit.len()), (Some(3), sound.len()));
        for (before, after) in sound.iter().zip(&hit) {
            assert_eq!(before["name"], after["name"]);
            if after["name"] == "./horoscope/horoscope.jad" {
                assert_eq!(after["status"], "failed");
                let reason = after["reasons"][0].as_str().unwrap();
                assert!(reason.starts_with("internal error at src/cli/check.rs:"), "{reason}");
                assert!(reason.ends_with(": injected panic; please report it with this file"), "{reason}");
            } else {
                assert_eq!(before, after);
            }
        }
    }
}

#[test]
fn a_release_unwinds_and_injects_nothing() {
    let manifest = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let profile = &manifest["profile"];
    assert_eq!(profile["release"]["panic"].as_str(), Some("unwind"));
    assert_eq!(profile["release-check"]["inherits"].as_str(), Some("release"));
    assert!(profile["release-check"].get("panic").is_none());
    assert!(manifest["features"].get("default").is_none());
}
