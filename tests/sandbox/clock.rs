//! Time: windows ahead, ends, and what `advance` brings in its order.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::support::*;

fn starting(me: &Me<'_>, role: &str, minutes: i64, duration: &str) -> Value {
    let mut ask = me.activation(role);
    ask["scheduleInfo"]["startDateTime"] = (Utc::now() + TimeDelta::minutes(minutes)).to_rfc3339().into();
    ask["scheduleInfo"]["expiration"]["duration"] = duration.into();
    ask
}

#[tokio::test]
async fn a_later_window_is_granted_and_then_begins_and_ends() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let reply = dana.post(REQUESTS, starting(&dana, TEAMS, 60, "PT1H")).await.is(201);
    assert_eq!(reply.body["status"], "Granted");
    assert!(dana.active().await.is_empty());
    dana.post(REQUESTS, starting(&dana, TEAMS, 90, "PT1H")).await.refused(400, "OverlapsPendingRoleAssignmentRequests");
    let later = dana.post(REQUESTS, starting(&dana, TEAMS, 600, "PT1H")).await.is(201);
    tenant.advance("61m");
    assert_eq!(dana.active().await, [TEAMS]);
    assert_eq!(dana.status(&reply.id()).await, "Provisioned");
    tenant.advance("1h");
    assert!(dana.active().await.is_empty());
    dana.post(&format!("{REQUESTS}/{}/cancel", later.id()), Value::Null).await.is(204);
    tenant.advance("12h");
    assert!(dana.active().await.is_empty());
    assert_eq!(dana.status(&later.id()).await, "Canceled");
}

#[tokio::test]
async fn an_hour_ends_by_the_clock_and_the_trail_says_who_ended_it() {
    let tenant = Tenant::start().await;
    let (dana, lee) = (tenant.who("dana"), tenant.who("lee"));
    let id = dana.activate(GROUPS).await.is(201).id();
    tenant.advance("59m");
    assert_eq!(dana.active().await, [GROUPS]);
    tenant.advance("2m");
    assert!(dana.active().await.is_empty());
    assert_eq!(dana.status(&id).await, "Provisioned");
    let reply = lee.get("/v1.0/auditLogs/directoryAudits?$top=1").await.is(200);
    let line = &reply.values()[0];
    assert_eq!(line["activityDisplayName"], "Remove member from role (PIM activation expired)");
    assert_eq!(line["initiatedBy"]["user"]["displayName"], "Azure AD PIM");
    // It ended an hour after it began, not when somebody looked.
    let ended: DateTime<Utc> = line["activityDateTime"].as_str().unwrap().parse().unwrap();
    assert!((ended - Utc::now() - TimeDelta::minutes(60)).num_seconds().abs() < 30);
}

#[tokio::test]
async fn the_date_header_and_a_fresh_token_go_by_the_sandboxs_clock() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    tenant.advance("1d");
    let reply = dana.get("/v1.0/me").await.is(200);
    let date = DateTime::parse_from_rfc2822(reply.header("date").unwrap()).unwrap();
    assert!((date.to_utc() - Utc::now() - TimeDelta::days(1)).num_seconds().abs() < 30);
    tenant.advance("5h");
    dana.get("/v1.0/me").await.refused(401, "InvalidAuthenticationToken");
    tenant.who("dana").get("/v1.0/me").await.is(200);
}

#[tokio::test]
async fn an_eligibility_that_ends_takes_its_activation_along() {
    let tenant = Tenant::start().await;
    tenant.advance("215h");
    let dana = tenant.who("dana");
    dana.post(REQUESTS, {
        let mut ask = dana.activation(CLOUD_DEVICE);
        ask["scheduleInfo"]["expiration"]["duration"] = "PT8H".into();
        ask
    })
    .await
    .is(201);
    tenant.advance("2h");
    let dana = tenant.who("dana");
    assert!(dana.active().await.is_empty());
}
