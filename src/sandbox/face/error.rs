//! The error answers: status, code and text for each way of saying no, in the words of PIM on Graph. Azure has most
//! of them from here.

use serde_json::{Value, json};

use crate::sandbox::engine::{Face, Fail, Key, Refusal, RuleFailure};
use crate::sandbox::wire::Answer;

/// An error answer before it has its ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub status: u16,
    pub code: String,
    pub message: String,
    /// The message in the other form that the service has for it.
    pub prose: Option<String>,
    /// For the log: what a test should not miss.
    pub note: Option<String>,
    pub header: Option<(&'static str, String)>,
}

/// A refusal of the service, or a failure of the state file.
#[derive(Debug)]
pub(crate) enum Stop {
    Refused(Box<ApiError>),
    Store(rusqlite::Error),
}

pub(crate) type Result<T> = std::result::Result<T, Stop>;

impl ApiError {
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into(), prose: None, note: None, header: None }
    }

    /// A request that the service cannot read.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequest", message)
    }

    /// An id that nothing has, in the words of PIM.
    pub fn unknown_id() -> Self {
        Self::new(404, "UnknownError", "")
    }

    /// An id that nothing has, in the words of the directory.
    pub fn no_resource(id: &str) -> Self {
        let message =
            format!("Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
        Self::new(404, "Request_ResourceNotFound", message)
    }

    /// A filter that the service does not take.
    pub fn invalid_filter(filter: &str) -> Self {
        Self::new(400, "InvalidFilter", format!("The {filter} filter is invalid."))
    }

    /// PIM's own errors come as JSON text inside the message.
    pub fn nested(status: u16, code: &str, message: &str) -> Self {
        let inner = json!({"errorCode": code, "message": message, "instanceAnnotations": []});
        Self::new(status, "UnknownError", inner.to_string())
    }

    /// A refusal about what `key` names. Groups have words of their own for what is there already, and what is not.
    pub fn about(refusal: Refusal, key: &Key) -> Self {
        match (key.face, refusal) {
            (Face::Group, Refusal::Exists) => {
                let message = format!(
                    "Request_BadRequest: One or more added object references already exist for the following modified \
                     properties: '{}s'.",
                    key.role
                );
                Self::new(400, "RoleAssignmentExists", message)
            }
            (Face::Group, Refusal::Missing) => Self { status: 404, ..Self::from(Refusal::Missing) },
            (_, refusal) => refusal.into(),
        }
    }

    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// The answer, in its other form where `prose` says so, with what the face has inside its errors.
    pub fn into_answer(self, prose: bool, inner: Option<Value>) -> Answer {
        let message = if prose { self.prose.unwrap_or(self.message) } else { self.message };
        let mut body = plain_body(&self.code, &message);
        if let Some(inner) = inner {
            body["error"]["innerError"] = inner;
        }
        let answer = Answer::json(self.status, body);
        match self.header {
            Some((name, value)) => answer.with(name, value),
            None => answer,
        }
    }
}

/// The body of an error that has no ids of its own.
pub(crate) fn plain_body(code: &str, message: &str) -> Value {
    json!({"error": {"code": code, "message": message}})
}

