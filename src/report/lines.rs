//! The lines of a JAD or manifest, as stage 1 counts them, ready to be shown.

use crate::facts::escape::push_visible;

/// Most characters of a line that are shown.
const SHOWN: usize = 120;

/// Line `number` (from 1) of `text`, where CR, LF and CRLF end a line, with hostile characters escaped and a long end cut.
pub(super) fn shown_line(text: &str, number: u32) -> Option<String> {
    let mut rest = text;
    for _ in 1..number {
        let end = rest.find(['\r', '\n'])?;
        let step = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[end + step..];
    }
    let line = &rest[..rest.find(['\r', '\n']).unwrap_or(rest.len())];
    let mut out = String::new();
    for (index, c) in line.chars().enumerate() {
        if index == SHOWN {
            out.push('…');
            break;
        }
        push_visible(&mut out, c);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_any_of_three_ways() {
        let text = "a\r\nb\rc\nd\u{1b}[2J";
        let lines: Vec<_> = (1..=5).map(|n| shown_line(text, n)).collect();
        let some = |s: &str| Some(s.to_string());
        assert_eq!(lines, [some("a"), some("b"), some("c"), some("d\\u{1b}[2J"), None]);
        assert_eq!(shown_line(&"x".repeat(500), 1).unwrap().chars().count(), SHOWN + 1);
    }
}
