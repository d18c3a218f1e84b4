//! The roots that the user gives: certificates of which each stands for one protection domain. They are found by their
//! key, since several may bear one name (signing.md P22); none is ever taken from a bundle (P30).

use super::certificate::Certificate;
use crate::facts::{CertificateDomain, OutcomeDomain};
use crate::limits::Limits;

/// The domain that a root stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Domain {
    /// the operator's
    Operator,
    /// the manufacturer's
    Manufacturer,
    /// of identified third parties
    ThirdParty,
    /// of the administrator of the third-party domain (MExE): it signs messages, not code, and gives no domain
    Administrator,
}

impl Domain {
    /// All of them.
    pub const ALL: [Domain; 4] = [Domain::Operator, Domain::Manufacturer, Domain::ThirdParty, Domain::Administrator];

    /// The word in configuration, facts and reports.
    pub const fn as_str(self) -> &'static str {
        self.token().as_str()
    }

    pub(super) const fn token(self) -> OutcomeDomain {
        match self {
            Domain::Operator => OutcomeDomain::Operator,
            Domain::Manufacturer => OutcomeDomain::Manufacturer,
            Domain::ThirdParty => OutcomeDomain::ThirdParty,
            Domain::Administrator => OutcomeDomain::Administrator,
        }
    }

    pub(super) const fn of_certificate(self) -> CertificateDomain {
        match self {
            Domain::Operator => CertificateDomain::Operator,
            Domain::Manufacturer => CertificateDomain::Manufacturer,
            Domain::ThirdParty => CertificateDomain::ThirdParty,
            Domain::Administrator => CertificateDomain::Administrator,
        }
    }
}

impl std::str::FromStr for Domain {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Domain::ALL.into_iter().find(|domain| domain.as_str() == word).ok_or_else(|| {
            let words: Vec<&str> = Domain::ALL.iter().map(|domain| domain.as_str()).collect();
            format!("`{word}` is none of {}", words.join(", "))
        })
    }
}

/// What is said of the certificates of one file of roots.
#[derive(Clone, Debug)]
pub struct RootInfo {
    /// The domain that they stand for.
    pub domain: Domain,
    /// Whom they belong to.
    pub owner: Option<String>,
    /// First second in which they count, seconds since 1970.
    pub from: Option<i64>,
    /// Last second in which they count.
    pub until: Option<i64>,
    /// Name of the file, for reports.
    pub file: String,
}

/// One root.
#[derive(Clone, Debug)]
pub(super) struct Root {
    pub(super) certificate: Certificate,
    pub(super) info: RootInfo,
}

/// All roots given.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    list: Vec<Root>,
}

/// Why a file of roots can't be used.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// It holds no certificate.
    #[error("it holds no certificate, neither PEM nor DER")]
    Empty,
    /// A certificate in it can't be read: its number from 1, and why.
    #[error("certificate {0} in it {1}")]
    Unreadable(usize, String),
    /// There are more roots than the limit allows.
    #[error("with it there are more than {0} roots (limit roots)")]
    TooMany(u64),
}

const PEM_START: &[u8] = b"-----BEGIN ";
const PEM_LABEL: &str = "CERTIFICATE";

