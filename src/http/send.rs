//! One exchange: the only place that puts a token on a request.

use super::answer::Answer;
use super::audience::{Audience, Credential, Service, Token};
use super::clock::Clock;
use super::error::{Error, Exchange, TIME_IS_OVER};
use super::har::Recorder;
use super::interrupt::Interrupt;
use super::judge::{classify, error_chain, host, judge};
use super::redact::REDACTED;
use super::retry::{ATTEMPTS, Patience, Pause};
use super::sign_in::{CredentialError, SignedInBy};
use super::web::Web;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use url::Url;
use uuid::Uuid;

/// The most bytes that one answer may have once it is unpacked.
pub const LARGEST_ANSWER: usize = 16 * 1024 * 1024;

/// What a client is built from.
pub struct ClientOptions {
    /// How long the whole command may take, less what it waits for on purpose.
    pub timeout: Duration,
    /// How long it may wait in all because the service asks for it, and look after a lost answer.
    pub max_wait: Duration,
    /// A further certificate authority to trust, in PEM.
    pub extra_ca: Option<Vec<u8>>,
    /// Speak HTTP/2 from the first byte, so that parallel reads share one connection: only where no
    /// proxy stands between.
    pub http2_only: bool,
    /// Whether the services are on this machine: then no proxy stands between.
    pub loopback: bool,
    /// Ctrl-C.
    pub interrupt: Interrupt,
    /// The local clock.
    pub now: fn() -> DateTime<Utc>,
    /// Where exchanges are recorded, where that is wanted.
    pub recorder: Option<Recorder>,
}

/// One request of ours.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The service it goes to.
    pub audience: &'a Audience,
    /// The method.
    pub method: &'a Method,
    /// Where: a path with its query, or a whole link that the service gave.
    pub target: &'a str,
    /// What is sent.
    pub body: Option<&'a Value>,
    /// Our id for the exchange, where it is to be a particular one.
    pub correlation: Option<Uuid>,
}

/// The client; one for each command.
pub struct Client {
    /// For Microsoft Graph, and for Azure Resource Manager.
    webs: [Web; 2],
    pub(super) credential: Arc<dyn Credential>,
    patience: Patience,
    interrupt: Interrupt,
    clock: Clock,
    recorder: Option<Recorder>,
    deadline: Mutex<Instant>,
}

impl Client {
    /// Builds the client: system trust store and the extra authority, no redirects, no resending by itself.
    ///
    /// # Errors
    /// The text says what is wrong with the extra authority or the TLS set-up.
    pub fn new(options: ClientOptions, credential: Arc<dyn Credential>) -> Result<Self, String> {
        let web = Web::new(options.http2_only, options.extra_ca, options.loopback)?;
        Ok(Self {
            webs: [web.beside(), web],
            credential,
            patience: Patience::new(options.max_wait),
            interrupt: options.interrupt,
            clock: Clock::new(options.now),
            recorder: options.recorder,
            deadline: Mutex::new(Instant::now() + options.timeout),
        })
    }

    fn web(&self, service: Service) -> &Web {
        let [graph, arm] = &self.webs;
        if service == Service::Graph { graph } else { arm }
    }

    /// Ctrl-C, for those who wait between requests.
    #[must_use]
    pub fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    /// How the tokens for `service` came.
    pub(super) fn by(&self, service: Service) -> SignedInBy {
        self.credential.by(service)
    }

    /// What the command may wait in all.
    #[must_use]
    pub fn patience(&self) -> &Patience {
        &self.patience
    }

    /// The service's time: the local clock corrected by the newest answer's Date header.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// By how much the service's clock is ahead of the local one, once an answer told.
    #[must_use]
    pub fn skew(&self) -> Option<TimeDelta> {
        self.clock.skew()
    }

    /// The same where it is worth a word, once.
    #[must_use]
    pub fn skew_to_tell(&self) -> Option<TimeDelta> {
        self.clock.skew_to_tell()
    }

    /// Agrees to a pause. What the service asks for is not taken from the command's own time, what we wait of our own
    /// accord is; false where its patience, or its time, does not last that long.
    pub fn agree_to_wait(&self, pause: Pause) -> bool {
        if !pause.asked && pause.time >= self.time_left() {
            return false;
        }
        let Some(more) = self.patience.agree(pause.time) else { return false };
        if pause.asked {
            let mut deadline = self.deadline.lock().unwrap_or_else(PoisonError::into_inner);
            *deadline += more;
        }
        true
    }

    /// Gives the command more time: for waiting on purpose, and for looking after a lost answer.
    pub fn allow(&self, time: Duration) {
        let mut deadline = self.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        *deadline = (*deadline).max(Instant::now() + time);
    }

