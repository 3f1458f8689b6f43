//! What the services say, in and out of our words: one folder for each kind.
//!
//! [`Provider`] has the few verbs that commands need. What differs between the services ends in their
//! folders; what they share of Microsoft Graph is in [`graph`], how a refusal is understood in
//! [`refusal`], and the one way a write goes out in [`write`].

mod alike;
pub mod azure;
pub mod entra;
pub mod graph;
pub mod group;
pub mod policy;
pub mod refusal;
mod words;
pub mod write;

use crate::http::Error;
use crate::pim::action::Permissions;
use crate::pim::approval::{Approval, Verdict};
use crate::pim::assignment::Assignment;
use crate::pim::duration::Span;
use crate::pim::intent::Intent;
use crate::pim::kind::Kind;
use crate::pim::principal::ObjectId;
use crate::pim::request::{Request, Ticket};
use crate::pim::scope::{Scope, ScopeType};
use crate::pim::settings::RoleSettings;
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};

pub use refusal::Meaning;
pub use write::WriteError;

/// What an activation or deactivation says beside the role, the scope and the person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Particulars {
    /// The reason ("justification").
    pub reason: Option<String>,
    /// The ticket.
    pub ticket: Option<Ticket>,
    /// For how long.
    pub duration: Option<Span>,
    /// From when, where it is not at once.
    pub start: Option<DateTime<Utc>>,
    /// Only to be checked by the service; nothing is created.
    pub dry_run: bool,
}

/// The service of one kind of role.
pub enum Provider {
    /// Microsoft Entra roles.
    Entra(entra::Entra),
    /// Azure resource roles.
    Azure(azure::Azure),
    /// Members and owners of groups.
    Group(group::Groups),
}

