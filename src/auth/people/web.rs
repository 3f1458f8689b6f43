//! What carries the protocol: the `oauth2` crate's requests over our own connections.
//!
//! An answer either is the sign-in service's own, an answer or a refusal in JSON, or it is trouble on the
//! way: a page of a proxy, a gateway that fails, a connection that breaks. The crate sees the first alone,
//! so that no such page ends a sign-in that is going on. What the service refuses with is read here, where
//! its body is, and the body is dropped: it may hold what must not be shown.

use super::SignIn;
use super::wire;
use crate::http::{SignInRefusal, Web, redact, retry};
use futures::future::BoxFuture;
use oauth2::{AsyncHttpClient, ErrorResponse, HttpRequest, HttpResponse, RequestTokenError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The largest answer: tokens with many groups have some ten thousand characters.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// How long one exchange may take.
const TIME: Duration = Duration::from_secs(30);

/// The longest that the service may ask to wait before the one repetition.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What stood in the way of an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Trouble(String);

/// How the last exchange ended, where it gave no token.
#[derive(Clone, Debug)]
enum Last {
    Refused(Box<SignInRefusal>),
    Trouble(Trouble),
}

/// Why there are no tokens.
#[derive(Debug)]
pub(super) enum Failure {
    /// The service said no.
    Refused(Box<SignInRefusal>),
    /// There was no usable answer.
    Unreachable(String),
}

/// Carries the exchanges of one sign-in.
pub(super) struct Wire {
    web: Arc<Web>,
    host: String,
    repeats: bool,
    patience: Duration,
    last: Mutex<Option<Last>>,
}

impl Wire {
    /// For requests that may be sent again where no answer came.
    pub(super) fn repeating(sign_in: &SignIn) -> Self {
        let (web, host) = (Arc::clone(&sign_in.web), sign_in.host());
        Self { web, host, repeats: true, patience: sign_in.patience, last: Mutex::default() }
    }

    /// For requests that must be sent once only: a code is spent with its first use.
    pub(super) fn once(sign_in: &SignIn) -> Self {
        Self { repeats: false, ..Self::repeating(sign_in) }
    }

    /// What an error of the crate's means. Its own text is never shown: it may carry the whole body.
    pub(super) fn failure<T: ErrorResponse + 'static>(&self, error: &RequestTokenError<Trouble, T>) -> Failure {
        match (error, self.last.lock().unwrap_or_else(PoisonError::into_inner).take()) {
            (RequestTokenError::Request(trouble), _) => Failure::Unreachable(trouble.to_string()),
            (_, Some(Last::Refused(refusal))) => Failure::Refused(refusal),
            (_, Some(Last::Trouble(trouble))) => Failure::Unreachable(trouble.to_string()),
            (_, None) => Failure::Unreachable("its answer is none that a sign-in service gives".to_owned()),
        }
    }

    /// The refusal of the last exchange, where it was one.
    pub(super) fn refused(&self) -> Option<Box<SignInRefusal>> {
        match self.last.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(Last::Refused(refusal)) => Some(refusal),
            _ => None,
        }
    }

    /// Sends within the command's patience, repeats and waits included.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Trouble> {
        let late =
            || Trouble(format!("no answer within {} seconds (--timeout gives it more)", self.patience.as_secs()));
        tokio::time::timeout(self.patience, self.attempts(request)).await.unwrap_or_else(|_| Err(late()))
    }

    async fn attempts(&self, request: HttpRequest) -> Result<HttpResponse, Trouble> {
        let mut wait = None;
        for attempt in 1..=2 {
            if let Some(time) = wait.take() {
                tokio::time::sleep(time).await;
            }
            let answer = self.exchange(request.clone()).await;
            let last = attempt == 2 || !self.repeats;
            match answer {
                Ok((answer, _)) if !(answer.status().as_u16() == 429 || answer.status().is_server_error()) => {
                    return self.judge(&request, answer);
                }
                Ok((answer, asked)) => {
                    let time = asked.unwrap_or_else(|| retry::backoff(1));
                    if last || time > LONGEST_WAIT {
                        return Err(Trouble(format!("it answered with the status {}", answer.status().as_u16())));
                    }
                    wait = Some(time);
                }
                Err(trouble) if last => return Err(trouble),
                Err(_) => wait = Some(retry::backoff(1)),
            }
        }
        Err(Trouble("no answer came".to_owned()))
    }

    /// One exchange: the answer whole, and what it asks to wait.
    async fn exchange(&self, request: HttpRequest) -> Result<(HttpResponse, Option<Duration>), Trouble> {
        let url = url::Url::parse(&request.uri().to_string());
        let whole = async {
            let request = reqwest::Request::try_from(request).map_err(|error| trouble(&error))?;
            let mut answer = self.web.client().execute(request).await.map_err(|error| trouble(&error))?;
            let wait = retry::retry_after(answer.headers()).map(crate::pim::duration::Span::to_std);
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await.map_err(|error| trouble(&error))? {
                if body.len() + chunk.len() > LARGEST_ANSWER {
                    return Err(Trouble("its answer is larger than 1 MiB".to_owned()));
                }
                body.extend_from_slice(&chunk);
            }
            let mut whole = HttpResponse::new(body);
            *whole.status_mut() = answer.status();
            *whole.headers_mut() = answer.headers().clone();
            Ok((whole, wait))
        };
        let done = tokio::time::timeout(TIME, whole).await;
        let done = done.unwrap_or_else(|_| Err(Trouble(format!("no answer within {} seconds", TIME.as_secs()))));
        let done = match (done, url) {
            (Err(Trouble(reason)), Ok(url)) => Err(Trouble(self.web.explained(&url, reason).await)),
            (done, _) => done,
        };
        match &done {
            Ok((answer, _)) => tracing::debug!("asked {} for a token: {}", self.host, answer.status().as_u16()),
            Err(trouble) => tracing::debug!("asked {} for a token: {trouble}", self.host),
        }
        done
    }

    /// Passes on what the sign-in service itself answered.
    fn judge(&self, request: &HttpRequest, answer: HttpResponse) -> Result<HttpResponse, Trouble> {
        let status = answer.status();
        if status.is_success() {
            let is_json = answer.headers().get("content-type").and_then(|value| value.to_str().ok());
            let is_json = is_json.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/json"));
            return if is_json { Ok(answer) } else { Err(Trouble("its answer is not JSON".to_owned())) };
        }
        if status.is_client_error() {
            let body = redact::redacted(
                &String::from_utf8_lossy(answer.body()),
                redact::secrets_of(request.body(), std::iter::empty()),
            );
            if let Some(refusal) = wire::refusal(&body) {
                self.note(Last::Refused(Box::new(refusal)));
                return Ok(answer);
            }
        }
        Err(Trouble(format!("it answered with the status {}, and not as a sign-in service does", status.as_u16())))
    }

    fn note(&self, last: Last) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
    }
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = Trouble;
    type Future = BoxFuture<'c, Result<HttpResponse, Trouble>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let answer = self.send(request).await;
            if let Err(trouble) = &answer {
                self.note(Last::Trouble(trouble.clone()));
            }
            answer
        })
    }
}

fn trouble(error: &reqwest::Error) -> Trouble {
    Trouble(crate::http::judge::error_chain(error))
}
