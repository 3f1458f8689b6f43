//! The lists and requests that Entra roles and groups have alike on Microsoft Graph.

use super::map;
use super::{DirectoryObject, path, quoted, segment, wire};
use crate::http::{Answer, Audience, Call, Client, Error, batch, page};
use crate::pim::approval::{Approval, Verdict};
use crate::pim::assignment::{Assignment, AssignmentType};
use crate::pim::intent::Intent;
use crate::pim::kind::Kind;
use crate::pim::principal::{Me, ObjectId, Principal};
use crate::pim::request::{Action, Request};
use crate::pim::role::Role;
use crate::pim::scope::Scope;
use crate::pim::settings::RoleSettings;
use crate::provider::words::{List, ended, review_result};
use crate::provider::write::{self, WriteError};
use crate::provider::{Particulars, alike, policy};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::marker::PhantomData;
use std::sync::Arc;

/// What the lists of one kind are called.
pub struct Lists {
    /// The path above them.
    pub root: &'static str,
    /// Instances of eligibilities.
    pub eligible: &'static str,
    /// Instances of active roles.
    pub active: &'static str,
    /// Requests for active roles.
    pub requests: &'static str,
    /// Requests for eligibilities.
    pub eligibility_requests: &'static str,
    /// What `$expand` names.
    pub names: &'static str,
}

/// How one kind names what is granted.
pub trait Grant: DeserializeOwned {
    /// The kind.
    const KIND: Kind;
    /// Its lists.
    const LISTS: Lists;

    /// The role.
    fn role(&self) -> Role;
    /// Where.
    fn scope(&self) -> Scope;
    /// The schedule of the eligibility whose instance it is.
    fn eligibility_schedule(&self) -> Option<&str>;
    /// The schedule of the active role whose instance it is.
    fn assignment_schedule(&self) -> Option<&str>;
    /// The request that made this schedule.
    fn request_of(schedule: &str) -> &str;
    /// The schedule that a request makes, where the service says so by `target`.
    fn schedule_of(&self, request: &str, target: Option<String>) -> Option<String>;
    /// Writes what `intent` is about into the body of a request.
    fn name_in(body: &mut Value, intent: &Intent);
}

/// The lists of one kind, as the signed-in person sees them.
pub struct Schedules<T> {
    client: Arc<Client>,
    audience: Audience,
    me: Me,
    grant: PhantomData<fn() -> T>,
}

impl<T: Grant> Schedules<T> {
    /// What is behind `audience`, for `me`.
    pub fn new(client: Arc<Client>, audience: Audience, me: Me) -> Self {
        Self { client, audience, me, grant: PhantomData }
    }

    /// Reads a whole list.
    pub async fn list<R: DeserializeOwned>(&self, target: &str) -> Result<Vec<R>, Error> {
        page::all(&self.client, &self.audience, target).await
    }

    /// Reads one thing.
    pub async fn read<R: DeserializeOwned>(&self, target: &str) -> Result<R, Error> {
        self.client.read(&self.audience, target).await?.json()
    }

    /// "filterByCurrentUser" of the instances of eligibilities.
    pub async fn eligible(&self) -> Result<Vec<Assignment>, Error> {
        self.instances(T::LISTS.eligible, List::Eligible).await
    }

    /// "filterByCurrentUser" of the instances of active roles.
    pub async fn active(&self) -> Result<Vec<Assignment>, Error> {
        self.instances(T::LISTS.active, List::Active).await
    }

    /// The rows of `set` that are about the person `on` whom one is, of those that `filter` takes.
    fn mine(set: &str, on: &str, filter: Option<&str>) -> String {
        let mut query: Vec<(&str, &str)> = filter.map(|filter| ("$filter", filter)).into_iter().collect();
        query.push(("$expand", T::LISTS.names));
        path(&format!("{}/{set}/filterByCurrentUser(on='{on}')", T::LISTS.root), &query)
    }

