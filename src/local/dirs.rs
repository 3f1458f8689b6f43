//! Where our files are.

use super::env::Env;
use std::path::PathBuf;

/// The folders of `pim`, one for each use, as the platform (XDG, Windows' Known Folders) has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dirs {
    /// `config.toml`.
    pub config: PathBuf,
    /// What can be read anew: names, eligibilities, settings.
    pub cache: PathBuf,
    /// What must not be lost: the journal of intents.
    pub state: PathBuf,
    /// The sandbox's tenant.
    pub data: PathBuf,
}

/// No folder can be named.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no home folder is known: set {0} to an absolute path")]
pub struct NoHome(&'static str);

impl Dirs {
    /// The folders for this environment. The variables are read from `env` and not by a library,
    /// since every such library reads the process's.
    ///
    /// # Errors
    /// [`NoHome`] where the home folder is needed and not known.
    pub fn of(env: &Env) -> Result<Self, NoHome> {
        if cfg!(windows) { Self::windows(env) } else { Self::xdg(env) }
    }

    fn xdg(env: &Env) -> Result<Self, NoHome> {
        let home = env.path("HOME");
        let base = |name: &str, below: &str| {
            env.path(name)
                .or_else(|| home.as_ref().map(|home| home.join(below)))
                .map(|base| base.join("pim"))
                .ok_or(NoHome("HOME"))
        };
        Ok(Self {
            config: base("XDG_CONFIG_HOME", ".config")?,
            cache: base("XDG_CACHE_HOME", ".cache")?,
            state: base("XDG_STATE_HOME", ".local/state")?,
            data: base("XDG_DATA_HOME", ".local/share")?,
        })
    }

    fn windows(env: &Env) -> Result<Self, NoHome> {
        let profile = env.path("USERPROFILE");
        let base = |name: &str, below: &str| {
            env.path(name)
                .or_else(|| profile.as_ref().map(|home| home.join("AppData").join(below)))
                .map(|base| base.join("pim"))
                .ok_or(NoHome("USERPROFILE"))
        };
        let local = base("LOCALAPPDATA", "Local")?;
        Ok(Self {
            config: base("APPDATA", "Roaming")?,
            cache: local.join("cache"),
            state: local.join("state"),
            data: local.join("data"),
        })
    }

    /// The configuration file.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn home_and_the_xdg_variables_decide() {
        let dirs = Dirs::of(&Env::of([("HOME", "/h"), ("XDG_CACHE_HOME", "/c"), ("XDG_DATA_HOME", "")])).unwrap();
        assert_eq!(dirs.config_file(), PathBuf::from("/h/.config/pim/config.toml"));
        assert_eq!(dirs.cache, PathBuf::from("/c/pim"));
        assert_eq!(dirs.data, PathBuf::from("/h/.local/share/pim"));
        assert_eq!(dirs.state, PathBuf::from("/h/.local/state/pim"));
    }

    #[test]
    fn p57_a_relative_folder_is_not_taken() {
        let dirs = Dirs::of(&Env::of([("HOME", "/h"), ("XDG_CONFIG_HOME", "here")])).unwrap();
        assert_eq!(dirs.config, PathBuf::from("/h/.config/pim"));
        assert_eq!(Dirs::of(&Env::of([("HOME", "here")])).unwrap_err().to_string(), NoHome("HOME").to_string());
    }
}
