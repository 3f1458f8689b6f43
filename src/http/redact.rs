//! An answer without what was sent as a secret: a gateway that is being debugged may send it back, and what
//! a refusal says is shown.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::borrow::Cow;
use zeroize::Zeroizing;

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "REDACTED";

/// How much of a secret is as bad as the whole.
const PART: usize = 20;

/// The shortest secret that is looked for in other forms, too: what is shorter would be found by chance.
const SHORTEST: usize = 8;

/// What the first part of every JWT begins with: `{"` in base64.
const JWT: &str = "eyJ";

/// The shortest run of characters behind [`JWT`] that is taken for a token.
const SHORTEST_JWT: usize = 20;

/// `text` without `secrets` in any form, and without anything that looks like a token.
pub(crate) fn redacted<S: AsRef<str>>(text: &str, secrets: impl IntoIterator<Item = S>) -> String {
    let clean = Secrets::of(secrets).out_of(text);
    without_tokens(clean.as_deref().unwrap_or(text)).into_owned()
}

/// Secrets in the forms in which an answer may repeat them.
pub(crate) struct Secrets {
    forms: Vec<Form>,
    /// By which two bytes any of them can begin, one bit for each pair, so that most of a text is passed over at once.
    starts: Vec<u64>,
}

/// One form of a secret.
#[derive(PartialEq, Eq)]
struct Form {
    /// Wiped when dropped, as the secret is.
    bytes: Zeroizing<Vec<u8>>,
    /// So much of its beginning has to be there.
    least: usize,
}

impl Secrets {
    /// What is looked for of `secrets`: each as it is, as base64 behind whatever there is, and in hexadecimal; of a
    /// token its parts as well.
    pub(crate) fn of<S: AsRef<str>>(secrets: impl IntoIterator<Item = S>) -> Self {
        let mut forms: Vec<Form> = Vec::new();
        for secret in secrets {
            let secret = secret.as_ref();
            // The first part of a token begins as the whole does.
            let parts = secret.split('.').skip(1).filter(|part| part.len() >= PART);
            for one in std::iter::once(secret).chain(parts).filter(|one| !one.is_empty()) {
                forms.extend(forms_of(one.as_bytes()));
            }
        }
        // The longest is tried first: of it most is taken away.
        let length = |form: &Form| std::cmp::Reverse(form.bytes.len());
        forms.sort_by(|one, other| length(one).cmp(&length(other)).then_with(|| one.bytes.cmp(&other.bytes)));
        forms.dedup();
        let mut starts = vec![0; (1 << 16) / 64];
        for form in &forms {
            let second: Vec<u8> = match form.bytes.get(1) {
                Some(b' ') => vec![b' ', b'+', b'%', b'\\'],
                Some(byte) => vec![*byte, b'%', b'\\'],
                None => (0..=u8::MAX).collect(),
            };
            let first = form.bytes[0];
            for first in [first, if first == b' ' { b'+' } else { first }] {
                second.iter().map(|second| bit(first, *second)).for_each(|(word, bit)| starts[word] |= bit);
            }
        }
        Self { forms, starts }
    }

    /// `text` without them; `None` where there is nothing of them in it. Each character of a secret may be there as it
    /// is, percent-encoded, or as JSON escapes it. What follows the beginning of a secret without a break goes with it.
    pub(crate) fn out_of(&self, text: &str) -> Option<String> {
        let bytes = text.as_bytes();
        let (mut clean, mut from, mut at) = (Vec::new(), 0, 0);
        while at < bytes.len() {
            match self.found(bytes, at) {
                Some(end) => {
                    clean.extend_from_slice(&bytes[from..at]);
                    clean.extend_from_slice(REDACTED.as_bytes());
                    (from, at) = (end, end);
                }
                None => at += 1,
            }
        }
        if from == 0 {
            return None;
        }
        clean.extend_from_slice(&bytes[from..]);
        Some(String::from_utf8_lossy(&clean).into_owned())
    }

    /// The end of the secret that begins at `at`.
    fn found(&self, text: &[u8], at: usize) -> Option<usize> {
        let (first, second) = (text[at], text.get(at + 1).copied().unwrap_or_default());
        let (word, bit) = bit(first, second);
        if self.starts[word] & bit == 0 && !matches!(first, b'%' | b'\\') {
            return None;
        }
        self.forms.iter().find_map(|form| {
            let (length, end) = form.spelled(text, at);
            (length >= form.least).then(|| if form.least < PART { end } else { end_of_run(text, end) })
        })
    }
}

