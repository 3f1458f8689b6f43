//! The endpoints of Entra roles.

use super::{map, wire};
use crate::http::{Answer, Audience, Call, Client, Error, batch, page};
use crate::pim::approval::{Approval, Verdict};
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::pim::intent::Intent;
use crate::pim::principal::Me;
use crate::pim::request::{Action, Outcome, Request};
use crate::pim::settings::RoleSettings;
use crate::provider::Particulars;
use crate::provider::graph::{path, quoted, review_result, segment};
use crate::provider::policy;
use crate::provider::write::{self, WriteError};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::json;
use std::collections::HashSet;
use std::sync::Arc;

const ROOT: &str = "/v1.0/roleManagement/directory";
/// Decisions on Entra roles exist on beta alone.
const BETA: &str = "/beta/roleManagement/directory";
const NAMES: &str = "roleDefinition,principal,directoryScope";

/// Entra roles of one tenant, as the signed-in person sees them.
pub struct Entra {
    client: Arc<Client>,
    audience: Audience,
    me: Me,
}

impl Entra {
    /// Entra roles behind `audience`, for `me`.
    #[must_use]
    pub fn new(client: Arc<Client>, audience: Audience, me: Me) -> Self {
        Self { client, audience, me }
    }

    async fn list<T: serde::de::DeserializeOwned>(&self, target: &str) -> Result<Vec<T>, Error> {
        page::all(&self.client, &self.audience, target).await
    }

    /// "unifiedRoleEligibilityScheduleInstance: filterByCurrentUser".
    pub async fn eligible(&self) -> Result<Vec<Assignment>, Error> {
        self.instances("roleEligibilityScheduleInstances", map::List::Eligible).await
    }

    /// "unifiedRoleAssignmentScheduleInstance: filterByCurrentUser".
    pub async fn active(&self) -> Result<Vec<Assignment>, Error> {
        self.instances("roleAssignmentScheduleInstances", map::List::Active).await
    }

    async fn instances(&self, set: &str, list: map::List) -> Result<Vec<Assignment>, Error> {
        let target = path(&format!("{ROOT}/{set}/filterByCurrentUser(on='principal')"), &[("$expand", NAMES)]);
        let wire: Vec<wire::ScheduleInstance> = self.list(&target).await?;
        Ok(wire.into_iter().map(|one| map::assignment(one, list, &self.me.tenant_id)).collect())
    }

    /// "unifiedRoleAssignmentScheduleRequest: filterByCurrentUser" (on principal).
    pub async fn requests(&self) -> Result<Vec<Request>, Error> {
        let set = format!("{ROOT}/roleAssignmentScheduleRequests/filterByCurrentUser(on='principal')");
        self.requests_at(&path(&set, &[("$expand", NAMES)])).await
    }

    /// "unifiedRoleAssignmentScheduleRequest: filterByCurrentUser" (on approver), those that wait.
    pub async fn waiting_for_me(&self) -> Result<Vec<Request>, Error> {
        let set = format!("{ROOT}/roleAssignmentScheduleRequests/filterByCurrentUser(on='approver')");
        let filter = "status eq 'PendingApproval'";
        self.requests_at(&path(&set, &[("$filter", filter), ("$expand", NAMES)])).await
    }

    /// The same list, with what is decided.
    pub async fn ever_asked_of_me(&self) -> Result<Vec<Request>, Error> {
        let set = format!("{ROOT}/roleAssignmentScheduleRequests/filterByCurrentUser(on='approver')");
        self.requests_at(&path(&set, &[("$expand", NAMES)])).await
    }

    async fn requests_at(&self, target: &str) -> Result<Vec<Request>, Error> {
        let wire: Vec<wire::ScheduleRequest> = self.list(target).await?;
        Ok(wire.into_iter().map(|one| map::request(one, &self.me.tenant_id)).collect())
    }

    /// "unifiedRoleEligibilityScheduleRequest: filterByCurrentUser": what an administrator gave for a
    /// time that is over. Schedules that ended are no longer listed; the requests stay for a month.
    pub async fn ended_eligibilities(&self, now: DateTime<Utc>) -> Result<Vec<Assignment>, Error> {
        let set = format!("{ROOT}/roleEligibilityScheduleRequests/filterByCurrentUser(on='principal')");
        let requests = self.requests_at(&path(&set, &[("$expand", NAMES)])).await?;
        let ended = requests.into_iter().filter(|request| {
            matches!(request.action, Action::Assign | Action::Extend | Action::Renew)
                && request.status.is("Provisioned")
                && request.end.is_some_and(|end| end <= now)
        });
        Ok(ended.map(|request| Assignment::of_request(request, State::Expired, AssignmentType::Eligible)).collect())
    }

    /// "Get unifiedRoleAssignmentScheduleRequest".
    pub async fn request(&self, id: &str) -> Result<Request, Error> {
        let target = path(&format!("{ROOT}/roleAssignmentScheduleRequests/{}", segment(id)), &[("$expand", NAMES)]);
        let wire: wire::ScheduleRequest = self.client.read(&self.audience, &target).await?.json()?;
        Ok(map::request(wire, &self.me.tenant_id))
    }

    /// "List roleManagementPolicyAssignments", for each role (id, scope id), together in one round trip.
    pub async fn settings(&self, roles: &[(String, String)]) -> Vec<Result<RoleSettings, Error>> {
        let paths: Vec<String> = roles
            .iter()
            .map(|(role, _)| {
                // An Entra role has one set of settings, at the directory, whatever the assignment's scope.
                let filter =
                    format!("scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq {}", quoted(role));
                let query = [("$filter", filter.as_str()), ("$expand", "policy($expand=rules)")];
                path("/policies/roleManagementPolicyAssignments", &query)
            })
            .collect();
        let answers = batch::get_all(&self.client, &self.audience, &paths).await;
        answers.into_iter().map(|answer| answer.and_then(policy::read)).collect()
    }

