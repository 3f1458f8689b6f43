//! Which path leads where.

use super::error::{ApiError, Result};
use super::kinds::List;
use super::query::Query;
use super::{approvals, audits, decoded, directory, policies, requests, schedules};
use crate::sandbox::engine::{Caller, Face, Side};
use crate::sandbox::fault::Spoiling;
use crate::sandbox::store::World;
use crate::sandbox::wire::{Answer, Incoming};

const ENTRA: Face = Face::Entra;
const GROUP: Face = Face::Group;
const ELIGIBLE: Side = Side::Eligible;
const ACTIVE: Side = Side::Active;

/// Graph's two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    Beta,
}

impl Version {
    pub const fn word(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

/// One request on its way through the service.
pub(super) struct Call<'a> {
    pub world: &'a World<'a>,
    pub caller: &'a Caller,
    pub version: Version,
    pub request: &'a Incoming,
    pub query: Query,
    pub spoiling: &'a Spoiling,
    /// For the log.
    pub note: &'a std::cell::RefCell<Option<String>>,
}

impl Call<'_> {
    pub fn is_get(&self) -> bool {
        self.request.method == "GET"
    }

    /// The body as JSON.
    pub fn body(&self) -> Result<serde_json::Value> {
        serde_json::from_slice(&self.request.body).map_err(|_| {
            ApiError::bad_request("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.").into()
        })
    }

    pub fn beta(&self) -> bool {
        self.version == Version::Beta
    }
}

/// The version and the segments below it, with their percent signs read.
pub(super) fn split(path: &str) -> Option<(Version, Vec<String>)> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty()).map(decoded);
    let version = match segments.next()?.as_str() {
        "v1.0" => Version::V1,
        "beta" => Version::Beta,
        _ => return None,
    };
    Some((version, segments.collect()))
}

/// Answers a request whose token is checked.
pub(super) fn dispatch(call: &Call, segments: &[String]) -> Result<Answer> {
    let words: Vec<&str> = segments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["roleManagement", "directory", rest @ ..] => role_management(call, rest),
        ["identityGovernance", "privilegedAccess", "group", rest @ ..] => groups(call, rest),
        ["policies", "roleManagementPolicyAssignments", rest @ ..] => policies::assignments(call, rest),
        ["policies", "roleManagementPolicies", rest @ ..] => policies::policies(call, rest),
        ["auditLogs", "directoryAudits", rest @ ..] => audits::audits(call, rest),
        ["me"] => directory::me(call),
        ["organization"] => directory::organization(call),
        ["users", id] => directory::user(call, id),
        ["groups", id] => directory::group(call, id),
        ["groups"] => directory::groups(call),
        ["groups", id, "members"] => directory::members(call, id),
        ["groups", id, "owners"] => directory::owners(call, id),
        ["directoryObjects", id] => directory::object(call, id),
        ["directory", "administrativeUnits"] => directory::units(call),
        ["directory", "administrativeUnits", id] => directory::unit(call, id),
        _ => Err(unknown(&words).into()),
    }
}

fn role_management(call: &Call, rest: &[&str]) -> Result<Answer> {
    match rest {
        ["roleDefinitions"] => directory::definitions(call),
        ["roleDefinitions", id] => directory::definition(call, id),
        ["roleEligibilityScheduleInstances", rest @ ..] => {
            schedules::read(call, List::instances(ENTRA, ELIGIBLE), rest)
        }
        ["roleAssignmentScheduleInstances", rest @ ..] => schedules::read(call, List::instances(ENTRA, ACTIVE), rest),
        ["roleEligibilitySchedules", rest @ ..] => schedules::read(call, List::schedules(ENTRA, ELIGIBLE), rest),
        ["roleAssignmentSchedules", rest @ ..] => schedules::read(call, List::schedules(ENTRA, ACTIVE), rest),
        ["roleEligibilityScheduleRequests", rest @ ..] => {
            requests::requests(call, List::requests(ENTRA, ELIGIBLE), rest)
        }
        ["roleAssignmentScheduleRequests", rest @ ..] => requests::requests(call, List::requests(ENTRA, ACTIVE), rest),
        // Decisions are on beta alone; v1.0 does not know the word.
        ["roleAssignmentApprovals", rest @ ..] if call.beta() => approvals::approvals(call, ENTRA, rest),
        ["roleAssignmentApprovals", ..] => Err(no_segment("roleAssignmentApprovals").into()),
        other => Err(unknown(other).into()),
    }
}

/// PIM for Groups: the same lists under other names.
fn groups(call: &Call, rest: &[&str]) -> Result<Answer> {
    match rest {
        ["eligibilityScheduleInstances", rest @ ..] => schedules::read(call, List::instances(GROUP, ELIGIBLE), rest),
        ["assignmentScheduleInstances", rest @ ..] => schedules::read(call, List::instances(GROUP, ACTIVE), rest),
        ["eligibilitySchedules", rest @ ..] => schedules::read(call, List::schedules(GROUP, ELIGIBLE), rest),
        ["assignmentSchedules", rest @ ..] => schedules::read(call, List::schedules(GROUP, ACTIVE), rest),
        ["eligibilityScheduleRequests", rest @ ..] => requests::requests(call, List::requests(GROUP, ELIGIBLE), rest),
        ["assignmentScheduleRequests", rest @ ..] => requests::requests(call, List::requests(GROUP, ACTIVE), rest),
        ["assignmentApprovals", rest @ ..] => approvals::approvals(call, GROUP, rest),
        other => Err(unknown(other).into()),
    }
}

/// A path that the service does not know: loud in the log, so that a test can see that none was asked for.
pub(super) fn unknown(words: &[&str]) -> ApiError {
    no_segment(words.last().copied().unwrap_or("")).noted("unknown route")
}

fn no_segment(segment: &str) -> ApiError {
    ApiError::bad_request(format!("Resource not found for the segment '{segment}'."))
}

/// A method that the path does not take.
pub(super) fn wrong_method() -> ApiError {
    ApiError::new(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
        .noted("wrong method")
}

/// What `filterByCurrentUser(on='…')` asks for, where `segment` is that function.
pub(super) fn on_current_user(segment: &str) -> Option<&str> {
    segment.strip_prefix("filterByCurrentUser(on='")?.strip_suffix("')")
}
