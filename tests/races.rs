//! Two commands at once, and one that died holding what the other needs.

use crate::rig::{GROUPS, INTUNE, REQUESTS, until};
use crate::support::TestTenant;
use serde_json::Value;

/// Starts `first`, and `second` while the request of the first is under way.
fn race(tenant: &TestTenant, first: &str, second: &str) -> [crate::support::Ran; 2] {
    tenant.fault(&format!(r#"latency --ms 800 --times 1 --match "POST {REQUESTS}""#));
    let one = tenant.spawn(first);
    until("the first request", || tenant.posts() == 1);
    let two = tenant.spawn(second);
    [one.wait(), two.wait()]
}

#[test]
fn p20_two_activations_of_one_role_make_one_request() {
    let tenant = TestTenant::new();
    let line = format!("{GROUPS} -o json");
    let [one, two] = race(&tenant, &line, &line).map(|ran| ran.must(0));
    assert_eq!(tenant.posts(), 1);
    let id = |value: Value| value[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(id(one.json()), id(two.json()), "the loser names another request");
    assert!(two.json()[0]["notes"].to_string().contains("nothing was sent"), "{two}");
}

#[test]
fn p20_two_activations_that_want_approval_make_one_request() {
    let tenant = TestTenant::new();
    let line = format!("{INTUNE} -o json");
    let [one, two] = race(&tenant, &line, &line);
    let (one, two) = (one.must(6), two.must(1));
    assert_eq!(tenant.posts(), 1);
    let id = one.json()[0]["shortId"].as_str().unwrap().to_owned();
    assert!(two.error()["message"].as_str().unwrap().contains(&id), "the loser does not name {id}\n{two}");
}

#[test]
fn p20_started_at_the_same_moment_they_make_one_request() {
    let tenant = TestTenant::new();
    tenant.pim("list").must(0);
    for line in [GROUPS, INTUNE] {
        let before = tenant.posts();
        let all: Vec<_> = (0..4).map(|_| tenant.spawn(line)).collect();
        let codes: Vec<i32> = all.into_iter().map(|one| one.wait().code).collect();
        assert_eq!(tenant.posts() - before, 1, "{codes:?}");
    }
}

#[test]
fn p20_two_people_and_two_roles_do_not_stand_in_each_others_way() {
    let tenant = TestTenant::new();
    let [one, two] = race(&tenant, GROUPS, r#"activate "Teams Administrator""#);
    one.must(0);
    two.must(0);
    let [one, two] = race_as_sam(&tenant);
    one.must(6);
    two.must(6);
    assert_eq!(tenant.posts(), 4);
}

fn race_as_sam(tenant: &TestTenant) -> [crate::support::Ran; 2] {
    let all = [tenant.spawn(INTUNE), tenant.spawn(&format!("--as sam {INTUNE}"))];
    all.map(crate::rig::Running::wait)
}

#[test]
fn p20_who_loses_though_the_lists_lag_still_sends_nothing() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"lag --reads 6 --match "POST {REQUESTS}""#));
    tenant.pim(&format!("{GROUPS} --no-wait")).must(0);
    tenant.pim(GROUPS).must(0);
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p19_a_lock_dies_with_who_held_it() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"latency --ms 30000 --match "POST {REQUESTS}""#));
    let holder = tenant.spawn(GROUPS);
    until("the request", || tenant.posts() == 1);
    let mut waiting = tenant.spawn(r#"activate "Teams Administrator""#);
    std::thread::sleep(std::time::Duration::from_millis(700));
    assert!(!waiting.is_over(), "it did not wait for the lock");
    assert_eq!(tenant.posts(), 1, "it did not wait for the lock");
    holder.kill();
    waiting.wait().must(0);
    assert_eq!(tenant.posts(), 2);
}

#[test]
fn p13_who_waits_for_a_lock_ends_with_ctrl_c() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"latency --ms 30000 --match "POST {REQUESTS}""#));
    let holder = tenant.spawn(GROUPS);
    until("the request", || tenant.posts() == 1);
    let waiting = tenant.spawn(r#"activate "Teams Administrator""#);
    std::thread::sleep(std::time::Duration::from_millis(700));
    waiting.interrupt();
    waiting.wait().must(130);
    assert_eq!(tenant.posts(), 1);
    holder.kill();
}

#[test]
fn p32_who_waits_for_a_lock_ends_with_its_timeout() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"latency --ms 30000 --match "POST {REQUESTS}""#));
    let holder = tenant.spawn(GROUPS);
    until("the request", || tenant.posts() == 1);
    let started = std::time::Instant::now();
    tenant.pim(r#"activate "Teams Administrator" --timeout 5s"#).must(1).tells("another pim").tells("--timeout");
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(tenant.posts(), 1);
    holder.kill();
}

#[test]
fn p19_many_at_once_all_work() {
    let tenant = TestTenant::new();
    tenant.pim("list").must(0);
    let all: Vec<_> = (0..20).map(|_| tenant.spawn("list -o json")).collect();
    for one in all {
        let ran = one.wait().must(0);
        assert!(ran.json().as_array().unwrap().len() > 8, "{ran}");
    }
    // The cache that they all wrote is whole.
    let ran = tenant.pim("status --short").must(0);
    assert_eq!(ran.stderr, "");
}

#[test]
fn p20_two_decisions_on_one_request_are_one_decision() {
    let tenant = TestTenant::new();
    let id = tenant.pim(&format!("{INTUNE} -o json")).must(6).json()[0]["id"].as_str().unwrap().to_owned();
    tenant.fault("latency --ms 800 --match PATCH");
    let alex = tenant.spawn("--as alex approve dana --reason fine");
    until("the first decision", || tenant.decisions() == 1);
    tenant.pim_as("priya", &format!("deny {id} --reason no")).must(11).tells("Alex Wilber");
    alex.wait().must(0);
    tenant.pim(r#"status "Intune Administrator""#).must(0);
}
