#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use super::*;
use crate::auth::Who;
use crate::http::{Service, Token};
use crate::local::folder;
use crate::pim::principal::ObjectId;
use crate::pim::sign_in::Way;
use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A keychain of the test's own, which counts how often it is asked and can fail.
#[derive(Default)]
struct Ring {
    key: Mutex<Option<Key>>,
    refuses: Mutex<Option<&'static str>>,
    asked: AtomicUsize,
    forgets: AtomicBool,
}

impl Ring {
    fn ask(&self) -> Result<(), String> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.refuses.lock().unwrap().map_or(Ok(()), |why| Err(why.to_owned()))
    }

    fn refuse(&self, why: Option<&'static str>) {
        *self.refuses.lock().unwrap() = why;
    }
}

impl Keychain for Ring {
    fn reach(&self) -> Result<(), String> {
        self.ask()
    }

    fn get(&self) -> Result<Option<Key>, String> {
        self.ask()?;
        Ok(self.key.lock().unwrap().clone())
    }

    fn set(&self, key: &Key) -> Result<(), String> {
        self.ask()?;
        *self.key.lock().unwrap() = (!self.forgets.load(Ordering::Relaxed)).then(|| key.clone());
        Ok(())
    }

    fn remove(&self) -> Result<(), String> {
        self.ask()?;
        *self.key.lock().unwrap() = None;
        Ok(())
    }
}

/// A folder and a keychain, kept in whatever way.
struct Place {
    _home: tempfile::TempDir,
    folder: PathBuf,
    ring: Arc<Ring>,
}

impl Place {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("pim/sign-in");
        Self { _home: home, folder, ring: Arc::default() }
    }

    fn store(&self, keep: TokenStore) -> Store {
        Store::new(&self.folder, keep, self.ring.clone())
    }

    /// Keeps one sign-in with this refresh token.
    fn keep(&self, keep: TokenStore, token: &str) -> Result<(), StoreError> {
        let store = self.store(keep);
        store.write(&store.lock(Duration::ZERO, || ()).unwrap(), &[account(token)])
    }

    fn names(&self) -> Vec<String> {
        folder::names(&self.folder).unwrap().into_iter().filter(|name| name != LOCK).collect()
    }

    /// Whether any file of the folder holds this text.
    fn holds(&self, text: &str) -> bool {
        let found = |name: &String| {
            fs::read(self.folder.join(name)).unwrap().windows(text.len()).any(|part| part == text.as_bytes())
        };
        self.names().iter().any(found)
    }
}

