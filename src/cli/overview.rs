//! A bare `pim`: the commands by persona, who is signed in, and the next command to type.

use super::app::App;
use super::exit::{DONE, Failure};
use super::profile::folder_name;
use crate::auth::{Given, pipelines};
use crate::http::Service;
use crate::local::last;
use crate::pim::sign_in::Way;
use crate::screen::{clean, clean_str, fold};

const COMMANDS: [(&str, &[(&str, &str)]); 3] = [
    (
        "I need a role",
        &[
            ("pim list [FILTER]", "every role I can have or have now"),
            ("pim activate [ROLE...]", "activate roles; without ROLE a picker"),
            ("pim status [ROLE...]", "what is active, what waits, when it ends"),
            ("pim deactivate [ROLE...]", "give roles back before they end"),
            ("pim run ROLE... -- CMD", "run a command with roles, and give them back after it"),
            ("pim extend, pim renew", "ask an administrator for more time on a role"),
            ("pim request list|show|cancel|wait", "my requests"),
            ("pim suggest [MESSAGE]", "the narrowest role for what another tool was refused"),
            ("pim hook SHELL", "a shell hook that does so after a refused az, kubectl, terraform"),
        ],
    ),
    (
        "I approve",
        &[
            ("pim approve [REQUEST...]", "approve requests that wait for me; --list shows them"),
            ("pim deny [REQUEST...]", "deny them"),
        ],
    ),
    (
        "Everyone",
        &[
            ("pim login, pim logout", "sign in once, in the browser; sign out"),
            ("pim whoami", "who is signed in, how, with which permissions, until when"),
            ("pim config get|set|list|edit", "profiles: tenants, accounts and how one works with them"),
            ("pim doctor", "looks at each thing that can be wrong, and says how to mend it"),
            ("pim completions SHELL, pim man", "shell completions and manual pages"),
            ("pim sandbox ...", "an embedded tenant to try everything on: pim --sandbox list"),
            ("pim COMMAND --help", "all about a command"),
        ],
    ),
];

/// Prints the overview.
///
/// # Errors
/// Where it cannot be written.
pub fn run(app: &App) -> Result<i32, Failure> {
    let mut text = String::new();
    for (persona, commands) in COMMANDS {
        text += &format!("{persona}\n");
        let width = commands.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
        for (command, does) in commands {
            let room = app.screen.options().columns().saturating_sub(width + 4);
            let (mut lead, folded) = (*command, fold(does, room.max(20)));
            for part in folded {
                text += &format!("  {lead:<width$}  {part}\n");
                lead = "";
            }
        }
        text += "\n";
    }
    let (who, next) = who(app);
    text += &format!(
        "{who}\n{}",
        fold(&format!("Next: {}", app.screen.typed(next)), app.screen.options().columns()).join("\n")
    );
    app.screen.plain(&text)?;
    Ok(DONE)
}

/// Who is signed in, as far as one can tell without the network and without the keychain.
fn who(app: &App) -> (String, &'static str) {
    if app.is_sandbox() {
        let person = app.sandbox_person().unwrap_or_else(|| "nobody that there is".to_owned());
        return (format!("You are {person} in the sandbox."), "pim list");
    }
    let given = Given::from_env(&app.env);
    let upn = given.claims(Service::Graph).and_then(|claims| claims.upn);
    match (given.has(Service::Graph), upn) {
        (true, Some(upn)) => (format!("Signed in as {}, by PIM_GRAPH_TOKEN.", clean_str(&upn)), "pim list"),
        (true, None) => ("Signed in by PIM_GRAPH_TOKEN.".to_owned(), "pim list"),
        (false, _) => kept(app),
    }
}

fn kept(app: &App) -> (String, &'static str) {
    let of_pipeline = |way: Way| (format!("Signed in by {}.", way.as_str()), "pim list");
    let way = app.way().ok().flatten();
    if let Some(way) = way.filter(|way| !way.is_own()) {
        return of_pipeline(way);
    }
    let last = last::load(&app.dirs.cache.join(folder_name(&app.profile.name)));
    match (last.map(|me| me.upn), pipelines::pick(&app.env, way)) {
        (Some(Some(upn)), _) => (format!("Signed in as {}.", clean(&upn)), "pim list"),
        (Some(None), _) => ("Signed in.".to_owned(), "pim list"),
        (None, Some(Ok(way))) => of_pipeline(way),
        (None, _) => ("Not signed in.".to_owned(), "pim login, or pim --sandbox list to try it without an account"),
    }
}
