//! 回执: what a citizen may see of the own comment, for ever, by its code. Pages: [`show`], [`track`].

pub mod query;
pub mod show;
pub mod track;
