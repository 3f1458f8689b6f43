//! The encrypted file: a version byte, a random nonce of 96 bits, and the text under ChaCha20-Poly1305
//! (RFC 8439) with its tag.

use super::keychain::Key;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

/// The version of the file, its first byte.
const VERSION: u8 = 1;
/// What the text was sealed as, so that nothing else which was ever sealed with the key opens here.
const SEALED_AS: &[u8] = b"pim sign-in v1";

/// The file that holds `text`; `None` where the system gives no random numbers.
pub(super) fn seal(key: &Key, text: &[u8]) -> Option<Vec<u8>> {
    let mut nonce = [0; NONCE_LEN];
    SystemRandom::new().fill(&mut nonce).ok()?;
    // All of it is there before the text is: a buffer that grows leaves copies of it behind.
    let mut file = Vec::with_capacity(1 + NONCE_LEN + text.len() + CHACHA20_POLY1305.tag_len());
    file.push(VERSION);
    file.extend_from_slice(&nonce);
    file.extend_from_slice(text);
    let nonce = Nonce::assume_unique_for_key(nonce);
    let tag = cipher(key)?.seal_in_place_separate_tag(nonce, Aad::from(SEALED_AS), &mut file[1 + NONCE_LEN..]).ok()?;
    file.extend_from_slice(tag.as_ref());
    Some(file)
}

/// The text in `file`, which is wiped when it is dropped; `None` where the key is another or a bit is.
pub(super) fn open(key: &Key, file: Vec<u8>) -> Option<Zeroizing<Vec<u8>>> {
    // Decrypted in place.
    let mut file = Zeroizing::new(file);
    let (version, rest) = file.split_first_mut()?;
    let (nonce, sealed) = rest.split_first_chunk_mut::<NONCE_LEN>()?;
    if *version != VERSION {
        return None;
    }
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let text = cipher(key)?.open_in_place(nonce, Aad::from(SEALED_AS), sealed).ok()?;
    Some(Zeroizing::new(text.to_vec()))
}

fn cipher(key: &Key) -> Option<LessSafeKey> {
    UnboundKey::new(&CHACHA20_POLY1305, key.expose()).ok().map(LessSafeKey::new)
}
