//! Stage 1. In: the bytes of a JAD and a JAR. Out: a bundle with its archive, attributes and facts about both.

pub mod archive;

use crate::facts::BundlePairing;

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
