//! 法规 and its drafts (稿次). A draft's text never changes once published, so parsed texts are kept in memory ([`texts`]).
//! Pages: [`list`], [`draft`], [`article`], [`results`], [`trace`], [`comparison`]; files: [`document`]. Lineage: [`lineage`]. Queries: [`query`]. Publishing a text:
//! [`publish`]; without a draft: [`standing`].

pub mod article;
pub mod comparison;
pub mod document;
pub mod draft;
pub mod lineage;
mod linked;
pub mod list;
pub mod publish;
pub mod query;
pub mod results;
pub mod standing;
pub mod texts;
pub mod trace;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

use crate::form::Fields;
use crate::phrases::Phrases;
use crate::stored::stored;

stored! {
    /// Which draft in the legislative procedure (立法法 arts. 32–44).
    DraftKind {
        /// 一审稿
        First = "first",
        /// 二审稿
        Second = "second",
        /// 三审稿
        Third = "third",
        /// 修改稿
        Revised = "revised",
        /// 表决稿
        Vote = "vote",
        /// 通过的法规
        Enacted = "enacted",
    }
}

impl DraftKind {
    /// The kind in the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::First => t.terms.first,
            Self::Second => t.terms.second,
            Self::Third => t.terms.third,
            Self::Revised => t.terms.revised,
            Self::Vote => t.terms.vote,
            Self::Enacted => t.terms.enacted,
        }
    }
}

/// Whether a slug may be used in URLs: 1 to 60 of `a-z`, `0-9` and `-`.
pub fn is_slug(slug: &str) -> bool {
    (1..=60).contains(&slug.len()) && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Where the number of a draft in the path is written otherwise than this site writes it (01, +1): sends to the plain one, so that every
/// draft has one address.
fn plain_path(req: &HttpRequest, number: i32) -> Option<HttpResponse> {
    let typed = req.match_info().get("n").filter(|typed| *typed != number.to_string())?;
    let to = req.path().replacen(&format!("/drafts/{typed}"), &format!("/drafts/{number}"), 1);
    // A number written with percent signs is not found again in the path; it is read as it is.
    (to != req.path()).then(|| moved(&to, req.query_string()))
}

/// The same for numbers of drafts in the query.
fn plain_query(req: &HttpRequest, fields: &Fields, names: &[&str]) -> Option<HttpResponse> {
    let mut odd = false;
    let mut plain = form_urlencoded::Serializer::new(String::new());
    for (name, value) in &fields.0 {
        let number = value.trim().parse::<u32>().ok().filter(|_| names.contains(&name.as_str())).map(|n| n.to_string());
        odd |= number.as_ref().is_some_and(|number| number != value);
        plain.append_pair(name, number.as_ref().unwrap_or(value));
    }
    odd.then(|| moved(req.path(), &plain.finish()))
}

fn moved(path: &str, query: &str) -> HttpResponse {
    let to = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, to)).finish()
}
