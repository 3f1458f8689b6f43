//! A company's network: a proxy that one has to go through, which opens up TLS with an authority of its own.

use super::front::Way;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// What the authority is called.
pub const AUTHORITY: &str = "Contoso Inspection Authority";

/// The proxy, with the sandbox behind it under other names.
pub struct Company {
    /// Host and port of the proxy.
    pub host: String,
    /// The authority's certificate, in PEM.
    pub ca_file: PathBuf,
    heads: Arc<Mutex<Vec<String>>>,
}

/// Who may pass, as a header has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Open,
    /// Basic, for `user:canary-password`.
    Locked,
}

impl Company {
    /// Before the sandbox at `origin`, which every name leads to; the certificate goes to `folder`.
    pub fn before(origin: &str, folder: &Path, door: Door) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, AUTHORITY);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let ca_file = folder.join("company-ca.pem");
        std::fs::write(&ca_file, params.self_signed(&key).unwrap().pem()).unwrap();
        let issuer = Arc::new(Issuer::new(params, key));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let (behind, heads) = (Way::to(origin), Arc::new(Mutex::new(Vec::new())));
        let seen = heads.clone();
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let (way, seen, issuer) = (behind.clone(), seen.clone(), issuer.clone());
                std::thread::spawn(move || serve(near, door, &way, &seen, &issuer));
            }
        });
        Self { host, ca_file, heads }
    }

    /// The heads of what the proxy was asked, CONNECT or not.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn serve(
    mut near: TcpStream,
    door: Door,
    way: &Way,
    seen: &Mutex<Vec<String>>,
    issuer: &Issuer<'_, KeyPair>,
) -> Option<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if near.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    seen.lock().unwrap().push(head.clone());
    // `user:canary-password`.
    if door == Door::Locked && !head.contains("Basic dXNlcjpjYW5hcnktcGFzc3dvcmQ=") {
        let answer = "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=\"contoso\"\r\n\
                      content-length: 0\r\nconnection: close\r\n\r\n";
        return near.write_all(answer.as_bytes()).ok();
    }
    let target = head.strip_prefix("CONNECT ")?.split(' ').next()?;
    let name = target.rsplit_once(':')?.0;
    near.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").ok()?;
    let mut tls = rustls::ServerConnection::new(config(name, issuer)).ok()?;
    way.pass(&mut rustls::Stream::new(&mut tls, &mut near), &format!("https://{name}"))?;
    tls.send_close_notify();
    tls.complete_io(&mut near).ok().map(drop)
}

/// TLS for `name`, as the company vouches for it.
fn config(name: &str, issuer: &Issuer<'_, KeyPair>) -> Arc<rustls::ServerConfig> {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, issuer).unwrap();
    let certificate = CertificateDer::from(certificate.der().to_vec());
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], private).unwrap())
}
