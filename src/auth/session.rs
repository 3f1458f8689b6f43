//! A person's sign-in, kept between commands: one refresh token gives a token for each service.

mod same;
mod shelf;

use super::grant::{Ask, Grant, Who};
use super::jwt::Claims;
use super::people::SignIn;
use super::person::{Person, say_why};
use super::store::{self, Account, Kept, Store, StoreLock};
use super::terms::{ANY_TENANT, Terms};
use crate::http::{Credential, CredentialError, Interrupt, PersonFor, Service, Token};
use crate::pim::principal::Me;
use crate::pim::sign_in::{TokenStore, Way};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// A token with less than this left is renewed before it is used.
const MARGIN: TimeDelta = TimeDelta::minutes(5);

/// The credential of a person who signed in with `pim login`.
pub struct Session {
    terms: Terms,
    store: Arc<Store>,
    sign_in: Box<dyn Fn(Service) -> SignIn + Send + Sync>,
    person: Arc<dyn Person>,
    interrupt: Interrupt,
    now: fn() -> DateTime<Utc>,
    /// The tokens of this command; who holds the lock signs in for all.
    held: Mutex<HashMap<Service, Kept>>,
}

impl Session {
    /// A session under these terms; `sign_in` makes what signs in for a service, and `interrupt` ends what it waits
    /// for.
    pub fn new(
        terms: Terms,
        store: Arc<Store>,
        sign_in: impl Fn(Service) -> SignIn + Send + Sync + 'static,
        person: Arc<dyn Person>,
        interrupt: Interrupt,
        now: fn() -> DateTime<Utc>,
    ) -> Self {
        Self { terms, store, sign_in: Box::new(sign_in), person, interrupt, now, held: Mutex::default() }
    }

    /// The account that serves `service`, where there is one.
    ///
    /// # Errors
    /// Where what is kept cannot be read.
    pub async fn account(&self, service: Service) -> Result<Option<Account>, CredentialError> {
        let accounts = self.read().await?;
        Ok(self.find(&accounts, service).and_then(|at| accounts.into_iter().nth(at)))
    }

    /// The sign-ins of `who` that serve `services`.
    ///
    /// # Errors
    /// Where what is kept cannot be read.
    pub async fn accounts_of(&self, who: &Who, services: &[Service]) -> Result<Vec<Account>, CredentialError> {
        let is_meant = |one: &Account| {
            one.who.is_same_as(who) && services.iter().any(|service| self.is_of_application(one, *service))
        };
        Ok(self.read().await?.into_iter().filter(is_meant).collect())
    }

    /// The terms.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// How the person signs in.
    #[must_use]
    pub fn way(&self) -> Way {
        self.terms.way
    }

    /// Who is signed in for `service`.
    ///
    /// # Errors
    /// Where nobody is.
    pub async fn me(&self, service: Service) -> Result<Me, CredentialError> {
        Ok(self.account(service).await?.ok_or(CredentialError::NotSignedIn(service))?.me())
    }

    /// Asks whether there is such a tenant, where one is named.
    ///
    /// # Errors
    /// Where there is none in this cloud.
    pub async fn check_tenant(&self, service: Service) -> Result<(), CredentialError> {
        if self.terms.authority.tenant == ANY_TENANT {
            return Ok(());
        }
        (self.sign_in)(service).check_tenant(&self.terms.ask(service, None)).await
    }

    /// Whether a token for `service` is kept that serves as it is, so that nobody has to be asked for one.
    ///
    /// # Errors
    /// Where what is kept cannot be read.
    pub async fn has_token(&self, service: Service) -> Result<bool, CredentialError> {
        let account = self.account(service).await?;
        Ok(account.is_some_and(|account| self.kept(&account, service, (self.now)()).is_some()))
    }

    /// Signs in anew for `service`, whatever is kept, and keeps it.
    ///
    /// # Errors
    /// What came of the sign-in.
    pub async fn begin(&self, service: Service, ask: &Ask) -> Result<Account, CredentialError> {
        let mut held = self.held.lock().await;
        let (account, kept) = self.ask_person(service, ask).await?;
        held.insert(service, kept);
        Ok(account)
    }

    /// Takes the sign-in that this session began for `service` too, without asking anybody.
    ///
    /// # Errors
    /// Where its application has nothing to do with that service.
    pub async fn adopt(&self, service: Service) -> Result<(), CredentialError> {
        let mut held = self.held.lock().await;
        let (lock, accounts) = self.locked().await?;
        let at = self.find(&accounts, service).ok_or(CredentialError::NotSignedIn(service))?;
        let ask = self.terms.ask(service, None);
        let kept = self.refresh(&lock, accounts, at, service, &ask).await?;
        held.insert(service, kept);
        Ok(())
    }

