//! The words of PIM, pure: no input or output, no clock, no service's spelling.
//!
//! Everything above this room speaks in these types; what is special to one of the three services
//! is a variant here, never a flag that travels through everybody.

pub mod action;
pub mod approval;
pub mod assignment;
pub mod cloud;
pub mod denied;
pub mod duration;
pub mod id;
pub mod intent;
pub mod kind;
pub mod principal;
pub mod request;
pub mod role;
pub mod scope;
pub mod select;
pub mod settings;
pub mod shelf;
pub mod sign_in;
pub mod text;