    async fn instances(&self, set: &str, list: List) -> Result<Vec<Assignment>, Error> {
        let wire: Vec<wire::ScheduleInstance<T>> = self.list(&Self::mine(set, "principal", None)).await?;
        Ok(wire.into_iter().map(|one| map::assignment(one, list, &self.me.tenant_id)).collect())
    }

    /// "List" of the instances of eligibilities and of active roles, of one principal.
    pub async fn of_principal(&self, id: &str) -> Result<Vec<Assignment>, Error> {
        let mut all = self.instances_of(T::LISTS.eligible, List::Eligible, id).await?;
        all.extend(self.instances_of(T::LISTS.active, List::Active, id).await?);
        Ok(all)
    }

    /// The plain list of the instances of active roles, those of somebody: as much of it as one may read.
    pub async fn active_of(&self, person: &ObjectId) -> Result<Vec<Assignment>, Error> {
        self.instances_of(T::LISTS.active, List::Active, person.as_str()).await
    }

    async fn instances_of(&self, set: &str, list: List, principal: &str) -> Result<Vec<Assignment>, Error> {
        let filter = format!("principalId eq {}", quoted(principal));
        let query = [("$filter", filter.as_str()), ("$expand", T::LISTS.names)];
        let wire: Vec<wire::ScheduleInstance<T>> =
            self.list(&path(&format!("{}/{set}", T::LISTS.root), &query)).await?;
        Ok(wire.into_iter().map(|one| map::assignment(one, list, &self.me.tenant_id)).collect())
    }

    /// "List group members": how many people there are in a group, as far as it names them itself.
    pub async fn people_in(&self, group: &str) -> Result<usize, Error> {
        let target = path(&format!("/v1.0/groups/{}/members", segment(group)), &[("$select", "id"), ("$top", "999")]);
        let members: Vec<DirectoryObject> = self.list(&target).await?;
        let is_person = |one: &&DirectoryObject| one.odata_type.as_deref().is_none_or(|kind| kind.ends_with(".user"));
        Ok(members.iter().filter(is_person).count())
    }

    /// "filterByCurrentUser" of the requests (on principal).
    pub async fn requests(&self) -> Result<Vec<Request>, Error> {
        self.requests_at(&Self::mine(T::LISTS.requests, "principal", None)).await
    }

    /// "filterByCurrentUser" of the requests (on approver), those that wait.
    pub async fn waiting_for_me(&self) -> Result<Vec<Request>, Error> {
        self.requests_at(&Self::mine(T::LISTS.requests, "approver", Some("status eq 'PendingApproval'"))).await
    }

    /// The same list, with what is decided.
    pub async fn ever_asked_of_me(&self) -> Result<Vec<Request>, Error> {
        self.requests_at(&Self::mine(T::LISTS.requests, "approver", None)).await
    }

    async fn requests_at(&self, target: &str) -> Result<Vec<Request>, Error> {
        let wire: Vec<wire::ScheduleRequest<T>> = self.list(target).await?;
        Ok(wire.into_iter().map(|one| map::request(one, &self.me.tenant_id)).collect())
    }

    /// "filterByCurrentUser" of the requests for eligibilities: what an administrator gave for a time that is
    /// over. Schedules that ended are no longer listed; the requests stay for a month.
    pub async fn ended_eligibilities(&self, now: DateTime<Utc>) -> Result<Vec<Assignment>, Error> {
        Ok(ended(self.eligibility_requests().await?, now))
    }

    /// The same list whole.
    pub async fn eligibility_requests(&self) -> Result<Vec<Request>, Error> {
        let read = self.requests_at(&Self::mine(T::LISTS.eligibility_requests, "principal", None)).await?;
        Ok(read.into_iter().map(|one| Request { for_eligibility: true, ..one }).collect())
    }

