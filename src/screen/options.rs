//! How the screen is set up: what the command line, the environment and the terminal say.

use super::format::Format;
use super::query::Query;
use chrono::{DateTime, FixedOffset, Offset, Utc};
use std::io::{IsTerminal, Write};
use std::sync::Arc;

/// What `--color` takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Everything that decides how the screen behaves.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `-o`; none is a table on a terminal and tsv in a pipe.
    pub format: Option<Format>,
    /// `--query`.
    pub query: Option<Query>,
    /// `--raw`: spreadsheet cells are left as they are.
    pub raw: bool,
    /// `-q`: no notes, no progress.
    pub quiet: bool,
    /// How often `-v` was given.
    pub verbosity: u8,
    /// `--color`.
    pub color: ColorChoice,
    /// NO_COLOR is set, or TERM is `dumb`.
    pub no_color: bool,
    /// `--no-input`, or CI is on.
    pub no_input: bool,
    /// What every caption ends with: `sandbox`.
    pub caption: Option<String>,
    /// The flags that chose the tenant, for the commands that are suggested: `--sandbox`.
    pub flags: Option<String>,
    /// Whether standard input is a terminal.
    pub stdin_tty: bool,
    /// Whether standard output is one.
    pub stdout_tty: bool,
    /// Whether standard error is one.
    pub stderr_tty: bool,
    /// The terminal's columns, where they are known.
    pub width: Option<usize>,
    /// The zone of the times that a person reads.
    pub zone: Zone,
}

impl Options {
    /// The process's own terminal, with nothing else said.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the screen alone knows the process's streams")]
    pub fn of_process() -> Self {
        let stdout_tty = std::io::stdout().is_terminal();
        let width = stdout_tty.then(|| console::Term::stdout().size_checked()).flatten();
        Self {
            stdin_tty: std::io::stdin().is_terminal(),
            stdout_tty,
            stderr_tty: std::io::stderr().is_terminal(),
            width: width.map(|(_, columns)| usize::from(columns)),
            ..Self::default()
        }
    }

    /// The format in force.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format.unwrap_or_else(|| Format::default_for(self.stdout_tty))
    }

    /// Whether somebody can be asked.
    #[must_use]
    pub fn can_ask(&self) -> bool {
        self.stdin_tty && self.stderr_tty && !self.no_input
    }

    /// The columns to fit into: the terminal's, but not more than a person reads with ease.
    #[must_use]
    pub fn columns(&self) -> usize {
        const WIDEST: usize = 100;
        const NARROWEST: usize = 20;
        self.width.unwrap_or(WIDEST).clamp(NARROWEST, WIDEST)
    }

    /// Whether a stream is coloured. A pipe is not, but for `--color always`.
    #[must_use]
    pub fn colored(&self, is_terminal: bool) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => is_terminal && !self.no_color,
        }
    }
}

/// Where the screen writes.
pub struct Streams {
    /// For results.
    pub out: Box<dyn Write + Send>,
    /// For all else.
    pub err: Box<dyn Write + Send>,
}

impl Streams {
    /// The process's own.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the screen alone writes to the process's streams")]
    pub fn of_process() -> Self {
        Self { out: Box::new(std::io::stdout()), err: Box::new(std::io::stderr()) }
    }
}

/// A time zone, handed in: which offset applies at a time.
#[derive(Clone)]
pub struct Zone(Arc<dyn Fn(DateTime<Utc>) -> FixedOffset + Send + Sync>);

impl Zone {
    /// A zone by its rule: `Zone::by(|time| *time.with_timezone(&Local).offset())`.
    pub fn by(rule: impl Fn(DateTime<Utc>) -> FixedOffset + Send + Sync + 'static) -> Self {
        Self(Arc::new(rule))
    }

    /// A zone with one offset all year.
    #[must_use]
    pub fn fixed(offset: FixedOffset) -> Self {
        Self::by(move |_| offset)
    }

    /// A time as a clock on the wall there shows it.
    #[must_use]
    pub fn local(&self, time: DateTime<Utc>) -> DateTime<FixedOffset> {
        time.with_timezone(&(self.0)(time))
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::fixed(Utc.fix())
    }
}

impl std::fmt::Debug for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Zone")
    }
}
