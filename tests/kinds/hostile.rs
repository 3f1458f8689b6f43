//! Strangers' text in every field of Azure resources and of groups, in every format.

use crate::output::{EVIL, READ, harmless};
use crate::support::TestTenant;
use serde_json::Value;

/// Kind, a role that is active at once, one that Alex decides on.
const KINDS: [(&str, &str, &str); 2] = [
    ("azure", "contributor@dev", "contributor@prod"),
    ("group", "member@tier 1 operators", "member@identity operators"),
];

/// What is active and what waits, each with a reason and a ticket that drive a terminal.
fn asked(kind: &str, active: &str, waits: &str) -> (TestTenant, String) {
    let tenant = TestTenant::of_all_kinds();
    for (role, code) in [(active, 0), (waits, 6)] {
        let line = ["--sandbox", "activate", role, "-k", kind, "-r", EVIL, "-t", EVIL, "--ticket-system", EVIL];
        tenant.run(line).must(code);
    }
    let ids =
        tenant.pim(&format!(r#"request list -k {kind} -o json --query "[?status=='PendingApproval'].shortId|[0]""#));
    let id = ids.must(0).json().as_str().unwrap().to_owned();
    (tenant, id)
}

#[test]
fn p46_p47_what_others_wrote_is_harmless_in_every_format() {
    for (kind, active, waits) in KINDS {
        let (tenant, id) = asked(kind, active, waits);
        for names_too in [false, true] {
            if names_too {
                tenant
                    .run(["sandbox", "fault", "hostile", "--times", "9999", "--match", "GET", "--text", EVIL])
                    .must(0);
            }
            for format in READ {
                for (who, line) in [
                    ("dana", "list".to_owned()),
                    ("dana", "list -l --active".to_owned()),
                    ("dana", "status".to_owned()),
                    ("dana", "request list".to_owned()),
                    ("dana", format!("request show {id}")),
                    ("alex", "approvals".to_owned()),
                    ("alex", format!("request show {id}")),
                ] {
                    let seen = tenant.pim_as(who, &format!("{line} -k {kind} -o {format}")).must(0);
                    let what = format!("{line} -k {kind} -o {format}, as {who}");
                    // RFC 4180 keeps a tab and a newline inside quotes.
                    harmless(&seen.stdout, &what, true);
                    harmless(&seen.stderr, &what, false);
                    assert!(!seen.stdout.is_empty(), "{what}");
                }
            }
        }
        let seen = tenant.pim(&format!("activate nothing-like-it -k {kind} -o table")).must(3);
        harmless(&seen.stderr, "the nearest names", false);
        let seen = tenant.pim_as("alex", &format!("deny {id} -k {kind} -y -r no -o table")).must(0);
        harmless(&(seen.stdout + &seen.stderr), "what was decided", false);
    }
}

#[test]
fn p47_p49_a_row_stays_a_row_and_no_cell_a_formula() {
    for (kind, active, waits) in KINDS {
        let (tenant, _) = asked(kind, active, waits);
        let tsv = tenant.pim(&format!("request list -k {kind} -o tsv")).must(0).stdout;
        assert_eq!(tsv.lines().count(), 2, "{tsv}");
        assert!(tsv.lines().all(|line| line.split('\t').count() == 15), "{tsv}");
        tenant.run(["sandbox", "fault", "hostile", "--times", "9999", "--match", "GET", "--text", EVIL]).must(0);
        for format in ["csv", "tsv"] {
            let cells = tenant.pim(&format!("list -k {kind} -o {format}")).must(0).stdout;
            assert!(cells.contains("'=cmd|"), "{cells}");
            assert!(!cells.lines().any(|line| line.starts_with("=cmd") || line.contains("\t=cmd")), "{cells}");
            let raw = tenant.pim(&format!("list -k {kind} -o {format} --raw")).must(0).stdout;
            assert!(raw.contains("=cmd|") && !raw.contains("'=cmd|"), "{raw}");
        }
    }
}

#[test]
fn p48_json_has_what_others_wrote_as_it_is() {
    for (kind, active, waits) in KINDS {
        let (tenant, id) = asked(kind, active, waits);
        let shown = tenant.pim(&format!("request show {id} -k {kind} -o json")).must(0);
        harmless(&shown.stdout, "JSON", false);
        let shown = shown.json();
        assert_eq!((shown["reason"].as_str(), shown["ticket"]["number"].as_str()), (Some(EVIL), Some(EVIL)), "{kind}");
        tenant.run(["sandbox", "fault", "hostile", "--times", "9999", "--match", "GET", "--text", EVIL]).must(0);
        for format in ["json", "jsonl"] {
            let seen = tenant.pim(&format!("list -k {kind} -o {format}")).must(0);
            harmless(&seen.stdout, format, false);
            let first: Value = match format {
                "json" => seen.json()[0].clone(),
                _ => serde_json::from_str(seen.stdout.lines().next().unwrap()).unwrap(),
            };
            let name = if kind == "azure" { &first["role"]["name"] } else { &first["scope"]["name"] };
            assert_eq!(name, EVIL, "{kind} {format}");
        }
    }
}
