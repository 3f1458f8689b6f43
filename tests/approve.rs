//! `pim approve`, `pim deny` and `pim approvals`, without a terminal.

use crate::support::TestTenant;
use crate::support::shapes::{hold, hold_each};
use serde_json::json;

/// A tenant where the requester waits for an approver of Intune; the request's id and short id.
fn asked() -> (TestTenant, String, String) {
    let tenant = TestTenant::new();
    let line = r#"activate "intune administrator" -r "Roll out" -t ServiceNow:CHG1 -d 2h -o json"#;
    let one = tenant.pim(line).must(6).json()[0].clone();
    let text = |field: &str| one[field].as_str().unwrap().to_owned();
    let ids = (text("id"), text("shortId"));
    (tenant, ids.0, ids.1)
}

#[test]
fn what_waits_is_listed() {
    let (tenant, id, short) = asked();
    let rows = tenant.pim_as("alex", "approvals -o json").must(0).json();
    hold_each("request-entry", &rows, 1);
    assert_eq!((&rows[0]["id"], &rows[0]["status"]), (&json!(id), &json!("PendingApproval")));
    assert_eq!(tenant.pim_as("alex", "approve --list -o json").json(), rows);
    assert_eq!(tenant.pim_as("alex", "deny --list -o json").json(), rows);
    let seen = tenant.pim_as("alex", "approvals -o table").must(0).stdout;
    let lines: Vec<&str> = seen.lines().collect();
    assert!(lines[0].starts_with("ID        WHO         ROLE @ SCOPE"), "{seen}");
    assert!(
        lines[1].starts_with(&format!("{short}  Dana Reyes  Intune Administrator @ directory  2 h  after approval")),
        "{seen}"
    );
    assert_eq!(lines[2].trim(), "Roll out · ServiceNow CHG1");
    assert!(lines[3].starts_with("1 request waits for you."), "{seen}");
    for next in ["approve", "deny"] {
        assert!(seen.contains(&format!("pim --sandbox --as alex {next} {short}")), "{seen}");
    }
    tenant.pim("approvals -o json").must(0).says("[]");
    tenant.pim("approvals -o table").must(0).says("no request waits for you");
    tenant.pim_as("alex", "approve --list dana").must(2);
    for (format, lines) in [("csv", 2), ("markdown", 3), ("jsonl", 1), ("tsv", 1), ("ids", 1)] {
        let seen = tenant.pim_as("alex", &format!("approvals -o {format}")).must(0).stdout;
        assert_eq!(seen.lines().count(), lines, "{format}\n{seen}");
    }
}

