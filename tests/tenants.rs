//! Several tenants at once: one list with a column for the tenant, each tenant's failure its own.

use crate::support::served::Served;
use crate::support::shapes::hold_each;
use crate::support::{Ran, TestTenant, words};
use serde_json::Value;

/// Two profiles that work on a served sandbox, one on Entra roles and one on groups, and one whose service is gone.
struct Several<'a> {
    tenant: &'a TestTenant,
    served: Served<'a>,
}

impl<'a> Several<'a> {
    fn of(tenant: &'a TestTenant) -> Self {
        let served = Served::start(tenant);
        let file = tenant.home().join(".config/pim/config.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        let more = "\n[profiles.teams]\ncloud = \"lab\"\nkinds = [\"group\"]\n\n[profiles.gone]\ncloud = \"gone\"\n\
                    kinds = [\"entra\"]\n[clouds.gone]\ngraph = \"http://127.0.0.1:1\"\narm = \"http://127.0.0.1:1\"\n\
                    authority = \"http://127.0.0.1:1\"\ngraph-audience = \"https://graph.microsoft.com\"\n\
                    arm-audience = \"https://management.azure.com\"\n";
        tenant.config(&format!("{}{more}", text.replace("[profiles.lab]", "[profiles.lab]\nkinds = [\"entra\"]")));
        Self { tenant, served }
    }

    fn pim(&self, who: &str, line: &str) -> Ran {
        let token = self.served.token(who, "{}");
        let mut command = std::process::Command::new(self.tenant.command([""; 0]).get_program());
        command.env_clear().env("HOME", self.tenant.home()).env("TZ", "UTC").current_dir(self.tenant.home());
        command.args(words(line)).env("PIM_GRAPH_TOKEN", token).stdin(std::process::Stdio::null());
        Ran::of(command.output().unwrap())
    }
}

fn kinds(rows: &Value) -> Vec<&str> {
    let mut kinds: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    kinds.dedup();
    kinds
}

#[test]
fn a_list_of_several_tenants_has_a_column_for_them() {
    let tenant = TestTenant::of_all_kinds();
    let several = Several::of(&tenant);
    let rows = several.pim("dana", "--profile lab --profile teams list --eligible -o json").must(0).json();
    assert_eq!(kinds(&rows), ["entra", "group"]);
    hold_each("role-entry", &rows, rows.as_array().unwrap().len());
    let table = several.pim("dana", "list --eligible --profile lab --profile teams -o table").must(0);
    assert!(table.stdout.starts_with("TENANT  ROLE"), "{table}");
    table.says("teams   Member").says("lab     Global Reader").says("lab: 12 eligible");
    let flat = several.pim("dana", "list --profile lab --profile teams").must(0).stdout;
    let id = rows[0]["tenantId"].as_str().unwrap();
    assert!(flat.lines().all(|line| line.ends_with(&format!("\t{id}"))), "{flat}");
}

#[test]
fn a_tenant_that_fails_costs_its_own_rows_and_is_named() {
    let tenant = TestTenant::of_all_kinds();
    let several = Several::of(&tenant);
    let ran = several.pim("dana", "list --all-profiles --eligible --max-wait 1s -o json").must(8);
    assert_eq!(kinds(&ran.json()), ["entra", "group"]);
    let error = ran.error();
    assert!(error["message"].as_str().unwrap().starts_with("gone: "), "{error}");
    several.pim("dana", "status --all-profiles --max-wait 1s").must(8).tells("gone: ");
    several.pim("dana", "list --profile lab --profile nope").must(2).tells("there is no profile `nope`");
}

#[test]
fn what_is_active_and_what_waits_in_several_tenants() {
    let tenant = TestTenant::of_all_kinds();
    let several = Several::of(&tenant);
    several.pim("dana", r#"activate "groups administrator" -r x"#).must(0);
    several.pim("dana", r#"--profile teams activate "member@tier 1 operators""#).must(0);
    let rows = several.pim("dana", "status --profile lab --profile teams -o json").must(0).json();
    assert_eq!(kinds(&rows), ["entra", "group"]);
    several.pim("dana", r#"activate "exchange administrator" -r x"#).must(6);
    several.pim("dana", r#"--profile teams activate "member@identity operators" -r y"#).must(6);
    let waits = several.pim("alex", "approvals --profile lab --profile teams -o json").must(0).json();
    assert_eq!(kinds(&waits), ["entra", "group"]);
    let group = waits[1]["shortId"].as_str().unwrap();
    let done = several.pim("alex", &format!("approve {group} -r yes --profile lab --profile teams -o json")).must(0);
    assert_eq!(done.json()[0]["kind"], "group");
    // A name that waits in both is not decided on.
    several.pim("dana", r#"--profile teams deactivate "member@tier 1 operators""#);
    let none = several.pim("alex", "approve nobody -r yes --profile lab --profile teams").must(3);
    none.tells("no request that waits for you is called \"nobody\"");
    let rest = several.pim("alex", "approve --all -r yes --profile lab --profile teams -o json").must(0);
    assert_eq!(rest.json()[0]["kind"], "entra");
}

#[test]
fn every_other_command_works_on_one() {
    let tenant = TestTenant::of_all_kinds();
    let several = Several::of(&tenant);
    for line in [
        r#"activate "groups administrator" -r x --profile lab --profile teams"#,
        "whoami --all-profiles",
        "status --short --all-profiles",
        "approve --watch --all-profiles",
        "list --all-profiles --har x.har",
        "list --all-profiles --sandbox",
    ] {
        several.pim("dana", line).must(2).tells("one");
    }
    several.pim("dana", "list --all-profiles --profile lab").must(2);
    // The same twice is one.
    several.pim("dana", "list --profile lab --profile lab").must(0);
}
