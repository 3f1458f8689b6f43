//! The endpoints of Azure resource roles.

use super::{ids, map, wire};
use crate::http::{Answer, Audience, Call, Client, Error, Exchange, page};
use crate::pim::assignment::{Assignment, AssignmentType};
use crate::pim::intent::Intent;
use crate::pim::principal::{Me, ObjectId};
use crate::pim::request::{Action, Request};
use crate::pim::scope::Scope;
use crate::pim::settings::RoleSettings;
use crate::provider::graph::{path, quoted};
use crate::provider::words::{List, ended};
use crate::provider::write::{self, WriteError};
use crate::provider::{Meaning, Particulars, alike, policy, refusal};
use chrono::{DateTime, TimeDelta, Utc};
use futures::stream::{self, StreamExt};
use reqwest::Method;
use std::collections::HashSet;
use std::sync::Arc;

/// The version of everything but approvals.
const VERSION: (&str, &str) = ("api-version", "2020-10-01");
/// How many settings are read at the same time.
const AT_ONCE: usize = 16;

/// The roles that Microsoft calls privileged ("Azure built-in roles", section "Privileged"): Owner, Contributor,
/// User Access Administrator, Role Based Access Control Administrator, Reservations Administrator.
const PRIVILEGED: [&str; 5] = [
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "a8889054-8d42-49c9-bc1c-52486c10e7cd",
];

/// Azure resource roles of one tenant, as the signed-in person sees them.
pub struct Azure {
    pub(super) client: Arc<Client>,
    pub(super) audience: Audience,
    pub(super) me: Me,
}

impl Azure {
    /// Azure resource roles behind `audience`, for `me`.
    #[must_use]
    pub fn new(client: Arc<Client>, audience: Audience, me: Me) -> Self {
        Self { client, audience, me }
    }

    /// A list over all scopes: the empty scope is the tenant, and `filter` says whose rows. Nobody needs a role
    /// for these filters; `asRequestor()` does, and is not used: what one asks for is for oneself.
    async fn everywhere<T: serde::de::DeserializeOwned>(&self, set: &str, filter: &str) -> Result<Vec<T>, Error> {
        let target = path(&ids::at("", set), &[("$filter", filter), VERSION]);
        page::all(&self.client, &self.audience, &target).await
    }

    /// "Role Eligibility Schedule Instances - List For Scope", each handed to `take` as its page comes.
    pub async fn each_eligible(&self, take: impl FnMut(Assignment)) -> Result<(), Error> {
        self.each_instance("roleEligibilityScheduleInstances", List::Eligible, take).await
    }

    /// "Role Assignment Schedule Instances - List For Scope", the same way.
    pub async fn each_active(&self, take: impl FnMut(Assignment)) -> Result<(), Error> {
        self.each_instance("roleAssignmentScheduleInstances", List::Active, take).await
    }

    async fn each_instance(&self, set: &str, list: List, mut take: impl FnMut(Assignment)) -> Result<(), Error> {
        let target = path(&ids::at("", set), &[("$filter", "asTarget()"), VERSION]);
        let mapped = |one: wire::Resource<wire::ScheduleInstance>| {
            take(map::assignment(one, list, &self.me.tenant_id));
        };
        page::each(&self.client, &self.audience, &target, mapped).await
    }

    /// What is active, all of it.
    pub async fn active(&self) -> Result<Vec<Assignment>, Error> {
        let mut rows = Vec::new();
        self.each_active(|row| rows.push(row)).await?;
        Ok(rows)
    }

    /// The instances of both sorts, of one principal, for who may read that.
    pub async fn of_principal(&self, id: &str) -> Result<Vec<Assignment>, Error> {
        let filter = format!("principalId eq {}", quoted(id));
        let sorts =
            [("roleEligibilityScheduleInstances", List::Eligible), ("roleAssignmentScheduleInstances", List::Active)];
        let mut all = Vec::new();
        for (set, list) in sorts {
            let wire: Vec<wire::Resource<wire::ScheduleInstance>> = self.everywhere(set, &filter).await?;
            all.extend(wire.into_iter().map(|one| map::assignment(one, list, &self.me.tenant_id)));
        }
        Ok(all)
    }

    /// "Role Assignment Schedule Requests - List For Scope", those for me.
    pub async fn requests(&self) -> Result<Vec<Request>, Error> {
        self.requests_of("roleAssignmentScheduleRequests", "asTarget()").await
    }

