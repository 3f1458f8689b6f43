//! Azure Resource Manager's words for saying no, where they are not those of PIM on Graph.

use super::routes::Call;
use crate::sandbox::engine::{Fail, Refusal, directory};
pub(super) use crate::sandbox::face::error::{ApiError, Result, Stop};

/// The caller lacks an action over a scope.
pub(super) fn forbidden(call: &Call, action: &str, scope: &str) -> Stop {
    let who = match directory::principal(call.world.db, &call.caller.id) {
        Ok(who) => who.and_then(|who| who.upn).unwrap_or_else(|| call.caller.id.clone()),
        Err(error) => return error.into(),
    };
    let scope = if scope.is_empty() { "/" } else { scope };
    let message = format!(
        "The client '{who}' with object id '{}' does not have authorization to perform action '{action}' over scope \
         '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.",
        call.caller.id
    );
    ApiError::new(403, "AuthorizationFailed", message).into()
}

/// A list that only a reader may have, asked for by somebody who is none.
pub(super) fn insufficient(call: &Call) -> Stop {
    let message = format!(
        "The requestor {} does not have permissions for this request. Please use $filter=asTarget() to filter on the \
         requestor's assignments.",
        call.caller.id
    );
    ApiError::new(400, "InsufficientPermissions", message).into()
}

/// A scope that is not there.
pub(super) fn no_scope(id: &str) -> ApiError {
    let parts: Vec<&str> = id.split('/').filter(|part| !part.is_empty()).collect();
    let of = |index: usize| parts.get(index).copied().unwrap_or("");
    let last = parts.last().copied().unwrap_or("");
    match parts.len() {
        0..=2 if of(0).eq_ignore_ascii_case("subscriptions") => {
            ApiError::new(404, "SubscriptionNotFound", format!("The subscription '{last}' could not be found."))
        }
        3..=4 if of(0).eq_ignore_ascii_case("subscriptions") => {
            ApiError::new(404, "ResourceGroupNotFound", format!("Resource group '{last}' could not be found."))
        }
        _ if of(1).eq_ignore_ascii_case("Microsoft.Management") => {
            ApiError::new(404, "ManagementGroupNotFound", format!("The management group '{last}' cannot be found."))
        }
        _ => not_found(id),
    }
}

/// Anything else that is not there.
pub(super) fn not_found(id: &str) -> ApiError {
    ApiError::new(404, "ResourceNotFound", format!("The resource '{id}' was not found."))
}

/// A request that is not there.
pub(super) fn no_request(name: &str) -> ApiError {
    ApiError::new(404, "RoleAssignmentRequestNotFound", format!("The role assignment request '{name}' is not found."))
}

/// A body that cannot be read.
pub(super) fn bad_content(why: &str) -> ApiError {
    let message = format!("The request content was invalid and could not be deserialized: '{why}'.");
    ApiError::new(400, "InvalidRequestContent", message)
}

/// What the engine refused, of somebody who wanted `action` over `scope`.
pub(super) fn refused(call: &Call, fail: Fail, action: &str, scope: &str) -> Stop {
    match fail {
        Fail::Store(error) => error.into(),
        Fail::Refused(Refusal::NotPrivileged | Refusal::NotYours | Refusal::NotApprover) => {
            forbidden(call, action, scope)
        }
        Fail::Refused(Refusal::ScopeNotFound(id)) => no_scope(&id).into(),
        Fail::Refused(Refusal::RequestNotFound) => no_request(scope).into(),
        Fail::Refused(Refusal::ApprovalNotFound) => not_found(scope).into(),
        Fail::Refused(other) => ApiError::from(other).into(),
    }
}
