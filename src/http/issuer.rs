//! Who vouches for a server whose certificate was refused: whoever opens up TLS on the way, most often.
//!
//! The platform's verifier says no without a name. So the server is greeted once more, by a client that trusts
//! nobody at all: it reads the certificate's issuer and breaks off. Nothing is ever sent over such a connection.

use reqwest::Client;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// How long the server may take to show its certificate.
const TIME: Duration = Duration::from_secs(5);

/// The longest name that is shown.
const LONGEST: usize = 100;

/// The name of who issued the certificate at `url`'s host, in characters that are safe to show; `None` where it
/// shows none. `loopback` as for [`super::Web::new`].
pub(super) async fn issuer_at(url: &Url, loopback: bool) -> Option<String> {
    let looker = Arc::new(Looker::default());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    let config = config.dangerous().with_custom_certificate_verifier(looker.clone()).with_no_client_auth();
    let mut client = Client::builder().tls_backend_preconfigured(config).retry(reqwest::retry::never());
    client = client.redirect(reqwest::redirect::Policy::none()).timeout(TIME);
    if loopback {
        client = client.no_proxy();
    }
    // It fails, since nobody is trusted; only https gets as far as a certificate.
    let _ = client.https_only(true).build().ok()?.get(url.join("/").ok()?).send().await;
    looker.0.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Trusts nobody, and remembers who issued what it saw.
#[derive(Debug, Default)]
struct Looker(Mutex<Option<String>>);

impl ServerCertVerifier for Looker {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = issuer(end_entity);
        Err(CertificateError::UnknownIssuer.into())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(CertificateError::UnknownIssuer.into())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(CertificateError::UnknownIssuer.into())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        rustls::crypto::ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;

/// The issuer's common name, else its organisation ("RFC 5280", 4.1: tbsCertificate holds version, serial number,
/// signature algorithm and issuer, in this order).
fn issuer(certificate: &[u8]) -> Option<String> {
    let (_, whole, _) = value(certificate)?;
    let (_, mut rest, _) = value(whole)?;
    if rest.first() == Some(&VERSION) {
        rest = value(rest)?.2;
    }
    let (_, _, rest) = value(rest)?;
    let (_, _, rest) = value(rest)?;
    let (SEQUENCE, mut names, _) = value(rest)? else { return None };
    let (mut common, mut organisation) = (None, None);
    while let Some((_, set, more)) = value(names) {
        let (_, pair, _) = value(set)?;
        let (_, kind, text) = value(pair)?;
        let (_, text, _) = value(text)?;
        match kind {
            [0x55, 0x04, 0x03] => common = Some(text),
            [0x55, 0x04, 0x0a] => organisation = Some(text),
            _ => {}
        }
        names = more;
    }
    common.or(organisation).map(shown).filter(|name| !name.is_empty())
}

/// One value of DER: its tag, what it holds, and what follows it.
fn value(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, mut rest) = rest.split_first()?;
    let mut length = usize::from(first);
    if first >= 0x80 {
        let digits = usize::from(first & 0x7f);
        if digits == 0 || digits > 4 {
            return None;
        }
        let (long, after) = rest.split_at_checked(digits)?;
        length = long.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit));
        rest = after;
    }
    let (held, after) = rest.split_at_checked(length)?;
    Some((tag, held, after))
}

/// A stranger's name, without what could drive a terminal.
fn shown(name: &[u8]) -> String {
    let plain = |c: char| c.is_alphanumeric() || " .,-_()&'/+:*@".contains(c);
    let text = String::from_utf8_lossy(name);
    text.chars().take(LONGEST).map(|c| if plain(c) { c } else { '?' }).collect::<String>().trim().to_owned()
}

#[cfg(test)]
#[cfg(feature = "sandbox")]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, DnType, KeyPair};

    fn named(names: &[(DnType, &str)]) -> Vec<u8> {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.distinguished_name = rcgen::DistinguishedName::new();
        for (kind, name) in names {
            params.distinguished_name.push(kind.clone(), *name);
        }
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn p34_the_issuer_of_a_certificate_is_read_and_harmless() {
        let both =
            named(&[(DnType::OrganizationName, "Contoso"), (DnType::CommonName, "Inspection \u{1b}[2J\u{202e}")]);
        assert_eq!(issuer(&both).as_deref(), Some("Inspection ??2J?"));
        assert_eq!(issuer(&named(&[(DnType::OrganizationName, "Contoso")])).as_deref(), Some("Contoso"));
        assert_eq!(issuer(&named(&[])), None);
        for end in 0..both.len() {
            // Whatever is missing, nothing panics.
            let _ = issuer(&both[..end]);
        }
        assert_eq!(issuer(b"\x30\x84\xff\xff\xff\xff"), None);
    }
}
