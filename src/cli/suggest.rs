//! `pim suggest`: the narrowest role that permits what another tool was refused.

use super::app::App;
use super::exit::{FAILED, Failure, Fault, NOTHING, USAGE, usage};
use super::list::state;
use super::naming::role_at_scope;
use super::unread::whole;
use super::word::{self, own, word};
use crate::local::tail;
use crate::pim::action::{self, About, Plane};
use crate::pim::assignment::{Assignment, State};
use crate::pim::denied::{self, Source};
use crate::pim::id::{short_id, tail as end_of};
use crate::pim::kind::Kind;
use crate::pim::scope::ScopeType;
use crate::pim::select::{self, Choice};
use crate::screen::shape::SuggestionEntry;
use crate::screen::{Column, Detail, ErrorReport, Object, RoleEntry, clean_str};
use crate::task::suggest::{self as task, Found, Suggestion, Wanted};
use crate::task::{Work, list};

/// Name the narrowest role that permits what another tool was refused, as the command to type.
///
/// Reads a refusal of the Azure CLI, terraform, Key Vault, kubectl or Microsoft Graph from MESSAGE or from standard
/// input. The role is the one that permits the least beside it, at the narrowest scope that will do. Exit 3 where
/// nothing that I am eligible for permits it.
///
/// Example: az vm restart -g rg-app -n vm1 2>&1 | pim suggest
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The refusal; without it, or with -, standard input
    #[arg(value_name = "MESSAGE", conflicts_with = "can")]
    message: Option<String>,
    /// The action itself, wherever: Microsoft.Compute/virtualMachines/restart/action
    #[arg(long, value_name = "ACTION", value_parser = action::parse)]
    can: Option<String>,
}

/// How much of the end of a long output is read.
pub(super) const MOST: usize = 60 * 1024;

/// Said where no role definition tells the plane of an action.
pub(super) const NOT_TOLD: &str = "whether it is a data action (on what is inside a resource) is not known";

/// Columns of the flat formats; new ones only at the end.
const COLUMNS: [Column; 7] = [
    Column { title: "COMMAND", path: "command" },
    Column { title: "ROLE", path: "role.role.name" },
    Column { title: "SCOPE", path: "role.scope.name" },
    Column { title: "KIND", path: "role.kind" },
    Column { title: "STATE", path: "role.state" },
    Column { title: "ACTIONS", path: "actions" },
    Column { title: "NEEDEDAT", path: "scope" },
];

/// Reads, finds and prints.
pub async fn run(app: &App, args: Args) -> Result<i32, Failure> {
    let wanted = match args.can {
        Some(action) => Wanted { actions: vec![action], ..Wanted::default() },
        None => of_message(&message(app, args.message)?)?,
    };
    tell(app, &wanted).await
}

/// The refusal's text.
fn message(app: &App, given: Option<String>) -> Result<String, Failure> {
    if let Some(text) = given.filter(|text| text != "-") {
        return Ok(text);
    }
    if app.screen.options().stdin_tty {
        let hint = "pim suggest --can ACTION, or the refused command again: COMMAND 2>&1 | pim suggest";
        return Err(usage("missing-input", "what was refused is not said", hint));
    }
    let read = tail::of(std::io::stdin().lock(), MOST);
    read.map_err(|error| ErrorReport::new(FAILED, "input", format!("standard input: {error}")).into())
}

/// What a message says was refused.
fn of_message(text: &str) -> Result<Wanted, Failure> {
    let Some(denied) = denied::read(text) else {
        let fault = Fault::new(USAGE, "no-refusal", "this tells of no refusal that pim knows");
        return Err(fault.hint("pim suggest --can ACTION").into());
    };
    Ok(wanted(denied))
}

/// What was denied, as what is wanted.
pub(super) fn wanted(denied: denied::Denied) -> Wanted {
    let denied::Denied { source, actions, scope, roles, others } = denied;
    Wanted { source: Some(source), actions, scope, roles, others }
}

