//! The endpoints of Entra roles alone.

use super::wire;
use crate::http::{Audience, Client, Error};
use crate::pim::approval::{Approval, Verdict};
use crate::pim::principal::Me;
use crate::pim::settings::RoleSettings;
use crate::provider::graph::map;
use crate::provider::graph::schedules::Schedules;
use crate::provider::graph::{path, quoted, segment};
use crate::provider::write::WriteError;
use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;

/// Decisions on Entra roles exist on beta alone.
const BETA: &str = "/beta/roleManagement/directory";

/// Entra roles of one tenant, as the signed-in person sees them.
pub struct Entra(Schedules<wire::Grant>);

impl Deref for Entra {
    type Target = Schedules<wire::Grant>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Entra {
    /// Entra roles behind `audience`, for `me`.
    #[must_use]
    pub fn new(client: Arc<Client>, audience: Audience, me: Me) -> Self {
        Self(Schedules::new(client, audience, me))
    }

    /// The settings of each role (id, scope id).
    pub async fn settings(&self, roles: &[(String, String)]) -> Vec<Result<RoleSettings, Error>> {
        // An Entra role has one set of settings, at the directory, whatever the assignment's scope.
        let filter = |(role, _): &(String, String)| {
            format!("scopeId eq '/' and scopeType eq 'DirectoryRole' and roleDefinitionId eq {}", quoted(role))
        };
        self.0.settings(roles.iter().map(filter)).await
    }

    /// "List roleDefinitions" (beta, which alone has `isPrivileged`).
    pub async fn privileged_roles(&self) -> Result<HashSet<String>, Error> {
        let target = path(&format!("{BETA}/roleDefinitions"), &[("$select", "id,isPrivileged")]);
        let wire: Vec<wire::RoleDefinition> = self.list(&target).await?;
        Ok(wire.into_iter().filter(|role| role.is_privileged == Some(true)).filter_map(|role| role.id).collect())
    }

    /// "Get approval" (beta), with its steps.
    pub async fn approval(&self, id: &str) -> Result<Approval, Error> {
        let target = path(&format!("{BETA}/roleAssignmentApprovals/{}", segment(id)), &[("$expand", "steps")]);
        let wire: wire::Approval = self.read(&target).await?;
        Ok(Approval { id: wire.id, stages: map::stages(wire.steps) })
    }

    /// "Update approvalStep" (beta).
    pub async fn decide(&self, approval: &str, stage: &str, verdict: Verdict, reason: &str) -> Result<(), WriteError> {
        let target = format!("{BETA}/roleAssignmentApprovals/{}/steps/{}", segment(approval), segment(stage));
        self.0.decide(&target, stage, (verdict, reason), async || self.approval(approval).await).await
    }
}
