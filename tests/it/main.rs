//! Stories told through the front door: a real server, a real database, people who act. Each story runs on SQLite and on PostgreSQL.
//!
//! `support` has the server ([`support::TestApp`]), the people ([`support::Person`]) and builders. PostgreSQL is the server named by
//! `CAIYAN_TEST_POSTGRES`, which `scripts/test` starts; without it the PostgreSQL half fails and says so.
#![expect(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at the first surprise"
)]

mod access;
mod anchor;
mod api;
mod bad_input;
mod citizen;
mod cli;
mod crash;
mod desk;
mod documents;
mod import;
mod places;
mod review;
mod schema;
mod search;
mod stats;
mod support;
mod tidy;
