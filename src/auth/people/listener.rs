//! Where the browser comes back to: a port of this machine that answers one request and is gone.
//!
//! "OAuth 2.0 for Native Apps" (RFC 8252, 7.3 and 8.3). Entra ignores the port of `http://localhost`, and a
//! browser takes `localhost` for either family of addresses: both are bound, so that nobody else on the
//! machine can sit on the other and be handed the code. The state is checked here, before anything else is
//! believed: what does not bring it changes nothing, and the wait goes on.

use super::page::Page;
use super::refusal::is_about_consent;
use super::wire;
use crate::http::SignInRefusal;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// The largest head of a request: browsers send their cookies of `localhost`, whoever set them.
const LARGEST_HEAD: usize = 64 * 1024;

/// How long a client may take for its request, and for taking the answer.
const TIME: Duration = Duration::from_secs(5);

/// The most connections at one time: a browser opens some in advance.
const CONNECTIONS: usize = 64;

/// How often a free port is looked for.
const TRIES: usize = 20;

/// What the browser brought: the authorization code, or the service's refusal.
type Redirect = Result<SecretString, Box<SignInRefusal>>;

/// Both loopback addresses on one port.
pub(super) struct Listener {
    v4: TcpListener,
    v6: Option<TcpListener>,
    port: u16,
}

