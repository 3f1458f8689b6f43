//! `pim config preset`: several roles with reason, duration and ticket under one name, for `pim activate -p NAME`.

use super::{COLUMNS, File, items, row};
use crate::cli::exit::{self, DONE, Failure, usage};
use crate::cli::profile;
use crate::config::Key;
use crate::config::edit::{change, remove_preset};
use crate::local::dirs::Dirs;
use crate::local::memory::{Asked, Last, Memory};
use crate::screen::shape::SettingEntry;
use crate::screen::{Cell, Column, ErrorReport, Listing, Table, clean_str};
use serde_json::{Value, json};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Verb {
    /// Keep roles under a name; without ROLE those of the last activation
    ///
    /// Example: pim config preset save deploy contributor@prod reader@dev -r "Deploy" -d 2h
    Save {
        /// The preset's name
        name: String,
        /// The roles, as ROLE@SCOPE
        #[arg(value_name = "ROLE[@SCOPE]")]
        roles: Vec<String>,
        /// The reason
        #[arg(short, long, value_name = "TEXT")]
        reason: Option<String>,
        /// For how long: 2h, 1h30m, PT1H30M or max
        #[arg(short, long, value_name = "TIME")]
        duration: Option<String>,
        /// The ticket, as NUMBER or SYSTEM:NUMBER
        #[arg(short, long, value_name = "[SYSTEM:]NUMBER")]
        ticket: Option<String>,
    },
    /// List the presets
    ///
    /// Example: pim config preset list
    List,
    /// Take a preset out of the file
    ///
    /// Example: pim config preset remove deploy
    Remove {
        /// The preset's name
        name: String,
    },
}

/// Columns of the flat formats; new ones only at the end.
const PRESETS: [Column; 5] = [
    Column { title: "NAME", path: "name" },
    Column { title: "ROLES", path: "roles" },
    Column { title: "REASON", path: "reason" },
    Column { title: "DURATION", path: "duration" },
    Column { title: "TICKET", path: "ticket" },
];

/// Keeps, lists or removes presets.
pub(super) fn run(file: &File<'_>, dirs: &Dirs, verb: &Verb) -> Result<i32, Failure> {
    match verb {
        Verb::Save { name, roles, reason, duration, ticket } => {
            let wanted = [reason, duration, ticket].map(Clone::clone);
            save(file, name, &if roles.is_empty() { last(file, dirs, wanted)? } else { given(roles, wanted)? })
        }
        Verb::List => list(file),
        Verb::Remove { name } => remove(file, name),
    }
}

/// The keys of a preset with their values.
type Values = [(&'static str, Option<String>); 4];

fn given(roles: &[String], [reason, duration, ticket]: [Option<String>; 3]) -> Result<Values, Failure> {
    if let Some(role) = roles.iter().find(|role| role.contains('\n')) {
        return Err(usage("usage", format!("{} has a line break in it", exit::quoted(role)), "pim list"));
    }
    let roles = roles.iter().map(|role| format!("{role}\n")).collect();
    Ok([("roles", Some(roles)), ("reason", reason), ("duration", duration), ("ticket", ticket)])
}

/// What was activated last; flags count more.
fn last(file: &File<'_>, dirs: &Dirs, [reason, duration, ticket]: [Option<String>; 3]) -> Result<Values, Failure> {
    let folders = profile::folders_at_hand(file.global, file.env, dirs);
    let Some(last) = folders.and_then(|folders| Memory::load(&folders.state).last) else {
        let report = ErrorReport::new(exit::NOTHING, "no-last", "nothing was activated here before");
        return Err(report.hint("pim config preset save NAME ROLE...").into());
    };
    let Last { roles, reason: was_reason, duration: was_duration, ticket: was_ticket } = last;
    let roles: Vec<String> = roles.iter().map(name).collect();
    given(&roles, [reason.or(was_reason), duration.or(was_duration), ticket.or(was_ticket)])
}

/// A role as somebody who reads the file knows it; by its ids where its names could not be typed.
fn name(role: &Asked) -> String {
    let named = format!("{}@{}", role.role.raw(), role.scope.raw());
    if clean_str(&named) == named && !role.role.raw().contains('@') { named } else { role.exactly() }
}

fn save(file: &File<'_>, name: &str, values: &Values) -> Result<i32, Failure> {
    let changes: Vec<(Key, Option<&str>)> =
        values.iter().map(|(key, value)| (Key::Preset(name.to_owned(), key), value.as_deref())).collect();
    change(&file.path, &changes)?;
    show(file, name, &format!("pim activate -p {}", clean_str(name)), |entry| entry.from == "file")
}

/// Shows those keys of a preset, as the file has them now, that are `wanted`.
fn show(file: &File<'_>, name: &str, footer: &str, wanted: fn(&SettingEntry) -> bool) -> Result<i32, Failure> {
    let config = file.load()?;
    let entries = Key::of_preset(name).map(|key| file.entry(config.setting(&key)));
    let entries: Vec<SettingEntry> = entries.filter(wanted).collect();
    let mut table = Table::headless(&["*", "*", ""]);
    entries.iter().for_each(|entry| row(&mut table, entry));
    table.footer = vec![footer.to_owned()];
    file.screen.listing(Listing { items: items(&entries), columns: &COLUMNS, table, id_path: "key" })?;
    Ok(DONE)
}

fn list(file: &File<'_>) -> Result<i32, Failure> {
    let config = file.load()?;
    let mut table = Table::with(&["*NAME", "*ROLES", "REASON", "DURATION", "TICKET"]);
    let mut items: Vec<Value> = Vec::new();
    for name in config.preset_names() {
        let preset = config.preset(name)?;
        let text = |value: &Option<String>| Cell::from(value.as_deref().map(clean_str).unwrap_or_default());
        let roles = preset.roles.iter().map(|role| clean_str(role)).collect::<Vec<_>>().join(", ");
        let (reason, duration, ticket) = (text(&preset.reason), text(&preset.duration), text(&preset.ticket));
        table.row([clean_str(name).into(), roles.into(), reason, duration, ticket]);
        items.push(json!({"name": name, "roles": preset.roles, "reason": preset.reason, "duration": preset.duration,
            "ticket": preset.ticket}));
    }
    table.empty = Some("no presets; pim config preset save NAME makes one".to_owned());
    file.screen.listing(Listing { items, columns: &PRESETS, table, id_path: "name" })?;
    Ok(DONE)
}

fn remove(file: &File<'_>, name: &str) -> Result<i32, Failure> {
    file.load()?.preset(name)?;
    remove_preset(&file.path, name)?;
    show(file, name, "removed", |_| true)
}
