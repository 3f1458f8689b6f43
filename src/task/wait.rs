//! Following requests until they are in force, decided, or the wait is over.

use super::activate::Done;
use super::{Event, Work, label, late, list, requests};
use crate::pim::assignment::{Assignment, AssignmentType};
use crate::pim::kind::Kind;
use crate::pim::request::{Action, Outcome, Request};
use crate::pim::text::Foreign;
use crate::provider::Particulars;
use futures::future::join_all;
use std::time::{Duration, Instant};

/// What is waited for, and how long so far.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The role and scope that waits, as [`label`] has them.
    pub role: Foreign,
    /// Which service has it.
    pub kind: Kind,
    /// What has to happen first.
    pub awaited: Awaited,
    /// How many others wait beside it, for whatever.
    pub others: usize,
    /// How long so far.
    pub so_far: Duration,
}

/// What has to happen before a wait is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// One of these approvers decides; none where they are not known.
    Approver(Vec<Foreign>),
    /// An administrator decides, in the portal.
    Administrator,
    /// The service carries out the request that it took.
    Provisioning,
    /// The role is granted, and the service shows it in force.
    Force,
    /// The role comes with a membership, and the service shows it.
    Reach,
    /// The service sees that the role is active, which it says it is not: only then is it given back.
    Sight,
    /// The service sees that the role was given back, which it says is active: only then is it taken anew.
    Release,
}

impl Waiting {
    /// That the role of `row` alone waits, since `started`.
    #[must_use]
    pub fn of(row: &Assignment, awaited: Awaited, started: Instant) -> Self {
        let role = label(&row.role, &row.scope);
        Self { role, kind: row.kind, awaited, others: 0, so_far: started.elapsed() }
    }
}

/// How long to wait for what.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waits {
    /// For the service to have a granted role in force.
    pub in_force: Duration,
    /// For somebody to decide.
    pub decision: Duration,
}

/// The longest pause between two looks.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// The longest that one look may take.
const LONGEST_LOOK: Duration = Duration::from_secs(15);
/// The first one: most roles are in force at once.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// What an item still waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lacks {
    /// The service has not finished with the request.
    Provisioning,
    /// Nobody has decided.
    Decision,
    /// It is granted and not seen active.
    Force,
}