#[test]
fn an_approval_needs_a_reason_and_stands() {
    let (tenant, id, _) = asked();
    let bare = tenant.pim_as("alex", "approve dana -o json").must(2);
    assert_eq!((&bare.error()["missing"], bare.stdout.as_str()), (&json!(["reason"]), ""));
    hold("error", &json!({"error": bare.error()}));
    tenant.pim_as("alex", "approve dana -y").must(2).tells("a reason is missing");
    tenant.pim_as("alex", r#"approve dana -r " ""#).must(2);
    assert_eq!(tenant.count("PATCH", ""), 0, "nothing was decided");
    let done = tenant.pim_as("alex", r#"approve dana -r "on the phone" -o json"#).must(0);
    hold_each("request-entry", &done.json(), 1);
    let one = &done.json()[0];
    assert_eq!(
        (&one["id"], &one["status"], &one["decision"]["result"]),
        (&json!(id), &json!("Provisioned"), &json!("approved"))
    );
    assert_eq!(
        (&one["decision"]["reason"], &one["decision"]["by"]["name"]),
        (&json!("on the phone"), &json!("Alex Wilber"))
    );
    assert_eq!(done.stderr, "");
    tenant.pim(r#"status "intune administrator" --at-least 1h"#).must(0);
}

#[test]
fn a_denial_needs_a_reason_and_stands() {
    let (tenant, _, short) = asked();
    tenant.pim_as("alex", "deny dana").must(2).tells("--reason TEXT");
    let done = tenant.pim_as("alex", &format!(r#"deny {short} -r "dev will do" -o table"#)).must(0);
    assert!(done.stdout.contains("Denied: Dana Reyes does not get Intune Administrator @ directory."), "{done}");
    tenant.pim(r#"status "intune administrator""#).must(3);
    tenant.pim(&format!("request wait {short}")).must(7).tells("Denied");
}

#[test]
fn what_is_not_said_is_named() {
    let (tenant, ..) = asked();
    tenant.pim_as("alex", "approve").must(2).tells("name one, or --all");
    tenant.pim_as("alex", "approve nobody -r x").must(3).tells("no request that waits for you is called");
    tenant.pim_as("alex", "approve da -r x").must(2).tells("is not an exact name");
    tenant.pim_as("alex", "approve dana --all -r x").must(2);
    tenant.pim_as("lee", "approve dana -r x").must(3);
    assert_eq!(tenant.count("PATCH", ""), 0);
}

#[test]
fn p11_a_decision_that_comes_late_is_an_error_with_who_and_when() {
    let (tenant, id, short) = asked();
    tenant.pim_as("alex", "deny dana -r no").must(0);
    for name in [&id, &short] {
        let late = tenant.pim_as("priya", &format!("approve {name} -r yes -o json")).must(11);
        let message = late.error()["message"].as_str().unwrap().to_owned();
        assert!(message.contains("it was denied already by Alex Wilber at 20"), "{late}");
        assert!(message.contains("nothing was changed by you"), "{late}");
    }
}

#[test]
fn p12_nobody_decides_on_an_own_request_and_all_skips_it() {
    let (tenant, ..) = asked();
    tenant.pim(r#"approve "intune administrator" -r x"#).must(3).tells("nobody decides on an own request");
    tenant.run(["--sandbox", "--as", "alex", "activate", "intune administrator", "-r", "mine", "-t", "2"]).must(6);
    let own = tenant.pim_as("alex", "approve alex -r x -o json").must(3);
    assert_eq!(own.error()["code"], "own-request", "{own}");
    let all = tenant.pim_as("alex", "approve --all -r yes -o json").must(0);
    hold_each("request-entry", &all.json(), 1);
    assert_eq!(all.json().as_array().unwrap().len(), 1, "{all}");
    assert_eq!(all.json()[0]["principal"]["name"], "Dana Reyes");
    let left = tenant.pim_as("priya", "approvals -o json --query [].principal.name").json();
    assert_eq!(left, json!(["Alex Wilber"]), "the own one still waits");
    tenant.pim_as("priya", "deny --all -r no -o table").must(0).says("Denied: Alex Wilber");
    tenant.pim_as("priya", "approve --all -r no -o json").must(0).says("[]");
}

#[test]
fn several_at_once_are_each_told() {
    let (tenant, ..) = asked();
    tenant.pim(r#"activate "exchange administrator" -r mail"#).must(6);
    let line = r#"approve "dana:intune administrator" "dana:exchange administrator" -r yes -o table"#;
    let seen = tenant.pim_as("priya", line).must(0);
    assert!(seen.stdout.contains("Approved: Dana Reyes is Intune Administrator @ directory until "), "{seen}");
    assert!(seen.stdout.contains("Approved: Dana Reyes is Exchange Administrator @ directory until "), "{seen}");
}

#[test]
fn approvals_are_one_request_and_a_decision_is_a_few() {
    let (tenant, _, short) = asked();
    let before = tenant.log().len();
    tenant.pim_as("alex", "approvals").must(0);
    assert_eq!(tenant.log().len(), before + 1);
    tenant.pim_as("alex", &format!("approve {short} -r yes")).must(0);
    assert_eq!(tenant.count("PATCH", "/beta/roleManagement/directory/roleAssignmentApprovals"), 1);
    assert!(tenant.log().len() <= before + 8, "{:#?}", &tenant.log()[before..]);
}

#[test]
fn several_are_told_in_the_order_named_and_the_worst_decides() {
    let (tenant, intune, _) = asked();
    tenant.pim(r#"activate "exchange administrator" -r mail"#).must(6);
    tenant.sandbox("fault error --status 400 --code Odd --match PATCH");
    let line = r#"approve "exchange administrator" "intune administrator" -r yes -o json"#;
    let seen = tenant.pim_as("alex", line).must(1);
    hold_each("request-entry", &seen.json(), 2);
    let told = seen.json();
    assert_eq!(
        (&told[0]["role"]["name"], &told[0]["error"]["code"]),
        (&json!("Exchange Administrator"), &json!("Odd"))
    );
    assert_eq!((&told[1]["id"], &told[1]["error"]), (&json!(intune), &json!(null)));
    assert_eq!(seen.error()["code"], "Odd");
    hold("error", &json!({"error": seen.error()}));
}

#[test]
fn an_own_or_settled_request_among_several_names_stops_all() {
    let (tenant, id, _) = asked();
    tenant.run(["--sandbox", "--as", "alex", "activate", "intune administrator", "-r", "mine", "-t", "2"]).must(6);
    let own = tenant.pim_as("alex", r#"approve alex "dana:intune administrator" -r yes -o json"#).must(3);
    assert_eq!((&own.error()["code"], own.stdout.as_str()), (&json!("own-request"), ""));
    assert_eq!(tenant.count("PATCH", ""), 0, "nothing was decided");
    tenant.pim_as("priya", "deny dana -r no").must(0);
    let late = tenant.pim_as("priya", &format!("approve alex {id} -r yes -o json")).must(11);
    assert!(late.error()["message"].as_str().unwrap().contains("denied already by Priya Nair"), "{late}");
    assert_eq!(tenant.count("PATCH", ""), 1);
}

#[test]
fn where_nobody_is_named_the_administrators_of_roles_approve() {
    let tenant = TestTenant::new();
    tenant.run(["--sandbox", "--as", "sam", "activate", "sharepoint administrator", "-r", "sites"]).must(6);
    tenant.pim_as("alex", "approvals -o json").must(0).says("[]");
    let done = tenant.pim_as("robin", "approve sam -r fine -o table").must(0);
    assert!(done.stdout.contains("Approved: Sam Chen is SharePoint Administrator @ directory until "), "{done}");
}

#[test]
fn p05_a_refused_decision_says_nothing_of_what_is_not_known() {
    let refused = [
        ("RoleAssignmentExists", 400),
        ("PendingRoleAssignmentRequest", 400),
        ("RoleAssignmentDoesNotExist", 400),
        ("Conflict", 409),
    ];
    for (kind, role) in
        [("entra", "intune administrator"), ("azure", "contributor@prod"), ("group", "member@identity operators")]
    {
        let tenant = TestTenant::of_all_kinds();
        tenant.pim(&format!("activate \"{role}\" -k {kind} -r x -t 1")).must(6);
        for (code, status) in refused {
            tenant.sandbox(&format!("fault error --code {code} --status {status} --times 1 --match PATCH"));
            let ran = tenant.pim_as("alex", &format!("approve dana -k {kind} -r yes -o json")).must(1);
            let message = ran.error()["message"].as_str().unwrap().to_owned();
            assert!(message.contains("the service refused the decision, and the request still waits"), "{ran}");
            assert!(!message.contains("active") && !message.contains("faster"), "{ran}");
            assert_eq!(ran.error()["code"], code);
        }
        tenant.sandbox("fault unknown-status --times 9 --match \"GET Requests/\"");
        let ran = tenant.pim_as("alex", &format!("approve dana -k {kind} -r yes -o json")).must(11);
        let message = ran.error()["message"].as_str().unwrap().to_owned();
        assert!(
            message.contains("whether it still waits is not known") && message.contains("SomethingNew2027"),
            "{ran}"
        );
        assert!(!message.contains("does not wait"), "{ran}");
        assert_eq!(ran.error()["code"], "unknown-status");
        tenant.sandbox("fault --clear");
        tenant.pim_as("alex", &format!("approve dana -k {kind} -r yes")).must(0);
    }
}

#[cfg(unix)]
#[test]
fn p10_a_display_name_stands_in_for_nobody_elses_sign_in_name() {
    let tenant = TestTenant::new();
    tenant.pim_as("sam", r#"activate "exchange administrator" -r mine"#).must(6);
    tenant.rename("Sam Chen", "dana");
    for line in ["approve dana -r ok -y -o json", "approve dana -r ok -o json", "deny dana -r no -y -o json"] {
        let refused = tenant.pim_as("alex", line).must(2).error();
        assert_eq!(refused["code"], "inexact-name", "{line}");
    }
    let id = tenant.pim_as("alex", "approvals -o json").json()[0]["shortId"].as_str().unwrap().to_owned();
    tenant.pim_as("alex", "approve dana -r ok").must(2).tells(&id);
    assert_eq!(tenant.count("PATCH", ""), 0, "nothing was decided");
    // Where the real one waits, she is meant.
    tenant.pim(r#"activate "exchange administrator" -r hers"#).must(6);
    let done = tenant.pim_as("alex", "approve dana -r ok -o tsv").must(0);
    assert!(
        done.stderr.starts_with("approving Dana Reyes (dana@contoso.com): Exchange Administrator @ directory, "),
        "{done}"
    );
    let left = tenant.pim_as("alex", "approvals -o json --query [].principal.upn").json();
    assert_eq!(left, json!(["sam@contoso.com"]));
    let done = tenant.pim_as("alex", "deny sam -r no -y -o table").must(0);
    done.tells(&format!("denying dana (sam@contoso.com): Exchange Administrator @ directory, {id}"));
}

#[test]
fn what_is_decided_on_unseen_is_told_in_full_before_it_is_sent() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("activate contributor@prod -k azure -r x").must(6);
    let row = tenant.pim_as("alex", "approvals -o json").must(0).json()[0].clone();
    let (id, scope) = (row["shortId"].as_str().unwrap(), row["scope"]["id"].as_str().unwrap());
    let told = tenant.pim_as("alex", "approve --all -r ok").must(0);
    told.tells(&format!("approving Dana Reyes (dana@contoso.com): Contributor @ prod ({scope}), {id}\n"));
    tenant.pim(r#"activate "exchange administrator" -r x -k entra"#).must(6);
    tenant.sandbox("fault error --status 400 --code Odd --match PATCH");
    let told = tenant.pim_as("alex", "deny dana -r no").must(1);
    told.tells("denying Dana Reyes (dana@contoso.com): Exchange Administrator @ directory, ");
}