fn account(token: &str) -> Account {
    let signed_in = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    Account {
        authority: "https://login.microsoftonline.com/".to_owned(),
        client_id: "14d82eec-204b-4c2f-b7e8-296a70dab67e".to_owned(),
        who: Who {
            id: ObjectId::new("d1"),
            tenant_id: "t1".to_owned(),
            upn: Some("dana@contoso.com".into()),
            name: Some("Dana \"D\" Reyes\n".into()),
        },
        asked_tenant: "contoso.com".to_owned(),
        way: Way::DeviceCode,
        refresh_token: SecretString::from(token),
        tokens: vec![Kept {
            service: Service::Arm,
            audience: "https://management.azure.com".to_owned(),
            origin: "https://management.azure.com/".to_owned(),
            scopes: vec!["https://management.azure.com/user_impersonation".to_owned()],
            token: Token::new(format!("{token}-access")),
            expires: signed_in + TimeDelta::hours(1),
            claims: Some(r#"{"access_token":{}}"#.to_owned()),
        }],
        signed_in,
    }
}

/// Everything of an account, secrets included, as one text to compare.
fn whole(accounts: &[Account]) -> String {
    let one = |account: &Account| {
        let tokens: Vec<&str> = account.tokens.iter().map(|kept| kept.token.expose()).collect();
        format!("{account:?} {} {tokens:?}", account.refresh_token.expose_secret())
    };
    accounts.iter().map(one).collect()
}

const WAYS: [(TokenStore, &str); 2] = [(TokenStore::Keychain, SEALED), (TokenStore::File, PLAIN)];

#[test]
fn what_is_kept_is_read_again() {
    for (keep, file) in WAYS {
        let place = Place::new();
        let store = place.store(keep);
        assert_eq!(whole(&store.read().unwrap().0), "");
        place.keep(keep, "0.refresh").unwrap();
        let (accounts, said) = store.read().unwrap();
        assert_eq!((whole(&accounts), said), (whole(&[account("0.refresh")]), None));
        assert_eq!(place.names(), [file]);
    }
}

#[test]
fn in_the_keychain_there_is_only_the_key_and_in_the_file_nothing_to_read() {
    let place = Place::new();
    place.keep(TokenStore::Keychain, "0.refresh").unwrap();
    for part in ["0.refresh", "dana", "contoso", "accounts", "authority"] {
        assert!(!place.holds(part), "{part} can be read");
    }
    let first = fs::read(place.folder.join(SEALED)).unwrap();
    place.keep(TokenStore::Keychain, "0.refresh").unwrap();
    let second = fs::read(place.folder.join(SEALED)).unwrap();
    assert!(first.len() == second.len() && first[1..13] != second[1..13], "each writing has its own nonce");
}

#[test]
fn in_memory_nothing_is_written_and_nothing_read() {
    let place = Place::new();
    place.keep(TokenStore::Memory, "0.refresh").unwrap();
    assert!(!place.folder.exists());
    place.keep(TokenStore::File, "0.refresh").unwrap();
    assert_eq!(whole(&place.store(TokenStore::Memory).read().unwrap().0), "");
    place.keep(TokenStore::Memory, "0.other").unwrap();
    assert!(place.holds("0.refresh"));
    assert_eq!(place.ring.asked.load(Ordering::Relaxed), 0);
}

#[test]
fn p16_without_a_keychain_nothing_is_kept_and_the_reason_is_said() {
    let place = Place::new();
    place.ring.refuse(Some("no Secret Service answers"));
    let store = place.store(TokenStore::Keychain);
    assert_eq!(whole(&store.read().unwrap().0), "", "where nothing is kept nobody asks");
    for refused in [store.prepare().map(drop), place.keep(TokenStore::Keychain, "0.refresh")] {
        let error = refused.unwrap_err();
        assert!(matches!(error, StoreError::NoKeychain(_)), "{error}");
        assert!(error.to_string().ends_with("no Secret Service answers"), "{error}");
    }
    assert_eq!(place.names(), [""; 0], "never a silent file");
    place.store(TokenStore::File).prepare().unwrap();
}

#[test]
fn p16_a_keychain_is_tried_by_writing_and_one_that_forgets_is_none() {
    let place = Place::new();
    let store = place.store(TokenStore::Keychain);
    place.ring.forgets.store(true, Ordering::Relaxed);
    assert!(matches!(store.prepare(), Err(StoreError::NoKeychain(_))));
    place.keep(TokenStore::Keychain, "0.refresh").unwrap_err();
    place.ring.forgets.store(false, Ordering::Relaxed);
    store.prepare().unwrap();
    let made = place.ring.key.lock().unwrap().clone().unwrap();
    store.prepare().unwrap();
    place.keep(TokenStore::Keychain, "0.refresh").unwrap();
    assert!(place.ring.key.lock().unwrap().clone().unwrap().is(&made), "one key serves");
}

#[test]
fn a_keychain_that_is_locked_for_now_is_no_broken_file() {
    let place = Place::new();
    place.keep(TokenStore::Keychain, "0.refresh").unwrap();
    place.ring.refuse(Some("it is locked"));
    assert!(matches!(place.store(TokenStore::Keychain).read(), Err(StoreError::NoKeychain(_))));
    place.ring.refuse(None);
    assert_eq!(whole(&place.store(TokenStore::Keychain).read().unwrap().0), whole(&[account("0.refresh")]));
    assert_eq!(place.names(), [SEALED]);
}

#[test]
fn p17_moving_to_the_keychain_leaves_no_plain_copy() {
    let place = Place::new();
    place.keep(TokenStore::File, "0.refresh").unwrap();
    fs::write(place.folder.join("accounts.json.corrupt"), "0.refresh").unwrap();
    let store = place.store(TokenStore::Keychain);
    let before = store.read().unwrap().0;
    assert_eq!(whole(&before), whole(&[account("0.refresh")]), "what was kept before goes on to serve");
    store.write(&store.lock(Duration::ZERO, || ()).unwrap(), &before).unwrap();
    assert!(!place.holds("0.refresh"));
    assert_eq!(place.names(), [SEALED]);
    assert_eq!(whole(&store.read().unwrap().0), whole(&before));
}

#[test]
fn p17_a_failed_move_leaves_all_as_it_was() {
    let place = Place::new();
    place.keep(TokenStore::File, "0.refresh").unwrap();
    place.ring.refuse(Some("it is locked"));
    place.keep(TokenStore::Keychain, "0.other").unwrap_err();
    place.ring.refuse(None);
    // And one that fails behind the keychain: a folder stands where the file should be.
    fs::create_dir(place.folder.join(SEALED)).unwrap();
    place.keep(TokenStore::Keychain, "0.other").unwrap_err();
    assert!(place.ring.key.lock().unwrap().is_none(), "the new key is gone again");
    fs::remove_dir(place.folder.join(SEALED)).unwrap();
    for keep in [TokenStore::File, TokenStore::Keychain] {
        assert_eq!(whole(&place.store(keep).read().unwrap().0), whole(&[account("0.refresh")]));
    }
}

#[test]
fn p17_moving_to_a_file_loses_no_sign_in_and_leaves_no_key() {
    let place = Place::new();
    place.keep(TokenStore::Keychain, "0.refresh").unwrap();
    let store = place.store(TokenStore::File);
    place.ring.refuse(Some("it is locked"));
    assert_eq!(whole(&store.read().unwrap().0), "", "with a file chosen no keychain is needed");
    place.ring.refuse(None);
    let before = store.read().unwrap().0;
    assert_eq!(whole(&before), whole(&[account("0.refresh")]), "what was kept before goes on to serve");
    assert_eq!(place.names(), [SEALED], "and stays in safety until something is written");
    store.write(&store.lock(Duration::ZERO, || ()).unwrap(), &before).unwrap();
    assert_eq!(place.names(), [PLAIN]);
    assert!(place.ring.key.lock().unwrap().is_none());
    assert_eq!(whole(&store.read().unwrap().0), whole(&before));
}

#[test]
fn p18_what_cannot_be_read_means_signed_out_and_is_kept_aside() {
    for (keep, file) in WAYS {
        let place = Place::new();
        place.keep(keep, "0.refresh").unwrap();
        let path = place.folder.join(file);
        let bytes = fs::read(&path).unwrap();
        let mut broken: Vec<Vec<u8>> = (0..bytes.len()).map(|end| bytes[..end].to_vec()).collect();
        broken.extend([b"{}extra".to_vec(), b"{}".to_vec(), vec![0xff], [&bytes[..], b" x"].concat()]);
        broken.push(br#"{"version":2,"accounts":[]}"#.to_vec());
        broken.push([&[2], &bytes[1..]].concat());
        for bytes in broken {
            fs::write(&path, &bytes).unwrap();
            let (accounts, said) = place.store(keep).read().unwrap();
            let said = said.unwrap_or_else(|| panic!("nothing is said of {bytes:?}"));
            assert!(accounts.is_empty() && said.contains("you are signed out"), "{said}");
            let kept = place.names();
            assert!(kept.len() == 1 && said.ends_with(&kept[0]) && kept[0].ends_with(".corrupt"), "{kept:?} {said}");
            assert_eq!(fs::read(place.folder.join(&kept[0])).unwrap(), bytes);
            assert!(place.store(keep).read().unwrap().1.is_none(), "said once");
            fs::remove_file(place.folder.join(&kept[0])).unwrap();
        }
    }
}

#[test]
fn p18_another_key_means_signed_out_and_the_next_sign_in_works() {
    let place = Place::new();
    place.keep(TokenStore::Keychain, "0.refresh").unwrap();
    *place.ring.key.lock().unwrap() = Key::random();
    let (accounts, said) = place.store(TokenStore::Keychain).read().unwrap();
    assert!(accounts.is_empty() && said.is_some());
    assert_eq!(place.names(), ["accounts.sealed.corrupt"]);
    place.keep(TokenStore::Keychain, "0.again").unwrap();
    assert_eq!(whole(&place.store(TokenStore::Keychain).read().unwrap().0), whole(&[account("0.again")]));
}

#[test]
fn a_key_that_is_not_there_for_now_costs_no_sign_in() {
    let place = Place::new();
    place.keep(TokenStore::Keychain, "0.refresh").unwrap();
    let key = place.ring.key.lock().unwrap().take();
    for keep in [TokenStore::Keychain, TokenStore::File] {
        let (accounts, said) = place.store(keep).read().unwrap();
        assert!(accounts.is_empty() && said.unwrap().contains("not signed in: the key of "));
        assert_eq!(place.names(), [SEALED]);
    }
    *place.ring.key.lock().unwrap() = key;
    assert_eq!(whole(&place.store(TokenStore::Keychain).read().unwrap().0), whole(&[account("0.refresh")]));
}

#[test]
fn p18_a_sign_in_with_a_new_key_keeps_aside_what_the_old_one_sealed() {
    let place = Place::new();
    place.keep(TokenStore::Keychain, "0.refresh").unwrap();
    let old = fs::read(place.folder.join(SEALED)).unwrap();
    *place.ring.key.lock().unwrap() = None;
    place.ring.forgets.store(true, Ordering::Relaxed);
    place.keep(TokenStore::Keychain, "0.again").unwrap_err();
    assert_eq!(place.names(), [SEALED], "a writing that fails leaves it as it was");
    place.ring.forgets.store(false, Ordering::Relaxed);
    place.keep(TokenStore::Keychain, "0.again").unwrap();
    assert_eq!(place.names(), [SEALED, "accounts.sealed.corrupt"]);
    assert_eq!(fs::read(place.folder.join("accounts.sealed.corrupt")).unwrap(), old);
    assert_eq!(whole(&place.store(TokenStore::Keychain).read().unwrap().0), whole(&[account("0.again")]));
}

#[test]
fn signing_out_removes_files_copies_and_key() {
    for (keep, _) in WAYS {
        let place = Place::new();
        place.keep(keep, "0.refresh").unwrap();
        for copy in ["accounts.json.corrupt", "accounts.json.2.untrusted", "accounts.sealed.corrupt"] {
            fs::write(place.folder.join(copy), "0.refresh").unwrap();
        }
        let store = place.store(keep);
        assert_eq!(store.clear(&store.lock(Duration::ZERO, || ()).unwrap()).unwrap(), None);
        assert_eq!(place.names(), [""; 0]);
        assert!(place.ring.key.lock().unwrap().is_none());
    }
}

#[test]
fn signing_out_of_a_locked_keychain_removes_the_file_and_says_what_is_left() {
    let place = Place::new();
    place.keep(TokenStore::Keychain, "0.refresh").unwrap();
    place.ring.refuse(Some("it is locked"));
    let store = place.store(TokenStore::Keychain);
    let said = store.clear(&store.lock(Duration::ZERO, || ()).unwrap()).unwrap().unwrap();
    assert!(said.contains("it is locked"), "{said}");
    assert_eq!(place.names(), [""; 0]);
    let again = store.clear(&store.lock(Duration::ZERO, || ()).unwrap()).unwrap();
    assert_eq!(again, None, "nothing was kept");
}

#[test]
fn what_a_killed_writer_left_goes_with_the_next_writing_and_with_signing_out() {
    for (keep, file) in WAYS {
        let place = Place::new();
        place.keep(keep, "0.refresh").unwrap();
        let left = || {
            for name in [".pim-a1b2c3.tmp", ".pim-a1b2c3.tmp.untrusted", ".pim-a1b2c3.tmp.2.untrusted"] {
                fs::write(place.folder.join(name), "0.refresh").unwrap();
            }
        };
        left();
        place.keep(keep, "0.refresh").unwrap();
        assert_eq!(place.names(), [file]);
        left();
        place.store(keep).forget().unwrap();
        assert_eq!(place.names(), [""; 0]);
    }
}

#[test]
fn a_key_to_nothing_goes_and_one_that_opens_something_stays() {
    let place = Place::new();
    let store = place.store(TokenStore::Keychain);
    store.prepare().unwrap();
    store.unprepare().unwrap();
    assert!(place.ring.key.lock().unwrap().is_none());
    place.keep(TokenStore::Keychain, "0.refresh").unwrap();
    store.unprepare().unwrap();
    assert_eq!(whole(&store.read().unwrap().0), whole(&[account("0.refresh")]));
    fs::remove_dir_all(&place.folder).unwrap();
    store.forget().unwrap();
    assert!(place.ring.key.lock().unwrap().is_none() && !place.folder.exists());
}

#[test]
fn a_sign_in_that_brought_no_refresh_token_leaves_the_one_that_is_there() {
    let mut accounts = vec![account("0.refresh")];
    put(&mut accounts, account(""));
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0].refresh_token.expose_secret(), "0.refresh");
    assert_eq!(accounts[0].tokens[0].token.expose(), "-access", "all else is the new one's");
    put(&mut accounts, account("0.other"));
    assert_eq!(whole(&accounts), whole(&[account("0.other")]));
}

