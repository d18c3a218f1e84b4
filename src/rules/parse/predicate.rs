//! Reads one `[match.NAME]` table: the fact kind and what its fields, arguments and place must be.

use super::super::model::{
    AlternativeTest, IntTest, Known, Matcher, NumberClass, PlacePart, Predicate, Quantifier, Target, Test, TextTest,
};
use super::super::pattern::Pattern;
use super::table::{Item, Table};
use super::{FieldWords, KindWords, Reader};

const PLACES: [&str; 8] = ["bundle", "jad", "manifest", "archive", "entry", "class", "field", "method"];

/// Words of the field `via` of calls.
const VIA: [&str; 3] = ["serial", "thread", "timer"];

/// The word for a call that is set off with no event of the user; the field of that name.
const UNATTENDED: &str = "unattended";

const NUMBERS: [(&str, NumberClass); 8] = [
    ("short", NumberClass::Short),
    ("emergency", NumberClass::Emergency),
    ("premium", NumberClass::Premium),
    ("international", NumberClass::International),
    ("national", NumberClass::National),
    ("code", NumberClass::Code),
    ("post-dial", NumberClass::PostDial),
    ("empty", NumberClass::Empty),
];

const KNOWN: [(&str, Known); 4] =
    [("full", Known::Full), ("part", Known::Part), ("source", Known::Source), ("none", Known::None)];

pub(super) fn read_matcher(r: &mut Reader<'_>, name: &str, item: &Item<'_>) -> Option<Matcher> {
    let mut table = item.table(r)?;
    let (call, fact) = (table.take(r, "call"), table.take(r, "fact"));
    let kind_name = match (&call, &fact) {
        (Some(_), None) => "call".to_string(),
        (None, Some(fact)) => fact.text(r)?,
        _ => {
            r.problem(item.key_span.clone(), "a matcher has either `call` or `fact`", "");
            return None;
        }
    };
    let kinds = r.kinds;
    let Some((index, kind)) = kinds.iter().enumerate().find(|(_, k)| k.name == kind_name) else {
        let known: Vec<_> = kinds.iter().map(|k| k.name).collect();
        let span = fact.map_or(item.key_span.clone(), |f| f.span);
        r.problem(span, format!("no kind of fact is called `{kind_name}`"), format!("kinds: {}", known.join(", ")));
        return None;
    };
    let mut predicates = Vec::new();
    if let Some(call) = call
        && let Some(head) = kind.fields.iter().position(|f| f.head)
    {
        read_field(r, head, &kind.fields[head], &call, &mut predicates);
    }
    if let Some(at) = table.take(r, "at") {
        read_place(r, &at, &mut predicates);
    }
    if let Some(args) = table.take(r, "args") {
        if kind.fields.iter().any(|f| f.ty == "args") {
            for (name, item) in args.table(r).map_or(vec![], |mut t| t.drain()) {
                r.spans.insert(item.path.clone(), item.key_span.clone());
                if let Some(test) = read_value(r, &item) {
                    predicates.push(Predicate { target: Target::Arg(name), test });
                }
            }
        } else {
            r.problem(args.key_span, format!("`{kind_name}` has no arguments"), "");
        }
    }
    let mut asks_reached = false;
    if kind.name == "call" {
        if let Some(item) = table.take(r, "trigger") {
            r.spans.insert(item.path.clone(), item.key_span.clone());
            read_trigger(r, kind, &item, &mut predicates);
        }
        if let Some(item) = table.take(r, "reached") {
            r.spans.insert(item.path.clone(), item.key_span.clone());
            asks_reached = true;
            read_reached(r, kind, &item, &mut predicates);
        }
    }
    for (name, item) in table.drain() {
        r.spans.insert(item.path.clone(), item.key_span.clone());
        match kind.fields.iter().position(|f| f.name == name && f.ty != "args") {
            Some(field) => read_field(r, field, &kind.fields[field], &item, &mut predicates),
            None => unknown_field(r, kind, &name, &item),
        }
    }
    Some(Matcher { name: name.to_string(), kind: index as u8, predicates, asks_reached })
}

