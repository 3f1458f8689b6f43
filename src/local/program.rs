//! Programs of the user's that `pim` starts.

use super::env::Env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a program cannot be started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProgramError {
    /// A path that the current folder would decide.
    #[error("`{0}` is a relative path; a program is named by its name alone, or by an absolute path")]
    Relative(String),
    /// It is nowhere.
    #[error("there is no program `{0}` in the absolute folders of PATH")]
    Absent(String),
    /// The file that a path names is not there, or cannot be run.
    #[error("`{0}` is no file that can be run")]
    NoFile(String),
}

/// Finds a program by its name in the absolute folders of `PATH`, never in the current one; an absolute path is
/// taken as it is.
///
/// # Errors
/// [`ProgramError`]
pub fn find(name: &str, env: &Env) -> Result<PathBuf, ProgramError> {
    let path = Path::new(name);
    if path.is_absolute() {
        return Some(path.to_owned()).filter(|path| runs(path)).ok_or_else(|| ProgramError::Absent(name.to_owned()));
    }
    if path.components().count() != 1 || name.contains(['/', '\\']) || name.starts_with('.') {
        return Err(ProgramError::Relative(name.to_owned()));
    }
    // No `.bat` and no `.cmd`: their arguments are read by a shell.
    let file = if cfg!(windows) && path.extension().is_none() { format!("{name}.exe") } else { name.to_owned() };
    let folders = env.folders("PATH");
    let found = folders.into_iter().filter(|folder| folder.is_absolute()).map(|folder| folder.join(&file));
    found.into_iter().find(|path| runs(path)).ok_or_else(|| ProgramError::Absent(name.to_owned()))
}

/// Finds the command that a person typed: one with a `/` in it is the file that it names, as for a shell; any other
/// as [`find`] does.
///
/// # Errors
/// [`ProgramError`]
pub fn find_typed(name: &str, env: &Env) -> Result<PathBuf, ProgramError> {
    let is_path = name.contains('/') || cfg!(windows) && name.contains('\\');
    if !is_path {
        return find(name, env);
    }
    let path = Path::new(name);
    Some(path.to_owned()).filter(|path| runs(path)).ok_or_else(|| ProgramError::NoFile(name.to_owned()))
}

/// The words of a command line; quotes keep blanks together.
#[must_use]
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (c, quote) {
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(open)) if c == open => quote = None,
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// A command of the person's own: with the whole environment, less our access tokens.
#[must_use]
pub fn command_of_user(program: &Path, env: &Env) -> Command {
    let mut command = Command::new(program);
    let is_token = |name: &str| {
        let name = name.to_ascii_uppercase();
        name.starts_with("PIM_") && name.contains("TOKEN")
    };
    for name in env.names().filter(|name| name.to_str().is_none_or(is_token)) {
        command.env_remove(name);
    }
    command
}

/// Our standard error, for what a program says beside a result of ours.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "nothing is written: the program gets the stream itself")]
pub fn our_stderr() -> Stdio {
    Stdio::from(std::io::stderr())
}

/// A command with the user's environment less what holds secrets of a sign-in.
#[must_use]
pub fn command(program: &Path, env: &Env) -> Command {
    let mut command = Command::new(program);
    for name in env.names().filter(|name| name.to_str().is_none_or(is_secret)) {
        command.env_remove(name);
    }
    command
}

/// Whether a variable of this name holds a token or a secret that `pim` signs in with.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let ours = name.starts_with("PIM_") || name.starts_with("AZURE_");
    let others = ["SYSTEM_ACCESSTOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "IDENTITY_HEADER"];
    ours && ["TOKEN", "SECRET", "PASSWORD"].iter().any(|word| name.contains(word)) || others.contains(&name.as_str())
}

fn runs(path: &Path) -> bool {
    let Ok(meta) = path.metadata() else { return false };
    #[cfg(unix)]
    let may = std::os::unix::fs::MetadataExt::mode(&meta) & 0o111 != 0;
    #[cfg(not(unix))]
    let may = true;
    meta.is_file() && may
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn p57_only_absolute_folders_are_looked_in() {
        let folder = tempfile::tempdir().unwrap();
        let tool = folder.path().join("tool");
        std::fs::write(&tool, "#!/bin/sh\n").unwrap();
        let env = |path: &str| Env::of([("PATH", path)]);
        let all = env(&format!(":.:bin:{}", folder.path().display()));
        assert_eq!(find("tool", &all), Err(ProgramError::Absent("tool".into())), "not executable");
        std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(find("tool", &all), Ok(tool.clone()));
        assert_eq!(find(tool.to_str().unwrap(), &Env::default()), Ok(tool));
        assert_eq!(find("tool", &Env::default()), Err(ProgramError::Absent("tool".into())));
        // The test runs in the folder that has a src.
        assert_eq!(find("src", &env(".")), Err(ProgramError::Absent("src".into())));
        for name in ["./tool", "../tool", "bin/tool", ".", "..", ""] {
            assert_eq!(find(name, &all), Err(ProgramError::Relative(name.into())));
        }
    }

    #[test]
    fn p24_a_command_of_the_persons_own_gets_all_but_our_tokens() {
        let kept = ["PIM_PROFILE", "AZURE_CLIENT_SECRET", "ARM_CLIENT_SECRET", "SYSTEM_ACCESSTOKEN", "HOME"];
        let env =
            Env::of(["PIM_GRAPH_TOKEN", "PIM_ARM_TOKEN", "pim_other_token"].into_iter().chain(kept).map(|n| (n, "x")));
        let command = command_of_user(Path::new("/bin/true"), &env);
        let mut removed: Vec<_> = command.get_envs().map(|(name, value)| (name.to_str().unwrap(), value)).collect();
        removed.sort_unstable();
        assert_eq!(removed, [("PIM_ARM_TOKEN", None), ("PIM_GRAPH_TOKEN", None), ("pim_other_token", None)]);
    }

    #[test]
    fn a_typed_path_is_the_file_that_it_names() {
        assert_eq!(find_typed("/bin/sh", &Env::default()), Ok("/bin/sh".into()));
        assert_eq!(find_typed("./Cargo.toml", &Env::default()), Err(ProgramError::NoFile("./Cargo.toml".into())));
        assert_eq!(find_typed("src", &Env::of([("PATH", ".")])), Err(ProgramError::Absent("src".into())));
    }

    #[test]
    fn p24_a_program_gets_no_token_and_no_secret() {
        let names = ["PIM_GRAPH_TOKEN", "PIM_ARM_TOKEN", "AZURE_CLIENT_SECRET", "azure_password", "SYSTEM_ACCESSTOKEN"];
        let kept = ["PIM_PROFILE", "AZURE_TENANT_ID", "TERM", "HOME", "LANG"];
        let env = Env::of(names.into_iter().chain(kept).map(|name| (name, "x")));
        let command = command(Path::new("/bin/true"), &env);
        let mut removed: Vec<_> = command.get_envs().map(|(name, value)| (name.to_str().unwrap(), value)).collect();
        removed.sort_unstable();
        let mut expected = names.map(|name| (name, None));
        expected.sort_unstable();
        assert_eq!(removed, expected);
    }

    #[test]
    fn an_editor_may_have_arguments() {
        assert_eq!(words("code --wait"), ["code", "--wait"]);
        assert_eq!(words(" '/opt/my editor/ed'  \"a b\"c '' "), ["/opt/my editor/ed", "a bc", ""]);
        assert!(words(" ").is_empty());
    }
}
