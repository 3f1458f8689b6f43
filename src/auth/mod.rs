//! Who am I, and a token for a service.

pub mod given;
pub mod grant;
pub mod jwt;
pub mod people;
pub mod permission;
pub mod person;
pub mod pipelines;
pub mod place;
pub mod session;
pub mod store;
pub mod terms;

pub use given::Given;
pub use grant::{Ask, Authority, Grant, Who};
pub use people::SignIn;
pub use person::Person;
pub use pipelines::Pipeline;
pub use place::Place;
