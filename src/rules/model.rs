//! A rule as it is matched: parsed, checked, every name resolved. Shared with the build script, which stores the built-in
//! rules in this form.

use super::pattern::Pattern;
use super::words::{Confidence, Persona, Severity};
use serde::{Deserialize, Serialize};

/// One rule, without the prose that only `explain` and the tests need.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Id, also the file name.
    pub id: String,
    /// A clause such as "sends a text message to a short number".
    pub title: String,
    /// Family, also the folder.
    pub family: String,
    /// How bad a finding is.
    pub severity: Severity,
    /// How sure a finding is when nothing that it rests on is unknown.
    pub confidence: Confidence,
    /// For whom it speaks.
    pub persona: Persona,
    /// Weaknesses of the framework, such as `CHG-01`.
    pub weaknesses: Vec<String>,
    /// Numbers of the Common Weakness Enumeration.
    pub cwe: Vec<u32>,
    /// The version of mexelint that brought it.
    pub since: String,
    /// What the rule looks at.
    pub body: Body,
}

/// What a rule looks at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Body {
    /// Facts: the first stratum.
    Match(MatchBody),
    /// Findings of other rules: the second stratum.
    Combine(CombineBody),
}

/// A rule over facts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MatchBody {
    /// The named matchers, in file order.
    pub matchers: Vec<Matcher>,
    /// What must hold.
    pub condition: Condition,
    /// Indexes of the matchers whose facts become findings.
    pub primary: Vec<u8>,
    /// Whether a condition that comes out unknown is reported with lower confidence, or not at all.
    pub report_unknown: bool,
    /// What makes several primary facts one finding.
    pub group: Group,
    /// The message, one template for every primary matcher.
    pub message: Template,
    /// Names of the variables.
    pub variables: Vec<String>,
}

/// What makes several primary facts one finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Group {
    /// Nothing: one finding a fact.
    No,
    /// The bundle: one finding at all.
    Bundle,
    /// The class that the facts lie in.
    Class,
    /// The method that the facts lie in.
    Method,
    /// The message: facts that say the same.
    Message,
}

/// A named pattern for facts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Matcher {
    /// Name used in the condition and in the message.
    pub name: String,
    /// Index of the fact kind in the schema.
    pub kind: u8,
    /// All must hold.
    pub predicates: Vec<Predicate>,
    /// Whether it says of calls if they are to be reached. One that does not say so also takes calls that nothing reaches, but
    /// the finding is then a lesser one.
    pub asks_reached: bool,
}

/// One thing that must hold of a fact.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Predicate {
    /// Of which part of the fact.
    pub target: Target,
    /// What.
    pub test: Test,
}

/// A part of a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A field, by its index in the schema.
    Field(u8),
    /// An argument of a call, by name.
    Arg(String),
    /// A part of the place.
    At(PlacePart),
}

/// A part of a place that rules can speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlacePart {
    /// `bundle`, `jad`, `manifest`, `archive`, `entry`, `class`, `field` or `method`
    In,
    /// Class name with dots.
    Class,
    /// Name of the method.
    Method,
    /// Class, name and descriptor of the method.
    Signature,
    /// Name of the archive entry.
    Entry,
}

/// What a part of a fact must be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Test {
    /// For text and tokens.
    Text(TextTest),
    /// For integers.
    Int(IntTest),
    /// For bools.
    Bool(bool),
    /// For lists: some element (`any`) or every element (`all`).
    Texts {
        /// Some or every element.
        quantifier: Quantifier,
        /// What the element must be.
        test: TextTest,
    },
    /// For symbolic values: some alternative or every alternative.
    Value {
        /// Some or every alternative.
        quantifier: Quantifier,
        /// What the alternative must be.
        test: Box<AlternativeTest>,
    },
    /// Whether the fact has the field at all.
    Present(bool),
    /// The same as elsewhere: index of a variable.
    Variable(u8),
}

/// Some or all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantifier {
    /// at least one
    Any,
    /// every one, and there is one
    All,
}

/// What a text must be: every part that is given must hold, and of the words of a part one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TextTest {
    /// One of these.
    pub equals: Vec<String>,
    /// Starts with one of these.
    pub prefix: Vec<String>,
    /// Ends with one of these.
    pub suffix: Vec<String>,
    /// Contains one of these.
    pub contains: Vec<String>,
    /// Matches one of these.
    pub regex: Vec<Pattern>,
    /// None of that.
    pub not: Option<Box<TextTest>>,
}

