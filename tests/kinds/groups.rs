//! PIM for Groups: members and owners for a while.

use super::oid;
use crate::support::TestTenant;
use crate::support::shapes::{hold, hold_each};
use serde_json::json;

/// The end of the paths of PIM for Groups.
const GROUPS: &str = "privilegedAccess/group";
/// A membership that is in force at once.
const TIER_1: &str = r#"activate "member@tier 1 operators" -r "On call" -o json"#;

#[test]
fn memberships_are_roles_whose_scope_is_the_group() {
    let tenant = TestTenant::of_all_kinds();
    let seen = tenant.pim("list -k group -o table").must(0);
    insta::assert_snapshot!(seen.stdout, @"
    ROLE    SCOPE               KIND   STATE
    Member  Identity Operators  group  eligible
    Member  Platform Engineers  group  eligible
    Member  Tier 1 Operators    group  eligible
    Owner   Application Owners  group  eligible, ends in 11 d
    4 eligible · dana@contoso.com · sandbox
    ");
    let sent = tenant.sent();
    assert!(sent.len() == 3 && sent.iter().all(|line| line.contains(GROUPS)), "{sent:#?}");
    let rows = tenant.pim("list tier -k group -o json").must(0).json();
    hold_each("role-entry", &rows, 1);
    assert_eq!(rows[0]["role"], json!({"id": "member", "name": "Member", "privileged": null}));
    assert_eq!((&rows[0]["scope"]["type"], &rows[0]["scope"]["name"]), (&json!("group"), &json!("Tier 1 Operators")));
    let long = tenant.pim("list -l -k group -o json").must(0).json();
    let most: Vec<_> = long.as_array().unwrap().iter().map(|row| &row["maxDuration"]).collect();
    assert!(most.iter().all(|most| most.is_string()), "{long}");
}

#[test]
fn p06_p07_a_membership_is_one_post_for_me_and_is_given_back_after_five_minutes() {
    let tenant = TestTenant::of_all_kinds();
    let (ran, exchanges) = tenant.recorded(TIER_1);
    let request = ran.must(0).json()[0].clone();
    hold("request-entry", &request);
    let posts: Vec<_> = exchanges.iter().filter(|one| one.method == "POST" && !one.path.contains("$batch")).collect();
    assert_eq!(posts.len(), 1);
    assert!(posts[0].path.ends_with("/identityGovernance/privilegedAccess/group/assignmentScheduleRequests"));
    assert_eq!((&posts[0].sent["principalId"], &posts[0].sent["accessId"]), (&json!(oid("dana")), &json!("member")));
    assert_eq!((&request["outcome"], &request["inForce"]), (&json!("done"), &json!(true)));
    let rows = tenant.pim("status \"member@tier 1 operators\" -k group -o json").must(0).json();
    assert_eq!((&rows[0]["requestId"], &rows[0]["inForce"]), (&request["id"], &json!(true)));
    let shown = tenant.pim(&format!("request show {} -o json", request["shortId"].as_str().unwrap())).must(0).json();
    assert_eq!((&shown["kind"], &shown["reason"]), (&json!("group"), &json!("On call")));
    tenant.pim(r#"deactivate "member@tier 1 operators""#).must(5).tells("five minutes");
    tenant.sandbox("advance 6m");
    let back = tenant.pim(r#"deactivate "member@tier 1 operators" -o json"#).must(0).json();
    assert_eq!((&back[0]["action"], &back[0]["outcome"]), (&json!("deactivate"), &json!("done")));
    tenant.pim(r#"status "member@tier 1 operators""#).must(3);
}

#[test]
fn p10_a_membership_that_wants_approval_goes_round() {
    let tenant = TestTenant::of_all_kinds();
    let request =
        tenant.pim(r#"activate "member@identity operators" -r "Reset keys" -o json"#).must(6).json()[0].clone();
    assert_eq!(request["outcome"], "waiting", "{request}");
    let id = request["shortId"].as_str().unwrap();
    let approver = request["approvers"][0].as_str().unwrap().to_owned();
    let waits = tenant.pim_as("priya", "approve --list -k group -o json").must(0).json();
    assert_eq!((waits[0]["id"].clone(), waits.as_array().unwrap().len()), (request["id"].clone(), 1), "{approver}");
    tenant.pim_as("priya", &format!("approve {id} -r fine -y")).must(0).says("Provisioned");
    let rows = tenant.pim(&format!("request show {id} -o json")).must(0).json();
    assert_eq!((&rows["status"], &rows["decision"]["result"]), (&json!("Provisioned"), &json!("approved")));
    tenant.pim("status \"member@identity operators\"").must(0);
}

#[test]
fn p01_a_lost_answer_is_looked_for_and_never_sent_again() {
    let tenant = TestTenant::of_all_kinds();
    tenant.fault(r#"cut-after --match "POST group/assignmentScheduleRequests" --times 1"#);
    let request = tenant.pim(TIER_1).must(0).json()[0].clone();
    assert_eq!(request["outcome"], "done", "{request}");
    assert_eq!(tenant.count("POST", "assignmentScheduleRequests"), 1, "{:#?}", tenant.sent());
}
