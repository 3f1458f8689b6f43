//! Several reads in one round trip: Microsoft Graph's `$batch` ("Combine multiple HTTP requests using
//! JSON batching"), 20 requests at most, each judged by itself.

use super::audience::Audience;
use super::error::{Error, Exchange, Refusal};
use super::retry::{ATTEMPTS, Pause};
use super::send::{Call, Client};
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The most requests of one batch.
const LARGEST: usize = 20;

#[derive(Deserialize)]
struct Responses {
    responses: Vec<Response>,
}

#[derive(Deserialize)]
struct Response {
    id: String,
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, Value>,
    #[serde(default)]
    body: Value,
}

/// Reads every path below `/v1.0` and gives the answers in the same order, each with its own outcome.
/// One path alone is read without a batch. What is throttled is asked for again, whether inside the batch
/// or with all of it, at most [`ATTEMPTS`] times in all.
pub async fn get_all(client: &Client, audience: &Audience, paths: &[String]) -> Vec<Result<Value, Error>> {
    if let [path] = paths {
        let read = async { client.read(audience, &format!("/v1.0{path}")).await?.json() };
        return vec![read.await];
    }
    let mut outcomes: Vec<Option<Result<Value, Error>>> = paths.iter().map(|_| None).collect();
    for attempt in 1..=ATTEMPTS {
        let open: Vec<usize> = (0..paths.len()).filter(|at| needs_asking(outcomes[*at].as_ref(), attempt)).collect();
        if open.is_empty() || attempt > 1 && !agree_to_wait(client, &open, &outcomes, attempt) {
            break;
        }
        for chunk in open.chunks(LARGEST) {
            one_batch(client, audience, paths, chunk, &mut outcomes).await;
        }
    }
    let missing =
        || Error::Odd { exchange: exchange(audience), what: "a request of the batch has no answer".to_owned() };
    outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(|| Err(missing()))).collect()
}

fn needs_asking(outcome: Option<&Result<Value, Error>>, attempt: u32) -> bool {
    match outcome {
        None => attempt == 1,
        Some(Ok(_)) => false,
        Some(Err(error)) => Pause::before_reading_again(error, attempt).is_some(),
    }
}

fn agree_to_wait(client: &Client, open: &[usize], outcomes: &[Option<Result<Value, Error>>], attempt: u32) -> bool {
    let asked = |at: &usize| Pause::before_reading_again(outcomes[*at].as_ref()?.as_ref().err()?, attempt - 1);
    let longest = open.iter().filter_map(asked).max().unwrap_or_default();
    !client.time_left().is_zero() && client.agree_to_wait(longest)
}

async fn one_batch(
    client: &Client,
    audience: &Audience,
    paths: &[String],
    chunk: &[usize],
    outcomes: &mut [Option<Result<Value, Error>>],
) {
    let requests: Vec<Value> =
        chunk.iter().map(|at| json!({"id": at.to_string(), "method": "GET", "url": paths[*at]})).collect();
    let body = json!({ "requests": requests });
    let call = Call { audience, method: &Method::POST, target: "/v1.0/$batch", body: Some(&body), correlation: None };
    let answer = async { client.once(call).await?.json::<Responses>() }.await;
    match answer {
        Ok(answer) => {
            for response in answer.responses {
                // An id that we did not ask for is nobody's answer.
                if let Some(at) = response.id.parse().ok().filter(|at| chunk.contains(at)) {
                    let judged = judge(audience, &paths[at], response);
                    outcomes[at] =
                        Some(judged.map_err(|error| error.of_token(client.by(audience.service), client.now())));
                }
            }
        }
        Err(error) => {
            for at in chunk {
                outcomes[*at] = Some(Err(error.clone()));
            }
        }
    }
}

fn judge(audience: &Audience, path: &str, response: Response) -> Result<Value, Error> {
    if (200..300).contains(&response.status) {
        return Ok(response.body);
    }
    let mut headers = HeaderMap::new();
    for (name, value) in &response.headers {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(text)) {
            headers.insert(name, value);
        }
    }
    let path = path.split('?').next().unwrap_or_default();
    let exchange = Exchange { method: "GET".to_owned(), path: format!("/v1.0{path}"), ..exchange(audience) };
    let refusal = Box::new(Refusal::read(exchange, response.status, &headers, response.body.to_string().as_bytes()));
    Err(match response.status {
        429 => Error::Throttled(refusal),
        400..=499 => Error::Refused(refusal),
        _ => Error::Failing(refusal),
    })
}

fn exchange(audience: &Audience) -> Exchange {
    let host = audience.origin().host_str().unwrap_or_default().to_owned();
    Exchange { method: "POST".to_owned(), host, path: "/v1.0/$batch".to_owned() }
}
