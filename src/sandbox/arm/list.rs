//! Pages of a list.

use serde_json::{Map, Value};

use super::error::{ApiError, Result};
use super::routes::Call;
use crate::sandbox::wire::Answer;

/// The service names no size; this one lets a large tenant have several pages.
const PAGE: usize = 1_000;

/// Behind which id a page of rows in the order of their ids begins, and how many it has.
pub(super) fn keyset<'a>(call: &'a Call<'_>) -> (&'a str, usize) {
    (call.query.get("$skiptoken").unwrap_or_default(), size(call))
}

/// A page of the first `most` of `rows`, which has a next one where there are more.
pub(super) fn page_after<T>(
    call: &Call,
    rows: &[T],
    most: usize,
    id: impl Fn(&T) -> &str,
    shape: impl FnMut(&T) -> Result<Value>,
) -> Result<Answer> {
    let on_it = &rows[..most.min(rows.len())];
    let value = on_it.iter().map(shape).collect::<Result<Vec<_>>>()?;
    Ok(answer(call, value, on_it.last().filter(|_| rows.len() > most).map(|row| id(row).to_owned())))
}

fn size(call: &Call) -> usize {
    call.spoiling.page_size().map_or(PAGE, |spoiled| spoiled.min(PAGE))
}

fn answer(call: &Call, value: Vec<Value>, next: Option<String>) -> Answer {
    let mut body = Map::new();
    body.insert("value".to_owned(), value.into());
    if let Some(token) = next {
        let next = call.query.with_skiptoken(&token);
        body.insert("nextLink".to_owned(), format!("{}{}?{next}", call.request.origin, call.request.path()).into());
    }
    Answer::json(200, Value::Object(body))
}

/// A page of `rows`, of which only those on it are shaped.
pub(super) fn page<T>(call: &Call, rows: &[T], mut shape: impl FnMut(&T) -> Result<Value>) -> Result<Answer> {
    let start = match call.query.get("$skiptoken") {
        Some(token) => {
            token.parse().map_err(|_| ApiError::new(400, "InvalidSkipToken", "The $skiptoken is invalid."))?
        }
        None => 0_usize,
    };
    let size = size(call);
    let value = rows.iter().skip(start).take(size).map(&mut shape).collect::<Result<Vec<_>>>()?;
    let more = start.saturating_add(size) < rows.len();
    Ok(answer(call, value, more.then(|| (start + size).to_string())))
}
