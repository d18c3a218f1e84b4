//! Methods of the library on known values, on values known in part, and on unknown ones.

use super::super::library::{Function, Thrown, arithmetic, decode, evaluate, from_sources, to_text};
use super::super::term::{EMPTY, NONE, NULL, Operation, OriginInfo, Term, Terms, UNKNOWN, Val};
use crate::analysis::graph::Site;
use crate::analysis::signature::Kind;
use crate::limits::Limits;
use crate::program::{MethodId, Op};
use Function::*;

/// Terms, and values made from Rust ones.
pub struct Library {
    /// The terms.
    pub terms: Terms,
}

impl Library {
    /// No terms yet.
    pub fn new() -> Self {
        Library { terms: Terms::new(&Limits::default()) }
    }

    /// A text; `{?}` is unknown, `{S}` a source.
    pub fn text(&mut self, text: &str) -> Val {
        let t = &mut self.terms;
        let mut all = EMPTY;
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap();
            let before = t.str(before);
            all = t.concat(all, before);
            let piece = if name == "?" { UNKNOWN } else { t.source(name) };
            all = t.concat(all, piece);
            rest = after;
        }
        let rest = t.str(rest);
        t.concat(all, rest)
    }

    /// An array of ints.
    pub fn array(&mut self, ints: &[i32]) -> Val {
        let elements: Vec<Val> = ints.iter().map(|i| Val::Int(*i)).collect();
        self.terms.intern(Term::Array(None, elements.into()))
    }

    /// The result as shown in facts; `!` where the device throws.
    pub fn call(&mut self, function: Function, operands: &[Val]) -> String {
        match evaluate(&mut self.terms, function, operands) {
            Ok(val) => self.terms.value(val).to_text(),
            Err(Thrown) => "!".into(),
        }
    }

    /// The same for a text and ints.
    pub fn on(&mut self, function: Function, text: &str, ints: &[i32]) -> String {
        let text = self.text(text);
        let operands: Vec<Val> = std::iter::once(text).chain(ints.iter().map(|i| Val::Int(*i))).collect();
        self.call(function, &operands)
    }

    /// The same for two texts and ints.
    pub fn two(&mut self, function: Function, text: &str, other: &str, ints: &[i32]) -> String {
        let (text, other) = (self.text(text), self.text(other));
        let operands: Vec<Val> = [text, other].into_iter().chain(ints.iter().map(|i| Val::Int(*i))).collect();
        self.call(function, &operands)
    }

    /// The same for ints only.
    pub fn ints(&mut self, function: Function, ints: &[i32]) -> String {
        let operands: Vec<Val> = ints.iter().map(|i| Val::Int(*i)).collect();
        self.call(function, &operands)
    }

    /// Whether the text of a result is marked as decoded.
    pub fn is_decoded(&self, val: Val) -> bool {
        let mut info = OriginInfo::default();
        self.terms.origins_in(val, &mut info);
        info.decoded
    }
}

#[test]
fn platform_methods_are_known_by_class_name_and_descriptor() {
    let of = |class: &str, name: &str, descriptor: &str| Function::of(&format!("java/lang/{class}"), name, descriptor);
    let library = |function| Some(Operation::Library(function));
    assert_eq!(of("String", "concat", "(Ljava/lang/String;)Ljava/lang/String;"), library(Concat));
    assert_eq!(of("String", "intern", "()Ljava/lang/String;"), library(Same));
    assert_eq!(of("String", "valueOf", "(C)Ljava/lang/String;"), Some(Operation::ToText(Kind::Char)));
    assert_eq!(of("String", "valueOf", "(Z)Ljava/lang/String;"), Some(Operation::ToText(Kind::Bool)));
    assert_eq!(of("String", "valueOf", "(J)Ljava/lang/String;"), Some(Operation::ToText(Kind::Long)));
    assert_eq!(of("String", "valueOf", "(Ljava/lang/Object;)Ljava/lang/String;"), Some(Operation::ToText(Kind::Ref)));
    assert_eq!(of("String", "valueOf", "([CII)Ljava/lang/String;"), library(TextOfArray));
    assert_eq!(of("String", "replace", "(CC)Ljava/lang/String;"), library(Replace));
    assert_eq!(of("String", "getBytes", "(Ljava/lang/String;)[B"), library(GetBytes));
    assert_eq!(of("String", "getBytes", "(II[BI)V"), None);
    assert_eq!(of("Integer", "parseInt", "(Ljava/lang/String;I)I"), library(ParseInt));
    assert_eq!(of("Integer", "valueOf", "(Ljava/lang/String;)Ljava/lang/Integer;"), library(ParseInt));
    assert_eq!(of("Integer", "valueOf", "(I)Ljava/lang/Integer;"), library(Same));
    assert_eq!(of("Integer", "toString", "(I)Ljava/lang/String;"), Some(Operation::ToText(Kind::Int)));
    assert_eq!(of("Long", "toString", "(J)Ljava/lang/String;"), Some(Operation::ToText(Kind::Long)));
    assert_eq!(of("Integer", "toString", "()Ljava/lang/String;"), Some(Operation::ToText(Kind::Int)));
    assert_eq!(of("Character", "toString", "()Ljava/lang/String;"), Some(Operation::ToText(Kind::Char)));
    assert_eq!(of("Long", "toString", "(JI)Ljava/lang/String;"), library(ToRadix(0)));
    assert_eq!(of("Integer", "toHexString", "(I)Ljava/lang/String;"), library(ToRadix(16)));
    assert_eq!(of("Integer", "toOctalString", "(I)Ljava/lang/String;"), library(ToRadix(8)));
    assert_eq!(of("Integer", "toBinaryString", "(I)Ljava/lang/String;"), library(ToRadix(2)));
    assert_eq!(of("Character", "charValue", "()C"), library(IntValue));
    assert_eq!(of("Math", "abs", "(I)I"), library(Abs));
    assert_eq!(of("Math", "abs", "(D)D"), None);
    assert_eq!(of("Math", "sin", "(D)D"), None);
    assert_eq!(of("Class", "getName", "()Ljava/lang/String;"), library(ClassName));
    assert_eq!(of("Object", "hashCode", "()I"), None);
    assert_eq!(Function::of("app/String", "trim", "()Ljava/lang/String;"), None);
}

