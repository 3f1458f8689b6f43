//! From argv to an exit code: parse, set up, run one command, tell how it ended.

mod line;

use super::app::{self, App};
use super::exit::{self, Failure, Fault};
use super::{Cli, Command};
use crate::http::Interrupt;
use crate::local::env::Env;
use crate::local::guard;
use crate::screen::{ErrorReport, Format, Options, Query, Screen, ScreenError, Streams, Zone};
use chrono::Local;
use clap::Parser;
use std::ffi::OsString;
use std::sync::Arc;

/// Runs the command line `argv` in `env` and gives its exit code.
#[must_use]
pub fn run(argv: Vec<OsString>, env: Env) -> u8 {
    guard::close();
    hide_panics();
    let code = std::panic::catch_unwind(|| start(argv, env)).unwrap_or(exit::FAILED);
    u8::try_from(code).unwrap_or(1)
}

fn start(argv: Vec<OsString>, env: Env) -> i32 {
    if let [_, word, command @ ..] = argv.as_slice()
        && word == super::hook::RUN
    {
        // Nothing of the command's own line is read as ours.
        return told(&Screen::new(options(&env), Streams::of_process()), super::hook::watch(command, &env));
    }
    if let [_, word, args @ ..] = argv.as_slice()
        && word == super::complete::WORDS
    {
        return super::complete::run(args, &env, &Screen::new(options(&env), Streams::of_process()));
    }
    let argv = line::help_word(argv);
    let cli = match Cli::try_parse_from(&argv) {
        Ok(cli) => cli,
        Err(error) => return not_parsed(&argv, &env, &error),
    };
    let mut options = options(&env);
    options.format = cli.global.output;
    options.raw = cli.global.raw;
    options.quiet = cli.global.quiet;
    options.verbosity = cli.global.verbose;
    options.color = cli.global.color;
    options.no_input |= cli.global.no_input;
    let query = cli.global.query.as_deref().map(str::parse::<Query>).transpose();
    let sandbox = super::profile::wants_sandbox(&cli.global, &env);
    #[cfg(feature = "sandbox")]
    let sandbox = sandbox || matches!(cli.command, Some(Command::Sandbox(_)));
    options.caption = sandbox.then(|| "sandbox".to_owned());
    options.flags = app::flags(&cli.global);
    let query_error = match query {
        Ok(query) => {
            options.query = query;
            None
        }
        Err(error) => Some(error),
    };
    let screen = Arc::new(Screen::new(options, Streams::of_process()));
    if let Some(error) = query_error {
        return told(&screen, Err(Failure::Screen(ScreenError::Query(error))));
    }
    log_to_stderr(cli.global.verbose);
    let result = dispatch(cli, env, &screen);
    told(&screen, result)
}

/// Commands that need neither a runtime, a TLS store nor the network are answered without.
fn dispatch(cli: Cli, env: Env, screen: &Arc<Screen>) -> Result<i32, Failure> {
    if super::tenants::are_meant(&cli.global) {
        return super::tenants::run(cli.command, &cli.global, &env, screen);
    }
    match &cli.command {
        Some(Command::Completions(args)) => return super::completions::run(args, screen),
        Some(Command::Hook(args)) => return super::hook::run(args, screen),
        Some(Command::Man(args)) => return super::man::run(args, screen),
        Some(Command::Status(args)) if args.short => return Ok(super::status::short(&cli.global, &env, screen)),
        Some(Command::Config(args)) => return super::config::run(args, &cli.global, &env, screen),
        #[cfg(feature = "sandbox")]
        Some(Command::Sandbox(args)) => return super::sandbox::run(args, &cli.global, &env, screen),
        _ => {}
    }
    if matches!(cli.command, Some(Command::Doctor(_))) {
        return super::doctor::run(cli.global, env, screen);
    }
    let interrupt = Interrupt::default();
    let signs_in = matches!(cli.command, Some(Command::Login(_)));
    let app = App::new(cli.global, env, screen.clone(), interrupt, signs_in)?;
    let command = cli.command;
    within(app, async |app| one(app, command).await)
}

/// Runs what needs the network, and ends what it started.
///
/// # Errors
/// Those of `work`, and where the machine gives no threads.
pub(super) fn within<T: Send>(
    mut app: App,
    work: impl AsyncFnOnce(&mut App) -> Result<T, Failure> + Send,
) -> Result<T, Failure> {
    let runtime = super::signals::runtime()?;
    let result = super::signals::beside(|| {
        runtime.block_on(async {
            super::signals::watch(app.interrupt().clone(), app.relay().clone())?;
            let result = work(&mut app).await;
            app.close().await;
            result
        })
    })?;
    let result = app.write_har().and(result);
    // What still blocks (a lock that is waited for) must not hold up the end.
    runtime.shutdown_background();
    result
}

