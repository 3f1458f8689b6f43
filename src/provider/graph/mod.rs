//! What the kinds that live on Microsoft Graph share: how it spells things and names paths.

pub(super) mod map;
pub(super) mod schedules;
pub(super) mod wire;

use crate::http::{Audience, Client, Error, Exchange};
use crate::pim::principal::{Me, ObjectId, Principal, PrincipalType};
use crate::pim::text::Foreign;
use serde::Deserialize;
use url::form_urlencoded;

/// A directory object as `$expand` gives it ("directoryObject resource type").
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryObject {
    /// Its type, as `#microsoft.graph.user`.
    #[serde(rename = "@odata.type")]
    pub odata_type: Option<String>,
    /// Its object id.
    pub id: Option<String>,
    /// Its display name.
    pub display_name: Option<String>,
    /// A user's principal name.
    pub user_principal_name: Option<String>,
}

/// A principal with this id, and whatever `$expand` told of it.
#[must_use]
pub fn principal(id: &str, expanded: Option<DirectoryObject>) -> Principal {
    let Some(object) = expanded else { return Principal::unnamed(ObjectId::new(id)) };
    let kind = match object.odata_type.as_deref() {
        Some("#microsoft.graph.user") => Some(PrincipalType::User),
        Some("#microsoft.graph.group") => Some(PrincipalType::Group),
        Some("#microsoft.graph.servicePrincipal") => Some(PrincipalType::ServicePrincipal),
        _ => None,
    };
    Principal {
        id: ObjectId::new(id),
        name: object.display_name.map(Foreign::new).and_then(Foreign::non_empty),
        upn: object.user_principal_name.map(Foreign::new).and_then(Foreign::non_empty),
        kind,
    }
}

/// "Get a user" for the signed-in person: only needed where the token does not say who that is.
///
/// # Errors
/// The service's refusal, or what stood in the way.
pub async fn me(client: &Client, audience: &Audience) -> Result<Me, Error> {
    let object: DirectoryObject = client.read(audience, "/v1.0/me?$select=id,userPrincipalName").await?.json()?;
    let id = object.id.filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Error::Odd {
        exchange: Exchange {
            method: "GET".to_owned(),
            host: "Microsoft Graph".to_owned(),
            path: "/v1.0/me".to_owned(),
        },
        what: "the answer names nobody".to_owned(),
    })?;
    let upn = object.user_principal_name.map(Foreign::new);
    // No call that every person may make tells the tenant.
    Ok(Me { id: ObjectId::new(id), tenant_id: String::new(), upn })
}

/// A path below the version, with its query percent-encoded.
#[must_use]
pub fn path(path: &str, query: &[(&str, &str)]) -> String {
    if query.is_empty() {
        return path.to_owned();
    }
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    format!("{path}?{}", pairs.join("&"))
}

/// An id as one segment of a path: it came from the service, and must not lead anywhere else.
#[must_use]
pub fn segment(id: &str) -> String {
    // A segment of dots alone would climb; the service has no such id.
    let climbs = !id.is_empty() && id.bytes().all(|byte| byte == b'.');
    let encoded: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    if climbs { encoded.replace('.', "%252E") } else { encoded.replace('+', "%20") }
}

/// A text inside single quotes of a `$filter`.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_from_the_service_stay_one_segment() {
        assert_eq!(segment("a/b?c#d"), "a%2Fb%3Fc%23d");
        assert_eq!(segment("8MYkhImhnkm70CbBdTyW1-1-e"), "8MYkhImhnkm70CbBdTyW1-1-e");
        assert!(!segment("..").contains(".."));
        assert_eq!(quoted("o'hara"), "'o''hara'");
        assert_eq!(path("/x", &[("$filter", "a eq '/'")]), "/x?$filter=a%20eq%20%27%2F%27");
    }
}
