//! One command over several kinds: what one service lacks costs its own rows alone.

use super::AZURE;
use crate::support::served::Served;
use crate::support::{Ran, TestTenant, words};

#[test]
fn a_list_is_one_request_for_each_list_of_each_kind() {
    let tenant = TestTenant::of_all_kinds();
    let rows = tenant.pim("list -o json").must(0).json();
    let of = |kind: &str| rows.as_array().unwrap().iter().filter(|row| row["kind"] == kind).count();
    assert!(of("entra") > 5 && of("azure") > 5 && of("group") > 3, "{rows}");
    let sent = tenant.sent();
    assert_eq!(sent.len(), 9, "{sent:#?}");
    assert_eq!(sent.iter().filter(|line| line.contains(AZURE)).count(), 3);
}

#[test]
fn what_has_ended_is_asked_of_each_kind() {
    let tenant = TestTenant::of_all_kinds();
    // Robin's sign-in has the permission that Microsoft Graph wants for it.
    for (who, kind, role) in [("dana", "azure", "contributor@dev"), ("robin", "group", "owner@platform engineers")] {
        tenant.pim_as(who, &format!(r#"activate "{role}" -k {kind} -r why"#)).must(0);
        tenant.sandbox("advance 9h");
        let rows = tenant.pim_as(who, &format!("list --expired -k {kind} -o json")).must(0).json();
        let activated = rows.as_array().unwrap().iter().filter(|row| row["assignmentType"] == "activated");
        assert_eq!(activated.count(), 1, "{rows}");
        assert!(rows.as_array().unwrap().iter().all(|row| row["state"] == "expired" && row["kind"] == kind), "{rows}");
    }
    let ended = tenant.sent().iter().filter(|line| line.contains("ligibilityScheduleRequests")).count();
    assert_eq!(ended, 2);
}

#[test]
fn a_service_that_fails_costs_its_own_rows() {
    for (fault, code) in
        [("status --status 503", 8), ("error --status 403 --code AuthorizationFailed", 1), ("cut-before", 8)]
    {
        let tenant = TestTenant::of_all_kinds();
        tenant.fault(&format!(r#"{fault} --times 99 --match "GET Microsoft.Authorization""#));
        let seen = tenant.pim("list -o json --max-wait 1s").must(code);
        let rows = seen.json();
        assert!(rows.as_array().unwrap().len() > 5 && !seen.stdout.contains(r#""azure""#), "{seen}");
        let message = seen.error()["message"].as_str().unwrap().to_owned();
        assert!(message.contains("not whole") && message.contains("azure eligible roles"), "{message}");
        let entra = tenant.pim(r#"activate "groups administrator" -r why --max-wait 1s -o table"#).must(0);
        assert!(entra.stderr.contains("azure roles are left out"), "{entra}");
        let lost = tenant.pim("activate contributor@dev -r why --max-wait 1s -o json").must(code);
        assert!(lost.stderr.contains("not whole"), "what was not read may hold the name\n{lost}");
        tenant.pim("list -k entra").must(0);
    }
}

#[test]
fn who_works_on_azure_alone_needs_nothing_of_microsoft_graph() {
    let tenant = TestTenant::of_all_kinds();
    let served = Served::start(&tenant);
    let args = ["sandbox", "token", "--as", "dana", "--for", "arm"];
    let token = tenant.run(args).must(0).stdout.trim().to_owned();
    let pim = |line: &str| Ran::of(tenant.command(words(line)).env("PIM_ARM_TOKEN", &token).output().unwrap());
    for line in ["list -o json", "list -k azure -o json"] {
        let rows = pim(line).must(0).json();
        assert!(rows.as_array().unwrap().iter().all(|row| row["kind"] == "azure"), "{line}");
    }
    pim("activate contributor@dev -r why").must(0);
    let sent = tenant.sent();
    assert!(sent.iter().all(|line| line.contains(AZURE)), "{sent:#?}");
    // A kind that is named and has no sign-in is told, and costs nobody else anything.
    let both = pim("list -k azure -k entra -o json").must(4);
    assert!(both.stdout.contains("Contributor"), "{both}");
    assert_eq!(both.error()["code"], "not-signed-in");
    assert!(both.error()["hint"].as_str().unwrap().contains("PIM_GRAPH_TOKEN"), "{both}");
    drop(served);
}

#[test]
fn who_is_signed_in_to_microsoft_graph_alone_hears_nothing_of_azure() {
    let tenant = TestTenant::of_all_kinds();
    let served = Served::start(&tenant);
    let token = served.token("dana", "{}");
    let seen = served.pim(&token, "list -o json").must(0);
    assert_eq!(seen.stderr, "");
    assert!(!seen.stdout.contains(r#""azure""#));
    served.pim(&token, "list -k azure -o json").must(4).tells("PIM_ARM_TOKEN");
}

#[test]
fn two_sign_ins_of_two_people_do_not_go_together() {
    let tenant = TestTenant::of_all_kinds();
    let served = Served::start(&tenant);
    let graph = served.token("dana", "{}");
    let args = ["sandbox", "token", "--as", "sam", "--for", "arm"];
    let arm = tenant.run(args).must(0).stdout.trim().to_owned();
    let mut command = tenant.command(words("list -o json"));
    let seen = Ran::of(command.env("PIM_GRAPH_TOKEN", graph).env("PIM_ARM_TOKEN", arm).output().unwrap()).must(4);
    assert_eq!(seen.error()["code"], "two-people");
    drop(served);
}
