//! Manifests and signature files by their bytes: digests are made over sections as they stand in the file, with their
//! folding and line ends, while names and values are read unfolded (JAR file specification; signing.md P13).

use crate::trust::hash::Hash;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of a line without its end.
const LINE_BYTES: usize = 72;

/// A manifest or a signature file.
#[derive(Debug, Default)]
pub(in crate::trust) struct Manifest {
    /// The main section.
    pub(in crate::trust) main: Section,
    /// The sections of entries, by their name; several of one name in the order of the file.
    pub(in crate::trust) entries: BTreeMap<String, Vec<Section>>,
    /// How the file departs from the form that every reader understands alike.
    pub(in crate::trust) oddities: Oddities,
}

/// One section.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::trust) struct Section {
    /// Its bytes in the file, the empty line that ends it included.
    pub(in crate::trust) range: Range<usize>,
    /// The last line has an end. Without one readers drop the line, or the section.
    ended: bool,
    attributes: Vec<(String, String)>,
}

/// Departures, each with the line of its first occurrence, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::trust) struct Oddities {
    /// A line of more than 72 bytes.
    pub(in crate::trust) long_line: Option<u32>,
    /// A line that ends in CR alone.
    pub(in crate::trust) lone_cr: Option<u32>,
    /// The last line has no end.
    pub(in crate::trust) no_final_newline: Option<u32>,
    /// A section whose name an earlier one has.
    pub(in crate::trust) duplicate: Option<u32>,
}

/// A digest of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::trust) struct Digest {
    /// Name of the hash as written.
    pub(in crate::trust) name: String,
    /// The hash, when it is known.
    pub(in crate::trust) hash: Option<Hash>,
    /// Its value; `None` when it is no Base64.
    value: Option<Vec<u8>>,
}

impl Digest {
    /// Whether it is the digest of these bytes; `None` when the hash is not known.
    pub(in crate::trust) fn fits(&self, bytes: &[u8]) -> Option<bool> {
        let hash = self.hash?;
        Some(self.value.as_ref().is_some_and(|value| *value == hash.of(bytes)))
    }
}

impl Manifest {
    /// Reads a file; never fails.
    pub(in crate::trust) fn parse(bytes: &[u8]) -> Manifest {
        let mut manifest = Manifest::default();
        let mut lines = Lines { bytes, at: 0, number: 0, oddities: Oddities::default() };
        let mut first = true;
        while let Some((section, line)) = lines.section() {
            if std::mem::take(&mut first) {
                manifest.main = section;
                continue;
            }
            let Some(name) = section.name().map(str::to_string) else { continue };
            let of_name = manifest.entries.entry(name).or_default();
            if !of_name.is_empty() {
                lines.oddities.duplicate.get_or_insert(line);
            }
            of_name.push(section);
        }
        manifest.oddities = lines.oddities;
        manifest
    }

    /// The digests of an entry in all sections of its name: `<ALG>-Digest`.
    pub(in crate::trust) fn digests(&self, name: &str) -> Vec<Digest> {
        let sections = self.entries.get(name).map_or(&[][..], |sections| &sections[..]);
        sections.iter().flat_map(|section| section.digests("-Digest")).collect()
    }

    /// The bytes of all sections of a name, one behind the other, as Java SE hashes them; `None` when there is none, or
    /// one that has no end.
    pub(in crate::trust) fn section_bytes(&self, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let sections = self.entries.get(name)?;
        if !sections.iter().all(|section| section.ended) {
            return None;
        }
        Some(sections.iter().flat_map(|section| &bytes[section.range.clone()]).copied().collect())
    }
}

impl Section {
    /// The entry that it is about.
    fn name(&self) -> Option<&str> {
        let (key, value) = self.attributes.first()?;
        key.eq_ignore_ascii_case("Name").then_some(value)
    }

    /// The attributes whose name is that of a hash with `suffix` behind it.
    pub(in crate::trust) fn digests(&self, suffix: &str) -> Vec<Digest> {
        let digest = |(key, value): &(String, String)| {
            let at = key.len().checked_sub(suffix.len()).filter(|at| *at > 0)?;
            let (name, rest) = key.split_at_checked(at)?;
            rest.eq_ignore_ascii_case(suffix).then(|| Digest {
                name: name.to_string(),
                hash: Hash::by_manifest_name(name),
                value: STANDARD.decode(value.trim_end()).ok(),
            })
        };
        self.attributes.iter().filter_map(digest).collect()
    }
}

/// The lines of a file.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    number: u32,
    oddities: Oddities,
}

impl<'a> Lines<'a> {
    /// The next line without its end, and whether it has one.
    fn line(&mut self) -> Option<(&'a [u8], bool)> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        self.number = self.number.saturating_add(1);
        let end = memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        let stop = match after {
            [b'\r', b'\n', ..] => 2,
            [b'\r', ..] => {
                self.oddities.lone_cr.get_or_insert(self.number);
                1
            }
            [_, ..] => 1,
            [] => {
                self.oddities.no_final_newline.get_or_insert(self.number);
                0
            }
        };
        if line.len() > LINE_BYTES {
            self.oddities.long_line.get_or_insert(self.number);
        }
        self.at += end + stop;
        Some((line, stop > 0))
    }

