//! Answers that make no sense, are too large, or never end: an error or a result, in bounded time and
//! memory, and never a panic.

use crate::pages::measured;
use crate::rig::{ACTIVE, ELIGIBLE, GROUPS, INTUNE, ME, POLICIES, REQUESTS, Stranger, answer, unrecorded, until};
use crate::support::shapes::hold_each;
use crate::support::{Ran, TestTenant};
use std::time::{Duration, Instant};

#[track_caller]
fn no_panic(ran: &Ran) {
    assert!(!ran.stderr.contains("should not"), "it panicked\n{ran}");
    assert!(ran.code < 128, "{ran}");
}

#[test]
fn p05_a_status_that_nobody_knows_is_looked_after() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"unknown-status --match "POST {REQUESTS}""#));
    let ran = tenant.pim(&format!("{GROUPS} -o json")).must(0);
    assert_eq!((&ran.json()[0]["outcome"], &ran.json()[0]["status"]), (&"done".into(), &"Provisioned".into()), "{ran}");
    assert_eq!(tenant.posts(), 1);
    // The requests tell it nowhere, but the role is active.
    let tenant = TestTenant::new();
    tenant.fault(&format!("unknown-status --times 99 --match {REQUESTS}"));
    tenant.pim(GROUPS).must(0);
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p05_a_status_that_stays_unknown_is_exit_9_and_shown_escaped() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"unknown-status --times 99 --match {REQUESTS} --text "New{}[2J2027""#, '\u{9b}'));
    let ran = tenant.pim(&format!("{INTUNE} -o table")).must(9);
    assert!(ran.stderr.contains("New\\u009b[2J2027"), "{ran}");
    assert!(!ran.stderr.contains('\u{9b}') && !ran.stdout.contains('\u{9b}'), "{ran}");
    assert_eq!(tenant.posts(), 1);
    // It was accepted as something: the next command does not send it again.
    tenant.pim(INTUNE).must(9);
    assert_eq!(tenant.posts(), 1);
    tenant.heal();
    tenant.pim(INTUNE).must(1).tells("waits already");
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p05_a_request_of_a_status_that_nobody_knows_is_not_lost_from_the_lists() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim(GROUPS).must(0);
    for line in [INTUNE, "activate contributor@prod -k azure -r x", "activate \"member@identity operators\" -r x"] {
        tenant.pim(line).must(6);
    }
    let word = format!("New{}[2J2027", '\u{9b}');
    tenant.fault(&format!("unknown-status --times 99 --match \"GET ScheduleRequests\" --text \"{word}\""));
    let rows = tenant.pim("list --pending -o json").must(0).json();
    hold_each("role-entry", &rows, 3);
    let kinds: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["azure", "entra", "group"], "what is active is known by that: {rows}");
    assert!(rows.as_array().unwrap().iter().all(|row| row["state"] == "pending" && row["inForce"] == false), "{rows}");
    for line in ["list -o table", "status -o table"] {
        let seen = tenant.pim(line).must(0).stdout;
        // Late in the day "tomorrow" takes the room, and the word is broken.
        assert_eq!(seen.matches("\"New\\u009b").count(), 3, "{line}\n{seen}");
        assert!(!seen.contains('\u{9b}'), "{line}\n{seen}");
        assert_eq!(seen.matches("Groups Administrator").count(), 1, "{seen}");
    }
    tenant.pim("list -o table").must(0).says("1 active, 3 of unknown status, 20 eligible");
    let id = rows[1]["requestId"].as_str().unwrap();
    assert_eq!(tenant.pim(&format!("request show {id} -o json")).must(0).json()["status"], word);
    tenant
        .pim("deactivate \"intune administrator\"")
        .must(3)
        .tells("a request of the unknown status \"New\\u009b[2J2027\"");
    // Whatever it was is over with its time.
    tenant.sandbox("advance 26h");
    assert_eq!(tenant.pim("list --pending -k azure -o json").must(0).json(), serde_json::json!([]));
}

#[test]
fn p29_where_nothing_could_be_read_nothing_is_called_a_part() {
    for (kinds, tenant) in [("entra", TestTenant::new()), ("entra, azure, group", TestTenant::of_all_kinds())] {
        tenant.fault("status --status 503 --times 999 --match GET");
        for line in ["list", "list -l", "status", "request list", "approvals"] {
            let ran = tenant.pim(&format!("{line} -o json --max-wait 0s")).must(8);
            let message = ran.error()["message"].as_str().unwrap().to_owned();
            assert!(message.starts_with(&format!("nothing can be shown ({kinds}): ")), "{line}\n{ran}");
            assert_eq!(ran.json(), serde_json::json!([]), "{line}");
            let ran = tenant.pim(&format!("{line} -o table --max-wait 0s")).must(8);
            assert!(!ran.stdout.contains("no "), "nobody knows that\n{ran}");
        }
    }
}

