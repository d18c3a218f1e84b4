//! Finds the JADs and JARs below a folder, in parallel.

use super::read::plain;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What lies below a folder.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Files named `*.jar` or `*.jad`, in any case, sorted.
    pub files: Vec<PathBuf>,
    /// How many other files were left alone.
    pub others: u64,
    /// How many links to folders were not followed.
    pub links: u64,
    /// Folders whose name ends like a bundle's.
    pub odd_folders: Vec<PathBuf>,
    /// Folders and entries that could not be read, with the reason.
    pub unreadable: Vec<(PathBuf, String)>,
}

/// Whether the name ends in `.jar` or `.jad`.
pub(super) fn has_bundle_extension(path: &Path) -> bool {
    has_extension(path, "jar") || has_extension(path, "jad")
}

/// Whether the name ends in that extension, in any case.
pub(super) fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case(extension))
}

/// Walks `root`. Links to files are taken, links to folders are not followed, so that no loop can arise.
pub(super) fn walk(root: &Path) -> Found {
    let found = Mutex::new(Found::default());
    rayon::scope(|scope| folder(scope, root.to_path_buf(), &found));
    let mut found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    found.files.sort();
    found.odd_folders.sort();
    found.unreadable.sort();
    found
}

/// Lists one folder and hands each folder in it to another thread.
fn folder<'s>(scope: &rayon::Scope<'s>, path: PathBuf, found: &'s Mutex<Found>) {
    let mut here = Found::default();
    match std::fs::read_dir(&path) {
        Err(error) => here.unreadable.push((path, plain(&error))),
        Ok(entries) => {
            for entry in entries {
                match entry {
                    Ok(entry) => take(scope, &entry, found, &mut here),
                    Err(error) => here.unreadable.push((path.clone(), plain(&error))),
                }
            }
        }
    }
    let mut all = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    all.files.append(&mut here.files);
    all.others += here.others;
    all.links += here.links;
    all.odd_folders.append(&mut here.odd_folders);
    all.unreadable.append(&mut here.unreadable);
}

fn take<'s>(scope: &rayon::Scope<'s>, entry: &std::fs::DirEntry, found: &'s Mutex<Found>, here: &mut Found) {
    let path = entry.path();
    let kind = match entry.file_type() {
        Ok(kind) => kind,
        Err(error) => return here.unreadable.push((path, plain(&error))),
    };
    if kind.is_dir() {
        if has_bundle_extension(&path) {
            here.odd_folders.push(path.clone());
        }
        return scope.spawn(move |scope| folder(scope, path, found));
    }
    let is_file = if kind.is_symlink() {
        match std::fs::metadata(&path) {
            Ok(target) if target.is_dir() => {
                here.links += 1;
                return;
            }
            Ok(target) => target.is_file(),
            // A dangling link that looks like a bundle is stated when it is read.
            Err(_) => has_bundle_extension(&path),
        }
    } else {
        kind.is_file()
    };
    if is_file && has_bundle_extension(&path) {
        here.files.push(path);
    } else {
        here.others += 1;
    }
}
