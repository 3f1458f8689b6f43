//! What stands before a sandbox: it passes requests on, notes them with their answers, and may be a proxy
//! that opens up TLS, as a company has one.

use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub head: String,
    pub body: String,
    pub answer: Vec<u8>,
}

/// A stream of bytes in both directions.
pub trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// What passes requests on to the sandbox at `to`, a host and port.
#[derive(Clone)]
pub struct Way {
    to: String,
    seen: Arc<Mutex<Vec<Exchange>>>,
}

impl Way {
    /// The way to the sandbox at this origin.
    pub fn to(origin: &str) -> Self {
        Self { to: origin.trim_start_matches("http://").to_owned(), seen: Arc::default() }
    }

    /// What was passed on.
    pub fn seen(&self) -> Vec<Exchange> {
        self.seen.lock().unwrap().clone()
    }

    /// Passes one request on, and its answer back, in which the sandbox is called `origin`. None where either
    /// side leaves.
    pub fn pass(&self, near: &mut impl Stream, origin: &str) -> Option<()> {
        let (head, body) = request(near)?;
        let mut lines: Vec<String> = head.lines().map(str::to_owned).collect();
        lines.retain(|line| {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            !line.is_empty() && !["host", "connection", "accept-encoding"].contains(&&*name)
        });
        lines.extend([format!("host: {}", self.to), "connection: close".to_owned()]);
        let mut far = TcpStream::connect(&self.to).ok()?;
        far.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
        far.write_all(format!("{}\r\n\r\n", lines.join("\r\n")).as_bytes()).ok()?;
        far.write_all(&body).ok()?;
        let body = String::from_utf8_lossy(&body).into_owned();
        let number = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(Exchange { head, body, answer: Vec::new() });
            seen.len() - 1
        };
        let mut answer = Vec::new();
        // What breaks off in the middle is passed on as it is.
        let _ = far.read_to_end(&mut answer);
        self.seen.lock().unwrap()[number].answer.clone_from(&answer);
        near.write_all(&called(&answer, &format!("http://{}", self.to), origin)).ok()?;
        near.flush().ok()
    }

    /// Every secret that went by, with its name: of forms, of answers, of headers.
    pub fn secrets(&self) -> Vec<(String, String)> {
        const FORM: [&str; 6] =
            ["code", "code_verifier", "refresh_token", "device_code", "client_secret", "client_assertion"];
        const ANSWER: [&str; 4] = ["access_token", "refresh_token", "id_token", "device_code"];
        let mut all = Vec::new();
        for Exchange { head, body, answer } in self.seen() {
            let fields = url::form_urlencoded::parse(body.as_bytes());
            all.extend(
                fields.filter(|(name, _)| FORM.contains(&&**name)).map(|(n, v)| (n.into_owned(), v.into_owned())),
            );
            let headers = head.lines().filter_map(|line| line.split_once(": "));
            let bearer = headers.filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
            all.extend(bearer.map(|(name, value)| (name.to_owned(), value.replace("Bearer ", ""))));
            let (head, body) = halves(&answer);
            let head = String::from_utf8_lossy(head).into_owned();
            let cookies = head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
            let value = |line: &str| line.split(';').next()?.split_once('=').map(|(_, value)| value.to_owned());
            all.extend(cookies.filter_map(value).map(|cookie| ("a cookie".to_owned(), cookie)));
            let body: Value = serde_json::from_slice(body).unwrap_or_default();
            let given = ANSWER.iter().filter_map(|name| Some(((*name).to_owned(), body[*name].as_str()?.to_owned())));
            all.extend(given);
        }
        all.sort();
        all.dedup();
        all.retain(|(_, secret)| secret.len() >= 12);
        all
    }
}

/// A way to the sandbox on a port of its own.
pub struct Front {
    pub origin: String,
    pub way: Way,
}

impl Front {
    /// Before the sandbox at this origin.
    pub fn of(origin: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let front = format!("http://{}", listener.local_addr().unwrap());
        let way = Way::to(origin);
        let (passing, called) = (way.clone(), front.clone());
        std::thread::spawn(move || {
            for mut near in listener.incoming().map_while(Result::ok) {
                let (way, called) = (passing.clone(), called.clone());
                std::thread::spawn(move || way.pass(&mut near, &called));
            }
        });
        Self { origin: front, way }
    }
}

/// A request, whole.
fn request(near: &mut impl Stream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let at = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        match near.read(&mut buffer) {
            Ok(n) if n > 0 => bytes.extend_from_slice(&buffer[..n]),
            _ => return None,
        }
    };
    let head = String::from_utf8(bytes[..at].to_vec()).ok()?;
    let mut body = bytes.split_off(at + 4);
    let length = length(&head).unwrap_or(0);
    while body.len() < length {
        match near.read(&mut buffer) {
            Ok(n) if n > 0 => body.extend_from_slice(&buffer[..n]),
            _ => return None,
        }
    }
    Some((head, body))
}

fn length(head: &str) -> Option<usize> {
    let headers = head.lines().filter_map(|line| line.split_once(':'));
    let mut lengths = headers.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    lengths.next()?.1.trim().parse().ok()
}

/// Head and body of an answer.
fn halves(answer: &[u8]) -> (&[u8], &[u8]) {
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").map_or(answer.len(), |at| at + 4);
    answer.split_at(at)
}

/// An answer with one origin in the place of another; where its length is not told, or is not what came, it
/// stays as it is.
fn called(answer: &[u8], from: &str, to: &str) -> Vec<u8> {
    let (head, body) = halves(answer);
    let (Ok(head), Ok(body)) = (std::str::from_utf8(head), std::str::from_utf8(body)) else { return answer.to_vec() };
    if length(head) != Some(body.len()) {
        return answer.to_vec();
    }
    let body = body.replace(from, to);
    let lines = head.trim_end().lines().map(|line| match line.split_once(':') {
        Some((name, _)) if name.eq_ignore_ascii_case("content-length") => format!("content-length: {}", body.len()),
        _ => line.replace(from, to),
    });
    format!("{}\r\n\r\n{body}", lines.collect::<Vec<_>>().join("\r\n")).into_bytes()
}