/// `trigger` of a call: the field `triggers`; `"unattended"` stands for the field of that name.
fn read_trigger(r: &mut Reader<'_>, kind: &KindWords<'_>, item: &Item<'_>, out: &mut Vec<Predicate>) {
    let named = |name: &str| kind.fields.iter().position(|f| f.name == name);
    if item.plain_text().as_deref() == Some(UNATTENDED) {
        out.extend(named(UNATTENDED).map(|f| Predicate { target: Target::Field(f as u8), test: Test::Bool(true) }));
    } else if let Some(field) = named("triggers") {
        read_field(r, field, &kind.fields[field], item, out);
    }
}

/// `reached` of a call: `true`, `false`, or `"any"`, which asks for nothing but is content with calls that nothing reaches.
fn read_reached(r: &mut Reader<'_>, kind: &KindWords<'_>, item: &Item<'_>, out: &mut Vec<Predicate>) {
    if let Some(word) = item.plain_text() {
        if word != "any" {
            r.problem(item.span.clone(), "`reached` is true, false or \"any\"", "");
        }
        return;
    }
    if let Some(field) = kind.fields.iter().position(|f| f.name == "reached") {
        read_field(r, field, &kind.fields[field], item, out);
    }
}

fn unknown_field(r: &mut Reader<'_>, kind: &KindWords<'_>, name: &str, item: &Item<'_>) {
    let known: Vec<_> = kind.fields.iter().map(|f| f.name).collect();
    let help = format!("its fields are {}; the place is asked for with `at`", known.join(", "));
    r.problem(item.key_span.clone(), format!("`{}` has no field `{name}`", kind.name), help);
}

fn read_place(r: &mut Reader<'_>, at: &Item<'_>, predicates: &mut Vec<Predicate>) {
    let Some(mut table) = at.table(r) else { return };
    let parts = [
        ("in", PlacePart::In),
        ("class", PlacePart::Class),
        ("method", PlacePart::Method),
        ("signature", PlacePart::Signature),
        ("entry", PlacePart::Entry),
    ];
    for (key, part) in parts {
        let Some(item) = table.take(r, key) else { continue };
        let test = match variable(r, &item) {
            Some(test) => Some(test),
            None => read_text(r, &item).map(Test::Text),
        };
        if let (PlacePart::In, Some(Test::Text(t))) = (part, &test) {
            check_words(r, &t.equals, &PLACES, &item);
        }
        predicates.extend(test.map(|test| Predicate { target: Target::At(part), test }));
    }
    table.finish(r);
}

fn check_words(r: &mut Reader<'_>, words: &[String], known: &[&str], item: &Item<'_>) {
    for word in words {
        if !known.contains(&word.as_str()) {
            r.problem(item.span.clone(), format!("`{word}` is none of {}", known.join(", ")), "");
        }
    }
}

/// `"$name"` is a variable.
fn variable(r: &mut Reader<'_>, item: &Item<'_>) -> Option<Test> {
    let text = item.plain_text()?;
    let name = text.strip_prefix('$')?;
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        r.problem(item.span.clone(), "a variable is $ and lower-case letters", "");
    }
    Some(Test::Variable(r.variable(name)))
}

