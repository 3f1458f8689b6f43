use super::super::stub::{self, CLIENT, DANA, TENANT, dana, jwt};
use super::*;
use serde_json::json;

fn read_id(claims: &Value, nonce: Option<&str>) -> Result<Who, &'static str> {
    let sign_in = SignIn {
        web: std::sync::Arc::new(crate::http::Web::new(false, None, true).unwrap()),
        authority: crate::auth::grant::Authority {
            origin: "https://login.example".parse().unwrap(),
            tenant: TENANT.to_owned(),
        },
        client_id: CLIENT.to_owned(),
        patience: Duration::from_secs(60),
        interrupt: crate::http::Interrupt::default(),
    };
    who(&jwt(claims), &sign_in, nonce)
}

#[test]
fn an_id_token_tells_who_signed_in_whatever_the_clock_says() {
    let who = read_id(&dana("n"), Some("n")).unwrap();
    assert!(who.id.is(&ObjectId::new(DANA)) && who.tenant_id == TENANT);
    assert_eq!(who.upn, Some("dana@contoso.example".into()));
    assert_eq!(who.name, Some("Dana Petrov".into()));
    assert!(read_id(&dana("n"), None).is_ok(), "a refresh sends no nonce");
}

#[test]
fn p22_an_id_token_that_does_not_fit_is_refused_in_words_that_hold_nothing_of_it() {
    let changed = |name: &str, value: Value| {
        let mut claims = dana("n");
        claims[name] = value;
        claims
    };
    let other = "7a3f0c1e-0000-4000-8000-00000000ffff";
    for (claims, nonce) in [
        (changed("aud", json!(other)), Some("n")),
        (changed("tid", json!(other)), Some("n")),
        (changed("tid", json!("contoso.example")), Some("n")),
        (changed("iss", json!(format!("https://login.example/{other}/v2.0"))), Some("n")),
        (changed("nonce", json!("other")), Some("n")),
        (changed("nonce", Value::Null), Some("n")),
        (changed("oid", json!("dana@contoso.example")), Some("n")),
        (changed("oid", Value::Null), None),
        (json!([]), None),
    ] {
        let problem = read_id(&claims, nonce).unwrap_err();
        for word in ["dana", "Dana", "contoso", DANA, TENANT, other, CLIENT] {
            assert!(!problem.contains(word), "{problem}");
        }
    }
}

#[test]
fn p21_tokens_show_nothing_of_themselves() {
    let body =
        json!({"access_token": "canary", "refresh_token": "canary", "id_token": "canary", "token_type": "Bearer"});
    let tokens: Tokens = serde_json::from_value(body).unwrap();
    assert_eq!(format!("{tokens:?}"), "Tokens(…)");
    assert_eq!(serde_json::to_string(&tokens).unwrap(), "null");
}

#[test]
fn a_refusal_is_read_with_its_numbers_and_ids() {
    let mut body = stub::refusal("invalid_grant", 50_076, "Use multi-factor authentication.");
    body["suberror"] = json!("basic_action");
    body["claims"] = json!(r#"{"access_token":{"capolids":{"essential":true,"values":["x"]}}}"#);
    let read = refusal(&body.to_string()).unwrap();
    assert_eq!((read.error.as_str(), read.codes.as_slice()), ("invalid_grant", [50_076].as_slice()));
    assert_eq!(read.suberror.as_deref(), Some("basic_action"));
    assert_eq!(read.description, Some("AADSTS50076: Use multi-factor authentication.".into()));
    assert_eq!(read.trace_id.as_deref(), Some("255d1aef-8c98-452f-ac51-23d051240864"));
    assert_eq!(read.correlation_id.as_deref(), Some("fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7"));
    assert!(read.claims.unwrap().contains("capolids"));
}

#[test]
fn a_refusal_by_the_browser_has_its_numbers_in_its_text() {
    let text = "AADSTS65004: User declined to consent to access the app.\r\nTrace ID: \
                255d1aef-8c98-452f-ac51-23d051240864\r\nCorrelation ID: fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7\r\n";
    let pairs = [("error", "access_denied"), ("error_description", text), ("error_subcode", "cancel")];
    let read = redirect_refusal(|name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1)).unwrap();
    assert_eq!((read.codes.as_slice(), read.suberror.as_deref()), ([65_004].as_slice(), Some("cancel")));
    assert_eq!(read.description, Some("AADSTS65004: User declined to consent to access the app.".into()));
    assert_eq!(read.trace_id.as_deref(), Some("255d1aef-8c98-452f-ac51-23d051240864"));
    assert!(redirect_refusal(|_| None).is_none());
}

#[test]
fn p46_words_of_the_protocol_are_words() {
    let odd = json!({
        "error": "invalid\u{1b}[2J", "suberror": "x\ny", "error_codes": ["7", -1, 5_000_000_000_u64, 7],
        "trace_id": "\u{202e}", "correlation_id": 5, "claims": "[]",
    });
    let read = refusal(&odd.to_string()).unwrap();
    assert_eq!(read.error, "unknown_error");
    assert_eq!(read.codes, [7]);
    assert_eq!((read.suberror, read.trace_id, read.correlation_id, read.claims), (None, None, None, None));
    for text in ["", "<html>", "[]", "{}", r#"{"error":{"code":"x"}}"#] {
        assert!(refusal(text).is_none(), "{text}");
    }
}
