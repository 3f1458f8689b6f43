//! Who asks for what, told so that no name can be read as a line of ours.

use crate::pim::id::short_id;
use crate::pim::request::Request;
use crate::pim::text::Foreign;
use crate::screen::{Detail, clean, clean_str, shortened};
use unicode_width::UnicodeWidthStr;

/// How long a name may be where a request is told in short, in columns.
const IN_SHORT: usize = 120;

/// A stranger's name as a part of a line of ours: blanks that follow each other are one, and what could be read as more
/// than a name stands in quotes.
#[must_use]
pub fn name(text: &Foreign) -> String {
    let shown = clean(text);
    let words: Vec<&str> = shown.split_whitespace().collect();
    let text = words.join(" ");
    let plain = |c: char| c.is_alphanumeric() || " .,'’-_/&+".contains(c);
    if !text.is_empty() && text.chars().all(plain) && !text.contains(" asks for ") {
        return text;
    }
    format!("\"{}\"", text.replace('"', "\\\""))
}

/// The requester's name, and the UPN where it is another text.
fn person(request: &Request) -> (String, Option<String>) {
    let upn = request.principal.upn.as_ref().map(|upn| {
        let shown = clean(upn);
        if shown.contains(|c: char| c.is_whitespace() || "()\"\\".contains(c)) { name(upn) } else { shown }
    });
    match (&request.principal.name, upn) {
        (None, Some(upn)) => (upn, None),
        (_, upn) => (name(&request.principal.label()), upn),
    }
}

/// Names the request in the first line of `detail`, where that has room for it: `PERSON (UPN) VERB ROLE @ SCOPE`. Where it
/// has not, the first line is `instead`, and each name has a line of its own.
pub fn head(detail: &mut Detail, request: &Request, verb: &str, instead: &str, columns: usize) {
    let (who, upn) = person(request);
    let upn = upn.map(|upn| format!(" ({upn})")).unwrap_or_default();
    detail.title = format!("{who}{upn}{verb} {} @ {}", name(&request.role.name), name(&request.scope.name));
    if detail.title.width() + 2 + detail.right.width() > columns {
        instead.clone_into(&mut detail.title);
        detail.fields.splice(0..0, fields(request));
    }
}

fn fields(request: &Request) -> Vec<(String, String)> {
    let (who, upn) = person(request);
    let mut fields = vec![("who".to_owned(), who)];
    fields.extend(upn.map(|upn| ("upn".to_owned(), upn)));
    fields.push(("role".to_owned(), name(&request.role.name)));
    fields.push(("scope".to_owned(), name(&request.scope.name)));
    fields
}

/// The request once more, in few lines, where what was `shown` of it is longer than the screen.
#[must_use]
pub fn in_short(request: &Request, shown: &Detail) -> Detail {
    let mut fields = fields(request);
    fields.extend(shown.fields.iter().filter(|(name, _)| name == "for" || name == "condition").cloned());
    for (_, text) in &mut fields {
        *text = shortened(text, IN_SHORT);
    }
    Detail { title: "In short:".to_owned(), right: clean_str(&short_id(&request.id)), fields, footer: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p47_a_name_is_one_and_no_layout() {
        let shown = |text: &str| name(&Foreign::from(text));
        assert_eq!(shown("Dana Reyes"), "Dana Reyes");
        assert_eq!(shown("Zoë O’Neill-Smith, Jr."), "Zoë O’Neill-Smith, Jr.");
        assert_eq!(shown("山田\u{3000}太郎"), "山田 太郎");
        assert_eq!(shown("a    b  "), "a b");
        assert_eq!(shown("Dana (dana@contoso.com)"), "\"Dana (dana@contoso.com)\"");
        assert_eq!(shown("Dana asks for Reader"), "\"Dana asks for Reader\"");
        assert_eq!(shown("Approved: \"x\""), "\"Approved: \\\"x\\\"\"");
        assert_eq!(shown("a\nb"), "\"a\\nb\"");
        assert_eq!(shown("a\u{a0}b"), "\"a\\u00a0b\"");
        assert_eq!(shown("  "), "\"\"");
    }
}
