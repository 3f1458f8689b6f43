//! PIM for Groups, over Microsoft Graph: the roles are Member and Owner, the scope is the group.

mod calls;
mod map;
mod wire;

pub use calls::Groups;
