//! Every output format over one made-up run that has a bit of everything.

use mexelint::facts::{Fact, Place};
use mexelint::limits::Limits;
use mexelint::policy::FailOn;
use mexelint::report::human::Human;
use mexelint::report::json::{Document, Lines};
use mexelint::report::sarif::Sarif;
use mexelint::report::{Catalogue, FileInfo, Header, LeftOut, Renderer, Report, RuleInfo, Status, Suite, Summary};
use mexelint::rules::{Confidence, Finding, Persona, Related, Severity};
use serde_json::Value as Json;

fn header() -> Header {
    Header {
        now: 1_795_467_181,
        persona: Persona::Regular,
        fail_on: FailOn::default(),
        min_severity: Severity::Low,
        limits: Limits::default(),
        second_opinion: false,
        at: Some(1_275_350_400),
        roots: vec!["operator.pem (operator)".into()],
        device_policy: "msa".into(),
        platform: None,
        libraries: vec!["stubs.jar".into()],
        origin: Some("http://example.com/a.jad".into()),
        config: Some("mexelint.toml".into()),
        baseline: Some("known.json".into()),
        facts: true,
    }
}

fn catalogue() -> Catalogue {
    let info = RuleInfo {
        title: "sends a text message to a short number".into(),
        family: "charging".into(),
        severity: Severity::High,
        why: "Short numbers bill the sender.".into(),
        fix: "Let the user start the message,\nand show the price before.".into(),
        weaknesses: vec!["CHG-01".into()],
        cwe: vec![506],
    };
    Catalogue::from([("sms-to-short-code".to_string(), info)])
}

fn finding(rule: &str, severity: Severity, message: &str, place: Place) -> Finding {
    Finding {
        rule: rule.into(),
        title: if rule == "sms-to-short-code" { "sends a text message to a short number" } else { "is odd" }.into(),
        family: "charging".into(),
        severity,
        confidence: Confidence::High,
        persona: Persona::Regular,
        unreached: false,
        message: message.into(),
        place,
        related: vec![],
        evidence: vec![fact()],
        weaknesses: vec!["CHG-01".into()],
        cwe: vec![506],
        fingerprint: "0123456789abcdef0123456789abcdef".into(),
    }
}

fn fact() -> Fact {
    Fact::parse("call message.send address=\"sms://7132\" permissions=[] triggers=[] via=[] decoded=[] properties=[] at=A.m()V@17").unwrap()
}

fn method(pc: Option<u32>, line: Option<u32>) -> Place {
    Place::Method {
        class: "com/example/Pay".into(),
        name: "send".into(),
        descriptor: "(Ljava/lang/String;)V".into(),
        pc,
        line,
    }
}

fn file(path: &str, text: &str) -> Option<FileInfo> {
    Some(FileInfo { path: path.into(), size: 42, sha256: "ab".repeat(32), text: Some(text.into()) })
}

