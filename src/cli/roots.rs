//! Reads the files of roots that the configuration names.

use super::error::Error;
use super::inputs::read_file;
use mexelint::config::{Config, RootFile};
use mexelint::limits::Limits;
use mexelint::trust::Roots;
use std::path::{Path, PathBuf};

/// Largest file of roots.
const ROOT_BYTES: u64 = 16 << 20;
/// Files in folders of roots that are taken.
const EXTENSIONS: [&str; 4] = ["pem", "der", "cer", "crt"];

/// Reads all roots of the configuration at `config_path`; paths in it are relative to its folder.
pub(super) fn read(config: &Config, config_path: Option<&str>, limits: &Limits) -> Result<Roots, Error> {
    let folder = config_path.and_then(|path| Path::new(path).parent()).unwrap_or(Path::new(""));
    let mut roots = Roots::default();
    for root in &config.roots {
        let path = folder.join(&root.file);
        for file in files(&path, root)? {
            let bytes = read_file(&file, ROOT_BYTES)?;
            let unusable = |why| {
                let message = format!("the root {} can't be used: {why}", file.display());
                Error::usage(message, "give X.509 certificates as PEM or DER")
            };
            roots.add(&bytes, &root.info(&file), limits).map_err(unusable)?;
        }
    }
    Ok(roots)
}

/// The file itself, or those with the extension of a certificate in a folder, by name.
fn files(path: &Path, root: &RootFile) -> Result<Vec<PathBuf>, Error> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let unreadable = |error| Error::usage(format!("the folder {} could not be read: {error}", path.display()), "");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)) && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        let message = format!("the folder {} holds no root", root.file);
        return Err(Error::usage(message, format!("files are taken that end in .{}", EXTENSIONS.join(", ."))));
    }
    Ok(files)
}
