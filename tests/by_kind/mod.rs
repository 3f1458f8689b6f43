//! The same command over each of the three kinds, in a tenant where something is active and something waits.

mod counts;
mod faults;

use crate::support::{Ran, TestTenant};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

/// One of the three kinds: what its paths have in them, and the roles that the commands are about.
struct Kind {
    name: &'static str,
    path: &'static str,
    /// The method that asks for a role.
    asks: &'static str,
    /// Free to be activated, and active at once.
    free: &'static str,
    /// Active, and old enough to be given back.
    active: &'static str,
    /// The role whose request waits for Alex.
    waits: &'static str,
    /// Ends within the days in which more time can be asked for.
    ends: &'static str,
    /// Has ended in the last days; the group's once it has.
    ended: &'static str,
    /// What one of the roles permits; a group's role permits nothing by itself.
    action: &'static str,
}

const KINDS: [Kind; 3] = [
    Kind {
        name: "entra",
        path: "roleManagement/directory",
        asks: "POST",
        free: "reports reader",
        active: "groups administrator",
        waits: "intune administrator",
        ends: "cloud device administrator",
        ended: "license administrator",
        action: "microsoft.directory/conditionalAccessPolicies/create",
    },
    Kind {
        name: "azure",
        path: "Microsoft.Authorization",
        asks: "PUT",
        free: "reader@contoso",
        active: "contributor@dev",
        waits: "contributor@prod",
        ends: "owner@landing zone",
        ended: "monitoring contributor@management",
        action: "Microsoft.Compute/virtualMachines/restart/action",
    },
    Kind {
        name: "group",
        path: "privilegedAccess/group",
        asks: "POST",
        free: "member@platform engineers",
        active: "member@tier 1 operators",
        waits: "member@identity operators",
        ends: "owner@application owners",
        ended: "owner@application owners",
        action: "microsoft.directory/groups/create",
    },
];

/// A tenant in which something of every kind is active, and something waits.
struct Before {
    tenant: TestTenant,
    /// The ids of the requests that wait, by kind.
    waiting: BTreeMap<&'static str, String>,
}

fn before() -> &'static Before {
    static BEFORE: OnceLock<Before> = OnceLock::new();
    BEFORE.get_or_init(|| {
        let tenant = TestTenant::of_all_kinds();
        let mut waiting = BTreeMap::new();
        for kind in &KINDS {
            tenant.pim(&format!(r#"activate "{}" -k {} -r why"#, kind.active, kind.name)).must(0);
        }
        tenant.sandbox("advance 6m");
        for kind in &KINDS {
            let line = format!(r#"activate "{}" -k {} -r why -t 1 -o json"#, kind.waits, kind.name);
            let asked = tenant.pim(&line).must(6).json();
            waiting.insert(kind.name, asked[0]["id"].as_str().unwrap().to_owned());
        }
        for kind in &KINDS {
            tenant.pim_as("alex", &format!("approve --list -k {}", kind.name)).must(0);
        }
        Before { tenant, waiting }
    })
}

/// One command on one kind in a tenant of its own.
struct Case {
    tenant: TestTenant,
    kind: &'static Kind,
    request: &'static str,
}

impl Case {
    fn new(kind: &'static Kind) -> Self {
        let (before, tenant) = (before(), TestTenant::of_all_kinds());
        copy(before.tenant.home(), tenant.home());
        Self { tenant, kind, request: &before.waiting[kind.name] }
    }

    /// Runs the command that this word stands for; what has no case of its own is a command line that begins so.
    fn run(&self, command: &str) -> Ran {
        let (name, wait) = (self.kind.name, "--max-wait 0s -o json");
        let line = match command {
            "activate" => format!(r#"activate "{}" -k {name} -r why {wait}"#, self.kind.free),
            "dry-run" => format!(r#"activate "{}" -k {name} -r why --dry-run {wait}"#, self.kind.free),
            "deactivate" => format!(r#"deactivate "{}" -k {name} {wait}"#, self.kind.active),
            "status ROLE" => format!(r#"status "{}" -k {name} {wait}"#, self.kind.active),
            "show" => format!("request show {} -k {name} {wait}", self.request),
            "cancel" => format!("request cancel {} -k {name} -y {wait}", self.request),
            "wait" => format!("request wait {} -k {name} --for 1s {wait}", self.request),
            "run" => format!(r#"run "{}" -k {name} -r why --keep {wait} -- /bin/true"#, self.kind.free),
            "extend" => format!(r#"extend "{}" -k {name} -r why -d 30d {wait}"#, self.kind.ends),
            "renew" => format!(r#"renew "{}" -k {name} -r why -d 30d {wait}"#, self.kind.ended),
            "again" => format!(r#"activate "{}" -k {name} -r why --if-active again {wait}"#, self.kind.active),
            "list --can" | "suggest --can" => format!("{command} {} -k {name} {wait}", self.kind.action),
            "approvals" => return self.tenant.pim_as("alex", &format!("approvals -k {name} {wait}")),
            "approve" | "deny" => {
                return self.tenant.pim_as("alex", &format!("{command} {} -k {name} -r why -y {wait}", self.request));
            }
            line => format!("{line} -k {name} {wait}"),
        };
        self.tenant.pim(&line)
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            let mode = entry.metadata().unwrap().permissions();
            copy(&entry.path(), &target);
            std::fs::set_permissions(&target, mode).unwrap();
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}
