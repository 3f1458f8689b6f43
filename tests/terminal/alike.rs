//! What an approver is shown of a request says what it grants, and which of several alike it is.

use super::{ENTER, ESCAPE, Terminal};
use crate::support::TestTenant;
use crate::support::shapes::hold_each;
use serde_json::json;

const CONDITION: &str = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'x'";

/// Gives what has the fields of `requests` (`schedules`) with these a condition.
fn condition(tenant: &TestTenant, table: &str, which: &str, text: &str) {
    let object = format!(r#"{{"text":"{}","version":"2.0"}}"#, text.replace('\'', "''"));
    tenant.alter(&format!("UPDATE {table} SET body = json_set(body, '$.condition', json('{object}')) WHERE {which}"));
}

const WAITS: &str = "face = 'arm' AND status = 'PendingApproval'";

#[test]
fn p10_a_condition_is_shown_listed_and_part_of_what_is_decided() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("list -k azure").must(0);
    condition(&tenant, "schedules", "face = 'arm' AND side = 'eligible'", CONDITION);
    tenant.pim("activate contributor@prod -k azure -r why").must(6);
    let rows = tenant.pim_as("alex", "approve --list -k azure -o json").must(0).json();
    hold_each("request-entry", &rows, 1);
    assert_eq!(rows[0]["condition"], json!(CONDITION));
    let own = tenant.pim("list -k azure -o json --query \"[?state=='pending'].condition\"").must(0).json();
    assert_eq!(own, json!([CONDITION]));
    tenant.pim_as("alex", "approve --list -k azure -o table").must(0).says("why · no ticket · with a condition");
    tenant.pim("request show contributor@prod -k azure -o table").must(0).says("condition  @Resource[");
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve dana -k azure -r fine");
    terminal.sees("[s]kip: ").sees("  condition  @Resource[Microsoft.Storage/").sees("as far as the condition lets");
    condition(&tenant, "requests", WAITS, "@Resource[other] StringEquals ''y''");
    let text = terminal.at("[s]kip: ", "a").ends(11);
    assert!(text.contains("changed since it was shown: the condition"), "{text}");
    assert_eq!(tenant.count("PATCH", "roleAssignmentApprovals"), 0);
    tenant.pim_as("alex", "approve dana -k azure -r fine").must(0);
}

#[test]
fn p10_a_condition_that_comes_between_is_a_change() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("activate contributor@prod -k azure -r why").must(6);
    let rows = tenant.pim_as("alex", "approve --list -k azure -o json").must(0).json();
    assert_eq!(rows[0].get("condition"), Some(&json!(null)));
    let mut terminal = Terminal::open_as(&tenant, "alex", "deny dana -k azure -r no");
    terminal.sees("[s]kip: ");
    assert!(!terminal.text().contains("condition"), "{}", terminal.text());
    condition(&tenant, "requests", WAITS, CONDITION);
    terminal.types("d").ends(11);
    assert_eq!(tenant.count("PATCH", "roleAssignmentApprovals"), 0);
}

/// A role of each kind that Alex decides on.
const WAITING: [(&str, &str); 3] =
    [("entra", "Intune Administrator"), ("azure", "Contributor@prod"), ("group", "Member@Identity Operators")];

#[test]
fn what_starts_later_is_never_told_to_start_at_once() {
    for (kind, role) in WAITING {
        let tenant = TestTenant::of_all_kinds();
        tenant.pim(&format!("activate \"{role}\" -k {kind} -r x -t 1 -d 30m --start +3h")).must(6);
        let list = tenant.pim_as("alex", &format!("approve --list -k {kind} -o table")).must(0);
        let show = tenant.pim(&format!("request show \"{role}\" -k {kind} -o table")).must(0);
        let mut terminal = Terminal::open_as(&tenant, "alex", &format!("approve -k {kind} dana -r fine"));
        terminal.sees("[s]kip: ");
        for shown in [&list.stdout, &show.stdout, &terminal.text()] {
            assert!(!shown.contains("at once"), "{kind}\n{shown}");
        }
        assert!(list.stdout.contains("30 min  after approval"), "{list}");
        let text = terminal.text();
        assert!(
            text.contains("30 min, of at most ") && text.contains("or at a later start that is not told"),
            "{text}"
        );
        let text = terminal.types("a").ends(0);
        assert!(text.contains("Approved: ") && text.contains(" from ") && text.contains(" until "), "{text}");
    }
}

