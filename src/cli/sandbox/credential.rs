//! `pim sandbox credential`: what a pipeline signs in with.

use crate::cli::exit::Failure;
use crate::sandbox::{self, Credential};
use crate::screen::Screen;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Which one.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Which {
    /// A client secret
    ///
    /// Example: eval "$(pim sandbox credential secret)"
    Secret,
    /// A certificate with its key, in a file
    ///
    /// Example: pim sandbox credential certificate /tmp
    Certificate {
        /// The folder for the file
        folder: PathBuf,
    },
    /// A federated token as a cluster gives it, in a file
    ///
    /// Example: pim sandbox credential federated /tmp
    Federated {
        /// The folder for the file
        folder: PathBuf,
        /// Whom the token is about, in place of the one that is trusted
        #[arg(long)]
        subject: Option<String>,
    },
    /// The identity of a GitHub Actions job
    ///
    /// Example: pim sandbox credential github-actions https://127.0.0.1:8443
    GithubActions(At),
    /// The service connection of an Azure Pipelines job
    ///
    /// Example: pim sandbox credential azure-pipelines https://127.0.0.1:8443
    AzurePipelines(At),
    /// The managed identity of an App Service app
    ///
    /// Example: pim sandbox credential managed-identity https://127.0.0.1:8443
    ManagedIdentity(At),
}

/// Which sandbox plays the platform.
#[derive(Debug, clap::Args)]
pub(super) struct At {
    /// Where the sandbox serves, as `pim sandbox serve` says it
    #[arg(value_name = "ORIGIN")]
    origin: String,
}

/// Makes it, and prints the variables to set.
pub(super) fn run(which: &Which, folder: &Path, screen: &Screen) -> Result<(), Failure> {
    let at = |at: &At| at.origin.trim_end_matches('/').to_owned();
    let which = match which {
        Which::Secret => Credential::Secret,
        Which::Certificate { folder } => Credential::Certificate(folder.clone()),
        Which::Federated { folder, subject } => Credential::Federated(folder.clone(), subject.clone()),
        Which::GithubActions(origin) => Credential::Github(at(origin)),
        Which::AzurePipelines(origin) => Credential::AzurePipelines(at(origin)),
        Which::ManagedIdentity(origin) => Credential::ManagedIdentity(at(origin)),
    };
    let variables = sandbox::credential(folder, &which)?;
    if screen.format().is_json() {
        let all: Map<String, Value> =
            variables.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        return Ok(screen.plain(&Value::Object(all).to_string())?);
    }
    for (name, value) in variables {
        screen.plain(&format!("export {name}='{}'", value.replace('\'', r"'\''")))?;
    }
    Ok(())
}
