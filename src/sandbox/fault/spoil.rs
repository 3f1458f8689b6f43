//! The spoiling itself: in place of an answer, or of the answer that there was.

use std::io::Write;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value, json};

use super::{Fault, Kind};
use crate::sandbox::arm;
use crate::sandbox::engine::lag::Lag;
use crate::sandbox::wire::{Answer, Content, Incoming};

/// No fault holds a connection longer than this between two bytes.
const LONGEST_PAUSE: u64 = 600_000;
/// The piece in which too large bodies are made.
const PIECE: usize = 64 * 1024;

/// What a person wrote, by the names that the services have for it.
const WRITTEN: [&str; 11] = [
    "displayName",
    "justification",
    "description",
    "ticketNumber",
    "ticketSystem",
    "error_description",
    "roleName",
    "condition",
    "email",
    "principalName",
    "userPrincipalName",
];

/// The faults that one request meets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spoiling {
    pub main: Option<(Kind, Fault)>,
    pub modifiers: Vec<(Kind, Fault)>,
}

impl Spoiling {
    fn modifier(&self, kind: Kind) -> Option<&Fault> {
        self.modifiers.iter().find(|(k, _)| *k == kind).map(|(_, fault)| fault)
    }

    /// How many reads shall not see this write.
    pub fn lag(&self) -> Option<Lag> {
        let lag =
            |kind, flickers| self.modifier(kind).map(|fault: &Fault| Lag { reads: fault.reads.unwrap_or(3), flickers });
        lag(Kind::Lag, false).or_else(|| lag(Kind::Flicker, true))
    }

    /// Whether a resource group that the person cannot read yet takes no activation.
    pub fn unreadable(&self) -> bool {
        self.modifier(Kind::Unreadable).is_some()
    }

    /// After how many reads what is granted is in force.
    pub fn provision(&self) -> Option<u32> {
        self.modifier(Kind::Provision).map(|fault| fault.reads.unwrap_or(3))
    }

    /// How many rows a page has, where that is fewer than the service's own.
    pub fn page_size(&self) -> Option<usize> {
        let rows = self.modifier(Kind::SmallPages)?.reads.unwrap_or(1).max(1);
        usize::try_from(rows).ok()
    }

    /// Refusals by the settings come in words.
    pub fn prose(&self) -> bool {
        self.modifier(Kind::PolicyProse).is_some()
    }

    /// For the log.
    pub fn name(&self) -> Option<&'static str> {
        self.main.as_ref().or(self.modifiers.first()).map(|(kind, _)| kind.name())
    }

    /// Whether the request takes effect.
    pub fn takes_effect(&self) -> bool {
        let Some((kind, fault)) = &self.main else { return true };
        let without = matches!(
            kind,
            Kind::Throttle
                | Kind::Status
                | Kind::CutBefore
                | Kind::Redirect
                | Kind::Challenge
                | Kind::Error
                | Kind::Echo
        );
        fault.effect.unwrap_or(!without)
    }

    /// Spoils what the service answered, or makes up what comes in place of it.
    pub fn apply(&self, request: &Incoming, answer: Answer) -> Answer {
        let mut answer = match &self.main {
            Some((kind, fault)) => spoil(*kind, fault, request, answer).with("x-sandbox-fault", kind.name()),
            None => answer,
        };
        if let Some(fault) = self.modifier(Kind::Latency) {
            answer.delivery.latency += Duration::from_millis(fault.ms.unwrap_or(1000).min(LONGEST_PAUSE));
        }
        answer
    }
}

