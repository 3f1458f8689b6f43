//! `pim activate`: what it sends, waits for and says, and everything that a person can get wrong.

use crate::support::shapes::{hold, hold_each};
use crate::support::{Ran, TestTenant, words};
use serde_json::{Value, json};
use std::process::Stdio;

/// Starts a command, has somebody decide as soon as its request waits, and gives how the command ended.
fn decided_meanwhile(tenant: &TestTenant, line: &str, decision: &str) -> Ran {
    let mut command = tenant.command(["--sandbox".to_owned()].into_iter().chain(words(line)));
    let running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let waits = || tenant.pim_as("alex", "approvals -o ids").must(0).stdout.lines().count() == 1;
    // Each look takes a while; a request that does not come in all of them never will.
    assert!((0..200).any(|_| waits()), "the request never waited");
    tenant.pim_as("alex", decision).must(0);
    Ran::of(running.wait_with_output().unwrap())
}

/// How often the service was asked for an activation.
fn asked(tenant: &TestTenant) -> usize {
    tenant.count("POST", "roleAssignmentScheduleRequests")
}

/// The one entry of a JSON answer, of the right shape.
#[track_caller]
fn entry(ran: &Ran) -> Value {
    let all = ran.json();
    hold_each("request-entry", &all, 1);
    all[0].clone()
}

