//! Each fault, as a client meets it.

use pim::sandbox::{self, Fault};
use reqwest::Method;

use super::support::*;

#[tokio::test]
async fn a_lost_answer_took_effect_and_a_cut_request_did_not() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let post = "POST roleAssignmentScheduleRequests";
    tenant.fault("cut-before", |fault| fault.matches = Some(post.to_owned()));
    assert!(dana.send(Method::POST, REQUESTS, Some(dana.activation(TEAMS))).await.is_err());
    assert!(dana.active().await.is_empty());
    tenant.fault("cut-after", |fault| fault.matches = Some(post.to_owned()));
    let error = dana.send(Method::POST, REQUESTS, Some(dana.activation(TEAMS))).await.unwrap_err();
    assert!(error.is_request(), "no byte of an answer came: {error:?}");
    assert_eq!(dana.active().await, [TEAMS]);
    let cut: Vec<_> = tenant.log().into_iter().filter(|entry| entry.status.is_none()).collect();
    assert_eq!(cut.len(), 2);
    assert_eq!(cut[1].fault.as_deref(), Some("cut-after"));
}

#[tokio::test]
async fn throttling_and_failures_take_no_effect() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    for value in [Some("3"), Some("Wed, 21 Oct 2026 07:28:00 GMT"), Some("soon"), None] {
        tenant.fault("throttle", |fault| fault.retry_after = value.map(str::to_owned));
        let reply = dana.activate(TEAMS).await.refused(429, "TooManyRequests");
        assert_eq!(reply.header("retry-after"), value);
        assert_eq!(reply.header("x-sandbox-fault"), Some("throttle"));
    }
    tenant.fault("status", |fault| (fault.status, fault.times) = (Some(504), 2));
    dana.activate(TEAMS).await.is(504);
    dana.activate(TEAMS).await.is(504);
    tenant.fault("error", |fault| {
        (fault.code, fault.message) =
            (Some("AadPremiumLicenseRequired".to_owned()), Some("The tenant needs…".to_owned()));
    });
    dana.activate(TEAMS).await.refused(400, "AadPremiumLicenseRequired");
    tenant.fault("redirect", |fault| fault.url = Some("https://evil.test/".to_owned()));
    let reply = dana.activate(TEAMS).await.is(302);
    assert_eq!(reply.header("location"), Some("https://evil.test/"));
    tenant.fault("challenge", |_| {});
    let reply = dana.activate(TEAMS).await.refused(401, "InvalidAuthenticationToken");
    assert!(reply.header("www-authenticate").unwrap().contains(r#"error="insufficient_claims", claims="eyJ"#));
    dana.activate(TEAMS).await.is(201);
    tenant.fault("status", |fault| fault.effect = Some(true));
    dana.activate(GROUPS).await.is(503);
    assert_eq!(dana.active().await.len(), 2);
    tenant.check_contract();
}

#[tokio::test]
async fn odd_answers_to_a_write_that_took_effect() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    tenant.fault("html", |_| {});
    let reply = dana.activate(TEAMS).await.is(200);
    assert!(reply.header("content-type").unwrap().starts_with("text/html"));
    tenant.fault("empty", |_| {});
    assert_eq!(dana.activate(GROUPS).await.is(201).text, "");
    assert_eq!(dana.active().await.len(), 2);
    tenant.fault("unknown-status", |_| {});
    assert_eq!(dana.activate(GLOBAL_READER).await.is(201).body["status"], "SomethingNew2027");
    tenant.check_contract();
}

#[tokio::test]
async fn bodies_that_break_a_reader() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    tenant.fault("malformed", |_| {});
    assert!(serde_json::from_str::<serde_json::Value>(&dana.get(ACTIVE).await.is(200).text).is_err());
    tenant.fault("truncated", |_| {});
    assert!(dana.send(Method::GET, ACTIVE, None).await.is_err());
    tenant.fault("huge", |fault| fault.bytes = Some(3_000_000));
    assert!(dana.get(ACTIVE).await.is(200).text.len() >= 3_000_000);
    tenant.fault("gzip-bomb", |fault| fault.bytes = Some(2_000_000));
    assert!(dana.get(ACTIVE).await.is(200).text.len() >= 2_000_000);
    tenant.fault("nesting", |fault| fault.bytes = Some(500));
    assert!(dana.get(ACTIVE).await.is(200).text.contains(&"[".repeat(500)));
    tenant.fault("slow", |fault| fault.ms = Some(1));
    dana.get("/v1.0/me").await.is(200);
    tenant.fault("latency", |fault| fault.ms = Some(1));
    dana.get("/v1.0/me").await.is(200);
    tenant.fault("hostile", |_| {});
    let reply = dana.get("/v1.0/me").await.is(200);
    assert!(reply.body["displayName"].as_str().unwrap().contains('\u{1b}'));
    tenant.fault("hostile", |fault| fault.text = Some("=HYPERLINK()".to_owned()));
    let reply = dana.get(&format!("{ELIGIBLE}?$expand=roleDefinition")).await.is(200);
    assert_eq!(reply.values()[0]["roleDefinition"]["displayName"], "=HYPERLINK()");
}

