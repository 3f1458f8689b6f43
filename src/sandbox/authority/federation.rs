//! Other issuers that the pipeline's application trusts ("Workload identity federation"). The sandbox plays them,
//! too: a cluster that puts tokens into files, and the endpoints where a job of GitHub Actions and one of Azure
//! Pipelines ask for theirs.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::client::PIPELINE;
use super::issued::{self, Issued};
use super::keys;
use super::refusal::Result;
use super::routes::Call;
use crate::sandbox::store::World;
use crate::sandbox::wire::Answer;

/// For whom an assertion has to be.
pub(crate) const AUDIENCE: &str = "api://AzureADTokenExchange";
/// How long a federated token is good, in seconds.
const LIFETIME: i64 = 3600;

/// A federated identity credential of an application.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Trust {
    pub client: &'static str,
    pub issuer: &'static str,
    pub subject: &'static str,
}

/// A pod of a cluster.
pub(crate) const CLUSTER: Trust = Trust {
    client: PIPELINE,
    issuer: "https://cluster.sandbox.pim.invalid/",
    subject: "system:serviceaccount:pipelines:pim",
};
/// The main branch of a repository.
pub(crate) const GITHUB: Trust = Trust {
    client: PIPELINE,
    issuer: "https://token.actions.sandbox.pim.invalid",
    subject: "repo:contoso/infrastructure:ref:refs/heads/main",
};
/// A service connection.
pub(crate) const AZURE_PIPELINES: Trust =
    Trust { client: PIPELINE, issuer: "https://vstoken.sandbox.pim.invalid", subject: "sc://contoso/platform/pim" };
/// All of them.
pub(super) const TRUSTED: [Trust; 3] = [CLUSTER, GITHUB, AZURE_PIPELINES];

/// The service connection that the subject of [`AZURE_PIPELINES`] is.
pub(crate) const SERVICE_CONNECTION: &str = "5a4db0c5-c11e-4a11-9c0d-c0a7050a0004";

/// What a running job shows to ask for its token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    pub issuer: String,
    pub subject: String,
}

impl Issued for Job {
    const KIND: &'static str = "job";
    const LIFETIME: TimeDelta = TimeDelta::days(1);
}

/// A token of `issuer` about `subject`.
pub(crate) fn token(
    world: &World,
    issuer: &str,
    subject: &str,
    audience: &str,
) -> std::result::Result<String, rusqlite::Error> {
    let now = world.now.timestamp();
    let payload = json!({
        "iss": issuer, "sub": subject, "aud": audience, "iat": now, "nbf": now - 60, "exp": now + LIFETIME,
        "jti": uuid::Uuid::new_v4().to_string(),
    });
    keys::sign(world.db, &payload)
}

/// `GET /oidc/github/idtoken?audience=…`, as GitHub answers it.
pub(super) fn github(call: &Call) -> Result<Answer> {
    call.note("github");
    let Some(job) = job(call, GITHUB.issuer)? else { return Ok(refused()) };
    if call.request.method != "GET" {
        return Ok(Answer::json(405, Value::Null));
    }
    let audience = call.both.get("audience").unwrap_or("https://github.com/contoso");
    let token = token(call.world, &job.issuer, &job.subject, audience)?;
    Ok(Answer::json(200, json!({"count": token.len(), "value": token})))
}

/// `POST /oidc/pipelines/oidctoken?api-version=…&serviceConnectionId=…`, as Azure DevOps answers it.
pub(super) fn pipelines(call: &Call) -> Result<Answer> {
    call.note("azure-pipelines");
    let Some(job) = job(call, AZURE_PIPELINES.issuer)? else { return Ok(refused()) };
    if call.request.method != "POST" {
        return Ok(Answer::json(405, json!({"message": "The requested resource does not support http method."})));
    }
    if call.both.get("serviceConnectionId") != Some(SERVICE_CONNECTION) {
        let message = "No service connection found with this id, or this pipeline may not use it.";
        return Ok(Answer::json(404, json!({"typeKey": "ServiceEndpointNotFoundException", "message": message})));
    }
    let token = token(call.world, &job.issuer, &job.subject, AUDIENCE)?;
    Ok(Answer::json(200, json!({"oidcToken": token})))
}

/// The job whose token the request carries.
fn job(call: &Call, issuer: &str) -> Result<Option<Job>> {
    let bearer = call.request.header("authorization").and_then(|header| header.strip_prefix("Bearer "));
    let Some(bearer) = bearer else { return Ok(None) };
    let found = issued::find::<Job>(call.world, &issued::id(bearer))?;
    Ok(found.filter(|(job, ends)| job.issuer == issuer && call.world.now < *ends).map(|(job, _)| job))
}

fn refused() -> Answer {
    Answer::json(401, json!({"message": "The job's token is missing, wrong or over."}))
}
