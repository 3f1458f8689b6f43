//! The Azure estate: management groups, subscriptions, resource groups and some resources.

use rusqlite::params;

use super::fixed_id;
use crate::sandbox::store::World;

/// Name in the path, display name, parent.
const MANAGEMENT_GROUPS: [(&str, &str, Option<&str>); 3] = [
    ("contoso", "Contoso", None),
    ("landing-zone", "Landing Zone", Some("contoso")),
    ("platform", "Platform", Some("contoso")),
];

/// Display name, management group, resource groups.
const SUBSCRIPTIONS: [(&str, &str, &[&str]); 12] = [
    ("prod", "landing-zone", &["rg-app", "rg-ingress", "rg-data", "rg-cache", "rg-jobs", "rg-secrets"]),
    ("staging", "landing-zone", &["rg-app", "rg-ingress", "rg-data", "rg-jobs"]),
    ("test", "landing-zone", &["rg-app", "rg-data", "rg-load"]),
    ("dev", "landing-zone", &["rg-app", "rg-ingress", "rg-data", "rg-jobs"]),
    ("data-prod", "landing-zone", &["rg-lake", "rg-warehouse", "rg-streams", "rg-reports"]),
    ("data-dev", "landing-zone", &["rg-lake", "rg-notebooks"]),
    ("network", "platform", &["rg-hub", "rg-dns", "rg-firewall"]),
    ("identity", "platform", &["rg-domain", "rg-sync"]),
    ("management", "platform", &["rg-logs", "rg-backup", "rg-automation"]),
    ("security", "platform", &["rg-sentinel", "rg-vaults"]),
    ("sandbox-1", "contoso", &["rg-try", "rg-lab", "rg-old"]),
    ("sandbox-2", "contoso", &["rg-try", "rg-lab", "rg-workshop", "rg-old"]),
];

/// Subscription, resource group, provider's path, name.
const RESOURCES: [(&str, &str, &str, &str); 6] = [
    ("prod", "rg-ingress", "Microsoft.Compute/virtualMachines", "ingress-vm-1"),
    ("prod", "rg-ingress", "Microsoft.Compute/virtualMachines", "ingress-vm-2"),
    ("prod", "rg-secrets", "Microsoft.KeyVault/vaults", "contoso-prod-kv"),
    ("prod", "rg-app", "Microsoft.ContainerService/managedClusters", "app-aks"),
    ("data-prod", "rg-lake", "Microsoft.Storage/storageAccounts", "contosolake"),
    ("dev", "rg-app", "Microsoft.ContainerService/managedClusters", "app-aks-dev"),
];

/// The id of a management group.
pub(crate) fn management_group(name: &str) -> String {
    format!("/providers/Microsoft.Management/managementGroups/{name}")
}

/// The id of a subscription, by its display name.
pub(crate) fn subscription(name: &str) -> String {
    format!("/subscriptions/{}", fixed_id(&format!("subscription {name}")))
}

/// A place as the grants name it: `mg:NAME`, a subscription, `SUBSCRIPTION/GROUP`, or `SUBSCRIPTION/GROUP/RESOURCE`.
pub(crate) fn place(short: &str) -> String {
    if let Some(group) = short.strip_prefix("mg:") {
        return management_group(group);
    }
    let mut parts = short.split('/');
    let subscription = subscription(parts.next().unwrap_or_default());
    let Some(group) = parts.next() else { return subscription };
    let group_id = format!("{subscription}/resourceGroups/{group}");
    let Some(name) = parts.next() else { return group_id };
    let kind = RESOURCES.iter().find(|one| one.3 == name).map_or("", |one| one.2);
    format!("{group_id}/providers/{kind}/{name}")
}

pub(super) fn fill(world: &World) -> Result<(), rusqlite::Error> {
    let mut insert =
        world.db.prepare("INSERT INTO scopes (id, kind, name, parent, locked) VALUES (?1, ?2, ?3, ?4, 0)")?;
    for (name, title, parent) in MANAGEMENT_GROUPS {
        insert.execute(params![management_group(name), "managementgroup", title, parent.map(management_group)])?;
    }
    for (name, parent, groups) in SUBSCRIPTIONS {
        let subscription = subscription(name);
        insert.execute(params![subscription, "subscription", name, management_group(parent)])?;
        for group in groups {
            insert.execute(params![place(&format!("{name}/{group}")), "resourcegroup", group, subscription])?;
        }
    }
    for (subscription, group, kind, name) in RESOURCES {
        let parent = format!("{subscription}/{group}");
        let id = place(&format!("{parent}/{name}"));
        insert.execute(params![id, kind.to_ascii_lowercase(), name, place(&parent)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estate_is_as_large_as_it_is_said_to_be() {
        let groups: usize = SUBSCRIPTIONS.iter().map(|(_, _, groups)| groups.len()).sum();
        assert_eq!((MANAGEMENT_GROUPS.len(), SUBSCRIPTIONS.len(), groups), (3, 12, 40));
        for (subscription, group, _, _) in RESOURCES {
            assert!(SUBSCRIPTIONS.iter().any(|(name, _, groups)| *name == subscription && groups.contains(&group)));
        }
    }
}
