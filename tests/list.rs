//! `pim list`: what is shown, in each format, and what is said where it is not whole.

use crate::support::TestTenant;
use crate::support::shapes::{hold, hold_each};
use serde_json::json;

#[test]
fn the_screen_has_one_row_for_a_role_and_scope() {
    let tenant = TestTenant::new();
    let seen = tenant.pim("list -o table").must(0);
    insta::assert_snapshot!(seen.stdout, @"
    ROLE                              SCOPE       KIND   STATE
    Cloud Device Administrator        directory   entra  eligible, ends in 8 d
    Conditional Access Administrator  directory   entra  eligible
    Exchange Administrator            directory   entra  eligible
    Global Reader                     directory   entra  eligible
    Groups Administrator              directory   entra  eligible
    Helpdesk Administrator            directory   entra  eligible, via Helpdesk Tier 2
    Intune Administrator              directory   entra  eligible
    Reports Reader                    directory   entra  eligible
    Security Administrator            directory   entra  eligible
    Teams Administrator               directory   entra  eligible
    User Administrator                AU Baltics  entra  eligible
    User Administrator                AU Nordics  entra  eligible
    12 eligible, 1 standing (--active) · dana@contoso.com · sandbox
    ");
    assert_eq!(seen.stderr, "");
}

#[test]
fn long_adds_what_is_asked_and_how_long_it_may_last() {
    let tenant = TestTenant::new();
    let seen = tenant.pim("list --long -o table").must(0);
    insta::assert_snapshot!(seen.stdout, @"
    ROLE                              SCOPE       KIND   STATE               MAX  ASKS              PRIV
    Cloud Device Administrator        directory   entra  eligible, ends in   8 h  MFA, reason       yes
                                                         8 d
    Conditional Access Administrator  directory   entra  eligible            4 h  reason, context   yes
                                                                                  c1
    Exchange Administrator            directory   entra  eligible            8 h  MFA, reason,
                                                                                  approval
    Global Reader                     directory   entra  eligible            8 h  MFA, reason       yes
    Groups Administrator              directory   entra  eligible            8 h  reason
    Helpdesk Administrator            directory   entra  eligible, via       8 h  MFA, reason       yes
                                                         Helpdesk Tier 2
    Intune Administrator              directory   entra  eligible            8 h  MFA, reason,      yes
                                                                                  ticket, approval
    Reports Reader                    directory   entra  eligible            4 h
    Security Administrator            directory   entra  eligible            1 h  MFA, reason       yes
    Teams Administrator               directory   entra  eligible            8 h
    User Administrator                AU Baltics  entra  eligible            8 h  MFA, reason       yes
    User Administrator                AU Nordics  entra  eligible            8 h  MFA, reason       yes
    12 eligible, 1 standing (--active) · dana@contoso.com · sandbox
    ");
    let rows = tenant.pim("list intune --long -o json").must(0).json();
    hold_each("role-entry", &rows, 1);
    assert_eq!(rows[0]["requires"], json!(["mfa", "reason", "ticket", "approval"]));
    assert_eq!(rows[0]["maxDuration"], "PT8H");
    assert_eq!(rows[0]["role"]["privileged"], true);
    let context = tenant.pim("list conditional -l -o json").json();
    assert_eq!(context[0]["requires"], json!(["reason", "authenticationContext"]));
    assert_eq!(context[0]["authenticationContext"], "c1");
    let none = tenant.pim("list teams -l -o json").json();
    assert_eq!((&none[0]["requires"], &none[0]["role"]["privileged"]), (&json!([]), &json!(false)));
}

#[test]
fn settings_are_kept_for_a_day() {
    let tenant = TestTenant::new();
    let asked = || tenant.count("GET", "roleManagementPolicyAssignments");
    tenant.pim("list -l -o json").must(0);
    let first = asked();
    assert!(first >= 11, "one for each role: {first}");
    tenant.pim("list -l -o json").must(0);
    assert_eq!(asked(), first);
    tenant.sandbox("advance 25h");
    tenant.pim("list -l -o json").must(0);
    assert_eq!(asked(), 2 * first);
}

#[test]
fn a_list_is_three_requests() {
    let tenant = TestTenant::new();
    tenant.pim("list").must(0);
    assert_eq!(tenant.log().len(), 3, "{:#?}", tenant.log());
    tenant.pim("list intune --eligible -o json").must(0);
    assert_eq!(tenant.log().len(), 6);
}

#[test]
fn every_format_says_the_same() {
    let tenant = TestTenant::new();
    let rows = tenant.pim("list -o json").must(0).json();
    hold_each("role-entry", &rows, 13);
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 13, "standing ones included");
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();

    let lines = tenant.pim("list -o jsonl").must(0).stdout;
    let parsed: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(&parsed, rows);

    assert_eq!(tenant.pim("list -o ids").must(0).stdout.lines().collect::<Vec<_>>(), ids);

    let tsv = tenant.pim("list -o tsv").must(0).stdout;
    assert_eq!(tenant.pim("list").must(0).stdout, tsv, "a pipe gets tab-separated text");
    for (line, row) in tsv.lines().zip(rows) {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), 15, "{line}");
        assert_eq!(cells[0], row["role"]["name"]);
        assert_eq!(cells[5], row["start"], "RFC 3339");
    }

    let csv = tenant.pim("list -o csv").must(0).stdout;
    let header = "ROLE,SCOPE,KIND,STATE,TYPE,START,END,VIA,SHORTID,ID,ROLEID,SCOPEID,MAX,REQUIRES,PRIVILEGED";
    assert_eq!(csv.lines().next(), Some(header));
    assert_eq!(csv.lines().count(), 14);

    let markdown = tenant.pim("list -o markdown").must(0).stdout;
    assert!(markdown.starts_with("| ROLE | SCOPE | KIND |"), "{markdown}");
    assert_eq!(markdown.lines().count(), 15);

    let yaml = tenant.pim("list intune -o yaml").must(0).stdout;
    assert!(
        yaml.contains("role:\n    id: 3a2c62db-5318-420d-8d74-23affee5d9d5\n    name: Intune Administrator\n"),
        "{yaml}"
    );
    assert!(yaml.contains("inForce: null\n"), "a field that does not apply is null: {yaml}");
}

