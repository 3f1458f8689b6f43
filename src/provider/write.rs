//! The one way a write goes out: repeated only where it cannot have taken effect, and looked after where
//! its answer was lost.

use crate::http::retry::{ATTEMPTS, backoff};
use crate::http::{Answer, Call, Client, Error, Exchange, Refusal};
use crate::pim::duration::Span;
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

/// Sends `call` and reads its answer with `read`.
///
/// It is sent again where no connection was made or it was throttled (429), within the command's
/// patience. Where it may have arrived, `look` is asked, several times, whether it took effect; after a
/// 503 that names a time it is sent once more when looking has shown nothing.
///
/// # Errors
/// [`WriteError`].
pub async fn send<T>(
    client: &Client,
    call: Call<'_>,
    read: impl Fn(&Answer) -> Result<T, Error>,
    look: impl AsyncFn() -> Result<Option<T>, Error>,
) -> Result<T, WriteError> {
    let mut attempt = 1;
    loop {
        let error = match client.once(call).await.and_then(|answer| read(&answer)) {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        tracing::debug!("{error}");
        let last = attempt == ATTEMPTS;
        match &error {
            Error::NeverSent { passing: true, .. } if !last && client.patience().agree(backoff(attempt)) => {}
            Error::Throttled(refusal) if !last && client.patience().agree(asked(refusal, attempt)) => {}
            Error::Failing(refusal) if refusal.status == 503 && refusal.retry_after.is_some() && !last => {
                if let Some(found) = look_after(client, &look, 2).await {
                    return Ok(found);
                }
                if !client.patience().agree(asked(refusal, attempt)) {
                    return Err(unknown(error));
                }
            }
            _ if error.may_have_arrived() => {
                return look_after(client, &look, LOOKS).await.ok_or_else(|| unknown(error));
            }
            _ => return Err(error.into()),
        }
        attempt += 1;
    }
}

fn asked(refusal: &Refusal, attempt: u32) -> Duration {
    refusal.retry_after.map_or_else(|| backoff(attempt), Span::to_std)
}

/// Looks `least` times and, while the command's patience lasts, on with growing pauses.
async fn look_after<T>(client: &Client, look: &impl AsyncFn() -> Result<Option<T>, Error>, least: u32) -> Option<T> {
    let until = Instant::now() + client.patience().max_wait();
    client.allow(client.patience().max_wait());
    let mut pause = Duration::from_millis(100);
    for count in 1.. {
        match look().await {
            Ok(Some(found)) => return Some(found),
            Ok(None) => tracing::debug!("look {count}: not there"),
            Err(error) => tracing::debug!("look {count}: {error}"),
        }
        if count >= least && (least < LOOKS || Instant::now() + pause > until || count >= 2 * LOOKS) {
            return None;
        }
        if client.interrupt().sleep(pause).await {
            return None;
        }
        pause = (pause * 2).min(Duration::from_secs(5));
    }
    None
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
