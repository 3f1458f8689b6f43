//! Lists and single things: filter, count, page, expand, select, in OData's order.

use serde_json::{Map, Value};

use super::error::{ApiError, Result};
use super::expand;
use super::filter::{self, Allowed};
use super::routes::Call;
use crate::sandbox::wire::Answer;

/// PIM's page, by the reports of client authors.
const PAGE: usize = 50;

/// What one list of the service lets one do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub type_name: &'static str,
    /// Behind `$metadata#` in the answer's context.
    pub context: &'static str,
    pub fields: &'static [&'static str],
    /// What can be expanded.
    pub links: &'static [&'static str],
    pub allowed: Allowed,
    /// The one order that can be asked for; it is the order of the rows.
    pub order: Option<&'static str>,
}

/// A page of `rows`, as the query asks for it.
pub(super) fn page(call: &Call, kind: &Kind, rows: Vec<Value>) -> Result<Answer> {
    let query = &call.query;
    if let Some(order) = query.get("$orderby")
        && kind.order != Some(order)
    {
        return Err(ApiError::new(400, "InvalidFilter", format!("The $orderby={order} filter is invalid.")).into());
    }
    query.only(&["$filter", "$select", "$expand", "$top", "$count", "$skiptoken", "$orderby"])?;
    let rows = match query.get("$filter") {
        Some(text) => {
            let wanted = filter::parse(text, kind.allowed, kind.type_name, kind.fields)?;
            rows.into_iter().filter(|row| wanted.passes(row)).collect()
        }
        None => rows,
    };
    let total = rows.len();
    let start = match query.get("$skiptoken") {
        Some(token) => token.parse().map_err(|_| ApiError::bad_request("The $skiptoken query option is invalid."))?,
        None => 0_usize,
    };
    let size = page_size(call)?;
    let mut value = Vec::new();
    for row in rows.into_iter().skip(start).take(size) {
        value.push(expand::shape(call, kind, row, query.get("$select"), query.get("$expand"))?);
    }
    let mut body = Map::new();
    body.insert("@odata.context".to_owned(), context(call, kind.context).into());
    if query.flag("$count")? {
        body.insert("@odata.count".to_owned(), total.into());
    }
    if start.saturating_add(size) < total {
        body.insert("@odata.nextLink".to_owned(), next_link(call, start + size).into());
    }
    body.insert("value".to_owned(), value.into());
    Ok(Answer::json(200, Value::Object(body)))
}

/// One thing.
pub(super) fn one(call: &Call, kind: &Kind, row: Value) -> Result<Answer> {
    call.query.only(&["$select", "$expand"])?;
    let shaped = expand::shape(call, kind, row, call.query.get("$select"), call.query.get("$expand"))?;
    Ok(Answer::json(200, entity(call, kind, shaped)))
}

/// One thing with its context in front.
pub(super) fn entity(call: &Call, kind: &Kind, row: Value) -> Value {
    let mut body = Map::new();
    body.insert("@odata.context".to_owned(), context(call, &format!("{}/$entity", kind.context)).into());
    if let Value::Object(map) = row {
        body.extend(map.into_iter().filter(|(name, _)| !name.starts_with('~')));
    }
    Value::Object(body)
}

fn context(call: &Call, what: &str) -> String {
    format!("{}/{}/$metadata#{what}", call.request.origin, call.version.word())
}

fn page_size(call: &Call) -> Result<usize> {
    let top = call.query.number("$top")?.unwrap_or(PAGE);
    let preferred = call.request.header("prefer").into_iter().flat_map(|value| value.split([',', ';']));
    let preferred =
        preferred.filter_map(|part| part.trim().strip_prefix("odata.maxpagesize=")).find_map(|n| n.trim().parse().ok());
    let spoiled = call.spoiling.page_size().unwrap_or(PAGE);
    Ok(PAGE.min(top).min(spoiled).min(preferred.filter(|size| *size > 0).unwrap_or(PAGE)))
}

fn next_link(call: &Call, start: usize) -> String {
    format!("{}{}?{}", call.request.origin, call.request.path(), call.query.with_skiptoken(&start.to_string()))
}
