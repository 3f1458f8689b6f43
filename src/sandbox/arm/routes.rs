//! Which path leads where.

use serde_json::Value;

use super::error::{ApiError, Result, bad_content};
use super::place::Place;
use super::query::{self, Query};
use super::{approvals, assignments, children, definitions, estate, policies, requests, schedules};
use crate::sandbox::engine::lag::View;
use crate::sandbox::engine::{Caller, Side};
use crate::sandbox::face::decoded;
use crate::sandbox::fault::Spoiling;
use crate::sandbox::store::World;
use crate::sandbox::wire::{Answer, Incoming};

/// One request on its way through the service.
pub(super) struct Call<'a> {
    pub world: &'a World<'a>,
    pub caller: &'a Caller,
    pub request: &'a Incoming,
    pub query: Query,
    pub spoiling: &'a Spoiling,
    /// For the log.
    pub note: &'a std::cell::RefCell<Option<String>>,
}

impl Call<'_> {
    pub fn method(&self) -> &str {
        &self.request.method
    }

    /// The body as JSON.
    pub fn body(&self) -> Result<Value> {
        serde_json::from_slice(&self.request.body).map_err(|error| bad_content(&error.to_string()).into())
    }

    /// Refuses everything but reading.
    pub fn only_get(&self) -> Result<()> {
        if self.method() == "GET" { Ok(()) } else { Err(wrong_method(self).into()) }
    }
}

/// Whether a path is Azure Resource Manager's.
pub(crate) fn owns(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let first = path.split('/').find(|segment| !segment.is_empty()).unwrap_or("");
    ["subscriptions", "providers", "batch"].contains(&first) || path.contains("/providers/microsoft.authorization/")
}

/// The segments of a path, with their percent signs read. Two slashes count as one: clients put a scope with its own
/// first slash behind one.
pub(super) fn segments(path: &str) -> Vec<String> {
    path.split('/').filter(|segment| !segment.is_empty()).map(decoded).collect()
}

/// Answers a request whose token is checked.
pub(super) fn dispatch(call: &Call, segments: &[String]) -> Result<Answer> {
    let at = segments.windows(2).rposition(|pair| {
        pair[0].eq_ignore_ascii_case("providers") && pair[1].eq_ignore_ascii_case("Microsoft.Authorization")
    });
    let Some(at) = at else { return estate::estate(call, segments) };
    let rest: Vec<&str> = segments[at + 2..].iter().map(String::as_str).collect();
    let Some((kind, rest)) = rest.split_first() else { return Err(unknown(call, "").into()) };
    let route = Route::find(kind).ok_or_else(|| unknown(call, kind))?;
    call.query.version(route.versions())?;
    want_mfa(call)?;
    let place = Place::find(call, &segments[..at])?;
    match route {
        Route::Definitions => definitions::definitions(call, &place, rest),
        Route::Assignments => assignments::assignments(call, &place, rest),
        Route::Schedules(side, view) => schedules::schedules(call, &place, side, view, rest),
        Route::Requests(side) => requests::requests(call, &place, side, rest),
        Route::Policies => policies::policies(call, &place, rest),
        Route::PolicyAssignments => policies::assignments(call, &place, rest),
        Route::Approvals => approvals::approvals(call, &place, rest),
        Route::Children => children::children(call, &place, rest),
    }
}

#[derive(Clone, Copy, Debug)]
enum Route {
    Definitions,
    Assignments,
    Schedules(Side, View),
    Requests(Side),
    Policies,
    PolicyAssignments,
    Approvals,
    Children,
}

const ROUTES: [(&str, Route); 12] = [
    ("roleDefinitions", Route::Definitions),
    ("roleAssignments", Route::Assignments),
    ("roleEligibilityScheduleInstances", Route::Schedules(Side::Eligible, View::Instances)),
    ("roleAssignmentScheduleInstances", Route::Schedules(Side::Active, View::Instances)),
    ("roleEligibilitySchedules", Route::Schedules(Side::Eligible, View::Schedules)),
    ("roleAssignmentSchedules", Route::Schedules(Side::Active, View::Schedules)),
    ("roleEligibilityScheduleRequests", Route::Requests(Side::Eligible)),
    ("roleAssignmentScheduleRequests", Route::Requests(Side::Active)),
    ("roleManagementPolicies", Route::Policies),
    ("roleManagementPolicyAssignments", Route::PolicyAssignments),
    ("roleAssignmentApprovals", Route::Approvals),
    ("eligibleChildResources", Route::Children),
];

impl Route {
    fn find(kind: &str) -> Option<Self> {
        ROUTES.iter().find(|(name, _)| name.eq_ignore_ascii_case(kind)).map(|(_, route)| *route)
    }

    const fn versions(self) -> &'static [&'static str] {
        match self {
            Self::Definitions | Self::Assignments => query::ROLES,
            Self::Approvals => query::APPROVALS,
            _ => query::PIM,
        }
    }
}

/// Azure's mandatory MFA: a person writes with it or not at all; a workload's identity is exempt.
fn want_mfa(call: &Call) -> Result<()> {
    if call.method() == "GET" || call.caller.is_application() || call.caller.mfa {
        return Ok(());
    }
    let path = call.request.path();
    let message = format!(
        "Resource '{}' was disallowed by Azure: Users must use MFA for Create, Update and Delete operations. The user \
         tried without authenticating through MFA. Please sign in with MFA and try again. See \
         https://aka.ms/MFAforAzure for details.",
        path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
    );
    Err(ApiError::new(403, "RequestDisallowedByAzure", message).into())
}

/// A path that the service does not know: loud in the log, so that a test can see that none was asked for.
pub(super) fn unknown(call: &Call, kind: &str) -> ApiError {
    let version = call.query.get("api-version").unwrap_or("");
    let message = format!("The resource type '{kind}' could not be found for api version '{version}'.");
    ApiError::new(404, "InvalidResourceType", message).noted("unknown route")
}

/// A method that the path does not take.
pub(super) fn wrong_method(call: &Call) -> ApiError {
    let message = format!("The requested resource does not support http method '{}'.", call.method());
    ApiError::new(405, "MethodNotAllowed", message).noted("wrong method")
}