fn read_field(r: &mut Reader<'_>, index: usize, field: &FieldWords<'_>, item: &Item<'_>, out: &mut Vec<Predicate>) {
    let target = Target::Field(index as u8);
    if let Some(test) = variable(r, item) {
        out.push(Predicate { target, test });
        return;
    }
    let test = match field.ty {
        "bool" if !item.is_table() => item.bool(r).map(Test::Bool),
        "int" if !item.is_table() => Some(Test::Int(IntTest { equals: item.ints(r), ..IntTest::default() })),
        "value" => read_value(r, item),
        "text" | "token" if !item.is_table() => read_text(r, item).map(Test::Text),
        "texts" if !item.is_table() => read_text(r, item).map(|test| Test::Texts { quantifier: Quantifier::Any, test }),
        _ => {
            let Some(mut table) = item.table(r) else { return };
            let present = table.take(r, "present").and_then(|item| item.bool(r));
            if let Some(present) = present {
                out.push(Predicate { target: target.clone(), test: Test::Present(present) });
            }
            let test = match field.ty {
                "int" => read_int(r, &mut table).map(Test::Int),
                "texts" => read_list(r, &mut table),
                "text" | "token" => read_text_table(r, &mut table).map(Test::Text),
                _ => None,
            };
            table.finish(r);
            if test.is_none() && present.is_none() {
                r.problem(item.span.clone(), "asks for nothing", "");
            }
            test
        }
    };
    if let (Some(Test::Text(t)), "token") = (&test, field.ty) {
        let not = t.not.as_ref().map_or(&[][..], |n| &n.equals);
        let words: Vec<_> = t.equals.iter().chain(not).cloned().collect();
        check_words(r, &words, &field.tokens, item);
    }
    if let (Some(Test::Texts { test: t, .. }), Some(known)) = (&test, list_words(r, field)) {
        let not = t.not.as_ref().map_or(&[][..], |n| &n.equals);
        let words: Vec<_> = t.equals.iter().chain(not).cloned().collect();
        check_words(r, &words, &known, item);
    }
    out.extend(test.map(|test| Predicate { target, test }));
}

/// The words that a list of a call is made of; `None` when anything can stand in it.
fn list_words<'v>(r: &Reader<'v>, field: &FieldWords<'_>) -> Option<Vec<&'v str>> {
    match field.name {
        "via" => Some(VIA.to_vec()),
        "triggers" => {
            let reach = r.kinds.iter().find(|k| k.name == "reach")?;
            reach.fields.iter().find(|f| f.name == "trigger").map(|f| f.tokens.clone())
        }
        _ => None,
    }
}

/// `"x"`, `["x", "y"]` or a table of parts.
fn read_text(r: &mut Reader<'_>, item: &Item<'_>) -> Option<TextTest> {
    if !item.is_table() {
        let equals = item.texts(r);
        return (!equals.is_empty()).then(|| TextTest { equals, ..TextTest::default() });
    }
    let mut table = item.table(r)?;
    let test = read_text_table(r, &mut table);
    table.finish(r);
    if test.is_none() {
        r.problem(item.span.clone(), "asks for nothing", "");
    }
    test
}

fn read_text_table(r: &mut Reader<'_>, table: &mut Table<'_>) -> Option<TextTest> {
    let mut any = false;
    let mut list = |r: &mut Reader<'_>, table: &mut Table<'_>, key| {
        let item = table.take(r, key);
        any |= item.is_some();
        item.map_or(vec![], |item| item.texts(r))
    };
    let mut test = TextTest {
        equals: list(r, table, "equals"),
        prefix: list(r, table, "prefix"),
        suffix: list(r, table, "suffix"),
        contains: list(r, table, "contains"),
        regex: vec![],
        not: None,
    };
    if let Some(item) = table.take(r, "regex") {
        any = true;
        test.regex = read_patterns(r, &item);
    }
    if let Some(item) = table.take(r, "not") {
        any = true;
        test.not = read_text(r, &item).map(Box::new);
    }
    any.then_some(test)
}

fn read_patterns(r: &mut Reader<'_>, item: &Item<'_>) -> Vec<Pattern> {
    let mut patterns = Vec::new();
    for element in item.one_or_more() {
        let Some(text) = element.text(r) else { continue };
        match Pattern::new(&text) {
            Ok(pattern) => patterns.push(pattern),
            Err(e) => r.problem(element.span.clone(), "not a regular expression", e),
        }
    }
    patterns
}

fn read_int(r: &mut Reader<'_>, table: &mut Table<'_>) -> Option<IntTest> {
    let equals = table.take(r, "equals");
    let (min, max, not) = (table.take(r, "min"), table.take(r, "max"), table.take(r, "not"));
    if equals.is_none() && min.is_none() && max.is_none() && not.is_none() {
        return None;
    }
    Some(IntTest {
        equals: equals.map_or(vec![], |item| item.ints(r)),
        min: min.and_then(|item| item.int(r)),
        max: max.and_then(|item| item.int(r)),
        not: not.map_or(vec![], |item| item.ints(r)),
    })
}

