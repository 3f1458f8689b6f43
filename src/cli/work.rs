//! What a command that works on roles gets: who I am, and a provider for each kind in force.

use super::app::App;
use super::exit::{self, Failure};
use super::personal::Personal;
use super::session::{By, Credentials, NoSignIn, SignedIn, is_loopback};
use crate::auth::jwt::Claims;
use crate::auth::permission::Work as Need;
use crate::auth::{Given, given};
use crate::http::{Audience, Client, ClientOptions, Credential, CredentialError, Error, Service, Token};
use crate::pim::kind::Kind;
use crate::pim::principal::Me;
use crate::provider::azure::Azure;
use crate::provider::entra::Entra;
use crate::provider::group::Groups;
use crate::provider::{Provider, graph};
use crate::screen::{ErrorReport, clean};
use crate::task::Work;
use chrono::Utc;
use std::sync::Arc;
use url::Url;

/// The kinds in force, and whether somebody named them: what nobody named is left out in silence where no
/// credential for it exists.
struct Wanted {
    kinds: Vec<Kind>,
    named: bool,
}

/// The sign-in to one service.
struct Door {
    service: Service,
    signed_in: SignedIn,
    token: Arc<Token>,
}

/// The service that has roles of this kind.
#[must_use]
pub fn service_of(kind: Kind) -> Service {
    match kind {
        Kind::Entra | Kind::Group => Service::Graph,
        Kind::Azure => Service::Arm,
    }
}

impl App {
    /// Signs in as somebody who asks for roles: who I am and the providers of the kinds that are asked for.
    ///
    /// # Errors
    /// Exit 4 where nobody is signed in, or the token is for something else.
    pub async fn work(&self) -> Result<Work, Failure> {
        self.work_as(Need::Request).await
    }

    /// Signs in for what `need` says: no command asks for permissions that it does not use.
    ///
    /// A service that one cannot sign in to costs its own kinds: where they were named their lists tell why,
    /// else they are left out. Where no service is left there is nothing to work with.
    ///
    /// # Errors
    /// As for [`App::work`].
    pub async fn work_as(&self, need: Need) -> Result<Work, Failure> {
        self.work_unless_refused(need, None).await
    }

    /// The same for what PIM lets people alone do: to an application that is said before anything is sent to it.
    ///
    /// # Errors
    /// Exit 1 where an application is signed in; else as for [`App::work`].
    pub async fn work_as_person(&self, need: Need, what: Personal) -> Result<Work, Failure> {
        self.work_unless_refused(need, Some(what)).await
    }

