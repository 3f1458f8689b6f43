//! `pim sandbox set` and `session`: what the embedded tenant's administrators decide.

use super::Failure;
use crate::sandbox::{self, Setting};
use crate::screen::{Screen, clean_str};
use std::path::Path;

/// A rule, and what it says.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Rule {
    /// Whether conditional access lets anybody sign in with a device code
    ///
    /// Example: pim sandbox set device-code blocked
    DeviceCode {
        /// What holds from now on
        #[arg(value_parser = ["allowed", "blocked"])]
        value: String,
    },
    /// Whether conditional access asks everybody for a second factor
    ///
    /// Example: pim sandbox set mfa required
    Mfa {
        /// What holds from now on
        #[arg(value_parser = ["required", "off"])]
        value: String,
    },
    /// Whether an administrator has consented to what a requester needs
    ///
    /// Example: pim sandbox set admin-consent revoked
    AdminConsent {
        /// What holds from now on
        #[arg(value_parser = ["granted", "revoked"])]
        value: String,
        /// For this application alone
        #[arg(long, value_name = "ID")]
        client: Option<String>,
    },
}

/// What becomes of sessions.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Session {
    /// End every session of one person (--as NAME)
    ///
    /// Example: pim sandbox session revoke --as dana
    Revoke,
}

/// Sets a rule.
pub(super) fn set(rule: &Rule, folder: &Path, screen: &Screen) -> Result<(), Failure> {
    let (setting, name, value) = match rule {
        Rule::DeviceCode { value } => (Setting::DeviceCode(value == "allowed"), "device-code", value),
        Rule::Mfa { value } => (Setting::Mfa(value == "required"), "mfa", value),
        Rule::AdminConsent { value, client } => {
            let setting = Setting::AdminConsent { granted: value == "granted", client: client.clone() };
            (setting, "admin-consent", value)
        }
    };
    sandbox::set(folder, &setting)?;
    screen.note(&format!("{name} is {value} from now on"));
    Ok(())
}

/// Ends every session of a person.
pub(super) fn revoke(person: Option<&str>, folder: &Path, screen: &Screen) -> Result<(), Failure> {
    let who = person.unwrap_or(sandbox::people()[0].name);
    sandbox::revoke_sessions(folder, who)?;
    screen.note(&format!("{} has to sign in again", clean_str(who)));
    Ok(())
}
