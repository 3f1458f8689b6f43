//! What `pim` says is what is: already there, pending, in part, decided by another, not yet in force.

use crate::pages::measured;
use crate::rig::{ACTIVE, ELIGIBLE, GROUPS, INTUNE, POLICIES, REQUESTS, Stranger, answer, until};
use crate::support::TestTenant;
use serde_json::Value;
use std::time::{Duration, Instant};

const SCOPES: &str = r#"--status 403 --code UnknownError --message "{\"errorCode\":\"PermissionScopeNotGranted\",\"message\":\"Authorization failed due to missing permission scope RoleAssignmentSchedule.ReadWrite.Directory,RoleManagement.ReadWrite.Directory.\",\"instanceAnnotations\":[]}""#;

/// A fault line with quotes in its values, which the tests' small shell does not know.
fn fault_args(tenant: &TestTenant, args: &[&str]) {
    tenant.run(["sandbox", "fault"].iter().chain(args)).must(0);
}

fn lacking_scope(tenant: &TestTenant, matches: &str) {
    let message = SCOPES.split("--message \"").nth(1).unwrap().trim_end_matches('"').replace("\\\"", "\"");
    let args = [
        "error",
        "--status",
        "403",
        "--code",
        "UnknownError",
        "--message",
        &message,
        "--times",
        "99",
        "--match",
        matches,
    ];
    fault_args(tenant, &args);
}

