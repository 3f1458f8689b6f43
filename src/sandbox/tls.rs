//! The encrypted port's certificate, issued by the sandbox's own authority.
//!
//! The authority is made once and kept: its key in the state file, its certificate beside it for
//! clients to trust. The server's certificate is made anew at each start, from a key in memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use super::error::SandboxError;
use super::store::{Store, meta, set_meta};

/// The authority's certificate, for `ca_file` of a profile or `--cacert` of curl.
const CA_FILE: &str = "sandbox-ca.pem";

/// An acceptor for 127.0.0.1 and localhost, HTTP/2 first, and where the authority's certificate is.
pub(crate) fn acceptor(store: &Store, folder: &Path) -> Result<(TlsAcceptor, PathBuf), SandboxError> {
    let failed = |error: rcgen::Error| SandboxError::Certificate(error.to_string());
    let (authority, file) = authority(store, folder)?;
    let mut params = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).map_err(failed)?;
    params.distinguished_name.push(DnType::CommonName, "pim sandbox");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    valid_for_a_year(&mut params);
    let key = KeyPair::generate().map_err(failed)?;
    let certificate = params.signed_by(&key, &Issuer::new(authority_params(), authority)).map_err(failed)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
            builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], private)
        })
        .map_err(|error| SandboxError::Certificate(error.to_string()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((TlsAcceptor::from(Arc::new(config)), file))
}

/// The authority's key, and the file with its certificate.
fn authority(store: &Store, folder: &Path) -> Result<(KeyPair, PathBuf), SandboxError> {
    let failed = |error: rcgen::Error| SandboxError::Certificate(error.to_string());
    let fresh = KeyPair::generate().map_err(failed)?;
    let fresh_certificate = authority_params().self_signed(&fresh).map_err(failed)?.pem();
    // One transaction, so that two first starts agree on one authority.
    let (key, certificate): (String, String) = store.control(|world| {
        if let (Some(key), Some(certificate)) = (meta(world.db, "ca_key")?, meta(world.db, "ca_certificate")?) {
            return Ok((key, certificate));
        }
        set_meta(world.db, "ca_key", &fresh.serialize_pem())?;
        set_meta(world.db, "ca_certificate", &fresh_certificate)?;
        Ok((fresh.serialize_pem(), fresh_certificate.clone()))
    })?;
    let file = folder.join(CA_FILE);
    if fs::read_to_string(&file).ok().as_deref() != Some(certificate.as_str()) {
        write_whole(folder, &file, &certificate)?;
    }
    Ok((KeyPair::from_pem(&key).map_err(failed)?, file))
}

/// A reader of the file sees the old text or the new one, never half of one.
fn write_whole(folder: &Path, file: &Path, text: &str) -> Result<(), SandboxError> {
    let part = tempfile::NamedTempFile::new_in(folder).map_err(SandboxError::file(folder))?;
    fs::write(part.path(), text).map_err(SandboxError::file(file))?;
    part.persist(file).map(drop).map_err(|error| SandboxError::file(file)(error.error))
}

fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "pim sandbox authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    params.not_before = rcgen::date_time_ymd(2024, 1, 1);
    params.not_after = rcgen::date_time_ymd(2044, 1, 1);
    params
}

/// Some platforms refuse a server's certificate that is valid for more than 825 days.
fn valid_for_a_year(params: &mut CertificateParams) {
    use chrono::Datelike;
    let year = chrono::Utc::now().year();
    params.not_before = rcgen::date_time_ymd(year - 1, 12, 1);
    params.not_after = rcgen::date_time_ymd(year + 1, 2, 1);
}
