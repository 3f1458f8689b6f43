//! `pim deactivate`: give back early what I activated.

use super::app::App;
use super::exit::{Failure, usage};
use super::naming;
use super::outcome;
use super::personal::Personal;
use crate::auth::permission::Work as Persona;
use crate::pim::assignment::{Assignment, AssignmentType, State};
use crate::screen::time;
use crate::screen::{ErrorReport, PickItem, clean};
use crate::task::{Event, Work, deactivate, late, list as task};

/// Give activated roles back before they end
///
/// Standing roles are never touched.
///
/// Example: pim deactivate contributor@prod
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The roles to give back
    #[arg(value_name = "ROLE[@SCOPE]")]
    roles: Vec<String>,
    /// Everything that I activated
    #[arg(long, conflicts_with = "roles")]
    all: bool,
}

/// Gives back what is named.
pub async fn run(app: &App, args: Args) -> Result<i32, Failure> {
    let work = app.work_as_person(Persona::Request, Personal::Deactivate).await?;
    (work.events)(Event::Doing("reading your active roles".to_owned()));
    let mut seen = task::read(&work).await;
    app.quiet();
    let left_out = super::list::leave_out(app, &mut seen, &[task::ACTIVE], &work)?;
    // What was granted a moment ago and is not listed yet is as good as active.
    let unseen = late::unseen(&work, &seen);
    let activated = |row: &&Assignment| row.assignment_type == AssignmentType::Activated;
    let activated: Vec<&Assignment> = seen.in_state(State::Active).filter(activated).chain(&unseen).collect();
    let chosen = chosen(app, &args, &seen, &activated, &work);
    let chosen = chosen.map_err(|failure| naming::or_unread(failure, left_out))?;
    if chosen.is_empty() {
        app.screen.note("nothing is activated");
        return outcome::report(app, &[], work.now(), &work.me, "given back");
    }
    let done = deactivate::run(&work, &seen, chosen).await?;
    outcome::report(app, &done, work.now(), &work.me, "given back")
}

fn chosen(
    app: &App,
    args: &Args,
    seen: &task::Seen,
    activated: &[&Assignment],
    work: &Work,
) -> Result<Vec<Assignment>, Failure> {
    if args.all {
        return Ok(activated.iter().map(|row| (*row).clone()).collect());
    }
    if !args.roles.is_empty() {
        let named = naming::roles(app, &args.roles, &task::choices(activated.iter().copied()), "active role");
        let named = named.map_err(|failure| explained(app, failure, args, seen))?;
        return Ok(named.into_iter().cloned().collect());
    }
    let Some(prompter) = app.prompter() else {
        return Err(usage("missing-input", "which role to give back is not said", "pim deactivate ROLE, or --all"));
    };
    if activated.is_empty() {
        return Ok(Vec::new());
    }
    let now = work.now();
    let left = |row: &Assignment| row.end.map_or(String::new(), |end| format!("{} left", time::left(end, now)));
    let items: Vec<PickItem> =
        activated.iter().map(|row| PickItem::new(naming::role_at_scope(row), left(row))).collect();
    let picked = prompter.pick_many("Role to give back", "role", &items).map_err(|_| Failure::Cancelled)?;
    Ok(picked.into_iter().filter_map(|at| activated.get(at)).map(|row| (*row).clone()).collect())
}

/// A role that exists and is not active, or is standing, is told as that.
fn explained(app: &App, failure: Failure, args: &Args, seen: &task::Seen) -> Failure {
    let is_nothing = matches!(&failure, Failure::Said(error) if error.report.error.code == "no-such-name");
    let [name] = args.roles.as_slice() else { return failure };
    if !is_nothing {
        return failure;
    }
    let others: Vec<&Assignment> = seen.assignments.iter().collect();
    let Ok(found) = naming::roles(app, std::slice::from_ref(name), &task::choices(others), "role of yours") else {
        return failure;
    };
    let Some(named) = found.first().copied() else { return failure };
    // What is eligible may be asked for already.
    let ahead = |one: &&Assignment| one.same_grant(named) && matches!(one.state, State::Scheduled | State::Pending);
    let asked = seen.assignments.iter().find(ahead).filter(|_| named.state == State::Eligible);
    let row = asked.unwrap_or(named);
    if matches!(row.state, State::Scheduled | State::Pending) {
        let why = match &row.odd_status {
            Some(status) => format!("has a request of the unknown status \"{}\"", clean(status.word())),
            None if row.state == State::Scheduled => "is scheduled".to_owned(),
            None => "waits for approval".to_owned(),
        };
        let message = format!("{} {why} and not active; a request is withdrawn", naming::role_at_scope(row));
        let id = crate::pim::id::short_id(row.request_id.as_deref().unwrap_or(&row.id));
        let report = ErrorReport::new(super::exit::NOTHING, "RoleAssignmentDoesNotExist", message);
        return report.hint(format!("pim request cancel {id}")).into();
    }
    let standing = row.state == State::Active;
    let why =
        if standing { "is standing: an administrator gave it, and only one takes it away" } else { "is not active" };
    let code = if standing { "standing" } else { "RoleAssignmentDoesNotExist" };
    ErrorReport::new(super::exit::NOTHING, code, format!("{} {why}", naming::role_at_scope(row)))
        .hint("pim status")
        .into()
}
