//! What is being typed, read off the words of the line and off the commands as they are declared.

use clap::{Arg, Command};

/// Which names could stand where the cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// ROLE[@SCOPE].
    Roles(Roles),
    /// `--scope`.
    Scopes,
    /// `--preset`, and the name in `config preset remove`.
    Presets,
    /// REQUEST.
    Requests(Requests),
    /// `--profile`.
    Profiles,
    /// `--as`.
    People,
    /// FILTER of `list`.
    Filter,
    /// `--can`.
    Actions,
    /// KEY of `config`.
    Keys,
    /// COMMAND of `man`.
    Pages,
    /// A command, where the path leads to some.
    Commands,
    /// KIND of `sandbox fault`.
    Faults,
    /// `--kind`.
    Kinds,
    /// `--auth`.
    Ways,
    /// `--token-store`.
    Stores,
}

/// Which roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roles {
    /// Every one.
    All,
    /// Those that can be activated.
    Eligible,
    /// Those that I activated.
    Activated,
    /// Those that are active, scheduled or waiting.
    Mine,
    /// Those that end soon, for an extension.
    Ending,
    /// Those that ended lately, for a renewal.
    Ended,
}

/// Which requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requests {
    /// Mine, and those that wait for me.
    All,
    /// Mine that are still open.
    Open,
    /// Those that wait for me.
    WaitForMe,
}

impl Requests {
    /// Whether there are own ones among them.
    pub fn has_own(self) -> bool {
        self != Requests::WaitForMe
    }

    /// Whether there are others' among them.
    pub fn has_others(self) -> bool {
        self != Requests::Open
    }
}

/// What is being typed, and what the line says about whose names are meant.
#[derive(Debug)]
pub struct Place<'a, 'c> {
    pub wanted: Wanted,
    /// The command so far.
    pub command: &'c Command,
    /// What of the word is settled: `--scope=`.
    pub before: &'a str,
    /// What is typed of the name.
    pub typed: &'a str,
    /// What was given in the same place before.
    pub given: Vec<&'a str>,
    /// The roles that stand before it, where it is about them.
    pub roles: Vec<&'a str>,
    pub sandbox: bool,
    pub person: Option<&'a str>,
    pub profile: Option<&'a str>,
}

/// What was read of the line so far.
#[derive(Default)]
struct Read<'a> {
    path: Vec<String>,
    /// The arguments that are no flags.
    positionals: Vec<&'a str>,
    only_positionals: bool,
    /// The flag whose value comes next, and whether it may come without one.
    open: Option<(String, bool)>,
    sandbox: bool,
    person: Option<&'a str>,
    profile: Option<&'a str>,
}

impl<'a, 'c> Place<'a, 'c> {
    /// Reads the words behind the name of the command `root`, the last of which is being typed; `None` where no names
    /// of ours could stand.
    pub fn read(root: &'c Command, words: &[&'a str]) -> Option<Self> {
        let (typed, done) = words.split_last()?;
        let (mut command, mut read) = (root, Read::default());
        for word in done {
            command = read.word(command, word);
        }
        let (wanted, before, typed) = read.last(command, typed)?;
        let Read { sandbox, person, profile, positionals, .. } = read;
        let about_roles = wanted == Wanted::Scopes && command.get_name() == "activate";
        let is_value = read.open.is_some() || !before.is_empty();
        let roles = if about_roles { positionals.clone() } else { Vec::new() };
        let given = if is_value { Vec::new() } else { positionals };
        Some(Self { wanted, command, before, typed, given, roles, sandbox, person, profile })
    }
}

impl<'a> Read<'a> {
    /// Reads one word whole; gives the command that it leads to.
    fn word<'c>(&mut self, command: &'c Command, word: &'a str) -> &'c Command {
        if let Some((flag, _)) = self.open.take().filter(|(_, optional)| !(*optional && word.starts_with('-'))) {
            self.value(&flag, word);
        } else if self.only_positionals || word == "-" || !word.starts_with('-') {
            let named = (!self.only_positionals && self.positionals.is_empty()).then(|| command.find_subcommand(word));
            if let Some(next) = named.flatten() {
                self.path.push(next.get_name().to_owned());
                return next;
            }
            self.positionals.push(word);
        } else if word == "--" {
            self.only_positionals = true;
        } else {
            self.flags(command, word);
        }
        command
    }

