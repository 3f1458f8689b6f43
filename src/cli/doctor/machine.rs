//! Configuration, folders, terminal, and the programs that may be started.

use super::check::{Area, Check, Why};
use crate::auth::pipelines::azure_cli;
use crate::cli::browser;
use crate::cli::exit::{FAILED, USAGE};
use crate::cli::global::Global;
use crate::cli::profile::{SANDBOX, choose, wants_sandbox};
use crate::cli::word::own;
use crate::config::{Config, Profile};
use crate::http::Error;
use crate::local::dirs::Dirs;
use crate::local::env::Env;
use crate::local::look::{self, Odd};
use crate::pim::sign_in::Way;
use crate::screen::{ColorChoice, Options, Screen, clean_str};
use std::path::Path;

/// What the machine says, and what everything else is looked at with.
pub(super) struct Machine {
    pub(super) checks: Vec<Check>,
    /// Our folders, where a home folder is known.
    pub(super) dirs: Option<Dirs>,
    /// The profile in force, where the configuration can be read.
    pub(super) profile: Option<Profile>,
}

/// Looks at what needs neither the network nor a sign-in.
pub(super) fn look(global: &Global, env: &Env, screen: &Screen) -> Machine {
    let mut machine = Machine { checks: Vec::new(), dirs: None, profile: None };
    match Dirs::of(env) {
        Ok(dirs) => {
            machine.profile = configuration(&mut machine.checks, &dirs, global, env);
            machine.checks.extend(folders(&dirs));
            machine.dirs = Some(dirs);
        }
        Err(error) => {
            let check = Check::failed(Area::Files, "config", "configuration", USAGE, error.to_string(), "set HOME");
            machine.checks.push(check);
        }
    }
    machine.checks.extend(terminal(global, env, screen.options()));
    machine
}

/// The profile in force. The embedded tenant needs nothing of a broken file.
fn configuration(checks: &mut Vec<Check>, dirs: &Dirs, global: &Global, env: &Env) -> Option<Profile> {
    const AREA: Area = Area::Files;
    let (id, name, fix) = ("config", "configuration", "pim config edit");
    let path = dirs.config_file();
    let broken = |message: String| Check::failed(AREA, id, name, USAGE, clean_str(&message), fix);
    let loaded = Config::load(&path);
    let chosen = match &loaded {
        Ok((config, _)) => choose(config, global, env, false),
        Err(error) if wants_sandbox(global, env) => Config::default().profile(SANDBOX).map_err(|_| error.clone()),
        Err(error) => Err(error.clone()),
    };
    let profile = match chosen {
        Ok(profile) => profile,
        Err(error) => {
            checks.push(broken(error.to_string()));
            return None;
        }
    };
    checks.push(match loaded {
        Err(error) => broken(error.to_string()),
        Ok((_, warnings)) if !warnings.is_empty() => {
            let said: Vec<String> = warnings.iter().map(|warning| clean_str(&warning.to_string())).collect();
            Check::warning(AREA, id, name, said.join("; "), fix)
        }
        Ok(_) => match look::configuration(&path) {
            Some(odd) => of_odd(id, name, &odd, false),
            None => Check::ok(AREA, id, name, in_force(&path, &profile)),
        },
    });
    Some(profile)
}

fn in_force(path: &Path, profile: &Profile) -> String {
    let file = if path.exists() { path.display().to_string() } else { format!("there is no {}", path.display()) };
    let tenant = profile.tenant.as_ref().map(|tenant| format!(", tenant {tenant}")).unwrap_or_default();
    let cloud = if profile.name == SANDBOX { String::new() } else { format!(", {} cloud", profile.cloud.name) };
    clean_str(&format!("profile {}{tenant}{cloud}; {file}", profile.name))
}

/// Whether our folders are ours alone, or can be made.
fn folders(dirs: &Dirs) -> Vec<Check> {
    let all = [
        ("folder-cache", "cache", &dirs.cache),
        ("folder-state", "journal", &dirs.state),
        ("folder-data", "sign-ins", &dirs.data),
    ];
    let check = |(id, name, path): (&str, &str, &std::path::PathBuf)| {
        let found = look::tree(path);
        let shown = clean_str(&path.display().to_string());
        match found.first() {
            Some(odd) => {
                let secret = odd.path.starts_with(path.join("sign-in")) && odd.path.is_file();
                let mut check = of_odd(id, name, odd, secret);
                if found.len() > 1 {
                    check.message += &format!("; {} more like it below {shown}", found.len() - 1);
                }
                check
            }
            None if path.exists() => Check::ok(Area::Files, id, name, format!("{shown}, yours alone")),
            None => Check::ok(Area::Files, id, name, format!("{shown} is not there yet, and can be made")),
        }
    };
    all.into_iter().map(check).collect()
}

/// What is odd about a file or folder; `secret` where it is a sign-in.
fn of_odd(id: &str, name: &str, odd: &Odd, secret: bool) -> Check {
    use look::Why;
    let path = odd.path.to_str().and_then(own).unwrap_or_else(|| "PATH".to_owned());
    let message = clean_str(&odd.to_string());
    let failed = |fix: String| Check::failed(Area::Files, id, name, FAILED, message.clone(), fix);
    match odd.why {
        Why::Readable(_) if secret => {
            failed(format!("chmod 600 {path}, then sign in anew, for others may have read it: pim logout, pim login"))
        }
        Why::Readable(_) => Check::warning(Area::Files, id, name, message.clone(), format!("chmod go-rwx {path}")),
        Why::Writable(_) => failed(format!("look at what others may have put there, then chmod go-rwx {path}")),
        Why::Owner(_) => failed(format!("take it over, sudo chown -R \"$USER\" {path}, or remove it")),
        Why::Symlink | Why::NoFolder => failed(format!("move it away: mv {path} {path}.old")),
        Why::Closed(_) => failed(format!("make it yours: sudo chown \"$USER\" {path}")),
    }
}