#[tokio::test]
async fn page_chains_that_do_not_end() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let next = |reply: &Reply| reply.body["@odata.nextLink"].as_str().unwrap().to_owned();
    tenant.fault("endless-pages", |_| {});
    let first = dana.get(ELIGIBLE).await.is(200);
    let second = dana.get(&next(&first)).await.is(200);
    assert_ne!(next(&first), next(&second));
    assert_eq!(second.header("x-sandbox-fault"), Some("endless-pages"));
    tenant.fault("page-loop", |_| {});
    let first = dana.get(ELIGIBLE).await.is(200);
    assert_eq!(next(&dana.get(&next(&first)).await.is(200)), next(&first));
    tenant.fault("page-cycle", |_| {});
    let a = dana.get(ELIGIBLE).await.is(200);
    let b = dana.get(&next(&a)).await.is(200);
    assert_eq!(next(&dana.get(&next(&b)).await.is(200)), next(&a));
    tenant.fault("foreign-page", |fault| fault.url = Some("https://graph.microsoft.com@evil.test/".to_owned()));
    assert_eq!(next(&dana.get(ELIGIBLE).await.is(200)), "https://graph.microsoft.com@evil.test/");
    assert!(dana.get(ELIGIBLE).await.is(200).body.get("@odata.nextLink").is_none());
}

#[tokio::test]
async fn p29_a_short_list_can_be_made_to_break_in_its_middle() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    tenant.fault("small-pages", |fault| fault.reads = Some(4));
    tenant.fault("status", |fault| fault.matches = Some("$skiptoken=4".to_owned()));
    let first = dana.get(ELIGIBLE).await.is(200);
    assert_eq!(first.values().len(), 4);
    let next = first.body["@odata.nextLink"].as_str().unwrap();
    dana.get(next).await.is(503);
    assert!(dana.get(next).await.is(200).values().len() >= 7);
}

#[tokio::test]
async fn reads_lag_behind_a_write_as_often_as_they_are_told() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    tenant.fault("lag", |fault| fault.reads = Some(2));
    let id = dana.activate(TEAMS).await.is(201).id();
    let mine = format!("{REQUESTS}/filterByCurrentUser(on='principal')");
    for expected in [0, 0, 1, 1] {
        assert_eq!(dana.active().await.len(), expected);
        assert_eq!(dana.get(&mine).await.is(200).values().len(), expected);
    }
    assert_eq!(dana.status(&id).await, "Provisioned");
    tenant.advance("6m");
    tenant.fault("lag", |fault| fault.reads = Some(1));
    dana.deactivate(TEAMS).await.is(201);
    assert_eq!(dana.active().await, [TEAMS]);
    assert!(dana.active().await.is_empty());
    tenant.check_contract();
}

#[tokio::test]
async fn provisioning_takes_as_many_reads_as_it_is_told() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    tenant.fault("provision", |fault| fault.reads = Some(2));
    let reply = dana.activate(TEAMS).await.is(201);
    assert_eq!(reply.body["status"], "PendingProvisioning");
    dana.activate(TEAMS).await.refused(400, "PendingRoleAssignmentRequest");
    for expected in ["PendingProvisioning", "PendingProvisioning", "Provisioned"] {
        assert_eq!(dana.status(&reply.id()).await, expected);
    }
    assert_eq!(dana.active().await, [TEAMS]);
    tenant.fault("provision", |fault| fault.reads = Some(100));
    let reply = dana.activate(GROUPS).await.is(201);
    sandbox::clear_faults(tenant.folder.path()).unwrap();
    assert_eq!(dana.status(&reply.id()).await, "Provisioned");
}

#[tokio::test]
async fn a_fault_that_makes_no_sense_is_refused() {
    let tenant = Tenant::start().await;
    let folder = tenant.folder.path();
    let refuse = |fault: Fault| assert!(sandbox::fault(folder, &fault).is_err(), "{fault:?}");
    refuse(Fault::new("nonsense"));
    refuse(Fault { times: 0, ..Fault::new("status") });
    refuse(Fault { status: Some(99), ..Fault::new("status") });
    refuse(Fault::new("foreign-page"));
    refuse(Fault { retry_after: Some("3\r\nset-cookie: x".to_owned()), ..Fault::new("throttle") });
    for (kind, _) in sandbox::kinds() {
        let fault = Fault { url: Some("https://example.com/".to_owned()), ..Fault::new(kind) };
        sandbox::fault(folder, &fault).unwrap();
    }
    assert_eq!(sandbox::faults(folder).unwrap().len(), sandbox::kinds().len());
}
