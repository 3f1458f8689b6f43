//! What a Tab offers of the names that only the person's own cache knows. No command of ours, and in no help: the
//! completion scripts run `pim complete-words SHELL WORD...` with the words of the line, the last of which is being
//! typed, and get a candidate on each line, behind a tab what it is. Whatever is amiss, it says nothing.
//!
//! It reads what is on this machine and nothing else: no request, no sign-in, no keychain, no write.

mod bash;
mod names;
mod place;
mod quote;

use super::global::Global;
use super::{Cli, profile};
use crate::config::Config;
use crate::local::dirs::Dirs;
use crate::local::env::Env;
use crate::local::names as kept;
use crate::screen::Screen;
use crate::screen::clean::is_hostile;
use chrono::Utc;
use clap::Parser;
use names::Candidate;
use place::{Place, Wanted};
use std::ffi::OsString;

/// The word behind which a completion script puts the line.
pub const WORDS: &str = "complete-words";

/// Prints the candidates for the line that `args` tell: the shell, then what it gives.
pub fn run(args: &[OsString], env: &Env, screen: &Screen) {
    let args: Option<Vec<&str>> = args.iter().map(|arg| arg.to_str()).collect();
    let text = args.and_then(|args| answer(&args, env)).unwrap_or_default();
    // A shell that does not listen has nothing to be told.
    let _ = screen.bytes(text.as_bytes());
}

fn answer(args: &[&str], env: &Env) -> Option<String> {
    let (shell, rest) = args.split_first()?;
    let found = match *shell {
        "bash" => return bash_answer(rest, env),
        "zsh" | "fish" | "elvish" => candidates(rest.get(1..)?, env)?,
        "powershell" => {
            // An empty word would not get here by itself, and an open quote comes along.
            let (typed, before) = rest.get(1..)?.split_last()?;
            let typed = typed.strip_prefix('=')?.trim_start_matches(['\'', '"']);
            let found = candidates(&[before, &[typed]].concat(), env)?;
            found.into_iter().map(|one| one.with(quote::powershell)).collect()
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
    let found = candidates(words.get(1..)?, env)?;
    Some(found.iter().filter_map(|one| line.insertion(&one.text, replaced)).map(|text| text + "\n").collect())
}

/// The candidates for the last of the words behind the command's name, each a whole word.
fn candidates(words: &[&str], env: &Env) -> Option<Vec<Candidate>> {
    let place = Place::read(words)?;
    let begins = |one: &Candidate| {
        let mut typed = place.typed.chars().flat_map(char::to_lowercase);
        let mut text = one.text.chars().flat_map(char::to_lowercase);
        typed.all(|c| text.next() == Some(c))
    };
    let mut found: Vec<Candidate> = named(&place, env)?.into_iter().filter(begins).collect();
    for one in &mut found {
        one.text.insert_str(0, place.before);
    }
    // The last wall: no name gets here that could drive a terminal or make a line.
    found.retain(|one| !one.text.chars().chain(one.note.chars()).any(is_hostile));
    Some(found)
}

/// All that could stand at `place`.
fn named(place: &Place<'_>, env: &Env) -> Option<Vec<Candidate>> {
    let global = global(place, env)?;
    let dirs = Dirs::of(env).ok()?;
    let config = || Config::load(&dirs.config_file()).ok().map(|(config, _)| config);
    let plain = |names: Vec<&str>, note: &str| names.into_iter().map(|name| Candidate::new(name, note)).collect();
    Some(match place.wanted {
        Wanted::Profiles => plain(config()?.names().collect(), "profile"),
        Wanted::Presets => plain(config()?.preset_names().collect(), "preset"),
        Wanted::People => plain(people(), "in the sandbox"),
        Wanted::Roles(which) => names::roles(&cached(&global, env, &dirs)?.roles, which),
        Wanted::Scopes => names::scopes(&cached(&global, env, &dirs)?.roles),
        Wanted::Requests(which) => {
            let folder = profile::folders_at_hand(&global, env, &dirs)?.cache;
            let asked = if which.has_own() { kept::load(&folder).requests } else { Vec::new() };
            let waits = if which.has_others() { kept::waiting(&folder, Utc::now()) } else { Vec::new() };
            names::requests(&asked, &waits, which)
        }
    })
}

fn cached(global: &Global, env: &Env, dirs: &Dirs) -> Option<kept::Names> {
    Some(kept::load(&profile::folders_at_hand(global, env, dirs)?.cache))
}

/// The flags of the line that choose whose names these are.
fn global(place: &Place<'_>, env: &Env) -> Option<Global> {
    let mut global = Cli::try_parse_from(["pim"]).ok()?.global;
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
