//! Hostile and honest archives, each with the exact facts and the exact bytes that come out.

use super::build::{Item, Zip, deflate, deflated, stored};
use super::*;
use crate::facts::{FieldValue, Kind};
use proptest::prelude::*;
use std::fmt::Write;

const CLASS: &[u8] = b"\xca\xfe\xba\xbe\0\0\0\x2f\0\x02\x01\0\x01A";
const MANIFEST: &[u8] = b"MIDlet-Name: Demo\r\nMIDlet-Version: 1.0\r\n\r\n";

fn limits() -> Limits {
    Limits {
        entries: 12,
        entry_bytes: 1 << 20,
        inflated_bytes: 2 << 20,
        bomb_floor: 10_000,
        name_bytes: 64,
        ..Limits::default()
    }
}

fn long(length: usize) -> Vec<u8> {
    (0..length).map(|i| ((i * i) >> 3) as u8).collect()
}

fn good() -> Zip {
    Zip::new().add(deflated("META-INF/MANIFEST.MF", MANIFEST)).add(stored("A.class", CLASS))
}

/// A ZIP64 archive: saturated fields, the values in extra field, record and locator.
fn zip64() -> Vec<u8> {
    let wide = |v: u64| v.to_le_bytes();
    let mut extra = vec![1, 0, 16, 0];
    extra.extend(wide(14));
    extra.extend(wide(14));
    let item = stored("A.class", CLASS).both(|h| {
        (h.compressed, h.size) = (u32::MAX, u32::MAX);
        h.extra = extra.clone();
    });
    let locals = Zip::new().add(item.clone()).locals().len() as u64;
    let directory = Zip::new().add(item.clone()).without_end().len() as u64 - locals;
    let mut record = b"PK\x06\x06".to_vec();
    record.extend(wide(44));
    record.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for value in [1, 1, directory, locals] {
        record.extend(wide(value));
    }
    record.extend(b"PK\x06\x07\0\0\0\0");
    record.extend(wide(locals + directory));
    record.extend([1, 0, 0, 0]);
    Zip::new().add(item).finish_with(|end| {
        (end.entries, end.disk_entries, end.size, end.start) = (u16::MAX, u16::MAX, u32::MAX, u32::MAX);
        end.before = record;
    })
}

