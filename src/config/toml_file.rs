//! TOML with its lines: every fault is told with where it is.

use super::{ConfigError, Place, Warning};
use crate::pim::select::nearest_words;
use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file's text.
pub(super) struct TomlFile<'a> {
    path: &'a Path,
    pub text: &'a str,
}

/// A value as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// The text, or those of the list.
    pub words: Vec<String>,
    /// The line of its key.
    pub line: Option<usize>,
}

/// A table, and where it is.
pub(super) struct Section<'a> {
    file: &'a TomlFile<'a>,
    /// Its own name: `work`.
    pub name: String,
    /// Its name with the tables around it: `profiles.work`.
    full: String,
    span: Range<usize>,
    table: DeTable<'a>,
}

impl<'a> TomlFile<'a> {
    /// The file's text: UTF-8, with or without a byte order mark.
    pub(super) fn of(path: &'a Path, bytes: &'a [u8]) -> Result<Self, ConfigError> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self { path, text: text.strip_prefix('\u{feff}').unwrap_or(text) }),
            Err(error) => {
                let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
                let place = Place { path: path.to_owned(), line: Some(line), key: None };
                Err(ConfigError { place, problem: "is no UTF-8 text".to_owned() })
            }
        }
    }

    /// The whole file as a table.
    pub(super) fn top(&'a self) -> Result<Section<'a>, ConfigError> {
        let parsed = DeTable::parse(self.text).map_err(|error| ConfigError {
            place: self.place(error.span().unwrap_or(0..0), None),
            problem: format!("is no TOML: {}", error.message().replace('\n', ", ")),
        })?;
        let span = parsed.span();
        Ok(Section { file: self, name: String::new(), full: String::new(), span, table: parsed.into_inner() })
    }

    fn place(&self, span: Range<usize>, key: Option<String>) -> Place {
        let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Place { path: self.path.to_owned(), line: Some(line), key }
    }
}

impl<'a> Section<'a> {
    /// Where the table is.
    pub(super) fn place(&self) -> Place {
        self.file.place(self.span.clone(), Some(self.full.clone()))
    }

    /// The folder that holds the file.
    pub(super) fn folder(&self) -> &Path {
        self.file.path.parent().unwrap_or(Path::new("/"))
    }

    /// A fault of `key`, or of the table where it has no such key.
    pub(super) fn error(&self, key: &str, problem: impl Into<String>) -> ConfigError {
        let span = self.entry(key).map_or(self.span.clone(), |(span, _)| span);
        ConfigError { place: self.file.place(span, Some(self.full_key(key))), problem: problem.into() }
    }

    /// Warns of the keys that are none of `known`, and refuses one that is there in both spellings.
    pub(super) fn known(&self, known: &[&str], warnings: &mut Vec<Warning>) -> Result<(), ConfigError> {
        let mut seen: Vec<String> = Vec::new();
        for key in self.table.keys() {
            let name = kebab(key.get_ref());
            if seen.contains(&name) {
                let place = self.file.place(key.span(), Some(self.full_key(key.get_ref())));
                return Err(ConfigError { place, problem: format!("is the same as `{name}`, which is there already") });
            }
            if !known.contains(&name.as_str()) {
                let guess = nearest_words(&name, known).first().map(|at| format!("; did you mean `{}`?", known[*at]));
                let place = self.file.place(key.span(), Some(self.full_key(key.get_ref())));
                let problem =
                    format!("unknown key{}", guess.unwrap_or_else(|| format!("; known are {}", known.join(", "))));
                warnings.push(Warning { place, problem });
            }
            seen.push(name);
        }
        Ok(())
    }

    /// A text that is not empty.
    pub(super) fn text(&self, key: &str) -> Result<Option<String>, ConfigError> {
        let Some((_, value)) = self.entry(key) else { return Ok(None) };
        match value.as_str().map(str::trim) {
            Some("") => Err(self.error(key, "is empty; leave the key out instead")),
            Some(text) => Ok(Some(text.to_owned())),
            None => Err(self.error(key, format!("is {}, expected a text in quotes", sort(value)))),
        }
    }

    /// A list of texts.
    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<String>>, ConfigError> {
        let Some((_, value)) = self.entry(key) else { return Ok(None) };
        let expected = || self.error(key, format!("is {}, expected a list of texts: [\"entra\"]", sort(value)));
        let items = value.as_array().ok_or_else(expected)?;
        items
            .iter()
            .map(|item| item.get_ref().as_str().map(str::to_owned).ok_or_else(expected))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// The keys of `known` that are there: each with its text, or the texts of its list, and its line.
    pub(super) fn written(&self, known: &[&'static str]) -> Vec<(&'static str, Written)> {
        let words = |value: &DeValue<'_>| match value {
            DeValue::Array(items) => {
                items.iter().filter_map(|item| item.get_ref().as_str().map(str::to_owned)).collect()
            }
            value => value.as_str().map(|text| text.trim().to_owned()).into_iter().collect(),
        };
        let one = |key: &&'static str| {
            let (span, value) = self.entry(key)?;
            Some((*key, Written { words: words(value), line: self.file.place(span, None).line }))
        };
        known.iter().filter_map(one).collect()
    }

    /// The tables in a table: each `[profiles.NAME]`.
    pub(super) fn tables(&self, key: &str) -> Result<Vec<Section<'a>>, ConfigError> {
        let Some((_, value)) = self.entry(key) else { return Ok(Vec::new()) };
        let wrong = |value: &DeValue<'_>| format!("is {}, expected tables: [{key}.NAME]", sort(value));
        let outer = value.as_table().ok_or_else(|| self.error(key, wrong(value)))?;
        let section = |(name, value): (&Spanned<Cow<'a, str>>, &Spanned<DeValue<'a>>)| {
            // Of a table the span of its name is the one in its header.
            let span = name.span();
            let name = name.get_ref();
            let full = format!("{key}.{name}");
            match value.get_ref().as_table() {
                Some(table) => {
                    Ok(Section { file: self.file, name: name.to_string(), full, span, table: table.clone() })
                }
                None => Err(ConfigError { place: self.file.place(span, Some(full)), problem: wrong(value.get_ref()) }),
            }
        };
        outer.iter().map(section).collect()
    }

    /// The table that `key` is, where it is there.
    pub(super) fn table(&self, key: &str) -> Result<Option<Section<'a>>, ConfigError> {
        let Some((span, value)) = self.entry(key) else { return Ok(None) };
        let wrong = || self.error(key, format!("is {}, expected a table: [{key}]", sort(value)));
        let table = value.as_table().ok_or_else(wrong)?.clone();
        Ok(Some(Section { file: self.file, name: key.to_owned(), full: self.full_key(key), span, table }))
    }

    /// The names of the keys in it.
    pub(super) fn keys(&self) -> Vec<String> {
        self.table.keys().map(|key| key.get_ref().to_string()).collect()
    }

    fn entry(&self, key: &str) -> Option<(Range<usize>, &DeValue<'a>)> {
        let found = self.table.iter().find(|(name, _)| kebab(name.get_ref()) == key)?;
        Some((found.0.span(), found.1.get_ref()))
    }

    fn full_key(&self, key: &str) -> String {
        if self.full.is_empty() { key.to_owned() } else { format!("{}.{key}", self.full) }
    }
}

/// Both spellings of a key are one: `default_duration` and `default-duration`.
pub(super) fn kebab(key: &str) -> String {
    key.replace('_', "-")
}

fn sort(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