    async fn current(&self, service: Service, held: &mut HashMap<Service, Kept>) -> Result<Token, CredentialError> {
        let now = (self.now)();
        if let Some(kept) = held.get(&service).filter(|kept| self.serves(kept, now)) {
            return Ok(kept.token.clone());
        }
        let kept = self.kept_or_anew(service, now).await?;
        let token = kept.token.clone();
        held.insert(service, kept);
        Ok(token)
    }

    async fn kept_or_anew(&self, service: Service, now: DateTime<Utc>) -> Result<Kept, CredentialError> {
        let accounts = self.read().await?;
        let Some(at) = self.find(&accounts, service) else { return self.without_account(service).await };
        if let Some(kept) = self.kept(&accounts[at], service, now) {
            return Ok(kept);
        }
        // Another pim may have refreshed meanwhile: of fifty that find it over, one does.
        let (lock, accounts) = self.locked().await?;
        let Some(at) = self.find(&accounts, service) else {
            drop(lock);
            return self.without_account(service).await;
        };
        if let Some(kept) = self.kept(&accounts[at], service, now) {
            return Ok(kept);
        }
        let ask = self.terms.ask(service, None);
        match self.refresh(&lock, accounts, at, service, &ask).await {
            Err(CredentialError::PersonNeeded { why, claims, .. }) if self.person.is_there() => {
                drop(lock);
                self.step_up(service, &Ask { claims, ..ask }, why).await
            }
            other => other,
        }
    }

    /// Nobody is signed in; where nothing is kept by choice, every command signs in anew.
    async fn without_account(&self, service: Service) -> Result<Kept, CredentialError> {
        if self.store.keep() != TokenStore::Memory || !self.person.is_there() {
            return Err(CredentialError::NotSignedIn(service));
        }
        self.person.tell("no token is kept (token-store is memory)");
        Ok(self.ask_person(service, &self.terms.ask(service, None)).await?.1)
    }

    async fn another(
        &self,
        service: Service,
        refused: &Token,
        claims: Option<&str>,
        held: &mut HashMap<Service, Kept>,
    ) -> Result<bool, CredentialError> {
        if held.get(&service).is_some_and(|kept| kept.token != *refused) {
            return Ok(true);
        }
        let ask = self.terms.ask(service, claims);
        let outcome = {
            let (lock, accounts) = self.locked().await?;
            let Some(at) = self.find(&accounts, service) else {
                return Err(CredentialError::NotSignedIn(service));
            };
            match self.kept(&accounts[at], service, (self.now)()) {
                Some(kept) if kept.token != *refused && satisfies(&kept.token, claims) => Ok(kept),
                _ => self.refresh(&lock, accounts, at, service, &ask).await,
            }
        };
        let kept = match outcome {
            // A refresh may leave out what it cannot satisfy, without a word.
            Ok(kept) if satisfies(&kept.token, claims) => kept,
            Ok(_) => self.step_up(service, &ask, PersonFor::Claims).await?,
            Err(CredentialError::PersonNeeded { service, why, permissions, refusal, .. })
                if !self.person.is_there() =>
            {
                let claims = claims.map(str::to_owned);
                return Err(CredentialError::PersonNeeded { service, why, claims, permissions, refusal });
            }
            Err(CredentialError::PersonNeeded { why, claims, .. }) => {
                self.step_up(service, &Ask { claims, ..ask }, why).await?
            }
            Err(other) => return Err(other),
        };
        held.insert(service, kept);
        Ok(true)
    }

    async fn step_up(&self, service: Service, ask: &Ask, why: PersonFor) -> Result<Kept, CredentialError> {
        if !self.person.is_there() {
            return Err(ask.needs_person(PersonFor::Claims));
        }
        say_why(&*self.person, why, ask.claims.as_deref());
        Ok(self.ask_person(service, ask).await?.1)
    }

    /// Refreshes while the lock is held, and keeps what came.
    async fn refresh(
        &self,
        lock: &StoreLock,
        mut accounts: Vec<Account>,
        at: usize,
        service: Service,
        ask: &Ask,
    ) -> Result<Kept, CredentialError> {
        let account = &mut accounts[at];
        if !account.can_refresh() {
            return Err(ask.needs_person(PersonFor::SignIn));
        }
        let grant = (self.sign_in)(service).redeem(&account.refresh_token, ask).await?;
        same::check_refreshed(&grant, account)?;
        let kept = self.put(account, service, ask, grant);
        self.keep(lock, &accounts);
        Ok(kept)
    }

