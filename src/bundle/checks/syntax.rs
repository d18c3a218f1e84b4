//! The classes of values that `attributes.toml` names: what is wrong with one value, seen by itself.

use super::What;
use crate::bundle::known::{self, Syntax};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fluent_uri::IriRef;
use fluent_uri::component::Scheme;

/// What is wrong with a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// The kind of departure.
    pub(super) what: What,
    /// What exactly.
    pub(super) detail: String,
    /// What it should be, or the part it is about.
    pub(super) other: Option<String>,
    /// A device refuses it with the status of the table.
    pub(super) refused: bool,
}

fn refused(detail: impl Into<String>) -> Vec<Problem> {
    vec![Problem { what: What::BadValue, detail: detail.into(), other: None, refused: true }]
}

fn noted(detail: impl Into<String>) -> Vec<Problem> {
    vec![Problem { what: What::BadValue, detail: detail.into(), other: None, refused: false }]
}

fn refused_unless(good: bool, detail: &str) -> Vec<Problem> {
    if good { Vec::new() } else { refused(detail) }
}

/// Whether devices take an empty value as if the attribute were not there.
pub(super) fn may_be_empty(syntax: Syntax) -> bool {
    !matches!(
        syntax,
        Syntax::RequiredText
            | Syntax::Version
            | Syntax::JarUrl
            | Syntax::Size
            | Syntax::Integer
            | Syntax::Midlet
            | Syntax::Push
            | Syntax::Profiles
            | Syntax::Configuration
            | Syntax::Permissions
            | Syntax::PermissionsOpt
            | Syntax::ClassPermission
            | Syntax::Handler
            | Syntax::HandlerId
            | Syntax::HandlerAccess
            | Syntax::PayVersion
            | Syntax::List
            | Syntax::PayInfo
            | Syntax::Base64
    )
}

/// What is wrong with a value that is not empty.
pub(super) fn problems(syntax: Syntax, value: &str) -> Vec<Problem> {
    match syntax {
        Syntax::Text | Syntax::RequiredText | Syntax::Opaque => Vec::new(),
        // Across attributes and files, see `suite`.
        Syntax::Permissions | Syntax::PermissionsOpt => Vec::new(),
        Syntax::HandlerAccess | Syntax::HandlerLocale => Vec::new(),
        Syntax::HandlerId => {
            let good = !value.contains(|c: char| c.is_whitespace() || c.is_control());
            refused_unless(good, "a blank or control character in an ID")
        }
        Syntax::Version => refused_unless(is_version(value), "not Major.Minor[.Micro], each 0 to 99"),
        Syntax::JarUrl => url(value, Some(&["http", "https"]), false),
        Syntax::Url => url(value, None, false),
        Syntax::HttpUrl => url(value, Some(&["http", "https"]), true),
        Syntax::Notify => url(value, Some(&["http", "https"]), true),
        Syntax::Size if value.starts_with('0') || !is_number(value) => {
            refused("not a number of bytes above 0 in plain digits")
        }
        Syntax::Integer if !is_number(value) => refused("not a number in plain digits"),
        Syntax::Size | Syntax::Integer => refused_unless(value.parse::<i32>().is_ok(), "more than an int holds"),
        Syntax::Midlet => midlet(value),
        Syntax::Push => push(value),
        Syntax::Profiles => value.split_whitespace().flat_map(|name| environment(name, known::PROFILES)).collect(),
        Syntax::Configuration if value.split_whitespace().count() > 1 => refused("more than one configuration"),
        Syntax::Configuration => environment(value, known::CONFIGURATIONS),
        Syntax::Environment if value == "MIDP.CLDC" => Vec::new(),
        Syntax::Environment => vec![Problem {
            what: What::UnsupportedEnvironment,
            detail: "devices know MIDP.CLDC only".into(),
            other: None,
            refused: true,
        }],
        Syntax::Icon if value.starts_with('/') => Vec::new(),
        Syntax::Icon => noted("the path is not absolute"),
        Syntax::ClassPermission => {
            let class = value.split_whitespace().next().unwrap_or("");
            refused_unless(is_class_name(class), "does not start with the name of a permission class")
        }
        Syntax::ManifestVersion => {
            if value == "1.0" {
                Vec::new()
            } else {
                noted("not 1.0")
            }
        }
        Syntax::YesNo => {
            let good = ["yes", "no", "true", "false"].iter().any(|word| value.eq_ignore_ascii_case(word));
            refused_unless(good, "neither yes nor no")
        }
        Syntax::Handler => handler(value),
        Syntax::PayVersion => refused_unless(value == "1.0", "devices know 1.0 only"),
        Syntax::List => refused_unless(value.split(',').all(|item| !item.trim().is_empty()), "an empty item"),
        Syntax::Date => refused_unless(is_date(value), "not a date of ISO 8601"),
        Syntax::PayCache => {
            refused_unless(matches!(value, "yes" | "no") || is_date(value), "neither yes, no nor a date")
        }
        Syntax::PayInfo => {
            let mut fields = value.split(',').map(str::trim);
            let mut next = || fields.next().unwrap_or("");
            let (adapter, currency, data) = (next(), next(), next());
            let of_iso_4217 = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase());
            let good = !adapter.is_empty() && of_iso_4217 && !data.is_empty();
            refused_unless(good, "not adapter, currency (ISO 4217) and data of the provider")
        }
        Syntax::Orientation => {
            let good = ["portrait", "landscape"].iter().any(|word| value.eq_ignore_ascii_case(word));
            if good { Vec::new() } else { noted("neither portrait nor landscape") }
        }
        Syntax::Hexadecimal => {
            let digits = value.strip_prefix("0x").or_else(|| value.strip_prefix("0X")).unwrap_or(value);
            let good = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
            if good { Vec::new() } else { noted("not a hexadecimal number") }
        }
        Syntax::Base64 => base64(value).map_or(Vec::new(), refused),
    }
}

