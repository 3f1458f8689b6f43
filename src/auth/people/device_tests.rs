use super::super::stub::{Somebody, Stub, answer, ask, dana, json, refusal, tokens};
use super::*;
use serde_json::json;
use std::sync::Mutex;

/// Signs in by `code`, to be entered at `uri` of the stub, which answers the polls with `turns`, the last
/// of them again and again. What came, who was asked, and the pauses in seconds.
async fn sign_in(
    turns: Vec<String>,
    uri: &'static str,
    code: &'static str,
) -> (Result<Grant, CredentialError>, Somebody, Vec<u64>) {
    sign_in_at(5, 900, turns, uri, code).await
}

/// The same at this pace, by a code that lives this long.
async fn sign_in_at(
    interval: u64,
    lives: u64,
    turns: Vec<String>,
    uri: &'static str,
    code: &'static str,
) -> (Result<Grant, CredentialError>, Somebody, Vec<u64>) {
    let stub = Stub::serve(move |asked| {
        if asked.path.ends_with("/oauth2/v2.0/devicecode") {
            assert!(asked.form["claims"].contains("cp1") && asked.form["scope"].contains("offline_access"));
            let body = json!({
                "device_code": "device-canary", "user_code": code, "expires_in": lives, "interval": interval,
                "verification_uri": uri.replace("ORIGIN", asked.origin.as_str()), "message": "To sign in, …",
            });
            return json(200, &body);
        }
        assert_eq!(asked.form["device_code"], "device-canary");
        turns[(asked.number - 1).min(turns.len() - 1)].clone()
    })
    .await;
    let person = Somebody::willing();
    let pauses = Mutex::new(Vec::new());
    let sleep = |pause: Duration| {
        pauses.lock().unwrap().push(pause.as_secs());
        std::future::ready(())
    };
    let came = stub.sign_in().sign_in_by_code(&ask(), &person, sleep).await;
    (came, person, pauses.into_inner().unwrap())
}

fn refused(error: &str, code: u32) -> String {
    json(400, &refusal(error, code, "No."))
}

#[tokio::test]
async fn a_code_is_shown_and_asked_for_at_the_pace_that_the_service_wants() {
    let turns = vec![
        refused("authorization_pending", 70_016),
        refused("slow_down", 70_016),
        refused("authorization_pending", 70_016),
        tokens(&dana("")),
    ];
    let (came, person, pauses) = sign_in(turns, "ORIGINdevice", "ABCD-1234").await;
    let who = came.unwrap().who.unwrap();
    assert_eq!(who.upn, Some("dana@contoso.example".into()));
    assert_eq!(pauses, [5, 10, 10]);
    let shown = person.shown.into_inner().unwrap();
    assert_eq!(shown.len(), 1);
    assert!(shown[0].0.ends_with("/device") && shown[0].1 == "ABCD-1234" && shown[0].2.as_secs() == 900);
    assert!(person.opened.lock().unwrap().is_none(), "no browser");
}

#[tokio::test]
async fn p36_a_pace_beyond_all_measure_is_refused_before_anybody_is_asked() {
    for interval in [u64::MAX, u64::MAX - 4, 3601] {
        let turns = vec![refused("slow_down", 70_016), tokens(&dana(""))];
        let (came, person, pauses) = sign_in_at(interval, u64::MAX, turns, "ORIGINdevice", "ABCD1234").await;
        assert!(matches!(came, Err(CredentialError::Unreachable { .. })), "{interval}: {came:?}");
        assert!(person.shown.into_inner().unwrap().is_empty() && pauses.is_empty());
    }
    for (interval, lives) in [(0, u64::MAX), (3600, 900)] {
        let turns = vec![refused("slow_down", 70_016), tokens(&dana(""))];
        let (came, _, pauses) = sign_in_at(interval, lives, turns, "ORIGINdevice", "ABCD1234").await;
        assert!(came.is_ok(), "{came:?}");
        assert_eq!(pauses, [interval + 5]);
    }
}

