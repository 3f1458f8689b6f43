//! `pim config`: what config.toml says, and changing it. Needs neither a runtime nor the network.

mod edit;
mod preset;

use super::exit::{self, DONE, Failure, usage};
use super::global::Global;
use super::profile::SANDBOX;
use crate::auth::terms::GRAPH_COMMAND_LINE_TOOLS;
use crate::config::edit::{EditError, change};
use crate::config::{Config, ConfigError, Key, Place, Setting, Source, UnknownKey};
use crate::local::dirs::Dirs;
use crate::local::env::Env;
use crate::screen::shape::SettingEntry;
use crate::screen::{Cell, Column, Detail, ErrorReport, Format, Listing, Object, Screen, Table, Tone, clean_str};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Show and change what config.toml says
///
/// KEY is profile, profiles.NAME.KEY, clouds.NAME.KEY or presets.NAME.KEY. A bare key of a profile, such as account, is one of
/// the profile in force: --profile, PIM_PROFILE, the file's own choice, default.
///
/// Example: pim config set tenant contoso.com kinds entra,azure
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Print the value of a key
    ///
    /// Example: pim config get profiles.work.account
    Get {
        /// Such as tenant, profiles.work.account or clouds.lab.graph
        key: String,
    },
    /// Set keys; comments and order of the file stay
    ///
    /// Example: pim config set default-duration 2h ticket-system ServiceNow
    Set {
        /// The key
        key: String,
        /// Its value; a list as entra,azure
        value: String,
        /// Further keys, each with its value: all are set or none
        #[arg(value_name = "KEY VALUE")]
        more: Vec<String>,
    },
    /// Take keys out of the file
    ///
    /// Example: pim config unset ticket-system
    Unset {
        /// The keys
        #[arg(value_name = "KEY", required = true)]
        keys: Vec<String>,
    },
    /// List every key, its value, and where it comes from
    ///
    /// Example: pim --profile work config list
    List,
    /// Open the file in an editor (VISUAL, EDITOR) and check it
    ///
    /// Example: EDITOR=vim pim config edit
    Edit,
    /// Print where the file is
    ///
    /// Example: cp "$(pim config path)" backup.toml
    Path,
    /// Keep several roles with reason, duration and ticket under one name
    ///
    /// Example: pim config preset save deploy contributor@prod -r "Deploy" -d 2h
    Preset {
        #[command(subcommand)]
        verb: preset::Verb,
    },
}

/// Columns of the flat formats; new ones only at the end.
const COLUMNS: [Column; 6] = [
    Column { title: "KEY", path: "key" },
    Column { title: "VALUE", path: "value" },
    Column { title: "FROM", path: "from" },
    Column { title: "BY", path: "by" },
    Column { title: "PATH", path: "path" },
    Column { title: "LINE", path: "line" },
];

impl From<UnknownKey> for Failure {
    fn from(error: UnknownKey) -> Self {
        usage("unknown-key", error.to_string(), "pim config list")
    }
}

impl From<EditError> for Failure {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Config(error) => error.into(),
            EditError::File(error) => ErrorReport::new(exit::FAILED, "config-file", error.to_string()).into(),
        }
    }
}

/// Reads or changes the configuration.
///
/// # Errors
/// A configuration that cannot be used, a key that there is none of, a value that does not fit.
pub fn run(args: &Args, global: &Global, env: &Env, screen: &Screen) -> Result<i32, Failure> {
    let no_home = |error: crate::local::dirs::NoHome| ErrorReport::new(exit::USAGE, "no-home", error.to_string());
    let dirs = Dirs::of(env).map_err(no_home)?;
    let file = File { path: dirs.config_file(), global, env, screen };
    match &args.verb {
        Verb::Get { key } => file.get(key),
        Verb::Set { key, value, more } => file.set(key, value, more),
        Verb::Unset { keys } => file.unset(keys),
        Verb::List => file.list(),
        Verb::Edit => edit::run(&file, &dirs),
        Verb::Path => file.tell_path(),
        Verb::Preset { verb } => preset::run(&file, &dirs, verb),
    }
}

/// The file, and what decides which of its profiles is in force.
struct File<'a> {
    path: PathBuf,
    global: &'a Global,
    env: &'a Env,
    screen: &'a Screen,
}

/// Which profile is in force where the file does not decide, and what says so.
struct Chosen<'a> {
    name: &'a str,
    from: &'static str,
    by: &'static str,
}

