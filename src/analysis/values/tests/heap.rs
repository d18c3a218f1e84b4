//! Objects that are followed: joins of heaps, and string buffers.

use super::super::heap::{Buffer, Cell, Heap, Obj, either, summary};
use super::super::term::{EMPTY, NONE, NULL, OriginInfo, Term, Terms, UNKNOWN, Val};
use crate::analysis::graph::Site;
use crate::limits::Limits;
use crate::program::{MethodId, Sym};

const SITE: Site = Site { method: MethodId(0), insn: 3 };
const CLASS: Sym = Sym(1);

fn terms() -> Terms {
    Terms::new(&Limits::default())
}

/// A heap with this one object.
fn heap(obj: Obj) -> Heap {
    let mut heap = Heap::default();
    heap.put(0, Cell { site: SITE, obj });
    heap
}

/// The object of two heaps once the second is joined into the first, which must change then, and not once more.
fn joined(t: &mut Terms, mine: Obj, theirs: Obj) -> Obj {
    let (mut all, other) = (heap(mine), heap(theirs));
    assert!(all.join(&other, t, false), "the join changes something");
    assert!(!all.join(&other, t, false), "the same join changes nothing");
    all.get(0).unwrap().obj.clone()
}

fn ints(ints: &[i32]) -> Vec<Val> {
    ints.iter().map(|i| Val::Int(*i)).collect()
}

fn content(t: &mut Terms, buffer: &Buffer) -> String {
    let content = buffer.content(t);
    t.value(content).to_text()
}

fn decoded(t: &mut Terms, buffer: &Buffer) -> bool {
    let content = buffer.content(t);
    let mut info = OriginInfo::default();
    t.origins_in(content, &mut info);
    info.decoded
}

fn add(buffer: &mut Buffer, text: &str) {
    text.encode_utf16().for_each(|unit| buffer.push_unit(unit));
}

#[test]
fn objects_are_put_and_changed() {
    let mut heap = Heap::default();
    assert_eq!(heap.len(), 0);
    heap.put(2, Cell { site: SITE, obj: Obj::Array(ints(&[1])) });
    assert_eq!(heap.len(), 3);
    assert!(heap.get(0).is_none() && heap.get(1).is_none() && heap.get(3).is_none());
    let copy = heap.clone();
    *heap.get_mut(2).unwrap() = Obj::Bag(UNKNOWN);
    assert_eq!(heap.get(2).unwrap().obj, Obj::Bag(UNKNOWN));
    assert_eq!(copy.get(2).unwrap().obj, Obj::Array(ints(&[1])), "a copy keeps its own content");
    assert_eq!(copy.get(2).unwrap().site, SITE);
    assert!(heap.get_mut(7).is_none());
}

#[test]
fn places_count_what_they_make() {
    let mut heap = Heap::default();
    assert_eq!([heap.count(1), heap.count(1), heap.count(0)], [0, 1, 0]);
    heap.uncount(1);
    assert_eq!(heap.count(1), 1);
    heap.uncount(9);
    assert_eq!(heap.count(9), 0);
}

#[test]
fn counts_are_joined_to_the_higher() {
    let mut t = terms();
    let (mut a, mut b) = (Heap::default(), Heap::default());
    a.count(0);
    b.count(0);
    b.count(0);
    b.count(1);
    a.join(&b, &mut t, false);
    assert_eq!([a.count(0), a.count(1)], [2, 1]);
}

#[test]
fn arrays_of_one_length_are_joined_by_element() {
    let mut t = terms();
    let either = t.union(Val::Int(2), Val::Int(3));
    let all = joined(&mut t, Obj::Array(ints(&[1, 2])), Obj::Array(ints(&[1, 3])));
    assert_eq!(all, Obj::Array(vec![Val::Int(1), either]));
    let all = joined(&mut t, Obj::List(ints(&[1, 2])), Obj::List(ints(&[1, 3])));
    assert_eq!(all, Obj::List(vec![Val::Int(1), either]));
}

#[test]
fn arrays_of_different_lengths_keep_what_may_be_in_them() {
    let mut t = terms();
    let any = t.any_of(&ints(&[1, 2, 3]));
    let (array, list) = (|i: &[i32]| Obj::Array(ints(i)), |i: &[i32]| Obj::List(ints(i)));
    assert_eq!(joined(&mut t, array(&[1, 2]), array(&[1, 2, 3])), Obj::Bag(any));
    assert_eq!(joined(&mut t, list(&[1, 2, 3]), list(&[1])), Obj::Bag(any));
    assert_eq!(joined(&mut t, Obj::Bag(Val::Int(1)), list(&[2, 3])), Obj::Bag(any));
    assert_eq!(joined(&mut t, array(&[2, 3]), Obj::Bag(Val::Int(1))), Obj::Bag(any));
    assert_eq!(joined(&mut t, Obj::Output(ints(&[1])), Obj::Output(ints(&[2, 3]))), Obj::Bag(any));
}