    /// The same list, those that I may decide; the service ignores a filter on their status.
    pub async fn ever_asked_of_me(&self) -> Result<Vec<Request>, Error> {
        self.requests_of("roleAssignmentScheduleRequests", "asApprover()").await
    }

    /// The same, those that wait.
    pub async fn waiting_for_me(&self) -> Result<Vec<Request>, Error> {
        let mut requests = self.ever_asked_of_me().await?;
        requests.retain(|request| request.status.is("PendingApproval"));
        Ok(requests)
    }

    async fn requests_of(&self, set: &str, filter: &str) -> Result<Vec<Request>, Error> {
        let wire: Vec<wire::Resource<wire::ScheduleRequest>> = self.everywhere(set, filter).await?;
        Ok(wire.into_iter().map(|one| map::request(one, &self.me.tenant_id)).collect())
    }

    /// "Role Assignment Schedule Instances - List For Scope", those of somebody (`assignedTo`) at `scope`, above it and
    /// below it, groups of theirs included. It wants the right to read there.
    pub async fn active_of(&self, person: &ObjectId, scope: &Scope) -> Result<Vec<Assignment>, Error> {
        let filter = format!("assignedTo({})", quoted(person.as_str()));
        let set = ids::at(&scope.id, "roleAssignmentScheduleInstances");
        let wire: Vec<wire::Resource<wire::ScheduleInstance>> =
            page::all(&self.client, &self.audience, &path(&set, &[("$filter", &filter), VERSION])).await?;
        Ok(wire.into_iter().map(|one| map::assignment(one, List::Active, &self.me.tenant_id)).collect())
    }

    /// "Role Assignment Schedule Requests - List For Scope", those of somebody around `scope`: approvers are shown no
    /// request that is decided, who may read there is.
    pub async fn earlier_of(&self, person: &ObjectId, scope: &Scope) -> Result<Vec<Request>, Error> {
        let filter = format!("principalId eq {}", quoted(person.as_str()));
        let set = ids::at(&scope.id, "roleAssignmentScheduleRequests");
        let wire: Vec<wire::Resource<wire::ScheduleRequest>> =
            page::all(&self.client, &self.audience, &path(&set, &[("$filter", &filter), VERSION])).await?;
        Ok(wire.into_iter().map(|one| map::request(one, &self.me.tenant_id)).collect())
    }

    /// "Role Eligibility Schedule Requests - List For Scope": what an administrator gave for a time that is over.
    pub async fn ended_eligibilities(&self, now: DateTime<Utc>) -> Result<Vec<Assignment>, Error> {
        Ok(ended(self.eligibility_requests().await?, now))
    }

    /// The same list whole.
    pub async fn eligibility_requests(&self) -> Result<Vec<Request>, Error> {
        self.requests_of("roleEligibilityScheduleRequests", "asTarget()").await
    }

    /// "Role Assignment Schedule Requests - Get", or that of eligibilities: the whole id is the path.
    pub async fn request(&self, known: &Request) -> Result<Request, Error> {
        self.request_at(&known.id).await
    }

    async fn request_at(&self, id: &str) -> Result<Request, Error> {
        let answer = self.client.read(&self.audience, &path(&ids::path(id), &[VERSION])).await?;
        self.read_request(&answer)
    }

    fn read_request(&self, answer: &Answer) -> Result<Request, Error> {
        Ok(map::request(answer.json()?, &self.me.tenant_id))
    }

    /// "Role Management Policy Assignments - List For Scope", for each role (id, scope id), side by side.
    pub async fn settings(&self, roles: &[(String, String)]) -> Vec<Result<RoleSettings, Error>> {
        let reads = roles.iter().map(|(role, scope)| self.settings_of(role, scope));
        stream::iter(reads).buffered(AT_ONCE).collect().await
    }

    async fn settings_of(&self, role: &str, scope: &str) -> Result<RoleSettings, Error> {
        let definition = ids::role_definition(scope, role);
        let filter = format!("roleDefinitionId eq {}", quoted(&definition));
        let set = ids::at(scope, "roleManagementPolicyAssignments");
        let target = path(&set, &[("$filter", &filter), VERSION]);
        let list: Vec<wire::Resource<wire::PolicyAssignment>> =
            page::all(&self.client, &self.audience, &target).await?;
        let is_of = |one: &wire::PolicyAssignment| {
            one.role_definition_id.as_deref().is_some_and(|id| ids::tail(id).eq_ignore_ascii_case(ids::tail(role)))
        };
        let found = list.into_iter().map(|one| one.properties).find(is_of).and_then(|one| one.effective_rules);
        found.map(policy::settings).ok_or_else(|| Error::Odd {
            exchange: self.exchange("GET", &set),
            what: "the role has no settings that can be read".to_owned(),
        })
    }

