use super::super::stub::{exchange, get};
use super::*;
use tokio::task::JoinHandle;

const STATE: &str = "state-of-chance";

/// A listener that waits for [`STATE`], and its port.
fn waiting() -> (u16, JoinHandle<Redirect>) {
    let listener = Listener::bind().unwrap();
    (listener.port, tokio::spawn(listener.wait(STATE)))
}

async fn visit(port: u16, target: &str) -> String {
    get(port, target, &[("Host", &format!("localhost:{port}"))]).await
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

/// What a gate of port 1 answers.
fn judged(request: &str) -> &'static str {
    Gate::new(1, STATE).judge(request.as_bytes()).0.status
}

#[tokio::test]
async fn p38_only_what_brings_the_state_counts_and_the_wait_goes_on() {
    let (port, redirect) = waiting();
    for wrong in [
        "/?code=stolen".to_owned(),
        "/?code=stolen&state=".to_owned(),
        "/?code=stolen&state=state-of-chance2".to_owned(),
        "/?code=stolen&state=State-Of-Chance".to_owned(),
        "/?error=access_denied&error_description=no&state=other".to_owned(),
        // Twice is not once, and a state alone brings nothing.
        format!("/?code=stolen&state={STATE}&state=other"),
        format!("/?code=stolen&code=other&state={STATE}"),
        format!("/?code=&state={STATE}"),
        format!("/?code=stolen&error=access_denied&state={STATE}"),
        format!("/?state={STATE}"),
    ] {
        assert_eq!(status(&visit(port, &wrong).await), "400", "{wrong}");
        assert!(!redirect.is_finished(), "{wrong} ended the wait");
    }
    let answer = visit(port, &format!("/?code=the%2Bright&state={STATE}&session_state=x")).await;
    assert_eq!(status(&answer), "200");
    let code = redirect.await.unwrap().unwrap();
    assert_eq!(secrecy::ExposeSecret::expose_secret(&code), "the+right");
}

#[test]
fn p38_a_state_serves_once() {
    let gate = Gate::new(1, STATE);
    let request = format!("GET /?code=a&state={STATE} HTTP/1.1\r\nHost: localhost:1");
    assert!(gate.judge(request.as_bytes()).1.is_some());
    let (page, redirect) = gate.judge(request.as_bytes());
    assert!(page.status.starts_with("404") && redirect.is_none());
}

#[tokio::test]
async fn p39_another_name_or_another_page_gets_nowhere() {
    let (port, redirect) = waiting();
    let right = format!("/?code=a&state={STATE}");
    let ours = format!("localhost:{port}");
    let evil = format!("evil.test:{port}");
    let dotted = format!("localhost.:{port}");
    let upstart = format!("localhost:{port}@evil.test");
    for hosts in [
        vec![("Host", evil.as_str())],
        vec![("Host", dotted.as_str())],
        vec![("Host", upstart.as_str())],
        vec![("Host", "localhost")],
        vec![("Host", "")],
        vec![("Host", "localhost:1")],
        vec![],
        vec![("Host", ours.as_str()), ("Host", evil.as_str())],
        vec![("Host", ours.as_str()), ("host", ours.as_str())],
    ] {
        assert_eq!(status(&get(port, &right, &hosts).await), "421", "{hosts:?}");
    }
    for origin in ["https://evil.test", "null", &format!("http://{ours}")] {
        assert_eq!(status(&get(port, &right, &[("Host", &ours), ("Origin", origin)]).await), "403", "{origin}");
    }
    assert!(!redirect.is_finished());
    for host in [ours, format!("127.0.0.1:{port}")] {
        // A favicon is asked for under every name.
        assert_eq!(status(&get(port, "/favicon.ico", &[("Host", &host)]).await), "404", "{host}");
    }
    let answer = get(port, &right, &[("hOST", &format!(" [::1]:{port} "))]).await;
    assert_eq!(status(&answer), "200");
    assert!(redirect.await.unwrap().is_ok());
}

#[tokio::test]
async fn p40_a_port_that_somebody_holds_in_the_other_family_is_not_taken() {
    let squatter = match std::net::TcpListener::bind("[::1]:0") {
        Ok(bound) => bound,
        // Nobody can sit there where there is no IPv6: the listener does without.
        Err(_) => return assert!(Listener::bind().unwrap().v6.is_none()),
    };
    let port = squatter.local_addr().unwrap().port();
    let error = Listener::bind_at(port).err().expect("a port that is half somebody else's");
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    let found = Listener::bind().unwrap();
    assert_ne!(found.port, port);
    assert!(found.v6.is_some());
}