#[test]
fn tables_with_the_same_keys_are_joined_by_key() {
    let mut t = terms();
    let (a, b) = (t.str("a"), t.str("b"));
    let table = |pairs: &[(Val, i32)]| Obj::Table(pairs.iter().map(|(key, val)| (*key, Val::Int(*val))).collect());
    let either = t.union(Val::Int(2), Val::Int(3));
    let all = joined(&mut t, table(&[(a, 1), (b, 2)]), table(&[(a, 1), (b, 3)]));
    assert_eq!(all, Obj::Table(vec![(a, Val::Int(1)), (b, either)]));
    assert_eq!(joined(&mut t, table(&[(a, 2)]), table(&[(b, 3)])), Obj::Bag(either));
    assert_eq!(joined(&mut t, table(&[(a, 2)]), table(&[(a, 2), (b, 3)])), Obj::Bag(either));
}

#[test]
fn buffers_and_platform_objects_are_joined_by_content() {
    let mut t = terms();
    let (a, b) = (t.str("a"), t.str("b"));
    let either = t.union(a, b);
    let all = joined(&mut t, Obj::Buffer(Buffer::of(a)), Obj::Buffer(Buffer::of(b)));
    assert_eq!(all, Obj::Buffer(Buffer::of(either)));
    assert_eq!(joined(&mut t, Obj::Made(a), Obj::Made(b)), Obj::Made(either));
    assert_eq!(joined(&mut t, Obj::Fresh(CLASS), Obj::Made(b)), Obj::Made(b));
    assert_eq!(joined(&mut t, Obj::Made(a), Obj::Buffer(Buffer::of(a))), Obj::Made(UNKNOWN));
}

#[test]
fn equal_content_in_other_form_is_no_change() {
    let mut t = terms();
    let ab = t.str("ab");
    let mut grown = Buffer::of(EMPTY);
    add(&mut grown, "ab");
    let (mut mine, theirs) = (heap(Obj::Buffer(Buffer::of(ab))), heap(Obj::Buffer(grown)));
    assert!(!mine.join(&theirs, &mut t, false));
}

#[test]
fn fields_of_one_object_are_joined_by_field() {
    let mut t = terms();
    let object = |fields: &[(u32, i32)]| Obj::Object(CLASS, fields.iter().map(|(f, v)| (*f, Val::Int(*v))).collect());
    let either = t.union(Val::Int(1), Val::Int(2));
    let all = joined(&mut t, object(&[(3, 1), (5, 7)]), object(&[(3, 2), (5, 7)]));
    assert_eq!(all, Obj::Object(CLASS, vec![(3, either), (5, Val::Int(7))]));
    let other = Obj::Object(Sym(2), Vec::new());
    assert_eq!(joined(&mut t, object(&[(3, 1)]), other), Obj::Made(UNKNOWN));
}

#[test]
fn objects_of_one_side_are_taken_over() {
    let mut t = terms();
    let (mut none, some) = (Heap::default(), heap(Obj::Bag(NULL)));
    assert!(none.join(&some, &mut t, false));
    assert_eq!(none.get(0).unwrap().obj, Obj::Bag(NULL));
    assert!(!none.join(&Heap::default(), &mut t, false));
    assert_eq!(none.len(), 1);
}