impl Provider {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Provider::Entra(_) => Kind::Entra,
            Provider::Azure(_) => Kind::Azure,
            Provider::Group(_) => Kind::Group,
        }
    }

    /// Whether what is sent twice for one intent is done once: then an intent whose outcome is unknown may be
    /// sent again.
    #[must_use]
    pub fn does_once(&self) -> bool {
        matches!(self, Provider::Azure(_))
    }

    /// Hands each role that the signed-in person can activate to `take`, as the pages come.
    ///
    /// # Errors
    /// The service's refusal, or what stood in the way; what was handed over until then is not all.
    pub async fn each_eligible(&self, take: impl FnMut(Assignment)) -> Result<(), Error> {
        match self {
            Provider::Entra(entra) => entra.eligible().await?.into_iter().for_each(take),
            Provider::Azure(azure) => azure.each_eligible(take).await?,
            Provider::Group(groups) => groups.eligible().await?.into_iter().for_each(take),
        }
        Ok(())
    }

    /// Hands each role that the signed-in person has now to `take`, as the pages come.
    ///
    /// # Errors
    /// As for [`Provider::each_eligible`].
    pub async fn each_active(&self, take: impl FnMut(Assignment)) -> Result<(), Error> {
        match self {
            Provider::Entra(entra) => entra.active().await?.into_iter().for_each(take),
            Provider::Azure(azure) => azure.each_active(take).await?,
            Provider::Group(groups) => groups.active().await?.into_iter().for_each(take),
        }
        Ok(())
    }

    /// What the signed-in person has now.
    ///
    /// # Errors
    /// As for [`Provider::each_eligible`].
    pub async fn active(&self) -> Result<Vec<Assignment>, Error> {
        match self {
            Provider::Entra(entra) => entra.active().await,
            Provider::Azure(azure) => azure.active().await,
            Provider::Group(groups) => groups.active().await,
        }
    }

    /// What the signed-in person asked for.
    ///
    /// # Errors
    /// As for [`Provider::each_eligible`].
    pub async fn requests(&self) -> Result<Vec<Request>, Error> {
        match self {
            Provider::Entra(entra) => entra.requests().await,
            Provider::Azure(azure) => azure.requests().await,
            Provider::Group(groups) => groups.requests().await,
        }
    }

    /// The eligibilities that administrators once gave the signed-in person and that have ended.
    ///
    /// # Errors
    /// As for [`Provider::each_eligible`].
    pub async fn ended_eligibilities(&self, now: DateTime<Utc>) -> Result<Vec<Assignment>, Error> {
        match self {
            Provider::Entra(entra) => entra.ended_eligibilities(now).await,
            Provider::Azure(azure) => azure.ended_eligibilities(now).await,
            Provider::Group(groups) => groups.ended_eligibilities(now).await,
        }
    }

    /// The requests about the signed-in person's eligibilities themselves.
    ///
    /// # Errors
    /// As for [`Provider::eligible`].
    pub async fn eligibility_requests(&self) -> Result<Vec<Request>, Error> {
        match self {
            Provider::Entra(entra) => entra.eligibility_requests().await,
            Provider::Azure(azure) => azure.eligibility_requests().await,
            Provider::Group(groups) => groups.eligibility_requests().await,
        }
    }

    /// The requests that wait for the signed-in person's decision.
    ///
    /// # Errors
    /// As for [`Provider::each_eligible`].
    pub async fn waiting_for_me(&self) -> Result<Vec<Request>, Error> {
        match self {
            Provider::Entra(entra) => entra.waiting_for_me().await,
            Provider::Azure(azure) => azure.waiting_for_me().await,
            Provider::Group(groups) => groups.waiting_for_me().await,
        }
    }

    /// The requests that wait or waited for the person's decision.
    ///
    /// # Errors
    /// As for [`Provider::each_eligible`].
    pub async fn ever_asked_of_me(&self) -> Result<Vec<Request>, Error> {
        match self {
            Provider::Entra(entra) => entra.ever_asked_of_me().await,
            Provider::Azure(azure) => azure.ever_asked_of_me().await,
            Provider::Group(groups) => groups.ever_asked_of_me().await,
        }
    }

    /// How the request that is `known` stands now.
    ///
    /// # Errors
    /// As for [`Provider::each_eligible`].
    pub async fn request(&self, known: &Request) -> Result<Request, Error> {
        match self {
            Provider::Entra(entra) => entra.request(known).await,
            Provider::Azure(azure) => azure.request(known).await,
            Provider::Group(groups) => groups.request(known).await,
        }
    }

    /// The settings of the roles of `assignments`, in their order, each with its own outcome.
    pub async fn settings(&self, roles: &[(String, String)]) -> Vec<Result<RoleSettings, Error>> {
        match self {
            Provider::Entra(entra) => entra.settings(roles).await,
            Provider::Azure(azure) => azure.settings(roles).await,
            Provider::Group(groups) => groups.settings(roles).await,
        }
    }

    /// What each of these roles (id, scope id) permits, in their order, each with its own outcome. A group's role
    /// permits nothing by itself: what the group was given is what counts, and that PIM for Groups does not say.
    pub async fn permissions(&self, roles: &[(String, String)]) -> Vec<Result<Permissions, Error>> {
        match self {
            Provider::Entra(entra) => entra.permissions(roles).await,
            Provider::Azure(azure) => azure.permissions(roles).await,
            Provider::Group(_) => {
                roles.iter().map(|_| Ok(Permissions { kind: Kind::Group, sets: Vec::new() })).collect()
            }
        }
    }

    /// What each role that the service knows permits, by its GUID in lower case; of groups nothing.
    ///
    /// # Errors
    /// As for [`Provider::eligible`].
    pub async fn definitions(&self) -> Result<HashMap<String, Permissions>, Error> {
        match self {
            Provider::Entra(entra) => entra.definitions().await,
            Provider::Azure(azure) => azure.definitions().await,
            Provider::Group(_) => Ok(HashMap::new()),
        }
    }

    /// What `person` has now, as far as the signed-in person may read it; in Azure at `scope`, above it and below it.
    ///
    /// # Errors
    /// As for [`Provider::eligible`].
    pub async fn active_of(&self, person: &ObjectId, scope: &Scope) -> Result<Vec<Assignment>, Error> {
        match self {
            Provider::Entra(entra) => entra.active_of(person).await,
            Provider::Azure(azure) => azure.active_of(person, scope).await,
            Provider::Group(groups) => groups.active_of(person).await,
        }
    }

    /// The requests that the signed-in person was asked to decide, whatever became of them. Azure shows approvers none
    /// that is decided: there it is all of `person` around `scope`, to those who may read them.
    ///
    /// # Errors
    /// As for [`Provider::eligible`].
    pub async fn earlier(&self, person: &ObjectId, scope: &Scope) -> Result<Vec<Request>, Error> {
        match self {
            Provider::Entra(entra) => entra.ever_asked_of_me().await,
            Provider::Azure(azure) => azure.earlier_of(person, scope).await,
            Provider::Group(groups) => groups.ever_asked_of_me().await,
        }
    }

    /// How many people are in a group; `None` where the service has no groups.
    ///
    /// # Errors
    /// As for [`Provider::eligible`].
    pub async fn people_in(&self, group: &str) -> Result<Option<usize>, Error> {
        match self {
            Provider::Entra(entra) => entra.people_in(group).await.map(Some),
            Provider::Azure(_) => Ok(None),
            Provider::Group(groups) => groups.people_in(group).await.map(Some),
        }
    }

    /// The ids of the roles that Microsoft calls privileged.
    ///
    /// # Errors
    /// As for [`Provider::each_eligible`].
    pub async fn privileged_roles(&self) -> Result<HashSet<String>, Error> {
        match self {
            Provider::Entra(entra) => entra.privileged_roles().await,
            Provider::Azure(azure) => Ok(azure.privileged_roles()),
            // What a group gives is what counts, and that PIM for Groups does not say.
            Provider::Group(_) => Ok(HashSet::new()),
        }
    }

    /// Sends what `intent` says: an activation or a deactivation of the signed-in person, or for more time.
    ///
    /// # Errors
    /// [`WriteError`], which tells what did not take effect from what may have.
    pub async fn ask(&self, intent: &Intent, particulars: &Particulars) -> Result<Request, WriteError> {
        match self {
            Provider::Entra(entra) => entra.ask(intent, particulars).await,
            Provider::Azure(azure) => azure.ask(intent, particulars).await,
            Provider::Group(groups) => groups.ask(intent, particulars).await,
        }
    }

    /// Looks whether `intent` took effect.
    ///
    /// # Errors
    /// As for [`Provider::each_eligible`].
    pub async fn look(&self, intent: &Intent) -> Result<Option<Request>, Error> {
        match self {
            Provider::Entra(entra) => entra.look(intent).await,
            Provider::Azure(azure) => azure.look(intent).await,
            Provider::Group(groups) => groups.look(intent).await,
        }
    }

    /// Withdraws a request.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn cancel(&self, known: &Request) -> Result<(), WriteError> {
        match self {
            Provider::Entra(entra) => entra.cancel(known).await,
            Provider::Azure(azure) => azure.cancel(known).await,
            Provider::Group(groups) => groups.cancel(known).await,
        }
    }

    /// An approval and its stages.
    ///
    /// # Errors
    /// As for [`Provider::each_eligible`].
    pub async fn approval(&self, id: &str) -> Result<Approval, Error> {
        match self {
            Provider::Entra(entra) => entra.approval(id).await,
            Provider::Azure(azure) => azure.approval(id).await,
            Provider::Group(groups) => groups.approval(id).await,
        }
    }

    /// Decides one stage of an approval.
    ///
    /// # Errors
    /// [`WriteError`].
    pub async fn decide(&self, approval: &str, stage: &str, verdict: Verdict, reason: &str) -> Result<(), WriteError> {
        match self {
            Provider::Entra(entra) => entra.decide(approval, stage, verdict, reason).await,
            Provider::Azure(azure) => azure.decide(approval, stage, verdict, reason).await,
            Provider::Group(groups) => groups.decide(approval, stage, verdict, reason).await,
        }
    }

    /// The roles that a group has, eligible and active: who may read that depends on the service.
    ///
    /// # Errors
    /// As for [`Provider::eligible`].
    pub async fn roles_of_group(&self, group: &str) -> Result<Vec<Assignment>, Error> {
        match self {
            Provider::Entra(entra) => entra.of_principal(group).await,
            Provider::Azure(azure) => azure.of_principal(group).await,
            // A group is no member of a group that PIM manages: only people are.
            Provider::Group(_) => Ok(Vec::new()),
        }
    }

    /// What lies below `scope` and can be activated by itself.
    ///
    /// # Errors
    /// As for [`Provider::each_eligible`].
    pub async fn children(&self, scope: &Scope) -> Result<Vec<Scope>, Error> {
        match self {
            Provider::Entra(entra) if scope.kind == ScopeType::Directory => entra.units().await,
            Provider::Entra(_) | Provider::Group(_) => Ok(Vec::new()),
            Provider::Azure(azure) => azure.children(&scope.id).await,
        }
    }
}
