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
