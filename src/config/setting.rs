//! What is set, and where that is said.

use super::{Cloud, Config, DEFAULT, Key, Place, SANDBOX};
use std::collections::BTreeSet;

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key.
    pub key: Key,
    /// The value: one text, or those of a list; empty where there is none.
    pub words: Vec<String>,
    /// Where it comes from.
    pub source: Source,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Here in the file.
    File(Place),
    /// It is a fact of one of Microsoft's clouds, or of the sandbox.
    BuiltIn,
    /// Nobody said otherwise.
    Default,
}

impl Config {
    /// What a key is set to; the name in it need not exist.
    #[must_use]
    pub fn setting(&self, key: &Key) -> Setting {
        if let Some(written) = self.written.get(key) {
            let place = Place { path: self.path.clone(), line: written.line, key: Some(key.to_string()) };
            return Setting { key: key.clone(), words: written.words.clone(), source: Source::File(place) };
        }
        let (word, source) = match key {
            Key::Default => (Some(DEFAULT.to_owned()), Source::Default),
            Key::Profile(name, "cloud") if name == SANDBOX => (Some(SANDBOX.to_owned()), Source::BuiltIn),
            Key::Profile(_, "cloud") => (Some("public".to_owned()), Source::Default),
            Key::Profile(..) | Key::Preset(..) => (None, Source::Default),
            Key::Cloud(name, key) => match Cloud::built_in(name).and_then(|cloud| of_cloud(&cloud, key)) {
                Some(word) => (Some(word), Source::BuiltIn),
                None => (self.clouds.get(name).and_then(|cloud| of_cloud(cloud, key)), Source::Default),
            },
        };
        Setting { key: key.clone(), words: word.into_iter().collect(), source }
    }

    /// All that is set in the file, and all of the profile `name`, in force, with its cloud.
    #[must_use]
    pub fn settings(&self, name: &str) -> Vec<Setting> {
        let mut keys: BTreeSet<Key> = self.written.keys().cloned().collect();
        keys.insert(Key::Default);
        keys.extend(Key::of_profile(name));
        if name != SANDBOX {
            let cloud = self.setting(&Key::Profile(name.to_owned(), "cloud")).words;
            keys.extend(cloud.first().into_iter().flat_map(|cloud| Key::of_cloud(cloud)));
        }
        keys.iter().map(|key| self.setting(key)).collect()
    }

    /// One of Microsoft's clouds, or of the file's.
    #[must_use]
    pub fn cloud(&self, name: &str) -> Option<Cloud> {
        Cloud::built_in(name).or_else(|| self.clouds.get(name).cloned())
    }
}

fn of_cloud(cloud: &Cloud, key: &str) -> Option<String> {
    let origin = |url: &url::Url| Some(url.as_str().trim_end_matches('/').to_owned());
    match key {
        "graph" => origin(&cloud.graph),
        "graph-audience" => Some(cloud.graph_audience.clone()),
        "arm" => origin(&cloud.arm),
        "arm-audience" => Some(cloud.arm_audience.clone()),
        "authority" => origin(&cloud.authority),
        _ => None,
    }
}
