//! Pages of a list.

use serde_json::{Map, Value};

use super::error::{ApiError, Result};
use super::routes::Call;
use crate::sandbox::wire::Answer;

/// The service names no size; this one lets a large tenant have several pages.
const PAGE: usize = 1_000;

/// A page of `rows`, of which only those on it are shaped.
pub(super) fn page<T>(call: &Call, rows: &[T], mut shape: impl FnMut(&T) -> Result<Value>) -> Result<Answer> {
    let start = match call.query.get("$skiptoken") {
        Some(token) => {
            token.parse().map_err(|_| ApiError::new(400, "InvalidSkipToken", "The $skiptoken is invalid."))?
        }
        None => 0_usize,
    };
    let size = call.spoiling.page_size().map_or(PAGE, |spoiled| spoiled.min(PAGE));
    let value = rows.iter().skip(start).take(size).map(&mut shape).collect::<Result<Vec<_>>>()?;
    let mut body = Map::new();
    body.insert("value".to_owned(), value.into());
    if start.saturating_add(size) < rows.len() {
        let next = call.query.with_skiptoken(&(start + size).to_string());
        body.insert("nextLink".to_owned(), format!("{}{}?{next}", call.request.origin, call.request.path()).into());
    }
    Ok(Answer::json(200, Value::Object(body)))
}
