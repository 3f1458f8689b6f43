//! Microsoft's default settings of a role: the seventeen rules, in the service's order.

use serde_json::{Value, json};

use super::Face;

const REASON: &str = "Justification";
const MFA: &str = "MultiFactorAuthentication";

/// Where a role's settings depart from the default.
#[derive(Clone, Debug)]
pub(crate) struct Departure {
    /// What an activation asks for.
    pub asks: Vec<&'static str>,
    /// How long it may last at most.
    pub longest: &'static str,
    /// Who approves it, in the service's spelling; an empty list wants approval and names nobody.
    pub approvers: Option<Vec<Value>>,
    /// The authentication context that it asks for.
    pub context: Option<&'static str>,
    /// Whether nobody may be eligible for ever.
    pub eligible_must_end: bool,
}

impl Default for Departure {
    fn default() -> Self {
        Self { asks: vec![MFA, REASON], longest: "PT8H", approvers: None, context: None, eligible_must_end: false }
    }
}

/// The rules of a role that departs so from the default.
pub(crate) fn rules(face: Face, departure: &Departure) -> Vec<Value> {
    let rule = Rule { operation: if face == Face::Entra { "all" } else { "All" } };
    let mut rules = vec![
        rule.expiration("Admin", "Eligibility", departure.eligible_must_end, "P365D"),
        rule.enablement("Admin", "Eligibility", &[]),
    ];
    rules.extend(rule.notifications("Admin", "Eligibility"));
    rules.push(rule.expiration("Admin", "Assignment", false, "P180D"));
    rules.push(rule.enablement("Admin", "Assignment", &[REASON]));
    rules.extend(rule.notifications("Admin", "Assignment"));
    rules.push(rule.expiration("EndUser", "Assignment", true, departure.longest));
    rules.push(rule.enablement("EndUser", "Assignment", &departure.asks));
    rules.push(rule.approval(departure.approvers.as_deref()));
    rules.push(rule.context(face, departure.context));
    rules.extend(rule.notifications("EndUser", "Assignment"));
    rules
}

/// Makes the rules of one face.
struct Rule {
    /// How the face spells "all operations".
    operation: &'static str,
}

impl Rule {
    fn target(&self, caller: &str, level: &str) -> Value {
        json!({
            "caller": caller, "operations": [self.operation], "level": level,
            "inheritableSettings": [], "enforcedSettings": [],
        })
    }

    fn expiration(&self, caller: &str, level: &str, required: bool, longest: &str) -> Value {
        json!({
            "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyExpirationRule",
            "id": format!("Expiration_{caller}_{level}"),
            "isExpirationRequired": required,
            "maximumDuration": longest,
            "target": self.target(caller, level),
        })
    }

    fn enablement(&self, caller: &str, level: &str, asks: &[&str]) -> Value {
        json!({
            "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyEnablementRule",
            "id": format!("Enablement_{caller}_{level}"),
            "enabledRules": asks,
            "target": self.target(caller, level),
        })
    }

    fn notifications(&self, caller: &str, level: &str) -> [Value; 3] {
        ["Admin", "Requestor", "Approver"].map(|recipient| {
            json!({
                "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyNotificationRule",
                "id": format!("Notification_{recipient}_{caller}_{level}"),
                "notificationType": "Email",
                "recipientType": recipient,
                "notificationLevel": "All",
                "isDefaultRecipientsEnabled": true,
                "notificationRecipients": [],
                "target": self.target(caller, level),
            })
        })
    }

    fn approval(&self, approvers: Option<&[Value]>) -> Value {
        json!({
            "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyApprovalRule",
            "id": "Approval_EndUser_Assignment",
            "setting": {
                "isApprovalRequired": approvers.is_some(),
                "isApprovalRequiredForExtension": false,
                "isRequestorJustificationRequired": true,
                "approvalMode": "SingleStage",
                "approvalStages": [{
                    "approvalStageTimeOutInDays": 1,
                    "isApproverJustificationRequired": true,
                    "escalationTimeInMinutes": 0,
                    "isEscalationEnabled": false,
                    "primaryApprovers": approvers.unwrap_or_default(),
                    "escalationApprovers": [],
                }],
            },
            "target": self.target("EndUser", "Assignment"),
        })
    }

    fn context(&self, face: Face, claim: Option<&str>) -> Value {
        // Azure says "none" by an empty claim, Graph by none.
        let claim = claim.or((face == Face::Arm).then_some(""));
        json!({
            "@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyAuthenticationContextRule",
            "id": "AuthenticationContext_EndUser_Assignment",
            "isEnabled": claim.is_some_and(|claim| !claim.is_empty()),
            "claimValue": claim,
            "target": self.target("EndUser", "Assignment"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_has_seventeen_rules() {
        for face in Face::ALL {
            assert_eq!(rules(face, &Departure::default()).len(), 17);
        }
    }
}
