//! Who signs in for a command, and by which way.
//!
//! In this order: the embedded tenant under `--sandbox`; a token in `PIM_GRAPH_TOKEN` or `PIM_ARM_TOKEN`; the way
//! that `PIM_AUTH` or the profile names; the account of `pim login`; what the environment offers to a pipeline.

use super::app::App;
use super::exit::{self, Failure, Fault, usage};
use super::person::{AtTerminal, Nobody};
use super::profile::folder_name;
use crate::auth::people::SignIn;
use crate::auth::permission::Work as Need;
use crate::auth::pipelines::{self, Pipeline};
use crate::auth::session::Session;
use crate::auth::store::Store;
use crate::auth::terms::{ANY_TENANT, Terms};
use crate::auth::{Authority, Given, Person, Place, given};
use crate::http::{Credential, CredentialError, Error, Service, SignedInBy, Token, Web};
use crate::local::file;
use crate::pim::kind::Kind;
use crate::pim::sign_in::{TokenStore, Way};
use crate::screen::ErrorReport;
use chrono::Utc;
use futures::future::BoxFuture;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use url::Url;

/// A command's sign-in.
#[derive(Clone)]
pub struct SignedIn {
    /// Gives its tokens.
    pub credential: Arc<dyn Credential>,
    /// Where its service is.
    pub origin: Url,
    /// How.
    pub by: By,
}

/// By what somebody is signed in.
#[derive(Clone)]
pub enum By {
    /// The embedded tenant.
    Sandbox,
    /// A token in the environment.
    Given,
    /// `pim login`.
    Login(Arc<Session>),
    /// What the platform, a pipeline or the Azure CLI gives.
    Pipeline(Way),
}

/// Why there is no sign-in to a service.
pub enum NoSignIn {
    /// Nobody is signed in, or what is there does not do: another service may still serve.
    Credential(CredentialError),
    /// The command cannot go on at all.
    Failure(Failure),
}

impl From<CredentialError> for NoSignIn {
    fn from(error: CredentialError) -> Self {
        Self::Credential(error)
    }
}

impl From<Failure> for NoSignIn {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// What gives the tokens of every service, or says why there are none.
#[derive(Default)]
pub struct Credentials {
    graph: Option<Found>,
    arm: Option<Found>,
}

type Found = Result<Arc<dyn Credential>, CredentialError>;

impl Credentials {
    /// Takes `found` for `service`.
    pub fn set(&mut self, service: Service, found: Found) {
        match service {
            Service::Graph => self.graph = Some(found),
            Service::Arm => self.arm = Some(found),
        }
    }

    fn of(&self, service: Service) -> Found {
        let found = if service == Service::Graph { &self.graph } else { &self.arm };
        found.clone().unwrap_or(Err(CredentialError::NotSignedIn(service)))
    }
}

impl Credential for Credentials {
    fn by(&self, service: Service) -> SignedInBy {
        self.of(service).map(|credential| credential.by(service)).unwrap_or_default()
    }

    fn token(&self, service: Service) -> BoxFuture<'_, Result<Arc<Token>, CredentialError>> {
        Box::pin(async move { self.of(service)?.token(service).await })
    }

    fn renew<'a>(
        &'a self,
        service: Service,
        refused: &'a Token,
        claims: Option<&'a str>,
    ) -> BoxFuture<'a, Result<bool, CredentialError>> {
        Box::pin(async move { self.of(service)?.renew(service, refused, claims).await })
    }
}

impl App {
    /// Signs in to `service`. Nothing is sent yet, unless the embedded tenant has to be started.
    ///
    /// # Errors
    /// Exit 4 where nobody is signed in, or what is given does not do.
    pub async fn sign_in_to(&self, service: Service, need: Need, kinds: &[Kind]) -> Result<SignedIn, Failure> {
        let found = self.find_sign_in(service, need, kinds, None).await;
        found.map_err(|none| self.without(none))
    }

