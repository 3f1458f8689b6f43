//! What the services show too late: a role that was given back still shows, one that was taken does not show yet, and
//! no two reads need agree. Over all three kinds.

use crate::support::{Ran, TestTenant, words};
use assert_cmd::cargo::cargo_bin;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// A role that is active at once.
struct Kind {
    name: &'static str,
    role: &'static str,
    /// What asks for it, as `--match` has it.
    asks: &'static str,
}

const KINDS: [Kind; 3] = [
    Kind { name: "entra", role: "groups administrator", asks: "POST roleAssignmentScheduleRequests" },
    Kind { name: "azure", role: "contributor@dev", asks: "PUT roleAssignmentScheduleRequests" },
    Kind { name: "group", role: "member@tier 1 operators", asks: "POST assignmentScheduleRequests" },
];

impl Kind {
    /// `pim COMMAND ROLE MORE` for this kind alone.
    fn pim(&self, tenant: &TestTenant, command: &str, more: &str) -> Ran {
        tenant.pim(&format!(r#"{command} "{}" -k {} {more}"#, self.role, self.name))
    }

    /// The next `reads` reads of each list do not see what is asked for next, or every second one does not.
    fn late(&self, tenant: &TestTenant, fault: &str, reads: u32) {
        tenant.fault(&format!(r#"{fault} --reads {reads} --match "{}""#, self.asks));
    }

    /// How many requests for roles were sent.
    fn asked(&self, tenant: &TestTenant) -> usize {
        let (method, list) = self.asks.split_once(' ').unwrap();
        tenant.sent().iter().filter(|line| line.starts_with(method) && line.contains(list)).count()
    }
}

fn minutes(request: &Value) -> i64 {
    let time = |name: &str| request[name].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    (time("end") - time("start")).num_minutes()
}

/// A tenant in which the role was given back, and its list does not show that yet.
fn given_back(kind: &Kind, reads: u32) -> TestTenant {
    let tenant = TestTenant::of_all_kinds();
    kind.pim(&tenant, "activate", "-r a -d 4h").must(0);
    tenant.sandbox("advance 6m");
    kind.late(&tenant, "lag", reads);
    kind.pim(&tenant, "deactivate", "").must(0);
    tenant
}

#[test]
fn p03_what_was_given_back_a_moment_ago_is_no_evidence() {
    for kind in &KINDS {
        let tenant = given_back(kind, 4);
        let ran = kind.pim(&tenant, "activate", "-r anew -d 1h -o json").must(0);
        let request = &ran.json()[0];
        assert_eq!((&request["outcome"], &request["inForce"]), (&json!("done"), &json!(true)), "{ran}");
        assert_eq!((minutes(request), &request["notes"]), (60, &json!([])), "{ran}");
        let left = kind.pim(&tenant, "status", "--at-least 50m -o json").must(0).json();
        assert_eq!(minutes(&left[0]), 60, "{left}");
    }
}

#[test]
fn p03_a_command_does_not_run_with_a_role_that_was_given_back() {
    for kind in &KINDS {
        let tenant = given_back(kind, 4);
        let mut command = tenant.command(
            std::iter::once("--sandbox".to_owned())
                .chain(words(&format!(r#"run "{}" -k {} -r z --keep"#, kind.role, kind.name))),
        );
        let script = format!(r#""$PIM" --sandbox status "{}" --at-least 20m -k {} -o ids"#, kind.role, kind.name);
        command.args(["--", "/bin/sh", "-c", &script]).env("PIM", cargo_bin("pim")).env("PATH", "/usr/bin:/bin");
        let ran = Ran::of(command.output().unwrap()).must(0);
        assert!(!ran.stderr.contains("as before"), "{ran}");
        assert!(!ran.stdout.is_empty(), "{ran}");
    }
}

#[test]
fn what_was_given_back_is_not_shown_as_active() {
    for kind in &KINDS {
        let tenant = given_back(kind, 20);
        kind.pim(&tenant, "status", "").must(3);
        let rows = tenant.pim(&format!("list --active -k {} -o json", kind.name)).must(0).json();
        assert!(!rows.to_string().contains("activated"), "{rows}");
        kind.pim(&tenant, "deactivate", "").must(3).tells("is not active");
    }
}

#[test]
fn p03_in_force_is_the_activation_that_was_asked_for() {
    for kind in &KINDS {
        let tenant = TestTenant::of_all_kinds();
        kind.pim(&tenant, "activate", "-r a -d 4h").must(0);
        tenant.sandbox("advance 6m");
        for fault in ["lag", "flicker"] {
            kind.late(&tenant, fault, 3);
            let ran = kind.pim(&tenant, "activate", "-r again --if-active again -d 1h -o json").must(0);
            let request = &ran.json()[0];
            assert_eq!((&request["inForce"], &request["duration"]), (&json!(true), &json!("PT1H")), "{ran}");
            assert_eq!(minutes(request), 60, "{fault}: {ran}");
            tenant.heal();
            tenant.sandbox("advance 6m");
        }
    }
}

#[test]
fn p03_exists_already_with_nothing_shown_is_no_claim_and_is_asked_again() {
    for kind in &KINDS {
        let tenant = TestTenant::of_all_kinds();
        let fault = format!(r#"error --status 400 --code RoleAssignmentExists --times 2 --match "{}""#, kind.asks);
        tenant.fault(&fault);
        let ran = kind.pim(&tenant, "activate", "-r a -d 1h -o json").must(0);
        assert_eq!((&ran.json()[0]["inForce"], kind.asked(&tenant)), (&json!(true), 3), "{ran}");
        let tenant = TestTenant::of_all_kinds();
        tenant.fault(&fault);
        let ran = kind.pim(&tenant, "activate", "-r a --no-wait -o json").must(1);
        let message = ran.error()["message"].as_str().unwrap().to_owned();
        assert!(message.contains("shows no such activation: it was given back, or activated elsewhere"), "{ran}");
        assert_eq!((&ran.error()["code"], kind.asked(&tenant)), (&json!("RoleAssignmentExists"), 1), "{ran}");
    }
}

#[test]
fn the_time_is_named_when_what_was_given_back_is_still_held() {
    let azure = &KINDS[1];
    let tenant = given_back(azure, 20);
    let ran = azure.pim(&tenant, "activate", "-r a --no-wait").must(1);
    ran.tells("it was given back at 20").tells("and the service still holds it").tells("the same in a few minutes");
}

#[test]
fn p04_again_asks_before_a_role_is_gone_until_somebody_approves() {
    for (name, role) in
        [("entra", "exchange administrator"), ("azure", "contributor@prod"), ("group", "member@identity operators")]
    {
        let tenant = TestTenant::of_all_kinds();
        tenant.pim(&format!(r#"activate "{role}" -k {name} -r a -t 1"#)).must(6);
        tenant.pim_as("alex", &format!("approve dana -k {name} -r fine -y")).must(0);
        tenant.sandbox("advance 6m");
        let line = format!(r#"activate "{role}" -k {name} -r b -t 1 --if-active again"#);
        let ran = tenant.pim(&format!("{line} -o json")).must(2);
        assert_eq!((&ran.error()["code"], ran.stdout.as_str()), (&json!("needs-approval"), ""), "{ran}");
        tenant.pim(&line).must(2).tells("nothing was sent").tells("be gone until somebody approves it anew");
        tenant.pim(&format!(r#"status "{role}" -k {name}"#)).must(0);
        let ran = tenant.pim(&format!("{line} -y -o json")).must(6);
        let told = "it was given back; you are without it until this request is approved";
        assert_eq!(ran.json()[0]["notes"], json!([told]), "{ran}");
        tenant.pim(&format!(r#"status "{role}" -k {name}"#)).must(3);
    }
}

#[test]
fn p03_what_was_granted_a_moment_ago_is_not_said_to_be_not_active() {
    for kind in &KINDS {
        let tenant = TestTenant::of_all_kinds();
        kind.late(&tenant, "lag", 60);
        kind.pim(&tenant, "activate", "-r a --no-wait").must(0);
        let ran = kind.pim(&tenant, "deactivate", "-o json").must(5);
        assert!(ran.error()["message"].as_str().unwrap().contains("first five minutes"), "{ran}");
        kind.pim(&tenant, "deactivate", "").must(5).tells("the same from ");
        tenant.pim(&format!("deactivate --all -k {}", kind.name)).must(5);
    }
}

#[test]
fn p03_what_the_service_shows_is_asked_back_until_the_service_sees_it() {
    for kind in &KINDS {
        let tenant = TestTenant::of_all_kinds();
        kind.pim(&tenant, "activate", "-r a").must(0);
        tenant.sandbox("advance 6m");
        let code = "RoleAssignmentDoesNotExist";
        tenant.fault(&format!(r#"error --status 400 --code {code} --times 2 --match "{}""#, kind.asks));
        kind.pim(&tenant, "deactivate", "").must(0).says("Revoked");
        assert_eq!(kind.asked(&tenant), 4);
        // What is gone is gone.
        kind.pim(&tenant, "deactivate", "").must(3).tells("is not active");
    }
}

#[test]
fn p04_what_was_in_force_holds_while_a_list_does_not_show_it() {
    for kind in &KINDS {
        let tenant = TestTenant::of_all_kinds();
        kind.late(&tenant, "flicker", 9);
        kind.pim(&tenant, "activate", "-r a -d 1h").must(0);
        let mut shown = Vec::new();
        for _ in 0..5 {
            let ran = kind.pim(&tenant, "status", "--at-least 30m -o json").must(0);
            let row = ran.json()[0].clone();
            assert_eq!((minutes(&row), row["state"].as_str()), (60, Some("active")), "{ran}");
            shown.push(row["inForce"].as_bool().unwrap());
        }
        assert!(shown.contains(&true) && shown.contains(&false), "{}: {shown:?}", kind.name);
        // Once it is given back nothing holds it.
        tenant.heal();
        tenant.sandbox("advance 6m");
        kind.pim(&tenant, "deactivate", "").must(0);
        kind.pim(&tenant, "status", "").must(3);
    }
}

#[test]
fn p04_what_was_never_seen_in_force_is_told_as_granted() {
    for kind in &KINDS {
        let tenant = TestTenant::of_all_kinds();
        kind.late(&tenant, "lag", 9);
        kind.pim(&tenant, "activate", "-r a -d 1h --no-wait").must(0);
        let ran = kind.pim(&tenant, "status", "").must(3).tells("is granted until ");
        ran.tells("the service does not show it in force yet");
    }
}
