//! Each fault of the sandbox against each command over each kind: the exit code and the outcome are those of
//! `table.txt`, and the state afterwards, read with nothing wrong any more, is what the user was told.

use crate::support::{Ran, TestTenant};
use pim::sandbox::{self, Fault};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

const TABLE: &str = include_str!("table.txt");

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
}

const KINDS: [Kind; 3] = [
    Kind {
        name: "entra",
        path: "roleManagement/directory",
        asks: "POST",
        free: "reports reader",
        active: "groups administrator",
        waits: "intune administrator",
    },
    Kind {
        name: "azure",
        path: "Microsoft.Authorization",
        asks: "PUT",
        free: "reader@contoso",
        active: "contributor@dev",
        waits: "contributor@prod",
    },
    Kind {
        name: "group",
        path: "privilegedAccess/group",
        asks: "POST",
        free: "member@platform engineers",
        active: "member@tier 1 operators",
        waits: "member@identity operators",
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

    /// Sets the fault for what the command sends: its write, or every read where the fault concerns what reads give
    /// alone. A decision and a cancellation are answered with nothing.
    fn fault(&self, fault: &str, command: &str) {
        let pages = ["endless-pages", "page-loop", "page-cycle", "foreign-page", "small-pages"].contains(&fault);
        let texts = ["hostile", "unknown-status"].contains(&fault);
        let method = match command {
            _ if pages => "GET",
            "activate" | "deactivate" => self.kind.asks,
            "approve" | "deny" if !texts => "PATCH",
            "cancel" if !texts => "POST",
            _ => "GET",
        };
        let fault = Fault {
            matches: Some(format!("{method} {}", self.kind.path)),
            // Byte by byte takes its time: one answer is enough.
            times: if method == "GET" && fault != "slow" { 99 } else { 1 },
            ms: Some(if fault == "slow" { 0 } else { 5 }),
            // Just more than one answer may have.
            bytes: Some(if fault == "nesting" { 10_000 } else { 16 * 1024 * 1024 }),
            url: Some("https://127.0.0.1:9/evil".to_owned()),
            ..Fault::new(fault)
        };
        sandbox::fault(&self.tenant.home().join(".local/share/pim/sandbox"), &fault).unwrap();
    }

    fn run(&self, command: &str) -> Ran {
        let (name, wait) = (self.kind.name, "--max-wait 0s -o json");
        let line = match command {
            "list" => format!("list -k {name} {wait}"),
            "status" => format!("status -k {name} {wait}"),
            "activate" => format!(r#"activate "{}" -k {name} -r why {wait}"#, self.kind.free),
            "deactivate" => format!(r#"deactivate "{}" -k {name} {wait}"#, self.kind.active),
            "show" => format!("request show {} -k {name} {wait}", self.request),
            "cancel" => format!("request cancel {} -k {name} -y {wait}", self.request),
            decision => {
                return self.tenant.pim_as("alex", &format!("{decision} {} -k {name} -r why -y {wait}", self.request));
            }
        };
        self.tenant.pim(&line)
    }

    /// What a command with nothing wrong any more finds.
    fn after(&self, command: &str) -> &'static str {
        sandbox::clear_faults(&self.tenant.home().join(".local/share/pim/sandbox")).unwrap();
        let name = self.kind.name;
        if matches!(command, "activate" | "deactivate") {
            let list = self.tenant.pim(&format!("request list -k {name} -o json"));
            let role = if command == "activate" { self.kind.free } else { self.kind.active };
            let role = role.split('@').next().unwrap();
            let done = |one: &&Value| {
                one["action"] == command
                    && one["role"]["name"].as_str().unwrap().eq_ignore_ascii_case(role)
                    && matches!(one["status"].as_str(), Some("Provisioned" | "Revoked"))
                    && (command == "deactivate" || one["scope"]["name"] != "Tier 1 Operators")
                    && (role != "contributor" || one["scope"]["name"] == "dev")
            };
            let list = list.json();
            let count = list.as_array().unwrap().iter().filter(done).count();
            assert!(count <= 1, "{command} of {name} was carried out {count} times");
            return if count == 1 { "changed" } else { "same" };
        }
        let shown = self.tenant.pim(&format!("request show {} -k {name} -o json", self.request)).must(0).json();
        match (command, shown["status"].as_str().unwrap()) {
            (_, "PendingApproval") => "same",
            ("approve", "Provisioned") | ("deny", "Denied") | ("cancel", "Canceled") => "changed",
            (_, other) => panic!("{command} of {name} led to {other}"),
        }
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

/// The code, the word for what was told, and for a write what is there afterwards.
fn told(case: &Case, command: &str, fault: &str, clean: &str) -> String {
    let ran = case.run(command);
    let outcome = serde_json::from_str::<Value>(&ran.stdout).ok();
    let outcome = outcome.and_then(|all| all.get(0).unwrap_or(&all)["outcome"].as_str().map(str::to_owned));
    let whole = format!("{fault}, {command} of {}\n{ran}", case.kind.name);
    if ran.code != 0 {
        assert_eq!(ran.error()["exitCode"], ran.code, "{whole}");
    }
    let changes_text = ["hostile", "unknown-status"].contains(&fault);
    if matches!(command, "list" | "status" | "show") {
        // What could not be read whole is not shown in part.
        let wanted = match (ran.code, command) {
            (0, _) => clean,
            (_, "show") => "",
            _ => "[]\n",
        };
        assert!(changes_text || ran.stdout == wanted, "{whole}\nand not\n{wanted}");
        return ran.code.to_string();
    }
    let after = case.after(command);
    // What the user was told is so.
    match ran.code {
        0 => assert_eq!(after, "changed", "{whole}"),
        6 | 9 => {}
        _ => assert_eq!(after, "same", "{whole}"),
    }
    format!("{} {} {after}", ran.code, outcome.as_deref().unwrap_or("-"))
}

/// Every fault against `command`, over every kind.
fn hold(command: &str) {
    let reads = matches!(command, "list" | "status" | "show");
    let clean =
        KINDS.each_ref().map(|kind| if reads { Case::new(kind).run(command).must(0).stdout } else { String::new() });
    let mut seen = String::new();
    for (fault, _) in sandbox::kinds() {
        write!(seen, "{command:11}{fault:15}").unwrap();
        let one = |kind: &'static Kind, clean: &str| {
            let case = Case::new(kind);
            case.fault(fault, command);
            format!("{} {}", kind.name, told(&case, command, fault, clean))
        };
        // What one of them waits for the others need not.
        let of_kinds = std::thread::scope(|scope| {
            let all: Vec<_> =
                KINDS.iter().zip(&clean).map(|(kind, clean)| scope.spawn(move || one(kind, clean))).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
        });
        for told in of_kinds {
            write!(seen, " {told:22}").unwrap();
        }
        seen = seen.trim_end().to_owned() + "\n";
    }
    let of_it = TABLE.lines().filter(|line| line.starts_with(&format!("{command} ")));
    let wanted: String = of_it.map(|line| format!("{line}\n")).collect();
    // Put together they are a new table, to be read line by line before it is taken.
    if std::env::var_os("PIM_BLESS").is_some() {
        std::fs::write(std::env::temp_dir().join(format!("faults-{command}.txt")), &seen).unwrap();
        return;
    }
    let differ = wanted.lines().zip(seen.lines()).filter(|(wanted, seen)| wanted != seen);
    let differ: String = differ.map(|(wanted, seen)| format!("wanted {wanted}\nseen   {seen}\n")).collect();
    assert!(wanted == seen, "{differ}of\n{seen}");
}

#[test]
fn p28_p33_faults_of_list() {
    hold("list");
}

#[test]
fn p28_p33_faults_of_status() {
    hold("status");
}

#[test]
fn p01_p08_faults_of_activate() {
    hold("activate");
}

#[test]
fn p01_p08_faults_of_deactivate() {
    hold("deactivate");
}

#[test]
fn p10_p14_faults_of_approve() {
    hold("approve");
}

#[test]
fn p10_p14_faults_of_deny() {
    hold("deny");
}

#[test]
fn p28_p33_faults_of_request_show() {
    hold("show");
}

#[test]
fn p01_p03_faults_of_request_cancel() {
    hold("cancel");
}
