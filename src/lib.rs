//! 采言 Caiyan: collects citizens' comments on draft regulations at grassroots legislative contact points, turns them into
//! suggestions, records what was adopted, and shows everybody what became of their words.
//!
//! In reading order: the field's nouns, then what follows the log, then what carries it all.
//! `docs/ARCHITECTURE.md` has the bird's eye view.

pub mod account;
pub mod anchor;
pub mod comment;
pub mod consultation;
pub mod contact_point;
pub mod decision;
pub mod demo;
pub mod desk;
pub mod group;
pub mod law;
pub mod meeting;
pub mod receipt;
pub mod regulation;
pub mod review;
pub mod submission;
pub mod suggestion;

pub mod docx;
pub mod event;
pub mod follow;
pub mod pages;
pub mod search;
pub mod statistics;

pub mod api;
pub mod app;
pub mod assets;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod form;
pub mod html;
pub mod id;
pub mod limit;
pub mod phrases;
pub mod routes;
#[expect(missing_docs, reason = "the migrations document tables and columns")]
pub mod schema;
pub mod seal;
pub mod serve;
pub mod sheet;
pub mod site;
mod stored;
