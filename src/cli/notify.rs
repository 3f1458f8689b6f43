//! Notifications on the desktop, by the program that the system has for them. Without one there are none.

use super::app::App;
use super::browser;
use crate::local::env::Env;
use crate::local::program;
use crate::screen::clean_str;
use std::path::Path;
use std::process::Command;

/// The most characters of a text: a notification is read at a glance.
const LONGEST: usize = 300;

impl App {
    /// Shows a notification, and does not wait for it. Nobody's text is more than text in it. Where there is no
    /// program for it a note says so.
    pub fn notify(&self, title: &str, body: &str) {
        let name = if cfg!(windows) {
            "powershell"
        } else if cfg!(target_os = "macos") {
            "osascript"
        } else {
            "notify-send"
        };
        let found = program::find(name, &self.env);
        let Ok(program) = found.inspect_err(|error| self.screen.note(&format!("no notification is shown: {error}")))
        else {
            return;
        };
        let child = command(&self.env, &program, &shortened(title), &shortened(body)).spawn();
        match child {
            // It may take its time; whoever watches for hours leaves no dead ones behind.
            Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
            Err(error) => self.screen.note(&format!("no notification is shown: {name}: {error}")),
        }
    }
}

/// A text on one line, with all that is not to be seen made visible.
fn shortened(text: &str) -> String {
    let clean = clean_str(text);
    match clean.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean,
    }
}

#[cfg(not(any(windows, target_os = "macos")))]
fn command(env: &Env, program: &Path, title: &str, body: &str) -> Command {
    // Servers read the body as markup, never the title.
    let body = body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut command = browser::helper(env, program);
    command.args(["--app-name=pim", "--", title, &body]);
    command
}

#[cfg(target_os = "macos")]
fn command(env: &Env, program: &Path, title: &str, body: &str) -> Command {
    const SCRIPT: [&str; 3] =
        ["on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run"];
    let mut command = browser::helper(env, program);
    for line in SCRIPT {
        command.args(["-e", line]);
    }
    command.args(["--", title, body]);
    command
}

#[cfg(windows)]
fn command(env: &Env, program: &Path, title: &str, body: &str) -> Command {
    // The texts come as variables: no text becomes a part of the script.
    const SCRIPT: &str = "Add-Type -AssemblyName System.Windows.Forms; \
        $n = New-Object System.Windows.Forms.NotifyIcon; $n.Icon = [System.Drawing.SystemIcons]::Information; \
        $n.Visible = $true; $n.ShowBalloonTip(10000, $env:PIM_NOTICE_TITLE, $env:PIM_NOTICE_BODY, 'Info'); \
        Start-Sleep -Seconds 10; $n.Dispose()";
    let mut command = browser::helper(env, program);
    command.args(["-NoProfile", "-NonInteractive", "-Command", SCRIPT]);
    command.env("PIM_NOTICE_TITLE", title).env("PIM_NOTICE_BODY", body);
    command
}
