//! Turns what the user named into bundles: files are told apart by content, JADs find their JARs, and what can't be used
//! becomes a bundle of its own with the reason. Nothing but JADs is read here.

use super::pair::{jar_name, looks_like_jad, looks_like_jar};
use super::read::{Refusal, bounded, plain};
use super::walk::{has_bundle_extension, has_extension, walk};
use crate::facts::BundlePairing;
use crate::limits::Limits;
use crate::report::Status;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// One thing that the user named.
#[derive(Clone, Debug)]
pub enum Item {
    /// A file or a folder.
    Path(PathBuf),
    /// Content that has no file, such as standard input, under the name it is reported by.
    Bytes {
        /// Name in reports.
        name: String,
        /// Content; longer than the limit when it was cut there.
        bytes: Vec<u8>,
    },
}

/// Where the bytes of a JAD or a JAR come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file, read when its turn comes.
    Path(PathBuf),
    /// Bytes at hand, under a name.
    Bytes(String, Arc<[u8]>),
}

impl Source {
    /// The name under which it is reported.
    pub fn name(&self) -> String {
        match self {
            Source::Path(path) => path.to_string_lossy().into_owned(),
            Source::Bytes(name, _) => name.clone(),
        }
    }
}

/// One bundle to be analysed.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Path of the JAD, else of the JAR.
    pub name: String,
    /// The descriptor.
    pub jad: Option<Source>,
    /// The JAR.
    pub jar: Option<Source>,
    /// How the two were joined.
    pub pairing: BundlePairing,
    /// What is worth saying and does no harm.
    pub notes: Vec<String>,
    /// The status when there is nothing to analyse.
    pub settled: Option<Status>,
}

impl Planned {
    fn settled(name: String, status: Status) -> Self {
        Planned { name, jad: None, jar: None, pairing: BundlePairing::Single, notes: Vec::new(), settled: Some(status) }
    }

    fn of(jad: Option<Source>, jar: Option<Source>, pairing: BundlePairing) -> Self {
        let name = jad.as_ref().or(jar.as_ref()).map(Source::name).unwrap_or_default();
        Planned { name, jad, jar, pairing, notes: Vec::new(), settled: None }
    }
}

/// The bundles in the order of the request, folders sorted by path.
#[derive(Debug, Default)]
pub struct Collection {
    /// The bundles.
    pub bundles: Vec<Planned>,
    /// What is to be said of the request as a whole.
    pub notes: Vec<String>,
}

/// The paths of a list: separated by NUL when there is one, else by line ends. Empty ones are left out.
pub fn read_list(bytes: &[u8]) -> Vec<PathBuf> {
    let separator = if bytes.contains(&0) { 0 } else { b'\n' };
    bytes
        .split(|byte| *byte == separator)
        .map(|path| if separator == b'\n' { path.strip_suffix(b"\r").unwrap_or(path) } else { path })
        .filter(|path| !path.is_empty())
        .map(path_from_bytes)
        .collect()
}

#[cfg(unix)]
fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// A file that was found, before pairing.
enum Slot {
    Jad { path: PathBuf, named: bool },
    Jar { path: PathBuf, named: bool },
    Done(Planned),
}

/// Finds the bundles in what the user named. A thing named twice counts once.
pub fn collect(items: Vec<Item>, limits: &Limits) -> Collection {
    let mut collection = Collection::default();
    let mut seen = BTreeSet::new();
    let mut slots = Vec::new();
    for item in items {
        match item {
            Item::Bytes { name, bytes } => slots.push(Slot::Done(from_bytes(name, bytes, limits))),
            Item::Path(path) => match std::fs::metadata(&path) {
                Err(error) => {
                    let reason = plain(&error);
                    let path = path.to_string_lossy().into_owned();
                    if seen.insert(PathBuf::from(&path)) {
                        slots.push(Slot::Done(Planned::settled(path, Status::Failed(reason))));
                    }
                }
                Ok(meta) if meta.is_dir() => folder(&path, &mut seen, &mut slots, &mut collection.notes),
                Ok(_) => {
                    if seen.insert(normal(&path)) {
                        slots.push(named_file(path, limits));
                    }
                }
            },
        }
    }
    pair(slots, limits, &mut collection.bundles);
    collection
}