impl Listener {
    /// Binds a free port of both families; of IPv4 alone where the machine has no IPv6.
    ///
    /// # Errors
    /// Where no port is to be had.
    pub(super) fn bind() -> Result<Self, Error> {
        let mut last = Error::from(ErrorKind::AddrInUse);
        for _ in 0..TRIES {
            match Self::bind_at(0) {
                Ok(bound) => return Ok(bound),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Binds `port`, 0 for any that is free. One that somebody else holds in either family is not taken.
    pub(super) fn bind_at(port: u16) -> Result<Self, Error> {
        let v4 = listen(Ipv4Addr::LOCALHOST.into(), port)?;
        let port = v4.local_addr()?.port();
        let v6 = match listen(Ipv6Addr::LOCALHOST.into(), port) {
            Ok(bound) => Some(bound),
            Err(error) if is_without_ipv6(&error) => None,
            Err(error) => return Err(error),
        };
        Ok(Self { v4, v6, port })
    }

    /// The redirect address.
    pub(super) fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Waits until the browser brings `state`, and tells what came with it. The listener closes with it.
    pub(super) async fn wait(self, state: &str) -> Redirect {
        let gate = Arc::new(Gate::new(self.port, state));
        let (brought, mut redirect) = mpsc::channel(1);
        let mut clients = JoinSet::new();
        loop {
            let full = clients.len() >= CONNECTIONS;
            let client = tokio::select! {
                Some(done) = redirect.recv() => return done,
                Some(_) = clients.join_next() => continue,
                client = self.v4.accept(), if !full => client,
                client = accept(self.v6.as_ref()), if !full => client,
            };
            match client {
                Ok((stream, _)) => {
                    clients.spawn(serve(stream, Arc::clone(&gate), brought.clone()));
                }
                // Too many open files: others have to close some first.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

/// Exactly this address, and nobody beside us on it.
fn listen(address: IpAddr, port: u16) -> Result<TcpListener, Error> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.bind(SocketAddr::new(address, port))?;
    socket.listen(16)
}

fn is_without_ipv6(error: &Error) -> bool {
    // EAFNOSUPPORT has no kind of its own: 97 on Linux, 47 on macOS, 10047 on Windows.
    matches!(error.kind(), ErrorKind::AddrNotAvailable | ErrorKind::Unsupported)
        || matches!(error.raw_os_error(), Some(97 | 47 | 10_047))
}

async fn accept(listener: Option<&TcpListener>) -> Result<(TcpStream, SocketAddr), Error> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

/// One connection: a request, an answer, the end.
async fn serve(mut stream: TcpStream, gate: Arc<Gate>, brought: mpsc::Sender<Redirect>) {
    let Ok(Ok(head)) = tokio::time::timeout(TIME, read_head(&mut stream)).await else { return };
    let (page, redirect) = gate.judge(&head);
    let answer = async {
        stream.write_all(&page.answer()).await?;
        stream.shutdown().await
    };
    // What was brought counts also where the browser does not wait for its page.
    let grace = if redirect.is_some() { Duration::from_millis(500) } else { TIME };
    let _ = tokio::time::timeout(grace, answer).await;
    if let Some(redirect) = redirect {
        let _ = brought.send(redirect).await;
    }
}

/// Reads up to the empty line.
async fn read_head(stream: &mut TcpStream) -> Result<Vec<u8>, Error> {
    let mut head = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let count = stream.read(&mut chunk).await?;
        if count == 0 || head.len() + count > LARGEST_HEAD {
            return Err(ErrorKind::InvalidData.into());
        }
        let from = head.len().saturating_sub(3);
        head.extend_from_slice(&chunk[..count]);
        if let Some(end) = head[from..].windows(4).position(|window| window == b"\r\n\r\n") {
            head.truncate(from + end);
            return Ok(head);
        }
    }
}

/// Who may come in, and with what.
pub(super) struct Gate {
    hosts: [String; 3],
    state: [u8; 32],
    open: AtomicBool,
}

impl Gate {
    pub(super) fn new(port: u16, state: &str) -> Self {
        let hosts = ["localhost", "127.0.0.1", "[::1]"].map(|host| format!("{host}:{port}"));
        Self { hosts, state: digest(state), open: AtomicBool::new(true) }
    }

    /// The answer to a request with this head, and what it brought.
    pub(super) fn judge(&self, head: &[u8]) -> (Page, Option<Redirect>) {
        match self.admit(head) {
            Ok(query) => self.look(query),
            Err(page) => (page, None),
        }
    }

    /// The query of a request that came the right way.
    fn admit<'a>(&self, head: &'a [u8]) -> Result<&'a str, Page> {
        let bad = || Page::new("400 Bad Request", "This is no request that a browser sends.");
        let head = std::str::from_utf8(head).map_err(|_| bad())?;
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (method, target, version) = (words.next(), words.next(), words.next());
        let (Some(method), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) = (method, target, version, words.next())
        else {
            return Err(bad());
        };
        let headers: Option<Vec<(&str, &str)>> = lines.map(|line| line.split_once(':')).collect();
        let headers = headers.ok_or_else(bad)?;
        let named = |name: &'static str| headers.iter().filter(move |header| header.0.eq_ignore_ascii_case(name));
        // A name that somebody else's DNS led here, or a page that asks in the person's stead.
        let mut hosts = named("host");
        match (hosts.next(), hosts.next()) {
            (Some((_, host)), None) if self.hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host.trim())) => {}
            _ => return Err(Page::new("421 Misdirected Request", "Nothing of that name is here.")),
        }
        if named("origin").next().is_some() {
            return Err(Page::new("403 Forbidden", "No other page may ask here."));
        }
        if method != "GET" {
            return Err(Page::new("405 Method Not Allowed", "Only GET is answered here."));
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if path != "/" || !self.open.load(Ordering::Acquire) {
            return Err(Page::new("404 Not Found", "There is nothing here."));
        }
        Ok(query)
    }

    /// What the query brings, where it brings the state.
    fn look(&self, query: &str) -> (Page, Option<Redirect>) {
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        // What is there twice is there for somebody to choose from: it counts as absent.
        let one = |name: &str| {
            let mut values = pairs.iter().filter(|pair| pair.0 == name).map(|pair| pair.1.as_str());
            values.next().filter(|_| values.next().is_none())
        };
        let other = Page::new("400 Bad Request", "This is not the sign-in that pim waits for.");
        // Digests are compared: how long that takes says nothing of the state.
        if one("state").is_none_or(|state| digest(state) != self.state) {
            return (other, None);
        }
        let code = one("code").filter(|code| !code.is_empty());
        let redirect = match (code, wire::redirect_refusal(one)) {
            (Some(code), None) => Ok(SecretString::from(code)),
            (None, Some(refusal)) => Err(Box::new(refusal)),
            _ => return (other, None),
        };
        // Of two that come at once one was first.
        if !self.open.swap(false, Ordering::AcqRel) {
            return (Page::new("404 Not Found", "There is nothing here."), None);
        }
        (page(&redirect), Some(redirect))
    }
}

fn page(redirect: &Redirect) -> Page {
    match redirect {
        Ok(_) => {
            Page::new("200 OK", "The sign-in was handed to pim. You can close this tab and go back to the terminal.")
                .titled("Signed in")
        }
        Err(refusal) => {
            let said = refusal.description.as_ref().map_or_else(|| refusal.code(), |text| text.raw().to_owned());
            let consent = if is_about_consent(refusal) {
                " Where an administrator has to consent, the terminal says what to send to them, and what works without."
            } else {
                ""
            };
            let text = format!("{said}{consent} You can close this tab and go back to the terminal.");
            Page::new("200 OK", text).titled("Not signed in")
        }
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
#[path = "listener_tests.rs"]
mod tests;
