//! Reads the message of a rule: text with `{matcher.field}`, `{field}` of the primary fact, `{count}`, `{count:one|several}`,
//! `{more}`, `{at}`, and parts in square brackets: the first of the alternatives, separated by `|`, in which all is known.

use super::super::model::{FieldOf, Matcher, Piece, Template};
use super::Reader;
use super::table::Table;
use std::ops::Range;

/// Reads `message`; without one, the title is the message.
pub(super) fn read(
    r: &mut Reader<'_>,
    top: &mut Table<'_>,
    title: &str,
    matchers: &[Matcher],
    primary: &[u8],
) -> Template {
    let Some(item) = top.take(r, "message") else { return Template(vec![Piece::Text(title.to_string())]) };
    let Some(text) = item.text(r) else { return Template::default() };
    let kinds = r.kinds;
    let check = |name: &str| -> Result<Piece, String> {
        match name {
            "count" => return Ok(Piece::Count),
            "more" => return Ok(Piece::More),
            _ => {}
        }
        if let Some(words) = name.strip_prefix("count:") {
            let Some((one, several)) = words.split_once('|') else {
                return Err("the word for one and that for several are separated by |".into());
            };
            return Ok(Piece::Counted(one.into(), several.into()));
        }
        let (of, field) = match name.split_once('.') {
            Some((matcher, field)) => {
                let index = matchers.iter().position(|m| m.name == matcher);
                (Some(index.ok_or_else(|| format!("no matcher is called `{matcher}`"))? as u8), field)
            }
            None => (None, name),
        };
        if field == "at" {
            return Ok(Piece::Field(of, FieldOf::Place));
        }
        let asked: Vec<u8> = of.map_or(primary.to_vec(), |m| vec![m]);
        for matcher in asked.iter().filter_map(|i| matchers.get(*i as usize)) {
            let kind = &kinds[matcher.kind as usize];
            if !kind.fields.iter().any(|f| f.name == field || f.ty == "args") {
                return Err(format!("`{}` has no field `{field}`", kind.name));
            }
        }
        // A primary matcher written with its name is still the fact that the finding is about.
        Ok(Piece::Field(of.filter(|m| primary != [*m]), FieldOf::Named(field.to_string())))
    };
    match parse(&text, &check) {
        Ok(template) => template,
        Err((message, at)) => {
            r.problem(item.inside(&at), message, "");
            Template::default()
        }
    }
}

fn parse(text: &str, check: &dyn Fn(&str) -> Result<Piece, String>) -> Result<Template, (String, Range<usize>)> {
    let mut pieces = Vec::new();
    // In brackets: what stands before them, and the alternatives before the one that is read.
    let mut outer: Option<(Vec<Piece>, Vec<Vec<Piece>>)> = None;
    let mut literal = String::new();
    let mut at = 0;
    let flush = |literal: &mut String, pieces: &mut Vec<Piece>| {
        if !literal.is_empty() {
            pieces.push(Piece::Text(std::mem::take(literal)));
        }
    };
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        at += c.len_utf8();
        match c {
            '\\' => {
                let next =
                    text[at..].chars().next().ok_or_else(|| ("nothing follows the backslash".into(), start..at))?;
                literal.push(next);
                at += next.len_utf8();
            }
            '{' => {
                let end = text[at..].find('}').ok_or_else(|| ("`}` is missing".to_string(), start..at))? + at;
                flush(&mut literal, &mut pieces);
                pieces.push(check(&text[at..end]).map_err(|e| (e, at..end))?);
                at = end + 1;
            }
            '[' if outer.is_none() => {
                flush(&mut literal, &mut pieces);
                outer = Some((std::mem::take(&mut pieces), Vec::new()));
            }
            '|' if let Some((_, alternatives)) = &mut outer => {
                flush(&mut literal, &mut pieces);
                alternatives.push(std::mem::take(&mut pieces));
            }
            ']' if let Some((before, mut alternatives)) = outer.take() => {
                flush(&mut literal, &mut pieces);
                alternatives.push(std::mem::replace(&mut pieces, before));
                pieces.push(Piece::Optional(alternatives));
            }
            '[' | ']' | '}' => return Err((format!("a plain {c} is written \\\\{c}"), start..at)),
            c => literal.push(c),
        }
    }
    if outer.is_some() {
        return Err(("`]` is missing".into(), text.len()..text.len()));
    }
    flush(&mut literal, &mut pieces);
    Ok(Template(pieces))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_read_in_order() {
        let check = |name: &str| if name == "x" { Ok(Piece::Count) } else { Err(format!("no {name}")) };
        assert_eq!(
            parse("a {x}[, b {x}] \\[c\\]", &check),
            Ok(Template(vec![
                Piece::Text("a ".into()),
                Piece::Count,
                Piece::Optional(vec![vec![Piece::Text(", b ".into()), Piece::Count]]),
                Piece::Text(" [c]".into()),
            ]))
        );
        assert_eq!(
            parse("[{x}|b]|", &check),
            Ok(Template(vec![
                Piece::Optional(vec![vec![Piece::Count], vec![Piece::Text("b".into())]]),
                Piece::Text("|".into()),
            ]))
        );
        assert_eq!(parse("a {y}", &check), Err(("no y".into(), 3..4)));
        assert_eq!(parse("[a", &check), Err(("`]` is missing".into(), 2..2)));
        assert_eq!(parse("a]", &check), Err(("a plain ] is written \\\\]".into(), 1..2)));
    }
}
