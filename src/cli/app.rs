//! What every command gets: profile, who I am, providers, screen.

use super::busy::Busy;
use super::exit::{self, Failure};
use super::global::Global;
use super::profile::{folder_name, folders, profile, wants_sandbox};
#[cfg(feature = "sandbox")]
use super::session::By;
use super::session::SignedIn;
use super::signals::Relay;
use super::word::own;
use crate::auth::jwt::Claims;
use crate::auth::permission::Work as Need;
use crate::config::{ConfigError, Profile};
use crate::http::Interrupt;
use crate::http::har::Recorder;
use crate::local::dirs::Dirs;
use crate::local::env::Env;
use crate::local::{file, last};
use crate::pim::principal::Me;
use crate::screen::prompt::Prompter;
use crate::screen::{ErrorReport, Screen};
use crate::task::Folders;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
#[cfg(feature = "sandbox")]
use std::sync::{Mutex, PoisonError};
#[cfg(feature = "sandbox")]
use url::Url;

/// The flags of the command line that chose the tenant and the person, for the commands that are suggested.
#[must_use]
pub fn flags(global: &Global) -> Option<String> {
    let mut flags = Vec::new();
    if let Some(name) = global.profile().filter(|_| !super::tenants::are_meant(global)) {
        flags.push(format!("--profile {}", own(name).unwrap_or_else(|| "NAME".to_owned())));
    }
    if global.sandbox {
        flags.push("--sandbox".to_owned());
    }
    if let Some(name) = &global.person {
        flags.push(format!("--as {}", own(name).unwrap_or_else(|| "NAME".to_owned())));
    }
    (!flags.is_empty()).then(|| flags.join(" "))
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        ErrorReport::new(exit::USAGE, "bad-config", error.to_string()).into()
    }
}

/// Everything that a command needs and that its arguments do not say.
pub struct App {
    /// The flags that every command takes.
    pub global: Global,
    /// The environment.
    pub env: Env,
    /// Where results and all else go.
    pub screen: Arc<Screen>,
    /// The profile in force.
    pub profile: Profile,
    /// Our folders.
    pub dirs: Dirs,
    /// Whether the command only looks.
    pub(super) looks: bool,
    recorder: Option<Recorder>,
    interrupt: Interrupt,
    relay: Relay,
    busy: Busy,
    /// What the token in use says of itself.
    claims: OnceLock<Claims>,
    #[cfg(feature = "sandbox")]
    server: Mutex<Option<crate::sandbox::Server>>,
}

impl App {
    /// Reads the configuration and puts everything together; nothing is sent yet.
    ///
    /// Where the command `signs_in`, a profile may be named that is not there yet.
    ///
    /// # Errors
    /// A configuration or command line that does not hold.
    pub fn new(
        global: Global,
        env: Env,
        screen: Arc<Screen>,
        interrupt: Interrupt,
        signs_in: bool,
    ) -> Result<Self, Failure> {
        let no_home = |error: crate::local::dirs::NoHome| {
            Failure::from(ErrorReport::new(exit::USAGE, "no-home", error.to_string()))
        };
        let dirs = Dirs::of(&env).map_err(no_home)?;
        let profile = profile(&global, &env, &dirs, &screen, signs_in)?;
        Ok(Self::of(global, env, screen, interrupt, dirs, profile))
    }

    /// Puts together what a command gets.
    fn of(global: Global, env: Env, screen: Arc<Screen>, interrupt: Interrupt, dirs: Dirs, profile: Profile) -> Self {
        let recorder = global.har.is_some().then(Recorder::default);
        Self {
            global,
            env,
            screen,
            profile,
            dirs,
            looks: false,
            recorder,
            interrupt,
            relay: Relay::default(),
            busy: Busy::default(),
            claims: OnceLock::new(),
            #[cfg(feature = "sandbox")]
            server: Mutex::default(),
        }
    }

    /// What a command gets that only looks: it asks nobody, and keeps nothing of what it learns.
    #[must_use]
    pub fn looking(global: Global, env: Env, screen: Arc<Screen>, dirs: Dirs, profile: Profile) -> Self {
        Self { looks: true, ..Self::of(global, env, screen, Interrupt::default(), dirs, profile) }
    }