impl Form {
    /// How much of its beginning is at `at`, however spelled, and where that ends.
    fn spelled(&self, text: &[u8], mut at: usize) -> (usize, usize) {
        for (length, &wanted) in self.bytes.iter().enumerate() {
            let Some(&byte) = text.get(at) else { return (length, at) };
            let taken = match byte {
                byte if byte == wanted => 1,
                b'+' if wanted == b' ' => 1,
                b'%' | b'\\' => match escaped(&text[at..]) {
                    Some((byte, taken)) if byte == wanted => taken,
                    _ => return (length, at),
                },
                _ => return (length, at),
            };
            at += taken;
        }
        (self.bytes.len(), at)
    }
}

/// The character that an escape stands for, `%41` or one of JSON's, and its length.
fn escaped(text: &[u8]) -> Option<(u8, usize)> {
    let hex = |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
    match text {
        [b'%', first, second, ..] => Some((hex(&[*first, *second])?, 3)),
        [b'\\', b'u', b'0', b'0', first, second, ..] => Some((hex(&[*first, *second])?, 6)),
        [b'\\', byte, ..] => Some((*byte, 2)),
        _ => None,
    }
}

/// Where the run of characters ends that tokens and their encodings are made of. What is no character at all may stand
/// in the middle of one.
fn end_of_run(text: &[u8], from: usize) -> usize {
    let of_run = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+/=%".contains(&byte) || !byte.is_ascii();
    let mut at = from;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\\' if text.get(at + 1) == Some(&b'/') => at += 2,
            byte if of_run(byte) => at += 1,
            _ => break,
        }
    }
    at
}

