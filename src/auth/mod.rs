//! Who am I, and a token for a service.

pub mod given;
pub mod jwt;

pub use given::Given;
