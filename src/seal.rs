//! Keys and what they protect: contact details at rest, tokens in forms, salted digests in the log.
//!
//! One master key of 32 bytes lives outside the database (`secret.key` in the data directory, or `CAIYAN_SECRET`);
//! each use has its own key derived from it by HMAC-SHA-256.

use std::io::Write;
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::config::{Config, unhex};
use crate::id;

/// The keys of this installation.
#[derive(Clone)]
pub struct Keys {
    master: [u8; 32],
}

impl Keys {
    /// Takes the key of the configuration, else that of the data directory, which is made at the first start.
    pub fn load(config: &Config) -> std::io::Result<Self> {
        let master = match config.secret {
            Some(master) => master,
            None => read_or_make(&config.data_dir.join("secret.key"))?,
        };
        Ok(Self { master })
    }

    fn derived(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut block = hmac::digest::block_api::Block::<Sha256>::default();
        block.iter_mut().zip(self.master).for_each(|(to, from)| *to = from);
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new(&block);
        mac.update(purpose.as_bytes());
        mac.update(&id::sha256(parts));
        mac.finalize().into_bytes().into()
    }

    /// Encrypts `plain` (XChaCha20-Poly1305, random nonce in front).
    pub fn seal(&self, plain: &[u8]) -> Vec<u8> {
        let nonce = id::nonce();
        let cipher = XChaCha20Poly1305::new(&self.derived("contact", &[]).into());
        let mut sealed = nonce.to_vec();
        // Encryption fails only beyond 256 GiB; an empty box would then be unreadable, never readable.
        sealed.extend(cipher.encrypt(&XNonce::from(nonce), plain).unwrap_or_default());
        sealed
    }

    /// Decrypts what [`Keys::seal`] made; `None` if it is damaged or another key's.
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_at_checked(24)?;
        let nonce: [u8; 24] = nonce.try_into().ok()?;
        XChaCha20Poly1305::new(&self.derived("contact", &[]).into()).decrypt(&XNonce::from(nonce), body).ok()
    }

    /// The token a form carries for a visitor and, when signed in, a session.
    pub fn form_token(&self, visit: &str, session: &str) -> String {
        id::hex(&self.derived("form", &[visit.as_bytes(), session.as_bytes()]))
    }

    /// A salted digest of words, so that the log can say which words without saying them.
    pub fn digest(&self, parts: &[&str]) -> String {
        let bytes: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
        id::hex(&self.derived("digest", &bytes))
    }
}

/// Compares two secrets in constant time.
pub fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

fn read_or_make(path: &Path) -> std::io::Result<[u8; 32]> {
    let damaged = || std::io::Error::other(format!("{} does not hold 64 hexadecimal digits", path.display()));
    match std::fs::read_to_string(path) {
        Ok(text) => return unhex(text.trim()).ok_or_else(damaged),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let key = id::key();
    // Written beside and renamed: a crash leaves either no key or a whole one.
    let beside = path.with_extension("key.new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(id::hex(&key).as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    Ok(key)
}
