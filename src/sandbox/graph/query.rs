//! The query of a request: OData's options, read and checked.

use super::error::{ApiError, Result};

/// The options that this service knows at all.
const KNOWN: [&str; 10] =
    ["$filter", "$select", "$expand", "$top", "$count", "$skiptoken", "$orderby", "$skip", "$search", "$format"];

/// The options of one request, each at most once.
#[derive(Clone, Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads a raw query. An option that nobody knows is refused, never ignored.
    pub fn parse(raw: &str) -> Result<Self> {
        let mut options: Vec<(String, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(raw.as_bytes()) {
            let lower = name.to_ascii_lowercase();
            if !KNOWN.contains(&lower.as_str()) {
                return Err(ApiError::bad_request(format!("The query parameter '{name}' is not supported.")).into());
            }
            if options.iter().any(|(known, _)| *known == lower) {
                let message = format!(
                    "Query option '{name}' was specified more than once, but it must be specified at most once."
                );
                return Err(ApiError::bad_request(message).into());
            }
            options.push((lower, value.into_owned()));
        }
        Ok(Self(options))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Refuses every option but these.
    pub fn only(&self, allowed: &[&str]) -> Result<()> {
        match self.0.iter().find(|(name, _)| !allowed.contains(&name.as_str())) {
            Some((name, _)) => {
                Err(ApiError::bad_request(format!("The query option '{name}' is not supported here.")).into())
            }
            None => Ok(()),
        }
    }

    /// A whole number of at least one.
    pub fn number(&self, name: &str) -> Result<Option<usize>> {
        let Some(text) = self.get(name) else { return Ok(None) };
        match text.parse() {
            Ok(number @ 1..=999) => Ok(Some(number)),
            _ => Err(ApiError::bad_request(format!("Invalid value '{text}' for {name} query option.")).into()),
        }
    }

    pub fn flag(&self, name: &str) -> Result<bool> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(text) => Err(ApiError::bad_request(format!("Invalid value '{text}' for {name} query option.")).into()),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_and_double_options_are_refused() {
        assert!(Query::parse("$filter=a&$top=1").is_ok());
        for bad in ["filter=a", "$foo=1", "$top=1&$top=2", "api-version=1"] {
            assert!(Query::parse(bad).is_err(), "{bad}");
        }
        let query = Query::parse("$filter=a eq 'b'&$skiptoken=1").unwrap();
        assert_eq!(query.with_skiptoken("2"), "$filter=a+eq+%27b%27&$skiptoken=2");
    }
}