fn spoil(kind: Kind, fault: &Fault, request: &Incoming, mut answer: Answer) -> Answer {
    match kind {
        Kind::Throttle => failure(429, "TooManyRequests", "Too many requests. Please retry later.", fault),
        Kind::Status => {
            failure(fault.status.unwrap_or(503), "ServiceUnavailable", "The service is temporarily unavailable.", fault)
        }
        Kind::Error => failure(fault.status.unwrap_or(400), "UnknownError", "", fault),
        Kind::Echo => failure(fault.status.unwrap_or(400), "invalid_request", &echo(request), fault),
        Kind::CutBefore | Kind::CutAfter => {
            answer.delivery.cut = true;
            answer
        }
        Kind::Slow => {
            answer.delivery.drip = Some(Duration::from_millis(fault.ms.unwrap_or(1000).min(LONGEST_PAUSE)));
            answer
        }
        Kind::Truncated => {
            answer.delivery.truncated = true;
            answer
        }
        Kind::Malformed | Kind::Huge | Kind::Nesting | Kind::GzipBomb => replace(answer, odd_body(kind, fault)),
        Kind::Html => {
            let page = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Proxy</h1></body></html>";
            Answer::new(fault.status.unwrap_or(200), Content::Bytes("text/html; charset=utf-8", page.to_vec()))
        }
        Kind::Empty => {
            let usual = if request.method == "GET" { 200 } else { 201 };
            Answer::new(fault.status.unwrap_or(usual), Content::Nothing)
        }
        Kind::EndlessPages | Kind::PageLoop | Kind::PageCycle | Kind::ForeignPage => {
            with_next_page(kind, fault, request, answer)
        }
        Kind::Redirect => {
            let to = fault.url.clone().unwrap_or_else(|| format!("{}{}", request.origin, request.target));
            Answer::new(fault.status.unwrap_or(302), Content::Nothing).with("location", to)
        }
        Kind::Challenge => challenge(fault),
        Kind::UnknownStatus => replace_texts(answer, &["status"], fault.text.as_deref().unwrap_or("SomethingNew2027")),
        Kind::Hostile => {
            let text = fault.text.as_deref().unwrap_or("\u{1b}[2Jevil\u{202e}txt\r\nforged\trow\u{9b}31m");
            replace_texts(answer, &WRITTEN, text)
        }
        Kind::Latency
        | Kind::PolicyProse
        | Kind::SmallPages
        | Kind::Lag
        | Kind::Flicker
        | Kind::Provision
        | Kind::Unreadable => answer,
    }
}

/// What a gateway repeats while somebody debugs it: the request as it came, what each of its values begins with, and all
/// of it as others encode it; and what drives a terminal.
fn echo(request: &Incoming) -> String {
    let headers: Vec<String> = request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let body = String::from_utf8_lossy(&request.body);
    let whole = format!("{} {}\n{body}", request.target, headers.join(", "));
    let begins = |text: &str, most| text.chars().take(most).collect::<String>();
    let values = request.headers.values().map(|value| begins(value, 80));
    let fields = body.split('&').filter_map(|field| field.split_once('='));
    let begun: Vec<String> = values.chain(fields.map(|(_, value)| begins(value, 30))).collect();
    let each = |mark: &str| whole.bytes().map(|byte| format!("{mark}{byte:02x}")).collect::<String>();
    let (base64, percent, hex) = (BASE64.encode(&whole), each("%"), each(""));
    format!("AADSTS900144: \u{1b}]0;echo\u{7}{whole}\n{}\n{base64} {percent} {hex}", begun.join(", "))
}

