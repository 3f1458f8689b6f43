//! The server: connections on loopback, each request handed to the service in one transaction.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::poll_fn;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use hyper::body::{Body as HttpBody, Incoming as Body};
use hyper::header::{COOKIE, HOST, HeaderName, HeaderValue, ORIGIN};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use super::arm::{self, Arm};
use super::authority;
use super::error::SandboxError;
use super::face::{self, Door};
use super::graph::Graph;
use super::store::Store;
use super::tls;
use super::wire::{Answer, Incoming, Payload};

/// A larger body is refused.
const LARGEST_BODY: usize = 1 << 20;
/// A handshake that takes longer is given up.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Where the sandbox keeps its state, and where it listens.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder for the state; made when it is not there, readable by its owner alone.
    pub folder: PathBuf,
    /// The port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// A second port for HTTPS, HTTP/2 first, with a certificate of the sandbox's own authority.
    pub tls_port: Option<u16>,
}

/// A sandbox that serves until it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    http: String,
    https: Option<String>,
    ca_file: Option<PathBuf>,
    accepting: Vec<JoinHandle<()>>,
}

/// Starts the sandbox on loopback. An empty folder gets the tenant as it is at first.
///
/// # Errors
/// [`SandboxError::Listen`] where the port cannot be had; [`SandboxError::Corrupt`] where the
/// folder holds another thing than the sandbox's state; file and certificate errors.
pub async fn start(options: Options) -> Result<Server, SandboxError> {
    let Options { folder, port, tls_port } = options;
    let opened = folder.clone();
    let store = blocking(move || Store::open(&opened)).await?;
    let store = Arc::new(store);
    let (listener, address) = listen(port).await?;
    let mut accepting = vec![tokio::spawn(accept(listener, store.clone(), address.port(), None))];
    let (mut https, mut ca_file) = (None, None);
    if let Some(tls_port) = tls_port {
        let (for_tls, at) = (store.clone(), folder.clone());
        let (acceptor, file) = blocking(move || tls::acceptor(&for_tls, &at)).await?;
        let (listener, address) = listen(tls_port).await?;
        accepting.push(tokio::spawn(accept(listener, store, address.port(), Some(acceptor))));
        https = Some(format!("https://127.0.0.1:{}", address.port()));
        ca_file = Some(file);
    }
    Ok(Server { http: format!("http://127.0.0.1:{}", address.port()), https, ca_file, accepting })
}

impl Server {
    /// The origin, such as `http://127.0.0.1:41234`.
    #[must_use]
    pub fn http(&self) -> &str {
        &self.http
    }

    /// The encrypted origin, where there is one.
    #[must_use]
    pub fn https(&self) -> Option<&str> {
        self.https.as_deref()
    }

    /// The certificate of the sandbox's authority, in PEM, where it serves HTTPS.
    #[must_use]
    pub fn ca_file(&self) -> Option<&Path> {
        self.ca_file.as_deref()
    }

    /// The tenant's id.
    #[must_use]
    pub fn tenant_id(&self) -> &str {
        super::TENANT_ID
    }

    /// Closes the ports and every connection, at once; what is being written is written.
    pub async fn stop(mut self) {
        for task in self.accepting.drain(..) {
            task.abort();
            // It was aborted: there is no result to look at.
            let _ = task.await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for task in &self.accepting {
            task.abort();
        }
    }
}

/// The state file blocks: it is kept off the caller's runtime threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SandboxError> + Send + 'static,
) -> Result<T, SandboxError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

async fn listen(port: u16) -> Result<(TcpListener, SocketAddr), SandboxError> {
    let failed = |source| SandboxError::Listen { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Takes connections for ever; dropping this drops them all.
async fn accept(listener: TcpListener, store: Arc<Store>, port: u16, tls: Option<TlsAcceptor>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, most likely: wait for some to close.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // Small answers go out at once; where the system refuses, they are merely later.
        let _ = stream.set_nodelay(true);
        let (store, tls) = (store.clone(), tls.clone());
        connections.spawn(async move {
            match tls {
                None => connection(stream, store, port, "http").await,
                Some(acceptor) => {
                    if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                        connection(stream, store, port, "https").await;
                    }
                }
            }
        });
    }
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    store: Arc<Store>,
    port: u16,
    scheme: &'static str,
) {
    let cut = Arc::new(Notify::new());
    let service = service_fn(|request| respond(request, store.clone(), port, scheme, cut.clone()));
    let builder = Builder::new(TokioExecutor::new());
    let serving = pin!(builder.serve_connection(TokioIo::new(stream), service));
    // Being cut drops the stream without another byte; an error here is the client's leaving.
    tokio::select! {
        _ = serving => {}
        () = cut.notified() => {}
    }
}