#[test]
fn in_memory_a_sign_in_lasts_as_long_as_the_store() {
    let store = Store::in_memory(vec![account("0.before")]);
    assert_eq!(whole(&store.read().unwrap().0), whole(&[account("0.before")]));
    store.write(&store.lock(Duration::ZERO, || ()).unwrap(), &[account("0.refresh")]).unwrap();
    assert_eq!(whole(&store.clone().read().unwrap().0), whole(&[account("0.refresh")]));
}

#[test]
fn p19_one_holds_the_lock_and_reading_needs_none() {
    let place = Place::new();
    place.keep(TokenStore::File, "0.refresh").unwrap();
    let store = place.store(TokenStore::File);
    let held = store.lock(Duration::ZERO, || ()).unwrap();
    assert!(store.lock(Duration::ZERO, || ()).unwrap_err().is_held());
    assert_eq!(store.read().unwrap().0.len(), 1);
    drop(held);
    // A child that another test has just forked may hold the open file until it becomes another program.
    store.lock(Duration::from_secs(10), || ()).unwrap();
}

#[test]
fn p21_nothing_secret_is_in_the_debug_form() {
    let text = format!("{:?}", account("0.refresh"));
    assert!(text.contains("contoso.com") && !text.contains("0.refresh"), "{text}");
}