#[test]
fn a_role_is_in_force_when_the_command_returns() {
    let tenant = TestTenant::new();
    let seen = tenant.pim(r#"activate "Groups Administrator" -r "Clean up" -d 2h -o json"#).must(0);
    assert_eq!(seen.stderr, "");
    let one = entry(&seen);
    let is = |field: &str, value: Value| assert_eq!(one[field], value, "{field}\n{one:#}");
    is("action", json!("activate"));
    is("status", json!("Provisioned"));
    is("outcome", json!("done"));
    is("inForce", json!(true));
    is("duration", json!("PT2H"));
    is("reason", json!("Clean up"));
    is("tenantId", json!(pim::sandbox::TENANT_ID));
    is("dryRun", json!(false));
    let (start, end) = (one["start"].as_str().unwrap(), one["end"].as_str().unwrap());
    let time = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap();
    assert_eq!(time(end) - time(start), chrono::TimeDelta::hours(2));
}

#[test]
fn every_format_says_what_became_of_it() {
    for (format, part) in [
        ("table", "Teams Administrator @ directory  active until "),
        ("tsv", "\tactivate\tTeams Administrator\tdirectory\tentra\tdone\tProvisioned\t"),
        ("csv", ",activate,Teams Administrator,directory,entra,done,Provisioned,"),
        ("yaml", "\n  status: Provisioned\n"),
        ("markdown", " | activate | Teams Administrator | directory | entra | done | Provisioned | "),
        ("jsonl", "\"status\":\"Provisioned\""),
        ("ids", "-"),
        ("json", "\"status\": \"Provisioned\""),
    ] {
        let tenant = TestTenant::new();
        let seen = tenant.pim(&format!(r#"on "Teams Administrator" -o {format}"#)).must(0);
        assert!(seen.stdout.contains(part), "{format}: {part:?}\n{seen}");
    }
    let tenant = TestTenant::new();
    let line = r#"activate "Teams Administrator" --query [0].{status:status,role:role.name} -o json"#;
    assert_eq!(tenant.pim(line).must(0).json(), json!({"status": "Provisioned", "role": "Teams Administrator"}));
}

#[test]
fn p06_it_acts_for_the_signed_in_person_though_a_group_is_eligible() {
    let tenant = TestTenant::new();
    let one = entry(&tenant.pim(r#"activate "Helpdesk Administrator" -r help -o json"#).must(0));
    assert_eq!(one["principal"]["id"], pim::sandbox::person("dana").unwrap().object_id);
    assert!(tenant.sandbox("log -o json").json().as_array().unwrap().iter().all(|line| line["note"].is_null()));
}

#[test]
fn p07_the_endpoint_of_eligibilities_is_never_asked() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "Groups Administrator" "Exchange Administrator" -r x"#).must(6);
    tenant.pim(r#"activate "Reports Reader" --dry-run"#).must(0);
    assert_eq!(asked(&tenant), 3);
    assert_eq!(tenant.count("", "roleEligibilityScheduleRequests"), 0, "{:#?}", tenant.log());
}

#[test]
fn an_activation_is_six_requests() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "Teams Administrator""#).must(0);
    // Three lists, the settings, the request, and one look whether it is in force.
    assert_eq!(tenant.log().len(), 6, "{:#?}", tenant.log());
    tenant.pim(r#"activate "Reports Reader" --no-wait"#).must(0);
    assert_eq!(tenant.log().len(), 11, "{:#?}", tenant.log());
}

#[test]
fn what_is_missing_is_named_all_at_once() {
    let tenant = TestTenant::new();
    let seen = tenant.pim(r#"activate "intune administrator" "reports reader" "security administrator" -d 9h"#).must(5);
    assert_eq!(seen.stdout, "");
    insta::assert_snapshot!(seen.stderr, @r#"
    error: nothing was sent; 3 roles want 6 things that this command does not give
                       Intune Administrator @       Reports Reader @         Security Administrator @
                       directory                    directory                directory
      --reason TEXT    missing                      -                        missing
      --ticket NUMBER  missing                      -                        -
      --duration 9h    too long, at most 8 h        too long, at most 4 h    too long, at most 1 h
      try   pim --sandbox activate "intune administrator" "reports reader" "security administrator" -d max -r TEXT -t NUMBER
      then  Intune Administrator @ directory waits for approval (Alex Wilber, Priya Nair); your sign-in has the MFA
    "#);
    let only = tenant.pim(r#"activate "intune administrator" -o json"#).must(2);
    let error = only.error();
    hold("error", &json!({"error": error}));
    assert_eq!((&error["code"], &error["exitCode"]), (&json!("missing-input"), &json!(2)));
    assert_eq!(error["missing"], json!(["reason", "ticket"]));
    assert_eq!(error["items"][0]["missing"], json!(["reason", "ticket"]));
    assert_eq!(error["hint"], "pim --sandbox activate \"intune administrator\" -r TEXT -t NUMBER");
    tenant.pim(r#"activate "intune administrator" -r "" -t 1"#).must(2).tells("--reason TEXT  missing");
    tenant.pim(r#"activate "intune administrator" -r x -t " ""#).must(2).tells("--ticket NUMBER  missing");
    assert_eq!(asked(&tenant), 0, "nothing was sent");
}

#[test]
fn a_reason_and_a_ticket_may_come_from_the_environment() {
    let tenant = TestTenant::new();
    let mut command = tenant.command(["--sandbox", "activate", "intune administrator", "-o", "json"]);
    let ran = Ran::of(command.env("PIM_REASON", "from outside").env("PIM_TICKET", "Jira:OPS-1").output().unwrap());
    let one = entry(&ran.must(6));
    assert_eq!(
        (&one["reason"], &one["ticket"]),
        (&json!("from outside"), &json!({"system": "Jira", "number": "OPS-1"}))
    );
}

#[test]
fn a_ticket_is_split_at_its_first_colon_unless_that_would_be_wrong() {
    let tenant = TestTenant::new();
    for (args, system, number) in [
        (&["-t", "ServiceNow:CHG:42"][..], json!("ServiceNow"), "CHG:42"),
        (&["-t", "4711"], json!(null), "4711"),
        (&["-t", "https://jira.example/browse/OPS-1"], json!(null), "https://jira.example/browse/OPS-1"),
        (&["-t", "a:b", "--ticket-system", "Jira"], json!("Jira"), "a:b"),
    ] {
        let line = ["--sandbox", "activate", "intune administrator", "-r", "x", "--dry-run", "-o", "json"];
        let one = entry(&tenant.run(line.iter().chain(args)).must(0));
        assert_eq!(one["ticket"], json!({"system": system, "number": number}), "{args:?}");
    }
    tenant.pim("activate teams --ticket-system Jira").must(2).tells("--ticket");
}

#[test]
fn the_length_is_what_was_asked_for_or_what_the_role_allows() {
    let tenant = TestTenant::new();
    let dry = |args: &str| tenant.pim(&format!(r#"activate {args} -r x --dry-run -o json"#));
    let length = |args: &str| entry(&dry(args).must(0))["duration"].clone();
    assert_eq!(length(r#""reports reader""#), "PT1H", "an hour where nothing is said");
    assert_eq!(length(r#""reports reader" -d PT1H30M"#), "PT1H30M");
    assert_eq!(length(r#""reports reader" -d max"#), "PT4H");
    assert_eq!(length(r#""reports reader" -d MAX"#), "PT4H");
    assert_eq!(length(r#""reports reader" -d 9h --shorten"#), "PT4H");
    let shortened = entry(&dry(r#""security administrator" -d 2h --shorten"#).must(0));
    assert_eq!(shortened["notes"], json!(["1 h, the most this role allows"]));
    let refused = dry(r#""reports reader" -d 9h"#).must(5).error();
    assert_eq!(
        (&refused["code"], &refused["items"][0]["message"]),
        (&json!("not-allowed"), &json!("9 h is too long, at most 4 h"))
    );
    assert_eq!(refused["hint"], "pim --sandbox activate \"reports reader\" -d max -r x");
    for wrong in [
        "-d nonsense",
        "-d 0m",
        "-d -5m",
        "--until nonsense",
        "--until 2020-01-01",
        "--start 2020-01-01",
        "--start yesterday",
        "-d 1h --until 17:30",
    ] {
        let seen = dry(&format!(r#""reports reader" {wrong}"#)).must(2);
        assert_eq!(seen.error()["exitCode"], 2, "{wrong}\n{seen}");
        assert_eq!(seen.stdout, "", "{wrong}");
    }
}

#[test]
fn an_end_may_be_given_instead_of_a_length() {
    let tenant = TestTenant::new();
    let end = chrono::Utc::now() + chrono::TimeDelta::minutes(90);
    let text = end.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let one = entry(&tenant.pim(&format!(r#"activate "teams administrator" --until {text} -o json"#)).must(0));
    let got = chrono::DateTime::parse_from_rfc3339(one["end"].as_str().unwrap()).unwrap();
    assert!((got.to_utc() - end).abs() < chrono::TimeDelta::seconds(5), "{got} for {end}");
    tenant.pim(r#"activate "reports reader" --start +2h --until +1h"#).must(2).tells("not after the start");
}

#[test]
fn a_start_ahead_is_scheduled_and_comes_due() {
    let tenant = TestTenant::new();
    let one = entry(&tenant.pim(r#"activate "teams administrator" --start +30m -o json"#).must(0));
    assert_eq!(
        (&one["outcome"], &one["status"], &one["inForce"]),
        (&json!("scheduled"), &json!("Granted"), &json!(null))
    );
    tenant.pim(r#"status "teams administrator""#).must(3);
    tenant.pim(r#"activate "teams administrator" --start +40m"#).must(1).tells("overlaps");
    tenant.sandbox("advance 31m");
    tenant.pim(r#"status "teams administrator" --at-least 50m"#).must(0);
    let table = tenant.pim(r#"activate "reports reader" --start +30m -o table"#).must(0);
    assert!(table.stdout.contains("Reports Reader @ directory  starts "), "{table}");
}

#[test]
fn a_later_start_is_told_with_its_day_and_zone_before_it_is_sent_and_after() {
    let tenant = TestTenant::new();
    for start in ["+30m", "18:00", "tomorrow 07:30"] {
        let words = ["--sandbox", "activate", "reports reader", "--start", start, "--dry-run", "-o", "table"];
        let mut command = tenant.command(words);
        let ran = Ran::of(command.env("TZ", "EST5").output().unwrap()).must(0);
        let told = ran.stderr.lines().find_map(|line| line.strip_prefix("from ")).expect("it is told");
        let at = chrono::DateTime::parse_from_str(told, "%a %d %b %Y %H:%M %z").unwrap();
        assert_eq!(at.offset().local_minus_utc(), -5 * 3600, "{ran}");
        if let Some(time) = start.rsplit(' ').next().filter(|time| time.contains(':')) {
            assert_eq!(at.format("%H:%M").to_string(), time);
        }
    }
    let mut command = tenant.command(["--sandbox", "activate", "reports reader", "--start", "+30m", "-o", "table"]);
    let ran = Ran::of(command.env("TZ", "EST5").output().unwrap()).must(0);
    let told = ran.stderr.lines().find_map(|line| line.strip_prefix("from ")).unwrap().to_owned();
    ran.says(&format!("Reports Reader @ directory  starts {told}, until "));
}

#[test]
fn p03_an_activation_that_is_there_is_told_as_what_it_is() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" -d 1h"#).must(0);
    let again = tenant.pim(r#"activate "teams administrator" -d 4h -o json"#).must(0);
    let one = entry(&again);
    assert_eq!((&one["duration"], &one["inForce"]), (&json!("PT1H"), &json!(true)), "never \"for 4 h\"");
    let until = one["end"].as_str().unwrap();
    assert_eq!(one["notes"], json!([format!("it was active already, until {until}; nothing was sent")]));
    let table = tenant.pim(r#"activate "teams administrator" -o table"#).must(0);
    assert!(table.stdout.contains("active until ") && table.stderr.contains("active already"), "{table}");
    let fail = tenant.pim(r#"activate "teams administrator" --if-active fail -o json"#).must(1);
    assert_eq!((&entry(&fail)["outcome"], &fail.error()["code"]), (&json!("refused"), &json!("RoleAssignmentExists")));
    tenant.pim(r#"activate "teams administrator" --at-least 2h"#).must(1).tells("less than --at-least asks for");
    tenant.sandbox("advance 56m");
    tenant.pim(r#"activate "teams administrator""#).must(1).tells("it is active already, until ");
    tenant.pim(r#"activate "teams administrator" --at-least 1m"#).must(0);
    assert_eq!(asked(&tenant), 1);
    tenant
        .pim(r#"activate "teams administrator" --if-active new"#)
        .must(2)
        .tells("possible values: reuse, again, fail");
}

#[test]
fn p04_pending_is_not_active() {
    let tenant = TestTenant::new();
    let seen = tenant.pim(r#"activate "intune administrator" -r x -t 1 -o json"#).must(6);
    let one = entry(&seen);
    assert_eq!(
        (&one["outcome"], &one["status"], &one["inForce"]),
        (&json!("waiting"), &json!("PendingApproval"), &json!(null))
    );
    assert_eq!(one["approvers"], json!(["Alex Wilber", "Priya Nair"]));
    assert_eq!(one["approvalId"], one["id"]);
    assert!(one["lapses"].is_string(), "{one}");
    let waited = tenant.pim(r#"activate "exchange administrator" -r x --wait=1s -o table"#).must(6);
    let words = waited.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("waits for approval ") && words.contains("asks Cloud Approvers"), "{waited}");
    assert!(!waited.stdout.contains("active until") && !waited.stderr.contains("activated"), "{waited}");
    let again = tenant.pim(r#"activate "intune administrator" -r x -t 1"#).must(1);
    let id = one["shortId"].as_str().unwrap();
    assert!(again.stderr.contains(&format!("a request for this role waits already: {id}")), "{again}");
    assert!(again.stderr.contains(&format!("pim --sandbox request wait {id}")), "{again}");
    assert_eq!(asked(&tenant), 2);
    // A value comes with `=` only: this is a role called "1s".
    tenant.pim(r#"activate "teams administrator" --wait 1s"#).must(3).tells("called \"1s\"");
    tenant.pim("activate teams --wait=1s --no-wait").must(2);
}

#[test]
fn a_dry_run_creates_nothing() {
    let tenant = TestTenant::new();
    let seen =
        tenant.pim(r#"activate "teams administrator" "intune administrator" -r x -t 1 --dry-run -o json"#).must(0);
    hold_each("request-entry", &seen.json(), 2);
    for one in seen.json().as_array().unwrap() {
        assert_eq!((&one["outcome"], &one["dryRun"]), (&json!("valid"), &json!(true)), "{one:#}");
    }
    tenant
        .pim(r#"activate "teams administrator" --dry-run -o table"#)
        .must(0)
        .says("would accept this; nothing was sent for real");
    tenant.pim("status -o json").says("[]");
    tenant.pim("request list -o json").says("[]");
    assert_eq!(tenant.pim("status --short").stdout, "");
}

#[test]
fn p08_each_of_several_is_told_in_the_order_named() {
    let tenant = TestTenant::new();
    tenant.sandbox(
        r#"fault error --status 400 --code Odd --message "no reason" --match "POST roleAssignmentScheduleRequests""#,
    );
    let seen =
        tenant.pim(r#"activate "teams administrator" "exchange administrator" "reports reader" -r x -o json"#).must(1);
    hold_each("request-entry", &seen.json(), 3);
    let told: Vec<String> = seen
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["role"]["name"], one["outcome"]))
        .collect();
    assert_eq!(
        told,
        [r#""Teams Administrator" "refused""#, r#""Exchange Administrator" "waiting""#, r#""Reports Reader" "done""#]
    );
    let error = seen.error();
    hold("error", &json!({"error": error}));
    assert_eq!((&error["code"], &error["message"]), (&json!("Odd"), &json!("1 of 3 roles were not activated")));
    let seen = tenant.pim(r#"activate "groups administrator" "user administrator@au nordics" -r x -o table"#).must(0);
    assert!(seen.stderr.contains("2 done"), "{seen}");
}

#[test]
fn one_wrong_name_sends_nothing() {
    let tenant = TestTenant::new();
    let seen = tenant.pim(r#"activate "teams administrator" nonsense "user administrator" -r x -o json"#).must(3);
    assert_eq!(seen.stdout, "");
    let items = seen.error()["items"].clone();
    hold("error", &json!({"error": seen.error()}));
    assert_eq!((&items[0]["code"], &items[1]["code"]), (&json!("no-such-name"), &json!("ambiguous-name")));
    assert_eq!(asked(&tenant), 0);
    tenant.pim("activate").must(2).tells("which role to activate is not said");
    tenant.pim(r#"activate "teams administrator" "TEAMS ADMINISTRATOR@directory" -o json"#).must(0);
    assert_eq!(asked(&tenant), 1, "the same role named twice is one");
}

#[test]
fn an_authentication_context_that_lacks_is_named() {
    let tenant = TestTenant::new();
    let seen = tenant.pim(r#"activate "conditional access administrator" -r x -o json"#).must(4);
    assert_eq!(entry(&seen)["outcome"], "refused");
    let error = seen.error();
    assert_eq!(error["missing"], json!(["authenticationContext"]));
    assert!(error["message"].as_str().unwrap().contains("the authentication context c1"), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("pim --sandbox login --claims c1"), "{error}");
}

#[test]
fn the_service_decides_where_settings_may_not_be_read() {
    let tenant = TestTenant::new();
    tenant.sandbox("fault error --status 403 --code Forbidden --match roleManagementPolicyAssignments --times 9");
    tenant.pim(r#"activate "teams administrator" --no-wait"#).must(0);
    let seen = tenant.pim(r#"activate "intune administrator" -o json"#).must(2);
    assert_eq!(
        seen.error()["missing"],
        json!(["reason", "ticket"]),
        "one fault has one code, whoever found it\n{seen}"
    );
    tenant.pim(r#"activate "reports reader" -d 9h"#).must(5).tells("the role's settings refuse this");
    tenant.pim(r#"activate "reports reader" -d max"#).must(2).tells("not readable, say how long");
}

#[test]
fn a_role_whose_eligibility_is_over_is_none() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "license administrator" -r x"#).must(3).tells("no role that you can activate");
    tenant.sandbox("advance 10d");
    tenant.pim(r#"activate "cloud device administrator" -r x"#).must(3);
}

#[test]
fn it_waits_for_an_approver_where_it_is_told_to() {
    let tenant = TestTenant::new();
    let line = r#"activate "exchange administrator" -r mail --wait=60s -o json"#;
    let denied = decided_meanwhile(&tenant, line, r#"deny dana -r "dev will do""#).must(7);
    let one = entry(&denied);
    assert_eq!((&one["outcome"], &one["status"]), (&json!("ended"), &json!("Denied")));
    assert_eq!(
        (&one["decision"]["by"]["name"], &one["decision"]["reason"]),
        (&json!("Alex Wilber"), &json!("dev will do"))
    );
    let error = denied.error();
    assert_eq!(error["code"], "Denied");
    assert!(error["message"].as_str().unwrap().contains("by Alex Wilber: dev will do"), "{error}");
    let approved = decided_meanwhile(&tenant, line, "approve dana -r yes").must(0);
    assert_eq!((&entry(&approved)["inForce"], approved.stderr.as_str()), (&json!(true), ""));
}

#[test]
fn a_refusal_in_words_is_read_like_one_in_rules() {
    let tenant = TestTenant::new();
    tenant.sandbox("fault error --status 403 --code Forbidden --match roleManagementPolicyAssignments --times 9");
    for (line, exit, missing) in [
        (r#"activate "groups administrator" -o json"#, 2, json!(["reason"])),
        (r#"activate "intune administrator" -r x -o json"#, 2, json!(["ticket"])),
        (r#"activate "reports reader" -d 9h -o json"#, 5, json!([])),
    ] {
        tenant.sandbox("fault policy-prose");
        let seen = tenant.pim(line).must(exit);
        assert_eq!(seen.error()["missing"], missing, "{line}\n{seen}");
    }
}

#[test]
fn p35_a_start_is_sent_only_where_it_is_asked_for_and_the_recording_has_no_token() {
    let tenant = TestTenant::new();
    let recorded = |args: &[&str]| {
        let mut command = tenant.command(["--sandbox", "activate"].iter().chain(args));
        let har = std::path::PathBuf::from(command.get_args().nth(1).unwrap());
        assert!(command.output().unwrap().status.success());
        let text = std::fs::read_to_string(har).unwrap();
        assert!(!text.contains("eyJ"), "{text}");
        let entries = serde_json::from_str::<Value>(&text).unwrap()["log"]["entries"].clone();
        let posts = entries.as_array().unwrap().iter().filter(|one| one["request"]["method"] == "POST");
        let bodies: Vec<Value> = posts
            .map(|one| serde_json::from_str(one["request"]["postData"]["text"].as_str().unwrap()).unwrap())
            .collect();
        bodies.into_iter().find(|body| body["action"] == "selfActivate").unwrap()
    };
    let body = recorded(&["helpdesk administrator", "-r", "help"]);
    assert_eq!(body["principalId"], pim::sandbox::person("dana").unwrap().object_id);
    assert_eq!(body["scheduleInfo"]["startDateTime"], json!(null), "{body:#}");
    let later = recorded(&["teams administrator", "--start", "+2h"]);
    assert!(later["scheduleInfo"]["startDateTime"].is_string(), "{later:#}");
}

#[test]
fn the_line_to_try_starts_when_this_one_does() {
    let tenant = TestTenant::of_all_kinds();
    let error = tenant.pim("activate contributor@dev --start +2h -o json").must(2).error();
    assert_eq!(error["hint"], r#"pim --sandbox activate contributor@dev --start "+2h" -r TEXT"#, "{error}");
}
