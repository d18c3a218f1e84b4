//! Reads a file up to a limit; never more, whatever the file system claims.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Why a file was not read.
#[derive(Debug)]
pub enum Refusal {
    /// It holds more than the limit; its size when the file system knows it.
    TooBig(Option<u64>),
    /// The operating system would not let us.
    Io(String),
}

/// The content of `path`, at most `limit` bytes.
pub fn bounded(path: &Path, limit: u64) -> Result<Vec<u8>, Refusal> {
    let file = File::open(path).map_err(|e| Refusal::Io(plain(&e)))?;
    let size = file.metadata().ok().filter(|m| m.is_file()).map(|m| m.len());
    if let Some(size) = size.filter(|size| *size > limit) {
        return Err(Refusal::TooBig(Some(size)));
    }
    bounded_reader(file, limit, size)
}

/// The content of `reader`, at most `limit` bytes. `size` is what it is said to hold.
pub(super) fn bounded_reader(reader: impl Read, limit: u64, size: Option<u64>) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(size.unwrap_or(0).min(limit) as usize + 1);
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| Refusal::Io(plain(&e)))?;
    if bytes.len() as u64 > limit {
        return Err(Refusal::TooBig(size.filter(|size| *size > limit)));
    }
    Ok(bytes)
}

/// An error of the operating system in its own words, without the number.
pub(super) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_cut_at_the_limit() {
        assert_eq!(bounded_reader(&b"abc"[..], 3, None).unwrap(), b"abc");
        assert!(matches!(bounded_reader(&b"abcd"[..], 3, None), Err(Refusal::TooBig(None))));
        assert!(matches!(bounded_reader(io::repeat(0), 3, None), Err(Refusal::TooBig(None))));
    }

    #[test]
    fn a_missing_file_is_named_in_plain_words() {
        let Err(Refusal::Io(text)) = bounded(Path::new("/no/such/file"), 1) else { panic!("was read") };
        assert_eq!(text, "no such file or directory");
    }
}
