//! A line as bash reads it, up to the cursor, and what to put into it.

use super::quote;

/// The command at the end of a line that ends at the cursor.
#[derive(Debug, Default)]
pub struct Line {
    /// Its words, without their quotes; the last is being typed.
    pub words: Vec<String>,
    /// The last word as it was typed.
    raw: String,
}

/// How far the reading of a line is.
#[derive(Default)]
struct Reader {
    line: Line,
    word: String,
    has_word: bool,
    to_file: bool,
}

impl Line {
    /// Reads it; `None` where the last word is no argument, or is one that bash would work out first.
    pub fn read(text: &str) -> Option<Self> {
        let mut reader = Reader::default();
        let (mut quote, mut chars) = (None, text.chars());
        while let Some(c) = chars.next() {
            reader.line.raw.push(c);
            match (quote, c) {
                (None, ' ' | '\t') => reader.ends_word(),
                (None, ';' | '|' | '&' | '\n' | '(' | ')') => reader = Reader::default(),
                (None, '<' | '>') => {
                    reader.ends_word();
                    reader.to_file = true;
                }
                (None, '\'' | '"') => {
                    (quote, reader.has_word) = (Some(c), true);
                }
                (Some(open), c) if open == c => quote = None,
                (None | Some('"'), '\\') => {
                    let next = chars.next();
                    reader.line.raw.extend(next);
                    if quote.is_some() && next.is_some_and(|c| !"$`\"\\".contains(c)) {
                        reader.word.push('\\');
                    }
                    reader.adds(next);
                }
                // What bash replaces by something else is not known here.
                (None | Some('"'), '$' | '`') => return None,
                (_, c) => reader.adds(Some(c)),
            }
        }
        let Reader { mut line, word, to_file, .. } = reader;
        line.words.push(word);
        (!to_file).then_some(line)
    }

    /// What takes the place of `replaced`, the end of the last word, so that the word is `text`; `None` where it
    /// cannot be that.
    pub fn insertion(&self, text: &str, replaced: &str) -> Option<String> {
        let kept = self.raw.strip_suffix(replaced)?;
        let (settled, open) = unquoted(kept);
        let rest: String = text.chars().skip(settled.chars().count()).collect();
        Some(open.map_or_else(|| quote::bash(&rest), |open| quote::bash_in(open, &rest)))
    }
}

impl Reader {
    fn adds(&mut self, c: Option<char>) {
        self.word.extend(c);
        self.has_word = true;
    }

    fn ends_word(&mut self) {
        self.line.raw.clear();
        if !std::mem::take(&mut self.has_word) {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let sets_variable = self.line.words.is_empty() && word.contains('=');
        if !std::mem::take(&mut self.to_file) && !sets_variable {
            self.line.words.push(word);
        }
    }
}

/// A part of a word without its quotes, and the quote that is still open.
fn unquoted(raw: &str) -> (String, Option<char>) {
    let (mut text, mut open, mut chars) = (String::new(), None, raw.chars());
    while let Some(c) = chars.next() {
        match (open, c) {
            (None, '\'' | '"') => open = Some(c),
            (Some(quote), c) if quote == c => open = None,
            (None | Some('"'), '\\') => text.extend(chars.next()),
            (_, c) => text.push(c),
        }
    }
    (text, open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_bash_reads_it() {
        for (line, words) in [
            ("pim activate ", Some(vec!["pim", "activate", ""])),
            (r#"A=1 pim on "a b" c\ d'e f' "g h"#, Some(vec!["pim", "on", "a b", "c de f", "g h"])),
            ("echo x | pim off y; pim on z", Some(vec!["pim", "on", "z"])),
            ("pim on x > y", None),
            ("pim on >y z", Some(vec!["pim", "on", "z"])),
            ("pim on \"$x", None),
            ("pim on `x", None),
            ("pim on x\\", Some(vec!["pim", "on", "x"])),
        ] {
            let read = Line::read(line).map(|line| line.words);
            assert_eq!(read.as_deref(), words.map(|w| w.into_iter().map(str::to_owned).collect::<Vec<_>>()).as_deref());
        }
    }

    #[test]
    fn only_what_bash_replaces_is_given() {
        let insertion = |line: &str, replaced: &str| Line::read(line).unwrap().insertion("My Role@prod x", replaced);
        assert_eq!(insertion("pim on My", "My").unwrap(), "My\\ Role@prod\\ x");
        assert_eq!(insertion("pim on My\\ Role@pr", "@pr").unwrap(), "@prod\\ x");
        assert_eq!(insertion("pim on my\\ role@pr", "pr").unwrap(), "prod\\ x");
        assert_eq!(insertion("pim on \"My R", "My R").unwrap(), "My Role@prod x");
        assert_eq!(insertion("pim on \"My R", "\"My R").unwrap(), "My\\ Role@prod\\ x");
        assert_eq!(insertion("pim on 'My R", "other"), None);
    }
}
