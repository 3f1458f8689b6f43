//! The sign-in of who works on the embedded tenant.

use super::folder;
use crate::cli::exit::Failure;
use crate::http::challenge;
use crate::http::{Credential, CredentialError, Service, Token};
use crate::sandbox::{self, Audience};
use futures::future::BoxFuture;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Tells somebody who is there what is asked for, such as `the authentication context c1`.
pub type Tell = Box<dyn Fn(&str) + Send + Sync>;

/// One of the embedded tenant's people. A challenge is met where somebody sits there, as a sign-in would meet it.
pub struct Embedded {
    folder: PathBuf,
    person: &'static str,
    token: Mutex<Arc<Token>>,
    /// Whether somebody is there, and how to tell what is asked.
    tell: Option<Tell>,
}

impl Embedded {
    /// The sign-in of `person`. `tell` where somebody is there who can sign in again.
    ///
    /// # Errors
    /// Where the embedded tenant cannot be opened, or has no such person.
    pub fn new(data: &Path, person: Option<&str>, tell: Option<Tell>) -> Result<Self, Failure> {
        let person = match person {
            Some(name) => sandbox::person(name).map_or(name, |person| person.name),
            None => sandbox::people()[0].name,
        };
        let token = sandbox::token(&folder(data), person, Audience::Graph, None)?;
        let person = sandbox::person(person).map_or("", |person| person.name);
        Ok(Self { folder: folder(data), person, token: Mutex::new(Arc::new(Token::new(token))), tell })
    }

    fn held(&self) -> Arc<Token> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn another(&self, refused: &Token, claims: Option<&str>) -> Result<bool, CredentialError> {
        if *self.held() != *refused {
            return Ok(true);
        }
        let Some(claims) = claims else { return Ok(false) };
        let Some(tell) = &self.tell else { return Ok(false) };
        tell(&challenge::words(claims));
        let failed = |error: sandbox::SandboxError| CredentialError::Store(error.to_string());
        sandbox::satisfy(&self.folder, self.person, claims).map_err(failed)?;
        let token = sandbox::token(&self.folder, self.person, Audience::Graph, None).map_err(failed)?;
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(Token::new(token));
        Ok(true)
    }
}

impl Credential for Embedded {
    fn token(&self, service: Service) -> BoxFuture<'_, Result<Arc<Token>, CredentialError>> {
        let token = match service {
            Service::Graph => Ok(self.held()),
            Service::Arm => Err(CredentialError::NotSignedIn(service)),
        };
        Box::pin(std::future::ready(token))
    }

    fn renew<'a>(
        &'a self,
        _: Service,
        refused: &'a Token,
        claims: Option<&'a str>,
    ) -> BoxFuture<'a, Result<bool, CredentialError>> {
        Box::pin(async move { tokio::task::block_in_place(|| self.another(refused, claims)) })
    }
}
