//! The shape of `mexelint.toml`, with the place of everything that can be wrong in a way TOML does not know.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct File {
    pub persona: Option<Spanned<String>>,
    pub fail_on: Option<Spanned<String>>,
    #[serde(default)]
    pub limits: BTreeMap<Spanned<String>, Spanned<i64>>,
    #[serde(default)]
    pub rules: BTreeMap<Spanned<String>, Rule>,
    #[serde(default)]
    pub suppress: Vec<Suppress>,
    #[serde(default)]
    pub root: Vec<Root>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub enabled: Option<bool>,
    pub severity: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Suppress {
    pub rule: Spanned<String>,
    pub place: Option<String>,
    pub class: Option<String>,
    pub suite: Option<String>,
    pub vendor: Option<String>,
    pub fingerprint: Option<String>,
    pub reason: Spanned<String>,
    pub expires: Option<Spanned<Datetime>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Root {
    pub file: Spanned<String>,
    pub domain: Spanned<String>,
    pub owner: Option<String>,
    pub valid_from: Option<Spanned<Datetime>>,
    pub valid_until: Option<Spanned<Datetime>>,
}
