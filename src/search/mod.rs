//! Full-text search in Chinese over comments, suggestions and draft articles.
//!
//! Promises: a word finds every text that contains it, in whichever script it is written, and nothing
//! else ([`find`]); a reader's typing is never an error ([`ask`]); counts cover only what the caller may
//! find ([`schema::Doc::readers`]); a damaged or missing index says so, it never looks empty ([`index`]).
//! The index holds ids and postings, never the texts: the database has those and decides again who sees a row.
//! Read on: [`analysis`] (how text becomes terms), [`schema`], [`find`], [`snippet`] (marking); [`indexer`] follows the log, [`page`] shows.

pub mod analysis;
pub mod ask;
pub mod cites;
mod clauses;
mod closest;
mod collect;
mod columns;
pub mod completion;
pub mod engine;
mod exclude;
pub mod export;
pub mod feed;
pub mod find;
pub mod index;
pub mod indexer;
pub mod link;
pub mod months;
pub mod page;
pub mod query;
pub mod saved;
pub mod schema;
pub mod snippet;
pub mod suggest;
pub mod synonyms;
pub mod variant;
