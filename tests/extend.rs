//! `pim extend` and `pim renew`: an administrator decides, for which there is no API.

use crate::rig::until;
use crate::support::shapes::hold_each;
use crate::support::{Ran, TestTenant};
use pim::sandbox;
use serde_json::{Value, json};

/// What ends within 14 days, of each kind, and where the request goes.
const EXTEND: [(&str, &str, &str); 3] = [
    ("cloud device administrator", "entra", "POST /v1.0/roleManagement/directory/roleEligibilityScheduleRequests"),
    ("owner@Landing Zone", "azure", "/roleEligibilityScheduleRequests/"),
    (
        "owner@application owners",
        "group",
        "POST /v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests",
    ),
];

fn request(ran: &Ran) -> Value {
    hold_each("request-entry", &ran.json(), 1);
    ran.json()[0].clone()
}

/// The end of an eligibility.
fn end(tenant: &TestTenant, name: &str, kind: &str) -> Value {
    let rows = tenant
        .pim(&format!("list --eligible -k {kind} \"{}\" -o json", name.split('@').next().unwrap()))
        .must(0)
        .json();
    rows.as_array().unwrap().iter().map(|row| row["end"].clone()).find(|end| !end.is_null()).unwrap_or_default()
}

/// Decides as an administrator does in the portal.
fn decide(tenant: &TestTenant, request: &Value) {
    let id = request["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    sandbox::decide(&tenant.folder(), &id, true).unwrap();
}

#[test]
fn more_time_is_asked_for_and_an_administrator_decides() {
    for (name, kind, path) in EXTEND {
        let tenant = TestTenant::of_all_kinds();
        let before = end(&tenant, name, kind);
        let ran = tenant.pim(&format!("extend \"{name}\" -k {kind} -r \"It goes on\" -d 30d -o json")).must(6);
        let one = request(&ran);
        assert_eq!(
            (&one["action"], &one["status"], &one["outcome"], &one["reason"]),
            (&json!("extend"), &json!("PendingAdminDecision"), &json!("waiting"), &json!("It goes on"))
        );
        assert_eq!(ran.stderr, "");
        assert!(tenant.sent().iter().any(|line| line.contains(path)), "{path}\n{:#?}", tenant.sent());
        assert_eq!(end(&tenant, name, kind), before, "nobody decided yet");
        let again = tenant.pim(&format!("extend \"{name}\" -k {kind} -r x")).must(1);
        again.tells("a request for this role waits already");
        decide(&tenant, &one);
        let after = end(&tenant, name, kind);
        let days =
            |text: &Value| chrono::DateTime::parse_from_rfc3339(text.as_str().unwrap()).unwrap().timestamp() / 86400;
        assert_eq!(days(&after) - days(&before), 30, "{before} {after}");
    }
}

#[test]
fn what_ended_is_asked_for_again() {
    for (name, kind) in [("license administrator", "entra"), ("monitoring contributor@management", "azure")] {
        let tenant = TestTenant::of_all_kinds();
        tenant.pim(&format!("extend \"{name}\" -k {kind} -r x")).must(2).tells("ended ").tells("pim --sandbox renew ");
        let one = request(&tenant.pim(&format!("renew \"{name}\" -k {kind} -r \"Needed again\" -o json")).must(6));
        assert_eq!((&one["action"], &one["outcome"]), (&json!("renew"), &json!("waiting")));
        decide(&tenant, &one);
        tenant.pim(&format!("activate \"{name}\" -k {kind} -r x")).must(0);
    }
}

#[test]
fn a_group_that_ended_is_asked_for_again() {
    let tenant = TestTenant::of_all_kinds();
    let line = "\"owner@application owners\" -k group -r x -o json";
    let one = request(&tenant.pim(&format!("extend {line} -d 1d")).must(6));
    decide(&tenant, &one);
    tenant.sandbox("advance 20d");
    let one = request(&tenant.pim(&format!("renew {line}")).must(6));
    decide(&tenant, &one);
    tenant.pim("activate \"owner@application owners\" -k group -r x -t 1").must(0);
}

#[test]
fn the_table_says_who_decides_and_until_when_it_is_asked_for() {
    let tenant = TestTenant::new();
    let day = chrono::Utc::now() + chrono::TimeDelta::days(190);
    let line = format!("extend \"cloud device administrator\" -r x --until {} -o table", day.format("%Y-%m-%d"));
    let until = day.format("Cloud Device Administrator @ directory: until %a %-d %b %Y 00:00 +00:00").to_string();
    let ran = tenant.pim(&line).must(6);
    ran.says("Cloud Device Administrator @ directory  waits for an administrator ").tells(&until);
    assert_eq!(tenant.pim("status --short").stdout, "", "nothing is activated by it");
}

#[test]
fn what_cannot_be_asked_for_is_told_before_anything_is_sent() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("activate contributor@dev -r x").must(0);
    let before = tenant.sent().iter().filter(|line| line.starts_with("P")).count();
    let activation = tenant.pim("extend contributor@dev -r x").must(2);
    activation
        .tells("is activated, and no activation is made longer")
        .tells("pim --sandbox activate Contributor@dev --if-active again");
    tenant.pim("renew contributor@dev -r x").must(2).tells("--if-active again");
    for (line, exit, part) in [
        ("extend \"teams administrator\"", 5, "ends in more than 14 days; it can be extended from "),
        ("extend \"groups administrator\"", 5, "has no end"),
        ("renew \"cloud device administrator\"", 2, "pim --sandbox extend \"Cloud Device Administrator@directory\""),
        ("extend \"message center reader\"", 5, "has no end"),
        ("extend nothing", 3, "no role of yours is called"),
        ("extend", 2, "which role to extend is not said"),
        ("extend \"cloud device administrator\" --until +1d", 2, "anyway"),
        ("extend \"teams administrator\" \"groups administrator\"", 5, "of 2 roles more time cannot be asked for"),
    ] {
        tenant.pim(&format!("{line} -r x")).must(exit).tells(part);
    }
    let ran = tenant.pim("extend \"cloud device administrator\" -o json").must(2);
    assert_eq!(ran.error()["missing"], json!(["reason"]));
    assert_eq!(tenant.sent().iter().filter(|line| line.starts_with("P")).count(), before);
    tenant.sandbox("advance 60d");
    tenant.pim("renew \"license administrator\" -r x").must(5).tells("could be renewed until ");
}