/// An activation of which the lists of the next command show nothing, with seven minutes left.
fn unseen_activation(tenant: &TestTenant) {
    tenant.fault(&format!(r#"lag --reads 1 --match "POST {REQUESTS}""#));
    tenant.pim(r#"activate "Groups Administrator" --reason x --duration 15m --no-wait"#).must(0);
    tenant.sandbox("advance 8m");
}

#[test]
fn p03_exists_already_tells_the_real_end() {
    let tenant = TestTenant::new();
    unseen_activation(&tenant);
    let ran = tenant.pim(&format!("{GROUPS} -d 4h -o json")).must(0);
    assert_eq!(tenant.posts(), 2, "the service was to refuse the second");
    let row = &ran.json()[0];
    let time = |name: &str| row[name].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!(time("end") - time("start"), chrono::TimeDelta::minutes(15), "{ran}");
    assert_eq!(row["duration"], "PT15M", "{ran}");
    assert!(row["notes"].to_string().contains("active already"), "{ran}");
}

#[test]
fn p03_exists_already_with_too_little_left_is_a_failure() {
    for more in ["--at-least 10m", "--if-active fail"] {
        let tenant = TestTenant::new();
        unseen_activation(&tenant);
        let ran = tenant.pim(&format!("{GROUPS} -d 4h {more} -o json")).must(1);
        assert_eq!(tenant.posts(), 2);
        let error = ran.error();
        assert_eq!(error["code"], "RoleAssignmentExists", "{ran}");
        assert!(error["message"].as_str().unwrap().contains("until 20"), "the real end is not told\n{ran}");
        assert_eq!(ran.json()[0]["outcome"], "refused", "{ran}");
    }
}

#[test]
fn p04_pending_is_not_active() {
    let tenant = TestTenant::new();
    let ran = tenant.pim(&format!("{INTUNE} -o table")).must(6);
    assert!(!ran.stdout.contains("active") && ran.stdout.contains("waits for approval"), "{ran}");
    let started = Instant::now();
    let ran = tenant.pim("request wait \"Intune Administrator\" --for 1s -o json").must(6);
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(ran.json()[0]["outcome"], "waiting", "{ran}");
    tenant.pim(r#"status "Intune Administrator""#).must(3);
    // Asked for again it is still the one request.
    tenant.pim(INTUNE).must(1).tells("waits already");
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p04_a_wait_that_runs_out_is_still_6() {
    let tenant = TestTenant::new();
    let started = Instant::now();
    let ran = tenant.pim(&format!("{INTUNE} --wait=1s -o table")).must(6).says("waits for approval");
    assert!(!ran.stdout.contains("active"), "{ran}");
    assert!(started.elapsed() >= Duration::from_secs(1) && started.elapsed() < Duration::from_secs(10));
}

#[test]
fn p04_a_decision_that_comes_while_one_waits_is_seen() {
    for (verb, exit) in [("approve", 0), ("deny", 7)] {
        let tenant = TestTenant::new();
        let running = tenant.spawn(&format!("{INTUNE} --wait=30s -o json"));
        until("the request", || tenant.posts() == 1);
        tenant.pim_as("alex", &format!("{verb} dana --reason because")).must(0);
        let ran = running.wait().must(exit);
        assert_eq!(ran.json()[0]["inForce"], if exit == 0 { true.into() } else { Value::Null }, "{ran}");
        if exit == 7 {
            assert!(ran.error()["message"].as_str().unwrap().contains("Alex Wilber"), "{ran}");
        }
    }
}

#[test]
fn p06_p07_only_the_persons_own_id_goes_to_the_endpoint_of_activations() {
    let tenant = TestTenant::new();
    // Through a group: the eligibility's principal is the group.
    tenant.pim(r#"activate "Helpdesk Administrator" --reason x -o json"#).must(0);
    let entries = tenant.entries();
    assert!(entries.iter().all(|one| one.note.is_none()), "{entries:#?}");
    let writes: Vec<_> = entries.iter().filter(|one| one.method != "GET" && !one.path.contains("$batch")).collect();
    assert_eq!(writes.len(), 1);
    assert!(writes[0].path.ends_with(REQUESTS), "{}", writes[0].path);
    assert!(!entries.iter().any(|one| one.path.contains("roleEligibilityScheduleRequests")));
    let status = tenant.pim("status -o json").must(0).json();
    assert_eq!(status[0]["principal"]["upn"], "dana@contoso.com", "{status:#}");
}

#[test]
fn p08_each_role_is_told_of_and_the_worst_decides() {
    let tenant = TestTenant::new();
    let post = format!("POST {REQUESTS}");
    tenant.pass(1, &post);
    tenant.fault(&format!(r#"error --status 403 --code Authorization_RequestDenied --message No --match "{post}""#));
    tenant.pass(1, &post);
    tenant.fault(&format!(r#"throttle --retry-after 0 --times 3 --match "{post}""#));
    let line = r#"activate "Groups Administrator" "Teams Administrator" "Reports Reader" "Security Administrator" "Intune Administrator" --reason x --ticket CHG1 --max-wait 1s"#;
    let ran = tenant.pim(&format!("{line} -o json")).must(1);
    let rows = ran.json();
    let told: Vec<(&str, &str, i64)> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let exit = row["error"]["exitCode"].as_i64().unwrap_or(0);
            (row["role"]["name"].as_str().unwrap(), row["outcome"].as_str().unwrap(), exit)
        })
        .collect();
    let wanted = [
        ("Groups Administrator", "done", 0),
        ("Teams Administrator", "refused", 1),
        ("Reports Reader", "done", 0),
        ("Security Administrator", "refused", 8),
        ("Intune Administrator", "waiting", 0),
    ];
    assert_eq!(told, wanted, "{ran}");
    let items = ran.error()["items"].as_array().unwrap().len();
    assert_eq!((ran.error()["exitCode"].as_i64(), items), (Some(1), 2), "{ran}");
    assert_eq!(tenant.posts(), 7);
}

#[test]
fn p08_the_summary_counts_them() {
    let tenant = TestTenant::new();
    let post = format!("POST {REQUESTS}");
    tenant.pass(1, &post);
    tenant.fault(&format!(r#"error --status 403 --code Authorization_RequestDenied --message No --match "{post}""#));
    let line = r#"activate "Groups Administrator" "Teams Administrator" "Reports Reader" "Intune Administrator" --reason x --ticket CHG1"#;
    tenant.pim(&format!("{line} -o table")).must(1).tells("2 done, 1 pending, 1 failed");
}

#[test]
fn p08_an_unknown_among_them_is_the_worst() {
    let tenant = TestTenant::new();
    let post = format!("POST {REQUESTS}");
    tenant.fault(&format!(r#"error --status 403 --code Nope --match "{post}""#));
    tenant.fault(&format!(r#"cut-before --match "{post}""#));
    let ran = tenant
        .pim(r#"activate "Groups Administrator" "Teams Administrator" "Reports Reader" --reason x --max-wait 0s -o json"#)
        .must(9);
    let rows = ran.json();
    let outcomes: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["refused", "unknown", "done"], "{ran}");
    assert_eq!(ran.error()["exitCode"], 9);
}

#[test]
fn p10_a_request_that_changed_since_it_was_shown_is_not_decided() {
    for verb in ["approve", "deny"] {
        let tenant = TestTenant::new();
        let id = tenant.pim(&format!("{INTUNE} -o json")).must(6).json()[0]["id"].as_str().unwrap().to_owned();
        tenant.fault(&format!(r#"hostile --text "another reason" --match "GET {REQUESTS}/{id}""#));
        let ran = tenant.pim_as("alex", &format!("{verb} dana --reason fine -o json")).must(11);
        assert_eq!(ran.error()["code"], "changed-since-shown", "{ran}");
        assert!(ran.error()["message"].as_str().unwrap().contains("the reason"), "{ran}");
        assert_eq!(tenant.decisions(), 0);
    }
}

#[test]
fn p10_a_request_that_was_withdrawn_since_it_was_shown_is_not_decided() {
    let tenant = TestTenant::new();
    tenant.pim(INTUNE).must(6);
    // The list still shows it; the request itself tells better.
    tenant.fault("lag --reads 9 --match /cancel");
    tenant.pim(r#"request cancel "Intune Administrator""#).must(0);
    let ran = tenant.pim_as("alex", "approve dana --reason fine");
    assert!([3, 11].contains(&ran.code), "{ran}");
    assert_eq!(tenant.decisions(), 0);
}

#[test]
fn p11_a_decision_that_comes_late_names_who_was_faster() {
    let tenant = TestTenant::new();
    let id = tenant.pim(&format!("{INTUNE} -o json")).must(6).json()[0]["id"].as_str().unwrap().to_owned();
    tenant.pim_as("priya", "deny dana --reason no").must(0);
    let ran = tenant.pim_as("alex", &format!("approve {id} --reason fine -o json")).must(11);
    let message = ran.error()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("denied already by Priya Nair at 20"), "{ran}");
    assert_eq!(tenant.decisions(), 1);
}

#[test]
fn p11_a_decision_that_is_overtaken_on_its_way_says_so() {
    let tenant = TestTenant::new();
    tenant.pim(INTUNE).must(6);
    // Alex has read the request and is kept up on the way to its approval.
    tenant.fault("latency --ms 1000 --match \"GET roleAssignmentApprovals\"");
    let alex = tenant.spawn("--as alex approve dana --reason fine -o json");
    until("Alex's last read", || tenant.sent().iter().any(|line| line.contains("roleAssignmentApprovals")));
    tenant.pim_as("priya", "deny dana --reason no").must(0);
    let ran = alex.wait().must(11);
    assert!(ran.stderr.contains("Priya Nair"), "{ran}");
}

#[test]
fn p12_nobody_decides_on_an_own_request() {
    let tenant = TestTenant::new();
    tenant.pim_as("alex", INTUNE).must(6);
    tenant.pim(INTUNE).must(6);
    tenant.pim_as("alex", "approve alex --reason fine").must(3);
    assert_eq!(tenant.decisions(), 0);
    let ran = tenant.pim_as("alex", "approve --all --reason fine -o json").must(0);
    assert_eq!(ran.json().as_array().unwrap().len(), 1, "{ran}");
    assert_eq!(ran.json()[0]["principal"]["upn"], "dana@contoso.com", "{ran}");
    assert_eq!(tenant.decisions(), 1);
    tenant.pim_as("alex", r#"status "Intune Administrator""#).must(3);
}

#[test]
fn p12_what_arrives_meanwhile_is_not_approved() {
    let tenant = TestTenant::new();
    tenant.pim(INTUNE).must(6);
    tenant.fault("latency --ms 1000 --match PATCH");
    let alex = tenant.spawn("--as alex approve --all --reason fine");
    until("the decision", || tenant.decisions() == 1);
    tenant.pim_as("sam", INTUNE).must(6);
    alex.wait().must(0);
    assert_eq!(tenant.decisions(), 1);
    tenant.pim_as("sam", r#"status "Intune Administrator""#).must(3);
    assert_eq!(tenant.pim_as("alex", "approvals -o json").must(0).json().as_array().unwrap().len(), 1);
}

#[test]
fn p53_whoever_reads_no_further_still_gets_the_exit_code() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"error --status 403 --code Nope --match "POST {REQUESTS}""#));
    let closed = |line: &str| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = tenant.command(crate::support::words(&format!("--sandbox {line}")));
        command.stdout(writer).stderr(std::process::Stdio::piped());
        crate::support::Ran::of(command.spawn().unwrap().wait_with_output().unwrap())
    };
    closed(GROUPS).must(1);
    closed(GROUPS).must(0);
    tenant.pim(INTUNE).must(6);
    tenant.fault("error --status 403 --code Nope --match PATCH");
    closed("--as alex approve dana --reason fine").must(1);
    closed("--as alex approve dana --reason fine").must(0);
    assert_eq!((tenant.posts(), tenant.decisions()), (3, 2));
}

#[test]
fn p14_a_result_that_cannot_be_shown_is_told_all_the_same() {
    for (more, exit) in [("--query keys(@) -o json", 2), ("--query keys(@) -o table", 2), ("-o json", 1)] {
        let tenant = TestTenant::new();
        let mut command = tenant.command(crate::support::words(&format!("--sandbox {GROUPS} {more}")));
        if exit == 1 {
            command.stdout(std::fs::File::options().write(true).open("/dev/full").unwrap());
        }
        let child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
        crate::support::Ran::of(child.wait_with_output().unwrap()).must(exit).tells("active until");
        assert_eq!(tenant.posts(), 1);
    }
}

#[test]
fn what_the_service_still_provisions_is_waited_for() {
    let tenant = TestTenant::new();
    tenant.fault("provision --reads 3");
    let ran = tenant.pim(&format!("{GROUPS} -o json")).must(0);
    assert_eq!((&ran.json()[0]["status"], &ran.json()[0]["inForce"]), (&"Provisioned".into(), &true.into()), "{ran}");
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn what_the_lists_do_not_show_yet_is_waited_for() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"lag --reads 3 --match "POST {REQUESTS}""#));
    let ran = tenant.pim(&format!("{GROUPS} -o json")).must(0);
    assert_eq!(ran.json()[0]["inForce"], true, "{ran}");
    let sent = tenant.sent();
    let post = sent.iter().position(|line| line.starts_with("POST")).unwrap();
    assert_eq!(sent[post..].iter().filter(|line| line.contains(ACTIVE)).count(), 4, "{sent:#?}");
}

#[test]
fn no_wait_returns_on_the_answer() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"lag --reads 99 --match "POST {REQUESTS}""#));
    let ran = tenant.pim(&format!("{GROUPS} --no-wait -o json")).must(0);
    assert_eq!(ran.json()[0]["inForce"], Value::Null, "{ran}");
    assert!(tenant.sent().last().unwrap().starts_with("POST"), "{:#?}", tenant.sent());
    let tenant = TestTenant::new();
    tenant.fault("provision --reads 99");
    let ran = tenant.pim(&format!("{GROUPS} --no-wait -o json")).must(6);
    assert_eq!(ran.json()[0]["outcome"], "waiting", "{ran}");
}

#[test]
fn settings_that_may_not_be_read_stop_nothing() {
    let tenant = TestTenant::new();
    tenant.fault(&format!("error --status 403 --code Authorization_RequestDenied --times 9 --match {POLICIES}"));
    tenant.pim(GROUPS).must(0);
    // What lacks the service says then.
    let ran = tenant.pim(r#"activate "Intune Administrator" --reason x -o json"#).must(2);
    assert_eq!(ran.json()[0]["error"]["missing"], serde_json::json!(["ticket"]), "{ran}");
    assert_eq!(tenant.posts(), 2);
}

#[test]
fn a_challenge_is_exit_4_and_named() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"challenge --match "POST {REQUESTS}""#));
    let ran = tenant.pim(&format!("{GROUPS} -o json")).must(4);
    assert!(ran.error()["message"].as_str().unwrap().contains("context c1"), "{ran}");
    assert!(ran.error()["hint"].as_str().unwrap().contains("pim --sandbox login --claims c1"), "{ran}");
    assert_eq!(tenant.posts(), 1);
    tenant.fault(&format!("challenge --match {ELIGIBLE}"));
    tenant.pim("list").must(4).tells("context c1");
    // The role's own authentication context, too.
    tenant.pim(r#"activate "Conditional Access Administrator" --reason x"#).must(4).tells("c1");
}

#[test]
fn a_permission_that_lacks_is_named_and_the_rest_shown() {
    let tenant = TestTenant::new();
    lacking_scope(&tenant, &format!("GET {REQUESTS}"));
    let ran = tenant.pim("list -o json").must(4);
    assert!(ran.json().as_array().unwrap().len() > 8, "{ran}");
    let error = ran.error();
    assert!(error["message"].as_str().unwrap().contains("entra requests could not be read"), "{ran}");
    assert!(error["hint"].as_str().unwrap().contains("RoleAssignmentSchedule.ReadWrite.Directory"), "{ran}");
    assert_eq!(error["code"], "PermissionScopeNotGranted", "{ran}");
}

#[test]
fn an_ended_sign_in_is_exit_4() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(
        "error --status 401 --code InvalidAuthenticationToken --message Expired --times 9 --match {REQUESTS}"
    ));
    tenant.pim("list").must(4).tells("sign-in");
    tenant.pim(GROUPS).must(4);
    assert_eq!(tenant.posts(), 0);
}

#[test]
fn p36_twenty_thousand_roles_are_survived() {
    let rows: Vec<String> = (0..20_000)
        .map(|n| {
            format!(
                r#"{{"id":"e{n}","principalId":"p","roleDefinitionId":"r{n}","directoryScopeId":"/","memberType":"Direct",
                    "roleDefinition":{{"id":"r{n}","displayName":"Role {n}"}}}}"#
            )
        })
        .collect();
    let body = format!(r#"{{"value":[{}]}}"#, rows.join(","));
    let stranger = Stranger::new(move |head| {
        if head.contains(ELIGIBLE) { answer("200 OK", body.as_bytes()) } else { answer("200 OK", br#"{"value":[]}"#) }
    });
    for format in ["json", "ids", "tsv"] {
        let tenant = TestTenant::new();
        let started = Instant::now();
        let (ran, memory) = measured(tenant.elsewhere(&stranger.origin, &format!("list -o {format}")));
        let ran = ran.must(0);
        assert!(ran.stdout.contains("e19999"), "{format}");
        // A build without optimisation is many times slower than what is shipped.
        assert!(started.elapsed() < Duration::from_secs(30), "{format}: {:?}", started.elapsed());
        assert!(memory < 300_000, "{format}: {memory} KB");
    }
}

/// The task of `pim activate` in this process, with a wait that a test can sit out.
async fn activate_and_wait(
    tenant: &TestTenant,
    in_force: Duration,
) -> (pim::task::Work, Vec<pim::task::activate::Done>) {
    use pim::http::{Audience, Client, ClientOptions, Interrupt, Service};
    use pim::task::activate::{self, Given as What, IfActive, Length};
    use pim::task::{Folders, Work, list, wait};
    let data = tenant.folder().parent().unwrap().to_owned();
    let server = pim::cli::sandbox::start(&data).await.ok().unwrap();
    let credential =
        pim::cli::sandbox::Embedded::new(&data, None, pim::auth::permission::Work::Request, None).ok().unwrap();
    let origin = url::Url::parse(server.http()).unwrap();
    let options = ClientOptions {
        timeout: Duration::from_secs(20),
        max_wait: Duration::from_secs(1),
        extra_ca: None,
        http2_only: false,
        loopback: true,
        interrupt: Interrupt::default(),
        now: chrono::Utc::now,
        recorder: None,
    };
    let client = std::sync::Arc::new(Client::new(options, std::sync::Arc::new(credential)).unwrap());
    let me = pim::cli::sandbox::me(None).unwrap();
    let audience = Audience::new(Service::Graph, origin);
    let entra = pim::provider::entra::Entra::new(client.clone(), audience, me.clone());
    let below = |name: &str| tenant.home().join(name);
    let work = Work {
        me,
        providers: vec![pim::provider::Provider::Entra(entra)],
        client,
        folders: Folders { cache: below("cache"), state: below("state"), fallback: below("fallback") },
        events: Box::new(|_| {}),
    };
    let seen = list::read(&work).await;
    let teams = seen.assignments.iter().find(|one| one.role.name.raw() == "Teams Administrator").unwrap().clone();
    let hour = pim::pim::duration::Span::hours(1);
    let what = What {
        reason: None,
        ticket: None,
        length: Length::Exactly(hour),
        shorten: false,
        start: None,
        if_active: IfActive::Reuse,
        at_least: hour,
        dry_run: false,
        at_once: false,
    };
    let planned = activate::plan(&work, &seen, vec![teams]).await;
    let mut done = activate::run(&work, planned, &what).await.unwrap();
    wait::follow(&work, &mut done, wait::Waits { in_force, decision: Duration::ZERO }).await;
    server.stop().await;
    (work, done)
}

#[tokio::test(flavor = "multi_thread")]
async fn p04_what_is_never_seen_in_force_is_exit_6_when_the_wait_is_over() {
    let lag = format!(r#"lag --reads 999 --match "POST {REQUESTS}""#);
    let failing = format!("status --status 500 --times 999 --match {ACTIVE}");
    let silent = format!("slow --ms 60000 --times 999 --match {ACTIVE}");
    let none = String::new();
    // What is seen ends the wait: only what is not takes all of it.
    let (short, long) = (Duration::from_millis(600), Duration::from_secs(20));
    for (fault, all, seen, exit) in
        [(&none, long, true, 0), (&lag, short, false, 6), (&failing, short, false, 6), (&silent, short, false, 6)]
    {
        let tenant = TestTenant::new();
        tenant.pim("list").must(0);
        if !fault.is_empty() {
            if !fault.starts_with("lag") {
                tenant.pass(1, ACTIVE);
            }
            tenant.fault(fault);
        }
        let started = Instant::now();
        let (work, done) = activate_and_wait(&tenant, all).await;
        assert_eq!(done[0].in_force, Some(seen), "{fault}");
        assert_eq!(pim::cli::outcome::exit_of(&done[0], work.now()), exit, "{fault}");
        assert!(started.elapsed() < Duration::from_secs(15), "{fault}: {:?}", started.elapsed());
        assert_eq!(tenant.posts(), 1, "{fault}");
    }
}
