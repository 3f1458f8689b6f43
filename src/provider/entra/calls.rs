//! The endpoints of Entra roles alone.

use super::{map as own, wire};
use crate::http::{Audience, Client, Error};
use crate::pim::action::Permissions;
use crate::pim::approval::{Approval, Verdict};
use crate::pim::principal::Me;
use crate::pim::scope::Scope;
use crate::pim::settings::RoleSettings;
use crate::provider::graph::map;
use crate::provider::graph::schedules::Schedules;
use crate::provider::graph::{DirectoryObject, path, quoted, segment};
use crate::provider::write::WriteError;
use futures::future::join_all;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::Arc;

/// What roles permit; all of it is on v1.0.
const DEFINITIONS: &str = "/v1.0/roleManagement/directory/roleDefinitions";
const PERMISSIONS: (&str, &str) = ("$select", "id,rolePermissions");

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

    /// What each role (id, scope id) permits: "Get unifiedRoleDefinition" for one alone, else "List roleDefinitions".
    pub async fn permissions(&self, roles: &[(String, String)]) -> Vec<Result<Permissions, Error>> {
        if let [(role, _)] = roles {
            return vec![self.permissions_of(role).await];
        }
        let known = match self.definitions().await {
            Ok(known) => known,
            Err(error) => return roles.iter().map(|_| Err(error.clone())).collect(),
        };
        let reads = roles.iter().map(async |(role, _)| match known.get(&role.to_ascii_lowercase()) {
            Some(found) => Ok(found.clone()),
            None => self.permissions_of(role).await,
        });
        join_all(reads).await
    }

    /// "List roleDefinitions": what each role of the directory permits, by its id in lower case.
    pub async fn definitions(&self) -> Result<HashMap<String, Permissions>, Error> {
        let all: Vec<wire::RoleDefinition> = self.list(&path(DEFINITIONS, &[PERMISSIONS])).await?;
        let known =
            |one: wire::RoleDefinition| Some((one.id?.to_ascii_lowercase(), own::permissions(one.role_permissions?)));
        Ok(all.into_iter().filter_map(known).collect())
    }

    async fn permissions_of(&self, role: &str) -> Result<Permissions, Error> {
        let target = path(&format!("{DEFINITIONS}/{}", segment(role)), &[PERMISSIONS]);
        let wire: wire::RoleDefinition = self.read(&target).await?;
        Ok(own::permissions(wire.role_permissions.unwrap_or_default()))
    }

    /// "List administrativeUnits": where a role of the whole directory can be activated by itself.
    pub async fn units(&self) -> Result<Vec<Scope>, Error> {
        let target = path("/v1.0/directory/administrativeUnits", &[("$select", "id,displayName"), ("$top", "999")]);
        let wire: Vec<DirectoryObject> = self.list(&target).await?;
        Ok(wire.into_iter().filter_map(|unit| Some(own::unit(&unit.id?, unit.display_name))).collect())
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
