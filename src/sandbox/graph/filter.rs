//! `$filter`: the part of OData that PIM's lists take. Everything else is refused, never ignored.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::error::{ApiError, Result};
use crate::sandbox::face::tokens::{Token, tokens};

/// Longer or deeper filters are refused: a client decides their size.
const LONGEST: usize = 8_000;
const DEEPEST: usize = 40;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filter {
    Compare(String, Op, Literal),
    StartsWith(String, String),
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Text(String),
    Bool(bool),
    Null,
    Time(DateTime<Utc>),
    Number(f64),
}

/// What a list lets one filter by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowed {
    /// Fields for `eq` and `ne`, and `startswith`.
    pub fields: &'static [&'static str],
    /// Fields that may be compared by size, too.
    pub ordered: &'static [&'static str],
}

/// Reads a filter and holds its fields against what the list allows.
pub(super) fn parse(text: &str, allowed: Allowed, type_name: &str, known: &[&str]) -> Result<Filter> {
    let refuse = || ApiError::invalid_filter(text);
    if text.len() > LONGEST {
        return Err(refuse().into());
    }
    let tokens = tokens(text).ok_or_else(refuse)?;
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
    let filter = parser.or().filter(|_| parser.at == tokens.len()).ok_or_else(refuse)?;
    check(&filter, allowed, type_name, known, text)?;
    Ok(filter)
}

fn check(filter: &Filter, allowed: Allowed, type_name: &str, known: &[&str], text: &str) -> Result<()> {
    match filter {
        Filter::And(a, b) | Filter::Or(a, b) => {
            check(a, allowed, type_name, known, text)?;
            check(b, allowed, type_name, known, text)
        }
        Filter::Not(inner) => check(inner, allowed, type_name, known, text),
        Filter::Compare(field, op, _) => {
            let sized = matches!(op, Op::Gt | Op::Ge | Op::Lt | Op::Le);
            let fits = if sized { allowed.ordered.contains(&field.as_str()) } else { allowed.has(field) };
            if fits { Ok(()) } else { Err(unknown_or_refused(field, type_name, known, text).into()) }
        }
        Filter::StartsWith(field, _) => {
            if allowed.has(field) {
                Ok(())
            } else {
                Err(unknown_or_refused(field, type_name, known, text).into())
            }
        }
    }
}

impl Allowed {
    fn has(self, field: &str) -> bool {
        self.fields.contains(&field) || self.ordered.contains(&field)
    }
}

fn unknown_or_refused(field: &str, type_name: &str, known: &[&str], text: &str) -> ApiError {
    if known.contains(&field) {
        return ApiError::invalid_filter(text);
    }
    ApiError::bad_request(format!("Could not find a property named '{field}' on type '{type_name}'."))
}

impl Filter {
    /// What a field has to be in every row that passes.
    pub fn wants(&self, field: &str) -> Option<&str> {
        match self {
            Self::Compare(name, Op::Eq, Literal::Text(text)) if name == field => Some(text),
            Self::And(a, b) => a.wants(field).or_else(|| b.wants(field)),
            _ => None,
        }
    }

    /// Whether a row passes. Texts compare without case, as the service's ids and words do.
    pub fn passes(&self, row: &Value) -> bool {
        match self {
            Self::And(a, b) => a.passes(row) && b.passes(row),
            Self::Or(a, b) => a.passes(row) || b.passes(row),
            Self::Not(inner) => !inner.passes(row),
            Self::StartsWith(field, start) => {
                at(row, field).as_str().is_some_and(|text| text.to_lowercase().starts_with(&start.to_lowercase()))
            }
            Self::Compare(field, op, literal) => compare(at(row, field), *op, literal),
        }
    }
}

fn at<'a>(row: &'a Value, field: &str) -> &'a Value {
    field.split('/').fold(row, |value, part| &value[part])
}

