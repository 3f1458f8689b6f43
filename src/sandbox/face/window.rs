//! From when and how long, as a client sends it to any face.

use serde_json::Value;

use crate::pim::duration::Span;
use crate::sandbox::clock::{self, Time};
use crate::sandbox::engine::{Expiration, Refusal, Window};

/// A schedule as it was sent. A time without a zone is none.
pub(crate) fn window(sent: Option<&Value>) -> Result<Option<Window>, Refusal> {
    let Some(sent) = sent.filter(|sent| !sent.is_null()) else { return Ok(None) };
    let invalid = || Refusal::InvalidSchedule;
    let start = time(&sent["startDateTime"]).ok_or_else(invalid)?;
    let expiration = &sent["expiration"];
    let kind = expiration["type"].as_str().unwrap_or("").to_ascii_lowercase();
    let expiration = match kind.as_str() {
        "noexpiration" => Expiration::Never,
        "afterdatetime" => Expiration::At(time(&expiration["endDateTime"]).flatten().ok_or_else(invalid)?),
        "afterduration" => {
            let length = expiration["duration"].as_str().and_then(|text| Span::parse_iso(text).ok());
            Expiration::After(length.ok_or_else(invalid)?)
        }
        "" | "notspecified" => Expiration::NotSpecified,
        _ => return Err(invalid()),
    };
    Ok(Some(Window { start, expiration }))
}

/// A time that may be absent; the outer none is one that cannot be read.
fn time(sent: &Value) -> Option<Option<Time>> {
    match sent {
        Value::Null => Some(None),
        Value::String(text) => clock::parse(text).map(Some),
        _ => None,
    }
}
