//! `mexelint.toml`: in, its text; out, settings that are known to make sense, or an error that points at the place.

mod raw;
mod roots;

pub use roots::RootFile;

use crate::limits::{LIMITS, Limits};
use crate::policy::{FailOn, Pattern, RuleOverride, Suppression, date::Date};
use crate::rules::{Persona, Severity};
use miette::{Diagnostic, NamedSource, SourceSpan};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use toml::Spanned;

/// Name of the file that is looked for.
pub const FILE_NAME: &str = "mexelint.toml";

/// What the file says; what it does not say is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// For whom rules speak.
    pub persona: Option<Persona>,
    /// From which severity on the run fails.
    pub fail_on: Option<FailOn>,
    /// Limits by name.
    pub limits: Vec<(&'static str, u64)>,
    /// Exceptions by rule id.
    pub rules: BTreeMap<String, RuleOverride>,
    /// Accepted findings.
    pub suppressions: Vec<Suppression>,
    /// Files of the roots that are trusted.
    pub roots: Vec<RootFile>,
}

/// What is wrong with the file, and where.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{message}")]
pub struct ConfigError {
    message: String,
    #[source_code]
    source_code: NamedSource<String>,
    #[label("{label}")]
    span: Option<SourceSpan>,
    label: String,
    #[help]
    help: Option<String>,
}

/// The nearest `mexelint.toml`, from `folder` upwards, as a path relative to it.
pub fn discover(folder: &Path) -> Option<PathBuf> {
    let mut up = PathBuf::new();
    for ancestor in folder.ancestors() {
        if ancestor.join(FILE_NAME).is_file() {
            return Some(up.join(FILE_NAME));
        }
        up.push("..");
    }
    None
}

impl Config {
    /// Reads the text of the file called `name`. `rules` are the ids that there are.
    pub fn parse(name: &str, text: &str, rules: &[&str]) -> Result<Config, Box<ConfigError>> {
        let source = Source { name, text };
        let raw: raw::File = toml::from_str(text).map_err(|error| source.syntax(&error))?;
        let mut config = Config {
            persona: source.word(raw.persona.as_ref(), "persona")?,
            fail_on: source.word(raw.fail_on.as_ref(), "severity")?,
            ..Config::default()
        };
        for (limit, value) in &raw.limits {
            let Some(info) = LIMITS.iter().find(|info| info.name == limit.get_ref()) else {
                let names = LIMITS.iter().map(|info| info.name);
                let help = suggestion(limit.get_ref(), names, "`mexelint limits` lists them");
                return Err(source.error("unknown limit", limit.span(), "no limit has this name", help));
            };
            let Ok(number) = u64::try_from(*value.get_ref()) else {
                return Err(source.error("bad limit", value.span(), "a limit is 0 or more", None));
            };
            config.limits.push((info.name, number));
        }
        for (id, rule) in &raw.rules {
            source.rule(id, rules)?;
            let severity: Option<Severity> = source.word(rule.severity.as_ref(), "severity")?;
            config.rules.insert(id.get_ref().clone(), RuleOverride { enabled: rule.enabled, severity });
        }
        for raw in &raw.suppress {
            source.rule(&raw.rule, rules)?;
            if raw.reason.get_ref().trim().is_empty() {
                let help = Some("say who accepted it and why, for whoever reads this next".to_string());
                return Err(source.error("a suppression needs a reason", raw.reason.span(), "empty", help));
            }
            config.suppressions.push(Suppression {
                rule: raw.rule.get_ref().clone(),
                place: raw.place.as_deref().map(Pattern::new),
                class: raw.class.as_deref().map(Pattern::new),
                suite: raw.suite.as_deref().map(Pattern::new),
                vendor: raw.vendor.as_deref().map(Pattern::new),
                fingerprint: raw.fingerprint.clone(),
                reason: raw.reason.get_ref().clone(),
                expires: raw.expires.as_ref().map(|expires| source.day(expires, "expires")).transpose()?,
            });
        }
        for raw in &raw.root {
            config.roots.push(roots::root(&source, raw)?);
        }
        Ok(config)
    }

