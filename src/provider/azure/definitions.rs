//! What Azure's roles permit.

use super::calls::Azure;
use super::{ids, wire};
use crate::http::{Error, page};
use crate::pim::action::{PermissionSet, Permissions};
use crate::pim::kind::Kind;
use crate::provider::graph::path;
use futures::stream::{self, StreamExt};
use std::collections::HashMap;

const VERSION: (&str, &str) = ("api-version", "2022-04-01");
/// How many definitions are read at the same time.
const AT_ONCE: usize = 16;

impl Azure {
    /// What each role (id, scope id) permits: "Role Definitions - Get" for one alone, else "Role Definitions - List"
    /// of the whole tenant, which has the built-in roles and the custom ones; what is not in it is read by itself.
    pub async fn permissions(&self, roles: &[(String, String)]) -> Vec<Result<Permissions, Error>> {
        if let [(role, scope)] = roles {
            return vec![self.permissions_of(role, scope).await];
        }
        let known = &match self.definitions().await {
            Ok(known) => known,
            Err(error) => return roles.iter().map(|_| Err(error.clone())).collect(),
        };
        let reads = roles.iter().map(|(role, scope)| async move {
            match known.get(&ids::tail(role).to_ascii_lowercase()) {
                Some(found) => Ok(found.clone()),
                None => self.permissions_of(role, scope).await,
            }
        });
        stream::iter(reads).buffered(AT_ONCE).collect().await
    }

    /// "Role Definitions - List" of the whole tenant: what each role permits, by its GUID in lower case.
    pub async fn definitions(&self) -> Result<HashMap<String, Permissions>, Error> {
        let target = path(&ids::at("", "roleDefinitions"), &[VERSION]);
        let all: Vec<wire::Resource<wire::RoleDefinition>> = page::all(&self.client, &self.audience, &target).await?;
        let known = |one: wire::Resource<wire::RoleDefinition>| {
            let id = one.name.or(one.id)?;
            Some((ids::tail(&id).to_ascii_lowercase(), permissions(one.properties)))
        };
        Ok(all.into_iter().filter_map(known).collect())
    }

    async fn permissions_of(&self, role: &str, scope: &str) -> Result<Permissions, Error> {
        let target = path(&ids::path(&ids::role_definition(scope, role)), &[VERSION]);
        let wire: wire::Resource<wire::RoleDefinition> = self.client.read(&self.audience, &target).await?.json()?;
        Ok(permissions(wire.properties))
    }
}

fn permissions(wire: wire::RoleDefinition) -> Permissions {
    let set = |one: wire::Permission| PermissionSet {
        actions: one.actions.unwrap_or_default(),
        not_actions: one.not_actions.unwrap_or_default(),
        data_actions: one.data_actions.unwrap_or_default(),
        not_data_actions: one.not_data_actions.unwrap_or_default(),
    };
    Permissions { kind: Kind::Azure, sets: wire.permissions.unwrap_or_default().into_iter().map(set).collect() }
}
