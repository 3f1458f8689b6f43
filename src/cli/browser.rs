//! Opens the system's browser at the sign-in, and nothing else anywhere.
//!
//! What is opened comes in part from a server and is handed to another program: only plain addresses of the
//! sign-in service itself are (P37), by a program of an absolute folder (P57), without a shell, and with no
//! more of the environment than a browser needs (P24).

use crate::local::env::Env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use url::Url;

/// What of the environment a browser gets: where it shows itself, whose it is, and the way to the network.
const PASSED: [&str; 64] = [
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "TERM",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "TZ",
    "TMPDIR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DESKTOP_SESSION",
    "GNOME_DESKTOP_SESSION_ID",
    "KDE_FULL_SESSION",
    "KDE_SESSION_VERSION",
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_ACTIVATION_TOKEN",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_DIRS",
    "XDG_CONFIG_HOME",
    "XDG_CURRENT_DESKTOP",
    "XDG_DATA_DIRS",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_SEAT",
    "XDG_SESSION_CLASS",
    "XDG_SESSION_DESKTOP",
    "XDG_SESSION_ID",
    "XDG_SESSION_TYPE",
    "XDG_STATE_HOME",
    "XDG_VTNR",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "WSLENV",
    "WSL_DISTRO_NAME",
    "WSL_INTEROP",
    "SystemRoot",
    "SystemDrive",
    "ComSpec",
    "PATHEXT",
    "USERPROFILE",
    "USERNAME",
    "USERDOMAIN",
    "HOMEDRIVE",
    "HOMEPATH",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMDATA",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "ProgramW6432",
    "PUBLIC",
    "TEMP",
    "TMP",
];

/// A program, and what it is called with.
type Call = (PathBuf, Vec<OsString>);

/// Opens `url` in the browser of `$BROWSER`, else of the system, and tells whether one was started. Only
/// addresses of `authority` are opened.
#[must_use]
pub fn open(env: &Env, authority: &Url, url: &Url) -> bool {
    may_open(authority, url) && calls(env, url.as_str()).any(|call| start(env, call))
}

/// The program that [`open`] would start first; none where there is nothing to open a browser with.
#[must_use]
pub fn first(env: &Env) -> Option<PathBuf> {
    calls(env, "").next().map(|(program, _)| program)
}

/// Whether `url` is a plain address at the origin of `authority`, over TLS or on this machine.
#[must_use]
pub fn may_open(authority: &Url, url: &Url) -> bool {
    let is_local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let is_safe = url.scheme() == "https" || url.scheme() == "http" && is_local;
    let is_plain = url.username().is_empty() && url.password().is_none();
    // Nothing that any program, or a script on the way to it, takes for more than an address.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?&=+%*[]".contains(&byte);
    is_safe && is_plain && url.origin() == authority.origin() && url.as_str().bytes().all(plain)
}

/// The programs to try, one after the other.
fn calls<'a>(env: &'a Env, url: &'a str) -> impl Iterator<Item = Call> + 'a {
    let named = env.get("BROWSER").map(str::to_owned);
    // Windows has no such list: a `:` belongs to a path there.
    let separator = if cfg!(windows) { ';' } else { ':' };
    let own = named
        .clone()
        .into_iter()
        .flat_map(move |list| list.split(separator).map(|entry| words(entry, url)).collect::<Vec<_>>());
    let system = if named.is_none() && is_shown(env) { systems(url) } else { Vec::new() };
    own.chain(system).filter_map(|(program, args)| Some((find(env, &program)?, args)))
}

/// A program of `$BROWSER` and its arguments: the address where `%s` stands, else at the end. The words are
/// parted before the address is among them.
fn words(entry: &str, url: &str) -> (OsString, Vec<OsString>) {
    let mut words = entry.split_whitespace();
    let program = words.next().unwrap_or_default().into();
    let mut args: Vec<OsString> = words.map(|word| word.replace("%s", url).into()).collect();
    if !entry.contains("%s") {
        args.push(url.into());
    }
    (program, args)
}

/// Whether there is anything that a browser could show itself on: without it `xdg-open` looks for one in the
/// terminal, where nobody could see it.
fn is_shown(env: &Env) -> bool {
    cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].iter().any(|name| env.get(name).is_some())
}

/// What opens an address on this system.
fn systems(url: &str) -> Vec<(OsString, Vec<OsString>)> {
    let call = |program: &str, args: &[&str]| (program.into(), args.iter().map(OsString::from).collect());
    if cfg!(windows) {
        vec![call("rundll32.exe", &["url.dll,FileProtocolHandler", url])]
    } else if cfg!(target_os = "macos") {
        vec![call("open", &[url])]
    } else {
        vec![call("xdg-open", &[url]), call("wslview", &[url])]
    }
}

/// The program itself: an absolute path, or a name in an absolute folder of PATH. What is relative in
/// either means the current folder, which is anybody's.
fn find(env: &Env, program: &OsStr) -> Option<PathBuf> {
    let path = Path::new(program);
    if path.is_absolute() {
        return is_program(path).then(|| path.to_owned());
    }
    let is_name = !program.is_empty() && path.components().count() == 1 && path.file_name() == Some(program);
    is_name.then(|| folders(env).into_iter().map(|folder| folder.join(path)).find(|file| is_program(file)))?
}

fn folders(env: &Env) -> Vec<PathBuf> {
    let path = env.get("PATH").unwrap_or_default();
    std::env::split_paths(path).filter(|folder| folder.is_absolute()).collect()
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

/// A batch file gets its arguments through a shell: it is no browser.
#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|end| end.eq_ignore_ascii_case("exe"))
}

/// Starts it and lets it be.
fn start(env: &Env, (program, args): Call) -> bool {
    helper(env, &program).args(args).spawn().is_ok()
}

/// A program that helps on the desktop, with no more of the environment than it needs. What it writes would land
/// in the terminal, and is dropped.
pub(super) fn helper(env: &Env, program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.envs(PASSED.iter().filter_map(|name| Some((name, env.get(name)?))));
    if let Ok(path) = std::env::join_paths(folders(env)) {
        command.env("PATH", path);
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // Ctrl-C at the terminal is not for the browser, and it does not hold the current folder.
        command.process_group(0).current_dir("/");
    }
    command
}
