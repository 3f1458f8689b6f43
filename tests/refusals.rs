//! What each refusal of the services is to a person: the code, the exit code, the words and what helps.

use crate::rig::{ACTIVE, REQUESTS};
use crate::support::TestTenant;
use serde_json::Value;

/// A refusal, and what is told of it.
struct Row {
    /// The command that is refused.
    line: &'static str,
    /// Which of its requests.
    of: &'static str,
    /// The status, code and message of the service (EXCHANGES.md).
    said: (u16, &'static str, &'static str),
    exit: i32,
    /// How it is said, and a part of what helps.
    words: &'static str,
    hint: &'static str,
}

const ASK: &str = "POST roleAssignmentScheduleRequests";
const PUT: &str = "PUT roleAssignmentScheduleRequests";
const GROUPS: &str = r#"activate "groups administrator" -k entra -r why --max-wait 1s"#;
const DEV: &str = "activate contributor@dev -k azure -r why --max-wait 1s";

const fn row(
    line: &'static str,
    of: &'static str,
    said: (u16, &'static str, &'static str),
    exit: i32,
    words: &'static str,
    hint: &'static str,
) -> Row {
    Row { line, of, said, exit, words, hint }
}

const TABLE: [Row; 18] = [
    row(DEV, PUT, (400, "SubscriptionNotFound", "x"), 3, "Azure knows no such subscription", "pim --sandbox list"),
    row(DEV, PUT, (404, "SubscriptionNotFound", "x"), 3, "Azure knows no such subscription", "pim --sandbox list"),
    row(
        GROUPS,
        ASK,
        (400, "SubjectNotFound", "The subject is not found."),
        1,
        "not know this account",
        "in some minutes",
    ),
    row(GROUPS, ASK, (400, "RoleNotFound", ""), 3, "no such role any more", "pim --sandbox list"),
    row(
        GROUPS,
        ASK,
        (400, "RoleAssignmentRequestNotFound", ""),
        3,
        "knows no such request",
        "pim --sandbox request list",
    ),
    row(
        GROUPS,
        ASK,
        (400, "InvalidRoleAssignmentRequest", "The role assignment request is invalid."),
        1,
        "cannot make sense of the request",
        "pim --sandbox list",
    ),
    row(DEV, PUT, (400, "InvalidPolicy", "The policy is invalid."), 1, "the role's settings", "an administrator"),
    row(DEV, PUT, (400, "ResourceIsLocked", ""), 1, "is locked", "az lock list"),
    row(
        DEV,
        PUT,
        (400, "ScopeDoesNotMatchRoleDefinition", ""),
        1,
        "cannot be held at such a scope",
        "pim --sandbox list",
    ),
    row(
        DEV,
        PUT,
        (403, "RequestDisallowedByAzure", "... without authenticating through MFA"),
        4,
        "Azure takes this with MFA alone",
        "pim --sandbox login --claims",
    ),
    row(GROUPS, ASK, (400, "CannotDeleteLastAdminAssignment", ""), 1, "without an owner", "somebody else is an owner"),
    row(GROUPS, ASK, (403, "", "Only app tokens are supported"), 1, "for applications alone", "docs/pipelines.md"),
    row(
        GROUPS,
        ASK,
        (400, "OverlapsPendingRoleAssignmentRequests", ""),
        1,
        "overlaps this time",
        "pim --sandbox request list",
    ),
    row(
        GROUPS,
        ASK,
        (400, "AadPremiumLicenseRequired", "The tenant needs to have Microsoft Entra ID P2."),
        1,
        "lacks the licence",
        "--kind",
    ),
    row(
        "list -k entra -k azure",
        "GET roleManagement",
        (400, "AadPremiumLicenseRequired", "The tenant needs to have Microsoft Entra ID P2."),
        1,
        "lacks the licence",
        "--kind",
    ),
    row(
        "list -k azure",
        "GET roleEligibilityScheduleInstances",
        (400, "InsufficientPermissions", "The requestor does not have permissions for this request."),
        1,
        "you may not do this",
        "pim --sandbox login",
    ),
    row(DEV, PUT, (403, "AuthorizationFailed", "no"), 1, "you may not do this", "an administrator can let you"),
    row(
        "list -k entra",
        "GET roleEligibilityScheduleInstances",
        (
            401,
            "InvalidAuthenticationToken",
            "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenCreatedWithOutdatedPolicies",
        ),
        4,
        "does not accept this sign-in",
        "pim --sandbox login",
    ),
];

#[test]
fn each_refusal_is_told_with_its_code_words_and_what_helps() {
    let tenant = TestTenant::of_all_kinds();
    for Row { line, of, said: (status, code, message), exit, words, hint } in TABLE {
        tenant.heal();
        let status = status.to_string();
        let fault = ["sandbox", "fault", "error", "--times", "99", "--match", of, "--status", &status];
        tenant.run(fault.into_iter().chain(["--code", code, "--message", message])).must(0);
        let ran = tenant.pim(&format!("{line} -o json")).must(exit);
        let error = ran.error();
        let has = |field: &str, part: &str| error[field].as_str().unwrap_or_default().contains(part);
        assert_eq!(error["code"], Value::from(if code.is_empty() { "HTTP403" } else { code }), "{ran}");
        assert!(has("message", words) && has("message", message), "{code}: {ran}");
        assert!(has("hint", hint) && !hint.is_empty(), "{code}: {ran}");
    }
    // Nothing was carried out.
    tenant.heal();
    assert_eq!(tenant.pim("status -o json").must(0).json(), serde_json::json!([]));
}

