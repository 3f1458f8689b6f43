//! What a Tab offers of the names that only the person's own cache knows. No command of ours, and in no help: the
//! completion scripts run `pim complete-words SHELL WORD...` with the words of the line, the last of which is being
//! typed, and get a candidate on each line, behind a tab what it is. Whatever is amiss, it says nothing.
//!
//! It reads what is on this machine and nothing else: no request, no sign-in, no keychain, no write.

mod bash;
mod below;
mod names;
mod nu;
mod place;
mod quote;

use super::exit::{DONE, FAILED};
use super::global::Global;
use super::{Cli, profile};
use crate::config::Config;
use crate::local::dirs::Dirs;
use crate::local::env::Env;
use crate::local::names as kept;
use crate::pim::kind::Kind;
use crate::pim::sign_in::{TokenStore, Way};
use crate::screen::Screen;
use crate::screen::clean::has_hostile;
use chrono::Utc;
use clap::{Args, Command, CommandFactory, FromArgMatches};
use names::Candidate;
use place::{Place, Roles, Wanted};
use std::ffi::OsString;

/// The word behind which a completion script puts the line.
pub const WORDS: &str = "complete-words";

/// Prints the candidates for the line that `args` tell: the shell, then what it gives. The exit code is 0 where names
/// stand, also where none is known, so that the shell does not offer files instead; elsewhere it is 1.
pub fn run(args: &[OsString], env: &Env, screen: &Screen) -> i32 {
    let args: Option<Vec<&str>> = args.iter().map(|arg| arg.to_str()).collect();
    let Some(text) = args.and_then(|args| answer(&args, env)) else { return FAILED };
    // A shell that does not listen has nothing to be told.
    let _ = screen.bytes(text.as_bytes());
    DONE
}

fn answer(args: &[&str], env: &Env) -> Option<String> {
    let (shell, rest) = args.split_first()?;
    let found = match *shell {
        "bash" => return bash_answer(rest, env),
        "zsh" | "fish" => found(rest.get(1..)?, env)?.but_commands()?.whole(),
        // It compares with the case that was typed.
        "elvish" => found(rest.get(1..)?, env)?.in_typed_case().whole(),
        "powershell" => {
            // An empty word would not get here by itself, and an open quote comes along.
            let (typed, before) = rest.get(1..)?.split_last()?;
            let typed = typed.strip_prefix('=')?.trim_start_matches(['\'', '"']);
            let found = found(&[before, &[typed]].concat(), env)?.whole();
            found.into_iter().map(|one| one.with(quote::powershell)).collect()
        }
        "nushell" => {
            // It gives the line up to the cursor, and replaces the value alone where a flag stands before it.
            let words = nu::words(rest.first()?)?;
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let names = found(words.get(1..)?, env)?.names;
            names.into_iter().map(|one| one.with(quote::nushell)).collect()
        }
        _ => return None,
    };
    Some(found.iter().map(|one| format!("{}\t{}\n", one.text, one.note)).collect())
}

/// bash gives the line up to the cursor, and what of it will be replaced; what it gets, it takes as it is.
fn bash_answer(args: &[&str], env: &Env) -> Option<String> {
    let [line, replaced] = args else { return None };
    let line = bash::Line::read(line)?;
    let words: Vec<&str> = line.words.iter().map(String::as_str).collect();
    let found = found(words.get(1..)?, env)?.but_commands()?.whole();
    Some(found.iter().filter_map(|one| line.insertion(&one.text, replaced)).map(|text| text + "\n").collect())
}

/// What fits where the cursor is.
struct Found<'a> {
    wanted: Wanted,
    /// What of the word is settled: `--scope=`.
    before: &'a str,
    /// What is typed of the name.
    typed: &'a str,
    names: Vec<Candidate>,
}

impl Found<'_> {
    /// Without commands, in the shells whose script knows them wherever they stand.
    fn but_commands(self) -> Option<Self> {
        (self.wanted != Wanted::Commands).then_some(self)
    }

    /// Each with what stands before it.
    fn whole(mut self) -> Vec<Candidate> {
        for one in &mut self.names {
            one.text.insert_str(0, self.before);
        }
        self.names
    }

    /// Each with its beginning as it was typed.
    fn in_typed_case(mut self) -> Self {
        let lower = |text: &str| text.to_lowercase();
        for one in &mut self.names {
            let beginning: String = one.text.chars().take(self.typed.chars().count()).collect();
            if lower(&beginning) == lower(self.typed) {
                one.text.replace_range(..beginning.len(), self.typed);
            }
        }
        self
    }
}

