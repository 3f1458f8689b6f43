//! Giving back after the command: at once, or when the service takes it.

use crate::cli::app::App;
use crate::cli::exit::Fault;
use crate::cli::naming;
use crate::cli::signals::{Relayed, Signal};
use crate::screen::time;
use crate::task::run::{self as task, Back, Taken};
use crate::task::{Event, Work};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::{Duration, Instant};

/// How much time giving back has, beside the waiting.
const TIME: Duration = Duration::from_secs(60);
/// How often what the service calls too early is tried again.
const TRIES: u32 = 8;
/// The longest pause between two looks whether the roles are still there.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Says of roles that are left until when they last.
pub(super) fn left(app: &App, taken: &[Taken], now: DateTime<Utc>) {
    app.quiet();
    for one in taken {
        let role = naming::role_at_scope(&one.grant);
        let end = one.until.map(|end| format!(" at {}", time::wall(end, now, app.screen.zone()))).unwrap_or_default();
        app.screen.note(&format!("{role} is left to end by itself{end}"));
    }
}

/// Gives `taken` back, counting down where it is too early. Ctrl-C leaves it; another signal too, and its exit
/// code is given then.
pub(super) async fn hand_back(app: &App, work: &Work, taken: Vec<Taken>, signals: &mut Relayed) -> Option<i32> {
    let mut open = taken;
    for _ in 0..TRIES {
        if let Some(signal) = wait(app, work, &mut open, signals).await {
            left(app, &open, work.now());
            return code(signal);
        }
        if open.is_empty() {
            return None;
        }
        work.client.allow(TIME);
        work.tell(Event::Doing("giving back".to_owned()));
        let all = open.clone();
        match task::give_back(work, open).await {
            Ok(back) => open = told(app, back, work.now()),
            Err(error) => {
                failed(app, &all, &Fault::of(&error), work.now());
                return None;
            }
        }
        if open.is_empty() {
            return None;
        }
        // The service's own idea of five minutes.
        let pause = work.client.interrupt().clone();
        if pause.sleep(LONGEST_PAUSE).await {
            break;
        }
    }
    left(app, &open, work.now());
    None
}

/// Waits until the service takes all of `open` back; what ends meanwhile leaves it. The signal that ends the wait.
async fn wait(app: &App, work: &Work, open: &mut Vec<Taken>, signals: &mut Relayed) -> Option<Signal> {
    let (mut pause, mut looked, mut minute) = (Duration::from_secs(1), Instant::now(), None);
    loop {
        let now = work.now();
        let left = task::ready(open).map_or(TimeDelta::zero(), |ready| ready - now);
        if left <= TimeDelta::zero() {
            return None;
        }
        count_down(app, work, open, left, &mut minute);
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1).min(left.to_std().unwrap_or_default())) => {}
            signal = signals.next() => match signal {
                Signal::Continue => {}
                #[cfg(unix)]
                Signal::Stop => crate::cli::signals::stop_here(),
                // It was for the command, which is over.
                #[cfg(unix)]
                Signal::Other(_) => {}
                other => return Some(other),
            }
        }
        if looked.elapsed() >= pause {
            work.client.allow(TIME);
            let before = open.clone();
            // A look that is never answered must not hold up the countdown.
            let _ = tokio::time::timeout(LONGEST_PAUSE, task::look(work, open)).await;
            let is_open = |one: &Taken| open.iter().any(|other| other.grant.same_grant(&one.grant));
            before.iter().filter(|one| !is_open(one)).for_each(|one| over(app, one));
            (looked, pause) = (Instant::now(), (pause * 2).min(LONGEST_PAUSE));
        }
    }
}

/// Says how long it still takes: on a terminal every second in one place, else a line for each minute.
fn count_down(app: &App, work: &Work, open: &[Taken], left: TimeDelta, minute: &mut Option<i64>) {
    let roles: Vec<String> = open.iter().map(|one| naming::role_at_scope(&one.grant)).collect();
    let left = left + TimeDelta::milliseconds(999);
    let words = crate::pim::duration::Span::from_delta(left).to_words();
    let end = open.iter().filter_map(|one| one.until).min();
    let end = end.map(|end| format!(" at {}", time::wall(end, work.now(), app.screen.zone()))).unwrap_or_default();
    let what = format!("giving back {} in {words}; Ctrl-C leaves it to end by itself{end}", roles.join(", "));
    let now = left.num_seconds().max(0) / 60;
    if app.screen.options().stderr_tty {
        work.tell(Event::Doing(what));
    } else if minute.replace(now) != Some(now) {
        app.screen.note(&what);
    }
}

/// Tells what came of giving back; what is still too early is given again.
fn told(app: &App, back: Back, now: DateTime<Utc>) -> Vec<Taken> {
    app.quiet();
    for done in &back.done {
        let role = naming::role_at_scope(&done.grant);
        match &done.result {
            Ok(_) => app.screen.note(&format!("{role}: given back")),
            Err(error) => {
                let fault = Fault::of(error);
                let hint = fault.hint.map(|hint| format!("; {}", app.screen.typed(&hint))).unwrap_or_default();
                app.screen.warn(&format!("{role} was not given back: {}{hint}", fault.message));
            }
        }
        if let Some(error) = &done.unsaved {
            app.screen.warn(&error.to_string());
        }
    }
    back.over.iter().for_each(|one| over(app, one));
    let _ = now;
    back.early
}

fn over(app: &App, one: &Taken) {
    app.quiet();
    app.screen.note(&format!("{}: it is not active any more", naming::role_at_scope(&one.grant)));
}

fn failed(app: &App, all: &[Taken], fault: &Fault, now: DateTime<Utc>) {
    app.quiet();
    app.screen.warn(&format!("nothing was given back: {}", fault.message));
    left(app, all, now);
}

/// The exit code that a signal stands for; Ctrl-C only ends the wait.
fn code(signal: Signal) -> Option<i32> {
    match signal {
        Signal::Quit => Some(128 + 3),
        Signal::Terminate => Some(128 + 15),
        Signal::HangUp => Some(128 + 1),
        Signal::Interrupt | Signal::Stop | Signal::Continue => None,
        #[cfg(unix)]
        Signal::Other(_) => None,
    }
}