    fn flags(&mut self, command: &Command, word: &'a str) {
        match flag_of(command, word) {
            Some((flag, Some((_, value)))) => self.value(flag.get_id().as_str(), value),
            Some((flag, None)) if takes_next(flag) => self.open = Some((flag.get_id().to_string(), is_optional(flag))),
            Some((flag, None)) => self.sandbox |= flag.get_id() == "sandbox",
            None => {}
        }
    }

    fn value(&mut self, flag: &str, value: &'a str) {
        match flag {
            "person" => self.person = Some(value),
            "profiles" => self.profile = Some(value),
            _ => {}
        }
    }

    /// What the word that is being typed could become, with what of it is settled and what is typed of the name.
    fn last(&self, command: &Command, word: &'a str) -> Option<(Wanted, &'a str, &'a str)> {
        if let Some((flag, _)) = self.open.as_ref().filter(|(_, optional)| !(*optional && word.starts_with('-'))) {
            return Some((of_flag(flag)?, "", word));
        }
        if !self.only_positionals && word.starts_with('-') {
            let (flag, value) = flag_of(command, word)?;
            let (before, typed) = value?;
            return Some((of_flag(flag.get_id().as_str())?, before, typed));
        }
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        // Behind `--` stands what `run` runs.
        let is_other = self.only_positionals && command.get_positionals().any(Arg::is_last_set);
        let wanted = match self.positionals.len() {
            _ if is_other => None,
            0 if command.has_subcommands() => Some(Wanted::Commands),
            count => of_positional(&path, count),
        };
        Some((wanted?, "", word))
    }
}

/// The last flag in a word such as `--scope`, `--scope=prod`, `-ysprod`, and where it has one its value: what stands
/// before it, and itself.
fn flag_of<'c, 'w>(command: &'c Command, word: &'w str) -> Option<(&'c Arg, Option<(&'w str, &'w str)>)> {
    if let Some(long) = word.strip_prefix("--") {
        let name = long.split_once('=').map_or(long, |(name, _)| name);
        let flag = command.get_arguments().find(|arg| arg.get_long() == Some(name))?;
        let value = long.contains('=').then(|| word.split_at(2 + name.len() + 1));
        return Some((flag, value));
    }
    let mut last = None;
    for (at, c) in word.char_indices().skip(1) {
        let flag = command.get_arguments().find(|arg| arg.get_short() == Some(c))?;
        let (before, value) = word.split_at(at + c.len_utf8());
        if flag.get_action().takes_values() && !value.is_empty() {
            return Some((flag, Some((before, value))));
        }
        last = Some((flag, None));
    }
    last
}

/// Whether the flag's value is the next word.
fn takes_next(flag: &Arg) -> bool {
    flag.get_action().takes_values() && !flag.is_require_equals_set()
}

/// Whether the flag may stand without its value.
fn is_optional(flag: &Arg) -> bool {
    flag.get_num_args().is_some_and(|count| count.min_values() == 0)
}

fn of_flag(id: &str) -> Option<Wanted> {
    match id {
        "profiles" => Some(Wanted::Profiles),
        "person" => Some(Wanted::People),
        "preset" => Some(Wanted::Presets),
        "scope" => Some(Wanted::Scopes),
        "can" => Some(Wanted::Actions),
        "kinds" => Some(Wanted::Kinds),
        "auth" => Some(Wanted::Ways),
        "token_store" => Some(Wanted::Stores),
        _ => None,
    }
}

