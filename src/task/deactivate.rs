//! Giving roles back before they end.

use super::activate::{Done, remember};
use super::list::Seen;
use super::{Error, Work, write};
use crate::pim::assignment::Assignment;
use crate::pim::request::Action;
use crate::provider::Particulars;

/// Gives back `rows`, in order, one at a time.
///
/// # Errors
/// Where the journal cannot be used: then nothing was sent.
pub async fn run(work: &Work, seen: &Seen, rows: Vec<Assignment>) -> Result<Vec<Done>, Error> {
    let mut journal = write::take_journal(work).await?;
    let mut done = Vec::new();
    for row in rows {
        let open = journal.open_intents().find(|intent| intent.is_grant(row.kind, &row.role.id, &row.scope.id));
        let open = open.filter(|intent| intent.action == Action::Deactivate);
        let open = open.filter(|intent| !write::may_repeat(work, intent, Action::Deactivate));
        let still_unknown = open.map(|intent| intent.opened);
        let particulars = Particulars::default();
        let (result, unsaved) = match still_unknown {
            Some(opened) => (Err(Error::StillUnknown { opened }), None),
            None => {
                let before = seen.requests_about(&row);
                write::perform(work, &mut journal, &row, Action::Deactivate, before, &particulars).await
            }
        };
        if let Ok(request) = &result {
            remember(work, &row, request);
        }
        done.push(Done {
            grant: row,
            action: Action::Deactivate,
            particulars,
            result,
            in_force: None,
            approvers: None,
            notes: Vec::new(),
            unsaved,
        });
    }
    Ok(done)
}
