//! Terms: joining, widening, limits, and how values are shown.

use super::super::library::Function;
use super::super::term::{EMPTY, NONE, NULL, Operation, OriginInfo, Term, Terms, UNKNOWN, Val};
use crate::analysis::graph::Site;
use crate::facts::{Alternative, Part, Value};
use crate::limits::Limits;
use crate::program::MethodId;

fn terms() -> Terms {
    Terms::new(&Limits::default())
}

/// At most four alternatives and eight characters.
fn small() -> Terms {
    Terms::new(&Limits { alternatives: 4, alternative_chars: 8, ..Limits::default() })
}

const SITE: Site = Site { method: MethodId(0), insn: 7 };

impl Terms {
    fn shown(&self, val: Val) -> String {
        self.value(val).to_text()
    }

    /// One of these texts.
    fn one_of(&mut self, texts: &[&str]) -> Val {
        let texts: Vec<Val> = texts.iter().map(|text| self.str(text)).collect();
        self.any_of(&texts)
    }

    /// A text whose `{?}` is unknown.
    fn pattern_of(&mut self, text: &str) -> Val {
        let mut all = EMPTY;
        for (n, piece) in text.split("{?}").enumerate() {
            if n > 0 {
                all = self.concat(all, UNKNOWN);
            }
            let piece = self.str(piece);
            all = self.concat(all, piece);
        }
        all
    }

    fn property_text(&mut self, name: &str, text: &str) -> Val {
        let origin = self.origin_of(OriginInfo { decoded: false, properties: vec![name.into()], singles: 0 });
        let units: Vec<u16> = text.encode_utf16().collect();
        self.text_from(&units, origin)
    }

    fn array(&mut self, elements: &[Val]) -> Val {
        self.intern(Term::Array(Some(SITE), elements.into()))
    }

    fn bytes(&mut self, bytes: &[i32]) -> Val {
        let elements: Vec<Val> = bytes.iter().map(|b| Val::Int(*b)).collect();
        self.array(&elements)
    }

    fn origin_info(&self, val: Val) -> OriginInfo {
        let mut info = OriginInfo::default();
        self.origins_in(val, &mut info);
        info
    }
}

#[test]
fn equal_terms_have_equal_numbers() {
    let mut t = terms();
    assert_eq!(t.str("sms://7132"), t.str("sms://7132"));
    assert_ne!(t.str("sms://7132"), t.str("sms://7133"));
    assert_eq!(t.str(""), EMPTY);
    assert_eq!(t.text(&[]), EMPTY);
    assert_eq!(t.intern(Term::Null), NULL);
    assert_eq!(t.intern(Term::Unknown), UNKNOWN);
    assert_eq!(t.intern(Term::None), NONE);
    assert_eq!(t.long(5), t.long(5));
    assert_ne!(t.long(5), Val::Int(5));
}

#[test]
fn known_texts_side_by_side_are_one() {
    let mut t = terms();
    let (a, b, ab) = (t.str("sms://"), t.str("7132"), t.str("sms://7132"));
    assert_eq!(t.concat(a, b), ab);
    assert_eq!(t.concat(a, EMPTY), a);
    assert_eq!(t.concat(EMPTY, a), a);
    assert_eq!(t.concat(EMPTY, EMPTY), EMPTY);
    assert_eq!(t.concat(a, NONE), NONE);
    assert_eq!(t.concat(NONE, a), NONE);
}

