//! Why there is no token: what the sign-in service says when it refuses, and what stands in the way here.

use super::audience::Service;
use crate::pim::text::Foreign;
use chrono::{DateTime, Utc};
use url::Url;

/// A refusal of the sign-in service ("Handle errors and exceptions": `error`, `error_codes`, `suberror`).
#[derive(Clone, Debug, Default)]
pub struct SignInRefusal {
    /// The OAuth error, such as `invalid_grant`.
    pub error: String,
    /// Entra's numbers, such as 65001 for AADSTS65001; the first is the one that counts.
    pub codes: Vec<u32>,
    /// What kind of `error` it is, such as `consent_required`.
    pub suberror: Option<String>,
    /// The service's message.
    pub description: Option<Foreign>,
    /// The claims challenge in it, as JSON text.
    pub claims: Option<String>,
    /// The service's id for the exchange, to quote to Microsoft.
    pub trace_id: Option<String>,
    /// The id that ties several exchanges together.
    pub correlation_id: Option<String>,
}

impl SignInRefusal {
    /// Whether Entra gave this number.
    #[must_use]
    pub fn is(&self, code: u32) -> bool {
        self.codes.contains(&code)
    }

    /// `AADSTS65001`, else the OAuth error.
    #[must_use]
    pub fn code(&self) -> String {
        self.codes.first().map_or_else(|| self.error.clone(), |code| format!("AADSTS{code}"))
    }
}

/// How the token of a request came: what helps against a refusal depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignedInBy {
    /// A person, with `pim login`.
    #[default]
    Login,
    /// A token that somebody put into a variable.
    Variable {
        /// The variable.
        name: &'static str,
        /// From when the token says that it is valid.
        from: Option<DateTime<Utc>>,
    },
    /// An application, by what its platform gives it.
    Application,
    /// Whoever is signed in to the Azure CLI.
    AzureCli,
}

/// Why only a person can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonFor {
    /// The sign-in is over: 90 days without use, revoked, or a changed password.
    SignIn,
    /// Multifactor authentication, or what else the organisation's conditional access asks for.
    Policy,
    /// The service asked for further claims.
    Claims,
    /// The person has not consented to the permissions that this command needs.
    Consent,
}

/// A consent that was asked for.
#[derive(Clone, Debug)]
pub struct Consent {
    /// The service that the permissions are of.
    pub service: Service,
    /// The permissions in question.
    pub permissions: Vec<String>,
    /// The application that asks for them.
    pub client_id: String,
    /// The link to send to an administrator.
    pub link: Url,
}

/// Why there is no token.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CredentialError {
    /// Nobody is signed in for that service.
    #[error("not signed in to {0}")]
    NotSignedIn(Service),
    /// The token that was given is for something else.
    #[error("the token in {variable} is for {audience:?}, not for {service}")]
    OtherAudience {
        /// The environment variable that held it.
        variable: &'static str,
        /// The audience that it names.
        audience: String,
        /// The service that it was to be for.
        service: Service,
        /// The audience that this cloud's tokens for it have.
        wanted: String,
    },
    /// The token that was given cannot be put into a header.
    #[error("what {variable} holds is no access token")]
    Unusable {
        /// The environment variable that held it.
        variable: &'static str,
    },
    /// A person has to sign in again, and nobody is there to do so.
    #[error("somebody has to sign in again for {service}")]
    PersonNeeded {
        /// The service that the token is to be for.
        service: Service,
        /// Why.
        why: PersonFor,
        /// The claims that the sign-in has to satisfy, as JSON text.
        claims: Option<String>,
        /// The permissions that the token is to have.
        permissions: Vec<String>,
        /// What the sign-in service said, where it was asked.
        refusal: Option<Box<SignInRefusal>>,
    },
    /// An administrator has to consent before anybody can go on.
    #[error("an administrator of the organisation has to consent first")]
    AdminConsent(Box<Consent>),
    /// The person cancelled the sign-in, or did not consent; the service does not tell which. Where an
    /// administrator has to consent, there is no other way back from its page.
    #[error("the sign-in was cancelled, or the consent was not given")]
    Declined(Box<Consent>),
    /// The sign-in service refused.
    #[error("the sign-in was refused ({})", .0.code())]
    Refused(Box<SignInRefusal>),
    /// Tokens of this sort can never do what is asked of them.
    #[error("{what}")]
    Never {
        /// What they cannot do, in a sentence without its end.
        what: String,
        /// What to do instead.
        instead: String,
    },
    /// The sign-in service, or the identity endpoint of the platform, gave no usable answer.
    #[error("{host} could not be asked for a token: {reason}")]
    Unreachable {
        /// Who was asked.
        host: String,
        /// What stood in the way.
        reason: String,
    },
    /// What the environment or the profile says of the sign-in does not hold.
    #[error("{problem}")]
    Misconfigured {
        /// What is wrong.
        problem: String,
        /// What to do about it.
        fix: String,
    },
    /// The tokens cannot be kept or read.
    #[error("{0}")]
    Store(String),
    /// The person left the sign-in by Ctrl-C.
    #[error("the sign-in was left")]
    Left,
}

impl CredentialError {
    /// Whether nobody consented to what was asked for.
    #[must_use]
    pub fn lacks_consent(&self) -> bool {
        matches!(self, Self::AdminConsent(_) | Self::PersonNeeded { why: PersonFor::Consent, .. })
    }
}