/// Plain decimal digits.
pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    matches!(parts.len(), 2 | 3) && parts.iter().all(|part| part.len() <= 2 && is_number(part))
}

/// The parts of a version as numbers, a missing third one as 0; `None` when it is no version.
pub(super) fn version(text: &str) -> Option<[u8; 3]> {
    is_version(text).then(|| {
        let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
        std::array::from_fn(|_| parts.next().unwrap_or(0))
    })
}

/// Day of ISO 8601, with or without a time after it.
fn is_date(text: &str) -> bool {
    let Some((day, rest)) = text.split_at_checked(10) else { return false };
    let shape = day.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let in_time = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z');
    shape && (rest.is_empty() || rest.starts_with(['T', ' ']) && rest[1..].chars().all(in_time))
}

/// A class name with dots.
pub(super) fn is_class_name(text: &str) -> bool {
    let part = |part: &str| {
        part.chars().next().is_some_and(|c| !c.is_ascii_digit())
            && part.chars().all(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '/' | '\\' | ';' | '[' | ':'))
    };
    !text.is_empty() && text.split('.').all(part)
}

/// The host of a URL, without case.
pub(super) fn host(url: &str) -> Option<String> {
    let reference = IriRef::parse(url).ok()?;
    let host = reference.authority()?.host();
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

fn url(value: &str, schemes: Option<&[&str]>, absolute: bool) -> Vec<Problem> {
    // Blanks are common in names of JARs, and devices escape them.
    let escaped = value.replace(' ', "%20");
    let Ok(reference) = IriRef::parse(escaped.as_str()) else { return refused("not a URL (RFC 2396)") };
    let mut problems = Vec::new();
    if escaped != value {
        problems.extend(noted("a URL has no blanks"));
    } else if !value.is_ascii() {
        problems.extend(noted("a URL has ASCII characters only"));
    }
    match (reference.scheme().map(Scheme::as_str), schemes) {
        (Some(scheme), Some(schemes)) if !schemes.iter().any(|known| scheme.eq_ignore_ascii_case(known)) => {
            problems.push(Problem {
                what: What::BadValue,
                detail: format!("scheme {scheme}; devices take {}", schemes.join(" and ")),
                other: Some(scheme.to_string()),
                refused: false,
            });
        }
        (Some(scheme), Some(_)) if reference.authority().is_none_or(|authority| authority.host().is_empty()) => {
            problems.extend(refused(format!("{scheme} without a host")));
        }
        (None, _) if absolute => problems.extend(refused("not an absolute URL")),
        (None, None) => problems.extend(noted("not an absolute URL")),
        _ => {}
    }
    if reference.authority().is_some_and(|authority| authority.userinfo().is_some()) {
        problems.extend(noted("user information before the host"));
    }
    problems
}

fn midlet(value: &str) -> Vec<Problem> {
    let fields: Vec<&str> = value.split(',').map(str::trim).collect();
    let [name, icon, class] = fields[..] else {
        return refused(format!("{} fields, not name, icon and class", fields.len()));
    };
    if class.is_empty() {
        return refused("no class");
    }
    if name.is_empty() {
        return refused("no name");
    }
    if class.ends_with(".class") {
        return refused("the name of a file, not of a class");
    }
    if !is_class_name(class) {
        return refused("not the name of a class");
    }
    if icon.is_empty() || icon.starts_with('/') { Vec::new() } else { noted("the path of the icon is not absolute") }
}

/// Why a text is no Base64 in one line (RFC 4648, to the letter).
fn base64(value: &str) -> Option<String> {
    let digits = value.trim_end_matches('=');
    let in_alphabet = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    if let Some(c) = digits.chars().find(|c| !in_alphabet(*c)) {
        return Some(format!("Base64 with U+{:04X}; phoneME masks characters to 7 bits", u32::from(c)));
    }
    if !value.len().is_multiple_of(4) {
        return Some(format!("Base64 of {} characters, no multiple of 4", value.len()));
    }
    STANDARD.decode(value).is_err().then(|| "no strict Base64; phoneME takes it".to_string())
}

fn push(value: &str) -> Vec<Problem> {
    let fields: Vec<&str> = value.split(',').map(str::trim).collect();
    let [connection, class, filter] = fields[..] else {
        return refused("not connection, class and allowed sender");
    };
    if connection.is_empty() || class.is_empty() || filter.is_empty() {
        return refused("an empty field");
    }
    if !connection.contains(':') {
        return refused("the connection is not a URL");
    }
    if filter.contains(char::is_whitespace) { noted("a blank in the allowed sender") } else { Vec::new() }
}

fn handler(value: &str) -> Vec<Problem> {
    let fields: Vec<&str> = value.split(',').map(str::trim).collect();
    match fields[..] {
        ["", ..] => refused("no class"),
        [class, ..] if !is_class_name(class) => refused("not the name of a class"),
        _ => refused_unless(fields.len() <= 5, "more than class, types, suffixes, actions and locales"),
    }
}

/// A name-version word of profiles or configurations.
fn environment(word: &str, known: &[&str]) -> Vec<Problem> {
    if known.contains(&word) {
        return Vec::new();
    }
    let shaped = word.rsplit_once('-').is_some_and(|(name, version)| !name.is_empty() && !version.is_empty())
        && !word.contains([',', ';', ' ']);
    if !shaped {
        return vec![Problem {
            what: What::BadValue,
            detail: "not name-version".into(),
            other: Some(word.into()),
            refused: true,
        }];
    }
    vec![Problem {
        what: What::UnsupportedEnvironment,
        detail: "none that devices are known to support".into(),
        other: known.iter().find(|name| name.eq_ignore_ascii_case(word)).map(|name| name.to_string()),
        refused: true,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        for (text, expected) in [
            ("1.0", Some([1, 0, 0])),
            ("99.99.99", Some([99, 99, 99])),
            ("01.2.3", Some([1, 2, 3])),
            ("1", None),
            ("1.0.0.0", None),
            ("100.0", None),
            ("+1.0", None),
            ("1.", None),
            ("1.0a", None),
        ] {
            assert_eq!(version(text), expected, "{text}");
        }
    }

    #[test]
    fn hosts() {
        assert_eq!(host("http://u@Example.com:80/a.jar").as_deref(), Some("example.com"));
        assert_eq!(host("a.jar"), None);
        assert_eq!(host("http:///a"), None);
    }

    #[test]
    fn dates() {
        for (text, good) in [
            ("2004-11-15", true),
            ("2004-11-15 02:00Z", true),
            ("2004-11-15T02:00:00+01:00", true),
            ("15.11.2004", false),
            ("2004-11-15x", false),
            ("é004-11-15", false),
        ] {
            assert_eq!(is_date(text), good, "{text}");
        }
    }
}
