//! Recordings of exchanges, HAR 1.2, for `--har`: never a token, never a cookie.

use super::send::Call;
use chrono::{DateTime, SecondsFormat, Utc};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// Collects exchanges; clones share what is collected.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<Vec<Value>>>);

/// An exchange under way: its place in the recording.
#[derive(Clone, Copy)]
pub struct Record(usize);

/// Headers whose values are secrets.
const SECRET: [&str; 4] = ["authorization", "cookie", "set-cookie", "proxy-authorization"];

impl Recorder {
    /// Notes that a request is being sent, so that a recording shows it even where no answer comes.
    pub fn begin(&self, at: DateTime<Utc>, call: Call<'_>, url: &Url, correlation: &str) -> Record {
        let mut headers = vec![
            json!({"name": "accept", "value": "application/json"}),
            json!({"name": "authorization", "value": "REDACTED"}),
            json!({"name": "client-request-id", "value": correlation}),
        ];
        let query: Vec<Value> = url.query_pairs().map(|(k, v)| json!({"name": k, "value": v})).collect();
        let mut request = json!({
            "method": call.method.as_str(), "url": url.as_str(), "httpVersion": "HTTP", "cookies": [],
            "queryString": query, "headersSize": -1, "bodySize": -1,
        });
        if let Some(body) = call.body {
            headers.push(json!({"name": "content-type", "value": "application/json"}));
            request["postData"] = json!({"mimeType": "application/json", "text": body.to_string()});
        }
        request["headers"] = Value::Array(headers);
        let entry = json!({
            "startedDateTime": at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "time": -1, "request": request, "response": response(0, "", &[], "", ""),
            "cache": {}, "timings": {"send": -1, "wait": -1, "receive": -1},
        });
        let mut entries = self.entries();
        entries.push(entry);
        Record(entries.len() - 1)
    }

    /// Adds the answer.
    pub fn answered(&self, record: Record, took: Duration, status: StatusCode, headers: &HeaderMap, body: &[u8]) {
        let listed: Vec<Value> = headers
            .iter()
            .map(|(name, value)| {
                let secret = SECRET.contains(&name.as_str());
                let value = if secret { "REDACTED".into() } else { String::from_utf8_lossy(value.as_bytes()) };
                json!({"name": name.as_str(), "value": value})
            })
            .collect();
        let mime = headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
        let text = String::from_utf8_lossy(body);
        let reason = status.canonical_reason().unwrap_or_default();
        self.finish(record, took, response(status.as_u16(), reason, &listed, mime, &text));
    }

    /// Notes that no answer came, and why.
    pub fn failed(&self, record: Record, took: Duration, why: &str) {
        let mut none = response(0, "", &[], "", "");
        none["_error"] = json!(why);
        self.finish(record, took, none);
    }

    /// The whole recording.
    #[must_use]
    pub fn to_har(&self) -> Value {
        json!({"log": {
            "version": "1.2",
            "creator": {"name": "pim", "version": env!("CARGO_PKG_VERSION")},
            "entries": *self.entries(),
        }})
    }

    fn finish(&self, record: Record, took: Duration, response: Value) {
        if let Some(entry) = self.entries().get_mut(record.0) {
            let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            entry["time"] = json!(ms);
            entry["timings"]["wait"] = json!(ms);
            entry["response"] = response;
        }
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, Vec<Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn response(status: u16, reason: &str, headers: &[Value], mime: &str, text: &str) -> Value {
    json!({
        "status": status, "statusText": reason, "httpVersion": "HTTP", "cookies": [], "headers": headers,
        "content": {"size": text.len(), "mimeType": mime, "text": text},
        "redirectURL": "", "headersSize": -1, "bodySize": text.len(),
    })
}
