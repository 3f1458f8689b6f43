//! The endpoints of PIM for Groups alone.

use super::wire;
use crate::http::{Audience, Client, Error};
use crate::pim::approval::{Approval, Verdict};
use crate::pim::principal::Me;
use crate::pim::settings::RoleSettings;
use crate::provider::graph::map;
use crate::provider::graph::schedules::{Grant, Schedules};
use crate::provider::graph::{path, quoted, segment};
use crate::provider::write::WriteError;
use std::ops::Deref;
use std::sync::Arc;

/// The groups of one tenant that PIM manages, as the signed-in person sees them.
pub struct Groups(Schedules<wire::Grant>);

impl Deref for Groups {
    type Target = Schedules<wire::Grant>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Groups {
    /// PIM for Groups behind `audience`, for `me`.
    #[must_use]
    pub fn new(client: Arc<Client>, audience: Audience, me: Me) -> Self {
        Self(Schedules::new(client, audience, me))
    }

    /// The settings of each role (`member` or `owner`, the group's id).
    pub async fn settings(&self, roles: &[(String, String)]) -> Vec<Result<RoleSettings, Error>> {
        let filter = |(role, group): &(String, String)| {
            format!("scopeId eq {} and scopeType eq 'Group' and roleDefinitionId eq {}", quoted(group), quoted(role))
        };
        self.0.settings(roles.iter().map(filter)).await
    }

    /// The path of an approval.
    fn at(approval: &str) -> String {
        format!("{}/assignmentApprovals/{}", wire::Grant::LISTS.root, segment(approval))
    }

    /// "Get approval", with its stages.
    pub async fn approval(&self, id: &str) -> Result<Approval, Error> {
        let wire: wire::Approval = self.read(&path(&Self::at(id), &[("$expand", "stages")])).await?;
        Ok(Approval { id: wire.id, stages: map::stages(wire.stages) })
    }

    /// "Update approvalStage".
    pub async fn decide(&self, approval: &str, stage: &str, verdict: Verdict, reason: &str) -> Result<(), WriteError> {
        let target = format!("{}/stages/{}", Self::at(approval), segment(stage));
        self.0.decide(&target, stage, (verdict, reason), async || self.approval(approval).await).await
    }
}
