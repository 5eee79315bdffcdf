//! argon2id, off the async threads and few at a time: each takes 19 MiB.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use domain::Code;
use tokio::sync::Semaphore;

use crate::clock::random_bytes;
use crate::problem::Failure;

/// Passwords hashed at the same time.
const AT_ONCE: usize = 4;
/// Shortest password, in characters.
const SHORTEST: usize = 10;
/// What an unknown username is checked against, so that it takes as long as a known one.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$wIaq3WZk4JfYEhE1JDJX3ZgZ1R8SeKWLfAa6Q6WJ1Ew";

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    async fn off_thread<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Code::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(|_| Code::Internal.into())
    }

    /// The hash of a new password, in PHC form; refuses short ones.
    pub async fn hash(&self, password: String) -> Result<String, Failure> {
        if password.chars().count() < SHORTEST {
            return Err(Code::WeakPassword.into());
        }
        let hash = self.off_thread(move || {
            let salt: [u8; 16] = random_bytes();
            Argon2::default()
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|hash: PasswordHash| hash.to_string())
        });
        hash.await?.map_err(|_| Code::Internal.into())
    }

    /// Whether the password is the one; `hash` is none for a username that nobody has.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Failure> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let fits = self.off_thread(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        });
        Ok(fits.await? && known)
    }
}

/// A new password that can be read out over the telephone: no 0/O or 1/l.
pub fn readable_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes: [u8; 15] = random_bytes();
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    letters.chunks(5).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_and_no_other() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse battery".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("correct horse".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("anything at all".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_short_password_is_refused() {
        let refused = Passwords::default().hash("123456".into()).await.unwrap_err();
        assert_eq!(refused.code(), Code::WeakPassword);
    }

    #[test]
    fn what_nobody_has_is_a_hash_of_the_same_cost() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }
}