#[test]
fn p05_a_write_whose_answer_says_nothing_is_looked_after() {
    for how in ["empty", "html", "malformed", "truncated", "nesting --bytes 500", "huge", "gzip-bomb"] {
        let tenant = TestTenant::new();
        tenant.fault(&format!(r#"{how} --match "POST {REQUESTS}""#));
        let ran = tenant.pim(&format!("{GROUPS} -o json")).must(0);
        assert_eq!(ran.json()[0]["outcome"], "done", "{how}\n{ran}");
        assert_eq!(tenant.posts(), 1, "{how}");
        if how.starts_with("html") || how == "empty" {
            let tenant = TestTenant::new();
            tenant.fault(&format!(r#"{how} --effect false --match "POST {REQUESTS}""#));
            let ran = tenant.pim(&format!("{GROUPS} -o json")).must(9);
            assert_eq!(ran.json()[0]["outcome"], "unknown", "{how}\n{ran}");
            assert_eq!(tenant.posts(), 1, "{how}");
        }
    }
}

#[test]
fn p36_a_reads_answer_that_makes_no_sense_is_an_error() {
    let cases = [
        ("html", 1),
        ("empty", 1),
        ("malformed", 1),
        ("truncated", 8),
        ("nesting --bytes 500", 1),
        ("huge", 1),
        ("gzip-bomb", 1),
    ];
    for (how, exit) in cases {
        for list in [ELIGIBLE, ACTIVE, REQUESTS] {
            let tenant = TestTenant::new();
            tenant.fault(&format!("{how} --times 9 --match {list}"));
            let started = Instant::now();
            let (ran, memory) = measured(tenant.command(["--sandbox", "list", "-o", "json", "--max-wait", "0s"]));
            no_panic(&ran);
            let ran = ran.must(exit);
            assert!(ran.error()["message"].as_str().unwrap().contains("not whole"), "{how}\n{ran}");
            assert!(started.elapsed() < Duration::from_secs(30), "{how}: {:?}", started.elapsed());
            assert!(memory < 300_000, "{how}: {memory} KB");
        }
        let tenant = TestTenant::new();
        tenant.fault(&format!("{how} --times 9 --match {ELIGIBLE}"));
        tenant.pim(GROUPS).must(exit);
        assert_eq!(tenant.posts(), 0, "{how}");
    }
}

#[test]
fn p36_ten_thousand_levels_are_an_error() {
    for list in [ELIGIBLE, ACTIVE, REQUESTS] {
        let tenant = TestTenant::new();
        tenant.fault(&format!("nesting --bytes 10000 --match {list}"));
        let command = unrecorded(&tenant.command(["--sandbox", "list", "-o", "json"]));
        let (ran, memory) = measured(command);
        no_panic(&ran);
        ran.must(1).tells("not whole");
        assert!(memory < 300_000, "{memory} KB");
    }
}

#[test]
fn p36_settings_that_make_no_sense_stop_nothing() {
    for how in ["html", "empty", "malformed", "nesting --bytes 500", "huge", "gzip-bomb", "error --status 403"] {
        let tenant = TestTenant::new();
        tenant.fault(&format!("{how} --times 9 --match {POLICIES}"));
        tenant.pim(GROUPS).must(0);
        assert_eq!(tenant.posts(), 1, "{how}");
        tenant.fault(&format!("{how} --times 9 --match $batch"));
        tenant.pim(r#"activate "Teams Administrator" "Reports Reader""#).must(0);
    }
}

#[test]
fn p36_a_megabyte_of_name_is_survived() {
    let tenant = TestTenant::new();
    let long = "n".repeat(1_000_000);
    let name = format!(
        r#"{{"value":[{{"id":"e","principalId":"p","roleDefinitionId":"r","directoryScopeId":"/",
        "roleDefinition":{{"displayName":"{long}"}}}}]}}"#
    );
    let post = format!(
        r#"{{"id":"q","status":"Provisioned","action":"selfActivate","principalId":"{ME}","roleDefinitionId":"r","directoryScopeId":"/"}}"#
    );
    let stranger = Stranger::new(move |head| match () {
        () if head.starts_with("POST") => answer("201 Created", post.as_bytes()),
        () if head.contains(ELIGIBLE) => answer("200 OK", name.as_bytes()),
        () => answer("200 OK", br#"{"value":[]}"#),
    });
    for line in ["list -o table", "list -o json", "list"] {
        let started = Instant::now();
        let (ran, memory) = measured(tenant.elsewhere(&stranger.origin, line));
        ran.must(0).says("nnnn");
        assert!(started.elapsed() < Duration::from_secs(30), "{line}: {:?}", started.elapsed());
        assert!(memory < 300_000, "{line}: {memory} KB");
    }
    // What the journal keeps of it can be read again, however often.
    for _ in 0..6 {
        tenant.at(&stranger.origin, "activate r --reason x --no-wait").must(0);
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A tenant whose lists of eligible roles is `body` and whose other lists are empty.
fn with_eligible(body: &[u8]) -> Stranger {
    let body = body.to_vec();
    Stranger::new(
        move |head| {
            if head.contains(ELIGIBLE) { answer("200 OK", &body) } else { answer("200 OK", br#"{"value":[]}"#) }
        },
    )
}

fn row(fields: &str) -> String {
    format!(
        r#"{{"id":"e","principalId":"p","roleDefinitionId":"r","directoryScopeId":"/",{fields}"memberType":"Direct"}}"#
    )
}

#[test]
fn p36_odd_json_is_an_error_or_a_result() {
    let named = |name: &str| row(&format!(r#""roleDefinition":{{"displayName":{name}}},"#));
    let lists: [(&str, String, &[i32]); 14] = [
        ("a NUL", named("\"a\\u0000b\""), &[0]),
        ("a lone surrogate", named(r#""a\ud800b""#), &[1]),
        ("a key twice", row(r#""id":"f","#), &[0, 1]),
        ("a number for a name", named("7"), &[1]),
        ("null for a name", named("null"), &[0]),
        ("a list for a name", named("[]"), &[1]),
        ("no id", r#"{"principalId":"p"}"#.to_owned(), &[1]),
        ("null", "null".to_owned(), &[1]),
        ("a time that no calendar has", row(r#""startDateTime":"2026-02-31T00:00:00Z","#), &[1]),
        ("the year 1", row(r#""startDateTime":"0001-01-01T00:00:00Z","endDateTime":"0001-01-01T00:00:00Z","#), &[0]),
        ("the year 9999", row(r#""startDateTime":"9999-12-31T23:59:59Z","endDateTime":"9999-12-31T23:59:59Z","#), &[0]),
        (
            "the last second",
            row(r#""endDateTime":"+262142-12-31T23:59:59Z","startDateTime":"-262143-01-01T00:00:00Z","#),
            &[0, 1],
        ),
        ("a leap second", row(r#""startDateTime":"2016-12-31T23:59:60Z","#), &[0]),
        ("empty ids", r#"{"id":"","principalId":"","roleDefinitionId":"","directoryScopeId":""}"#.to_owned(), &[0]),
    ];
    for (what, item, exits) in lists {
        let stranger = with_eligible(format!(r#"{{"value":[{item}]}}"#).as_bytes());
        for format in ["json", "table", "csv", "tsv"] {
            let tenant = TestTenant::new();
            let ran = tenant.at(&stranger.origin, &format!("list -o {format}"));
            no_panic(&ran);
            assert!(exits.contains(&ran.code), "{what} -o {format}\n{ran}");
            assert!(!ran.stdout.contains('\0') && !ran.stderr.contains('\0'), "{what} -o {format}\n{ran}");
        }
    }
    for body in [
        b"\xff\xfe".as_slice(),
        b"[]",
        b"7",
        b"{}",
        b"{\"value\":{}}",
        b"{\"value\":null}",
        b"\xef\xbb\xbf{\"value\":[]}",
    ] {
        let stranger = with_eligible(body);
        let ran = TestTenant::new().at(&stranger.origin, "list");
        no_panic(&ran);
        assert_eq!(ran.code, 1, "{body:?}\n{ran}");
    }
}

#[test]
fn p36_requests_with_times_beyond_all_bounds_are_survived() {
    let requests: Vec<String> = ["PendingApproval", "Provisioned", "Granted"]
        .iter()
        .map(|status| {
            format!(
                r#"{{"id":"q{status}","status":"{status}","action":"selfActivate","principalId":"{ME}","roleDefinitionId":"r",
                "directoryScopeId":"/","createdDateTime":"+262142-12-31T23:00:00Z","approvalId":"a",
                "scheduleInfo":{{"startDateTime":"+262142-12-31T23:00:00Z","expiration":{{"duration":"P3650D"}}}}}}"#
            )
        })
        .collect();
    let body = format!(r#"{{"value":[{}]}}"#, requests.join(","));
    let stranger = Stranger::new(move |head| {
        if head.contains(REQUESTS) { answer("200 OK", body.as_bytes()) } else { answer("200 OK", br#"{"value":[]}"#) }
    });
    for line in ["list", "status", "request list", "approvals", "request show qGranted", "list --expired"] {
        for format in ["json", "table"] {
            let ran = TestTenant::new().at(&stranger.origin, &format!("{line} -o {format}"));
            no_panic(&ran);
        }
    }
}

#[test]
fn p36_a_clock_beyond_all_bounds_is_survived() {
    for date in [
        "Sat, 31 Dec 262142 23:59:59 GMT",
        "Fri, 01 Jan 0001 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "soon",
        "",
    ] {
        let status = format!("200 OK\r\ndate: {date}");
        let body = format!(r#"{{"value":[{}]}}"#, row(r#""endDateTime":"2099-01-01T00:00:00Z","#));
        let stranger = Stranger::new(move |head| {
            let body = if head.contains(ELIGIBLE) { body.as_bytes() } else { br#"{"value":[]}"# };
            answer(&status, body)
        });
        for line in [
            "list -o table",
            "status",
            "activate r --until 17:30 --reason x --no-wait",
            "activate r --start +30m --no-wait",
        ] {
            let ran = TestTenant::new().at(&stranger.origin, &format!("{line} --max-wait 0s"));
            no_panic(&ran);
        }
    }
}

#[test]
fn p32_who_never_answers_is_left_within_the_timeout() {
    let silent = Stranger::silent();
    for line in [
        "list",
        "status",
        "approvals",
        "request list",
        r#"activate "Groups Administrator" --reason x"#,
        "deactivate --all",
    ] {
        let started = Instant::now();
        let ran = TestTenant::new().at(&silent.origin, &format!("{line} --timeout 1s")).must(8);
        assert!(started.elapsed() < Duration::from_secs(20), "{line}: {:?}", started.elapsed());
        assert!(ran.stderr.contains("--timeout"), "{line}\n{ran}");
    }
}

#[test]
fn p32_a_body_that_drips_is_left_within_the_timeout() {
    for line in ["list", GROUPS] {
        let tenant = TestTenant::new();
        tenant.fault(&format!("slow --ms 1000 --times 9 --match {ELIGIBLE}"));
        let started = Instant::now();
        tenant.pim(&format!("{line} --timeout 1s")).must(8);
        assert!(started.elapsed() < Duration::from_secs(20), "{line}: {:?}", started.elapsed());
    }
}

#[test]
fn p32_a_write_that_is_never_answered_ends_and_is_looked_after() {
    for how in ["slow --ms 60000", "latency --ms 60000"] {
        let tenant = TestTenant::new();
        tenant.fault(&format!(r#"{how} --match "POST {REQUESTS}""#));
        let started = Instant::now();
        tenant.pim(&format!("{GROUPS} --timeout 4s")).must(0);
        assert!(started.elapsed() < Duration::from_secs(20), "{how}: {:?}", started.elapsed());
        assert_eq!(tenant.posts(), 1);
    }
}

#[test]
fn p32_a_silent_look_does_not_hang() {
    // The write is lost, and of the looks after it none is ever answered.
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"cut-after --match "POST {REQUESTS}""#));
    for list in [REQUESTS, ACTIVE] {
        tenant.pass(1, &format!("GET {list}"));
        tenant.fault(&format!(r#"slow --ms 60000 --times 99 --match "GET {list}""#));
    }
    let running = tenant.spawn(&format!("{GROUPS} --timeout 8s"));
    until("the request", || tenant.posts() == 1);
    let started = Instant::now();
    running.wait().must(9);
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn p32_one_silent_look_does_not_end_the_looking() {
    let tenant = TestTenant::new();
    tenant.fault(&format!(r#"cut-after --match "POST {REQUESTS}""#));
    tenant.pass(1, &format!("GET {REQUESTS}"));
    tenant.fault(&format!(r#"slow --ms 60000 --match "GET {REQUESTS}""#));
    let started = Instant::now();
    tenant.pim(&GROUPS.replace("1s", "3s")).must(0);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(tenant.posts(), 1);
}

#[test]
fn p05_an_answer_about_another_person_is_not_taken_for_ours() {
    let eligible = format!(r#"{{"value":[{}]}}"#, row(""));
    let stranger = Stranger::new(move |head| {
        if head.starts_with("POST") {
            let other = r#"{"id":"q","status":"Provisioned","action":"selfActivate","principalId":"somebody-else","roleDefinitionId":"r","directoryScopeId":"/"}"#;
            answer("201 Created", other.as_bytes())
        } else if head.contains(ELIGIBLE) {
            answer("200 OK", eligible.as_bytes())
        } else {
            answer("200 OK", br#"{"value":[]}"#)
        }
    });
    let ran = TestTenant::new().at(&stranger.origin, "activate r --no-wait --max-wait 0s -o json").must(9);
    assert_eq!(ran.json()[0]["outcome"], "unknown", "{ran}");
    assert_eq!(stranger.heads().iter().filter(|head| head.starts_with("POST")).count(), 1);
}

#[test]
fn p36_times_beyond_all_calendars_are_survived_in_every_zone() {
    let times = r#""startDateTime":"-262143-01-01T00:00:00Z","endDateTime":"+262142-12-31T23:59:59Z","#;
    let assigned = row(&format!(r#"{times}"assignmentType":"Activated","roleAssignmentScheduleId":"q","#));
    let body = format!(r#"{{"value":[{assigned}]}}"#);
    let stranger = Stranger::new(move |head| {
        let full = head.contains(ACTIVE) || head.contains(ELIGIBLE);
        answer("200 OK", if full { body.as_bytes() } else { br#"{"value":[]}"# })
    });
    for zone in ["JST-9", "XYZ+12", "UTC"] {
        for line in ["list -o table", "status -o table", "status -o json", "list --active -o csv"] {
            let tenant = TestTenant::new();
            let ran = Ran::of(tenant.elsewhere(&stranger.origin, line).env("TZ", zone).output().unwrap()).must(0);
            no_panic(&ran);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn p21_a_token_that_an_answer_repeats_is_not_passed_on() {
    use crate::support::canary::Canaries;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    // How the gateway repeats the header's value, and what the token is called in it.
    type Repeat = fn(&str) -> Vec<u8>;
    let forms: [(&str, Repeat); 6] = [
        ("whole", |sent| sent.as_bytes().to_vec()),
        ("its beginning", |sent| sent.as_bytes()[..sent.len().min(87)].to_vec()),
        ("base64", |sent| STANDARD.encode(sent).into_bytes()),
        ("base64 of the header", |sent| STANDARD.encode(format!("authorization: {sent}")).into_bytes()),
        ("percent", |sent| sent.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>().into_bytes()),
        ("with a byte that is no text", |sent| {
            [b"\xff ", &sent.as_bytes()[..60], b"\xff", &sent.as_bytes()[60..]].concat()
        }),
    ];
    for (form, repeat) in forms {
        let stranger = Stranger::new(move |head| {
            let lines = head.lines().find(|line| line.to_ascii_lowercase().starts_with("authorization:"));
            let sent = repeat(lines.and_then(|line| line.split_once(": ")).map_or("", |(_, value)| value));
            let body = [br#"{"error":{"code":"Echo","message":"got "#, sent.as_slice(), br#""}}"#].concat();
            let mut bytes = answer("400 Bad Request\r\nx-echo: ECHO", &body);
            let at = bytes.windows(4).position(|four| four == b"ECHO").unwrap();
            bytes.splice(at..at + 4, sent);
            bytes
        });
        let lines = ["list -o table", "list -o json -vv", "status -vv", "request list", "approvals -o json"];
        // Each form once in full, the whole token in every command.
        for line in lines.into_iter().take(if form == "whole" { 5 } else { 2 }) {
            let tenant = TestTenant::new();
            let mut command = tenant.elsewhere(&stranger.origin, line);
            let ran = Ran::of(command.arg("--query").arg("@").output().unwrap());
            let token = command.get_envs().find(|(name, _)| *name == "PIM_GRAPH_TOKEN").unwrap().1.unwrap();
            let canaries = Canaries::of([("the token", token.to_str().unwrap())]);
            assert!(ran.stderr.contains("REDACTED"), "{form}: {line}\n{ran}");
            canaries.none_in(&format!("{form}: {line}"), format!("{}{}", ran.stdout, ran.stderr));
            let args: Vec<_> = command.get_args().collect();
            let recording = std::fs::read_to_string(args[1]).unwrap();
            canaries.none_in(&format!("{form}: the recording of {line}"), &recording);
            assert!(recording.matches("REDACTED").count() > 2, "{form}: {line}");
        }
    }
}
