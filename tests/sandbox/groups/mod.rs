//! PIM for Groups over real HTTP.

mod approve;
mod extend;
mod lists;
mod membership;
mod settings;

use serde_json::{Value, json};

use super::support::*;

/// Its members need nothing but to ask.
const TIER_1: &str = "c1d6f7f0-3f0e-4f43-9a52-6c7c1d4d2b11";
/// Its members need a reason, and it has no owner yet.
const PLATFORM: &str = "7e0b94a3-55d2-4c1e-8a6f-0b6d2f9c8e22";
/// It holds an Entra role; Alex and Priya approve.
const IDENTITY: &str = "e92a4b5c-1d37-4e8f-b3c4-95d0a7e6f133";
/// Its owners need a reason and a ticket.
const APP_OWNERS: &str = "3c58d1e9-a0b4-47f6-8e21-d4f3b2c1a044";
/// PIM does not manage it.
const WORKSHOP: &str = "d20e8f1a-6b4c-4d93-a7e5-1f2e3d4c5b66";

const AUTHENTICATION_ADMINISTRATOR: &str = "c4e39bd9-1100-46d3-8c65-fb160da0071f";

const ROOT: &str = "/v1.0/identityGovernance/privilegedAccess/group";

fn at(path: &str) -> String {
    format!("{ROOT}/{path}")
}

fn mine(list: &str) -> String {
    at(&format!("{list}/filterByCurrentUser(on='principal')"))
}

/// An hour of one's own membership, with all that a group can ask for.
fn activation(me: &Me<'_>, group: &str, access: &str) -> Value {
    json!({
        "action": "selfActivate",
        "principalId": me.id,
        "groupId": group,
        "accessId": access,
        "justification": "INC-2231",
        "scheduleInfo": {"expiration": {"type": "afterDuration", "duration": "PT1H"}},
        "ticketInfo": {"ticketNumber": "CHG0042", "ticketSystem": "ServiceNow"},
    })
}

async fn activate(me: &Me<'_>, group: &str, access: &str) -> Reply {
    me.post(&at("assignmentScheduleRequests"), activation(me, group, access)).await
}

async fn deactivate(me: &Me<'_>, group: &str, access: &str) -> Reply {
    let body = json!({"action": "selfDeactivate", "principalId": me.id, "groupId": group, "accessId": access});
    me.post(&at("assignmentScheduleRequests"), body).await
}

/// What an administrator asks for on one `side`: `assignment` or `eligibility`.
async fn administer(by: &Me<'_>, side: &str, action: &str, who: &str, group: &str, days: Option<u32>) -> Reply {
    let expiration = match days {
        Some(days) => json!({"type": "afterDuration", "duration": format!("P{days}D")}),
        None => json!({"type": "noExpiration"}),
    };
    let body = json!({
        "action": action, "principalId": who, "groupId": group, "accessId": "member",
        "justification": "project Nimbus", "scheduleInfo": {"expiration": expiration},
    });
    by.post(&at(&format!("{side}ScheduleRequests")), body).await
}

/// The groups of which one is active now as `access`.
async fn active(me: &Me<'_>, access: &str) -> Vec<String> {
    let reply = me.get(&mine("assignmentScheduleInstances")).await.is(200);
    let rows = reply.values().iter().filter(|row| row["accessId"] == access && row["assignmentType"] == "activated");
    rows.map(|row| row["groupId"].as_str().unwrap().to_owned()).collect()
}

async fn status(me: &Me<'_>, request: &str) -> String {
    let reply = me.get(&at(&format!("assignmentScheduleRequests/{request}"))).await.is(200);
    reply.body["status"].as_str().unwrap().to_owned()
}

/// The members or owners of a group, by id.
async fn people(me: &Me<'_>, group: &str, which: &str) -> Vec<String> {
    let reply = me.get(&format!("/v1.0/groups/{group}/{which}")).await.is(200);
    reply.values().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}
