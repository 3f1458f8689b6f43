//! What is said where a part of what is there could not be read: what is missing, why, and what helps.

use super::app::App;
use super::exit::{DONE, Failure, Fault, INTERRUPTED, LEAVE_OUT, worst};
use crate::pim::kind::Kind;
use crate::screen::ErrorReport;
use crate::task::Work;
use crate::task::list::{Problem, Seen};

/// Leaves out every kind of which one of `lists` could not be read, and says so; the others stay. What it gives is
/// the error where a name then means nothing: what was not read may hold it.
///
/// # Errors
/// Where no kind is left.
pub fn leave_out(app: &App, seen: &mut Seen, lists: &[&str], work: &Work) -> Result<Option<Failure>, Failure> {
    let kinds = seen.leave_out(lists, work).map_err(|error| Fault::of_http(&error))?;
    if kinds.is_empty() {
        return Ok(None);
    }
    for kind in kinds {
        let problem = seen.problems.iter().find(|problem| problem.kind == kind);
        let fault = problem.map(|problem| Fault::of_http(&problem.error)).unwrap_or_default();
        let hint = helps(&fault, &seen.problems, work);
        let hint = hint.map(|hint| format!(" ({})", app.screen.typed(&hint))).unwrap_or_default();
        app.screen.warn(&format!("{kind} roles are left out: {}{hint}", fault.message));
    }
    Ok(whole(&seen.problems, work).err())
}

/// A list of which a part is missing is never shown as whole.
///
/// # Errors
/// Where something could not be read.
pub fn whole(problems: &[Problem], work: &Work) -> Result<i32, Failure> {
    whole_or_nothing(problems, false, work)
}

/// The same; `nothing` where not one list could be read, so that nothing is shown.
///
/// # Errors
/// Where something could not be read.
pub fn whole_or_nothing(problems: &[Problem], nothing: bool, work: &Work) -> Result<i32, Failure> {
    if problems.is_empty() {
        return Ok(DONE);
    }
    let faults: Vec<Fault> = problems.iter().map(|problem| Fault::of_http(&problem.error)).collect();
    let exit = worst(faults.iter().map(|fault| fault.exit));
    let mut decides = faults.iter().find(|fault| fault.exit == exit).cloned().unwrap_or_default();
    decides.hint = helps(&decides, problems, work);
    let several_causes = faults.iter().any(|fault| fault.code != faults[0].code);
    let why = decides.message.clone();
    let mut report: ErrorReport = decides.report();
    let names: Vec<String> = problems.iter().map(|one| format!("{} {}", one.kind, one.list)).collect();
    report.error.message = match nothing {
        true => format!("nothing can be shown ({}): {why}", words(&kinds_of(problems)).join(", ")),
        false => format!("what is shown is not whole: {} could not be read: {why}", names.join(", ")),
    };
    if several_causes {
        let item = |(problem, mut fault): (&Problem, Fault)| {
            fault.message = format!("{}: {}", problem.list, fault.message);
            fault.item(Some(problem.kind.as_str()), None, None)
        };
        report.error.items = problems.iter().zip(faults).map(item).collect();
    }
    Err(report.into())
}

/// What helps against `fault`, and beside it how to do without the kinds that have a problem, where others were read.
fn helps(fault: &Fault, problems: &[Problem], work: &Work) -> Option<String> {
    let without = kinds_of(problems);
    let kinds = work.providers.iter().map(|provider| provider.kind());
    let read: Vec<Kind> = kinds.filter(|kind| !without.contains(kind)).collect();
    // Who stopped it is in no need of help.
    if read.is_empty() || fault.exit == INTERRUPTED {
        return fault.hint.clone();
    }
    let flags: Vec<String> = words(&read).iter().map(|kind| format!("--kind {kind}")).collect();
    let way = format!("{} leaves {} out", flags.join(" "), words(&without).join(" and "));
    Some(match &fault.hint {
        None => way,
        Some(hint) if hint.contains(LEAVE_OUT) => hint.replace(LEAVE_OUT, &way),
        Some(hint) => format!("{hint}; {way}"),
    })
}

/// The kinds that have a problem, each once.
fn kinds_of(problems: &[Problem]) -> Vec<Kind> {
    let has = |kind: &Kind| problems.iter().any(|problem| problem.kind == *kind);
    Kind::ALL.into_iter().filter(has).collect()
}

fn words(kinds: &[Kind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.as_str()).collect()
}
