//! The padding of an RSA signature: compared byte by byte with the one that RFC 8017 (9.2) asks for. What a lax verifier
//! would take all the same is told apart, since somebody who makes such a signature has no private key (signing.md P08,
//! P09).

use super::hash::Hash;

/// How an encoded message stands to the one that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Padding {
    /// The same bytes.
    Exact,
    /// It holds the right hash in a padding that is not the right one; what is wrong with it.
    Lax(String),
    /// The key is too short to hold this hash.
    TooShort,
    /// It holds another hash, or nothing that is known.
    Other,
}

/// Bytes around the hash in the shortest encoded message: 00 01, eight of FF, 00.
const SHORTEST: usize = 11;

/// Compares the opened signature with the encoded message for `value`, a value of `hash`.
pub(super) fn compare(encoded: &[u8], hash: Hash, value: &[u8]) -> Padding {
    let Some(info) = hash.digest_info(value) else { return Padding::Other };
    let Some(fill) = encoded.len().checked_sub(info.len() + 3).filter(|fill| fill + 3 >= SHORTEST) else {
        return Padding::TooShort;
    };
    let mut due = vec![0, 1];
    due.resize(2 + fill, 0xff);
    due.push(0);
    due.extend_from_slice(&info);
    if encoded == due {
        return Padding::Exact;
    }
    if let Some(start) = encoded.strip_suffix(value) {
        return Padding::Lax(ends_in_hash(start, &due[..due.len() - value.len()], fill));
    }
    // The hash right after a short padding, and whatever makes the number a cube behind it (Bleichenbacher, 2006).
    let after_padding = || {
        let start = encoded.strip_prefix(&[0, 1])?;
        let length = start.iter().take_while(|byte| **byte == 0xff).count();
        let rest = start[length..].strip_prefix(&[0])?.strip_prefix(&info[..])?;
        Some((length, rest.len()))
    };
    match after_padding() {
        Some((length, rest)) => {
            Padding::Lax(format!("{rest} bytes stand behind the hash, after a padding of {length} bytes"))
        }
        None => Padding::Other,
    }
}

/// What differs before the hash.
fn ends_in_hash(start: &[u8], due: &[u8], fill: usize) -> String {
    let Some(first) = start.iter().zip(due).position(|(is, due)| is != due) else {
        return "the padding is cut".into();
    };
    let byte = start[first];
    match first {
        0 => format!("the encoded message starts with {byte:02X} instead of 00"),
        1 => format!("the block type is {byte:02X} instead of 01"),
        _ if first < 2 + fill => {
            format!("byte {first} of the padding is {byte:02X} instead of FF")
        }
        _ => "the hash is not in the DigestInfo that is due".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: [u8; 20] = [0x5a; 20];

    fn encoded(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let info = Hash::Sha1.digest_info(&VALUE).unwrap();
        let mut bytes = [&[0, 1][..], &[0xff; 64 - 38], &[0], &info].concat();
        assert_eq!(bytes.len(), 64);
        change(&mut bytes);
        bytes
    }

    fn lax(bytes: &[u8]) -> String {
        match compare(bytes, Hash::Sha1, &VALUE) {
            Padding::Lax(how) => how,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_the_one_encoding_matches() {
        let good = encoded(|_| {});
        assert_eq!(compare(&good, Hash::Sha1, &VALUE), Padding::Exact);
        assert_eq!(compare(&good, Hash::Sha1, &[0; 20]), Padding::Other, "another hash");
        for at in 0..good.len() {
            for bit in 0..8 {
                let bytes = encoded(|bytes| bytes[at] ^= 1 << bit);
                assert_ne!(compare(&bytes, Hash::Sha1, &VALUE), Padding::Exact, "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn lax_forms_are_named() {
        assert_eq!(lax(&encoded(|b| b[0] = 1)), "the encoded message starts with 01 instead of 00");
        assert_eq!(lax(&encoded(|b| b[1] = 0)), "the block type is 00 instead of 01");
        assert_eq!(lax(&encoded(|b| b[9] = 0x12)), "byte 9 of the padding is 12 instead of FF");
        assert_eq!(lax(&encoded(|b| b[30] = 4)), "the hash is not in the DigestInfo that is due");
        let info = Hash::Sha1.digest_info(&VALUE).unwrap();
        let behind = [&[0, 1, 0xff, 0xff, 0][..], &info, &[7; 24]].concat();
        assert_eq!(lax(&behind), "24 bytes stand behind the hash, after a padding of 2 bytes");
    }

    #[test]
    fn a_key_that_can_not_hold_the_hash() {
        assert_eq!(compare(&[0; 45], Hash::Sha1, &VALUE), Padding::TooShort);
        assert_eq!(compare(&[0; 46], Hash::Sha1, &VALUE), Padding::Other);
    }
}
