//! Answers that never came: what was sent is found again, or told as unknown, and is not sent twice.

use crate::rig::{ACTIVE, ELIGIBLE, GROUPS, INTUNE, REQUESTS, Stranger, answer};
use crate::support::TestTenant;
use std::sync::atomic::{AtomicU32, Ordering};

fn blind(tenant: &TestTenant) {
    for list in [REQUESTS, ACTIVE] {
        // The command's own first reads work; those after the write do not.
        tenant.pass(1, &format!("GET {list}"));
        tenant.fault(&format!(r#"error --status 403 --times 100 --match "GET {list}""#));
    }
}

#[test]
fn p01_a_lost_answer_is_looked_for_and_not_sent_again() {
    let tenant = TestTenant::new();
    tenant.fault(r#"cut-after --match "POST roleAssignmentScheduleRequests""#);
    let ran = tenant.pim(&format!("{GROUPS} -o json")).must(0);
    assert_eq!(ran.json()[0]["outcome"], "done", "{ran}");
    assert_eq!(ran.json()[0]["inForce"], true, "{ran}");
    assert_eq!(ran.stderr, "");
    assert_eq!(tenant.posts(), 1);
    let sent = tenant.sent();
    let post = sent.iter().position(|line| line.starts_with("POST")).unwrap();
    assert!(sent[post + 1].starts_with("GET") && sent[post + 1].contains("filterByCurrentUser"), "{sent:#?}");
    tenant.pim("status -o table").must(0).says("Groups Administrator");
}

#[test]
fn p01_a_lost_answer_of_one_that_waits_for_approval_is_found_waiting() {
    let tenant = TestTenant::new();
    tenant.fault(r#"cut-after --match "POST roleAssignmentScheduleRequests""#);
    let ran = tenant.pim(&format!("{INTUNE} -o json")).must(6);
    assert_eq!((&ran.json()[0]["status"], &ran.json()[0]["outcome"]), (&"PendingApproval".into(), &"waiting".into()));
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p01_a_lost_answer_is_found_though_the_lists_lag() {
    let tenant = TestTenant::new();
    tenant.fault(r#"cut-after --match "POST roleAssignmentScheduleRequests""#);
    tenant.fault(r#"lag --reads 3 --match "POST roleAssignmentScheduleRequests""#);
    tenant.pim(GROUPS).must(0);
    assert_eq!(tenant.posts(), 1);
    let looks = tenant.sent().iter().filter(|line| line.contains(&format!("{REQUESTS}/filter"))).count();
    assert!(looks >= 4, "it gave up looking too early");
}

#[test]
fn p01_where_looking_fails_too_the_outcome_is_unknown_until_a_later_look() {
    let tenant = TestTenant::new();
    tenant.fault(r#"cut-after --match "POST roleAssignmentScheduleRequests""#);
    blind(&tenant);
    let ran = tenant.pim(&format!("{GROUPS} -o json")).must(9);
    assert_eq!(ran.json()[0]["outcome"], "unknown", "{ran}");
    assert_eq!(ran.error()["exitCode"], 9);
    assert!(ran.error()["hint"].as_str().unwrap().contains("status"), "{ran}");
    assert_eq!(tenant.posts(), 1);
    tenant.heal();
    tenant.pim("status -o table").must(0).tells("it is known now").says("Groups Administrator");
    // Known means settled: nobody looks again.
    let ran = tenant.pim("status").must(0);
    assert_eq!(ran.stderr, "", "{ran}");
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p01_in_words_too_the_unknown_names_the_command_that_looks() {
    let tenant = TestTenant::new();
    tenant.fault(r#"cut-after --match "POST roleAssignmentScheduleRequests""#);
    blind(&tenant);
    tenant.pim(&format!("{GROUPS} -o table")).must(9).tells("unknown").tells("pim --sandbox status");
}

#[test]
fn p01_what_never_arrived_is_sent_again_by_a_person_and_only_after_two_minutes() {
    let tenant = TestTenant::new();
    tenant.fault(r#"cut-before --match "POST roleAssignmentScheduleRequests""#);
    tenant.pim(GROUPS).must(9);
    assert_eq!(tenant.posts(), 1);
    tenant.pim(GROUPS).must(9).tells("not known yet");
    tenant.pim("status").must(9);
    assert_eq!(tenant.posts(), 1, "within two minutes the lists may lag: nothing is sent");
    tenant.sandbox("advance 3m");
    tenant.pim(GROUPS).must(0).tells("never took effect");
    assert_eq!(tenant.posts(), 2);
}

#[test]
fn p01_every_write_is_looked_for_at_least_five_times() {
    let tenant = TestTenant::new();
    tenant.pim("list").must(0);
    let reads = || tenant.sent().iter().filter(|line| line.contains(&format!("{REQUESTS}/filter"))).count();
    tenant.fault(r#"cut-before --match "POST roleAssignmentScheduleRequests""#);
    let before = reads();
    tenant.pim(r#"activate "Groups Administrator" --reason "Clean up" --max-wait 0s"#).must(9);
    assert!(reads() - before > 5, "{} reads", reads() - before);
}

#[test]
fn p01_a_write_that_failed_on_the_way_out_is_looked_after() {
    for status in [500, 502, 504] {
        let tenant = TestTenant::new();
        tenant
            .fault(&format!(r#"status --status {status} --effect true --match "POST roleAssignmentScheduleRequests""#));
        tenant.pim(GROUPS).must(0);
        assert_eq!(tenant.posts(), 1, "{status}");
        assert_eq!(tenant.pim("status -o json").must(0).json().as_array().unwrap().len(), 1);
    }
}

#[test]
fn p01_a_503_that_took_effect_is_found_before_it_is_sent_again() {
    let tenant = TestTenant::new();
    tenant.fault(r#"status --status 503 --retry-after 0 --effect true --match "POST roleAssignmentScheduleRequests""#);
    tenant.pim(GROUPS).must(0);
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p01_a_503_that_took_no_effect_is_sent_again_after_looking() {
    let tenant = TestTenant::new();
    tenant.fault(r#"status --status 503 --retry-after 0 --match "POST roleAssignmentScheduleRequests""#);
    tenant.pim(GROUPS).must(0);
    let sent = tenant.sent();
    let posts: Vec<usize> = (0..sent.len()).filter(|at| sent[*at].starts_with("POST")).collect();
    assert_eq!(posts.len(), 2, "{sent:#?}");
    assert!(posts[1] > posts[0] + 1, "it was not looked for in between: {sent:#?}");
}

#[test]
fn p01_a_503_is_not_sent_again_where_one_cannot_look() {
    let tenant = TestTenant::new();
    tenant.fault(r#"status --status 503 --retry-after 0 --effect true --match "POST roleAssignmentScheduleRequests""#);
    blind(&tenant);
    tenant.pim(GROUPS).must(9);
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p01_a_503_whose_repetition_meets_the_role_is_told_as_active() {
    let tenant = TestTenant::new();
    tenant.fault(r#"status --status 503 --retry-after 0 --effect true --match "POST roleAssignmentScheduleRequests""#);
    tenant.fault(r#"lag --reads 3 --match "POST roleAssignmentScheduleRequests""#);
    let ran = tenant.pim(&format!("{GROUPS} -o json")).must(0);
    assert_eq!(ran.json()[0]["outcome"], "done", "{ran}");
    assert!(!ran.stdout.contains("nothing was sent"), "it was sent, and took effect\n{ran}");
}

#[test]
fn p01_a_503_that_asks_for_longer_than_max_wait_is_looked_after_thoroughly() {
    let tenant = TestTenant::new();
    tenant.fault(
        r#"status --status 503 --retry-after 99999 --effect true --match "POST roleAssignmentScheduleRequests""#,
    );
    tenant.fault(r#"lag --reads 4 --match "POST roleAssignmentScheduleRequests""#);
    tenant.pim(GROUPS).must(0);
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p01_a_dry_run_without_an_answer_is_asked_again_and_leaves_nothing() {
    let tenant = TestTenant::new();
    tenant.fault(r#"cut-after --match "POST roleAssignmentScheduleRequests""#);
    let ran = tenant.pim(&format!("{GROUPS} --dry-run -o json")).must(0);
    assert_eq!(ran.json()[0]["outcome"], "valid", "{ran}");
    tenant.fault(r#"cut-after --times 9 --match "POST roleAssignmentScheduleRequests""#);
    tenant.pim(&format!("{GROUPS} --dry-run")).must(8);
    let ran = tenant.pim("status").must(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
}

#[test]
fn p01_a_lost_deactivation_is_found() {
    let tenant = TestTenant::new();
    tenant.pim(GROUPS).must(0);
    tenant.sandbox("advance 6m");
    tenant.fault(r#"cut-after --match "POST roleAssignmentScheduleRequests""#);
    tenant.pim(r#"deactivate "Groups Administrator" -o table"#).must(0).says("given back");
    assert_eq!(tenant.posts(), 2);
    tenant.pim(r#"status "Groups Administrator""#).must(3);
}

#[test]
fn p01_a_lost_decision_is_found_and_sent_once() {
    for (how, exit) in [("cut-after", 0), ("status --status 500 --effect true", 0), ("html", 0), ("empty", 0)] {
        let tenant = TestTenant::new();
        tenant.pim(INTUNE).must(6);
        tenant.fault(&format!("{how} --match PATCH"));
        tenant.pim_as("alex", "approve dana --reason fine --max-wait 1s").must(exit);
        assert_eq!(tenant.decisions(), 1, "{how}");
        tenant.pim(r#"status "Intune Administrator""#).must(0);
    }
}

#[test]
fn p05_a_web_page_that_hides_a_decision_that_never_was_is_no_success() {
    for how in ["html --effect false", "empty --status 200 --effect false", "cut-before"] {
        let tenant = TestTenant::new();
        tenant.pim(INTUNE).must(6);
        tenant.fault(&format!("{how} --match PATCH"));
        tenant
            .pim_as("alex", "approve dana --reason fine --max-wait 1s")
            .must(9)
            .tells("unknown")
            .tells("approve --list");
        assert_eq!(tenant.decisions(), 1, "{how}");
        tenant.pim(r#"status "Intune Administrator""#).must(3);
    }
}

#[test]
fn p01_a_lost_withdrawal_is_found_and_one_that_never_was_is_unknown() {
    for (how, exit, left) in [("cut-after", 0, 0), ("html", 0, 0), ("html --effect false", 9, 1), ("cut-before", 9, 1)]
    {
        let tenant = TestTenant::new();
        tenant.pim(INTUNE).must(6);
        tenant.fault(&format!("{how} --match /cancel"));
        let ran = tenant.pim(r#"request cancel "Intune Administrator" --max-wait 1s"#).must(exit);
        assert_eq!(ran.stderr.contains("request show"), exit == 9, "{how}\n{ran}");
        let cancels = tenant.sent().iter().filter(|line| line.ends_with("/cancel")).count();
        assert_eq!(cancels, 1, "{how}");
        let waits = tenant.pim("status -o json").must(0).json().as_array().unwrap().len();
        assert_eq!(waits, left, "{how}");
    }
}

#[test]
fn p01_exists_already_after_a_doubtful_answer_is_no_refusal_of_what_was_sent_first() {
    for code in ["RoleAssignmentExists", "PendingRoleAssignmentRequest"] {
        let posts = AtomicU32::new(0);
        let stranger = Stranger::new(move |head| {
            let row =
                r#"{"id":"e","principalId":"p","roleDefinitionId":"r","directoryScopeId":"/","memberType":"Direct"}"#;
            if head.starts_with("POST") && posts.fetch_add(1, Ordering::SeqCst) == 0 {
                answer("503 Service Unavailable\r\nretry-after: 0", b"{}")
            } else if head.starts_with("POST") {
                let error = format!(r#"{{"error":{{"code":"{code}","message":"there already"}}}}"#);
                answer("400 Bad Request", error.as_bytes())
            } else if head.contains(ELIGIBLE) {
                answer("200 OK", format!(r#"{{"value":[{row}]}}"#).as_bytes())
            } else {
                answer("200 OK", br#"{"value":[]}"#)
            }
        });
        let tenant = TestTenant::new();
        let ran = tenant.at(&stranger.origin, "activate r --no-wait --max-wait 1s -o json").must(9);
        assert_eq!(ran.json()[0]["outcome"], "unknown", "{ran}");
        // It stays open: the next command looks, and sends nothing.
        let sent = stranger.heads().iter().filter(|head| head.starts_with("POST")).count();
        tenant.at(&stranger.origin, "activate r --no-wait --max-wait 1s").must(9);
        assert_eq!(stranger.heads().iter().filter(|head| head.starts_with("POST")).count(), sent);
    }
}
