//! Pages and links: read to the end or told as not whole, and never followed to a stranger.

use crate::rig::{ACTIVE, ELIGIBLE, GROUPS, INTUNE, REQUESTS, Stranger, answer, unrecorded};
use crate::support::{Ran, TestTenant};
use std::time::{Duration, Instant};

/// Runs a command line and gives the most memory that it took, in KB, besides.
#[cfg(target_os = "linux")]
pub fn measured(mut command: std::process::Command) -> (Ran, u64) {
    use std::process::Stdio;
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let look = move || -> Option<u64> {
        let text = std::fs::read_to_string(&status).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().trim_end_matches(" kB").parse().unwrap())
    };
    // The thread may come late.
    let mut most = look().unwrap_or(0);
    let watching = std::thread::spawn(move || {
        while let Some(now) = look() {
            most = most.max(now);
            std::thread::sleep(Duration::from_millis(2));
        }
        most
    });
    let ran = Ran::of(child.wait_with_output().unwrap());
    let most = watching.join().unwrap();
    assert!(most > 0, "the memory was not seen");
    (ran, most)
}

#[test]
#[cfg(target_os = "linux")]
fn p28_pages_without_an_end_end() {
    for kind in ["endless-pages", "page-loop", "page-cycle"] {
        let tenant = TestTenant::new();
        tenant.fault(&format!("{kind} --match {ELIGIBLE}"));
        let started = Instant::now();
        let (ran, memory) = measured(tenant.command(["--sandbox", "list", "-o", "json"]));
        let ran = ran.must(1);
        assert!(ran.error()["message"].as_str().unwrap().contains("without an end"), "{kind}\n{ran}");
        assert!(ran.error()["message"].as_str().unwrap().contains("not whole"), "{kind}\n{ran}");
        assert!(started.elapsed() < Duration::from_secs(10), "{kind}");
        assert!(memory < 100_000, "{kind}: {memory} KB");
        assert!(tenant.sent().len() < 50, "{kind}: {} requests", tenant.sent().len());
        tenant.fault(&format!("{kind} --match {ELIGIBLE}"));
        tenant.pim(GROUPS).must(1);
        assert_eq!(tenant.posts(), 0, "{kind}: an activation goes by a list that is not whole");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn p28_full_pages_without_an_end_do_not_fill_the_memory() {
    // Each page has another link and half a megabyte of entries.
    let row = format!(
        r#"{{"id":"e","principalId":"p","roleDefinitionId":"r","directoryScopeId":"/","roleDefinition":{{"displayName":"{}"}}}}"#,
        "n".repeat(2000)
    );
    let rows = vec![row; 250].join(",");
    let pages = std::sync::atomic::AtomicU32::new(0);
    let stranger = Stranger::new(move |head| {
        if !head.contains(ELIGIBLE) {
            return answer("200 OK", br#"{"value":[]}"#);
        }
        let next = pages.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let link = format!("/v1.0/{ELIGIBLE}?$skiptoken={next}");
        answer("200 OK", format!(r#"{{"value":[{rows}],"@odata.nextLink":"{link}"}}"#).as_bytes())
    });
    let tenant = TestTenant::new();
    let command = unrecorded(&tenant.elsewhere(&stranger.origin, "list -o json"));
    let (ran, memory) = measured(command);
    let ran = ran.must(1);
    assert!(ran.stderr.contains("larger than"), "{}", ran.stderr);
    assert!(memory < 300_000, "{memory} KB");
}

#[test]
fn p29_a_list_that_breaks_off_is_told_as_not_whole() {
    for (how, exit) in [("status --status 500", 8), ("error --status 403", 1), ("html", 1), ("cut-before", 8)] {
        for (list, word) in [(ELIGIBLE, "eligible roles"), (ACTIVE, "active roles"), (REQUESTS, "requests")] {
            let tenant = TestTenant::new();
            tenant.fault(&format!("endless-pages --match {list}"));
            tenant.fault(&format!("{how} --times 9 --match skiptoken"));
            let ran = tenant.pim("list --max-wait 0s -o json").must(exit);
            let message = ran.error()["message"].as_str().unwrap().to_owned();
            assert!(message.contains("not whole") && message.contains(word), "{how} {list}\n{ran}");
        }
    }
}

#[test]
fn p29_an_approver_is_not_shown_a_part_as_all() {
    let tenant = TestTenant::new();
    tenant.pim(INTUNE).must(6);
    for line in ["approvals", "approve --all --reason fine"] {
        tenant.fault(&format!("endless-pages --match {REQUESTS}"));
        tenant.fault("status --status 500 --times 1 --match skiptoken");
        tenant.fault("status --status 500 --times 2 --match skiptoken");
        let ran = tenant.pim_as("alex", &format!("{line} --max-wait 0s")).must(8);
        ran.tells("nothing can be shown (entra)").tells("the rest is missing");
        tenant.heal();
    }
    assert_eq!(tenant.decisions(), 0);
}

#[test]
fn p27_a_link_to_a_stranger_is_not_followed() {
    let stranger = Stranger::silent();
    let port = stranger.host().rsplit(':').next().unwrap();
    let port_elsewhere = format!("http://localhost:{port}/v1.0/roleManagement");
    for link in [
        format!("{}/v1.0/roleManagement", stranger.origin),
        format!("http://x@{}/v1.0/roleManagement", stranger.host()),
        format!("//{}/v1.0/roleManagement", stranger.host()),
        port_elsewhere,
        format!("https://{}/v1.0/roleManagement", stranger.host()),
        "file:///etc/passwd".to_owned(),
        "javascript:alert(1)".to_owned(),
        "http://[".to_owned(),
    ] {
        for list in [ELIGIBLE, ACTIVE, REQUESTS] {
            let tenant = TestTenant::new();
            tenant.fault(&format!("foreign-page --url {link} --match {list}"));
            let ran = tenant.pim("list -o json").must(1);
            let message = ran.error()["message"].as_str().unwrap().to_owned();
            assert!(message.contains("not followed"), "{link}\n{ran}");
            if link.contains(port) {
                assert!(message.contains(port), "the host is not named: {message}");
            }
        }
    }
    assert_eq!(stranger.heads(), Vec::<String>::new(), "the stranger was asked");
}

#[test]
fn p30_no_redirect_is_followed_and_no_body_sent_twice() {
    let stranger = Stranger::silent();
    for status in [300, 301, 302, 303, 307, 308] {
        for (target, word) in [
            (format!("{}/v1.0/x", stranger.origin), stranger.host().to_owned()),
            ("/v1.0/me".to_owned(), String::new()),
        ] {
            let tenant = TestTenant::new();
            tenant.fault(&format!("redirect --status {status} --url {target} --times 9 --match {ELIGIBLE}"));
            let ran = tenant.pim("list").must(1).tells("redirect");
            assert!(ran.stderr.contains(&word), "{status}: the host is not named\n{ran}");
            assert_eq!(tenant.sent().iter().filter(|line| line.contains(ELIGIBLE)).count(), 1, "{status}");
            let tenant = TestTenant::new();
            tenant.fault(&format!(r#"redirect --status {status} --url {target} --times 9 --match "POST {REQUESTS}""#));
            let ran = tenant.pim(GROUPS).must(1).tells("redirect");
            assert!(ran.stderr.contains(&word), "{status}: the host is not named\n{ran}");
            assert_eq!(tenant.posts(), 1, "{status}");
            assert!(!tenant.sent().iter().any(|line| line.ends_with("/me")), "{status}");
            // It was not carried out: nothing is unknown, and the next command need not wait.
            tenant.heal();
            tenant.pim(GROUPS).must(0);
        }
    }
    assert_eq!(stranger.heads(), Vec::<String>::new(), "the stranger was asked");
}

#[test]
fn p30_a_redirected_decision_was_not_made_and_redirected_settings_stop_nothing() {
    let stranger = Stranger::silent();
    let tenant = TestTenant::new();
    tenant.fault(&format!("redirect --status 307 --url {} --times 9 --match $batch", stranger.origin));
    tenant.pim(r#"activate "Teams Administrator" "Reports Reader""#).must(0);
    tenant.pim(INTUNE).must(6);
    tenant.fault(&format!("redirect --status 308 --url {} --times 9 --match PATCH", stranger.origin));
    tenant.pim_as("alex", "approve dana --reason fine").must(1).tells(stranger.host());
    assert_eq!(tenant.decisions(), 1);
    assert_eq!(stranger.heads(), Vec::<String>::new(), "the stranger was asked");
}

#[test]
fn p26_the_sandbox_saw_only_its_own_tokens() {
    let tenant = TestTenant::new();
    tenant.pim("list").must(0);
    tenant.pim(GROUPS).must(0);
    let entries = tenant.entries();
    assert!(!entries.is_empty());
    for one in entries {
        assert_eq!((one.who.as_deref(), one.note.as_deref()), (Some("dana"), None), "{}", one.path);
    }
}