impl From<ApiError> for Stop {
    fn from(error: ApiError) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Fail> for Stop {
    fn from(fail: Fail) -> Self {
        match fail {
            Fail::Refused(refusal) => ApiError::from(refusal).into(),
            Fail::Store(error) => Self::Store(error),
        }
    }
}

impl Stop {
    /// What the engine says about `key`, in the words of its service.
    pub fn about(fail: Fail, key: &Key) -> Self {
        match fail {
            Fail::Refused(refusal) => ApiError::about(refusal, key).into(),
            Fail::Store(error) => Self::Store(error),
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let bad = |code: &str, message: &str| Self::new(400, code, message);
        match refusal {
            Refusal::InvalidRequest => bad("InvalidRoleAssignmentRequest", "The role assignment request is invalid."),
            Refusal::InvalidSchedule => {
                bad("InvalidRoleAssignmentRequestSchedule", "The role assignment request schedule is invalid.")
            }
            Refusal::RoleNotFound => bad("RoleNotFound", "The role is not found."),
            Refusal::SubjectNotFound => bad("SubjectNotFound", "The subject is not found."),
            Refusal::ScopeNotFound(id) => Self::no_resource(id.trim_start_matches("/administrativeUnits/")),
            Refusal::ScopeNotSupported => bad(
                "Request_BadRequest",
                "The given built-in role is not supported to be assigned to a single resource scope.",
            ),
            Refusal::RoleDoesNotFit => bad(
                "ScopeDoesNotMatchRoleDefinition",
                "The scope does not match an assignable scope of the role definition.",
            ),
            Refusal::NameTaken(id) => {
                bad("RoleAssignmentRequestExists", &format!("A role assignment request with Id: {id} already exists."))
            }
            Refusal::LastOwner => bad("CannotDeleteLastAdminAssignment", "Cannot delete the last admin assignment."),
            Refusal::ScopeLocked => bad("ResourceIsLocked", "The resource is locked."),
            Refusal::NotPrivileged => {
                Self::new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
            }
            Refusal::NotYours | Refusal::NotApprover => {
                Self::new(403, "UnauthorizedAccessException", "Attempted to perform an unauthorized operation.")
            }
            Refusal::Pending => {
                bad("PendingRoleAssignmentRequest", "There is already an existing pending Role assignment request.")
            }
            Refusal::Overlaps => bad(
                "OverlapsPendingRoleAssignmentRequests",
                "The role assignment request overlaps with a pending role assignment request.",
            ),
            Refusal::Exists => bad("RoleAssignmentExists", "The Role assignment already exists."),
            Refusal::Missing => bad("RoleAssignmentDoesNotExist", "The Role assignment does not exist."),
            Refusal::TooShort => {
                bad("ActiveDurationTooShort", "The Active duration is too short. Miniumum Required is 5 minutes.")
            }
            Refusal::Policy(failures) => policy_failed(&failures),
            Refusal::Context(context) => context_wanted(&context),
            Refusal::NotCancellable => bad("RequestCannotBeCancelled", "Request is not in cancellable state."),
            Refusal::RequestNotFound | Refusal::ApprovalNotFound => Self::unknown_id(),
            Refusal::Decided => {
                Self::new(409, "Conflict", "The approval has already been decided or is no longer pending.")
            }
            Refusal::ReasonRequired => bad("InvalidRequest", "A justification is required to review this request."),
            Refusal::MfaAndContext => {
                bad("MfaAndAcrsConflict", "The Mfa and Acrs policy settings cannot be enabled simultaneously.")
            }
            Refusal::InvalidPolicy => bad("InvalidPolicy", "The policy is invalid."),
        }
    }
}

/// All broken rules by name, or the first one in words: the service is seen to do both.
fn policy_failed(failures: &[RuleFailure]) -> ApiError {
    let names: Vec<&str> = failures.iter().map(|failure| failure.rule).collect();
    let list = format!("The following policy rules failed: {}", json!(names));
    let mut error = ApiError::new(400, "RoleAssignmentRequestPolicyValidationFailed", list);
    error.prose = failures.first().map(|f| format!("The following policy rules failed: {} - {}", f.rule, f.text));
    error
}

/// The challenge, percent-encoded as the service does it.
fn context_wanted(context: &str) -> ApiError {
    let claims = format!(r#"{{"access_token":{{"acrs":{{"essential":true, "value":"{context}"}}}}}}"#);
    let encoded: String = claims
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    ApiError::new(400, "RoleAssignmentRequestAcrsValidationFailed", format!("&claims={encoded}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_spelled_as_the_service_spells_it() {
        let expected = "&claims=%7B%22access_token%22%3A%7B%22acrs%22%3A%7B%22essential%22%3Atrue%2C%20%22value%22%3A%22c1%22%7D%7D%7D";
        assert_eq!(context_wanted("c1").message, expected);
    }

    #[test]
    fn a_policy_refusal_has_two_forms() {
        let failures =
            [RuleFailure { rule: "MfaRule", text: "x" }, RuleFailure { rule: "JustificationRule", text: "y" }];
        let error = policy_failed(&failures);
        assert_eq!(error.message, r#"The following policy rules failed: ["MfaRule","JustificationRule"]"#);
        assert_eq!(error.prose.as_deref(), Some("The following policy rules failed: MfaRule - x"));
    }
}
