//! What others see of a running `pim`: no core file, and nothing of its memory.

use crate::rig::{Stranger, until};
use crate::support::TestTenant;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

/// Somebody without rights, for a test that runs as the administrator.
const NOBODY: u32 = 65_534;

/// Whom a process belongs to.
fn me() -> u32 {
    fs::metadata("/proc/self").unwrap().uid()
}

/// The program with its arguments and environment, in a shell that allows core files of any size.
fn with_cores(command: &Command, user: u32) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -c $(ulimit -H -c); exec \"$@\"", "sh"]);
    shell.arg(command.get_program()).args(command.get_args());
    shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.current_dir(command.get_current_dir().unwrap()).stdin(Stdio::null());
    shell.stdout(Stdio::null()).stderr(Stdio::null());
    if user != me() {
        shell.uid(user).gid(user);
    }
    shell
}

/// A process that ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(command: &Command, user: u32) -> Running {
    Running(with_cores(command, user).spawn().unwrap())
}

/// Something that is as open as every program is, for comparison.
fn sleeper(folder: &Path, user: u32) -> Running {
    let mut sleep = Command::new("sleep");
    start(sleep.arg("60").current_dir(folder).env("CANARY", "1"), user)
}

/// The process's word in this line of `/proc/PID/NAME`.
fn word(child: &Running, name: &str, line: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{}/{name}", child.0.id())).ok()?;
    let rest = text.lines().find_map(|one| one.strip_prefix(line))?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// Ends it as a crash does.
fn abort(mut child: Running) -> ExitStatus {
    let kill = Command::new("kill").args(["-ABRT", &child.0.id().to_string()]).status().unwrap();
    assert!(kill.success());
    child.0.wait().unwrap()
}

/// The core files of a folder.
fn cores(folder: &Path) -> usize {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with("core")).count()
}

#[test]
fn p25_a_crash_leaves_no_core_file() {
    let (tenant, silent) = (TestTenant::new(), Stranger::silent());
    let pim = start(&tenant.elsewhere(&silent.origin, "list"), me());
    until("a request with the token", || silent.heads().iter().any(|head| !head.is_empty()));
    assert_eq!(word(&pim, "limits", "Max core file size").as_deref(), Some("0"));
    let ended = abort(pim);
    assert_eq!((ended.signal(), ended.core_dumped(), cores(tenant.home())), (Some(6), false, 0));
    let other = sleeper(tenant.home(), me());
    until("another program", || word(&other, "status", "Name:").as_deref() == Some("sleep"));
    if !abort(other).core_dumped() {
        eprintln!("the part about core files is skipped: this machine writes none for anybody");
    }
}

/// Whether this user may read the process's environment, which is a part of its memory.
fn may_look(user: u32, child: &Running) -> bool {
    let mut cat = Command::new("cat");
    cat.arg(format!("/proc/{}/environ", child.0.id())).stdin(Stdio::null());
    if user != me() {
        cat.uid(user).gid(user);
    }
    let seen = cat.output().unwrap();
    seen.status.success() && !seen.stdout.is_empty()
}

/// Whether a debugger of this user may attach; `None` where there is none.
fn may_attach(user: u32, child: &Running, home: &Path) -> Option<bool> {
    let mut gdb = Command::new("gdb");
    gdb.args(["--batch", "-nx", "-p", &child.0.id().to_string()]).env_clear().env("PATH", "/usr/bin:/bin");
    gdb.env("HOME", home).current_dir("/").stdin(Stdio::null());
    if user != me() {
        gdb.uid(user).gid(user);
    }
    let said = gdb.output().ok()?;
    let said = format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    Some(!said.contains("ptrace: ") && !said.contains("Could not attach"))
}

#[test]
fn p25_nobody_looks_into_a_running_command() {
    let (tenant, silent) = (TestTenant::new(), Stranger::silent());
    // The administrator may look into everything.
    let user = if me() == 0 { NOBODY } else { me() };
    let mut command = crate::rig::unrecorded(&tenant.elsewhere(&silent.origin, "list"));
    command.env("PIM_GRAPH_TOKEN", "opaque");
    if user != me() {
        fs::set_permissions(tenant.home(), fs::Permissions::from_mode(0o777)).unwrap();
        fs::set_permissions(tenant.home().join(".config"), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let pim = start(&command, user);
    until("a request with the token, or an end", || {
        silent.heads().iter().any(|head| !head.is_empty()) || word(&pim, "status", "State:").as_deref() == Some("Z")
    });
    if silent.heads().is_empty() {
        eprintln!("skipped: another user cannot run {}", command.get_program().display());
        return;
    }
    let other = sleeper(tenant.home(), user);
    until("another program", || word(&other, "status", "Name:").as_deref() == Some("sleep"));
    assert!(may_look(user, &other), "what is not closed can be looked into");
    assert!(!may_look(user, &pim), "its environment can be read, token and all");
    match may_attach(user, &other, tenant.home()) {
        Some(true) => assert_eq!(may_attach(user, &pim, tenant.home()), Some(false), "a debugger can attach"),
        Some(false) => eprintln!("the part about debuggers is skipped: this machine lets none attach"),
        None => eprintln!("the part about debuggers is skipped: gdb is not here"),
    }
}
