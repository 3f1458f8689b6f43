use super::stub::{
    CLIENT, DANA, SCOPE, Somebody, Stub, TENANT, answer, ask, come_back, dana, get, json, parameter, refusal, tokens,
};
use super::*;
use crate::http::PersonFor;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex};

/// A stub that answers a code with the tokens of Dana and the nonce that `opened` holds by then.
async fn serving(opened: &Arc<Mutex<Option<url::Url>>>, spoil: fn(&mut serde_json::Value)) -> Stub {
    let opened = Arc::clone(opened);
    Stub::serve(move |_| {
        let nonce = parameter(opened.lock().unwrap().as_ref().unwrap(), "nonce");
        let mut id = dana(&nonce);
        spoil(&mut id);
        tokens(&id)
    })
    .await
}

#[tokio::test]
async fn p38_the_browser_brings_a_code_and_the_verifier_redeems_it() {
    let person = Somebody::willing();
    let stub = serving(&person.opened, |_| ()).await;
    let ask = Ask {
        claims: Some(r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#.to_owned()),
        account: Some("dana@contoso.example".to_owned()),
        choose_account: true,
        ..ask()
    };
    let grant = stub.sign_in().browser(&ask, &person).await.unwrap();
    assert_eq!(grant.token.expose(), "access-canary");
    assert_eq!(grant.refresh_token.unwrap().expose_secret(), "refresh-canary");
    assert_eq!(grant.expires_in.as_secs(), 4000);
    assert_eq!(grant.scopes, [SCOPE, "openid", "profile"]);
    assert_eq!(grant.who.unwrap().id.as_str(), DANA);

    let opened = person.opened.lock().unwrap().clone().unwrap();
    assert_eq!(opened.path(), format!("/{TENANT}/oauth2/v2.0/authorize"));
    for (name, value) in [
        ("response_type", "code"),
        ("response_mode", "query"),
        ("client_id", CLIENT),
        ("code_challenge_method", "S256"),
        ("prompt", "select_account"),
        ("login_hint", "dana@contoso.example"),
        ("scope", &format!("openid profile offline_access {SCOPE}")),
    ] {
        assert_eq!(person.parameter(name), value, "{name}");
    }
    assert!(person.parameter("redirect_uri").starts_with("http://localhost:"));
    assert!(person.parameter("state").len() >= 43 && person.parameter("nonce").len() >= 43);
    assert!(person.parameter("claims").contains(r#""value":"c1""#) && person.parameter("claims").contains("cp1"));

    let asked = stub.asked();
    assert_eq!(asked.len(), 1);
    let form = &asked[0].form;
    assert_eq!(asked[0].path, format!("/{TENANT}/oauth2/v2.0/token"));
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", "code-canary"),
        ("client_id", CLIENT),
        ("redirect_uri", &person.parameter("redirect_uri")),
        ("claims", &person.parameter("claims")),
        ("scope", &person.parameter("scope")),
    ] {
        assert_eq!(form[name], value, "{name}");
    }
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"])), person.parameter("code_challenge"));
    assert!(!opened.as_str().contains(&form["code_verifier"]), "the verifier goes to the token endpoint alone");
}

#[tokio::test]
async fn p38_two_sign_ins_share_no_chance() {
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..2 {
        let person = Somebody::willing();
        let stub = serving(&person.opened, |_| ()).await;
        stub.sign_in().browser(&ask(), &person).await.unwrap();
        seen.extend(["state", "nonce", "code_challenge"].map(|name| person.parameter(name)));
    }
    assert_eq!(seen.len(), 6);
}

#[tokio::test]
async fn p38_a_stolen_state_and_an_injected_code_end_nothing() {
    let person = Somebody::who(|url| {
        Box::pin(async move {
            let state = parameter(&url, "state");
            for wrong in [&[("code", "stolen"), ("state", "other")][..], &[("code", "stolen")], &[("state", &state)]] {
                assert!(come_back(&url, wrong).await.starts_with("HTTP/1.1 400 "));
            }
            assert!(come_back(&url, &[("code", "code-canary"), ("state", &state)]).await.starts_with("HTTP/1.1 200 "));
        })
    });
    let stub = serving(&person.opened, |_| ()).await;
    stub.sign_in().browser(&ask(), &person).await.unwrap();
    assert_eq!(stub.asked()[0].form["code"], "code-canary");
    assert_eq!(stub.asked().len(), 1);
}

#[tokio::test]
async fn p22_an_answer_to_another_sign_in_is_refused_without_a_name() {
    let spoils: [fn(&mut serde_json::Value); 4] = [
        |id| id["nonce"] = "canary".into(),
        |id| id["aud"] = "canary".into(),
        |id| id["tid"] = "99999999-0000-4000-8000-000000000009".into(),
        |id| *id = serde_json::Value::Null,
    ];
    for spoil in spoils {
        let person = Somebody::willing();
        let stub = serving(&person.opened, spoil).await;
        let error = stub.sign_in().browser(&ask(), &person).await.unwrap_err();
        assert!(matches!(error, CredentialError::Unreachable { .. }), "{error:?}");
        let text = format!("{error} {error:?}");
        for word in ["dana", "Dana", DANA, "canary", "99999999"] {
            assert!(!text.contains(word), "{word} is in {text}");
        }
    }
}

#[tokio::test]
async fn a_refusal_by_the_browser_means_what_it_means_anywhere() {
    let refused = |error: &'static str, description: &'static str| {
        Somebody::who(move |url| {
            Box::pin(async move {
                let state = parameter(&url, "state");
                come_back(&url, &[("error", error), ("error_description", description), ("state", &state)]).await;
            })
        })
    };
    let stub = Stub::serve(|_| panic!("nothing is redeemed")).await;
    let person = refused("access_denied", "AADSTS65004: User declined to consent to access the app.");
    assert!(matches!(stub.sign_in().browser(&ask(), &person).await, Err(CredentialError::Declined(_))));
    let person = refused("access_denied", "AADSTS90094: The grant requires admin permission.");
    let came = stub.sign_in().browser(&ask(), &person).await;
    assert!(matches!(&came, Err(CredentialError::AdminConsent(asked)) if asked.permissions == ["User.Read"]));
    let person = refused("invalid_request", "AADSTS9002325: Proof Key for Code Exchange is required.");
    let came = stub.sign_in().browser(&ask(), &person).await;
    assert!(matches!(&came, Err(CredentialError::Refused(refusal)) if refusal.is(9_002_325)), "{came:?}");
}

#[tokio::test]
async fn p13_who_presses_ctrl_c_has_left() {
    let stub = Stub::serve(|_| panic!("nothing is redeemed")).await;
    let sign_in = stub.sign_in();
    let interrupt = sign_in.interrupt.clone();
    let person = Somebody::who(move |_| {
        interrupt.press();
        Box::pin(std::future::ready(()))
    });
    assert!(matches!(sign_in.browser(&ask(), &person).await, Err(CredentialError::Left)));
}

#[tokio::test]
async fn a_code_is_redeemed_once_whatever_comes_of_it() {
    for status in [429, 500, 503] {
        let person = Somebody::willing();
        let stub = Stub::serve(move |_| answer(status, "application/json", "Retry-After: 0\r\n", "{}")).await;
        let error = stub.sign_in().browser(&ask(), &person).await.unwrap_err();
        assert!(matches!(error, CredentialError::Unreachable { .. }), "{error:?}");
        assert_eq!(stub.asked().len(), 1);
    }
}

fn kept() -> SecretString {
    SecretString::from("old-canary".to_owned())
}

#[tokio::test]
async fn a_refresh_token_gives_another_without_the_person() {
    let stub = Stub::serve(|_| tokens(&dana("of the first sign-in"))).await;
    let grant = stub.sign_in().redeem(&kept(), &ask()).await.unwrap();
    assert_eq!(grant.refresh_token.unwrap().expose_secret(), "refresh-canary");
    let form = &stub.asked()[0].form;
    assert_eq!((form["grant_type"].as_str(), form["refresh_token"].as_str()), ("refresh_token", "old-canary"));
    assert_eq!(form["scope"], format!("openid profile offline_access {SCOPE}"));
    assert_eq!(form["claims"], r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#);
    assert!(!form.contains_key("client_secret"));
}

#[tokio::test]
async fn p31_a_refresh_is_sent_once_more_where_no_answer_came_and_not_again() {
    let bad = |_: &stub::Asked| answer(503, "text/html", "Retry-After: 0\r\n", "<html>");
    let stub = Stub::serve(move |asked| if asked.number == 0 { bad(asked) } else { tokens(&dana("")) }).await;
    assert!(stub.sign_in().redeem(&kept(), &ask()).await.is_ok());
    let stub = Stub::serve(bad).await;
    let error = stub.sign_in().redeem(&kept(), &ask()).await.unwrap_err();
    assert!(matches!(error, CredentialError::Unreachable { .. }), "{error:?}");
    assert_eq!(stub.asked().len(), 2);
    let stub = Stub::serve(|_| answer(429, "application/json", "Retry-After: 99999\r\n", "{}")).await;
    assert!(stub.sign_in().redeem(&kept(), &ask()).await.is_err());
    assert_eq!(stub.asked().len(), 1, "it does not wait for a day");
    let stub = Stub::serve(|_| json(400, &refusal("invalid_grant", 700_082, "Expired."))).await;
    let error = stub.sign_in().redeem(&kept(), &ask()).await.unwrap_err();
    assert!(matches!(error, CredentialError::PersonNeeded { why: PersonFor::SignIn, .. }), "{error:?}");
    assert_eq!(stub.asked().len(), 1, "a refusal is an answer");
}

#[tokio::test]
async fn p21_nothing_that_came_or_went_is_in_an_error() {
    let bodies = [
        // A gateway that says back what it was sent.
        (
            400,
            "application/json",
            r#"{"error":"invalid_grant","error_description":"AADSTS9: old-canary access-canary?"}"#,
        ),
        (400, "text/html", "<html>refresh_token=old-canary access-canary</html>"),
        // Tokens of a shape that nobody can read.
        (200, "application/json", r#"{"access_token":"access-canary","token_type":5,"refresh_token":"old-canary"}"#),
        (200, "application/json", r#"{"access_token":"access-canary","token_type":"pop"}"#),
        (200, "application/json", r#"{"access_token":"access canary","token_type":"Bearer"}"#),
        (200, "application/json", r#"{"access_token":"access-canary","token_type":"Bearer","expires_in":"never"}"#),
        (200, "application/json", r#""access-canary"#),
        (200, "application/json", ""),
        (200, "text/html", "<html>access-canary</html>"),
        (302, "text/html", "access-canary"),
    ];
    for (status, kind, body) in bodies {
        let stub =
            Stub::serve(move |_| answer(status, kind, "Location: https://evil.test/?old-canary\r\n", body)).await;
        let error = stub.sign_in().redeem(&kept(), &ask()).await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(!text.contains("old-canary") && !text.contains("canary</") && !text.contains("evil"), "{body}: {text}");
        let is_said = body.contains("AADSTS9");
        assert!(is_said || !text.contains("canary"), "{body}: {text}");
        assert_eq!(stub.asked().len(), 1, "{body}");
    }
}

#[tokio::test]
async fn p36_an_endless_answer_is_cut_off() {
    let body = format!(r#"{{"access_token":"{}","token_type":"Bearer"}}"#, "x".repeat(2 * 1024 * 1024));
    let stub = Stub::serve(move |_| answer(200, "application/json", "", &body)).await;
    let error = stub.sign_in().redeem(&kept(), &ask()).await.unwrap_err();
    assert!(error.to_string().contains("larger than 1 MiB"), "{error}");
    let deep = "[".repeat(100_000);
    let stub = Stub::serve(move |_| answer(400, "application/json", "", &deep)).await;
    assert!(stub.sign_in().redeem(&kept(), &ask()).await.is_err());
}

#[tokio::test]
async fn p35_the_life_of_a_token_is_counted_and_not_read_off_a_clock() {
    for (expires_in, wanted) in [("3599", 3599), ("0", 0), ("99999999999999", 7 * 86_400), ("null", 0)] {
        let body = format!(r#"{{"access_token":"a","token_type":"bearer","expires_in":{expires_in}}}"#);
        let stub =
            Stub::serve(move |_| answer(200, "application/json", "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n", &body))
                .await;
        let grant = stub.sign_in().redeem(&kept(), &ask()).await.unwrap();
        assert_eq!(grant.expires_in.as_secs(), wanted);
        assert!(grant.who.is_none() && grant.refresh_token.is_none());
    }
}

#[tokio::test]
async fn p32_a_page_that_nobody_comes_back_from_is_not_waited_for_for_ever() {
    let stub = Stub::serve(|_| panic!("nothing is redeemed")).await;
    let nobody = Somebody::who(|_| Box::pin(async {}));
    let came = stub.sign_in().sign_in_by_browser(&ask(), &nobody, std::time::Duration::from_millis(20)).await;
    assert!(matches!(came, Err(CredentialError::PersonNeeded { why: PersonFor::SignIn, .. })), "{came:?}");
    assert!(nobody.told.lock().unwrap()[0].starts_with("nobody signed in within "));
    // The port is free again.
    let to = url::Url::parse(&nobody.parameter("redirect_uri")).unwrap();
    assert_eq!(get(to.port().unwrap(), "/", &[]).await, "");
}
