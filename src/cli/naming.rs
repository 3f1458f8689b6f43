//! From what a person typed to the one thing that is meant, or to an error that names all candidates.

use super::alike::Apart;
use super::app::App;
use super::exit::{self, Failure, Fault, worst};
use super::word::word;
use crate::pim::assignment::Assignment;
use crate::pim::id::{self, short_id};
use crate::pim::request::Request;
use crate::pim::select::{self, Choice, Exactness, Miss, RequestChoice};
use crate::screen::{ErrorReport, ErrorScreen, Hint, PickItem, clean, clean_str};
use crate::task::list::scope_names;

/// `Role @ Scope`, as people read it.
#[must_use]
pub fn role_at_scope(row: &Assignment) -> String {
    format!("{} @ {}", clean(&row.role.name), clean(&row.scope.name))
}

/// The roles that `typed` names, each once, in the order named. All names are settled before this
/// returns: every one that means nothing, or several things, is in the error.
///
/// # Errors
/// Exit 2 for names that are ambiguous or not exact, 3 for those that nothing has.
pub fn roles<'a>(
    app: &App,
    typed: &[String],
    choices: &[(Choice, Vec<&'a Assignment>)],
    what: &str,
) -> Result<Vec<&'a Assignment>, Failure> {
    let names: Vec<Choice> = choices.iter().map(|(choice, _)| choice.clone()).collect();
    let label = |at: usize| choices.get(at).map(|(_, rows)| role_at_scope(rows[0])).unwrap_or_default();
    let form = |at: usize| {
        let short = choices.get(at).map(|(_, rows)| short_id(&best(rows).id)).unwrap_or_default();
        word(&select::exact_form(at, &names)).unwrap_or(short)
    };
    let choose = |text: &str, exactness| select::choose(text, &names, exactness);
    let found = settle(app, typed, what, choose, (&label, &label), form)?;
    Ok(found.into_iter().filter_map(|at| choices.get(at)).map(|(_, rows)| best(rows)).collect())
}

/// A name that nothing has may be the name of something that could not be read.
#[must_use]
pub fn or_unread(failure: Failure, unread: Option<Failure>) -> Failure {
    let nothing = is_nothing(&failure);
    unread.filter(|_| nothing).unwrap_or(failure)
}

/// Whether a name means nothing.
#[must_use]
pub fn is_nothing(failure: &Failure) -> bool {
    matches!(failure, Failure::Said(error) if error.report.error.exit_code == exit::NOTHING)
}

/// Of several ways to the same role and scope, the person's own, and what is active before the rest.
#[must_use]
pub fn best<'a>(rows: &[&'a Assignment]) -> &'a Assignment {
    let rank = |row: &&&Assignment| (row.via.is_some(), row.end.map_or(i64::MIN, |end| -end.timestamp()));
    rows.iter().min_by_key(rank).copied().unwrap_or(rows[0])
}

/// The requests that `typed` names.
///
/// # Errors
/// As for [`roles`].
pub fn requests<'a>(
    app: &App,
    typed: &[String],
    among: &'a [Request],
    what: &str,
) -> Result<Vec<&'a Request>, Failure> {
    let names: Vec<RequestChoice> = among.iter().map(request_choice).collect();
    let apart = Apart::among(among);
    let label = |at: usize| among.get(at).map(|request| apart.label(request)).unwrap_or_default();
    let form = |at: usize| among.get(at).map(|request| short_id(&request.id)).unwrap_or_default();
    let full = |at: usize| among.get(at).map(in_full).unwrap_or_default();
    // With -y nobody sees what an inexact name means before it is decided on.
    let yes = app.global.yes;
    let choose = |text: &str, exactness| {
        select::choose_request(text, &names, if yes { Exactness::ExactOnly } else { exactness })
    };
    let found = settle(app, typed, what, choose, (&label, &full), form)?;
    Ok(found.into_iter().filter_map(|at| among.get(at)).collect())
}

/// `Dana Reyes: Contributor @ prod`.
#[must_use]
pub fn request_label(request: &Request) -> String {
    let (role, scope) = (clean(&request.role.name), clean(&request.scope.name));
    format!("{}: {role} @ {scope}", clean(&request.principal.label()))
}

/// `Dana Reyes (dana@contoso.com): Contributor @ prod (/subscriptions/...), 3f9a12bc`: nothing else is called so.
#[must_use]
pub fn in_full(request: &Request) -> String {
    let upn = request.principal.upn.as_ref().filter(|_| request.principal.name.is_some());
    let upn = upn.map(|upn| format!(" ({})", clean(upn))).unwrap_or_default();
    let (who, role) = (clean(&request.principal.label()), clean(&request.role.name));
    let scope = clean(&request.scope.name);
    // The directory is the one thing that has no other of its name beside it.
    let id = (request.scope.id != "/").then(|| format!(" ({})", clean_str(&request.scope.id))).unwrap_or_default();
    format!("{who}{upn}: {role} @ {scope}{id}, {}", short_id(&request.id))
}

