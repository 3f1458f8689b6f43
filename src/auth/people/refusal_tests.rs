use super::super::stub::{CLIENT, TENANT};
use super::*;
use crate::http::{Interrupt, Service, Web};
use std::sync::Arc;
use std::time::Duration;

fn sign_in() -> SignIn {
    SignIn {
        web: Arc::new(Web::new(false, None, true).unwrap()),
        authority: Authority {
            origin: "https://login.microsoftonline.com".parse().unwrap(),
            tenant: TENANT.to_owned(),
        },
        client_id: CLIENT.to_owned(),
        patience: Duration::from_secs(60),
        interrupt: Interrupt::default(),
    }
}

fn ask() -> Ask {
    let scopes = ["RoleEligibilitySchedule.Read.Directory", "RoleAssignmentSchedule.ReadWrite.Directory"];
    Ask::new(Service::Graph, scopes.iter().map(|name| format!("https://graph.microsoft.com/{name}")).collect())
}

fn means(error: &str, code: u32, suberror: Option<&str>, present: Present) -> CredentialError {
    let refusal = SignInRefusal {
        error: error.to_owned(),
        codes: Some(code).filter(|code| *code > 0).into_iter().collect(),
        suberror: suberror.map(str::to_owned),
        ..SignInRefusal::default()
    };
    sign_in().refused(Box::new(refusal), &ask(), present)
}

#[test]
fn a_refresh_that_is_refused_says_why_a_person_is_needed() {
    use PersonFor::{Consent, Policy, SignIn};
    for (error, code, suberror, wanted) in [
        ("invalid_grant", 65_001, Some("consent_required"), Consent),
        ("invalid_grant", 65_001, None, Consent),
        ("interaction_required", 50_076, Some("basic_action"), Policy),
        ("interaction_required", 50_079, None, Policy),
        ("interaction_required", 53_000, Some("additional_action"), Policy),
        ("invalid_grant", 53_003, Some("message_only"), Policy),
        ("invalid_grant", 1, Some("basic_action"), Policy),
        ("invalid_grant", 70_043, Some("bad_token"), SignIn),
        ("invalid_grant", 700_082, Some("bad_token"), SignIn),
        ("invalid_grant", 700_084, None, SignIn),
        ("invalid_grant", 50_173, None, SignIn),
        ("invalid_grant", 0, None, SignIn),
        ("login_required", 50_058, None, SignIn),
    ] {
        let meaning = means(error, code, suberror, Present::Nobody);
        let CredentialError::PersonNeeded { why, service: Service::Graph, refusal: Some(_), .. } = meaning else {
            panic!("{error} {code}: {meaning:?}");
        };
        assert_eq!(why, wanted, "{error} {code}");
    }
}

#[test]
fn the_claims_of_a_refusal_are_asked_for_next_else_those_that_were_asked() {
    let asked = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let told = r#"{"access_token":{"capolids":{"essential":true,"values":["x"]}}}"#;
    for (claims, wanted) in [(Some(told), told), (None, asked)] {
        let refusal = SignInRefusal {
            error: "interaction_required".to_owned(),
            claims: claims.map(str::to_owned),
            ..SignInRefusal::default()
        };
        let ask = Ask { claims: Some(asked.to_owned()), ..ask() };
        let meaning = sign_in().refused(Box::new(refusal), &ask, Present::Nobody);
        let CredentialError::PersonNeeded { claims, .. } = meaning else { panic!("{meaning:?}") };
        assert_eq!(claims.as_deref(), Some(wanted));
    }
}

#[test]
fn what_an_administrator_has_to_consent_to_comes_with_the_link() {
    for code in [90_094, 90_095, 900_941] {
        let meaning = means("access_denied", code, None, Present::Somebody);
        let CredentialError::AdminConsent(consent) = meaning else { panic!("{meaning:?}") };
        let Consent { permissions, client_id, link, .. } = *consent;
        assert_eq!(
            permissions,
            ["RoleEligibilitySchedule.Read.Directory", "RoleAssignmentSchedule.ReadWrite.Directory"]
        );
        assert_eq!(client_id, CLIENT);
        assert_eq!(
            link.as_str(),
            format!(
                "https://login.microsoftonline.com/{TENANT}/v2.0/adminconsent?client_id={CLIENT}\
                 &scope=https%3A%2F%2Fgraph.microsoft.com%2FRoleEligibilitySchedule.Read.Directory\
                 +https%3A%2F%2Fgraph.microsoft.com%2FRoleAssignmentSchedule.ReadWrite.Directory\
                 &redirect_uri=http%3A%2F%2Flocalhost"
            )
        );
    }
}

#[test]
fn who_declines_is_told_what_was_asked_and_what_is_blocked_in_the_services_words() {
    for (error, code, suberror) in [
        ("access_denied", 65_004, None),
        ("access_denied", 0, Some("cancel")),
        ("authorization_declined", 70_017, None),
    ] {
        let CredentialError::Declined(consent) = means(error, code, suberror, Present::Somebody) else {
            panic!("{error}")
        };
        assert_eq!(consent.permissions.len(), 2);
    }
    for (error, code) in [("access_denied", 53_003), ("invalid_grant", 530_035), ("interaction_required", 50_105)] {
        let meaning = means(error, code, None, Present::Somebody);
        assert!(matches!(&meaning, CredentialError::Refused(refusal) if refusal.is(code)), "{meaning:?}");
    }
}

#[test]
fn what_no_sign_in_can_mend_says_what_does() {
    for present in [Present::Somebody, Present::Nobody] {
        let meaning = means("invalid_grant", 65_002, None, present);
        let CredentialError::Never { what, instead } = meaning else { panic!("{meaning:?}") };
        assert!(what.contains("AADSTS65002") && instead.contains("client-id"));
        for (code, word) in
            [(50_011, "http://localhost"), (7_000_218, "public client"), (700_016, "client-id"), (90_002, "tenant")]
        {
            let meaning = means("invalid_request", code, None, present);
            let CredentialError::Misconfigured { fix, .. } = meaning else { panic!("{meaning:?}") };
            assert!(fix.contains(word), "{code}: {fix}");
        }
        let meaning = means("temporarily_unavailable", 90_033, None, present);
        assert!(matches!(meaning, CredentialError::Unreachable { .. }), "{meaning:?}");
        let meaning = means("invalid_scope", 70_011, None, present);
        assert!(matches!(meaning, CredentialError::Refused(_)), "{meaning:?}");
    }
}