fn compare(value: &Value, op: Op, literal: &Literal) -> bool {
    use std::cmp::Ordering;
    let order = match literal {
        Literal::Null if value.is_null() => Some(Ordering::Equal),
        Literal::Null => None,
        Literal::Text(text) => value.as_str().map(|have| have.to_lowercase().cmp(&text.to_lowercase())),
        Literal::Bool(wanted) => value.as_bool().map(|have| have.cmp(wanted)),
        Literal::Number(wanted) => value.as_f64().and_then(|have| have.partial_cmp(wanted)),
        Literal::Time(wanted) => value
            .as_str()
            .and_then(|have| DateTime::parse_from_rfc3339(have).ok())
            .map(|have| have.to_utc().cmp(wanted)),
    };
    match op {
        Op::Eq => order == Some(Ordering::Equal),
        Op::Ne => order != Some(Ordering::Equal),
        Op::Gt => order == Some(Ordering::Greater),
        Op::Ge => order.is_some_and(Ordering::is_ge),
        Op::Lt => order == Some(Ordering::Less),
        Op::Le => order.is_some_and(Ordering::is_le),
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek_word(&self) -> Option<&str> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn take_word(&mut self, wanted: &str) -> bool {
        let found = self.peek_word() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn take(&mut self, wanted: &Token) -> Option<()> {
        (self.tokens.get(self.at) == Some(wanted)).then(|| self.at += 1)
    }

    fn or(&mut self) -> Option<Filter> {
        let mut left = self.and()?;
        while self.take_word("or") {
            left = Filter::Or(Box::new(left), Box::new(self.and()?));
        }
        Some(left)
    }

    fn and(&mut self) -> Option<Filter> {
        let mut left = self.one()?;
        while self.take_word("and") {
            left = Filter::And(Box::new(left), Box::new(self.one()?));
        }
        Some(left)
    }

    fn one(&mut self) -> Option<Filter> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let found = self.one_within();
        self.depth -= 1;
        found
    }

    fn one_within(&mut self) -> Option<Filter> {
        if self.take_word("not") {
            return Some(Filter::Not(Box::new(self.one()?)));
        }
        if self.take(&Token::Open).is_some() {
            let inner = self.or()?;
            self.take(&Token::Close)?;
            return Some(inner);
        }
        let word = self.peek_word()?.to_owned();
        self.at += 1;
        if word.eq_ignore_ascii_case("startswith") {
            return self.starts_with();
        }
        let op = match self.peek_word()? {
            "eq" => Op::Eq,
            "ne" => Op::Ne,
            "gt" => Op::Gt,
            "ge" => Op::Ge,
            "lt" => Op::Lt,
            "le" => Op::Le,
            _ => return None,
        };
        self.at += 1;
        Some(Filter::Compare(word, op, self.literal()?))
    }

    fn starts_with(&mut self) -> Option<Filter> {
        self.take(&Token::Open)?;
        let field = self.peek_word()?.to_owned();
        self.at += 1;
        self.take(&Token::Comma)?;
        let Literal::Text(start) = self.literal()? else { return None };
        self.take(&Token::Close)?;
        Some(Filter::StartsWith(field, start))
    }

    fn literal(&mut self) -> Option<Literal> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        match token {
            Token::Text(text) => Some(Literal::Text(text.clone())),
            Token::Word(word) => Some(match word.as_str() {
                "null" => Literal::Null,
                "true" => Literal::Bool(true),
                "false" => Literal::Bool(false),
                other => match DateTime::parse_from_rfc3339(other) {
                    Ok(time) => Literal::Time(time.to_utc()),
                    Err(_) => Literal::Number(other.parse().ok()?),
                },
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ALLOWED: Allowed = Allowed { fields: &["name", "status"], ordered: &["at"] };

    fn passes(text: &str) -> Option<bool> {
        let row = json!({"name": "O'Neil", "status": "Granted", "at": "2026-11-21T09:00:00Z", "size": 1});
        parse(text, ALLOWED, "t", &["name", "status", "at", "size"]).ok().map(|filter| filter.passes(&row))
    }

    #[test]
    fn what_is_taken() {
        for (text, expected) in [
            ("status eq 'granted'", true),
            ("status ne 'Granted'", false),
            ("name eq 'O''Neil'", true),
            ("(status eq 'x' or status eq 'Granted') and name ne null", true),
            ("not (status eq 'x')", true),
            ("status eq 'x' or status eq 'y' and name eq 'O''Neil'", false),
            ("startswith(name,'o''n')", true),
            ("at ge 2026-11-21T09:00:00Z and at lt 2026-11-21T10:00:00+01:00", false),
        ] {
            assert_eq!(passes(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_a_filter_wants_of_every_row() {
        let wants = |text: &str| parse(text, ALLOWED, "t", &[]).ok()?.wants("name").map(str::to_owned);
        for text in ["name eq 'a'", "status eq 'x' and (name eq 'a')", "(name eq 'a') and not (status eq 'x')"] {
            assert_eq!(wants(text).as_deref(), Some("a"), "{text}");
        }
        for text in
            ["name ne 'a'", "name eq 'a' or status eq 'x'", "not (name eq 'a')", "status eq 'a'", "name eq null"]
        {
            assert_eq!(wants(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_refused() {
        let deep = format!("{}status eq 'x'{}", "(".repeat(5_000), ")".repeat(5_000));
        for text in [
            "",
            "status",
            "status eq",
            "status eq 'x",
            "status eq Granted x",
            "size eq 1",
            "other eq 'x'",
            "status gt 'a'",
            "contains(name,'x')",
            "name in ('a','b')",
            "status eq 'a') or (name eq 'b'",
            &deep,
        ] {
            assert_eq!(passes(text), None, "{text}");
        }
    }
}