#[test]
fn p01_a_lost_answer_is_looked_after_and_asked_for_once() {
    for (name, kind, _) in EXTEND {
        let tenant = TestTenant::of_all_kinds();
        let method = if kind == "azure" { "PUT" } else { "POST" };
        tenant.fault(&format!("cut-after --match \"{method} ligibilityScheduleRequests\""));
        let line = format!("extend \"{name}\" -k {kind} -r x -o json --max-wait 1s");
        let one = request(&tenant.pim(&line).must(6));
        assert_eq!(one["status"], "PendingAdminDecision");
        let sent =
            tenant.sent().iter().filter(|line| line.starts_with(method) && line.contains("ligibilitySchedule")).count();
        let named = if kind == "azure" { 1..=2 } else { 1..=1 };
        assert!(named.contains(&sent), "{:#?}", tenant.sent());
    }
}

#[test]
fn p13_ctrl_c_sends_nothing_more() {
    let tenant = TestTenant::new();
    let extend = "extend \"cloud device administrator\" -r x -o json";
    tenant.fault("latency --ms 1000 --match \"POST roleEligibilityScheduleRequests\"");
    let posts = || tenant.sent().iter().filter(|line| line.starts_with("POST")).count();
    let running = tenant.spawn(extend);
    until("the request", || posts() == 1);
    running.interrupt();
    let ran = running.wait().must(130);
    assert_eq!(ran.json()[0]["outcome"], "waiting", "{ran}");
    let before = tenant.sent().len();
    tenant.fault("latency --ms 1000 --times 9 --match GET");
    let running = tenant.spawn(extend);
    until("a read", || tenant.sent().len() > before);
    running.interrupt();
    running.wait().must(130);
    assert_eq!(posts(), 1);
}

#[test]
fn a_permission_that_lacks_is_named() {
    let tenant = TestTenant::new();
    let served = crate::support::served::Served::start(&tenant);
    let dana = served.token("dana", "{}");
    let ran = served.pim(&dana, "extend \"cloud device administrator\" -r x -o json").must(4);
    assert!(ran.error()["message"].as_str().unwrap().contains("RoleEligibilitySchedule.ReadWrite.Directory"), "{ran}");
}

#[test]
fn a_request_for_more_time_is_listed_shown_waited_for_and_withdrawn() {
    for (name, kind, _) in EXTEND {
        let tenant = TestTenant::of_all_kinds();
        let asked = || request(&tenant.pim(&format!("extend \"{name}\" -k {kind} -r \"It goes on\" -o json")).must(6));
        let id = asked()["id"].clone();
        let before = tenant.log().len();
        let rows = tenant.pim(&format!("request list -k {kind} -o json")).must(0).json();
        assert_eq!(tenant.log().len() - before, 2, "{:#?}", &tenant.log()[before..]);
        hold_each("request-entry", &rows, 1);
        let told = (&rows[0]["id"], &rows[0]["action"], &rows[0]["status"]);
        assert_eq!(told, (&id, &json!("extend"), &json!("PendingAdminDecision")));
        let short = rows[0]["shortId"].as_str().unwrap().to_owned();
        tenant
            .pim(&format!("request show {short} -k {kind} -o table"))
            .must(0)
            .says("PendingAdminDecision")
            .says(": extend ");
        tenant.pim(&format!("request wait -k {kind}")).must(0).tells("nothing waits");
        let wait = format!("request wait {short} -k {kind} -o json");
        assert_eq!(request(&tenant.pim(&format!("{wait} --for 1s")).must(6))["outcome"], "waiting");
        assert_eq!(tenant.pim("status --short").stdout, "", "nothing of a role waits");
        let cancelled = request(&tenant.pim(&format!("request cancel {short} -k {kind} -o json")).must(0));
        assert_eq!((&cancelled["id"], &cancelled["status"]), (&id, &json!("Canceled")));
        tenant.pim(&format!("request cancel {short} -k {kind}")).must(0);
        let again = asked();
        decide(&tenant, &again);
        let short = again["shortId"].as_str().unwrap();
        let done = request(&tenant.pim(&format!("request wait {short} -k {kind} -o json")).must(0));
        assert_eq!((&done["status"], &done["outcome"]), (&json!("Provisioned"), &json!("done")));
        tenant.pim(&format!("request cancel {short} -k {kind}")).must(11);
    }
}

