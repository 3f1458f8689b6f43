//! `pim` at a real terminal: what a person sees and types, and the terminal afterwards.

mod picture;

mod activate;
mod ahead;
mod alike;
mod approve;
mod behind;
mod config;
mod ends;
mod hostile;
mod login;
mod narrow;
mod run;
mod scope;
mod watch;

use crate::support::{TestTenant, words};
use expectrl::session::OsSession;
use expectrl::{Expect, Session};
use picture::Picture;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a person types.
const ENTER: &str = "\r";
const ESCAPE: &str = "\u{1b}";
const UP: &str = "\u{1b}[A";
pub const CTRL_C: &str = "\u{3}";

/// Runs the command line that it is given as a shell does: the terminal's mode before and after, and the
/// exit code, go to files.
const SHELL: &str = r#"
trap : INT TERM HUP QUIT TSTP
until [ "$(stty size)" = "40 $WIDE" ]; do sleep 0.02; done
stty -g > "$HOME/mode.before"
eval "$LINE"
code=$?
stty -g > "$HOME/mode.after"
echo "$code" > "$HOME/code"
"#;

/// A terminal with one command in it. It is killed when this is dropped.
pub struct Terminal {
    session: OsSession,
    picture: Picture,
    home: PathBuf,
}

impl Terminal {
    /// Runs `pim --sandbox LINE` in a terminal of 100 columns.
    pub fn open(tenant: &TestTenant, line: &str) -> Self {
        Self::wide(tenant, 100, &format!("--sandbox {line}"))
    }

    /// Runs `pim --sandbox --as PERSON LINE`.
    pub fn open_as(tenant: &TestTenant, person: &str, line: &str) -> Self {
        Self::wide(tenant, 100, &format!("--sandbox --as {person} {line}"))
    }

    /// Runs `pim LINE` in a terminal of so many columns.
    pub fn wide(tenant: &TestTenant, columns: u16, line: &str) -> Self {
        Self::shell(tenant, columns, words(line), "\"$@\"", &[])
    }

    /// Runs the shell's command line `script`, in which `"$@"` is `pim ARGS`, with this in its environment.
    pub fn shell(
        tenant: &TestTenant,
        columns: u16,
        args: Vec<String>,
        script: &str,
        environment: &[(&str, &str)],
    ) -> Self {
        let pim = tenant.command(args);
        let mut command = Command::new("sh");
        command.args(["-c", SHELL, "sh"]).arg(pim.get_program()).args(pim.get_args());
        command
            .env_clear()
            .current_dir(tenant.home())
            .env("LINE", script)
            .env("WIDE", columns.to_string())
            .env("TERM", "xterm-256color");
        command.env("PATH", "/usr/bin:/bin");
        command.envs(pim.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.envs(environment.iter().copied());
        for file in ["mode.before", "mode.after", "code"] {
            let _ = std::fs::remove_file(tenant.home().join(file));
        }
        let mut session = Session::spawn(command).unwrap();
        // The shell waits for this: spawning sets a size of its own, at some time or other.
        session.get_process_mut().set_window_size(columns, 40).unwrap();
        let picture = Picture::new(usize::from(columns));
        Self { session, picture, home: tenant.home().to_owned() }
    }

    /// All that the terminal shows.
    pub fn text(&self) -> String {
        self.picture.text()
    }

    /// Whether a line was too long for the terminal.
    pub fn overflowed(&self) -> bool {
        self.picture.overflowed
    }

    /// Whether anything had a colour.
    pub fn was_coloured(&self) -> bool {
        self.picture.coloured
    }

    /// Waits until the terminal shows `part`.
    #[track_caller]
    pub fn sees(&mut self, part: &str) -> &mut Self {
        let since = Instant::now();
        // Blanks at the end of a line are not to be seen.
        while !self.text().contains(part.trim_end()) {
            assert!(since.elapsed() < PATIENCE, "{part:?} never came\n{}", self.text());
            assert!(self.read(), "{part:?} did not come before the end\n{}", self.text());
        }
        self
    }

    /// Waits until the terminal shows `part` so many times.
    #[track_caller]
    pub fn sees_times(&mut self, part: &str, times: usize) -> &mut Self {
        let since = Instant::now();
        while self.text().matches(part.trim_end()).count() < times {
            assert!(since.elapsed() < PATIENCE, "{part:?} did not come {times} times\n{}", self.text());
            assert!(self.read(), "{part:?} did not come {times} times before the end\n{}", self.text());
        }
        self
    }

    /// Types.
    pub fn types(&mut self, keys: &str) -> &mut Self {
        self.session.send(keys).unwrap();
        self
    }

    /// Waits until the terminal shows `part`, and types.
    #[track_caller]
    pub fn at(&mut self, part: &str, keys: &str) -> &mut Self {
        self.sees(part).types(keys)
    }

    /// Reads what has come; whether there may come more.
    fn read(&mut self) -> bool {
        let mut buffer = [0; 4096];
        match self.session.try_read(&mut buffer) {
            Ok(0) => return false,
            Ok(count) => self.picture.feed(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(Duration::from_millis(3)),
            // What a terminal answers when nobody writes to it any more.
            Err(_) => return false,
        }
        true
    }

    /// Sends a signal to `pim`, as `kill` does.
    pub fn signal(&mut self, signal: &str) -> &mut Self {
        let pid = self.pim();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
        self
    }

    /// The process id of `pim`: the shell's one child.
    fn pim(&self) -> String {
        let shell = self.session.get_process().pid().to_string();
        let found = Command::new("pgrep").args(["-P", &shell]).output().unwrap();
        let found = String::from_utf8(found.stdout).unwrap();
        assert_eq!(found.lines().count(), 1, "{found}");
        found.trim().to_owned()
    }

    /// Waits for the end, which must come with this exit code and leave the terminal as it was.
    #[track_caller]
    pub fn ends(&mut self, code: i32) -> String {
        let since = Instant::now();
        while self.read() {
            assert!(since.elapsed() < PATIENCE, "no end\n{}", self.text());
        }
        let file = |name: &str| std::fs::read_to_string(self.home.join(name)).unwrap_or_default();
        assert_eq!(file("code").trim(), code.to_string(), "exit code\n{}", self.text());
        assert_eq!(file("mode.before"), file("mode.after"), "the terminal's mode\n{}", self.text());
        assert!(!file("mode.before").is_empty());
        assert!(self.picture.has_cursor, "the cursor is hidden\n{}", self.text());
        self.text()
    }

    /// Waits for the end, whatever it is; gives all that was shown.
    #[track_caller]
    pub fn over(&mut self) -> String {
        let since = Instant::now();
        while self.read() {
            assert!(since.elapsed() < PATIENCE, "no end\n{}", self.text());
        }
        self.text()
    }

    /// Closes the terminal's window under `pim`, and gives the exit code that an inner shell saw.
    pub fn closes(self) -> String {
        let code = self.home.join("code.inner");
        let _ = std::fs::remove_file(&code);
        drop(self.session);
        let since = Instant::now();
        loop {
            let text = std::fs::read_to_string(&code).unwrap_or_default();
            if !text.trim().is_empty() || since.elapsed() > PATIENCE {
                return text.trim().to_owned();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// A command line that outlives its terminal, for [`Terminal::closes`].
const OUTLIVES: &str = r#"sh -c 'trap : HUP INT TERM; "$@"; echo $? > "$HOME/code.inner"' sh "$@""#;