impl File<'_> {
    fn get(&self, key: &str) -> Result<i32, Failure> {
        let config = self.load()?;
        let key = self.key(key)?;
        self.must_exist(&config, &key)?;
        let entry = self.entry(config.setting(&key));
        let Some(value) = words(&entry.value) else {
            let report = ErrorReport::new(exit::NOTHING, "not-set", format!("{key} is not set"));
            return Err(report.hint(format!("pim config set {key} VALUE")).into());
        };
        if self.screen.options().query.is_none() && matches!(self.screen.format(), Format::Table | Format::Tsv) {
            self.screen.plain(&value)?;
            return Ok(DONE);
        }
        let item = serde_json::to_value(&entry).unwrap_or_default();
        let detail = Detail { title: value, ..Detail::default() };
        self.screen.object(Object { item, columns: &COLUMNS, detail, id_path: "key" })?;
        Ok(DONE)
    }

    fn set(&self, key: &str, value: &str, more: &[String]) -> Result<i32, Failure> {
        if !more.len().is_multiple_of(2) {
            let last = more.last().map(String::as_str).unwrap_or_default();
            let message = format!("{} has no value", exit::quoted(last));
            return Err(usage("missing-input", message, "pim config set KEY VALUE KEY VALUE"));
        }
        let mut changes = vec![(self.key(key)?, Some(value))];
        for pair in more.chunks(2) {
            changes.push((self.key(&pair[0])?, pair.get(1).map(String::as_str)));
        }
        self.change(&changes)
    }

    fn unset(&self, keys: &[String]) -> Result<i32, Failure> {
        let changes: Result<Vec<_>, Failure> = keys.iter().map(|key| Ok((self.key(key)?, None))).collect();
        self.change(&changes?)
    }

    /// Changes the file and shows what its keys are now.
    fn change(&self, changes: &[(Key, Option<&str>)]) -> Result<i32, Failure> {
        let changed = change(&self.path, changes).map_err(of_value)?;
        let config = self.load()?;
        let entries = changes.iter().map(|(key, _)| self.entry(config.setting(key)));
        let mut table = Table::headless(&["*", "*", ""]);
        let entries: Vec<SettingEntry> = entries.collect();
        entries.iter().for_each(|entry| row(&mut table, entry));
        let said = if changed.anew { "changed" } else { "nothing to change" };
        let file = changed.file.file_name().unwrap_or_default().to_string_lossy();
        table.footer = vec![format!("{said} · {}", clean_str(&file))];
        self.screen.listing(Listing { items: items(&entries), columns: &COLUMNS, table, id_path: "key" })?;
        Ok(DONE)
    }

    fn list(&self) -> Result<i32, Failure> {
        let config = self.load()?;
        let name = self.chosen().map_or(config.default_profile(), |chosen| chosen.name);
        config.profile(name)?;
        let entries: Vec<SettingEntry> = config.settings(name).into_iter().map(|setting| self.entry(setting)).collect();
        // Where there is room a long value wraps rather than where it comes from goes.
        let wraps = self.screen.options().columns() >= 70;
        let mut table = Table::with(if wraps { &["*KEY", "VALUE", "*FROM"] } else { &["*KEY", "*VALUE", "FROM"] });
        entries.iter().for_each(|entry| row(&mut table, entry));
        table.footer = vec![self.path.display().to_string()];
        self.screen.listing(Listing { items: items(&entries), columns: &COLUMNS, table, id_path: "key" })?;
        Ok(DONE)
    }

    fn tell_path(&self) -> Result<i32, Failure> {
        const COLUMNS: [Column; 2] =
            [Column { title: "PATH", path: "path" }, Column { title: "EXISTS", path: "exists" }];
        let path = self.path.display().to_string();
        if self.screen.options().query.is_none() && matches!(self.screen.format(), Format::Table | Format::Tsv) {
            self.screen.plain(&path)?;
            return Ok(DONE);
        }
        let item = json!({ "path": path, "exists": self.path.exists() });
        let detail = Detail { title: path, ..Detail::default() };
        self.screen.object(Object { item, columns: &COLUMNS, detail, id_path: "path" })?;
        Ok(DONE)
    }

    /// The file, checked; what is odd in it is told.
    fn load(&self) -> Result<Config, ConfigError> {
        let (config, warnings) = Config::load(&self.path)?;
        warnings.iter().for_each(|warning| self.screen.warn(&warning.to_string()));
        Ok(config)
    }

    /// The key that was typed; a bare one is one of the profile in force. The file is read only where it decides.
    fn key(&self, typed: &str) -> Result<Key, Failure> {
        if let Some(chosen) = self.chosen() {
            return Ok(Key::parse(typed, chosen.name)?);
        }
        match Key::parse(typed, "")? {
            Key::Profile(name, key) if name.is_empty() => {
                let (config, _) = Config::load(&self.path)?;
                Ok(Key::Profile(config.default_profile().to_owned(), key))
            }
            key => Ok(key),
        }
    }

    /// The profile that the command line or the environment chooses.
    fn chosen(&self) -> Option<Chosen<'_>> {
        let flag = self.global.profile();
        if self.global.sandbox {
            return Some(Chosen { name: SANDBOX, from: "commandLine", by: "--sandbox" });
        }
        if let Some(name) = flag {
            return Some(Chosen { name, from: "commandLine", by: "--profile" });
        }
        let name = self.env.get("PIM_PROFILE")?;
        Some(Chosen { name, from: "environment", by: "PIM_PROFILE" })
    }

    /// A profile or a cloud that is not there has no value to get.
    fn must_exist(&self, config: &Config, key: &Key) -> Result<(), Failure> {
        match key {
            Key::Profile(name, _) => config.profile(name).map(drop).map_err(Failure::from),
            Key::Cloud(name, _) if config.cloud(name).is_none() => {
                Err(usage("no-such-cloud", format!("there is no cloud {}", exit::quoted(name)), "pim config list"))
            }
            Key::Preset(name, _) => config.preset(name).map(drop).map_err(Failure::from),
            Key::Default | Key::Cloud(..) => Ok(()),
        }
    }

    fn entry(&self, setting: Setting) -> SettingEntry {
        let Setting { key, words, source } = setting;
        let mut entry = SettingEntry {
            key: key.to_string(),
            value: if key.is_list() { json!(words) } else { json!(words.first()) },
            from: "default",
            by: None,
            path: None,
            line: None,
        };
        if words.is_empty() {
            entry.value = usual(&key).map_or(Value::Null, Value::from);
        }
        match source {
            Source::File(place) => {
                entry.from = "file";
                entry.path = Some(place.path.display().to_string());
                entry.line = place.line;
            }
            Source::BuiltIn => entry.from = "builtIn",
            Source::Default => {}
        }
        if let (Key::Default, Some(chosen)) = (&key, self.chosen()) {
            let (value, by) = (Value::from(chosen.name), Some(chosen.by));
            entry = SettingEntry { value, from: chosen.from, by, path: None, line: None, ..entry };
        }
        entry
    }
}

