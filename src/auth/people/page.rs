//! What the browser is shown when it comes back: a few words, from no other place, kept by nobody.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

/// How it looks: one narrow column. The page's policy allows these words alone, by their digest.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:27rem;margin:8vh auto;padding:0 1rem}\
h1{font-size:1.4rem}";

/// An answer of the listener.
#[derive(Debug)]
pub(super) struct Page {
    /// Status and reason, such as `200 OK`.
    pub status: &'static str,
    /// Its headline.
    pub title: &'static str,
    /// What is shown; plain text.
    pub text: String,
}

impl Page {
    pub(super) fn new(status: &'static str, text: impl Into<String>) -> Self {
        Self { status, title: "pim", text: text.into() }
    }

    /// With a headline of its own.
    pub(super) fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }

    /// The whole answer. Nothing in it is run, fetched, kept or handed on.
    pub(super) fn answer(&self) -> Vec<u8> {
        let (title, text) = (escape(self.title), escape(&self.text));
        let style = BASE64.encode(Sha256::digest(STYLE));
        let html = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>pim</title>\
             <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\
             <body><h1>{title}</h1><p>{text}</p></body></html>\n"
        );
        format!(
            "HTTP/1.1 {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
             Content-Security-Policy: default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'; \
             base-uri 'none'; form-action 'none'\r\n\
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