/// What an integer must be.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct IntTest {
    /// One of these.
    pub equals: Vec<i64>,
    /// Least.
    pub min: Option<i64>,
    /// Greatest.
    pub max: Option<i64>,
    /// None of these.
    pub not: Vec<i64>,
}

/// What one alternative of a symbolic value must be: every part that is given must hold.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AlternativeTest {
    /// The text as a whole.
    pub text: TextTest,
    /// The integer.
    pub int: IntTest,
    /// Its URL scheme is one of these (lower case).
    pub scheme: Vec<String>,
    /// The host of its URL.
    pub host: Option<TextTest>,
    /// The port of its URL.
    pub port: Option<IntTest>,
    /// The telephone number in it is of one of these classes.
    pub number: Vec<NumberClass>,
    /// How much of it is known is one of these.
    pub known: Vec<Known>,
    /// It has a piece from one of these sources; a final `*` stands for anything.
    pub source: Vec<String>,
    /// It is null, or is not.
    pub null: Option<bool>,
    /// None of that.
    pub not: Option<Box<AlternativeTest>>,
}

/// How much of a value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Known {
    /// all of it
    Full,
    /// some of it
    Part,
    /// where it comes from
    Source,
    /// nothing
    None,
}

/// Classes of telephone numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NumberClass {
    /// three to six digits: a service of the operator or a content provider
    Short,
    /// an emergency number
    Emergency,
    /// a range that the numbering plan of some country gives to premium-rate services
    Premium,
    /// starts with `+` or `00`
    International,
    /// any other number of seven digits or more
    National,
    /// holds `*` or `#`: a command to the network or to the phone
    Code,
    /// goes on after a pause or a `p` or `w`
    PostDial,
    /// none at all, as in `sms://:5000`
    Empty,
}

/// The condition over matchers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    /// Some fact matches this matcher.
    Matcher(u8),
    /// At least so many facts match it.
    Count(u8, CountOp, u32),
    /// It does not hold.
    Not(Box<Condition>),
    /// All hold.
    And(Vec<Condition>),
    /// One holds.
    Or(Vec<Condition>),
}

/// How a count is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CountOp {
    /// at least
    AtLeast,
    /// at most
    AtMost,
    /// exactly
    Exactly,
}

/// A message with places for what was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template(pub Vec<Piece>);

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// Text as it stands.
    Text(String),
    /// A part of a matched fact: of the primary one, or of that matcher.
    Field(Option<u8>, FieldOf),
    /// How many facts the finding stands for.
    Count,
    /// That number with the word that goes with one, or with several.
    Counted(String, String),
    /// How many facts besides the first the finding stands for; not known when there are none.
    More,
    /// The first alternative of which all parts are known; nothing, when there is none.
    Optional(Vec<Vec<Piece>>),
}

/// The part of a fact that a message shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldOf {
    /// A field or an argument, by name, since primary matchers may be of several kinds.
    Named(String),
    /// The place.
    Place,
}

/// A rule over findings of other rules.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CombineBody {
    /// The findings that it changes, or beside which it puts its own.
    pub target: FindingTest,
    /// The finding that must be there, too.
    pub with: FindingTest,
    /// How near the two must be.
    pub same: Same,
    /// What then happens.
    pub effect: Effect,
    /// The message of an own finding, or the reason given for the change.
    pub message: String,
}

/// Which findings.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FindingTest {
    /// Of one of these rules.
    pub rules: Vec<String>,
    /// Of one of these families.
    pub families: Vec<String>,
    /// That show one of these weaknesses.
    pub weaknesses: Vec<String>,
    /// Of at least this severity, as the rule gives it.
    pub min_severity: Option<Severity>,
}

/// How near two findings must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Same {
    /// in the same bundle
    Bundle,
    /// in the same class
    Class,
    /// in the same method
    Method,
}

/// What a combination does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// The target is one step worse.
    Raise,
    /// The target is one step less bad.
    Lower,
    /// A finding of its own.
    Finding,
}

/// What only `explain` and the tests need.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Prose {
    /// Why it matters.
    pub why: String,
    /// How to mend it.
    pub fix: String,
    /// When it is wrong or harmless; may be empty.
    pub false_positives: String,
    /// Facts in, findings out.
    pub tests: Vec<Case>,
}

/// One test of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Facts in text form.
    pub facts: Vec<String>,
    /// The findings expected of this rule, in order.
    pub expect: Vec<Expected>,
}

/// A finding that a test expects; what is `None` may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Its place.
    pub at: String,
    /// Its severity.
    pub severity: Option<Severity>,
    /// Its confidence.
    pub confidence: Option<Confidence>,
    /// Its message.
    pub message: Option<String>,
}
