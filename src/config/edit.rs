//! Changing a key of `config.toml` so that everything else in it stays as its owner wrote it.

use super::toml_file::{TomlFile, kebab};
use super::{Config, ConfigError, Key, LARGEST, Place, SANDBOX, unreadable};
use crate::local::file::{FileError, read_bounded, write_linked};
use std::path::{Path, PathBuf};
use toml_edit::{Array, Document, DocumentMut, InlineTable, Item, TableLike, Value};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The file, or what it would become, cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// It cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// What was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The file that was written, behind a link where there is one.
    pub file: PathBuf,
    /// Whether it is another than before; where it is not, nothing was written.
    pub anew: bool,
}

/// Sets one key of the file (`profile`, `profiles.NAME.KEY`, `clouds.NAME.KEY`), or takes it out where there is no
/// value. A list (`kinds`) is given as `entra,azure`,
/// or with a line for each. A file that is not there is made.
///
/// # Errors
/// [`EditError`] where there is no such key, the file cannot be read or written, or could not be read with this
/// value in it: it is as it was then.
pub fn set(path: &Path, key: &str, value: Option<&str>) -> Result<Changed, EditError> {
    let key = match Key::parse(key, "") {
        Ok(Key::Profile(name, _)) if name.is_empty() => Err(format!("there is no key `{key}`")),
        Ok(key) => Ok(key),
        Err(unknown) => Err(unknown.to_string()),
    };
    let key = key.map_err(|problem| ConfigError { place: of(path), problem })?;
    change(path, &[(key, value)])
}

/// Sets several keys of one profile in one go, each as [`set`] does; the profile is made where it is not there.
///
/// # Errors
/// As [`set`].
pub fn set_all(path: &Path, profile: &str, values: &[(&str, Option<&str>)]) -> Result<Changed, EditError> {
    let key = |name: &str| {
        let key = Key::parse(&format!("profiles.{profile}.{name}"), profile);
        key.map_err(|unknown| ConfigError { place: of(path), problem: unknown.to_string() })
    };
    let changes: Result<Vec<_>, ConfigError> = values.iter().map(|(name, value)| Ok((key(name)?, *value))).collect();
    change(path, &changes?)
}

/// Makes several changes in one go: all of them or none.
///
/// # Errors
/// As [`set`].
pub fn change(path: &Path, changes: &[(Key, Option<&str>)]) -> Result<Changed, EditError> {
    let before = read_bounded(path, LARGEST).map_err(|error| unreadable(path, &error))?.unwrap_or_default();
    if let Some((key, _)) = changes.iter().find(|(key, _)| matches!(key, Key::Profile(name, _) if name == SANDBOX)) {
        return Err(key.fault(path, format!("the profile `{SANDBOX}` is built in; nothing of it can be set")).into());
    }
    let file = TomlFile::of(path, &before)?;
    // A fault is told as every command tells it.
    file.top()?;
    let mut text = file.text.to_owned();
    for (key, value) in changes {
        text = with(&text, key, *value).ok_or_else(|| key.fault(path, "stands where no table is; mend the file"))?;
    }
    let mark = if before.starts_with("\u{feff}".as_bytes()) { "\u{feff}" } else { "" };
    let after = format!("{mark}{}", with_line_ends_of(file.text, &text));
    if after.as_bytes() == before {
        return Ok(Changed { file: path.to_owned(), anew: false });
    }
    check(path, &before, after.as_bytes(), changes)?;
    write(path, after.as_bytes())
}

/// Takes a preset out of the file, with the comment right above it.
///
/// # Errors
/// As [`set`].
pub fn remove_preset(path: &Path, name: &str) -> Result<Changed, EditError> {
    let before = read_bounded(path, LARGEST).map_err(|error| unreadable(path, &error))?.unwrap_or_default();
    let file = TomlFile::of(path, &before)?;
    file.top()?;
    let taken_out = || {
        let mut document: DocumentMut = file.text.parse().ok()?;
        document.get_mut("presets")?.as_table_like_mut()?.remove(name)?;
        Some(document.to_string())
    };
    let Some(text) = taken_out() else { return Ok(Changed { file: path.to_owned(), anew: false }) };
    let mark = if before.starts_with("\u{feff}".as_bytes()) { "\u{feff}" } else { "" };
    write(path, format!("{mark}{}", with_line_ends_of(file.text, &text)).as_bytes())
}

/// Writes the whole file, which has to be one that can be read.
///
/// # Errors
/// [`EditError`] with what is wrong with `bytes`, or why the file cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<Changed, EditError> {
    if bytes.len() as u64 > LARGEST {
        let problem = format!("would be larger than {LARGEST} bytes, which no configuration is");
        return Err(ConfigError { place: of(path), problem }.into());
    }
    Config::read(path, bytes)?;
    Ok(Changed { file: write_linked(path, bytes)?, anew: true })
}

fn of(path: &Path) -> Place {
    Place { path: path.to_owned(), ..Place::default() }
}

/// Reads the changed file before it is written. The line of a fault in it is one of a file that nobody has, so it
/// is left out; a fault that was there before is told as it is there.
fn check(path: &Path, before: &[u8], after: &[u8], changes: &[(Key, Option<&str>)]) -> Result<(), ConfigError> {
    let Err(mut fault) = Config::read(path, after) else { return Ok(()) };
    let named = |key: &Key| fault.place.key.as_deref().is_some_and(|name| kebab(name) == kebab(&key.to_string()));
    if !changes.iter().any(|(key, _)| named(key)) {
        Config::read(path, before)?;
    }
    fault.place.line = None;
    Err(fault)
}