#[test]
fn what_is_asked_for_until_a_time_says_so_and_only_what_never_ends_has_no_end() {
    let (face, end) = ("status = 'PendingApproval'", "2099-01-02T03:04:00Z");
    for (kind, role) in WAITING {
        for (expiration, says) in [
            (format!(r#"{{"At":"{end}"}}"#), "until "),
            (r#""Never""#.to_owned(), "no end"),
            (r#""NotSpecified""#.to_owned(), "(not told)"),
        ] {
            let tenant = TestTenant::of_all_kinds();
            tenant.pim(&format!("activate \"{role}\" -k {kind} -r x -t 1")).must(6);
            tenant.alter(&format!(
                "UPDATE requests SET body = json_set(body, '$.window.expiration', json('{expiration}')) WHERE {face}"
            ));
            let says = if says == "until " { "until 2 Jan 2099 03:04" } else { says };
            let list = tenant.pim_as("alex", &format!("approve --list -k {kind} -o table")).must(0);
            let show = tenant.pim(&format!("request show \"{role}\" -k {kind} -o table")).must(0);
            let mut terminal = Terminal::open_as(&tenant, "alex", &format!("approve -k {kind} dana"));
            terminal.sees("[s]kip: ");
            // The list may take two lines for it.
            assert!(list.stdout.contains(says.get(..6).unwrap()), "{kind} {says}\n{list}");
            for shown in [&show.stdout, &terminal.text()] {
                assert!(shown.contains(says), "{kind} {says}\n{shown}");
            }
            for shown in [&list.stdout, &show.stdout, &terminal.text()] {
                assert_eq!(shown.contains("no end"), says == "no end", "{kind} {says}\n{shown}");
            }
            terminal.types(ESCAPE).ends(130);
        }
    }
}

/// Two people of one display name, who ask for one role at two subscriptions of one name.
fn twins() -> (TestTenant, [String; 2]) {
    let tenant = TestTenant::of_all_kinds();
    let ids = ["dana", "sam"].map(|who| {
        let one = tenant.pim_as(who, "activate contributor@prod -k azure -r why -o json").must(6).json();
        one[0]["shortId"].as_str().unwrap().to_owned()
    });
    tenant.rename("Sam Chen", "Dana Reyes");
    (tenant, ids)
}

#[test]
fn p10_requests_that_read_alike_are_told_apart_everywhere() {
    let (tenant, [dana, sam]) = twins();
    let list = tenant.pim_as("alex", "approve --list -k azure -o table").must(0);
    for who in ["Dana Reyes (dana@contoso.com)", "Dana Reyes (sam@contoso.com)"] {
        assert!(list.stdout.contains(who), "{list}");
    }
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve -k azure");
    terminal.sees(&format!("Dana Reyes (dana@contoso.com): Contributor @ prod {dana}"));
    terminal.sees(&format!("Dana Reyes (sam@contoso.com): Contributor @ prod {sam}"));
    terminal.types(ESCAPE).ends(130);
    let mut terminal = Terminal::open_as(&tenant, "alex", "approve \"dana reyes\" -k azure");
    terminal.at(&format!("(sam@contoso.com): Contributor @ prod {sam}"), ESCAPE).ends(130);
    tenant.sandbox("fault error --status 403 --code Odd --times 3 --match PATCH");
    let one = tenant.pim_as("alex", &format!("approve {sam} -r fine -k azure -o table")).must(1);
    assert!(one.stderr.contains(&format!("Dana Reyes (sam@contoso.com): Contributor @ prod {sam}: ")), "{one}");
    let both = tenant.pim_as("alex", "approve --all -y -r fine -k azure -o table").must(1);
    for who in [
        format!("(dana@contoso.com): Contributor @ prod {dana}: "),
        format!("(sam@contoso.com): Contributor @ prod {sam}: "),
    ] {
        assert!(both.stderr.contains(&who), "{both}");
    }
    let all = tenant.pim_as("alex", "approve --all -y -r fine -k azure -o table").must(0);
    for (who, id) in [("dana", &dana), ("sam", &sam)] {
        let line = format!("Approved {id}: Dana Reyes ({who}@contoso.com) is Contributor @ prod until ");
        assert!(all.stdout.contains(&line), "{all}");
    }
}

#[test]
fn scopes_of_one_name_are_told_apart() {
    let tenant = TestTenant::of_all_kinds();
    for role in ["contributor@prod", "owner@landing zone"] {
        tenant.pim(&format!("activate \"{role}\" -k azure -r why -t 1")).must(6);
    }
    tenant.alter("UPDATE scopes SET name = 'prod' WHERE name = 'Landing Zone'");
    tenant.alter("UPDATE roles SET name = 'Contributor' WHERE face = 'arm' AND name = 'Owner'");
    let rows = tenant.pim_as("alex", "approve --list -k azure -o json --query [].scope.id").must(0).json();
    let ids: Vec<&str> = rows.as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let subscription = ids.iter().find_map(|id| id.strip_prefix("/subscriptions/")).unwrap().get(..8).unwrap();
    let list = tenant.pim_as("alex", "approve --list -k azure -o table").must(0);
    let parts = ["Contributor (b24988ac) @ prod (subscription", "Contributor (8e3af657) @ prod (management group"];
    for part in parts.iter().copied().chain([&*format!("{subscription})"), "landing-zone)"]) {
        assert!(list.stdout.contains(part), "{part}\n{list}");
    }
}

#[test]
fn a_resource_group_is_told_with_its_subscription() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("activate contributor@prod -k azure -r why").must(6);
    // The same request for a resource group of it: the services name no subscription then.
    for table in ["schedules", "requests"] {
        let of = "role = 'b24988ac-6180-42a0-ab88-20f7382dd24c' AND scope NOT LIKE '%resourceGroups%'";
        tenant.alter(&format!(
            "UPDATE {table} SET scope = scope || '/resourceGroups/rg-app', \
             body = json_set(body, '$.key.scope', scope || '/resourceGroups/rg-app') WHERE {of} AND {}",
            if table == "requests" { "status = 'PendingApproval'" } else { "side = 'eligible'" }
        ));
    }
    let id = tenant.pim_as("priya", "approve --list -k azure -o json --query [0].scope.id").must(0).json();
    let short = id.as_str().unwrap().split('/').nth(2).unwrap().get(..8).unwrap().to_owned();
    let unnamed = tenant.pim_as("priya", "approve --list -k azure -o table").must(0);
    assert!(unnamed.stdout.contains(&format!("Contributor @ rg-app (subscription {short})")), "{unnamed}");
    let mut terminal = Terminal::open_as(&tenant, "priya", "approve -k azure");
    terminal.at(&format!("Contributor @ rg-app (subscription {short})"), ENTER).at("[s]kip: ", "a");
    let text = terminal.at("keeps it): ", "fine\r").ends(0);
    assert!(text.contains(&format!("Contributor @ rg-app (subscription {short}) until ")), "{text}");
}

#[test]
fn a_resource_group_is_told_by_its_path_where_the_approver_knows_its_subscription() {
    let tenant = TestTenant::of_all_kinds();
    // Alex has a role at prod himself.
    tenant.pim_as("alex", "list -k azure").must(0).says("prod");
    tenant.pim("activate contributor@prod -k azure -r why").must(6);
    tenant.alter(
        "UPDATE requests SET scope = scope || '/resourceGroups/rg-app', \
         body = json_set(body, '$.key.scope', scope || '/resourceGroups/rg-app') WHERE status = 'PendingApproval'",
    );
    tenant.pim_as("alex", "approve --list -k azure -o table").must(0).says("Contributor @ prod / rg-app  ");
    let done = tenant.pim_as("alex", "deny dana -k azure -r no -o table").must(0);
    assert!(done.stdout.contains("does not get Contributor @ prod / rg-app."), "{done}");
}

#[test]
fn p46_names_that_hide_a_character_do_not_read_as_others() {
    for (hidden, shown) in
        [("\u{34f}", "\\u034f"), ("\u{fe0f}", "\\ufe0f"), ("\u{3164}", "\\u3164"), ("\u{a0}", "\\u00a0")]
    {
        let (tenant, _) = twins();
        tenant.alter(&format!("UPDATE principals SET name = 'Dana Reyes{hidden}' WHERE upn = 'sam@contoso.com'"));
        let mut terminal = Terminal::open_as(&tenant, "alex", "approve -k azure");
        terminal.sees(&format!("Dana Reyes{shown}: Contributor @ prod")).types(ESCAPE);
        terminal.ends(130);
        let json = tenant.pim_as("alex", "approve --list -k azure -o json").must(0);
        assert!(!json.stdout.contains(hidden) && json.stdout.contains(shown), "{json}");
        assert!(
            json.json().as_array().unwrap().iter().any(|one| one["principal"]["name"] == format!("Dana Reyes{hidden}"))
        );
    }
}
