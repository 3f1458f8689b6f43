//! The operating system's keychain: one key of 32 bytes for each folder, and nothing else.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use keyring_core::api::CredentialStore;
use ring::rand::{SecureRandom, SystemRandom};
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Duration;
use zeroize::Zeroizing;

/// What the key is filed under.
const SERVICE: &str = "pim";
/// How many bytes a key has.
const LENGTH: usize = 32;

/// A key, wiped when it is dropped. It has no Debug and no Display.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; LENGTH]>);

impl Key {
    /// A new one; `None` where the system gives no random numbers.
    #[must_use]
    pub fn random() -> Option<Self> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        SystemRandom::new().fill(&mut *bytes).ok()?;
        Some(Self(bytes))
    }

    pub(super) fn expose(&self) -> &[u8] {
        &*self.0
    }

    /// Whether both are the same. How long this takes tells nobody anything: both are ours.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    /// As text: some keychains keep no bytes (KDE's wallet).
    fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.0.as_slice()))
    }

    fn from_text(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
        let mut key = Zeroizing::new([0; LENGTH]);
        (bytes.len() == LENGTH).then(|| key.copy_from_slice(&bytes))?;
        Some(Self(key))
    }
}

/// Keeps one key. An error is the reason why the keychain cannot be used.
pub trait Keychain: Send + Sync {
    /// Whether it answers at all; it need not be unlocked.
    ///
    /// # Errors
    /// The reason, in a sentence without its end.
    fn reach(&self) -> Result<(), String>;

    /// The key; `None` where there is none, or something else in its place.
    ///
    /// # Errors
    /// The reason, in a sentence without its end.
    fn get(&self) -> Result<Option<Key>, String>;

    /// Keeps `key` in the place of what was there.
    ///
    /// # Errors
    /// The reason, in a sentence without its end.
    fn set(&self, key: &Key) -> Result<(), String>;

    /// Removes the key, where there is one.
    ///
    /// # Errors
    /// The reason, in a sentence without its end.
    fn remove(&self) -> Result<(), String>;
}

/// The operating system's: the Secret Service on the session's D-Bus (Linux), the login keychain (macOS), the
/// Credential Manager (Windows).
#[derive(Clone, Debug)]
pub struct OsKeychain {
    /// What the key is for, as the person reads it in the keychain's own window.
    user: String,
    /// How long it may take.
    patience: Duration,
}

impl OsKeychain {
    /// The key for the sign-ins of `folder`; the keychain may take `patience` to answer.
    #[must_use]
    pub fn of(folder: &Path, patience: Duration) -> Self {
        Self { user: folder.display().to_string(), patience }
    }

    /// Does something with the entry, on a thread of its own: the Secret Service brings a runtime, which must
    /// not start inside another, and a keychain that hangs must not hold up the command for ever.
    fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&keyring_core::Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, String> {
        let user = self.user.clone();
        self.aside(move || act(&connect()?.build(SERVICE, &user, None)?))
    }

    fn aside<T: Send + 'static>(
        &self,
        act: impl FnOnce() -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, String> {
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let done = act();
            // Nobody may be waiting any more.
            let _ = tell.send(done.map_err(|error| reason(&error)));
        });
        told.recv_timeout(self.patience).unwrap_or_else(|error| {
            Err(match error {
                mpsc::RecvTimeoutError::Timeout => format!("it did not answer within {} s", self.patience.as_secs()),
                mpsc::RecvTimeoutError::Disconnected => "it failed".to_owned(),
            })
        })
    }
}

impl Keychain for OsKeychain {
    /// To connect is enough: whatever looks for an entry asks the person to unlock it.
    fn reach(&self) -> Result<(), String> {
        self.aside(|| connect().map(drop))
    }

    fn get(&self) -> Result<Option<Key>, String> {
        self.with(|entry| match entry.get_password() {
            Ok(text) => Ok(Key::from_text(&Zeroizing::new(text))),
            Err(keyring_core::Error::NoEntry | keyring_core::Error::BadEncoding(_)) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn set(&self, key: &Key) -> Result<(), String> {
        let text = key.to_text();
        self.with(move |entry| entry.set_password(&text))
    }

    fn remove(&self) -> Result<(), String> {
        self.with(|entry| match entry.delete_credential() {
            Err(keyring_core::Error::NoEntry) => Ok(()),
            done => done,
        })
    }
}

#[cfg(target_os = "linux")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(keyring_core::Error::NotSupportedByStore("pim knows no keychain on this system".to_owned()))
}

/// Why not, in a sentence without its end and on one line; what the keychain held is never in it.
fn reason(error: &keyring_core::Error) -> String {
    use keyring_core::Error;
    let text = match error {
        Error::PlatformFailure(source) if cfg!(target_os = "linux") => {
            format!("no Secret Service answers on the session's D-Bus ({source})")
        }
        Error::PlatformFailure(source) => source.to_string(),
        Error::NoStorageAccess(source) => format!("it is locked, or would not be unlocked ({source})"),
        Error::Ambiguous(_) => "it holds more than one entry for pim, remove all but one".to_owned(),
        other => other.to_string(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
