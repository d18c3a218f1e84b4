//! The second opinion: what the strict `zip` crate makes of the same bytes.

use super::{Archive, anomaly, int, plain};
use crate::facts::{self, ArchiveWhat as What, Facts, Place, Str};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the strict reader lists for a name.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Listed {
    compressed: u64,
    size: u64,
    crc: u32,
}

/// Opens `bytes` with the `zip` crate and states where it refuses or lists other entries than `archive`, name by name. It
/// lists one entry a name (the last). Inflates nothing; a panic of the crate counts as refusal.
pub fn second_opinion(bytes: &[u8], archive: &Archive<'_>, facts: &mut Facts) {
    let whole = Place::Archive { offset: None };
    let listed = match catch_unwind(AssertUnwindSafe(|| list(bytes))) {
        Ok(Ok(listed)) => listed,
        Ok(Err(reason)) => {
            let detail: Option<Str> = Some(reason.as_str().into());
            facts.push(facts::Archive { detail, ..plain(What::RefusedByStrictReader) }.at(whole));
            return;
        }
        Err(_) => {
            let detail: Option<Str> = Some("the strict reader panicked".into());
            facts.push(facts::Archive { detail, ..plain(What::RefusedByStrictReader) }.at(whole));
            return;
        }
    };
    let mut ours: BTreeMap<&[u8], Listed> = BTreeMap::new();
    for entry in archive.entries() {
        let own =
            Listed { compressed: entry.compressed, size: entry.declared.unwrap_or(0), crc: entry.crc.unwrap_or(0) };
        // The first copy is what most devices load; the strict reader keeps the last.
        ours.entry(entry.raw_name).or_insert(own);
        match listed.get(entry.raw_name) {
            None => {
                let detail = Some("the strict reader does not list it".into());
                facts.push(facts::Archive { detail, ..anomaly(What::StrictReaderDiffers, entry) }.at(entry.place()));
            }
            Some(theirs) if *theirs != own => {
                for (field, here, there) in [
                    ("compressed", own.compressed, theirs.compressed),
                    ("size", own.size, theirs.size),
                    ("crc", own.crc.into(), theirs.crc.into()),
                ] {
                    if here != there {
                        let fact = facts::Archive {
                            field: Some(field.into()),
                            local: Some(int(here)),
                            central: Some(int(there)),
                            detail: Some("local is this reader's, central the strict one's".into()),
                            ..anomaly(What::StrictReaderDiffers, entry)
                        };
                        facts.push(fact.at(entry.place()));
                    }
                }
            }
            Some(_) => {}
        }
    }
    for name in listed.keys().filter(|name| !ours.contains_key(name.as_slice())) {
        let name: Str = String::from_utf8_lossy(name).into();
        let detail = Some("only the strict reader lists it".into());
        let fact = facts::Archive { entry: Some(name.clone()), detail, ..plain(What::StrictReaderDiffers) };
        facts.push(fact.at(Place::Entry { name }));
    }
}

fn list(bytes: &[u8]) -> Result<BTreeMap<Vec<u8>, Listed>, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let mut listed = BTreeMap::new();
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(|e| format!("entry {index}: {e}"))?;
        let own = Listed { compressed: entry.compressed_size(), size: entry.size(), crc: entry.crc32() };
        listed.insert(entry.name_raw().to_vec(), own);
    }
    Ok(listed)
}
