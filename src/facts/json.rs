//! The JSON form of facts, places and values, and the JSON schema that describes them.

use super::{Alternative, Fact, FieldInfo, FieldType, FieldValue, KINDS, Part, Place, Value, dotted};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value as Json, json};

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let info = self.kind.info();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", info.name)?;
        for (index, field) in info.fields.iter().enumerate() {
            if let Some(content) = self.field(index) {
                map.serialize_entry(field.name, content)?;
            }
        }
        map.serialize_entry("place", &self.place)?;
        map.end()
    }
}

impl Serialize for FieldValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            FieldValue::Bool(b) => serializer.serialize_bool(*b),
            FieldValue::Int(i) => serializer.serialize_i64(*i),
            FieldValue::Text(t) => serializer.serialize_str(t),
            FieldValue::Token(t) => serializer.serialize_str(t),
            FieldValue::Texts(texts) => serializer.collect_seq(texts.iter().map(|t| &**t)),
            FieldValue::Value(value) => value.serialize(serializer),
            FieldValue::Args(args) => serializer.collect_map(args.iter().map(|(name, value)| (&**name, value))),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("alternatives", &self.alternatives)?;
        map.serialize_entry("complete", &self.complete)?;
        map.end()
    }
}

impl Serialize for Alternative {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Alternative::Null => map.serialize_entry("null", &true)?,
            Alternative::Int(i) => map.serialize_entry("int", i)?,
            Alternative::Text(parts) => {
                map.serialize_entry("text", &self.to_text())?;
                map.serialize_entry("parts", parts)?;
            }
        }
        map.end()
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Part::Literal(text) => map.serialize_entry("lit", &**text)?,
            Part::Source(source) => map.serialize_entry("src", &**source)?,
        }
        map.end()
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("text", &self.to_string())?;
        match self {
            Place::Bundle => map.serialize_entry("in", "bundle")?,
            Place::Jad { line } => {
                map.serialize_entry("in", "jad")?;
                if let Some(line) = line {
                    map.serialize_entry("line", line)?;
                }
            }
            Place::Manifest { line } => {
                map.serialize_entry("in", "manifest")?;
                if let Some(line) = line {
                    map.serialize_entry("line", line)?;
                }
            }
            Place::Archive { offset } => {
                map.serialize_entry("in", "archive")?;
                if let Some(offset) = offset {
                    map.serialize_entry("offset", offset)?;
                }
            }
            Place::Entry { name } => {
                map.serialize_entry("in", "entry")?;
                map.serialize_entry("entry", &**name)?;
            }
            Place::Class { class } => {
                map.serialize_entry("in", "class")?;
                map.serialize_entry("class", &dotted(class))?;
            }
            Place::Field { class, name, descriptor } => {
                map.serialize_entry("in", "field")?;
                map.serialize_entry("class", &dotted(class))?;
                map.serialize_entry("field", &**name)?;
                map.serialize_entry("descriptor", &**descriptor)?;
            }
            Place::Method { class, name, descriptor, pc, line } => {
                map.serialize_entry("in", "method")?;
                map.serialize_entry("class", &dotted(class))?;
                map.serialize_entry("method", &**name)?;
                map.serialize_entry("descriptor", &**descriptor)?;
                if let Some(pc) = pc {
                    map.serialize_entry("pc", pc)?;
                }
                if let Some(line) = line {
                    map.serialize_entry("line", line)?;
                }
            }
        }
        map.end()
    }
}

/// JSON schema (draft 2020-12) definitions for `fact`, `place` and `value`, to be put under `$defs`.
pub fn json_schema() -> Map<String, Json> {
    let kinds: Vec<Json> = KINDS
        .iter()
        .map(|kind| {
            let mut properties = Map::new();
            properties.insert("kind".into(), json!({ "const": kind.name }));
            let mut required = vec![json!("kind"), json!("place")];
            for field in kind.fields {
                properties.insert(field.name.into(), field_schema(field));
                if !field.optional {
                    required.push(json!(field.name));
                }
            }
            properties.insert("place".into(), json!({ "$ref": "#/$defs/place" }));
            json!({
                "description": kind.doc,
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": false,
            })
        })
        .collect();
    let place = json!({
        "description": "where in the bundle; `text` is the form shown to people",
        "type": "object",
        "properties": {
            "text": { "type": "string" },
            "in": { "enum": ["bundle", "jad", "manifest", "archive", "entry", "class", "field", "method"] },
            "line": { "type": "integer", "minimum": 0 },
            "offset": { "type": "integer", "minimum": 0 },
            "entry": { "type": "string" },
            "class": { "type": "string" },
            "field": { "type": "string" },
            "method": { "type": "string" },
            "descriptor": { "type": "string" },
            "pc": { "type": "integer", "minimum": 0 },
        },
        "required": ["text", "in"],
        "additionalProperties": false,
    });
    let part = json!({ "oneOf": [
        { "type": "object", "properties": { "lit": { "type": "string" } }, "required": ["lit"], "additionalProperties": false },
        { "type": "object", "properties": { "src": { "type": "string" } }, "required": ["src"], "additionalProperties": false },
    ]});
    let alternative = json!({ "oneOf": [
        { "type": "object", "properties": { "null": { "const": true } }, "required": ["null"], "additionalProperties": false },
        { "type": "object", "properties": { "int": { "type": "integer" } }, "required": ["int"], "additionalProperties": false },
        {
            "type": "object",
            "properties": { "text": { "type": "string" }, "parts": { "type": "array", "items": part } },
            "required": ["text", "parts"],
            "additionalProperties": false,
        },
    ]});
    let value = json!({
        "description": "what a value can be; when not complete, there may be other alternatives",
        "type": "object",
        "properties": { "alternatives": { "type": "array", "items": alternative }, "complete": { "type": "boolean" } },
        "required": ["alternatives", "complete"],
        "additionalProperties": false,
    });
    Map::from_iter([
        ("fact".to_string(), json!({ "oneOf": kinds })),
        ("place".to_string(), place),
        ("value".to_string(), value),
    ])
}

fn field_schema(field: &FieldInfo) -> Json {
    let mut schema = match field.ty {
        FieldType::Bool => json!({ "type": "boolean" }),
        FieldType::Int => json!({ "type": "integer" }),
        FieldType::Text => json!({ "type": "string" }),
        FieldType::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        FieldType::Token => json!({ "enum": field.tokens }),
        FieldType::Value => json!({ "$ref": "#/$defs/value" }),
        FieldType::Args => json!({ "type": "object", "additionalProperties": { "$ref": "#/$defs/value" } }),
    };
    schema["description"] = json!(field.doc);
    schema
}
