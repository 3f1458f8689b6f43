//! `POST /batch`: many requests in one, each judged by itself.

use serde_json::{Map, Value, json};

use super::error::{Result, bad_content};
use super::query;
use super::routes::{Call, owns, wrong_method};
use super::serve::Arm;
use crate::sandbox::face::{remember, serve_as, worse};
use crate::sandbox::wire::{Answer, Content, Delivery, Incoming};

/// More are refused.
const MOST: usize = 500;

/// Answers a batch. Its token is every inner request's.
pub(super) fn batch(call: &Call) -> Result<Answer> {
    call.query.version(query::BATCH)?;
    if call.method() != "POST" {
        return Err(wrong_method(call).into());
    }
    let body = call.body()?;
    let requests = body["requests"].as_array().filter(|list| !list.is_empty() && list.len() <= MOST);
    let requests = requests.ok_or_else(|| bad_content("a batch has between 1 and 500 'requests'"))?;
    let parts = requests.iter().map(|one| part(call, one)).collect::<Result<Vec<_>>>()?;
    let caller = Ok(call.caller.clone());
    let mut responses = Vec::new();
    let mut delivery = Delivery::default();
    for (name, request) in parts {
        let served = serve_as::<Arm>(call.world, &request, &caller)?;
        remember::<Arm>(call.world, &request, &served, Some(&name))?;
        delivery = worse(delivery, served.answer.delivery);
        responses.push(response(&name, served.answer, &served.request_id));
    }
    let mut answer = Answer::json(200, json!({"responses": responses}));
    answer.delivery = delivery;
    Ok(answer)
}

/// One request of a batch: its URL is a path, or a whole one of this very service.
fn part(call: &Call, sent: &Value) -> Result<(String, Incoming)> {
    let name = sent["name"].as_str().unwrap_or("").to_owned();
    let method = text(sent, "httpMethod")?.to_ascii_uppercase();
    let url = text(sent, "url")?;
    let target = url.strip_prefix(&call.request.origin).unwrap_or(url);
    let path = target.split('?').next().unwrap_or("");
    // A batch within a batch is none, and neither is a request to another host.
    if !target.starts_with('/') || !owns(path) || path.trim_matches('/').eq_ignore_ascii_case("batch") {
        return Err(bad_content(&format!("the url '{url}' is not one of a batch")).into());
    }
    let body = match &sent["content"] {
        Value::Null => Vec::new(),
        content => content.to_string().into_bytes(),
    };
    let headers = call.request.headers.clone();
    let request = Incoming { method, target: target.to_owned(), headers, body, origin: call.request.origin.clone() };
    Ok((name, request))
}

fn text<'a>(sent: &'a Value, name: &str) -> Result<&'a str> {
    Ok(sent[name].as_str().ok_or_else(|| bad_content(&format!("a request has no '{name}'")))?)
}

fn response(name: &str, answer: Answer, request_id: &str) -> Value {
    let mut headers = Map::new();
    headers.insert("x-ms-request-id".to_owned(), request_id.into());
    for (name, value) in &answer.headers {
        headers.insert((*name).to_owned(), value.clone().into());
    }
    let content = match answer.content {
        Content::Json(value) => Some(value),
        Content::Bytes(_, bytes) => Some(Value::String(String::from_utf8_lossy(&bytes).into_owned())),
        Content::Nothing | Content::Stream { .. } => None,
    };
    let mut response = json!({"name": name, "httpStatusCode": answer.status, "headers": headers});
    if let Some(content) = content {
        response["contentLength"] = content.to_string().len().into();
        response["content"] = content;
    }
    response
}