#[tokio::test]
async fn a_bad_page_on_the_way_does_not_end_the_polling() {
    let turns = vec![
        answer(502, "text/html", "", "<html>bad gateway</html>"),
        answer(200, "text/html", "", "<html>sign in to the hotel's network</html>"),
        answer(403, "text/plain", "", "blocked"),
        answer(200, "application/json", "", ""),
        tokens(&dana("")),
    ];
    // An empty answer is the service's own and no token: that ends it, and says so without the body.
    let (came, _, pauses) = sign_in(turns.clone(), "ORIGINdevice", "ABCD1234").await;
    assert!(matches!(came, Err(CredentialError::Unreachable { .. })), "{came:?}");
    assert_eq!(pauses.len(), 3);
    let turns = turns.into_iter().enumerate().filter(|(at, _)| *at != 3).map(|(_, turn)| turn).collect();
    assert!(sign_in(turns, "ORIGINdevice", "ABCD1234").await.0.is_ok());
}

#[tokio::test]
async fn p42_what_blocks_a_code_is_told_and_a_lapsed_or_declined_one_is_no_refusal() {
    let (came, ..) = sign_in(vec![refused("access_denied", 53_003)], "ORIGINdevice", "ABCD1234").await;
    let Err(CredentialError::Refused(refusal)) = came else { panic!("{came:?}") };
    assert_eq!((refusal.code().as_str(), refusal.description), ("AADSTS53003", Some("AADSTS53003: No.".into())));
    let (came, ..) = sign_in(vec![refused("authorization_declined", 70_017)], "ORIGINdevice", "ABCD1234").await;
    assert!(matches!(came, Err(CredentialError::Declined(_))), "{came:?}");
    let (came, person, _) = sign_in(vec![refused("expired_token", 70_020)], "ORIGINdevice", "ABCD1234").await;
    assert!(matches!(came, Err(CredentialError::PersonNeeded { why: PersonFor::SignIn, .. })), "{came:?}");
    assert_eq!(person.told.into_inner().unwrap().len(), 1);
}

#[tokio::test]
async fn p37_nobody_is_sent_elsewhere_to_enter_a_code() {
    for uri in [
        "https://evil.test/device",
        "https://microsoft.com/devicelogin",
        "http://127.0.0.1:9/device",
        "https://127.0.0.1/device",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ] {
        let (came, person, pauses) = sign_in(vec![tokens(&dana(""))], uri, "ABCD1234").await;
        assert!(matches!(came, Err(CredentialError::Unreachable { .. })), "{uri}: {came:?}");
        assert!(person.shown.into_inner().unwrap().is_empty() && pauses.is_empty(), "{uri} was shown");
    }
    for code in ["ABC", "AB\u{1b}[2J", "ABCD 1234", "https://evil.test/", "\u{202e}4321"] {
        let (came, person, _) = sign_in(vec![tokens(&dana(""))], "ORIGINdevice", code).await;
        assert!(came.is_err() && person.shown.into_inner().unwrap().is_empty(), "{code}");
    }
}

#[test]
fn p37_microsofts_codes_are_entered_at_microsofts() {
    let entered = |origin: &str, uri: &str| {
        let authority = Authority { origin: origin.parse().unwrap(), tenant: "organizations".to_owned() };
        may_enter_at(&uri.parse().unwrap(), &authority)
    };
    let public = "https://login.microsoftonline.com";
    assert!(entered(public, "https://microsoft.com/devicelogin"));
    assert!(entered(public, "https://login.microsoft.com/device"));
    assert!(entered("https://login.microsoftonline.us", "https://microsoft.com/deviceloginus"));
    assert!(entered("https://login.partner.microsoftonline.cn", "https://aka.ms/deviceloginchina"));
    assert!(entered("https://localhost:8443", "https://localhost:8443/common/device"));
    for uri in [
        "http://microsoft.com/devicelogin",
        "https://microsoft.com.evil.test/devicelogin",
        "https://evilmicrosoft.com/",
        "https://user@microsoft.com/devicelogin",
        "https://microsoft.com:8443/devicelogin",
    ] {
        assert!(!entered(public, uri), "{uri}");
    }
    assert!(!entered("https://localhost:8443", "https://microsoft.com/devicelogin"));
}