#[test]
fn texts_are_put_together_and_trimmed() {
    let mut l = Library::new();
    assert_eq!(l.two(Concat, "sms://", "7132", &[]), r#""sms://7132""#);
    assert_eq!(l.two(Concat, "", "", &[]), r#""""#);
    assert_eq!(l.two(Concat, "a{S}", "b", &[]), r#""a{S}b""#);
    assert_eq!(l.on(Trim, " \t\u{0}a b\n\r ", &[]), r#""a b""#);
    assert_eq!(l.on(Trim, " \t ", &[]), r#""""#);
    assert_eq!(l.on(Trim, "", &[]), r#""""#);
    // Only what is not above U+0020 counts as a blank.
    assert_eq!(l.on(Trim, "\u{a0}a\u{3000}", &[]), "\"\u{a0}a\u{3000}\"");
    assert_eq!(l.on(Trim, "a{S}b", &[]), r#""a{S}b""#);
    assert_eq!(l.on(Same, "a{?}", &[]), r#""a{?}""#);
}

#[test]
fn letters_change_case() {
    let mut l = Library::new();
    assert_eq!(l.on(Lower, "SMS://ÄÖ-1", &[]), r#""sms://äö-1""#);
    assert_eq!(l.on(Upper, "sms://äö-1", &[]), r#""SMS://ÄÖ-1""#);
    // The upper case of sharp s is no single char, of ÿ it is no Latin-1.
    assert_eq!(l.on(Upper, "ßÿ", &[]), "\"ß\u{178}\"");
    assert_eq!(l.on(Lower, "HTTP://{S}/A{?}", &[]), r#""http://{S}/a{?}""#);
    assert_eq!(l.on(Upper, "{S}", &[]), r#""{S}""#);
    assert_eq!(l.ints(CharLower, &[i32::from(b'A')]), "97");
    assert_eq!(l.ints(CharUpper, &[i32::from(b'z')]), "90");
    assert_eq!(l.ints(CharUpper, &[i32::from(b'7')]), "55");
    assert_eq!(l.ints(CharUpper, &[0xd800]), "55296");
}

#[test]
fn characters_are_replaced() {
    let mut l = Library::new();
    let (a, b) = (i32::from(b'a'), i32::from(b'b'));
    assert_eq!(l.on(Replace, "banana", &[a, b]), r#""bbnbnb""#);
    assert_eq!(l.on(Replace, "xyz", &[a, b]), r#""xyz""#);
    assert_eq!(l.on(Replace, "a{S}a", &[a, b]), r#""b{S}b""#);
    let text = l.text("banana");
    assert_eq!(l.call(Replace, &[text, UNKNOWN, Val::Int(b)]), "*");
    let sourced = l.text("a{S}");
    assert_eq!(l.call(Replace, &[sourced, UNKNOWN, Val::Int(b)]), r#""{S}""#);
}

#[test]
fn substrings_of_known_text() {
    let mut l = Library::new();
    assert_eq!(l.on(Substring, "sms://7132", &[6]), r#""7132""#);
    assert_eq!(l.on(Substring, "sms://7132", &[0, 3]), r#""sms""#);
    assert_eq!(l.on(Substring, "abc", &[3]), r#""""#);
    assert_eq!(l.on(Substring, "abc", &[3, 3]), r#""""#);
    assert_eq!(l.on(Substring, "abc", &[1, 1]), r#""""#);
    assert_eq!(l.on(Substring, "", &[0]), r#""""#);
    assert_eq!(l.on(Substring, "abc", &[4]), "!");
    assert_eq!(l.on(Substring, "abc", &[-1]), "!");
    assert_eq!(l.on(Substring, "abc", &[2, 1]), "!");
    assert_eq!(l.on(Substring, "abc", &[0, 4]), "!");
    assert_eq!(l.on(Substring, "abc", &[-1, 2]), "!");
    let text = l.text("abc");
    assert_eq!(l.call(Substring, &[text, UNKNOWN]), "*");
    // Units, not characters.
    assert_eq!(l.on(Substring, "\u{1f600}x", &[2]), r#""x""#);
}

#[test]
fn substrings_of_text_with_a_known_start() {
    let mut l = Library::new();
    assert_eq!(l.on(Substring, "sms://{S}", &[6]), r#""{S}""#);
    assert_eq!(l.on(Substring, "sms://{S}:5", &[3]), r#""://{S}:5""#);
    assert_eq!(l.on(Substring, "sms://{?}", &[0, 3]), r#""sms""#);
    assert_eq!(l.on(Substring, "sms://{S}", &[7]), r#""{S}""#);
    assert_eq!(l.on(Substring, "sms://{?}", &[0, 9]), "*");
    assert_eq!(l.on(Substring, "{S}", &[2, 3]), r#""{S}""#);
}

#[test]
fn single_characters() {
    let mut l = Library::new();
    assert_eq!(l.on(CharAt, "abc", &[0]), "97");
    assert_eq!(l.on(CharAt, "abc", &[2]), "99");
    assert_eq!(l.on(CharAt, "abc", &[3]), "!");
    assert_eq!(l.on(CharAt, "abc", &[-1]), "!");
    assert_eq!(l.on(CharAt, "", &[0]), "!");
    assert_eq!(l.on(CharAt, "\u{1f600}", &[1]), "56832");
    assert_eq!(l.on(CharAt, "ab{?}", &[1]), "98");
    assert_eq!(l.on(CharAt, "ab{?}", &[2]), "*");
    let text = l.text("abba");
    assert_eq!(l.call(CharAt, &[text, UNKNOWN]), "97|98");
}

#[test]
fn lengths() {
    let mut l = Library::new();
    assert_eq!(l.on(StringLength, "", &[]), "0");
    assert_eq!(l.on(StringLength, "sms:", &[]), "4");
    assert_eq!(l.on(StringLength, "\u{1f600}", &[]), "2");
    assert_eq!(l.on(StringLength, "a{?}", &[]), "*");
    assert_eq!(l.on(StringLength, "a{S}", &[]), r#""{S}""#);
}

#[test]
fn texts_and_characters_are_found() {
    let mut l = Library::new();
    let c = |c: char| c as i32;
    assert_eq!(l.on(IndexOf, "banana", &[c('a')]), "1");
    assert_eq!(l.on(IndexOf, "banana", &[c('a'), 2]), "3");
    assert_eq!(l.on(IndexOf, "banana", &[c('a'), 6]), "-1");
    assert_eq!(l.on(IndexOf, "banana", &[c('b'), -5]), "0");
    assert_eq!(l.on(IndexOf, "banana", &[c('x')]), "-1");
    assert_eq!(l.two(IndexOf, "banana", "ana", &[]), "1");
    assert_eq!(l.two(IndexOf, "banana", "ana", &[2]), "3");
    assert_eq!(l.two(IndexOf, "banana", "ana", &[4]), "-1");
    assert_eq!(l.two(IndexOf, "banana", "bananas", &[]), "-1");
    assert_eq!(l.two(IndexOf, "banana", "", &[]), "0");
    assert_eq!(l.two(IndexOf, "banana", "", &[2]), "2");
    assert_eq!(l.two(IndexOf, "", "", &[]), "0");
    assert_eq!(l.two(IndexOf, "", "a", &[]), "-1");
    assert_eq!(l.two(IndexOf, "abc", "c", &[-9]), "2");
    assert_eq!(l.on(LastIndexOf, "banana", &[c('a')]), "5");
    assert_eq!(l.on(LastIndexOf, "banana", &[c('a'), 4]), "3");
    assert_eq!(l.on(LastIndexOf, "banana", &[c('a'), 99]), "5");
    assert_eq!(l.on(LastIndexOf, "banana", &[c('b'), 0]), "0");
    assert_eq!(l.on(LastIndexOf, "banana", &[c('a'), 0]), "-1");
    assert_eq!(l.on(LastIndexOf, "banana", &[c('a'), -1]), "-1");
    assert_eq!(l.on(LastIndexOf, "", &[c('a')]), "-1");
    assert_eq!(l.on(IndexOf, "a{?}", &[c('a')]), "*");
    let text = l.text("banana");
    assert_eq!(l.call(IndexOf, &[text, UNKNOWN]), "*");
    assert_eq!(l.call(IndexOf, &[text, Val::Int(97), UNKNOWN]), "*");
    let source = l.text("{S}");
    assert_eq!(l.call(IndexOf, &[text, source]), r#""{S}""#);
}

#[test]
fn starts_and_ends() {
    let mut l = Library::new();
    assert_eq!(l.two(StartsWith, "sms://7132", "sms:", &[]), "1");
    assert_eq!(l.two(StartsWith, "sms://7132", "SMS:", &[]), "0");
    assert_eq!(l.two(StartsWith, "sms", "sms:", &[]), "0");
    assert_eq!(l.two(StartsWith, "sms", "", &[]), "1");
    assert_eq!(l.two(StartsWith, "sms://7132", "7132", &[6]), "1");
    assert_eq!(l.two(StartsWith, "sms", "", &[3]), "1");
    assert_eq!(l.two(StartsWith, "sms", "", &[4]), "0");
    assert_eq!(l.two(StartsWith, "sms", "", &[-1]), "0");
    assert_eq!(l.two(StartsWith, "sms://{?}", "sms:", &[]), "1");
    assert_eq!(l.two(StartsWith, "sms://{?}", "http:", &[]), "0");
    assert_eq!(l.two(StartsWith, "sms://{?}", "sms://7132", &[]), "*");
    assert_eq!(l.two(StartsWith, "{S}", "sms:", &[]), r#""{S}""#);
    assert_eq!(l.two(EndsWith, "a.jar", ".jar", &[]), "1");
    assert_eq!(l.two(EndsWith, "a.jar", "b.jar", &[]), "0");
    assert_eq!(l.two(EndsWith, "jar", ".jar", &[]), "0");
    assert_eq!(l.two(EndsWith, "jar", "", &[]), "1");
    assert_eq!(l.two(EndsWith, "{?}.jar", ".mid", &[]), "*");
}

#[test]
fn texts_are_compared() {
    let mut l = Library::new();
    assert_eq!(l.two(Equals, "a", "a", &[]), "1");
    assert_eq!(l.two(Equals, "a", "A", &[]), "0");
    assert_eq!(l.two(Equals, "a{?}", "A", &[]), "*");
    assert_eq!(l.two(Equals, "{S}", "A", &[]), r#""{S}""#);
    let a = l.text("a");
    assert_eq!(l.call(Equals, &[a, NULL]), "0");
    assert_eq!(l.ints(Equals, &[7, 7]), "1");
    assert_eq!(l.ints(Equals, &[7, 8]), "0");
    // Where a text came from makes no difference.
    let decoded = l.terms.decoded(a);
    assert_eq!(l.call(Equals, &[a, decoded]), "1");
    assert_eq!(l.two(EqualsIgnoreCase, "HttpÄ", "hTTPä", &[]), "1");
    assert_eq!(l.two(EqualsIgnoreCase, "http", "https", &[]), "0");
    assert_eq!(l.two(CompareTo, "abc", "abd", &[]), "-1");
    assert_eq!(l.two(CompareTo, "b", "abc", &[]), "1");
    assert_eq!(l.two(CompareTo, "abcd", "ab", &[]), "2");
    assert_eq!(l.two(CompareTo, "", "abc", &[]), "-3");
    assert_eq!(l.two(CompareTo, "a", "a", &[]), "0");
    assert_eq!(l.two(CompareTo, "a{?}", "a", &[]), "*");
}

#[test]
fn hash_codes() {
    let mut l = Library::new();
    assert_eq!(l.on(HashCode, "", &[]), "0");
    assert_eq!(l.on(HashCode, "abc", &[]), "96354");
    // It overflows: the JDK's own test word.
    assert_eq!(l.on(HashCode, "polygenelubricants", &[]), "-2147483648");
    assert_eq!(l.ints(HashCode, &[-5]), "-5");
    assert_eq!(l.on(HashCode, "a{?}", &[]), "*");
}

#[test]
fn texts_become_arrays() {
    let mut l = Library::new();
    assert_eq!(l.on(ToCharArray, "sms", &[]), r#""hex:736d73""#);
    assert_eq!(l.on(ToCharArray, "a\u{20ac}", &[]), r#""[97, 8364]""#);
    assert_eq!(l.on(ToCharArray, "", &[]), r#""hex:""#);
    assert_eq!(l.on(ToCharArray, "a{S}", &[]), r#""{S}""#);
    let text = l.text("a");
    let array = evaluate(&mut l.terms, ToCharArray, &[text]).unwrap();
    assert_eq!(l.terms.get(array), Some(&Term::Array(None, [Val::Int(97)].into())));
}

#[test]
fn texts_are_encoded() {
    let mut l = Library::new();
    assert_eq!(l.on(GetBytes, "sms", &[]), r#""hex:736d73""#);
    assert_eq!(l.two(GetBytes, "é", "ISO-8859-1", &[]), r#""hex:e9""#);
    assert_eq!(l.two(GetBytes, "\u{20ac}", "ISO8859_1", &[]), r#""hex:3f""#);
    assert_eq!(l.two(GetBytes, "é\u{20ac}", "UTF-8", &[]), r#""hex:c3a9e282ac""#);
    assert_eq!(l.two(GetBytes, "\u{1f600}", "utf8", &[]), r#""hex:f09f9880""#);
    assert_eq!(l.two(GetBytes, "a\u{20ac}", "UTF-16BE", &[]), r#""hex:006120ac""#);
    assert_eq!(l.two(GetBytes, "a", "US-ASCII", &[]), r#""hex:61""#);
    assert_eq!(l.two(GetBytes, "a", "no-such-encoding", &[]), "*");
    assert_eq!(l.on(GetBytes, "a{S}", &[]), r#""{S}""#);
    // Bytes are signed.
    let text = l.text("é");
    let array = evaluate(&mut l.terms, GetBytes, &[text]).unwrap();
    assert_eq!(l.terms.get(array), Some(&Term::Array(None, [Val::Int(-23)].into())));
}

#[test]
fn bytes_are_decoded() {
    let decoded = |bytes: &[u8], encoding: Option<&str>| {
        let name: Option<Vec<u16>> = encoding.map(|name| name.encode_utf16().collect());
        decode(bytes, name.as_deref()).map(|units| String::from_utf16(&units).unwrap())
    };
    let some = |text: &str| Some(text.to_string());
    assert_eq!(decoded(b"sms", None), some("sms"));
    assert_eq!(decoded(&[0xc3, 0xa9], Some("UTF-8")), some("é"));
    assert_eq!(decoded(&[0xe9], Some("UTF-8")), some("\u{fffd}"));
    assert_eq!(decoded(&[0xc3, 0xa9], Some("ISO-8859-1")), some("Ã©"));
    assert_eq!(decoded(&[0xf0, 0x9f, 0x98, 0x80], Some("utf8")), some("\u{1f600}"));
    assert_eq!(decoded(&[0, 0x61, 0x20, 0xac], Some("UTF-16BE")), some("a\u{20ac}"));
    assert_eq!(decoded(&[0x61, 0, 0xac, 0x20], Some("UTF-16LE")), some("a\u{20ac}"));
    assert_eq!(decoded(&[], Some("UTF-8")), some(""));
    assert_eq!(decoded(b"sms", Some("no-such-encoding")), None);
}

#[test]
fn arrays_become_texts() {
    let mut l = Library::new();
    let chars = l.array(&[0x73, 0x6d, 0x73, 0x20ac]);
    assert_eq!(l.call(TextOfArray, &[chars]), "\"sms\u{20ac}\"");
    let at = |n: i32| Val::Int(n);
    assert_eq!(l.call(TextOfArray, &[chars, at(1), at(2)]), r#""ms""#);
    assert_eq!(l.call(TextOfArray, &[chars, at(4), at(0)]), r#""""#);
    assert_eq!(l.call(TextOfArray, &[chars, at(3), at(2)]), "!");
    assert_eq!(l.call(TextOfArray, &[chars, at(-1), at(2)]), "!");
    assert_eq!(l.call(TextOfArray, &[chars, at(1), at(-1)]), "!");
    assert_eq!(l.call(TextOfArray, &[chars, at(i32::MAX), at(i32::MAX)]), "!");
    let bytes = l.array(&[-61, -87]);
    let (utf8, latin) = (l.text("UTF-8"), l.text("ISO-8859-1"));
    assert_eq!(l.call(TextOfArray, &[bytes, utf8]), r#""é""#);
    assert_eq!(l.call(TextOfArray, &[bytes, latin]), r#""Ã©""#);
    assert_eq!(l.call(TextOfArray, &[bytes, at(1), at(1), latin]), r#""©""#);
    let empty = l.array(&[]);
    assert_eq!(l.call(TextOfArray, &[empty]), r#""""#);
    assert_eq!(l.call(TextOfArray, &[NULL]), "!");
    assert_eq!(l.call(TextOfArray, &[UNKNOWN]), "*");
    assert_eq!(l.call(TextOfArray, &[chars, UNKNOWN, at(2)]), "*");
}

#[test]
fn arrays_of_which_some_is_known_become_texts_with_gaps() {
    let mut l = Library::new();
    let source = l.terms.source("S");
    let elements = [Val::Int(97), UNKNOWN, UNKNOWN, Val::Int(98), source];
    let array = l.terms.intern(Term::Array(None, elements.into()));
    assert_eq!(l.call(TextOfArray, &[array]), r#""a{?}b{S}""#);
    assert_eq!(l.call(TextOfArray, &[array, Val::Int(3), Val::Int(1)]), r#""b""#);
}

#[test]
fn texts_made_of_four_characters_are_decoded() {
    let mut l = Library::new();
    for (count, decoded) in [(3, false), (4, true)] {
        let array = l.array(&[97, 98, 99, 100][..count]);
        let text = evaluate(&mut l.terms, TextOfArray, &[array]).unwrap();
        assert_eq!(l.is_decoded(text), decoded, "{count}");
    }
    // Cutting and changing keeps the mark.
    let array = l.array(&[0x61, 0x62, 0x63, 0x64, 0x20]);
    let text = evaluate(&mut l.terms, TextOfArray, &[array]).unwrap();
    let one = Val::Int(1);
    for (function, operands) in
        [(Substring, vec![text, one]), (Trim, vec![text]), (Upper, vec![text]), (Same, vec![text])]
    {
        let changed = evaluate(&mut l.terms, function, &operands).unwrap();
        assert!(l.is_decoded(changed), "{function:?}");
    }
}

#[test]
fn numbers_are_read() {
    let mut l = Library::new();
    let mut int = |text: &str, radix: &[i32]| l.on(ParseInt, text, radix);
    assert_eq!(int("7132", &[]), "7132");
    assert_eq!(int("-0", &[]), "0");
    assert_eq!(int("-2147483648", &[]), "-2147483648");
    assert_eq!(int("2147483647", &[]), "2147483647");
    assert_eq!(int("007", &[]), "7");
    assert_eq!(int("ff", &[16]), "255");
    assert_eq!(int("-FF", &[16]), "-255");
    assert_eq!(int("z", &[36]), "35");
    for bad in ["", "-", " 7", "7 ", "0x7", "7f", "2147483648", "-2147483649", "--7", "-+7", "99999999999999999999"] {
        assert_eq!(int(bad, &[]), "!", "{bad:?}");
    }
    // CLDC 1.1 takes no plus sign.
    assert_eq!(int("+7", &[]), "!");
    assert_eq!(int("7", &[1]), "!");
    assert_eq!(int("7", &[37]), "!");
    assert_eq!(int("9", &[8]), "!");
    assert_eq!(int("{S}", &[]), r#""{S}""#);
    assert_eq!(int("7{?}", &[]), "*");
    let seven = l.text("7");
    assert_eq!(l.call(ParseInt, &[seven, UNKNOWN]), "*");
    assert_eq!(l.on(ParseLong, "9223372036854775807", &[]), "9223372036854775807");
    assert_eq!(l.on(ParseLong, "-9223372036854775808", &[]), "-9223372036854775808");
    assert_eq!(l.on(ParseLong, "9223372036854775808", &[]), "!");
    let long = evaluate(&mut l.terms, ParseLong, &[seven]).unwrap();
    assert_eq!(l.terms.get(long), Some(&Term::Long(7)));
}

#[test]
fn numbers_are_written_in_a_radix() {
    let mut l = Library::new();
    assert_eq!(l.ints(ToRadix(16), &[255]), r#""ff""#);
    assert_eq!(l.ints(ToRadix(16), &[-1]), r#""ffffffff""#);
    assert_eq!(l.ints(ToRadix(8), &[8]), r#""10""#);
    assert_eq!(l.ints(ToRadix(2), &[5]), r#""101""#);
    assert_eq!(l.ints(ToRadix(2), &[0]), r#""0""#);
    assert_eq!(l.ints(ToRadix(0), &[255, 16]), r#""ff""#);
    assert_eq!(l.ints(ToRadix(0), &[-255, 16]), r#""-ff""#);
    assert_eq!(l.ints(ToRadix(0), &[i32::MIN, 2]), format!("\"-1{}\"", "0".repeat(31)));
    assert_eq!(l.ints(ToRadix(0), &[35, 36]), r#""z""#);
    let long = l.terms.long(i64::MIN);
    assert_eq!(l.call(ToRadix(0), &[long, Val::Int(16)]), r#""-8000000000000000""#);
    assert_eq!(l.call(ToRadix(16), &[UNKNOWN]), "*");
}

#[test]
fn small_functions_of_numbers() {
    let mut l = Library::new();
    assert_eq!(l.ints(Abs, &[-7]), "7");
    assert_eq!(l.ints(Abs, &[i32::MIN]), "-2147483648");
    assert_eq!(l.ints(Min, &[-7, 7]), "-7");
    assert_eq!(l.ints(Max, &[-7, 7]), "7");
    assert_eq!(l.call(Max, &[Val::Int(1), UNKNOWN]), "*");
    let c = |c: char| c as i32;
    assert_eq!(l.ints(Digit, &[c('f'), 16]), "15");
    assert_eq!(l.ints(Digit, &[c('F'), 16]), "15");
    assert_eq!(l.ints(Digit, &[c('g'), 16]), "-1");
    assert_eq!(l.ints(Digit, &[c('9'), 8]), "-1");
    assert_eq!(l.ints(Digit, &[c('z'), 36]), "35");
    assert_eq!(l.ints(IsDigit, &[c('0')]), "1");
    assert_eq!(l.ints(IsDigit, &[c('9')]), "1");
    assert_eq!(l.ints(IsDigit, &[c('a')]), "0");
    assert_eq!(l.ints(IsDigit, &[c('/')]), "0");
    assert_eq!(l.ints(IsDigit, &[c(':')]), "0");
    assert_eq!(l.ints(IntValue, &[-1]), "-1");
    let long = evaluate(&mut l.terms, LongValue, &[Val::Int(-1)]).unwrap();
    assert_eq!(l.terms.get(long), Some(&Term::Long(-1)));
    assert_eq!(evaluate(&mut l.terms, LongValue, &[long]), Ok(long));
}

#[test]
fn a_class_has_the_name_that_it_is_known_by() {
    let mut l = Library::new();
    let name = l.text("app.A");
    let class = l.terms.made(Site { method: MethodId(0), insn: 0 }, name);
    assert_eq!(l.call(ClassName, &[class]), r#""app.A""#);
    assert_eq!(l.call(ClassName, &[UNKNOWN]), "*");
}

#[test]
fn methods_of_null_throw() {
    let mut l = Library::new();
    let a = l.text("a");
    for function in
        [Trim, Lower, StringLength, CharAt, IndexOf, HashCode, ToCharArray, GetBytes, Same, IntValue, ClassName]
    {
        assert_eq!(l.call(function, &[NULL, a]), "!", "{function:?}");
    }
}

#[test]
fn what_is_not_known_is_told_by_its_sources() {
    let mut l = Library::new();
    let (a, b, text) = (l.text("{A}"), l.text("{B}"), l.text("x"));
    let ab = l.terms.union(a, b);
    assert_eq!(from_sources_of(&mut l, &[text, ab]), ab);
    let mixed = l.text("x{A}y{B}");
    assert_eq!(from_sources_of(&mut l, &[mixed]), ab);
    assert_eq!(from_sources_of(&mut l, &[text]), UNKNOWN);
    assert_eq!(from_sources_of(&mut l, &[a, UNKNOWN]), UNKNOWN);
    assert_eq!(from_sources_of(&mut l, &[]), UNKNOWN);
    let array = l.terms.intern(Term::Array(None, [Val::Int(1), a].into()));
    assert_eq!(from_sources_of(&mut l, &[array]), a);
    let made = l.terms.made(Site { method: MethodId(0), insn: 0 }, b);
    assert_eq!(from_sources_of(&mut l, &[made]), b);
    let param = l.terms.intern(Term::Param(MethodId(0), 1));
    assert_eq!(from_sources_of(&mut l, &[a, param]), UNKNOWN);
    // Where to cut says nothing of what is left.
    assert_eq!(l.call(Substring, &[a, b]), r#""{A}""#);
    assert_eq!(l.call(CompareTo, &[a, b]), r#""{A}"|"{B}""#);
}

fn from_sources_of(l: &mut Library, operands: &[Val]) -> Val {
    from_sources(&mut l.terms, operands)
}

#[test]
fn values_become_text_when_appended() {
    let mut l = Library::new();
    let mut shown = |val: Val, kind: Kind| {
        let text = to_text(&mut l.terms, val, kind);
        l.terms.value(text).to_text()
    };
    assert_eq!(shown(Val::Int(0), Kind::Bool), r#""false""#);
    assert_eq!(shown(Val::Int(1), Kind::Bool), r#""true""#);
    assert_eq!(shown(Val::Int(97), Kind::Char), r#""a""#);
    assert_eq!(shown(Val::Int(97), Kind::Int), r#""97""#);
    assert_eq!(shown(Val::Int(i32::MIN), Kind::Int), r#""-2147483648""#);
    assert_eq!(shown(NULL, Kind::Ref), r#""null""#);
    assert_eq!(shown(UNKNOWN, Kind::Ref), "*");
    let (long, text, array) = (l.terms.long(-5), l.text("a{S}"), l.array(&[1]));
    let source = l.text("{S}");
    let (known, sourced) = {
        let site = Site { method: MethodId(0), insn: 0 };
        let url = l.text("sms://7132");
        (l.terms.made(site, url), l.terms.made(site, source))
    };
    let mut shown = |val: Val, kind: Kind| {
        let text = to_text(&mut l.terms, val, kind);
        l.terms.value(text).to_text()
    };
    assert_eq!(shown(long, Kind::Long), r#""-5""#);
    assert_eq!(shown(text, Kind::Ref), r#""a{S}""#);
    assert_eq!(shown(source, Kind::Int), r#""{S}""#);
    assert_eq!(shown(sourced, Kind::Ref), r#""{S}""#);
    // What a connection is known by is not its text; nor is an array's content.
    assert_eq!(shown(known, Kind::Ref), "*");
    assert_eq!(shown(array, Kind::Ref), "*");
}

/// The result of an instruction on ints; `None` where the device throws.
fn int(op: Op, operands: &[i32]) -> Option<Val> {
    let operands: Vec<Val> = operands.iter().map(|i| Val::Int(*i)).collect();
    arithmetic(&mut Terms::new(&Limits::default()), op, &operands).ok()
}

#[test]
fn int_arithmetic_is_that_of_the_machine() {
    let is = |op: Op, operands: &[i32], result: i32| {
        assert_eq!(int(op, operands), Some(Val::Int(result)), "{op:?} {operands:?}")
    };
    is(Op::IntAdd, &[i32::MAX, 1], i32::MIN);
    is(Op::IntSub, &[i32::MIN, 1], i32::MAX);
    is(Op::IntMul, &[65_536, 65_537], 65_536);
    is(Op::IntDiv, &[-7, 2], -3);
    is(Op::IntDiv, &[i32::MIN, -1], i32::MIN);
    is(Op::IntRem, &[-7, 2], -1);
    is(Op::IntRem, &[i32::MIN, -1], 0);
    is(Op::IntNeg, &[i32::MIN], i32::MIN);
    is(Op::IntShl, &[1, 33], 2);
    is(Op::IntShl, &[1, -1], i32::MIN);
    is(Op::IntShr, &[-8, 1], -4);
    is(Op::IntUshr, &[-1, 28], 15);
    is(Op::IntUshr, &[-1, 32], -1);
    is(Op::IntAnd, &[0x0ff0, 0x00ff], 0x00f0);
    is(Op::IntOr, &[0x0f00, 0x00ff], 0x0fff);
    is(Op::IntXor, &[0x0ff0, 0x00ff], 0x0f0f);
    is(Op::IntToByte, &[200], -56);
    is(Op::IntToChar, &[-1], 65_535);
    is(Op::IntToShort, &[40_000], -25_536);
    assert_eq!(int(Op::IntDiv, &[1, 0]), None);
    assert_eq!(int(Op::IntRem, &[1, 0]), None);
}

#[test]
fn long_arithmetic_is_that_of_the_machine() {
    let mut l = Library::new();
    let mut result = |op: Op, a: i64, b: i64| {
        let operands = [l.terms.long(a), l.terms.long(b)];
        arithmetic(&mut l.terms, op, &operands).map(|val| l.terms.value(val).to_text()).unwrap_or("!".into())
    };
    assert_eq!(result(Op::LongAdd, i64::MAX, 1), i64::MIN.to_string());
    assert_eq!(result(Op::LongSub, 5, 7), "-2");
    assert_eq!(result(Op::LongMul, 1 << 32, 1 << 32), "0");
    assert_eq!(result(Op::LongDiv, -7, 2), "-3");
    assert_eq!(result(Op::LongDiv, i64::MIN, -1), i64::MIN.to_string());
    assert_eq!(result(Op::LongDiv, 1, 0), "!");
    assert_eq!(result(Op::LongRem, i64::MIN, -1), "0");
    assert_eq!(result(Op::LongRem, 1, 0), "!");
    assert_eq!(result(Op::LongAnd, 6, 3), "2");
    assert_eq!(result(Op::LongOr, 6, 3), "7");
    assert_eq!(result(Op::LongXor, 6, 3), "5");
    assert_eq!(result(Op::LongCmp, 6, 3), "1");
    assert_eq!(result(Op::LongCmp, 3, 3), "0");
    assert_eq!(result(Op::LongCmp, i64::MIN, 3), "-1");
    let mut shift = |op: Op, a: i64, by: i32| {
        let operands = [l.terms.long(a), Val::Int(by)];
        let val = arithmetic(&mut l.terms, op, &operands).unwrap();
        l.terms.value(val).to_text()
    };
    assert_eq!(shift(Op::LongShl, 1, 65), "2");
    assert_eq!(shift(Op::LongShr, -8, 1), "-4");
    assert_eq!(shift(Op::LongUshr, -1, 60), "15");
    let big = l.terms.long(0x1_8000_0000);
    assert_eq!(arithmetic(&mut l.terms, Op::LongToInt, &[big]), Ok(Val::Int(i32::MIN)));
    let neg = l.terms.long(-0x1_8000_0000);
    assert_eq!(arithmetic(&mut l.terms, Op::LongNeg, &[big]), Ok(neg));
    let minus = l.terms.long(-1);
    assert_eq!(arithmetic(&mut l.terms, Op::IntToLong, &[Val::Int(-1)]), Ok(minus));
}

#[test]
fn arithmetic_on_unknown_values_is_told_by_their_sources() {
    let mut l = Library::new();
    let source = l.text("{S}");
    assert_eq!(arithmetic(&mut l.terms, Op::IntAdd, &[source, Val::Int(1)]), Ok(source));
    assert_eq!(arithmetic(&mut l.terms, Op::IntAdd, &[UNKNOWN, source]), Ok(UNKNOWN));
    assert_eq!(arithmetic(&mut l.terms, Op::IntToByte, &[source]), Ok(source));
    assert_ne!(arithmetic(&mut l.terms, Op::IntAdd, &[Val::Int(1), UNKNOWN]), Ok(NONE));
}