/// The bundles below a folder, and what was left alone there.
fn folder(path: &Path, seen: &mut BTreeSet<PathBuf>, slots: &mut Vec<Slot>, notes: &mut Vec<String>) {
    let shown = path.display();
    if has_bundle_extension(path) {
        notes.push(format!("{shown}: is a folder, in spite of its name; what is in it was taken"));
    }
    let found = walk(path);
    for odd in &found.odd_folders {
        notes.push(format!("{}: is a folder, in spite of its name; what is in it was taken", odd.display()));
    }
    if found.files.is_empty() && found.unreadable.is_empty() {
        let reason = format!("no *.jar or *.jad in this folder; {} left alone", count(found.others, "other file"));
        slots.push(Slot::Done(Planned::settled(shown.to_string(), Status::Skipped(reason))));
    } else if found.others > 0 {
        notes.push(format!("{shown}: {} left alone (neither *.jar nor *.jad)", count(found.others, "other file")));
    }
    if found.links > 0 {
        notes.push(format!("{shown}: {} not followed", count(found.links, "link to a folder")));
    }
    for (path, reason) in found.unreadable {
        slots.push(Slot::Done(Planned::settled(path.to_string_lossy().into_owned(), Status::Failed(reason))));
    }
    for path in found.files {
        if !seen.insert(normal(&path)) {
            continue;
        }
        let is_jad = has_extension(&path, "jad");
        slots.push(if is_jad { Slot::Jad { path, named: false } } else { Slot::Jar { path, named: false } });
    }
}

/// `1 other file`, `2 other files`.
fn count(number: u64, what: &str) -> String {
    let (noun, rest) =
        what.split_once(" to ").map_or((what, String::new()), |(noun, rest)| (noun, format!(" to {rest}")));
    format!("{number} {noun}{}{rest}", if number == 1 { "" } else { "s" })
}

/// Tells a file that the user named by its content; the extension decides where the content says nothing.
fn named_file(path: PathBuf, limits: &Limits) -> Slot {
    let named = true;
    let (head, tail) = match ends(&path) {
        Ok(ends) => ends,
        Err(reason) => {
            return Slot::Done(Planned::settled(path.to_string_lossy().into_owned(), Status::Failed(reason)));
        }
    };
    if looks_like_jar(&head) || looks_like_jar(&tail) && !looks_like_jad(&head, limits) {
        return Slot::Jar { path, named };
    }
    if has_extension(&path, "jad") || looks_like_jad(&head, limits) {
        return Slot::Jad { path, named };
    }
    if has_extension(&path, "jar") {
        return Slot::Jar { path, named };
    }
    let reason = if head.is_empty() { "the file is empty" } else { "neither a JAR nor a JAD, by name and by content" };
    Slot::Done(Planned::settled(path.to_string_lossy().into_owned(), Status::Failed(reason.into())))
}

/// The first and the last bytes of a file. A pipe can't be read twice, so it has none and goes by its name.
fn ends(path: &Path) -> Result<(Vec<u8>, Vec<u8>), String> {
    const PEEK: u64 = (64 << 10) + 22;
    let text = |error: std::io::Error| plain(&error);
    let mut file = std::fs::File::open(path).map_err(text)?;
    let meta = file.metadata().map_err(text)?;
    if !meta.is_file() {
        return Err("not a regular file; give its content on standard input (-)".into());
    }
    let mut head = Vec::new();
    (&mut file).take(4 << 10).read_to_end(&mut head).map_err(text)?;
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(meta.len().saturating_sub(PEEK))).map_err(text)?;
    file.take(PEEK).read_to_end(&mut tail).map_err(text)?;
    Ok((head, tail))
}

/// The bundle that content without a file is.
fn from_bytes(name: String, bytes: Vec<u8>, limits: &Limits) -> Planned {
    if bytes.is_empty() {
        return Planned::settled(name, Status::Failed("nothing came in".into()));
    }
    let jad = !bytes.starts_with(b"PK") && looks_like_jad(&bytes, limits);
    let (limit, limit_name) = if jad { (limits.jad_bytes, "jad-bytes") } else { (limits.jar_bytes, "jar-bytes") };
    if bytes.len() as u64 > limit {
        return Planned::settled(name, Status::Skipped(too_big(None, limit, limit_name)));
    }
    if !jad && !looks_like_jar(&bytes) {
        return Planned::settled(name, Status::Failed("neither a JAR nor a JAD, by content".into()));
    }
    let source = Some(Source::Bytes(name, bytes.into()));
    if !jad {
        return Planned::of(None, source, BundlePairing::Single);
    }
    Planned::of(source, None, BundlePairing::Single)
}