impl Roots {
    /// Adds the certificates of a file: DER, or any number of PEM blocks between which any text may stand.
    pub fn add(&mut self, bytes: &[u8], info: &RootInfo, limits: &Limits) -> Result<(), RootError> {
        let mut found = 0;
        let mut add = |der: &[u8], list: &mut Vec<Root>| {
            found += 1;
            if list.len() as u64 >= limits.roots {
                return Err(RootError::TooMany(limits.roots));
            }
            let certificate =
                Certificate::parse(der, limits).map_err(|why| RootError::Unreadable(found, why.to_string()))?;
            list.push(Root { certificate, info: info.clone() });
            Ok(())
        };
        let mut rest = bytes;
        let mut pem = false;
        while let Some(at) = memchr::memmem::find(rest, PEM_START) {
            pem = true;
            rest = &rest[at..];
            let end_of_block = memchr::memmem::find(rest, b"-----END ")
                .and_then(|end| memchr::memchr(b'\n', &rest[end..]).map(|line| end + line + 1).or(Some(rest.len())));
            let block = &rest[..end_of_block.unwrap_or(rest.len())];
            rest = &rest[block.len()..];
            match der::pem::decode_vec(trim_end(block)) {
                Ok((PEM_LABEL, der)) => add(&der, &mut self.list)?,
                Ok(_) => {}
                Err(error) => return Err(RootError::Unreadable(found + 1, format!("is no PEM: {error}"))),
            }
        }
        if !pem && !bytes.is_empty() {
            add(bytes, &mut self.list)?;
        }
        if found == 0 { Err(RootError::Empty) } else { Ok(()) }
    }

    /// Whether none was given.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The files that they came from, each with its domain, in the order in which they were given.
    pub fn files(&self) -> Vec<String> {
        let mut files: Vec<String> =
            self.list.iter().map(|root| format!("{} ({})", root.info.file, root.info.domain.as_str())).collect();
        files.dedup();
        files
    }

    pub(super) fn get(&self, index: usize) -> &Root {
        &self.list[index]
    }

    /// The roots that have the key and the name of `certificate`: it is one of them, or a cross-signed form of one.
    pub(super) fn same_key(&self, certificate: &Certificate) -> Vec<usize> {
        let same =
            |root: &Root| root.certificate.key == certificate.key && root.certificate.subject == certificate.subject;
        self.list.iter().enumerate().filter(|(_, root)| same(root)).map(|(index, _)| index).collect()
    }
}

fn trim_end(mut bytes: &[u8]) -> &[u8] {
    while let Some((last, rest)) = bytes.split_last()
        && last.is_ascii_whitespace()
    {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = include_str!("../../samples/keys/root.pem");
    const LEAF: &str = include_str!("../../samples/keys/leaf.pem");

    fn info() -> RootInfo {
        RootInfo { domain: Domain::ThirdParty, owner: None, from: None, until: None, file: "r.pem".into() }
    }

    fn add(bytes: &[u8], limits: &Limits) -> Result<usize, String> {
        let mut roots = Roots::default();
        roots.add(bytes, &info(), limits).map(|()| roots.len()).map_err(|error| error.to_string())
    }

    #[test]
    fn pem_der_and_several_in_one_file() {
        let limits = Limits::default();
        assert_eq!(add(ROOT.as_bytes(), &limits), Ok(1));
        assert_eq!(add(&der::pem::decode_vec(ROOT.as_bytes()).unwrap().1, &limits), Ok(1));
        let both = format!("subject: a comment\n{ROOT}\nmore\r\n{}", LEAF.replace('\n', "\r\n"));
        assert_eq!(add(both.as_bytes(), &limits), Ok(2));
        assert_eq!(
            add(both.as_bytes(), &Limits { roots: 1, ..limits.clone() }).unwrap_err(),
            "with it there are more than 1 roots (limit roots)"
        );
        assert_eq!(add(b"", &limits).unwrap_err(), "it holds no certificate, neither PEM nor DER");
        assert!(add(b"hello", &limits).unwrap_err().starts_with("certificate 1 in it is no X.509"));
        assert!(add(&ROOT.as_bytes()[..80], &limits).unwrap_err().starts_with("certificate 1 in it is no PEM"));
        let key = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
        assert_eq!(add(key.as_bytes(), &limits).unwrap_err(), "it holds no certificate, neither PEM nor DER");
    }

    #[test]
    fn roots_are_told_by_key_and_name() {
        let limits = Limits::default();
        let mut roots = Roots::default();
        roots.add(LEAF.as_bytes(), &info(), &limits).unwrap();
        roots.add(ROOT.as_bytes(), &info(), &limits).unwrap();
        assert_eq!(roots.same_key(&roots.get(1).certificate), [1]);
    }
}