#[test]
fn what_a_sign_in_may_not_read_is_no_error_of_the_list_and_what_fails_is() {
    let tenant = TestTenant::new();
    let list = tenant.pim("request list -o json").must(0);
    assert_eq!((list.json(), list.stderr.as_str()), (json!([]), ""));
    let without = "without requests about eligibilities, which this sign-in may not read (entra)";
    tenant.pim("request list -o table").must(0).says("no requests").says(without);
    tenant.pim("request show 12345678").must(3).tells(without);
    tenant.pim_as("robin", "request show 12345678").must(3).tells("no request is called \"12345678\"\n");
    tenant.pim("activate \"exchange administrator\" -r mail").must(6);
    tenant.fault("status --status 503 --times 9 --match roleEligibilityScheduleRequests");
    let list = tenant.pim("request list -o json --max-wait 0s").must(8);
    hold_each("request-entry", &list.json(), 1);
    let message = list.error()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("not whole: entra requests about eligibilities could not be read"), "{message}");
    // A service that fails as a whole is told once.
    tenant.heal();
    tenant.fault("status --status 503 --times 9 --match GET");
    let list = tenant.pim("request list -o json --max-wait 0s").must(8);
    assert!(list.error()["message"].as_str().unwrap().starts_with("nothing can be shown (entra): "), "{list}");
}

/// What a service says to a token without the permission.
const HIDDEN: &str = "{\"errorCode\":\"PermissionScopeNotGranted\",\"message\":\"Authorization failed due to missing \
                      permission scope RoleEligibilitySchedule.ReadWrite.Directory.\",\"instanceAnnotations\":[]}";

/// Asks for more time, and the answer is lost; the fault by which looking fails, too.
fn lost(tenant: &TestTenant, looking: &[&str]) -> Ran {
    let reads = "GET roleEligibilityScheduleRequests";
    tenant.fault("cut-after --match \"POST roleEligibilityScheduleRequests\"");
    tenant.pass(1, reads);
    tenant.run([&["sandbox", "fault"], looking, &["--times", "999", "--match", reads]].concat()).must(0);
    let ran = tenant.pim("extend \"cloud device administrator\" -r x -o json --max-wait 1s").must(9);
    assert_eq!(request(&ran)["outcome"], "unknown", "{ran}");
    assert!(ran.error()["hint"].as_str().unwrap().starts_with("pim --sandbox request list shows it"), "{ran}");
    ran
}

fn posts(tenant: &TestTenant) -> usize {
    tenant.sent().iter().filter(|line| line.starts_with("POST") && line.contains("ligibilitySchedule")).count()
}

#[test]
fn p01_a_lost_answer_is_resolved_by_whatever_looks_next() {
    for next in ["status -o table", "extend \"cloud device administrator\" -r x"] {
        let tenant = TestTenant::new();
        lost(&tenant, &["status", "--status", "503"]);
        tenant.pim("status --max-wait 0s").must(9).tells("is not known yet");
        tenant.heal();
        let exit = i32::from(next.starts_with("extend"));
        let ran = tenant.pim(next).must(exit).tells("it is known now: request ");
        assert_eq!(ran.stderr.contains("a request for this role waits already: "), exit == 1, "{ran}");
        assert_eq!(posts(&tenant), 1, "{next}");
        assert_eq!(tenant.pim("status").must(0).stderr, "");
    }
}

#[test]
fn p01_what_a_sign_in_may_not_read_is_told_as_that_with_what_finds_it_out() {
    let tenant = TestTenant::new();
    lost(&tenant, &["error", "--status", "403", "--code", "UnknownError", "--message", HIDDEN]);
    tenant
        .pim("status")
        .must(9)
        .tells("Cloud Device Administrator: an earlier command sent this at ")
        .tells("this sign-in may not read requests for more time")
        .tells("pim --sandbox extend \"Cloud Device Administrator@directory\" -r TEXT looks first");
    // It stands in the way of nothing else.
    tenant.pim("activate \"cloud device administrator\" -r x").must(0);
    tenant.pim("extend \"cloud device administrator\" -r x").must(9).tells("is not known yet");
    tenant.heal();
    tenant.pim("extend \"cloud device administrator\" -r x").must(1).tells("it is known now").tells("waits already");
    assert_eq!(posts(&tenant), 1);
}
