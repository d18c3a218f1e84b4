//! The arguments that name inputs, shared by the commands that analyse.

use super::error::Error;
use super::terminal::Terminal;
use mexelint::corpus::{Collection, Item, Refusal, bounded, collect, read_list};
use mexelint::limits::Limits;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Largest list of paths.
const LIST_BYTES: u64 = 256 << 20;

/// What to look at.
#[derive(clap::Args)]
pub(super) struct Inputs {
    /// JARs, JADs, folders, or `-` for one JAR or JAD on standard input
    ///
    /// A JAD finds its JAR in its folder, by MIDlet-Jar-URL, then by its stem. Files that are named are told apart by
    /// content, whatever their extension; in folders, *.jar and *.jad are taken, in any case.
    #[arg(value_name = "PATH", required_unless_present = "files_from")]
    pub paths: Vec<PathBuf>,

    /// Take paths from a file, one a line or separated by NUL; `-` is standard input
    #[arg(long, value_name = "LIST")]
    pub files_from: Option<PathBuf>,

    /// URL that the JAD came from, as a device would have seen it
    #[arg(long, value_name = "URL")]
    pub origin_url: Option<String>,
}

impl Inputs {
    /// Finds the bundles.
    pub(super) fn collect(&self, limits: &Limits) -> Result<Collection, Error> {
        let stdin = Path::new("-");
        let uses = self.paths.iter().filter(|path| *path == stdin).count();
        if uses + usize::from(self.files_from.as_deref() == Some(stdin)) > 1 {
            return Err(Error::usage("standard input (-) can be used once", "give the others as files"));
        }
        let mut items = Vec::with_capacity(self.paths.len());
        for path in &self.paths {
            if path != stdin {
                items.push(Item::Path(path.clone()));
                continue;
            }
            // One byte more than the limit tells that there is more.
            let most = limits.jar_bytes.max(limits.jad_bytes).saturating_add(1);
            let bytes = read_stdin(most)?;
            items.push(Item::Bytes { name: "-".into(), bytes });
        }
        if let Some(list) = &self.files_from {
            let bytes = if list == stdin { read_stdin(LIST_BYTES)? } else { read_file(list, LIST_BYTES)? };
            let paths = read_list(&bytes);
            if paths.is_empty() && items.is_empty() {
                let message = format!("{} names no input", list.display());
                return Err(Error::usage(message, "put one path on each line"));
            }
            items.extend(paths.into_iter().map(Item::Path));
        }
        Ok(collect(items, limits))
    }
}

/// Tells what was left alone.
pub(super) fn tell(collection: &Collection, terminal: &Terminal) {
    for note in &collection.notes {
        terminal.note(note);
    }
}

fn read_stdin(most: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(most).read_to_end(&mut bytes);
    read.map_err(|error| Error::usage(format!("standard input could not be read: {error}"), ""))?;
    Ok(bytes)
}

/// A file that a setting names; that it can't be read is wrong usage.
pub(super) fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    bounded(path, most).map_err(|refusal| {
        let reason = match refusal {
            Refusal::Io(reason) => reason,
            Refusal::TooBig(_) => format!("it is bigger than {most} bytes"),
        };
        Error::usage(format!("{} could not be read: {reason}", path.display()), "")
    })
}