    async fn work_unless_refused(&self, need: Need, personal: Option<Personal>) -> Result<Work, Failure> {
        let mut wanted = self.kinds();
        let (mut doors, mut shut): (Vec<Door>, Vec<(Service, CredentialError)>) = (Vec::new(), Vec::new());
        for service in Service::ALL {
            let kinds: Vec<Kind> = wanted.kinds.iter().copied().filter(|kind| service_of(*kind) == service).collect();
            if kinds.is_empty() {
                continue;
            }
            // Whoever gives the tokens of one service gives those of the other, and is not asked in vain again.
            if let Some((_, error @ CredentialError::Unreachable { .. })) = shut.last()
                && !Given::from_env(&self.env).has(service)
            {
                let error = error.clone();
                shut.push((service, error));
                continue;
            }
            let mut entered = self.enter(service, need, &kinds, &doors, personal).await;
            if let Err(NoSignIn::Credential(error)) = &entered
                && error.lacks_consent()
                && !wanted.named
                && let [first, rest @ ..] = &*kinds
                && !rest.is_empty()
            {
                // What nobody consented to costs the kinds that need it, not the first, which most people have.
                let alone = self.enter(service, need, &[*first], &doors, personal).await;
                if alone.is_ok() {
                    self.tell_of_consent(rest);
                    wanted.kinds.retain(|kind| !rest.contains(kind));
                    entered = alone;
                }
            }
            match entered {
                Ok(door) => doors.push(door),
                Err(NoSignIn::Failure(failure)) => return Err(failure),
                Err(NoSignIn::Credential(CredentialError::Left)) => {
                    return Err(Error::from(CredentialError::Left).into());
                }
                Err(NoSignIn::Credential(error)) => shut.push((service, error)),
            }
        }
        if doors.is_empty() {
            let first = shut.into_iter().next().map(|(_, error)| error);
            let none = first.unwrap_or(CredentialError::NotSignedIn(Service::Graph));
            return Err(self.without(NoSignIn::Credential(none)));
        }
        if !wanted.named {
            shut.retain(|(_, error)| !is_none(error));
        }
        let client = Arc::new(self.client_of(&doors, &shut)?);
        let mut people = Vec::new();
        for door in &doors {
            people.push(self.who(door, &client).await?);
        }
        one_person(&doors, &people)?;
        let folders = self.folders(&people[0]);
        for folder in [&folders.cache, &folders.state] {
            self.trust(folder)?;
        }
        let provider = |kind: &Kind| {
            let service = service_of(*kind);
            let at = doors.iter().position(|door| door.service == service);
            // One that cannot be reached says so by its lists.
            let is_shut = shut.iter().any(|(one, _)| *one == service);
            let me = people[at.or(is_shut.then_some(0))?].clone();
            let audience = Audience::new(service, self.origin(service, &doors));
            Some(provider(*kind, &client, &audience, &me))
        };
        let providers = wanted.kinds.iter().filter_map(provider).collect();
        let me = people.swap_remove(0);
        if doors.iter().any(|door| matches!(door.signed_in.by, By::Login(_))) {
            self.note_person(&me);
        }
        let events = self.busy().events(self.screen.clone(), self.is_sandbox());
        Ok(Work { providers, client, folders, events, me })
    }

    /// Says that `kinds` are left out, for which nobody consented to the permissions.
    fn tell_of_consent(&self, kinds: &[Kind]) {
        for kind in kinds {
            let text = format!(
                "{kind} roles are left out: nobody consented to the permissions for them; pim login --kind {kind} asks \
                 for it, and pim config set kinds leaves them out for good"
            );
            self.screen.warn(&self.screen.typed(&text));
        }
    }

    /// Where `service` is.
    fn origin(&self, service: Service, doors: &[Door]) -> Url {
        let entered = doors.iter().find(|door| door.service == service);
        let cloud = &self.profile.cloud;
        let known = if service == Service::Graph { &cloud.graph } else { &cloud.arm };
        entered.map_or(known, |door| &door.signed_in.origin).clone()
    }

    /// The sign-in to `service` with its token, beside those that there are.
    async fn enter(
        &self,
        service: Service,
        need: Need,
        kinds: &[Kind],
        doors: &[Door],
        personal: Option<Personal>,
    ) -> Result<Door, NoSignIn> {
        let beside = doors.first().map(|door| &door.signed_in);
        let signed_in = self.find_sign_in(service, need, kinds, beside).await?;
        if let (By::Pipeline(way), Some(what)) = (&signed_in.by, personal)
            && way.is_application()
        {
            return Err(NoSignIn::Failure(what.refused()));
        }
        let token = signed_in.credential.token(service).await?;
        let is_application = || Claims::read(&token).is_some_and(|claims| claims.is_application());
        if let Some(what) = personal.filter(|_| is_application()) {
            return Err(NoSignIn::Failure(what.refused()));
        }
        Ok(Door { service, signed_in, token })
    }

    /// Who is signed in, by the token, by what `pim login` knows, or by asking.
    async fn who(&self, door: &Door, client: &Client) -> Result<Me, Failure> {
        let claims = Claims::read(&door.token);
        let me = match (claims.as_ref().and_then(Claims::me), &door.signed_in.by) {
            (Some(me), _) => me,
            (None, By::Login(session)) => session.me(door.service).await.map_err(Error::from)?,
            (None, _) if door.service == Service::Graph => {
                graph::me(client, &Audience::new(Service::Graph, door.signed_in.origin.clone())).await?
            }
            // Azure Resource Manager tells nobody who they are.
            (None, _) => {
                let variable = given::variable(door.service);
                return Err(Error::from(CredentialError::Unusable { variable }).into());
            }
        };
        if let Some(claims) = claims {
            self.keep_claims(claims);
        }
        Ok(me)
    }

