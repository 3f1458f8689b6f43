//! An answer without what was sent as a secret: a gateway that is being debugged may send it back, and what
//! a refusal says is shown.

use std::borrow::Cow;

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "REDACTED";

/// What the first part of every JWT begins with: `{"` in base64.
const JWT: &str = "eyJ";

/// The shortest run of characters behind [`JWT`] that is taken for a token.
const SHORTEST_JWT: usize = 20;

/// `text` without `secrets`, each as it is, as a form has it, and as JSON has it; and without anything that
/// looks like a token.
pub(crate) fn redacted<S: AsRef<str>>(text: &str, secrets: impl IntoIterator<Item = S>) -> String {
    let mut clean = text.to_owned();
    for secret in secrets {
        let secret = secret.as_ref();
        if secret.is_empty() {
            continue;
        }
        let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let percent = form.replace('+', "%20");
        let json = serde_json::Value::from(secret).to_string();
        for one in [secret, &form, &percent, json.trim_matches('"')] {
            clean = clean.replace(one, REDACTED);
        }
    }
    without_tokens(&clean).into_owned()
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