/// The sentence for a file over its limit.
pub(super) fn too_big(size: Option<u64>, limit: u64, name: &str) -> String {
    let size = size.map_or_else(|| "more".to_string(), |size| format!("{size} bytes, more"));
    format!("{size} than the limit {name} of {limit} bytes; raise it with --limit {name}=BYTES")
}

/// A path that names the same file in the same words: without `.` components.
fn normal(path: &Path) -> PathBuf {
    path.components().filter(|c| !matches!(c, Component::CurDir)).collect()
}

/// What a JAD says of its JAR.
enum Peek {
    Names(Option<String>),
    /// It is a ZIP archive in spite of its name.
    Jar,
    Refused(Status),
}

fn peek(path: &Path, limits: &Limits) -> Peek {
    match bounded(path, limits.jad_bytes) {
        Ok(bytes) if bytes.starts_with(b"PK\x03\x04") => Peek::Jar,
        Ok(bytes) => Peek::Names(jar_name(&bytes, limits)),
        Err(Refusal::Io(reason)) => Peek::Refused(Status::Failed(reason)),
        Err(Refusal::TooBig(size)) => {
            // A big file may be a JAR under a JAD's name; that is for the JAR reader to say.
            let mut magic = [0; 4];
            let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut magic));
            if read.is_ok() && magic == *b"PK\x03\x04" {
                Peek::Jar
            } else {
                Peek::Refused(Status::Skipped(too_big(size, limits.jad_bytes, "jad-bytes")))
            }
        }
    }
}

/// JARs by folder, to look one up by its name.
#[derive(Default)]
struct Shelf {
    jars: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    listed: BTreeSet<PathBuf>,
}

impl Shelf {
    fn add(&mut self, path: &Path) {
        self.jars.entry(parent(path)).or_default().insert(path.to_path_buf());
    }

    /// The JAR of that name in `folder`: the same letters first, then the same but for case.
    fn find(&mut self, folder: &Path, name: &str, on_disk: bool) -> Option<PathBuf> {
        if let Some(path) = self.known(folder, name) {
            return Some(path);
        }
        if !on_disk {
            return None;
        }
        let exact = folder.join(name);
        if exact.is_file() {
            return Some(exact);
        }
        if self.listed.insert(folder.to_path_buf()) {
            let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            for entry in std::fs::read_dir(here).into_iter().flatten().flatten() {
                let path = folder.join(entry.file_name());
                if has_extension(&path, "jar") && path.is_file() {
                    self.add(&path);
                }
            }
        }
        self.known(folder, name)
    }

    fn known(&self, folder: &Path, name: &str) -> Option<PathBuf> {
        let jars = self.jars.get(folder)?;
        let same = |jar: &&PathBuf, eq: fn(&str, &str) -> bool| {
            jar.file_name().and_then(|n| n.to_str()).is_some_and(|n| eq(n, name))
        };
        let exact = jars.iter().find(|jar| same(jar, |a, b| a == b));
        exact.or_else(|| jars.iter().find(|jar| same(jar, |a, b| a.to_lowercase() == b.to_lowercase()))).cloned()
    }
}

