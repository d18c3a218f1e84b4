//! Reads the condition of a rule: names of matchers, `and`, `or`, `not`, `count(name) >= n`, parentheses.

use super::model::{Condition, CountOp};
use std::ops::Range;

/// Nested parentheses and `not`s allowed.
const DEPTH: usize = 16;

/// Reads `text`; `name` gives the index of a matcher. An error says what and where, in bytes of `text`.
pub fn parse(text: &str, name: &dyn Fn(&str) -> Option<u8>) -> Result<Condition, (String, Range<usize>)> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, name, end: text.len() };
    let condition = parser.or(DEPTH)?;
    match parser.tokens.get(parser.at) {
        None => Ok(condition),
        Some((word, span)) => Err((format!("`and` or `or` expected before `{word}`"), span.clone())),
    }
}

type Token<'a> = (&'a str, Range<usize>);

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

fn tokens(text: &str) -> Result<Vec<Token<'_>>, (String, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '(' | ')' => 1,
            '>' | '<' | '=' if rest[1..].starts_with('=') => 2,
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => return Err((format!("`{c}` has no place in a condition"), at..at + c.len_utf8())),
        };
        tokens.push((&rest[..length], at..at + length));
        at += length;
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
    name: &'a dyn Fn(&str) -> Option<u8>,
    end: usize,
}

impl<'a> Parser<'a> {
    fn eat(&mut self, word: &str) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|(w, _)| *w == word);
        self.at += usize::from(found);
        found
    }

    fn next(&mut self, wanted: &str) -> Result<Token<'a>, (String, Range<usize>)> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token.ok_or_else(|| (format!("{wanted} expected at the end"), self.end..self.end))
    }

    fn expect(&mut self, word: &str) -> Result<(), (String, Range<usize>)> {
        let (found, span) = self.next(&format!("`{word}`"))?;
        if found == word { Ok(()) } else { Err((format!("`{word}` expected, not `{found}`"), span)) }
    }

    fn or(&mut self, depth: usize) -> Result<Condition, (String, Range<usize>)> {
        let mut list = vec![self.and(depth)?];
        while self.eat("or") {
            list.push(self.and(depth)?);
        }
        Ok(if list.len() == 1 { list.remove(0) } else { Condition::Or(list) })
    }

    fn and(&mut self, depth: usize) -> Result<Condition, (String, Range<usize>)> {
        let mut list = vec![self.unary(depth)?];
        while self.eat("and") {
            list.push(self.unary(depth)?);
        }
        Ok(if list.len() == 1 { list.remove(0) } else { Condition::And(list) })
    }

    fn unary(&mut self, depth: usize) -> Result<Condition, (String, Range<usize>)> {
        let (word, span) = self.next("a matcher")?;
        let depth = depth.checked_sub(1).ok_or_else(|| ("nested too deep".to_string(), span.clone()))?;
        match word {
            "not" => Ok(Condition::Not(Box::new(self.unary(depth)?))),
            "(" => {
                let inner = self.or(depth)?;
                self.expect(")")?;
                Ok(inner)
            }
            "count" if self.eat("(") => {
                let (word, span) = self.next("a matcher")?;
                let matcher = self.matcher(word, span)?;
                self.expect(")")?;
                let (word, span) = self.next("`>=`, `<=` or `==`")?;
                let op = match word {
                    ">=" => CountOp::AtLeast,
                    "<=" => CountOp::AtMost,
                    "==" => CountOp::Exactly,
                    _ => return Err((format!("`>=`, `<=` or `==` expected, not `{word}`"), span)),
                };
                let (word, span) = self.next("a number")?;
                let number = word.parse().map_err(|_| (format!("a number expected, not `{word}`"), span))?;
                Ok(Condition::Count(matcher, op, number))
            }
            _ => Ok(Condition::Matcher(self.matcher(word, span)?)),
        }
    }

    fn matcher(&self, word: &str, span: Range<usize>) -> Result<u8, (String, Range<usize>)> {
        (self.name)(word).ok_or_else(|| (format!("no matcher is called `{word}`"), span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Condition::*;

    fn read(text: &str) -> Result<Condition, (String, Range<usize>)> {
        parse(text, &|n| ["a", "b", "c-d"].iter().position(|k| *k == n).map(|i| i as u8))
    }

    #[test]
    fn and_binds_stronger_than_or_and_not_strongest() {
        let expected = Or(vec![And(vec![Matcher(0), Not(Box::new(Matcher(1)))]), Matcher(2)]);
        assert_eq!(read("a and not b or c-d"), Ok(expected));
        let expected = And(vec![Matcher(0), Not(Box::new(Or(vec![Matcher(1), Matcher(2)])))]);
        assert_eq!(read("a and not (b or c-d)"), Ok(expected));
        assert_eq!(read("count( a ) >= 3"), Ok(Count(0, CountOp::AtLeast, 3)));
    }

    #[test]
    fn errors_point_at_the_word() {
        let error = |text| read(text).unwrap_err();
        assert_eq!(error("a and x"), ("no matcher is called `x`".into(), 6..7));
        assert_eq!(error("a b"), ("`and` or `or` expected before `b`".into(), 2..3));
        assert_eq!(error("a and"), ("a matcher expected at the end".into(), 5..5));
        assert_eq!(error("a & b"), ("`&` has no place in a condition".into(), 2..3));
        assert_eq!(error("count(a) > 3"), ("`>` has no place in a condition".into(), 9..10));
        assert_eq!(error("(a"), ("`)` expected at the end".into(), 2..2));
        assert_eq!(error(&"not ".repeat(20)).0, "nested too deep");
    }
}
