//! A sandbox that serves other programs, and `pim` pointed at it as at a real tenant: by a custom cloud
//! in `config.toml` and a token in `PIM_GRAPH_TOKEN`.

use super::{Ran, TestTenant, words};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// A running `pim sandbox serve`; it ends with the test.
pub struct Served<'a> {
    tenant: &'a TestTenant,
    child: Child,
    /// The line that it printed when it was ready.
    pub ready: Value,
}

impl Drop for Served<'_> {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl<'a> Served<'a> {
    /// Serves over plain HTTP, with a profile `lab`, the default one, that points at it.
    pub fn start(tenant: &'a TestTenant) -> Self {
        let served = Self::with(tenant, &["sandbox", "serve", "-o", "json"]);
        let http = served.ready["http"].as_str().unwrap().to_owned();
        served.profile(&http, "");
        served
    }

    /// Serves with this command line, and no profile yet.
    pub fn with(tenant: &'a TestTenant, line: &[&str]) -> Self {
        let mut command = tenant.command(line);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let ready = serde_json::from_str(&first).unwrap_or(Value::String(first));
        Self { tenant, child, ready }
    }

    /// Writes the profile `lab`, whose Graph is at `graph`; `more` are further lines of its cloud.
    pub fn profile(&self, graph: &str, more: &str) {
        self.tenant.config(&format!(
            "profile = \"lab\"\n\n[clouds.lab]\ngraph = \"{graph}\"\narm = \"{graph}\"\nauthority = \"{graph}\"\n\
             graph-audience = \"https://graph.microsoft.com\"\narm-audience = \"https://management.azure.com\"\n{more}\n\
             [profiles.lab]\ncloud = \"lab\"\n"
        ));
    }

    /// A token of one of the people, with claims.
    pub fn token(&self, person: &str, claims: &str) -> String {
        let args = ["sandbox", "token", "--as", person, "--for", "graph", "--claims", claims];
        self.tenant.run(args).must(0).stdout.trim().to_owned()
    }

    /// Runs `pim` with this token.
    pub fn pim(&self, token: &str, line: &str) -> Ran {
        Ran::of(self.tenant.command(words(line)).env("PIM_GRAPH_TOKEN", token).output().unwrap())
    }
}