    /// The same, for a command that is signed in to another service already: one sign-in serves both where it
    /// can, and nobody is asked twice.
    ///
    /// # Errors
    /// [`NoSignIn`], which tells what is wrong with the sign-in from what is wrong with the command.
    pub async fn find_sign_in(
        &self,
        service: Service,
        need: Need,
        kinds: &[Kind],
        beside: Option<&SignedIn>,
    ) -> Result<SignedIn, NoSignIn> {
        if self.is_sandbox() {
            return Ok(match beside {
                Some(signed_in) => signed_in.clone(),
                None => self.sandbox_session(need).await?,
            });
        }
        let cloud = &self.profile.cloud;
        let origin = if service == Service::Graph { cloud.graph.clone() } else { cloud.arm.clone() };
        let given = Given::from_env(&self.env);
        if given.has(service) {
            let audience = if service == Service::Graph { &cloud.graph_audience } else { &cloud.arm_audience };
            let tenant = self.profile.tenant.as_deref();
            given.check(service, &Place { origin: &origin, audience, authority: &cloud.authority, tenant })?;
            return Ok(SignedIn { credential: Arc::new(given), origin, by: By::Given });
        }
        let not_signed_in = CredentialError::NotSignedIn(service);
        if let Some(SignedIn { credential, by: By::Login(session), .. }) = beside {
            session.account(service).await?.ok_or(not_signed_in)?;
            return Ok(SignedIn { credential: credential.clone(), origin, by: By::Login(session.clone()) });
        }
        // Beside a token that was handed in the platform's own identity would be somebody else.
        let alone = !Service::ALL.into_iter().any(|other| given.has(other));
        let way = self.way()?;
        if let Some(way) = way.filter(|way| alone && !way.is_own()) {
            return self.pipeline(way, service, origin);
        }
        let session = Arc::new(self.session(need, kinds, self.store(self.keep()), false)?);
        let signed_in = session.account(service).await?.is_some();
        let can_ask = self.screen.options().can_ask() && !self.looks;
        let anew = self.keep() == TokenStore::Memory && can_ask && beside.is_none();
        if signed_in || anew {
            return Ok(SignedIn { credential: session.clone(), origin, by: By::Login(session) });
        }
        match pipelines::pick(&self.env, way).filter(|_| alone) {
            Some(Ok(way)) => self.pipeline(way, service, origin),
            Some(Err(error)) => Err(error.into()),
            None => Err(not_signed_in.into()),
        }
    }

    /// A command that cannot go on without this sign-in.
    pub(super) fn without(&self, none: NoSignIn) -> Failure {
        match none {
            NoSignIn::Credential(CredentialError::NotSignedIn(service)) => self.not_signed_in(service),
            NoSignIn::Credential(error) => Error::from(error).into(),
            NoSignIn::Failure(failure) => failure,
        }
    }

    /// Nobody is signed in: what helps a person is no help to a job.
    fn not_signed_in(&self, service: Service) -> Failure {
        let mut fault = Fault::of_http(&CredentialError::NotSignedIn(service).into());
        if !self.screen.options().can_ask() {
            let (line, variable) = (exit::first_sign_in(service), given::variable(service));
            fault = fault.hint(format!(
                "at a terminal: {line}; a pipeline: what docs/pipelines.md says; or an access token in {variable}"
            ));
        }
        fault.into()
    }

    /// The way that `PIM_AUTH` or the profile names.
    ///
    /// # Errors
    /// Exit 2 where `PIM_AUTH` names none.
    pub fn way(&self) -> Result<Option<Way>, Failure> {
        match self.env.get("PIM_AUTH").map(str::trim) {
            Some(name) => Way::named(name).map(Some).ok_or_else(|| {
                let known: Vec<&str> = Way::ALL.iter().map(|way| way.as_str()).collect();
                usage(
                    "usage",
                    format!("PIM_AUTH names no way to sign in: {name}"),
                    format!("one of {}", known.join(", ")),
                )
            }),
            None => Ok(self.profile.auth),
        }
    }

    /// Where tokens are kept.
    #[must_use]
    pub fn keep(&self) -> TokenStore {
        self.profile.token_store.unwrap_or(TokenStore::Keychain)
    }

    /// The sign-in that `pim login` keeps in `store`, for `need` over `kinds`. `asked_to` where signing in is what was asked
    /// for.
    ///
    /// # Errors
    /// Where the network cannot be set up.
    pub fn session(&self, need: Need, kinds: &[Kind], store: Store, asked_to: bool) -> Result<Session, Failure> {
        let terms = self.terms(need, kinds);
        let person: Arc<dyn Person> = if self.looks { Arc::new(Nobody) } else { Arc::new(self.person(asked_to)) };
        let authority = terms.authority.clone();
        let clients = [Service::Graph, Service::Arm].map(|service| terms.client_id(service).to_owned());
        let web = Arc::new(self.web(&authority.origin)?);
        let (interrupt, patience) = (self.interrupt().clone(), self.global.timeout.to_std());
        let sign_in = move |service: Service| {
            let client_id = clients[usize::from(service == Service::Arm)].clone();
            let (web, authority, interrupt) = (web.clone(), authority.clone(), interrupt.clone());
            SignIn { web, authority, client_id, patience, interrupt }
        };
        Ok(Session::new(terms, Arc::new(store), sign_in, person, self.interrupt().clone(), Utc::now))
    }

