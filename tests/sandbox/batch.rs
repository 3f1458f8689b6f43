//! `$batch`: each request judged by itself.

use serde_json::{Value, json};

use super::support::*;

const BATCH: &str = "/v1.0/$batch";

fn get(id: &str, url: &str) -> Value {
    json!({"id": id, "method": "GET", "url": url})
}

fn answer<'a>(reply: &'a Reply, id: &str) -> &'a Value {
    reply.body["responses"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()
}

#[tokio::test]
async fn each_request_is_judged_by_itself() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let mut post = json!({"id": "3", "method": "POST", "url": "/roleManagement/directory/roleAssignmentScheduleRequests", "headers": {"Content-Type": "application/json"}});
    post["body"] = dana.activation(TEAMS);
    let mut depends = get("5", "/me");
    depends["dependsOn"] = json!(["4"]);
    let requests = json!([
        get("1", &ELIGIBLE.replace("/v1.0", "")),
        get("2", "/roleManagement/directory/nonsense"),
        post,
        get("4", "/users/nobody"),
        depends,
    ]);
    let reply = dana.post(BATCH, json!({"requests": requests})).await.is(200);
    for (id, status) in [("1", 200), ("2", 400), ("3", 201), ("4", 404), ("5", 424)] {
        assert_eq!(answer(&reply, id)["status"], status, "{id}");
    }
    assert!(answer(&reply, "1")["body"]["value"].is_array());
    assert_eq!(dana.active().await, [TEAMS]);
    assert_eq!(tenant.log().iter().filter(|entry| entry.batch.is_some()).count(), 4);
}

#[tokio::test]
async fn a_fault_inside_a_batch_spoils_that_answer_alone() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    tenant.fault("throttle", |fault| {
        fault.matches = Some("GET roleEligibility".to_owned());
        fault.retry_after = Some("3".to_owned());
    });
    let requests = json!([get("a", &ELIGIBLE.replace("/v1.0", "")), get("b", "/me")]);
    let reply = dana.post(BATCH, json!({"requests": requests})).await.is(200);
    assert_eq!(reply.header("x-sandbox-fault"), None);
    assert_eq!(answer(&reply, "a")["status"], 429);
    assert_eq!(answer(&reply, "a")["headers"]["retry-after"], "3");
    assert_eq!(answer(&reply, "a")["headers"]["x-sandbox-fault"], "throttle");
    assert_eq!(answer(&reply, "b")["status"], 200);
    tenant.check_contract();
}

#[tokio::test]
async fn a_batch_that_is_none_is_refused_whole() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    let many: Vec<Value> = (0..21).map(|n| get(&n.to_string(), "/me")).collect();
    let mut early = get("1", "/me");
    early["dependsOn"] = json!(["2"]);
    for requests in [
        json!(many),
        json!([get("1", "/me"), get("1", "/me")]),
        json!([]),
        json!([early, get("2", "/me")]),
        json!([{"id": 1, "method": "GET", "url": "/me"}]),
        json!([get("1", "/$batch")]),
        json!("nonsense"),
    ] {
        dana.post(BATCH, json!({"requests": requests})).await.refused(400, "BadRequest");
    }
}
