//! A Secret Service of the test's own, as a desktop has one: gnome-keyring on a private D-Bus session, its
//! keyring in a home folder of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Unlocks a new keyring, says where the session is, and stays until the test lets go.
const SESSION: &str = r#"
printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 || exit 1
echo "$DBUS_SESSION_BUS_ADDRESS"
read -r _
"#;

/// A session in which the keychain is unlocked; it ends with the test.
pub struct Keyring {
    session: Child,
    /// Its address, for `DBUS_SESSION_BUS_ADDRESS`.
    address: String,
}

impl Drop for Keyring {
    fn drop(&mut self) {
        // Its end is the session's, and the session's that of the bus and of all who are on it.
        drop(self.session.stdin.take());
        let _ = self.session.wait();
    }
}

impl Keyring {
    /// Starts one that keeps its keyring below `home`; `None`, with a word, where this machine has none.
    pub fn start(home: &Path) -> Option<Self> {
        let mut session = Command::new("dbus-run-session");
        session.args(["--", "sh", "-c", SESSION]).env_clear().env("PATH", "/usr/bin:/bin");
        session.env("HOME", home).env("XDG_RUNTIME_DIR", home).current_dir(home);
        session.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let Ok(mut session) = session.spawn() else {
            eprintln!("skipped: dbus-run-session (Debian's dbus) is not here");
            return None;
        };
        let mut address = String::new();
        BufReader::new(session.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let keyring = Self { session, address: address.trim().to_owned() };
        if keyring.address.is_empty() {
            eprintln!("skipped: gnome-keyring-daemon (Debian's gnome-keyring) is not here, or does not start");
            return None;
        }
        Some(keyring)
    }

    /// Lets a command find the keychain.
    pub fn lend<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address)
    }

    /// What is filed under these attributes, as `secret-tool` finds it; `None` where nothing is.
    pub fn lookup(&self, attributes: &[&str]) -> Option<String> {
        let mut tool = Command::new("secret-tool");
        let found = self.lend(tool.arg("lookup").args(attributes)).output().expect("Debian's libsecret-tools");
        found.status.success().then(|| String::from_utf8(found.stdout).unwrap())
    }
}
