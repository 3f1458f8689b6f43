//! What a client reads first: the endpoints of the tenant, and its signing key ("OpenID
//! Connect on the Microsoft identity platform").

use serde_json::{Value, json};

use super::refusal::Result;
use super::routes::Call;
use super::{client, keys};
use crate::sandbox::TENANT_ID;
use crate::sandbox::wire::Answer;

/// The endpoints, at the origin that was asked.
pub(super) fn configuration(call: &Call) -> Result<Answer> {
    let named = call.tenant;
    let shared = ["common", "organizations"].iter().any(|one| one.eq_ignore_ascii_case(named));
    client::tenant(named).map_err(|refusal| super::refusal::Refusal { error: "invalid_tenant", ..refusal })?;
    // Who is asked at a shared address learns the tenant from the token.
    let (tenant, issuer) = if shared { (named, "{tenantid}") } else { (TENANT_ID, TENANT_ID) };
    let origin = &call.request.origin;
    let base = format!("{origin}/{tenant}");
    let host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
    Ok(Answer::json(
        200,
        json!({
            "token_endpoint": format!("{base}/oauth2/v2.0/token"),
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "jwks_uri": format!("{base}/discovery/v2.0/keys"),
            "response_modes_supported": ["query", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": format!("{origin}/{issuer}/v2.0"),
            "request_uri_parameter_supported": false,
            "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
            "device_authorization_endpoint": format!("{base}/oauth2/v2.0/devicecode"),
            "http_logout_supported": true,
            "frontchannel_logout_supported": true,
            "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": [
                "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "preferred_username", "name", "tid", "ver",
            ],
            "tenant_region_scope": if shared { Value::Null } else { "EU".into() },
            "cloud_instance_name": host,
            "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": "graph.microsoft.com",
        }),
    ))
}

/// Which names the authorization server has: its own, and no other.
pub(super) fn instance(call: &Call) -> Answer {
    let origin = &call.request.origin;
    let host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
    Answer::json(
        200,
        json!({
            "tenant_discovery_endpoint": format!("{origin}/{TENANT_ID}/v2.0/.well-known/openid-configuration"),
            "api-version": "1.1",
            "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
        }),
    )
}

/// The public key that the tokens can be checked with.
pub(super) fn published_keys(call: &Call) -> Result<Answer> {
    client::tenant(call.tenant)?;
    Ok(Answer::json(200, json!({"keys": [keys::published(call.world.db)?]})))
}
