//! What the browser is shown when it comes back: a line, from no other place, kept by nobody.

/// An answer of the listener.
#[derive(Debug)]
pub(super) struct Page {
    /// Status and reason, such as `200 OK`.
    pub status: &'static str,
    /// What is shown; plain text.
    pub text: String,
}

impl Page {
    pub(super) fn new(status: &'static str, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }

    /// The whole answer. Nothing in it is run, fetched, kept or handed on.
    pub(super) fn answer(&self) -> Vec<u8> {
        let text = escape(&self.text);
        let html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>pim</title></head>\
             <body><p>{text}</p></body></html>\n"
        );
        format!(
            "HTTP/1.1 {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
             Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\n\
             \r\n{html}",
            self.status,
            html.len(),
        )
        .into_bytes()
    }
}

/// Text as HTML shows it; control characters are left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
