//! Pages that are made from the program's own tables must be current. `MEXELINT_UPDATE=1 cargo test --test docs` writes
//! them anew.

use mexelint::facts::{FieldType, KINDS, SCHEMA_VERSION};
use mexelint::limits::LIMITS;
use std::fmt::Write;
use std::path::Path;

fn check(page: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    if std::env::var_os("MEXELINT_UPDATE").is_some() {
        std::fs::write(&path, expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "{page} is out of date: run MEXELINT_UPDATE=1 cargo test --test docs");
}

#[test]
fn the_page_of_facts() {
    let mut page = format!(
        "# Facts\n\nEvery kind of fact that mexelint states (schema {SCHEMA_VERSION}). `mexelint facts PATH` prints them. \
         Made from\n`src/facts/schema.toml`; `MEXELINT_UPDATE=1 cargo test --test docs` writes this page anew.\n\nThe text form is \
         one fact a line: the kind, the field marked *first* without its name, the others as\n`name=content`, and `at=` the \
         place. Places are `bundle`, `jad:LINE`, `manifest:LINE`, `archive@OFFSET`,\n`entry:NAME`, `class:a.B`, \
         `a.B.field:DESCRIPTOR`, `a.B.method(…)V`, and `a.B.method(…)V@PC:LINE` for an\ninstruction. Symbolic values are \
         alternatives joined by `|`, with unknown pieces in braces, and `*` where there may\nbe others.\n"
    );
    for kind in KINDS {
        let _ = write!(
            page,
            "\n## {}\n\n{} Stated by stage `{}`.\n\n| field | type | says |\n|---|---|---|\n",
            kind.name, kind.doc, kind.stage
        );
        for field in kind.fields {
            let ty = match field.ty {
                FieldType::Bool => "bool".to_string(),
                FieldType::Int => "int".to_string(),
                FieldType::Text => "text".to_string(),
                FieldType::Texts => "list of texts".to_string(),
                FieldType::Token => field.tokens.iter().map(|t| format!("`{t}`")).collect::<Vec<_>>().join(", "),
                FieldType::Value => "symbolic value".to_string(),
                FieldType::Args => "symbolic values by name".to_string(),
            };
            let first = if field.head { " (first)" } else { "" };
            let optional = if field.optional { "; may be absent" } else { "" };
            let _ = writeln!(page, "| `{}`{first} | {ty} | {}{optional} |", field.name, field.doc);
        }
    }
    check("docs/facts.md", &page);
}

#[test]
fn the_page_of_cut_offs() {
    let mut page = String::from(
        "# Cut-offs\n\nEvery limit that bounds time and memory. What one of them cuts is said in the report, which then is \
         `partial`. Set them\nin `mexelint.toml` (`[limits]`) or with `--limit NAME=VALUE`. Made from `src/limits.rs`.\n\n\
         | name | value | unit | why |\n|---|---|---|---|\n",
    );
    for limit in LIMITS {
        let _ = writeln!(page, "| `{}` | {} | {} | {} |", limit.name, limit.default, limit.unit, limit.reason.trim());
    }
    check("docs/cut-offs.md", &page);
}