/// A list: `any = {…}` or `all = {…}`, or the parts themselves, which then mean `any`.
fn read_list(r: &mut Reader<'_>, table: &mut Table<'_>) -> Option<Test> {
    for (key, quantifier) in [("any", Quantifier::Any), ("all", Quantifier::All)] {
        if let Some(item) = table.take(r, key) {
            return read_text(r, &item).map(|test| Test::Texts { quantifier, test });
        }
    }
    read_text_table(r, table).map(|test| Test::Texts { quantifier: Quantifier::Any, test })
}

/// A symbolic value: `any = {…}` or `all = {…}`; anything else means `any`.
fn read_value(r: &mut Reader<'_>, item: &Item<'_>) -> Option<Test> {
    if let Some(test) = variable(r, item) {
        return Some(test);
    }
    let mut quantifier = Quantifier::Any;
    let mut inner = item.clone();
    if item.is_table() {
        let mut table = item.table(r)?;
        for (key, q) in [("any", Quantifier::Any), ("all", Quantifier::All)] {
            if let Some(found) = table.take(r, key) {
                (quantifier, inner) = (q, found);
                table.finish(r);
                break;
            }
        }
    }
    let test = Box::new(read_alternative(r, &inner)?);
    Some(Test::Value { quantifier, test })
}

fn read_alternative(r: &mut Reader<'_>, item: &Item<'_>) -> Option<AlternativeTest> {
    let mut test = AlternativeTest::default();
    if !item.is_table() {
        read_equals(r, item, &mut test);
        return Some(test);
    }
    let mut table = item.table(r)?;
    let before = table.len();
    if let Some(item) = table.take(r, "equals") {
        read_equals(r, &item, &mut test);
    }
    test.int.min = table.take(r, "min").and_then(|item| item.int(r));
    test.int.max = table.take(r, "max").and_then(|item| item.int(r));
    test.text.prefix = table.take(r, "prefix").map_or(vec![], |item| item.texts(r));
    test.text.suffix = table.take(r, "suffix").map_or(vec![], |item| item.texts(r));
    test.text.contains = table.take(r, "contains").map_or(vec![], |item| item.texts(r));
    test.text.regex = table.take(r, "regex").map_or(vec![], |item| read_patterns(r, &item));
    test.scheme = table.take(r, "scheme").map_or(vec![], |item| item.texts(r));
    test.host = table.take(r, "host").and_then(|item| read_text(r, &item));
    if let Some(item) = table.take(r, "port") {
        test.port = if item.is_table() {
            item.table(r).and_then(|mut t| {
                let int = read_int(r, &mut t);
                t.finish(r);
                int
            })
        } else {
            Some(IntTest { equals: item.ints(r), ..IntTest::default() })
        };
    }
    test.number = table.take(r, "number").map_or(vec![], |item| item.choices(r, &NUMBERS));
    test.known = table.take(r, "known").map_or(vec![], |item| item.choices(r, &KNOWN));
    test.source = table.take(r, "source").map_or(vec![], |item| item.texts(r));
    test.null = table.take(r, "null").and_then(|item| item.bool(r));
    test.not = table.take(r, "not").and_then(|item| read_alternative(r, &item)).map(Box::new);
    if before == 0 {
        r.problem(item.span.clone(), "asks for nothing", "");
    }
    table.finish(r);
    Some(test)
}

/// Texts or integers, not both.
fn read_equals(r: &mut Reader<'_>, item: &Item<'_>, test: &mut AlternativeTest) {
    for element in item.one_or_more() {
        if let Some(int) = element.plain_int().or_else(|| element.plain_bool().map(i64::from)) {
            test.int.equals.push(int);
        } else if let Some(text) = element.text(r) {
            test.text.equals.push(text);
        }
    }
    if !test.int.equals.is_empty() && !test.text.equals.is_empty() {
        r.problem(item.span.clone(), "texts and integers together", "no value is both: make two matchers of it");
    }
}
