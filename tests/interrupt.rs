//! Ctrl-C, once and twice, and processes that end in the middle.

use crate::rig::{GROUPS, INTUNE, REQUESTS, until};
use crate::support::TestTenant;
use rustix::process::Signal;
use std::time::{Duration, Instant};

const FIVE: &str = r#"activate "Groups Administrator" "Teams Administrator" "Reports Reader" "Security Administrator" "Cloud Device Administrator" --reason "Clean up" --max-wait 1s"#;

fn slow_posts(tenant: &TestTenant, ms: u32) {
    tenant.fault(&format!(r#"latency --ms {ms} --times 9 --match "POST {REQUESTS}""#));
}

#[test]
fn p13_ctrl_c_sends_nothing_new_and_tells_what_was_sent() {
    let tenant = TestTenant::new();
    slow_posts(&tenant, 4000);
    let running = tenant.spawn(&format!("{FIVE} -o json"));
    until("the first request", || tenant.posts() == 1);
    running.interrupt();
    let ran = running.wait().must(130);
    assert_eq!(tenant.posts(), 1);
    let rows = ran.json();
    let outcomes: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["done", "refused", "refused", "refused", "refused"], "{ran}");
    assert_eq!(rows[1]["error"]["code"], "interrupted", "{ran}");
    // Nothing is left behind: the next command sends what this one did not.
    tenant.heal();
    tenant.pim(FIVE).must(0);
    assert_eq!(tenant.posts(), 5);
}

#[test]
fn p13_the_table_says_what_was_sent_and_what_not() {
    let tenant = TestTenant::new();
    slow_posts(&tenant, 4000);
    let running = tenant.spawn(&format!("{FIVE} -o table"));
    until("the first request", || tenant.posts() == 1);
    running.interrupt();
    let ran = running.wait().must(130).says("granted").says("not sent").tells("1 done, 4 not sent");
    assert_eq!(ran.stdout.matches("not sent").count(), 4, "{ran}");
}

#[test]
fn p13_a_second_ctrl_c_ends_at_once_and_names_the_unknown() {
    let tenant = TestTenant::new();
    slow_posts(&tenant, 30_000);
    let mut running = tenant.spawn(&format!("{FIVE} -o table"));
    until("the first request", || tenant.posts() == 1);
    running.interrupt();
    let pressed = Instant::now();
    // Two that come at once are one: it is pressed again, as people do.
    for pause in std::iter::once(50).chain(std::iter::repeat(200)) {
        std::thread::sleep(Duration::from_millis(pause));
        if running.is_over() {
            break;
        }
        assert!(pressed.elapsed() < Duration::from_secs(10), "{:?}", pressed.elapsed());
        running.interrupt();
    }
    let ran = running.wait().must(130);
    assert!(ran.stdout.contains("unknown") && ran.stdout.contains("Groups Administrator"), "{ran}");
    assert_eq!(ran.stdout.matches("not sent").count(), 4, "{ran}");
    assert_eq!(tenant.posts(), 1);
    // No lock is left, and what was unknown is found.
    tenant.heal();
    tenant.pim(GROUPS).must(0).tells("it is known now");
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p13_ctrl_c_while_reading_sends_nothing() {
    let tenant = TestTenant::new();
    tenant.pim("list").must(0);
    let before = tenant.sent().len();
    tenant.fault("latency --ms 4000 --times 9 --match GET");
    let running = tenant.spawn(GROUPS);
    until("the first read", || tenant.sent().len() > before);
    running.interrupt();
    running.wait().must(130);
    assert_eq!(tenant.posts(), 0);
}

#[test]
fn p13_ctrl_c_while_waiting_for_force_leaves_the_activation_and_tells_of_it() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"lag --reads 1000 --match "POST {REQUESTS}""#));
    let running = tenant.spawn(&format!("{GROUPS} -o json"));
    until("looks at what is active", || {
        let sent = tenant.sent();
        sent.iter().position(|line| line.starts_with("POST")).is_some_and(|post| sent.len() > post + 3)
    });
    running.interrupt();
    let ran = running.wait().must(130);
    assert_eq!((&ran.json()[0]["outcome"], &ran.json()[0]["inForce"]), (&"done".into(), &false.into()), "{ran}");
}

#[test]
fn p13_ctrl_c_while_throttled_sends_nothing_and_nothing_is_unknown() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"throttle --retry-after 20 --match "POST {REQUESTS}""#));
    let running = tenant.spawn(&GROUPS.replace("1s", "30s"));
    until("the first request", || tenant.posts() == 1);
    // The answer has come, and what it asks to wait is waited.
    std::thread::sleep(Duration::from_secs(1));
    let pressed = Instant::now();
    running.interrupt();
    running.wait().must(130).tells("not sent");
    assert!(pressed.elapsed() < Duration::from_secs(15), "{:?}", pressed.elapsed());
    tenant.pim(GROUPS).must(0);
    assert_eq!(tenant.posts(), 2);
}

