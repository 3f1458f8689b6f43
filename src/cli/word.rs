//! A word of a command line that is printed to be copied. Nobody knows into which shell: it means the same, and runs
//! nothing, in bash and every POSIX shell, zsh, fish and PowerShell alike, also where they look for a history.

use crate::pim::assignment::Assignment;
use crate::pim::id::short_id;

/// `text` as one word; none where no one way of writing it means the same in every shell, and where it would be taken
/// for an option. A stranger's text is written in no other way than this.
#[must_use]
pub fn word(text: &str) -> Option<String> {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || "-_.@/:+".contains(c);
    if text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/') && text.chars().all(is_bare) {
        return Some(text.to_owned());
    }
    // Blanks at its ends get lost.
    let stays = !text.starts_with('-') && text.trim() == text;
    (stays && text.chars().all(is_plain)).then(|| format!("\"{text}\""))
}

/// Like [`word`], of what the person wrote: that may need single quotes, which Windows' cmd does not know as such.
#[must_use]
pub fn own(text: &str) -> Option<String> {
    argument(text).filter(|_| !text.starts_with('-'))
}

/// Like [`own`], of a word of a command of the person's, which may be an option of that.
#[must_use]
pub fn argument(text: &str) -> Option<String> {
    let is_option = text.starts_with('-') && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let ends = |c: char| c == '\'' || is_curly(c);
    let fits = |c: char| !ends(c) && (is_plain(c) || "\"$`!%".contains(c));
    let written = match () {
        () if is_option => text.to_owned(),
        () if text.trim() != text => return None,
        () if text.chars().all(is_plain) => format!("\"{text}\""),
        () if text.chars().all(fits) => format!("'{text}'"),
        () => return None,
    };
    word(text).or(Some(written))
}

/// A role at its scope as one word: by its names, else by its eligibility's short id.
#[must_use]
pub fn role(row: &Assignment) -> String {
    let (name, at) = (row.role.name.raw(), &row.scope);
    let (named, by_id) = (format!("{name}@{}", at.name.raw()), format!("{name}@{}", at.id));
    if row.wider.is_none() {
        return word(&named).unwrap_or_else(|| short_id(row.eligibility_id.as_deref().unwrap_or(&row.id)));
    }
    // The ids are those of the eligibility, which is wider; a path without its subscription's name is several.
    let named = (!at.lacks_subscription()).then_some(named);
    let forms = named.into_iter().chain([by_id, format!("{}@{}", row.role.id, at.id)]);
    forms.into_iter().find_map(|form| word(&form)).unwrap_or_else(|| "ROLE@SCOPE".to_owned())
}

/// What means nothing within double quotes in any shell, and can be seen. `\` is an escape to fish even in single
/// quotes, `!` calls the history in bash and zsh, `%` a variable in Windows' cmd.
fn is_plain(c: char) -> bool {
    match c {
        '"' | '$' | '`' | '\\' | '!' | '%' => false,
        ' '..='~' => true,
        // Hangul fillers, which are letters that nobody sees.
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => false,
        // Latin signs but for the blank and the soft hyphen, accents but for the joiner, dashes, an ellipsis, the euro.
        '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{ff}' | '\u{300}'..='\u{34e}' | '\u{350}'..='\u{36f}' => true,
        '\u{2010}'..='\u{2015}' | '…' | '€' => true,
        c => is_curly(c) || c.is_alphanumeric(),
    }
}

/// PowerShell takes these for a single quote; the double ones it takes for a double one, and they are never plain.
fn is_curly(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201b}')
}

#[cfg(test)]
mod tests;
