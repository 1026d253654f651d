//! The index of this process: opened once, kept up to date by [`super::indexer`], asked by [`super::page`] and the API.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use diesel::QueryResult;

use super::index::{Index, IndexError, Opened};
use super::indexer::Indexer;
use super::query::{self, Titles};
use super::variant::Synonyms;
use crate::account::Viewer;
use crate::db::Conn;
use crate::error::Error;
use crate::follow::Follower;

/// Something with the stamp it was read under.
type Known<T> = Arc<Mutex<Option<(i64, Arc<T>)>>>;

/// What is known under this stamp, else what `read` gives.
fn known<T>(slot: &Known<T>, stamp: Option<i64>, read: impl FnOnce() -> QueryResult<Arc<T>>) -> QueryResult<Arc<T>> {
    let kept = slot.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, kept)) = kept.filter(|(at, _)| Some(*at) == stamp) {
        return Ok(kept);
    }
    let fresh = read()?;
    if let Some(stamp) = stamp {
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some((stamp, Arc::clone(&fresh)));
    }
    Ok(fresh)
}

/// The search index and what is known of its health. Clones share it.
#[derive(Clone)]
pub struct Engine {
    index: Index,
    position: i64,
    rebuilding: Arc<Mutex<Option<String>>>,
    titles: Known<Titles>,
    synonyms: Known<Synonyms>,
}

impl From<IndexError> for Error {
    fn from(error: IndexError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl Engine {
    /// Opens the index in a directory. One that is missing, damaged or of another analysis is made anew by the follower while the
    /// site serves.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let Opened { index, position, rebuild } = Index::open(dir)?;
        if let Some(reason) = &rebuild {
            tracing::warn!(%reason, "the search index will be built from the database");
        }
        Ok(Self {
            index,
            position,
            rebuilding: Arc::new(Mutex::new(rebuild.map(|reason| reason.to_string()))),
            titles: Arc::default(),
            synonyms: Arc::default(),
        })
    }

    /// The index, for searching.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The names behind facet values, kept as long as `stamp` ([`crate::pages::About::Names`]) stays the same.
    pub fn titles(&self, conn: &mut Conn, stamp: Option<i64>) -> QueryResult<Arc<Titles>> {
        known(&self.titles, stamp, || query::titles(conn).map(Arc::new))
    }

    /// The program's synonyms and the administrator's, kept in the same way.
    pub fn synonyms(&self, conn: &mut Conn, stamp: Option<i64>) -> QueryResult<Arc<Synonyms>> {
        known(&self.synonyms, stamp, || Ok(Synonyms::with(&query::own_synonyms(conn)?.join("\n"))))
    }

    /// Why the index is being built anew, while it is.
    pub fn rebuilding(&self) -> Option<String> {
        self.rebuilding.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says that the index is whole again, or (`Some`) why it is not.
    pub(super) fn set_rebuilding(&self, reason: Option<String>) {
        *self.rebuilding.lock().unwrap_or_else(PoisonError::into_inner) = reason;
    }

    /// The position of the last commit found at the start.
    pub(super) fn opened_at(&self) -> i64 {
        self.position
    }

    /// The follower that keeps it up to date.
    pub fn follower(&self) -> impl Follower + use<> {
        Indexer::new(self.clone())
    }
}

/// Found by everybody.
pub(super) const PUBLIC: &str = "public";
/// Found by legislators and reviewers.
pub(super) const STAFF: &str = "staff";
/// Found by every clerk: web comments addressed to no contact point.
pub(super) const CLERKS: &str = "clerks";

/// Found by the clerks of one contact point.
pub(super) fn point_tag(slug: &str) -> String {
    format!("point:{slug}")
}

/// The tags a viewer holds.
pub fn tags(viewer: &Viewer) -> Vec<String> {
    let mut tags = vec![PUBLIC.to_owned()];
    match viewer {
        Viewer::Public => {}
        Viewer::Clerk { slug, .. } => tags.extend([CLERKS.to_owned(), point_tag(slug)]),
        Viewer::Legislator | Viewer::Reviewer => tags.push(STAFF.to_owned()),
    }
    tags
}