/// The names for the last of the words behind the command's name.
fn found<'a>(words: &[&'a str], env: &Env) -> Option<Found<'a>> {
    let mut root = Cli::command();
    root.build();
    let place = Place::read(&root, words)?;
    let mut names = named(&place, &root, env).unwrap_or_default();
    let given: Vec<String> = place.given.iter().map(|one| one.to_lowercase()).collect();
    names.retain(|one| begins(&one.text, place.typed) && !given.contains(&one.text.to_lowercase()));
    // The last wall: no name gets here that could drive a terminal or make a line.
    names.retain(|one| !has_hostile(&one.text) && !has_hostile(&one.note));
    Some(Found { wanted: place.wanted, before: place.before, typed: place.typed, names })
}

fn begins(text: &str, typed: &str) -> bool {
    let mut text = text.chars().flat_map(char::to_lowercase);
    typed.chars().flat_map(char::to_lowercase).all(|c| text.next() == Some(c))
}

/// All that could stand at `place`.
fn named(place: &Place<'_, '_>, root: &Command, env: &Env) -> Option<Vec<Candidate>> {
    let plain = |names: &mut dyn Iterator<Item = &str>, note: &str| {
        names.map(|name| Candidate::new(name, note)).collect::<Vec<_>>()
    };
    match place.wanted {
        Wanted::People => return Some(plain(&mut people().into_iter(), "in the sandbox")),
        Wanted::Kinds => return Some(plain(&mut Kind::ALL.iter().map(|kind| kind.as_str()), "kind")),
        Wanted::Ways => return Some(plain(&mut Way::ALL.iter().map(|way| way.as_str()), "way to sign in")),
        Wanted::Stores => return Some(plain(&mut TokenStore::ALL.iter().map(|one| one.as_str()), "token store")),
        Wanted::Pages => return Some(names::commands(root)),
        Wanted::Commands => return Some(names::commands(place.command)),
        Wanted::Faults => return Some(faults().iter().map(|(name, what)| Candidate::new(*name, *what)).collect()),
        _ => {}
    }
    let dirs = Dirs::of(env).ok()?;
    let config = || Config::load(&dirs.config_file()).ok().map(|(config, _)| config);
    let folder = || Some(profile::folders_at_hand(&global(place, env)?, env, &dirs)?.cache);
    Some(match place.wanted {
        Wanted::Profiles => {
            let own = config().map(|config| plain(&mut config.names(), "profile")).unwrap_or_default();
            [own, plain(&mut profile::built_in(), "built-in profile")].concat()
        }
        Wanted::Presets => plain(&mut config()?.preset_names(), "preset"),
        Wanted::Keys => names::keys(&config()?),
        Wanted::Roles(which) => names::roles(&kept::roles(&folder()?), which, Utc::now()),
        Wanted::Scopes => names::scopes(&below::rows(kept::roles(&folder()?), &place.roles)),
        Wanted::Filter => {
            let roles = kept::roles(&folder()?);
            [names::roles(&roles, Roles::All, Utc::now()), names::scopes(&roles)].concat()
        }
        Wanted::Actions => names::actions(kept::actions(&folder()?)),
        Wanted::Requests(which) => {
            let folder = folder()?;
            let asked = if which.has_own() { kept::requests(&folder) } else { Vec::new() };
            let waits = if which.has_others() { kept::waiting(&folder, Utc::now()) } else { Vec::new() };
            names::requests(&asked, &waits, which)
        }
        _ => return None,
    })
}

/// The flags of the line that choose whose names these are.
fn global(place: &Place<'_, '_>, env: &Env) -> Option<Global> {
    let none = Global::augment_args(Command::new("pim")).try_get_matches_from(["pim"]).ok()?;
    let mut global = Global::from_arg_matches(&none).ok()?;
    global.sandbox = place.sandbox;
    global.person = place.person.map(str::to_owned);
    global.profiles = place.profile.into_iter().map(str::to_owned).collect();
    profile::must_fit(&global, env).ok()?;
    Some(global)
}

#[cfg(feature = "sandbox")]
fn people() -> Vec<&'static str> {
    super::sandbox::names()
}

#[cfg(not(feature = "sandbox"))]
fn people() -> Vec<&'static str> {
    Vec::new()
}

#[cfg(feature = "sandbox")]
fn faults() -> &'static [(&'static str, &'static str)] {
    super::sandbox::faults()
}

#[cfg(not(feature = "sandbox"))]
fn faults() -> &'static [(&'static str, &'static str)] {
    &[]
}