/// Follows the activations of `done` and writes into them what becomes of them.
pub async fn follow(work: &Work, done: &mut [Done], waits: Waits) {
    let started = Instant::now();
    // The wait for force begins anew with a decision.
    work.client.allow(waits.in_force + waits.decision + Duration::from_secs(30));
    // One look that is never answered must not take the time of all.
    let longest_look = LONGEST_LOOK.min(waits.in_force + waits.decision);
    let mut pause = FIRST_PAUSE;
    let mut granted = started;
    loop {
        let open = open(work, done, waits, started, granted);
        if open.is_empty() {
            return;
        }
        if tokio::time::timeout(longest_look, look(work, done, &open)).await.is_err() {
            tracing::debug!("a look was not answered in time");
            unseen(work, done);
        }
        let just_granted = |(at, before): &(usize, Lacks)| {
            *before == Lacks::Decision && lacks(work, &done[*at]).is_some_and(|now| now != Lacks::Decision)
        };
        if open.iter().any(just_granted) {
            (granted, pause) = (Instant::now(), FIRST_PAUSE);
        }
        let still = self::open(work, done, waits, started, granted);
        let Some((first, lacks)) = still.first() else { return };
        let others = still.len() - 1;
        let waiting = Waiting::of(&done[*first].grant, awaited(&done[*first], *lacks), started);
        work.tell(Event::WaitingFor(Waiting { others, ..waiting }));
        if work.client.interrupt().sleep(pause).await {
            return;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// What is still worth a look: places in `done`, and what each lacks.
fn open(work: &Work, done: &[Done], waits: Waits, started: Instant, granted: Instant) -> Vec<(usize, Lacks)> {
    let in_time = |lacks| match lacks {
        Lacks::Decision => started.elapsed() < waits.decision,
        Lacks::Provisioning | Lacks::Force => granted.elapsed() < waits.in_force,
    };
    let lacking = (0..done.len()).filter_map(|at| Some((at, lacks(work, &done[at])?)));
    lacking.filter(|(_, lacks)| in_time(*lacks)).collect()
}

fn lacks(work: &Work, done: &Done) -> Option<Lacks> {
    let request = done.result.as_ref().ok().filter(|_| done.action != Action::Deactivate)?;
    match request.outcome(work.now()) {
        // More time on what there is comes into force with the request.
        Outcome::Done if done.action != Action::Activate => None,
        Outcome::Done if done.in_force == Some(true) => None,
        Outcome::Done => Some(Lacks::Force),
        Outcome::Waiting if request.status.waits_for_decision() => Some(Lacks::Decision),
        Outcome::Waiting => Some(Lacks::Provisioning),
        _ => None,
    }
}

/// What has to happen next to `done`, which lacks this.
fn awaited(done: &Done, lacks: Lacks) -> Awaited {
    let by_administrator = || done.result.as_ref().is_ok_and(|one| one.status.is("PendingAdminDecision"));
    match lacks {
        Lacks::Provisioning => Awaited::Provisioning,
        Lacks::Decision if by_administrator() => Awaited::Administrator,
        Lacks::Decision => Awaited::Approver(done.approvers.clone().unwrap_or_default()),
        Lacks::Force => Awaited::Force,
    }
}

/// One look at everything that is open: the requests by their ids, the active roles once for each kind.
async fn look(work: &Work, done: &mut [Done], open: &[(usize, Lacks)]) {
    let by_id = open.iter().filter(|(_, lacks)| *lacks != Lacks::Force).map(|(at, _)| (*at, &done[*at]));
    let reads = by_id.filter_map(|(at, one)| {
        let known = one.result.as_ref().ok()?.clone();
        let provider = work.provider(one.grant.kind).ok()?;
        Some(async move { (at, provider.request(&known).await) })
    });
    for (at, read) in join_all(reads).await {
        if let Ok(now) = read {
            update(work, &mut done[at], now).await;
        }
    }
    for provider in &work.providers {
        let wanted: Vec<usize> = (0..done.len())
            .filter(|at| done[*at].grant.kind == provider.kind() && lacks(work, &done[*at]) == Some(Lacks::Force))
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let Ok(active) = provider.active().await else {
            unseen(work, done);
            continue;
        };
        for at in wanted {
            let row = active.iter().find(|row| is_of(row, &done[at]));
            done[at].in_force = Some(row.is_some());
            if let (Some(row), Ok(request)) = (row, &mut done[at].result) {
                request.start = row.start.or(request.start);
                request.end = row.end.or(request.end);
                let row = Assignment {
                    role: request.role.clone(),
                    scope: request.scope.clone(),
                    request_id: Some(request.id.clone()),
                    reason: request.reason.clone(),
                    ..row.clone()
                };
                let grant = &done[at].grant;
                list::remember_one(work, grant, Some(row), request);
            }
        }
    }
}

/// What could not be seen is not in force for all we know.
fn unseen(work: &Work, done: &mut [Done]) {
    for one in done.iter_mut().filter(|one| lacks(work, one) == Some(Lacks::Force)) {
        one.in_force.get_or_insert(false);
    }
}

/// A row of the same role may be the activation before it, which was given back and still shows.
fn is_of(row: &Assignment, done: &Done) -> bool {
    row.same_grant(&done.grant) && done.result.as_ref().is_ok_and(|request| late::is_made_by(row, request))
}

async fn update(work: &Work, done: &mut Done, mut now: Request) {
    if let Ok(before) = &done.result {
        // A read by id may lag behind the names that are known.
        now.role = before.role.clone();
        now.scope = before.scope.clone();
    }
    if now.outcome(work.now()) == Outcome::Ended {
        now.decision = requests::decision(work, &now).await;
    }
    super::activate::remember(work, &done.grant, &now);
    done.result = Ok(now);
}

/// Follows requests by themselves, for `request wait`: until decided and in force, or the time is over.
pub async fn follow_requests(work: &Work, requests: Vec<Request>, time: Duration) -> Vec<Done> {
    let mut done: Vec<Done> = requests.into_iter().map(Done::of_request).collect();
    for one in &done {
        if let Ok(request) = &one.result {
            super::activate::remember(work, &one.grant, request);
        }
    }
    follow(work, &mut done, Waits { in_force: time, decision: time }).await;
    done
}

impl Done {
    /// A request that was made earlier, as something to follow.
    #[must_use]
    pub fn of_request(request: Request) -> Self {
        let state = crate::pim::assignment::State::Pending;
        let grant = Assignment::of_request(request.clone(), state, AssignmentType::Activated);
        Self::of(grant, request.action, Particulars::default(), Ok(request))
    }

    /// The role's name, for showing.
    #[must_use]
    pub fn role(&self) -> &Foreign {
        &self.grant.role.name
    }
}
