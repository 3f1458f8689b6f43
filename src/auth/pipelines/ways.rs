//! The credential of each way, from the variables that every Azure tool uses.

use super::azure_cli::Az;
use super::certificate::{Certificate, Signer};
use super::identity::{Job, audience, endpoint};
use super::wire::Wire;
use super::{Make, Settings, misconfigured};
use crate::auth::Authority;
use crate::http::CredentialError;
use crate::local::env::Env;
use crate::local::file;
use crate::pim::id::is_guid;
use crate::pim::sign_in::Way;
use azure_core::credentials::{Secret, TokenCredential};
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, AzurePipelinesCredential, AzurePipelinesCredentialOptions,
    ClientAssertion, ClientAssertionCredential, ClientAssertionCredentialOptions, ClientSecretCredential,
    ClientSecretCredentialOptions, ManagedIdentityCredential, ManagedIdentityCredentialOptions, UserAssignedId,
    WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use url::Url;

/// Where a virtual machine asks for its identity ("Azure Instance Metadata Service"); always there.
const IMDS: &str = "http://169.254.169.254/";

/// What a sign-in is made of.
pub(super) struct Parts {
    pub make: Make,
    pub wire: Arc<Wire>,
    /// Who is asked.
    pub host: String,
}

/// The parts for `way`.
pub(super) fn parts(way: Way, env: &Env, settings: &Settings) -> Result<Parts, CredentialError> {
    let needs = Needs { way, env, settings };
    match way {
        Way::ClientSecret => needs.client_secret(),
        Way::ClientCertificate => needs.client_certificate(),
        Way::WorkloadIdentity => needs.workload_identity(),
        Way::GithubActions => needs.github_actions(),
        Way::AzurePipelines => needs.azure_pipelines(),
        Way::ManagedIdentity => needs.managed_identity(),
        Way::AzureCli => needs.azure_cli(),
        Way::Browser | Way::DeviceCode => Err(misconfigured(
            format!("{way} is a person's way to sign in, not an application's"),
            "pim login signs a person in",
        )),
    }
}

/// What a way needs, and where it finds it.
struct Needs<'a> {
    way: Way,
    env: &'a Env,
    settings: &'a Settings,
}

/// Who signs in, and where.
struct Application {
    client_id: String,
    authority: Authority,
    wire: Arc<Wire>,
}

impl Application {
    fn parts(
        self,
        make: impl Fn(&Self) -> azure_core::Result<Arc<dyn TokenCredential>> + Send + Sync + 'static,
    ) -> Parts {
        let host = self.authority.origin.host_str().unwrap_or_default().to_owned();
        let wire = self.wire.clone();
        Parts { wire, host, make: Box::new(move || make(&self).map_err(|error| unmade(&error))) }
    }

    fn with_assertion<C: ClientAssertion + 'static>(
        &self,
        assertion: C,
    ) -> azure_core::Result<Arc<dyn TokenCredential>> {
        let (tenant, client_id) = (self.authority.tenant.clone(), self.client_id.clone());
        Ok(ClientAssertionCredential::new(tenant, client_id, assertion, Some(self.assertion_options()))?)
    }

    fn assertion_options(&self) -> ClientAssertionCredentialOptions {
        ClientAssertionCredentialOptions { client_options: self.wire.options(&self.authority.origin) }
    }
}

/// What `azure_identity` refuses before anything is sent: what it holds against a variable, and no secret.
fn unmade(error: &azure_core::Error) -> CredentialError {
    misconfigured(format!("the sign-in cannot be put together: {error}"), "check the variables of the sign-in")
}

