//! The fact schema as read from `schema.toml`; shared by the build script, which turns it into Rust types.

use serde::Deserialize;

/// The whole schema.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Version of the fact schema, such as `1-draft`.
    pub version: String,
    /// The kinds of facts, in the order in which they are documented.
    pub kind: Vec<KindDef>,
}

/// One kind of fact.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindDef {
    /// Name, kebab-case.
    pub name: String,
    /// Stage that states it.
    pub stage: String,
    /// What it says, one sentence.
    pub doc: String,
    /// Its fields, in text-form order.
    pub field: Vec<FieldDef>,
}

/// One field of a kind.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDef {
    /// Name, snake_case.
    pub name: String,
    /// Type name: bool, int, text, texts, token, value or args.
    #[serde(rename = "type")]
    pub ty: String,
    /// What it says, one clause.
    pub doc: String,
    /// Written without its name in the text form.
    #[serde(default)]
    pub head: bool,
    /// May be unknown or not apply.
    #[serde(default)]
    pub optional: bool,
    /// The words allowed, for type `token`.
    #[serde(default)]
    pub tokens: Vec<String>,
}
