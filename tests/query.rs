//! `--query`, as `az` has it.

use crate::support::TestTenant;
use serde_json::json;

#[test]
fn columns_come_in_the_order_of_the_expression() {
    let tenant = TestTenant::new();
    let line = r#"list intune --query "[].{state:state,name:role.name,at:scope.name}""#;
    assert_eq!(tenant.pim(line).must(0).stdout, "eligible\tIntune Administrator\tdirectory\n");
    assert_eq!(
        tenant.pim(&format!("{line} -o csv")).must(0).stdout,
        "state,name,at\neligible,Intune Administrator,directory\n"
    );
    let table = tenant.pim(&format!("{line} -o table")).must(0).stdout;
    assert!(
        table.starts_with("state     name                  at\neligible  Intune Administrator  directory\n"),
        "{table}"
    );
    let json = tenant.pim(&format!("{line} -o json")).must(0).stdout;
    assert!(json.find("state").unwrap() < json.find("name").unwrap(), "{json}");
    let markdown = tenant.pim(&format!("{line} -o markdown")).must(0).stdout;
    assert_eq!(
        markdown,
        "| state | name | at |\n| --- | --- | --- |\n| eligible | Intune Administrator | directory |\n"
    );
    assert_eq!(
        tenant.pim(&format!("{line} -o yaml")).must(0).stdout,
        "- state: eligible\n  name: Intune Administrator\n  at: directory\n"
    );
}

#[test]
fn filters_functions_and_scalars() {
    let tenant = TestTenant::new();
    let value = |query: &str| tenant.run(["--sandbox", "list", "-o", "json", "--query", query]).must(0).json();
    assert_eq!(value("length(@)"), json!(13));
    assert_eq!(value("[?role.name=='Teams Administrator'].state"), json!(["eligible"]));
    assert_eq!(value("[?state=='active'] | [0].assignmentType"), json!("assigned"));
    assert_eq!(value("sort(keys([0]))[0]"), json!("assignmentType"));
    assert_eq!(value("[?starts_with(role.name, 'User')] | length(@)"), json!(2));
    assert_eq!(value("nothing"), json!(null));
    assert_eq!(tenant.pim("list --query length(@)").must(0).stdout, "13\n");
    assert_eq!(tenant.pim("list --query [0].nothing").must(0).stdout, "");
    let ids = tenant.pim("list -o ids").must(0).stdout;
    assert_eq!(tenant.pim("list -o ids --query [].{id:id}").must(0).stdout, ids);
    assert_eq!(tenant.pim("list -o tsv --query [].id").must(0).stdout, ids);
    assert_eq!(tenant.pim("list -o jsonl --query [].state").must(0).stdout.lines().count(), 13);
}

#[test]
fn what_cannot_be_read_is_a_fault_of_the_command_line() {
    let tenant = TestTenant::new();
    for query in [
        "[",
        "",
        "a..b",
        "[?",
        "length(@",
        &"(".repeat(1000),
        &"a".repeat(5000),
        "unknown(@)",
        "length(`5`)",
        "'\u{1b}[31m",
    ] {
        let seen = tenant.run(["--sandbox", "list", "-o", "json", "--query", query]).must(2);
        assert_eq!((seen.stdout.as_str(), &seen.error()["code"]), ("", &json!("bad-query")), "{query}");
        assert!(!seen.stderr.contains('\u{1b}'), "{seen}");
    }
    tenant.run(["--sandbox", "list", "--query", "["]).must(2).tells("--query: ");
}

#[test]
fn one_record_is_queried_as_one() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "exchange administrator" -r mail"#).must(6);
    let seen = tenant.pim(r#"request show "exchange administrator" -o json --query [status,reason]"#).must(0);
    assert_eq!(seen.json(), json!(["PendingApproval", "mail"]));
    let seen = tenant.pim_as("alex", "approvals --query [].principal.name").must(0);
    assert_eq!(seen.stdout, "Dana Reyes\n");
    let seen = tenant.pim(r#"request list --query "[0].{status:status,reason:reason}""#).must(0);
    assert_eq!(seen.stdout, "PendingApproval\tmail\n");
}

#[test]
fn one_that_is_cut_off_is_told_in_words() {
    let tenant = TestTenant::new();
    for cut in ["[", "length(", "a."] {
        let seen = tenant.run(["--sandbox", "list", "--query", cut]).must(2);
        assert!(seen.stderr.contains("--query: the expression ends too early"), "{cut}: {seen}");
    }
}
