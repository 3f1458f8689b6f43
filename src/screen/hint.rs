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

#[cfg(test)]
mod tests {
    use super::*;

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
