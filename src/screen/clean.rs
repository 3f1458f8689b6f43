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
    if is_plain(text) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for (c, hostile) in judged(text) {
        match c {
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            c if hostile => push_escape(&mut shown, c),
            c => shown.push(c),
        }
    }
    shown
}

/// Whether a text has a character that [`clean_str`] replaces.
#[must_use]
pub fn has_hostile(text: &str) -> bool {
    !is_plain(text) && judged(text).any(|(_, hostile)| hostile)
}

/// Whether it is printable ASCII alone, as most text is: then nothing in it is hostile.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Each character, and whether it is not to be shown where it stands.
pub(crate) fn judged(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut rest = text.chars().peekable();
    let mut before = None;
    std::iter::from_fn(move || {
        let c = rest.next()?;
        let hostile = is_hostile(c) && !belongs(before, c, rest.peek().copied());
        before = Some(c);
        Some((c, hostile))
    })
}

/// Whether a hostile character is what people write there: the selector that makes a symbol or a key an emoji, and the
/// one wide blank between two words of Chinese or Japanese.
fn belongs(before: Option<char>, c: char, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    match c {
        '\u{fe0f}' if after == Some('\u{20e3}') => before.is_ascii_digit() || matches!(before, '#' | '*'),
        '\u{fe0e}' | '\u{fe0f}' => is_symbol(before),
        '\u{3000}' => is_ideograph(before) && after.is_some_and(is_ideograph),
        _ => false,
    }
}

/// Whether a character is a symbol of the blocks that have emoji; no letter is.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{24c2}'
        // Arrows, technical and geometric symbols, dingbats; the ideographs in circles; pictographs.
        | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2900}'..='\u{297f}'
        | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether a character is of the scripts that are written with wide blanks.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Our own text, which may have line breaks, with everything else that [`clean_str`] replaces
/// replaced: the second wall, for a command that forgot the first.
#[must_use]
pub(crate) fn clean_lines(text: &str) -> String {
    text.split('\n').map(clean_str).collect::<Vec<_>>().join("\n")
}

/// Whether a character is a control, an escape, a change of reading direction, takes no room, or is a blank that is no
/// space: what P46 keeps from a terminal. Unicode's `Default_Ignorable_Code_Point` is among them. A few are what
/// people write in their place, which [`clean_str`] knows.
#[must_use]
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // What joins, fills or selects and shows nothing.
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{3164}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}'
            // Blanks that are no space: no-break, ogham, of every width, braille, a note without a head.
            | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{2800}' | '\u{3000}'
            | '\u{1d159}'
            // Zero width, joiners and direction marks; line separators, embeddings and overrides.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            // Word joiner, invisible operators, isolates, deprecated format characters.
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff0}'..='\u{fffc}'
            // Formats of shorthand, music and hieroglyphs.
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{13430}'..='\u{1343f}'
            // Tags, a whole invisible alphabet, and the selectors behind them.
            | '\u{e0000}'..='\u{e0fff}')
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
            ("prod\u{34f}", "prod\\u034f"),
            ("prod\u{fe0f}", "prod\\ufe0f"),
            ("prod1\u{fe0f}", "prod1\\ufe0f"),
            ("prod\u{e0100}", "prod\\u{e0100}"),
            ("\u{3164}\u{ffa0}\u{115f}", "\\u3164\\uffa0\\u115f"),
            ("a\u{2800}b\u{a0}c\u{2003}d\u{202f}e\u{3000}f", "a\\u2800b\\u00a0c\\u2003d\\u202fe\\u3000f"),
            ("  for        10 min\u{a0}\u{a0}", "  for        10 min\\u00a0\\u00a0"),
        ] {
            assert_eq!(clean(&came.into()), shown);
        }
    }

    #[test]
    fn p46_what_people_write_is_kept_where_they_write_it() {
        for kept in [
            "\u{26a0}\u{fe0f} prod",
            "I \u{2764}\u{fe0f} ops \u{2b50}\u{fe0f}",
            "1\u{fe0f}\u{20e3} first, #\u{fe0f}\u{20e3}",
            "\u{1f3f3}\u{fe0f} \u{1f1e9}\u{1f1ea} \u{1f44d}\u{1f3fd} \u{2122}\u{fe0e}",
            "山田\u{3000}太郎",
            "टीम नाम ไทย العربية עברית ខ្មែរ 한국어 ქართული e\u{301}",
        ] {
            assert_eq!(clean_str(kept), kept);
            assert!(!has_hostile(kept), "{kept}");
        }
        for (came, shown) in [
            ("\u{26a0}\u{fe0f}\u{fe0f}", "\u{26a0}\u{fe0f}\\ufe0f"),
            ("\u{fe0f}prod", "\\ufe0fprod"),
            ("prod1\u{fe0f}2", "prod1\\ufe0f2"),
            ("漢\u{fe0f}", "漢\\ufe0f"),
            ("山田\u{3000}\u{3000}太郎", "山田\\u3000\\u3000太郎"),
            ("山田\u{3000}", "山田\\u3000"),
        ] {
            assert_eq!(clean_str(came), shown);
            assert!(has_hostile(came), "{came}");
        }
    }

    #[test]
    fn p46_no_blank_but_the_space_is_shown() {
        let blank = |c: &char| c.is_whitespace() && *c != ' ';
        let all: Vec<char> = (0..=0x0010_ffff).filter_map(char::from_u32).filter(blank).collect();
        assert!(all.len() > 20 && all.iter().all(|c| is_hostile(*c)), "{all:?}");
    }

    #[test]
    fn p46_what_unicode_says_may_be_left_out_of_sight_is_hostile() {
        // Default_Ignorable_Code_Point of DerivedCoreProperties.txt.
        let ignorable = [
            (0xad, 0xad),
            (0x34f, 0x34f),
            (0x61c, 0x61c),
            (0x115f, 0x1160),
            (0x17b4, 0x17b5),
            (0x180b, 0x180f),
            (0x200b, 0x200f),
            (0x202a, 0x202e),
            (0x2060, 0x206f),
            (0x3164, 0x3164),
            (0xfe00, 0xfe0f),
            (0xfeff, 0xfeff),
            (0xffa0, 0xffa0),
            (0xfff0, 0xfff8),
            (0x1bca0, 0x1bca3),
            (0x1d173, 0x1d17a),
            (0xe0000, 0xe0fff),
        ];
        for (first, last) in ignorable {
            assert!((first..=last).filter_map(char::from_u32).all(is_hostile), "{first:x}..={last:x}");
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
            prop_assert!(!has_hostile(&shown));
            prop_assert_eq!(clean_str(&shown), shown.clone());
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

        #[test]
        fn p46_nor_one_that_hides_behind_a_word(word in "[a-z]{1,9}[0-9]?", code in 0xa0_u32..0xe_0fff, end in "[a-z]?") {
            if let Some(c) = char::from_u32(code).filter(|c| is_hostile(*c)) {
                let shown = clean_str(&format!("{word}{c}{end}"));
                prop_assert!(!shown.contains(c) && shown.starts_with(&word), "{}", shown);
            }
        }
    }
}
