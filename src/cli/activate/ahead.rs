//! The picker and its questions from what is cached, while all is read anew behind them: the cache is a hint, and what
//! the reads correct is told before anything is sent.

use super::{Args, Below, ask, given, pick, place};
use crate::cli::app::App;
use crate::cli::exit::{FAILED, Failure};
use crate::local::memory::Memory;
use crate::pim::assignment::Assignment;
use crate::screen::ErrorReport;
use crate::task::activate::{self as task, Given, Planned};
use crate::task::list;
use crate::task::reach::Reached;
use crate::task::{Event, Work};
use std::future::Future;
use std::pin::{Pin, pin};
use std::thread;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// Roles with all that was read about them, and what the person gave for them so far.
pub(super) struct Ready {
    pub planned: Vec<Planned>,
    /// Roles that come with a membership: the last of those that are planned.
    pub later: Vec<Reached>,
    pub given: Given,
}

/// Picks and asks; `None` where the cache does not know enough to begin.
pub(super) async fn picked(app: &App, args: &Args, work: &Work, memory: &Memory) -> Result<Option<Ready>, Failure> {
    let Some((known, rows)) = pick::known(work) else { return Ok(None) };
    let mut reading = pin!(list::read(work));
    let picking = || pick::pick(app, work, &known, &rows);
    let (picked, mut seen) = beside(app, picking, reading.as_mut()).await;
    let (picked, later) = picked?;
    let beyond = || later.iter().map(|one| one.role.clone());
    if args.below() == Below::Asked {
        let mut seen = or_wait(work, seen.take(), reading).await;
        app.quiet();
        let roles = pick::still_there(app, work, &mut seen, &picked)?;
        let roles = place::of_each(app, work, roles).await?;
        let planned = task::plan(work, &seen, roles.into_iter().chain(beyond()).collect()).await;
        return Ok(Some(Ready { planned, later, given: given(app, args, work)? }));
    }
    let before = given(app, args, work)?;
    let all: Vec<Assignment> = picked.iter().cloned().chain(beyond()).collect();
    let guessed: Vec<Planned> = all.iter().map(|row| Planned::of_seen(&known, row.clone())).collect();
    let mut rest = pin!(async {
        let lists = async {
            match seen.take() {
                Some(seen) => seen,
                None => reading.await,
            }
        };
        tokio::join!(lists, task::settings_of(work, &all))
    });
    let asking = || {
        let mut given = before.clone();
        let prompter = pick::prompter(app)?;
        ask::reason_ahead(&prompter, app, &guessed, memory, &mut given)?;
        ask::ask(&prompter, app, args, &guessed, memory, &mut given, work)?;
        Ok(given)
    };
    let (answered, read) = beside(app, asking, rest.as_mut()).await;
    let answered = answered?;
    let (mut seen, settings) = or_wait(work, read, rest).await;
    app.quiet();
    let roles = pick::still_there(app, work, &mut seen, &picked)?;
    let settings_of = |row: &Assignment| {
        let at = all.iter().position(|one| one.same_grant(row));
        at.and_then(|at| settings.get(at)).cloned().flatten()
    };
    let planned = roles.into_iter().chain(beyond()).map(|row| {
        let mut one = Planned::of_seen(&seen, row);
        one.settings = settings_of(&one.grant);
        one
    });
    // By the service's clock, where only this machine's was known before.
    let now = given(app, args, work)?;
    let (planned, given) = (planned.collect(), with_answers(now, &before, answered));
    Ok(Some(Ready { planned, later, given }))
}

/// What the command line gives now, with what was answered.
fn with_answers(now: Given, before: &Given, answered: Given) -> Given {
    let length = if answered.length == before.length { now.length } else { answered.length };
    Given { reason: answered.reason, ticket: answered.ticket, shorten: answered.shorten, length, ..now }
}

async fn or_wait<T>(work: &Work, read: Option<T>, reading: Pin<&mut impl Future<Output = T>>) -> T {
    match read {
        Some(read) => read,
        None => {
            work.tell(Event::Doing("reading your roles".to_owned()));
            reading.await
        }
    }
}

/// Asks on a thread of its own while `reading` goes on, which is given too where it ends first.
async fn beside<A: Send, T>(
    app: &App,
    question: impl FnOnce() -> Result<A, Failure> + Send,
    mut reading: Pin<&mut impl Future<Output = T>>,
) -> (Result<A, Failure>, Option<T>) {
    let _held = app.busy().hold();
    let (runtime, (end, mut ended)) = (Handle::current(), oneshot::channel::<()>());
    tokio::task::block_in_place(|| {
        thread::scope(|scope| {
            let asked = thread::Builder::new().spawn_scoped(scope, move || {
                let answer = question();
                drop(end);
                answer
            });
            let read = runtime.block_on(async {
                tokio::select! {
                    biased;
                    _ = &mut ended => None,
                    read = reading.as_mut() => Some(read),
                }
            });
            // A question that fell over was not answered.
            let answer = match asked {
                Ok(asked) => asked.join().unwrap_or(Err(Failure::Cancelled)),
                Err(error) => Err(ErrorReport::new(FAILED, "runtime", error.to_string()).into()),
            };
            (answer, read)
        })
    })
}
