//! The state: its file, who may read it, and several that use it at once.

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use pim::sandbox::{self, Audience, Options, SandboxError};

use super::support::*;

fn options(folder: &std::path::Path) -> Options {
    Options { folder: folder.to_owned(), port: 0, tls_port: None }
}

#[tokio::test]
async fn p15_the_state_is_its_owners_alone() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("deep/sandbox");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
    std::fs::write(folder.join("sandbox.db"), "").unwrap();
    std::fs::set_permissions(folder.join("sandbox.db"), std::fs::Permissions::from_mode(0o666)).unwrap();
    let server = sandbox::start(options(&folder)).await.unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    server.stop().await;
}

#[tokio::test]
async fn a_damaged_state_is_named_and_reset_makes_it_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.db");
    std::fs::write(&file, "this is no database, and long enough to look like one".repeat(40)).unwrap();
    let error = sandbox::start(options(folder.path())).await.unwrap_err();
    assert!(matches!(&error, SandboxError::Corrupt { .. }), "{error:?}");
    let said = error.to_string();
    assert!(said.contains("sandbox.db") && said.contains("pim sandbox reset"), "{said}");
    sandbox::reset(folder.path()).unwrap();
    sandbox::start(options(folder.path())).await.unwrap().stop().await;
}

#[tokio::test]
async fn a_reset_forgets_everything_but_who_is_trusted() {
    let tenant = Tenant::start().await;
    let dana = tenant.who("dana");
    dana.activate(TEAMS).await.is(201);
    tenant.advance("1h");
    tenant.fault("status", |_| {});
    sandbox::reset(tenant.folder.path()).unwrap();
    assert!(sandbox::faults(tenant.folder.path()).unwrap().is_empty());
    assert!(tenant.log().is_empty());
    assert!(dana.active().await.is_empty(), "the old token still serves");
}

#[tokio::test]
async fn two_servers_on_one_folder_are_one_tenant() {
    let tenant = Tenant::start().await;
    let other = sandbox::start(options(tenant.folder.path())).await.unwrap();
    let dana = tenant.who("dana");
    let there = format!("{}{REQUESTS}", other.http());
    let (a, b) = tokio::join!(dana.activate(TEAMS), dana.post(&there, dana.activation(TEAMS)));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 400], "{} {}", a.text, b.text);
    let seen = dana.get(&format!("{}{ACTIVE}", other.http())).await.is(200);
    assert!(seen.values().iter().any(|row| row["roleDefinitionId"] == TEAMS));
    other.stop().await;
    assert_eq!(dana.active().await, [TEAMS]);
}

#[tokio::test]
async fn many_at_once_are_all_answered() {
    let tenant = Tenant::start().await;
    let token = sandbox::token(tenant.folder.path(), "dana", Audience::Graph, None).unwrap();
    let url = format!("{}{ELIGIBLE}", tenant.server.http());
    let all = (0..60).map(|_| tenant.client.get(&url).bearer_auth(&token).send());
    for reply in futures::future::join_all(all).await {
        assert_eq!(reply.unwrap().status(), 200);
    }
    assert_eq!(tenant.log().len(), 60);
}

#[tokio::test]
async fn it_stops_at_once_even_while_it_answers_late() {
    let tenant = Tenant::start().await;
    tenant.fault("latency", |fault| fault.ms = Some(60_000));
    let token = sandbox::token(tenant.folder.path(), "dana", Audience::Graph, None).unwrap();
    let waiting =
        tokio::spawn(tenant.client.get(format!("{}/v1.0/me", tenant.server.http())).bearer_auth(token).send());
    while tenant.log().is_empty() {
        tokio::task::yield_now().await;
    }
    let began = Instant::now();
    tenant.server.stop().await;
    assert!(waiting.await.unwrap().is_err());
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn many_first_starts_on_one_folder_make_one_tenant() {
    for _ in 0..5 {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("sandbox");
        let started: Vec<_> = std::thread::scope(|scope| {
            let start = || scope.spawn(|| sandbox::token(&folder, "dana", Audience::Graph, None));
            let all: Vec<_> = (0..12).map(|_| start()).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        for one in started {
            one.unwrap();
        }
    }
}
