//! Stage 1. In: the bytes of a JAD and a JAR. Out: a [`Bundle`] with its archive, attributes and class files, and facts
//! about all of them.

pub mod archive;
pub mod attributes;
mod checks;
pub mod known;
pub mod resources;
mod suite;

pub use checks::check;
pub use suite::{HandlerEntry, MidletEntry, PushEntry};

use crate::facts::{self, AttributeFile, BundlePairing, Facts, Place, Str};
use crate::limits::{self, Limits};
use archive::{Archive, Content, InflateBudget, ReadOutcome, Sniffed};
use attributes::{Attribute, Attributes, Source};
use sha2::{Digest, Sha256};
use std::ops::Range;

/// One bundle as it was given.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Name under which it is reported: the path of the JAD, else of the JAR.
    pub name: &'a str,
    /// The descriptor.
    pub jad: Option<File<'a>>,
    /// The JAR.
    pub jar: Option<File<'a>>,
    /// How the two were joined.
    pub pairing: BundlePairing,
    /// URL that the descriptor came from, when the user said so.
    pub origin: Option<&'a str>,
}

/// A file in memory.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Path as given by the user.
    pub path: &'a str,
    /// Content.
    pub bytes: &'a [u8],
}

/// A bundle, opened.
#[derive(Debug)]
pub struct Bundle<'a> {
    /// What was given.
    pub input: Input<'a>,
    /// The JAR.
    pub archive: Option<Archive<'a>>,
    /// What is known of the content of each entry of the archive.
    pub contents: Vec<Sniffed>,
    /// The attributes of the descriptor.
    pub jad: Option<Attributes>,
    /// The attributes of the manifest.
    pub manifest: Option<Attributes>,
    /// The manifest's entry in the archive.
    pub manifest_entry: Option<usize>,
    /// The class files, in the order of the archive.
    pub classes: Vec<ClassFile>,
    /// Class files and manifests that could not be read, or not whole: the entry, and how that went.
    pub losses: Vec<(usize, &'static str)>,
    /// SHA-256 of the JAR, hexadecimal.
    pub jar_sha256: Option<String>,
    memory: UnpackMemory,
}

/// A class file of the bundle, whatever its name is.
#[derive(Clone, Debug)]
pub struct ClassFile {
    /// Its entry in the archive.
    pub entry: usize,
    /// Where its bytes are, see [`Bundle::class_bytes`].
    range: Range<usize>,
}

/// Memory for unpacking, reused from bundle to bundle.
#[derive(Debug, Default)]
pub struct UnpackMemory {
    budget: Option<InflateBudget>,
    classes: Vec<u8>,
    entry: Vec<u8>,
}

/// Which of the two files an attribute stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Descriptor {
    /// the JAD
    Jad,
    /// the manifest
    Manifest,
}

impl Descriptor {
    /// The place of a line in the file.
    pub fn line(self, line: u32) -> Place {
        match self {
            Descriptor::Jad => Place::jad(line),
            Descriptor::Manifest => Place::manifest(line),
        }
    }
}

/// Name of the manifest (JAR file specification); compared without case, as Symbian does.
pub const MANIFEST: &str = "META-INF/MANIFEST.MF";

/// Opens a bundle, states what is in it and checks it as that of a MIDlet suite: [`open`], then [`check`].
pub fn unpack<'a>(input: &Input<'a>, memory: UnpackMemory, limits: &Limits, facts: &mut Facts) -> Bundle<'a> {
    let bundle = open(input, memory, limits, facts);
    check(&bundle, limits, facts);
    bundle
}

/// Opens a bundle and states what is in it. Nothing that is wrong with it makes this fail.
pub fn open<'a>(input: &Input<'a>, memory: UnpackMemory, limits: &Limits, facts: &mut Facts) -> Bundle<'a> {
    let mut bundle = Bundle {
        input: *input,
        archive: None,
        contents: Vec::new(),
        jad: input.jad.map(|jad| Attributes::parse(jad.bytes, Source::Jad, limits)),
        manifest: None,
        manifest_entry: None,
        classes: Vec::new(),
        losses: Vec::new(),
        jar_sha256: None,
        memory,
    };
    if let Some(jar) = input.jar {
        bundle.jar_sha256 = Some(hex(&Sha256::digest(jar.bytes)));
        bundle.open(Archive::open(jar.bytes, limits, facts), limits, facts);
    }
    bundle.state(limits, facts);
    bundle
}