#[test]
fn p13_ctrl_c_after_a_503_that_may_have_taken_effect_is_not_told_as_not_sent() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"status --status 503 --retry-after 20 --effect true --match "POST {REQUESTS}""#));
    let running = tenant.spawn(&format!("{} -o json", GROUPS.replace("1s", "30s")));
    until("the first request", || tenant.posts() == 1);
    // The answer has come, and what it asks to wait is waited.
    std::thread::sleep(Duration::from_secs(1));
    running.interrupt();
    let ran = running.wait().must(130);
    assert_eq!(ran.json()[0]["outcome"], "unknown", "{ran}");
    tenant.pim("status").must(0).tells("it is known now");
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p13_ctrl_c_between_two_decisions_decides_no_more() {
    let tenant = TestTenant::new();
    tenant.pim(INTUNE).must(6);
    tenant.pim_as("sam", INTUNE).must(6);
    tenant.fault("latency --ms 4000 --times 9 --match PATCH");
    let running = tenant.spawn("--as alex approve --all --reason fine -o json");
    until("the first decision", || tenant.decisions() == 1);
    running.interrupt();
    let ran = running.wait().must(130);
    assert_eq!(tenant.decisions(), 1);
    assert_eq!(ran.json().as_array().unwrap().len(), 2, "both are told of\n{ran}");
}

#[test]
fn p14_a_killed_command_is_resolved_by_the_next_and_not_repeated() {
    for (line, exit) in [(GROUPS, 0), (INTUNE, 1)] {
        let tenant = TestTenant::new();
        slow_posts(&tenant, 20_000);
        let running = tenant.spawn(line);
        until("the request", || tenant.posts() == 1);
        running.kill();
        tenant.heal();
        let ran = tenant.pim(line).must(exit).tells("it is known now");
        assert_eq!(tenant.posts(), 1, "{ran}");
        let status = tenant.pim("status -o json").must(0).json();
        assert_eq!(status.as_array().unwrap().len(), 1, "{status:#}");
    }
}

#[test]
fn p14_a_killed_command_is_resolved_by_status_too() {
    let tenant = TestTenant::new();
    slow_posts(&tenant, 20_000);
    let running = tenant.spawn(GROUPS);
    until("the request", || tenant.posts() == 1);
    running.signal(Signal::TERM);
    running.wait().must(143);
    tenant.heal();
    tenant.pim("status").must(0).tells("it is known now");
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p14_a_record_that_cannot_be_written_is_told_and_kept_elsewhere() {
    for format in ["json", "table"] {
        let tenant = TestTenant::new();
        slow_posts(&tenant, 4000);
        let running = tenant.spawn(&format!("{GROUPS} -o {format}"));
        until("the request", || tenant.posts() == 1);
        let journal = find(&tenant.home().join(".local/state/pim"), "journal.json").expect("a journal is open");
        std::fs::remove_file(&journal).unwrap();
        // A folder in its place cannot be replaced by a file, whoever we are.
        std::fs::create_dir_all(journal.join("x")).unwrap();
        let ran = running.wait().must(1);
        assert!(ran.stdout.contains(if format == "json" { r#""outcome": "done""# } else { "active until" }), "{ran}");
        let record = std::fs::read_dir(tenant.home())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("pim-record-"))
            .expect("the record is in the fallback folder");
        let text = std::fs::read_to_string(&record).unwrap();
        let id = serde_json::from_str::<serde_json::Value>(&text).unwrap()["settled"]["request_id"].clone();
        let id = id.as_str().unwrap().to_owned();
        assert!(ran.stderr.contains(&id), "the record is not on stderr\n{ran}");
        assert!(ran.stderr.contains(record.to_str().unwrap()), "the fallback is not named\n{ran}");
        // Nothing is sent without a journal.
        tenant.heal();
        tenant.pim(r#"activate "Teams Administrator""#).must(1);
        assert_eq!(tenant.posts(), 1);
    }
}

fn find(folder: &std::path::Path, name: &str) -> Option<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    entries.map(|entry| entry.path()).find_map(|path| match path.is_dir() {
        true => find(&path, name),
        false => (path.file_name()? == name).then_some(path),
    })
}

#[test]
fn p18_a_corrupt_journal_is_kept_and_stops_writes_but_not_reads() {
    let tenant = TestTenant::new();
    tenant.pim(GROUPS).must(0);
    let journal = find(&tenant.home().join(".local/state/pim"), "journal.json").unwrap();
    for bytes in [b"{}extra".as_slice(), b"", b"\xff", &std::fs::read(&journal).unwrap()[..40]] {
        std::fs::write(&journal, bytes).unwrap();
        tenant.pim(r#"activate "Teams Administrator""#).must(1).tells("journal");
        tenant.pim("list").must(0);
        tenant.pim("status").must(0).tells("journal");
        assert_eq!(std::fs::read(&journal).unwrap(), bytes, "it was overwritten");
    }
    assert_eq!(tenant.posts(), 1);
}
