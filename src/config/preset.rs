//! Several roles with reason, duration and ticket under one name.

use super::toml_file::Section;
use super::{ConfigError, Warning, profile};
use crate::pim::duration::Span;

/// The keys of a preset.
pub const KEYS: [&str; 4] = ["roles", "reason", "duration", "ticket"];

/// A `[presets.NAME]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preset {
    /// The roles, as a command line names them.
    pub roles: Vec<String>,
    /// The reason.
    pub reason: Option<String>,
    /// How long, as a command line has it.
    pub duration: Option<String>,
    /// The ticket, as a command line has it.
    pub ticket: Option<String>,
}

/// What is said of a name that cannot be a preset's.
pub(super) const NO_NAME: &str = "is no name for a preset; expected letters, digits, `-`, `_` and `.`, at most 64";

/// Reads and checks a preset.
pub(super) fn read(table: &Section<'_>, warnings: &mut Vec<Warning>) -> Result<Preset, ConfigError> {
    if !profile::is_name(&table.name) {
        return Err(ConfigError { place: table.place(), problem: NO_NAME.to_owned() });
    }
    table.known(&KEYS, warnings)?;
    let roles = table.texts("roles")?.unwrap_or_default();
    if roles.is_empty() || roles.iter().any(|role| role.trim().is_empty()) {
        return Err(table.error("roles", "names no role; expected such as [\"contributor@prod\"]"));
    }
    let duration = table.text("duration")?;
    if let Some(text) = duration.as_deref().filter(|text| !text.eq_ignore_ascii_case("max")) {
        Span::parse(text).map_err(|error| table.error("duration", format!("{error}, or max")))?;
    }
    Ok(Preset { roles, reason: table.text("reason")?, duration, ticket: table.text("ticket")? })
}
