//! The environment as a value: the process's, or a test's.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// Environment variables, handed down from `main` so that nothing below reads the process's own.
#[derive(Clone, Default)]
pub struct Env {
    vars: BTreeMap<OsString, OsString>,
}

impl Env {
    /// The process's environment as it is now.
    #[must_use]
    pub fn of_process() -> Self {
        Self { vars: std::env::vars_os().collect() }
    }

    /// An environment of exactly these variables.
    pub fn of<N: Into<OsString>, V: Into<OsString>>(vars: impl IntoIterator<Item = (N, V)>) -> Self {
        Self { vars: vars.into_iter().map(|(name, value)| (name.into(), value.into())).collect() }
    }

    /// A variable's text. Empty counts as not set: that is how a pipeline passes on what it lacks.
    /// So does text that is no Unicode, which none of our variables can use.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.raw(name)?.to_str()
    }

    /// A variable that holds an absolute path. A relative one is ignored, as the XDG specification
    /// wants it: the current folder must not decide where our files are.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.raw(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// Whether a switch such as `CI` is on: set, and not `0`, `false`, `no` or `off`.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| !matches!(value.trim().to_ascii_lowercase().as_str(), "0" | "false" | "no" | "off"))
    }

    /// The folders that a variable such as `PATH` lists, in its order, relative ones among them.
    #[must_use]
    pub fn folders(&self, name: &str) -> Vec<PathBuf> {
        self.raw(name).map(|list| std::env::split_paths(list).collect()).unwrap_or_default()
    }

    /// The names of all variables.
    pub fn names(&self) -> impl Iterator<Item = &OsStr> {
        self.vars.keys().map(OsString::as_os_str)
    }

    fn raw(&self, name: &str) -> Option<&OsStr> {
        self.vars.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }
}

/// Names only: values may be tokens.
impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.vars.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_is_not_set_and_switches_have_an_off() {
        let env = Env::of([("CI", "true"), ("A", ""), ("OFF", "False"), ("REL", "cache"), ("ABS", "/c")]);
        assert_eq!(env.get("A"), None);
        assert!(env.flag("CI") && !env.flag("OFF") && !env.flag("A") && !env.flag("NONE"));
        assert_eq!(env.path("REL"), None);
        #[cfg(unix)]
        assert_eq!(env.path("ABS"), Some(PathBuf::from("/c")));
    }

    #[test]
    fn debug_shows_no_value() {
        let env = Env::of([("PIM_GRAPH_TOKEN", "eyJ-secret")]);
        assert_eq!(format!("{env:?}"), r#"{"PIM_GRAPH_TOKEN"}"#);
    }
}
