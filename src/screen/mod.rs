//! The only room that writes to a terminal.
//!
//! A command hands over a [`Listing`] or an [`Object`]: the items as JSON has them, and what a person
//! is to see. [`Screen`] picks the form. All that strangers wrote passes [`clean`].

pub mod clean;
pub mod format;
pub mod hint;
pub mod json;
pub mod listing;
pub mod options;
pub mod progress;
pub mod prompt;
pub mod query;
pub mod shape;
pub mod terminal;
pub mod time;

mod csv;
mod error;
mod flat;
mod fold;
mod markdown;
mod print;
mod table;
mod yaml;

pub use clean::{clean, clean_str};
pub use error::ScreenError;
pub use fold::fold;
pub use format::Format;
pub use hint::Hint;
pub use listing::{Cell, Column, Detail, Header, Listing, Object, Row, Table, Tone};
pub use options::{ColorChoice, Options, Streams, Zone};
pub use print::Screen;
pub use progress::Progress;
pub use prompt::{Answer, Cancelled, PickItem, Prompter, shortened};
pub use query::{Query, QueryError};
pub use shape::{ErrorReport, ErrorScreen, RequestEntry, RequestFacts, RoleEntry};