#[tokio::test]
async fn p40_it_listens_on_the_two_loopback_addresses_and_nowhere_else() {
    let listener = Listener::bind().unwrap();
    let port = listener.port;
    assert_eq!(listener.v4.local_addr().unwrap(), SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    if let Some(v6) = &listener.v6 {
        assert_eq!(v6.local_addr().unwrap(), SocketAddr::from((Ipv6Addr::LOCALHOST, port)));
    }
    assert_eq!(listener.address(), format!("http://localhost:{port}"));
    #[cfg(target_os = "linux")]
    {
        // All of 127/8 is this machine: what listens everywhere answers there, too.
        assert!(TcpStream::connect(("127.0.0.2", port)).await.is_err());
        // Nobody can join who shares the port by choice: it is not shared from our side.
        let second = TcpSocket::new_v4().unwrap();
        second.set_reuseport(true).unwrap();
        second.set_reuseaddr(true).unwrap();
        let joined = second.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).and_then(|()| second.listen(1));
        assert!(joined.is_err());
    }
}

#[tokio::test]
async fn p41_the_page_leaks_nothing_and_the_door_closes() {
    let (port, redirect) = waiting();
    let said = "error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E%0d%0aX:%20%22%27%26%1b%5B2J";
    let answer = visit(port, &format!("/?{said}&state={STATE}")).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    for header in [
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
        "Content-Security-Policy: default-src 'none'; style-src 'sha256-",
        "Content-Type: text/html; charset=utf-8",
        "Connection: close",
    ] {
        assert!(head.contains(header), "{header} is not in {head}");
    }
    assert!(body.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !body.contains("<script"), "{body}");
    let style = body.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let digest = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, Sha256::digest(style));
    assert!(head.contains(&format!("style-src 'sha256-{digest}';")) && !head.contains("unsafe"), "{head}");
    assert!(body.contains("<h1>Not signed in</h1>"), "{body}");
    assert!(body.contains("&quot;&#39;&amp;") && !body.contains('\u{1b}'), "{body}");
    assert!(!answer.contains(STATE), "the state comes back: {answer}");
    let before = std::time::Instant::now();
    let refusal = redirect.await.unwrap().unwrap_err();
    assert!(before.elapsed() < TIME, "it waits for a browser that has its answer");
    assert_eq!(refusal.error, "access_denied");
    // What another test starts holds the socket, too, until it is another program.
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        assert!(before.elapsed() < Duration::from_secs(20), "the listener stays");
        tokio::task::yield_now().await;
    }
}

#[test]
fn p41_only_the_exact_path_is_answered() {
    for target in [
        "//",
        "//evil.test/",
        "/x",
        "/.",
        "/..",
        "/%2e",
        "/%2f",
        "/;",
        "/index.html",
        "/favicon.ico",
        "\\",
        "/\\",
        "*",
        "x",
        "",
        "http://localhost:1/",
        "https://evil.test/",
        "localhost:1",
        "/#",
        "/?/../x#",
    ] {
        let query = if target.contains('?') { "&" } else { "?" };
        let request = format!("GET {target}{query}code=a HTTP/1.1\r\nHost: localhost:1");
        let wanted = if target.starts_with("/?") { "400" } else { "404" };
        assert!(judged(&request).starts_with(wanted), "{target}: {}", judged(&request));
    }
    for method in ["POST", "HEAD", "OPTIONS", "PUT", "get"] {
        let request = format!("{method} /?code=a&state={STATE} HTTP/1.1\r\nHost: localhost:1");
        assert!(judged(&request).starts_with("405"), "{method}");
    }
    for odd in [
        "",
        "GET",
        "GET /",
        "GET / HTTP/2",
        "GET  / HTTP/1.1",
        "GET / HTTP/1.1 x",
        "\r\n",
        "GET / HTTP/1.1\r\nHost",
        "GET / HTTP/1.1\r\nHost: localhost:1\r\n folded",
    ] {
        assert!(judged(odd).starts_with("400"), "{odd:?}: {}", judged(odd));
    }
    assert!(Gate::new(1, STATE).judge(&[0xff, 0xfe]).0.status.starts_with("400"));
}

#[tokio::test]
async fn who_is_slow_keeps_nobody_waiting_and_who_talks_too_much_is_cut_off() {
    let (port, redirect) = waiting();
    let mut idle = Vec::new();
    for _ in 0..30 {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(b"GET /?code=").await.unwrap();
        idle.push(stream);
    }
    let endless = format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {}", "x".repeat(LARGEST_HEAD));
    let cut = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let (mut from, mut to) = cut.into_split();
    let _ = to.write_all(endless.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = from.read_to_end(&mut answer).await;
    assert!(answer.is_empty());
    let cookies = format!(
        "GET /?code=a&state={STATE} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {}\r\n\r\n",
        "x".repeat(20_000)
    );
    assert_eq!(status(&exchange(port, cookies.as_bytes()).await), "200");
    assert!(redirect.await.unwrap().is_ok());
}
