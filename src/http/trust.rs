//! Whose certificates are trusted: the authorities that were named beside the system's, and the system's.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;
use std::sync::{Arc, OnceLock};

/// Whether the system judges certificates itself, by more than a chain of signatures: then it judges those of the named
/// authorities, too, and has its store in memory.
const SYSTEM_JUDGES: bool = cfg!(any(windows, target_vendor = "apple"));

/// Trusts whom the system trusts, and the authorities that were named besides.
///
/// Where the system's store is a file it is read at the first certificate that the named authorities do not vouch for,
/// or ahead on a thread of its own: reading it takes longer than all else that a command does by itself.
#[derive(Debug)]
pub(super) struct Trust {
    provider: Arc<CryptoProvider>,
    /// Those that were named.
    roots: Vec<CertificateDer<'static>>,
    /// Who trusts them alone, where that is asked first.
    named: Option<Arc<WebPkiServerVerifier>>,
    system: OnceLock<Result<Verifier, Error>>,
}

impl Trust {
    /// Trust in the system's authorities and those of `named`, in PEM.
    ///
    /// # Errors
    /// The text says what is wrong with `named`.
    pub(super) fn new(named: Option<&[u8]>) -> Result<Arc<Self>, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let roots = named.map(certificates).transpose()?.unwrap_or_default();
        let alone = (!roots.is_empty()).then(|| authorities(&roots, &provider)).transpose()?;
        Ok(Arc::new(Self { provider, roots, named: alone.filter(|_| !SYSTEM_JUDGES), system: OnceLock::new() }))
    }

    /// Begins to read the system's store where it will be wanted, so that nobody waits for it later.
    pub(super) fn read_ahead(self: &Arc<Self>) {
        if self.named.is_none() && !SYSTEM_JUDGES {
            let trust = self.clone();
            // Without a thread it is read when it is wanted.
            let _ = std::thread::Builder::new().spawn(move || trust.system().is_ok());
        }
    }

    /// What TLS is spoken with where `protocols` are offered.
    ///
    /// # Errors
    /// The text says what is wrong with the TLS set-up.
    pub(super) fn config(self: &Arc<Self>, protocols: &[&str]) -> Result<ClientConfig, String> {
        let config = ClientConfig::builder_with_provider(self.provider.clone()).with_safe_default_protocol_versions();
        let config = config.map_err(|error| error.to_string())?.dangerous();
        let mut config = config.with_custom_certificate_verifier(self.clone()).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        Ok(config)
    }

    /// Whether the system's store can be read, where there is nobody else who could trust anybody.
    ///
    /// # Errors
    /// The text says why it cannot.
    pub(super) fn check(&self) -> Result<(), String> {
        match self.named {
            Some(_) => Ok(()),
            None => self.system().map(drop).map_err(|error| error.to_string()),
        }
    }

    fn system(&self) -> Result<&Verifier, Error> {
        let read = || {
            let beside = if SYSTEM_JUDGES { self.roots.clone() } else { Vec::new() };
            Verifier::new_with_extra_roots(beside, self.provider.clone())
        };
        self.system.get_or_init(read).as_ref().map_err(Clone::clone)
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
    let read = read.map_err(|error| error.to_string())?;
    if read.is_empty() { Err("it holds no certificate in PEM form".to_owned()) } else { Ok(read) }
}

/// Who trusts these authorities alone.
fn authorities(
    roots: &[CertificateDer<'static>],
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, String> {
    let mut store = RootCertStore::empty();
    for root in roots {
        store.add(root.clone()).map_err(|error| error.to_string())?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone()).build();
    verifier.map_err(|error| error.to_string())
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let by = |verifier: &dyn ServerCertVerifier| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        let Some(named) = &self.named else { return by(self.system()?) };
        by(&**named).or_else(|by_named| match self.system().map(|system| by(system)) {
            // Whoever knows the issuer tells more; a system that trusts nobody tells nothing.
            Err(_) | Ok(Err(Error::InvalidCertificate(CertificateError::UnknownIssuer))) => Err(by_named),
            Ok(other) => other,
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
