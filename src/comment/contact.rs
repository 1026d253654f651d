//! How to reach the citizen: sealed before it is stored, opened only to tell the result.

/// The version of the privacy notice shown beside the field; changes with its text.
pub const CONSENT: &str = "2026-11";
