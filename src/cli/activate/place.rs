//! Picking the scope at which a role is to be active, of all that lie below its eligibility's own.

use crate::cli::app::App;
use crate::cli::exit::{Failure, USAGE, quoted, usage};
use crate::cli::naming;
use crate::cli::word::word;
use crate::pim::assignment::Assignment;
use crate::pim::id::tail;
use crate::pim::kind::Kind;
use crate::pim::scope::{Scope, ScopeType};
use crate::screen::{ErrorReport, PickItem, clean, clean_str};
use crate::task::{Event, Work, narrow};
use std::collections::HashMap;

/// `roles`, each at the scope that somebody picks for it; what cannot be narrowed stays where it is, and says so.
///
/// # Errors
/// Where nobody can be asked or the picker was left, and where the service does not say what lies below.
pub(super) async fn of_each(app: &App, work: &Work, roles: Vec<Assignment>) -> Result<Vec<Assignment>, Failure> {
    let mut placed = Vec::new();
    for row in roles {
        // One that was named below its eligibility has its scope.
        placed.push(if row.wider.is_some() { row } else { pick(app, work, row).await? });
    }
    Ok(placed)
}

async fn pick(app: &App, work: &Work, row: Assignment) -> Result<Assignment, Failure> {
    let name = naming::role_at_scope(&row);
    if !narrow::can_be_narrowed(&row) {
        let why = if row.kind == Kind::Group { "a group has nothing below it" } else { "nothing lies below its scope" };
        app.screen.note(&format!("{name} stays where it is: {why}"));
        return Ok(row);
    }
    let prompter = app.prompter().ok_or_else(unsaid)?;
    work.tell(Event::Doing("reading what lies below".to_owned()));
    let below = narrow::scopes(work, &row).await;
    app.quiet();
    let all: Vec<Assignment> = [row].into_iter().chain(below?).collect();
    let picked = prompter.pick(&format!("Scope of {name}"), &items(&all)).map_err(|_| Failure::Cancelled)?;
    all.into_iter().nth(picked).ok_or(Failure::Cancelled)
}

/// The scopes as the picker shows them: the first is the eligibility's own.
fn items(rows: &[Assignment]) -> Vec<PickItem> {
    let mut count: HashMap<String, usize> = HashMap::new();
    for row in rows {
        *count.entry(clean(&row.scope.name)).or_default() += 1;
    }
    let detail = |at: usize, scope: &Scope| match scope.kind.to_words() {
        _ if at == 0 => "the whole of it".to_owned(),
        // Two that are called alike are told apart by their ids.
        sort if count.get(&clean(&scope.name)).is_some_and(|count| *count > 1) => {
            let id = if scope.kind == ScopeType::AdministrativeUnit { tail(&scope.id) } else { &scope.id };
            format!("{sort} {}", clean_str(id))
        }
        sort => sort.to_owned(),
    };
    let item = |(at, row): (usize, &Assignment)| PickItem::new(clean(&row.scope.name), detail(at, &row.scope));
    rows.iter().enumerate().map(item).collect()
}

/// What is said before one picks in place of a name that means nothing.
pub(super) fn nothing_there(scope: &str) -> String {
    format!("nothing below it is called {}", quoted(scope))
}

/// `--scope` with a value and no role beside it.
pub(super) fn no_role(scope: &str) -> Failure {
    let message = format!("which role to activate at {} is not said", quoted(scope));
    let Some(name) = word(scope) else {
        return usage("missing-input", message, "pim activate ROLE --scope SCOPE");
    };
    usage(
        "missing-input",
        message,
        format!("pim activate ROLE --scope {name}; where it is the role: pim activate {name} --scope"),
    )
}

/// `--scope` without its value where nobody can be asked.
pub(super) fn unsaid() -> Failure {
    let message = "--scope does not say which scope, and nobody can be asked";
    let mut report = ErrorReport::new(USAGE, "missing-input", message);
    report.error.missing = vec!["scope".to_owned()];
    report.hint("pim activate ROLE --scope SCOPE, or pim activate ROLE@SCOPE").into()
}
