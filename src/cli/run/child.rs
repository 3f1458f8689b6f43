//! The command itself: its environment, its signals, its end.

use crate::cli::app::App;
use crate::cli::exit::{Failure, NOT_THERE};
use crate::cli::naming;
use crate::cli::signals::{Relayed, Signal};
use crate::local::program;
use crate::pim::request::Request;
use crate::screen::shape::stamp;
use crate::screen::{ErrorReport, json, time};
use crate::task::Work;
use crate::task::activate::Done;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;
use tokio::process::{Child, Command};

/// How long before the end of a role it is announced.
const AHEAD: TimeDelta = TimeDelta::minutes(5);
/// The longest sleep between two looks at the clock: a machine that slept itself has lost time.
const LOOK: Duration = Duration::from_secs(30);

/// How long the signal of a key may take to reach us after it ended the command.
const SAME_KEY: Duration = Duration::from_millis(200);

/// Says what is active now.
pub(super) fn tell(app: &App, done: &[Done], now: DateTime<Utc>) {
    for (one, request) in made(done) {
        let until = request.end.map(|end| format!(" until {}", time::wall(end, now, app.screen.zone())));
        let again = if one.was_there() { ", as before" } else { "" };
        let role = naming::role_at_scope(&one.grant);
        app.screen.note(&format!("{role}: active{}{again}", until.unwrap_or_default()));
        for note in one.notes.iter().filter(|_| !one.was_there()) {
            app.screen.note(&format!("{role}: {}", crate::screen::clean_str(note)));
        }
    }
}

fn made(done: &[Done]) -> impl Iterator<Item = (&Done, &Request)> {
    done.iter().filter_map(|one| Some((one, one.result.as_ref().ok()?)))
}

/// Runs a command (the program, the word it was typed as, its arguments) to its end; its exit code, 128+n where
/// signal n ended it.
///
/// # Errors
/// Exit 127 where it cannot be started.
pub(super) async fn run(
    app: &App,
    work: &Work,
    (path, name, args): (&Path, &OsString, &[OsString]),
    done: &[Done],
    signals: &mut Relayed,
) -> Result<i32, Failure> {
    let mut command = program::command_of_user(path, &app.env);
    command.args(args).envs(environment(done));
    #[cfg(unix)]
    std::os::unix::process::CommandExt::arg0(&mut command, name);
    #[cfg(not(unix))]
    let _ = name;
    let started = Command::from(command).spawn();
    let mut child = started.map_err(|error| {
        let message = format!("{} could not be started: {error}", crate::screen::clean_str(&path.to_string_lossy()));
        Failure::from(ErrorReport::new(NOT_THERE, "not-started", message))
    })?;
    let mut announced = std::pin::pin!(announce(app, work, done));
    loop {
        tokio::select! {
            status = child.wait() => {
                let code = status.map_or(1, code);
                if code > 128 {
                    // The key that ended the command was sent to us, too, and may only be on its way.
                    let _ = tokio::time::timeout(SAME_KEY, signals.next()).await;
                }
                return Ok(code);
            }
            signal = signals.next() => pass(&child, signal),
            () = &mut announced => {}
        }
    }
}

/// What tells the command which roles it has: `PIM_ACTIVE_ROLES`, and `PIM_ACTIVE_UNTIL` with the first end.
fn environment(done: &[Done]) -> Vec<(&'static str, String)> {
    let role = |(one, request): (&Done, &Request)| {
        let (role, scope) = (&one.grant.role, &one.grant.scope);
        json!({
            "kind": one.grant.kind.as_str(),
            "role": {"id": role.id, "name": role.name.raw()},
            "scope": {"id": scope.id, "name": scope.name.raw()},
            "until": request.end.map(stamp),
            "requestId": request.id,
        })
    };
    let roles: Vec<Value> = made(done).map(role).collect();
    let until = made(done).filter_map(|(_, request)| request.end).min().map(stamp).unwrap_or_default();
    vec![("PIM_ACTIVE_ROLES", json::compact(&Value::Array(roles))), ("PIM_ACTIVE_UNTIL", until)]
}

#[cfg(unix)]
fn code(status: ExitStatus) -> i32 {
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    status.code().or(signal.map(|number| 128 + number)).unwrap_or(1)
}

#[cfg(not(unix))]
fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or(1)
}

/// Hands a signal on. What the keyboard sends went to both already, for they are one job of the shell.
#[cfg(unix)]
fn pass(child: &Child, signal: Signal) {
    use rustix::process::{Pid, Signal as Number, kill_process};
    let number = match signal {
        Signal::Interrupt => Number::INT,
        Signal::Quit => Number::QUIT,
        Signal::Terminate => Number::TERM,
        Signal::HangUp => Number::HUP,
        Signal::Stop => Number::TSTP,
        Signal::Continue => Number::CONT,
        Signal::Other(number) => number,
    };
    let of_keyboard = matches!(signal, Signal::Interrupt | Signal::Quit | Signal::Stop);
    let id = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
    if let Some(id) = id.filter(|_| !(of_keyboard && crate::screen::terminal::is_ours())) {
        // One that has just ended hears nothing.
        let _ = kill_process(id, number);
    }
    if signal == Signal::Stop {
        crate::cli::signals::stop_here();
    }
}

/// A console's Ctrl-C went to both already.
#[cfg(not(unix))]
fn pass(_: &Child, _: Signal) {}

/// Says of each role that it ends soon, and that it has ended; then never returns.
async fn announce(app: &App, work: &Work, done: &[Done]) {
    let mut open: Vec<(String, DateTime<Utc>, bool)> = made(done)
        .filter_map(|(one, request)| Some((naming::role_at_scope(&one.grant), request.end?, false)))
        .collect();
    while !open.is_empty() {
        let now = work.now();
        for (role, end, told) in &mut open {
            if *end <= now {
                app.screen.warn(&format!("{role} has ended; the command goes on without it"));
            } else if *end - now <= AHEAD && !*told {
                *told = true;
                let at = time::wall(*end, now, app.screen.zone());
                app.screen
                    .warn(&format!("{role} ends in {}, at {at}, and the command still runs", time::left(*end, now)));
            }
        }
        open.retain(|(_, end, _)| *end > now);
        let next = open.iter().map(|(_, end, told)| if *told { *end } else { *end - AHEAD }).min();
        let pause = next.map_or(LOOK, |next| (next - now).to_std().unwrap_or_default());
        tokio::time::sleep(pause.clamp(Duration::from_millis(200), LOOK)).await;
    }
    std::future::pending().await
}