impl Needs<'_> {
    /// The text of a variable that has to be there.
    fn variable(&self, name: &str) -> Result<String, CredentialError> {
        let missing = || misconfigured(format!("{name} is not set, and {} needs it", self.way), format!("set {name}"));
        self.env.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).ok_or_else(missing)
    }

    fn secret(&self, name: &str) -> Result<SecretString, CredentialError> {
        self.variable(name).map(SecretString::from)
    }

    /// The application at the profile's authority; each variable before what the profile says.
    fn application(&self, tenant: &str, client_id: &str) -> Result<Application, CredentialError> {
        let authority = &self.settings.authority;
        if authority.scheme() != "https" {
            return Err(misconfigured(
                format!("the profile's sign-in is at {authority}, and an application signs in over https alone"),
                "give the cloud an https authority (of the sandbox: pim sandbox serve --tls-port)",
            ));
        }
        let client_id = match &self.settings.client_id {
            Some(id) if self.env.get(client_id).is_none() => id.clone(),
            _ => self.guid(client_id)?,
        };
        let tenant = self.tenant(tenant)?;
        let wire = Arc::new(Wire::new(authority, self.settings)?);
        Ok(Application { client_id, authority: Authority { origin: authority.clone(), tenant }, wire })
    }

    fn guid(&self, name: &str) -> Result<String, CredentialError> {
        let text = self.variable(name)?;
        if is_guid(&text) {
            return Ok(text);
        }
        Err(misconfigured(format!("{name} is no application (client) id"), format!("set {name} to the GUID of it")))
    }

    /// The tenant that the variable names. Where the profile names another, one of them is a mistake, and which
    /// nobody but the user can know.
    fn tenant(&self, name: &str) -> Result<String, CredentialError> {
        let text = match &self.settings.tenant {
            Some(tenant) if self.env.get(name).is_none() => return Ok(tenant.clone()),
            _ => self.variable(name)?,
        };
        if !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.') || text.starts_with('.') {
            return Err(misconfigured(
                format!("{name} is neither a tenant's id nor a domain"),
                format!("set {name} to the tenant's id"),
            ));
        }
        match &self.settings.tenant {
            Some(other) if is_guid(other) == is_guid(&text) && !other.eq_ignore_ascii_case(&text) => {
                Err(misconfigured(
                    format!("{name} names another tenant than the profile ({text}, not {other})"),
                    format!("choose another profile (--profile), or unset {name}"),
                ))
            }
            _ => Ok(text),
        }
    }

    fn client_secret(&self) -> Result<Parts, CredentialError> {
        let application = self.application("AZURE_TENANT_ID", "AZURE_CLIENT_ID")?;
        let secret = self.secret("AZURE_CLIENT_SECRET")?;
        Ok(application.parts(move |app| {
            let options = ClientSecretCredentialOptions { client_options: app.wire.options(&app.authority.origin) };
            let secret = Secret::new(secret.expose_secret().to_owned());
            let (tenant, client_id) = (&app.authority.tenant, app.client_id.clone());
            Ok(ClientSecretCredential::new(tenant, client_id, secret, Some(options))?)
        }))
    }

    fn client_certificate(&self) -> Result<Parts, CredentialError> {
        const VARIABLE: &str = "AZURE_CLIENT_CERTIFICATE_PATH";
        let application = self.application("AZURE_TENANT_ID", "AZURE_CLIENT_ID")?;
        let certificate = Arc::new(Certificate::read(&self.file(VARIABLE)?)?);
        let send_chain = self.env.flag("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN");
        Ok(application.parts(move |app| {
            app.with_assertion(Signer {
                certificate: certificate.clone(),
                client_id: app.client_id.clone(),
                endpoint: app.authority.endpoint("oauth2/v2.0/token"),
                send_chain,
            })
        }))
    }

    fn workload_identity(&self) -> Result<Parts, CredentialError> {
        const VARIABLE: &str = "AZURE_FEDERATED_TOKEN_FILE";
        let application = self.application("AZURE_TENANT_ID", "AZURE_CLIENT_ID")?;
        // It is read where it is used; here one hears in time that it cannot be.
        self.file(VARIABLE)?;
        let path = self.env.path(VARIABLE);
        Ok(application.parts(move |app| {
            let options = WorkloadIdentityCredentialOptions {
                credential_options: app.assertion_options(),
                client_id: Some(app.client_id.clone()),
                tenant_id: Some(app.authority.tenant.clone()),
                token_file_path: path.clone(),
            };
            Ok(WorkloadIdentityCredential::new(Some(options))?)
        }))
    }

    /// The file that a variable names, by an absolute path: the current folder decides nothing.
    fn file(&self, name: &str) -> Result<Vec<u8>, CredentialError> {
        self.variable(name)?;
        let fix = || format!("set {name} to the absolute path of the file");
        let path = self.env.path(name).ok_or_else(|| misconfigured(format!("{name} is no absolute path"), fix()))?;
        match file::read_bounded(&path, 1 << 20) {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(misconfigured(format!("{name}: there is no file {}", path.display()), fix())),
            Err(error) => Err(misconfigured(format!("{name}: {error}"), fix())),
        }
    }

    fn github_actions(&self) -> Result<Parts, CredentialError> {
        let application = self.application("AZURE_TENANT_ID", "AZURE_CLIENT_ID")?;
        const VARIABLE: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
        let permission = "give the job `permissions: id-token: write`";
        let named = |error| match error {
            CredentialError::Misconfigured { problem, .. } => misconfigured(problem, permission),
            other => other,
        };
        let url = endpoint(VARIABLE, &self.variable(VARIABLE).map_err(named)?)?;
        let bearer = self.secret("ACTIONS_ID_TOKEN_REQUEST_TOKEN").map_err(named)?;
        let wire = Arc::new(Wire::new(&url, self.settings)?);
        Ok(application.parts(move |app| {
            let audience = audience(&app.authority.origin);
            app.with_assertion(Job { url: url.clone(), bearer: bearer.clone(), audience, wire: wire.clone() })
        }))
    }

    fn azure_pipelines(&self) -> Result<Parts, CredentialError> {
        let application = self.application("AZURESUBSCRIPTION_TENANT_ID", "AZURESUBSCRIPTION_CLIENT_ID")?;
        let connection = self.variable("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID")?;
        // `azure_identity` reads this one itself, and from the process: what it will find is looked at here.
        endpoint("SYSTEM_OIDCREQUESTURI", &self.variable("SYSTEM_OIDCREQUESTURI")?)?;
        let bearer = self.secret("SYSTEM_ACCESSTOKEN").map_err(|_| {
            misconfigured(
                "SYSTEM_ACCESSTOKEN is not set, and azure-pipelines needs it",
                "map it in the step: `env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)`",
            )
        })?;
        Ok(application.parts(move |app| {
            let options = AzurePipelinesCredentialOptions { credential_options: app.assertion_options() };
            let (tenant, client_id) = (app.authority.tenant.clone(), app.client_id.clone());
            let bearer = bearer.expose_secret().to_owned();
            Ok(AzurePipelinesCredential::new(tenant, client_id, &connection, bearer, Some(options))?)
        }))
    }

    /// `azure_identity` reads the variables of the platform itself, and from the process: what it will find is
    /// looked at here.
    fn managed_identity(&self) -> Result<Parts, CredentialError> {
        // The platform decides whose identity it is, and is asked for no tenant: what it gave is compared.
        if let Some(domain) = self.settings.tenant.as_deref().filter(|tenant| !is_guid(tenant)) {
            return Err(misconfigured(
                format!(
                    "tenant = \"{domain}\" of the profile is no id, and a managed identity's token tells its tenant by the id alone"
                ),
                "set it to the tenant's id: pim config set tenant ID",
            ));
        }
        let set = |name: &str| self.env.get(name).is_some();
        let unknown = |which: &str, fix: &str| {
            Err(misconfigured(format!("the managed identity of {which} is not supported"), fix))
        };
        let another = "use another way, such as a client certificate";
        let at = match self.env.get("IDENTITY_ENDPOINT") {
            Some(_) if set("IDENTITY_SERVER_THUMBPRINT") => return unknown("Service Fabric", another),
            Some(text) if set("IDENTITY_HEADER") => endpoint("IDENTITY_ENDPOINT", text)?,
            Some(_) if set("IMDS_ENDPOINT") => return unknown("Azure Arc", another),
            None if set("MSI_ENDPOINT") => {
                return unknown("Cloud Shell and of Azure Machine Learning", "in Cloud Shell: PIM_AUTH=azure-cli");
            }
            _ => Url::parse(IMDS).map_err(|error| misconfigured(error.to_string(), another))?,
        };
        let host = at.host_str().unwrap_or_default().to_owned();
        let wire = Arc::new(Wire::new(&at, self.settings)?.at_once());
        let id = if set("AZURE_CLIENT_ID") { Some(self.guid("AZURE_CLIENT_ID")?) } else { None };
        let (used, authority) = (wire.clone(), self.settings.authority.clone());
        let make: Make = Box::new(move || {
            let options = ManagedIdentityCredentialOptions {
                user_assigned_id: id.clone().map(UserAssignedId::ClientId),
                client_options: used.options(&authority),
            };
            let made: Arc<dyn TokenCredential> =
                ManagedIdentityCredential::new(Some(options)).map_err(|error| unmade(&error))?;
            Ok(made)
        });
        Ok(Parts { make, wire, host })
    }

    fn azure_cli(&self) -> Result<Parts, CredentialError> {
        let wire = Arc::new(Wire::new(&self.settings.authority, self.settings)?);
        let executor = Arc::new(Az::find(self.env)?);
        let tenant_id = self.settings.tenant.clone();
        let make: Make = Box::new(move || {
            let options = AzureCliCredentialOptions {
                subscription: None,
                tenant_id: tenant_id.clone(),
                executor: Some(executor.clone()),
            };
            let made: Arc<dyn TokenCredential> =
                AzureCliCredential::new(Some(options)).map_err(|error| unmade(&error))?;
            Ok(made)
        });
        Ok(Parts { make, wire, host: "the Azure CLI".to_owned() })
    }
}
