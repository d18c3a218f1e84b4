//! What is known of descriptor attributes and of OTA status codes: the tables `rules/platform/midp/attributes.toml` and
//! `ota.tsv`, compiled in.

use super::attributes::attribute_number;
use crate::facts::DescriptorConfidence as Confidence;

/// One row of the attribute table.
#[derive(Debug)]
pub struct Known {
    /// Name as in the standard, with `<n>`, `<m>` and `<any>`.
    pub name: &'static str,
    pieces: &'static [Piece],
    /// Who defines it.
    pub family: Family,
    /// The file in which it means something.
    pub file: Where,
    /// Class of the value.
    pub syntax: Syntax,
    /// Where it must be.
    pub required: Required,
    /// For numbered attributes: the number that must be there.
    pub required_number: Option<u32>,
    /// Status when it is missing from the JAD, from the manifest; 0 for none.
    pub missing: [u16; 2],
    /// Status when its value is wrong in the JAD, in the manifest; 0 for none.
    pub bad: [u16; 2],
    /// Most characters.
    pub max: Option<u32>,
    /// Status when it has more in the JAD, in the manifest; 0 for none.
    pub long: [u16; 2],
    /// Whether JAD and manifest must agree.
    pub matching: Matching,
    /// A signed suite may not have it in the JAD alone (phoneME).
    pub in_manifest_too: bool,
    /// The installer shows it to the user.
    pub shown: bool,
    /// Must not be in what is shipped.
    pub test_switch: bool,
    /// Tools put it into the other file too, where it means nothing.
    pub harmless_elsewhere: bool,
    /// Which devices answer otherwise.
    pub devices: &'static str,
    /// What there is to know beside.
    pub note: &'static str,
    /// Document or implementation that the row comes from.
    pub source: &'static str,
    /// How sure that is.
    pub confidence: Confidence,
}

#[derive(Debug)]
enum Piece {
    Text(&'static str),
    Number,
    Any,
}

/// Who defines an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// MIDP 1.0 to 2.1
    Midp,
    /// MIDP 3.0 (JSR 271)
    Midp3,
    /// content handlers
    Jsr211,
    /// payment
    Jsr229,
    /// Java SE
    Java,
    /// Sun's installer
    Sun,
    /// Nokia
    Nokia,
    /// any other vendor
    Vendor,
}

/// The file in which an attribute means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Where {
    Both,
    Jad,
    Manifest,
}

/// Where MIDP wants an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// nowhere
    No,
    /// in the JAD and in the manifest
    Each,
    /// in one of the two; MIDP 1.0 wants it in the manifest
    Either,
    /// in the JAD
    Jad,
    /// in the manifest
    Manifest,
}

/// Whether JAD and manifest must agree where both have an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// always
    Identity,
    /// in a signed suite
    Signed,
    /// in a signed suite; in others it matters enough to be stated
    Stated,
    /// no
    Never,
}

/// Classes of values; what they ask is in `checks::syntax` and, across attributes, in the other checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Syntax {
    Text,
    RequiredText,
    Opaque,
    Version,
    JarUrl,
    Url,
    HttpUrl,
    Notify,
    Size,
    Integer,
    Midlet,
    Push,
    Profiles,
    Configuration,
    Environment,
    Icon,
    Permissions,
    PermissionsOpt,
    ClassPermission,
    ManifestVersion,
    YesNo,
    Handler,
    HandlerId,
    HandlerAccess,
    HandlerLocale,
    PayVersion,
    List,
    Date,
    PayCache,
    PayInfo,
    Orientation,
    Hexadecimal,
    Base64,
}

/// An OTA status code.
#[derive(Debug)]
pub struct OtaStatus {
    /// The code.
    pub code: u16,
    /// Its text.
    pub meaning: &'static str,
    /// When devices answer it.
    pub when: &'static str,
    /// Where that comes from.
    pub source: &'static str,
    /// How sure that is.
    pub confidence: Confidence,
}

include!(concat!(env!("OUT_DIR"), "/descriptor.rs"));

/// The row for an attribute name, compared with case, as MIDP does.
pub fn attribute(name: &str) -> Option<&'static Known> {
    ATTRIBUTES.iter().find(|known| known.fits(name))
}

/// The row for an attribute name compared without case, and the name as it should be written; `None` when there is no
/// such row. Asked for names that have no row of their own.
pub fn near_miss(name: &str) -> Option<(&'static Known, String)> {
    ATTRIBUTES.iter().find_map(|known| Some((known, known.respell(name)?)))
}

/// The text of an OTA status code.
pub fn ota(code: u16) -> Option<&'static OtaStatus> {
    OTA.binary_search_by_key(&code, |status| status.code).ok().map(|index| &OTA[index])
}

/// Whether a permission of that name is known.
pub fn is_permission(name: &str) -> bool {
    PERMISSIONS.binary_search(&name).is_ok()
}

