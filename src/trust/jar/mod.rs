//! JAR signing (JAR file specification; MExE classmark 2): manifest, signature files and signature blocks under META-INF,
//! what each signer covers, and what that makes of the executable. MIDP devices pay no heed to any of it.

mod block;
mod coverage;
mod manifest;
mod statement;
mod verdict;

use super::certificate::Certificate;
use super::key::Agreement;
use super::outcome::Outcome;
use super::path::{Judge, Judged, Purpose};
use super::steps::Steps;
use crate::bundle::archive::{Archive, InflateBudget, ReadOutcome};
use crate::bundle::{Bundle, MANIFEST};
use crate::facts::{Facts, Str};
use crate::limits::{Limits, StopFlag};
use block::{Block, Checked, Timestamp};
use coverage::Coverage;
use manifest::{Digest, Manifest};
use std::collections::BTreeMap;

const FOLDER: &str = "META-INF/";
const FILE: &str = "SF";
const BLOCKS: [&str; 3] = ["RSA", "DSA", "EC"];

/// One signer: the files of one name in META-INF.
pub(super) struct SignerFiles {
    /// The name without extension, in capitals.
    name: String,
    /// Entry of the signature file.
    file: Option<usize>,
    /// Entry of the signature block.
    block: Option<usize>,
    /// What the block holds; a clause that continues "the block …".
    read: Result<BlockRead, String>,
    /// Names of entries for which the signature file agrees with the manifest.
    listed: Listed,
}

/// A block with what came of checking it.
struct BlockRead {
    block: Block,
    signers: Vec<SignerRead>,
}

/// One signer of a block, checked.
struct SignerRead {
    name: String,
    /// Its certificate, the path upwards, and what that is worth.
    path: Option<(Vec<Certificate>, Judged)>,
    checked: Option<Checked>,
    timestamp: Option<Result<Timestamp, String>>,
    states_time: bool,
    hash: Option<super::hash::Hash>,
}

/// What a signature file says of the manifest.
#[derive(Default)]
struct Listed {
    /// By name: whether the section of the manifest is the one that was signed.
    sections: BTreeMap<String, Section>,
    /// The digest of the whole manifest fits; `None` when there is none.
    whole: Option<bool>,
    /// The digest of the main section fits; `None` when there is none.
    main: Option<bool>,
    /// Digests that decided, with MD2 and MD5 alone.
    broken_hash: bool,
}

/// How a section of the manifest stands to a signature file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Signed,
    /// By a digest that is worth nothing.
    BrokenHash,
    Changed,
}

/// A signed JAR, examined.
pub(super) struct SignedJar<'a> {
    archive: &'a Archive<'a>,
    signers: Vec<SignerFiles>,
    manifest: Option<Manifest>,
    coverage: Vec<Coverage>,
    /// Entries that were left out because of a limit.
    cut: Option<u64>,
    /// Signers that were left out because of a limit.
    cut_signers: Option<u64>,
}

/// Looks at the signature files of a JAR, states everything about them, and gives the outcome for the executable; `None`
/// when there are none.
pub(super) fn examine(bundle: &Bundle<'_>, judge: &Judge<'_>, facts: &mut Facts, steps: &mut Steps) -> Option<Outcome> {
    let archive = bundle.archive.as_ref()?;
    let judge = Judge { purpose: Purpose::Jar, ..*judge };
    let jar = SignedJar::read(archive, &judge, facts.stop_flag())?;
    let outcome = verdict::outcome(&jar, &judge);
    statement::state(&jar, &judge, &outcome, facts, steps);
    Some(outcome)
}

