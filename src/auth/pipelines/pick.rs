//! Which way to sign in the environment offers.

use super::misconfigured;
use crate::http::CredentialError;
use crate::local::env::Env;
use crate::pim::sign_in::Way;

/// The way that was asked for, where it is one of an application's or the Azure CLI's; else the first of these
/// that the environment offers:
///
/// 1. a client secret (`AZURE_CLIENT_SECRET`);
/// 2. a client certificate (`AZURE_CLIENT_CERTIFICATE_PATH`);
/// 3. a workload identity (`AZURE_FEDERATED_TOKEN_FILE`);
/// 4. a service connection of Azure Pipelines (`AZURESUBSCRIPTION_SERVICE_CONNECTION_ID` in a pipeline);
/// 5. the identity of a GitHub Actions job (`ACTIONS_ID_TOKEN_REQUEST_URL` with `AZURE_CLIENT_ID`);
/// 6. a managed identity of App Service and its kin (`IDENTITY_ENDPOINT` and `IDENTITY_HEADER`). A virtual
///    machine's is never looked for unasked: that would be a request to an address that may be anybody's.
///
/// `None` where a person signs in: that was asked for, or the environment says nothing of an application.
/// [`CredentialError::Misconfigured`] where it names an application and nothing to sign in with. The Azure CLI is
/// never picked unasked, and `AZURE_AUTHORITY_HOST` has no effect.
#[must_use]
pub fn pick(env: &Env, asked: Option<Way>) -> Option<Result<Way, CredentialError>> {
    if let Some(way) = asked {
        return (!way.is_own()).then_some(Ok(way));
    }
    let set = |name: &str| env.get(name).is_some();
    let offers = [
        (Way::ClientSecret, set("AZURE_CLIENT_SECRET")),
        (Way::ClientCertificate, set("AZURE_CLIENT_CERTIFICATE_PATH")),
        (Way::WorkloadIdentity, set("AZURE_FEDERATED_TOKEN_FILE")),
        (Way::AzurePipelines, set("SYSTEM_OIDCREQUESTURI") && set("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID")),
        (Way::GithubActions, set("ACTIONS_ID_TOKEN_REQUEST_URL") && set("AZURE_CLIENT_ID")),
        (Way::ManagedIdentity, set("IDENTITY_ENDPOINT") && set("IDENTITY_HEADER")),
    ];
    if let Some((way, _)) = offers.into_iter().find(|(_, offered)| *offered) {
        return Some(Ok(way));
    }
    (set("AZURE_CLIENT_ID") && set("AZURE_TENANT_ID")).then(|| Err(half_set(env)))
}

/// An application is named, and nothing that it could sign in with.
fn half_set(env: &Env) -> CredentialError {
    if env.flag("GITHUB_ACTIONS") {
        return misconfigured(
            "AZURE_CLIENT_ID and AZURE_TENANT_ID are set, and this GitHub Actions job has no identity: \
             ACTIONS_ID_TOKEN_REQUEST_URL is missing",
            "give the job `permissions: id-token: write`",
        );
    }
    misconfigured(
        "AZURE_CLIENT_ID and AZURE_TENANT_ID are set, and nothing to sign in with: one of AZURE_CLIENT_SECRET, \
         AZURE_CLIENT_CERTIFICATE_PATH and AZURE_FEDERATED_TOKEN_FILE is missing",
        "set one of them, name the way in PIM_AUTH, or unset both to sign in as a person",
    )
}