/// The permission that differs from `name` only in case.
pub fn permission_near_miss(name: &str) -> Option<&'static str> {
    PERMISSIONS.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

impl Known {
    /// Whether a name fits the pattern.
    pub fn fits(&self, name: &str) -> bool {
        self.walk(name, |text, name| name.starts_with(text), |name, text| name.rfind(text), |_| ()).is_some()
    }

    /// The name as the pattern writes it, when it fits without regard to case.
    fn respell(&self, name: &str) -> Option<String> {
        let same =
            |text: &str, name: &str| name.get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text));
        let rfind = |name: &str, text: &str| name.to_ascii_lowercase().rfind(&text.to_ascii_lowercase());
        let mut spelt = String::new();
        self.walk(name, same, rfind, |part| spelt.push_str(part))?;
        Some(spelt)
    }

    /// Matches the pieces one after the other and hands over the parts of the name as they are found.
    fn walk<'n>(
        &self,
        name: &'n str,
        starts: impl Fn(&str, &str) -> bool,
        rfind: impl Fn(&str, &str) -> Option<usize>,
        mut part: impl FnMut(&'n str),
    ) -> Option<()> {
        let mut rest = name;
        for (index, piece) in self.pieces.iter().enumerate() {
            let taken = match piece {
                Piece::Text(text) if starts(text, rest) => {
                    part(text);
                    rest = &rest[text.len()..];
                    continue;
                }
                Piece::Text(_) => return None,
                Piece::Number => {
                    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                    attribute_number(&rest[..digits])?;
                    digits
                }
                Piece::Any => match self.pieces.get(index + 1) {
                    Some(Piece::Text(text)) => rfind(rest, text).filter(|at| *at > 0)?,
                    _ if rest.is_empty() => return None,
                    _ => rest.len(),
                },
            };
            part(&rest[..taken]);
            rest = &rest[taken..];
        }
        rest.is_empty().then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str) -> Option<&'static str> {
        attribute(name).map(|known| known.name)
    }

    #[test]
    fn names_find_their_row() {
        for (name, expected) in [
            ("MIDlet-Name", Some("MIDlet-Name")),
            ("MIDlet-1", Some("MIDlet-<n>")),
            ("MIDlet-12", Some("MIDlet-<n>")),
            ("MIDlet-01", None),
            ("MIDlet-0", None),
            ("MIDlet-", None),
            ("MIDlet-1x", None),
            ("midlet-name", None),
            ("MIDlet-Certificate-2-1", Some("MIDlet-Certificate-<n>-<m>")),
            ("MIDlet-Certificate-2", None),
            ("MIDlet-Push-1", Some("MIDlet-Push-<n>")),
            ("MIDlet-Permission-Opt-3", Some("MIDlet-Permission-Opt-<n>")),
            ("MicroEdition-Handler-1", Some("MicroEdition-Handler-<n>")),
            ("MicroEdition-Handler-1-ID", Some("MicroEdition-Handler-<n>-ID")),
            ("MicroEdition-Handler-1-fr", Some("MicroEdition-Handler-<n>-<any>")),
            ("Pay-Debug-DemoMode", Some("Pay-Debug-<any>")),
            ("Pay-SMS1-Info", Some("Pay-<any>-Info")),
            ("Pay-A-B-Tag-2", Some("Pay-<any>-Tag-<m>")),
            ("Pay--Info", None),
            ("SHA1-Digest", Some("<any>-Digest")),
            ("-Digest", None),
            ("Nokia-MIDlet-2-fi", Some("Nokia-MIDlet-<n>-<any>")),
            ("Nokia-MIDlet-Whatever", Some("Nokia-MIDlet-<any>")),
            ("My-Key", None),
            ("", None),
        ] {
            assert_eq!(row(name), expected, "{name}");
        }
    }

    #[test]
    fn near_misses_are_spelt_right() {
        for (name, expected) in [
            ("midlet-name", Some("MIDlet-Name")),
            ("MIDLET-PUSH-2", Some("MIDlet-Push-2")),
            ("Midlet-Certificate-1-2", Some("MIDlet-Certificate-1-2")),
            ("pay-Abc-info", Some("Pay-Abc-Info")),
            ("MIDlet-Nam", None),
            ("é", None),
        ] {
            assert_eq!(near_miss(name).map(|(_, spelt)| spelt).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn codes_have_texts() {
        assert_eq!(ota(905).map(|status| status.meaning), Some("Attribute Mismatch"));
        assert!(ota(1).is_none());
    }

    #[test]
    fn permissions_are_known_by_name() {
        assert!(is_permission("javax.microedition.io.Connector.http"));
        assert!(!is_permission("javax.microedition.io.Connector.HTTP"));
        assert_eq!(
            permission_near_miss("javax.microedition.io.connector.http"),
            Some("javax.microedition.io.Connector.http")
        );
    }
}