/// A body that breaks a careless reader.
fn odd_body(kind: Kind, fault: &Fault) -> Content {
    let bytes = |or: u64| usize::try_from(fault.bytes.unwrap_or(or)).unwrap_or(usize::MAX);
    match kind {
        Kind::Huge => Content::Stream { gzip: false, chunks: Box::new(long_text(bytes(50_000_000))) },
        Kind::GzipBomb => Content::Stream { gzip: true, chunks: Box::new(bomb(bytes(200_000_000))) },
        Kind::Nesting => {
            let depth = bytes(10_000).min(10_000_000);
            let text = format!(r#"{{"value":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
            Content::Bytes("application/json", text.into_bytes())
        }
        _ => Content::Bytes("application/json", br#"{"value":[{"id":"#.to_vec()),
    }
}

fn failure(status: u16, code: &str, message: &str, fault: &Fault) -> Answer {
    let code = fault.code.as_deref().unwrap_or(code);
    let message = fault.message.as_deref().unwrap_or(message);
    let answer = Answer::json(status, json!({"error": {"code": code, "message": message}}));
    match &fault.retry_after {
        Some(value) => answer.with("retry-after", value.clone()),
        None => answer,
    }
}

fn replace(mut answer: Answer, content: Content) -> Answer {
    answer.content = content;
    answer
}

/// A list whose one name is very long, piece by piece.
fn long_text(bytes: usize) -> impl Iterator<Item = Vec<u8>> + Send {
    let pieces = bytes / PIECE + 1;
    let middle = (0..pieces).map(|_| vec![b'a'; PIECE]);
    std::iter::once(br#"{"value":[{"displayName":""#.to_vec()).chain(middle).chain(std::iter::once(br#""}]}"#.to_vec()))
}

/// The same, gzipped while it is read: a client that stops costs nothing more.
fn bomb(bytes: usize) -> impl Iterator<Item = Vec<u8>> + Send {
    let mut plain = long_text(bytes);
    let mut encoder = Some(GzEncoder::new(Vec::new(), Compression::best()));
    std::iter::from_fn(move || {
        let packing = encoder.as_mut()?;
        loop {
            match plain.next() {
                Some(piece) => packing.write_all(&piece).ok()?,
                None => return encoder.take()?.finish().ok(),
            }
            if packing.get_ref().len() > 1024 {
                return Some(std::mem::take(packing.get_mut()));
            }
        }
    })
}

fn challenge(fault: &Fault) -> Answer {
    let usual = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
    let claims = BASE64.encode(fault.claims.as_deref().unwrap_or(usual));
    let message = "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenCreatedWithOutdatedPolicies";
    let header = format!(
        r#"Bearer realm="", authorization_uri="https://login.sandbox.pim.invalid/common/oauth2/authorize", error="insufficient_claims", claims="{claims}""#
    );
    failure(401, "InvalidAuthenticationToken", message, fault).with("www-authenticate", header)
}

fn replace_texts(mut answer: Answer, fields: &[&str], text: &str) -> Answer {
    if let Content::Json(body) = &mut answer.content {
        replace_in(body, fields, text);
    }
    answer
}

fn replace_in(value: &mut Value, fields: &[&str], text: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace_in(item, fields, text)),
        Value::Object(map) => {
            for (name, inner) in map.iter_mut() {
                if inner.is_string() && fields.contains(&name.as_str()) {
                    *inner = text.into();
                } else {
                    replace_in(inner, fields, text);
                }
            }
        }
        _ => {}
    }
}

fn with_next_page(kind: Kind, fault: &Fault, request: &Incoming, mut answer: Answer) -> Answer {
    let token = match kind {
        Kind::EndlessPages => "endless-1",
        Kind::PageLoop => "loop",
        _ => "cycle-a",
    };
    let link = match (kind, &fault.url) {
        (Kind::ForeignPage, Some(url)) => url.clone(),
        _ => next_link(request, token),
    };
    if let Content::Json(Value::Object(body)) = &mut answer.content {
        body.insert(link_name(request).to_owned(), link.into());
    }
    answer
}

/// How the face that answers names the link to the next page.
fn link_name(request: &Incoming) -> &'static str {
    if arm::owns(request.path()) { "nextLink" } else { "@odata.nextLink" }
}

/// The same list, on another page; Azure's has its version in the link.
fn next_link(request: &Incoming, token: &str) -> String {
    let version = request.query().split('&').find(|pair| pair.to_ascii_lowercase().starts_with("api-version="));
    let version = version.map(|pair| format!("{pair}&")).unwrap_or_default();
    format!("{}{}?{version}$skiptoken={token}", request.origin, request.path())
}

/// A page that only a spoiled page leads to: an empty one that leads on.
pub(crate) fn spoiled_page(request: &Incoming, skiptoken: &str) -> Option<Answer> {
    let (kind, next) = match skiptoken {
        "loop" => (Kind::PageLoop, "loop".to_owned()),
        "cycle-a" => (Kind::PageCycle, "cycle-b".to_owned()),
        "cycle-b" => (Kind::PageCycle, "cycle-a".to_owned()),
        other => {
            let number: u64 = other.strip_prefix("endless-")?.parse().ok()?;
            (Kind::EndlessPages, format!("endless-{}", number.wrapping_add(1)))
        }
    };
    let mut body = Map::new();
    body.insert("value".to_owned(), json!([]));
    body.insert(link_name(request).to_owned(), next_link(request, &next).into());
    Some(Answer::json(200, Value::Object(body)).with("x-sandbox-fault", kind.name()))
}
