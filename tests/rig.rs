//! What tests need to break things: faults, a look into the sandbox's log while a command runs, and
//! servers that are not Microsoft.

use crate::support::{Ran, TestTenant, words};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pim::sandbox::{self, LogEntry};
use serde_json::json;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpSocket;

pub const REQUESTS: &str = "roleAssignmentScheduleRequests";
pub const ELIGIBLE: &str = "roleEligibilityScheduleInstances";
pub const ACTIVE: &str = "roleAssignmentScheduleInstances";
pub const POLICIES: &str = "roleManagementPolicyAssignments";
/// A role that is active at once, and what it asks for.
pub const GROUPS: &str = r#"activate "Groups Administrator" --reason "Clean up" --max-wait 1s"#;
/// A role that an approver decides on.
pub const INTUNE: &str = r#"activate "Intune Administrator" --reason "Roll out" --ticket CHG0042 --max-wait 1s"#;

/// Waits until `is` holds; what it waits for happens in another process.
#[track_caller]
pub fn until(what: &str, is: impl Fn() -> bool) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < Duration::from_secs(60), "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

impl TestTenant {
    /// The sandbox's folder.
    pub fn folder(&self) -> PathBuf {
        self.home().join(".local/share/pim/sandbox")
    }

    /// Sets a fault: what follows `pim sandbox fault`.
    pub fn fault(&self, line: &str) {
        self.sandbox(&format!("fault {line}"));
    }

    /// Lets the next `times` requests that match go by unharmed, ahead of the faults that are set next.
    pub fn pass(&self, times: u32, matches: &str) {
        self.fault(&format!(r#"slow --ms 0 --times {times} --match "{matches}""#));
    }

    /// No fault any more.
    pub fn heal(&self) {
        sandbox::clear_faults(&self.folder()).unwrap();
    }

    /// The sandbox's log, read in this process: quick enough to ask while a command runs.
    pub fn entries(&self) -> Vec<LogEntry> {
        sandbox::log(&self.folder()).unwrap()
    }

    /// What was sent, as `METHOD path`, the query left out.
    pub fn sent(&self) -> Vec<String> {
        let line = |one: LogEntry| format!("{} {}", one.method, one.path.split('?').next().unwrap());
        self.entries().into_iter().map(line).collect()
    }

    /// How many requests for a role were sent.
    pub fn posts(&self) -> usize {
        self.sent().iter().filter(|line| line.starts_with("POST") && line.ends_with(REQUESTS)).count()
    }

    /// How many decisions were sent.
    pub fn decisions(&self) -> usize {
        self.sent().iter().filter(|line| line.starts_with("PATCH")).count()
    }

    /// Starts `pim --sandbox` and does not wait for it.
    pub fn spawn(&self, line: &str) -> Running {
        let mut command = self.command(std::iter::once("--sandbox".to_owned()).chain(words(line)));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Running::start(command)
    }

    /// A command line for a cloud at `origin`, with a token for it.
    pub fn elsewhere(&self, origin: &str, line: &str) -> Command {
        let config = self.home().join(".config/pim");
        std::fs::create_dir_all(&config).unwrap();
        let text = format!(
            "profile = \"there\"\n[profiles.there]\nkinds = [\"entra\"]\ncloud = \"there\"\n[clouds.there]\n\
             graph = \"{origin}\"\narm = \"{origin}\"\nauthority = \"{origin}\"\n"
        );
        std::fs::write(config.join("config.toml"), text).unwrap();
        let mut command = self.command(words(line));
        command.env("PIM_GRAPH_TOKEN", token(origin)).env("NO_PROXY", "*");
        command
    }

    /// Runs [`TestTenant::elsewhere`].
    pub fn at(&self, origin: &str, line: &str) -> Ran {
        Ran::of(self.elsewhere(origin, line).output().unwrap())
    }
}

/// The same command without its recording: where that would keep what the command does not, or be nested
/// more deeply than its readers can follow.
pub fn unrecorded(command: &Command) -> Command {
    let mut same = Command::new(command.get_program());
    same.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    same.current_dir(command.get_current_dir().unwrap()).stdin(Stdio::null());
    let mut args = command.get_args();
    assert_eq!(args.next().unwrap(), "--har");
    same.args(args.skip(1));
    same
}

/// The person of [`TestTenant::elsewhere`].
pub const ME: &str = "11111111-2222-4333-8444-555555555555";

fn token(origin: &str) -> String {
    let claims = json!({
        "oid": ME, "tid": "66666666-7777-4888-8999-000000000000", "aud": origin, "iss": origin,
        "upn": "me@contoso.com",
    });
    format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

/// A `pim` that runs.
pub struct Running(Option<Child>);

impl Running {
    /// Starts a command as it stands.
    pub fn start(mut command: Command) -> Self {
        Self(Some(command.spawn().unwrap()))
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(self.0.as_ref().unwrap());
        rustix::process::kill_process(pid, signal).unwrap();
    }

    pub fn interrupt(&self) {
        self.signal(rustix::process::Signal::INT);
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) {
        let mut child = self.0.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    pub fn is_over(&mut self) -> bool {
        self.0.as_mut().unwrap().try_wait().unwrap().is_some()
    }

    pub fn wait(mut self) -> Ran {
        Ran::of(self.0.take().unwrap().wait_with_output().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // A failed test leaves nothing behind.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A server on loopback that answers as `answer` says: the request's head in, bytes out; nothing out
/// leaves the connection open without an answer.
pub struct Stranger {
    pub origin: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Stranger {
    pub fn new(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let (answer, seen) = (Arc::new(answer), heads.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, seen) = (answer.clone(), seen.clone());
                std::thread::spawn(move || serve(stream, &*answer, &seen));
            }
        });
        Self { origin, heads }
    }

    /// One that answers nothing at all and only notes who comes.
    pub fn silent() -> Self {
        Self::new(|_| Vec::new())
    }

    /// The heads of the requests that came; a connection without one counts as an empty head.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    pub fn host(&self) -> &str {
        self.origin.trim_start_matches("http://")
    }
}

fn serve(mut stream: TcpStream, answer: &dyn Fn(&str) -> Vec<u8>, seen: &Mutex<Vec<String>>) {
    let at = {
        let mut seen = seen.lock().unwrap();
        seen.push(String::new());
        seen.len() - 1
    };
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(n) => head.extend_from_slice(&buffer[..n]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    seen.lock().unwrap()[at].clone_from(&head);
    let bytes = answer(&head);
    if bytes.is_empty() {
        // Until the client gives up.
        while matches!(stream.read(&mut buffer), Ok(n) if n > 0) {}
        return;
    }
    // A client that stops reading is what some tests want.
    let _ = stream.write_all(&bytes);
}

/// A place on loopback where nobody listens: while the socket lives no other program can begin to.
pub fn nobody() -> (TcpSocket, SocketAddr) {
    let held = TcpSocket::new_v4().unwrap();
    held.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = held.local_addr().unwrap();
    (held, address)
}

/// An HTTP answer that closes its connection.
pub fn answer(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nx-sandbox-fault: stranger\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}
