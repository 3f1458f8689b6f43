//! The one way a write goes out: repeated only where it cannot have taken effect, and looked after where
//! its answer was lost.

use super::refusal::{self, Meaning};
use crate::http::challenge::MFA;
use crate::http::retry::{ATTEMPTS, Pause};
use crate::http::{Answer, Call, Client, Error, Exchange, Refusal};
use crate::pim::settings::Requirement;
use std::time::{Duration, Instant};

/// How often at least one looks whether a write whose answer was lost took effect: reads lag behind.
const LOOKS: u32 = 5;

/// Why a write has no outcome that can be reported as one.
#[derive(Clone, Debug, thiserror::Error)]
pub enum WriteError {
    /// It did not take effect.
    #[error(transparent)]
    Failed(#[from] Error),
    /// It was sent, no usable answer came, and looking did not show it: nobody knows.
    #[error("{exchange} was sent and {reason}; it was not found on looking")]
    Unknown {
        /// The exchange.
        exchange: Exchange,
        /// Why there is no answer.
        reason: String,
    },
}

impl WriteError {
    /// The service's refusal in it, where there is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            WriteError::Failed(error) => error.refusal(),
            WriteError::Unknown { .. } => None,
        }
    }
}

/// Whether the service tells by the request's own name that it has it already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// It makes up the name: what is sent twice is done twice.
    Theirs,
    /// The name is ours: what is sent twice is done once.
    Ours,
}

/// Sends `call` and reads its answer with `read`.
///
/// It is sent again where no connection was made or it was throttled (429), within the command's
/// patience. Where it may have arrived, `look` is asked, several times, whether it took effect. After a
/// 503 that names a time it is sent again, once that time is over and looking has shown that it did not
/// take effect; where one could not look it is not.
///
/// # Errors
/// [`WriteError`].
pub async fn send<T>(
    client: &Client,
    call: Call<'_>,
    read: impl Fn(&Answer) -> Result<T, Error>,
    look: impl AsyncFn() -> Result<Option<T>, Error>,
) -> Result<T, WriteError> {
    send_as(Naming::Theirs, client, call, read, look).await
}

/// The same for a call that names what it makes: where it may have arrived and looking does not show it, the same
/// is sent again, and "there is one of this name" is answered by looking at that one.
///
/// # Errors
/// [`WriteError`].
pub async fn send_named<T>(
    client: &Client,
    call: Call<'_>,
    read: impl Fn(&Answer) -> Result<T, Error>,
    look: impl AsyncFn() -> Result<Option<T>, Error>,
) -> Result<T, WriteError> {
    send_as(Naming::Ours, client, call, read, look).await
}