fn forms_of(secret: &[u8]) -> Vec<Form> {
    let mut forms = vec![Form { bytes: Zeroizing::new(secret.to_vec()), least: secret.len().min(PART) }];
    if secret.len() < SHORTEST {
        return forms;
    }
    let part = &secret[..secret.len().min(PART)];
    for before in 0..3 {
        let least = base64_of(&STANDARD_NO_PAD, part, before).len();
        let all = [base64_of(&STANDARD_NO_PAD, secret, before), base64_of(&URL_SAFE_NO_PAD, secret, before)];
        forms.extend(all.map(|bytes| Form { bytes, least }));
    }
    for digits in [b"0123456789abcdef", b"0123456789ABCDEF"] {
        let hex = secret.iter().flat_map(|byte| [digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
        forms.push(Form { bytes: Zeroizing::new(hex.collect()), least: part.len() * 2 });
    }
    forms
}

/// The characters of base64 that stand for `part` alone, where so many bytes are before it and others after.
fn base64_of(engine: &impl Engine, part: &[u8], before: usize) -> Zeroizing<Vec<u8>> {
    let whole = Zeroizing::new([&[0; 2][..before], part].concat());
    let text = Zeroizing::new(engine.encode(&whole));
    let (from, to) = ((before * 8).div_ceil(6), (before + part.len()) * 8 / 6);
    Zeroizing::new(text.as_bytes()[from..to].to_vec())
}

/// Where the bit of two bytes is: in which word, and which.
fn bit(first: u8, second: u8) -> (usize, u64) {
    let pair = usize::from(first) << 8 | usize::from(second);
    (pair / 64, 1 << (pair % 64))
}

/// `text` without what looks like a JWT, or like the beginning of one: claims name people.
pub(crate) fn without_tokens(text: &str) -> Cow<'_, str> {
    let of_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let (mut clean, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(JWT) {
        let (before, token) = rest.split_at(start);
        let end = token.find(|c| !of_token(c)).unwrap_or(token.len());
        clean.push_str(before);
        clean.push_str(if end >= SHORTEST_JWT { REDACTED } else { &token[..end] });
        rest = &token[end..];
    }
    if clean.is_empty() {
        return Cow::Borrowed(rest);
    }
    clean.push_str(rest);
    Cow::Owned(clean)
}

/// What a request sends as a secret: these parameters of its form, and these headers' values.
pub(crate) fn secrets_of<'a>(form: &'a [u8], headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    const FIELDS: [&str; 8] = [
        "code",
        "code_verifier",
        "refresh_token",
        "device_code",
        "client_secret",
        "client_assertion",
        "assertion",
        "access_token",
    ];
    const HEADERS: [&str; 3] = ["authorization", "x-identity-header", "secret"];
    let fields = url::form_urlencoded::parse(form);
    let fields = fields.filter(|(name, _)| FIELDS.contains(&&**name)).map(|(_, value)| value.into_owned());
    let headers = headers.into_iter().filter(|(name, _)| HEADERS.iter().any(|one| one.eq_ignore_ascii_case(name)));
    let bearer = |value: &str| value.split_once(' ').map_or(value, |(_, token)| token).to_owned();
    fields.chain(headers.map(|(_, value)| bearer(value))).filter(|secret| !secret.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a~secret \"quoted\"/and+more=";

    #[test]
    fn p21_what_was_sent_is_in_no_refusal_in_whatever_form() {
        let form: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        let json = serde_json::json!({ "sent": SECRET }).to_string();
        for text in [SECRET.to_owned(), format!("client_secret={form}&a=b"), form.replace('+', "%20"), json] {
            let clean = redacted(&format!("AADSTS7000215: {text} is wrong"), [SECRET]);
            assert!(!clean.contains("quoted") && clean.contains(REDACTED), "{clean}");
            assert!(clean.starts_with("AADSTS7000215: ") && clean.ends_with(" is wrong"), "{clean}");
        }
        assert_eq!(redacted("nothing of it", ["", SECRET]), "nothing of it");
    }

    /// A token: what it begins with other tokens begin with, too.
    const TOKEN: &str =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIs.eyJ1cG4iOiJkYW5hQGNvbnRvc28uY29tIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4";
    /// A refresh token, which looks like nothing.
    const OPAQUE: &str = "0.AXoA-opaque~refresh_token-0123456789-0123456789";

    #[test]
    fn p21_what_begins_as_a_secret_does_is_taken_away_in_whatever_form() {
        let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02X}")).collect::<String>();
        for secret in [TOKEN, OPAQUE] {
            let mut forms =
                vec![percent(secret), hex(secret), secret.replace('.', "%2E"), secret.replace('A', "\\u0041")];
            for most in [20, 30, 40, secret.len()] {
                forms.push(secret[..most].to_owned());
                forms.push(percent(&secret[..most]));
                for before in ["", "a", "user:", "Authorization: Bearer "] {
                    let text = format!("{before}{}, and so on", &secret[..most]);
                    forms.extend([STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)]);
                }
            }
            // An odd byte, as it is shown, in the middle of it.
            forms.push(format!("{}\u{fffd}{}", &secret[..25], &secret[25..]));
            forms.extend(secret.split('.').filter(|part| part.len() > PART).map(str::to_owned));
            for form in forms {
                let clean =
                    Secrets::of([secret]).out_of(&format!("got \"{form}\", é")).unwrap_or_else(|| panic!("{form}"));
                assert!(clean.starts_with("got \"") && clean.ends_with("REDACTED\", é"), "{form}: {clean}");
            }
            for other in [&secret[..19], "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6", "%65%79 100% \\", "", "\\"] {
                assert_eq!(Secrets::of([secret]).out_of(other), None, "{other}");
            }
        }
        assert_eq!(redacted("the 'short' one, shortly", ["short"]), "the 'REDACTED' one, REDACTEDly");
        assert_eq!(redacted("naïveté x", ["ï", "é x"]), "naREDACTEDvetREDACTED");
    }

    #[test]
    fn p22_what_looks_like_a_token_is_in_no_refusal() {
        let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIs.eyJ1cG4iOiJkYW5hQGNvbnRvc28uY29tIn0.c2ln";
        let clean = without_tokens(token);
        assert_eq!(clean, REDACTED);
        let text = format!("the token '{token}' and {token}: eyJ is short");
        assert_eq!(without_tokens(&text), "the token 'REDACTED' and REDACTED: eyJ is short");
        assert!(matches!(without_tokens("AADSTS700024: no token"), Cow::Borrowed(_)));
    }

    #[test]
    fn p21_the_secrets_of_a_request_are_known() {
        let form = b"grant_type=x&client_secret=a%7Eb&code=&client_assertion=c.d&scope=e";
        let headers = [("Authorization", "Bearer f.g"), ("x-identity-header", "h"), ("accept", "i")];
        assert_eq!(secrets_of(form, headers), ["a~b", "c.d", "f.g", "h"]);
    }
}
