//! What a claims challenge asks for: in words, and as an argument that asks a sign-in for it.
//!
//! "Claims challenges, claims requests, and client capabilities". A challenge is JSON that somebody else wrote:
//! of its text only what has the form of an authentication context is ever repeated.

use serde_json::Value;

/// The claims of a sign-in with multifactor authentication: the services that refuse for want of it name none.
pub const MFA: &str = r#"{"access_token":{"amr":{"essential":true,"values":["mfa"]}}}"#;

/// The authentication context that any multifactor authentication satisfies.
const ANY_MFA: &str = "p1";

/// The authentication context that `claims` asks for, where it names one.
#[must_use]
pub fn context(claims: &str) -> Option<String> {
    let json: Value = serde_json::from_str(claims).ok()?;
    let acrs = json.pointer("/access_token/acrs")?;
    let value = acrs.get("value").or_else(|| acrs.pointer("/values/0"))?.as_str()?;
    let is_name = (1..=8).contains(&value.len()) && value.chars().all(|c| c.is_ascii_alphanumeric());
    is_name.then(|| value.to_owned())
}

/// What `claims` asks for: `the authentication context c1`.
#[must_use]
pub fn words(claims: &str) -> String {
    if let Some(name) = named(claims) {
        return name;
    }
    let json: Value = serde_json::from_str(claims).unwrap_or_default();
    let asked: Vec<&str> =
        json.get("access_token").and_then(Value::as_object).into_iter().flatten().map(name).collect();
    let is_age = |name: &&str| matches!(*name, "nbf" | "auth_time");
    match asked.iter().filter(|name| **name != "xms_cc").all(is_age) {
        true if asked.iter().any(is_age) => "a fresh sign-in".to_owned(),
        _ => "a stronger sign-in".to_owned(),
    }
}

/// Whether what `claims` asks for has a name of its own, rather than one that only a policy knows.
#[must_use]
pub fn is_named(claims: &str) -> bool {
    named(claims).is_some()
}

fn named(claims: &str) -> Option<String> {
    let mfa = || "multifactor authentication (MFA)".to_owned();
    if let Some(context) = context(claims) {
        return Some(if context == ANY_MFA { mfa() } else { format!("the authentication context {context}") });
    }
    let json: Value = serde_json::from_str(claims).ok()?;
    let methods = json.pointer("/access_token/amr/values")?.as_array()?;
    methods.iter().any(|method| method == "mfa" || method == "ngcmfa").then(mfa)
}

fn name<'a>((name, _): (&'a String, &Value)) -> &'a str {
    name
}

/// `claims` as `pim login --claims` takes it, as one word of a shell: `c1`, `mfa`, or all of its JSON, of which
/// whatever is not plain is spelled out. None where it is no JSON object.
#[must_use]
pub fn argument(claims: &str) -> Option<String> {
    let json: Value = serde_json::from_str(claims).ok()?;
    let object = json.as_object()?;
    let token = json.get("access_token").and_then(Value::as_object);
    let only = |names: &[&str]| {
        object.keys().all(|name| name == "access_token")
            && token.is_some_and(|token| token.keys().all(|name| names.contains(&name.as_str())))
    };
    if let Some(context) = context(claims).filter(|name| name.starts_with('c') && only(&["acrs", "xms_cc"])) {
        return Some(context);
    }
    if json == serde_json::from_str::<Value>(MFA).ok()? {
        return Some("mfa".to_owned());
    }
    let mut plain = String::new();
    // Two backslashes are one to fish, also within single quotes.
    for c in json.to_string().replace(r"\\", r"\u005c").chars() {
        if c.is_ascii_graphic() && c != '\'' || c == ' ' {
            plain.push(c);
        } else {
            let mut units = [0; 2];
            plain.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    Some(format!("'{plain}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_names_its_context_and_nothing_else() {
        assert_eq!(context(r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#).as_deref(), Some("c1"));
        assert_eq!(context(r#"{"access_token":{"acrs":{"values":["c2","c3"]}}}"#).as_deref(), Some("c2"));
        for text in [r#"{"access_token":{"acrs":{"value":"c1; rm -rf"}}}"#, r#"{"access_token":{"acrs":{"value":""}}}"#]
        {
            assert_eq!(context(text), None);
            assert_eq!(words(text), "a stronger sign-in");
        }
    }

    #[test]
    fn what_is_asked_for_has_a_name() {
        for (claims, said) in [
            (r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#, "the authentication context c1"),
            (r#"{"access_token":{"acrs":{"values":["p1"]}}}"#, "multifactor authentication (MFA)"),
            (MFA, "multifactor authentication (MFA)"),
            (r#"{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}"#, "a fresh sign-in"),
            (r#"{"access_token":{"capolids":{"values":["x"]}}}"#, "a stronger sign-in"),
            (r#"{"access_token":{}}"#, "a stronger sign-in"),
            ("no JSON", "a stronger sign-in"),
        ] {
            assert_eq!(words(claims), said, "{claims}");
        }
    }

    #[test]
    fn p37_an_argument_is_one_harmless_word_that_means_the_same() {
        for (claims, argument_of_it) in [
            (r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#, "c1"),
            (r#"{"access_token":{"xms_cc":{"values":["cp1"]},"acrs":{"value":"c12"}}}"#, "c12"),
            (MFA, "mfa"),
            (
                r#"{"access_token":{"acrs":{"value":"c1"},"nbf":{"value":"1"}}}"#,
                r#"'{"access_token":{"acrs":{"value":"c1"},"nbf":{"value":"1"}}}'"#,
            ),
            (r#"{"access_token":{"acrs":{"value":"p1"}}}"#, r#"'{"access_token":{"acrs":{"value":"p1"}}}'"#),
        ] {
            assert_eq!(argument(claims).as_deref(), Some(argument_of_it));
        }
        let hostile = "{\"a\":\"'; touch pwn; \u{9b}31m\u{202e}$(x) \u{1f600} \\\\n\"}";
        let word = argument(hostile).unwrap();
        let inside = word.strip_prefix('\'').unwrap().strip_suffix('\'').unwrap();
        assert!(!inside.contains(['\'', '\n']) && !inside.contains(r"\\") && inside.is_ascii(), "{word}");
        let (again, before): (Value, Value) =
            (serde_json::from_str(inside).unwrap(), serde_json::from_str(hostile).unwrap());
        assert_eq!(again, before);
        assert_eq!((argument("[]"), argument("{")), (None, None));
    }
}
