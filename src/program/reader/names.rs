//! Names and descriptors as the class file format allows them (JVMS 4.2, 4.3), on modified UTF-8 bytes.

/// A class name in internal form, not an array: no empty part, none of `.`, `;`, `[`.
pub(super) fn is_class_name(name: &[u8]) -> bool {
    let mut part = 0usize;
    for &byte in name {
        match byte {
            b'/' if part == 0 => return false,
            b'/' => part = 0,
            b'.' | b';' | b'[' => return false,
            _ => part += 1,
        }
    }
    part > 0
}

/// What a `CONSTANT_Class` may name: a class or an array.
pub(super) fn is_class_reference(name: &[u8]) -> bool {
    match name.first() {
        Some(b'[') => is_field_descriptor(name),
        _ => is_class_name(name),
    }
}

/// A field name: none of `.`, `;`, `[`, `/`.
pub(super) fn is_field_name(name: &[u8]) -> bool {
    !name.is_empty() && !name.iter().any(|b| matches!(b, b'.' | b';' | b'[' | b'/'))
}

/// A method name: as a field name, and without `<` and `>` except for the two special ones.
pub(super) fn is_method_name(name: &[u8]) -> bool {
    matches!(name, b"<init>" | b"<clinit>") || is_field_name(name) && !name.iter().any(|b| matches!(b, b'<' | b'>'))
}

pub(super) fn is_field_descriptor(descriptor: &[u8]) -> bool {
    matches!(field_type(descriptor), Some((rest, _)) if rest.is_empty())
}

/// Local variables that the parameters of a method take, without `this`; `None` when it is no method descriptor.
pub(super) fn parameter_slots(descriptor: &[u8]) -> Option<u32> {
    let mut rest = descriptor.strip_prefix(b"(")?;
    let mut slots = 0;
    while rest.first() != Some(&b')') {
        let (after, wide) = field_type(rest)?;
        slots += 1 + u32::from(wide);
        rest = after;
    }
    match &rest[1..] {
        b"V" => Some(slots),
        result => is_field_descriptor(result).then_some(slots),
    }
}

/// Whether a descriptor speaks of float or double.
pub(super) fn has_float(descriptor: &[u8]) -> bool {
    let mut rest = descriptor;
    while let [first, after @ ..] = rest {
        rest = match first {
            b'F' | b'D' => return true,
            b'L' => match after.iter().position(|b| *b == b';') {
                Some(end) => &after[end + 1..],
                None => return false,
            },
            _ => after,
        };
    }
    false
}

/// What follows the field type at the start, and whether that takes two local variables.
fn field_type(descriptor: &[u8]) -> Option<(&[u8], bool)> {
    let dimensions = descriptor.iter().take_while(|b| **b == b'[').count();
    if dimensions > 255 {
        return None;
    }
    match &descriptor[dimensions..] {
        [b'B' | b'C' | b'F' | b'I' | b'S' | b'Z', rest @ ..] => Some((rest, false)),
        [b'D' | b'J', rest @ ..] => Some((rest, dimensions == 0)),
        [b'L', rest @ ..] => {
            let end = rest.iter().position(|b| *b == b';')?;
            is_class_name(&rest[..end]).then_some((&rest[end + 1..], false))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_legal_or_not() {
        for name in ["A", "a/B", "a/b/C$1", "if", "a-b", "é"] {
            assert!(is_class_name(name.as_bytes()), "{name}");
        }
        for name in ["", "/A", "A/", "a//B", "a.B", "LA;", "[I"] {
            assert!(!is_class_name(name.as_bytes()), "{name}");
        }
        assert!(is_class_reference(b"[[I") && is_class_reference(b"[La/B;"));
        assert!(!is_class_reference(b"[") && !is_class_reference(b"[La/B"));
        assert!(is_method_name(b"<init>") && is_method_name(b"<clinit>") && is_field_name(b"<x>"));
        assert!(!is_method_name(b"<x>") && !is_method_name(b"") && !is_field_name(b"a/b"));
    }

    #[test]
    fn parameters_take_slots() {
        assert_eq!(parameter_slots(b"()V"), Some(0));
        assert_eq!(parameter_slots(b"(IJ[DLa/B;D)[I"), Some(7));
        for bad in [&b"(I"[..], b"I", b"(V)V", b"()", b"()VV", b"(L;)V", b"(La/B)V", b""] {
            assert_eq!(parameter_slots(bad), None, "{}", String::from_utf8_lossy(bad));
        }
    }

    #[test]
    fn floats_are_seen_in_types_not_in_names() {
        assert!(has_float(b"(ILa/F;[[D)V") && has_float(b"()F"));
        assert!(!has_float(b"(LD/F;IJ)LFD;"));
    }
}
