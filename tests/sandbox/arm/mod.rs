//! The sandbox as Azure Resource Manager, over real HTTP.

mod activate;
mod approve;
mod door;
mod estate;
mod faults;
mod requests;
mod settings;
mod support;
mod visibility;