    /// The kinds in force: those of the command line, else the profile's, else all.
    fn kinds(&self) -> Wanted {
        let asked = Some(&self.global.kinds).filter(|kinds| !kinds.is_empty());
        let named = asked.or(self.profile.kinds.as_ref());
        // In the order in which lists show them, each once.
        let kinds = Kind::ALL.into_iter().filter(|kind| named.is_none_or(|named| named.contains(kind)));
        Wanted { kinds: kinds.collect(), named: named.is_some() }
    }

    /// The client for the services of `doors`; the others say by it why they are shut.
    fn client_of(&self, doors: &[Door], shut: &[(Service, CredentialError)]) -> Result<Client, Failure> {
        let mut credentials = Credentials::default();
        for door in doors {
            credentials.set(door.service, Ok(door.signed_in.credential.clone()));
        }
        for (service, error) in shut {
            credentials.set(*service, Err(error.clone()));
        }
        let origins: Vec<&Url> = doors.iter().map(|door| &door.signed_in.origin).collect();
        self.client(&origins, Arc::new(credentials))
    }

    /// The client for what is at `origins`.
    ///
    /// # Errors
    /// Where the cloud's certificate file cannot be used.
    pub(super) fn client(&self, origins: &[&Url], credential: Arc<dyn Credential>) -> Result<Client, Failure> {
        let proxied =
            ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].iter().any(|name| self.env.get(name).is_some());
        let loopback = origins.iter().any(|origin| is_loopback(origin));
        let options = ClientOptions {
            timeout: self.global.timeout.to_std(),
            max_wait: self.global.max_wait.to_std(),
            extra_ca: self.extra_ca()?,
            http2_only: origins.iter().all(|origin| origin.scheme() == "https") && (loopback || !proxied),
            loopback,
            interrupt: self.interrupt().clone(),
            now: Utc::now,
            recorder: self.recorder(),
        };
        Client::new(options, credential).map_err(|why| self.bad_ca(why))
    }
}

/// What serves `kind` for `me`.
pub(super) fn provider(kind: Kind, client: &Arc<Client>, audience: &Audience, me: &Me) -> Provider {
    let (client, audience, me) = (client.clone(), audience.clone(), me.clone());
    match kind {
        Kind::Entra => Provider::Entra(Entra::new(client, audience, me)),
        Kind::Azure => Provider::Azure(Azure::new(client, audience, me)),
        Kind::Group => Provider::Group(Groups::new(client, audience, me)),
    }
}

/// Whether there is no credential at all, or none that could ever do.
fn is_none(error: &CredentialError) -> bool {
    matches!(error, CredentialError::NotSignedIn(_) | CredentialError::Never { .. })
}

/// What is asked for is asked for one person: two sign-ins of different people do not go together.
fn one_person(doors: &[Door], people: &[Me]) -> Result<(), Failure> {
    let differ = |one: &Me, other: &Me| {
        let tenants = [&one.tenant_id, &other.tenant_id];
        let elsewhere =
            tenants.iter().all(|id| !id.is_empty()) && !one.tenant_id.eq_ignore_ascii_case(&other.tenant_id);
        !one.id.is(&other.id) || elsewhere
    };
    let Some(at) = people.iter().position(|one| differ(one, &people[0])) else { return Ok(()) };
    let name = |me: &Me| me.upn.as_ref().map_or_else(|| me.id.as_str().to_owned(), clean);
    let message = format!(
        "{} is signed in as {}, and {} as {}: they are not one person in one tenant",
        doors[0].service,
        name(&people[0]),
        doors[at].service,
        name(&people[at]),
    );
    let report = ErrorReport::new(exit::SIGN_IN, "two-people", message);
    Err(report.hint("one of them alone: --kind entra, or --kind azure").into())
}