    /// The terms under which one signs in for `need` over `kinds`.
    #[must_use]
    pub fn terms(&self, need: Need, kinds: &[Kind]) -> Terms {
        let profile = &self.profile;
        let tenant = profile.tenant.clone().unwrap_or_else(|| ANY_TENANT.to_owned());
        let mut permissions: Vec<&'static str> = vec!["User.Read"];
        permissions.extend(kinds.iter().flat_map(|kind| need.permissions(*kind)));
        Terms {
            authority: Authority { origin: profile.cloud.authority.clone(), tenant },
            client_id: profile.client_id.clone(),
            account: profile.account.clone(),
            way: profile.auth.filter(|way| way.is_own()).unwrap_or(Way::Browser),
            graph: profile.cloud.graph.clone(),
            graph_audience: profile.cloud.graph_audience.clone(),
            arm: profile.cloud.arm.clone(),
            arm_audience: profile.cloud.arm_audience.clone(),
            permissions,
        }
    }

    /// Where the profile's sign-ins are kept: in a folder of its own, with a key of its own.
    #[must_use]
    pub fn store(&self, keep: TokenStore) -> Store {
        self.store_of(&self.profile.name, keep)
    }

    /// Where those of the profile `name` are kept.
    #[must_use]
    pub fn store_of(&self, name: &str, keep: TokenStore) -> Store {
        let store = self.store_in(&folder_name(name), keep);
        if self.looks { store.looking() } else { store }
    }

    /// What is kept in the folder of this name.
    #[must_use]
    pub fn store_in(&self, folder: &str, keep: TokenStore) -> Store {
        Store::of_system(&self.sign_ins().join(folder), keep, self.global.timeout.to_std())
    }

    /// The folder of every profile's sign-ins.
    #[must_use]
    pub fn sign_ins(&self) -> PathBuf {
        self.dirs.data.join("sign-in")
    }

    fn person(&self, asked_to: bool) -> AtTerminal {
        let (screen, busy) = (self.screen.clone(), self.busy().clone());
        AtTerminal::new(screen, busy, self.env.clone(), self.profile.cloud.authority.clone(), asked_to)
    }

    fn pipeline(&self, way: Way, service: Service, origin: Url) -> Result<SignedIn, NoSignIn> {
        let credential = self.pipeline_credential(way)?;
        credential.serves(service)?;
        Ok(SignedIn { credential: Arc::new(credential), origin, by: By::Pipeline(way) })
    }

    /// What gives an application's tokens by `way`.
    ///
    /// # Errors
    /// Exit 4 where the environment lacks what the way needs.
    pub fn pipeline_credential(&self, way: Way) -> Result<Pipeline, Failure> {
        let cloud = &self.profile.cloud;
        let settings = pipelines::Settings {
            authority: cloud.authority.clone(),
            tenant: self.profile.tenant.clone(),
            client_id: self.profile.client_id.clone(),
            graph_audience: cloud.graph_audience.clone(),
            arm_audience: cloud.arm_audience.clone(),
            extra_ca: self.extra_ca()?,
            patience: self.global.timeout.to_std(),
        };
        Ok(Pipeline::new(way, &self.env, settings).map_err(Error::from)?)
    }

    /// The connections to what is at `origin`.
    ///
    /// # Errors
    /// Where the cloud's certificate file cannot be used.
    pub fn web(&self, origin: &Url) -> Result<Web, Failure> {
        let failed = |why: String| self.bad_ca(why);
        Web::new(false, self.extra_ca()?, is_loopback(origin)).map_err(failed)
    }

    /// The certificates to trust beside the platform's.
    ///
    /// # Errors
    /// Exit 2 where the file cannot be read.
    pub fn extra_ca(&self) -> Result<Option<Vec<u8>>, Failure> {
        let Some(path) = self.profile.cloud.ca_file.as_ref() else { return Ok(None) };
        let read = file::read_bounded(path, 1024 * 1024).map_err(|error| self.bad_ca(error.to_string()))?;
        read.map(Some).ok_or_else(|| self.bad_ca("there is no such file".to_owned()))
    }

    /// The fault of the cloud's certificate file, or of TLS where there is none.
    pub fn bad_ca(&self, why: String) -> Failure {
        match &self.profile.cloud.ca_file {
            Some(path) => bad_ca(path, &why),
            None => ErrorReport::new(exit::FAILED, "tls", why).into(),
        }
    }
}

fn bad_ca(path: &Path, why: &str) -> Failure {
    let message = format!("the ca-file {} cannot be used: {why}", path.display());
    ErrorReport::new(exit::USAGE, "bad-ca-file", message).into()
}

/// Whether `origin` is on this machine.
#[must_use]
pub fn is_loopback(origin: &Url) -> bool {
    match origin.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}
