//! A request as the service sees it, an answer before it is bytes, and the bytes on their way.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use serde_json::Value;
use tokio::time::Sleep;

/// One request, outer or inside a `$batch`.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub method: String,
    /// Path and query as they came, from the first `/` on.
    pub target: String,
    /// Header names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
    /// Scheme, host and port that the client reached us by; page links start with it.
    pub origin: String,
}

impl Incoming {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The path without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or("")
    }

    /// The query, without its `?`.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }
}

/// What an answer holds.
pub(crate) enum Content {
    Nothing,
    Json(Value),
    /// Anything else, with its content type.
    Bytes(&'static str, Vec<u8>),
    /// Too much to be held at once; JSON by its type, gzipped or not.
    Stream {
        gzip: bool,
        chunks: Box<dyn Iterator<Item = Vec<u8>> + Send>,
    },
}

/// How an answer travels: as it is, unless a fault says otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Delivery {
    /// Before the first byte.
    pub latency: Duration,
    /// The connection is closed in place of an answer.
    pub cut: bool,
    /// Half of the body is missing.
    pub truncated: bool,
    /// Between any two bytes of the body.
    pub drip: Option<Duration>,
}

/// What the service answers.
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub content: Content,
    pub delivery: Delivery,
}

impl Answer {
    pub fn new(status: u16, content: Content) -> Self {
        Self { status, headers: Vec::new(), content, delivery: Delivery::default() }
    }

    pub fn json(status: u16, body: Value) -> Self {
        Self::new(status, Content::Json(body))
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Status, headers and the bytes of the body.
    pub fn into_parts(self) -> (u16, Vec<(&'static str, String)>, Payload) {
        let Self { status, mut headers, content, delivery } = self;
        let (kind, bytes) = match content {
            Content::Nothing => return (status, headers, Payload::whole(Vec::new())),
            Content::Json(value) => (JSON, value.to_string().into_bytes()),
            Content::Bytes(kind, bytes) => (kind, bytes),
            Content::Stream { gzip, chunks } => {
                headers.push(("content-type", JSON.to_owned()));
                headers.extend(gzip.then(|| ("content-encoding", "gzip".to_owned())));
                let chunks = Chunks::Many(chunks);
                return (status, headers, Payload { chunks, length: None, drip: None, sleep: None, broken: false });
            }
        };
        headers.push(("content-type", kind.to_owned()));
        let mut payload = Payload::whole(bytes);
        if delivery.truncated {
            payload.truncate();
        }
        payload.drip = delivery.drip;
        (status, headers, payload)
    }
}

pub(crate) const JSON: &str =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/// The body of an answer, as hyper sends it.
pub(crate) struct Payload {
    chunks: Chunks,
    /// What the header promises; none: chunked.
    length: Option<u64>,
    drip: Option<Duration>,
    sleep: Option<Pin<Box<Sleep>>>,
    /// The connection breaks when the chunks are out.
    broken: bool,
}

enum Chunks {
    One(Bytes),
    Many(Box<dyn Iterator<Item = Vec<u8>> + Send>),
}

impl Payload {
    fn whole(bytes: Vec<u8>) -> Self {
        let length = Some(bytes.len() as u64);
        Self { chunks: Chunks::One(bytes.into()), length, drip: None, sleep: None, broken: false }
    }

    /// Keeps the promised length and half of the bytes.
    fn truncate(&mut self) {
        if let Chunks::One(bytes) = &mut self.chunks {
            bytes.truncate(bytes.len() / 2);
            self.broken = true;
        }
    }

    fn next(&mut self) -> Option<Bytes> {
        match &mut self.chunks {
            Chunks::Many(chunks) => chunks.next().map(Bytes::from),
            Chunks::One(bytes) if bytes.is_empty() => None,
            Chunks::One(bytes) => Some(bytes.split_to(if self.drip.is_some() { 1 } else { bytes.len() })),
        }
    }
}

/// The body ended before it was whole.
#[derive(Debug, thiserror::Error)]
#[error("the answer was cut short on purpose")]
pub(crate) struct CutShort;

impl Body for Payload {
    type Data = Bytes;
    type Error = CutShort;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, CutShort>>> {
        if let Some(pause) = self.drip {
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep(pause)));
            if sleep.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.sleep = None;
        }
        match self.next() {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None if self.broken => Poll::Ready(Some(Err(CutShort))),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        !self.broken && matches!(&self.chunks, Chunks::One(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