#[test]
fn joins_come_to_an_end_when_widened() {
    let mut t = terms();
    let mut all = heap(Obj::Buffer(Buffer::of(EMPTY)));
    let mut text = String::from("id=");
    let mut changes = 0;
    for _ in 0..50 {
        text.push('x');
        let content = t.str(&text);
        changes += u32::from(all.join(&heap(Obj::Buffer(Buffer::of(content))), &mut t, true));
    }
    assert_eq!(changes, 1, "the empty text and any other have nothing in common");
    let (x, xx) = (t.str("id=x"), t.str("id=xx"));
    let wide = either(&mut t, x, xx, true);
    assert_eq!(t.value(wide).to_text(), r#""id=x{?}""#);
    assert_eq!(either(&mut t, wide, xx, true), wide);
    let both = either(&mut t, x, xx, false);
    assert_eq!(t.value(both).to_text(), r#""id=x"|"id=xx""#);
}

#[test]
fn fields_of_others_are_known_until_something_else_may_be_written() {
    let mut heap = Heap::default();
    let (a, b) = (Val::Term(8), Val::Term(9));
    heap.set_field(a, 1, Val::Int(5));
    assert_eq!((heap.field(a, 1), heap.field(a, 2), heap.field(b, 1)), (Some(Val::Int(5)), None, None));
    heap.set_field(a, 2, Val::Int(6));
    assert_eq!(heap.field(a, 1), Some(Val::Int(5)), "another field is another place");
    // `b` may be the same object as `a`.
    heap.set_field(b, 1, Val::Int(7));
    assert_eq!((heap.field(a, 1), heap.field(b, 1), heap.field(a, 2)), (None, Some(Val::Int(7)), Some(Val::Int(6))));
    heap.set_field(NONE, 4, Val::Int(8));
    assert_eq!(heap.statics(), [(4, Val::Int(8))]);
    heap.forget_fields();
    assert_eq!((heap.field(a, 2), heap.statics()), (None, Vec::new()));
}

#[test]
fn fields_of_others_are_joined_when_both_sides_know_them() {
    let mut t = terms();
    let base = t.intern(Term::This(MethodId(0)));
    let (mut mine, mut theirs) = (Heap::default(), Heap::default());
    mine.set_field(base, 1, Val::Int(1));
    mine.set_field(base, 2, Val::Int(2));
    theirs.set_field(base, 1, Val::Int(3));
    assert!(mine.join(&theirs, &mut t, false));
    assert_eq!(mine.field(base, 1), Some(t.union(Val::Int(1), Val::Int(3))));
    assert_eq!(mine.field(base, 2), None);
    assert!(!mine.join(&theirs, &mut t, false));
}

#[test]
fn a_value_is_replaced_wherever_it_stands() {
    let mut t = terms();
    let (old, new) = (Val::Ref(9), NULL);
    let both = t.union(old, Val::Int(1));
    let both_new = t.union(new, Val::Int(1));
    let mut heap = Heap::default();
    let objects = [
        Obj::Array(vec![old, both]),
        Obj::Bag(old),
        Obj::Object(CLASS, vec![(1, old)]),
        Obj::Table(vec![(EMPTY, old)]),
        Obj::Made(old),
        Obj::List(vec![old]),
    ];
    for (id, obj) in objects.into_iter().enumerate() {
        heap.put(id as u32, Cell { site: SITE, obj });
    }
    heap.set_field(NONE, 1, old);
    heap.replace(old, new, &mut t);
    let expected = [
        Obj::Array(vec![new, both_new]),
        Obj::Bag(new),
        Obj::Object(CLASS, vec![(1, new)]),
        Obj::Table(vec![(EMPTY, new)]),
        Obj::Made(new),
        Obj::List(vec![new]),
    ];
    for (id, obj) in expected.into_iter().enumerate() {
        assert_eq!(heap.get(id as u32).unwrap().obj, obj);
    }
    assert_eq!(heap.field(NONE, 1), Some(new));
}

#[test]
fn an_object_is_summed_up_by_what_it_may_hold() {
    let mut t = terms();
    let both = t.union(Val::Int(1), Val::Int(2));
    assert_eq!(summary(&Obj::Array(ints(&[1, 2, 1])), &mut t), both);
    assert_eq!(summary(&Obj::List(Vec::new()), &mut t), NONE);
    assert_eq!(summary(&Obj::Table(vec![(EMPTY, Val::Int(1)), (NULL, Val::Int(2))]), &mut t), both);
    assert_eq!(summary(&Obj::Bag(both), &mut t), both);
    assert_eq!(summary(&Obj::Object(CLASS, Vec::new()), &mut t), UNKNOWN);
}

#[test]
fn buffers_grow() {
    let mut t = terms();
    let http = t.str("http://");
    let mut buffer = Buffer::of(http);
    add(&mut buffer, "h:");
    let (port, source, rest) = (t.str("80"), t.source("S"), t.str("/"));
    for piece in [port, source, rest] {
        buffer.push(&mut t, piece);
    }
    assert_eq!(content(&mut t, &buffer), r#""http://h:80{S}/""#);
    buffer.push(&mut t, EMPTY);
    assert_eq!(content(&mut t, &buffer), r#""http://h:80{S}/""#);
    buffer.push(&mut t, UNKNOWN);
    assert_eq!(content(&mut t, &buffer), r#""http://h:80{S}/{?}""#);
}

#[test]
fn an_alternative_that_is_added_makes_alternatives() {
    let mut t = terms();
    let (a, b, c) = (t.str("a"), t.str("b"), t.str("c"));
    let mut buffer = Buffer::of(a);
    let bc = t.union(b, c);
    buffer.push(&mut t, bc);
    add(&mut buffer, "!");
    assert_eq!(content(&mut t, &buffer), r#""ab!"|"ac!""#);
}

#[test]
fn four_characters_in_a_row_are_decoded_text() {
    let mut t = terms();
    let mut buffer = Buffer::of(EMPTY);
    add(&mut buffer, "713");
    assert!(!decoded(&mut t, &buffer));
    add(&mut buffer, "2");
    assert!(decoded(&mut t, &buffer));
    assert_eq!(content(&mut t, &buffer), r#""7132""#);
    // And stay so, whatever is added.
    let (dot, source) = (t.str("."), t.source("S"));
    buffer.push(&mut t, dot);
    assert!(decoded(&mut t, &buffer));
    buffer.push(&mut t, source);
    assert!(decoded(&mut t, &buffer));
    assert_eq!(content(&mut t, &buffer), r#""7132.{S}""#);
}

#[test]
fn characters_between_texts_are_separators() {
    let mut t = terms();
    let piece = t.str("ab");
    let mut buffer = Buffer::of(EMPTY);
    for _ in 0..6 {
        buffer.push(&mut t, piece);
        add(&mut buffer, ", ");
    }
    assert!(!decoded(&mut t, &buffer));
}

#[test]
fn the_text_of_a_buffer_is_changed_in_place() {
    let mut t = terms();
    let head = t.str("2317");
    let mut buffer = Buffer::of(head);
    add(&mut buffer, "!");
    let units = buffer.known(&mut t).unwrap();
    assert_eq!(String::from_utf16(units).unwrap(), "2317!");
    units.reverse();
    buffer.scrambled();
    assert_eq!(content(&mut t, &buffer), r#""!7132""#);
    assert!(decoded(&mut t, &buffer));
    let mut open = Buffer::of(UNKNOWN);
    assert!(open.known(&mut t).is_none());
    let mut both = Buffer::of(EMPTY);
    let (a, b) = (t.str("a"), t.str("b"));
    let either = t.union(a, b);
    both.push(&mut t, either);
    assert!(both.known(&mut t).is_none());
}

#[test]
fn four_characters_set_one_by_one_are_decoded_text() {
    let mut t = terms();
    let head = t.str("abcd");
    let mut buffer = Buffer::of(head);
    for n in 0..4 {
        assert!(!decoded(&mut t, &buffer));
        buffer.known(&mut t).unwrap()[n] += 1;
        buffer.changed_one();
    }
    assert_eq!(content(&mut t, &buffer), r#""bcde""#);
    assert!(decoded(&mut t, &buffer));
}

#[test]
fn unpaired_surrogates_meet_in_a_buffer() {
    let mut t = terms();
    let high = t.text(&[0xd83d]);
    let mut buffer = Buffer::of(high);
    buffer.push_unit(0xde00);
    assert_eq!(content(&mut t, &buffer), "\"\u{1f600}\"");
}

#[test]
fn a_join_gives_the_same_from_either_side() {
    let mut t = terms();
    let (a, b) = (t.str("a"), t.str("b"));
    let array = |i: &[i32]| Obj::Array(ints(i));
    let bag = Obj::Bag(Val::Int(3));
    let kinds = [
        vec![array(&[1]), array(&[2]), array(&[1, 2]), bag.clone()],
        vec![Obj::List(ints(&[1])), Obj::List(ints(&[2, 3])), bag.clone()],
        vec![Obj::Table(vec![(a, NULL)]), Obj::Table(vec![(b, NULL)]), Obj::Table(vec![(a, b)]), bag.clone()],
        vec![Obj::Output(ints(&[1])), Obj::Output(ints(&[2])), bag],
        vec![Obj::Made(a), Obj::Made(UNKNOWN), Obj::Made(NULL), Obj::Fresh(CLASS)],
        vec![Obj::Buffer(Buffer::of(a)), Obj::Buffer(Buffer::of(b)), Obj::Buffer(Buffer::of(UNKNOWN))],
    ];
    for objects in &kinds {
        for (mine, theirs) in objects.iter().flat_map(|a| objects.iter().map(move |b| (a, b))) {
            let mut join = |mine: &Obj, theirs: &Obj| {
                let (mut all, other) = (heap(mine.clone()), heap(theirs.clone()));
                all.join(&other, &mut t, false);
                all.get(0).unwrap().obj.clone()
            };
            assert_eq!(join(mine, theirs), join(theirs, mine), "{mine:?} and {theirs:?}");
        }
    }
}
