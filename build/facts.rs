//! Generates the fact kinds (enum, field tables, one typed struct a kind) from `src/facts/schema.toml`.

use crate::schema::{FieldDef, KindDef, Schema};
use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

/// Reads the schema below `root` and writes `facts.rs` to `out`.
pub fn generate(root: &Path, out: &Path) {
    println!("cargo::rerun-if-changed=src/facts/schema.toml");
    println!("cargo::rerun-if-changed=src/facts/schema.rs");
    let text = fs::read_to_string(root.join("src/facts/schema.toml")).expect("src/facts/schema.toml is readable");
    let schema: Schema = toml::from_str(&text).unwrap_or_else(|e| panic!("src/facts/schema.toml: {e}"));
    check(&schema);
    fs::write(out.join("facts.rs"), render(&schema)).expect("OUT_DIR is writable");
}

fn check(schema: &Schema) {
    let mut names = BTreeSet::new();
    for kind in &schema.kind {
        assert!(names.insert(&kind.name), "kind {} stands twice", kind.name);
        assert!(kind.field.iter().filter(|f| f.head).count() <= 1, "kind {}: two heads", kind.name);
        let mut fields = BTreeSet::new();
        for field in &kind.field {
            assert!(fields.insert(&field.name), "{}.{} stands twice", kind.name, field.name);
            assert!(field.name != "at", "{}: a field may not be called `at`", kind.name);
            assert_eq!(field.ty == "token", !field.tokens.is_empty(), "{}.{}: tokens", kind.name, field.name);
            assert!(!field.head || field.ty != "args", "{}.{}: args can't be the head", kind.name, field.name);
        }
    }
}

fn camel(name: &str) -> String {
    name.split(['-', '_']).map(|w| w[..1].to_uppercase() + &w[1..]).collect()
}

fn ident(name: &str) -> String {
    match name {
        "super" | "type" | "where" | "in" | "loop" | "use" => format!("{name}_"),
        _ => name.to_string(),
    }
}

fn token_type(kind: &KindDef, field: &FieldDef) -> String {
    camel(&kind.name) + &camel(&field.name)
}

fn rust_type(kind: &KindDef, field: &FieldDef) -> String {
    let plain = match field.ty.as_str() {
        "bool" => "bool".to_string(),
        "int" => "i64".to_string(),
        "text" => "Str".to_string(),
        "texts" => "Vec<Str>".to_string(),
        "token" => token_type(kind, field),
        "value" => "Value".to_string(),
        "args" => "Vec<(Str, Value)>".to_string(),
        other => panic!("{}.{}: unknown type {other}", kind.name, field.name),
    };
    if field.optional { format!("Option<{plain}>") } else { plain }
}

fn render(schema: &Schema) -> String {
    let mut s = String::new();
    let w = &mut s;
    let _ = writeln!(w, "/// Version of the fact schema.\npub const SCHEMA_VERSION: &str = {:?};\n", schema.version);
    let _ = writeln!(
        w,
        "/// A kind of fact.\n#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[repr(u8)]\npub enum Kind {{"
    );
    for kind in &schema.kind {
        let _ = writeln!(w, "    /// {}\n    {},", kind.doc, camel(&kind.name));
    }
    let _ = writeln!(w, "}}\n\n/// All kinds, indexed by `Kind as usize`.\npub static KINDS: &[KindInfo] = &[");
    for kind in &schema.kind {
        let _ = writeln!(
            w,
            "    KindInfo {{ kind: Kind::{}, name: {:?}, stage: {:?}, doc: {:?}, fields: &[",
            camel(&kind.name),
            kind.name,
            kind.stage,
            kind.doc
        );
        for f in &kind.field {
            let _ = writeln!(
                w,
                "        FieldInfo {{ name: {:?}, ty: FieldType::{}, head: {}, optional: {}, tokens: &{:?}, doc: {:?} }},",
                f.name,
                camel(&f.ty),
                f.head,
                f.optional,
                f.tokens,
                f.doc
            );
        }
        let _ = writeln!(w, "    ] }},");
    }
    let _ = writeln!(w, "];\n");
    for kind in &schema.kind {
        for field in kind.field.iter().filter(|f| f.ty == "token") {
            let ty = token_type(kind, field);
            let _ = writeln!(
                w,
                "/// Words for `{}.{}`: {}.\n#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\npub enum {ty} {{",
                kind.name, field.name, field.doc
            );
            for t in &field.tokens {
                let _ = writeln!(w, "    /// `{t}`\n    {},", camel(t));
            }
            let _ = writeln!(
                w,
                "}}\n\nimpl {ty} {{\n    /// The word as written in facts and rules.\n    pub const fn as_str(self) -> &'static str {{\n        match self {{"
            );
            for t in &field.tokens {
                let _ = writeln!(w, "            Self::{} => {t:?},", camel(t));
            }
            let _ = writeln!(
                w,
                "        }}\n    }}\n}}\n\nimpl From<{ty}> for FieldValue {{\n    fn from(token: {ty}) -> Self {{\n        FieldValue::Token(token.as_str())\n    }}\n}}\n"
            );
        }
        let name = camel(&kind.name);
        let defaultable = kind.field.iter().all(|f| f.optional || f.ty != "token");
        let derive = if defaultable { "Clone, Debug, Default" } else { "Clone, Debug" };
        let _ = writeln!(w, "/// {}\n#[derive({derive})]\npub struct {name} {{", kind.doc);
        for f in &kind.field {
            let _ = writeln!(w, "    /// {}.\n    pub {}: {},", f.doc, ident(&f.name), rust_type(kind, f));
        }
        let _ = writeln!(
            w,
            "}}\n\nimpl {name} {{\n    /// The fact that this is so at `place`.\n    pub fn at(self, place: Place) -> Fact {{\n        Fact::new(Kind::{name}, place, vec!["
        );
        for f in &kind.field {
            let id = ident(&f.name);
            if f.optional {
                let _ = writeln!(w, "            self.{id}.map(FieldValue::from),");
            } else {
                let _ = writeln!(w, "            Some(FieldValue::from(self.{id})),");
            }
        }
        let _ = writeln!(w, "        ])\n    }}\n}}\n");
    }
    s
}