    /// How much of the command's time is left.
    #[must_use]
    pub fn time_left(&self) -> Duration {
        let deadline = *self.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        deadline.saturating_duration_since(Instant::now())
    }

    /// A read, repeated where that is safe and the command's patience lasts: after a connection that
    /// failed, 429 and 5xx, at most [`ATTEMPTS`] times.
    ///
    /// # Errors
    /// Whatever the last attempt ended with.
    pub async fn read(&self, audience: &Audience, target: &str) -> Result<Answer, Error> {
        self.read_with(Call { audience, method: &Method::GET, target, body: None, correlation: None }).await
    }

    /// The same for a call that reads although it is no GET ($batch).
    ///
    /// # Errors
    /// Whatever the last attempt ended with.
    pub async fn read_with(&self, call: Call<'_>) -> Result<Answer, Error> {
        let mut attempt = 1;
        loop {
            let error = match self.once(call).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(pause) = Pause::before_reading_again(&error, attempt) else { return Err(error) };
            if attempt == ATTEMPTS || self.time_left().is_zero() || !self.agree_to_wait(pause) {
                return Err(error);
            }
            tracing::debug!("{error}; again in {} ms", pause.time.as_millis());
            attempt += 1;
        }
    }

    /// One request, never repeated, but for one case: where its token is not accepted or further claims are
    /// asked for, it was not carried out, and goes out once more with another token.
    ///
    /// # Errors
    /// [`Error`], which tells what never left from what may have arrived.
    pub async fn once(&self, call: Call<'_>) -> Result<Answer, Error> {
        let url = self.url(call)?;
        let exchange = Exchange { method: call.method.to_string(), host: host(&url), path: url.path().to_owned() };
        self.ready(&exchange).await?;
        let service = call.audience.service;
        let token = self.beside_the_clock(self.credential.token(service)).await?;
        let error = match self.exchange(call, &url, &exchange, Some(&token)).await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let Some(refusal) = error.refusal().filter(|refusal| refusal.status == 401 || refusal.claims.is_some()) else {
            return Err(error);
        };
        tracing::debug!("{error}; another token is asked for");
        match self.another_token(service, &token, refusal.claims.as_deref()).await {
            Ok(true) => {}
            // The service's own words say best what nobody is there to do.
            Ok(false) => return Err(error),
            Err(CredentialError::PersonNeeded { .. }) if refusal.claims.is_some() => return Err(error),
            Err(other) => return Err(other.into()),
        }
        self.ready(&exchange).await?;
        let token = self.beside_the_clock(self.credential.token(service)).await?;
        self.exchange(call, &url, &exchange, Some(&token)).await
    }

    /// Signs in again for `audience` with `claims`, whatever was said in words of what this sign-in lacks;
    /// false where that cannot be.
    ///
    /// # Errors
    /// Where signing in again failed.
    pub async fn step_up(&self, audience: &Audience, claims: &str) -> Result<bool, Error> {
        let token = self.beside_the_clock(self.credential.token(audience.service)).await?;
        match self.another_token(audience.service, &token, Some(claims)).await {
            Err(CredentialError::PersonNeeded { .. }) => Ok(false),
            other => Ok(other?),
        }
    }

    pub(super) async fn another_token(
        &self,
        service: Service,
        refused: &Token,
        claims: Option<&str>,
    ) -> Result<bool, CredentialError> {
        self.beside_the_clock(self.credential.renew(service, refused, claims)).await
    }

    /// What a person takes to sign in is not taken from the command's time.
    async fn beside_the_clock<T>(&self, signing_in: impl Future<Output = T>) -> T {
        let started = Instant::now();
        let done = signing_in.await;
        let mut deadline = self.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        *deadline += started.elapsed();
        done
    }

    /// Whether anything may be sent now; waits where the service asked for it.
    async fn ready(&self, exchange: &Exchange) -> Result<(), Error> {
        if self.interrupt.pressed() || self.interrupt.sleep(self.patience.left().min(self.time_left())).await {
            return Err(Error::Interrupted(exchange.clone()));
        }
        if self.time_left().is_zero() {
            let reason = TIME_IS_OVER.to_owned();
            return Err(Error::NeverSent { exchange: exchange.clone(), reason, passing: false });
        }
        Ok(())
    }

