//! Looks over rule files for what parses and still is wrong: names that nothing states, matchers that can't match,
//! missing tests, wording.

use super::framework::Framework;
use super::model::{
    AlternativeTest, Body, Condition, CountOp, FieldOf, FindingTest, MatchBody, Matcher, Piece, Predicate, Target,
    Test, TextTest,
};
use super::parse::Problem;
use super::ruleset::{RuleError, RuleFile};
use crate::facts::{FieldInfo, FieldType, KINDS};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

/// The kinds of calls that the platform model knows, each with the names of its arguments.
pub type ApiKinds = BTreeMap<String, Vec<String>>;

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// Short name of the check, such as `unanchored-regex`.
    pub code: &'static str,
    /// Path of the file.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// Where, in bytes of the file.
    pub span: Range<usize>,
}

impl Lint {
    /// The lint as an error that shows its place in the text of `file`.
    pub fn error(&self, file: &RuleFile) -> RuleError {
        let message = format!("{} ({})", self.message, self.code);
        let problem = Problem { message, help: String::new(), span: self.span.clone() };
        RuleError::new(&file.path, &file.text, &[problem])
    }
}

/// Looks over the files of one rule set. Without `apis`, names of calls and arguments are not checked.
pub fn lint(files: &[RuleFile], framework: &Framework, apis: Option<&ApiKinds>) -> Vec<Lint> {
    let mut linter = Linter { lints: Vec::new(), framework, apis, files };
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    for file in files {
        linter.file(file);
        if let Some(other) = ids.insert(&file.rule.id, &file.path) {
            linter.say(file, "duplicate-id", "id", format!("`{}` is also the id of {other}", file.rule.id));
        }
    }
    linter.lints.sort_by(|a, b| (&a.path, a.span.start, a.code).cmp(&(&b.path, b.span.start, b.code)));
    linter.lints
}

struct Linter<'a> {
    lints: Vec<Lint>,
    framework: &'a Framework,
    apis: Option<&'a ApiKinds>,
    files: &'a [RuleFile],
}

