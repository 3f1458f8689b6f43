//! The directory's audit log, as far as PIM writes it.

use super::error::{ApiError, Result};
use super::filter::Allowed;
use super::list::{self, Kind};
use super::permission;
use super::routes::{Call, unknown, wrong_method};
use crate::sandbox::engine::{audit, directory};
use crate::sandbox::wire::Answer;

const AUDIT: Kind = Kind {
    type_name: "microsoft.graph.directoryAudit",
    context: "auditLogs/directoryAudits",
    fields: &[
        "id",
        "category",
        "correlationId",
        "result",
        "resultReason",
        "activityDisplayName",
        "activityDateTime",
        "loggedByService",
        "operationType",
        "initiatedBy",
        "targetResources",
        "additionalDetails",
    ],
    links: &[],
    allowed: Allowed {
        fields: &[
            "id",
            "category",
            "correlationId",
            "result",
            "activityDisplayName",
            "loggedByService",
            "operationType",
            "initiatedBy/user/id",
            "initiatedBy/user/userPrincipalName",
        ],
        ordered: &["activityDateTime"],
    },
    order: Some("activityDateTime desc"),
};

/// List and get directoryAudits.
pub(super) fn audits(call: &Call, rest: &[&str]) -> Result<Answer> {
    if !call.is_get() {
        return Err(wrong_method().into());
    }
    permission::want_in_directory(call.caller, permission::READ_AUDIT)?;
    if !call.caller.is_application() && !directory::reads_audit(call.world, &call.caller.id)? {
        let message = "User is not in the allowed roles";
        return Err(ApiError::new(403, "Authentication_RequestFromUnsupportedUserRole", message).into());
    }
    let all = audit::all(call.world)?;
    match rest {
        [] => list::page(call, &AUDIT, all),
        [id] => {
            let found = all.into_iter().find(|line| line["id"] == **id);
            list::one(call, &AUDIT, found.ok_or_else(|| ApiError::no_resource(id))?)
        }
        other => Err(unknown(other).into()),
    }
}
