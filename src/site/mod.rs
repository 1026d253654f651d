//! The home page, and pages about the site itself.

pub mod guide;
pub mod health;
pub mod home;
pub mod open_search;
pub mod sitemap;