#[cfg(unix)]
mod modes {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn p15_file_and_folder_are_private_even_where_wider_ones_were_there() {
        for (keep, file) in WAYS {
            let place = Place::new();
            place.keep(keep, "0.refresh").unwrap();
            let path = place.folder.join(file);
            chmod(&path, 0o666);
            chmod(&place.folder, 0o755);
            place.store(keep).read().unwrap();
            assert_eq!((mode(&place.folder), mode(&path)), (0o700, 0o600));
            chmod(&path, 0o666);
            place.keep(keep, "0.refresh").unwrap();
            assert_eq!((mode(&path), mode(&place.folder.join(LOCK))), (0o600, 0o600));
        }
    }

    #[test]
    fn p15_a_symbolic_link_and_a_foreign_owner_are_refused_with_the_reason() {
        for (keep, file) in WAYS {
            let place = Place::new();
            place.keep(keep, "0.refresh").unwrap();
            let path = place.folder.join(file);
            // Only root can give a file away.
            if std::os::unix::fs::chown(&path, Some(54_321), None).is_ok() {
                let error = place.store(keep).read().unwrap_err().to_string();
                assert!(error.contains("54321"), "{error}");
                let error = place.keep(keep, "0.other").unwrap_err().to_string();
                assert!(error.contains("54321"), "{error}");
            }
            fs::rename(&path, place.folder.join("elsewhere")).unwrap();
            symlink(place.folder.join("elsewhere"), &path).unwrap();
            for refused in [place.store(keep).read().map(drop), place.keep(keep, "0.other")] {
                let error = refused.unwrap_err();
                assert!(matches!(error, StoreError::File(FileError::Symlink(_))), "{error}");
            }
        }
    }

