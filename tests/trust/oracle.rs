//! Asks `jarsigner` and `openssl` about the same suites. Where they are not installed, the comparison is skipped with a word.

use super::{AT, anchors, examine, folder, of_kind};
use mexelint::facts::Kind;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// Runs a program; `None` when it is not installed.
fn run(program: &str, arguments: &[&str]) -> Option<(bool, String)> {
    let output = Command::new(program).args(arguments).env("LC_ALL", "C").output().ok()?;
    let text = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
}

/// Names of the JARs that are signed in the way of Java SE.
fn signed_jars() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder().join("suites"))
        .unwrap()
        .filter_map(|entry| entry.unwrap().path().file_stem()?.to_str().map(str::to_string))
        .filter(|name| name.starts_with("jar-"))
        .collect();
    names.sort();
    names
}

/// Suites on which jarsigner says something else, and why ours is right. Weak algorithms are set aside for it by a
/// security file that disables none.
const DIFFERENCES: &[(&str, &str)] = &[(
    "jar-md5",
    "MD5 is broken, and with the settings that a JDK comes with jarsigner takes the JAR for unsigned too",
)];

#[test]
fn jarsigner_sees_the_same_coverage() {
    let security = std::env::temp_dir().join(format!("mexelint-security-{}", std::process::id()));
    fs::write(&security, "jdk.jar.disabledAlgorithms=MD2\njdk.security.legacyAlgorithms=\n").unwrap();
    let property = format!("-J-Djava.security.properties={}", security.display());
    let mut compared = 0;
    let mut wrong = Vec::new();
    for name in signed_jars() {
        let file = folder().join("suites").join(format!("{name}.jar"));
        let arguments =
            [&*property, "-J-XX:TieredStopAtLevel=1", "-verify", "-verbose", "-certs", file.to_str().unwrap()];
        let Some((_, text)) = run("jarsigner", &arguments) else {
            eprintln!("skipped: jarsigner is not installed");
            return;
        };
        compared += 1;
        let (_, facts) = examine(&name, true, &anchors(&["operator", "manufacturer", "third"], AT));
        let ours: BTreeMap<String, bool> = of_kind(&facts, Kind::Coverage)
            .filter(|fact| fact.text("state") != Some("missing"))
            .map(|fact| (fact.text("entry").unwrap().to_string(), fact.text("state") == Some("signed")))
            .collect();
        let refused = text.contains("java.lang.SecurityException");
        let rejected = of_kind(&facts, Kind::Outcome)
            .any(|fact| fact.text("scheme") == Some("jar") && fact.text("result") == Some("rejected"));
        let differs = DIFFERENCES.iter().any(|(known, _)| *known == name);
        let theirs = coverage(&text, ours.keys());
        let same = if refused { rejected } else { theirs == ours };
        if same == differs {
            wrong.push(format!(
                "{name}: refused {refused}, ours rejected {rejected}\n ours   {ours:?}\n theirs {theirs:?}\n{text}"
            ));
        }
    }
    let _ = fs::remove_file(&security);
    assert!(wrong.is_empty(), "{} of {compared} differ\n{}", wrong.len(), wrong.join("\n"));
}

/// Which entries jarsigner marks as signed: lines such as `sm  17 Thu Jan 01 …  a/A.class`.
fn coverage<'a>(text: &str, names: impl Iterator<Item = &'a String>) -> BTreeMap<String, bool> {
    let signed: BTreeSet<&str> = text
        .lines()
        .filter(|line| line.starts_with("sm") || line.starts_with("s m") || line.trim_start().starts_with("sm"))
        .filter_map(|line| line.split_whitespace().last())
        .collect();
    names.map(|name| (name.clone(), signed.contains(name.as_str()))).collect()
}

/// Paths of the suites with the roots of the test: openssl must come to the same verdict on the certificates. It is not asked
/// about the usage of the signer's certificate, since it knows no purpose of code signing before version 3.2.
#[test]
fn openssl_sees_the_same_paths() {
    let certificates = folder().join("certificates");
    let file = |name: &str| certificates.join(format!("{name}.pem")).to_str().unwrap().to_string();
    let work = std::env::temp_dir().join(format!("mexelint-roots-{}.pem", std::process::id()));
    let roots: String =
        ["operator", "manufacturer", "third"].iter().map(|n| fs::read_to_string(file(n)).unwrap()).collect();
    fs::write(&work, roots).unwrap();
    // The suite, its path, and whether the path is valid.
    let paths: &[(&str, &[&str])] = &[
        ("good", &["signer"]),
        ("good-operator", &["signer-operator"]),
        ("intermediate", &["signer-ca", "ca"]),
        ("missing-intermediate", &["signer-ca"]),
        ("root-included", &["signer", "third"]),
        ("cross-signed", &["signer", "cross"]),
        ("expired", &["expired"]),
        ("not-yet-valid", &["future"]),
        ("md5-certificate", &["md5"]),
        ("rsa512", &["rsa512"]),
        ("rsa1024", &["rsa1024"]),
        ("rsa4096", &["rsa4096"]),
        ("e3", &["e3"]),
        ("version-1", &["v1"]),
        ("ca-version-1", &["signer-ca-v1", "ca-v1"]),
        ("ca-without-usage", &["signer-ca-no-usage", "ca-no-usage"]),
        ("signer-as-ca", &["below-signer", "signer"]),
        ("path-too-long", &["signer-ca2", "ca2", "ca"]),
        ("critical-extension", &["critical"]),
        ("device-bound", &["device-bound"]),
    ];
    let at = mexelint::policy::date::parse(AT).unwrap().to_string();
    let anchors = anchors(&["operator", "manufacturer", "third"], AT);
    let mut wrong = Vec::new();
    for (suite, path) in paths {
        let chain = std::env::temp_dir().join(format!("mexelint-chain-{}-{suite}.pem", std::process::id()));
        fs::write(&chain, path[1..].iter().map(|n| fs::read_to_string(file(n)).unwrap()).collect::<String>()).unwrap();
        let leaf = file(path[0]);
        let mut arguments = vec!["verify", "-attime", &at, "-auth_level", "0", "-CAfile", work.to_str().unwrap()];
        if path.len() > 1 {
            arguments.extend(["-untrusted", chain.to_str().unwrap()]);
        }
        arguments.push(&leaf);
        let Some((valid, text)) = run("openssl", &arguments) else {
            eprintln!("skipped: openssl is not installed");
            return;
        };
        let _ = fs::remove_file(&chain);
        let ours = examine(suite, true, &anchors).0.midp.to_string();
        if ours.starts_with("trusted(") != valid {
            wrong.push(format!("{suite}: ours {ours}, openssl {text}"));
        }
    }
    let _ = fs::remove_file(&work);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
