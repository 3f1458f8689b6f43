//! Words as a shell reads them back, for the shells that take what a completion gives as it is.

/// What needs no quotes in any shell.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_./:@".contains(c)
}

/// A word for bash, outside of quotes: a backslash before everything that could mean something.
pub fn bash(text: &str) -> String {
    let mut quoted = String::new();
    for c in text.chars() {
        if c.is_ascii() && !is_plain(c) {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted
}

/// What goes on behind a quote that is open in bash.
pub fn bash_in(open: char, text: &str) -> String {
    let mut quoted = String::new();
    for c in text.chars() {
        match (open, c) {
            ('"', '$' | '`' | '"' | '\\') => quoted.extend(['\\', c]),
            // Within these quotes nothing keeps the history from it.
            ('"', '!') => quoted.push_str("\"'!'\""),
            ('\'', '\'') => quoted.push_str("'\\''"),
            _ => quoted.push(c),
        }
    }
    quoted
}

/// A word for PowerShell, to which five characters are the same single quote.
pub fn powershell(text: &str) -> String {
    let is_bare = text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(is_plain);
    if is_bare {
        return text.to_owned();
    }
    let mut quoted = String::from('\'');
    for c in text.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted + "'"
}

/// A word for Nushell, where nothing but a backslash means something within double quotes, to all but the history.
pub fn nushell(text: &str) -> String {
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(is_plain) {
        return text.to_owned();
    }
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '!' => quoted.push_str("\\u{21}"),
            _ => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p59_what_is_inserted_stays_text() {
        let hostile = r#"$(touch pwn)`x`;a"b'c*!"#;
        assert_eq!(bash(hostile), r#"\$\(touch\ pwn\)\`x\`\;a\"b\'c\*\!"#);
        assert_eq!(bash_in('"', hostile), r#"\$(touch pwn)\`x\`;a\"b'c*"'!'""#);
        assert_eq!(bash_in('\'', hostile), r#"$(touch pwn)`x`;a"b'\''c*!"#);
        assert_eq!(powershell(hostile), r#"'$(touch pwn)`x`;a"b''c*!'"#);
        assert_eq!(powershell("a\u{2019}; calc"), "'a\u{2019}\u{2019}; calc'");
        assert_eq!(powershell("--scope=prod"), "'--scope=prod'");
        assert_eq!(nushell(hostile), r#""$(touch pwn)`x`;a\"b'c*\u{21}""#);
        assert_eq!(nushell("a\\"), r#""a\\""#);
        assert_eq!(["3f9a12bc", "-x"].map(nushell), ["3f9a12bc", "\"-x\""]);
        let plain = "Owner@prod/rg";
        assert_eq!([bash(plain), powershell(plain), nushell(plain)], [plain; 3]);
    }
}
