//! Whether PIM answers, and what that tells of the tenant's licence.

use super::check::{Area, Check, Verdict, Why};
use super::limit;
use super::network::Reached;
use super::sign_in::{Found, login};
use crate::auth::jwt::Claims;
use crate::cli::app::App;
use crate::cli::exit::{FAILED, UNREACHABLE};
use crate::cli::session::{By, SignedIn};
use crate::cli::work::provider;
use crate::http::{Audience, Error, Service};
use crate::pim::kind::Kind;
use crate::provider::{Meaning, graph, refusal};
use std::sync::Arc;

const AREA: Area = Area::Service;
/// The longest that a service may take, in seconds.
const PATIENCE: u64 = 15;

/// What a read told of the licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Licence {
    Unknown,
    Lacks,
    Has,
}

/// Reads one's own eligible roles, of each kind that is on `service`.
pub(super) async fn look(app: &App, service: Service, reached: &Reached, found: &Found) -> Vec<(Check, Licence)> {
    let mut checks = Vec::new();
    for kind in &found.kinds {
        let (id, name) = (format!("pim-{kind}"), format!("PIM, {kind}"));
        let skipped = |why: &str| (Check::skipped(AREA, &id, &name, why), Licence::Unknown);
        checks.push(match &found.signed_in {
            _ if !reached.has(service) => skipped(&format!("{service} cannot be reached")),
            None => skipped(&format!("nobody is signed in to {service}")),
            Some(signed_in) => {
                let limit = limit(app, PATIENCE);
                match tokio::time::timeout(limit, read(app, *kind, service, signed_in)).await {
                    Ok(Ok(count)) => {
                        let roles = if count == 1 { "role" } else { "roles" };
                        let message = format!("answers; you are eligible for {count} {roles}");
                        (Check::ok(AREA, &id, &name, message), Licence::Has)
                    }
                    Ok(Err(Unread::Licence)) => {
                        (Check::skipped(AREA, &id, &name, "the tenant lacks the licence"), Licence::Lacks)
                    }
                    Ok(Err(Unread::Other(why))) => (Check::of(AREA, &id, &name, why), Licence::Unknown),
                    Err(_) => {
                        let message = format!("{service} gave no whole answer in time");
                        let fix = "the same again, or with more time: --timeout";
                        (Check::failed(AREA, &id, &name, UNREACHABLE, message, fix), Licence::Unknown)
                    }
                }
            }
        });
    }
    checks
}

/// Why one's roles cannot be read.
enum Unread {
    Licence,
    Other(Why),
}

/// How many roles one is eligible for.
async fn read(app: &App, kind: Kind, service: Service, signed_in: &SignedIn) -> Result<usize, Unread> {
    let failed = |error: Error| understood(app, &signed_in.by, &error);
    let client = app.client(&[&signed_in.origin], signed_in.credential.clone());
    let client = Arc::new(client.map_err(|failure| Unread::Other(failure.into()))?);
    let audience = Audience::new(service, signed_in.origin.clone());
    let token = signed_in.credential.token(service).await.map_err(|error| failed(error.into()))?;
    let me = match (Claims::read(&token).as_ref().and_then(Claims::me), &signed_in.by) {
        (Some(me), _) => me,
        (None, By::Login(session)) => session.me(service).await.map_err(|error| failed(error.into()))?,
        (None, _) => graph::me(&client, &audience).await.map_err(failed)?,
    };
    let mut roles = 0;
    let read = provider(kind, &client, &audience, &me).each_eligible(|_| roles += 1).await;
    read.map(|()| roles).map_err(failed)
}

fn understood(app: &App, by: &By, error: &Error) -> Unread {
    let mut why = Why::from(error);
    match error.refusal().map(refusal::meaning) {
        Some(Meaning::Licence) => return Unread::Licence,
        Some(Meaning::Permission(scopes)) if matches!(by, By::Login(_)) => {
            why.message += &format!(": any one of {}", scopes.join(", "));
            why.fix = format!("{0}; where an administrator has to consent first: {0} --consent-link", login(app));
        }
        _ => {}
    }
    Unread::Other(why)
}

/// Whether the tenant has Microsoft Entra ID P2 or Governance: without it every request to PIM is refused.
pub(super) fn licence(answers: &[(Check, Licence)]) -> Check {
    let (id, name) = ("licence", "licence");
    let told = |licence: Licence| answers.iter().any(|answer| answer.1 == licence);
    if told(Licence::Lacks) {
        let message = "the tenant has neither Microsoft Entra ID P2 nor Microsoft Entra ID Governance, which PIM needs";
        let fix = "an administrator of the tenant gets one of them, and assigns it to whoever uses PIM";
        return Check::failed(AREA, id, name, FAILED, message, fix);
    }
    if told(Licence::Has) {
        return Check::ok(AREA, id, name, "PIM answers, so the tenant has the licence");
    }
    let failed = answers.iter().any(|answer| matches!(answer.0.verdict, Verdict::Failed(_)));
    Check::skipped(AREA, id, name, if failed { "PIM refuses for another reason" } else { "PIM could not be asked" })
}
