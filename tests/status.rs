//! `pim status`, and its one line for a shell prompt.

use crate::sign_in::Lab;
use crate::support::TestTenant;
use crate::support::shapes::{hold, hold_each};
use serde_json::{Value, json};

#[test]
fn what_is_active_waits_and_is_ahead() {
    let tenant = TestTenant::new();
    tenant.pim("status -o table").must(0).says("nothing is active, scheduled or waiting").says("sandbox");
    tenant.pim("status -o json").must(0).says("[]");
    tenant.pim(r#"activate "groups administrator" -r "morning routine""#).must(0);
    tenant.pim(r#"activate "reports reader" --start +2h"#).must(0);
    tenant.pim(r#"activate "exchange administrator" -r mail"#).must(6);
    let seen = tenant.pim("status -o table").must(0).stdout;
    let row = |name: &str| seen.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}\n{seen}"));
    assert!(seen.starts_with("ROLE                    SCOPE      KIND   LEFT"), "{seen}");
    assert!(row("Groups Administrator").contains("59 min") && row("Groups Administrator").ends_with("morning routine"));
    assert!(row("Reports Reader").contains("starts "), "{seen}");
    let waits = row("Exchange Administrator");
    assert!(waits.contains("waits") && waits.ends_with("mail"), "{seen}");
    let rows = tenant.pim("status -o json").json();
    hold_each("role-entry", &rows, 3);
    let states: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["active", "scheduled", "pending"]);
    assert_eq!((&rows[0]["inForce"], &rows[0]["assignmentType"]), (&json!(true), &json!("activated")));
    let flat = tenant.pim("status").must(0).stdout;
    assert_eq!(flat.lines().count(), 3);
    assert!(flat.starts_with("Groups Administrator\tdirectory\tentra\tactive\tactivated\t"), "{flat}");
    for (format, lines) in [("csv", 4), ("markdown", 5), ("ids", 3), ("jsonl", 3), ("tsv", 3)] {
        assert_eq!(tenant.pim(&format!("status -o {format}")).must(0).stdout.lines().count(), lines, "{format}");
    }
    tenant.pim("status --query [].state -o yaml").must(0).says("- active\n- scheduled\n- pending\n");
}

#[test]
fn a_status_is_three_requests() {
    let tenant = TestTenant::new();
    tenant.pim("status").must(0);
    assert_eq!(tenant.log().len(), 3, "{:#?}", tenant.log());
}

#[test]
fn a_named_role_must_be_active_for_long_enough() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" -d 1h"#).must(0);
    tenant.pim(r#"status "TEAMS administrator" -o json"#).must(0).says("Teams Administrator");
    tenant.pim(r#"status "teams administrator@directory" --at-least 30m"#).must(0);
    let short = tenant.pim(r#"status "teams administrator" --at-least 2h -o json"#).must(3);
    assert_eq!(short.error()["code"], "not-active");
    assert!(
        short.error()["message"]
            .as_str()
            .unwrap()
            .contains("Teams Administrator @ directory is not active for at least 2 h")
    );
    let idle = tenant.pim(r#"status "reports reader" "teams administrator" -o json"#).must(3);
    assert_eq!(idle.json().as_array().unwrap().len(), 1, "what is active is shown");
    assert_eq!(idle.error()["hint"], "pim --sandbox activate \"Reports Reader\"");
    hold("error", &json!({"error": idle.error()}));
    tenant.pim(r#"status "no such role""#).must(3).tells("no role of yours is called \"no such role\"");
    tenant.pim("status --at-least 5m").must(2);
    tenant.pim("status --short teams").must(2);
    tenant.pim(r#"status "message center reader" -o json"#).must(0).says("assigned");
}

#[test]
fn an_activation_ends_by_itself_and_a_scheduled_one_comes_due() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "teams administrator" -d 1h"#).must(0);
    tenant.pim(r#"activate "reports reader" --start +30m -d 2h"#).must(0);
    tenant.sandbox("advance 46m");
    tenant.pim(r#"status "reports reader" "teams administrator""#).must(0);
    tenant.pim("status -o table").says("min (soon)");
    tenant.sandbox("advance 20m");
    tenant.pim(r#"status "teams administrator""#).must(3);
    tenant.pim(r#"status "reports reader" --at-least 1h"#).must(0);
    tenant.sandbox("advance 2h");
    tenant.pim("status -o json").must(0).says("[]");
}

#[test]
fn the_short_line_is_told_from_the_cache_alone() {
    let tenant = TestTenant::new();
    let short = || {
        let seen = tenant.pim("status --short").must(0);
        assert_eq!(seen.stderr, "");
        seen.stdout
    };
    assert_eq!(short(), "", "nothing was ever read");
    tenant.pim("status").must(0);
    assert_eq!(short(), "", "nothing is active");
    tenant.pim(r#"activate "teams administrator" -d 30m"#).must(0);
    assert_eq!(short(), "1 active 29m\n");
    tenant.pim(r#"activate "exchange administrator" -r mail"#).must(6);
    tenant.pim(r#"activate "reports reader" -d 2h"#).must(0);
    assert_eq!(short(), "2 active 29m, 1 waits\n");
    let before = tenant.log().len();
    assert_eq!(short(), "2 active 29m, 1 waits\n");
    assert_eq!(tenant.log().len(), before, "nothing is asked");
    std::fs::remove_dir_all(tenant.home().join(".local/share/pim")).unwrap();
    assert_eq!(short(), "2 active 29m, 1 waits\n", "the tenant is not needed");
    assert!(!tenant.home().join(".local/share/pim").exists(), "nor made");
    assert_eq!(tenant.pim_as("alex", "status --short").must(0).stdout, "", "each person has an own one");
}

#[test]
fn an_old_short_line_says_so_and_a_corrupt_one_says_nothing() {
    let tenant = TestTenant::new();
    tenant.pim(r#"activate "exchange administrator" -r mail"#).must(6);
    let file = tenant.kept(".cache").join("roles.json");
    let mut cache: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    cache["at"] = (chrono::Utc::now() - chrono::TimeDelta::hours(25)).to_rfc3339().into();
    std::fs::write(&file, cache.to_string()).unwrap();
    assert_eq!(tenant.pim("status --short").must(0).stdout, "~1 waits\n");
    for broken in [&b"{}extra"[..], b"", b"\xff", b"{\"version\":1"] {
        std::fs::write(&file, broken).unwrap();
        let seen = tenant.pim("status --short").must(0);
        assert_eq!((seen.stdout.as_str(), seen.stderr.as_str()), ("", ""));
    }
    assert!(file.with_extension("json.corrupt").exists());
}

/// The line for a prompt, which never says anything else.
fn short(tenant: &TestTenant, more: &[&str]) -> String {
    let seen = tenant.run(["status", "--short"].iter().chain(more)).must(0);
    assert_eq!(seen.stderr, "");
    seen.stdout
}

#[tokio::test(flavor = "multi_thread")]
async fn the_short_line_of_who_signed_in_needs_no_keychain_and_no_network() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    assert_eq!(short(&tenant, &[]), "", "nobody ever signed in");
    lab.login(&tenant, "dana", "--token-store file").await.must(0);
    assert_eq!(short(&tenant, &[]), "", "nothing was ever read");
    tenant.run(["activate", "teams administrator", "-d", "30m"]).must(0);
    assert_eq!(short(&tenant, &[]), "1 active 29m\n");
    // Neither what is kept nor the tenant is looked at.
    let (sign_in, away) = (tenant.home().join(".local/share/pim/sign-in"), tenant.home().join("away"));
    std::fs::rename(&sign_in, &away).unwrap();
    let before = lab.requests();
    assert_eq!(short(&tenant, &[]), "1 active 29m\n");
    assert_eq!((lab.requests(), sign_in.exists()), (before, false));
    std::fs::rename(&away, &sign_in).unwrap();

    // Another person has another profile and cache.
    lab.login(&tenant, "sam", "").await.must(0);
    assert_eq!((short(&tenant, &["--profile", "sam"]).as_str(), short(&tenant, &[]).as_str()), ("", "1 active 29m\n"));
    tenant.run(["list", "--profile", "sam"]).must(0);
    assert_eq!(short(&tenant, &["--profile", "sam"]), "");
    assert_eq!(short(&tenant, &["--profile", "none"]), "");

    // Who signs out takes the picture along, and nobody else's.
    tenant.run(["logout", "--profile", "sam"]).must(0);
    assert_eq!(short(&tenant, &[]), "1 active 29m\n");
    tenant.run(["logout"]).must(0);
    assert_eq!(short(&tenant, &[]), "");
    lab.login(&tenant, "dana", "").await.must(0);
    assert_eq!(short(&tenant, &[]), "", "the cache went, too");
    tenant.run(["list"]).must(0);
    assert_eq!(short(&tenant, &[]), "1 active 29m\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_short_line_follows_who_signs_in_under_the_same_profile() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    lab.login(&tenant, "dana", "--token-store file").await.must(0);
    tenant.run(["activate", "teams administrator", "-d", "30m"]).must(0);
    tenant.run(["config", "unset", "account"]).must(0);
    lab.login(&tenant, "sam", "").await.must(0);
    assert_eq!(short(&tenant, &[]), "", "sam's, of which nothing is known");
    tenant.run(["config", "unset", "account"]).must(0);
    lab.login(&tenant, "dana", "").await.must(0);
    assert_eq!(short(&tenant, &[]), "1 active 29m\n");
    let mut other = tenant.command(["status", "--short"]);
    let other = crate::support::Ran::of(other.env("PIM_AUTH", "client-secret").output().unwrap()).must(0);
    assert_eq!((other.stdout.as_str(), other.stderr.as_str()), ("", ""), "an application is nobody of these");
}

#[tokio::test(flavor = "multi_thread")]
async fn p18_a_broken_or_missing_note_of_who_signed_in_prints_nothing() {
    let (lab, tenant) = (Lab::start().await, TestTenant::new());
    lab.configure(&tenant);
    lab.login(&tenant, "dana", "--token-store file").await.must(0);
    tenant.run(["activate", "teams administrator", "-d", "30m"]).must(0);
    let note = tenant.home().join(".cache/pim/lab/person.json");
    let whole = std::fs::read(&note).unwrap();
    for broken in [&b"{}extra"[..], b"", b"\xff", &whole[..whole.len() / 2], b"[]", br#"{"version":9}"#] {
        std::fs::write(&note, broken).unwrap();
        assert_eq!(short(&tenant, &[]), "");
    }
    std::fs::remove_file(&note).unwrap();
    assert_eq!(short(&tenant, &[]), "");
    std::fs::create_dir(&note).unwrap();
    assert_eq!(short(&tenant, &[]), "");
    std::fs::remove_dir(&note).unwrap();
    tenant.run(["list"]).must(0);
    assert_eq!((std::fs::read(&note).unwrap(), short(&tenant, &[]).as_str()), (whole, "1 active 29m\n"));
}