async fn one(app: &mut App, command: Option<Command>) -> Result<i32, Failure> {
    match command {
        None => super::overview::run(app),
        Some(Command::List(args)) => super::list::run(app, args).await,
        Some(Command::Status(args)) => super::status::run(app, args).await,
        Some(Command::Activate(args)) => super::activate::run(app, args).await,
        Some(Command::Deactivate(args)) => super::deactivate::run(app, args).await,
        Some(Command::Run(args)) => super::run::run(app, args).await,
        Some(Command::Extend(args)) => super::extend::run(app, args, crate::pim::request::Action::Extend).await,
        Some(Command::Renew(args)) => super::extend::run(app, args, crate::pim::request::Action::Renew).await,
        Some(Command::Request(args)) => super::request::run(app, args).await,
        Some(Command::Suggest(args)) => super::suggest::run(app, args).await,
        Some(Command::Approve(args)) => super::approve::run(app, args, crate::pim::approval::Verdict::Approve).await,
        Some(Command::Deny(args)) => super::approve::run(app, args, crate::pim::approval::Verdict::Deny).await,
        Some(Command::Approvals) => super::approve::list(app).await,
        Some(Command::Login(args)) => super::login::run(app, args).await,
        Some(Command::Logout(args)) => super::logout::run(app, args).await,
        Some(Command::Whoami(_)) => super::whoami::run(app).await,
        // Answered before there was a runtime.
        Some(_) => Ok(exit::DONE),
    }
}

/// Tells how a command ended, and gives its exit code.
fn told(screen: &Screen, result: Result<i32, Failure>) -> i32 {
    match result {
        Ok(code) => code,
        Err(Failure::Said(error)) => {
            screen.error(&error);
            error.report.error.exit_code
        }
        Err(Failure::Cancelled) => {
            screen.note("nothing was sent");
            exit::INTERRUPTED
        }
        // Whoever reads our output has read enough.
        Err(Failure::Screen(ScreenError::BrokenPipe)) => exit::DONE,
        Err(Failure::Screen(ScreenError::Query(error))) => {
            screen.error(&Fault::new(exit::USAGE, "bad-query", error.to_string()).report().into());
            exit::USAGE
        }
        Err(Failure::Screen(error)) => {
            screen.error(&ErrorReport::new(exit::FAILED, "output", error.to_string()).into());
            exit::FAILED
        }
    }
}

/// Help and version go to standard output; a command line that cannot be read is exit 2, as the error
/// object where JSON was asked for.
fn not_parsed(argv: &[OsString], env: &Env, error: &clap::Error) -> i32 {
    let mut options = options(env);
    if !error.use_stderr() {
        let screen = Screen::new(options, Streams::of_process());
        let text = error.render();
        let text = if screen.options().colored(screen.options().stdout_tty) {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        return told(&screen, screen.bytes(text.as_bytes()).map(|()| exit::DONE).map_err(Failure::from));
    }
    options.format = asked_for_json(argv);
    let screen = Screen::new(options, Streams::of_process());
    told(&screen, Err(line::refused(argv, error)))
}

fn asked_for_json(argv: &[OsString]) -> Option<Format> {
    let words: Vec<&str> = argv.iter().filter_map(|word| word.to_str()).collect();
    let value = words.iter().enumerate().find_map(|(at, word)| match *word {
        "-o" | "--output" => words.get(at + 1).copied(),
        word => word.strip_prefix("--output=").or_else(|| word.strip_prefix("-o")),
    });
    match value {
        Some("json") => Some(Format::Json),
        Some("jsonl") => Some(Format::Jsonl),
        _ => None,
    }
}

pub(super) fn options(env: &Env) -> Options {
    Options {
        no_color: env.get("NO_COLOR").is_some() || env.get("TERM") == Some("dumb"),
        no_input: env.flag("CI"),
        zone: Zone::by(|time| *time.with_timezone(&Local).offset()),
        ..Options::of_process()
    }
}

/// `-v` says each exchange and `-vv` what is decided between them; never a header or a body.
#[expect(clippy::disallowed_methods, reason = "what is logged goes beside the screen, to the same stderr")]
fn log_to_stderr(verbosity: u8) {
    let level = match verbosity {
        0 => return,
        1 => tracing::Level::DEBUG,
        _ => tracing::Level::TRACE,
    };
    let ours = tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(level);
    let format = ours.without_time().with_target(false).with_ansi(false).finish();
    // Only our own events: other crates may log headers.
    let filtered = OnlyOurs(format);
    let _ = tracing::subscriber::set_global_default(filtered);
}

/// Passes on only what this crate logs.
struct OnlyOurs<S>(S);

impl<S: tracing::Subscriber> tracing::Subscriber for OnlyOurs<S> {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with(env!("CARGO_PKG_NAME")) && self.0.enabled(metadata)
    }
    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        self.0.new_span(span)
    }
    fn record(&self, span: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        self.0.record(span, values);
    }
    fn record_follows_from(&self, span: &tracing::span::Id, follows: &tracing::span::Id) {
        self.0.record_follows_from(span, follows);
    }
    fn event(&self, event: &tracing::Event<'_>) {
        self.0.event(event);
    }
    fn enter(&self, span: &tracing::span::Id) {
        self.0.enter(span);
    }
    fn exit(&self, span: &tracing::span::Id) {
        self.0.exit(span);
    }
}

/// From here on a panic tells where it was, and nothing of what was being worked on.
pub fn hide_panics() {
    std::panic::set_hook(Box::new(|info| {
        crate::screen::terminal::restore();
        let place = info.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        let screen = Screen::new(Options::default(), Streams::of_process());
        let text = format!("pim failed in a way that it should not{place}; nothing more is sent, please report this");
        screen.error(&ErrorReport::new(exit::FAILED, "internal", text).into());
    }));
}
