//! A successful answer, read as what it should be.

use super::error::{Error, Exchange};
use reqwest::StatusCode;
use serde::de::DeserializeOwned;

/// A successful answer.
#[derive(Debug)]
pub struct Answer {
    /// The exchange.
    pub exchange: Exchange,
    /// The status, 2xx.
    pub status: StatusCode,
    /// The body, unpacked.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as `T`.
    ///
    /// # Errors
    /// [`Error::Odd`] where it is no JSON, or JSON of another shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let start: String = String::from_utf8_lossy(&self.body).trim_start().chars().take(15).collect();
            let html = start.to_ascii_lowercase().starts_with("<!doctype") || start.starts_with('<');
            let what = match () {
                () if self.body.is_empty() => "the answer is empty".to_owned(),
                () if html => {
                    "the answer is a web page, not data; a proxy or sign-in page may stand between".to_owned()
                }
                () => format!("the answer cannot be read: {error}"),
            };
            Error::Odd { exchange: self.exchange.clone(), what }
        })
    }

    /// Nothing, as it should be for a write whose answer has no body, be it 200 or 204.
    ///
    /// # Errors
    /// [`Error::Odd`] where there is anything else: a proxy's page says nothing about what the service did.
    pub fn empty(&self) -> Result<(), Error> {
        let fits = matches!(self.status, StatusCode::OK | StatusCode::NO_CONTENT) && self.body.is_empty();
        if fits {
            return Ok(());
        }
        let what = format!("the answer is {} with {} bytes, and not empty", self.status.as_u16(), self.body.len());
        Err(Error::Odd { exchange: self.exchange.clone(), what })
    }

    /// Nothing, as it should be for a write that answers 204.
    ///
    /// # Errors
    /// [`Error::Odd`] for any other success: a proxy's page says nothing about what the service did.
    pub fn no_content(&self) -> Result<(), Error> {
        if self.status == StatusCode::NO_CONTENT {
            return Ok(());
        }
        let what = format!("the answer is {} and not 204", self.status.as_u16());
        Err(Error::Odd { exchange: self.exchange.clone(), what })
    }
}