/// What each kind's service answers where its lists may not be read, and what leaves that kind out.
const FORBIDDEN: [(&str, &str, &str); 3] = [
    ("GET /providers/Microsoft.Authorization", "AuthorizationFailed", "--kind entra --kind group leaves azure out"),
    ("GET /v1.0/identityGovernance", "Authorization_RequestDenied", "--kind entra --kind azure leaves group out"),
    ("GET /v1.0/roleManagement", "UnauthorizedAccessException", "--kind azure --kind group leaves entra out"),
];

#[test]
fn a_kind_that_cannot_be_read_is_told_with_what_helps_and_what_leaves_it_out() {
    let tenant = TestTenant::of_all_kinds();
    for (of, code, without) in FORBIDDEN {
        let (flags, _) = without.split_once(" leaves ").unwrap();
        for (status, exit, fix) in
            [("403", 1, "pim --sandbox login; this one: "), ("503", 8, "the same command again; ")]
        {
            tenant.heal();
            tenant.fault(&format!("error --status {status} --code {code} --message no --times 999 --match \"{of}\""));
            for line in ["list", "status", "approvals", "request list"] {
                let ran = tenant.pim(&format!("{line} -o json --max-wait 1s"));
                assert_eq!(ran.code, exit, "{ran}");
                let hint = ran.error()["hint"].as_str().unwrap().to_owned();
                assert!(hint.contains(fix), "{line}: {hint}");
                assert!(hint.ends_with(&format!("; {without}")), "{line}: {hint}");
                // And so it is.
                tenant.pim(&format!("{line} {flags} -o json")).must(0);
            }
            // Where no other was read there is nothing to fall back on.
            let alone = without.split(' ').nth_back(1).unwrap();
            let ran = tenant.pim(&format!("list --kind {alone} -o json --max-wait 1s")).must(exit);
            assert!(!ran.error()["hint"].as_str().unwrap().contains("--kind"), "{ran}");
        }
    }
}

#[test]
fn what_an_activation_goes_without_is_told_with_what_leaves_it_out() {
    let tenant = TestTenant::of_all_kinds();
    let (of, code, without) = FORBIDDEN[0];
    tenant.fault(&format!("error --status 403 --code {code} --message no --times 99 --match \"{of}\""));
    let ran = tenant.pim("activate \"groups administrator\" -r why").must(0);
    ran.tells("warning: azure roles are left out: you may not do this: no (").tells(&format!("; {without})"));
    // The licence's own words give way to the kinds that can be had.
    tenant.heal();
    let (of, _, without) = FORBIDDEN[1];
    tenant.fault(&format!("error --code AadPremiumLicenseRequired --message no --times 99 --match \"{of}\""));
    let error = tenant.pim("list -o json").must(1).error();
    assert_eq!(error["hint"], format!("{without}, pim --sandbox config set kinds for good"));
}

#[test]
fn a_name_that_is_taken_and_a_withdrawal_that_comes_too_late_tell_what_is_there() {
    let tenant = TestTenant::of_all_kinds();
    let waits = tenant.pim("activate contributor@prod -k azure -r why -o json").must(6).json()[0]["shortId"].clone();
    tenant.fault(r#"error --status 400 --code RequestCannotBeCancelled --message "Request is not in cancellable state." --match cancel"#);
    let error = tenant.pim(&format!("request cancel {} -o json", waits.as_str().unwrap())).must(11).error();
    assert_eq!(error["code"], "RequestCannotBeCancelled", "{error}");
    assert!(error["message"].as_str().unwrap().contains("can not be withdrawn any more"), "{error}");
    // The same name was sent before: it is looked at, and here it is not there.
    tenant.fault(&format!(
        r#"error --status 409 --code RoleAssignmentRequestExists --message "A role assignment request with Id: x already exists." --match "PUT {REQUESTS}""#
    ));
    let ran = tenant.pim(&format!("{DEV} -o json"));
    assert!([1, 9].contains(&ran.code), "{ran}");
    tenant.heal();
    assert_eq!(tenant.pim("status contributor@dev -o json").code, 3);
    assert!(tenant.count("GET", ACTIVE) > 0);
}

#[test]
fn a_commands_time_that_is_over_is_told_as_that() {
    let tenant = TestTenant::new();
    tenant.fault("latency --ms 3000 --times 99");
    let error = tenant.pim("list --timeout 1s -o json").must(8).error();
    assert_eq!(error["code"], "timeout", "{error}");
    assert_eq!(error["hint"], "a longer --timeout", "{error}");
}