impl Linter<'_> {
    fn say(&mut self, file: &RuleFile, code: &'static str, key: &str, message: impl Into<String>) {
        // The longest known part of the path: a key deep inside an inline table has no place of its own.
        let mut key = key;
        let span = loop {
            match (file.spans.get(key), key.rsplit_once('.')) {
                (Some(span), _) => break span.clone(),
                (None, Some((outer, _))) => key = outer,
                (None, None) => break 0..0,
            }
        };
        self.lints.push(Lint { code, path: file.path.clone(), message: message.into(), span });
    }

    fn file(&mut self, file: &RuleFile) {
        self.head(file);
        match &file.rule.body {
            Body::Match(body) => self.body(file, body),
            Body::Combine(body) => {
                self.finding_test(file, &body.target, "combine.target");
                self.finding_test(file, &body.with, "combine.with");
            }
        }
        let fires = file.prose.tests.iter().any(|t| !t.expect.is_empty());
        if !fires {
            self.say(file, "no-firing-test", "test", "no test shows that it finds something");
        }
        if file.prose.tests.iter().all(|t| !t.expect.is_empty()) {
            self.say(file, "no-silent-test", "test", "no test shows what it must leave alone");
        }
    }

    fn head(&mut self, file: &RuleFile) {
        let rule = &file.rule;
        let path = Path::new(&file.path);
        if path.file_stem().is_none_or(|stem| stem.to_string_lossy() != rule.id) {
            self.say(file, "id-differs-from-file", "id", "the id is not the name of the file");
        }
        let folder = path.parent().and_then(Path::file_name);
        if folder.is_some_and(|f| f.to_string_lossy() != rule.family) {
            self.say(file, "family-differs-from-folder", "family", "the family is not the name of the folder");
        }
        let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !rule.id.bytes().all(kebab) || rule.id.starts_with('-') || rule.id.ends_with('-') {
            self.say(file, "id-style", "id", "an id is lower-case words joined by hyphens");
        }
        let mut start = rule.title.chars();
        let capital = start.next().is_some_and(char::is_uppercase) && start.next().is_some_and(char::is_lowercase);
        if capital || rule.title.ends_with('.') || rule.title.chars().count() > 90 {
            self.say(
                file,
                "title-style",
                "title",
                "a title is a lower-case clause of at most 90 characters, no final period",
            );
        }
        if rule.weaknesses.is_empty() {
            self.say(file, "no-weakness", "weaknesses", "names no weakness of the framework");
        }
        for weakness in
            rule.weaknesses.iter().filter(|w| self.framework.weakness(w).is_none()).cloned().collect::<Vec<_>>()
        {
            self.say(file, "unknown-weakness", "weaknesses", format!("there is no weakness `{weakness}`"));
        }
        for (key, text) in [("why", &file.prose.why), ("fix", &file.prose.fix)] {
            if !text.ends_with(['.', '?', '!', ')']) {
                self.say(file, "prose-style", key, format!("`{key}` is made of whole sentences"));
            }
        }
    }

    fn finding_test(&mut self, file: &RuleFile, test: &FindingTest, key: &str) {
        for rule in &test.rules {
            if !self.files.iter().any(|f| f.rule.id == *rule) {
                self.say(file, "unknown-rule", key, format!("there is no rule `{rule}`"));
            }
        }
        for family in &test.families {
            if !self.files.iter().any(|f| f.rule.family == *family) {
                self.say(file, "unknown-family", key, format!("no rule is of family `{family}`"));
            }
        }
        for weakness in test.weaknesses.iter().filter(|w| self.framework.weakness(w).is_none()) {
            self.lints.push(Lint {
                code: "unknown-weakness",
                path: file.path.clone(),
                message: format!("there is no weakness `{weakness}`"),
                span: file.spans.get("combine").cloned().unwrap_or_default(),
            });
        }
    }

    fn body(&mut self, file: &RuleFile, body: &MatchBody) {
        for matcher in &body.matchers {
            self.matcher(file, matcher);
        }
        self.condition(file, body);
        self.message(file, body);
    }

    /// What may not be known belongs in brackets, so that no message has a hole.
    fn message(&mut self, file: &RuleFile, body: &MatchBody) {
        for piece in &body.message.0 {
            let Piece::Field(of, FieldOf::Named(name)) = piece else { continue };
            let asked = of.map_or(body.primary.clone(), |m| vec![m]);
            let missing = asked.iter().any(|m| {
                let matcher = &body.matchers[*m as usize];
                let kind = &KINDS[matcher.kind as usize];
                let field = kind.fields.iter().position(|f| f.name == name && f.ty != FieldType::Args);
                let tested = matcher.predicates.iter().any(|p| match &p.target {
                    Target::Field(f) => field == Some(*f as usize) && !matches!(p.test, Test::Present(false)),
                    Target::Arg(arg) => field.is_none() && arg == name,
                    Target::At(_) => false,
                });
                !tested && field.is_none_or(|f| kind.fields[f].optional)
            });
            if missing {
                let text = format!("`{name}` may not be known: put it in brackets, with what to say instead");
                self.say(file, "hole-in-message", "message", text);
            }
        }
    }

    fn matcher(&mut self, file: &RuleFile, matcher: &Matcher) {
        let kind = &KINDS[matcher.kind as usize];
        let base = format!("match.{}", matcher.name);
        let api = |p: &&Predicate| matches!(p.target, Target::Field(f) if kind.name == "call" && kind.fields[f as usize].head);
        let heads: Vec<String> = match matcher.predicates.iter().find(api).map(|p| &p.test) {
            Some(Test::Text(t)) => t.equals.clone(),
            _ => vec![],
        };
        if kind.name == "call" {
            self.context(file, matcher);
        }
        if let Some(apis) = self.apis {
            for head in heads.iter().filter(|h| !apis.contains_key(*h)) {
                self.say(
                    file,
                    "unknown-call",
                    &format!("{base}.call"),
                    format!("the platform model has no kind of call `{head}`"),
                );
            }
        }
        for predicate in &matcher.predicates {
            match &predicate.target {
                Target::Field(f) => {
                    let field = &kind.fields[*f as usize];
                    self.predicate(file, &format!("{base}.{}", field.name), &predicate.test, Some(field));
                }
                Target::At(_) => self.predicate(file, &format!("{base}.at"), &predicate.test, None),
                Target::Arg(name) => {
                    let key = format!("{base}.args.{name}");
                    if let Some(apis) = self.apis {
                        let lacking = heads.iter().filter(|h| apis.get(*h).is_some_and(|args| !args.contains(name)));
                        for head in lacking {
                            self.say(file, "unknown-argument", &key, format!("`{head}` has no argument `{name}`"));
                        }
                    }
                    self.predicate(file, &key, &predicate.test, None);
                }
            }
        }
    }

    /// What can't be true of one call at the same time.
    fn context(&mut self, file: &RuleFile, matcher: &Matcher) {
        let tests = |name: &str| {
            let field = KINDS[matcher.kind as usize].fields.iter().position(|f| f.name == name);
            let asked = move |p: &&Predicate| matches!(p.target, Target::Field(f) if Some(f as usize) == field);
            matcher.predicates.iter().filter(asked).map(|p| &p.test).collect::<Vec<_>>()
        };
        let is = |name: &str, wanted: bool| tests(name).iter().any(|t| matches!(t, Test::Bool(b) if *b == wanted));
        let some = |name: &str| tests(name).iter().any(|t| matches!(t, Test::Texts { .. } | Test::Present(true)));
        let set_off = some("triggers") || some("via") || is("unattended", true) || is("gated", true);
        let key = format!("match.{}", matcher.name);
        if is("reached", false) && set_off {
            self.say(file, "never-matches", &key, "nothing sets off a call that is not reached");
        }
        if is("unattended", true) && is("gated", true) {
            self.say(file, "never-matches", &key, "a call that is gated is not unattended");
        }
    }

    fn predicate(&mut self, file: &RuleFile, key: &str, test: &Test, field: Option<&FieldInfo>) {
        // A list is always there and may be empty.
        let required = field.is_some_and(|f| !f.optional && !matches!(f.ty, FieldType::Args | FieldType::Texts));
        match test {
            Test::Text(test) | Test::Texts { test, .. } => self.text(file, key, test),
            Test::Int(test) => {
                let empty = matches!((test.min, test.max), (Some(min), Some(max)) if min > max);
                let outside = !test.equals.is_empty()
                    && test.equals.iter().all(|n| {
                        test.min.is_some_and(|m| *n < m) || test.max.is_some_and(|m| *n > m) || test.not.contains(n)
                    });
                if empty || outside {
                    self.say(file, "never-matches", key, "no integer is like this");
                }
            }
            Test::Value { test, .. } => self.alternative(file, key, test),
            Test::Present(true) if required => self.say(file, "always-matches", key, "the field is always there"),
            Test::Present(false) if required => self.say(file, "never-matches", key, "the field is always there"),
            Test::Bool(_) | Test::Present(_) | Test::Variable(_) => {}
        }
    }

    fn text(&mut self, file: &RuleFile, key: &str, test: &TextTest) {
        for pattern in &test.regex {
            let text = pattern.as_str();
            let flags = text.strip_prefix("(?i)").unwrap_or(text);
            if !flags.starts_with('^') || !flags.ends_with('$') {
                let message = format!("`{text}` is not anchored: begin with ^ and end with $, or use `contains`");
                self.say(file, "unanchored-regex", key, message);
            }
            if matches!(flags, "^.*$" | "^.*" | ".*$" | ".*") {
                self.say(file, "always-matches", key, "the expression matches everything");
            }
        }
        let fits = |word: &String| {
            (test.prefix.is_empty() || test.prefix.iter().any(|p| word.starts_with(p.as_str())))
                && (test.suffix.is_empty() || test.suffix.iter().any(|p| word.ends_with(p.as_str())))
                && (test.contains.is_empty() || test.contains.iter().any(|p| word.contains(p.as_str())))
                && (test.regex.is_empty() || test.regex.iter().any(|p| p.is_match(word)))
        };
        if !test.equals.is_empty() && !test.equals.iter().any(fits) {
            self.say(file, "never-matches", key, "no text is like this");
        }
        if test.prefix.iter().chain(&test.suffix).chain(&test.contains).any(String::is_empty) {
            self.say(file, "always-matches", key, "an empty prefix, suffix or part is in every text");
        }
        if let Some(not) = &test.not {
            self.text(file, key, not);
        }
    }

    fn alternative(&mut self, file: &RuleFile, key: &str, test: &AlternativeTest) {
        self.text(file, key, &test.text);
        let t = &test.text;
        let text = !t.equals.is_empty() || !t.prefix.is_empty() || !t.suffix.is_empty() || !t.contains.is_empty();
        let text =
            text || !t.regex.is_empty() || !test.scheme.is_empty() || test.host.is_some() || !test.number.is_empty();
        let int = !test.int.equals.is_empty() || test.int.min.is_some() || test.int.max.is_some();
        if (text && int) || (test.null == Some(true) && (text || int)) {
            self.say(file, "never-matches", key, "no value is a text and an integer, or null and one of them");
        }
        if !test.scheme.is_empty() && test.scheme.iter().all(|s| s.bytes().any(|b| b.is_ascii_uppercase() || b == b':'))
        {
            self.say(file, "never-matches", key, "schemes are lower case and without the colon");
        }
        let phone = ["sms", "mms", "cbs", "tel", "wtai", "smsto", "mmsto", "callto", "facetime"];
        if !test.number.is_empty()
            && !test.scheme.is_empty()
            && !test.scheme.iter().any(|s| phone.contains(&s.as_str()))
        {
            self.say(file, "never-matches", key, "only addresses such as sms: and tel: hold a telephone number");
        }
        let full = |k: &super::model::Known| *k == super::model::Known::Full;
        if !test.source.is_empty() && !test.known.is_empty() && test.known.iter().all(full) {
            self.say(file, "never-matches", key, "a value that is fully known has no piece from a source");
        }
        if let Some(host) = &test.host {
            self.text(file, key, host);
            if !host.equals.is_empty() && host.equals.iter().all(|h| h.bytes().any(|b| b.is_ascii_uppercase())) {
                self.say(file, "never-matches", key, "hosts are compared in lower case");
            }
        }
        if let Some(not) = &test.not {
            self.alternative(file, key, not);
        }
    }

    /// Tries every combination of matchers that match or don't.
    fn condition(&mut self, file: &RuleFile, body: &MatchBody) {
        let n = body.matchers.len();
        let mut named = BTreeSet::new();
        names(&body.condition, &mut named);
        for (at, matcher) in body.matchers.iter().enumerate() {
            if !named.contains(&(at as u8)) && !body.primary.contains(&(at as u8)) {
                let key = format!("match.{}", matcher.name);
                self.say(file, "unused-matcher", &key, format!("nothing uses the matcher `{}`", matcher.name));
            }
        }
        // Counts stand for themselves: two atoms a matcher, bounded so that the table stays small.
        if n > 12 {
            return;
        }
        let mut ever = false;
        for case in 0..1_u32 << n {
            let primary = body.primary.iter().any(|p| case >> *p & 1 == 1);
            ever |= primary && holds(&body.condition, case);
        }
        if !ever {
            self.say(file, "never-matches", "condition", "the condition never holds when a primary matcher matches");
        }
        for p in &body.primary {
            let without = (0..1_u32 << n).any(|case| case >> *p & 1 == 1 && holds(&body.condition, case));
            if ever && !without {
                let name = &body.matchers[*p as usize].name;
                self.say(
                    file,
                    "never-matches",
                    "condition",
                    format!("the condition excludes the primary matcher `{name}`"),
                );
            }
        }
    }
}

fn names(condition: &Condition, out: &mut BTreeSet<u8>) {
    match condition {
        Condition::Matcher(m) | Condition::Count(m, ..) => {
            out.insert(*m);
        }
        Condition::Not(inner) => names(inner, out),
        Condition::And(list) | Condition::Or(list) => list.iter().for_each(|c| names(c, out)),
    }
}

fn holds(condition: &Condition, case: u32) -> bool {
    let matched = |m: u8| case >> m & 1 == 1;
    match condition {
        Condition::Matcher(m) => matched(*m),
        // Whether so many match can't be told from whether one does, unless the number is 0.
        Condition::Count(_, CountOp::AtLeast, 0) => true,
        Condition::Count(m, CountOp::AtLeast, _) => matched(*m),
        Condition::Count(m, CountOp::AtMost | CountOp::Exactly, 0) => !matched(*m),
        Condition::Count(m, CountOp::Exactly, _) => matched(*m),
        Condition::Count(_, CountOp::AtMost, _) => true,
        Condition::Not(inner) => !holds(inner, case),
        Condition::And(list) => list.iter().all(|c| holds(c, case)),
        Condition::Or(list) => list.iter().any(|c| holds(c, case)),
    }
}
