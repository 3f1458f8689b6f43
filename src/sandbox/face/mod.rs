//! What the faces of the service share: the way of one request from the door to the log, the error answers, and the
//! words of a query.

pub(crate) mod error;
mod serve;
pub(crate) mod tokens;
pub(crate) mod window;

pub(crate) use serve::{Asked, Door, Service, answer, failed, remember, serve_as, worse};

/// A path or query with its percent signs read.
pub(crate) fn decoded(text: &str) -> String {
    let plus = text.replace('+', "%20");
    let bytes = plus.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = plus.get(at + 1..at + 3).filter(|_| byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(pair.unwrap_or(byte));
        at += if pair.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_are_read() {
        assert_eq!(decoded("/a(on=%27principal%27)?$filter=a%20eq+1&%"), "/a(on='principal')?$filter=a eq 1&%");
        assert_eq!(decoded("%e2%82%ac %zz"), "€ %zz");
    }
}
