//! `pim sandbox ...`: the embedded tenant, steered and served.

use crate::support::served::Served;
use crate::support::{Ran, TestTenant};
use serde_json::{Value, json};

#[test]
fn its_people_are_listed_and_one_can_be_each() {
    let tenant = TestTenant::new();
    let people = tenant.sandbox("users -o json").json();
    let names: Vec<&str> = people.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["dana", "alex", "priya", "robin", "sam", "lee", "pipeline", "breakglass1", "breakglass2"]);
    for name in names.iter().filter(|name| **name != "pipeline") {
        tenant.pim_as(name, "list -o json").must(0);
    }
    tenant.pim_as("Alex Wilber", "list -o json").must(0);
    tenant.pim_as("ALEX@contoso.com", "list -o json").must(0);
    let nobody = tenant.pim_as("nobody", "list -o json").must(3);
    assert_eq!(nobody.error()["code"], "no-such-person");
    assert!(nobody.error()["message"].as_str().unwrap().contains("its people are dana, alex"), "{nobody}");
    tenant.sandbox("users -o table").says("asks for roles (the default)");
    assert_eq!(tenant.sandbox("users -o ids").stdout.lines().count(), 9);
}

#[test]
fn its_clock_is_moved_and_says_what_time_it_is() {
    let tenant = TestTenant::new();
    let time = |ran: Ran| chrono::DateTime::parse_from_rfc3339(ran.stdout.trim()).unwrap();
    let first = time(tenant.sandbox("advance 1m"));
    let second = time(tenant.sandbox("advance 1d"));
    let passed = second - first;
    assert!(
        passed >= chrono::TimeDelta::days(1) && passed < chrono::TimeDelta::days(1) + chrono::TimeDelta::minutes(2)
    );
    for wrong in ["nonsense", "-5m", "0m", ""] {
        tenant.run(["sandbox", "advance", wrong]).must(2);
    }
    tenant.run(["sandbox", "advance"]).must(2);
}

#[test]
fn reset_makes_it_anew() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator""#).must(0);
    tenant.sandbox("reset").tells("as it was at first");
    tenant.pim("status -o json").must(0).says("[]");
    assert_eq!(tenant.count("POST", ""), 0);
    tenant.pim(r#"activate "teams administrator""#).must(0);
}

#[test]
fn a_large_estate_is_made_the_same_each_time_and_listed_whole() {
    let tenant = TestTenant::of_all_kinds();
    let before = tenant.pim("list -k azure -o json").must(0).json().as_array().unwrap().len();
    let listed = || {
        let list = tenant.pim("list -k azure -o json").must(0).json();
        list.as_array().unwrap().iter().map(|row| (row["id"].clone(), row["scope"]["name"].clone())).collect::<Vec<_>>()
    };
    tenant.sandbox("seed --size 1230").tells("dana has 1230 roles more");
    let first = listed();
    assert_eq!(first.len(), before + 1230);
    let ids: std::collections::HashSet<&str> = first.iter().map(|(id, _)| id.as_str().unwrap()).collect();
    assert_eq!(ids.len(), first.len(), "a page gives what another gave");
    let last = first.iter().filter(|(_, scope)| scope == "estate-0025 / rg-jobs").count();
    assert_eq!(last, 5, "a subscription for each fifty");
    tenant.sandbox("seed --size 1230");
    assert_eq!(listed(), first);
    let reads = tenant.sent().iter().filter(|line| line.contains("roleEligibilityScheduleInstances")).count();
    assert_eq!(reads, 2, "a thousand rows a page");
    tenant.pim("activate contributor@estate-0025 -k azure -r why").must(0);
    tenant.sandbox("seed --size 2050");
    assert_eq!(listed().len(), before + 2050);
    let sent = tenant.sent().len();
    tenant.pim("activate contributor@estate-0025 -k azure -r why").must(0);
    let first = &tenant.sent()[sent];
    assert!(first.starts_with("GET"), "what is kept of the names is not all of them: {first}");
    tenant.sandbox("reset");
    assert_eq!(listed().len(), before);
    tenant.sandbox("seed --size 10 --as sam").tells("sam has 10 roles more");
    assert_eq!(listed().len(), before);
    for wrong in ["0", "100001", "-1", "many"] {
        tenant.run(["sandbox", "seed", "--size", wrong]).must(2);
    }
    tenant.run(["sandbox", "seed"]).must(2);
    tenant.run(["sandbox", "seed", "--size", "1", "--as", "nobody"]).must(3);
}

#[test]
fn its_rules_can_be_set_and_sessions_ended() {
    let tenant = TestTenant::new();
    for (line, said) in [
        ("set device-code blocked", "device-code is blocked from now on"),
        ("set mfa off", "mfa is off from now on"),
        ("set admin-consent revoked", "admin-consent is revoked from now on"),
        ("set admin-consent granted --client 5A4DB0C5-C11E-4A11-9C0D-C0A7050A0002", "admin-consent is granted"),
        ("session revoke", "dana has to sign in again"),
        ("session revoke --as Robin", "Robin has to sign in again"),
    ] {
        tenant.sandbox(line).tells(said);
    }
    tenant.run(["sandbox", "set", "mfa", "perhaps"]).must(2);
    let nobody = tenant.run(["sandbox", "session", "revoke", "--as", "nobody", "-o", "json"]).must(3);
    assert_eq!(nobody.error()["code"], "no-such-person");
    let unknown = tenant.run(["sandbox", "set", "admin-consent", "revoked", "--client", "x", "-o", "json"]).must(3);
    assert_eq!(unknown.error()["code"], "no-such-client");
}

