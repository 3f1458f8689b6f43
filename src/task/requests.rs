//! The signed-in person's own requests, and those that wait for a decision.

use super::{Error, Sent, Work};
use crate::http;
use crate::pim::approval::Decision;
use crate::pim::kind::Kind;
use crate::pim::request::Request;
use crate::pim::scope::name_by_path;
use crate::task::list::Problem;
use futures::future::join_all;

/// What was read of the requests of every kind.
#[derive(Debug, Default)]
pub struct Requests {
    /// Newest first.
    pub requests: Vec<Request>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// My own requests.
pub async fn mine(work: &Work) -> Requests {
    let each = work.providers.iter().map(|one| async move { (one.kind(), one.requests().await) });
    gather(work, join_all(each).await, "requests")
}

/// The requests that wait for my decision.
pub async fn waiting_for_me(work: &Work) -> Requests {
    let each = work.providers.iter().map(|one| async move { (one.kind(), one.waiting_for_me().await) });
    gather(work, join_all(each).await, "requests that wait for you")
}

/// The requests that wait or waited for my decision, whatever became of them.
pub async fn ever_asked_of_me(work: &Work) -> Requests {
    let each = work.providers.iter().map(|one| async move { (one.kind(), one.ever_asked_of_me().await) });
    gather(work, join_all(each).await, "requests that you were asked to decide")
}

fn gather(work: &Work, read: Vec<(Kind, Result<Vec<Request>, http::Error>)>, list: &'static str) -> Requests {
    let mut all = Requests::default();
    for (kind, one) in read {
        match one {
            Ok(requests) => all.requests.extend(requests),
            Err(error) => all.problems.push(Problem { kind, list, error }),
        }
    }
    name_by_path(all.requests.iter_mut().map(|request| &mut request.scope));
    if all.requests.iter().any(|request| request.scope.lacks_subscription()) {
        let mut known = work.cache().subscriptions();
        name_by_path(known.iter_mut().chain(all.requests.iter_mut().map(|request| &mut request.scope)));
    }
    all.requests.sort_by_key(|request| std::cmp::Reverse(request.created));
    all
}

/// Withdraws a request.
///
/// # Errors
/// Why it was not, or may not have been, withdrawn. One that is settled already is [`Error::Settled`].
pub async fn cancel(work: &Work, request: &Request) -> Result<Request, Error> {
    let provider = work.provider(request.kind)?;
    match provider.cancel(&request.id).await {
        Ok(()) => {}
        Err(error) => {
            let refused = error.refusal().map(crate::provider::refusal::meaning);
            if refused == Some(crate::provider::Meaning::NotCancellable) {
                let mut now = provider.request(&request.id).await?;
                // Withdrawn before is withdrawn.
                if now.status.is("Canceled") {
                    return Ok(now);
                }
                now.decision = decision(work, &now).await;
                return Err(Error::Settled(Box::new(now)));
            }
            return Err(Error::of_write(error, Sent::Withdrawal(request.id.clone())));
        }
    }
    // The withdrawal stands; how the request reads now is a courtesy.
    let mut now = provider.request(&request.id).await.unwrap_or_else(|_| request.clone());
    if !now.status.is("Canceled") {
        now.status = crate::pim::request::Status::new("Canceled");
    }
    Ok(now)
}

/// The decision on a request, where there is one that may be read.
pub async fn decision(work: &Work, request: &Request) -> Option<Decision> {
    let id = request.approval_id.as_deref()?;
    let approval = work.provider(request.kind).ok()?.approval(id).await.ok()?;
    approval.decision().cloned()
}