    /// Whether this is the embedded tenant.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        wants_sandbox(&self.global, &self.env)
    }

    /// Who one is in the embedded tenant, by name; `None` where it has no such person.
    #[must_use]
    pub fn sandbox_person(&self) -> Option<String> {
        #[cfg(feature = "sandbox")]
        return super::sandbox::me(self.global.person.as_deref())?.upn.as_ref().map(crate::screen::clean);
        #[cfg(not(feature = "sandbox"))]
        None
    }

    /// Whether the sign-in has MFA; `None` where its token does not tell. Words for the screen alone: the
    /// service decides.
    #[must_use]
    pub fn has_mfa(&self) -> Option<bool> {
        self.claims.get().map(Claims::has_mfa)
    }

    /// Whether the token in use is an application's.
    #[must_use]
    pub fn is_application(&self) -> bool {
        self.claims.get().is_some_and(Claims::is_application)
    }

    /// Ctrl-C.
    #[must_use]
    pub fn interrupt(&self) -> &Interrupt {
        &self.interrupt
    }

    /// Whom signals go to.
    pub(super) fn relay(&self) -> &Relay {
        &self.relay
    }

    /// What the command is at.
    pub(super) fn busy(&self) -> &Busy {
        &self.busy
    }

    /// Whether Ctrl-C was pressed.
    #[must_use]
    pub fn interrupted(&self) -> bool {
        self.interrupt.pressed()
    }

    /// A command line for one of `approvers`: in the sandbox you can be one.
    #[must_use]
    pub fn as_approver(&self, approvers: Option<&[crate::pim::text::Foreign]>, command: &str) -> String {
        #[cfg(feature = "sandbox")]
        if self.is_sandbox() {
            let mut names = approvers.into_iter().flatten().filter_map(|name| super::sandbox::alias(name.raw()));
            if let Some(alias) = names.next() {
                return format!("pim --sandbox --as {alias} {command}");
            }
        }
        let _ = approvers;
        format!("pim {command}")
    }

    /// Asks the person, where there is one and asking is allowed.
    #[must_use]
    pub fn prompter(&self) -> Option<Prompter> {
        self.quiet();
        let interrupt = self.interrupt.clone();
        Some(Prompter::new(self.screen.options())?.until(move || interrupt.pressed()))
    }

    /// Ends the spinner: something is about to be shown or asked.
    pub fn quiet(&self) {
        self.busy.quiet();
    }

    /// Keeps what a token says of itself; the first one counts.
    pub(super) fn keep_claims(&self, claims: Claims) {
        self.claims.get_or_init(|| claims);
    }

    /// Where exchanges are recorded, where that is wanted.
    pub(super) fn recorder(&self) -> Option<Recorder> {
        self.recorder.clone()
    }

    /// Starts the embedded tenant and signs in to it for `need`.
    pub(super) async fn sandbox_session(&self, need: Need) -> Result<SignedIn, Failure> {
        #[cfg(feature = "sandbox")]
        {
            let running =
                self.server.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|one| one.http().to_owned());
            let http = match running {
                Some(http) => http,
                None => {
                    let server = super::sandbox::start(&self.dirs.data).await?;
                    let http = server.http().to_owned();
                    *self.server.lock().unwrap_or_else(PoisonError::into_inner) = Some(server);
                    http
                }
            };
            let (screen, busy) = (self.screen.clone(), self.busy.clone());
            let tell: Box<dyn Fn(&str) + Send + Sync> = Box::new(move |what| {
                busy.quiet();
                let who = busy.asking().unwrap_or_else(|| "the service".to_owned());
                screen.note(&format!("{who} asks for {what}; the sandbox takes it as passed"));
            });
            let tell = (!self.looks && self.screen.options().can_ask()).then_some(tell);
            let credential = super::sandbox::Embedded::new(&self.dirs.data, self.global.person.as_deref(), need, tell)?;
            let origin = Url::parse(&http);
            let origin = origin.map_err(|error| ErrorReport::new(exit::FAILED, "sandbox", error.to_string()))?;
            Ok(SignedIn { credential: Arc::new(credential), origin, by: By::Sandbox })
        }
        #[cfg(not(feature = "sandbox"))]
        {
            let _ = need;
            Err(no_sandbox())
        }
    }

    /// Takes `claims` as satisfied by whoever one is in the embedded tenant.
    pub(super) fn satisfy_in_sandbox(&self, claims: &str) -> Result<(), Failure> {
        #[cfg(feature = "sandbox")]
        return super::sandbox::satisfy(&self.dirs.data, self.global.person.as_deref(), claims);
        #[cfg(not(feature = "sandbox"))]
        {
            let _ = claims;
            Err(no_sandbox())
        }
    }

    /// Stops the embedded tenant, where this command started it.
    pub async fn close(&self) {
        self.quiet();
        #[cfg(feature = "sandbox")]
        {
            let server = self.server.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(server) = server {
                server.stop().await;
            }
        }
    }

    /// Writes the recording that `--har` asks for.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_har(&self) -> Result<i32, Failure> {
        let (Some(path), Some(recorder)) = (&self.global.har, &self.recorder) else { return Ok(exit::DONE) };
        let text = serde_json::to_vec_pretty(&recorder.to_har()).unwrap_or_default();
        let path = if path.is_absolute() { path.clone() } else { PathBuf::from(".").join(path) };
        let failed = |error: file::FileError| ErrorReport::new(exit::FAILED, "har", error.to_string());
        file::write_into(&path, &text).map_err(failed)?;
        Ok(exit::DONE)
    }

    /// Where the files of `me` under this profile are.
    #[must_use]
    pub fn folders(&self, me: &Me) -> Folders {
        folders(&self.dirs, &self.profile.name, me, &self.env)
    }

    /// Notes who is signed in under this profile, for what looks at the cache alone.
    pub(super) fn note_person(&self, me: &Me) {
        if let Err(error) = last::keep(&self.dirs.cache.join(folder_name(&self.profile.name)), me) {
            self.screen.warn(&format!("who is signed in could not be noted: {error}"));
        }
    }

    /// A folder that others could write into is set aside for a new one, and that is said.
    pub(super) fn trust(&self, folder: &Path) -> Result<(), Failure> {
        let refused =
            |error: file::FileError| Failure::from(ErrorReport::new(exit::FAILED, "folder", error.to_string()));
        let mut above: Vec<&Path> = folder.ancestors().take(3).collect();
        above.reverse();
        for folder in above {
            if let file::Trust::SetAside(aside) = file::trusted_folder(folder).map_err(refused)? {
                let (folder, aside) = (folder.display(), aside.display());
                self.screen
                    .warn(&format!("others could write into {folder}: what it held is not read but kept in {aside}"));
            }
        }
        Ok(())
    }
}

/// The error of a `pim` without the embedded tenant.
#[cfg(not(feature = "sandbox"))]
fn no_sandbox() -> Failure {
    exit::usage("no-sandbox", "this pim was built without the sandbox", "build it with the feature \"sandbox\"")
}
