//! `pim config edit`: the user's editor on a copy, which becomes the file once it can be read.

use super::File;
use crate::cli::exit::{self, DONE, Failure, usage};
use crate::cli::signals;
use crate::config::edit::write;
use crate::config::{Config, ConfigError, LARGEST};
use crate::http::Interrupt;
use crate::local::dirs::Dirs;
use crate::local::env::Env;
use crate::local::file::{self, FileError, Trust};
use crate::local::program;
use crate::screen::prompt::Prompter;
use crate::screen::{ErrorReport, Screen};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What a file that is not there begins as.
const BEGINNING: &str = "\
# The profiles of pim. `pim config list` shows every key, its value and where it comes from.
#
# profile = \"work\"              # of a command that names none
#
# [profiles.work]
# tenant = \"contoso.com\"
# account = \"me@contoso.com\"
# default-duration = \"2h\"
";

/// Opens the file in an editor until it can be read or the person gives up.
pub(super) fn run(file: &File<'_>, dirs: &Dirs) -> Result<i32, Failure> {
    let Some(prompter) = file.screen.prompter() else {
        return Err(usage("no-terminal", "an editor needs a terminal", "pim config set KEY VALUE"));
    };
    let editor = editor(file.env)?;
    let before = file::read_bounded(&file.path, LARGEST).map_err(|error| unreadable(&error))?;
    let copy = Copy::of(before.as_deref().unwrap_or(BEGINNING.as_bytes()), dirs, file.screen)?;
    let interrupt = Interrupt::default();
    let pressed = interrupt.clone();
    let prompter = prompter.until(move || pressed.pressed());
    let runtime = signals::runtime()?;
    let edited = signals::beside(|| {
        let _inside = runtime.enter();
        // Ctrl-C belongs to the editor while it is open.
        signals::watch(interrupt, signals::Relay::default())?;
        edit(file, &editor, &copy, &prompter)
    })?;
    let Some(after) = edited? else {
        file.screen.note("nothing was changed");
        return Ok(DONE);
    };
    if file::read_bounded(&file.path, LARGEST).map_err(|error| unreadable(&error))? != before {
        let message = format!("{} was changed by somebody else meanwhile; nothing was written", file.path.display());
        return Err(copy.kept(ErrorReport::new(exit::MOVED, "changed-meanwhile", message)));
    }
    match write(&file.path, &after) {
        Ok(changed) => {
            file.screen.note(&format!("changed · {}", changed.file.display()));
            Ok(DONE)
        }
        Err(error) => Err(copy.kept(ErrorReport::new(exit::FAILED, "config-file", error.to_string()))),
    }
}

/// What the person made of it: `None` where it is as it was.
fn edit(file: &File<'_>, editor: &[String], copy: &Copy, prompter: &Prompter) -> Result<Option<Vec<u8>>, Failure> {
    loop {
        let fault = match open(editor, &copy.path, file.env).and_then(|()| copy.read(&file.path))? {
            Ok(bytes) => match Config::read(&file.path, &bytes) {
                Ok(_) if bytes == copy.before => return Ok(None),
                Ok((_, warnings)) => {
                    warnings.iter().for_each(|warning| file.screen.warn(&warning.to_string()));
                    return Ok(Some(bytes));
                }
                Err(fault) => fault,
            },
            Err(fault) => fault,
        };
        file.screen.warn(&fault.to_string());
        match prompter.confirm("Edit it again?", true) {
            Ok(true) => {}
            Ok(false) => return Err(copy.kept(ErrorReport::new(exit::USAGE, "bad-config", fault.to_string()))),
            Err(_) => {
                let report = ErrorReport::new(exit::INTERRUPTED, "interrupted", "nothing was changed");
                return Err(copy.kept(report));
            }
        }
    }
}

/// The copy that is edited, in a folder of its own that is removed with it.
struct Copy {
    folder: Mutex<Option<tempfile::TempDir>>,
    path: PathBuf,
    before: Vec<u8>,
}

impl Copy {
    fn of(bytes: &[u8], dirs: &Dirs, screen: &Screen) -> Result<Self, Failure> {
        let failed = |error: FileError| ErrorReport::new(exit::FAILED, "config-copy", error.to_string());
        if let Trust::SetAside(aside) = file::trusted_folder(&dirs.state).map_err(failed)? {
            let (folder, aside) = (dirs.state.display(), aside.display());
            screen.warn(&format!("others could write into {folder}: what it held is kept in {aside}"));
        }
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.prefix("config-").tempdir_in(&dirs.state);
        let folder = folder.map_err(|error| {
            let message = format!("cannot write {}: {error}", dirs.state.display());
            ErrorReport::new(exit::FAILED, "config-copy", message)
        })?;
        let path = folder.path().join("config.toml");
        file::write_into(&path, bytes).map_err(failed)?;
        Ok(Self { folder: Mutex::new(Some(folder)), path, before: bytes.to_owned() })
    }

    /// What is in it now; a fault is one of the file that it is to become.
    fn read(&self, path: &Path) -> Result<Result<Vec<u8>, ConfigError>, Failure> {
        match file::read_bounded(&self.path, LARGEST) {
            Ok(Some(bytes)) => Ok(Ok(bytes)),
            Ok(None) => Err(ErrorReport::new(exit::FAILED, "config-copy", "the editor removed the file").into()),
            Err(FileError::Large { .. }) => {
                let place = crate::config::Place { path: path.to_owned(), ..Default::default() };
                let problem = format!("larger than {LARGEST} bytes, which no configuration is");
                Ok(Err(ConfigError { place, problem }))
            }
            Err(error) => Err(ErrorReport::new(exit::FAILED, "config-copy", error.to_string()).into()),
        }
    }

    /// An end at which what was written is not lost.
    fn kept(&self, report: ErrorReport) -> Failure {
        if let Some(folder) = self.folder.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = folder.keep();
        }
        report.hint(format!("what you wrote is in {}", self.path.display())).into()
    }
}

/// The editor with its own arguments: `VISUAL`, `EDITOR`, or the one that the platform has.
fn editor(env: &Env) -> Result<Vec<String>, Failure> {
    let usual = if cfg!(windows) { "notepad" } else { "vi" };
    let line = env.get("VISUAL").or_else(|| env.get("EDITOR")).unwrap_or(usual);
    let mut words = program::words(line);
    let Some(name) = words.first_mut() else { return Ok(vec![usual.to_owned()]) };
    let found = program::find(name, env).map_err(|error| {
        usage("no-editor", format!("the editor cannot be started: {error}"), "set VISUAL to the name of an editor")
    })?;
    *name = found.display().to_string();
    Ok(words)
}

fn open(editor: &[String], path: &Path, env: &Env) -> Result<(), Failure> {
    let failed = |why: String| Failure::from(ErrorReport::new(exit::FAILED, "editor", why).hint("pim config edit"));
    let Some((name, args)) = editor.split_first() else { return Ok(()) };
    let status = program::command(Path::new(name), env).args(args).arg(path).status();
    let status = status.map_err(|error| failed(format!("{name} cannot be started: {error}")))?;
    if status.success() { Ok(()) } else { Err(failed(format!("the editor ended with {status}; nothing was changed"))) }
}

fn unreadable(error: &FileError) -> Failure {
    ErrorReport::new(exit::USAGE, "bad-config", error.to_string()).into()
}