/// Name of the case, the `what` tokens it is there for, the file.
fn cases() -> Vec<(&'static str, &'static [&'static str], Vec<u8>)> {
    let nested = good().finish();
    let prefixed = |adjusted: bool| {
        let prefix = b"GIF89a and a tail of bytes";
        if adjusted {
            return Zip::new().bytes(prefix).add(stored("A.class", CLASS)).finish();
        }
        [&prefix[..], &good().finish()].concat()
    };
    let empty_end = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    let with_pk = [&b"text PK\x03\x04 text"[..], &[7; 60]].concat();
    let shadow = |name: &str| stored(name, b"shadow");
    let bomb = vec![0; 200_000];
    let mut broken = deflate(&long(3_000));
    broken[1_000..1_040].fill(0xff);
    vec![
        ("honest", &[], good().finish()),
        ("descriptors in all forms", &[], {
            let all = [(true, false), (false, false), (true, true), (false, true)];
            let add = |zip: Zip, (i, (signature, wide)): (usize, (bool, bool))| {
                zip.add(deflated(&format!("{i}"), MANIFEST).described(signature, wide))
            };
            all.into_iter().enumerate().fold(Zip::new(), add).finish()
        }),
        (
            "headers inside data are data",
            &[],
            Zip::new().add(stored("t", &with_pk)).add(stored("A.class", CLASS)).finish(),
        ),
        ("empty directory, deflated", &[], Zip::new().add(deflated("META-INF/", b"")).finish()),
        ("no entries", &[], Zip::new().finish()),
        ("empty file", &["empty"], Vec::new()),
        ("text", &["not-a-zip"], b"MIDlet-Name: this is a JAD\n".to_vec()),
        ("no directory", &["no-central-directory", "no-end-record"], good().locals()),
        ("no end record", &["no-end-record"], good().without_end()),
        ("end record cut", &["no-end-record", "trailing-data"], {
            let mut file = good().finish();
            file.truncate(file.len() - 5);
            file
        }),
        ("cut within the last entry", &["truncated-entry"], {
            let mut file = Zip::new().add(stored("A.class", CLASS)).add(deflated("b", &long(300))).locals();
            file.truncate(file.len() - 40);
            file
        }),
        ("streamed, no directory", &["no-central-directory"], {
            let zip = Zip::new()
                .add(deflated("a", MANIFEST).described(true, false))
                .add(stored("b", CLASS).described(true, false));
            zip.add(deflated("c", &with_pk).described(false, false)).locals()
        }),
        ("fake empty end record in the comment", &["several-end-records", "comment"], {
            good().finish_with(|end| end.comment = empty_end.clone())
        }),
        ("archive in the comment", &["several-end-records", "duplicate-name"], {
            good().finish_with(|end| end.comment = Zip::new().add(shadow("A.class")).finish())
        }),
        (
            "two archives in a row",
            &["several-end-records", "duplicate-name"],
            [good().finish(), good().finish()].concat(),
        ),
        ("count 0", &["end-record-differs"], good().finish_with(|end| (end.entries, end.disk_entries) = (0, 0))),
        ("count 65535", &["end-record-differs"], good().finish_with(|end| end.entries = 65_535)),
        ("directory size 0", &["end-record-differs"], good().finish_with(|end| end.size = 0)),
        ("directory offset wrong", &["end-record-differs"], good().finish_with(|end| end.start = 3)),
        (
            "directory size and offset wrong",
            &["end-record-differs"],
            good().finish_with(|end| (end.start, end.size) = (3, 7)),
        ),
        (
            "comment longer than the file",
            &["end-record-differs"],
            good().finish_with(|end| end.comment_length = Some(500)),
        ),
        ("zip64", &["zip64"], zip64()),
        ("prefix, offsets not adjusted", &["prefix-data"], prefixed(false)),
        ("prefix, offsets adjusted", &["prefix-data"], prefixed(true)),
        ("trailing bytes", &["trailing-data"], [good().finish(), b"\x7fELF and more".to_vec()].concat()),
        ("70 KB trailing", &["trailing-data"], [good().finish(), vec![0; 70_000]].concat()),
        ("gap", &["gap-data"], good().bytes(b"between").add(stored("b", b"b")).finish()),
        ("comment", &["comment"], good().finish_with(|end| end.comment = b"portal 7".to_vec())),
        (
            "disk numbers",
            &["disk-numbers"],
            good().finish_with(|end| (end.disk, end.directory_disk, end.disk_entries) = (32_767, 1, 9)),
        ),
        ("entry on another disk", &["disk-numbers"], Zip::new().add(Item { disk: 3, ..stored("a", b"a") }).finish()),
        ("duplicate", &["duplicate-name"], good().add(shadow("A.class")).finish()),
        ("same twice", &["duplicate-name"], good().add(stored("A.class", CLASS)).finish()),
        ("case", &["case-clash"], good().add(shadow("a.CLASS")).finish()),
        ("separators", &["separator-clash", "backslash-name"], {
            good().add(shadow("META-INF\\MANIFEST.MF")).add(shadow("./A.class")).finish()
        }),
        ("not in the directory", &["local-only", "duplicate-name"], good().add(shadow("A.class").unlisted()).finish()),
        ("local name differs", &["header-differs"], {
            Zip::new().add(stored("B.class", CLASS).local(|h| h.name = b"readme.".to_vec())).finish()
        }),
        (
            "local method differs",
            &["header-differs"],
            Zip::new().add(deflated("a", MANIFEST).local(|h| h.method = 0)).finish(),
        ),
        ("local crc and size differ", &["header-differs"], {
            Zip::new().add(stored("a", b"abc").local(|h| (h.crc, h.size) = (1, 2))).finish()
        }),
        (
            "directory only",
            &["central-only"],
            Zip::new().add(Item { local: None, offset: Some(9_999), ..stored("a", b"a") }).finish(),
        ),
        ("size claims 2 GiB", &["size-differs"], {
            Zip::new().add(deflated("a", MANIFEST).both(|h| h.size = 0x7fff_ffff)).finish()
        }),
        ("size claims less", &["size-differs"], Zip::new().add(deflated("a", MANIFEST).both(|h| h.size = 5)).finish()),
        (
            "stored size claims less",
            &["size-differs"],
            Zip::new().add(stored("a", b"abc").both(|h| h.size = 1)).finish(),
        ),
        ("data claim 2 GiB", &["truncated-entry"], {
            let lie = deflated("a", MANIFEST).both(|h| h.compressed = 0x7fff_ffff);
            Zip::new().add(lie).add(stored("A.class", CLASS)).finish()
        }),
        (
            "crc",
            &["crc-differs"],
            Zip::new()
                .add(deflated("a", MANIFEST).both(|h| h.crc = 7))
                .add(stored("b", b"b").both(|h| h.crc = 8))
                .finish(),
        ),
        ("overlap", &["overlap"], {
            let inner = Zip::new().add(stored("inner", b"inner")).locals();
            let outer = stored("outer", &inner);
            let inner = Item { local: None, offset: Some(35), ..stored("inner", b"inner") };
            Zip::new().add(outer).add(inner).finish()
        }),
        (
            "overlap with the directory",
            &["overlap"],
            Zip::new().add(stored("a", b"abc").both(|h| (h.compressed, h.size) = (9, 9))).finish(),
        ),
        ("one local header, two names", &["overlap", "header-differs"], {
            let again = Item { local: None, offset: Some(0), ..stored("b", b"abc") };
            Zip::new().add(stored("a", b"abc")).add(again).finish()
        }),
        (
            "encrypted",
            &["encrypted"],
            Zip::new().add(stored("a", b"????").both(|h| (h.flags, h.crc) = (1, 9))).finish(),
        ),
        (
            "said to be encrypted",
            &["encrypted"],
            Zip::new().add(deflated("A.class", CLASS).both(|h| h.flags = 1)).finish(),
        ),
        ("encrypted only in the directory", &["encrypted", "header-differs"], {
            Zip::new().add(deflated("A.class", CLASS).central(|h| h.flags = 1)).finish()
        }),
        (
            "method 12",
            &["unknown-method"],
            Zip::new().add(stored("a", b"BZh9").both(|h| (h.method, h.crc) = (12, 9))).finish(),
        ),
        (
            "method 99 is deflate",
            &["unknown-method"],
            Zip::new().add(deflated("A.class", CLASS).both(|h| h.method = 99)).finish(),
        ),
        (
            "method 1 is stored",
            &["unknown-method"],
            Zip::new().add(stored("A.class", CLASS).both(|h| h.method = 1)).finish(),
        ),
        ("broken stream", &["broken-stream"], {
            Zip::new().add(Item { data: broken, ..deflated("a", &long(3_000)) }).finish()
        }),
        ("no stream at all", &["broken-stream"], {
            Zip::new()
                .add(Item { data: vec![0xff; 40], ..deflated("a", MANIFEST).both(|h| h.compressed = 40) })
                .finish()
        }),
        ("stream that breaks off", &["broken-stream"], {
            // A stored block of three bytes, then a block of the reserved type.
            let data = b"\0\x03\0\xfc\xffabc\x07".to_vec();
            Zip::new().add(Item { data, ..deflated("a", MANIFEST).both(|h| h.compressed = 9) }).finish()
        }),
        ("stream without end", &["broken-stream"], {
            let cut = |mut item: Item| {
                item.data.truncate(9);
                item.both(|h| h.compressed = 9)
            };
            Zip::new().add(cut(deflated("a", MANIFEST))).finish()
        }),
        ("bytes after the stream", &["bytes-after-stream"], {
            let mut item = deflated("a", MANIFEST);
            item.data.extend(b"hidden");
            Zip::new().add(item.both(|h| h.compressed += 6)).finish()
        }),
        ("bytes after a forged trailer", &["bytes-after-stream"], {
            let mut item = deflated("a", MANIFEST);
            item.data.extend(crc32fast::hash(MANIFEST).to_le_bytes());
            item.data.extend((MANIFEST.len() as u32).to_le_bytes());
            item.data.extend(b"hidden");
            Zip::new().add(item.both(|h| h.compressed += 14)).finish()
        }),
        ("bomb", &["bomb"], Zip::new().add(deflated("a", &bomb)).finish()),
        (
            "bomb in disguise",
            &["bomb", "size-differs"],
            Zip::new().add(deflated("a", &bomb).both(|h| h.size = 10)).finish(),
        ),
        ("names that leave the archive", &["absolute-name", "parent-name", "backslash-name"], {
            let names = ["/etc/a", "..\\b", "C:\\c", "x/../../d", "a..b/..c"];
            names.iter().fold(Zip::new(), |zip, name| zip.add(stored(name, b""))).finish()
        }),
        ("control characters", &["nul-in-name", "control-in-name"], {
            Zip::new().add(stored("a\0.class", b"")).add(stored("b\x1b[2J", b"")).finish()
        }),
        ("names in code page 437", &["not-utf8-name"], {
            let named =
                |name: &'static [u8], flags| stored("?", b"").both(move |h| (h.name, h.flags) = (name.to_vec(), flags));
            Zip::new()
                .add(named(b"\x81ber", 0))
                .add(named(b"\xff\xe1", raw::UTF8))
                .add(named("\u{fc}ber".as_bytes(), 0))
                .finish()
        }),
        ("long name", &["over-long-name"], Zip::new().add(stored(&"n".repeat(65), b"")).finish()),
        (
            "long name cut within a character",
            &["over-long-name"],
            Zip::new().add(stored(&"\u{20ac}".repeat(30), b"")).finish(),
        ),
        ("directory with data", &["directory-with-data"], Zip::new().add(stored("d/", b"data")).finish()),
        (
            "nested archive",
            &["nested-archive"],
            Zip::new().add(stored("lib.jar", &nested)).add(deflated("x.png", &nested)).finish(),
        ),
        ("hidden programs", &[], {
            let zip = Zip::new()
                .add(stored("a.png", CLASS))
                .add(stored("b.dat", b"dex\n035\0"))
                .add(stored("c", b"\x7fELF\x01"));
            zip.add(stored("fat", b"\xca\xfe\xba\xbe\0\0\0\x02\x01")).add(stored("d", b"\x7a\x1a\x20\x10....")).finish()
        }),
        ("descriptor lies", &["descriptor-differs"], {
            let mut item = deflated("a", MANIFEST).described(true, false);
            item.descriptor[4..12].fill(9);
            Zip::new().add(item).add(stored("b", b"b")).finish()
        }),
    ]
}

/// Every archive fact and limit, and every entry with what was read of it.
fn account(bytes: &[u8], limits: &Limits) -> (Vec<Fact>, String) {
    let mut facts = Facts::new(10_000);
    let archive = Archive::open(bytes, limits, &mut facts);
    let mut budget = InflateBudget::new(limits);
    let mut out = Vec::new();
    let mut text = String::new();
    let mut known = Vec::new();
    for (index, entry) in archive.entries().iter().enumerate() {
        let outcome = archive.read(index, &mut budget, &mut out, limits, &mut facts);
        let name = crate::facts::escape::visible(&entry.name);
        let shown = if out.len() > 60 {
            format!("{} bytes, CRC {:08x}", out.len(), crc32fast::hash(&out))
        } else {
            format!("\"{}\"", out.escape_ascii())
        };
        let _ = writeln!(text, "  {name}: {:?} {outcome:?} {shown}", entry.origin);
        known.push((outcome == ReadOutcome::Complete).then(|| Sniffed::whole(&entry.name, &out)));
    }
    describe_entries(&archive, &known, &mut budget, limits, &mut facts);
    (facts.into_sorted(), text)
}

#[test]
fn every_case_has_its_facts_and_bytes() {
    let mut all = String::new();
    for (name, tokens, file) in cases() {
        let (facts, entries) = account(&file, &limits());
        let _ = writeln!(all, "{name}");
        for fact in &facts {
            let hidden = fact.bool("hidden") == Some(true);
            if fact.kind != Kind::Entry || hidden {
                let _ = writeln!(all, "  {}", fact.to_text());
            }
        }
        all.push_str(&entries);
        for token in tokens {
            assert!(facts.iter().any(|f| f.text("what") == Some(token)), "{name}: no {token} in\n{all}");
        }
        if tokens.is_empty() {
            assert!(facts.iter().all(|f| f.kind == Kind::Entry), "{name} is no anomaly:\n{all}");
        }
    }
    insta::assert_snapshot!(all);
}

#[test]
fn every_anomaly_has_a_case() {
    let covered: Vec<&str> = cases().iter().flat_map(|(_, tokens, _)| *tokens).copied().collect();
    let what = Kind::Archive.field("what").expect("archive facts say what");
    for token in Kind::Archive.info().fields[what].tokens {
        // Tested below: only the second opinion states these.
        if !token.contains("strict-reader") {
            assert!(covered.contains(token), "{token}");
        }
    }
    assert!(cases().len() >= 40);
}

#[test]
fn devices_load_the_first_of_duplicates() {
    let file = good().add(stored("A.class", b"shadow")).add(stored("A.class", b"local").unlisted()).finish();
    let archive = Archive::open(&file, &limits(), &mut Facts::new(100));
    let all: Vec<_> = archive.find_all("A.class").collect();
    assert_eq!(all, [1, 2, 3]);
    assert_eq!(archive.find("A.class"), Some(1));
    assert_eq!(archive.find("B.class"), None);
    assert_eq!(archive.entries()[3].origin, Origin::Local);
}

#[test]
fn limits_cut_and_say_so() {
    let named = |facts: &[Fact], name: &str| {
        facts
            .iter()
            .filter(|f| f.kind == Kind::Limit && f.text("name") == Some(name))
            .map(Fact::to_text)
            .collect::<Vec<_>>()
    };
    let many = (0..20).fold(Zip::new(), |zip, i| zip.add(stored(&format!("{i}"), b"x")));
    let (facts, entries) = account(&many.finish(), &limits());
    assert_eq!(entries.lines().count(), 12);
    assert_eq!(named(&facts, "entries").len(), 1);

    let big =
        Zip::new().add(deflated("a", &vec![1; 3 << 20])).add(stored("b", &vec![2; 1 << 20])).add(stored("c", &[3; 9]));
    let tight = Limits { inflated_bytes: 1 << 20, entry_bytes: 1 << 19, ..limits() };
    let (facts, entries) = account(&big.finish(), &tight);
    assert_eq!(named(&facts, "entry-bytes").len(), 2);
    assert_eq!(named(&facts, "inflated-bytes").len(), 1);
    let outcomes: Vec<_> = entries.lines().map(|l| l.split(' ').nth(4).unwrap_or_default()).collect();
    assert_eq!(outcomes, ["Truncated", "Truncated", "Unreadable(Budget)"]);

    let odd = (0..10).fold(Zip::new(), |zip, i| zip.add(stored(&format!("../{i}"), b"x").both(|h| h.crc = 1)));
    let few = Limits { archive_facts: 3, ..limits() };
    let (facts, _) = account(&odd.finish(), &few);
    assert_eq!(facts.iter().filter(|f| f.kind == Kind::Archive).count(), 3);
    let cut = named(&facts, "archive-facts");
    assert_eq!(cut.len(), 1);
    assert!(cut[0].contains("seen=10"), "{cut:?}");
}

#[test]
fn empty_blocks_do_not_go_on_for_ever() {
    // Stored blocks of no bytes: five bytes of input each, no output.
    let blocks: Vec<u8> = [0, 0, 0, 0xff, 0xff].repeat(50_000);
    let item =
        Item { data: blocks.clone(), ..stored("a", b"") }.both(|h| (h.method, h.compressed, h.size) = (8, 250_000, 9));
    let file = Zip::new().add(item).finish();
    let tight = Limits { inflated_bytes: 50_000, ..limits() };
    let mut facts = Facts::new(100);
    let archive = Archive::open(&file, &tight, &mut facts);
    let mut budget = InflateBudget::new(&tight);
    let mut out = Vec::new();
    assert_eq!(archive.read(0, &mut budget, &mut out, &tight, &mut facts), ReadOutcome::Unreadable(Unreadable::Budget));
    assert!(!archive.peek(0, 16, &mut budget, &mut out) || out.is_empty());
}

#[test]
fn many_overlapping_entries_are_opened_in_linear_time() {
    let limits = Limits { entries: 20_000, ..Limits::default() };
    let mut zip = Zip::new().add(deflated("a", &long(100_000)));
    for i in 0..19_999 {
        zip = zip.add(Item { local: None, offset: Some(0), ..deflated(&format!("{i}"), b"") });
    }
    let file = zip.finish();
    let mut facts = Facts::new(10_000);
    let archive = Archive::open(&file, &limits, &mut facts);
    assert_eq!(archive.entries().len(), 20_000);
    let count = |name| facts.iter().filter(|f| f.text("name") == Some(name)).count();
    assert_eq!((count("archive-facts"), count("entries")), (1, 1));
}

#[test]
fn the_second_opinion_says_where_it_differs() {
    let opinion = |bytes: &[u8]| {
        let mut facts = Facts::new(100);
        let archive = Archive::open(bytes, &limits(), &mut Facts::new(100));
        second_opinion(bytes, &archive, &mut facts);
        facts.into_sorted()
    };
    assert_eq!(opinion(&good().finish()), []);
    let refused = opinion(&good().finish_with(|end| end.disk = 32_767));
    assert_eq!(refused.iter().map(|f| f.text("what")).collect::<Vec<_>>(), [Some("refused-by-strict-reader")]);
    let differs = opinion(&good().add(stored("A.class", b"shadow")).finish());
    let fields: Vec<_> = differs.iter().map(|f| (f.text("what"), f.text("entry"), f.text("field"))).collect();
    let differ = |field| (Some("strict-reader-differs"), Some("A.class"), Some(field));
    assert_eq!(fields, [differ("compressed"), differ("crc"), differ("size")]);
    assert_eq!(differs[0].get("central"), Some(&FieldValue::Int(6)));
    let unlisted = opinion(&good().add(stored("b", b"b").unlisted()).finish());
    assert_eq!(unlisted[0].text("entry"), Some("b"));
}

#[test]
fn content_goes_by_bytes() {
    let content = |name: &str, bytes: &[u8]| sniff(name, bytes).content.as_str();
    assert_eq!(content("A.class", CLASS), "class");
    assert_eq!(content("A.class", b"\xca\xfe\xba\xbe\0\0\0\x01\0\x02\x01"), "mach-o");
    assert_eq!(content("A.class", b"\xca\xfe\xba\xbe\0\0\0\x2f\0\x01\x01"), "other");
    assert_eq!(content("A.class", b"\xca\xfe\xba\xbe\0\0\0\x2f\0\x02\x02"), "other");
    assert_eq!(content("META-INF/MANIFEST.MF", MANIFEST), "manifest");
    assert_eq!(content("META-INF/X.SF", MANIFEST), "signature-file");
    assert_eq!(content("META-INF/X.RSA", b"\x30\x82\x01\x02\x06\x09"), "signature-block");
    assert_eq!(content("k", b"-----BEGIN RSA PRIVATE KEY-----\n"), "private-key");
    assert_eq!(content("k", b"\x30\x82\x04\xa2\x02\x01\x00\x02\x82"), "private-key");
    assert_eq!(content("k", b"\x30\x82\x04\xa2\x02\x01\x00\x30\x0d"), "private-key");
    assert_eq!(content("k", b"\x30\x82\x04\xa2\x02\x01\x03\x30\x82"), "pkcs12");
    assert_eq!(content("k", b"\x30\x82\x04\xa2\x30\x82\x03\x8a\xa0\x03\x02\x01\x02\x02"), "certificate");
    assert_eq!(content("s.mid", b"MThd\0\0\0\x06"), "audio");
    assert_eq!(content("t", "gr\u{fc}n".as_bytes()), "text");
    assert_eq!(content("t", b"\0\x01\x02"), "other");
    assert_eq!(content("t", b""), "empty");
    assert_eq!(content("t/", b""), "directory");
    let mut pe = vec![0; 0x90];
    pe[..2].copy_from_slice(b"MZ");
    pe[0x3c] = 0x80;
    pe[0x80..0x84].copy_from_slice(b"PE\0\0");
    assert_eq!(content("a.dat", &pe), "pe");
    assert_eq!(content("a.dat", b"MZ and then some text"), "text");
    assert!(sniff("a.dat", &pe).hidden && !sniff("a.EXE", &pe).hidden);
    assert!(sniff("A.CLASS", CLASS).hidden && !sniff("A.class", CLASS).hidden);
}

/// Opens, reads everything, and holds the limits against what came out.
fn never_past_limits(bytes: &[u8]) {
    let limits =
        Limits { entries: 50, entry_bytes: 5_000, inflated_bytes: 20_000, archive_facts: 20, ..Limits::default() };
    let mut facts = Facts::new(10_000);
    let archive = Archive::open(bytes, &limits, &mut facts);
    assert!(archive.entries().len() <= 50);
    let mut budget = InflateBudget::new(&limits);
    let mut out = Vec::new();
    let mut total = 0;
    for index in 0..archive.entries().len() {
        archive.read(index, &mut budget, &mut out, &limits, &mut facts);
        assert!(out.len() <= 5_000);
        total += out.len();
    }
    assert!(total <= 20_000);
    describe_entries(&archive, &[], &mut budget, &limits, &mut facts);
    second_opinion(bytes, &archive, &mut facts);
    let stated =
        facts.iter().filter(|f| f.kind == Kind::Archive && !f.text("what").is_some_and(|w| w.contains("strict")));
    assert!(stated.count() <= 20);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        never_past_limits(&bytes);
    }

    #[test]
    fn mutated_archives_never_panic(
        case in 0usize..60,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        keep in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let mut cases = cases();
        let index = case % cases.len();
        let (_, _, mut file) = cases.swap_remove(index);
        for (at, byte) in changes {
            if !file.is_empty() {
                let at = at.index(file.len());
                file[at] = byte;
            }
        }
        if cut && !file.is_empty() {
            file.truncate(keep.index(file.len()));
        }
        never_past_limits(&file);
    }

    #[test]
    fn well_formed_archives_read_as_the_zip_crate_reads_them(
        items in proptest::collection::btree_map("[a-z]{1,8}(/[a-z]{1,8}\\.class)?", (proptest::collection::vec(any::<u8>(), 0..500), any::<bool>(), any::<bool>()), 0..11),
    ) {
        let mut zip = Zip::new();
        for (name, (content, packed, described)) in &items {
            let item = if *packed { deflated(name, content) } else { stored(name, content) };
            zip = zip.add(if *described { item.described(true, false) } else { item });
        }
        let file = zip.finish();
        let mut facts = Facts::new(100);
        let archive = Archive::open(&file, &limits(), &mut facts);
        let mut theirs = zip::ZipArchive::new(std::io::Cursor::new(&file)).expect("well formed");
        prop_assert_eq!(archive.entries().len(), theirs.len());
        let mut budget = InflateBudget::new(&limits());
        let mut out = Vec::new();
        for index in 0..theirs.len() {
            let mut entry = theirs.by_index(index).expect("well formed");
            let mut content = Vec::new();
            std::io::Read::read_to_end(&mut entry, &mut content).expect("well formed");
            prop_assert_eq!(entry.name_raw(), archive.entries()[index].raw_name);
            let outcome = archive.read(index, &mut budget, &mut out, &limits(), &mut facts);
            prop_assert_eq!(outcome, ReadOutcome::Complete);
            prop_assert_eq!(&out, &content);
            let mut first = Vec::new();
            prop_assert!(archive.peek(index, 16, &mut budget, &mut first));
            prop_assert_eq!(&first[..], &content[..content.len().min(16)]);
        }
        prop_assert_eq!(facts.into_sorted(), vec![]);
    }
}