/// A value that does not fit is no fault of the file, which stays as it is.
fn of_value(error: EditError) -> Failure {
    match error {
        EditError::Config(ConfigError { place: Place { line: None, key: Some(key), .. }, problem }) => {
            ErrorReport::new(exit::USAGE, "bad-config", format!("{key}: {problem}; nothing was changed")).into()
        }
        error => error.into(),
    }
}

/// What holds where nothing is set.
fn usual(key: &Key) -> Option<&'static str> {
    match key {
        Key::Profile(_, "default-duration") => Some("1h"),
        Key::Profile(name, _) if name == SANDBOX => None,
        Key::Profile(_, "client-id") => Some(GRAPH_COMMAND_LINE_TOOLS),
        _ => None,
    }
}

fn items(entries: &[SettingEntry]) -> Vec<Value> {
    entries.iter().map(|entry| serde_json::to_value(entry).unwrap_or_default()).collect()
}

/// A value as one types it.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")),
        _ => None,
    }
}

fn row(table: &mut Table, entry: &SettingEntry) {
    let value = words(&entry.value).map_or_else(|| Cell::toned("-", Tone::Faint), |value| clean_str(&value).into());
    let name = |path: &String| Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    let from = match (entry.from, entry.by, &entry.path) {
        (_, Some(by), _) => by.to_owned(),
        (_, _, Some(path)) => {
            let line = entry.line.map(|line| format!(":{line}")).unwrap_or_default();
            format!("{}{line}", name(path).unwrap_or_default())
        }
        ("builtIn", ..) => "built in".to_owned(),
        _ if entry.value.is_null() => "not set".to_owned(),
        (from, ..) => from.to_owned(),
    };
    table.row([Cell::from(clean_str(&entry.key)), value, from.into()]);
}