    /// Puts the limits of the file in force.
    pub fn set_limits(&self, limits: &mut Limits) {
        for (name, value) in &self.limits {
            limits.set(name, *value);
        }
    }
}

/// `did you mean …?` when a known word is near, else `otherwise`.
pub fn suggestion<'a>(word: &str, known: impl Iterator<Item = &'a str>, otherwise: &str) -> Option<String> {
    let best = known.map(|k| (strsim::jaro_winkler(word, k), k)).filter(|(near, _)| *near > 0.8);
    let best = best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    Some(best.map_or_else(|| otherwise.to_string(), |(_, known)| format!("did you mean `{known}`?")))
}

/// The text being read, to point at.
struct Source<'a> {
    name: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn error(&self, message: &str, span: Range<usize>, label: &str, help: Option<String>) -> Box<ConfigError> {
        Box::new(ConfigError {
            message: message.to_string(),
            source_code: NamedSource::new(self.name, self.text.to_string()),
            span: Some(span.into()),
            label: label.to_string(),
            help,
        })
    }

    /// An error of the TOML reader: bad syntax, a wrong type, an unknown key.
    fn syntax(&self, error: &toml::de::Error) -> Box<ConfigError> {
        let message = error.message();
        // A missing key has no place of its own; the first byte would be misleading.
        let mut wrapped = self.error("the configuration can't be used", error.span().unwrap_or(0..0), message, None);
        if error.span().is_none() {
            wrapped.span = None;
            wrapped.message = format!("the configuration can't be used: {message}");
        }
        if let Some((_, rest)) = message.split_once("unknown field `") {
            let mut words = rest.split('`').step_by(2);
            let unknown = words.next().unwrap_or_default();
            wrapped.message = format!("unknown key `{unknown}`");
            wrapped.label = "not a key of this table".into();
            let known: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            wrapped.help = suggestion(unknown, known.iter().copied(), &format!("the keys are {}", known.join(", ")));
        }
        wrapped
    }

    /// A word of a fixed set.
    fn word<T: FromStr<Err = String>>(
        &self,
        word: Option<&Spanned<String>>,
        what: &str,
    ) -> Result<Option<T>, Box<ConfigError>> {
        let parse = |word: &Spanned<String>| {
            word.get_ref().parse().map_err(|e: String| self.error(&format!("unknown {what}"), word.span(), &e, None))
        };
        word.map(parse).transpose()
    }

    /// A rule id must exist: a typo would silently do nothing.
    fn rule(&self, id: &Spanned<String>, rules: &[&str]) -> Result<(), Box<ConfigError>> {
        if rules.contains(&id.get_ref().as_str()) {
            return Ok(());
        }
        let help = suggestion(id.get_ref(), rules.iter().copied(), "`mexelint rules list` lists them");
        Err(self.error("unknown rule", id.span(), "no rule has this id", help))
    }

    /// The value of a key that is a day.
    fn day(&self, day: &Spanned<toml::value::Datetime>, key: &str) -> Result<Date, Box<ConfigError>> {
        match day.get_ref() {
            toml::value::Datetime { date: Some(date), time: None, offset: None } => {
                Ok(Date { year: date.year, month: date.month, day: date.day })
            }
            _ => Err(self.error(&format!("`{key}` is a day"), day.span(), "write it as 2030-12-31", None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::Domain;

    const RULES: &[&str] = &["sms-to-short-code", "no-manifest"];

    /// Message, the text pointed at, label, help.
    fn error(text: &str) -> (String, String, String, Option<String>) {
        let error = *Config::parse("mexelint.toml", text, RULES).unwrap_err();
        let at = error.span.map(|span| text[span.offset()..span.offset() + span.len()].to_string());
        (error.message, at.unwrap_or_default(), error.label, error.help)
    }

    #[test]
    fn a_whole_file_is_read() {
        let text = r#"
            persona = "auditor"
            fail-on = "none"
            [limits]
            entries = 5
            [rules.no-manifest]
            enabled = false
            [rules.sms-to-short-code]
            severity = "critical"
            [[suppress]]
            rule = "sms-to-short-code"
            class = "com.example.*"
            suite = "Game"
            reason = "the number is ours"
            expires = 2030-12-31
        "#;
        let config = Config::parse("mexelint.toml", text, RULES).unwrap();
        assert_eq!(config.persona, Some(Persona::Auditor));
        assert_eq!(config.fail_on, Some(FailOn(None)));
        assert_eq!(config.limits, [("entries", 5)]);
        assert_eq!(config.rules["no-manifest"].enabled, Some(false));
        assert_eq!(config.rules["sms-to-short-code"].severity, Some(Severity::Critical));
        let suppression = &config.suppressions[0];
        assert_eq!(suppression.to_string(), "sms-to-short-code (class com.example.*, suite Game)");
        assert_eq!(suppression.expires, Some(Date { year: 2030, month: 12, day: 31 }));
    }

    #[test]
    fn roots_have_a_domain_and_may_have_an_owner_and_days() {
        let text = r#"
            [[root]]
            file = "roots/operator.pem"
            domain = "operator"
            owner = "Example Telecom"
            valid-from = 2005-01-01
            valid-until = 2030-12-31
            [[root]]
            file = "roots/third"
            domain = "third-party"
        "#;
        let roots = Config::parse("mexelint.toml", text, RULES).unwrap().roots;
        assert_eq!((roots[0].domain, roots[1].domain), (Domain::Operator, Domain::ThirdParty));
        assert_eq!(roots[0].owner.as_deref(), Some("Example Telecom"));
        assert_eq!((roots[0].from, roots[0].until), (Some(1_104_537_600), Some(1_924_991_999)));
        assert_eq!((roots[1].from, roots[1].until), (None, None));

        let (message, at, label, _) = error("[[root]]\nfile = \"a\"\ndomain = \"Operator\"\n");
        assert_eq!((&*message, &*at), ("unknown domain", "\"Operator\""));
        assert_eq!(label, "`Operator` is none of operator, manufacturer, third-party, administrator");
        let (message, at, ..) = error("[[root]]\nfile = \"\"\ndomain = \"operator\"\n");
        assert_eq!((&*message, &*at), ("a root needs a file", "\"\""));
        let (message, ..) = error("[[root]]\nfile = \"a\"\ndomain = \"operator\"\nvalid-from = 10:00:00\n");
        assert_eq!(&*message, "`valid-from` is a day");
    }

    #[test]
    fn errors_point_at_what_is_wrong() {
        let (message, at, _, help) = error("fail_on = \"high\"\n");
        assert_eq!((&*message, &*at), ("unknown key `fail_on`", "fail_on"));
        assert_eq!(help.as_deref(), Some("did you mean `fail-on`?"));

        let (message, at, _, help) = error("[rules.sms-to-short-cod]\nenabled = true\n");
        assert_eq!((&*message, &*at), ("unknown rule", "sms-to-short-cod"));
        assert_eq!(help.as_deref(), Some("did you mean `sms-to-short-code`?"));

        let (message, at, _, help) = error("[limits]\nentrys = 1\n");
        assert_eq!((&*message, &*at), ("unknown limit", "entrys"));
        assert_eq!(help.as_deref(), Some("did you mean `entries`?"));

        let (message, at, ..) = error("[limits]\nentries = -1\n");
        assert_eq!((&*message, &*at), ("bad limit", "-1"));

        let (message, at, label, _) = error("[rules.no-manifest]\nseverity = \"bad\"\n");
        assert_eq!((&*message, &*at), ("unknown severity", "\"bad\""));
        assert_eq!(label, "`bad` is none of info, low, medium, high, critical");

        let (message, at, ..) = error("[[suppress]]\nrule = \"no-manifest\"\nreason = \" \"\n");
        assert_eq!((&*message, &*at), ("a suppression needs a reason", "\" \""));

        let (message, _, label, _) = error("[[suppress]]\nrule = \"no-manifest\"\n");
        assert_eq!((&*message, &*label), ("the configuration can't be used", "missing field `reason`"));

        let (message, at, ..) =
            error("[[suppress]]\nrule = \"no-manifest\"\nreason = \"x\"\nexpires = 2030-12-31T00:00:00Z\n");
        assert_eq!((&*message, &*at), ("`expires` is a day", "2030-12-31T00:00:00Z"));
    }
}
