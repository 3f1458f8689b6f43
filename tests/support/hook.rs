//! A browser that only writes down where it is sent, and a terminal in which `pim` finds it.

use super::{TestTenant, words};
use crate::rig::until;
use crate::terminal::Terminal;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// A `$BROWSER` that writes down where it is sent, for a browser of the test's own to go there.
pub struct Hook(PathBuf);

impl Hook {
    /// One in this home folder.
    pub fn in_home_of(tenant: &TestTenant) -> Self {
        let hook = Self(tenant.home().join("browser"));
        let to = hook.opened().display().to_string();
        std::fs::write(&hook.0, format!("#!/bin/sh\nprintf %s \"$1\" > '{to}.part'\n/bin/mv '{to}.part' '{to}'\n"))
            .unwrap();
        std::fs::set_permissions(&hook.0, std::fs::Permissions::from_mode(0o755)).unwrap();
        hook
    }

    /// Its path, for `BROWSER`.
    pub fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    /// Where it writes that down.
    pub fn opened(&self) -> PathBuf {
        self.0.with_extension("opened")
    }

    /// `pim LINE` in a terminal with this browser.
    pub fn terminal(&self, tenant: &TestTenant, line: &str) -> Terminal {
        self.terminal_with(tenant, line, &[])
    }

    /// The same with this in the environment besides.
    pub fn terminal_with(&self, tenant: &TestTenant, line: &str, environment: &[(&str, &str)]) -> Terminal {
        let _ = std::fs::remove_file(self.opened());
        let mut environment = environment.to_vec();
        environment.push(("BROWSER", self.0.to_str().unwrap()));
        Terminal::shell(tenant, 120, words(line), "\"$@\"", &environment)
    }

    /// Where it was sent.
    pub fn address(&self) -> String {
        until("the browser to be opened", || self.opened().exists());
        std::fs::read_to_string(self.opened()).unwrap()
    }
}
