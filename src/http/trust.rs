//! Whose certificates are trusted: the authorities that were named beside the system's, and the system's.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;
use std::sync::{Arc, OnceLock};

/// Trusts whom the system trusts, and the authorities that were named besides.
///
/// The system's store is read at the first certificate that the named authorities do not vouch for, or ahead on a
/// thread of its own: reading it takes longer than all else that a command does by itself.
#[derive(Debug)]
pub(super) struct Trust {
    provider: Arc<CryptoProvider>,
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
        let named = named.map(|pem| authorities(pem, &provider)).transpose()?;
        Ok(Arc::new(Self { provider, named, system: OnceLock::new() }))
    }

    /// Begins to read the system's store where it will be wanted, so that nobody waits for it later.
    pub(super) fn read_ahead(self: &Arc<Self>) {
        if self.named.is_none() {
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

    fn system(&self) -> Result<&Verifier, Error> {
        self.system.get_or_init(|| Verifier::new(self.provider.clone())).as_ref().map_err(Clone::clone)
    }
}

/// Who trusts these authorities alone.
fn authorities(pem: &[u8], provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| error.to_string())?;
        roots.add(certificate).map_err(|error| error.to_string())?;
    }
    if roots.is_empty() {
        return Err("it holds no certificate in PEM form".to_owned());
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build();
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
        let named = match &self.named {
            Some(named) => by(&**named),
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        let Err(by_named) = named else { return named };
        match self.system().and_then(|system| by(system)) {
            // Whoever knows the issuer tells more.
            Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => Err(by_named),
            other => other,
        }
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
