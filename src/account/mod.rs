//! Accounts of staff: roles, passwords, sessions, and who may see what ([`Viewer`]).
//!
//! Citizens have none. Pages: [`sign_in`], [`password`], [`admin`], [`audit`]. Queries: [`query`].

pub mod admin;
pub mod audit;
pub mod password;
pub mod query;
pub mod sign_in;

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::error::Error;
use crate::phrases::Phrases;
use crate::stored::stored;

stored! {
    /// What an account may do.
    Role {
        /// Works at one contact point.
        Clerk = "clerk",
        /// Searches and reads.
        Legislator = "legislator",
        /// Publishes drafts, decides, releases.
        Reviewer = "reviewer",
        /// Keeps accounts and contact points; decides nothing.
        Admin = "admin",
    }
}

impl Role {
    /// The role in the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Clerk => t.terms.role_clerk,
            Self::Legislator => t.terms.role_legislator,
            Self::Reviewer => t.terms.role_reviewer,
            Self::Admin => t.terms.role_admin,
        }
    }

    /// Where this role's work begins, below the base path.
    pub fn home(self) -> &'static str {
        match self {
            Self::Clerk => "/desk",
            Self::Legislator | Self::Reviewer => "/review",
            Self::Admin => "/admin/accounts",
        }
    }
}

/// A signed-in account, as pages need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Row id.
    pub id: i64,
    /// User name.
    pub login: String,
    /// As colleagues know the person: 王办事.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// A clerk's contact point: id and slug.
    pub contact_point: Option<(i64, String)>,
}

/// Who asks. Every query over comments and suggestions takes one and gives only what this viewer may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Anybody: what is published.
    Public,
    /// A clerk: also everything of the own contact point, and web comments addressed to none.
    Clerk {
        /// The contact point's row id.
        contact_point: i64,
        /// And its slug.
        slug: String,
    },
    /// A legislator: also what contact points have submitted.
    Legislator,
    /// A reviewer: as a legislator, and decisions not yet released.
    Reviewer,
}

impl Viewer {
    /// The viewer behind a request.
    pub fn of(account: Option<&Account>) -> Self {
        match account.map(|a| (a.role, a.contact_point.as_ref())) {
            Some((Role::Clerk, Some((contact_point, slug)))) => Self::Clerk { contact_point: *contact_point, slug: slug.clone() },
            Some((Role::Legislator, _)) => Self::Legislator,
            Some((Role::Reviewer, _)) => Self::Reviewer,
            _ => Self::Public,
        }
    }
}

/// Argon2id with 19 MiB, two passes, one lane (OWASP's second choice): about 50 ms here.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password with a random salt. Slow on purpose: call it off the async threads.
pub fn hash_password(password: &str) -> Result<String, Error> {
    let hash = argon2().hash_password(password.as_bytes()).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(hash.to_string())
}

/// Whether `password` fits `hash`. Without a hash (unknown user) it takes as long and is false.
pub fn verify_password(password: &str, hash: Option<&str>) -> bool {
    /// Of a password nobody knows; only to spend the same time.
    static NOBODY: LazyLock<String> = LazyLock::new(|| hash_password(&crate::id::password()).unwrap_or_default());
    let parsed = PasswordHash::new(hash.unwrap_or(NOBODY.as_str()));
    let fits = parsed.is_ok_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok());
    fits && hash.is_some()
}

/// Whether a new password may be used: 8 to 128 characters of any script.
pub fn is_acceptable(password: &str) -> bool {
    (8..=128).contains(&password.chars().count())
}

/// Whether a user name may be used: 3 to 40 of `a-z`, `0-9`, `.` and `-`.
pub fn is_login(login: &str) -> bool {
    (3..=40).contains(&login.len()) && login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-')
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_only_its_own_hash() {
        let hash = hash_password("正确的密码 🐴").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify_password("正确的密码 🐴", Some(&hash)));
        assert!(!verify_password("正确的密码", Some(&hash)));
        assert!(!verify_password("nobody", None));
    }
}
