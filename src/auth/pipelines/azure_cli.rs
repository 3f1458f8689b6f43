//! Running `az`: found in absolute folders of PATH alone, and told nothing of our secrets.

use super::misconfigured;
use super::refusal::{Ours, aadsts, said};
use crate::http::{CredentialError, SignInRefusal, redact};
use crate::local::env::Env;
use crate::pim::sign_in::Way;
use crate::pim::text::Foreign;
use azure_identity::Executor;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

/// What of the environment `az` gets: where it is, its settings and the way to the network.
const PASSED: [&str; 38] = [
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "TZ",
    "TMPDIR",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "AZURE_CONFIG_DIR",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "COMSPEC",
    "PATHEXT",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMDATA",
    "TEMP",
    "TMP",
];

/// Runs the Azure CLI for `azure_identity`, which gives the command to the platform's shell.
#[derive(Debug)]
pub(super) struct Az {
    /// The absolute folders of PATH, and nothing else: an empty or relative one means the current folder.
    path: OsString,
    env: Env,
}

impl Az {
    /// Looks for `az`.
    ///
    /// # Errors
    /// [`CredentialError::Misconfigured`] where PATH has none.
    pub(super) fn find(env: &Env) -> Result<Self, CredentialError> {
        let folders = absolute(env);
        locate(&folders)?;
        let path = std::env::join_paths(&folders).unwrap_or_default();
        Ok(Self { path, env: env.clone() })
    }
}

/// Where the Azure CLI is, in an absolute folder of PATH.
///
/// # Errors
/// [`CredentialError::Misconfigured`] where it is in none.
pub fn azure_cli(env: &Env) -> Result<PathBuf, CredentialError> {
    locate(&absolute(env))
}

fn absolute(env: &Env) -> Vec<PathBuf> {
    env.folders("PATH").into_iter().filter(|folder| folder.is_absolute()).collect()
}

fn locate(folders: &[PathBuf]) -> Result<PathBuf, CredentialError> {
    let names: &[&str] = if cfg!(windows) { &["az.cmd", "az.exe", "az.bat"] } else { &["az"] };
    let programs = folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name)));
    programs.into_iter().find(|program| is_program(program)).ok_or_else(|| {
        misconfigured(
            "the Azure CLI (az) is in no absolute folder of PATH",
            "install it and sign in with az login, or choose another way in PIM_AUTH",
        )
    })
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[async_trait::async_trait]
impl Executor for Az {
    async fn run(&self, program: &OsStr, args: &[&OsStr]) -> io::Result<Output> {
        let mut command = tokio::process::Command::new(program);
        command.args(args).env_clear().env("PATH", &self.path).stdin(Stdio::null()).kill_on_drop(true);
        // cmd.exe looks into the current folder first, unless told.
        command.env("NoDefaultCurrentDirectoryInExePath", "1").env("AZURE_CORE_NO_COLOR", "true");
        command.envs(PASSED.iter().filter_map(|name| Some((name, self.env.get(name)?))));
        let output = command.output().await?;
        if output.status.success() { Ok(output) } else { Err(io::Error::other(Ours(refused(&output.stderr)))) }
    }
}

/// `az` said no: its own words say best why.
fn refused(stderr: &[u8]) -> CredentialError {
    let text = String::from_utf8_lossy(stderr);
    let text = redact::without_tokens(&text);
    let text = said(text.trim().trim_start_matches("ERROR:")).chars().take(1000).collect::<String>();
    CredentialError::Refused(Box::new(SignInRefusal {
        error: Way::AzureCli.as_str().to_owned(),
        codes: aadsts(&text).into_iter().collect(),
        description: Some(Foreign::from(if text.is_empty() { "az failed and did not say why" } else { &text })),
        ..SignInRefusal::default()
    }))
}