#[test]
fn what_one_command_did_the_next_one_sees() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" -r "here I am""#).must(0);
    assert_eq!(tenant.pim("status --query [0].role.name").must(0).stdout, "Teams Administrator\n");
    let other = TestTenant::new();
    other.pim("status -o json").must(0).says("[]");
}

#[test]
fn the_log_tells_what_it_received() {
    let tenant = TestTenant::new();
    tenant.sandbox("log -o table").says("no request yet");
    tenant.pim_as("alex", "approvals").must(0);
    let log = tenant.sandbox("log -o json").json();
    assert_eq!(log.as_array().unwrap().len(), 1);
    let one = &log[0];
    assert_eq!((&one["method"], &one["who"], &one["status"]), (&json!("GET"), &json!("alex"), &json!(200)));
    assert!(one["path"].as_str().unwrap().contains("filterByCurrentUser(on='approver')"), "{one}");
    let table = tenant.sandbox("log -o table").stdout;
    assert!(table.contains("GET") && table.contains("200"), "{table}");
    assert!(!log.to_string().contains("eyJ"), "never a token");
}

#[test]
fn faults_are_set_listed_and_taken_back() {
    let tenant = TestTenant::new();
    let kinds = tenant.sandbox("fault -o json").json();
    assert!(kinds.as_array().unwrap().len() >= 25, "{kinds}");
    tenant.sandbox("fault throttle --retry-after 3 --times 2 --match POST").tells("throttle for the next 2 requests");
    let set = tenant.sandbox("fault --list -o json").json();
    assert_eq!(
        (&set[0]["kind"], &set[0]["times"], &set[0]["matches"]),
        (&json!("throttle"), &json!(2), &json!("POST"))
    );
    tenant.sandbox("fault --clear").tells("no fault is set any more");
    assert_eq!(tenant.sandbox("fault --list -o json").json(), json!([]));
    tenant.run(["sandbox", "fault", "nonsense"]).must(2);
    tenant.run(["sandbox", "fault", "throttle", "--times", "0"]).must(2);
    tenant.run(["sandbox", "fault", "foreign-page"]).must(2).tells("foreign-page wants the URL");
}

#[test]
fn a_token_is_printed_alone() {
    let tenant = TestTenant::new();
    let seen = tenant.sandbox("token --for graph");
    assert_eq!((seen.stdout.matches('.').count(), seen.stdout.lines().count(), seen.stderr.as_str()), (2, 1, ""));
    tenant.run(["sandbox", "token"]).must(2).tells("--for");
    tenant.run(["sandbox", "token", "--for", "mars"]).must(2);
    tenant.run(["sandbox", "token", "--for", "graph", "--as", "nobody"]).must(3);
    for claims in ["nonsense", "[]", r#"{"oid":"somebody else"}"#] {
        tenant.run(["sandbox", "token", "--for", "graph", "--claims", claims]).must(2).tells("error:");
    }
}

#[test]
fn p43_it_serves_on_loopback_alone() {
    let tenant = TestTenant::new();
    let served = Served::with(&tenant, &["sandbox", "serve", "-o", "json"]);
    let http = served.ready["http"].as_str().unwrap();
    assert!(http.starts_with("http://127.0.0.1:"), "{http}");
    assert_eq!((&served.ready["https"], &served.ready["caFile"]), (&Value::Null, &Value::Null));
    let keys: Vec<&String> = served.ready.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["http", "https", "caFile", "tenantId"]);
    let port = http.rsplit(':').next().unwrap();
    let taken = tenant.run(["sandbox", "serve", "--port", port]).must(1);
    assert!(taken.stderr.starts_with("error: "), "{taken}");
    tenant.run(["sandbox", "serve", "--port", "70000"]).must(2);
    tenant.run(["sandbox", "serve", "--address", "0.0.0.0"]).must(2);
}

#[test]
fn it_says_for_a_person_where_it_serves() {
    let tenant = TestTenant::new();
    let served = Served::with(&tenant, &["sandbox", "serve"]);
    let line = served.ready.as_str().unwrap();
    assert!(line.starts_with("serving http://127.0.0.1:") && line.contains(", tenant "), "{line}");
}

#[test]
fn a_damaged_tenant_is_told_and_made_anew_by_reset() {
    let tenant = TestTenant::new();
    tenant.pim("list").must(0);
    let folder = tenant.home().join(".local/share/pim/sandbox");
    let is_state =
        |path: &std::path::Path| std::fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"SQLite format 3"));
    let state =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).find(|path| is_state(path)).unwrap();
    std::fs::write(&state, b"not a database at all, whatever is read of it").unwrap();
    let seen = tenant.pim("list").must(1);
    assert!(seen.stderr.contains("pim sandbox reset"), "{seen}");
    tenant.sandbox("reset");
    tenant.pim("list").must(0);
}

#[test]
fn a_port_that_is_taken_is_told_with_what_to_try() {
    let tenant = TestTenant::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = tenant.run(["sandbox", "serve", "--port", &port]).must(1);
    ran.tells(&format!("cannot listen on 127.0.0.1:{port}")).tells("try  another port, or 0 for any that is free");
}
