//! Names and values of a query or of a form.

/// The values that one request carries; of one given twice the first counts.
#[derive(Clone, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    pub fn parse(raw: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(raw).into_owned().collect())
    }

    /// A value, where there is one; an empty one is none.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Those that are named, as a query.
    pub fn query_of(&self, names: &[&str]) -> String {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.0.iter().filter(|(name, _)| names.contains(&name.as_str())) {
            text.append_pair(name, value);
        }
        text.finish()
    }

    /// What is here, and behind it what `others` has.
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }
}
