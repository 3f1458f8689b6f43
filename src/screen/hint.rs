//! What to type next.

use unicode_width::UnicodeWidthStr;

/// A suggestion: `Ask an approver:  pim approve 3f9a12bc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// What it does, without the colon.
    pub label: String,
    /// The command line.
    pub command: String,
}

impl Hint {
    /// A suggestion.
    pub fn new(label: impl Into<String>, command: impl Into<String>) -> Self {
        Self { label: label.into(), command: command.into() }
    }
}

/// The suggestions in lines of at most `width` columns, two in a line where both fit.
#[must_use]
pub fn lines(hints: &[Hint], width: usize) -> Vec<String> {
    // Labels are aligned within each of the two columns, not across them.
    let sides: [Vec<Hint>; 2] = [0, 1].map(|side| hints.iter().skip(side).step_by(2).cloned().collect());
    let (left, right) = (column(&sides[0]), column(&sides[1]));
    let wide = left.iter().zip(&right).map(|(text, _)| text.width()).max().unwrap_or(0);
    if right.iter().any(|text| wide + 6 + text.width() > width) {
        return column(hints);
    }
    let pair = |(at, text): (usize, &String)| match right.get(at) {
        Some(other) => format!("{text}{}{other}", " ".repeat(wide + 6 - text.width())),
        None => text.clone(),
    };
    left.iter().enumerate().map(pair).collect()
}

/// `label:  command`, the commands below each other.
fn column(hints: &[Hint]) -> Vec<String> {
    let wide = hints.iter().map(|hint| hint.label.width()).max().unwrap_or(0);
    let line = |hint: &Hint| format!("{}:{}{}", hint.label, " ".repeat(wide - hint.label.width() + 2), hint.command);
    hints.iter().map(line).collect()
}

/// `text` with `flags` put into each `pim COMMAND` in it, so that what is copied from the screen means
/// the tenant that it is about: `pim --sandbox status`. What is quoted is an argument and stays.
#[must_use]
pub fn with_flags(text: &str, flags: &str) -> String {
    /// What may stand before a command line in a hint.
    const BEFORE: [&str; 8] = ["; ", ": ", ", ", "  ", ", or ", ", and ", " then ", " as in "];
    let (mut changed, mut from, mut quote, mut before) = (String::new(), 0, None, ' ');
    for (at, c) in text.char_indices() {
        let last = std::mem::replace(&mut before, c);
        match (quote, c) {
            // What a backslash stands before is no quote, but between single quotes.
            (None | Some('"'), _) if last == '\\' => before = ' ',
            // "the eligibility's own scope" opens nothing.
            (None, '\'') if last.is_alphanumeric() => {}
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        let Some(rest) = text[at..].strip_prefix("pim ").filter(|_| quote.is_none()) else { continue };
        let is_command = rest.starts_with(|c: char| c.is_ascii_lowercase());
        // The sandbox is steered, not acted in.
        let has_flags = !rest.starts_with("sandbox");
        let begins = at == 0 || BEFORE.iter().any(|before| text[..at].ends_with(before));
        if is_command && has_flags && begins {
            changed += &text[from..at];
            changed += &format!("pim {flags} ");
            from = at + "pim ".len();
        }
    }
    changed + &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_for_the_tenant_that_it_is_about() {
        for (text, typed) in [
            ("pim status", "pim --sandbox status"),
            (
                "pim request wait 1f, or withdraw it: pim request cancel 1f",
                "pim --sandbox request wait 1f, or withdraw it: pim --sandbox request cancel 1f",
            ),
            ("pim status; the next pim command looks again", "pim --sandbox status; the next pim command looks again"),
            (r#"pim activate "pim list" x"#, r#"pim --sandbox activate "pim list" x"#),
            (
                "1 waits.   pim approve 1f    pim deny 1f",
                "1 waits.   pim --sandbox approve 1f    pim --sandbox deny 1f",
            ),
            ("pim sandbox reset", "pim sandbox reset"),
            (r#"pim login --claims '{"a":"; pim list"}'"#, r#"pim --sandbox login --claims '{"a":"; pim list"}'"#),
            ("pim --sandbox --as alex approve 1f", "pim --sandbox --as alex approve 1f"),
            ("2 m after that pim takes it for lost", "2 m after that pim takes it for lost"),
            ("pim logout, then pim login", "pim --sandbox logout, then pim --sandbox login"),
            (
                "at the role's own scope: pim activate x, and pim status",
                "at the role's own scope: pim --sandbox activate x, and pim --sandbox status",
            ),
            (r"pim deny 'O'\''Hara'; pim list", r"pim --sandbox deny 'O'\''Hara'; pim --sandbox list"),
            (r#"pim deny "a\"b; pim list"; pim list"#, r#"pim --sandbox deny "a\"b; pim list"; pim --sandbox list"#),
            ("set BROWSER, or pim login --device-code", "set BROWSER, or pim --sandbox login --device-code"),
        ] {
            assert_eq!(with_flags(text, "--sandbox"), typed);
        }
    }

    #[test]
    fn two_in_a_line_where_they_fit() {
        let hints = [
            Hint::new("Ask an approver", "pim approve 3f9a12bc"),
            Hint::new("Wait", "pim request wait 3f9a12bc"),
            Hint::new("This again", "pim activate --last"),
            Hint::new("Withdraw", "pim request cancel 3f9a12bc"),
            Hint::new("In a script", "pim activate contributor@prod contributor@dev --shorten"),
        ];
        assert_eq!(
            lines(&hints, 100).join("\n"),
            "Ask an approver:  pim approve 3f9a12bc      Wait:      pim request wait 3f9a12bc\n\
             This again:       pim activate --last       Withdraw:  pim request cancel 3f9a12bc\n\
             In a script:      pim activate contributor@prod contributor@dev --shorten"
        );
        assert_eq!(lines(&hints, 60).len(), 5);
        assert!(lines(&[], 60).is_empty());
    }
}
