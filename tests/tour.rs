//! The main job, typed one command after the other by somebody new.

use crate::support::TestTenant;

#[test]
fn a_role_that_wants_approval_goes_round() {
    let tenant = TestTenant::new();
    tenant.pim("list").must(0).says("Intune Administrator");
    tenant
        .pim(r#"activate "Intune Administrator" --reason "Roll out the compliance policy" --duration 2h --ticket ServiceNow:CHG0042"#)
        .must(6)
        .says("PendingApproval");
    tenant.pim("status -o table").must(0).says("waits");
    tenant.pim_as("alex", "approve --list -o table").must(0).says("Dana Reyes").says("ServiceNow CHG0042");
    tenant
        .pim_as("alex", r#"approve "Intune Administrator" --reason "Change window agreed" -o table"#)
        .must(0)
        .says("Approved: Dana Reyes is Intune Administrator @ directory until");
    tenant.pim("status -o table").must(0).says("1 h 59 min");
    tenant.pim(r#"deactivate "Intune Administrator""#).must(5);
    tenant.sandbox("advance 6m");
    tenant.pim(r#"deactivate "Intune Administrator" -o table"#).must(0).says("given back");
    tenant.pim(r#"status "Intune Administrator""#).must(3);
}

#[test]
fn a_role_without_approval_is_in_force_at_once_and_again() {
    let tenant = TestTenant::new();
    let line = r#"activate "Groups Administrator" --reason "Clean up" -o table"#;
    tenant.pim(line).must(0).says("in force");
    tenant.pim(line).must(0).tells("active already");
    assert_eq!(tenant.count("POST", "roleAssignmentScheduleRequests"), 1);
}
