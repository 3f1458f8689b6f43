//! The signed-in person's own requests, and those that wait for a decision.

use super::{Error, Sent, Work};
use crate::http;
use crate::pim::approval::Decision;
use crate::pim::kind::Kind;
use crate::pim::request::Request;
use crate::pim::scope::name_by_path;
use crate::provider::{Meaning, refusal};
use crate::task::list::Problem;
use futures::future::join_all;

/// What was read of the requests of every kind.
#[derive(Debug, Default)]
pub struct Requests {
    /// Newest first.
    pub requests: Vec<Request>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The kinds whose requests for more time on eligibilities the sign-in may not read: most requesters' may not,
    /// and could not have asked for it either.
    pub hidden: Vec<Kind>,
}

impl Requests {
    /// Whether not one list of any kind could be read.
    #[must_use]
    pub fn is_unread(&self, work: &Work) -> bool {
        let failed = |kind| self.problems.iter().any(|one| one.kind == kind && one.list != super::extend::REQUESTS);
        work.providers.iter().all(|one| failed(one.kind()))
    }
}

/// My own requests.
pub async fn mine(work: &Work) -> Requests {
    let each = work.providers.iter().map(|one| async move { (one.kind(), one.requests().await) });
    gather(work, join_all(each).await, "requests")
}

/// My own requests, with those for more time on my eligibilities, which the services keep in lists of their own.
pub async fn all_mine(work: &Work) -> Requests {
    let each = work.providers.iter().map(async |one| {
        let (requests, for_eligibilities) = tokio::join!(one.requests(), one.eligibility_requests());
        (one.kind(), requests, for_eligibilities)
    });
    let (mut lists, mut more, mut hidden, mut problems) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (kind, requests, for_eligibilities) in join_all(each).await {
        match for_eligibilities {
            // What an administrator gave is no request of mine.
            Ok(all) => more.extend(all.into_iter().filter(Request::is_for_more_time)),
            Err(error) if is_forbidden(&error) => hidden.push(kind),
            // A service that fails is told once.
            Err(error) if requests.is_ok() => problems.push(Problem { kind, list: super::extend::REQUESTS, error }),
            Err(_) => {}
        }
        lists.push((kind, requests));
    }
    let mut all = gather(work, lists, "requests");
    all.requests.extend(more);
    all.problems.extend(problems);
    in_order(work, &mut all);
    Requests { hidden, ..all }
}

/// Whether `error` says that the sign-in, or its person, may not.
#[must_use]
pub fn is_forbidden(error: &http::Error) -> bool {
    matches!(error.refusal().map(refusal::meaning), Some(Meaning::Forbidden | Meaning::Permission(_)))
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
    in_order(work, &mut all);
    all
}

/// Scopes by their paths, the newest first.
fn in_order(work: &Work, all: &mut Requests) {
    name_by_path(all.requests.iter_mut().map(|request| &mut request.scope));
    if all.requests.iter().any(|request| request.scope.lacks_subscription()) {
        let cache = work.cache();
        let mut known = cache.subscriptions();
        // What the person has there, or near it, names subscriptions too.
        known.extend(cache.assignments.iter().filter_map(|row| row.scope.top()));
        name_by_path(known.iter_mut().chain(all.requests.iter_mut().map(|request| &mut request.scope)));
    }
    all.requests.sort_by_key(|request| std::cmp::Reverse(request.created));
}

/// Withdraws a request.
///
/// # Errors
/// Why it was not, or may not have been, withdrawn. One that is settled already is [`Error::Settled`].
pub async fn cancel(work: &Work, request: &Request) -> Result<Request, Error> {
    let provider = work.provider(request.kind)?;
    match provider.cancel(request).await {
        Ok(()) => {}
        Err(error) => {
            let refused = error.refusal().map(crate::provider::refusal::meaning);
            if refused == Some(crate::provider::Meaning::NotCancellable) {
                let mut now = provider.request(request).await?;
                // Withdrawn before is withdrawn.
                if now.status.is("Canceled") {
                    return Ok(now);
                }
                // One that waits yet by what is read: the service's own word says more.
                if !now.status.waits_for_decision() {
                    now.decision = decision(work, &now).await;
                    return Err(Error::Settled(Box::new(now)));
                }
            }
            return Err(Error::of_write(error, Sent::Withdrawal(request.id.clone())));
        }
    }
    // The withdrawal stands; how the request reads now is a courtesy.
    let mut now = provider.request(request).await.unwrap_or_else(|_| request.clone());
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
