//! `$filter`: the functions and comparisons that Azure's lists take. Everything else is refused, never ignored.

use super::error::{ApiError, Result};
use super::place::last_segment;
use crate::sandbox::face::tokens::{Token, tokens};

/// Longer filters are refused: a client decides their size.
const LONGEST: usize = 4_000;
/// Deeper ones, too.
const DEEPEST: usize = 20;

/// What a filter asks for, all of it at once; or any of it, where the list takes that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Functions such as `asTarget()`, in lower case, with their argument.
    functions: Vec<(String, String)>,
    /// Comparisons by `eq`, the field in lower case.
    equals: Vec<(String, String)>,
    ors: bool,
    ands: bool,
}

/// What a list takes, in lower case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Takes {
    /// Functions; the first one that is there says what is listed.
    pub functions: &'static [&'static str],
    pub fields: &'static [&'static str],
    /// Comparisons may be joined by `or`.
    pub ors: bool,
}

/// Reads a filter and holds it against what the list takes.
pub(super) fn parse(text: Option<&str>, takes: Takes) -> Result<Filter> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return Ok(Filter::default()) };
    let refuse = || ApiError::invalid_filter(text);
    if text.len() > LONGEST {
        return Err(refuse().into());
    }
    let tokens = tokens(text).ok_or_else(refuse)?;
    let mut filter = Filter::default();
    let rest = expression(&tokens, &mut filter, 0).ok_or_else(refuse)?;
    let known = |list: &[(String, String)], names: &[&str]| list.iter().all(|(name, _)| names.contains(&name.as_str()));
    let fits = rest.is_empty()
        && known(&filter.functions, takes.functions)
        && known(&filter.equals, takes.fields)
        && filter.functions.len() <= 1
        && (!filter.ors || (takes.ors && !filter.ands));
    if fits { Ok(filter) } else { Err(refuse().into()) }
}

/// Reads terms joined by `and` or `or`, and gives what stands behind them.
fn expression<'a>(mut rest: &'a [Token], into: &mut Filter, depth: usize) -> Option<&'a [Token]> {
    loop {
        rest = term(rest, into, depth)?;
        match rest {
            [Token::Word(word), more @ ..] if word.eq_ignore_ascii_case("and") => {
                into.ands = true;
                rest = more;
            }
            [Token::Word(word), more @ ..] if word.eq_ignore_ascii_case("or") => {
                into.ors = true;
                rest = more;
            }
            _ => return Some(rest),
        }
    }
}

fn term<'a>(rest: &'a [Token], into: &mut Filter, depth: usize) -> Option<&'a [Token]> {
    match rest {
        [Token::Open, more @ ..] if depth < DEEPEST => match expression(more, into, depth + 1)? {
            [Token::Close, more @ ..] => Some(more),
            _ => None,
        },
        [Token::Word(name), Token::Open, Token::Close, more @ ..] => {
            into.functions.push((name.to_ascii_lowercase(), String::new()));
            Some(more)
        }
        [Token::Word(name), Token::Open, Token::Text(of), Token::Close, more @ ..] => {
            into.functions.push((name.to_ascii_lowercase(), of.clone()));
            Some(more)
        }
        [Token::Word(field), Token::Word(op), Token::Text(value), more @ ..] if op.eq_ignore_ascii_case("eq") => {
            into.equals.push((field.to_ascii_lowercase(), value.clone()));
            Some(more)
        }
        _ => None,
    }
}

impl Filter {
    /// The function that says what is listed, and its argument.
    pub fn function(&self) -> Option<(&str, &str)> {
        self.functions.first().map(|(name, of)| (name.as_str(), of.as_str()))
    }

    /// What a field shall be.
    pub fn equal(&self, field: &str) -> Option<&str> {
        self.equals.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// What a field may be, where comparisons are joined by `or`.
    pub fn any_of(&self, field: &str) -> Vec<&str> {
        self.equals.iter().filter(|(name, _)| name == field).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether a value is what its field shall be: ids compare by their last segment, as the service's do.
    pub fn passes(&self, field: &str, value: &str) -> bool {
        self.equal(field).is_none_or(|wanted| last_segment(wanted).eq_ignore_ascii_case(last_segment(value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAKES: Takes = Takes {
        functions: &["astarget", "assignedto"],
        fields: &["principalid", "roledefinitionid", "resourcetype"],
        ors: true,
    };

    #[test]
    fn what_is_taken() {
        let read = |text: &str| parse(Some(text), TAKES).unwrap();
        assert_eq!(read("asTarget()").function(), Some(("astarget", "")));
        assert_eq!(read("assignedTo('o''x')").function(), Some(("assignedto", "o'x")));
        assert_eq!(read("(principalId eq 'a') and roleDefinitionId eq '/x/b'").equal("principalid"), Some("a"));
        assert!(read("asTarget() and roleDefinitionId eq '/subscriptions/s/b'").passes("roledefinitionid", "B"));
        let any = read("resourceType eq 'a' or resourceType eq 'b'");
        assert_eq!(any.any_of("resourcetype"), ["a", "b"]);
        assert_eq!(parse(None, TAKES).unwrap(), Filter::default());
    }

    #[test]
    fn what_is_refused() {
        let deep = format!("{}asTarget(){}", "(".repeat(500), ")".repeat(500));
        for text in [
            "asTarget",
            "asTarget() asTarget()",
            "asTarget() and assignedTo('a')",
            "other eq 'a'",
            "principalId ne 'a'",
            "principalId eq 'a",
            "principalId eq a",
            "principalId eq 'a' and resourceType eq 'b' or resourceType eq 'c'",
            "asTarget())",
            &deep,
        ] {
            assert!(parse(Some(text), TAKES).is_err(), "{text}");
        }
    }
}
