//! How `pim` talks over TLS: one connection with HTTP/2, and HTTP/1.1 where there is no other.

use crate::support::{Ran, TestTenant};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// `pim sandbox serve`, stopped when dropped.
struct Served(Child, Value);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(tenant: &TestTenant) -> Served {
    let mut command = tenant.command(["sandbox", "serve", "--tls-port", "0", "-o", "json"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    Served(child, serde_json::from_str(&line).unwrap())
}

/// A profile of a cloud of its own, at `origin`, and a token for it.
fn pim_at(tenant: &TestTenant, origin: &str, ca_file: &str, args: &[&str]) -> Ran {
    let folder = tenant.home().join(".config/pim");
    std::fs::create_dir_all(&folder).unwrap();
    let config = format!(
        "profile = \"lab\"\n[profiles.lab]\ncloud = \"lab\"\n[clouds.lab]\ngraph = \"{origin}\"\narm = \"{origin}\"\n\
         authority = \"{origin}\"\ngraph-audience = \"https://graph.microsoft.com\"\nca-file = \"{ca_file}\"\n"
    );
    std::fs::write(folder.join("config.toml"), config).unwrap();
    let token = tenant.sandbox("token --for graph").stdout;
    Ran::of(tenant.command(args).env("PIM_GRAPH_TOKEN", token.trim()).output().unwrap())
}

/// Passes every connection on to `to`, and counts them.
fn counting_forwarder(to: String) -> (u16, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicU32::new(0));
    let counted = count.clone();
    std::thread::spawn(move || {
        for near in listener.incoming().map_while(Result::ok) {
            counted.fetch_add(1, Ordering::SeqCst);
            let far = TcpStream::connect(&to).unwrap();
            for (mut from, mut to) in [(near.try_clone().unwrap(), far.try_clone().unwrap()), (far, near)] {
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(std::net::Shutdown::Write);
                });
            }
        }
    });
    (port, count)
}

#[test]
fn parallel_reads_share_one_connection() {
    let tenant = TestTenant::new();
    let served = serve(&tenant);
    let https = served.1["https"].as_str().unwrap().trim_start_matches("https://").to_owned();
    let (port, count) = counting_forwarder(https);
    let origin = format!("https://localhost:{port}");
    let ca_file = served.1["caFile"].as_str().unwrap().to_owned();
    // The sandbox takes no request for another host than its own; the way there is what counts here.
    let ran = pim_at(&tenant, &origin, &ca_file, &["list", "-o", "json"]).must(1);
    assert_eq!(ran.error()["code"], "MisdirectedRequest", "the service answered\n{ran}");
    assert_eq!(count.load(Ordering::SeqCst), 1, "connections\n{ran}");
    let asked = tenant.log().iter().filter(|line| line.contains("filterByCurrentUser")).count();
    assert_eq!(asked, 6, "all lists of both kinds over that one connection");
}

#[test]
fn p34_a_certificate_that_nobody_vouches_for_is_refused_and_not_tried_again() {
    let tenant = TestTenant::new();
    let served = serve(&tenant);
    let https = served.1["https"].as_str().unwrap().trim_start_matches("https://").to_owned();
    let (port, count) = counting_forwarder(https);
    let stranger = tenant.home().join("stranger.pem");
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(&stranger, other.cert.pem()).unwrap();
    let origin = format!("https://localhost:{port}");
    let ran = pim_at(&tenant, &origin, stranger.to_str().unwrap(), &["list", "-o", "json"]).must(8);
    assert!(ran.error()["message"].as_str().unwrap().to_lowercase().contains("certificate"), "{ran}");
    assert!(ran.error()["message"].as_str().unwrap().contains("issued by pim sandbox authority"), "{ran}");
    // Once for each list, at most, and once to see who vouches for it.
    assert!(count.load(Ordering::SeqCst) <= 7, "{ran}");
}

#[test]
fn p34_whom_the_system_trusts_is_trusted_beside_the_authority_that_is_named() {
    let tenant = TestTenant::new();
    let served = serve(&tenant);
    let (https, ca_file) = (served.1["https"].as_str().unwrap(), served.1["caFile"].as_str().unwrap());
    let stranger = tenant.home().join("stranger.pem");
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(&stranger, other.cert.pem()).unwrap();
    pim_at(&tenant, https, stranger.to_str().unwrap(), &["list", "-o", "json"]).must(8);
    let token = tenant.sandbox("token --for graph").stdout;
    let list = |system: &str| {
        let mut command = tenant.command(["list", "-k", "entra", "-o", "json"]);
        Ran::of(command.env("PIM_GRAPH_TOKEN", token.trim()).env("SSL_CERT_FILE", system).output().unwrap())
    };
    assert!(list(ca_file).must(0).json().as_array().is_some_and(|rows| !rows.is_empty()));
    // Where the system trusts nobody at all the named authority is the only one, and not this server's.
    list("/no-such.pem").must(8).tells("UnknownIssuer").tells("issued by pim sandbox authority");
}

/// A TLS server that speaks HTTP/1.1 alone and answers every read with an empty list.
fn old_server(folder: &std::path::Path) -> (u16, std::path::PathBuf) {
    let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let ca_file = folder.join("old.pem");
    std::fs::write(&ca_file, key.cert.pem()).unwrap();
    let certificate = CertificateDer::from(key.cert.der().to_vec());
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_no_client_auth().with_single_cert(vec![certificate], private).unwrap();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let config = config.clone();
            std::thread::spawn(move || answer(stream, config));
        }
    });
    (port, ca_file)
}

fn answer(mut stream: TcpStream, config: Arc<rustls::ServerConfig>) -> Option<()> {
    let mut tls = rustls::ServerConnection::new(config).ok()?;
    let mut stream = rustls::Stream::new(&mut tls, &mut stream);
    let mut asked = Vec::new();
    let mut byte = [0];
    loop {
        while !asked.ends_with(b"\r\n\r\n") {
            if stream.read(&mut byte).ok()? == 0 {
                return None;
            }
            asked.push(byte[0]);
        }
        asked.clear();
        let body = r#"{"value":[]}"#;
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).ok()?;
    }
}

#[test]
fn a_server_without_http2_is_spoken_to_in_its_own_way() {
    let tenant = TestTenant::new();
    let (port, ca_file) = old_server(tenant.home());
    let origin = format!("https://localhost:{port}");
    let ran = pim_at(&tenant, &origin, ca_file.to_str().unwrap(), &["list", "-o", "json"]).must(0);
    assert_eq!(ran.json(), serde_json::json!([]));
}

#[test]
fn p33_what_is_on_this_machine_is_never_reached_through_a_proxy() {
    let tenant = TestTenant::new();
    let (port, count) = counting_forwarder("127.0.0.1:1".to_owned());
    let proxy = format!("http://127.0.0.1:{port}");
    let mut command = tenant.command(["--sandbox", "list"]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env(name, &proxy);
    }
    Ran::of(command.output().unwrap()).must(0).says("Global Reader");
    assert_eq!(count.load(Ordering::SeqCst), 0, "the proxy would have seen the token");
}