    /// Asks the person, who has to be the one that is signed in, and keeps what came.
    async fn ask_person(&self, service: Service, ask: &Ask) -> Result<(Account, Kept), CredentialError> {
        let before = self.account(service).await?;
        let mut ask = ask.clone();
        if let Some(upn) = before.as_ref().and_then(|account| account.who.upn.as_ref()).filter(|_| !ask.choose_account)
        {
            ask.account.get_or_insert_with(|| upn.raw().to_owned());
        }
        let sign_in = (self.sign_in)(service);
        let grant = match self.terms.way {
            Way::DeviceCode => sign_in.device_code(&ask, &*self.person).await?,
            _ => sign_in.browser(&ask, &*self.person).await?,
        };
        let who = grant.who.clone().ok_or_else(|| CredentialError::Unreachable {
            host: self.terms.authority.origin.host_str().unwrap_or_default().to_owned(),
            reason: "its answer does not say who signed in".to_owned(),
        })?;
        if !ask.choose_account {
            same::check(&who, before.as_ref(), &self.terms)?;
        }
        let (lock, mut accounts) = self.locked().await?;
        let mut account = Account {
            authority: self.terms.authority.origin.to_string(),
            client_id: self.terms.client_id(service).to_owned(),
            who,
            asked_tenant: self.terms.authority.tenant.clone(),
            way: self.terms.way,
            refresh_token: grant.refresh_token.clone().unwrap_or_default(),
            tokens: Vec::new(),
            signed_in: (self.now)(),
        };
        let kept = self.put(&mut account, service, &ask, grant);
        store::put(&mut accounts, account.clone());
        self.keep(&lock, &accounts);
        Ok((account, kept))
    }

    /// Puts a grant into its account, and gives the token with what is known of it.
    fn put(&self, account: &mut Account, service: Service, ask: &Ask, grant: Grant) -> Kept {
        let lives = TimeDelta::from_std(grant.expires_in).unwrap_or(TimeDelta::zero());
        let kept = Kept {
            service,
            audience: self.terms.audience(service).to_owned(),
            origin: self.terms.origin(service).to_string(),
            scopes: grant.scopes,
            token: grant.token,
            expires: (self.now)() + lives,
            claims: ask.claims.clone(),
        };
        if let Some(refresh_token) = grant.refresh_token {
            account.refresh_token = refresh_token;
        }
        account.tokens.retain(|old| old.service != service);
        account.tokens.push(kept.clone());
        kept
    }

    /// Whether a token is good for what these terms ask for, where their service is now: it goes nowhere else.
    fn serves(&self, kept: &Kept, now: DateTime<Utc>) -> bool {
        let is_at_home = kept.audience == self.terms.audience(kept.service)
            && kept.origin == self.terms.origin(kept.service).as_str();
        is_at_home && kept.expires - now > MARGIN && self.terms.are_met_by(kept.service, &kept.scopes)
    }

    fn kept(&self, account: &Account, service: Service, now: DateTime<Utc>) -> Option<Kept> {
        account.tokens.iter().find(|kept| kept.service == service && self.serves(kept, now)).cloned()
    }

    /// Whether a sign-in is one with the application for `service`, at this authority.
    fn is_of_application(&self, account: &Account, service: Service) -> bool {
        account.authority == self.terms.authority.origin.as_str()
            && account.client_id.eq_ignore_ascii_case(self.terms.client_id(service))
    }

    /// The account that is meant: of several, the one that signed in last.
    fn find(&self, accounts: &[Account], service: Service) -> Option<usize> {
        let fits =
            |one: &Account| self.is_of_application(one, service) && self.terms.are_for(&one.who, &one.asked_tenant);
        let fitting = accounts.iter().enumerate().filter(|(_, one)| fits(one));
        fitting.max_by_key(|(_, one)| one.signed_in).map(|(at, _)| at)
    }
}

impl Credential for Session {
    fn token(&self, service: Service) -> BoxFuture<'_, Result<Arc<Token>, CredentialError>> {
        Box::pin(async move {
            let mut held = self.held.lock().await;
            Ok(Arc::new(self.current(service, &mut held).await?))
        })
    }

    fn renew<'a>(
        &'a self,
        service: Service,
        refused: &'a Token,
        claims: Option<&'a str>,
    ) -> BoxFuture<'a, Result<bool, CredentialError>> {
        Box::pin(async move {
            let mut held = self.held.lock().await;
            self.another(service, refused, claims, &mut held).await
        })
    }
}

/// Whether a token has what `claims` asks for, as far as it can be read.
fn satisfies(token: &Token, claims: Option<&str>) -> bool {
    let Some(asked) = claims else { return true };
    let Some(held) = Claims::read(token) else { return true };
    held.satisfy(asked)
}