fn request_choice(request: &Request) -> RequestChoice {
    let upn = request.principal.upn.as_ref().map(|upn| upn.raw().to_owned());
    let local = upn.as_ref().and_then(|upn| upn.split('@').next()).map(str::to_owned);
    let name = request.principal.name.as_ref().map(|name| name.raw().to_owned());
    RequestChoice {
        ids: id::forms(&request.id),
        people: [upn, local].into_iter().flatten().collect(),
        display: name,
        choice: Choice {
            ids: Vec::new(),
            role_ids: vec![request.role.id.clone()],
            role: request.role.name.raw().to_owned(),
            scope: scope_names(&request.scope),
        },
    }
}

/// Settles every name: the places meant, or one error about all that mean nothing or too much.
fn settle(
    app: &App,
    typed: &[String],
    what: &str,
    choose: impl Fn(&str, Exactness) -> Result<select::Match, Miss>,
    (label, full): (&impl Fn(usize) -> String, &impl Fn(usize) -> String),
    form: impl Fn(usize) -> String,
) -> Result<Vec<usize>, Failure> {
    let exactness = if app.screen.options().can_ask() { Exactness::Any } else { Exactness::ExactOnly };
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for text in typed {
        let at = match choose(text, exactness) {
            Ok(hit) => {
                if !hit.exact {
                    app.screen.note(&format!("{} is {}", exit::quoted(text), full(hit.at)));
                }
                hit.at
            }
            Err(Miss::Ambiguous { candidates }) => match pick(app, text, &candidates, label)? {
                Some(at) => at,
                None => {
                    faults.push((text.clone(), several(text, &candidates, &form)));
                    continue;
                }
            },
            Err(Miss::Inexact { candidates }) => {
                faults.push((text.clone(), inexact(app, text, &candidates, &form)));
                continue;
            }
            Err(Miss::Nothing { nearest }) => {
                faults.push((text.clone(), nothing(text, what, &nearest, &form)));
                continue;
            }
        };
        if !found.contains(&at) {
            found.push(at);
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(all(faults)) }
}

fn pick(
    app: &App,
    text: &str,
    candidates: &[usize],
    label: &impl Fn(usize) -> String,
) -> Result<Option<usize>, Failure> {
    let Some(prompter) = app.prompter() else { return Ok(None) };
    let items: Vec<PickItem> = candidates.iter().map(|at| PickItem::new(label(*at), "")).collect();
    let picked = prompter.pick(&format!("{} is several; which?", exit::quoted(text)), &items);
    Ok(candidates.get(picked.map_err(|_| Failure::Cancelled)?).copied())
}

/// Candidates as one would type them.
fn forms(places: &[usize], form: &impl Fn(usize) -> String) -> String {
    places.iter().map(|at| form(*at)).collect::<Vec<_>>().join(", ")
}

fn several(text: &str, candidates: &[usize], form: &impl Fn(usize) -> String) -> Fault {
    Fault::new(exit::USAGE, "ambiguous-name", format!("{} names {} things", exit::quoted(text), candidates.len()))
        .hint(forms(candidates, form))
}

fn inexact(app: &App, text: &str, candidates: &[usize], form: &impl Fn(usize) -> String) -> Fault {
    let when = if app.screen.options().can_ask() { "with -y" } else { "without a terminal" };
    let message = format!("{} is not an exact name, and only exact names count {when}", exit::quoted(text));
    Fault::new(exit::USAGE, "inexact-name", message).hint(forms(candidates, form))
}

fn nothing(text: &str, what: &str, nearest: &[usize], form: &impl Fn(usize) -> String) -> Fault {
    let fault = Fault::new(exit::NOTHING, "no-such-name", format!("no {what} is called {}", exit::quoted(text)));
    let list = match what {
        "request that waits for you" => "pim approve --list",
        what if what.starts_with("request") => "pim request list",
        _ => "pim list",
    };
    if nearest.is_empty() { fault.hint(list) } else { fault.hint(forms(nearest, form)) }
}

fn all(mut faults: Vec<(String, Fault)>) -> Failure {
    if faults.len() == 1 {
        let fault = faults.remove(0).1;
        // Names are no command to try.
        let lead = match fault.hint.as_deref() {
            Some(hint) if hint.starts_with("pim ") => "try",
            _ if fault.exit == exit::NOTHING => "nearest",
            _ => "one of",
        };
        let lines = fault.hint.iter().map(|names| Hint::new(lead, names)).collect();
        return ErrorScreen { report: fault.report(), table: None, lines }.into();
    }
    let exit = worst(faults.iter().map(|(_, fault)| fault.exit));
    let code = faults.iter().find(|(_, fault)| fault.exit == exit).map(|(_, fault)| fault.code.clone());
    let mut report =
        ErrorReport::new(exit, code.unwrap_or_default(), format!("{} names mean no one thing", faults.len()));
    report.error.items = faults.into_iter().map(|(text, fault)| fault.item(None, Some(text), None)).collect();
    for item in &mut report.error.items {
        if let Some(hint) = &item.hint {
            item.message = format!("{}; {hint}", item.message);
        }
    }
    report.into()
}
