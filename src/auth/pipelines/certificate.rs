//! A certificate instead of a secret: an assertion that its key signs ("Microsoft identity platform application
//! authentication certificate credentials").

use super::misconfigured;
use super::refusal::Ours;
use crate::http::CredentialError;
use azure_core::error::ErrorKind;
use azure_core::http::ClientMethodOptions;
use azure_identity::ClientAssertion;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{KeyPair, RSA_PSS_SHA256, RsaKeyPair};
use rustls::pki_types::pem::{PemObject, SectionKind};
use serde_json::json;
use sha2::{Digest, Sha256};
use url::Url;

/// How to make a file that can be used of one that cannot.
const CONVERT: &str = "openssl pkcs12 -in FILE.pfx -nodes -out FILE.pem makes PEM of a PFX; \
                       openssl pkey -in FILE.pem takes the passphrase off a key";

/// A certificate with its private key.
pub(super) struct Certificate {
    /// The certificate of the key, then those of its issuers.
    chain: Vec<Vec<u8>>,
    key: RsaKeyPair,
}

impl Certificate {
    /// Reads a PEM text that holds a certificate and its RSA key (PKCS#8 or PKCS#1), in any order.
    ///
    /// # Errors
    /// What is wrong with it, and how to mend it; never a word of its content.
    pub(super) fn read(pem: &[u8]) -> Result<Self, CredentialError> {
        let bad = |what: &str| misconfigured(format!("AZURE_CLIENT_CERTIFICATE_PATH: {what}"), CONVERT);
        let has = |text: &str| pem.windows(text.len()).any(|part| part == text.as_bytes());
        if !has("-----BEGIN ") {
            return Err(bad("the file is no PEM text; a PFX or DER file has to be converted"));
        }
        if has("ENCRYPTED PRIVATE KEY-----") || has("Proc-Type: 4,ENCRYPTED") {
            return Err(bad("the private key is encrypted"));
        }
        let (mut chain, mut key) = (Vec::new(), None);
        for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(pem) {
            let (kind, der) = section.map_err(|_| bad("the file is broken PEM"))?;
            match kind {
                SectionKind::Certificate => chain.push(der),
                SectionKind::PrivateKey => key = Some(RsaKeyPair::from_pkcs8(&der)),
                SectionKind::RsaPrivateKey => key = Some(RsaKeyPair::from_der(&der)),
                SectionKind::EcPrivateKey => return Err(bad("the key is no RSA key, and Entra takes no other")),
                _ => {}
            }
        }
        let key = key.ok_or_else(|| bad("the file holds no private key"))?;
        let key =
            key.map_err(|_| bad("the private key is no RSA key of 2048 to 4096 bits, and Entra takes no other"))?;
        let public = key.public_key().as_ref();
        let own = chain.iter().position(|der| der.windows(public.len()).any(|part| part == public));
        match own {
            Some(own) => chain.swap(0, own),
            None if chain.is_empty() => return Err(bad("the file holds no certificate")),
            None => return Err(bad("the private key belongs to none of the file's certificates")),
        }
        Ok(Self { chain, key })
    }

    /// An assertion that it is `client_id` who asks `endpoint`, as of `now` (seconds since 1970), good for ten
    /// minutes; with the whole chain where the application trusts a certificate by its subject and issuer.
    pub(super) fn assertion(&self, client_id: &str, endpoint: &str, send_chain: bool, now: i64) -> Option<String> {
        let thumbprint = Sha256::digest(self.chain.first()?);
        let mut header = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": URL_SAFE_NO_PAD.encode(thumbprint)});
        if send_chain {
            header["x5c"] = self.chain.iter().map(|der| STANDARD.encode(der)).collect();
        }
        let payload = json!({
            "aud": endpoint, "iss": client_id, "sub": client_id, "jti": uuid::Uuid::new_v4().to_string(),
            "iat": now, "nbf": now, "exp": now + 600,
        });
        let encode = |part: serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let text = format!("{}.{}", encode(header), encode(payload));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key.sign(&RSA_PSS_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).ok()?;
        Some(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// Signs an assertion for each token that is asked for.
pub(super) struct Signer {
    pub certificate: std::sync::Arc<Certificate>,
    pub client_id: String,
    pub endpoint: Url,
    pub send_chain: bool,
}

#[async_trait::async_trait]
impl ClientAssertion for Signer {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        let now = chrono::Utc::now().timestamp();
        let signed = self.certificate.assertion(&self.client_id, self.endpoint.as_str(), self.send_chain, now);
        signed.ok_or_else(|| {
            let error = misconfigured("the private key of the certificate cannot sign: it is damaged", CONVERT);
            azure_core::Error::new(ErrorKind::Credential, Ours(error))
        })
    }
}

/// The key stays out.
impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}