async fn send_as<T>(
    naming: Naming,
    client: &Client,
    call: Call<'_>,
    read: impl Fn(&Answer) -> Result<T, Error>,
    look: impl AsyncFn() -> Result<Option<T>, Error>,
) -> Result<T, WriteError> {
    let mut attempt = 1;
    let mut stepped_up = false;
    // The newest answer that leaves it open whether it took effect.
    let mut doubt: Option<Error> = None;
    loop {
        let error = match client.once(call).await.and_then(|answer| read(&answer)) {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        tracing::debug!("{error}");
        if !stepped_up && doubt.is_none() && wants_mfa(&error) {
            stepped_up = true;
            if client.step_up(call.audience, MFA).await? {
                continue;
            }
        }
        if error.may_have_arrived() || is_taken(&error) {
            doubt = Some(error.clone());
        }
        let pause = pause_before_repeating(naming, &error, attempt).filter(|_| attempt < ATTEMPTS);
        let mut again = pause.is_some_and(|pause| client.agree_to_wait(pause));
        if doubt.is_some() && again {
            // These looks wait as long as the service asked.
            match look_after(client, &look, Effort::Brief).await {
                Looked::Found(found) => return Ok(found),
                Looked::NotThere => {}
                Looked::Blind => again = naming == Naming::Ours,
            }
        }
        if !again {
            let Some(doubt) = doubt else { return Err(error.into()) };
            return match look_after(client, &look, Effort::Thorough).await {
                Looked::Found(found) => Ok(found),
                // What was sent again was refused for its own sake, and of what was sent first there is no
                // trace. "Exists already" is a trace.
                Looked::NotThere if is_refused_for_its_own_sake(&error) => Err(error.into()),
                Looked::NotThere | Looked::Blind => Err(unknown(doubt)),
            };
        }
        attempt += 1;
    }
}

/// Whether multifactor authentication alone is missing: with more than that missing, it would be asked for
/// in vain.
fn wants_mfa(error: &Error) -> bool {
    let meaning = error.refusal().map(refusal::meaning);
    matches!(meaning, Some(Meaning::Rules { missing, expiration: false, eligibility: false }) if missing == [Requirement::Mfa])
}

/// Before a write that failed with `error` may be sent again; `None`: it may not.
fn pause_before_repeating(naming: Naming, error: &Error, attempt: u32) -> Option<Pause> {
    match error {
        error if naming == Naming::Ours && error.may_have_arrived() => {
            Some(error.refusal().map_or_else(|| Pause::own(attempt), |refusal| Pause::after(refusal, attempt)))
        }
        Error::NeverSent { passing: true, .. } => Some(Pause::own(attempt)),
        Error::Throttled(refusal) => Some(Pause::after(refusal, attempt)),
        Error::Failing(refusal) if refusal.status == 503 && refusal.retry_after.is_some() => {
            Some(Pause::after(refusal, attempt))
        }
        _ => None,
    }
}

/// Whether the service has a request of this name.
fn is_taken(error: &Error) -> bool {
    matches!(error, Error::Refused(refused) if refusal::meaning(refused) == Meaning::NameTaken)
}

/// Whether a refusal says nothing about an earlier sending of the same.
fn is_refused_for_its_own_sake(error: &Error) -> bool {
    let Error::Refused(refused) = error else { return false };
    let traces = [
        Meaning::Exists,
        Meaning::NameTaken,
        Meaning::Pending,
        Meaning::Overlaps,
        Meaning::NotActive,
        Meaning::Conflict,
    ];
    !traces.contains(&refusal::meaning(refused))
}

/// How hard to look.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effort {
    /// Twice.
    Brief,
    /// [`LOOKS`] times and, while the command's patience lasts, on.
    Thorough,
}

/// What looking came to.
enum Looked<T> {
    Found(T),
    /// The last look showed that it is not there, or not yet.
    NotThere,
    /// The last look failed.
    Blind,
}

/// Looks for something that should be there by now, as one looks after a lost answer.
pub async fn look_for<T>(client: &Client, look: impl AsyncFn() -> Result<Option<T>, Error>) -> Option<T> {
    match look_after(client, &look, Effort::Thorough).await {
        Looked::Found(found) => Some(found),
        Looked::NotThere | Looked::Blind => None,
    }
}

/// Looks again and again, with growing pauses.
async fn look_after<T>(
    client: &Client,
    look: &impl AsyncFn() -> Result<Option<T>, Error>,
    effort: Effort,
) -> Looked<T> {
    // What the service asked to wait is not taken from the looks' own time.
    if client.interrupt().sleep(client.patience().left()).await {
        return Looked::Blind;
    }
    let time = client.patience().max_wait();
    let until = Instant::now() + time;
    client.allow(time);
    // One look that is never answered must not take the time of all.
    let limit = (time / LOOKS).max(Duration::from_millis(500));
    let mut pause = Duration::from_millis(100);
    let mut count = 0;
    loop {
        count += 1;
        let seen = match tokio::time::timeout(limit, look()).await {
            Ok(Ok(Some(found))) => return Looked::Found(found),
            Ok(Ok(None)) => {
                tracing::debug!("look {count}: not there");
                Looked::NotThere
            }
            Ok(Err(error)) => {
                tracing::debug!("look {count}: {error}");
                Looked::Blind
            }
            Err(_) => {
                tracing::debug!("look {count}: no answer in time");
                Looked::Blind
            }
        };
        let enough = match effort {
            Effort::Brief => count >= 2,
            Effort::Thorough => count >= LOOKS && (Instant::now() + pause > until || count >= 2 * LOOKS),
        };
        if enough || client.interrupt().sleep(pause).await {
            return seen;
        }
        pause = (pause * 2).min(Duration::from_secs(5));
    }
}

fn unknown(error: Error) -> WriteError {
    match error {
        Error::MaybeArrived { exchange, reason } => {
            WriteError::Unknown { exchange, reason: format!("no answer came ({reason})") }
        }
        Error::Odd { exchange, what } => WriteError::Unknown { exchange, reason: what },
        Error::Failing(refusal) => {
            WriteError::Unknown { reason: format!("answered with {}", refusal.status), exchange: refusal.exchange }
        }
        other => WriteError::Failed(other),
    }
}
