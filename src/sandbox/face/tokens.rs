//! The tokens of a `$filter`.

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    Word(String),
    Text(String),
    Open,
    Close,
    Comma,
}

/// The tokens of a filter; none where a quote does not end.
pub(crate) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let used = match first {
            '(' | ')' | ',' => {
                found.push(match first {
                    '(' => Token::Open,
                    ')' => Token::Close,
                    _ => Token::Comma,
                });
                1
            }
            '\'' => {
                let (inner, used) = quoted(rest)?;
                found.push(Token::Text(inner));
                used
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "(),'".contains(c)).unwrap_or(rest.len());
                found.push(Token::Word(rest[..end].to_owned()));
                end
            }
        };
        rest = rest[used..].trim_start();
    }
    Some(found)
}

/// A quoted text, in which a quote is doubled, and how long it was.
fn quoted(text: &str) -> Option<(String, usize)> {
    let mut inner = String::new();
    let mut at = 1;
    loop {
        let end = at + text[at..].find('\'')?;
        inner.push_str(&text[at..end]);
        if !text[end + 1..].starts_with('\'') {
            return Some((inner, end + 1));
        }
        inner.push('\'');
        at = end + 2;
    }
}
