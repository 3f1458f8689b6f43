//! How roles and requests are named, and what is said where a name means nothing or too much.

use crate::support::TestTenant;
use serde_json::{Value, json};

/// What a dry run of `name` is about: role and scope; or the error.
fn named(tenant: &TestTenant, name: &str) -> Result<(String, String), (i32, Value)> {
    let seen = tenant.run(["--sandbox", "activate", name, "-r", "x", "-t", "1", "--dry-run", "-o", "json"]);
    if seen.code != 0 {
        assert_eq!(seen.stdout, "", "{seen}");
        return Err((seen.code, seen.error()));
    }
    let one = seen.json()[0].clone();
    Ok((one["role"]["name"].as_str().unwrap().to_owned(), one["scope"]["name"].as_str().unwrap().to_owned()))
}

#[test]
fn exact_names_and_ids_in_any_case() {
    let tenant = TestTenant::new();
    let is = |name: &str, role: &str, scope: &str| {
        assert_eq!(named(&tenant, name), Ok((role.to_owned(), scope.to_owned())), "{name}");
    };
    for name in [
        "Teams Administrator",
        "tEAMS aDMINISTRATOR",
        "  teams administrator ",
        "teams administrator@directory",
        "Teams Administrator@DIRECTORY",
        "teams administrator@/",
        "69091246-20e8-4a56-aa4d-066075b2a7a8",
        "69091246-20E8-4A56-AA4D-066075B2A7A8@directory",
    ] {
        is(name, "Teams Administrator", "directory");
    }
    for name in [
        "user administrator@AU Nordics",
        "USER ADMINISTRATOR@au nordics",
        "user administrator@0a7f2e64-e59b-4052-86fd-e7a2d92d1f85",
        "user administrator@/administrativeUnits/0a7f2e64-e59b-4052-86fd-e7a2d92d1f85",
    ] {
        is(name, "User Administrator", "AU Nordics");
    }
    let row = tenant.pim("list baltics -o json").json()[0].clone();
    for id in ["id", "shortId", "eligibilityId"] {
        is(row[id].as_str().unwrap(), "User Administrator", "AU Baltics");
    }
}

#[test]
fn an_ambiguous_name_is_answered_with_exact_ones() {
    let tenant = TestTenant::new();
    let (exit, error) = named(&tenant, "user administrator").unwrap_err();
    assert_eq!((exit, &error["code"]), (2, &json!("ambiguous-name")));
    let hint = error["hint"].as_str().unwrap();
    let mut forms: Vec<&str> = hint.split(", ").map(|form| form.trim_matches('"')).collect();
    forms.sort_unstable();
    assert_eq!(forms, ["User Administrator@AU Baltics", "User Administrator@AU Nordics"]);
    for form in forms {
        named(&tenant, form).unwrap();
    }
}

#[test]
fn without_a_terminal_only_exact_names_count() {
    let tenant = TestTenant::new();
    for (name, form) in [
        ("intune", "\"Intune Administrator\""),
        ("Intune Admin", "\"Intune Administrator\""),
        ("tune", "\"Intune Administrator\""),
        ("user administrator@nordics", "\"User Administrator@AU Nordics\""),
        ("teams@dir", "\"Teams Administrator\""),
    ] {
        let (exit, error) = named(&tenant, name).unwrap_err();
        assert_eq!((exit, &error["code"], &error["hint"]), (2, &json!("inexact-name"), &json!(form)), "{name}");
    }
    assert_eq!(tenant.count("POST", "roleAssignmentScheduleRequests"), 0);
}

#[test]
fn a_name_of_nothing_is_answered_with_the_nearest() {
    let tenant = TestTenant::new();
    let (exit, error) = named(&tenant, "intnue administrator").unwrap_err();
    assert_eq!((exit, &error["code"]), (3, &json!("no-such-name")));
    assert!(error["hint"].as_str().unwrap().starts_with("\"Intune Administrator\""), "{error}");
    for nothing in ["xyzzy", "teams administrator@AU Atlantis", "global administrator", "", "@", "69091246"] {
        assert_eq!(named(&tenant, nothing).unwrap_err().0, 3, "{nothing:?}");
    }
    for (who, line, list) in [
        ("alex", "approve xyzzy -r x", "pim --sandbox --as alex approve --list"),
        ("dana", "request show xyzzy", "pim --sandbox --as dana request list"),
        ("dana", "request cancel xyzzy", "pim --sandbox --as dana request list"),
        ("dana", "request wait xyzzy", "pim --sandbox --as dana request list"),
    ] {
        tenant.pim_as(who, line).must(3).tells(&format!("try  {list}\n"));
    }
    let hostile = named(&tenant, "no\u{1b}[31m\u{202e}role\n").unwrap_err().1;
    assert!(hostile["message"].as_str().unwrap().contains("no\\u001b[31m\\u202erole\\n"), "{hostile}");
}

#[test]
fn a_request_is_named_by_id_person_or_role() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "intune administrator" "exchange administrator" -r x -t 1"#).must(6);
    tenant.pim(r#"list"#).must(0);
    tenant.run(["--sandbox", "--as", "sam", "activate", "exchange administrator", "-r", "y"]).must(6);
    let rows = tenant.pim_as("alex", "approvals -o json").must(0).json();
    let find = |who: &str, role: &str| {
        let all = rows.as_array().unwrap();
        let row = all.iter().find(|row| row["principal"]["name"] == who && row["role"]["name"] == role).unwrap();
        (row["id"].as_str().unwrap().to_owned(), row["shortId"].as_str().unwrap().to_owned())
    };
    let (intune, intune_short) = find("Dana Reyes", "Intune Administrator");
    let (sams, _) = find("Sam Chen", "Exchange Administrator");
    let shown = |name: &str| {
        let seen = tenant.run(["--sandbox", "--as", "alex", "request", "show", name, "-o", "json"]);
        if seen.code == 0 { Ok(seen.json()["id"].as_str().unwrap().to_owned()) } else { Err(seen.code) }
    };
    for name in [
        intune.as_str(),
        &intune.to_uppercase(),
        &intune_short,
        "intune administrator",
        "Intune Administrator@directory",
        "dana:intune administrator",
        "dana@contoso.com:Intune administrator@directory",
        "Dana Reyes:intune administrator",
    ] {
        assert_eq!(shown(name), Ok(intune.clone()), "{name}");
    }
    for name in ["sam", "Sam Chen", "SAM@contoso.com", "sam:exchange administrator"] {
        assert_eq!(shown(name), Ok(sams.clone()), "{name}");
    }
    for (name, exit) in
        [("dana", 2), ("exchange administrator", 2), ("sam:intune administrator", 3), ("da", 2), ("nobody", 3)]
    {
        assert_eq!(shown(name), Err(exit), "{name}");
    }
    let several = tenant.pim_as("alex", "request show dana -o json").must(2).error();
    assert!(several["hint"].as_str().unwrap().contains(&intune_short), "the candidates are ids: {several}");
}
