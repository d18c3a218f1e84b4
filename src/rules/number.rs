//! Classes of telephone numbers, as far as they can be told from the number alone.

use super::model::NumberClass;

/// Emergency numbers that devices know: 3GPP TS 22.101 clause 10.1 (112, 911 and the fall-backs 000, 08, 110, 118, 119, 999).
const EMERGENCY: [&str; 8] = ["112", "911", "000", "08", "110", "118", "119", "999"];

/// Starts of premium-rate numbers, international and national spelling. Only ranges that the numbering plan itself gives to
/// premium rate; ITU-T E.164 (979), NANP 900, DE 0900/0190, AT 0900/0930, CH 0900/0901/0906, NL 0900/0906/0909, UK 09,
/// FR 089, ES 803/806/807, IT 899, AU 1900.
const PREMIUM: [&str; 25] = [
    "+979", "00979", "+1900", "1900", "+49900", "+49190", "0900", "0190", "+43900", "+43930", "0930", "+41900",
    "+41901", "+41906", "0901", "0906", "+31900", "+31906", "+31909", "0909", "+449", "+3389", "+34803", "+34806",
    "+34807",
];

/// The classes of a number as dialled. Blanks, hyphens, dots and brackets count for nothing.
pub fn classes(number: &str) -> Vec<NumberClass> {
    let plain: String = number.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect();
    if plain.is_empty() {
        return vec![NumberClass::Empty];
    }
    let mut classes = Vec::new();
    let (base, rest) = plain.split_at(plain.find(['p', 'P', 'w', 'W', ',']).unwrap_or(plain.len()));
    if !rest.is_empty() {
        classes.push(NumberClass::PostDial);
    }
    if base.contains(['*', '#']) {
        classes.push(NumberClass::Code);
        return classes;
    }
    let digits = base.strip_prefix('+').unwrap_or(base);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return classes;
    }
    let emergency = EMERGENCY.contains(&base);
    if emergency {
        classes.push(NumberClass::Emergency);
    }
    if PREMIUM.iter().any(|p| base.starts_with(p)) && digits.len() >= 7 {
        classes.push(NumberClass::Premium);
    }
    if base.starts_with('+') || (base.starts_with("00") && digits.len() >= 7) {
        classes.push(NumberClass::International);
    } else if digits.len() >= 7 {
        classes.push(NumberClass::National);
    } else if digits.len() >= 3 && !emergency {
        classes.push(NumberClass::Short);
    }
    classes
}

/// The part of `text` that a device would dial: what follows the scheme, up to a port or a parameter. `None` when the
/// text is an address of another sort.
pub fn part(text: &str) -> Option<&str> {
    let rest = match text.split_once(':') {
        Some((scheme, rest)) if scheme.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            let known = ["sms", "mms", "cbs", "tel", "wtai", "smsto", "mmsto", "callto", "facetime"];
            if !known.iter().any(|k| scheme.eq_ignore_ascii_case(k)) {
                return None;
            }
            let rest = rest.strip_prefix("//").unwrap_or(rest);
            if scheme.eq_ignore_ascii_case("wtai") { rest.strip_prefix("wp/mc;").unwrap_or(rest) } else { rest }
        }
        _ => text,
    };
    let end = rest.find([':', '?', ';', '/', '&', '@']).unwrap_or(rest.len());
    let number = &rest[..end];
    number
        .chars()
        .all(|c| {
            c.is_ascii_digit()
                || matches!(c, '+' | '*' | '#' | ' ' | '-' | '.' | '(' | ')' | 'p' | 'P' | 'w' | 'W' | ',')
        })
        .then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use NumberClass::*;

    #[test]
    fn numbers_fall_into_their_classes() {
        for (number, expected) in [
            ("7132", vec![Short]),
            ("112", vec![Emergency]),
            ("+3361234567", vec![International]),
            ("0033 6 12 34 56 7", vec![International]),
            ("0612345678", vec![National]),
            ("0900-1234567", vec![Premium, National]),
            ("+979123456789", vec![Premium, International]),
            ("*100#", vec![Code]),
            ("+3361234567p123", vec![PostDial, International]),
            ("", vec![Empty]),
            ("12", vec![]),
            ("name", vec![]),
        ] {
            assert_eq!(classes(number), expected, "{number}");
        }
    }

    #[test]
    fn the_number_is_what_a_device_would_dial() {
        for (text, expected) in [
            ("sms://7132", Some("7132")),
            ("sms://+3361234567:5000", Some("+3361234567")),
            ("SMS:7132?body=x", Some("7132")),
            ("tel:*100#", Some("*100#")),
            ("wtai://wp/mc;7132", Some("7132")),
            ("7132", Some("7132")),
            ("sms://:5000", Some("")),
            ("http://example.com/", None),
            ("mms://a@example.com", None),
        ] {
            assert_eq!(part(text), expected, "{text}");
        }
    }
}
