//! Role settings. The services wrap them differently and spell the rules alike: Microsoft Graph in
//! "unifiedRoleManagementPolicyAssignment resource type", Azure Resource Manager in "RoleManagementPolicyAssignment".

use crate::http::{Error, Exchange};
use crate::pim::duration::Span;
use crate::pim::settings::{Requirement, RoleSettings};
use crate::pim::text::Foreign;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Assignments {
    value: Vec<Assignment>,
}

#[derive(Deserialize)]
struct Assignment {
    policy: Option<Policy>,
}

#[derive(Deserialize)]
struct Policy {
    #[serde(default)]
    rules: Vec<Rule>,
}

/// One rule; which fields it has depends on its kind, and kinds that are not known are left alone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    id: String,
    maximum_duration: Option<String>,
    enabled_rules: Option<Vec<String>>,
    is_enabled: Option<bool>,
    claim_value: Option<String>,
    setting: Option<ApprovalSetting>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApprovalSetting {
    is_approval_required: Option<bool>,
    approval_stages: Option<Vec<ApprovalStage>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApprovalStage {
    is_approver_justification_required: Option<bool>,
    primary_approvers: Option<Vec<Approver>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Approver {
    description: Option<String>,
    user_id: Option<String>,
    group_id: Option<String>,
    id: Option<String>,
    #[serde(rename = "@odata.type")]
    odata_type: Option<String>,
    user_type: Option<String>,
}

impl Approver {
    /// The group's object id, where it is one. Graph says so by the type, Azure by a word.
    fn group(&self) -> Option<String> {
        let by_type = self.odata_type.as_deref().is_some_and(|kind| kind.ends_with("groupMembers"));
        let by_word = self.user_type.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("Group"));
        let id = self.group_id.as_ref().or(self.id.as_ref().filter(|_| by_type || by_word));
        id.filter(|id| !id.is_empty()).cloned()
    }
}

/// Reads Microsoft Graph's answer of "List roleManagementPolicyAssignments" for one role.
///
/// # Errors
/// Where the answer has another shape, or no settings in it.
pub fn read(answer: Value) -> Result<RoleSettings, Error> {
    let odd = |what: &str| Error::Odd {
        exchange: Exchange {
            method: "GET".to_owned(),
            host: "Microsoft Graph".to_owned(),
            path: "/v1.0/policies/roleManagementPolicyAssignments".to_owned(),
        },
        what: what.to_owned(),
    };
    let list: Assignments = serde_json::from_value(answer).map_err(|error| odd(&error.to_string()))?;
    let policy = list.value.into_iter().find_map(|assignment| assignment.policy);
    let policy = policy.ok_or_else(|| odd("the role has no settings that can be read"))?;
    Ok(settings(policy.rules))
}

/// What `rules` ask of an activation.
#[must_use]
pub fn settings(rules: Vec<Rule>) -> RoleSettings {
    let mut settings = RoleSettings {
        requires: Vec::new(),
        authentication_context: None,
        max_duration: None,
        approvers: Vec::new(),
        approver_groups: Vec::new(),
        approver_reason_required: true,
    };
    for rule in rules {
        match rule.id.as_str() {
            "Expiration_EndUser_Assignment" => {
                settings.max_duration = rule.maximum_duration.and_then(|text| Span::parse_iso(&text).ok());
            }
            "Enablement_EndUser_Assignment" => {
                let known = rule.enabled_rules.unwrap_or_default();
                settings.requires.extend(known.iter().filter_map(|name| requirement(name)));
            }
            "AuthenticationContext_EndUser_Assignment" if rule.is_enabled == Some(true) => {
                settings.requires.push(Requirement::AuthenticationContext);
                settings.authentication_context = rule.claim_value.filter(|value| !value.is_empty());
            }
            "Approval_EndUser_Assignment" => approval(rule.setting, &mut settings),
            _ => {}
        }
    }
    settings.requires.sort();
    settings.requires.dedup();
    settings
}

fn requirement(name: &str) -> Option<Requirement> {
    match name {
        "MultiFactorAuthentication" => Some(Requirement::Mfa),
        "Justification" => Some(Requirement::Reason),
        "Ticketing" => Some(Requirement::Ticket),
        _ => None,
    }
}

fn approval(setting: Option<ApprovalSetting>, settings: &mut RoleSettings) {
    let Some(setting) = setting.filter(|setting| setting.is_approval_required == Some(true)) else { return };
    settings.requires.push(Requirement::Approval);
    for stage in setting.approval_stages.unwrap_or_default() {
        if let Some(required) = stage.is_approver_justification_required {
            settings.approver_reason_required = required;
        }
        for approver in stage.primary_approvers.unwrap_or_default() {
            let group = approver.group();
            let ids = approver.user_id.or(approver.group_id).or(approver.id);
            let Some(name) = approver.description.filter(|name| !name.is_empty()).or(ids) else { continue };
            settings.approver_groups.extend(group.map(|id| (settings.approvers.len(), id)));
            settings.approvers.push(Foreign::new(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn rules_that_are_not_known_are_left_alone() {
        let answer = json!({"value": [{"policy": {"rules": [
            {"id": "Expiration_EndUser_Assignment", "maximumDuration": "PT8H"},
            {"id": "Enablement_EndUser_Assignment", "enabledRules": ["Ticketing", "MultiFactorAuthentication", "New"]},
            {"id": "AuthenticationContext_EndUser_Assignment", "isEnabled": false, "claimValue": null},
            {"id": "CustomExtension_PreApproval_EndUser_Assignment", "whatever": 1},
            {"id": "Approval_EndUser_Assignment", "setting": {"isApprovalRequired": true, "approvalStages": [
                {"isApproverJustificationRequired": false, "primaryApprovers": [
                    {"@odata.type": "#microsoft.graph.groupMembers", "groupId": "g", "description": "Endpoint Leads"}]}]}},
        ]}}]});
        let settings = read(answer).unwrap();
        assert_eq!(settings.requires, [Requirement::Mfa, Requirement::Ticket, Requirement::Approval]);
        assert_eq!(settings.max_duration, Some(Span::hours(8)));
        assert_eq!(settings.approvers, [Foreign::from("Endpoint Leads")]);
        assert_eq!(settings.approver_groups, [(0, "g".to_owned())]);
        assert!(!settings.approver_reason_required);
    }
}
