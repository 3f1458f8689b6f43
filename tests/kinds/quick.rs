//! A role that is known from before: its request goes out first, and what is known is a hint.

use crate::support::TestTenant;
use serde_json::json;

/// One role of each kind that is active at once, and where its request goes.
const ROLES: [(&str, &str); 3] = [
    ("groups administrator", "POST /v1.0/roleManagement/directory/roleAssignmentScheduleRequests"),
    ("contributor@dev", "PUT "),
    ("member@tier 1 operators", "POST /v1.0/identityGovernance/privilegedAccess/group/assignmentScheduleRequests"),
];

/// A tenant of which all roles and their settings are known; the log begins after that.
fn known() -> (TestTenant, usize) {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("list --long").must(0);
    let before = tenant.sent().len();
    (tenant, before)
}

#[test]
fn the_request_goes_out_first_and_nothing_is_read_but_whether_it_is_in_force() {
    for (role, target) in ROLES {
        let (tenant, before) = known();
        let done = tenant.pim(&format!("activate \"{role}\" -r why -o json")).must(0).json();
        assert_eq!((&done[0]["outcome"], &done[0]["inForce"]), (&json!("done"), &json!(true)), "{done}");
        let sent = tenant.sent()[before..].to_vec();
        assert!(sent[0].starts_with(target), "{sent:#?}");
        assert_eq!(sent.len(), 2, "{sent:#?}");
    }
}

#[test]
fn what_is_not_known_or_not_given_is_read_first() {
    for line in [
        // It asks for a ticket.
        "activate \"intune administrator\" -r why",
        "activate \"groups administrator\" -r why --if-active again",
        "activate \"groups administrator\" -r why --dry-run",
        "activate \"groups administrator\" -r why --start +30m",
        "activate \"groups admin\" -r why",
        "activate contributor --scope dev/rg-app -k azure -r why",
    ] {
        let (tenant, before) = known();
        tenant.pim(line);
        let sent = tenant.sent()[before..].to_vec();
        assert!(sent[0].starts_with("GET "), "{line}: {sent:#?}");
    }
    // With its ticket, and for no longer than it allows.
    let (tenant, before) = known();
    tenant.pim("activate \"intune administrator\" -r why -t CHG1").must(6);
    assert!(tenant.sent()[before].starts_with("POST "));
    let (tenant, before) = known();
    tenant.pim("activate \"groups administrator\" -r why -d 20h").must(5).tells("too long");
    assert!(tenant.sent()[before..].iter().all(|line| line.starts_with("GET ") || line.contains("$batch")));
}

#[test]
fn settings_that_changed_are_read_and_nothing_is_lost() {
    let (tenant, before) = known();
    let refusal = r#"error --status 400 --code RoleAssignmentRequestPolicyValidationFailed --message "The following policy rules failed: [\"TicketingRule\"]" --match "POST roleAssignmentScheduleRequests""#;
    tenant.fault(refusal);
    let done = tenant.pim("activate \"groups administrator\" contributor@dev -r why -o json").must(0).json();
    let each: Vec<_> = done.as_array().unwrap().iter().map(|one| (&one["role"]["name"], &one["outcome"])).collect();
    assert_eq!(each[0], (&json!("Groups Administrator"), &json!("done")));
    assert_eq!(each[1], (&json!("Contributor"), &json!("done")));
    let sent = tenant.sent()[before..].to_vec();
    let posts = sent.iter().filter(|line| line.starts_with("POST ") && !line.contains("$batch")).count();
    let puts = sent.iter().filter(|line| line.starts_with("PUT ")).count();
    assert_eq!((posts, puts), (2, 1), "{sent:#?}");
    assert!(sent[2..].iter().any(|line| line.contains("roleEligibilityScheduleInstances")), "{sent:#?}");
}

#[test]
fn p01_a_lost_answer_is_looked_for_and_asked_once() {
    for (role, target) in ROLES {
        let (tenant, before) = known();
        tenant.fault(&format!("cut-after --match \"{}\"", target.split('/').next().unwrap().trim()));
        let done = tenant.pim(&format!("activate \"{role}\" -r why -o json")).must(0).json();
        assert_eq!(done[0]["outcome"], "done", "{role}: {done}");
        let writes = tenant.sent()[before..].iter().filter(|line| line.starts_with(target)).count();
        assert_eq!(writes, if target == "PUT " { writes.max(1) } else { 1 }, "{role}");
    }
}

#[test]
fn p03_what_is_active_already_is_told_as_it_is() {
    for (role, _) in ROLES {
        let (tenant, _) = known();
        let cache = tenant.home().join(".cache");
        let kept = tenant.home().join("kept");
        std::process::Command::new("cp").args(["-a"]).args([&cache, &kept]).status().unwrap();
        tenant.pim(&format!("activate \"{role}\" -r why -d 30m")).must(0);
        // What this machine knows is older than that; so is what it has written down.
        std::fs::remove_dir_all(&cache).unwrap();
        std::fs::rename(&kept, &cache).unwrap();
        std::fs::remove_dir_all(tenant.home().join(".local/state")).unwrap();
        let done = tenant.pim(&format!("activate \"{role}\" -r why -d 4h -o json")).must(0).json();
        assert!(done[0]["notes"].to_string().contains("it was active already, until"), "{done}");
        assert_ne!(done[0]["duration"], "PT4H");
    }
}

#[test]
fn p20_what_this_machine_knows_to_be_active_is_not_asked_for() {
    let (tenant, before) = known();
    tenant.pim("activate \"groups administrator\" -r why").must(0);
    tenant.pim("activate \"groups administrator\" -r why").must(0);
    let sent = tenant.sent();
    let posts = sent[before..].iter().filter(|line| line.starts_with("POST ") && !line.contains("$batch"));
    assert_eq!(posts.count(), 1);
}

#[test]
fn what_was_read_of_one_kind_alone_is_not_taken_for_all() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("list --long -k entra").must(0);
    let before = tenant.sent().len();
    tenant.pim("activate \"groups administrator\" -r why").must(0);
    assert!(tenant.sent()[before].starts_with("GET "), "a name may be one of another kind, too");
    // What is known of the others stays known.
    tenant.pim("activate contributor@dev -r why").must(0);
    tenant.pim("list -k entra").must(0);
    assert!(tenant.pim("status --short").must(0).stdout.starts_with("2 active"));
}
