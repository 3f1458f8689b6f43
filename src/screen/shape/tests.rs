use super::*;
use serde_json::{Value, json};

#[test]
fn every_field_is_required_and_nothing_else_allowed() {
    for (name, schema) in schemas() {
        let schema = serde_json::to_value(schema).unwrap();
        let fields = schema["properties"].as_object().unwrap();
        let required = schema["required"].as_array().unwrap();
        for field in fields.keys() {
            assert!(required.contains(&json!(field)), "{name}: {field} may be left out");
        }
        assert_eq!(schema["additionalProperties"], Value::Bool(false), "{name}");
    }
}

use crate::pim::approval::{Decision, Verdict};
use crate::pim::assignment::{Assignment, AssignmentType, MemberType, State};
use crate::pim::duration::Span;
use crate::pim::kind::Kind;
use crate::pim::principal::{ObjectId, PrincipalType};
use crate::pim::request::{Action, Outcome, Request, Status, Ticket};
use crate::pim::settings::{Requirement, RoleSettings};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn role() -> Role {
    Role { id: "62e90394".into(), name: "Owner\u{1b}".into(), privileged: None }
}

fn dana() -> Principal {
    Principal {
        id: ObjectId::new("d"),
        name: Some("Dana".into()),
        upn: None,
        kind: Some(PrincipalType::ServicePrincipal),
    }
}

fn assignment() -> Assignment {
    Assignment {
        id: "3F9A12BC-0000-0000-0000-000000000001".into(),
        tenant_id: "t".into(),
        kind: Kind::Entra,
        state: State::Active,
        assignment_type: AssignmentType::Activated,
        role: role(),
        scope: Scope::directory(),
        principal: dana(),
        member_type: MemberType::Direct,
        via: None,
        start: Some(at("2026-11-21T10:00:00.5+01:00")),
        end: None,
        in_force: Some(true),
        eligibility_id: None,
        request_id: None,
        schedule_id: None,
        wider: None,
        condition: None,
        settings: None,
        reason: None,
        odd_status: None,
    }
}

fn request() -> Request {
    Request {
        id: "3f9a12bc-0000-0000-0000-000000000001".into(),
        tenant_id: "t".into(),
        kind: Kind::Entra,
        action: Action::Activate,
        status: Status::new("PendingApproval"),
        role: role(),
        scope: Scope::directory(),
        principal: dana(),
        reason: Some("INC-1".into()),
        ticket: Some(Ticket { system: None, number: Some("7".into()) }),
        created: Some(at("2026-11-21T09:00:00Z")),
        start: None,
        end: None,
        duration: Some(Span::minutes(90)),
        endless: false,
        condition: None,
        approval_id: None,
        dry_run: false,
        schedule_id: None,
        for_eligibility: false,
        decision: None,
    }
}

/// The value, once it has the shape of that name.
fn checked(name: &str, value: &impl Serialize) -> Value {
    let value = serde_json::to_value(value).unwrap();
    let (_, schema) = schemas().into_iter().find(|(known, _)| *known == name).unwrap();
    let schema = serde_json::to_value(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}\n{value:#}");
    value
}

fn keys(value: &Value) -> String {
    value.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_role_entry_has_every_field_in_its_order() {
    let mut it = assignment();
    let entry = checked("role-entry", &RoleEntry::from(&it));
    assert_eq!(
        keys(&entry),
        "id shortId tenantId kind state assignmentType role scope principal memberType via start end inForce \
         eligibilityId requestId condition requires authenticationContext maxDuration"
    );
    assert_eq!(
        (&entry["shortId"], &entry["start"], &entry["end"]),
        (&json!("3f9a12bc"), &json!("2026-11-21T09:00:00Z"), &Value::Null)
    );
    assert_eq!(entry["role"], json!({"id": "62e90394", "name": "Owner\u{1b}", "privileged": null}));
    assert_eq!(entry["requires"], Value::Null);
    it.settings = Some(RoleSettings {
        requires: vec![Requirement::Mfa, Requirement::AuthenticationContext],
        authentication_context: Some("c1".into()),
        max_duration: Some(Span::hours(8)),
        approvers: vec![],
        approver_groups: vec![],
        approver_reason_required: true,
    });
    let entry = checked("role-entry", &RoleEntry::from(&it));
    assert_eq!((&entry["requires"], &entry["maxDuration"]), (&json!(["mfa", "authenticationContext"]), &json!("PT8H")));
}

#[test]
fn a_request_entry_has_every_field_in_its_order() {
    let now = at("2026-11-21T09:30:00Z");
    let entry = checked("request-entry", &RequestEntry::new(&request(), now, RequestFacts::default()));
    assert_eq!(
        keys(&entry),
        "id shortId tenantId kind action status outcome role scope principal reason ticket created start end duration \
         lapses inForce dryRun approvalId approvers decision notes error condition"
    );
    assert_eq!((&entry["outcome"], &entry["lapses"]), (&json!("waiting"), &json!("2026-11-22T09:00:00Z")));
    assert_eq!((&entry["duration"], &entry["ticket"]), (&json!("PT1H30M"), &json!({"system": null, "number": "7"})));
    let decision = Decision { verdict: Verdict::Deny, by: Some(dana()), at: Some(now), reason: Some("no".into()) };
    let decided = Request { decision: Some(decision), status: Status::new("Denied"), ..request() };
    let facts =
        RequestFacts { approvers: Some(vec!["Priya".into()]), notes: vec!["n".into()], ..RequestFacts::default() };
    let entry = checked("request-entry", &RequestEntry::new(&decided, now, facts));
    assert_eq!((&entry["outcome"], &entry["decision"]["result"]), (&json!("ended"), &json!("denied")));
    assert_eq!(entry["approvers"], json!(["Priya"]));
}

#[test]
fn what_was_refused_has_neither_id_nor_status() {
    let (role, scope) = (role(), Scope::directory());
    let item = RefusedItem {
        tenant_id: "t",
        kind: Kind::Entra,
        action: Action::Activate,
        role: &role,
        scope: &scope,
        principal: None,
        reason: Some("INC-1"),
        ticket: None,
        start: None,
        duration: Some(Span::hours(9)),
        condition: None,
        dry_run: false,
    };
    let error = RequestError {
        exit_code: 5,
        code: "too-long".into(),
        message: "at most 8 h".into(),
        ..RequestError::default()
    };
    let entry = checked("request-entry", &RequestEntry::refused(&item, Outcome::Refused, error));
    assert_eq!((&entry["id"], &entry["status"], &entry["outcome"]), (&Value::Null, &Value::Null, &json!("refused")));
    assert_eq!((&entry["error"]["exitCode"], &entry["error"]["missing"]), (&json!(5), &json!([])));
}

#[test]
fn an_error_has_every_field_in_its_order() {
    let mut report = ErrorReport::new(2, "missing-input", "nothing was sent").hint("pim activate -r TEXT");
    report.error.items.push(ErrorItem { kind: Some("entra"), exit_code: 2, ..ErrorItem::default() });
    let value = checked("error", &report);
    assert_eq!(keys(&value["error"]), "exitCode code message hint missing serviceRequestId correlationId items");
    assert_eq!(keys(&value["error"]["items"][0]), "kind role scope exitCode code message missing hint");
}
