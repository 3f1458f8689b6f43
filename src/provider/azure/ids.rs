//! Azure Resource Manager's ids, which are paths, and what can be read off them.

use crate::provider::graph::segment;

const AUTHORIZATION: &str = "providers/Microsoft.Authorization";

/// The last segment of an id: its GUID. A bare GUID is its own.
pub fn tail(id: &str) -> &str {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// The id that everything else calls a scope by: a subscription comes as `/providers/Microsoft.Subscription/subscriptions/…`
/// now and then (so it stands in "Activate my Azure resource roles in Privileged Identity Management", too).
pub fn plain(id: &str) -> &str {
    const LEAD: &str = "/providers/Microsoft.Subscription";
    let lead = id.get(..LEAD.len()).filter(|start| start.eq_ignore_ascii_case(LEAD));
    lead.map(|lead| &id[lead.len()..]).filter(|rest| rest.starts_with('/')).unwrap_or(id)
}

/// Whether an id is of something in the list `set`.
pub fn is_in(set: &str, id: &str) -> bool {
    id.trim_end_matches('/').rsplit('/').nth(1).is_some_and(|part| part.eq_ignore_ascii_case(set))
}

/// An id from the service as a path: each segment is encoded, so that it leads nowhere else.
pub fn path(id: &str) -> String {
    id.split('/').filter(|part| !part.is_empty()).map(|part| format!("/{}", segment(part))).collect()
}

/// The path of `what` of Microsoft.Authorization at `scope`; the empty scope is the whole tenant.
pub fn at(scope: &str, what: &str) -> String {
    format!("{}/{AUTHORIZATION}/{what}", path(scope))
}

/// A role definition's id as `scope` has it: of its subscription, or of the tenant above that.
pub fn role_definition(scope: &str, role: &str) -> String {
    let mut parts = scope.split('/').filter(|part| !part.is_empty());
    let prefix = match (parts.next(), parts.next()) {
        (Some(word), Some(id)) if word.eq_ignore_ascii_case("subscriptions") => format!("/subscriptions/{id}"),
        _ => String::new(),
    };
    format!("{prefix}/{AUTHORIZATION}/roleDefinitions/{}", tail(role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_the_service_leads_nowhere_else() {
        assert_eq!(path("/subscriptions/s/resourceGroups/a b?c#d"), "/subscriptions/s/resourceGroups/a%20b%3Fc%23d");
        assert!(!path("/subscriptions/../x").contains(".."));
        assert_eq!(path("//evil.example/x"), "/evil.example/x");
        assert_eq!(at("", "x"), "/providers/Microsoft.Authorization/x");
        assert_eq!(at("/", "x"), "/providers/Microsoft.Authorization/x");
    }

    #[test]
    fn a_subscription_has_one_id_however_it_comes() {
        let plain_id = "/subscriptions/s";
        for id in [
            plain_id,
            "/providers/Microsoft.Subscription/subscriptions/s",
            "/providers/microsoft.subscription/subscriptions/s",
        ] {
            assert_eq!(plain(id), plain_id);
        }
        assert_eq!(plain("/providers/Microsoft.SubscriptionX/y"), "/providers/Microsoft.SubscriptionX/y");
    }

    #[test]
    fn a_role_definition_is_named_by_its_last_segment_whatever_its_prefix() {
        let full = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r";
        assert_eq!(tail(full), "r");
        assert!(is_in("RoleDefinitions", full) && !is_in("roleDefinitions", "r") && !is_in("r", full));
        assert_eq!(role_definition("/subscriptions/s/resourceGroups/rg", "r"), full);
        let tenant = "/providers/Microsoft.Authorization/roleDefinitions/r";
        assert_eq!(role_definition("/providers/Microsoft.Management/managementGroups/m", full), tenant);
    }
}