impl<'a> SignedJar<'a> {
    fn read(archive: &'a Archive<'a>, judge: &Judge<'_>, stop: StopFlag) -> Option<SignedJar<'a>> {
        let mut names = signer_files(archive);
        if names.is_empty() {
            return None;
        }
        let limits = judge.limits;
        let most = usize::try_from(limits.certificates).unwrap_or(usize::MAX);
        let cut_signers = (names.len() > most).then_some(names.len() as u64);
        while names.len() > most {
            names.pop_last();
        }
        let mut reader = Reader { archive, limits, budget: InflateBudget::new(limits), buffer: Vec::new(), stop };
        let manifest_bytes = manifest_entry(archive).and_then(|entry| reader.read(entry, limits.entry_bytes).ok());
        let manifest = manifest_bytes.as_deref().map(Manifest::parse);
        let mut signers = Vec::new();
        for (name, (file, block)) in names {
            let file_bytes = file.and_then(|entry| reader.read(entry, limits.signature_block_bytes).ok());
            let read = match (&file_bytes, block) {
                (Some(content), Some(entry)) => reader
                    .read(entry, limits.signature_block_bytes)
                    .map_err(|why| why.to_string())
                    .and_then(|bytes| Block::parse(&bytes, limits))
                    .map(|block| BlockRead::check(block, content, judge)),
                (Some(_), None) => Err("is missing".into()),
                (None, _) => Err("has no signature file beside it that can be read".into()),
            };
            let listed = match (&file_bytes, &manifest, &manifest_bytes) {
                (Some(file), Some(manifest), Some(bytes)) => Listed::compare(&Manifest::parse(file), manifest, bytes),
                _ => Listed::default(),
            };
            signers.push(SignerFiles { name, file, block, read, listed });
        }
        let mut jar = SignedJar { archive, signers, manifest, coverage: Vec::new(), cut: None, cut_signers };
        (jar.coverage, jar.cut) = coverage::compare(&jar, &mut reader);
        Some(jar)
    }

    /// The entry's name, for places.
    fn entry_name(&self, entry: Option<usize>) -> Option<&'a Str> {
        entry.map(|entry| &self.archive.entries()[entry].name)
    }
}

impl SignerFiles {
    /// The block is whole and each of its signers signed the signature file, which is true of the main section.
    fn holds(&self) -> bool {
        let signed = |signer: &SignerRead| signer.checked == Some(Checked::Signature(Agreement::Matches));
        self.listed.main != Some(false)
            && self.read.as_ref().is_ok_and(|read| !read.signers.is_empty() && read.signers.iter().all(signed))
    }
}

impl BlockRead {
    fn check(block: Block, content: &[u8], judge: &Judge<'_>) -> BlockRead {
        let mut signers = Vec::new();
        for signer in &block.signers {
            let certificate = block.certificate_of(signer);
            let path = certificate.map(|certificate| {
                let (chain, judged) =
                    judge.through_bag(certificate, &block.certificates, &super::outcome::SPECIFICATION);
                (chain.into_iter().cloned().collect(), judged)
            });
            let checked = certificate.map(|certificate| {
                if signer.named_by_key() {
                    let why = "the signer is named by its key, which devices that read PKCS #7 do not know";
                    return Checked::Signature(Agreement::Unusable(why.into()));
                }
                block.check(signer, certificate, content, judge.limits)
            });
            signers.push(SignerRead {
                name: signer.name(),
                path,
                checked,
                timestamp: signer.timestamp(judge.limits),
                states_time: signer.states_time(),
                hash: signer.hash(),
            });
        }
        BlockRead { block, signers }
    }
}

impl Listed {
    /// Compares a signature file with the manifest: the digest of all of it, else that of each section.
    fn compare(file: &Manifest, manifest: &Manifest, bytes: &[u8]) -> Listed {
        let mut listed = Listed::default();
        let whole = file.main.digests("-Digest-Manifest");
        listed.whole = agree(&whole, bytes).map(|(fits, _)| fits);
        let main = file.main.digests("-Digest-Manifest-Main-Attributes");
        if listed.whole != Some(true) {
            listed.main = agree(&main, &bytes[manifest.main.range.clone()]).map(|(fits, _)| fits);
        }
        let whole_broken = agree(&whole, bytes).is_some_and(|(_, broken)| broken);
        for name in file.entries.keys() {
            let section = if listed.whole == Some(true) {
                if whole_broken { Section::BrokenHash } else { Section::Signed }
            } else {
                let own = manifest.section_bytes(name, bytes);
                match own.and_then(|own| agree(&file.digests(name), &own)) {
                    Some((true, false)) => Section::Signed,
                    Some((true, true)) => Section::BrokenHash,
                    _ => Section::Changed,
                }
            };
            listed.broken_hash |= section == Section::BrokenHash;
            listed.sections.insert(name.clone(), section);
        }
        listed
    }
}