    /// The next section with the line on which it starts: up to the first empty line.
    fn section(&mut self) -> Option<(Section, u32)> {
        let start = self.at;
        let first = self.number.saturating_add(1);
        let mut section = Section::default();
        let mut open: Option<Vec<u8>> = None;
        let mut any = false;
        section.ended = true;
        while let Some((line, ended)) = self.line() {
            any = true;
            section.ended = ended;
            if line.is_empty() {
                break;
            }
            match (line.strip_prefix(b" "), &mut open) {
                (Some(more), Some(open)) => open.extend_from_slice(more),
                _ => {
                    section.add(open.replace(line.to_vec()));
                }
            }
        }
        section.add(open);
        section.range = start..self.at;
        any.then_some((section, first))
    }
}

impl Section {
    /// Adds an unfolded line.
    fn add(&mut self, line: Option<Vec<u8>>) {
        let Some(line) = line else { return };
        let line = String::from_utf8_lossy(&line);
        // A line without a colon is kept as a name: a section that starts with one has no name.
        let (key, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        self.attributes.push((key.to_string(), value.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sections_keep_their_bytes() {
        let text = b"Manifest-Version: 1.0\r\n\r\nName: a/b\r\n c.class\r\nSHA1-Digest: AAA=\r\n\r\nName: d\nSHA1-Digest: AAA=\n\n";
        let manifest = Manifest::parse(text);
        assert_eq!(manifest.main.range, 0..25);
        let names: Vec<&str> = manifest.entries.keys().map(String::as_str).collect();
        assert_eq!(names, ["a/bc.class", "d"], "names are unfolded");
        let bytes = manifest.section_bytes("a/bc.class", text).unwrap();
        assert_eq!(bytes, b"Name: a/b\r\n c.class\r\nSHA1-Digest: AAA=\r\n\r\n", "digests are over what is folded");
        assert_eq!(manifest.section_bytes("d", text).unwrap(), b"Name: d\nSHA1-Digest: AAA=\n\n");
        assert_eq!(manifest.oddities, Oddities::default());
    }

    #[test]
    fn odd_forms_are_told() {
        let text = format!("Manifest-Version: 1.0\r\r{}\nName: a\n\nName: a\nX: y", "x".repeat(73));
        let manifest = Manifest::parse(text.as_bytes());
        let oddities = Oddities { long_line: Some(3), lone_cr: Some(1), no_final_newline: Some(7), duplicate: Some(6) };
        // The first section after the main one is headed by no name and is passed over.
        assert_eq!(manifest.oddities, Oddities { duplicate: None, ..oddities });
        assert_eq!(manifest.section_bytes("a", text.as_bytes()), None, "the last section has no end");
        let twice = Manifest::parse(b"A: 1\n\nName: a\n\nName: a\n\n");
        assert_eq!(twice.oddities.duplicate, Some(5));
        assert_eq!(twice.section_bytes("a", b"A: 1\n\nName: a\n\nName: a\n\n").unwrap(), b"Name: a\n\nName: a\n\n");
    }

    #[test]
    fn digests_of_all_names() {
        let text = b"V: 1\n\nName: a\nDigest-Algorithms: SHA MD5\nSHA-Digest: qvTGHdzF6KLavt4PO0gs2a6pQ00=\nMD5-Digest: x\nRIPE-Digest: AAAA\n-Digest: A\n\n";
        let manifest = Manifest::parse(text);
        let digests = manifest.digests("a");
        let names: Vec<(&str, Option<Hash>)> = digests.iter().map(|d| (&*d.name, d.hash)).collect();
        assert_eq!(names, [("SHA", Some(Hash::Sha1)), ("MD5", Some(Hash::Md5)), ("RIPE", None)]);
        assert_eq!(digests[0].fits(b"hello"), Some(true));
        assert_eq!(digests[0].fits(b"hullo"), Some(false));
        assert_eq!(digests[1].fits(b"hello"), Some(false), "no Base64");
        assert_eq!(digests[2].fits(b"hello"), None);
    }

    proptest! {
        /// Sections lie one behind the other and cover the file.
        #[test]
        fn any_bytes(bytes in prop::collection::vec(prop::sample::select(b"N ame:\r\n-Digest\xff\0".to_vec()), 0..400)) {
            let manifest = Manifest::parse(&bytes);
            let mut ranges: Vec<Range<usize>> =
                manifest.entries.values().flatten().map(|section| section.range.clone()).collect();
            ranges.push(manifest.main.range.clone());
            ranges.sort_by_key(|range| range.start);
            prop_assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!(ranges.iter().all(|range| range.end <= bytes.len()));
        }
    }
}