fn reports() -> Vec<Report> {
    let mut full =
        Report::new("s/pay me.jad", Status::Partial(vec!["limit classes = 1 at bundle: 2 classes left".into()]));
    full.jad = file("s/pay me.jad", "MIDlet-Name: Pay\r\nMIDlet-Jar-Size: 12\u{1b}[2J\r\n");
    full.jar = file("s/pay.jar", "Manifest-Version: 1.0\nMIDlet-Name: Pay\u{202e}\n");
    full.suite = Some(Suite { name: "Pay\u{202e}".into(), version: "1.0".into(), vendor: "Example".into() });
    let mut sends = finding("sms-to-short-code", Severity::High, "sends to sms://7132", method(Some(17), Some(5)));
    sends.confidence = Confidence::Medium;
    sends.related.push(Related { label: "the connection is opened here".into(), place: method(Some(3), None) });
    full.findings = vec![
        sends,
        finding("sms-to-short-code", Severity::High, "sends to sms://7133", method(None, None)),
        finding("jar-size", Severity::Medium, "MIDlet-Jar-Size says 12\u{1b}[2J, the JAR has 42", Place::jad(2)),
        finding("bidi-name", Severity::Low, "the name turns round", Place::manifest(2)),
        finding("odd-entry", Severity::Low, "is odd", Place::entry("a b\u{7}.png")),
        finding("odd-info", Severity::Info, "is below what is shown", Place::Bundle),
    ];
    full.suppressed =
        vec![(finding("odd-class", Severity::Low, "is odd", Place::Class { class: "a/B".into() }), "ours".into())];
    full.baselined = vec![finding("odd-zip", Severity::Low, "is odd", Place::Archive { offset: Some(7) })];
    full.left_out = LeftOut { disabled: 1, persona: 2 };
    full.facts = vec![fact()];
    full.notes = vec!["the JAR was found by its stem".into()];
    let clean = Report { jar: file("ok.jar", ""), ..Report::new("ok.jar", Status::Analysed) };
    let skipped = Report::new("big.jar", Status::Skipped("100 bytes, more than the limit".into()));
    let failed = Report::new("no\u{9b}.jar", Status::Failed("no such file or directory".into()));
    vec![full, clean, skipped, failed]
}

/// A finding about a call of which it is known how it is reached, and one about a call that nothing reaches.
fn told() -> Vec<Report> {
    let call = |fields: &str| {
        Fact::parse(&format!("call message.send address=\"sms://7132\" permissions=[] {fields} at=A.m()V@17"))
    };
    let mut report = Report { jar: file("a.jar", ""), ..Report::new("a.jar", Status::Analysed) };
    let mut sends = finding("sms-to-short-code", Severity::High, "sends to sms://7132", method(Some(17), None));
    let reach = "reach message.send trigger=launch via=[thread] chain=[\"A.startApp()V\",\"B.run()V\",\"C.a()V\",\"C.b()V\",\"C.c()V\",\"C.d()V\",\"C.e()V\",\"A.m()V\"] at=A.m()V@17";
    sends.evidence = vec![
        call("reached=true triggers=[launch,user] via=[thread] loop=true gated=false unattended=true decoded=[address] properties=[\"N\\u{1b}[2J\"]").unwrap(),
        Fact::parse(reach).unwrap(),
        Fact::parse("reach message.send trigger=user via=[] chain=[\"A.m()V\"] at=A.m()V@17").unwrap(),
    ];
    let mut dead = finding("odd", Severity::Medium, "sends; present but not reached", method(Some(20), None));
    dead.unreached = true;
    dead.evidence = vec![call("reached=false triggers=[] via=[] decoded=[] properties=[]").unwrap()];
    report.findings = vec![sends, dead];
    vec![report]
}

#[test]
fn people_see_what_sets_a_call_off() {
    let (header, catalogue) = (header(), catalogue());
    insta::assert_snapshot!(render(&mut Human::new(&header, &catalogue, false), &told()));
}

#[test]
fn json_tells_what_sets_a_call_off() {
    let header = header();
    let json: Json = serde_json::from_str(&render(&mut Document::new(&header), &told())).unwrap();
    check(&schema("report-v1-draft.schema.json"), &json);
    let [sends, dead] = [0, 1].map(|n| &json["bundles"][0]["findings"][n]);
    assert_eq!((&sends["unreached"], &dead["unreached"]), (&false.into(), &true.into()));
    let context = &sends["context"];
    assert_eq!(context["triggers"], serde_json::json!(["launch", "user"]));
    assert_eq!(
        (&context["loop"], &context["gated"], &context["unattended"]),
        (&true.into(), &false.into(), &true.into())
    );
    assert_eq!((&context["decoded"][0], &context["properties"][0]), (&"address".into(), &"N\u{1b}[2J".into()));
    assert_eq!(context["chains"][0]["trigger"], "launch");
    assert_eq!(context["chains"][0]["via"], serde_json::json!(["thread"]));
    assert_eq!(context["chains"][0]["methods"].as_array().unwrap().len(), 8);
    assert_eq!(context["chains"][1]["methods"], serde_json::json!(["A.m()V"]));
    assert_eq!(dead["context"]["reached"], false);
    let plain: Json = serde_json::from_str(&render(&mut Document::new(&header), &reports())).unwrap();
    assert!(plain["bundles"][0]["findings"][0].get("context").is_none());
}