/// Whether all digests of known hashes fit, and whether all of these are broken ones; `None` without any.
fn agree(digests: &[Digest], bytes: &[u8]) -> Option<(bool, bool)> {
    let known: Vec<(bool, bool)> = digests
        .iter()
        .filter_map(|digest| Some((digest.fits(bytes)?, digest.hash?.worth() == super::hash::Worth::Broken)))
        .collect();
    let fits = known.iter().all(|(fits, _)| *fits);
    (!known.is_empty()).then(|| (fits, known.iter().all(|(_, broken)| *broken)))
}

/// Reads entries, with a budget of its own.
struct Reader<'a> {
    archive: &'a Archive<'a>,
    limits: &'a Limits,
    budget: InflateBudget,
    buffer: Vec<u8>,
    /// Tells the work on the bundle to end.
    stop: StopFlag,
}

impl Reader<'_> {
    /// The bytes of an entry, all of them. The error is a clause that continues "the entry …".
    fn read(&mut self, entry: usize, most: u64) -> Result<Vec<u8>, &'static str> {
        self.load(entry)?;
        if self.buffer.len() as u64 > most {
            return Err("is bigger than the limit signature-block-bytes");
        }
        Ok(self.buffer.clone())
    }

    /// The same, into the buffer. What is odd about the entry stage 1 has stated.
    fn load(&mut self, entry: usize) -> Result<(), &'static str> {
        let mut unheard = Facts::new(0);
        match self.archive.read(entry, &mut self.budget, &mut self.buffer, self.limits, &mut unheard) {
            ReadOutcome::Complete => Ok(()),
            ReadOutcome::Truncated => Err("can't be read whole"),
            ReadOutcome::Unreadable(_) => Err("can't be read"),
        }
    }
}

/// The manifest that Java SE reads: any case, the exact name first.
fn manifest_entry(archive: &Archive<'_>) -> Option<usize> {
    let any_case = || archive.entries().iter().position(|entry| entry.name.eq_ignore_ascii_case(MANIFEST));
    archive.find(MANIFEST).or_else(any_case)
}

/// Signature file and block of each signer; names are compared without case.
fn signer_files(archive: &Archive<'_>) -> BTreeMap<String, (Option<usize>, Option<usize>)> {
    let mut signers: BTreeMap<String, (Option<usize>, Option<usize>)> = BTreeMap::new();
    for (index, entry) in archive.entries().iter().enumerate() {
        let Some((stem, extension)) = in_folder(&entry.name).and_then(|file| file.rsplit_once('.')) else { continue };
        let is_file = extension.eq_ignore_ascii_case(FILE);
        if is_file || BLOCKS.iter().any(|block| extension.eq_ignore_ascii_case(block)) {
            let signer = signers.entry(stem.to_ascii_uppercase()).or_default();
            if is_file { &mut signer.0 } else { &mut signer.1 }.get_or_insert(index);
        }
    }
    signers
}

/// The name within META-INF of an entry that is directly in it.
fn in_folder(name: &str) -> Option<&str> {
    let (folder, file) = name.split_at_checked(FOLDER.len())?;
    (folder.eq_ignore_ascii_case(FOLDER) && !file.contains('/')).then_some(file)
}

/// An entry that signatures are made of, so that none covers it (signing.md 2.2).
fn is_signing_data(name: &str) -> bool {
    let Some(file) = in_folder(name) else { return false };
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    name.eq_ignore_ascii_case(MANIFEST)
        || extension.eq_ignore_ascii_case(FILE)
        || BLOCKS.iter().any(|block| extension.eq_ignore_ascii_case(block))
        || file.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("SIG-"))
}
