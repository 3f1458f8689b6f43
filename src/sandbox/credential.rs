//! What a pipeline signs in with, made for the pipeline's application: the variables that it has to have.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{CertificateParams, DnType, KeyPair};
use ring::signature::KeyPair as _;
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};

use super::TENANT_ID;
use super::authority::{self, ClientSecret, IdentityHeader, Job, PIPELINE};
use super::error::SandboxError;
use super::store::Store;

/// A way in which the pipeline's application can prove who it is.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A client secret.
    Secret,
    /// A certificate with its key, written into this folder.
    Certificate(PathBuf),
    /// A token of a cluster's in a file of this folder, about a subject: the trusted one unless it is said.
    Federated(PathBuf, Option<String>),
    /// The endpoint of a GitHub Actions job, at the origin of a sandbox that serves.
    Github(String),
    /// The endpoint of an Azure Pipelines job, at the origin of a sandbox that serves.
    AzurePipelines(String),
    /// The endpoint of an App Service app, at the origin of a sandbox that serves.
    ManagedIdentity(String),
}

/// Makes a credential and gives the variables to set, by name. Older ones stay good.
///
/// # Errors
/// Where a file cannot be written, and what opening the folder can give.
pub fn credential(folder: &Path, which: &Credential) -> Result<Vec<(&'static str, String)>, SandboxError> {
    let store = Store::open(folder)?;
    authority::ready(&store)?;
    let application = vec![("AZURE_TENANT_ID", TENANT_ID.to_owned()), ("AZURE_CLIENT_ID", PIPELINE.to_owned())];
    let with = |more: Vec<(&'static str, String)>| application.into_iter().chain(more).collect();
    let job = |trust: &authority::Trust| {
        let job = Job { issuer: trust.issuer.to_owned(), subject: trust.subject.to_owned() };
        store.control(|world| authority::issue(world, &job))
    };
    Ok(match which {
        Credential::Secret => {
            let secret = ClientSecret { client: PIPELINE.to_owned() };
            with(vec![("AZURE_CLIENT_SECRET", store.control(|world| authority::issue(world, &secret))?)])
        }
        Credential::Certificate(at) => with(vec![("AZURE_CLIENT_CERTIFICATE_PATH", certificate(&store, at)?)]),
        Credential::Federated(at, subject) => {
            let trust = &authority::CLUSTER;
            let subject = subject.as_deref().unwrap_or(trust.subject);
            let token =
                store.control(|world| authority::federated_token(world, trust.issuer, subject, authority::AUDIENCE))?;
            with(vec![("AZURE_FEDERATED_TOKEN_FILE", private_file(at, "federated-token", &token)?)])
        }
        Credential::Github(origin) => with(vec![
            ("ACTIONS_ID_TOKEN_REQUEST_URL", format!("{origin}/oidc/github/idtoken?api-version=2.0")),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", job(&authority::GITHUB)?),
        ]),
        Credential::AzurePipelines(origin) => vec![
            ("AZURESUBSCRIPTION_TENANT_ID", TENANT_ID.to_owned()),
            ("AZURESUBSCRIPTION_CLIENT_ID", PIPELINE.to_owned()),
            ("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", authority::SERVICE_CONNECTION.to_owned()),
            ("SYSTEM_OIDCREQUESTURI", format!("{origin}/oidc/pipelines/oidctoken")),
            ("SYSTEM_ACCESSTOKEN", job(&authority::AZURE_PIPELINES)?),
        ],
        Credential::ManagedIdentity(origin) => vec![
            ("IDENTITY_ENDPOINT", format!("{origin}/msi/token")),
            ("IDENTITY_HEADER", store.control(|world| authority::issue(world, &IdentityHeader {}))?),
        ],
    })
}

/// A certificate with its key in one PEM file, added to the application.
fn certificate(store: &Store, at: &Path) -> Result<String, SandboxError> {
    let failed = |error: rcgen::Error| SandboxError::Certificate(error.to_string());
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).map_err(|_| SandboxError::Random)?;
    let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| SandboxError::Random)?;
    let der = key.to_pkcs8_der().map_err(|_| SandboxError::Random)?;
    let public = ring::signature::RsaKeyPair::from_pkcs8(der.as_bytes()).map_err(|_| SandboxError::Random)?;
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "pim sandbox pipeline");
    let signer = KeyPair::from_pem(&pem).map_err(failed)?;
    let made = params.self_signed(&signer).map_err(failed)?;
    let public_key = public.public_key().as_ref();
    store.control(|world| authority::register(world, PIPELINE, made.der(), public_key))?;
    private_file(at, "pipeline.pem", &format!("{}{}", *pem, made.pem()))
}

/// Writes a file that its owner alone may read, and gives its absolute path.
fn private_file(folder: &Path, name: &str, text: &str) -> Result<String, SandboxError> {
    fs::create_dir_all(folder).map_err(SandboxError::file(folder))?;
    let folder = fs::canonicalize(folder).map_err(SandboxError::file(folder))?;
    let path = folder.join(name);
    let part = tempfile::NamedTempFile::new_in(&folder).map_err(SandboxError::file(&folder))?;
    fs::write(part.path(), text).map_err(SandboxError::file(&path))?;
    part.persist(&path).map_err(|error| SandboxError::file(&path)(error.error))?;
    Ok(path.display().to_string())
}