#[test]
fn a_filter_looks_into_names_scopes_kinds_and_ids() {
    let tenant = TestTenant::new();
    let names = |filter: &str| {
        let seen = tenant.run(["--sandbox", "list", filter, "-o", "json", "--query", "[].role.name"]).must(0).json();
        seen.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("iNTUNE"), ["Intune Administrator"]);
    assert_eq!(names("au nordics"), ["User Administrator"]);
    assert_eq!(names("User Administrator@au baltics"), ["User Administrator"]);
    assert_eq!(names("3a2c62db-5318-420d-8d74-23affee5d9d5"), ["Intune Administrator"]);
    let id = tenant.pim("list teams -o json").json()[0]["shortId"].as_str().unwrap().to_owned();
    assert_eq!(names(&id), ["Teams Administrator"]);
    assert_eq!(names("entra").len(), 13);
    assert!(names("no such role").is_empty());
    tenant.pim(r#"list "no such role" -o json"#).must(0).says("[]");
    tenant.pim(r#"list "no such role" -o table"#).must(0).says("no role has this in it").says("sandbox");
    assert_eq!(tenant.pim(r#"list "no such role""#).must(0).stdout, "");
}

#[test]
fn flags_narrow_to_a_state() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" -o json"#).must(0);
    tenant.pim(r#"activate "exchange administrator" -r mail -o json"#).must(6);
    tenant.pim(r#"activate "reports reader" --start +2h -o json"#).must(0);
    let names = |flags: &str| {
        let seen = tenant.pim(&format!("list {flags} -o json --query [].[role.name,state,assignmentType]")).must(0);
        let mut names: Vec<String> = seen.json().as_array().unwrap().iter().map(ToString::to_string).collect();
        names.sort();
        names
    };
    assert_eq!(
        names("--active"),
        [r#"["Message Center Reader","active","assigned"]"#, r#"["Teams Administrator","active","activated"]"#,]
    );
    assert_eq!(names("--pending"), [r#"["Exchange Administrator","pending","activated"]"#]);
    assert_eq!(names("--eligible").len(), 12);
    assert_eq!(names("--active --pending").len(), 3);
    assert_eq!(names("").len(), 16, "every instance: a role is eligible and active at once");
    let all = tenant.pim("list -o json").json();
    hold_each("role-entry", &all, 16);
    let seen = tenant.pim("list -o table").must(0).stdout;
    assert_eq!(seen.lines().filter(|line| line.starts_with("Teams Administrator")).count(), 1, "{seen}");
    for part in
        ["active, 59 min", "waits for approval", "starts to", "1 active, 1 waits, 1 scheduled, 9 eligible, 1 standing"]
    {
        assert!(seen.contains(part), "{part}\n{seen}");
    }
}

#[test]
fn what_ended_is_shown_and_what_may_not_be_read_is_named() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" -d 1h"#).must(0);
    tenant.sandbox("advance 2h");
    // The requester may not read what made ended eligibilities: that part is named as missing.
    let part = tenant.pim("list --expired -o json").must(4);
    assert!(part.error()["message"].as_str().unwrap().contains("ended eligibilities"), "{part}");
    let rows = part.json();
    hold_each("role-entry", &rows, 1);
    assert_eq!((&rows[0]["role"]["name"], &rows[0]["state"]), (&json!("Teams Administrator"), &json!("expired")));
    tenant.pim("list --expired -o table").must(4).says("ended ").tells("ended eligibilities could not be read");
    let whole = tenant.pim_as("robin", "list --expired -o table").must(0);
    assert_eq!(whole.stderr, "", "an administrator may read them");
    tenant.sandbox("fault malformed --match roleEligibilityScheduleRequests");
    let part = tenant.pim_as("robin", "list --expired -o json").must(1);
    assert_eq!(part.json(), json!([]));
    hold("error", &json!({"error": part.error()}));
    let message = part.error()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("entra ended eligibilities could not be read"), "{part}");
}

#[test]
fn p29_a_part_that_cannot_be_read_is_named_and_the_exit_code_says_so() {
    let tenant = TestTenant::new();
    tenant.sandbox(
        r#"fault error --status 403 --code Forbidden --message "not now" --match roleAssignmentScheduleInstances"#,
    );
    let seen = tenant.pim("list -o json").must(1);
    assert_eq!(seen.json().as_array().unwrap().len(), 12, "what could be read is shown");
    assert!(
        seen.error()["message"].as_str().unwrap().contains("what is shown is not whole: entra active roles"),
        "{seen}"
    );
    tenant.sandbox("fault error --status 403 --code Forbidden --match ScheduleInstances --times 2");
    let both = tenant.pim("list -o table").must(1);
    assert!(both.stderr.contains("entra eligible roles, entra active roles could not be read"), "{both}");
}

#[test]
fn a_role_through_a_group_names_the_group() {
    let tenant = TestTenant::new();
    let rows = tenant.pim("list helpdesk -o json").must(0).json();
    assert_eq!(rows[0]["memberType"], "group");
    assert_eq!(rows[0]["via"]["name"], "Helpdesk Tier 2");
    assert_eq!(rows[0]["principal"]["type"], "group");
    tenant.pim("list helpdesk -o table").says("eligible, via Helpdesk Tier 2");
}

#[test]
fn p45_a_caption_and_the_tenant_say_that_it_is_the_sandbox() {
    let tenant = TestTenant::new();
    for command in ["list", "list nothing", "status", "request list", "approvals", "activate \"teams administrator\""] {
        let seen = tenant.pim(&format!("{command} -o table")).must(0);
        assert!(seen.stdout.contains("sandbox"), "{command}\n{seen}");
    }
    for command in ["sandbox users", "sandbox log", "sandbox fault", "sandbox fault --list"] {
        let seen = tenant.run(format!("{command} -o table").split(' ')).must(0);
        assert!(seen.stdout.contains("sandbox"), "{command}\n{seen}");
    }
    let rows = tenant.pim("list -o json").json();
    assert!(rows.as_array().unwrap().iter().all(|row| row["tenantId"] == pim::sandbox::TENANT_ID), "{rows}");
}

#[test]
fn a_claims_challenge_to_a_read_names_the_context() {
    let tenant = TestTenant::new();
    tenant.sandbox("fault challenge --match ScheduleInstances --times 2");
    let seen = tenant.pim("list -o json").must(4);
    assert!(seen.error()["hint"].as_str().unwrap().contains("pim --sandbox login --claims c1"), "{seen}");
}

#[test]
fn times_are_local_on_the_screen_and_utc_in_a_pipe() {
    let tenant = TestTenant::new();
    let line = ["--sandbox", "activate", "teams administrator", "-o"];
    let utc = tenant.run(line.iter().chain(&["json"])).must(0).json()[0]["end"].as_str().unwrap().to_owned();
    let mut command = tenant.command(["--sandbox", "status", "-o", "table"]);
    let table = crate::support::Ran::of(command.env("TZ", "<+05>-5").output().unwrap()).must(0).stdout;
    let end = chrono::DateTime::parse_from_rfc3339(&utc).unwrap() + chrono::TimeDelta::hours(5);
    assert!(utc.ends_with('Z') && table.contains(&end.format("%H:%M").to_string()), "{utc}\n{table}");
}

#[test]
fn p53_a_reader_that_goes_is_no_fault() {
    let tenant = TestTenant::new();
    let mut command = tenant.command(["--sandbox", "list", "-o", "json"]);
    let mut running =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(running.stdout.take());
    let ended = crate::support::Ran::of(running.wait_with_output().unwrap());
    assert!(matches!(ended.code, 0 | 141) && ended.stderr.is_empty(), "{ended}");
}
