//! Each fault of the sandbox against each command over each kind: the exit code and the outcome are those of
//! `faults.txt`, and the state afterwards, read with nothing wrong any more, is what the user was told.

use super::{Case, KINDS, Kind};
use pim::sandbox::{self, Fault};
use serde_json::Value;
use std::fmt::Write as _;

const TABLE: &str = include_str!("faults.txt");

/// The commands that change nothing.
const READS: [&str; 11] = [
    "list",
    "list --long",
    "list --expired",
    "list --can",
    "suggest --can",
    "status",
    "status ROLE",
    "show",
    "approvals",
    "wait",
    "request list",
];

impl Case {
    /// Sets the fault for what the command sends: its write, or every read where the fault concerns what reads give
    /// alone. A decision and a cancellation are answered with nothing.
    fn fault(&self, fault: &str, command: &str) {
        let pages = ["endless-pages", "page-loop", "page-cycle", "foreign-page", "small-pages"].contains(&fault);
        let texts = ["hostile", "unknown-status"].contains(&fault);
        let method = match command {
            _ if pages => "GET",
            "activate" | "again" | "deactivate" | "run" | "extend" | "renew" => self.kind.asks,
            "dry-run" if self.kind.asks == "PUT" => "POST",
            "dry-run" => self.kind.asks,
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

    /// What a command with nothing wrong any more finds.
    fn after(&self, command: &str) -> &'static str {
        sandbox::clear_faults(&self.tenant.home().join(".local/share/pim/sandbox")).unwrap();
        let name = self.kind.name;
        if matches!(command, "extend" | "renew") {
            // What is not there after so long never was. Of the same there is never a second that waits.
            self.tenant.sandbox("advance 5m");
            let again = self.run(command);
            return match again.code {
                6 => "same",
                1 => "changed",
                _ => panic!("{name}: {again}"),
            };
        }
        if command == "again" {
            return match (self.done("activate", self.kind.active), self.done("deactivate", self.kind.active)) {
                (1, 0) => "same",
                (2, 1) => "changed",
                (1, 1) => "gone",
                other => panic!("{name}: {other:?}"),
            };
        }
        if matches!(command, "activate" | "deactivate" | "run" | "dry-run") {
            let count = match command {
                "deactivate" => self.done(command, self.kind.active),
                _ => self.done("activate", self.kind.free),
            };
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

    /// How many requests of this action for `role` were carried out.
    fn done(&self, action: &str, role: &str) -> usize {
        let list = self.tenant.pim(&format!("request list -k {} -o json", self.kind.name)).json();
        let (role, scope) = role.split_once('@').unwrap_or((role, "directory"));
        let is_it = |one: &&Value| {
            let is = |value: &Value, name: &str| value["name"].as_str().unwrap().eq_ignore_ascii_case(name);
            one["action"] == action
                && is(&one["role"], role)
                && is(&one["scope"], scope)
                && matches!(one["status"].as_str(), Some("Provisioned" | "Revoked"))
        };
        list.as_array().unwrap().iter().filter(is_it).count()
    }

    /// Lets the group's role end that `renew` asks for.
    fn end(&self) {
        let asked = self.tenant.pim(&format!(r#"extend "{}" -k group -r why -d 1d -o json"#, self.kind.ended)).must(6);
        sandbox::decide(&self.tenant.folder(), asked.json()[0]["id"].as_str().unwrap(), true).unwrap();
        self.tenant.sandbox("advance 20d");
    }
}

/// The code, the word for what was told, and for a write what is there afterwards.
fn told(case: &Case, command: &str, fault: &str, clean: &str) -> String {
    let ran = case.run(command);
    let outcome = serde_json::from_str::<Value>(&ran.stdout).ok();
    let outcome = outcome.and_then(|all| all.get(0).unwrap_or(&all)["outcome"].as_str().map(str::to_owned));
    let whole = format!("{fault}, {command} of {}\n{ran}", case.kind.name);
    // What waits is no error.
    if !matches!(ran.code, 0 | 6) {
        assert_eq!(ran.error()["exitCode"], ran.code, "{whole}");
    }
    let changes_text = ["hostile", "unknown-status"].contains(&fault);
    if READS.contains(&command) {
        // What could not be read whole is not shown in part.
        let wanted = match (ran.code, command) {
            (0 | 3 | 6, _) => clean,
            (_, "show" | "wait" | "suggest --can" | "status ROLE") => "",
            _ => "[]\n",
        };
        assert!(changes_text || ran.stdout == wanted, "{whole}\nand not\n{wanted}");
        return ran.code.to_string();
    }
    let after = case.after(command);
    // What the user was told is so.
    match ran.code {
        _ if command == "dry-run" => assert_eq!(after, "same", "{whole}"),
        0 | 6 => assert_eq!(after, "changed", "{whole}"),
        9 => {}
        _ => assert_eq!(after, "same", "{whole}"),
    }
    format!("{} {} {after}", ran.code, outcome.as_deref().unwrap_or("-"))
}

/// Every fault against `command`, over every kind.
fn hold(command: &str) {
    let clean = |kind| match command {
        "wait" => Case::new(kind).run(command).must(6).stdout,
        // A group's role permits nothing by itself: there is nothing to suggest.
        "suggest --can" if kind.name == "group" => Case::new(kind).run(command).must(3).stdout,
        // Graph shows eligibilities that have ended only with a permission that this sign-in lacks.
        "list --expired" if kind.name != "azure" => Case::new(kind).run(command).must(4).stdout,
        _ if READS.contains(&command) => Case::new(kind).run(command).must(0).stdout,
        _ => String::new(),
    };
    let clean = KINDS.each_ref().map(clean);
    let mut seen = String::new();
    for (fault, _) in sandbox::kinds() {
        write!(seen, "{command:15}{fault:15}").unwrap();
        let one = |kind: &'static Kind, clean: &str| {
            let case = Case::new(kind);
            if command == "renew" && kind.name == "group" {
                case.end();
            }
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
            write!(seen, " {told:23}").unwrap();
        }
        seen = seen.trim_end().to_owned() + "\n";
    }
    let of_it = TABLE.lines().filter(|line| line.get(..15).is_some_and(|name| name.trim_end() == command));
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
fn p28_p33_faults_of_list_with_settings() {
    hold("list --long");
}

#[test]
fn p28_p33_faults_of_list_of_what_ended() {
    hold("list --expired");
}

#[test]
fn p28_p33_faults_of_list_by_action() {
    hold("list --can");
}

#[test]
fn p28_p33_faults_of_suggest() {
    hold("suggest --can");
}

#[test]
fn p28_p33_faults_of_status() {
    hold("status");
}

#[test]
fn p28_p33_faults_of_status_of_a_role() {
    hold("status ROLE");
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
fn p01_p08_faults_of_a_dry_run() {
    hold("dry-run");
}

#[test]
fn p28_p33_faults_of_request_list() {
    hold("request list");
}

#[test]
fn p01_p08_faults_of_run() {
    hold("run");
}

#[test]
fn p01_p08_faults_of_extend() {
    hold("extend");
}

#[test]
fn p01_p08_faults_of_renew() {
    hold("renew");
}

#[test]
fn p01_p08_faults_of_activate_again() {
    hold("again");
}

#[test]
fn p28_p33_faults_of_approvals() {
    hold("approvals");
}

#[test]
fn p04_p08_faults_of_request_wait() {
    hold("wait");
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