/// Finds the role for `wanted` and prints it.
pub(super) async fn tell(app: &App, wanted: &Wanted) -> Result<i32, Failure> {
    if wanted.actions.is_empty() && wanted.roles.is_empty() {
        return Err(unnamed(wanted.source).into());
    }
    let work = app.work().await?;
    let found = task::find(&work, wanted).await;
    app.quiet();
    let Some(suggestion) = &found.suggestion else { return Err(none(&work, wanted, &found)) };
    let entry = entry(app, wanted, &found, suggestion);
    let detail = detail(app, &work, wanted, suggestion, &entry);
    let item = serde_json::to_value(entry).unwrap_or_default();
    app.screen.object(Object { item, columns: &COLUMNS, detail, id_path: "role.id" })?;
    whole(&found.problems, &work)
}

/// A refusal that names neither an action nor roles.
fn unnamed(source: Option<Source>) -> Fault {
    let (who, such_as) = match source {
        Some(Source::DataPlane) => {
            ("Azure Storage", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read")
        }
        _ => ("Microsoft Graph", "microsoft.directory/users/password/update"),
    };
    let hint = format!("pim suggest --can ACTION, such as {such_as}");
    Fault::new(NOTHING, "no-action-named", format!("{who} does not say which action it refused")).hint(hint)
}

/// What was refused, in words.
fn what(wanted: &Wanted) -> String {
    match wanted.actions.is_empty() {
        true => format!("what one of these roles does: {}", clean_str(&wanted.roles.join(", "))),
        false => clean_str(&wanted.actions.join(", ")),
    }
}

/// Nothing permits it; what could not be read may.
fn none(work: &Work, wanted: &Wanted, found: &Found) -> Failure {
    if let Err(failure) = whole(&found.problems, work) {
        return failure;
    }
    let what = what(wanted);
    let at = wanted.scope.as_ref().map(|scope| format!(" at {}", clean_str(scope))).unwrap_or_default();
    let message = format!("no role that you are eligible for permits {what}{at}");
    let hint = match (found.elsewhere, wanted.actions.as_slice()) {
        (elsewhere @ 1.., [action]) if action::parse(action).is_ok() => {
            let roles = if elsewhere == 1 { "role permits".to_owned() } else { "roles permit".to_owned() };
            let action = own(action).unwrap_or_else(|| "ACTION".to_owned());
            format!("pim list --can {action}; {elsewhere} {roles} it elsewhere")
        }
        _ => "an administrator can make you eligible; pim list shows what you are eligible for".to_owned(),
    };
    Fault::new(NOTHING, "no-role-permits", message).hint(hint).into()
}

fn entry(app: &App, wanted: &Wanted, found: &Found, suggestion: &Suggestion) -> SuggestionEntry {
    let command = match &suggestion.waits {
        _ if suggestion.role.state == State::Active => None,
        Some(request) => Some(format!("pim request wait {}", short_id(&request.id))),
        None => Some(format!("pim activate {}", name(&suggestion.role, &found.eligible))),
    };
    SuggestionEntry {
        source: wanted.source.map(Source::as_str),
        actions: wanted.actions.clone(),
        scope: wanted.scope.clone(),
        role: RoleEntry::from(&suggestion.role),
        permits: suggestion.permissions.summary(),
        permitting: found.permitting,
        request_id: suggestion.waits.as_ref().map(|request| request.id.clone()),
        command: command.map(|command| app.screen.typed(&command)),
        notes: notes(wanted, found, suggestion).iter().map(|note| app.screen.typed(note)).collect(),
    }
}

fn notes(wanted: &Wanted, found: &Found, suggestion: &Suggestion) -> Vec<String> {
    let mut notes = Vec::new();
    if suggestion.role.state == State::Active {
        notes.push(match wanted.source {
            Some(Source::Kubernetes) => {
                "kubectl may hold a token from before: kubelogin remove-tokens makes it ask for a new one".to_owned()
            }
            Some(Source::Graph) => "the tool may hold a token from before: sign in with it again".to_owned(),
            Some(Source::ResourceManager | Source::DataPlane) => {
                "the tool may hold a token from before: az account list --refresh".to_owned()
            }
            None => "a tool that is refused nevertheless may hold a token from before".to_owned(),
        });
    }
    if wanted.actions.is_empty() {
        notes.push("the refusal names roles, no action: where this one is too narrow, another of them does".to_owned());
    }
    notes.extend(wanted.others.iter().map(|other| format!("it tells of another refusal, too: {other}")));
    if suggestion.role.condition.is_some() {
        notes.push("a condition narrows what the role permits: pim list -o json shows it".to_owned());
    }
    if wanted.source.is_none() && suggestion.role.kind == Kind::Azure && found.about == About::Unknown {
        let action = wanted.actions.first().map_or("", String::as_str);
        let has = if suggestion.permissions.permit_on(Plane::Data, action) { "one" } else { "another" };
        notes.push(format!("{NOT_TOLD}; this role permits it as {has}"));
    }
    notes
}

/// The role as one word of `pim activate`.
fn name(role: &Assignment, eligible: &[Assignment]) -> String {
    let choices = list::choices(eligible);
    let Some(wider) = &role.wider else {
        let names: Vec<Choice> = choices.iter().map(|(choice, _)| choice.clone()).collect();
        let at = choices.iter().position(|(_, rows)| rows[0].same_grant(role));
        let form = at.map(|at| select::exact_form(at, &names));
        return form.and_then(|form| word(&form)).unwrap_or_else(|| word::role(role));
    };
    // A path is read as below the subscription of this name, where there is but one eligibility of that name.
    let path = role.scope.name.raw().split('/').map(str::trim).collect::<Vec<_>>().join("/");
    let first = path.split('/').next().unwrap_or_default();
    let is_so_called = |row: &Assignment| {
        row.scope.name.raw().eq_ignore_ascii_case(first) || end_of(&row.scope.id).eq_ignore_ascii_case(first)
    };
    let beside = choices.iter().filter(|(_, rows)| is_so_called(rows[0])).all(|(_, rows)| rows[0].scope.id == wider.id);
    let form = format!("{}@{path}", role.role.name.raw());
    let names: Vec<Choice> = choices.into_iter().map(|(choice, _)| choice).collect();
    let unknown = matches!(select::choose(&form, &names, select::Exactness::Any), Err(select::Miss::Nothing { .. }));
    if wider.kind == ScopeType::Subscription && path.contains('/') && beside && unknown {
        return word(&form).unwrap_or_else(|| word::role(role));
    }
    word(&format!("{}@{}", role.role.name.raw(), role.scope.id)).unwrap_or_else(|| word::role(role))
}

fn detail(app: &App, work: &Work, wanted: &Wanted, suggestion: &Suggestion, entry: &SuggestionEntry) -> Detail {
    let role = &suggestion.role;
    let (now_is, _) = state(role, work.now(), &app.screen);
    let mut fields = vec![("refused".to_owned(), what(wanted))];
    if wanted.source.is_none() {
        fields[0].0 = "wanted".to_owned();
    }
    fields.extend(wanted.scope.as_ref().map(|scope| ("at".to_owned(), clean_str(scope))));
    let waits = suggestion.waits.as_ref().map(|request| format!("waits for approval, {}", short_id(&request.id)));
    fields.push(("state".to_owned(), waits.unwrap_or(now_is)));
    fields.push(("permits".to_owned(), clean_str(&entry.permits)));
    fields.extend(entry.notes.iter().map(|note| ("note".to_owned(), note.clone())));
    let lead = match (role.state, entry.permitting) {
        (State::Active, _) => "active already".to_owned(),
        (_, 1) => "the one role that permits it".to_owned(),
        (_, several) => format!("the narrowest of {several} roles that permit it"),
    };
    let mut footer = vec![lead];
    footer.extend(entry.command.as_ref().map(|command| clean_str(command)));
    Detail { title: role_at_scope(role), right: String::new(), fields, footer }
}