    #[test]
    fn p58_in_a_folder_that_others_could_write_into_no_profile_is_trusted() {
        let place = Place::new();
        place.keep(TokenStore::File, "0.refresh").unwrap();
        chmod(place.folder.parent().unwrap(), 0o777);
        let store = place.store(TokenStore::File);
        let lock = store.lock(Duration::ZERO, || ()).unwrap();
        let (accounts, said) = store.read_held(&lock).unwrap();
        assert!(accounts.is_empty() && said.unwrap().contains("others could write"));
        assert!(store.read_held(&lock).unwrap().1.is_none(), "said once");
        drop(lock);
        assert!(place.folder.with_file_name("sign-in.untrusted").exists());
        store.forget().unwrap();
        assert!(!place.folder.with_file_name("sign-in.untrusted").exists(), "signing out leaves no token");
    }

    #[test]
    fn p58_what_was_set_aside_with_all_profiles_goes_with_signing_out() {
        let place = Place::new();
        let above = place.folder.join("lab");
        let store = Store::new(&above, TokenStore::File, place.ring.clone());
        store.write(&store.lock(Duration::ZERO, || ()).unwrap(), &[account("0.refresh")]).unwrap();
        let top = place.folder.parent().unwrap();
        chmod(top, 0o777);
        assert!(store.read().unwrap().1.unwrap().contains("others could write"));
        assert_eq!(mode(top), 0o700);
        let aside = top.join("sign-in.untrusted/lab/accounts.json");
        assert!(aside.exists());
        // Whoever could write there could have put a link to something of ours.
        fs::create_dir_all(top.join("mine/lab")).unwrap();
        symlink(top.join("mine"), top.join("sign-in.2.untrusted")).unwrap();
        fs::remove_dir_all(&place.folder).unwrap();
        store.forget().unwrap();
        assert!(!aside.exists() && top.join("sign-in.untrusted").exists());
        assert!(top.join("mine/lab").exists(), "what a link leads to stays");
    }