/// What stands between `pim` and the person.
fn terminal(global: &Global, env: &Env, options: &Options) -> Vec<Check> {
    const AREA: Area = Area::Machine;
    let streams = [("input", options.stdin_tty), ("output", options.stdout_tty), ("error", options.stderr_tty)];
    let yes: Vec<&str> = streams.iter().filter(|stream| stream.1).map(|stream| stream.0).collect();
    let shown = match (yes.len(), options.width) {
        (0, _) => "none: what is printed is for a program".to_owned(),
        (3, width) => format!("{} columns", width.unwrap_or(80)),
        (_, _) => format!("standard {} alone", yes.join(" and ")),
    };
    let narrow = options.width.filter(|width| options.stdout_tty && *width < 60);
    let terminal = match narrow {
        Some(width) => {
            let message = format!("{width} columns: tables leave columns out");
            Check::warning(AREA, "terminal", "terminal", message, "make the window 80 columns wide")
        }
        None => Check::ok(AREA, "terminal", "terminal", shown),
    };
    vec![terminal, asking(global, env, options), colour(env, options), letters(env, options)]
}

fn asking(global: &Global, env: &Env, options: &Options) -> Check {
    const AREA: Area = Area::Machine;
    let (id, name) = ("asking", "asking");
    let why = match () {
        () if options.can_ask() => return Check::ok(AREA, id, name, "pim can ask for what is missing"),
        () if global.no_input => "--no-input is given",
        () if env.flag("CI") => "CI is set",
        () if !options.stdin_tty => "standard input is no terminal",
        () => "standard error is no terminal",
    };
    let message = format!("pim asks nothing: {why}");
    if options.stdout_tty && !options.no_input {
        return Check::warning(AREA, id, name, message, "run it in a terminal, without < or 2>");
    }
    Check::ok(AREA, id, name, message)
}

fn colour(env: &Env, options: &Options) -> Check {
    let message = match options.color {
        _ if options.colored(options.stdout_tty) => "on",
        ColorChoice::Never => "off: --color never",
        _ if !options.stdout_tty => "off: standard output is no terminal",
        _ if env.get("NO_COLOR").is_some() => "off: NO_COLOR is set",
        _ => "off: TERM is dumb",
    };
    Check::ok(Area::Machine, "colour", "colour", message)
}

/// Whether names with letters beyond ASCII are shown as they are.
fn letters(env: &Env, options: &Options) -> Check {
    const AREA: Area = Area::Machine;
    let (id, name) = ("utf-8", "letters");
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| Some((name, env.get(name)?)));
    let is_utf8 = |locale: &str| locale.to_ascii_lowercase().replace('-', "").contains("utf8");
    match set {
        _ if cfg!(windows) => Check::ok(AREA, id, name, "UTF-8"),
        Some((_, locale)) if is_utf8(locale) => Check::ok(AREA, id, name, "UTF-8"),
        _ if !options.stdout_tty => Check::ok(AREA, id, name, "UTF-8, whatever the locale: there is no terminal"),
        other => {
            let said = other.map_or("no locale is set".to_owned(), |(name, locale)| {
                format!("{name} is {}, which is not UTF-8", clean_str(locale))
            });
            Check::warning(AREA, id, name, format!("{said}: names may look odd"), "export LC_ALL=C.UTF-8")
        }
    }
}

/// The programs that signing in by `way` starts; none for the embedded tenant.
pub(super) fn programs(env: &Env, way: Way, sandbox: bool) -> Vec<Check> {
    vec![system_browser(env, way, sandbox), az(env, way, sandbox)]
}

fn system_browser(env: &Env, way: Way, sandbox: bool) -> Check {
    const AREA: Area = Area::Machine;
    let (id, name) = ("browser", "browser");
    if sandbox || way != Way::Browser {
        let why = if sandbox { "the sandbox needs no sign-in".to_owned() } else { format!("you sign in by {way}") };
        return Check::skipped(AREA, id, name, format!("not needed: {why}"));
    }
    match browser::first(env) {
        Some(program) => Check::ok(AREA, id, name, format!("{} opens it", clean_str(&program.display().to_string()))),
        None => Check::warning(
            AREA,
            id,
            name,
            "none can be opened from here",
            "set BROWSER, or pim login --device-code; pim login also prints the address to open by hand",
        ),
    }
}

fn az(env: &Env, way: Way, sandbox: bool) -> Check {
    const AREA: Area = Area::Machine;
    let (id, name) = ("azure-cli", "Azure CLI");
    if sandbox || way != Way::AzureCli {
        return Check::skipped(AREA, id, name, "not needed: you do not sign in by azure-cli");
    }
    match azure_cli(env) {
        Ok(program) => Check::ok(AREA, id, name, clean_str(&program.display().to_string())),
        Err(error) => Check::of(AREA, id, name, Why::from(&Error::from(error))),
    }
}
