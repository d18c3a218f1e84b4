//! The JSON schemas (draft 2020-12) of what mexelint writes; those in `schemas/` are made by this.

use super::STATUSES;
use super::flows::FLOWS_SCHEMA;
use super::json::SCHEMA;
use super::screens::SCREENS_SCHEMA;
use super::values::VALUES_SCHEMA;
use crate::facts::{Kind, json_schema};
use crate::limits::LIMITS;
use crate::rules::{Confidence, Persona, Severity};
use serde_json::{Map, Value as Json, json};

/// Name and version of the shape of `mexelint facts --format json|jsonl`.
pub const FACTS_SCHEMA: &str = "mexelint-facts/v1-draft";

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// An object with exactly these properties; all of them required but those named in `optional`.
fn object(doc: &str, properties: Json, optional: &[&str]) -> Json {
    let names = properties.as_object().map(|p| p.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let required: Vec<String> = names.into_iter().filter(|name| !optional.contains(&name.as_str())).collect();
    json!({
        "description": doc,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn list(items: Json) -> Json {
    json!({ "type": "array", "items": items })
}

fn counts(doc: &str, names: &[&str]) -> Json {
    let properties: Map<String, Json> =
        names.iter().map(|n| (n.to_string(), json!({ "type": "integer", "minimum": 0 }))).collect();
    object(doc, Json::Object(properties), &[])
}

fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn maybe(schema: Json) -> Json {
    json!({ "oneOf": [schema, { "type": "null" }] })
}

fn described(doc: &str, mut schema: Json) -> Json {
    schema["description"] = json!(doc);
    schema
}

fn tool() -> Json {
    object(
        "the program that wrote this",
        json!({ "name": { "const": "mexelint" }, "version": { "type": "string" } }),
        &[],
    )
}

/// How the call of a finding is reached and how its values came to be.
fn context() -> Json {
    let (flag, text) = (json!({ "type": "boolean" }), json!({ "type": "string" }));
    let texts = list(text.clone());
    let chain = json!({
        "trigger": text,
        "via": described("threads and timers, in the order of the way", texts.clone()),
        "methods": described("from the entry point to the one that makes the call", texts.clone()),
    });
    object(
        "how the call of a finding is reached and how its values came to be, as in the `call` and `reach` facts of its place",
        json!({
            "reached": flag,
            "triggers": texts,
            "via": texts,
            "loop": flag,
            "gated": flag,
            "unattended": flag,
            "decoded": texts,
            "properties": texts,
            "chains": described("the shortest way from each trigger", list(object("a way", chain, &[]))),
        }),
        &["reached", "loop", "gated", "unattended"],
    )
}

/// The schema of `check --format json` (the whole) and of a line of `check --format jsonl` (`#/$defs/line`).
pub fn report() -> Json {
    let text = json!({ "type": "string" });
    let count = json!({ "type": "integer", "minimum": 0 });
    let texts = list(text.clone());
    let severities: Vec<&str> = Severity::ALL.iter().map(|s| s.as_str()).collect();
    let confidences: Vec<&str> = Confidence::ALL.iter().map(|s| s.as_str()).collect();
    let personas: Vec<&str> = Persona::ALL.iter().map(|s| s.as_str()).collect();
    let fail_on: Vec<&str> = severities.iter().copied().chain(["none"]).collect();
    let limits: Vec<&str> = LIMITS.iter().map(|l| l.name).collect();

    let mut defs = json_schema();
    let mut define = |name: &str, schema: Json| defs.insert(name.to_string(), schema);
    define("severity", json!({ "enum": severities }));
    define("persona", json!({ "enum": personas }));
    define("tool", tool());
    define(
        "settings",
        object(
            "what the result depends on",
            json!({
                "now": described("time that validity periods and expiry dates are checked against", json!({ "type": "string", "format": "date-time" })),
                "persona": reference("persona"),
                "fail_on": { "enum": fail_on },
                "min_severity": described("findings below are counted under `hidden` and not listed", reference("severity")),
                "second_opinion": { "type": "boolean" },
                "at": maybe(described("time at which certificates must be valid", text.clone())),
                "roots": described("files of the roots that are trusted, each with its domain", texts.clone()),
                "device_policy": described("the policy that permissions are judged by", text.clone()),
                "platform": described("folder that describes the platform, when it is not the built-in one alone", maybe(text.clone())),
                "libraries": texts,
                "origin": maybe(text.clone()),
                "config": maybe(text.clone()),
                "baseline": maybe(text.clone()),
                "limits": counts("every cut-off in force", &limits),
            }),
            &[],
        ),
    );
    define(
        "file",
        object(
            "a file that was given",
            json!({ "path": text, "size": count, "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" } }),
            &[],
        ),
    );
    define(
        "suite",
        object("what the suite says of itself", json!({ "name": text, "version": text, "vendor": text }), &[]),
    );
    define(
        "trust",
        object(
            "what a device would make of the signatures: trusted(DOMAIN), untrusted, rejected(OTA status, reason), undetermined(what is missing)",
            json!({
                "midp": described("MIDP signing, by the specification", text.clone()),
                "jar": described("Java SE signing, for the JAR as an executable; absent without signature files", text.clone()),
            }),
            &["jar"],
        ),
    );
    define(
        "finding",
        object(
            "one weakness at one place",
            json!({
                "rule": described("id of the rule; `mexelint explain ID` says more", text.clone()),
                "title": text,
                "family": text,
                "severity": reference("severity"),
                "confidence": { "enum": confidences },
                "persona": reference("persona"),
                "message": described("what was seen here, with the values of this bundle", text.clone()),
                "place": reference("place"),
                "related": list(object("a further place", json!({ "label": text, "place": reference("place") }), &[])),
                "evidence": described("the facts it rests on", list(reference("fact"))),
                "unreached": described("it rests on a call that is present but not reached, which the rule did not ask for", json!({ "type": "boolean" })),
                "context": reference("context"),
                "weaknesses": texts,
                "cwe": list(count.clone()),
                "fingerprint": described("the same as long as the finding is the same, whatever the numbering of code", text.clone()),
                "reason": described("for a suppressed finding: why it is accepted", text.clone()),
            }),
            &["reason", "context"],
        ),
    );
    define("context", context());
    define("left_out", counts("findings of rules that are not in force", &["disabled", "persona"]));
    let bundle = json!({
        "name": described("path of the JAD, else of the JAR", text.clone()),
        "status": { "enum": STATUSES },
        "reasons": described("why it is not `analysed`", texts.clone()),
        "notes": texts,
        "jad": maybe(reference("file")),
        "jar": maybe(reference("file")),
        "suite": maybe(reference("suite")),
        "trust": maybe(reference("trust")),
        "findings": described("in force", list(reference("finding"))),
        "suppressed": described("accepted in the configuration", list(reference("finding"))),
        "baselined": described("known from the baseline", list(reference("finding"))),
        "left_out": reference("left_out"),
        "facts": described("with --facts: all facts", list(reference("fact"))),
    });
    define("bundle", object("one bundle", bundle.clone(), &["facts"]));
    let mut line = bundle;
    line["schema"] = json!({ "const": SCHEMA });
    line["tool"] = reference("tool");
    define("line", object("one line of the JSONL form", line, &["facts"]));
    define(
        "summary",
        object(
            "counts over all bundles",
            json!({
                "bundles": counts("bundles by status", &STATUSES),
                "findings": counts("findings in force by severity", &severities),
                "hidden": described("findings in force below `min_severity`", count.clone()),
                "suppressed": count,
                "baselined": count,
                "left_out": reference("left_out"),
                "notes": texts,
            }),
            &[],
        ),
    );
    let mut schema = object(
        "What `mexelint check --format json` writes. A line of `--format jsonl` is `#/$defs/line`.",
        json!({
            "schema": { "const": SCHEMA },
            "tool": reference("tool"),
            "settings": reference("settings"),
            "bundles": list(reference("bundle")),
            "summary": reference("summary"),
        }),
        &[],
    );
    schema["$schema"] = json!(DRAFT);
    schema["title"] = json!(SCHEMA);
    schema["$defs"] = Json::Object(defs);
    schema
}

/// The schema of `facts --summary values --format json`.
pub fn values() -> Json {
    let count = json!({ "type": "integer", "minimum": 0 });
    let share = json!({ "type": "number", "minimum": 0, "maximum": 1 });
    let shares = object(
        "of the calls; all 0 where there is none",
        json!({ "full": share, "prefix": share, "source": share, "unknown": share }),
        &[],
    );
    let row = object(
        "reached calls of one sink, by what is known of their main argument",
        json!({
            "sink": { "type": "string" },
            "calls": count,
            "full": described("all of every alternative, and these are all", count.clone()),
            "prefix": described("some alternative is a known text with an unknown piece", count.clone()),
            "source": described("every alternative is known fully or by a named source", count.clone()),
            "unknown": described("nothing is known of some alternative, or there may be others", count.clone()),
            "shares": shares,
        }),
        &[],
    );
    let mut schema = object(
        "What `mexelint facts --summary values --format json` writes.",
        json!({
            "schema": { "const": VALUES_SCHEMA },
            "tool": tool(),
            "bundles": count,
            "not_reached": described("calls of the sinks that nothing reaches, which are not counted", count.clone()),
            "sinks": list(reference("row")),
            "total": reference("row"),
        }),
        &[],
    );
    schema["$schema"] = json!(DRAFT);
    schema["title"] = json!(VALUES_SCHEMA);
    schema["$defs"] = json!({ "row": row });
    schema
}

/// The schema of `screens --format json`.
pub fn screens() -> Json {
    let text = json!({ "type": "string" });
    let (texts, flag) = (list(text.clone()), json!({ "type": "boolean" }));
    let words = |kind: Kind, field: &str| {
        let field = kind.info().fields.iter().find(|f| f.name == field);
        json!({ "enum": field.map_or(&[][..], |f| f.tokens) })
    };
    let labelled = |kind: &str, schema: Json| json!({ kind: schema, "label": text });
    let screen = json!({
        "id": described("its name in the graph", text.clone()),
        "type": words(Kind::Screen, "type"),
        "class": text,
        "title": maybe(text.clone()),
        "texts": texts,
        "fields": list(object("what may be typed into", labelled("constraints", texts.clone()), &[])),
        "commands": list(object("a command of the screen or of an item", labelled("type", text.clone()), &[])),
        "shown": described("some code that is reached shows it", flag.clone()),
        "place": described("where it is made", text.clone()),
    });
    let cause = json!({
        "by": words(Kind::Transition, "by"),
        "label": described("which command, key or method, when it can be told", maybe(text.clone())),
        "element": described("the element of the list that is chosen, where it decides", maybe(text.clone())),
        "via": described("what is started on the way: thread, timer, serial", texts.clone()),
    });
    let with_cause = |mut own: Json| {
        if let (Some(own), Some(cause)) = (own.as_object_mut(), cause.as_object()) {
            own.extend(cause.clone());
        }
        own
    };
    let transition = with_cause(json!({
        "from": described("a screen; or (start), (push), (alarm), (network), (peer), (unknown), (not reached)", text.clone()),
        "to": described("a screen, (unknown) or (background)", text.clone()),
        "one_of": json!({ "type": "integer", "minimum": 1 }),
        "place": described("the call that shows the screen", text.clone()),
    }));
    let event = with_cause(json!({
        "screen": described("where the user is, as `from` of transitions", text.clone()),
        "api": described("the kind of the call", text.clone()),
        "target": described("the member called", maybe(text.clone())),
        "args": json!({ "type": "object", "additionalProperties": text }),
        "before": described("what stands on the screen", texts.clone()),
        "shows": described("the screens that the same callback shows", texts.clone()),
        "gated": described("outside a screen: guarded by what only the user brings about", maybe(flag)),
        "call": described("the place of the call", text.clone()),
        "place": described("the instruction of the callback from which it comes", text.clone()),
    }));
    let bundle = json!({
        "name": text,
        "status": { "enum": STATUSES },
        "reasons": texts,
        "screens": list(object("a displayable", screen, &[])),
        "transitions": list(object("a way from one screen to another", transition, &[])),
        "events": list(object("a call that needs a permission, costs money or leaves the suite", event, &[])),
    });
    let mut schema = object(
        "What `mexelint screens --format json` writes.",
        json!({
            "schema": { "const": SCREENS_SCHEMA },
            "tool": tool(),
            "bundles": list(object("one bundle", bundle, &[])),
        }),
        &[],
    );
    schema["$schema"] = json!(DRAFT);
    schema["title"] = json!(SCREENS_SCHEMA);
    schema
}

/// The schema of `facts --summary flows --format json`.
pub fn flows() -> Json {
    let count = json!({ "type": "integer", "minimum": 0 });
    let row = object(
        "confirmed flows of one kind of data to one kind of sink",
        json!({
            "source": { "type": "string" },
            "sink": { "type": "string" },
            "flows": count,
            "bundles": described("bundles that have some", count.clone()),
        }),
        &[],
    );
    let mut schema = object(
        "What `mexelint facts --summary flows --format json` writes.",
        json!({
            "schema": { "const": FLOWS_SCHEMA },
            "tool": tool(),
            "bundles": count,
            "with_flows": described("bundles that have some flow", count.clone()),
            "kinds": list(reference("row")),
        }),
        &[],
    );
    schema["$schema"] = json!(DRAFT);
    schema["title"] = json!(FLOWS_SCHEMA);
    schema["$defs"] = json!({ "row": row });
    schema
}

/// The schema of `facts --format json` (the whole) and of a line of `facts --format jsonl` (`#/$defs/line`).
pub fn facts() -> Json {
    let text = json!({ "type": "string" });
    let mut defs = json_schema();
    defs.insert(
        "line".into(),
        object("one line of the JSONL form", json!({ "bundle": text, "fact": reference("fact") }), &[]),
    );
    let bundle = json!({
        "name": text,
        "status": { "enum": STATUSES },
        "reasons": list(text.clone()),
        "facts": list(reference("fact")),
    });
    let mut schema = object(
        "What `mexelint facts --format json` writes. A line of `--format jsonl` is `#/$defs/line`.",
        json!({
            "schema": { "const": FACTS_SCHEMA },
            "tool": tool(),
            "bundles": list(object("one bundle", bundle, &[])),
        }),
        &[],
    );
    schema["$schema"] = json!(DRAFT);
    schema["title"] = json!(FACTS_SCHEMA);
    schema["$defs"] = Json::Object(defs);
    schema
}
