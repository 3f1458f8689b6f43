//! Deciding on others' requests, on the preview version that alone has it.

use super::calls::Azure;
use super::{ids, map, wire};
use crate::http::{Answer, Call, Error, Refusal};
use crate::pim::approval::{Approval, Verdict};
use crate::pim::principal::Principal;
use crate::provider::graph::{path, segment};
use crate::provider::words::review_result;
use crate::provider::write::{self, WriteError};
use crate::provider::{Meaning, refusal};
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

const VERSION: (&str, &str) = ("api-version", "2021-01-01-preview");
/// The version of `/batch`.
const BATCH: (&str, &str) = ("api-version", "2020-06-01");

impl Azure {
    /// "Role Assignment Approval - Get By Id" (preview). Approvals are the tenant's, whatever the scope.
    pub async fn approval(&self, id: &str) -> Result<Approval, Error> {
        let answer = self.client.read(&self.audience, &path(&approval(id), &[VERSION])).await?;
        let wire: wire::Resource<wire::Approval> = answer.json()?;
        Ok(map::approval(id, wire.properties))
    }

    /// "Role Assignment Approval Step - Patch" (preview). Where the service refuses that and says nothing of the
    /// decision itself, the same goes out once more in a batch, as the portal sends it.
    pub async fn decide(&self, id: &str, stage: &str, verdict: Verdict, reason: &str) -> Result<(), WriteError> {
        let target = path(&format!("{}/stages/{}", approval(id), segment(ids::tail(stage))), &[VERSION]);
        let body = json!({"properties": {"reviewResult": review_result(verdict), "justification": reason}});
        let look = async || {
            let now = self.approval(id).await?;
            let decided = now.stages.iter().filter(|one| one.id == stage).find_map(|one| one.decision.as_ref());
            let mine = |by: &Principal| by.id.is(&self.me.id);
            Ok(decided.filter(|d| d.verdict == verdict && d.by.as_ref().is_some_and(mine)).map(|_| ()))
        };
        let method = &Method::PATCH;
        let call = Call { audience: &self.audience, method, target: &target, body: Some(&body), correlation: None };
        let decided = |answer: &Answer| answer.json::<wire::Resource<wire::Stage>>().map(|_| ());
        match write::send(&self.client, call, decided, look).await {
            Err(WriteError::Failed(Error::Refused(refused))) if refusal::meaning(&refused) == Meaning::Other => {
                tracing::debug!("{}: {} {}; once more in a batch", refused.exchange, refused.status, refused.code);
                self.decide_in_batch(&target, body, look).await
            }
            other => other,
        }
    }

    /// The same in `POST /batch`, whose one answer is judged by itself.
    async fn decide_in_batch(
        &self,
        target: &str,
        content: Value,
        look: impl AsyncFn() -> Result<Option<()>, Error>,
    ) -> Result<(), WriteError> {
        let name = uuid::Uuid::new_v4().to_string();
        let body = json!({"requests": [{"name": name, "httpMethod": "PATCH", "url": target, "content": content}]});
        let batch = path("/batch", &[BATCH]);
        let method = &Method::POST;
        let call = Call { audience: &self.audience, method, target: &batch, body: Some(&body), correlation: None };
        let judged = |answer: &Answer| self.judge(answer.json()?, target);
        write::send(&self.client, call, judged, look).await
    }

    fn judge(&self, answers: wire::BatchAnswers, target: &str) -> Result<(), Error> {
        let exchange = self.exchange("PATCH", target.split('?').next().unwrap_or_default());
        let Some(answer) = answers.responses.into_iter().next() else {
            return Err(Error::Odd { exchange, what: "a request of the batch has no answer".to_owned() });
        };
        if (200..300).contains(&answer.http_status_code) {
            return Ok(());
        }
        let mut headers = HeaderMap::new();
        for (name, value) in &answer.headers {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(text)) {
                headers.insert(name, value);
            }
        }
        let body = answer.content.to_string();
        let refusal = Box::new(Refusal::read(exchange, answer.http_status_code, &headers, body.as_bytes()));
        Err(match answer.http_status_code {
            429 => Error::Throttled(refusal),
            400..=499 => Error::Refused(refusal),
            _ => Error::Failing(refusal),
        })
    }
}

/// The path of an approval: its id is a whole resource id, and the last segment counts.
fn approval(id: &str) -> String {
    ids::at("", &format!("roleAssignmentApprovals/{}", segment(ids::tail(id))))
}
