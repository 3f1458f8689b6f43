//! Who am I, and a token for a service.

pub mod given;
pub mod grant;
pub mod jwt;
pub mod permission;
pub mod person;
pub mod terms;

pub use given::Given;
pub use grant::{Ask, Authority, Grant, Who};
pub use person::Person;
