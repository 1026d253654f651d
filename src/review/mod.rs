//! The workbench of legislators and reviewers. Legislators read; reviewers also publish drafts ([`import`]), study what contact points
//! submitted ([`submissions`]), decide ([`suggestion`], [`bulk`], form in [`ruling`]) and release results ([`release`]).
//!
//! The overview is [`dashboard`], the text beside its suggestions [`compare`]. What is decided but not released only reviewers see.

pub mod bulk;
pub mod compare;
pub mod dashboard;
pub mod import;
pub mod release;
pub mod ruling;
pub mod submissions;
pub mod suggestion;

use std::collections::HashMap;
use std::sync::Arc;

use diesel::QueryResult;

use crate::account::Viewer;
use crate::comment;
use crate::contact_point;
use crate::db::Conn;
use crate::decision::query::{self as decisions, Decision};
use crate::error::Error;
use crate::html::Page;
use crate::law::diff::{self, Edit};
use crate::law::label;
use crate::regulation::lineage;
use crate::regulation::query::{self as regulations, Stage};
use crate::regulation::texts::Text;
use crate::suggestion::query::Suggestion;

/// A suggestion as the workbench shows it.
#[derive(Clone, Debug)]
pub struct Card {
    /// The suggestion.
    pub suggestion: Suggestion,
    /// The decision the viewer may see: in force for reviewers, released for legislators.
    pub decision: Option<Decision>,
    /// Name of the contact point.
    pub point: String,
    /// The words of its place in its draft.
    pub quote: String,
}

impl Card {
    /// The article it speaks of, if any.
    pub fn article(&self) -> Option<&str> {
        self.suggestion.provision_eid.as_deref().and_then(label::article_of)
    }

    /// Its place in words.
    pub fn place(&self, page: &Page) -> String {
        comment::new::label(page, self.suggestion.provision_eid.as_deref())
    }

    /// The proposed wording against the draft.
    pub fn proposed(&self) -> Vec<Edit> {
        self.suggestion.wording.as_deref().map(|wording| diff::words(&self.quote, wording)).unwrap_or_default()
    }
}

/// The decisions on some suggestions that a viewer may see, by suggestion.
pub fn decisions_for(conn: &mut Conn, viewer: &Viewer, ids: &[i64]) -> QueryResult<HashMap<i64, Decision>> {
    let found = if *viewer == Viewer::Reviewer { decisions::in_force(conn, ids)? } else { decisions::released(conn, ids)? };
    Ok(found.into_iter().map(|d| (d.suggestion_id, d)).collect())
}

/// Makes cards of suggestions on one draft.
pub fn cards(conn: &mut Conn, viewer: &Viewer, text: &Text, suggestions: Vec<Suggestion>) -> QueryResult<Vec<Card>> {
    let ids: Vec<i64> = suggestions.iter().map(|s| s.id).collect();
    let mut found = decisions_for(conn, viewer, &ids)?;
    let points = contact_point::query::names(conn)?;
    let card = |suggestion: Suggestion| Card {
        decision: found.remove(&suggestion.id),
        point: points.get(&suggestion.contact_point_id).map(|(_, name)| name.clone()).unwrap_or_default(),
        quote: suggestion.provision_eid.as_deref().map(|eid| text.words(eid)).unwrap_or_default(),
        suggestion,
    };
    Ok(suggestions.into_iter().map(card).collect())
}

/// A regulation's drafts with their texts, and which of them is meant.
pub struct Drafts {
    /// All drafts, oldest first.
    pub all: Vec<(Stage, Arc<Text>)>,
    /// Place of the one meant.
    pub at: usize,
}

impl Drafts {
    /// Loads them around one draft.
    pub fn around(conn: &mut Conn, page: &Page, slug: &str, draft_id: i64) -> Result<Self, Error> {
        let stages = regulations::stages_of(conn, slug)?;
        let all = lineage::texts(conn, &page.app.texts, &stages)?;
        let at = all.iter().position(|(stage, _)| stage.draft.id == draft_id).ok_or(Error::NotFound)?;
        Ok(Self { all, at })
    }

    /// The draft meant.
    pub fn here(&self) -> Option<&(Stage, Arc<Text>)> {
        self.all.get(self.at)
    }

    /// The newest draft.
    pub fn newest(&self) -> Option<&(Stage, Arc<Text>)> {
        self.all.last()
    }

    /// Where a place of the draft meant is in the newest.
    pub fn newest_place(&self, eid: &str) -> Option<String> {
        lineage::newest_place(&self.all, self.at, eid)
    }
}