    /// The roles that Microsoft calls privileged; the service itself does not say.
    pub fn privileged_roles(&self) -> HashSet<String> {
        PRIVILEGED.into_iter().map(str::to_owned).collect()
    }

    /// "Eligible Child Resources - Get": what lies below `scope` and one is eligible for, at any depth.
    pub async fn children(&self, scope: &str) -> Result<Vec<Scope>, Error> {
        let target = path(&ids::at(scope, "eligibleChildResources"), &[("getAllChildren", "true"), VERSION]);
        let wire: Vec<wire::Child> = page::all(&self.client, &self.audience, &target).await?;
        Ok(wire.into_iter().filter_map(|child| Some(Scope::of_azure(ids::plain(&child.id?), child.name))).collect())
    }

    /// "Role Assignment Schedule Requests - Create": the intent's id is the request's name, so that it may be
    /// sent again without making a second one.
    pub async fn ask(&self, intent: &Intent, particulars: &Particulars) -> Result<Request, WriteError> {
        let body = map::ask(intent, particulars);
        let name = Self::name(intent);
        let (method, target) = match particulars.dry_run {
            true => (Method::POST, path(&format!("{name}/validate"), &[VERSION])),
            false => (Method::PUT, path(&name, &[VERSION])),
        };
        let call = Call {
            audience: &self.audience,
            method: &method,
            target: &target,
            body: Some(&body),
            correlation: Some(intent.id),
        };
        let read = |answer: &Answer| {
            let mut request = alike::about(intent, self.read_request(answer)?, answer)?;
            request.dry_run = particulars.dry_run;
            Ok(request)
        };
        if particulars.dry_run {
            // A check creates nothing: it is repeated like a read, and there is nothing to look for.
            return Ok(read(&self.client.read_with(call).await?)?);
        }
        let request = write::send_named(&self.client, call, read, async || self.look(intent).await).await?;
        Ok(alike::understood(&self.client, request, async || self.look(intent).await).await)
    }

    /// The path of the request that `intent` makes.
    fn name(intent: &Intent) -> String {
        let eligible = intent.is_for_eligibility();
        let set = if eligible { "roleEligibilityScheduleRequests" } else { "roleAssignmentScheduleRequests" };
        ids::at(&intent.scope.id, &format!("{set}/{}", intent.id))
    }

    /// Looks for what `intent` asked for: the request of its name, then what is active.
    pub async fn look(&self, intent: &Intent) -> Result<Option<Request>, Error> {
        let found = match self.request_at(&Self::name(intent)).await {
            Ok(mut found) => {
                found.scope = intent.scope.clone();
                Some(found)
            }
            Err(Error::Refused(refused)) if refusal::meaning(&refused) == Meaning::NotFound => None,
            Err(error) => return Err(error),
        };
        let Some(request) = found.as_ref().filter(|request| !alike::is_understood(&self.client, request)) else {
            return Ok(found);
        };
        if intent.action != Action::Activate {
            return Ok(found);
        }
        let since = intent.opened - TimeDelta::minutes(2);
        let made = |row: &Assignment| {
            row.is_grant(intent.kind, &intent.role.id, &intent.scope.id)
                && row.assignment_type == AssignmentType::Activated
                && match (&row.schedule_id, &request.schedule_id) {
                    (Some(row), Some(made)) => row.eq_ignore_ascii_case(made),
                    _ => row.start.is_some_and(|start| start >= since),
                }
        };
        let active = self.active().await.unwrap_or_default().into_iter().find(made);
        let id = request.id.clone();
        Ok(active.map(|row| Request { id, ..Request::of_active(&row) }).or(found))
    }

    /// "Role Assignment Schedule Requests - Cancel", or that of eligibilities.
    pub async fn cancel(&self, known: &Request) -> Result<(), WriteError> {
        let target = path(&format!("{}/cancel", ids::path(&known.id)), &[VERSION]);
        let method = &Method::POST;
        let call = Call { audience: &self.audience, method, target: &target, body: None, correlation: None };
        let look = async || Ok(self.request(known).await?.status.is("Canceled").then_some(()));
        write::send(&self.client, call, Answer::empty, look).await
    }

    pub(super) fn exchange(&self, method: &str, path: &str) -> Exchange {
        let host = self.audience.origin().host_str().unwrap_or_default().to_owned();
        Exchange { method: method.to_owned(), host, path: path.to_owned() }
    }
}
