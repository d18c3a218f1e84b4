//! The rules that come with mexelint: each is clean, tested, and can be explained.

use mexelint::facts::Fact;
use mexelint::limits::Limits;
use mexelint::program::platform::Platform;
use mexelint::rules::{Framework, Persona, RuleFile, RuleSet, explain, lint, run_tests};
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
    let results = run_tests(rules);
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

/// Ids and severities of what everyone is told about one message to a short number, worst first.
fn about_a_message(context: &str) -> Vec<String> {
    let fact = format!("call message.send address=\"sms://7132\" {context} at=A.m()V@17");
    let (findings, cut) = RuleSet::builtin().evaluate(&[Fact::parse(&fact).unwrap()], &Limits::default());
    assert!(!cut);
    let regular = findings.iter().filter(|f| f.persona == Persona::Regular);
    regular.map(|f| format!("{} {}", f.severity, f.rule)).collect()
}

#[test]
fn what_sets_a_message_off_decides_how_bad_it_is() {
    let by_the_user = ["high sms-to-short-code"];
    assert_eq!(about_a_message(""), by_the_user);
    assert_eq!(about_a_message("reached=true triggers=[user] loop=false gated=false unattended=false"), by_the_user);
    let polled = "reached=true triggers=[launch] via=[thread] loop=false gated=true unattended=false";
    assert_eq!(about_a_message(polled), by_the_user);
    let unattended = "reached=true triggers=[launch] via=[thread] loop=false gated=false unattended=true";
    assert_eq!(
        about_a_message(unattended),
        ["critical unattended-premium-message", "high sms-to-short-code", "high unattended-message"]
    );
    assert_eq!(
        about_a_message(&unattended.replace("loop=false", "loop=true")),
        [
            "critical unattended-premium-message",
            "high sms-to-short-code",
            "high unattended-message",
            "medium message-sent-in-loop"
        ]
    );
    assert_eq!(
        about_a_message(
            "reached=true triggers=[alarm] loop=false gated=false unattended=true decoded=[address] properties=[N]"
        ),
        [
            "critical unattended-premium-message",
            "high hidden-message",
            "high sms-to-short-code",
            "high unattended-message",
            "medium message-number-from-descriptor",
            "medium message-sent-at-a-time",
            "low text-decoded-at-run-time"
        ]
    );
    assert_eq!(
        about_a_message("reached=false triggers=[] loop=false"),
        ["medium sms-to-short-code", "low chargeable-call-not-reached"]
    );
}

#[test]
fn every_rule_can_be_explained() {
    let rules = RuleSet::builtin();
    for rule in rules.rules() {
        let explanation = explain(rules, Framework::builtin(), &rule.id).unwrap();
        let text = explanation.to_text();
        assert!(text.starts_with(&format!("{}: {}\n", rule.id, rule.title)), "{text}");
        assert!(
            text.contains("\nWhy\n  ") && text.contains("\nFix\n  ") && text.contains("\nWeaknesses\n  "),
            "{text}"
        );
        assert_eq!(explanation.weaknesses.len(), rule.weaknesses.len(), "{}", rule.id);
    }
}
