//! The home page, and pages about the site itself.

pub mod health;
pub mod home;
