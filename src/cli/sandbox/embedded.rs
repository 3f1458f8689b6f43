//! The sign-in of who works on the embedded tenant.

use super::folder;
use crate::auth::permission::Work as Need;
use crate::cli::exit::Failure;
use crate::http::challenge;
use crate::http::{Credential, CredentialError, Service, Token};
use crate::pim::kind::Kind;
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
    /// For Microsoft Graph, and for Azure Resource Manager.
    tokens: Mutex<[Option<Arc<Token>>; 2]>,
    /// Whether somebody is there, and how to tell what is asked.
    tell: Option<Tell>,
}

impl Embedded {
    /// The sign-in of `person`. `tell` where somebody is there who can sign in again.
    ///
    /// # Errors
    /// Where the embedded tenant cannot be opened, or has no such person.
    pub fn new(data: &Path, person: Option<&str>, need: Need, tell: Option<Tell>) -> Result<Self, Failure> {
        let person = match person {
            Some(name) => sandbox::person(name).map_or(name, |person| person.name),
            None => sandbox::people()[0].name,
        };
        if need == Need::Extend {
            // What a person would consent to when a command first needs it, and is kept by the directory.
            let permissions: Vec<&str> =
                Kind::ALL.into_iter().flat_map(|kind| need.permissions(kind)).copied().collect();
            sandbox::consent(&folder(data), person, &permissions)?;
        }
        let token = sandbox::token(&folder(data), person, Audience::Graph, None)?;
        let person = sandbox::person(person).map_or("", |person| person.name);
        let tokens = Mutex::new([Some(Arc::new(Token::new(token))), None]);
        Ok(Self { folder: folder(data), person, tokens, tell })
    }

    fn held(&self, service: Service) -> Result<Arc<Token>, CredentialError> {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let held = &mut tokens[usize::from(service == Service::Arm)];
        if let Some(token) = held {
            return Ok(token.clone());
        }
        let audience = if service == Service::Graph { Audience::Graph } else { Audience::Arm };
        let token = sandbox::token(&self.folder, self.person, audience, None);
        let token = token.map_err(|error| CredentialError::Store(error.to_string()))?;
        Ok(held.insert(Arc::new(Token::new(token))).clone())
    }

    fn another(&self, service: Service, refused: &Token, claims: Option<&str>) -> Result<bool, CredentialError> {
        if *self.held(service)? != *refused {
            return Ok(true);
        }
        let Some(claims) = claims else { return Ok(false) };
        let Some(tell) = &self.tell else { return Ok(false) };
        tell(&challenge::words(claims));
        let failed = |error: sandbox::SandboxError| CredentialError::Store(error.to_string());
        sandbox::satisfy(&self.folder, self.person, claims).map_err(failed)?;
        // What was passed counts for every service.
        *self.tokens.lock().unwrap_or_else(PoisonError::into_inner) = [None, None];
        Ok(true)
    }
}

impl Credential for Embedded {
    fn token(&self, service: Service) -> BoxFuture<'_, Result<Arc<Token>, CredentialError>> {
        Box::pin(async move { tokio::task::block_in_place(|| self.held(service)) })
    }

    fn renew<'a>(
        &'a self,
        service: Service,
        refused: &'a Token,
        claims: Option<&'a str>,
    ) -> BoxFuture<'a, Result<bool, CredentialError>> {
        Box::pin(async move { tokio::task::block_in_place(|| self.another(service, refused, claims)) })
    }
}
