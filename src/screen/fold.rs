//! Prose in lines that fit a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` in lines of at most `width` columns, broken at spaces alone: an address or another long word stays whole,
/// so that it can be copied. What fits stays as it is, and what is broken goes on as far in as it began.
#[must_use]
pub fn fold(text: &str, width: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| fold_line(line, width)).collect()
}

/// A line in lines of at most `width` columns, broken anywhere.
pub(super) fn broken(line: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for c in line.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide > width && used > 0 {
            lines.push(String::new());
            used = 0;
        }
        used += wide;
        lines.last_mut().into_iter().for_each(|last| last.push(c));
    }
    lines
}

fn fold_line(line: &str, width: usize) -> Vec<String> {
    if line.width() <= width {
        return vec![line.to_owned()];
    }
    let indent = &line[..line.len() - line.trim_start_matches(' ').len()];
    let mut lines: Vec<String> = Vec::new();
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(last) if last.width() + 1 + word.width() <= width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(format!("{indent}{word}")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_and_so_do_addresses() {
        let folded = |text: &str| fold(text, 20).join("|");
        assert_eq!(folded("short  as it is"), "short  as it is");
        assert_eq!(folded("a line that is longer than twenty"), "a line that is|longer than twenty");
        assert_eq!(folded("at https://login.microsoftonline.com/x now"), "at|https://login.microsoftonline.com/x|now");
        assert_eq!(folded("  in as far as it began it goes on"), "  in as far as it|  began it goes on");
        assert_eq!(broken("漢字漢字 word", 5), ["漢字", "漢字 ", "word"]);
        assert_eq!(broken("", 5), [""]);
        assert_eq!(folded("one\n\ntwo\n"), "one||two|");
    }
}
