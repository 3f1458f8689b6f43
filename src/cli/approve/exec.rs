//! `--exec CMD`: a program that is told of each request, beside the looking.

use crate::cli::app::App;
use crate::cli::exit::{Failure, NOT_THERE, usage};
use crate::local::env::Env;
use crate::local::program;
use crate::pim::id::short_id;
use crate::screen::{ErrorReport, Screen, clean_str};
use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// How long the program may take before the next one is not kept waiting for it.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the end of a watch waits for what it told to be handed over.
const LAST: Duration = Duration::from_secs(1);

/// The program, with its own arguments.
#[derive(Clone)]
pub(super) struct Exec {
    program: PathBuf,
    args: Vec<String>,
    env: Env,
    screen: Arc<Screen>,
}

/// The program at work: one request after the other, on a thread of its own.
pub(super) struct Hand {
    requests: Sender<Value>,
    handed: Receiver<()>,
    /// How many were given and not handed over yet.
    open: usize,
    exec: Exec,
}

impl Exec {
    /// The program that `line` names.
    ///
    /// # Errors
    /// Exit 2 where it names none, 127 where that is not there.
    pub(super) fn of(app: &App, line: &str) -> Result<Self, Failure> {
        let mut words = program::words(line).into_iter();
        let none = || usage("usage", "--exec names no program", "--exec 'notify.sh --urgent'");
        let name = words.next().ok_or_else(none)?;
        let absent = |error: program::ProgramError| {
            ErrorReport::new(NOT_THERE, "no-such-command", format!("--exec: {error}; nothing is watched"))
        };
        let program = program::find_typed(&name, &app.env).map_err(absent)?;
        Ok(Self { program, args: words.collect(), env: app.env.clone(), screen: app.screen.clone() })
    }

    /// Starts to take requests.
    pub(super) fn start(self) -> Hand {
        let (requests, taken) = channel::<Value>();
        let (done, handed) = channel();
        let exec = self.clone();
        std::thread::spawn(move || taken.iter().for_each(|request| exec.hand_over(&request, &done)));
        Hand { requests, handed, open: 0, exec: self }
    }

    fn name(&self) -> String {
        clean_str(&self.program.display().to_string())
    }

    /// Gives `request` to the program and waits for it, but not for long. How it ended changes nothing.
    fn hand_over(&self, request: &Value, done: &Sender<()>) {
        let mut command = program::command_of_user(&self.program, &self.env);
        command.args(&self.args).stdin(Stdio::piped()).stdout(program::our_stderr());
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => {
                self.screen.warn(&format!("{} cannot be started: {error}", self.name()));
                let _ = done.send(());
                return;
            }
        };
        let (over, ended) = channel();
        let (exec, done, json) = (self.clone(), done.clone(), format!("{request}\n"));
        std::thread::spawn(move || {
            if let Some(mut input) = child.stdin.take() {
                // One that does not read is no fault.
                let _ = input.write_all(json.as_bytes());
            }
            let _ = done.send(());
            exec.told(child.wait());
            let _ = over.send(());
        });
        if ended.recv_timeout(PATIENCE).is_err() {
            let id = short_id(request["id"].as_str().unwrap_or_default());
            let seconds = PATIENCE.as_secs();
            self.screen.warn(&format!("{} still runs after {seconds} s for {id}; the next does not wait", self.name()));
        }
    }

    fn told(&self, ended: std::io::Result<ExitStatus>) {
        match ended {
            Ok(status) if status.success() => {}
            Ok(status) => self.screen.warn(&format!("{} ended with {status}", self.name())),
            Err(error) => self.screen.warn(&format!("{} was not waited for: {error}", self.name())),
        }
    }
}

impl Hand {
    /// Hands `request` over as soon as those before it are.
    pub(super) fn give(&mut self, request: Value) {
        self.open += usize::from(self.requests.send(request).is_ok());
    }

    /// Ends: what was not handed over is told.
    pub(super) fn end(mut self) {
        let since = Instant::now();
        while self.open > 0 && self.handed.recv_timeout(LAST.saturating_sub(since.elapsed())).is_ok() {
            self.open -= 1;
        }
        if self.open > 0 {
            let (count, name) = (self.open, self.exec.name());
            self.exec.screen.warn(&format!("{count} of the requests that were told were not given to {name}"));
        }
    }
}
