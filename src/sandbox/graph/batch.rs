//! `$batch`: up to twenty requests in one, each judged by itself.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::error::{ApiError, Result, plain_body};
use super::routes::Version;
use super::serve::Graph;
use crate::sandbox::engine::Caller;
use crate::sandbox::face::{remember, serve_as, worse};
use crate::sandbox::store::World;
use crate::sandbox::wire::{Answer, Content, Delivery, Incoming};

const MOST: usize = 20;

/// One request of a batch.
struct Part {
    id: String,
    request: Incoming,
    after: Vec<String>,
}

/// Answers a batch. Its token is every inner request's.
pub(super) fn batch(world: &World, outer: &Incoming, caller: &Caller, version: Version) -> Result<Answer> {
    if outer.method != "POST" {
        return Err(super::routes::wrong_method().into());
    }
    let parts = parts(outer, version)?;
    let caller = Ok(caller.clone());
    let mut responses = Vec::new();
    let mut failed: Vec<String> = Vec::new();
    let mut delivery = Delivery::default();
    for part in parts {
        if part.after.iter().any(|id| failed.contains(id)) {
            failed.push(part.id.clone());
            let body =
                plain_body("FailedDependency", "The request failed because a request that it depends on failed.");
            responses.push(
                json!({"id": part.id, "status": 424, "headers": {"Content-Type": "application/json"}, "body": body}),
            );
            continue;
        }
        let served = serve_as::<Graph>(world, &part.request, &caller)?;
        remember::<Graph>(world, &part.request, &served, Some(&part.id))?;
        if served.answer.status >= 400 {
            failed.push(part.id.clone());
        }
        delivery = worse(delivery, served.answer.delivery);
        responses.push(response(&part.id, served.answer, &served.request_id));
    }
    let mut answer = Answer::json(200, json!({"responses": responses}));
    answer.delivery = delivery;
    Ok(answer)
}

fn response(id: &str, answer: Answer, request_id: &str) -> Value {
    let mut headers = Map::new();
    let body = match answer.content {
        Content::Json(value) => Some(value),
        Content::Bytes(_, bytes) => Some(Value::String(String::from_utf8_lossy(&bytes).into_owned())),
        Content::Nothing | Content::Stream { .. } => None,
    };
    for (name, value) in &answer.headers {
        headers.insert((*name).to_owned(), value.clone().into());
    }
    headers.insert("request-id".to_owned(), request_id.into());
    let mut response = json!({"id": id, "status": answer.status});
    if let Some(body) = body {
        headers.insert("Content-Type".to_owned(), "application/json".into());
        response["body"] = body;
    }
    response["headers"] = Value::Object(headers);
    response
}

fn parts(outer: &Incoming, version: Version) -> Result<Vec<Part>> {
    let bad = |message: &str| ApiError::bad_request(message.to_owned());
    let body: Value = serde_json::from_slice(&outer.body).map_err(|_| bad("Invalid batch payload format."))?;
    let requests = body["requests"]
        .as_array()
        .filter(|list| !list.is_empty())
        .ok_or_else(|| bad("Invalid batch payload format."))?;
    if requests.len() > MOST {
        return Err(bad("The number of requests in the batch exceeds the maximum of 20.").into());
    }
    let mut all: Vec<Part> = Vec::new();
    for request in requests {
        let part = part(outer, version, request).ok_or_else(|| bad("Invalid batch payload format."))?;
        if all.iter().any(|known| known.id == part.id) {
            return Err(bad("The request ids of a batch must be unique.").into());
        }
        if let Some(unknown) = part.after.iter().find(|id| !all.iter().any(|known| known.id == **id)) {
            return Err(bad(&format!(
                "The batch request '{}' depends on '{unknown}', which does not come before it.",
                part.id
            ))
            .into());
        }
        all.push(part);
    }
    Ok(all)
}

fn part(outer: &Incoming, version: Version, request: &Value) -> Option<Part> {
    let url = request["url"].as_str()?.trim_start_matches('/');
    let method = request["method"].as_str()?.to_ascii_uppercase();
    let mut headers = BTreeMap::new();
    for (name, value) in request["headers"].as_object().into_iter().flatten() {
        headers.insert(name.to_ascii_lowercase(), value.as_str()?.to_owned());
    }
    // A batch within a batch is none.
    if url.starts_with("$batch") {
        return None;
    }
    let body = match &request["body"] {
        Value::Null => Vec::new(),
        body if headers.contains_key("content-type") => body.to_string().into_bytes(),
        _ => return None,
    };
    let after = match &request["dependsOn"] {
        Value::Null => Vec::new(),
        list => list.as_array()?.iter().map(|id| id.as_str().map(str::to_owned)).collect::<Option<_>>()?,
    };
    let target = format!("/{}/{url}", version.word());
    let request_out = Incoming { method, target, headers, body, origin: outer.origin.clone() };
    Some(Part { id: request["id"].as_str()?.to_owned(), request: request_out, after })
}
