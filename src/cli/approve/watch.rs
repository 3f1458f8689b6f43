//! `pim approve --watch`: tells each request that comes to wait for me, and decides nothing.

use super::exec::Exec;
use super::list::{show, table};
use crate::auth::permission::Work as Persona;
use crate::cli::app::App;
use crate::cli::exit::{Failure, Fault, INTERRUPTED, SIGN_IN, usage};
use crate::cli::{naming, request};
use crate::pim::request::Request;
use crate::screen::Format;
use crate::task::Event;
use crate::task::requests as task;
use std::time::Duration;

/// The pauses between two looks: the first after something new, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(15));
/// How much time one look has.
const TIME: Duration = Duration::from_secs(60);

/// Looks until Ctrl-C. What waits already is told first.
///
/// # Errors
/// Where nobody is signed in any more, CMD is not there, or nothing can be written.
pub(super) async fn run(app: &App, exec: Option<&str>) -> Result<i32, Failure> {
    if matches!(app.screen.format(), Format::Json | Format::Yaml) {
        return Err(usage("usage", "--watch prints no whole list, but each request", "-o jsonl; or leave out --watch"));
    }
    let exec = exec.map(|line| Exec::of(app, line)).transpose()?;
    let work = app.work_as(Persona::Approve).await?;
    let mut exec = exec.map(Exec::start);
    let (mut known, mut told): (Vec<String>, Option<String>) = (Vec::new(), None);
    let mut pause = PAUSES.0;
    work.tell(Event::Doing("looking for what waits for you".to_owned()));
    loop {
        work.client.allow(TIME);
        let read = task::waiting_for_me(&work).await;
        app.quiet();
        let faults: Vec<Fault> = read.problems.iter().map(|problem| Fault::of_http(&problem.error)).collect();
        if let Some(fault) = faults.iter().find(|fault| fault.exit == SIGN_IN) {
            return Err(fault.clone().into());
        }
        // What fails again and again is told once.
        let said = faults.first().map(|fault| fault.message.clone());
        if let Some(said) = said.as_ref().filter(|said| told.as_ref() != Some(said)) {
            app.screen.warn(&format!("looking goes on: {said}"));
        }
        told = said;
        let new: Vec<Request> = read.requests.iter().filter(|one| !known.contains(&one.id)).cloned().collect();
        if !new.is_empty() {
            pause = PAUSES.0;
            show(app, &new, table(app, &new, &read.requests, work.now()), &work)?;
        }
        for one in &new {
            app.notify("A request waits for you", &naming::request_label(one));
            if let Some(exec) = &mut exec {
                request::entries(std::slice::from_ref(one), work.now()).into_iter().for_each(|entry| exec.give(entry));
            }
        }
        known.extend(new.into_iter().map(|one| one.id));
        if work.client.interrupt().sleep(pause).await {
            exec.map(|exec| exec.end());
            return Ok(INTERRUPTED);
        }
        pause = (pause * 2).min(PAUSES.1);
    }
}