    /// The list that has the requests about eligibilities themselves, or the one about active roles.
    fn set(for_eligibility: bool) -> &'static str {
        if for_eligibility { T::LISTS.eligibility_requests } else { T::LISTS.requests }
    }

    /// The path of one request.
    fn at(known: &Request) -> String {
        format!("{}/{}/{}", T::LISTS.root, Self::set(known.for_eligibility), segment(&known.id))
    }

    /// "Get" of a request.
    pub async fn request(&self, known: &Request) -> Result<Request, Error> {
        let target = path(&Self::at(known), &[("$expand", T::LISTS.names)]);
        let wire: wire::ScheduleRequest<T> = self.read(&target).await?;
        Ok(Request { for_eligibility: known.for_eligibility, ..map::request(wire, &self.me.tenant_id) })
    }

    /// "List roleManagementPolicyAssignments", for each filter, together in one round trip.
    pub async fn settings(&self, filters: impl Iterator<Item = String>) -> Vec<Result<RoleSettings, Error>> {
        let target = |filter: String| {
            let query = [("$filter", filter.as_str()), ("$expand", "policy($expand=rules)")];
            path("/policies/roleManagementPolicyAssignments", &query)
        };
        let paths: Vec<String> = filters.map(target).collect();
        let answers = batch::get_all(&self.client, &self.audience, &paths).await;
        answers.into_iter().map(|answer| answer.and_then(policy::read)).collect()
    }

    /// "Create" of a request.
    pub async fn ask(&self, intent: &Intent, particulars: &Particulars) -> Result<Request, WriteError> {
        let body = map::ask::<T>(intent, particulars);
        let target = format!("{}/{}", T::LISTS.root, Self::set(intent.is_for_eligibility()));
        let call = Call {
            audience: &self.audience,
            method: &Method::POST,
            target: &target,
            body: Some(&body),
            correlation: Some(intent.id),
        };
        let read = |answer: &Answer| {
            let wire: wire::ScheduleRequest<T> = answer.json()?;
            let mut request = alike::about(intent, map::request(wire, &self.me.tenant_id), answer)?;
            request.principal = self.me.principal();
            request.for_eligibility = intent.is_for_eligibility();
            Ok(request)
        };
        if particulars.dry_run {
            // A check creates nothing: it is repeated like a read, and there is nothing to look for.
            return Ok(read(&self.client.read_with(call).await?)?);
        }
        let request = write::send(&self.client, call, read, async || self.look(intent).await).await?;
        Ok(alike::understood(&self.client, request, async || self.look(intent).await).await)
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
        let requests =
            if intent.is_for_eligibility() { self.eligibility_requests().await? } else { self.requests().await? };
        let found = requests.into_iter().filter(is_mine).max_by_key(|request| request.created);
        if intent.action != Action::Activate
            || found.as_ref().is_some_and(|request| alike::is_understood(&self.client, request))
        {
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

    /// "cancel" of a request.
    pub async fn cancel(&self, known: &Request) -> Result<(), WriteError> {
        let target = format!("{}/cancel", Self::at(known));
        let method = &Method::POST;
        let call = Call { audience: &self.audience, method, target: &target, body: None, correlation: None };
        let look = async || Ok(self.request(known).await?.status.is("Canceled").then_some(()));
        write::send(&self.client, call, Answer::no_content, look).await
    }

    /// "Update" of the stage of an approval at `target`; `read` reads the approval again.
    pub async fn decide(
        &self,
        target: &str,
        stage: &str,
        (verdict, reason): (Verdict, &str),
        read: impl AsyncFn() -> Result<Approval, Error>,
    ) -> Result<(), WriteError> {
        let body = json!({"reviewResult": review_result(verdict), "justification": reason});
        let method = &Method::PATCH;
        let call = Call { audience: &self.audience, method, target, body: Some(&body), correlation: None };
        let look = async || {
            let now = read().await?;
            let decided = now.stages.iter().filter(|one| one.id == stage).find_map(|one| one.decision.as_ref());
            let mine = |by: &Principal| by.id.is(&self.me.id);
            Ok(decided.filter(|d| d.verdict == verdict && d.by.as_ref().is_some_and(mine)).map(|_| ()))
        };
        write::send(&self.client, call, Answer::no_content, look).await
    }
}
