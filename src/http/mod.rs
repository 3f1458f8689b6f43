//! One HTTP client for every service.
//!
//! One place authenticates ([`send`]), and only towards the audience's own origin; one place waits and
//! repeats ([`retry`]); one follows pages ([`page`]); one packs reads together ([`batch`]); one turns an
//! error answer of whatever shape into a typed error ([`error`]).

pub mod answer;
pub mod audience;
pub mod batch;
pub mod challenge;
mod clock;
pub mod error;
pub mod har;
pub mod interrupt;
mod issuer;
pub(crate) mod judge;
pub mod page;
pub mod reach;
pub(crate) mod redact;
pub mod retry;
pub mod send;
pub mod sign_in;
mod trust;
pub mod web;

pub use answer::Answer;
pub use audience::{Audience, Credential, Service, Token};
pub use error::{Error, Exchange, Refusal, TIME_IS_OVER};
pub use interrupt::Interrupt;
pub(crate) use judge::error_chain;
pub use send::{Call, Client, ClientOptions};
pub use sign_in::{Consent, CredentialError, PersonFor, SignInRefusal, SignedInBy};
pub use web::Web;
