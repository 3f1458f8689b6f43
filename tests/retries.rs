//! Throttling and failing services: repeated politely, boundedly, and only what may be repeated.

use crate::rig::{ACTIVE, ELIGIBLE, GROUPS, INTUNE, POLICIES, REQUESTS, Stranger, answer, nobody};
use crate::support::TestTenant;
use std::time::{Duration, Instant};

const TWO: &str = r#"activate "Groups Administrator" "Teams Administrator" --reason "Clean up" --max-wait 1s"#;

fn count(tenant: &TestTenant, method: &str, part: &str) -> usize {
    tenant.sent().iter().filter(|line| line.starts_with(method) && line.contains(part)).count()
}

#[test]
fn p31_a_read_is_sent_three_times_at_most_whatever_retry_after_says() {
    for (header, exit) in [
        ("--retry-after 0", 8),
        (r#"--retry-after "Sat, 01 Jan 2000 00:00:00 GMT""#, 8),
        ("--retry-after 99999", 8),
        ("--retry-after=-1", 8),
        ("--retry-after soon", 8),
        ("", 8),
    ] {
        let tenant = TestTenant::new();
        tenant.fault(&format!("throttle --times 50 {header} --match {ELIGIBLE}"));
        let started = Instant::now();
        let ran = tenant.pim("list --max-wait 3s -o json").must(exit);
        assert!(started.elapsed() < Duration::from_secs(20), "{header}: {:?}", started.elapsed());
        assert!(ran.error()["message"].as_str().unwrap().contains("eligible roles"), "{ran}");
        let reads = count(&tenant, "GET", ELIGIBLE);
        assert!((1..=3).contains(&reads), "{header}: {reads} requests");
        assert_eq!(reads == 1, header.contains("99999"), "{header}: {reads} requests");
        for list in [ACTIVE, REQUESTS] {
            assert_eq!(count(&tenant, "GET", list), 1, "what was not throttled is asked once");
        }
    }
}

#[test]
fn p31_what_the_service_asks_to_wait_is_waited() {
    let tenant = TestTenant::new();
    tenant.fault(&format!("throttle --retry-after 1 --match {ELIGIBLE}"));
    let started = Instant::now();
    tenant.pim("list --max-wait 5s").must(0);
    assert!(started.elapsed() >= Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(count(&tenant, "GET", ELIGIBLE), 2);
}

#[test]
fn p31_what_is_waited_for_the_service_is_not_taken_from_the_commands_time() {
    let tenant = TestTenant::new();
    tenant.fault(&format!("throttle --retry-after 6 --match {ELIGIBLE}"));
    tenant.pim("list --timeout 4s --max-wait 20s").must(0);
}

#[test]
fn p31_beyond_max_wait_it_stops_and_says_when() {
    let tenant = TestTenant::new();
    tenant.fault(&format!("throttle --retry-after 600 --times 9 --match {ELIGIBLE}"));
    let started = Instant::now();
    let ran = tenant.pim("activate \"Groups Administrator\" --reason x -o json").must(8);
    assert!(started.elapsed() < Duration::from_secs(20), "it waited for what it had not agreed to");
    assert!(ran.error()["hint"].as_str().unwrap().contains("10 min"), "{ran}");
    assert_eq!((count(&tenant, "GET", ELIGIBLE), tenant.posts()), (1, 0));
}

#[test]
fn p31_a_date_in_the_future_is_measured_by_the_services_clock() {
    // The sandbox's clock is far from ours; the date is one second ahead of its Date header.
    let tenant = TestTenant::new();
    tenant.sandbox("advance 30d");
    let date = (chrono::Utc::now() + chrono::TimeDelta::days(30) + chrono::TimeDelta::seconds(2)).to_rfc2822();
    let date = date.replace("+0000", "GMT");
    tenant.fault(&format!(r#"throttle --retry-after "{date}" --match {ELIGIBLE}"#));
    let started = Instant::now();
    tenant.pim("list --max-wait 10s").must(0);
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    assert_eq!(count(&tenant, "GET", ELIGIBLE), 2);
}

#[test]
fn p31_a_refusal_is_never_repeated() {
    for status in [400, 401, 403, 404, 409, 501] {
        let tenant = TestTenant::new();
        tenant.fault(&format!("error --status {status} --code Nope --times 9 --match {ELIGIBLE}"));
        let ran = tenant.pim("list");
        assert_ne!(ran.code, 0, "{status}\n{ran}");
        assert_eq!(count(&tenant, "GET", ELIGIBLE), 1, "{status}");
        let tenant = TestTenant::new();
        tenant.fault(&format!(r#"error --status {status} --code Nope --times 9 --match "POST {REQUESTS}""#));
        let ran = tenant.pim(GROUPS);
        assert_ne!(ran.code, 0, "{status}\n{ran}");
        assert_eq!(tenant.posts(), 1, "{status}");
    }
}

#[test]
fn p31_a_failing_read_is_repeated_and_helps() {
    for how in ["status --status 500", "status --status 503 --retry-after 0", "cut-before", "cut-after"] {
        let tenant = TestTenant::new();
        tenant.fault(&format!("{how} --match {ELIGIBLE}"));
        tenant.pim("list").must(0).says("Groups Administrator");
        assert_eq!(count(&tenant, "GET", ELIGIBLE), 2, "{how}");
    }
}

#[test]
fn p31_a_throttled_activation_is_sent_again_at_most_twice() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"throttle --retry-after 0 --times 2 --match "POST {REQUESTS}""#));
    tenant.pim(GROUPS).must(0);
    assert_eq!(tenant.posts(), 3);
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"throttle --retry-after 0 --times 9 --match "POST {REQUESTS}""#));
    tenant.pim(GROUPS).must(8);
    assert_eq!(tenant.posts(), 3);
    // It never took effect: the next command need not wait for anything.
    tenant.heal();
    tenant.pim(GROUPS).must(0);
}

#[test]
fn p31_a_throttled_decision_is_sent_again_and_stands() {
    let tenant = TestTenant::new();
    tenant.pim(INTUNE).must(6);
    tenant.fault("throttle --retry-after 0 --times 2 --match PATCH");
    tenant.pim_as("alex", "approve dana --reason fine").must(0);
    assert_eq!(tenant.decisions(), 3);
    let tenant = TestTenant::new();
    tenant.pim(INTUNE).must(6);
    tenant.fault("throttle --retry-after 0 --times 9 --match PATCH");
    tenant.pim_as("alex", "approve dana --reason fine").must(8);
    assert_eq!(tenant.decisions(), 3);
}

#[test]
fn p31_settings_that_are_throttled_inside_a_batch_are_asked_for_again() {
    let tenant = TestTenant::new();
    tenant.fault(&format!("throttle --retry-after 0 --match {POLICIES}"));
    tenant.pim(r#"activate "Groups Administrator" "Teams Administrator" --max-wait 1s"#).must(2).tells("--reason");
    let asked = |tenant: &TestTenant| count(tenant, "GET", POLICIES);
    assert_eq!((count(&tenant, "POST", "$batch"), asked(&tenant)), (2, 3), "{:#?}", tenant.sent());
    // Throttled for ever they stop nothing, and end.
    let tenant = TestTenant::new();
    tenant.fault(&format!("throttle --retry-after 0 --times 99 --match {POLICIES}"));
    tenant.pim(TWO).must(0);
    assert_eq!((count(&tenant, "POST", "$batch"), asked(&tenant)), (3, 6), "{:#?}", tenant.sent());
}

#[test]
fn p31_a_throttled_batch_is_sent_three_times_at_most() {
    for how in ["throttle --retry-after 0", "status --status 503 --retry-after 0", "status --status 500", "cut-before"]
    {
        let tenant = TestTenant::new();
        tenant.fault(&format!("{how} --times 99 --match $batch"));
        tenant.pim(&TWO.replace("1s", "4s")).must(0);
        assert_eq!(count(&tenant, "POST", "$batch"), 3, "{how}");
    }
}

#[test]
fn p31_twenty_roles_share_one_budget() {
    // A directory of twenty roles, of which each setting is throttled, in one batch and for ever.
    let rows: Vec<String> = (0..20)
        .map(|n| {
            format!(
                r#"{{"id":"e{n}","principalId":"p","roleDefinitionId":"r{n}","directoryScopeId":"/","memberType":"Direct",
                    "roleDefinition":{{"id":"r{n}","displayName":"Role {n}"}}}}"#
            )
        })
        .collect();
    let eligible = format!(r#"{{"value":[{}]}}"#, rows.join(","));
    let stranger = Stranger::new(move |head| match () {
        () if head.starts_with("GET") && head.contains(ELIGIBLE) => answer("200 OK", eligible.as_bytes()),
        () if head.starts_with("GET") => answer("200 OK", br#"{"value":[]}"#),
        () if head.contains("$batch") => {
            let one = |n| format!(r#"{{"id":"{n}","status":429,"headers":{{"Retry-After":"1"}},"body":{{}}}}"#);
            let all: Vec<String> = (0..20).map(one).collect();
            answer("200 OK", format!(r#"{{"responses":[{}]}}"#, all.join(",")).as_bytes())
        }
        () => answer(
            "429 Too Many Requests\r\nretry-after: 1",
            br#"{"error":{"code":"TooManyRequests","message":"Too many requests."}}"#,
        ),
    });
    let tenant = TestTenant::new();
    let roles: Vec<String> = (0..20).map(|n| format!(r#""Role {n}""#)).collect();
    let started = Instant::now();
    let line = format!("activate {} --reason x --max-wait 3s -o json", roles.join(" "));
    let ran = tenant.at(&stranger.origin, &line).must(8);
    let took = started.elapsed();
    assert_eq!(ran.json().as_array().unwrap().len(), 20, "{ran}");
    assert!(took < Duration::from_secs(20), "20 roles waited {took:?} in all, --max-wait is 3 s");
    let heads = stranger.heads();
    assert_eq!(heads.iter().filter(|head| head.contains("$batch")).count(), 3);
    let posts = heads.iter().filter(|head| head.starts_with("POST") && head.contains(REQUESTS)).count();
    assert!((20..=60).contains(&posts), "{posts}");
}

#[test]
fn nobody_there_is_exit_8() {
    let tenant = TestTenant::new();
    let (_held, closed) = nobody();
    for line in ["list", r#"activate "Groups Administrator" --reason x"#, "approvals", "status"] {
        let ran = tenant.at(&format!("http://{closed}"), &format!("{line} --max-wait 0s")).must(8);
        assert!(ran.stderr.contains(&closed.to_string()), "{line}\n{ran}");
    }
    tenant.at("https://no-such-host.invalid", "list --max-wait 0s --timeout 10s").must(8).tells("no-such-host.invalid");
}

#[test]
fn p32_pauses_of_our_own_are_within_the_timeout() {
    // The first pause is half a second, the second two.
    for (timeout, most) in [("1s", 2), ("60s", 3)] {
        let tenant = TestTenant::new();
        tenant.pim("list").must(0);
        tenant.fault(&format!("status --status 503 --times 99 --match {ELIGIBLE}"));
        let before = tenant.count("GET", ELIGIBLE);
        tenant.pim(&format!("list --timeout {timeout}")).must(8);
        let sent = tenant.count("GET", ELIGIBLE) - before;
        assert!(sent <= most && (timeout == "1s" || sent == most), "{timeout}: {sent}");
    }
}
