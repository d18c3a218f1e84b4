//! Screen graphs of the sources in `tests/screens/src`, each with the graph that it must give. Every snapshot was checked against
//! its source by hand; what must *not* hang on a command is said once more below.

use mexelint::analysis::WantedScreens;
use mexelint::bundle::{File, Input};
use mexelint::facts::{BundlePairing, Fact, Kind};
use mexelint::report::screens::{Format, ScreensRenderer};
use mexelint::report::{Report, Status};
use mexelint::{Analyzer, Scratch, Settings};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/screens")
}

/// The folders of sources, which are the stems of the bundles.
fn cases() -> Vec<String> {
    let folders = fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn report_with(case: &str, settings: Settings) -> Report {
    let bytes = fs::read(root().join(format!("bundles/{case}.jar"))).unwrap();
    let path = format!("{case}.jar");
    let jar = Some(File { path: &path, bytes: &bytes });
    let input = Input { name: case, jad: None, jar, pairing: BundlePairing::Single, origin: None };
    Analyzer::new(Settings { keep_facts: true, ..settings }).analyze(&input, &mut Scratch::default())
}

fn report(case: &str) -> Report {
    let report = report_with(case, Settings { screens: WantedScreens::Always, ..Settings::default() });
    assert!(matches!(report.status, Status::Analysed), "{case}: {:?}", report.status);
    report
}

fn written(report: &Report, format: Format) -> String {
    let (mut renderer, mut out) = (ScreensRenderer::new(format), Vec::new());
    renderer.begin(&mut out).unwrap();
    renderer.bundle(&mut out, report).unwrap();
    renderer.end(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_source_has_its_graph() {
    let cases = cases();
    assert!(cases.len() >= 20, "{}", cases.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("screens/graphs");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for case in cases {
            insta::assert_snapshot!(case.clone(), written(&report(&case), Format::Text));
        }
    });
}

/// What an event hangs on: the title of the screen (or the name of the node), the command or key, the element.
fn causes(report: &Report, api: &str) -> BTreeSet<String> {
    let title = |id: &str| {
        let screen = report.facts.iter().find(|f| f.kind == Kind::Screen && f.text("id") == Some(id));
        screen.and_then(|screen| screen.text("title")).unwrap_or(id).to_string()
    };
    let events = report.facts.iter().filter(|f| f.kind == Kind::ScreenEvent && f.text("api") == Some(api));
    let words = |event: &Fact| {
        let rest = ["label", "element"].into_iter().filter_map(|field| event.text(field));
        [title(event.text("screen").unwrap())]
            .into_iter()
            .chain(rest.map(str::to_string))
            .collect::<Vec<_>>()
            .join(" > ")
    };
    events.map(words).collect()
}

#[test]
fn an_event_hangs_on_nothing_but_what_sets_it_off() {
    for (case, api, expected) in [
        ("single", "message.send", &["Order > Send"][..]),
        ("menu", "message.send", &["Menu > Buy"]),
        ("menu", "connection.open", &["Menu > Buy", "Menu > News"]),
        ("menutext", "message.send", &["Open > Pay"]),
        ("shared", "message.send", &["Confirm > OK"]),
        ("bylabel", "message.send", &["Shop > Buy"]),
        ("byfield", "message.send", &["Field > Free", "Field > Pay"]),
        ("canvaskeys", "message.send", &["canvaskeys.Game > -7"]),
        ("itemcommands", "midlet.platform-request", &["Contact > Call"]),
        ("inner", "message.send", &["Other > Go"]),
        ("threadgauge", "message.send", &["Ready? > Yes"]),
        ("unattended", "message.send", &["(push) > startApp", "(start) > startApp"]),
        ("password", "connection.open", &["Bank > Log in"]),
        ("free", "message.send", &["Free ringtones > Continue", "Shop > Buy"]),
        ("never", "message.send", &["Hidden > Pay"]),
        ("infield", "message.send", &["Form > OK", "List > Send"]),
    ] {
        let found = causes(&report(case), api);
        assert!(found.iter().eq(expected), "{case}: {found:?}");
    }
}

#[test]
fn an_event_has_the_argument_of_the_command_that_sets_it_off() {
    let report = report("byfield");
    let mut found: Vec<(String, String)> = report
        .facts
        .iter()
        .filter(|f| f.kind == Kind::ScreenEvent && f.text("api") == Some("message.send"))
        .map(|f| (f.text("label").unwrap().to_string(), f.arg("address").unwrap().to_text()))
        .collect();
    found.sort();
    let pair = |label: &str, address: &str| (label.to_string(), format!("\"{address}\""));
    assert_eq!(found, [pair("Free", "sms://+3361234567"), pair("Pay", "sms://7132")]);
}

#[test]
fn a_screen_that_nothing_shows_is_marked() {
    let report = report("never");
    let screens = report.facts.iter().filter(|f| f.kind == Kind::Screen);
    let found: Vec<_> = screens.map(|f| (f.text("title").unwrap(), f.bool("shown").unwrap())).collect();
    assert_eq!(found, [("Shown", true), ("Hidden", false)]);
}

#[test]
fn the_json_form_is_as_its_schema_says() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemas/screens-v1-draft.schema.json");
    let schema: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for case in cases() {
        let json: serde_json::Value = serde_json::from_str(&written(&report(&case), Format::Json)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&json).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{case}: {errors:?}");
    }
    assert!(!validator.is_valid(&serde_json::json!({ "schema": "mexelint-screens/v1-draft", "bundles": [] })));
}

#[test]
fn drawings_name_every_node_that_they_use() {
    for case in cases() {
        let report = report(&case);
        let (dot, mermaid) = (written(&report, Format::Dot), written(&report, Format::Mermaid));
        let edge = |line: &str, arrow: &str| {
            let (from, to) = line.trim().split_once(arrow)?;
            let to = to.rsplit_once("| ").map_or(to, |(_, to)| to);
            let name = |text: &str| text.split([' ', '[', ';']).find(|word| !word.is_empty()).map(str::to_string);
            Some((name(from)?, name(to)?))
        };
        for line in dot.lines() {
            let Some((from, to)) = edge(line, " -> ").filter(|_| line.trim().starts_with(['n', 'e'])) else { continue };
            for name in [from, to] {
                assert!(dot.contains(&format!("  {name} [")), "{case}: {name} in {line}");
            }
        }
        for line in mermaid.lines() {
            for arrow in [" -->", " -.->"] {
                let Some((from, to)) = edge(line, arrow) else { continue };
                for name in [from, to] {
                    let declared = ["[", "([", "{{"].iter().any(|open| mermaid.contains(&format!("  {name}{open}\"")));
                    assert!(declared, "{case}: {name} in {line}");
                }
            }
        }
    }
}

#[test]
fn screens_are_only_worked_out_when_they_are_wanted() {
    let of_screens = |report: &Report| report.facts.iter().any(|fact| fact.kind == Kind::Screen);
    // A suite that sends has them, one that only draws has not.
    assert!(of_screens(&report_with("single", Settings::default())));
    assert!(!of_screens(&report_with("twoforms", Settings::default())));
}

#[test]
fn what_the_budget_cuts_is_said_and_nothing_is_dropped() {
    let mut settings = Settings { screens: WantedScreens::Always, ..Settings::default() };
    settings.limits.screen_steps = 10;
    let report = report_with("single", settings);
    assert!(matches!(&report.status, Status::Partial(reasons) if reasons.iter().any(|r| r.contains("screen-steps"))));
    assert!(!causes(&report, "message.send").is_empty());
}