fn parent(path: &Path) -> PathBuf {
    path.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Joins JADs and JARs: by `MIDlet-Jar-URL`, then by stem, and, when the user named just one of each, because of that.
fn pair(mut slots: Vec<Slot>, limits: &Limits, bundles: &mut Vec<Planned>) {
    let peeks: Vec<Option<Peek>> = slots
        .par_iter()
        .map(|slot| match slot {
            Slot::Jad { path, .. } => Some(peek(path, limits)),
            _ => None,
        })
        .collect();
    for (slot, peek) in slots.iter_mut().zip(&peeks) {
        if let (Slot::Jad { path, named }, Some(Peek::Jar)) = (&slot, peek) {
            *slot = Slot::Jar { path: path.clone(), named: *named };
        }
    }
    let mut shelf = Shelf::default();
    for slot in &slots {
        if let Slot::Jar { path, .. } = slot {
            shelf.add(path);
        }
    }
    let explicit = one_of_each(&slots);
    let mut used = BTreeSet::new();
    let mut joined = Vec::with_capacity(slots.len());
    for (slot, peek) in slots.iter().zip(peeks) {
        let planned = match (slot, peek) {
            (Slot::Jad { path, .. }, Some(Peek::Refused(status))) => {
                Some(Planned::settled(path.to_string_lossy().into_owned(), status))
            }
            (Slot::Jad { path, named }, Some(Peek::Names(name))) => {
                let planned = join(path, name, *named, explicit.as_deref(), &mut shelf);
                if let Some(Source::Path(jar)) = &planned.jar {
                    used.insert(normal(jar));
                }
                Some(planned)
            }
            _ => None,
        };
        joined.push(planned);
    }
    for (slot, planned) in slots.into_iter().zip(joined) {
        match (slot, planned) {
            (Slot::Done(planned), _) | (_, Some(planned)) => bundles.push(planned),
            (Slot::Jar { path, .. }, None) if !used.contains(&normal(&path)) => {
                bundles.push(Planned::of(None, Some(Source::Path(path)), BundlePairing::Single));
            }
            _ => {}
        }
    }
}

/// The JAR, when the user named one JAD, one JAR and nothing else.
fn one_of_each(slots: &[Slot]) -> Option<PathBuf> {
    match slots {
        [Slot::Jad { named: true, .. }, Slot::Jar { path, named: true }]
        | [Slot::Jar { path, named: true }, Slot::Jad { named: true, .. }] => Some(path.clone()),
        _ => None,
    }
}

/// Finds the JAR of one JAD.
fn join(jad: &Path, name: Option<String>, named: bool, explicit: Option<&Path>, shelf: &mut Shelf) -> Planned {
    let folder = parent(jad);
    let stem = jad.file_stem().map(|s| format!("{}.jar", s.to_string_lossy()));
    let by_url = name.as_deref().and_then(|name| shelf.find(&folder, name, named));
    let mut by_stem = || stem.as_deref().and_then(|stem| shelf.find(&folder, stem, named));
    let source = |path: PathBuf| Some(Source::Path(path));
    let jad_source = source(jad.to_path_buf());
    let absent = |name: &Option<String>| match name {
        Some(name) => format!("MIDlet-Jar-URL ends in {name:?}, which is not in the folder of the JAD"),
        None => "the JAD has no usable MIDlet-Jar-URL".to_string(),
    };
    // A JAR that was named is the one meant, unless the JAD names another that is there.
    let named_alike = |jar: &Path| {
        let file_name = jar.file_name().map(|n| n.to_string_lossy().to_lowercase());
        file_name == name.as_ref().map(|name| name.to_lowercase())
    };
    let explicit = explicit.filter(|jar| by_url.is_none() || named_alike(jar));
    if let Some(explicit) = explicit {
        if by_url.as_deref().map(normal) == Some(normal(explicit)) {
            return Planned::of(jad_source, by_url.and_then(source), BundlePairing::Url);
        }
        let mut planned = Planned::of(jad_source, source(explicit.to_path_buf()), BundlePairing::Explicit);
        if !named_alike(explicit) {
            planned.notes.push(match &name {
                Some(name) => format!("MIDlet-Jar-URL ends in {name:?}; the JAR is the one that was named"),
                None => "the JAD has no usable MIDlet-Jar-URL; the JAR is the one that was named".into(),
            });
        }
        return planned;
    }
    if let Some(jar) = by_url {
        return Planned::of(jad_source, source(jar), BundlePairing::Url);
    }
    if let Some(jar) = by_stem() {
        let mut planned = Planned::of(jad_source, source(jar), BundlePairing::Stem);
        planned.notes.push(format!("{}; the JAR was found by its stem", absent(&name)));
        return planned;
    }
    let mut planned = Planned::of(jad_source, None, BundlePairing::Single);
    planned.notes.push(absent(&name));
    planned
}
