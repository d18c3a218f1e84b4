//! Compiles the rule files and the framework tables into binary blobs: what matching needs, and the prose apart.

use crate::schema::Schema;
use std::{fs, path::Path, path::PathBuf};

#[allow(dead_code)]
#[path = "../src/rules/condition.rs"]
mod condition;
#[allow(dead_code)]
#[path = "../src/rules/framework/tables.rs"]
mod framework;
#[allow(dead_code)]
#[path = "../src/rules/model.rs"]
mod model;
#[allow(dead_code)]
#[path = "../src/rules/parse/mod.rs"]
mod parse;
#[allow(dead_code)]
#[path = "../src/rules/words.rs"]
mod words;

/// Stands in for the compiled pattern of the library, so that the build script needs no regex engine; a test of the
/// library compiles every pattern.
mod pattern {
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct Pattern(String);

    impl Pattern {
        pub fn new(text: &str) -> Result<Self, String> {
            Ok(Pattern(text.into()))
        }
    }
}

/// Reads `rules/detections` and `rules/framework` below `root` and writes `rules.bin`, `prose.bin` and `framework.bin`.
pub fn generate(root: &Path, out: &Path) {
    println!("cargo::rerun-if-changed=rules/detections");
    println!("cargo::rerun-if-changed=rules/framework");
    println!("cargo::rerun-if-changed=src/rules");
    let schema = fs::read_to_string(root.join("src/facts/schema.toml")).expect("src/facts/schema.toml is readable");
    let schema: Schema = toml::from_str(&schema).unwrap_or_else(|e| panic!("src/facts/schema.toml: {e}"));
    let kinds: Vec<_> = schema.kind.iter().map(words_of).collect();
    let (mut rules, mut prose) = (Vec::new(), Vec::new());
    for path in files(&root.join("rules/detections")) {
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        match parse::parse(&text, &kinds) {
            Ok(parsed) => {
                rules.push(parsed.rule);
                prose.push(parsed.prose);
            }
            Err(problems) => {
                let lines: Vec<_> = problems
                    .iter()
                    .map(|p| {
                        let line = text[..p.span.start.min(text.len())].matches('\n').count() + 1;
                        format!("{}:{line}: {} {}", path.display(), p.message, p.help)
                    })
                    .collect();
                panic!("{}", lines.join("\n"));
            }
        }
    }
    let table = |name: &str| {
        let path = root.join("rules/framework").join(name);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let framework = framework::parse(&table("weaknesses.tsv"), &table("requirements.tsv"), &table("releases.toml"))
        .unwrap_or_else(|e| panic!("rules/framework/{e}"));
    write(out, "rules.bin", &rules);
    write(out, "prose.bin", &prose);
    write(out, "framework.bin", &framework);
}

fn words_of(kind: &crate::schema::KindDef) -> parse::KindWords<'_> {
    let fields = kind.field.iter().map(|f| parse::FieldWords {
        name: &f.name,
        ty: &f.ty,
        head: f.head,
        tokens: f.tokens.iter().map(String::as_str).collect(),
    });
    parse::KindWords { name: &kind.name, fields: fields.collect() }
}

/// Every rule file, sorted by path, so that the blob does not depend on the file system.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap_or_else(|e| panic!("{}: {e}", folder.display())).path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn write<T: serde::Serialize>(out: &Path, name: &str, content: &T) {
    let bytes = postcard::to_extend(content, Vec::new()).unwrap_or_else(|e| panic!("{name}: {e}"));
    fs::write(out.join(name), bytes).expect("OUT_DIR is writable");
}
