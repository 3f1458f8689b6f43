//! The query of a request: the version, the filter, the page.

use super::error::{ApiError, Result};

/// The options that the sandbox knows, in lower case.
const KNOWN: [&str; 9] = [
    "api-version",
    "$filter",
    "$skiptoken",
    "$top",
    "$expand",
    "$recurse",
    "getallchildren",
    "$getallchildren",
    "tenantid",
];

/// The versions of PIM on Azure.
pub(super) const PIM: &[&str] =
    &["2020-10-01", "2020-10-01-preview", "2022-04-01-preview", "2024-02-01-preview", "2024-09-01-preview"];
/// The versions of approvals.
pub(super) const APPROVALS: &[&str] = &["2021-01-01-preview"];
/// The versions of role definitions and of plain role assignments.
pub(super) const ROLES: &[&str] = &[
    "2015-07-01",
    "2018-01-01-preview",
    "2018-07-01",
    "2020-04-01-preview",
    "2020-08-01-preview",
    "2022-04-01",
    "2022-05-01-preview",
];
/// The versions of subscriptions, resource groups and resources.
pub(super) const RESOURCES: &[&str] = &[
    "2016-06-01",
    "2019-06-01",
    "2019-11-01",
    "2020-01-01",
    "2020-06-01",
    "2021-01-01",
    "2021-04-01",
    "2022-09-01",
    "2022-12-01",
    "2024-03-01",
];
/// The versions of management groups.
pub(super) const MANAGEMENT_GROUPS: &[&str] =
    &["2018-03-01-preview", "2020-02-01", "2020-05-01", "2021-04-01", "2023-04-01"];
/// The versions of a batch.
pub(super) const BATCH: &[&str] = &["2015-11-01", "2020-06-01"];

/// The options of one request, each at most once.
#[derive(Clone, Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a raw query. An option that nobody knows is refused, never ignored.
    pub fn parse(raw: &str) -> Result<Self> {
        let mut options: Vec<(String, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(raw.as_bytes()) {
            let lower = name.to_ascii_lowercase();
            if !KNOWN.contains(&lower.as_str()) || options.iter().any(|(known, _)| *known == lower) {
                let message = format!("The query parameter '{name}' is not supported, or stands there twice.");
                return Err(ApiError::new(400, "InvalidQueryParameter", message).noted("unknown query option").into());
            }
            options.push((lower, value.into_owned()));
        }
        Ok(Self(options))
    }

    /// By its name in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Refuses a request that names none of `versions`.
    pub fn version(&self, versions: &[&str]) -> Result<()> {
        let Some(version) = self.get("api-version").filter(|version| !version.is_empty()) else {
            let message = "The api-version query parameter (?api-version=) is required for all requests.";
            return Err(ApiError::new(400, "MissingApiVersionParameter", message).into());
        };
        if versions.iter().any(|known| known.eq_ignore_ascii_case(version)) {
            return Ok(());
        }
        let message =
            format!("The api-version '{version}' is invalid. The supported versions are '{}'.", versions.join(","));
        Err(ApiError::new(400, "InvalidApiVersionParameter", message).into())
    }

    /// As a query again, with another `$skiptoken`.
    pub fn with_skiptoken(&self, token: &str) -> String {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.0.iter().filter(|(name, _)| name != "$skiptoken") {
            text.append_pair(name, value);
        }
        text.append_pair("$skiptoken", token);
        // The service writes the dollar as it is.
        text.finish().replace("%24", "$")
    }
}
