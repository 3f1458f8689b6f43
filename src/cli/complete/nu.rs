//! A line as Nushell reads it, up to the cursor.

use std::iter::Peekable;
use std::str::Chars;

/// The words of the command at the end of a line that ends at the cursor, without their quotes; the last is being
/// typed. `None` where one of them is no plain text: Nushell would work it out first.
pub fn words(line: &str) -> Option<Vec<String>> {
    let (mut words, mut chars) = (vec![], line.chars().peekable());
    loop {
        while chars.next_if(|c| matches!(c, ' ' | '\t')).is_some() {}
        let Some(first) = chars.peek().copied() else {
            words.push(String::new());
            return Some(words);
        };
        match first {
            ';' | '|' | '\n' | '\r' | '(' | '{' => {
                chars.next();
                words.clear();
                continue;
            }
            ')' | '}' | '[' | ']' | '$' | '#' => return None,
            _ => {}
        }
        let word = word(&mut chars)?;
        match chars.peek() {
            None => {
                words.push(word);
                return Some(words);
            }
            // A variable for the command, before its name.
            Some(_) if words.is_empty() && word.contains('=') => {}
            Some(_) => words.push(word),
        }
    }
}

/// One word, up to what ends it.
fn word(chars: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut word = String::new();
    while let Some(c) = chars.next_if(|c| !matches!(c, ' ' | '\t' | '\n' | '\r' | ';' | '|')) {
        match c {
            // Quotes stand around a whole word, or around the value of a flag.
            '"' | '\'' | '`' => {
                let is_value = word.starts_with("--") && word.ends_with('=');
                if !(word.is_empty() || is_value) {
                    return None;
                }
                let is_closed = quoted(c, chars, &mut word)?;
                let ends = chars.peek().is_none_or(|next| matches!(next, ' ' | '\t' | '\n' | '\r' | ';' | '|'));
                return (!is_closed || ends).then_some(word);
            }
            '(' | ')' | '{' | '}' | '[' | ']' => return None,
            _ => word.push(c),
        }
    }
    Some(word)
}

/// What is within these quotes; whether they are closed.
fn quoted(quote: char, chars: &mut Peekable<Chars<'_>>, word: &mut String) -> Option<bool> {
    while let Some(c) = chars.next() {
        match c {
            c if c == quote => return Some(true),
            '\\' if quote == '"' => match chars.next() {
                // As we write an exclamation mark.
                Some('u') if "{21}".chars().all(|c| chars.next() == Some(c)) => word.push('!'),
                Some(c @ ('"' | '\'' | '\\' | '/' | '(' | ')' | '{' | '}' | '$' | '^' | '#' | '|' | '~')) => {
                    word.push(c)
                }
                // No name has anything else in it that is written this way.
                Some(_) => return None,
                None => return Some(false),
            },
            c => word.push(c),
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_nushell_reads_it() {
        for (line, found) in [
            ("pim activate ", Some(vec!["pim", "activate", ""])),
            (r#"A=1 pim on "a \"b" 'c\' `d e` f"#, Some(vec!["pim", "on", "a \"b", "c\\", "d e", "f"])),
            ("pim on \"a\\u{21} b", Some(vec!["pim", "on", "a! b"])),
            ("pim on \"a\\u{7}", None),
            ("pim on \"a b", Some(vec!["pim", "on", "a b"])),
            ("pim on x --scope='a b", Some(vec!["pim", "on", "x", "--scope=a b"])),
            ("ls | pim off y; pim on z", Some(vec!["pim", "on", "z"])),
            ("if true { pim on z", Some(vec!["pim", "on", "z"])),
            ("pim on $x", None),
            ("pim on (x) y", None),
            ("pim on [x", None),
            ("pim on a\"b", None),
            ("pim on \"a\"b", None),
            ("pim on \"a\\n", None),
            ("pim on # x", None),
        ] {
            let found = found.map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(words(line), found, "{line}");
        }
    }
}
