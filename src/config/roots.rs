//! `[[root]]` of `mexelint.toml`: which certificates stand for which protection domain.

use super::{ConfigError, Source, raw};
use crate::trust::{Domain, RootInfo};
use std::path::Path;

/// One `[[root]]`: a file of certificates or a folder of such files, and what they stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootFile {
    /// Path as written; relative to the folder of the configuration.
    pub file: String,
    /// The domain.
    pub domain: Domain,
    /// Whom the roots belong to.
    pub owner: Option<String>,
    /// First second in which they count, seconds since 1970.
    pub from: Option<i64>,
    /// Last second in which they count.
    pub until: Option<i64>,
}

impl RootFile {
    /// What is said of the certificates in the file of that name.
    pub fn info(&self, file: &Path) -> RootInfo {
        RootInfo {
            domain: self.domain,
            owner: self.owner.clone(),
            from: self.from,
            until: self.until,
            file: file.to_string_lossy().into_owned(),
        }
    }
}

/// Reads one `[[root]]`.
pub(super) fn root(source: &Source<'_>, raw: &raw::Root) -> Result<RootFile, Box<ConfigError>> {
    if raw.file.get_ref().trim().is_empty() {
        let help = Some("name a PEM or DER file, or a folder of them".to_string());
        return Err(source.error("a root needs a file", raw.file.span(), "empty", help));
    }
    let domain = raw
        .domain
        .get_ref()
        .parse()
        .map_err(|why: String| source.error("unknown domain", raw.domain.span(), &why, None))?;
    let from = raw.valid_from.as_ref().map(|day| source.day(day, "valid-from")).transpose()?;
    let until = raw.valid_until.as_ref().map(|day| source.day(day, "valid-until")).transpose()?;
    Ok(RootFile {
        file: raw.file.get_ref().clone(),
        domain,
        owner: raw.owner.clone(),
        from: from.map(|day| day.start()),
        until: until.map(|day| day.end() - 1),
    })
}