#[test]
fn concatenation_keeps_sources_between_texts() {
    let mut t = terms();
    let (url, field, rest) = (t.str("http://h/?pw="), t.source("TextField.getString"), t.str("&x="));
    let all = t.concat(url, field);
    let all = t.concat(all, rest);
    let seven = t.str("7");
    let all = t.concat(all, seven);
    assert_eq!(t.shown(all), r#""http://h/?pw={TextField.getString}&x=7""#);
    let Some(Term::Concat(pieces)) = t.get(all) else { panic!("no concatenation") };
    assert_eq!(pieces.len(), 3);
}

#[test]
fn concatenation_is_associative() {
    let mut t = terms();
    let parts = [t.str("a"), t.source("S"), t.str("b"), t.str("c"), UNKNOWN, t.str("d")];
    let left = parts.iter().fold(EMPTY, |all, part| t.concat(all, *part));
    let right = parts.iter().rev().fold(EMPTY, |all, part| t.concat(*part, all));
    assert_eq!(left, right);
    assert_eq!(t.shown(left), r#""a{S}bc{?}d""#);
}

#[test]
fn one_unknown_after_the_other_is_one() {
    let mut t = terms();
    assert_eq!(t.concat(UNKNOWN, UNKNOWN), UNKNOWN);
    let (a, b) = (t.source("A"), t.source("B"));
    assert_eq!(t.concat(a, a), a);
    let ab = t.concat(a, b);
    assert_eq!(t.shown(ab), r#""{A}{B}""#);
    assert_eq!(t.concat(ab, b), ab);
}

#[test]
fn concatenation_of_alternatives_is_each_with_each() {
    let mut t = terms();
    let (hosts, ports) = (t.one_of(&["a", "b"]), t.one_of(&[":1", ":2"]));
    let all = t.concat(hosts, ports);
    assert_eq!(t.shown(all), r#""a:1"|"a:2"|"b:1"|"b:2""#);
}

#[test]
fn too_many_combinations_leave_what_they_have_in_common() {
    let mut t = Terms::new(&Limits { alternatives: 5, ..Limits::default() });
    let (hosts, ends) = (t.one_of(&["h1.", "h2.", "h3."]), t.one_of(&["x/", "xy/"]));
    let all = t.concat(hosts, ends);
    assert_eq!(t.shown(all), r#""h{?}.x{?}/""#);
}

#[test]
fn a_union_is_flat_and_has_each_member_once() {
    let mut t = terms();
    let (ab, bc, abc) = (t.one_of(&["a", "b"]), t.one_of(&["b", "c"]), t.one_of(&["c", "b", "a"]));
    assert_eq!(t.union(ab, bc), abc);
    assert_eq!(t.union(bc, ab), abc);
    assert_eq!(t.union(abc, ab), abc);
    assert_eq!(t.union(abc, abc), abc);
    assert_eq!(t.alternatives_of(abc).len(), 3);
    assert_eq!(t.shown(abc), r#""a"|"b"|"c""#);
}

#[test]
fn no_value_adds_nothing_to_a_union() {
    let mut t = terms();
    let a = t.str("a");
    assert_eq!(t.union(a, NONE), a);
    assert_eq!(t.union(NONE, a), a);
    assert_eq!(t.union(NONE, NONE), NONE);
    assert_eq!(t.any_of(&[NONE, a, NONE]), a);
    assert_eq!(t.any_of(&[]), NONE);
    assert!(t.alternatives_of(NONE).is_empty());
}

#[test]
fn an_unknown_alternative_stays_beside_the_known_ones() {
    let mut t = terms();
    let a = t.str("a");
    let both = t.union(a, UNKNOWN);
    assert_eq!(t.value(both), Value::of(vec![Alternative::literal("a")], false));
    assert!(t.has_unknown(both));
}

#[test]
fn too_many_texts_leave_start_and_end() {
    let mut t = small();
    let four = t.one_of(&["x1.jar", "x2.jar", "x3.jar", "x4.jar"]);
    assert_eq!(t.alternatives_of(four).len(), 4);
    let fifth = t.str("x5.jar");
    let all = t.union(four, fifth);
    assert_eq!(t.shown(all), r#""x{?}.jar""#);
}

#[test]
fn too_many_values_of_different_kinds_leave_nothing() {
    let mut t = small();
    let four = t.one_of(&["a1", "a2", "a3", "a4"]);
    assert_eq!(t.union(four, NULL), UNKNOWN);
}

#[test]
fn too_many_numbers_are_any_number() {
    let mut t = terms();
    let numbers: Vec<Val> = (0..25).map(Val::Int).collect();
    let most = t.any_of(&numbers[..24]);
    assert_eq!(t.alternatives_of(most).len(), 24);
    assert_eq!(t.union(most, numbers[24]), UNKNOWN);
    assert_eq!(t.any_of(&numbers), UNKNOWN);
}

#[test]
fn widening_keeps_start_and_end() {
    let mut t = terms();
    let mut widened = |a: &str, b: &str| {
        let (a, b) = (t.pattern_of(a), t.pattern_of(b));
        let one = t.widen(a, b);
        assert_eq!(one, t.widen(b, a));
        assert_eq!(t.widen(one, b), one, "widening again changes nothing");
        t.shown(one)
    };
    assert_eq!(widened("id=x", "id=xx"), r#""id=x{?}""#);
    assert_eq!(widened("abc", "abd"), r#""ab{?}""#);
    assert_eq!(widened("/a/x.png", "/bc/x.png"), r#""/{?}/x.png""#);
    assert_eq!(widened("1;", "12;"), r#""1{?};""#);
    assert_eq!(widened("id={?}", "id=x"), r#""id={?}""#);
    assert_eq!(widened("id={?};", "ix;"), r#""i{?};""#);
    assert_eq!(widened("", "a"), "*");
    assert_eq!(widened("a", "b"), "*");
}

#[test]
fn start_and_end_do_not_overlap_when_widened() {
    let mut t = terms();
    let (a, aba) = (t.str("a"), t.str("aba"));
    let wide = t.widen(a, aba);
    // "a{?}a" would not allow "a".
    assert_eq!(t.shown(wide), r#""a{?}""#);
    let (aa, aaaa) = (t.str("aa"), t.str("aaaa"));
    let wide = t.widen(aa, aaaa);
    assert_eq!(t.shown(wide), r#""aa{?}""#);
}

#[test]
fn widening_other_values_leaves_nothing() {
    let mut t = terms();
    let (a, source) = (t.str("a"), t.source("S"));
    assert_eq!(t.widen(Val::Int(1), Val::Int(2)), UNKNOWN);
    assert_eq!(t.widen(a, NULL), UNKNOWN);
    assert_eq!(t.widen(a, source), UNKNOWN);
    assert_eq!(t.widen(a, NONE), a);
    assert_eq!(t.widen(NONE, a), a);
    assert_eq!(t.widen(source, source), source);
}

#[test]
fn widening_looks_into_unions() {
    let mut t = terms();
    let (two, third) = (t.one_of(&["a1z", "a2z"]), t.str("abz"));
    let wide = t.widen(two, third);
    assert_eq!(t.shown(wide), r#""a{?}z""#);
}

#[test]
fn patterns_cover_the_texts_that_fit() {
    let mut t = terms();
    let mut union = |a: &str, b: &str| {
        let (a, b) = (t.pattern_of(a), t.pattern_of(b));
        let one = t.union(a, b);
        assert_eq!(one, t.union(b, a));
        t.shown(one)
    };
    assert_eq!(union("id={?}", "id=x"), r#""id={?}""#);
    assert_eq!(union("id={?}", "id="), r#""id={?}""#);
    assert_eq!(union("{?}.jar", "x.jar"), r#""{?}.jar""#);
    assert_eq!(union("a{?}c", "abc"), r#""a{?}c""#);
    assert_eq!(union("a{?}c", "ac"), r#""a{?}c""#);
    assert_eq!(union("id={?}", "id=x{?}"), r#""id={?}""#);
    assert_eq!(union("id={?}", "id={?};"), r#""id={?}""#);
    // And not those that do not fit, though they start and end alike.
    assert_eq!(union("ab{?}b", "ab"), r#""ab"|"ab{?}b""#);
    assert_eq!(union("id={?}", "ie=x"), r#""id={?}"|"ie=x""#);
    assert_eq!(union("id={?};", "id=x"), r#""id={?};"|"id=x""#);
    assert_eq!(union("a{?}", "{?}b"), r#""a{?}"|"{?}b""#);
}

#[test]
fn a_pattern_covers_texts_with_sources() {
    let mut t = terms();
    let (a, s, z, open) = (t.str("a"), t.source("S"), t.str("z"), t.pattern_of("a{?}"));
    let sourced = t.concat(a, s);
    let sourced = t.concat(sourced, z);
    assert_eq!(t.union(sourced, open), open);
    // A known source is no unknown: it covers nothing.
    let text = t.str("abz");
    let both = t.union(sourced, text);
    assert_eq!(t.shown(both), r#""a{S}z"|"abz""#);
}

#[test]
fn over_long_texts_have_an_unknown_rest() {
    let mut t = small();
    let (eight, nine) = (t.str("12345678"), t.str("123456789"));
    assert_eq!(t.shown(eight), r#""12345678""#);
    assert_eq!(t.shown(nine), r#""12345678{?}""#);
    let five = t.str("12345");
    let ten = t.concat(five, five);
    assert_eq!(t.shown(ten), r#""12345123{?}""#);
    let more = t.concat(ten, five);
    assert_eq!(t.shown(more), r#""12345123{?}12345""#);
    assert_eq!(t.known_text(nine), None);
}

#[test]
fn texts_of_too_many_pieces_end_unknown() {
    let mut t = small();
    let sources = ["A", "B", "C", "D", "E"].map(|name| t.source(name));
    let four = sources[..4].iter().fold(EMPTY, |all, one| t.concat(all, *one));
    assert_eq!(t.shown(four), r#""{A}{B}{C}{D}""#);
    let five = t.concat(four, sources[4]);
    assert_eq!(t.shown(five), r#""{A}{B}{C}{D}{?}""#);
}

#[test]
fn values_are_shown_by_what_is_known_of_them() {
    let mut t = terms();
    assert_eq!(t.value(UNKNOWN), Value::unknown());
    assert_eq!(t.value(NONE), Value::unknown());
    assert_eq!(t.value(NULL), Value::of(vec![Alternative::Null], true));
    assert_eq!(t.value(Val::Int(-5)), Value::of(vec![Alternative::Int(-5)], true));
    let long = t.long(1 << 40);
    assert_eq!(t.value(long), Value::of(vec![Alternative::Int(1 << 40)], true));
    assert_eq!(t.value(EMPTY), Value::of(vec![Alternative::literal("")], true));
    let text = t.str("sms://7132");
    assert_eq!(t.value(text), Value::of(vec![Alternative::literal("sms://7132")], true));
    let source = t.source("TextField.getString");
    assert_eq!(t.value(source), Value::of(vec![Alternative::source("TextField.getString")], true));
    assert_eq!(t.value(Val::Ref(0)), Value::unknown());
}

#[test]
fn unknown_pieces_are_shown_as_sources_without_a_name() {
    let mut t = terms();
    let open = t.pattern_of("id={?};");
    let parts = vec![Part::Literal("id=".into()), Part::Source("?".into()), Part::Literal(";".into())];
    assert_eq!(t.value(open), Value::of(vec![Alternative::Text(parts)], true));
    // An array is no text.
    let array = t.bytes(&[1]);
    let id = t.str("id=");
    let odd = t.concat(id, array);
    assert_eq!(t.shown(odd), r#""id={?}""#);
}

#[test]
fn what_is_still_open_is_unknown() {
    let mut t = terms();
    let open = [
        Term::Param(MethodId(1), 2),
        Term::This(MethodId(1)),
        Term::Load(SITE, false),
        Term::Object(SITE),
        Term::List(SITE, [EMPTY].into()),
        Term::Map(SITE, [EMPTY, EMPTY].into()),
        Term::Apply(Operation::Length, [EMPTY].into()),
    ];
    for term in open {
        let val = t.intern(term.clone());
        assert_eq!(t.value(val), Value::unknown(), "{term:?}");
    }
}

#[test]
fn objects_of_the_platform_are_shown_by_what_they_are_known_by() {
    let mut t = terms();
    let (url, source) = (t.str("sms://7132"), t.source("MessageConnection.newMessage"));
    let connection = t.made(SITE, url);
    assert_eq!(t.shown(connection), r#""sms://7132""#);
    let message = t.made(SITE, source);
    assert_eq!(t.shown(message), r#""{MessageConnection.newMessage}""#);
    let none = t.made(SITE, UNKNOWN);
    assert_eq!(t.shown(none), "*");
    let elsewhere = Site { method: MethodId(3), insn: 1 };
    let again = t.made(elsewhere, connection);
    assert_eq!(t.get(again), Some(&Term::Made(elsewhere, url)));
    let either = t.union(connection, UNKNOWN);
    assert_eq!(t.shown(either), r#""sms://7132"|*"#);
}

#[test]
fn arrays_are_shown_as_bytes_or_lists() {
    let mut t = terms();
    let shown = |t: &mut Terms, ints: &[i32]| {
        let array = t.bytes(ints);
        t.shown(array)
    };
    assert_eq!(shown(&mut t, &[0x31, 0, 3]), r#""hex:310003""#);
    assert_eq!(shown(&mut t, &[-1, -128, 127]), r#""hex:ff807f""#);
    assert_eq!(shown(&mut t, &[255, 0]), r#""hex:ff00""#);
    assert_eq!(shown(&mut t, &[]), r#""hex:""#);
    assert_eq!(shown(&mut t, &[256, -129, 7]), r#""[256, -129, 7]""#);
    let texts = [t.str("a"), NULL, t.str("b c")];
    let array = t.array(&texts);
    assert_eq!(t.shown(array), r#""[a, null, b c]""#);
}

#[test]
fn arrays_of_which_not_all_is_known_are_unknown() {
    let mut t = terms();
    let source = t.source("S");
    let a = t.str("a");
    for elements in [[Val::Int(1), UNKNOWN], [a, source], [a, Val::Int(1)], [Val::Ref(0), Val::Int(1)]] {
        let array = t.array(&elements);
        assert_eq!(t.value(array), Value::unknown(), "{elements:?}");
    }
}

#[test]
fn origins_go_with_the_texts() {
    let mut t = terms();
    let plain = t.str("http");
    assert_eq!(t.origin_info(plain), OriginInfo::default());
    let decoded = t.decoded(plain);
    assert_ne!(plain, decoded);
    assert_eq!(t.shown(decoded), r#""http""#);
    assert_eq!(t.decoded(decoded), decoded);
    assert!(t.origin_info(decoded).decoded);
    let rest = t.str("://h");
    for (a, b) in [(decoded, rest), (rest, decoded)] {
        let both = t.concat(a, b);
        assert!(t.origin_info(both).decoded);
        assert!(t.known_text(both).is_some());
    }
    assert_eq!(t.decoded(UNKNOWN), UNKNOWN);
    assert_eq!(t.decoded(EMPTY), EMPTY);
}

#[test]
fn origins_of_two_texts_are_joined() {
    let mut t = terms();
    let (host, path) = (t.property_text("Host", "h"), t.property_text("App-Path", "/p"));
    let both = t.concat(host, path);
    let info = t.origin_info(both);
    assert_eq!(info.properties, ["App-Path".into(), "Host".into()]);
    assert!(!info.decoded);
    let decoded = t.decoded(both);
    let twice = t.concat(decoded, host);
    let info = t.origin_info(twice);
    assert_eq!(info.properties, ["App-Path".into(), "Host".into()]);
    assert!(info.decoded);
}

#[test]
fn origins_are_found_wherever_the_text_stands() {
    let mut t = terms();
    let (host, text, source) = (t.property_text("Host", "h"), t.str("x"), t.source("S"));
    let concat = t.concat(source, host);
    let union = t.union(text, host);
    let array = t.array(&[text, host]);
    let made = t.made(SITE, concat);
    for val in [concat, union, array, made] {
        assert_eq!(t.origin_info(val).properties, ["Host".into()], "{val:?}");
    }
    assert_eq!(t.origin_info(Val::Int(1)), OriginInfo::default());
}

#[test]
fn equal_texts_of_different_origins_are_shown_once() {
    let mut t = terms();
    let (plain, host) = (t.str("h"), t.property_text("Host", "h"));
    let both = t.union(plain, host);
    assert_eq!(t.shown(both), r#""h""#);
    assert_eq!(t.origin_info(both).properties, ["Host".into()]);
}

#[test]
fn unpaired_surrogates_are_kept_apart_and_meet_their_other_half() {
    let mut t = terms();
    let (high, low, face) = (t.text(&[0xd83d]), t.text(&[0xde00]), t.str("\u{1f600}"));
    assert_ne!(high, low);
    assert_eq!(t.concat(high, low), face);
    assert_eq!(t.known_text(face), Some(&[0xd83d, 0xde00][..]));
    assert_eq!(t.shown(high), "\"\u{fffd}\"");
    // Which half is no difference when shown, but one in the engine.
    let wrong = t.concat(low, high);
    assert_eq!(t.known_text(wrong), Some(&[0xde00, 0xd83d][..]));
    let alone = t.text(&[0xd83d, u16::from(b'a')]);
    assert_eq!(t.shown(alone), "\"\u{fffd}a\"");
}

#[test]
fn flags_tell_what_is_in_a_value() {
    let mut t = terms();
    let (param, far) = (t.intern(Term::Param(MethodId(1), 2)), t.intern(Term::Param(MethodId(1), 200)));
    let (this_field, field) = (t.intern(Term::Load(SITE, true)), t.intern(Term::Load(SITE, false)));
    let a = t.str("a");
    let text = t.concat(a, param);
    assert!(t.is_open(text) && t.has_param(text) && !t.has_unknown(text) && !t.has_this(text));
    assert_eq!(t.params(text), 1 << 2);
    assert_eq!(t.params(far), 1 << 63);
    let both = t.union(text, far);
    assert_eq!(t.params(both), 1 << 63 | 1 << 2);
    assert!(t.has_this(this_field) && !t.has_this(field) && t.is_open(field) && !t.has_param(field));
    let unknown = t.concat(a, UNKNOWN);
    assert!(t.has_unknown(unknown) && !t.is_open(unknown));
    let object = t.union(Val::Ref(3), NULL);
    assert!(t.has_ref(object) && !t.has_ref(a) && t.has_ref(Val::Ref(0)));
    assert!(!t.is_open(Val::Int(1)) && !t.has_unknown(Val::Int(1)));
}

#[test]
fn an_operation_on_no_value_gives_none() {
    let mut t = terms();
    let param = t.intern(Term::Param(MethodId(1), 0));
    let trim = Operation::Library(Function::Trim);
    assert_eq!(t.apply(trim, &[NONE]), NONE);
    let later = t.apply(trim, &[param]);
    assert_eq!(t.get(later), Some(&Term::Apply(trim, [param].into())));
    assert!(t.is_open(later) && t.has_param(later));
}

#[test]
fn mapping_goes_over_the_alternatives() {
    let mut t = terms();
    let (ab, dot) = (t.one_of(&["a", "b"]), t.str("."));
    let mapped = t.map(ab, |t, one| t.concat(one, dot));
    assert_eq!(t.shown(mapped), r#""a."|"b.""#);
    assert_eq!(t.map(ab, |_, _| NULL), NULL);
    assert_eq!(t.map(NONE, |_, _| NULL), NONE);
    assert_eq!(t.map(Val::Int(1), |_, _| Val::Int(2)), Val::Int(2));
}
