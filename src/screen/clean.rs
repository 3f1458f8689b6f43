//! Strangers' text, harmless: the only way from [`Foreign`] to a terminal.

use crate::pim::text::Foreign;
use std::fmt::Write as _;

/// A stranger's text with every character that could drive a terminal, reorder what is read or hide
/// in it made visible; all other text as it came.
#[must_use]
pub fn clean(text: &Foreign) -> String {
    clean_str(text.raw())
}

/// Like [`clean`], of text whose origin is not in its type: an error message, a word of a file.
#[must_use]
pub fn clean_str(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            c if is_hostile(c) => push_escape(&mut shown, c),
            c => shown.push(c),
        }
    }
    shown
}

/// Our own text, which may have line breaks, with everything else that [`clean_str`] replaces
/// replaced: the second wall, for a command that forgot the first.
#[must_use]
pub(crate) fn clean_lines(text: &str) -> String {
    text.split('\n').map(clean_str).collect::<Vec<_>>().join("\n")
}

/// Whether a character is a control, an escape, a change of reading direction, or takes no room:
/// what P46 keeps from a terminal.
#[must_use]
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}'
            // Zero width, joiners and direction marks; line separators, embeddings and overrides.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            // Word joiner, invisible operators, isolates, deprecated format characters.
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            // Tags: a whole invisible alphabet.
            | '\u{e0000}'..='\u{e007f}')
}

/// Appends `\u001b` and the like; a character beyond four digits as `\u{e0041}`.
pub(crate) fn push_escape(to: &mut String, c: char) {
    let code = u32::from(c);
    // Writing into a String cannot fail.
    let _ = if code > 0xffff { write!(to, "\\u{{{code:x}}}") } else { write!(to, "\\u{code:04x}") };
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn p46_what_drives_a_terminal_is_shown_and_the_rest_kept() {
        for (came, shown) in [
            ("plain – ünïcode 漢字 🙂 C:\\dir\\new", "plain – ünïcode 漢字 🙂 C:\\dir\\new"),
            ("\u{1b}[2Jgone", "\\u001b[2Jgone"),
            ("\u{1b}]0;title\u{7}", "\\u001b]0;title\\u0007"),
            ("\u{9b}31m", "\\u009b31m"),
            ("a\u{202e}cod.exe", "a\\u202ecod.exe"),
            ("a\u{2066}b\u{2069}", "a\\u2066b\\u2069"),
            ("zero\u{200b}width\u{200d}", "zero\\u200bwidth\\u200d"),
            ("\r\u{8}\u{7f}", "\\r\\u0008\\u007f"),
            ("tag\u{e0041}", "tag\\u{e0041}"),
            ("line\u{2028}end", "line\\u2028end"),
        ] {
            assert_eq!(clean(&came.into()), shown);
        }
    }

    #[test]
    fn p47_a_newline_makes_no_row() {
        assert_eq!(clean_str("ok\nuser2\tGlobal Admin"), "ok\\nuser2\\tGlobal Admin");
        assert_eq!(clean_lines("ours\nand\u{1b}theirs"), "ours\nand\\u001btheirs");
    }

    proptest! {
        #[test]
        fn p46_no_hostile_character_survives(text in proptest::collection::vec(any::<char>(), 0..80)) {
            let text: String = text.into_iter().collect();
            let shown = clean_str(&text);
            prop_assert!(!shown.chars().any(is_hostile));
            let kept: String = text.chars().filter(|c| !is_hostile(*c)).collect();
            if kept == text {
                prop_assert_eq!(shown, text);
            }
        }

        #[test]
        fn p46_nor_one_of_the_low_ranges(codes in proptest::collection::vec(0_u32..0x2100, 0..80)) {
            let text: String = codes.into_iter().filter_map(char::from_u32).collect();
            prop_assert!(!clean_str(&text).chars().any(is_hostile));
        }
    }
}