    /// "List roleDefinitions" (beta, which alone has `isPrivileged`).
    pub async fn privileged_roles(&self) -> Result<HashSet<String>, Error> {
        let target = path(&format!("{BETA}/roleDefinitions"), &[("$select", "id,isPrivileged")]);
        let wire: Vec<wire::RoleDefinition> = self.list(&target).await?;
        Ok(wire.into_iter().filter(|role| role.is_privileged == Some(true)).filter_map(|role| role.id).collect())
    }

    /// "Create roleAssignmentScheduleRequests".
    pub async fn ask(&self, intent: &Intent, particulars: &Particulars) -> Result<Request, WriteError> {
        let body = map::ask(intent, particulars);
        let target = format!("{ROOT}/roleAssignmentScheduleRequests");
        let call = Call {
            audience: &self.audience,
            method: &Method::POST,
            target: &target,
            body: Some(&body),
            correlation: Some(intent.id),
        };
        let read = |answer: &Answer| {
            let wire: wire::ScheduleRequest = answer.json()?;
            let mut request = map::request(wire, &self.me.tenant_id);
            let about_it = request.is_grant(intent.kind, &intent.role.id, &intent.scope.id)
                && request.principal.id.is(&intent.principal)
                && request.action == intent.action;
            if !about_it {
                let what = "the answer is about something else than what was asked for".to_owned();
                return Err(Error::Odd { exchange: answer.exchange.clone(), what });
            }
            // The answer does not expand names; the intent has them.
            request.role.name = intent.role.name.clone();
            request.scope = intent.scope.clone();
            request.principal = self.me.principal();
            Ok(request)
        };
        if particulars.dry_run {
            // A check creates nothing: it is repeated like a read, and there is nothing to look for.
            return Ok(read(&self.client.read_with(call).await?)?);
        }
        let request = write::send(&self.client, call, read, async || self.look(intent).await).await?;
        if self.is_understood(&request) {
            return Ok(request);
        }
        // A status that nobody knows is no answer: the lists may tell more.
        let look = async || Ok(self.look(intent).await?.filter(|found| self.is_understood(found)));
        Ok(write::look_for(&self.client, look).await.unwrap_or(request))
    }

    fn is_understood(&self, request: &Request) -> bool {
        request.outcome(self.client.now()) != Outcome::Unknown
    }

    /// Looks for what `intent` asked for: among my requests, then among what is active.
    pub async fn look(&self, intent: &Intent) -> Result<Option<Request>, Error> {
        let since = intent.opened - TimeDelta::minutes(2);
        let is_mine = |request: &Request| {
            request.is_grant(intent.kind, &intent.role.id, &intent.scope.id)
                && request.action == intent.action
                && !intent.before.contains(&request.id)
                && request.created.is_none_or(|created| created >= since)
        };
        let found = self.requests().await?.into_iter().filter(is_mine).max_by_key(|request| request.created);
        if intent.action != Action::Activate || found.as_ref().is_some_and(|request| self.is_understood(request)) {
            return Ok(found);
        }
        let active = match self.active().await {
            Ok(active) => active.into_iter().find(|row| {
                row.is_grant(intent.kind, &intent.role.id, &intent.scope.id)
                    && row.assignment_type == AssignmentType::Activated
                    && row.start.is_some_and(|start| start >= since)
                    && row.request_id.as_ref().is_some_and(|id| !intent.before.contains(id))
            }),
            Err(_) if found.is_some() => None,
            Err(error) => return Err(error),
        };
        Ok(active.map(|row| Request::of_active(&row)).or(found))
    }

    /// "unifiedRoleAssignmentScheduleRequest: cancel".
    pub async fn cancel(&self, id: &str) -> Result<(), WriteError> {
        let target = format!("{ROOT}/roleAssignmentScheduleRequests/{}/cancel", segment(id));
        let method = &Method::POST;
        let call = Call { audience: &self.audience, method, target: &target, body: None, correlation: None };
        let look = async || Ok(self.request(id).await?.status.is("Canceled").then_some(()));
        write::send(&self.client, call, Answer::no_content, look).await
    }

    /// "Get approval" (beta), with its steps.
    pub async fn approval(&self, id: &str) -> Result<Approval, Error> {
        let target = path(&format!("{BETA}/roleAssignmentApprovals/{}", segment(id)), &[("$expand", "steps")]);
        let wire: wire::Approval = self.client.read(&self.audience, &target).await?.json()?;
        Ok(map::approval(wire))
    }

    /// "Update approvalStep" (beta).
    pub async fn decide(&self, approval: &str, stage: &str, verdict: Verdict, reason: &str) -> Result<(), WriteError> {
        let target = format!("{BETA}/roleAssignmentApprovals/{}/steps/{}", segment(approval), segment(stage));
        let body = json!({"reviewResult": review_result(verdict), "justification": reason});
        let method = &Method::PATCH;
        let call = Call { audience: &self.audience, method, target: &target, body: Some(&body), correlation: None };
        let look = async || {
            let now = self.approval(approval).await?;
            let decided = now.stages.iter().filter(|one| one.id == stage).find_map(|one| one.decision.as_ref());
            let mine = |by: &crate::pim::principal::Principal| by.id.is(&self.me.id);
            Ok(decided.filter(|d| d.verdict == verdict && d.by.as_ref().is_some_and(mine)).map(|_| ()))
        };
        write::send(&self.client, call, Answer::no_content, look).await
    }
}