/// What the argument behind `count` others is in the command at `path`.
fn of_positional(path: &[&str], count: usize) -> Option<Wanted> {
    match (path, count) {
        (["list"], 0) => Some(Wanted::Filter),
        (["activate" | "run"], _) | (["config", "preset", "save"], 1..) => Some(Wanted::Roles(Roles::Eligible)),
        (["deactivate"], _) => Some(Wanted::Roles(Roles::Activated)),
        (["status"], _) => Some(Wanted::Roles(Roles::Mine)),
        (["extend"], _) => Some(Wanted::Roles(Roles::Ending)),
        (["renew"], _) => Some(Wanted::Roles(Roles::Ended)),
        (["approve" | "deny"], _) => Some(Wanted::Requests(Requests::WaitForMe)),
        (["request", "show"], 0) => Some(Wanted::Requests(Requests::All)),
        (["request", "cancel" | "wait"], _) => Some(Wanted::Requests(Requests::Open)),
        (["config", "preset", "save" | "remove"], 0) => Some(Wanted::Presets),
        (["config", "get"], 0) | (["config", "unset"], _) => Some(Wanted::Keys),
        // Each key is followed by its value.
        (["config", "set"], count) if count % 2 == 0 => Some(Wanted::Keys),
        (["man"], 0) => Some(Wanted::Pages),
        (["sandbox", "fault"], 0) => Some(Wanted::Faults),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory;

    fn root() -> Command {
        let mut root = Cli::command();
        root.build();
        root
    }

    fn wanted(root: &Command, line: &str) -> Option<Wanted> {
        let words: Vec<&str> = line.split(' ').collect();
        Place::read(root, &words).map(|place| place.wanted)
    }

    #[test]
    fn what_is_typed_is_read_off_the_line() {
        let root = root();
        for (line, what) in [
            ("activate ", Some(Wanted::Roles(Roles::Eligible))),
            ("--sandbox --as alex on -r why x", Some(Wanted::Roles(Roles::Eligible))),
            ("activate -yqr why --wait x", Some(Wanted::Roles(Roles::Eligible))),
            ("activate -r ", None),
            ("activate --", None),
            ("activate -- ", Some(Wanted::Roles(Roles::Eligible))),
            ("activate x -s pr", Some(Wanted::Scopes)),
            ("activate x --scope=pr", Some(Wanted::Scopes)),
            ("activate x -s ", Some(Wanted::Scopes)),
            ("activate -s -r why ", Some(Wanted::Roles(Roles::Eligible))),
            ("activate x -s --pro", None),
            ("activate -pde", Some(Wanted::Presets)),
            ("list --profile ", Some(Wanted::Profiles)),
            ("--profile ", Some(Wanted::Profiles)),
            ("off ", Some(Wanted::Roles(Roles::Activated))),
            ("deny -r no ", Some(Wanted::Requests(Requests::WaitForMe))),
            ("request show ", Some(Wanted::Requests(Requests::All))),
            ("request show x ", None),
            ("request cancel x ", Some(Wanted::Requests(Requests::Open))),
            ("config preset save ", Some(Wanted::Presets)),
            ("config preset save x ", Some(Wanted::Roles(Roles::Eligible))),
            ("list ", Some(Wanted::Filter)),
            ("list x ", None),
            ("list --can ", Some(Wanted::Actions)),
            ("run ", Some(Wanted::Roles(Roles::Eligible))),
            ("run x -- ", None),
            ("extend ", Some(Wanted::Roles(Roles::Ending))),
            ("renew -k ", Some(Wanted::Kinds)),
            ("renew x ", Some(Wanted::Roles(Roles::Ended))),
            ("config set tenant ", None),
            ("config set tenant x ", Some(Wanted::Keys)),
            ("nonsense ", None),
            ("man ", Some(Wanted::Pages)),
            ("request ", Some(Wanted::Commands)),
            ("--sandbox ", Some(Wanted::Commands)),
        ] {
            assert_eq!(wanted(&root, line), what, "{line}");
        }
    }

    #[test]
    fn flags_choose_whose_names_these_are() {
        let line = ["--sandbox", "--as=alex", "activate", "--profile", "w", "x", "-spr"];
        let root = root();
        let place = Place::read(&root, &line).unwrap();
        assert!(place.sandbox);
        assert_eq!((place.person, place.profile), (Some("alex"), Some("w")));
        assert_eq!((place.before, place.typed, place.roles), ("-s", "pr", vec!["x"]));
        assert!(place.given.is_empty(), "a scope may be called as a role is");
    }
}