#[test]
fn sarif_has_a_code_flow_for_each_trigger() {
    let (header, catalogue) = (header(), catalogue());
    let json: Json = serde_json::from_str(&render(&mut Sarif::new(&header, &catalogue), &told())).unwrap();
    check(&sarif_schema(), &json);
    let results = &json["runs"][0]["results"];
    let flows = results[0]["codeFlows"].as_array().unwrap();
    assert_eq!(flows.len(), 2);
    assert_eq!(flows[0]["message"]["text"], "set off by launch");
    let locations = flows[0]["threadFlows"][0]["locations"].as_array().unwrap();
    assert_eq!(locations.len(), 8);
    assert_eq!(locations[1]["location"]["logicalLocations"][0]["fullyQualifiedName"], "B.run()V");
    let context = &results[0]["properties"]["context"];
    assert_eq!((&context["unattended"], &context["decoded"][0]), (&true.into(), &"address".into()));
    assert_eq!(context["properties"][0], "N\\u{1b}[2J");
    assert_eq!(results[1]["properties"]["unreached"], true);
    assert!(results[1].get("codeFlows").is_none());
}

fn render(renderer: &mut dyn Renderer, reports: &[Report]) -> String {
    let mut out = Vec::new();
    let mut summary = Summary { notes: vec!["s: 3 other files left alone".into()], ..Summary::default() };
    renderer.begin(&mut out).unwrap();
    for report in reports {
        summary.add(report, Severity::Low);
        renderer.bundle(&mut out, report).unwrap();
    }
    renderer.end(&mut out, &summary).unwrap();
    let text = String::from_utf8(out).unwrap();
    let hostile = text.chars().find(|c| *c != '\n' && mexelint::facts::escape::is_hostile(*c));
    assert_eq!(hostile, None, "{text}");
    text
}