impl<'a> Bundle<'a> {
    /// Reads the manifest and the class files of the archive and looks at what the other entries are.
    fn open(&mut self, archive: Archive<'a>, limits: &Limits, facts: &mut Facts) {
        let UnpackMemory { budget, classes, entry: buffer } = &mut self.memory;
        let budget = match budget {
            Some(budget) => {
                budget.refill(limits);
                budget
            }
            none => none.insert(InflateBudget::new(limits)),
        };
        classes.clear();
        let mut known: Vec<Option<Sniffed>> = vec![None; archive.entries().len()];
        self.manifest_entry = archive
            .find(MANIFEST)
            .or_else(|| archive.entries().iter().position(|e| e.name.eq_ignore_ascii_case(MANIFEST)));
        if let Some(index) = self.manifest_entry
            && readable(archive.read(index, budget, buffer, limits, facts), index, &mut self.losses)
        {
            known[index] = Some(Sniffed::whole(&archive.entries()[index].name, buffer));
            self.manifest = Some(Attributes::parse(buffer, Source::Manifest, limits));
        }
        let mut read_class = |index: usize, budget: &mut InflateBudget, facts: &mut Facts| {
            if !readable(archive.read(index, budget, buffer, limits, facts), index, &mut self.losses) {
                return None;
            }
            let sniffed = Sniffed::whole(&archive.entries()[index].name, buffer);
            let start = classes.len();
            classes.extend_from_slice(buffer);
            self.classes.push(ClassFile { entry: index, range: start..classes.len() });
            Some(sniffed)
        };
        for (index, entry) in archive.entries().iter().enumerate() {
            // Symbian takes any case; the others look up the exact name.
            if !entry.is_directory() && ends_in_class(&entry.name) && !facts.stopped() {
                known[index] = read_class(index, budget, facts);
            }
        }
        self.contents = archive::describe_entries(&archive, &known, budget, limits, facts);
        for (index, sniffed) in self.contents.iter().enumerate() {
            if sniffed.content == Content::Class && known[index].is_none() {
                read_class(index, budget, facts);
            }
        }
        self.classes.sort_by_key(|class| class.entry);
        self.archive = Some(archive);
    }

    /// States what was given and what the descriptor and the manifest say.
    fn state(&self, limits: &Limits, facts: &mut Facts) {
        let fact = facts::Bundle {
            jad: self.jad.is_some(),
            jar: self.archive.is_some(),
            pairing: self.input.pairing,
            jar_size: self.input.jar.map(|jar| jar.bytes.len() as i64),
            jar_sha256: self.jar_sha256.as_deref().map(Str::from),
            origin: self.input.origin.map(Str::from),
        };
        facts.push(fact.at(Place::Bundle));
        for (file, attributes) in self.files() {
            for attribute in &attributes.list {
                let fact = facts::Attribute {
                    name: attribute.name.clone(),
                    value: attribute.value.clone(),
                    file: match file {
                        Descriptor::Jad => AttributeFile::Jad,
                        Descriptor::Manifest => AttributeFile::Manifest,
                    },
                    section: attribute.section.clone(),
                    wins: self.attribute(&attribute.name).is_some_and(|(_, winner)| std::ptr::eq(winner, attribute)),
                };
                facts.push(fact.at(file.line(attribute.line)));
            }
            if attributes.cut {
                facts.push(limits::reached(
                    limits,
                    "attributes",
                    None,
                    "further attributes are left out",
                    file.line(1),
                ));
            }
        }
        for midlet in self.midlets() {
            let fact = facts::Midlet {
                n: i64::from(midlet.n),
                name: midlet.name,
                icon: (!midlet.icon.is_empty()).then_some(midlet.icon),
                class: midlet.class,
            };
            facts.push(fact.at(midlet.place));
        }
        for push in self.pushes() {
            let fact = facts::Push {
                n: i64::from(push.n),
                connection: push.connection,
                class: push.class,
                filter: push.filter,
            };
            facts.push(fact.at(push.place));
        }
    }

    /// The JAD and the manifest, as far as they are there.
    pub fn files(&self) -> impl Iterator<Item = (Descriptor, &Attributes)> {
        let jad = self.jad.iter().map(|a| (Descriptor::Jad, a));
        jad.chain(self.manifest.iter().map(|a| (Descriptor::Manifest, a)))
    }

    /// The attribute that counts for an untrusted suite: that of the JAD before that of the manifest
    /// (MIDP 2.1, getAppProperty), and only then what stands in a later section, which some devices read too (phoneME).
    pub fn attribute(&self, name: &str) -> Option<(Descriptor, &Attribute)> {
        let main = self.files().find_map(|(file, attributes)| Some((file, attributes.get(name)?)));
        main.or_else(|| self.files().find_map(|(file, attributes)| Some((file, attributes.anywhere(name)?))))
    }

    /// The value of the attribute that counts; empty when there is none.
    pub fn value(&self, name: &str) -> &str {
        self.attribute(name).map_or("", |(_, attribute)| &attribute.value)
    }

    /// The bytes of a class file.
    pub fn class_bytes(&self, class: &ClassFile) -> &[u8] {
        &self.memory.classes[class.range.clone()]
    }

    /// Gives the memory back for the next bundle.
    pub fn into_memory(self) -> UnpackMemory {
        self.memory
    }
}

/// Whether something came of reading an entry; what did not come whole is noted.
fn readable(outcome: ReadOutcome, entry: usize, losses: &mut Vec<(usize, &'static str)>) -> bool {
    match outcome {
        ReadOutcome::Complete => true,
        ReadOutcome::Truncated => {
            losses.push((entry, "read only in part"));
            true
        }
        ReadOutcome::Unreadable(_) => {
            losses.push((entry, "not readable"));
            false
        }
    }
}

/// Whether a name ends in `.class`, in any case.
pub fn ends_in_class(name: &str) -> bool {
    name.len().checked_sub(6).and_then(|at| name.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(".class"))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
