//! Scopes: what a path points to, and how ids are made of one.

use super::error::{ApiError, Result, no_scope};
use super::routes::Call;
use crate::sandbox::engine::directory::{self, Scope};

/// Where a request points to: a scope of the estate, or the tenant, which has none.
pub(super) struct Place(Option<Scope>);

impl Place {
    /// What the segments before `/providers/Microsoft.Authorization` name.
    pub fn find(call: &Call, segments: &[String]) -> Result<Self> {
        if segments.is_empty() {
            return Ok(Self(None));
        }
        let id = format!("/{}", segments.join("/"));
        // The directory's own scopes are no places of Azure's.
        let azure = is_azure(&id).then(|| directory::scope(call.world.db, &id)).transpose()?.flatten();
        Ok(Self(Some(azure.ok_or_else(|| no_scope(&id))?)))
    }

    /// The id of the scope, as the estate spells it; empty for the tenant.
    pub fn id(&self) -> &str {
        self.0.as_ref().map_or("", |scope| scope.id.as_str())
    }

    /// The scope, which the tenant is not.
    pub fn scope(&self) -> Result<&Scope> {
        let wanted = || ApiError::new(400, "InvalidScope", "The scope '/' is not supported for this request.");
        Ok(self.0.as_ref().ok_or_else(wanted)?)
    }

    pub const fn is_tenant(&self) -> bool {
        self.0.is_none()
    }

    /// It is a management group, which the service treats unlike a subscription here and there.
    pub fn is_management_group(&self) -> bool {
        self.0.as_ref().is_some_and(|scope| scope.kind == "managementgroup")
    }

    /// Whether it is just this scope.
    pub fn is(&self, scope: &str) -> bool {
        self.id().eq_ignore_ascii_case(scope)
    }
}

fn is_azure(id: &str) -> bool {
    let id = id.to_ascii_lowercase();
    id.starts_with("/subscriptions/") || id.starts_with("/providers/microsoft.management/managementgroups/")
}

/// The id of something of `Microsoft.Authorization` at a scope.
pub(super) fn id_at(scope: &str, kind: &str, name: &str) -> String {
    format!("{scope}/providers/Microsoft.Authorization/{kind}/{name}")
}

/// The id of a role definition as it is seen at a scope: below a subscription it carries the subscription, elsewhere
/// nothing.
pub(super) fn definition_id(scope: &str, role: &str) -> String {
    id_at(subscription_of(scope).unwrap_or(""), "roleDefinitions", role)
}

/// The subscription that a scope is, or is in.
pub(super) fn subscription_of(scope: &str) -> Option<&str> {
    let rest = scope.get(.."/subscriptions/".len())?;
    if !rest.eq_ignore_ascii_case("/subscriptions/") {
        return None;
    }
    let end = scope[rest.len()..].find('/').map_or(scope.len(), |at| rest.len() + at);
    scope.get(..end)
}

/// The last segment of an id, or a bare name.
pub(super) fn last_segment(id: &str) -> &str {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_carries_the_subscription_alone() {
        for (scope, expected) in [
            ("/subscriptions/s", "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r"),
            (
                "/subscriptions/s/resourceGroups/g",
                "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r",
            ),
            (
                "/providers/Microsoft.Management/managementGroups/m",
                "/providers/Microsoft.Authorization/roleDefinitions/r",
            ),
            ("", "/providers/Microsoft.Authorization/roleDefinitions/r"),
        ] {
            assert_eq!(definition_id(scope, "r"), expected);
        }
    }

    #[test]
    fn the_last_segment_of_an_id_is_its_name() {
        for (id, expected) in [("a", "a"), ("/x/a", "a"), ("/x/a/", "a"), ("", "")] {
            assert_eq!(last_segment(id), expected);
        }
    }
}
