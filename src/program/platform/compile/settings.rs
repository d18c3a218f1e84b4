//! `platform.toml`: what a folder is called, and whether it adds to the platform compiled in.

use super::layout::CONFIDENCES;
use super::{Errors, Layer};
use serde::Deserialize;
use toml::Spanned;

const FILE: &str = "platform.toml";

/// How a folder stands to the platform compiled in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// It is laid over it.
    #[default]
    Add,
    /// It takes its place.
    Replace,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<String>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    mode: Mode,
    #[serde(default)]
    source: String,
    confidence: Option<Spanned<String>>,
}

/// What a folder says of itself.
#[derive(Default)]
pub struct Settings {
    /// Its name, and that of the API that its classes are of where no other is given.
    pub name: String,
    /// In words.
    pub title: String,
    /// Source of rows that give none.
    pub source: String,
    /// Confidence of rows that give none.
    pub confidence: String,
}

/// Reads `platform.toml` of a layer.
pub fn read(layer: usize, errors: &mut Errors) -> Settings {
    errors.layer = layer;
    let Some(text) = errors.layer().text(FILE) else {
        let help = "write one with the lines\n    name = \"my-platform\"\n    mode = \"replace\"";
        errors.advise(FILE, 1, "the folder has no platform.toml", help);
        return Settings::default();
    };
    let Some(file) = errors.parse::<File>(FILE, text) else { return Settings::default() };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let name = file.name.get_ref();
    if name.is_empty() || !name.chars().all(plain) {
        errors.add_at(FILE, file.name.span(), format!("{name:?} is no name"), "use letters, digits and hyphens");
    }
    if let Some(confidence) = &file.confidence
        && !CONFIDENCES.contains(&confidence.get_ref().as_str())
    {
        let what = format!("`{}` is no confidence", confidence.get_ref());
        errors.add_at(FILE, confidence.span(), what, format!("write one of {}", CONFIDENCES.join(", ")));
    }
    Settings {
        name: file.name.into_inner(),
        title: file.title,
        source: file.source,
        confidence: file.confidence.map_or_else(|| "medium".into(), Spanned::into_inner),
    }
}

/// The mode of a folder, as far as its `platform.toml` can be read.
pub fn mode(layer: &Layer) -> Mode {
    layer.text(FILE).and_then(|text| toml::from_str::<File>(text).ok()).map_or_else(Mode::default, |file| file.mode)
}