/// The text with one key changed; `None` where something else stands in place of its table.
fn with(text: &str, key: &Key, value: Option<&str>) -> Option<String> {
    match value {
        Some(given) => put(text, key, literal(key, given)),
        None => without(text, key),
    }
}

/// The value as TOML has it.
fn literal(key: &Key, given: &str) -> Value {
    if !key.is_list() {
        return Value::from(given);
    }
    // A name may have a comma in it, and no line break.
    let between = if given.contains('\n') { '\n' } else { ',' };
    let words = given.split(between).map(str::trim).filter(|word| !word.is_empty());
    Value::Array(words.collect::<Array>())
}

fn put(text: &str, key: &Key, value: Value) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let (tables, name) = key.path();
    match tables.as_slice() {
        [] if document.as_table().get_values().is_empty() => Some(at_top(text, &document, name, &value)),
        [outer, inner] if can_append(&document, outer, inner) => Some(at_end(text, [outer, inner], name, &value)),
        _ => within(text, &tables, name, value),
    }
}

/// Puts the key above the first table and the comment that belongs to it, below what stands above all.
fn at_top(text: &str, document: &Document<&str>, name: &str, value: &Value) -> String {
    let mut headers: Vec<usize> = Vec::new();
    for (_, item) in document.iter() {
        let below = item.as_table_like().into_iter().flat_map(|table| table.iter());
        let tables = below.filter_map(|(_, item)| item.as_table()).chain(item.as_table());
        headers.extend(tables.filter(|table| !table.is_implicit()).filter_map(|table| Some(table.span()?.start)));
    }
    let Some(header) = headers.into_iter().min() else {
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return format!("{text}{end}{name} = {value}\n");
    };
    let mut at = text[..header].rfind('\n').map_or(0, |at| at + 1);
    for line in text[..at].split_inclusive('\n').rev().take_while(|line| line.trim_start().starts_with('#')) {
        at -= line.len();
    }
    format!("{}{name} = {value}\n\n{}", &text[..at], &text[at..])
}

/// Whether the table is not there and can be a new one at the end.
fn can_append(document: &Document<&str>, outer: &str, inner: &str) -> bool {
    match document.get(outer) {
        None => true,
        Some(item) => item.as_table().is_some_and(|table| !table.contains_key(inner)),
    }
}

fn at_end(text: &str, tables: [&str; 2], name: &str, value: &Value) -> String {
    let gap = match text {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let tables = tables.map(|table| toml_edit::Key::new(table).display_repr().into_owned());
    format!("{text}{gap}[{}]\n{name} = {value}\n", tables.join("."))
}

/// Sets the key in a table that is there.
fn within(text: &str, tables: &[&str], name: &str, mut value: Value) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for part in tables {
        table =
            table.entry(part).or_insert_with(|| Value::InlineTable(InlineTable::new()).into()).as_table_like_mut()?;
    }
    let spelled = spelling(table, name).unwrap_or_else(|| name.to_owned());
    match table.get_mut(&spelled) {
        // The comment behind it stays.
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        Some(_) => return None,
        None => {
            table.insert(&spelled, Item::Value(value));
        }
    }
    Some(document.to_string())
}

/// Takes the key's own lines out. By its place in the text: a comment above belongs to whoever wrote it, and the
/// document would drop it with the key.
fn without(text: &str, key: &Key) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let (tables, name) = key.path();
    let (mut table, mut inline): (&dyn TableLike, bool) = (document.as_table(), false);
    for part in &tables {
        let Some(item) = table.get(part) else { return Some(text.to_owned()) };
        inline |= item.is_inline_table();
        table = item.as_table_like()?;
    }
    let Some(spelled) = spelling(table, name) else { return Some(text.to_owned()) };
    if inline {
        return without_inline(text, &tables, &spelled);
    }
    let (key, item) = table.get_key_value(&spelled)?;
    let (from, to) = (key.span()?.start, item.span()?.end);
    let from = text[..from].rfind('\n').map_or(0, |at| at + 1);
    let to = text[to..].find('\n').map_or(text.len(), |at| to + at + 1);
    Some(format!("{}{}", &text[..from], &text[to..]))
}

fn without_inline(text: &str, tables: &[&str], spelled: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for part in tables {
        table = table.get_mut(part)?.as_table_like_mut()?;
    }
    table.remove(spelled);
    Some(document.to_string())
}

/// The key as the table spells it.
fn spelling(table: &dyn TableLike, name: &str) -> Option<String> {
    table.iter().map(|(key, _)| key).find(|key| kebab(key) == name).map(str::to_owned)
}

/// `after` with the line ends of `before`, which the document drops: each line that stayed has its own, a new one
/// that of the first line.
fn with_line_ends_of(before: &str, after: &str) -> String {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let bare = |line: &str| line.trim_end_matches(['\r', '\n']).to_owned();
    let same = |(a, b): &(&&str, &&str)| bare(a) == bare(b) && a.ends_with('\n') == b.ends_with('\n');
    let head = old.iter().zip(&new).take_while(same).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(same).count();
    let end = if old.first().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" };
    let middle = new[head..new.len() - tail].iter().map(|line| bare(line) + end);
    let kept = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let lines = kept(&old[..head]).into_iter().chain(middle).chain(kept(&old[old.len() - tail..]));
    lines.collect()
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
