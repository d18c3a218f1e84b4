//! The rules that come with mexelint: each is clean, tested, and can be explained.

use mexelint::program::platform::Platform;
use mexelint::rules::{Framework, RuleFile, RuleSet, explain, lint, run_tests};
use std::path::Path;

fn files() -> Vec<RuleFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/detections");
    RuleFile::read_folder(&folder).unwrap_or_else(|errors| {
        let texts: Vec<_> = errors.into_iter().map(|e| format!("{:?}", miette::Report::new(e))).collect();
        panic!("{}", texts.join("\n"))
    })
}

#[test]
fn every_test_of_every_rule_passes() {
    let rules = RuleSet::builtin();
    let results = run_tests(&rules);
    let failures: Vec<_> = results.iter().filter(|r| r.failure.is_some()).collect();
    assert!(failures.is_empty(), "{failures:#?}");
    assert!(results.len() >= 2 * rules.rules().len());
}

#[test]
fn no_rule_has_a_lint() {
    let files = files();
    let platform = Platform::builtin();
    let apis: lint::ApiKinds =
        platform.kinds().map(|k| (k.name.to_string(), k.args().map(str::to_string).collect())).collect();
    let lints = lint::lint(&files, Framework::builtin(), Some(&apis));
    assert!(lints.is_empty(), "{lints:#?}");
}

#[test]
fn the_rules_compiled_in_are_those_of_the_folder() {
    let rules = RuleSet::builtin();
    let mut built_in: Vec<_> = rules.rules().iter().map(|r| r.id.clone()).collect();
    let mut read: Vec<_> = files().into_iter().map(|f| f.rule.id).collect();
    built_in.sort();
    read.sort();
    assert_eq!(built_in, read);
    assert!(read.len() >= 40, "{}", read.len());
}

#[test]
fn every_rule_can_be_explained() {
    let rules = RuleSet::builtin();
    for rule in rules.rules() {
        let explanation = explain(&rules, Framework::builtin(), &rule.id).unwrap();
        let text = explanation.to_text();
        assert!(text.starts_with(&format!("{}: {}\n", rule.id, rule.title)), "{text}");
        assert!(
            text.contains("\nWhy\n  ") && text.contains("\nFix\n  ") && text.contains("\nWeaknesses\n  "),
            "{text}"
        );
        assert_eq!(explanation.weaknesses.len(), rule.weaknesses.len(), "{}", rule.id);
    }
}
