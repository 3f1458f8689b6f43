//! `pim approve --watch`: tells each request that comes to wait for me, and decides nothing.

use super::list::{show, table};
use crate::auth::permission::Work as Persona;
use crate::cli::app::App;
use crate::cli::exit::{Failure, Fault, INTERRUPTED, NOT_THERE, SIGN_IN, usage};
use crate::cli::{naming, request};
use crate::local::program;
use crate::pim::request::Request;
use crate::screen::{ErrorReport, Format, clean_str};
use crate::task::Event;
use crate::task::requests as task;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

/// The pauses between two looks: the first after something new, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(15));
/// How much time one look has.
const TIME: Duration = Duration::from_secs(60);

/// A program that is told of each request, with its own arguments.
struct Exec {
    program: PathBuf,
    args: Vec<String>,
}

/// Looks until Ctrl-C. What waits already is told first.
///
/// # Errors
/// Where nobody is signed in any more, CMD is not there, or nothing can be written.
pub(super) async fn run(app: &App, exec: Option<&str>) -> Result<i32, Failure> {
    if matches!(app.screen.format(), Format::Json | Format::Yaml) {
        return Err(usage("usage", "--watch prints no whole list, but each request", "-o jsonl; or leave out --watch"));
    }
    let exec = exec.map(|line| found(app, line)).transpose()?;
    let work = app.work_as(Persona::Approve).await?;
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
            if let Some(exec) = &exec {
                hand_over(app, exec, one, &work).await;
            }
        }
        known.extend(new.into_iter().map(|one| one.id));
        if work.client.interrupt().sleep(pause).await {
            return Ok(INTERRUPTED);
        }
        pause = (pause * 2).min(PAUSES.1);
    }
}

fn found(app: &App, line: &str) -> Result<Exec, Failure> {
    let mut words = program::words(line).into_iter();
    let name = words.next().ok_or_else(|| usage("usage", "--exec names no program", "--exec 'notify.sh --urgent'"))?;
    let absent = |error: program::ProgramError| {
        ErrorReport::new(NOT_THERE, "no-such-command", format!("--exec: {error}; nothing is watched"))
    };
    let program = program::find_typed(&name, &app.env).map_err(absent)?;
    Ok(Exec { program, args: words.collect() })
}

/// Gives `request` to the program and waits for it; that it failed is told, and changes nothing.
async fn hand_over(app: &App, exec: &Exec, request: &Request, work: &crate::task::Work) {
    let entries = request::entries(std::slice::from_ref(request), work.now());
    let json = entries.first().map(ToString::to_string).unwrap_or_default();
    let mut command = program::command_of_user(&exec.program, &app.env);
    command.args(&exec.args).stdin(Stdio::piped());
    let ran = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn()?;
        if let Some(mut input) = child.stdin.take() {
            // One that does not read is no fault.
            let _ = input.write_all(format!("{json}\n").as_bytes());
        }
        child.wait()
    });
    let name = clean_str(&exec.program.display().to_string());
    match ran.await {
        Ok(Ok(status)) if status.success() => {}
        Ok(Ok(status)) => app.screen.warn(&format!("{name} ended with {status}")),
        Ok(Err(error)) => app.screen.warn(&format!("{name} cannot be started: {error}")),
        Err(_) => app.screen.warn(&format!("{name} was not waited for")),
    }
}
