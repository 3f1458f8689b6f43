//! Microsoft Entra directory roles, over Microsoft Graph.

mod calls;
mod map;
mod wire;

pub use calls::Entra;
