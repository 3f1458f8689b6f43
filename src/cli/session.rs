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
use crate::http::{Credential, CredentialError, Error, Service, Web};
use crate::local::file;
use crate::pim::kind::Kind;
use crate::pim::sign_in::{TokenStore, Way};
use crate::screen::ErrorReport;
use chrono::Utc;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use url::Url;

/// A command's sign-in.
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

impl App {
    /// Signs in for a command that does `need` over `kinds` of Microsoft Graph.
    ///
    /// # Errors
    /// As for [`App::sign_in_to`].
    pub async fn sign_in(&self, need: Need, kinds: &[Kind]) -> Result<SignedIn, Failure> {
        self.sign_in_to(Service::Graph, need, kinds).await
    }

    /// Signs in to `service`. Nothing is sent yet, unless the embedded tenant has to be started.
    ///
    /// # Errors
    /// Exit 4 where nobody is signed in, or what is given does not do.
    pub async fn sign_in_to(&self, service: Service, need: Need, kinds: &[Kind]) -> Result<SignedIn, Failure> {
        let not_signed_in = || self.not_signed_in(service);
        if self.is_sandbox() {
            return if service == Service::Graph { self.sandbox_session().await } else { Err(not_signed_in()) };
        }
        let cloud = &self.profile.cloud;
        let origin = if service == Service::Graph { cloud.graph.clone() } else { cloud.arm.clone() };
        let given = Given::from_env(&self.env);
        if given.has(service) {
            let audience = if service == Service::Graph { &cloud.graph_audience } else { &cloud.arm_audience };
            let tenant = self.profile.tenant.as_deref();
            let place = Place { origin: &origin, audience, authority: &cloud.authority, tenant };
            given.check(service, &place).map_err(Error::from)?;
            return Ok(SignedIn { credential: Arc::new(given), origin, by: By::Given });
        }
        let way = self.way()?;
        if let Some(way) = way.filter(|way| !way.is_own()) {
            return self.pipeline(way, service, origin);
        }
        let session = Arc::new(self.session(need, kinds, self.store(self.keep()), false)?);
        let signed_in = session.account(service).await.map_err(Error::from)?.is_some();
        let anew = self.keep() == TokenStore::Memory && self.screen.options().can_ask() && !self.looks;
        if signed_in || anew {
            return Ok(SignedIn { credential: session.clone(), origin, by: By::Login(session) });
        }
        match pipelines::pick(&self.env, way) {
            Some(Ok(way)) => self.pipeline(way, service, origin),
            Some(Err(error)) => Err(Error::from(error).into()),
            None => Err(not_signed_in()),
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

    fn pipeline(&self, way: Way, service: Service, origin: Url) -> Result<SignedIn, Failure> {
        let credential = self.pipeline_credential(way)?;
        credential.serves(service).map_err(Error::from)?;
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