/// The answer to one request. A failed state file is the service's failure, and is told as one.
async fn respond(
    request: Request<Body>,
    store: Arc<Store>,
    port: u16,
    scheme: &'static str,
    cut: Arc<Notify>,
) -> Result<Response<Payload>, Infallible> {
    let (parts, mut body) = request.into_parts();
    let refusal = refused_at_the_door(&parts, port, scheme);
    let bytes = if refusal.is_none() { read(&mut body).await } else { Some(Vec::new()) };
    let refusal = refusal.or(bytes.is_none().then_some(Door::TooLarge));
    let incoming = incoming(&parts, bytes.unwrap_or_default(), port, scheme);
    let answered = tokio::task::spawn_blocking(move || by_path(&store, &incoming, refusal)).await;
    let answer = match answered {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => face::failed(&error.to_string()),
        Err(error) => face::failed(&error.to_string()),
    };
    if !answer.delivery.latency.is_zero() {
        tokio::time::sleep(answer.delivery.latency).await;
    }
    if answer.delivery.cut {
        cut.notify_one();
        std::future::pending::<()>().await;
    }
    let (status, headers, payload) = answer.into_parts();
    let mut response = Response::new(payload);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
            response.headers_mut().append(name, value);
        }
    }
    Ok(response)
}

/// The authorization server and the services share the ports.
fn by_path(store: &Store, incoming: &Incoming, refusal: Option<Door>) -> Result<Answer, SandboxError> {
    if refusal.is_none() && authority::owns(incoming.path()) {
        return authority::answer(store, incoming);
    }
    let answer = if arm::owns(incoming.path()) { face::answer::<Arm> } else { face::answer::<Graph> };
    store.run(|world| answer(world, incoming, refusal)).map_err(SandboxError::Store)
}

/// A page in a browser must not reach the sandbox: not by another name for this address, and not
/// by a request that carries the page's origin. The authorization server's own pages come back to it.
fn refused_at_the_door(parts: &hyper::http::request::Parts, port: u16, scheme: &str) -> Option<Door> {
    let authority = parts.uri.authority().map(hyper::http::uri::Authority::as_str);
    let host = authority.or_else(|| parts.headers.get(HOST).and_then(|host| host.to_str().ok()));
    let known = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    if !host.is_some_and(|host| known.iter().any(|one| one.eq_ignore_ascii_case(host))) {
        return Some(Door::WrongHost);
    }
    let origin = parts.headers.get(ORIGIN)?;
    let own = host.map(|host| format!("{scheme}://{host}"));
    let own = own.is_some_and(|own| origin.as_bytes().eq_ignore_ascii_case(own.as_bytes()));
    (!own || !authority::is_page(parts.uri.path())).then_some(Door::FromAPage)
}

/// The whole body, unless it is too large.
async fn read(body: &mut Body) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    while let Some(frame) = poll_fn(|cx| HttpBody::poll_frame(Pin::new(&mut *body), cx)).await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        if all.len() + data.len() > LARGEST_BODY {
            return None;
        }
        all.extend_from_slice(&data);
    }
    Some(all)
}

fn incoming(parts: &hyper::http::request::Parts, body: Vec<u8>, port: u16, scheme: &str) -> Incoming {
    let mut headers = BTreeMap::new();
    for (name, value) in &parts.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        // HTTP/2 may send each cookie by itself.
        let all = headers.entry(name.as_str().to_owned()).or_insert_with(String::new);
        *all = if name == COOKIE && !all.is_empty() { format!("{all}; {value}") } else { value.into_owned() };
    }
    let target = parts.uri.path_and_query().map_or("/", hyper::http::uri::PathAndQuery::as_str).to_owned();
    let named = parts.uri.host().map(str::to_owned).or_else(|| headers.get("host").cloned()).unwrap_or_default();
    let host = if named.to_ascii_lowercase().starts_with("localhost") { "localhost" } else { "127.0.0.1" };
    Incoming {
        method: parts.method.as_str().to_owned(),
        target,
        headers,
        body,
        origin: format!("{scheme}://{host}:{port}"),
    }
}