fn schema(name: &str) -> Json {
    let path = format!("{}/schemas/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The official schema. One of its patterns has a stray bracket, which only lenient regex engines take.
fn sarif_schema() -> Json {
    let text = schema("vendor/sarif-schema-2.1.0.json").to_string();
    let mended = text.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    assert_ne!(text, mended, "the vendored schema is mended now: use it as it is");
    serde_json::from_str(&mended).unwrap()
}

fn check(schema: &Json, instance: &Json) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(instance).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn people_see_places_lines_fixes_and_counts() {
    let (header, catalogue) = (header(), catalogue());
    insta::assert_snapshot!(render(&mut Human::new(&header, &catalogue, false), &reports()));
}

#[test]
fn the_json_document_is_of_the_published_shape() {
    let header = header();
    let text = render(&mut Document::new(&header), &reports());
    let json: Json = serde_json::from_str(&text).unwrap();
    check(&schema("report-v1-draft.schema.json"), &json);
    assert_eq!(json["settings"]["now"], "2026-11-23T20:53:01Z");
    assert_eq!(json["bundles"][0]["suite"]["name"], "Pay\u{202e}");
    assert_eq!(json["bundles"][0]["findings"].as_array().unwrap().len(), 5);
    assert_eq!(json["bundles"][0]["findings"][0]["place"]["text"], "com.example.Pay.send(Ljava/lang/String;)V@17:5");
    assert_eq!(json["bundles"][0]["suppressed"][0]["reason"], "ours");
    assert_eq!(json["summary"]["bundles"]["failed"], 1);
    assert_eq!(json["summary"]["findings"]["info"], 1);
    assert_eq!(json["summary"]["hidden"], 1);
    assert_eq!(json["summary"]["left_out"]["persona"], 2);
    let empty: Json = serde_json::from_str(&render(&mut Document::new(&header), &[])).unwrap();
    check(&schema("report-v1-draft.schema.json"), &empty);
}

#[test]
fn each_json_line_is_of_the_published_shape() {
    let header = header();
    let whole = schema("report-v1-draft.schema.json");
    let line = serde_json::json!({ "$schema": whole["$schema"], "$defs": whole["$defs"], "$ref": "#/$defs/line" });
    let text = render(&mut Lines::new(&header), &reports());
    assert_eq!(text.lines().count(), 4);
    for text in text.lines() {
        check(&line, &serde_json::from_str(text).unwrap());
    }
}

#[test]
fn the_schema_refuses_what_is_not_of_the_shape() {
    let header = header();
    let mut json: Json = serde_json::from_str(&render(&mut Document::new(&header), &reports())).unwrap();
    json["bundles"][0]["findings"][0]["severity"] = "terrible".into();
    assert!(!jsonschema::is_valid(&schema("report-v1-draft.schema.json"), &json));
}

#[test]
fn sarif_is_what_the_official_schema_wants() {
    let (header, catalogue) = (header(), catalogue());
    let json: Json = serde_json::from_str(&render(&mut Sarif::new(&header, &catalogue), &reports())).unwrap();
    check(&sarif_schema(), &json);
    let run = &json["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 7);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
        let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let artifact = &run["artifacts"][location["index"].as_u64().unwrap() as usize];
        assert_eq!(artifact["location"]["uri"], location["uri"]);
    }
    let send = &results[0];
    assert_eq!((send["level"].as_str(), send["baselineState"].as_str()), (Some("error"), Some("new")));
    let logical = &send["locations"][0]["logicalLocations"][0];
    assert_eq!(logical["fullyQualifiedName"], "com.example.Pay.send(Ljava/lang/String;)V");
    assert_eq!(
        logical["properties"],
        serde_json::json!({ "descriptor": "(Ljava/lang/String;)V", "pc": 17, "line": 5 })
    );
    assert_eq!(send["relatedLocations"][0]["message"]["text"], "the connection is opened here");
    assert_eq!(send["partialFingerprints"]["mexelint/v1"], "0123456789abcdef0123456789abcdef");
    let jad = &results[2]["locations"][0]["physicalLocation"];
    assert_eq!(
        (jad["artifactLocation"]["uri"].as_str(), jad["region"]["startLine"].as_u64()),
        (Some("s/pay%20me.jad"), Some(2))
    );
    let manifest = &results[3]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(manifest, "s/pay.jar!/META-INF/MANIFEST.MF");
    assert_eq!(results[5]["suppressions"][0]["justification"], "ours");
    assert_eq!(results[6]["baselineState"], "unchanged");
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let told: Vec<_> = invocation["toolExecutionNotifications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| (n["level"].as_str().unwrap(), n["message"]["text"].as_str().unwrap()))
        .collect();
    assert!(told.contains(&("error", "failed: no such file or directory")), "{told:?}");
    assert!(told.contains(&("warning", "skipped: 100 bytes, more than the limit")), "{told:?}");
    assert!(told.contains(&("note", "s: 3 other files left alone")), "{told:?}");
}

#[test]
fn sarif_is_cut_at_its_limit_and_says_so() {
    let (mut header, catalogue) = (header(), catalogue());
    header.limits.sarif_results = 3;
    let json: Json = serde_json::from_str(&render(&mut Sarif::new(&header, &catalogue), &reports())).unwrap();
    check(&sarif_schema(), &json);
    assert_eq!(json["runs"][0]["results"].as_array().unwrap().len(), 3);
    let told = json["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(told.contains("4 results were left out after the limit sarif-results of 3"), "{told}");
}