    #[test]
    fn a_lock_that_is_a_link_or_somebody_elses_is_refused() {
        let place = Place::new();
        place.keep(TokenStore::File, "0.refresh").unwrap();
        let (store, path) = (place.store(TokenStore::File), place.folder.join(LOCK));
        if std::os::unix::fs::chown(&path, Some(54_321), None).is_ok() {
            let error = store.lock(Duration::ZERO, || ()).unwrap_err().to_string();
            assert!(error.contains("54321") && error.contains(LOCK), "{error}");
        }
        fs::remove_file(&path).unwrap();
        symlink(place.folder.join("elsewhere"), &path).unwrap();
        assert!(matches!(store.lock(Duration::ZERO, || ()), Err(StoreError::File(FileError::Symlink(_)))));
        assert!(!place.folder.join("elsewhere").exists(), "nothing is made behind a link");
    }

    #[test]
    fn who_only_looks_changes_nothing() {
        for (keep, file) in WAYS {
            let place = Place::new();
            let looking = || place.store(keep).looking();
            assert!(looking().reach().is_ok() && looking().read().unwrap().0.is_empty());
            looking().prepare().unwrap();
            looking().write(&looking().lock(Duration::ZERO, || ()).unwrap(), &[account("0.other")]).unwrap();
            assert!(!place.folder.exists() && place.ring.key.lock().unwrap().is_none());

            place.keep(keep, "0.refresh").unwrap();
            let before = place.names();
            let path = place.folder.join(file);
            chmod(&path, 0o644);
            assert_eq!(looking().read().unwrap().0.len(), 1);
            assert_eq!(looking().clear(&looking().lock(Duration::ZERO, || ()).unwrap()).unwrap(), None);
            fs::write(&path, "{}extra").unwrap();
            let (accounts, said) = looking().read().unwrap();
            assert!(accounts.is_empty() && said.unwrap().contains("you are signed out"));
            chmod(&place.folder, 0o777);
            let (accounts, said) = looking().read().unwrap();
            assert!(accounts.is_empty() && said.unwrap().contains("others could write"));
            assert_eq!((mode(&path), mode(&place.folder), place.names()), (0o644, 0o777, before));
            let elsewhere = place.folder.with_extension("elsewhere");
            fs::rename(&place.folder, &elsewhere).unwrap();
            symlink(elsewhere, &place.folder).unwrap();
            assert!(looking().read().unwrap_err().to_string().contains("symbolic link"));
        }
    }

    #[test]
    fn p58_what_others_could_have_planted_is_not_read() {
        for (keep, file) in WAYS {
            let place = Place::new();
            place.keep(keep, "0.refresh").unwrap();
            chmod(&place.folder, 0o777);
            let (accounts, said) = place.store(keep).read().unwrap();
            assert!(accounts.is_empty() && said.unwrap().contains("others could write"));
            assert!(place.names().contains(&format!("{file}.untrusted")));
            assert!(place.store(keep).read().unwrap().1.is_none(), "said once");
        }
    }
}

proptest! {
    #[test]
    fn p18_a_changed_byte_opens_nothing(at in 0_usize..600, with in 1_u8..) {
        let key = Key::random().unwrap();
        let mut sealed = seal::seal(&key, &account::to_json(&[account("0.refresh")])).unwrap();
        let at = at % sealed.len();
        sealed[at] ^= with;
        prop_assert!(seal::open(&key, sealed).is_none());
    }

    #[test]
    fn p18_bytes_of_any_kind_are_refused_or_read_and_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let key = Key::random().unwrap();
        prop_assert!(seal::open(&key, bytes.clone()).is_none());
        prop_assert!(account::from_json(&bytes).is_none());
    }

    #[test]
    fn any_text_comes_back_as_it_was(token in ".*", name in ".*", scope in ".*") {
        let mut one = account(&token);
        one.who.name = Some(name.into());
        one.tokens[0].scopes.push(scope);
        let key = Key::random().unwrap();
        let sealed = seal::seal(&key, &account::to_json(std::slice::from_ref(&one))).unwrap();
        let back = account::from_json(&seal::open(&key, sealed).unwrap()).unwrap();
        prop_assert_eq!(whole(&back), whole(&[one]));
    }
}