    /// One exchange with this token, or with none.
    pub(super) async fn exchange(
        &self,
        call: Call<'_>,
        url: &Url,
        exchange: &Exchange,
        token: Option<&Token>,
    ) -> Result<Answer, Error> {
        let correlation = call.correlation.unwrap_or_else(Uuid::new_v4).to_string();
        let mut request = self
            .web(call.audience.service)
            .client()
            .request(call.method.clone(), url.clone())
            .header(ACCEPT, "application/json")
            .header("client-request-id", &correlation);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, bearer(token, exchange)?);
        }
        if let Some(body) = call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let record = self.recorder.as_ref().map(|recorder| recorder.begin(self.clock.own(), call, url, &correlation));
        let started = Instant::now();
        // What the answer is searched for is worked out while it is on its way.
        let (outcome, _) = futures::join!(self.sent(request, exchange), async { token.map(Token::forms) });
        let (status, headers, body) = match outcome {
            Ok(parts) => parts,
            Err(error) => {
                if let (Some(recorder), Some(record)) = (&self.recorder, record) {
                    recorder.failed(record, started.elapsed(), &error.to_string());
                }
                self.web(call.audience.service).doubt(&error);
                return Err(self.explained(call.audience.service, url, error).await);
            }
        };
        let (headers, body) = match token {
            Some(token) => without(token, headers, body),
            None => (headers, body),
        };
        self.web(call.audience.service).works();
        tracing::debug!("{exchange} -> {} in {} ms", status.as_u16(), started.elapsed().as_millis());
        if let (Some(recorder), Some(record)) = (&self.recorder, record) {
            recorder.answered(record, started.elapsed(), status, &headers, &body);
        }
        self.note_time(&headers);
        judge(exchange.clone(), status, &headers, body)
            .map_err(|error| error.of_token(self.by(call.audience.service), self.now()))
    }

    /// A failure with what more can be found out about it.
    async fn explained(&self, service: Service, url: &Url, error: Error) -> Error {
        match error {
            Error::NeverSent { exchange, reason, passing: false } => {
                let reason = self.web(service).explained(url, reason).await;
                Error::NeverSent { exchange, reason, passing: false }
            }
            other => other,
        }
    }

    /// Sends and reads the answer whole, within the command's time and the largest size.
    async fn sent(
        &self,
        request: reqwest::RequestBuilder,
        exchange: &Exchange,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), Error> {
        let maybe = |reason: String| Error::MaybeArrived { exchange: exchange.clone(), reason };
        let whole = async {
            let mut answer = request.send().await.map_err(|error| classify(exchange, &error))?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            // What came with the head counts even where the body is then lost.
            self.note_time(&headers);
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await.map_err(|error| maybe(error_chain(&error)))? {
                if body.len() + chunk.len() > LARGEST_ANSWER {
                    let what = format!("the answer is larger than {} MB", LARGEST_ANSWER / 1024 / 1024);
                    return Err(Error::Odd { exchange: exchange.clone(), what });
                }
                body.extend_from_slice(&chunk);
            }
            Ok((status, headers, body))
        };
        let left = self.time_left();
        tokio::select! {
            done = whole => done,
            () = tokio::time::sleep(left) => Err(maybe(format!("no whole answer, and {TIME_IS_OVER}"))),
            () = self.interrupt.wait_for(2) => Err(maybe("interrupted before the answer came".to_owned())),
        }
    }

    fn note_time(&self, headers: &HeaderMap) {
        self.clock.learn(headers);
    }

    /// The URL of `call`, refused where it is not at the audience's own origin.
    pub(super) fn url(&self, call: Call<'_>) -> Result<Url, Error> {
        let foreign = |to: String| Error::ForeignLink { from: host(call.audience.origin()), to };
        let url =
            call.audience.origin().join(call.target).map_err(|_| foreign("a text that is no address".to_owned()))?;
        if call.audience.owns(&url) { Ok(url) } else { Err(foreign(host(&url))) }
    }
}

/// The header that carries a token.
fn bearer(token: &Token, exchange: &Exchange) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose())).map_err(|_| Error::NeverSent {
        exchange: exchange.clone(),
        reason: "the access token cannot be put into a header".to_owned(),
        passing: false,
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// An answer without our own token in it, nor the beginning of it in whatever form: a gateway that is being debugged
/// may send it back, and what comes back is shown and recorded. Bytes that are no text are shown as if they were.
fn without(token: &Token, headers: HeaderMap, body: Vec<u8>) -> (HeaderMap, Vec<u8>) {
    let clean = |bytes: &[u8]| token.forms().out_of(&String::from_utf8_lossy(bytes)).map(String::into_bytes);
    let clean_headers = headers.iter().map(|(name, value)| {
        let value = clean(value.as_bytes()).map_or_else(
            || value.clone(),
            |text| HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static(REDACTED)),
        );
        (name.clone(), value)
    });
    let clean_body = clean(&body);
    (clean_headers.collect(), clean_body.unwrap_or(body))
}
